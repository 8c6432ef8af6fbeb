//! Whatever marks a label: brackets, dashes, bars, arrows, tags, columns of a table.
//!
//! In: the lines of a text whose labels no reader knows. Out: the same lines, those with a label written as `**Name** [1:23]: words`, for
//! `dialect` to read. A line may be read in several ways; which of them is the habit of this text, all of its lines decide together:
//! names come back, and there is more than one. It must never take a line apart of whose mark the text makes no habit.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::captions;
use super::chars::{count_up_to, has_cjk, is_colon};
use super::columns::table;
use super::mark;
use crate::text::name_key;

/// What stands around a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wrap {
    Nothing,
    /// A pair of signs or tags, by its position in [`PAIRS`].
    Pair(usize),
    /// A sign before it, by its position in [`SIGNS`].
    Sign(usize),
    /// Nothing, but it is a column of a table.
    Column,
}

/// What stands between a name and what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Between {
    Nothing,
    Colon,
    Dash,
    Bar,
    Arrow,
    /// The end of the line.
    End,
}

const PAIRS: [(&str, &str); 18] = [
    ("**", "**"),
    ("__", "__"),
    ("*", "*"),
    ("_", "_"),
    ("【", "】"),
    ("〔", "〕"),
    ("［", "］"),
    ("[", "]"),
    ("＜", "＞"),
    ("《", "》"),
    ("<strong>", "</strong>"),
    ("<b>", "</b>"),
    ("<em>", "</em>"),
    ("<i>", "</i>"),
    ("<", ">"),
    ("「", "」"),
    ("（", "）"),
    ("(", ")"),
];

const SIGNS: [&str; 8] = [">>>", ">>", "@", "◆", "●", "■", "○", "▶"];

/// A line that may begin a turn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate<'a> {
    pub(super) at: usize,
    pub(super) wrap: Wrap,
    pub(super) between: Between,
    pub(super) name: &'a str,
    pub(super) time: Option<&'a str>,
    pub(super) rest: Cow<'a, str>,
    /// It was an item of a list.
    pub(super) item: bool,
    /// The time stands alone in the line behind it.
    pub(super) time_behind: bool,
}

/// What a text makes a habit of.
#[derive(Debug)]
pub struct Habit<'a> {
    pub(super) turns: Vec<Candidate<'a>>,
    /// Lines that only say what the columns are.
    pub(super) heads: Vec<usize>,
}

/// The fewest labels that are a habit.
pub(super) const FEWEST: usize = 3;

