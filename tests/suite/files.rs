//! What the reader meets on a disk that no Markdown case can hold: broken bytes, links, huge files, foreign folders.
//!
//! The tests may run as root, for whom permissions do not bind; what cannot be read is therefore a dangling link or a
//! folder that has the name of a file.

use std::fs;
use std::os::unix::fs::symlink;

use plenary::path::{ContentPath, OutPath, UrlPath};

use crate::site::{EVENT, Site, lines, plenary, snapshot};

const SECTION: &str =
    "# One\n\n**Ann Lee:** Hello.\n\n> A quotation\n> of two lines.\n\n**Bo Chen:** Hello ==to you==.\n";

/// A site that has been built, and what it wrote.
fn published() -> (Site, std::collections::BTreeMap<String, Vec<u8>>) {
    let site = Site::small(SECTION);
    assert_eq!(lines(&site.build()), [""; 0]);
    let before = snapshot(&site.output());
    (site, before)
}

#[test]
fn a_dangling_link_is_told_and_nothing_is_written() {
    let (site, before) = published();
    symlink("nowhere.md", site.root().join("content/02.md")).unwrap();
    let found = lines(&site.build());
    assert_eq!(found, ["error[link-outside] content/02.md this symbolic link leads nowhere"]);
    assert_eq!(snapshot(&site.output()), before);
}

#[test]
fn a_folder_with_the_name_of_a_section_is_no_section() {
    let (site, before) = published();
    fs::create_dir(site.root().join("content/02.md")).unwrap();
    assert_eq!(lines(&site.build()), [""; 0]);
    assert_eq!(snapshot(&site.output()), before);
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let (site, before) = published();
    let path = site.root().join("content/02.md");
    fs::write(&path, "x").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        crate::site::skipped("permissions do not bind whoever runs this (root?), so no file is unreadable");
        return;
    }
    let found = lines(&site.build());
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("error[unreadable-file] content/02.md "), "{found:?}");
    assert_eq!(snapshot(&site.output()), before);
}

/// Builds onto a disk of its own, fills it, changes all pages and builds again.
const ON_A_FULL_DISK: &str = "
set -e
mount -t tmpfs -o size=16m tmpfs \"$DISK\" || exit 77
\"$PLENARY\" build --quiet --root \"$ROOT\" --output \"$DISK/public\"
cp -r \"$DISK/public\" \"$SAVED/before\"
head -c 32m /dev/zero > \"$DISK/filler\" 2>/dev/null || true
sed -i 's/^title:.*/title: Another title/' \"$ROOT/content/site.yaml\"
if \"$PLENARY\" build --root \"$ROOT\" --output \"$DISK/public\" 2> \"$SAVED/told\"; then exit 78; fi
cp -r \"$DISK/public\" \"$SAVED/after\"
ls -A \"$DISK\" > \"$SAVED/left\"
";

#[test]
fn a_full_disk_is_told_once_and_what_was_published_stays() {
    let site = Site::small(SECTION);
    let place = tempfile::tempdir().unwrap();
    let folder = |name: &str| {
        let folder = place.path().join(name);
        fs::create_dir(&folder).unwrap();
        folder
    };
    let (disk, saved) = (folder("disk"), folder("saved"));
    // The disk is there for this shell alone.
    let mut shell = std::process::Command::new("unshare");
    shell.args(["--user", "--map-root-user", "--mount", "sh", "-c", ON_A_FULL_DISK]);
    shell.env("DISK", &disk).env("SAVED", &saved).env("ROOT", site.root()).env("PLENARY", plenary().get_program());
    let done = shell.output();
    let said = done.as_ref().map(|done| String::from_utf8_lossy(&done.stderr).into_owned()).unwrap_or_default();
    let code = done.ok().and_then(|done| done.status.code());
    if code == Some(77) || said.contains("unshare") || code.is_none() {
        crate::site::skipped(&format!("a small disk cannot be mounted here: {said}"));
        return;
    }
    assert_eq!(code, Some(0), "{said}");
    let told = fs::read_to_string(saved.join("told")).unwrap();
    assert_eq!(told.matches("error[not-written]").count(), 1, "{told}");
    assert!(told.contains("No space left on device"), "{told}");
    assert_eq!(snapshot(&saved.join("before")), snapshot(&saved.join("after")));
    assert_eq!(fs::read_to_string(saved.join("left")).unwrap(), "filler\npublic\n");
}

