//! What was corrected: the entries of an event's front matter with the sections and turns that they name, and the notes of
//! correction in the text.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::model::{Event, EventIx, Item, Part, Section, Site};
use crate::text;

/// The corrections of an event.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Corrections {
    /// The entries of the front matter, newest first; those without a date last.
    pub entries: Vec<Correction>,
    /// The notes of correction in the text, in its order.
    pub noted: Vec<Noted>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its id on the page of corrections.
    pub id: String,
    /// Its position in the front matter.
    pub entry: usize,
    /// The position of the section.
    pub section: Option<usize>,
    /// The id of the turn.
    pub turn: Option<String>,
}

/// A note of correction in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The position of the section.
    pub section: usize,
    /// The position of the item in the body.
    pub item: usize,
    /// The position of the part in the turn, if it stands in one.
    pub part: Option<usize>,
}

/// The corrections of all events that have any. Names of turns and sections that do not exist are told.
pub(super) fn corrections(site: &Site) -> (BTreeMap<EventIx, Corrections>, Diagnostics) {
    let mut all = BTreeMap::new();
    let mut diagnostics = Diagnostics::default();
    for (ix, event) in site.numbered_events() {
        all.extend(of(event, &mut diagnostics).map(|found| (ix, found)));
    }
    (all, diagnostics)
}

/// The corrections of one event, if it has any.
pub(super) fn of(event: &Event, diagnostics: &mut Diagnostics) -> Option<Corrections> {
    let found = Corrections { entries: entries(event, diagnostics), noted: noted(event) };
    (!found.entries.is_empty() || !found.noted.is_empty()).then_some(found)
}

fn entries(event: &Event, diagnostics: &mut Diagnostics) -> Vec<Correction> {
    let mut on_a_day: BTreeMap<String, usize> = BTreeMap::new();
    let mut entries = Vec::new();
    for (entry, correction) in event.front.corrections.iter().enumerate() {
        let day = correction.date.and_then(|when| when.zoned(&event.zone)).map(|zoned| zoned.date().to_string());
        let day = day.map_or_else(|| "c".to_owned(), |day| format!("c-{day}"));
        let count = on_a_day.entry(day.clone()).or_default();
        *count += 1;
        let id = if *count == 1 { day } else { format!("{day}-{count}") };
        let stated = correction.section.and_then(|number| {
            let found = event.sections.iter().position(|section| section.number == number);
            if found.is_none() {
                diagnostics.push(
                    Diagnostic::new(
                        codes::UNKNOWN_LINK,
                        format!("a correction names section {number}, which does not exist"),
                    )
                    .at(place(event, &format!("section: {number}")), "")
                    .help("write the number of a section of this event, or leave the key out"),
                );
            }
            found
        });
        let turn = correction.turn.as_ref().map(|turn| turn.value.trim_start_matches('#'));
        let at = turn.and_then(|turn| {
            let holds = |section: &Section| section.turns().any(|other| other.id == turn);
            let found = event.sections.iter().position(holds);
            if found.is_none() {
                let ids = event.sections.iter().flat_map(Section::turns).map(|turn| turn.id.as_str());
                diagnostics.push(
                    Diagnostic::new(
                        codes::UNKNOWN_TURN,
                        format!("a correction names the turn `{turn}`, which does not exist"),
                    )
                    .at(place(event, turn), "")
                    .help(text::nearest(turn, ids).map_or_else(
                        || "write the id that stands behind `#` in the link to the turn".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    )),
                );
            }
            found
        });
        if let (Some(at), Some(stated), Some(turn)) = (at, stated, turn)
            && at != stated
            && let Some(section) = event.sections.get(at)
        {
            diagnostics.push(
                Diagnostic::new(
                    codes::UNKNOWN_TURN,
                    format!("the turn `{turn}` of a correction stands in section {}", section.number),
                )
                .at(place(event, turn), "")
                .help("leave `section` out: the turn says it"),
            );
        }
        let turn = at.and(turn).map(str::to_owned);
        entries.push(Correction { id, entry, section: at.or(stated), turn });
    }
    entries.sort_by_key(|one| {
        let date = event.front.corrections.get(one.entry).and_then(|entry| entry.date);
        std::cmp::Reverse(date.and_then(|when| when.zoned(&event.zone)).map(|zoned| zoned.timestamp()))
    });
    entries
}

fn noted(event: &Event) -> Vec<Noted> {
    let mut all = Vec::new();
    let is = |part: &Part| matches!(part, Part::Note(note) if note.kind == "correction");
    for (section, held) in event.sections.iter().enumerate() {
        for (item, one) in held.body.items.iter().enumerate() {
            match one {
                Item::Part(part) if is(part) => all.push(Noted { section, item, part: None }),
                Item::Turn(turn) => {
                    let parts = turn.parts.iter().enumerate().filter(|(_, part)| is(part));
                    all.extend(parts.map(|(part, _)| Noted { section, item, part: Some(part) }));
                }
                Item::Part(_) | Item::Topic(_) => {}
            }
        }
    }
    all
}

/// Where a word of the list of corrections stands in `event.md`.
fn place(event: &Event, word: &str) -> Place {
    let text = &event.file.text();
    let list = text.find("corrections").unwrap_or_default();
    let at = text.get(list..).and_then(|rest| rest.find(word)).map_or(0, |at| list + at);
    Place::new(&event.file, at..(at + word.len()).min(text.len()))
}
