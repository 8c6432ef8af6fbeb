//! The register of a site too large to be read through: every word with the numbers of the pieces of text that hold it.
//!
//! In: the words of each piece. Out: the words in order, cut into leaves that a reader loads one by one. A word's pieces are
//! written as the gaps between their numbers, a character for each gap: UTF-8 gives a frequent word one byte a piece and a
//! rare one two or three, any script reads it, and what transfers files compresses it further. A character in front says how many
//! more texts have the word than pieces, so that whoever looks for that word alone knows how many there are; behind an exclamation mark
//! follow, in the same way, the pieces in whose titles the word is. A word that is in very many pieces has several rows, the newest pieces first:
//! nobody reads a thousand pieces, so the others are seldom loaded.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// With this begins the label of a word that is in a title of a piece.
pub const TITLE: &str = "=h:";

/// Behind this stand the pieces in whose titles a word is.
const TITLES: char = '!';

/// Behind this, in the word of a row, stands the number of a further row of the same word. It sorts before all that stands in words.
const FURTHER: char = '\u{1}';
/// How many pieces the first row of a word names at most, and how many times as many each further one.
const NEWEST: usize = 1_000;
const TIMES: usize = 8;

/// What a piece of text is found by.
#[derive(Debug, Default)]
pub struct Found {
    /// Its texts, folded.
    pub texts: Vec<String>,
    /// What stands in no text, such as its speakers, and for how many of the texts it holds. A label begins with `=`, which no word
    /// does.
    pub labels: BTreeMap<String, u32>,
}

/// A word and its pieces.
pub type Row = (String, String);

/// Words in order, with the pieces that hold them.
#[derive(Debug, Default)]
pub struct Register {
    rows: Vec<Row>,
}

/// The size in bytes at which a leaf may end, and that at which it does. Between them a word decides by its hash, so that leaves far from a change
/// begin and end where they did.
const MAY_END: usize = 1_500;
const ENDS: usize = 3_000;

impl Register {
    /// The register of some parts, whose pieces are numbered in their order, with labels that are in none.
    pub fn new(parts: &[Part], more: impl IntoIterator<Item = String>) -> Self {
        let mut from = 0;
        let mut all: Vec<(&str, u32, &Listed)> = Vec::with_capacity(parts.iter().map(|part| part.words.len()).sum());
        for part in parts {
            all.extend(part.words.iter().map(|(word, listed)| (word.as_str(), from, listed)));
            from += part.pieces;
        }
        // Runs that are in order already are only merged.
        all.par_sort_by(|(a, ..), (b, ..)| order(a, b));
        let rows: Vec<&[(&str, u32, &Listed)]> = all.chunk_by(|(a, ..), (b, ..)| a == b).collect();
        let mut rows: Vec<Row> = rows.into_par_iter().filter_map(joined).collect();
        rows.extend(more.into_iter().map(|label| (label, String::new())));
        // All but the last are in order already.
        rows.sort_by(|(a, _), (b, _)| order(a, b));
        Self { rows: with_titles(rows).into_iter().flat_map(newest_first).collect() }
    }

    /// The characters that are words.
    pub fn characters(&self) -> impl Iterator<Item = char> {
        let alone = |word: &str| word.chars().next().filter(|c| super::is_glued(*c) && c.len_utf8() == word.len());
        self.rows.iter().filter_map(move |(word, _)| alone(word))
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The words in pieces of a size that is quickly loaded. The order is that of UTF-16, as browsers have it.
    pub fn leaves(&self) -> Vec<&[Row]> {
        let mut leaves = Vec::new();
        let mut from = 0;
        let mut size = 0;
        for (at, row) in self.rows.iter().enumerate() {
            let own = weight(row);
            let full = size >= ENDS || size + own > 2 * ENDS || (size >= MAY_END && opens(&row.0));
            if full && at > from {
                leaves.extend(self.rows.get(from..at));
                (from, size) = (at, 0);
            }
            size += own;
        }
        leaves.extend(self.rows.get(from..).filter(|rest| !rest.is_empty()));
        leaves
    }

    /// The words that begin with a text.
    pub fn beginning(&self, text: &str) -> &[Row] {
        let from = self.rows.partition_point(|(word, _)| order(word, text).is_lt());
        let rest = self.rows.get(from..).unwrap_or_default();
        rest.get(..rest.partition_point(|row| row.0.starts_with(text))).unwrap_or_default()
    }
}

/// Puts the pieces in whose titles a word is behind those that hold it.
fn with_titles(rows: Vec<Row>) -> Vec<Row> {
    let (titled, mut rows): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|(word, _)| word.starts_with(TITLE));
    for (word, titles) in titled {
        let word = word.strip_prefix(TITLE).unwrap_or_default();
        let at = rows.binary_search_by(|(other, _)| order(other, word)).unwrap_or(rows.len());
        if let Some((_, row)) = rows.get_mut(at) {
            row.push(TITLES);
            row.extend(titles.chars().skip(1));
        }
    }
    rows
}

