//! A folder of another machine, by the installed rsync: over ssh, or to its daemon.
//!
//! rsync compares by checksum, writes every file beside its old self and moves it in, so a reader sees whole files. The order
//! of the steps is ours: each is one call with the list of its files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::list::{LIST, List, token};
use super::plan::{Plan, There};
use super::program::{Answer, program, run};
use super::site::Site;
use super::{Failure, Target, failure};
use crate::config::RsyncPlace;
use crate::diag::codes;

/// A folder of another machine.
pub(super) struct Host {
    /// The folder, with a slash at its end.
    to: String,
    port: Option<u16>,
    /// Where lists pass through.
    desk: tempfile::TempDir,
    /// The list that was there.
    list: Option<List>,
    /// The list that this deployment has written.
    own: Option<String>,
}

impl Host {
    pub(super) fn new(place: &RsyncPlace) -> Result<Self, Failure> {
        let desk = tempfile::Builder::new().prefix("plenary-").tempdir();
        let desk = desk.map_err(|error| {
            let message = format!("no temporary folder can be made: {error}");
            failure(codes::NOT_WRITTEN, &place.to, message, "look at the free space of the temporary folder")
        })?;
        Ok(Self { to: format!("{}/", place.to.trim_end_matches('/')), port: place.port, desk, list: None, own: None })
    }

    fn rsync(&self) -> Command {
        let mut command = program("rsync");
        command.args(["--timeout=120", "--protect-args"]);
        if let Some(port) = self.port {
            command.arg("--rsh").arg(format!("ssh -p {port}"));
        }
        command
    }

    fn failed(&self, answer: &Answer, what: &str) -> Failure {
        let denied =
            ["Permission denied (", "verification failed", "auth failed"].iter().any(|word| answer.said.contains(word));
        // The codes of rsync(1): 10, 12, 30 and 35 are the network; 255 is ssh. A key that ssh refuses ends as any of them.
        let (code, help) = match answer.code {
            _ if denied => (
                codes::TARGET_REFUSED,
                "see whether `ssh` to this machine lets you in by itself: with a key, and with its host in `known_hosts`",
            ),
            // 5 is of a daemon that refuses, and says why, or with which the line broke before it said anything.
            Some(code @ (5 | 10 | 12 | 30 | 35 | 255)) if code != 5 || !answer.said.contains("@ERROR") => {
                (codes::DEPLOY_BROKEN, "see whether the network is there and the machine answers, and run it again")
            }
            _ => (codes::TARGET_REFUSED, "see whether `to` names a folder that you may write to"),
        };
        failure(code, &self.to, format!("{what}: {}", answer.complaint()), help)
    }

    fn well(&self, answer: Answer, what: &str) -> Result<Answer, Failure> {
        if answer.is_well() { Ok(answer) } else { Err(self.failed(&answer, what)) }
    }

    /// The list that stands there.
    fn list(&self) -> Result<Option<String>, Failure> {
        let file = self.desk.path().join("there");
        let _ = fs::remove_file(&file);
        let answer = run(self.rsync().arg("--").arg(format!("{}{LIST}", self.to)).arg(&file), &[], &self.to)?;
        // Some files could not be transferred: there is no such file, or no such folder yet.
        match answer.code {
            Some(0) => Ok(fs::read_to_string(&file).ok()),
            Some(23) if answer.said.contains("No such file") || answer.said.contains("link_stat") => Ok(None),
            Some(3) => Ok(None),
            _ => Err(self.failed(&answer, "the place cannot be looked at")),
        }
    }

    /// All paths that are there, without folders.
    fn present(&self) -> Result<Vec<String>, Failure> {
        let mut command = self.rsync();
        command
            .args(["--recursive", "--links", "--list-only", "--no-human-readable", "--8-bit-output", "--"])
            .arg(&self.to);
        let answer = run(&mut command, &[], &self.to)?;
        if answer.code == Some(23) && answer.said.contains("No such file") {
            return Ok(Vec::new());
        }
        let answer = self.well(answer, "the place cannot be looked at")?;
        // `-rw-r--r--         12 2026/01/02 03:04:05 path`, a link with ` -> target` behind it.
        let path = |line: &str| {
            if line.starts_with('d') {
                return None;
            }
            let (_, behind) = line.split_once(':')?;
            let (_, path) = behind.split_once(' ')?;
            let path = if line.starts_with('l') { path.split(" -> ").next().unwrap_or(path) } else { path };
            (path != LIST).then(|| path.to_owned())
        };
        Ok(String::from_utf8_lossy(&answer.out).lines().filter_map(path).collect())
    }

