//! Who claims which address: pages, files and the former addresses that front matters state, each only once.

use std::collections::BTreeMap;

use super::{FeedFormat, Graph};
use crate::config::CardChoice;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::model::{Event, EventIx};
use crate::path::UrlPath;

/// Who claims an address, for messages.
struct Claim {
    what: String,
    place: Option<Place>,
}

/// What has a page of its own within a section.
#[derive(Debug, Clone, Copy)]
enum Passage {
    Turn,
    Quotation,
}

/// All claims, and what is wrong with them.
#[derive(Default)]
pub(super) struct Claims {
    by_file: BTreeMap<String, Claim>,
    /// Former addresses that front matters state, and where they lead.
    pub(super) aliases: Vec<(UrlPath, UrlPath)>,
    pub(super) diagnostics: Diagnostics,
}

impl Claims {
    /// Tells of a turn or quotation whose page or folder is claimed already. Ids are unique in their event, so these
    /// pages cannot meet each other; they are only looked up, since a site may have a hundred thousand of them.
    fn passage(&mut self, graph: &Graph<'_>, of: Passage, section: &UrlPath, id: &str, place: impl Fn() -> Place) {
        let page = section.page(id);
        let (what, pictures) = match (of, graph.site.config.cards) {
            (Passage::Turn, CardChoice::All) => ("turn", vec![Graph::card_url(&page)]),
            (Passage::Turn, CardChoice::Default | CardChoice::None) => ("turn", Vec::new()),
            (Passage::Quotation, CardChoice::None) => ("quotation", Vec::new()),
            (Passage::Quotation, CardChoice::Default | CardChoice::All) => {
                ("quotation", vec![Graph::card_url(&page), Graph::tall_url(&page)])
            }
        };
        // A picture that the site brings stands for ours.
        let drawn = pictures.into_iter().filter(|url| !graph.assets.contains_key(url));
        let code = matches!(of, Passage::Quotation).then(|| Graph::code_url(&page));
        let drawn = drawn.chain(code.filter(|url| !graph.assets.contains_key(url)));
        for url in [Graph::embed_url(&page), page, section.file(id)].into_iter().chain(drawn) {
            if self.by_file.contains_key(&url.out_path().as_str().to_lowercase()) {
                self.claim(&url, format!("the {what} `{id}`"), Some(place()));
            }
        }
    }

    /// Whether something claims an address.
    pub(super) fn holds(&self, url: &UrlPath) -> bool {
        self.by_file.contains_key(&url.out_path().as_str().to_lowercase())
    }

    /// The files that are claimed below a page.
    pub(super) fn below(&self, page: &UrlPath) -> impl Iterator<Item = &str> {
        let folder = page.as_str().to_lowercase();
        let from = self.by_file.range(folder.clone()..);
        from.map(|(file, _)| file.as_str()).take_while(move |file| file.starts_with(&folder))
    }

    /// Claims an address; what comes second is told.
    pub(super) fn claim(&mut self, url: &UrlPath, what: impl Into<String>, place: Option<Place>) -> bool {
        let what = what.into();
        let file = url.out_path().to_string();
        // Hosts and file systems differ about case; two addresses that differ only in it are one.
        let key = file.to_lowercase();
        if let Some(first) = self.by_file.get(&key) {
            let mut diagnostic = Diagnostic::new(
                codes::URL_COLLISION,
                format!("{what} and {} both claim the address `{url}`", first.what),
            )
            .help("rename one of them, or remove the alias");
            diagnostic = match (&place, &first.place) {
                (Some(place), Some(other)) => diagnostic.at(place.clone(), "").also(other.clone(), "the first"),
                (Some(place), None) | (None, Some(place)) => diagnostic.at(place.clone(), ""),
                (None, None) => diagnostic.about(url.as_str()),
            };
            self.diagnostics.push(diagnostic);
            false
        } else {
            self.by_file.insert(key, Claim { what, place });
            true
        }
    }
}

