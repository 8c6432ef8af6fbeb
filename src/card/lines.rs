//! Text in lines: broken where its script lets it (Unicode Standard Annex 14, strict), evenly, in the largest size that
//! fits.

use std::collections::BTreeSet;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness, LineBreakWordOption, WordBreakInvariantOptions};
use icu_segmenter::{LineSegmenter, WordSegmenter};
use unicode_segmentation::UnicodeSegmentation;

use crate::text::{is_cjk, is_hangul};

/// How much smaller each size is that is tried.
const STEP: f32 = 0.94;
/// Down to what part of the largest size the narrow space is tried before the wide one.
const NARROW: f32 = 0.6;
/// What it is worth that a line ends where a speaker pauses.
const PAUSE: f32 = 0.12;
/// Down to what part of a size that fits smaller ones are looked at for lines that part fewer words.
const SPARING: f32 = 0.74;
/// What it costs that a line ends inside of a word, as scripts without gaps let it.
const INSIDE: f32 = 0.2;
/// How far below the top of a line its letters stand, in parts of the size.
const ASCENT: f32 = 0.88;
/// How far letters reach below that.
const DESCENT: f32 = 0.14;

/// A space for a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Space {
    /// Its width in pixels.
    pub width: f32,
    /// The width that is taken where the text would get small in the other.
    pub wide: Option<f32>,
    /// Its height in pixels.
    pub height: f32,
    /// The largest size of letters.
    pub largest: f32,
    /// The smallest size; what does not fit then ends with an ellipsis.
    pub smallest: f32,
    /// From line to line, in parts of the size.
    pub leading: f32,
}

/// A text in lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The size of its letters.
    pub size: f32,
    /// How high it is.
    pub height: f32,
    /// How wide the widest line is.
    pub width: f32,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its text, with marks for its direction where it runs from right to left.
    pub text: String,
    /// Where its letters stand, from the top of the block.
    pub y: f32,
}

/// What is never parted within a line, and how wide it is at size one: without the space behind it, and with it.
#[derive(Debug, Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    width: f32,
    whole: f32,
    /// Whether it ends inside of a word.
    inside: bool,
}

/// Lines, and how many of them end inside of a word.
struct Broken {
    lines: Vec<String>,
    parted: usize,
}

/// The largest lines of a text that fit a space. `width` tells how wide a text is at size one.
pub fn fit(text: &str, space: &Space, width: &dyn Fn(&str) -> f32) -> Block {
    let mut pieces = pieces(text, width);
    let longest = space.wide.unwrap_or(space.width) / space.smallest;
    if pieces.iter().any(|piece| piece.width > longest) {
        // A word that fits no line in any size is parted anywhere.
        pieces = pieces.into_iter().flat_map(|piece| parts(piece, longest, width)).collect();
    }
    let rtl = is_rtl(text);
    let narrow = sizes(space.largest, space.smallest.max(space.largest * NARROW)).map(|size| (size, space.width));
    let narrow = narrow.filter(|_| space.wide.is_some());
    let wide = sizes(space.largest, space.smallest).map(|size| (size, space.wide.unwrap_or(space.width)));
    // The largest lines that fit, and those that part the fewest words among some that are smaller.
    let mut chosen: Option<(f32, Broken)> = None;
    for (size, wide) in narrow.chain(wide) {
        if let Some((first, broken)) = &chosen
            && (broken.parted == 0 || size < first * SPARING)
        {
            break;
        }
        let limit = wide / size;
        if pieces.iter().all(|piece| piece.width <= limit) {
            let count = greedy(&pieces, limit).len();
            if count <= most(space, size) {
                let broken = balanced(&pieces, limit, count);
                if chosen.as_ref().is_none_or(|(_, best)| broken.parted < best.parted) {
                    chosen = Some((size, broken));
                }
            }
        }
    }
    if let Some((size, broken)) = chosen {
        return block(&broken.lines, size, space.leading, rtl, width);
    }
    let (size, limit) = (space.smallest, longest);
    let lines = greedy(&pieces, limit);
    let most = most(space, size).max(1);
    let lines =
        if lines.len() > most { cut(lines, most, limit, width) } else { balanced(&pieces, limit, lines.len()).lines };
    block(&lines, size, space.leading, rtl, width)
}

