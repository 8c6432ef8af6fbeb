//! How a label looks in Markdown.
//!
//! In: a line. Out: the name in it, the time beside the name, and the words behind it: `**Name:** words`, `**Name** (1:23):`,
//! `### Name：`, `Name [1:23]: words`, `Name: 00:01:23`. Whether the name is somebody's is for the whole file to say.

use super::captions;
use super::chars::{count_up_to, has_cjk, is_colon};
use super::label::{self, Label};
use super::words::{NOT_NAMES, has};

/// Which look a label has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A heading.
    Heading,
    /// Bold, with a colon or a time.
    Bold,
    /// Bold, with nothing else in its line.
    BoldAlone,
    /// Plain words and a colon.
    Plain,
}

/// A label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark<'a> {
    /// How it looks.
    pub look: Look,
    /// The name.
    pub name: &'a str,
    /// The line without the signs of its look.
    pub written: &'a str,
    /// The time into the recording, in seconds.
    pub time: Option<f64>,
    /// What else stands in the label.
    pub beside: Option<&'a str>,
    /// The words behind it.
    pub rest: &'a str,
    /// It stands in an item of a list, whose words begin in this column.
    pub item: Option<usize>,
}

impl<'a> Mark<'a> {
    /// A heading that names a speaker.
    pub fn heading(name: &'a str, written: &'a str) -> Self {
        Self { look: Look::Heading, name, written, time: None, beside: None, rest: "", item: None }
    }

    /// The same as a label of plain text, for the evidence of names.
    pub fn as_label(self) -> Label<'a> {
        Label { head: self.name, name: self.name, role: None, rest: self.rest }
    }
}

/// The label that a heading is.
pub fn of_heading(words: &str) -> Option<Mark<'_>> {
    let name = words.strip_suffix(is_colon)?.trim();
    let longest = if has_cjk(name) { 30 } else { 60 };
    (!name.is_empty() && count_up_to(name, longest + 1) <= longest && !name.contains(is_colon))
        .then(|| Mark::heading(name, words))
}

/// The label with which a line begins.
pub fn of_line(line: &str) -> Option<Mark<'_>> {
    if let Some((column, words)) = item(line) {
        return of_words(words).map(|mark| Mark { item: Some(column), ..mark });
    }
    if line.starts_with("    ") || line.starts_with('\t') {
        return None; // code, or the inside of a list
    }
    of_words(line.trim())
}

/// The words of an item of a list, and the column in which they begin.
fn item(line: &str) -> Option<(usize, &str)> {
    let words = line.trim_start();
    let rest = words.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with([' ', '\t']))?;
    let rest = rest.trim_start();
    Some((line.len() - rest.len(), rest.trim_end()))
}

fn of_words(line: &str) -> Option<Mark<'_>> {
    if line.starts_with("**") { bold(line) } else { plain(line) }
}

fn bold(line: &str) -> Option<Mark<'_>> {
    let (inside, rest) = line.strip_prefix("**")?.split_once("**")?;
    let name = inside.trim();
    let mark = |name, time, beside, rest: &'_ str| (name, time, beside, rest.len());
    let (name, time, beside, length) = if let Some(name) = name.strip_suffix(is_colon) {
        let (time, rest) = time_at(rest.trim_start());
        mark(name.trim_end(), time, None, rest)
    } else {
        let (time, after) = time_at(rest.trim_start());
        if let Some(words) = after.strip_prefix(is_colon).or_else(|| after.strip_prefix('-').filter(|_| time.is_some()))
        {
            mark(name, time, None, words)
        } else if after.is_empty() {
            let look = if time.is_some() { Look::Bold } else { Look::BoldAlone };
            return is_possible(name).then_some(Mark {
                look,
                name,
                written: line,
                time,
                beside: None,
                rest: "",
                item: None,
            });
        } else {
            return None;
        }
    };
    let rest = line.get(line.len() - length..)?.trim();
    is_possible(name).then_some(Mark { look: Look::Bold, name, written: line, time, beside, rest, item: None })
}

fn plain(line: &str) -> Option<Mark<'_>> {
    // `Name [1:23]: words`, `Name (1:23): words`
    if let Some(at) = line.find(['[', '(']).filter(|at| *at > 0 && *at < 80)
        && let (Some(time), rest) = time_at(line.get(at..)?)
        && let Some(words) = rest.strip_prefix(is_colon)
    {
        let name = line.get(..at)?.trim();
        return is_possible(name).then_some(Mark {
            look: Look::Plain,
            name,
            written: line,
            time: Some(time),
            beside: None,
            rest: words.trim(),
            item: None,
        });
    }
    // `Name 00:01:23` and `Name 00:01:23:`, alone in its line
    if let Some((name, time)) = line.trim_end_matches([':', ' ']).rsplit_once(' ')
        && time.contains(':')
        && let Some(seconds) = captions::time(time)
    {
        let name = name.trim().trim_start_matches('@').trim_end_matches(is_colon).trim_end();
        return is_possible(name).then_some(Mark {
            look: Look::Plain,
            name,
            written: line,
            time: Some(seconds),
            beside: None,
            rest: "",
            item: None,
        });
    }
    let label = label::read(line)?;
    // What is said in brackets is part of the label as written, and a role only to our own format.
    let beside = label.role.filter(|role| !role.is_empty());
    Some(Mark { look: Look::Plain, name: label.name, written: line, time: None, beside, rest: label.rest, item: None })
}

