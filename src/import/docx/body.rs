//! The words of a part of a document.
//!
//! In: the XML of the text, of notes or of comments; the styles. Out: blocks of runs, with marks where notes belong. It must never know of
//! the package around.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::debate::attribute;
use super::super::html::blocks::{BREAK, Block, Kind, Look, Part, Run};
use super::value;

/// The level of headings by the id of their style.
pub type Styles = BTreeMap<String, usize>;

/// How deep elements may lie in each other.
const DEEPEST: usize = 300;

/// What a part holds.
#[derive(Debug, Default)]
pub struct Body {
    /// The paragraphs with words.
    pub blocks: Vec<Block>,
    /// How many changes were tracked.
    pub changed: usize,
    /// The words that a change took out, with their paragraph.
    pub dropped: Vec<(usize, String)>,
    /// For each note of this part: id, author, and the block with which it begins.
    notes: Vec<(String, Option<String>, usize)>,
}

impl Body {
    /// The notes of this part: id, author and blocks.
    pub fn notes(self) -> Vec<(String, Option<String>, Vec<Block>)> {
        let ends: Vec<usize> = self.notes.iter().skip(1).map(|(_, _, from)| *from).chain([self.blocks.len()]).collect();
        let blocks = self.blocks;
        let of = |((id, author, from), end): ((String, Option<String>, usize), usize)| {
            (id, author, blocks.get(from..end).unwrap_or_default().to_vec())
        };
        self.notes.into_iter().zip(ends).map(of).collect()
    }
}

