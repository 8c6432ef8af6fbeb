//! Ledgers, pins and former addresses, seen from outside: what is written, what answers, and what is told.

use std::fs;
use std::process::Command;

use plenary::project::{self, Request};

use crate::site::{EVENT, SITE, Site, lines, plenary, snapshot, succeed};

const LOCK: &str = "content/panel/links.lock";

const ONE: &str = "# One\n\n**Ann Lee:** The tide tables hang beside the door of the old fish market.\n\n**Bo Chen:** Nobody has read them since the lamps were lit by the machine.\n\n**Ann Lee:** Then let us read them aloud tonight, ==one line for each of us==.\n";

/// An event in a folder of its own, built once.
fn published() -> Site {
    let site = Site::new();
    site.put("content/panel/event.md", EVENT);
    site.put("content/panel/01.md", ONE);
    site.put("content/panel/02.md", "# Two\n\n**Bo Chen:** What does the ferry do when the fog does not lift before noon?\n\n**Ann Lee:** It waits, and everybody waits with it.\n");
    assert_eq!(lines(&site.build()), [""; 0]);
    site
}

fn ids(site: &Site) -> Vec<(String, String)> {
    let lock = fs::read_to_string(site.root().join(LOCK)).unwrap();
    let words = lock.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let turns = words.filter(|words| words.len() > 3 && !words[0].starts_with('#') && words[0].len() == 4);
    turns.map(|words| (words[0].to_owned(), words[1].to_owned())).collect()
}

fn build_locked(site: &Site) -> Vec<String> {
    lines(&project::build(&Request { output: None, locked: true, ..site.request() }, &()))
}

#[test]
fn a_ledger_holds_every_link_and_changes_only_with_the_sources() {
    let site = published();
    let before = snapshot(&site.root().join("content"));
    let lock = String::from_utf8(before["panel/links.lock"].clone()).unwrap();
    assert!(lock.starts_with("plenary links 1\n# "), "{lock}");
    assert!(lock.contains("\nevent panel/\n\nsection 01\n\n"), "{lock}");
    let voices: Vec<String> = ids(&site).into_iter().map(|(_, voice)| voice).collect();
    assert_eq!(voices, ["ann-lee", "bo-chen", "ann-lee", "bo-chen", "ann-lee"]);
    assert_eq!(lock.matches("-1 ").count(), 1, "one quotation: {lock}");
    let root = String::from_utf8(before["links.lock"].clone()).unwrap();
    assert!(root.ends_with("holds panel/ 01 02\nspeaker ann-lee\nspeaker bo-chen\n"), "{root}");
    assert_eq!(lines(&site.build()), [""; 0]);
    assert_eq!(snapshot(&site.root().join("content")), before);
    assert_eq!(build_locked(&site), [""; 0]);

    site.put("content/panel/02.md", "# Two\n\n**Bo Chen:** New.\n");
    assert_eq!(
        build_locked(&site),
        ["error[locked] content/panel/links.lock this ledger does not know 3 changes of its turns"]
    );
    assert_eq!(
        snapshot(&site.root().join("content"))["panel/links.lock"],
        before["panel/links.lock"],
        "nothing is written"
    );
}

#[test]
fn what_is_only_looked_at_is_not_remembered() {
    let site = published();
    site.put("content/panel/03.md", "---\ndraft: true\n---\n# Three\n\n**Ann Lee:** Not yet.\n");
    let before = snapshot(&site.root().join("content"));
    assert_eq!(lines(&project::build(&Request { drafts: true, ..site.request() }, &())), [""; 0]);
    assert!(site.page("panel/03/index.html").contains("Not yet."));
    assert_eq!(snapshot(&site.root().join("content")), before);
}

