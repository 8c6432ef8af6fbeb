//! What is looked for, and where it stands in a text.
//!
//! A query is words and phrases in quotation marks of any kind; a text answers it if it has all of them.

use std::collections::BTreeSet;

use unicode_normalization::char::is_combining_mark;

use super::register::{self, Row};
use super::terms::{LEADS, is_arabic, length, shortened};
use super::{Register, fold, is_glued, is_letter, numbers, stem};

/// More words than this are not looked for.
const MOST: usize = 24;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Query {
    sought: Vec<Sought>,
}

/// Where something stands in a folded text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// One word or phrase, in any of the ways that it is written.
#[derive(Debug, Clone)]
struct Sought {
    text: String,
    ways: Vec<Way>,
}

#[derive(Debug, Clone)]
enum Way {
    /// Parts that stand one behind the other; between Han and Latin some write a space and some do not. `closed`: the end of a
    /// word must come behind.
    Written { parts: Vec<String>, closed: bool },
    /// A word that is a form of what has this base.
    Form(String),
}

impl Query {
    /// Reads a query. `readings` gives what else a word may stand for: the names that are read so.
    pub fn new(query: &str, unified: bool, readings: impl Fn(&str) -> Vec<String>) -> Self {
        let mut sought: Vec<Sought> = Vec::new();
        for (written, phrase) in split(query) {
            let folded = fold(written, unified);
            let text = if phrase {
                folded.split_whitespace().collect::<Vec<_>>().join(" ")
            } else {
                bare(folded.trim()).to_owned()
            };
            if text.is_empty() || sought.len() >= MOST || sought.iter().any(|known| known.text == text) {
                continue;
            }
            let mut ways = vec![written_way(&text, phrase && text.ends_with(is_letter))];
            if !phrase {
                ways.extend(stem::base(&text).map(|base| Way::Form(base.to_owned())));
                ways.extend(readings(&text).iter().map(|name| written_way(&fold(name, unified), false)));
            }
            sought.push(Sought { text, ways });
        }
        Self { sought }
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.sought.is_empty()
    }

    /// Where all that is looked for stands in a folded text, in order; nothing where it lacks something.
    pub fn spans(&self, folded: &str) -> Option<Vec<Span>> {
        let mut all = Vec::new();
        for sought in &self.sought {
            let before = all.len();
            for way in &sought.ways {
                all.extend(way.spans(folded));
            }
            if all.len() == before {
                return None;
            }
        }
        all.sort_unstable();
        all.dedup();
        Some(all)
    }

    /// Whether a folded text has all that is looked for.
    pub fn stands_in(&self, folded: &str) -> bool {
        self.spans(folded).is_some()
    }

    /// How well a folded text answers: how often it has each word, up to five times, the less the longer it is; nothing where it lacks one.
    pub fn score(&self, folded: &str) -> Option<f64> {
        let mut times = 0_u32;
        for sought in &self.sought {
            let spans: BTreeSet<usize> =
                sought.ways.iter().flat_map(|way| way.spans(folded)).map(|span| span.from).collect();
            times += u32::try_from(spans.len().min(5)).ok().filter(|times| *times > 0)?;
        }
        let length = u32::try_from(folded.encode_utf16().count()).unwrap_or(u32::MAX);
        let score = f64::from(times) * 60.0 / (60.0 + f64::from(length).sqrt());
        let words: Vec<&str> = self.sought.iter().map(|sought| sought.text.as_str()).collect();
        let together = words.len() > 1 && (folded.contains(&words.join(" ")) || folded.contains(&words.concat()));
        Some(if together { score + 4.0 } else { score })
    }

    /// The pieces that may answer, as the register has it; nothing where any may.
    pub fn pieces(&self, register: &Register) -> Option<BTreeSet<u32>> {
        let all = self.sought.iter().filter_map(|sought| {
            let ways: Option<Vec<_>> = sought.ways.iter().map(|way| way.pieces(register)).collect();
            Some(ways?.into_iter().flatten().collect::<BTreeSet<u32>>())
        });
        all.reduce(|one, other| one.intersection(&other).copied().collect())
    }
}

