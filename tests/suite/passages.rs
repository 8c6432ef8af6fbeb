//! The pages of single turns and quotations: which there are, what they say, where they lead.

use crate::site::{SITE, Site};

const SECTION: &str = "# One\n\n**Ann Lee:** {#aaaa} Welcome.\n\nQ: {#qqqq} Why?\n\n**Bo Chen:** {#bbbb} Because ==two and two is four==, and ==so on==.[^1]\n\n**Ann Lee:** {#cccc} Thanks.\n\n[^1]: A note.\n";

fn site(choice: &str) -> Site {
    let site = Site::small(SECTION);
    site.put("content/site.yaml", format!("{SITE}{choice}"));
    site
}

fn built(choice: &str) -> Site {
    let site = site(choice);
    let outcome = site.build();
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics.iter().collect::<Vec<_>>());
    site
}

#[test]
fn pages_are_those_that_the_site_asks_for() {
    let turns = ["aaaa", "qqqq", "bbbb", "cccc"];
    let quotations = ["bbbb-1", "bbbb-2"];
    for (choice, expected) in [
        ("", [&turns[..], &quotations].concat()),
        ("turn_pages: all\n", [&turns[..], &quotations].concat()),
        ("turn_pages: quoted\n", vec!["bbbb", "bbbb-1", "bbbb-2"]),
        ("turn_pages: none\n", vec![]),
    ] {
        let site = built(choice);
        let mut found: Vec<String> = std::fs::read_dir(site.output().join("01"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| !name.contains('.'))
            .collect();
        found.sort();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found, expected, "{choice}");
        let sitemap = site.page("sitemap.xml");
        assert!(sitemap.contains("https://x.example/01/<") && !sitemap.contains("/01/b"), "{sitemap}");
    }
}

#[test]
fn a_turn_stands_alone_with_its_surroundings() {
    let page = built("").page("01/bbbb/index.html");
    for part in [
        "data-page=\"turn\"",
        "<title>Bo Chen: “Because two and two is four, and so on.”</title>",
        "<meta name=\"description\" content=\"One · A panel\">",
        "<link rel=\"canonical\" href=\"https://x.example/01/\">",
        "<meta property=\"og:url\" content=\"https://x.example/01/bbbb/\">",
        "<a class=\"question\" href=\"../qqqq/\">Why?</a>",
        "id=\"bbbb\" data-turn=\"bbbb\"",
        "data-answers=\"qqqq\"",
        "<mark data-quotation=\"bbbb-1\" id=\"bbbb-1\">two and two is four</mark>",
        "id=\"n1\">",
        "<a class=\"context\" href=\"../#bbbb\">",
        "<a class=\"before\" href=\"../qqqq/\">Audience: Why?</a>",
        "<a class=\"after\" href=\"../cccc/\">Ann Lee: Thanks.</a>",
        "<p class=\"code\">https://x.example/01/bbbb/</p>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains("Welcome"), "{page}");
}

#[test]
fn a_question_shows_its_answers_and_lines_lead_where_there_are_pages() {
    let page = built("").page("01/qqqq/index.html");
    assert!(page.contains("<a class=\"answer\" href=\"../bbbb/\">Bo Chen: Because"), "{page}");
    let page = built("turn_pages: quoted\n").page("01/bbbb/index.html");
    assert!(page.contains("<a class=\"after\" href=\"../#cccc\">"), "{page}");
}

#[test]
fn a_quotation_leads_back_to_where_it_was_said() {
    let page = built("").page("01/bbbb-2/index.html");
    for part in [
        "data-page=\"quotation\"",
        "<title>Bo Chen: “so on”</title>",
        "<link rel=\"canonical\" href=\"https://x.example/01/\">",
        "<q data-quotation=\"bbbb-2\">so on</q>",
        "<a class=\"turn\" href=\"../bbbb/\">",
        "<a class=\"context\" href=\"../#bbbb-2\">",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn a_translation_is_led_to_only_where_the_same_people_speak() {
    let site = Site::new();
    let event = |twin: &str| {
        format!(
            "---\ntitle: A\n{twin}speakers:\n  - {{id: ann-lee, name: Ann Lee}}\n  - {{id: bo-chen, name: Bo Chen}}\n---\n"
        )
    };
    site.put("content/a/event.md", event("language: en\n"));
    site.put("content/b/event.md", event("language: de\ntranslation_of: a\n"));
    site.put("content/a/01.md", "**Ann Lee:** {#aaaa} One.\n\n**Bo Chen:** {#bbbb} Two.\n");
    site.put("content/b/01.md", "**Ann Lee:** {#cccc} Eins.\n\n**Ann Lee:** {#dddd} Zwei.\n");
    let twins = "<!doctype html>{% for twin in page.twins %}<a href=\"{{twin.href}}\">{{ twin.canonical or \"\" }}</a>{% endfor %}<p id=\"{{turn.id}}\"></p>";
    site.put("themes/plain/templates/turn.html", twins);
    let outcome = site.build();
    assert!(!outcome.diagnostics.has_errors(), "{:?}", outcome.diagnostics.iter().collect::<Vec<_>>());
    assert!(site.page("a/01/aaaa/index.html").contains("<a href=\"../../../b/01/cccc/\"></a>"));
    assert!(site.page("a/01/bbbb/index.html").contains("<a href=\"../../../b/01/\"></a>"));
}
