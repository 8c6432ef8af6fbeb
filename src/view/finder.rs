//! The search: its page, and what it searches.
//!
//! The index holds words, not pages: every turn with its speakers, section and id, the editor's notes, titles and summaries, as
//! plain text.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Serialize, Serializer};

use crate::graph::{BodyRef, Graph};
use crate::markdown::Fragment;
use crate::model::{Body, Event, EventIx, Item, Part, Section, Turn};
use crate::path::{BaseUrl, UrlPath};
use crate::text;

use super::people::Faces;
use super::speech::Spot;
use super::tongue::Tongue;
use super::types::{Content, SearchPage};
use super::{Facts, Made, PageRef, Viewer};

/// What is found of an event.
#[derive(Debug, Clone, Serialize)]
pub struct EventIndex {
    /// The page, relative to the root.
    pub url: String,
    /// The title.
    pub title: String,
    /// The language of the record.
    pub language: String,
    /// When it begins, for machines; empty where nobody knows.
    pub date: String,
    /// When it begins, for people.
    pub when: String,
    /// Its keywords.
    pub tags: Vec<String>,
    /// Who speaks.
    pub voices: Vec<Voice>,
    /// The sections: page, relative to that of the event; title; keywords.
    pub sections: Vec<(String, String, Vec<String>)>,
    /// What can be found.
    pub entries: Vec<Entry>,
}

/// Who speaks. It is written as an array of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// The id; empty for who has none.
    pub id: String,
    /// The name.
    pub name: String,
    /// The hue; nothing for who has no profile.
    pub hue: Option<u32>,
    /// What they were at the event, in the language of the site.
    pub role: String,
    /// How a Chinese name is read: whole, and by the first letters.
    pub readings: Vec<String>,
}

impl Serialize for Voice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.id, &self.name, self.hue, &self.role, &self.readings).serialize(serializer)
    }
}

/// Of what kind an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A turn.
    Speech = 0,
    /// A turn that puts a question, or a question that the event set out to answer.
    Question = 1,
    /// The editor's words.
    Note = 2,
    /// A title with its summary.
    Title = 3,
}

impl Kind {
    /// As filters and addresses name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speech => "speech",
            Self::Question => "question",
            Self::Note => "note",
            Self::Title => "title",
        }
    }
}

/// Something that can be found. It is written as an array of its fields.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The position of its section among those of the event; nothing for what stands on the page of the event.
    pub section: Option<usize>,
    /// What it is.
    pub kind: Kind,
    /// Who speaks, as positions among those of the event.
    pub voices: Vec<usize>,
    /// The id on the page; empty for the page as such.
    pub id: String,
    /// The words, a line for each paragraph.
    pub text: String,
    /// The quotations in it; their ids are `<id>-1`, `<id>-2` …
    pub quotations: Vec<String>,
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = match self.kind {
            Kind::Speech => 0_u8,
            Kind::Question => 1,
            Kind::Note => 2,
            Kind::Title => 3,
        };
        (self.section, kind, &self.voices, &self.id, &self.text, &self.quotations).serialize(serializer)
    }
}

