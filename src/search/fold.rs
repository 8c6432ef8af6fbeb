//! Writing made comparable: width, case, diacritics and apostrophes aside, and where a site wants it, Traditional Chinese
//! read as Simplified.

use unicode_normalization::UnicodeNormalization;

use super::variants;

/// Whether a character belongs to a script that writes no spaces between words, or to Hangul, whose words carry endings:
/// there words are found anywhere. The ranges stand in `words.js` as well.
pub fn is_glued(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}' | '\u{19e0}'..='\u{19ff}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}' | '\u{3038}'..='\u{303b}'
        | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}'
        | '\u{3131}'..='\u{318e}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97c}' | '\u{a9e0}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{1aff0}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is part of a word that spaces part from others.
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() && !is_glued(c) }
}

/// A text to compare others with. Folding what is folded changes nothing.
///
/// With `unified`, every Traditional character is the Simplified one.
pub fn fold(text: &str, unified: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // What is not plain, gathered until it ends, since marks join with what stands before them.
    let mut odd = String::new();
    for c in text.chars() {
        if let Some(plain) = plain(c) {
            if !odd.is_empty() {
                normalized(&odd, &mut out);
                odd.clear();
            }
            out.push(plain);
        } else {
            if odd.is_empty()
                && let Some(before) = out.pop()
            {
                odd.push(before);
            }
            odd.push(c);
        }
    }
    normalized(&odd, &mut out);
    if unified && !out.is_ascii() { out.chars().map(variants::simplified).collect() } else { out }
}

/// What becomes of a character that never joins with others, for most characters of most texts.
fn plain(c: char) -> Option<char> {
    match c {
        '\0'..='\x7f' => Some(c.to_ascii_lowercase()),
        '\u{4e00}'..='\u{9fff}'
        | '\u{3400}'..='\u{4dbf}'
        | '、'
        | '。'
        | '《'
        | '》'
        | '「'
        | '」'
        | '“'
        | '”'
        | '—' => Some(c),
        '\u{ff01}'..='\u{ff5e}' => {
            let narrow = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32)?;
            Some(narrow.to_ascii_lowercase())
        }
        '’' | '‘' => Some('\''),
        _ => None,
    }
}

fn normalized(text: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    let lower = text.nfkc().collect::<String>().to_lowercase();
    let mut letters: Vec<char> = Vec::with_capacity(lower.len());
    for c in lower.nfd() {
        match c {
            // The letter й is no и with a mark; the marks of kana, Thai and Indic scripts are letters too and stay.
            '\u{306}' if letters.last() == Some(&'и') => {
                letters.pop();
                letters.push('й');
            }
            c if is_mark(c) => {}
            c => letters.push(c),
        }
    }
    for c in letters.into_iter().nfc() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            '’' | '‘' | 'ʼ' => out.push('\''),
            c => out.push(c),
        }
    }
}

/// Marks without which a word is the same, and characters that nobody sees.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writing_made_comparable() {
        for (text, folded) in [
            ("Café NAÏVE", "cafe naive"),
            ("ＦＵＬＬ宽，ｶﾞｽ", "full宽,ガス"),
            ("Straße, Łódź, Þing", "strasse, lodz, thing"),
            ("йод Чайка", "йод чайка"),
            ("رأيت منارةً", "رايت منارة"),
            ("don’t", "don't"),
            ("がぎ", "がぎ"),
            ("e\u{301}te\u{301}", "ete"),
            ("ΛΌΓΟΣ", "λογοσ"),
            ("soft\u{ad}hyphen", "softhyphen"),
            ("등대지기", "등대지기"),
            ("燈塔", "燈塔"),
        ] {
            assert_eq!(fold(text, false), folded, "{text}");
        }
        assert_eq!(fold("燈塔裡的聲音", true), "灯塔里的声音");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,20}") {
            let once = fold(&text, true);
            prop_assert_eq!(fold(&once, true), once);
        }
    }
}
