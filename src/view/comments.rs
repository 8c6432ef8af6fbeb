//! Where readers comment on an event or a section.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::config::{CommentChoice, CommentProvider, Comments};
use crate::model::{Event, Section};
use crate::path::UrlPath;

use super::Viewer;
use super::media::host;
use super::tongue::Tongue;
use super::types::CommentsView;

/// Where the program of Waline is, as its makers recommend.
const WALINE: &str = "https://unpkg.com/@waline/client@v3/dist/";

impl Viewer<'_> {
    /// Where readers comment on a page of an event: on that of a section, or on the event's own. Every page has a thread
    /// of its own, known by its permanent address.
    pub(super) fn comments(
        &self,
        event: &Event,
        section: Option<&Section>,
        title: &str,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<CommentsView> {
        let all = self.graph.site.config.comments.as_ref();
        let here = section.and_then(|section| section.front.comments.as_ref());
        let around = event.front.comments.as_ref();
        let comments = match here.or(around) {
            Some(CommentChoice::Is(false)) => None,
            Some(CommentChoice::With(own)) => Some(&**own),
            Some(CommentChoice::Is(true)) => around.and_then(CommentChoice::own).or(all),
            None => all,
        }?;
        // Without an address, the place on the site is what stays.
        let thread = self.absolute(page).unwrap_or_else(|| format!("/{page}"));
        if comments.provider == CommentProvider::Link {
            let url = comments.url.as_deref()?.replace("{url}", &encoded(&thread)).replace("{title}", &encoded(title));
            return Some(CommentsView {
                href: Some(url).filter(|url| crate::markdown::safe_url(url)),
                label: comments.label.clone().unwrap_or_else(|| tongue.word("write_comment")),
                notice: None,
                options: None,
            });
        }
        let hosts = hosts(comments).join(&tongue.word("comma"));
        Some(CommentsView {
            href: None,
            label: tongue.word("show_comments"),
            notice: Some(tongue.fill("comments_from", &[("host", &hosts)])),
            options: Some(options(comments, thread, title)),
        })
    }
}

/// The origins (HTML, section 7.1.1) from which a service's programs come and with which they speak.
pub(super) fn origins(comments: &Comments) -> Vec<String> {
    let of = |url: &str| {
        let (scheme, rest) = url.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        // What a policy takes for its own marks cannot be part of a host.
        let host = rest.get(..end).filter(|host| !host.contains([';', ',', '\'', '"', '*']))?;
        Some(format!("{scheme}://{host}"))
    };
    let server = comments.server.as_deref();
    let urls = match comments.provider {
        CommentProvider::Giscus => vec!["https://giscus.app"],
        CommentProvider::Utterances => vec!["https://utteranc.es"],
        CommentProvider::Waline => server.into_iter().chain([comments.client.as_deref().unwrap_or(WALINE)]).collect(),
        CommentProvider::Artalk | CommentProvider::Remark42 => server.into_iter().collect(),
        CommentProvider::Link => Vec::new(),
    };
    urls.into_iter().filter_map(of).collect()
}

/// The hosts from which something is loaded once the reader asks.
fn hosts(comments: &Comments) -> Vec<&str> {
    let server = comments.server.as_deref().and_then(host);
    let hosts = match comments.provider {
        CommentProvider::Giscus => vec![Some("giscus.app")],
        CommentProvider::Utterances => vec![Some("utteranc.es")],
        CommentProvider::Waline => vec![server, host(comments.client.as_deref().unwrap_or(WALINE))],
        CommentProvider::Artalk | CommentProvider::Remark42 => vec![server],
        CommentProvider::Link => Vec::new(),
    };
    let mut hosts: Vec<&str> = hosts.into_iter().flatten().collect();
    hosts.dedup();
    hosts
}

/// What the script wants to know, as JSON.
fn options(comments: &Comments, thread: String, title: &str) -> String {
    let mut options = Map::new();
    options.insert("provider".into(), comments.provider.name().into());
    options.insert("thread".into(), thread.into());
    options.insert("title".into(), title.into());
    for (name, value) in comments.texts() {
        options.insert(name.into(), value.into());
    }
    for address in ["server", "client"] {
        if let Some(Value::String(url)) = options.get_mut(address) {
            let bare = url.trim_end_matches('/').len();
            url.truncate(bare);
        }
    }
    if comments.provider == CommentProvider::Waline {
        options.entry("client").or_insert_with(|| WALINE.trim_end_matches('/').into());
    }
    if let Some(reactions) = comments.reactions {
        options.insert("reactions".into(), reactions.into());
    }
    Value::Object(options).to_string()
}

/// Text as a part of a query (RFC 3986, section 2.1).
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_encoded_for_a_query() {
        assert_eq!(encoded("a b&潮/~"), "a%20b%26%E6%BD%AE%2F~");
    }
}
