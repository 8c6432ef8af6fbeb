//! The front matter of every kind of source.
//!
//! The keys are those of the format's description; what a key means is said at its field, from where it also goes
//! into the JSON Schema.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_yaml::Spanned;

use super::comments::CommentChoice;
use super::site::Export;
use super::value::{Address, Alias, Focus, Language, Text, When, Zone, flag_or};

/// Front matter of `event.md`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EventFront {
    /// The event's name. Without it the first level-1 heading is the title.
    pub title: Option<String>,
    /// A second line below the title.
    pub subtitle: Option<String>,
    /// The day, or the day and time, at which it begins.
    pub date: Option<When>,
    /// The day, or the day and time, at which it ends.
    pub end: Option<When>,
    /// The time zone of `date` and `end`.
    pub timezone: Option<Zone>,
    /// Where it takes place.
    pub venue: Option<Text<Venue>>,
    /// Who holds it.
    pub organizers: Vec<Text<Named>>,
    /// The series that it belongs to.
    pub series: Option<String>,
    /// The language in which it is recorded here.
    pub language: Option<Language>,
    /// The folder of the event of which this is a translation.
    #[schemars(with = "Option<String>")]
    pub translation_of: Option<Spanned<String>>,
    /// Two or three sentences for lists and previews.
    pub summary: Option<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// A picture beside the file.
    #[schemars(with = "Option<String>")]
    pub cover: Option<Spanned<String>>,
    /// Who takes part, in order of appearance on the page: an id, or a mapping.
    pub speakers: Vec<Text<SpeakerEntry>>,
    /// The questions that the event set out to answer.
    pub questions: Vec<String>,
    /// The recording.
    pub media: Option<Media>,
    /// How final the record is.
    pub status: Option<Status>,
    /// An embargo: before this time it is only built with drafts.
    pub publish_at: Option<When>,
    /// The track of a conference to which a session belongs.
    pub track: Option<String>,
    /// The room in which a session takes place.
    pub room: Option<String>,
    /// How close the record is to what was said.
    pub verbatim: Option<Verbatim>,
    /// The licence of the record: a name, or a mapping with an address.
    pub license: Option<Text<Named>>,
    /// Where the record was taken from.
    pub source_url: Option<Address>,
    /// The address to give as canonical, if this is a copy.
    pub canonical_url: Option<Address>,
    /// Not built unless drafts are.
    pub draft: bool,
    /// Former addresses.
    pub aliases: Vec<Alias>,
    /// What was corrected, and when.
    pub corrections: Vec<Correction>,
    /// Whether comments are offered here, or where: `false` switches them off, a mapping as in `site.yaml` names another place.
    pub comments: Option<CommentChoice>,
    /// Whether `$…$` is mathematics.
    pub math: bool,
    /// Formats in which it is offered, where they are not those of the site.
    pub exports: Option<BTreeSet<Export>>,
}

/// Front matter of a section. Every key is optional.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SectionFront {
    /// The number, where it is not that of the file's name.
    pub number: Option<u32>,
    /// The title. Without it the first level-1 heading is the title.
    pub title: Option<String>,
    /// A sentence for the contents and previews.
    pub summary: Option<String>,
    /// What to take away.
    pub key_points: Vec<String>,
    /// Where the section begins in the recording: `12:34`.
    #[schemars(with = "Option<String>")]
    pub start: Option<Spanned<String>>,
    /// Where it ends.
    #[schemars(with = "Option<String>")]
    pub end: Option<Spanned<String>>,
    /// Keywords.
    pub tags: Vec<String>,
    /// A picture beside the file.
    #[schemars(with = "Option<String>")]
    pub cover: Option<Spanned<String>>,
    /// Not built unless drafts are.
    pub draft: bool,
    /// Former addresses.
    pub aliases: Vec<Alias>,
    /// Whether comments are offered here, or where; without it, what the event says.
    pub comments: Option<CommentChoice>,
    /// Whether `$…$` is mathematics; without it, what the event says.
    pub math: Option<bool>,
}

/// Front matter of a profile in `speakers/`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SpeakerFront {
    /// The name in the language of the site. Without it the first level-1 heading is the name.
    pub name: Option<String>,
    /// The name in other languages.
    pub names: BTreeMap<Language, String>,
    /// Other spellings that occur as labels.
    pub aliases: Vec<String>,
    /// How the name sorts, such as `Yang, You`.
    pub sort: Option<String>,
    /// What the person is today.
    pub position: Option<String>,
    /// For whom.
    pub organization: Option<String>,
    /// A portrait beside the file.
    #[schemars(with = "Option<String>")]
    pub photo: Option<Spanned<String>>,
    /// Where the face is in the portrait, which is shown as a square about it.
    pub photo_focus: Option<Focus>,
    /// Pronouns, if the person states them.
    pub pronouns: Option<String>,
    /// Addresses of the person.
    pub links: Vec<WebLink>,
    /// Addresses of pages about the same person, for search engines.
    pub same_as: Vec<Address>,
    /// Ids that were merged into this one; their links lead here.
    pub aliases_of: Vec<String>,
}

