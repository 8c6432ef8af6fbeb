//! How much was said, by whom and where.
//!
//! In: the model. Out: a row for every speaker in every section, in the order of the record; whoever wants sums adds them up. A turn lasts
//! until the next one begins, where an event has times.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::chart::{Course, Measure, Part, Passage};
use crate::model::{Event, Section, Site, Turn, Who};

/// What a speaker said in a section. Several who speak at once are counted each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The folder of the event; empty at the root.
    pub event: String,
    /// The number of the section.
    pub section: u32,
    /// The id of the speaker; nothing for the audience and others without a profile of their own.
    pub speaker: Option<String>,
    /// The name as printed at the event.
    pub name: String,
    /// How many turns.
    pub turns: u64,
    /// Words of scripts with spaces.
    pub words: u64,
    /// Han characters and kana.
    pub characters: u64,
    /// Seconds of the recording, where the event has times.
    pub seconds: Option<f64>,
}

impl Row {
    /// Adds what another row tells of the same.
    pub fn add(&mut self, other: &Self) {
        self.turns += other.turns;
        self.words += other.words;
        self.characters += other.characters;
        self.seconds = match (self.seconds, other.seconds) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
    }
}

/// All rows of a site.
pub fn rows(site: &Site) -> Vec<Row> {
    site.events.iter().flat_map(|event| of_event(event, site)).collect()
}

fn of_event(event: &Event, site: &Site) -> Vec<Row> {
    let part = |section: &Section| Part {
        start: section.start,
        end: section.end,
        turns: section.turns().map(|turn| Passage { time: turn.time, size: turn.count.size() }).collect(),
    };
    let course = Course::of(&event.sections.iter().map(part).collect::<Vec<_>>());
    // However a question is labelled, it is the audience that asks.
    let mut turns = event.sections.iter().flat_map(Section::turns);
    let audience = turns.find(|turn| turn.who.contains(&Who::Audience)).map_or("", |turn| &turn.printed);
    let mut rows = Vec::new();
    for (position, section) in event.sections.iter().enumerate() {
        let mut order: BTreeMap<(Option<String>, String), usize> = BTreeMap::new();
        for (at, turn) in section.turns().enumerate() {
            let span = course.turn(position, at);
            let seconds = (course.measure == Measure::Time)
                .then(|| Duration::from_millis(span.end.saturating_sub(span.start)).as_secs_f64());
            for who in &turn.who {
                let (speaker, name) = named(who, turn, audience, event, site);
                let row = Row {
                    event: event.path.clone(),
                    section: section.number,
                    speaker: speaker.clone(),
                    name: name.clone(),
                    turns: 1,
                    words: turn.count.words.into(),
                    characters: turn.count.characters.into(),
                    seconds,
                };
                let key = (speaker, name);
                if let Some(known) = order.get(&key).and_then(|at| rows.get_mut(*at)) {
                    Row::add(known, &row);
                } else {
                    order.insert(key, rows.len());
                    rows.push(row);
                }
            }
        }
    }
    rows
}

/// The id and the name of whoever speaks.
fn named(who: &Who, turn: &Turn, audience: &str, event: &Event, site: &Site) -> (Option<String>, String) {
    match who {
        Who::Known(ix) => {
            let speaker = site.speaker(*ix);
            let name =
                event.participant(*ix).map(|one| one.name.clone()).or_else(|| speaker.map(|one| one.name.clone()));
            (speaker.map(|one| one.id.clone()), name.unwrap_or_else(|| turn.printed.clone()))
        }
        Who::Named(name) => (None, name.clone()),
        Who::Audience => (None, audience.to_owned()),
    }
}
