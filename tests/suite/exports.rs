//! Events in formats for other programs: read again they are what they were, and independent readers find nothing wrong.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use plenary::artifact::Content;
use plenary::import::{self, Options};
use plenary::markdown::{Fragment, References};
use plenary::model::{self, Body, Conditions, Event, Item, Part, Turn, Who};
use plenary::project::{Directory, Preview, Site as Opened};
use plenary::{assets, source};
use proptest::prelude::*;

use crate::properties::token;
use crate::site::{EVENT, Site, manifest};

/// Files of a site, made one by one.
pub(crate) fn made(site: &Site, wanted: impl Fn(&str) -> bool) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut opened = Opened::read(&site.request(), &()).ok()?;
    Some(opened.lend(|opened| {
        let directory = Directory::new(opened);
        let preview = Preview::new(opened, &directory);
        let paths = directory.paths().filter(|path| wanted(path));
        let bytes = |path: &str| match preview.file(path).unwrap().unwrap_or_else(|_| panic!("{path}")) {
            Content::Bytes(bytes) => bytes,
            Content::Copy(from) => fs::read(from).unwrap(),
        };
        paths.map(|path| (path.to_owned(), bytes(path))).collect()
    }))
}

/// The events of a folder by path, as far as words and front matter go.
fn events(root: &Path) -> BTreeMap<String, String> {
    let (tree, _) = source::load(root, assets::builtin_words());
    let (site, _) =
        model::build(&tree, Conditions { now: Timestamp::from_second(1_770_000_000).unwrap(), drafts: false });
    site.events.iter().map(|event| (event.path.clone(), sketch(event))).collect()
}

/// Everything of an event but where it stands in files.
fn sketch(event: &Event) -> String {
    let mut out = format!("{:?} {:?}\n{:?}\n{}\n", event.title, event.language, event.participants, told(&event.front));
    body(&event.introduction, &mut out);
    for section in &event.sections {
        let _ = writeln!(out, "== {} {:?} {:?} {:?}", section.number, section.title, section.start, section.end);
        let _ = writeln!(out, "{}", told(&section.front));
        body(&section.body, &mut out);
    }
    out
}

/// A value without the places in it.
fn told(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    let mut out = String::new();
    let mut rest = text.as_str();
    // `Spanned { value: …, referenced: Location { … }, defined: … }`
    while let Some((before, after)) = rest.split_once("Location {") {
        out.push_str(before);
        let (_, behind) = after.split_once('}').unwrap();
        rest = behind.trim_start_matches([' ', '}']);
    }
    out + rest
}

fn body(body: &Body, out: &mut String) {
    for item in &body.items {
        match item {
            Item::Turn(one) => turn(one, out),
            Item::Topic(topic) => {
                let _ = writeln!(out, "## {} {:?} {}", topic.level, topic.title, topic.anchor);
            }
            Item::Part(one) => part(one, out),
        }
    }
    let References { links, pictures, quotations, notes } = &body.references;
    let links: Vec<_> = links.iter().map(|link| (&link.target, link.kind)).collect();
    let pictures: Vec<_> = pictures.iter().map(|picture| &picture.target).collect();
    let quotations: Vec<_> = quotations.iter().map(|quotation| &quotation.text).collect();
    let notes: Vec<Option<&Fragment>> = notes.iter().map(|label| body.notes.get(label)).collect();
    let _ = writeln!(out, "{links:?} {pictures:?} {quotations:?} {notes:?} {:?}", body.count);
}

fn turn(turn: &Turn, out: &mut String) {
    let Turn { who, printed, role, time, pin, question, answers, parts, quotations, count, .. } = turn;
    let _ =
        writeln!(out, "{who:?} {printed:?} {role:?} {time:?} {pin:?} {question} {answers:?} {quotations:?} {count:?}");
    for one in parts {
        part(one, out);
    }
}

fn part(part: &Part, out: &mut String) {
    let _ = writeln!(out, "  {part:?}");
}