fn sizes(largest: f32, smallest: f32) -> impl Iterator<Item = f32> {
    let steps = std::iter::successors(Some(largest), |size| Some((size * STEP).floor()).filter(|next| next < size));
    steps.take_while(move |size| *size > smallest).chain([smallest])
}

/// How many lines of a size a space has room for.
fn most(space: &Space, size: f32) -> usize {
    let mut count = 0_u16;
    while height(count + 1, size, space.leading) <= space.height && count < 100 {
        count += 1;
    }
    usize::from(count)
}

fn height(lines: u16, size: f32, leading: f32) -> f32 {
    (f32::from(lines.saturating_sub(1)) * leading + ASCENT + DESCENT) * size
}

fn pieces<'t>(text: &'t str, width: &dyn Fn(&str) -> f32) -> Vec<Piece<'t>> {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    // Korean is broken at its spaces.
    if text.chars().any(is_hangul) {
        options.word_option = Some(LineBreakWordOption::KeepAll);
    }
    let segmenter = LineSegmenter::new_lstm(options);
    let ends: Vec<usize> = segmenter.segment_str(text).collect();
    let pairs = ends.iter().zip(ends.iter().skip(1));
    let pieces = pairs.filter_map(|(from, to)| text.get(*from..*to)).filter(|piece| !piece.is_empty());
    let words = words(text);
    let mut end = 0;
    let piece = |piece: &'t str| {
        end += piece.len();
        Piece { text: piece, width: width(piece.trim_end()), whole: width(piece), inside: !words.contains(&end) }
    };
    pieces.map(piece).collect()
}

/// Where words end, so far as lines may break inside of them.
fn words(text: &str) -> BTreeSet<usize> {
    if !text.chars().any(is_cjk) {
        return text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    }
    WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()).segment_str(text).collect()
}

/// A piece, or parts of it where it is wider than a line.
fn parts<'t>(piece: Piece<'t>, limit: f32, width: &dyn Fn(&str) -> f32) -> Vec<Piece<'t>> {
    if piece.width <= limit {
        return vec![piece];
    }
    let graphemes = piece.text.graphemes(true);
    graphemes.map(|text| Piece { text, width: width(text.trim_end()), whole: width(text), inside: false }).collect()
}