/// The rows of a word: as it is, or where its pieces are very many the newest first.
fn newest_first((word, row): Row) -> Vec<Row> {
    let numbers: Vec<u32> = if row.len() > NEWEST { numbers(&row).collect() } else { Vec::new() };
    if numbers.len() <= NEWEST {
        return vec![(word, row)];
    }
    let titles = row.split_once(TITLES).map_or("", |(_, titles)| titles);
    // How many texts there are more than pieces.
    let more = row.chars().next().map(decoded).unwrap_or_default();
    let mut rows = Vec::new();
    let (mut rest, mut most) = (numbers.as_slice(), NEWEST);
    while !rest.is_empty() {
        let (older, own) = rest.split_at(rest.len().saturating_sub(most));
        let mut gaps = String::with_capacity(own.len() + 16);
        let left = u32::try_from(older.len()).unwrap_or(u32::MAX);
        // The first row speaks for the whole word: how many texts have it, and in whose titles it is.
        push(&mut gaps, if rows.is_empty() { more.saturating_add(left) } else { 0 });
        let mut next = 0;
        for number in own {
            push(&mut gaps, number - next);
            next = number + 1;
        }
        let name = if rows.is_empty() { word.clone() } else { format!("{word}{FURTHER}{}", rows.len()) };
        if rows.is_empty() && !titles.is_empty() {
            gaps.push(TITLES);
            gaps.push_str(titles);
        }
        rows.push((name, gaps));
        (rest, most) = (older, most * TIMES);
    }
    rows
}

/// The word of a row.
pub fn word((name, _): &Row) -> &str {
    name.split(FURTHER).next().unwrap_or_default()
}

/// The order of UTF-16, found in UTF-8: it is the same but for what UTF-16 writes with two units, which stand before `U+E000`.
fn order(a: &str, b: &str) -> Ordering {
    const LAST: u8 = 0xee;
    const PAIRS: u8 = 0xf0;
    match a.bytes().zip(b.bytes()).find(|(a, b)| a != b) {
        None => a.len().cmp(&b.len()),
        Some((a, b)) if a >= LAST && b >= LAST && (a >= PAIRS) != (b >= PAIRS) => b.cmp(&a),
        Some((a, b)) => a.cmp(&b),
    }
}

fn weight((word, gaps): &Row) -> usize {
    word.len() + gaps.len() + 6
}

/// Whether a leaf may begin with a word.
fn opens(word: &str) -> bool {
    let hash = blake3::hash(word.as_bytes());
    hash.as_bytes().first().is_some_and(|byte| byte % 16 == 0)
}

/// The words of some pieces that follow each other, in order. It does not depend on what pieces stand before it, so that it holds as long as they
/// are the same.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Part {
    pieces: u32,
    words: Vec<(String, Listed)>,
}

/// The pieces of a word among those of a part, whose first has the number 0.
#[derive(Debug, Serialize, Deserialize)]
struct Listed {
    first: u32,
    last: u32,
    /// How many more texts there are than pieces.
    more: u32,
    /// The gaps behind the first.
    gaps: String,
}

impl Part {
    /// The words of some pieces.
    pub fn new(pieces: &[Found]) -> Self {
        // With every word, the last of the texts that have it, counted from the first of the first piece.
        let mut words: HashMap<&str, (usize, Listed)> = HashMap::new();
        let mut number = 0_u32;
        let mut read = 0_usize;
        for piece in pieces {
            let mut add = |word, text: usize, texts: u32| {
                let new = || (text, Listed { first: number, last: number, more: texts - 1, gaps: String::new() });
                let again = |(last, listed): &mut (usize, Listed)| {
                    if listed.last != number {
                        push(&mut listed.gaps, number - listed.last - 1);
                        listed.last = number;
                        listed.more += texts - 1;
                    } else if *last != text {
                        listed.more += texts;
                    }
                    *last = text;
                };
                words.entry(word).and_modify(again).or_insert_with(new);
            };
            for text in &piece.texts {
                super::terms(text, |word| add(word, read, 1));
                read += 1;
            }
            for (label, texts) in &piece.labels {
                add(label, read, (*texts).max(1));
            }
            number = number.saturating_add(1);
        }
        let mut words: Vec<_> = words.into_iter().map(|(word, (_, listed))| (word.to_owned(), listed)).collect();
        words.sort_unstable_by(|(a, _), (b, _)| order(a, b));
        Self { pieces: number, words }
    }

