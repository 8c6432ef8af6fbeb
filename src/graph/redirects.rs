//! Former addresses: those that editors state, and those that the ledgers remember. Chains are flattened, so that each leads
//! straight to a page that there is.

use std::collections::{BTreeMap, BTreeSet};

use super::Graph;
use super::claims::Claims;
use crate::diag::{Diagnostic, Place, codes};
use crate::ledger::{Former, Kept, Landing, Lost};
use crate::model::EventIx;
use crate::path::UrlPath;

/// A former address and where it leads now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The former address.
    pub from: UrlPath,
    /// The present one.
    pub to: Onward,
    /// Places on the former page that have gone elsewhere than the page: their ids, and where they are.
    pub places: Vec<(String, Onward)>,
    /// What became of all else below the former address.
    pub below: Below,
}

/// What became of pages and files below a former address that have no redirect of their own.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Below {
    /// Nothing is known of them, or something else is there now.
    #[default]
    Unknown,
    /// They have moved along and keep their names.
    Along,
    /// They are gone, and what is told of the page holds for them.
    Gone,
}

/// Where a former address leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Onward {
    /// To a page of the site, or a place on it.
    Page(UrlPath, Option<String>),
    /// To another site.
    Outside(String),
}

/// What a page keeps, in a section, of links that were published on it and stand elsewhere.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Marks {
    /// Ids whose words a turn of the page has taken in, by the id of the turn.
    pub within: BTreeMap<String, Vec<String>>,
    /// Ids whose words are gone, by the turn behind which they stood; without one at the beginning.
    pub gone: BTreeMap<Option<String>, Vec<String>>,
    /// Ids whose words are on another page, and where.
    pub moved: Vec<(String, UrlPath, String)>,
}

/// All former addresses.
pub(super) fn redirects(graph: &Graph<'_>, kept: &Kept, claims: &mut Claims) -> Vec<Redirect> {
    let mut all = Redirects { graph, claims, by_from: BTreeMap::new(), below: BTreeMap::new() };
    // Who shortens the address of a track arrives at the programme.
    for ix in graph.programmes.keys() {
        all.by_from.insert(graph.programme_url(*ix), (Onward::Page(graph.event_url(*ix), None), Vec::new()));
    }
    for (from, to) in std::mem::take(&mut all.claims.aliases) {
        all.by_from.insert(from, (Onward::Page(to, None), Vec::new()));
    }
    all.stated();
    for ((ix, _), former) in graph.site.numbered_events().zip(&kept.events) {
        all.event(ix, former);
    }
    for (id, now) in &kept.speakers {
        let to = now.as_ref().map_or_else(Graph::speakers_url, |now| Graph::speakers_url().page(now));
        let below = if now.is_some() { Below::Along } else { Below::Unknown };
        all.remembered(Graph::speakers_url().page(id), to, below);
    }
    for (path, sections) in &kept.lost {
        let url = at(path);
        for number in sections {
            all.remembered(url.page(&format!("{number:02}")), UrlPath::home(), Below::Unknown);
        }
        // Its turns are not known any more, but all of them stood here.
        all.remembered(url, UrlPath::home(), Below::Gone);
    }
    all.flatten()
}

/// The page of an event at a path below the site.
fn at(path: &str) -> UrlPath {
    if path.is_empty() { UrlPath::home() } else { UrlPath::home().page(path) }
}

/// Where a former address leads, and the places on it that lead elsewhere.
type Way = (Onward, Vec<(String, Onward)>);

/// The former addresses of one event, whether something else claims them or not.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ways {
    by_from: BTreeMap<UrlPath, Way>,
    below: BTreeMap<UrlPath, Below>,
}

/// The former addresses of one event.
pub(super) fn ways(graph: &Graph<'_>, ix: EventIx, former: &Former) -> Ways {
    let claims = &mut Claims::default();
    let mut own = Redirects { graph, claims, by_from: BTreeMap::new(), below: BTreeMap::new() };
    own.event(ix, former);
    Ways { by_from: own.by_from, below: own.below }
}

