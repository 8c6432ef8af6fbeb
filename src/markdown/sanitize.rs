//! Raw HTML of a source, made harmless.
//!
//! The pieces of raw HTML that the Markdown parser hands out come in, in their order; HTML of a short list of elements and
//! attributes goes out, always closed. Must never pass on a byte that it has not read as HTML and written anew, nor know
//! whether the site allows raw HTML at all.
//!
//! What is not on the list vanishes and leaves its text; comments vanish whole, and so do elements whose content is not
//! for reading, such as scripts. Headings are not on it: they are the structure of the page, and Markdown has its own.

use std::borrow::Cow;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Error, HtmlString, StartTag, Token, Tokenizer};

use crate::text::escape_into;

/// Text-level elements, ruby, lists, tables, figures and a few boxes. Lists of names are one string, parted by spaces.
const ELEMENTS: &str = "\
    a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption \
    figure hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table tbody td \
    tfoot th thead time tr u ul var wbr";

/// Elements that have no content and no end tag.
const VOID: &str = "br col hr img wbr";

/// Elements whose content is no text to read.
const UNREAD: &str = "iframe noembed noframes script style template xmp";

/// A tag that is not finished after this many bytes is given up.
const LONGEST_TAG: usize = 64 * 1024;
/// How many elements may be open in a block.
const DEEPEST: usize = 64;

