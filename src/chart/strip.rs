//! Strips: one row for every voice, with marks where it speaks.

use std::ops::Range;

use super::{SCALE, scaled};

/// How high a bar is that fills its row.
pub const FULL: u32 = 20;

/// The narrowest mark: it must be seen on a phone.
const NARROWEST: u32 = 3;

/// Gaps, on the scale, over which marks lead to one place when there are too many.
const GAPS: [u32; 14] = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 233, 610, 1000];

/// The most columns into which a long course is divided, and the fewest.
const COLUMNS: (usize, usize) = (96, 24);

/// A turn of a voice: which, and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The position of the turn, as the caller counts.
    pub turn: usize,
    /// From where to where it goes.
    pub at: Range<u64>,
}

/// Something that is drawn, on the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Where it begins.
    pub x: u32,
    /// How wide it is.
    pub width: u32,
    /// How high it is, up to [`FULL`].
    pub height: u32,
}

/// Bars that lead to one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The first turn.
    pub turn: usize,
    /// What is drawn, from left to right.
    pub bars: Vec<Bar>,
}

/// The marks of every row along a course of length `total`: at most `marks`, or one per row, with together some `bars` bars.
///
/// A turn is a bar. Where there are too many turns to tell them apart, the course is divided into columns, in which a bar
/// is as high as the voice speaks much in it: marks made wider or joined would tell of more speech than there was. Neighbours lead to
/// one place, the first turn of them: columns by stretches of equal length, turns over gaps that grow until the marks
/// are few enough. `mirrored` counts from the other end, for scripts that run from right to left.
pub fn strip(rows: &[Vec<Span>], total: u64, marks: usize, bars: usize, mirrored: bool) -> Vec<Vec<Mark>> {
    let count = |rows: &[Vec<Mark>]| rows.iter().map(Vec::len).sum::<usize>();
    let single = |span: &Span| Mark { turn: span.turn, bars: vec![bar(&span.at, total)] };
    let each = |all: usize| all / rows.len().max(1);
    let mut out: Vec<Vec<Mark>> = if rows.iter().map(Vec::len).sum::<usize>() > bars {
        columns(rows, total, each(bars).clamp(COLUMNS.1, COLUMNS.0), each(marks).max(1))
    } else {
        let drawn: Vec<Vec<Mark>> = rows.iter().map(|row| row.iter().map(single).collect()).collect();
        let all = || GAPS.iter().map(|gap| drawn.iter().map(|row| joined(row, *gap)).collect());
        if count(&drawn) <= marks {
            drawn.clone()
        } else {
            all().find(|out: &Vec<_>| count(out) <= marks).unwrap_or_else(|| drawn.clone())
        }
    };
    if mirrored {
        for mark in out.iter_mut().flatten() {
            for bar in &mut mark.bars {
                bar.x = whole().saturating_sub(bar.x + bar.width);
            }
            mark.bars.reverse();
        }
    }
    out
}

fn whole() -> u32 {
    u32::try_from(SCALE).unwrap_or_default()
}

/// A stretch of the course on the scale.
fn bar(at: &Range<u64>, total: u64) -> Bar {
    let (x, end) = (scaled(at.start, total), scaled(at.end, total));
    let width = end.saturating_sub(x).max(NARROWEST);
    Bar { x: x.min(whole().saturating_sub(width)), width, height: FULL }
}

/// The course in columns of equal width, with at most `marks` marks in a row. The highest bar of all rows fills its row.
fn columns(rows: &[Vec<Span>], total: u64, number: usize, marks: usize) -> Vec<Vec<Mark>> {
    let edge = |at: usize| part(total, at, number);
    let mut spoken: Vec<Vec<(usize, u64)>> = Vec::with_capacity(rows.len());
    for row in rows {
        // How much is said in every column, and the first turn that begins in it, or goes on in it.
        let mut own: Vec<(usize, u64)> = vec![(usize::MAX, 0); number];
        for span in row {
            let first = part(u64::try_from(number).unwrap_or_default(), index(span.at.start), index(total.max(1)));
            for (at, column) in own.iter_mut().enumerate().skip(index(first)) {
                let (from, to) = (edge(at).max(span.at.start), edge(at + 1).min(span.at.end));
                if from >= span.at.end {
                    break;
                }
                if to > from {
                    column.0 = column.0.min(span.turn);
                    column.1 += to - from;
                }
            }
        }
        spoken.push(own);
    }
    let most = spoken.iter().flatten().map(|(_, much)| *much).max().unwrap_or_default().max(1);
    let row = |own: &Vec<(usize, u64)>| {
        let mut out: Vec<Mark> = Vec::new();
        let mut stretch = None;
        for (at, (turn, much)) in own.iter().enumerate().filter(|(_, (_, much))| *much > 0) {
            let (x, end) = (scaled(edge(at), total), scaled(edge(at + 1), total));
            let exact = u128::from(*much) * u128::from(FULL) / u128::from(most);
            let height = u32::try_from(exact).unwrap_or(FULL).max(1);
            let bar = Bar { x, width: end.saturating_sub(x), height };
            let here = Some(at * marks / number);
            match out.last_mut().filter(|_| stretch == here) {
                Some(mark) => mark.bars.push(bar),
                None => out.push(Mark { turn: *turn, bars: vec![bar] }),
            }
            stretch = here;
        }
        out
    };
    spoken.iter().map(row).collect()
}

