//! Times into the recording from one section to the next. Inside of a section they are looked at when it is read.

use std::ops::Range;

use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::model::{Event, Section};
use crate::text::format_time;

/// What goes backwards or overlaps.
pub(super) fn of(event: &Event, found: &mut Diagnostics) {
    // Where the one before ends, and what says so.
    let mut before: Option<(f64, &str)> = None;
    for section in &event.sections {
        let mut tell = |span: &Range<usize>, message: String| {
            found.push(
                Diagnostic::new(codes::TIME_ORDER, message)
                    .at(Place::new(&section.file, span.clone()), "")
                    .help("correct the time, or silence the code if there is more than one recording"),
            );
        };
        let first = section.turns().find_map(|turn| Some((turn.time?, &turn.span)));
        let begins = section.start.map(|start| (start, &section.span)).or(first);
        if let (Some((begins, span)), Some((ended, what))) = (begins, before)
            && begins < ended
        {
            tell(span, format!("this begins at {}, {what} at {}", format_time(begins), format_time(ended)));
        }
        if let (Some(start), Some(end)) = (section.start, section.end)
            && end < start
        {
            let (start, end) = (format_time(start), format_time(end));
            tell(&section.span, format!("this section begins at {start} and ends at {end}"));
        }
        let outside = section.turns().find_map(|turn| {
            let time = turn.time?;
            let early = section.start.filter(|start| time < *start).map(|start| ("begins", start));
            let late = || section.end.filter(|end| time > *end).map(|end| ("ends", end));
            Some((turn, time, early.or_else(late)?))
        });
        if let Some((turn, time, (verb, limit))) = outside {
            let (time, limit) = (format_time(time), format_time(limit));
            tell(&turn.span, format!("this turn is at {time}, its section {verb} at {limit}"));
        }
        before = ends(section).or(before);
    }
}

fn ends(section: &Section) -> Option<(f64, &'static str)> {
    let last = || section.turns().filter_map(|turn| turn.time).last();
    let stated = section.end.map(|end| (end, "and the section before ends"));
    stated.or_else(|| last().map(|last| (last, "and the last turn before is")))
}
