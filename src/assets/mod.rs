//! The theme: what the program brings, overlaid by what the site's own theme has.
//!
//! In: the files of the site's theme. Out: templates by name, and styles and scripts with fingerprints. It knows
//! nothing of pages.

mod accent;
mod faults;
mod inline;
mod options;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha384};

pub use faults::{Missing, faults};
pub use options::font_url;

use crate::config::{self, Language, ThemeOptions, Words, WordsFile};
use crate::diag::File;
use crate::path::{ContentPath, UrlPath};

/// The files of the built-in theme: path below its folder, and text.
const BUILTIN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// The font for icons and cards. It is compiled in as it is drawn with: to decompress it takes longer than a small site.
#[cfg(feature = "cards")]
pub const FONT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/font.ttf"));

/// What differs where [`FONT`] differs: to hash its seven megabytes takes longer than to look for a card.
#[cfg(feature = "cards")]
pub const FONT_HASH: &str = env!("PLENARY_FONT");

/// The layers of the style, weakest first. A file `style/NAME.css` is the layer of its name; sheets that only some pages
/// load are in `pages`, and what a site chose by `theme_options` is in `choices`.
const LAYERS: [&str; 8] = ["tokens", "base", "aids", "record", "section", "pages", "choices", "modes"];

/// A file whose name changes with its content, so that it may be cached for ever.
#[derive(Debug, Clone)]
pub struct Fingerprinted {
    /// Where it is published.
    pub url: UrlPath,
    /// Its hash, as the `integrity` attribute wants it (Subresource Integrity, section 3.5).
    pub integrity: String,
    /// Its text.
    pub text: String,
}

/// A theme with all its parts.
#[derive(Debug)]
pub struct Theme {
    /// The templates by name: `section.html` for a kind of page, `components/turn.html` for a component.
    pub templates: BTreeMap<String, Arc<File>>,
    /// The templates of share cards by name: `card.svg`.
    pub cards: BTreeMap<String, Arc<File>>,
    /// The style of all pages.
    pub style: Fingerprinted,
    /// Styles that some pages add, by name.
    pub styles: BTreeMap<String, Fingerprinted>,
    /// The script of all pages, for every language of the interface.
    pub script: BTreeMap<String, Fingerprinted>,
    /// Scripts that some pages add, by name.
    pub scripts: BTreeMap<String, Fingerprinted>,
    /// Scripts that stand in the templates themselves, as they are written there.
    pub inline: Vec<String>,
    /// The icon of a site that brings none.
    pub icon: Fingerprinted,
    /// Fonts that pages load early.
    pub fonts: Vec<Font>,
    /// Whether the site's own theme brings that icon.
    pub has_own_icon: bool,
    /// The program that keeps pages on the reader's device.
    pub worker: String,
}

/// A font that pages load early.
#[derive(Debug, Clone)]
pub struct Font {
    /// Where it is published.
    pub url: UrlPath,
    /// Its media type (RFC 8081).
    pub kind: &'static str,
    languages: Vec<Language>,
}

impl Font {
    /// Whether pages in a language need it.
    pub fn serves(&self, language: &Language) -> bool {
        self.languages.is_empty()
            || self.languages.iter().any(|own| own == language || own.as_str() == language.primary())
    }
}

impl Theme {
    /// All files that are published, in a fixed order.
    pub fn files(&self) -> impl Iterator<Item = &Fingerprinted> {
        let single = [&self.style, &self.icon].into_iter();
        single.chain(self.styles.values()).chain(self.script.values()).chain(self.scripts.values())
    }
}

/// The words of the interface that the program brings.
pub fn builtin_words() -> Words {
    let mut words = Words::new();
    for (path, text) in BUILTIN {
        let Some(language) = path.strip_prefix("words/").and_then(|name| name.strip_suffix(".yaml")) else { continue };
        let Some(file) = file(path, text) else { continue };
        // The files are part of the program, and a test reads each of them.
        if let Ok(read) = config::read::<WordsFile>(&file, 0..text.len(), "words") {
            words.insert(language.to_owned(), read);
        }
    }
    words
}

