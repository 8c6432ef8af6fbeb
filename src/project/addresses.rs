//! The addresses outside of the site that its sources state.
//!
//! In: the sources. Out: each address once, with the places where it stands. Whether it answers is for others to find out.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::assets;
use crate::diag::{File, Place};
use crate::source::{self, Tree};

/// Hosts that belong to nobody (RFC 2606, RFC 6761), by how their names end.
const NOBODYS: [&str; 7] = [".example", ".test", ".invalid", ".localhost", "example.com", "example.org", "example.net"];

/// The addresses in all sources of a site, and the codes that it silences.
pub fn addresses(root: &Path) -> (BTreeMap<String, Vec<Place>>, Vec<String>) {
    let (tree, _) = source::load(root, assets::builtin_words());
    let own = tree.config.base_url.as_ref().map(ToString::to_string);
    let mut all: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for file in files(&tree) {
        let text = file.text();
        for span in stated(&text) {
            let url = text.get(span.clone()).unwrap_or_default();
            // What is not published yet need not answer.
            if own.as_deref().is_none_or(|own| !url.starts_with(own)) {
                all.entry(url.to_owned()).or_default().push(Place::new(file, span));
            }
        }
    }
    (all, tree.config.silence)
}

fn files(tree: &Tree) -> Vec<&Arc<File>> {
    let documents = tree.speakers.iter().chain(&tree.pages).map(|one| &one.file);
    let events = tree.events.iter().flat_map(|event| {
        let sections = event.sections.iter().map(|(_, section)| &section.file);
        [&event.event.file].into_iter().chain(sections).chain(event.transcript.as_ref().map(|one| &one.file))
    });
    tree.site_file.iter().chain(&tree.glossary).chain(documents).chain(events).collect()
}

/// Where addresses stand in a text, code left out.
fn stated(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut begin, mut fenced) = (0, false);
    for line in text.split_inclusive('\n') {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        if !fenced && !fence {
            found.extend(in_line(line).into_iter().map(|span| begin + span.start..begin + span.end));
        }
        begin += line.len();
    }
    found
}

fn in_line(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = line.get(from..) {
        let Some(at) = ["http://", "https://"].iter().filter_map(|scheme| rest.find(scheme)).min() else { break };
        let start = from + at;
        let in_code = line.get(..start).unwrap_or_default().matches('`').count() % 2 == 1;
        let end = start + length(line.get(start..).unwrap_or_default());
        let url = line.get(start..end).unwrap_or_default();
        if !in_code && is_somebodys(url) {
            found.push(start..end);
        }
        from = end.max(start + "http://".len());
    }
    found
}

/// How far an address goes: up to what can stand in none, and without the signs of the sentence around it.
fn length(text: &str) -> usize {
    let mut open = 0_i32;
    let end = text.char_indices().find(|(_, c)| {
        open += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open < 0
            || c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '^' | '{' | '}' | '[' | ']')
            // Signs and brackets of Chinese and Japanese text end it; letters may stand in it.
            || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF65}' | '“' | '”' | '‘' | '’')
    });
    let url = text.get(..end.map_or(text.len(), |(at, _)| at)).unwrap_or(text);
    url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']).len()
}

/// Whether an address has a host that can be somebody's.
fn is_somebodys(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    host.contains('.') && !NOBODYS.iter().any(|end| host.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_a_reader_sees_them_end() {
        let text = "See <https://a.org/x>, [b](https://b.org/y_(z)) (https://c.org/w).\n\
                    `https://d.org/` 见https://e.org/灯。又 http://f.org/?a=1&b=2#c, https://x.example/ http://localhost/\n\
                    ```\nhttps://g.org/\n```\nurl: \"https://h.org\"\n**https://i.org/**\n";
        let found: Vec<&str> = stated(text).into_iter().filter_map(|span| text.get(span)).collect();
        assert_eq!(
            found,
            [
                "https://a.org/x",
                "https://b.org/y_(z)",
                "https://c.org/w",
                "https://e.org/灯",
                "http://f.org/?a=1&b=2#c",
                "https://h.org",
                "https://i.org/",
            ]
        );
    }
}
