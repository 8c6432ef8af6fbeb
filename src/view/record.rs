//! The record of an event for other programs: everything that was said and what is known about it, without a page around it.
//!
//! Addresses are absolute where the site has one. Text is HTML of our own, in which holes are filled with data: the mark of a note is
//! `<sup data-note="1">`, a quotation `<mark data-quotation="k3f9-1">`, a picture names its file in `data-file`.

use crate::config::{Book, Export, Role, Status, Text, Verbatim, When};
use crate::graph::{MediaKind, Source, Target};
use crate::markdown::{Fill, Fragment, Html};
use crate::model::{Event, EventIx, Item, Part, Turn, Who};
use crate::path::UrlPath;
use crate::picture::Frame;

use super::media::offset;
use super::people::{Faces, role_key};
use super::speech::Spot;
use super::tongue::Tongue;
use super::types::FormatView;
use super::{BodyRef, PageRef, Viewer};

/// The record of an event.
pub struct Record<'a> {
    /// The words of the interface in the event's language.
    pub tongue: &'a Tongue<'a>,
    /// The title.
    pub title: &'a str,
    /// The second line.
    pub subtitle: Option<&'a str>,
    /// The page of the event; relative to the site's root where the site has no address.
    pub url: String,
    /// The name of the site.
    pub site: &'a str,
    /// Who publishes it: the name and the address.
    pub publisher: Option<(&'a str, Option<&'a str>)>,
    /// When it begins, for machines.
    pub date: Option<String>,
    /// When it begins, for people.
    pub date_in_words: Option<String>,
    /// When it begins, to the second; nothing where only the day is known.
    pub begins: Option<jiff::ZonedDateTime>,
    /// When it ends, for machines.
    pub end: Option<String>,
    /// Where it takes place.
    pub venue: Vec<&'a str>,
    /// Who holds it.
    pub organizers: Vec<&'a str>,
    /// The series.
    pub series: Option<&'a str>,
    /// A few sentences.
    pub summary: Option<&'a str>,
    /// Keywords.
    pub tags: &'a [String],
    /// The questions that it set out to answer.
    pub questions: &'a [String],
    /// How final it is.
    pub status: Option<Status>,
    /// How close it is to what was said.
    pub verbatim: Option<Verbatim>,
    /// The licence and its address.
    pub license: Option<(&'a str, Option<&'a str>)>,
    /// Where it was taken from.
    pub source_url: Option<&'a str>,
    /// The recording: `audio`, `video` or `page`, and its address.
    pub recording: Option<(&'static str, String)>,
    /// Who takes part, in order of appearance on the page.
    pub people: Vec<Person>,
    /// The editor's introduction.
    pub introduction: Chapter,
    /// The sections.
    pub sections: Vec<Chapter>,
    /// The other formats, with their addresses.
    pub formats: Vec<(Export, String)>,
}

/// Somebody who takes part.
#[derive(Debug, Clone)]
pub struct Person {
    /// The permanent id.
    pub id: String,
    /// The name as printed at the event.
    pub name: String,
    /// What they are there.
    pub role: Option<Role>,
    /// The same in words.
    pub role_in_words: Option<String>,
    /// What they were.
    pub position: Option<String>,
    /// For whom.
    pub organization: Option<String>,
    /// Position and organisation as the language puts them.
    pub affiliation: Option<String>,
    /// The page about them.
    pub url: String,
    /// The file of the portrait.
    pub photo: Option<UrlPath>,
}

/// A section, or the introduction.
#[derive(Debug, Default)]
pub struct Chapter {
    /// The number; nothing for the introduction.
    pub number: Option<u32>,
    /// The title, or what stands for one.
    pub title: Html,
    /// The same without mark-up.
    pub title_text: String,
    /// The page.
    pub url: String,
    /// A sentence.
    pub summary: Option<String>,
    /// What to take away.
    pub key_points: Vec<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// Where it begins in the recording, in seconds: as stated, or with its first turn that has a time.
    pub start: Option<f64>,
    /// Where it ends, as stated.
    pub end: Option<f64>,
    /// What was said.
    pub entries: Vec<Entry>,
    /// The footnotes by number.
    pub notes: Vec<(u32, Html)>,
}

