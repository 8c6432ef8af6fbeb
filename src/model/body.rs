//! The body of a source as turns, topics and what stands between them.
//!
//! In: a document, the names that are known and the words for scenes. Out: titles and bodies. A body is walked once, block by
//! block; what a block opens with decides whether a turn begins, goes on, or ends.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::label::{Label, Opening, opening};
use super::notes::{self, Notes};
use super::numeral::numbered;
use super::roster::Roster;
use super::{Body, Item, Note, Part, Topic, Turn, Who};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::markdown::{
    self, Block, BlockKind, Fragment, Lexicon, Remark, Settings, Spanned, Writer, embed, plain_text,
};
use crate::source::Document;
use crate::text::{self, Copies, Count};

/// What is known before a body is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// Names; without them no paragraph is a label.
    pub(super) roster: Option<&'a Roster<'a>>,
    /// Words for scenes and gaps.
    pub(super) lexicon: &'a Lexicon,
    /// Whether raw HTML counts.
    pub(super) html: bool,
    /// Whether `$…$` is mathematics.
    pub(super) math: bool,
}

/// A part of a document: the whole, or one section of a transcript.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The number, of a section in a transcript.
    pub(super) number: Option<u32>,
    /// The title, from a heading.
    pub(super) title: Fragment,
    /// Its text.
    pub(super) title_text: String,
    /// What follows.
    pub(super) body: Body,
    /// Where it begins in the file.
    pub(super) span: Range<usize>,
}

/// Reads a document as one part. A level-1 heading before anything else is its title.
pub(super) fn whole(document: &Document, context: Context<'_>, diagnostics: &mut Diagnostics) -> Parsed {
    read(document, context, false, diagnostics).into_iter().next().unwrap_or_default()
}

/// Reads a transcript: every numbered level-2 heading opens a section. The first part holds what stands before them.
pub(super) fn sections(document: &Document, context: Context<'_>, diagnostics: &mut Diagnostics) -> Vec<Parsed> {
    read(document, context, true, diagnostics)
}

fn read(document: &Document, context: Context<'_>, split: bool, diagnostics: &mut Diagnostics) -> Vec<Parsed> {
    let text = document.file.text();
    let source = text.get(document.body.clone()).unwrap_or_default();
    let base = document.body.start;
    let text = Text { document, context, source, base };
    let parser = markdown::cjk::Source::new(source);
    let mut notes = Notes::default();
    let mut walks = Vec::new();
    let mut walk = Walk::new(&text);
    for block in markdown::blocks(parser.events(markdown::options(context.math))) {
        let block = match block {
            Ok(block) => block,
            Err(span) => {
                let end = (span.start + 1).min(span.end);
                diagnostics.push(
                    Diagnostic::new(codes::TOO_DEEP, "this is nested more than 64 levels deep")
                        .at(text.place(span.start..end), "")
                        .help("flatten the list or the block quote"),
                );
                return Vec::new();
            }
        };
        if block.kind != BlockKind::Footnote {
            let section = split.then(|| opens_section(&block, source)).flatten();
            if section.is_some() {
                walks.push(std::mem::replace(&mut walk, Walk::new(&text)).ended());
            }
            walk.step(&block, section);
        }
        notes.keep(block);
    }
    walks.push(walk.ended());
    let mut parts = Vec::with_capacity(walks.len());
    for walk in walks {
        let (part, found) = walk.finish(&notes);
        parts.push(part);
        diagnostics.append(found);
    }
    let referred: BTreeSet<&String> = parts.iter().flat_map(|part| &part.body.references.notes).collect();
    for (label, definition) in notes.definitions.iter().filter(|(label, _)| !referred.contains(label)) {
        diagnostics.push(
            Diagnostic::new(codes::UNUSED_NOTE, format!("nothing refers to the note `[^{label}]`, so it is not shown"))
                .at(text.place(definition.at..definition.at + label.len() + 3), "")
                .help(format!("put `[^{label}]` where the note belongs, or remove it")),
        );
    }
    parts
}

