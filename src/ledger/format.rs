//! The form of a ledger: text, one line for a link, those of a section together and in the order of the transcript, so that
//! edits in different sections merge.
//!
//! ```text
//! plenary links 1
//! event tide-lamps/
//! event former-name/
//!
//! section 01
//!
//! k3f9 you-yang 7c2e8k41 0a1b2c3d…
//! k3f9-1 8k2j4k1x
//! m2ab you-yang 5g1hk2qa 4kd9… was=03 gone
//! ```
//!
//! Form 2 adds `pages quoted` or `pages none` behind the events, where never all turns had pages of their own. A ledger that needs no
//! such line is written in form 1, so that programs that know nothing of it read it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use super::likeness::Mark;
use crate::config::TurnPages;
use crate::diag::{Diagnostic, Diagnostics, File, Place, codes};
use crate::text;

/// The first line of every ledger, without the number of the form.
const TITLE: &str = "plenary links ";
/// The form of a ledger that says nothing of pages.
const FIRST: u32 = 1;
/// The newest form that is understood.
const NEWEST: u32 = 2;

const ABOUT: &str = "# Every link that was ever published. The program keeps this file; commit it together with the texts.\n\
# After a merge, lines of both sides may stay: each link once, in any order.\n";

/// What is remembered of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Its path below the site, the present one first, then former ones.
    pub paths: Vec<String>,
    /// Which turns had pages of their own when that were most.
    pub pages: TurnPages,
    /// The links to turns by section; a section without any was published all the same.
    pub sections: BTreeMap<u32, Vec<Line>>,
    /// At the root: all events by path, with their sections.
    pub events: BTreeMap<String, BTreeSet<u32>>,
    /// At the root: all speakers by id, and what became of them.
    pub speakers: BTreeMap<String, State>,
}

/// A link to a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The id.
    pub id: String,
    /// The ids of who speaks, joined by `+`.
    pub voice: String,
    /// The words.
    pub mark: Mark,
    /// Further sections in which it was published.
    pub was: BTreeSet<u32>,
    /// What became of it.
    pub state: State,
    /// The quotations in it.
    pub quotations: Vec<Quoted>,
}

/// What became of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It stands.
    Here,
    /// Its words are now in the turn, or the quotation, of this id.
    In(String),
    /// Its words are gone.
    Gone,
}

/// A link to a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Its number behind the id of its turn.
    pub number: u32,
    /// The fingerprint of its words.
    pub fingerprint: String,
    /// What became of it.
    pub state: State,
}

impl Ledger {
    /// All lines, in order.
    pub fn lines(&self) -> impl Iterator<Item = (u32, &Line)> {
        self.sections.iter().flat_map(|(number, lines)| lines.iter().map(move |line| (*number, line)))
    }

    /// Lets go of the lines; that a section was published is still known.
    pub(super) fn drop_lines(&mut self) {
        for lines in self.sections.values_mut() {
            *lines = Vec::new();
        }
    }

    /// The text of the file.
    pub fn write(&self) -> String {
        let pages = pages_word(self.pages);
        let form = if pages.is_some() { NEWEST } else { FIRST };
        let mut out = format!("{TITLE}{form}\n{ABOUT}");
        for path in &self.paths {
            let _ = writeln!(out, "event {path}/");
        }
        if let Some(pages) = pages {
            let _ = writeln!(out, "pages {pages}");
        }
        for (path, sections) in &self.events {
            let sections: Vec<String> = sections.iter().map(|number| format!(" {number:02}")).collect();
            let _ = writeln!(out, "holds {path}/{}", sections.concat());
        }
        for (id, state) in &self.speakers {
            let _ = write!(out, "speaker {id}");
            state.write(&mut out);
        }
        for (number, lines) in &self.sections {
            let _ = write!(out, "\nsection {number:02}\n\n");
            for line in lines {
                line.write(&mut out);
            }
        }
        out
    }

    /// Reads a ledger. A line of which nothing can be made is told, and the others are read.
    pub fn read(file: &Arc<File>) -> (Self, Diagnostics) {
        let (ledger, _, found) = Self::read_as(file, false);
        (ledger, found)
    }

    /// Reads all of a ledger but its lines, and the voices of those that stand. What is wrong with it is for [`Ledger::read`] to tell.
    pub(super) fn read_in_brief(file: &Arc<File>) -> (Self, BTreeSet<String>) {
        let (ledger, voices, _) = Self::read_as(file, true);
        (ledger, voices)
    }

