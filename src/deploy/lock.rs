//! One deployment at a time: a lock that the system lets go of when its holder ends, however that comes.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use super::Failure;
use crate::diag::{Diagnostic, codes};
use crate::emit;

/// Held as long as it lives.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it is held, not read")] File);

impl Lock {
    /// Takes the lock of a target of a site.
    pub fn of_target(root: &Path, name: &str) -> Result<Self, Failure> {
        // A name is a key of YAML and may hold anything; a file's may not.
        let file = blake3::hash(name.as_bytes()).to_hex();
        let file = file.get(..16).unwrap_or_default();
        Self::take(&root.join(format!(".plenary/deploy/{file}.lock")), name)
    }

    /// Takes the lock that lies in a file, made if it is not there.
    pub(super) fn take(path: &Path, place: &str) -> Result<Self, Failure> {
        let wrong = |error: &io::Error| emit::failure(path, error, "nothing was changed");
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| wrong(&error))?;
        }
        let file = File::options().create(true).append(true).open(path).map_err(|error| wrong(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Box::new(
                Diagnostic::new(codes::TARGET_BUSY, "another deployment to this place is running")
                    .about(place)
                    .help("wait until it is done, and run this one again"),
            )),
            Err(TryLockError::Error(error)) => Err(wrong(&error)),
        }
    }
}
