//! A site put right after a change, where that keeps to the text of events: in the time that the event takes, not the site.
//!
//! What reaches further (a title, a new file, a person whom no source has named so far, a published turn that is gone) is not followed; the
//! site is then read whole. It must never leave a site that is neither the one before nor the one that would be read.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::open::Site;
use super::preview::Directory;
use crate::diag::Diagnostics;
use crate::graph::{Graph, Shape};
use crate::ledger::{self, Former};
use crate::model::{Event, EventIx, reread};
use crate::source::{self, EventFolder};

/// The text of an event, read, with what became of its former links.
struct Text {
    event: Event,
    former: Former,
}

impl Site {
    /// Takes in what has changed at some paths, which are below the root, and puts the list of files right. Nothing where the change reaches
    /// further than the text of events; an error where something is wrong in it. The site is then as it was.
    pub fn revise(&mut self, paths: &BTreeSet<PathBuf>, directory: &mut Directory) -> Option<Result<(), Diagnostics>> {
        let change = source::change(&self.root, &self.tree, paths)?;
        if change.assets.iter().any(|url| self.facts.pictures.iter().any(|(shown, _)| shown == url)) {
            return None;
        }
        for (at, folder) in change.events {
            if let Err(found) = self.revise_event(at, folder, directory)? {
                return Some(Err(found));
            }
        }
        Some(Ok(()))
    }

    fn revise_event(
        &mut self,
        at: usize,
        folder: EventFolder,
        directory: &mut Directory,
    ) -> Option<Result<(), Diagnostics>> {
        let place = self.model.events.binary_search_by(|event| event.path.as_str().cmp(&folder.path)).ok()?;
        let ix = EventIx(u32::try_from(place).ok()?);
        let told = self.told(ix, at)?;
        let (mut event, mut found) = reread(&self.model, ix, &folder, self.conditions)?;
        let file = self.tree.ledgers.get(&folder.path);
        let former = ledger::keep_again(&mut event, &self.model, &self.kept, file)?;
        let mut other = Text { event, former };
        let (before, room) = self.shape(ix, &other.event)?;
        found.append(self.exchange(ix, &mut other));
        let (now, _) = self.shape(ix, &other.event)?;
        let moved = before.passages != now.passages;
        let same = before.rest == now.rest && (room || !moved);
        found.silence(&self.model.config.silence);
        let broken = found.has_errors();
        if !same || broken {
            self.exchange(ix, &mut other);
        }
        let mut all = self.found.clone();
        all.take_out(&told);
        all.append(found);
        match (same, broken) {
            (_, true) => Some(Err(all)),
            (false, false) => None,
            (true, false) => {
                self.found = all;
                if let Some(known) = self.tree.events.get_mut(at) {
                    *known = folder;
                }
                if moved {
                    self.lend(|opened| directory.replace(opened, ix, &before.passages));
                }
                Some(Ok(()))
            }
        }
    }

    /// What is known to be wrong in the text of an event.
    fn told(&mut self, ix: EventIx, at: usize) -> Option<Diagnostics> {
        let folder = self.tree.events.get(at)?;
        let about = |path: &str| folder.files().any(|file| file.path.as_str() == path);
        if !self.found.paths().any(about) {
            return Some(Diagnostics::default());
        }
        let (mut event, mut found) = reread(&self.model, ix, folder, self.conditions)?;
        let file = self.tree.ledgers.get(&folder.path);
        let former = ledger::keep_again(&mut event, &self.model, &self.kept, file)?;
        found.append(self.exchange(ix, &mut Text { event, former }));
        Some(found)
    }

    /// Puts a text in the place of an event's, which is handed back. Answers what is wrong with its links.
    fn exchange(&mut self, ix: EventIx, text: &mut Text) -> Diagnostics {
        let Ok(at) = usize::try_from(ix.0) else { return Diagnostics::default() };
        if let (Some(event), Some(former)) = (self.model.events.get_mut(at), self.kept.events.get_mut(at)) {
            std::mem::swap(event, &mut text.event);
            std::mem::swap(former, &mut text.former);
        }
        let Some(former) = self.kept.events.get(at) else { return Diagnostics::default() };
        let mut graph = Graph::of(&self.model, &self.tree.assets, std::mem::take(&mut self.facts));
        let found = graph.revise(ix, former, &text.event);
        self.facts = graph.into_facts();
        found
    }

    /// The shape of an event, and whether there is room for pages more or less.
    fn shape(&mut self, ix: EventIx, other: &Event) -> Option<(Shape, bool)> {
        let former = self.kept.events.get(usize::try_from(ix.0).ok()?)?;
        let graph = Graph::of(&self.model, &self.tree.assets, std::mem::take(&mut self.facts));
        let shape = (graph.shape(ix, former, other), graph.has_room(ix));
        self.facts = graph.into_facts();
        Some(shape)
    }
}
