//! Text cut into pieces that are read at a glance.
//!
//! Plain text in, its pieces out, in order and with nothing lost but white space at the cuts. Must never know of times,
//! speakers or captions.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::script::joins;

/// What a narrow and a wide character weigh, so that two lines of 42 Latin letters are as much as two of 16 Han
/// characters: what subtitlers put on a screen at once.
const NARROW: usize = 8;
const WIDE: usize = 21;

/// The weight of a piece at most.
const FULL: usize = 84 * NARROW;

/// How much room a text takes, narrow and wide characters weighed against each other.
pub fn weight(text: &str) -> usize {
    text.chars().map(of_char).sum()
}

fn of_char(c: char) -> usize {
    match c.width() {
        Some(0) | None => 0,
        Some(1) => NARROW,
        Some(_) => WIDE,
    }
}

/// The pieces of one paragraph. Whole sentences stand together while there is room; a sentence that is too long is cut
/// into parts of nearly one length, behind a comma if one is near, else between words.
pub fn pieces(paragraph: &str) -> Vec<String> {
    let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out: Vec<String> = Vec::new();
    for sentence in text.split_sentence_bounds() {
        let room = out.last().map_or(0, |last| FULL.saturating_sub(weight(last)));
        match out.last_mut() {
            Some(last) if weight(sentence.trim_end()) <= room => last.push_str(sentence),
            _ => cut(sentence, &mut out),
        }
    }
    for piece in &mut out {
        piece.truncate(piece.trim_end().len());
    }
    out.retain(|piece| !piece.is_empty());
    out
}

/// Cuts one sentence where it is too long.
fn cut(sentence: &str, out: &mut Vec<String>) {
    let mut rest = sentence;
    loop {
        let left = weight(rest.trim_end());
        if left <= FULL {
            break;
        }
        let goal = left / left.div_ceil(FULL);
        let at = place_to_cut(rest, goal);
        let Some((head, tail)) = rest.split_at_checked(at).filter(|(head, tail)| !head.is_empty() && !tail.is_empty())
        else {
            break;
        };
        out.push(head.to_owned());
        rest = tail;
    }
    if !rest.is_empty() {
        out.push(rest.to_owned());
    }
}

/// The byte before which a text is best cut, so that what stands before it weighs about `goal` and never too much.
fn place_to_cut(text: &str, goal: usize) -> usize {
    let mut best = None;
    let mut before: usize = 0;
    let mut last = "";
    let mut last_fit = 0;
    for (at, word) in text.split_word_bound_indices() {
        if at > 0 && !opens_nothing(word) {
            // A cut behind a comma may be a third of the way off; elsewhere every letter off counts.
            let pause = last.trim_end().ends_with([',', ';', ':', '，', '；', '：', '、', '—', '…', '،', '؛']);
            let away = before.abs_diff(goal);
            let cost = if pause { away } else { away + FULL / 3 };
            // Whoever puts pieces together again sets a space where there was none.
            let cost = if parts_a_word(text, at) { cost + FULL } else { cost };
            if before <= FULL && best.is_none_or(|(_, least)| cost < least) {
                best = Some((at, cost));
            }
        }
        before += weight(word);
        if before <= FULL {
            last_fit = at + word.len();
        }
        // White space is not what a word ends with.
        if !word.trim().is_empty() {
            last = word;
        }
    }
    // A single word that is too long is cut between its characters.
    best.map_or_else(
        || {
            let mut sum = 0;
            let fits = text.char_indices().take_while(|(_, c)| {
                sum += of_char(*c);
                sum <= FULL
            });
            last_fit.max(fits.last().map_or(0, |(at, c)| at + c.len_utf8()))
        },
        |(at, _)| at,
    )
}

/// Whether a cut goes between two letters that neither white space parts nor a script that knows none, as in `GPT是`.
fn parts_a_word(text: &str, at: usize) -> bool {
    let (before, behind) = text.split_at_checked(at).unwrap_or_default();
    let sides = before.chars().next_back().zip(behind.chars().next());
    sides.is_some_and(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric() && !joins(a, b))
}

/// Whether a piece must not begin with this: white space, and punctuation that belongs to the word before.
fn opens_nothing(word: &str) -> bool {
    word.chars().next().is_none_or(|c| {
        c.is_whitespace()
            || (!c.is_alphanumeric()
                && !matches!(
                    c,
                    '(' | '['
                        | '“'
                        | '‘'
                        | '"'
                        | '\''
                        | '（'
                        | '「'
                        | '『'
                        | '《'
                        | '〈'
                        | '【'
                        | '¿'
                        | '¡'
                        | '$'
                        | '#'
                ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sentences_stand_together_while_there_is_room() {
        assert_eq!(pieces("Yes. I do.\n Really?"), ["Yes. I do. Really?"]);
        assert_eq!(
            pieces(
                "It is excellent, and one winter it was excellent for five weeks. I've nothing against it. It's a fifth ear."
            ),
            [
                "It is excellent, and one winter it was excellent for five weeks.",
                "I've nothing against it. It's a fifth ear."
            ]
        );
        // 32 Han characters are full, punctuation counted.
        assert_eq!(
            pieces("白天的话说完就散了，夜里听的人少，每一句话都有地址。什么叫有地址？有年冬天我念错了一个路名。"),
            ["白天的话说完就散了，夜里听的人少，每一句话都有地址。", "什么叫有地址？有年冬天我念错了一个路名。"]
        );
    }

    #[test]
    fn long_sentences_are_cut_at_pauses() {
        assert_eq!(
            pieces(
                "The speed of sound changes with every degree, and always towards too shallow, which the keepers correct for by saying that it is cold."
            ),
            [
                "The speed of sound changes with every degree, and always towards too shallow,",
                "which the keepers correct for by saying that it is cold."
            ]
        );
        assert_eq!(
            pieces("面粉色我两点半起来和面三点钟第一炉刚发到一半，窗是黑的，案板是白的，整条街只有我这里有一块白"),
            ["面粉色我两点半起来和面三点钟第一炉刚发到一半，", "窗是黑的，案板是白的，整条街只有我这里有一块白"]
        );
        // Beside `GPT` would be nearer the middle, but whoever joins the pieces would set a space there.
        assert_eq!(
            pieces(&["潮".repeat(18), "灯".repeat(18)].join("GPT")),
            ["潮".repeat(17), format!("潮GPT{}", "灯".repeat(18))]
        );
        // Behind a comma nothing is parted.
        assert_eq!(
            pieces(&["潮".repeat(18), "灯".repeat(18)].join("，GPT")),
            [format!("{}，", "潮".repeat(18)), format!("GPT{}", "灯".repeat(18))]
        );
        assert_eq!(pieces(&"a".repeat(100)), ["a".repeat(84), "a".repeat(16)]);
        assert_eq!(pieces(" \n"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_long(text in "([a-z]{1,9}[ ,.]|[潮灯听]{1,9}[，。]|\\PC| ){0,80}") {
            let found = pieces(&text);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&found.concat()), letters(&text));
            for piece in &found {
                prop_assert!(weight(piece) <= FULL && !piece.trim().is_empty(), "{piece}");
            }
        }
    }
}
