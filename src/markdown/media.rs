//! Links to video and audio hosts, which become players that load nothing before they are pressed.

use std::time::Duration;

/// A recording that can be shown in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embed {
    /// The host's name, for people.
    pub host: &'static str,
    /// The address to show in a frame; for files, the file itself.
    pub frame: String,
    /// Whether it is a file that the browser plays by itself, and of which kind.
    pub file: Option<&'static str>,
    /// The address for a frame that begins at a time: `{t}` stands for whole seconds. Empty for files.
    pub frame_at: String,
    /// The page of the host, or the file, at a time: `{t}` stands for whole seconds.
    pub page_at: String,
}

impl Embed {
    /// Where the recording is heard from a time on, without a frame: a page of the host, or the file with a media fragment
    /// (Media Fragments URI 1.0, section 4.2.1).
    pub fn at(&self, seconds: f64) -> String {
        let whole = Duration::try_from_secs_f64(seconds).unwrap_or_default().as_secs();
        self.page_at.replace("{t}", &whole.to_string())
    }
}

/// Where the frames of players come from: see [`embed`].
pub const PLAYERS: [&str; 3] =
    ["https://www.youtube-nocookie.com", "https://player.vimeo.com", "https://player.bilibili.com"];

/// What an address of a known host embeds, where it is one.
pub fn embed(url: &str) -> Option<Embed> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query = query.split('#').next().unwrap_or_default();
    let parameter = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    // Nothing is loaded before the reader presses, so what is loaded then plays.
    let player = |host, frame: String, frame_at: String, page_at: String| {
        Some(Embed { host, frame, file: None, frame_at, page_at })
    };
    let start = parameter("t").or_else(|| parameter("start")).map(|t| t.trim_end_matches('s')).filter(|t| is_number(t));
    match host {
        "youtube.com" | "youtu.be" | "youtube-nocookie.com" => {
            let id = if host == "youtu.be" {
                path
            } else {
                parameter("v").or_else(|| path.strip_prefix("embed/")).or_else(|| path.strip_prefix("live/"))?
            };
            if !is_id(id) {
                return None;
            }
            let frame = format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1");
            let start = start.map(|t| format!("&start={t}")).unwrap_or_default();
            player(
                "YouTube",
                format!("{frame}{start}"),
                format!("{frame}&start={{t}}"),
                format!("https://www.youtube.com/watch?v={id}&t={{t}}s"),
            )
        }
        "vimeo.com" => {
            if !is_number(path) {
                return None;
            }
            let frame = format!("https://player.vimeo.com/video/{path}?dnt=1&autoplay=1");
            let at = format!("{frame}#t={{t}}s");
            player("Vimeo", frame, at, format!("https://vimeo.com/{path}#t={{t}}s"))
        }
        "bilibili.com" => {
            let id = path.strip_prefix("video/")?.trim_end_matches('/');
            if !is_id(id) || !id.starts_with("BV") {
                return None;
            }
            let frame = format!("https://player.bilibili.com/player.html?bvid={id}&autoplay=1");
            let at = format!("{frame}&t={{t}}");
            player("哔哩哔哩", frame, at, format!("https://www.bilibili.com/video/{id}?t={{t}}"))
        }
        _ => {
            let kind = match path.rsplit_once('.').map(|(_, extension)| extension)? {
                "mp3" | "m4a" | "ogg" | "opus" | "wav" => "audio",
                "mp4" | "webm" | "m4v" => "video",
                _ => return None,
            };
            let page_at = format!("{}#t={{t}}", url.split('#').next().unwrap_or_default());
            Some(Embed { host: "", frame: url.to_owned(), file: Some(kind), frame_at: String::new(), page_at })
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
                Some("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&start=90"),
            ),
            ("https://youtu.be/dQw4w9WgXcQ", Some("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1")),
            ("https://vimeo.com/12345", Some("https://player.vimeo.com/video/12345?dnt=1&autoplay=1")),
            (
                "https://www.bilibili.com/video/BV1xx411c7mD/",
                Some("https://player.bilibili.com/player.html?bvid=BV1xx411c7mD&autoplay=1"),
            ),
            ("https://host.example/a.mp3", Some("https://host.example/a.mp3")),
            ("https://youtu.be/\"><script>", None),
            ("https://host.example/page", None),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(embed(url).map(|e| e.frame).as_deref(), frame, "{url}");
        }
    }

    #[test]
    fn a_recording_begins_at_a_time() {
        for (url, frame, page) in [
            (
                "https://youtu.be/dQw4w9WgXcQ",
                "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&start={t}",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=754s",
            ),
            (
                "https://vimeo.com/12345",
                "https://player.vimeo.com/video/12345?dnt=1&autoplay=1#t={t}s",
                "https://vimeo.com/12345#t=754s",
            ),
            (
                "https://www.bilibili.com/video/BV1xx411c7mD",
                "https://player.bilibili.com/player.html?bvid=BV1xx411c7mD&autoplay=1&t={t}",
                "https://www.bilibili.com/video/BV1xx411c7mD?t=754",
            ),
            ("https://host.example/a.mp3?x=1#t=3", "", "https://host.example/a.mp3?x=1#t=754"),
        ] {
            let embed = embed(url).unwrap();
            assert_eq!((embed.frame_at.as_str(), embed.at(754.9).as_str()), (frame, page), "{url}");
        }
    }
}
