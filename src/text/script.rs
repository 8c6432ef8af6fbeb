//! Which script a character belongs to, as far as counting, joining and emphasis need to know.
//!
//! Characters in, yes or no out. Blocks are taken whole, including what Unicode has not assigned in them yet, so that
//! a name with a character of next year is treated like its neighbours. Knows nothing of words or documents.

/// Whether `c` is a Chinese character: every block of unified and compatibility ideographs and of their radicals, the
/// planes that Unicode keeps for more of them, and the marks 々, 〇 and 〻 and the Hangzhou numerals.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{2E80}'..='\u{2FDF}'
        | '\u{3005}'
        | '\u{3007}'
        | '\u{3021}'..='\u{3029}'
        | '\u{3038}'..='\u{303B}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// Whether `c` is a letter of Hiragana or Katakana, half-width forms and the long-vowel mark included.
pub fn is_kana(c: char) -> bool {
    matches!(c,
        '\u{3041}'..='\u{3096}'
        | '\u{3099}'..='\u{309F}'
        | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{FF66}'..='\u{FF9F}'
        | '\u{1AFF0}'..='\u{1B16F}')
}

/// Whether `c` is a Hangul syllable or letter.
pub fn is_hangul(c: char) -> bool {
    matches!(c,
        '\u{AC00}'..='\u{D7FF}'
        | '\u{1100}'..='\u{11FF}'
        | '\u{3130}'..='\u{318F}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{FFA0}'..='\u{FFDC}')
}

/// Whether `c` belongs to Chinese, Japanese or Korean text alone: Han, kana, Bopomofo, Hangul, CJK punctuation and
/// symbols, and full-width and half-width forms. Quotation marks and dashes that Latin text shares do not.
pub fn is_cjk(c: char) -> bool {
    // Everything below the first Hangul letters is something else, and most text is.
    c >= '\u{1100}' && (is_han(c) || is_kana(c) || is_hangul(c) || is_cjk_sign(c))
}

/// Bopomofo, and the punctuation and symbols of the blocks that exist for East Asian text.
fn is_cjk_sign(c: char) -> bool {
    matches!(c,
        '\u{3000}'..='\u{303F}'
        | '\u{3040}'..='\u{312F}'
        | '\u{3190}'..='\u{31EF}'
        | '\u{3200}'..='\u{33FF}'
        | '\u{FE10}'..='\u{FE1F}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FFEF}')
}

/// Whether a line break in the source between `prev` and `next` stands for nothing rather than for a space.
///
/// It does when both are East Asian and neither is Hangul, which writes spaces. The marks “ ” ‘ ’ … — belong to whatever
/// stands on the other side.
pub fn joins(prev: char, next: char) -> bool {
    match (is_shared(prev), is_shared(next)) {
        (false, false) => writes_no_spaces(prev) && writes_no_spaces(next),
        (true, false) => writes_no_spaces(next),
        (false, true) => writes_no_spaces(prev),
        (true, true) => false,
    }
}

fn writes_no_spaces(c: char) -> bool {
    is_cjk(c) && !is_hangul(c)
}

/// Marks that Latin and East Asian texts share.
fn is_shared(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '…' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_characters() {
        // character, Han, kana, Hangul, CJK
        for (c, han, kana, hangul, cjk) in [
            ('尤', true, false, false, true),
            ('々', true, false, false, true),
            ('〇', true, false, false, true),
            ('㐀', true, false, false, true),
            ('\u{20BB7}', true, false, false, true),
            ('\u{30EDE}', true, false, false, true),
            ('\u{323B0}', true, false, false, true),
            ('\u{F9D1}', true, false, false, true),
            ('⼀', true, false, false, true),
            ('あ', false, true, false, true),
            ('ー', false, true, false, true),
            ('ｱ', false, true, false, true),
            ('・', false, false, false, true),
            ('ㄅ', false, false, false, true),
            ('한', false, false, true, true),
            ('ㅎ', false, false, true, true),
            ('。', false, false, false, true),
            ('：', false, false, false, true),
            ('Ａ', false, false, false, true),
            ('￥', false, false, false, true),
            ('\u{3000}', false, false, false, true),
            ('“', false, false, false, false),
            ('—', false, false, false, false),
            ('·', false, false, false, false),
            ('A', false, false, false, false),
            ('Я', false, false, false, false),
            ('ก', false, false, false, false),
            ('😀', false, false, false, false),
        ] {
            assert_eq!((is_han(c), is_kana(c), is_hangul(c), is_cjk(c)), (han, kana, hangul, cjk), "{c}");
        }
    }

    #[test]
    fn line_breaks() {
        for (prev, next, joined) in [
            ('中', '文', true),
            ('，', '文', true),
            ('中', '（', true),
            ('。', '「', true),
            ('か', '漢', true),
            ('１', '年', true),
            ('中', 'E', false),
            ('h', '中', false),
            ('a', 'b', false),
            ('中', '5', false),
            ('한', '글', false),
            ('한', '，', false),
            ('漢', '글', false),
            ('中', '“', true),
            ('”', '中', true),
            ('。', '“', true),
            ('—', '中', true),
            ('…', 'a', false),
            ('a', '“', false),
            ('한', '“', false),
            ('”', '“', false),
        ] {
            assert_eq!(joins(prev, next), joined, "{prev} {next}");
        }
    }
}
