//! Blocks that both sides changed, one beside its like.
//!
//! In: a row of blocks as it was, and what both sides made of it. Out: the row with the changes of both, word by word where a block
//! is still the same block to both; nothing where they cannot be told apart. It must never pair blocks that have little in common.

use std::collections::BTreeMap;

use super::blocks::{Block, words};
use super::three::{self, Behind, Piece};
use super::{Conflict, Merged, text_of};

/// No longer rows are paired, in blocks times blocks.
const MOST: usize = 10_000;
/// No longer blocks are merged word by word, in words.
const LONGEST: usize = 20_000;
/// From which share of common words on a block is still the same.
const ALIKE: f64 = 0.4;

/// Merges such rows. What both changed in a block in one place is a conflict of that block alone.
pub fn merge(file: &str, base: &[Block], ours: &[Block], theirs: &[Block], merged: &mut Merged) -> Option<Vec<Block>> {
    if base.len() * ours.len().max(theirs.len()) > MOST || base.is_empty() {
        return None;
    }
    let (to_ours, to_theirs) = (pairs(base, ours), pairs(base, theirs));
    let both: Vec<bool> = to_ours.iter().zip(&to_theirs).map(|(a, b)| a.is_some() && b.is_some()).collect();
    if !both.contains(&true) {
        return None;
    }
    let was: Vec<usize> = (0..base.len()).collect();
    let mine = numbers(base, ours, &to_ours, &both, base.len());
    let other = numbers(base, theirs, &to_theirs, &both, base.len() + ours.len());
    let mut out = Vec::new();
    for piece in three::merge(&was, &mine, &other, Behind::Stands) {
        match piece {
            Piece::Ours(range) => {
                for at in range {
                    let (Some(block), Some(number)) = (ours.get(at), mine.get(at)) else { continue };
                    let pair = base.get(*number).zip(to_theirs.get(*number).copied().flatten());
                    let pair = pair.and_then(|(was, place)| Some((was, theirs.get(place)?)));
                    out.push(match pair.filter(|_| both.get(*number) == Some(&true)) {
                        Some((was, other)) => one(file, was, block, other, merged),
                        None => block.clone(),
                    });
                }
            }
            Piece::Theirs(range) => {
                let blocks = theirs.get(range).unwrap_or_default();
                merged.new += blocks.len();
                out.extend_from_slice(blocks);
            }
            Piece::Conflict { base: b, ours: o, theirs: t } => {
                let part = |of: &[Block], range| of.get::<std::ops::Range<usize>>(range).unwrap_or_default().to_vec();
                let (b, o, t) = (part(base, b), part(ours, o), part(theirs, t));
                merged.conflicts.push(Conflict::of(file, &b, &o, &t));
                out.extend(o);
            }
        }
    }
    Some(out)
}

/// Numbers that are equal for blocks that are one: the place in what was, and others for those that are new. A block that only
/// one side still has counts as one only where that side left it alone, so that no change is dropped with what the other dropped.
fn numbers(base: &[Block], side: &[Block], pairs: &[Option<usize>], both: &[bool], from: usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..side.len()).map(|n| from + n).collect();
    for (n, place) in pairs.iter().enumerate() {
        let Some(place) = *place else { continue };
        let same = both.get(n) == Some(&true) || base.get(n) == side.get(place);
        if same && let Some(number) = numbers.get_mut(place) {
            *number = n;
        }
    }
    numbers
}

/// For each block the one of a side that it has become, in order.
fn pairs(base: &[Block], side: &[Block]) -> Vec<Option<usize>> {
    let counted: Vec<BTreeMap<&str, usize>> = side.iter().map(|block| counts(&block.text)).collect();
    let mut from = 0;
    let pair = |was: &Block| {
        let words = counts(&was.text);
        let place = (from..side.len()).find(|place| {
            let (Some(block), Some(others)) = (side.get(*place), counted.get(*place)) else { return false };
            was.opens.is_some() == block.opens.is_some() && (was.opens.is_some() || share(&words, others) >= ALIKE)
        });
        from = place.map_or(from, |place| place + 1);
        place
    };
    base.iter().map(pair).collect()
}

fn counts(text: &str) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for word in words(text).into_iter().filter(|word| word.chars().any(char::is_alphanumeric)) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// The share of common words in the longer of two texts.
fn share(a: &BTreeMap<&str, usize>, b: &BTreeMap<&str, usize>) -> f64 {
    let common: usize = a.iter().map(|(word, count)| (*count).min(b.get(word).copied().unwrap_or(0))).sum();
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let longer = a.values().sum::<usize>().max(b.values().sum());
    if longer == 0 { 0.0 } else { number(common) / number(longer) }
}

/// One block of three.
fn one(file: &str, base: &Block, ours: &Block, theirs: &Block, merged: &mut Merged) -> Block {
    if ours == theirs || base == theirs {
        return ours.clone();
    }
    if base == ours {
        merged.new += 1;
        return Block { text: theirs.text.clone(), ..ours.clone() };
    }
    if let Some(text) = inside(&base.text, &ours.text, &theirs.text) {
        let block = Block { text, ..ours.clone() };
        merged.joined.push((file.to_owned(), text_of(std::slice::from_ref(&block)).trim_end().to_owned()));
        return block;
    }
    merged.conflicts.push(Conflict::of(
        file,
        std::slice::from_ref(base),
        std::slice::from_ref(ours),
        std::slice::from_ref(theirs),
    ));
    ours.clone()
}

/// Words of three versions in one, where both sides changed other ones.
fn inside(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let [base, ours, theirs] = [base, ours, theirs].map(words);
    if base.len() + ours.len() + theirs.len() > LONGEST {
        return None;
    }
    let mut text = String::new();
    for piece in three::merge(&base, &ours, &theirs, Behind::Stands) {
        let (from, range) = match piece {
            Piece::Ours(range) => (&ours, range),
            Piece::Theirs(range) => (&theirs, range),
            Piece::Conflict { .. } => return None,
        };
        text.extend(from.get(range).unwrap_or_default().iter().copied());
    }
    Some(text)
}