/// Front matter of a plain page in `pages/`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PageFront {
    /// The title. Without it the first level-1 heading is the title.
    pub title: Option<String>,
    /// A sentence for previews.
    pub summary: Option<String>,
    /// The language, if it is not the site's.
    pub language: Option<Language>,
    /// Not built unless drafts are.
    pub draft: bool,
    /// Former addresses.
    pub aliases: Vec<Alias>,
    /// The order in the site's menu; a page without it is not in the menu but everywhere reachable by its address.
    pub menu: Option<i32>,
}

/// An entry of an event's `speakers`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SpeakerEntry {
    /// The id of a profile, or a new id.
    pub id: Option<String>,
    /// The name as it is printed at this event.
    pub name: Option<String>,
    /// What the person is at this event.
    pub role: Option<Role>,
    /// For whom the person spoke then.
    pub organization: Option<String>,
    /// What the person was then.
    pub position: Option<String>,
    /// Spellings of the name in this event's labels.
    pub aliases: Vec<String>,
}

impl From<String> for SpeakerEntry {
    fn from(text: String) -> Self {
        Self { id: Some(text), ..Self::default() }
    }
}

/// What a speaker is at an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Leads the conversation.
    Moderator,
    /// Takes part in a panel.
    Panellist,
    /// Receives the guests.
    Host,
    /// Is interviewed or invited.
    Guest,
    /// Gives a talk.
    Speaker,
    /// Answers to a hearing.
    Witness,
    /// Presides.
    Chair,
    /// Translates.
    Interpreter,
    /// Is in the audience.
    Audience,
}

/// How final a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It has yet to take place.
    Scheduled,
    /// It is going on.
    Live,
    /// The record may still change.
    Provisional,
    /// The record has been checked.
    Final,
}

/// How close a record is to what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verbatim {
    /// Word for word.
    Verbatim,
    /// Smoothed for reading.
    Edited,
    /// Written by a machine and not checked.
    Machine,
}

/// Where an event takes place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Venue {
    /// Its name.
    pub name: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Its page.
    pub url: Option<Address>,
    /// Whether, or at which address, one can take part online.
    pub online: Option<Online>,
}

impl From<String> for Venue {
    fn from(name: String) -> Self {
        Self { name: Some(name), ..Self::default() }
    }
}

/// Taking part online: yes or no, or an address.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged)]
pub enum Online {
    /// Yes or no.
    Is(bool),
    /// An address.
    At(Address),
}

impl<'de> Deserialize<'de> for Online {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        flag_or(deserializer, "`true`, `false` or an address", Self::Is, Self::At)
    }
}

/// An address with what is shown for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebLink {
    /// What is shown.
    pub label: String,
    /// Where it leads.
    #[serde(default)]
    pub url: Option<Address>,
}

/// A name that may have an address: of an organiser, of a licence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Its address.
    #[serde(default)]
    pub url: Option<Address>,
}

impl From<String> for Named {
    fn from(name: String) -> Self {
        Self { name, url: None }
    }
}

/// The recording of an event.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Media {
    /// A sound file beside the event, or an address.
    pub audio: Option<String>,
    /// A video file beside the event, or an address.
    pub video: Option<String>,
    /// A still picture.
    pub poster: Option<String>,
    /// Captions beside the event.
    pub captions: Option<String>,
    /// Seconds to add to every time in the transcript.
    pub offset: f64,
}

/// A correction of the record.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// When it was made.
    pub date: Option<When>,
    /// What was wrong and what is right.
    pub text: String,
    /// The number of the section.
    pub section: Option<u32>,
    /// The id of the turn, as it stands behind `#` in the link to it. It gets a mark that leads to the correction.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub turn: Option<Spanned<String>>,
}

/// An entry of the glossary: an explanation, or a mapping.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged)]
pub enum GlossaryEntry {
    /// The explanation, in Markdown.
    Text(String),
    /// The explanation with more about the term.
    Full(GlossaryTerm),
}

/// A glossary term with all that may be said of it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GlossaryTerm {
    /// The explanation, in Markdown.
    pub text: String,
    /// Other spellings that may stand in double brackets.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The language of the term, if it is not the site's.
    #[serde(default)]
    pub language: Option<Language>,
}

impl From<String> for GlossaryTerm {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl<'de> Deserialize<'de> for GlossaryEntry {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::value::text_or_map::<D, GlossaryTerm>(deserializer).map(Self::Full)
    }
}

impl GlossaryEntry {
    /// The entry with all its parts.
    pub fn term(&self) -> std::borrow::Cow<'_, GlossaryTerm> {
        match self {
            Self::Text(text) => std::borrow::Cow::Owned(GlossaryTerm::from(text.clone())),
            Self::Full(term) => std::borrow::Cow::Borrowed(term),
        }
    }
}