/// Takes the sources of all events from what was exported, and compares what is read of them.
fn comes_back(site: &Site) -> usize {
    let before = events(&site.root());
    let Some(files) = made(site, |path| path.ends_with("transcript.md")) else { return 0 };
    for (path, bytes) in &files {
        let folder = site.root().join("content").join(path.trim_end_matches("transcript.md"));
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "md") {
                fs::remove_file(entry.path()).unwrap();
            }
        }
        for (name, text) in import::import(bytes, &Options::default()).unwrap().files {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let after = events(&site.root());
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, sketch) in &before {
        let other = &after[path];
        if sketch != other {
            let differ = sketch.lines().zip(other.lines()).find(|(a, b)| a != b);
            panic!(
                "{path}: {differ:#?}\n{}",
                files
                    .get(&format!("{path}/transcript.md"))
                    .map_or_else(String::new, |b| String::from_utf8_lossy(b).into_owned())
            );
        }
    }
    files.len()
}

/// A copy of the folder of a site.
fn copy(of: &Path) -> Site {
    let site = Site::new();
    site.clear();
    for entry in walkdir::WalkDir::new(of).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let below = entry.path().strip_prefix(of).unwrap().to_string_lossy().into_owned();
        let first = below.split('/').next().unwrap();
        if ["content", "themes", "static"].contains(&first) {
            site.put(&below, fs::read(entry.path()).unwrap());
        }
    }
    site
}

#[test]
fn our_own_format_comes_back_to_the_letter() {
    assert_eq!(comes_back(&copy(manifest())), 9);
    assert_eq!(comes_back(&copy(&manifest().join("tests/sites/round-table"))), 1);
    assert_eq!(comes_back(&crate::determinism::fixture()), 12);
}

#[test]
fn transcripts_in_one_file_come_back() {
    let site = Site::new();
    site.put("content/a/event.md", EVENT);
    site.put("content/a/transcript.md", "# Not the event's\n\nBefore.[^1]\n\n## 第二节：二\n\nAnn Lee: b\n\n## 1. One\n\n**Bo Chen:** a[^1]\n\n[^1]: Note.\n");
    site.put("content/b/event.md", format!("{EVENT}An introduction.\n\n## 7. Not a section\n"));
    site.put("content/b/transcript.md", "Ann Lee: alone\n\n## 1\n\nBo Chen: a\n");
    site.put("content/d/event.md", EVENT);
    site.put("content/d/transcript.md", "# \r**Ann Lee:** \n\n## 1. One\n\nBo Chen: a\n");
    site.put("content/c/event.md", EVENT);
    site.put("content/c/0001.md", "---\nnumber: 4\nstart: \"1:00\"\n---\nAnn Lee: a[^x]\n\n[^x]: One.\n");
    site.put("content/c/02-two.md", "---\ntitle: \"*Two* & <more>\"\nkey_points: [\"1.10\", \"yes\", \"12:34\"]\n---\n# Another\n\n## 3. A topic\n\nBo Chen: b[^x] <!-- secret -->\n\n[^x]: Two.\n\n```\n<!-- 01.md -->x\n");
    assert_eq!(comes_back(&site), 4);
}

/// One event with all that a record can hold; everything is asked for.
fn rich() -> Site {
    let site = Site::new();
    site.put(
        "content/site.yaml",
        "title: A site\nbase_url: https://x.example/\nlanguage: en\ntheme: plain\npublisher: {name: A & B}\n\
         exports: [txt, md, json, vtt, srt, podcast, chapters, akn, epub]\nmarkdown: {html: true}\nllms: full\n",
    );
    site.put(
        "content/e/event.md",
        "---\ntitle: A <panel> & \"more\" --> {{ x }}\nsubtitle: Two lamps\ndate: 2026-03-14T19:00\ntimezone: Asia/Shanghai\n\
         language: en\nvenue: Old hall\nsummary: They met.\nlicense: {name: CC, url: 'https://c.example/'}\nmath: true\n\
         media: {audio: 'https://a.example/a.mp3', offset: 1.5}\nspeakers:\n  \
         - {id: ann-lee, name: Ann Lee, role: moderator, position: Chair, organization: Board}\n  - {id: 9bo, name: 陈博}\n---\nAn introduction.\n",
    );
    site.put(
        "content/e/01.md",
        "---\nstart: \"0:10\"\nend: \"1:00\"\nkey_points: [Lamps]\n---\n# *One* & two\n\nBefore the first turn.\n\n\
         **Ann Lee** (0:12): Hello & ==welcome== to [us](https://u.example/?a&b).[^n] (laughter)\n\n\
         [0:20] Later,\nmore.\n\n- a\n- b\n  1. c\n\n```rust\nlet a = 1 < 2;\n\nlet b;\n```\n\n(applause)\n\n[inaudible]\n\n\
         > [!CONTEXT]\n> It was dark.\n\n> A quote.\n\n### A topic\n\nQ: Why $x^2$?\n\n陈博：\n\n- 因为\u{1b}[1m。\n\n\
         | a | b |\n| --- | --- |\n| 1 | 2 |\n\nAnn Lee, 陈博: ![A picture](../p.svg)\n\n[^n]: A *note*.\n",
    );
    site.put("content/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 2 1\"/>\n");
    site.put("content/e/02.md", "**陈博:** ]]> <!-- secret --> <kbd>x</kbd> &#0; \u{b}\u{ffff}😀 مرحبا\n");
    site
}