fn index(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// `whole · at / number`, rounded down.
fn part(whole: u64, at: usize, number: usize) -> u64 {
    let wide = |n: usize| u128::try_from(n).unwrap_or_default();
    u64::try_from(u128::from(whole) * wide(at) / wide(number.max(1))).unwrap_or(u64::MAX)
}

/// Neighbours whose gap is at most `gap`, leading to one place.
fn joined(row: &[Mark], gap: u32) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::new();
    for mark in row {
        let end = out.last().and_then(|last| last.bars.last()).map(|bar| bar.x + bar.width);
        let near = end.zip(mark.bars.first()).is_some_and(|(end, first)| first.x <= end + gap);
        match out.last_mut().filter(|_| near) {
            Some(last) => last.bars.extend(mark.bars.iter().copied()),
            None => out.push(mark.clone()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(all: &[(usize, u64, u64)]) -> Vec<Span> {
        all.iter().map(|(turn, start, end)| Span { turn: *turn, at: *start..*end }).collect()
    }

    /// `turn: x+width x+width`, with the height where a bar does not fill its row.
    fn shown(rows: &[Vec<Mark>]) -> Vec<Vec<String>> {
        let bar = |bar: &Bar| match bar.height {
            FULL => format!("{}+{}", bar.x, bar.width),
            height => format!("{}+{}^{height}", bar.x, bar.width),
        };
        let mark = |mark: &Mark| format!("{}: {}", mark.turn, mark.bars.iter().map(bar).collect::<Vec<_>>().join(" "));
        rows.iter().map(|row| row.iter().map(mark).collect()).collect()
    }

    #[test]
    fn every_turn_is_a_mark_while_they_are_few() {
        let rows = [spans(&[(0, 0, 20), (2, 50, 60)]), spans(&[(1, 20, 50), (3, 60, 200)]), spans(&[])];
        let strips = strip(&rows, 200, 10, 10, false);
        assert_eq!(shown(&strips), [vec!["0: 0+100", "2: 250+50"], vec!["1: 100+150", "3: 300+700"], vec![]]);
        // From right to left the first turn stands at the right.
        let strips = strip(&rows, 200, 10, 10, true);
        assert_eq!(shown(&strips)[0], ["0: 900+100", "2: 700+50"]);
    }

    #[test]
    fn a_mark_is_wide_enough_to_be_seen() {
        let strips = strip(&[spans(&[(0, 0, 1), (1, 99_999, 100_000)])], 100_000, 10, 10, false);
        assert_eq!(shown(&strips), [["0: 0+3", "1: 997+3"]]);
        assert_eq!(shown(&strip(&[spans(&[(0, 0, 0)])], 0, 10, 10, false)), [["0: 0+3"]]);
    }

    #[test]
    fn too_many_marks_lead_to_the_first_of_their_neighbours() {
        let rows = [spans(&[(0, 0, 100), (1, 104, 200), (2, 500, 600), (3, 900, 1000)])];
        // A gap of five joins the first two; they are still drawn apart.
        assert_eq!(shown(&strip(&rows, 1000, 3, 10, false)), [["0: 0+100 104+96", "2: 500+100", "3: 900+100"]]);
        assert_eq!(shown(&strip(&rows, 1000, 1, 10, false)), [["0: 0+100 104+96 500+100 900+100"]]);
        assert_eq!(shown(&strip(&rows, 1000, 1, 10, true)), [["0: 0+100 400+100 800+96 900+100"]]);
    }

    #[test]
    fn where_turns_cannot_be_told_apart_heights_tell_how_much() {
        // 24 columns of ten: the first voice speaks all of the first, half of the second and two of ten in the last.
        let rows = [spans(&[(0, 0, 12), (1, 12, 15), (3, 238, 240)]), spans(&[(2, 15, 20)])];
        let strips = strip(&rows, 240, 48, 1, false);
        assert_eq!(shown(&strips), [vec!["0: 0+42", "0: 42+41^10", "3: 958+42^4"], vec!["2: 42+41^10"]]);
        // Two stretches for each.
        assert_eq!(shown(&strip(&rows, 240, 4, 1, false))[0], ["0: 0+42 42+41^10", "3: 958+42^4"]);
    }

    #[test]
    fn a_long_event_stays_small() {
        let rows: Vec<Vec<Span>> = (0..12_usize)
            .map(|row| {
                let turns = (0..2000_usize).filter(|turn| turn % 12 == row);
                turns
                    .map(|turn| Span { turn, at: u64::try_from(turn).unwrap()..u64::try_from(turn + 1).unwrap() })
                    .collect()
            })
            .collect();
        let strips = strip(&rows, 2000, 72, 480, false);
        assert!(strips.iter().flatten().count() <= 72);
        assert!(strips.iter().flatten().map(|mark| mark.bars.len()).sum::<usize>() <= 480);
        assert!(strips.iter().all(|row| !row.is_empty()));
    }
}
