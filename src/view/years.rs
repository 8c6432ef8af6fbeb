//! The pictures of a speaker as numbers: appearances over the years, and where in an event they speak.

use std::collections::BTreeSet;

use crate::chart::{self, Moment};
use crate::graph::Appearance;
use crate::model::{Event, EventIx, Section, SpeakerIx, Turn, Who};
use crate::path::UrlPath;
use crate::text::Count;

use super::Viewer;
use super::charts::{divisions, per_cent, views_of, whole};
use super::figures::{Figures, Unit, in_characters, leads};
use super::people::role_key;
use super::tongue::Tongue;
use super::types::{BlockView, CourseView, DateView, Link, TickView, YearRow, YearsView};

/// How many columns the years have, and how high the highest one is, in pixels.
const COLUMNS: u32 = 40;
const HEIGHT: u32 = 56;
/// How many bars a speaker has in the course of an event.
const BARS: usize = 60;
/// The least distance of two years that are written, in per cent.
const BETWEEN_YEARS: f64 = 14.0;

/// A speaker at an event.
struct Spoke<'a> {
    ix: EventIx,
    event: &'a Event,
    figures: &'a Figures,
    voice: usize,
    turns: usize,
    count: Count,
    at: Option<i64>,
}

impl Viewer<'_> {
    /// Of translations of one event the one in the page's language, or the first; all others as they are. Whoever speaks in an
    /// event and its translation has spoken once.
    pub(super) fn once<'s>(&self, spoken: &'s [Appearance], tongue: &Tongue<'_>) -> Vec<&'s Appearance> {
        let there: BTreeSet<EventIx> = spoken.iter().map(|appearance| appearance.event).collect();
        let own = |ix: &EventIx| self.graph.site.event(*ix).is_some_and(|event| event.language == tongue.language);
        let counts = |ix: EventIx| {
            let twins =
                usize::try_from(ix.0).ok().and_then(|at| self.graph.twins.get(at)).map_or(&[][..], Vec::as_slice);
            let present = || twins.iter().filter(|twin| there.contains(twin));
            present().find(|twin| own(twin)).or_else(|| present().next()).is_none_or(|first| *first == ix)
        };
        spoken.iter().filter(|appearance| counts(appearance.event)).collect()
    }

    fn spoke<'a>(&'a self, speaker: SpeakerIx, spoken: &[&Appearance]) -> Vec<Spoke<'a>> {
        let mut all: Vec<Spoke<'a>> = Vec::new();
        for appearance in spoken {
            let ix = appearance.event;
            let (Some(event), Some(figures)) = (self.graph.site.event(ix), self.figures_of(ix)) else { continue };
            let Some(voice) = figures.voice(&Who::Known(speaker)) else { continue };
            let turns: Vec<&Turn> =
                event.sections.get(appearance.section).into_iter().flat_map(Section::turns).collect();
            let count: Count = appearance.turns.iter().filter_map(|at| turns.get(*at)).map(|turn| turn.count).sum();
            match all.last_mut() {
                Some(last) if last.ix == ix => {
                    last.turns += appearance.turns.len();
                    last.count += count;
                }
                _ => all.push(Spoke {
                    ix,
                    event,
                    figures,
                    voice,
                    turns: appearance.turns.len(),
                    count,
                    at: event.front.date.is_some().then(|| event.begins().as_second()),
                }),
            }
        }
        // Oldest first; events of one day in the order of the site.
        all.sort_by_key(|spoke| (spoke.at, spoke.ix));
        all
    }

    /// Figures of a speaker, in words: in how many sections, how much, and how many questions they answered.
    pub(super) fn more_figures(&self, speaker: SpeakerIx, spoken: &[&Appearance], tongue: &Tongue<'_>) -> Vec<String> {
        let count: Count = self.spoke(speaker, spoken).iter().map(|spoke| spoke.count).sum();
        let mut out = vec![tongue.count("sections_count", spoken.len())];
        if count != Count::default() {
            let unit = if in_characters(count) { Unit::Characters } else { Unit::Words };
            out.push(unit.words(count.size(), tongue));
        }
        let answered = spoken.iter().flat_map(|appearance| {
            let questions = self.graph.questions_of(appearance.event).iter();
            let here = questions.filter(|question| question.section == appearance.section);
            here.filter(|question| question.answers.iter().any(|turn| appearance.turns.contains(turn)))
        });
        let answered = answered.count();
        if answered > 0 {
            out.push(tongue.count("answered_count", answered));
        }
        out
    }

    /// Where in the course of an event a speaker speaks.
    pub(super) fn course(
        &self,
        ix: EventIx,
        event: &Event,
        speaker: SpeakerIx,
        tongue: &Tongue<'_>,
    ) -> Option<CourseView> {
        let figures = self.figures_of(ix).filter(|figures| figures.voices.len() > 1)?;
        let voice = figures.voice(&Who::Known(speaker))?;
        let mirrored = tongue.language.is_right_to_left();
        let spans = figures.spans(event, |other| other == voice);
        let marks = chart::strip(&[spans], figures.course.total(), BARS, BARS, mirrored);
        Some(CourseView {
            share: tongue.fill("chart_share_of", &[("share", &figures.share(voice, tongue))]),
            divisions: divisions(figures, mirrored),
            bars: views_of(&marks.into_iter().flatten().flat_map(|mark| mark.bars).collect::<Vec<_>>()),
        })
    }

    /// A speaker's appearances over the years.
    pub(super) fn years(
        &self,
        speaker: SpeakerIx,
        spoken: &[&Appearance],
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<YearsView> {
        let mut all = self.spoke(speaker, spoken);
        all.retain(|spoke| spoke.at.is_some());
        let (oldest, newest) = (all.first()?, all.last()?);
        let (first, last) = oldest.at.zip(newest.at).filter(|(first, last)| last - first >= DAY)?;
        let moments: Vec<Moment> =
            all.iter().filter_map(|spoke| Some(Moment { at: spoke.at?, size: spoke.count.size() })).collect();
        let mirrored = tongue.language.is_right_to_left();
        let lead = |spoke: &Spoke<'_>| leads(spoke.event.participant(speaker).and_then(|one| one.role));
        let amount = |spoke: &Spoke<'_>| {
            let unit = if in_characters(spoke.count) { Unit::Characters } else { Unit::Words };
            unit.words(spoke.count.size(), tongue)
        };
        let date = |spoke: &Spoke<'_>| DateView {
            machine: spoke.event.front.date.map(|when| when.machine(&spoke.event.zone)).unwrap_or_default(),
            text: spoke.event.front.date.map(|when| tongue.day_of(when, &spoke.event.zone)).unwrap_or_default(),
        };
        let href = |spoke: &Spoke<'_>| self.graph.event_url(spoke.ix).relative_to(page);
        let width = whole() / COLUMNS;
        let blocks = all.iter().zip(chart::columns(&moments, first, last, COLUMNS, HEIGHT));
        let blocks = blocks.map(|(spoke, block)| BlockView {
            x: per_cent(if mirrored { whole().saturating_sub(block.x + width) } else { block.x }),
            y: HEIGHT.saturating_sub(block.ground + block.height),
            height: block.height,
            leads: lead(spoke),
            href: href(spoke),
            title: [spoke.event.title.clone(), date(spoke).text, amount(spoke)].join(" · "),
        });
        let rows = all.iter().rev().map(|spoke| YearRow {
            event: Link { label: spoke.event.title.clone(), href: href(spoke) },
            language: spoke.event.language.to_string(),
            date: date(spoke),
            role: spoke.event.participant(speaker).and_then(|one| one.role).map(|role| tongue.word(role_key(role))),
            turns: tongue.number(spoke.turns),
            amount: amount(spoke),
            share: spoke.figures.share(spoke.voice, tongue),
        });
        let most = all.iter().max_by_key(|spoke| spoke.count.size())?;
        Some(YearsView {
            finding: tongue
                .fill("chart_years_most", &[("event", &tongue.isolated(&most.event.title)), ("amount", &amount(most))]),
            from: date(oldest).text,
            to: date(newest).text,
            ticks: ticks(oldest, newest, first, last, mirrored),
            blocks: blocks.collect(),
            both: all.iter().any(lead) && !all.iter().all(lead),
            rows: rows.collect(),
        })
    }
}

/// The seconds of a day.
const DAY: i64 = 86_400;

/// Where years begin between the first and the last event, in the zone of the last.
fn ticks(oldest: &Spoke<'_>, newest: &Spoke<'_>, first: i64, last: i64, mirrored: bool) -> Vec<TickView> {
    let year = |spoke: &Spoke<'_>| Some(spoke.event.front.date?.zoned(&spoke.event.zone)?.year());
    let Some((from, to)) = year(oldest).zip(year(newest)) else { return Vec::new() };
    let mut written: Option<f64> = None;
    let years = (from.saturating_add(1)..=to).filter_map(|year| {
        let begins = jiff::civil::Date::new(year, 1, 1).ok()?.to_zoned_datetime(newest.event.zone.clone()).ok()?;
        let x = per_cent(chart::between(begins.timestamp().as_second(), first, last));
        let room = (4.0..=96.0).contains(&x) && written.is_none_or(|last| x - last >= BETWEEN_YEARS);
        if room {
            written = Some(x);
        }
        let label = if room { year.to_string() } else { String::new() };
        Some(TickView { x: if mirrored { 100.0 - x } else { x }, label })
    });
    years.collect()
}
