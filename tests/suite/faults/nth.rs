//! The nth write fails, or the nth read, for every n: `strace` lets a system call fail as a full disk or a bad one does, one after the other.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Output};

use super::{Files, WRITERS, World, able, sound, told};
use crate::deploy::all;
use crate::site::succeed;

/// A way to fail.
struct Fault {
    /// The system calls that fail, one of them each time. Where one thread does all, they come in the same order each time.
    calls: &'static str,
    /// With what they fail.
    error: &'static str,
    /// Only what is about one of these; anything where there is none.
    paths: Vec<PathBuf>,
    /// Whether it may be the sources of which a command learns nothing then.
    blind: bool,
}

impl Fault {
    fn writes() -> Self {
        let calls = "write,pwrite64,writev,copy_file_range,sendfile,ftruncate,mkdir,mkdirat,rename,renameat,renameat2,link,linkat";
        Self { calls, error: "ENOSPC", paths: Vec::new(), blind: false }
    }

    fn reads(world: &World, files: &Files) -> Self {
        let place = world.place();
        let paths: BTreeSet<PathBuf> =
            files.keys().flat_map(|path| place.join(path).ancestors().map(Into::into).collect::<Vec<_>>()).collect();
        let paths = paths.into_iter().filter(|path| path.starts_with(&place)).collect();
        Self { calls: "openat,read,pread64,getdents64,copy_file_range", error: "EIO", paths, blind: true }
    }

    /// A command whose calls are looked at, in the terms of `strace`.
    fn traced(&self, world: &World, arguments: &[&str], more: &[&str]) -> Command {
        let mut command = Command::new("strace");
        command.args(["-f", "-qqq", "-e", &format!("trace={}", self.calls), "-e", "signal=none"]).args(more);
        for path in &self.paths {
            command.arg("-P").arg(path);
        }
        let inner = world.command(arguments);
        command.arg(inner.get_program()).args(inner.get_args()).current_dir(world.place());
        command.env("SOURCE_DATE_EPOCH", "1770000000").env("NO_COLOR", "1").env("RAYON_NUM_THREADS", "1");
        command
    }

    fn with_failing(&self, world: &World, arguments: &[&str], nth: usize) -> Output {
        let inject = format!("inject={}:error={}:when={nth}", self.calls, self.error);
        self.traced(world, arguments, &["-o", "/dev/null", "-e", &inject]).output().unwrap()
    }

    /// How many of them a command makes.
    fn count(&self, world: &World, arguments: &[&str]) -> usize {
        let list = world.place().join("calls");
        succeed(&mut self.traced(world, arguments, &["-o", list.to_str().unwrap()]));
        let count = std::fs::read_to_string(&list).unwrap().lines().count();
        std::fs::remove_file(list).unwrap();
        count
    }

    /// Eight places of each command, or all of them with `PLENARY_FAULTS=all`.
    #[allow(clippy::print_stdout, reason = "a test tells what it has tried")]
    fn strike(&self, world: &World, before: &Files) {
        let every = std::env::var("PLENARY_FAULTS").is_ok_and(|wish| wish == "all");
        for (name, arguments) in WRITERS {
            let count = self.count(world, arguments);
            let after = world.files();
            let step = if every { 1 } else { count.div_ceil(8).max(1) };
            // The last ones are those that move files into their places, so it is counted from behind.
            let mut failed = 0;
            for nth in (1..=count).rev().step_by(step) {
                world.restore(before);
                let output = self.with_failing(world, arguments, nth);
                let there = world.files();
                let which = format!("{name}, {} of call {nth} of {count}", self.error);
                assert!(!all(&output).contains("panicked"), "{which}: {}", all(&output));
                sound(&which, &there, before, &after);
                if output.status.success() {
                    // What failed was work that is only kept to save time, or a remark for people.
                    assert_eq!(lacking(&there, &after), [""; 0], "{which} is not told");
                    continue;
                }
                failed += 1;
                // The message itself may be what could not be written.
                if !all(&output).is_empty() {
                    told(&which, &output, if self.blind { &[1, 3, 4] } else { &[3, 4] });
                }
                // Whoever calls again gets all of it.
                if matches!(name, "build" | "first build" | "deploy") {
                    succeed(&mut world.command(arguments));
                    assert_eq!(lacking(&world.files(), &after), [""; 0], "{which}, and again");
                }
            }
            println!("{name}: {count} calls, {failed} of those that were let fail with {} ended it", self.error);
            // What writes something new need not read.
            let reads = !name.starts_with("new") && name != "theme copy";
            assert!(failed > 0 || (self.blind && !reads), "{name}: no {} is noticed", self.error);
            world.restore(before);
        }
    }
}

/// What is not as it shall be.
fn lacking(there: &Files, after: &Files) -> Vec<String> {
    let differ = after.iter().filter(|(path, bytes)| there.get(*path) != Some(bytes)).map(|(path, _)| path.clone());
    differ.filter(|path| !path.contains(".plenary-deployment")).collect()
}

#[test]
fn the_nth_write_fails() {
    let probe = ["-f", "-qqq", "-o", "/dev/null", "-e", "inject=mkdir:error=ENOSPC:when=1", "true"];
    if !able("writes that fail", Command::new("strace").args(probe)) {
        return;
    }
    let world = World::new();
    Fault::writes().strike(&world, &world.files());
}

#[test]
fn the_nth_read_fails() {
    let probe = ["-f", "-qqq", "-o", "/dev/null", "-e", "inject=read:error=EIO:when=1", "-P", "/dev/null", "true"];
    if !able("reads that fail", Command::new("strace").args(probe)) {
        return;
    }
    let world = World::new();
    let before = world.files();
    Fault::reads(&world, &before).strike(&world, &before);
}
