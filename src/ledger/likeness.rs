//! How alike two texts are, when only a sketch of the former one is left.
//!
//! A text in; out come its [`Mark`]: a fingerprint that is the same for equal words, and a sketch: the smallest hashes of
//! its shingles (Broder, "On the resemblance and containment of documents", 1997). Which share of the former text stands in a
//! new one can be told from the sketch of the former and all shingles of the new. Case, punctuation, width and spaces do not count.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::text;

/// How many hashes a sketch keeps. The error of a share of one half is about a tenth.
const SKETCH: usize = 20;
/// Bits of a hash: four signs of base 32.
const BITS: u32 = 20;
/// The shortest text, in words or characters, whose words alone tell that it is the same.
pub(super) const TELLING: usize = 8;

/// What the ledger remembers of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Equal for texts of the same words: eight signs of Crockford's base 32.
    pub fingerprint: String,
    /// Hashes of shingles, ascending.
    pub sketch: Vec<u32>,
}

/// A text as it is compared.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) fingerprint: String,
    tokens: Vec<String>,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let mut tokens: Vec<String> = Vec::new();
        let mut open = false;
        for c in text.nfkc().flat_map(char::to_lowercase) {
            if text::is_han(c) || text::is_kana(c) {
                tokens.push(c.to_string());
                open = false;
            } else if c.is_alphanumeric() {
                match tokens.last_mut().filter(|_| open) {
                    Some(word) => word.push(c),
                    None => tokens.push(c.to_string()),
                }
                open = true;
            } else if c.is_whitespace() || c.is_ascii_punctuation() || !is_joiner(c) {
                open = false;
            }
        }
        let fingerprint = fingerprint(&tokens);
        Self { fingerprint, tokens }
    }

    /// How many words or characters it has.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The hashes of all shingles: of two tokens each, those at the ends with the end.
    pub(super) fn shingles(&self) -> BTreeSet<u32> {
        let mut all = BTreeSet::new();
        let mut before = "";
        for token in self.tokens.iter().map(String::as_str) {
            // Of a text with anything inside, the end says little; of one word it is all.
            if !before.is_empty() || self.tokens.len() == 1 {
                all.insert(hash(before, token));
            }
            before = token;
        }
        all
    }

    /// What the ledger remembers.
    pub(super) fn mark(&self) -> Mark {
        Mark { fingerprint: self.fingerprint.clone(), sketch: self.shingles().into_iter().take(SKETCH).collect() }
    }
}

/// Marks that stand inside words of some scripts.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}') || unicode_normalization::char::is_combining_mark(c)
}

fn hash(one: &str, two: &str) -> u32 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(one.as_bytes()).update(&[0xff]).update(two.as_bytes());
    let hash = hasher.finalize();
    let mut bytes = hash.as_bytes().iter().map(|byte| u32::from(*byte));
    let mut next = || bytes.next().unwrap_or_default();
    let whole = (next() << 16) | (next() << 8) | next();
    whole >> (24 - BITS)
}

fn fingerprint(tokens: &[String]) -> String {
    let mut hasher = blake3::Hasher::new();
    for token in tokens {
        hasher.update(token.as_bytes()).update(&[0xff]);
    }
    let hash = hasher.finalize();
    let mut signs = String::new();
    for four in hash.as_bytes().chunks_exact(4).take(2) {
        let number = four.iter().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        signs.push_str(&text::base32(number >> (32 - BITS)));
    }
    signs
}

/// The share of a remembered text that stands in another one, from 0 to 1.
pub(super) fn contained(sketch: &[u32], shingles: &BTreeSet<u32>) -> f64 {
    share(sketch.iter().filter(|hash| shingles.contains(hash)).count(), sketch.len())
}

/// `part` of `whole`, from 0 to 1.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contained_in(old: &str, new: &str) -> f64 {
        contained(&Text::new(old).mark().sketch, &Text::new(new).shingles())
    }

    #[test]
    fn what_does_not_count() {
        for (one, two) in [
            ("Yes, exactly.", "yes — EXACTLY!"),
            ("模型更强，更便宜。", "模型更强更便宜"),
            ("ＡＩ　模型", "AI 模型"),
            ("ﷺ", "ﷺ"),
        ] {
            assert_eq!(Text::new(one).mark(), Text::new(two).mark(), "{one} {two}");
        }
        assert_ne!(Text::new("Yes").mark(), Text::new("No").mark());
        assert_ne!(Text::new("a bc").mark(), Text::new("ab c").mark());
        assert_eq!(Text::new("Yes.").shingles().len(), 1);
        assert!(Text::new("…").mark().sketch.is_empty());
    }

    #[test]
    fn shares_are_near_the_truth() {
        let words: Vec<String> = (0..400).map(|n| format!("w{n}")).collect();
        let whole = words.join(" ");
        assert!((contained_in(&whole, &whole) - 1.0).abs() < 1e-9);
        assert!(contained_in(&whole, &words[..10].join(" ")) < 0.2);
        let half = contained_in(&whole, &words[200..].join(" "));
        assert!((0.2..0.8).contains(&half), "{half}");
        // A part is wholly contained in what it became part of.
        assert!((contained_in(&words[100..150].join(" "), &whole) - 1.0).abs() < 1e-9);
        let han = "我们把灯的颜色交给潮水来决定，这件事没有人反对。";
        assert!(contained_in(han, &han.replace("没有人反对", "没有一个人反对")) > 0.7);
        assert!(contained_in(han, "今年的鱼比去年少，盐也贵了，大家都在等雨。") < 0.15);
    }
}