struct Redirects<'r, 's> {
    graph: &'r Graph<'s>,
    claims: &'r mut Claims,
    by_from: BTreeMap<UrlPath, Way>,
    below: BTreeMap<UrlPath, Below>,
}

impl Redirects<'_, '_> {
    /// What `site.yaml` states.
    fn stated(&mut self) {
        let site = self.graph.site;
        for (from, to) in &site.config.redirects {
            let place = self.graph.site_file.as_ref().map(|file| {
                let at = file.text().find(from.as_str()).unwrap_or_default();
                Place::new(file, at..(at + from.len()).min(file.text().len()))
            });
            let wrong = |message: String| {
                let diagnostic = Diagnostic::new(codes::UNKNOWN_LINK, message)
                    .help("write the former address and the present one below the site's: `old/01/: new/01/`");
                place.clone().map_or_else(|| diagnostic.clone(), |place| diagnostic.clone().at(place, ""))
            };
            let (path, fragment) =
                to.split_once('#').map_or((to.as_str(), None), |(path, id)| (path, Some(id.to_owned())));
            let outside = to.starts_with("https://") || to.starts_with("http://");
            let (Ok(old), Ok(new)) = (
                UrlPath::new(from.trim_start_matches('/')),
                UrlPath::new(if outside { "" } else { path.trim_start_matches('/') }),
            ) else {
                self.claims.diagnostics.push(wrong(format!("`{from}: {to}` are no two addresses")));
                continue;
            };
            if self.claims.claim(&old, format!("the redirect `{from}`"), place.clone()) {
                let known = outside
                    || self.claims.holds(&new)
                    || site.config.redirects.keys().any(|key| key.trim_start_matches('/') == new.as_str());
                if known {
                    self.by_from.insert(
                        old,
                        (if outside { Onward::Outside(to.clone()) } else { Onward::Page(new, fragment) }, Vec::new()),
                    );
                } else {
                    self.claims
                        .diagnostics
                        .push(wrong(format!("the redirect `{from}` leads to `{to}`, where nothing is")));
                }
            }
        }
    }

    /// An address that a ledger remembers. One that something else claims today is that.
    fn remembered(&mut self, from: UrlPath, to: UrlPath, below: Below) {
        if from != to {
            self.place(from, below, || (Onward::Page(to, None), Vec::new()));
        }
    }

    fn place(&mut self, from: UrlPath, below: Below, to: impl FnOnce() -> Way) {
        if !self.claims.holds(&from) {
            if below != Below::Unknown {
                self.below.insert(from.clone(), below);
            }
            self.by_from.entry(from).or_insert_with(to);
        }
    }

