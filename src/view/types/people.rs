//! Speakers, and their pages.

use serde::Serialize;

use super::{CourseView, EventView, GroupView, HighlightView, ItemView, PictureView, TurnView, WebLinkView, YearsView};
use crate::markdown::Html;

/// A speaker, as they were at an event.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakerView {
    /// The id.
    pub id: String,
    /// The name in the page's language, as printed.
    pub name: String,
    /// The profile; nothing for the audience.
    pub href: Option<String>,
    /// What they are at the event, in words.
    pub role: Option<String>,
    /// For whom they spoke.
    pub organization: Option<String>,
    /// What they were.
    pub position: Option<String>,
    /// Position and organisation in the order of the language.
    pub affiliation: Option<String>,
    /// Which of the twelve hues is theirs, 0 to 11.
    pub hue: u32,
    /// One or two letters to stand for the name.
    pub initials: String,
    /// The portrait.
    pub photo: Option<PictureView>,
}

/// A speaker in a list.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakerLine {
    /// Who, as they are today.
    pub speaker: SpeakerView,
    /// At how many events they spoke, in words.
    pub events: String,
    /// How many turns they have, in words.
    pub turns: String,
}

/// The list of speakers.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakersPage {
    /// The speakers, in the order of their names.
    pub speakers: Vec<SpeakerLine>,
    /// The speakers by their first letters.
    pub groups: Vec<GroupView>,
}

/// The page of a speaker.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakerPage {
    /// Who, as they are today.
    pub speaker: SpeakerView,
    /// The name in other languages.
    pub names: Vec<NameView>,
    /// Pronouns.
    pub pronouns: Option<String>,
    /// Addresses.
    pub links: Vec<WebLinkView>,
    /// The biography.
    pub biography: Vec<ItemView>,
    /// How many turns they have, in words.
    pub turns: String,
    /// At how many events, in words.
    pub events: String,
    /// Further figures, in words: sections, how much was said, questions answered.
    pub figures: Vec<String>,
    /// Their appearances over the years; nothing where there are fewer than two days.
    pub years: Option<YearsView>,
    /// The quotations.
    pub highlights: Vec<HighlightView>,
    /// What they said, by event.
    pub appearances: Vec<AppearanceView>,
    /// With whom they spoke.
    pub with: Vec<SpeakerView>,
}

/// A name in a language.
#[derive(Debug, Clone, Serialize)]
pub struct NameView {
    /// The language tag.
    pub language: String,
    /// The name.
    pub name: String,
}

/// What a speaker said at an event.
#[derive(Debug, Clone, Serialize)]
pub struct AppearanceView {
    /// The event.
    pub event: EventView,
    /// The speaker as they were then.
    pub speaker: SpeakerView,
    /// Where in the course of the event they speak.
    pub course: Option<CourseView>,
    /// What they said, by section.
    pub sections: Vec<AppearanceSection>,
}

/// What a speaker said in a section.
#[derive(Debug, Clone, Serialize)]
pub struct AppearanceSection {
    /// The number.
    pub label: String,
    /// The title.
    pub title: Html,
    /// The page.
    pub href: String,
    /// The turns.
    pub turns: Vec<TurnView>,
}
