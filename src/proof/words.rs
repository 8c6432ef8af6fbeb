//! Words: written twice, spelt against the glossary, or not sure.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Findings;
use super::passage::Passage;
use crate::diag::codes;
use crate::model::Site;

/// Words that nobody says twice on purpose.
const SMALL: [&str; 14] = ["a", "an", "and", "as", "at", "been", "by", "for", "from", "of", "or", "the", "to", "with"];
/// Words that end one phrase and begin the next now and then: "what it is is that", "plugged in in the hall".
const LOOSE: [&str; 6] = ["are", "be", "in", "is", "on", "were"];

/// A small word that stands twice.
pub(super) fn doubled(passages: &[Passage], language: &str, findings: &mut Findings<'_>) {
    for passage in passages {
        match language.split('-').next() {
            Some("en") => doubled_latin(passage, findings),
            Some("zh") => doubled_han(passage, findings),
            _ => {}
        }
    }
}

fn doubled_latin(passage: &Passage, findings: &mut Findings<'_>) {
    let text = passage.text.as_str();
    for pair in words(text).windows(2) {
        let [one, other] = pair else { continue };
        let between = text.get(one.end..other.start).unwrap_or_default();
        let (Some(first), Some(second)) = (text.get(one.clone()), text.get(other.clone())) else { continue };
        if !first.eq_ignore_ascii_case(second) || !between.chars().all(char::is_whitespace) {
            continue;
        }
        let word = second.to_ascii_lowercase();
        let small = SMALL.contains(&word.as_str());
        if small || LOOSE.contains(&word.as_str()) {
            twice(passage, second, one.end..other.end, small, findings);
        }
    }
}

fn doubled_han(passage: &Passage, findings: &mut Findings<'_>) {
    for (at, said) in passage.text.match_indices("的的") {
        let before = passage.text.get(..at).and_then(|text| text.chars().next_back());
        let after = passage.text.get(at + said.len()..).and_then(|text| text.chars().next());
        // 目的的, 的的确确
        if before != Some('目') && !matches!(after, Some('确' | '確')) {
            twice(passage, "的", at + "的".len()..at + said.len(), true, findings);
        }
    }
}

fn twice(passage: &Passage, word: &str, second: Range<usize>, sure: bool, findings: &mut Findings<'_>) {
    let message = format!("`{word}` stands twice");
    let place = passage.place(second);
    let mends = if sure { vec![(place.clone(), String::new())] } else { Vec::new() };
    findings.push(codes::DOUBLED_WORD, message, place, "again", mends);
}

/// A mark behind a word of which nobody was sure, as the import sets it.
pub(super) fn unsure(passages: &[Passage], findings: &mut Findings<'_>) {
    for passage in passages {
        for (at, mark) in passage.text.match_indices("[?]") {
            let message = String::from("a word is marked as not sure");
            findings.push(
                codes::UNSURE_WORD,
                message,
                passage.place(at..at + mark.len()),
                "listen again, and take the mark away",
                Vec::new(),
            );
        }
    }
}

/// How terms are spelt that have a spelling of their own: with capitals inside, digits or signs.
pub(super) struct Spellings<'s> {
    /// By the letters and digits alone, in lower case: all spellings that are right, the first of them the term's own.
    terms: BTreeMap<String, Vec<&'s str>>,
}

impl<'s> Spellings<'s> {
    pub(super) fn of(site: &'s Site) -> Self {
        let mut terms: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for term in &site.glossary {
            for spelling in [&term.term].into_iter().chain(&term.aliases).filter(|spelling| is_own(spelling)) {
                let right = terms.entry(key(spelling)).or_default();
                right.push(spelling);
                right.extend(term.aliases.iter().map(String::as_str));
            }
        }
        Self { terms }
    }
}

/// Terms of the glossary in a spelling that it does not know.
pub(super) fn variants(passages: &[Passage], spellings: &Spellings<'_>, findings: &mut Findings<'_>) {
    if spellings.terms.is_empty() {
        return;
    }
    for passage in passages {
        for part in words(&passage.text) {
            let Some(word) = passage.text.get(part.clone()) else { continue };
            let Some(right) = spellings.terms.get(&key(word)).filter(|right| !right.contains(&word)) else { continue };
            let Some(first) = right.first() else { continue };
            let message = format!("`{word}` is spelt `{first}` in the glossary");
            let place = passage.place(part);
            findings.push(codes::TERM_VARIANT, message, place.clone(), "", vec![(place, (*first).to_owned())]);
        }
    }
}

/// One word with a capital behind its first letter, or a digit or sign in it: whoever writes it otherwise has made a slip.
fn is_own(spelling: &str) -> bool {
    let plain = spelling.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'+' | b'#'));
    let letters = spelling.bytes().filter(u8::is_ascii_alphabetic).count();
    let special = spelling.bytes().skip(1).any(|byte| !byte.is_ascii_lowercase());
    plain && letters >= 2 && key(spelling).len() >= 3 && special
}

fn key(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Latin words, with digits, hyphens and stops inside.
fn words(text: &str) -> Vec<Range<usize>> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+' | '#' | '\'' | '’');
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        // Letters of other alphabets belong to the word, which is then none of ours.
        let letter = c.is_alphabetic() && !crate::text::is_cjk(c);
        match (start, inside(c) || letter) {
            (None, true) if c.is_alphanumeric() => start = Some(at),
            (Some(from), false) => {
                let word = text.get(from..at).unwrap_or_default();
                let end = from + word.trim_end_matches(['-', '.', '\'', '’']).len();
                words.push(from..end);
                start = None;
            }
            _ => {}
        }
    }
    words
}
