//! What the author of a theme got wrong: words that nothing asks for, files that nothing uses, braces without a partner,
//! fonts that are not there.
//!
//! In: the files of the site's theme. Out: diagnostics. Templates are read, and their errors told, by `render`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{BUILTIN, inline};
use crate::config::{self, Language, Phrase, WordsFile};
use crate::diag::{Diagnostic, Diagnostics, File, Place, codes};
use crate::path::UrlPath;
use crate::text;

/// What the interface lacks in a language of the site.
#[derive(Debug)]
pub struct Missing<'w> {
    /// The language.
    pub language: &'w str,
    /// The keys of the phrases.
    pub keys: Vec<&'w str>,
    /// The file in which they belong.
    pub file: String,
}

/// How many keys a message names.
const NAMED: usize = 12;

/// The plural categories of CLDR.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Whether a path has an extension. The program looks for them in small letters only.
fn is(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| own == extension)
}

type Own = BTreeMap<String, Arc<File>>;

/// All that is wrong. `copied` tells whether a file stands at a place of the output.
pub fn faults(
    own: &Own,
    missing: &[Missing<'_>],
    fonts: &[config::FontFile],
    copied: &dyn Fn(&UrlPath) -> bool,
) -> Diagnostics {
    let mut found = Diagnostics::default();
    for missing in missing {
        found.push(missing_words(missing));
    }
    for (path, file) in own {
        if let Some(name) = path.strip_prefix("words/").and_then(|name| name.strip_suffix(".yaml")) {
            words(&mut found, own, name, file);
        } else if is(path, "css") {
            found.append(braces(file));
        } else if is(path, "html") {
            found.append(inline::faults(file));
        }
        if let Some(help) = unused(own, path) {
            let message = "nothing uses this file of the theme";
            found.push(Diagnostic::new(codes::UNUSED_FILE, message).at(Place::new(file, 0..0), "").help(help));
        }
    }
    for font in fonts {
        let loaded = super::font(font).is_some_and(|font| copied(&font.url));
        if !loaded {
            found.push(
                Diagnostic::new(codes::MISSING_FONT, format!("the font `{}` is not there", font.file))
                    .about("content/site.yaml")
                    .help("put it into `static/` and name it by its path there, as in `fonts/name.woff2`"),
            );
        }
    }
    found
}

fn missing_words(missing: &Missing<'_>) -> Diagnostic {
    let Missing { language, keys, file } = missing;
    let named = keys.iter().take(NAMED).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let more = keys.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = match keys.len() {
        1 => format!("a word of the interface is missing in `{language}`: {named}"),
        n => format!("{n} words of the interface are missing in `{language}`: {named}{rest}"),
    };
    Diagnostic::new(codes::MISSING_WORD, format!("{message}; English stands in"))
        .about(file.as_str())
        .help(format!("write them under `phrases:` in `{file}`"))
}

fn builtin_phrases() -> BTreeMap<String, Phrase> {
    super::builtin_words().remove("en").map(|file| file.phrases).unwrap_or_default()
}

fn words(found: &mut Diagnostics, own: &Own, name: &str, file: &Arc<File>) {
    let mut tell = |key: &str, message: String, help: String| {
        let place = Place::new(file, key_span(&file.text(), key));
        found.push(Diagnostic::new(codes::UNKNOWN_WORD, message).at(place, "").help(help));
    };
    if Language::read(name).is_err() {
        tell("", format!("`{name}` is no language"), "name the file by a language tag: `zh-Hans.yaml`".into());
    }
    // What cannot be read has been told by the reader.
    let Ok(read) = config::read::<WordsFile>(file, 0..file.text().len(), "words") else { return };
    let known = builtin_phrases();
    for (key, phrase) in &read.phrases {
        let Some(original) = known.get(key) else {
            if !asked_for(own, key) {
                let near = text::nearest(key, known.keys().map(String::as_str));
                let help = near.map_or_else(
                    || "`plenary theme contract` lists all keys; a template of the theme may ask for others".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                tell(key, format!("nothing asks for the word `{key}`"), help);
            }
            continue;
        };
        let filled = gaps(original);
        for gap in gaps(phrase).difference(&filled) {
            let known = filled.iter().map(|gap| format!("`{{{gap}}}`")).collect::<Vec<_>>().join(", ");
            let help =
                if known.is_empty() { "this phrase has no gap".to_owned() } else { format!("its gaps are {known}") };
            tell(key, format!("nothing fills the gap `{{{gap}}}` of `{key}`"), help);
        }
        if let Phrase::Plural(forms) = phrase {
            for category in forms.keys().filter(|category| !CATEGORIES.contains(&category.as_str())) {
                tell(key, format!("`{category}` is no plural category"), format!("they are {}", CATEGORIES.join(", ")));
            }
            if !forms.contains_key("other") {
                let help = "every language has it: the form for all numbers that have none of their own".to_owned();
                tell(key, format!("`{key}` lacks the plural form `other`"), help);
            }
        }
    }
}

/// Where a key stands in a file of words; the beginning if it cannot be told.
fn key_span(text: &str, key: &str) -> std::ops::Range<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start();
        let start = at + line.len() - rest.len();
        let bare = rest.trim_start_matches(['"', '\'']);
        if !key.is_empty()
            && bare
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
        {
            let start = start + rest.len() - bare.len();
            return start..start + key.len();
        }
        at += line.len();
    }
    0..0
}