/// Goes over the elements of a part; `false` from `visit` passes over what lies inside.
fn walk(xml: &str, mut visit: impl FnMut(Node<'_>) -> Result<bool, String>) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    let (mut depth, mut skipped) = (0_usize, None);
    loop {
        let event = reader.read_event().map_err(|error| format!("its XML cannot be read: {error}"))?;
        match event {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(format!("its elements lie more than {DEEPEST} deep in each other"));
                }
                if skipped.is_none() && !visit(Node::Start(&tag))? {
                    skipped = Some(depth);
                }
            }
            Event::Empty(_) if skipped.is_some() => {}
            Event::Empty(tag) => {
                visit(Node::Start(&tag))?;
                visit(Node::End(tag.local_name().as_ref()))?;
            }
            Event::End(tag) => {
                if skipped.is_none() {
                    visit(Node::End(tag.local_name().as_ref()))?;
                } else if skipped == Some(depth) {
                    skipped = None;
                }
                depth = depth.saturating_sub(1);
            }
            Event::Text(words) if skipped.is_none() => {
                visit(Node::Text(&words))?;
            }
            Event::CData(words) if skipped.is_none() => {
                visit(Node::Text(&words))?;
            }
            Event::GeneralRef(name) if skipped.is_none() => {
                visit(Node::Text(&value(&format!("&{};", &*name))))?;
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

enum Node<'n> {
    Start(&'n BytesStart<'n>),
    End(&'n str),
    Text(&'n str),
}

/// The heading levels of styles, by their English names or outline levels.
pub fn styles(xml: &str) -> Result<Styles, String> {
    let mut levels = Styles::new();
    let mut open = String::new();
    walk(xml, |node| {
        let Node::Start(tag) = node else { return Ok(true) };
        match tag.local_name().as_ref() {
            "style" => open = attribute(tag, "styleId").unwrap_or_default(),
            "name" => {
                let name = attribute(tag, "val").unwrap_or_default().to_lowercase();
                let level = name.strip_prefix("heading ").and_then(|level| level.parse().ok());
                if let Some(level) = level.or((name == "title").then_some(1)) {
                    levels.insert(open.clone(), level);
                }
            }
            "outlineLvl" => {
                let level = attribute(tag, "val").and_then(|level| level.parse::<usize>().ok());
                if let Some(level) = level.filter(|level| *level < 6) {
                    levels.entry(open.clone()).or_insert(level + 1);
                }
            }
            _ => {}
        }
        Ok(true)
    })?;
    Ok(levels)
}

/// Addresses on the web by the ids of what leads to them.
pub fn links(xml: &str) -> BTreeMap<String, String> {
    let mut links = BTreeMap::new();
    let read = walk(xml, |node| {
        if let Node::Start(tag) = node
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
            && target.starts_with("http")
        {
            links.insert(id, target);
        }
        Ok(true)
    });
    // Without addresses the words are there all the same.
    if read.is_err() { BTreeMap::new() } else { links }
}

/// Reads a part; tracked changes are `accepted`, or else refused.
pub fn read(xml: &str, styles: &Styles, links: &BTreeMap<String, String>, accepted: bool) -> Result<Body, String> {
    let mut text = Text { styles, links, accepted, ..Text::of(styles, links) };
    walk(xml, |node| {
        match node {
            Node::Start(tag) => return Ok(text.start(tag)),
            Node::End(name) => text.end(name),
            Node::Text(words) if text.inside == Inside::Words => text.push(words),
            Node::Text(_) => {}
        }
        Ok(true)
    })?;
    text.paragraph();
    Ok(text.body)
}

/// What kind of element is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Other,
    /// One whose text is words.
    Words,
    /// The properties of a paragraph.
    Properties,
}

struct Text<'s> {
    styles: &'s Styles,
    links: &'s BTreeMap<String, String>,
    accepted: bool,
    body: Body,
    block: Block,
    look: Look,
    /// How many elements are open in which words were added, and struck.
    added: usize,
    struck: usize,
    inside: Inside,
    /// The end of this paragraph was taken out: the next goes on.
    joins: bool,
    count: usize,
    /// The row and the column of a table that is read, and how many cells are open.
    cell: (usize, usize),
    cells: usize,
}

impl<'s> Text<'s> {
    fn of(styles: &'s Styles, links: &'s BTreeMap<String, String>) -> Self {
        Self {
            styles,
            links,
            accepted: true,
            body: Body::default(),
            block: Block::default(),
            look: Look::default(),
            added: 0,
            struck: 0,
            inside: Inside::Other,
            joins: false,
            count: 0,
            cell: (0, 0),
            cells: 0,
        }
    }

    /// Whether what lies inside is read.
    fn start(&mut self, tag: &BytesStart<'_>) -> bool {
        let val = |name: &str| attribute(tag, name);
        let is_on = || !matches!(val("val").as_deref(), Some("0" | "false" | "off" | "none"));
        match tag.local_name().as_ref() {
            // What was before a change of looks, and what older programs show instead.
            "rPrChange" | "pPrChange" | "sectPr" | "Fallback" | "instrText" | "delInstrText" => return false,
            "tr" => self.cell = (self.cell.0 + 1, 0),
            "tc" => {
                self.cell.1 += 1;
                self.cells += 1;
            }
            "p" => self.begin(),
            "pPr" => self.inside = Inside::Properties,
            "pStyle" => {
                if let Some(level) = val("val").and_then(|style| self.styles.get(&style)) {
                    self.block.kind = Kind::Heading((*level).clamp(1, 6));
                }
            }
            "ilvl" if self.block.kind == Kind::Paragraph => {
                let depth = val("val").and_then(|depth| depth.parse().ok()).unwrap_or(0);
                self.block.kind = Kind::Item(std::cmp::min(depth, 8));
            }
            "r" => self.look = Look { link: self.look.link.take(), ..Look::default() },
            "b" if self.inside != Inside::Properties => self.look.bold = is_on(),
            "i" if self.inside != Inside::Properties => self.look.italic = is_on(),
            "hyperlink" => self.look.link = val("id").and_then(|id| self.links.get(&id).cloned()),
            "ins" | "moveTo" if self.inside == Inside::Properties => self.joins |= !self.accepted,
            "del" | "moveFrom" if self.inside == Inside::Properties => self.joins |= self.accepted,
            "ins" | "moveTo" => {
                self.added += 1;
                self.body.changed += 1;
            }
            "del" | "moveFrom" => {
                self.struck += 1;
                self.body.changed += 1;
            }
            "t" | "delText" => self.inside = Inside::Words,
            "tab" if self.inside != Inside::Properties => self.push(" "),
            "br" | "cr" => self.push(BREAK),
            "noBreakHyphen" => self.push("\u{2011}"),
            "footnoteReference" => self.note('f', val("id")),
            "endnoteReference" => self.note('e', val("id")),
            "commentReference" => self.note('c', val("id")),
            "footnote" | "endnote" | "comment" => {
                self.paragraph();
                // Lines that part notes from the text are no notes.
                if val("type").is_none_or(|kind| kind == "normal") {
                    let from = self.body.blocks.len();
                    self.body.notes.push((val("id").unwrap_or_default(), val("author"), from));
                } else {
                    return false;
                }
            }
            _ => {}
        }
        true
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" if !self.joins => self.paragraph(),
            "tc" => self.cells = self.cells.saturating_sub(1),
            "hyperlink" => self.look.link = None,
            "ins" | "moveTo" if self.inside != Inside::Properties => self.added = self.added.saturating_sub(1),
            "del" | "moveFrom" if self.inside != Inside::Properties => self.struck = self.struck.saturating_sub(1),
            "t" | "delText" | "pPr" => self.inside = Inside::Other,
            _ => {}
        }
    }

    fn begin(&mut self) {
        let goes_on = std::mem::take(&mut self.joins);
        if !goes_on {
            self.paragraph();
            self.block.at = self.count;
        }
        self.count += 1;
        self.inside = Inside::Other;
    }

    fn is_out(&self) -> bool {
        if self.accepted { self.struck > 0 } else { self.added > 0 }
    }

    fn push(&mut self, words: &str) {
        if self.is_out() {
            let at = self.block.at;
            match self.body.dropped.last_mut() {
                Some((place, dropped)) if *place == at => dropped.push_str(words),
                _ => self.body.dropped.push((at, words.to_owned())),
            }
            return;
        }
        match self.block.runs.last_mut() {
            Some(run) if run.look == self.look => run.text.push_str(words),
            _ => self.block.runs.push(Run { text: words.to_owned(), look: self.look.clone() }),
        }
    }

    fn note(&mut self, kind: char, id: Option<String>) {
        if let Some(id) = id.filter(|_| !self.is_out()) {
            let look = Look { part: Part::Note, ..Look::default() };
            self.block.runs.push(Run { text: format!("{kind}{id}"), look });
        }
    }

    /// Ends the paragraph that is open.
    fn paragraph(&mut self) {
        let mut block = std::mem::take(&mut self.block);
        if self.cells > 0 && block.kind == Kind::Paragraph {
            block.kind = Kind::Row(self.cell.0, self.cell.1);
        }
        if block.runs.iter().any(|run| !run.text.trim().is_empty()) {
            self.body.blocks.push(block);
        }
    }
}
