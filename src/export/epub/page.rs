//! A page of a book: XHTML, node by node.

use std::fmt::Write;

use crate::export::visit::{self, Element, Node, Visitor, speech};
use crate::text::{format_time, held, xml};
use crate::view::record::{Person, Record};

/// Where a picture of the site lies in the book, if it does; asked for a portrait, a square.
type Place<'p> = dyn FnMut(&str, bool) -> Option<String> + 'p;

/// What stands on a page.
#[derive(Clone, Copy)]
pub(super) enum What {
    /// What is known of the event.
    Front,
    /// The editor's introduction.
    Introduction,
    /// A section, by its position.
    Section(usize),
}

/// A page as it is written.
pub(super) struct Page<'p> {
    record: &'p Record<'p>,
    place: &'p mut Place<'p>,
    out: String,
    formulas: bool,
    /// For every link that is open whether it was written.
    links: Vec<bool>,
}

impl<'p> Page<'p> {
    pub(super) fn new(record: &'p Record<'p>, place: &'p mut Place<'p>) -> Self {
        Self { record, place, out: String::new(), formulas: false, links: Vec::new() }
    }

    /// Writes what stands on the page.
    pub(super) fn write(&mut self, what: What) {
        match what {
            What::Front => self.front(),
            What::Introduction => self.chapter(None),
            What::Section(at) => self.chapter(Some(at)),
        }
    }

    fn front(&mut self) {
        let record = self.record;
        let _ = writeln!(self.out, "<section epub:type=\"titlepage\">\n<h1>{}</h1>", xml(record.title));
        self.paragraph("", record.subtitle.unwrap_or_default());
        let comma = record.tongue.word("comma");
        for fact in
            [record.date_in_words.clone(), Some(record.venue.join(&comma)), Some(record.organizers.join(&comma))]
        {
            self.paragraph("facts", &fact.unwrap_or_default());
        }
        self.paragraph("", record.summary.unwrap_or_default());
        if !record.people.is_empty() {
            let _ = writeln!(self.out, "<h2>{}</h2>\n<ul class=\"people\">", xml(&record.tongue.word("speakers")));
            for person in &record.people {
                self.person(person);
            }
            self.out.push_str("</ul>\n");
        }
        if record.url.contains("://") {
            let url = xml(&record.url);
            let _ = writeln!(self.out, "<p class=\"facts\"><a href=\"{url}\">{url}</a></p>");
        }
        if let Some((name, _)) = record.license {
            self.paragraph("facts", name);
        }
        self.out.push_str("</section>\n");
    }

    fn person(&mut self, person: &Person) {
        self.out.push_str("<li>");
        if let Some(name) = person.photo.as_ref().and_then(|photo| (self.place)(photo.as_str(), true)) {
            // The name stands beside it.
            let _ = write!(self.out, "<img class=\"face\" src=\"{name}\" alt=\"\"/> ");
        }
        let _ = write!(self.out, "<b>{}</b>", xml(&person.name));
        for beside in person.role_in_words.iter().chain(&person.affiliation) {
            let _ = write!(self.out, " · {}", xml(beside));
        }
        self.out.push_str("</li>\n");
    }

    fn paragraph(&mut self, class: &str, text: &str) {
        if !text.trim().is_empty() {
            let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
            let _ = writeln!(self.out, "<p{class}>{}</p>", xml(text));
        }
    }

    fn chapter(&mut self, at: Option<usize>) {
        let record = self.record;
        self.out.push_str("<section epub:type=\"chapter\">\n");
        match at {
            Some(at) => visit::section(record, at, self),
            None => visit::content(&record.introduction, None, self),
        }
        self.out.push_str("</section>\n");
    }

    /// The content of the body, and whether it holds formulas.
    pub(super) fn finish(self) -> (String, bool) {
        (self.out, self.formulas)
    }

    fn turn(&mut self, section: usize, entry: usize) {
        let Some(speech) = speech(self.record, section, entry) else { return };
        let _ = write!(self.out, "<p class=\"who\" id=\"turn-{}\">{}", xml(&speech.id), xml(&speech.name));
        if let Some(role) = &speech.role {
            let _ = write!(self.out, " <small>{}</small>", xml(role));
        }
        if let Some(time) = speech.time {
            let _ = write!(self.out, " <small>{}</small>", format_time(time));
        }
        self.out.push_str("</p>\n");
    }

