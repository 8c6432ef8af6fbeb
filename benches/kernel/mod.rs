//! The work that a build does again and again, each kind by itself. Whoever measures is handed the work once everything that it
//! needs is there, and does it as often as it likes.

#![allow(dead_code, reason = "not every benchmark asks how much is done")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use plenary::diag::File;
use plenary::markdown::{self, cjk};
use plenary::model::{self, Conditions, EventIx};
use plenary::path::ContentPath;
use plenary::project::{Request, Site};
use plenary::render::Job;
use plenary::view::PageRef;
use plenary::{assets, ledger, source};
use tempfile::TempDir;

use crate::generated::{self, CODE, Chance, SECTIONS, SEED, SPEAKERS};

/// What is measured: its name, how many things one run does, and how to come to it.
pub(crate) struct Kernel {
    pub(crate) name: &'static str,
    /// How many turns, characters, blocks, pages or cards are done in a run.
    pub(crate) items: usize,
    pub(crate) prepare: fn(&mut Measure<'_>),
}

/// Takes the work and does it.
pub(crate) type Measure<'m> = dyn FnMut(&mut dyn FnMut()) + 'm;

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel { name: "turns", items: SECTIONS * generated::TURNS, prepare: turns },
    Kernel { name: "cjk", items: LONG, prepare: joined },
    Kernel { name: "ledger", items: SECTIONS * generated::TURNS, prepare: matched },
    Kernel { name: "highlighting", items: 1, prepare: highlighted },
    Kernel { name: "page", items: 1, prepare: page },
    #[cfg(feature = "cards")]
    Kernel { name: "card", items: 1, prepare: card },
];

/// How many sections' worth of text the kernel for Han characters reads.
const LONG: usize = 4;

/// The documents of an event into turns.
fn turns(measure: &mut Measure<'_>) {
    let event = OneEvent::new(&sections());
    measure(&mut || {
        event.model();
    });
}

/// Emphasis and line breaks beside Han characters.
fn joined(measure: &mut Measure<'_>) {
    let text = sections().into_iter().take(LONG).collect::<String>();
    measure(&mut || {
        let found = cjk::Source::new(&text).events(markdown::options(false)).count();
        assert!(found > 0, "there is text");
    });
}

/// The turns of an event against its ledger, when one in twenty was edited, moved or taken out.
fn matched(measure: &mut Measure<'_>) {
    let sections = sections();
    let ledger = OneEvent::new(&sections).ledger();
    let mut chance = Chance(SEED);
    let changed: Vec<String> = sections.iter().map(|text| edited(&mut chance, text)).collect();
    let mut site = OneEvent::new(&changed).model();
    measure(&mut || {
        ledger::keep(&mut site, &ledger, ledger::Tell::Count);
    });
}

/// Code, no block twice, when the patterns of its language are there.
fn highlighted(measure: &mut Measure<'_>) {
    let mut number = 0;
    measure(&mut || {
        number += 1;
        let marked = markdown::highlight(&format!("// block {number}\n{CODE}"), "rust");
        assert!(marked.is_some(), "Rust is known");
    });
}

/// The view of a section, and its page.
#[expect(clippy::expect_used, reason = "without a site there is nothing to measure")]
fn page(measure: &mut Measure<'_>) {
    let folder = folder();
    generated::write_site(&folder.path().join("content"), SPEAKERS, "").expect("the site can be written");
    let request = Request {
        root: folder.path().to_owned(),
        output: None,
        base_url: None,
        local: None,
        program: String::new(),
        drafts: false,
        locked: false,
        trial: false,
        pdf: false,
        printer: None,
        now: Timestamp::UNIX_EPOCH,
    };
    let job = Job::Page(PageRef::Section(EventIx(0), 0));
    let mut site = Site::read(&request, &()).expect("the generated site is right");
    site.lend(|opened| {
        measure(&mut || {
            opened.workshop.make(&job).expect("the page can be made");
        });
    });
}

