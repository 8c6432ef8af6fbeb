//! Transcripts in Markdown, whoever's habits they follow.
//!
//! In: the text of a Markdown file. Out: a transcript whose blocks are the Markdown that they were. `mark` knows how a label
//! looks; which looks this file has, and which heads are names, is decided by all of its lines together.
//! It must never change a block that it does not understand.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::captions;
use super::chars::is_colon;
use super::dates::{self, Stated};
use super::habit::{self, Habit};
use super::initials;
use super::mark::{self, Look, Mark};
use super::names;
use super::report::{Kind, Report};
use super::transcript::{About, Form, Paragraph, Person, Section, Transcript, Voice};
use crate::text::name_key;

/// What a line is on its own.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Line<'a> {
    Blank,
    Heading(usize, &'a str),
    Label(Mark<'a>),
    Words,
    /// Inside a fence, or the fence itself.
    Code,
}

/// How much of a text is Markdown with turns: the share of its blocks that the looks of labels and headings explain.
pub fn recognise(text: &str) -> Result<u8, String> {
    let text = &*unquoted(text);
    let lines: Vec<&str> = captions::lines(text).collect();
    let read = lines_of(&lines, &[]);
    // A name and a time alone make nobody think of Markdown.
    if habit(&lines, &read, |mark| mark.look != Look::Plain || mark.time.is_none()).is_some() {
        return Ok(80);
    }
    let headings = read.iter().filter(|line| matches!(line, Line::Heading(..))).count();
    let labels = read.iter().filter(|line| matches!(line, Line::Label(mark) if mark.look != Look::Plain)).count();
    let has_front = lines.first().is_some_and(|line| line.trim_start_matches('\u{feff}').trim_end() == "---");
    match (headings + labels, has_front) {
        (0, false) => Err("it has neither a heading nor a bold label".to_owned()),
        (1..=2, false) if labels == 0 && text.trim_start_matches('\u{feff}').starts_with('#') => Ok(40),
        (1..=2, false) if labels == 0 => Err("a heading or two make no Markdown".to_owned()),
        _ => Ok(60),
    }
}

/// What the text marks labels with, where that explains far more of it than the looks of `mark` do.
fn habit<'a>(lines: &[&'a str], read: &[Line<'_>], known: impl Fn(&Mark<'_>) -> bool) -> Option<Habit<'a>> {
    let known = read.iter().filter(|line| matches!(line, Line::Label(mark) if known(mark))).count();
    Habit::of(lines).filter(|habit| habit.turns() * 2 >= known * 3)
}

/// A text nearly all lines of which are quoted, as mails quote what they answer, without the signs of that.
fn unquoted(text: &str) -> Cow<'_, str> {
    let full = || captions::lines(text).filter(|line| !line.trim().is_empty());
    let quoted =
        full().filter(|line| line.starts_with('>') && !line.starts_with(">>") && !line.starts_with("> [!")).count();
    let begins = full().filter(|line| !line.starts_with('#')).count();
    if quoted < habit::FEWEST || quoted * 10 < begins * 9 {
        return text.into();
    }
    let each =
        captions::lines(text).map(|line| line.strip_prefix('>').map_or(line, |line| line.trim_start_matches(' ')));
    each.collect::<Vec<_>>().join("\n").into()
}

/// Imports Markdown of others.
pub fn read(text: &str, about: About, report: &mut Report) -> Transcript<'static> {
    let text = &*unquoted(text);
    let lines: Vec<&str> = captions::lines(text).collect();
    let Some(habit) = habit(&lines, &lines_of(&lines, &[]), |_| true) else {
        return read_as(text, about, report, mark::harmless);
    };
    let (written, left_out) = habit.written(&lines);
    let transcript = read_as(&written.join("\n"), about, report, mark::harmless);
    for (at, words) in left_out {
        report.leave_out(at, words, "it marks the label, or names a column");
    }
    transcript
}

/// Imports Markdown that another reader has written: its signs mean what they say.
pub fn read_ours(text: &str, about: About, report: &mut Report) -> Transcript<'static> {
    read_as(text, about, report, mark::no_label)
}

