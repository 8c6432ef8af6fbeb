//! The source format, written.
//!
//! In: an event and its sections as the recognisers found them. Out: the text of `event.md` and of a section's file.
//! It must never change a word.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Serialize;

use super::chars::{has_cjk, is_colon};
use super::transcript::{Form, Paragraph, Section, Voice};
use super::{escape, label, names};
use crate::text::name_key;

/// The front matter of `event.md`.
#[derive(Debug, Clone, Serialize)]
pub struct Front {
    /// The title.
    pub title: String,
    /// The day, where the text states it with its year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The language.
    pub language: String,
    /// Tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The speakers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<FrontSpeaker>,
    /// The questions that the event set out to answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// The recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<Media>,
    /// How near the text is to what was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verbatim: Option<&'static str>,
    /// Where it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_url: Option<String>,
}

/// A speaker in the front matter.
#[derive(Debug, Clone, Serialize)]
pub struct FrontSpeaker {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// Other spellings of the name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

/// The recording.
#[derive(Debug, Clone, Serialize)]
pub struct Media {
    #[serde(skip_serializing_if = "Option::is_none")]
    audio: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<String>,
}

impl Media {
    /// The recording at an address.
    pub fn of(url: String) -> Self {
        let is_audio = [".mp3", ".m4a", ".ogg", ".opus", ".wav", ".flac"].iter().any(|end| url.ends_with(end));
        if is_audio { Self { audio: Some(url), video: None } } else { Self { audio: None, video: Some(url) } }
    }
}

/// The front matter of a section, where it has any.
#[derive(Debug, Clone, Serialize)]
struct SectionFront {
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
}

/// How words are written.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// The language writes full-width colons.
    pub wide: bool,
    /// The keys of all names by which labels are known: words that begin with one and a colon are none.
    pub names: &'a BTreeSet<String>,
}

