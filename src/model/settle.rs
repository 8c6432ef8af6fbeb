//! Who speaks, once all names are known: those whom only labels name get their numbers, and everybody who speaks takes part.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::people::People;
use super::{Item, Participant, Section, Speaker, SpeakerIx, Turn, Who, body};
use crate::config::{Language, Role};
use crate::diag::{Diagnostics, File, Place};
use crate::text;

/// Whoever knows the speakers.
pub(super) trait Voices {
    /// The speaker of a name that only labels use; nothing where there is none and none can be added.
    fn named(&mut self, name: &str, place: &Place) -> Option<SpeakerIx>;

    /// The speaker of a number.
    fn speaker(&self, ix: SpeakerIx) -> Option<&Speaker>;
}

/// The speakers while they are gathered: who is not known yet is added.
pub(super) struct Gathered<'p> {
    pub(super) people: &'p mut People,
    pub(super) diagnostics: &'p mut Diagnostics,
}

impl Voices for Gathered<'_> {
    fn named(&mut self, name: &str, place: &Place) -> Option<SpeakerIx> {
        Some(self.people.named(name, self.diagnostics, || place.clone()))
    }

    fn speaker(&self, ix: SpeakerIx) -> Option<&Speaker> {
        self.people.speakers.get(usize::try_from(ix.0).ok()?)
    }
}

/// Settles who speaks in the sections of an event, and lists them among those who take part. Answers the names that only labels use, as they
/// were first printed, in order.
pub(super) fn settle(
    sections: &mut [Section],
    language: &Language,
    participants: &mut Vec<Participant>,
    voices: &mut dyn Voices,
) -> Vec<String> {
    let mut names = Named::default();
    let mut present: BTreeSet<SpeakerIx> = participants.iter().map(|one| one.speaker).collect();
    // Who is only heard has no role.
    let audience: BTreeSet<SpeakerIx> =
        participants.iter().filter(|one| one.role == Some(Role::Audience)).map(|one| one.speaker).collect();
    for section in sections {
        let file = Arc::clone(&section.file);
        for item in &mut section.body.items {
            if let Item::Turn(turn) = item {
                settle_turn(turn, &file, voices, &mut names);
                for who in &turn.who {
                    if let Who::Known(ix) = who
                        && present.insert(*ix)
                    {
                        participants.push(heard(*ix, voices.speaker(*ix), language));
                    }
                }
            }
        }
        let by_audience =
            |turn: &Turn| turn.who.iter().any(|who| matches!(who, Who::Known(ix) if audience.contains(ix)));
        let mut changed = false;
        for item in &mut section.body.items {
            if let Item::Turn(turn) = item
                && by_audience(turn)
            {
                turn.question = true;
                changed = true;
            }
        }
        if changed {
            body::answers(&mut section.body.items);
        }
    }
    names.printed
}

/// Names that only labels use.
#[derive(Default)]
struct Named {
    keys: BTreeSet<String>,
    /// As they were first printed, in order.
    printed: Vec<String>,
}

fn settle_turn(turn: &mut Turn, file: &Arc<File>, voices: &mut dyn Voices, names: &mut Named) {
    for who in &mut turn.who {
        if let Who::Named(name) = who {
            if names.keys.insert(text::name_key(name)) {
                names.printed.push(name.clone());
            }
            if let Some(ix) = voices.named(name, &Place::new(file, turn.span.clone())) {
                *who = Who::Known(ix);
            }
        }
    }
}

/// Somebody who speaks and was not announced.
fn heard(ix: SpeakerIx, speaker: Option<&Speaker>, language: &Language) -> Participant {
    Participant {
        speaker: ix,
        name: speaker.map_or_else(String::new, |speaker| speaker.name_in(language).to_owned()),
        role: None,
        organization: None,
        position: None,
        declared: false,
    }
}
