//! Plain text: one line per paragraph, a blank line between them, names in front of what is said.

use std::fmt::Write;

use super::visit::{self, Element, Node, Visitor, speech, walk};
use crate::text;
use crate::view::record::{Chapter, Record};

/// The file.
pub fn file(record: &Record<'_>) -> String {
    let mut plain = Plain { record: Some(record), ..Plain::default() };
    plain.head(record);
    walk(record, &mut plain);
    text::held(&plain.out).into_owned()
}

/// A text of a record without mark-up, a line for each paragraph.
pub fn lines(html: &str) -> String {
    let mut plain = Plain { gap: "\n", ..Plain::default() };
    visit::html(html, &mut plain);
    plain.flush_all();
    plain.out
}

/// What is open.
struct Plain<'r> {
    /// What the text is of; nothing where it stands alone.
    record: Option<&'r Record<'r>>,
    /// What stands between paragraphs.
    gap: &'static str,
    out: String,
    /// The paragraph that is being written.
    line: String,
    /// What stands before what comes next: a label, a time, the sign of an item.
    before: String,
    /// The lists and quotations that are open: what every line in them begins with, and the number of the next item.
    inside: Vec<(&'static str, Option<u32>)>,
    /// Whether the next block follows without a blank line.
    close: bool,
    code: bool,
    cells: usize,
}

impl Default for Plain<'_> {
    fn default() -> Self {
        Self {
            record: None,
            gap: "\n\n",
            out: String::new(),
            line: String::new(),
            before: String::new(),
            inside: Vec::new(),
            close: false,
            code: false,
            cells: 0,
        }
    }
}

impl<'r> Plain<'r> {
    /// What is known of the event.
    fn head(&mut self, record: &Record<'_>) {
        let names: Vec<String> = record.people.iter().map(person).collect();
        let facts = [
            Some(record.title.to_owned()),
            record.subtitle.map(str::to_owned),
            record.date_in_words.clone(),
            (!record.venue.is_empty()).then(|| record.venue.join(&record.tongue.word("comma"))),
            Some(record.url.clone()),
        ];
        self.paragraph(&facts.into_iter().flatten().collect::<Vec<_>>().join("\n"));
        self.paragraph(record.summary.unwrap_or_default());
        if !names.is_empty() {
            self.paragraph(&format!("{}\n{}", record.tongue.word("speakers"), names.join("\n")));
        }
    }

    fn paragraph(&mut self, text: &str) {
        self.flush();
        self.line.push_str(text);
        self.flush();
    }

    /// Ends the paragraph that is being written. What stands before words waits for them.
    fn flush(&mut self) {
        if !self.line.trim().is_empty() {
            self.put();
        }
    }

    /// The same where no words follow that a label could stand before.
    fn flush_all(&mut self) {
        self.flush();
        if !self.before.trim().is_empty() {
            self.put();
        }
    }

    fn put(&mut self) {
        let line = std::mem::take(&mut self.line);
        let before = std::mem::take(&mut self.before);
        let words = if self.code { line.trim_end_matches('\n') } else { line.trim() };
        if !self.out.is_empty() {
            self.out.push_str(if self.close { "\n" } else { self.gap });
        }
        self.close = false;
        let around: String = self.inside.iter().map(|(sign, _)| *sign).collect();
        // The sign of an item stands in the place of the last white space around it.
        let signed = self.inside.last().is_some_and(|(sign, _)| *sign == INDENT) && is_sign(&before);
        let first = if signed { around.get(..around.len() - INDENT.len()).unwrap_or_default() } else { &around };
        self.out.push_str(first);
        self.out.push_str(if words.is_empty() { before.trim_end() } else { &before });
        for (at, line) in words.split('\n').enumerate() {
            if at > 0 {
                self.out.push('\n');
                self.out.push_str(&around);
            }
            self.out.push_str(if self.code { line } else { line.trim() });
        }
    }