#[test]
fn broken_bytes_are_told_with_their_line() {
    let (site, before) = published();
    site.put("content/02.md", b"# Two\n\n**Ann Lee:** caf\xe9 au lait\n");
    assert_eq!(lines(&site.build()), ["error[not-utf8] content/02.md:3:17 this file is not valid UTF-8"]);
    site.put("content/02.md", b"\xff\xfe#\0 \0");
    assert_eq!(lines(&site.build()), ["error[not-utf8] content/02.md:1:1 this file is not valid UTF-8"]);
    site.put("content/02.md", "# Two\n\n**Ann Lee:** x\n");
    site.put("content/site.yaml", b"title: \xe9\n");
    let found = lines(&site.build());
    assert_eq!(found, ["error[not-utf8] content/site.yaml:1:8 this file is not valid UTF-8"]);
    assert_eq!(snapshot(&site.output()), before);
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    let (site, before) = published();
    site.put("content/event.md", format!("\u{feff}{EVENT}"));
    site.put("content/01.md", format!("\u{feff}{SECTION}"));
    site.put("content/site.yaml", format!("\u{feff}{}", crate::site::SITE));
    assert_eq!(lines(&site.build()), [""; 0]);
    assert_eq!(snapshot(&site.output()), before);
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let (site, before) = published();
    for (path, text) in [("event.md", EVENT), ("01.md", SECTION), ("site.yaml", crate::site::SITE)] {
        site.put(&format!("content/{path}"), text.replace('\n', "\r\n"));
    }
    assert_eq!(lines(&site.build()), [""; 0]);
    let after = snapshot(&site.output());
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    for (path, bytes) in &before {
        let [text, after] = [bytes, &after[path]].map(|bytes| String::from_utf8_lossy(bytes).replace("\r\n", "\n"));
        if !path.starts_with(".plenary") && !path.ends_with("manifest.json") {
            assert_eq!(after, text, "{path}");
        }
    }
}

#[test]
fn a_source_of_100_mb_is_refused_and_a_file_of_100_mb_is_copied() {
    let (site, before) = published();
    let huge = "**Ann Lee:** word word word word word word.\n\n".repeat(100 * 1024 * 1024 / 45 + 1);
    site.put("content/02.md", &huge);
    let found = lines(&site.build());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("error[file-too-large] content/02.md "), "{found:?}");
    assert_eq!(snapshot(&site.output()), before);
    fs::rename(site.root().join("content/02.md"), site.root().join("content/recording.bin")).unwrap();
    assert_eq!(lines(&site.build()), [""; 0]);
    assert_eq!(fs::metadata(site.output().join("recording.bin")).unwrap().len(), huge.len() as u64);
}

#[test]
fn a_link_out_of_the_site_is_refused() {
    let (site, before) = published();
    let secret = site.root().parent().unwrap().join("secret");
    fs::create_dir(&secret).unwrap();
    fs::write(secret.join("key.txt"), "secret").unwrap();
    for (link, to) in [("content/key.txt", secret.join("key.txt")), ("static/all", secret.clone())] {
        let at = site.root().join(link);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        symlink(&to, &at).unwrap();
        let found = lines(&site.build());
        assert_eq!(found, [format!("error[link-outside] {link} this symbolic link leads out of the site's folder")]);
        assert_eq!(snapshot(&site.output()), before);
        fs::remove_file(at).unwrap();
    }
    // A source behind a link is a link all the same.
    fs::write(secret.join("02.md"), "**Ann Lee:** secret\n").unwrap();
    symlink("../../secret/02.md", site.root().join("content/02.md")).unwrap();
    assert_eq!(
        lines(&site.build()),
        ["error[link-outside] content/02.md this symbolic link leads out of the site's folder"]
    );
    // So is the folder of all sources.
    fs::remove_file(site.root().join("content/02.md")).unwrap();
    fs::rename(site.root().join("content"), secret.join("content")).unwrap();
    symlink(secret.join("content"), site.root().join("content")).unwrap();
    let found = lines(&site.build());
    assert_eq!(found, ["error[link-outside] content this symbolic link leads out of the site's folder"]);
}

