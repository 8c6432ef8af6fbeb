//! Foreign transcripts into the source format.
//!
//! In: the text of a foreign transcript and a few wishes. Out: the files of an event folder as Markdown, and a report that
//! says of every line of the input what became of it, so that no character goes missing unseen.
//! This room must never know where the text came from, where the files will go, or what a page of the site looks like.
//!
//! It is a row of small recognisers, each of which looks at the whole file for one kind of evidence:
//!
//! ```text
//! lines ─┬─► label ─► names ─► meaning ─┬─► opening ─► roster ─┐
//!        └─► outline ───────────────────┴─► sections ─► turns ─┴─► event ─► markdown, escape
//! ```
//!
//! `recognise` asks every format how much of the file it understands; `decode` makes text of bytes; `captions`, `json`, `debate`
//! and `dialect` (with `mark`) read what is no article into the same `transcript`; `own` takes our own sources apart, as they are exported. `article` puts its recognisers in the order
//! above. `mentions` finds names in running text, `role` takes a role apart, `dates` reads dates, `navigation` knows what web pages leave behind; `words` holds the tables of words per language, `chars` the questions
//! about characters; `account` tells `report` what was found.

mod account;
mod article;
mod captions;
mod chars;
mod dates;
mod debate;
mod decode;
mod dialect;
mod escape;
mod event;
mod json;
mod label;
mod lines;
mod mark;
mod markdown;
mod meaning;
mod mentions;
mod names;
mod navigation;
mod opening;
mod outline;
mod own;
mod recognise;
mod report;
mod role;
mod roster;
mod sections;
mod transcript;
mod turns;
mod words;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_conservation;
#[cfg(test)]
mod tests_real;

pub use article::article;
pub use recognise::{FORMATS, Format, LARGEST, Refused, import};
pub use report::{Kind, LeftOut, LineReport, Mended, Report, SectionReport, SpeakerReport, Summary, Todo};

/// What the editor may say beforehand.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The language of the transcript as a BCP 47 tag; guessed from the script where it is not given.
    pub language: Option<String>,
    /// The event's folder below `content/`; empty where the event stands at the root of the site.
    pub folder: String,
    /// What the file is called, for a title where the text has none.
    pub name: Option<String>,
    /// What the file is; found by its content where it is not given.
    pub format: Option<Format>,
}

/// What came of a foreign transcript.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Path inside the event's folder, with `/` between its parts, and text. Empty where there was nothing to import.
    pub files: Vec<(String, String)>,
    /// What became of every line.
    pub report: Report,
}
