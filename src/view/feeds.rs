//! Feeds: what is new on the site, at an event, from a speaker. Nothing in them comes from the clock: their times are those
//! of the front matter, and what has none is as old as the calendar of machines.

use std::cmp::Reverse;

use jiff::Timestamp;

use crate::config::{Text, When};
use crate::graph::{FeedFormat, FeedOf};
use crate::model::{Event, EventIx, SpeakerIx, Who};
use crate::path::UrlPath;

use super::outside::Block;
use super::types::FeedView;
use super::{PageRef, Viewer, excerpt};

/// How many entries a feed has at most.
const ENTRIES: usize = 50;
/// How many characters of a turn its title has.
const TITLE: usize = 60;

/// A feed. All addresses in it are absolute.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// The page of what it tells of.
    pub home: String,
    /// Its title.
    pub title: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Its language.
    pub language: String,
    /// Who answers for it.
    pub author: Author,
    /// When it changed last; nothing where no date is known.
    pub updated: Option<Timestamp>,
    /// What it tells, newest first.
    pub entries: Vec<FeedEntry>,
}

/// Who wrote or said something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The name.
    pub name: String,
    /// The address.
    pub url: Option<String>,
}

/// An entry of a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedEntry {
    /// The permanent address, by which readers know the entry.
    pub id: String,
    /// Where it is read.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its language.
    pub language: String,
    /// When it came.
    pub published: Option<Timestamp>,
    /// When it changed last.
    pub updated: Option<Timestamp>,
    /// Who speaks in it.
    pub authors: Vec<Author>,
    /// A sentence about it.
    pub summary: Option<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// Its text.
    pub content: Vec<Block>,
}

/// What an entry tells of.
#[derive(Debug, Clone, Copy)]
enum Subject {
    Event(EventIx),
    Section(EventIx, usize),
    /// By its position among the corrections of the event.
    Correction(EventIx, usize),
    Turn(EventIx, usize, usize),
}

impl Subject {
    fn event(self) -> EventIx {
        match self {
            Self::Event(ix) | Self::Section(ix, _) | Self::Correction(ix, _) | Self::Turn(ix, ..) => ix,
        }
    }
}

/// When something came, and when it changed last.
#[derive(Debug, Clone, Copy, Default)]
struct Times {
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
}

