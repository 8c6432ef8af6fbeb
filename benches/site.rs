//! How long a site takes: to parse, and to build whole into a fresh folder.
//!
//! `cargo bench`, or `cargo bench --bench site -- parse`. The site is made by a seeded generator, so every run and every
//! machine has the same one: events of 8 sections of 12 turns of some 80 words, half of them Chinese and half English, 5 speakers an
//! event out of a pool of twice as many as there are events, and code in every tenth section.

#![allow(clippy::disallowed_methods, reason = "a benchmark writes the site that it measures")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use jiff::Timestamp;
#[cfg(feature = "cards")]
use plenary::config::ThemeOptions;
use plenary::diag::File;
use plenary::ledger;
use plenary::model::{self, Conditions};
use plenary::path::ContentPath;
use plenary::project::{self, Request};
use plenary::{assets, source};
use tempfile::TempDir;

const SECTIONS: usize = 8;
const TURNS: usize = 12;
const SPEAKERS: usize = 5;
/// Sizes of the sites, in events.
const EVENTS: [usize; 2] = [10, 100];

fn main() {
    divan::main();
}

/// Documents into the model. Items are sections.
#[divan::bench(args = EVENTS, sample_size = 1, sample_count = 20)]
fn parse(bencher: Bencher<'_, '_>, events: usize) {
    let site = Generated::new(events);
    let (tree, found) = source::load(site.folder.path(), assets::builtin_words());
    assert!(!found.has_errors(), "the generated site can be read");
    let conditions = Conditions { now: Timestamp::UNIX_EPOCH, drafts: false };
    let (_, found) = model::build(&tree, conditions);
    assert!(!found.has_errors(), "the generated site is right");
    bencher
        .counter(BytesCount::new(site.bytes))
        .counter(ItemsCount::new(events * SECTIONS))
        .bench_local(|| model::build(&tree, conditions));
}

/// Files into files. Items are pages, bytes those of the sources.
#[divan::bench(args = EVENTS, sample_size = 1, sample_count = 10)]
fn build(bencher: Bencher<'_, '_>, events: usize) {
    let site = Generated::new(events);
    let build = |output: &TempDir| {
        project::build(
            &Request {
                root: site.folder.path().to_owned(),
                output: Some(output.path().join("public")),
                base_url: None,
                local: None,
                program: String::new(),
                drafts: false,
                locked: false,
                now: Timestamp::UNIX_EPOCH,
            },
            &(),
        )
    };
    let first = build(&folder());
    assert!(first.written.is_some(), "the generated site is right");
    bencher
        .counter(BytesCount::new(site.bytes))
        .counter(ItemsCount::new(first.pages))
        .with_inputs(folder)
        .bench_local_values(|output| (build(&output), output));
}

/// The turns of one event against its ledger, when one in twenty was edited, moved or taken out. Items are turns.
#[divan::bench(args = [2500, 20_000], sample_size = 1, sample_count = 10)]
fn keep(bencher: Bencher<'_, '_>, turns: usize) {
    let folder = folder();
    let content = folder.path().join("content");
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let speakers: Vec<usize> = (0..SPEAKERS).collect();
    let sections: Vec<String> =
        (0..turns.div_ceil(TURNS)).map(|number| section_text(&mut chance, &speakers, number)).collect();
    let ledger = long_event(&content, &sections).keep();
    let edited: Vec<String> = sections.iter().map(|text| edited(&mut chance, text)).collect();
    let event = long_event(&content, &edited);
    bencher
        .counter(ItemsCount::new(turns))
        .with_inputs(|| event.model())
        .bench_local_values(|mut site| (ledger::keep(&mut site, &ledger), site));
}

/// All turns of many events against their ledgers, when nothing was edited. Items are turns.
#[divan::bench(args = [100, 1000], sample_size = 1, sample_count = 10)]
fn keep_as_it_is(bencher: Bencher<'_, '_>, events: usize) {
    let site = Generated::new(events);
    let read = || Read { tree: source::load(site.folder.path(), assets::builtin_words()).0 };
    let ledgers = read().keep();
    let read = read();
    bencher
        .counter(ItemsCount::new(events * SECTIONS * TURNS))
        .with_inputs(|| read.model())
        .bench_local_values(|mut site| (ledger::keep(&mut site, &ledgers), site));
}

