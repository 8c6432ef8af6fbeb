//! Whole articles, with what must come of them stated by hand.

use std::io::Write as _;

use super::*;

const ZH: &str = include_str!("../../tests/fixtures/article/panel-zh.txt");
const EN: &str = include_str!("../../tests/fixtures/article/panel-en.txt");

macro_rules! expected {
    ($folder:literal: $($file:literal)*) => {
        vec![$(($file.to_owned(), include_str!(concat!("../../tests/fixtures/article/", $folder, "/", $file)).to_owned())),*]
    };
}

/// Says what a test leaves out past the harness, which shows nothing that a test prints unless it fails.
#[allow(clippy::explicit_write, reason = "what the macros print is kept back")]
pub(super) fn skipped(what: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

/// The real article, where the shared folder is beside the package. It is not ours to copy.
#[allow(clippy::disallowed_methods, reason = "a test may read what it is tested against")]
pub(super) fn real_article() -> Option<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/real/000_6e6edfdac79d20a7.txt");
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        skipped(&format!("{path} is not there"));
    }
    text
}

fn import(text: &str) -> Imported {
    article(text, &Options { folder: "panel".to_owned(), ..Options::default() })
}

/// `name: organization / position, turns`
fn speakers(report: &Report) -> Vec<String> {
    let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "?".to_owned());
    let each = |speaker: &SpeakerReport| {
        format!("{}: {} / {}, {}", speaker.name, part(&speaker.organization), part(&speaker.position), speaker.turns)
    };
    report.speakers.iter().map(each).collect()
}

/// (number, turns, questions of the audience)
fn sections(report: &Report) -> Vec<(u32, usize, usize)> {
    report.sections.iter().map(|section| (section.number, section.turns, section.audience_questions)).collect()
}

fn lines_of(report: &Report, kind: Kind) -> Vec<usize> {
    report.lines.iter().filter(|line| line.kind == kind).map(|line| line.line).collect()
}

fn mended(report: &Report) -> Vec<usize> {
    report.mended.iter().map(|mended| mended.line).collect()
}

fn left_out(report: &Report) -> Vec<(usize, &str)> {
    report.left_out.iter().map(|left_out| (left_out.line, left_out.text.as_str())).collect()
}

fn todo(report: &Report, words: &str) -> Vec<Option<usize>> {
    report.todo.iter().filter(|todo| todo.text.contains(words)).map(|todo| todo.line).collect()
}

#[test]
fn the_real_article() {
    let Some(text) = real_article() else { return };
    let Imported { files, report } = import(&text);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["event.md", "01.md", "02.md", "03.md", "04.md", "05.md", "06.md", "07.md", "08.md"]);
    assert_eq!(
        speakers(&report),
        [
            "尤洋: 潞晨科技 / 创始人, 7",
            "栾小凡: Zilliz / 技术合伙人, 6",
            "薛彦泽: 51CTO / 内容中心主编, 4",
            "骆轶航: 硅星人/品玩 / 创始人&CEO, 12",
            "王兆洋: 硅星人/品玩 / 内容中心负责人, 6",
        ]
    );
    let counts = [(1, 12, 0), (2, 3, 0), (3, 4, 0), (4, 3, 0), (5, 2, 0), (6, 1, 0), (7, 3, 0), (8, 7, 4)];
    assert_eq!(sections(&report), counts);
    let titles: Vec<String> = report.sections.iter().map(|section| section.title.clone()).collect();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(titles, [8, 30, 39, 52, 60, 73, 80, 88].map(|line| lines[line - 1]));
    for (section, title) in report.sections.iter().zip(&titles) {
        let (_, text) = files.iter().find(|(name, _)| *name == section.file).unwrap();
        assert_eq!(text.lines().next(), Some(format!("# {title}").as_str()));
    }
    assert_eq!(lines_of(&report, Kind::QuestionSetOut), [3, 4, 5, 6]);
    assert_eq!(lines_of(&report, Kind::AudienceMark), [90]);
    assert_eq!(lines_of(&report, Kind::AudienceQuestion), [91, 93, 95, 101]);
    assert_eq!(mended(&report), [43, 90]);
    assert_eq!(left_out(&report), [(104, "09"), (105, lines[104])]);
    assert_eq!(todo(&report, "5月16日 without a year"), [Some(1)]);
    assert_eq!(todo(&report, "no title of its own"), [None]);
    assert_eq!((report.language.as_str(), report.title.as_str()), ("zh", lines[7]));
    the_real_files(&files, &lines);
}

