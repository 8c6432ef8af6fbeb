//! What storage says about a file to whoever asks for it: what it is, and how long it holds.

use crate::assets::is_fingerprinted;

/// A file whose name changes with its content holds for ever.
pub(super) const LONG: &str = "public, max-age=31536000, immutable";

/// Every other file is asked for anew (RFC 9111, section 5.2.2.4), which costs a few bytes where it has not changed. Were a page kept longer, it could refer to
/// a style that has left with the next deployment.
pub(super) const SHORT: &str = "no-cache";

/// Media types by extension (IANA; those of our own exports are the ones that they name).
const TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("map", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("xml", "application/xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("srt", "application/x-subrip"),
    ("ics", "text/calendar; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("gif", "image/gif"),
    ("ico", "image/vnd.microsoft.icon"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("wav", "audio/wav"),
    ("flac", "audio/flac"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
    ("pdf", "application/pdf"),
    ("epub", "application/epub+zip"),
    ("zip", "application/zip"),
    ("wasm", "application/wasm"),
];

/// The media type of a file, and how long it may be kept.
pub(super) fn headers(path: &str) -> (&'static str, &'static str) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let kind = match (name, extension.as_str()) {
        ("feed.xml" | "atom.xml", _) => "application/atom+xml; charset=utf-8",
        ("feed.json", _) => "application/feed+json",
        (_, extension) => {
            TYPES.iter().find(|(known, _)| *known == extension).map_or("application/octet-stream", |(_, kind)| kind)
        }
    };
    (kind, if is_fingerprinted(path) { LONG } else { SHORT })
}

/// What tells these rules from others: files that were put there under others are sent again.
pub(super) fn rules() -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [LONG, SHORT].into_iter().chain(TYPES.iter().flat_map(|(extension, kind)| [*extension, *kind])) {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_say_what_they_are_and_how_long_they_hold() {
        for (path, kind, cache) in [
            ("index.html", "text/html; charset=utf-8", SHORT),
            ("assets/style.7d3731e37e.css", "text/css; charset=utf-8", LONG),
            ("assets/hall.7d3731e37e.1000.webp", "image/webp", LONG),
            ("sw.js", "text/javascript; charset=utf-8", SHORT),
            ("panel/feed.xml", "application/atom+xml; charset=utf-8", SHORT),
            ("talk.MP3", "audio/mpeg", SHORT),
            ("CNAME", "application/octet-stream", SHORT),
        ] {
            assert_eq!(headers(path), (kind, cache), "{path}");
        }
    }
}
