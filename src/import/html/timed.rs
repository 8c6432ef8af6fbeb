//! Pages that are a transcript by their markup: Podcasting 2.0 (`cite`, `time`, `p`) and words with times of their own
//! (`data-m`, in milliseconds).
//!
//! In: the blocks of a page. Out: a transcript. It must never guess a speaker from words.

use super::super::chars::is_colon;
use super::super::names;
use super::super::report::{Kind as Line, Report};
use super::super::transcript::{About, Paragraph, Section, Transcript, Voice};
use super::blocks::{Block, Kind, Page, Part};
use crate::import::captions;

/// How many marks of a transcript the page has: names in `cite` beside times, or words with a time.
pub fn marks(page: &Page) -> usize {
    let runs = || page.blocks.iter().flat_map(|block| &block.runs);
    let timed = runs().filter(|run| run.look.start.is_some()).count();
    let cites = runs().filter(|run| run.look.part == Part::Who).count();
    let is_time = |text: &str| captions::time(text.trim()).is_some();
    let beside = runs().filter(|run| run.look.part == Part::Time && is_time(&run.text)).count();
    timed + cites.min(beside)
}

/// Reads such a page.
pub fn read(page: Page, about: About, report: &mut Report) -> Transcript<'static> {
    let is_timed = |block: &Block| block.runs.iter().any(|run| run.look.start.is_some());
    let words_have_times = page.blocks.iter().any(is_timed);
    let is_marked = |block: &Block| is_timed(block) || block.runs.iter().any(|run| run.look.part != Part::Words);
    let first = page.blocks.iter().position(is_marked).unwrap_or(0);
    let mut walk = Walk::new(report);
    walk.out.about = about;
    for (n, block) in page.blocks.iter().enumerate() {
        let heading = matches!(block.kind, Kind::Heading(_));
        if block.around.is_some() || (words_have_times && !is_timed(block)) || (n < first && !heading) {
            walk.report.set(block.at, Line::LeftOut, None);
            walk.report.leave_out(block.at, &block.plain(), "stands outside the transcript");
        } else if heading {
            walk.heading(block);
        } else {
            walk.block(block);
        }
    }
    walk.end_turn();
    walk.out.about.language = walk.out.about.language.take().or(page.language);
    walk.out
}

struct Walk<'r> {
    out: Transcript<'static>,
    report: &'r mut Report,
    /// Who was named last, and the line.
    named: Option<(usize, String)>,
    time: Option<f64>,
    speaks: Option<String>,
}

impl<'r> Walk<'r> {
    fn new(report: &'r mut Report) -> Self {
        Self { out: Transcript::default(), report, named: None, time: None, speaks: None }
    }

    fn number(&self) -> u32 {
        self.out.sections.last().map_or(0, |section| section.number)
    }

    fn section(&mut self, title: Option<String>, start: Option<f64>) {
        let number = self.number() + 1;
        self.out.sections.push(Section { number, title: title.map(Into::into), start, ..Section::default() });
    }

    fn heading(&mut self, block: &Block) {
        self.end_turn();
        let start = block.runs.iter().find_map(|run| run.look.start);
        self.section(Some(block.plain()), start);
        self.report.set(block.at, Line::SectionTitle, Some(self.number()));
    }

    fn block(&mut self, block: &Block) {
        let mut words = String::new();
        for run in &block.runs {
            match run.look.part {
                Part::Words | Part::Note => {
                    self.time = self.time.or(run.look.start.filter(|_| words.trim().is_empty()));
                    words.push_str(&run.text);
                }
                Part::Who => {
                    self.words(block.at, &mut words);
                    self.end_turn();
                    let name = run.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    let name = name.trim_end_matches(is_colon).trim_matches(['[', ']', ' ']).to_owned();
                    self.named = (!name.is_empty()).then_some((block.at, name));
                    self.time = run.look.start;
                }
                Part::Time => match captions::time(run.text.trim()) {
                    Some(time) => {
                        self.words(block.at, &mut words);
                        self.time = Some(time);
                    }
                    None => words.push_str(&run.text),
                },
            }
        }
        self.words(block.at, &mut words);
    }

    /// A name without words is a turn all the same.
    fn end_turn(&mut self) {
        if let Some((at, _)) = &self.named {
            self.paragraph(*at, String::new());
        }
    }

    fn words(&mut self, at: usize, words: &mut String) {
        let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
        words.clear();
        if !text.is_empty() {
            self.paragraph(at, text);
        }
    }

    fn paragraph(&mut self, at: usize, text: String) {
        if self.out.sections.is_empty() {
            self.section(None, None);
        }
        let number = self.number();
        let named = self.named.take().map(|(_, name)| name);
        let kind = match (&named, &self.speaks) {
            (Some(_), _) => Line::Turn,
            (None, Some(_)) => Line::Continuation,
            (None, None) => Line::SectionIntroduction,
        };
        if let Some(line) = self.report.set(at, kind, Some(number)) {
            line.by.clone_from(&named);
        }
        let in_section = self.out.sections.last().is_some_and(|section| !section.paragraphs.is_empty());
        // Who goes on speaking is not named once more.
        let voice = match named {
            Some(name) if self.speaks.as_ref() == Some(&name) && in_section => {
                self.report.leave_out(at, &name, "the same speaker goes on");
                Voice::Same
            }
            Some(name) if names::is_audience(&name) => {
                self.speaks = Some(name.clone());
                Voice::Audience(name.into())
            }
            Some(name) => {
                self.speaks = Some(name.clone());
                Voice::Name(name.into())
            }
            None => Voice::Same,
        };
        let paragraph = Paragraph::words(at, text).by(voice).since(self.time.take());
        if let Some(section) = self.out.sections.last_mut() {
            section.paragraphs.push(paragraph);
        }
    }
}
