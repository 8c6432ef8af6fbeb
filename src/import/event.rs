//! The event as a whole: its speakers, title and day, and its files.
//!
//! In: the opening and the sections as read. Out: the files, and the report's figures. It must never read a line anew.

use std::collections::{BTreeMap, BTreeSet};

use super::dates::{self, Stated};
use super::label;
use super::markdown::{self, Front, FrontSpeaker};
use super::opening::Opening;
use super::report::{Kind, Report, SectionReport, SpeakerReport, Summary, file_of};
use super::roster::{self, Speaker};
use super::sections::Section;
use super::turns::{Paragraph, Voice};
use super::words::{BY_ROLE, has};
use crate::text::{name_key, speaker_id};

/// A section, and its paragraphs.
pub type Read<'a> = (Section<'a>, Vec<Paragraph<'a>>);

/// All that was found in a text.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a, 'b> {
    /// The words of the lines.
    pub words: &'b [&'a str],
    /// What stands before the first section.
    pub opening: &'b Opening<'a>,
    /// The sections.
    pub sections: &'b [Read<'a>],
}

impl<'a> Found<'a, '_> {
    fn word(self, at: usize) -> &'a str {
        self.words.get(at).copied().unwrap_or_default()
    }

    fn paragraphs(&self) -> impl Iterator<Item = &Paragraph<'a>> {
        self.sections.iter().flat_map(|(_, paragraphs)| paragraphs)
    }
}

/// The files of the event.
pub fn files(found: Found<'_, '_>, report: &mut Report) -> Vec<(String, String)> {
    report.speakers = speakers(found, report);
    report.title = title(found, report);
    let front = Front {
        title: report.title.clone(),
        date: date(found, report),
        language: report.language.clone(),
        speakers: report.speakers.iter().map(FrontSpeaker::from).collect(),
        questions: found.opening.questions.iter().map(|question| question.text.to_owned()).collect(),
    };
    let body: Vec<&str> = found.opening.body.iter().map(|at| found.word(*at)).collect();
    let wide = ["zh", "ja"].iter().any(|tag| report.language.to_ascii_lowercase().starts_with(tag));
    let mut files = vec![("event.md".to_owned(), markdown::event(&front, &body))];
    for (section, paragraphs) in found.sections {
        let title = section.title.map(|(_, title)| title);
        files.push((file_of(section.number), markdown::section(title, paragraphs, wide)));
        report.sections.push(section_report(section, paragraphs));
    }
    report.summary = Summary {
        lines: report.lines.len(),
        files: files.len(),
        sections: report.sections.len(),
        speakers: report.speakers.len(),
        turns: report.sections.iter().map(|section| section.turns).sum(),
        audience_questions: report.sections.iter().map(|section| section.audience_questions).sum(),
        questions: found.opening.questions.len(),
    };
    files
}

