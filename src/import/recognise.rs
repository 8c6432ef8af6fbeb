//! What a file is.
//!
//! In: its bytes. Out: the format that understands most of it, and its import; or what each format said against it.
//! A format is told by the content of the whole file, never by its name. It must never import by itself.

use super::report::Report;
use super::transcript::{About, Transcript};
use super::{
    Imported, Options, article, captions, chapters, chars, chat, debate, decode, dialect, docx, event, html, json, own,
};
use crate::text::language_tag;

/// A format that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Our own sources in one file.
    Plenary,
    /// `WebVTT`.
    WebVtt,
    /// `SubRip`.
    SubRip,
    /// JSON of any publisher.
    Json,
    /// A debate in Akoma Ntoso.
    AkomaNtoso,
    /// A document of a word processor.
    Docx,
    /// A page of the web.
    Html,
    /// Messages of a call, each with its time.
    Chat,
    /// Markdown of any dialect.
    Markdown,
    /// Plain text.
    Article,
}

/// Every format with the name that an editor may give.
pub const FORMATS: &[(Format, &str)] = &[
    (Format::Plenary, "plenary"),
    (Format::WebVtt, "webvtt"),
    (Format::SubRip, "srt"),
    (Format::Json, "json"),
    (Format::AkomaNtoso, "akoma-ntoso"),
    (Format::Docx, "docx"),
    (Format::Html, "html"),
    (Format::Chat, "chat"),
    (Format::Markdown, "markdown"),
    (Format::Article, "article"),
];

/// Why a file was not imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is too large.
    #[error("this file has {size} bytes; no more than {limit} are read", limit = LARGEST)]
    TooLarge {
        /// Its size in bytes.
        size: usize,
    },
    /// No format understands it.
    #[error("this is no format that can be imported")]
    Unknown {
        /// What was tried, and why it was not that.
        tried: Vec<(&'static str, String)>,
    },
    /// It is not what the editor said.
    #[error("this is no {format}: {why}")]
    Not {
        /// The name of the format.
        format: &'static str,
        /// What is wrong.
        why: String,
    },
}

/// The largest file that is read, in bytes: some two hundred hours of captions.
pub const LARGEST: usize = 100_000_000;

/// How much of a file a format understands, in per cent; or why it is not that format.
type Verdict = Result<u8, String>;

/// A format that understands so much is the one.
const SURE: u8 = 90;

/// Imports a file.
pub fn import(bytes: &[u8], options: &Options) -> Result<Imported, Refused> {
    if bytes.len() > LARGEST {
        return Err(Refused::TooLarge { size: bytes.len() });
    }
    let mut options = options.clone();
    if options.format == Some(Format::Docx) || (options.format.is_none() && docx::recognise(bytes)) {
        let (derived, report) =
            docx::read(bytes, options.changes).map_err(|why| Refused::Not { format: name(Format::Docx), why })?;
        let about = About { name: options.name.clone(), ..About::default() };
        return Ok(derived.import(about, &options, report));
    }
    let decoded = decode::decode(bytes);
    let text = decoded.text.as_ref();
    let format = match options.format {
        Some(format) => format,
        None => recognised(text)?,
    };
    let about = About { name: options.name.clone(), ..About::default() };
    let mut report = Report::of_lines(captions::lines(text).count());
    let transcript = match format {
        Format::Article => {
            let mut imported = article(text, &options);
            note(decoded.note, &mut imported.report);
            return Ok(imported);
        }
        Format::Plenary => {
            let mut imported = own::read(text, &options).map_err(|why| Refused::Not { format: name(format), why })?;
            note(decoded.note, &mut imported.report);
            return Ok(imported);
        }
        Format::WebVtt => captions::webvtt(text, about, &mut report)
            .ok_or_else(|| Refused::Not { format: name(format), why: webvtt(text).err().unwrap_or_default() })?,
        Format::SubRip => captions::subrip(&captions::with_arrows(text), about, &mut report),
        // Documents are no text, and were read above.
        Format::Docx => Transcript::default(),
        Format::Html => match html::read(text, about, &mut report) {
            (html::Read::Timed(transcript), _) => *transcript,
            (html::Read::Text(derived), title) => {
                note(decoded.note, &mut report);
                let options = Options { name: title.or_else(|| options.name.clone()), ..options.clone() };
                let about = About { name: options.name.clone(), ..About::default() };
                return Ok(derived.import(about, &options, report));
            }
        },
        Format::Chat => chat::read(text, about, &mut report),
        Format::Markdown => dialect::read(text, about, &mut report),
        Format::Json => {
            // Podlove writes both into one file.
            own_chapters(text, &mut options);
            json::read(text, about, &mut report).map_err(|why| Refused::Not { format: name(format), why })?
        }
        Format::AkomaNtoso => {
            debate::read(text, about, &mut report).map_err(|why| Refused::Not { format: name(format), why })?
        }
    };
    note(decoded.note, &mut report);
    Ok(finished(transcript, &options, report))
}

/// Chapters that stand in the transcript's own file, where none were given beside it.
fn own_chapters(text: &str, options: &mut Options) {
    if options.chapters.is_empty() {
        options.chapters = chapters::of_text(text).unwrap_or_default();
    }
}

