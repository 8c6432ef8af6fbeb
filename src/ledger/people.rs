//! Who a voice of the ledgers is today: speakers are renamed and merged, and keep their links.

use std::collections::{BTreeMap, BTreeSet};

use super::Kept;
use super::format::{Ledger, State};
use super::keep::voice;
use super::likeness::{Text, share};
use crate::model::{Event, Site};
use crate::text;

/// The voice of the audience.
pub(super) const AUDIENCE: &str = "~audience";
/// Which share of a speaker's turns must be another one's word for word to take it for a new name of the same.
const SAME: f64 = 0.8;
/// How many turns tell by themselves that one speaker is another, however the names look.
const TELLING: usize = 3;

/// The present ids of speakers by former ones.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// A voice of a ledger as it is written today.
    pub(super) fn today(&self, voice: &str) -> String {
        let parts: Vec<&str> = voice.split('+').map(|id| self.0.get(id).map_or(id, String::as_str)).collect();
        parts.join("+")
    }
}

/// Who is who: what profiles say (`aliases_of`), and names that changed everywhere at once. `voices` are those of all links that stand, and
/// `lines` reads the ledger of an event whole. Tells whether anything had to be concluded from what is said.
pub(super) fn names(
    site: &Site,
    ledgers: &BTreeMap<&str, Ledger>,
    voices: &BTreeSet<String>,
    lines: &dyn Fn(&Event) -> Option<Ledger>,
) -> (Names, bool) {
    let present: BTreeSet<&str> = site.speakers.iter().map(|speaker| speaker.id.as_str()).collect();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for ledger in ledgers.values() {
        for (id, state) in &ledger.speakers {
            if let State::In(now) = state {
                names.insert(id.clone(), now.clone());
            }
        }
    }
    for speaker in &site.speakers {
        for former in &speaker.front.aliases_of {
            names.insert(former.clone(), speaker.id.clone());
        }
    }
    // Who stands under an own id is nobody else's former name.
    names.retain(|former, _| !present.contains(former.as_str()));
    let remembered: BTreeSet<&str> = voices.iter().flat_map(|voice| voice.split('+')).collect();
    let gone: BTreeSet<&str> = remembered
        .iter()
        .filter(|id| !present.contains(**id) && **id != AUDIENCE && !names.contains_key(**id))
        .copied()
        .collect();
    let new: BTreeSet<&str> = present.iter().filter(|id| !remembered.contains(**id)).copied().collect();
    let concluded = !gone.is_empty() && !new.is_empty();
    if concluded {
        names.extend(renamed(site, lines, &gone, &new));
    }
    // A name that changed twice leads to the last.
    let all = names.clone();
    let mut ends: BTreeMap<&str, &str> = BTreeMap::new();
    for now in names.values_mut() {
        let Some((mut at, _)) = all.get_key_value(now.as_str()).map(|(name, next)| (name.as_str(), next)) else {
            continue;
        };
        let mut way = Vec::new();
        let end = loop {
            match (ends.get(at), all.get(at)) {
                (Some(end), _) => break *end,
                (None, Some(next)) if !present.contains(at) => {
                    // Names that lead to each other in a circle end where they were met first.
                    ends.insert(at, at);
                    way.push(at);
                    at = next;
                }
                _ => break at,
            }
        };
        ends.extend(way.into_iter().map(|name| (name, end)));
        end.clone_into(now);
    }
    (Names(names), concluded)
}

/// Speakers whose turns are now those of one whom no ledger knows, nearly all of them word for word.
fn renamed(
    site: &Site,
    lines: &dyn Fn(&Event) -> Option<Ledger>,
    gone: &BTreeSet<&str>,
    new: &BTreeSet<&str>,
) -> Vec<(String, String)> {
    let mut turns: BTreeMap<String, usize> = BTreeMap::new();
    let mut meetings: BTreeMap<(String, String), usize> = BTreeMap::new();
    for event in &site.events {
        let Some(ledger) = lines(event) else { continue };
        let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for turn in event.sections.iter().flat_map(crate::model::Section::turns) {
            let voice = voice(turn, &site.speakers);
            if new.contains(voice.as_str()) {
                said.entry(Text::new(&turn.plain()).fingerprint).or_default().push(voice);
            }
        }
        for (_, line) in
            ledger.lines().filter(|(_, line)| line.state == State::Here && gone.contains(line.voice.as_str()))
        {
            *turns.entry(line.voice.clone()).or_default() += 1;
            if let Some(voice) = said.get_mut(&line.mark.fingerprint).and_then(Vec::pop) {
                *meetings.entry((line.voice.clone(), voice)).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<((String, String), usize)> = meetings.into_iter().collect();
    pairs.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for ((former, now), count) in pairs {
        let all = turns.get(&former).copied().unwrap_or_default();
        let tells = count >= TELLING || alike(&former, &now);
        if share(count, all) >= SAME && tells && !found.contains_key(&former) && taken.insert(now.clone()) {
            found.insert(former, now);
        }
    }
    found.into_iter().collect()
}

/// Whether two ids look like two spellings of a name: they share a part, or one letter tells them apart.
fn alike(one: &str, two: &str) -> bool {
    one.split('-').any(|part| part.len() > 1 && two.split('-').any(|other| other == part))
        || text::one_letter_away(one, two)
}

/// The ledger at the root holds every speaker.
pub(super) fn remember(
    site: &Site,
    before: &BTreeMap<&str, Ledger>,
    names: &Names,
    own: &mut BTreeMap<String, Ledger>,
    kept: &mut Kept,
) {
    let mut speakers: BTreeMap<String, State> = BTreeMap::new();
    for ledger in before.values() {
        speakers.extend(ledger.speakers.iter().map(|(id, state)| (id.clone(), state.clone())));
    }
    let present: BTreeSet<&str> = site.speakers.iter().map(|speaker| speaker.id.as_str()).collect();
    for (former, now) in &names.0 {
        if speakers.contains_key(former) {
            speakers.insert(former.clone(), State::In(now.clone()));
        }
    }
    for (id, state) in &mut speakers {
        if !names.0.contains_key(id) {
            *state = State::Gone;
        }
    }
    speakers.extend(present.iter().map(|id| ((*id).to_owned(), State::Here)));
    for (id, state) in &speakers {
        match state {
            State::Here => {}
            State::In(now) => {
                let now = present.contains(now.as_str()).then(|| now.clone());
                kept.speakers.insert(id.clone(), now);
            }
            State::Gone => {
                kept.speakers.insert(id.clone(), None);
            }
        }
    }
    own.entry(String::new()).or_default().speakers = speakers;
}
