//! What a site's host is told: where former addresses lead, and which headers go with which path, in the form that the host reads.

mod headers;
mod policy;
mod redirects;

use std::fmt::Write;

use serde_json::{Value, json};

pub use headers::Headers;
pub(super) use policy::policy;

use super::artifact;
use crate::artifact::Artifact;
use crate::assets::Theme;
use crate::path::UrlPath;
use crate::view::{Hosting, Viewer};

/// Where the files for a site's host stand; none if it reads none. Those for a server's own configuration are not to be given out.
pub fn urls(viewer: &Viewer<'_>) -> Vec<UrlPath> {
    let leads_on = !viewer.redirects().is_empty();
    let names: &[(&str, bool)] = match viewer.hosting() {
        Hosting::Netlify | Hosting::Cloudflare => &[("_headers", true), ("_redirects", leads_on)],
        Hosting::Gitlab => &[("_redirects", leads_on)],
        Hosting::Vercel => &[("vercel.json", true)],
        Hosting::Nginx => &[(".plenary/http.nginx.conf", true), (".plenary/server.nginx.conf", true)],
        Hosting::Caddy => &[(".plenary/site.caddy", true)],
        Hosting::S3 => &[(".plenary/redirects.s3.json", leads_on)],
        Hosting::Generic | Hosting::Github => &[],
    };
    names.iter().filter(|(_, wanted)| *wanted).map(|(name, _)| UrlPath::home().file(name)).collect()
}

/// Whether a host sends the headers that it is told.
pub(super) fn sends_headers(hosting: Hosting) -> bool {
    match hosting {
        Hosting::Netlify | Hosting::Cloudflare | Hosting::Vercel | Hosting::Nginx | Hosting::Caddy => true,
        Hosting::Gitlab | Hosting::S3 | Hosting::Generic | Hosting::Github => false,
    }
}

/// The files, in the order of [`urls`].
pub(super) fn files(viewer: &Viewer<'_>, theme: &Theme) -> Vec<Artifact> {
    let hosting = viewer.hosting();
    let rules = || redirects::rules(hosting, viewer.redirects(), viewer);
    let headers = Headers::new(viewer, theme);
    let base = viewer.base_path();
    let text = |url: &UrlPath| match (hosting, url.name()) {
        (_, "_headers") => headers.lines(base),
        (Hosting::Vercel, _) => {
            let redirects: Value = serde_json::from_str(&rules()).unwrap_or_default();
            format!("{:#}\n", json!({"trailingSlash": true, "redirects": redirects, "headers": headers.vercel(base)}))
        }
        (Hosting::Nginx, "http.nginx.conf") => {
            let mut out =
                String::from("# Include this file in `http`, and `server.nginx.conf` in the `server` of the site.\n");
            out.push_str(&rules());
            let _ = write!(out, "{}", headers.nginx(base).0);
            out
        }
        (Hosting::Nginx, _) => format!(
            "# Include this file in the `server` of the site, and `http.nginx.conf` in `http`.\nif ($plenary_moved) {{ return 301 $plenary_moved$is_args$args; }}\n{}",
            headers.nginx(base).1
        ),
        (Hosting::Caddy, _) => {
            format!("# In the site's block: import this file.\n{}{}", rules(), headers.caddy(base))
        }
        _ => rules(),
    };
    urls(viewer).iter().map(|url| artifact(url, text(url))).collect()
}