#[test]
fn an_edited_turn_keeps_its_link_and_one_that_goes_leaves_its_place() {
    let site = published();
    let before = ids(&site);
    site.put("content/panel/01.md", ONE.replace("beside the door of", "behind the big door of"));
    assert_eq!(lines(&site.build()), [""; 0]);
    assert_eq!(ids(&site), before);

    let gone = &before[1].0;
    let without: Vec<&str> = ONE.split("\n\n").filter(|paragraph| !paragraph.contains("Nobody")).collect();
    site.put("content/panel/01.md", without.join("\n\n"));
    assert_eq!(lines(&site.build()), [""; 0]);
    let page = site.page(&format!("panel/01/{gone}/index.html"));
    assert!(page.contains(&format!("url=../#{gone}\"")), "{page}");
    let lock = fs::read_to_string(site.root().join(LOCK)).unwrap();
    assert!(lock.lines().any(|line| line.starts_with(gone.as_str()) && line.ends_with(" gone")), "{lock}");

    // It comes back under its own link.
    site.put("content/panel/01.md", ONE);
    assert_eq!(lines(&site.build()), [""; 0]);
    assert_eq!(ids(&site), before);
    assert!(!site.page(&format!("panel/01/{gone}/index.html")).contains("refresh"));
}

#[test]
fn words_never_pass_to_another_speaker() {
    let site = published();
    let before = ids(&site);
    site.put("content/panel/01.md", ONE.replace("**Bo Chen:** Nobody", "**Ann Lee:** Nobody"));
    assert_eq!(lines(&site.build()), [""; 0]);
    let after = ids(&site);
    let taken = after.iter().find(|(id, _)| *id == before[1].0).unwrap();
    assert_eq!(taken.1, "bo-chen", "the link is retired, not given away");
    assert!(site.page(&format!("panel/01/{}/index.html", before[1].0)).contains("refresh"));
}

#[test]
fn what_moves_leads_on_from_where_it_stood() {
    let site = published();
    let third = ids(&site)[2].0.clone();
    let sentence = "**Ann Lee:** Then let us read them aloud tonight, ==one line for each of us==.\n";
    site.put("content/panel/01.md", ONE.replace(sentence, ""));
    site.put("content/panel/02.md", format!("# Two\n\n{sentence}\n**Bo Chen:** What does the ferry do when the fog does not lift before noon?\n\n**Ann Lee:** It waits, and everybody waits with it.\n"));
    assert_eq!(lines(&site.build()), [""; 0]);
    for (from, to) in
        [(third.clone(), format!("../../02/{third}/")), (format!("{third}-1"), format!("../../02/{third}-1/"))]
    {
        let page = site.page(&format!("panel/01/{from}/index.html"));
        assert!(page.contains(&format!("content=\"0; url={to}\"")), "{page}");
        assert!(page.contains(&format!("href=\"https://x.example/panel/02/{from}/\"")), "{page}");
        assert!(page.contains(&format!("<a href=\"{to}\">")), "{page}");
    }
}

#[test]
fn the_whole_transcript_keeps_every_former_link_once() {
    let site = published();
    let before: Vec<String> = ids(&site).into_iter().map(|(id, _)| id).collect();
    let all = |expected: &[(&str, String)]| {
        let page = site.page("panel/all/index.html");
        for id in &before {
            assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}: {page}");
        }
        for (what, mark) in expected {
            assert!(page.contains(mark.as_str()), "{what}: {mark} is not in {page}");
        }
    };
    all(&[]);
    // The second turn goes; the third goes over to the other section, where the fifth takes it in, being of that section.
    let sentence = "**Ann Lee:** Then let us read them aloud tonight, ==one line for each of us==.";
    let joined = format!("{sentence} It waits, and everybody waits with it.");
    let first = ONE.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
    site.put("content/panel/01.md", format!("{first}\n"));
    site.put(
        "content/panel/02.md",
        format!("# Two\n\n{joined}\n\n**Bo Chen:** What does the ferry do when the fog does not lift before noon?\n"),
    );
    assert_eq!(lines(&site.build()), [""; 0]);
    all(&[
        ("gone", format!("<p id=\"{}\">gone</p>", before[1])),
        ("taken in", format!("<i id=\"{}\"></i>", before[2])),
        ("standing", format!("<section id=\"{}\"", before[4])),
    ]);
    // A section that goes altogether leaves its places in the one before it.
    fs::remove_file(site.root().join("content/panel/02.md")).unwrap();
    assert_eq!(lines(&site.build()), [""; 0]);
    all(&[("gone with its section", format!("<p id=\"{}\">gone</p>", before[3]))]);
}

