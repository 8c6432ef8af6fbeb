//! `plenary import` from outside: chapters beside a transcript, people of the site, and a newer import into an edited event.

use std::fs;

use crate::site::{Site, plenary, succeed};

const TALK: &str = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann Lee>The lamp was lit before anybody came down to the quay.\n\n01:20.000 --> 01:23.000\n<v Bo Ray>And who keeps it burning through the winter months?\n";

/// The ids of the turns in an event's ledger, in order.
fn ids(site: &Site) -> Vec<String> {
    let ledger = fs::read_to_string(site.root().join("content/talk/links.lock")).unwrap();
    let turns = ledger
        .lines()
        .skip_while(|line| !line.starts_with("section"))
        .filter(|line| line.contains("ann-lee") || line.contains("bo-ray"));
    turns.map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn chapters_and_people() {
    let site = Site::new();
    site.put("content/speakers/lee.md", "---\nname: 李安\naliases: [Ann Lee]\n---\n");
    site.put("talk.vtt", TALK);
    site.put(
        "list.json",
        r#"{"version":"1.2.0","chapters":[{"startTime":0,"title":"Lamps"},{"startTime":60,"title":"Winter"}]}"#,
    );
    site.put("map.yaml", "Bo Ray: bo-r\n");
    let at = |name: &str| site.root().join(name);
    let mut import = plenary();
    import.args(["import"]).args([at("talk.vtt"), at("list.json")]).arg("--event").arg(at("content/talk"));
    succeed(import.arg("--speakers").arg(at("map.yaml")));
    let event = fs::read_to_string(at("content/talk/event.md")).unwrap();
    for words in ["id: lee\n", "id: bo-r\n"] {
        assert!(event.contains(words), "{event}");
    }
    assert!(fs::read_to_string(at("content/talk/02.md")).unwrap().contains("# Winter\n"));
    let outcome = site.build();
    assert!(!outcome.diagnostics.has_errors(), "{:#?}", crate::site::lines(&outcome));
    assert!(site.page("talk/01/index.html").contains("李安"));
    assert!(!site.output().join("speakers/ann-lee").exists() && site.output().join("speakers/bo-r").exists());

    let mut twice = plenary();
    let wrong = twice.args(["import"]).args([at("list.json"), at("list.json")]).output().unwrap();
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("no transcript stands beside it"));
}

#[test]
fn a_newer_import_into_an_edited_event() {
    let site = Site::new();
    let at = |name: &str| site.root().join(name);
    let import = |text: &str| {
        site.put("talk.vtt", text);
        let mut command = plenary();
        command.arg("import").arg(at("talk.vtt")).arg("--event").arg(at("content/talk"));
        command
    };
    succeed(&mut import(TALK));
    assert!(!site.build().diagnostics.has_errors());
    let before = ids(&site);
    assert_eq!(before.len(), 2);

    let edited =
        fs::read_to_string(at("content/talk/01.md")).unwrap().replace("The lamp was lit", "The ==lamp== was lighted");
    site.put("content/talk/01.md", format!("{edited}\n> [!NOTE]\n> Ours.\n"));
    let newer = format!(
        "{}\n00:10.000 --> 00:12.000\n<v Ann Lee>Nobody does.\n",
        TALK.replace("winter months", "long winter months").replace("down to the quay", "out to the quay")
    );
    // Without the word it is refused, and nothing changes.
    assert!(!import(&newer).output().unwrap().status.success());
    succeed(import(&newer).arg("--update"));
    let text = fs::read_to_string(at("content/talk/01.md")).unwrap();
    assert_eq!(
        text,
        "**Ann Lee** (0:01): The ==lamp== was lighted before anybody came out to the quay.\n\n**Bo Ray** (1:20): And who keeps it burning through the long winter months?\n\n> [!NOTE]\n> Ours.\n\n**Ann Lee** (0:10): Nobody does.\n"
    );
    assert!(!site.build().diagnostics.has_errors());
    let after = ids(&site);
    assert_eq!((after.len(), &after[..2]), (3, &before[..]));

    // The same once more changes nothing; a conflict is shown, and nothing else is imported before it is settled.
    succeed(import(&newer).arg("--update"));
    assert_eq!(fs::read_to_string(at("content/talk/01.md")).unwrap(), text);
    let other = newer.replace("The lamp was lit", "The lamp was dark");
    succeed(import(&other).arg("--update"));
    assert_eq!(fs::read_to_string(at("content/talk/01.md")).unwrap(), text);
    assert!(fs::read_to_string(at("content/talk/_conflicts.md")).unwrap().contains("The lamp was dark"));
    assert!(!import(&other).arg("--update").output().unwrap().status.success());
    assert!(!site.build().diagnostics.has_errors());
}
