//! One event: its turns against its ledger.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rayon::prelude::*;

use super::format::{Ledger, Line, Quoted, State};
use super::likeness::Text;
use super::matching::{Matches, New, Old, matches};
use super::people::{AUDIENCE, Names};
use super::{Change, What};
use crate::model::{Event, Item, Section, Speaker, Turn, Who};
use crate::text;

/// Who speaks, as the ledger writes it.
pub(super) fn voice(turn: &Turn, speakers: &[Speaker]) -> String {
    let id = |who: &Who| match who {
        Who::Known(ix) => {
            usize::try_from(ix.0).ok().and_then(|at| speakers.get(at)).map_or(AUDIENCE, |speaker| &speaker.id)
        }
        Who::Named(_) | Who::Audience => AUDIENCE,
    };
    turn.who.iter().map(id).collect::<Vec<_>>().join("+")
}

/// Gives the turns of an event their ids. Answers the ledger as it shall be, and what is different.
pub(super) fn event(event: &mut Event, speakers: &[Speaker], before: &Ledger, names: &Names) -> (Ledger, Vec<Change>) {
    let old: Vec<Old<'_>> =
        before.lines().map(|(section, line)| Old { section, voice: names.today(&line.voice), line }).collect();
    let (matches, marks) = {
        let turns: Vec<(u32, &Turn)> =
            event.sections.iter().flat_map(|section| section.turns().map(|turn| (section.number, turn))).collect();
        let new: Vec<New<'_>> = turns
            .par_iter()
            .map(|(section, turn)| New {
                section: *section,
                voice: voice(turn, speakers),
                text: Text::new(&turn.plain()),
                pin: turn.pin.as_deref(),
            })
            .collect();
        let matches = matches(&old, &new);
        // Of what has not changed the mark is known.
        let marks: Vec<_> = new
            .into_par_iter()
            .zip(&matches.kept)
            .map(|(new, kept)| {
                let same = kept
                    .and_then(|at| old.get(at))
                    .map(|old| &old.line.mark)
                    .filter(|mark| mark.fingerprint == new.text.fingerprint);
                (new.voice, same.cloned().unwrap_or_else(|| new.text.mark()))
            })
            .collect();
        (matches, marks)
    };
    let kept = |at: usize| matches.kept.get(at).copied().flatten().and_then(|at| old.get(at));
    // Only where there is something new an id is minted, which must not be taken.
    let mut taken: BTreeSet<String> = BTreeSet::new();
    if matches.kept.contains(&None) {
        taken.extend(old.iter().map(|old| old.line.id.clone()));
        taken.extend(event.sections.iter().flat_map(Section::turns).filter_map(|turn| turn.pin.clone()));
    }
    let mut copies = BTreeMap::new();
    let mut changes = Vec::new();
    let mut lines: Vec<(u32, Line)> = Vec::with_capacity(marks.len());
    let folder = event.path.clone();
    for section in &mut event.sections {
        let quoted: Vec<String> =
            section.body.references.quotations.iter().map(|quotation| Text::new(&quotation.text).fingerprint).collect();
        for item in &mut section.body.items {
            let Item::Turn(turn) = item else { continue };
            let at = lines.len();
            let Some((voice, mark)) = marks.get(at).cloned() else { continue };
            let before = kept(at);
            turn.id = match (&turn.pin, before) {
                (Some(pin), _) => pin.clone(),
                (None, Some(old)) => old.line.id.clone(),
                (None, None) => mint(seed(turn, &voice), &taken, &mut copies),
            };
            turn.fingerprint.clone_from(&mark.fingerprint);
            if before.is_none() {
                taken.insert(turn.id.clone());
            }
            let mut was = before.map(|old| old.line.published(old.section)).unwrap_or_default();
            was.remove(&section.number);
            let what = match before {
                None => Some(What::New),
                Some(old) if old.section != section.number => Some(What::Moved { from: old.section }),
                Some(old)
                    if old.line.mark.fingerprint != mark.fingerprint
                        || old.line.state != State::Here
                        || old.line.voice != voice =>
                {
                    Some(What::Edited)
                }
                Some(_) => None,
            };
            changes.extend(what.map(|what| Change {
                event: folder.clone(),
                section: section.number,
                id: turn.id.clone(),
                what,
            }));
            let present = quoted.get(turn.quotations.clone()).unwrap_or_default();
            let quotations = quotations(before.map_or(&[], |old| &old.line.quotations), present);
            let mut order: Vec<(usize, u32)> =
                quotations.iter().filter_map(|(at, quoted)| Some(((*at)?, quoted.number))).collect();
            order.sort_unstable();
            turn.quoted = order.into_iter().map(|(_, number)| number).collect();
            let mut quotations: Vec<Quoted> = quotations.into_iter().map(|(_, quoted)| quoted).collect();
            quotations.sort_by_key(|quoted| quoted.number);
            lines
                .push((section.number, Line { id: turn.id.clone(), voice, mark, was, state: State::Here, quotations }));
        }
    }
    let numbers: BTreeSet<u32> = event.sections.iter().map(|section| section.number).collect();
    let mut ledger = arrange(&old, &matches, lines, &folder, &mut changes);
    for number in numbers.into_iter().chain(before.sections.keys().copied()) {
        ledger.sections.entry(number).or_default();
    }
    find_quotations(&mut ledger);
    (ledger, changes)
}

