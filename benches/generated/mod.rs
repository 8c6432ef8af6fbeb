//! The site that is measured: events of 8 sections of 12 turns of some 80 words, half of them Chinese and half English, 5 speakers
//! an event out of a pool of twice as many as there are events, and code in every tenth section. It is made by a seeded generator, so
//! every run and every machine has the same one.

#![allow(dead_code, reason = "every benchmark uses a part of it")]

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

pub(crate) const SECTIONS: usize = 8;
pub(crate) const TURNS: usize = 12;
pub(crate) const SPEAKERS: usize = 5;
/// Where the generator begins.
pub(crate) const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// Writes the sources and tells how many bytes they have. `options` are further lines of `site.yaml`.
pub(crate) fn write_site(content: &Path, events: usize, options: &str) -> io::Result<usize> {
    let mut bytes = 0;
    let mut put = |path: &Path, text: &str| {
        bytes += text.len();
        fs::write(path, text)
    };
    fs::create_dir_all(content)?;
    let site = format!("title: Bench\nbase_url: https://bench.example/\nlanguage: en\n{options}");
    put(&content.join("site.yaml"), &site)?;
    let mut chance = Chance(SEED);
    for event in 0..events {
        let folder = content.join(format!("event-{event:04}"));
        fs::create_dir_all(&folder)?;
        let speakers = speakers_of(event, events);
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

/// Who speaks at an event. Neighbours share speakers, so that everybody speaks at two or three events.
pub(crate) fn speakers_of(event: usize, events: usize) -> Vec<usize> {
    (0..SPEAKERS).map(|n| (2 * event + n) % (2 * events)).collect()
}

pub(crate) fn name(speaker: usize) -> String {
    format!("Speaker {speaker:04}")
}

pub(crate) fn section_text(chance: &mut Chance, speakers: &[usize], number: usize) -> String {
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
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The upper half is less regular, and fits everywhere.
        usize::try_from(self.0 >> 32).unwrap_or_default() % end
    }

    #[expect(clippy::indexing_slicing, reason = "`below` stays below the length")]
    pub(crate) fn one_of<'l, T>(&mut self, list: &'l [T]) -> &'l T {
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

pub(crate) const CODE: &str = r#"fn main() -> std::io::Result<()> {
    let lamps: Vec<u32> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    for (place, lamp) in lamps.iter().enumerate() {
        println!("{place:>3}: {}", "*".repeat(*lamp as usize)); // one star a span
    }
    Ok(())
}
"#;