fn note(note: Option<String>, report: &mut Report) {
    if let Some(note) = note {
        report.ask(None, note);
    }
}

/// The files of a transcript, and the report put in order.
pub(super) fn finished(transcript: Transcript<'_>, options: &Options, mut report: Report) -> Imported {
    report.folder.clone_from(&options.folder);
    let transcript = match options.chapters.as_slice() {
        [] => transcript,
        chapters => chapters::apply(transcript, chapters, &mut report),
    };
    let mut sections = transcript.sections;
    sections.retain(|section| section.title.is_some() || !section.paragraphs.is_empty());
    let transcript = Transcript { sections, ..transcript };
    // What a foreign file calls its language need not be one.
    let stated = options.language.clone().or_else(|| language_tag(transcript.about.language.as_deref()?));
    report.language = stated.unwrap_or_else(|| {
        let words = transcript.sections.iter().flat_map(|section| &section.paragraphs);
        let start: String = words.flat_map(|paragraph| paragraph.text.chars()).take(50_000).collect();
        chars::language(&start).to_owned()
    });
    if transcript.sections.is_empty() && transcript.introduction.is_empty() && transcript.title.is_none() {
        report.summary.lines = report.lines.len();
        report.ask(None, "there are no words in the text: nothing was written".to_owned());
        return Imported { files: Vec::new(), report };
    }
    let files = event::files(&transcript, options, &mut report);
    report.in_order();
    Imported { files, report }
}

fn name(format: Format) -> &'static str {
    FORMATS.iter().find(|(one, _)| *one == format).map_or("", |(_, name)| name)
}

/// The format that understands most of a text; the table begins with the strictest, and who is sure is not doubted.
fn recognised(text: &str) -> Result<Format, Refused> {
    let mut tried = Vec::new();
    let mut best: Option<(u8, Format)> = None;
    for (format, name) in FORMATS {
        match verdict(*format, text) {
            Ok(points) if points >= SURE => return Ok(*format),
            Ok(points) if best.is_none_or(|(most, _)| points > most) => best = Some((points, *format)),
            Ok(_) => {}
            Err(why) => tried.push((*name, why)),
        }
    }
    best.map(|(_, format)| format).ok_or(Refused::Unknown { tried })
}

fn verdict(format: Format, text: &str) -> Verdict {
    match format {
        Format::Plenary => own::recognise(text),
        Format::WebVtt => webvtt(text),
        Format::SubRip => subrip(text),
        Format::Json => json::recognise(text),
        Format::AkomaNtoso => match debate::speeches(text) {
            0 => Err("no `speech` stands in a `debate`".to_owned()),
            _ => Ok(95),
        },
        Format::Docx => Err("it is no package with a document in it".to_owned()),
        Format::Html => html::recognise(text),
        Format::Chat => chat::recognise(text),
        Format::Markdown => plain(text).and_then(|_| dialect::recognise(text)),
        Format::Article => plain(text).and_then(|points| {
            if speaks(text) { Ok(points) } else { Err("it has neither sentences nor labels".to_owned()) }
        }),
    }
}

fn webvtt(text: &str) -> Verdict {
    let first = captions::lines(text.trim_start_matches('\u{feff}')).next().unwrap_or_default();
    match first.strip_prefix("WEBVTT") {
        Some(rest) if rest.is_empty() || rest.starts_with([' ', '\t']) => Ok(100),
        _ => Err("its first line is not WEBVTT".to_owned()),
    }
}

fn subrip(text: &str) -> Verdict {
    match captions::cues(&captions::with_arrows(text)) {
        (0, _) => Err("no line holds two times with an arrow between them that can be read".to_owned()),
        // A document about captions quotes some.
        (read, lost) => Ok(if read > lost { 90 } else { 30 }),
    }
}

/// Some of the lines are sentences or have labels; lists of files and tables of figures have none.
fn speaks(text: &str) -> bool {
    let (mut all, mut some) = (0_usize, 0_usize);
    for line in captions::lines(text).map(str::trim).filter(|line| !line.is_empty()).take(2000) {
        let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() * 3 >= word.chars().count() * 2;
        let cjk = line.chars().filter(|c| chars::is_cjk(*c)).take(6).count();
        let is_sentence = cjk > 5 || line.split_whitespace().filter(is_word).take(4).count() > 3;
        all += 1;
        some += usize::from(is_sentence || super::label::read(line).is_some());
    }
    // A few lines may be anything.
    all < 5 || some * 20 >= all
}

fn plain(text: &str) -> Verdict {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let control = start.chars().take(10_000).filter(|c| c.is_control() && !c.is_whitespace()).count();
    if control * 100 > start.chars().take(10_000).count() {
        return Err("it is no text: too many of its characters are control characters".to_owned());
    }
    if start.starts_with(['{', '[']) {
        match serde_json::from_str::<serde::de::IgnoredAny>(start) {
            Ok(_) => return Err("it is JSON".to_owned()),
            Err(error) if error.is_eof() && start.chars().nth(1).is_some() => {
                return Err("it is JSON that ends too early: fetch the whole of it".to_owned());
            }
            Err(_) => {}
        }
    }
    if start.starts_with("<?xml") || start.starts_with("<!DOCTYPE") || start.contains("<!ENTITY") {
        return Err("it is XML or HTML".to_owned());
    }
    Ok(10)
}
