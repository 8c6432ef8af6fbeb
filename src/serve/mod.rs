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

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::artifact::Content;
use crate::diag::{self, Diagnostic, Diagnostics, Format, codes};
use crate::path::BaseUrl;
use crate::project::{self, Preview, Request};
use hub::Hub;
use watch::Watch;

/// How many connections are held at once; a browser holds some six.
const CONNECTIONS: usize = 256;
/// How many ports above the one that was asked for are tried.
const PORTS: u16 = 20;

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

/// A browser asks for a file; the answer goes back on the way that it brings along.
struct Ask {
    path: String,
    reply: Sender<Found>,
}

/// What there is at a path.
enum Found {
    File(Content),
    /// It is a folder: its page stands behind a slash.
    Folder,
    /// There is none; the page that says so.
    Nothing(Option<Content>),
    /// It cannot be made.
    Broken(String),
}

/// What all threads share.
struct Shared<'t> {
    /// The site that is shown.
    current: Mutex<Option<Sender<Ask>>>,
    hub: Hub,
    /// The path at which the site stands, with a slash at both ends.
    base: Mutex<String>,
    host: IpAddr,
    tell: &'t (dyn Fn(News<'_>) + Sync),
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
            let open = AtomicUsize::new(0);
            let open = &open;
            thread::scope(|scope| {
                // The listener ends with the program.
                for stream in listener.incoming().flatten() {
                    if open.fetch_add(1, Ordering::Relaxed) < CONNECTIONS {
                        scope.spawn(move || {
                            answer::converse(stream, shared);
                            open.fetch_sub(1, Ordering::Relaxed);
                        });
                    } else {
                        open.fetch_sub(1, Ordering::Relaxed);
                    }
                }
            });
        });
        let mut first = true;
        loop {
            let (done, result) = channel();
            let request = request.clone();
            scope.spawn(move || show(&request, shared, &done));
            // One site is opened at a time; what changes meanwhile is gathered.
            let _ = result.recv();
            if first {
                let address = format!("{origin}{}", held(&shared.base));
                tell(News::Listening { address: &address, moved: options.port != 0 && port != options.port });
                first = false;
            }
            watch.wait();
        }
    })
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

/// Opens the site and shows it until another one takes its place. `done` is told when it is shown or cannot be.
fn show(request: &Request, shared: &Shared<'_>, done: &Sender<()>) {
    let begun = Instant::now();
    let mut opened = false;
    let found = project::open(request, &(), |site| {
        opened = true;
        let preview = Preview::new(site);
        let (ask, asks) = channel();
        site.workshop.viewer.base_path().clone_into(&mut held(&shared.base));
        *held(&shared.current) = Some(ask);
        (shared.tell)(News::Shown { pages: site.pages(), took: begun.elapsed(), found: &site.found });
        shared.hub.changed();
        let _ = done.send(());
        serve_from(&preview, &asks, shared);
        Diagnostics::default()
    });
    if !opened {
        let found = found.sorted();
        shared.hub.broken(&diag::print(&found, Format::Human, false));
        (shared.tell)(News::Broken { found: &found });
        let _ = done.send(());
    }
}

/// Answers what is asked, and checks all pages while nothing is, until nobody can ask any more.
fn serve_from(preview: &Preview<'_, '_>, asks: &Receiver<Ask>, shared: &Shared<'_>) {
    let mut checking = Some(preview.checking());
    loop {
        let ask = match (asks.try_recv(), &mut checking) {
            (Ok(ask), _) => ask,
            (Err(TryRecvError::Disconnected), _) => return,
            (Err(TryRecvError::Empty), Some(check)) => {
                if !check.step()
                    && let Some(check) = checking.take()
                {
                    let found = check.finish();
                    if found.has_errors() {
                        shared.hub.broken(&diag::print(&found, Format::Human, false));
                    }
                    (shared.tell)(News::Checked { found: &found });
                }
                continue;
            }
            (Err(TryRecvError::Empty), None) => match asks.recv() {
                Ok(ask) => ask,
                Err(_) => return,
            },
        };
        // A browser that went away needs no answer.
        let _ = ask.reply.send(find(preview, &ask.path));
    }
}

fn find(preview: &Preview<'_, '_>, path: &str) -> Found {
    let made = |made: Result<Content, Diagnostics>| match made {
        Ok(content) => Found::File(content),
        Err(found) => Found::Broken(diag::print(&found.sorted(), Format::Human, false)),
    };
    let index = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    if let Some(file) = preview.file(&index) {
        return made(file);
    }
    if preview.has(&format!("{path}/index.html")) {
        return Found::Folder;
    }
    Found::Nothing(preview.file("404.html").and_then(Result::ok))
}
