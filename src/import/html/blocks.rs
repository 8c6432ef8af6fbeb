//! The text of a page, in blocks.
//!
//! In: HTML, however badly it is nested. Out: paragraphs, headings, items and rows in order, each of runs of words with their
//! look, and with what marks a transcript: who speaks, times, words that have a time of their own.
//! It must never follow a link, and never know what kind of transcript the page holds.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, StartTag, Token, Tokenizer};

/// What a block is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    #[default]
    Paragraph,
    /// A heading of a level from one to six.
    Heading(usize),
    /// An item of a list, so deep in other lists.
    Item(usize),
    /// A quotation.
    Quote,
    /// Words whose line ends count.
    Code,
    /// A cell of a table: the row on the page, and the column in the row, both counted from one.
    Row(usize, usize),
    /// A side note of this number.
    Note(usize),
}

/// What words are in a transcript.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Part {
    /// Words.
    #[default]
    Words,
    /// The name of who speaks.
    Who,
    /// A time.
    Time,
    /// The mark of a side note, as Markdown.
    Note,
}

/// How words look and where they lead.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// The address that the words lead to.
    pub link: Option<String>,
    /// What they are in a transcript.
    pub part: Part,
    /// Where they begin in the recording, in seconds.
    pub start: Option<f64>,
}

/// Words of one look.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The words, white space as it was.
    pub text: String,
    /// How they look.
    pub look: Look,
}

/// A block.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Block {
    /// The line of the input in which it begins, by its index.
    pub at: usize,
    /// What it is.
    pub kind: Kind,
    /// Its words.
    pub runs: Vec<Run>,
    /// It stands in what the page itself calls its article or main part.
    pub inside: bool,
    /// The part of the page around the text that it belongs to: `nav`, `footer` and their kind.
    pub around: Option<&'static str>,
}

