//! Where readers comment: what pages say before anything is loaded.

use serde_json::Value;

use crate::site::{self, Site};

const GISCUS: &str =
    "comments: {provider: giscus, repo: town/talks, repo_id: R_1, category_id: DIC_2, reactions: false}\n";

fn built(config: &str, event: &str, section: &str) -> Site {
    let site = Site::new();
    site.put("content/site.yaml", format!("title: Talks\nbase_url: https://x.example/a/\nlanguage: en\n{config}"));
    site.put("content/tides/event.md", format!("---\ntitle: Tides & more\n{event}---\n"));
    site.put("content/tides/01.md", format!("---\ntitle: One\n{section}---\n**Ann Lee:** Hello.\n"));
    site.put("content/tides/02.md", "**Ann Lee:** Hello again.\n");
    let outcome = site.build();
    assert!(outcome.diagnostics.is_empty(), "{:?}", site::lines(&outcome));
    site
}

/// What the script of a page is told, undone from its attribute.
fn options(page: &str) -> Option<Value> {
    let (_, rest) = page.split_once("data-comments=\"")?;
    let json = rest
        .split('"')
        .next()?
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    Some(serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}")))
}

#[test]
fn every_page_has_a_thread_of_its_own_and_loads_nothing_by_itself() {
    let site = built(GISCUS, "", "");
    for (path, thread) in [("tides/", "tides/"), ("tides/01/", "tides/01/"), ("tides/02/", "tides/02/")] {
        let page = site.page(&format!("{path}index.html"));
        let options = options(&page).unwrap();
        assert_eq!(options["provider"], "giscus");
        assert_eq!(options["thread"], format!("https://x.example/a/{thread}"));
        assert_eq!((&options["category_id"], &options["reactions"]), (&"DIC_2".into(), &false.into()));
        assert!(!page.contains("<script src=\"https://") && !page.contains("giscus.app/client"), "{page}");
        // The page's own script fetches the other one when it is wanted.
        assert!(page.contains("data-script=\"../") && !page.contains("<script src=\"../../assets/comments."), "{page}");
        assert!(page.contains("Kept at giscus.app; nothing is loaded from there before you press"), "{page}");
    }
    for path in ["index.html", "speakers/index.html", "tides/all/index.html"] {
        assert_eq!(options(&site.page(path)), None, "{path}");
    }
}

#[test]
fn events_and_sections_decide_for_themselves() {
    let own = "comments: {provider: waline, server: \"https://talk.example/\"}\n";
    for (event, section, expected) in [
        ("comments: false\n", "", [None, None, None]),
        ("comments: false\n", "comments: true\n", [None, Some("giscus"), None]),
        ("", "comments: false\n", [Some("giscus"), None, Some("giscus")]),
        ("", own, [Some("giscus"), Some("waline"), Some("giscus")]),
        (own, "", [Some("waline"), Some("waline"), Some("waline")]),
        (own, "comments: true\n", [Some("waline"), Some("waline"), Some("waline")]),
    ] {
        let site = built(GISCUS, event, section);
        let found = ["tides/", "tides/01/", "tides/02/"]
            .map(|path| options(&site.page(&format!("{path}index.html"))).map(|options| options["provider"].clone()));
        assert_eq!(found, expected.map(|name| name.map(Value::from)), "{event} {section}");
    }
    let waline = built("", own, "");
    let options = options(&waline.page("tides/01/index.html")).unwrap();
    assert_eq!(options["server"], "https://talk.example");
    assert_eq!(options["client"], "https://unpkg.com/@waline/client@v3/dist");
}

#[test]
fn a_plain_link_is_a_link() {
    let site = built(
        "comments: {provider: link, url: \"mailto:ask@x.example?subject={title}&body={url}\", label: Write}\n",
        "",
        "",
    );
    let page = site.page("tides/01/index.html");
    let link = "href=\"mailto:ask@x.example?subject=One%20%C2%B7%20Tides%20%26%20more&amp;body=https%3A%2F%2Fx.example%2Fa%2Ftides%2F01%2F\"";
    assert!(page.contains(link) && page.contains(">Write</a>"), "{page}");
    assert!(!page.contains("data-comments") && !page.contains("data-script"), "{page}");
    assert!(!built("", "", "").page("tides/01/index.html").contains("class=\"comments\""));
}