#[test]
fn folders_sections_and_speakers_may_get_other_names() {
    let site = published();
    let first = ids(&site)[0].0.clone();
    let content = site.root().join("content");
    fs::rename(content.join("panel"), content.join("talks")).unwrap();
    fs::rename(content.join("talks/02.md"), content.join("talks/05.md")).unwrap();
    let silenced = format!("{SITE}silence: [section-gap]\n");
    site.put("content/site.yaml", &silenced);
    assert_eq!(lines(&site.build()), [""; 0]);
    for (from, to) in [
        ("panel/", "../talks/"),
        ("panel/all/", "../../talks/all/"),
        ("panel/01/", "../../talks/01/"),
        ("panel/02/", "../../talks/05/"),
        (format!("panel/01/{first}/").as_str(), format!("../../../talks/01/{first}/").as_str()),
    ] {
        let page = site.page(&format!("{from}index.html"));
        assert!(page.contains(&format!("content=\"0; url={to}\"")), "{from}: {page}");
    }
    let lock = fs::read_to_string(content.join("talks/links.lock")).unwrap();
    assert!(lock.contains("\nevent talks/\nevent panel/\n"), "{lock}");

    // A name that is spelt otherwise everywhere is the same speaker; and the event goes altogether.
    for (path, text) in [("talks/event.md", EVENT.to_owned()), ("talks/01.md", ONE.to_owned())] {
        site.put(&format!("content/{path}"), text.replace("Bo Chen", "Bo Cheng").replace("bo-chen", "bo-cheng"));
    }
    site.put("content/talks/05.md", "# Two\n\n**Bo Cheng:** What does the ferry do when the fog does not lift before noon?\n\n**Ann Lee:** It waits, and everybody waits with it.\n");
    assert_eq!(lines(&site.build()), [""; 0]);
    assert!(site.page("speakers/bo-chen/index.html").contains("content=\"0; url=../bo-cheng/\""));
    let root = fs::read_to_string(content.join("links.lock")).unwrap();
    assert!(root.contains("speaker bo-chen in=bo-cheng\nspeaker bo-cheng\n"), "{root}");
    fs::remove_dir_all(content.join("talks")).unwrap();
    site.put("content/other/event.md", EVENT);
    site.put("content/other/01.md", "# One\n\n**Ann Lee:** Another evening.\n");
    assert_eq!(lines(&site.build()), [""; 0]);
    assert!(site.page("talks/index.html").contains("content=\"0; url=../\""));
    assert!(site.page("talks/05/index.html").contains("content=\"0; url=../../\""));
}

#[test]
fn a_damaged_ledger_stops_the_build_and_is_told_by_its_line() {
    let site = published();
    let good = fs::read_to_string(site.root().join(LOCK)).unwrap();
    let published = snapshot(&site.output());
    let first = good.lines().position(|line| line.contains(" ann-lee ")).unwrap() + 1;
    let line = good.lines().nth(first - 1).unwrap();
    for (text, expected) in [
        (
            good.replace("plenary links 1", "plenary links 3"),
            "error[newer-ledger] content/panel/links.lock:1:1 this ledger has form 3; this program knows form 2"
                .to_owned(),
        ),
        (
            good.replace("plenary links 1", "hello"),
            "error[damaged-ledger] content/panel/links.lock:1:1 a ledger begins with `plenary links 1`".to_owned(),
        ),
        (String::new(), String::new()),
        (
            good.replace(line, &line[..line.len() - 1]),
            format!("error[damaged-ledger] content/panel/links.lock:{first}:1 this is no line of a ledger"),
        ),
        (
            good.replace(line, &format!("{line}\n{line}")),
            format!(
                "error[damaged-ledger] content/panel/links.lock:{}:1 the link `{}` stands twice",
                first + 1,
                &line[..4]
            ),
        ),
        (
            good.replace(line, &format!("<<<<<<< ours\n{line}\n=======\n>>>>>>> theirs")),
            format!("error[damaged-ledger] content/panel/links.lock:{first}:1 a merge left a conflict in this ledger"),
        ),
        (
            good.replace(line, "was=01 gone"),
            format!("error[damaged-ledger] content/panel/links.lock:{first}:1 this is no line of a ledger"),
        ),
    ] {
        site.put(LOCK, &text);
        let found = lines(&site.build());
        if expected.is_empty() {
            // An empty file is one that was begun and holds nothing.
            assert_eq!(
                found,
                ["error[damaged-ledger] content/panel/links.lock:1:1 a ledger begins with `plenary links 1`"]
            );
        } else {
            assert_eq!(found, [expected]);
        }
        assert_eq!(fs::read_to_string(site.root().join(LOCK)).unwrap(), text, "it is left as it is");
        assert_eq!(snapshot(&site.output()), published);
    }
}

