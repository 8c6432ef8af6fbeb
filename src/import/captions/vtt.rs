//! Captions in blocks: WebVTT by the standard, and its looser relatives.
//!
//! In: a text. Out: its cues, regions, styles and comments, and the lines that are none of them. The walk is that of the
//! standard (WebVTT, section 6.1); SubRip differs from it only in its head and in how it writes times.
//! It must never look inside the text of a cue.

use super::clock;
use super::settings::{Region, Settings};

/// A cue.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cue {
    /// Its name or number.
    pub id: String,
    /// Where it begins, in seconds.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
    /// Where it is shown.
    pub settings: Settings,
    /// The text, its lines joined by line feeds.
    pub text: String,
    /// The line of its times, by its index.
    pub at: usize,
    /// The first line of its text.
    pub text_at: usize,
}

/// Lines that are no cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The first line, by its index.
    pub at: usize,
    /// The lines.
    pub text: String,
}

/// A file of captions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vtt {
    /// What follows the signature, and the lines below it.
    pub header: Vec<(usize, String)>,
    /// The cues, in order.
    pub cues: Vec<Cue>,
    /// The regions.
    pub regions: Vec<Region>,
    /// Styles, and the blocks of the regions as well: no words of anybody.
    pub styles: Vec<Block>,
    /// Comments.
    pub notes: Vec<Block>,
    /// What could not be read.
    pub lost: Vec<Block>,
}

/// Reads a time, and says what follows it.
type Clock = fn(&str) -> Option<(f64, &str)>;

/// Reads WebVTT as the standard says.
pub fn strict(text: &str) -> Option<Vtt> {
    read(text, clock::strict, true)
}

/// Reads WebVTT whose times are written as in other formats.
pub fn lenient(text: &str) -> Option<Vtt> {
    read(text, clock::lenient, false)
}

/// Reads SubRip: blocks without a head.
pub fn subrip(text: &str) -> Vtt {
    let mut walk =
        Walk { lines: Lines::of(text), clock: clock::lenient, strict: false, seen_cue: true, out: Vtt::default() };
    walk.blocks();
    walk.out
}

fn read(text: &str, clock: Clock, strict: bool) -> Option<Vtt> {
    let mut lines = Lines::of(text);
    let first = lines.peek()?.strip_prefix("WEBVTT")?.to_owned();
    if !(first.is_empty() || first.starts_with([' ', '\t'])) {
        return None;
    }
    lines.next();
    let mut walk = Walk { lines, clock, strict, seen_cue: false, out: Vtt::default() };
    if !first.trim().is_empty() {
        walk.out.header.push((0, first.trim().to_owned()));
    }
    walk.header();
    walk.blocks();
    Some(walk.out)
}

/// The lines of a text, which can be given back.
#[derive(Debug, Clone)]
struct Lines<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { lines: super::lines(text).collect(), at: 0 }
    }

    fn peek(&self) -> Option<&'a str> {
        self.lines.get(self.at).copied()
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let line = self.peek()?;
        self.at += 1;
        Some(line)
    }
}

struct Walk<'a> {
    lines: Lines<'a>,
    clock: Clock,
    strict: bool,
    seen_cue: bool,
    out: Vtt,
}

impl Walk<'_> {
    /// The lines below the signature, up to a blank one or to the first times.
    fn header(&mut self) {
        while let Some(line) = self.lines.peek() {
            if line.trim().is_empty() || line.contains("-->") {
                break;
            }
            let at = self.lines.at;
            self.lines.next();
            if Region::is_header(line) {
                self.out.regions.extend(Region::of_header(line));
                self.out.styles.push(Block { at, text: line.to_owned() });
            } else {
                self.out.header.push((at, line.to_owned()));
            }
        }
    }

    fn blocks(&mut self) {
        while let Some(line) = self.lines.peek() {
            if line.is_empty() {
                self.lines.next();
            } else {
                self.block();
            }
        }
    }

    fn block(&mut self) {
        let begin = self.lines.at;
        let mut text = String::new();
        let mut cue: Option<Cue> = None;
        let mut seen_times = false;
        let mut count = 0;
        while let Some(line) = self.lines.peek() {
            if line.contains("-->") {
                // As the tests have it, and older than the standard of today: times that cannot be read spoil their block.
                if self.strict && seen_times && cue.is_none() {
                    push_line(&mut text, line);
                    self.lines.next();
                    continue;
                }
                if seen_times || count > 1 {
                    break;
                }
                seen_times = true;
                cue = self.times(line).map(|cue| Cue { id: text.clone(), at: self.lines.at, ..cue });
                if let Some(cue) = &mut cue {
                    cue.text_at = self.lines.at + 1;
                    text.clear();
                    self.seen_cue = true;
                } else {
                    push_line(&mut text, line);
                }
            } else if line.is_empty() {
                break;
            } else {
                push_line(&mut text, line);
            }
            self.lines.next();
            count += 1;
        }
        match cue {
            Some(cue) => self.out.cues.push(Cue { text, ..cue }),
            None => self.apart(Block { at: begin, text }),
        }
    }

    /// A block without times.
    fn apart(&mut self, block: Block) {
        let (first, rest) = block.text.split_once('\n').unwrap_or((&block.text, ""));
        let is = |word: &str| first.strip_prefix(word).is_some_and(|rest| rest.trim().is_empty());
        if block.text.starts_with("NOTE")
            && first.strip_prefix("NOTE").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        {
            self.out.notes.push(block);
        } else if is("STYLE") && !self.seen_cue {
            self.out.styles.push(block);
        } else if is("REGION") && !self.seen_cue {
            self.out.regions.extend(Region::of_block(rest));
            self.out.styles.push(block);
        } else if block.text.lines().all(Region::is_header) {
            self.out.regions.extend(block.text.lines().filter_map(Region::of_header));
            self.out.styles.push(block);
        } else {
            self.out.lost.push(block);
        }
    }

    fn times(&self, line: &str) -> Option<Cue> {
        let (start, rest) = (self.clock)(line.trim_start_matches(is_space))?;
        let rest = rest.trim_start_matches(is_space).strip_prefix("-->")?;
        let (end, rest) = (self.clock)(rest.trim_start_matches(is_space))?;
        Some(Cue { start, end, settings: Settings::read(rest), ..Cue::default() })
    }
}

fn push_line(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{c}')
}
