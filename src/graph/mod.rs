//! Addresses: where everything stands, what leads where, and what comes before and after what.
//!
//! In: the model and the list of files that are copied. Out: a [`Graph`] that knows the URL of every page, every link
//! resolved, every former address, and every collision as a diagnostic. It knows nothing of HTML and templates.

mod appearances;
mod claims;
mod corrections;
mod exports;
mod links;
mod media;
mod order;
mod outlets;
mod programme;
mod redirects;
mod revise;
mod shown;
mod tags;
mod twins;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

pub use appearances::{Appearance, Question};
pub use corrections::{Correction, Corrections, Noted};
pub use links::{BodyRef, Destination, Resolved};
pub use media::{MediaKind, Recording, Source, Target};
pub use outlets::{FeedFormat, FeedOf};
pub use programme::{Programme, Session, Track};
pub use redirects::{Below, Marks, Onward, Redirect};
pub use revise::Shape;
pub use tags::Tag;

use crate::diag::{Diagnostics, File};
use crate::ledger::{Former, Kept};
use crate::model::{Event, EventIx, Site, SpeakerIx, Turn};
use crate::path::UrlPath;
use crate::picture::Frame;
use crate::source::Asset;
use redirects::Remains;

/// Everything that depends on where things stand: the model with what was found out about it.
#[derive(Debug)]
pub struct Graph<'s> {
    /// The model.
    pub site: &'s Site,
    /// The files that are copied.
    pub assets: &'s BTreeMap<UrlPath, Asset>,
    facts: Facts,
}

/// What was found out about a model. It borrows nothing of it, so that both can be put right where an event has changed.
#[derive(Debug, Default)]
pub struct Facts {
    /// The events as they are listed: newest first, then by path.
    pub newest_first: Vec<EventIx>,
    /// The neighbours in time of every event, among those with the same parent and track: the earlier and the later one.
    pub neighbours: Vec<(Option<EventIx>, Option<EventIx>)>,
    /// For every event its translations, itself included, by language. Empty where there are none.
    pub twins: Vec<Vec<EventIx>>,
    twin_turns: twins::Twins,
    /// For every speaker where they speak, by event and section.
    pub appearances: Vec<Vec<Appearance>>,
    /// The questions of the audience, by event.
    pub questions: Vec<Question>,
    /// The keywords, by their folded names.
    pub tags: BTreeMap<String, Tag>,
    /// The programmes of the events that hold others.
    pub programmes: BTreeMap<EventIx, Programme>,
    /// What was corrected, by event.
    pub corrections: BTreeMap<EventIx, Corrections>,
    /// Links and pictures of bodies, resolved.
    pub resolved: BTreeMap<BodyRef, Resolved>,
    /// The recordings, by event.
    pub recordings: BTreeMap<EventIx, Recording>,
    /// Former addresses.
    pub redirects: Vec<Redirect>,
    /// What the pages of sections keep of links that stand elsewhere now.
    marks: Remains,
    /// The same for the pages of whole transcripts.
    marks_of_all: Remains,
    /// The addresses of the pages of turns and quotations.
    passages: BTreeSet<UrlPath>,
    /// `site.yaml`, for messages.
    site_file: Option<Arc<File>>,
    /// The pictures that pages show, and how much of each.
    pub pictures: BTreeSet<(UrlPath, Frame)>,
}

impl Deref for Graph<'_> {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl DerefMut for Graph<'_> {
    fn deref_mut(&mut self) -> &mut Facts {
        &mut self.facts
    }
}

