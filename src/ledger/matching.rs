//! Which turn of the present transcript is which of the remembered one.
//!
//! In: the remembered links and the present turns, both in order. Out: for every present turn the link that it keeps, and for links
//! that no turn keeps the turn that took in their words. Words never pass to another voice. First go equal words, as
//! a comparison of the sequences pairs them, then likely ones: by the share of the former text that stands in the present one.
//! The work is nearly in proportion to the transcript: only what differs is compared by likeness, and only where shingles meet. Where
//! nothing differs it is done when the fingerprints are compared.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::format::{Line, State};
use super::likeness::{TELLING, Text, share};

/// From which share of a former text on another one may be it, wherever it stands.
const ALIKE: f64 = 0.3;
/// From which share on it may be it where nothing else stood between the same neighbours.
const BETWEEN: f64 = 0.12;
/// From which share on a text has been taken into another one.
const TAKEN_IN: f64 = 0.5;

/// A remembered link.
pub(super) struct Old<'l> {
    pub(super) section: u32,
    /// The voice, by the names of today.
    pub(super) voice: String,
    pub(super) line: &'l Line,
}

/// A present turn.
pub(super) struct New<'s> {
    pub(super) section: u32,
    pub(super) voice: String,
    pub(super) text: Text,
    pub(super) pin: Option<&'s str>,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Matches {
    /// For every present turn the link that it keeps.
    pub(super) kept: Vec<Option<usize>>,
    /// For every link the turn that keeps it or took in its words.
    pub(super) lands: Vec<Option<usize>>,
}

pub(super) fn matches(old: &[Old<'_>], new: &[New<'_>]) -> Matches {
    if let Some(same) = unchanged(old, new) {
        return same;
    }
    let mut matching = Matching {
        old,
        new,
        sections: renumbered(old, new),
        kept: vec![None; new.len()],
        lands: vec![None; old.len()],
    };
    matching.pinned();
    for standing in [true, false] {
        matching.equal_in_sections(standing);
        matching.equal_anywhere(standing);
    }
    matching.alike();
    matching.taken_in();
    Matches { kept: matching.kept, lands: matching.lands }
}

/// The matches of a transcript in which not a word is another than the links that stand remember: each is itself, and those that are
/// retired have been looked for among the same words before.
fn unchanged(old: &[Old<'_>], new: &[New<'_>]) -> Option<Matches> {
    let standing = || old.iter().enumerate().filter(|(_, old)| old.line.state == State::Here);
    let same = |((_, old), new): ((usize, &Old<'_>), &New<'_>)| {
        old.section == new.section && old_key(old) == new_key(new) && new.pin.is_none_or(|pin| pin == old.line.id)
    };
    if standing().count() != new.len() || !standing().zip(new).all(same) {
        return None;
    }
    let mut lands = vec![None; old.len()];
    for ((at, _), new) in standing().zip(0..new.len()) {
        if let Some(lands) = lands.get_mut(at) {
            *lands = Some(new);
        }
    }
    Some(Matches { kept: standing().map(|(at, _)| Some(at)).collect(), lands })
}

/// Which number the sections have now: that of the section in which most of their words are, as far as those stand only once.
fn renumbered(old: &[Old<'_>], new: &[New<'_>]) -> BTreeMap<u32, u32> {
    let mut keys: BTreeMap<Key<'_>, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
    for old in old.iter().filter(|old| old.line.state == State::Here) {
        keys.entry(old_key(old)).or_default().0.push(old.section);
    }
    for new in new {
        keys.entry(new_key(new)).or_default().1.push(new.section);
    }
    let mut meetings: BTreeMap<u32, BTreeMap<u32, usize>> = BTreeMap::new();
    for (before, after) in keys.values() {
        if let ([before], [after]) = (before.as_slice(), after.as_slice()) {
            *meetings.entry(*before).or_default().entry(*after).or_default() += 1;
        }
    }
    let most = |(before, after): (u32, BTreeMap<u32, usize>)| {
        let best = after.into_iter().max_by_key(|(number, count)| (*count, *number == before))?;
        Some((before, best.0))
    };
    meetings.into_iter().filter_map(most).collect()
}

struct Matching<'m> {
    old: &'m [Old<'m>],
    new: &'m [New<'m>],
    /// The present numbers of former sections.
    sections: BTreeMap<u32, u32>,
    kept: Vec<Option<usize>>,
    lands: Vec<Option<usize>>,
}

