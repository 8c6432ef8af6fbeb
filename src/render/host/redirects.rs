//! Former addresses in the form that a host understands, so that it leads on with a status of its own. The pages that lead on stay for
//! every other host, and for what a host's limit leaves out.

use std::fmt::Write;

use serde_json::json;

use crate::path::UrlPath;
use crate::view::{Below, Hosting, Onward, Redirect, Viewer};

/// How many rules hosts take, and Cloudflare for folders beside them: <https://developers.cloudflare.com/pages/configuration/redirects/>,
/// <https://docs.gitlab.com/user/project/pages/redirects/>, <https://vercel.com/docs/redirects>,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html>.
const CLOUDFLARE: usize = 2000;
const CLOUDFLARE_FOLDERS: usize = 100;
const GITLAB: usize = 1000;
const VERCEL: usize = 2048;
const S3: usize = 50;

/// A former address and the present one, both from the root of the host.
struct Rule {
    /// As it stands in an address.
    from: String,
    /// The same in plain characters, as servers compare it.
    plain: String,
    to: String,
    /// What becomes of all else below the address.
    below: Below,
}

impl Rule {
    /// Where all else below the address leads; `rest` stands for what is behind the address.
    fn onward(&self, rest: &str) -> String {
        if self.below == Below::Along { format!("{}{rest}", self.to) } else { self.to.clone() }
    }
}

/// The rules, in the host's form.
pub(super) fn rules(hosting: Hosting, redirects: &[Redirect], viewer: &Viewer<'_>) -> String {
    let base = viewer.base_path();
    let mut rules: Vec<Rule> = redirects
        .iter()
        .map(|redirect| Rule {
            from: address(base, &redirect.from),
            plain: format!("{base}{}", redirect.from),
            to: match &redirect.to {
                Onward::Page(url, None) => address(base, url),
                Onward::Page(url, Some(id)) => format!("{}#{id}", address(base, url)),
                Onward::Outside(url) => url.clone(),
            },
            below: redirect.below,
        })
        .collect();
    // Where there is a limit, what holds most goes first: events, then sections, then turns.
    rules.sort_by(|a, b| (a.plain.matches('/').count(), &a.plain).cmp(&(b.plain.matches('/').count(), &b.plain)));
    // Rules for all else below an address stand behind those for single ones; the nearest folder first.
    let folders = |most: usize| {
        let mut all: Vec<&Rule> = rules.iter().filter(|rule| rule.below != Below::Unknown).take(most).collect();
        all.reverse();
        all
    };
    match hosting {
        // Netlify prefers files to rules; the mark says that here the rule counts.
        Hosting::Netlify => lines(&rules, &folders(usize::MAX), usize::MAX, " 301!"),
        Hosting::Cloudflare => lines(&rules, &folders(CLOUDFLARE_FOLDERS), CLOUDFLARE, " 301"),
        Hosting::Gitlab => {
            let folders = folders(GITLAB);
            lines(&rules, &folders, GITLAB - folders.len(), " 301")
        }
        Hosting::Vercel => {
            let folders = folders(VERCEL);
            let single = rules.iter().map(|rule| (rule.from.clone(), rule.to.clone()));
            let below = folders.iter().map(|rule| (format!("{}:rest*", rule.from), rule.onward(":rest*")));
            let rules: Vec<_> = single
                .take(VERCEL - folders.len())
                .chain(below)
                .map(|(from, to)| json!({"source": from, "destination": to, "permanent": true}))
                .collect();
            json!(rules).to_string()
        }
        Hosting::Nginx => {
            let mut out = String::from("map $uri $plenary_moved {\n    default \"\";\n");
            for rule in &rules {
                let _ = writeln!(out, "    {} {};", quoted(&rule.plain), quoted(&rule.to));
            }
            for rule in folders(usize::MAX) {
                let (from, to) = (pattern(&rule.plain), quoted(&rule.onward("")));
                let rest = if rule.below == Below::Along { "$plenary_rest" } else { "" };
                let _ = writeln!(out, "    \"~^{from}(?<plenary_rest>.+)\" \"{}{rest}\";", to.trim_matches('"'));
            }
            out.push_str("}\n");
            out
        }
        Hosting::Caddy => {
            let mut out = String::new();
            for rule in &rules {
                let _ = writeln!(out, "redir {} {} permanent", quoted(&rule.plain), quoted(&rule.to));
            }
            // In one route, since the server would put them into another order.
            let folders = folders(usize::MAX);
            if !folders.is_empty() {
                out.push_str("route {\n");
                for (at, rule) in folders.iter().enumerate() {
                    let to = quoted(&rule.onward("{re.rest.1}"));
                    let _ = writeln!(
                        out,
                        "@below{at} path_regexp rest \"^{}(.+)\"\nredir @below{at} {to} permanent",
                        pattern(&rule.plain)
                    );
                }
                out.push_str("}\n");
            }
            out
        }
        Hosting::S3 => {
            // Every rule counts for all below its address and the first one wins, so folders that have moved need no other.
            let folders = folders(S3);
            let single = rules.iter().filter(|rule| {
                rule.to.starts_with('/') && !folders.iter().any(|folder| rule.plain.starts_with(&folder.plain))
            });
            let rules: Vec<_> = folders
                .iter()
                .copied()
                .chain(single)
                .take(S3)
                .map(|rule| {
                    let key = |path: &str| path.trim_start_matches('/').to_owned();
                    let with = if rule.below == Below::Along { "ReplaceKeyPrefixWith" } else { "ReplaceKeyWith" };
                    json!({"Condition": {"KeyPrefixEquals": key(&rule.plain)}, "Redirect": {with: key(&rule.to), "HttpRedirectCode": "301"}})
                })
                .collect();
            format!("{:#}\n", json!(rules))
        }
        Hosting::Generic | Hosting::Github => String::new(),
    }
}

pub(super) fn address(base: &str, url: &UrlPath) -> String {
    let below = url.relative_to(&UrlPath::home());
    format!("{base}{}", below.trim_start_matches("./"))
}

/// Lines for at most so many rules, and for folders.
fn lines(rules: &[Rule], folders: &[&Rule], limit: usize, status: &str) -> String {
    let single = rules.iter().take(limit).map(|rule| format!("{} {}{status}\n", rule.from, rule.to));
    let below = folders.iter().map(|rule| format!("{}* {}{status}\n", rule.from, rule.onward(":splat")));
    single.chain(below).collect()
}

/// A path as a regular expression that is only it, within quotes of a server's configuration. There a back slash stands for itself
/// but before quotes.
pub(super) fn pattern(path: &str) -> String {
    path.chars().fold(String::new(), |mut out, c| {
        if c.is_ascii_punctuation() && !"/-_~".contains(c) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

/// A word of a server's configuration; paths hold neither back slashes nor quotes' end.
pub(super) fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "%24"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_only_its_path() {
        for (path, expected) in [
            ("/a/tide-lamps/01/", "/a/tide-lamps/01/"),
            ("/a/2026.1 (b)/灯/", r"/a/2026\.1 \(b\)/灯/"),
            ("/$\"", r#"/\$\""#),
        ] {
            assert_eq!(pattern(path), expected);
        }
    }
}