/// Something in a section.
#[derive(Debug)]
pub enum Entry {
    /// A heading, with its level below the section's.
    Topic(u8, Html),
    /// Somebody speaks.
    Turn(Speech),
    /// Something between turns.
    Piece(Piece),
}

/// What somebody says.
#[derive(Debug)]
pub struct Speech {
    /// The permanent id.
    pub id: String,
    /// Who speaks: their ids, where they have one, and names as printed.
    pub voices: Vec<(Option<String>, String)>,
    /// The names in one line.
    pub name: String,
    /// Position and organisation as said at that moment.
    pub role: Option<String>,
    /// Where it begins in the recording, in seconds.
    pub time: Option<f64>,
    /// Whether the audience asks.
    pub question: bool,
    /// The id of the question that it answers.
    pub answers: Option<String>,
    /// Its link.
    pub url: String,
    /// The speech and what interrupts it.
    pub pieces: Vec<Piece>,
}

/// Part of a turn, or of what stands between turns.
#[derive(Debug)]
pub enum Piece {
    /// Words, and where they begin in the recording.
    Words(Html, Option<f64>),
    /// What happens.
    Scene(Html),
    /// A gap in the record.
    Gap(Html),
    /// A boxed note: its kind, its kind in words, its text.
    Note(&'static str, String, Html),
    /// A recording on another host: the name of the host, the address.
    Media(String, String),
}

impl Viewer<'_> {
    /// The events of which formats are made, each with them.
    pub fn exported(&self) -> Vec<(EventIx, Vec<Export>)> {
        let events = self.graph.site.numbered_events().map(|(ix, _)| (ix, self.graph.exports_of(ix)));
        events.filter(|(_, formats)| !formats.is_empty()).collect()
    }

    /// Where the file of an event in a format stands.
    pub fn export_url(&self, event: EventIx, format: Export) -> UrlPath {
        self.graph.export_url(event, format)
    }

    /// The formats in which an event can be had, as its page offers them.
    pub(super) fn formats(&self, event: EventIx, page: &UrlPath) -> Vec<FormatView> {
        let view = |format: Export| FormatView {
            label: format.label(),
            kind: format.media_type(),
            href: self.graph.export_url(event, format).relative_to(page),
        };
        self.graph.offered(event).into_iter().map(view).collect()
    }

    /// How books are made.
    pub fn book(&self) -> Book {
        self.graph.site.config.epub
    }

    /// How much of a picture is shown: of a portrait a square.
    pub fn frame(&self, picture: &UrlPath, portrait: bool) -> Frame {
        let shown = self.graph.site.speakers.iter().filter_map(|speaker| self.graph.portrait(speaker));
        let mut of_it = shown.filter(|(asset, _)| portrait && asset.url == *picture);
        of_it.next().map_or(Frame::Whole, |(_, frame)| frame)
    }

