//! What the programs of others read beside the pages, read back by parsers that are not ours: feeds, calendars, embeds.

use std::collections::BTreeSet;

use icalendar::parser::{read_calendar, unfold};
use serde_json::Value;

use crate::site::{self, Site};

const SITE: &str = "title: Talks & more\ndescription: What was said.\nbase_url: https://x.example/a/\nlanguage: en\ntimezone: Asia/Taipei\n";

const EVENT: &str = "---\ntitle: On <tides>\ndate: 2026-03-14T19:00\nsummary: Two sentences.\ntags: [tide]\n\
    organizers: [{name: The Society, url: \"https://society.example/\"}]\n\
    speakers:\n  - {id: ann-lee, name: Ann Lee}\n  - {id: bo-chen, name: 陈博}\n\
    corrections:\n  - {date: 2026-04-01, text: \"Not 3 < 2 but 2 < 3.\", section: 2, turn: t5x2}\n---\n\
    An [introduction](01.md).\n";

const ONE: &str = "# One\n\n**Ann Lee:** {#k3f9} See [[bo-chen]], [the next](02.md) and ![a gauge](gauge.png). ==Tides {{ are }} late==.[^1]\n\n\
    (laughter)\n\n> [!NOTE]\n> A note.\n\n陈博： {#m4h7} 好。\n\n[^1]: Not [always](02.md).\n";

const TWO: &str = "# Two\n\n**Ann Lee:** {#t5x2} 2 < 3\u{b}, and `</script>` is code.\n";

/// A site with an event, a conference still to come, and an event of which no day is known.
fn built(config: &str) -> Site {
    let site = Site::new();
    site.put("content/site.yaml", format!("{SITE}{config}"));
    site.put("content/tides/event.md", EVENT);
    site.put("content/tides/01.md", ONE);
    site.put("content/tides/02.md", TWO);
    site.put("content/tides/gauge.png", std::fs::read(site::manifest().join("tests/picture.png")).unwrap());
    site.put(
        "content/fair/event.md",
        "---\ntitle: \"A fair; with, commas and a title so long that it does not fit into one line of a calendar\"\n\
         date: 2027-05-09\nend: 2027-05-10\nstatus: scheduled\nvenue: {name: Ice Works, address: \"7 Mole Road, Town\"}\n\
         summary: \"A\\nB\\\\C\"\n---\n",
    );
    site.put(
        "content/fair/opening/event.md",
        "---\ntitle: 开幕\ndate: 2027-05-09T20:00\nend: 2027-05-09T21:30\nroom: Hall\nstatus: scheduled\nlanguage: zh-Hans\n---\n",
    );
    site.put("content/undated/event.md", "---\ntitle: Undated\n---\n");
    let outcome = site.build();
    assert!(!outcome.diagnostics.has_errors(), "{:?}", site::lines(&outcome));
    site
}