    fn read_as(file: &Arc<File>, brief: bool) -> (Self, BTreeSet<String>, Diagnostics) {
        let text = file.text();
        let mut reader = Reader {
            file,
            brief,
            voices: BTreeSet::new(),
            diagnostics: Diagnostics::default(),
            ledger: Self::default(),
            pages: None,
            section: None,
            seen: BTreeMap::new(),
        };
        let mut at = 0;
        let mut first = true;
        if text.trim().is_empty()
            && let Err(diagnostic) = opening("", Place::new(file, 0..0))
        {
            reader.diagnostics.push(*diagnostic);
        }
        for line in text.split_inclusive('\n') {
            let words = line.trim();
            let span = at + (line.len() - line.trim_start().len())..at + line.trim_end().len().max(1);
            at += line.len();
            if first {
                first = false;
                if let Err(diagnostic) = opening(words, Place::new(file, span)) {
                    reader.diagnostics.push(*diagnostic);
                    break;
                }
            } else if !words.is_empty() && !words.starts_with('#') {
                reader.line(words, span);
            }
        }
        reader.ledger.pages = reader.pages.unwrap_or_default();
        let voices = reader.voices.into_iter().map(str::to_owned).collect();
        (reader.ledger, voices, reader.diagnostics)
    }
}

/// How a ledger writes which turns had pages; nothing where all had.
fn pages_word(pages: TurnPages) -> Option<&'static str> {
    match pages {
        TurnPages::All => None,
        TurnPages::Quoted => Some("quoted"),
        TurnPages::None => Some("none"),
    }
}

/// Looks at the first line of a ledger.
pub(super) fn opening(line: &str, place: Place) -> Result<(), Box<Diagnostic>> {
    let version = line.strip_prefix(TITLE).and_then(|number| number.trim().parse::<u32>().ok());
    match version {
        Some(version) if (FIRST..=NEWEST).contains(&version) => Ok(()),
        Some(version) => Err(Box::new(
            Diagnostic::new(
                codes::NEWER_LEDGER,
                format!("this ledger has form {version}; this program knows form {NEWEST}"),
            )
            .at(place, "")
            .help("use the version of the program that wrote it, or a newer one"),
        )),
        None => Err(Box::new(damaged(place, format!("a ledger begins with `{TITLE}{FIRST}`")))),
    }
}

pub(super) fn damaged(place: Place, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(codes::DAMAGED_LEDGER, message)
        .at(place, "")
        .help("mend the line, or take the file from your history (`git checkout -- links.lock`): links that it forgets are lost")
}

/// Whether a line is a mark that a merge has left.
pub(super) fn is_conflict(line: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark))
}

pub(super) fn conflict(place: Place) -> Diagnostic {
    Diagnostic::new(codes::DAMAGED_LEDGER, "a merge left a conflict in this ledger")
        .at(place, "")
        .help("remove the lines `<<<<<<<`, `=======` and `>>>>>>>` and keep the lines of both sides; where an id stands on both, keep one of them")
}

impl Line {
    /// The sections in which it was ever published; `section` is where it stands in the ledger.
    pub fn published(&self, section: u32) -> BTreeSet<u32> {
        let mut all = self.was.clone();
        all.insert(section);
        all
    }

    fn write(&self, out: &mut String) {
        let _ = write!(out, "{} {} {} ", self.id, self.voice, self.mark.fingerprint);
        if self.mark.sketch.is_empty() {
            out.push('-');
        }
        for hash in &self.mark.sketch {
            out.extend(text::base32(*hash));
        }
        if !self.was.is_empty() {
            let was: Vec<String> = self.was.iter().map(|number| format!("{number:02}")).collect();
            let _ = write!(out, " was={}", was.join(","));
        }
        self.state.write(out);
        for quoted in &self.quotations {
            let _ = write!(out, "{}-{} {}", self.id, quoted.number, quoted.fingerprint);
            quoted.state.write(out);
        }
    }
}

impl State {
    fn write(&self, out: &mut String) {
        match self {
            Self::Here => {}
            Self::In(id) => {
                let _ = write!(out, " in={id}");
            }
            Self::Gone => out.push_str(" gone"),
        }
        out.push('\n');
    }

    fn read(word: &str) -> Option<Self> {
        match word.strip_prefix("in=") {
            Some(id) if !id.is_empty() => Some(Self::In(id.to_owned())),
            None if word == "gone" => Some(Self::Gone),
            _ => None,
        }
    }
}

struct Reader<'f> {
    file: &'f Arc<File>,
    /// Whether of lines only the voices are taken.
    brief: bool,
    voices: BTreeSet<&'f str>,
    diagnostics: Diagnostics,
    ledger: Ledger,
    pages: Option<TurnPages>,
    section: Option<u32>,
    /// Where every link stands.
    seen: BTreeMap<&'f str, Range<usize>>,
}

