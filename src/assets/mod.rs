//! The theme: what the program brings, overlaid by what the site's own theme has.
//!
//! In: the files of the site's theme. Out: templates by name, and style and script with fingerprints. It knows
//! nothing of pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha384};

use crate::config::{self, Words, WordsFile};
use crate::diag::File;
use crate::path::{ContentPath, UrlPath};

/// The files of the built-in theme: path below its folder, and text.
const BUILTIN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/theme.rs"));

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
    /// The templates by name, such as `section.html`.
    pub templates: BTreeMap<String, Arc<File>>,
    /// The style.
    pub style: Fingerprinted,
    /// The script.
    pub script: Fingerprinted,
    /// The icon of a site that brings none.
    pub icon: Fingerprinted,
}

/// The words of the interface that the program brings.
pub fn builtin_words() -> Words {
    let mut words = Words::new();
    for (path, text) in BUILTIN {
        let Some(language) = path.strip_prefix("words/").and_then(|name| name.strip_suffix(".yaml")) else { continue };
        let Some(file) = file(&format!("themes/default/{path}"), text) else { continue };
        // The files are part of the program, and a test reads each of them.
        if let Ok(read) = config::read::<WordsFile>(&file, 0..text.len(), "words") {
            words.insert(language.to_owned(), read);
        }
    }
    words
}

fn file(path: &str, text: &str) -> Option<Arc<File>> {
    Some(Arc::new(File { path: ContentPath::new(path).ok()?, text: text.to_owned() }))
}

/// The theme of a site: a file of its own replaces the built-in one of the same name, and `extra.css` goes behind the
/// style.
pub fn theme(own: &BTreeMap<String, Arc<File>>) -> Theme {
    let mut templates = BTreeMap::new();
    for (path, text) in BUILTIN {
        if let Some(name) = path.strip_prefix("templates/")
            && let Some(file) = file(&format!("themes/default/{path}"), text)
        {
            templates.insert(name.to_owned(), file);
        }
    }
    for (path, file) in own {
        if let Some(name) = path.strip_prefix("templates/") {
            templates.insert(name.to_owned(), Arc::clone(file));
        }
    }
    let text = |name: &str| {
        own.get(name).map(|file| file.text.as_str()).or_else(|| builtin(name)).unwrap_or_default().to_owned()
    };
    let mut style = text("style.css");
    if let Some(extra) = own.get("extra.css") {
        style.push_str(&extra.text);
    }
    Theme {
        icon: fingerprinted("icon", "svg", text("favicon.svg")),
        templates,
        style: fingerprinted("style", "css", style),
        script: fingerprinted("script", "js", text("script.js")),
    }
}

/// The text of a file of the built-in theme.
fn builtin(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|(path, _)| *path == name).map(|(_, text)| *text)
}

fn fingerprinted(stem: &str, extension: &str, text: String) -> Fingerprinted {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    let short = hash.get(..10).unwrap_or_default();
    let integrity = format!("sha384-{}", data_encoding::BASE64.encode(&Sha384::digest(text.as_bytes())));
    Fingerprinted { url: UrlPath::home().page("assets").file(&format!("{stem}.{short}.{extension}")), integrity, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_words_is_read() {
        let files = BUILTIN.iter().filter(|(path, _)| path.starts_with("words/")).count();
        assert!(files > 0);
        assert_eq!(builtin_words().len(), files);
    }
}
