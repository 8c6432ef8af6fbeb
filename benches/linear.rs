//! Whether parsers take time in proportion to their input, whatever it is: every shape of text at 1 MB and at 10 MB.
//!
//! `cargo bench --bench linear`, or some of them: `cargo bench --bench linear -- footnotes`; a number is another size to begin with. What is
//! measured is reading alone: no file, no page. A ratio far above 10 is a step that looks at all for each. Of sections the last columns tell how
//! much of it is parsing (the rest is the ledger, links and what is told of them), and what the Markdown parser takes for the same text by itself.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark says what it measures")]

mod shapes;

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

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const EVENT: &str = "---\ntitle: A panel\nmath: true\nspeakers: [{name: Ann Lee}, {name: Bo}, {name: Cy Moss}]\n---\n";

const BYTES: usize = 1_000_000;

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let number = words.iter().position(|word| word.parse::<usize>().is_ok());
    let bytes = number.and_then(|at| words.remove(at).parse().ok()).unwrap_or(BYTES);
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    println!("{:34} {bytes:>9} {:>9} {:>6} {:>9} {:>9}", "bytes", 10 * bytes, "ratio", "parsing", "Markdown");
    for (name, shape) in shapes::SECTIONS.iter().filter(|(name, _)| wanted(name)) {
        row(name, bytes, |bytes| section(shape(bytes)));
    }
    for (name, shape) in shapes::FOREIGN.iter().filter(|(name, _)| wanted(name)) {
        let format = name.split(':').next().unwrap_or_default();
        row(name, bytes, |bytes| foreign(format, &shape(bytes)));
    }
}

/// What a text took.
struct Took {
    all: Duration,
    /// As much of it as is parsing, and what the Markdown parser takes by itself.
    parsing: Option<(Duration, Duration)>,
}

fn row(name: &str, bytes: usize, measure: impl Fn(usize) -> Took) {
    let small = measure(bytes).all.as_secs_f64();
    print!("{name:34} {small:>8.3}s");
    let large = measure(10 * bytes);
    print!(" {:>8.3}s {:>6.1}", large.all.as_secs_f64(), large.all.as_secs_f64() / small);
    if let Some((parsing, markdown)) = large.parsing {
        print!(" {:>8.3}s {:>8.3}s", parsing.as_secs_f64(), markdown.as_secs_f64());
    }
    println!();
}

#[expect(clippy::expect_used, reason = "a path of ours is a path")]
fn file(path: &str, text: String) -> Arc<File> {
    Arc::new(File::new(ContentPath::new(path).expect("a path"), text))
}

/// Front matter, Markdown, turns, links and ledger of a section, and what is told of it.
#[expect(clippy::expect_used, reason = "the front matter is closed")]
fn section(text: String) -> Took {
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

fn foreign(format: &str, text: &str) -> Took {
    let format = FORMATS.iter().find(|(_, name)| *name == format).map(|(format, _)| *format);
    let options = Options { format, folder: "panel".into(), ..Options::default() };
    let begun = Instant::now();
    // What is refused was read as well.
    drop(import::import(text.as_bytes(), &options));
    Took { all: begun.elapsed(), parsing: None }
}
