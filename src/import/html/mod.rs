//! Pages of the web.
//!
//! In: HTML. Out: the import of the transcript in it. `blocks` reads the page; `timed` knows pages that say by their markup who
//! speaks when, `tables` knows those whose rows are turns, `page` makes a text of all others for the readers of Markdown and of articles. It must never fetch anything.

pub mod blocks;
pub mod page;
pub mod tables;
mod timed;

use super::derived::{Derived, Reader};
use super::report::Report;
use super::transcript::{About, Transcript};

/// What a page turned out to be.
pub enum Read {
    /// A transcript by its markup.
    Timed(Box<Transcript<'static>>),
    /// A text, for another reader.
    Text(Derived),
}

/// The elements with which a page or a piece of one may begin.
const FIRST: &[&str] = &[
    "!doctype",
    "html",
    "head",
    "body",
    "p",
    "div",
    "cite",
    "span",
    "article",
    "section",
    "main",
    "h1",
    "h2",
    "h3",
    "time",
    "b",
    "strong",
    "ul",
    "ol",
    "table",
    "blockquote",
    "header",
    "title",
    "meta",
];

/// How much of a text is HTML.
pub fn recognise(text: &str) -> Result<u8, String> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(comment) = rest.strip_prefix("<!--").or_else(|| rest.strip_prefix("<?")) {
        rest = comment.split_once('>').map_or("", |(_, rest)| rest);
        // A comment may hold `>`: it ends at the next element that begins a line.
        rest = rest.trim_start();
    }
    let name: String = rest.chars().skip(1).take_while(|c| c.is_ascii_alphanumeric() || *c == '!').collect();
    let name = name.to_ascii_lowercase();
    if !rest.starts_with('<') || !FIRST.contains(&name.as_str()) {
        return Err("it begins with no element of HTML".to_owned());
    }
    if ["!doctype", "html", "head", "body"].contains(&name.as_str()) {
        return Ok(95);
    }
    let closed = ["</p>", "</cite>", "</span>", "</div>", "</h1>", "</h2>", "</li>"];
    if closed.iter().any(|end| text.contains(end)) { Ok(50) } else { Err("no element of HTML ends in it".to_owned()) }
}

/// Reads a page; beside it, what the page calls itself in its head.
pub fn read(text: &str, about: About, report: &mut Report) -> (Read, Option<String>) {
    let page = blocks::read(text);
    let title = page.title.clone();
    if let Some(title) = &title {
        report.leave_out(0, title, "what the page calls itself in its head");
    }
    if timed::marks(&page) > 1 {
        return (Read::Timed(Box::new(timed::read(page, about, report))), title);
    }
    let (blocks, has_turns) = tables::turns(page::text_of(page, report), report);
    if has_turns || page::has_markup(&blocks) {
        return (Read::Text(page::markdown(&blocks)), title);
    }
    let derived = page::plain(&blocks, report);
    (Read::Text(Derived { reader: Reader::Article, ..derived }), title)
}
