//! What a site chose for its theme, as style: `theme_options` of `site.yaml`.
//!
//! In: the options, and the tokens of the theme in use. Out: a layer of its own above the others, empty where nothing was
//! chosen, so that a site without options loads nothing for them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::accent::{SIGN, TEXT, ground, readable};
use crate::config::{Accent, Colour, Faces, Families, FontFile, ThemeOptions};
use crate::path::UrlPath;

/// A scheme of colours: what its tokens are found by, and the selectors of the layer.
struct Scheme {
    /// What stands before its block in `tokens.css`.
    block: &'static str,
    /// Its paper, its tint and its ink, where the tokens do not tell them.
    known: [&'static str; 3],
    /// The lightness of a mark and of the wash of colour over what a link led to.
    grounds: [f64; 2],
    accent: fn(&Accent) -> Option<Colour>,
    selectors: &'static [(&'static str, &'static str)],
}

const SCHEMES: [Scheme; 3] = [
    Scheme {
        block: ":root",
        known: ["#fdfcfa", "#f4f1ea", "#1d1b18"],
        grounds: [0.91, 0.955],
        accent: |accent| accent.light,
        selectors: &[("", ":root")],
    },
    Scheme {
        block: "[data-scheme=\"dark\"]",
        known: ["#15171a", "#1f2226", "#e7e4dd"],
        grounds: [0.4, 0.32],
        accent: |accent| accent.dark,
        selectors: &[
            ("@media (prefers-color-scheme: dark)", ":root:not([data-scheme])"),
            ("", ":root[data-scheme=\"dark\"]"),
        ],
    },
    Scheme {
        block: "[data-scheme=\"sepia\"]",
        known: ["#f6eddb", "#eee2ca", "#2c2318"],
        grounds: [0.87, 0.91],
        accent: |accent| accent.sepia,
        selectors: &[("", ":root[data-scheme=\"sepia\"]")],
    },
];

/// The layer, for the tokens of the theme. `sheets` holds what the theme has for single choices, by `option-value`.
pub(super) fn layer(options: &ThemeOptions, tokens: &str, sheets: &BTreeMap<String, String>) -> String {
    let tokens = without_comments(tokens);
    let rules = rules(&tokens);
    let mut out = String::new();
    if let Some(accent) = &options.accent {
        colours(&mut out, accent, &rules);
    }
    faces(&mut out, &options.faces, &rules, &UrlPath::home().page("assets"));
    let value = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let chosen = [
        ("cover", value(serde_json::to_value(options.cover))),
        ("density", value(serde_json::to_value(options.density))),
        ("home", value(serde_json::to_value(options.home))),
    ];
    for (option, value) in chosen {
        out.push_str(sheets.get(&format!("{option}-{value}")).map_or("", String::as_str));
    }
    out
}

/// Links, marks, the wash and the lamp in the colour of the site, in every scheme. One that is given for light paper
/// only is left to the theme elsewhere.
fn colours(out: &mut String, accent: &Accent, rules: &[Rule<'_>]) {
    for scheme in &SCHEMES {
        let Some(colour) = (scheme.accent)(accent) else { continue };
        let [paper, tint, ink] = scheme.known;
        let token = |name, known| token(rules, scheme.block, name).or(Colour::read(known));
        let (Some(paper), Some(tint), Some(ink)) =
            (token("--paper", paper), token("--tint", tint), token("--ink", ink))
        else {
            continue;
        };
        let papers = [paper, tint];
        let [mark, wash] = scheme.grounds;
        let values = format!(
            "--link: {}; --lamp: {}; --mark: {}; --wash: {};",
            readable(colour, &papers, TEXT),
            readable(colour, &papers, SIGN),
            ground(colour, ink, mark, 0.11),
            ground(colour, ink, wash, 0.06),
        );
        for (media, selector) in scheme.selectors {
            let rule = format!("{selector} {{ {values} }}");
            let _ = if media.is_empty() { writeln!(out, "{rule}") } else { writeln!(out, "{media} {{ {rule} }}") };
        }
    }
}

/// A rule of the tokens: its selector, and its declarations.
struct Rule<'t> {
    selector: &'t str,
    declarations: Vec<(&'t str, &'t str)>,
}

/// The rules of a style without comments. Those inside of at-rules are left out: what they say holds only sometimes.
fn rules(style: &str) -> Vec<Rule<'_>> {
    let mut found = Vec::new();
    let mut rest = style;
    while let Some((selector, inside)) = rest.split_once('{') {
        let mut depth = 1_u32;
        let end = inside.find(|c: char| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let (body, after) = inside.split_at(end.unwrap_or(inside.len()));
        rest = after.strip_prefix('}').unwrap_or_default();
        let selector = selector.trim();
        if !selector.starts_with('@') {
            let declarations = body.split(';').filter_map(|one| one.split_once(':'));
            let declarations = declarations.map(|(name, value)| (name.trim(), value.trim())).collect();
            found.push(Rule { selector, declarations });
        }
    }
    found
}

fn without_comments(style: &str) -> String {
    let mut out = String::new();
    let mut rest = style;
    while let Some((before, inside)) = rest.split_once("/*") {
        out.push_str(before);
        rest = inside.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

impl<'t> Rule<'t> {
    fn value(&self, name: &str) -> Option<&'t str> {
        self.declarations.iter().rev().find(|(own, _)| *own == name).map(|(_, value)| *value)
    }

    /// The selectors of the rule, one by one.
    fn selectors(&self) -> impl Iterator<Item = &'t str> {
        self.selector.split(',').map(str::trim)
    }
}

/// The colour that a token has in the rules of a scheme.
fn token(rules: &[Rule<'_>], block: &str, name: &str) -> Option<Colour> {
    let own = rules.iter().filter(|rule| {
        rule.selectors().any(|one| one.strip_prefix(":root").filter(|rest| !rest.is_empty()).unwrap_or(one) == block)
    });
    own.filter_map(|rule| rule.value(name)).next_back().and_then(Colour::read)
}

/// The language of a selector `:lang(zh)`.
fn language(selector: &str) -> Option<&str> {
    selector.strip_prefix(":lang(")?.strip_suffix(')')
}

/// The faces that the site names, before those that the theme has for the same languages.
fn faces(out: &mut String, faces: &Faces, rules: &[Rule<'_>], home: &UrlPath) {
    for font in &faces.files {
        let FontFile { family, weight, italic, range, .. } = font;
        let Some(url) = font_url(font) else { continue };
        let _ = write!(out, "@font-face {{ font-family: \"{family}\"; src: url(\"{}\"); ", url.relative_to(home));
        if let Some(weight) = weight {
            let _ = write!(out, "font-weight: {weight}; ");
        }
        if *italic {
            out.push_str("font-style: italic; ");
        }
        if let Some(range) = range {
            let _ = write!(out, "unicode-range: {range}; ");
        }
        // A font that is not there when the page is first drawn is left for the next page: nothing ever moves.
        out.push_str("font-display: optional; }\n");
    }
    for (token, families) in [("--face", &faces.aids), ("--text", &faces.record)] {
        let mut met: BTreeMap<&str, &str> = BTreeMap::new();
        let mut general = "sans-serif";
        for rule in rules {
            let Some(behind) = rule.value(token) else { continue };
            for selector in rule.selectors() {
                let names = if let Some(tag) = language(selector) {
                    met.insert(tag, behind);
                    names(families, tag)
                } else {
                    general = behind;
                    &families.all
                };
                if !names.is_empty() {
                    let _ = writeln!(out, "{selector} {{ {token}: {}, {behind}; }}", stack(names));
                }
            }
        }
        for (language, names) in &families.by_language {
            if !met.contains_key(language.as_str()) {
                let behind = met.get(language.primary()).unwrap_or(&general);
                let _ = writeln!(out, ":lang({language}) {{ {token}: {}, {behind}; }}", stack(names));
            }
        }
    }
}

/// The names for a language: its own, those of its primary language, those for all.
fn names<'f>(families: &'f Families, tag: &str) -> &'f [String] {
    let named =
        |wanted: &str| families.by_language.iter().find(|(own, _)| own.as_str() == wanted).map(|(_, names)| names);
    let primary = tag.split('-').next().unwrap_or_default();
    named(tag).or_else(|| named(primary)).unwrap_or(&families.all)
}

/// Names of families as a style writes them; the generic ones (CSS Fonts 4, section 2.1.3) without quotation marks.
fn stack(names: &[String]) -> String {
    const GENERIC: [&str; 13] = [
        "serif",
        "sans-serif",
        "monospace",
        "cursive",
        "fantasy",
        "system-ui",
        "ui-serif",
        "ui-sans-serif",
        "ui-monospace",
        "ui-rounded",
        "math",
        "emoji",
        "fangsong",
    ];
    let one = |name: &String| if GENERIC.contains(&name.as_str()) { name.clone() } else { format!("\"{name}\"") };
    names.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Where a font of the site is published.
/// Where a font of `theme_options` is published.
pub fn font_url(font: &FontFile) -> Option<UrlPath> {
    UrlPath::new(font.file.trim_start_matches("static/")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::accent::contrast;

    const TOKENS: &str = concat!(
        ":root { /* { */ --paper: #fdfcfa; --tint: #f4f1ea; --ink: #1d1b18; }\n",
        "@media (prefers-color-scheme: dark) { :root { --paper: #000; } }\n",
        ":root[data-scheme=\"dark\"] { --paper: #111; --ink: #eee; }\n",
        "[lang] { --face: system-ui, sans-serif; --text: Georgia, serif; }\n",
        ":lang(zh), :lang(ja) { --text: var(--face); }\n",
        ":lang(zh) { --face: \"PingFang SC\"; }\n",
    );

    fn made(options: &serde_json::Value) -> String {
        let options: ThemeOptions = serde_json::from_value(options.clone()).unwrap();
        layer(&options, TOKENS, &BTreeMap::from([("density-compact".to_owned(), "body {}\n".to_owned())]))
    }

    #[test]
    fn nothing_chosen_is_nothing_loaded() {
        assert_eq!(made(&serde_json::json!({})), "");
        assert_eq!(made(&serde_json::json!({"density": "compact"})), "body {}\n");
    }

    #[test]
    fn an_accent_is_readable_in_every_scheme() {
        let style = made(&serde_json::json!({"accent": "#ffd400"}));
        let link = |at: &str| {
            let (_, rest) = style.split_once(&format!("{at} {{ --link: ")).unwrap_or_else(|| panic!("{at}: {style}"));
            Colour::read(rest.split(';').next().unwrap()).unwrap()
        };
        for (selector, paper) in [
            (":root", "#f4f1ea"),
            (":root:not([data-scheme])", "#1f2226"),
            (":root[data-scheme=\"dark\"]", "#1f2226"),
            (":root[data-scheme=\"sepia\"]", "#eee2ca"),
        ] {
            assert!(contrast(link(selector), Colour::read(paper).unwrap()) >= TEXT, "{selector}: {style}");
        }
        let style = made(&serde_json::json!({"accent": {"dark": "#ffd400"}}));
        assert!(!style.starts_with(":root"), "{style}");
    }

    #[test]
    fn tokens_are_read_by_scheme() {
        let text = without_comments(TOKENS);
        let rules = rules(&text);
        assert_eq!(token(&rules, ":root", "--paper"), Colour::read("#fdfcfa"));
        assert_eq!(token(&rules, "[data-scheme=\"dark\"]", "--paper"), Colour::read("#111111"));
        assert_eq!(token(&rules, "[data-scheme=\"dark\"]", "--tint"), None);
    }

    #[test]
    fn faces_go_before_those_of_the_theme() {
        let style = made(&serde_json::json!({"faces": {
            "record": {"zh-Hans": ["Songti SC"], "ja": "Mincho", "en": ["Literata", "serif"]},
            "aids": "Inter",
            "files": [{"family": "Literata", "file": "fonts/a b.woff2", "weight": "200 900", "range": "U+0-24F"}],
        }}));
        let expected = [
            "@font-face { font-family: \"Literata\"; src: url(\"../fonts/a%20b.woff2\"); font-weight: 200 900; unicode-range: U+0-24F; font-display: optional; }",
            "[lang] { --face: \"Inter\", system-ui, sans-serif; }",
            ":lang(zh) { --face: \"Inter\", \"PingFang SC\"; }",
            ":lang(ja) { --text: \"Mincho\", var(--face); }",
            ":lang(en) { --text: \"Literata\", serif, Georgia, serif; }",
            ":lang(zh-Hans) { --text: \"Songti SC\", var(--face); }",
        ];
        assert_eq!(style.lines().collect::<Vec<_>>(), expected);
    }
}