/// All claims of a site.
pub(super) fn claims(graph: &Graph<'_>) -> Claims {
    let site = graph.site;
    let mut claims = Claims::default();
    if !graph.event_at_root() {
        claims.claim(&UrlPath::home(), "the home page", None);
    }
    for (url, what) in [
        (Graph::speakers_url(), "the list of speakers"),
        (Graph::not_found_url(), "the page for lost addresses"),
        (UrlPath::home().file("sitemap.xml"), "the sitemap"),
        (UrlPath::home().page("assets"), "the theme's files"),
    ] {
        claims.claim(&url, what, None);
    }
    if !site.glossary.is_empty() {
        claims.claim(&Graph::glossary_url(), "the glossary", None);
    }
    // Where one event stands at the root, its corrections are at this address.
    if !graph.corrections.is_empty() && !graph.event_at_root() {
        claims.claim(&Graph::all_corrections_url(), "the list of corrections", None);
    }
    if graph.has_questions() {
        claims.claim(&Graph::questions_url(), "the list of questions", None);
    }
    if graph.has_search() {
        claims.claim(&Graph::search_url(), "the search", None);
    }
    if !graph.tags.is_empty() {
        claims.claim(&Graph::tags_url(), "the list of keywords", None);
    }
    for tag in graph.tags.values() {
        claims.claim(&Graph::tags_url().page(&tag.slug), format!("the keyword `{}`", tag.name), None);
    }
    let mut former: Vec<(UrlPath, UrlPath, Place)> = Vec::new();
    for (ix, event) in site.numbered_events() {
        let url = graph.event_url(ix);
        let place = Place::new(&event.file, 0..0);
        claims.claim(&url, format!("the event `{}`", event.title), Some(place.clone()));
        pictures(graph, &url, Some(place.clone()), &mut claims);
        claims.claim(&graph.all_url(ix), format!("the whole transcript of `{}`", event.title), Some(place));
        files(graph, ix, &event.title, &mut claims);
        former.extend(
            event.front.aliases.iter().map(|alias| (alias.0.clone(), url.clone(), alias_place(&event.file, &alias.0))),
        );
        claim_programme(graph, ix, event, &mut claims);
        if graph.corrections.contains_key(&ix) {
            let place = Place::new(&event.file, 0..0);
            claims.claim(&graph.corrections_url(ix), format!("the corrections of `{}`", event.title), Some(place));
        }
        let mut before = None;
        for section in &event.sections {
            // Two sections with one number have been told as such.
            if before.replace(section.number) == Some(section.number) {
                continue;
            }
            let url = graph.section_url(ix, section.number);
            let place = Place::new(&section.file, section.span.clone());
            claims.claim(&url, format!("section {}", section.number), Some(place.clone()));
            claims.claim(&Graph::embed_url(&url), format!("what others embed of section {}", section.number), None);
            pictures(graph, &url, Some(place), &mut claims);
            former.extend(
                section
                    .front
                    .aliases
                    .iter()
                    .map(|alias| (alias.0.clone(), url.clone(), alias_place(&section.file, &alias.0))),
            );
        }
    }
    claim_speakers(graph, &mut claims, &mut former);
    feeds(graph, &mut claims);
    for page in &site.pages {
        let url = UrlPath::home().page(&page.slug);
        claims.claim(&url, format!("the page `{}`", page.slug), Some(Place::new(&page.file, 0..0)));
        former.extend(
            page.front.aliases.iter().map(|alias| (alias.0.clone(), url.clone(), alias_place(&page.file, &alias.0))),
        );
    }
    for asset in graph.assets.values() {
        if asset.url.as_str() != "robots.txt" {
            claims.claim(&asset.url, format!("the file `{}`", asset.path), None);
        }
    }
    for (from, to, place) in former {
        if claims.claim(&from, format!("the alias `{from}`"), Some(place)) {
            claims.aliases.push((from, to));
        }
    }
    passages(graph, &mut claims);
    claims
}

