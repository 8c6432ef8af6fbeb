//! How a speaker label looks.
//!
//! In: the source of a paragraph and the names that are known. Out: what it opens with. Nothing here knows of blocks,
//! of events or of what a turn becomes.

use std::borrow::Cow;
use std::ops::Range;

use super::Who;
use super::roster::{Found, Roster};
use crate::text;

/// With what a paragraph opens.
#[derive(Debug, Clone, PartialEq)]
pub enum Opening {
    /// A label: a turn begins.
    Label(Label),
    /// A time into the recording and no label: the turn goes on.
    Time {
        /// Seconds.
        seconds: f64,
        /// Where the text begins.
        end: usize,
    },
    /// The name of a known speaker without a colon.
    Lost {
        /// The name, as bytes of the paragraph.
        span: Range<usize>,
    },
    /// Something like a label whose name is one letter away from a known one.
    Misspelt {
        /// The name as written.
        span: Range<usize>,
        /// The known name.
        known: String,
    },
    /// A label whose name belongs to several speakers.
    Ambiguous {
        /// The name as written.
        span: Range<usize>,
    },
    /// Anything else.
    Text,
}

/// A speaker label.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Who speaks; several speak at once.
    pub who: Vec<Who>,
    /// The name as printed, without the role, the time and the colon.
    pub printed: String,
    /// Position and organisation as said at that moment.
    pub role: Option<String>,
    /// Seconds into the recording.
    pub time: Option<f64>,
    /// The pinned id and its bytes in the paragraph.
    pub pin: Option<(String, Range<usize>)>,
    /// The bytes of the name in the paragraph.
    pub span: Range<usize>,
    /// Where the speech begins.
    pub end: usize,
    /// The known name from which this new one is one letter away.
    pub misspelt: Option<String>,
}

/// A label is short: longer openings with a colon are sentences.
const LONGEST: usize = 90;

/// Reads the opening of a paragraph.
pub fn opening(source: &str, roster: &Roster<'_>) -> Opening {
    let start = source.len() - source.trim_start_matches([' ', '\t']).len();
    let time = time_at(source, start);
    let body = time.map_or(start, |(_, end)| skip_space(source, end));
    let label = bold(source, body, roster).or_else(|| plain(source, body, roster));
    match label {
        Some(Opening::Label(mut label)) => {
            label.time = label.time.or(time.map(|(seconds, _)| seconds));
            label.finish(source);
            Opening::Label(label)
        }
        Some(other) => other,
        None => match time {
            Some((seconds, _)) => Opening::Time { seconds, end: body },
            None => lost(source, start, roster).unwrap_or(Opening::Text),
        },
    }
}

impl Label {
    /// Reads what may stand between a label and its speech: a time and a pinned id.
    fn finish(&mut self, source: &str) {
        self.end = skip_space(source, self.end);
        if let Some((seconds, end)) = time_at(source, self.end).or_else(|| bare_time_line(source, self.end)) {
            self.time = self.time.or(Some(seconds));
            self.end = skip_space(source, end);
        }
        let rest = source.get(self.end..).unwrap_or_default();
        if let Some(inside) = rest.strip_prefix("{#")
            && let Some(length) = inside.find('}')
        {
            let pin = inside.get(..length).unwrap_or_default();
            if !pin.contains(char::is_whitespace) {
                self.pin = Some((pin.to_owned(), self.end..self.end + length + 3));
                self.end = skip_space(source, self.end + length + 3);
            }
        }
    }
}

/// Skips white space, but at most one line break: the text of a label may stand on the line below.
fn skip_space(source: &str, at: usize) -> usize {
    let rest = source.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start().len()
}

/// `[12:34]`, `\[12:34\]` or `(12:34)` at a byte: the seconds and where it ends.
fn time_at(source: &str, at: usize) -> Option<(f64, usize)> {
    let rest = source.get(at..)?;
    for (open, close) in [("[", ']'), ("\\[", ']'), ("(", ')'), ("（", '）')] {
        if let Some(inside) = rest.strip_prefix(open) {
            let length = inside.find(close)?;
            let time = inside.get(..length)?.trim_end_matches('\\');
            return Some((text::parse_time(time.trim())?, at + open.len() + length + close.len_utf8()));
        }
    }
    None
}

