//! A debate in Akoma Ntoso 3.0 (OASIS, August 2018), the XML of parliaments.
//!
//! What was said stands in speeches, questions and answers, in paragraphs with the inlines that the standard has. Notes are no speech:
//! they stand among the metadata, and where they belong is a mark. What happens during a speech is a remark in it, what happens
//! between speeches a scene. A time into the recording is a `recordedTime`, since `startTime` wants one of the calendar.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::visit::{Element, Node, Visitor, speech, walk};
use crate::text::{held, plain, xml};
use crate::view::record::{Record, Speech};

/// The day of events without a date: as old as can be.
const UNDATED: &str = "1970-01-01";

/// The file.
pub fn file(record: &Record<'_>) -> String {
    let mut debate = Debate::of(record);
    walk(record, &mut debate);
    debate.finish()
}

/// A debate as it is written.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that may be so where we are")]
struct Debate<'r> {
    record: &'r Record<'r>,
    body: String,
    /// The notes, for the head.
    notes: String,
    count: usize,
    /// Those who speak by the ids that others refer to: what kind of thing, name, address.
    people: BTreeMap<String, (&'static str, String, String)>,
    /// What is written at the moment goes into a note.
    noting: bool,
    /// Whether a speech is open, and whether anything stands in it.
    speech: Option<bool>,
    /// Where words go: nowhere, into a paragraph that was opened, into what is around.
    place: Place,
    /// The lists that are open.
    lists: Vec<&'static str>,
    /// The section, by position.
    section: usize,
    /// Whether the section is the editor's introduction.
    opening: bool,
    code: bool,
    /// Nothing but a time stands in the paragraph that is open.
    timed: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    None,
    /// In a paragraph, and the element that ends it.
    Open(&'static str),
    /// In an element that holds inlines itself: a heading, an item of a list.
    Inside,
}

impl<'r> Debate<'r> {
    fn of(record: &'r Record<'r>) -> Self {
        Self {
            record,
            body: String::new(),
            notes: String::new(),
            count: 0,
            people: BTreeMap::new(),
            noting: false,
            speech: None,
            place: Place::None,
            lists: Vec::new(),
            section: 0,
            opening: false,
            code: false,
            timed: false,
        }
    }

    fn out(&mut self) -> &mut String {
        if self.noting { &mut self.notes } else { &mut self.body }
    }

    fn push(&mut self, mark_up: &str) {
        self.out().push_str(mark_up);
    }

    /// Opens a paragraph where words may not stand by themselves.
    fn open(&mut self) {
        if self.place != Place::None {
            return;
        }
        if let Some(filled) = &mut self.speech {
            *filled = true;
        }
        // Outside of speeches, what the editor says is a narrative.
        let name = if self.noting || self.speech.is_some() { "p" } else { "narrative" };
        self.place = Place::Open(name);
        let _ = write!(self.out(), "<{name}>");
    }

    fn close(&mut self) {
        self.timed = false;
        if let Place::Open(name) = self.place {
            let _ = writeln!(self.out(), "</{name}>");
            self.place = Place::None;
        }
    }

    /// The mark of a note that stands in the head under an id.
    fn mark(&mut self, id: &str, marker: &str) {
        self.open();
        let _ = write!(self.out(), "<noteRef href=\"#{id}\" marker=\"{}\"/>", xml(marker));
    }

    fn note_id(&self, number: u32) -> String {
        let section = if self.opening { "intro".to_owned() } else { format!("{}", self.section + 1) };
        format!("sec_{section}__note_{number}")
    }

    /// The id by which a speech refers to who speaks.
    fn who(&mut self, speech: &Speech) -> String {
        let ids: Vec<&str> = speech.voices.iter().filter_map(|(id, _)| id.as_deref()).collect();
        let whole = ids.len() == speech.voices.len();
        let event = || self.record.url.clone();
        let (id, kind, url) = match ids.as_slice() {
            [id] if whole => {
                let person = self.record.people.iter().find(|person| person.id == *id);
                (format!("person-{id}"), "TLCPerson", person.map_or_else(event, |person| person.url.clone()))
            }
            _ if whole => (format!("persons-{}", ids.join(".")), "TLCOrganization", event()),
            _ => {
                let known = self.people.iter().find(|(_, (_, name, _))| *name == speech.name);
                let id = known.map_or_else(|| format!("voice-{}", self.people.len() + 1), |(id, _)| id.clone());
                (id, "TLCConcept", event())
            }
        };
        self.people.insert(id.clone(), (kind, speech.name.clone(), url));
        id
    }

    fn enter_turn(&mut self, speech: &Speech) {
        self.close();
        let name = kind(speech);
        let who = self.who(speech);
        let (id, by) = (xml(&speech.id).into_owned(), xml(&who).into_owned());
        let _ = write!(self.body, "<{name} eId=\"turn_{id}\" by=\"#{by}\">\n<from>{}</from>\n", xml(&speech.name));
        self.speech = Some(false);
        if let Some(time) = speech.time {
            self.time(time);
        }
    }

    /// A time into the recording. One of more than a day is none that the standard can write.
    fn time(&mut self, seconds: f64) {
        let time = super::captions::timestamp(seconds);
        if time.as_str() < "24:" && time.len() == "00:00:00.000".len() {
            self.open();
            self.timed = true;
            let _ = write!(self.out(), "<recordedTime time=\"{time}\"/>");
        }
    }

    fn element(&mut self, element: &Element<'_>, enters: bool) {
        let inline = |name: &str| if enters { format!("<{name}>") } else { format!("</{name}>") };
        match element {
            Element::Paragraph
            | Element::Quote
            | Element::Figure
            | Element::Caption
            | Element::Row
            | Element::Table
            | Element::Rule => match self.place {
                Place::Inside if !enters => self.push(" "),
                Place::Inside => {}
                Place::Open(_) if enters && self.timed => {}
                _ => self.close(),
            },
            Element::Code(_) => {
                self.code = enters;
                if self.place != Place::Inside {
                    self.close();
                }
            }
            Element::List(number) => self.list(number.is_some(), enters),
            Element::Item if enters => {
                self.push("<li>");
                self.place = Place::Inside;
            }
            Element::Item => self.push("</li>\n"),
            Element::Cell(_) if !enters => self.text(" "),
            Element::Break if enters => {
                self.open();
                self.push("<eol/>");
            }
            Element::Picture(from, _, shows) if enters => {
                self.open();
                let _ = write!(self.out(), "<img src=\"{}\" alt=\"{}\"/>", xml(from), xml(shows));
            }
            Element::Mark(number) if enters => {
                let id = self.note_id(*number);
                self.mark(&id, &number.to_string());
            }
            Element::Formula(formula) if enters => self.text(plain(formula).trim()),
            Element::Remark => {
                self.open();
                self.push(&inline("remark"));
            }
            Element::Link(href) => {
                self.open();
                let tag = if enters { format!("<a href=\"{}\">", xml(href)) } else { "</a>".to_owned() };
                self.push(&tag);
            }
            Element::Emphasis | Element::Strong | Element::Other("sub" | "sup") => {
                self.open();
                self.push(&inline(match element {
                    Element::Emphasis => "i",
                    Element::Strong => "b",
                    Element::Other(name) => name,
                    _ => "span",
                }));
            }
            _ => {}
        }
    }

    /// Lists stand beside paragraphs; one in a list stands in its item. Where only inlines may stand, items are sentences.
    fn list(&mut self, numbered: bool, enters: bool) {
        let name = if numbered { "ol" } else { "ul" };
        if enters {
            if self.lists.is_empty() {
                self.close();
                if let Some(filled) = &mut self.speech {
                    *filled = true;
                }
            }
            let _ = write!(self.out(), "<{name}>");
            self.lists.push(name);
        } else {
            let _ = writeln!(self.out(), "</{name}>");
            self.lists.pop();
            self.place = if self.lists.is_empty() { Place::None } else { Place::Inside };
        }
    }

    fn finish(self) -> String {
        let record = self.record;
        let date = record.date.as_deref().and_then(|date| date.get(..10)).unwrap_or(UNDATED);
        let language = record.tongue.language.as_str();
        let path = record.url.split_once("://").map_or(record.url.as_str(), |(_, rest)| rest);
        let name = xml(path.trim_matches('/')).replace(['/', ':'], "_");
        let work = format!("/akn/zz/debate/{date}/{name}");
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\">\n<debate name=\"transcript\">\n<meta>\n<identification source=\"#publisher\">\n",
        );
        for (level, uri, more) in [
            ("Work", work.clone(), "<FRBRcountry value=\"zz\"/>\n".to_owned()),
            ("Expression", format!("{work}/{language}@"), format!("<FRBRlanguage language=\"{language}\"/>\n")),
            ("Manifestation", format!("{work}/{language}@.xml"), String::new()),
        ] {
            let _ = write!(
                out,
                "<FRBR{level}>\n<FRBRthis value=\"{uri}/!main\"/>\n<FRBRuri value=\"{uri}\"/>\n<FRBRdate date=\"{date}\" name=\"event\"/>\n<FRBRauthor href=\"#publisher\"/>\n{more}</FRBR{level}>\n"
            );
        }
        let (publisher, home) = record.publisher.unwrap_or((record.site, None));
        let _ = write!(
            out,
            "</identification>\n<references source=\"#publisher\">\n<TLCOrganization eId=\"publisher\" href=\"{}\" showAs=\"{}\"/>\n",
            xml(home.unwrap_or(&record.url)),
            xml(publisher)
        );
        for (id, (kind, name, url)) in &self.people {
            let _ = writeln!(out, "<{kind} eId=\"{}\" href=\"{}\" showAs=\"{}\"/>", xml(id), xml(url), xml(name));
        }
        out.push_str("</references>\n");
        if !self.notes.is_empty() {
            let _ = write!(out, "<notes source=\"#publisher\">\n{}</notes>\n", self.notes);
        }
        let _ = write!(
            out,
            "</meta>\n<preface>\n<p><docTitle>{}</docTitle></p>\n</preface>\n<debateBody>\n{}</debateBody>\n</debate>\n</akomaNtoso>\n",
            xml(record.title),
            self.body
        );
        out
    }
}

