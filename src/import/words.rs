//! Words that tell what a line is, per language.
//!
//! In: nothing. Out: tables. It must never hold a rule, only words; whoever reads a table says what it is good for.

/// A label that is a question from the audience, and that is one when it stands in the source format too.
#[rustfmt::skip] // a table: many words to a line
pub const AUDIENCE: &[&str] = &[
    "观众提问", "觀眾提問", "现场提问", "現場提問", "听众提问", "聽眾提問", "网友提问", "網友提問", "读者提问",
    "讀者提問", "观众问题", "观众", "觀眾", "听众", "聽眾", "提问", "提問", "提问者", "提問者", "问", "問", "Q",
    "Question", "Audience", "Audience question", "Audience member", "Question from the audience",
    "Question from the floor",
];

/// Of those, the ones that open a part: single questions after them need no mark of their own.
#[rustfmt::skip] // a table: many words to a line
pub const AUDIENCE_OPENING: &[&str] = &[
    "观众提问", "觀眾提問", "现场提问", "現場提問", "听众提问", "聽眾提問", "网友提问", "網友提問", "读者提问", "讀者提問", "观众问题",
    "Audience question",
];

/// A line that opens the part in which the audience asks, and that is no label for one question.
#[rustfmt::skip] // a table: many words to a line
pub const AUDIENCE_PART: &[&str] = &[
    "观众提问环节", "現場提問環節", "现场提问环节", "提问环节", "提問環節", "问答环节", "問答環節", "互动环节",
    "互動環節", "互动问答", "现场问答", "观众问答", "自由提问", "问答", "Q&A", "Q & A", "Audience Q&A",
    "Audience questions", "Questions from the audience", "Questions from the floor", "Questions and answers",
    "Questions & answers",
];

/// Labels of an answer; only beside a label of a question do they name somebody.
pub const ANSWER: &[&str] = &["A", "答", "R"];

/// Labels that name somebody by what they do, a number or letter after them allowed.
#[rustfmt::skip] // a table: many words to a line
pub const BY_ROLE: &[&str] = &[
    "主持人", "主持", "嘉宾", "记者", "司仪", "主席", "与会者", "Moderator", "Host", "Interviewer", "Speaker",
    "Chair", "Panelist", "Panellist", "Unknown", "Guest",
];

/// Heads before a colon that are never a speaker.
#[rustfmt::skip] // a table: many words to a line
pub const NOT_NAMES: &[&str] = &[
    "首先", "其次", "再次", "最后", "另外", "此外", "第一", "第二", "第三", "第四", "第五", "第一点", "第二点",
    "第三点", "例如", "比如", "譬如", "问题", "问题是", "答案", "答案是", "结论", "总结", "小结", "注", "注意",
    "编者按", "编者注", "原标题", "标题", "来源", "作者", "编辑", "责编", "责任编辑", "校对", "整理", "撰文", "摄影",
    "翻译", "译者", "时间", "地点", "主题", "日期", "嘉宾介绍", "参考", "参考资料", "链接", "原文", "摘要", "导读",
    "关键词", "概念", "定义", "方法", "优点", "缺点", "优势", "劣势", "背景", "目标", "内容", "说明", "提示", "同时",
    "因此", "所以", "但是", "然而", "总之", "换言之", "也就是说", "简单来说", "Note", "Notes", "Presenter",
    "Presenters", "TODO", "Slides", "Slide", "Video", "Audio", "Resolution", "Conclusion", "Summary", "Source",
    "Sources", "Example", "Examples", "Date", "Time", "Location", "Venue", "Topic", "Topics", "Title", "Author",
    "Editor", "Agenda", "Item", "Action", "Action item", "Next", "See", "See also", "Link", "Links", "References",
    "Reference", "Warning", "First", "Second", "Third", "Finally", "However", "Also", "Update", "FTR", "NB", "PS",
    "Re", "Subject", "From", "To", "New Topic", "Transcript", "Transcript by", "URL", "PDF", "HTTP", "HTTPS",
    "Website", "Email", "DOI", "ISBN", "Tags", "Media", "Speakers", "Attendees", "Participants", "Key takeaways",
    "Further reading",
];

