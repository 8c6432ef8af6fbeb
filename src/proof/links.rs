//! Links that say one address and lead to another: by mistake, or to deceive readers.

use super::Findings;
use super::passage::Passage;
use crate::diag::codes;

/// Looks at links whose words are an address. Letters of another script that look the same are other letters.
pub(super) fn misleading(passages: &[Passage], findings: &mut Findings<'_>) {
    for passage in passages {
        for (part, to) in &passage.links {
            let words = passage.text.get(part.clone()).unwrap_or_default().trim();
            let said = if words.starts_with("www.") { Some(words) } else { address(words) };
            let (Some(said), Some(leads)) = (said.map(host), address(to).map(host)) else { continue };
            if said.is_empty() {
                continue;
            }
            if !are_one(&said, &leads) {
                let message = format!("this link says `{said}` and leads to `{leads}`");
                findings.push(codes::MISLEADING_LINK, message, passage.place(part.clone()), "", Vec::new());
            }
        }
    }
}

/// What stands behind the scheme of an address of the web, however that is written.
fn address(text: &str) -> Option<&str> {
    let mut scheme = ["https://", "http://", "//"].into_iter();
    let after = |scheme: &str| text.get(..scheme.len()).filter(|begins| begins.eq_ignore_ascii_case(scheme));
    scheme.find_map(|scheme| after(scheme).and_then(|_| text.get(scheme.len()..)))
}

/// The host, without what people leave out. Words behind it are no part of it.
fn host(address: &str) -> String {
    let in_authority = |c: char| c.is_alphanumeric() || "-._~%:@[]!$&'*+;=".contains(c);
    let authority = address.split(|c| !in_authority(c)).next().unwrap_or_default();
    // What stands before an @ is no host, whatever it looks like.
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host =
        host.split(':').next().unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

/// Whether they are the same, or one is below the other.
fn are_one(one: &str, other: &str) -> bool {
    let below = |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
    one == other || below(one, other) || below(other, one)
}