    /// The record of an event.
    pub fn record(&self, ix: EventIx) -> Option<Record<'_>> {
        let event = self.graph.site.event(ix)?;
        let tongue = self.tongue(PageRef::Event(ix));
        let page = self.graph.event_url(ix);
        let faces = self.faces(tongue, &page, ix, event);
        let config = &self.graph.site.config;
        let front = &event.front;
        let venue = front.venue.as_ref().map(|Text(venue)| venue);
        let machine = |when: Option<When>| when.map(|when| when.machine(&event.zone));
        Some(Record {
            tongue,
            title: &event.title,
            subtitle: front.subtitle.as_deref(),
            url: self.outward(&page),
            site: &config.title,
            publisher: config.publisher.as_ref().map(|one| (one.name.as_str(), one.url.as_deref())),
            date: machine(front.date),
            date_in_words: front.date.map(|when| tongue.date(when, &event.zone)),
            begins: front.date.filter(|when| when.has_time()).and_then(|when| when.zoned(&event.zone)),
            end: machine(front.end),
            venue: venue
                .into_iter()
                .flat_map(|venue| venue.name.iter().chain(&venue.address))
                .map(String::as_str)
                .collect(),
            organizers: front.organizers.iter().map(|Text(one)| one.name.as_str()).collect(),
            series: front.series.as_deref(),
            summary: front.summary.as_deref(),
            tags: &front.tags,
            questions: &front.questions,
            status: front.status,
            verbatim: front.verbatim,
            license: front.license.as_ref().map(|Text(one)| (one.name.as_str(), one.url.as_deref())),
            source_url: front.source_url.as_deref(),
            recording: self.recorded_at(ix),
            people: self.people_of(event, &faces),
            introduction: self.opening(ix, event, tongue, &page),
            sections: (0..event.sections.len()).filter_map(|at| self.chapter(ix, event, at, &faces)).collect(),
            formats: self
                .graph
                .offered(ix)
                .into_iter()
                .map(|one| (one, self.outward(&self.graph.export_url(ix, one))))
                .collect(),
        })
    }

    /// The address of a place for those who are elsewhere.
    pub(super) fn outward(&self, url: &UrlPath) -> String {
        self.absolute(url).unwrap_or_else(|| url.as_str().to_owned())
    }

    fn recorded_at(&self, ix: EventIx) -> Option<(&'static str, String)> {
        let address = |target: &Target| match target {
            Target::Inside(url) => self.outward(url),
            Target::Outside(url) => url.clone(),
        };
        Some(match &self.graph.recordings.get(&ix)?.source {
            Source::File(MediaKind::Audio, target) => ("audio", address(target)),
            Source::File(MediaKind::Video, target) => ("video", address(target)),
            Source::Host(_, url) | Source::Link(url) => ("page", url.clone()),
        })
    }

    fn people_of(&self, event: &Event, faces: &Faces<'_>) -> Vec<Person> {
        let person = |participant| {
            let view = faces.participant(participant);
            let speaker = self.graph.site.speaker(participant.speaker)?;
            Some(Person {
                url: self.outward(&self.graph.speaker_url(participant.speaker)),
                photo: self.graph.portrait(speaker).map(|(asset, _)| asset.url.clone()),
                id: view.id,
                name: view.name,
                role: participant.role,
                role_in_words: participant.role.map(|role| faces.tongue.word(role_key(role))),
                position: view.position,
                organization: view.organization,
                affiliation: view.affiliation,
            })
        };
        event.participants.iter().filter_map(person).collect()
    }

    fn opening(&self, ix: EventIx, event: &Event, tongue: &Tongue<'_>, page: &UrlPath) -> Chapter {
        let spot = Spot::new(self, tongue, page, page.clone(), &event.introduction, BodyRef::Introduction(ix));
        let mut chapter = Chapter { url: self.outward(page), ..Chapter::default() };
        Scribe::of(spot, 0.0).body(None, &mut chapter);
        chapter
    }

    fn chapter(&self, ix: EventIx, event: &Event, position: usize, faces: &Faces<'_>) -> Option<Chapter> {
        let section = event.sections.get(position)?;
        let spot = self.spot(faces.tongue, faces.page, ix, position, section);
        let offset = offset(event);
        let first = || section.turns().find_map(|turn| turn.time);
        let scribe = Scribe::of(spot, offset);
        let title_text = section.title_or(faces.tongue);
        let mut chapter = Chapter {
            number: Some(section.number),
            title: if section.title_text.is_empty() {
                Html::text(&title_text)
            } else {
                scribe.html(&section.title, None)
            },
            title_text,
            url: self.outward(&self.graph.section_url(ix, section.number)),
            summary: section.front.summary.clone(),
            key_points: section.front.key_points.clone(),
            tags: section.front.tags.clone(),
            start: section.start.or_else(first).and_then(|time| moment(time, offset)),
            end: section.end.and_then(|time| moment(time, offset)),
            ..Chapter::default()
        };
        scribe.body(Some(faces), &mut chapter);
        Some(chapter)
    }
}

/// A time of the transcript as one of the recording, to the millisecond; nothing before its beginning.
fn moment(written: f64, offset: f64) -> Option<f64> {
    let seconds = ((written + offset) * 1000.0).round() / 1000.0;
    (seconds >= 0.0).then_some(seconds)
}

