//! The pictures of an event as numbers: its sections by length, who spoke when, who follows whom, who answered.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::chart::{self, Bar, SCALE, Span};
use crate::model::{Event, EventIx, Section, Turn, Who};
use crate::path::UrlPath;

use super::figures::{Figures, leads};
use super::people::Faces;
use super::tongue::Tongue;
use super::types::{
    AfterCell, AfterRow, AfterView, AnswerDot, AnswerRow, AnswersView, BarView, EventCharts, Link, MapSection, MapView,
    MarkView, ShareRow, SharesView, SpeakerView,
};
use super::{Viewer, excerpt};

/// How many rows a picture of shares has; more speakers are one row together.
const ROWS: usize = 12;
/// How many marks that lead somewhere a picture has, and how many bars.
const MARKS: usize = 66;
const BARS: usize = 480;
/// How many links to places a table has; with more it has none.
const PLACES: usize = 160;
/// How many voices a matrix has; more are one together.
const VOICES: usize = 8;
/// The fewest changes of speaker, and per voice, that show who follows whom.
const CHANGES: u32 = 8;
const CHANGES_OF_A_VOICE: u32 = 2;
/// The fewest questions of which it is worth seeing who answered them, and the most that are shown one by one.
const QUESTIONS: usize = 3;
const DOTS: usize = 30;
/// How many of those who speak in a section are named at it.
const NAMES: usize = 5;
/// The least distance of two numbers in a row of sections, on the scale.
const BETWEEN_NUMBERS: u32 = 62;

/// What the pictures of an event are made from.
struct Picture<'a> {
    event: &'a Event,
    figures: &'a Figures,
    faces: Faces<'a>,
    tongue: &'a Tongue<'a>,
    /// The sections' pages.
    pages: Vec<String>,
    /// The turns with the positions of their sections.
    turns: Vec<(usize, &'a Turn)>,
    mirrored: bool,
}

/// Rows of a picture of shares: the voices that are in each.
struct Row {
    voices: Vec<usize>,
    leads: bool,
}

impl Viewer<'_> {
    /// The pictures on the page of an event.
    pub(super) fn charts(&self, ix: EventIx, event: &Event, tongue: &Tongue<'_>, page: &UrlPath) -> EventCharts {
        let Some(figures) = self.figures_of(ix).filter(|figures| figures.course.total() > 0) else {
            return EventCharts::default();
        };
        let sections = event.sections.iter();
        let picture = Picture {
            event,
            figures,
            faces: self.faces(tongue, page, ix, event),
            tongue,
            pages: sections.clone().map(|one| self.graph.section_url(ix, one.number).relative_to(page)).collect(),
            turns: sections.enumerate().flat_map(|(at, one)| one.turns().map(move |turn| (at, turn))).collect(),
            mirrored: event.language.is_right_to_left(),
        };
        EventCharts {
            map: picture.map(),
            divisions: divisions(figures, picture.mirrored),
            shares: picture.shares(),
            after: picture.after(),
            answers: picture.answers(self.graph.questions_of(ix)),
        }
    }
}