impl Block {
    /// The words without their looks, white space as one space.
    pub fn plain(&self) -> String {
        let all: String = self.runs.iter().map(|run| run.text.as_str()).collect();
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A page.
#[derive(Debug, Default)]
pub struct Page {
    /// What the page is called in its head.
    pub title: Option<String>,
    /// The language that it states.
    pub language: Option<String>,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

/// Elements whose content is no text.
const SILENT: &[&str] =
    &["script", "style", "template", "noscript", "svg", "math", "iframe", "object", "video", "audio", "canvas", "head"];
/// Elements of the page around its text.
const AROUND: &[&str] = &["nav", "footer", "aside", "button", "select", "textarea", "dialog", "menu"];
/// Elements that hold no others.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements whose words run on into those around them.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "img", "input", "o:p",
];
/// Where the page breaks a line: the line ends of its source are spaces.
pub const BREAK: &str = "\u{2028}";
/// No elements lie deeper in each other; what does is read as if they were not there.
const DEEPEST: usize = 400;

/// Reads a page.
pub fn read(html: &str) -> Page {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut walk = Walk::of(html);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => walk.start(&tag),
            Token::EndTag(tag) => walk.end(&word(&tag.name)),
            Token::String(text) => walk.text(text.span.start, &word(&text.value)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    walk.flush();
    walk.page
}

fn word(text: &HtmlString) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// An element that is open.
struct Open {
    name: String,
    look: Look,
    around: Option<&'static str>,
    silent: bool,
    inside: bool,
}

struct Walk<'a> {
    page: Page,
    html: &'a [u8],
    open: Vec<Open>,
    block: Block,
    /// Up to where lines were counted, and how many there were.
    counted: (usize, usize),
    /// The row and the column of a table that is read.
    cell: (usize, usize),
    /// The title of the page, while it is read.
    title: bool,
}

impl<'a> Walk<'a> {
    fn of(html: &'a str) -> Self {
        Self {
            page: Page::default(),
            html: html.as_bytes(),
            open: Vec::new(),
            block: Block::default(),
            counted: (0, 0),
            cell: (0, 0),
            title: false,
        }
    }

    /// The line of a place, which never lies before the one asked for last.
    fn line(&mut self, place: usize) -> usize {
        let (from, lines) = self.counted;
        let between = self.html.get(from..place).unwrap_or_default();
        self.counted = (place.max(from), lines + memchr::memchr_iter(b'\n', between).count());
        self.counted.1
    }

    fn start(&mut self, tag: &StartTag<usize>) {
        let name = word(&tag.name);
        let attribute = |name: &[u8]| tag.attributes.get(name).map(|value| word(&value.value));
        if name == "html" {
            self.page.language = attribute(b"lang").filter(|tag| !tag.is_empty());
        }
        self.title |= name == "title";
        if name == "br" {
            return self.push(BREAK);
        }
        if name == "img" {
            return self.picture(attribute(b"alt"));
        }
        let inline = INLINE.contains(&name.as_str());
        if !inline {
            self.flush();
            self.close_before(&name);
        }
        match name.as_str() {
            "tr" => self.cell = (self.cell.0 + 1, 0),
            "td" | "th" => self.cell.1 += 1,
            _ => {}
        }
        if VOID.contains(&name.as_str()) || tag.self_closing || self.open.len() >= DEEPEST {
            return;
        }
        let parent = self.open.last();
        let mut look = parent.map(|open| open.look.clone()).unwrap_or_default();
        let class = attribute(b"class").unwrap_or_default();
        match name.as_str() {
            "b" | "strong" | "th" => look.bold = true,
            "i" | "em" => look.italic = true,
            "a" => look.link = attribute(b"href").filter(|to| to.starts_with("http")),
            "cite" => look.part = Part::Who,
            "time" => look.part = Part::Time,
            _ => {}
        }
        let is_speaker = |class: &str| ["speaker", "speaker-name", "hyperaudio-speaker"].contains(&class);
        if inline && class.split_whitespace().any(is_speaker) {
            look.part = Part::Who;
        }
        if let Some(start) = attribute(b"data-m").and_then(|start| start.trim().parse::<f64>().ok()) {
            look.start = (start.is_finite() && start >= 0.0).then_some(start / 1000.0);
        }
        let around = AROUND.iter().find(|one| **one == name).copied();
        let open = Open {
            around: parent.and_then(|open| open.around).or(around),
            silent: parent.is_some_and(|open| open.silent) || SILENT.contains(&name.as_str()),
            inside: parent.is_some_and(|open| open.inside) || name == "article" || name == "main",
            look,
            name,
        };
        self.open.push(open);
    }

    /// A paragraph ends where a block begins, an item where the next does.
    fn close_before(&mut self, name: &str) {
        let closed: &[&str] = match name {
            "li" => &["li", "p"],
            "tr" => &["tr", "td", "th"],
            "td" | "th" => &["td", "th"],
            "dt" | "dd" => &["dt", "dd", "p"],
            "body" => &["head"],
            _ => &["p"],
        };
        let bounds = ["ul", "ol", "table", "dl", "div", "section", "article", "body", "blockquote"];
        let last = self.open.iter().rposition(|open| bounds.contains(&open.name.as_str())).map_or(0, |at| at + 1);
        let inner = self.open.get(last..).unwrap_or_default();
        if let Some(at) = inner.iter().position(|open| closed.contains(&open.name.as_str())) {
            self.open.truncate(last + at);
        }
    }

    fn end(&mut self, name: &str) {
        self.title &= name != "title";
        if !INLINE.contains(&name) {
            self.flush();
        } else if matches!(name, "td" | "th") {
            self.push(" ");
        }
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            self.open.truncate(at);
        }
    }

    fn picture(&mut self, description: Option<String>) {
        if let Some(description) = description.filter(|words| !words.trim().is_empty()) {
            self.push(&format!("[{}]", description.trim()));
        }
    }

    fn text(&mut self, place: usize, text: &str) {
        if self.title {
            let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.page.title = self.page.title.take().or(Some(title).filter(|title| !title.is_empty()));
            return;
        }
        let leading = text.len() - text.trim_start().len();
        if self.block.runs.is_empty() {
            if text.trim().is_empty() {
                return;
            }
            self.block.at = self.line(place + leading);
        }
        self.push(text);
    }

    /// Adds words to the block that is open.
    fn push(&mut self, text: &str) {
        let innermost = self.open.last();
        if innermost.is_some_and(|open| open.silent) {
            return;
        }
        let look = innermost.map(|open| open.look.clone()).unwrap_or_default();
        match self.block.runs.last_mut() {
            Some(run) if run.look == look => run.text.push_str(text),
            _ => self.block.runs.push(Run { text: text.to_owned(), look }),
        }
    }

    /// Ends the block that is open.
    fn flush(&mut self) {
        let mut block = std::mem::take(&mut self.block);
        if block.runs.iter().all(|run| run.text.trim().is_empty()) {
            return;
        }
        let named = |name: &str| self.open.iter().rev().any(|open| open.name == name);
        let heading = self.open.iter().rev().find_map(|open| match open.name.as_bytes() {
            [b'h', level @ b'1'..=b'6'] => Some(usize::from(level - b'0')),
            _ => None,
        });
        let depth = self.open.iter().filter(|open| matches!(open.name.as_str(), "ul" | "ol")).count();
        block.kind = match heading {
            Some(level) => Kind::Heading(level),
            None if named("pre") => Kind::Code,
            None if named("td") || named("th") => Kind::Row(self.cell.0, self.cell.1),
            None if named("li") => Kind::Item(depth.saturating_sub(1)),
            None if named("blockquote") => Kind::Quote,
            None => Kind::Paragraph,
        };
        block.around = self.open.last().and_then(|open| open.around);
        block.inside = self.open.last().is_some_and(|open| open.inside);
        self.page.blocks.push(block);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(html: &str) -> Vec<(usize, Kind, String)> {
        read(html).blocks.iter().map(|block| (block.at, block.kind, block.plain())).collect()
    }

    #[test]
    fn words_in_their_blocks() {
        let html = "<title>T</title>\n<h2>One <i>lamp</i></h2>\n<p>a<br>b<p>c &amp; d</p>\n<ul><li>e<ul><li>f</ul><li>g</ul>\n<script>no()</script><blockquote>h</blockquote>i";
        let text = |at, kind, words: &str| (at, kind, words.to_owned());
        assert_eq!(
            blocks(html),
            [
                text(1, Kind::Heading(2), "One lamp"),
                text(2, Kind::Paragraph, "a b"),
                text(2, Kind::Paragraph, "c & d"),
                text(3, Kind::Item(0), "e"),
                text(3, Kind::Item(1), "f"),
                text(3, Kind::Item(0), "g"),
                text(4, Kind::Quote, "h"),
                text(4, Kind::Paragraph, "i"),
            ]
        );
    }

    #[test]
    fn looks() {
        let page = read("<p><b>Ann:</b> a <a href='https://b.example'>c</a><a href='x'/>d</p>");
        let runs: Vec<_> = page.blocks[0]
            .runs
            .iter()
            .map(|run| (run.text.as_str(), run.look.bold, run.look.link.as_deref()))
            .collect();
        let link = Some("https://b.example");
        assert_eq!(runs, [("Ann:", true, None), (" a ", false, None), ("c", false, link), ("d", false, None)]);
    }
}
