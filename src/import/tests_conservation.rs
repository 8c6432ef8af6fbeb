//! No character goes missing, no input makes it panic, and much text takes little time.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options as Extensions, Parser};

use super::tests::real_article;
use super::*;

/// The words of a Markdown text as its readers see them.
fn words(markdown: &str) -> String {
    let options = Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_HEADING_ATTRIBUTES
        | Extensions::ENABLE_WIKILINKS;
    let texts = Parser::new_ext(markdown, options).filter_map(|event| match event {
        Event::Text(text) => Some(text.into_string()),
        _ => None,
    });
    texts.collect()
}

/// The front matter of `event.md` as YAML reads it, and its body.
fn parted(event: &str) -> (serde_json::Value, &str) {
    let (yaml, body) = event.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
    (serde_yaml::from_str(yaml).unwrap(), body)
}

fn count(text: &str, counts: &mut BTreeMap<char, i64>, sign: i64) {
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        // Labels are written with the colon of their language.
        *counts.entry(if c == '：' { ':' } else { c }).or_default() += sign;
    }
}

/// Holds every character of the input against the sources and the report. What the importer adds by itself (speakers in
/// the front matter, a title that is no line of the text) does not count.
fn check(text: &str) {
    let Imported { files, report } = article(text, &Options::default());
    let mut counts = BTreeMap::new();
    for left_out in &report.left_out {
        count(&left_out.text, &mut counts, 1);
    }
    for line in report.lines.iter().filter(|line| line.kind == Kind::SectionNumber) {
        if !report.left_out.iter().any(|left_out| left_out.line == line.line) {
            // The digits of the line are those of the file's name; the line is nothing else, and with a title more.
            let number = text_of(text, line.line).chars().take_while(char::is_ascii_digit).collect::<String>();
            assert_eq!(number.parse().ok(), line.section, "line {}", line.line);
            count(&number, &mut counts, 1);
        }
    }
    for (name, file) in &files {
        if name != "event.md" {
            count(&words(file), &mut counts, 1);
            continue;
        }
        let (front, body) = parted(file);
        count(&words(body), &mut counts, 1);
        for question in front["questions"].as_array().into_iter().flatten() {
            count(question.as_str().unwrap(), &mut counts, 1);
        }
        assert_eq!(front["title"].as_str(), Some(report.title.as_str()));
        if report.lines.iter().any(|line| line.kind == Kind::EventTitle) {
            count(&report.title, &mut counts, 1);
        }
    }
    count(text, &mut counts, -1);
    let missing: Vec<_> = counts.iter().filter(|(_, count)| **count < 0).collect();
    let start: String = text.chars().take(400).collect();
    assert!(missing.is_empty(), "missing {missing:?} of {start:?}");
    let lines: Vec<usize> = report.lines.iter().map(|line| line.line).collect();
    assert_eq!(lines, (1..=lines.len()).collect::<Vec<_>>());
    for line in report.lines.iter().filter(|line| line.kind == Kind::Blank) {
        assert_eq!(text_of(text, line.line).trim(), "", "line {} is not accounted for", line.line);
    }
}

fn text_of(text: &str, number: usize) -> String {
    lines::read(text).get(number - 1).map(|line| line.text.to_string()).unwrap_or_default()
}

#[test]
fn nothing_of_the_articles_goes_missing() {
    check(include_str!("../../tests/fixtures/article/panel-zh.txt"));
    check(include_str!("../../tests/fixtures/article/panel-en.txt"));
    if let Some(text) = real_article() {
        check(&text);
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test may read what it is tested against")]
fn nothing_of_other_transcripts_goes_missing() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real");
    let mut folders =
        vec![shared.join("tc39-ecma402-notes"), shared.join("bitcointranscripts"), shared.join("g0v-hackpad")];
    let mut checked = 0;
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            super::tests::skipped(&format!("{} is not there", folder.display()));
            continue;
        };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path)
                && text.len() < 60_000
            {
                check(&text);
                checked += 1;
            }
        }
    }
    println!("{checked} transcripts checked");
}

/// Enough for a slip that is not linear to be felt as minutes.
const MUCH: usize = 5_000_000;

#[test]
fn much_text_takes_little_time() {
    let names = |n: usize| format!("Ann L{n}: yes\nAnn L{n}: no\n");
    let shapes: Vec<String> = vec![
        include_str!("../../tests/fixtures/article/panel-zh.txt").repeat(MUCH / 4_000),
        "河".repeat(MUCH / 3),
        "\n".repeat(MUCH / 5),
        ":".repeat(MUCH / 5),
        "林远:好\n".repeat(MUCH / 50),
        (0..MUCH / 100).map(names).collect(),
        "吗?\n".repeat(MUCH / 25),
        "观众提问:\n".repeat(MUCH / 80),
        "[*_".repeat(MUCH / 15),
        format!("我们请到了林远。{}\n林远:好\n林远:好\n", "、林远".repeat(MUCH / 50)),
    ];
    for text in shapes {
        let Imported { report, .. } = article(&text, &Options::default());
        assert!(report.summary.lines > 0);
    }
}

/// Lines of the kinds that an article has, in any order.
fn article_like() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => "(尤洋|骆轶航|Ann Lee|Bob Ray Jr\\.|主持人)(-[a-zA-Z潞晨创始人]{1,6}| \\([a-zA-Z, ]{1,9}\\))?[ ]?[:：; ][ ]?[\\PC]{0,12}",
        2 => "0?[1-9][.、]?( [\\PC]{0,6})?|第[1-9一二三]节[:： ]?[\\PC]{0,6}|Part [1-9](: [a-z]{1,5})?",
        2 => "(观众提问|提问环节|Q|问|Audience question|Questions from the audience)[:：]?[\\PC]{0,6}",
        2 => "[\\PC]{0,12}[?？:：。]?",
        1 => "(Prev Chapter|评论区|分享|Share)[:： |]?[\\PC]{0,6}",
        1 => "[0-9]{1,4}[年/-][0-9]{1,2}[月/-][0-9]{1,2}日?[\\PC]{0,6}",
        1 => "[ -+*_`~#<>&;=|{}()\\[\\]^!\\\\:.0-9a-c尤：。]{0,12}",
        1 => Just(String::new()),
    ];
    prop::collection::vec((line, "\n|\r\n|\n\n"), 0..24)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_any_text_goes_missing(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn nothing_of_any_lines_goes_missing(text in "[\\PC\n\r\t:：\u{feff}\u{0}\u{85}\u{2028}\u{200b}]{0,200}") {
        check(&text);
    }

    #[test]
    fn nothing_of_anything_like_an_article_goes_missing(text in article_like()) {
        check(&text);
    }
}
