//! Pictures as numbers, ready to be drawn: components `chart_…` draw them.
//!
//! Lengthwise everything is on a scale of a thousand from the left of the picture, or, where a field says so, in per cent of its width.
//! In scripts that run from right to left the numbers are mirrored already.

use serde::Serialize;

use super::{DateView, Link, SpeakerView};

/// The pictures of an event.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EventCharts {
    /// The sections by length; nothing where there are fewer than three.
    pub map: Option<MapView>,
    /// Where sections end and others begin.
    pub divisions: Vec<u32>,
    /// Who spoke when, and how much; nothing where nobody or only one speaks.
    pub shares: Option<SharesView>,
    /// Who speaks after whom; nothing where that is plain.
    pub after: Option<AfterView>,
    /// Who answered the audience; nothing where questions are few.
    pub answers: Option<AnswersView>,
}

/// The sections of an event in a row, each as wide as it is long.
#[derive(Debug, Clone, Serialize)]
pub struct MapView {
    /// The sections.
    pub sections: Vec<MapSection>,
}

/// A section in a row of sections.
#[derive(Debug, Clone, Serialize)]
pub struct MapSection {
    /// Where it begins, in per cent.
    pub x: f64,
    /// How wide it is, in per cent.
    pub width: f64,
    /// Its middle, in per cent.
    pub middle: f64,
    /// The number, where there is room for it.
    pub number: Option<String>,
    /// The page.
    pub href: String,
    /// Number, title and who speaks in it.
    pub title: String,
}

/// Who spoke when, and how much.
#[derive(Debug, Clone, Serialize)]
pub struct SharesView {
    /// The main finding, in words.
    pub finding: String,
    /// What was measured, in words.
    pub measure: String,
    /// What the amounts are, as the head of a column.
    pub amount: String,
    /// "Without …", where those who lead the conversation can be set apart.
    pub apart: Option<String>,
    /// A row for every voice: who spoke most first, then those who lead the conversation, then the audience.
    pub rows: Vec<ShareRow>,
    /// Whether the rows name the places where their speaker speaks.
    pub places: bool,
}

/// What one speaker, or the audience, said.
#[derive(Debug, Clone, Serialize)]
pub struct ShareRow {
    /// Who; without an address where it is the audience or several together.
    pub speaker: SpeakerView,
    /// Whether they lead the conversation and are set apart.
    pub leads: bool,
    /// How many turns.
    pub turns: String,
    /// How much: a time, characters or words.
    pub amount: String,
    /// The share of the whole.
    pub share: String,
    /// The same as a length on the scale.
    pub bar: BarView,
    /// The share among those who do not lead.
    pub rest: Option<String>,
    /// The same as a length on the scale.
    pub rest_bar: Option<BarView>,
    /// Where they speak.
    pub marks: Vec<MarkView>,
    /// For every section in which they speak its number, linked to their first turn there.
    pub places: Vec<Link>,
}

/// A stretch on the scale, and how high it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BarView {
    /// Its left end.
    pub x: u32,
    /// Its width.
    pub width: u32,
    /// Its height, of twenty.
    pub height: u32,
    /// Whether it begins where the one before it ends.
    pub joined: bool,
}

/// Turns near one another.
#[derive(Debug, Clone, Serialize)]
pub struct MarkView {
    /// The first turn.
    pub href: String,
    /// Section and time or first words.
    pub title: String,
    /// What is drawn.
    pub bars: Vec<BarView>,
}

/// Who speaks after whom.
#[derive(Debug, Clone, Serialize)]
pub struct AfterView {
    /// The main finding, in words.
    pub finding: String,
    /// The voices, which are both rows and columns.
    pub voices: Vec<SpeakerView>,
    /// For every voice how often it speaks after each other one.
    pub rows: Vec<AfterRow>,
}

/// After whom one speaks.
#[derive(Debug, Clone, Serialize)]
pub struct AfterRow {
    /// Who.
    pub speaker: SpeakerView,
    /// In the order of the voices.
    pub cells: Vec<AfterCell>,
}

/// How often one speaks after another.
#[derive(Debug, Clone, Serialize)]
pub struct AfterCell {
    /// The number.
    pub count: String,
    /// The radius of a dot whose area goes with the number, 0 to 10.
    pub radius: u32,
    /// The same in words; nothing where it never happens, or where the two are one.
    pub title: Option<String>,
    /// Whether the two are one.
    pub same: bool,
}

/// Who answered the audience.
#[derive(Debug, Clone, Serialize)]
pub struct AnswersView {
    /// The main finding, in words.
    pub finding: String,
    /// Who answered, most first.
    pub rows: Vec<AnswerRow>,
}

/// The questions that one speaker answered.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerRow {
    /// Who.
    pub speaker: SpeakerView,
    /// How many of how many, in words.
    pub count: String,
    /// The same as a length on the scale.
    pub bar: BarView,
    /// A dot for every question that they answered; none where there are too many questions to tell them apart.
    pub dots: Vec<AnswerDot>,
}

/// An answer to a question.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerDot {
    /// Where the question lies among the questions, in per cent.
    pub x: f64,
    /// The answer.
    pub href: String,
    /// The question's beginning.
    pub title: String,
}

/// Where one speaker speaks in the course of an event.
#[derive(Debug, Clone, Serialize)]
pub struct CourseView {
    /// The share in words.
    pub share: String,
    /// Where sections end and begin.
    pub divisions: Vec<u32>,
    /// Where they speak.
    pub bars: Vec<BarView>,
}

/// A speaker's appearances over the years.
#[derive(Debug, Clone, Serialize)]
pub struct YearsView {
    /// The main finding, in words.
    pub finding: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Where years begin.
    pub ticks: Vec<TickView>,
    /// A block for every event.
    pub blocks: Vec<BlockView>,
    /// Whether there are blocks of both kinds: events at which the speaker led the conversation, and others.
    pub both: bool,
    /// The same in figures, newest first.
    pub rows: Vec<YearRow>,
}

/// Where a year begins.
#[derive(Debug, Clone, Serialize)]
pub struct TickView {
    /// Where, in per cent.
    pub x: f64,
    /// The year; empty where there is no room for it.
    pub label: String,
}

/// How much a speaker said at an event.
#[derive(Debug, Clone, Serialize)]
pub struct BlockView {
    /// Its left end, in per cent.
    pub x: f64,
    /// Its upper end, in pixels.
    pub y: u32,
    /// Its height, in pixels.
    pub height: u32,
    /// Whether the speaker led the conversation.
    pub leads: bool,
    /// The event.
    pub href: String,
    /// The event, its day, and how much was said.
    pub title: String,
}

/// A speaker at an event, in figures.
#[derive(Debug, Clone, Serialize)]
pub struct YearRow {
    /// The event.
    pub event: Link,
    /// Its language.
    pub language: String,
    /// When.
    pub date: DateView,
    /// What the speaker was there.
    pub role: Option<String>,
    /// How many turns.
    pub turns: String,
    /// How much, in words.
    pub amount: String,
    /// The share of the whole.
    pub share: String,
}