/// The addresses in HTML.
fn addresses(html: &str) -> Vec<String> {
    let after = html.split(" href=\"").skip(1).chain(html.split(" src=\"").skip(1));
    after.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

fn atom(site: &Site, path: &str) -> atom_syndication::Feed {
    let text = site.page(path);
    let feed =
        atom_syndication::Feed::read_from(text.as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
    // What every feed and entry must have (RFC 4287, sections 4.1.1 and 4.1.2).
    assert!(feed.id().starts_with("https://x.example/a/") && !feed.title().is_empty() && !feed.authors().is_empty());
    let mut ids = BTreeSet::new();
    for entry in feed.entries() {
        assert!(ids.insert(entry.id().to_owned()), "{} stands twice in {path}", entry.id());
        assert!(!entry.title().is_empty() && entry.links().iter().any(|link| link.rel() == "alternate"));
        assert!(entry.updated() <= feed.updated(), "{path}");
        let content = entry.content().and_then(|content| content.value()).unwrap_or_default();
        for address in addresses(content) {
            assert!(address.starts_with("https://"), "{address} in {path}");
        }
        for part in ["<script", " id=", "data-", "srcset"] {
            assert!(!content.contains(part), "{part} in {content}");
        }
    }
    feed
}

/// What a JSON Feed must have, and of which kind (jsonfeed.org, version 1.1).
fn json(site: &Site, path: &str) -> Value {
    let feed: Value = serde_json::from_str(&site.page(path)).unwrap();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert!(feed["title"].is_string() && feed["items"].is_array(), "{feed}");
    assert_eq!(feed["feed_url"], format!("https://x.example/a/{path}"));
    for item in feed["items"].as_array().unwrap() {
        assert!(item["id"].is_string() && item["url"].as_str().unwrap().starts_with("https://"), "{item}");
        assert!(item["content_html"].is_string(), "{item}");
        for date in ["date_published", "date_modified"] {
            if let Some(date) = item.get(date) {
                date.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
            }
        }
        for author in item["authors"].as_array().into_iter().flatten() {
            assert!(author["name"].is_string(), "{item}");
        }
    }
    feed
}

#[test]
fn both_forms_of_every_feed_tell_the_same() {
    let site = built("");
    for home in ["", "tides/", "fair/", "fair/opening/", "undated/", "speakers/ann-lee/", "speakers/bo-chen/"] {
        let atom = atom(&site, &format!("{home}feed.xml"));
        let json = json(&site, &format!("{home}feed.json"));
        assert_eq!(atom.title().as_str(), json["title"].as_str().unwrap());
        let items = json["items"].as_array().unwrap();
        assert_eq!(atom.entries().len(), items.len(), "{home}");
        for (entry, item) in atom.entries().iter().zip(items) {
            assert_eq!(entry.id(), item["id"].as_str().unwrap());
            assert_eq!(entry.title().as_str(), item["title"].as_str().unwrap());
            let content = entry.content().and_then(|content| content.value()).unwrap_or_default();
            // XML cannot hold what JSON can.
            assert_eq!(content, item["content_html"].as_str().unwrap().replace('\u{b}', ""));
        }
        // The page names both.
        let page = site.page(&format!("{home}index.html"));
        for (kind, file) in [("application/atom+xml", "feed.xml"), ("application/feed+json", "feed.json")] {
            let link = page.split("<link rel=\"alternate\"").find(|link| link.contains(kind)).unwrap();
            assert!(link.contains(&format!("href=\"{file}\"")), "{link}");
        }
    }
    // Other pages name the nearest.
    assert!(site.page("tides/01/m4h7/index.html").contains("href=\"../../feed.xml\""));
    assert!(site.page("speakers/index.html").contains("href=\"../feed.xml\""));
}

#[test]
fn entries_have_the_permanent_addresses_and_the_dates_of_the_sources() {
    let site = built("");
    let ids = |feed: &atom_syndication::Feed| -> Vec<(String, String)> {
        feed.entries().iter().map(|entry| (entry.id().to_owned(), entry.updated().to_rfc3339())).collect()
    };
    let all = atom(&site, "feed.xml");
    let expected = [
        ("https://x.example/a/fair/opening/", "2027-05-09T12:00:00+00:00"),
        ("https://x.example/a/fair/", "2027-05-08T16:00:00+00:00"),
        ("https://x.example/a/tides/corrections/#c-2026-04-01", "2026-03-31T16:00:00+00:00"),
        ("https://x.example/a/tides/", "2026-03-14T11:00:00+00:00"),
        ("https://x.example/a/undated/", "1970-01-01T00:00:00+00:00"),
    ];
    assert_eq!(ids(&all), expected.map(|(id, time)| (id.to_owned(), time.to_owned())));
    let tides = atom(&site, "tides/feed.xml");
    let expected = [
        ("https://x.example/a/tides/corrections/#c-2026-04-01", "2026-03-31T16:00:00+00:00"),
        // What was corrected has changed.
        ("https://x.example/a/tides/02/", "2026-03-31T16:00:00+00:00"),
        ("https://x.example/a/tides/01/", "2026-03-14T11:00:00+00:00"),
    ];
    assert_eq!(ids(&tides), expected.map(|(id, time)| (id.to_owned(), time.to_owned())));
    assert_eq!(tides.authors()[0].name(), "The Society");
    let one = &tides.entries()[2];
    let content = one.content().unwrap().value().unwrap();
    for part in [
        "<p><strong>Ann Lee</strong></p>",
        "<a href=\"https://x.example/a/speakers/bo-chen/\">",
        "<a href=\"https://x.example/a/tides/02/\">",
        "src=\"https://x.example/a/assets/gauge.",
        "<mark>Tides {{ are }} late</mark>",
        "(laughter)",
        "<strong>陈博</strong>",
        "<ol>\n<li value=\"1\">",
    ] {
        assert!(content.contains(part), "{part}\n{content}");
    }
    assert_eq!(one.authors().iter().map(atom_syndication::Person::name).collect::<Vec<_>>(), ["Ann Lee", "陈博"]);
    let ann = atom(&site, "speakers/ann-lee/feed.xml");
    assert_eq!(ann.entries()[0].id(), "https://x.example/a/tides/02/#t5x2");
    assert_eq!(ann.entries()[0].links()[0].href(), "https://x.example/a/tides/02/t5x2/");
}

#[test]
fn a_site_may_want_no_feeds_and_one_without_an_address_has_none() {
    let site = built("feeds: false\n");
    assert!(!site.output().join("feed.xml").exists() && !site.output().join("tides/feed.json").exists());
    assert!(!site.page("index.html").contains("application/atom+xml"));
    let bare = Site::new();
    bare.put("content/site.yaml", "title: Bare\n");
    bare.put("content/event.md", site::EVENT.replace("title:", "date: 2027-01-01\nstatus: scheduled\ntitle:"));
    bare.put("content/01.md", "**Ann Lee:** Hello.\n");
    bare.build();
    let files = site::snapshot(&bare.output());
    assert!(files.contains_key("01/index.html"));
    let made =
        |name: &&String| ["feed.xml", "feed.json", "event.ics", "oembed.json"].iter().any(|end| name.ends_with(end));
    assert_eq!(files.keys().find(made), None);
}

#[test]
fn where_one_event_stands_at_the_root_the_feed_has_its_sections() {
    let site = Site::new();
    site.put("content/site.yaml", SITE);
    site.put("content/event.md", site::EVENT);
    site.put("content/01.md", "**Ann Lee:** Hello.\n");
    site.put("content/more/event.md", "---\ntitle: More\ndate: 2026-01-01\n---\n");
    site.build();
    let feed = atom(&site, "feed.xml");
    let ids: Vec<&str> = feed.entries().iter().map(atom_syndication::Entry::id).collect();
    assert_eq!(ids, ["https://x.example/a/more/", "https://x.example/a/01/"]);
}

#[test]
fn calendars_are_read_back() {
    let site = built("");
    let text = site.page("fair/event.ics");
    for line in text.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line:?}");
    }
    let unfolded = unfold(&text);
    let calendar = read_calendar(&unfolded).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(calendar.components.len(), 2, "{text}");
    for written in [":A fair\\; with\\, commas", ":A\\nB\\\\C\r\n"] {
        assert!(unfolded.contains(written), "{written}\n{unfolded}");
    }
    let value = |at: usize, name: &str| {
        let one = &calendar.components[at];
        one.find_prop(name).unwrap_or_else(|| panic!("{name}: {text}")).val.to_string()
    };
    for (name, expected) in [
        ("UID", "https://x.example/a/fair/"),
        ("DTSTART", "20270509"),
        ("DTEND", "20270511"),
        ("DTSTAMP", "20270508T160000Z"),
        ("LOCATION", "Ice Works, 7 Mole Road, Town"),
        ("DESCRIPTION", "A\nB\\C"),
    ] {
        assert_eq!(value(0, name), expected);
    }
    assert!(value(0, "SUMMARY").starts_with("A fair; with, commas"));
    for (name, expected) in [
        ("DTSTART", "20270509T120000Z"),
        ("DTEND", "20270509T133000Z"),
        ("SUMMARY", "开幕"),
        ("LOCATION", "Hall, Ice Works, 7 Mole Road, Town"),
    ] {
        assert_eq!(value(1, name), expected);
    }
    assert!(site.page("fair/index.html").contains("href=\"event.ics\""));
    assert!(site.output().join("fair/opening/event.ics").is_file());
    // What is past and holds nothing is in no calendar.
    assert!(!site.output().join("tides/event.ics").exists());
}

