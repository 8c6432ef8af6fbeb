//! Text into HTML, and HTML of our own back into text.
//!
//! Any text in, text that is safe between tags and in quoted attributes out; and HTML that this program wrote in, what a
//! reader reads out. Must never be given foreign HTML to clean: that is the work of `markdown::sanitize`.

use std::borrow::Cow;

/// As many bytes as are looked at in one step; the compiler turns a step into a few vector instructions.
const STEP: usize = 32;

/// Appends `text` to `out`, with & < > " and ' written as entities, and without the control characters that HTML does not have (section
/// 13.2.3.5): a browser makes of them what it likes.
pub fn escape_into(out: &mut String, text: &str) {
    out.reserve(text.len());
    let mut rest = text;
    while let Some((before, from)) = first_special(rest.as_bytes()).and_then(|at| rest.split_at_checked(at)) {
        let mut characters = from.chars();
        out.push_str(before);
        match characters.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some('\'') => out.push_str("&#39;"),
            Some(c) if !c.is_control() => out.push(c),
            _ => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// The same as a text of its own; borrowed where nothing is to be done.
pub fn escape(text: &str) -> Cow<'_, str> {
    if first_special(text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    escape_into(&mut out, text);
    Cow::Owned(out)
}

fn first_special(bytes: &[u8]) -> Option<usize> {
    let (steps, _) = bytes.as_chunks::<STEP>();
    // `|` and not `||`: without an early end the step is vectorised.
    let clean = |step: &&[u8; STEP]| !step.iter().fold(false, |found, byte| found | is_special(*byte));
    let passed = steps.iter().take_while(clean).count() * STEP;
    bytes.iter().skip(passed).position(|byte| is_special(*byte)).map(|at| passed + at)
}

/// Whether a character begins with this byte that may not stay: 0xc2 begins the control characters beyond ASCII, and others.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | 0x7f | 0xc2)
        | (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// The text of HTML that this program wrote: tags and comments dropped, the five entities and numeric ones decoded.
///
/// The end of a block is a newline (one, however many blocks end at once), so is `<br>`; table cells in a row are parted
/// by a tab. White space is left as it stands. In HTML of ours a `>` inside an attribute is always escaped.
pub fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        let Some((before, from)) = rest.split_at_checked(at) else { break };
        out.push_str(before);
        rest = if from.starts_with('<') { drop_tag(from, &mut out) } else { decode(from, &mut out) };
    }
    out.push_str(rest);
    out
}

/// Passes over the tag or comment at the head of `from`, writing what it means for the flow of text.
fn drop_tag<'h>(from: &'h str, out: &mut String) -> &'h str {
    if let Some(comment) = from.strip_prefix("<!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    let (tag, after) = from.split_once('>').unwrap_or((from, ""));
    let inner = tag.trim_start_matches('<');
    let closes = inner.starts_with('/');
    let name = inner.trim_start_matches('/').split([' ', '\n', '\t', '/']).next().unwrap_or_default();
    let fresh = out.is_empty() || out.ends_with('\n');
    match name {
        "br" => out.push('\n'),
        "hr" if !fresh => out.push('\n'),
        "td" | "th" if !closes && !fresh => out.push('\t'),
        _ if closes && !fresh && is_block(name) => out.push('\n'),
        _ => {}
    }
    after
}

/// Elements whose end ends a line.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "div"
            | "tr"
            | "pre"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "dt"
            | "dd"
            | "ul"
            | "ol"
            | "dl"
            | "table"
            | "caption"
            | "figure"
            | "figcaption"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "nav"
            | "main"
            | "details"
            | "summary"
            | "address"
    )
}

/// Writes what the entity at the head of `from` stands for; an ampersand that begins none stands for itself.
fn decode<'h>(from: &'h str, out: &mut String) -> &'h str {
    // The longest one is &#1114111; and so 10 bytes.
    let end = from.bytes().take(10).position(|byte| byte == b';');
    let parts = end.and_then(|end| from.split_at_checked(end + 1));
    if let Some((entity, after)) = parts
        && let Some(c) = character(entity.trim_start_matches('&').trim_end_matches(';'))
    {
        out.push(c);
        return after;
    }
    out.push('&');
    from.strip_prefix('&').unwrap_or_default()
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escaping() {
        for (text, html) in [
            ("", ""),
            ("尤洋：plain text that is longer than a step of thirty-two bytes", ""),
            ("a < b && c > \"d\" 'e'", "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39;"),
            ("<", "&lt;"),
            ("中文，中文，中文，中文，中文，中文<中", "中文，中文，中文，中文，中文，中文&lt;中"),
            ("&amp;", "&amp;amp;"),
            ("a\0b\u{1b}c\u{7f}d\u{85}e<\t\r\nf", "abcde&lt;\t\r\nf"),
        ] {
            let expected = if html.is_empty() { text } else { html };
            assert_eq!(escape(text), expected);
            assert_eq!(matches!(escape(text), Cow::Borrowed(_)), html.is_empty());
            let mut out = String::from("before ");
            escape_into(&mut out, text);
            assert_eq!(out, format!("before {expected}"));
        }
    }

    #[test]
    fn text_of_html() {
        for (html, text) in [
            ("plain & simple", "plain & simple"),
            ("<p>我看<strong>“Her”</strong></p>\n<p>b</p>", "我看“Her”\n\nb\n"),
            ("<p>a<br>b<br/>c</p>", "a\nb\nc\n"),
            ("<ul><li>a</li><li>b</li></ul>", "a\nb\n"),
            ("<blockquote><p>a</p></blockquote><p>b</p>", "a\nb\n"),
            ("<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc\n"),
            ("<pre><code>a\n  b\n</code></pre>", "a\n  b\n"),
            ("<h2 id=\"a\" class=\"b\">a</h2>b<hr>c", "a\nb\nc"),
            ("&lt;b&gt; &amp;amp; &quot;&#39;&apos;&#x4E2D;&#25991;", "<b> &amp; \"''中文"),
            ("&copy; &#xD800; &#; & &;", "&copy; &#xD800; &#; & &;"),
            ("a<!-- <p>gone</p> -->b", "ab"),
            ("<a href=\"?a&amp;b\"\ntitle=\"x\">c</a>", "c"),
            ("a <", "a "),
            ("a<!-- b", "a"),
            ("<span\nclass=\"x\">中</span>", "中"),
        ] {
            assert_eq!(plain(html), text, "{html}");
        }
    }

    proptest! {
        #[test]
        fn escaped_text_is_its_own_text(text in "(\\PC|[<>&\"'\n]){0,80}") {
            let html = escape(&text);
            prop_assert!(!html.contains(['<', '>', '"', '\'']));
            prop_assert_eq!(plain(&html), text);
        }

        #[test]
        fn plain_takes_anything(html in "([<>&;#!/-]|br|p|amp|x41|中){0,40}") {
            plain(&html);
        }
    }
}