fn kind(speech: &Speech) -> &'static str {
    match (speech.question, &speech.answers) {
        (true, _) => "question",
        (false, Some(_)) => "answer",
        (false, None) => "speech",
    }
}

impl Visitor for Debate<'_> {
    fn enter(&mut self, node: &Node<'_>) {
        match node {
            Node::Introduction => {
                self.opening = true;
                self.push("<debateSection name=\"introduction\" eId=\"sec_intro\">\n");
            }
            Node::Section(at) => {
                (self.section, self.opening) = (*at, false);
                let number = self.record.sections.get(*at).and_then(|section| section.number).unwrap_or_default();
                let at = at + 1;
                let _ =
                    write!(self.body, "<debateSection name=\"section\" eId=\"sec_{at}\">\n<num>{number:02}</num>\n");
            }
            Node::Title => {
                self.push("<heading>");
                self.place = Place::Inside;
            }
            Node::Topic(_) => {
                self.close();
                self.push("<narrative class=\"topic\">");
                self.place = Place::Inside;
            }
            Node::Turn(section, entry) => {
                if let Some(speech) = speech(self.record, *section, *entry) {
                    self.enter_turn(speech);
                }
            }
            Node::Words(Some(time)) => {
                self.close();
                self.time(*time);
            }
            Node::Scene if self.speech.is_none() => {
                self.close();
                self.push("<scene>");
                self.place = Place::Inside;
            }
            Node::Scene => {
                self.close();
                self.open();
                self.push("<remark class=\"scene\">");
            }
            Node::Gap => {
                self.close();
                self.open();
                self.push("<omissis>");
            }
            Node::Note(_, title) => {
                self.close();
                self.count += 1;
                let id = format!("note_{}", self.count);
                self.mark(&id, title);
                self.close();
                self.noting = true;
                let _ = writeln!(self.notes, "<note eId=\"{id}\">\n<p>{}</p>", xml(title));
            }
            Node::Footnote(number) => {
                self.close();
                let id = self.note_id(*number);
                self.noting = true;
                let _ = writeln!(self.notes, "<note eId=\"{id}\" marker=\"{number}\">");
            }
            Node::Media(host, url) => {
                self.close();
                self.open();
                let link = format!("<a href=\"{}\">{}</a>", xml(url), xml(host));
                self.push(&link);
            }
            Node::Element(element) => self.element(element, true),
            Node::Words(None) | Node::Footnotes => {}
        }
    }

    fn leave(&mut self, node: &Node<'_>) {
        match node {
            Node::Introduction | Node::Section(_) => {
                self.close();
                self.push("</debateSection>\n");
            }
            Node::Title => {
                self.push("</heading>\n");
                self.place = Place::None;
            }
            Node::Topic(_) => {
                self.push("</narrative>\n");
                self.place = Place::None;
            }
            Node::Turn(section, entry) => {
                self.close();
                if let Some(speech) = speech(self.record, *section, *entry) {
                    // A speech has one paragraph at least.
                    let empty = if self.speech == Some(false) { "<p/>\n" } else { "" };
                    let _ = writeln!(self.body, "{empty}</{}>", kind(speech));
                }
                self.speech = None;
            }
            Node::Scene if self.speech.is_none() => {
                self.push("</scene>\n");
                self.place = Place::None;
            }
            Node::Scene => self.push("</remark>"),
            Node::Gap => self.push("</omissis>"),
            Node::Note(..) | Node::Footnote(_) => {
                self.close();
                // A note of which nothing is left has a paragraph all the same.
                if self.notes.lines().next_back().is_some_and(|line| line.starts_with("<note ")) {
                    self.push("<p/>\n");
                }
                self.push("</note>\n");
                self.noting = false;
            }
            Node::Element(element) => return self.element(element, false),
            Node::Words(_) | Node::Media(..) | Node::Footnotes => {}
        }
        if matches!(node, Node::Words(_) | Node::Scene | Node::Gap | Node::Media(..)) {
            self.close();
        }
    }

    fn text(&mut self, text: &str) {
        self.timed &= text.trim().is_empty();
        // White space between blocks is nothing that was said.
        if self.place == Place::None && text.trim().is_empty() {
            return;
        }
        // In a list, words stand in items.
        if self.place == Place::Inside && self.lists.is_empty() || self.place != Place::Inside {
            self.open();
        } else if text.trim().is_empty() {
            return;
        }
        let text = held(text);
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.push(if self.code && !line.is_empty() { "<eol/>" } else { " " });
            }
            let escaped = xml(line).into_owned();
            self.push(&escaped);
        }
    }
}
