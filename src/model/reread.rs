//! One event read again, after its text has changed and nothing else.
//!
//! In: the model, and the sources of one of its events as they are now. Out: that event, read as [`build`](super::build()) would read it; nothing
//! where others would be read otherwise too. It must never add a speaker.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::body::Context;
use super::build::{Conditions, Lexicons, bodies, check_pins, title};
use super::roster::{Names, Roster};
use super::settle::{Voices, settle};
use super::{Event, EventIx, Participant, Section, Site, Speaker, SpeakerIx};
use crate::diag::{Diagnostics, Place};
use crate::source::EventFolder;
use crate::text;

/// By which names the sources were read.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// Those of all profiles.
    pub(super) profiles: Names,
    /// Those of every event.
    pub(super) events: Vec<Names>,
    /// Those that only labels use, by their key.
    pub(super) named: BTreeMap<String, SpeakerIx>,
}

/// The speakers when all are known.
struct Known<'s>(&'s Site);

impl Voices for Known<'_> {
    fn named(&mut self, name: &str, _place: &Place) -> Option<SpeakerIx> {
        self.0.readings.named.get(&text::name_key(name)).copied()
    }

    fn speaker(&self, ix: SpeakerIx) -> Option<&Speaker> {
        self.0.speaker(ix)
    }
}

/// Reads an event again whose front matter is as it was. Its turns have no ids yet. Nothing where the change reaches further than its text:
/// another title or section, or somebody whom no source has named so far.
pub fn reread(site: &Site, ix: EventIx, folder: &EventFolder, conditions: Conditions) -> Option<(Event, Diagnostics)> {
    let before = site.event(ix)?;
    let lexicons = Lexicons { words: &site.words };
    let (lexicon, audience) = (lexicons.lexicon(&before.language), lexicons.audience(&before.language));
    let mut scopes = Vec::new();
    let mut at = Some(ix);
    while let Some(event) = at {
        scopes.push(site.readings.events.get(usize::try_from(event.0).ok()?)?);
        at = site.event(event)?.parent;
    }
    let roster = Roster { scopes, site: &site.readings.profiles, audience: &audience };
    let html = site.config.markdown.html;
    let context = Context { roster: Some(&roster), lexicon: &lexicon, html, math: before.front.math };
    let (introduction, heading, mut sections, mut diagnostics) = bodies(folder, context, conditions);
    check_pins(&sections, &mut diagnostics);
    let mut participants: Vec<Participant> = before.participants.iter().filter(|one| one.declared).cloned().collect();
    let named = settle(&mut sections, &before.language, &mut participants, &mut Known(site));
    let last = folder.path.rsplit('/').next().unwrap_or_default();
    let event = Event {
        path: before.path.clone(),
        front: before.front.clone(),
        title: title(before.front.title.clone(), &heading, last),
        language: before.language.clone(),
        zone: before.zone.clone(),
        places: Event::places(&participants),
        participants,
        introduction,
        sections,
        parent: before.parent,
        children: before.children.clone(),
        withheld: before.withheld,
        file: Arc::clone(&folder.event.file),
        named,
    };
    let heads = |event: &Event| -> Vec<(u32, String)> {
        event.sections.iter().map(|section: &Section| (section.number, section.title_text.clone())).collect()
    };
    let same = event.title == before.title && event.named == before.named && heads(&event) == heads(before);
    same.then_some((event, diagnostics))
}
