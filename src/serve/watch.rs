//! Waiting for a change below the folders of a site.
//!
//! In: the site's folder. Out: the moment at which something in it is not what it was. It never looks into a file, and never watches the output, which
//! may lie beside the sources with thousands of folders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::ModifyKind;
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::diag::{Diagnostic, codes};
use crate::source::FOLDERS;

/// How often a folder that has vanished is looked for.
const SEARCH: Duration = Duration::from_millis(500);

type Told = Result<Event, notify::Error>;

/// Watches a site's folder.
pub(super) struct Watch {
    root: PathBuf,
    watcher: Box<dyn Watcher + Send>,
    told: Receiver<Told>,
    /// The folders that are watched now.
    present: Vec<&'static str>,
}

impl Watch {
    /// Begins to watch, by what the system tells or, every so often, by looking.
    pub(super) fn new(root: &Path, poll: Option<Duration>) -> Result<Self, Box<Diagnostic>> {
        let (tell, told) = channel::<Told>();
        let handler = move |event| {
            // Nobody listens any more when the program ends.
            let _ = tell.send(event);
        };
        let watcher = match poll {
            Some(every) => boxed(PollWatcher::new(handler, Config::default().with_poll_interval(every))),
            None => boxed(RecommendedWatcher::new(handler, Config::default())),
        };
        let watcher = watcher.map_err(|error| failure(root, &error))?;
        let mut watch = Self {
            // What is told of has whole paths, however the folder was named.
            root: std::path::absolute(root).unwrap_or_else(|_| root.to_owned()),
            watcher,
            told,
            present: Vec::new(),
        };
        watch.watcher.watch(&watch.root, RecursiveMode::NonRecursive).map_err(|error| failure(root, &error))?;
        watch.refresh();
        Ok(watch)
    }

    /// Watches the folders that are there and forgets those that are gone. Tells whether there is anything new in that.
    fn refresh(&mut self) -> bool {
        let mut new = false;
        for folder in FOLDERS {
            let path = self.root.join(folder);
            let there = path.is_dir();
            if there && !self.present.contains(&folder) {
                if self.watcher.watch(&path, RecursiveMode::Recursive).is_ok() {
                    self.present.push(folder);
                    new = true;
                }
            } else if !there && self.present.contains(&folder) {
                self.forget(folder);
                new = true;
            }
        }
        new
    }

    fn forget(&mut self, folder: &str) {
        // The system may have forgotten it already.
        let _ = self.watcher.unwatch(&self.root.join(folder));
        self.present.retain(|one| *one != folder);
    }

    /// Waits until something has changed.
    pub(super) fn wait(&mut self) -> Change {
        loop {
            if let Some(change) = self.more(SEARCH) {
                return change;
            }
        }
    }

    /// What else has changed within a time.
    pub(super) fn more(&mut self, within: Duration) -> Option<Change> {
        if self.refresh() {
            return Some(Change::All);
        }
        let until = Instant::now() + within;
        let mut change = loop {
            match self.told.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(event) => {
                    if let Some(change) = self.change(&event) {
                        break Some(change);
                    }
                }
                Err(RecvTimeoutError::Timeout) => break None,
                Err(RecvTimeoutError::Disconnected) => {
                    std::thread::sleep(within);
                    break None;
                }
            }
        };
        // What else has come meanwhile is part of the same change.
        while let Ok(event) = self.told.try_recv() {
            let more = self.change(&event);
            change = match (change, more) {
                (Some(mut change), Some(more)) => {
                    change.join(more);
                    Some(change)
                }
                (change, more) => change.or(more),
            };
        }
        change
    }

    /// What an event means for the sources, if it does anything.
    fn change(&mut self, event: &Told) -> Option<Change> {
        let Ok(event) = event else { return Some(Change::All) };
        // Reading is told as well, and would never end.
        if matches!(event.kind, EventKind::Access(_)) {
            return None;
        }
        let mut paths = BTreeSet::new();
        let mut all = event.need_rescan();
        for path in &event.paths {
            let below = path.strip_prefix(&self.root).unwrap_or(path);
            let first = below.components().next();
            let Some(folder) = FOLDERS.iter().find(|folder| first.is_some_and(|first| first.as_os_str() == **folder))
            else {
                continue;
            };
            paths.insert(below.to_owned());
            // Another folder may stand in its place, of which nothing is told yet.
            let stands = !matches!(event.kind, EventKind::Modify(ModifyKind::Metadata(_) | ModifyKind::Data(_)));
            if below == Path::new(folder) && stands {
                self.forget(folder);
                all = true;
            }
        }
        if all { Some(Change::All) } else { (!paths.is_empty()).then_some(Change::Paths(paths)) }
    }
}

/// What has changed.
#[derive(Debug)]
pub(super) enum Change {
    /// Something at these paths below the root.
    Paths(BTreeSet<PathBuf>),
    /// It cannot be told.
    All,
}

impl Change {
    /// Takes in another change.
    pub(super) fn join(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::Paths(paths), Self::Paths(more)) => paths.extend(more),
            (all, _) => *all = Self::All,
        }
    }
}

fn boxed<W: Watcher + Send + 'static>(watcher: notify::Result<W>) -> notify::Result<Box<dyn Watcher + Send>> {
    Ok(Box::new(watcher?))
}

fn failure(root: &Path, error: &notify::Error) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(codes::UNREADABLE, format!("changes of this folder cannot be seen: {error}"))
            .about(root.display().to_string())
            .help("`--poll` looks through it every second instead; where the system's limit is reached, raise `fs.inotify.max_user_watches`"),
    )
}
