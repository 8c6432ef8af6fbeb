//! Emphasis beside Chinese, Japanese and Korean characters.
//!
//! A Markdown text in, the parser's events with their places in that very text out. Must never know what the events are
//! turned into, nor change a character that a reader sees.
//!
//! `CommonMark` decides by the characters on both sides of a run of `*` or `~~` whether it opens or closes, and has spaces
//! between words in mind: in `**尤洋：**我` the second run stands between punctuation and a letter and cannot close. The
//! amendment "`CommonMark` CJK-friendly" takes East Asian characters, punctuation included, for a third kind beside which a run
//! may do both. The parser has no option for that yet, but it does look characters up in a table, and so the characters
//! beside runs are exchanged before it reads for others *of the same length* that it takes for a letter or for
//! punctuation, whichever lets the run do what the amendment says. Every offset stays valid; strings that the parser borrowed
//! are found in the original by their address, others are put right character by character.
//!
//! Left as `CommonMark` has it: underscores and single tildes, which stay strict inside words. A single character that is
//! squeezed between two runs can be of one kind only; whether they enclose it is counted, which odd nesting may mislead.
//!
//! All this leaves as soon as a release of the parser does it (its `ENABLE_CJK_FRIENDLY_EMPHASIS`); the tests stay.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};

use crate::text::is_cjk;

/// Stand-ins that the parser takes for letters: the private use area. No named entity stands for any stand-in.
const LETTERS: &[RangeInclusive<char>] = &['\u{E000}'..='\u{F8FF}'];
/// Stand-ins of three bytes that it takes for punctuation: Braille patterns, hexagrams, Kangxi and Yi radicals.
const SIGNS: &[RangeInclusive<char>] =
    &['\u{2801}'..='\u{28FF}', '\u{4DC0}'..='\u{4DFF}', '\u{2F00}'..='\u{2FD5}', '\u{A490}'..='\u{A4C6}'];
/// Stand-ins of four bytes that it takes for punctuation: Byzantine musical symbols.
const LONG_SIGNS: &[RangeInclusive<char>] = &['\u{1D000}'..='\u{1D0F5}'];

/// A text made ready for the parser.
pub struct Source<'s> {
    text: &'s str,
    /// The text with stand-ins, where any are needed.
    copy: Option<String>,
    /// What each stand-in stands for.
    originals: BTreeMap<char, char>,
}

/// What the parser is to take a character for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Guise {
    Letter,
    Sign,
}

/// What a run of `*` or `~~` sees on one of its sides.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// White space or an end of the text.
    Space,
    /// Punctuation that is not East Asian.
    Sign,
    /// An East Asian character, which stands at this offset.
    Cjk(usize, char),
    /// Any other letter.
    Other,
}

impl<'s> Source<'s> {
    /// Looks for runs that need help; copies the text only if there are any.
    pub fn new(text: &'s str) -> Self {
        let guises = guises(text);
        let mut source = Self { text, copy: None, originals: BTreeMap::new() };
        if guises.is_empty() {
            return source;
        }
        let mut pool = Pool::without(used(text));
        let mut copy = String::with_capacity(text.len());
        let mut done = 0;
        for (at, c, guise) in guises {
            // Should a text of thousands of different such characters use up the stand-ins, the rest stays as it is.
            if let Some(stand_in) = pool.stand_in(c, guise) {
                copy.push_str(text.get(done..at).unwrap_or_default());
                copy.push(stand_in);
                source.originals.insert(stand_in, c);
                done = at + c.len_utf8();
            }
        }
        copy.push_str(text.get(done..).unwrap_or_default());
        source.copy = Some(copy);
        source
    }

