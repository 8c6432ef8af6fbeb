//! The account of an import.
//!
//! In: what the recognisers made of each line. Out: a report that can be printed and serialised, in which every character of
//! the input that is not in the sources stands in full. It must never decide anything.

use std::fmt::Write;

use serde::Serialize;

/// What became of a transcript.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The event's folder, as given.
    pub folder: String,
    /// The event's title.
    pub title: String,
    /// The language of the transcript, a BCP 47 tag.
    pub language: String,
    /// How many of what.
    pub summary: Summary,
    /// Each section.
    pub sections: Vec<SectionReport>,
    /// Each speaker.
    pub speakers: Vec<SpeakerReport>,
    /// What the editor should fill in or look at.
    pub todo: Vec<Todo>,
    /// Labels whose names are nearly those of people of the site; `todo` tells them too.
    #[serde(skip)]
    pub near: Vec<Near>,
    /// What was put right.
    pub mended: Vec<Mended>,
    /// What is not in the sources.
    pub left_out: Vec<LeftOut>,
    /// Every line of the input.
    pub lines: Vec<LineReport>,
}

/// A label that is nearly the name of somebody whom the site knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The label.
    pub label: String,
    /// The name that it is nearly.
    pub name: String,
    /// Whose that is.
    pub id: String,
}

/// How many of what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Lines of the input, blank ones too.
    pub lines: usize,
    /// Files written.
    pub files: usize,
    /// Sections written.
    pub sections: usize,
    /// Speakers who have a turn.
    pub speakers: usize,
    /// Turns of speakers, the audience's questions not among them.
    pub turns: usize,
    /// Questions of the audience.
    pub audience_questions: usize,
    /// Questions that the event set out to answer.
    pub questions: usize,
}

/// A section as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SectionReport {
    /// Its number.
    pub number: u32,
    /// Its title; empty where none was found.
    pub title: String,
    /// Its file inside the event's folder.
    pub file: String,
    /// Turns of speakers in it.
    pub turns: usize,
    /// Questions of the audience in it.
    pub audience_questions: usize,
}

/// A speaker as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpeakerReport {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The organisation, where it was found.
    pub organization: Option<String>,
    /// The position, where it was found.
    pub position: Option<String>,
    /// The turns of this speaker.
    pub turns: usize,
}

/// Something for the editor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Todo {
    /// The line of the input, where there is one.
    pub line: Option<usize>,
    /// What is missing or in doubt, and what to do.
    pub text: String,
}

/// A line that was put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mended {
    /// The line of the input.
    pub line: usize,
    /// What was done.
    pub done: String,
    /// The line as it was.
    pub text: String,
}

/// Words that are not in the sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The line of the input.
    pub line: usize,
    /// Why.
    pub reason: String,
    /// The words.
    pub text: String,
}

/// What a line was taken for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Without words.
    #[default]
    Blank,
    /// The title of the event.
    EventTitle,
    /// A paragraph of the introduction.
    Introduction,
    /// A paragraph of the introduction that names speakers.
    SpeakerList,
    /// A question that the event set out to answer.
    QuestionSetOut,
    /// The number of a section, with its title where that stands in the same line.
    SectionNumber,
    /// The title of a section.
    SectionTitle,
    /// Words of a section before its first turn.
    SectionIntroduction,
    /// The label of a turn, with the words beside it.
    Turn,
    /// A further paragraph of the turn or question before it.
    Continuation,
    /// A mark that the audience asks.
    AudienceMark,
    /// A question of the audience.
    AudienceQuestion,
    /// What happens without being said.
    Scene,
    /// Not in the sources.
    LeftOut,
}

/// What became of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LineReport {
    /// The line of the input.
    pub line: usize,
    /// What it was taken for.
    pub kind: Kind,
    /// Whose turn it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The section in whose file it stands; nothing for `event.md`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<u32>,
    /// It was put right: see `mended`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mended: bool,
}

impl Kind {
    fn in_words(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::EventTitle => "title of the event",
            Self::Introduction => "introduction",
            Self::SpeakerList => "introduction, names speakers",
            Self::QuestionSetOut => "question set out",
            Self::SectionNumber => "section number",
            Self::SectionTitle => "section title",
            Self::SectionIntroduction => "introduction of the section",
            Self::Turn => "turn",
            Self::Continuation => "continuation",
            Self::AudienceMark => "audience mark",
            Self::AudienceQuestion => "audience question",
            Self::Scene => "scene",
            Self::LeftOut => "left out",
        }
    }
}

/// The file of a section, inside the event's folder.
pub fn file_of(section: u32) -> String {
    format!("{section:02}.md")
}

impl Report {
    /// A report in which no line has been accounted for.
    pub(super) fn of_lines(count: usize) -> Self {
        let lines = (1..=count).map(|line| LineReport { line, ..LineReport::default() }).collect();
        Self { lines, ..Self::default() }
    }

    /// Accounts for a line, by its index from zero.
    pub(super) fn set(&mut self, at: usize, kind: Kind, section: Option<u32>) -> Option<&mut LineReport> {
        let line = self.lines.get_mut(at)?;
        line.kind = kind;
        line.section = section;
        Some(line)
    }