/// Builds the graph of a model.
pub fn build<'s>(
    site: &'s Site,
    assets: &'s BTreeMap<UrlPath, Asset>,
    kept: &Kept,
    site_file: Option<&Arc<File>>,
) -> (Graph<'s>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let twins = order::twins(site);
    let (newest_first, neighbours) = order::order(site, &twins);
    let (corrections, found) = corrections::corrections(site);
    diagnostics.append(found);
    let facts = Facts {
        programmes: programme::programmes(site, &twins),
        corrections,
        tags: tags::tags(site, &newest_first),
        newest_first,
        neighbours,
        twin_turns: twins::turns(site, &twins),
        twins,
        appearances: appearances::appearances(site),
        questions: appearances::questions(site),
        site_file: site_file.cloned(),
        ..Facts::default()
    };
    let mut graph = Graph::of(site, assets, facts);
    let (resolved, found) = links::resolve(&graph);
    graph.resolved = resolved;
    diagnostics.append(found);
    let (recordings, found) = media::recordings(&graph);
    graph.recordings = recordings;
    diagnostics.append(found);
    let mut claims = claims::claims(&graph);
    let all_stand =
        |former: &Former| former.lost.is_empty() && former.paths.is_empty() && former.pages == site.config.turn_pages;
    if !kept.events.iter().all(all_stand) {
        graph.passages = graph.passages();
    }
    graph.redirects = redirects::redirects(&graph, kept, &mut claims);
    for ((ix, _), former) in site.numbered_events().zip(&kept.events) {
        let (marks, of_all) = (redirects::marks(&graph, ix, former), redirects::marks_of_all(&graph, ix, former));
        graph.marks.extend(marks);
        graph.marks_of_all.extend(of_all);
    }
    diagnostics.append(claims.diagnostics);
    let (pictures, found) = shown::pictures(&graph);
    graph.pictures = pictures;
    diagnostics.append(found);
    (graph, diagnostics)
}

impl<'s> Graph<'s> {
    /// The graph of a model of which everything is known.
    pub fn of(site: &'s Site, assets: &'s BTreeMap<UrlPath, Asset>, facts: Facts) -> Self {
        Self { site, assets, facts }
    }

    /// What is known, without the model.
    pub fn into_facts(self) -> Facts {
        self.facts
    }
}

