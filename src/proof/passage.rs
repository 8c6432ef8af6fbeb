//! The words of a file as somebody reads them, each with its place.
//!
//! In: a source, the sections that stand in it, and what readers see of its front matter. Out: its passages without labels, mark-up and code. It
//! judges nothing.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::diag::File;
use crate::markdown::{self, cjk};
use crate::model::Section;

/// What stands for code, a formula or a picture among words.
pub(super) const OBJECT: char = '\u{fffc}';

/// A paragraph, a heading, an item of a list or a cell of a table.
#[derive(Debug, Default)]
pub(super) struct Passage {
    /// The number of the turn that it belongs to, in the file; passages before the first have none.
    pub(super) turn: Option<usize>,
    /// The words, without labels, mark-up and code.
    pub(super) text: String,
    /// The parts of the text that are links, and where they lead.
    pub(super) links: Vec<(Range<usize>, String)>,
    /// Where pieces of the text begin, in it and in the file.
    pieces: Vec<(usize, usize)>,
}

impl Passage {
    fn push(&mut self, text: &str, at: usize) {
        self.pieces.push((self.text.len(), at));
        self.text.push_str(text);
    }

    /// Where in the file a part of the text stands.
    pub(super) fn place(&self, part: Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let behind = self.pieces.partition_point(|(begins, _)| *begins <= at);
            let (begins, place) = behind.checked_sub(1).and_then(|n| self.pieces.get(n)).copied().unwrap_or_default();
            place + (at - begins)
        };
        // Its end belongs to the piece of its last character, not to what comes behind.
        let last = self.text.get(part.clone()).and_then(|text| text.char_indices().last()).map_or(0, |(at, _)| at);
        let length = self.text.get(part.start + last..part.end).map_or(0, str::len);
        place(part.start)..place(part.start + last) + length
    }
}

/// The passages of a file, in order: those of its front matter, of which `prose` is for readers, and those of its body.
pub(super) fn of(file: &File, sections: &[&Section], prose: &[&[String]], math: bool) -> Vec<Passage> {
    let text = file.text();
    let start = front_matter(&text);
    let (front, body) = text.split_at_checked(start).unwrap_or_default();
    let turns: Vec<(usize, usize)> =
        sections.iter().flat_map(|section| section.turns()).map(|turn| (turn.span.start, turn.opens)).collect();
    let source = cjk::Source::new(body);
    let mut passages: Vec<Passage> = prose.iter().flat_map(|values| in_front_matter(front, values)).collect();
    let mut open = Passage::default();
    let mut code = 0_usize;
    // No link stands in another.
    let mut link = None;
    for (event, span) in source.events(markdown::options(math)) {
        let at = start + span.start;
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Image { .. }) => code += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image) => {
                code = code.saturating_sub(1);
                open.push(&String::from(OBJECT), at);
            }
            Event::Start(Tag::Link { dest_url, .. }) => link = Some((open.text.len(), dest_url.into_string())),
            Event::End(TagEnd::Link) => {
                if let Some((begins, to)) = link.take().filter(|(begins, _)| *begins < open.text.len()) {
                    open.links.push((begins..open.text.len(), to));
                }
            }
            Event::Start(tag) if is_block(&tag) => close(&mut passages, &mut open),
            Event::End(tag) if is_end_of_block(tag) => close(&mut passages, &mut open),
            Event::Text(text) if code == 0 => {
                // A time may stand before the label in the same text.
                let behind = turns.partition_point(|(label, _)| *label < at + text.len());
                let turn = behind.checked_sub(1);
                // The label, with time and id, is not spoken.
                let opens = turn.and_then(|n| turns.get(n)).map_or(0, |(_, opens)| *opens);
                let skipped = opens.saturating_sub(at).min(text.len());
                open.turn = turn;
                if let Some(said) = text.get(skipped..).filter(|said| !said.is_empty()) {
                    open.push(said, at + skipped);
                }
            }
            Event::SoftBreak | Event::HardBreak => open.push("\n", at),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::InlineHtml(_) => {
                open.push(&String::from(OBJECT), at);
            }
            _ => {}
        }
    }
    close(&mut passages, &mut open);
    passages
}

/// The values of a key of the front matter where they stand as they are read, in this order. Those that are written otherwise, on several lines or with
/// escapes, have no passage.
fn in_front_matter(front: &str, values: &[String]) -> Vec<Passage> {
    let quotes = ['"', '\''];
    let is_whole = |at: usize, length: usize| {
        let (before, rest) = front.split_at_checked(at).unwrap_or_default();
        let before = before.trim_end_matches(quotes);
        let after = rest.get(length..).unwrap_or_default().trim_start_matches(quotes);
        let opens = before.ends_with([' ', '[']) && before.trim_end_matches(' ').ends_with([':', '-', '[', ',']);
        opens && after.trim_start_matches(' ').starts_with(['\n', '\r', ',', ']', '}'])
    };
    let mut passages = Vec::new();
    let mut from = 0;
    for value in values.iter().filter(|value| !value.trim().is_empty()) {
        let mut places = front.get(from..).unwrap_or_default().match_indices(value).map(|(at, _)| from + at);
        if let Some(at) = places.find(|at| is_whole(*at, value.len())) {
            let mut passage = Passage::default();
            passage.push(value, at);
            passages.push(passage);
            from = at + value.len();
        }
    }
    passages
}

fn close(passages: &mut Vec<Passage>, open: &mut Passage) {
    let passage = std::mem::take(open);
    if !passage.text.trim().is_empty() {
        passages.push(passage);
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
}

fn is_end_of_block(tag: TagEnd) -> bool {
    !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
}

/// How long the front matter is.
pub(super) fn front_matter(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let mut length = match lines.next() {
        Some(first) if first.trim_end() == "---" => first.len(),
        _ => return 0,
    };
    for line in lines {
        length += line.len();
        if line.trim_end() == "---" {
            return length;
        }
    }
    0
}