fn the_real_files(files: &[(String, String)], lines: &[&str]) {
    let file = |name: &str| files.iter().find(|(file, _)| file == name).unwrap().1.as_str();
    let third: Vec<&str> = file("03.md").lines().filter(|line| line.starts_with("**")).collect();
    let beginnings =
        ["**薛彦泽：**OpenAI可能唯一", "**骆轶航：**OpenAI将ChatGPT", "**王兆洋：**有人说", "**骆轶航：**应该类似于"];
    for (turn, beginning) in third.iter().zip(beginnings) {
        assert!(turn.starts_with(beginning), "{turn}");
    }
    // The last section: who asks and who answers, in order.
    let labels: Vec<String> =
        file("08.md").lines().filter_map(|line| Some(line.split_once('：')?.0.to_owned())).collect();
    let expected = [
        "尤洋-潞晨科技创始人",
        "**观众提问",
        "栾小凡-Zilliz技术合伙人",
        "**观众提问",
        "**栾小凡",
        "**观众提问",
        "**骆轶航",
        "**栾小凡",
        "**观众提问",
        "**王兆洋",
        "**尤洋",
    ];
    assert_eq!(labels, expected);
    assert!(file("08.md").contains(&format!("\n\n**观众提问：**{}\n\n", lines[90])));
    let event = file("event.md");
    assert!(event.ends_with(&format!("---\n\n{}\n\n{}\n", lines[0], lines[1])), "{event}");
    assert!(!event.contains("\ndate:"), "a year is not guessed");
}

#[test]
fn a_chinese_panel() {
    let Imported { files, report } = import(ZH);
    assert_eq!(files, expected!("panel-zh": "event.md" "01.md" "02.md" "03.md" "04.md" "05.md"));
    assert_eq!(
        speakers(&report),
        [
            "林远: 海灯社 / 创始人, 6",
            "周小帆: Kite / 技术合伙人, 4",
            "沈念: 7号院 / 内容中心主编, 3",
            "何一航: 晴川/纸鸢 / 创始人&CEO, 3",
            "沈念安: 晴川/纸鸢 / 内容中心负责人, 2",
        ]
    );
    assert_eq!(sections(&report), [(1, 6, 0), (2, 4, 0), (3, 1, 0), (4, 0, 0), (5, 6, 4)]);
    assert_eq!(lines_of(&report, Kind::QuestionSetOut), [3, 4, 5]);
    assert_eq!(lines_of(&report, Kind::AudienceQuestion), [37, 39, 41, 45]);
    assert_eq!(mended(&report), [20, 26, 36]);
    let navigation = "Prev Chapter:#去年的风筝#:谁的线最长 Next Chapter:明年的灯会只差一步评论区";
    assert_eq!(left_out(&report), [(4, "1、"), (47, "06"), (48, navigation)]);
    assert_eq!(todo(&report, "3月9日 without a year"), [Some(1)]);
    assert_eq!(todo(&report, "taken for a question"), [Some(39), Some(41), Some(45)]);
    assert_eq!(todo(&report, "a title and nothing else"), [Some(30)]);
}

#[test]
fn an_english_panel() {
    let Imported { files, report } = import(EN);
    assert_eq!(files, expected!("panel-en": "event.md" "01.md" "02.md"));
    assert_eq!(
        speakers(&report),
        [
            "Maren Oakes: the Tidewater Archive / director, 3",
            "Tobias Fenn: The Lantern / editor, 3",
            "Ines Calloway: Slipway Nine / head of repairs, 3",
            "Moderator: ? / ?, 1",
            "Tobias Finn: ? / ?, 1",
        ]
    );
    assert_eq!(sections(&report), [(1, 4, 0), (2, 6, 3)]);
    assert_eq!(lines_of(&report, Kind::EventTitle), [1]);
    assert_eq!(lines_of(&report, Kind::AudienceQuestion), [26, 28, 32]);
    assert_eq!(mended(&report), [17]);
    let lines: Vec<usize> = report.left_out.iter().map(|left_out| left_out.line).collect();
    assert_eq!(lines, [2, 6, 7, 9, 19, 25, 34, 35, 36]);
    assert_eq!(todo(&report, "Tobias Finn has turns and is not in the introduction"), [None]);
    assert_eq!(todo(&report, "`Moderator` says what somebody does"), [Some(3)]);
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    for text in [ZH, EN] {
        let plain = import(text);
        for other in [text.replace('\n', "\r\n"), text.replace('\n', "\r"), text.trim_end().to_owned()] {
            let other = import(&other);
            assert_eq!(other.files, plain.files);
            assert_eq!(other.report, plain.report);
        }
        let marked = import(&format!("\u{feff}{text}"));
        assert_eq!(marked.files, plain.files);
        assert_eq!(left_out(&marked.report).first(), Some(&(1, "\u{feff}")));
    }
}

