//! The programme of a conference, states of records, corrections.

use serde::Serialize;

use super::{DateView, EventView, Link};

/// A state in which a record or an event is.
#[derive(Debug, Clone, Serialize)]
pub struct StateView {
    /// Which: `scheduled`, `live`, `provisional`, `final`, `draft`, `embargo`.
    pub state: &'static str,
    /// Its name in words.
    pub label: String,
    /// What it means, in a sentence.
    pub text: String,
}

/// The event before or after.
#[derive(Debug, Clone, Serialize)]
pub struct NeighbourView {
    /// What it is to this one: "Next in Instruments".
    pub caption: String,
    /// Its title.
    pub label: String,
    /// The page.
    pub href: String,
    /// The language of the title.
    pub language: String,
    /// When it begins.
    pub date: Option<DateView>,
}

/// A programme, or a part of it.
#[derive(Debug, Clone, Serialize)]
pub struct ProgrammeView {
    /// The whole programme.
    pub href: String,
    /// The language of the conference, in which tracks and rooms are named.
    pub language: String,
    /// In which zone the times are, in words.
    pub zone: Option<String>,
    /// The days.
    pub days: Vec<ProgrammeDay>,
    /// The sessions whose day is not known.
    pub undated: Vec<SessionView>,
    /// The tracks, each leading to its part.
    pub tracks: Vec<FilterView>,
    /// Who takes part, each leading to their sessions.
    pub speakers: Vec<FilterView>,
    /// Whether this is all of it.
    pub whole: bool,
}

/// A way to a part of a programme.
#[derive(Debug, Clone, Serialize)]
pub struct FilterView {
    /// The name.
    pub label: String,
    /// The page.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// A day of a programme: a table whose columns are tracks and whose rows are times.
#[derive(Debug, Clone, Serialize)]
pub struct ProgrammeDay {
    /// Its id on the page.
    pub id: String,
    /// The day.
    pub date: DateView,
    /// The columns; one at least where there are rows.
    pub columns: Vec<ProgrammeColumn>,
    /// How many columns the widest row has.
    pub width: usize,
    /// The rows: one for every time at which something begins.
    pub rows: Vec<ProgrammeRow>,
    /// The sessions of the day whose time is not known.
    pub untimed: Vec<SessionView>,
}

/// The head of one or several columns.
#[derive(Debug, Clone, Serialize)]
pub struct ProgrammeColumn {
    /// The track, or the room where there are no tracks; nothing over sessions without either.
    pub label: Option<String>,
    /// The page of the track.
    pub href: Option<String>,
    /// How many columns it spans.
    pub columns: usize,
}

/// What begins at a time.
#[derive(Debug, Clone, Serialize)]
pub struct ProgrammeRow {
    /// The time.
    pub time: DateView,
    /// How long nothing took place before, in words.
    pub pause: Option<String>,
    /// What stands in the columns. A session that goes on beyond the next row reaches into it.
    pub cells: Vec<ProgrammeCell>,
}

/// A place in the table of a day.
#[derive(Debug, Clone, Serialize)]
pub struct ProgrammeCell {
    /// The session; nothing where the place is empty.
    pub session: Option<SessionView>,
    /// How many rows it spans.
    pub rows: usize,
    /// How many columns it spans.
    pub columns: usize,
}

/// A session in a programme.
#[derive(Debug, Clone, Serialize)]
pub struct SessionView {
    /// The title.
    pub title: String,
    /// The page.
    pub href: String,
    /// The language of its record.
    pub language: String,
    /// When it begins, the time alone.
    pub begin: Option<DateView>,
    /// When it ends, in words: "until 11:30".
    pub end: Option<DateView>,
    /// Until when it counts as going on, for machines: its end, or what its place is needed for next.
    pub until: String,
    /// The track.
    pub track: Option<Link>,
    /// The room.
    pub room: Option<String>,
    /// Who takes part: names.
    pub speakers: Vec<String>,
    /// Its state, but for records that are final.
    pub states: Vec<StateView>,
    /// The same session in other languages.
    pub translations: Vec<TranslationView>,
}

/// A session in another language.
#[derive(Debug, Clone, Serialize)]
pub struct TranslationView {
    /// The language tag.
    pub language: String,
    /// The language's own name.
    pub name: String,
    /// The page.
    pub href: String,
}

/// The page of a part of a programme: a track, or the sessions of a speaker.
#[derive(Debug, Clone, Serialize)]
pub struct ProgrammePage {
    /// The conference.
    pub event: Link,
    /// The track or the speaker's name.
    pub title: String,
    /// The speaker's profile, if it is about a speaker.
    pub profile: Option<String>,
    /// The part.
    pub programme: ProgrammeView,
}

/// A correction of the record.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectionView {
    /// Its id on the page of corrections.
    pub id: String,
    /// When it was made.
    pub date: Option<DateView>,
    /// What was wrong and what is right.
    pub text: String,
    /// The section.
    pub section: Option<Link>,
    /// The turn, named by who speaks.
    pub turn: Option<Link>,
}

/// A mark at what was corrected, which leads to the correction.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectedView {
    /// "Corrected 20 March 2026", in words.
    pub label: String,
    /// The correction.
    pub href: String,
}

/// A page of corrections: of one event, or of all.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectionsPage {
    /// The event, on its page.
    pub event: Option<Link>,
    /// The corrections of all events, on the page of one.
    pub all: Option<String>,
    /// The events that have corrections: those corrected last first.
    pub events: Vec<EventCorrections>,
}

/// The corrections of an event.
#[derive(Debug, Clone, Serialize)]
pub struct EventCorrections {
    /// The event.
    pub event: EventView,
    /// What was corrected, newest first.
    pub corrections: Vec<CorrectionView>,
    /// Notes of correction in the text itself.
    pub noted: Vec<CorrectionView>,
}