/// English words with which no name begins.
#[rustfmt::skip] // a table: many words to a line
pub const NOT_FIRST: &[&str] = &[
    "The", "A", "An", "In", "On", "At", "For", "But", "And", "So", "My", "Our", "Your", "His", "Her", "Their", "Its",
    "This", "That", "These", "Those", "What", "How", "Why", "When", "Where", "Who", "Which", "If", "As", "It", "We",
    "I", "You", "He", "She", "They", "There", "Here", "To", "From", "With", "By", "Of", "Is", "Are", "Was", "Were",
    "Do", "Does", "Not", "No", "Yes", "Some", "All", "One", "Two", "Three", "Another", "Then", "Now", "Well", "Okay",
    "OK", "Part", "Chapter", "Section", "Question", "Prev", "Next",
];

/// Han characters that hardly stand in a personal name, and often in a word before a colon.
pub const NOT_IN_NAMES: &str =
    "的是了在有性能点量率式法等很这那我你他她它们个些么何可以会要就都也还与及或但而于之其后前";

/// Chinese family names of one character, in both scripts; of two characters in `DOUBLE_SURNAMES`.
pub const SURNAMES: &str = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓邓鄧冯馮曹彭曾肖蕭萧田董潘袁蔡蒋蔣余于杜\
叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付傅方邹鄒熊白孟秦邱侯江尹薛闫閻雷龙龍史陶贺賀毛段郝顾顧龚龔邵万萬覃武钱錢戴\
严嚴莫孔向常汤湯康易乔喬赖賴文庞龐樊殷施洪翟安颜顏倪牛温溫芦季俞章鲁魯葛伍申尤毕畢聂聶柴焦柳邢岳骆駱栾欒柯梅莊庄辛管祝左涂谷祁舒耿卜詹关關苗凌费費纪紀\
欧歐裴靳包游阮司霍瞿齐齊蒲路童虞宁寧穆卓";

/// Chinese family names of two characters.
#[rustfmt::skip] // a table: many words to a line
pub const DOUBLE_SURNAMES: &[&str] = &[
    "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "皇甫", "尉迟", "司徒", "慕容", "令狐", "端木", "夏侯",
];

/// Words at which a position ends; the organisation stands before them.
#[rustfmt::skip] // a table: many words to a line
pub const POSITIONS: &[&str] = &[
    "创始人", "創辦人", "创办人", "合伙人", "合夥人", "发起人", "主编", "总编辑", "总编", "編輯", "编辑", "负责人",
    "負責人", "掌门人", "教授", "讲师", "研究员", "研究員", "学者", "院士", "博士后", "博士生", "博士", "硕士",
    "主任", "记者", "記者", "总监", "總監", "总裁", "總裁", "院长", "院長", "所长", "所長", "总经理", "经理", "經理",
    "工程师", "工程師", "科学家", "科學家", "架构师", "董事长", "董事長", "董事", "秘书长", "秘書長", "主席", "会长",
    "會長", "部长", "部長", "局长", "局長", "处长", "處長", "科长", "厅长", "市长", "顾问", "顧問", "分析师", "主播",
    "主持人", "主理人", "作家", "作者", "设计师", "設計師", "议员", "議員", "委员", "委員", "律师", "律師", "导演",
    "编剧", "校长", "校長", "馆长", "館長", "社长", "站长", "店长", "组长", "組長", "队长", "投资人", "开发者",
    "开发者关系", "维护者", "志愿者", "专家", "專家", "代表", "发言人", "发言官", "首席执行官", "首席技术官",
    "首席科学家", "首席运营官", "首席财务官", "首席产品官", "首席信息官", "首席战略官", "首席营销官", "首席官",
    "执行官", "技术官", "运营官", "财务官", "产品官", "专员", "秘书", "老师", "医生", "CEO", "CTO", "COO", "CFO",
    "CMO", "CPO", "CIO", "CSO", "CDO", "VP", "SVP", "PM", "founder", "co-founder", "cofounder", "partner", "editor",
    "editor-in-chief", "president", "vice-president", "chair", "chairman", "chairwoman", "chairperson", "director",
    "manager", "officer", "professor", "lecturer", "engineer", "scientist", "researcher", "analyst", "architect",
    "designer", "developer", "maintainer", "reporter", "journalist", "correspondent", "columnist", "author", "writer",
    "producer", "host", "moderator", "head", "lead", "leader", "secretary", "minister", "senator", "representative",
    "counsel", "lawyer", "attorney", "advisor", "adviser", "consultant", "fellow", "dean", "principal", "treasurer",
    "curator", "librarian", "physician", "nurse", "teacher", "student", "economist", "historian", "activist",
    "organiser", "organizer", "chief", "specialist", "technician", "spokesperson", "mayor", "commissioner",
    "investor", "entrepreneur", "co-chair", "board member",
];