fn text_of(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(files.get(path).unwrap_or_else(|| panic!("{path} of {:?}", files.keys())).clone()).unwrap()
}

#[test]
fn plain_text_by_hand() {
    let files = made(&rich(), |path| path.starts_with("e/")).unwrap();
    let expected = "\
A <panel> & \"more\" --> {{ x }}
Two lamps
March 14, 2026 at 7:00\u{202f}PM (UTC+8)
Old hall
https://x.example/e/

They met.

Speakers
Ann Lee (Moderator · Chair, Board)
陈博

An introduction.

01 One & two
============

Before the first turn.

Ann Lee [0:13]: Hello & welcome to us.[1] (laughter)

[0:21] Later, more.

- a
- b
   1. c

let a = 1 < 2;

let b;

(applause)

[inaudible]

[Context: It was dark.]

> A quote.

A topic

Audience: Why x2?

陈博:

- 因为[1m。

a\tb
1\t2

Ann Lee, 陈博: [A picture]

[1] A note.


02 Section 2
============

陈博: ]]> x \u{fffd} 😀 مرحبا
";
    let text = text_of(&files, "e/transcript.txt");
    let text = text.strip_prefix('\u{feff}').unwrap();
    for (line, other) in text.lines().zip(expected.lines()) {
        assert_eq!(line, other, "{text}");
    }
    assert_eq!(text, expected);
}

