//! Pieces of speech as turns and paragraphs.
//!
//! In: pieces in order, each with its voice and time where they are known. Out: paragraphs: a turn for each change of voice,
//! and within it a paragraph wherever a sentence ends and the speaker pauses or has spoken long enough.
//! It must never part a sentence of one speaker because a caption ends in it.

use super::super::chars::{count_up_to, ends_sentence, has_cjk};
use super::super::names;
use super::super::report::{Kind, Report};
use super::super::transcript::{Form, Paragraph, Voice};
use crate::text;

/// A piece of speech: a cue, a segment, a word.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Piece {
    /// The line of the input, by its index.
    pub at: usize,
    /// Where it begins in the recording, in seconds.
    pub start: Option<f64>,
    /// Where it ends.
    pub end: Option<f64>,
    /// Who speaks; nobody where it is not said.
    pub voice: Option<String>,
    /// The words.
    pub text: String,
    /// A machine was not sure of the words.
    pub doubtful: bool,
}

/// A pause that ends a paragraph, in seconds.
const PAUSE: f64 = 2.0;
/// A pause after which another paragraph begins even within a sentence: captions of machines may have no marks at all.
const SILENCE: f64 = 6.0;
/// As long as a paragraph grows before its next sentence begins another, in characters.
const LONG: usize = 600;
/// The same where a character is a word.
const LONG_CJK: usize = 250;

/// The turns of pieces.
pub fn turns(pieces: Vec<Piece>, report: &mut Report) -> Vec<Paragraph<'static>> {
    let any_voice = pieces.iter().any(|piece| piece.voice.is_some());
    let mut out: Vec<Paragraph<'static>> = Vec::new();
    let mut voice: Option<String> = None;
    let mut last_end: Option<f64> = None;
    let mut length = 0;
    for piece in pieces {
        let lines = piece.text.lines().count();
        let words = one_line(&piece.text);
        let (words, turned) = without_turn_mark(&words);
        if turned {
            report.leave_out(piece.at, ">>", "another speaker begins here, and it is not said who");
        }
        if words.is_empty() {
            continue;
        }
        let words = if piece.doubtful { format!("{words} [?]") } else { words.to_owned() };
        if is_scene(&words) && piece.voice.is_none() {
            report.set(piece.at, Kind::Scene, Some(1));
            out.push(Paragraph::words(piece.at, words).of(Form::Scene));
            length = usize::MAX;
            last_end = piece.end;
            continue;
        }
        let changes = piece.voice.is_some() && piece.voice != voice;
        let pause = piece.start.zip(last_end).map_or(0.0, |(start, end)| start - end);
        last_end = piece.end.filter(|end| piece.start.is_none_or(|start| *end >= start)).or(piece.start);
        if changes {
            voice.clone_from(&piece.voice);
            let name = piece.voice.unwrap_or_default();
            mark(report, piece.at, lines, Kind::Turn, Some(&name));
            let voice = if names::is_audience(&name) { Voice::Audience(name.into()) } else { Voice::Name(name.into()) };
            length = count_up_to(&words, LONG);
            out.push(Paragraph::words(piece.at, words).by(voice).since(piece.start));
            continue;
        }
        let ends = out.last().is_none_or(|last| ends_sentence(&last.text) || last.text.ends_with(['?', '？']));
        let long = if has_cjk(&words) { LONG_CJK } else { LONG };
        let begins = turned
            || length == usize::MAX
            || (ends && (pause >= PAUSE || length >= long))
            || pause >= SILENCE
            || length >= long * 3;
        mark(report, piece.at, lines, if any_voice { Kind::Continuation } else { Kind::SectionIntroduction }, None);
        if let Some(last) = out.last_mut().filter(|_| !begins) {
            length += count_up_to(&words, LONG);
            join(last.text.to_mut(), &words);
        } else {
            length = count_up_to(&words, LONG);
            out.push(Paragraph::words(piece.at, words).since(piece.start));
        }
    }
    if !any_voice && !out.is_empty() {
        report.ask(None, "nobody is named: put a label before each turn, such as `**Name:**`".to_owned());
    }
    out
}

/// Accounts for the lines of a piece.
fn mark(report: &mut Report, at: usize, lines: usize, kind: Kind, by: Option<&str>) {
    for at in at..at + lines {
        if let Some(line) = report.set(at, kind, Some(1)) {
            line.by = by.map(str::to_owned);
        }
    }
}

/// Words of several lines in one.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split(char::is_whitespace).filter(|word| !word.is_empty()).collect();
        if out.is_empty() {
            out = words.join(" ");
        } else {
            join(&mut out, &words.join(" "));
        }
    }
    out
}

/// Adds words behind others, with a space unless both are of a script that has none.
fn join(text: &mut String, words: &str) {
    let joins = text.chars().next_back().zip(words.chars().next()).is_some_and(|(a, b)| text::joins(a, b));
    if !joins {
        text.push(' ');
    }
    text.push_str(words);
}

/// `>>` begins another speaker's words, whoever that is.
fn without_turn_mark(words: &str) -> (&str, bool) {
    match words.strip_prefix(">>") {
        Some(rest) => (rest.trim_start_matches('>').trim_start(), true),
        None => (words, false),
    }
}

/// Something that happens, alone in its caption: `(laughter)`, `[music]`, `♪`.
fn is_scene(words: &str) -> bool {
    let bracketed = [('(', ')'), ('[', ']'), ('（', '）'), ('［', '］')];
    count_up_to(words, 81) <= 80
        && bracketed.iter().any(|(open, close)| {
            let inner = words.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close));
            inner.is_some_and(|inner| !inner.contains([*open, *close]) && inner.chars().any(char::is_alphabetic))
        })
}
