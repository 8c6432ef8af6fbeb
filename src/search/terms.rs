//! The words by which a text is found: whole words where spaces part them, and elsewhere every character and every pair of
//! neighbours, so that any characters are found without anybody having to know where a word ends.

use super::{is_glued, is_letter};

/// Words longer than this are found by so many of their characters.
pub(super) const LONGEST: usize = 24;

/// Hands out the words of a folded text, each as often as it stands there.
pub fn terms<'t>(folded: &'t str, mut each: impl FnMut(&'t str)) {
    let mut rest = folded;
    while let Some(first) = rest.chars().next() {
        let (run, behind) = if is_glued(first) {
            let (run, behind) = rest.split_at(length(rest, is_glued));
            characters(run, &mut each);
            (run, behind)
        } else if is_letter(first) {
            let (run, behind) = rest.split_at(length(rest, is_letter));
            let word = shortened(run);
            each(word);
            if is_arabic(first) {
                for lead in LEADS {
                    if let Some(bare) = run.strip_prefix(lead).filter(|bare| !bare.is_empty()) {
                        each(shortened(bare));
                    }
                }
            }
            (run, behind)
        } else {
            rest.split_at(first.len_utf8())
        };
        debug_assert!(!run.is_empty());
        rest = behind;
    }
}

/// What an Arabic word may carry in front: its article, and particles of one letter.
pub(super) const LEADS: &[&str] =
    &["ال", "وال", "فال", "بال", "كال", "وبال", "فبال", "وكال", "فكال", "لل", "ولل", "فلل", "و", "ف", "ب", "ك", "ل"];

pub(super) fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{870}'..='\u{8ff}')
}

/// The beginning of a word that is too long to be found whole.
pub(super) fn shortened(word: &str) -> &str {
    if word.len() <= LONGEST {
        return word;
    }
    word.char_indices().nth(LONGEST).and_then(|(at, _)| word.get(..at)).unwrap_or(word)
}

/// How much of a text has only such characters.
pub(super) fn length(text: &str, has: impl Fn(char) -> bool) -> usize {
    text.find(|c| !has(c)).unwrap_or(text.len())
}

/// Every character, and every one with that before it.
fn characters<'t>(run: &'t str, each: &mut impl FnMut(&'t str)) {
    let mut before = None;
    for (at, c) in run.char_indices() {
        let end = at + c.len_utf8();
        for from in [Some(at), before].into_iter().flatten() {
            each(run.get(from..end).unwrap_or_default());
        }
        before = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        terms(text, |term| found.push(term));
        found
    }

    #[test]
    fn words_and_pairs() {
        assert_eq!(
            all("尤洋说,ai模型 don't"),
            ["尤", "洋", "尤洋", "说", "洋说", "ai", "模", "型", "模型", "don", "t"]
        );
        assert_eq!(all("灯"), ["灯"]);
        assert_eq!(all("والمنارة"), ["والمنارة", "منارة", "المنارة"]);
        assert_eq!(all("\u{1f600} … "), Vec::<&str>::new());
        assert_eq!(all(&"x".repeat(30)), ["x".repeat(24).as_str()]);
    }
}