impl Way {
    fn spans(&self, folded: &str) -> Vec<Span> {
        match self {
            Self::Form(base) => words(folded)
                .filter(|(_, word)| stem::is_form(word, base))
                .map(|(from, word)| Span { from, to: from + word.len() })
                .collect(),
            Self::Written { parts, closed } => {
                let mut spans = Vec::new();
                let Some((first, rest)) = parts.split_first() else { return spans };
                let mut at = 0;
                while let Some(found) = folded.get(at..).and_then(|text| text.find(first.as_str())) {
                    let from = at + found;
                    at = match end(folded, from + first.len(), rest) {
                        Some(to) if opens(folded, from) && !(*closed && begins(folded, to, is_letter)) => {
                            spans.push(Span { from, to });
                            to
                        }
                        _ => from + first.chars().next().map_or(1, char::len_utf8),
                    };
                }
                spans
            }
        }
    }

    fn pieces(&self, register: &Register) -> Option<BTreeSet<u32>> {
        let holding = |rows: &[Row], is: &dyn Fn(&str) -> bool| -> BTreeSet<u32> {
            rows.iter().filter(|row| is(register::word(row))).flat_map(|(_, gaps)| numbers(gaps)).collect()
        };
        match self {
            Self::Form(base) => Some(holding(register.beginning(base), &|word| stem::is_form(word, base))),
            Self::Written { parts, closed } => {
                let text = parts.concat();
                let all = keys(&text, *closed)
                    .into_iter()
                    .map(|(word, whole)| holding(register.beginning(word), &|other| !whole || other == word));
                all.reduce(|one, other| one.intersection(&other).copied().collect())
            }
        }
    }
}

/// The words of the register that a text needs, and whether each is whole.
fn keys(text: &str, closed: bool) -> Vec<(&str, bool)> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if is_glued(first) {
            let (run, behind) = rest.split_at(length(rest, is_glued));
            if run.chars().nth(1).is_none() {
                keys.push((run, true));
            }
            let mut before = None;
            for (at, c) in run.char_indices() {
                keys.extend(before.and_then(|before| run.get(before..at + c.len_utf8())).map(|pair| (pair, true)));
                before = Some(at);
            }
            rest = behind;
        } else if is_letter(first) {
            let (run, behind) = rest.split_at(length(rest, is_letter));
            keys.push((shortened(run), !behind.is_empty() || closed || shortened(run) != run));
            rest = behind;
        } else {
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    keys
}

/// The words and phrases of a query, and which of both they are.
fn split(query: &str) -> Vec<(&str, bool)> {
    const QUOTES: [char; 8] = ['"', '“', '”', '„', '«', '»', '」', '』'];
    const OPENING: [char; 2] = ['「', '『'];
    let mut found = Vec::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let behind = rest.get(first.len_utf8()..).unwrap_or_default();
        let quoted = (QUOTES.contains(&first) && first != '」' && first != '』') || OPENING.contains(&first);
        let phrase = behind.get(..behind.find(QUOTES).unwrap_or(behind.len())).unwrap_or_default();
        if quoted && !phrase.is_empty() {
            found.push((phrase, true));
            rest = behind.get(phrase.len()..).unwrap_or_default();
            rest = rest.strip_prefix(|c| QUOTES.contains(&c) && c != '„').unwrap_or(rest);
        } else if first.is_whitespace() || QUOTES.contains(&first) || OPENING.contains(&first) {
            rest = behind;
        } else {
            let stop = |c: char| c.is_whitespace() || QUOTES.contains(&c) || OPENING.contains(&c);
            let (word, behind) = rest.split_at(rest.find(stop).unwrap_or(rest.len()));
            found.push((word, false));
            rest = behind;
        }
    }
    found
}

/// A word without what encloses it; what has no letter at all is looked for as it is.
fn bare(text: &str) -> &str {
    let ends = |c: char| !(c.is_alphanumeric() || is_combining_mark(c) || c == '+' || c == '#');
    let inner = text.trim_end_matches(ends).trim_start_matches(|c: char| !c.is_alphanumeric());
    if inner.is_empty() { text } else { inner }
}

fn written_way(text: &str, closed: bool) -> Way {
    let letters: Vec<char> = text.chars().collect();
    let latin = |c: char| c.is_ascii_alphanumeric();
    let seam = |a: char, b: char| (is_glued(a) && latin(b)) || (latin(a) && is_glued(b));
    let mut parts = vec![String::new()];
    for (at, c) in letters.iter().copied().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at).copied());
        let next = letters.get(at + 1).copied();
        let missing = c == ' ' && before.zip(next).is_some_and(|(a, b)| seam(a, b));
        if missing || before.is_some_and(|before| seam(before, c)) {
            parts.push(String::new());
        }
        if !missing && let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    Way::Written { parts, closed }
}