impl Viewer<'_> {
    /// The feeds of the site; none where it has no address or wants none.
    pub fn feeds(&self) -> Vec<FeedOf> {
        if self.base.is_some() { self.graph.feeds() } else { Vec::new() }
    }

    /// Where a feed stands.
    pub fn feed_url(&self, of: FeedOf, format: FeedFormat) -> UrlPath {
        self.graph.feed_url(of, format)
    }

    /// The feeds that a page names, the nearest first.
    pub(super) fn feeds_of(&self, page: PageRef, url: &UrlPath) -> Vec<FeedView> {
        if self.base.is_none() || !self.graph.has_feeds() || page == PageRef::NotFound {
            return Vec::new();
        }
        let of = match (page, Self::event_of(page)) {
            (PageRef::Speaker(ix), _) if self.graph.speaks(ix) => FeedOf::Speaker(ix),
            (_, Some(event)) => self.graph.feed_of_event(event),
            _ => FeedOf::Site,
        };
        let feeds = FeedFormat::ALL.into_iter().map(|format| FeedView {
            title: self.feed_title(of),
            kind: format.media_type(),
            href: self.graph.feed_url(of, format).relative_to(url),
        });
        feeds.collect()
    }

    fn feed_title(&self, of: FeedOf) -> String {
        let site = self.graph.site;
        let own = match of {
            FeedOf::Site => None,
            FeedOf::Event(ix) => site.event(ix).map(|event| event.title.as_str()),
            FeedOf::Speaker(ix) => site.speaker(ix).map(|speaker| speaker.name_in(&site.config.language)),
        };
        own.map_or_else(|| site.config.title.clone(), |own| format!("{own} · {}", site.config.title))
    }

    /// A feed; nothing where the site has no address.
    pub fn feed(&self, of: FeedOf) -> Option<Feed> {
        let site = self.graph.site;
        let mut subjects: Vec<(Times, Subject)> = match of {
            FeedOf::Site => self.subjects_of_site(),
            FeedOf::Event(ix) => self.subjects_of_event(ix),
            FeedOf::Speaker(ix) => self.subjects_of_speaker(ix),
        };
        // What is equally old stays in its order.
        subjects.sort_by_key(|(times, _)| Reverse(times.updated));
        let updated = subjects.first().and_then(|(times, _)| times.updated);
        subjects.truncate(ENTRIES);
        let publisher = site.config.publisher.as_ref();
        let (language, description, author) = match of {
            FeedOf::Site => (&site.config.language, site.config.description.clone(), None),
            FeedOf::Event(ix) => {
                let event = site.event(ix)?;
                let organizer = event.front.organizers.first().map(|Text(organizer)| Author {
                    name: organizer.name.clone(),
                    url: organizer.url.as_deref().map(str::to_owned),
                });
                (&event.language, event.front.summary.clone(), organizer)
            }
            FeedOf::Speaker(ix) => (&site.config.language, None, Some(self.author(ix, None)?)),
        };
        Some(Feed {
            home: self.absolute(&self.graph.feed_home(of))?,
            title: self.feed_title(of),
            description,
            language: language.to_string(),
            author: author.unwrap_or_else(|| match publisher {
                Some(publisher) => {
                    Author { name: publisher.name.clone(), url: publisher.url.as_deref().map(str::to_owned) }
                }
                None => Author { name: site.config.title.clone(), url: None },
            }),
            updated,
            entries: subjects.into_iter().filter_map(|(times, subject)| self.entry(times, subject)).collect(),
        })
    }

    fn subjects_of_site(&self) -> Vec<(Times, Subject)> {
        let mut subjects = Vec::new();
        for ix in &self.graph.newest_first {
            let Some(event) = self.graph.site.event(*ix) else { continue };
            if event.path.is_empty() {
                subjects.extend(self.subjects_of_event(*ix));
            } else {
                subjects.push((times(event, None), Subject::Event(*ix)));
                subjects.extend(self.corrections_in(*ix, event));
            }
        }
        subjects
    }

    /// Its sections, the last one first, the events that it holds, and what was corrected.
    fn subjects_of_event(&self, ix: EventIx) -> Vec<(Times, Subject)> {
        let Some(event) = self.graph.site.event(ix) else { return Vec::new() };
        let mut subjects: Vec<_> = self.corrections_in(ix, event).collect();
        // Where the event stands at the root, all events are told of already.
        for child in event.children.iter().rev().filter(|_| !event.path.is_empty()) {
            if let Some(session) = self.graph.site.event(*child) {
                subjects.push((times(session, None), Subject::Event(*child)));
            }
        }
        let sections = (0..event.sections.len()).rev();
        subjects.extend(sections.map(|at| (times(event, self.corrected_at(ix, event, at)), Subject::Section(ix, at))));
        subjects
    }

    fn subjects_of_speaker(&self, ix: SpeakerIx) -> Vec<(Times, Subject)> {
        let spoken = usize::try_from(ix.0).ok().and_then(|at| self.graph.appearances.get(at));
        let spoken = spoken.map_or(&[][..], Vec::as_slice);
        let mut subjects = Vec::new();
        for appearance in self.once(spoken, &self.site_tongue).into_iter().rev() {
            let Some(event) = self.graph.site.event(appearance.event) else { continue };
            let turns = appearance.turns.iter().rev();
            subjects
                .extend(turns.map(|at| (times(event, None), Subject::Turn(appearance.event, appearance.section, *at))));
        }
        subjects
    }

    fn corrections_in<'a>(&'a self, ix: EventIx, event: &'a Event) -> impl Iterator<Item = (Times, Subject)> + 'a {
        let entries = self.graph.corrections.get(&ix).map_or(&[][..], |found| &found.entries).iter().enumerate();
        entries.filter_map(move |(at, one)| {
            let date = event.front.corrections.get(one.entry)?.date;
            let times = match date.and_then(|when| instant(when, event)) {
                Some(date) => Times { published: Some(date), updated: Some(date) },
                None => times(event, None),
            };
            Some((times, Subject::Correction(ix, at)))
        })
    }

    /// When a section was corrected last.
    fn corrected_at(&self, ix: EventIx, event: &Event, section: usize) -> Option<Timestamp> {
        let entries = &self.graph.corrections.get(&ix)?.entries;
        let here = entries.iter().filter(|one| one.section == Some(section));
        here.filter_map(|one| instant(event.front.corrections.get(one.entry)?.date?, event)).max()
    }

    fn author(&self, ix: SpeakerIx, event: Option<&Event>) -> Option<Author> {
        let speaker = self.graph.site.speaker(ix)?;
        let name = event.and_then(|event| event.participant(ix)).map(|participant| participant.name.clone());
        Some(Author {
            name: name.unwrap_or_else(|| speaker.name_in(&self.site_tongue.language).to_owned()),
            url: self.absolute(&self.graph.speaker_url(ix)),
        })
    }

    fn entry(&self, times: Times, subject: Subject) -> Option<FeedEntry> {
        let ix = subject.event();
        let event = self.graph.site.event(ix)?;
        let entry = |url: String, title: String| FeedEntry {
            id: url.clone(),
            url,
            title,
            language: event.language.to_string(),
            published: times.published,
            updated: times.updated,
            authors: Vec::new(),
            summary: None,
            tags: event.front.tags.clone(),
            content: Vec::new(),
        };
        Some(match subject {
            Subject::Event(_) => {
                let tongue = self.tongue(PageRef::Event(ix));
                let sections = event.sections.iter().filter_map(|section| {
                    let url = self.absolute(&self.graph.section_url(ix, section.number))?;
                    Some((format!("{} {}", section.label(), section.title_or(tongue)), url))
                });
                let mut content = self.leaving_introduction(ix, event);
                content.push(Block::Links(sections.collect()));
                let participants = event.participants.iter().filter(|one| one.declared);
                FeedEntry {
                    authors: participants.filter_map(|one| self.author(one.speaker, Some(event))).collect(),
                    summary: event.front.summary.clone(),
                    content,
                    ..entry(self.absolute(&self.graph.event_url(ix))?, event.title.clone())
                }
            }
            Subject::Section(_, position) => {
                let section = event.sections.get(position)?;
                let tongue = self.tongue(PageRef::Event(ix));
                let speaks = |speaker| section.turns().any(|turn| turn.who.contains(&Who::Known(speaker)));
                let speakers = event.participants.iter().map(|one| one.speaker).filter(|one| speaks(*one));
                let title = format!("{} {}", section.label(), section.title_or(tongue));
                FeedEntry {
                    authors: speakers.filter_map(|one| self.author(one, Some(event))).collect(),
                    summary: section.front.summary.clone(),
                    tags: if section.front.tags.is_empty() { &event.front.tags } else { &section.front.tags }.clone(),
                    content: self.leaving(ix, event, position, None),
                    ..entry(self.absolute(&self.graph.section_url(ix, section.number))?, title)
                }
            }
            Subject::Correction(_, at) => self.correction_entry(ix, event, at, entry)?,
            Subject::Turn(_, position, at) => {
                let section = event.sections.get(position)?;
                let turn = section.turns().nth(at)?;
                let page = self.absolute(&self.graph.section_url(ix, section.number))?;
                let known = turn.who.iter().filter_map(|who| if let Who::Known(one) = who { Some(*one) } else { None });
                let tongue = self.tongue(PageRef::Event(ix));
                let mut content = self.leaving(ix, event, position, Some(at));
                content.push(Block::Links(vec![(
                    format!("{} · {}", section.title_or(tongue), event.title),
                    page.clone(),
                )]));
                let plain = turn.plain();
                FeedEntry {
                    url: if self.graph.has_page(turn) {
                        self.absolute(&self.graph.passage_url(ix, section.number, &turn.id))?
                    } else {
                        format!("{page}#{}", turn.id)
                    },
                    authors: known.filter_map(|one| self.author(one, Some(event))).collect(),
                    content,
                    ..entry(format!("{page}#{}", turn.id), excerpt(&plain, TITLE))
                }
            }
        })
    }

    fn correction_entry(
        &self,
        ix: EventIx,
        event: &Event,
        at: usize,
        entry: impl Fn(String, String) -> FeedEntry,
    ) -> Option<FeedEntry> {
        let one = self.graph.corrections.get(&ix)?.entries.get(at)?;
        let text = &event.front.corrections.get(one.entry)?.text;
        let tongue = self.tongue(PageRef::Event(ix));
        let section = one.section.and_then(|at| event.sections.get(at));
        let mut title = format!("{} · {}", tongue.word("note_correction"), event.title);
        let mut content = vec![Block::Words(text.clone())];
        if let Some(section) = section {
            let page = self.absolute(&self.graph.section_url(ix, section.number))?;
            let place = one.turn.as_ref().map_or_else(|| page.clone(), |turn| format!("{page}#{turn}"));
            let label = format!("{} {}", section.label(), section.title_or(tongue));
            title = format!("{title} · {label}");
            content.push(Block::Links(vec![(label, place)]));
        }
        let url = format!("{}#{}", self.absolute(&self.graph.corrections_url(ix))?, one.id);
        Some(FeedEntry { summary: Some(text.clone()), content, ..entry(url, title) })
    }
}

pub(super) fn instant(when: When, event: &Event) -> Option<Timestamp> {
    when.zoned(&event.zone).map(|zoned| zoned.timestamp())
}

/// The times of what belongs to an event: it came with the event or, under an embargo, thereafter, and changed with the last
/// correction.
fn times(event: &Event, corrected: Option<Timestamp>) -> Times {
    let date = |when: Option<When>| when.and_then(|when| instant(when, event));
    let published = date(event.front.date).max(date(event.front.publish_at));
    Times { published, updated: published.max(corrected) }
}
