//! A folder of this machine: the new site is laid out beside it and takes its place in one step.
//!
//! Files that stay are linked, not copied, and no file is ever written into, so the folder that readers see does not change
//! until it is exchanged. Files of others are taken along.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::list::{LIST, List};
use super::lock::Lock;
use super::plan::{Plan, There};
use super::site::{Site, unreadable};
use super::{Failure, Target, failure};
use crate::config::FolderPlace;
use crate::diag::codes;
use crate::emit;

/// A folder of this machine.
pub(super) struct Folder {
    place: PathBuf,
    /// All files that are there, below the folder.
    present: Vec<String>,
    lock: Option<Lock>,
}

impl Folder {
    pub(super) fn new(root: &Path, place: &FolderPlace, site: &Site) -> Result<Self, Failure> {
        let place = root.join(&place.path);
        let shown = place.display().to_string();
        let real = place.canonicalize().unwrap_or_else(|_| place.clone());
        let built = site.home().canonicalize().unwrap_or_else(|_| site.home().to_owned());
        if emit::overlaps(root, &place).is_some() || real.starts_with(&built) || built.starts_with(&real) {
            let message = "this folder is where the site is built, or lies within its sources, or holds them";
            return Err(failure(codes::USAGE, &shown, message, "let `path` name a folder of its own"));
        }
        if place.exists() && !place.is_dir() {
            return Err(failure(codes::TARGET_REFUSED, &shown, "this is no folder", "let `path` name a folder"));
        }
        // Where the path is a link to a folder, that folder is exchanged and the link stays.
        Ok(Self { place: real, present: Vec::new(), lock: None })
    }

    /// A name beside the folder, which is ours alone.
    fn beside(&self, what: &str) -> PathBuf {
        let name = self.place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.place.with_file_name(format!(".{name}.plenary-{what}"))
    }

    fn next(&self) -> PathBuf {
        self.beside("next")
    }

    /// What readers see changes in the last step only.
    fn broken(path: &Path, error: &io::Error) -> Failure {
        emit::failure(path, error, "what readers see is as it was")
    }

    /// Puts a file into the folder that is being laid out.
    fn lay(&self, path: &str, make: impl Fn(&Path) -> io::Result<()>) -> Result<(), Failure> {
        let to = self.next().join(path);
        let folder = to.parent().map_or(Ok(()), fs::create_dir_all);
        folder.and_then(|()| make(&to)).map_err(|error| Self::broken(&to, &error))
    }

    /// A folder that was moved away and not replaced, because something ended the program between the two, goes back.
    fn mend(&self) -> Result<(), Failure> {
        let old = self.beside("old");
        if !self.place.exists() && old.is_dir() {
            fs::rename(&old, &self.place).map_err(|error| Self::broken(&old, &error))?;
        }
        Ok(())
    }

    /// Puts the new folder into the place of the old one; the old one is left where the answer says.
    fn exchange(&self) -> io::Result<Option<PathBuf>> {
        let next = self.next();
        if !self.place.exists() {
            return fs::rename(&next, &self.place).map(|()| None);
        }
        if swap(&next, &self.place)? {
            return Ok(Some(next));
        }
        // This system cannot exchange two folders, so for a moment there is none.
        let old = self.beside("old");
        fs::rename(&self.place, &old)?;
        if let Err(error) = fs::rename(&next, &self.place) {
            fs::rename(&old, &self.place)?;
            return Err(error);
        }
        Ok(Some(old))
    }
}

impl Target for Folder {
    fn place(&self) -> String {
        self.place.display().to_string()
    }

    fn hold(&mut self) -> Result<(), Failure> {
        if self.lock.is_none() {
            self.lock = Some(Lock::take(&self.beside("lock"), &self.place())?);
        }
        self.mend()
    }

    fn look(&mut self, site: &Site) -> Result<There, Failure> {
        if !self.place.exists() {
            return Ok(There::default());
        }
        let list = match fs::read(self.place.join(LIST)) {
            Ok(bytes) => List::parse(&String::from_utf8_lossy(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(&self.place.join(LIST), &error)),
        };
        self.present.clear();
        for entry in WalkDir::new(&self.place).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                unreadable(error.path().unwrap_or(&self.place), &io::Error::other(error.to_string()))
            })?;
            let path = entry.path().strip_prefix(&self.place).unwrap_or(entry.path());
            if entry.file_type().is_dir() || path == Path::new(LIST) {
                continue;
            }
            let Some(path) = path.to_str() else {
                let message = format!("the name `{}` is not UTF-8", path.display());
                return Err(failure(codes::TARGET_REFUSED, &self.place(), message, "rename it or move it away"));
            };
            self.present.push(path.replace(std::path::MAIN_SEPARATOR, "/"));
        }
        let same = |path: &String| {
            let same = site.get(path).is_some_and(|file| {
                let there = self.place.join(path);
                fs::symlink_metadata(&there).is_ok_and(|found| found.is_file() && found.len() == file.length)
                    && hash(&there).is_ok_and(|hash| hash == file.hash)
            });
            (path.clone(), same)
        };
        let present: Vec<_> = self.present.par_iter().map(same).collect();
        let mut there = There::new(site, list.as_ref(), present);
        there.settled = list == Some(List::of(site));
        Ok(there)
    }

    fn begin(&mut self, _site: &Site, plan: &Plan) -> Result<(), Failure> {
        let next = self.next();
        // What is left of a deployment that was ended; the lock says that none is running.
        clear(&next).map_err(|error| Self::broken(&next, &error))?;
        fs::create_dir_all(&next).map_err(|error| Self::broken(&next, &error))?;
        let touched: BTreeSet<&str> = plan.touched();
        let stay: Vec<&String> = self.present.iter().filter(|path| !touched.contains(path.as_str())).collect();
        stay.par_iter().try_for_each(|path| {
            let from = self.place.join(path);
            self.lay(path, |to| fs::hard_link(&from, to).or_else(|_| fs::copy(&from, to).map(drop)))
        })
    }

    fn put(&mut self, site: &Site, paths: &[String], arrived: &(dyn Fn() + Sync)) -> Result<(), Failure> {
        paths.par_iter().try_for_each(|path| {
            let bytes = site.read(path)?;
            self.lay(path, |to| fs::write(to, &bytes))?;
            arrived();
            Ok(())
        })
    }

    fn remove(&mut self, paths: &[String], gone: &(dyn Fn() + Sync)) -> Result<(), Failure> {
        // They have not been laid out.
        for _ in paths {
            gone();
        }
        Ok(())
    }

    fn finish(&mut self, site: &Site) -> Result<(), Failure> {
        let next = self.next();
        self.lay(LIST, |to| fs::write(to, List::of(site).to_text()))?;
        // Whoever was let in before is let in again.
        if let Ok(found) = fs::metadata(&self.place) {
            fs::set_permissions(&next, found.permissions()).map_err(|error| Self::broken(&next, &error))?;
        }
        let old = self.exchange().map_err(|error| Self::broken(&self.place, &error))?;
        if let Some(old) = old {
            clear(&old).map_err(|error| {
                emit::failure(&old, &error, "the new site is in its place, and this is the old one")
            })?;
        }
        Ok(())
    }
}

/// The hash of a file, read piece by piece.
fn hash(path: &Path) -> io::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(fs::File::open(path)?)?;
    Ok(hasher.finalize())
}

/// Exchanges two folders in one step; false where this system cannot.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn swap(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn swap(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Removes a folder that bears a name of ours, with what is in it. Links are removed, never followed.
fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
