//! The pages of single turns and quotations.
//!
//! A site may have a hundred thousand of them, so a page is made from its turn and its neighbours alone.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::model::{Event, EventIx, Section, Turn};
use crate::path::UrlPath;

use super::events::section_title;
use super::people::Faces;
use super::tongue::Tongue;
use super::types::{Content, DateView, Link, PassageLine, PassageView, QuotationPage, RecordingView, TurnPage};
use super::{Facts, Made, PageRef, Viewer, excerpt, qr};

/// How many characters of a passage the title of its page has.
const TITLE: usize = 60;
/// How many the description has.
const DESCRIPTION: usize = 150;
/// How many a line about a neighbour has.
const LINE: usize = 80;
/// How many of the question that a passage answers are shown.
const QUESTION: usize = 280;

/// A turn in its section.
struct Here<'a> {
    ix: EventIx,
    event: &'a Event,
    position: usize,
    section: &'a Section,
    turns: Vec<&'a Turn>,
    at: usize,
    turn: &'a Turn,
    tongue: &'a Tongue<'a>,
    page: &'a UrlPath,
}

impl Viewer<'_> {
    /// The pages of the turns and quotations of a section.
    pub(super) fn passages(&self, ix: EventIx, position: usize, section: &Section) -> impl Iterator<Item = PageRef> {
        section.turns().enumerate().flat_map(move |(at, turn)| {
            let own = self.graph.has_page(turn).then_some(PageRef::Turn(ix, position, at));
            let quotations = self.graph.quotation_pages(turn);
            own.into_iter().chain(quotations.map(move |n| PageRef::Quotation(ix, position, n)))
        })
    }

    /// The pages of an event's turns and quotations.
    pub fn passages_of(&self, ix: EventIx) -> Vec<PageRef> {
        let sections = self.graph.site.event(ix).into_iter().flat_map(|event| event.sections.iter().enumerate());
        sections.flat_map(|(position, section)| self.passages(ix, position, section)).collect()
    }

    /// Where the page of a turn or a quotation stands.
    pub(super) fn passage_page_url(&self, page: PageRef) -> UrlPath {
        let (PageRef::Turn(ix, position, _) | PageRef::Quotation(ix, position, _)) = page else {
            return UrlPath::home();
        };
        let section = self.graph.site.event(ix).and_then(|event| event.sections.get(position));
        let id = section.and_then(|section| match page {
            PageRef::Turn(_, _, at) => section.turns().nth(at).map(|turn| turn.id.clone()),
            PageRef::Quotation(_, _, n) => {
                section.turns().find(|turn| turn.quotations.contains(&n)).map(|turn| turn.quotation_id(n))
            }
            _ => None,
        });
        self.graph.passage_url(ix, section.map_or(0, |section| section.number), &id.unwrap_or_default())
    }

    /// The same passage in a translation of its event, if the same people speak there.
    pub(super) fn passage_twin(&self, page: PageRef, other: EventIx) -> Option<UrlPath> {
        let (PageRef::Turn(ix, position, n) | PageRef::Quotation(ix, position, n)) = page else { return None };
        let section = self.graph.site.event(ix)?.sections.get(position)?;
        let twin = self.graph.site.event(other)?.sections.iter().find(|twin| twin.number == section.number)?;
        let at = match page {
            PageRef::Quotation(..) => section.turns().position(|turn| turn.quotations.contains(&n))?,
            _ => n,
        };
        let there = self.graph.twin_turn(ix, section.number, at, other)?;
        let (turn, same) = (section.turns().nth(at)?, twin.turns().nth(there)?);
        if turn.who != same.who {
            return None;
        }
        let id = match page {
            PageRef::Quotation(..) if turn.quotations.len() == same.quotations.len() => {
                same.quotation_id(same.quotations.start + n - turn.quotations.start)
            }
            _ => same.id.clone(),
        };
        self.graph.has_page(same).then(|| self.graph.passage_url(other, twin.number, &id))
    }

    fn here<'a>(
        &'a self,
        (ix, position): (EventIx, usize),
        wanted: impl Fn(usize, &Turn) -> bool,
        tongue: &'a Tongue<'a>,
        page: &'a UrlPath,
    ) -> Option<Here<'a>> {
        let event = self.graph.site.event(ix)?;
        let section = event.sections.get(position)?;
        let turns: Vec<&Turn> = section.turns().collect();
        let at = turns.iter().enumerate().position(|(at, turn)| wanted(at, turn))?;
        let turn = turns.get(at).copied()?;
        Some(Here { ix, event, position, section, turns, at, turn, tongue, page })
    }

    pub(super) fn turn_page(
        &self,
        place: (EventIx, usize),
        wanted: usize,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Made {
        let Some(here) = self.here(place, |at, _| at == wanted, tongue, page) else {
            return self.not_found_page(tongue, page);
        };
        let spot = self.spot(tongue, page, here.ix, here.position, here.section);
        let faces = self.few_faces(&here);
        let passage = self.passage(&here, &faces, &here.turn.id);
        let answers = here.turns.iter().filter(|turn| turn.answers == Some(here.at));
        let turn = spot.turn(here.turn, &here.turns, None, &faces, &mut Vec::new());
        let recording = turn.time.clone().and_then(|time| {
            let next = here.turns.iter().skip(here.at + 1).find_map(|turn| turn.time);
            let whole =
                self.recording(here.ix, here.event, Some(here.position), &passage.section.label, tongue, page)?;
            let end = next.and_then(|next| self.moment(Some(here.ix), next, tongue, page, false));
            Some(RecordingView { start: Some(time), end: end.map_or(whole.end, |end| Some(end.seconds)), ..whole })
        });
        let view = TurnPage {
            turn,
            recording,
            answers: answers.map(|turn| self.line(&here, &faces, turn, LINE)).collect(),
            passage,
        };
        let head = self.passage_facts(&here, &view.passage, &here.turn.plain());
        (Content::Turn(Box::new(view)), head)
    }

    pub(super) fn quotation_page(
        &self,
        place: (EventIx, usize),
        n: usize,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Made {
        let found = self.here(place, |_, turn| turn.quotations.contains(&n), tongue, page);
        let Some((here, quotation)) =
            found.and_then(|here| here.section.body.references.quotations.get(n).map(|quotation| (here, quotation)))
        else {
            return self.not_found_page(tongue, page);
        };
        let faces = self.few_faces(&here);
        let id = here.turn.quotation_id(n);
        let view = QuotationPage {
            passage: self.passage(&here, &faces, &id),
            id,
            version: here.turn.version().to_owned(),
            text: quotation.text.clone(),
            turn: self.turn_href(&here, here.turn),
            picture: self.tall_link(page),
        };
        let head = self.passage_facts(&here, &view.passage, &quotation.text);
        (Content::Quotation(Box::new(view)), head)
    }

    /// The speakers of an event, of whom only those who are asked for are made.
    fn few_faces<'a>(&'a self, here: &Here<'a>) -> Faces<'a> {
        Faces {
            viewer: self,
            tongue: here.tongue,
            page: here.page,
            ix: here.ix,
            event: here.event,
            voices: OnceCell::from(BTreeMap::new()),
        }
    }

    fn passage(&self, here: &Here<'_>, faces: &Faces<'_>, id: &str) -> PassageView {
        let Here { event, section, turns, tongue, page, .. } = here;
        let home = self.graph.section_url(here.ix, section.number);
        let spot = self.spot(tongue, page, here.ix, here.position, section);
        let line = |at: usize, characters| turns.get(at).map(|turn| self.line(here, faces, turn, characters));
        let date = event.front.date;
        PassageView {
            event: Link { label: event.title.clone(), href: self.graph.event_url(here.ix).relative_to(page) },
            date: date
                .map(|when| DateView { machine: when.machine(&event.zone), text: tongue.day_of(when, &event.zone) }),
            section: Link { label: section_title(section, &spot).1, href: home.relative_to(page) },
            label: section.label(),
            position: tongue.fill(
                "section_position",
                &[("n", &tongue.number(here.position + 1)), ("total", &tongue.number(event.sections.len()))],
            ),
            context: format!("{}#{id}", home.relative_to(page)),
            speakers: here.turn.who.iter().map(|who| faces.face(who, Some(here.turn))).collect(),
            role: here.turn.role.clone(),
            question: here.turn.answers.and_then(|at| line(at, QUESTION)),
            before: here.at.checked_sub(1).and_then(|at| line(at, LINE)),
            after: line(here.at + 1, LINE),
            code: self.absolute(page).and_then(qr::code),
        }
    }

    fn line(&self, here: &Here<'_>, faces: &Faces<'_>, turn: &Turn, characters: usize) -> PassageLine {
        let names: Vec<String> = turn.who.iter().map(|who| faces.face(who, Some(turn)).name).collect();
        PassageLine {
            name: names.join(&here.tongue.word("comma")),
            text: excerpt(&turn.plain(), characters),
            href: self.turn_href(here, turn),
        }
    }

    /// The page of a turn or, where it has none, its place in the section.
    fn turn_href(&self, here: &Here<'_>, turn: &Turn) -> String {
        if self.graph.has_page(turn) {
            self.graph.passage_url(here.ix, here.section.number, &turn.id).relative_to(here.page)
        } else {
            format!("{}#{}", self.graph.section_url(here.ix, here.section.number).relative_to(here.page), turn.id)
        }
    }

    /// Chat apps show the passage; search engines are led to the section, so that they see one page.
    fn passage_facts(&self, here: &Here<'_>, passage: &PassageView, text: &str) -> Facts {
        let names: Vec<&str> = passage.speakers.iter().map(|speaker| speaker.name.as_str()).collect();
        let name = names.join(&here.tongue.word("comma"));
        let short = excerpt(text, TITLE);
        let description = match excerpt(text, DESCRIPTION) {
            // What the title says in full need not be said again.
            whole if whole == short => format!("{} · {}", passage.section.label, passage.event.label),
            more => more,
        };
        Facts {
            title: here.tongue.fill("passage_title", &[("name", &name), ("text", &short)]),
            description,
            canonical: self.absolute(&self.graph.section_url(here.ix, here.section.number)),
            previous: None,
            next: None,
        }
    }
}
