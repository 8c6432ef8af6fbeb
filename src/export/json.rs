//! `event.json`: everything that a record holds, as data.
//!
//! The types are the description: `event.schema.json` beside this file is made of them, and a test holds the two together.
//! What is not known is left out. Further keys may come; those that are here keep their meaning as long as `version` is 1.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::config::{Role, Status, Verbatim};
use crate::text;
use crate::view::record::{Chapter, Entry, Piece, Record, Speech};

/// The record of an event, as Plenary writes it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Event<'a> {
    /// What this file is.
    format: Format,
    /// The version of its form.
    version: u8,
    /// The title.
    title: &'a str,
    /// The second line.
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitle: Option<&'a str>,
    /// The page of the event.
    url: &'a str,
    /// The language of the record, a BCP 47 tag.
    language: &'a str,
    /// The site on which it is published.
    site: &'a str,
    /// Who publishes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Named<'a>>,
    /// When it begins: a day, or a time with the offset of its zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<&'a str>,
    /// Where it takes place: a name, an address.
    #[serde(skip_serializing_if = "is_empty")]
    venue: &'a [&'a str],
    /// Who holds it.
    #[serde(skip_serializing_if = "is_empty")]
    organizers: &'a [&'a str],
    /// The series that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<&'a str>,
    /// A few sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    /// Keywords.
    #[serde(skip_serializing_if = "is_empty")]
    tags: &'a [String],
    /// The questions that it set out to answer.
    #[serde(skip_serializing_if = "is_empty")]
    questions: &'a [String],
    /// How final the record is.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// How close it is to what was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    verbatim: Option<Verbatim>,
    /// The licence of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<Named<'a>>,
    /// Where the record was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_url: Option<&'a str>,
    /// The recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    recording: Option<Recording<'a>>,
    /// Who takes part, in order of appearance.
    people: Vec<Person<'a>>,
    /// The editor's introduction.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    introduction: Vec<Item<'a>>,
    /// The footnotes of the introduction.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Footnote<'a>>,
    /// The sections, by number.
    sections: Vec<Section<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
enum Format {
    #[serde(rename = "plenary-event")]
    PlenaryEvent,
}

/// A name that may have an address.
#[derive(Debug, Serialize, JsonSchema)]
struct Named<'a> {
    /// The name.
    name: &'a str,
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// The recording of an event.
#[derive(Debug, Serialize, JsonSchema)]
struct Recording<'a> {
    /// `audio` and `video` are files, `page` is a page that plays it.
    kind: &'static str,
    /// Where it is.
    url: &'a str,
}

/// Somebody who takes part, as they were then.
#[derive(Debug, Serialize, JsonSchema)]
struct Person<'a> {
    /// The permanent id, unique on the site.
    id: &'a str,
    /// The name as printed.
    name: &'a str,
    /// What they are at the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// What they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<&'a str>,
    /// For whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<&'a str>,
    /// The page about them.
    url: &'a str,
}

/// A section.
#[derive(Debug, Serialize, JsonSchema)]
struct Section<'a> {
    /// The number, as in its address.
    number: u32,
    /// The title.
    title: &'a str,
    /// The page.
    url: &'a str,
    /// A sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    /// What to take away.
    #[serde(skip_serializing_if = "is_empty")]
    key_points: &'a [String],
    /// Keywords.
    #[serde(skip_serializing_if = "is_empty")]
    tags: &'a [String],
    /// Where it begins in the recording, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<f64>,
    /// Where it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<f64>,
    /// What was said, in order.
    items: Vec<Item<'a>>,
    /// The footnotes; `sup[data-note]` in `html` marks where they belong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Footnote<'a>>,
}

/// A footnote.
#[derive(Debug, Serialize, JsonSchema)]
struct Footnote<'a> {
    /// Its number in the section.
    number: u32,
    #[serde(flatten)]
    words: Words<'a>,
}

/// Words, twice.
#[derive(Debug, Serialize, JsonSchema)]
struct Words<'a> {
    /// Without mark-up; a line is a paragraph.
    text: Cow<'a, str>,
    /// As HTML; nothing where it says no more than the text in one paragraph.
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
}

/// Something in a section, or in a turn.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Item<'a> {
    /// A heading inside a section.
    Topic {
        /// Its level below that of the section: 0, 1, 2 …
        level: u8,
        #[serde(flatten)]
        words: Words<'a>,
    },
    /// Somebody speaks.
    Turn(Turn<'a>),
    /// Words: of the speaker inside a turn, of the editor outside.
    Words {
        /// Where they begin in the recording, in seconds.
        #[serde(skip_serializing_if = "Option::is_none")]
        time: Option<f64>,
        #[serde(flatten)]
        words: Words<'a>,
    },
    /// What happens.
    Scene {
        #[serde(flatten)]
        words: Words<'a>,
    },
    /// A gap in the record.
    Gap {
        #[serde(flatten)]
        words: Words<'a>,
    },
    /// A boxed note of the editor.
    Note {
        /// Its kind: `note`, `context`, `correction`, `fact-check`, `translation`, `tip`, `important`, `warning`, `caution`.
        kind: &'a str,
        #[serde(flatten)]
        words: Words<'a>,
    },
    /// A recording on another host.
    Media {
        /// The name of the host.
        host: &'a str,
        /// The address.
        url: &'a str,
    },
}

