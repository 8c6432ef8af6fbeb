//! Real transcripts, which live beside the repository and are not part of it. Where they are missing, that is said.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::Timestamp;
use plenary::diag::Severity;
use plenary::model::Conditions;
use plenary::{assets, import, model, source};
use rayon::prelude::*;

use crate::site::{self, Site, manifest, plenary, succeed};
use crate::words;

const ARTICLE: &str = "000_6e6edfdac79d20a7.txt";

/// `PLENARY_REAL` says where they are, should they not lie beside the package.
fn folder() -> PathBuf {
    std::env::var_os("PLENARY_REAL").map_or_else(|| manifest().join("../shared/real"), PathBuf::from)
}

/// A turn as it stands in a page of the plain theme.
#[derive(Debug)]
struct Said {
    id: String,
    speakers: Vec<String>,
    question: bool,
    answers: Option<String>,
}

fn turns(html: &str) -> Vec<Said> {
    html.split("<section ")
        .skip(1)
        .map(|turn| {
            let (tag, rest) = turn.split_once('>').unwrap();
            let attribute = |name: &str| {
                let value = tag.split_once(&format!("{name}=\""))?.1.split('"').next()?;
                Some(value.to_owned())
            };
            let label = rest.split("<div data-speech").next().unwrap_or_default();
            Said {
                id: attribute("data-turn").unwrap(),
                speakers: label.split("<b>").skip(1).map(|b| b.split("</b>").next().unwrap().to_owned()).collect(),
                question: attribute("data-question").is_some(),
                answers: attribute("data-answers"),
            }
        })
        .collect()
}

#[test]
fn the_article_becomes_eight_sections_with_their_turns() {
    let article = folder().join(ARTICLE);
    if !article.is_file() {
        crate::site::skipped(&format!("{} is missing", article.display()));
        return;
    }
    let site = Site::new();
    site.put("content/site.yaml", "title: A\nbase_url: https://x.example/\nlanguage: zh-Hans\ntheme: plain\n");
    let event = site.root().join("content/panel");
    succeed(plenary().args(["import", "article"]).arg(&article).arg("--event").arg(&event));
    let outcome = site.build();
    assert!(!outcome.diagnostics.has_errors(), "{:#?}", site::lines(&outcome));

    let sections: Vec<Vec<Said>> = (1..=8).map(|n| turns(&site.page(&format!("panel/{n:02}/index.html")))).collect();
    assert!(!site.output().join("panel/09").exists() && !site.output().join("panel/00").exists());
    let spoken: Vec<usize> = sections.iter().map(|turns| turns.iter().filter(|turn| !turn.question).count()).collect();
    assert_eq!(spoken, [12, 3, 4, 3, 2, 1, 3, 7]);

    for (name, expected) in [("尤洋", 7), ("骆轶航", 12), ("栾小凡", 6), ("薛彦泽", 4), ("王兆洋", 6)] {
        let count = sections.iter().flatten().filter(|turn| turn.speakers.iter().any(|one| one == name)).count();
        assert_eq!(count, expected, "{name}");
    }

    let last = &sections[7];
    let answered: Vec<Vec<&str>> = last
        .iter()
        .filter(|turn| turn.question)
        .map(|question| {
            last.iter()
                .filter(|turn| turn.answers.as_deref().is_some_and(|to| to.trim_start_matches('#') == question.id))
                .flat_map(|turn| turn.speakers.iter().map(String::as_str))
                .collect()
        })
        .collect();
    assert_eq!(answered, [vec!["栾小凡"], vec!["栾小凡"], vec!["骆轶航", "栾小凡"], vec!["王兆洋", "尤洋"]]);
    assert_eq!(sections.iter().flatten().filter(|turn| turn.question).count(), 4);
    assert_eq!(site.page("panel/index.html").matches("data-set-question").count(), 4);
}

