//! One event anew, after its text has changed and nothing else of the site: what is known of it is put right, what is known of all
//! others stands.
//!
//! In: a graph whose model holds the event already, and the event as it was. Out: the graph as it would be built, if the event's [`Shape`] is
//! still the same but for pages of its own; whoever asks compares. All events are looked at
//! only where a link is new.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::redirects::{self, Ways};
use super::{BodyRef, Graph, appearances, corrections, links, media, twins};
use crate::config::Export;
use crate::diag::Diagnostics;
use crate::ledger::Former;
use crate::model::{Event, EventIx, SpeakerIx, Who};
use crate::path::UrlPath;

/// What files, former addresses and other events depend on in the text of an event.
#[derive(Debug)]
pub struct Shape {
    /// The pages of turns and quotations, in the order of the record.
    pub passages: Vec<UrlPath>,
    /// Where this is the same before and after a change, so is all else that is known of the site.
    pub rest: Rest,
}

/// What a change of an event's text leaves as it is, unless it reaches further.
#[derive(Debug, PartialEq, Eq)]
pub struct Rest {
    corrections: bool,
    exports: Vec<Export>,
    /// Whether there is a list of questions.
    questions: bool,
    /// Who of those who speak here before or after the change speaks anywhere, so that there is a feed.
    speaking: Vec<SpeakerIx>,
    pictures: BTreeSet<UrlPath>,
    ways: Ways,
}

/// Who speaks at an event.
fn voices(event: &Event) -> impl Iterator<Item = SpeakerIx> {
    let turns = event.sections.iter().flat_map(crate::model::Section::turns);
    turns.flat_map(|turn| &turn.who).filter_map(|who| match who {
        Who::Known(speaker) => Some(*speaker),
        Who::Named(_) | Who::Audience => None,
    })
}

impl Graph<'_> {
    /// The shape of an event. `other` is the same event before or after the change.
    pub fn shape(&self, ix: EventIx, former: &Former, other: &Event) -> Shape {
        let all: BTreeSet<SpeakerIx> = self.site.event(ix).into_iter().chain([other]).flat_map(voices).collect();
        let shown = self.resolved_of(ix).flat_map(|resolved| resolved.pictures.iter().flatten().cloned());
        let rest = Rest {
            corrections: self.corrections.contains_key(&ix),
            exports: self.exports_of(ix),
            questions: self.has_questions(),
            speaking: all.into_iter().filter(|speaker| self.speaks(*speaker)).collect(),
            pictures: shown.collect(),
            ways: redirects::ways(self, ix, former),
        };
        let passages = self.site.event(ix).map(|event| self.passages_of(ix, event)).unwrap_or_default();
        Shape { passages, rest }
    }

    /// Whether pages of turns and quotations can come and go in an event without meeting something else: a file that the site brings, or a
    /// former address.
    pub fn has_room(&self, ix: EventIx) -> bool {
        let event = self.event_url(ix);
        let below = |url: &UrlPath| url.as_str().starts_with(event.as_str());
        let sections = self.site.event(ix).into_iter().flat_map(|event| &event.sections);
        let mut brought = sections.map(|section| {
            let url = self.section_url(ix, section.number);
            self.assets.range(url.clone()..).next().is_some_and(|(file, _)| file.as_str().starts_with(url.as_str()))
        });
        !brought.any(|brought| brought) && !self.redirects.iter().any(|redirect| below(&redirect.from))
    }

    fn resolved_of(&self, ix: EventIx) -> impl Iterator<Item = &links::Resolved> {
        let sections = self.resolved.range(BodyRef::Section(ix, 0)..=BodyRef::Section(ix, usize::MAX));
        self.resolved.get(&BodyRef::Introduction(ix)).into_iter().chain(sections.map(|(_, resolved)| resolved))
    }

    /// Puts right what is known of an event, which was `before` when it was found out. Answers what is wrong in its text.
    pub fn revise(&mut self, ix: EventIx, former: &Former, before: &Event) -> Diagnostics {
        let site = self.site;
        let Some(event) = site.event(ix) else { return Diagnostics::default() };
        let mut diagnostics = Diagnostics::default();

        let corrected = corrections::of(event, &mut diagnostics);
        put(&mut self.corrections, ix, corrected);
        self.appear(ix, event, before);
        let asked = appearances::asked_at(ix, event);
        let start = self.questions.partition_point(|question| question.event < ix);
        let end = self.questions.partition_point(|question| question.event <= ix);
        self.questions.splice(start..end, asked);
        let group = usize::try_from(ix.0).ok().and_then(|at| self.twins.get(at)).cloned().unwrap_or_default();
        self.twin_turns.extend(twins::turns_of(site, ix, &group));

        // Who takes part decides what some links are called.
        let same = event.participants == before.participants;
        let found = same.then(|| links::Found::of(ix, before, &self.resolved));
        let (resolved, wrong) = links::resolve_event(self, ix, found.as_ref());
        diagnostics.append(wrong);
        self.resolved.remove(&BodyRef::Introduction(ix));
        drain(&mut self.resolved, BodyRef::Section(ix, 0), BodyRef::Section(ix, usize::MAX));
        self.resolved.extend(resolved);
        let recording = media::of(self, event, &mut diagnostics);
        put(&mut self.recordings, ix, recording);

        if !self.passages.is_empty() {
            let (gone, come) = (self.passages_of(ix, before), self.passages_of(ix, event));
            for url in &gone {
                self.passages.remove(url);
            }
            self.passages.extend(come);
        }
        let (marks, of_all) = (redirects::marks(self, ix, former), redirects::marks_of_all(self, ix, former));
        drain(&mut self.marks, (ix, 0), (ix, u32::MAX));
        self.marks.extend(marks);
        drain(&mut self.marks_of_all, (ix, 0), (ix, u32::MAX));
        self.marks_of_all.extend(of_all);
        diagnostics
    }

    fn appear(&mut self, ix: EventIx, event: &Event, before: &Event) {
        let mut now = appearances::at(ix, event);
        let touched: BTreeSet<SpeakerIx> = voices(before).chain(voices(event)).collect();
        for speaker in touched {
            let own = now.remove(&speaker).unwrap_or_default();
            let Some(all) = usize::try_from(speaker.0).ok().and_then(|at| self.appearances.get_mut(at)) else {
                continue;
            };
            let start = all.partition_point(|appearance| appearance.event < ix);
            let end = all.partition_point(|appearance| appearance.event <= ix);
            all.splice(start..end, own);
        }
    }
}

fn put<K: Ord, V>(all: &mut BTreeMap<K, V>, key: K, value: Option<V>) {
    match value {
        Some(value) => all.insert(key, value),
        None => all.remove(&key),
    };
}

/// Takes out everything between two keys, both included.
fn drain<K: Ord + Copy, V>(all: &mut BTreeMap<K, V>, first: K, last: K) {
    let keys: Vec<K> = all.range((Bound::Included(first), Bound::Included(last))).map(|(key, _)| *key).collect();
    for key in keys {
        all.remove(&key);
    }
}
