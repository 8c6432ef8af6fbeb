//! Recordings: what the front matter of an event names, resolved.
//!
//! A file is one beside the event; an address is a file that a browser plays, a page of a known host, or else only a
//! link.

use std::collections::BTreeMap;

use super::Graph;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::markdown::{Embed, embed};
use crate::model::{Event, EventIx};
use crate::path::{UrlPath, decode};
use crate::text;

/// Sound or pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// Sound alone.
    Audio,
    /// Moving pictures with sound.
    Video,
}

/// A file of the site or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file of the site.
    Inside(UrlPath),
    /// An address.
    Outside(String),
}

/// Where a recording is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file that the browser plays.
    File(MediaKind, Target),
    /// The player of a host, and the page there.
    Host(Embed, String),
    /// A page of which nothing more is known.
    Link(String),
}

/// The recording of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// What is played.
    pub source: Source,
    /// The other one, where the event has sound and pictures: a page to watch, or a file.
    pub other: Option<Source>,
    /// A still picture.
    pub poster: Option<Target>,
    /// Captions that the event brings.
    pub captions: Option<UrlPath>,
}

/// The recordings of all events that have one.
pub(super) fn recordings(graph: &Graph<'_>) -> (BTreeMap<EventIx, Recording>, Diagnostics) {
    let mut all = BTreeMap::new();
    let mut diagnostics = Diagnostics::default();
    for (ix, event) in graph.site.numbered_events() {
        all.extend(of(graph, event, &mut diagnostics).map(|recording| (ix, recording)));
    }
    (all, diagnostics)
}

/// The recording of one event, if it has one.
pub(super) fn of(graph: &Graph<'_>, event: &Event, diagnostics: &mut Diagnostics) -> Option<Recording> {
    Reader { graph, event }.recording(diagnostics)
}

struct Reader<'a> {
    graph: &'a Graph<'a>,
    event: &'a Event,
}

