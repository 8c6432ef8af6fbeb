//! Every file of `tests/errors/` is a case: fenced blocks `file: PATH` are the site, the block `expected` holds all
//! findings in order, one a line: `severity[code] path:line:column message`.
//!
//! A message that ends in `…` is the beginning of one. An indented line `help: text` below a finding stands for a part
//! of its help. In a file, `⟦10000×> ⟧` stands for ten thousand times `> `. Where no `site.yaml` is given, a plain one
//! is put there. Where an error is expected, the output of the build before must be as it was, byte for byte.
//!
//! `tests/errors/faults/` holds cases whose expectation is right and not yet met; `cargo test -- --ignored` runs them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::site::{self, Site, copy, manifest};

struct Case {
    files: Vec<(String, String)>,
    expected: String,
}

/// The fenced blocks of a case.
fn read(text: &str) -> Case {
    let mut case = Case { files: Vec::new(), expected: String::new() };
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let fence: String = line.chars().take_while(|c| *c == '`').collect();
        if fence.len() < 3 {
            continue;
        }
        let info = line[fence.len()..].trim().to_owned();
        let content: String = lines.by_ref().take_while(|line| line.trim_end() != fence).collect();
        match info.strip_prefix("file: ") {
            Some(path) => case.files.push((path.to_owned(), repeated(&content))),
            None if info == "expected" => case.expected = content,
            None => panic!("a block is `{info}`, neither `file: …` nor `expected`"),
        }
    }
    case
}

/// Writes out `⟦n×text⟧`.
fn repeated(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once('⟦') {
        let (spec, after) = inside.split_once('⟧').unwrap();
        let (count, unit) = spec.split_once('×').unwrap();
        out.push_str(before);
        out.push_str(&unit.repeat(count.parse().unwrap()));
        rest = after;
    }
    out + rest
}

/// What is wrong with a case, if anything, where another site was published before.
fn check(path: &Path, published: &Site) -> Result<(), String> {
    let case = read(&fs::read_to_string(path).unwrap());
    let site = Site::new();
    copy(&published.root(), &site.root());
    copy(&published.output(), &site.output());
    let published = site::snapshot(&site.output());
    site.clear();
    for (path, content) in &case.files {
        site.put(path, content);
    }
    let outcome = site.build();
    let found: Vec<_> = outcome.diagnostics.iter().collect();
    let mut at = 0_usize;
    let mut wrong = Vec::new();
    for expected in case.expected.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(help) = expected.trim_start().strip_prefix("help: ") {
            let given = at.checked_sub(1).and_then(|n: usize| found.get(n)).and_then(|d| d.help.as_deref());
            if !given.is_some_and(|given| given.contains(help)) {
                wrong.push(format!("help lacks `{help}`: {given:?}"));
            }
            continue;
        }
        let line = found.get(at).map(|diagnostic| site::line(diagnostic)).unwrap_or_default();
        let fits = match expected.strip_suffix('…') {
            Some(beginning) => line.starts_with(beginning),
            None => line == expected,
        };
        if !fits {
            wrong.push(format!("expected {expected}\n  found    {line}"));
        }
        at += 1;
    }
    wrong.extend(found.iter().skip(at).map(|diagnostic| format!("not expected: {}", site::line(diagnostic))));
    if case.expected.lines().any(|line| line.starts_with("error[")) && site::snapshot(&site.output()) != published {
        wrong.push("the output was changed in spite of an error".into());
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}:\n  {}", path.display(), wrong.join("\n  "))) }
}

fn run(folder: &str) {
    let mut cases: Vec<PathBuf> = fs::read_dir(manifest().join(folder))
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    cases.sort();
    let published = Site::small("**Ann Lee:** Hello.\n");
    let before = published.build();
    assert!(!before.diagnostics.has_errors(), "{:?}", site::lines(&before));
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case, &published).err()).collect();
    assert!(wrong.is_empty(), "{} of {} cases\n\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}

#[test]
fn every_case_finds_what_it_expects() {
    run("tests/errors");
}