impl Picture<'_> {
    fn map(&self) -> Option<MapView> {
        if self.event.sections.len() < 3 {
            return None;
        }
        let total = self.figures.course.total();
        let mut shown: Option<u32> = None;
        let sections = self.event.sections.iter().zip(&self.figures.course.sections).zip(&self.pages);
        let sections = sections.map(|((section, at), href)| {
            let (start, end) = (chart::scaled(at.start, total), chart::scaled(at.end, total));
            let middle = start.midpoint(end);
            let room = shown.is_none_or(|last| middle >= last + BETWEEN_NUMBERS);
            if room {
                shown = Some(middle);
            }
            let x = if self.mirrored { whole().saturating_sub(end) } else { start };
            MapSection {
                x: per_cent(x),
                width: per_cent(end - start),
                middle: per_cent(if self.mirrored { whole().saturating_sub(middle) } else { middle }),
                number: room.then(|| section.number.to_string()),
                href: href.clone(),
                title: self.about(section),
            }
        });
        Some(MapView { sections: sections.collect() })
    }

    /// Number, title and voices of a section.
    fn about(&self, section: &Section) -> String {
        let mut names: Vec<String> = self.faces.of_turns(section.turns()).into_iter().map(|who| who.name).collect();
        if names.len() > NAMES {
            names.truncate(NAMES);
            names.push("…".to_owned());
        }
        let names = names.join(&self.tongue.word("comma"));
        let title = section.title_text.as_str();
        let label = section.label();
        let parts = [label.as_str(), title, &names].into_iter().filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        parts.join(" · ")
    }

    fn role_leads(&self, voice: usize) -> bool {
        let Some(Who::Known(speaker)) = self.figures.voices.get(voice) else { return false };
        leads(self.event.participant(*speaker).and_then(|one| one.role))
    }

    fn face(&self, voice: usize) -> SpeakerView {
        self.faces.face(self.figures.voices.get(voice).unwrap_or(&Who::Audience), None)
    }

    fn amount(&self, voices: &[usize]) -> u64 {
        voices.iter().filter_map(|voice| self.figures.amounts.get(*voice)).sum()
    }

    /// Who spoke most first, then those who lead, then the audience.
    fn rows(&self) -> Vec<Row> {
        let mut ranked: Vec<usize> = (0..self.figures.voices.len()).collect();
        let place = |voice: usize| match self.figures.voices.get(voice) {
            Some(Who::Audience) => 2,
            _ => u8::from(self.role_leads(voice)),
        };
        ranked.sort_by_key(|voice| (place(*voice), Reverse(self.amount(&[*voice]))));
        let mut rows: Vec<Row> =
            ranked.into_iter().map(|voice| Row { voices: vec![voice], leads: place(voice) == 1 }).collect();
        if rows.len() > ROWS {
            // The last of those who neither lead nor are the audience become one row.
            let first = rows.iter().filter(|row| row.voices.first().is_some_and(|voice| place(*voice) == 0)).count();
            let kept = first.saturating_sub(rows.len() - ROWS + 1);
            let others: Vec<usize> = rows.drain(kept..first).flat_map(|row| row.voices).collect();
            if !others.is_empty() {
                rows.insert(kept, Row { voices: others, leads: false });
            }
        }
        rows
    }

    fn shares(&self) -> Option<SharesView> {
        if self.figures.amounts.iter().filter(|amount| **amount > 0).count() < 2 {
            return None;
        }
        let rows = self.rows();
        let spans: Vec<Vec<Span>> =
            rows.iter().map(|row| self.figures.spans(self.event, |voice| row.voices.contains(&voice))).collect();
        let strips = chart::strip(&spans, self.figures.course.total(), MARKS, BARS, self.mirrored);
        let amounts: Vec<u64> = rows.iter().map(|row| self.amount(&row.voices)).collect();
        let rest: Vec<u64> =
            rows.iter().zip(&amounts).map(|(row, amount)| if row.leads { 0 } else { *amount }).collect();
        let rest_shares = chart::percents(&rest);
        // Set apart are those who lead where at least two others speak.
        let apart = rows.iter().any(|row| row.leads) && rest.iter().filter(|amount| **amount > 0).count() > 1;
        let places = spans.iter().map(|row| self.sections_of(row).count()).sum::<usize>() <= PLACES;
        let all: u64 = amounts.iter().sum();
        let among: u64 = rest.iter().sum();
        let leading: Vec<String> = rows
            .iter()
            .filter(|row| row.leads)
            .flat_map(|row| &row.voices)
            .map(|voice| self.tongue.isolated(&self.face(*voice).name))
            .collect();
        let single = rows.iter().zip(&amounts).filter(|(row, _)| row.voices.len() == 1);
        let shown = |row: &Row| row.voices.first().and_then(|voice| self.figures.shares.get(*voice)).copied();
        // Of equals the one to whom what was left over by rounding is given, or whose row stands first.
        let most = single.rev().max_by_key(|(row, amount)| (**amount, shown(row)))?.0.voices.first().copied()?;
        let views = rows.iter().zip(strips).zip(&spans).enumerate().map(|(at, ((row, marks), spans))| {
            let amount = amounts.get(at).copied().unwrap_or_default();
            let share: u32 = row.voices.iter().filter_map(|voice| self.figures.shares.get(*voice)).sum();
            let rest_share = rest_shares.get(at).copied().filter(|_| apart && !row.leads);
            ShareRow {
                speaker: self.faces_of(row),
                leads: row.leads,
                turns: self.tongue.number(spans.len()),
                amount: self.figures.unit.figure(amount, self.tongue),
                share: self.tongue.share(share, amount > 0),
                bar: self.length(chart::scaled(amount, all)),
                rest: rest_share.map(|share| self.tongue.share(share, amount > 0)),
                rest_bar: rest_share.map(|_| self.length(chart::scaled(amount, among))),
                marks: marks.into_iter().filter_map(|mark| self.mark(&mark)).collect(),
                places: if places {
                    self.sections_of(spans).filter_map(|at| self.place(at)).collect()
                } else {
                    Vec::new()
                },
            }
        });
        let name = self.tongue.isolated(&self.face(most).name);
        Some(SharesView {
            finding: self
                .tongue
                .fill("chart_most", &[("name", &name), ("share", &self.figures.share(most, self.tongue))]),
            measure: self.tongue.word(&format!("chart_by_{}", self.figures.unit.key())),
            amount: self.tongue.word(&format!("chart_{}", self.figures.unit.key())),
            apart: apart
                .then(|| self.tongue.fill("chart_without", &[("names", &leading.join(&self.tongue.word("comma")))])),
            rows: views.collect(),
            places,
        })
    }

    fn faces_of(&self, row: &Row) -> SpeakerView {
        match row.voices.as_slice() {
            [one] => self.face(*one),
            many => Faces::together(&self.tongue.count("chart_others", many.len())),
        }
    }

    /// The positions of the first turns in every section.
    fn sections_of(&self, spans: &[Span]) -> impl Iterator<Item = usize> {
        let mut last = None;
        spans.iter().filter_map(move |span| {
            let section = self.turns.get(span.turn)?.0;
            (last.replace(section) != Some(section)).then_some(span.turn)
        })
    }

    fn href(&self, turn: usize) -> Option<String> {
        let (section, turn) = self.turns.get(turn)?;
        Some(format!("{}#{}", self.pages.get(*section)?, turn.id))
    }

    fn place(&self, turn: usize) -> Option<Link> {
        let section = self.event.sections.get(self.turns.get(turn)?.0)?;
        Some(Link { label: section.label(), href: self.href(turn)? })
    }

    fn mark(&self, mark: &chart::Mark) -> Option<MarkView> {
        let (section, turn) = self.turns.get(mark.turn)?;
        let label = self.event.sections.get(*section)?.label();
        let offset = self.event.front.media.as_ref().map_or(0.0, |media| media.offset);
        let about = match turn.time {
            Some(time) => crate::text::format_time(time + offset),
            None => excerpt(&turn.plain(), 18),
        };
        Some(MarkView { href: self.href(mark.turn)?, title: format!("{label} · {about}"), bars: views_of(&mark.bars) })
    }

    /// A length from where lines begin.
    fn length(&self, width: u32) -> BarView {
        let x = if self.mirrored { whole().saturating_sub(width) } else { 0 };
        BarView { x, width, height: chart::FULL, joined: false }
    }

    fn after(&self) -> Option<AfterView> {
        let mut stretches: Vec<Vec<Vec<usize>>> = vec![Vec::new(); self.event.sections.len()];
        for (section, turn) in &self.turns {
            if let Some(stretch) = stretches.get_mut(*section) {
                stretch.push(self.figures.voices_of(turn));
            }
        }
        let full = chart::after(self.figures.voices.len(), stretches.iter().map(Vec::as_slice));
        let busy = |voice: usize| -> u32 {
            let speaks: u32 = full.get(voice).map_or(0, |row| row.iter().sum());
            speaks + full.iter().filter_map(|row| row.get(voice)).sum::<u32>()
        };
        let mut order: Vec<usize> = (0..self.figures.voices.len()).filter(|voice| busy(*voice) > 0).collect();
        let changes: u32 = full.iter().flatten().sum();
        let voices = u32::try_from(order.len()).unwrap_or(u32::MAX);
        if voices < 3 || changes < CHANGES.max(voices.saturating_mul(CHANGES_OF_A_VOICE)) {
            return None;
        }
        let mut others = Vec::new();
        if order.len() > VOICES {
            order.sort_by_key(|voice| (Reverse(busy(*voice)), *voice));
            others = order.split_off(VOICES - 1);
            order.sort_unstable();
        }
        let groups: Vec<Vec<usize>> =
            order.iter().map(|voice| vec![*voice]).chain((!others.is_empty()).then_some(others)).collect();
        let between = |who: &[usize], whom: &[usize]| -> u32 {
            let pairs = who.iter().flat_map(|who| whom.iter().map(move |whom| (*who, *whom)));
            pairs.filter_map(|(who, whom)| full.get(who)?.get(whom)).sum()
        };
        let counts: Vec<Vec<u32>> = groups
            .iter()
            .enumerate()
            .map(|(at, who)| {
                let cell = |(other, whom): (usize, &Vec<usize>)| if at == other { 0 } else { between(who, whom) };
                groups.iter().enumerate().map(cell).collect()
            })
            .collect();
        let views: Vec<SpeakerView> =
            groups.iter().map(|voices| self.faces_of(&Row { voices: voices.clone(), leads: false })).collect();
        let times = |count: u32| self.tongue.count("times_count", usize::try_from(count).unwrap_or_default());
        let say = |key, who: usize, whom: usize, count| {
            let name = |at: usize| self.tongue.isolated(views.get(at).map_or("", |view| view.name.as_str()));
            self.tongue.fill(key, &[("name", &name(who)), ("other", &name(whom)), ("times", &times(count))])
        };
        let mut most = (0, 0, 0);
        let mut rows = Vec::new();
        for (who, (dots, speaker)) in chart::dots(&counts).into_iter().zip(&views).enumerate() {
            let cells = dots.into_iter().enumerate().map(|(whom, dot)| {
                // What several do together is no finding.
                if dot.count > most.2 && who < order.len() && whom < order.len() {
                    most = (who, whom, dot.count);
                }
                AfterCell {
                    count: self.tongue.number(usize::try_from(dot.count).unwrap_or_default()),
                    radius: dot.radius,
                    title: (dot.count > 0).then(|| say("chart_after_cell", who, whom, dot.count)),
                    same: who == whom,
                }
            });
            rows.push(AfterRow { cells: cells.collect(), speaker: speaker.clone() });
        }
        Some(AfterView { finding: say("chart_after_most", most.0, most.1, most.2), voices: views, rows })
    }

    fn answers(&self, questions: &[crate::graph::Question]) -> Option<AnswersView> {
        // Voice by voice the questions that it answered, with its first answer to each.
        let mut answered: BTreeMap<usize, Vec<(usize, &Turn)>> = BTreeMap::new();
        for (number, question) in questions.iter().enumerate() {
            let section: Vec<&Turn> = self.event.sections.get(question.section)?.turns().collect();
            for turn in question.answers.iter().filter_map(|at| section.get(*at).copied()) {
                for voice in self.figures.voices_of(turn) {
                    let own = answered.entry(voice).or_default();
                    if own.last().is_none_or(|(last, _)| *last != number) {
                        own.push((number, turn));
                    }
                }
            }
        }
        if questions.len() < QUESTIONS || answered.len() < 2 {
            return None;
        }
        let mut ranked: Vec<_> = answered.into_iter().collect();
        ranked.sort_by_key(|(voice, own)| (Reverse(own.len()), *voice));
        let total = self.tongue.number(questions.len());
        let all = u64::try_from(questions.len()).unwrap_or(u64::MAX);
        let rows: Vec<AnswerRow> = ranked
            .iter()
            .take(ROWS)
            .map(|(voice, own)| AnswerRow {
                speaker: self.face(*voice),
                count: self.tongue.fill("chart_of", &[("n", &self.tongue.number(own.len())), ("total", &total)]),
                bar: self.length(chart::scaled(u64::try_from(own.len()).unwrap_or_default(), all)),
                dots: if questions.len() > DOTS {
                    Vec::new()
                } else {
                    own.iter().filter_map(|(number, turn)| self.dot(questions, *number, turn)).collect()
                },
            })
            .collect();
        let first = rows.first()?;
        Some(AnswersView {
            finding: self.tongue.fill(
                "chart_answers_most",
                &[
                    ("name", &self.tongue.isolated(&first.speaker.name)),
                    ("n", &self.tongue.number(ranked.first()?.1.len())),
                    ("total", &total),
                ],
            ),
            rows,
        })
    }

    fn dot(&self, questions: &[crate::graph::Question], number: usize, turn: &Turn) -> Option<AnswerDot> {
        let question = questions.get(number)?;
        let asked = self.event.sections.get(question.section)?.turns().nth(question.turn)?;
        let at = u64::try_from(number * 2 + 1).ok()?;
        let x = chart::scaled(at, u64::try_from(questions.len() * 2).ok()?);
        Some(AnswerDot {
            x: per_cent(if self.mirrored { whole().saturating_sub(x) } else { x }),
            href: format!("{}#{}", self.pages.get(question.section)?, turn.id),
            title: excerpt(&asked.plain(), 40),
        })
    }
}

/// Where sections end and others begin, on the scale.
pub(super) fn divisions(figures: &Figures, mirrored: bool) -> Vec<u32> {
    let ends = figures.course.sections.iter().map(|section| chart::scaled(section.end, figures.course.total()));
    let mut all: Vec<u32> =
        ends.map(|x| if mirrored { whole().saturating_sub(x) } else { x }).filter(|x| *x > 0 && *x < whole()).collect();
    all.dedup();
    all
}

/// Bars from left to right.
pub(super) fn views_of(bars: &[Bar]) -> Vec<BarView> {
    let mut end = None;
    let view = |bar: &Bar| {
        let joined = end.replace(bar.x + bar.width) == Some(bar.x);
        BarView { x: bar.x, width: bar.width, height: bar.height, joined }
    };
    bars.iter().map(view).collect()
}

pub(super) fn per_cent(x: u32) -> f64 {
    f64::from(x) / 10.0
}

pub(super) fn whole() -> u32 {
    u32::try_from(SCALE).unwrap_or_default()
}
