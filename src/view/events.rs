//! The pages of events and sections.

use std::cell::OnceCell;

use crate::config::{Online, Status, Text};
use crate::graph::{BodyRef, Question};
use crate::markdown::Html;
use crate::model::{Event, EventIx, Section, Turn};
use crate::path::UrlPath;
use crate::text::Count;

use super::corrections::{section_states, states};
use super::people::Faces;
use super::programme::{Part, until};
use super::speech::turns;
use super::tongue::Tongue;
use super::types::{
    AllPage, Content, DateView, EventPage, EventView, HighlightView, Link, NeighbourView, QuestionView, SectionLine,
    SectionPage, SectionView, SpeakerView, WebLinkView,
};
use super::{Facts, Made, PageRef, Viewer, excerpt};

/// How many quotations an event or a speaker shows.
const HIGHLIGHTS: usize = 12;

/// How many characters a description has.
const DESCRIPTION: usize = 150;

impl Viewer<'_> {
    pub(super) fn faces<'a>(
        &'a self,
        tongue: &'a Tongue<'a>,
        page: &'a UrlPath,
        ix: EventIx,
        event: &'a Event,
    ) -> Faces<'a> {
        Faces { viewer: self, tongue, page, ix, event, voices: OnceCell::new() }
    }

    /// An event in a list on a page, or the facts on its own.
    pub(super) fn event_view(&self, ix: EventIx, event: &Event, tongue: &Tongue<'_>, page: &UrlPath) -> EventView {
        let front = &event.front;
        let venue = front.venue.as_ref().map(|Text(venue)| venue);
        let date = |when: Option<crate::config::When>| {
            when.map(|when| DateView { machine: when.machine(&event.zone), text: tongue.date(when, &event.zone) })
        };
        let faces = self.faces(tongue, page, ix, event);
        let count: Count = event.sections.iter().map(|section| section.body.count).sum();
        EventView {
            title: event.title.clone(),
            subtitle: front.subtitle.clone(),
            href: self.graph.event_url(ix).relative_to(page),
            language: event.language.to_string(),
            date: date(front.date),
            end: date(front.end),
            until: until(event, tongue),
            zone: front.date.filter(|when| when.has_time()).and_then(|_| event.zone.iana_name()).map(str::to_owned),
            venue: venue.and_then(|venue| venue.name.clone()),
            address: venue.and_then(|venue| venue.address.clone()),
            venue_url: venue.and_then(|venue| venue.url.as_deref()).map(str::to_owned),
            online: venue.and_then(|venue| match &venue.online {
                Some(Online::At(url)) => Some(url.to_string()),
                Some(Online::Is(true)) => Some(String::new()),
                Some(Online::Is(false)) | None => None,
            }),
            organizers: front.organizers.iter().map(|Text(one)| web_link(&one.name, one.url.as_deref())).collect(),
            series: front.series.clone(),
            summary: front.summary.clone(),
            tags: self.tag_links(&front.tags, page),
            cover: self.if_covers(front.cover.as_ref()).and_then(|cover| self.cover(&event.path, &cover.value, page)),
            states: states(event, tongue),
            verbatim: front.verbatim.map(|verbatim| tongue.word(&format!("verbatim_{}", name_of(verbatim)))),
            track: front.track.clone(),
            room: front.room.clone(),
            sections: (!event.sections.is_empty()).then(|| tongue.count("sections_count", event.sections.len())),
            reading_time: (count != Count::default()).then(|| reading_time(tongue, count, event)),
            speakers: event.participants.iter().map(|p| faces.participant(p)).collect(),
            translations: self.twins(PageRef::Event(ix), page).into_iter().filter(|twin| !twin.current).collect(),
        }
    }

    fn section_line(
        &self,
        ix: EventIx,
        event: &Event,
        position: usize,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<SectionLine> {
        let section = event.sections.get(position)?;
        let spot = self.spot(tongue, page, ix, position, section);
        let (title, title_text) = section_title(section, &spot);
        let faces = self.faces(tongue, page, ix, event);
        Some(SectionLine {
            label: section.label(),
            title,
            title_text,
            href: self.graph.section_url(ix, section.number).relative_to(page),
            summary: section.front.summary.clone(),
            reading_time: reading_time(tongue, section.body.count, event),
            speakers: faces.of_turns(section.turns()),
        })
    }

    fn section_view(
        &self,
        ix: EventIx,
        event: &Event,
        position: usize,
        section: &Section,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> SectionView {
        let mut spot = self.spot(tongue, page, ix, position, section);
        // Ids of turns are unique in an event; those of notes and topics only in a section.
        if *page != spot.home {
            spot.prefix = format!("s{}-", section.label());
            spot.level = 3;
        }
        let faces = self.faces(tongue, page, ix, event);
        let (title, title_text) = section_title(section, &spot);
        SectionView {
            label: section.label(),
            title,
            title_text,
            href: spot.home.relative_to(page),
            position: tongue.fill(
                "section_position",
                &[("n", &tongue.number(position + 1)), ("total", &tongue.number(event.sections.len()))],
            ),
            summary: section.front.summary.clone(),
            key_points: section.front.key_points.clone(),
            tags: self.tag_links(&section.front.tags, page),
            cover: section.front.cover.as_ref().and_then(|cover| self.cover(&event.path, &cover.value, page)),
            reading_time: reading_time(tongue, section.body.count, event),
            states: section_states(event, section.front.draft, tongue),
            corrected: self.section_marks(ix, event, position, tongue, page),
            speakers: faces.of_turns(section.turns()),
            items: spot.items(Some(&faces)),
        }
    }

    pub(super) fn event_page(&self, ix: EventIx, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let Some(event) = self.graph.site.event(ix) else { return self.not_found_page(tongue, page) };
        let (earlier, later) =
            usize::try_from(ix.0).ok().and_then(|at| self.graph.neighbours.get(at).copied()).unwrap_or_default();
        let link = |ix: EventIx| {
            self.graph
                .site
                .event(ix)
                .map(|event| Link { label: event.title.clone(), href: self.graph.event_url(ix).relative_to(page) })
        };
        let front = &event.front;
        let questions = self.graph.questions_of(ix).iter();
        let view = EventPage {
            event: self.event_view(ix, event, tongue, page),
            parent: event.parent.and_then(link),
            introduction: self.introduction(tongue, page, ix, event),
            terms: self.terms_of(BodyRef::Introduction(ix), tongue, page),
            questions: front.questions.clone(),
            sections: (0..event.sections.len())
                .filter_map(|position| self.section_line(ix, event, position, tongue, page))
                .collect(),
            programme: self.programme(ix, Part::Whole, tongue, page),
            highlights: self.highlights(ix, event, tongue, page, |_| true).take(HIGHLIGHTS).collect(),
            charts: self.charts(ix, event, tongue, page),
            audience: questions.filter_map(|question| self.question(question, event, tongue, page)).collect(),
            corrections: self.corrections(ix, event, tongue, page),
            corrected: self.event_mark(ix, event, tongue, page),
            awaited: awaited(event).map(|key| tongue.word(key)),
            track_href: self.track_href(ix, event, page),
            all: (!event.sections.is_empty()).then(|| self.graph.all_url(ix).relative_to(page)),
            earlier: earlier.and_then(|other| self.neighbour(other, ix, false, tongue, page)),
            later: later.and_then(|other| self.neighbour(other, ix, true, tongue, page)),
            license: front.license.as_ref().map(|Text(license)| web_link(&license.name, license.url.as_deref())),
            source_url: front.source_url.as_deref().map(str::to_owned),
            recording: self.recording(ix, event, None, &event.title, tongue, page),
            comments: self.comments(event, None, &event.title, tongue, page),
            calendar: self.calendar_href(ix, page),
            formats: self.formats(ix, page),
        };
        let facts = Facts {
            title: event.title.clone(),
            description: excerpt(front.summary.as_deref().unwrap_or(&introduction_text(event)), DESCRIPTION),
            canonical: front.canonical_url.as_deref().map(str::to_owned),
            previous: earlier.and_then(link),
            next: later.and_then(link),
        };
        (Content::Event(Box::new(view)), facts)
    }

    pub(super) fn section_page(&self, ix: EventIx, position: usize, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let found = self.graph.site.event(ix).and_then(|event| Some((event, event.sections.get(position)?)));
        let Some((event, section)) = found else { return self.not_found_page(tongue, page) };
        let previous = position.checked_sub(1).and_then(|before| self.section_line(ix, event, before, tongue, page));
        let next = self.section_line(ix, event, position + 1, tongue, page);
        let line = |line: &SectionLine| Link { label: line.title_text.clone(), href: line.href.clone() };
        let title = format!("{} · {}", section.title_or(tongue), event.title);
        let view = SectionPage {
            event: Link { label: event.title.clone(), href: self.graph.event_url(ix).relative_to(page) },
            section: self.section_view(ix, event, position, section, tongue, page),
            all: self.graph.all_url(ix).relative_to(page),
            terms: self.terms_of(BodyRef::Section(ix, position), tongue, page),
            recording: self.recording(ix, event, Some(position), &section.title_text, tongue, page),
            comments: self.comments(event, Some(section), &title, tongue, page),
            previous,
            next,
        };
        let first = section.turns().next().map(Turn::plain).unwrap_or_default();
        let facts = Facts {
            title,
            description: excerpt(section.front.summary.as_deref().unwrap_or(&first), DESCRIPTION),
            canonical: None,
            previous: view.previous.as_ref().map(line),
            next: view.next.as_ref().map(line),
        };
        (Content::Section(Box::new(view)), facts)
    }

    pub(super) fn all_page(&self, ix: EventIx, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let Some(event) = self.graph.site.event(ix) else { return self.not_found_page(tongue, page) };
        let sections = event.sections.iter().enumerate();
        let view = AllPage {
            event: self.event_view(ix, event, tongue, page),
            introduction: self.introduction(tongue, page, ix, event),
            questions: event.front.questions.clone(),
            sections: sections
                .map(|(position, section)| self.section_view(ix, event, position, section, tongue, page))
                .collect(),
            recording: self.recording(ix, event, None, &event.title, tongue, page),
        };
        let facts = Facts {
            title: tongue.fill("whole_transcript_of", &[("title", &event.title)]),
            description: excerpt(event.front.summary.as_deref().unwrap_or(&introduction_text(event)), DESCRIPTION),
            ..Facts::default()
        };
        (Content::All(Box::new(view)), facts)
    }

    /// The quotations of an event in turns that are wanted, in order.
    pub(super) fn highlights<'a>(
        &'a self,
        ix: EventIx,
        event: &'a Event,
        tongue: &'a Tongue<'a>,
        page: &'a UrlPath,
        wanted: impl Fn(&Turn) -> bool + 'a,
    ) -> impl Iterator<Item = HighlightView> + 'a {
        let all = event.sections.iter().flat_map(move |section| {
            turns(&section.body).flat_map(move |turn| {
                turn.quotations
                    .clone()
                    .filter_map(move |at| Some((section, turn, at, section.body.references.quotations.get(at)?)))
            })
        });
        all.filter(move |(_, turn, _, _)| wanted(turn)).map(move |(section, turn, at, quotation)| {
            let faces = self.faces(tongue, page, ix, event);
            let id = turn.quotation_id(at);
            HighlightView {
                text: quotation.text.clone(),
                href: if self.graph.quotation_pages(turn).contains(&at) {
                    self.graph.passage_url(ix, section.number, &id).relative_to(page)
                } else {
                    format!("{}#{id}", self.graph.section_url(ix, section.number).relative_to(page))
                },
                language: event.language.to_string(),
                speakers: turn.who.iter().map(|who| faces.face(who, Some(turn))).collect(),
            }
        })
    }

    /// A question of the audience with those who answered it.
    pub(super) fn question(
        &self,
        question: &Question,
        event: &Event,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<QuestionView> {
        let section = event.sections.get(question.section)?;
        let url = self.graph.section_url(question.event, section.number);
        let faces = self.faces(tongue, page, question.event, event);
        let spot = self.spot(tongue, page, question.event, question.section, section);
        let all: Vec<&Turn> = section.turns().collect();
        let asked = all.get(question.turn)?;
        let mut answers: Vec<Link> = Vec::new();
        for answer in question.answers.iter().filter_map(|at| all.get(*at)) {
            let names: Vec<_> = answer.who.iter().map(|who| faces.face(who, Some(answer)).name).collect();
            let label = names.join(", ");
            if !answers.iter().any(|known| known.label == label) {
                answers.push(Link { label, href: format!("{}#{}", url.relative_to(page), answer.id) });
            }
        }
        Some(QuestionView {
            text: asked.plain().split_whitespace().collect::<Vec<_>>().join(" "),
            href: format!("{}#{}", url.relative_to(page), asked.id),
            section: Link { label: section_title(section, &spot).1, href: url.relative_to(page) },
            answers,
        })
    }

    /// Who speaks in a turn: names as printed at the event.
    pub(super) fn names_of(
        &self,
        ix: EventIx,
        event: &Event,
        turn: &Turn,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Vec<String> {
        let faces = self.faces(tongue, page, ix, event);
        turn.who.iter().map(|who| faces.face(who, Some(turn)).name).collect()
    }

    /// The event before or after; of a session, in words that name its track.
    fn neighbour(
        &self,
        ix: EventIx,
        of: EventIx,
        after: bool,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<NeighbourView> {
        let event = self.graph.site.event(ix)?;
        let session = self.graph.site.event(of)?.parent.is_some();
        let caption = match (self.graph.track(of), after) {
            (Some(track), true) => tongue.fill("next_in_track", &[("track", track)]),
            (Some(track), false) => tongue.fill("previous_in_track", &[("track", track)]),
            (None, true) => tongue.word(if session { "next_session" } else { "later_event" }),
            (None, false) => tongue.word(if session { "previous_session" } else { "earlier_event" }),
        };
        Some(NeighbourView {
            caption,
            label: event.title.clone(),
            href: self.graph.event_url(ix).relative_to(page),
            language: event.language.to_string(),
            date: event
                .front
                .date
                .map(|when| DateView { machine: when.machine(&event.zone), text: tongue.date(when, &event.zone) }),
        })
    }

    /// The page of an event's track in the programme that it belongs to.
    fn track_href(&self, ix: EventIx, event: &Event, page: &UrlPath) -> Option<String> {
        let (parent, track) = (event.parent?, self.graph.track(ix)?);
        let at = self.graph.programmes.get(&parent)?.tracks.iter().position(|other| other.name == track)?;
        Some(self.graph.track_url(parent, at).relative_to(page))
    }

    /// A participant's face, for the pages of speakers.
    pub(super) fn face_at(
        &self,
        ix: EventIx,
        event: &Event,
        speaker: crate::model::SpeakerIx,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<SpeakerView> {
        event.participant(speaker).map(|participant| self.faces(tongue, page, ix, event).participant(participant))
    }

    /// Turns of a section on the page of a speaker.
    pub(super) fn section_turns(
        &self,
        ix: EventIx,
        event: &Event,
        position: usize,
        wanted: &[usize],
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<super::types::AppearanceSection> {
        let section = event.sections.get(position)?;
        let mut spot = self.spot(tongue, page, ix, position, section);
        spot.anchors = false;
        spot.prefix = format!(
            "{}-s{}-",
            if event.path.is_empty() { "e".into() } else { crate::text::speaker_id(&event.path) },
            section.label()
        );
        let faces = self.faces(tongue, page, ix, event);
        let (title, _) = section_title(section, &spot);
        let all: Vec<&Turn> = section.turns().collect();
        let mut shown = Vec::new();
        let views = wanted.iter().filter_map(|at| Some(spot.turn(all.get(*at)?, &all, None, &faces, &mut shown)));
        Some(super::types::AppearanceSection {
            label: section.label(),
            title,
            href: spot.home.relative_to(page),
            turns: views.collect(),
        })
    }
}

/// The title of a section, or its number in words.
pub(super) fn section_title(section: &Section, spot: &super::speech::Spot<'_>) -> (Html, String) {
    if section.title_text.is_empty() {
        let title = spot.tongue.fill("section_fallback", &[("n", &section.number.to_string())]);
        return (Html::text(&title), title);
    }
    (spot.title(&section.title), section.title_text.clone())
}

/// A name with its address.
pub(super) fn web_link(label: &str, url: Option<&str>) -> WebLinkView {
    WebLinkView { label: label.to_owned(), url: url.map(str::to_owned) }
}

fn reading_time(tongue: &Tongue<'_>, count: Count, event: &Event) -> String {
    tongue.count("reading_time", usize::try_from(count.minutes(event.language.as_str())).unwrap_or(1))
}

/// What is said of a record that is not there yet.
fn awaited(event: &Event) -> Option<&'static str> {
    let none = event.sections.is_empty() && event.children.is_empty();
    match event.front.status {
        Some(Status::Scheduled) if none => Some("record_awaited"),
        Some(Status::Live) if none => Some("record_underway"),
        _ => None,
    }
}

fn introduction_text(event: &Event) -> String {
    event
        .introduction
        .items
        .iter()
        .find_map(|item| match item {
            crate::model::Item::Part(crate::model::Part::Text(text)) => Some(text.plain()),
            _ => None,
        })
        .unwrap_or_default()
}

/// The name of a unit variant as it is written in front matter.
fn name_of<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
