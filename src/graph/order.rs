//! What comes before and after what, and which events are the same in other languages.

use std::collections::BTreeMap;

use crate::model::{Event, EventIx, Site};

/// What holds the events that follow each other, and the track to which they belong.
type Row<'s> = (Option<EventIx>, Option<&'s str>);

type Neighbours = (Option<EventIx>, Option<EventIx>);

/// The events newest first, and for each its neighbours in time among those with the same parent. A session that belongs
/// to a track of its conference has its neighbours in the track.
pub(super) fn order(site: &Site, twins: &[Vec<EventIx>]) -> (Vec<EventIx>, Vec<Neighbours>) {
    let mut sorted: Vec<_> = site.numbered_events().map(|(ix, event)| (event.begins(), &event.path, ix)).collect();
    sorted.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let newest: Vec<EventIx> = sorted.into_iter().map(|(_, _, ix)| ix).collect();
    // Translations of one event are one step in time; each leads to the neighbour in its own language, if there is one.
    let mut steps: BTreeMap<Row<'_>, Vec<Vec<EventIx>>> = BTreeMap::new();
    let mut oldest: Vec<_> = newest.iter().rev().filter_map(|ix| Some((*ix, site.event(*ix)?))).collect();
    // Of a session whose day is not known yet, all that is known is that it has not been.
    oldest.sort_by_key(|(_, event)| event.parent.is_some() && event.front.date.is_none());
    for (ix, event) in oldest {
        let own = usize::try_from(ix.0).ok().and_then(|at| twins.get(at)).map_or(&[][..], Vec::as_slice);
        let twin = |step: &&mut Vec<EventIx>| step.iter().any(|other| own.contains(other));
        let push = |steps: &mut Vec<Vec<EventIx>>| match steps
            .iter_mut()
            .rev()
            .take(if own.is_empty() { 0 } else { usize::MAX })
            .find(twin)
        {
            Some(step) => step.push(ix),
            None => steps.push(vec![ix]),
        };
        // Those outside all tracks are followed by whatever comes next.
        push(steps.entry((event.parent, None)).or_default());
        if let Some(track) = track_of(event) {
            push(steps.entry((event.parent, Some(track))).or_default());
        }
    }
    let language = |ix: EventIx| site.event(ix).map(|event| &event.language);
    let nearest =
        |step: &[EventIx], of: EventIx| step.iter().find(|ix| language(**ix) == language(of)).or(step.first()).copied();
    let mut neighbours: BTreeMap<EventIx, Neighbours> = BTreeMap::new();
    for ((_, track), steps) in &steps {
        let here = |ix: &&EventIx| site.event(**ix).and_then(track_of) == *track;
        for pair in steps.windows(2) {
            let [earlier, later] = pair else { continue };
            for ix in earlier.iter().filter(here) {
                neighbours.entry(*ix).or_default().1 = nearest(later, *ix);
            }
            for ix in later.iter().filter(here) {
                neighbours.entry(*ix).or_default().0 = nearest(earlier, *ix);
            }
        }
    }
    let neighbours = site.numbered_events().map(|(ix, _)| neighbours.get(&ix).copied().unwrap_or_default()).collect();
    (newest, neighbours)
}

/// The track of a session; an event that no other holds has none.
pub(super) fn track_of(event: &Event) -> Option<&str> {
    event.parent.and(event.front.track.as_deref()).map(str::trim).filter(|track| !track.is_empty())
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
