//! The transcript as a model: sites, events, sections, turns, speakers.
//!
//! In: the sources. Out: a [`Site`] in which every turn knows who speaks, every question who answers, and every
//! speaker their role at the time; and what was found on the way. It knows nothing of addresses and pages.

mod body;
mod build;
mod label;
mod near;
mod notes;
mod numeral;
mod people;
mod reread;
mod roster;
mod settle;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use build::{Conditions, build};
pub use reread::reread;

use crate::config::{EventFront, Language, PageFront, Role, SectionFront, SiteConfig, SpeakerFront, When, Words};
use crate::diag::File;
use crate::markdown::{Embed, Fragment, References};
use crate::text::Count;

/// The number of a speaker in [`Site::speakers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeakerIx(pub u32);

/// The number of an event in [`Site::events`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventIx(pub u32);

/// Whom a label names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A speaker of the site.
    Known(SpeakerIx),
    /// Somebody whom only this label names; given a number once all sources are read.
    Named(String),
    /// The audience.
    Audience,
}

/// Everything that was said, and by whom.
#[derive(Debug, Default)]
pub struct Site {
    /// `site.yaml`.
    pub config: SiteConfig,
    /// The words of the interface.
    pub words: Words,
    /// The events, by path.
    pub events: Vec<Event>,
    /// The speakers, by id.
    pub speakers: Vec<Speaker>,
    /// The plain pages, by name.
    pub pages: Vec<Page>,
    /// The glossary, by term.
    pub glossary: Vec<Term>,
    /// When the next embargo ends, so that there is more to build then.
    pub awaited: Option<Timestamp>,
    readings: reread::Readings,
}

impl Site {
    /// The speaker of a number.
    pub fn speaker(&self, ix: SpeakerIx) -> Option<&Speaker> {
        self.speakers.get(usize::try_from(ix.0).ok()?)
    }

    /// The event of a number.
    pub fn event(&self, ix: EventIx) -> Option<&Event> {
        self.events.get(usize::try_from(ix.0).ok()?)
    }

    /// The events with their numbers.
    pub fn numbered_events(&self) -> impl Iterator<Item = (EventIx, &Event)> {
        (0_u32..).map(EventIx).zip(&self.events)
    }

    /// The speakers with their numbers.
    pub fn numbered_speakers(&self) -> impl Iterator<Item = (SpeakerIx, &Speaker)> {
        (0_u32..).map(SpeakerIx).zip(&self.speakers)
    }
}

/// A panel, a talk, a hearing, or a conference that holds such.
#[derive(Debug)]
pub struct Event {
    /// The folder below `content/`; empty at the root.
    pub path: String,
    /// Its front matter.
    pub front: EventFront,
    /// Its title.
    pub title: String,
    /// The language of its record.
    pub language: Language,
    /// The zone of its times.
    pub zone: TimeZone,
    /// Who takes part, in order of appearance on the page.
    pub participants: Vec<Participant>,
    /// Where among them each speaker is, by speaker.
    pub(crate) places: Vec<(SpeakerIx, usize)>,
    /// The text of `event.md`.
    pub introduction: Body,
    /// The sections, by number.
    pub sections: Vec<Section>,
    /// The event that holds it.
    pub parent: Option<EventIx>,
    /// The events that it holds, in order of time.
    pub children: Vec<EventIx>,
    /// Why it is only built with drafts, if it is: by its own front matter or that of an event around it.
    pub withheld: Option<Withheld>,
    /// `event.md`.
    pub file: Arc<File>,
    /// Names that only labels use, as they were first printed here, in order.
    pub named: Vec<String>,
}

impl Event {
    /// When it begins; an event without a date is older than all others.
    pub fn begins(&self) -> Timestamp {
        let date = self.front.date.and_then(|when| when.zoned(&self.zone));
        date.map_or(Timestamp::MIN, |zoned| zoned.timestamp())
    }