/// The number and the beginning of the title of a heading that opens a section, as a byte of the source.
fn opens_section(block: &Block<'_>, source: &str) -> Option<(u32, usize)> {
    if block.kind != BlockKind::Heading(2) {
        return None;
    }
    let heading = source.get(block.span.clone())?;
    let marks = heading.len() - heading.trim_start_matches(['#', ' ', '\t']).len();
    let line = heading.get(marks..)?.lines().next()?;
    let (number, at) = numbered(line)?;
    Some((number, block.span.start + marks + at))
}

/// The source of a document and what is known before.
struct Text<'a> {
    document: &'a Document,
    context: Context<'a>,
    source: &'a str,
    base: usize,
}

impl Text<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        self.document.place(self.base + span.start..self.base + span.end)
    }
}

/// The walk through the blocks of a part.
struct Walk<'a> {
    text: &'a Text<'a>,
    writer: Writer<'a>,
    /// The part so far: its number, its title and where it begins.
    part: Parsed,
    begun: bool,
    items: Vec<Item>,
    turn: Option<Turn>,
    /// The anchors that are given.
    anchors: Copies,
    /// The last time into the recording.
    time: Option<f64>,
}

impl<'a> Walk<'a> {
    fn new(text: &'a Text<'a>) -> Self {
        let settings = Settings {
            file: &text.document.file,
            base: text.base,
            lexicon: text.context.lexicon,
            html: text.context.html,
        };
        Self {
            text,
            writer: Writer::new(settings, text.source),
            part: Parsed::default(),
            begun: false,
            items: Vec::new(),
            turn: None,
            anchors: Copies::default(),
            time: None,
        }
    }

    /// Takes in a block. The first one may be the title: the heading that opens a section, of which the number and the byte where
    /// its words begin are given, or one of level 1.
    fn step(&mut self, block: &Block<'_>, section: Option<(u32, usize)>) {
        if !std::mem::replace(&mut self.begun, true) {
            self.part.span = self.text.base + block.span.start..self.text.base + block.span.end;
            if section.is_some() || block.kind == BlockKind::Heading(1) {
                let from = section.map_or(0, |(_, at)| at);
                self.part.number = section.map(|(number, _)| number);
                self.part.title = self.writer.title(&block.events, from);
                self.part.title.plain().trim().clone_into(&mut self.part.title_text);
                self.writer.marks_of_titles();
                return;
            }
        }
        self.block(block);
    }

    /// The walk at the end of its part, which waits for notes that are defined further on.
    fn ended(mut self) -> Self {
        self.close();
        // A list that has grown has room for up to twice as much, and allocators seldom take it back where it lies.
        let mut items = Vec::with_capacity(self.items.len());
        items.append(&mut self.items);
        self.items = items;
        self
    }

    /// The part with its footnotes, and what was found in it.
    fn finish(mut self, notes: &Notes<'_>) -> (Parsed, Diagnostics) {
        let (mut parsed, mut items) = (self.part, self.items);
        parsed.body.notes = notes.written(&mut self.writer);
        answers(&mut items);
        parsed.body.count = items
            .iter()
            .filter_map(|item| match item {
                Item::Turn(turn) => Some(turn.count),
                Item::Topic(_) | Item::Part(_) => None,
            })
            .sum();
        parsed.body.items = items;
        parsed.body.references = self.writer.references;
        (parsed, self.writer.diagnostics)
    }

    fn block(&mut self, block: &Block<'_>) {
        let events = block.events.as_slice();
        match block.kind {
            BlockKind::Heading(level) => self.topic(level, events),
            BlockKind::Paragraph => self.paragraph(events, block),
            BlockKind::Quote => match notes::kind(self.text.source.get(block.span.clone()).unwrap_or_default()) {
                Some((kind, from)) => self.note(kind, block.span.start + from, events),
                None => self.writer.block(events, 0),
            },
            BlockKind::Other | BlockKind::Footnote => self.writer.block(events, 0),
        }
        // A footnote is shown behind the block that refers to it, so a text ends there.
        if self.writer.refers() {
            self.flush();
        }
    }

    /// Ends the text that is being written and puts it where it belongs.
    fn flush(&mut self) {
        if !self.writer.is_empty() {
            let text = self.writer.take();
            self.put(Part::Text(text));
        }
    }

