//! The record: what was said, and what stands between.

use serde::{Serialize, Serializer};

use super::CorrectedView;
use crate::markdown::Html;

/// What a section, an introduction or a page consists of.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ItemView {
    /// Somebody speaks.
    Turn(Box<TurnView>),
    /// A heading.
    Topic(TopicView),
    /// The editor's words.
    Text(TextView),
    /// What happens.
    Scene(TextView),
    /// A gap in the record.
    Gap(TextView),
    /// A boxed note.
    Note(NoteView),
    /// A recording on another host.
    Media(MediaView),
    /// A place to which a former link leads.
    Former(FormerView),
}

/// A place to which a link leads whose words do not stand on the page any more. It is shown to who comes by that link.
#[derive(Debug, Clone, Serialize)]
pub struct FormerView {
    /// The id that the link names.
    pub id: String,
    /// Where its words are now; nothing where they are gone.
    pub href: Option<String>,
}

/// A heading inside a section.
#[derive(Debug, Clone, Serialize)]
pub struct TopicView {
    /// The level of the heading element: 2 to 4.
    pub level: u8,
    /// Its id on the page.
    pub id: String,
    /// Its text.
    pub title: Html,
}

/// A piece of text, with the footnotes that are referred to in it.
#[derive(Debug, Clone, Serialize)]
pub struct TextView {
    /// The text.
    pub html: Html,
    /// The time into the recording at which its first paragraph begins, where one is written.
    pub time: Option<TimeView>,
    /// Its footnotes.
    pub notes: Vec<FootnoteView>,
}

/// A value that a page shows in many places, made for the templates once.
#[derive(Debug, Clone)]
pub struct Shared(tera::Value);

impl Shared {
    /// The value as templates see it.
    pub fn new(value: &impl Serialize) -> Self {
        Self(tera::Value::from_serializable(value))
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A turn.
#[derive(Debug, Clone, Serialize)]
pub struct TurnView {
    /// The id.
    pub id: String,
    /// The id on this page; nothing where the turn is only shown here and stands elsewhere.
    pub anchor: Option<String>,
    /// Former ids whose words are in it now.
    pub formerly: Vec<String>,
    /// What tells that its words have changed: three signs that are others when they are.
    pub version: String,
    /// Where it stands.
    pub href: String,
    /// Who speaks; each is a `SpeakerView`.
    pub speakers: Vec<Shared>,
    /// The speakers' ids, separated by spaces.
    pub speaker_ids: String,
    /// Position and organisation as said at that moment.
    pub role: Option<String>,
    /// The time into the recording.
    pub time: Option<TimeView>,
    /// Whether its speakers have not spoken on the page before.
    pub first: bool,
    /// Whether the same speaker goes on after an interruption.
    pub continued: bool,
    /// Whether it is a question from the audience.
    pub question: bool,
    /// The id of the question that it answers.
    pub answers: Option<String>,
    /// Where it was corrected.
    pub corrected: Vec<CorrectedView>,
    /// The speech and what interrupts it, in the forms of [`ItemView`] but for turns and topics.
    pub parts: Vec<ItemView>,
}

/// A time into the recording.
#[derive(Debug, Clone, Serialize)]
pub struct TimeView {
    /// Seconds.
    pub seconds: f64,
    /// For people: `12:34`.
    pub text: String,
    /// The same as an invitation: "Play from 12:34".
    pub label: String,
    /// Where the recording is heard from then on, without script too; nothing without a recording.
    pub href: Option<String>,
}

/// A boxed note.
#[derive(Debug, Clone, Serialize)]
pub struct NoteView {
    /// Its kind, as in `data-note`.
    pub note: &'static str,
    /// The kind in words.
    pub title: String,
    /// Its text.
    pub html: Html,
    /// The footnotes that are referred to in it.
    pub notes: Vec<FootnoteView>,
}

/// A footnote.
#[derive(Debug, Clone, Serialize)]
pub struct FootnoteView {
    /// Its number in the section.
    pub number: String,
    /// Its id on the page.
    pub id: String,
    /// Its text.
    pub html: Html,
}

/// A recording on another host, of which nothing is loaded before it is asked for.
#[derive(Debug, Clone, Serialize)]
pub struct MediaView {
    /// The host's name; empty for a file.
    pub host: String,
    /// The page of the recording.
    pub url: String,
    /// The address for the frame.
    pub frame: String,
    /// `audio` or `video`, for a file that the browser plays.
    pub file: Option<String>,
    /// What the reader is told.
    pub label: String,
}
