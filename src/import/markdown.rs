//! The source format, written.
//!
//! In: an event and its sections as the recognisers found them. Out: the text of `event.md` and of a section's file.
//! It must never change a word.

use serde::Serialize;

use super::chars::has_cjk;
use super::escape;
use super::turns::{Paragraph, Voice};

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
    /// The speakers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<FrontSpeaker>,
    /// The questions that the event set out to answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
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
}

/// The text of `event.md`.
pub fn event(front: &Front, body: &[&str]) -> String {
    let mut options = serde_yaml::SerializerOptions::default();
    // One line each: a folded question is a puzzle to whoever edits it.
    options.prefer_block_scalars = false;
    let mut yaml = String::new();
    if let Err(error) = serde_yaml::to_fmt_writer_with_options(&mut yaml, front, options) {
        // Plain structs of strings have no reason to fail; should they, the file says so where everyone sees it.
        yaml = format!("# The front matter could not be written: {error}\n");
    }
    let mut out = format!("---\n{}\n---\n", yaml.trim_end());
    for paragraph in body {
        out.push('\n');
        out.push_str(&escape::paragraph(paragraph));
        out.push('\n');
    }
    out
}

/// The text of a section's file. `wide` where the language writes full-width colons.
pub fn section(title: Option<&str>, paragraphs: &[Paragraph<'_>], wide: bool) -> String {
    let mut out = String::new();
    if let Some(title) = title {
        out.push_str("# ");
        out.push_str(&escape::heading(title));
        out.push('\n');
    }
    for paragraph in paragraphs {
        if !out.is_empty() {
            out.push('\n');
        }
        push_paragraph(&mut out, paragraph, wide);
        out.push('\n');
    }
    out
}

fn push_paragraph(out: &mut String, paragraph: &Paragraph<'_>, wide: bool) {
    let colon = |words: &str| if wide || has_cjk(words) { '：' } else { ':' };
    let bold = |name: &str| (format!("**{}{}**", escape::inline(name), colon(name)), colon(name));
    // A known name is a label without stars too, with its role or beside another name.
    let plain = |head: &str| (format!("{}{}", escape::paragraph(head), colon(head)), colon(head));
    let (label, colon) = match &paragraph.voice {
        Voice::Same => return out.push_str(&escape::paragraph(paragraph.text)),
        // Bold words that end in a full stop are a sentence.
        Voice::Name(name) if name.ends_with('.') => plain(name),
        Voice::Name(name) => bold(name),
        Voice::Audience(mark) => bold(mark),
        Voice::Head { head, .. } => plain(head),
    };
    out.push_str(&label);
    if !paragraph.text.is_empty() {
        if colon == ':' {
            out.push(' ');
        }
        out.push_str(&escape::inline(paragraph.text));
    }
}
