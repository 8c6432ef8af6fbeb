//! Folders, and branches of a real repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use plenary::deploy::{self, Lock, Plan, Site as Files};
use plenary::diag::codes;

use super::{all, built, command, ends, files, first, missing, same, second};
use crate::site::{Site, plenary, succeed};

const FOLDER: &str = "  www: {kind: folder, path: ../www}\n";

fn beside(site: &Site, name: &str) -> PathBuf {
    site.root().parent().unwrap().join(name)
}

#[test]
fn a_folder_is_exchanged_in_one_step() {
    let site = first(FOLDER);
    let www = beside(&site, "www");
    let said = ends(&mut command(&site, &[]), 0);
    assert!(said.contains("sent") && said.contains("https://x.example/"), "{said}");
    same(&files(&www), &built(&site));
    assert!(ends(&mut command(&site, &["www"]), 0).contains("nothing has changed"));
    // Somebody reads all the while.
    let done = AtomicBool::new(false);
    let reads = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(Ordering::Relaxed) {
                let home = fs::read_to_string(www.join("index.html")).expect("there is always a home page");
                assert!(home.contains("A site"));
                reads += 1;
            }
            reads
        });
        second(&site, FOLDER);
        ends(&mut command(&site, &[]), 0);
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(reads > 0);
    same(&files(&www), &built(&site));
    assert_eq!(missing(&files(&www)), [""; 0]);
    assert!(!www.join("old.txt").exists());
}

#[test]
fn a_dry_run_changes_nothing_anywhere() {
    let site = first(FOLDER);
    let everything = || {
        let mut files = crate::site::snapshot(site.root().parent().unwrap());
        files.retain(|path, _| !path.contains(".plenary/"));
        files
    };
    let before = everything();
    let said = ends(&mut command(&site, &["--dry-run"]), 0);
    assert!(said.contains("new index.html") && said.contains("nothing was sent"), "{said}");
    same(&everything(), &before);
    ends(&mut command(&site, &[]), 0);
    second(&site, FOLDER);
    let before = everything();
    assert!(before.keys().any(|path| path.ends_with("links.lock")), "{:?}", before.keys());
    let said = ends(&mut command(&site, &["--dry-run"]), 0);
    assert!(said.contains("new 03/index.html") && said.contains("removed old.txt"), "{said}");
    same(&everything(), &before);
    // What was looked at beforehand is what is done then.
    let done = ends(&mut command(&site, &[]), 0);
    let summary = |said: &str| said.lines().find(|line| line.contains("unchanged")).unwrap().to_owned();
    assert_eq!(summary(&said).replace(" to be ", " "), format!("{}; nothing was sent", summary(&done)));
    assert!(ends(&mut command(&site, &["--dry-run"]), 0).contains("nothing has changed"));
}

#[test]
fn a_folder_of_others_stays_as_it_is() {
    let site = first(FOLDER);
    let www = beside(&site, "www");
    fs::create_dir_all(www.join("a")).unwrap();
    fs::write(www.join("a/thesis.doc"), "years of work").unwrap();
    let said = ends(&mut command(&site, &[]), 3);
    assert!(said.contains("[foreign-target]") && said.contains("--adopt"), "{said}");
    let said = ends(&mut command(&site, &["--adopt", "--dry-run"]), 0);
    assert!(said.contains("new index.html") && said.contains("nothing was sent"), "{said}");
    assert_eq!(files(&www).len(), 1);
    ends(&mut command(&site, &["--adopt"]), 0);
    second(&site, FOLDER);
    ends(&mut command(&site, &[]), 0);
    let mut there = files(&www);
    assert_eq!(there.remove("a/thesis.doc").unwrap(), b"years of work");
    same(&there, &built(&site));
}

#[test]
fn a_folder_is_mended_after_a_break_and_taken_by_one_at_a_time() {
    let site = first(FOLDER);
    let www = beside(&site, "www");
    ends(&mut command(&site, &[]), 0);
    // Ended between the two steps of a system that cannot exchange folders, with the next one half laid out.
    fs::rename(&www, beside(&site, ".www.plenary-old")).unwrap();
    fs::create_dir(beside(&site, ".www.plenary-next")).unwrap();
    fs::write(beside(&site, ".www.plenary-next/junk"), "x").unwrap();
    second(&site, FOLDER);
    ends(&mut command(&site, &[]), 0);
    same(&files(&www), &built(&site));
    assert!(!beside(&site, ".www.plenary-next").exists() && !beside(&site, ".www.plenary-old").exists());
    let lock = Lock::of_target(&site.root(), "www").unwrap();
    let said = ends(&mut command(&site, &[]), 4);
    assert!(said.contains("[target-busy]"), "{said}");
    drop(lock);
    ends(&mut command(&site, &[]), 0);
}

