//! Links to video and audio hosts, which become players that load nothing before they are pressed.

/// A recording that can be shown in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embed {
    /// The host's name, for people.
    pub host: &'static str,
    /// The address to show in a frame; for files, the file itself.
    pub frame: String,
    /// Whether it is a file that the browser plays by itself, and of which kind.
    pub file: Option<&'static str>,
}

/// What an address of a known host embeds, where it is one.
pub fn embed(url: &str) -> Option<Embed> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query = query.split('#').next().unwrap_or_default();
    let parameter = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let frame = |host, frame: String| Some(Embed { host, frame, file: None });
    let start = parameter("t").or_else(|| parameter("start")).map(|t| t.trim_end_matches('s')).filter(|t| is_number(t));
    match host {
        "youtube.com" | "youtu.be" | "youtube-nocookie.com" => {
            let id = if host == "youtu.be" {
                path
            } else {
                parameter("v").or_else(|| path.strip_prefix("embed/")).or_else(|| path.strip_prefix("live/"))?
            };
            let start = start.map(|t| format!("?start={t}")).unwrap_or_default();
            is_id(id)
                .then(|| format!("https://www.youtube-nocookie.com/embed/{id}{start}"))
                .and_then(|url| frame("YouTube", url))
        }
        "vimeo.com" => is_number(path)
            .then(|| format!("https://player.vimeo.com/video/{path}?dnt=1"))
            .and_then(|url| frame("Vimeo", url)),
        "bilibili.com" => {
            let id = path.strip_prefix("video/")?.trim_end_matches('/');
            (is_id(id) && id.starts_with("BV"))
                .then(|| format!("https://player.bilibili.com/player.html?bvid={id}&autoplay=0"))
                .and_then(|url| frame("哔哩哔哩", url))
        }
        _ => {
            let kind = match path.rsplit_once('.').map(|(_, extension)| extension)? {
                "mp3" | "m4a" | "ogg" | "opus" | "wav" => "audio",
                "mp4" | "webm" | "m4v" => "video",
                _ => return None,
            };
            Some(Embed { host: "", frame: url.to_owned(), file: Some(kind) })
        }
    }
}

fn is_id(text: &str) -> bool {
    (4..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_hosts_embed_and_others_do_not() {
        for (url, frame) in [
            (
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=90s",
                Some("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=90"),
            ),
            ("https://youtu.be/dQw4w9WgXcQ", Some("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ")),
            ("https://vimeo.com/12345", Some("https://player.vimeo.com/video/12345?dnt=1")),
            (
                "https://www.bilibili.com/video/BV1xx411c7mD/",
                Some("https://player.bilibili.com/player.html?bvid=BV1xx411c7mD&autoplay=0"),
            ),
            ("https://host.example/a.mp3", Some("https://host.example/a.mp3")),
            ("https://youtu.be/\"><script>", None),
            ("https://host.example/page", None),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(embed(url).map(|e| e.frame).as_deref(), frame, "{url}");
        }
    }
}