/// A time without brackets that has the rest of the line for itself, as in `Name: 00:01:02`.
fn bare_time_line(source: &str, at: usize) -> Option<(f64, usize)> {
    let line = source.get(at..)?.lines().next()?;
    let time = line.trim();
    if !time.contains(':') {
        return None;
    }
    Some((text::parse_time(time)?, at + line.len()))
}

fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '︰')
}

/// `**Name:**`, `**Name**:`, `**Name** (12:34):`, `**Name (role):**`.
fn bold(source: &str, at: usize, roster: &Roster<'_>) -> Option<Opening> {
    let inside_at = at + 2;
    let rest = source.get(at..)?.strip_prefix("**")?;
    let length = rest.find("**")?;
    let inside = rest.get(..length)?;
    if inside.len() > 2 * LONGEST || inside.contains('\n') {
        return None;
    }
    let mut end = inside_at + length + 2;
    let name = inside.trim().trim_end_matches(is_colon).trim_end();
    let mut time = None;
    let mut role = None;
    if name.len() == inside.trim().len() {
        // No colon inside: one must follow, perhaps behind a time or a role.
        let mut next = skip_blank(source, end);
        if let Some((seconds, after)) = time_at(source, next) {
            time = Some(seconds);
            next = skip_blank(source, after);
        } else if let Some((said, after)) = role_at(source, next) {
            role = Some(said);
            next = skip_blank(source, after);
        }
        let colon = source.get(next..)?.chars().next().filter(|c| is_colon(*c))?;
        end = next + colon.len_utf8();
    }
    if !is_name(name) {
        return None;
    }
    let from = inside_at + inside.find(name)?;
    let (mut label, found) = resolve(name, from, roster);
    label.end = end;
    label.time = time.or(label.time);
    label.role = label.role.or(role);
    match found {
        Found::Several => Some(Opening::Ambiguous { span: label.span }),
        Found::One(_) => Some(Opening::Label(label)),
        Found::None => {
            label.who = vec![Who::Named(label.printed.clone())];
            label.misspelt = roster.one_letter_away(&label.printed);
            Some(Opening::Label(label))
        }
    }
}

/// White space on the same line.
fn skip_blank(source: &str, at: usize) -> usize {
    let rest = source.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}', '\u{3000}']).len()
}

/// `(Position, Organisation)` at a byte.
fn role_at(source: &str, at: usize) -> Option<(String, usize)> {
    let rest = source.get(at..)?;
    let (open, close) = if rest.starts_with('(') {
        ('(', ')')
    } else if rest.starts_with('（') {
        ('（', '）')
    } else {
        return None;
    };
    let inside = rest.get(open.len_utf8()..)?;
    let length = inside.find(close)?;
    let role = inside.get(..length)?.trim();
    (!role.is_empty() && !role.contains('\n'))
        .then(|| (role.to_owned(), at + open.len_utf8() + length + close.len_utf8()))
}

/// Whether the inside of bold text can be a name: short, with a letter or digit, and no sentence.
fn is_name(name: &str) -> bool {
    name.chars().count() <= LONGEST
        && name.chars().any(|c| c.is_alphanumeric() || c == '?' || ('\u{b80}'..='\u{bff}').contains(&c))
        && !name.contains(['。', '！', '；', '\n'])
        && !name.ends_with(['.', '!', '，', ','])
}

/// `Name:` where the name is known.
fn plain(source: &str, at: usize, roster: &Roster<'_>) -> Option<Opening> {
    let line = source.get(at..)?.lines().next()?;
    // A colon inside a time in brackets is not the one that ends the label.
    let mut colon = None;
    let mut brackets = 0_i32;
    for (n, (index, c)) in line.char_indices().enumerate() {
        if n > LONGEST {
            break;
        }
        match c {
            '[' | '(' | '（' => brackets += 1,
            ']' | ')' | '）' => brackets -= 1,
            c if is_colon(c) && brackets <= 0 => {
                colon = Some((index, c.len_utf8()));
                break;
            }
            _ => {}
        }
    }
    let (length, colon) = colon?;
    let candidate = line.get(..length)?.trim_end();
    if candidate.is_empty() || candidate.contains(['*', '`', '<']) {
        return None;
    }
    let (mut label, found) = resolve(candidate, at, roster);
    label.end = at + length + colon;
    match found {
        Found::One(_) => Some(Opening::Label(label)),
        Found::Several => Some(Opening::Ambiguous { span: label.span }),
        Found::None => {
            roster.one_letter_away(candidate).map(|known| Opening::Misspelt { span: at..at + candidate.len(), known })
        }
    }
}

