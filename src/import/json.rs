//! Transcripts in JSON: `WhisperX`, whisper.cpp, Whisper, Podcasting 2.0, Podlove, and what is like them.
//!
//! In: the text of a JSON file. Out: a transcript. All of them hold one list of objects with words and a time; the list
//! with the most words is the transcript, whatever its keys are called. It must never know one publisher from another.

use serde_json::{Map, Value};

use super::captions::{self, Piece, name_speakers};
use super::record;
use super::report::Report;
use super::transcript::{About, Section, Transcript};

const WORDS: &[&str] = &["text", "body", "transcript", "content", "utterance", "punctuated_word", "word"];
const VOICE: &[&str] = &["voice", "speaker", "speaker_name", "speakerName", "speaker_label", "author", "name"];
const START: &[&str] = &["start", "startTime", "start_time", "begin", "from", "start_ms", "offset"];
const END: &[&str] = &["end", "endTime", "end_time", "to", "end_ms"];
/// A word of which a machine was less sure than this is marked.
const SURE: f64 = 0.4;

/// Imports JSON.
pub fn read(text: &str, mut about: About, report: &mut Report) -> Result<Transcript<'static>, String> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| format!("it is no whole JSON: {error}; a file that ends early has to be fetched again"))?;
    if record::is_record(&value) {
        return Ok(record::read(&value, about, report));
    }
    let segments = segments(&value).ok_or("no list in it holds words with their times")?;
    let lines = Lines::of(text);
    let milliseconds = in_milliseconds(&segments);
    let mut pieces = Vec::new();
    let mut from = 0;
    for segment in &segments {
        let words = first(segment, WORDS).and_then(Value::as_str).unwrap_or_default();
        let at = lines.of_words(words, &mut from);
        let time = |keys: &[&str], which: &str| {
            let direct = first(segment, keys).and_then(|value| seconds(value, milliseconds));
            let offsets = || Some(segment.get("offsets")?.get(which)?.as_f64()? / 1000.0);
            offsets().or(direct)
        };
        let voice = first(segment, VOICE).and_then(|voice| match voice {
            Value::String(name) => (!name.trim().is_empty()).then(|| name.trim().to_owned()),
            Value::Number(number) => Some(format!("Speaker {number}")),
            _ => None,
        });
        pieces.push(Piece {
            at,
            start: time(START, "from"),
            end: time(END, "to"),
            voice,
            text: marked(words, segment),
            doubtful: false,
        });
    }
    about.language = about.language.or_else(|| language(&value));
    if ["words", "tokens", "avg_logprob"].iter().any(|key| segments.iter().any(|one| one.contains_key(*key))) {
        about.verbatim = Some("machine");
    }
    name_speakers(&mut pieces);
    let section = Section { number: 1, paragraphs: captions::turns(pieces, report), ..Section::default() };
    beside(&value, report);
    Ok(Transcript { about, sections: vec![section], ..Transcript::default() })
}

/// How much of a text is a transcript in JSON.
pub fn recognise(text: &str) -> Result<u8, String> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with(['{', '[']) {
        return Err("it begins with no brace or bracket".to_owned());
    }
    let value: Value = serde_json::from_str(start).map_err(|error| format!("it is no whole JSON: {error}"))?;
    match segments(&value) {
        _ if record::is_record(&value) => Ok(100),
        Some(_) => Ok(95),
        None => Err("no list in it holds words with their times".to_owned()),
    }
}

