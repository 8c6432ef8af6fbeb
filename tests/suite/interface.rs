//! The words of the interface: every language has the phrases of English, with the same gaps, and the plural forms that
//! CLDR knows for it; every phrase is asked for, and everything that is asked for is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use icu_plurals::{PluralCategory, PluralRules};
use plenary::assets::{builtin_words, builtins};
use plenary::config::{Phrase, WordsFile};

use crate::site::manifest;

/// The languages of the charter.
const LANGUAGES: [&str; 9] = ["ar", "de", "en", "es", "fr", "ja", "ko", "zh-Hans", "zh-Hant"];

fn forms(phrase: &Phrase) -> Vec<(&str, &str)> {
    match phrase {
        Phrase::Same(text) => vec![("", text)],
        Phrase::Plural(forms) => forms.iter().map(|(category, text)| (category.as_str(), text.as_str())).collect(),
    }
}

fn gaps(phrase: &Phrase) -> BTreeSet<&str> {
    let texts = forms(phrase).into_iter().flat_map(|(_, text)| text.split('{').skip(1));
    texts.map(|rest| rest.split_once('}').expect("a gap is closed").0).collect()
}

/// The plural categories of a language.
fn categories(language: &str) -> BTreeSet<&'static str> {
    let locale: icu_locale::Locale = language.parse().unwrap();
    let rules = PluralRules::try_new_cardinal((&locale).into()).unwrap();
    let name = |category| match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    };
    rules.categories().map(name).collect()
}

#[test]
fn every_language_has_every_word() {
    let words = builtin_words();
    assert_eq!(words.keys().collect::<Vec<_>>(), LANGUAGES);
    let english = &words["en"].phrases;
    let mut wrong = Vec::new();
    for (language, WordsFile { language_name, phrases, audience, scenes, gaps: unheard }) in &words {
        if language_name.is_empty() || audience.is_empty() || scenes.is_empty() || unheard.is_empty() {
            wrong.push(format!("{language}: a list is empty"));
        }
        wrong.extend(
            english.keys().filter(|key| !phrases.contains_key(*key)).map(|key| format!("{language} lacks {key}")),
        );
        wrong.extend(
            phrases.keys().filter(|key| !english.contains_key(*key)).map(|key| format!("en lacks {key} of {language}")),
        );
        let known = categories(language);
        for (key, phrase) in phrases {
            if forms(phrase).iter().any(|(_, text)| text.trim().is_empty()) && key != "comma" {
                wrong.push(format!("{language}: {key} is empty"));
            }
            if english.get(key).is_some_and(|english| gaps(english) != gaps(phrase)) {
                wrong.push(format!("{language}: {key} has other gaps than in English: {:?}", gaps(phrase)));
            }
            if let Phrase::Plural(forms) = phrase {
                let own: BTreeSet<&str> = forms.keys().map(String::as_str).collect();
                if own != known {
                    wrong.push(format!("{language}: {key} has the plural forms {own:?}, CLDR has {known:?}"));
                }
            }
            // A number in a phrase wants the right form wherever the language has several, unless it is one of a pair.
            let counted = matches!(english.get(key), Some(Phrase::Plural(_)));
            if counted && known.len() > 1 && matches!(phrase, Phrase::Same(_)) {
                wrong.push(format!("{language}: {key} counts and has one form for all numbers"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The files below a folder, with their texts.
fn files(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// What follows every occurrence of a beginning, as far as it is a key.
fn behind<'t>(text: &'t str, beginning: &str) -> Vec<&'t str> {
    let key = |rest: &'t str| {
        let end =
            rest.find(|c: char| !(c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit())).unwrap_or(rest.len());
        &rest[..end]
    };
    let starts = text.match_indices(beginning).filter(|(at, _)| {
        // `other.words.x` is no word of the interface.
        !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.')
    });
    starts.map(|(at, _)| key(&text[at + beginning.len()..])).filter(|key| !key.is_empty()).collect()
}

#[test]
fn words_are_asked_for_and_what_is_asked_for_is_there() {
    let english = builtin_words().remove("en").unwrap().phrases;
    let mut asked: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in builtins() {
        if path.ends_with(".html") {
            asked.extend(behind(text, "words.").into_iter().map(|key| (key.to_owned(), path.to_owned())));
        } else if path.ends_with(".js") && !path.starts_with("script/more/") {
            asked.extend(behind(text, "words.").into_iter().map(|key| (format!("script_{key}"), path.to_owned())));
        }
    }
    // What a script takes out of `words` by other ways than a dot: names of its own, or through the page.
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (_, text) in builtins().filter(|(path, _)| path.ends_with(".js")) {
        let parts = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        names.extend(parts.map(|name| format!("script_{name}")));
    }
    let mut code = Vec::new();
    files(&manifest().join("src"), &mut code);
    let mut literals: BTreeSet<&str> = BTreeSet::new();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    for (path, text) in &code {
        let text = text.split("#[cfg(test)]").next().unwrap();
        for call in [".word(\"", ".fill(\"", ".count(\""] {
            for (at, _) in text.match_indices(call) {
                let key = text[at + call.len()..].split('"').next().unwrap();
                asked.insert(key.to_owned(), path.clone());
            }
        }
        // A key may come by another way, such as a table of roles.
        literals.extend(text.split('"').skip(1));
        // And the program ends some with a value: `format!("role_{}", …)`.
        let formats = text.split("format!(\"").skip(1).filter_map(|rest| rest.split(['"', '{']).next());
        open.extend(formats.filter(|beginning| beginning.ends_with('_')));
    }
    let missing: Vec<_> = asked.iter().filter(|(key, _)| !english.contains_key(*key)).collect();
    assert!(missing.is_empty(), "asked for and not there: {missing:?}");
    let idle: Vec<_> = english
        .keys()
        .filter(|key| !asked.contains_key(*key) && !literals.contains(key.as_str()) && !names.contains(*key))
        .filter(|key| !open.iter().any(|beginning| key.starts_with(beginning)) && *key != "draft")
        .collect();
    assert!(idle.is_empty(), "there and never asked for: {idle:?}");
}
