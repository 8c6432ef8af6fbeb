//! A source with its text, which can be let go while it lies where it was read.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::path::ContentPath;

/// Reads the text of a source once more; nothing where it is not there any longer.
pub type Again = Arc<dyn Fn(&ContentPath) -> Option<String> + Send + Sync>;

/// A source file with its text, shared by everything that points into it.
pub struct File {
    /// Where it is, relative to the site's root.
    pub path: ContentPath,
    /// Nothing while the text is let go.
    text: RwLock<Option<Text>>,
    again: Option<(Again, Seal)>,
    differs: AtomicBool,
}

/// By which a text is known again.
type Seal = u64;

fn seal(text: &str) -> Seal {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The text of a source, without a byte order mark.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(Arc<String>);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl File {
    /// A source of this text.
    pub fn new(path: ContentPath, text: String) -> Self {
        Self { path, text: RwLock::new(Some(Text(Arc::new(text)))), again: None, differs: AtomicBool::new(false) }
    }

    /// The same, whose text can be let go, since it can be had again.
    #[must_use]
    pub fn with_again(mut self, again: Again) -> Self {
        let seal = seal(&self.text());
        self.again = Some((again, seal));
        self
    }

    /// The text. Where it was let go it is read anew for who asks first, and is empty where that is not possible any more.
    pub fn text(&self) -> Text {
        let held = self.text.read().unwrap_or_else(PoisonError::into_inner).clone();
        held.unwrap_or_else(|| {
            let again = self.again.as_ref().and_then(|(again, sealed)| again(&self.path).map(|text| (text, *sealed)));
            if again.as_ref().is_none_or(|(text, sealed)| seal(text) != *sealed) {
                self.differs.store(true, Ordering::Relaxed);
            }
            let text = Text(Arc::new(again.map(|(text, _)| text).unwrap_or_default()));
            *self.text.write().unwrap_or_else(PoisonError::into_inner) = Some(text.clone());
            text
        })
    }

    /// Whether the text was another one, or could not be had, when it was read again.
    pub fn differs(&self) -> bool {
        self.differs.load(Ordering::Relaxed)
    }

    /// Lets go of the text, if it can be had again. What stands in a place can be shown all the same.
    pub fn let_go(&self) {
        if self.again.is_some() {
            *self.text.write().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text() == other.text()
    }
}

impl Eq for File {}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_let_go_is_there_when_somebody_asks() {
        let path = ContentPath::new("content/01.md").unwrap();
        let held = File::new(path.clone(), "said".into());
        held.let_go();
        assert_eq!(&*held.text(), "said", "nobody could read it again");
        let again: Again = Arc::new(|path| (path.as_str() == "content/01.md").then(|| "read again".to_owned()));
        let lent = File::new(path, "said".into()).with_again(Arc::clone(&again));
        assert_eq!(&*lent.text(), "said");
        lent.let_go();
        assert!(!lent.differs());
        assert_eq!(&*lent.text(), "read again");
        assert!(lent.differs(), "it said something else before");
        let gone = File::new(ContentPath::new("content/02.md").unwrap(), "said".into()).with_again(Arc::clone(&again));
        gone.let_go();
        assert_eq!(&*gone.text(), "");
        assert!(gone.differs());
        let same = File::new(ContentPath::new("content/01.md").unwrap(), "read again".into()).with_again(again);
        same.let_go();
        assert_eq!(&*same.text(), "read again");
        assert!(!same.differs());
    }
}
