//! The contract between the program and the authors of themes: a page that is made from what the code itself says.
//!
//! In: the sources of the views, the files of the built-in theme, the schema of the options. Out: Markdown. It is printed
//! by `plenary theme contract` and kept in `themes/README.md`; a test fails when the two differ.

mod types;

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::assets;
use crate::config::{self, Phrase};
use types::{Field, Type};

/// The sources that describe what templates get: those of the views, and the styles and scripts.
const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/views.rs"));

/// The page.
pub fn page() -> String {
    let types = types::types(SOURCES.iter().map(|(_, text)| *text));
    let mut out = String::from(
        "# What a theme can rely on\n\n\
         This page is made by `plenary theme contract`; do not edit it. `plenary theme list` prints the files of the built-in \
         theme, `plenary theme copy templates/section.html` puts one of them into your theme, to be changed there. A file of \
         yours replaces the built-in one of the same name; all others stay what they are.\n\n",
    );
    templates(&mut out, &types);
    components(&mut out);
    styles(&mut out);
    scripts(&mut out);
    options(&mut out);
    words(&mut out);
    out
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ").replace('<', "&lt;")
}

/// What stands before the fields of a card.
const CARDS: &str = "### Share cards: `cards/card.svg`, `cards/tall.svg`\n\nDrawings in SVG, filled by Tera and drawn without a browser: 1200 × 630 \
    pixels beside every link, 1080 × 1440 to be saved. A template gets `card` and nothing else, and all that it prints is escaped; \
    print `card.portrait | safe`. SVG breaks no lines, so text goes through `fit`, a filter that gives `size`, `height`, `width` and \
    `lines`, each with `text` and `y`, where its letters stand below the top of the block: \
    `{% set block = card.title | fit(width=600, wide=1060, height=300, largest=96, smallest=42, leading=1.28) %}`. The largest size \
    is taken whose lines fit; `wide` is the width for what would get small in `width`; what does not fit in the smallest size \
    ends with an ellipsis. Text is drawn with the fonts that `theme_options.faces.files` names, then with the built-in one, then with those of \
    the machine, whatever `font-family` says, unless it names one of the first. Pictures are taken from nowhere but the drawing itself.\n\n";

/// What templates get: by page, then every type that is named there.
fn templates(out: &mut String, types: &BTreeMap<String, Type>) {
    out.push_str(
        "## Templates\n\nA template per kind of page, in [Tera](https://keats.github.io/tera/). Addresses are finished and \
         relative to the page; texts are in the page's language; a field that may be missing is always there and then \
         nothing. HTML goes out as it is, text is escaped.\n\n### Every page\n\n| name | is |\n| --- | --- |\n",
    );
    let mut open: Vec<String> = Vec::new();
    for field in types.get("View").into_iter().flat_map(|view| &view.fields) {
        let (kind, held) = types::words(&field.kind);
        if field.name != "content" {
            let _ = writeln!(out, "| `{}` | {} |", field.name, linked(&kind, held.as_deref(), types));
            open.extend(held);
        }
    }
    out.push_str("| `assets` | [AssetsView](#assetsview) |\n| `policy` | text, or nothing: what the page may load, for a `meta` element at its beginning |\n| `words` | text by key: [words](#words) |\n\n");
    open.push("AssetsView".to_owned());
    for variant in types.get("Content").into_iter().flat_map(|content| &content.fields) {
        let Some(page) = types::words(&variant.kind).1.and_then(|name| types.get(&name)) else { continue };
        let _ = writeln!(out, "### {}\n\n{}\n", variant.meaning, page.meaning);
        table(out, page, types, &mut open);
    }
    out.push_str(CARDS);
    if let Some(card) = types.get("CardView") {
        table(out, card, types, &mut open);
    }
    out.push_str("### What these hold\n\n");
    let mut done: Vec<String> = Vec::new();
    while let Some(name) = next(&mut open, &done) {
        done.push(name.clone());
        let Some(held) = types.get(&name) else { continue };
        let mut section = format!("#### {name}\n\n{}\n\n", held.meaning);
        table(&mut section, held, types, &mut open);
        out.push_str(&section);
    }
}

/// The first name that has not been described.
fn next(open: &mut Vec<String>, done: &[String]) -> Option<String> {
    open.retain(|name| !done.contains(name));
    open.sort();
    open.dedup();
    if open.is_empty() { None } else { Some(open.remove(0)) }
}

fn linked(words: &str, held: Option<&str>, types: &BTreeMap<String, Type>) -> String {
    match held {
        Some(name) if types.contains_key(name) => {
            words.replace(name, &format!("[{name}](#{})", name.to_ascii_lowercase()))
        }
        _ => words.to_owned(),
    }
}

fn table(out: &mut String, of: &Type, types: &BTreeMap<String, Type>, open: &mut Vec<String>) {
    if of.fields.is_empty() {
        return;
    }
    out.push_str(if of.choice {
        "One of:\n\n| kind | is | |\n| --- | --- | --- |\n"
    } else {
        "| field | is | |\n| --- | --- | --- |\n"
    });
    for Field { name, kind, meaning } in &of.fields {
        let name = if of.choice { name.to_lowercase() } else { name.clone() };
        let (words, held) = types::words(kind);
        let _ = writeln!(out, "| `{name}` | {} | {} |", linked(&words, held.as_deref(), types), cell(meaning));
        open.extend(held);
    }
    out.push('\n');
}

