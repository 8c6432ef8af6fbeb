//! What `plenary check` finds that a build does not, how it is silenced, and how `plenary fix` mends it.

use std::fs;

use serde_json::Value;

use crate::site::{SITE, Site, lines, plenary};

const EVENT: &str = "---\ntitle: 圆桌\nlanguage: zh-Hans\nspeakers:\n  - {id: you-yang, name: 尤洋}\n  - {id: ann-lee, name: Ann Lee}\n  - {id: bo-chen, name: Bo Chen, role: interpreter}\n---\n";

fn site(section: &str) -> Site {
    let site = Site::small(section);
    site.put("content/event.md", EVENT);
    site.put("content/glossary.yaml", "PyTorch: 框架。\nGPT-4o:\n  text: 模型。\n  aliases: [GPT4o]\nrouter: 路由。\n");
    site
}

fn checked(site: &Site) -> Vec<String> {
    lines(&site.build_into(None))
}

#[test]
fn an_editor_is_told_and_a_build_is_not() {
    let site = site("**尤洋：**用了Pytorch和GPT4o,还有Router [?]。他说「好。\n\nQ: 为什么？\n");
    assert_eq!(lines(&site.build()), [""; 0]);
    assert_eq!(
        checked(&site),
        [
            "warning[term-variant] content/01.md:1:10 `Pytorch` is spelt `PyTorch` in the glossary",
            "warning[half-width-punctuation] content/01.md:1:23 `,` stands in Chinese characters, where `，` is written",
            "warning[unsure-word] content/01.md:1:33 a word is marked as not sure",
            "warning[unclosed-bracket] content/01.md:1:39 `「` is not closed",
            "warning[unanswered-question] content/01.md:3:1 this question has no answer",
            "warning[silent-speaker] content/event.md:6:10 `Ann Lee` takes part but never speaks",
        ]
    );
}

#[test]
fn the_words_of_front_matters_are_read_as_well() {
    let site = site("---\nsummary: 他说,好.\nkey_points: [\"一,二\", '三;四', 五六]\n---\n\n**尤洋：**好。\n");
    let event = "---\ntitle: 发布之后:“她”还是他?\nlanguage: zh-Hans\nsummary: >\n  分成,\n  两行.\nquestions:\n  - 问什么?\n  - 他还是\n    她?\ntags: [\"甲,乙\"]\nspeakers: [{id: you-yang, name: 尤洋}]\n---\n";
    site.put("content/event.md", event);
    let told: Vec<String> =
        checked(&site).iter().filter_map(|line| Some(line.split_once("md:")?.1.to_owned())).collect();
    let at = |place: &str, sign: &str, wide: &str, more: &str| {
        format!("{place} `{sign}` stands in Chinese characters, where `{wide}` is written{more}")
    };
    let more = "; so it is with one more sign of this paragraph";
    assert_eq!(
        told,
        [
            at("2:12", ",", "，", more),
            at("3:16", ",", "，", ""),
            at("3:23", ";", "；", ""),
            at("2:12", ":", "：", more),
            at("8:8", "?", "？", ""),
        ]
    );
    let done = plenary().args(["fix", "--write", "--root"]).arg(site.root()).output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    // What would become a comment is told and left to the editor.
    site.put("content/glossary.yaml", "\"#MeToo\": 运动。\n");
    site.put("content/02.md", "---\ntitle: 谈 MeToo\n---\n\n**尤洋：**谈 MeToo。\n");
    let told = checked(&site);
    assert_eq!(told.len(), 2, "{told:?}");
    plenary().args(["fix", "--write", "--root"]).arg(site.root()).output().unwrap();
    let read = |path: &str| fs::read_to_string(site.root().join("content").join(path)).unwrap();
    assert_eq!(read("event.md"), event.replace("后:", "后：").replace("他?\nl", "他？\nl").replace("什么?", "什么？"));
    assert_eq!(
        read("01.md"),
        "---\nsummary: 他说，好。\nkey_points: [\"一，二\", '三；四', 五六]\n---\n\n**尤洋：**好。\n"
    );
    assert_eq!(read("02.md"), "---\ntitle: 谈 MeToo\n---\n\n**尤洋：**谈 #MeToo。\n");
}

#[test]
fn languages_are_those_that_the_site_lists() {
    let site = site("**尤洋：**好。\n");
    let told = |languages: &str| -> Vec<String> {
        site.put("content/site.yaml", format!("{SITE}{languages}"));
        checked(&site).into_iter().filter(|line| line.contains("language")).collect()
    };
    let unlisted = "warning[unlisted-language] content/event.md:3:1 `zh-Hans` is not among the `languages` of the site";
    assert_eq!(told("languages: [ja, zh]\n"), [unlisted]);
    assert_eq!(told("languages: [zh-Hans]\n"), [""; 0]);
    assert_eq!(told(""), [""; 0]);
    // That of the site is its own whether it is listed or not.
    site.put("content/event.md", EVENT.replace("zh-Hans", "en"));
    assert_eq!(told("languages: [ja]\n"), [""; 0]);
}