    fn element(&mut self, element: &Element<'_>, enters: bool) {
        let name = match element {
            Element::Paragraph => "p",
            Element::List(None) => "ul",
            Element::List(Some(first)) if enters && *first != 1 => {
                let _ = write!(self.out, "<ol start=\"{first}\">");
                return;
            }
            Element::List(Some(_)) => "ol",
            Element::Item => "li",
            Element::Quote => "blockquote",
            Element::Code(_) => {
                self.out.push_str(if enters { "<pre><code>" } else { "</code></pre>" });
                return;
            }
            Element::Table => "table",
            Element::Row => "tr",
            Element::Cell(true) => "th",
            Element::Cell(false) => "td",
            Element::Figure => "figure",
            Element::Caption => "figcaption",
            Element::Remark => "i",
            Element::Quotation(_) => "mark",
            Element::Emphasis => "em",
            Element::Strong => "strong",
            Element::Deleted => "s",
            Element::Literal => "code",
            // Blocks of foreign HTML may stand where XHTML has no place for them; their words are kept.
            Element::Other("bdo" | "dl" | "dt" | "dd" | "details" | "summary" | "div") => return,
            Element::Other(name) => name,
            Element::Link(href) => return self.link(href, enters),
            Element::Rule | Element::Break | Element::Picture(..) | Element::Mark(_) | Element::Formula(_) => {
                if enters {
                    self.void(element);
                }
                return;
            }
        };
        let _ = write!(self.out, "{}{name}>", if enters { "<" } else { "</" });
    }

    /// What leads to a place that a reader of the book may lack is no link.
    fn link(&mut self, href: &str, enters: bool) {
        let leads = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| href.starts_with(scheme));
        if enters {
            self.links.push(leads);
            if leads {
                let _ = write!(self.out, "<a href=\"{}\">", xml(href));
            }
        } else if self.links.pop() == Some(true) {
            self.out.push_str("</a>");
        }
    }

    fn void(&mut self, element: &Element<'_>) {
        match element {
            Element::Rule => self.out.push_str("<hr/>"),
            Element::Break => self.out.push_str("<br/>"),
            Element::Picture(_, file, shows) => match file.and_then(|file| (self.place)(file, false)) {
                Some(name) => {
                    let _ = write!(self.out, "<img src=\"{name}\" alt=\"{}\"/>", xml(shows));
                }
                None => {
                    let _ = write!(self.out, "[{}]", xml(shows));
                }
            },
            Element::Mark(number) => {
                let _ = write!(
                    self.out,
                    "<a epub:type=\"noteref\" role=\"doc-noteref\" href=\"#note-{number}\"><sup>{number}</sup></a>"
                );
            }
            Element::Formula(formula) => {
                self.formulas = true;
                let rest = formula.strip_prefix("<math").unwrap_or_default();
                let _ = write!(self.out, "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"{}", held(rest));
            }
            _ => {}
        }
    }
}

impl Visitor for Page<'_> {
    fn enter(&mut self, node: &Node<'_>) {
        match node {
            Node::Title => self.out.push_str("<h1>"),
            Node::Topic(level) => {
                let _ = write!(self.out, "<h{}>", (level + 2).min(6));
            }
            Node::Turn(section, entry) => self.turn(*section, *entry),
            Node::Scene | Node::Gap => self.out.push_str("<p class=\"scene\">"),
            Node::Note(kind, title) => {
                let _ = writeln!(self.out, "<aside class=\"note {kind}\"><p><strong>{}</strong></p>", xml(title));
            }
            Node::Media(host, url) => {
                self.out.push_str("<p class=\"scene\">");
                self.link(url, true);
                let _ = write!(self.out, "{}", xml(host));
                self.link(url, false);
                self.out.push_str("</p>\n");
            }
            Node::Footnote(number) => {
                let _ = write!(self.out, "<aside epub:type=\"footnote\" role=\"doc-footnote\" id=\"note-{number}\">");
            }
            Node::Element(element) => self.element(element, true),
            Node::Introduction | Node::Section(_) | Node::Words(_) | Node::Footnotes => {}
        }
    }

    fn leave(&mut self, node: &Node<'_>) {
        match node {
            Node::Title => self.out.push_str("</h1>\n"),
            Node::Topic(level) => {
                let _ = writeln!(self.out, "</h{}>", (level + 2).min(6));
            }
            Node::Scene | Node::Gap => self.out.push_str("</p>\n"),
            Node::Note(..) | Node::Footnote(_) => self.out.push_str("</aside>\n"),
            Node::Element(element) => self.element(element, false),
            Node::Introduction
            | Node::Section(_)
            | Node::Turn(..)
            | Node::Words(_)
            | Node::Media(..)
            | Node::Footnotes => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(&xml(text));
    }
}
