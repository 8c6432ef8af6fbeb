//! Share cards: which pages have one, where it stands, and what it says.

use crate::config::CardChoice;
use crate::graph::Graph;
use crate::model::{EventIx, SpeakerIx, Turn, Who};
use crate::path::UrlPath;
use crate::picture::Frame;

use super::tongue::Tongue;
use super::types::{CardLinkView, CardView};
use super::{PageRef, Viewer, qr};

/// Width and height of the cards that are drawn.
const SIZE: (u32, u32) = (1200, 630);

/// How many names stand on a card before the rest is left out.
const NAMES: usize = 4;

/// The hues of speakers on paper, as the style has them by `--hue`.
const HUES: [&str; 12] = [
    "#69172a", "#803e00", "#975d04", "#3f3e00", "#326016", "#006543", "#004b46", "#00588c", "#273275", "#5d63ad",
    "#56205c", "#793668",
];

/// A card that is to be drawn.
#[derive(Debug, Clone)]
pub struct Card {
    /// Where it is published.
    pub url: UrlPath,
    /// Whether it is the tall picture.
    pub tall: bool,
    /// What it says; the portrait is still to be put in.
    pub view: CardView,
    /// The picture of which the portrait is made, and how much of it is shown.
    pub portrait: Option<(UrlPath, Frame)>,
}

