//! What comes before and after what, and which events are the same in other languages.

use std::collections::BTreeMap;

use crate::model::{EventIx, Site};

type Neighbours = (Option<EventIx>, Option<EventIx>);

/// The events newest first, and for each its neighbours in time among those with the same parent and language.
pub(super) fn order(site: &Site) -> (Vec<EventIx>, Vec<Neighbours>) {
    let mut sorted: Vec<_> = site.numbered_events().map(|(ix, event)| (event.begins(), &event.path, ix)).collect();
    sorted.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let newest: Vec<EventIx> = sorted.into_iter().map(|(_, _, ix)| ix).collect();
    let mut groups: BTreeMap<_, Vec<EventIx>> = BTreeMap::new();
    for ix in newest.iter().rev() {
        if let Some(event) = site.event(*ix) {
            groups.entry((event.parent, &event.language)).or_default().push(*ix);
        }
    }
    let mut neighbours: BTreeMap<EventIx, Neighbours> = BTreeMap::new();
    for group in groups.values() {
        for pair in group.windows(2) {
            if let [earlier, later] = pair {
                neighbours.entry(*earlier).or_default().1 = Some(*later);
                neighbours.entry(*later).or_default().0 = Some(*earlier);
            }
        }
    }
    let neighbours = site.numbered_events().map(|(ix, _)| neighbours.get(&ix).copied().unwrap_or_default()).collect();
    (newest, neighbours)
}

/// For every event the events that are its translations, itself included, by language.
pub(super) fn twins(site: &Site) -> Vec<Vec<EventIx>> {
    let by_path: BTreeMap<&str, EventIx> =
        site.numbered_events().map(|(ix, event)| (event.path.as_str(), ix)).collect();
    let original = |start: EventIx| {
        let mut at = start;
        // A chain of translations ends; a circle ends where it closes.
        for _ in 0..site.events.len() {
            let of = site.event(at).and_then(|event| event.front.translation_of.as_ref());
            match of.and_then(|path| by_path.get(path.value.trim_matches('/'))) {
                Some(next) if *next != start => at = *next,
                _ => break,
            }
        }
        at
    };
    let mut groups: BTreeMap<EventIx, Vec<EventIx>> = BTreeMap::new();
    for (ix, _) in site.numbered_events() {
        groups.entry(original(ix)).or_default().push(ix);
    }
    for group in groups.values_mut() {
        group.sort_by_key(|ix| site.event(*ix).map(|event| event.language.clone()));
    }
    site.numbered_events()
        .map(|(ix, _)| groups.get(&original(ix)).filter(|group| group.len() > 1).cloned().unwrap_or_default())
        .collect()
}
