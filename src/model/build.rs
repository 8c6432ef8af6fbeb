//! From sources to the model: front matter first, then the names, then the bodies on all cores, then the people whom
//! only labels name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rayon::prelude::*;

use super::body::{self, Context, Parsed};
use super::people::{People, Profile};
use super::reread::Readings;
use super::roster::{Names, Roster};
use super::settle::{Gathered, settle};
use super::{Body, Event, EventIx, Item, Page, Participant, Section, Site, Term, Withheld};
use crate::config::{
    self, CommentChoice, EventFront, Glossary, Language, PageFront, SectionFront, SpeakerFront, Words,
};
use crate::diag::{Diagnostic, Diagnostics, File, Place, codes};
use crate::markdown::Lexicon;
use crate::source::{Document, EventFolder, Tree};
use crate::text::{self, Copies};

/// What a build is told about the world.
#[derive(Debug, Clone, Copy)]
pub struct Conditions {
    /// The time, for embargoes.
    pub now: Timestamp,
    /// Whether drafts and what is under an embargo are built.
    pub drafts: bool,
}

/// An event with its front matter read.
struct Read<'t> {
    folder: &'t EventFolder,
    front: EventFront,
    language: Language,
    zone: TimeZone,
    participants: Vec<Participant>,
    names: Names,
    parent: Option<usize>,
    withheld: Option<Withheld>,
}

/// Reads all sources into the model.
pub fn build(tree: &Tree, conditions: Conditions) -> (Site, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let config = &tree.config;
    let site_language = &config.language;
    let lexicons = Lexicons { words: &tree.words };
    let site_lexicon = lexicons.lexicon(site_language);
    let plain = Context { roster: None, lexicon: &site_lexicon, html: config.markdown.html, math: false };

    let mut people = People::default();
    for profile in
        tree.speakers.iter().filter_map(|document| profile(document, plain, &mut diagnostics)).collect::<Vec<_>>()
    {
        people.profile(profile, &mut diagnostics);
    }
    let (mut events, awaited) = fronts(tree, conditions, &mut people, &mut diagnostics);
    find_parents(&mut events);

    let audience: BTreeMap<&Language, BTreeSet<String>> =
        events.iter().map(|event| (&event.language, lexicons.audience(&event.language))).collect();
    let parsed: Vec<(Body, String, Vec<Section>, Diagnostics)> = events
        .par_iter()
        .map(|event| {
            let mut scopes = vec![&event.names];
            let mut parent = event.parent;
            while let Some(around) = parent.and_then(|at| events.get(at)) {
                scopes.push(&around.names);
                parent = around.parent;
            }
            let none = BTreeSet::new();
            let roster =
                Roster { scopes, site: &people.names, audience: audience.get(&event.language).unwrap_or(&none) };
            let lexicon = lexicons.lexicon(&event.language);
            let context = Context {
                roster: Some(&roster),
                lexicon: &lexicon,
                html: config.markdown.html,
                math: event.front.math,
            };
            bodies(event.folder, context, conditions)
        })
        .collect();

    let mut site = Site { config: config.clone(), words: tree.words.clone(), awaited, ..Site::default() };
    let mut names = Vec::with_capacity(events.len());
    for (mut read, (introduction, heading, sections, found)) in events.into_iter().zip(parsed) {
        diagnostics.append(found);
        names.push(std::mem::take(&mut read.names));
        site.events.push(event(read, introduction, &heading, sections, &mut people, &mut diagnostics));
    }
    link_children(&mut site.events);
    check_translations(&site.events, &mut diagnostics);
    site.speakers = people.speakers;
    site.readings = Readings { profiles: people.names, events: names, named: people.named };
    site.pages = tree
        .pages
        .iter()
        .filter_map(|document| page(document, plain, site_language, conditions, &mut diagnostics))
        .collect();
    site.glossary = glossary(tree, plain, &mut diagnostics);
    (site, diagnostics)
}