#[test]
fn a_ledger_that_cannot_be_written_keeps_everything_as_it_was() {
    let site = published();
    let published = snapshot(&site.output());
    let lock = site.root().join(LOCK);
    let mut permissions = fs::metadata(&lock).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&lock, permissions).unwrap();
    site.put("content/panel/02.md", "# Two\n\n**Bo Chen:** New.\n");
    let found = lines(&site.build());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("error[not-written] ") && found[0].contains("links.lock this cannot be written: "),
        "{found:?}"
    );
    assert_eq!(snapshot(&site.output()), published);
}

#[test]
fn a_copied_folder_brings_no_links_along() {
    let site = published();
    site.put("content/copy/event.md", EVENT);
    site.put("content/copy/01.md", "# One\n\n**Ann Lee:** Something else.\n");
    site.put("content/copy/links.lock", fs::read_to_string(site.root().join(LOCK)).unwrap());
    let found = lines(&site.build());
    assert_eq!(
        found,
        ["error[copied-ledger] content/copy/links.lock:1:1 this ledger is a copy of that of `content/panel`"]
    );
}

#[test]
fn a_pin_wins_and_stands_once() {
    let site = published();
    let before = ids(&site);
    site.put("content/panel/01.md", ONE.replace("**Ann Lee:** The tide", "**Ann Lee:** {#ta7e} The tide"));
    assert_eq!(lines(&site.build()), [""; 0]);
    assert!(site.page("panel/01/ta7e/index.html").contains("tide tables"));
    let old = site.page(&format!("panel/01/{}/index.html", before[0].0));
    assert!(old.contains("content=\"0; url=../ta7e/\""), "the link from before leads there: {old}");
    site.put(
        "content/panel/01.md",
        ONE.replace("**Ann Lee:** The", "**Ann Lee:** {#ta7e} The")
            .replace("**Bo Chen:** Nobody", "**Bo Chen:** {#ta7e} Nobody"),
    );
    let found = lines(&site.build());
    assert!(found.iter().any(|line| line.starts_with("error[") && line.contains("`ta7e`")), "{found:?}");
}

#[test]
fn pin_writes_every_id_and_changes_nothing_else() {
    let site = published();
    let before = ids(&site);
    let published = snapshot(&site.output());
    site.put("content/panel/01.md", format!("\u{feff}{ONE}"));
    let said = succeed(plenary().args(["pin", "--root"]).arg(site.root()));
    assert_eq!(String::from_utf8_lossy(&said.stderr), "5 ids written into 2 files\n");
    let text = fs::read_to_string(site.root().join("content/panel/01.md")).unwrap();
    assert!(text.starts_with(&format!("\u{feff}# One\n\n**Ann Lee:** {{#{}}} The tide tables", before[0].0)), "{text}");
    assert_eq!(lines(&site.build()), [""; 0]);
    let after = snapshot(&site.output());
    assert_eq!(after["panel/01/index.html"], published["panel/01/index.html"]);
    // Without any ledger the links are the same.
    fs::remove_file(site.root().join(LOCK)).unwrap();
    assert_eq!(lines(&site.build()), [""; 0]);
    assert_eq!(ids(&site), before);
}

