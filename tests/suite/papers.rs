//! Whole transcripts on paper: printed by the Chromium of this machine, read by another program.

use std::fs;
use std::process::Command;

use crate::site::{EVENT, Site, plenary, succeed};

fn site() -> Site {
    let site = Site::new();
    site.put("content/site.yaml", "title: A site\nbase_url: https://x.example/\nlanguage: en\ncards: none\n");
    site.put("content/e/event.md", EVENT);
    site.put(
        "content/e/01.md",
        "# The lamp is lit\n\n**Ann Lee:** Three lamps are enough.\n\n**Bo Chen:** 潮水三更再来。\n",
    );
    site.put("content/e/02.md", "# The tide\n\n**Bo Chen:** It waits for nobody.\n");
    site.put("content/f/event.md", EVENT.replace("title:", "exports: [txt]\ntitle:"));
    site.put("content/f/01.md", "**Ann Lee:** Another evening.\n");
    site
}

fn build(site: &Site, more: &[&str]) -> Command {
    let mut command = plenary();
    command.args(["build", "--root"]).arg(site.root()).arg("--output").arg(site.output()).args(more);
    command
}

fn said(program: &str, file: &std::path::Path) -> Option<String> {
    let output = Command::new(program).arg(file).args((program == "pdftotext").then_some("-")).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn transcripts_are_printed_when_it_is_asked_for() {
    let named = std::env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into());
    if Command::new(named).arg("--version").output().is_err() {
        crate::site::skipped("there is no Chromium to print with");
        return;
    }
    let site = site();
    succeed(&mut build(&site, &[]));
    assert!(!site.output().join("e/transcript.pdf").exists() && !site.page("e/index.html").contains("transcript.pdf"));
    succeed(&mut build(&site, &["--pdf"]));
    let file = site.output().join("e/transcript.pdf");
    let printed = fs::read(&file).unwrap();
    assert!(printed.starts_with(b"%PDF-"));
    assert!(
        site.page("e/index.html").contains("transcript.pdf") && site.page("f/index.html").contains("transcript.pdf")
    );
    let holds = |what: &str| printed.windows(what.len()).any(|window| window == what.as_bytes());
    assert!(holds("https://x.example/e/01/") && !holds("file:///"), "its links lead to the site");
    // Without what was kept it is printed anew, to the same bytes.
    fs::remove_dir_all(site.root().join(".plenary")).unwrap();
    succeed(&mut build(&site, &["--pdf"]));
    assert!(fs::read(&file).unwrap() == printed, "the same pages give the same bytes");
    match (said("pdfinfo", &file), said("pdftotext", &file)) {
        (Some(facts), Some(text)) => {
            let pages = facts.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
            // Title, contents, and a page for each section at least.
            assert!(pages.trim().parse::<u32>().unwrap() >= 4, "{facts}");
            assert!(facts.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")), "{facts}");
            assert!(facts.contains("A panel"), "{facts}");
            for words in ["Three lamps are enough.", "潮水三更再来。", "It waits for nobody.", "The tide"] {
                assert!(text.contains(words), "{words}: {text}");
            }
            assert!(holds("/Outlines"), "it has an outline");
        }
        _ => crate::site::skipped("pdfinfo and pdftotext (poppler-utils) are not there to read what was printed"),
    }
    // Not asked for any more, it goes.
    succeed(&mut build(&site, &[]));
    assert!(!file.exists());
}

#[test]
fn without_a_browser_nothing_is_published_and_it_is_said_why() {
    let site = site();
    let output = build(&site, &["--pdf"]).env("CHROMIUM", site.root().join("nothing-here")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("error[not-printed]") && said.contains("CHROMIUM"), "{said}");
    assert!(!site.output().join("index.html").exists());
}

/// A program that stands where the browser stands and does what `does` says, with the file to print to in `$paper`.
#[cfg(unix)]
fn stand_in(site: &Site, does: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;

    let program = site.root().join("stand-in");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 'Chromium 1' && exit 0\nfor word; do case $word in --print-to-pdf=*) paper=${{word#*=}} ;; esac; done\n{does}\n"
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

#[test]
#[cfg(unix)]
fn what_a_browser_leaves_half_done_is_neither_published_nor_kept() {
    let site = site();
    succeed(&mut build(&site, &[]));
    let before = crate::site::snapshot(&site.output());
    for (does, told) in [
        ("printf '%%PDF-1.4 and no' > \"$paper\"", "only a part of it"),
        (
            "printf '%%PDF-1.4\\n%%%%EOF\\n' > \"$paper\"; echo 'No space left on device' >&2; exit 1",
            "something and failed (exit status: 1): No space left on device",
        ),
        ("printf '<html>' > \"$paper\"", "only a part of it"),
        (": > \"$paper\"", "nothing"),
        // The first try fails, the second one does nothing.
        (
            "[ -e \"$paper.once\" ] || { printf '%%PDF-1.4\\n%%%%EOF\\n' > \"$paper\"; : > \"$paper.once\"; exit 1; }",
            "nothing",
        ),
        ("kill -9 $$", "signal: 9"),
        ("exit 0", "it said nothing"),
    ] {
        let output = build(&site, &["--pdf"]).env("CHROMIUM", stand_in(&site, does)).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{does}: {said}");
        assert!(said.contains("error[not-printed]") && said.contains(told), "{does}: {said}");
        assert_eq!(crate::site::snapshot(&site.output()), before, "{does}");
    }
    // No room to print in.
    let good = stand_in(&site, "printf '%%PDF-1.4\\n%%%%EOF\\n' > \"$paper\"");
    let mut nowhere = build(&site, &["--pdf"]);
    let output = nowhere.env("CHROMIUM", &good).env("TMPDIR", site.root().join("nowhere")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("error[not-printed]") && said.contains("nowhere"), "{said}");
    assert_eq!(crate::site::snapshot(&site.output()), before);
    // Nothing of it was kept for the next one.
    succeed(build(&site, &["--pdf"]).env("CHROMIUM", &good));
    assert_eq!(fs::read(site.output().join("e/transcript.pdf")).unwrap(), b"%PDF-1.4\n%%EOF\n");
}
