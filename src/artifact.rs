//! What goes out: a path and what stands there.

use std::path::PathBuf;

use crate::path::OutPath;

/// A file of the output.
#[derive(Debug)]
pub struct Artifact {
    /// Where it goes.
    pub path: OutPath,
    /// What it is.
    pub content: Content,
}

/// The content of a file of the output.
#[derive(Debug)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What stands in this file.
    Copy(PathBuf),
}
