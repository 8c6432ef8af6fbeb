//! The ids and links of a page, read out of its tags.
//!
//! In: the bytes of a finished page. Out: the values of `id`, `href`, `src` and `srcset`. Pages are our own, so this need not
//! mend broken HTML as a browser does; it only has to find every attribute of every tag, however it is quoted, and it
//! passes over text at the speed of memory.

use crate::text;

/// What a page holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) ids: Vec<String>,
    pub(super) links: Vec<String>,
}

/// Reads a page.
pub(super) fn read(html: &[u8]) -> Page {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = rest.get(at + 1..).unwrap_or_default();
        if rest.starts_with(b"!--") {
            rest = memchr::memmem::find(rest, b"-->").and_then(|end| rest.get(end..)).unwrap_or_default();
        } else if rest.first().is_some_and(u8::is_ascii_alphabetic) {
            rest = tag(rest, &mut page);
        }
    }
    page
}

/// What a page loads before it can be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) styles: Vec<String>,
    pub(super) scripts: Vec<String>,
}

/// Reads the head of a page.
pub(super) fn head(html: &[u8]) -> Head {
    let end = memchr::memmem::find(html, b"</head>").unwrap_or(html.len());
    let mut rest = html.get(..end).unwrap_or_default();
    let mut head = Head::default();
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = rest.get(at + 1..).unwrap_or_default();
        let (link, script) = (rest.starts_with(b"link"), rest.starts_with(b"script"));
        if rest.starts_with(b"!--") {
            rest = memchr::memmem::find(rest, b"-->").and_then(|end| rest.get(end..)).unwrap_or_default();
        } else if link || script {
            let (mut target, mut counts) = (None, script);
            rest = attributes(rest, |name, value| match name {
                b"href" if link => target = Some(decoded(value)),
                b"src" if script => target = Some(decoded(value)),
                b"rel" => counts |= value.eq_ignore_ascii_case(b"stylesheet"),
                _ => {}
            });
            let list = if link { &mut head.styles } else { &mut head.scripts };
            list.extend(target.filter(|_| counts));
        }
    }
    head
}

/// Reads the ids and links of a tag, from its name on; what follows the tag is left.
fn tag<'h>(tag: &'h [u8], page: &mut Page) -> &'h [u8] {
    attributes(tag, |name, value| match name {
        b"id" => page.ids.push(decoded(value)),
        b"href" | b"src" => page.links.push(decoded(value)),
        // Addresses of ours hold no space and no comma: both are percent-encoded.
        b"srcset" => page
            .links
            .extend(decoded(value).split(',').filter_map(|one| one.split_whitespace().next().map(str::to_owned))),
        _ => {}
    })
}

/// Reads the attributes of a tag, from its name on; what follows the tag is left.
fn attributes(tag: &[u8], mut take: impl FnMut(&[u8], &[u8])) -> &[u8] {
    let mut rest = behind(tag, |byte| byte.is_ascii_whitespace() || byte == b'>' || byte == b'/');
    loop {
        rest = behind(rest, |byte| !byte.is_ascii_whitespace() && byte != b'/');
        match rest.first() {
            None => return rest,
            Some(b'>') => return rest.get(1..).unwrap_or_default(),
            Some(_) => {}
        }
        let after = behind(rest, |byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/'));
        // A stray `=` is no name; it is passed over.
        let after = if after.len() == rest.len() { after.get(1..).unwrap_or_default() } else { after };
        let name = rest.get(..rest.len() - after.len()).unwrap_or_default();
        rest = behind(after, |byte| !byte.is_ascii_whitespace());
        let Some(value) = rest.strip_prefix(b"=") else { continue };
        let value = behind(value, |byte| !byte.is_ascii_whitespace());
        let (value, left) = if let Some(quote @ (b'"' | b'\'')) = value.first() {
            let inside = value.get(1..).unwrap_or_default();
            let end = memchr::memchr(*quote, inside).unwrap_or(inside.len());
            (inside.get(..end).unwrap_or_default(), inside.get(end + 1..).unwrap_or_default())
        } else {
            let left = behind(value, |byte| byte.is_ascii_whitespace() || byte == b'>');
            (value.get(..value.len() - left.len()).unwrap_or_default(), left)
        };
        rest = left;
        take(name, value);
    }
}

/// The bytes from the first one that is wanted on.
fn behind(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> &[u8] {
    let at = bytes.iter().position(|byte| wanted(*byte)).unwrap_or(bytes.len());
    bytes.get(at..).unwrap_or_default()
}

/// A value with its character references resolved.
fn decoded(value: &[u8]) -> String {
    let value = String::from_utf8_lossy(value);
    if value.contains('&') { text::plain(&value) } else { value.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_however_they_are_quoted() {
        let html = br#"<p id=a data-id="no">id="no" <a class='x' href='b'>c</a><img src = "d?e&amp;f" alt="1 > 0"id="g" srcset="i 1w, j 2w"><br/><!-- <a href="no"> --><a
          hidden href=h>"#;
        let page = read(html);
        assert_eq!(page.ids, ["a", "g"]);
        assert_eq!(page.links, ["b", "d?e&f", "i", "j", "h"]);
    }

    #[test]
    fn pieces_of_tags_end_the_page() {
        for html in ["<", "<a", "<a href", "<a href=", "<a href=\"x", "<!--", "a < b > c", "<a ==x>"] {
            read(html.as_bytes());
        }
    }
}