/// Lines as full as they may be.
fn greedy(pieces: &[Piece<'_>], limit: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut filled = 0.0;
    for piece in pieces {
        if !line.is_empty() && filled + piece.width > limit {
            lines.push(std::mem::take(&mut line));
            filled = 0.0;
        }
        line.push_str(piece.text);
        filled += piece.whole;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// So many lines as evenly filled as can be, rather after punctuation than elsewhere: of all ways to break, the one with
/// the least sum of squares of what its lines lack or have too much.
fn balanced(pieces: &[Piece<'_>], limit: f32, count: usize) -> Broken {
    let total: f32 = pieces.iter().map(|piece| piece.whole).sum();
    let count = count.max(1);
    let target = total / f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    // For every number of lines and of pieces in them: the least cost, and where the last of the lines begins.
    let mut rows: Vec<Vec<Option<(f32, usize)>>> = Vec::with_capacity(count);
    for _ in 0..count {
        let mut best: Vec<Option<(f32, usize)>> = vec![None; pieces.len() + 1];
        for end in 1..=pieces.len() {
            let mut filled = 0.0;
            let own = pieces.get(end - 1).map_or(0.0, |piece| piece.width - piece.whole);
            for (start, piece) in pieces.iter().enumerate().take(end).rev() {
                filled += piece.whole;
                if filled + own > limit && start + 1 < end {
                    break;
                }
                let before = match rows.last() {
                    None => (start == 0).then_some(0.0),
                    Some(above) => above.get(start).copied().flatten().map(|(cost, _)| cost),
                };
                let Some(before) = before else { continue };
                let cost = before + cost(filled + own, target, end == pieces.len(), pieces.get(end - 1));
                if let Some(slot) = best.get_mut(end)
                    && slot.is_none_or(|(least, _)| cost < least)
                {
                    *slot = Some((cost, start));
                }
            }
        }
        rows.push(best);
    }
    let mut ends = vec![pieces.len()];
    for row in rows.iter().rev() {
        let end = ends.last().copied().unwrap_or_default();
        match row.get(end).copied().flatten() {
            Some((_, start)) => ends.push(start),
            // There is no way with so many lines.
            None => return Broken { lines: greedy(pieces, limit), parted: 0 },
        }
    }
    ends.reverse();
    let pairs = ends.iter().zip(ends.iter().skip(1));
    let lines: Vec<&[Piece<'_>]> = pairs.filter_map(|(from, to)| pieces.get(*from..*to)).collect();
    Broken {
        parted: lines.iter().filter(|line| line.last().is_some_and(|piece| piece.inside)).count(),
        lines: lines.iter().map(|line| line.iter().map(|piece| piece.text).collect()).collect(),
    }
}

/// What a line costs that is so wide where another width is wanted.
fn cost(width: f32, target: f32, last: bool, end: Option<&Piece<'_>>) -> f32 {
    let lack = (width - target) / target.max(f32::MIN_POSITIVE);
    let paused = end.is_some_and(|piece| piece.text.trim_end().ends_with(is_pause));
    let inside = end.is_some_and(|piece| piece.inside);
    let ending = if paused { -PAUSE } else { 0.0 } + if inside { INSIDE } else { 0.0 };
    lack * lack + if last { 0.0 } else { ending }
}

fn is_pause(c: char) -> bool {
    "，。！？；：、…—,.!?;:،؛؟".contains(c)
}

/// The first lines, the last of them with an ellipsis in place of what follows.
fn cut(mut lines: Vec<String>, most: usize, limit: f32, width: &dyn Fn(&str) -> f32) -> Vec<String> {
    lines.truncate(most);
    if let Some(last) = lines.last_mut() {
        let dots = if width("…") > 0.8 && !last.chars().any(is_cjk) { "..." } else { "…" };
        let room = limit - width(dots);
        let line = last.trim_end();
        let mut filled = 0.0;
        let mut kept = 0;
        for (at, grapheme) in line.grapheme_indices(true) {
            filled += width(grapheme);
            if filled > room {
                break;
            }
            kept = at + grapheme.len();
        }
        let mut short = line.get(..kept).unwrap_or_default();
        // A word is not parted, unless it fills most of the line.
        let inside = line.get(kept..).is_some_and(|rest| rest.starts_with(is_word)) && short.ends_with(is_word);
        if inside && let Some(at) = short.rfind(|c| !is_word(c)).filter(|at| at * 2 > short.len()) {
            let end = at + short.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            short = short.get(..end).unwrap_or(short);
        }
        let short = short.trim_end_matches(|c: char| c.is_whitespace() || "，、。,;；:：.．「『（(《“".contains(c));
        *last = format!("{short}{dots}");
    }
    lines
}

/// Whether a character belongs to a word that is written without gaps and read as one.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !matches!(u32::from(c), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Whether the first letter with a direction runs from right to left (Unicode Standard Annex 9, P2).
fn is_rtl(text: &str) -> bool {
    let first = text.chars().find(|c| c.is_alphabetic());
    first.is_some_and(|c| matches!(u32::from(c), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF))
}

fn block(lines: &[String], size: f32, leading: f32, rtl: bool, width: &dyn Fn(&str) -> f32) -> Block {
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let widest = lines.iter().map(|line| width(line.trim_end()) * size).fold(0.0, f32::max);
    let placed = lines.iter().zip(0_u16..).map(|(line, at)| {
        let text = line.trim();
        let text = if rtl { format!("\u{202b}{text}\u{202c}") } else { text.to_owned() };
        Line { text, y: (f32::from(at) * leading + ASCENT) * size }
    });
    Block {
        size,
        height: if count == 0 { 0.0 } else { height(count, size, leading) },
        width: widest,
        lines: placed.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half a unit for ASCII, one for all else, as a font of Han would have it.
    fn width(text: &str) -> f32 {
        text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
    }

    fn space(width: f32, height: f32, largest: f32, smallest: f32) -> Space {
        Space { width, wide: None, height, largest, smallest, leading: 1.3 }
    }

    /// The lines of a text where a line holds so many Han characters.
    fn lines(text: &str, characters: u16) -> Vec<String> {
        let space = space(f32::from(characters) * 10.0, 1000.0, 10.0, 10.0);
        fit(text, &space, &width).lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_break_as_the_script_wants() {
        for (text, characters, expected) in [
            ("", 5, &[][..]),
            ("one two three", 4, &["one two", "three"]),
            // No full stop at the beginning, though the line before would be full.
            ("今天我们说话。", 6, &["今天我们", "说话。"]),
            ("一二三四五。", 5, &["一二三", "四五。"]),
            // No opening bracket at the end, no closing one at the beginning.
            ("我们说「你好」吗", 5, &["我们说", "「你好」吗"]),
            // Small kana and the long vowel stay with what is before them.
            ("コンピューター", 4, &["コン", "ピュー", "ター"]),
            ("きょうはいい", 4, &["きょう", "はいい"]),
            // Korean keeps its words.
            ("안녕하세요 여러분", 7, &["안녕하세요", "여러분"]),
            ("안녕 하세요 여러분", 6, &["안녕 하세요", "여러분"]),
            // Numbers stay with their unit, words of Latin in Han stay whole.
            ("共有 100% 的人用 Plenary 吗", 8, &["共有 100% 的人", "用 Plenary 吗"]),
        ] {
            assert_eq!(lines(text, characters), expected, "{text} in {characters}");
        }
    }

    #[test]
    fn no_line_begins_with_what_must_not() {
        let text = "他说：“我们（大家）都在这里，是吧？”然后——真的——笑了！对不对……是的。";
        for characters in 5..20 {
            for line in lines(text, characters) {
                assert!(!line.starts_with(|c| "，。！？：；、）》」』”…".contains(c)), "{characters}: {line}");
                assert!(!line.ends_with(|c| "（《「『“".contains(c)), "{characters}: {line}");
            }
        }
    }

    #[test]
    fn lines_are_even() {
        assert_eq!(lines("一二三四五六七八九十甲", 10), ["一二三四五六", "七八九十甲"]);
        assert_eq!(lines("aa bb cc dd ee ff", 7), ["aa bb cc", "dd ee ff"]);
    }

    #[test]
    fn text_shrinks_until_it_fits_and_then_ends_early() {
        let room = space(100.0, 60.0, 40.0, 10.0);
        let size = |text: &str| fit(text, &room, &width).size;
        assert!(size("二字") > 39.0);
        assert!(size("四个字啊") < 40.0 && size("四个字啊") >= 25.0, "{}", size("四个字啊"));
        let long = fit(&"长".repeat(2000), &room, &width);
        assert_eq!(long.lines.len(), 4);
        assert!(long.height <= 60.0 && long.width <= 100.0, "{long:?}");
        assert!(long.lines[3].text.ends_with("长…"));
        let words = fit(&"seven words ".repeat(30), &room, &width);
        let last = &words.lines.last().unwrap().text;
        assert!(last.ends_with("words...") || last.ends_with("seven..."), "{last}");
        // What has no gap is parted anywhere.
        let url = fit(&"x".repeat(30), &room, &width);
        assert!(url.lines.len() == 3 && url.lines.iter().all(|line| line.text.len() == 10), "{url:?}");
        assert_eq!(fit("", &room, &width).lines.len(), 0);
    }

    #[test]
    fn a_short_text_stays_in_the_narrow_space() {
        let room = Space { wide: Some(200.0), ..space(100.0, 100.0, 40.0, 10.0) };
        assert!(fit("六个字在这里", &room, &width).width <= 100.0);
        assert!(fit(&"很长".repeat(20), &room, &width).width > 100.0);
    }

    #[test]
    fn lines_from_right_to_left_say_so() {
        let line = &fit("مرحبا بكم", &space(300.0, 40.0, 20.0, 10.0), &width).lines[0].text;
        assert!(line.starts_with('\u{202b}') && line.ends_with('\u{202c}'));
    }
}
