//! Brackets and quotation marks that open and do not close, or close and have not opened.

use super::Findings;
use super::passage::Passage;
use crate::diag::codes;

/// What opens, and what closes it.
const PAIRS: [(char, char); 9] = [
    ('「', '」'),
    ('『', '』'),
    ('（', '）'),
    ('《', '》'),
    ('〈', '〉'),
    ('【', '】'),
    ('〔', '〕'),
    ('“', '”'),
    ('(', ')'),
];

/// Languages that open a quotation with “; others close one with it.
const CURLED: [&str; 10] = ["zh", "en", "ko", "es", "pt", "it", "fr", "tr", "vi", "nl"];

/// What is open: the position of its pair, and where it stands.
struct Open {
    pair: usize,
    passage: usize,
    at: usize,
}

/// Looks at each turn by itself, and at each passage that belongs to none.
pub(super) fn unclosed(passages: &[Passage], language: &str, findings: &mut Findings<'_>) {
    let curled = CURLED.contains(&language.split('-').next().unwrap_or_default());
    let mut open: Vec<Open> = Vec::new();
    let mut before = None;
    for (number, passage) in passages.iter().enumerate() {
        if passage.turn.is_none() || before != Some(passage.turn) {
            tell(passages, open.drain(..), findings);
        }
        before = Some(passage.turn);
        let mut begins = true;
        for (at, c) in passage.text.char_indices() {
            let pair = PAIRS.iter().position(|(opening, closing)| c == *opening || c == *closing);
            let Some(pair) = pair.filter(|pair| curled || PAIRS.get(*pair).is_none_or(|(opening, _)| *opening != '“'))
            else {
                begins &= c.is_whitespace();
                continue;
            };
            let is_opening = PAIRS.get(pair).is_some_and(|(opening, _)| *opening == c);
            if is_opening {
                // A quotation of several paragraphs opens in each of them.
                let goes_on = begins && open.iter().any(|other| other.pair == pair && other.passage < number);
                if !goes_on {
                    open.push(Open { pair, passage: number, at });
                }
                continue;
            }
            begins = false;
            match open.iter().rposition(|other| other.pair == pair) {
                Some(from) => {
                    tell(passages, open.drain(from + 1..), findings);
                    open.pop();
                }
                // As in "a)" and "1)".
                None if c == ')' => {}
                None => {
                    let message = format!("`{c}` closes what has not been opened");
                    findings.push(codes::UNCLOSED, message, passage.place(at..at + c.len_utf8()), "", Vec::new());
                }
            }
        }
    }
    tell(passages, open.drain(..), findings);
}

fn tell(passages: &[Passage], open: impl Iterator<Item = Open>, findings: &mut Findings<'_>) {
    for Open { pair, passage, at } in open {
        let (Some(passage), Some((opening, _))) = (passages.get(passage), PAIRS.get(pair)) else { continue };
        let message = format!("`{opening}` is not closed");
        findings.push(codes::UNCLOSED, message, passage.place(at..at + opening.len_utf8()), "opens here", Vec::new());
    }
}
