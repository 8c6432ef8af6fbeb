//! Text into XML.

use std::borrow::Cow;

use super::html::escape;

/// Text that is safe in XML, without the characters that it cannot hold (XML 1.0, section 2.2).
pub fn xml(text: &str) -> Cow<'_, str> {
    match held(text) {
        Cow::Borrowed(text) => escape(text),
        Cow::Owned(text) => escape(&text).into_owned().into(),
    }
}

/// Text without the characters that neither XML nor a terminal can show.
pub fn held(text: &str) -> Cow<'_, str> {
    let held = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{7e}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    // Bytes are looked at many at once, characters one by one. All characters that are left out have one of these.
    let suspicious =
        |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || matches!(byte, 0x7f | 0xc2 | 0xef);
    if !text.bytes().any(suspicious) || text.chars().all(|c| held(&c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(held).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        for (text, expected) in [
            ("a <b> & \"c\"", "a &lt;b&gt; &amp; &quot;c&quot;"),
            ("\u{0}\u{8}\u{b}\u{1b}\u{7f}\u{9f}x\u{fffe}\u{ffff}\t\n\r", "x\t\n\r"),
            ("，é\u{a0}😀\u{fffd}", "，é\u{a0}😀\u{fffd}"),
        ] {
            assert_eq!(xml(text), expected);
        }
    }
}