fn section_report(section: &Section<'_>, paragraphs: &[Paragraph<'_>]) -> SectionReport {
    let voices = |is: fn(&Voice<'_>) -> bool| paragraphs.iter().filter(|paragraph| is(&paragraph.voice)).count();
    SectionReport {
        number: section.number,
        title: section.title.map_or("", |(_, title)| title).to_owned(),
        file: file_of(section.number),
        turns: voices(|voice| matches!(voice, Voice::Name(_) | Voice::Head { .. })),
        audience_questions: voices(|voice| matches!(voice, Voice::Audience(_))),
    }
}

impl From<&SpeakerReport> for FrontSpeaker {
    fn from(speaker: &SpeakerReport) -> Self {
        let SpeakerReport { id, name, organization, position, .. } = speaker.clone();
        Self { id, name, organization, position }
    }
}

/// The speakers of all turns, in order, with the number of their turns.
fn speakers(found: Found<'_, '_>, report: &mut Report) -> Vec<SpeakerReport> {
    let mut heads: Vec<(&str, Option<&str>)> = Vec::new();
    for paragraph in found.paragraphs() {
        match &paragraph.voice {
            Voice::Name(name) => heads.push((name, None)),
            Voice::Head { label, .. } if label.role.is_some() => heads.push((label.name, label.role)),
            Voice::Head { head, .. } => {
                heads.extend(label::several(head).unwrap_or_default().into_iter().map(|name| (name, None)));
            }
            Voice::Same | Voice::Audience(_) => {}
        }
    }
    let mut turns: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in &heads {
        *turns.entry(name_key(name)).or_default() += 1;
    }
    // One entry per spelling and role is enough, however long the transcript.
    let mut seen = BTreeSet::new();
    heads.retain(|head| seen.insert(*head));
    let body: Vec<&str> = found.opening.body.iter().map(|at| found.word(*at)).collect();
    let mut ids = BTreeMap::new();
    let mut speakers = Vec::new();
    for speaker in roster::speakers(&body, &heads, name_key) {
        ask_about(&speaker, found.opening, report);
        let Speaker { name, role, .. } = speaker;
        let turns = turns.get(&name_key(&name)).copied().unwrap_or(0);
        speakers.push(SpeakerReport {
            id: free_id(&name, &mut ids),
            name,
            organization: role.organization,
            position: role.position,
            turns,
        });
    }
    speakers
}

fn ask_about(speaker: &Speaker, opening: &Opening<'_>, report: &mut Report) {
    let name = &speaker.name;
    let line = speaker.mentioned_in.and_then(|place| opening.body.get(place)).copied();
    if let Some(at) = line {
        report.set(at, Kind::SpeakerList, None);
    }
    if has(BY_ROLE, name) {
        report.ask(line, format!("`{name}` says what somebody does: put the person's name into event.md"));
    } else if line.is_none() {
        report.ask(None, format!("{name} has turns and is not in the introduction: is it a speaker, and who?"));
    } else if speaker.role.is_empty() {
        report.ask(line, format!("organisation and position of {name} were not found: fill them in in event.md"));
    }
}

/// An id that no other speaker of the event has; `taken` counts how often each was wanted.
fn free_id(name: &str, taken: &mut BTreeMap<String, usize>) -> String {
    let id = speaker_id(name);
    let mut free = id.clone();
    while taken.contains_key(&free) {
        let count = taken.entry(id.clone()).or_insert(1);
        *count += 1;
        free = format!("{id}-{count}");
    }
    taken.insert(free.clone(), 1);
    free
}

/// The title of the event: a heading, or else the title of the first section, or else the first words.
fn title(found: Found<'_, '_>, report: &mut Report) -> String {
    if let Some(at) = found.opening.title {
        return found.word(at).to_owned();
    }
    let of_section = found
        .sections
        .iter()
        .find_map(|(section, _)| section.title)
        .map(|(_, title)| ("the title of the first section", title.to_owned()));
    let first_words = || {
        let line = found.words.iter().find(|line| !line.is_empty())?;
        let clause = line.split(['。', '！', '？', '!', '?', '；', '，', ',']).next().unwrap_or(line);
        let clause: String = clause.chars().take(60).collect();
        (!clause.trim().is_empty()).then(|| ("the first words", clause.trim().to_owned()))
    };
    let of_folder = || ("the name of the folder", report.folder.rsplit('/').next().unwrap_or_default().to_owned());
    let (what, title) = of_section.or_else(first_words).unwrap_or_else(of_folder);
    report
        .ask(None, format!("the text has no title of its own: {what} stands in event.md, change it: `title: {title}`"));
    title
}

/// The day of the event, where the introduction states one day with its year.
fn date(found: Found<'_, '_>, report: &mut Report) -> Option<String> {
    let mut whole: Vec<(usize, String)> = Vec::new();
    let mut without_year: Vec<(usize, String)> = Vec::new();
    for at in found.opening.title.iter().chain(&found.opening.body) {
        for stated in dates::stated(found.word(*at)) {
            match stated {
                Stated::Whole(date) => whole.push((*at, date)),
                Stated::WithoutYear(date) => without_year.push((*at, date)),
            }
        }
    }
    whole.dedup_by(|a, b| a.1 == b.1);
    let (at, ask) = match (whole.as_slice(), without_year.first()) {
        ([(_, date)], _) => return Some(date.clone()),
        ([(at, _), ..], _) => (Some(*at), "the introduction states more than one date".to_owned()),
        ([], Some((at, written))) => (Some(*at), format!("the introduction says {written} without a year")),
        ([], None) => (None, "no date was found".to_owned()),
    };
    report.ask(at, format!("{ask}: add `date:` to event.md"));
    None
}
