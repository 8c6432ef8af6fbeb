//! Which turn of a section is which turn of the same section in another language.
//!
//! A translator keeps the order of the voices, so the voices are what turns are matched by: who speaks after whom. Where
//! both languages have as many turns, they are the same ones in order. Where they differ, the longest common sequence
//! of voices (D. S. Hirschberg, A linear space algorithm for computing maximal common subsequences, 1975, problem
//! statement) is taken to be the same, and a turn between them goes with the one before it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Graph;
use crate::model::{EventIx, Section, Site, Who};

/// Above this many pairs of turns a section is matched by position alone: no section that people read comes near.
const MOST_PAIRS: usize = 4_000_000;

/// For a section of an event (by its number) and an event in another language, the position of every turn's twin.
pub(super) type Twins = BTreeMap<(EventIx, u32, EventIx), Vec<usize>>;

/// Matches the turns of all sections that exist in several languages.
pub(super) fn turns(site: &Site, groups: &[Vec<EventIx>]) -> Twins {
    let mut all = Vec::new();
    for ((ix, _), group) in site.numbered_events().zip(groups) {
        for other in group.iter().filter(|other| **other != ix) {
            all.extend(pairs(site, ix, *other));
        }
    }
    all.into_par_iter().map(|(key, here, there)| (key, align(&voices(here), &voices(there)))).collect()
}

/// The same between an event and its translations, both ways.
pub(super) fn turns_of(site: &Site, ix: EventIx, group: &[EventIx]) -> Twins {
    let others = group.iter().filter(|other| **other != ix);
    let both = others.flat_map(|other| pairs(site, ix, *other).chain(pairs(site, *other, ix)));
    both.map(|(key, here, there)| (key, align(&voices(here), &voices(there)))).collect()
}

type Pair<'s> = ((EventIx, u32, EventIx), &'s Section, &'s Section);

/// The sections that an event and another one have in common.
fn pairs(site: &Site, ix: EventIx, other: EventIx) -> impl Iterator<Item = Pair<'_>> {
    let here = site.event(ix).into_iter().flat_map(|event| &event.sections);
    here.filter_map(move |section| {
        let there = site.event(other)?.sections.iter().find(|there| there.number == section.number)?;
        Some(((ix, section.number, other), section, there))
    })
}

fn voices(section: &Section) -> Vec<&[Who]> {
    section.turns().map(|turn| turn.who.as_slice()).collect()
}

/// For every turn here the position of its twin there; nothing where there is no turn to match.
fn align<V: PartialEq>(here: &[V], there: &[V]) -> Vec<usize> {
    if there.is_empty() {
        return Vec::new();
    }
    if here.len() == there.len() {
        return (0..here.len()).collect();
    }
    if here.len().saturating_mul(there.len()) > MOST_PAIRS {
        return (0..here.len()).map(|at| at * there.len() / here.len()).collect();
    }
    // `longest[i][j]`: the length of the longest common sequence of what follows from i here and from j there.
    let mut longest = vec![vec![0_u32; there.len() + 1]; here.len() + 1];
    let known = |table: &[Vec<u32>], i: usize, j: usize| table.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    for (i, voice) in here.iter().enumerate().rev() {
        for (j, other) in there.iter().enumerate().rev() {
            let best = if voice == other {
                known(&longest, i + 1, j + 1) + 1
            } else {
                known(&longest, i + 1, j).max(known(&longest, i, j + 1))
            };
            if let Some(cell) = longest.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = best;
            }
        }
    }
    let mut twins = Vec::with_capacity(here.len());
    let mut next = 0;
    for (i, voice) in here.iter().enumerate() {
        let rest = known(&longest, i, next);
        // The twin is the first one of the same voice that leaves the rest as long as it can be.
        let twin = there
            .iter()
            .enumerate()
            .skip(next)
            .find(|(j, other)| *other == voice && known(&longest, i + 1, j + 1) + 1 == rest);
        if let Some((j, _)) = twin {
            next = j + 1;
        }
        twins.push(next.saturating_sub(1).min(there.len() - 1));
    }
    twins
}

impl Graph<'_> {
    /// The position of the turn in an event of another language that is the same as the turn at a position of a section,
    /// in the section of the same number.
    pub fn twin_turn(&self, event: EventIx, section: u32, turn: usize, other: EventIx) -> Option<usize> {
        self.twin_turns.get(&(event, section, other))?.get(turn).copied()
    }

    /// The ids of the twins of all turns of a section, in order; empty where the other event lacks the section or
    /// nothing is said in it.
    pub fn twin_turns(&self, event: EventIx, section: u32, other: EventIx) -> Vec<&str> {
        let Some(twins) = self.twin_turns.get(&(event, section, other)) else { return Vec::new() };
        let there = self.site.event(other).and_then(|twin| twin.sections.iter().find(|there| there.number == section));
        let ids: Vec<&str> = there.into_iter().flat_map(Section::turns).map(|turn| turn.id.as_str()).collect();
        twins.iter().filter_map(|at| ids.get(*at).copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::align;

    #[test]
    fn turns_are_matched_by_their_voices() {
        for (here, there, expected) in [
            // As many: in order, whoever speaks.
            ("abc", "abc", vec![0, 1, 2]),
            ("abc", "abd", vec![0, 1, 2]),
            // The translation joins two turns of one voice.
            ("abba", "aba", vec![0, 1, 1, 2]),
            // It leaves one out: that one goes with the turn before it.
            ("abcab", "abab", vec![0, 1, 1, 2, 3]),
            // It has one more.
            ("abab", "abcab", vec![0, 1, 3, 4]),
            // It begins later: what comes before goes to its first turn.
            ("cab", "ab", vec![0, 0, 1]),
            // Nobody in common.
            ("ab", "c", vec![0, 0]),
            ("ab", "", vec![]),
            ("", "ab", vec![]),
        ] {
            let voices = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(align(&voices(here), &voices(there)), expected, "{here} {there}");
        }
    }
}
