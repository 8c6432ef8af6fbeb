//! The same bytes come out whatever the number of threads, the process and the address under which the site is
//! published.

use std::collections::BTreeMap;
use std::path::Path;

use crate::site::{self, Site, manifest, plenary, snapshot, succeed};

type Folder = BTreeMap<String, Vec<u8>>;

fn built(root: &Path, base: Option<&str>, threads: &str) -> Folder {
    let place = tempfile::tempdir().unwrap();
    let output = place.path().join("public");
    let mut command = plenary();
    command.args(["build", "--quiet", "--root"]).arg(root).arg("--output").arg(&output);
    command.env("RAYON_NUM_THREADS", threads);
    if let Some(base) = base {
        command.args(["--base-url", base]);
    }
    succeed(&mut command);
    snapshot(&output)
}

/// Many speakers, languages, links and questions, so that an order that is left to chance shows.
pub fn fixture() -> Site {
    let site = Site::new();
    site.put(
        "content/site.yaml",
        "title: A site\nbase_url: https://x.example/\nlanguage: en\nlanguages: [en, zh-Hans]\ntheme: plain\n",
    );
    site.put("content/glossary.yaml", "router: It routes.\n混合专家: 路由。\nx: A letter.\n");
    site.put("content/pages/about.md", "---\nmenu: 1\n---\n# About\n\nSee [the panel](../e3/event.md).\n");
    site.put("content/chart.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 2 1\"/>\n");
    site.put("static/robots-not.txt", "x\n");
    for n in 0..12 {
        let language = if n % 2 == 0 { "en" } else { "zh-Hans" };
        let twin = if n % 2 == 1 { format!("translation_of: e{}\n", n - 1) } else { String::new() };
        site.put(
            &format!("content/e{n}/event.md"),
            format!(
                "---\ntitle: Event {n}\nlanguage: {language}\n{twin}date: 2026-01-{:02}\ntags: [a, b]\nquestions: [Why?, How?]\naliases: [old-{n}/]\nspeakers:\n  - {{id: you-yang, name: 尤洋, role: moderator}}\n  - {{id: ann-lee, name: Ann Lee}}\n---\nAn introduction.[^1]\n\n[^1]: A note.\n",
                n % 5 + 1
            ),
        );
        for section in 1..4 {
            site.put(
                &format!("content/e{n}/{section:02}.md"),
                format!(
                    "# Section {section}\n\n**尤洋：** 你好 [[router]] [[e{}/01]]。\n\nQ: Why {n}?\n\nAnn Lee: Because ==of {section}== and [it](../e{}/02.md).[^a]\n\n(laughter)\n\n> [!NOTE]\n> Noted.\n\n### A topic\n\n**Guest {n}:** ![A chart](../chart.svg) `code`\n\n```rust\nfn main() {{}}\n```\n\n[^a]: Noted.\n",
                    (n + 1) % 12,
                    (n + 5) % 12,
                ),
            );
        }
    }
    site
}

fn assert_equal(one: &Folder, other: &Folder, what: &str) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
    let differ: Vec<_> = one.iter().filter(|(path, bytes)| other[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differ.is_empty(), "{what}: {differ:?}");
}

fn the_same_for_any_number_of_threads(root: &Path) {
    let one = built(root, None, "1");
    assert!(one.len() > 10);
    for round in 0..3 {
        assert_equal(&one, &built(root, None, "4"), &format!("{} in round {round}", root.display()));
    }
}

/// A page without its QR code, which holds an absolute address.
fn uncoded(page: &str) -> String {
    let cut =
        page.split_once("<svg role=\"img\"").and_then(|(before, rest)| Some((before, rest.split_once("</svg>")?.1)));
    cut.map_or_else(|| page.to_owned(), |(before, after)| format!("{before}{after}"))
}

