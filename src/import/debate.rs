//! Debates in Akoma Ntoso 3.0.
//!
//! In: the XML of a `debate`. Out: a transcript: each section with its heading, speeches, questions and answers by whom,
//! scenes and narratives. Entities of a document type are refused: nothing is fetched or blown up.
//! It must never merge two speakers: who speaks is what `from` prints, or else what `by` refers to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::captions::unescape;
use super::names;
use super::report::{Kind, Report};
use super::role::Role;
use super::transcript::{About, Form, Paragraph, Person, Section, Transcript, Voice};

/// How deep elements may lie in each other.
const DEEPEST: usize = 200;

/// How many speeches a text seems to hold.
pub fn speeches(text: &str) -> usize {
    if !text.contains("<debate") {
        return 0;
    }
    ["<speech", "<question", "<answer"].iter().map(|tag| text.matches(tag).count()).sum()
}

/// Imports a debate.
pub fn read(text: &str, about: About, report: &mut Report) -> Result<Transcript<'static>, String> {
    if text.contains("<!DOCTYPE") || text.contains("<!ENTITY") {
        return Err(
            "it declares a document type, whose entities could fetch or blow up anything: take it out".to_owned()
        );
    }
    let mut reader = Reader::from_str(text);
    // Real archives hold closing tags that close nothing.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let ends: Vec<u64> = memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(|at| u64::try_from(at).ok()).collect();
    let mut walk = Walk::new(about, report);
    loop {
        walk.at = ends.partition_point(|end| *end < reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Start(tag)) => walk.start(&tag)?,
            Ok(Event::Empty(tag)) => {
                walk.start(&tag)?;
                walk.end();
            }
            Ok(Event::End(_)) => walk.end(),
            Ok(Event::Text(words)) => walk.words(&words),
            Ok(Event::CData(words)) => walk.words(&words),
            Ok(Event::GeneralRef(name)) => walk.words(&unescape(&format!("&{};", &*name))),
            Ok(Event::Eof) => return Ok(walk.finish()),
            Ok(_) => {}
            Err(error) => {
                let what = format!("the XML cannot be read from here on: {error}");
                walk.report.ask(Some(walk.at), what);
                return Ok(walk.finish());
            }
        }
    }
}

/// The state of a walk through the elements.
struct Walk<'r> {
    report: &'r mut Report,
    out: Transcript<'static>,
    /// The names of the elements that are open.
    open: Vec<String>,
    /// The words since the last element that ended a paragraph.
    text: String,
    /// Whose speech is open, until its first words are written.
    voice: Option<Voice<'static>>,
    time: Option<f64>,
    /// Somebody has spoken in the section.
    spoken: bool,
    /// The narrative that is open is the title of a topic, as exports mark it.
    topic: bool,
    /// The words begin with a remark.
    remark: bool,
    /// Names by what refers to them.
    people: BTreeMap<String, String>,
    /// Whose role was stated already.
    with_role: BTreeSet<String>,
    /// The day that the head of the file states.
    date: Option<String>,
    at: usize,
}

