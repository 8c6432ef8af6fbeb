//! How alike two texts are, when only a sketch of the former one is left.
//!
//! A text in; out come its [`Mark`]: a fingerprint that is the same for equal words, and a sketch: the smallest hashes of
//! its shingles (Broder, "On the resemblance and containment of documents", 1997). Which share of the former text stands in a
//! new one can be told from the sketch of the former and all shingles of the new. Case, punctuation, width and spaces do not count.

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
    /// The words, or characters where a script has no spaces, each with [`END`] behind it: a shingle is a slice of this.
    tokens: Vec<u8>,
    /// How many there are.
    length: usize,
}

/// The end of a token: a byte that no text holds.
const END: u8 = 0xff;

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let mut tokens = Vec::with_capacity(text.len() + text.len() / 4);
        let mut length = 0;
        let mut open = false;
        let mut bytes = [0; 4];
        folded(text, |c| {
            let single = text::is_han(c) || text::is_kana(c);
            if single || c.is_alphanumeric() {
                if single || !open {
                    if length > 0 {
                        tokens.push(END);
                    }
                    length += 1;
                }
                match *c.encode_utf8(&mut bytes).as_bytes() {
                    // Nearly all letters are one byte, and a copy of one is slower than to put it down.
                    [byte] => tokens.push(byte),
                    ref more => tokens.extend_from_slice(more),
                }
                open = !single;
            } else if !is_joiner(c) {
                open = false;
            }
        });
        if length > 0 {
            tokens.push(END);
        }
        Self { fingerprint: fingerprint(&tokens), tokens, length }
    }

    /// How many words or characters it has.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// The hashes of all shingles as they stand, some more than once: of two tokens each, and of one word that word.
    pub(super) fn shingles(&self) -> impl Iterator<Item = u32> {
        let ends = || memchr::memchr_iter(END, &self.tokens);
        // Of a text with anything inside, the end says little; of one word it is all.
        let word = self.tokens.strip_suffix(&[END]).filter(|_| self.length == 1);
        let starts = [0].into_iter().chain(ends().map(|end| end + 1));
        let pairs = starts.zip(ends().skip(1)).filter_map(|(start, end)| self.tokens.get(start..end));
        word.map(|word| hash(&[&[END], word].concat())).into_iter().chain(pairs.map(hash))
    }

    /// What the ledger remembers.
    pub(super) fn mark(&self) -> Mark {
        let mut sketch: Vec<u32> = self.shingles().collect();
        sketch.sort_unstable();
        sketch.dedup();
        sketch.truncate(SKETCH);
        Mark { fingerprint: self.fingerprint.clone(), sketch }
    }
}

/// Hands on the characters of a text in their compatible form (Unicode Standard Annex 15, NFKC) and lower case. Nearly all
/// characters are what they become, and asking of each takes longer than all else that is done with it.
fn folded(text: &str, mut each: impl FnMut(char)) {
    let inert = |c: char| c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut rest = text;
    loop {
        // What stands behind a character may still melt into it, so each waits for the next one.
        let mut held: Option<(usize, char)> = None;
        let mut from = rest.len();
        for (at, c) in rest.char_indices() {
            if !inert(c) {
                from = held.take().map_or(at, |(at, _)| at);
                break;
            }
            if let Some((_, before)) = held.replace((at, c)) {
                each(before.to_ascii_lowercase());
            }
        }
        if let Some((_, last)) = held {
            each(last.to_ascii_lowercase());
        }
        rest = rest.get(from..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest.char_indices().find(|(at, c)| *at >= first && inert(*c)).map_or(rest.len(), |(at, _)| at);
        let Some((piece, after)) = rest.split_at_checked(end) else { break };
        piece.nfkc().flat_map(char::to_lowercase).for_each(&mut each);
        rest = after;
    }
}

/// Marks that stand inside words of some scripts.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}') || unicode_normalization::char::is_combining_mark(c)
}

fn hash(shingle: &[u8]) -> u32 {
    let hash = blake3::hash(shingle);
    let mut bytes = hash.as_bytes().iter().map(|byte| u32::from(*byte));
    let mut next = || bytes.next().unwrap_or_default();
    let whole = (next() << 16) | (next() << 8) | next();
    whole >> (24 - BITS)
}

fn fingerprint(tokens: &[u8]) -> String {
    let hash = blake3::hash(tokens);
    let mut signs = String::new();
    for four in hash.as_bytes().chunks_exact(4).take(2) {
        let number = four.iter().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
        signs.extend(text::base32(number >> (32 - BITS)));
    }
    signs
}

/// `part` of `whole`, from 0 to 1.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn contained_in(old: &str, new: &str) -> f64 {
        let sketch = Text::new(old).mark().sketch;
        let shingles: BTreeSet<u32> = Text::new(new).shingles().collect();
        share(sketch.iter().filter(|hash| shingles.contains(hash)).count(), sketch.len())
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
        assert_eq!(Text::new("Yes.").shingles().count(), 1);
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

    proptest! {
        /// The short way through a text arrives where the long one does, whatever melts into what stands before.
        #[test]
        fn folding_is_that_of_the_whole_text(
            pieces in proptest::collection::vec(prop_oneof![
                "[ -~]{0,4}", "[一-龥]{0,3}", "[\u{300}-\u{36f}]{0,2}", "[\u{3040}-\u{309f}]{0,3}", "[\u{ff01}-\u{ffee}]{0,3}",
                "[\u{1100}-\u{11ff}]{0,3}", "\\PC{0,3}"
            ], 0..12)
        ) {
            let text = pieces.concat();
            let mut folded = String::new();
            super::folded(&text, |c| folded.push(c));
            let whole: String = text.nfkc().flat_map(char::to_lowercase).collect();
            prop_assert_eq!(folded, whole);
        }
    }
}