/// The words of the interface by which transcripts are read, for one language after another.
pub(super) struct Lexicons<'a> {
    pub(super) words: &'a Words,
}

impl Lexicons<'_> {
    /// The files of words that count for a language: those with the same primary subtag, and English.
    fn files<'s>(&'s self, language: &'s Language) -> impl Iterator<Item = &'s config::WordsFile> {
        self.words
            .iter()
            .filter(move |(tag, _)| {
                let primary = tag.split('-').next().unwrap_or_default();
                primary == language.primary() || primary == "en"
            })
            .map(|(_, words)| words)
    }

    pub(super) fn lexicon(&self, language: &Language) -> Lexicon {
        Lexicon::new(
            self.files(language).flat_map(|words| &words.scenes),
            self.files(language).flat_map(|words| &words.gaps),
        )
    }

    pub(super) fn audience(&self, language: &Language) -> BTreeSet<String> {
        self.files(language).flat_map(|words| &words.audience).map(|word| text::name_key(word)).collect()
    }
}

fn profile(document: &Document, context: Context<'_>, diagnostics: &mut Diagnostics) -> Option<Profile> {
    let front: SpeakerFront = front(document, "speaker", diagnostics)?;
    let parsed = body::whole(document, context, diagnostics);
    let name = title(front.name.clone(), &parsed.title_text, document.file.path.stem());
    Some(Profile { document: document.clone(), front, name, biography: parsed.body })
}

fn front<T: serde::de::DeserializeOwned>(document: &Document, kind: &str, diagnostics: &mut Diagnostics) -> Option<T> {
    match config::read(&document.file, document.front.clone(), kind) {
        Ok(front) => Some(front),
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            None
        }
    }
}

/// The title that counts: the stated one, else that of the heading, else a last resort.
pub(super) fn title(stated: Option<String>, heading: &str, last: &str) -> String {
    let stated = stated.filter(|title| !title.trim().is_empty());
    stated.unwrap_or_else(|| if heading.is_empty() { last.to_owned() } else { heading.to_owned() })
}

/// Reads the front matter of all events; drafts and what is under an embargo stay out. Tells when the next embargo ends as well.
fn fronts<'t>(
    tree: &'t Tree,
    conditions: Conditions,
    people: &mut People,
    diagnostics: &mut Diagnostics,
) -> (Vec<Read<'t>>, Option<Timestamp>) {
    let mut awaited: Option<Timestamp> = None;
    let read: Vec<_> = tree
        .events
        .par_iter()
        .map(|folder| (folder, config::read::<EventFront>(&folder.event.file, folder.event.front.clone(), "event")))
        .collect();
    let mut events: Vec<Read<'t>> = Vec::with_capacity(read.len());
    let mut withheld: Vec<(&str, Withheld)> = Vec::new();
    for (folder, front) in read {
        let front = match front {
            Ok(front) => front,
            Err(diagnostic) => {
                diagnostics.push(*diagnostic);
                continue;
            }
        };
        if let Some(comments) = front.comments.as_ref().and_then(CommentChoice::own) {
            diagnostics.append(comments.faults(&folder.event.file));
        }
        let language = front.language.clone().unwrap_or_else(|| tree.config.language.clone());
        let zone =
            front.timezone.as_ref().or(tree.config.timezone.as_ref()).map_or(TimeZone::UTC, |zone| zone.0.clone());
        let ends = |when: config::When| when.zoned(&zone).map(|at| at.timestamp());
        let embargo = front.publish_at.filter(|when| ends(*when).is_some_and(|at| at > conditions.now));
        awaited = awaited.into_iter().chain(embargo.and_then(ends)).min();
        let embargo = embargo.map(Withheld::Embargo);
        let around = withheld
            .iter()
            .find(|(path, _)| {
                path.is_empty() || folder.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
            })
            .map(|(_, why)| *why);
        let why = front.draft.then_some(Withheld::Draft).or(embargo).or(around);
        if let Some(why) = why {
            withheld.push((&folder.path, why));
            if !conditions.drafts {
                continue;
            }
        }
        let (participants, names) = people.declared(&folder.event, &front, &language, diagnostics);
        events.push(Read { folder, front, language, zone, participants, names, parent: None, withheld: why });
    }
    (events, awaited)
}

