//! A second pair of eyes: what an editor may have overlooked in a record.
//!
//! In: the model, whose sections know their files. Out: warnings, many of them with a [`Mend`]. It reads the words as they are written
//! and never changes anything; a build does not need it. What stops a build is found elsewhere.

mod brackets;
mod links;
mod passage;
mod punctuation;
mod record;
mod times;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Diagnostics, File, Mend, Place};
use crate::model::{Event, Section, Site};
use words::Spellings;

/// Reads the records of all events.
pub fn read(site: &Site) -> Diagnostics {
    let spellings = Spellings::of(site);
    let read = site.events.par_iter().map(|event| {
        let mut found = record::of(event, site);
        times::of(event, &mut found);
        for (file, sections) in files(event) {
            let mut findings = Findings::of(file);
            let math = sections.first().and_then(|section| section.front.math).unwrap_or(event.front.math);
            let passages = passage::of(file, &sections, &prose(event, file, &sections), math);
            brackets::unclosed(&passages, event.language.as_str(), &mut findings);
            punctuation::half_width(&passages, event.language.as_str(), &mut findings);
            words::doubled(&passages, event.language.as_str(), &mut findings);
            words::unsure(&passages, &mut findings);
            words::variants(&passages, &spellings, &mut findings);
            links::misleading(&passages, &mut findings);
            found.append(findings.found);
        }
        found
    });
    let mut all = Diagnostics::default();
    for found in read.collect::<Vec<_>>() {
        all.append(found);
    }
    all
}

/// The files of an event with the sections that stand in them; that of the event has none, or all.
fn files(event: &Event) -> Vec<(&Arc<File>, Vec<&Section>)> {
    let mut files: BTreeMap<&str, (&Arc<File>, Vec<&Section>)> = BTreeMap::new();
    files.insert(event.file.path.as_str(), (&event.file, Vec::new()));
    for section in &event.sections {
        files.entry(section.file.path.as_str()).or_insert((&section.file, Vec::new())).1.push(section);
    }
    files.into_values().collect()
}

/// What readers see of a file's front matter, by its keys.
fn prose<'e>(event: &'e Event, file: &File, sections: &[&'e Section]) -> Vec<&'e [String]> {
    let mut prose: Vec<&[String]> = Vec::new();
    if file.path == event.file.path {
        let front = &event.front;
        prose.extend([front.title.as_slice(), front.subtitle.as_slice(), front.summary.as_slice(), &front.questions]);
    }
    for front in sections.iter().map(|section| &section.front) {
        prose.extend([front.title.as_slice(), front.summary.as_slice(), &front.key_points]);
    }
    prose
}

/// What is found in a file.
struct Findings<'f> {
    file: &'f Arc<File>,
    /// How long the front matter is.
    front: usize,
    found: Diagnostics,
}

impl<'f> Findings<'f> {
    fn of(file: &'f Arc<File>) -> Self {
        Self { file, front: passage::front_matter(&file.text()), found: Diagnostics::default() }
    }

    /// Adds what stands at a place of the file, and what to put where instead.
    fn push(
        &mut self,
        code: Code,
        message: String,
        span: Range<usize>,
        label: &str,
        mends: Vec<(Range<usize>, String)>,
    ) {
        let place = |span| Place::new(self.file, span);
        // In YAML, a comment begins with the sign of a term such as `#Tides`.
        let is_safe = |(span, text): &(Range<usize>, String)| span.start >= self.front || !text.starts_with('#');
        let mut diagnostic = Diagnostic::new(code, message).at(place(span), label);
        if mends.iter().all(is_safe) {
            diagnostic.mends = mends.into_iter().map(|(span, text)| Mend { place: place(span), text }).collect();
        }
        if !diagnostic.mends.is_empty() {
            diagnostic = diagnostic.help("`plenary fix` mends it");
        }
        self.found.push(diagnostic);
    }
}

#[cfg(test)]
mod tests;
