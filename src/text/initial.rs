//! Under which letter a name stands in an index.
//!
//! A name in, an [`Initial`] out, in the order in which groups stand on a page. Must never know how many names there are.

use unicode_normalization::UnicodeNormalization;

use super::script::{is_han, is_hangul, is_kana};
use super::slug::speaker_id;

/// The first letter of a name, as indexes are grouped: Han by the initial of the Pinyin, Latin by the letter without
/// its marks, kana by the row, Hangul by the first consonant (doubled ones with the plain one).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Initial {
    /// `A` to `Z`.
    Letter(char),
    /// あ, か, さ … わ.
    Row(char),
    /// ㄱ, ㄴ, ㄷ … ㅎ.
    Consonant(char),
    /// Digits, signs and all other scripts.
    Other,
}

impl Initial {
    /// The initial of a name. What is no letter or digit at its head is passed over.
    pub fn of(name: &str) -> Self {
        let Some(first) = name.nfkc().find(|c| c.is_alphanumeric()) else { return Self::Other };
        if is_kana(first) {
            return row(first).map_or(Self::Other, Self::Row);
        }
        if is_hangul(first) {
            return consonant(first).map_or(Self::Other, Self::Consonant);
        }
        // From the first letter on: the whole name decides how a surname is read.
        let start = name.find(|c: char| c.is_alphanumeric()).unwrap_or_default();
        let latin = is_han(first) || first.nfd().next().is_some_and(|c| c.is_ascii_alphabetic()) || is_latin(first);
        let read = if latin { speaker_id(name.get(start..).unwrap_or(name)).chars().next() } else { None };
        match read {
            Some(letter) if letter.is_ascii_alphabetic() => Self::Letter(letter.to_ascii_uppercase()),
            _ => Self::Other,
        }
    }

    /// The letter, or nothing for what has none.
    pub fn letter(self) -> Option<char> {
        match self {
            Self::Letter(c) | Self::Row(c) | Self::Consonant(c) => Some(c),
            Self::Other => None,
        }
    }
}

/// Letters of Latin that do not fall apart into a plain one and a mark, such as ø and ł.
fn is_latin(c: char) -> bool {
    matches!(c, '\u{AA}' | '\u{BA}' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{259}')
}

/// The row of the table of fifty sounds; katakana is moved to hiragana, which lies 0x60 below.
fn row(c: char) -> Option<char> {
    let plain = c.nfd().next()?;
    let code = u32::from(plain);
    let hira = char::from_u32(if (0x30A1..=0x30F6).contains(&code) { code - 0x60 } else { code })?;
    Some(match hira {
        'ぁ'..='お' => 'あ',
        'か'..='ご' | 'ゕ' | 'ゖ' => 'か',
        'さ'..='ぞ' => 'さ',
        'た'..='ど' => 'た',
        'な'..='の' => 'な',
        'は'..='ぽ' => 'は',
        'ま'..='も' => 'ま',
        'ゃ'..='よ' => 'や',
        'ら'..='ろ' => 'ら',
        'ゎ'..='ん' => 'わ',
        _ => return None,
    })
}

/// The first consonant of a syllable (Unicode, section 3.12: 588 syllables begin with each).
fn consonant(c: char) -> Option<char> {
    let at = u32::from(c.nfc().next()?).checked_sub(0xAC00)? / 588;
    let plain = [
        'ㄱ', 'ㄱ', 'ㄴ', 'ㄷ', 'ㄷ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅂ', 'ㅅ', 'ㅅ', 'ㅇ', 'ㅈ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ',
        'ㅎ',
    ];
    plain.get(usize::try_from(at).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_names() {
        for (name, initial) in [
            ("尤洋", Initial::Letter('Y')),
            ("单田芳", Initial::Letter('S')),
            ("Ann Lee", Initial::Letter('A')),
            ("Émile", Initial::Letter('E')),
            ("Łukasz", Initial::Letter('L')),
            ("Øystein", Initial::Letter('O')),
            ("Ａｎｎ", Initial::Letter('A')),
            ("“Ann”", Initial::Letter('A')),
            ("さくら", Initial::Row('さ')),
            ("ガス", Initial::Row('か')),
            ("ｶﾞｽ", Initial::Row('か')),
            ("パン", Initial::Row('は')),
            ("김철수", Initial::Consonant('ㄱ')),
            ("까치", Initial::Consonant('ㄱ')),
            ("하늘", Initial::Consonant('ㅎ')),
            ("Михаил", Initial::Other),
            ("محمد", Initial::Other),
            ("42", Initial::Other),
            ("😀", Initial::Other),
            ("", Initial::Other),
        ] {
            assert_eq!(Initial::of(name), initial, "{name}");
        }
        assert!(Initial::Letter('Z') < Initial::Row('あ') && Initial::Row('わ') < Initial::Other);
    }
}