    /// The former addresses of an event, its sections, turns and quotations.
    fn event(&mut self, ix: EventIx, former: &Former) {
        let graph = self.graph;
        let present = graph.numbers(ix);
        let section = |number: u32| Onward::Page(graph.section_url(ix, number), None);
        // A section that is gone leads to where most of its words are.
        let mut heirs: BTreeMap<u32, BTreeMap<u32, usize>> = BTreeMap::new();
        for lost in former.lost.iter().filter(|lost| !lost.quotation) {
            let Landing::At(now, _) = &lost.landing else { continue };
            for number in lost.sections.iter().filter(|number| !present.contains(number)) {
                *heirs.entry(*number).or_default().entry(*now).or_default() += 1;
            }
        }
        let heir = |number: u32| {
            let most = heirs.get(&number)?.iter().max_by_key(|(now, count)| (**count, std::cmp::Reverse(**now)))?;
            Some(*most.0)
        };
        let below = |number: u32| match heir(number) {
            Some(_) if !present.contains(&number) => Below::Along,
            _ => Below::Unknown,
        };
        let onward = |number: u32| match heir(number) {
            _ if present.contains(&number) => section(number),
            Some(now) => section(now),
            None => Onward::Page(graph.event_url(ix), None),
        };
        let lands = |lost: &Lost| match &lost.landing {
            Landing::At(number, id) => graph.place_of(ix, *number, id),
            Landing::Gone(number, _) if present.contains(number) => {
                Onward::Page(graph.section_url(ix, *number), Some(lost.id.clone()))
            }
            Landing::Gone(number, _) => onward(*number),
        };
        let lost: BTreeMap<&str, &Lost> = former.lost.iter().map(|lost| (lost.id.as_str(), lost)).collect();
        // Of a section that is gone, links to turns may lead elsewhere than the page.
        let section_now = |number: u32| {
            let to = onward(number);
            let mut places = Vec::new();
            for lost in former.lost.iter().filter(|lost| !present.contains(&number) && lost.sections.contains(&number))
            {
                let place = match &lost.landing {
                    Landing::At(now, id) => Onward::Page(graph.section_url(ix, *now), Some(id.clone())),
                    Landing::Gone(..) => lands(lost),
                };
                let as_the_page = matches!((&place, &to), (Onward::Page(place, Some(id)), Onward::Page(to, _)) if place == to && *id == lost.id);
                if !as_the_page {
                    places.push((lost.id.clone(), place));
                }
            }
            (to, places)
        };
        for number in former.sections.iter().filter(|number| !present.contains(number)) {
            let url = graph.section_url(ix, *number);
            self.place(url, below(*number), || section_now(*number));
        }
        for path in &former.paths {
            let base = at(path);
            self.remembered(base.clone(), graph.event_url(ix), Below::Along);
            self.remembered(base.page("all"), graph.all_url(ix), Below::Unknown);
            if graph.corrections.contains_key(&ix) {
                self.remembered(base.page("corrections"), graph.corrections_url(ix), Below::Unknown);
            }
            for number in &former.sections {
                let url = base.page(&format!("{number:02}"));
                self.place(url, below(*number), || section_now(*number));
            }
        }
        let home = graph.event_url(ix);
        let narrowed = former.pages < graph.site.config.turn_pages;
        for base in former.paths.iter().map(|path| at(path)).chain([home.clone()]) {
            // Of the pages below the present address most are there, and there may be a hundred thousand.
            let all = narrowed || base != home;
            for (id, sections) in former.published.iter().filter(|(id, _)| all || lost.contains_key(id.as_str())) {
                for number in sections {
                    let to = lost.get(id.as_str()).map_or_else(|| graph.place_of(ix, *number, id), |lost| lands(lost));
                    let url = base.page(&format!("{number:02}")).page(id);
                    if !graph.is_passage(&url) {
                        self.place(url, Below::Unknown, || (to, Vec::new()));
                    }
                }
            }
        }
    }

    /// What became of all else below a former address: only where nothing but former addresses is there today.
    fn below_of(&self, from: &UrlPath, to: &Onward) -> Below {
        let below = self.below.get(from).copied().unwrap_or_default();
        let former = |file: &str| {
            let mut inside = self
                .by_from
                .range(from.clone()..)
                .map(|(url, _)| url)
                .take_while(|url| url.as_str().starts_with(from.as_str()));
            inside.any(|url| url.out_path().as_str().to_lowercase() == file)
        };
        let free = below != Below::Unknown && self.claims.below(from).all(former);
        if free && matches!(to, Onward::Page(_, None)) { below } else { Below::Unknown }
    }

    /// The redirects, each leading straight to its end.
    fn flatten(self) -> Vec<Redirect> {
        let mut all = Vec::with_capacity(self.by_from.len());
        let mut told = false;
        for (from, (to, places)) in &self.by_from {
            let end = |start: &Onward| {
                let mut end = start.clone();
                for _ in 0..=self.by_from.len() {
                    let next = match &end {
                        Onward::Page(page, fragment) => {
                            self.by_from.get(page).map(|(next, _)| (next.clone(), fragment.clone()))
                        }
                        Onward::Outside(_) => None,
                    };
                    match next {
                        Some((Onward::Page(page, own), fragment)) => end = Onward::Page(page, own.or(fragment)),
                        Some((outside, _)) => end = outside,
                        None => return Some(end),
                    }
                }
                None
            };
            match end(to) {
                Some(to) => {
                    let places = places.iter().filter_map(|(id, place)| Some((id.clone(), end(place)?))).collect();
                    let below = self.below_of(from, &to);
                    all.push(Redirect { from: from.clone(), to, places, below });
                }
                None if told => {}
                None => {
                    told = true;
                    let message = format!("the former address `{from}` leads on in a circle");
                    let mut diagnostic = Diagnostic::new(codes::CIRCULAR_REDIRECT, message)
                        .help("let one of them lead to a page that there is");
                    diagnostic = match &self.graph.site_file {
                        Some(file) => match file.text().find(from.as_str()) {
                            Some(at) => diagnostic.at(Place::new(file, at..at + from.as_str().len()), ""),
                            None => diagnostic.about(from.as_str()),
                        },
                        None => diagnostic.about(from.as_str()),
                    };
                    self.claims.diagnostics.push(diagnostic);
                }
            }
        }
        all
    }
}