    fn chapter(&self, at: usize) -> Option<&'r Chapter> {
        self.record?.sections.get(at)
    }

    fn element(&mut self, element: &Element<'_>, enters: bool) {
        match element {
            Element::Paragraph | Element::Figure | Element::Caption => self.flush(),
            Element::Table => {
                self.flush_all();
                self.close = false;
            }
            Element::List(first) => {
                self.flush_all();
                if enters {
                    self.inside.push((INDENT, *first));
                } else {
                    self.inside.pop();
                }
                // A list inside an item goes on without a gap.
                self.close = self.inside.iter().filter(|(sign, _)| *sign == INDENT).count() > usize::from(enters);
            }
            Element::Item => {
                self.flush_all();
                if enters && let Some((_, next)) = self.inside.last_mut() {
                    self.before.push_str(&next.map_or_else(|| "- ".to_owned(), |n| format!("{n}. ")));
                    *next = next.map(|n| n.saturating_add(1));
                }
                self.close |= !enters;
            }
            Element::Quote => {
                self.flush_all();
                if enters {
                    self.inside.push(("> ", None));
                } else {
                    self.inside.pop();
                }
            }
            Element::Code(_) => {
                self.flush_all();
                self.code = enters;
            }
            Element::Row => {
                self.flush();
                self.close |= !enters;
                self.cells = 0;
            }
            Element::Cell(_) if enters => {
                self.cells += 1;
                if self.cells > 1 {
                    self.line.push('\t');
                }
            }
            Element::Break if enters => self.line.push('\n'),
            Element::Picture(_, _, shows) if enters && self.record.is_some() && !shows.is_empty() => {
                self.line.push('[');
                self.text(shows);
                self.line.push(']');
            }
            Element::Mark(number) if enters && self.record.is_some() => {
                let _ = write!(self.line, "[{number}]");
            }
            Element::Formula(formula) if enters => self.text(text::plain(formula).trim()),
            _ => {}
        }
    }
}

/// White space around the items of a list.
const INDENT: &str = "   ";

fn is_sign(before: &str) -> bool {
    before == "- " || before.strip_suffix(". ").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What stands between a name and words.
pub fn colon(record: &Record<'_>) -> &'static str {
    if matches!(record.tongue.language.primary(), "zh" | "ja") { "：" } else { ": " }
}

/// Somebody with what they are.
fn person(person: &crate::view::record::Person) -> String {
    let beside: Vec<&str> = person.role_in_words.iter().chain(&person.affiliation).map(String::as_str).collect();
    if beside.is_empty() { person.name.clone() } else { format!("{} ({})", person.name, beside.join(" · ")) }
}

impl Visitor for Plain<'_> {
    fn enter(&mut self, node: &Node<'_>) {
        match node {
            Node::Element(element) => return self.element(element, true),
            Node::Words(_) | Node::Title => self.flush(),
            _ => self.flush_all(),
        }
        match node {
            Node::Section(at) => {
                if let Some(chapter) = self.chapter(*at) {
                    self.before = chapter.number.map(|number| format!("{number:02} ")).unwrap_or_default();
                }
            }
            Node::Turn(section, entry) => {
                if let Some((record, speech)) =
                    self.record.and_then(|record| Some((record, speech(record, *section, *entry)?)))
                {
                    self.before.clone_from(&speech.name);
                    if let Some(role) = &speech.role {
                        let _ = write!(self.before, " ({role})");
                    }
                    if let Some(time) = speech.time {
                        let _ = write!(self.before, " [{}]", text::format_time(time));
                    }
                    self.before.push_str(colon(record));
                }
            }
            Node::Words(Some(time)) => {
                let _ = write!(self.before, "[{}] ", text::format_time(*time));
            }
            Node::Note(_, title) => self.before = format!("[{title}{}", self.record.map_or(": ", colon)),
            Node::Media(host, url) => self.paragraph(&format!("{host} {url}")),
            Node::Footnote(number) => self.before = format!("[{number}] "),
            _ => {}
        }
    }

    fn leave(&mut self, node: &Node<'_>) {
        match node {
            Node::Element(element) => self.element(element, false),
            Node::Title => {
                self.flush_all();
                let width = self.out.rsplit('\n').next().map_or(0, |title| text::weight(title).div_ceil(8));
                self.out.push('\n');
                self.out.extend(std::iter::repeat_n('=', width.clamp(3, 60)));
            }
            Node::Note(..) => {
                self.flush_all();
                self.out.push(']');
            }
            Node::Section(_) => {
                self.flush_all();
                self.out.push('\n');
            }
            Node::Turn(..) => self.flush_all(),
            _ => self.flush(),
        }
    }

    fn text(&mut self, text: &str) {
        if self.code {
            self.line.push_str(text);
            return;
        }
        // A line of the source is no line of ours; those that end by right are not in the text.
        for (at, piece) in text.split([' ', '\n']).enumerate() {
            if at > 0 && !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
                self.line.push(' ');
            }
            self.line.push_str(piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn text_by_hand() {
        for (html, expected) in [
            (
                "<ul>\n<li>a</li>\n<li>b<ol>\n<li>c</li>\n<li>d</li>\n</ol>\n</li>\n</ul>\n",
                "- a\n- b\n   1. c\n   2. d",
            ),
            ("<p>a<br>\nb  &amp;\nc</p>\n<p>d</p>", "a\nb & c\nd"),
            ("<blockquote>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</blockquote>\n<p>c</p>", "> a\n> - b\nc"),
            ("<p>a <b>open", "a open"),
            ("</p>a</i>", "a"),
            ("", ""),
        ] {
            assert_eq!(lines(html), expected, "{html}");
        }
    }
}