    fn put(&mut self, part: Part) {
        match &mut self.turn {
            Some(turn) => turn.parts.push(part),
            None => self.items.push(Item::Part(part)),
        }
    }

    /// Ends the turn that is open.
    fn close(&mut self) {
        self.flush();
        let count = self.writer.take_count();
        if let Some(mut turn) = self.turn.take() {
            turn.count = count;
            turn.quotations.end = self.writer.references.quotations.len();
            // Nearly all turns have one part, and a growing list makes room for four.
            turn.parts.shrink_to_fit();
            self.items.push(Item::Turn(turn));
        }
    }

    fn topic(&mut self, level: u8, events: &[Spanned<'_>]) {
        self.close();
        let title = self.writer.title(events, 0);
        let slug = text::speaker_id(&title.plain());
        let anchor = self.anchors.next(&format!("t-{slug}"), |_| false);
        self.items.push(Item::Topic(Topic { level, title, anchor }));
        self.writer.marks_of_titles();
    }

    fn note(&mut self, kind: &'static str, from: usize, events: &[Spanned<'_>]) {
        self.flush();
        // The words of a note are the editor's: they are not counted, and hold no quotation.
        let count = std::mem::take(&mut self.writer.count);
        let quoting = std::mem::replace(&mut self.writer.quoting, false);
        let inside = events.get(1..events.len().saturating_sub(1)).unwrap_or_default();
        self.writer.block(inside, from);
        self.writer.quoting = quoting;
        self.writer.count = count;
        let text = self.writer.take();
        self.put(Part::Note(Note { kind, text }));
    }