#[test]
fn changes_are_listed_before_they_are_made() {
    let site = published();
    let before = ids(&site);
    site.put(
        "content/panel/01.md",
        ONE.replace("beside", "behind")
            .replace("**Bo Chen:** Nobody has read them since the lamps were lit by the machine.\n\n", ""),
    );
    let out = succeed(plenary().args(["links", "--root"]).arg(site.root()));
    let text = String::from_utf8(out.stdout).unwrap();
    let expected = format!(
        "edited      /panel/01/#{}\nretired     /panel/01/#{gone}\nredirected  /panel/01/{gone}/ -> /panel/01/#{gone}\nkept        3 links to turns\n",
        before[0].0,
        gone = before[1].0
    );
    assert_eq!(text, expected);
    let out = succeed(plenary().args(["links", "--json", "--root"]).arg(site.root()));
    let list: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(list["kept"], 3);
    assert_eq!(list["changes"][0]["change"], "edited");
    assert_eq!(list["changes"][1]["id"], before[1].0);
    assert_eq!(list["redirects"][format!("panel/01/{}/", before[1].0)], format!("/panel/01/#{}", before[1].0));
}

#[test]
fn pages_of_turns_that_are_not_wanted_any_more_lead_on() {
    let site = published();
    let ids: Vec<String> = ids(&site).into_iter().map(|(id, _)| id).collect();
    let (plain, quoted) = (&ids[0], &ids[2]);
    let wanted = |wanted: &str| {
        site.put("content/site.yaml", format!("{SITE}turn_pages: {wanted}\n"));
        assert_eq!(lines(&site.build()), [""; 0]);
    };
    let page = |event: &str, id: &str| site.page(&format!("{event}/01/{id}/index.html"));
    let to = |id: &str| format!("content=\"0; url=../#{id}\"");
    let lock = |event: &str| fs::read_to_string(site.root().join(format!("content/{event}/links.lock"))).unwrap();
    wanted("quoted");
    assert!(page("panel", plain).contains(&to(plain)));
    assert!(!page("panel", quoted).contains("refresh"));
    wanted("none");
    for id in [plain.clone(), quoted.clone(), format!("{quoted}-1")] {
        assert!(page("panel", &id).contains(&to(&id)), "{id}");
    }
    // All pages is what a ledger means that says nothing of it, so that older programs read it.
    assert!(lock("panel").starts_with("plenary links 1\n") && !lock("panel").contains("pages"), "{}", lock("panel"));

    // What never had a page leaves none, and has none to leave.
    site.put("content/talk/event.md", EVENT);
    site.put(
        "content/talk/01.md",
        ONE.replace("**Ann Lee:** The tide", "**Ann Lee:** {#aaaa} The tide")
            .replace("**Ann Lee:** Then", "**Ann Lee:** {#cccc} Then"),
    );
    wanted("none");
    let text = lock("talk");
    assert!(
        text.starts_with("plenary links 2\n# ") && text.contains("\nevent talk/\npages none\n\nsection 01\n"),
        "{text}"
    );
    let there = || -> Vec<String> {
        let all = snapshot(&site.output().join("talk/01")).into_keys();
        all.filter(|path| path.ends_with("/index.html")).collect()
    };
    assert_eq!(there(), [""; 0]);
    wanted("quoted");
    assert!(lock("talk").contains("\npages quoted\n"));
    assert_eq!(there(), ["cccc-1/index.html", "cccc/index.html"]);
    wanted("none");
    assert!(lock("talk").contains("\npages quoted\n"), "the widest that was published");
    assert_eq!(there(), ["cccc-1/index.html", "cccc/index.html"]);
    assert!(page("talk", "cccc").contains(&to("cccc")) && page("talk", "cccc-1").contains(&to("cccc-1")));
    site.put("content/talk/01.md", "# One\n\n**Ann Lee:** Another evening.\n");
    wanted("none");
    assert_eq!(there(), ["cccc-1/index.html", "cccc/index.html"], "one that went without a page leaves none");
    // Lines of two branches: the wider one holds.
    site.put("content/talk/links.lock", lock("talk").replace("pages quoted\n", "pages none\npages quoted\n"));
    wanted("none");
    assert_eq!(lock("talk").matches("pages").count(), 1);
    assert!(lock("talk").contains("\npages quoted\n"));
    wanted("all");
    assert!(lock("talk").starts_with("plenary links 1\n") && !lock("talk").contains("pages"));
}

