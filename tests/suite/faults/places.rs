//! Full disks, places for reading only, files that cannot be read, folders that vanish.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use super::{WRITERS, World, able, sound, told};
use crate::deploy::all;
use crate::site::{EVENT, Site, plenary, succeed};

/// Runs a command of the program in a view of the file system of its own, after a script has changed that view. The script knows `$PLACE`.
fn in_view(world: &World, script: &str, arguments: &[&str], then: &str) -> Output {
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-e", "-c"]);
    command.arg(format!("{script}\ncode=0; \"$@\" || code=$?\n{then}\nexit $code"));
    let inner = world.command(arguments);
    command.arg("sh").arg(inner.get_program()).args(inner.get_args()).current_dir(world.place());
    command.env("PLACE", world.place()).env("SOURCE_DATE_EPOCH", "1770000000").env("NO_COLOR", "1");
    command.output().unwrap()
}

fn can_mount() -> bool {
    let script = "mount -t tmpfs -o size=64k tmpfs /mnt";
    able("file systems of a test's own", Command::new("unshare").args(["--mount", "sh", "-c", script]))
}

/// All of it lies on a disk of which nothing is left.
#[test]
fn a_full_disk() {
    if !can_mount() {
        return;
    }
    let world = World::new();
    let before = world.files();
    let kept = tempfile::tempdir().unwrap();
    for (name, arguments) in WRITERS {
        let script = "mkdir -p \"$KEPT\"; mount -t tmpfs -o size=64m tmpfs /mnt; cp -a \"$PLACE\"/. /mnt/; \
                      mount --bind /mnt \"$PLACE\"; cd \"$PLACE\"; head -c 100000000 /dev/zero > \"$PLACE/filling\" 2>/dev/null || true";
        let copied = kept.path().join(name.replace(' ', "-"));
        fs::create_dir_all(&copied).unwrap();
        let script = format!("KEPT='{}'; {script}", copied.display());
        let output = in_view(&world, &script, arguments, "rm \"$PLACE/filling\"; cp -a \"$PLACE\"/. \"$KEPT\"/");
        told(name, &output, &[3]);
        let said = all(&output);
        assert!(said.contains("No space left on device") && said.contains("make room"), "{name}: {said}");
        let mut there = crate::site::snapshot(&copied);
        there.retain(|path, _| !path.starts_with("site/.plenary/"));
        crate::deploy::same(&there, &before);
    }
    sound("all", &world.files(), &before, &before);
}

/// All of it can only be read.
#[test]
fn places_for_reading_only() {
    if !can_mount() {
        return;
    }
    let world = World::new();
    let before = world.files();
    for (name, arguments) in WRITERS {
        let script = "mount --bind \"$PLACE\" \"$PLACE\"; mount -o remount,ro,bind \"$PLACE\"; cd \"$PLACE\"";
        let output = in_view(&world, script, arguments, "");
        told(name, &output, &[3]);
        assert!(all(&output).contains("can only be read: choose another one"), "{name}: {}", all(&output));
        crate::deploy::same(&world.files(), &before);
    }
    // Commands that only tell something do so all the same, without a place for what they would keep.
    for arguments in
        [&["check", "--root", "site"][..], &["search", "lamp", "--root", "site"], &["links", "--root", "site"]]
    {
        let script = "mount --bind \"$PLACE\" \"$PLACE\"; mount -o remount,ro,bind \"$PLACE\"; cd \"$PLACE\"";
        let output = in_view(&world, script, arguments, "");
        assert!(output.status.success(), "{arguments:?}: {}", all(&output));
    }
}

/// Another user runs the program, who may read everything but what is said, and write nothing.
fn as_nobody(world: &World, arguments: &[&str]) -> Output {
    let inner = world.command(arguments);
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.arg(inner.get_program()).args(inner.get_args()).current_dir(world.place());
    command.env("SOURCE_DATE_EPOCH", "1770000000").env("NO_COLOR", "1");
    command.output().unwrap()
}