#[test]
fn words_belong_to_the_turn_of_their_label_though_a_time_touches_it() {
    let site = site("[00:12:30]尤洋：你好（见附录。\n\n[00:12:34]尤洋：我说，好的）是吧。\n");
    let told: Vec<String> = checked(&site).into_iter().filter(|line| line.contains("bracket")).collect();
    assert_eq!(
        told,
        [
            "warning[unclosed-bracket] content/01.md:1:16 `（` is not closed",
            "warning[unclosed-bracket] content/01.md:3:19 `）` closes what has not been opened",
        ]
    );
}

#[test]
fn what_is_silenced_is_not_told() {
    let site = site(
        "**尤洋：**好,对. <!-- silence: half-width-punctuation -->\n\n<!-- silence: unclosed-bracket, doubled-word -->\n\n**Ann Lee：**他说「我的的书。\n\n**Ann Lee：**我的的书。\n",
    );
    let told = checked(&site);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("warning[doubled-word] content/01.md:7:"), "{told:?}");
    let config = fs::read_to_string(site.root().join("content/site.yaml")).unwrap();
    site.put("content/site.yaml", format!("{config}silence: [doubled-word]\n"));
    assert_eq!(checked(&site), [""; 0]);
}

#[test]
fn fix_shows_what_it_mends_and_writes_it_when_asked() {
    // A byte order mark and the ends of lines stay as they are.
    let text = "\u{feff}**尤洋：**你好,Pytorch.\r\n\r\n**Ann Lee：**好的的,对(真的).\r\n";
    let site = site(text);
    let path = site.root().join("content/01.md");
    let run = |more: &[&str]| {
        let done = plenary().args(["fix", "--root"]).arg(site.root()).args(more).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    let (diff, said) = run(&[]);
    assert!(diff.contains("--- a/content/01.md") && diff.contains("+**尤洋：**你好，PyTorch."), "{diff}");
    assert!(said.starts_with("7 places can be mended; nothing was written"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let (diff, said) = run(&["--write"]);
    assert_eq!((diff.as_str(), said.as_str()), ("", "7 places mended in 1 files\n"));
    let mended = "\u{feff}**尤洋：**你好，PyTorch.\r\n\r\n**Ann Lee：**好的，对（真的）。\r\n";
    assert_eq!(fs::read_to_string(&path).unwrap(), mended);
    assert_eq!(checked(&site), [""; 0]);
    assert!(run(&[]).1.starts_with("there is nothing to mend"));
}

#[test]
fn findings_are_told_as_sarif() {
    let site = site("**尤洋：**你好,世界。\n\n**Ann Lee：**好。\n");
    site.put("content/一 二.md", "x\n");
    let done = plenary().args(["check", "--format", "sarif", "--root"]).arg(site.root()).output().unwrap();
    let log: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let rules: Vec<_> =
        log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|rule| &rule["id"]).collect();
    assert!(results.iter().all(|result| rules.contains(&&result["ruleId"])));
    let half = results.iter().find(|result| result["ruleId"] == "half-width-punctuation").unwrap();
    assert_eq!(half["level"], "warning");
    let place = &half["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/01.md");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&1.into(), &10.into()));
    let other = results.iter().find(|result| result["ruleId"] == "stray-markdown").unwrap();
    assert_eq!(
        other["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "content/%E4%B8%80%20%E4%BA%8C.md"
    );
}

#[test]
fn times_go_on_from_section_to_section() {
    let site = site("---\nstart: \"0:10\"\nend: \"1:00\"\n---\n**尤洋**（0:05）：一。\n\n**Ann Lee** (0:20): Two.\n");
    site.put("content/02.md", "---\nstart: \"0:50\"\n---\n**尤洋**（0:55）：三。\n");
    site.put("content/03.md", "**Ann Lee** (0:40): Four.\n");
    site.put("content/04.md", "---\nstart: \"2:00\"\nend: \"1:30\"\n---\n**尤洋：**五。\n");
    let told: Vec<String> = checked(&site).into_iter().filter(|line| line.contains("[time-order]")).collect();
    let expected = [
        ("content/01.md:5:3", "this turn is at 0:05, its section begins at 0:10"),
        ("content/02.md:", "this begins at 0:50, and the section before ends at 1:00"),
        ("content/03.md:1:3", "this begins at 0:40, and the last turn before is at 0:55"),
        ("content/04.md:", "this section begins at 2:00 and ends at 1:30"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, (place, message)) in told.iter().zip(expected) {
        assert!(told.contains(place) && told.ends_with(message), "{told}");
    }
    // One recording after the other.
    site.put("content/02.md", "---\nstart: \"1:00\"\n---\n**尤洋**（1:55）：三。\n");
    site.put("content/03.md", "**Ann Lee** (1:58): Four.\n");
    assert_eq!(checked(&site).iter().filter(|line| line.contains("[time-order]")).count(), 2);
}
