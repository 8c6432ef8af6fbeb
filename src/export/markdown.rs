//! Our own format: all sources of an event in one file, from which `plenary import` makes them again.
//!
//! The text is quoted, since only so it means the same to the letter. Left out is what editors tell each other: comments in the text
//! and in front matter. In front of every source stands a comment with its name; what the file of a section states about itself stands
//! in the front matter under `sections`. Where two files have a footnote of one label, theirs get the name of the file as well, so that
//! other programs read the whole without mixing them up.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag};
use serde_json::{Map, Value};

use crate::markdown::{self, Block, BlockKind};
use crate::view::sources::{Source, Sources};

/// The file.
pub fn file(sources: &Sources<'_>) -> String {
    let mut front = keys(&front(&sources.event));
    let introduction = body(&sources.event);
    let event = Text::of(&introduction);
    let mut rest = String::new();
    if let Some(transcript) = &sources.transcript {
        // What stands before the first section may introduce the event; its heading is none of the event's then.
        front.entry("title").or_insert_with(|| sources.title.into());
        mark(&mut rest, "transcript.md");
        if sources.opens_alone {
            rest.push_str("## 0.\n\n");
        }
        rest.push_str(trimmed(&Text::of(&body(transcript)).written(0, None)));
    } else {
        let stated = sections(&sources.sections, &event, &mut rest);
        if !stated.is_empty() {
            front.insert("sections".into(), stated.into());
        }
    }
    let mut whole = Map::new();
    whole.insert("plenary".into(), 1.into());
    whole.extend(front);
    // What was read as YAML can be written as YAML.
    let yaml = serde_yaml::to_string(&whole).unwrap_or_default();
    format!("---\n{}\n---\n\n{}{rest}\n", yaml.trim_end(), trimmed(&event.written(0, None)))
}

