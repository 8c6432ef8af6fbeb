//! The Atom Syndication Format (RFC 4287).

use std::fmt::Write;

use jiff::Timestamp;

use super::html::html;
use crate::text::xml;
use crate::view::{Author, Feed, FeedEntry};

/// The file.
pub(super) fn file(feed: &Feed, url: &str) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">", xml(&feed.language));
    element(&mut out, "id", url);
    element(&mut out, "title", &feed.title);
    if let Some(description) = &feed.description {
        element(&mut out, "subtitle", description);
    }
    element(&mut out, "updated", &time(feed.updated));
    let _ = writeln!(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>", xml(url));
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&feed.home));
    author(&mut out, &feed.author);
    let _ = writeln!(out, "<generator>Plenary</generator>");
    for one in &feed.entries {
        entry(&mut out, one);
    }
    out.push_str("</feed>\n");
    out
}

fn entry(out: &mut String, entry: &FeedEntry) {
    let _ = writeln!(out, "<entry xml:lang=\"{}\">", xml(&entry.language));
    element(out, "id", &entry.id);
    element(out, "title", &entry.title);
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&entry.url));
    if entry.published.is_some() {
        element(out, "published", &time(entry.published));
    }
    element(out, "updated", &time(entry.updated));
    for one in &entry.authors {
        author(out, one);
    }
    for tag in &entry.tags {
        let _ = writeln!(out, "<category term=\"{}\"/>", xml(tag));
    }
    if let Some(summary) = &entry.summary {
        element(out, "summary", summary);
    }
    let _ = writeln!(out, "<content type=\"html\">{}</content>\n</entry>", xml(&html(&entry.content)));
}

fn author(out: &mut String, author: &Author) {
    out.push_str("<author>");
    let _ = write!(out, "<name>{}</name>", xml(&author.name));
    if let Some(url) = &author.url {
        let _ = write!(out, "<uri>{}</uri>", xml(url));
    }
    out.push_str("</author>\n");
}

fn element(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "<{name}>{}</{name}>", xml(text));
}

/// A time (RFC 3339). Every entry must have one; what has none is as old as can be.
fn time(time: Option<Timestamp>) -> String {
    time.unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}