impl<'f> Reader<'f> {
    fn line(&mut self, line: &'f str, span: Range<usize>) {
        let place = |span: &Range<usize>| Place::new(self.file, span.clone());
        if is_conflict(line) {
            // One conflict is told once, where it opens.
            if line.starts_with('<') || !self.diagnostics.has_errors() {
                self.diagnostics.push(conflict(place(&span)));
            }
            return;
        }
        let words: Vec<&'f str> = line.split_whitespace().collect();
        let read = match *words.as_slice() {
            ["event", path] if path.ends_with('/') => {
                self.ledger.paths.push(path.trim_end_matches('/').to_owned());
                Some(())
            }
            ["pages", word] => {
                let pages = [TurnPages::Quoted, TurnPages::None].into_iter().find(|one| pages_word(*one) == Some(word));
                // After a merge both may stand; the wider one holds.
                pages.map(|pages| self.pages = Some(self.pages.map_or(pages, |other| other.min(pages))))
            }
            ["holds", path, ref sections @ ..] if path.ends_with('/') => {
                let sections: Result<BTreeSet<u32>, _> = sections.iter().map(|number| number.parse()).collect();
                let events = &mut self.ledger.events;
                sections
                    .ok()
                    .map(|sections| events.entry(path.trim_end_matches('/').to_owned()).or_default().extend(sections))
            }
            ["speaker", id] => self.speaker(id, Some(State::Here)),
            ["speaker", id, state] => self.speaker(id, State::read(state)),
            ["section", number] => number.parse().ok().map(|number| {
                self.ledger.sections.entry(number).or_default();
                self.section = Some(number);
            }),
            [id, ref rest @ ..] if self.brief => {
                self.hear(id, rest);
                Some(())
            }
            [id, ref rest @ ..] => self.link(id, rest, &span),
            [] => Some(()),
        };
        if read.is_none() {
            self.diagnostics.push(damaged(Place::new(self.file, span), "this is no line of a ledger"));
        }
    }

    fn speaker(&mut self, id: &str, state: Option<State>) -> Option<()> {
        self.ledger.speakers.insert(id.to_owned(), state?);
        Some(())
    }

    /// Takes the voice of a line that stands.
    fn hear(&mut self, id: &str, rest: &[&'f str]) {
        if let [voice, _, _, ref more @ ..] = *rest
            && !id.contains('-')
            && more.iter().all(|word| word.starts_with("was="))
        {
            self.voices.insert(voice);
        }
    }

    fn link(&mut self, id: &'f str, rest: &[&str], span: &Range<usize>) -> Option<()> {
        let lines = self.ledger.sections.get_mut(&self.section?)?;
        if let Some(first) = self.seen.insert(id, span.clone()) {
            let place = |span: Range<usize>| Place::new(self.file, span);
            let twice = damaged(place(span.clone()), format!("the link `{id}` stands twice"));
            self.diagnostics.push(twice.also(place(first), "the first"));
            return Some(());
        }
        if let Some((turn, number)) = id.split_once('-') {
            let [fingerprint, ref state @ ..] = *rest else { return None };
            let state = match *state {
                [] => State::Here,
                [word] => State::read(word)?,
                _ => return None,
            };
            let line = lines.last_mut().filter(|line| line.id == turn)?;
            line.quotations.push(Quoted { number: number.parse().ok()?, fingerprint: fingerprint.to_owned(), state });
            return Some(());
        }
        let [voice, fingerprint, sketch, ref more @ ..] = *rest else { return None };
        if !text::is_id(id) {
            return None;
        }
        let mut line = Line {
            id: id.to_owned(),
            voice: voice.to_owned(),
            mark: Mark { fingerprint: fingerprint.to_owned(), sketch: hashes(sketch)? },
            was: BTreeSet::new(),
            state: State::Here,
            quotations: Vec::new(),
        };
        for word in more {
            if let Some(sections) = word.strip_prefix("was=") {
                for number in sections.split(',') {
                    line.was.insert(number.parse().ok()?);
                }
            } else {
                line.state = State::read(word)?;
            }
        }
        lines.push(line);
        Some(())
    }
}

fn hashes(sketch: &str) -> Option<Vec<u32>> {
    if sketch == "-" {
        return Some(Vec::new());
    }
    let mut hashes = Vec::with_capacity(sketch.len() / 4);
    let mut rest = sketch;
    while !rest.is_empty() {
        let (four, more) = rest.split_at_checked(4)?;
        hashes.push(text::from_base32(four)?);
        rest = more;
    }
    Some(hashes)
}
