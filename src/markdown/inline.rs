//! The inline pass: text that the parser handed out in pieces, put together again so that what is written across the
//! pieces (remarks in brackets, quotations, bare addresses) can be seen.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Spanned;
use crate::text;

/// A piece of the inline content of a block.
#[derive(Debug)]
pub(super) enum Inline<'e, 's> {
    /// Text in one run, with the bytes it came from.
    Run(Run<'e>),
    /// Any other event.
    Event(&'e Event<'s>, Range<usize>),
}

/// Text that stands together in the source.
#[derive(Debug)]
pub(super) struct Run<'e> {
    pub(super) text: Cow<'e, str>,
    pub(super) span: Range<usize>,
    /// Where pieces behind the first begin, in the text and in the source.
    pieces: Vec<(usize, usize)>,
}

impl Run<'_> {
    /// The byte of the source from which the text's byte `at` came.
    pub(super) fn source_at(&self, at: usize) -> usize {
        let behind = self.pieces.partition_point(|(start, _)| *start <= at);
        let piece = behind.checked_sub(1).and_then(|piece| self.pieces.get(piece));
        let (start, source) = piece.copied().unwrap_or((0, self.span.start));
        source + (at - start)
    }

    /// Whether nothing lies between this run and another but a back slash that escapes its first character.
    fn goes_on(&self, more: &Self, source: &str) -> bool {
        matches!(source.get(self.span.end..more.span.start), Some("" | "\\"))
    }

    fn append(&mut self, more: &Self) {
        self.pieces.push((self.text.len(), more.span.start));
        self.text.to_mut().push_str(&more.text);
        self.span.end = more.span.end;
    }
}

/// The inline content of events, in order, without what lies before the byte `from` of the source.
pub(super) struct Inlines<'e, 's> {
    events: std::slice::Iter<'e, Spanned<'s>>,
    from: usize,
    source: &'e str,
    /// Of every open element whether it is kept: what was opened before `from` is left out at both ends.
    open: Vec<bool>,
    in_code: bool,
    /// How many footnotes are open: one that is defined inside another block stands where it is referred to, not here.
    footnotes: usize,
    /// What came behind a run that has ended.
    next: Option<Inline<'e, 's>>,
}

impl<'e, 's> Inlines<'e, 's> {
    pub(super) fn new(events: &'e [Spanned<'s>], from: usize, source: &'e str) -> Self {
        let events = events.iter();
        Self { events, from, source, open: Vec::new(), in_code: false, footnotes: 0, next: None }
    }

    /// The events behind the one that was handed out last. Behind a run some are missing: those that were looked at to see whether it goes on.
    pub(super) fn rest(&self) -> &'e [Spanned<'s>] {
        self.events.as_slice()
    }

    /// The next piece, as the parser handed it out.
    fn piece(&mut self) -> Option<Inline<'e, 's>> {
        for (event, span) in self.events.by_ref() {
            match event {
                Event::Start(Tag::FootnoteDefinition(_)) => self.footnotes += 1,
                Event::End(TagEnd::FootnoteDefinition) => self.footnotes = self.footnotes.saturating_sub(1),
                _ if self.footnotes > 0 => {}
                Event::Start(tag) => {
                    self.in_code |= matches!(tag, Tag::CodeBlock(_));
                    let kept = is_block(tag) || span.start >= self.from;
                    self.open.push(kept);
                    if kept {
                        return Some(Inline::Event(event, span.clone()));
                    }
                }
                Event::End(end) => {
                    if matches!(end, TagEnd::CodeBlock) {
                        self.in_code = false;
                    }
                    if self.open.pop().unwrap_or(true) {
                        return Some(Inline::Event(event, span.clone()));
                    }
                }
                _ if span.end <= self.from => {}
                Event::Text(text) if !self.in_code => {
                    let cut = self.from.saturating_sub(span.start);
                    let text = text.get(cut..).unwrap_or_default();
                    if !text.is_empty() {
                        let span = span.start + cut..span.end;
                        return Some(Inline::Run(Run { text: Cow::Borrowed(text), span, pieces: Vec::new() }));
                    }
                }
                _ => return Some(Inline::Event(event, span.clone())),
            }
        }
        None
    }
}

impl<'e, 's> Iterator for Inlines<'e, 's> {
    type Item = Inline<'e, 's>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut inline = self.next.take().or_else(|| self.piece())?;
        if let Inline::Run(run) = &mut inline {
            loop {
                match self.piece() {
                    Some(Inline::Run(more)) if run.goes_on(&more, self.source) => run.append(&more),
                    other => {
                        self.next = other;
                        break;
                    }
                }
            }
        }
        Some(inline)
    }
}

/// Whether an element holds blocks or is one, so that a label inside it does not remove it.
fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

/// Marks of quotations: for every `==` that opens or closes one, by its byte in the source.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Whether the mark at this byte opens.
    pub(super) pairs: BTreeMap<usize, bool>,
    /// Marks that open nothing that is closed.
    pub(super) lonely: Vec<usize>,
}

