//! A text that was made of another file: of the paragraphs of a page, of a document.
//!
//! In: its lines, and for each the line of the file that it comes from. Out: the import of the text, and a report that speaks
//! of the lines of the file. It must never know what kind of file that was.

use super::recognise::finished;
use super::report::Report;
use super::transcript::About;
use super::{Imported, Options, article, dialect};

/// Who reads a derived text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reader {
    /// It is Markdown that we have written ourselves.
    #[default]
    Markdown,
    /// It is plain words, as copied from a page.
    Article,
}

/// A text, and where its lines come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derived {
    /// The text.
    pub text: String,
    /// For each of its lines the line of the file, by its index.
    pub lines: Vec<usize>,
    /// Who reads it.
    pub reader: Reader,
}

impl Derived {
    /// Adds a line that comes from a line of the file.
    pub fn line(&mut self, at: usize, words: &str) {
        self.text.push_str(words);
        self.text.push('\n');
        self.lines.push(at);
    }

    /// Imports the text. `report` has an account of the file's lines in which nothing but what is left out was told yet.
    pub fn import(&self, about: About, options: &Options, report: Report) -> Imported {
        let Imported { files, report: inner } = match self.reader {
            Reader::Article => article(&self.text, options),
            Reader::Markdown => {
                let mut inner = Report::of_lines(self.lines.len());
                let transcript = dialect::read_ours(&self.text, about, &mut inner);
                finished(transcript, options, inner)
            }
        };
        Imported { files, report: inner.of_file(&self.lines, report) }
    }
}
