//! What pages may load, and from where: a Content-Security-Policy (<https://www.w3.org/TR/CSP3/>). Nothing that a transcript, a name or
//! an address holds can run in a reader's browser, even if it came through everything else.
//!
//! In: the theme's own scripts, the services for comments, what the site states. Out: the policy as text. It must never know a page.

use std::collections::BTreeMap;

use crate::assets::Theme;
use crate::render::machine;
use crate::view::Viewer;

/// The policy of a site. It is the same for all pages, so that a host can be told it once.
pub fn policy(viewer: &Viewer<'_>, theme: &Theme) -> String {
    let services = viewer.comment_origins();
    let services = || services.iter().map(String::as_str);
    let hashes: Vec<String> = theme.inline.iter().map(String::as_str).chain([machine::LEAD_ON]).map(hash).collect();
    let hashes = || hashes.iter().map(String::as_str);
    let own = || ["'self'"].into_iter();
    let mut directives: BTreeMap<&str, Vec<&str>> = BTreeMap::from([
        ("default-src", vec!["'none'"]),
        ("script-src", own().chain(hashes()).chain(services()).collect()),
        ("style-src", own().chain(services()).collect()),
        // Pictures and recordings may lie anywhere; they do nothing but show themselves.
        ("img-src", vec!["*", "data:"]),
        ("media-src", vec!["*"]),
        ("font-src", own().collect()),
        ("connect-src", own().chain(services()).collect()),
        ("frame-src", Viewer::players().into_iter().chain(services()).collect()),
        ("manifest-src", own().collect()),
        ("worker-src", own().collect()),
        ("base-uri", vec!["'none'"]),
        // Without script, the page that searches asks elsewhere.
        ("form-action", vec!["'self'", "https://duckduckgo.com"]),
    ]);
    for (directive, source) in viewer.stated_sources() {
        let all = directives.entry(directive).or_default();
        all.retain(|source| *source != "'none'");
        all.push(source);
    }
    let written = directives.iter().map(|(directive, sources)| format!("{directive} {}", sources.join(" ")));
    written.collect::<Vec<_>>().join("; ")
}

/// A script as a policy names it (CSP 3, section 2.3.1).
fn hash(script: &str) -> String {
    use sha2::{Digest, Sha256};
    format!("'sha256-{}'", data_encoding::BASE64.encode(&Sha256::digest(script.as_bytes())))
}
