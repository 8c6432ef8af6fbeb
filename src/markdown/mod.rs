//! From Markdown to HTML with holes.
//!
//! In: the body of a source. Out: its top-level blocks with byte ranges, and for any run of blocks a [`Fragment`]:
//! finished HTML in which only what depends on the page (links, pictures, ids) is left open. This room decides what
//! is safe to show; it knows nothing of speakers, of sections or of where a page will stand.

pub mod cjk;
mod fragment;
pub mod highlight;
mod inline;
mod lexicon;
mod math;
mod media;
mod sanitize;
mod write;

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

pub use fragment::{Fill, Fragment, Html, Link, LinkKind, Picture, Quotation, References};
pub use highlight::highlight;
pub use lexicon::{Lexicon, Remark};
pub use media::{Embed, PLAYERS, embed};
pub use sanitize::safe_url;
pub use write::{Settings, Writer};

/// An event of the parser and the bytes of the body from which it came.
pub type Spanned<'s> = (Event<'s>, Range<usize>);

/// What a top-level block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A block quote.
    Quote,
    /// The definition of a footnote.
    Footnote,
    /// Anything else: a list, code, a table, a rule, raw HTML.
    Other,
}

/// A block that is not inside another one.
#[derive(Debug, Clone)]
pub struct Block<'s> {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes in the body.
    pub span: Range<usize>,
    /// Its events.
    pub events: Vec<Spanned<'s>>,
}

/// The nesting beyond which a document is refused.
pub const DEPTH: usize = 64;

/// Options of the parser. Mathematics is only read where it was asked for, since `$5和$6` is money.
pub fn options(math: bool) -> pulldown_cmark::Options {
    use pulldown_cmark::Options as O;
    let mut options = O::ENABLE_TABLES
        | O::ENABLE_FOOTNOTES
        | O::ENABLE_STRIKETHROUGH
        | O::ENABLE_TASKLISTS
        | O::ENABLE_HEADING_ATTRIBUTES
        | O::ENABLE_WIKILINKS;
    options.set(O::ENABLE_MATH, math);
    options
}

/// The top-level blocks that events make, or the place where they are nested too deeply, behind which nothing means anything. One after the
/// other: events take many times the room of the text that they are made of.
pub fn blocks<'s>(events: impl Iterator<Item = Spanned<'s>>) -> impl Iterator<Item = Result<Block<'s>, Range<usize>>> {
    let mut events = events.fuse();
    std::iter::from_fn(move || {
        let mut block: Option<Block<'s>> = None;
        let mut depth = 0_usize;
        // How many lists and quotes are open.
        let mut nested = 0_usize;
        loop {
            let (event, span) = events.next()?;
            match &event {
                Event::Start(tag) => {
                    depth += 1;
                    if matches!(tag, Tag::List(_) | Tag::BlockQuote(_)) {
                        nested += 1;
                        if nested > DEPTH {
                            return Some(Err(span));
                        }
                    }
                }
                Event::End(end) => {
                    depth = depth.saturating_sub(1);
                    if matches!(end, TagEnd::List(_) | TagEnd::BlockQuote(_)) {
                        nested = nested.saturating_sub(1);
                    }
                }
                _ => {}
            }
            let block =
                block.get_or_insert_with(|| Block { kind: kind(&event), span: span.clone(), events: Vec::new() });
            block.events.push((event, span));
            if depth == 0 {
                break;
            }
        }
        block.map(Ok)
    })
}

/// What a block is that opens with an event.
fn kind(event: &Event<'_>) -> BlockKind {
    match event {
        Event::Start(Tag::Paragraph) => BlockKind::Paragraph,
        Event::Start(Tag::Heading { level, .. }) => BlockKind::Heading(level_number(*level)),
        Event::Start(Tag::BlockQuote(_)) => BlockKind::Quote,
        Event::Start(Tag::FootnoteDefinition(_)) => BlockKind::Footnote,
        _ => BlockKind::Other,
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The text of a list of events, without any mark-up.
pub fn plain_text(events: &[Spanned<'_>]) -> String {
    let mut out = String::new();
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                out.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item) => out.push('\n'),
            _ => {}
        }
    }
    out.trim().to_owned()
}
