//! Traditional characters and the Simplified ones that stand for them.
//!
//! `han.txt` holds pairs without anything between them, made from `TSCharacters.txt` of Open Chinese Convert (Apache-2.0,
//! <https://github.com/BYVoid/OpenCC>): the first Simplified form of every single character.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const PAIRS: &str = include_str!("han.txt");

static SIMPLIFIED: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| pairs().collect());

fn pairs() -> impl Iterator<Item = (char, char)> {
    let mut letters = PAIRS.chars().filter(|c| *c != '\n');
    std::iter::from_fn(move || Some((letters.next()?, letters.next()?)))
}

/// The Simplified form of a character, or itself.
pub(super) fn simplified(c: char) -> char {
    if super::is_glued(c) { SIMPLIFIED.get(&c).copied().unwrap_or(c) } else { c }
}

/// The pairs whose Simplified form is one of `used`, one after another: all that a reader of these texts needs to know.
pub fn variants(used: &BTreeSet<char>) -> String {
    SIMPLIFIED.iter().filter(|(_, to)| used.contains(to)).flat_map(|(from, to)| [*from, *to]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simplified_form_has_no_other() {
        assert!(SIMPLIFIED.len() > 3000);
        assert!(SIMPLIFIED.values().all(|to| simplified(*to) == *to));
        assert_eq!(variants(&BTreeSet::from(['塔', '灯'])), "燈灯");
    }
}