    /// The parser's events for the text and the bytes of it that each comes from. Text that is in
    /// one piece in the source is in one event: the parser parts it at signs that turn out to mean nothing, and code at its lines.
    pub fn events(&self, options: Options) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
        let parsed = self.copy.as_deref().unwrap_or(self.text);
        let as_written = |event: &Event<'_>, range: &Range<usize>| match event {
            Event::Text(CowStr::Borrowed(piece)) => {
                piece.len() == range.len()
                    && parsed.as_ptr().addr().checked_add(range.start) == Some(piece.as_ptr().addr())
            }
            _ => false,
        };
        let mut events = Parser::new_ext(parsed, options).into_offset_iter().peekable();
        std::iter::from_fn(move || {
            let (event, mut range) = events.next()?;
            if as_written(&event, &range) {
                while let Some((_, more)) =
                    events.next_if(|(event, more)| more.start == range.end && as_written(event, more))
                {
                    range.end = more.end;
                }
                // Stand-ins are as long as what they stand for.
                let text = self.text.get(range.clone()).unwrap_or_default();
                return Some((Event::Text(CowStr::Borrowed(text)), range));
            }
            Some((if self.copy.is_some() { self.event(event) } else { event }, range))
        })
    }

    fn event<'e>(&'e self, event: Event<'e>) -> Event<'e> {
        match event {
            Event::Start(tag) => Event::Start(self.tag(tag)),
            Event::Text(text) => Event::Text(self.string(text)),
            Event::Code(code) => Event::Code(self.string(code)),
            Event::InlineMath(tex) => Event::InlineMath(self.string(tex)),
            Event::DisplayMath(tex) => Event::DisplayMath(self.string(tex)),
            Event::Html(html) => Event::Html(self.string(html)),
            Event::InlineHtml(html) => Event::InlineHtml(self.string(html)),
            Event::FootnoteReference(label) => Event::FootnoteReference(self.string(label)),
            other @ (Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::Rule | Event::TaskListMarker(_)) => {
                other
            }
        }
    }

    fn tag<'e>(&'e self, tag: Tag<'e>) -> Tag<'e> {
        match tag {
            Tag::Heading { level, id, classes, attrs } => Tag::Heading {
                level,
                id: id.map(|id| self.string(id)),
                classes: classes.into_iter().map(|class| self.string(class)).collect(),
                attrs: attrs
                    .into_iter()
                    .map(|(key, value)| (self.string(key), value.map(|it| self.string(it))))
                    .collect(),
            },
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(self.string(info))),
            Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(self.string(label)),
            Tag::Link { link_type, dest_url, title, id } => {
                Tag::Link { link_type, dest_url: self.string(dest_url), title: self.string(title), id: self.string(id) }
            }
            Tag::Image { link_type, dest_url, title, id } => Tag::Image {
                link_type,
                dest_url: self.string(dest_url),
                title: self.string(title),
                id: self.string(id),
            },
            // No other tag holds a string.
            other => other,
        }
    }

    fn string<'e>(&'e self, string: CowStr<'e>) -> CowStr<'e> {
        match string {
            CowStr::Borrowed(piece) => CowStr::Borrowed(self.original(piece).unwrap_or(piece)),
            owned if owned.chars().any(|c| self.originals.contains_key(&c)) => {
                owned.chars().map(|c| self.originals.get(&c).copied().unwrap_or(c)).collect::<String>().into()
            }
            owned => owned,
        }
    }

    /// The piece of the text that stands where `piece` stands in the copy, if that is where it stands.
    fn original(&self, piece: &str) -> Option<&'s str> {
        let copy = self.copy.as_deref()?;
        let start = piece.as_ptr().addr().checked_sub(copy.as_ptr().addr())?;
        self.text.get(start..start.checked_add(piece.len())?)
    }
}

