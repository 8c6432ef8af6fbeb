//! The programme of a conference: its sessions in order of time, its tracks, and who takes part in which session.

use std::collections::BTreeMap;

use super::order::track_of;
use crate::model::{EventIx, Site, SpeakerIx};
use crate::text;

/// The programme of an event that holds others.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Programme {
    /// The sessions: by time, those without a date last.
    pub sessions: Vec<Session>,
    /// The tracks, in the order in which they first occur.
    pub tracks: Vec<Track>,
    /// Who takes part, in the order in which they first occur, with the positions of their sessions.
    pub speakers: Vec<(SpeakerIx, Vec<usize>)>,
}

/// A session, once for all its languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The session: in the language of the conference, if it is there in several.
    pub event: EventIx,
    /// The same session in other languages.
    pub translations: Vec<EventIx>,
}

/// A track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Its name.
    pub name: String,
    /// What stands for it in addresses.
    pub slug: String,
    /// The positions of its sessions.
    pub sessions: Vec<usize>,
}

/// The programmes of all events that hold others.
pub(super) fn programmes(site: &Site, twins: &[Vec<EventIx>]) -> BTreeMap<EventIx, Programme> {
    let holders = site.numbered_events().filter(|(_, event)| !event.children.is_empty());
    holders.map(|(ix, _)| (ix, programme(site, twins, ix))).collect()
}

fn programme(site: &Site, twins: &[Vec<EventIx>], holder: EventIx) -> Programme {
    let mut programme = Programme::default();
    let Some(conference) = site.event(holder) else { return programme };
    let mut children: Vec<EventIx> = conference.children.clone();
    children.sort_by_key(|ix| site.event(*ix).is_none_or(|event| event.front.date.is_none()));
    for ix in children {
        let own = usize::try_from(ix.0).ok().and_then(|at| twins.get(at)).map_or(&[][..], Vec::as_slice);
        let known = programme.sessions.iter_mut().find(|session| own.contains(&session.event));
        let Some(session) = known else {
            programme.sessions.push(Session { event: ix, translations: Vec::new() });
            continue;
        };
        let native = |ix: EventIx| site.event(ix).is_some_and(|event| event.language == conference.language);
        if native(ix) && !native(session.event) {
            session.translations.insert(0, session.event);
            session.event = ix;
        } else {
            session.translations.push(ix);
        }
    }
    for (at, session) in programme.sessions.iter().enumerate() {
        let Some(event) = site.event(session.event) else { continue };
        if let Some(name) = track_of(event) {
            match programme.tracks.iter_mut().find(|track| track.name == name) {
                Some(track) => track.sessions.push(at),
                None => programme.tracks.push(Track {
                    name: name.to_owned(),
                    slug: text::speaker_id(name),
                    sessions: vec![at],
                }),
            }
        }
        for participant in &event.participants {
            match programme.speakers.iter_mut().find(|(speaker, _)| *speaker == participant.speaker) {
                Some((_, sessions)) => sessions.push(at),
                None => programme.speakers.push((participant.speaker, vec![at])),
            }
        }
    }
    programme
}
