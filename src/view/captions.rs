//! Captions: who says what from when to when in the recording of an event.
//!
//! What has a time begins there. What stands between two times shares the span between them by its length, and what is
//! longer than one reads at a glance is cut into cues: so within a span the times are estimated, and captions say so.

use std::cell::OnceCell;

use crate::model::{Event, EventIx, Item, Part, Turn};
use crate::text;

use super::media::{is_timed, offset};
use super::people::Faces;
use super::{PageRef, Viewer};

/// How long a narrow letter is heard, in seconds, where no time follows: 150 words of six letters a minute, and by their
/// weight some 340 Han characters.
const SECONDS_A_WEIGHT: f64 = 60.0 / (150.0 * 6.0 * 8.0);

/// How much slower than that somebody may speak before a pause is taken for what it is.
const SLOWEST: f64 = 1.5;

/// A piece of speech with its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// Where it begins in the recording, in seconds.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
    /// Who speaks; nothing where something happens.
    pub voice: Option<String>,
    /// What is said.
    pub text: String,
}

/// The captions of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Captions {
    /// The cues, in the order of their beginnings.
    pub cues: Vec<Cue>,
    /// Whether some of the times are estimated.
    pub estimated: bool,
}

/// What begins at a known time, with what follows it up to the next one.
#[derive(Debug)]
struct Span {
    start: f64,
    pieces: Vec<(Option<String>, String)>,
    /// Where it ends at the latest, whatever its length.
    limit: Option<f64>,
}

impl Viewer<'_> {
    /// The captions of an event.
    pub fn captions_of(&self, ix: EventIx) -> Captions {
        match self.graph.site.event(ix) {
            Some(event) => timed(self.spans(ix, event)),
            None => Captions { cues: Vec::new(), estimated: false },
        }
    }

    fn spans(&self, ix: EventIx, event: &Event) -> Vec<Span> {
        let page = self.graph.event_url(ix);
        let tongue = self.tongue(PageRef::Event(ix));
        let faces = Faces { viewer: self, tongue, page: &page, ix, event, voices: OnceCell::new() };
        let comma = tongue.word("comma");
        let voice = |turn: &Turn| {
            let names: Vec<String> = turn.who.iter().map(|who| faces.face(who, Some(turn)).name).collect();
            names.join(&comma)
        };
        let offset = offset(event);
        let mut spans = Spans { all: Vec::new(), offset };
        for section in &event.sections {
            // What a section without times holds lies nowhere in the recording; what stands before the first time neither.
            spans.close(section.start);
            if let Some(start) = section.start.filter(|_| is_timed(section)) {
                spans.open(start);
            }
            for item in section.body.items.iter().filter(|_| is_timed(section)) {
                match item {
                    Item::Turn(turn) => {
                        if let Some(time) = turn.time {
                            spans.open(time);
                        }
                        let voice = voice(turn);
                        for part in &turn.parts {
                            if let Part::Text(text) = part {
                                if let Some(time) = text.time() {
                                    spans.open(time);
                                }
                                spans.add(Some(&voice), &text.plain());
                            } else {
                                spans.happens(part);
                            }
                        }
                    }
                    Item::Part(part) => spans.happens(part),
                    Item::Topic(_) => {}
                }
            }
            spans.close(section.end);
        }
        spans.all
    }
}

/// Spans as they are gathered.
struct Spans {
    /// Those that are closed take nothing more in.
    all: Vec<Span>,
    offset: f64,
}

impl Spans {
    fn open(&mut self, written: f64) {
        let start = written + self.offset;
        // Two times in a row, of a section and of its first turn, make one span.
        match self.all.last_mut() {
            Some(last) if last.pieces.is_empty() => last.start = start,
            _ => self.all.push(Span { start, pieces: Vec::new(), limit: None }),
        }
    }

    fn close(&mut self, written: Option<f64>) {
        if let (Some(last), Some(end)) = (self.all.last_mut(), written) {
            let end = end + self.offset;
            if end > last.start && last.limit.is_none_or(|limit| end < limit) {
                last.limit = Some(end);
            }
        }
    }

    fn add(&mut self, voice: Option<&str>, text: &str) {
        let Some(span) = self.all.last_mut() else { return };
        let paragraphs = text.split('\n').flat_map(text::pieces);
        span.pieces.extend(paragraphs.map(|piece| (voice.map(str::to_owned), piece)));
    }