/// Words that may stand before a position and belong to it.
#[rustfmt::skip] // a table: many words to a line
pub const MODIFIERS: &[&str] = &[
    "联合", "聯合", "共同", "技术", "技術", "高级", "高級", "资深", "資深", "首席", "副", "执行", "執行", "产品",
    "產品", "内容中心", "内容", "市场", "運營", "运营", "研发", "总", "总编室", "常务", "名誉", "特约", "特聘",
    "助理", "管理", "创始", "独立", "數據", "数据", "算法", "安全", "财务", "信息", "项目", "战略", "品牌", "公关",
    "人力资源", "商务", "销售", "客座", "讲席", "终身", "代理", "前", "原", "时任", "兼职", "开源", "软件", "硬件",
    "系统", "机器学习", "前端", "后端", "chief", "executive", "technical", "technology", "operating", "financial",
    "marketing", "product", "information", "senior", "junior", "deputy", "associate", "assistant", "managing",
    "general", "vice", "lead", "principal", "staff", "research", "software", "hardware", "science", "political",
    "editorial", "founding", "former", "acting", "honorary", "visiting", "investigative", "project", "program",
    "programme", "policy", "legal", "data", "design", "communications", "public", "the", "a", "an", "our",
];

/// What joins two positions of one person. Longer ones first.
#[rustfmt::skip] // a table: many words to a line
pub const POSITION_JOINERS: &[&str] = &[
    "＆", "&", "兼任", "兼", "暨", "及", "和", "与", "/", "、", " and ",
];

/// What stands before the first guest of a list. The longest that ends last wins.
#[rustfmt::skip] // a table: many words to a line
pub const INVITING: &[&str] = &[
    "邀请到了", "邀请到", "邀请了", "邀请", "邀請到了", "邀請到", "邀請了", "邀請", "请到了", "请来了", "请到",
    "請到了", "請到", "嘉宾包括", "嘉宾有", "嘉宾为", "嘉宾是", "嘉宾", "来宾", "包括了", "包括", "分别是", "分别为",
    "来自", "來自", "特邀", "连线", "采访了", "采访", "专访", "由", "对话", "参与者有",
];

/// What may stand between two guests of a list, before the second one's organisation. Longer ones first.
#[rustfmt::skip] // a table: many words to a line
pub const LIST_JOINERS: &[&str] = &[
    "以及", "还有", "和", "与", "及", "跟", "、", "，", ",", "；", ";", "&", " and ", "还", " ",
];

/// What the web page around the article left in the copied text, as it begins a line.
#[rustfmt::skip] // a table: many words to a line
pub const NAVIGATION: &[&str] = &[
    "Prev Chapter", "Next Chapter", "Previous chapter", "Previous article", "Next article", "Previous post",
    "Next post", "Prev", "Previous", "Next", "上一章", "下一章", "上一篇", "下一篇", "上一页", "下一页", "上一頁",
    "下一頁", "评论区", "評論區", "评论", "評論", "发表评论", "写评论", "全部评论", "相关阅读", "相关推荐",
    "推荐阅读", "延伸阅读", "点赞", "點讚", "收藏", "转发", "轉發", "分享", "分享到", "分享至", "在看", "阅读原文",
    "返回顶部", "回到顶部", "返回首页", "微信", "微博", "朋友圈", "扫一扫", "扫码关注", "目录", "举报", "登录",
    "注册", "comment area", "comments", "leave a comment", "share", "share this", "share this article", "share on",
    "tweet", "facebook", "twitter", "linkedin", "whatsapp", "email", "print", "back to top", "related articles",
    "read more", "subscribe", "sign in", "log in", "all rights reserved", "like", "reply", "copy link",
];

/// Words with which an English speaker begins to speak of himself: after a name without a colon, the colon was lost.
#[rustfmt::skip] // a table: many words to a line
pub const FIRST_WORDS: &[&str] = &[
    "I", "I'm", "I’m", "I've", "I’ve", "I'd", "I’d", "I'll", "I’ll", "We", "We're", "We’re", "We've", "We’ve", "Yes",
    "Yeah", "No", "Well", "Thanks", "Thank", "Okay", "OK", "Sure",
];

/// English months, in order, by their first three letters.
#[rustfmt::skip] // a table: many words to a line
pub const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The table has the word, letter case aside.
pub fn has(table: &[&str], word: &str) -> bool {
    table.iter().any(|entry| entry.eq_ignore_ascii_case(word))
}
