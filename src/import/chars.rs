//! Questions about characters.
//!
//! In: a character or a text. Out: what script it is in, whether it asks, whether it ends a sentence.
//! It must never know what the text means.

pub use crate::text::{is_han, is_hangul, is_kana};

/// A character of one of the three.
pub fn is_cjk(c: char) -> bool {
    is_han(c) || is_kana(c) || is_hangul(c)
}

/// The text has a character of one of the three.
pub fn has_cjk(text: &str) -> bool {
    text.chars().any(is_cjk)
}

/// A half-width or full-width colon.
pub fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}

/// What may close a sentence after its last mark: quotation marks and brackets.
fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '"' | '\'' | '」' | '』' | '）' | ')' | '》' | ']' | '】')
}

/// The text ends in a question mark, quotation marks after it allowed.
pub fn asks(text: &str) -> bool {
    text.trim_end().trim_end_matches(is_closing).ends_with(['?', '？'])
}

/// The text ends as a sentence does, and not as a heading.
pub fn ends_sentence(text: &str) -> bool {
    text.trim_end().trim_end_matches(is_closing).ends_with(['。', '.', '！', '!', '…', '；', ';', '，', ',', '、'])
}

/// The number of characters, counted no further than `limit`.
pub fn count_up_to(text: &str, limit: usize) -> usize {
    text.chars().take(limit).count()
}

/// The most likely language of a text: its BCP 47 primary tag by script, English where the script is no evidence.
pub fn language(text: &str) -> &'static str {
    let (mut han, mut kana, mut hangul, mut letters) = (0_usize, 0_usize, 0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()).take(50_000) {
        letters += 1;
        han += usize::from(is_han(c));
        kana += usize::from(is_kana(c));
        hangul += usize::from(is_hangul(c));
    }
    if letters == 0 || (han + kana + hangul) * 5 < letters {
        "en"
    } else if kana * 10 > han + kana {
        "ja"
    } else if hangul > han {
        "ko"
    } else {
        "zh"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        for (text, tag) in [
            ("", "en"),
            ("大模型和GPT-4o", "zh"),
            ("これは会議です", "ja"),
            ("회의를 시작합니다", "ko"),
            ("The word 道 stands alone in a long sentence", "en"),
        ] {
            assert_eq!(language(text), tag, "{text}");
        }
    }

    #[test]
    fn endings() {
        assert!(asks("真的吗？”") && asks("Really?") && !asks("真的。"));
        assert!(ends_sentence("是。”") && !ends_sentence("标题") && !ends_sentence("标题？"));
    }
}
