//! HTML that is finished but for what the page decides, and the values that may go out unescaped.

use std::ops::Range;

use serde::{Serialize, Serializer};

use super::highlight;
use crate::text;

/// Finished HTML. Only this room makes such values, so that nothing else goes out unescaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// HTML that shows a text as it is.
    pub fn text(text: &str) -> Self {
        Self(text::escape(text).into_owned())
    }

    /// Data for machines, as the content of a `script` element: nothing in it can end the element or open a comment (HTML,
    /// section 4.12.1.3), and what JSON may leave as it is but a page may not (U+007F to U+009F) is written as a number.
    pub fn data(value: &serde_json::Value) -> Self {
        let json = value.to_string();
        let mut out = String::with_capacity(json.len());
        let mut rest = json.as_str();
        // 0xC2 begins the control characters beyond ASCII, and others.
        let special = |text: &str| memchr::memchr3(b'<', 0x7F, 0xC2, text.as_bytes());
        while let Some((before, from)) = special(rest).and_then(|at| rest.split_at_checked(at)) {
            out.push_str(before);
            let mut characters = from.chars();
            match characters.next() {
                Some(c) if c == '<' || c.is_control() => out.extend([format!("\\u{:04x}", u32::from(c))]),
                other => out.extend(other),
            }
            rest = characters.as_str();
        }
        out.push_str(rest);
        Self(out)
    }

    /// The mark-up.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Html {
    /// As a string that the template engine does not escape again.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.0).serialize(serializer)
    }
}

/// What belongs into a hole. Numbers count entries of the [`References`] of the same source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// The attributes of a link.
    Link(u32),
    /// The text of a link that was written without one.
    LinkText(u32),
    /// Source and size of a picture.
    Picture(u32),
    /// The id of the nth paragraph of a turn, counted from one.
    Paragraph(u32),
    /// The mark of a note.
    Note(u32),
    /// The id of a quotation.
    Quotation(u32),
    /// The time of a paragraph into the recording as it was written, in milliseconds.
    Time(u32),
}

/// HTML with holes. Most of a site in memory is fragments, so each takes no more room than it must.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fragment {
    html: Box<str>,
    holes: Box<[(u32, Fill)]>,
    codes: Box<[Code]>,
}

/// A fragment that is being written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    html: String,
    holes: Vec<(u32, Fill)>,
    codes: Vec<Code>,
}

/// Code in a fragment. It stands there without marks: they are set when the fragment is filled, by whichever thread makes a page of
/// it, since a language's patterns take longer to prepare than many a site to read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Code {
    from: u32,
    to: u32,
    language: Box<str>,
}

impl Draft {
    /// Hands out what was written; where it was written serves the next one.
    pub(super) fn take(&mut self) -> Fragment {
        let Self { html, holes, codes } = self;
        let fragment =
            Fragment { html: html.as_str().into(), holes: holes.as_slice().into(), codes: codes.as_slice().into() };
        html.clear();
        holes.clear();
        codes.clear();
        fragment
    }

    /// Adds mark-up.
    pub(super) fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Adds text, escaped.
    pub(super) fn push_text(&mut self, text: &str) {
        text::escape_into(&mut self.html, text);
    }

    /// Adds code in a language.
    pub(super) fn push_code(&mut self, code: &str, language: String) {
        let from = self.end();
        self.push_text(code);
        self.codes.push(Code { from, to: self.end(), language: language.into() });
    }

    /// Leaves a hole.
    pub(super) fn hole(&mut self, fill: Fill) {
        self.holes.push((self.end(), fill));
    }

    fn end(&self) -> u32 {
        end(&self.html)
    }

    pub(super) fn html_mut(&mut self) -> &mut String {
        &mut self.html
    }

    /// The text from a byte on, without mark-up.
    pub(super) fn plain_from(&self, start: usize) -> String {
        text::plain(self.html.get(start..).unwrap_or_default())
    }

    pub(super) fn len(&self) -> usize {
        self.html.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.html.is_empty()
    }
}

impl Fragment {
    /// A text as it is, without mark-up.
    pub fn plain_text(text: &str) -> Self {
        Self { html: text::escape(text).into(), ..Self::default() }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }

    /// The text without mark-up; what is in the holes is not part of it.
    pub fn plain(&self) -> String {
        text::plain(&self.html)
    }

    /// The holes, in order.
    pub fn holes(&self) -> impl Iterator<Item = Fill> + '_ {
        self.holes.iter().map(|(_, fill)| *fill)
    }

    /// The time into the recording at which it begins, in seconds, where its first paragraph carries one.
    pub fn time(&self) -> Option<f64> {
        match self.holes.first() {
            Some((_, Fill::Time(milliseconds))) => Some(f64::from(*milliseconds) / 1000.0),
            _ => None,
        }
    }

    /// Finished HTML: `fill` writes what belongs into each hole, and must escape what it writes.
    pub fn fill(&self, mut fill: impl FnMut(Fill, &mut String)) -> Html {
        self.filled(&self.codes, &mut fill)
    }

    /// The same for those who show code as it is.
    pub fn fill_bare(&self, mut fill: impl FnMut(Fill, &mut String)) -> Html {
        self.filled(&[], &mut fill)
    }

    fn filled(&self, mut codes: &[Code], fill: &mut dyn FnMut(Fill, &mut String)) -> Html {
        if self.holes.is_empty() && codes.is_empty() {
            return Html(self.html.to_string());
        }
        let mut out = String::with_capacity(self.html.len() + self.holes.len() * 24);
        let mut done = 0;
        for (at, what) in &self.holes {
            self.copy(done, *at, &mut codes, &mut out);
            fill(*what, &mut out);
            done = *at;
        }
        self.copy(done, end(&self.html), &mut codes, &mut out);
        Html(out)
    }

    /// Writes the mark-up between two places, code with its parts marked. No hole lies in code.
    fn copy(&self, mut from: u32, to: u32, codes: &mut &[Code], out: &mut String) {
        while let Some((code, rest)) = codes.split_first().filter(|(code, _)| code.from < to) {
            out.push_str(self.between(from, code.from));
            let escaped = self.between(code.from, code.to);
            match highlight::highlight(&text::plain(escaped), &code.language) {
                Some(marked) => out.push_str(&marked),
                None => out.push_str(escaped),
            }
            from = code.to;
            *codes = rest;
        }
        out.push_str(self.between(from, to));
    }

    fn between(&self, from: u32, to: u32) -> &str {
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        self.html.get(place(from)..place(to)).unwrap_or_default()
    }
}

/// Where the next byte stands.
fn end(html: &str) -> u32 {
    // A source is at most 32 MiB, so its HTML is far below 4 GiB.
    u32::try_from(html.len()).unwrap_or(u32::MAX)
}

/// How a link inside the site was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// `[[target]]`
    Wiki,
    /// `[text](target)`, relative to the source.
    Relative,
}

/// A link inside the site, not yet resolved.
#[derive(Debug, Clone)]
pub struct Link {
    /// What was written.
    pub target: String,
    /// How.
    pub kind: LinkKind,
    /// Where in the file.
    pub span: Range<usize>,
}

/// A picture beside the source.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its path as written.
    pub target: String,
    /// Where in the file.
    pub span: Range<usize>,
}

/// A passage that the editor marked as worth sharing.
#[derive(Debug, Clone)]
pub struct Quotation {
    /// Its words.
    pub text: String,
    /// Where in the file.
    pub span: Range<usize>,
}

/// What the fragments of one source refer to by number.
#[derive(Debug, Clone, Default)]
pub struct References {
    /// Links inside the site.
    pub links: Vec<Link>,
    /// Pictures beside the source.
    pub pictures: Vec<Picture>,
    /// Quotations.
    pub quotations: Vec<Quotation>,
    /// Labels of footnotes, in order of their first mark.
    pub notes: Vec<String>,
}

/// The number of an entry that is about to be added to a list.
pub(super) fn next<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_says_the_same_and_ends_nothing() {
        let value = serde_json::json!({"name": "</script><!--\u{0}\u{1b}\u{7f}\u{85}\u{9f}\n\"灯"});
        let written = Html::data(&value);
        assert_eq!(written.as_str(), r#"{"name":"\u003c/script>\u003c!--\u0000\u001b\u007f\u0085\u009f\n\"灯"}"#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(written.as_str()).unwrap(), value);
    }
}