/// Imports Markdown; `harmless` makes of a line one that does not mean more than it did.
fn read_as(text: &str, about: About, report: &mut Report, harmless: fn(&str) -> String) -> Transcript<'static> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = captions::lines(text).collect();
    let mut out = Transcript { about, ..Transcript::default() };
    let begin = front_matter(&lines, &mut out, report);
    let body = lines.get(begin..).unwrap_or_default();
    let people: Vec<String> = out.people.iter().map(|person| person.name.clone()).collect();
    let read = lines_of(body, &people);
    let labels = read.iter().filter_map(|line| if let Line::Label(mark) = line { Some(mark.name) } else { None });
    let short = labels.filter(|name| (2..=4).contains(&name.len()) && name.starts_with(char::is_uppercase)).collect();
    out.people.extend(initials::people(body, &short));
    let mut walk = Walk { out, report, block: Vec::new(), label: None, begin, number: 0, item: 0, harmless };
    let title = read.iter().position(|line| !matches!(line, Line::Blank));
    let title = title.filter(|at| matches!(read.get(*at), Some(Line::Heading(1, _))));
    let levels = read.iter().enumerate().filter(|(at, _)| Some(*at) != title);
    let level =
        levels.filter_map(|(_, line)| if let Line::Heading(level, _) = line { Some(*level) } else { None }).min();
    for (at, (line, raw)) in read.iter().zip(body).enumerate() {
        let at = begin + at;
        match *line {
            Line::Blank => walk.flush(),
            Line::Heading(_, words) if Some(at - begin) == title => walk.title(at, words),
            Line::Heading(depth, words) => walk.heading(at, words, Some(depth) == level),
            Line::Label(mark) => walk.label(at, mark),
            Line::Words | Line::Code => walk.block.push((at, without_indent(raw, walk.item))),
        }
    }
    walk.finish()
}

/// What each line is, decided by all of them.
fn lines_of<'a>(lines: &[&'a str], people: &[String]) -> Vec<Line<'a>> {
    let mut fence: Option<&str> = None;
    let looks = lines.iter().map(|raw| {
        let line = raw.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => {
                fence = None;
                Line::Code
            }
            (Some(_), _) => Line::Code,
            (None, Some(mark)) => {
                fence = Some(mark);
                Line::Code
            }
            (None, None) if line.is_empty() => Line::Blank,
            (None, None) => match heading(line) {
                Some((level, words)) => match mark::of_heading(words) {
                    Some(mark) => Line::Label(mark),
                    None => Line::Heading(level, words),
                },
                None => mark::of_line(raw).map_or(Line::Words, Line::Label),
            },
        }
    });
    let mut read: Vec<Line<'a>> = looks.collect();
    underlined(lines, &mut read);
    let marks = || {
        read.iter()
            .enumerate()
            .filter_map(|(at, line)| if let Line::Label(mark) = line { Some((at, *mark)) } else { None })
    };
    let decided = names::gather(marks().map(|(at, mark)| (at, mark.as_label()))).decide(&people.join("\n"));
    let mut sure: BTreeMap<String, usize> = people.iter().map(|name| (name_key(name), 2)).collect();
    for (_, mark) in marks() {
        *sure.entry(name_key(mark.name)).or_default() += 1;
    }
    let by_heading: BTreeSet<String> =
        marks().filter(|(_, mark)| mark.look == Look::Heading).map(|(_, mark)| name_key(mark.name)).collect();
    // Where each turn has a heading, whatever stands in one is a label.
    let is_habit = by_heading.len() > 1;
    let count = |name: &str| sure.get(&name_key(name)).copied().unwrap_or(0);
    for line in &mut read {
        match line {
            Line::Label(mark) => {
                let known = match mark.look {
                    // Items of lists begin with all kinds of bold words and colons.
                    _ if mark.item.is_some() => decided.know_name(mark.name) || people.contains(&mark.name.to_owned()),
                    Look::Heading => is_habit || !mark::is_no_name(mark.name),
                    Look::Bold => !mark::is_no_name(mark.name),
                    Look::BoldAlone => count(mark.name) > 1 && !mark::is_no_name(mark.name),
                    Look::Plain => {
                        decided.know_name(mark.name)
                            || names::is_audience(mark.name)
                            || people.contains(&mark.name.to_owned())
                            || (mark.time.is_some() && !mark::is_no_name(mark.name))
                            || (count(mark.name) > 1 && mark::is_initials(mark.name))
                    }
                };
                if !known {
                    *line = match mark.look {
                        Look::Heading => Line::Heading(3, mark.written),
                        _ => Line::Words,
                    };
                }
            }
            // A heading that is a known speaker's name has lost its colon.
            Line::Heading(_, words) if by_heading.contains(&name_key(words)) => {
                *line = Line::Label(Mark::heading(words, words));
            }
            _ => {}
        }
    }
    read
}