fn can_be_nobody(program: &Path) -> bool {
    let mut probe = Command::new("setpriv");
    probe.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program).arg("--version");
    able("another user", &mut probe)
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_may_not_be_read_or_written() {
    let world = World::new();
    if !can_be_nobody(Path::new(plenary().get_program())) {
        return;
    }
    mode(&world.place(), 0o755);
    mode(&world.site.root(), 0o755);
    let before = world.files();
    for (name, arguments) in WRITERS {
        let output = as_nobody(&world, arguments);
        told(name, &output, &[3]);
        assert!(all(&output).contains("Permission denied") && all(&output).contains("permissions"), "{}", all(&output));
        crate::deploy::same(&world.files(), &before);
    }
    // One source, one file to copy, a folder, a ledger, the output.
    for (path, closed, open) in [
        ("site/content/02.md", 0o000, 0o644),
        ("site/content/talk", 0o000, 0o755),
        ("site/content/links.lock", 0o000, 0o644),
        ("site/content/site.yaml", 0o000, 0o644),
    ] {
        mode(&world.place().join(path), closed);
        for arguments in [&["check", "--root", "site"][..], &["build", "--root", "site", "--output", "public"]] {
            let output = as_nobody(&world, arguments);
            told(path, &output, &[3]);
            let said = all(&output);
            assert!(
                said.contains("error[unreadable-file]") && said.contains(path.trim_start_matches("site/")),
                "{said}"
            );
        }
        mode(&world.place().join(path), open);
    }
    let talk = world.site.root().join("talk.vtt");
    mode(&talk, 0o000);
    let output = as_nobody(&world, &["import", "site/talk.vtt", "--event", "site/content/other"]);
    told("import", &output, &[3]);
    mode(&talk, 0o644);
    // What is only kept to save time may be in any state.
    succeed(&mut world.command(&["build", "--quiet", "--root", "site", "--output", "public"]));
    mode(&world.site.root().join(".plenary"), 0o000);
    let output = as_nobody(&world, &["search", "lamp", "--root", "site"]);
    assert!(output.status.success() && all(&output).contains("result"), "{}", all(&output));
    mode(&world.site.root().join(".plenary"), 0o755);
}

/// A site whose ledgers are more than the files that a program may hold open at once.
#[test]
fn more_ledgers_than_open_files() {
    let site = Site::new();
    for number in 0..200 {
        site.put(&format!("content/talk-{number}/event.md"), EVENT);
        site.put(&format!("content/talk-{number}/01.md"), format!("**Ann Lee:** The lamp was lit {number} times.\n"));
    }
    let program = plenary();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 100; exec \"$0\" build --quiet --root \"$1\" --output \"$2\""]);
    succeed(
        command.arg(program.get_program()).arg(site.root()).arg(site.output()).env("SOURCE_DATE_EPOCH", "1770000000"),
    );
    for number in 0..200 {
        assert!(site.root().join(format!("content/talk-{number}/links.lock")).is_file(), "{number}");
    }
}

#[test]
fn a_folder_that_is_not_there() {
    let world = World::new();
    for arguments in [
        &["build", "--root", "gone", "--output", "public"][..],
        &["check", "--root", "gone"],
        &["search", "lamp", "--root", "gone"],
        &["links", "--root", "gone"],
        &["pin", "--root", "gone"],
        &["fix", "--root", "gone"],
        &["stats", "--root", "gone"],
        &["deploy", "--root", "gone"],
    ] {
        let before = world.files();
        let output = world.command(arguments).output().unwrap();
        told(&format!("{arguments:?}"), &output, &[1]);
        assert!(all(&output).contains("error[no-site]"), "{arguments:?}: {}", all(&output));
        crate::deploy::same(&world.files(), &before);
    }
}

/// The sources, or the output, are moved away while the program is at work.
#[test]
fn a_folder_that_vanishes() {
    let world = World::new();
    for number in 5..25 {
        let turn = "**Ann Lee:** The lamp was lit before anybody came down to the quay.\n\n";
        world.site.put(&format!("content/{number:02}.md"), format!("# {number}\n\n{}", turn.repeat(20)));
        world.site.put(&format!("static/{number}.bin"), vec![7; 20_000]);
    }
    let build = ["build", "--quiet", "--root", "site", "--output", "public"];
    let before = world.files();
    let begun = std::time::Instant::now();
    succeed(&mut world.command(&build));
    let whole = begun.elapsed();
    let after = world.files();
    let mut failed = [0, 0];
    for round in 0..6 {
        world.restore(&before);
        let (which, vanishes) = if round % 2 == 0 { (0, "site/content") } else { (1, "public") };
        let child = world.command(&build).stderr(std::process::Stdio::piped()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(0.05 + 0.15 * f64::from(round)).min(Duration::from_secs(20)));
        fs::rename(world.place().join(vanishes), world.place().join("elsewhere")).unwrap();
        let output = child.wait_with_output().unwrap();
        let there = world.files();
        if !output.status.success() {
            failed[which] += 1;
            told(vanishes, &output, &[1, 3, 4]);
        }
        if which == 0 {
            // What is published is as it was or as it shall be.
            let site = |files: &super::Files| {
                files
                    .iter()
                    .filter(|(path, _)| path.starts_with("public/") && !path.contains(".plenary"))
                    .map(|(path, bytes)| (path.clone(), bytes.clone()))
                    .collect::<super::Files>()
            };
            assert!(site(&there) == site(&before) || site(&there) == site(&after), "round {round}");
        }
        assert!(!there.keys().any(|path| path.contains("staging")), "round {round}: something lies about");
    }
    println!("ended by sources that vanished: {} of 3, by the output: {} of 3", failed[0], failed[1]);
    assert!(failed[0] > 0);
}
