//! Sessions on the command line, as Markdown: `tests/cmd/*.md`. A folder `NAME.in` beside a session is where it begins.

use std::path::Path;

use crate::site::{Site, plenary, succeed};

#[test]
fn sessions_go_as_they_are_written() {
    trycmd::TestCases::new()
        .register_bin("plenary", Path::new(env!("CARGO_BIN_EXE_plenary")))
        .env("NO_COLOR", "1")
        .env("SOURCE_DATE_EPOCH", "1770000000")
        .case("tests/cmd/*.md");
}

#[test]
fn figures_of_a_record() {
    let site = Site::small(
        "**Ann Lee** (0:00): One two three.\n\n**尤洋** (0:10): 四五，six.\n\nQ (0:25): Why?\n\nAudience (0:30): And how?\n\n**Ann Lee** (0:40): Seven.\n",
    );
    site.put(
        "content/event.md",
        "---\ntitle: T\nspeakers:\n  - {id: ann-lee, name: Ann Lee}\n  - {id: you-yang, name: 尤洋}\n---\n",
    );
    let run = |more: &[&str]| {
        let done = succeed(plenary().args(["stats", "--root"]).arg(site.root()).args(more));
        String::from_utf8(done.stdout).unwrap()
    };
    let csv = run(&["--format", "csv"]);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "event,section,speaker,name,turns,words,characters,seconds");
    // How long the last turn is, the record does not say: it is estimated, so only what comes before it is known.
    assert!(lines[1].starts_with(",1,ann-lee,Ann Lee,2,4,0,1"), "{csv}");
    assert_eq!(lines[2], ",1,you-yang,尤洋,1,1,2,15");
    assert_eq!(lines[3], ",1,,Q,2,3,0,15");
    let json: serde_json::Value = serde_json::from_str(&run(&["--format", "json", "."])).unwrap();
    assert_eq!((json[1]["speaker"].as_str(), json[1]["seconds"].as_f64()), (Some("you-yang"), Some(15.0)));
    let table = run(&[]);
    assert!(table.contains("尤洋         1      1           2  0:15"), "{table}");
    assert_eq!(run(&["elsewhere"]), "");
}
