//! Which heads before a colon are speakers.
//!
//! In: all heads that could be labels, and the opening of the text. Out: the names that are speakers, by the evidence of the
//! whole file: how often a name stands as a label, whether the opening mentions it, what it looks like.
//! It must never merge two names because they are alike, and never decide by one line alone.

use std::collections::{BTreeMap, BTreeSet};

use super::chars::{count_up_to, is_cjk, is_han};
use super::label::{Label, is_middle_dot, several};
use super::mentions;
use super::words::{
    ANSWER, AUDIENCE, AUDIENCE_PART, BY_ROLE, DOUBLE_SURNAMES, NOT_FIRST, NOT_IN_NAMES, NOT_NAMES, SURNAMES, has,
};
use crate::text::name_key;

/// What the file says about a head that could be a name.
#[derive(Debug, Clone, Default)]
struct Evidence<'a> {
    name: &'a str,
    labels: usize,
    with_position: bool,
    mentioned: bool,
    first: usize,
}

/// The speakers' names.
#[derive(Debug, Default)]
pub struct Names<'a> {
    accepted: BTreeMap<String, &'a str>,
    doubtful: Vec<(usize, &'a str)>,
}

/// The evidence for each name, from the heads of all lines.
#[derive(Debug, Default)]
pub struct Heads<'a> {
    by_key: BTreeMap<String, Evidence<'a>>,
}

/// Gathers the heads of all lines; `at` is the index of a label's line.
pub fn gather<'a>(labels: impl Iterator<Item = (usize, Label<'a>)>) -> Heads<'a> {
    let mut heads = Heads::default();
    for (at, label) in labels {
        let entry = heads.by_key.entry(name_key(label.name)).or_insert_with(|| Evidence {
            name: label.name,
            first: at,
            ..Evidence::default()
        });
        entry.labels += 1;
        entry.with_position |= label.role.is_some_and(|role| super::role::split(role).position.is_some());
    }
    heads
}

impl<'a> Heads<'a> {
    /// The name is a speaker's even if the opening does not mention it. For finding where the opening ends.
    pub fn is_sure(&self, name: &str) -> bool {
        self.by_key.get(&name_key(name)).is_some_and(|evidence| evidence.score() >= ENOUGH)
    }

    /// Decides, with the words of the opening as further evidence.
    pub fn decide(mut self, opening: &str) -> Names<'a> {
        let all: mentions::Names<'_> = self.by_key.values().map(|evidence| evidence.name).collect();
        for mention in all.mentions(opening) {
            if let Some(evidence) = self.by_key.get_mut(&name_key(mention.name)) {
                evidence.mentioned = true;
            }
        }
        let asked = self.by_key.values().any(|evidence| is_audience(evidence.name) && evidence.labels > 0);
        let mut names = Names::default();
        for (key, evidence) in self.by_key {
            let answers = asked && has(ANSWER, evidence.name);
            let score = evidence.score();
            if answers || score >= ENOUGH {
                names.accepted.insert(key, evidence.name);
            } else if score == ENOUGH - 1 && !has(NOT_NAMES, evidence.name) && !is_audience(evidence.name) {
                names.doubtful.push((evidence.first, evidence.name));
            }
        }
        // `Ann & Bob` is no third speaker where both of them are speakers.
        let known = |name: &str| names.accepted.contains_key(&name_key(name));
        let joint = |name: &str| several(name).is_some_and(|names| names.iter().all(|name| known(name)));
        let joints: BTreeSet<String> =
            names.accepted.iter().filter(|(_, name)| joint(name)).map(|(key, _)| key.clone()).collect();
        names.accepted.retain(|key, _| !joints.contains(key));
        names.doubtful.sort_unstable();
        names
    }
}

impl<'a> Names<'a> {
    /// The label's head names a speaker, or several of them and nobody else.
    pub fn know(&self, label: &Label<'_>) -> bool {
        self.know_name(label.name) || self.joint(label).is_some()
    }

    /// The several speakers of a label, each of them known on his own.
    pub fn joint<'b>(&self, label: &Label<'b>) -> Option<Vec<&'b str>> {
        if self.know_name(label.name) || label.role.is_some() {
            return None;
        }
        several(label.head).filter(|names| names.iter().all(|name| self.know_name(name)))
    }

    /// The name is a speaker's.
    pub fn know_name(&self, name: &str) -> bool {
        self.accepted.contains_key(&name_key(name))
    }

    /// All speakers' names, as first written.
    pub fn all(&self) -> impl Iterator<Item = &'a str> {
        self.accepted.values().copied()
    }

    /// Heads that look like a name without enough evidence: index of the first line, and name.
    pub fn doubtful(&self) -> &[(usize, &'a str)] {
        &self.doubtful
    }
}

/// The head of a label is the audience, a number or letter after it allowed: `观众提问`, `Audience 2`.
pub fn is_audience(name: &str) -> bool {
    has(AUDIENCE, name) || AUDIENCE.iter().any(|word| word.chars().nth(1).is_some() && is_numbered(name, word))
}

/// The line opens the part in which the audience asks.
pub fn is_audience_part(name: &str) -> bool {
    has(AUDIENCE_PART, name)
}