impl Viewer<'_> {
    /// Whether cards are drawn at all.
    pub(super) fn draws_cards(&self) -> bool {
        cfg!(feature = "cards") && self.graph.site.config.cards != CardChoice::None
    }

    /// The page whose card a page shows.
    fn carded(&self, page: PageRef) -> Option<PageRef> {
        let all = self.graph.site.config.cards == CardChoice::All;
        match page {
            PageRef::Event(_) | PageRef::Section(..) | PageRef::Speaker(_) | PageRef::Quotation(..) => Some(page),
            PageRef::Turn(..) if all => Some(page),
            PageRef::Turn(event, section, _) => Some(PageRef::Section(event, section)),
            PageRef::All(event)
            | PageRef::Track(event, _)
            | PageRef::SessionsOf(event, _)
            | PageRef::Corrections(event) => Some(PageRef::Event(event)),
            _ => None,
        }
    }

    /// The card of a page, as the page refers to it. A site may bring the picture itself.
    pub(super) fn card_link(&self, page: PageRef, from: &UrlPath) -> Option<CardLinkView> {
        let url = Graph::card_url(&self.url(self.carded(page)?));
        let brought = self.graph.assets.get(&url);
        if brought.is_none() && !self.draws_cards() {
            return None;
        }
        let (width, height) = brought.map_or(SIZE, |asset| asset.size.unwrap_or(SIZE));
        Some(CardLinkView { src: url.relative_to(from), url: self.absolute(&url), width, height })
    }

    /// The tall picture of a quotation, as its page refers to it.
    pub(super) fn tall_link(&self, page: &UrlPath) -> Option<String> {
        let url = Graph::tall_url(page);
        (self.draws_cards() || self.graph.assets.contains_key(&url)).then(|| url.relative_to(page))
    }

    /// Where the cards that are drawn stand, with the page of each and whether it is the tall picture.
    pub fn cards(&self) -> Vec<(UrlPath, PageRef, bool)> {
        self.cards_among(self.pages())
    }

    /// The same of some pages.
    pub fn cards_among(&self, pages: Vec<PageRef>) -> Vec<(UrlPath, PageRef, bool)> {
        if !self.draws_cards() {
            return Vec::new();
        }
        let pages = pages.into_iter().filter(|page| self.carded(*page) == Some(*page));
        let all = pages.flat_map(|page| {
            let url = self.url(page);
            let tall = matches!(page, PageRef::Quotation(..)).then(|| (Graph::tall_url(&url), page, true));
            [(Graph::card_url(&url), page, false)].into_iter().chain(tall)
        });
        all.filter(|(url, ..)| !self.graph.assets.contains_key(url)).collect()
    }

    /// What a card says.
    pub fn card(&self, url: UrlPath, page: PageRef, tall: bool) -> Card {
        let tongue = self.tongue(page);
        let here = self.url(page);
        let mut view = CardView {
            kind: Self::template(page),
            language: tongue.language.to_string(),
            direction: tongue.direction(),
            title: String::new(),
            name: None,
            role: None,
            event: None,
            date: None,
            site: Some(self.graph.site.config.title.clone()).filter(|title| !title.is_empty()),
            label: None,
            hue: HUES[0],
            initials: None,
            portrait: None,
            code: self.absolute(&here).filter(|_| tall).and_then(qr::code),
        };
        let mut speakers: Vec<SpeakerIx> = Vec::new();
        match page {
            PageRef::Event(event) => self.event_card(event, tongue, &mut view),
            PageRef::Section(event, position) => self.section_card((event, position), tongue, &mut view),
            PageRef::Speaker(ix) => {
                let today = self.today(ix, tongue, &here);
                view.title = today.name;
                view.role = today.affiliation.or_else(|| self.last_affiliation(ix, tongue, &here));
                view.initials = Some(today.initials);
                view.hue = hue(today.hue);
                speakers.push(ix);
            }
            PageRef::Quotation(event, position, n) => {
                let turn = |turn: &Turn| turn.quotations.contains(&n);
                speakers = self.passage_card((event, position), turn, &here, &mut view);
                let section = self.graph.site.event(event).and_then(|event| event.sections.get(position));
                let quotation = section.and_then(|section| section.body.references.quotations.get(n));
                view.title = quotation.map(|quotation| quotation.text.clone()).unwrap_or_default();
            }
            PageRef::Turn(event, position, at) => {
                let section = self.graph.site.event(event).and_then(|event| event.sections.get(position));
                let turn = section.and_then(|section| section.turns().nth(at));
                view.title = turn.map(Turn::plain).unwrap_or_default();
                let id = turn.map(|turn| turn.id.as_str()).unwrap_or_default();
                speakers = self.passage_card((event, position), |turn| turn.id == id, &here, &mut view);
            }
            _ => {}
        }
        let portrait = if let [only] = speakers.as_slice() {
            self.graph.site.speaker(*only).and_then(|speaker| self.graph.portrait(speaker))
        } else {
            None
        };
        Card { url, tall, view, portrait: portrait.map(|(asset, frame)| (asset.url.clone(), frame)) }
    }

    /// For whom a speaker spoke last.
    fn last_affiliation(&self, ix: SpeakerIx, tongue: &Tongue<'_>, page: &UrlPath) -> Option<String> {
        self.graph.newest_first.iter().find_map(|at| {
            let event = self.graph.site.event(*at)?;
            Some(self.face_at(*at, event, ix, tongue, page)?.affiliation)
        })?
    }

    fn event_card(&self, ix: EventIx, tongue: &Tongue<'_>, view: &mut CardView) {
        let Some(event) = self.graph.site.event(ix) else { return };
        view.title.clone_from(&event.title);
        view.date = event.front.date.map(|when| tongue.day_of(when, &event.zone));
        let declared = event.participants.iter().filter(|one| one.declared).map(|one| one.name.as_str());
        view.name = names(declared, tongue);
        view.event = event.parent.and_then(|parent| self.graph.site.event(parent)).map(|parent| parent.title.clone());
    }

    fn section_card(&self, (ix, position): (EventIx, usize), tongue: &Tongue<'_>, view: &mut CardView) {
        let Some(event) = self.graph.site.event(ix) else { return };
        let Some(section) = event.sections.get(position) else { return };
        view.title.clone_from(&section.title_text);
        if view.title.is_empty() {
            view.title = tongue.fill("section_fallback", &[("n", &section.number.to_string())]);
        }
        view.label = Some(section.label());
        view.event = Some(event.title.clone());
        view.date = event.front.date.map(|when| tongue.day_of(when, &event.zone));
        let speaks = |ix: SpeakerIx| section.turns().any(|turn| turn.who.contains(&Who::Known(ix)));
        let speaking = event.participants.iter().filter(|one| speaks(one.speaker)).map(|one| one.name.as_str());
        view.name = names(speaking, tongue);
    }

    /// What the card of a turn or a quotation says but its words; and who speaks.
    fn passage_card(
        &self,
        (ix, position): (EventIx, usize),
        wanted: impl Fn(&Turn) -> bool,
        page: &UrlPath,
        view: &mut CardView,
    ) -> Vec<SpeakerIx> {
        let Some(event) = self.graph.site.event(ix) else { return Vec::new() };
        let Some(section) = event.sections.get(position) else { return Vec::new() };
        let Some(turn) = section.turns().find(|turn| wanted(turn)) else { return Vec::new() };
        let tongue = self.tongue(PageRef::Section(ix, position));
        let faces = self.faces(tongue, page, ix, event);
        let all: Vec<_> = turn.who.iter().map(|who| faces.face(who, Some(turn))).collect();
        view.name = names(all.iter().map(|face| face.name.as_str()), tongue);
        if let [only] = all.as_slice() {
            view.role = turn.role.clone().or_else(|| only.affiliation.clone()).or_else(|| only.role.clone());
            view.initials = Some(only.initials.clone()).filter(|initials| initials != "?");
            view.hue = hue(only.hue);
        }
        view.label = Some(section.label());
        view.event = Some(event.title.clone());
        view.date = event.front.date.map(|when| tongue.day_of(when, &event.zone));
        let known = turn.who.iter().filter_map(|who| if let Who::Known(ix) = who { Some(*ix) } else { None });
        known.collect()
    }
}

fn hue(number: u32) -> &'static str {
    usize::try_from(number).ok().and_then(|at| HUES.get(at)).copied().unwrap_or(HUES[0])
}

/// Names in a line; nothing without any.
fn names<'n>(names: impl Iterator<Item = &'n str>, tongue: &Tongue<'_>) -> Option<String> {
    let all: Vec<&str> = names.collect();
    let more = if all.len() > NAMES { " …" } else { "" };
    let few: Vec<&str> = all.into_iter().take(NAMES).collect();
    (!few.is_empty()).then(|| few.join(&tongue.word("comma")) + more)
}
