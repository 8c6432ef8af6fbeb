//! Sections by chapters.
//!
//! In: a transcript with times, and chapters. Out: the transcript with a section for each chapter. A turn belongs where it begins;
//! only one that outlasts a whole chapter, which would be left without words, is parted there. It must never change a word.

use std::collections::BTreeSet;

use super::super::report::Report;
use super::super::transcript::{Paragraph, Section, Transcript, Voice};
use super::Chapter;

/// Makes sections of a transcript.
pub fn apply<'a>(transcript: Transcript<'a>, chapters: &[Chapter], report: &mut Report) -> Transcript<'a> {
    let timed = || transcript.sections.iter().flat_map(|section| &section.paragraphs).any(|one| one.time.is_some());
    let [section] = transcript.sections.as_slice() else {
        report.ask(None, "the transcript has sections of its own: the chapters were not used".to_owned());
        return transcript;
    };
    if section.title.is_some() || !timed() {
        let why = if timed() { "has a section with a title of its own" } else { "has no times" };
        report.ask(None, format!("the transcript {why}: the chapters were not used"));
        return transcript;
    }
    let mut transcript = transcript;
    let paragraphs = transcript.sections.pop().map(|section| section.paragraphs).unwrap_or_default();
    let places = places(&paragraphs, chapters);
    let mut by_chapter: Vec<Vec<Paragraph<'a>>> = chapters.iter().map(|_| Vec::new()).collect();
    let mut voice = Voice::Same;
    for (mut paragraph, place) in paragraphs.into_iter().zip(&places) {
        if paragraph.voice != Voice::Same {
            voice = paragraph.voice.clone();
        }
        let Some(list) = by_chapter.get_mut(*place) else { continue };
        if list.is_empty() && paragraph.voice == Voice::Same && voice != Voice::Same {
            let title = chapters.get(*place).map_or("", |chapter| chapter.title.as_str());
            let what = format!(
                "a turn lasts longer than the chapter `{title}`: it was parted, and its label stands once more"
            );
            report.ask(Some(paragraph.at), what);
            paragraph.voice = voice.clone();
        }
        list.push(paragraph);
    }
    let ends = chapters.iter().skip(1).map(|next| Some(next.start)).chain([None]);
    for ((chapter, next), paragraphs) in chapters.iter().zip(ends).zip(by_chapter) {
        if let Some(url) = &chapter.url {
            report.ask(None, format!("the chapter `{}` leads to {url}", chapter.title));
        }
        if paragraphs.is_empty() {
            report.ask(None, format!("no turn begins in the chapter `{}`: it became no section", chapter.title));
            continue;
        }
        let number = u32::try_from(transcript.sections.len()).unwrap_or(u32::MAX).saturating_add(1);
        transcript.sections.push(Section {
            number,
            title: Some(chapter.title.clone().into()),
            start: Some(chapter.start),
            end: chapter.end.or(next),
            paragraphs,
        });
    }
    renumber(&transcript, report);
    transcript
}

/// The chapter of each paragraph.
fn places(paragraphs: &[Paragraph<'_>], chapters: &[Chapter]) -> Vec<usize> {
    let mut by_time = Vec::with_capacity(paragraphs.len());
    let mut latest = 0;
    for paragraph in paragraphs {
        if let Some(time) = paragraph.time {
            // Times of captions and of chapters are rounded by different programs.
            let begun = chapters.partition_point(|chapter| chapter.start <= time + 0.05);
            latest = begun.saturating_sub(1).max(latest);
        }
        by_time.push(latest);
    }
    let begins = |paragraph: &Paragraph<'_>| paragraph.voice != Voice::Same;
    let with_turns: BTreeSet<usize> =
        paragraphs.iter().zip(&by_time).filter(|(one, _)| begins(one)).map(|(_, place)| *place).collect();
    let mut current = 0;
    let mut spoken = false;
    let mut places = Vec::with_capacity(paragraphs.len());
    for (paragraph, place) in paragraphs.iter().zip(by_time) {
        spoken |= begins(paragraph);
        if begins(paragraph) || !spoken || !with_turns.contains(&place) {
            current = place;
        }
        places.push(current);
    }
    places
}

/// Tells the report in which section its lines are now.
fn renumber(transcript: &Transcript<'_>, report: &mut Report) {
    let mut begins: Vec<(usize, u32)> = Vec::new();
    for section in &transcript.sections {
        begins.extend(section.paragraphs.iter().map(|paragraph| (paragraph.at, section.number)));
    }
    begins.sort_unstable();
    for (at, line) in report.lines.iter_mut().enumerate() {
        if line.section.is_some() {
            let place = begins.partition_point(|(begin, _)| *begin <= at);
            line.section = begins.get(place.saturating_sub(1)).map(|(_, number)| *number);
        }
    }
}
