//! What a section costs a reader on a phone: bytes and requests before it can be read.
//!
//! In: finished pages with how many words are said on them, and the styles and scripts of the theme. Out: diagnostics for
//! pages that weigh more than the budget. Weight is what goes over the wire: Brotli at a middling quality, as hosts that
//! compress on the fly have it; gzip is some tenth more. Pictures and fonts do not count.

use std::collections::BTreeMap;

use super::attributes;
use crate::diag::{Diagnostic, codes};
use crate::path::UrlPath;

/// What page and style may weigh together, for up to [`WORDS`] words: what comes in one round trip when a connection
/// begins (RFC 6928: ten segments).
const READABLE: usize = 14 * 1024;
/// What page, styles and scripts may weigh together.
const ALL: usize = 24 * 1024;
/// Up to how many words the budget is the same. Longer sections may weigh more in proportion.
const WORDS: usize = 1000;
/// How many requests there may be before the page can be read, and in all. A recording may bring a style and a script.
const REQUESTS: (usize, usize) = (2, 3);

/// What the style, and style and script together, of a recording's player may add.
const PLAYER: (usize, usize) = (2 * 1024, 6 * 1024);

/// Brotli's quality (RFC 7932 leaves it to the encoder): what servers use for what they compress at each request.
const QUALITY: u32 = 5;
/// The window of 4 MB that browsers accept.
const WINDOW: u32 = 22;

/// The weights of styles and scripts, by their path in the output.
#[derive(Debug, Default)]
pub struct Scales {
    parts: BTreeMap<String, usize>,
}

impl Scales {
    /// Weighs the theme's files.
    pub fn new<'t>(files: impl Iterator<Item = (&'t UrlPath, &'t str)>) -> Self {
        Self { parts: files.map(|(url, text)| (url.out_path().to_string(), compressed(text.as_bytes()))).collect() }
    }

    /// What is too heavy about the page of a section, if anything.
    pub(super) fn weigh(
        &self,
        url: &UrlPath,
        html: &[u8],
        words: impl FnOnce() -> usize,
        recording: bool,
    ) -> Option<Diagnostic> {
        let head = attributes::head(html);
        let weigh = |links: &[String]| -> Vec<(String, usize)> {
            let file = |link: &String| Some(super::target(url, link)?.0);
            links
                .iter()
                .filter_map(file)
                .map(|file| (name(&file), self.parts.get(&file).copied().unwrap_or(0)))
                .collect()
        };
        let (styles, scripts) = (weigh(&head.styles), weigh(&head.scripts));
        let sum = |parts: &[(String, usize)]| parts.iter().map(|(_, weight)| weight).sum::<usize>();
        let (style, script) = (sum(&styles), sum(&scripts));
        let requests = (1 + styles.len(), 1 + styles.len() + scripts.len());
        // Pages of text and tags compress to less than half, so most need not be compressed to know that they are light.
        let limits = if recording { (REQUESTS.0 + 1, REQUESTS.1 + 2) } else { REQUESTS };
        let few = requests.0 <= limits.0 && requests.1 <= limits.1;
        let player = if recording { PLAYER } else { (0, 0) };
        let within = |page: usize, (readable, all): (usize, usize)| {
            few && page + style <= readable && page + style + script <= all
        };
        let least = (READABLE + player.0, ALL + player.1);
        if within(html.len() / 2, least) {
            return None;
        }
        let page = compressed(html);
        if within(page, least) {
            return None;
        }
        // Only now is it worth counting.
        let words = words();
        let grown = |budget: usize| budget.max(budget.saturating_mul(words) / WORDS);
        let (readable, all) = (grown(READABLE) + player.0, grown(ALL) + player.1);
        if within(page, (readable, all)) {
            return None;
        }
        let kb = |bytes: usize| format!("{}.{} KB", bytes / 1024, bytes % 1024 * 10 / 1024);
        let message = if page + style > readable {
            let limit = kb(readable);
            format!(
                "page and style of this section weigh {}, more than the {limit} for its {words} words",
                kb(page + style)
            )
        } else if page + style + script > all {
            let limit = kb(all);
            format!(
                "all of this section weighs {}, more than the {limit} for its {words} words",
                kb(page + style + script)
            )
        } else if requests.0 > limits.0 {
            format!("this section can be read after {} requests, more than {}", requests.0, limits.0)
        } else {
            format!("this section takes {} requests, more than {}", requests.1, limits.1)
        };
        let parts = [(String::from("the page"), page)].into_iter().chain(styles).chain(scripts);
        let parts: Vec<String> = parts.map(|(name, weight)| format!("{name} {}", kb(weight))).collect();
        let help = format!(
            "compressed, {}; give what only other pages need a sheet or script of its own in `style/more/` or `script/more/`, or split the section",
            parts.join(", ")
        );
        Some(Diagnostic::new(codes::TOO_HEAVY, message).about(url.out_path().as_str()).help(help))
    }
}

