//! Lines and columns of places, counted once for a file however many findings point into it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{File, Place};

/// The files that were asked about.
#[derive(Debug, Default)]
pub(super) struct Lines {
    files: BTreeMap<*const File, Known>,
}

#[derive(Debug)]
struct Known {
    /// Where lines begin, in bytes.
    starts: Vec<usize>,
    /// The place that was asked for last, with its column: what comes in order is counted on from there.
    last: (usize, usize),
}

impl Lines {
    /// Line and column, both counted from one, the column in characters.
    pub(super) fn of(&mut self, place: &Place) -> (usize, usize) {
        let text = place.file.text();
        let at = if text.is_char_boundary(place.span.start) { place.span.start } else { text.len() };
        let known = self.files.entry(Arc::as_ptr(&place.file)).or_insert_with(|| {
            let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
            Known { starts: [0].into_iter().chain(breaks).collect(), last: (0, 1) }
        });
        let line = known.starts.partition_point(|start| *start <= at);
        let start = known.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let (from, column) = if (start..=at).contains(&known.last.0) { known.last } else { (start, 1) };
        let column = column + text.get(from..at).unwrap_or_default().chars().count();
        known.last = (at, column);
        (line, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::ContentPath;

    #[test]
    fn places_in_any_order() {
        let file = |text: &str| Arc::new(File::new(ContentPath::new("a.md").unwrap(), text.into()));
        let (one, other) = (file("尤洋：\n\n二 three\n"), file("x"));
        let mut lines = Lines::default();
        for (file, at, expected) in [
            (&one, 0, (1, 1)),
            (&one, 6, (1, 3)),
            (&one, 10, (2, 1)),
            (&one, 14, (3, 2)),
            (&one, 17, (3, 5)),
            (&other, 0, (1, 1)),
            (&one, 15, (3, 3)),
            (&one, 3, (1, 2)),
            (&one, 21, (4, 1)),
            // No place: the end.
            (&one, 1, (4, 1)),
            (&one, 99, (4, 1)),
        ] {
            assert_eq!(lines.of(&Place::new(file, at..at)), expected, "{at}");
        }
    }
}