/// `word` and then a number or one letter.
fn is_numbered(name: &str, word: &str) -> bool {
    let Some((head, tail)) = name.split_at_checked(word.len()) else {
        return false;
    };
    let spaced = tail.starts_with(' ') || !word.is_ascii();
    let tail = tail.trim();
    let is_number = !tail.is_empty() && tail.len() <= 3 && tail.chars().all(|c| c.is_ascii_digit());
    let is_letter = tail.len() == 1 && tail.chars().all(|c| c.is_ascii_uppercase());
    let is_han_number = count_up_to(tail, 2) == 1
        && tail.starts_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '甲', '乙', '丙']);
    head.eq_ignore_ascii_case(word) && spaced && (is_number || is_letter || is_han_number)
}

/// A name with so many points is a speaker.
const ENOUGH: i32 = 2;

impl Evidence<'_> {
    fn score(&self) -> i32 {
        if has(NOT_NAMES, self.name) || is_audience(self.name) || is_audience_part(self.name) || has(ANSWER, self.name)
        {
            return -9;
        }
        if has(BY_ROLE, self.name) || BY_ROLE.iter().any(|word| is_numbered(self.name, word)) {
            return 9;
        }
        let often = match self.labels {
            0 | 1 => 0,
            2 => 2,
            _ => 3,
        };
        let mentioned = if self.mentioned { 2 } else { 0 };
        let position = if self.with_position { 2 } else { 0 };
        often + mentioned + position + shape(self.name)
    }
}

/// How much a name looks like a person's.
fn shape(name: &str) -> i32 {
    if name.chars().any(is_cjk) { shape_of_han(name) } else { shape_of_words(name) }
}

fn shape_of_han(name: &str) -> i32 {
    let length = count_up_to(name, 13);
    let with_dot = name.chars().any(is_middle_dot);
    let has_surname = (name.starts_with(|c| SURNAMES.contains(c)) && length <= 3)
        || DOUBLE_SURNAMES.iter().any(|surname| name.starts_with(surname) && length <= 4);
    let mut points = 0;
    if name.chars().all(|c| is_cjk(c) || is_middle_dot(c)) && (has_surname || with_dot) {
        points += 2;
    }
    if length == 2 {
        points -= 1;
    }
    if length == 1 || (length > 4 && !with_dot) {
        points -= 2;
    }
    if length > 8 && !with_dot {
        points -= 2;
    }
    // 何 and 于 are family names too.
    if name.chars().skip(usize::from(has_surname)).any(|c| is_han(c) && NOT_IN_NAMES.contains(c)) {
        points -= 3;
    }
    points
}

fn shape_of_words(name: &str) -> i32 {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.first().is_some_and(|first| has(NOT_FIRST, first)) {
        return -5;
    }
    let is_small = |word: &&&str| word.starts_with(char::is_lowercase);
    // Particles such as `van` and `de` are small, other words of a name are not.
    let small = words.iter().filter(is_small).filter(|word| word.chars().count() > 3).count();
    let capital = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    match (capital, small) {
        (_, 1..) => -3,
        (2.., _) if words.len() <= 4 => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::label;
    use super::*;

    fn speakers(lines: &[&str], opening: &str) -> Vec<String> {
        let labels = lines.iter().enumerate().filter_map(|(at, line)| label::read(line).map(|label| (at, label)));
        gather(labels).decide(opening).all().map(str::to_owned).collect()
    }

    #[test]
    fn evidence() {
        // Once and nowhere else: a family name and two more characters, or two capitalised words.
        assert_eq!(speakers(&["王兆洋:好", "Ann Lee: yes"], "").len(), 2);
        // One short name alone is too little; twice with a family name, or a mention, is enough.
        assert_eq!(speakers(&["尤洋:好"], ""), [""; 0]);
        assert_eq!(speakers(&["尤洋:好"], "嘉宾尤洋"), ["尤洋"]);
        assert_eq!(speakers(&["James: yes", "James: no"], ""), ["James"]);
        // Words that are no names, however often.
        for line in [
            "首先:好",
            "问题是:好",
            "Note: x",
            "The Big Question: x",
            "https: x",
            "如果我们投射:x",
            "观众提问:好",
            "Q: so",
        ] {
            assert_eq!(speakers(&[line; 5], ""), [""; 0], "{line}");
        }
        assert_eq!(speakers(&["主持人:好", "嘉宾A:好", "Speaker 2: x"], "").len(), 3);
        assert_eq!(speakers(&["Q: so", "A: yes"], ""), ["A"]);
        assert_eq!(speakers(&["A: yes"], ""), [""; 0]);
    }

    #[test]
    fn names_that_are_alike_stay_apart() {
        assert_eq!(speakers(&["郑智嘉:好", "郑智基:好"], "").len(), 2);
    }

    #[test]
    fn audiences() {
        for name in ["观众提问", "观众A", "Audience 2", "audience member", "问", "Q"] {
            assert!(is_audience(name), "{name}");
        }
        for name in ["问题", "Q2x", "Audiences", "观众席"] {
            assert!(!is_audience(name), "{name}");
        }
        assert!(is_audience_part("提问环节"));
    }
}