/// An id that nothing has: no other turn, and no section on the page of the whole transcript, which is `s` and its number.
///
/// Thousands of turns may say the same: `copies` holds, for what was said more than once, how often its seed was changed since it had used up
/// its ids, and how many of those of the present one are taken.
fn mint(seed: String, taken: &BTreeSet<String>, copies: &mut BTreeMap<String, (u32, usize)>) -> String {
    let section = |id: &str| id.strip_prefix('s').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    let is_taken = |id: &str| taken.contains(id) || section(id);
    let (mut copy, mut tried) = copies.get(&seed).copied().unwrap_or_default();
    loop {
        let (id, last) = match copy {
            0 => text::mint_after(&seed, tried, &is_taken),
            copy => text::mint_after(&format!("{seed}\n{copy}"), tried, &is_taken),
        };
        if is_taken(&id) || id.is_empty() {
            (copy, tried) = (copy + 1, 0);
            continue;
        }
        if (copy, last) != (0, 1) {
            copies.insert(seed, (copy, last));
        }
        return id;
    }
}

/// The seed of an id: who speaks and the letters and digits of what they say.
fn seed(turn: &Turn, voice: &str) -> String {
    let mut seed = voice.replace('+', "\n").replace(AUDIENCE, "");
    seed.push('\n');
    seed.extend(turn.plain().chars().filter(|c| c.is_alphanumeric()));
    seed
}