impl<'a> Habit<'a> {
    /// The habit of a text, if it has one.
    pub fn of(lines: &[&'a str]) -> Option<Self> {
        let mut all: BTreeMap<(Wrap, Between), Vec<Candidate<'a>>> = BTreeMap::new();
        let mut fenced = false;
        for (at, line) in lines.iter().enumerate() {
            let is_fence = line.trim_start().starts_with("```");
            fenced ^= is_fence;
            if fenced || is_fence {
                continue;
            }
            for candidate in candidates(at, line, lines) {
                all.entry((candidate.wrap, candidate.between)).or_default().push(candidate);
            }
        }
        let blocks = blocks(lines);
        let habits = all.into_iter().filter_map(|((wrap, between), turns)| {
            let points = points(wrap, between, &turns, blocks)?;
            Some((points, Self { turns, heads: Vec::new() }))
        });
        habits.chain(table(lines)).chain(questions(lines)).max_by_key(|(points, _)| *points).map(|(_, habit)| habit)
    }

    /// How many turns begin by it.
    pub fn turns(&self) -> usize {
        self.turns.len()
    }

    /// The lines with their labels as `dialect` knows them; and what was left out of them, with their indices. A line that begins no turn
    /// keeps its words.
    pub fn written(&self, lines: &[&'a str]) -> (Vec<String>, Vec<(usize, &'a str)>) {
        let mut left_out = Vec::new();
        let items = self.turns.iter().any(|turn| turn.item);
        let mut written = if items { without_indents(lines) } else { lines.iter().map(ToString::to_string).collect() };
        for turn in &self.turns {
            let time = turn.time.map(|time| format!(" [{time}]")).unwrap_or_default();
            let (rest, tag) = without_break(&turn.rest);
            if let Some(line) = written.get_mut(turn.at) {
                *line = format!("**{}**{time}: {rest}", turn.name);
            }
            if let Some(line) = written.get_mut(turn.at + 1).filter(|_| turn.time_behind) {
                line.clear();
            }
            if let Wrap::Pair(pair) = turn.wrap
                && let Some((open, close)) = PAIRS.get(pair).filter(|(open, _)| open.starts_with('<') && open.len() > 1)
            {
                left_out.extend([(turn.at, *open), (turn.at, *close)]);
            }
            left_out.extend(tag.map(|tag| (turn.at, tag)));
        }
        for at in &self.heads {
            if let (Some(line), Some(head)) = (written.get_mut(*at), lines.get(*at)) {
                line.clear();
                left_out.push((*at, *head));
            }
        }
        (written, left_out)
    }
}

/// An interview whose questions are bold and whose answers are not: nobody is named, so `Q` asks and `A` answers until the editor says who.
fn questions<'a>(lines: &[&'a str]) -> Option<(usize, Habit<'a>)> {
    let bold = |line: &'a str| {
        let inside = ["**", "__"].iter().find_map(|sign| line.trim().strip_prefix(sign)?.strip_suffix(sign))?;
        (inside.trim_end().ends_with(['?', '？', '؟']) && !inside.contains("**")).then_some(inside.trim())
    };
    let mut turns: Vec<Candidate<'a>> = Vec::new();
    let mut asked = 0;
    for (at, line) in lines.iter().enumerate() {
        let begins = at == 0 || lines.get(at - 1).is_none_or(|line| line.trim().is_empty());
        if line.trim().is_empty() || !begins {
            continue;
        }
        let (name, rest) = match (bold(line), turns.last().map(|turn| turn.name)) {
            (Some(question), _) => ("Q", question),
            (None, Some("Q")) if !line.starts_with('#') => ("A", line.trim()),
            _ => continue,
        };
        asked += usize::from(name == "Q");
        let (wrap, between) = (Wrap::Nothing, Between::Nothing);
        turns.push(Candidate {
            at,
            wrap,
            between,
            name,
            time: None,
            rest: Cow::Borrowed(rest),
            item: false,
            time_behind: false,
        });
    }
    let answered = turns.len() - asked;
    (asked >= FEWEST && answered * 4 >= asked * 3).then_some((turns.len() * 2, Habit { turns, heads: Vec::new() }))
}

/// What is said in a line, and the break that some editors put at its end.
fn without_break(line: &str) -> (&str, Option<&'static str>) {
    let line = line.trim_end();
    let cut = |tag: &'static str| line.strip_suffix(tag).map(|line| (line.trim_end(), Some(tag)));
    ["<br>", "<br/>", "<br />"].into_iter().find_map(cut).unwrap_or((line, None))
}

/// Lines of which items of a list begin turns: what goes on below an item stands as far left as the item's label. Code keeps
/// its shape and moves as a whole, as far as its fence.
fn without_indents(lines: &[&str]) -> Vec<String> {
    let mut fence = None;
    let moved = lines.iter().map(|line| {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        match (fence, words.starts_with("```")) {
            (None, opens) => {
                fence = opens.then_some(indent);
                words
            }
            (Some(_), true) => {
                fence = None;
                words
            }
            (Some(most), false) => line.get(indent.min(most)..).unwrap_or(words),
        }
        .to_owned()
    });
    moved.collect()
}