/// The name of a file without its fingerprint.
fn name(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let mut parts: Vec<&str> = name.split('.').collect();
    if parts.len() > 2 {
        parts.remove(parts.len() - 2);
    }
    parts.join(".")
}

/// How many bytes go over the wire.
fn compressed(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, QUALITY, WINDOW);
    // Writing to memory does not fail.
    let written = std::io::Write::write_all(&mut writer, bytes);
    drop(writer);
    if written.is_ok() { out.len() } else { bytes.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text that does not compress.
    fn noise(length: usize) -> String {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from_u32(u32::try_from(state >> 33).unwrap() % 94 + 33).unwrap()
        };
        (0..length).map(|_| next()).filter(|c| *c != '<').collect()
    }

    fn found(html: &str, style: usize, script: usize, words: usize) -> Option<String> {
        let url = |path: &str| UrlPath::new(path).unwrap();
        let files = [(url("assets/style.abc.css"), noise(style)), (url("assets/script.def.js"), noise(script))];
        let scales = Scales::new(files.iter().map(|(url, text)| (url, text.as_str())));
        scales.weigh(&url("a/01/"), html.as_bytes(), || words, false).map(|one| one.message)
    }

    const HEAD: &str = "<head><link rel=\"stylesheet\" href=\"../../assets/style.abc.css\"><script src=\"../../assets/script.def.js\" defer></script></head>";

    #[test]
    fn budgets_are_those_of_the_charter() {
        assert_eq!(found(HEAD, 5000, 5000, 100), None);
        let heavy = found(HEAD, 20_000, 0, 100).unwrap();
        assert!(heavy.starts_with("page and style of this section weigh 1"), "{heavy}");
        assert!(heavy.ends_with("more than the 14.0 KB for its 100 words"), "{heavy}");
        let heavy = found(HEAD, 10_000, 25_000, 1000).unwrap();
        assert!(heavy.contains("more than the 24.0 KB for its 1000 words"), "{heavy}");
        // Twice the words, twice the budget.
        assert_eq!(found(HEAD, 20_000, 0, 2000), None);
        let twice = format!("{HEAD}<link rel=stylesheet href=../../assets/style.abc.css>");
        assert_eq!(found(&twice, 10, 10, 1), None, "behind the head nothing counts");
        let two = HEAD.replace("<head>", "<head><link href=../../x.css rel=\"stylesheet\">");
        assert_eq!(found(&two, 10, 10, 1).unwrap(), "this section can be read after 3 requests, more than 2");
        let two = HEAD.replace("<head>", "<head><script src=../../x.js></script>");
        assert_eq!(found(&two, 10, 10, 1).unwrap(), "this section takes 4 requests, more than 3");
    }

    #[test]
    fn parts_are_called_by_their_names() {
        assert_eq!(name("assets/style.ece072c30d.css"), "style.css");
        assert_eq!(name("own.css"), "own.css");
    }
}
