//! A finding that is silenced where it stands: by `<!-- silence: code -->` in its paragraph, or by itself right above it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::{File, Place};

const MARK: &str = "<!-- silence:";

/// The remarks of files that were asked about: each file is looked through once.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    files: BTreeMap<*const File, Vec<Silenced>>,
}

/// A paragraph in which something is silenced.
#[derive(Debug)]
struct Silenced {
    reach: RangeInclusive<usize>,
    codes: BTreeSet<String>,
}

impl Remarks {
    /// Whether a code is silenced at a place.
    pub(super) fn silence(&mut self, place: &Place, code: &str) -> bool {
        let paragraphs = self.files.entry(Arc::as_ptr(&place.file)).or_insert_with(|| silenced(&place.file.text()));
        let at = place.span.start;
        let paragraph = paragraphs.get(paragraphs.partition_point(|one| *one.reach.end() < at));
        paragraph.is_some_and(|one| one.reach.contains(&at) && one.codes.contains(code))
    }
}

/// The paragraphs of a text in which something is silenced, in order.
fn silenced(text: &str) -> Vec<Silenced> {
    let mut all = Vec::new();
    // Most files silence nothing.
    if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
        return all;
    }
    let (mut at, mut begin) = (0, 0);
    let mut codes = BTreeSet::new();
    // Those of the last line, where it is a comment: they reach into the next paragraph.
    let mut last: Vec<&str> = Vec::new();
    for line in text.split_inclusive('\n').chain([""]) {
        if line.trim().is_empty() {
            if begin < at {
                let codes = std::mem::take(&mut codes);
                if !codes.is_empty() {
                    all.push(Silenced { reach: begin..=at, codes });
                }
            }
            begin = at + line.len();
        } else {
            if begin == at {
                codes.extend(last.drain(..).map(str::to_owned));
            }
            codes.extend(named(line).map(str::to_owned));
            last = if line.trim().starts_with("<!--") { named(line).collect() } else { Vec::new() };
        }
        at += line.len();
    }
    all
}

/// The codes that a line silences.
fn named(line: &str) -> impl Iterator<Item = &str> {
    let lists = line.split(MARK).skip(1).filter_map(|rest| rest.split("-->").next());
    lists.flat_map(|codes| codes.split([',', ' '])).filter(|code| !code.is_empty())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diag::File;
    use crate::path::ContentPath;

    #[test]
    fn a_comment_silences_its_paragraph_and_the_one_below_it() {
        let text = "A.\n\n<!-- silence: one, two -->\n\nB x\ny.\n\nC <!-- silence: three --> z.\n\nD\n";
        let file = Arc::new(File::new(ContentPath::new("content/01.md").unwrap(), text.into()));
        let mut remarks = Remarks::default();
        for (at, code, silenced) in [
            ("A.", "one", false),
            ("B x", "one", true),
            ("y.", "two", true),
            ("y.", "three", false),
            ("C <", "one", false),
            ("C <", "three", true),
            (" z.", "three", true),
            ("D", "three", false),
        ] {
            let start = text.find(at).unwrap();
            assert_eq!(remarks.silence(&Place::new(&file, start..start + 1), code), silenced, "{at} {code}");
        }
    }
}