impl Viewer<'_> {
    /// What can be found, newest events first; nothing where the site has no search.
    pub fn index(&self) -> Vec<EventIndex> {
        if !self.graph.has_search() {
            return Vec::new();
        }
        let events = self.graph.newest_first.par_iter();
        events.filter_map(|ix| Some(self.event_index(*ix, self.graph.site.event(*ix)?))).collect()
    }

    /// Whether the search takes Traditional and Simplified Chinese for one.
    pub fn unifies_chinese(&self) -> bool {
        self.graph.site.config.search.unifies_chinese()
    }

    fn event_index(&self, ix: EventIx, event: &Event) -> EventIndex {
        let tongue = &self.site_tongue;
        let page = Graph::search_url();
        let url = self.graph.event_url(ix);
        let faces = self.faces(tongue, &page, ix, event);
        let date = event.front.date;
        let mut found = Found { faces, voices: Vec::new(), known: BTreeMap::new(), entries: Vec::new() };
        let summary = [event.front.subtitle.as_deref(), event.front.summary.as_deref()];
        found.title(None, "", &event.title, summary.into_iter().flatten());
        for question in &event.front.questions {
            found.add(None, Kind::Question, "", &lines(question));
        }
        let introduction = Spot::new(self, tongue, &page, url.clone(), &event.introduction, BodyRef::Introduction(ix));
        found.body(None, &event.introduction, &introduction);
        for (at, section) in event.sections.iter().enumerate() {
            let front = &section.front;
            let more = front.summary.iter().chain(&front.key_points).map(String::as_str);
            found.title(Some(at), "", &section.title_text, more);
            found.body(Some(at), &section.body, &self.spot(tongue, &page, ix, at, section));
        }
        EventIndex {
            url: url.relative_to(&UrlPath::home()),
            title: event.title.clone(),
            language: event.language.to_string(),
            date: date.map(|when| when.machine(&event.zone)).unwrap_or_default(),
            when: date.map(|when| tongue.date(when, &event.zone)).unwrap_or_default(),
            tags: self.tag_names(&event.front.tags),
            sections: event
                .sections
                .iter()
                .map(|section| {
                    let own = self.graph.section_url(ix, section.number).relative_to(&url);
                    (own, section.title_or(tongue), self.tag_names(&section.front.tags))
                })
                .collect(),
            voices: found.voices,
            entries: found.entries,
        }
    }

    /// Keywords as the site writes them.
    fn tag_names(&self, tags: &[String]) -> Vec<String> {
        let known = tags.iter().filter_map(|tag| self.graph.tags.get(&crate::text::name_key(tag)));
        known.map(|tag| tag.name.clone()).collect()
    }

    /// Where the words of an event are looked for first, as one of its pages leads there.
    pub(super) fn search_within(&self, page: PageRef, url: &UrlPath) -> Option<String> {
        let event = Self::event_of(page).filter(|_| self.graph.has_search())?;
        let search = Graph::search_url().relative_to(url);
        if self.graph.site.events.len() < 2 {
            return Some(format!("{search}#words"));
        }
        // The index names an event by its address, in which what is not plain is encoded already.
        let path = self.graph.event_url(event).relative_to(&UrlPath::home());
        let mut value = String::new();
        for c in path.trim_start_matches("./").chars() {
            match c {
                '%' => value.push_str("%25"),
                '/' => value.push_str("%2F"),
                '&' => value.push_str("%26"),
                '+' => value.push_str("%2B"),
                c => value.push(c),
            }
        }
        if value.is_empty() {
            value.push_str("%2F");
        }
        Some(format!("{search}?event={value}#words"))
    }

    pub(super) fn search_page(&self, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let site = self.graph.site;
        let view = SearchPage {
            events: site.events.len() > 1,
            speakers: site.speakers.len() > 1,
            tags: !self.graph.tags.is_empty(),
            roles: site.events.iter().flat_map(|event| &event.participants).any(|one| one.role.is_some()),
            counts: serde_json::to_string(&tongue.forms("search_count")).unwrap_or_default(),
            turns: serde_json::to_string(&tongue.forms("turns_count")).unwrap_or_default(),
            speakers_href: Graph::speakers_url().relative_to(page),
            host: self.base.as_ref().map(BaseUrl::as_str).and_then(|base| {
                let (_, place) = base.split_once("://")?;
                Some(place.split('/').next()?.to_owned())
            }),
        };
        let facts =
            Facts { title: tongue.word("search"), description: tongue.word("search_description"), ..Facts::default() };
        (Content::Search(view), facts)
    }
}

impl Section {
    /// The title without mark-up, or the number in words.
    pub(super) fn title_or(&self, tongue: &Tongue<'_>) -> String {
        if self.title_text.is_empty() {
            return tongue.fill("section_fallback", &[("n", &self.number.to_string())]);
        }
        self.title_text.clone()
    }
}

/// What has been found of an event so far.
struct Found<'a> {
    faces: Faces<'a>,
    voices: Vec<Voice>,
    known: BTreeMap<(String, String), usize>,
    entries: Vec<Entry>,
}