/// Files of every format, or all of them where `PLENARY_ALL` is set, as events of one site; with what each event was made of.
pub(crate) fn imported(site: &Site) -> BTreeMap<String, PathBuf> {
    let mut sets: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for path in below(&folder()) {
        let set = path.strip_prefix(folder()).unwrap().iter().next().unwrap().into();
        sets.entry(set).or_default().push(path);
    }
    let most = if std::env::var_os("PLENARY_ALL").is_some() { usize::MAX } else { 2 };
    let mut files = Vec::new();
    for mut set in sets.into_values() {
        set.sort();
        let step = set.len().div_ceil(most);
        files.extend(set.into_iter().step_by(step));
    }
    if files.is_empty() {
        crate::site::skipped(&format!(
            "there is nothing below {}; PLENARY_REAL names another folder",
            folder().display()
        ));
    }
    let of_file = |(n, path): (usize, &PathBuf)| {
        let folder = format!("e{n:04}");
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let options = import::Options { folder: folder.clone(), name, ..import::Options::default() };
        let Ok(made) = import::import(&fs::read(path).unwrap(), &options) else { return None };
        for (name, text) in &made.files {
            site.put(&format!("content/{folder}/{name}"), text);
        }
        (!made.files.is_empty()).then(|| (folder, path.clone()))
    };
    let events: BTreeMap<_, _> = files.par_iter().enumerate().filter_map(of_file).collect();
    eprintln!("{} files, {} of them imported", files.len(), events.len());
    events
}

/// What is imported of real files is one site, in which `check`, which makes all of its pages, finds no error.
#[test]
fn real_files_are_one_site() {
    let site = Site::new();
    if imported(&site).is_empty() {
        return;
    }
    site.put("content/site.yaml", "title: All\nbase_url: https://x.example/\nlanguage: en\ncards: none\n");
    let (tree, _) = source::load(&site.root(), assets::builtin_words());
    let (model, _) =
        model::build(&tree, Conditions { now: Timestamp::from_second(1_770_000_000).unwrap(), drafts: false });
    let sections: usize = model.events.iter().map(|event| event.sections.len()).sum();
    let turns: usize = model.events.iter().flat_map(|event| &event.sections).map(|one| one.turns().count()).sum();
    let begun = Instant::now();
    let mut check = plenary();
    let output = succeed(check.args(["check", "--format", "json", "--root"]).arg(site.root()));
    eprintln!(
        "{} events, {sections} sections, {turns} turns; all of it checked in {:.1} s",
        model.events.len(),
        begun.elapsed().as_secs_f64()
    );
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let one: serde_json::Value = serde_json::from_str(line).unwrap();
        *found.entry(one["code"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    for (code, count) in found {
        eprintln!("| `{code}` | {count} |");
    }
}

/// All files below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inside) = open.pop() {
        for path in fs::read_dir(inside).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found
}

/// All Markdown files below a folder, sorted.
fn markdown(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inside) = open.pop() {
        for entry in fs::read_dir(inside).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A text without the front matter of its own tool.
fn stripped(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else { return text };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == "---" {
            return &rest[at..];
        }
    }
    text
}

#[test]
fn real_markdown_is_read_without_loss() {
    let files = markdown(&folder());
    if files.is_empty() {
        crate::site::skipped(&format!("there is no Markdown below {}", folder().display()));
        return;
    }
    let limit = if std::env::var_os("PLENARY_ALL").is_some() { files.len() } else { files.len().min(120) };
    let files: Vec<&PathBuf> = (0..limit).map(|n| &files[n * files.len() / limit]).collect();
    let site = Site::new();
    let mut texts = Vec::new();
    for (n, path) in files.iter().enumerate() {
        let Ok(text) = fs::read_to_string(path) else { continue };
        // A text that has no front matter and opens with a rule is given an empty one.
        let body = stripped(&text).to_owned();
        let front = if body.trim_start().starts_with("---") { "---\n---\n" } else { "" };
        site.put(&format!("content/e{n:03}/event.md"), "---\ntitle: A\n---\n");
        site.put(&format!("content/e{n:03}/01.md"), format!("{front}{body}"));
        texts.push((n, body));
    }
    let outcome = site.build();
    let mut wrong = Vec::new();
    for diagnostic in outcome.diagnostics.iter().filter(|d| d.severity() == Severity::Error) {
        if !matches!(diagnostic.code.name(), "broken-link" | "unknown-link") {
            wrong.push(site::line(diagnostic));
        }
    }

    let (tree, _) = source::load(&site.root(), assets::builtin_words());
    let now = jiff::Timestamp::from_second(1_770_000_000).unwrap();
    let (read, _) = model::build(&tree, Conditions { now, drafts: false });
    for (n, body) in &texts {
        let event = read.events.iter().find(|event| event.path == format!("e{n:03}"));
        match event.and_then(|event| event.sections.first()) {
            Some(section) => {
                if let Some(lost) = words::lost(body, section) {
                    wrong.push(format!("{}: {lost}", files[*n].display()));
                }
            }
            None => wrong.push(format!("{}: no section", files[*n].display())),
        }
    }

    // Links that lead nowhere here would keep all pages from being made: without them everything is built.
    for (n, body) in &texts {
        let plain = body.replace("](", "] (").replace("[[", "[ [").replace("]:", "] :");
        let front = if plain.trim_start().starts_with("---") { "---\n---\n" } else { "" };
        site.put(&format!("content/e{n:03}/01.md"), format!("{front}{plain}"));
    }
    let outcome = site.build();
    for diagnostic in outcome.diagnostics.iter().filter(|d| d.severity() == Severity::Error) {
        wrong.push(format!("without links: {}", site::line(diagnostic)));
    }
    assert!(wrong.is_empty(), "{} of {} files\n{}", wrong.len(), files.len(), wrong.join("\n"));
}

/// Headings that name a speaker, as these transcripts have them, become labels.
fn labelled(text: &str) -> String {
    let mut out = String::new();
    for line in stripped(text).lines() {
        let heading = line.strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim());
        match heading.and_then(|name| name.strip_suffix(['：', ':'])) {
            Some(name) => {
                out.push_str("\n**");
                out.push_str(name.trim());
                out.push_str("：** ");
            }
            None if heading.is_some() => {}
            None => {
                out.push_str(line.trim_start_matches("> "));
                out.push('\n');
            }
        }
    }
    format!("# A\n\n{}", out.trim_start())
}