    /// Scenes and gaps belong into captions, the editor's words do not.
    fn happens(&mut self, part: &Part) {
        if let Part::Scene(text) | Part::Gap(text) = part {
            self.add(None, &text.plain());
        }
    }
}

/// Spans as cues: each span ends where the next begins, unless that is far longer than anybody needs to say it.
fn timed(mut spans: Vec<Span>) -> Captions {
    // A recording that was cut may have its times out of order; the cues of a file may not (WebVTT, section 4.1).
    spans.sort_by(|a, b| a.start.total_cmp(&b.start));
    let nexts: Vec<Option<f64>> = (1..=spans.len()).map(|at| spans.get(at).map(|next| next.start)).collect();
    let mut captions = Captions { cues: Vec::new(), estimated: false };
    for (span, next) in spans.into_iter().zip(nexts) {
        let weights: Vec<f64> = span.pieces.iter().map(|(_, text)| weight(text)).collect();
        let whole: f64 = weights.iter().sum();
        let spoken = whole * SECONDS_A_WEIGHT;
        let ends = next.into_iter().chain(span.limit).filter(|end| *end > span.start);
        let room = ends.map(|end| end - span.start).reduce(f64::min);
        let length = room.map_or(spoken, |room| room.min(spoken * SLOWEST));
        captions.estimated |= span.pieces.len() > 1 || room.is_none_or(|room| room > length);
        let mut before = 0.0;
        for ((voice, text), weight) in span.pieces.into_iter().zip(weights) {
            let at = |weight: f64| span.start + length * weight / whole;
            let (start, end) = (at(before), at(before + weight));
            before += weight;
            // What lies before the recording begins is not in it.
            if end > 0.0 {
                captions.cues.push(Cue { start: start.max(0.0), end, voice, text });
            }
        }
    }
    captions
}

fn weight(text: &str) -> f64 {
    // A cue is two lines at most, so its weight is far below the largest number.
    f64::from(u32::try_from(text::weight(text)).unwrap_or(u32::MAX)).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: f64, limit: Option<f64>, pieces: &[&str]) -> Span {
        Span { start, limit, pieces: pieces.iter().map(|text| (Some("A".into()), (*text).to_owned())).collect() }
    }

    fn times(spans: Vec<Span>) -> (Vec<(f64, f64)>, bool) {
        let captions = timed(spans);
        (captions.cues.iter().map(|cue| (cue.start, cue.end)).collect(), captions.estimated)
    }

    #[test]
    fn a_cue_ends_where_the_next_begins() {
        let spans = vec![span(1.0, None, &["aaaaaaaaaaaaaaa"]), span(2.5, None, &["bb"])];
        // 15 letters take a second; 1.5 are stated. Two letters at the end take as long as letters take.
        let (times, estimated) = times(spans);
        assert_eq!(times[0], (1.0, 2.5));
        assert!((times[1].1 - 2.5 - 2.0 / 15.0).abs() < 1e-9 && estimated, "{times:?}");
    }

    #[test]
    fn cues_share_a_span_by_their_length() {
        let spans = vec![span(10.0, None, &["aaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa"]), span(13.0, Some(13.1), &["b"])];
        assert_eq!(times(spans), (vec![(10.0, 11.0), (11.0, 13.0), (13.0, 13.1)], true));
    }

    #[test]
    fn a_pause_is_no_speech() {
        // 15 letters take a second, one and a half at most; the next is a minute later.
        let spans = vec![span(0.0, None, &["aaaaaaaaaaaaaaa"]), span(60.0, Some(60.05), &["b"])];
        assert_eq!(times(spans), (vec![(0.0, 1.5), (60.0, 60.05)], true));
        let exact = vec![span(0.0, Some(1.0), &["aaaaaaaaaaaaaaa"])];
        assert_eq!(times(exact), (vec![(0.0, 1.0)], false));
    }

    #[test]
    fn what_is_before_the_recording_is_not_in_it() {
        let spans = vec![span(-3.0, Some(-1.0), &["aaa"]), span(-1.0, Some(0.5), &["bbbbbbbbbbbbbbb"])];
        assert_eq!(times(spans), (vec![(0.0, 0.5)], true));
    }

    #[test]
    fn cues_are_in_order() {
        let spans =
            vec![span(5.0, Some(6.0), &["aaaaaaaaaaaaaaa"]), span(2.0, None, &["bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"])];
        assert_eq!(times(spans).0, [(2.0, 5.0), (5.0, 6.0)]);
    }
}