    /// How many pieces it has.
    pub fn len(&self) -> usize {
        usize::try_from(self.pieces).unwrap_or(usize::MAX)
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.pieces == 0
    }
}

/// A word with its pieces of all parts, each with the number of the part's first piece.
fn joined(parts: &[(&str, u32, &Listed)]) -> Option<Row> {
    let (word, ..) = parts.first()?;
    let mut gaps = String::with_capacity(parts.iter().map(|(.., part)| part.gaps.len() + 3).sum());
    push(&mut gaps, parts.iter().map(|(.., part)| part.more).sum());
    let mut next = 0;
    for (_, from, part) in parts {
        push(&mut gaps, from + part.first - next);
        gaps.push_str(&part.gaps);
        next = from + part.last + 1;
    }
    Some(((*word).to_owned(), gaps))
}

/// The first character that stands for a gap: what JSON writes otherwise lies before it, but for the back slash.
const NONE: u32 = 0x23;

fn push(out: &mut String, gap: u32) {
    let mut code = gap.saturating_add(NONE);
    code += u32::from(code >= 0x5c);
    code += if code >= 0xd800 { 0x800 } else { 0 };
    // A million pieces are some ten thousand events of a hundred sections; beyond it all would be numbered alike.
    out.push(char::from_u32(code).unwrap_or(char::MAX));
}

/// The numbers of a word's pieces.
pub fn numbers(row: &str) -> impl Iterator<Item = u32> {
    let mut next = 0;
    row.chars().skip(1).take_while(|c| *c != TITLES).map(move |c| {
        let number = next + decoded(c);
        next = number + 1;
        number
    })
}

