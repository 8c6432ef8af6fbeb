//! What there is on a site, for language models (llmstxt.org).

use std::fmt::Write;

use crate::text;
use crate::view::listing::{Listed, Listing};

/// `llms.txt`: a heading, a sentence, lists of links. `events` is what the list of events is called.
pub fn list(listing: &Listing, events: &str) -> String {
    let mut out = format!("# {}\n", line(&listing.site));
    if let Some(description) = &listing.description {
        let _ = write!(out, "\n> {}\n", line(description));
    }
    links(&mut out, events, &listing.events);
    // What may be left out where there is little room has this name in every language.
    links(&mut out, "Optional", &listing.pages);
    out
}

/// `llms-full.txt`: every word, event by event, each as plain text.
pub fn whole(listing: &Listing, events: impl Iterator<Item = String>) -> String {
    let mut out = format!("# {}\n", line(&listing.site));
    for event in events {
        out.push_str("\n---\n\n");
        out.push_str(&event);
    }
    out
}

fn links(out: &mut String, title: &str, all: &[Listed]) {
    if all.is_empty() {
        return;
    }
    let _ = write!(out, "\n## {}\n\n", line(title));
    for Listed { title, url, about } in all {
        let about = if about.is_empty() { String::new() } else { format!(": {}", line(about)) };
        let _ = writeln!(out, "- [{}]({url}){about}", line(title).replace(['[', ']'], ""));
    }
}

/// One line.
fn line(text: &str) -> String {
    text::held(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
