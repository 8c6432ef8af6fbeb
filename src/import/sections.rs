//! The sections of a transcript: their lines, numbers and titles.
//!
//! In: the marks of the outline and what each line is on its own. Out: for each section its number, its title and the lines
//! of its turns. It must never look into a turn.

use std::ops::Range;

use super::chars::{count_up_to, ends_sentence};
use super::meaning::Meaning;
use super::outline::Mark;
use super::turns::Page;

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'a> {
    /// Its number.
    pub number: u32,
    /// The line that numbers it.
    pub mark: Option<Mark<'a>>,
    /// The line of its title, and the title.
    pub title: Option<(usize, &'a str)>,
    /// The title opens the audience's part.
    pub audience: bool,
    /// The lines after the number and the title.
    pub lines: Range<usize>,
}

/// The sections: one per mark, one before the first mark where turns stand there, one for all where there is no mark.
pub fn find<'a>(page: Page<'a, '_>, marks: &[Mark<'a>], opening_end: usize) -> Vec<Section<'a>> {
    let count = page.lines.len();
    let first_mark = marks.first().map_or(count, |mark| mark.at);
    let mut sections = Vec::new();
    if opening_end < first_mark {
        let number = marks.first().map_or(1, |mark| mark.number.saturating_sub(1));
        sections.push(Section { number, mark: None, title: None, audience: false, lines: opening_end..first_mark });
    }
    for (place, mark) in marks.iter().enumerate() {
        let end = marks.get(place + 1).map_or(count, |next| next.at);
        sections.push(section(page, *mark, mark.at + 1..end));
    }
    sections
}

fn section<'a>(page: Page<'a, '_>, mark: Mark<'a>, lines: Range<usize>) -> Section<'a> {
    let mut section = Section {
        number: mark.number,
        mark: Some(mark),
        title: mark.title.map(|title| (mark.at, title)),
        audience: false,
        lines,
    };
    if section.title.is_some() {
        return section;
    }
    let next = section.lines.clone().find(|at| !matches!(page.meaning(*at), Meaning::Blank | Meaning::Remnant));
    let Some(at) = next else { return section };
    let words = page.words(at);
    let is_heading = count_up_to(words, 121) <= 120 && !(ends_sentence(words) && count_up_to(words, 61) > 60);
    let may_be_title = match page.meaning(at) {
        Meaning::Words | Meaning::LostColon { .. } => is_heading,
        Meaning::AudiencePart { rest } => rest.is_empty(),
        _ => false,
    };
    // A remnant between the number and the title stays where the report will find it.
    if may_be_title && at == first_with_words(page, section.lines.clone()) {
        section.title = Some((at, words));
        section.audience = matches!(page.meaning(at), Meaning::AudiencePart { .. });
        section.lines = at + 1..section.lines.end;
    }
    section
}

fn first_with_words(page: Page<'_, '_>, mut lines: Range<usize>) -> usize {
    lines.find(|at| page.meaning(*at) != Meaning::Blank).unwrap_or(usize::MAX)
}
