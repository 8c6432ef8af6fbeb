//! Whether addresses outside of the site still answer: the only room that asks other hosts, and only when it is told to.
//!
//! In: addresses with the places where they are stated. Out: warnings about those that are gone or have moved. Hosts are asked at the
//! same time, the addresses of one host one after the other with a pause between them; what came of it is kept for some days.
//! It never sends more than the address and its own name, and never reads what it is given.

mod ask;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cache::Cache;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use ask::Client;

/// An address, and where it is stated.
pub type Addresses = BTreeMap<String, Vec<Place>>;

/// How many hosts are asked at the same time.
const HOSTS: usize = 8;
/// How long an address that answered is trusted, in seconds.
const TRUSTED: i64 = 7 * 24 * 3600;
/// How long one is that did not: it may have been mended.
const DOUBTED: i64 = 3600;

/// How others are asked.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// The pause between two questions to one host.
    pub pause: Duration,
    /// The longest that one answer is waited for.
    pub patience: Duration,
}

impl Default for Manners {
    fn default() -> Self {
        Self { pause: Duration::from_secs(1), patience: Duration::from_secs(20) }
    }
}

/// What became of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It is there.
    There,
    /// It leads on, for good, to another one.
    Moved(String),
    /// It is gone; why.
    Gone(String),
    /// That cannot be told from here; why.
    Unsure(String),
}

/// An answer as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    /// Seconds since 1970.
    asked: i64,
    answer: Answer,
}

/// What was found, and how much was asked for it.
#[derive(Debug, Default)]
pub struct Looked {
    /// A warning for each place of an address that is gone, has moved or did not say.
    pub found: Diagnostics,
    /// The addresses.
    pub addresses: usize,
    /// Those of them that were asked now; the others are remembered.
    pub asked: usize,
}

/// Asks for all addresses that are not remembered; `now` in seconds since 1970.
pub fn look(addresses: &Addresses, cache: &Cache, now: i64, manners: Manners) -> Looked {
    let mut answers: BTreeMap<&str, Answer> = BTreeMap::new();
    let mut hosts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for url in addresses.keys() {
        match recalled(cache, url, now) {
            Some(answer) => drop(answers.insert(url, answer)),
            None => hosts.entry(host(url)).or_default().push(url),
        }
    }
    let asked: BTreeSet<&str> = hosts.values().flatten().copied().collect();
    let waiting = Mutex::new(hosts.into_values().collect::<VecDeque<_>>());
    let client = Client::new(manners);
    let visit = || {
        let mut done = Vec::new();
        loop {
            // A thread that panicked took one host with it.
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some(urls) = next else { return done };
            for (at, url) in urls.into_iter().enumerate() {
                if at > 0 {
                    thread::sleep(manners.pause);
                }
                let answer = client.ask(url);
                if !matches!(answer, Answer::Unsure(_)) {
                    remember(cache, url, now, &answer);
                }
                done.push((url, answer));
            }
        }
    };
    thread::scope(|scope| {
        let visits: Vec<_> = (0..HOSTS).map(|_| scope.spawn(visit)).collect();
        for one in visits {
            answers.extend(one.join().unwrap_or_default());
        }
    });
    let mut found = Diagnostics::default();
    for (url, places) in addresses {
        let Some(answer) = answers.get(url.as_str()) else { continue };
        for place in places {
            if let Some(diagnostic) = finding(url, answer) {
                found.push(diagnostic.at(place.clone(), ""));
            }
        }
    }
    Looked { found, addresses: addresses.len(), asked: asked.len() }
}

fn finding(url: &str, answer: &Answer) -> Option<Diagnostic> {
    Some(match answer {
        Answer::There => return None,
        Answer::Moved(to) => Diagnostic::new(codes::MOVED_LINK, format!("`{url}` has moved for good"))
            .help(format!("write `{to}`, if that is what was meant")),
        Answer::Gone(why) => Diagnostic::new(codes::DEAD_LINK, format!("`{url}` leads nowhere: {why}"))
            .help("look for where it went, or for a copy in an archive of the web"),
        Answer::Unsure(why) => Diagnostic::new(codes::UNSURE_LINK, format!("`{url}` could not be checked: {why}"))
            .help("open it in a browser, or ask again later"),
    })
}

/// The host with its port, by which questions are counted.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

fn name(url: &str) -> String {
    format!("{}.link", blake3::hash(url.as_bytes()).to_hex())
}

fn recalled(cache: &Cache, url: &str, now: i64) -> Option<Answer> {
    let Remembered { asked, answer } = serde_json::from_slice(&cache.get(&name(url))?).ok()?;
    let trusted = if answer == Answer::There { TRUSTED } else { DOUBTED };
    (0..trusted).contains(&now.saturating_sub(asked)).then_some(answer)
}

fn remember(cache: &Cache, url: &str, asked: i64, answer: &Answer) {
    let entry = Remembered { asked, answer: answer.clone() };
    // An answer is strings and a number, which can always be written.
    cache.put(&name(url), &serde_json::to_vec(&entry).unwrap_or_default());
}
