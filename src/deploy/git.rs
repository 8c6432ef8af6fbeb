//! A branch of a git repository: one commit for a deployment, made without a working tree.
//!
//! The commit is written by `git fast-import` and becomes the branch by one push, so readers see the old site or the new one.
//! The objects lie in the site's own repository where it is in one, so that its remotes and its ways to sign in are at hand,
//! else in a bare repository below `.plenary/`. No branch, index or working tree of the site's repository is touched.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use super::list::{LIST, List};
use super::plan::{Plan, There};
use super::program::{Answer, absent, program, run, without_passwords};
use super::site::Site;
use super::{Failure, Target, failure};
use crate::config::{GitPlace, History};
use crate::diag::{Code, codes};

/// A branch of a git repository.
pub(super) struct Pages {
    /// The repository that holds the objects here.
    here: PathBuf,
    remote: String,
    branch: String,
    squash: bool,
    message: String,
    /// The commit of the branch there, if there is one.
    tip: Option<String>,
    /// Where the new commit is kept here.
    reference: String,
    import: Option<Import>,
}

/// A `git fast-import` that is running.
struct Import {
    child: Child,
    stream: BufWriter<ChildStdin>,
}

impl Pages {
    pub(super) fn new(root: &Path, name: &str, place: &GitPlace, site: &mut Site) -> Result<Self, Failure> {
        let key: String = blake3::hash(name.as_bytes()).to_hex().chars().take(16).collect();
        let own = root.join(format!(".plenary/deploy/{key}.git"));
        let mut branch = Self {
            here: root.to_owned(),
            remote: place.repository.clone().unwrap_or_else(|| "origin".into()),
            branch: place.branch.clone(),
            squash: place.history == History::Squash,
            message: place.message.clone(),
            tip: None,
            reference: format!("refs/plenary/deploy/{key}"),
            import: None,
        };
        branch.settle(&own, place)?;
        // Without this file GitHub would run the pages through Jekyll and leave out names that begin with an underscore.
        site.add(".nojekyll", Vec::new());
        if let Some(domain) = &place.cname {
            site.add("CNAME", format!("{domain}\n").into_bytes());
        }
        Ok(branch)
    }

    /// Finds the repository for the objects, and looks whether the branch can be one of pages.
    fn settle(&mut self, own: &Path, place: &GitPlace) -> Result<(), Failure> {
        if self.git(&["rev-parse", "--git-dir"], &[])?.is_well() {
            let current = self.git(&["symbolic-ref", "--quiet", "--short", "HEAD"], &[])?.text();
            let remotes = self.git(&["remote"], &[])?.text();
            let is_ours = remotes.lines().any(|remote| remote == self.remote);
            if current == self.branch && is_ours {
                let message = format!("the branch `{current}` is the one that holds the sources, and is checked out");
                return Err(
                    self.refused(&message, "let `branch` name one that is for the site alone, such as `gh-pages`")
                );
            }
            if !is_ours && place.repository.is_none() {
                let help = "add the remote with `git remote add origin …`, or let `repository` name the repository";
                return Err(self.refused("the site's repository has no remote called `origin`", help));
            }
            // A path in `repository` begins at the site's folder, wherever in the repository that is.
        } else {
            if place.repository.is_none() {
                let help = "let `repository` name the repository that holds the branch";
                return Err(self.refused("the site's folder lies in no git repository, so it has no remote", help));
            }
            let made = run(program("git").args(["init", "--quiet", "--bare", "--"]).arg(own), &[], &self.place())?;
            self.well(made, "the repository for the objects could not be made")?;
            if let Some(path) = place.repository.as_deref().filter(|path| self.here.join(path).exists()) {
                let whole = self.here.join(path);
                self.remote = whole.canonicalize().unwrap_or(whole).display().to_string();
            }
            own.clone_into(&mut self.here);
        }
        let valid = self.git(&["check-ref-format", "--branch", &self.branch], &[])?;
        if !valid.is_well() {
            let message = format!("`{}` cannot be the name of a branch", self.branch);
            return Err(failure(
                codes::USAGE,
                &self.place(),
                message,
                "let `branch` name a branch, such as `gh-pages`",
            ));
        }
        Ok(())
    }

