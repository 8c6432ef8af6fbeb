//! What pages say to machines: JSON-LD, read back as JSON and held against what schema.org and search engines ask for, and
//! the preview of chat apps.

use serde_json::Value;

use crate::site::{self, Site};

const SITE: &str = "title: Talks\nbase_url: https://x.example/a/\nlanguage: en\ntimezone: Asia/Taipei\n\
    publisher: {name: The Society, url: \"https://society.example/\", logo: society.svg}\n";

const EVENT: &str = "---\ntitle: On tides\ndate: 2026-03-14T19:00\nend: 2026-03-14T21:00\n\
    venue: {name: Ice Works, address: 7 Mole Road, online: \"https://live.example/\"}\n\
    media: {video: \"https://cdn.example/talk.mp4\", offset: 2}\n\
    speakers:\n  - {id: ann-lee, name: Ann Lee, role: moderator, organization: Echo, position: Host}\n  - {id: bo-chen, name: 陈博}\n\
    corrections:\n  - {date: 2026-04-01, text: \"</script><!-- 2 < 3\", section: 1}\n---\n";

const ONE: &str = "# One & \"two\"\n\n[00:10] **Ann Lee:** {#k3f9} ==Tides are late==.\n\n\
    陈博： {#m4h7} 月亮是奶酪做的。\n\n> [!FACT-CHECK]\n> **Wrong.** It is not.\n\n\
    **Audience:** {#q2q2} Why?\n\n**Ann Lee:** {#r5r5} Because.\n\n> [!FACT-CHECK]\n> Nobody knows.\n";

fn built() -> Site {
    let site = Site::new();
    site.put("content/site.yaml", SITE);
    site.put("static/society.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.put("content/tides/event.md", EVENT);
    site.put("content/tides/01.md", ONE);
    site.put("content/tides/02.md", "[00:30] **Ann Lee:** More.\n");
    site.put(
        "content/speakers/ann-lee.md",
        "---\nname: Ann Lee\nnames: {zh-Hans: 李安}\nposition: Editor\nsame_as: [\"https://ann.example/\", \"mailto:ann@x.example\"]\n---\n",
    );
    site.put("content/glossary.yaml", "tide: {text: \"What **comes** and goes.\", aliases: [tides]}\n");
    site.put(
        "content/fair/event.md",
        "---\ntitle: Fair\ndate: 2027-05-09\nend: 2027-05-10\nstatus: scheduled\nvenue: Ice Works\n---\n",
    );
    site.put("content/fair/opening/event.md", "---\ntitle: Opening\ndate: 2027-05-09T20:00\n---\n");
    site.put("content/vague/event.md", "---\ntitle: Vague\n---\n");
    let outcome = site.build();
    assert!(!outcome.diagnostics.has_errors(), "{:?}", site::lines(&outcome));
    site
}

/// The things on a page. Every one has a type, every address is absolute, and nothing is empty.
fn things(site: &Site, path: &str) -> Vec<Value> {
    fn look(value: &Value, path: &str) {
        match value {
            Value::Object(fields) => {
                assert!(fields.contains_key("@type") || fields.keys().eq(["@id"]), "{path}: {value}");
                for (key, value) in fields {
                    if matches!(key.as_str(), "@id" | "url" | "logo" | "item" | "image" | "sameAs" | "contentUrl") {
                        let all = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                        assert!(all.iter().all(|url| url.as_str().unwrap().starts_with("https://")), "{path}: {value}");
                    }
                    look(value, path);
                }
            }
            Value::Array(values) => {
                assert!(!values.is_empty(), "{path}");
                for value in values {
                    look(value, path);
                }
            }
            Value::String(text) => assert!(!text.is_empty(), "{path}"),
            _ => assert!(!value.is_null(), "{path}"),
        }
    }
    let page = site.page(&format!("{path}index.html"));
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").unwrap_or_else(|| panic!("{path}"));
    let (json, _) = rest.split_once("</script>").unwrap();
    assert!(!json.contains('<'), "{json}");
    let whole: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{path}: {error}\n{json}"));
    assert_eq!(whole["@context"], "https://schema.org");
    let things = whole["@graph"].as_array().unwrap().clone();
    for thing in &things {
        look(thing, path);
    }
    things
}

#[test]
fn an_event_says_who_where_and_when() {
    let site = built();
    let things = things(&site, "tides/");
    let event = &things[0];
    for (at, expected) in [
        ("/@type", "Event"),
        ("/name", "On tides"),
        ("/startDate", "2026-03-14T19:00:00+08:00"),
        ("/endDate", "2026-03-14T21:00:00+08:00"),
        ("/eventAttendanceMode", "https://schema.org/MixedEventAttendanceMode"),
        ("/location/0/@type", "Place"),
        ("/location/0/address", "7 Mole Road"),
        ("/location/1/url", "https://live.example/"),
        ("/performer/0/roleName", "Moderator"),
        ("/performer/0/description", "Host, Echo"),
        ("/performer/0/performer/name", "Ann Lee"),
        ("/performer/1/@type", "Person"),
        ("/recordedIn/@type", "VideoObject"),
        ("/recordedIn/contentUrl", "https://cdn.example/talk.mp4"),
        ("/recordedIn/transcript", "https://x.example/a/tides/all/"),
        ("/recordedIn/caption/encodingFormat", "text/vtt"),
        ("/subjectOf/hasPart/0/headline", "One & \"two\""),
        ("/subjectOf/hasPart/2/@type", "Question"),
        ("/subjectOf/hasPart/2/suggestedAnswer/author/name", "Ann Lee"),
        ("/subjectOf/dateModified", "2026-04-01"),
    ] {
        assert_eq!(event.pointer(at).and_then(Value::as_str), Some(expected), "{at}: {event:#}");
    }
    assert_eq!(event["recordedIn"]["hasPart"][0]["startOffset"], 12.0);
    assert_eq!(event["recordedIn"]["hasPart"][0]["endOffset"], 32.0);
    assert!(event.get("eventStatus").is_none());
    assert_eq!(things[1]["@type"], "BreadcrumbList");
    assert_eq!(things[1]["itemListElement"][1]["item"], "https://x.example/a/tides/");
}

#[test]
fn a_conference_holds_its_sessions_and_what_is_unknown_is_left_out() {
    let site = built();
    let fair = &things(&site, "fair/")[0];
    assert_eq!(fair["eventStatus"], "https://schema.org/EventScheduled");
    assert_eq!(fair["subEvent"]["name"], "Opening");
    assert_eq!(fair["subEvent"]["location"]["name"], "Ice Works");
    assert!(fair.get("eventAttendanceMode").is_none() && fair.get("subjectOf").is_none(), "{fair}");
    assert_eq!(things(&site, "fair/opening/")[0]["superEvent"]["name"], "Fair");
    let vague = &things(&site, "vague/")[0];
    let keys: Vec<&String> = vague.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["@type", "@id", "url", "name", "inLanguage"]);
}

