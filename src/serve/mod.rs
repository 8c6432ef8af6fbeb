//! Looking at a site while it is written: pages are made in memory when a browser asks for them, and anew as soon as a source changes.
//!
//! In: a request to build, an address. Out: answers to browsers, and news for whoever prints. A change opens the site once more beside the
//! one that is shown. If that goes well it takes its place; if not, the last good one stays, with what is wrong above it. Nothing is written
//! to the site's folder but what the cache keeps.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this room is an edge: it listens, and reads the clock"
)]

mod answer;
mod http;
mod hub;
mod watch;

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::artifact::Content;
use crate::diag::{self, Diagnostic, Diagnostics, Format, codes};
use crate::path::BaseUrl;
use crate::project::{Checking, Directory, Preview, Request, Site};
use hub::Hub;
use watch::{Change, Watch};

/// How many connections are answered at once; a browser holds some six. Those that only listen are not among them.
const CONNECTIONS: usize = 256;
/// For how long the next one waits at the door where there is no room.
const PAUSE: Duration = Duration::from_millis(10);
/// How many ports above the one that was asked for are tried.
const PORTS: u16 = 20;
/// For how long nothing must have been asked before all pages are checked: whoever writes saves often.
const IDLE: Duration = Duration::from_millis(500);
/// For how long nothing more must have changed before a site is read whole.
const SETTLING: Duration = Duration::from_millis(10);

/// What is served, and where.
#[derive(Debug)]
pub struct Options {
    /// The site.
    pub request: Request,
    /// The address to listen at.
    pub host: IpAddr,
    /// The port to listen at; the next free one where it is taken.
    pub port: u16,
    /// How often the folder is looked through, where its changes are not told by the system.
    pub poll: Option<Duration>,
}

/// What happens, for whoever prints it.
#[derive(Debug)]
pub enum News<'n> {
    /// Browsers may come.
    Listening {
        /// Where the site is.
        address: &'n str,
        /// Whether the port that was asked for was taken.
        moved: bool,
    },
    /// The site is shown as it is now.
    Shown {
        /// How many pages it has.
        pages: usize,
        /// How long that took.
        took: Duration,
        /// What was found.
        found: &'n Diagnostics,
    },
    /// All pages of what is shown were made and checked.
    Checked {
        /// What was found on them.
        found: &'n Diagnostics,
    },
    /// The site cannot be shown as it is now.
    Broken {
        /// Why.
        found: &'n Diagnostics,
    },
}

/// What the thread is told that shows a site. Answers go back on the way that an order brings along.
enum Order {
    Ask(Ask),
    Revise(Revision),
}

/// A browser asks for a file.
struct Ask {
    path: String,
    reply: Sender<Found>,
}

/// Something has changed at some paths below the root.
struct Revision {
    paths: BTreeSet<PathBuf>,
    /// Whether the site that is shown can follow, so that none has to be read anew.
    followed: Sender<bool>,
}

/// What goes out beside a file.
type Headers = Vec<(String, String)>;

/// What there is at a path.
enum Found {
    File(Content, Headers),
    /// It is a folder: its page stands behind a slash.
    Folder,
    /// There is none; the page that says so.
    Nothing(Option<(Content, Headers)>),
    /// It cannot be made.
    Broken(String),
}

/// What all threads share.
struct Shared<'t> {
    /// The site that is shown.
    current: Mutex<Option<Sender<Order>>>,
    hub: Hub,
    /// How many connections are answered.
    open: AtomicUsize,
    /// The path at which the site stands, with a slash at both ends.
    base: Mutex<String>,
    host: IpAddr,
    tell: &'t (dyn Fn(News<'_>) + Sync),
}

