//! The permanent ids of turns.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::model::{Event, Item, Site, Speaker, Turn, Who};
use crate::text;

/// Gives every turn its id: the pinned one, or one minted from who speaks and what is said. Equal words of one speaker
/// are told apart by their order.
pub fn assign(site: &mut Site) {
    let speakers = &site.speakers;
    site.events.par_iter_mut().for_each(|event| assign_event(event, speakers));
}

/// Tells of every section that has turns whose ids nothing holds fast: an id that is not pinned is made from the words,
/// so it changes with them.
pub fn not_held_fast(site: &Site) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for section in site.events.iter().flat_map(|event| &event.sections) {
        let loose: Vec<&Turn> = section.turns().filter(|turn| turn.pin.is_none()).collect();
        let Some(first) = loose.first() else { continue };
        let what = match loose.len() {
            1 => "the id of one turn of this section is not held fast".to_owned(),
            n => format!("the ids of {n} turns of this section are not held fast"),
        };
        diagnostics.push(
            Diagnostic::new(codes::LOCKED, what)
                .at(Place::new(&section.file, first.span.clone()), format!("the first; its id is `{}`", first.id))
                .help(format!("pin it behind its label: `{{#{}}}`; or build without `--locked`", first.id)),
        );
    }
    diagnostics
}

fn assign_event(event: &mut Event, speakers: &[Speaker]) {
    let mut taken: BTreeSet<String> = event
        .sections
        .iter()
        .flat_map(super::super::model::Section::turns)
        .filter_map(|turn| turn.pin.clone())
        .collect();
    for section in &mut event.sections {
        for item in &mut section.body.items {
            let Item::Turn(turn) = item else { continue };
            turn.id = match &turn.pin {
                Some(pin) => pin.clone(),
                None => text::mint(&seed(turn, speakers), &|id| taken.contains(id)),
            };
            taken.insert(turn.id.clone());
        }
    }
}

/// What an id is made from: the speakers' ids and the letters and digits of what they say.
fn seed(turn: &Turn, speakers: &[Speaker]) -> String {
    let mut seed = String::new();
    for who in &turn.who {
        if let Who::Known(ix) = who
            && let Some(speaker) = usize::try_from(ix.0).ok().and_then(|at| speakers.get(at))
        {
            seed.push_str(&speaker.id);
        }
        seed.push('\n');
    }
    seed.extend(turn.plain().chars().filter(|c| c.is_alphanumeric()));
    seed
}
