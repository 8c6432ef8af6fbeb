//! Diagnostics: what is wrong, where, and what to do.
//!
//! In: findings of every other room. Out: the same, sorted, as text for people, as JSON, or as annotations of a code
//! host. This room knows nothing of what the findings are about.

pub mod codes;
mod file;
mod lines;
mod print;
mod sarif;
mod silence;
mod veil;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use codes::{CODES, Code, code_named};
pub use file::{Again, File, Text};
pub use print::{Format, print};
pub use veil::{in_addresses, names_secret};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The build stops and nothing is written.
    Error,
    /// The build goes on; the editor should look.
    Warning,
}

/// A place in a source file.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file.
    pub file: Arc<File>,
    /// Byte range in the file's text.
    pub span: Range<usize>,
}

impl Place {
    /// The place of `span` in `file`.
    pub fn new(file: &Arc<File>, span: Range<usize>) -> Self {
        Self { file: Arc::clone(file), span }
    }

    /// Line and column, both counted from one, the column in characters.
    pub fn line_column(&self) -> (usize, usize) {
        lines::Lines::default().of(self)
    }
}

/// What mends a finding: other text at a place.
#[derive(Debug, Clone)]
pub struct Mend {
    /// What is replaced.
    pub place: Place,
    /// What stands there then.
    pub text: String,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The place in a file, where there is one, and what stands there.
    pub place: Option<(Place, String)>,
    /// Further places that belong to it.
    pub others: Vec<(Place, String)>,
    /// A path without text to show: a picture, a folder, a file that could not be read.
    pub path: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// What does it, where that is beyond doubt.
    pub mends: Vec<Mend>,
}

impl Diagnostic {
    /// A finding without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place: None,
            others: Vec::new(),
            path: None,
            help: None,
            mends: Vec::new(),
        }
    }

    /// Says where it is.
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.place = Some((place, label.into()));
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, place: Place, label: impl Into<String>) -> Self {
        self.others.push((place, label.into()));
        self
    }

    /// Says which file or folder it is about, where no text of it can be shown.
    #[must_use]
    pub fn about(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The key by which findings are put in order: file, offset, code, message.
    fn order(&self) -> (&str, usize, &str, &str) {
        let (path, offset) = match (&self.place, &self.path) {
            (Some((place, _)), _) => (place.file.path.as_str(), place.span.start),
            (None, Some(path)) => (path.as_str(), 0),
            (None, None) => ("", 0),
        };
        (path, offset, self.code.name(), &self.message)
    }
}

/// The findings of a run.
#[derive(Debug, Default, Clone)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of another list.
    pub fn append(&mut self, mut other: Diagnostics) {
        self.0.append(&mut other.0);
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity() == severity).count()
    }

    /// Leaves out the warnings whose codes the site silences, or the source where they stand. Errors stay.
    pub fn silence(&mut self, codes: &[String]) {
        let mut remarks = silence::Remarks::default();
        let mut silenced = |d: &Diagnostic| {
            codes.iter().any(|code| code == d.code.name())
                || d.place.as_ref().is_some_and(|(place, _)| remarks.silence(place, d.code.name()))
        };
        self.0.retain(|d| d.severity() == Severity::Error || !silenced(d));
    }

    /// Takes out as many of each as another list holds.
    pub fn take_out(&mut self, other: &Diagnostics) {
        let mut gone: BTreeMap<_, usize> = BTreeMap::new();
        for one in &other.0 {
            *gone.entry(one.order()).or_default() += 1;
        }
        let mut stay = Vec::with_capacity(self.0.len());
        for one in &self.0 {
            let left = gone.get_mut(&one.order()).filter(|left| **left > 0);
            stay.push(left.map(|left| *left -= 1).is_none());
        }
        let mut stay = stay.into_iter();
        self.0.retain(|_| stay.next().unwrap_or(true));
    }

    /// The files that they are about.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|one| one.order().0)
    }

    /// Sorted by file and offset; what was found twice is said once.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| a.order().cmp(&b.order()));
        self.0.dedup_by(|a, b| a.order() == b.order());
        self
    }

    /// All of them, in their present order.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(one: Diagnostic) -> Self {
        Self(vec![one])
    }
}

impl FromIterator<Diagnostics> for Diagnostics {
    fn from_iter<T: IntoIterator<Item = Diagnostics>>(iter: T) -> Self {
        let mut all = Self::default();
        for list in iter {
            all.append(list);
        }
        all
    }
}