/// What a file says about itself in a comment at its beginning.
fn comment<'t>(text: &'t str, open: &str, close: &str) -> &'t str {
    let inside = text.trim_start().strip_prefix(open).and_then(|rest| rest.split_once(close));
    inside.map_or("", |(inside, _)| inside.trim_matches(['-', ' ', '\n']))
}

fn components(out: &mut String) {
    out.push_str(
        "## Components\n\nA component each in `components/<name>.html`, called as `{{ <name argument={value} /> }}`. One with \
         `=` behind its type may be left out.\n\n| component | arguments | |\n| --- | --- | --- |\n",
    );
    for (path, text) in assets::builtins() {
        let Some(name) = path.strip_prefix("components/").and_then(|name| name.strip_suffix(".html")) else { continue };
        let opening = text.split_once("{% component ").and_then(|(_, rest)| rest.split_once(" %}"));
        let arguments =
            opening.and_then(|(head, _)| head.split_once('(')?.1.rsplit_once(')').map(|(inside, _)| inside));
        let _ = writeln!(
            out,
            "| `{name}` | `{}` | {} |",
            arguments.unwrap_or_default().replace('|', "\\|"),
            cell(comment(text, "{#", "#}"))
        );
    }
    out.push('\n');
}

fn styles(out: &mut String) {
    out.push_str("## Styles\n\nEvery file is a layer. `style/` is loaded by all pages, `style/more/` by those that link it, `style/options/` where `theme_options` ask for it, `extra.css` behind all layers.\n\n| file | |\n| --- | --- |\n");
    for (path, text) in assets::builtins().filter(|(path, _)| path.starts_with("style/")) {
        let _ = writeln!(out, "| `{path}` | {} |", cell(comment(text, "/*", "*/")));
    }
    out.push_str("\n### Tokens\n\nCustom properties of `style/tokens.css`, with what they are on light paper. Set them anew in a layer of your own, or in `extra.css`.\n\n| token | value | |\n| --- | --- | --- |\n");
    let tokens = assets::builtin("style/tokens.css").unwrap_or_default();
    let root = tokens.split_once(":root {").and_then(|(_, rest)| rest.split_once("\n}")).map_or("", |(body, _)| body);
    let mut meaning = "";
    for line in root.lines().map(str::trim) {
        if line.starts_with("/*") {
            meaning = comment(line, "/*", "*/");
        }
        for (name, value) in line.split(';').filter_map(|one| one.trim().strip_prefix("--")?.split_once(':')) {
            let _ = writeln!(out, "| `--{name}` | `{}` | {} |", value.trim(), cell(std::mem::take(&mut meaning)));
        }
    }
    out.push('\n');
}

fn scripts(out: &mut String) {
    out.push_str("## Scripts\n\n`script/` is one script of all pages, loaded behind them: what `core.js` names is known to the others, and `words` holds the words whose key begins with `script_`, without that. `script/more/` is loaded by the pages that need it.\n\n| file | |\n| --- | --- |\n");
    for (path, text) in assets::builtins().filter(|(path, _)| path.starts_with("script/")) {
        let lines = text.lines().map_while(|line| line.strip_prefix("//")).map(str::trim);
        let _ = writeln!(out, "| `{path}` | {} |", cell(&lines.collect::<Vec<_>>().join(" ")));
    }
    out.push('\n');
}

fn options(out: &mut String) {
    out.push_str("## Options\n\n`theme_options` in `site.yaml`; `plenary schema site` prints their exact form.\n\n| option | values | |\n| --- | --- | --- |\n");
    let schema = config::schema("site").map(serde_json::Value::from).unwrap_or_default();
    let definition = |name: &str| schema.pointer(&format!("/$defs/{name}"));
    let properties = definition("ThemeOptions").and_then(|options| options.get("properties")?.as_object());
    for (name, property) in properties.into_iter().flatten() {
        let text = property.get("description").and_then(serde_json::Value::as_str).unwrap_or_default();
        let reference =
            property.get("$ref").or_else(|| property.pointer("/anyOf/0/$ref")).and_then(serde_json::Value::as_str);
        let held = reference.and_then(|path| definition(path.rsplit('/').next()?));
        let choices = held.and_then(|held| held.get("oneOf")?.as_array());
        let values: Vec<String> = choices
            .into_iter()
            .flatten()
            .filter_map(|choice| Some(format!("`{}`", choice.get("const")?.as_str()?)))
            .collect();
        let _ = writeln!(out, "| `{name}` | {} | {} |", values.join(", "), cell(text));
    }
    out.push('\n');
}

fn words(out: &mut String) {
    out.push_str("## Words\n\nThe phrases of the interface, in English. Those with plural forms have the ones that CLDR knows for the language; `{…}` is filled in.\n\n| key | English |\n| --- | --- |\n");
    let english = assets::builtin_words().remove("en").unwrap_or_default();
    for (key, phrase) in &english.phrases {
        let text = match phrase {
            Phrase::Same(text) => cell(text),
            Phrase::Plural(forms) => {
                let forms = forms.iter().map(|(category, text)| format!("{category}: {}", cell(text)));
                forms.collect::<Vec<_>>().join(" / ")
            }
        };
        let _ = writeln!(out, "| `{key}` | {text} |");
    }
}