impl Graph<'_> {
    /// Whether one event stands at the root, so that its page is the home page.
    pub fn event_at_root(&self) -> bool {
        self.site.events.iter().any(|event| event.path.is_empty())
    }

    /// Whether an event stands for its translations in a list: it is in the language of the site or, where none of them
    /// is, the first of them.
    pub fn stands_for_twins(&self, event: EventIx) -> bool {
        let twins = usize::try_from(event.0).ok().and_then(|at| self.twins.get(at)).map_or(&[][..], Vec::as_slice);
        let home = |ix: &&EventIx| self.site.event(**ix).is_some_and(|twin| twin.language == self.site.config.language);
        twins.iter().find(home).or(twins.first()).is_none_or(|first| *first == event)
    }

    /// The page of an event.
    pub fn event_url(&self, event: EventIx) -> UrlPath {
        match self.site.event(event) {
            Some(event) if !event.path.is_empty() => UrlPath::home().page(&event.path),
            _ => UrlPath::home(),
        }
    }

    /// The page of a section, by its number.
    pub fn section_url(&self, event: EventIx, number: u32) -> UrlPath {
        self.event_url(event).page(&format!("{number:02}"))
    }

    /// The page of a turn or a quotation, by its id.
    pub fn passage_url(&self, event: EventIx, section: u32, id: &str) -> UrlPath {
        self.section_url(event, section).page(id)
    }

    /// Whether a turn has a page of its own.
    pub fn has_page(&self, turn: &Turn) -> bool {
        self.site.config.turn_pages.has(!turn.quotations.is_empty())
    }

    /// The addresses of all pages of turns and quotations.
    fn passages(&self) -> BTreeSet<UrlPath> {
        self.site.numbered_events().flat_map(|(ix, event)| self.passages_of(ix, event)).collect()
    }

    /// The addresses of the pages of an event's turns and quotations, in the order of the record.
    fn passages_of(&self, ix: EventIx, event: &Event) -> Vec<UrlPath> {
        let mut all = Vec::new();
        for section in &event.sections {
            let url = self.section_url(ix, section.number);
            for turn in section.turns() {
                let own = self.has_page(turn).then(|| turn.id.clone());
                let quotations = self.quotation_pages(turn).map(|n| turn.quotation_id(n));
                all.extend(own.into_iter().chain(quotations).map(|id| url.page(&id)));
            }
        }
        all
    }

    /// The quotations of a turn that have pages of their own.
    pub fn quotation_pages(&self, turn: &Turn) -> std::ops::Range<usize> {
        if self.site.config.turn_pages.has(true) { turn.quotations.clone() } else { 0..0 }
    }

    /// The page with the whole transcript of an event.
    pub fn all_url(&self, event: EventIx) -> UrlPath {
        self.event_url(event).page("all")
    }

    /// The track of a session.
    pub fn track(&self, event: EventIx) -> Option<&str> {
        self.site.event(event).and_then(order::track_of)
    }

    /// The programme of an event that holds others; it stands on the event's page.
    pub fn programme_url(&self, event: EventIx) -> UrlPath {
        self.event_url(event).page("programme")
    }

    /// The page of a track, by its position in the programme.
    pub fn track_url(&self, event: EventIx, track: usize) -> UrlPath {
        let track = self.programmes.get(&event).and_then(|programme| programme.tracks.get(track));
        self.programme_url(event).page(track.map_or("", |track| &track.slug))
    }

    /// The page of the sessions of a speaker at a conference.
    pub fn sessions_url(&self, event: EventIx, speaker: SpeakerIx) -> UrlPath {
        let id = self.site.speaker(speaker).map_or("", |speaker| &speaker.id);
        self.programme_url(event).page("with").page(id)
    }

    /// The page of what was corrected in an event.
    pub fn corrections_url(&self, event: EventIx) -> UrlPath {
        self.event_url(event).page("corrections")
    }

    /// The page of what was corrected anywhere; where one event stands at the root, its own.
    pub fn all_corrections_url() -> UrlPath {
        UrlPath::home().page("corrections")
    }

    /// The picture that chat apps show of a page. It stands beside the page under a name that never changes, since others
    /// keep the address.
    pub fn card_url(page: &UrlPath) -> UrlPath {
        page.file("card.png")
    }

    /// The code of a page's address, as a file.
    pub fn code_url(page: &UrlPath) -> UrlPath {
        page.file("qr.svg")
    }

    /// The tall picture of a quotation, by its page.
    pub fn tall_url(page: &UrlPath) -> UrlPath {
        page.file("picture.png")
    }

    /// The page of a speaker.
    pub fn speaker_url(&self, speaker: SpeakerIx) -> UrlPath {
        let id = self.site.speaker(speaker).map_or("", |speaker| &speaker.id);
        Self::speakers_url().page(id)
    }

    /// The list of speakers.
    pub fn speakers_url() -> UrlPath {
        UrlPath::home().page("speakers")
    }

    /// The glossary.
    pub fn glossary_url() -> UrlPath {
        UrlPath::home().page("glossary")
    }

    /// The list of questions.
    pub fn questions_url() -> UrlPath {
        UrlPath::home().page("questions")
    }

    /// The list of keywords.
    pub fn tags_url() -> UrlPath {
        UrlPath::home().page("tags")
    }

    /// The page of a keyword, as an event or a section states it.
    pub fn tag_url(&self, name: &str) -> Option<UrlPath> {
        self.tags.get(&crate::text::name_key(name)).map(|tag| Self::tags_url().page(&tag.slug))
    }

    /// The search.
    pub fn search_url() -> UrlPath {
        UrlPath::home().page("search")
    }

    /// Whether the site has a search.
    pub fn has_search(&self) -> bool {
        self.site.config.search.is_on() && !self.site.events.is_empty()
    }

    /// The page for addresses that lead nowhere.
    pub fn not_found_url() -> UrlPath {
        UrlPath::home().file("404.html")
    }

    /// The questions of the audience at an event.
    pub fn questions_of(&self, event: EventIx) -> &[Question] {
        // They are in the order of the events.
        let start = self.questions.partition_point(|question| question.event < event);
        let end = self.questions.partition_point(|question| question.event <= event);
        self.questions.get(start..end).unwrap_or_default()
    }

    /// Whether the site has a list of questions.
    pub fn has_questions(&self) -> bool {
        !self.questions.is_empty() || self.site.events.iter().any(|event| !event.front.questions.is_empty())
    }
}