/// The pages of speakers, and those of ids that were merged into theirs.
fn claim_speakers(graph: &Graph<'_>, claims: &mut Claims, former: &mut Vec<(UrlPath, UrlPath, Place)>) {
    for (ix, speaker) in graph.site.numbered_speakers() {
        let url = graph.speaker_url(ix);
        let place = speaker.file.as_ref().map(|file| Place::new(file, 0..0));
        claims.claim(&url, format!("the speaker `{}`", speaker.id), place.clone());
        pictures(graph, &url, place, claims);
        for merged in &speaker.front.aliases_of {
            if let (Some(file), Ok(from)) = (&speaker.file, UrlPath::new(&format!("speakers/{merged}/"))) {
                former.push((from.clone(), url.clone(), alias_place(file, &from)));
            }
        }
    }
}

/// The pages of turns and quotations, last, when all else is known.
fn passages(graph: &Graph<'_>, claims: &mut Claims) {
    for (ix, event) in graph.site.numbered_events() {
        for section in &event.sections {
            let url = graph.section_url(ix, section.number);
            for turn in section.turns() {
                let place = || Place::new(&section.file, turn.span.clone());
                if graph.has_page(turn) {
                    claims.passage(graph, Passage::Turn, &url, &turn.id, place);
                }
                for n in graph.quotation_pages(turn) {
                    claims.passage(graph, Passage::Quotation, &url, &turn.quotation_id(n), place);
                }
            }
        }
    }
}

/// The pages of a programme that show a part of it.
fn claim_programme(graph: &Graph<'_>, ix: EventIx, event: &Event, claims: &mut Claims) {
    let Some(programme) = graph.programmes.get(&ix) else { return };
    let place = |ix: EventIx| graph.site.event(ix).map(|event| Place::new(&event.file, 0..0));
    claims.claim(
        &graph.programme_url(ix),
        format!("the programme of `{}`", event.title),
        Some(Place::new(&event.file, 0..0)),
    );
    for (at, track) in programme.tracks.iter().enumerate() {
        let first = track.sessions.first().and_then(|at| programme.sessions.get(*at));
        let place = first.and_then(|session| place(session.event));
        claims.claim(&graph.track_url(ix, at), format!("the track `{}`", track.name), place);
    }
    for (speaker, _) in &programme.speakers {
        let name = graph.site.speaker(*speaker).map_or("", |speaker| &speaker.id);
        claims.claim(&graph.sessions_url(ix, *speaker), format!("the sessions of `{name}`"), None);
    }
}

/// Claims the addresses of a page's card and of its code, unless the site brings the pictures.
fn pictures(graph: &Graph<'_>, page: &UrlPath, place: Option<Place>, claims: &mut Claims) {
    let url = Graph::card_url(page);
    if graph.site.config.cards != CardChoice::None && !graph.assets.contains_key(&url) {
        claims.claim(&url, format!("the card of `{page}`"), place.clone());
    }
    let url = Graph::code_url(page);
    if !graph.assets.contains_key(&url) {
        claims.claim(&url, format!("the QR code of `{page}`"), place);
    }
}

fn feeds(graph: &Graph<'_>, claims: &mut Claims) {
    for name in graph.llms() {
        let url = UrlPath::home().file(name);
        if !graph.assets.contains_key(&url) {
            claims.claim(&url, "what is written for language models", None);
        }
    }
    for of in graph.feeds() {
        for format in FeedFormat::ALL {
            claims.claim(&graph.feed_url(of, format), "a feed", None);
        }
    }
}

/// Claims the addresses of the formats that are made, and of the calendar.
fn files(graph: &Graph<'_>, event: EventIx, title: &str, claims: &mut Claims) {
    if graph.has_calendar(event) {
        claims.claim(&graph.calendar_url(event), format!("the calendar of `{title}`"), None);
    }
    for format in graph.exports_of(event) {
        let what = format!("`{title}` as {}", format.label());
        claims.claim(&graph.export_url(event, format), what, None);
    }
}

fn alias_place(file: &std::sync::Arc<crate::diag::File>, alias: &UrlPath) -> Place {
    let word = alias.as_str().trim_matches('/').rsplit('/').next().unwrap_or_default();
    let at = file.text().find(word).unwrap_or_default();
    Place::new(file, at..(at + word.len()).min(file.text().len()))
}