    fn command(&self) -> Command {
        let mut command = program("git");
        // A hook of git, which may have called us, names its own repository.
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(variable);
        }
        // What the person's own settings would change about the bytes is switched off.
        command.arg("-C").arg(&self.here).args(["-c", "core.quotePath=false", "-c", "core.autocrlf=false"]);
        command
    }

    fn git(&self, arguments: &[&str], input: &[u8]) -> Result<Answer, Failure> {
        run(self.command().args(arguments), input, &self.place())
    }

    fn refused(&self, message: &str, help: &str) -> Failure {
        failure(codes::TARGET_REFUSED, &self.place(), message, help)
    }

    /// The answer, where all went well.
    fn well(&self, answer: Answer, what: &str) -> Result<Answer, Failure> {
        if answer.is_well() {
            return Ok(answer);
        }
        let (code, help) = trouble(&answer.said);
        Err(failure(code, &self.place(), format!("{what}: {}", answer.complaint()), help))
    }

    /// The id of every file of the branch.
    fn tree(&self, tip: &str) -> Result<BTreeMap<String, String>, Failure> {
        let listed = self.git(&["ls-tree", "-r", "-z", "--full-tree", tip], &[])?;
        let listed = self.well(listed, "the branch cannot be read")?;
        let text = String::from_utf8_lossy(&listed.out).into_owned();
        // `100644 blob <id>\t<path>`
        let file = |entry: &str| {
            let (head, path) = entry.split_once('\t')?;
            Some((path.to_owned(), head.rsplit(' ').next()?.to_owned()))
        };
        Ok(text.split('\0').filter_map(file).collect())
    }

    /// The ids that git gives to files of the site.
    fn ids(&self, site: &Site, paths: &BTreeSet<&str>) -> Result<BTreeMap<String, String>, Failure> {
        let mut ids = BTreeMap::new();
        let (built, added): (Vec<&str>, Vec<&str>) = paths.iter().partition(|path| site.is_built(path));
        let folder = std::path::absolute(site.folder()).unwrap_or_else(|_| site.folder().to_owned());
        let lines: Vec<String> = built.iter().map(|path| folder.join(path).display().to_string()).collect();
        let hashed = self.git(&["hash-object", "--no-filters", "--stdin-paths"], lines.join("\n").as_bytes())?;
        let hashed = self.well(hashed, "the files cannot be hashed")?.text();
        ids.extend(built.iter().zip(hashed.lines()).map(|(path, id)| ((*path).to_owned(), id.to_owned())));
        for path in added {
            let hashed = self.git(&["hash-object", "--no-filters", "--stdin"], &site.read(path)?)?;
            ids.insert(path.to_owned(), self.well(hashed, "a file cannot be hashed")?.text());
        }
        Ok(ids)
    }

    fn stream(&mut self, bytes: &[&[u8]]) -> Result<(), Failure> {
        let written = match &mut self.import {
            Some(import) => bytes.iter().try_for_each(|bytes| import.stream.write_all(bytes)),
            None => Err(std::io::ErrorKind::NotConnected.into()),
        };
        written.map_err(|_| {
            let ended = self.close().err();
            ended.unwrap_or_else(|| self.refused("git has stopped reading", "run it again"))
        })
    }

    /// Ends the import; answers why it failed.
    fn close(&mut self) -> Result<(), Failure> {
        let Some(Import { mut child, stream }) = self.import.take() else { return Ok(()) };
        let flushed = stream.into_inner().map(drop);
        let mut said = String::new();
        if let Some(mut errors) = child.stderr.take() {
            let _ = errors.read_to_string(&mut said);
        }
        let ended = child.wait();
        if flushed.is_ok() && ended.is_ok_and(|status| status.success()) {
            return Ok(());
        }
        let answer = Answer { code: None, out: Vec::new(), said: without_passwords(&said) };
        let message = format!("the commit could not be written: {}", answer.complaint());
        let help = "look at the free space and the permissions of the repository; what was published is as it was";
        Err(failure(codes::DEPLOY_BROKEN, &self.place(), message, help))
    }
}

impl Target for Pages {
    fn place(&self) -> String {
        format!("{} of {}", self.branch, without_passwords(&self.remote))
    }

    fn look(&mut self, site: &Site) -> Result<There, Failure> {
        let head = format!("refs/heads/{}", self.branch);
        let asked = self.git(&["ls-remote", "--", &self.remote, &head], &[])?;
        let asked = self.well(asked, "the repository cannot be reached")?.text();
        self.tip = asked.split_whitespace().next().map(str::to_owned);
        let Some(tip) = self.tip.clone() else { return Ok(There::default()) };
        if !self.git(&["cat-file", "-e", &format!("{tip}^{{tree}}")], &[])?.is_well() {
            let fetched =
                self.git(&["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", &self.remote, &tip], &[])?;
            self.well(fetched, "the branch cannot be fetched")?;
        }
        let tree = self.tree(&tip)?;
        let list = match tree.get(LIST) {
            Some(id) => List::parse(&self.git(&["cat-file", "blob", id], &[])?.text()),
            None => None,
        };
        let known: BTreeSet<&str> = tree.keys().map(String::as_str).filter(|path| site.holds(path)).collect();
        let ids = self.ids(site, &known)?;
        let present = tree
            .iter()
            .filter(|(path, _)| *path != LIST)
            .map(|(path, id)| (path.clone(), ids.get(path).is_some_and(|ours| ours == id)));
        let mut there = There::new(site, list.as_ref(), present);
        there.settled = list == Some(List::of(site));
        Ok(there)
    }

