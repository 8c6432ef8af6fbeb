//! What machines read: the sitemap, the rules for robots, the pages that lead on from former addresses.

use std::fmt::Write;

use crate::path::UrlPath;
use crate::text;
use crate::view::{PageRef, Viewer};

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

/// A page that leads on without script.
pub(super) fn redirect(from: &UrlPath, to: &UrlPath, viewer: &Viewer<'_>) -> String {
    let href = to.relative_to(from);
    let href = text::escape(&href);
    let tongue = viewer.tongue(PageRef::NotFound);
    let canonical = viewer
        .absolute(to)
        .map(|url| format!("<link rel=\"canonical\" href=\"{}\">", text::escape(&url)))
        .unwrap_or_default();
    format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title><meta http-equiv=\"refresh\" content=\"0; url={href}\">\
         <meta name=\"robots\" content=\"noindex\">{canonical}</head>\n<body><p><a href=\"{href}\">{title}</a></p></body></html>\n",
        language = tongue.language,
        title = text::escape(&tongue.word("moved")),
    )
}
