//! Every letter of real files stands in the sources or in the report.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a test may read what it is tested against")]

use std::collections::BTreeMap;
use std::path::Path;

use html5gum::{Token, Tokenizer};

use super::*;

/// The letters of a text, each with how often it stands there.
fn letters(text: &str, counts: &mut BTreeMap<char, i64>, sign: i64) {
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        *counts.entry(c).or_default() += sign;
    }
}

/// Everything that is text between the tags of a page or of XML, programs and styles aside.
fn between_tags(text: &str) -> String {
    let mut emitter = html5gum::emitters::default::DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut silent = false;
    let mut out = String::new();
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => silent = matches!(&tag.name[..], b"script" | b"style") && !tag.self_closing,
            Token::EndTag(_) => silent = false,
            Token::String(text) if !silent => out.push_str(&String::from_utf8_lossy(&text.value)),
            _ => {}
        }
    }
    out
}

/// The letters of a real file that are neither in what was written nor in the report; nothing where it is refused.
pub(super) fn unaccounted(path: &Path) -> Option<Vec<(char, i64)>> {
    let bytes = std::fs::read(path).unwrap();
    let Imported { files, report } = import(&bytes, &Options::default()).ok()?;
    let mut counts = BTreeMap::new();
    for text in files.iter().map(|(_, text)| text).chain(report.left_out.iter().map(|one| &one.text)) {
        letters(text, &mut counts, 1);
    }
    let text = String::from_utf8_lossy(&bytes);
    let has_tags = path.extension().is_some_and(|end| end == "html" || end == "xml");
    let text = if has_tags { between_tags(&text) } else { text.into_owned() };
    letters(&text, &mut counts, -1);
    Some(counts.into_iter().filter(|(_, count)| *count < 0).collect())
}