#[test]
fn stated_redirects_lead_on_and_circles_are_told() {
    let site = published();
    let with = |redirects: &str| site.put("content/site.yaml", format!("{SITE}redirects:\n{redirects}"));
    with("  old/: panel/01/\n  older/: old/\n  away/: https://y.example/x\n");
    assert_eq!(lines(&site.build()), [""; 0]);
    assert!(site.page("older/index.html").contains("url=../panel/01/"), "the chain is flattened");
    assert!(site.page("away/index.html").contains("url=https://y.example/x"));
    with("  a/: b/\n  b/: a/\n");
    assert_eq!(
        lines(&site.build()),
        ["error[circular-redirect] content/site.yaml:6:3 the former address `a/` leads on in a circle"]
    );
    with("  a/: nowhere/\n");
    assert_eq!(
        lines(&site.build()),
        ["error[unknown-link] content/site.yaml:6:3 the redirect `a/` leads to `nowhere/`, where nothing is"]
    );
    with("  panel/: panel/01/\n");
    assert!(lines(&site.build())[0].starts_with("error[url-collision] content/site.yaml:6:3 "));
}

#[test]
fn hosts_lead_on_in_their_own_way() {
    let site = published();
    for (hosting, file, expected) in [
        ("netlify", "_redirects", "/a/old/%E7%81%AF/ /a/panel/01/ 301!\n"),
        ("cloudflare", "_redirects", "/a/old/%E7%81%AF/ /a/panel/01/ 301\n"),
        ("gitlab", "_redirects", "/a/old/%E7%81%AF/ /a/panel/01/ 301\n"),
        ("nginx", ".plenary/http.nginx.conf", "    \"/a/old/灯/\" \"/a/panel/01/\";\n"),
        ("caddy", ".plenary/site.caddy", "redir \"/a/old/灯/\" \"/a/panel/01/\" permanent\n"),
    ] {
        site.put("content/site.yaml", format!("title: A\nbase_url: https://x.example/a/\nlanguage: en\ntheme: plain\nhosting: {hosting}\nredirects:\n  old/灯/: panel/01/\n"));
        assert_eq!(lines(&site.build()), [""; 0]);
        let text = site.page(file);
        assert!(text.contains(expected), "{hosting}: {text}");
        assert!(site.page("old/灯/index.html").contains("refresh"), "the page stays");
    }
    for (hosting, file, pointer, expected) in [
        ("vercel", "vercel.json", "/redirects/0/destination", "/a/panel/01/"),
        ("s3", ".plenary/redirects.s3.json", "/0/Redirect/ReplaceKeyWith", "a/panel/01/"),
    ] {
        site.put("content/site.yaml", format!("title: A\nbase_url: https://x.example/a/\nlanguage: en\ntheme: plain\nhosting: {hosting}\nredirects:\n  old/灯/: panel/01/\n"));
        assert_eq!(lines(&site.build()), [""; 0]);
        let json: serde_json::Value = serde_json::from_str(&site.page(file)).unwrap();
        assert_eq!(json.pointer(pointer).unwrap(), expected);
    }
}