impl<'r> Walk<'r> {
    fn new(about: About, report: &'r mut Report) -> Self {
        let out =
            Transcript { about, sections: vec![Section { number: 1, ..Section::default() }], ..Transcript::default() };
        Self {
            report,
            out,
            open: Vec::new(),
            text: String::new(),
            voice: None,
            time: None,
            spoken: false,
            topic: false,
            remark: false,
            people: BTreeMap::new(),
            with_role: BTreeSet::new(),
            date: None,
            at: 0,
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let name = tag.local_name().as_ref().to_owned();
        if self.open.len() >= DEEPEST {
            return Err(format!("its elements lie more than {DEEPEST} deep in each other"));
        }
        if is_block(&name) {
            self.flush();
        }
        match name.as_str() {
            // The day of the work itself comes first; later ones are those of its editions.
            "FRBRdate" if self.date.is_none() => {
                self.date = attribute(tag, "date").and_then(|date| whole_date(&date));
            }
            "TLCPerson" | "TLCOrganization" | "TLCConcept" | "TLCRole" => {
                let id = attribute(tag, "eId").or_else(|| attribute(tag, "id"));
                if let (Some(id), Some(name)) = (id, attribute(tag, "showAs")) {
                    self.people.insert(id, name);
                }
            }
            "narrative" => self.topic = attribute(tag, "class").as_deref() == Some("topic"),
            "eol" => self.text.push(' '),
            // As exports mark what is no remark in the middle of words.
            "remark" if self.text.trim().is_empty() => {
                self.remark = attribute(tag, "class").as_deref() == Some("scene");
            }
            // As exports write it: how far into the recording a speech or a paragraph begins.
            "recordedTime" if self.text.trim().is_empty() => {
                let time = attribute(tag, "time").and_then(|time| super::captions::time(&time));
                self.time = time.or(self.time);
            }
            "speech" | "question" | "answer" => {
                self.end_speech();
                let by = attribute(tag, "by").unwrap_or_default();
                let by = by.strip_prefix('#').unwrap_or(&by);
                let shown = self.people.get(by).map_or(by, String::as_str).trim();
                self.voice = (!shown.is_empty()).then(|| voice(shown));
                let role = attribute(tag, "as").unwrap_or_default();
                let position = self.people.get(role.strip_prefix('#').unwrap_or(&role)).cloned();
                if let Some(position) =
                    position.filter(|_| !shown.is_empty() && self.with_role.insert(shown.to_owned()))
                {
                    let role = Role { position: Some(position), organization: None };
                    self.out.people.push(Person { name: shown.to_owned(), role, ..Person::default() });
                }
                self.time = attribute(tag, "startTime").and_then(|time| super::captions::time(&time));
            }
            _ => {}
        }
        self.open.push(name);
        Ok(())
    }

    fn end(&mut self) {
        let name = self.open.last().cloned().unwrap_or_default();
        if is_block(&name) {
            self.flush();
        }
        self.open.pop();
        if matches!(name.as_str(), "speech" | "question" | "answer") {
            self.end_speech();
        }
    }

    fn words(&mut self, words: &str) {
        // What more than a remark stands in a paragraph was said.
        self.remark &= words.trim().is_empty() || self.is_in(&["remark"]);
        self.text.push_str(words);
    }

    /// A speech without words is a turn all the same.
    fn end_speech(&mut self) {
        if let Some(voice) = self.voice.take() {
            let time = self.time.take();
            self.push(Paragraph::words(self.at, "").by(voice).since(time), Kind::Turn);
        }
    }

    fn is_in(&self, names: &[&str]) -> bool {
        self.open.iter().any(|open| names.contains(&open.as_str()))
    }

    /// Puts the words of an element where they belong.
    fn flush(&mut self) {
        let words = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.text.clear();
        let remark = std::mem::take(&mut self.remark);
        if words.is_empty() {
            return;
        }
        if self.is_in(&["meta"]) {
            return self.report.leave_out(self.at, &words, "stands in the head of the file");
        }
        if self.is_in(&["docTitle"]) && self.out.title.is_none() {
            return self.title(words);
        }
        if self.is_in(&["num"]) && words.bytes().all(|byte| byte.is_ascii_digit()) {
            self.report.set(self.at, Kind::SectionNumber, None);
            return self.report.leave_out(self.at, &words, "sections are numbered in their order");
        }
        if self.is_in(&["heading", "num", "subheading"]) {
            return self.heading(words);
        }
        if self.is_in(&["from"]) {
            return self.from(&words);
        }
        if remark && words.starts_with(['(', '（', '[']) {
            self.end_speech();
            return self.push(Paragraph::words(self.at, words).of(Form::Scene), Kind::Scene);
        }
        if std::mem::take(&mut self.topic) && self.is_in(&["narrative"]) {
            return self.push(Paragraph::words(self.at, words).of(Form::Topic), Kind::SectionTitle);
        }
        // What follows a speech and is no part of one was said by nobody.
        let silent = self.spoken || self.is_in(&["scene", "narrative", "summary", "other", "recordedTime"]);
        if silent && !self.is_in(&["speech", "question", "answer"]) {
            let bracketed = words.starts_with(['(', '（', '[']) && words.ends_with([')', '）', ']']);
            let form = if bracketed { Form::Scene } else { Form::Note("NOTE") };
            return self.push(Paragraph::words(self.at, words).of(form), Kind::Scene);
        }
        let kind = if self.voice.is_some() { Kind::Turn } else { Kind::Continuation };
        let voice = self.voice.take().unwrap_or(Voice::Same);
        let time = self.time.take();
        self.push(Paragraph::words(self.at, words).by(voice).since(time), kind);
    }

    fn title(&mut self, words: String) {
        self.report.set(self.at, Kind::EventTitle, None);
        self.out.about.date = self.out.about.date.take().or_else(|| whole_date(&words));
        self.out.title = Some(words.into());
    }

    fn heading(&mut self, words: String) {
        let depth = self.open.iter().filter(|open| open.as_str() == "debateSection").count();
        let is_part = |section: &Section<'_>| section.paragraphs.is_empty();
        if depth <= 1
            && self.out.title.is_none()
            && self.out.sections.len() == 1
            && self.out.sections.iter().all(is_part)
        {
            return self.title(words);
        }
        let number = u32::try_from(self.out.sections.len()).unwrap_or(u32::MAX);
        self.report.set(self.at, Kind::SectionTitle, Some(number));
        match self.out.sections.last_mut() {
            // Number and heading of one section stand in two elements.
            Some(section) if section.title.is_some() && section.paragraphs.is_empty() => {
                let title = section.title.as_deref().unwrap_or_default();
                section.title = Some(format!("{title} {words}").into());
            }
            Some(section) if section.title.is_none() && section.paragraphs.is_empty() => {
                section.title = Some(words.into());
            }
            _ => {
                let number = number.saturating_add(1);
                self.out.sections.push(Section { number, title: Some(words.into()), ..Section::default() });
                self.spoken = false;
            }
        }
    }

    /// The name as printed counts, as long as nothing else says who it is.
    fn from(&mut self, words: &str) {
        let printed = words.trim_end_matches([':', '：', '.', '-', '–', '—', ' ']);
        match &self.voice {
            Some(Voice::Name(name) | Voice::Audience(name)) if name == printed => {}
            Some(_) => {
                self.report.leave_out(self.at, words, "how the speaker is printed; the label has the name instead");
            }
            None => self.voice = Some(voice(printed)),
        }
    }

    fn push(&mut self, paragraph: Paragraph<'static>, kind: Kind) {
        let number = self.out.sections.last().map(|section| section.number);
        if let Some(line) = self.report.set(paragraph.at, kind, number)
            && let Voice::Name(name) = &paragraph.voice
        {
            line.by = Some(name.to_string());
        }
        self.spoken |= matches!(paragraph.voice, Voice::Name(_) | Voice::Head { .. } | Voice::Audience(_));
        if let Some(section) = self.out.sections.last_mut() {
            section.paragraphs.push(paragraph);
        }
    }

    fn finish(mut self) -> Transcript<'static> {
        self.flush();
        self.end_speech();
        self.out.about.date = self.out.about.date.take().or(self.date);
        self.out
    }
}

fn voice(name: &str) -> Voice<'static> {
    let name: Cow<'static, str> = name.to_owned().into();
    if names::is_audience(&name) { Voice::Audience(name) } else { Voice::Name(name) }
}

/// The day that words state with its year.
fn whole_date(words: &str) -> Option<String> {
    super::dates::stated(words).into_iter().find_map(|stated| match stated {
        super::dates::Stated::Whole(date) => Some(date),
        super::dates::Stated::WithoutYear(_) => None,
    })
}

/// An element whose words do not run on into those around it.
fn is_block(name: &str) -> bool {
    const INLINE: &[&str] = &[
        "i",
        "b",
        "u",
        "a",
        "sup",
        "sub",
        "span",
        "person",
        "role",
        "organization",
        "entity",
        "quantity",
        "date",
        "term",
        "ref",
        "inline",
        "event",
        "location",
        "object",
        "concept",
        "process",
        "time",
        "def",
        "em",
        "strong",
        "abbr",
        "eol",
        "noteRef",
        "omissis",
        "recordedTime",
        "remark",
    ];
    !INLINE.contains(&name)
}

/// An attribute by its name, whatever its prefix.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found = attributes.with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == name)?;
    Some(unescape(&found.value).into_owned())
}
