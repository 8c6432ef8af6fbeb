//! Conferences, states of records and corrections, through the built-in theme, by its stable hooks.

use plenary::project::{self, Request};

use crate::site::{Site, lines};

/// A site with the built-in theme and a conference in Shanghai; sessions are `(folder, front matter)`.
fn conference(sessions: &[(&str, &str)]) -> Site {
    let site = Site::new();
    site.put("content/site.yaml", "title: A site\nbase_url: https://x.example/\nlanguage: en\n");
    site.put("content/meet/event.md", "---\ntitle: The Meet\ndate: 2026-05-09\ntimezone: Asia/Shanghai\n---\n");
    for (folder, front) in sessions {
        let front = front.replace("; ", "\n");
        site.put(
            &format!("content/meet/{folder}/event.md"),
            format!("---\ntitle: Session {folder}\ntimezone: Asia/Shanghai\n{front}\n---\n"),
        );
    }
    site
}

fn built(site: &Site) {
    assert_eq!(lines(&site.build()), [""; 0]);
}

/// What stands between two marks on a page.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("no {from} in {page}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} behind {from}")).0
}

fn onward(site: &Site, folder: &str) -> Vec<String> {
    let page = site.page(&format!("meet/{folder}/index.html"));
    let nav = between(&page, "class=\"onward\"", "</nav>").to_owned();
    nav.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_session_leads_to_the_next_in_its_track() {
    let site = conference(&[
        ("key", "date: 2026-05-09T09:00"),
        ("a1", "date: 2026-05-09T10:00; track: A"),
        ("b1", "date: 2026-05-09T10:30; track: B"),
        ("a2", "date: 2026-05-09T12:00; track: A"),
        ("later", "track: A"),
    ]);
    built(&site);
    assert_eq!(onward(&site, "a1"), ["../a2/", "../#programme"]);
    assert_eq!(onward(&site, "b1"), ["../#programme"]);
    // What has no day yet comes after what has one.
    assert_eq!(onward(&site, "a2"), ["../later/", "../a1/", "../#programme"]);
    // Outside all tracks what comes next is whatever comes next.
    assert_eq!(onward(&site, "key"), ["../a1/", "../#programme"]);
    assert!(site.page("meet/a1/index.html").contains("Next in A"));
}

#[test]
fn tracks_and_speakers_have_pages_of_their_sessions() {
    let ann = "speakers:\n  - {id: ann-lee, name: Ann Lee}";
    let site = conference(&[
        ("a1", &format!("date: 2026-05-09T10:00; track: Tides & Pipes; {ann}")),
        ("b1", &format!("date: 2026-05-09T11:00; track: B; {ann}")),
        ("b2", "date: 2026-05-09T12:00; track: B"),
    ]);
    built(&site);
    let sessions = |path: &str| -> Vec<String> {
        let page = site.page(path);
        let headings = page.split("<h3 lang=\"en\"><a href=\"").skip(1);
        headings.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(sessions("meet/programme/b/index.html"), ["../../b1/", "../../b2/"]);
    assert_eq!(sessions("meet/programme/tides-pipes/index.html"), ["../../a1/"]);
    assert_eq!(sessions("meet/programme/with/ann-lee/index.html"), ["../../../a1/", "../../../b1/"]);
    // Who shortens the address comes to the whole programme.
    assert!(site.page("meet/programme/index.html").contains("url=../"));
    let whole = site.page("meet/index.html");
    for href in ["programme/b/", "programme/tides-pipes/", "programme/with/ann-lee/"] {
        assert!(whole.contains(&format!("href=\"{href}\"")), "{href}");
    }
}

#[test]
fn what_overlaps_stands_side_by_side_and_what_lasts_reaches_down() {
    let site = conference(&[
        ("key", "date: 2026-05-09T09:00; end: 2026-05-09T09:30"),
        ("a-long", "date: 2026-05-09T10:00; end: 2026-05-09T12:00; track: A"),
        ("b1", "date: 2026-05-09T10:00; end: 2026-05-09T11:00; track: B"),
        ("b2", "date: 2026-05-09T11:00; end: 2026-05-09T12:00; track: B"),
        ("b3", "date: 2026-05-09T11:30; end: 2026-05-09T12:00; track: B"),
        ("end", "date: 2026-05-09T13:00; end: 2026-05-09T14:00"),
    ]);
    built(&site);
    let page = site.page("meet/index.html");
    let table = between(&page, "<table", "</table>");
    let head = between(table, "<thead>", "</thead>");
    assert_eq!(head.matches("scope=\"col\"").count(), 2);
    assert!(head.contains("colspan=\"2\""), "{head}");
    let row =
        |title: &str| table.split("<tr").find(|row| row.contains(&format!(">Session {title}<"))).unwrap().to_owned();
    assert!(row("key").contains("colspan=\"3\""), "{}", row("key"));
    // 10:00, 11:00 and 11:30 begin while it lasts.
    assert!(between(&row("a-long"), "<td", "Session a-long").contains("rowspan=\"3\""));
    assert!(!between(&row("b1"), "Session a-long", "Session b1").contains("rowspan"));
    assert!(between(&row("b2"), "<td", "Session b2").contains("rowspan=\"2\""));
    assert_eq!(table.matches("class=\"pause\"").count(), 2, "half past nine to ten, and noon to one");
    assert!(table.contains("Break · 30 min") && table.contains("Break · 60 min"));
}

#[test]
fn a_night_belongs_to_the_day_on_which_it_begins() {
    let site = conference(&[
        ("a", "date: 2026-05-09T23:00; end: 2026-05-10T00:00; track: A"),
        ("b", "date: 2026-05-09T23:30; end: 2026-05-10T01:15; track: B"),
        ("c", "date: 2026-05-10T00:30; track: C"),
    ]);
    built(&site);
    let page = site.page("meet/index.html");
    let day = |id: &str| between(&page, &format!("id=\"day-{id}\""), "</section>").to_owned();
    assert_eq!(day("2026-05-09").matches("data-begin").count(), 2);
    assert_eq!(day("2026-05-10").matches("data-begin").count(), 1);
    let flat = page.replace('\u{202f}', " ");
    assert!(flat.contains(">until 12:00 AM<"), "midnight ends the day");
    assert!(flat.contains(">until 1:15 AM the next day<"));
    assert!(page.contains("data-until=\"2026-05-10T01:15:00+08:00\""));
    // Without an end an hour is taken.
    assert!(page.contains("data-begin=\"2026-05-10T00:30:00+08:00\" data-until=\"2026-05-10T01:30:00+08:00\""));
}

#[test]
fn times_are_those_of_the_conference() {
    let site = conference(&[
        ("here", "date: 2026-05-09T10:00"),
        ("far", "date: 2026-05-09T22:00-03:00"),
        ("day", "date: 2026-05-09"),
        ("never", "room: Ice Hall"),
    ]);
    built(&site);
    let page = site.page("meet/index.html");
    assert!(page.contains("Asia/Shanghai (UTC+8)"));
    assert!(page.contains("data-begin=\"2026-05-09T10:00:00+08:00\""));
    assert!(between(&page, "id=\"day-2026-05-10\"", "</section>").contains("data-begin=\"2026-05-10T09:00:00+08:00\""));
    // A day without a time stands at the end of the day, what has no day at the end of all.
    let first = between(&page, "id=\"day-2026-05-09\"", "</section>");
    assert!(first.find("Session here") < first.find("Session day"));
    assert!(page.find("id=\"day-2026-05-10\"") < page.find("Session never"));
}

#[test]
fn translations_of_a_session_are_one_in_the_programme() {
    let site = conference(&[
        ("zh", "date: 2026-05-09T10:00; language: zh-Hans"),
        ("en", "date: 2026-05-09T10:00; language: en; translation_of: meet/zh"),
    ]);
    built(&site);
    let page = site.page("meet/index.html");
    assert_eq!(page.matches("data-begin").count(), 1);
    assert!(page.contains("<h4 lang=\"en\"><a href=\"en/\">"));
    assert!(page.contains("href=\"zh/\" hreflang=\"zh-Hans\""));
}

#[test]
fn corrections_are_marked_where_they_belong() {
    let site = Site::new();
    site.put("content/site.yaml", "title: A site\nbase_url: https://x.example/\nlanguage: en\n");
    let corrections = "corrections:\n  - {date: 2026-03-20, text: First., turn: k3f9}\n  - {date: 2026-04-01, text: Second., section: 1}\n  - {date: 2026-04-01, text: Third., turn: m2aa}\n";
    site.put(
        "content/panel/event.md",
        format!("---\ntitle: Panel\nspeakers:\n  - {{id: ann-lee, name: Ann Lee}}\n{corrections}---\n"),
    );
    site.put("content/panel/01.md", "# One\n\n**Ann Lee:** {#k3f9} Hello.\n");
    site.put("content/panel/02.md", "# Two\n\n**Ann Lee:** {#m2aa} Good bye.\n\n> [!CORRECTION]\n> It was *adieu*.\n");
    built(&site);
    let section = site.page("panel/01/index.html");
    let turn = between(&section, "id=\"k3f9\"", "Hello.");
    assert!(turn.contains("data-corrected") && turn.contains("href=\"../corrections/#c-2026-03-20\""), "{turn}");
    assert!(turn.contains("Corrected March 20, 2026"), "{turn}");
    // The section's head has both of its corrections.
    let head = between(&section, "<main", "id=\"k3f9\"");
    assert!(head.contains("#c-2026-04-01\"") && head.contains("#c-2026-03-20\""), "{head}");
    let page = site.page("panel/corrections/index.html");
    let order: Vec<_> = ["Second.", "Third.", "First."].iter().map(|text| page.find(text)).collect();
    assert!(order.is_sorted() && order.iter().all(Option::is_some), "newest first: {order:?}");
    assert!(page.contains("id=\"c-2026-04-01-2\"") && page.contains("href=\"../02/#m2aa\""));
    assert!(page.contains("It was adieu."));
    assert!(site.page("panel/index.html").contains("href=\"corrections/\""));
    assert!(site.page("corrections/index.html").contains("href=\"../panel/02/#m2aa\""));
    // The whole transcript carries the mark as well.
    assert!(site.page("panel/all/index.html").contains("href=\"../corrections/#c-2026-03-20\""));
}

#[test]
fn states_say_what_they_mean() {
    let site = conference(&[
        ("soon", "date: 2026-05-09T10:00; status: scheduled"),
        ("rough", "date: 2026-05-09T11:00; status: provisional"),
        ("draft", "date: 2026-05-09T12:00; draft: true"),
        ("held", "date: 2026-05-09T13:00; publish_at: 2100-01-01; status: final"),
    ]);
    built(&site);
    let soon = site.page("meet/soon/index.html");
    assert!(soon.contains("data-state=\"scheduled\"") && soon.contains("yet to take place"));
    assert!(soon.contains("The transcript will appear here"));
    let programme = site.page("meet/index.html");
    assert!(programme.contains("data-state=\"provisional\""));
    for folder in ["draft", "held"] {
        assert!(!site.output().join(format!("meet/{folder}/index.html")).exists(), "{folder}");
    }
    assert!(!programme.contains("Session draft") && !programme.contains("Session held"));
    let outcome = project::build(&Request { drafts: true, ..site.request() }, &());
    assert_eq!(lines(&outcome), [""; 0]);
    assert!(site.page("meet/draft/index.html").contains("data-state=\"draft\""));
    let held = site.page("meet/held/index.html");
    assert!(held.contains("data-state=\"embargo\"") && held.contains("before January 1, 2100"), "{held}");
    assert!(held.contains("data-state=\"final\""));
    let programme = site.page("meet/index.html");
    assert!(programme.contains("data-state=\"embargo\"") && !programme.contains("data-state=\"final\""));
}
