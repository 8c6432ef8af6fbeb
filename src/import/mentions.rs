//! Where names stand in running text.
//!
//! In: a text and a set of names. Out: the places of the names, from left to right, the longest where several begin at one
//! place. It must never find a name by likeness.

use std::collections::BTreeSet;
use std::ops::Range;

/// A name at a place of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention<'a> {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The name.
    pub name: &'a str,
}

/// A set of names that can be looked for.
#[derive(Debug, Default)]
pub struct Names<'a> {
    names: BTreeSet<&'a str>,
    lengths: BTreeSet<usize>,
}

impl<'a> FromIterator<&'a str> for Names<'a> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        let names: BTreeSet<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        let lengths = names.iter().map(|name| name.len()).collect();
        Self { names, lengths }
    }
}

impl<'a> Names<'a> {
    /// All mentions in a text, none of which overlap.
    pub fn mentions(&self, text: &str) -> Vec<Mention<'a>> {
        let mut found: Vec<Mention<'a>> = Vec::new();
        let mut free_from = 0;
        for (at, _) in text.char_indices() {
            if at < free_from || !edge(text.get(..at), text.get(at..)) {
                continue;
            }
            if let Some(name) = self.at_start(text.get(at..).unwrap_or_default()) {
                free_from = at + name.len();
                found.push(Mention { range: at..free_from, name });
            }
        }
        found
    }

    /// The longest name with which a text begins.
    pub fn at_start(&self, text: &str) -> Option<&'a str> {
        self.lengths.iter().rev().find_map(|&length| {
            let (head, rest) = text.split_at_checked(length)?;
            self.names.get(head).copied().filter(|_| edge(Some(head), Some(rest)))
        })
    }

    /// The longest name with which a text ends.
    pub fn at_end(&self, text: &str) -> Option<&'a str> {
        self.lengths.iter().rev().find_map(|&length| {
            let (rest, tail) = text.split_at_checked(text.len().checked_sub(length)?)?;
            self.names.get(tail).copied().filter(|_| edge(Some(rest), Some(tail)))
        })
    }
}

/// A word may end and another begin here: not both neighbours are letters of a script that separates words.
fn edge(before: Option<&str>, after: Option<&str>) -> bool {
    let of_word = |c: char| c.is_alphanumeric() && !super::chars::is_cjk(c);
    let before = before.and_then(|text| text.chars().next_back());
    let after = after.and_then(|text| text.chars().next());
    !(before.is_some_and(of_word) && after.is_some_and(of_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_first_and_whole_words() {
        let names: Names = ["王兆", "王兆洋", "Ann", "Ann Lee"].into_iter().collect();
        let found: Vec<_> = names.mentions("王兆洋和王兆, Anna, Ann Lee与Ann").into_iter().map(|m| m.name).collect();
        assert_eq!(found, ["王兆洋", "王兆", "Ann Lee", "Ann"]);
        assert_eq!(names.at_end("。王兆洋"), Some("王兆洋"));
        assert_eq!(names.at_start("Annabel"), None);
    }
}