/// A site as it was read.
struct Read {
    tree: source::Tree,
}

impl Read {
    fn model(&self) -> model::Site {
        model::build(&self.tree, Conditions { now: Timestamp::UNIX_EPOCH, drafts: false }).0
    }

    /// Its ledgers, as a build writes them.
    #[expect(clippy::expect_used, reason = "a path of ours is a path")]
    fn keep(&self) -> BTreeMap<String, Arc<File>> {
        let (kept, _) = ledger::keep(&mut self.model(), &BTreeMap::new());
        let file = |(folder, text): (String, String)| {
            let path = ContentPath::new(&ledger::path(&folder)).expect("a path");
            (folder, Arc::new(File { path, text }))
        };
        kept.changed.into_iter().map(file).collect()
    }
}

#[expect(clippy::expect_used, reason = "without an event there is nothing to measure")]
fn long_event(content: &Path, sections: &[String]) -> Read {
    let folder = content.join("long");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(content.join("site.yaml"), "title: Bench\nlanguage: en\n").expect("a file");
    fs::write(folder.join("event.md"), "---\ntitle: Long\n---\n").expect("a file");
    for (number, text) in sections.iter().enumerate() {
        fs::write(folder.join(format!("{:04}.md", number + 1)), text).expect("a file");
    }
    let (tree, _) = source::load(content.parent().unwrap_or(content), assets::builtin_words());
    Read { tree }
}

/// A section in which one turn in twenty is another one: words replaced, taken out, or said elsewhere.
fn edited(chance: &mut Chance, text: &str) -> String {
    let mut paragraphs: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
    for at in 2..paragraphs.len() {
        if chance.below(20) == 0 {
            match chance.below(3) {
                0 => paragraphs.swap(at, at - 1),
                1 => {
                    if let Some(paragraph) = paragraphs.get_mut(at) {
                        *paragraph =
                            paragraph.replace("tide", "flood").replace("因为", "由于").replace("because", "since");
                    }
                }
                _ => {
                    if let Some(paragraph) = paragraphs.get_mut(at) {
                        paragraph.clear();
                    }
                }
            }
        }
    }
    paragraphs.join("\n\n")
}

/// Words into a picture, without the cache. Items are cards.
#[cfg(feature = "cards")]
#[divan::bench(args = ["Four seconds later", "人工智能时代，我们怎样保存一座小镇的记忆？"], sample_size = 4, sample_count = 25)]
fn card(bencher: Bencher<'_, '_>, title: &str) {
    use plenary::card::{Faces, Shape};
    use plenary::render::cards::{Cards, drawable};
    use plenary::view::types::CardView;

    let theme = assets::theme(&BTreeMap::new(), &BTreeMap::new(), &ThemeOptions::default());
    let Ok(cards) = Cards::new(&theme) else { return };
    let mut faces = Faces::new();
    faces.add(assets::FONT.to_vec(), 0);
    cards.set_faces(faces.clone());
    let view = CardView {
        kind: "section",
        language: "zh-Hans".into(),
        direction: "ltr",
        title: title.to_owned(),
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
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        let (view, _) = drawable(&view, &faces);
        cards.draw(Shape::Wide, &view).is_ok()
    });
}

#[expect(clippy::expect_used, reason = "without a folder there is nothing to measure")]
fn folder() -> TempDir {
    tempfile::Builder::new().prefix("plenary-bench-").tempdir().expect("a folder for temporary files")
}

/// A site on the disk.
struct Generated {
    folder: TempDir,
    /// The size of its sources.
    bytes: usize,
}

impl Generated {
    #[expect(clippy::expect_used, reason = "without a site there is nothing to measure")]
    fn new(events: usize) -> Self {
        let folder = folder();
        let bytes = write_site(&folder.path().join("content"), events).expect("the site can be written");
        Self { folder, bytes }
    }
}

