//! Where each speaker speaks, and what the audience asks.

use crate::model::{EventIx, Site, Turn, Who};

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
    for_each_turn(site, |event, section, at, turn| {
        for who in &turn.who {
            let Who::Known(ix) = who else { continue };
            let Some(own) = usize::try_from(ix.0).ok().and_then(|ix| all.get_mut(ix)) else { continue };
            match own.last_mut() {
                Some(last) if last.event == event && last.section == section => last.turns.push(at),
                _ => own.push(Appearance { event, section, turns: vec![at] }),
            }
        }
    });
    all
}

/// The questions of the audience with the turns that answer them.
pub(super) fn questions(site: &Site) -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    for_each_turn(site, |event, section, at, turn| {
        if turn.question {
            all.push(Question { event, section, turn: at, answers: Vec::new() });
        } else if let Some(question) = turn.answers
            && let Some(last) = all.last_mut()
            && (last.event, last.section, last.turn) == (event, section, question)
        {
            last.answers.push(at);
        }
    });
    all
}

fn for_each_turn(site: &Site, mut visit: impl FnMut(EventIx, usize, usize, &Turn)) {
    for (ix, event) in site.numbered_events() {
        for (number, section) in event.sections.iter().enumerate() {
            for (at, turn) in section.turns().enumerate() {
                visit(ix, number, at, turn);
            }
        }
    }
}