/// A voice and its words.
type Key<'k> = (&'k str, &'k str);

impl<'m> Matching<'m> {
    fn keep(&mut self, old: usize, new: usize) {
        if let (Some(kept), Some(lands)) = (self.kept.get_mut(new), self.lands.get_mut(old)) {
            *kept = Some(old);
            *lands = Some(new);
        }
    }

    /// The number that the section of a link has now.
    fn section(&self, old: &Old<'_>) -> u32 {
        self.sections.get(&old.section).copied().unwrap_or(old.section)
    }

    /// What the editor has pinned.
    fn pinned(&mut self) {
        let ids: BTreeMap<&str, usize> =
            self.old.iter().enumerate().map(|(at, old)| (old.line.id.as_str(), at)).collect();
        for (at, new) in self.new.iter().enumerate() {
            if let Some(old) = new.pin.and_then(|pin| ids.get(pin)) {
                self.keep(*old, at);
            }
        }
    }

    /// The links that are not matched yet; those that stand, or those that were retired.
    fn loose_old(&self, standing: bool) -> impl Iterator<Item = (usize, &'m Old<'m>)> {
        let lands = &self.lands;
        self.old.iter().enumerate().filter(move |(at, old)| {
            lands.get(*at).is_some_and(Option::is_none) && (old.line.state == State::Here) == standing
        })
    }

    /// The turns that are not matched yet; a pin that nobody remembers makes a new link.
    fn loose_new(&self) -> impl Iterator<Item = (usize, &'m New<'m>)> {
        let kept = &self.kept;
        self.new
            .iter()
            .enumerate()
            .filter(move |(at, new)| kept.get(*at).is_some_and(Option::is_none) && new.pin.is_none())
    }

    /// Equal words in the same section, in the same order as far as can be: repeated ones are told apart by what stands around them.
    fn equal_in_sections(&mut self, standing: bool) {
        let mut sections: BTreeMap<u32, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (at, old) in self.loose_old(standing) {
            sections.entry(self.section(old)).or_default().0.push(at);
        }
        for (at, new) in self.loose_new() {
            sections.entry(new.section).or_default().1.push(at);
        }
        for (mut olds, mut news) in sections.into_values() {
            // What the other side does not have would only make the comparison longer.
            let mut there: BTreeSet<Key<'_>> = news.iter().filter_map(|at| self.new.get(*at).map(new_key)).collect();
            olds.retain(|at| self.old.get(*at).is_some_and(|old| there.contains(&old_key(old))));
            there = olds.iter().filter_map(|at| self.old.get(*at).map(old_key)).collect();
            news.retain(|at| self.new.get(*at).is_some_and(|new| there.contains(&new_key(new))));
            let before: Vec<Key<'_>> = olds.iter().filter_map(|at| self.old.get(*at).map(old_key)).collect();
            let after: Vec<Key<'_>> = news.iter().filter_map(|at| self.new.get(*at).map(new_key)).collect();
            for op in capture_diff_slices(Algorithm::Patience, &before, &after) {
                let DiffOp::Equal { old_index, new_index, len } = op else { continue };
                for n in 0..len {
                    if let (Some(old), Some(new)) = (olds.get(old_index + n), news.get(new_index + n)) {
                        self.keep(*old, *new);
                    }
                }
            }
        }
    }

