//! Which headers go with which path, in the forms of hosts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value, json};

use super::policy::policy;
use super::redirects::{pattern, quoted};
use crate::assets::Theme;
use crate::view::Viewer;

/// What pages may not use: they have no need of it, and what they frame gets it only if the reader's browser asks.
const FEATURES: &str = "accelerometer=(), browsing-topics=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";
/// Files whose names change with what is in them.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// All others: a correction is to be seen at once, and what has not changed is not sent again.
const ASK: &str = "no-cache";

/// Headers by path. Of two rules for a path, the later one counts.
pub struct Headers {
    rules: Vec<(String, BTreeMap<String, String>)>,
}

impl Headers {
    /// The headers of a site: the program's own, and those that the site states.
    pub fn new(viewer: &Viewer<'_>, theme: &Theme) -> Self {
        let own = [
            ("Access-Control-Allow-Origin", "*"),
            ("Cache-Control", ASK),
            ("Content-Security-Policy", &policy(viewer, theme)),
            ("Permissions-Policy", FEATURES),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("X-Content-Type-Options", "nosniff"),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let kept = BTreeMap::from([("Cache-Control".to_owned(), FOR_EVER.to_owned())]);
        let mut rules = vec![("/*".to_owned(), BTreeMap::from(own)), ("/assets/*".to_owned(), kept)];
        for (path, name, text) in viewer.stated_headers() {
            let at = rules.iter().position(|(own, _)| own == path).unwrap_or_else(|| {
                rules.push((path.to_owned(), BTreeMap::new()));
                rules.len() - 1
            });
            let Some((_, rule)) = rules.get_mut(at) else { continue };
            // Names are the same in any case of their letters.
            rule.retain(|own, _| !own.eq_ignore_ascii_case(name));
            if path != "/*" || !text.is_empty() {
                rule.insert(name.to_owned(), text.to_owned());
            }
        }
        Self { rules }
    }

    /// The headers of one path below the root of the site.
    pub fn of(&self, path: &str) -> BTreeMap<&str, &str> {
        let mut all = BTreeMap::new();
        for (_, headers) in self.rules.iter().filter(|(rule, _)| covers(rule, path)) {
            all.extend(headers.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        }
        all.retain(|_, text| !text.is_empty());
        all
    }

    /// As Netlify (<https://docs.netlify.com/manage/routing/headers/>) and Cloudflare read them
    /// (<https://developers.cloudflare.com/pages/configuration/headers/>). Both ask anew for what no rule covers, and would join the
    /// values of two rules, so pages have none.
    pub fn lines(&self, base: &str) -> String {
        let mut out = String::new();
        for (rule, headers) in &self.rules {
            let _ = writeln!(out, "{}", below(base, rule));
            for (name, text) in headers.iter().filter(|(_, text)| !text.is_empty() && *text != ASK) {
                let _ = writeln!(out, "  {name}: {text}");
            }
        }
        out
    }

    /// As Vercel reads them: <https://vercel.com/docs/project-configuration#headers>.
    pub fn vercel(&self, base: &str) -> Value {
        let rules = self.rules.iter().map(|(rule, headers)| {
            let headers: Vec<Value> = headers.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
            json!({"source": below(base, rule).replace('*', "(.*)"), "headers": headers})
        });
        rules.collect()
    }

    /// As nginx reads them, for `http` and for `server`: <https://nginx.org/en/docs/http/ngx_http_headers_module.html>. A header
    /// that is empty is not sent.
    pub fn nginx(&self, base: &str) -> (String, String) {
        let names: BTreeSet<&str> =
            self.rules.iter().flat_map(|(_, headers)| headers.keys()).map(String::as_str).collect();
        let (mut http, mut server) = (String::new(), String::new());
        for name in names {
            let variable = format!("$plenary_{}", name.to_ascii_lowercase().replace('-', "_"));
            let _ = writeln!(http, "map $uri {variable} {{\n    default \"\";");
            // The first expression that fits counts.
            for (rule, headers) in self.rules.iter().rev() {
                let Some(text) = headers.get(name) else { continue };
                let path = below(base, rule);
                let path = match path.strip_suffix('*') {
                    Some(beginning) => pattern(beginning),
                    None => format!("{}$", pattern(&path)),
                };
                let _ = writeln!(http, "    \"~^{path}\" {};", quoted(text));
            }
            http.push_str("}\n");
            let _ = writeln!(server, "add_header {name} {variable} always;");
        }
        (http, server)
    }

    /// As Caddy reads them: <https://caddyserver.com/docs/caddyfile/directives/header>. In one route, since the server would put
    /// them into another order.
    pub fn caddy(&self, base: &str) -> String {
        let mut out = String::from("route {\n");
        for (rule, headers) in &self.rules {
            for (name, text) in headers {
                let path = quoted(&below(base, rule));
                let _ = match text.as_str() {
                    "" => writeln!(out, "header {path} -{name}"),
                    text => writeln!(out, "header {path} {name} {}", quoted(text)),
                };
            }
        }
        out.push_str("}\n");
        out
    }
}

/// Whether a rule is for a path, which begins without a slash.
fn covers(rule: &str, path: &str) -> bool {
    let rule = rule.trim_start_matches('/');
    rule.strip_suffix('*').map_or(rule == path, |beginning| path.starts_with(beginning))
}

/// A rule from the root of the host.
fn below(base: &str, rule: &str) -> String {
    format!("{}{rule}", base.trim_end_matches('/'))
}