/// The text of `event.md`.
pub fn event(front: &Front, introduction: &[Paragraph<'_>], style: Style<'_>) -> String {
    let mut out = front_matter(front);
    push_paragraphs(&mut out, introduction, style);
    out
}

fn front_matter(front: &impl Serialize) -> String {
    let mut options = serde_yaml::SerializerOptions::default();
    // One line each: a folded question is a puzzle to whoever edits it.
    options.prefer_block_scalars = false;
    let mut yaml = String::new();
    if let Err(error) = serde_yaml::to_fmt_writer_with_options(&mut yaml, front, options) {
        // Plain structs of strings have no reason to fail; should they, the file says so where everyone sees it.
        yaml = format!("# The front matter could not be written: {error}\n");
    }
    format!("---\n{}\n---\n", yaml.trim_end())
}

/// The text of a section's file.
pub fn section(section: &Section<'_>, style: Style<'_>) -> String {
    let mut out = String::new();
    if section.start.is_some() || section.end.is_some() {
        out = front_matter(&SectionFront { start: section.start.map(time), end: section.end.map(time) });
        out.push('\n');
    }
    if let Some(title) = &section.title {
        out.push_str("# ");
        out.push_str(&escape::heading(title));
        out.push('\n');
    }
    push_paragraphs(&mut out, &section.paragraphs, style);
    // A rule at the very beginning would open a front matter.
    if out.lines().next().is_some_and(|line| line.trim_end() == "---") && section.start.or(section.end).is_none() {
        out.insert_str(0, "---\n---\n\n");
    }
    out
}

fn push_paragraphs(out: &mut String, paragraphs: &[Paragraph<'_>], style: Style<'_>) {
    for paragraph in paragraphs {
        if !out.is_empty() {
            out.push('\n');
        }
        push_paragraph(out, paragraph, style);
        out.push('\n');
    }
}

/// A time as the format writes it, to the millisecond and no longer than needed: `12:34`, `1:02:03.5`.
fn time(seconds: f64) -> String {
    let whole = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    let millis = (whole + Duration::from_micros(500)).as_millis();
    let (seconds, rest) = (millis / 1000, millis % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut out =
        if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") };
    if rest > 0 {
        out.push_str(format!(".{rest:03}").trim_end_matches('0'));
    }
    out
}

fn push_paragraph(out: &mut String, paragraph: &Paragraph<'_>, style: Style<'_>) {
    match (&paragraph.voice, paragraph.time) {
        (Voice::Same, Some(seconds)) => {
            out.extend(["[", &time(seconds), "]"]);
            if !paragraph.text.is_empty() {
                out.push(' ');
                push_text(out, paragraph, false, style);
            }
        }
        (Voice::Same, None) => push_text(out, paragraph, true, style),
        (voice, seconds) => {
            push_label(out, voice, seconds, !paragraph.text.is_empty(), style.wide);
            // Blocks other than paragraphs stand below their label.
            if paragraph.form != Form::Words && !paragraph.text.is_empty() && opens_block(&paragraph.text) {
                out.push_str("\n\n");
                push_text(out, paragraph, true, style);
            } else {
                push_text(out, paragraph, false, style);
            }
        }
    }
}

/// Markdown that would be no list, quotation, table or code any more, if it stood behind a label.
fn opens_block(text: &str) -> bool {
    let is_list = || {
        let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
        text.starts_with(['-', '+', '*']) && !text.starts_with("**")
            || digits.len() < text.len() && digits.starts_with(['.', ')'])
    };
    text.starts_with(['>', '#', '|', '`', '~', ' ', '\t', '<', '(', '（', '[']) || is_list()
}

/// The label of a turn, and the space after it where words follow.
fn push_label(out: &mut String, voice: &Voice<'_>, seconds: Option<f64>, has_words: bool, wide: bool) {
    let (words, is_bold) = match voice {
        Voice::Same => return,
        // Bold words that end in a full stop are a sentence.
        Voice::Name(name) => (name.as_ref(), !name.ends_with('.')),
        Voice::Audience(mark) => (mark.as_ref(), true),
        // A known name is a label without stars too, with its role or beside another name.
        Voice::Head { head, .. } => (*head, false),
    };
    let colon = if wide || has_cjk(words) { '：' } else { ':' };
    let time = seconds.map_or_else(String::new, |seconds| format!(" ({})", time(seconds)));
    let colon_text = colon.to_string();
    match (is_bold, seconds) {
        (true, None) => out.extend(["**", &escape::inline(words), &colon_text, "**"]),
        (true, Some(_)) => out.extend(["**", &escape::inline(words), "**", &time, &colon_text]),
        (false, None) => out.extend([&*escape::paragraph(words), &colon_text]),
        (false, Some(seconds)) => {
            out.extend(["[", &self::time(seconds), "] ", &escape::paragraph(words), &colon_text]);
        }
    }
    if has_words && colon == ':' {
        out.push(' ');
    }
}

fn push_text(out: &mut String, paragraph: &Paragraph<'_>, begins: bool, style: Style<'_>) {
    let text = paragraph.text.as_ref();
    match paragraph.form {
        Form::Words if paragraph.voice == Voice::Same && is_label(text, style.names) => {
            let (head, rest) = text.split_at_checked(text.find(is_colon).unwrap_or_default()).unwrap_or((text, ""));
            out.extend([&*escape::paragraph(head), "\\", &*escape::inline(rest)]);
        }
        Form::Words if begins => out.push_str(&escape::paragraph(text)),
        Form::Words => out.push_str(&escape::inline(text)),
        Form::Markdown => out.push_str(text),
        Form::Topic => out.extend(["### ", &escape::heading(text)]),
        Form::Scene => out.push_str(&scene(text, style.wide)),
        Form::Note(kind) => {
            out.extend(["> [!", kind, "]"]);
            for line in text.lines() {
                out.extend(["\n> ", &escape::paragraph(line)]);
            }
        }
    }
}

/// Whether words that somebody says would be taken for the label of another turn.
fn is_label(text: &str, names: &BTreeSet<String>) -> bool {
    let known = |name: &str| names.contains(&name_key(name)) || names::is_audience(name);
    let joint = |head: &str| {
        let mut all = head.split([',', '，', '、', '&', '＆']).flat_map(|part| part.split(" and ")).map(str::trim);
        all.all(known)
    };
    text.split_once(is_colon).is_some_and(|(head, _)| joint(head))
        || label::read(text).is_some_and(|label| known(label.name))
}

/// A scene in its brackets.
fn scene(text: &str, wide: bool) -> String {
    let bracketed = text.starts_with(['(', '（', '[', '［']) && text.ends_with([')', '）', ']', '］']);
    let inner = escape::inline(text);
    match (bracketed, wide || has_cjk(text)) {
        (true, _) => inner,
        (false, true) => format!("（{inner}）"),
        (false, false) => format!("({inner})"),
    }
}