/// Publishes at the root of a host and below it: only what must be absolute differs.
fn the_same_at_any_address(root: &Path) {
    const HOST: &str = "https://x.example/";
    const DEEP: &str = "https://x.example/a/b/";
    let host = built(root, Some(HOST), "4");
    let deep = built(root, Some(DEEP), "4");
    assert_eq!(host.keys().collect::<Vec<_>>(), deep.keys().collect::<Vec<_>>());
    let mut wrong = Vec::new();
    for (path, bytes) in &deep {
        let (Ok(at_host), Ok(at_deep)) = (std::str::from_utf8(&host[path]), std::str::from_utf8(bytes)) else {
            // A picture to be saved holds the address as a QR code.
            assert!(&host[path] == bytes || path.ends_with("/picture.png"), "{path}");
            continue;
        };
        // These hold hashes of pages, which hold absolute addresses.
        if path.contains("manifest") || path == "sw.js" || path.starts_with("assets/offline/") {
            continue;
        }
        let mut replaced = at_deep.replace(DEEP, HOST);
        // A code is its address in another shape; what it says in words must follow.
        if path.ends_with("qr.svg") {
            let title = |svg: &str| Some(svg.split_once("<title>")?.1.split_once("</title>")?.0.to_owned());
            assert!(title(&replaced).is_some() && title(&replaced) == title(at_host), "{path}");
            continue;
        }
        if path == "404.html" {
            replaced = replaced.replace("\"/a/b/", "\"/");
        }
        if uncoded(&replaced) != uncoded(at_host) {
            wrong.push(path);
        }
        // A page links to pages by their place, never by their address: absolute ones are for machines, in the head.
        if path.ends_with(".html") {
            let body = at_deep.split_once("<body").map_or("", |(_, body)| body);
            if body.contains("href=\"https://x.example/a/b/") || (path != "404.html" && body.contains("=\"/a/b/")) {
                wrong.push(path);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn threads_and_processes_do_not_matter() {
    let site = fixture();
    the_same_for_any_number_of_threads(&site.root());
}

#[test]
fn the_address_matters_only_where_it_must() {
    let site = fixture();
    the_same_at_any_address(&site.root());
}

#[test]
fn a_second_build_writes_nothing() {
    let site = fixture();
    let first = site.build();
    assert_eq!(site::lines(&first), [""; 0]);
    let before = snapshot(&site.output());
    let second = site.build();
    let written = second.written.unwrap();
    assert_eq!((written.written, written.removed), (0, 0));
    assert_eq!(written.kept, first.written.unwrap().written);
    assert_equal(&before, &snapshot(&site.output()), "second build");
    // One word changes what shows it, the program that keeps pages on devices and must know of it, and nothing else.
    let path = site.root().join("content/pages/about.md");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("See", "Look at")).unwrap();
    assert_eq!(site.build().written.unwrap().written, 2);
}

#[test]
fn a_source_folder_is_not_changed_by_a_build() {
    let site = fixture();
    let before = snapshot(&site.root());
    site.build();
    let mut after = snapshot(&site.root());
    // What is kept between builds is no source, and ledgers are what a build writes into the sources.
    after.retain(|path, _| !path.starts_with(".plenary/") && !path.ends_with("links.lock"));
    assert_equal(&before, &after, "sources");
    let after = snapshot(&site.root());
    site.build();
    assert_equal(&after, &snapshot(&site.root()), "a second build changes no ledger");
}

#[test]
fn the_sample_site_is_deterministic() {
    // As a copy, since others may be working in the folder of the package.
    let place = tempfile::tempdir().unwrap();
    for (path, bytes) in sample() {
        lay(&place.path().join(path), &bytes);
    }
    the_same_for_any_number_of_threads(place.path());
    the_same_at_any_address(place.path());
}

/// The sources of the sample site.
fn sample() -> Folder {
    let folders = ["content", "static", "themes"].into_iter();
    let files = folders.flat_map(|folder| {
        snapshot(&manifest().join(folder)).into_iter().map(move |(path, bytes)| (format!("{folder}/{path}"), bytes))
    });
    files.collect()
}

fn lay(to: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    std::fs::write(to, bytes).unwrap();
}

/// Two machines' worth of difference: the folder, the user, the zone, the language, what may be read, the threads, the order in which files were made
/// and when.
#[cfg(unix)]
#[test]
fn another_machine_makes_the_same() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::process::Command;
    use std::time::{Duration, SystemTime};

    const NOBODY: u32 = 65_534;
    let place = tempfile::tempdir().unwrap();
    std::fs::set_permissions(place.path(), PermissionsExt::from_mode(0o755)).unwrap();
    // Where everybody may start it.
    let program = place.path().join("plenary");
    std::fs::copy(env!("CARGO_BIN_EXE_plenary"), &program).unwrap();
    let sources: Vec<_> = sample().into_iter().collect();
    let is_root = std::fs::metadata(&program).unwrap().uid() == 0;
    let build = |root: &Path, other: bool| {
        let mut order: Vec<_> = sources.iter().collect();
        if other {
            order.reverse();
        }
        for (n, (path, bytes)) in order.into_iter().enumerate() {
            lay(&root.join(path), bytes);
            let age = Duration::from_secs(if other { 86_400 * u64::try_from(n).unwrap() } else { 0 });
            let file = std::fs::File::options().write(true).open(root.join(path)).unwrap();
            file.set_modified(SystemTime::now() - age).unwrap();
        }
        let home = root.parent().unwrap();
        let mut command = Command::new(if other && is_root { "setpriv" } else { "env" });
        if other && is_root {
            for entry in walkdir::WalkDir::new(home) {
                chown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
            }
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        }
        let umask = if other { "077" } else { "022" };
        command
            .args(["sh", "-c", &format!("umask {umask}; exec \"$@\""), "sh"])
            .arg(&program)
            .args(["build", "--quiet"]);
        if other {
            command.arg("--root").arg(root).current_dir("/");
        } else {
            command.current_dir(root);
        }
        command.arg("--output").arg(home.join("public")).env_clear();
        let (zone, language, threads) =
            if other { ("America/St_Johns", "tr_TR.UTF-8", "5") } else { ("Asia/Shanghai", "zh_CN.UTF-8", "1") };
        command.env("PATH", std::env::var("PATH").unwrap()).env("SOURCE_DATE_EPOCH", "1790000000");
        command
            .env("TZ", zone)
            .env("LANG", language)
            .env("LC_ALL", language)
            .env("HOME", home)
            .env("RAYON_NUM_THREADS", threads);
        succeed(&mut command);
        let ledger = std::fs::read(root.join("content/links.lock")).unwrap();
        let index = std::fs::metadata(home.join("public/index.html")).unwrap();
        assert!(!(other && is_root) || index.uid() == NOBODY);
        (snapshot(&home.join("public")), ledger)
    };
    let one = build(&place.path().join("a/site"), false);
    let two = build(&place.path().join("another place/with \u{7ad9}/deeper/site"), true);
    assert!(one.0.len() > 100);
    assert_equal(&one.0, &two.0, "another machine");
    assert_eq!(one.1, two.1, "the ledger");
    if !is_root {
        crate::site::skipped("both were built by the same user, as only root may be another one");
    }
}