#[test]
fn files_go_along_with_the_folder_of_their_event() {
    for (hosting, file, along, renumbered, gone) in [
        (
            "netlify",
            "_redirects",
            "/a/panel/* /a/talks/:splat 301!\n",
            "/a/panel/02/* /a/talks/05/:splat 301!\n",
            "/a/talks/* /a/ 301!\n",
        ),
        (
            "cloudflare",
            "_redirects",
            "/a/panel/* /a/talks/:splat 301\n",
            "/a/panel/02/* /a/talks/05/:splat 301\n",
            "/a/talks/* /a/ 301\n",
        ),
        (
            "gitlab",
            "_redirects",
            "/a/panel/* /a/talks/:splat 301\n",
            "/a/panel/02/* /a/talks/05/:splat 301\n",
            "/a/talks/* /a/ 301\n",
        ),
        (
            "nginx",
            ".plenary/http.nginx.conf",
            "    \"~^/a/panel/(?<plenary_rest>.+)\" \"/a/talks/$plenary_rest\";\n",
            "    \"~^/a/panel/02/(?<plenary_rest>.+)\" \"/a/talks/05/$plenary_rest\";\n",
            "    \"~^/a/talks/(?<plenary_rest>.+)\" \"/a/\";\n",
        ),
        (
            "caddy",
            ".plenary/site.caddy",
            " path_regexp rest \"^/a/panel/(.+)\"\n",
            " path_regexp rest \"^/a/panel/02/(.+)\"\n",
            " path_regexp rest \"^/a/talks/(.+)\"\n",
        ),
        (
            "vercel",
            "vercel.json",
            "\"source\": \"/a/panel/:rest*\",\n      \"destination\": \"/a/talks/:rest*\"",
            "\"source\": \"/a/panel/02/:rest*\",\n      \"destination\": \"/a/talks/05/:rest*\"",
            "\"source\": \"/a/talks/:rest*\",\n      \"destination\": \"/a/\"",
        ),
        (
            "s3",
            ".plenary/redirects.s3.json",
            "\"KeyPrefixEquals\": \"a/panel/\"\n    },\n    \"Redirect\": {\n      \"ReplaceKeyPrefixWith\": \"a/talks/\"",
            "\"KeyPrefixEquals\": \"a/panel/02/\"\n    },\n    \"Redirect\": {\n      \"ReplaceKeyPrefixWith\": \"a/talks/05/\"",
            "\"KeyPrefixEquals\": \"a/talks/\"\n    },\n    \"Redirect\": {\n      \"ReplaceKeyWith\": \"a/\"",
        ),
    ] {
        let site = published();
        let turn = ids(&site)[3].0.clone();
        let content = site.root().join("content");
        site.put("content/site.yaml", format!("title: A\nbase_url: https://x.example/a/\nlanguage: en\ntheme: plain\nhosting: {hosting}\nsilence: [section-gap]\n"));
        fs::rename(content.join("panel"), content.join("talks")).unwrap();
        fs::rename(content.join("talks/02.md"), content.join("talks/05.md")).unwrap();
        assert_eq!(lines(&site.build()), [""; 0]);
        let text = site.page(file);
        let at = |rule: &str| text.find(rule).unwrap_or_else(|| panic!("{hosting}: {rule} is not in {text}"));
        assert!(at(renumbered) < at(along), "{hosting}: what is nearer counts first: {text}");
        if !["s3", "caddy"].contains(&hosting) {
            assert!(at(&format!("panel/02/{turn}")) < at(renumbered), "{hosting}: {text}");
        }
        // Where something else stands below the former address, not all of it has moved.
        site.put("static/panel/map.txt", "A map.");
        assert_eq!(lines(&site.build()), [""; 0]);
        let text = site.page(file);
        assert!(!text.contains(along) && text.contains(renumbered), "{hosting}: {text}");

        fs::remove_dir_all(content.join("talks")).unwrap();
        site.put("content/other/event.md", EVENT);
        site.put("content/other/01.md", "# One\n\n**Ann Lee:** Another evening.\n");
        assert_eq!(lines(&site.build()), [""; 0]);
        let text = site.page(file);
        assert!(text.contains(gone), "{hosting}: {text}");
    }
}

