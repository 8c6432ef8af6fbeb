//! Reads a text of a shape as a build does, or an import, without a file or a page.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use plenary::config::SiteConfig;
use plenary::diag::{self, File};
use plenary::import::{self, FORMATS, Options};
use plenary::markdown;
use plenary::model::{self, Conditions};
use plenary::path::ContentPath;
use plenary::source::{self, EventFolder, Tree};
use plenary::{assets, graph, ledger};
use pulldown_cmark::Parser;

const EVENT: &str = "---\ntitle: A panel\nmath: true\nspeakers: [{name: Ann Lee}, {name: Bo}, {name: Cy Moss}]\n---\n";

/// What a text took.
pub(crate) struct Took {
    pub(crate) all: Duration,
    /// As much of it as is parsing, and what the Markdown parser takes by itself.
    pub(crate) parsing: Option<(Duration, Duration)>,
}

#[expect(clippy::expect_used, reason = "a path of ours is a path")]
fn file(path: &str, text: String) -> Arc<File> {
    Arc::new(File::new(ContentPath::new(path).expect("a path"), text))
}

/// Front matter, Markdown, turns, links and ledger of a section, and what is told of it.
#[expect(clippy::expect_used, reason = "the front matter is closed")]
pub(crate) fn section(text: String) -> Took {
    let config = SiteConfig { title: "A site".into(), ..SiteConfig::default() };
    let (event, section) = (file("content/panel/event.md", EVENT.to_owned()), file("content/panel/01.md", text));
    let words = assets::builtin_words();
    let begun = Instant::now();
    std::hint::black_box(Parser::new_ext(&section.text(), markdown::options(true)).into_offset_iter().count());
    let markdown = begun.elapsed();
    let begun = Instant::now();
    let document = |file| source::document(file).expect("a document");
    let folder = EventFolder {
        path: "panel".into(),
        event: document(&event),
        sections: vec![(1, document(&section))],
        transcript: None,
    };
    let tree = Tree { config, words, events: vec![folder], ..Tree::default() };
    let (mut site, mut found) = model::build(&tree, Conditions { now: Timestamp::UNIX_EPOCH, drafts: false });
    let parsing = begun.elapsed();
    let (kept, more) = ledger::keep(&mut site, &BTreeMap::new(), ledger::Tell::Count);
    found.append(more);
    let (_, more) = graph::build(&site, &tree.assets, &kept, None);
    found.append(more);
    found.silence(&[]);
    diag::print(&found.sorted(), diag::Format::Human, false);
    Took { all: begun.elapsed(), parsing: Some((parsing, markdown)) }
}

/// A file of another program, by the name of its format.
pub(crate) fn foreign(format: &str, text: &str) -> Took {
    let format = FORMATS.iter().find(|(_, name)| *name == format).map(|(format, _)| *format);
    let options = Options { format, folder: "panel".into(), ..Options::default() };
    let begun = Instant::now();
    // What is refused was read as well.
    drop(import::import(text.as_bytes(), &options));
    Took { all: begun.elapsed(), parsing: None }
}
