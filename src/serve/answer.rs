//! What browsers ask and what they are answered (RFC 9110).
//!
//! A path is looked up among the files of the site and never on the disk, so that no request leads out of it.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::net::{IpAddr, TcpStream};
use std::sync::mpsc::channel;

use super::http::{Asked, Connection, Head};
use super::{Ask, Found, Headers, Order, Shared, held};
use crate::artifact::Content;
use crate::path::decode;

/// Where the script stands that listens for changes, and what it listens to, below the path of the site.
const SCRIPT: &str = ".plenary/live.js";
const EVENTS: &str = ".plenary/live";
const SCRIPT_TYPE: &str = "text/javascript; charset=utf-8";
const LIVE: &str = include_str!("live.js");
/// In place of the worker that keeps pages: what is written now must not be answered from yesterday.
const WORKER: &str = "self.addEventListener(\"install\", () => self.skipWaiting());\nself.addEventListener(\"activate\", () => self.registration.unregister());\n";

/// A request, and the connection to answer it on.
struct Exchange<'c> {
    asked: Asked,
    connection: &'c mut Connection,
}

/// Answers everything that a browser asks on one connection.
pub(super) fn converse(stream: TcpStream, shared: &Shared<'_>) {
    let Ok(mut connection) = Connection::new(stream) else { return };
    while let Some(asked) = connection.next(&|| shared.is_crowded()) {
        let asked = match asked {
            Ok(asked) => asked,
            Err(status) => return connection.refuse(status),
        };
        if asked.target.split('?').next() == Some(&format!("{}{EVENTS}", held(&shared.base)))
            && is_ours(&asked, shared.host)
        {
            return shared.hub.join(connection.into_stream());
        }
        // A browser that went away needs no answer.
        let goes_on = answer(Exchange { asked, connection: &mut connection }, shared);
        if !goes_on.unwrap_or(false) {
            return;
        }
    }
}

/// Answers a request. Tells whether the connection goes on.
fn answer(request: Exchange<'_>, shared: &Shared<'_>) -> io::Result<bool> {
    let base = held(&shared.base).clone();
    let url = request.asked.target.clone();
    let asked = url.split(['?', '#']).next().unwrap_or_default();
    if !is_ours(&request.asked, shared.host) {
        return request.text(403, "This server answers only under its own address.\n");
    }
    if !matches!(request.asked.method.as_str(), "GET" | "HEAD") {
        return request.text(405, "Only GET and HEAD are answered.\n");
    }
    let Some(path) = asked.strip_prefix(base.as_str()) else {
        return request.moved(&base);
    };
    match path {
        SCRIPT => return request.whole(200, SCRIPT_TYPE, LIVE.as_bytes()),
        "sw.js" => return request.whole(200, SCRIPT_TYPE, WORKER.as_bytes()),
        _ => {}
    }
    let Some(path) = decode(path) else {
        return request.text(400, "This address cannot be read.\n");
    };
    match ask(&path, shared) {
        Some(Found::Folder) => request.moved(&format!("{asked}/")),
        Some(Found::File(content, headers)) => {
            let name = if path.is_empty() || path.ends_with('/') { "index.html" } else { path.as_str() };
            request.file(200, name, (content, &headers), &base)
        }
        Some(Found::Nothing(Some((page, headers)))) => request.file(404, "404.html", (page, &headers), &base),
        Some(Found::Nothing(None)) => request.text(404, "There is no such page.\n"),
        Some(Found::Broken(why)) => request.broken(&why, &base),
        None => request.broken("", &base),
    }
}

/// Asks the site that is shown; the next one where it was replaced meanwhile. Nothing where none can be shown.
fn ask(path: &str, shared: &Shared<'_>) -> Option<Found> {
    loop {
        let current = held(&shared.current).clone()?;
        let (reply, answer) = channel();
        if current.send(Order::Ask(Ask { path: path.to_owned(), reply })).is_ok() {
            drop(current);
            if let Ok(found) = answer.recv() {
                return Some(found);
            }
        }
    }
}

/// Whether the browser means this machine: a foreign name that leads here is how a foreign page would read drafts.
fn is_ours(asked: &Asked, host: IpAddr) -> bool {
    let (true, Some(stated)) = (host.is_loopback(), &asked.host) else { return true };
    let name = match stated.strip_prefix('[') {
        Some(rest) => rest.split(']').next(),
        None => stated.split(':').next(),
    };
    name.is_some_and(|name| name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()))
}

