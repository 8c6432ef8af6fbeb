//! Every letter of real files stands in the sources or in the report.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a test may read what it is tested against")]

use std::collections::BTreeMap;
use std::path::Path;

use html5gum::{Token, Tokenizer};

use super::captions::tests::real;
use super::*;

/// The letters of a text, each with how often it stands there.
fn letters(text: &str, counts: &mut BTreeMap<char, i64>, sign: i64) {
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        *counts.entry(c).or_default() += sign;
    }
}

/// Everything that is text between the tags of a page or of XML, programs and styles aside.
fn between_tags(text: &str, is_html: bool) -> String {
    let mut emitter = html5gum::emitters::default::DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(is_html);
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
    let text = decode::decode(&bytes).text;
    let text = match path.extension().and_then(|end| end.to_str()).unwrap_or_default() {
        "html" => between_tags(&text, true),
        "xml" => between_tags(&text, false),
        "vtt" | "srt" => of_captions(&text, &report.speakers),
        "json" => of_json(&text),
        _ => text.into_owned(),
    };
    letters(&text, &mut counts, -1);
    Some(counts.into_iter().filter(|(_, count)| *count < 0).collect())
}

/// The words of captions: no times, tags and character references; a speaker's name before a colon counts only where the file
/// has no such speaker, since a label stands once for a whole turn.
fn of_captions(text: &str, speakers: &[SpeakerReport]) -> String {
    let mut out = String::new();
    // The signature of the format is no word.
    let text = text.trim_start_matches('\u{feff}');
    let text = text.strip_prefix("WEBVTT").unwrap_or(text);
    for line in captions::lines(text).filter(|line| !line.contains("-->")) {
        let words: String = captions::spoken_words(line);
        let is_speaker =
            |name: &str| speakers.iter().any(|one| crate::text::name_key(&one.name) == crate::text::name_key(name));
        let rest = words.split_once(':').filter(|(name, _)| is_speaker(name.trim())).map(|(_, rest)| rest.to_owned());
        out.push_str(&rest.unwrap_or(words));
        out.push('\n');
    }
    out
}

/// The words of a transcript in JSON, by the two keys that real files have.
fn of_json(text: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    let list =
        value.get("segments").or_else(|| value.get("transcripts")).or(Some(&value)).and_then(|list| list.as_array());
    let words = list.into_iter().flatten().filter_map(|one| one.get("body").or_else(|| one.get("text"))?.as_str());
    words.collect::<Vec<_>>().join("\n")
}

/// Every so many files are looked at, which ones by a fixed rule.
fn some(below: &str, ending: &str, most: usize) -> Vec<std::path::PathBuf> {
    let all = real(below, ending);
    let step = all.len().div_ceil(most.max(1)).max(1);
    all.into_iter().skip(step / 2).step_by(step).collect()
}

#[test]
fn no_letter_of_other_formats_goes_missing() {
    let most = if std::env::var_os("PLENARY_ALL").is_some() { usize::MAX } else { 60 };
    let (mut files, mut refused) = (0, 0);
    let mut missing = Vec::new();
    let folders = [
        ("", ".vtt"),
        ("", ".srt"),
        ("archive-tw-an-xml", ".xml"),
        ("akoma-ntoso-oasis", ".xml"),
        ("podlove-transcripts", ".json"),
        ("podcast-namespace", ".json"),
        ("ethereum-pm", "chat.txt"),
        ("", ".html"),
    ];
    for path in folders.iter().flat_map(|(below, ending)| some(below, ending, most)) {
        match unaccounted(&path) {
            None => refused += 1,
            Some(lost) if lost.is_empty() => files += 1,
            Some(lost) => missing.push(format!("{}: {:?}", path.display(), lost.iter().take(8).collect::<Vec<_>>())),
        }
    }
    println!("{files} files of other formats with every letter accounted for, {refused} refused");
    assert!(missing.is_empty(), "{} files\n{}", missing.len(), missing.join("\n"));
}
