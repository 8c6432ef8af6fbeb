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
            if !are_one(&said, &leads) {
                let message = format!("this link says `{said}` and leads to `{leads}`");
                findings.push(codes::MISLEADING_LINK, message, passage.place(part.clone()), "", Vec::new());
            }
        }
    }
}

/// What stands behind the scheme of an address of the web.
fn address(text: &str) -> Option<&str> {
    text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))
}

/// The host, without what people leave out.
fn host(address: &str) -> String {
    let authority = address.split(['/', '?', '#', '\\', ' ', '\n']).next().unwrap_or_default();
    // What stands before an @ is no host, whatever it looks like.
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches(['.', '…']).to_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

/// Whether they are the same, or one is below the other. Of the two spellings of other scripts either may stand for the other.
fn are_one(one: &str, other: &str) -> bool {
    let below = |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
    let spelt = |one: &str, other: &str| !one.is_ascii() && other.split('.').any(|label| label.starts_with("xn--"));
    one == other || below(one, other) || below(other, one) || spelt(one, other) || spelt(other, one)
}
