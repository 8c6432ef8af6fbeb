//! Waiting for a change below the folders of a site.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::held;
use crate::diag::{Diagnostic, codes};

/// What a site is made of. The output may lie beside it, with thousands of folders that nobody watches.
const FOLDERS: [&str; 3] = ["content", "static", "themes"];
/// How often a folder that has vanished is looked for.
const SEARCH: Duration = Duration::from_millis(500);

type Told = Result<Event, notify::Error>;

/// Watches a site's folder.
pub(super) struct Watch {
    root: PathBuf,
    watcher: Mutex<Box<dyn Watcher + Send>>,
    told: Mutex<Receiver<Told>>,
    /// The folders that are watched now.
    present: Mutex<Vec<&'static str>>,
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
        let watch = Self {
            // What is told of has whole paths, however the folder was named.
            root: std::path::absolute(root).unwrap_or_else(|_| root.to_owned()),
            watcher: Mutex::new(watcher),
            told: Mutex::new(told),
            present: Mutex::default(),
        };
        held(&watch.watcher).watch(&watch.root, RecursiveMode::NonRecursive).map_err(|error| failure(root, &error))?;
        watch.refresh();
        Ok(watch)
    }

    /// Watches the folders that are there and forgets those that are gone. Tells whether all that were watched still are.
    fn refresh(&self) -> bool {
        let mut present = held(&self.present);
        let mut watcher = held(&self.watcher);
        let before = present.clone();
        for folder in FOLDERS {
            let path = self.root.join(folder);
            let there = path.is_dir();
            if there && !present.contains(&folder) {
                if watcher.watch(&path, RecursiveMode::Recursive).is_ok() {
                    present.push(folder);
                }
            } else if !there && present.contains(&folder) {
                // The system may have forgotten it already.
                let _ = watcher.unwatch(&path);
                present.retain(|one| *one != folder);
            }
        }
        *present == before
    }

    /// Waits until something has changed.
    pub(super) fn wait(&self) {
        let told = held(&self.told);
        loop {
            // A folder that was moved away and put back is watched anew.
            if !self.refresh() {
                break;
            }
            match told.recv_timeout(SEARCH) {
                Ok(event) if self.counts(&event) => break,
                Ok(_) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(SEARCH),
            }
        }
        // What else has come meanwhile is part of the same change.
        while told.try_recv().is_ok() {}
    }

    /// Whether an event means that a source is not what it was.
    fn counts(&self, event: &Told) -> bool {
        let Ok(event) = event else { return true };
        // Reading is told as well, and would never end.
        let changes = !matches!(event.kind, EventKind::Access(_));
        changes
            && event.paths.iter().any(|path| {
                let below = path.strip_prefix(&self.root).unwrap_or(path);
                below.components().next().is_some_and(|first| FOLDERS.iter().any(|folder| first.as_os_str() == *folder))
            })
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
