//! The one way through a record: what it holds, node by node.
//!
//! Nodes are entered and left in the order of the record, as elements of a document are opened and closed; words come between.
//! A visitor writes what its format has a place for and passes over the rest, whose words then stand in what is around it.

use std::borrow::Cow;

use crate::text;
use crate::view::record::{Chapter, Entry, Piece, Record, Speech};

/// What stands in a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Node<'a> {
    /// The editor's introduction.
    Introduction,
    /// A section, by its position.
    Section(usize),
    /// Its title.
    Title,
    /// A heading inside a section, with its level below the section's.
    Topic(u8),
    /// A turn, by the positions of its section and its entry.
    Turn(usize, usize),
    /// Words of a speaker inside a turn, else of the editor; and where they begin in the recording.
    Words(Option<f64>),
    /// What happens.
    Scene,
    /// A gap in the record.
    Gap,
    /// A boxed note: its kind, and its kind in words.
    Note(&'a str, &'a str),
    /// A recording on another host: its name, the address.
    Media(&'a str, &'a str),
    /// The footnotes of a section.
    Footnotes,
    /// A footnote by its number in the section.
    Footnote(u32),
    /// An element of a text.
    Element(Element<'a>),
}

/// A block or an inline of a text. All that HTML of ours has and that is not here is passed over but for its words.
#[derive(Debug, Clone, PartialEq)]
pub enum Element<'a> {
    /// A paragraph.
    Paragraph,
    /// A list; the first number, of one with numbers.
    List(Option<u32>),
    /// An item of a list.
    Item,
    /// A quotation from elsewhere.
    Quote,
    /// Code in lines of its own, in a language.
    Code(&'a str),
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell; whether it is a head.
    Cell(bool),
    /// A picture that stands alone.
    Figure,
    /// What is written below it.
    Caption,
    /// A rule; it has no content.
    Rule,
    /// A line ends; it has no content.
    Break,
    /// A picture: address, path in the site where it lies there, what it shows. It has no content.
    Picture(Cow<'a, str>, Option<&'a str>, Cow<'a, str>),
    /// The mark of a footnote. It has no content.
    Mark(u32),
    /// A scene, or a gap in the record, inside a paragraph.
    Remark,
    /// A passage worth sharing, with its id.
    Quotation(&'a str),
    /// A link.
    Link(Cow<'a, str>),
    /// Stress.
    Emphasis,
    /// More of it.
    Strong,
    /// Words that no longer count.
    Deleted,
    /// A piece of code.
    Literal,
    /// A formula as `MathML`, mark-up and all. It has no content.
    Formula(&'a str),
    /// Another element that HTML and XHTML have in common and whose name says what it is: `sub`, `sup`, `ruby` …
    Other(&'a str),
}

impl Element<'_> {
    /// Whether it stands in a line. Where a block begins, what is open of these ends.
    fn is_inline(&self) -> bool {
        match self {
            Self::Other(name) => !matches!(*name, "dl" | "dt" | "dd" | "details" | "summary" | "div"),
            Self::Remark | Self::Quotation(_) | Self::Link(_) => true,
            one => matches!(one, Self::Emphasis | Self::Strong | Self::Deleted | Self::Literal),
        }
    }

    fn is_block(&self) -> bool {
        let is_empty = matches!(self, Self::Break | Self::Picture(..) | Self::Mark(_) | Self::Formula(_));
        !self.is_inline() && !is_empty
    }
}

/// Something that writes a format.
pub trait Visitor {
    /// A node begins.
    fn enter(&mut self, node: &Node<'_>);
    /// It ends.
    fn leave(&mut self, node: &Node<'_>);
    /// Words, without mark-up.
    fn text(&mut self, text: &str);
}

/// Shows a record to a visitor.
pub fn walk(record: &Record<'_>, visitor: &mut dyn Visitor) {
    if !record.introduction.entries.is_empty() {
        inside(&Node::Introduction, visitor, |visitor| content(&record.introduction, None, visitor));
    }
    for at in 0..record.sections.len() {
        section(record, at, visitor);
    }
}

/// Shows one section.
pub fn section(record: &Record<'_>, at: usize, visitor: &mut dyn Visitor) {
    let Some(chapter) = record.sections.get(at) else { return };
    inside(&Node::Section(at), visitor, |visitor| {
        inside(&Node::Title, visitor, |visitor| html(chapter.title.as_str(), visitor));
        content(chapter, Some(at), visitor);
    });
}

/// Shows what is in a section or in the introduction, its title left out.
pub fn content(chapter: &Chapter, at: Option<usize>, visitor: &mut dyn Visitor) {
    for (position, entry) in chapter.entries.iter().enumerate() {
        match entry {
            Entry::Topic(level, title) => {
                inside(&Node::Topic(*level), visitor, |visitor| html(title.as_str(), visitor));
            }
            Entry::Piece(one) => piece(one, visitor),
            Entry::Turn(speech) => {
                let node = Node::Turn(at.unwrap_or_default(), position);
                inside(&node, visitor, |visitor| speech.pieces.iter().for_each(|one| piece(one, visitor)));
            }
        }
    }
    if !chapter.notes.is_empty() {
        inside(&Node::Footnotes, visitor, |visitor| {
            for (number, note) in &chapter.notes {
                inside(&Node::Footnote(*number), visitor, |visitor| html(note.as_str(), visitor));
            }
        });
    }
}

/// The turn that a node means.
pub fn speech<'r>(record: &'r Record<'_>, section: usize, entry: usize) -> Option<&'r Speech> {
    match record.sections.get(section)?.entries.get(entry)? {
        Entry::Turn(speech) => Some(speech),
        Entry::Topic(..) | Entry::Piece(_) => None,
    }
}

fn piece(piece: &Piece, visitor: &mut dyn Visitor) {
    let (node, text) = match piece {
        Piece::Words(text, time) => (Node::Words(*time), text),
        Piece::Scene(text) => (Node::Scene, text),
        Piece::Gap(text) => (Node::Gap, text),
        Piece::Note(kind, title, text) => (Node::Note(kind, title), text),
        Piece::Media(host, url) => return inside(&Node::Media(host, url), visitor, |_| {}),
    };
    inside(&node, visitor, |visitor| html(text.as_str(), visitor));
}

fn inside(node: &Node<'_>, visitor: &mut dyn Visitor, then: impl FnOnce(&mut dyn Visitor)) {
    visitor.enter(node);
    then(visitor);
    visitor.leave(node);
}

/// Shows HTML of our own. What is open at its end is closed; a block is never shown inside of an inline, though raw HTML may have it there.
pub fn html(html: &str, visitor: &mut dyn Visitor) {
    let mut open: Vec<(&str, Option<Element<'_>>)> = Vec::new();
    // How many inlines of them have not ended yet.
    let mut inlines = 0_usize;
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        words(before, visitor);
        if let Some(comment) = from.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if from.starts_with("<math") {
            let end = from.find("</math>").map_or(from.len(), |end| end + "</math>".len());
            let (formula, after) = from.split_at_checked(end).unwrap_or((from, ""));
            let node = Node::Element(Element::Formula(formula));
            inside(&node, visitor, |_| {});
            rest = after;
            continue;
        }
        let (tag, after) = from.split_once('>').unwrap_or((from, ""));
        rest = after;
        let tag = tag.trim_start_matches('<').trim_end_matches('/');
        if let Some(name) = tag.strip_prefix('/') {
            // What was opened inside of it and not closed ends with it.
            let Some(depth) = open.iter().rposition(|(one, _)| *one == name.trim()) else { continue };
            inlines -= close(&mut open, depth, visitor);
            continue;
        }
        let name = tag.split([' ', '\n', '\t']).next().unwrap_or_default();
        let element = match (name, open.last()) {
            ("pre", _) => Some(Element::Code(language(rest))),
            ("code", Some(("pre", _))) => None,
            _ => element(name, tag),
        };
        if element.as_ref().is_some_and(Element::is_block) {
            for (_, one) in open.iter_mut().rev() {
                if inlines == 0 || one.as_ref().is_some_and(|element| !element.is_inline()) {
                    break;
                }
                if let Some(element) = one.take() {
                    inlines -= 1;
                    visitor.leave(&Node::Element(element));
                }
            }
        }
        if matches!(name, "br" | "hr" | "img" | "wbr" | "col") || matches!(element, Some(Element::Mark(_))) {
            if let Some(element) = element {
                inside(&Node::Element(element), visitor, |_| {});
            }
            if name == "sup" {
                rest = rest.strip_prefix("</sup>").unwrap_or(rest);
            }
            continue;
        }
        if let Some(element) = &element {
            visitor.enter(&Node::Element(element.clone()));
            inlines += usize::from(element.is_inline());
        }
        open.push((name, element));
    }
    words(rest, visitor);
    close(&mut open, 0, visitor);
}

/// Ends what is open beyond a depth. How many inlines that were.
fn close(open: &mut Vec<(&str, Option<Element<'_>>)>, depth: usize, visitor: &mut dyn Visitor) -> usize {
    let mut inlines = 0;
    while open.len() > depth {
        if let Some((_, Some(element))) = open.pop() {
            inlines += usize::from(element.is_inline());
            visitor.leave(&Node::Element(element));
        }
    }
    inlines
}

fn words(escaped: &str, visitor: &mut dyn Visitor) {
    if escaped.is_empty() {
        return;
    }
    if escaped.contains('&') { visitor.text(&text::plain(escaped)) } else { visitor.text(escaped) }
}

/// The value of an attribute as it is written; HTML of ours has all of them in double quotation marks.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once("=\"") {
        let (value, behind) = after.split_once('"').unwrap_or((after, ""));
        if before.rsplit([' ', '\n', '\t']).next() == Some(name) {
            return Some(value);
        }
        rest = behind;
    }
    None
}

fn decoded(escaped: &str) -> Cow<'_, str> {
    if escaped.contains('&') { Cow::Owned(text::plain(escaped)) } else { Cow::Borrowed(escaped) }
}

/// The language of code, which the element in `pre` states.
fn language(inside: &str) -> &str {
    let tag = inside.split('>').next().unwrap_or_default();
    let class = attribute(tag, "class").filter(|_| tag.starts_with("<code"));
    class.and_then(|class| class.strip_prefix("language-")).unwrap_or_default()
}

fn element<'t>(name: &'t str, tag: &'t str) -> Option<Element<'t>> {
    let number = |name| attribute(tag, name).and_then(|value| value.parse().ok());
    Some(match name {
        "p" => Element::Paragraph,
        "ul" => Element::List(None),
        "ol" => Element::List(Some(number("start").unwrap_or(1))),
        "li" => Element::Item,
        "blockquote" => Element::Quote,
        "table" => Element::Table,
        "tr" => Element::Row,
        "td" => Element::Cell(false),
        "th" => Element::Cell(true),
        "figure" => Element::Figure,
        "figcaption" => Element::Caption,
        "hr" => Element::Rule,
        "br" => Element::Break,
        "img" => Element::Picture(
            decoded(attribute(tag, "src").unwrap_or_default()),
            attribute(tag, "data-file"),
            decoded(attribute(tag, "alt").unwrap_or_default()),
        ),
        "sup" => match number("data-note") {
            Some(number) => Element::Mark(number),
            None => Element::Other("sup"),
        },
        "span" if tag.contains("data-scene") || tag.contains("data-gap") => Element::Remark,
        "mark" => Element::Quotation(attribute(tag, "data-quotation").unwrap_or_default()),
        "a" => Element::Link(decoded(attribute(tag, "href")?)),
        "em" | "i" => Element::Emphasis,
        "strong" | "b" => Element::Strong,
        "s" | "del" => Element::Deleted,
        "code" => Element::Literal,
        "sub" | "ruby" | "rt" | "rp" | "kbd" | "samp" | "var" | "small" | "u" | "ins" | "cite" | "dfn" | "abbr"
        | "q" | "bdi" | "bdo" | "dl" | "dt" | "dd" | "details" | "summary" | "div" => Element::Other(name),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes down what it is shown.
    #[derive(Default)]
    struct Told(String);

    impl Visitor for Told {
        fn enter(&mut self, node: &Node<'_>) {
            self.0 += &format!("{node:?}(").replace("Element(", "").replace("((", "(");
        }

        fn leave(&mut self, _: &Node<'_>) {
            self.0 += ")";
        }

        fn text(&mut self, text: &str) {
            self.0 += text;
        }
    }

    #[test]
    fn a_block_ends_the_inlines_in_which_raw_html_has_it() {
        for (text, expected) in [
            ("<p>a<b>b<i>c</i></b></p>", "Paragraph)(aStrong)(bEmphasis)(c)))"),
            (
                "<p><b><i>a<table><tr><td>b</td></tr></table>c</i></b>d</p>",
                "Paragraph)(Strong)(Emphasis)(a))Table)(Row)(Cell(false))(b)))cd)",
            ),
            ("<b>a<hr>b</b>", "Strong)(a)Rule)()b"),
            ("<ul><li><b>a<p>b</p></b></li></ul>", "List(None))(Item)(Strong)(a)Paragraph)(b)))"),
            ("<b>a<br>b</b>", "Strong)(aBreak)()b)"),
        ] {
            let mut told = Told::default();
            html(text, &mut told);
            assert_eq!(told.0, expected, "{text}");
        }
    }
}
