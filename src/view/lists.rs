//! The pages that list things, the profiles, the plain pages.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Appearance, BodyRef, Destination, Graph};
use crate::model::{Event, EventIx, SpeakerIx, Turn, Who};
use crate::path::UrlPath;

use super::events::web_link;
use super::groups::{self, Era};
use super::speech::Spot;
use super::tongue::Tongue;
use super::types::{
    AppearanceView, Content, EventQuestions, GlossaryPage, HighlightView, HomePage, Link, NameView, NotFoundPage,
    PlainPage, QuestionsPage, SpeakerLine, SpeakerPage, SpeakersPage, TermView,
};
use super::{Facts, Made, Viewer, excerpt};

/// How many speakers the home page shows.
const VOICES: usize = 12;

/// How many events the page for lost addresses offers.
const NEWEST: usize = 5;

impl Viewer<'_> {
    pub(super) fn home(&self, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let site = self.graph.site;
        let newest = self.graph.newest_first.iter().filter_map(|ix| Some((*ix, site.event(*ix)?)));
        let shown = |(ix, event): &(EventIx, &Event)| event.parent.is_none() && self.graph.stands_for_twins(*ix);
        let (ahead, past): (Vec<_>, Vec<_>) = newest.filter(shown).partition(|(_, event)| Era::of(event) == Era::Ahead);
        let events: Vec<_> = ahead.into_iter().rev().chain(past).collect();
        let eras: Vec<Era> = events.iter().map(|(_, event)| Era::of(event)).collect();
        let view = HomePage {
            groups: groups::by_year(&eras, tongue),
            events: events.into_iter().map(|(ix, event)| self.event_view(ix, event, tongue, page)).collect(),
            speakers: tongue.count("speakers_count", site.speakers.len()),
            voices: self.most_heard().take(VOICES).map(|ix| self.today(ix, tongue, page)).collect(),
            speakers_href: Graph::speakers_url().relative_to(page),
            tags_href: (!self.graph.tags.is_empty()).then(|| Graph::tags_url().relative_to(page)),
        };
        let facts = Facts {
            title: site.config.title.clone(),
            description: site.config.description.clone().unwrap_or_default(),
            ..Facts::default()
        };
        (Content::Home(view), facts)
    }

    pub(super) fn spoken(&self, ix: SpeakerIx) -> &[Appearance] {
        usize::try_from(ix.0).ok().and_then(|at| self.graph.appearances.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The speakers, those who spoke at most events first, then those who had most turns.
    fn most_heard(&self) -> impl Iterator<Item = SpeakerIx> {
        let mut all: Vec<_> = self.graph.site.numbered_speakers().map(|(ix, _)| (self.heard(ix), ix)).collect();
        all.retain(|(heard, _)| *heard != (0, 0));
        all.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        all.into_iter().map(|(_, ix)| ix)
    }

    /// At how many events a speaker spoke, and how many turns they had.
    pub(super) fn heard(&self, ix: SpeakerIx) -> (usize, usize) {
        let spoken = self.once(self.spoken(ix), &self.site_tongue);
        let turns = spoken.iter().map(|appearance| appearance.turns.len()).sum();
        let mut events: Vec<_> = spoken.iter().map(|appearance| appearance.event).collect();
        events.dedup();
        (events.len(), turns)
    }

    /// How many turns a speaker has and at how many events, in words.
    fn figures(&self, ix: SpeakerIx, tongue: &Tongue<'_>) -> (String, String) {
        let (events, turns) = self.heard(ix);
        (tongue.count("turns_count", turns), tongue.count("events_count", events))
    }

    pub(super) fn speakers_page(&self, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let mut speakers: Vec<_> = self
            .graph
            .site
            .numbered_speakers()
            .map(|(ix, speaker)| {
                let name = speaker.front.sort.as_deref().unwrap_or_else(|| speaker.name_in(&tongue.language));
                (groups::order(name), &speaker.id, ix)
            })
            .collect();
        speakers.sort();
        let initials: Vec<_> = speakers.iter().map(|((initial, ..), ..)| *initial).collect();
        let lines = speakers.into_iter().map(|(_, _, ix)| {
            let (turns, events) = self.figures(ix, tongue);
            SpeakerLine { speaker: self.today(ix, tongue, page), events, turns }
        });
        let view = SpeakersPage { speakers: lines.collect(), groups: groups::by_initial(&initials, tongue) };
        (
            Content::Speakers(view),
            Facts {
                title: tongue.word("speakers"),
                description: tongue.word("speakers_description"),
                ..Facts::default()
            },
        )
    }

    pub(super) fn speaker_page(&self, ix: SpeakerIx, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let site = self.graph.site;
        let Some(speaker) = site.speaker(ix) else { return self.not_found_page(tongue, page) };
        let front = &speaker.front;
        let mut by_event: BTreeMap<EventIx, Vec<&Appearance>> = BTreeMap::new();
        for appearance in self.spoken(ix) {
            by_event.entry(appearance.event).or_default().push(appearance);
        }
        let mut with: Vec<SpeakerIx> = Vec::new();
        let mut highlights: Vec<HighlightView> = Vec::new();
        let mut appearances = Vec::new();
        for event_ix in &self.graph.newest_first {
            let (Some(event), Some(spoken)) = (site.event(*event_ix), by_event.get(event_ix)) else { continue };
            let by_speaker = |turn: &Turn| turn.who.contains(&Who::Known(ix));
            highlights.extend(self.highlights(*event_ix, event, tongue, page, by_speaker));
            with.extend(event.participants.iter().map(|p| p.speaker).filter(|other| *other != ix));
            let Some(face) = self.face_at(*event_ix, event, ix, tongue, page) else { continue };
            let sections = spoken.iter().filter_map(|appearance| {
                self.section_turns(*event_ix, event, appearance.section, &appearance.turns, tongue, page)
            });
            appearances.push(AppearanceView {
                event: self.event_view(*event_ix, event, tongue, page),
                speaker: face,
                course: self.course(*event_ix, event, ix, tongue),
                sections: sections.collect(),
            });
        }
        with.sort();
        with.dedup();
        let once = self.once(self.spoken(ix), tongue);
        let (turns, events) = self.figures(ix, tongue);
        let biography = Spot::new(self, tongue, page, page.clone(), &speaker.biography, BodyRef::Biography(ix));
        let mut today = self.today(ix, tongue, page);
        // Who states nothing about themselves is shown as at their latest event.
        if today.affiliation.is_none()
            && let Some(latest) = appearances.first()
        {
            today.affiliation.clone_from(&latest.speaker.affiliation);
        }
        let name = today.name.clone();
        let names =
            front.names.iter().map(|(language, name)| NameView { language: language.to_string(), name: name.clone() });
        let facts = Facts {
            title: name.clone(),
            description: tongue.fill("speaker_description", &[("name", &name), ("turns", &turns), ("events", &events)]),
            ..Facts::default()
        };
        let view = SpeakerPage {
            names: names.filter(|other| other.name != name).collect(),
            pronouns: front.pronouns.clone(),
            links: front.links.iter().map(|link| web_link(&link.label, link.url.as_deref())).collect(),
            biography: biography.items(None),
            with: with.into_iter().map(|other| self.today(other, tongue, page)).collect(),
            speaker: today,
            figures: self.more_figures(ix, &once, tongue),
            years: self.years(ix, &once, tongue, page),
            turns,
            events,
            highlights,
            appearances,
        };
        (Content::Speaker(Box::new(view)), facts)
    }

    /// A term of the glossary on a page; `prefix` tells its ids from those of the page.
    fn term(&self, at: usize, prefix: &str, tongue: &Tongue<'_>, page: &UrlPath) -> Option<TermView> {
        let term = self.graph.site.glossary.get(at)?;
        let mut spot = Spot::new(self, tongue, page, Graph::glossary_url(), &term.text, BodyRef::Term(at));
        spot.prefix = format!("{prefix}{}-", term.anchor);
        Some(TermView {
            term: term.term.clone(),
            id: format!("{prefix}{}", term.anchor),
            language: term.language.to_string(),
            text: spot.items(None),
        })
    }

    /// The terms that a body refers to, by term, to be explained on its page.
    pub(super) fn terms_of(&self, body: BodyRef, tongue: &Tongue<'_>, page: &UrlPath) -> Vec<TermView> {
        let links = self.graph.resolved.get(&body).into_iter().flat_map(|resolved| &resolved.links);
        let anchors: BTreeSet<&str> = links
            .filter_map(|link| match link {
                Destination::Inside { term: true, fragment, .. } => fragment.as_deref(),
                _ => None,
            })
            .collect();
        let glossary = self.graph.site.glossary.iter().enumerate();
        let named = glossary.filter(|(_, term)| anchors.contains(term.anchor.as_str()));
        named.filter_map(|(at, _)| self.term(at, "g-", tongue, page)).collect()
    }

    pub(super) fn glossary_page(&self, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let mut glossary: Vec<_> =
            self.graph.site.glossary.iter().enumerate().map(|(at, term)| (groups::order(&term.term), at)).collect();
        glossary.sort_by(|a, b| a.0.cmp(&b.0));
        let initials: Vec<_> = glossary.iter().map(|((initial, ..), ..)| *initial).collect();
        let terms = glossary.into_iter().filter_map(|(_, at)| self.term(at, "", tongue, page));
        let view = GlossaryPage { terms: terms.collect(), groups: groups::by_initial(&initials, tongue) };
        (
            Content::Glossary(view),
            Facts {
                title: tongue.word("glossary"),
                description: tongue.word("glossary_description"),
                ..Facts::default()
            },
        )
    }

    pub(super) fn questions_page(&self, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let mut eras = Vec::new();
        let events = self.graph.newest_first.iter().filter_map(|ix| {
            let event = self.graph.site.event(*ix)?;
            let asked = self.graph.questions_of(*ix).iter();
            let audience: Vec<_> = asked.filter_map(|question| self.question(question, event, tongue, page)).collect();
            let questions = event.front.questions.clone();
            if audience.is_empty() && questions.is_empty() {
                return None;
            }
            eras.push(Era::of_date(event));
            Some(EventQuestions {
                event: Link { label: event.title.clone(), href: self.graph.event_url(*ix).relative_to(page) },
                language: event.language.to_string(),
                questions,
                audience,
            })
        });
        let events = events.collect();
        let view = QuestionsPage { events, groups: groups::by_year(&eras, tongue) };
        (
            Content::Questions(view),
            Facts {
                title: tongue.word("questions"),
                description: tongue.word("questions_description"),
                ..Facts::default()
            },
        )
    }

    pub(super) fn plain_page(&self, position: usize, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let Some(plain) = self.graph.site.pages.get(position) else { return self.not_found_page(tongue, page) };
        let spot = Spot::new(self, tongue, page, page.clone(), &plain.body, BodyRef::Page(position));
        let facts = Facts {
            title: plain.title.clone(),
            description: excerpt(plain.front.summary.as_deref().unwrap_or_default(), 150),
            ..Facts::default()
        };
        (Content::Plain(PlainPage { text: spot.items(None) }), facts)
    }

    pub(super) fn not_found_page(&self, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let newest =
            self.graph.newest_first.iter().filter_map(|ix| Some((*ix, self.graph.site.event(*ix)?))).take(NEWEST);
        let events = newest.map(|(ix, event)| Link {
            label: event.title.clone(),
            href: self.rooted(self.graph.event_url(ix).relative_to(page), page),
        });
        (
            Content::NotFound(NotFoundPage { events: events.collect() }),
            Facts { title: tongue.word("not_found"), ..Facts::default() },
        )
    }
}