/// How much a habit explains; nothing where it is none.
fn points(wrap: Wrap, between: Between, turns: &[Candidate<'_>], blocks: usize) -> Option<usize> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for turn in turns {
        *names.entry(name_key(turn.name)).or_default() += 1;
    }
    let again = names.values().any(|count| *count > 1);
    // Names come back, and answer each other: in a list of terms each stands once.
    if names.len() < 2 || !again || turns.len() < FEWEST {
        return None;
    }
    // Bold and leaning words begin lists of terms as well; other signs around a name stand nowhere else.
    let common = |pair: &usize| PAIRS.get(*pair).is_some_and(|(open, _)| open.starts_with(['*', '_', '<']));
    let rare = match wrap {
        Wrap::Nothing => matches!(between, Between::Bar | Between::Arrow),
        Wrap::Pair(pair) => !common(&pair),
        Wrap::Sign(_) | Wrap::Column => true,
    };
    let told = rare || turns.iter().all(|turn| turn.time.is_some());
    let dense = turns.len() * 5 >= blocks * 4 && turns.len() * 4 >= names.len() * 5;
    // Words before a colon or a dash are mostly no names, unless nearly everything begins with some.
    if !told && !dense && turns.len() * 2 < names.len() * 3 {
        return None;
    }
    // A sign that is used for much else, or none, must explain more of the text.
    let loose = match (wrap, between) {
        (Wrap::Nothing, Between::Colon) => 4,
        (Wrap::Nothing, Between::Nothing | Between::Dash) => 2,
        // What happens stands in round brackets as well.
        (Wrap::Pair(pair), Between::Nothing) if is_round(pair) => 2,
        (Wrap::Pair(pair), Between::End) if is_round(pair) => return None,
        (Wrap::Pair(pair), Between::Nothing) if !needs_nothing_behind(pair) => return None,
        (_, Between::Dash | Between::Bar | Between::Arrow) | (Wrap::Nothing | Wrap::Pair(_), Between::End) => 3,
        _ => 6,
    };
    (turns.len() * loose >= blocks).then_some(turns.len() * loose.min(4))
}

/// Whether words may follow a name in these signs at once.
fn needs_nothing_behind(pair: usize) -> bool {
    PAIRS.get(pair).is_some_and(|(open, _)| matches!(*open, "【" | "〔" | "＜" | "<" | "［"))
}

fn is_round(pair: usize) -> bool {
    PAIRS.get(pair).is_some_and(|(open, _)| matches!(*open, "（" | "("))
}

/// How many blocks there are: paragraphs, or lines where nothing parts them.
fn blocks(lines: &[&str]) -> usize {
    let full = |line: &&&str| !line.trim().is_empty();
    let begins = lines
        .windows(2)
        .filter(|pair| matches!(pair, [one, other] if one.trim().is_empty() && !other.trim().is_empty()));
    let parted = begins.count() + 1;
    let all = lines.iter().filter(full).count();
    if parted * 4 < all { all } else { parted }
}

