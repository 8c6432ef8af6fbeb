//! What machines read: the sitemap, the rules for robots, the pages that lead on from former addresses.

use std::fmt::Write;

use crate::path::UrlPath;
use crate::text;
use crate::view::{Onward, PageRef, Redirect, Viewer};

/// Where the sitemap stands.
pub(super) fn sitemap_url() -> UrlPath {
    UrlPath::home().file("sitemap.xml")
}

/// The sitemap (sitemaps.org, protocol 0.9); empty where the site has no address.
pub(super) fn sitemap(viewer: &Viewer<'_>) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in viewer.pages().into_iter().filter(|page| Viewer::in_sitemap(*page)) {
        if let Some(url) = viewer.absolute(&viewer.url(page)) {
            let _ = writeln!(out, "<url><loc>{}</loc></url>", text::escape(&url));
        }
    }
    out.push_str("</urlset>\n");
    out
}

/// `robots.txt` (RFC 9309).
pub(super) fn robots(viewer: &Viewer<'_>) -> String {
    let mut out = String::from("User-agent: *\nAllow: /\n");
    if let Some(sitemap) = viewer.absolute(&sitemap_url()) {
        let _ = writeln!(out, "\nSitemap: {sitemap}");
    }
    out
}

/// The script of a page that leads on: it carries along what stands behind the address, the place on the page and what a link says
/// of the words it means. Where to is an attribute, so that the script is the same on every such page and a policy can name it.
pub(super) const LEAD_ON: &str = "(({to,places},h=location.hash.slice(1))=>location.replace(JSON.parse(places)[h]||to.split(\"#\")[0]+location.search+(h?\"#\"+h:to.replace(/^[^#]*/,\"\"))))(document.currentScript.dataset)";

/// A page that leads on from a former address: without script, for search engines, and by hand.
pub(super) fn redirect(redirect: &Redirect, viewer: &Viewer<'_>, policy: Option<&str>) -> String {
    let href = |to: &Onward| match to {
        Onward::Page(url, None) => url.relative_to(&redirect.from),
        Onward::Page(url, Some(id)) => format!("{}#{id}", url.relative_to(&redirect.from)),
        Onward::Outside(url) => url.clone(),
    };
    let canonical = match &redirect.to {
        Onward::Page(url, _) => viewer.absolute(url),
        Onward::Outside(url) => Some(url.clone()),
    };
    let canonical =
        canonical.map(|url| format!("<link rel=\"canonical\" href=\"{}\">", text::escape(&url))).unwrap_or_default();
    let to = href(&redirect.to);
    let places: serde_json::Map<String, serde_json::Value> =
        redirect.places.iter().map(|(id, place)| (id.clone(), href(place).into())).collect();
    let places = serde_json::Value::from(places).to_string();
    let (to, places) = (text::escape(&to), text::escape(&places));
    let policy = policy
        .map(|policy| format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", text::escape(policy)));
    let tongue = viewer.tongue(PageRef::NotFound);
    format!(
        "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\"><head><meta charset=\"utf-8\">{policy}<meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\"><title>{title}</title>\
         <script data-to=\"{to}\" data-places=\"{places}\">{LEAD_ON}</script><meta http-equiv=\"refresh\" content=\"0; url={to}\">\
         <meta name=\"robots\" content=\"noindex\">{canonical}</head>\n<body><p><a href=\"{to}\">{title}</a></p></body></html>\n",
        language = tongue.language,
        direction = tongue.direction(),
        policy = policy.unwrap_or_default(),
        title = text::escape(&tongue.word("moved")),
    )
}
