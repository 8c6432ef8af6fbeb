//! The event as a whole: its speakers, title and day, and its files.
//!
//! In: a transcript as it was understood. Out: the files, and the report's figures. It must never read a line anew.

use std::collections::{BTreeMap, BTreeSet};

use super::dates::{self, Stated};
use super::label;
use super::markdown::{self, Front, FrontSpeaker, Media};
use super::report::{Kind, Report, SectionReport, SpeakerReport, Summary, file_of};
use super::roster::{self, Speaker};
use super::transcript::{Form, Paragraph, Person, Transcript, Voice};
use super::words::{BY_ROLE, has};
use super::{Options, people};
use crate::text::{name_key, speaker_id};

/// The files of the event.
pub fn files(transcript: &Transcript<'_>, options: &Options, report: &mut Report) -> Vec<(String, String)> {
    let people = people::of(transcript, options, report);
    let speakers = speakers(transcript, &people, options, report);
    report.title = title(transcript, report);
    let about = &transcript.about;
    let front = Front {
        title: report.title.clone(),
        date: about.date.clone().or_else(|| date(transcript, report)),
        language: report.language.clone(),
        tags: about.tags.clone(),
        speakers,
        questions: transcript.questions.iter().map(ToString::to_string).collect(),
        media: about.media.clone().map(Media::of),
        verbatim: about.verbatim,
        source_url: about.source_url.clone(),
    };
    let own = front.speakers.iter().flat_map(|one| [&one.id, &one.name].into_iter().chain(&one.aliases));
    let names = own.chain(options.people.iter().flat_map(|known| &known.names)).map(|name| name_key(name)).collect();
    let wide = ["zh", "ja"].iter().any(|tag| report.language.to_ascii_lowercase().starts_with(tag));
    let style = markdown::Style { wide, names: &names };
    let mut files = vec![("event.md".to_owned(), markdown::event(&front, &transcript.introduction, style))];
    for section in &transcript.sections {
        files.push((file_of(section.number), markdown::section(section, style)));
        report.sections.push(SectionReport {
            number: section.number,
            title: section.title.as_deref().unwrap_or_default().to_owned(),
            file: file_of(section.number),
            turns: section.turns(),
            audience_questions: section.audience_questions(),
        });
    }
    report.summary = Summary {
        lines: report.lines.len(),
        files: files.len(),
        sections: report.sections.len(),
        speakers: report.speakers.len(),
        turns: report.sections.iter().map(|section| section.turns).sum(),
        audience_questions: report.sections.iter().map(|section| section.audience_questions).sum(),
        questions: transcript.questions.len(),
    };
    files
}

fn paragraphs<'a, 't>(transcript: &'t Transcript<'a>) -> impl Iterator<Item = &'t Paragraph<'a>> {
    transcript.sections.iter().flat_map(|section| &section.paragraphs)
}

