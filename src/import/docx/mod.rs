//! Documents of word processors (Office Open XML, ISO/IEC 29500, part 1: `WordprocessingML`).
//!
//! In: the bytes of a `.docx`. Out: its text as Markdown for the reader of dialects: headings, bold labels, lists; footnotes and comments as notes;
//! changes that were tracked accepted or refused. `body` reads the words, this file the parts of the package. A package that would
//! grow beyond measure is refused. It must never open anything that the document points to.

mod body;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::captions::unescape;
use super::derived::{Derived, Reader};
use super::html::blocks::{Block, Kind, Look, Part, Run};
use super::html::{page, tables};
use super::report::Report;
use body::{Body, Styles};

/// What becomes of changes that were tracked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Changes {
    /// What was added is in, what was struck is out.
    #[default]
    Accepted,
    /// As it was before.
    Refused,
}

/// No part of a document is longer, in bytes as XML; a novel has one million.
const LARGEST: u64 = 64_000_000;
/// No more parts of the pages' heads and feet are read.
const MOST: usize = 50;

type Package<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Whether bytes are a package, in which documents are.
pub fn recognise(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

fn open(bytes: &[u8]) -> Result<Package<'_>, String> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("its package cannot be opened: {error}"))
}

/// Reads a document.
pub fn read(bytes: &[u8], changes: Option<Changes>) -> Result<(Derived, Report), String> {
    let mut package = open(bytes)?;
    let document = part(&mut package, "word/document.xml")?.ok_or("it has no `word/document.xml`")?;
    let styles =
        part(&mut package, "word/styles.xml")?.map_or_else(|| Ok(Styles::default()), |xml| body::styles(&xml))?;
    let links = part(&mut package, "word/_rels/document.xml.rels")?.map(|xml| body::links(&xml)).unwrap_or_default();
    let accepted = changes.unwrap_or_default() == Changes::Accepted;
    let read = |xml: &str| body::read(xml, &styles, &links, accepted);
    let Body { blocks, changed, dropped, .. } = read(&document)?;
    let mut report = Report::of_lines(blocks.iter().map(|block| block.at + 1).max().unwrap_or(0));
    report.ask(None, "the lines of this report are the paragraphs of the document".to_owned());
    for (at, words) in dropped {
        let why = if accepted { "was struck, and the change accepted" } else { "was added, and the change refused" };
        report.leave_out(at, &words, why);
    }
    if changed > 0 && changes.is_none() {
        report.ask(
            None,
            format!("{changed} tracked changes were accepted; `--changes refused` takes the text before them"),
        );
    }
    let mut notes: BTreeMap<String, String> = BTreeMap::new();
    for (name, kind) in [("footnotes", 'f'), ("endnotes", 'e'), ("comments", 'c')] {
        let Some(xml) = part(&mut package, &format!("word/{name}.xml"))? else { continue };
        for (id, author, blocks) in read(&xml)?.notes() {
            let words: Vec<String> = blocks.iter().map(Block::plain).filter(|words| !words.is_empty()).collect();
            let author = author.map_or_else(String::new, |author| format!("{author}: "));
            notes.insert(format!("{kind}{id}"), format!("{author}{}", words.join(" ")));
        }
    }
    around(&mut package, &mut report, read)?;
    let (mut blocks, has_turns) = tables::turns(blocks, &mut report);
    // What stands in other tables is paragraphs, one below the other.
    for block in blocks.iter_mut().filter(|block| matches!(block.kind, Kind::Row(..))) {
        block.kind = Kind::Paragraph;
    }
    let blocks = with_notes(blocks, notes, &mut report);
    let has_notes = blocks.iter().any(|block| matches!(block.kind, Kind::Note(_)));
    if has_notes || has_turns || page::has_markup(&blocks) {
        return Ok((page::markdown(&blocks), report));
    }
    let derived = page::plain(&blocks, &mut report);
    Ok((Derived { reader: Reader::Article, ..derived }, report))
}

/// A part of the package as text.
fn part(package: &mut Package<'_>, name: &str) -> Result<Option<String>, String> {
    let Some(at) = package.index_for_name(name) else { return Ok(None) };
    let file = package.by_index(at).map_err(|error| format!("`{name}` in it cannot be opened: {error}"))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("`{name}` in it cannot be read: {error}"))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(format!("`{name}` in it grows beyond {LARGEST} bytes when it is unpacked"));
    }
    let text = super::decode::decode(&bytes).text.into_owned();
    if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") {
        return Err(format!("`{name}` in it declares a document type, whose entities could fetch or blow up anything"));
    }
    Ok(Some(text))
}

/// Words at the head and foot of every page, which are no part of the text.
fn around(
    package: &mut Package<'_>,
    report: &mut Report,
    read: impl Fn(&str) -> Result<Body, String>,
) -> Result<(), String> {
    let is_around = |name: &String| name.starts_with("word/header") || name.starts_with("word/footer");
    let names = package.file_names().filter_map(Result::ok).map(Cow::into_owned);
    let names: Vec<String> = names.filter(is_around).take(MOST).collect();
    for name in names {
        let Some(xml) = part(package, &name)? else { continue };
        for block in read(&xml)?.blocks {
            report.leave_out(0, &block.plain(), "stands at the head or foot of the pages");
        }
    }
    Ok(())
}

/// The blocks with their notes behind them; each note gets a number in the order of mention.
fn with_notes(blocks: Vec<Block>, mut notes: BTreeMap<String, String>, report: &mut Report) -> Vec<Block> {
    let mut out = Vec::new();
    let mut count = 0;
    for mut block in blocks {
        let mut after = Vec::new();
        for run in block.runs.iter_mut().filter(|run| run.look.part == Part::Note) {
            match notes.remove(run.text.as_str()) {
                Some(words) => {
                    count += 1;
                    run.text = format!("[^{count}]");
                    let runs = vec![Run { text: words, look: Look::default() }];
                    after.push(Block { at: block.at, kind: Kind::Note(count), runs, ..Block::default() });
                }
                None => run.text.clear(),
            }
        }
        out.push(block);
        out.append(&mut after);
    }
    for words in notes.values().filter(|words| !words.trim().is_empty()) {
        report.leave_out(0, words, "a note to which no word of the text leads");
    }
    out
}

/// A value of XML as text.
fn value(raw: &str) -> String {
    unescape(raw).into_owned()
}

#[cfg(test)]
mod tests;
