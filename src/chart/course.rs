//! The course of an event: where every turn begins and ends, by time or by length.

use std::ops::Range;
use std::time::Duration;

/// What a course is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// Milliseconds of the recording.
    Time,
    /// The comparable length of what was said.
    #[default]
    Length,
}

/// A turn as far as its measure goes.
#[derive(Debug, Clone, Copy)]
pub struct Passage {
    /// When it begins in the recording, in seconds.
    pub time: Option<f64>,
    /// How much is said in it.
    pub size: u64,
}

/// A part of the event: a section.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// When it begins in the recording, in seconds.
    pub start: Option<f64>,
    /// When it ends.
    pub end: Option<f64>,
    /// Its turns, in order.
    pub turns: Vec<Passage>,
}

/// Where along an event everything lies, without what nobody says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// What it is measured in.
    pub measure: Measure,
    /// From where to where every section goes.
    pub sections: Vec<Range<u64>>,
    /// From where to where every turn goes, by section.
    pub turns: Vec<Vec<Range<u64>>>,
}

impl Course {
    /// The course of an event. It is measured by time where at least four of five turns say when they begin: a turn lasts until the
    /// next one, the last of a section until the section's end. Turns without a time share the span in which they lie by
    /// what is said in them. Where no end is known, or times go backwards (a recording in several files), a
    /// turn is taken to last as long as others of its length.
    pub fn of(parts: &[Part]) -> Self {
        let all = || parts.iter().flat_map(|part| &part.turns);
        let timed = all().filter(|turn| turn.time.is_some()).count();
        let lengths = if timed > 1 && timed * 5 >= all().count() * 4 { lasting(parts) } else { None };
        let measure = if lengths.is_some() { Measure::Time } else { Measure::Length };
        let mut lengths = lengths.unwrap_or_else(|| all().map(|turn| turn.size).collect()).into_iter();
        let mut course = Self { measure, ..Self::default() };
        let mut at = 0_u64;
        for part in parts {
            let begun = at;
            let mut turns = Vec::with_capacity(part.turns.len());
            for length in lengths.by_ref().take(part.turns.len()) {
                let end = at.saturating_add(length);
                turns.push(at..end);
                at = end;
            }
            course.sections.push(begun..at);
            course.turns.push(turns);
        }
        course
    }

    /// How long the whole is.
    pub fn total(&self) -> u64 {
        self.sections.last().map_or(0, |last| last.end)
    }

    /// Where a turn lies, by the positions of its section and of itself in it.
    pub fn turn(&self, section: usize, turn: usize) -> Range<u64> {
        self.turns.get(section).and_then(|turns| turns.get(turn)).cloned().unwrap_or_default()
    }
}

/// A turn with what is known of its time.
struct Known {
    begins: Option<u64>,
    size: u64,
    section: usize,
}

/// How long every turn lasts, in milliseconds.
fn lasting(parts: &[Part]) -> Option<Vec<u64>> {
    let mut turns: Vec<Known> = Vec::new();
    for (section, part) in parts.iter().enumerate() {
        for (at, turn) in part.turns.iter().enumerate() {
            let begins = turn.time.or(part.start.filter(|_| at == 0)).and_then(milliseconds);
            turns.push(Known { begins, size: turn.size.max(1), section });
        }
    }
    let ends: Vec<Option<u64>> = parts.iter().map(|part| part.end.and_then(milliseconds)).collect();
    let mut lasts: Vec<Option<u64>> = Vec::with_capacity(turns.len());
    let mut rest = turns.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let untimed = others.iter().take_while(|turn| turn.begins.is_none()).count();
        let (run, after) = rest.split_at(untimed + 1);
        let next = after.first();
        let same = next.is_some_and(|next| run.last().is_some_and(|last| last.section == next.section));
        // What lies between the sections belongs to neither.
        let section_end = run.last().and_then(|last| ends.get(last.section).copied().flatten()).filter(|_| !same);
        let until = section_end.or(next.and_then(|next| next.begins));
        let span = match (first.begins, until) {
            (Some(begins), Some(until)) => until.checked_sub(begins).filter(|span| *span > 0),
            _ => None,
        };
        let size: u64 = run.iter().map(|turn| turn.size).sum();
        lasts.extend(run.iter().map(|turn| span.map(|span| part_of(span, turn.size, size))));
        rest = after;
    }
    let known = turns.iter().zip(&lasts).filter_map(|(turn, lasts)| Some((turn.size, (*lasts)?)));
    let (size, time) = known.fold((0_u64, 0_u64), |(size, time), (s, t)| (size + s, time + t));
    if time == 0 {
        return None;
    }
    let guess = |turn: &Known| part_of(time, turn.size, size);
    Some(turns.iter().zip(lasts).map(|(turn, lasts)| lasts.unwrap_or_else(|| guess(turn))).collect())
}