#[test]
fn feeds_and_calendars_answer_at_former_addresses() {
    let site = published();
    let files = ["feed.xml", "feed.json", "event.ics", "oembed.json"];
    let event = EVENT.replace("title: A panel\n", "title: A panel\ndate: 2026-03-14\nstatus: scheduled\n");
    site.put("content/panel/event.md", &event);
    assert_eq!(lines(&site.build()), [""; 0]);
    let there: Vec<&str> = files.into_iter().filter(|file| site.output().join("panel").join(file).is_file()).collect();
    assert_eq!(there[..3], files[..3]);
    fs::rename(site.root().join("content/panel"), site.root().join("content/talks")).unwrap();
    assert_eq!(lines(&site.build()), [""; 0]);
    for file in there {
        let now = site.page(&format!("talks/{file}"));
        assert_eq!(site.page(&format!("panel/{file}")), now, "{file}");
        assert!(!now.contains("/panel/"), "{file}: {now}");
    }
    // What stands there today comes first.
    site.put("static/panel/feed.xml", "<feed/>");
    assert_eq!(lines(&site.build()), [""; 0]);
    assert_eq!(site.page("panel/feed.xml"), "<feed/>");
}

#[test]
fn ledgers_of_two_branches_merge_where_sections_differ() {
    let git = |site: &Site, arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(site.root()).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command
            .args(["-c", "user.name=A", "-c", "user.email=a@x.example", "-c", "init.defaultBranch=main"])
            .args(arguments);
        command.output()
    };
    let site = published();
    if git(&site, &["init", "-q"]).is_err() {
        crate::site::skipped("there is no git here");
        return;
    }
    let commit = |site: &Site, text: &str| {
        assert!(git(site, &["add", "content"]).unwrap().status.success());
        assert!(git(site, &["commit", "-q", "-m", text]).unwrap().status.success());
    };
    commit(&site, "both");
    git(&site, &["checkout", "-q", "-b", "other"]).unwrap();
    let two = fs::read_to_string(site.root().join("content/panel/02.md")).unwrap();
    // The first turn of the second section, and the last of the first: as near to each other as can be.
    site.put(
        "content/panel/02.md",
        two.replace("# Two\n", "# Two\n\n**Ann Lee:** And one more thing about the ferry in the fog.\n"),
    );
    assert_eq!(lines(&site.build()), [""; 0]);
    commit(&site, "theirs");
    git(&site, &["checkout", "-q", "main"]).unwrap();
    site.put("content/panel/01.md", format!("{ONE}\n**Bo Chen:** I will bring the lamp with the green glass.\n"));
    assert_eq!(lines(&site.build()), [""; 0]);
    commit(&site, "ours");
    let merged = git(&site, &["merge", "-q", "other"]).unwrap();
    assert!(merged.status.success(), "{}", String::from_utf8_lossy(&merged.stdout));
    assert_eq!(build_locked(&site), [""; 0], "the merged ledger is the one that a build would write");
}

#[test]
fn hundreds_of_equal_turns_and_sections_have_ids_of_their_own() {
    let site = Site::new();
    // Words enough that the page may be as heavy as it is.
    let opening = format!("# One\n\n{}\n\n", "tide lamp harbour ".repeat(500));
    let both = "**Ann Lee:** Yes.\n\n**Bo Chen:** No.\n\n";
    site.put("content/panel/event.md", EVENT);
    site.put("content/panel/01.md", format!("{opening}{}", both.repeat(400)));
    assert_eq!(lines(&site.build()), [""; 0]);
    let ids: std::collections::BTreeSet<String> = fs::read_to_string(site.root().join(LOCK))
        .unwrap()
        .lines()
        .filter(|line| line.contains(" ann-lee ") || line.contains(" bo-chen "))
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 800);
    assert!(!ids.iter().any(|id| id[1..].bytes().all(|byte| byte.is_ascii_digit()) && id.starts_with('s')));
    // One of them goes: all others keep theirs.
    site.put("content/panel/01.md", format!("{opening}{}**Ann Lee:** Yes.\n", both.repeat(399)));
    assert_eq!(lines(&site.build()), [""; 0]);
    let lock = fs::read_to_string(site.root().join(LOCK)).unwrap();
    assert_eq!(lock.lines().filter(|line| line.ends_with(" gone") || line.contains(" in=")).count(), 1);
}