/// Writes the files of sections one after the other. Answers what they state about themselves.
fn sections(sources: &[Source<'_>], event: &Text<'_>, out: &mut String) -> Map<String, Value> {
    let bodies: Vec<String> = sources.iter().map(|source| body(&source.document)).collect();
    let texts: Vec<Text<'_>> = bodies.iter().map(|body| Text::of(body)).collect();
    let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
    for label in texts.iter().chain([event]).flat_map(|text| &text.labels) {
        *labels.entry(label).or_default() += 1;
    }
    let mut stated = Map::new();
    for (source, text) in sources.iter().zip(&texts) {
        let own = keys(&front(&source.document));
        let titled = own.get("title").and_then(Value::as_str).is_some_and(|title| !title.trim().is_empty());
        let heading = text.heading().filter(|_| !titled);
        let title = match &heading {
            Some((_, inside)) => text.source.get(inside.clone()).unwrap_or_default().replace('\n', " "),
            None if titled => escaped(source.title),
            None => String::new(),
        };
        mark(out, &format!("{}.md", source.label));
        out.push_str(format!("## {}. {title}", source.label).trim_end());
        out.push_str("\n\n");
        let from = heading.map_or(0, |(whole, _)| whole.end);
        let shared = text.labels.iter().filter(|label| labels.get(label.as_str()).is_some_and(|files| *files > 1));
        let shared: BTreeSet<&str> = shared.map(String::as_str).collect();
        out.push_str(trimmed(&text.written(from, Some((&source.label, &shared)))));
        if !own.is_empty() {
            stated.insert(source.label.clone(), own.into());
        }
    }
    stated
}

/// The line that tells from which file on the text is.
fn mark(out: &mut String, name: &str) {
    out.push_str("\n\n<!-- ");
    out.push_str(name);
    out.push_str(" -->\n\n");
}

/// A text without the empty lines around it.
fn trimmed(text: &str) -> &str {
    let from = text.len() - text.trim_start().len();
    // White space at the beginning of the first line may make it code.
    let line = text.get(..from).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    text.get(line..).unwrap_or_default().trim_end()
}

/// A title as Markdown that shows it as it is, in one line.
fn escaped(title: &str) -> String {
    let mut out = String::new();
    for c in title.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if c.is_ascii_punctuation()
            && !matches!(c, '.' | ',' | ':' | ';' | '?' | '\'' | '"' | '(' | ')' | '-' | '/' | '%')
        {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn front(document: &crate::source::Document) -> String {
    document.file.text().get(document.front.clone()).unwrap_or_default().to_owned()
}

fn body(document: &crate::source::Document) -> String {
    document.file.text().get(document.body.clone()).unwrap_or_default().to_owned()
}

/// Front matter, without its comments.
fn keys(yaml: &str) -> Map<String, Value> {
    serde_yaml::from_str(yaml).unwrap_or_default()
}

/// The body of a source, and what in it is written otherwise.
struct Text<'s> {
    source: &'s str,
    /// Comments, and labels of footnotes where they occur, in order.
    marks: Vec<(Range<usize>, Mark)>,
    labels: BTreeSet<String>,
}

#[derive(PartialEq)]
enum Mark {
    Comment,
    Label,
}

impl<'s> Text<'s> {
    fn of(source: &'s str) -> Self {
        let mut text = Self { source, marks: Vec::new(), labels: BTreeSet::new() };
        // Reading takes as long as it took the first time; most sources have neither.
        if source.contains("<!--") || source.contains("[^") {
            text.read();
        }
        text
    }

    fn read(&mut self) {
        let parser = markdown::cjk::Source::new(self.source);
        let mut html: Option<Range<usize>> = None;
        for (event, span) in parser.events(markdown::options(false)) {
            match event {
                Event::Html(_) | Event::InlineHtml(_) => {
                    // A block comes line by line, and a comment may go over some.
                    html = match html.take() {
                        Some(open) if open.end == span.start => Some(open.start..span.end),
                        other => {
                            self.comments(other);
                            Some(span)
                        }
                    };
                }
                Event::FootnoteReference(label) | Event::Start(Tag::FootnoteDefinition(label)) => {
                    let at = span.start + 2;
                    if self.source.get(at..at + label.len()) == Some(&*label) {
                        self.marks.push((at..at + label.len(), Mark::Label));
                        self.labels.insert(label.to_string());
                    }
                }
                _ => {}
            }
        }
        self.comments(html);
        self.marks.sort_by_key(|(range, _)| range.start);
    }

    /// Notes where comments stand in raw HTML: what is between their ends.
    fn comments(&mut self, html: Option<Range<usize>>) {
        let Some(range) = html else { return };
        let mut at = range.start;
        while let Some(open) = self.source.get(at..range.end).and_then(|rest| rest.find("<!--")) {
            let inside = at + open + 4;
            let length = self.source.get(inside..range.end).and_then(|rest| rest.find("-->"));
            let end = length.map_or(range.end, |length| inside + length);
            self.marks.push((inside..end, Mark::Comment));
            at = length.map_or(range.end, |_| end + 3);
        }
    }

    /// A level-1 heading before anything else, whole and without its marks.
    fn heading(&self) -> Option<(Range<usize>, Range<usize>)> {
        let blank = self.source.match_indices("\n\n").map(|(at, _)| at);
        // The parser reads a text whole, and the heading is nearly always the first line.
        for end in blank.chain([self.source.len()]) {
            let parser = markdown::cjk::Source::new(self.source.get(..end)?);
            let is_shown =
                |block: &Result<Block<'_>, _>| block.as_ref().map_or(true, |it| it.kind != BlockKind::Footnote);
            let Some(first) = markdown::blocks(parser.events(markdown::options(false))).find(is_shown) else {
                continue;
            };
            let first = first.ok()?;
            if first.kind != BlockKind::Heading(1) {
                return None;
            }
            let inside = first.events.get(1..first.events.len().saturating_sub(1)).unwrap_or_default();
            let begin = inside.first().map_or(first.span.end, |(_, span)| span.start);
            let close = inside.iter().map(|(_, span)| span.end).max().unwrap_or(begin);
            return Some((first.span, begin..close));
        }
        None
    }

    /// The text from a byte on, without what comments say, and with the file's name at labels that others have, too.
    fn written(&self, from: usize, shared: Option<(&str, &BTreeSet<&str>)>) -> String {
        let mut out = String::with_capacity(self.source.len());
        let mut done = from;
        let copy = |out: &mut String, range: Range<usize>| out.push_str(self.source.get(range).unwrap_or_default());
        for (range, mark) in self.marks.iter().filter(|(range, _)| range.start >= from) {
            copy(&mut out, done..range.start);
            done = range.start;
            match mark {
                Mark::Comment => done = range.end,
                Mark::Label => {
                    let label = self.source.get(range.clone()).unwrap_or_default();
                    if let Some((name, _)) = shared.filter(|(_, labels)| labels.contains(label)) {
                        out.push_str(name);
                        out.push('-');
                    }
                }
            }
        }
        copy(&mut out, done..self.source.len());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(source: &str) -> String {
        let text = Text::of(source);
        let labels: BTreeSet<&str> = text.labels.iter().map(String::as_str).collect();
        let from = text.heading().map_or(0, |(whole, _)| whole.end);
        text.written(from, Some(("02", &labels)))
    }

    #[test]
    fn what_editors_tell_each_other_stays_with_them() {
        for (source, expected) in [
            ("a <!-- who? --> b\n\n<!--\nask\n\nher -->\n\n`<!-- c -->`\n", "a <!----> b\n\n<!---->\n\n`<!-- c -->`\n"),
            ("a\n\n<!-- open\n\nto the end", "a\n\n<!--"),
            (
                "a[^1] b[^n]\n\n[^1]: x\n[^n]: y[^1]\n\n    [^1]\n",
                "a[^02-1] b[^02-n]\n\n[^02-1]: x\n[^02-n]: y[^02-1]\n\n    [^02-1]\n",
            ),
            ("# A `[^1]` title\n\n[^1] is none.\n", "\n\n[^1] is none.\n"),
        ] {
            assert_eq!(written(source), expected, "{source}");
        }
    }

    #[test]
    fn a_heading_is_found_without_its_marks() {
        for (source, expected) in [
            ("# One {#id}\n\ntext", Some("One")),
            ("\n\n#  **一**：x  ##\ntext", Some("**一**：x")),
            ("One\n===\n", Some("One")),
            ("[a]: https://x.example/\n\n# One", Some("One")),
            ("text\n\n# One", None),
            ("## One", None),
            ("", None),
        ] {
            let text = Text::of(source);
            assert_eq!(text.heading().map(|(_, inside)| source.get(inside).unwrap()), expected, "{source}");
        }
    }

    #[test]
    fn titles_show_as_they_are() {
        assert_eq!(escaped("1 < 2 & *a*\n`b` [c]"), "1 \\< 2 \\& \\*a\\* \\`b\\` \\[c\\]");
    }
}