/// Writes down a body.
struct Scribe<'a> {
    spot: Spot<'a>,
    offset: f64,
}

impl<'a> Scribe<'a> {
    fn of(mut spot: Spot<'a>, offset: f64) -> Self {
        spot.anchors = false;
        spot.leaves = true;
        Self { spot, offset }
    }

    fn body(&self, faces: Option<&Faces<'_>>, chapter: &mut Chapter) {
        let body = self.spot.body;
        let turns: Vec<&Turn> = super::speech::turns(body).collect();
        let levels =
            body.items.iter().filter_map(|item| if let Item::Topic(topic) = item { Some(topic.level) } else { None });
        let top = levels.min().unwrap_or(1);
        for item in &body.items {
            chapter.entries.push(match item {
                Item::Topic(topic) => Entry::Topic(topic.level - top, self.html(&topic.title, None)),
                Item::Part(part) => Entry::Piece(self.piece(part, None)),
                Item::Turn(turn) => match faces {
                    Some(faces) => Entry::Turn(self.speech(turn, &turns, faces)),
                    None => continue,
                },
            });
        }
        let labels = (1_u32..).zip(&body.references.notes);
        let notes = labels.filter_map(|(number, label)| Some((number, self.html(body.notes.get(label)?, None))));
        chapter.notes = notes.collect();
    }

    fn speech(&self, turn: &Turn, turns: &[&Turn], faces: &Faces<'_>) -> Speech {
        let voice = |who: &Who| {
            let id = if let Who::Known(_) = who { Some(faces.id(who).to_owned()) } else { None };
            (id.filter(|id| !id.is_empty()), self.spot.viewer.printed_name(faces.event, who, turn, faces.tongue))
        };
        let voices: Vec<(Option<String>, String)> = turn.who.iter().map(voice).collect();
        let names: Vec<&str> = voices.iter().map(|(_, name)| name.as_str()).collect();
        Speech {
            id: turn.id.clone(),
            name: names.join(&faces.tongue.word("comma")),
            voices,
            role: turn.role.clone(),
            time: turn.time.and_then(|time| moment(time, self.offset)),
            question: turn.question,
            answers: turn.answers.and_then(|at| turns.get(at)).map(|question| question.id.clone()),
            url: format!("{}#{}", self.spot.viewer.outward(&self.spot.home), turn.id),
            pieces: turn.parts.iter().map(|part| self.piece(part, Some(turn))).collect(),
        }
    }

    fn piece(&self, part: &Part, turn: Option<&Turn>) -> Piece {
        match part {
            Part::Text(text) => {
                Piece::Words(self.html(text, turn), text.time().and_then(|time| moment(time, self.offset)))
            }
            Part::Scene(text) => Piece::Scene(self.html(text, turn)),
            Part::Gap(text) => Piece::Gap(self.html(text, turn)),
            Part::Note(note) => {
                let title = self.spot.tongue.word(&format!("note_{}", note.kind.replace('-', "_")));
                Piece::Note(note.kind, title, self.html(&note.text, None))
            }
            Part::Media(embed, url) => Piece::Media(embed.host.to_owned(), url.clone()),
        }
    }

    fn html(&self, fragment: &Fragment, turn: Option<&Turn>) -> Html {
        fragment.fill_bare(|fill, out| match fill {
            Fill::Note(n) => {
                out.push_str("<sup data-note=\"");
                out.push_str(&n.saturating_add(1).to_string());
                out.push_str("\"></sup>");
            }
            Fill::Quotation(n) => {
                if let (Some(turn), Ok(at)) = (turn, usize::try_from(n)) {
                    super::speech::attribute(out, "data-quotation", &turn.quotation_id(at));
                }
            }
            Fill::Picture(n) => {
                if let Some(asset) = self.spot.asset(n) {
                    super::speech::attribute(out, "src", &self.spot.viewer.outward(&asset.url));
                    super::speech::attribute(out, "data-file", asset.url.as_str());
                }
            }
            Fill::Link(_) | Fill::LinkText(_) | Fill::Paragraph(_) | Fill::Time(_) => self.spot.fill(fill, turn, out),
        })
    }
}