/// The objects of the list that holds the most words with times.
fn segments(value: &Value) -> Option<Vec<&Map<String, Value>>> {
    let mut best: (usize, Option<&Vec<Value>>) = (0, None);
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(list) => {
                let is_segment = |one: &&Value| {
                    one.as_object().is_some_and(|one| {
                        let timed = first(one, START).is_some()
                            || one.contains_key("offsets")
                            || one.contains_key("timestamps");
                        timed && first(one, WORDS).is_some_and(Value::is_string)
                    })
                };
                let words = |one: &Value| {
                    one.as_object().and_then(|one| first(one, WORDS)?.as_str().map(str::len)).unwrap_or(0)
                };
                let length: usize = list.iter().filter(is_segment).map(words).sum();
                // Of two lists with the same words, the one outside holds sentences, and the one inside words.
                if length > best.0 {
                    best = (length, Some(list));
                }
                open.extend(list.iter().rev().filter(|one| one.is_array() || one.is_object()));
            }
            Value::Object(map) => open.extend(map.values().rev().filter(|one| one.is_array() || one.is_object())),
            _ => {}
        }
    }
    Some(best.1?.iter().filter_map(Value::as_object).collect())
}

fn first<'a>(map: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a Value> {
    keys.iter().find_map(|key| map.get(*key)).filter(|value| !value.is_null())
}

/// Numbers that are whole and rise by hundreds are no seconds.
fn in_milliseconds(segments: &[&Map<String, Value>]) -> bool {
    let starts = || segments.iter().filter_map(|one| first(one, START)?.as_f64());
    let last = starts().fold(0.0, f64::max);
    let whole = starts().all(|start| start.fract() == 0.0);
    let words: usize = segments.iter().filter_map(|one| first(one, WORDS)?.as_str()).map(str::len).sum();
    // Nobody takes a minute for each character.
    whole && last > 60.0 * f64::from(u32::try_from(words).unwrap_or(u32::MAX)).min(10_000.0)
}

fn seconds(value: &Value, milliseconds: bool) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64().map(|time| if milliseconds { time / 1000.0 } else { time }),
        Value::String(text) => captions::time(text).or_else(|| text.trim_end_matches('s').parse().ok()),
        _ => None,
    }
    .filter(|time: &f64| time.is_finite() && *time >= 0.0)
}

/// The words of a segment, with a mark behind each of which the machine was not sure.
fn marked(words: &str, segment: &Map<String, Value>) -> String {
    let Some(list) = segment.get("words").and_then(Value::as_array) else { return words.trim().to_owned() };
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    for word in list.iter().filter_map(Value::as_object) {
        let Some(text) =
            first(word, &["word", "text"]).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
        else {
            continue;
        };
        let Some(at) = rest.find(text).filter(|at| *at <= 8) else { continue };
        let (before, after) = rest.split_at_checked(at + text.len()).unwrap_or((rest, ""));
        out.push_str(before);
        rest = after;
        let score = first(word, &["score", "probability", "confidence", "conf"]).and_then(Value::as_f64);
        if score.is_some_and(|score| score < SURE) {
            out.push_str(" [?]");
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

fn language(value: &Value) -> Option<String> {
    let tag = value.get("language").or_else(|| value.get("result")?.get("language"))?.as_str()?;
    (tag.len() <= 8 && tag.is_ascii()).then(|| tag.to_owned())
}

/// Strings of the outermost object, which are no words of anybody.
fn beside(value: &Value, report: &mut Report) {
    for (key, value) in value.as_object().into_iter().flatten() {
        if let Some(text) = value.as_str().filter(|_| key != "text" && key != "language") {
            report.leave_out(0, text, &format!("`{key}` of the file, beside the transcript"));
        }
    }
}

/// Where in the file words stand.
struct Lines<'a> {
    text: &'a str,
    ends: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, ends: memchr::memchr_iter(b'\n', text.as_bytes()).collect() }
    }

    /// The index of the line in which words stand, not before `from`; `from` moves on behind them.
    fn of_words(&self, words: &str, from: &mut usize) -> usize {
        let written = serde_json::to_string(words).unwrap_or_default();
        let near = self.text.as_bytes().get(*from..self.text.len().min(*from + 100_000)).unwrap_or_default();
        if let Some(at) = memchr::memmem::find(near, written.as_bytes()) {
            *from += at + written.len();
        }
        self.ends.partition_point(|end| end < from)
    }
}