fn file(path: &str, text: &str) -> Option<Arc<File>> {
    Some(Arc::new(File::new(ContentPath::new(&format!("themes/default/{path}")).ok()?, text.to_owned())))
}

/// The theme of a site: a file of its own replaces the built-in one of the same name, and `extra.css` goes behind the
/// style. `spoken` holds the words that the script says, for every language of the interface; `options` is what the site
/// chose.
pub fn theme(
    own: &BTreeMap<String, Arc<File>>,
    spoken: &BTreeMap<String, BTreeMap<&str, &str>>,
    options: &ThemeOptions,
) -> Theme {
    let mut files: BTreeMap<&str, Arc<File>> =
        BUILTIN.iter().filter_map(|(path, text)| Some((*path, file(path, text)?))).collect();
    files.extend(own.iter().map(|(path, file)| (path.as_str(), Arc::clone(file))));
    let text = |path: &str| files.get(path).map(|file| file.text()).unwrap_or_default();
    let mut templates = BTreeMap::new();
    let mut cards = BTreeMap::new();
    for (path, file) in &files {
        if let Some(name) = path.strip_prefix("templates/") {
            templates.insert(name.to_owned(), Arc::clone(file));
        } else if path.starts_with("components/") {
            templates.insert((*path).to_owned(), Arc::clone(file));
        } else if let Some(name) = path.strip_prefix("cards/") {
            cards.insert(name.to_owned(), Arc::clone(file));
        }
    }
    // The files of one folder by their names, those deeper down left out.
    let parts = |folder: &str, extension: &str| -> BTreeMap<String, String> {
        let inside = files.iter().filter_map(|(path, file)| {
            let name = path.strip_prefix(folder)?.strip_suffix(extension)?;
            (!name.contains('/')).then(|| (name.to_owned(), file.text().to_string()))
        });
        inside.collect()
    };
    let more = |folder: &str, extension: &'static str, wrap: fn(&str) -> String| {
        let all = parts(folder, &format!(".{extension}")).into_iter();
        all.map(|(name, text)| (name.clone(), fingerprinted(&name, extension, wrap(&text)))).collect()
    };
    let scripts = parts("script/", ".js");
    let mut layers = parts("style/", ".css");
    let choices = options::layer(options, &text("style/tokens.css"), &parts("style/options/", ".css"));
    if !choices.is_empty() {
        layers.entry("choices".to_owned()).or_default().push_str(&choices);
    }
    Theme {
        style: fingerprinted("style", "css", style(&layers, &text("extra.css"))),
        styles: more("style/more/", "css", |text| format!("@layer pages {{\n{text}}}\n")),
        script: spoken
            .iter()
            .map(|(language, words)| (language.clone(), fingerprinted("script", "js", script(words, &scripts))))
            .collect(),
        scripts: more("script/more/", "js", |text| format!("(() => {{\n{text}}})();\n")),
        inline: templates
            .values()
            .flat_map(|file| inline::scripts(&file.text()).map(|(_, text)| text.to_owned()).collect::<Vec<_>>())
            .collect(),
        icon: fingerprinted("icon", "svg", text("favicon.svg").to_string()),
        fonts: options.faces.files.iter().filter_map(font).collect(),
        has_own_icon: own.contains_key("favicon.svg"),
        worker: text("sw.js").to_string(),
        templates,
        cards,
    }
}

fn font(file: &config::FontFile) -> Option<Font> {
    let kind = match file.file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        Some("ttf") => "font/ttf",
        Some("otf") => "font/otf",
        _ => return None,
    };
    Some(Font { url: options::font_url(file)?, kind, languages: file.languages.clone() })
}

/// The text of a file of the built-in theme.
pub fn builtin(path: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|(own, _)| *own == path).map(|(_, text)| *text)
}

/// The files of the built-in theme, in order: path below its folder, and text.
pub fn builtins() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILTIN.iter().copied()
}

