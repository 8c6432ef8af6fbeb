//! Who said how much at an event: the figures that pictures and tables show.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::chart::{Course, Measure, Part, Passage, Span, percents};
use crate::config::Role;
use crate::model::{Event, Section, SpeakerIx, Turn, Who};
use crate::text::{self, Count};

use super::tongue::Tongue;

/// What was measured in an event, and what came of it.
#[derive(Debug)]
pub(super) struct Figures {
    /// Where everything lies.
    pub(super) course: Course,
    /// What amounts are told in.
    pub(super) unit: Unit,
    /// Whoever has turns or is said to take part: the participants in their order, then the audience.
    pub(super) voices: Vec<Who>,
    /// How much each of the voices said, in the measure of the course.
    pub(super) amounts: Vec<u64>,
    /// Their shares of what all of them said, in per cent.
    pub(super) shares: Vec<u32>,
    known: BTreeMap<SpeakerIx, usize>,
}

/// What amounts are told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Time,
    Characters,
    Words,
}

impl Unit {
    /// An amount of a course as a figure.
    pub(super) fn figure(self, amount: u64, tongue: &Tongue<'_>) -> String {
        match self {
            // Milliseconds of a recording fit a float.
            Self::Time => text::format_time(Duration::from_millis(amount).as_secs_f64()),
            Self::Characters => tongue.number(usize::try_from(amount).unwrap_or(usize::MAX)),
            Self::Words => tongue.number(usize::try_from(amount.div_ceil(2)).unwrap_or(usize::MAX)),
        }
    }

    /// An amount of a course in words.
    pub(super) fn words(self, amount: u64, tongue: &Tongue<'_>) -> String {
        let count = |key, amount: u64| tongue.count(key, usize::try_from(amount).unwrap_or(usize::MAX));
        match self {
            Self::Time => self.figure(amount, tongue),
            Self::Characters => count("characters_count", amount),
            Self::Words => count("words_count", amount.div_ceil(2)),
        }
    }

    /// The last part of the keys of phrases about it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Characters => "characters",
            Self::Words => "words",
        }
    }
}

/// Whether a text is told in characters rather than words.
pub(super) fn in_characters(count: Count) -> bool {
    count.characters > count.words
}

impl Figures {
    pub(super) fn of(event: &Event) -> Self {
        let parts: Vec<Part> = event
            .sections
            .iter()
            .map(|section| Part {
                start: section.start,
                end: section.end,
                turns: section.turns().map(|turn| Passage { time: turn.time, size: turn.count.size() }).collect(),
            })
            .collect();
        let course = Course::of(&parts);
        let turns = || event.sections.iter().flat_map(Section::turns);
        let unit = match course.measure {
            Measure::Time => Unit::Time,
            Measure::Length if in_characters(turns().map(|turn| turn.count).sum()) => Unit::Characters,
            Measure::Length => Unit::Words,
        };
        let mut voices: Vec<Who> = event.participants.iter().map(|one| Who::Known(one.speaker)).collect();
        let known = event.participants.iter().map(|one| one.speaker).zip(0..).collect();
        if turns().any(|turn| turn.who.contains(&Who::Audience)) {
            voices.push(Who::Audience);
        }
        let mut figures = Self { course, unit, amounts: vec![0; voices.len()], shares: Vec::new(), voices, known };
        for (position, section) in event.sections.iter().enumerate() {
            for (at, turn) in section.turns().enumerate() {
                let length = figures.course.turn(position, at);
                for voice in figures.voices_of(turn) {
                    if let Some(amount) = figures.amounts.get_mut(voice) {
                        *amount += length.end - length.start;
                    }
                }
            }
        }
        figures.shares = percents(&figures.amounts);
        figures
    }

    /// The position of a voice.
    pub(super) fn voice(&self, who: &Who) -> Option<usize> {
        match who {
            Who::Known(ix) => self.known.get(ix).copied(),
            Who::Audience => {
                self.voices.len().checked_sub(1).filter(|last| self.voices.get(*last) == Some(&Who::Audience))
            }
            Who::Named(_) => None,
        }
    }

    /// The positions of the voices of a turn; several speak at once.
    pub(super) fn voices_of(&self, turn: &Turn) -> Vec<usize> {
        turn.who.iter().filter_map(|who| self.voice(who)).collect()
    }

    /// Where one of the voices speaks; turns are counted over the whole event.
    pub(super) fn spans(&self, event: &Event, wanted: impl Fn(usize) -> bool) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut number = 0_usize;
        for (position, section) in event.sections.iter().enumerate() {
            for (at, turn) in section.turns().enumerate() {
                if turn.who.iter().filter_map(|who| self.voice(who)).any(&wanted) {
                    spans.push(Span { turn: number, at: self.course.turn(position, at) });
                }
                number += 1;
            }
        }
        spans
    }

    /// The share of a voice as it is shown: who said something has no share of nothing.
    pub(super) fn share(&self, voice: usize, tongue: &Tongue<'_>) -> String {
        let (amount, share) = (self.amounts.get(voice), self.shares.get(voice));
        tongue.share(share.copied().unwrap_or_default(), amount.is_some_and(|amount| *amount > 0))
    }
}

/// Whether a role leads the conversation rather than takes part in it.
pub(super) fn leads(role: Option<Role>) -> bool {
    matches!(role, Some(Role::Moderator | Role::Host | Role::Chair | Role::Interpreter))
}