    fn paragraph(&mut self, events: &[Spanned<'_>], block: &Block<'_>) {
        let raw = self.text.source.get(block.span.clone()).unwrap_or_default();
        let start = block.span.start;
        let mut from = 0;
        let mut time = None;
        if let Some(roster) = self.text.context.roster {
            match opening(raw, roster) {
                Opening::Label(label) => {
                    from = start + label.end;
                    self.open(label, start);
                    self.inner_labels(raw, start, roster);
                    if self.text.source.get(from..block.span.end).is_none_or(|rest| rest.trim().is_empty()) {
                        return;
                    }
                }
                Opening::Time { seconds, end } => {
                    from = start + end;
                    time = Some(seconds);
                }
                other => {
                    self.complain(other, start);
                    self.inner_labels(raw, start, roster);
                }
            }
        }
        if from == 0 && only_words(events) && self.alone(&plain_text(events)) {
            return;
        }
        match time {
            Some(seconds) if self.turn.is_some() => {
                // What is said at another time is a part of its own.
                self.flush();
                self.in_order(seconds, "this paragraph", start..from);
                self.writer.timed_paragraph(events, from, seconds);
            }
            _ => self.writer.block(events, from),
        }
    }

    /// A paragraph that is a scene, a gap or a recording and nothing else.
    fn alone(&mut self, words: &str) -> bool {
        let part = match self.text.context.lexicon.whole(words) {
            Some(remark) => {
                self.flush();
                self.writer.remark_alone(words);
                let text = self.writer.take();
                if remark == Remark::Scene { Part::Scene(text) } else { Part::Gap(text) }
            }
            None => match embed(words) {
                Some(media) => {
                    self.flush();
                    Part::Media(Box::new(media), words.to_owned())
                }
                None => return false,
            },
        };
        self.put(part);
        true
    }

    fn open(&mut self, label: Label, start: usize) {
        self.close();
        let span = start + label.span.start..start + label.span.end;
        if let Some(known) = &label.misspelt {
            self.writer.diagnostics.push(misspelt(self.text.place(span.clone()), known));
        }
        if let Some((id, at)) = &label.pin
            && !text::is_id(id)
        {
            let place = self.text.place(start + at.start..start + at.end);
            self.writer.diagnostics.push(
                Diagnostic::new(codes::BAD_PIN, format!("`{id}` cannot be the id of a turn")).at(place, "").help(
                    "an id has 4 to 12 digits and lower-case letters without i, l, o and u, and begins with a letter",
                ),
            );
        }
        if let Some(time) = label.time {
            self.in_order(time, "this turn", span.clone());
        }
        let quotations = self.writer.references.quotations.len();
        let base = self.text.base;
        self.turn = Some(Turn {
            id: String::new(),
            question: label.who == [Who::Audience],
            who: label.who,
            printed: label.printed,
            role: label.role,
            time: label.time,
            pin: label.pin.map(|(id, _)| id),
            answers: None,
            parts: Vec::new(),
            quotations: quotations..quotations,
            quoted: Vec::new(),
            fingerprint: String::new(),
            count: Count::default(),
            span: base + span.start..base + span.end,
            opens: base + start + label.end,
        });
    }

    /// Warns of a time that lies before the last one.
    fn in_order(&mut self, time: f64, what: &str, span: Range<usize>) {
        if let Some(before) = self.time
            && time < before
        {
            let place = self.text.place(span);
            self.writer.diagnostics.push(
                Diagnostic::new(
                    codes::TIME_ORDER,
                    format!(
                        "{what} is at {}, the one before at {}",
                        text::format_time(time),
                        text::format_time(before)
                    ),
                )
                .at(place, "")
                .help("correct the time, or silence the code if the recording was cut"),
            );
        }
        self.time = Some(time);
    }

    fn complain(&mut self, found: Opening, start: usize) {
        let place = |span: Range<usize>| self.text.place(start + span.start..start + span.end);
        let diagnostic = match found {
            Opening::Lost { span } => Diagnostic::new(
                codes::LOST_LABEL,
                "this paragraph opens with the name of a speaker but no colon follows",
            )
            .at(place(span), "a label without its colon?")
            .help("put a colon behind the name"),
            Opening::Misspelt { span, known } => misspelt(place(span), &known),
            Opening::Ambiguous { span } => {
                Diagnostic::new(codes::AMBIGUOUS_NAME, "this name belongs to more than one speaker")
                    .at(place(span), "")
                    .help("let the event's `speakers` list the one who takes part, by id")
            }
            Opening::Label(_) | Opening::Time { .. } | Opening::Text => return,
        };
        self.writer.diagnostics.push(diagnostic);
    }

    /// Warns of labels of known speakers at the start of lines inside a paragraph.
    fn inner_labels(&mut self, raw: &str, start: usize, roster: &Roster<'_>) {
        let mut at = 0;
        for (n, line) in raw.split_inclusive('\n').enumerate() {
            if n > 0
                && line.contains([':', '：'])
                && let Opening::Label(label) = opening(line, roster)
                && label.misspelt.is_none()
                && !label.who.iter().any(|who| matches!(who, Who::Named(_)))
            {
                let place = self.text.place(start + at + label.span.start..start + at + label.span.end);
                self.writer.diagnostics.push(
                    Diagnostic::new(codes::LABEL_IN_PARAGRAPH, "this label stands inside a paragraph")
                        .at(place, "no turn begins here")
                        .help("put a blank line before it"),
                );
            }
            at += line.len();
        }
    }
}

fn misspelt(place: Place, known: &str) -> Diagnostic {
    Diagnostic::new(codes::MISSPELT_LABEL, format!("this label is one letter away from `{known}`"))
        .at(place, "another person, or a slip?")
        .help(format!("write `{known}`, add this spelling to the speaker's `aliases`, or declare the person in the event's `speakers`"))
}

/// Whether a paragraph holds text and emphasis and nothing else that shows.
fn only_words(events: &[Spanned<'_>]) -> bool {
    events.iter().all(|(event, _)| match event {
        Event::Text(_) | Event::SoftBreak | Event::End(_) => true,
        Event::Start(tag) => match tag {
            Tag::Paragraph | Tag::Emphasis | Tag::Strong => true,
            Tag::Link { link_type, .. } => *link_type == pulldown_cmark::LinkType::Autolink,
            _ => false,
        },
        _ => false,
    })
}

/// Lets the turns after a question answer it.
pub(super) fn answers(items: &mut [Item]) {
    let mut question = None;
    let turns = items.iter_mut().filter_map(|item| match item {
        Item::Turn(turn) => Some(turn),
        Item::Topic(_) | Item::Part(_) => None,
    });
    for (at, turn) in turns.enumerate() {
        if turn.question {
            question = Some(at);
        } else {
            turn.answers = question;
        }
    }
}
