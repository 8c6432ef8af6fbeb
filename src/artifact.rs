//! What goes out: a path and what stands there, and in which order files take their places.

use std::cmp::Reverse;
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

/// The page with which readers begin.
pub const HOME: &str = "index.html";

/// A step by which a published site becomes another one. In this order it is whole all the while:
///
/// 1. New files that are no pages: no page refers to them yet.
/// 2. New pages: they refer to what is there, to files that have just come, and to each other; no older page leads to them. A new
///    home page, which leads to all of them, goes when they are there.
/// 3. Pages that have changed, the deepest first and the home page last: all that they refer to is there.
/// 4. Other files that have changed: what lists pages (feeds, the sitemap, the index of the search, the worker's list) now finds them.
/// 5. Pages that are gone: no page refers to them any more.
/// 6. Other files that are gone: no page is left that needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Files that are no pages and not there yet.
    NewFiles,
    /// Pages that are not there yet.
    NewPages,
    /// Pages that are there otherwise.
    ChangedPages,
    /// Other files that are there otherwise.
    ChangedFiles,
    /// Pages that the site no longer has.
    GonePages,
    /// Other files that the site no longer has.
    GoneFiles,
}

impl Step {
    /// Whether files leave.
    pub fn removes(self) -> bool {
        matches!(self, Self::GonePages | Self::GoneFiles)
    }

    /// What becomes of a file in this step.
    pub fn word(self) -> &'static str {
        match self {
            Self::NewFiles | Self::NewPages => "new",
            Self::ChangedPages | Self::ChangedFiles => "changed",
            Self::GonePages | Self::GoneFiles => "removed",
        }
    }

    /// The step in which a file comes, by its path in the output.
    pub fn putting(path: &str, is_new: bool) -> Self {
        match (is_new, is_page(path)) {
            (true, false) => Self::NewFiles,
            (true, true) => Self::NewPages,
            (false, true) => Self::ChangedPages,
            (false, false) => Self::ChangedFiles,
        }
    }

    /// The step in which a file goes.
    pub fn removing(path: &str) -> Self {
        if is_page(path) { Self::GonePages } else { Self::GoneFiles }
    }

    /// The place of a file among those of its step, where one goes after the other: pages that have changed from below, and the home page last.
    pub fn place(self, path: &str) -> (bool, Reverse<usize>) {
        let depth = if self == Self::ChangedPages { path.matches('/').count() } else { 0 };
        (path == HOME, Reverse(depth))
    }
}

/// Whether readers see it as a page.
pub fn is_page(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|extension| extension == "html")
}
