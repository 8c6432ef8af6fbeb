//! Recordings as pages offer them: what is played, from where, and where its times lead.

use crate::config::Export;
use crate::graph::{MediaKind, Recording, Source, Target};
use crate::model::{Event, EventIx, Item, Part, Section, Who};
use crate::path::UrlPath;
use crate::text;

use super::Viewer;
use super::tongue::Tongue;
use super::types::{CaptionsView, RecordingView, TimeView, WebLinkView};

/// The times that stand in a section as they are written: its own start, those of its turns and of their paragraphs.
fn times(section: &Section) -> impl Iterator<Item = f64> {
    let turns = section.turns().flat_map(|turn| {
        let paragraphs = turn.parts.iter().filter_map(|part| match part {
            Part::Text(text) => text.time(),
            _ => None,
        });
        turn.time.into_iter().chain(paragraphs)
    });
    section.start.into_iter().chain(turns)
}

/// The seconds that an event adds to its times.
pub(super) fn offset(event: &Event) -> f64 {
    event.front.media.as_ref().map_or(0.0, |media| media.offset)
}

impl Viewer<'_> {
    fn recording_of(&self, event: EventIx) -> Option<&Recording> {
        self.graph.recordings.get(&event)
    }

    fn target(target: &Target, page: &UrlPath) -> String {
        match target {
            Target::Inside(url) => url.relative_to(page),
            Target::Outside(url) => url.clone(),
        }
    }

    /// Where the recording of an event is heard from a time on.
    fn href_at(&self, event: EventIx, seconds: f64, page: &UrlPath) -> Option<String> {
        match &self.recording_of(event)?.source {
            Source::File(_, target) => {
                let address = Self::target(target, page);
                let file = address.split('#').next().unwrap_or_default();
                Some(format!("{file}#t={}", rounded(seconds)))
            }
            Source::Host(embed, _) => Some(embed.at(seconds)),
            Source::Link(_) => None,
        }
    }

    /// A time that is written in the transcript of an event. What lies before the recording begins is no time in it.
    pub(super) fn moment(
        &self,
        event: Option<EventIx>,
        written: f64,
        tongue: &Tongue<'_>,
        page: &UrlPath,
        linked: bool,
    ) -> Option<TimeView> {
        let seconds = written + event.and_then(|ix| self.graph.site.event(ix)).map_or(0.0, offset);
        if seconds < 0.0 {
            return None;
        }
        let text = text::format_time(seconds);
        let href = event.filter(|_| linked).and_then(|event| self.href_at(event, seconds, page));
        Some(TimeView { seconds: rounded(seconds), label: tongue.fill("play_from", &[("time", &text)]), text, href })
    }

    /// The recording as it is offered on a page of an event: on that of a section, by its position, or of the whole.
    pub(super) fn recording(
        &self,
        ix: EventIx,
        event: &Event,
        position: Option<usize>,
        title: &str,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<RecordingView> {
        let recording = self.recording_of(ix)?;
        let first = |section: &Section| times(section).next();
        let (mut start, mut end) = (None, None);
        if let Some(at) = position {
            let section = event.sections.get(at)?;
            start = first(section);
            let next = event.sections.get(at + 1..).unwrap_or_default().iter().find_map(first);
            end = section.end.or(next).filter(|end| start.is_some_and(|start| start < *end));
            // Where others have times, a section without any was not recorded, or nobody knows where it is.
            if start.is_none() && event.sections.iter().any(|section| first(section).is_some()) {
                return None;
            }
        }
        let mut view = RecordingView {
            kind: "link",
            src: String::new(),
            start: start.and_then(|start| self.moment(Some(ix), start, tongue, page, true)),
            end: end.map(|end| rounded(end + offset(event))),
            frame: None,
            host: String::new(),
            notice: None,
            poster: recording.poster.as_ref().map(|poster| Self::target(poster, page)),
            captions: None,
            title: title.to_owned(),
            album: event.title.clone(),
            artist: artist(event, position, tongue),
            other: recording.other.as_ref().and_then(|source| {
                Some(match source {
                    Source::File(MediaKind::Audio, target) => link(tongue.word("listen"), Self::target(target, page)),
                    Source::File(MediaKind::Video, target) => link(tongue.word("watch"), Self::target(target, page)),
                    Source::Host(embed, url) => link(tongue.fill("watch_on", &[("host", embed.host)]), url.clone()),
                    Source::Link(url) => link(tongue.fill("watch_on", &[("host", host(url)?)]), url.clone()),
                })
            }),
        };
        match &recording.source {
            Source::File(kind, target) => {
                view.kind = if *kind == MediaKind::Audio { "audio" } else { "video" };
                view.src = Self::target(target, page);
                view.captions = self.captions(ix, event, recording, page);
            }
            Source::Host(embed, url) => {
                view.kind = "frame";
                view.src.clone_from(url);
                view.notice = Some(tongue.fill("play_on", &[("host", embed.host)]));
                view.frame = Some(embed.frame_at.clone());
                embed.host.clone_into(&mut view.host);
            }
            Source::Link(url) => {
                view.src.clone_from(url);
                host(url)?.clone_into(&mut view.host);
            }
        }
        Some(view)
    }

    fn captions(&self, ix: EventIx, event: &Event, recording: &Recording, page: &UrlPath) -> Option<CaptionsView> {
        let there = || self.graph.offered(ix).contains(&Export::Vtt).then(|| self.graph.export_url(ix, Export::Vtt));
        let url = recording.captions.clone().or_else(there)?;
        let words = self.graph.site.words.get(event.language.as_str());
        let name = words.map(|words| words.language_name.clone()).filter(|name| !name.is_empty());
        Some(CaptionsView {
            src: url.relative_to(page),
            language: event.language.to_string(),
            label: name.unwrap_or_else(|| event.language.to_string()),
        })
    }
}

/// The names of those who speak in a section or in the whole event.
fn artist(event: &Event, position: Option<usize>, tongue: &Tongue<'_>) -> String {
    let section = position.and_then(|at| event.sections.get(at));
    let speaks =
        |speaker| section.is_none_or(|section| section.turns().any(|turn| turn.who.contains(&Who::Known(speaker))));
    let names = event.participants.iter().filter(|p| speaks(p.speaker)).map(|p| p.name.as_str());
    names.collect::<Vec<_>>().join(&tongue.word("comma"))
}

fn link(label: String, url: String) -> WebLinkView {
    WebLinkView { label, url: Some(url) }
}

/// The host of an address.
pub(super) fn host(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1.split(['/', '?', '#']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

/// Sums of decimal fractions, without what their binary forms add: to the millisecond.
fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

/// Whether anything of a section is in the recording at a known time.
pub(super) fn is_timed(section: &Section) -> bool {
    section.body.items.iter().any(|item| matches!(item, Item::Turn(turn) if turn.time.is_some()))
}