/// A line below which a row of equals signs stands is a heading.
fn underlined<'a>(lines: &[&'a str], read: &mut [Line<'a>]) {
    let is_row = |line: &str| line.len() >= 3 && line.bytes().all(|byte| byte == b'=');
    for (at, _) in lines.iter().enumerate().skip(1).filter(|(_, line)| is_row(line.trim_end())) {
        let parted = at < 2 || matches!(read.get(at - 2), None | Some(Line::Blank));
        let before = read.get_mut(at - 1).filter(|before| parted && matches!(before, Line::Words | Line::Label(_)));
        let (Some(before), Some(title)) = (before, lines.get(at - 1)) else { continue };
        *before = Line::Heading(1, title.trim());
        if let Some(row) = read.get_mut(at) {
            *row = Line::Blank;
        }
    }
}

/// A line without the white space that put it into an item of a list.
fn without_indent(line: &str, columns: usize) -> &str {
    let white = line.bytes().take(columns).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    line.get(white..).unwrap_or(line)
}

/// The level and the words of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    let is_heading = (1..=6).contains(&level) && words.starts_with([' ', '\t', '\u{a0}']);
    is_heading.then(|| (level, words.trim().trim_end_matches('#').trim_end()))
}

/// Reads front matter; where the text goes on behind it.
fn front_matter(lines: &[&str], out: &mut Transcript<'static>, report: &mut Report) -> usize {
    if lines.first().is_none_or(|line| line.trim_end() != "---") {
        return 0;
    }
    let Some(end) = lines.iter().skip(1).position(|line| line.trim_end() == "---").map(|at| at + 1) else { return 0 };
    let yaml = lines.get(1..end).unwrap_or_default().join("\n");
    let value: serde_json::Value = serde_yaml::from_str(&yaml).unwrap_or_default();
    let word = |key: &str| value.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
    let list = |key: &str| -> Vec<String> {
        let all = value.get(key).and_then(serde_json::Value::as_array).into_iter().flatten();
        all.filter_map(serde_json::Value::as_str).map(str::to_owned).collect()
    };
    out.title = word("title").map(Into::into);
    out.about.date = word("date").and_then(|date| whole_date(&date));
    out.about.tags = list("tags");
    out.about.media = word("media").filter(|url| url.starts_with("http"));
    let names = list("speakers").into_iter().map(|name| name.trim_end_matches(is_colon).trim().to_owned());
    out.people = names.map(|name| Person { name, ..Person::default() }).collect();
    for (at, line) in lines.iter().enumerate().take(end + 1) {
        report.set(at, Kind::LeftOut, None);
        report.leave_out(at, line, "front matter of another program; what event.md has a place for stands there");
    }
    end + 1
}

fn whole_date(text: &str) -> Option<String> {
    dates::stated(text).into_iter().find_map(|stated| match stated {
        Stated::Whole(date) => Some(date),
        Stated::WithoutYear(_) => None,
    })
}

