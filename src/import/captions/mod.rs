//! Captions of any kind into turns.
//!
//! In: the text of a file of captions. Out: a transcript. `vtt` reads blocks with times, `settings` and `clock` what stands
//! beside them, `cue` the text of one, `voices` finds who speaks, `join` makes turns and paragraphs of the pieces.
//! It must never know how a turn is written.

mod clock;
mod cue;
mod join;
mod settings;
mod voices;
mod vtt;

#[cfg(test)]
pub(in crate::import) mod tests;

pub use clock::alone as time;
#[cfg(test)]
pub use cue::plain as spoken_words;
pub use cue::unescape;
pub use join::{Piece, turns};
pub use voices::name_speakers;

use std::borrow::Cow;

use super::report::{Kind, Report};
use super::transcript::{About, Section, Transcript};
use vtt::{Block, Vtt};

/// The lines of a text: any line end, U+FFFD for the character that none may hold (WebVTT, section 6.1).
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut lines: Vec<&str> = Vec::new();
    for chunk in text.split('\n') {
        let chunk = chunk.strip_suffix('\r').unwrap_or(chunk);
        lines.extend(chunk.split('\r'));
    }
    if lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    lines.into_iter()
}

/// Imports WebVTT: by the standard, and where times are written in another way, as they are meant.
pub fn webvtt(text: &str, about: About, report: &mut Report) -> Option<Transcript<'static>> {
    let by_standard = vtt::strict(text)?;
    let lost = by_standard.lost.iter().any(|block| block.text.contains("-->"));
    let vtt = if lost { vtt::lenient(text).unwrap_or(by_standard) } else { by_standard };
    Some(transcript(vtt, about, report))
}

/// Imports SubRip, and what else has times in front of its words.
pub fn subrip(text: &str, about: About, report: &mut Report) -> Transcript<'static> {
    transcript(vtt::subrip(text), about, report)
}

/// Captions whose times have a comma between them (`0:00:01.000,0:00:03.000`, SBV), with an arrow there.
pub fn with_arrows(text: &str) -> Cow<'_, str> {
    let times = |line: &str| line.split_once(',').is_some_and(|(from, to)| time(from).is_some() && time(to).is_some());
    let is_sbv = |line: &str| line.contains('.') && times(line);
    if text.contains("-->") || !lines(text).take(50).any(is_sbv) {
        return text.into();
    }
    let each = lines(text).map(|line| if is_sbv(line) { line.replacen(',', " --> ", 1) } else { line.to_owned() });
    each.collect::<Vec<_>>().join("\n").into()
}

/// The number of lines that are captions with their times, and of those that are none. For recognising.
pub fn cues(text: &str) -> (usize, usize) {
    let vtt = vtt::subrip(text);
    let read = vtt.cues.iter().map(|cue| cue.text.lines().count() + 1 + usize::from(!cue.id.is_empty())).sum();
    (read, vtt.lost.iter().map(|block| block.text.lines().count()).sum())
}

/// Begin, end and words of each cue of a `WebVTT`, for who reads them as something else than speech.
pub fn spans(text: &str) -> Option<Vec<(f64, f64, String)>> {
    let vtt = vtt::lenient(text)?;
    Some(vtt.cues.into_iter().map(|cue| (cue.start, cue.end, cue::plain(&cue.text).trim().to_owned())).collect())
}

fn transcript(vtt: Vtt, mut about: About, report: &mut Report) -> Transcript<'static> {
    for (at, line) in &vtt.header {
        match line.split_once(':').map(|(key, value)| (key.trim(), value.trim())) {
            Some((key, value)) if key.eq_ignore_ascii_case("language") && !value.is_empty() => {
                about.language = about.language.or_else(|| Some(value.to_owned()));
                leave_out(report, *at, line, "the language stands in event.md");
            }
            _ => leave_out(report, *at, line, "head of the file"),
        }
    }
    let apart = [
        (&vtt.styles, "how the captions look"),
        (&vtt.notes, "a comment of whoever made the captions"),
        (&vtt.lost, "it has no time that can be read, so it is no caption"),
    ];
    for (blocks, reason) in apart {
        for Block { at, text } in blocks {
            for (n, line) in text.lines().enumerate() {
                leave_out(report, at + n, line, reason);
            }
        }
    }
    let mut pieces = Vec::new();
    let mut previous = String::new();
    for cue in vtt.cues {
        if cue.end < cue.start {
            let ends = "the caption ends before it begins: its beginning counts";
            report.ask(Some(cue.at), ends.to_owned());
        }
        if !cue.id.is_empty() && !cue.id.trim().bytes().all(|byte| byte.is_ascii_digit()) {
            leave_out(report, cue.at.saturating_sub(1), &cue.id, "the caption's name");
        }
        let mut text = cue.text.as_str();
        let mut at = cue.text_at;
        // Captions that roll show the line before once more.
        if let Some((first, rest)) = text.split_once('\n')
            && !previous.is_empty()
            && cue::plain(first).trim() == previous
        {
            leave_out(report, at, first, "shown once more: it stands in the caption before");
            (text, at) = (rest, at + 1);
        }
        if let Some(last) = text.lines().last() {
            cue::plain(last).trim().clone_into(&mut previous);
        }
        for (voice, words) in cue::spoken(text) {
            pieces.push(Piece { at, start: Some(cue.start), end: Some(cue.end), voice, text: words, doubtful: false });
        }
    }
    voices::name_speakers(&mut pieces);
    let section = Section { number: 1, paragraphs: turns(pieces, report), ..Section::default() };
    Transcript { about, sections: vec![section], ..Transcript::default() }
}

fn leave_out(report: &mut Report, at: usize, text: &str, reason: &str) {
    report.set(at, Kind::LeftOut, None);
    report.leave_out(at, text, reason);
}