impl Exchange<'_> {
    fn send(self, status: u16, headers: &[(&str, &str)], length: u64, body: impl Read) -> io::Result<bool> {
        self.connection.answer(&self.asked, &Head { status, headers, length }, body)
    }

    fn whole(self, status: u16, kind: &str, bytes: &[u8]) -> io::Result<bool> {
        let headers = [("Content-Type", kind), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff")];
        self.send(status, &headers, length(bytes), bytes)
    }

    fn text(self, status: u16, message: &str) -> io::Result<bool> {
        self.whole(status, "text/plain; charset=utf-8", message.as_bytes())
    }

    fn moved(self, to: &str) -> io::Result<bool> {
        self.send(302, &[("Location", to)], 0, io::empty())
    }

    /// A page that listens, for a site that cannot be shown.
    fn broken(self, why: &str, base: &str) -> io::Result<bool> {
        let html = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Plenary</title><pre>{}</pre>{}\n",
            escaped(why),
            live(base, "", "")
        );
        self.whole(500, "text/html; charset=utf-8", html.as_bytes())
    }

    /// A file of the site.
    fn file(self, status: u16, name: &str, (content, more): (Content, &Headers), base: &str) -> io::Result<bool> {
        let kind = kind(name);
        let more = more.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let headers: Vec<_> = [("Content-Type", kind), ("Cache-Control", "no-cache")].into_iter().chain(more).collect();
        match content {
            Content::Bytes(bytes) if kind.starts_with("text/html") => self.page(status, &bytes, headers, base),
            Content::Bytes(bytes) => {
                let all = length(&bytes);
                self.ranged(status, headers, Cursor::new(bytes), all)
            }
            Content::Copy(from) => match File::open(&from).and_then(|file| Ok((file.metadata()?.len(), file))) {
                Ok((all, file)) => self.ranged(status, headers, file, all),
                Err(_) => self.text(404, "This file is gone.\n"),
            },
        }
    }

    /// A page, with the script that listens. Its hash, and that of everything but the addresses of styles, tell what has changed.
    fn page(self, status: u16, html: &[u8], headers: Vec<(&str, &str)>, base: &str) -> io::Result<bool> {
        let html = String::from_utf8_lossy(html);
        let (whole, text) = (hash(&html), hash(&without_styles(&html)));
        let script = live(base, &whole, &text);
        let (head, tail) = html.split_at(html.rfind("</body>").unwrap_or(html.len()));
        let shown = format!("{head}{script}{tail}");
        let hashes = [("X-Plenary-Whole", whole.as_str()), ("X-Plenary-Text", text.as_str())];
        let headers: Vec<_> = headers.into_iter().chain(hashes).collect();
        self.send(status, &headers, length(shown.as_bytes()), shown.as_bytes())
    }

    /// A file, or the part of it that is asked for (RFC 9110, section 14): recordings are sought in.
    fn ranged(
        self,
        status: u16,
        mut general: Vec<(&str, &str)>,
        mut body: impl Read + Seek,
        all: u64,
    ) -> io::Result<bool> {
        general.push(("Accept-Ranges", "bytes"));
        match self.asked.range.as_deref().map_or(Range::Whole, |asked| range(asked, all)) {
            Range::Whole => self.send(status, &general, all, body),
            Range::None => {
                let all = format!("bytes */{all}");
                self.send(416, &[("Content-Range", all.as_str())], 0, io::empty())
            }
            Range::Part(from, to) => {
                body.seek(SeekFrom::Start(from))?;
                let place = format!("bytes {from}-{to}/{all}");
                let headers: Vec<_> = general.into_iter().chain([("Content-Range", place.as_str())]).collect();
                self.send(206, &headers, to - from + 1, body)
            }
        }
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn live(base: &str, whole: &str, text: &str) -> String {
    format!("<script src=\"{base}{SCRIPT}\" data-whole=\"{whole}\" data-text=\"{text}\" defer></script>")
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().chars().take(16).collect()
}

/// A page without the addresses of its styles and their integrity.
fn without_styles(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut integrity = false;
    for part in html.split_inclusive('"') {
        if part.ends_with(".css\"") {
            continue;
        }
        if !(integrity && part.starts_with("sha")) {
            out.push_str(part);
        }
        integrity = part.ends_with("integrity=\"");
    }
    out
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// What is asked for is not understood, or several parts: the whole is an answer as well.
    Whole,
    /// From one byte to another, both included.
    Part(u64, u64),
    /// There is no such part.
    None,
}

fn range(asked: &str, length: u64) -> Range {
    let part = asked.strip_prefix("bytes=").filter(|part| !part.contains(','));
    let Some((from, to)) = part.and_then(|part| part.split_once('-')) else { return Range::Whole };
    let last = length.saturating_sub(1);
    match (from.trim().parse::<u64>(), to.trim().parse::<u64>()) {
        (Ok(from), _) if from >= length => Range::None,
        (Ok(from), Ok(to)) if to >= from => Range::Part(from, to.min(last)),
        (Ok(from), Err(_)) if to.trim().is_empty() => Range::Part(from, last),
        (Err(_), Ok(0)) if from.trim().is_empty() => Range::None,
        (Err(_), Ok(count)) if from.trim().is_empty() && length > 0 => Range::Part(length.saturating_sub(count), last),
        _ => Range::Whole,
    }
}

/// The media type of a file, by its name.
fn kind(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/atom+xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "vtt" => "text/vtt; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_specification() {
        // RFC 9110, 14.1.2, for a file of 10,000 bytes.
        assert_eq!(range("bytes=0-499", 10_000), Range::Part(0, 499));
        assert_eq!(range("bytes=500-999", 10_000), Range::Part(500, 999));
        assert_eq!(range("bytes=-500", 10_000), Range::Part(9_500, 9_999));
        assert_eq!(range("bytes=9500-", 10_000), Range::Part(9_500, 9_999));
        assert_eq!(range("bytes=9500-20000", 10_000), Range::Part(9_500, 9_999));
        assert_eq!(range("bytes=-20000", 10_000), Range::Part(0, 9_999));
        assert_eq!(range("bytes=10000-", 10_000), Range::None);
        assert_eq!(range("bytes=-0", 10_000), Range::None);
        assert_eq!(range("bytes=0-0", 0), Range::None);
        for whole in ["bytes=0-0,-1", "bytes=5-1", "lines=1-2", "bytes=a-b", "bytes=-"] {
            assert_eq!(range(whole, 10_000), Range::Whole, "{whole}");
        }
    }

    #[test]
    fn a_change_of_style_leaves_the_text_as_it_was() {
        let page = |style: &str, text: &str| {
            format!(
                "<link rel=\"stylesheet\" href=\"../assets/style.{style}.css\" integrity=\"sha384-{style}\"><p>{text}</p>"
            )
        };
        assert_eq!(without_styles(&page("abc", "x")), without_styles(&page("def", "x")));
        assert_ne!(without_styles(&page("abc", "x")), without_styles(&page("abc", "y")));
    }
}