/// The walk through the lines.
struct Walk<'a, 'r> {
    out: Transcript<'static>,
    report: &'r mut Report,
    /// The lines of the block that is open.
    block: Vec<(usize, &'a str)>,
    /// The label whose words come next.
    label: Option<(usize, Mark<'a>)>,
    /// Where the text begins behind its front matter.
    begin: usize,
    number: u32,
    /// The column in which the words of the item begin that is a turn.
    item: usize,
    harmless: fn(&str) -> String,
}

impl<'a> Walk<'a, '_> {
    fn title(&mut self, at: usize, words: &str) {
        self.report.set(at, Kind::EventTitle, None);
        self.out.about.date = self.out.about.date.take().or_else(|| whole_date(words));
        self.out.title = Some(words.to_owned().into());
    }

    fn heading(&mut self, at: usize, words: &str, opens: bool) {
        self.end_label();
        self.item = 0;
        if !opens {
            self.report.set(at, Kind::SectionTitle, Some(self.number));
            self.push(Paragraph::words(at, words.to_owned()).of(Form::Topic));
            return;
        }
        self.number += 1;
        self.report.set(at, Kind::SectionTitle, Some(self.number));
        let title = Some(words.to_owned().into());
        self.out.sections.push(Section { number: self.number, title, ..Section::default() });
    }

    fn label(&mut self, at: usize, mark: Mark<'a>) {
        self.end_label();
        self.item = mark.item.unwrap_or(0);
        self.label = Some((at, mark));
        if !mark.rest.is_empty() {
            self.block.push((at, mark.rest));
        }
    }

    /// A label without words is a turn all the same.
    fn end_label(&mut self) {
        self.flush();
        if let Some((at, mark)) = self.label.take() {
            self.turn(at, mark, String::new());
        }
    }

    fn flush(&mut self) {
        let lines = std::mem::take(&mut self.block);
        let Some((at, first)) = lines.first().copied() else { return };
        if let Some(scene) = mark::scene(first)
            && lines.len() == 1
            && self.label.is_none()
        {
            self.report.set(at, Kind::Scene, Some(self.number));
            return self.push(Paragraph::words(at, scene.to_owned()).of(Form::Scene));
        }
        let words: Vec<String> = lines.iter().map(|(_, line)| (self.harmless)(line)).collect();
        let words = words.join("\n");
        for (at, _) in &lines {
            let kind = if self.out.sections.is_empty() { Kind::Introduction } else { Kind::Continuation };
            self.report.set(*at, kind, Some(self.number));
        }
        match self.label.take() {
            Some((at, mark)) => self.turn(at, mark, words),
            None => self.push(Paragraph::words(at, words).of(Form::Markdown)),
        }
    }

    fn turn(&mut self, at: usize, mark: Mark<'a>, words: String) {
        let name = mark.name.to_owned();
        if self.out.sections.is_empty() {
            self.number = self.number.max(1);
            self.out.sections.push(Section { number: self.number, ..Section::default() });
        }
        let audience = names::is_audience(&name);
        let kind = if audience { Kind::AudienceQuestion } else { Kind::Turn };
        if let Some(line) = self.report.set(at, kind, Some(self.number)) {
            line.by = Some(name.clone());
        }
        if let Some(beside) = mark.beside {
            self.report.leave_out(at, beside, "stood beside the name in the label");
        }
        // A time that is a link leads into the recording, to that very time.
        let label = mark.written.get(..mark.written.len() - mark.rest.len()).unwrap_or_default();
        if label.contains("](") {
            self.report.leave_out(at, label, "the time stands in the label; its link is not kept");
        }
        let voice = if audience { Voice::Audience(name.into()) } else { Voice::Name(name.into()) };
        self.push(Paragraph::words(at, words).of(Form::Markdown).by(voice).since(mark.time));
    }

    fn push(&mut self, paragraph: Paragraph<'static>) {
        match self.out.sections.last_mut() {
            Some(section) => section.paragraphs.push(paragraph),
            None => self.out.introduction.push(paragraph),
        }
    }

    fn finish(mut self) -> Transcript<'static> {
        self.end_label();
        if self.out.sections.is_empty() && self.begin < usize::MAX {
            // A text without headings and labels is one section.
            let paragraphs = std::mem::take(&mut self.out.introduction);
            self.out.sections.push(Section { number: 1, paragraphs, ..Section::default() });
        }
        self.out
    }
}