/// Where the rest of the parts end that begin here, if they do.
fn end(text: &str, at: usize, parts: &[String]) -> Option<usize> {
    parts.iter().try_fold(at, |at, part| {
        let rest = text.get(at..)?;
        let behind =
            rest.strip_prefix(part.as_str()).or_else(|| rest.strip_prefix(' ')?.strip_prefix(part.as_str()))?;
        Some(text.len() - behind.len())
    })
}

fn begins(text: &str, at: usize, is: impl Fn(char) -> bool) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(is))
}

/// Whether a word that spaces part from others opens here; elsewhere anything may.
fn opens(text: &str, at: usize) -> bool {
    if !begins(text, at, is_letter) {
        return true;
    }
    let before = text.get(..at).unwrap_or_default();
    let is_edge = |before: &str| !before.ends_with(is_letter);
    is_edge(before)
        || (begins(text, at, is_arabic) && LEADS.iter().any(|lead| before.strip_suffix(lead).is_some_and(is_edge)))
}

/// The words of a text that spaces part, and where they stand.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = text.split(|c| !is_letter(c)).filter(|word| !word.is_empty());
    parts.map(|word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::register::{Found, Part};
    use super::*;
    use proptest::prelude::*;

    fn spans<'t>(query: &str, text: &'t str) -> Option<Vec<&'t str>> {
        let spans = Query::new(query, false, |_| Vec::new()).spans(text)?;
        Some(spans.iter().map(|span| text.get(span.from..span.to).unwrap()).collect())
    }

    #[test]
    fn what_stands_where() {
        for (query, text, found) in [
            ("尤洋", "尤洋说ai模型,尤洋", Some(vec!["尤洋", "尤洋"])),
            ("洋之", "尤洋说", None),
            ("AI模型", "用ai 模型", Some(vec!["ai 模型"])),
            ("AI 模型", "用ai模型", Some(vec!["ai", "模型"])),
            ("“AI 模型”", "用ai模型", Some(vec!["ai模型"])),
            ("ship", "a ship, shipwright", Some(vec!["ship", "ship"])),
            ("wright", "shipwright", None),
            ("\"ship list\"", "ship lists", None),
            ("\"lists are kept\"", "ship lists are kept", Some(vec!["lists are kept"])),
            ("listening", "we listened and listen", Some(vec!["listened", "listen"])),
            ("منارة", "وبالمنارة", Some(vec!["منارة"])),
            ("c++", "in c++ or c", Some(vec!["c++"])),
            ("...", "so...", Some(vec!["..."])),
            ("don’t", "i don't", Some(vec!["don't"])),
        ] {
            assert_eq!(spans(query, text), found, "{query} in {text}");
        }
        for empty in ["", " ", "\"\"", "“”", "」"] {
            assert!(Query::new(empty, false, |_| Vec::new()).is_empty(), "{empty}");
        }
    }

    #[test]
    fn a_reading_is_a_way_to_write_a_name() {
        let query =
            Query::new("YouYang", false, |word| if word == "youyang" { vec!["尤洋".to_owned()] } else { vec![] });
        assert!(query.spans("尤洋说").is_some() && query.spans("youyang said").is_some());
    }

    proptest! {
        /// What stands in a text is among the pieces that the register names for it.
        #[test]
        fn the_register_misses_nothing(texts in proptest::collection::vec("[a-c尤洋灯ー파도 ,و'éÅ1]{0,12}", 1..20), at in 0_usize..20, from in 0_usize..12, length in 1_usize..8, quoted: bool) {
            let folded: Vec<String> = texts.iter().map(|text| fold(text, false)).collect();
            let query: String = texts[at % texts.len()].chars().skip(from).take(length).collect();
            let query = if quoted { format!("\"{query}\"") } else { query };
            let query = Query::new(&query, false, |_| Vec::new());
            let pieces: Vec<Found> = folded.iter().map(|text| Found { texts: vec![text.clone()], labels: BTreeMap::new() }).collect();
            let register = Register::new(&[Part::new(&pieces)], []);
            if let Some(pieces) = query.pieces(&register) {
                for (number, text) in (0..).zip(&folded) {
                    prop_assert!(query.spans(text).is_none() || pieces.contains(&number), "{:?} in {}", query, text);
                }
            }
        }
    }
}