/// A time with which a text begins, in brackets, with a link or without, and what follows.
fn time_at(text: &str) -> (Option<f64>, &str) {
    for (open, close) in [("\\[", "\\]"), ("[", "]"), ("(", ")"), ("（", "）")] {
        if let Some((inside, rest)) = text.strip_prefix(open).and_then(|text| text.split_once(close))
            && let Some(seconds) = captions::time(inside.trim_start_matches('@'))
        {
            // The link behind a time leads into the recording, to that time.
            let rest = rest
                .strip_prefix('(')
                .filter(|_| open == "[")
                .and_then(|link| Some(link.split_once(')')?.1))
                .unwrap_or(rest);
            return (Some(seconds), rest.trim_start());
        }
    }
    (None, text)
}

fn is_possible(name: &str) -> bool {
    let sentence = name.contains(['。', '！', '？', '；', '\n']) || name.ends_with(['.', ',', '，', '!', '?']);
    !name.is_empty() && count_up_to(name, 61) <= 60 && name.chars().any(char::is_alphanumeric) && !sentence
}

/// A head that never names anybody.
pub fn is_no_name(name: &str) -> bool {
    has(NOT_NAMES, name) || name.chars().all(|c| c.is_ascii_digit() || c.is_whitespace())
}

/// Two to four capital letters.
pub fn is_initials(name: &str) -> bool {
    (2..=4).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// What happens, in a quotation or a paragraph of its own: `> （播放影片）`, `> (pause)`.
pub fn scene(line: &str) -> Option<&str> {
    let inner = line.trim().trim_start_matches('>').trim();
    let bracketed = [('(', ')'), ('（', '）')].into_iter().any(|(open, close)| {
        let inside = inner.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inside.is_some_and(|inside| !inside.is_empty() && !inside.contains([open, close, '[', '*', '`', '_']))
    });
    (bracketed && count_up_to(inner, 81) <= 80).then_some(inner)
}

/// A line of Markdown in which nothing leads nowhere or means more than it did: links into the place where it was published,
/// double brackets and marks of quotations become words, and a bold head that is nobody's is no label.
pub fn harmless(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut before = ' ';
    let in_code = line.contains('`');
    for (at, c) in line.char_indices() {
        let rest = line.get(at + c.len_utf8()..).unwrap_or_default();
        let leads_nowhere = |rest: &str| {
            rest.strip_prefix('(').is_some_and(|target| {
                !["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme))
            })
        };
        let special = match c {
            ']' => before != '\\' && leads_nowhere(rest),
            '[' => !in_code && before != '\\' && (rest.starts_with(['[', '^']) || before == '['),
            '=' => !in_code && before == '=',
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    no_label(&out)
}

/// A line of Markdown whose bold head, which is nobody's, is no label.
pub fn no_label(line: &str) -> String {
    let mut out = line.to_owned();
    let is_label = out.trim_start().starts_with("**") && bold(out.trim()).is_some_and(|mark| mark.look == Look::Bold);
    if is_label && let Some(at) = out.find(is_colon) {
        out.insert(at, '\\');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks() {
        for (line, name, time, rest) in [
            ("**Ann Lee:** Yes.", "Ann Lee", None, "Yes."),
            ("**Ann Lee**: Yes.", "Ann Lee", None, "Yes."),
            ("**林远：**好", "林远", None, "好"),
            ("**Ann Lee:**", "Ann Lee", None, ""),
            ("**Ann**", "Ann", None, ""),
            ("**Ann** [17:50](https://v.example/?t=1070s):  Yes.", "Ann", Some(1070.0), "Yes."),
            ("**Ann Lee** (5:19) - Yes.", "Ann Lee", Some(319.0), "Yes."),
            ("**Outro**: \\[01:01:14.03\\]", "Outro", None, "\\[01:01:14.03\\]"),
            ("Ann Lee: 00:00:24", "Ann Lee", Some(24.0), ""),
            ("Ann 00:01:01: ", "Ann", Some(61.0), ""),
            ("Ann Lee [29:00]: Yes", "Ann Lee", Some(1740.0), "Yes"),
            ("Ann Lee (40:27): Yes", "Ann Lee", Some(2427.0), "Yes"),
            ("MM: Can you?", "MM", None, "Can you?"),
            ("   * Ann: One", "Ann", None, "One"),
        ] {
            let read = of_line(line).map(|mark| (mark.name, mark.time, mark.rest));
            assert_eq!(read, Some((name, time, rest)), "{line}");
        }
        for line in ["**Important** words", "    Ann: code", "Just words.", "**It ended.**"] {
            assert_eq!(of_line(line), None, "{line}");
        }
        assert_eq!(of_heading("唐三：").map(|mark| mark.name), Some("唐三"));
        assert_eq!(of_heading("Lamps"), None);
    }

    #[test]
    fn what_would_mean_more_means_no_more() {
        assert_eq!(harmless("[a](b.md) [c](https://d.example)"), "[a\\](b.md) [c](https://d.example)");
        assert_eq!(harmless("[[Construct]] a == b"), "\\[\\[Construct]] a =\\= b");
        assert_eq!(harmless("**Break:** now"), "**Break\\:** now");
    }

    #[test]
    fn scenes() {
        assert_eq!(scene("> （播放影片）"), Some("（播放影片）"));
        assert_eq!(scene("(pause)"), Some("(pause)"));
        assert_eq!(scene("> words"), None);
    }
}
