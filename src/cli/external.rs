//! `plenary check --external`: whether the addresses that the sources state still answer.

use super::say;
use crate::cache::Cache;
use crate::diag::Diagnostics;
use crate::outside::{self, Manners};
use crate::project::{self, Outcome, Request};

/// Asks, and adds what was found to what a check has found.
pub(super) fn look(request: &Request, outcome: &mut Outcome) {
    let (addresses, silenced) = project::addresses(&request.root);
    let now = request.now.as_second();
    let mut looked = outside::look(&addresses, &Cache::of(&request.root), now, Manners::default());
    say(&format!("{} addresses outside, {} of them asked now\n", looked.addresses, looked.asked));
    looked.found.silence(&silenced);
    let mut all = Diagnostics::default();
    all.append(std::mem::take(&mut outcome.diagnostics));
    all.append(looked.found);
    outcome.diagnostics = all.sorted();
}
