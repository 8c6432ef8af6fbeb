//! Three texts into one.
//!
//! In: three sequences: what was, what the one side made of it, what the other did. Out: one sequence that has the changes of both, in
//! pieces that say where they come from, and the places where both sides changed the same. It must never know what the items are.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::hash::Hash;
use std::ops::Range;

/// A piece of the outcome, as places in the sequences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The first side has it as it should be: unchanged, or changed by nobody else.
    Ours(Range<usize>),
    /// Only the other side changed it.
    Theirs(Range<usize>),
    /// Both changed it, and not alike.
    Conflict {
        /// What was.
        base: Range<usize>,
        /// What the first side made of it.
        ours: Range<usize>,
        /// What the other made of it.
        theirs: Range<usize>,
    },
}

/// What one side changed: a range of what was, and the range that took its place.
#[derive(Debug, Clone)]
struct Change {
    base: Range<usize>,
    new: Range<usize>,
}

fn changes<T: Hash + Eq + Ord>(base: &[T], new: &[T]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, base, new) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let change = Change { base: op.old_range(), new: op.new_range() };
        match changes.last_mut() {
            Some(last) if last.base.end == change.base.start && last.new.end == change.new.start => {
                last.base.end = change.base.end;
                last.new.end = change.new.end;
            }
            _ => changes.push(change),
        }
    }
    changes
}

/// Whether what the first side adds behind something that the other changed belongs to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// It does: a note stands behind the words that it is about. Who added what to which of it is then for the caller to say.
    Belongs,
    /// It stands for itself.
    Stands,
}

/// Merges; `ours` comes first where both sides add something at one place.
pub fn merge<T: Hash + Eq + Ord>(base: &[T], ours: &[T], theirs: &[T], behind: Behind) -> Vec<Piece> {
    let (mine, other) = (changes(base, ours), changes(base, theirs));
    let (mut mine, mut other) = (mine.as_slice(), other.as_slice());
    let mut walk = Walk { out: Vec::new(), base: 0, ours: 0 };
    loop {
        match (mine.split_first(), other.split_first()) {
            (None, None) => break,
            (Some((change, rest)), None) => {
                walk.ours_to(change.base.end, change.new.end);
                mine = rest;
            }
            (None, Some((change, rest))) => {
                walk.theirs(change);
                other = rest;
            }
            (Some((a, rest_a)), Some((b, rest_b))) => {
                if touches(&a.base, &b.base) || follows(&a.base, &b.base, behind) {
                    let (group_a, after_a, group_b, after_b) = group(mine, other, behind);
                    walk.both(group_a, group_b, |at, bt| ours.get(at) == theirs.get(bt));
                    (mine, other) = (after_a, after_b);
                } else if (a.base.start, a.base.end) <= (b.base.start, b.base.end) {
                    walk.ours_to(a.base.end, a.new.end);
                    mine = rest_a;
                } else {
                    walk.theirs(b);
                    other = rest_b;
                }
            }
        }
    }
    walk.ours_to(base.len(), ours.len());
    walk.out
}

/// Two ranges have an item in common, or one adds something inside the other.
fn touches(a: &Range<usize>, b: &Range<usize>) -> bool {
    if a.is_empty() && b.is_empty() {
        return a.start == b.start;
    }
    a.start < b.end && b.start < a.end
}

/// The first side adds something right behind what the other changed, and it belongs there.
fn follows(added: &Range<usize>, changed: &Range<usize>, behind: Behind) -> bool {
    behind == Behind::Belongs && added.is_empty() && !changed.is_empty() && added.start == changed.end
}

type Group<'c> = (&'c [Change], &'c [Change], &'c [Change], &'c [Change]);

/// The changes of both sides that hang together, and those after them.
fn group<'c>(mine: &'c [Change], other: &'c [Change], behind: Behind) -> Group<'c> {
    let (mut a, mut b) = (1, 1);
    loop {
        let span = |changes: &[Change]| -> Range<usize> {
            let first = changes.first().map_or(0, |change| change.base.start);
            first..changes.last().map_or(0, |change| change.base.end)
        };
        let (of_mine, of_other) = (mine.get(..a).unwrap_or_default(), other.get(..b).unwrap_or_default());
        let hangs = |next: &Change, span: &Range<usize>| touches(&next.base, span) || follows(&next.base, span, behind);
        if mine.get(a).is_some_and(|next| hangs(next, &span(of_other))) {
            a += 1;
        } else if other.get(b).is_some_and(|next| touches(&next.base, &span(of_mine))) {
            b += 1;
        } else {
            return (of_mine, mine.get(a..).unwrap_or_default(), of_other, other.get(b..).unwrap_or_default());
        }
    }
}

