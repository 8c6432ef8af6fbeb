//! Themes of a site's own, over the built-in one: what options do, and what a theme must not do.

use std::fmt::Write;

use crate::site::{EVENT, Site, lines};

/// A site with the built-in theme.
fn site(options: &str) -> Site {
    let site = Site::small("# One\n\n**Ann Lee:** Hello.\n\n**Bo Chen:** Hello to you.\n");
    site.put(
        "content/site.yaml",
        format!("title: A site\nbase_url: https://x.example/\nlanguage: en\ntheme: mine\n{options}"),
    );
    site.put("content/event.md", EVENT);
    site.put("themes/mine/extra.css", "");
    site
}

fn style(site: &Site) -> String {
    let name = std::fs::read_dir(site.output().join("assets")).unwrap().flatten().map(|entry| entry.file_name());
    let name = name.map(|name| name.into_string().unwrap()).find(|name| name.starts_with("style.")).unwrap();
    site.page(&format!("assets/{name}"))
}

#[test]
fn a_theme_that_is_too_heavy_is_refused() {
    let site = site("");
    assert_eq!(lines(&site.build()), [""; 0]);
    // Digits of one hash after another do not compress.
    let mut noise = String::new();
    for n in 0..300_u32 {
        writeln!(noise, ".a{n} {{ content: \"{}\" }}", blake3::hash(&n.to_le_bytes()).to_hex()).unwrap();
    }
    site.put("themes/mine/extra.css", noise);
    // Building leaves out what only checking has time for.
    assert_eq!(lines(&site.build()), [""; 0]);
    let outcome = site.build_into(None);
    let found = lines(&outcome);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("error[too-heavy] 01/index.html page and style of this section weigh "), "{found:?}");
    assert!(outcome.diagnostics.iter().any(|one| one.help.as_deref().is_some_and(|help| help.contains("style.css "))));
}

#[test]
fn options_become_attributes_and_style() {
    let site = site("");
    assert_eq!(lines(&site.build()), [""; 0]);
    assert!(!style(&site).contains("@layer choices {"), "nothing is loaded for what was not chosen");
    let page = site.page("01/index.html");
    assert!(!page.contains("integrity=") && !page.contains("data-density"), "{page}");

    let site = self::site(
        "theme_options:\n  accent: '#d4a017'\n  density: compact\n  cover: beside\n  home: cards\n  integrity: true\n  faces:\n    record: {en: [Literata]}\n    files: [{family: Literata, file: fonts/l.woff2, languages: [en]}, {family: L, file: l.ttf, languages: [zh]}]\n",
    );
    site.put("static/fonts/l.woff2", "font");
    site.put("static/l.ttf", "font");
    assert_eq!(lines(&site.build()), [""; 0]);
    let style = style(&site);
    let (_, choices) = style.split_once("@layer choices {").unwrap();
    assert!(choices.contains("--link: #") && choices.contains("@font-face") && choices.contains("density: compact"));
    let page = site.page("01/index.html");
    for part in [
        "data-density=\"compact\"",
        "data-cover=\"beside\"",
        "data-home=\"cards\"",
        "<link rel=\"preload\" as=\"font\" type=\"font/woff2\" href=\"../fonts/l.woff2\" crossorigin>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("l.ttf"), "a font for other languages is not loaded early");
    let tags =
        page.split('<').filter(|tag| tag.starts_with("link rel=\"stylesheet\"") || tag.starts_with("script src"));
    for tag in tags {
        assert!(tag.contains(" integrity=\"sha384-"), "{tag}");
    }
}

#[test]
fn twins_lead_to_the_same_turn() {
    let site = site("");
    site.put("content/site.yaml", "title: A site\nbase_url: https://x.example/\nlanguage: en\n");
    let event = |language: &str, of: &str| {
        format!(
            "---\ntitle: Talk {language}\nlanguage: {language}\n{of}speakers:\n  - {{id: ann, name: Ann Lee}}\n  - {{id: bo, name: Bo Chen}}\n---\n"
        )
    };
    site.clear();
    site.put("content/site.yaml", "title: A site\nbase_url: https://x.example/\nlanguage: en\n");
    site.put("content/a/event.md", event("en", ""));
    site.put(
        "content/a/01.md",
        "# One\n\n**Ann Lee:** {#aaaa} One.\n\n**Bo Chen:** {#bbbb} Two.\n\n**Ann Lee:** {#cccc} Three.\n",
    );
    site.put("content/a/02.md", "# Two\n\n**Ann Lee:** {#dddd} Four.\n");
    site.put("content/b/event.md", event("de", "translation_of: a\n"));
    site.put("content/b/01.md", "# Eins\n\n**Ann Lee:** {#eeee} Eins.\n\n**Ann Lee:** {#ffff} Drei.\n");
    assert_eq!(lines(&site.build()), [""; 0]);
    let page = site.page("a/01/index.html");
    assert!(page.contains("href=\"../../b/01/\" hreflang=\"de\" lang=\"de\" data-turns=\"eeee eeee ffff\""), "{page}");
    assert!(page.contains("<link rel=\"alternate\" hreflang=\"de\" href=\"https://x.example/b/01/\">"), "{page}");
    assert!(
        page.contains("<link rel=\"alternate\" hreflang=\"x-default\" href=\"https://x.example/a/01/\">"),
        "{page}"
    );
    // What the other language lacks has no twin for machines; people are led to its event.
    let page = site.page("a/02/index.html");
    assert!(page.contains("href=\"../../b/\" hreflang=\"de\" lang=\"de\">"), "{page}");
    assert!(!page.contains("rel=\"alternate\" hreflang=\"de\""), "{page}");
}

#[test]
fn the_contract_is_what_the_command_prints() {
    let path = crate::site::manifest().join("themes/README.md");
    let made = plenary::contract::page();
    if std::env::var_os("PLENARY_RENEW").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "themes/README.md is not what `plenary theme contract` prints: `plenary theme contract > themes/README.md` renews it"
    );
    // Everything that a page holds is described.
    for name in ["### `section.html`", "#### TurnView", "`turn`", "`--paper`", "`accent`", "`speakers_count`"] {
        assert!(made.contains(name), "{name} is missing");
    }
}