    fn begin(&mut self, _site: &Site, _plan: &Plan) -> Result<(), Failure> {
        let mut child = self
            .command()
            .args(["fast-import", "--quiet", "--force", "--done", "--date-format=now"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| absent("git", &self.place(), &error))?;
        let Some(stdin) = child.stdin.take() else {
            return Err(self.refused("git cannot be written to", "run it again"));
        };
        self.import = Some(Import { child, stream: BufWriter::new(stdin) });
        let who = self.git(&["var", "GIT_COMMITTER_IDENT"], &[])?;
        // `Name <address> seconds zone`; where nobody is named, the program says that it was itself.
        let who = who.text().rsplit_once('>').map(|(who, _)| format!("{who}> now")).filter(|_| who.is_well());
        let who = who.unwrap_or_else(|| "plenary <plenary@localhost> now".into());
        let from = self.tip.as_ref().map(|tip| format!("from {tip}\n")).unwrap_or_default();
        let (reference, message) = (&self.reference, &self.message);
        let head = format!("commit {reference}\ncommitter {who}\ndata {}\n{message}\n{from}", message.len());
        self.stream(&[head.as_bytes()])
    }

    fn put(&mut self, site: &Site, paths: &[String], arrived: &(dyn Fn() + Sync)) -> Result<(), Failure> {
        for path in paths {
            let bytes = site.read(path)?;
            let head = format!("M 100644 inline {}\ndata {}\n", quoted(path), bytes.len());
            self.stream(&[head.as_bytes(), &bytes, b"\n"])?;
            arrived();
        }
        Ok(())
    }

    fn remove(&mut self, paths: &[String], gone: &(dyn Fn() + Sync)) -> Result<(), Failure> {
        for path in paths {
            self.stream(&[format!("D {}\n", quoted(path)).as_bytes()])?;
            gone();
        }
        Ok(())
    }

    fn finish(&mut self, site: &Site) -> Result<(), Failure> {
        let list = List::of(site).to_text();
        let head = format!("M 100644 inline {LIST}\ndata {}\n", list.len());
        self.stream(&[head.as_bytes(), list.as_bytes(), b"\ndone\n"])?;
        self.close()?;
        let mut commit = self.git(&["rev-parse", "--verify", &self.reference], &[])?.text();
        if self.squash {
            let tree = format!("{commit}^{{tree}}");
            let ident: &[&str] = if self.git(&["var", "GIT_COMMITTER_IDENT"], &[])?.is_well() {
                &[]
            } else {
                &["-c", "user.name=plenary", "-c", "user.email=plenary@localhost"]
            };
            let arguments = [ident, &["commit-tree", &tree, "-m", &self.message]].concat();
            let made = self.git(&arguments, &[])?;
            commit = self.well(made, "the commit could not be written")?.text();
        }
        let head = format!("refs/heads/{}", self.branch);
        // Only where the branch is still what was looked at: whoever has pushed meanwhile is not overwritten.
        let lease = format!("--force-with-lease={head}:{}", self.tip.as_deref().unwrap_or_default());
        let pushed = self
            .git(&["push", "--quiet", "--no-verify", &lease, "--", &self.remote, &format!("{commit}:{head}")], &[])?;
        self.well(pushed, "the branch could not be pushed").map(drop)
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // An import that was not brought to its end writes no commit; it ends with its input.
        if let Some(Import { mut child, stream }) = self.import.take() {
            let _ = child.kill();
            drop(stream.into_parts());
            let _ = child.wait();
        }
    }
}

/// What git's complaint means, and what to do.
fn trouble(said: &str) -> (Code, &'static str) {
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if has(&["stale info", "[rejected]", "fetch first", "cannot lock ref", "incorrect old value"]) {
        (codes::TARGET_BUSY, "somebody has pushed to the branch meanwhile; run it again")
    } else if has(&["refusing to update checked out branch", "branch is currently checked out"]) {
        (
            codes::TARGET_REFUSED,
            "the branch is checked out there; push to a bare repository, or check out another branch there",
        )
    } else if has(&[
        "Authentication failed",
        "Permission denied",
        "could not read Username",
        "could not read Password",
        "403",
        "denied to",
    ]) {
        (
            codes::TARGET_REFUSED,
            "git has no right to write there: sign in as for any `git push` (a key of ssh, a credential helper), and see whether you may write",
        )
    } else if has(&["does not appear to be a git repository", "not found", "does not exist", "No such file"]) {
        (
            codes::TARGET_REFUSED,
            "see whether `repository` names a repository that is there, and whether you may read it",
        )
    } else if has(&[
        "Could not resolve host",
        "Connection refused",
        "timed out",
        "unable to access",
        "early EOF",
        "hung up",
        "Connection reset",
        "Network is unreachable",
    ]) {
        (codes::DEPLOY_BROKEN, "see whether the network is there, and run it again")
    } else {
        (codes::TARGET_REFUSED, "the message above is git's own; what was published is as it was")
    }
}

/// A path as `git fast-import` reads it.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
}