impl Shared<'_> {
    /// Whether who says nothing takes the place of others.
    fn is_crowded(&self) -> bool {
        self.open.load(Ordering::Relaxed) > CONNECTIONS / 2
    }

    /// The site is shown as it is now.
    fn shown(&self, directory: &Directory, site: &Site, begun: Instant) {
        // Browsers first: who prints may take a while.
        self.hub.changed();
        (self.tell)(News::Shown {
            pages: directory.pages(),
            took: begun.elapsed(),
            found: &site.found_with(Diagnostics::default()).sorted(),
        });
    }

    /// The site cannot be shown as it is now.
    fn broken(&self, found: &Diagnostics) {
        self.hub.broken(&diag::print(found, Format::Human, false));
        (self.tell)(News::Broken { found });
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves a site until the program ends.
pub fn serve(options: &Options, tell: &(dyn Fn(News<'_>) + Sync)) -> Result<(), Box<Diagnostic>> {
    let listener = listen(options)?;
    let port = listener.local_addr().map_or(options.port, |address| address.port());
    let shared = Shared {
        current: Mutex::default(),
        hub: Hub::default(),
        open: AtomicUsize::new(0),
        base: Mutex::new(String::from("/")),
        host: options.host,
        tell,
    };
    let mut request = options.request.clone();
    let shown = if options.host.is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { options.host };
    let origin = format!("http://{}", SocketAddr::new(shown, port));
    request.local = BaseUrl::new(&format!("{origin}/")).ok();
    let mut watch = Watch::new(&request.root, options.poll)?;
    thread::scope(|scope| {
        let (listener, shared) = (&listener, &shared);
        scope.spawn(move || {
            let open = &shared.open;
            thread::scope(|scope| {
                // The listener ends with the program.
                for stream in listener.incoming() {
                    // Where the system has no file left for a connection, others must leave first.
                    let Ok(stream) = stream else {
                        thread::sleep(PAUSE);
                        continue;
                    };
                    while open.load(Ordering::Relaxed) >= CONNECTIONS {
                        thread::sleep(PAUSE);
                    }
                    open.fetch_add(1, Ordering::Relaxed);
                    scope.spawn(move || {
                        answer::converse(stream, shared);
                        open.fetch_sub(1, Ordering::Relaxed);
                    });
                }
            });
        });
        let mut first = true;
        loop {
            let (done, result) = channel();
            let request = request.clone();
            scope.spawn(move || show(&request, shared, &done));
            // One site is read at a time; what changes meanwhile is gathered.
            let shown = result.recv().unwrap_or(false);
            if first {
                let address = format!("{origin}{}", held(&shared.base));
                tell(News::Listening { address: &address, moved: options.port != 0 && port != options.port });
                first = false;
            }
            // An older site, which is shown while the present one is broken, knows nothing of what has changed since.
            while follow(&mut watch, shown.then_some(shared)) {}
        }
    })
}

/// Waits for a change. Tells whether the site that is shown could follow it.
fn follow(watch: &mut Watch, shown: Option<&Shared<'_>>) -> bool {
    let mut change = watch.wait();
    loop {
        if shown.is_some_and(|shared| revise(&change, shared)) {
            return true;
        }
        // To read all of the site takes longer than a program that is in the middle of saving.
        match watch.more(SETTLING) {
            Some(more) => change.join(more),
            None => return false,
        }
    }
}

fn revise(change: &Change, shared: &Shared<'_>) -> bool {
    let (Change::Paths(paths), Some(current)) = (change, held(&shared.current).clone()) else { return false };
    let (followed, answer) = channel();
    let revision = Revision { paths: paths.clone(), followed };
    current.send(Order::Revise(revision)).is_ok() && answer.recv().unwrap_or(false)
}

fn listen(options: &Options) -> Result<TcpListener, Box<Diagnostic>> {
    let mut last = String::new();
    for port in options.port..=options.port.saturating_add(PORTS) {
        match TcpListener::bind(SocketAddr::new(options.host, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error.to_string(),
        }
    }
    let message = format!("nothing can listen at {} from port {} on: {last}", options.host, options.port);
    Err(Box::new(Diagnostic::new(codes::USAGE, message).help("name another port with `--port`")))
}

/// Reads the site and shows it until another one takes its place. `done` is told whether it is shown.
fn show(request: &Request, shared: &Shared<'_>, done: &Sender<bool>) {
    let begun = Instant::now();
    let mut site = match Site::read(request, &()) {
        Ok(site) => site,
        Err(found) => {
            shared.broken(&found.sorted());
            let _ = done.send(false);
            return;
        }
    };
    let mut directory = site.lend(|opened| {
        opened.workshop.viewer.base_path().clone_into(&mut held(&shared.base));
        Directory::new(opened)
    });
    let (give, orders) = channel();
    *held(&shared.current) = Some(give);
    shared.shown(&directory, &site, begun);
    let _ = done.send(true);
    // What could not be shown so far.
    let mut pending = BTreeSet::new();
    while let Some(revision) = site.lend(|opened| serve_from(&Preview::new(opened, &directory), &orders, shared)) {
        let begun = Instant::now();
        pending.extend(revision.paths);
        let revised = site.revise(&pending, &mut directory);
        let _ = revision.followed.send(revised.is_some());
        match revised {
            Some(Ok(())) => {
                pending.clear();
                shared.shown(&directory, &site, begun);
            }
            Some(Err(found)) => shared.broken(&found.sorted()),
            None => {}
        }
    }
}

/// Answers what is asked, and checks all pages while nothing is, until a source has changed or nobody can give orders any more.
fn serve_from(preview: &Preview<'_, '_>, orders: &Receiver<Order>, shared: &Shared<'_>) -> Option<Revision> {
    let mut checks = Checks::Later;
    loop {
        let order = match &mut checks {
            Checks::Later => orders.recv_timeout(IDLE),
            Checks::Now(_) => orders.recv_timeout(Duration::ZERO),
            Checks::Done => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match order {
            // A browser that went away needs no answer.
            Ok(Order::Ask(ask)) => drop(ask.reply.send(find(preview, &ask.path))),
            Ok(Order::Revise(revision)) => return Some(revision),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => checks = checks.go_on(preview, shared),
        }
    }
}

/// How far the check of all pages is.
enum Checks {
    Later,
    Now(Box<Checking>),
    Done,
}

impl Checks {
    /// Makes one page more.
    fn go_on(self, preview: &Preview<'_, '_>, shared: &Shared<'_>) -> Self {
        let mut checking = match self {
            Self::Later => return Self::Now(Box::new(preview.checking())),
            Self::Now(checking) => checking,
            Self::Done => return Self::Done,
        };
        if preview.check(&mut checking) {
            return Self::Now(checking);
        }
        let found = checking.finish();
        if found.has_errors() {
            shared.hub.broken(&diag::print(&found, Format::Human, false));
        }
        (shared.tell)(News::Checked { found: &found });
        Self::Done
    }
}

fn find(preview: &Preview<'_, '_>, path: &str) -> Found {
    // What is written now is not to be answered from a while ago.
    let headers = |path: &str| {
        let all = preview.headers(path).into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case("cache-control"));
        all.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
    };
    let made = |made: Result<Content, Diagnostics>, path: &str| match made {
        Ok(content) => Found::File(content, headers(path)),
        Err(found) => Found::Broken(diag::print(&found.sorted(), Format::Human, false)),
    };
    let index = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    if let Some(file) = preview.file(&index) {
        return made(file, &index);
    }
    if preview.has(&format!("{path}/index.html")) {
        return Found::Folder;
    }
    let page = preview.file("404.html").and_then(Result::ok);
    Found::Nothing(page.map(|page| (page, headers("404.html"))))
}
