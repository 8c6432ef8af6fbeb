//! Where each speaker speaks, and what the audience asks.

use std::collections::BTreeMap;

use crate::model::{Event, EventIx, Site, SpeakerIx, Who};

/// A section in which a speaker has turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appearance {
    /// The event.
    pub event: EventIx,
    /// The position of the section in the event.
    pub section: usize,
    /// The positions of the turns in the section.
    pub turns: Vec<usize>,
}

/// A question of the audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The event.
    pub event: EventIx,
    /// The position of the section in the event.
    pub section: usize,
    /// The position of the turn that asks.
    pub turn: usize,
    /// The positions of the turns that answer.
    pub answers: Vec<usize>,
}

/// For every speaker their turns, by event and section.
pub(super) fn appearances(site: &Site) -> Vec<Vec<Appearance>> {
    let mut all: Vec<Vec<Appearance>> = vec![Vec::new(); site.speakers.len()];
    for (ix, event) in site.numbered_events() {
        for (speaker, own) in at(ix, event) {
            if let Some(all) = usize::try_from(speaker.0).ok().and_then(|at| all.get_mut(at)) {
                all.extend(own);
            }
        }
    }
    all
}

/// The turns of every speaker at an event, by section.
pub(super) fn at(ix: EventIx, event: &Event) -> BTreeMap<SpeakerIx, Vec<Appearance>> {
    let mut all: BTreeMap<SpeakerIx, Vec<Appearance>> = BTreeMap::new();
    for (section, held) in event.sections.iter().enumerate() {
        for (at, turn) in held.turns().enumerate() {
            for who in &turn.who {
                let Who::Known(speaker) = who else { continue };
                let own = all.entry(*speaker).or_default();
                match own.last_mut() {
                    Some(last) if last.section == section => last.turns.push(at),
                    _ => own.push(Appearance { event: ix, section, turns: vec![at] }),
                }
            }
        }
    }
    all
}

/// The questions of the audience with the turns that answer them.
pub(super) fn questions(site: &Site) -> Vec<Question> {
    site.numbered_events().flat_map(|(ix, event)| asked_at(ix, event)).collect()
}

/// The questions of the audience at an event.
pub(super) fn asked_at(ix: EventIx, event: &Event) -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    for (section, held) in event.sections.iter().enumerate() {
        for (at, turn) in held.turns().enumerate() {
            if turn.question {
                all.push(Question { event: ix, section, turn: at, answers: Vec::new() });
            } else if let Some(question) = turn.answers
                && let Some(last) = all.last_mut()
                && (last.section, last.turn) == (section, question)
            {
                last.answers.push(at);
            }
        }
    }
    all
}