    /// Equal words anywhere in the event, in order.
    fn equal_anywhere(&mut self, standing: bool) {
        let mut places: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
        for (at, new) in self.loose_new() {
            places.entry(new_key(new)).or_default().push(at);
        }
        for list in places.values_mut() {
            list.reverse();
        }
        let olds: Vec<(usize, &Old<'_>)> = self.loose_old(standing).collect();
        // Those that still have a section of their own go first: an equal word of another section shall not take their place.
        for same in [true, false] {
            for (at, old) in &olds {
                let Some(list) = places.get_mut(&old_key(old)) else { continue };
                let fits =
                    |new: &usize| !same || self.new.get(*new).is_some_and(|new| new.section == self.section(old));
                if self.lands.get(*at).is_some_and(Option::is_none)
                    && list.last().is_some_and(fits)
                    && let Some(new) = list.pop()
                {
                    self.keep(*at, new);
                }
            }
        }
    }

    /// Alike words of the same voice, the likest first.
    fn alike(&mut self) {
        let news: Vec<usize> = self.loose_new().map(|(at, _)| at).collect();
        let olds: Vec<(usize, &Old<'_>)> = self.loose_old(true).chain(self.loose_old(false)).collect();
        if news.is_empty() || olds.is_empty() {
            return;
        }
        let neighbours = Neighbours::new(self);
        let indices = indices(self.new, &news, &olds);
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (at, old) in &olds {
            let Some(index) = indices.get(old.voice.as_str()) else { continue };
            let sketch = &old.line.mark.sketch;
            let only = neighbours.only_between(*at);
            // What stands alone between the same neighbours counts even where no word is the same.
            for (new, hits) in index.meetings(sketch, only) {
                let Some(present) = self.new.get(new) else { continue };
                let share = share(hits, sketch.len());
                let between = only == Some(new) && old.line.state == State::Here;
                let short = sketch.len() < TELLING && present.text.len() <= TELLING;
                if share >= ALIKE || between && (share >= BETWEEN || short) {
                    let near =
                        if between { 0.3 } else { 0.0 } + if present.section == self.section(old) { 0.2 } else { 0.0 };
                    let standing = if old.line.state == State::Here { 0.5 } else { 0.0 };
                    pairs.push((share + near + standing, *at, new));
                }
            }
        }
        // Equally likely ones go in order.
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, old, new) in pairs {
            let free = |list: &[Option<usize>], at: usize| list.get(at).is_some_and(Option::is_none);
            if free(&self.lands, old) && free(&self.kept, new) {
                self.keep(old, new);
            }
        }
    }

    /// Words that another turn of the same voice has taken in.
    fn taken_in(&mut self) {
        let olds: Vec<(usize, &Old<'_>)> = self.loose_old(true).chain(self.loose_old(false)).collect();
        if olds.is_empty() {
            return;
        }
        let neighbours = Neighbours::new(self);
        let all: Vec<usize> = (0..self.new.len()).collect();
        let indices = indices(self.new, &all, &olds);
        for (at, old) in olds {
            let Some(index) = indices.get(old.voice.as_str()) else { continue };
            let sketch = &old.line.mark.sketch;
            let beside = neighbours.beside(at);
            let best = index
                .meetings(sketch, None)
                .into_iter()
                .map(|(new, hits)| (share(hits, sketch.len()), new))
                // A few common words stand anywhere; only beside their place do they tell something.
                .filter(|(share, new)| *share >= TAKEN_IN && (sketch.len() >= TELLING || beside.contains(new)))
                .max_by(|a, b| {
                    a.0.total_cmp(&b.0).then(beside.contains(&a.1).cmp(&beside.contains(&b.1))).then(b.1.cmp(&a.1))
                });
            if let (Some((_, new)), Some(lands)) = (best, self.lands.get_mut(at)) {
                *lands = Some(new);
            }
        }
    }
}

fn old_key<'k>(old: &'k Old<'_>) -> Key<'k> {
    (&old.voice, &old.line.mark.fingerprint)
}

fn new_key<'k>(new: &'k New<'_>) -> Key<'k> {
    (&new.voice, &new.text.fingerprint)
}

/// Where the shingles of former texts of one voice stand in its present ones.
#[derive(Default)]
struct Index {
    /// The turns, ascending.
    turns: Vec<usize>,
    /// The shingles of former texts, each with its position among the places.
    #[allow(clippy::disallowed_types, reason = "only looked up, never walked")]
    shingles: HashMap<u32, usize>,
    /// For every shingle the turns that have it, by their position among the turns.
    places: Vec<Vec<usize>>,
}

/// The indices by voice, as far as both former and present texts have it. `turns` are those that count, ascending.
fn indices<'i>(new: &[New<'_>], turns: &[usize], olds: &[(usize, &'i Old<'i>)]) -> BTreeMap<&'i str, Index> {
    let mut all: BTreeMap<&str, Index> = BTreeMap::new();
    for (_, old) in olds {
        let index = all.entry(&old.voice).or_default();
        for hash in &old.line.mark.sketch {
            let next = index.shingles.len();
            index.shingles.entry(*hash).or_insert(next);
        }
    }
    for at in turns {
        if let Some(index) = new.get(*at).and_then(|new| all.get_mut(new.voice.as_str())) {
            index.turns.push(*at);
        }
    }
    all.retain(|_, index| !index.turns.is_empty());
    for index in all.values_mut() {
        let shingles = &index.shingles;
        let shared = index.turns.par_iter().map(|at| {
            let own = new.get(*at).into_iter().flat_map(|new| new.text.shingles());
            let mut shared: Vec<usize> = own.filter_map(|hash| shingles.get(&hash).copied()).collect();
            shared.sort_unstable();
            shared.dedup();
            shared
        });
        index.places = vec![Vec::new(); shingles.len()];
        for (position, shared) in shared.collect::<Vec<_>>().into_iter().enumerate() {
            for shingle in shared {
                if let Some(list) = index.places.get_mut(shingle) {
                    list.push(position);
                }
            }
        }
    }
    all
}

