//! The nth write fails, for every n: `strace` lets a system call fail as a full disk does, one after the other.

use std::process::{Command, Output};

use super::{WRITERS, World, able, sound, told};
use crate::deploy::all;
use crate::site::succeed;

/// What changes files. Where one thread does all, they come in the same order each time.
const CALLS: &str =
    "write,pwrite64,writev,copy_file_range,sendfile,ftruncate,mkdir,mkdirat,rename,renameat,renameat2,link,linkat";

fn with_failing(world: &World, arguments: &[&str], nth: usize) -> Output {
    let mut command = Command::new("strace");
    command.args(["-f", "-qqq", "-o", "/dev/null", "-e", &format!("trace={CALLS}"), "-e", "signal=none"]);
    command.args(["-e", &format!("inject={CALLS}:error=ENOSPC:when={nth}")]);
    let inner = world.command(arguments);
    command.arg(inner.get_program()).args(inner.get_args()).current_dir(world.place());
    command.env("SOURCE_DATE_EPOCH", "1770000000").env("NO_COLOR", "1").env("RAYON_NUM_THREADS", "1");
    command.output().unwrap()
}

/// How many of them a command makes.
fn calls(world: &World, arguments: &[&str]) -> usize {
    let list = world.place().join("calls");
    let mut command = Command::new("strace");
    command.args(["-f", "-qqq", "-e", &format!("trace={CALLS}"), "-e", "signal=none", "-o"]).arg(&list);
    let inner = world.command(arguments);
    command.arg(inner.get_program()).args(inner.get_args()).current_dir(world.place());
    command.env("SOURCE_DATE_EPOCH", "1770000000").env("NO_COLOR", "1").env("RAYON_NUM_THREADS", "1");
    succeed(&mut command);
    let count = std::fs::read_to_string(&list).unwrap().lines().count();
    std::fs::remove_file(list).unwrap();
    count
}

/// A dozen places of each command, or all of them with `PLENARY_FAULTS=all`.
#[test]
fn the_nth_write_fails() {
    let probe = ["-f", "-qqq", "-o", "/dev/null", "-e", "inject=mkdir:error=ENOSPC:when=1", "true"];
    if !able("writes that fail", Command::new("strace").args(probe)) {
        return;
    }
    let every = std::env::var("PLENARY_FAULTS").is_ok_and(|wish| wish == "all");
    let world = World::new();
    let before = world.files();
    for (name, arguments) in WRITERS {
        let count = calls(&world, arguments);
        let after = world.files();
        let step = if every { 1 } else { count.div_ceil(12) };
        // The last ones are those that move files into their places, so it is counted from behind.
        let mut failed = 0;
        for nth in (1..=count).rev().step_by(step) {
            world.restore(&before);
            let output = with_failing(&world, arguments, nth);
            let there = world.files();
            let which = format!("{name}, call {nth} of {count}");
            assert!(!all(&output).contains("panicked"), "{which}: {}", all(&output));
            sound(&which, &there, &before, &after);
            if output.status.success() {
                // What failed was work that is only kept to save time, or a remark for people.
                continue;
            }
            failed += 1;
            // The message itself may be what could not be written.
            if !all(&output).is_empty() {
                told(&which, &output, &[3, 4]);
            }
            // Whoever calls again gets all of it.
            if matches!(name, "build" | "first build" | "deploy") {
                succeed(&mut world.command(arguments));
                let again = world.files();
                let differ = after.iter().filter(|(path, bytes)| again.get(*path) != Some(bytes)).map(|(path, _)| path);
                let differ: Vec<_> = differ.filter(|path| !path.contains(".plenary-deployment")).collect();
                assert!(differ.is_empty(), "{which}, and again: {differ:?}");
            }
        }
        println!("{name}: {count} calls, {failed} of those that were let fail ended it");
        assert!(failed > 0, "{name}: no write that fails is noticed");
        world.restore(&before);
    }
}
