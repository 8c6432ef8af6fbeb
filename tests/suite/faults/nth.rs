//! The nth write fails, or the nth read, for every n: `strace` lets a system call fail as a full disk or a bad one does, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::{Command, Output};

use super::{Files, WRITERS, World, able, sound, told};
use crate::deploy::all;
use crate::site::succeed;

/// A kind of call, and which of them, from one.
type Call = (String, usize);

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

    /// The command with one call that fails: the nth of its kind in a thread. And whether that was what it had to say.
    fn with_failing(&self, world: &World, arguments: &[&str], (call, nth): &Call) -> (Output, bool) {
        let inject = format!("inject={call}:error={}:when={nth}", self.error);
        let list = world.place().join("calls");
        let output = self.traced(world, arguments, &["-o", list.to_str().unwrap(), "-e", &inject]).output().unwrap();
        let told = std::fs::read_to_string(&list).unwrap();
        std::fs::remove_file(list).unwrap();
        let struck: Vec<_> = told.lines().filter(|line| line.contains("(INJECTED)")).collect();
        assert!(!struck.is_empty(), "{call} {nth} of {arguments:?} has not failed");
        let is_word = |line: &&str| line.contains(" write(1,") || line.contains(" write(2,");
        (output, struck.iter().any(is_word))
    }

    /// The calls that a command makes: of each kind as many as the busiest of its threads, since each of them is counted by itself.
    fn calls(&self, world: &World, arguments: &[&str]) -> Vec<Call> {
        let list = world.place().join("calls");
        succeed(&mut self.traced(world, arguments, &["-o", list.to_str().unwrap()]));
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for line in std::fs::read_to_string(&list).unwrap().lines() {
            // `12345 rename("…", …) = 0`; a call that goes on after another thread's is told twice.
            let (thread, rest) = line.split_once(' ').unwrap();
            if let Some((call, _)) = rest.trim_start().split_once('(').filter(|(call, _)| !call.contains(['<', ' '])) {
                *counts.entry((call.to_owned(), thread.to_owned())).or_default() += 1;
            }
        }
        std::fs::remove_file(list).unwrap();
        let mut most: BTreeMap<String, usize> = BTreeMap::new();
        for ((call, _), count) in counts {
            let most = most.entry(call).or_default();
            *most = count.max(*most);
        }
        most.into_iter().flat_map(|(call, most)| (1..=most).map(move |nth| (call.clone(), nth))).collect()
    }

    /// Some calls of each kind, the more of those that move files into their places; or all of them with `PLENARY_FAULTS=all`.
    fn some(&self, calls: Vec<Call>) -> Vec<Call> {
        if std::env::var("PLENARY_FAULTS").is_ok_and(|wish| wish == "all") {
            return calls;
        }
        let kinds: BTreeSet<String> = calls.iter().map(|(call, _)| call.clone()).collect();
        let of = |kind: &str| calls.iter().filter(|(call, _)| call == kind).cloned().collect::<Vec<_>>();
        let chosen = |kind: String| {
            let all = of(&kind);
            let wanted = if kind.starts_with("rename") { 3 } else { 1 + usize::from(self.blind) };
            let step = all.len().div_ceil(wanted);
            all.into_iter().rev().step_by(step)
        };
        kinds.into_iter().flat_map(chosen).collect()
    }

    #[allow(clippy::print_stdout, reason = "a test tells what it has tried")]
    fn strike(&self, world: &World, before: &Files) {
        let mut ended = 0;
        for (name, arguments) in WRITERS {
            let calls = self.calls(world, arguments);
            let after = world.files();
            let (count, some) = (calls.len(), self.some(calls));
            let (tried, mut failed) = (some.len(), 0_usize);
            for call in some {
                world.restore(before);
                let (output, was_said) = self.with_failing(world, arguments, &call);
                let there = world.files();
                let which = format!("{name}, {} of {} {}", self.error, call.0, call.1);
                assert!(!all(&output).contains("panicked"), "{which}: {}", all(&output));
                sound(&which, &there, before, &after);
                if output.status.success() {
                    // What failed was work that is only kept to save time, or a remark for people.
                    assert_eq!(lacking(&there, &after), [""; 0], "{which} is not told");
                    continue;
                }
                failed += 1;
                if !was_said {
                    told(&which, &output, if self.blind { &[1, 3, 4] } else { &[3, 4] });
                }
                // Whoever calls again gets all of it.
                if matches!(name, "build" | "first build" | "deploy") {
                    succeed(&mut world.command(arguments));
                    assert_eq!(lacking(&world.files(), &after), [""; 0], "{which}, and again");
                }
            }
            println!("{name}: {tried} of {count} calls were let fail with {}, {failed} of them ended it", self.error);
            // What writes something new need not read, and of a few reads all may be such as only save time.
            assert!(failed > 0 || self.blind, "{name}: no {} is noticed", self.error);
            ended += failed;
            world.restore(before);
        }
        assert!(ended > 5, "only {ended} are noticed");
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