/// The characters to exchange and where they stand, in order.
fn guises(text: &str) -> Vec<(usize, char, Guise)> {
    let mut guises: Vec<(usize, char, Guise)> = Vec::new();
    // The runs of this paragraph that nothing has closed so far, as far as counting tells.
    let mut opened: Vec<&str> = Vec::new();
    let mut opens = false;
    let mut from = 0;
    while let Some(rest) = text.get(from..)
        && let Some(start) = memchr::memchr2(b'*', b'~', rest.as_bytes()).map(|at| from + at)
    {
        let (before, behind) = (text.get(..start).unwrap_or_default(), text.get(start..).unwrap_or_default());
        let after = behind.trim_start_matches(if behind.starts_with('*') { '*' } else { '~' });
        let run = behind.get(..behind.len() - after.len()).unwrap_or_default();
        if text.get(from..start).unwrap_or_default().contains("\n\n") {
            opened.clear();
        }
        from = start + run.len();
        if run == "~" {
            continue;
        }
        let last = before.chars().next_back();
        let prev = side(last, start - last.map_or(0, char::len_utf8));
        let next = side(after.chars().next(), from);
        let guise = match (prev, next) {
            (Side::Space, _) | (_, Side::Space) => None,
            (Side::Sign, _) | (_, Side::Sign) => Some(Guise::Sign),
            _ => Some(Guise::Letter),
        };
        if let (Some(guise), Side::Cjk(at, c)) = (guise, prev) {
            match guises.last_mut() {
                // Squeezed between two runs that want it differently: a letter if they enclose it, a sign if they do not.
                Some(wanted) if wanted.0 == at && opens => wanted.2 = wanted.2.min(guise),
                Some(wanted) if wanted.0 == at => wanted.2 = wanted.2.max(guise),
                _ => guises.push((at, c, guise)),
            }
        }
        if let (Some(guise), Side::Cjk(at, c)) = (guise, next) {
            guises.push((at, c, guise));
        }
        let partner = opened.iter().rposition(|open| *open == run);
        opens = partner.is_none();
        match partner {
            Some(partner) => opened.truncate(partner),
            None => opened.push(run),
        }
    }
    guises.retain(|(_, c, guise)| *guise == Guise::Sign || !c.is_alphanumeric());
    guises
}

fn side(c: Option<char>, at: usize) -> Side {
    match c {
        None => Side::Space,
        Some(c) if c.is_whitespace() => Side::Space,
        Some(c) if is_cjk(c) => Side::Cjk(at, c),
        Some(c) if is_sign(c) => Side::Sign,
        Some(_) => Side::Other,
    }
}

/// Whether the parser takes `c` for punctuation, which for it is what Unicode calls punctuation or a symbol: what is no
/// letter, number, mark, control or format character nor for private use.
fn is_sign(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    let invisible = c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{E000}'..='\u{F8FF}' | '\u{FEFF}' | '\u{E0000}'..);
    !invisible && !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c)
}

/// The stand-ins that are still free.
struct Pool {
    used: BTreeSet<char>,
    given: BTreeMap<(char, Guise), char>,
    /// Those that were not looked at yet: letters, signs, signs of four bytes.
    left: [Box<dyn Iterator<Item = char>>; 3],
}

impl Pool {
    fn without(used: BTreeSet<char>) -> Self {
        let all = |ranges: &'static [RangeInclusive<char>]| -> Box<dyn Iterator<Item = char>> {
            Box::new(ranges.iter().cloned().flatten())
        };
        Self { used, given: BTreeMap::new(), left: [LETTERS, SIGNS, LONG_SIGNS].map(all) }
    }

    /// The stand-in for `c` in this guise, of the same length.
    fn stand_in(&mut self, c: char, guise: Guise) -> Option<char> {
        if let Some(given) = self.given.get(&(c, guise)) {
            return Some(*given);
        }
        let [letters, signs, long_signs] = &mut self.left;
        let left = match (guise, c.len_utf8()) {
            (Guise::Letter, 3) => letters,
            (Guise::Sign, 3) => signs,
            (Guise::Sign, 4) => long_signs,
            // No East Asian punctuation has four bytes, and no East Asian character two.
            _ => return None,
        };
        let free = left.find(|stand_in| !self.used.contains(stand_in))?;
        self.given.insert((c, guise), free);
        Some(free)
    }
}