/// What [`push`] wrote.
fn decoded(c: char) -> u32 {
    let mut code = u32::from(c);
    code -= if code >= 0xe000 { 0x800 } else { 0 };
    code -= u32::from(code > 0x5c);
    code.saturating_sub(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The register of pieces in parts of some hundreds.
    fn register(pieces: &[Found], more: impl IntoIterator<Item = String>) -> Register {
        Register::new(&pieces.chunks(300).map(Part::new).collect::<Vec<_>>(), more)
    }

    fn piece(text: &str) -> Found {
        Found { texts: vec![text.to_owned()], labels: BTreeMap::from([("=s:keeper".to_owned(), 1)]) }
    }

    #[test]
    fn a_word_knows_its_pieces() {
        let pieces: Vec<Found> =
            (0..1200).map(|at| piece(if at % 500 == 7 { "the lamp, a lamp" } else { "the sea" })).collect();
        let register = self::register(&pieces, [String::from("=p:keeper=1")]);
        let of = |word: &str| {
            register
                .beginning(word)
                .iter()
                .map(|(word, gaps)| (word.as_str(), numbers(gaps).collect::<Vec<_>>()))
                .collect::<Vec<_>>()
        };
        assert_eq!(of("la"), [("lamp", vec![7, 507, 1007])]);
        assert_eq!(of("the").iter().map(|(_, pieces)| pieces.len()).sum::<usize>(), 1200);
        assert_eq!(of("=s:").iter().map(|(_, pieces)| pieces.len()).sum::<usize>(), 1200);
        assert!(of("=p:")[0].1.is_empty());
        assert_eq!(of("x"), []);
        assert_eq!(register.leaves().concat(), register.rows);
    }

    #[test]
    fn a_word_knows_its_texts() {
        let text = |text: &str| text.to_owned();
        let labels = |texts| BTreeMap::from([(text("=k:speech"), texts)]);
        let mut pieces = vec![
            Found { texts: vec![text("a lamp, a lamp"), text("no lamp"), text("the sea")], labels: labels(3) },
            Found { texts: vec![text("the lamp")], labels: labels(1) },
        ];
        // Far enough for another part.
        pieces.extend((0..300).map(|_| Found::default()));
        pieces.push(Found { texts: vec![text("sea"), text("lamp"), text("lamp")], labels: labels(2) });
        let register = self::register(&pieces, []);
        for (word, texts) in [("lamp", 5), ("the", 2), ("sea", 2), ("=k:speech", 6)] {
            let (_, row) = &register.beginning(word)[0];
            let more = u32::from(row.chars().next().unwrap()) - NONE;
            assert_eq!(usize::try_from(more).unwrap() + numbers(row).count(), texts, "{word}");
        }
    }

    #[test]
    fn titles_stand_behind_the_pieces() {
        let mut pieces: Vec<Found> = (0..40).map(|_| piece("the lamp")).collect();
        pieces[38].labels.insert(format!("{TITLE}lamp"), 1);
        let register = self::register(&pieces, []);
        let (word, row) = &register.beginning("lamp")[0];
        assert_eq!((word.as_str(), numbers(row).count()), ("lamp", 40));
        // The number 38, as the first gap.
        assert!(row.ends_with("!I"), "{row}");
        assert_eq!(register.len(), 3);
    }

    #[test]
    fn a_change_leaves_most_leaves_alone() {
        let text = |at: usize| {
            (0..200).map(|word| format!("w{}", (at * 7919 + word * 104_729) % 20_011)).collect::<Vec<_>>().join(" ")
        };
        let mut pieces: Vec<Found> = (0..300).map(|at| piece(&text(at))).collect();
        let before = register(&pieces, []);
        let before: Vec<Vec<Row>> = before.leaves().into_iter().map(<[_]>::to_vec).collect();
        pieces[150].texts.push("lighthouse".to_owned());
        let after = register(&pieces, []);
        let new = after.leaves().into_iter().filter(|leaf| !before.iter().any(|old| old == leaf)).count();
        assert!(before.len() > 40, "{}", before.len());
        assert!(new <= 3, "{new} of {}", before.len());
    }

    /// Of a word in very many pieces the newest come first, no piece is lost, and the first row knows how many texts there are.
    #[test]
    fn a_frequent_word_has_several_rows() {
        let mut pieces: Vec<Found> = (0..12_000).map(|at| piece(if at % 4 == 3 { "keel" } else { "lamp" })).collect();
        pieces[0].texts.push("lamp again".into());
        let register = register(&pieces, []);
        let rows = register.beginning("lamp");
        let words: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(words, ["lamp", "lamp\u{1}1"], "9,000 pieces are 1,000 and 8,000");
        assert!(rows.iter().all(|row| word(row) == "lamp"));
        let held: Vec<Vec<u32>> = rows.iter().map(|(_, row)| numbers(row).collect()).collect();
        assert_eq!((held[0].len(), held[1].len()), (1_000, 8_000));
        assert_eq!((held[0].last(), held[1].first()), (Some(&11_998), Some(&0)));
        let all: Vec<u32> = held.iter().rev().flatten().copied().collect();
        assert!(all.iter().copied().eq((0..12_000).filter(|at| at % 4 != 3)));
        // 9,001 texts, of which the row names 1,000.
        assert_eq!(rows[0].1.chars().next().map(decoded), Some(8_001));
        assert_eq!(rows[1].1.chars().next().map(decoded), Some(0));
        assert_eq!(register.beginning("keel").len(), 2, "3,000 pieces");
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_utf_16(a in "[a-c\u{7ff}\u{4e00}\u{d7ff}\u{e000}\u{f900}\u{ffff}\u{10000}\u{20000}\u{10ffff}]{0,3}", b in "[a-c\u{7ff}\u{4e00}\u{d7ff}\u{e000}\u{f900}\u{ffff}\u{10000}\u{20000}\u{10ffff}]{0,3}") {
            prop_assert_eq!(order(&a, &b), a.encode_utf16().cmp(b.encode_utf16()));
        }

        #[test]
        fn numbers_come_back(mut list in proptest::collection::btree_set(0_u32..1_000_000, 0..50)) {
            list.insert(0xd7ff);
            let mut written = String::from("#");
            let mut next = 0;
            for number in &list {
                push(&mut written, number - next);
                next = number + 1;
            }
            prop_assert!(!written.contains(['"', '\\']));
            prop_assert_eq!(numbers(&written).collect::<Vec<_>>(), list.into_iter().collect::<Vec<_>>());
        }
    }
}
