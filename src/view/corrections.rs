//! States of records, and what was corrected in them.

use crate::config::Status;
use crate::graph::{Correction, Corrections, Graph, Noted};
use crate::model::{Event, EventIx, Item, Note, Part, Turn, Withheld};
use crate::path::UrlPath;

use super::tongue::Tongue;
use super::types::{
    Content, CorrectedView, CorrectionView, CorrectionsPage, DateView, EventCorrections, Link, StateView,
};
use super::{Facts, Made, Viewer, excerpt};

/// How many characters of a note stand in the list of corrections.
const NOTE: usize = 240;

impl Viewer<'_> {
    fn corrections_at(&self, ix: EventIx) -> Option<&Corrections> {
        self.graph.corrections.get(&ix)
    }

    fn mark(&self, ix: EventIx, event: &Event, one: &Correction, tongue: &Tongue<'_>, page: &UrlPath) -> CorrectedView {
        let entry = event.front.corrections.get(one.entry);
        let label = match entry.and_then(|entry| entry.date) {
            Some(date) => tongue.fill("corrected_on", &[("date", &tongue.date(date, &event.zone))]),
            None => tongue.word("corrected"),
        };
        CorrectedView { label, href: format!("{}#{}", self.graph.corrections_url(ix).relative_to(page), one.id) }
    }

    /// The marks at a turn.
    pub(super) fn turn_marks(
        &self,
        ix: EventIx,
        event: &Event,
        turn: &Turn,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Vec<CorrectedView> {
        let entries = self.corrections_at(ix).map_or(&[][..], |found| &found.entries).iter();
        let here = entries.filter(|one| one.turn.as_ref() == Some(&turn.id));
        here.map(|one| self.mark(ix, event, one, tongue, page)).collect()
    }

    /// The marks of a section: of its entries, and of the notes of correction in it.
    pub(super) fn section_marks(
        &self,
        ix: EventIx,
        event: &Event,
        position: usize,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Vec<CorrectedView> {
        let Some(found) = self.corrections_at(ix) else { return Vec::new() };
        let here = found.entries.iter().filter(|one| one.section == Some(position));
        let mut marks: Vec<CorrectedView> = here.map(|one| self.mark(ix, event, one, tongue, page)).collect();
        if marks.is_empty()
            && let Some(at) = found.noted.iter().position(|noted| noted.section == position)
        {
            marks.push(CorrectedView {
                label: tongue.word("corrected"),
                href: format!("{}#n{}", self.graph.corrections_url(ix).relative_to(page), at + 1),
            });
        }
        marks
    }

    /// The mark of an event: that of its latest correction.
    pub(super) fn event_mark(
        &self,
        ix: EventIx,
        event: &Event,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<CorrectedView> {
        let found = self.corrections_at(ix)?;
        let href = self.graph.corrections_url(ix).relative_to(page);
        let label = match found.entries.first() {
            Some(one) => self.mark(ix, event, one, tongue, page).label,
            None => tongue.word("corrected"),
        };
        Some(CorrectedView { label, href })
    }

    /// The entries of an event, newest first.
    pub(super) fn corrections(
        &self,
        ix: EventIx,
        event: &Event,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Vec<CorrectionView> {
        let entries = self.corrections_at(ix).map_or(&[][..], |found| &found.entries).iter();
        let views = entries.filter_map(|one| {
            let entry = event.front.corrections.get(one.entry)?;
            let section = one.section.and_then(|at| self.section_link(ix, event, at, tongue, page));
            let turn = one.turn.as_ref().and_then(|id| {
                let section = event.sections.get(one.section?)?;
                self.turn_link(ix, event, section, section.turns().find(|turn| turn.id == *id)?, tongue, page)
            });
            Some(CorrectionView {
                id: one.id.clone(),
                date: entry
                    .date
                    .map(|when| DateView { machine: when.machine(&event.zone), text: tongue.date(when, &event.zone) }),
                text: entry.text.clone(),
                section,
                turn,
            })
        });
        views.collect()
    }

    fn noted(&self, ix: EventIx, event: &Event, tongue: &Tongue<'_>, page: &UrlPath) -> Vec<CorrectionView> {
        let noted = self.corrections_at(ix).map_or(&[][..], |found| &found.noted).iter().enumerate();
        let views = noted.filter_map(|(at, one)| {
            let section = event.sections.get(one.section)?;
            let (turn, note) = note_of(section.body.items.get(one.item)?, one)?;
            Some(CorrectionView {
                id: format!("n{}", at + 1),
                date: None,
                text: excerpt(&note.text.plain(), NOTE),
                section: self.section_link(ix, event, one.section, tongue, page),
                turn: turn.and_then(|turn| self.turn_link(ix, event, section, turn, tongue, page)),
            })
        });
        views.collect()
    }

    fn section_link(
        &self,
        ix: EventIx,
        event: &Event,
        position: usize,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<Link> {
        let section = event.sections.get(position)?;
        let title = if section.title_text.is_empty() {
            tongue.fill("section_fallback", &[("n", &section.number.to_string())])
        } else {
            section.title_text.clone()
        };
        Some(Link { label: title, href: self.graph.section_url(ix, section.number).relative_to(page) })
    }

    fn turn_link(
        &self,
        ix: EventIx,
        event: &Event,
        section: &crate::model::Section,
        turn: &Turn,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<Link> {
        let names: Vec<String> = self.names_of(ix, event, turn, tongue, page);
        let url = self.graph.section_url(ix, section.number);
        Some(Link { label: names.join(&tongue.word("comma")), href: format!("{}#{}", url.relative_to(page), turn.id) })
            .filter(|link| !link.label.is_empty())
    }

    fn corrected(&self, ix: EventIx, tongue: &Tongue<'_>, page: &UrlPath) -> Option<EventCorrections> {
        let event = self.graph.site.event(ix)?;
        Some(EventCorrections {
            event: self.event_view(ix, event, tongue, page),
            corrections: self.corrections(ix, event, tongue, page),
            noted: self.noted(ix, event, tongue, page),
        })
    }

    /// The page of the corrections of an event.
    pub(super) fn corrections_page(&self, ix: EventIx, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let found = self.graph.site.event(ix).zip(self.corrected(ix, tongue, page));
        let Some((event, corrected)) = found else { return self.not_found_page(tongue, page) };
        let view = CorrectionsPage {
            event: Some(Link { label: event.title.clone(), href: self.graph.event_url(ix).relative_to(page) }),
            all: (!self.graph.event_at_root()).then(|| Graph::all_corrections_url().relative_to(page)),
            events: vec![corrected],
        };
        let facts = Facts {
            title: format!("{} · {}", tongue.word("corrections"), event.title),
            description: tongue.word("corrections_description"),
            ..Facts::default()
        };
        (Content::Corrections(Box::new(view)), facts)
    }

    /// The page of all corrections.
    pub(super) fn all_corrections_page(&self, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let latest = |ix: &EventIx| {
            let event = self.graph.site.event(*ix)?;
            let first = self.corrections_at(*ix)?.entries.first()?;
            let date = event.front.corrections.get(first.entry)?.date?;
            date.zoned(&event.zone).map(|zoned| zoned.timestamp())
        };
        let mut events: Vec<EventIx> =
            self.graph.newest_first.iter().copied().filter(|ix| self.graph.corrections.contains_key(ix)).collect();
        events.sort_by_key(|ix| std::cmp::Reverse(latest(ix)));
        let events = events.into_iter().filter_map(|ix| self.corrected(ix, tongue, page)).collect();
        let view = CorrectionsPage { event: None, all: None, events };
        let facts = Facts {
            title: tongue.word("corrections"),
            description: tongue.word("corrections_description"),
            ..Facts::default()
        };
        (Content::Corrections(Box::new(view)), facts)
    }
}

/// The states that an event is in, the one that keeps it from being published first.
pub(super) fn states(event: &Event, tongue: &Tongue<'_>) -> Vec<StateView> {
    let mut states = Vec::new();
    match event.withheld {
        Some(Withheld::Draft) => states.push(draft(tongue)),
        Some(Withheld::Embargo(until)) => states.push(StateView {
            state: "embargo",
            label: tongue.word("embargo"),
            text: tongue.fill("embargo_text", &[("date", &tongue.date(until, &event.zone))]),
        }),
        None => {}
    }
    let state = event.front.status.map(|status| match status {
        Status::Scheduled => "scheduled",
        Status::Live => "live",
        Status::Provisional => "provisional",
        Status::Final => "final",
    });
    states.extend(state.map(|state| StateView {
        state,
        label: tongue.word(&format!("status_{state}")),
        text: tongue.word(&format!("status_{state}_text")),
    }));
    states
}

/// What keeps a section from being read as it stands.
pub(super) fn section_states(event: &Event, is_draft: bool, tongue: &Tongue<'_>) -> Vec<StateView> {
    let mut states = states(event, tongue);
    states.retain(|state| state.state != "final");
    if is_draft && !states.iter().any(|state| state.state == "draft") {
        states.insert(0, draft(tongue));
    }
    states
}

fn draft(tongue: &Tongue<'_>) -> StateView {
    StateView { state: "draft", label: tongue.word("draft"), text: tongue.word("draft_text") }
}

fn note_of<'a>(item: &'a Item, noted: &Noted) -> Option<(Option<&'a Turn>, &'a Note)> {
    let (turn, part) = match (item, noted.part) {
        (Item::Turn(turn), Some(part)) => (Some(turn), turn.parts.get(part)?),
        (Item::Part(part), None) => (None, part),
        _ => return None,
    };
    let Part::Note(note) = part else { return None };
    Some((turn, note))
}