/// Whom a label's text names: as it stands, without a time or a role behind the name, or several joined.
fn resolve(candidate: &str, at: usize, roster: &Roster<'_>) -> (Label, Found) {
    let plain = unescape(candidate);
    let mut label = Label {
        who: Vec::new(),
        printed: plain.clone().into_owned(),
        role: None,
        time: None,
        pin: None,
        span: at..at + candidate.len(),
        end: 0,
        misspelt: None,
    };
    match roster.find(&plain) {
        Found::None => {}
        found => return known(label, found),
    }
    if let Some((name, inside)) = bracket_behind(&plain) {
        let (name, inside) = (name.to_owned(), inside.to_owned());
        let time = text::parse_time(inside.trim_end_matches('\\'));
        let found = roster.find(&name);
        if found != Found::None || time.is_some() {
            label.printed = name;
            label.time = time;
            label.role = time.is_none().then_some(inside);
            return known(label, found);
        }
    }
    for (index, dash) in plain.char_indices().filter(|(_, c)| matches!(c, '-' | '－' | '–' | '—')) {
        let (name, role) = (
            plain.get(..index).unwrap_or_default().trim(),
            plain.get(index + dash.len_utf8()..).unwrap_or_default().trim(),
        );
        let found = roster.find(name);
        if found != Found::None && !role.is_empty() {
            name.clone_into(&mut label.printed);
            label.role = Some(role.to_owned());
            return known(label, found);
        }
    }
    let parts = joined(&plain);
    if parts.len() > 1 {
        let found: Vec<_> = parts.iter().map(|part| roster.find(part)).collect();
        if found.contains(&Found::Several) {
            return (label, Found::Several);
        }
        if found.iter().all(|found| matches!(found, Found::One(_))) {
            label.who = found.into_iter().filter_map(Found::into_who).collect();
            let first = label.who.first().cloned().unwrap_or(Who::Audience);
            return (label, Found::One(first));
        }
    }
    (label, Found::None)
}

fn known(mut label: Label, found: Found) -> (Label, Found) {
    if let Found::One(who) = &found {
        label.who = vec![who.clone()];
    }
    (label, found)
}

/// `Name (inside)` or `Name [inside]`: the name and the inside.
fn bracket_behind(text: &str) -> Option<(&str, &str)> {
    let (open, close) = [('(', ')'), ('（', '）'), ('[', ']')].into_iter().find(|(_, close)| text.ends_with(*close))?;
    let at = text.find(open)?;
    let inside = text.get(at + open.len_utf8()..text.len() - close.len_utf8())?.trim();
    let name = text.get(..at)?.trim_end().trim_end_matches('\\').trim_end();
    (!name.is_empty() && !inside.is_empty()).then_some((name, inside))
}

/// The parts of `A & B`, `A、B`, `A and B`, `A / B`.
fn joined(text: &str) -> Vec<&str> {
    let marked = [" and ", " und ", " et ", " y "].iter().find(|word| text.contains(**word));
    let parts: Vec<&str> = match marked {
        Some(word) => text.split(word).flat_map(|part| part.split([',', '&', '、'])).collect(),
        None => text.split(['&', '＆', '、', '/', '／', ',']).collect(),
    };
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// A name without the back slashes that escape punctuation.
fn unescape(name: &str) -> Cow<'_, str> {
    if !name.contains('\\') {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    let mut characters = name.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation) {
            continue;
        }
        out.push(c);
    }
    Cow::Owned(out)
}

/// A known name that opens the paragraph and is followed by what does not go on with a sentence: white space behind a
/// Han name, a line end, a semicolon, or a capital behind a name of several words.
fn lost(source: &str, at: usize, roster: &Roster<'_>) -> Option<Opening> {
    let rest = source.get(at..)?;
    let name = roster.opening(rest)?;
    let behind = rest.get(name.len()..)?;
    let next = behind.chars().next();
    let word = behind.trim_start().chars().next();
    let cjk = name.chars().any(text::is_cjk);
    let lost = match next {
        None | Some('\n' | '\r' | ';' | '；') => true,
        Some(c) if c.is_whitespace() => {
            cjk || (name.contains(' ') && word.is_some_and(|c| c.is_uppercase() || text::is_cjk(c)))
        }
        _ => false,
    };
    lost.then(|| Opening::Lost { span: at..at + name.len() })
}
