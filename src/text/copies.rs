//! Numbers behind words that are wanted more than once.

use std::collections::HashMap;

/// Words that were given, each once. Thousands of equal ones may be wanted, so it is remembered how far each has been counted.
#[derive(Debug, Default)]
pub struct Copies {
    /// In no order: nothing walks through it.
    given: HashMap<String, u32>,
}

impl Copies {
    /// The word that was wanted, or, where that was given before or is taken otherwise, with `-2`, `-3` … behind it.
    pub fn next(&mut self, wanted: &str, taken: impl Fn(&str) -> bool) -> String {
        let mut copy = self.given.get(wanted).copied().unwrap_or(1);
        let mut word = wanted.to_owned();
        while self.given.contains_key(&word) || taken(&word) {
            copy += 1;
            word = format!("{wanted}-{copy}");
        }
        self.given.insert(wanted.to_owned(), copy);
        self.given.entry(word.clone()).or_insert(1);
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_given_twice() {
        let mut copies = Copies::default();
        for (wanted, given) in [
            ("a", "a"),
            ("a", "a-2"),
            ("a-3", "a-3"),
            ("a", "a-4"),
            ("b", "b-3"),
            ("b-2", "b-2-2"),
            ("b", "b-4"),
            ("a-2", "a-2-2"),
            ("", ""),
            ("", "-2"),
        ] {
            assert_eq!(copies.next(wanted, |word| matches!(word, "b" | "b-2")), given, "{wanted}");
        }
    }
}
