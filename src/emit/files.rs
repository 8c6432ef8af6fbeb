//! Files among the sources, all of them or none: each is written beside its place before the first takes its place, so that a full disk
//! or a folder that may not be written leaves everything as it was.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::{Failure, failure};
use crate::diag::{Diagnostic, codes};

/// What is said behind the remedy.
const AS_IT_WAS: &str = "nothing was changed";

/// Puts texts in the places of files, or where there are none yet. None is ever seen half written.
pub fn keep<T: AsRef<str>>(files: impl IntoIterator<Item = (PathBuf, T)>) -> Result<(), Failure> {
    let stage = |(path, text): (PathBuf, T)| match beside(&path, text.as_ref()) {
        Ok(file) => Ok((file, path)),
        Err(error) => Err(failure(&path, &error, AS_IT_WAS)),
    };
    let staged: Vec<_> = files.into_iter().map(stage).collect::<Result<_, _>>()?;
    let mut done = false;
    for (file, path) in staged {
        let so_far = if done { "the files before it were written" } else { AS_IT_WAS };
        file.persist(&path).map_err(|error| failure(&path, &error.error, so_far))?;
        done = true;
    }
    Ok(())
}

/// Writes files none of which may be there yet, and makes their folders. Where one of them cannot be written none is left, and no folder.
pub fn add(files: &[(PathBuf, &str)]) -> Result<(), Failure> {
    add_and_keep(files, None)
}

/// The same, and puts a text in the place of a file: all of it is done or nothing.
pub fn add_and_keep(files: &[(PathBuf, &str)], kept: Option<(PathBuf, String)>) -> Result<(), Failure> {
    let mut added = Added::default();
    let mut staged = Vec::new();
    for (path, text) in files {
        let folder = folder_of(path);
        let written = added.folders(folder).and_then(|()| {
            let taken = fs::symlink_metadata(path).is_ok();
            if taken { Err(io::ErrorKind::AlreadyExists.into()) } else { beside(path, text) }
        });
        staged.push((written.map_err(|error| told(path, &error))?, path));
    }
    for (file, path) in staged {
        file.persist_noclobber(path).map_err(|error| told(path, &error.error))?;
        added.paths.push(path.clone());
    }
    keep(kept)?;
    added.keep();
    Ok(())
}

/// What was added, which is taken away again unless all of it is there.
#[derive(Default)]
struct Added {
    paths: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Added {
    /// Makes a folder and those above it, as far as they are missing.
    fn folders(&mut self, folder: &Path) -> io::Result<()> {
        let missing = folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists());
        let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        self.folders.extend(missing.into_iter().rev());
        fs::create_dir_all(folder)
    }

    fn keep(mut self) {
        self.paths.clear();
        self.folders.clear();
    }
}

impl Drop for Added {
    fn drop(&mut self) {
        for path in &self.paths {
            let _ = fs::remove_file(path);
        }
        // The inner ones first; one in which somebody else has put something stays.
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn told(path: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Box::new(
            Diagnostic::new(codes::EXISTS, "this file is there already")
                .about(path.display().to_string())
                .help("choose another name, or remove the file; nothing was changed"),
        );
    }
    failure(path, error, AS_IT_WAS)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file with a text beside a place, which it may take. It is closed: there may be more of them than a program may hold open.
fn beside(path: &Path, text: &str) -> io::Result<TempPath> {
    let present = fs::metadata(path).ok();
    // A file that may not be written could still be replaced; its owner has said no.
    if present.as_ref().is_some_and(|found| found.permissions().readonly()) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut file =
        tempfile::Builder::new().prefix(".plenary-").make_in(folder_of(path), |path| fs::File::create_new(path))?;
    if let Some(found) = present {
        fs::set_permissions(file.path(), found.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    Ok(file.into_temp_path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_or_none() {
        let place = tempfile::tempdir().unwrap();
        let at = |path: &str| place.path().join(path);
        add(&[(at("a/b/one.md"), "1"), (at("a/two.md"), "2")]).unwrap();
        assert_eq!(fs::read_to_string(at("a/b/one.md")).unwrap(), "1");
        // One is there already: the others do not come, nor their folders.
        let error = add(&[(at("c/d/three.md"), "3"), (at("a/two.md"), "x")]).unwrap_err();
        assert_eq!(error.code, codes::EXISTS);
        assert!(!at("c").exists());
        assert_eq!(fs::read_to_string(at("a/two.md")).unwrap(), "2");
        // A folder is where a file should be.
        fs::create_dir(at("four.md")).unwrap();
        fs::write(at("four.md/x"), "").unwrap();
        let error = keep([(at("four.md/y"), "y"), (at("missing/z.md"), "z")]).unwrap_err();
        assert_eq!(error.code, codes::NOT_WRITTEN);
        assert!(error.help.unwrap().ends_with("nothing was changed"));
        assert_eq!(fs::read_dir(at("four.md")).unwrap().count(), 1);
        keep([(at("a/two.md"), "new"), (at("a/five.md"), "5")]).unwrap();
        assert_eq!(fs::read_to_string(at("a/two.md")).unwrap(), "new");
        assert_eq!(fs::read_dir(at("a")).unwrap().count(), 3, "nothing is left beside them");
    }
}