#[test]
fn without_sections_all_is_section_one() {
    let Imported { files, report } = import("我们请到了林远。\n林远:灯要稳。\n要很稳。\n林远:就这样。\n");
    assert_eq!(sections(&report), [(1, 2, 0)]);
    assert_eq!(files[1], ("01.md".to_owned(), "**林远：**灯要稳。\n\n要很稳。\n\n**林远：**就这样。\n".to_owned()));
    assert_eq!(todo(&report, "section 1 has no title"), [None]);
    // Prose without any label at all, under a heading.
    let Imported { files, report } = import("灯\n\n河边的灯亮了一夜。\n");
    assert_eq!((report.title.as_str(), files[1].1.as_str()), ("灯", "河边的灯亮了一夜。\n"));
}

#[test]
fn nothing_and_next_to_nothing() {
    for text in ["", "\n\n", "\u{feff}", " \t\u{3000}\r\n"] {
        let Imported { files, report } = import(text);
        assert!(files.is_empty(), "{text:?}");
        assert_eq!(todo(&report, "nothing was written"), [None], "{text:?}");
    }
    let Imported { files, report } = import("01\n02\n03\n");
    assert_eq!(files.len(), 1);
    assert_eq!(left_out(&report), [(1, "01"), (2, "02"), (3, "03")]);
}

#[test]
fn the_language_that_is_given_counts() {
    let options = Options { language: Some("en".to_owned()), ..Options::default() };
    let Imported { files, report } = article("Ann Lee: Yes.\nAnn Lee: No.\n", &options);
    assert_eq!(files[1].1, "**Ann Lee:** Yes.\n\n**Ann Lee:** No.\n");
    assert_eq!(todo(&report, "language was guessed"), []);
    let Imported { files, .. } =
        article("Ann Lee: 好。\nAnn Lee: 是。\n", &Options { language: Some("zh-Hans".to_owned()), ..options });
    assert_eq!(files[1].1, "**Ann Lee：**好。\n\n**Ann Lee：**是。\n");
}

#[test]
fn turns_that_no_section_holds_come_before_the_first() {
    let text = "我们请到了林远、沈念安。\n林远:一。\n沈念安:二。\n林远:三。\n01\n灯\n林远:四。\n02\n线\n沈念安:五。\n";
    assert_eq!(sections(&import(text).report), [(0, 3, 0), (1, 1, 0), (2, 1, 0)]);
    // Credits are no conversation.
    let text = "嘉宾:林远、沈念安\n主持人:何一航\n01\n灯\n林远:四。\n林远:五。\n沈念安:好。\n02\n线\n沈念安:五。\n何一航:六。\n";
    let Imported { files, report } = import(text);
    assert_eq!(sections(&report), [(1, 3, 0), (2, 2, 0)]);
    assert!(files[0].1.ends_with("\n嘉宾:林远、沈念安\n\n主持人:何一航\n"), "{}", files[0].1);
}

#[test]
fn a_turn_run_into_another_is_pointed_out() {
    let text = "林远:一。沈念安:二。\n沈念安:三。\n林远:四。\n";
    assert_eq!(todo(&import(text).report, "`沈念安:` stands inside the line"), [Some(1)]);
}

#[test]
fn a_mark_for_one_question_opens_no_part() {
    // In an interview, a paragraph that asks is still the speaker's own.
    let text = "Q: So?\nAnn Lee: Yes.\nWhy not?\nAnn Lee: Indeed.\n";
    assert_eq!(import(text).files[1].1, "**Q:** So?\n\n**Ann Lee:** Yes.\n\nWhy not?\n\n**Ann Lee:** Indeed.\n");
}

#[test]
fn the_report_can_be_serialised_and_printed() {
    let report = import(ZH).report;
    let json: serde_json::Value = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    assert_eq!(json["summary"]["turns"], 17);
    assert_eq!(
        json["lines"][19],
        serde_json::json!({"line": 20, "kind": "turn", "by": "何一航", "section": 2, "mended": true})
    );
    let text = report.to_text();
    for line in [
        "48 lines read, 6 files written",
        "5 sections, 5 speakers, 17 turns, 4 audience questions, 3 questions set out",
        "  05.md  6 turns, 4 audience questions  风筝要不要登记,灯要不要熄?",
        "  何一航 (he-yi-hang)  3 turns  晴川/纸鸢 / 创始人&CEO",
        "  line 47: number of a section in which no words of the transcript stand: it became no section",
        "    20  turn by 何一航, mended -> 02.md",
    ] {
        assert!(text.lines().any(|printed| printed == line), "{line}\n\n{text}");
    }
}