#[test]
fn the_schema_of_event_json_is_that_of_the_code_and_holds() {
    let path = manifest().join("src/export/event.schema.json");
    let made_of_code = format!("{:#}\n", serde_json::to_value(plenary::export::json::schema()).unwrap());
    if std::env::var_os("PLENARY_RENEW").is_some() {
        fs::write(&path, &made_of_code).unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    assert!(text == made_of_code, "PLENARY_RENEW=1 cargo test schema_of_event_json renews {}", path.display());
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    for site in [rich(), copy(manifest()), crate::determinism::fixture()] {
        for (path, bytes) in made(&site, |path| path.ends_with("event.json")).unwrap() {
            let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{path}: {wrong:?}");
        }
    }
    assert!(!validator.is_valid(&serde_json::json!({"format": "other"})));
}

#[test]
fn language_models_find_what_there_is() {
    let site = rich();
    site.put("content/x/event.md", "---\ntitle: \"[To] come\"\ndate: 2026-04-01\nsummary: |\n  One\n  two.\n---\n");
    let files = made(&site, |path| path.starts_with("llms")).unwrap();
    assert_eq!(
        text_of(&files, "llms.txt"),
        "# A site\n\n## Events\n\n\
         - [To come](https://x.example/x/): April 1, 2026. One two.\n\
         - [A <panel> & \"more\" --> {{ x }}](https://x.example/e/transcript.md): March 14, 2026. They met.\n\n\
         ## Optional\n\n- [Speakers](https://x.example/speakers/)\n- [Questions](https://x.example/questions/)\n"
    );
    let full = text_of(&files, "llms-full.txt");
    assert!(full.contains("Ann Lee [0:13]: Hello & welcome to us.") && full.contains("\n---\n\n[To] come\n"), "{full}");
}

#[test]
fn event_json_by_hand() {
    let files = made(&rich(), |path| path.starts_with("e/")).unwrap();
    let event: serde_json::Value = serde_json::from_str(&text_of(&files, "e/event.json")).unwrap();
    let items = &event["sections"][0]["items"];
    assert_eq!(event["sections"][0]["start"], 11.5);
    assert_eq!(event["date"], "2026-03-14T19:00:00+08:00");
    assert_eq!(items[0], serde_json::json!({"type": "words", "text": "Before the first turn."}));
    assert_eq!(items[1]["type"], "turn");
    assert_eq!(items[1]["time"], 13.5);
    assert_eq!(items[1]["speakers"][0], serde_json::json!({"id": "ann-lee", "name": "Ann Lee"}));
    assert_eq!(items[1]["parts"][0]["text"], "Hello & welcome to us. (laughter)");
    let html = items[1]["parts"][0]["html"].as_str().unwrap();
    assert!(html.contains("<sup data-note=\"1\"></sup>") && html.contains("<mark data-quotation=\""), "{html}");
    assert_eq!(items[1]["parts"][1]["time"], 21.5);
    let question = items.as_array().unwrap().iter().find(|item| item["question"] == true).unwrap();
    let answer = items.as_array().unwrap().iter().find(|item| item["answers"] == question["id"]).unwrap();
    assert_eq!(answer["speakers"][0]["id"], "9bo");
    assert_eq!(event["sections"][0]["notes"][0]["text"], "A note.");
    assert_eq!(event["people"][0]["role"], "moderator");
    assert!(!text_of(&files, "e/event.json").contains("secret"));
}

#[test]
fn files_of_podcasts_by_hand() {
    let files = made(&rich(), |path| path.starts_with("e/")).unwrap();
    let chapters: serde_json::Value = serde_json::from_str(&text_of(&files, "e/chapters.json")).unwrap();
    assert_eq!(
        chapters["chapters"],
        serde_json::json!([{"startTime": 11.5, "endTime": 61.5, "title": "One & two", "url": "https://x.example/e/01/"}])
    );
    let transcript: serde_json::Value = serde_json::from_str(&text_of(&files, "e/transcript.json")).unwrap();
    assert_eq!(transcript["version"], "1.0.0");
    assert_eq!(transcript["segments"][0]["speaker"], "Ann Lee");
    assert_eq!(transcript["segments"][0]["startTime"], 13.5);
    // Captions in four spellings say the same.
    let words = |text: &str| import::import(text.as_bytes(), &Options::default()).unwrap().files[1].1.clone();
    let vtt = words(&text_of(&files, "e/transcript.vtt"));
    assert!(vtt.contains("**Ann Lee** (0:13.5): Hello &"), "{vtt}");
    assert_eq!(words(&text_of(&files, "e/transcript.json")), vtt);
}

/// The words of a text; white space and signs differ between formats.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of a line, without the number of an item.
fn unnumbered(line: &str) -> Vec<String> {
    let rest = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    words(if rest.starts_with(". ") { rest } else { line })
}

/// The same of what was exported as data, in which links are resolved.
fn speeches_of(event: &serde_json::Value) -> Vec<(String, Vec<String>)> {
    let sections =
        event["sections"].as_array().unwrap().iter().flat_map(|section| section["items"].as_array().unwrap());
    let turns = sections.filter(|item| item["type"] == "turn");
    let turn = |turn: &serde_json::Value| {
        let names: Vec<&str> =
            turn["speakers"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        let parts = turn["parts"].as_array().unwrap().iter().filter(|part| part["type"] == "words");
        (names.join(", "), parts.flat_map(|part| part["text"].as_str().unwrap().lines().flat_map(unnumbered)).collect())
    };
    turns.map(turn).collect()
}

/// Who says what in the sections of each event, word by word.
fn speeches(root: &Path) -> BTreeMap<String, Vec<(String, Vec<String>)>> {
    let (tree, _) = source::load(root, assets::builtin_words());
    let (site, _) =
        model::build(&tree, Conditions { now: Timestamp::from_second(1_770_000_000).unwrap(), drafts: false });
    let name = |event: &Event, turn: &Turn| -> String {
        let one = |who: &Who| match who {
            // As printed at the event.
            Who::Known(ix) => event.participant(*ix).unwrap().name.clone(),
            Who::Named(name) => name.clone(),
            Who::Audience => turn.printed.clone(),
        };
        turn.who.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let event = |event: &Event| {
        let turns = event.sections.iter().flat_map(model::Section::turns);
        (event.path.clone(), turns.map(|turn| (name(event, turn), words(&turn.plain()))).collect())
    };
    site.events.iter().map(event).collect()
}

/// The schema of OASIS, which is not ours to hand on: `AKOMA_NTOSO_SCHEMA` names it, or it lies where `.ci/run` puts it, or among the real
/// files.
fn debate_schema() -> Option<std::path::PathBuf> {
    let installed =
        Some(manifest().join("target/akoma-ntoso/cobalt/xsd/akomantoso30.xsd")).filter(|file| file.is_file());
    let beside = walkdir::WalkDir::new(manifest().join("../shared/real/akoma-ntoso-oasis")).into_iter().flatten();
    let found = beside.map(walkdir::DirEntry::into_path).find(|path| path.ends_with("akomantoso30.xsd"));
    std::env::var_os("AKOMA_NTOSO_SCHEMA").map(Into::into).or(installed).or(found)
}

#[test]
fn debates_are_valid() {
    let (Some(schema), true) = (debate_schema(), Command::new("xmllint").arg("--version").output().is_ok()) else {
        crate::site::skipped(
            "xmllint (libxml2-utils), or the schema of Akoma Ntoso: AKOMA_NTOSO_SCHEMA names the file akomantoso30.xsd",
        );
        return;
    };
    let place = tempfile::tempdir().unwrap();
    let bare = rich();
    bare.put("content/e/02.md", "**Ann Lee:** A foot.[^n]\n\n> [!NOTE]\n> <!-- x -->\n\n[^n]: <!-- nothing -->\n");
    let sites = [rich(), bare, asked(&copy(manifest())), asked(&crate::determinism::fixture())];
    for (at, site) in sites.into_iter().enumerate() {
        let files = made(&site, |path| path.ends_with(".akn.xml")).unwrap();
        assert!(!files.is_empty());
        for (path, bytes) in files {
            let file = place.path().join(format!("{at}{}", path.replace('/', "_")));
            fs::write(&file, &bytes).unwrap();
            let output =
                Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(&schema).arg(&file).output();
            let output = output.unwrap();
            assert!(
                output.status.success(),
                "{}{}",
                String::from_utf8_lossy(&output.stderr),
                String::from_utf8_lossy(&bytes)
            );
        }
    }
}

/// The validator of the W3C: `EPUBCHECK` names its file, or it lies where `.ci/run` puts it.
fn validator_of_books() -> Option<std::path::PathBuf> {
    let installed = Some(manifest().join("target/epubcheck/epubcheck/epubcheck.jar")).filter(|jar| jar.is_file());
    std::env::var_os("EPUBCHECK").map(Into::into).or(installed)
}

#[test]
fn books_are_valid_and_the_same_each_time() {
    let vertical = asked(&copy(manifest()));
    let config = fs::read_to_string(vertical.root().join("content/site.yaml")).unwrap();
    vertical.put("content/site.yaml", format!("{config}epub: {{vertical: true}}\n"));
    let mut files = made(&vertical, |path| path.ends_with(".epub") && path.starts_with("tide-lamps")).unwrap();
    let rich = rich();
    let own = made(&rich, |path| path.ends_with(".epub")).unwrap();
    assert_eq!(own, made(&rich, |path| path.ends_with(".epub")).unwrap());
    files.extend(own);
    assert_eq!(files.len(), 4);
    for bytes in files.values() {
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    }
    let (Some(jar), true) = (validator_of_books(), Command::new("java").arg("-version").output().is_ok()) else {
        crate::site::skipped(
            "the validator of books is not there: EPUBCHECK names epubcheck.jar, which `.ci/run` installs",
        );
        return;
    };
    let place = tempfile::tempdir().unwrap();
    for (at, (path, bytes)) in files.iter().enumerate() {
        let file = place.path().join(format!("{at}.epub"));
        fs::write(&file, bytes).unwrap();
        let output = Command::new("java")
            .args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"])
            .arg(&jar)
            .arg("--failonwarnings")
            .arg(&file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{path}: {said}{}", String::from_utf8_lossy(&output.stdout));
    }
}

/// A site that offers every format.
fn asked(site: &Site) -> Site {
    let path = site.root().join("content/site.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let text: String = text.split_inclusive('\n').filter(|line| !line.starts_with("exports:")).collect();
    site.put("content/site.yaml", format!("{text}exports: [txt, md, json, vtt, srt, podcast, chapters, akn, epub]\n"));
    copy(&site.root())
}

#[test]
fn debates_come_back_with_the_same_speakers_and_words() {
    let mut turns = 0;
    for site in [rich(), asked(&copy(manifest())), asked(&crate::determinism::fixture())] {
        let files = made(&site, |path| path.ends_with(".akn.xml") || path.ends_with("event.json")).unwrap();
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".xml")) {
            let folder = path.trim_end_matches("/transcript.akn.xml");
            for entry in fs::read_dir(site.root().join("content").join(folder)).unwrap().flatten() {
                if entry.path().extension().is_some_and(|extension| extension == "md") {
                    fs::remove_file(entry.path()).unwrap();
                }
            }
            let json = &files[&path.replace("transcript.akn.xml", "event.json")];
            let before = speeches_of(&serde_json::from_slice(json).unwrap());
            for (name, text) in import::import(bytes, &Options::default()).unwrap().files {
                site.put(&format!("content/{folder}/{name}"), text);
            }
            let after = speeches(&site.root());
            turns += before.len();
            for (a, b) in before.iter().zip(&after[folder]) {
                let b = &(b.0.replace('、', ", "), b.1.clone());
                let differs = a.1.iter().zip(&b.1).find(|(a, b)| a != b);
                assert!(a == b, "{path}: {} {}, {differs:?}, {:?} {:?}", a.0, b.0, a.1.last(), b.1.last());
            }
            assert_eq!(before.len(), after[folder].len(), "{path}");
        }
    }
    assert!(turns > 100, "{turns}");
}

/// A format is made where it is asked for and can carry the event, and nowhere else.
#[test]
fn formats_are_made_for_what_they_can_carry() {
    let names = |site: &Site| -> Vec<String> {
        let files = made(site, |path| {
            ["transcript.", "event.json", "chapters.json", "llms"].iter().any(|name| path.contains(name))
        });
        files.unwrap().into_keys().collect()
    };
    let site = Site::small("**Ann Lee:** Hello.\n");
    assert_eq!(names(&site), ["event.json", "llms.txt", "transcript.md", "transcript.txt"]);
    site.put("content/01.md", "[0:01] **Ann Lee:** Hello.\n");
    assert_eq!(
        names(&site),
        ["event.json", "llms.txt", "transcript.md", "transcript.srt", "transcript.txt", "transcript.vtt"]
    );
    site.put("content/site.yaml", format!("{}exports: [akn, chapters]\nllms: none\n", crate::site::SITE));
    assert_eq!(names(&site), ["chapters.json", "transcript.akn.xml"]);
    site.put("content/event.md", EVENT.replace("title:", "exports: [txt]\ntitle:"));
    assert_eq!(names(&site), ["transcript.txt"]);
    // What the site brings stands for what would be made.
    site.put("static/transcript.txt", "own");
    assert_eq!(text_of(&made(&site, |path| path == "transcript.txt").unwrap(), "transcript.txt"), "own");
    site.put("content/event.md", EVENT.replace("title:", "exports: []\ntitle:"));
    assert_eq!(names(&site), ["transcript.txt"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn whatever_is_typed_comes_back(
        first in prop::collection::vec(token(), 0..30),
        second in prop::collection::vec(token(), 0..30),
        whole in any::<bool>(),
    ) {
        let (first, second) = (first.concat(), second.concat());
        let site = Site::new();
        site.put("content/e/event.md", EVENT);
        if whole {
            site.put("content/e/transcript.md", format!("{second}\n\n## 1. One\n\n{first}\n\n## 2. Two\n\n{}\n", second.trim_end()));
        } else {
            // White space at the end of a file is nothing that comes back.
            site.put("content/e/01.md", format!("{}\n", first.trim_end()));
            site.put("content/e/02.md", format!("{}\n", second.trim_end()));
        }
        comes_back(&site);
    }
}
