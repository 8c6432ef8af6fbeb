//! The names by which speakers are known, for the whole site and for one event.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::near::Near;
use super::{SpeakerIx, Who};
use crate::text;

/// Whom a name belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nobody that is known.
    None,
    /// One.
    One(Who),
    /// More than one.
    Several,
}

impl Found {
    pub(super) fn into_who(self) -> Option<Who> {
        match self {
            Self::One(who) => Some(who),
            Self::None | Self::Several => None,
        }
    }
}

/// Names and whom they belong to.
#[derive(Debug, Default)]
pub struct Names {
    by_key: BTreeMap<String, Vec<SpeakerIx>>,
    /// As they are printed, in order.
    printed: Vec<String>,
    /// The same by their length in bytes.
    lengths: BTreeMap<usize, BTreeSet<String>>,
    /// The same by how they are misspelt, once somebody asks.
    near: OnceLock<Near>,
}

impl Names {
    /// Adds a name of a speaker.
    pub fn add(&mut self, name: &str, speaker: SpeakerIx) {
        let key = text::name_key(name);
        if key.is_empty() {
            return;
        }
        let owners = self.by_key.entry(key).or_default();
        if !owners.contains(&speaker) {
            owners.push(speaker);
            self.printed.push(name.to_owned());
            self.lengths.entry(name.len()).or_default().insert(name.to_owned());
            self.near.take();
        }
    }

    /// The speakers that have a name, which is given by its key.
    pub fn owners(&self, key: &str) -> &[SpeakerIx] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    /// The longest name with which a text begins.
    fn opening<'t>(&self, text: &'t str) -> Option<&'t str> {
        let openings = self.lengths.iter().rev().filter_map(|(length, names)| Some((text.get(..*length)?, names)));
        openings.filter(|(opening, names)| names.contains(*opening)).map(|(opening, _)| opening).next()
    }

    /// The first name that is one letter away from another one.
    fn one_letter_away(&self, name: &str) -> Option<&str> {
        let near = self.near.get_or_init(|| Near::of(self.printed.iter().map(String::as_str)));
        let known = near.candidates(name).into_iter().filter_map(|at| self.printed.get(at));
        known.map(String::as_str).find(|known| text::one_letter_away(name, known))
    }
}

/// The names that count in one event: its own, those of the events around it, those of all profiles.
#[derive(Debug)]
pub struct Roster<'a> {
    /// The event's own names, then those of the events around it.
    pub scopes: Vec<&'a Names>,
    /// The names of all profiles.
    pub site: &'a Names,
    /// Keys of labels that mean the audience.
    pub audience: &'a BTreeSet<String>,
}

impl Roster<'_> {
    /// Whom a name belongs to. The nearest scope that knows it decides.
    pub fn find(&self, name: &str) -> Found {
        let key = text::name_key(name);
        for names in self.scopes.iter().copied().chain([self.site]) {
            match names.owners(&key) {
                [] => {}
                [one] => return Found::One(Who::Known(*one)),
                _ => return Found::Several,
            }
        }
        // `Audience 2` is the audience as well.
        let unnumbered = key.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '#'));
        if self.audience.contains(&key) || self.audience.contains(unnumbered) {
            return Found::One(Who::Audience);
        }
        Found::None
    }

    /// The longest name of the event, as printed, with which a text begins.
    pub fn opening<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.scopes.iter().filter_map(|names| names.opening(text)).max_by_key(|name| name.len())
    }

    /// The name of the event from which this one is one letter away.
    pub fn one_letter_away(&self, name: &str) -> Option<String> {
        self.scopes.iter().find_map(|names| names.one_letter_away(name)).map(str::to_owned)
    }
}