/// All ways in which a line can begin a turn.
fn candidates<'a>(at: usize, line: &'a str, lines: &[&'a str]) -> Vec<Candidate<'a>> {
    let mut text = line.trim();
    let mut item = false;
    if let Some(rest) = after_item(text) {
        (text, item) = (rest, true);
    }
    let (mut time, mut text) = leading_time(text).map_or((None, text), |(time, rest)| (Some(time), rest));
    // Of a span the end is passed over.
    if time.is_some() {
        text = leading_time(text.trim_start_matches("> ")).map_or(text, |(_, rest)| rest);
    }
    // A heading is a wrap of its own: its level says nothing here.
    let heading = text.trim_start_matches('#');
    if heading.len() < text.len() && heading.starts_with(' ') {
        let words = heading.trim();
        let (after, name) = trailing_time(words).map_or((None, words), |(name, time)| (Some(time), name));
        let time = time.or(after);
        // Only a time tells a name from a title.
        return time
            .and_then(|time| candidate(at, Wrap::Sign(SIGNS.len()), Between::End, name, Some(time), "", item))
            .into_iter()
            .collect();
    }
    let mut found = Vec::new();
    for (pair, (open, close)) in PAIRS.iter().enumerate() {
        let Some((inside, rest)) = text.strip_prefix(open).and_then(|rest| rest.split_once(close)) else { continue };
        // A tag of HTML is nobody's name.
        if *open == "<" && (text.contains("</") || inside.contains('=')) {
            continue;
        }
        let mut rest = rest.trim_start();
        let mut name = inside.trim();
        let colon_inside = name.ends_with(is_colon);
        name = name.trim_end_matches(is_colon).trim_end();
        let mut time = time;
        if let Some((found, after)) = leading_time(rest) {
            (time, rest) = (time.or(Some(found)), after);
        } else if let Some((before, found)) = trailing_time(name) {
            (time, name) = (time.or(Some(found)), before);
        }
        let (between, rest) = between(rest);
        let between = if colon_inside && between == Between::Nothing { Between::Colon } else { between };
        found.extend(candidate(at, Wrap::Pair(pair), between, name, time, rest, item));
    }
    let sign = SIGNS.iter().position(|sign| text.starts_with(sign));
    if let Some(sign) = sign {
        text = text.get(SIGNS.get(sign).map_or(0, |sign| sign.len())..).unwrap_or_default().trim_start();
    }
    let wrap = sign.map_or(Wrap::Nothing, Wrap::Sign);
    // Minutes of a court: `Q.  Where were you?`
    if let Some((name, rest)) = text.split_once(". ").filter(|(name, _)| matches!(*name, "Q" | "A")) {
        found.extend(candidate(at, wrap, Between::Colon, name, time, rest, item));
        return found;
    }
    // The name ends before a time, else before whatever stands between.
    if let Some((name, stands)) = trailing_time(text.trim_end_matches(is_colon)) {
        found.extend(candidate(at, wrap, Between::End, name, time.or(Some(stands)), "", item));
    }
    for (position, c) in text.char_indices().skip(1).take(80) {
        let (before, behind) = text.split_at_checked(position).unwrap_or((text, ""));
        if c == '(' || c == '[' || c == '（' {
            if let Some((stands, after)) = leading_time(behind) {
                let (between, rest) = between(after);
                if between != Between::Nothing || !after.is_empty() {
                    found.extend(candidate(at, wrap, between, before.trim(), time.or(Some(stands)), rest, item));
                }
                break;
            }
            continue;
        }
        let spaced = before.ends_with([' ', '\t']) || c == '\t';
        let (kind, rest) = between(behind);
        if matches!(kind, Between::Nothing | Between::End) || (c == '-' && !spaced) {
            continue;
        }
        found.extend(candidate(at, wrap, kind, before.trim(), time, rest, item));
        break;
    }
    // A name alone in its line, a paragraph behind it.
    let parted = at == 0 || lines.get(at - 1).is_none_or(|line| line.trim().is_empty());
    let followed = at + 1 < lines.len();
    if !found.iter().any(|one| one.between == Between::End)
        && ((parted && followed) || sign.is_some())
        && is_short(text)
    {
        // The time may stand in the line behind.
        let next = lines
            .get(at + 1)
            .map(|line| line.trim())
            .and_then(|line| leading_time(line))
            .filter(|(_, rest)| rest.is_empty());
        let time_behind = time.is_none() && next.is_some();
        time = time.or(next.map(|(time, _)| time));
        let alone = candidate(at, wrap, Between::End, text, time, "", item);
        found.extend(alone.map(|one| Candidate { time_behind, ..one }));
    }
    found
}

pub(super) fn candidate<'a>(
    at: usize,
    wrap: Wrap,
    between: Between,
    name: &'a str,
    time: Option<&'a str>,
    rest: &'a str,
    item: bool,
) -> Option<Candidate<'a>> {
    let name = name.trim().trim_end_matches(is_colon).trim();
    let longest = if has_cjk(name) { 20 } else { 40 };
    let plain = !name.contains(is_colon)
        && !name.contains(['*', '`', '[', ']', '|', '。', '！', '？', '\\', '<', '>', '"', '“', ',', '，', '、']);
    let is_name = plain
        && name.chars().next().is_some_and(char::is_alphanumeric)
        && name.chars().any(char::is_alphabetic)
        && !name.ends_with(['!', '?', ';'])
        && count_up_to(name, longest + 1) <= longest
        && name.split_whitespace().count() <= 5
        // A link is said by nobody.
        && !rest.trim_start().trim_start_matches('<').starts_with("http")
        && !mark::is_no_name(name);
    is_name.then_some(Candidate {
        at,
        wrap,
        between,
        name,
        time,
        rest: Cow::Borrowed(rest.trim()),
        item,
        time_behind: false,
    })
}