fn part_of(whole: u64, part: u64, parts: u64) -> u64 {
    let exact = u128::from(whole) * u128::from(part) / u128::from(parts.max(1));
    u64::try_from(exact).unwrap_or(u64::MAX)
}

fn milliseconds(seconds: f64) -> Option<u64> {
    u64::try_from(Duration::try_from_secs_f64(seconds).ok()?.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(start: Option<f64>, end: Option<f64>, turns: &[(Option<f64>, u64)]) -> Part {
        Part { start, end, turns: turns.iter().map(|(time, size)| Passage { time: *time, size: *size }).collect() }
    }

    /// The measure, the ends of the sections, and the lengths of the turns.
    fn course(parts: &[Part]) -> (Measure, Vec<u64>, Vec<u64>) {
        let course = Course::of(parts);
        let lengths = course.turns.iter().flatten().map(|turn| turn.end - turn.start).collect();
        (course.measure, course.sections.iter().map(|section| section.end).collect(), lengths)
    }

    #[test]
    fn without_times_length_counts() {
        let parts = [part(None, None, &[(None, 30), (None, 10)]), part(None, None, &[(None, 60)])];
        assert_eq!(course(&parts), (Measure::Length, vec![40, 100], vec![30, 10, 60]));
        // One time of two is not enough, and one alone has no length.
        let parts = [part(None, None, &[(Some(0.0), 30), (None, 10)])];
        assert_eq!(course(&parts).0, Measure::Length);
        assert_eq!(course(&[]), (Measure::Length, vec![], vec![]));
    }

    #[test]
    fn a_turn_lasts_until_the_next_and_the_last_until_the_end_of_its_section() {
        let parts = [
            part(Some(0.0), Some(90.0), &[(Some(10.0), 5), (Some(40.0), 5)]),
            part(Some(100.0), Some(130.5), &[(Some(100.0), 5), (Some(120.0), 5)]),
        ];
        assert_eq!(course(&parts), (Measure::Time, vec![80_000, 110_500], vec![30_000, 50_000, 20_000, 10_500]));
        // Without an end the next section's first turn is the end; the very last turn lasts as others of its length do:
        // 30 + 60 + 20 seconds for 5 + 5 + 1 are ten seconds each, for 3 they are thirty.
        let parts = [
            part(None, None, &[(Some(10.0), 5), (Some(40.0), 5)]),
            part(None, None, &[(Some(100.0), 1), (Some(120.0), 3)]),
        ];
        assert_eq!(course(&parts).2, [30_000, 60_000, 20_000, 30_000]);
    }

    #[test]
    fn turns_without_a_time_share_the_span_by_what_is_said() {
        let parts = [part(
            None,
            Some(100.0),
            &[(Some(0.0), 10), (None, 30), (Some(40.0), 1), (Some(50.0), 1), (Some(60.0), 1), (Some(90.0), 1)],
        )];
        assert_eq!(course(&parts).2, [10_000, 30_000, 10_000, 10_000, 30_000, 10_000]);
    }

    #[test]
    fn times_that_go_backwards_are_passed_over() {
        // The second section counts from nought again; its first turn tells no end for the last of the first.
        let parts = [
            part(None, None, &[(Some(0.0), 10), (Some(60.0), 20)]),
            part(None, Some(50.0), &[(Some(0.0), 10), (Some(30.0), 10)]),
        ];
        // 60 + 30 + 20 seconds for 10 + 10 + 10.
        assert_eq!(course(&parts).2, [60_000, 73_333, 30_000, 20_000]);
    }
}
