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
//! `chat` and `dialect` (with `mark`, and `habit` and `columns` for labels of any other look) read what is no article into the same `transcript`; `html` does so with pages that say who speaks, and makes a
//! `derived` text of others, as `docx` does of documents, for `dialect` or `article`; `own` takes our own sources apart, as they are exported, and `record` our `event.json`. `article` puts its recognisers in the order
//! above. `people` says whom labels mean on the site, `initials` whom a roster gives them. `mentions` finds names in running text, `role` takes a role apart, `dates` reads dates, `navigation` knows what web pages leave behind; `words` holds the tables of words per language, `chars` the questions
//! about characters; `account` tells `report` what was found.

mod account;
mod article;
mod captions;
pub mod chapters;
mod chars;
mod chat;
mod columns;
mod dates;
mod debate;
mod decode;
mod derived;
mod dialect;
mod docx;
mod escape;
mod event;
mod habit;
mod html;
mod initials;
mod json;
mod label;
mod lines;
mod mark;
mod markdown;
mod meaning;
mod mentions;
pub mod merge;
mod names;
mod navigation;
mod opening;
mod outline;
mod own;
mod people;
mod recognise;
mod record;
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
mod tests_habits;
#[cfg(test)]
mod tests_pages;
#[cfg(test)]
mod tests_real;
#[cfg(test)]
mod tests_words;

pub use article::article;
pub use docx::Changes;
pub use recognise::{FORMATS, Format, LARGEST, Refused, import};
pub use report::{Kind, LeftOut, LineReport, Mended, Near, Report, SectionReport, SpeakerReport, Summary, Todo};

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
    /// Chapters of the recording, which become sections.
    pub chapters: Vec<chapters::Chapter>,
    /// What becomes of the changes that a document tracked; accepted and told where it is not given.
    pub changes: Option<Changes>,
    /// The people whom the site knows.
    pub people: Vec<Known>,
    /// Who single labels are: label, and the id or name of a person.
    pub speakers: Vec<(String, String)>,
}

/// Somebody whom the site knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The id.
    pub id: String,
    /// The name, then names in other languages and aliases.
    pub names: Vec<String>,
}

/// What came of a foreign transcript.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Path inside the event's folder, with `/` between its parts, and text. Empty where there was nothing to import.
    pub files: Vec<(String, String)>,
    /// What became of every line.
    pub report: Report,
}
