//! Names one slip of the pen away, found without looking at all of them.
//!
//! In: names, each with its number. Out: of a further name, those that may be one letter away. Two words differ by one letter that was added,
//! left out or exchanged, or by two neighbours that were swapped, only if they are equal when at most one letter of each is left out
//! (Garbe, "Symmetric Delete", 2012; Mor and Fraenkel, "A hash code method for detecting and correcting spelling errors", 1982).

use std::collections::BTreeMap;

use crate::text;

/// The longest name that counts, in characters: labels are shorter.
const LONGEST: usize = 100;
/// How many names are kept that are equal without a letter: where there are more, they are numbers rather than names.
const MOST: usize = 16;

/// Names by what is left of them when one letter is left out.
#[derive(Debug, Default)]
pub(super) struct Near {
    shortened: BTreeMap<String, Vec<usize>>,
}

impl Near {
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut near = Self::default();
        for (number, name) in names.enumerate() {
            each_shortened(name, |word| {
                let list = near.shortened.entry(word).or_default();
                if list.len() < MOST && list.last() != Some(&number) {
                    list.push(number);
                }
            });
        }
        near
    }

    /// The numbers of names that may be one letter away from another one, ascending.
    pub(super) fn candidates(&self, name: &str) -> Vec<usize> {
        let mut all = Vec::new();
        each_shortened(name, |word| all.extend(self.shortened.get(&word).into_iter().flatten()));
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A name as it is compared, and without each of its letters.
fn each_shortened(name: &str, mut take: impl FnMut(String)) {
    let key = text::name_key(name);
    if key.chars().count() > LONGEST {
        return;
    }
    for (at, c) in key.char_indices() {
        let (before, behind) = (key.get(..at).unwrap_or_default(), key.get(at + c.len_utf8()..).unwrap_or_default());
        take([before, behind].concat());
    }
    take(key);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn none_is_overlooked(names in prop::collection::vec("[abc]{3,6}", 1..12), name in "[abc]{3,6}") {
            let near = Near::of(names.iter().map(String::as_str));
            let found = near.candidates(&name).into_iter().find(|at| text::one_letter_away(&name, &names[*at]));
            let all = names.iter().position(|known| text::one_letter_away(&name, known));
            prop_assert_eq!(found, all);
        }
    }
}