    /// The same report about the file that this report's text was made of: `lines` says for each line of the text where it
    /// comes from, and `file` what was told of the file before.
    pub(super) fn of_file(mut self, lines: &[usize], mut file: Self) -> Self {
        let origin = |line: usize| lines.get(line.wrapping_sub(1)).map_or(line, |at| at + 1);
        for line in self.lines.drain(..) {
            let place = file.lines.get_mut(origin(line.line).wrapping_sub(1));
            // Several lines may come from one: the first that has words says what it is.
            if let Some(place) = place.filter(|place| matches!(place.kind, Kind::Blank | Kind::LeftOut)) {
                *place = LineReport { line: place.line, ..line };
            }
        }
        for todo in &mut self.todo {
            todo.line = todo.line.map(origin);
        }
        for mended in &mut self.mended {
            mended.line = origin(mended.line);
        }
        for left_out in &mut self.left_out {
            left_out.line = origin(left_out.line);
        }
        self.todo.append(&mut file.todo);
        self.mended.append(&mut file.mended);
        self.left_out.append(&mut file.left_out);
        self.lines = file.lines;
        self.summary.lines = self.lines.len();
        self.in_order();
        self
    }

    /// Words of a line, by its index, that are not in the sources.
    pub(super) fn leave_out(&mut self, at: usize, text: &str, reason: &str) {
        self.left_out.push(LeftOut { line: at + 1, reason: reason.to_owned(), text: text.to_owned() });
    }

    /// A line, by its index, that was put right.
    pub(super) fn mend(&mut self, at: usize, text: &str, done: &str) {
        self.mended.push(Mended { line: at + 1, done: done.to_owned(), text: text.to_owned() });
        if let Some(line) = self.lines.get_mut(at) {
            line.mended = true;
        }
    }

    /// Something for the editor about a line, by its index.
    pub(super) fn ask(&mut self, at: Option<usize>, text: String) {
        self.todo.push(Todo { line: at.map(|at| at + 1), text });
    }

    /// Sorts what the editor reads by the lines of the input.
    pub(super) fn in_order(&mut self) {
        self.todo.sort_by_key(|todo| todo.line.unwrap_or(0));
        self.left_out.sort_by_key(|left_out| left_out.line);
        self.mended.sort_by_key(|mended| mended.line);
    }

    /// The report for people.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_to(&mut out);
        out
    }

    fn write_to(&self, out: &mut String) -> std::fmt::Result {
        let sum = &self.summary;
        writeln!(out, "{} lines read, {} written", sum.lines, counted(sum.files, "file"))?;
        let parts = [
            counted(sum.sections, "section"),
            counted(sum.speakers, "speaker"),
            counted(sum.turns, "turn"),
            counted(sum.audience_questions, "audience question"),
            format!("{} set out", counted(sum.questions, "question")),
        ];
        writeln!(out, "{}", parts.join(", "))?;
        if !self.sections.is_empty() {
            writeln!(out, "\nSections")?;
        }
        for section in &self.sections {
            let asked = if section.audience_questions == 0 {
                String::new()
            } else {
                format!(", {}", counted(section.audience_questions, "audience question"))
            };
            writeln!(out, "  {}  {}{asked}  {}", section.file, counted(section.turns, "turn"), section.title)?;
        }
        if !self.speakers.is_empty() {
            writeln!(out, "\nSpeakers")?;
        }
        for speaker in &self.speakers {
            let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "?".to_owned());
            let role = format!("{} / {}", part(&speaker.organization), part(&speaker.position));
            writeln!(out, "  {} ({})  {}  {role}", speaker.name, speaker.id, counted(speaker.turns, "turn"))?;
        }
        self.write_details(out)
    }

    fn write_details(&self, out: &mut String) -> std::fmt::Result {
        if !self.todo.is_empty() {
            writeln!(out, "\nTo fill in or to look at")?;
        }
        for todo in &self.todo {
            let place = todo.line.map_or_else(String::new, |line| format!("line {line}: "));
            writeln!(out, "  {place}{}", todo.text)?;
        }
        if !self.mended.is_empty() {
            writeln!(out, "\nMended")?;
        }
        for mended in &self.mended {
            writeln!(out, "  line {}: {}\n    {}", mended.line, mended.done, visible(&mended.text))?;
        }
        if !self.left_out.is_empty() {
            writeln!(out, "\nLeft out")?;
        }
        for left_out in &self.left_out {
            writeln!(out, "  line {}: {}\n    {}", left_out.line, left_out.reason, visible(&left_out.text))?;
        }
        writeln!(out, "\nEvery line (the colon after a label is written as the source format writes it)")?;
        // Blank lines and times of captions, which hold no words, are not listed.
        let is_listed = |line: &&LineReport| self.lines.len() <= LISTED || line.kind != Kind::Blank;
        for line in self.lines.iter().filter(is_listed) {
            let by = line.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
            let mended = if line.mended { ", mended" } else { "" };
            let file = match (line.kind, line.section) {
                (Kind::Blank | Kind::LeftOut, _) => String::new(),
                (_, Some(section)) => format!(" -> {}", file_of(section)),
                (_, None) => " -> event.md".to_owned(),
            };
            writeln!(out, "{:>6}  {}{by}{mended}{file}", line.line, line.kind.in_words())?;
        }
        Ok(())
    }
}

/// Of longer inputs, lines without words are not listed one by one.
const LISTED: usize = 1000;

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Words as they are, and characters that nobody can see by their numbers.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}') {
            // Writing to a string cannot fail.
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}