#[test]
fn a_circle_of_links_is_told() {
    let (site, before) = published();
    fs::create_dir(site.root().join("content/slides")).unwrap();
    symlink("..", site.root().join("content/slides/up")).unwrap();
    let found = lines(&site.build());
    assert_eq!(found, ["error[link-outside] content/slides/up this symbolic link leads in a circle"]);
    assert_eq!(snapshot(&site.output()), before);
    fs::remove_file(site.root().join("content/slides/up")).unwrap();
    symlink("b", site.root().join("content/slides/a")).unwrap();
    symlink("a", site.root().join("content/slides/b")).unwrap();
    assert!(lines(&site.build()).iter().all(|line| line.starts_with("error[link-outside] content/slides/")));
    assert_eq!(snapshot(&site.output()), before);
}

#[test]
fn a_link_inside_the_site_is_followed() {
    let (site, _) = published();
    site.put("shared/chart.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 2 1\"/>");
    symlink("../shared/chart.svg", site.root().join("content/chart.svg")).unwrap();
    site.put("content/02.md", "**Ann Lee:** Look.\n\n![A chart](chart.svg)\n");
    assert_eq!(lines(&site.build()), [""; 0]);
    let copied = site.output().join("chart.svg");
    assert!(fs::symlink_metadata(&copied).unwrap().is_file(), "a copy, not a link");
}

#[test]
fn a_foreign_folder_is_refused_and_left_alone() {
    let site = Site::small(SECTION);
    fs::create_dir(site.output()).unwrap();
    fs::write(site.output().join("thesis.txt"), "years of work").unwrap();
    let found = lines(&site.build());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("error[foreign-output] "), "{found:?}");
    assert_eq!(snapshot(&site.output()).len(), 1);
    // One that is empty is taken.
    fs::remove_file(site.output().join("thesis.txt")).unwrap();
    assert_eq!(lines(&site.build()), [""; 0]);
    // What somebody put beside the pages stays.
    fs::write(site.output().join("CNAME"), "x.example").unwrap();
    site.put("content/02.md", "**Ann Lee:** More.\n");
    assert_eq!(lines(&site.build()), [""; 0]);
    assert_eq!(site.page("CNAME"), "x.example");
}

#[test]
fn an_output_among_the_sources_is_refused() {
    let (site, _) = published();
    for inside in ["content", "content/public", "static/public", "themes/plain/out", ".", "..", "content/../content/x"]
    {
        let before = snapshot(&site.root());
        let found = lines(&site.build_into(Some(site.root().join(inside))));
        assert_eq!(found.len(), 1, "{inside}: {found:?}");
        assert!(found[0].starts_with("error[output-inside] "), "{inside}: {found:?}");
        assert_eq!(snapshot(&site.root()), before, "{inside}");
    }
    // Through a link as well.
    symlink("content", site.root().join("disguised")).unwrap();
    let found = lines(&site.build_into(Some(site.root().join("disguised/public"))));
    assert!(found.len() == 1 && found[0].starts_with("error[output-inside] "), "{found:?}");
    // The usual place is fine.
    assert_eq!(lines(&site.build_into(Some(site.root().join("public")))), [""; 0]);
}

#[test]
fn no_path_climbs() {
    for path in [
        "../x",
        "a/../b",
        "a/..",
        "..",
        "/etc/passwd",
        "a\\..\\b",
        "c:/x",
        "a//b",
        "./a",
        "a/./b",
        "https://x",
        "a\0b",
        "",
    ] {
        assert!(ContentPath::new(path).is_err(), "{path:?}");
        if !path.is_empty() {
            assert!(OutPath::new(path).is_err(), "{path:?}");
            assert!(UrlPath::new(path).is_err(), "{path:?}");
        }
    }
    let site = Site::small(SECTION);
    site.put("content/site.yaml", "title: T\nbase_url: https://x.example/\ntheme: ../../etc\n");
    assert_eq!(lines(&site.build()), ["error[unknown-theme] content/site.yaml:3:1 there is no theme `../../etc`"]);
    for path in ["../out", "a/../../b", "/abs/../.."] {
        let output = plenary().args(["new", "event", path, "--root"]).arg(site.root()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{path}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_name_that_no_address_can_hold_is_told() {
    let (site, before) = published();
    site.put("content/a\\b.txt", "x");
    assert_eq!(
        lines(&site.build()),
        ["error[bad-name] content/a\\b.txt the name of this file cannot become part of an address"]
    );
    assert_eq!(snapshot(&site.output()), before);
}
