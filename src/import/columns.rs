//! Tables whose rows are turns: of Markdown, or with tabs, commas or semicolons between their columns.
//!
//! In: the lines of a text. Out: the turns, where the first row says which column holds the speakers and which the words.

use std::borrow::Cow;

use super::captions;
use super::habit::{Between, Candidate, FEWEST, Habit, Wrap, candidate};

/// A table with a column of names and one of words.
pub(super) fn table<'a>(lines: &[&'a str]) -> Option<(usize, Habit<'a>)> {
    for divider in ['|', '\t', ',', ';'] {
        let rows: Vec<(usize, Vec<Cow<'a, str>>)> = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.contains(divider))
            .map(|(at, line)| (at, cells(line, divider)))
            .collect();
        let width = rows.first().map_or(0, |(_, cells)| cells.len());
        let even = rows.iter().filter(|(_, cells)| cells.len() == width).count();
        if width < 2
            || even * 10 < rows.len() * 9
            || even * 2 < lines.iter().filter(|line| !line.trim().is_empty()).count()
        {
            continue;
        }
        let head = rows.first()?;
        let named =
            |words: &[&str]| head.1.iter().position(|cell| words.contains(&cell.trim().to_lowercase().as_str()));
        let (Some(who), Some(what)) = (named(&SPEAKER), named(&TEXT)) else { continue };
        let when = named(&TIME);
        let mut turns = Vec::new();
        let mut heads = vec![head.0];
        for (at, cells) in rows.iter().skip(1) {
            if cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | ' '))) {
                heads.push(*at);
                continue;
            }
            let cell = |n: usize| cells.get(n).map(|cell| cell.trim()).unwrap_or_default();
            let line = lines.get(*at)?;
            let place = |text: &str| line.find(text).and_then(|from| line.get(from..from + text.len()));
            let (Some(name), rest) = (place(cell(who)), cell(what).to_owned()) else { continue };
            let time = when.and_then(|when| place(cell(when))).filter(|time| captions::time(time).is_some());
            let rest = Cow::Owned(rest);
            turns.extend(
                candidate(*at, Wrap::Column, Between::Bar, name, time, "", false).map(|one| Candidate { rest, ..one }),
            );
        }
        if turns.len() >= FEWEST && turns.len() * 10 >= (rows.len() - heads.len()) * 9 {
            return Some((turns.len() * 10, Habit { turns, heads }));
        }
    }
    None
}

pub(super) const SPEAKER: [&str; 12] = [
    "speaker",
    "speakers",
    "who",
    "name",
    "hablante",
    "orador",
    "sprecher",
    "发言人",
    "說話者",
    "講者",
    "speaker name",
    "話者",
];
pub(super) const TEXT: [&str; 14] = [
    "text",
    "transcript",
    "words",
    "content",
    "utterance",
    "texto",
    "sentence",
    "speech",
    "内容",
    "內容",
    "発言",
    "文本",
    "caption",
    "message",
];
pub(super) const TIME: [&str; 12] =
    ["time", "start", "start time", "timestamp", "begin", "tiempo", "hora", "zeit", "时间", "時間", "in", "starttime"];

/// The cells of a row; those of comma-separated values may stand in quotation marks (RFC 4180).
fn cells(line: &str, divider: char) -> Vec<Cow<'_, str>> {
    if divider == '|' {
        let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
        return inner.split('|').map(|cell| Cow::Borrowed(cell.trim())).collect();
    }
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = line.trim_end().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == divider && !quoted => cells.push(Cow::Owned(std::mem::take(&mut cell))),
            c => cell.push(c),
        }
    }
    cells.push(Cow::Owned(cell));
    cells
}