struct Walk {
    out: Vec<Piece>,
    /// How much of what was is done.
    base: usize,
    /// How much of the first side is done.
    ours: usize,
}

impl Walk {
    /// The first side goes on up to here.
    fn ours_to(&mut self, base: usize, ours: usize) {
        if self.ours < ours {
            self.out.push(Piece::Ours(self.ours..ours));
        }
        (self.base, self.ours) = (self.base.max(base), ours.max(self.ours));
    }

    /// What lies before a place of what was is as it was on the first side.
    fn up_to(&mut self, base: usize) {
        let same = base.saturating_sub(self.base);
        self.ours_to(base, self.ours + same);
    }

    fn theirs(&mut self, change: &Change) {
        self.up_to(change.base.start);
        self.out.push(Piece::Theirs(change.new.clone()));
        let passed = change.base.end.saturating_sub(self.base);
        self.base += passed;
        self.ours += passed;
    }

    /// Changes of both sides to the same.
    fn both(&mut self, mine: &[Change], other: &[Change], equal: impl Fn(usize, usize) -> bool) {
        let (Some(a), Some(b), Some(last_a), Some(last_b)) = (mine.first(), other.first(), mine.last(), other.last())
        else {
            return;
        };
        let start = a.base.start.min(b.base.start);
        let end = last_a.base.end.max(last_b.base.end);
        self.up_to(start);
        // What one side left alone at the ends of the group is part of its version.
        let ours = a.new.start - (a.base.start - start)..last_a.new.end + (end - last_a.base.end);
        let theirs = b.new.start - (b.base.start - start)..last_b.new.end + (end - last_b.base.end);
        let same = ours.len() == theirs.len() && ours.clone().zip(theirs.clone()).all(|(a, b)| equal(a, b));
        if same {
            self.out.push(Piece::Ours(ours.clone()));
        } else if start == end {
            // Both only add.
            self.out.push(Piece::Ours(ours.clone()));
            self.out.push(Piece::Theirs(theirs));
        } else {
            self.out.push(Piece::Conflict { base: start..end, ours: ours.clone(), theirs });
        }
        (self.base, self.ours) = (end, ours.end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The outcome as text, conflicts as `<ours|theirs>`.
    fn merged(base: &str, ours: &str, theirs: &str) -> String {
        let [b, o, t] = [base, ours, theirs].map(|text| text.chars().collect::<Vec<char>>());
        let part = |text: &[char], range: &Range<usize>| text[range.clone()].iter().collect::<String>();
        merge(&b, &o, &t, Behind::Stands)
            .iter()
            .map(|piece| match piece {
                Piece::Ours(range) => part(&o, range),
                Piece::Theirs(range) => part(&t, range),
                Piece::Conflict { ours, theirs, .. } => format!("<{}|{}>", part(&o, ours), part(&t, theirs)),
            })
            .collect()
    }

    #[test]
    fn changes_of_both() {
        for (base, ours, theirs, expected) in [
            ("abc", "abc", "abc", "abc"),
            ("abc", "aXc", "abc", "aXc"),
            ("abc", "abc", "aXc", "aXc"),
            ("abcde", "aXcde", "abcYe", "aXcYe"),
            ("abc", "aXc", "aXc", "aXc"),
            ("abc", "aXc", "aYc", "a<X|Y>c"),
            ("abc", "ac", "aYc", "a<|Y>c"),
            ("abc", "aXc", "ac", "a<X|>c"),
            ("ab", "aXb", "aYb", "aXYb"),
            ("ab", "abX", "abY", "abXY"),
            ("ab", "aXb", "aXb", "aXb"),
            ("", "X", "Y", "XY"),
            // One side changes an item, the other adds something beside it.
            ("abc", "aXc", "abYc", "aXYc"),
            ("abcdef", "aXXdef", "abcYYf", "aXXYYf"),
            ("abcdef", "aXXXef", "abcYYf", "a<XXXe|bcYY>f"),
        ] {
            assert_eq!(merged(base, ours, theirs), expected, "{base} {ours} {theirs}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn one_side_alone_has_its_way(base in "[a-e]{0,12}", other in "[a-e]{0,12}") {
            prop_assert_eq!(merged(&base, &other, &base), other.clone());
            prop_assert_eq!(merged(&base, &base, &other), other.clone());
            prop_assert_eq!(merged(&base, &other, &other), other);
        }

        #[test]
        fn nothing_of_the_first_side_is_lost(base in "[a-e]{0,12}", ours in "[a-eX]{0,12}", theirs in "[a-eY]{0,12}") {
            let out = merged(&base, &ours, &theirs);
            prop_assert_eq!(out.matches('X').count(), ours.matches('X').count(), "{}", out);
            prop_assert_eq!(out.matches('Y').count(), theirs.matches('Y').count(), "{}", out);
        }
    }
}
