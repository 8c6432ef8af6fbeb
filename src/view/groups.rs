//! How long lists are parted, so that they stay calm with a thousand entries.

use crate::config::Status;
use crate::model::Event;
use crate::text::{self, Initial};

use super::tongue::Tongue;
use super::types::GroupView;

/// A list of letters with more entries than this is parted.
const MANY: usize = 40;

/// A list of events with more entries than this is parted by year.
const MANY_EVENTS: usize = 12;

/// What entries of an index are sorted by: the letter, then the name as it is read, then the name as it is written.
pub(super) fn order(name: &str) -> (Initial, String, String) {
    (Initial::of(name), text::speaker_id(name), name.to_owned())
}

/// The groups of an index whose entries have these initials and are sorted by them.
pub(super) fn by_initial(initials: &[Initial], tongue: &Tongue<'_>) -> Vec<GroupView> {
    if initials.len() <= MANY {
        return one(initials.len());
    }
    runs(initials, |initial| match initial.letter() {
        Some(letter) => (letter.to_string(), format!("letter-{letter}")),
        None => (tongue.word("other_letters"), "letter-other".to_owned()),
    })
}

/// When an event is, as far as lists are parted by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Era {
    /// It is still to come.
    Ahead,
    /// It was, or is, in this year.
    Year(i16),
    /// Nobody knows.
    Undated,
}

impl Era {
    pub(super) fn of(event: &Event) -> Self {
        if event.front.status == Some(Status::Scheduled) {
            return Self::Ahead;
        }
        Self::of_date(event)
    }

    /// The year, whether it is still to come or not.
    pub(super) fn of_date(event: &Event) -> Self {
        let zoned = event.front.date.and_then(|when| when.zoned(&event.zone));
        zoned.map_or(Self::Undated, |zoned| Self::Year(zoned.year()))
    }
}

/// The groups of events that are sorted by time. Those still to come always stand apart.
pub(super) fn by_year(eras: &[Era], tongue: &Tongue<'_>) -> Vec<GroupView> {
    let past = eras.iter().filter(|era| **era != Era::Ahead).count();
    let many = past > MANY_EVENTS;
    let eras: Vec<Era> = eras.iter().map(|era| if many || *era == Era::Ahead { *era } else { Era::Undated }).collect();
    if past == eras.len() && !many {
        return one(eras.len());
    }
    runs(&eras, |era| match era {
        Era::Ahead => (tongue.word("upcoming"), "upcoming".to_owned()),
        Era::Year(year) => (year.to_string(), format!("year-{year}")),
        Era::Undated if many => (tongue.word("undated"), "undated".to_owned()),
        Era::Undated => (tongue.word("past_events"), "past".to_owned()),
    })
}

fn one(entries: usize) -> Vec<GroupView> {
    if entries == 0 {
        return Vec::new();
    }
    vec![GroupView { label: String::new(), id: String::new(), from: 0, to: entries }]
}

fn runs<T: Copy + PartialEq>(keys: &[T], name: impl Fn(T) -> (String, String)) -> Vec<GroupView> {
    let mut at = 0;
    let runs = keys.chunk_by(|a, b| a == b).filter_map(|run| {
        let from = at;
        at += run.len();
        let (label, id) = name(*run.first()?);
        Some(GroupView { label, id, from, to: at })
    });
    runs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Language, Words};

    fn labels(groups: &[GroupView]) -> Vec<(&str, usize, usize)> {
        groups.iter().map(|group| (group.label.as_str(), group.from, group.to)).collect()
    }

    #[test]
    fn short_lists_are_not_parted() {
        let words = Words::new();
        let tongue = Tongue::new(&Language::default(), &words);
        assert_eq!(labels(&by_initial(&[Initial::Letter('A'); 40], &tongue)), [("", 0, 40)]);
        assert_eq!(labels(&by_year(&[Era::Year(2025); 12], &tongue)), [("", 0, 12)]);
        assert!(by_initial(&[], &tongue).is_empty() && by_year(&[], &tongue).is_empty());
    }

    #[test]
    fn long_lists_are_parted() {
        let words = Words::new();
        let tongue = Tongue::new(&Language::default(), &words);
        let mut initials = vec![Initial::Letter('A'); 30];
        initials.extend([Initial::Row('か'), Initial::Other]);
        initials.extend([Initial::Other; 10]);
        assert_eq!(labels(&by_initial(&initials, &tongue)), [("A", 0, 30), ("か", 30, 31), ("other_letters", 31, 42)]);
        let mut eras = vec![Era::Ahead];
        eras.extend([Era::Year(2026); 10]);
        assert_eq!(labels(&by_year(&eras, &tongue)), [("upcoming", 0, 1), ("past_events", 1, 11)]);
        eras.extend([Era::Year(2025); 3]);
        assert_eq!(labels(&by_year(&eras, &tongue)), [("upcoming", 0, 1), ("2026", 1, 11), ("2025", 11, 14)]);
    }
}