impl Reader<'_> {
    fn recording(&self, diagnostics: &mut Diagnostics) -> Option<Recording> {
        let media = self.event.front.media.as_ref()?;
        let mut source = |value: &Option<String>, key, kind| {
            let value = value.as_deref()?;
            self.source(value, key, kind).map_err(|found| diagnostics.push(*found)).ok()
        };
        let video = source(&media.video, "video", MediaKind::Video);
        let audio = source(&media.audio, "audio", MediaKind::Audio);
        let poster = media.poster.as_deref().and_then(|value| match self.target(value, "poster", "picture") {
            Ok(target) => Some(target),
            Err(found) => {
                diagnostics.push(*found);
                None
            }
        });
        let captions = media.captions.as_deref().and_then(|value| match self.captions(value) {
            Ok(url) => Some(url),
            Err(found) => {
                diagnostics.push(*found);
                None
            }
        });
        if !media.offset.is_finite() {
            diagnostics.push(
                self.wrong("`offset` is no number of seconds".into(), "offset", "")
                    .help("write the seconds to add to every time of the transcript: `offset: -12.5`"),
            );
            return None;
        }
        self.before_the_beginning(media.offset, diagnostics);
        let played = |source: &Source| matches!(source, Source::File(..));
        // What plays in the page without another host comes first, and pictures before sound alone.
        let (source, other) = match (video, audio) {
            (Some(video), Some(audio)) if played(&audio) && !played(&video) => (audio, Some(video)),
            (Some(video), audio) => (video, audio),
            (None, audio) => (audio?, None),
        };
        Some(Recording { source, other, poster, captions })
    }

    fn source(&self, value: &str, key: &str, kind: MediaKind) -> Result<Source, Box<Diagnostic>> {
        Ok(match self.target(value, key, "recording")? {
            Target::Inside(url) => Source::File(kind, Target::Inside(url)),
            Target::Outside(url) => match embed(&url) {
                Some(embed) if embed.file.is_some() => Source::File(kind, Target::Outside(url)),
                Some(embed) => Source::Host(embed, url),
                None => Source::Link(url),
            },
        })
    }

    /// A file beside the event, or an address.
    fn target(&self, value: &str, key: &str, what: &str) -> Result<Target, Box<Diagnostic>> {
        let lower = value.to_ascii_lowercase();
        if lower.starts_with("https://") || lower.starts_with("http://") {
            let plain = !value.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>'));
            return if plain {
                Ok(Target::Outside(value.to_owned()))
            } else {
                Err(Box::new(
                    self.wrong(format!("`{value}` is no address of a {what}"), key, value)
                        .help("an address has no white space, quotation mark or angle bracket"),
                ))
            };
        }
        if value.split(['/', '?', '#']).next().is_some_and(|head| head.contains(':')) {
            return Err(Box::new(
                self.wrong(format!("`{value}` is no file and no address of a {what}"), key, value)
                    .help("name a file beside the event, or an address that begins with `https://`"),
            ));
        }
        self.file(value).map(Target::Inside).ok_or_else(|| {
            Box::new(
                Diagnostic::new(codes::BROKEN_LINK, format!("there is no {what} `{value}`"))
                    .at(self.place(key, value), "")
                    .help("put the file beside `event.md`, correct the path, or give an address"),
            )
        })
    }

    /// Captions are a file of the site: browsers take none from other hosts, and none but `WebVTT`.
    fn captions(&self, value: &str) -> Result<UrlPath, Box<Diagnostic>> {
        match self.target(value, "captions", "captions")? {
            Target::Inside(url) if url.as_str().to_ascii_lowercase().ends_with(".vtt") => Ok(url),
            _ => Err(Box::new(
                self.wrong(format!("`{value}` cannot be shown as captions"), "captions", value)
                    .help("captions are a WebVTT file (`.vtt`) beside the event"),
            )),
        }
    }

    /// A file of the site, by its path from the folder of the event or from the root.
    fn file(&self, value: &str) -> Option<UrlPath> {
        let value = decode(value)?;
        let (mut parts, rest): (Vec<&str>, &str) = match value.strip_prefix('/') {
            Some(rest) => (Vec::new(), rest),
            None => (self.event.path.split('/').filter(|part| !part.is_empty()).collect(), &value),
        };
        for part in rest.split('/') {
            match part {
                "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        let url = UrlPath::new(&parts.join("/")).ok()?;
        self.graph.assets.get_key_value(&url).map(|(url, _)| url.clone())
    }

    /// Warns once of times that an offset moves before the beginning of the recording.
    fn before_the_beginning(&self, offset: f64, diagnostics: &mut Diagnostics) {
        let turns = self.event.sections.iter().flat_map(|section| section.turns().map(move |turn| (section, turn)));
        let mut early = turns.filter(|(_, turn)| turn.time.is_some_and(|time| time + offset < 0.0));
        if let Some((section, turn)) = early.next() {
            let time = text::format_time(turn.time.unwrap_or_default());
            diagnostics.push(
                Diagnostic::new(
                    codes::BEFORE_RECORDING,
                    format!("with the offset of {offset} seconds, {time} is before the recording begins"),
                )
                .at(Place::new(&section.file, turn.span.clone()), "")
                .also(self.place("offset", ""), "the offset")
                .help("correct the offset, or leave out the times of what was not recorded"),
            );
        }
    }

    fn wrong(&self, message: String, key: &str, value: &str) -> Diagnostic {
        Diagnostic::new(codes::BAD_MEDIA, message).at(self.place(key, value), "")
    }

    /// Where the value of a key of `media` stands, or else the key.
    fn place(&self, key: &str, value: &str) -> Place {
        let source = self.event.file.text();
        let media = source.find("media:").unwrap_or_default();
        let from = |at: usize, what: &str| source.get(at..).and_then(|rest| rest.find(what)).map(|found| at + found);
        let key_at = from(media, key).unwrap_or(media);
        let (at, length) = match from(key_at, value) {
            Some(at) if !value.is_empty() => (at, value.len()),
            _ => (key_at, key.len()),
        };
        Place::new(&self.event.file, at..at + length)
    }
}