/// Reads raw HTML piece by piece and writes what is allowed of it.
///
/// One sanitiser goes through a document in order. Where a block of Markdown begins whose end must not be crossed
/// by raw tags, call [`Sanitizer::open_block`]; [`Sanitizer::close_open`] at its end closes what was opened since.
#[derive(Debug, Default)]
pub struct Sanitizer {
    /// The elements that are open, outermost first.
    open: Vec<&'static str>,
    /// How many were open at the beginning of each block that is open itself.
    blocks: Vec<usize>,
    /// The beginning of a tag whose end has not come yet.
    pending: String,
    /// What is being passed over.
    skipping: Option<Skip>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Skip {
    Comment,
    Element(&'static str),
}

impl Sanitizer {
    /// Whether the document stands inside an element whose content is not for reading, such as a script. Text between two
    /// pieces belongs to it then and is not to be shown.
    pub fn is_skipping(&self) -> bool {
        self.skipping.is_some()
    }

    /// Begins a block: end tags in it close nothing that was opened before.
    pub fn open_block(&mut self) {
        self.blocks.push(self.open.len());
    }

    /// Appends to `out` what is allowed of `piece`. A piece may be a lone tag, a comment, a line or a whole block; a tag or
    /// comment that it leaves unfinished goes on in the next.
    pub fn push(&mut self, piece: &str, out: &mut String) {
        let joined;
        let mut rest = piece;
        if !self.pending.is_empty() {
            self.pending.push_str(piece);
            if !piece.contains('>') && self.pending.len() <= LONGEST_TAG {
                return;
            }
            joined = std::mem::take(&mut self.pending);
            rest = &joined;
        }
        while !rest.is_empty() {
            rest = match self.skipping {
                Some(skip) => self.skip(skip, rest),
                None => self.read(rest, out),
            };
        }
    }

    /// Closes what is still open: since the last [`Sanitizer::open_block`], or everything. An unfinished tag or comment is
    /// forgotten.
    pub fn close_open(&mut self, out: &mut String) {
        let base = self.blocks.pop().unwrap_or_default();
        self.pending.clear();
        self.skipping = None;
        while self.open.len() > base {
            self.close_last(out);
        }
    }

    /// Reads up to the end of `html` or to where something is to be passed over; gives back what is left.
    fn read<'h>(&mut self, html: &'h str, out: &mut String) -> &'h str {
        let mut read = 0;
        let mut unfinished = false;
        for token in Tokenizer::new_with_emitter(html, DefaultEmitter::<usize>::new_with_span()) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    read = tag.span.end;
                    if let Some(name) = listed(UNREAD, &tag.name).filter(|_| !tag.self_closing) {
                        self.skipping = Some(Skip::Element(name));
                        return html.get(read..).unwrap_or_default();
                    }
                    self.start(&tag, out);
                }
                Token::EndTag(tag) => {
                    read = tag.span.end;
                    self.end(&tag.name, out);
                }
                Token::String(text) => {
                    read = text.span.end;
                    escape_into(out, &String::from_utf8_lossy(&text));
                }
                Token::Comment(comment) => read = comment.span.end,
                Token::Doctype(doctype) => read = doctype.span.end,
                Token::Error(error) if error.value == Error::EofInComment => self.skipping = Some(Skip::Comment),
                Token::Error(error) => unfinished |= error.value == Error::EofInTag,
            }
        }
        let rest = html.get(read..).unwrap_or_default();
        if unfinished && rest.len() <= LONGEST_TAG {
            rest.clone_into(&mut self.pending);
        }
        ""
    }

    /// Passes over `html` to the end of what is being skipped; gives back what is left.
    fn skip<'h>(&mut self, skip: Skip, html: &'h str) -> &'h str {
        let found = match skip {
            Skip::Comment => html.split_once("-->").map(|(_, after)| after),
            Skip::Element(name) => {
                let Some(from) = end_tag(name, html) else { return "" };
                if !from.contains('>') {
                    from.clone_into(&mut self.pending);
                }
                from.split_once('>').map(|(_, after)| after)
            }
        };
        if found.is_some() {
            self.skipping = None;
        }
        found.unwrap_or_default()
    }

    /// The elements that were opened in this block.
    fn in_block(&self) -> &[&'static str] {
        self.open.get(self.blocks.last().copied().unwrap_or_default()..).unwrap_or_default()
    }

    fn close_last(&mut self, out: &mut String) {
        if let Some(name) = self.open.pop() {
            out.extend(["</", name, ">"]);
        }
    }

    fn start(&mut self, tag: &StartTag<usize>, out: &mut String) {
        let Some(name) = listed(ELEMENTS, &tag.name) else { return };
        let attributes: Vec<(&'static str, Cow<'_, str>)> =
            tag.attributes.iter().filter_map(|(key, value)| attribute(name, key, value)).collect();
        // A picture of nothing, and a link inside a link, are not worth a tag.
        // Whoever nests deeper wants to break something.
        let deep = self.in_block().len() >= DEEPEST;
        if deep
            || name == "img" && !attributes.iter().any(|(key, _)| *key == "src")
            || name == "a" && self.in_block().contains(&"a")
        {
            return;
        }
        while self.in_block().last().is_some_and(|last| ends_before(last, name)) {
            self.close_last(out);
        }
        out.extend(["<", name]);
        for (key, value) in attributes {
            out.extend([" ", key, "=\""]);
            escape_into(out, &value);
            out.push('"');
        }
        out.push('>');
        if is_void(name) {
            return;
        }
        self.open.push(name);
        if tag.self_closing {
            self.close_last(out);
        }
    }

    fn end(&mut self, name: &HtmlString, out: &mut String) {
        let depth = self.in_block().iter().rev().position(|open| open.as_bytes() == name.as_slice());
        for _ in 0..depth.map_or(0, |depth| depth + 1) {
            self.close_last(out);
        }
    }
}

fn is_void(name: &str) -> bool {
    VOID.split(' ').any(|void| void == name)
}

