//! Whether there is anything to do at all. A build that found nothing to say remembers of what it was made; where all of that is still
//! so, and so is what it wrote, the next one is done before it reads a single source.

use jiff::Timestamp;

use super::{Outcome, Request};
use crate::cache::Cache;
use crate::emit::{self, Written};
use crate::source::State;

/// What is remembered of a build.
struct Stamp {
    state: String,
    manifest: String,
    /// When it was built.
    since: Timestamp,
    /// Until when the same sources make the same site.
    until: Option<Timestamp>,
    pages: usize,
    words: u64,
}

impl Stamp {
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let stamp = Self {
            state: lines.next()?.to_owned(),
            manifest: lines.next()?.to_owned(),
            since: lines.next()?.parse().ok()?,
            until: match lines.next()? {
                "" => None,
                until => Some(until.parse().ok()?),
            },
            pages: lines.next()?.parse().ok()?,
            words: lines.next()?.parse().ok()?,
        };
        Some(stamp)
    }

    fn write(&self) -> String {
        let Self { state, manifest, since, until, pages, words } = self;
        let until = until.map(|until| until.to_string()).unwrap_or_default();
        format!("{state}\n{manifest}\n{since}\n{until}\n{pages}\n{words}\n")
    }
}

/// What is remembered of a request is called so: another program, address or output is another build.
pub(super) fn name(request: &Request) -> Option<String> {
    let output = std::path::absolute(request.output.as_ref()?).ok()?;
    let root = std::path::absolute(&request.root).ok()?;
    let base = request.base_url.as_ref().map_or("", |base| base.as_str());
    let mut hasher = blake3::Hasher::new();
    for part in [
        output.as_os_str().as_encoded_bytes(),
        root.as_os_str().as_encoded_bytes(),
        base.as_bytes(),
        request.program.as_bytes(),
    ] {
        hasher.update(part).update(&[0]);
    }
    let choices = [request.drafts, request.locked, request.trial, request.pdf];
    hasher.update(&choices.map(u8::from));
    hasher.finalize().to_hex().get(..32).map(str::to_owned)
}

/// What a build would come to that has nothing to do; nothing where it has.
pub(super) fn recall(request: &Request, state: &State) -> Option<Outcome> {
    let bytes = Cache::of(&request.root).get(&format!("{}.stamp", name(request)?))?;
    let stamp = Stamp::read(std::str::from_utf8(&bytes).ok()?)?;
    // Where the clock was set back, an embargo may hold again.
    let same = stamp.state == state.digest && stamp.since <= request.now;
    if !same || stamp.until.is_some_and(|until| until <= request.now) {
        return None;
    }
    let (kept, manifest) = emit::intact(request.output.as_deref()?)?;
    (manifest == stamp.manifest).then(|| Outcome {
        pages: stamp.pages,
        words: stamp.words,
        written: Some(Written { kept, ..Written::default() }),
        ..Outcome::default()
    })
}

/// Remembers a build of which there is nothing to tell. `until` is when the same sources make more than they do now.
pub(super) fn remember(request: &Request, state: State, outcome: &Outcome, until: Option<Timestamp>) {
    let quiet = state.settled && outcome.diagnostics.is_empty() && outcome.written.is_some();
    let Some(name) = name(request).filter(|_| quiet) else { return };
    let Some((_, manifest)) = request.output.as_deref().and_then(emit::intact) else { return };
    let Outcome { pages, words, .. } = *outcome;
    let stamp = Stamp { state: state.digest, manifest, since: request.now, until, pages, words };
    Cache::of(&request.root).put(&format!("{name}.stamp"), stamp.write().as_bytes());
}