/// The characters among the stand-ins that the text itself holds, as such or as a numeric entity.
fn used(text: &str) -> BTreeSet<char> {
    let is_stand_in = |c: &char| [LETTERS, SIGNS, LONG_SIGNS].into_iter().flatten().any(|range| range.contains(c));
    let mut used: BTreeSet<char> = text.chars().filter(|c| !c.is_ascii()).filter(is_stand_in).collect();
    for entity in text.split("&#").skip(1) {
        let digits = |text: &str, radix| {
            let end = text.find(|c: char| !c.is_digit(radix)).unwrap_or(text.len());
            text.get(..end).and_then(|digits| u32::from_str_radix(digits, radix).ok())
        };
        let code = entity.strip_prefix(['x', 'X']).map_or_else(|| digits(entity, 10), |hex| digits(hex, 16));
        used.extend(code.and_then(char::from_u32).filter(is_stand_in));
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::TagEnd;

    fn options() -> Options {
        Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_MATH
    }

    /// The text with emphasis, deletions, code and links as tags: all that these tests look at.
    fn rendered(text: &str) -> String {
        let mut out = String::new();
        for (event, _) in Source::new(text).events(options()) {
            match event {
                Event::Start(Tag::Emphasis) => out.push_str("<em>"),
                Event::Start(Tag::Strong) => out.push_str("<b>"),
                Event::Start(Tag::Strikethrough) => out.push_str("<del>"),
                Event::Start(Tag::Link { dest_url, title, .. }) => out.extend(["<a ", &dest_url, " ", &title, ">"]),
                Event::Start(Tag::TableCell) => out.push('|'),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => out.extend(["```", &info, " "]),
                Event::Start(Tag::FootnoteDefinition(label)) => out.extend(["[", &label, "]: "]),
                Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
                    out.extend([format!("{id:?}{classes:?}{attrs:?}")]);
                }
                Event::FootnoteReference(label) => out.extend(["[", &label, "]"]),
                Event::End(TagEnd::Emphasis) => out.push_str("</em>"),
                Event::End(TagEnd::Strong) => out.push_str("</b>"),
                Event::End(TagEnd::Strikethrough) => out.push_str("</del>"),
                Event::End(TagEnd::Link) => out.push_str("</a>"),
                Event::Code(code) => out.extend(["<code>", &code, "</code>"]),
                Event::InlineMath(tex) => out.extend(["$", &tex, "$"]),
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => out.push_str(&text),
                Event::SoftBreak => out.push('\n'),
                _ => {}
            }
        }
        out
    }

    /// Events with text that stands together in one.
    fn joined<'e>(events: impl Iterator<Item = (Event<'e>, Range<usize>)>) -> Vec<(Event<'e>, Range<usize>)> {
        let mut out: Vec<(Event<'e>, Range<usize>)> = Vec::new();
        for (event, range) in events {
            match (out.last_mut(), event) {
                (Some((Event::Text(before), so_far)), Event::Text(text)) if so_far.end == range.start => {
                    *before = format!("{before}{text}").into();
                    so_far.end = range.end;
                }
                (_, event) => out.push((event, range)),
            }
        }
        out
    }

    #[test]
    fn text_that_stands_together_is_one_event() {
        for (text, pieces) in [
            ("a[b]*c", vec!["a[b]*c"]),
            ("他[笑]**（注）**", vec!["他[笑]", "（注）"]),
            ("a\\*b", vec!["a", "*b"]),
            ("a&amp;b[", vec!["a", "&", "b["]),
            ("> a]\n> [b", vec!["a]", "[b"]),
            ("```\n[a]\n[b]\n```", vec!["[a]\n[b]\n"]),
        ] {
            let source = Source::new(text);
            let found: Vec<String> = source
                .events(options())
                .filter_map(|(event, _)| match event {
                    Event::Text(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect();
            assert_eq!(found, pieces, "{text}");
        }
    }

    #[test]
    fn emphasis_where_a_writer_means_it() {
        for (text, expected) in [
            ("**尤洋：**我感觉", "<b>尤洋：</b>我感觉"),
            ("**中文。**中文", "<b>中文。</b>中文"),
            ("**（注）**中文", "<b>（注）</b>中文"),
            ("中文**(note)**中文", "中文<b>(note)</b>中文"),
            ("中文**`code`**中文", "中文<b><code>code</code></b>中文"),
            ("**[链接](u)**中文", "<b><a u >链接</a></b>中文"),
            ("~~删除。~~中文", "<del>删除。</del>中文"),
            ("*中文，*中文", "<em>中文，</em>中文"),
            ("我看**“Her”的降临**与", "我看<b>“Her”的降临</b>与"),
            ("**尤洋：**我**很**好", "<b>尤洋：</b>我<b>很</b>好"),
            ("これは**「重要」**です", "これは<b>「重要」</b>です"),
            ("**テスト。**テスト", "<b>テスト。</b>テスト"),
            ("**한국어(조선말)**은", "<b>한국어(조선말)</b>은"),
            ("**“你好”**他说", "<b>“你好”</b>他说"),
            ("他说**（𠮷田）**𠮷", "他说<b>（𠮷田）</b>𠮷"),
            ("𠮷**(note)**𠮷", "𠮷<b>(note)</b>𠮷"),
            ("(**中**文", "(<b>中</b>文"),
            ("x**中**(y)", "x<b>中</b>(y)"),
            ("**智谱(GLM)**和**深度求索**等", "<b>智谱(GLM)</b>和<b>深度求索</b>等"),
            ("**智谱**和**(a)**等\n\n(**中**文", "<b>智谱</b>和<b>(a)</b>等(<b>中</b>文"),
            ("价格**￥5**元", "价格<b>￥5</b>元"),
            ("他**😀**笑", "他<b>😀</b>笑"),
            ("**尤洋：** 我", "<b>尤洋：</b> 我"),
            ("***尤洋：***我", "<em><b>尤洋：</b></em>我"),
            ("**中文**，**中文**。", "<b>中文</b>，<b>中文</b>。"),
            (
                "| **尤洋：**我 | b |\n| - | - |\n| 我**(c)**我 | ~~删。~~我 |",
                "|<b>尤洋：</b>我|b|我<b>(c)</b>我|<del>删。</del>我",
            ),
        ] {
            assert_eq!(rendered(text), expected, "{text}");
        }
    }

    #[test]
    fn what_stays_as_it_is() {
        for (text, expected) in [
            ("plain **English** *text*, 5 * 6", "plain <b>English</b> <em>text</em>, 5 * 6"),
            ("a**(b)**c", "a**(b)**c"),
            ("** 中文 **", "** 中文 **"),
            ("__中文：__中文", "__中文：__中文"),
            ("3~5个，7~9个", "3~5个，7~9个"),
            ("中文\\*\\*中文。\\*\\*中文", "中文**中文。**中文"),
            ("`**中文。**中文`", "<code>**中文。**中文</code>"),
            ("`**中文。**\n中文`", "<code>**中文。** 中文</code>"),
            (
                "中文**(a)**中文 &#xE000;&#57344;\u{E001}\u{2801}&#x2802;",
                "中文<b>(a)</b>中文 \u{E000}\u{E000}\u{E001}\u{2801}\u{2802}",
            ),
            ("```中*(文 a\\*中\n中**(a)\n```", "```中*(文 a*中 中**(a)\n"),
            ("[a](<中*(文&amp;> '题**(目\\\\')", "<a 中*(文& 题**(目\\>a</a>"),
            ("[甲*(乙]\n\n[甲*(乙]: <中*(文&amp;> '题*(目\n目'", "<a 中*(文& 题*(目\n目>甲*(乙</a>"),
            ("文[^注*(一]\n\n[^注*(一]: 文*(文", "文[注*(一][注*(一]: 文*(文"),
            ("中<b title=\"文*(\">*(文</b>", "中<b title=\"文*(\">*(文</b>"),
            ("<div>\n文*(\n</div>", "<div>\n文*(\n</div>\n"),
            ("$文*(x$", "$文*(x$"),
            (
                "# 题 {#节*(一 .类*(甲 键*(乙=值*(丙}",
                "Some(Borrowed(\"节*(一\"))[Borrowed(\"类*(甲\")][(Borrowed(\"键*(乙\"), Some(Borrowed(\"值*(丙\")))]题",
            ),
        ] {
            let text_events = rendered(text);
            assert_eq!(text_events.trim_end(), expected.trim_end(), "{text}");
        }
    }

    #[test]
    fn copies_only_where_needed() {
        for (text, copied) in [
            ("plain **text** ~~gone~~", false),
            ("**尤洋** 我**很**好，3~5个", false),
            ("**尤洋：** 我", false),
            ("**尤洋：**我", true),
            ("他**(注)**", true),
        ] {
            assert_eq!(Source::new(text).copy.is_some(), copied, "{text}");
        }
    }

    #[test]
    fn the_parser_takes_every_stand_in_for_what_it_should_be() {
        // Between a letter and a sign a run cannot open.
        let opens = |text: &str| Parser::new(text).any(|event| event == Event::Start(Tag::Emphasis));
        let is_sign = |c: char| !opens(&format!("a*{c}b*"));
        assert!(LETTERS.iter().cloned().flatten().all(|c| !is_sign(c)));
        for range in [SIGNS, LONG_SIGNS] {
            let letters: Vec<char> = range.iter().cloned().flatten().filter(|c| !is_sign(*c)).collect();
            assert!(letters.is_empty(), "{letters:?}");
        }
        for c in "“”‘’…—·«»¿€℃©™→★😀¶§\u{301}\u{FE0F}\u{200D}\u{AD}½Яéกह្".chars()
        {
            assert_eq!(super::is_sign(c), is_sign(c), "{c:?}");
        }
    }

    const PIECES: &str = "(中|文|。|：|（|）|“|”|𠮷|한|\\*|\\*\\*|~~|~|_|`|\\[|\\]|\\(u\\)|\\(|\\)|!|<|>|a|b| |\n|\n\n|\\||\\\\|&amp;|&#xE000;|\u{E001}|\u{2801}|# |- |> |\\[\\^|\\]: |\\$|\\{#|\\}){0,40}";

    proptest! {
        #[test]
        fn nothing_leaks_and_ranges_fit(text in PIECES) {
            let source = Source::new(&text);
            for (event, range) in source.events(options()) {
                let piece = text.get(range.clone());
                prop_assert!(piece.is_some());
                // Debug writes what is for private use as an escape; the three stand-ins that the text has are its own.
                let own = ["\\u{e000}", "\\u{e001}", "\u{2801}"];
                let event = own.into_iter().fold(format!("{event:?}"), |event, own| event.replace(own, ""));
                let leaked = |c| SIGNS.iter().chain(LONG_SIGNS).any(|range| range.contains(&c));
                prop_assert!(!event.contains("\\u{e0") && !event.contains(leaked), "{}", event);
            }
            for (event, range) in source.events(options()) {
                if let Event::Text(CowStr::Borrowed(string)) = event
                    && text.get(range).is_some_and(|piece| piece == string)
                {
                    prop_assert!(text.as_bytes().as_ptr_range().contains(&string.as_ptr()));
                }
            }
        }

        #[test]
        fn ascii_is_left_to_the_parser(text in "([a-z]|[ \n*~_`!<>&#|\\[\\]()\\\\-]){0,60}") {
            let source = Source::new(&text);
            let plain = Parser::new_ext(&text, options()).into_offset_iter();
            prop_assert_eq!(joined(source.events(options())), joined(plain));
        }
    }
}