#[test]
fn a_section_is_an_article_in_the_record_of_its_event() {
    let site = built();
    let article = &things(&site, "tides/01/")[0];
    for (at, expected) in [
        ("/@type", "Article"),
        ("/@id", "https://x.example/a/tides/01/"),
        ("/headline", "One & \"two\""),
        ("/datePublished", "2026-03-14T19:00:00+08:00"),
        ("/dateModified", "2026-04-01"),
        ("/author/1/name", "陈博"),
        ("/publisher/name", "The Society"),
        ("/publisher/logo", "https://x.example/a/society.svg"),
        ("/isPartOf/@id", "https://x.example/a/tides/#record"),
        ("/about/@id", "https://x.example/a/tides/#event"),
        ("/associatedMedia/@type", "Clip"),
        ("/correction/@type", "CorrectionComment"),
        ("/correction/text", "</script><!-- 2 < 3"),
        ("/hasPart/0/@type", "Quotation"),
        ("/hasPart/0/text", "Tides are late"),
        ("/hasPart/0/url", "https://x.example/a/tides/01/k3f9-1/"),
        ("/hasPart/1/name", "Why?"),
        ("/hasPart/1/suggestedAnswer/url", "https://x.example/a/tides/01/#r5r5"),
        // A fact check without a verdict is none for machines.
        ("/hasPart/2/@type", "ClaimReview"),
        ("/hasPart/2/claimReviewed", "月亮是奶酪做的。"),
        ("/hasPart/2/reviewRating/alternateName", "Wrong"),
        ("/hasPart/2/itemReviewed/author/name", "陈博"),
    ] {
        assert_eq!(article.pointer(at).and_then(Value::as_str), Some(expected), "{at}: {article:#}");
    }
    assert_eq!(article["hasPart"].as_array().unwrap().len(), 3);
    let quotation = &things(&site, "tides/01/k3f9-1/")[0];
    assert_eq!((&quotation["@type"], &quotation["text"]), (&"Quotation".into(), &"Tides are late".into()));
    assert_eq!(quotation["isPartOf"]["@id"], "https://x.example/a/tides/01/");
    assert_eq!(things(&site, "tides/01/m4h7/")[0]["creator"]["name"], "陈博");
}

#[test]
fn speakers_terms_and_questions() {
    let site = built();
    let page = &things(&site, "speakers/ann-lee/")[0];
    let person = &page["mainEntity"];
    assert_eq!(page["@type"], "ProfilePage");
    assert_eq!((&person["name"], &person["alternateName"]), (&"Ann Lee".into(), &"李安".into()));
    assert_eq!((&person["jobTitle"], &person["sameAs"]), (&"Editor".into(), &"https://ann.example/".into()));
    let role = &person["performerIn"];
    assert_eq!((&role["@type"], &role["roleName"]), (&"PerformanceRole".into(), &"Moderator".into()));
    assert_eq!((&role["description"], &role["performerIn"]["name"]), (&"Host, Echo".into(), &"On tides".into()));
    let glossary = &things(&site, "glossary/")[0];
    assert_eq!(glossary["hasDefinedTerm"]["description"], "What comes and goes.");
    assert_eq!(things(&site, "questions/")[0]["itemListElement"]["name"], "Why?");
    assert_eq!(things(&site, "")[0]["@type"], "WebSite");
}

#[test]
fn chat_apps_read_names_and_times() {
    let site = built();
    let page = site.page("tides/01/index.html");
    for part in [
        "<meta itemprop=\"name\" content=\"One &amp; &quot;two&quot; · On tides\">",
        "<meta property=\"og:type\" content=\"article\">",
        "<meta property=\"article:published_time\" content=\"2026-03-14T19:00:00+08:00\">",
        "<meta property=\"article:modified_time\" content=\"2026-04-01\">",
        "<meta name=\"twitter:card\"",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    // Without an address there is nothing to say.
    let bare = Site::new();
    bare.put("content/site.yaml", "title: Bare\n");
    bare.put("content/event.md", site::EVENT);
    bare.build();
    assert!(!bare.page("index.html").contains("ld+json"));
}