/// The share of equal characters, measured in another way than the ledger does.
fn ratio(one: &str, two: &str) -> f32 {
    similar::TextDiff::from_chars(one, two).ratio()
}

#[test]
fn real_histories_keep_their_links() {
    let place = folder().join("histories");
    if !place.is_dir() {
        crate::site::skipped(&format!("{} is missing", place.display()));
        return;
    }
    let (mut links, mut surviving, mut landed, mut wrong) = (0, 0, 0, Vec::new());
    for history in fs::read_dir(place).unwrap().flatten() {
        let site = Site::new();
        site.put("content/a/event.md", "---\ntitle: A\n---\n");
        let mut before: Vec<(String, String, String)> = Vec::new();
        for version in markdown(&history.path()) {
            site.put("content/a/01.md", labelled(&fs::read_to_string(&version).unwrap()));
            let (tree, _) = source::load(&site.root(), assets::builtin_words());
            let now = jiff::Timestamp::from_second(1_770_000_000).unwrap();
            let (mut read, _) = model::build(&tree, Conditions { now, drafts: false });
            let (kept, found) = plenary::ledger::keep(&mut read, &tree.ledgers, plenary::ledger::Tell::Count);
            assert!(!found.has_errors());
            for (folder, ledger) in &kept.changed {
                site.put(&plenary::ledger::path(folder), ledger.text());
            }
            let turns: Vec<(String, String, String)> = read.events[0]
                .sections
                .iter()
                .flat_map(plenary::model::Section::turns)
                .map(|turn| (turn.id.clone(), turn.printed.clone(), turn.plain()))
                .collect();
            assert!(!turns.is_empty(), "{}", version.display());
            let joined = |id: &str| {
                kept.events[0].lost.iter().find(|lost| lost.id == id).and_then(|lost| match &lost.landing {
                    plenary::ledger::Landing::At(_, id) => Some(id.clone()),
                    plenary::ledger::Landing::Gone(..) => None,
                })
            };
            for (id, name, said) in &before {
                links += 1;
                let now_at = joined(id).unwrap_or_else(|| id.clone());
                let lands = turns.iter().find(|(now, ..)| *now == now_at);
                if let Some((_, now_name, text)) = lands
                    && now_name != name
                {
                    // A speaker whose name changed is the same; another one's words are not.
                    assert!(ratio(said, text) > 0.6, "{}: `{name}` became `{now_name}`", version.display());
                }
                let holds = |text: &str| {
                    text == said
                        || (said.chars().count() > 15 && (text.contains(said.trim()) || ratio(said, text) >= 0.6))
                };
                if lands.is_some_and(|(.., text)| holds(text)) {
                    surviving += 1;
                    landed += 1;
                } else if turns.iter().filter(|(_, other, _)| other == name).any(|(.., text)| holds(text)) {
                    surviving += 1;
                    wrong.push(format!("{}: {id} {name}: {said}\n  lands {lands:?}", version.display()));
                }
            }
            before = turns;
        }
    }
    println!("real histories: {links} links followed; of {surviving} whose words survive {landed} land on them");
    assert!(landed * 100 >= surviving * 99, "{landed} of {surviving}\n{}", wrong.join("\n"));
}