impl Index {
    /// The turns in which something of a sketch stands, ascending, each with how much of it; and one more, if it is among the turns.
    fn meetings(&self, sketch: &[u32], more: Option<usize>) -> Vec<(usize, usize)> {
        let mut hits: BTreeMap<usize, usize> = BTreeMap::new();
        let places = sketch.iter().filter_map(|hash| self.places.get(*self.shingles.get(hash)?));
        for position in places.flatten() {
            *hits.entry(*position).or_default() += 1;
        }
        if let Some(position) = more.and_then(|turn| self.turns.binary_search(&turn).ok()) {
            hits.entry(position).or_default();
        }
        hits.into_iter().filter_map(|(position, hits)| Some((*self.turns.get(position)?, hits))).collect()
    }
}

/// What stands between those that are matched.
struct Neighbours {
    /// For every link the turns that the nearest matched links before and behind it became.
    around: Vec<(Option<usize>, Option<usize>)>,
    /// How many unmatched links stand between the same two.
    links: BTreeMap<(Option<usize>, Option<usize>), usize>,
    /// The voices of turns, and whether one is matched.
    matched: Vec<bool>,
}

impl Neighbours {
    fn new(matching: &Matching<'_>) -> Self {
        let mut around = vec![(None, None); matching.old.len()];
        let mut before = None;
        for (pair, lands) in around.iter_mut().zip(&matching.lands) {
            pair.0 = before;
            before = lands.or(before);
        }
        let mut behind = None;
        for (pair, lands) in around.iter_mut().zip(&matching.lands).rev() {
            pair.1 = behind;
            behind = lands.or(behind);
        }
        let mut links = BTreeMap::new();
        for ((pair, lands), old) in around.iter().zip(&matching.lands).zip(matching.old) {
            if lands.is_none() && old.line.state == State::Here {
                *links.entry(*pair).or_default() += 1;
            }
        }
        let matched = matching.kept.iter().map(Option::is_some).collect();
        Self { around, links, matched }
    }

    /// The turn that alone stands between the same neighbours as a link that alone stood there.
    fn only_between(&self, at: usize) -> Option<usize> {
        let pair = self.around.get(at)?;
        if self.links.get(pair) != Some(&1) {
            return None;
        }
        let from = pair.0.map_or(0, |before| before + 1);
        let to = pair.1.unwrap_or(self.matched.len());
        (to == from + 1 && self.matched.get(from) == Some(&false)).then_some(from)
    }

    /// The turns right before and behind the place of a link.
    fn beside(&self, at: usize) -> Vec<usize> {
        let (before, behind) = self.around.get(at).copied().unwrap_or_default();
        before.into_iter().chain(behind).collect()
    }
}