/// What stands behind the sign or number of an item of a list.
fn after_item(text: &str) -> Option<&str> {
    let sign = ["- ", "* ", "+ ", "• "].iter().find_map(|sign| text.strip_prefix(sign));
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = behind
        .strip_prefix(['.', ')'])
        .filter(|rest| (1..4).contains(&(text.len() - behind.len())) && rest.starts_with(' '));
    sign.or(number).map(str::trim_start)
}

/// What a text begins with that parts a name from words, and the words.
fn between(text: &str) -> (Between, &str) {
    let text = text.trim_start_matches([' ', '\u{3000}']);
    let mut chars = text.chars();
    let first = chars.next();
    let rest = chars.as_str();
    match first {
        None => (Between::End, ""),
        Some(c) if is_colon(c) => (Between::Colon, rest.trim_start_matches(['-', '—'])),
        Some('—' | '–' | '―' | '－') => (Between::Dash, rest.trim_start_matches(['—', '–', '―', '－'])),
        Some('-') if rest.starts_with([' ', '-']) => (Between::Dash, rest.trim_start_matches('-')),
        Some('|' | '｜' | '∣' | '\t') => (Between::Bar, rest),
        Some('→' | '⇒' | '»') => (Between::Arrow, rest),
        Some('=' | '-') if rest.starts_with('>') => (Between::Arrow, rest.get(1..).unwrap_or_default()),
        Some(_) => (Between::Nothing, text),
    }
}

/// A time at the beginning of a text, in brackets or without, and what follows.
fn leading_time(text: &str) -> Option<(&str, &str)> {
    for (open, close) in [("[", "]"), ("(", ")"), ("（", "）"), ("【", "】"), ("<", ">"), ("{", "}")] {
        if let Some((inside, rest)) = text.strip_prefix(open).and_then(|text| text.split_once(close)) {
            // Of a span the beginning counts.
            let begins = inside.split(['-', '–', '>', ' ']).next().unwrap_or(inside).trim();
            return captions::time(begins).map(|_| (begins, rest.trim_start()));
        }
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(text.len());
    let (time, rest) = text.split_at_checked(end)?;
    let time = time.trim_end_matches(['.', ':']);
    let parted = rest.is_empty() || rest.starts_with([' ', '\t', '-', '–', '|']);
    (time.contains(':') && parted && captions::time(time).is_some())
        .then(|| (time, rest.trim_start_matches([' ', '\t', '-', '–', '|'])))
}

/// A time at the end of a text, and what stands before it.
fn trailing_time(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    for (open, close) in [('[', ']'), ('(', ')'), ('（', '）')] {
        if let Some((before, inside)) = text.strip_suffix(close).and_then(|text| text.rsplit_once(open)) {
            let begins = inside.split(['-', '–', '>', ' ']).next().unwrap_or(inside).trim();
            return captions::time(begins).map(|_| (before.trim_end(), begins));
        }
    }
    let (before, time) = text.rsplit_once([' ', '\t', '|'])?;
    let is_time = time.contains(':') && captions::time(time).is_some();
    is_time.then(|| (before.trim_end_matches([' ', '\t', '|', '-', '–', '·', ',']), time))
}

/// Few words, and no sentence.
fn is_short(text: &str) -> bool {
    !text.ends_with(['.', ',', ':', ';', '，', '、'])
        && count_up_to(text, 31) <= 30
        && text.split_whitespace().count() <= 4
}