#[test]
fn what_cannot_be_meant_is_told_with_its_place() {
    for (targets, code, told) in [
        ("  a: {kind: folder, path: content/www}\n", 2, "[usage]"),
        ("  a: {kind: folder, path: public}\n", 2, "[usage]"),
        ("  a: {kind: folder, path: ../www}\n  b: {kind: folder, path: ../x}\n", 2, "name one of them: `a`, `b`"),
        ("  a: {kind: folder, pth: x}\n", 1, "did you mean `path`?"),
        ("  a: {kind: ftp, path: x}\n", 1, "content/site.yaml:6"),
        ("  a: {kind: git, repository: 'https://me:hunter2@h.example/x.git'}\n", 1, "[secret-in-source]"),
        ("  a: {kind: git, repository: 'https://h.example/x.git?private_token=hunter2'}\n", 1, "[secret-in-source]"),
        ("  a: {kind: s3, bucket: x, secret_access_key: hunter2}\n", 1, "secret_access_key"),
        ("  a: {kind: git, repository: ../none.git}\n", 3, "[target-refused]"),
        ("  a: {kind: git}\n", 3, "let `repository` name the repository"),
        ("  a: {kind: rsync, to: '--daemon'}\n", 1, "cannot be the `to` of `a`"),
    ] {
        let site = first(targets);
        let said = ends(&mut command(&site, &[]), code);
        assert!(said.contains(told), "{targets}{said}");
        assert!(!said.contains("hunter2"), "{said}");
        for format in ["human", "json", "github", "sarif"] {
            let mut check = plenary();
            check.args(["check", "--format", format, "--root"]).arg(site.root());
            let output = check.output().unwrap();
            assert!(!all(&output).contains("hunter2"), "{format}: {}", all(&output));
        }
    }
    let site = first("  a: {kind: git, repository: ../x.git}\n");
    let said = ends(command(&site, &[]).env("PATH", "/nowhere"), 3);
    assert!(said.contains("[missing-program]") && said.contains("`git`"), "{said}");
    site.put("content/02.md", "# X\n\n[nowhere](./nope.md)\n");
    let said = ends(&mut command(&site, &[]), 1);
    assert!(said.contains("error["), "{said}");
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let names = ["-c", "user.name=Ann", "-c", "user.email=ann@x.example", "-c", "init.defaultBranch=main"];
    let done = succeed(Command::new("git").arg("-C").arg(folder).args(names).args(arguments));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

/// A bare repository beside a site, as `file://`.
fn bare(site: &Site) -> PathBuf {
    let bare = beside(site, "bare.git");
    git(&site.root(), &["init", "--quiet", "--bare", bare.to_str().unwrap()]);
    bare
}

/// What stands on a branch, read into a folder.
fn branch(bare: &Path, name: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
    let place = tempfile::tempdir().unwrap();
    git(bare, &["--work-tree", place.path().to_str().unwrap(), "checkout", "--quiet", "--force", name, "--", "."]);
    files(place.path())
}

fn pages(site: &Site, more: &str) -> String {
    format!("  pages: {{kind: git, repository: 'file://{}'{more}}}\n", beside(site, "bare.git").display())
}

#[test]
fn a_branch_gets_one_commit_for_each_deployment() {
    let site = first(FOLDER);
    let bare = bare(&site);
    let targets = pages(&site, ", cname: talks.example, message: 大家好");
    site.put("content/site.yaml", super::head("", &targets));
    ends(&mut command(&site, &[]), 0);
    let mut there = branch(&bare, "gh-pages");
    assert_eq!(there.remove(".nojekyll").unwrap(), b"");
    assert_eq!(there.remove("CNAME").unwrap(), b"talks.example\n");
    same(&there, &built(&site));
    assert!(ends(&mut command(&site, &[]), 0).contains("nothing has changed"));
    second(&site, &targets);
    ends(&mut command(&site, &[]), 0);
    assert_eq!(git(&bare, &["log", "--format=%s", "gh-pages"]), "大家好\n大家好");
    let mut there = branch(&bare, "gh-pages");
    there.retain(|path, _| path != ".nojekyll" && path != "CNAME");
    same(&there, &built(&site));
    assert_eq!(missing(&there), [""; 0]);
    git(&bare, &["fsck", "--strict"]);
    // The same without history.
    let targets = pages(&site, ", branch: one, history: squash");
    for accent in ["#225577", "#775522"] {
        site.put("content/site.yaml", super::head(&format!("theme_options: {{accent: '{accent}'}}\n"), &targets));
        ends(&mut command(&site, &[]), 0);
        assert_eq!(git(&bare, &["rev-list", "--count", "one"]), "1");
        let mut there = branch(&bare, "one");
        there.remove(".nojekyll");
        same(&there, &built(&site));
    }
}

#[test]
fn a_branch_of_sources_or_one_that_is_checked_out_is_not_overwritten() {
    let site = first(FOLDER);
    // The site lies in a repository of its own, with `origin`.
    let bare = bare(&site);
    git(&site.root(), &["init", "--quiet"]);
    git(&site.root(), &["add", "content"]);
    git(&site.root(), &["commit", "--quiet", "-m", "sources"]);
    git(&site.root(), &["remote", "add", "origin", bare.to_str().unwrap()]);
    git(&site.root(), &["push", "--quiet", "origin", "main", "main:sources"]);
    let deploy = |targets: &str, code| {
        site.put("content/site.yaml", super::head("", targets));
        ends(&mut command(&site, &[]), code)
    };
    let said = deploy("  a: {kind: git, branch: main}\n", 3);
    assert!(said.contains("holds the sources"), "{said}");
    let said = deploy("  a: {kind: git, branch: sources}\n", 3);
    assert!(said.contains("[foreign-target]"), "{said}");
    deploy("  a: {kind: git}\n", 0);
    assert_eq!(git(&bare, &["rev-list", "--count", "gh-pages"]), "1");
    // The working tree, the branches and the index of the site's own repository are as they were.
    assert_eq!(git(&site.root(), &["branch", "--format=%(refname:short)"]), "main");
    assert_eq!(git(&site.root(), &["diff", "--cached", "--name-only"]), "");
    // A repository that has the branch checked out.
    let elsewhere = beside(&site, "elsewhere");
    git(
        &site.root(),
        &["clone", "--quiet", "--branch", "gh-pages", bare.to_str().unwrap(), elsewhere.to_str().unwrap()],
    );
    second(&site, "  a: {kind: git, repository: ../elsewhere}\n");
    let said = ends(&mut command(&site, &[]), 3);
    assert!(said.contains("checked out there"), "{said}");
}

#[test]
fn a_branch_that_breaks_off_or_is_overtaken_stays_whole() {
    let site = first(FOLDER);
    let bare = bare(&site);
    let targets = pages(&site, "");
    site.put("content/site.yaml", super::head("", &targets));
    ends(&mut command(&site, &[]), 0);
    let before = git(&bare, &["rev-parse", "gh-pages"]);
    second(&site, &targets);
    site.build();
    let config = plenary::source::configuration(&site.root()).unwrap();
    let mut files = Files::built(&site.output()).unwrap();
    let open = |files: &mut Files| deploy::target(&site.root(), "pages", &config.deploy["pages"], files).unwrap();
    let begun = |files: &mut Files| {
        let mut target = open(files);
        let there = target.look(files).unwrap();
        let plan = Plan::new(files, &there);
        target.begin(files, &plan).unwrap();
        for stage in &plan.stages {
            if stage.step.removes() {
                target.remove(&stage.paths, &|| ()).unwrap();
            } else {
                target.put(files, &stage.paths, &|| ()).unwrap();
            }
        }
        target
    };
    // Everything was sent, and then the program was ended.
    drop(begun(&mut files));
    assert_eq!(git(&bare, &["rev-parse", "gh-pages"]), before);
    // Somebody else is faster.
    let mut late = begun(&mut files);
    let tree = git(&bare, &["rev-parse", "gh-pages^{tree}"]);
    let other = git(&bare, &["commit-tree", &tree, "-p", "gh-pages", "-m", "other"]);
    git(&bare, &["update-ref", "refs/heads/gh-pages", &other]);
    assert_eq!(late.finish(&files).unwrap_err().code, codes::TARGET_BUSY);
    assert_eq!(git(&bare, &["rev-parse", "gh-pages"]), other);
    ends(&mut command(&site, &[]), 0);
    let mut there = branch(&bare, "gh-pages");
    there.remove(".nojekyll");
    same(&there, &built(&site));
}
