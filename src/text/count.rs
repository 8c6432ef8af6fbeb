//! How much was said: characters and words of a text, the minutes it takes to read, and one figure to compare by.
//!
//! Plain text in, numbers out; markup must be gone before. Must never know who spoke or where the text stands.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

use super::script::{is_han, is_kana};

/// Chinese characters read in a minute. This and the next three are the rates that the static site generator Zola adopted
/// for its reading times (its pull request 3145).
const CHARACTERS_ZH: u64 = 439;
/// Characters of Japanese read in a minute.
const CHARACTERS_JA: u64 = 653;
/// Words of Korean read in a minute.
const WORDS_KO: u64 = 202;
/// Words of any other language read in a minute.
const WORDS: u64 = 238;

/// Letters that make a word in the scripts of [`is_unspaced`].
const LETTERS_OF_A_WORD: u32 = 4;

/// How long a text is, by what its scripts can be counted in.
#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    /// Han and kana, without punctuation.
    pub characters: u32,
    /// Everything else that is a word: runs of letters and digits, whose inner apostrophes and hyphens do not part them.
    pub words: u32,
}

/// Where the scan stands in a word.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Outside,
    Inside,
    /// Behind one apostrophe or hyphen, which is part of the word only if a letter follows.
    Joint,
}

impl Count {
    /// The characters and words of `text`.
    ///
    /// Thai, Lao, Khmer and Burmese write no spaces between words; four of their letters are taken for a word, which is
    /// near their average and needs no dictionary.
    pub fn of(text: &str) -> Self {
        let mut count = Self::default();
        let mut unspaced = 0_u32;
        let mut at = At::Outside;
        for c in text.chars() {
            if c.is_ascii() {
                if c.is_ascii_alphanumeric() {
                    count.words += u32::from(at == At::Outside);
                    at = At::Inside;
                } else {
                    at = if at == At::Inside && matches!(c, '\'' | '-') { At::Joint } else { At::Outside };
                }
            } else if is_han(c) || is_kana(c) {
                count.characters += 1;
                at = At::Outside;
            } else if is_unspaced(c) && c.is_alphabetic() {
                unspaced += 1;
                at = At::Outside;
            } else if c.is_alphanumeric() {
                count.words += u32::from(at == At::Outside);
                at = At::Inside;
            } else if at != At::Outside && !is_inside_words(c) {
                at = if at == At::Inside && matches!(c, '’' | '‐' | '‑') { At::Joint } else { At::Outside };
            }
        }
        count.words += match unspaced {
            0 => 0,
            letters => ((letters + LETTERS_OF_A_WORD / 2) / LETTERS_OF_A_WORD).max(1),
        };
        count
    }

    /// Minutes to read this much in a page of `language` (a BCP 47 tag), to the nearest, and at least one where there is
    /// anything to read. Words in a Chinese text and characters in an English one are counted at their own rates.
    pub fn minutes(self, language: &str) -> u32 {
        if self == Self::default() {
            return 0;
        }
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        let is = |tag: &str| primary.eq_ignore_ascii_case(tag);
        let characters_a_minute = if is("ja") { CHARACTERS_JA } else { CHARACTERS_ZH };
        let words_a_minute = if is("ko") { WORDS_KO } else { WORDS };
        // characters / rate + words / rate over one denominator, and half of it added to round.
        let whole = u64::from(self.characters) * words_a_minute + u64::from(self.words) * characters_a_minute;
        let minute = characters_a_minute * words_a_minute;
        u32::try_from((whole + minute / 2) / minute).unwrap_or(u32::MAX).max(1)
    }

    /// The comparable amount of speech, for shares and bars across languages: a word weighs as much as two Chinese
    /// characters, since a Chinese word mostly has two, and 439 characters take about as long as 238 words.
    pub fn size(self) -> u64 {
        u64::from(self.characters) + u64::from(self.words) * 2
    }
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            characters: self.characters.saturating_add(other.characters),
            words: self.words.saturating_add(other.words),
        }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}

/// Whether `c` is of the Thai, Lao, Burmese or Khmer blocks.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}'
        | '\u{A9E0}'..='\u{A9FF}'
        | '\u{AA60}'..='\u{AA7F}')
}

/// Marks over and under letters, joiners and soft hyphens: they are no letters, and yet no word ends at them.
fn is_inside_words(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}') || unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(characters: u32, words: u32) -> Count {
        Count { characters, words }
    }

    #[test]
    fn characters_and_words() {
        for (text, characters, words) in [
            ("", 0, 0),
            (" \n，。！……——", 0, 0),
            ("开放权重，重要吗？", 7, 0),
            ("我看“Her”的降临", 5, 1),
            ("GPT-4很强", 2, 1),
            ("これはテストです。", 8, 0),
            ("データ", 3, 0),
            ("Don't panic: it is state-of-the-art.", 0, 5),
            ("it’s l’été", 0, 2),
            ("a--b a - b 'quoted'", 0, 5),
            ("trailing- -leading", 0, 2),
            ("cafe\u{301} na\u{308}ive", 0, 2),
            ("Привет, мир", 0, 2),
            ("한국어 문장 하나", 0, 3),
            ("مرحبا بالعالم", 0, 2),
            ("हिन्दी में", 0, 2),
            ("in 2026 and ½", 0, 4),
            ("Ｅｖｅｎｔ２", 0, 1),
            ("😀 👍🏽", 0, 0),
            // 6 letters (two of them vowel signs), one tone mark: 6 / 4 rounds to 2
            ("ภาษาไทย", 0, 2),
            ("ค", 0, 1),
            ("尤洋：Hello，世界", 4, 1),
        ] {
            assert_eq!(Count::of(text), count(characters, words), "{text}");
        }
    }

    #[test]
    fn minutes_to_read() {
        for (counted, language, minutes) in [
            (count(0, 0), "zh", 0),
            (count(1, 0), "zh", 1),
            (count(439, 0), "zh-Hans", 1),
            (count(658, 0), "zh", 1),
            (count(659, 0), "zh", 2),
            (count(4390, 0), "zh_CN", 10),
            (count(6530, 0), "ja-JP", 10),
            (count(0, 2020), "ko", 10),
            (count(0, 2380), "en", 10),
            (count(0, 2380), "", 10),
            (count(4390, 2380), "zh", 20),
            (count(4390, 2380), "EN", 20),
            (count(u32::MAX, u32::MAX), "ko", 31_045_739),
        ] {
            assert_eq!(counted.minutes(language), minutes, "{counted:?} {language}");
        }
    }

    #[test]
    fn adding_up() {
        let parts = [count(1, 2), count(3, 4), count(u32::MAX, 0)];
        assert_eq!(parts.iter().copied().sum::<Count>(), count(u32::MAX, 6));
        let mut sum = count(1, 1);
        sum += count(2, 3);
        assert_eq!(sum, count(3, 4));
        assert_eq!(sum.size(), 11);
    }
}