#[test]
fn what_is_embedded_needs_nothing_around_it() {
    let site = built("");
    let id = "k3f9-1";
    for (path, author, words) in [
        ("tides/01/", Some("Ann Lee"), "See"),
        ("tides/01/m4h7/", Some("陈博"), "好。"),
        (&format!("tides/01/{id}/"), Some("Ann Lee"), "Tides {{ are }} late"),
        ("tides/02/t5x2/", Some("Ann Lee"), "2 &lt; 3"),
    ] {
        let embedded: Value = serde_json::from_str(&site.page(&format!("{path}oembed.json"))).unwrap();
        // What a rich one must have (oembed.com, section 2.3.4.4).
        assert_eq!((&embedded["version"], &embedded["type"]), (&"1.0".into(), &"rich".into()));
        assert!(embedded["width"].is_u64() && embedded["height"].is_u64(), "{embedded}");
        assert_eq!(embedded["author_name"].as_str(), author);
        let html = embedded["html"].as_str().unwrap();
        assert!(html.starts_with(&format!("<blockquote cite=\"https://x.example/a/{path}\"")), "{html}");
        assert!(html.contains(words) && !html.contains("<script") && html.ends_with("</blockquote>"), "{html}");
        let page = site.page(&format!("{path}index.html"));
        let link = format!("type=\"application/json+oembed\" href=\"https://x.example/a/{path}oembed.json\"");
        assert!(page.contains(&link), "{page}");
    }
}

#[test]
fn a_file_that_stands_in_the_way_is_told() {
    let site = built("");
    site.put("static/tides/feed.xml", "x");
    site.put("static/tides/01/m4h7/oembed.json", "x");
    let outcome = site.build();
    let lines = site::lines(&outcome);
    assert_eq!(lines.iter().filter(|line| line.starts_with("error[url-collision]")).count(), 2, "{lines:?}");
}
