//! The notes of a text: those at its foot, and those in boxes.
//!
//! In: blocks, and what was written of them. Out: footnotes as they were referred to, and what kind of note a quote is. Nothing here knows of
//! turns.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::{Block, Fragment, Spanned, Writer};

/// The footnotes of a document, which may be defined behind all that refers to them.
#[derive(Default)]
pub(super) struct Notes<'s> {
    /// The events of the blocks in which notes are defined.
    blocks: Vec<Vec<Spanned<'s>>>,
    /// By label.
    pub(super) definitions: BTreeMap<String, Definition>,
}

/// Where a footnote is defined: in which of those blocks, the events inside, and where in the source.
pub(super) struct Definition {
    block: usize,
    events: Range<usize>,
    pub(super) at: usize,
}

impl<'s> Notes<'s> {
    /// Keeps a block if it defines notes. The first definition of a label counts, wherever it stands.
    pub(super) fn keep(&mut self, block: Block<'s>) {
        let number = self.blocks.len();
        let mut open: Vec<(&str, usize, usize)> = Vec::new();
        let mut found = false;
        for (at, (event, span)) in block.events.iter().enumerate() {
            match event {
                Event::Start(Tag::FootnoteDefinition(label)) => open.push((label, at + 1, span.start)),
                Event::End(TagEnd::FootnoteDefinition) => {
                    let Some((label, from, start)) = open.pop() else { continue };
                    found = true;
                    let earlier = self.definitions.get(label);
                    if earlier.is_none_or(|earlier| start < earlier.at) {
                        let definition = Definition { block: number, events: from..at, at: start };
                        self.definitions.insert(label.to_owned(), definition);
                    }
                }
                _ => {}
            }
        }
        if found {
            self.blocks.push(block.events);
        }
    }

    fn get(&self, label: &str) -> Option<&[Spanned<'s>]> {
        let definition = self.definitions.get(label)?;
        self.blocks.get(definition.block)?.get(definition.events.clone())
    }

    /// The footnotes that were referred to, in that order; a note may refer to further ones.
    pub(super) fn written(&self, writer: &mut Writer<'_>) -> BTreeMap<String, Fragment> {
        let mut written = BTreeMap::new();
        let mut done = 0;
        writer.quoting = false;
        while let Some(label) = writer.references.notes.get(done).cloned() {
            done += 1;
            if let Some(definition) = self.get(&label) {
                writer.block(definition, 0);
            }
            written.insert(label, writer.take());
        }
        written
    }
}

/// Kinds of boxed notes: those of the format, and the five of GitHub.
const NOTES: [(&str, &str); 9] = [
    ("NOTE", "note"),
    ("CONTEXT", "context"),
    ("CORRECTION", "correction"),
    ("FACT-CHECK", "fact-check"),
    ("TRANSLATION", "translation"),
    ("TIP", "tip"),
    ("IMPORTANT", "important"),
    ("WARNING", "warning"),
    ("CAUTION", "caution"),
];

/// The kind of a block quote that opens with `[!KIND]`, and where the text behind it begins.
pub(super) fn kind(quote: &str) -> Option<(&'static str, usize)> {
    let at = quote.find("[!")?;
    if !quote.get(..at)?.chars().all(|c| matches!(c, '>' | ' ' | '\t')) {
        return None;
    }
    let inside = quote.get(at + 2..)?;
    let end = inside.find(']')?;
    let word = inside.get(..end)?;
    let (_, kind) = NOTES.iter().find(|(mark, _)| word.eq_ignore_ascii_case(mark))?;
    let mut from = at + 2 + end + 1;
    // The line break behind the mark belongs to the mark.
    let rest = quote.get(from..)?;
    from += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    Some((kind, from))
}
