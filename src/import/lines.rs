//! Numbered lines.
//!
//! In: a text with any line ends, with or without a byte order mark. Out: its lines with their numbers, white space at the
//! edges taken off, invisible characters taken out and remembered. It must never know what a line says.

use std::borrow::Cow;

/// A line of the input.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// Counted from one, as editors of text count.
    pub number: usize,
    /// The words, without white space at the edges. Empty where the line is blank.
    pub text: Cow<'a, str>,
    /// Invisible characters that were taken out, in order.
    pub removed: String,
}

impl Line<'_> {
    /// The line has no words.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// The lines of a text. A line ends at a line feed, at a carriage return, or at both together.
pub fn read(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for chunk in text.split('\n') {
        let chunk = chunk.strip_suffix('\r').unwrap_or(chunk);
        for raw in chunk.split('\r') {
            lines.push(line(lines.len() + 1, raw));
        }
    }
    if lines.last().is_some_and(|last| last.is_blank() && last.removed.is_empty()) {
        lines.pop();
    }
    lines
}

fn line(number: usize, raw: &str) -> Line<'_> {
    let mut removed: String = raw.chars().filter(|&c| is_refused(c)).collect();
    let mut text = if raw.chars().any(|c| c.is_control() && c != '\t' || c == '\u{feff}') {
        let kept = raw.chars().filter(|&c| !is_refused(c));
        Cow::Owned(kept.map(|c| if c.is_control() && c != '\t' { ' ' } else { c }).collect::<String>())
    } else {
        Cow::Borrowed(raw)
    };
    removed.extend(text.chars().take_while(|&c| is_edge(c)).filter(|&c| is_invisible(c)));
    if text.chars().any(|c| !is_edge(c)) {
        let after: Vec<char> = text.chars().rev().take_while(|&c| is_edge(c)).filter(|&c| is_invisible(c)).collect();
        removed.extend(after.into_iter().rev());
    }
    text = match text {
        Cow::Borrowed(kept) => Cow::Borrowed(kept.trim_matches(is_edge)),
        Cow::Owned(kept) => Cow::Owned(kept.trim_matches(is_edge).to_owned()),
    };
    Line { number, text, removed }
}

/// Never part of a text: a control character that is no white space, and a byte order mark anywhere.
fn is_refused(c: char) -> bool {
    (c.is_control() && !c.is_whitespace()) || c == '\u{feff}'
}

/// Invisible, harmless inside a line and in the way at its edges, where a name begins.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}')
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_marks_and_edges() {
        let lines = read("\u{feff}a\r\n\u{3000}\u{200b}b \rc\0d\n\n");
        let seen: Vec<_> = lines.iter().map(|line| (line.number, line.text.as_ref(), line.removed.as_str())).collect();
        assert_eq!(seen, [(1, "a", "\u{feff}"), (2, "b", "\u{200b}"), (3, "cd", "\0"), (4, "", "")]);
    }

    #[test]
    fn nothing() {
        assert!(read("").is_empty());
        assert_eq!(read("\n").len(), 1);
        assert_eq!(read("\u{feff}").first().map(|line| line.removed.as_str()), Some("\u{feff}"));
        assert_eq!(read("\u{200b} ").first().map(|line| line.removed.as_str()), Some("\u{200b}"));
    }
}
