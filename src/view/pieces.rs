//! What can be found of an event, cut into pieces that a reader loads one by one.
//!
//! A piece never holds two sections, so that a change in one leaves the pieces of others as they are, and says for itself of which
//! event it is.

use std::collections::{BTreeMap, BTreeSet};

use super::finder::{Entry, EventIndex, Kind, Voice};

/// A piece is closed by the entry that brings its text to this size in bytes.
const PIECE: usize = 5_000;

impl EventIndex {
    /// How much text there is, in bytes.
    pub fn size(&self) -> usize {
        self.entries.iter().map(|entry| entry.text.len()).sum()
    }

    /// The event in pieces, in the order of its text.
    pub fn pieces(mut self) -> Vec<EventIndex> {
        let mut pieces = Vec::new();
        let mut open: Vec<Entry> = Vec::new();
        let mut size = 0;
        for entry in std::mem::take(&mut self.entries) {
            if open.last().is_some_and(|last| last.section != entry.section || size >= PIECE) {
                pieces.push(self.piece(std::mem::take(&mut open)));
                size = 0;
            }
            size += entry.text.len();
            open.push(entry);
        }
        if !open.is_empty() {
            pieces.push(self.piece(open));
        }
        pieces
    }

    /// The event with these entries alone, and what they refer to.
    fn piece(&self, mut entries: Vec<Entry>) -> EventIndex {
        let mut voices: Vec<Voice> = Vec::new();
        let section = entries.first().and_then(|entry| self.sections.get(entry.section?));
        for entry in &mut entries {
            entry.section = section.map(|_| 0);
            for at in &mut entry.voices {
                let Some(voice) = self.voices.get(*at) else { continue };
                *at = voices.iter().position(|known| known == voice).unwrap_or(voices.len());
                if *at == voices.len() {
                    voices.push(voice.clone());
                }
            }
        }
        EventIndex {
            url: self.url.clone(),
            title: self.title.clone(),
            language: self.language.clone(),
            date: self.date.clone(),
            when: self.when.clone(),
            tags: self.tags.clone(),
            voices,
            sections: section.into_iter().cloned().collect(),
            entries,
        }
    }

    /// What its entries can be filtered by, as the register has it, each with the number of those, and the names of speakers as they are
    /// read.
    pub fn labels(&self) -> BTreeMap<String, u32> {
        let mut labels = BTreeMap::new();
        let mut add = |label: String, entries: usize| {
            *labels.entry(label).or_insert(0) += u32::try_from(entries).unwrap_or(u32::MAX);
        };
        let all = self.entries.len();
        let path = self.url.trim_start_matches("./");
        add(format!("=e:{}", if path.is_empty() { "/" } else { "" }), all);
        for (at, _) in path.match_indices('/') {
            add(format!("=e:{}", path.get(..=at).unwrap_or_default()), all);
        }
        if let Some(year) = self.date.get(..4) {
            add(format!("=y:{year}"), all);
        }
        let tags: BTreeSet<_> = self.sections.iter().flat_map(|(_, _, tags)| tags).chain(&self.tags).collect();
        for tag in tags {
            add(format!("=t:{tag}"), all);
        }
        let mut said: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (number, entry) in self.entries.iter().enumerate() {
            for Voice { id, name, role, readings, .. } in entry.voices.iter().filter_map(|at| self.voices.get(*at)) {
                let names = readings.iter().map(|reading| format!("=n:{reading}={}", crate::text::han(name)));
                for label in [format!("=s:{id}"), format!("=r:{role}")].into_iter().chain(names) {
                    said.entry(label).or_default().insert(number);
                }
            }
        }
        for (label, turns) in said {
            add(label, turns.len());
        }
        for entry in &self.entries {
            add(format!("=k:{}", entry.kind.name()), 1);
            if !entry.quotations.is_empty() {
                add("=k:quotation".to_owned(), 1);
            }
        }
        labels
    }

    /// The titles in it, without what follows them.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(|entry| entry.kind == Kind::Title).filter_map(|entry| entry.text.lines().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(id: &str, name: &str) -> Voice {
        Voice {
            id: id.into(),
            name: name.into(),
            hue: None,
            role: "Guest".into(),
            readings: crate::text::readings(name),
        }
    }

    fn entry(section: Option<usize>, voices: &[usize], bytes: usize) -> Entry {
        let id = String::new();
        let text = "a".repeat(bytes);
        Entry { section, kind: Kind::Speech, voices: voices.into(), id, text, quotations: Vec::new() }
    }

    #[test]
    fn pieces_hold_one_section_and_stand_for_themselves() {
        let event = EventIndex {
            url: "tides/day-1/".into(),
            title: "Day".into(),
            language: "en".into(),
            date: "2026-01-02".into(),
            when: String::new(),
            tags: vec!["sea".into()],
            voices: vec![voice("ada", "Ada"), voice("yy", "尤洋")],
            sections: vec![("01/".into(), "One".into(), vec![]), ("02/".into(), "Two".into(), vec!["salt".into()])],
            entries: vec![
                entry(None, &[], 10),
                entry(Some(0), &[0], 4_000),
                entry(Some(0), &[1], 4_000),
                entry(Some(0), &[1], 10),
                entry(Some(1), &[1, 0], 10),
            ],
        };
        let pieces = event.pieces();
        let shape: Vec<_> = pieces
            .iter()
            .map(|piece| (piece.sections.first().map(|(url, ..)| url.as_str()), piece.entries.len()))
            .collect();
        assert_eq!(shape, [(None, 1), (Some("01/"), 2), (Some("01/"), 1), (Some("02/"), 1)]);
        assert_eq!(pieces[2].voices, [voice("yy", "尤洋")]);
        assert_eq!(pieces[3].entries[0].voices, [0, 1]);
        let labels = pieces[3].labels();
        for label in [
            "=e:tides/",
            "=e:tides/day-1/",
            "=y:2026",
            "=t:sea",
            "=t:salt",
            "=s:yy",
            "=r:Guest",
            "=n:youyang=尤洋",
            "=n:yy=尤洋",
            "=k:speech",
        ] {
            assert_eq!(labels.get(label), Some(&1), "{label} in {labels:?}");
        }
        let count = |label: &str| pieces[1].labels().get(label).copied();
        assert_eq!([count("=k:speech"), count("=s:ada"), count("=s:yy")], [Some(2), Some(1), Some(1)]);
    }
}