/// Words into a picture.
#[cfg(feature = "cards")]
#[expect(clippy::expect_used, reason = "the theme that the program brings is whole")]
fn card(measure: &mut Measure<'_>) {
    use plenary::card::{Faces, Shape};
    use plenary::config::ThemeOptions;
    use plenary::render::cards::{Cards, drawable};
    use plenary::view::types::CardView;

    let theme = assets::theme(&BTreeMap::new(), &BTreeMap::new(), &ThemeOptions::default());
    let cards = Cards::new(&theme).expect("the theme has cards");
    let mut faces = Faces::new();
    faces.add(assets::FONT, 0);
    cards.set_faces(faces.clone());
    let view = CardView {
        kind: "section",
        language: "zh-Hans".into(),
        direction: "ltr",
        title: "人工智能时代，我们怎样保存一座小镇的记忆？".into(),
        name: Some("苏晚钟、Perpetua Quill".into()),
        role: None,
        event: Some("潮灯该听谁的".into()),
        date: Some("2026年3月14日".into()),
        site: Some("回声镇议事录".into()),
        label: Some("03".into()),
        hue: "#00588c",
        initials: None,
        portrait: None,
        code: None,
    };
    measure(&mut || {
        let (view, _) = drawable(&view, &faces);
        cards.draw(Shape::Wide, &view).expect("the card can be drawn");
    });
}

fn sections() -> Vec<String> {
    let mut chance = Chance(SEED);
    let speakers: Vec<usize> = (0..SPEAKERS).collect();
    (1..=SECTIONS).map(|number| generated::section_text(&mut chance, &speakers, number)).collect()
}

/// A section in which one turn in twenty is another one: words replaced, taken out, or said elsewhere.
fn edited(chance: &mut Chance, text: &str) -> String {
    let mut paragraphs: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
    for at in 2..paragraphs.len() {
        if chance.below(20) == 0 {
            let which = chance.below(3);
            if which == 0 {
                paragraphs.swap(at, at - 1);
            } else if let Some(paragraph) = paragraphs.get_mut(at) {
                let replaced = paragraph.replace("tide", "flood").replace("因为", "由于").replace("because", "since");
                *paragraph = if which == 1 { replaced } else { String::new() };
            }
        }
    }
    paragraphs.join("\n\n")
}

/// A site of one event, as it was read.
struct OneEvent {
    tree: source::Tree,
}

impl OneEvent {
    #[expect(clippy::expect_used, reason = "without an event there is nothing to measure")]
    fn new(sections: &[String]) -> Self {
        let place = folder();
        let folder = place.path().join("content/event");
        let write = |path: &Path, text: &str| fs::write(path, text).expect("a file");
        fs::create_dir_all(&folder).expect("a folder");
        write(&place.path().join("content/site.yaml"), "title: Bench\nlanguage: en\n");
        let mut front = String::from("---\ntitle: Event\nspeakers:\n");
        for speaker in 0..SPEAKERS {
            // A string takes all text.
            let _ = writeln!(front, "  - {}", generated::name(speaker));
        }
        write(&folder.join("event.md"), &format!("{front}---\n"));
        for (number, text) in sections.iter().enumerate() {
            write(&folder.join(format!("{:02}.md", number + 1)), text);
        }
        let (tree, found) = source::load(place.path(), assets::builtin_words());
        assert!(!found.has_errors(), "the generated event can be read");
        Self { tree }
    }

    fn model(&self) -> model::Site {
        model::build(&self.tree, Conditions { now: Timestamp::UNIX_EPOCH, drafts: false }).0
    }

    /// Its ledger, as a build writes it.
    #[expect(clippy::expect_used, reason = "a path of ours is a path")]
    fn ledger(&self) -> BTreeMap<String, Arc<File>> {
        let (kept, _) = ledger::keep(&mut self.model(), &BTreeMap::new(), ledger::Tell::Count);
        let file = |(folder, ledger): (String, ledger::Packed)| {
            let path = ContentPath::new(&ledger::path(&folder)).expect("a path");
            (folder, Arc::new(File::new(path, ledger.text())))
        };
        kept.changed.into_iter().map(file).collect()
    }
}

#[expect(clippy::expect_used, reason = "without a folder there is nothing to measure")]
fn folder() -> TempDir {
    tempfile::Builder::new().prefix("plenary-bench-").tempdir().expect("a folder for temporary files")
}
