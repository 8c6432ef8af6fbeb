//! What the sources and the ledgers say of links, without building anything.

use std::path::Path;

use jiff::Timestamp;

use crate::assets;
use crate::diag::Diagnostics;
use crate::graph::{self, Redirect};
use crate::ledger::{self, Kept, Tell};
use crate::model::{self, Conditions, Site};
use crate::source;

/// The links of a site.
#[derive(Debug)]
pub struct Links {
    /// The model, every turn with its id.
    pub site: Site,
    /// What came of the ledgers.
    pub kept: Kept,
    /// Former addresses, and where they lead.
    pub redirects: Vec<Redirect>,
}

/// Reads the sources and ledgers of a site.
pub fn links(root: &Path, now: Timestamp) -> (Links, Diagnostics) {
    let (tree, mut diagnostics) = source::load(root, assets::builtin_words());
    let (mut site, found) = model::build(&tree, Conditions { now, drafts: false });
    diagnostics.append(found);
    let (kept, found) = ledger::keep(&mut site, &tree.ledgers, Tell::Each);
    diagnostics.append(found);
    let (graph, found) = graph::build(&site, &tree.assets, &kept, tree.site_file.as_ref());
    diagnostics.append(found);
    let redirects = graph.into_facts().redirects;
    (Links { site, kept, redirects }, diagnostics)
}
