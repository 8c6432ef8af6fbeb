//! Text without what is not drawn: emoji, control characters, white space in a row.

use unicode_segmentation::UnicodeSegmentation;

use crate::text;

/// How many characters of a text are looked at; no card has room for more.
const MOST: usize = 700;

/// Characters that are shown as emoji unless something says otherwise, outside of the planes of pictographs (Unicode
/// Technical Standard 51, `Emoji_Presentation`).
const COLOURFUL: &[(u32, u32)] = &[
    (0x231A, 0x231B),
    (0x23E9, 0x23EC),
    (0x23F0, 0x23F0),
    (0x23F3, 0x23F3),
    (0x25FD, 0x25FE),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267F, 0x267F),
    (0x2693, 0x2693),
    (0x26A1, 0x26A1),
    (0x26AA, 0x26AB),
    (0x26BD, 0x26BE),
    (0x26C4, 0x26C5),
    (0x26CE, 0x26CE),
    (0x26D4, 0x26D4),
    (0x26EA, 0x26EA),
    (0x26F2, 0x26F3),
    (0x26F5, 0x26F5),
    (0x26FA, 0x26FA),
    (0x26FD, 0x26FD),
    (0x2705, 0x2705),
    (0x270A, 0x270B),
    (0x2728, 0x2728),
    (0x274C, 0x274C),
    (0x274E, 0x274E),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27B0, 0x27B0),
    (0x27BF, 0x27BF),
    (0x2B1B, 0x2B1C),
    (0x2B50, 0x2B50),
    (0x2B55, 0x2B55),
];

/// A text as a card shows it.
pub fn clean(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    let mut characters = 0;
    for grapheme in text.graphemes(true) {
        if grapheme.chars().all(char::is_whitespace) {
            gap = true;
            continue;
        }
        if is_emoji(grapheme) {
            continue;
        }
        let drawn = grapheme
            .chars()
            .filter(|c| !c.is_control() && !is_direction(*c) && !matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}'));
        let before = out.len();
        if gap && !out.is_empty() {
            out.push(' ');
        }
        let start = out.len();
        out.extend(drawn);
        if out.len() == start {
            out.truncate(before);
            continue;
        }
        gap = false;
        characters += 1;
        if characters == MOST {
            out.push('…');
            break;
        }
    }
    out
}

/// A text whose quotation marks and dots suit the letters beside them: a font for Han draws these a whole character wide,
/// which tears Latin apart. Only for such a font.
pub fn narrowed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let near = |side: &str, last: bool| {
        let mut letters = side.chars().filter(|c| c.is_alphanumeric());
        let letter = if last { letters.next_back() } else { letters.next() };
        letter.is_some_and(text::is_cjk)
    };
    for (at, c) in text.char_indices() {
        let narrow = match c {
            '“' | '”' => "\"",
            '‘' | '’' => "'",
            '…' => "...",
            _ => {
                out.push(c);
                continue;
            }
        };
        let (before, after) = text.split_at_checked(at).unwrap_or_default();
        if near(before, true) || near(after, false) {
            out.push(c);
        } else {
            out.push_str(narrow);
        }
    }
    out
}

/// Whether a grapheme is an emoji, or a sequence that is one.
fn is_emoji(grapheme: &str) -> bool {
    let sequence = grapheme.contains(['\u{fe0f}', '\u{20e3}']);
    sequence
        || grapheme
            .chars()
            .any(|c| matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007f}') || is_colourful(c))
}

fn is_colourful(c: char) -> bool {
    let code = u32::from(c);
    COLOURFUL.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

/// Whether a character turns the direction of the text around it: lines are given theirs.
pub(super) fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character has nothing to be drawn (`Default_Ignorable_Code_Point`, as far as text has them).
pub(super) fn is_silent(c: char) -> bool {
    c.is_whitespace()
        || is_direction(c)
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_suit_their_letters() {
        for (text, expected) in [
            ("He said “no”, didn’t he…", "He said \"no\", didn't he..."),
            ("他说“不”……", "他说“不”……"),
            ("他说“no”。", "他说“no\"。"),
            ("", ""),
        ] {
            assert_eq!(narrowed(text), expected);
        }
    }

    #[test]
    fn emoji_and_controls_go_and_spaces_are_one() {
        for (text, expected) in [
            ("", ""),
            ("  a \n b\t", "a b"),
            ("一起来 👩‍👩‍👧‍👦 吧", "一起来 吧"),
            ("👍🏽 yes 🇹🇼!", "yes !"),
            ("1️⃣ first", "first"),
            ("❤️", ""),
            ("a ✨ b", "a b"),
            ("© ™ → ★ stay", "© ™ → ★ stay"),
            ("a\u{0}b\u{7}c\u{feff}", "abc"),
            ("\u{202e}abc", "abc"),
            ("e\u{301}", "e\u{301}"),
        ] {
            assert_eq!(clean(text), expected, "{text:?}");
        }
        assert_eq!(clean(&"字".repeat(2000)).chars().count(), MOST + 1);
    }
}