/// The nearest event in whose folder another one lies.
fn find_parents(events: &mut [Read<'_>]) {
    let paths: BTreeMap<String, usize> =
        events.iter().enumerate().map(|(at, event)| (event.folder.path.clone(), at)).collect();
    for event in events {
        let mut path = event.folder.path.as_str();
        while let Some(parent) =
            path.rsplit_once('/').map(|(parent, _)| parent).or_else(|| (!path.is_empty()).then_some(""))
        {
            event.parent = paths.get(parent).copied();
            if event.parent.is_some() {
                break;
            }
            path = parent;
        }
    }
}

/// Reads the bodies of an event: its introduction, the heading in it, and its sections.
pub(super) fn bodies(
    folder: &EventFolder,
    context: Context<'_>,
    conditions: Conditions,
) -> (Body, String, Vec<Section>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let without_labels = Context { roster: None, ..context };
    let introduction = body::whole(&folder.event, without_labels, &mut diagnostics);
    let heading = introduction.title_text;
    let mut introduction = introduction.body;
    let mut sections = Vec::new();
    for (number, document) in &folder.sections {
        if let Some(section) = section(*number, document, context, conditions, &mut diagnostics) {
            sections.push(section);
        }
    }
    if let Some(document) = &folder.transcript {
        let mut parts = body::sections(document, context, &mut diagnostics).into_iter();
        if let Some(before) = parts.next()
            && !before.body.items.is_empty()
        {
            diagnostics.push(
                Diagnostic::new(codes::TEXT_BEFORE_SECTIONS, "this stands before the first numbered section")
                    .at(document.place(before.span.clone()), "shown on the page of the event")
                    .help("put it into `event.md`, or give it a numbered heading: `## 1. Title`"),
            );
            if introduction.items.is_empty() {
                introduction = before.body;
            } else {
                sections.push(made(0, before, SectionFront::default(), document));
            }
        }
        for part in parts {
            sections.push(made(part.number.unwrap_or_default(), part, SectionFront::default(), document));
        }
    }
    // What an event says is in the model now; its texts are half as much again.
    for file in folder.files() {
        file.let_go();
    }
    sections.sort_by_key(|section| section.number);
    check_numbers(&sections, &mut diagnostics);
    (introduction, heading, sections, diagnostics)
}

fn section(
    number: u32,
    document: &Document,
    context: Context<'_>,
    conditions: Conditions,
    diagnostics: &mut Diagnostics,
) -> Option<Section> {
    let front: SectionFront = front(document, "section", diagnostics)?;
    if front.draft && !conditions.drafts {
        return None;
    }
    if let Some(comments) = front.comments.as_ref().and_then(CommentChoice::own) {
        diagnostics.append(comments.faults(&document.file));
    }
    let context = Context { math: front.math.unwrap_or(context.math), ..context };
    let parsed = body::whole(document, context, diagnostics);
    let mut section = made(front.number.unwrap_or(number), parsed, front, document);
    section.start = moment(document, section.front.start.as_ref(), diagnostics);
    section.end = moment(document, section.front.end.as_ref(), diagnostics);
    Some(section)
}

/// A time into the recording, from front matter.
fn moment(
    document: &Document,
    value: Option<&serde_yaml::Spanned<String>>,
    diagnostics: &mut Diagnostics,
) -> Option<f64> {
    let value = value?;
    let seconds = text::parse_time(&value.value).or_else(|| value.value.parse().ok());
    if seconds.is_none() {
        let at = document.file.text().find(&value.value).unwrap_or_default();
        diagnostics.push(
            Diagnostic::new(codes::WRONG_TYPE, format!("`{}` is no time into a recording", value.value))
                .at(document.place(at..at + value.value.len()), "")
                .help("write minutes and seconds in quotation marks: `\"12:34\"`, or with hours: `\"1:02:03\"`"),
        );
    }
    seconds
}

fn made(number: u32, parsed: Parsed, front: SectionFront, document: &Document) -> Section {
    let Parsed { title: heading, title_text, mut body, span, .. } = parsed;
    let stated = front.title.clone().filter(|title| !title.trim().is_empty());
    let (title, title_text) = match stated {
        Some(stated) => {
            // A heading that says something else than the title is not lost.
            if !title_text.is_empty() && title_text != stated.trim() {
                body.items.insert(0, Item::Topic(super::Topic { level: 2, title: heading, anchor: "t-0".into() }));
            }
            (crate::markdown::Fragment::plain_text(&stated), stated)
        }
        None => (heading, title_text),
    };
    Section { number, title, title_text, front, start: None, end: None, body, file: Arc::clone(&document.file), span }
}

fn check_numbers(sections: &[Section], diagnostics: &mut Diagnostics) {
    for pair in sections.windows(2) {
        let [first, second] = pair else { continue };
        let place = |section: &Section| Place::new(&section.file, section.span.clone());
        if first.number == second.number {
            diagnostics.push(
                Diagnostic::new(codes::DUPLICATE_SECTION, format!("two sections have the number {}", first.number))
                    .at(place(second), "the second")
                    .also(place(first), "the first")
                    .help("the number is the section's permanent address: give one of them another"),
            );
        } else if second.number - first.number > 1 {
            diagnostics.push(
                Diagnostic::new(
                    codes::SECTION_GAP,
                    format!("section {} is followed by section {}", first.number, second.number),
                )
                .at(place(second), "")
                .help("add what is missing between them, or silence the code if it was withdrawn"),
            );
        }
    }
    let damaged: BTreeSet<String> = diagnostics
        .iter()
        .filter(|found| found.code == codes::TOO_DEEP)
        .filter_map(|found| Some(found.place.as_ref()?.0.file.path.to_string()))
        .collect();
    for section in sections {
        if section.number > 9999 {
            diagnostics.push(
                Diagnostic::new(codes::BAD_NUMBER, format!("{} is no number of a section", section.number))
                    .at(Place::new(&section.file, section.span.clone()), "")
                    .help("use a number up to 9999"),
            );
        }
        if !damaged.contains(section.file.path.as_str()) && section.turns().next().is_none() {
            diagnostics.push(
                Diagnostic::new(codes::EMPTY_SECTION, "this section has no turn")
                    .at(Place::new(&section.file, section.span.clone()), "")
                    .help("labels look like `**Name:** text`, or `Name: text` for speakers that the event declares"),
            );
        }
    }
}

/// Puts an event together and gives numbers to those whom only its labels name.
fn event(
    read: Read<'_>,
    introduction: Body,
    heading: &str,
    mut sections: Vec<Section>,
    people: &mut People,
    diagnostics: &mut Diagnostics,
) -> Event {
    let Read { folder, front, language, zone, mut participants, withheld, .. } = read;
    check_pins(&sections, diagnostics);
    let named = settle(&mut sections, &language, &mut participants, &mut Gathered { people, diagnostics });
    let last = folder.path.rsplit('/').next().unwrap_or_default();
    Event {
        title: title(front.title.clone(), heading, last),
        path: folder.path.clone(),
        front,
        language,
        zone,
        places: Event::places(&participants),
        participants,
        introduction,
        sections,
        parent: read.parent.and_then(|at| u32::try_from(at).ok()).map(EventIx),
        children: Vec::new(),
        withheld,
        file: Arc::clone(&folder.event.file),
        named,
    }
}

pub(super) fn check_pins(sections: &[Section], diagnostics: &mut Diagnostics) {
    let mut pins: BTreeMap<&str, (&Arc<File>, Range<usize>)> = BTreeMap::new();
    for section in sections {
        for turn in section.turns() {
            let Some(pin) = &turn.pin else { continue };
            if let Some((file, span)) = pins.insert(pin, (&section.file, turn.span.clone())) {
                diagnostics.push(
                    Diagnostic::new(codes::DUPLICATE_PIN, format!("two turns are pinned to `{pin}`"))
                        .at(Place::new(&section.file, turn.span.clone()), "the second")
                        .also(Place::new(file, span), "the first")
                        .help("remove the pin from the copy"),
                );
            }
        }
    }
}

fn link_children(events: &mut [Event]) {
    let numbered = (0_u32..).map(EventIx).zip(events.iter());
    let mut held: Vec<_> = numbered.filter_map(|(ix, event)| Some((event.parent?, event.begins(), ix))).collect();
    held.sort();
    for (parent, _, child) in held {
        if let Some(parent) = usize::try_from(parent.0).ok().and_then(|at| events.get_mut(at)) {
            parent.children.push(child);
        }
    }
}

fn check_translations(events: &[Event], diagnostics: &mut Diagnostics) {
    let paths: BTreeSet<&str> = events.iter().map(|event| event.path.as_str()).collect();
    for event in events {
        let Some(original) = &event.front.translation_of else { continue };
        let wanted = original.value.trim_matches('/');
        if paths.contains(wanted) && event.path != wanted {
            continue;
        }
        let near = text::nearest(wanted, events.iter().map(|other| other.path.as_str()));
        let at = event.file.text().find("translation_of").unwrap_or_default();
        let end =
            event.file.text().get(at..).and_then(|rest| rest.find('\n')).map_or(event.file.text().len(), |n| at + n);
        diagnostics.push(
            Diagnostic::new(codes::UNKNOWN_TRANSLATION, format!("there is no event `{wanted}`"))
                .at(Place::new(&event.file, at..end), "")
                .help(near.map_or_else(
                    || "write the path of the event's folder".into(),
                    |near| format!("did you mean `{near}`?"),
                )),
        );
    }
}

fn page(
    document: &Document,
    context: Context<'_>,
    language: &Language,
    conditions: Conditions,
    diagnostics: &mut Diagnostics,
) -> Option<Page> {
    let front: PageFront = front(document, "page", diagnostics)?;
    if front.draft && !conditions.drafts {
        return None;
    }
    let parsed = body::whole(document, context, diagnostics);
    let slug = document.file.path.stem().to_owned();
    Some(Page {
        title: title(front.title.clone(), &parsed.title_text, &slug),
        language: front.language.clone().unwrap_or_else(|| language.clone()),
        slug,
        front,
        body: parsed.body,
        file: Arc::clone(&document.file),
    })
}

fn glossary(tree: &Tree, context: Context<'_>, diagnostics: &mut Diagnostics) -> Vec<Term> {
    let Some(file) = &tree.glossary else { return Vec::new() };
    let entries: Glossary = match config::read(file, 0..file.text().len(), "glossary") {
        Ok(entries) => entries,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return Vec::new();
        }
    };
    let mut anchors = Copies::default();
    let mut terms = Vec::new();
    for (term, entry) in entries {
        let entry = entry.term().into_owned();
        let slug = text::speaker_id(&term);
        let anchor = anchors.next(&slug, |_| false);
        // The explanation is Markdown of its own; what is found in it is told at the glossary.
        let length = entry.text.len();
        let document =
            Document { file: Arc::new(File::new(file.path.clone(), entry.text)), front: 0..0, body: 0..length };
        let text = body::whole(&document, context, diagnostics).body;
        terms.push(Term {
            term,
            anchor,
            aliases: entry.aliases,
            language: entry.language.unwrap_or_else(|| tree.config.language.clone()),
            text,
        });
    }
    terms
}
