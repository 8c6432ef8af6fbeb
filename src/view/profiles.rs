//! Speakers as the search finds them: by their names, and by how these are read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use crate::graph::Graph;
use crate::model::{EventIx, Speaker, SpeakerIx};
use crate::path::UrlPath;
use crate::text;

use super::Viewer;

/// A speaker who can be found. It is written as an array of its fields, without the address, which follows from the id.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The id.
    pub id: String,
    /// The page, relative to the root.
    pub url: String,
    /// The hue.
    pub hue: u32,
    /// The name in the language of the site, and all others.
    pub names: Vec<String>,
    /// What they are today, or were at their latest event; empty where nobody says.
    pub about: String,
    /// How many turns they have.
    pub turns: usize,
    /// How Chinese names are read: whole, and by the first letters.
    pub readings: Vec<String>,
}

impl Serialize for Profile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.id, self.hue, &self.names, &self.about, self.turns, &self.readings).serialize(serializer)
    }
}

impl Viewer<'_> {
    /// All speakers, by id; nobody where the site has no search.
    pub fn profiles(&self) -> Vec<Profile> {
        if !self.graph.has_search() {
            return Vec::new();
        }
        let age: BTreeMap<EventIx, usize> = self.graph.newest_first.iter().copied().zip(0..).collect();
        let speakers = self.graph.site.numbered_speakers();
        speakers.map(|(ix, speaker)| self.profile(ix, speaker, &age)).collect()
    }

    fn profile(&self, ix: SpeakerIx, speaker: &Speaker, age: &BTreeMap<EventIx, usize>) -> Profile {
        let tongue = &self.site_tongue;
        let page = Graph::search_url();
        let today = self.today(ix, tongue, &page);
        let latest = || {
            let event = self.spoken(ix).iter().map(|appearance| appearance.event).min_by_key(|event| age.get(event))?;
            let face = self.face_at(event, self.graph.site.event(event)?, ix, tongue, &page)?;
            face.affiliation.or(face.role)
        };
        let front = &speaker.front;
        let mut names = vec![today.name];
        for name in [&speaker.name].into_iter().chain(front.names.values()).chain(&front.aliases) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        Profile {
            id: speaker.id.clone(),
            url: self.graph.speaker_url(ix).relative_to(&UrlPath::home()),
            hue: today.hue,
            readings: names.iter().flat_map(|name| text::readings(name)).collect::<BTreeSet<_>>().into_iter().collect(),
            names,
            about: today.affiliation.or_else(latest).unwrap_or_default(),
            turns: self.heard(ix).1,
        }
    }
}