/// One style of several layers. What a theme adds by another name is a layer above the known ones.
fn style(layers: &BTreeMap<String, String>, extra: &str) -> String {
    let mut out = format!("@layer {};\n", LAYERS.join(", "));
    let known = LAYERS.iter().filter_map(|name| layers.get_key_value(*name));
    let added = layers.iter().filter(|(name, _)| !LAYERS.contains(&name.as_str()));
    for (name, text) in known.chain(added) {
        let _ = writeln!(out, "@layer {name} {{\n{text}}}");
    }
    out.push_str(extra);
    out
}

/// One script of several parts: what `core` names is there for all, as is `words`; what the others name is theirs.
fn script(words: &BTreeMap<&str, &str>, parts: &BTreeMap<String, String>) -> String {
    let words = serde_json::to_string(words).unwrap_or_default();
    let mut out = format!("(() => {{\n\"use strict\";\nconst words = {words};\n");
    if let Some(core) = parts.get("core") {
        out.push_str(core);
    }
    for (_, text) in parts.iter().filter(|(name, _)| *name != "core") {
        let _ = writeln!(out, "{{\n{text}}}");
    }
    out.push_str("})();\n");
    out
}

/// A file below `assets/` whose name carries the hash of its text.
pub fn fingerprinted(stem: &str, extension: &str, text: String) -> Fingerprinted {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    let short = hash.get(..10).unwrap_or_default();
    let integrity = format!("sha384-{}", data_encoding::BASE64.encode(&Sha384::digest(text.as_bytes())));
    Fingerprinted { url: UrlPath::home().page("assets").file(&format!("{stem}.{short}.{extension}")), integrity, text }
}

/// Whether a path of the output has such a name: pages that refer to it have changed when it has.
pub fn is_fingerprinted(path: &str) -> bool {
    let short = |part: &str| part.len() == 10 && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    path.strip_prefix("assets/").is_some_and(|name| name.split('.').skip(1).any(short))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_fingerprint() {
        let made = fingerprinted("style", "css", String::from("p {}"));
        assert!(is_fingerprinted(made.url.out_path().as_str()));
        for (path, known) in [
            ("assets/log.7d3731e37e.1000.webp", true),
            ("assets/log.1000.webp", false),
            ("assets/7d3731e37e.webp", false),
            ("01/log.7d3731e37e.webp", false),
        ] {
            assert_eq!(is_fingerprinted(path), known, "{path}");
        }
    }

    #[test]
    fn every_file_of_words_is_read() {
        let files = BUILTIN.iter().filter(|(path, _)| path.starts_with("words/")).count();
        assert!(files > 0);
        assert_eq!(builtin_words().len(), files);
    }

    #[test]
    fn a_theme_replaces_single_files_and_adds_layers() {
        let own = |path: &str, text: &str| (path.to_owned(), file(path, text).unwrap());
        let own = BTreeMap::from([
            own("components/turn.html", "mine"),
            own("style/tokens.css", ":root { --ink: red }"),
            own("style/harbour.css", ".mine {}"),
            own("extra.css", ".extra {}"),
        ]);
        let theme = theme(
            &own,
            &BTreeMap::from([("en".to_owned(), BTreeMap::from([("copy", "Copy")]))]),
            &ThemeOptions::default(),
        );
        assert!(theme.script["en"].text.contains("const words = {\"copy\":\"Copy\"};\n"));
        assert_eq!(&*theme.templates["components/turn.html"].text(), "mine");
        assert!(theme.templates["components/items.html"].text().contains("component items"));
        let style = &theme.style.text;
        let at = |text: &str| style.find(text).unwrap_or_else(|| panic!("{text}"));
        assert!(at("@layer tokens {\n:root { --ink: red }") < at("@layer base {"));
        assert!(at("@layer modes {") < at("@layer harbour {\n.mine {}") && at("@layer harbour {") < at(".extra {}"));
    }
}
