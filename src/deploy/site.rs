//! The files that are brought to a place: those of a build, and what a kind of place wants besides.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use blake3::Hash;

use super::Failure;
use crate::diag::{Diagnostic, codes};
use crate::emit;

/// A file that is to be there.
#[derive(Debug, Clone)]
pub struct File {
    /// The hash of its content.
    pub hash: Hash,
    /// Its length in bytes.
    pub length: u64,
    /// Its content, where it is no file of the build.
    bytes: Option<Vec<u8>>,
}

/// All files that are to be there.
#[derive(Debug, Clone, Default)]
pub struct Site {
    folder: PathBuf,
    /// Where it is built when it is no trial.
    home: PathBuf,
    files: BTreeMap<String, File>,
}

impl Site {
    /// What a build has put into a folder.
    pub fn built(folder: &Path) -> Result<Self, Failure> {
        let listed = emit::listed(folder).ok_or_else(|| {
            let message = "this folder holds no finished build";
            Box::new(Diagnostic::new(codes::UNREADABLE, message).about(folder.display().to_string()))
        })?;
        let file = |(path, length, hash)| (path, File { hash, length, bytes: None });
        Ok(Self { folder: folder.to_owned(), home: folder.to_owned(), files: listed.into_iter().map(file).collect() })
    }

    /// The same site where it was built as a trial, in another folder than that for which it stands.
    #[must_use]
    pub fn standing_for(self, home: &Path) -> Self {
        Self { home: home.to_owned(), ..self }
    }

    /// Where it is built when it is no trial.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Adds a file, or puts it in the place of one of the build.
    pub fn add(&mut self, path: &str, bytes: Vec<u8>) {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.files.insert(path.to_owned(), File { hash: blake3::hash(&bytes), length, bytes: Some(bytes) });
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// The file of a path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// Whether there is such a file.
    pub fn holds(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether it is a file of the build.
    pub fn is_built(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|file| file.bytes.is_none())
    }

    /// The folder of the build.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The content of a file.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        if let Some(bytes) = self.files.get(path).and_then(|file| file.bytes.as_ref()) {
            return Ok(bytes.clone());
        }
        let file = self.folder.join(path);
        fs::read(&file).map_err(|error| unreadable(&file, &error))
    }
}

/// A file that cannot be read.
pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Box::new(
        Diagnostic::new(codes::UNREADABLE, format!("this cannot be read: {error}"))
            .about(path.display().to_string())
            .help("look at its permissions, and run the deployment again"),
    )
}