/// Writes the sources and tells how many bytes they have.
fn write_site(content: &Path, events: usize) -> io::Result<usize> {
    let mut bytes = 0;
    let mut put = |path: &Path, text: &str| {
        bytes += text.len();
        fs::write(path, text)
    };
    fs::create_dir_all(content)?;
    put(&content.join("site.yaml"), "title: Bench\nbase_url: https://bench.example/\nlanguage: en\n")?;
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for event in 0..events {
        let folder = content.join(format!("event-{event:04}"));
        fs::create_dir_all(&folder)?;
        // Neighbours share speakers, so that everybody speaks at two or three events.
        let speakers: Vec<usize> = (0..SPEAKERS).map(|n| (2 * event + n) % (2 * events)).collect();
        let list: String = speakers.iter().fold(String::new(), |mut list, speaker| {
            // A string takes all text.
            let _ = writeln!(list, "  - {{id: speaker-{speaker:04}, name: {}}}", name(*speaker));
            list
        });
        let front = format!("---\ntitle: Event {event}\ndate: 2026-01-01T19:00Z\nspeakers:\n{list}---\n");
        put(&folder.join("event.md"), &front)?;
        for section in 1..=SECTIONS {
            let text = section_text(&mut chance, &speakers, event * SECTIONS + section);
            put(&folder.join(format!("{section:02}.md")), &text)?;
        }
    }
    Ok(bytes)
}

fn name(speaker: usize) -> String {
    format!("Speaker {speaker:04}")
}

fn section_text(chance: &mut Chance, speakers: &[usize], number: usize) -> String {
    let mut text = format!("# {} {number}\n\n", chance.one_of(ENGLISH));
    for turn in 0..TURNS {
        let minute = turn * 3;
        let speaker = name(*chance.one_of(speakers));
        let _ = write!(text, "**{speaker}** (00:{minute:02}:00): ");
        for _ in 0..4 {
            for word in 0..10 {
                text.push_str(if word == 0 { "" } else { " " });
                text.push_str(chance.one_of::<&str>(ENGLISH));
            }
            text.push_str(". ");
            for word in 0..10 {
                text.push_str(if word == 5 { "，" } else { "" });
                text.push_str(chance.one_of::<&str>(CHINESE));
            }
            text.push_str("。 ");
        }
        text.push_str(match chance.below(10) {
            0 => "*That is all.*\n\n",
            1 => "**就是这样。**\n\n",
            2 => "Run `cargo build`.\n\n",
            3 => "See the [reference](https://bench.example/reference).\n\n",
            _ => "\n\n",
        });
        if turn == TURNS / 2 && number.is_multiple_of(10) {
            // The number keeps any two blocks apart, so that nothing can be saved by remembering them.
            let _ = write!(text, "```rust\n// block {number}\n{CODE}```\n\n");
        }
    }
    text
}

/// Marsaglia's xorshift of 64 bits: enough to scatter words, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The upper half is less regular, and fits everywhere.
        usize::try_from(self.0 >> 32).unwrap_or_default() % end
    }

    #[expect(clippy::indexing_slicing, reason = "`below` stays below the length")]
    fn one_of<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

const ENGLISH: &[&str] = &[
    "tide", "lamp", "harbour", "measure", "because", "between", "question", "answer", "ledger", "winter", "captain",
    "listen", "without", "simple", "archive", "machine", "public", "decide", "the", "of", "and", "a", "to", "in", "is",
    "that", "we", "they", "often", "never", "price", "people", "small", "large", "early", "wrong", "right", "through",
    "morning", "record",
];

const CHINESE: &[&str] = &[
    "我们", "潮水", "灯火", "港口", "问题", "回答", "因为", "所以", "机器", "记录", "冬天", "船长", "听见", "如果",
    "简单", "档案", "公开", "决定", "人们", "常常", "从不", "价格", "很大", "很小", "早晨", "错误", "正确", "之间",
    "已经", "可以", "时间", "地方", "这个", "那个", "今天", "明天",
];

const CODE: &str = r#"fn main() -> std::io::Result<()> {
    let lamps: Vec<u32> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    for (place, lamp) in lamps.iter().enumerate() {
        println!("{place:>3}: {}", "*".repeat(*lamp as usize)); // one star a span
    }
    Ok(())
}
"#;
