//! Whatever is typed, nothing panics and no word is lost.

use std::fs;

use plenary::model::Conditions;
use plenary::{assets, model, source};
use proptest::prelude::*;

use crate::site::{EVENT, Site};
use crate::words;

/// Pieces of transcripts that like to get into one another's way.
pub fn token() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "**Ann Lee:** ",
        "Ann Lee: ",
        "**Bo Chen**: ",
        "Bo Chen ",
        "Ann Lee & Bo Chen: ",
        "Ann Lee (Chair, Board): ",
        "**Guest：**",
        "尤洋：",
        "**尤洋：**我",
        "骆轶航 ",
        "Q: ",
        "Audience: ",
        "问：",
        "观众提问：",
        "[00:12:34] ",
        "[12:34] ",
        "Ann Lee [12:34]: ",
        "**Ann Lee** (12:34): ",
        "Ann Lee: 00:00:24",
        "{#k3f9} ",
        "{#",
        "}",
        "**",
        "*",
        "***",
        "__",
        "_",
        "~~",
        "==",
        "===",
        "[[",
        "]]",
        "[[01]]",
        "[[Ann Lee|her]]",
        "[[x\\|y]]",
        "[",
        "]",
        "(",
        ")",
        "（笑）",
        "(laughter)",
        "[applause]",
        "[inaudible]",
        "[?]",
        "（听不清）",
        "](",
        "![",
        "![pic](x.png)",
        "[a](b.md)",
        "[a](javascript:x)",
        "<https://x.example/>",
        "https://youtu.be/abc",
        "- ",
        "  - ",
        "1. ",
        "> ",
        ">> ",
        "> [!NOTE]\n> ",
        "> [!FACT-CHECK] ",
        "# ",
        "## 1. ",
        "### ",
        "#### ",
        "```",
        "```rust\n",
        "~~~\n",
        "`",
        "``",
        "    ",
        "\t",
        "<b>",
        "</b>",
        "<script>",
        "</div>",
        "<!-- a -->",
        "<",
        ">",
        "&amp;",
        "&#x4e00;",
        "&",
        "\\",
        "\\[",
        "\\*",
        "[^1]",
        "[^1]: ",
        "[^2]: ",
        "$x^2$",
        "$$",
        "$",
        "| a | b |\n|---|---|\n| c | d |\n",
        "|",
        "---\n",
        "***\n",
        "===\n",
        "：",
        ":",
        "。",
        "，",
        "“",
        "”",
        "《",
        "》",
        "、",
        "中",
        "文字",
        "テスト",
        "한국",
        "é",
        "e\u{301}",
        "\u{200b}",
        "\u{200d}",
        "👩‍👩‍👧",
        "\u{202e}",
        "\u{feff}",
        "\0",
        "{{ x }}",
        "{% if %}",
        "\r\n",
        "\r",
        "\n",
        "\n",
        "\n\n",
        "\n\n",
        "\n\n",
        " ",
        " ",
        "  \n",
        "\u{3000}",
        "word",
        "Word ",
        "two words ",
        "2026",
        "①",
        "½",
    ]);
    prop_oneof![8 => fixed.prop_map(str::to_owned), 1 => "[a-zA-Z0-9 ]{1,8}", 1 => "\\PC{1,4}"]
}

fn body() -> impl Strategy<Value = String> {
    prop::collection::vec(token(), 0..40).prop_map(|tokens| tokens.concat())
}

/// The section that a body becomes, and the body as the reader saw it.
fn read(site: &Site, text: &str) -> (String, model::Site) {
    site.put("content/01.md", format!("---\n---\n{text}"));
    let (tree, _) = source::load(&site.root(), assets::builtin_words());
    let now = jiff::Timestamp::from_second(1_770_000_000).unwrap();
    let (model, _) = model::build(&tree, Conditions { now, drafts: false });
    (text.to_owned(), model)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_is_lost(text in body()) {
        let site = Site::small("");
        let (text, model) = read(&site, &text);
        // What is nested too deeply is refused as a whole.
        let section = &model.events[0].sections[0];
        let lost = words::lost(&text, section);
        prop_assert!(lost.is_none(), "{}\n{text:?}", lost.unwrap_or_default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_body_is_built_or_refused(section in body(), transcript in body(), introduction in body()) {
        let site = Site::new();
        site.put("content/a/event.md", format!("{EVENT}{introduction}"));
        site.put("content/a/01.md", &section);
        site.put("content/b/event.md", EVENT);
        site.put("content/b/transcript.md", transcript);
        let outcome = site.build();
        for diagnostic in outcome.diagnostics.iter() {
            prop_assert!(
                !matches!(diagnostic.code.name(), "broken-page" | "template-error"),
                "{}\n{section:?}\n{introduction:?}", crate::site::line(diagnostic)
            );
        }
        prop_assert_eq!(outcome.diagnostics.has_errors(), outcome.written.is_none());
    }

    #[test]
    fn any_front_matter_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), yaml in front()) {
        let site = Site::small("**Ann Lee:** Hello.\n");
        for front in [bytes, yaml.into_bytes()] {
            let source = [b"---\n", front.as_slice(), b"\n---\nText.\n"].concat();
            for path in ["event.md", "01.md", "speakers/ann-lee.md", "pages/about.md", "site.yaml", "glossary.yaml"] {
                let whole = if path.ends_with(".yaml") { &front } else { &source };
                let kept = fs::read(site.root().join("content").join(path)).ok();
                site.put(&format!("content/{path}"), whole);
                let outcome = site.build_into(None);
                for diagnostic in outcome.diagnostics.iter() {
                    crate::site::line(diagnostic);
                }
                plenary::diag::print(&outcome.diagnostics, plenary::diag::Format::Human, false);
                match kept {
                    Some(kept) => site.put(&format!("content/{path}"), kept),
                    None => fs::remove_file(site.root().join("content").join(path)).unwrap(),
                }
            }
        }
    }
}

/// Something like YAML.
fn front() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "title",
        "date",
        "speakers",
        "aliases",
        "tags",
        "timezone",
        "language",
        "media",
        "number",
        "start",
        "publish_at",
        "venue",
        "translation_of",
        "silence",
        "theme",
        "base_url",
        "names",
        ": ",
        ":",
        "：",
        "\n",
        "\n",
        "\n  ",
        "\n  - ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "&a ",
        "*a",
        "!!str ",
        "|",
        ">-\n  ",
        "\"",
        "'",
        "2026-03-14",
        "25:61",
        "-1",
        "1e999",
        "99999999999",
        "null",
        "~",
        "yes",
        "Asia/Taipei",
        "zh-Hans",
        "../x",
        "ann-lee",
        "圆桌",
        "\t",
        "<<",
        "? ",
        "# x",
        "%",
        "@",
        "`",
        "\u{0}",
        "\u{85}",
        "...",
        "---",
    ]);
    prop::collection::vec(token, 0..25).prop_map(|tokens| tokens.concat())
}

/// A comment is for editors, however many lines it has.
#[test]
fn comments_of_several_lines_are_not_shown() {
    let site = Site::small("");
    for text in
        ["<!-- one\nsecret -->\n", "**Ann Lee:** Hello.\n\n<!--\nsecret\n-->\n\nMore.\n", "a <!-- b\nsecret --> c\n"]
    {
        let (text, model) = read(&site, text);
        let lost = words::lost(&text, &model.events[0].sections[0]);
        assert!(lost.is_none(), "{}\n{text:?}", lost.unwrap_or_default());
    }
}