    /// The participant who is a speaker.
    pub fn participant(&self, speaker: SpeakerIx) -> Option<&Participant> {
        let at = self.places.binary_search_by_key(&speaker, |(ix, _)| *ix).ok()?;
        self.participants.get(self.places.get(at)?.1)
    }

    fn places(participants: &[Participant]) -> Vec<(SpeakerIx, usize)> {
        let mut places: Vec<_> = participants.iter().enumerate().map(|(at, one)| (one.speaker, at)).collect();
        places.sort_unstable();
        places.dedup_by_key(|(ix, _)| *ix);
        places
    }
}

/// Why something is only built with drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// It is not finished.
    Draft,
    /// It may not be published before a time.
    Embargo(When),
}

/// A speaker at an event, as they were then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub speaker: SpeakerIx,
    /// The name as printed at the event.
    pub name: String,
    /// What they are there.
    pub role: Option<Role>,
    /// For whom they spoke.
    pub organization: Option<String>,
    /// What they were.
    pub position: Option<String>,
    /// Whether the event lists them.
    pub declared: bool,
}

/// A numbered part of an event.
#[derive(Debug)]
pub struct Section {
    /// The number.
    pub number: u32,
    /// The title, or nothing.
    pub title: Fragment,
    /// Its text without mark-up.
    pub title_text: String,
    /// Its front matter.
    pub front: SectionFront,
    /// Where it begins in the recording, in seconds.
    pub start: Option<f64>,
    /// Where it ends.
    pub end: Option<f64>,
    /// What was said.
    pub body: Body,
    /// The file that holds it.
    pub file: Arc<File>,
    /// Where in the file it begins.
    pub span: Range<usize>,
}

impl Section {
    /// The number as it stands in addresses: two digits at least.
    pub fn label(&self) -> String {
        format!("{:02}", self.number)
    }

    /// The turns, in order.
    pub fn turns(&self) -> impl Iterator<Item = &Turn> {
        self.body.items.iter().filter_map(|item| match item {
            Item::Turn(turn) => Some(turn),
            Item::Topic(_) | Item::Part(_) => None,
        })
    }
}

/// The text of a source.
#[derive(Debug, Default)]
pub struct Body {
    /// Turns, topics and what stands between them.
    pub items: Vec<Item>,
    /// What the fragments refer to.
    pub references: References,
    /// The footnotes, by label; their numbers are those of [`References::notes`].
    pub notes: BTreeMap<String, Fragment>,
    /// How much is said in it, the editor's words not counted.
    pub count: Count,
}

impl Body {
    /// How many words there are to read in it, the editor's too, two characters of scripts without spaces counted as one.
    pub fn words(&self) -> usize {
        let part = |part: &Part| match part {
            Part::Text(text) | Part::Scene(text) | Part::Gap(text) | Part::Note(Note { text, .. }) => words(text),
            Part::Media(..) => 0,
        };
        let item = |item: &Item| match item {
            Item::Turn(turn) => turn.parts.iter().map(part).sum(),
            Item::Topic(topic) => words(&topic.title),
            Item::Part(one) => part(one),
        };
        let all = self.items.iter().map(item).sum::<u64>() + self.notes.values().map(words).sum::<u64>();
        usize::try_from(all).unwrap_or(usize::MAX)
    }
}

fn words(text: &Fragment) -> u64 {
    Count::of(&text.plain()).size() / 2
}

/// A part of a body.
#[derive(Debug)]
pub enum Item {
    /// Somebody speaks.
    Turn(Turn),
    /// A heading inside a section.
    Topic(Topic),
    /// The editor's words, a scene or a note outside any turn.
    Part(Part),
}

/// A heading inside a section.
#[derive(Debug)]
pub struct Topic {
    /// Its level in the source, 1 to 6.
    pub level: u8,
    /// Its text.
    pub title: Fragment,
    /// Its anchor, unique in the section.
    pub anchor: String,
}

