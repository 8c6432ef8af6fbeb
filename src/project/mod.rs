//! A site from end to end: the one place where the rooms are joined.

#[cfg(feature = "external")]
mod addresses;
#[cfg(feature = "cards")]
mod cards;
mod fresh;
mod install;
mod links;
mod made;
mod marks;
mod mends;
mod open;
mod pages;
mod papers;
mod phases;
mod pictures;
mod preview;
mod publish;
mod revise;

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use marks::Marks;

#[cfg(feature = "external")]
pub use addresses::addresses;
pub use links::{Links, links};
pub use mends::{Mended, mends};
pub use open::{Opened, Site};
pub use papers::Printer;
pub use phases::{Observer, Phase};
pub use preview::{Checking, Directory, Preview};

use crate::diag::{Diagnostic, Diagnostics};
use crate::emit::{self, Written};
use crate::path::BaseUrl;
use crate::source;

/// What a build is asked to do.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Request {
    /// The folder of the site.
    pub root: PathBuf,
    /// Where the pages go; nothing to make them only for checking.
    pub output: Option<PathBuf>,
    /// Where the site is published, if it is not what `site.yaml` says.
    pub base_url: Option<BaseUrl>,
    /// Where it is looked at, if it is published nowhere yet.
    pub local: Option<BaseUrl>,
    /// Whether drafts and what is under an embargo are built.
    pub drafts: bool,
    /// Whether every id of a turn must be held fast by the sources.
    pub locked: bool,
    /// Whether it is a trial: its pages go nowhere, so no ledger is written.
    pub trial: bool,
    /// The time.
    pub now: Timestamp,
    /// Whether there shall be a PDF of every event, whatever its formats.
    pub pdf: bool,
    /// Who prints, where anything is to be printed.
    pub printer: Option<Arc<dyn Printer>>,
    /// Which program builds: what another one has made is made anew.
    pub program: String,
}

impl Request {
    /// To read a site as it is: nothing is written, drafts are left out.
    pub fn new(root: PathBuf, now: Timestamp, program: String) -> Self {
        Self {
            root,
            output: None,
            base_url: None,
            local: None,
            drafts: false,
            locked: false,
            trial: false,
            now,
            pdf: false,
            printer: None,
            program,
        }
    }
}

/// What came of a build.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was found, sorted.
    pub diagnostics: Diagnostics,
    /// How many pages there are.
    pub pages: usize,
    /// What was written; nothing where there were errors or nothing was to be written.
    pub written: Option<Written>,
    /// How many words were read, two characters of scripts without spaces counted as one.
    pub words: u64,
}

/// Builds a site. Nothing of the output changes if there is an error.
pub fn build(request: &Request, observer: &dyn Observer) -> Outcome {
    let overlap = request.output.as_ref().and_then(|output| emit::overlaps(&request.root, output));
    if let Some(diagnostic) = overlap {
        return Outcome { diagnostics: one(diagnostic), ..Outcome::default() };
    }
    let state = request.output.as_ref().map(|_| source::state(&request.root));
    if let Some(done) = state.as_ref().and_then(|state| fresh::recall(request, state)) {
        return done;
    }
    let marks = Marks::recall(request);
    let mut site = match Site::read(request, observer) {
        Ok(site) => site,
        Err(found) => return Outcome { diagnostics: found.sorted(), ..Outcome::default() },
    };
    let (pages, (written, found)) = site.lend(|opened| (opened.pages(), publish::make(request, opened, observer)));
    let outcome = Outcome { diagnostics: site.found_with(found).sorted(), pages, written, words: site.words() };
    marks.remember();
    // Ledgers that are written now are sources of the next build.
    if let Some(state) = state.filter(|_| site.kept.changed.is_empty()) {
        fresh::remember(request, state, &outcome, site.awaited());
    }
    outcome
}

fn one(diagnostic: Diagnostic) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    diagnostics
}