fn listed(list: &'static str, name: &HtmlString) -> Option<&'static str> {
    list.split(' ').find(|listed| listed.as_bytes() == name.as_slice())
}

/// The attribute as it is written, if `element` may have it with this value.
fn attribute<'v>(element: &str, key: &HtmlString, value: &'v HtmlString) -> Option<(&'static str, Cow<'v, str>)> {
    let value = String::from_utf8_lossy(value);
    let digits = |value: &str| (1..=9).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit());
    let (key, allowed) = match (key.as_slice(), element) {
        (b"title", _) => ("title", true),
        (b"lang", _) => ("lang", value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')),
        (b"dir", _) => ("dir", ["ltr", "rtl", "auto"].iter().any(|dir| value.eq_ignore_ascii_case(dir))),
        (b"href", "a") => ("href", safe_url(&value)),
        (b"src", "img") => ("src", safe_url(&value)),
        (b"alt", "img") => ("alt", true),
        (b"width", "img") => ("width", digits(&value)),
        (b"height", "img") => ("height", digits(&value)),
        (b"cite", "blockquote" | "q" | "ins" | "del") => ("cite", safe_url(&value)),
        (b"datetime", "time" | "ins" | "del") => ("datetime", true),
        (b"colspan", "td" | "th") => ("colspan", digits(&value)),
        (b"rowspan", "td" | "th") => ("rowspan", digits(&value)),
        (b"open", "details") => ("open", true),
        (b"start", "ol") => ("start", digits(value.strip_prefix('-').unwrap_or(&value))),
        (b"reversed", "ol") => ("reversed", true),
        _ => return None,
    };
    allowed.then_some((key, value))
}

/// Whether an open `last` ends where `next` begins, though nobody wrote its end tag (HTML, section 13.1.2.4).
fn ends_before(last: &str, next: &str) -> bool {
    match next {
        "li" => last == "li",
        "dt" | "dd" => matches!(last, "dt" | "dd"),
        "rt" | "rp" => matches!(last, "rt" | "rp"),
        "td" | "th" => matches!(last, "td" | "th"),
        "tr" => matches!(last, "td" | "th" | "tr" | "caption" | "colgroup"),
        "thead" | "tbody" | "tfoot" => {
            matches!(last, "td" | "th" | "tr" | "thead" | "tbody" | "tfoot" | "caption" | "colgroup")
        }
        "blockquote" | "details" | "div" | "dl" | "figcaption" | "figure" | "hr" | "ol" | "p" | "pre" | "table"
        | "ul" => last == "p",
        _ => false,
    }
}

/// What begins with the end tag of the element `name`.
fn end_tag<'h>(name: &str, html: &'h str) -> Option<&'h str> {
    html.match_indices("</").find_map(|(at, _)| {
        let (_, from) = html.split_at_checked(at)?;
        let (tag, after) = from.split_at_checked("</".len() + name.len())?;
        let ends = after.is_empty() || after.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        (ends && tag.trim_start_matches("</").eq_ignore_ascii_case(name)).then_some(from)
    })
}