impl Found<'_> {
    fn add(&mut self, section: Option<usize>, kind: Kind, id: &str, text: &str) {
        if !text.is_empty() {
            let entry = Entry {
                section,
                kind,
                voices: Vec::new(),
                id: id.to_owned(),
                text: text.to_owned(),
                quotations: Vec::new(),
            };
            self.entries.push(entry);
        }
    }

    fn title<'t>(&mut self, section: Option<usize>, id: &str, title: &'t str, more: impl Iterator<Item = &'t str>) {
        let all: Vec<String> = [title].into_iter().chain(more).map(lines).filter(|text| !text.is_empty()).collect();
        self.add(section, Kind::Title, id, &all.join("\n"));
    }

    fn body(&mut self, section: Option<usize>, body: &Body, spot: &Spot<'_>) {
        for item in &body.items {
            match item {
                Item::Turn(turn) => self.turn(section, turn, body, spot),
                Item::Topic(topic) => {
                    let title = lines(&spot.words(&topic.title));
                    self.add(section, Kind::Title, &topic.anchor, &title);
                }
                Item::Part(part) => {
                    let words = match part {
                        Part::Text(text) => text,
                        Part::Note(note) => &note.text,
                        Part::Scene(_) | Part::Gap(_) | Part::Media(..) => continue,
                    };
                    let text = lines(&spot.words(words));
                    self.add(section, Kind::Note, "", &text);
                }
            }
        }
        for (number, label) in (1..).zip(&body.references.notes) {
            if let Some(note) = body.notes.get(label) {
                self.add(section, Kind::Note, &format!("n{number}"), &lines(&spot.words(note)));
            }
        }
    }

    fn turn(&mut self, section: Option<usize>, turn: &Turn, body: &Body, spot: &Spot<'_>) {
        let mut said: Vec<String> = Vec::new();
        let mut notes: Vec<&Fragment> = Vec::new();
        for part in &turn.parts {
            match part {
                Part::Text(text) => said.push(lines(&spot.words(text))),
                Part::Note(note) => notes.push(&note.text),
                Part::Scene(_) | Part::Gap(_) | Part::Media(..) => {}
            }
        }
        said.retain(|text| !text.is_empty());
        let text = said.join("\n");
        if !text.is_empty() {
            let quotations = turn.quotations.clone().filter_map(|at| body.references.quotations.get(at));
            let voices = turn.who.iter().map(|who| {
                let face = self.faces.face(who, Some(turn));
                let hue = face.href.is_some().then_some(face.hue);
                *self.known.entry((face.id.clone(), face.name.clone())).or_insert_with(|| {
                    let readings = text::readings(&face.name);
                    let role = face.role.unwrap_or_default();
                    self.voices.push(Voice { id: face.id, name: face.name, hue, role, readings });
                    self.voices.len() - 1
                })
            });
            self.entries.push(Entry {
                section,
                kind: if turn.question { Kind::Question } else { Kind::Speech },
                voices: voices.collect(),
                id: turn.id.clone(),
                text,
                quotations: quotations.map(|quotation| lines(&quotation.text)).collect(),
            });
        }
        for note in notes {
            self.add(section, Kind::Note, &turn.id, &lines(&spot.words(note)));
        }
    }
}

/// A text with one space between words and one line for each of its own that is not empty.
fn lines(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_and_voices_are_arrays() {
        let entry = Entry {
            section: Some(0),
            kind: Kind::Speech,
            voices: vec![0],
            id: "k3f9".into(),
            text: "aa".into(),
            quotations: Vec::new(),
        };
        assert_eq!(serde_json::to_string(&entry).unwrap(), r#"[0,0,[0],"k3f9","aa",[]]"#);
        let readings = text::readings("尤洋");
        let voice = Voice { id: "yy".into(), name: "尤洋".into(), hue: Some(3), role: "Guest".into(), readings };
        assert_eq!(serde_json::to_string(&voice).unwrap(), r#"["yy","尤洋",3,"Guest",["youyang","yy"]]"#);
    }

    #[test]
    fn lines_are_paragraphs() {
        assert_eq!(lines(" a \t b\n\n c \n"), "a b\nc");
    }
}
