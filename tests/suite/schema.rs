//! The published schemas: they compile, they refuse unknown keys, and what the sample site writes passes them.

use std::fs;
use std::path::{Path, PathBuf};

use plenary::config::{KINDS, schema};
use serde_json::{Value, json};

use crate::site::{manifest, plenary, succeed};

fn validator(kind: &str) -> jsonschema::Validator {
    let schema = serde_json::to_value(schema(kind).unwrap()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema), "{kind}");
    jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{kind}: {error}"))
}

#[test]
fn every_schema_compiles_and_is_printed() {
    for kind in KINDS {
        validator(kind);
        let printed = succeed(plenary().args(["schema", kind])).stdout;
        let printed: Value = serde_json::from_slice(&printed).unwrap();
        assert_eq!(printed, serde_json::to_value(schema(kind).unwrap()).unwrap(), "{kind}");
        assert_eq!(printed["$schema"], "https://json-schema.org/draft/2020-12/schema", "{kind}");
    }
}

#[test]
fn unknown_keys_are_refused() {
    for kind in KINDS.iter().filter(|kind| **kind != "glossary") {
        let schema = serde_json::to_value(schema(kind).unwrap()).unwrap();
        assert_eq!(schema["additionalProperties"], json!(false), "{kind}");
        let mut whole = json!({"titel": "x"});
        if *kind == "site" {
            whole["title"] = json!("A");
        }
        assert!(!validator(kind).is_valid(&whole), "{kind}");
    }
    // Mappings inside as well.
    let event = validator("event");
    for inside in [
        json!({"venue": {"adress": "x"}}),
        json!({"speakers": [{"id": "a", "nam": "A"}]}),
        json!({"media": {"vidoe": "x"}}),
        json!({"corrections": [{"txt": "x"}]}),
        json!({"license": {"nam": "x"}}),
    ] {
        assert!(!event.is_valid(&inside), "{inside}");
    }
}

/// What a schema accepts and what the reader accepts is the same.
#[test]
fn schema_and_reader_agree() {
    for (kind, yaml, accepted) in [
        ("event", "title: A\ndate: 2026-03-14\nspeakers: [a, {id: b, name: B}]", true),
        ("event", "speakers: a", false),
        ("event", "tags: x", false),
        ("event", "draft: true", true),
        ("event", "draft: \"maybe\"", false),
        ("event", "status: final", true),
        ("event", "status: finished", false),
        ("event", "venue: A hall", true),
        ("event", "venue: {name: A hall, online: true}", true),
        ("event", "license: CC-BY-4.0", true),
        ("event", "organizers: [A, {name: B, url: \"https://x.example/\"}]", true),
        ("event", "organizers: [{label: B}]", false),
        ("speaker", "links: [{label: B, url: \"https://x.example/\"}]", true),
        ("event", "corrections: [{text: x, section: 2}]", true),
        ("event", "corrections: [{section: 2}]", false),
        ("event", "media: {offset: 1.5}", true),
        ("section", "number: 3", true),
        ("section", "number: -3", false),
        ("section", "start: \"12:34\"", true),
        ("section", "math: true", true),
        ("speaker", "names: {en: A}", true),
        ("speaker", "names: [A]", false),
        ("speaker", "links: [{label: A, url: \"https://x.example/\"}]", true),
        ("page", "menu: 1", true),
        ("page", "menu: first", false),
        ("site", "title: A\nsearch: false", true),
        ("site", "title: A\nsearch: {variants: true}", true),
        ("site", "title: A\nsearch: {pinyin: true}", false),
        ("site", "title: A\nturn_pages: quoted", true),
        ("site", "base_url: \"https://x.example/\"", false),
        ("site", "title: A\npublisher: {name: B}", true),
        ("site", "title: A\npublisher: {url: \"https://x.example/\"}", false),
        ("site", "title: A\ncomments: {provider: giscus, repo: a/b}", true),
        ("glossary", "term: What it means.\nother: {text: x, aliases: [why]}", true),
        ("glossary", "term: {aliases: [why]}", false),
        ("words", "phrases: {a: A, b: {one: \"{n} b\", other: \"{n} bs\"}}\nscenes: [laughter]", true),
    ] {
        let value: Value = serde_yaml::from_str(yaml).unwrap();
        let validator = validator(kind);
        let found: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(found.is_empty(), accepted, "schema, {kind}: {yaml}: {found:?}");
        assert_eq!(reads(kind, yaml), accepted, "reader, {kind}: {yaml}");
    }
}

fn reads(kind: &str, yaml: &str) -> bool {
    use plenary::config;
    use plenary::diag::File;
    use plenary::path::ContentPath;
    let file = std::sync::Arc::new(File::new(ContentPath::new("content/x.md").unwrap(), yaml.to_owned()));
    let range = 0..yaml.len();
    match kind {
        "event" => config::read::<config::EventFront>(&file, range, kind).is_ok(),
        "section" => config::read::<config::SectionFront>(&file, range, kind).is_ok(),
        "speaker" => config::read::<config::SpeakerFront>(&file, range, kind).is_ok(),
        "page" => config::read::<config::PageFront>(&file, range, kind).is_ok(),
        "site" => config::read::<config::SiteConfig>(&file, range, kind).is_ok(),
        "glossary" => config::read::<config::Glossary>(&file, range, kind).is_ok(),
        _ => config::read::<config::WordsFile>(&file, range, kind).is_ok(),
    }
}

#[test]
fn the_sample_site_passes() {
    let content = manifest().join("content");
    let mut wrong = Vec::new();
    let mut checked = 0;
    let mut open = vec![content.clone(), manifest().join("themes/default/words")];
    while let Some(inside) = open.pop() {
        for entry in fs::read_dir(inside).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let Some((kind, yaml)) = kind(&content, &path) else { continue };
            let value: Value = match serde_yaml::from_str(&yaml) {
                Ok(value) => value,
                Err(error) => {
                    wrong.push(format!("{}: {error}", path.display()));
                    continue;
                }
            };
            checked += 1;
            wrong.extend(
                validator(kind)
                    .iter_errors(&value)
                    .map(|error| format!("{}: {}: {error}", path.display(), error.instance_path())),
            );
        }
    }
    assert!(checked > 5);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The kind of a file and its YAML.
fn kind(content: &Path, path: &PathBuf) -> Option<(&'static str, String)> {
    let text = fs::read_to_string(path).ok()?;
    let name = path.file_name()?.to_str()?;
    let folder = path.parent()?;
    if !path.starts_with(content) {
        return name.ends_with(".yaml").then_some(("words", text));
    }
    let kind = match name {
        "site.yaml" => return Some(("site", text)),
        "glossary.yaml" => return Some(("glossary", text)),
        "event.md" => "event",
        _ if !name.ends_with(".md") => return None,
        _ if folder == content.join("speakers") => "speaker",
        _ if folder == content.join("pages") => "page",
        _ if name.starts_with(|c: char| c.is_ascii_digit()) => "section",
        _ => return None,
    };
    let rest = text.strip_prefix("---\n")?;
    let front = rest.split("\n---\n").next()?;
    Some((kind, if front.trim().is_empty() { "{}".to_owned() } else { front.to_owned() }))
}