/// Finds the quotations of a block: pairs of `==` inside the same element, the first before a word and the second
/// behind one. An equals sign between Latin letters, as in `a==b`, is none.
pub(super) fn quotations(inlines: Inlines<'_, '_>, source: &str) -> Marks {
    let mut marks = Marks::default();
    let mut next_element = 0_usize;
    let mut elements = vec![0_usize];
    let mut open: Vec<(usize, usize)> = Vec::new();
    for inline in inlines {
        match inline {
            Inline::Event(Event::Start(_), _) => {
                next_element += 1;
                elements.push(next_element);
            }
            Inline::Event(Event::End(end), _) => {
                elements.pop();
                if matches!(end, TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) {
                    marks.lonely.extend(open.drain(..).map(|(at, _)| at));
                }
            }
            Inline::Run(run) if run.text.contains("==") => {
                let element = elements.last().copied().unwrap_or_default();
                for (at, _) in run.text.match_indices("==") {
                    mark(&mut marks, &mut open, &run, at, element, source);
                }
            }
            _ => {}
        }
    }
    marks.lonely.extend(open.drain(..).map(|(at, _)| at));
    marks
}

fn mark(marks: &mut Marks, open: &mut Vec<(usize, usize)>, run: &Run<'_>, at: usize, element: usize, source: &str) {
    let here = run.source_at(at);
    let escaped = here > 0 && source.as_bytes().get(here - 1) == Some(&b'\\');
    let before = source.get(..here).and_then(|s| s.chars().next_back());
    let after = source.get(here + 2..).and_then(|s| s.chars().next());
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !text::is_cjk(c));
    if escaped || before == Some('=') || after == Some('=') {
        return;
    }
    if let Some((first, opened_in)) = open.last().copied()
        && opened_in == element
        && !space(before)
        && !latin(after)
    {
        open.pop();
        marks.pairs.insert(first, true);
        marks.pairs.insert(here, false);
    } else if !space(after) && !latin(before) && open.is_empty() {
        open.push((here, element));
    }
}

/// Whether there can be a quotation: its marks stand there, or a character reference such as `&#61;` that may mean one of them.
pub(super) fn may_quote(events: &[Spanned<'_>], source: &str) -> bool {
    let (Some((_, first)), Some((_, last))) = (events.first(), events.last()) else { return false };
    let written = source.get(first.start..last.end).unwrap_or_default();
    written.contains("==") || written.contains('&')
}

/// Whether a paragraph holds one picture and nothing else.
pub(super) fn is_only_picture(inlines: Inlines<'_, '_>) -> bool {
    let mut pictures = 0;
    let mut inside = false;
    for inline in inlines {
        match inline {
            Inline::Event(Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph), _) => {}
            Inline::Event(Event::Start(Tag::Image { .. }), _) => {
                pictures += 1;
                inside = true;
            }
            Inline::Event(Event::End(TagEnd::Image), _) => inside = false,
            _ if inside => {}
            Inline::Run(run) if run.text.trim().is_empty() => {}
            _ => return false,
        }
    }
    pictures == 1
}

/// The first character that will be shown of what follows.
pub(super) fn first_character(events: &[Spanned<'_>]) -> Option<char> {
    for (event, _) in events {
        match event {
            Event::Text(text) if text.is_empty() => {}
            Event::Text(text) | Event::Code(text) => return text.chars().next(),
            Event::Start(_) | Event::End(_) | Event::FootnoteReference(_) => {}
            _ => return None,
        }
    }
    None
}

/// The address that begins at `at`, where one does: up to white space, a quotation mark, an angle bracket or anything
/// that is not ASCII, without the punctuation that ends a sentence.
pub(super) fn bare_url(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    if !rest.starts_with("https://") && !rest.starts_with("http://") {
        return None;
    }
    let end = rest.find(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '`')).unwrap_or(rest.len());
    let mut url = rest.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    let count = |sign: u8| memchr::memchr_iter(sign, url.as_bytes()).count();
    let (opened, mut closed) = (count(b'('), count(b')'));
    while closed > opened
        && let Some(shorter) = url.strip_suffix(')')
    {
        url = shorter;
        closed -= 1;
    }
    (url.len() > "https://".len()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, url) in [
            ("https://a.example/x。然后", Some("https://a.example/x")),
            ("https://a.example/x.", Some("https://a.example/x")),
            ("https://a.example/(x) y", Some("https://a.example/(x)")),
            ("https://a.example/x) y", Some("https://a.example/x")),
            ("https://a.example/(x)))", Some("https://a.example/(x)")),
            ("https://", None),
            ("httpsx", None),
        ] {
            assert_eq!(bare_url(text, 0), url, "{text}");
        }
    }

    fn pairs(source: &str) -> (usize, usize) {
        let events: Vec<_> = pulldown_cmark::Parser::new(source).into_offset_iter().collect();
        let marks = quotations(Inlines::new(&events, 0, source), source);
        (marks.pairs.len() / 2, marks.lonely.len())
    }

    #[test]
    fn quotations_pair_inside_one_element() {
        for (source, expected) in [
            ("前==中==后", (1, 0)),
            ("a ==b c== d", (1, 0)),
            ("if x==y and z==w", (0, 0)),
            ("a == b == c", (0, 0)),
            ("==a **b** c==", (1, 0)),
            ("**a ==b** c==", (0, 1)),
            ("==a", (0, 1)),
            ("\\==a==", (0, 0)),
            ("======", (0, 0)),
            ("==一==和==二==", (2, 0)),
            ("`==a==`", (0, 0)),
        ] {
            assert_eq!(pairs(source), expected, "{source}");
        }
    }
}
