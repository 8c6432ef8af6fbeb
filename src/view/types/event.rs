//! Events and sections, and their pages.

use serde::Serialize;

use super::{
    CorrectedView, CorrectionView, DateView, EventCharts, ItemView, Link, NeighbourView, PictureView, ProgrammeView,
    RecordingView, SpeakerView, StateView, TermView, Twin, WebLinkView,
};
use crate::markdown::Html;

/// An event in a list, and the facts about it on its own page.
#[derive(Debug, Clone, Serialize)]
pub struct EventView {
    /// The title.
    pub title: String,
    /// The second line.
    pub subtitle: Option<String>,
    /// The page.
    pub href: String,
    /// The language of its record.
    pub language: String,
    /// When it begins.
    pub date: Option<DateView>,
    /// When it ends.
    pub end: Option<DateView>,
    /// When it ends, in words, where that is on the day on which it begins: "until 11:30".
    pub until: Option<DateView>,
    /// The name of the zone of its times, where it has times.
    pub zone: Option<String>,
    /// The name of the place.
    pub venue: Option<String>,
    /// The address of the place.
    pub address: Option<String>,
    /// The page of the place.
    pub venue_url: Option<String>,
    /// Where one can take part online; empty where it is only known that one can.
    pub online: Option<String>,
    /// Who holds it.
    pub organizers: Vec<WebLinkView>,
    /// The series.
    pub series: Option<String>,
    /// A few sentences.
    pub summary: Option<String>,
    /// Keywords, with their pages.
    pub tags: Vec<Link>,
    /// The cover.
    pub cover: Option<PictureView>,
    /// The states that it and its record are in.
    pub states: Vec<StateView>,
    /// How close the record is, in words.
    pub verbatim: Option<String>,
    /// The track of a conference.
    pub track: Option<String>,
    /// The room.
    pub room: Option<String>,
    /// How many sections, in words; nothing where there are none.
    pub sections: Option<String>,
    /// How long it reads, in words.
    pub reading_time: Option<String>,
    /// Who takes part.
    pub speakers: Vec<SpeakerView>,
    /// The event in other languages.
    pub translations: Vec<Twin>,
}

/// A section in a list.
#[derive(Debug, Clone, Serialize)]
pub struct SectionLine {
    /// The number as it stands in the address: `01`.
    pub label: String,
    /// The title.
    pub title: Html,
    /// The title without mark-up.
    pub title_text: String,
    /// The page.
    pub href: String,
    /// A sentence.
    pub summary: Option<String>,
    /// How long it reads, in words.
    pub reading_time: String,
    /// Who speaks in it.
    pub speakers: Vec<SpeakerView>,
}

/// A section with what was said.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// The number as it stands in the address: `01`.
    pub label: String,
    /// The title.
    pub title: Html,
    /// The title without mark-up.
    pub title_text: String,
    /// The page.
    pub href: String,
    /// "3 of 8", in words.
    pub position: String,
    /// A sentence.
    pub summary: Option<String>,
    /// What to take away.
    pub key_points: Vec<String>,
    /// Keywords, with their pages.
    pub tags: Vec<Link>,
    /// The cover.
    pub cover: Option<PictureView>,
    /// How long it reads, in words.
    pub reading_time: String,
    /// The states that it is in, but for a final record.
    pub states: Vec<StateView>,
    /// Where it was corrected.
    pub corrected: Vec<CorrectedView>,
    /// Who speaks in it.
    pub speakers: Vec<SpeakerView>,
    /// What was said.
    pub items: Vec<ItemView>,
}

/// A passage worth sharing.
#[derive(Debug, Clone, Serialize)]
pub struct HighlightView {
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub href: String,
    /// The language of the words.
    pub language: String,
    /// Who said it.
    pub speakers: Vec<SpeakerView>,
}

/// A question with those who answered it.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionView {
    /// The question.
    pub text: String,
    /// Where it stands.
    pub href: String,
    /// The section in which it was asked.
    pub section: Link,
    /// Who answered, linked to the answer.
    pub answers: Vec<Link>,
}

/// The page of an event.
#[derive(Debug, Clone, Serialize)]
pub struct EventPage {
    /// The facts.
    pub event: EventView,
    /// The event that holds it.
    pub parent: Option<Link>,
    /// The editor's introduction.
    pub introduction: Vec<ItemView>,
    /// The terms of the glossary that are linked in it, with ids of this page.
    pub terms: Vec<TermView>,
    /// The questions that it set out to answer.
    pub questions: Vec<String>,
    /// The sections.
    pub sections: Vec<SectionLine>,
    /// The programme, where it holds other events.
    pub programme: Option<ProgrammeView>,
    /// The quotations.
    pub highlights: Vec<HighlightView>,
    /// The pictures: who spoke when, who answers whom.
    pub charts: EventCharts,
    /// The questions of the audience.
    pub audience: Vec<QuestionView>,
    /// What was corrected, newest first.
    pub corrections: Vec<CorrectionView>,
    /// When it was corrected last, leading to the page of corrections.
    pub corrected: Option<CorrectedView>,
    /// What the reader is told where there is no record yet.
    pub awaited: Option<String>,
    /// The page of its track in the programme of the event that holds it.
    pub track_href: Option<String>,
    /// The whole transcript on one page.
    pub all: Option<String>,
    /// The event before, in time; of a session, the one in its track.
    pub earlier: Option<NeighbourView>,
    /// The event after.
    pub later: Option<NeighbourView>,
    /// The licence.
    pub license: Option<WebLinkView>,
    /// Where the record was taken from.
    pub source_url: Option<String>,
    /// The recording.
    pub recording: Option<RecordingView>,
    /// Where readers comment.
    pub comments: Option<CommentsView>,
    /// The event as a calendar takes it in, where it is to come or holds others.
    pub calendar: Option<String>,
    /// The event in formats for other programs.
    pub formats: Vec<FormatView>,
}

/// A file with the event in another format.
#[derive(Debug, Clone, Serialize)]
pub struct FormatView {
    /// What the format is called.
    pub label: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// Where the file stands.
    pub href: String,
}

/// The page of a section.
#[derive(Debug, Clone, Serialize)]
pub struct SectionPage {
    /// The event.
    pub event: Link,
    /// The section.
    pub section: SectionView,
    /// The one before.
    pub previous: Option<SectionLine>,
    /// The one after.
    pub next: Option<SectionLine>,
    /// The whole transcript on one page.
    pub all: String,
    /// The terms of the glossary that are linked in it, with ids of this page.
    pub terms: Vec<TermView>,
    /// The recording, where the section is in it.
    pub recording: Option<RecordingView>,
    /// Where readers comment.
    pub comments: Option<CommentsView>,
}

/// Where readers comment: a link, or a service of which nothing is loaded before the reader asks.
#[derive(Debug, Clone, Serialize)]
pub struct CommentsView {
    /// Where a plain link leads; nothing for a service.
    pub href: Option<String>,
    /// What the link or the button says.
    pub label: String,
    /// What the reader is told before the service is loaded.
    pub notice: Option<String>,
    /// What `script/more/comments.js` wants to know, as JSON; nothing for a plain link.
    pub options: Option<String>,
}

/// The page with the whole transcript.
#[derive(Debug, Clone, Serialize)]
pub struct AllPage {
    /// The facts.
    pub event: EventView,
    /// The editor's introduction.
    pub introduction: Vec<ItemView>,
    /// The questions that it set out to answer.
    pub questions: Vec<String>,
    /// The sections.
    pub sections: Vec<SectionView>,
    /// The recording.
    pub recording: Option<RecordingView>,
}