/// What pages keep of links that stand elsewhere now, by section.
pub(super) type Remains = BTreeMap<(EventIx, u32), Marks>;

/// What the pages of an event's sections keep of links that stand elsewhere now.
pub(super) fn marks(graph: &Graph<'_>, ix: EventIx, former: &Former) -> Remains {
    let mut all = Remains::new();
    let present = graph.numbers(ix);
    for lost in &former.lost {
        for number in lost.sections.iter().filter(|number| present.contains(number)) {
            let marks = all.entry((ix, *number)).or_default();
            match &lost.landing {
                Landing::At(now, id) if now == number && *id == lost.id => {}
                Landing::At(now, id) if now == number => marks.take_in(id, lost),
                Landing::At(now, id) => {
                    marks.moved.push((lost.id.clone(), graph.section_url(ix, *now), id.clone()));
                }
                Landing::Gone(section, after) => {
                    let after = after.clone().filter(|_| section == number);
                    marks.gone.entry(after).or_default().push(lost.id.clone());
                }
            }
        }
    }
    all
}

/// What the page of the whole transcript keeps: there every link has one place, wherever it was published.
pub(super) fn marks_of_all(graph: &Graph<'_>, ix: EventIx, former: &Former) -> Remains {
    let mut all = Remains::new();
    let present = graph.numbers(ix);
    for lost in &former.lost {
        match &lost.landing {
            Landing::At(_, id) if *id == lost.id => {}
            Landing::At(now, id) => all.entry((ix, *now)).or_default().take_in(id, lost),
            Landing::Gone(section, after) => {
                // Of a section that is gone too, the place is that of the section before it.
                let near = present.range(..=*section).next_back().or(present.first());
                let Some(near) = near else { continue };
                let after = after.clone().filter(|_| near == section);
                all.entry((ix, *near)).or_default().gone.entry(after).or_default().push(lost.id.clone());
            }
        }
    }
    all
}

impl Marks {
    /// Notes that the words of a link are now in the turn, or the quotation, of an id.
    fn take_in(&mut self, id: &str, lost: &Lost) {
        let turn = id.split_once('-').map_or(id, |(turn, _)| turn);
        self.within.entry(turn.to_owned()).or_default().push(lost.id.clone());
    }
}

impl Graph<'_> {
    /// The numbers of an event's sections.
    fn numbers(&self, ix: EventIx) -> BTreeSet<u32> {
        self.site.event(ix).into_iter().flat_map(|event| &event.sections).map(|section| section.number).collect()
    }

    /// What a page that shows a section keeps of former links: its own page, and that of the whole transcript.
    pub fn marks_on(&self, page: &UrlPath, event: EventIx, section: u32) -> Option<&Marks> {
        if *page == self.section_url(event, section) {
            self.marks.get(&(event, section))
        } else if *page == self.all_url(event) {
            self.marks_of_all.get(&(event, section))
        } else {
            None
        }
    }

    /// Where a turn or quotation that stands is read by itself, or in its section where it has no page.
    fn place_of(&self, event: EventIx, number: u32, id: &str) -> Onward {
        let url = self.passage_url(event, number, id);
        if self.is_passage(&url) {
            Onward::Page(url, None)
        } else {
            Onward::Page(self.section_url(event, number), Some(id.to_owned()))
        }
    }

    /// Whether there is a page of a turn or quotation at an address.
    fn is_passage(&self, url: &UrlPath) -> bool {
        self.passages.contains(url)
    }
}