/// Whether a template or a script of the theme asks for a word.
fn asked_for(own: &Own, key: &str) -> bool {
    let spoken = key.strip_prefix("script_");
    own.iter().any(|(path, file)| {
        let key = if is(path, "js") { spoken.unwrap_or(key) } else { key };
        let text = file.text();
        (is(path, "html") || is(path, "js"))
            && text.match_indices(key).any(|(at, _)| {
                let before = text.get(..at).unwrap_or_default();
                let after = text.get(at + key.len()..).unwrap_or_default();
                let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
                ends && (before.ends_with("words.") || before.ends_with(['"', '\'']))
            })
    })
}

/// The names of the gaps of a phrase: `n` of `{n} turns`.
fn gaps(phrase: &Phrase) -> BTreeSet<&str> {
    let forms: Vec<&str> = match phrase {
        Phrase::Same(text) => vec![text],
        Phrase::Plural(forms) => forms.values().map(String::as_str).collect(),
    };
    let inside = forms.into_iter().flat_map(|form| form.split('{').skip(1));
    inside.filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

/// Why nothing uses a file of the theme, if so: what to do about it.
fn unused(own: &Own, path: &str) -> Option<String> {
    const FOLDERS: [&str; 7] = ["templates", "components", "cards", "words", "style", "script", "static"];
    if BUILTIN.iter().any(|(known, _)| *known == path) || path == "extra.css" {
        return None;
    }
    let nearest = |beginning: &str| {
        text::nearest(path, BUILTIN.iter().map(|(known, _)| *known).filter(|known| known.starts_with(beginning)))
            .map(|near| format!("did you mean `{near}`?"))
    };
    let (folder, name) = path.split_once('/').unwrap_or(("", path));
    match folder {
        "templates" => {
            // A file of components is no page and is needed all the same.
            let defines = own.get(path).is_some_and(|file| file.text().contains("endcomponent"));
            let named = [format!("\"{name}\""), format!("'{name}'")];
            let used = defines || own.values().any(|file| named.iter().any(|named| file.text().contains(named)));
            let help = || {
                "no template extends or includes it, and no kind of page has this name; `plenary theme list` prints all"
                    .to_owned()
            };
            (!used).then(|| nearest("templates/").unwrap_or_else(help))
        }
        "components" => (!is(name, "html")).then(|| "a component is an `.html` file".to_owned()),
        "cards" => Some(nearest("cards/").unwrap_or_else(|| "cards are drawn by `card.svg` and `tall.svg`".to_owned())),
        "words" => (!is(name, "yaml")).then(|| "words are in `words/<language>.yaml`".to_owned()),
        "style" | "script" => {
            let extension = if folder == "style" { "css" } else { "js" };
            let options = folder == "style" && name.starts_with("options/");
            let deep = name.strip_prefix("more/").unwrap_or(name).contains('/');
            (options || deep || !is(name, extension)).then(|| {
                nearest(folder).unwrap_or_else(|| {
                    format!("it belongs into `{folder}/` or `{folder}/more/` and ends in `.{extension}`")
                })
            })
        }
        // A picture of the theme's own documentation, a licence: nobody minds.
        "" if matches!(name.rsplit_once('.'), Some((_, "txt" | "xml")) | None) => None,
        "" if name == "favicon.svg" => None,
        _ => Some(match text::nearest(folder, FOLDERS.iter().copied()) {
            Some(near) if !folder.is_empty() => format!("did you mean the folder `{near}`?"),
            _ => format!("the folders of a theme are {}", FOLDERS.map(|name| format!("`{name}`")).join(", ")),
        }),
    }
}

/// A brace of a style that has no partner. Comments and strings are passed over (CSS Syntax 3, sections 4.3.2 and 4.3.5).
fn braces(file: &Arc<File>) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut open: Vec<usize> = Vec::new();
    let mut tell = |at: usize, message: &str, help: &str| {
        found.push(Diagnostic::new(codes::STYLE, message).at(Place::new(file, at..at + 1), "").help(help));
    };
    let text = file.text();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let rest = bytes.get(at + 2..).unwrap_or_default();
                let Some(end) = memchr::memmem::find(rest, b"*/") else {
                    tell(at, "this comment is not closed", "close it with `*/`");
                    break;
                };
                at += end + 3;
            }
            b'"' | b'\'' => {
                let quote = *byte;
                let mut inside = at + 1;
                while let Some(byte) = bytes.get(inside).filter(|byte| **byte != quote && **byte != b'\n') {
                    inside += if *byte == b'\\' { 2 } else { 1 };
                }
                at = inside;
            }
            b'\\' => at += 1,
            b'{' => open.push(at),
            b'}' if open.pop().is_none() => {
                tell(at, "this brace closes nothing", "remove it, or open what it should close");
            }
            _ => {}
        }
        at += 1;
    }
    if let Some(at) = open.first() {
        tell(*at, "this brace is not closed", "put a `}` behind what it holds");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::ContentPath;

    fn file(path: &str, text: &str) -> Arc<File> {
        let path = ContentPath::new(&format!("themes/mine/{path}")).unwrap();
        Arc::new(File::new(path, text.to_owned()))
    }

    #[test]
    fn braces_without_partner_are_found() {
        for (text, expected) in [
            ("a { b: c }", None),
            ("a { b: \"}\" } /* } */", None),
            ("a { b: '\\'}' }", None),
            ("@media x { a { b: c }", Some(9)),
            ("a { b: c } }", Some(11)),
            ("a {} /* no end", Some(5)),
        ] {
            let found = braces(&file("extra.css", text));
            let place = found.iter().next().map(|one| one.place.as_ref().unwrap().0.span.start);
            assert_eq!(place, expected, "{text}");
        }
    }

    #[test]
    fn files_that_nothing_uses_are_found() {
        let own: Own = [
            ("templates/mine.html", ""),
            ("templates/frame.html", "{% include \"mine.html\" %}"),
            ("templates/section.html", "{% extends 'frame.html' %}"),
            ("templates/sections.html", ""),
            ("template/section.html", ""),
            ("components/mine.html", ""),
            ("style/mine.css", ""),
            ("style/more/mine.css", ""),
            ("style/more/deep/mine.css", ""),
            ("script/mine.css", ""),
            ("words/xx.yml", ""),
            ("extra.css", ""),
            ("extras.css", ""),
            ("LICENSE.txt", ""),
        ]
        .map(|(path, text)| (path.to_owned(), file(path, text)))
        .into();
        let found: Vec<_> = own.keys().filter_map(|path| Some((path.as_str(), unused(&own, path)?))).collect();
        assert_eq!(
            found.iter().map(|(path, _)| *path).collect::<Vec<_>>(),
            [
                "extras.css",
                "script/mine.css",
                "style/more/deep/mine.css",
                "template/section.html",
                "templates/sections.html",
                "words/xx.yml"
            ]
        );
        assert_eq!(found[3].1, "did you mean the folder `templates`?");
        assert_eq!(found[4].1, "did you mean `templates/section.html`?");
    }
}
