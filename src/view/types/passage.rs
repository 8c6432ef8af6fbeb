//! The pages of single turns and quotations.

use serde::Serialize;

use super::{DateView, Link, RecordingView, SpeakerView, TurnView};

/// A passage in its surroundings: what the pages of turns and of quotations have in common.
#[derive(Debug, Clone, Serialize)]
pub struct PassageView {
    /// The event.
    pub event: Link,
    /// When the event was.
    pub date: Option<DateView>,
    /// The section.
    pub section: Link,
    /// The number of the section as it stands in the address: `01`.
    pub label: String,
    /// "3 of 8", in words.
    pub position: String,
    /// The passage in its section.
    pub context: String,
    /// Who speaks, as they were at the event.
    pub speakers: Vec<SpeakerView>,
    /// Position and organisation as said at that moment.
    pub role: Option<String>,
    /// The question that it answers.
    pub question: Option<PassageLine>,
    /// The turn before, in the section.
    pub before: Option<PassageLine>,
    /// The turn after.
    pub after: Option<PassageLine>,
    /// The page's address as a QR code; nothing where the site has no address.
    pub code: Option<CodeView>,
}

/// A passage in a line.
#[derive(Debug, Clone, Serialize)]
pub struct PassageLine {
    /// Who speaks.
    pub name: String,
    /// The beginning of what is said.
    pub text: String,
    /// Its page or, where it has none, its place in the section.
    pub href: String,
}

/// A QR code. Drawn as a path with lines one unit wide, in a view box that begins at `0 -.5`.
#[derive(Debug, Clone, Serialize)]
pub struct CodeView {
    /// The address that it holds.
    pub address: String,
    /// How many squares wide and high it is, the quiet zone included.
    pub size: i32,
    /// The data of the path.
    pub path: String,
}

/// The page of a turn.
#[derive(Debug, Clone, Serialize)]
pub struct TurnPage {
    /// Where it stands.
    pub passage: PassageView,
    /// What was said.
    pub turn: TurnView,
    /// The turns that answer it, if it is a question.
    pub answers: Vec<PassageLine>,
    /// The recording, where the turn is in it at a known time.
    pub recording: Option<RecordingView>,
}

/// The page of a quotation.
#[derive(Debug, Clone, Serialize)]
pub struct QuotationPage {
    /// Where it stands.
    pub passage: PassageView,
    /// The id, as in `data-quotation`.
    pub id: String,
    /// What tells that its words have changed: three signs that are others when they are.
    pub version: String,
    /// Its words.
    pub text: String,
    /// The page of its turn.
    pub turn: String,
    /// A tall picture of it, to be saved, if there is one.
    pub picture: Option<String>,
}