/// Part of a turn, or of what stands between turns.
#[derive(Debug)]
pub enum Part {
    /// Words: of the speaker inside a turn, of the editor outside.
    Text(Fragment),
    /// What happens.
    Scene(Fragment),
    /// A gap in the record.
    Gap(Fragment),
    /// A boxed note.
    Note(Note),
    /// A recording on another host.
    Media(Box<Embed>, String),
}

/// A boxed note.
#[derive(Debug)]
pub struct Note {
    /// Its kind in lower case: `note`, `context`, `correction`, `fact-check`, `translation`, `tip` …
    pub kind: &'static str,
    /// Its text.
    pub text: Fragment,
}

/// One speaker's uninterrupted speech.
#[derive(Debug)]
pub struct Turn {
    /// Its permanent id, unique in the event; given by the graph.
    pub id: String,
    /// Who speaks; several speak at once.
    pub who: Vec<Who>,
    /// The name as printed.
    pub printed: String,
    /// Position and organisation as said at that moment.
    pub role: Option<String>,
    /// Seconds into the recording.
    pub time: Option<f64>,
    /// The id that the editor pinned.
    pub pin: Option<String>,
    /// Whether it puts a question from the audience.
    pub question: bool,
    /// The position of the question that it answers, among the turns of its section.
    pub answers: Option<usize>,
    /// The speech and what interrupts it.
    pub parts: Vec<Part>,
    /// Its quotations, as positions in [`References::quotations`].
    pub quotations: Range<usize>,
    /// The fingerprint of its words, given with the id.
    pub fingerprint: String,
    /// The numbers of its quotations behind its id, given with the id.
    pub quoted: Vec<u32>,
    /// How much is said.
    pub count: Count,
    /// Its label in the file.
    pub span: Range<usize>,
    /// Where in the file its first words stand, behind label, time and pin.
    pub opens: usize,
}

impl Turn {
    /// The id of one of its quotations, by its position in [`References::quotations`]: that of the turn and a number.
    pub fn quotation_id(&self, position: usize) -> String {
        let number = self.quoted.get(position.saturating_sub(self.quotations.start)).copied().unwrap_or_default();
        format!("{}-{number}", self.id)
    }

    /// The beginning of its fingerprint, which links carry along.
    pub fn version(&self) -> &str {
        self.fingerprint.get(..3).unwrap_or_default()
    }

    /// The spoken words without mark-up.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            if let Part::Text(text) = part {
                out.push_str(&text.plain());
            }
        }
        out
    }
}

/// A person, or a named group, who has turns.
#[derive(Debug)]
pub struct Speaker {
    /// The permanent id.
    pub id: String,
    /// The name in the site's language, or as first printed.
    pub name: String,
    /// The front matter of the profile; empty without one.
    pub front: SpeakerFront,
    /// The biography.
    pub biography: Body,
    /// The profile.
    pub file: Option<Arc<File>>,
}

impl Speaker {
    /// The name in a language: as stated for it, or for its primary subtag, or the name as such.
    pub fn name_in(&self, language: &Language) -> &str {
        let names = &self.front.names;
        names.get(language.as_str()).or_else(|| names.get(language.primary())).unwrap_or(&self.name)
    }
}

/// A plain page.
#[derive(Debug)]
pub struct Page {
    /// Its name in the address.
    pub slug: String,
    /// Its front matter.
    pub front: PageFront,
    /// Its title.
    pub title: String,
    /// Its language.
    pub language: Language,
    /// Its text.
    pub body: Body,
    /// The file.
    pub file: Arc<File>,
}

/// A term of the glossary.
#[derive(Debug)]
pub struct Term {
    /// The term.
    pub term: String,
    /// Its anchor in the glossary's page.
    pub anchor: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Its language.
    pub language: Language,
    /// What it means.
    pub text: Body,
}
