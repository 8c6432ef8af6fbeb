//! A transcript as it was understood, whatever it was written in.
//!
//! In: nothing. Out: the types that every reader of a format fills and that `event` writes down. They hold words, voices,
//! times and lines of the input; they must never know a format.

use std::borrow::Cow;

use super::label::Label;
use super::role::Role;

/// A whole transcript.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transcript<'a> {
    /// The title, where the text has one of its own.
    pub title: Option<Cow<'a, str>>,
    /// What stands beside the words.
    pub about: About,
    /// What introduces the event.
    pub introduction: Vec<Paragraph<'a>>,
    /// The questions that the event set out to answer.
    pub questions: Vec<Cow<'a, str>>,
    /// The people whom the transcript names apart from their turns.
    pub people: Vec<Person>,
    /// The sections, in order.
    pub sections: Vec<Section<'a>>,
}

/// What a transcript states about its event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// What to call the event where the text has no title: the name of a file.
    pub name: Option<String>,
    /// The day: `2026-03-12`.
    pub date: Option<String>,
    /// The language, a BCP 47 tag.
    pub language: Option<String>,
    /// Where the transcript was published.
    pub source_url: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// How near it is to what was said: `machine` where a machine wrote it.
    pub verbatim: Option<&'static str>,
    /// The address of the recording.
    pub media: Option<String>,
}

/// Somebody whom a transcript names in a list of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The id in our sources, where the editor gave one.
    pub id: Option<String>,
    /// The whole name.
    pub name: String,
    /// Other spellings, initials among them.
    pub aliases: Vec<String>,
    /// Organisation and position.
    pub role: Role,
}

/// A section.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section<'a> {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: Option<Cow<'a, str>>,
    /// Where it begins in the recording, in seconds.
    pub start: Option<f64>,
    /// Where it ends.
    pub end: Option<f64>,
    /// What stands in it.
    pub paragraphs: Vec<Paragraph<'a>>,
}

/// Who begins to speak in a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Voice<'a> {
    /// Nobody: the same as before.
    Same,
    /// A speaker, by name.
    Name(Cow<'a, str>),
    /// A speaker whose label states a role, or several speakers at once: the head as written.
    Head {
        /// All that stands before the colon.
        head: &'a str,
        /// Its parts.
        label: Label<'a>,
    },
    /// The audience, by its mark.
    Audience(Cow<'a, str>),
}

/// What the text of a paragraph is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// Plain words.
    #[default]
    Words,
    /// Blocks in the source format already.
    Markdown,
    /// What happens without being said.
    Scene,
    /// The title of a topic inside the section.
    Topic,
    /// An editor's note of this kind.
    Note(&'static str),
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph<'a> {
    /// The line of the input, by its index.
    pub at: usize,
    /// Who begins to speak.
    pub voice: Voice<'a>,
    /// Where it begins in the recording, in seconds.
    pub time: Option<f64>,
    /// What the text is.
    pub form: Form,
    /// The text.
    pub text: Cow<'a, str>,
}

impl<'a> Paragraph<'a> {
    /// Words of whoever spoke before.
    pub fn words(at: usize, text: impl Into<Cow<'a, str>>) -> Self {
        Self { at, voice: Voice::Same, time: None, form: Form::Words, text: text.into() }
    }

    /// The same in another form.
    pub fn of(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// The same with another voice.
    pub fn by(self, voice: Voice<'a>) -> Self {
        Self { voice, ..self }
    }

    /// The same at a time of the recording.
    pub fn since(self, time: Option<f64>) -> Self {
        Self { time, ..self }
    }
}

impl Section<'_> {
    /// The turns of speakers, the audience's questions not among them.
    pub fn turns(&self) -> usize {
        self.paragraphs
            .iter()
            .filter(|paragraph| matches!(paragraph.voice, Voice::Name(_) | Voice::Head { .. }))
            .count()
    }

    /// The questions of the audience.
    pub fn audience_questions(&self) -> usize {
        self.paragraphs.iter().filter(|paragraph| matches!(paragraph.voice, Voice::Audience(_))).count()
    }
}