/// The speakers of all turns, in order, with the number of their turns.
fn speakers(
    transcript: &Transcript<'_>,
    people: &[Person],
    options: &Options,
    report: &mut Report,
) -> Vec<FrontSpeaker> {
    let known = Spellings::of(people);
    let mut heads: Vec<(&str, Option<&str>)> = Vec::new();
    for paragraph in paragraphs(transcript) {
        match &paragraph.voice {
            Voice::Name(name) => heads.push((known.name(name), None)),
            Voice::Head { label, .. } if label.role.is_some() => heads.push((known.name(label.name), label.role)),
            Voice::Head { head, .. } => {
                let names = label::several(head).unwrap_or_default();
                heads.extend(names.into_iter().map(|name| (known.name(name), None)));
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
    let is_prose = |paragraph: &&Paragraph<'_>| paragraph.form == Form::Words;
    let introduction: Vec<&Paragraph<'_>> = transcript.introduction.iter().filter(is_prose).collect();
    let body: Vec<&str> = introduction.iter().map(|paragraph| paragraph.text.as_ref()).collect();
    let mut ids: BTreeMap<String, usize> =
        people.iter().filter_map(|person| person.id.clone()).map(|id| (id, 1)).collect();
    // An id of the site means somebody already.
    ids.extend(options.people.iter().map(|known| (known.id.clone(), 1)));
    let mut speakers = Vec::new();
    for speaker in roster::speakers(&body, &heads, name_key) {
        let person = known.person(&speaker.name);
        if person.is_none_or(|person| person.role.is_empty() && person.id.is_none()) {
            let line = speaker.mentioned_in.and_then(|place| introduction.get(place)).map(|paragraph| paragraph.at);
            ask_about(&speaker, line, !introduction.is_empty(), report);
        }
        let Speaker { name, role, .. } = speaker;
        let role = person.map(|person| person.role.clone()).filter(|role| !role.is_empty()).unwrap_or(role);
        let id = person.and_then(|person| person.id.clone()).unwrap_or_else(|| free_id(&name, &mut ids));
        let turns = turns.get(&name_key(&name)).copied().unwrap_or(0);
        speakers.push(FrontSpeaker {
            id: id.clone(),
            name: name.clone(),
            organization: role.organization.clone(),
            position: role.position.clone(),
            aliases: person.map(|person| person.aliases.clone()).unwrap_or_default(),
        });
        let (organization, position) = (role.organization, role.position);
        report.speakers.push(SpeakerReport { id, name, organization, position, turns });
    }
    speakers
}

/// The people whom the transcript lists, by each of their spellings.
struct Spellings<'a> {
    people: BTreeMap<String, &'a Person>,
}

impl<'a> Spellings<'a> {
    fn of(people: &'a [Person]) -> Self {
        let spellings = |person: &'a Person| {
            let all = std::iter::once(&person.name).chain(&person.aliases);
            all.map(move |spelling| (name_key(spelling), person))
        };
        Self { people: people.iter().flat_map(spellings).collect() }
    }

    fn person(&self, name: &str) -> Option<&'a Person> {
        self.people.get(&name_key(name)).copied()
    }

    /// The whole name of somebody, however a label spells it.
    fn name<'b>(&self, spelling: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.person(spelling).map_or(spelling, |person| person.name.as_str())
    }
}

fn ask_about(speaker: &Speaker, line: Option<usize>, introduced: bool, report: &mut Report) {
    let name = &speaker.name;
    if let Some(at) = line {
        report.set(at, Kind::SpeakerList, None);
    }
    if has(BY_ROLE, name) {
        report.ask(line, format!("`{name}` says what somebody does: put the person's name into event.md"));
    } else if line.is_none() && introduced {
        report.ask(None, format!("{name} has turns and is not in the introduction: is it a speaker, and who?"));
    } else if speaker.role.is_empty() && introduced {
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
fn title(transcript: &Transcript<'_>, report: &mut Report) -> String {
    if let Some(title) = &transcript.title {
        return title.to_string();
    }
    let of_file = || transcript.about.name.clone().map(|name| ("the name of the file", name));
    let of_section = || {
        let title = transcript.sections.iter().find_map(|section| section.title.as_deref())?;
        Some(("the title of the first section", title.to_owned()))
    };
    let first_words = || {
        let mut all = transcript.introduction.iter().chain(paragraphs(transcript));
        let line = all.find(|paragraph| !paragraph.text.is_empty())?.text.as_ref();
        let clause = line.split(['。', '！', '？', '!', '?', '；', '，', ',', '\n']).next().unwrap_or(line);
        let clause: String = clause.chars().take(60).collect();
        (!clause.trim().is_empty()).then(|| ("the first words", clause.trim().to_owned()))
    };
    let of_folder = || ("the name of the folder", report.folder.rsplit('/').next().unwrap_or_default().to_owned());
    let (what, title) = of_file().or_else(of_section).or_else(first_words).unwrap_or_else(of_folder);
    report
        .ask(None, format!("the text has no title of its own: {what} stands in event.md, change it: `title: {title}`"));
    title
}

/// The day of the event, where the introduction states one day with its year.
fn date(transcript: &Transcript<'_>, report: &mut Report) -> Option<String> {
    let mut whole: Vec<(usize, String)> = Vec::new();
    let mut without_year: Vec<(usize, String)> = Vec::new();
    let title = transcript.title.as_deref().map(|title| (0, title));
    let introduction = transcript.introduction.iter().map(|paragraph| (paragraph.at, paragraph.text.as_ref()));
    for (at, text) in title.into_iter().chain(introduction) {
        for stated in dates::stated(text) {
            match stated {
                Stated::Whole(date) => whole.push((at, date)),
                Stated::WithoutYear(date) => without_year.push((at, date)),
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