    /// The paths whose content there is not that of the site.
    fn differing(&self, site: &Site, paths: &[String]) -> Result<Vec<String>, Failure> {
        let mut command = self.rsync();
        command.args([
            "--checksum",
            "--dry-run",
            "--out-format=%n",
            "--8-bit-output",
            "--from0",
            "--files-from=-",
            "--",
        ]);
        let answer = run(command.arg(site.folder()).arg(&self.to), &names(paths), &self.to)?;
        let answer = self.well(answer, "the place cannot be compared")?;
        Ok(String::from_utf8_lossy(&answer.out).lines().map(str::to_owned).collect())
    }

    /// Writes the list there.
    fn write(&self, list: &str) -> Result<(), Failure> {
        let file = self.desk.path().join(LIST);
        fs::write(&file, list).map_err(|error| {
            failure(codes::NOT_WRITTEN, &file.display().to_string(), error.to_string(), "look at the free space")
        })?;
        let mut command = self.rsync();
        command.args(["--checksum", "--perms", "--chmod=D755,F644", "--"]).arg(&file).arg(&self.to);
        let answer = run(&mut command, &[], &self.to)?;
        self.well(answer, "the list of files could not be written").map(drop)
    }

    /// Gives way where another deployment has begun.
    fn still_ours(&self) -> Result<(), Failure> {
        if self.list()? == self.own {
            return Ok(());
        }
        let help = "run it again when the other one is done; what has arrived is not sent again";
        Err(failure(codes::TARGET_BUSY, &self.to, "another deployment to this place has begun meanwhile", help))
    }
}

fn names(paths: &[String]) -> Vec<u8> {
    paths.iter().flat_map(|path| path.bytes().chain([0])).collect()
}

impl Target for Host {
    fn place(&self) -> String {
        self.to.clone()
    }

    fn look(&mut self, site: &Site) -> Result<There, Failure> {
        let list = self.list()?.and_then(|text| List::parse(&text));
        let present = self.present()?;
        let (known, others): (Vec<String>, Vec<String>) = present.into_iter().partition(|path| site.holds(path));
        let differing: BTreeSet<String> = self.differing(site, &known)?.into_iter().collect();
        let known = known.into_iter().map(|path| {
            let same = !differing.contains(&path);
            (path, same)
        });
        let mut there = There::new(site, list.as_ref(), known.chain(others.into_iter().map(|path| (path, false))));
        there.settled = list == Some(List::of(site));
        self.list = list;
        Ok(there)
    }

    fn begin(&mut self, site: &Site, plan: &Plan) -> Result<(), Failure> {
        let list = List::after(site, self.list.as_ref()).with(plan.touched()).during(token()).to_text();
        self.write(&list)?;
        self.own = Some(list);
        Ok(())
    }

    fn put(&mut self, site: &Site, paths: &[String], arrived: &(dyn Fn() + Sync)) -> Result<(), Failure> {
        self.still_ours()?;
        let mut command = self.rsync();
        command.args(["--checksum", "--times", "--omit-dir-times", "--perms", "--chmod=D755,F644", "--compress"]);
        command.args(["--from0", "--files-from=-", "--"]).arg(site.folder()).arg(&self.to);
        let answer = run(&mut command, &names(paths), &self.to)?;
        self.well(answer, "the files could not be sent")?;
        for _ in paths {
            arrived();
        }
        Ok(())
    }

    fn remove(&mut self, paths: &[String], gone: &(dyn Fn() + Sync)) -> Result<(), Failure> {
        self.still_ours()?;
        // Files of an empty folder are missing, and what is missing here is removed there. The folders that held them are wanted here.
        let empty = self.desk.path().join("empty");
        let folders = paths.iter().filter_map(|path| Path::new(path).parent());
        let made =
            std::iter::once(Path::new("")).chain(folders).try_for_each(|path| fs::create_dir_all(empty.join(path)));
        made.map_err(|error| failure(codes::NOT_WRITTEN, &self.to, error.to_string(), "look at the free space"))?;
        let mut command = self.rsync();
        command.args(["--delete-missing-args", "--from0", "--files-from=-", "--"]).arg(&empty).arg(&self.to);
        let answer = run(&mut command, &names(paths), &self.to)?;
        self.well(answer, "files could not be removed")?;
        for _ in paths {
            gone();
        }
        Ok(())
    }

    fn finish(&mut self, site: &Site) -> Result<(), Failure> {
        self.still_ours()?;
        self.write(&List::after(site, self.list.as_ref()).to_text())
    }
}