/// Whether a link may lead there: to a relative address, a fragment, or by http, https, mailto or tel.
///
/// Everything else is refused, and so is what a browser might read as something else: control characters anywhere, spaces at
/// the ends, entities where the scheme stands. A relative address whose first part holds a colon is written with `./`.
pub fn safe_url(url: &str) -> bool {
    if url.trim() != url || url.contains(char::is_control) {
        return false;
    }
    let head = url.split(['/', '?', '#']).next().unwrap_or_default();
    let head_and_sharp = url.split(['/', '?']).next().unwrap_or_default().to_ascii_lowercase();
    let is_entity = |after: &str| ["#", "colon", "tab", "newline"].iter().any(|entity| after.starts_with(entity));
    if head_and_sharp.split('&').skip(1).any(is_entity) {
        return false;
    }
    head.split_once(':').is_none_or(|(scheme, _)| {
        ["http", "https", "mailto", "tel"].iter().any(|safe| scheme.eq_ignore_ascii_case(safe))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sanitized(pieces: &[&str]) -> String {
        let mut out = String::new();
        let mut sanitizer = Sanitizer::default();
        for piece in pieces {
            sanitizer.push(piece, &mut out);
        }
        sanitizer.close_open(&mut out);
        out
    }

    #[test]
    fn what_goes_through() {
        for (html, expected) in [
            ("<b>x</b> &amp; <i>y</i>", "<b>x</b> &amp; <i>y</i>"),
            ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>"),
            ("<DETAILS open><Summary>a</SUMMARY>b</details>", "<details open=\"\"><summary>a</summary>b</details>"),
            (
                "<a href='https://a.b/?c&amp;d' title=\"&quot;\">e</a>",
                "<a href=\"https://a.b/?c&amp;d\" title=\"&quot;\">e</a>",
            ),
            ("<img src=a.png alt=b width=10 height=20px>", "<img alt=\"b\" src=\"a.png\" width=\"10\">"),
            ("a<br/>b<hr>c<wbr>d", "a<br>b<hr>c<wbr>d"),
            ("<ol start=3 reversed><li>a<li>b</ol>", "<ol reversed=\"\" start=\"3\"><li>a</li><li>b</li></ol>"),
            (
                "<table><tr><td colspan=2 style=x>a<td>b<tr><th>c</table>",
                "<table><tr><td colspan=\"2\">a</td><td>b</td></tr><tr><th>c</th></tr></table>",
            ),
            ("<p>a<p>b<div>c</div></p>", "<p>a</p><p>b</p><div>c</div>"),
            (
                "<time datetime=2026-01-02>x</time><span lang=zh-Hant dir=RTL>y</span>",
                "<time datetime=\"2026-01-02\">x</time><span dir=\"RTL\" lang=\"zh-Hant\">y</span>",
            ),
            ("<span/>x", "<span></span>x"),
            ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ] {
            assert_eq!(sanitized(&[html]), expected, "{html}");
        }
    }

    #[test]
    fn what_does_not() {
        for (html, expected) in [
            ("<b onclick=x style=y class=z id=w>a</b>", "<b>a</b>"),
            ("<a href=javascript:alert(1)>a</a>", "<a>a</a>"),
            ("<a href='java&#115;cript:alert(1)'>a</a>", "<a>a</a>"),
            ("<a href='java\nscript:x'>a</a>", "<a>a</a>"),
            ("<img src=data:image/png;base64,AA== alt=x>", ""),
            ("<img onerror=x>", ""),
            ("<a href=x>a<a href=y>b</a></a>", "<a href=\"x\">ab</a>"),
            ("a<!-- <b>gone</b> -->b", "ab"),
            ("<script>if (a<b) '</b>'</script>x", "x"),
            ("<ScRiPt src=x></sCrIpT >x", "x"),
            ("<style>p{}</style>x", "x"),
            ("<iframe src=x>y</iframe>z", "z"),
            ("<svg><script>x</script><text>t</text></svg>", "t"),
            ("<h1>a</h1><form><input><button>b</button></form>", "ab"),
            ("<math><mi xlink:href=javascript:x>a</mi></math>", "a"),
            ("</b>a</p></div>", "a"),
            ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c"),
            ("<div><b>a", "<div><b>a</b></div>"),
            ("<b title='a\">b'>c</b>", "<b title=\"a&quot;&gt;b\">c</b>"),
            ("<span lang='a\"b' dir=up>c</span>", "<span>c</span>"),
            ("<b", ""),
            ("<!-- a", ""),
            ("<!DOCTYPE html><?php x ?>a", "a"),
            (
                "<noscript><p title=\"</noscript><img src=x onerror=y>\">",
                "<p title=\"&lt;/noscript&gt;&lt;img src=x onerror=y&gt;\"></p>",
            ),
            ("&lt;script&gt;", "&lt;script&gt;"),
        ] {
            assert_eq!(sanitized(&[html]), expected, "{html}");
        }
    }

    #[test]
    fn pieces_belong_together() {
        for (pieces, expected) in [
            (&["<b>", "<i>", "</i>", "</b>"][..], "<b><i></i></b>"),
            (&["<details>\n", "<summary>a</summary>\n"], "<details>\n<summary>a</summary>\n</details>"),
            (&["<a\n", "href=\"x\"\n", "title=\"y\">", "z"], "<a href=\"x\" title=\"y\">z</a>"),
            (&["<!-- a\n", "<b>\n", "-->c\n"], "c\n"),
            (&["<script>\n", "a < b\n", "</b>\n", "</script>c\n"], "c\n"),
            (&["<style>a", "</style", "  >b"], "b"),
            (&["<b", "x", "y"], ""),
        ] {
            assert_eq!(sanitized(pieces), expected, "{pieces:?}");
        }
    }

    #[test]
    fn blocks_keep_their_tags_apart() {
        let mut out = String::new();
        let mut sanitizer = Sanitizer::default();
        sanitizer.push("<div>", &mut out);
        sanitizer.open_block();
        sanitizer.push("<b>", &mut out);
        sanitizer.push("</div>", &mut out);
        out.push('a');
        sanitizer.close_open(&mut out);
        sanitizer.push("</div>", &mut out);
        sanitizer.push("<script>", &mut out);
        assert!(sanitizer.is_skipping());
        sanitizer.close_open(&mut out);
        assert!(!sanitizer.is_skipping());
        assert_eq!(out, "<div><b>a</b></div>");
    }

    #[test]
    fn addresses() {
        for (url, safe) in [
            ("", true),
            ("#her", true),
            ("a.html", true),
            ("../a/b.png?c=d:e#f:g", true),
            ("/a:b", true),
            ("./12:30.html", true),
            ("第3节：题.html", true),
            ("AT&T.html", true),
            ("?a=1&b=2&#35;", true),
            ("https://a.b/c?d&e", true),
            ("HTTP://a.b", true),
            ("//a.b/c", true),
            ("mailto:a@b.c", true),
            ("tel:+86-10", true),
            ("12:30.html", false),
            ("javascript:alert(1)", false),
            ("JaVaScRiPt:alert(1)", false),
            (" javascript:alert(1)", false),
            ("\u{A0}javascript:x", false),
            ("\u{200B}javascript:x", false),
            ("\u{1}javascript:x", false),
            ("java\tscript:x", false),
            ("java\nscript:x", false),
            ("javascript&colon;x", false),
            ("javascript&#58;x", false),
            ("&#x6A;avascript:x", false),
            ("&#106avascript&#58x", false),
            ("vbscript:x", false),
            ("data:text/html,x", false),
            ("file:///etc/passwd", false),
            ("blob:https://a.b", false),
            ("ftp://a.b", false),
            (":", false),
            ("https://a.b/\u{0}", false),
        ] {
            assert_eq!(safe_url(url), safe, "{url:?}");
        }
    }

    proptest! {
        #[test]
        fn only_what_is_listed_comes_out(
            pieces in proptest::collection::vec("(<|</|>|/>|b|p|li|a |table|tr|td|script|style|img|src=|href=|on=x|title=|\"|'|=|javascript:|x:| |\n|<!--|-->|<!|<\\?|&lt;|&#60;|&quot;|中|\\PC){0,12}", 0..6),
        ) {
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            let html = sanitized(&pieces);
            let mut open = Vec::new();
            for token in Tokenizer::new(&html) {
                let Ok(token) = token;
                match token {
                    Token::StartTag(tag) => {
                        let name = listed(ELEMENTS, &tag.name).unwrap();
                        for (key, value) in &tag.attributes {
                            prop_assert!(attribute(name, key, value).is_some());
                        }
                        if !is_void(name) {
                            open.push(name);
                        }
                    }
                    Token::EndTag(tag) => prop_assert_eq!(open.pop().map(str::as_bytes), Some(tag.name.as_slice())),
                    Token::String(_) => {}
                    other => prop_assert!(false, "{:?}", other),
                }
            }
            prop_assert!(open.is_empty());
            // What was cleaned once is clean.
            prop_assert_eq!(sanitized(&[&html]), html);
        }
    }
}