/// The lines of present turns, with those that no turn keeps behind the place to which they lead.
fn arrange(
    old: &[Old<'_>],
    matches: &Matches,
    lines: Vec<(u32, Line)>,
    folder: &str,
    changes: &mut Vec<Change>,
) -> Ledger {
    let id_of = |new: usize| lines.get(new).map(|(_, line)| line.id.clone());
    let section_of = |new: usize| lines.get(new).map(|(section, _)| *section);
    let present: BTreeMap<&str, usize> =
        lines.iter().enumerate().map(|(at, (_, line))| (line.id.as_str(), at)).collect();
    let moved: BTreeMap<&str, &State> = old.iter().map(|old| (old.line.id.as_str(), &old.line.state)).collect();
    let mut behind: BTreeMap<usize, Vec<Line>> = BTreeMap::new();
    let mut opening: BTreeMap<u32, Vec<Line>> = BTreeMap::new();
    let mut place: Option<(u32, usize)> = None;
    for (at, old) in old.iter().enumerate() {
        let lands = matches.lands.get(at).copied().flatten();
        if let Some(new) = lands
            && matches.kept.get(new) == Some(&Some(at))
        {
            if section_of(new) == Some(old.section) {
                place = Some((old.section, new));
            }
            continue;
        }
        let mut line = old.line.clone();
        line.voice.clone_from(&old.voice);
        // Where it led before it leads still, unless more is known.
        let led = || match &old.line.state {
            State::In(id) => {
                let on = match moved.get(id.as_str()) {
                    Some(State::In(next)) => next,
                    _ => id,
                };
                present.get(on.as_str()).copied()
            }
            State::Here | State::Gone => None,
        };
        let into = lands.or_else(led);
        if let Some((new, id)) = into.and_then(|new| Some((new, id_of(new)?))) {
            line.was = old.line.published(old.section);
            if let Some(section) = section_of(new) {
                line.was.remove(&section);
            }
            line.state = State::In(id);
            behind.entry(new).or_default().push(line.clone());
        } else {
            line.state = State::Gone;
            match place.filter(|(section, _)| *section == old.section) {
                Some((_, new)) => behind.entry(new).or_default().push(line.clone()),
                None => opening.entry(old.section).or_default().push(line.clone()),
            }
        }
        if line.state != old.line.state {
            let what = match &line.state {
                State::In(into) => What::Joined { into: into.clone() },
                State::Gone | State::Here => What::Retired,
            };
            changes.push(Change { event: folder.to_owned(), section: old.section, id: line.id.clone(), what });
        }
    }
    let mut ledger = Ledger { sections: opening, ..Ledger::default() };
    for (at, (section, line)) in lines.into_iter().enumerate() {
        let list = ledger.sections.entry(section).or_default();
        list.push(line);
        list.extend(behind.remove(&at).unwrap_or_default());
    }
    ledger
}

/// The quotations of a turn, former and present ones, each with the position of the present one: equal words keep their number, then what
/// is left of both does in order, if there are as many; new ones count on.
fn quotations(before: &[Quoted], present: &[String]) -> Vec<(Option<usize>, Quoted)> {
    let mut all: Vec<(Option<usize>, Quoted)> = before.iter().map(|quoted| (None, quoted.clone())).collect();
    let mut loose: Vec<usize> = Vec::new();
    // Those of the same words, in the order in which they are taken: first those that stand.
    let mut equal: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    for standing in [true, false] {
        for (at, quoted) in before.iter().enumerate().filter(|(_, quoted)| (quoted.state == State::Here) == standing) {
            equal.entry(&quoted.fingerprint).or_default().push_back(at);
        }
    }
    for (at, fingerprint) in present.iter().enumerate() {
        let same = equal.get_mut(fingerprint.as_str()).and_then(VecDeque::pop_front);
        match same.and_then(|same| all.get_mut(same)) {
            Some((position, _)) => *position = Some(at),
            None => loose.push(at),
        }
    }
    let free = all.iter().filter(|(position, quoted)| position.is_none() && quoted.state == State::Here).count();
    if free == loose.len() {
        let rest = all.iter_mut().filter(|(position, quoted)| position.is_none() && quoted.state == State::Here);
        for ((position, _), at) in rest.zip(loose.drain(..)) {
            *position = Some(at);
        }
    }
    let last = all.iter().map(|(_, quoted)| quoted.number).max().unwrap_or_default();
    for (number, at) in (last + 1..).zip(loose) {
        all.push((Some(at), Quoted { number, fingerprint: String::new(), state: State::Here }));
    }
    for (position, quoted) in &mut all {
        match position.and_then(|at| present.get(at)) {
            Some(fingerprint) => {
                quoted.fingerprint.clone_from(fingerprint);
                quoted.state = State::Here;
            }
            None if quoted.state == State::Here => quoted.state = State::Gone,
            None => {}
        }
    }
    all
}

/// Quotations that no turn of their own keeps lead to where the same voice says the same words.
fn find_quotations(ledger: &mut Ledger) {
    let mut here: BTreeMap<(String, String), String> = BTreeMap::new();
    for (_, line) in ledger.lines().filter(|(_, line)| line.state == State::Here) {
        for quoted in line.quotations.iter().filter(|quoted| quoted.state == State::Here) {
            here.entry((line.voice.clone(), quoted.fingerprint.clone()))
                .or_insert_with(|| format!("{}-{}", line.id, quoted.number));
        }
    }
    for line in ledger.sections.values_mut().flatten() {
        let stands = line.state == State::Here;
        for quoted in &mut line.quotations {
            if stands && quoted.state == State::Here {
                continue;
            }
            let found = here.get(&(line.voice.clone(), quoted.fingerprint.clone()));
            quoted.state = found.map_or(State::Gone, |id| State::In(id.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids are those that come out where all that are taken are tried anew each time: links rest on them.
    #[test]
    fn what_is_said_a_thousand_times_has_the_ids_that_it_always_had() {
        let (mut taken, mut copies) = (BTreeSet::new(), BTreeMap::new());
        for turn in 0..1000 {
            let free = |id: &str| {
                let section = id.strip_prefix('s').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
                section || taken.contains(id)
            };
            let seeds =
                (0..).map(|copy| if copy == 0 { String::from("Ann\nYes") } else { format!("Ann\nYes\n{copy}") });
            let anew = seeds.map(|seed| text::mint(&seed, &free)).find(|id| !free(id)).unwrap();
            let id = mint(String::from("Ann\nYes"), &taken, &mut copies);
            assert_eq!(id, anew, "turn {turn}");
            taken.insert(id);
        }
        assert_eq!(copies["Ann\nYes"].0, 3, "288 ids to a seed");
    }
}
