//! Former addresses in the form that a host understands, so that it leads on with a status of its own. The pages that lead on stay for
//! every other host, and for what a host's limit leaves out.

use std::fmt::Write;

use serde_json::json;

use crate::path::UrlPath;
use crate::view::{Hosting, Onward, Redirect, Viewer};

/// How many rules hosts take: <https://developers.cloudflare.com/pages/configuration/redirects/>,
/// <https://docs.gitlab.com/user/project/pages/redirects/>, <https://vercel.com/docs/redirects>,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html>.
const CLOUDFLARE: usize = 2000;
const GITLAB: usize = 1000;
const VERCEL: usize = 2048;
const S3: usize = 50;

/// The file with a site's redirects for its host, if the host reads one.
pub fn url(hosting: Hosting) -> Option<UrlPath> {
    let name = match hosting {
        Hosting::Netlify | Hosting::Cloudflare | Hosting::Gitlab => "_redirects",
        Hosting::Vercel => "vercel.json",
        // These are for the server's own configuration, not to be given out.
        Hosting::Nginx => ".plenary/redirects.nginx.conf",
        Hosting::Caddy => ".plenary/redirects.caddy",
        Hosting::S3 => ".plenary/redirects.s3.json",
        Hosting::Generic | Hosting::Github => return None,
    };
    Some(UrlPath::home().file(name))
}

/// A former address and the present one, both from the root of the host.
struct Rule {
    /// As it stands in an address.
    from: String,
    /// The same in plain characters, as servers compare it.
    plain: String,
    to: String,
}

/// The text of the file.
pub(super) fn redirects(hosting: Hosting, redirects: &[Redirect], viewer: &Viewer<'_>) -> String {
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
        })
        .collect();
    // Where there is a limit, what holds most goes first: events, then sections, then turns.
    rules.sort_by(|a, b| (a.plain.matches('/').count(), &a.plain).cmp(&(b.plain.matches('/').count(), &b.plain)));
    match hosting {
        // Netlify prefers files to rules; the mark says that here the rule counts.
        Hosting::Netlify => lines(&rules, usize::MAX, " 301!"),
        Hosting::Cloudflare => lines(&rules, CLOUDFLARE, " 301"),
        Hosting::Gitlab => lines(&rules, GITLAB, " 301"),
        Hosting::Vercel => {
            let rules: Vec<_> = rules
                .iter()
                .take(VERCEL)
                .map(|rule| json!({"source": rule.from, "destination": rule.to, "permanent": true}))
                .collect();
            format!("{:#}\n", json!({"trailingSlash": true, "redirects": rules}))
        }
        Hosting::Nginx => {
            let mut out = String::from(
                "# In `http`: include this file. In the `server` of the site: if ($plenary_moved) { return 301 $plenary_moved$is_args$args; }\nmap $uri $plenary_moved {\n    default \"\";\n",
            );
            for rule in &rules {
                let _ = writeln!(out, "    {} {};", quoted(&rule.plain), quoted(&rule.to));
            }
            out.push_str("}\n");
            out
        }
        Hosting::Caddy => {
            let mut out = String::from("# In the site's block: import this file.\n");
            for rule in &rules {
                let _ = writeln!(out, "redir {} {} permanent", quoted(&rule.plain), quoted(&rule.to));
            }
            out
        }
        Hosting::S3 => {
            let rules: Vec<_> = rules
                .iter()
                .filter(|rule| rule.to.starts_with('/'))
                .take(S3)
                .map(|rule| {
                    let key = |path: &str| path.trim_start_matches('/').to_owned();
                    json!({"Condition": {"KeyPrefixEquals": key(&rule.plain)}, "Redirect": {"ReplaceKeyWith": key(&rule.to), "HttpRedirectCode": "301"}})
                })
                .collect();
            format!("{:#}\n", json!(rules))
        }
        Hosting::Generic | Hosting::Github => String::new(),
    }
}

fn address(base: &str, url: &UrlPath) -> String {
    let below = url.relative_to(&UrlPath::home());
    format!("{base}{}", below.trim_start_matches("./"))
}

fn lines(rules: &[Rule], limit: usize, status: &str) -> String {
    rules.iter().take(limit).fold(String::new(), |mut out, rule| {
        let _ = writeln!(out, "{} {}{status}", rule.from, rule.to);
        out
    })
}

/// A word of a server's configuration; paths hold neither back slashes nor quotes' end.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "%24"))
}
