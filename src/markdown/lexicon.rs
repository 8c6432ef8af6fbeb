//! The words by which scenes and gaps are recognised in a text.

use std::collections::BTreeSet;

use crate::text;

/// Words in brackets that are no speech, in the languages of an event.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    scenes: BTreeSet<String>,
    gaps: BTreeSet<String>,
}

/// What a bracketed remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// What happens without being said.
    Scene,
    /// What could not be heard.
    Gap,
}

const PAIRS: [(char, char); 4] = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];

impl Lexicon {
    /// A lexicon of the words for scenes and for gaps.
    pub fn new<'a>(scenes: impl Iterator<Item = &'a String>, gaps: impl Iterator<Item = &'a String>) -> Self {
        Self {
            scenes: scenes.map(|word| text::name_key(word)).collect(),
            gaps: gaps.map(|word| text::name_key(word)).collect(),
        }
    }

    /// The remark with which `text` begins, and its length in bytes with the brackets.
    pub fn remark(&self, text: &str) -> Option<(Remark, usize)> {
        let (inside, length) = bracketed(text)?;
        if self.is_gap(inside) {
            return Some((Remark::Gap, length));
        }
        let known = inside.split([',', '，', '、', ';', '/']).all(|part| {
            let key = text::name_key(part);
            self.scenes.contains(&key)
        });
        known.then_some((Remark::Scene, length))
    }

    /// What a paragraph is that consists of one bracketed remark and nothing else: there, any words describe a scene.
    pub fn whole(&self, text: &str) -> Option<Remark> {
        let text = text.trim();
        let (inside, length) = bracketed(text)?;
        if length != text.len()
            || inside.chars().any(char::is_numeric) && inside.chars().all(|c| c.is_numeric() || ":.".contains(c))
        {
            return None;
        }
        Some(if self.is_gap(inside) { Remark::Gap } else { Remark::Scene })
    }

    fn is_gap(&self, inside: &str) -> bool {
        let key = text::name_key(inside);
        if !key.is_empty() && key.chars().all(|c| c == '?') {
            return true;
        }
        // A gap may say when it was: `[inaudible 00:12:25]`.
        let words = key.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ' '));
        self.gaps.contains(&key) || self.gaps.contains(words)
    }
}

/// The inside of the brackets with which a text begins, and the length of it all. At most some eighty characters, with
/// no further bracket of the kind and no line break inside.
fn bracketed(text: &str) -> Option<(&str, usize)> {
    let first = text.chars().next()?;
    let (open, close) = *PAIRS.iter().find(|(open, _)| *open == first)?;
    let rest = text.get(open.len_utf8()..)?;
    let mut count = 0;
    for (at, c) in rest.char_indices() {
        if c == close {
            let inside = rest.get(..at)?;
            return (!inside.trim().is_empty()).then_some((inside, open.len_utf8() + at + close.len_utf8()));
        }
        count += 1;
        if count > 80 || c == open || c == '\n' {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_known_words_or_stand_alone() {
        let words = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let lexicon = Lexicon::new(words(&["laughter", "笑", "掌声"]).iter(), words(&["inaudible", "听不清"]).iter());
        for (text, expected) in [
            ("（笑）然后", Some((Remark::Scene, "（笑）".len()))),
            ("(Laughter) and", Some((Remark::Scene, 10))),
            ("（笑、掌声）", Some((Remark::Scene, "（笑、掌声）".len()))),
            ("[?] x", Some((Remark::Gap, 3))),
            ("[inaudible 00:12:25.12]", Some((Remark::Gap, 23))),
            ("（听不清）", Some((Remark::Gap, "（听不清）".len()))),
            ("(GPT)", None),
            ("()", None),
            ("no", None),
        ] {
            assert_eq!(lexicon.remark(text), expected, "{text}");
        }
        assert_eq!(lexicon.whole("(returns to slides)"), Some(Remark::Scene));
        assert_eq!(lexicon.whole("(returns) to (slides)"), None);
        assert_eq!(lexicon.whole("(08:47)"), None);
        assert_eq!(lexicon.whole("[inaudible]"), Some(Remark::Gap));
    }
}