/// One speaker's uninterrupted speech.
#[derive(Debug, Serialize, JsonSchema)]
struct Turn<'a> {
    /// The permanent id, unique in the event.
    id: &'a str,
    /// The link to it.
    url: &'a str,
    /// Who speaks; several speak at once.
    speakers: Vec<Voice<'a>>,
    /// Position and organisation as said at that moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    /// Where it begins in the recording, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<f64>,
    /// Whether it puts a question from the audience.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    question: bool,
    /// The id of the question that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<&'a str>,
    /// The speech and what interrupts it.
    parts: Vec<Item<'a>>,
}

/// Who speaks.
#[derive(Debug, Serialize, JsonSchema)]
struct Voice<'a> {
    /// The id among the people; nothing for the audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    /// The name as printed.
    name: &'a str,
}

fn is_empty<T>(list: &&[T]) -> bool {
    list.is_empty()
}

/// The file.
pub fn file(record: &Record<'_>) -> String {
    let named = |(name, url)| Named { name, url };
    super::json(&Event {
        format: Format::PlenaryEvent,
        version: 1,
        title: record.title,
        subtitle: record.subtitle,
        url: &record.url,
        language: record.tongue.language.as_str(),
        site: record.site,
        publisher: record.publisher.map(named),
        date: record.date.as_deref(),
        end: record.end.as_deref(),
        venue: &record.venue,
        organizers: &record.organizers,
        series: record.series,
        summary: record.summary,
        tags: record.tags,
        questions: record.questions,
        status: record.status,
        verbatim: record.verbatim,
        license: record.license.map(named),
        source_url: record.source_url,
        recording: record.recording.as_ref().map(|(kind, url)| Recording { kind, url }),
        people: record.people.iter().map(person).collect(),
        introduction: items(&record.introduction),
        notes: notes(&record.introduction),
        sections: record.sections.iter().map(section).collect(),
    })
}

/// The JSON Schema (2020-12) of the file.
pub fn schema() -> schemars::Schema {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Event<'static>>()
}

fn person(person: &crate::view::record::Person) -> Person<'_> {
    Person {
        id: &person.id,
        name: &person.name,
        role: person.role,
        position: person.position.as_deref(),
        organization: person.organization.as_deref(),
        url: &person.url,
    }
}

fn section(chapter: &Chapter) -> Section<'_> {
    Section {
        number: chapter.number.unwrap_or_default(),
        title: &chapter.title_text,
        url: &chapter.url,
        summary: chapter.summary.as_deref(),
        key_points: &chapter.key_points,
        tags: &chapter.tags,
        start: chapter.start,
        end: chapter.end,
        items: items(chapter),
        notes: notes(chapter),
    }
}

fn notes(chapter: &Chapter) -> Vec<Footnote<'_>> {
    chapter.notes.iter().map(|(number, html)| Footnote { number: *number, words: words(html.as_str()) }).collect()
}

fn items(chapter: &Chapter) -> Vec<Item<'_>> {
    let item = |entry| match entry {
        &Entry::Topic(level, ref title) => Item::Topic { level, words: words(title.as_str()) },
        Entry::Piece(one) => piece(one),
        Entry::Turn(speech) => Item::Turn(turn(speech)),
    };
    chapter.entries.iter().map(item).collect()
}

fn turn(speech: &Speech) -> Turn<'_> {
    Turn {
        id: &speech.id,
        url: &speech.url,
        speakers: speech.voices.iter().map(|(id, name)| Voice { id: id.as_deref(), name }).collect(),
        role: speech.role.as_deref(),
        time: speech.time,
        question: speech.question,
        answers: speech.answers.as_deref(),
        parts: speech.pieces.iter().map(piece).collect(),
    }
}

fn piece(piece: &Piece) -> Item<'_> {
    match piece {
        Piece::Words(html, time) => Item::Words { time: *time, words: words(html.as_str()) },
        Piece::Scene(html) => Item::Scene { words: words(html.as_str()) },
        Piece::Gap(html) => Item::Gap { words: words(html.as_str()) },
        Piece::Note(kind, _, html) => Item::Note { kind, words: words(html.as_str()) },
        Piece::Media(host, url) => Item::Media { host, url },
    }
}

fn words(html: &str) -> Words<'_> {
    // Most of what is said is one paragraph without mark-up.
    let inside = html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>\n")).unwrap_or(html);
    if !inside.contains('<') && !inside.contains('\n') {
        let text = if inside.contains('&') { text::plain(inside).into() } else { Cow::Borrowed(inside) };
        return Words { text, html: None };
    }
    Words { text: super::plain::lines(html).into(), html: Some(html) }
}
