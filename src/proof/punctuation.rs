//! Half-width punctuation among Chinese characters (GB/T 15834, and the style of Taiwan's Ministry of Education: punctuation is
//! full-width).

use std::ops::Range;

use super::Findings;
use super::passage::Passage;
use crate::diag::codes;
use crate::text::{is_han, is_kana};

/// Looks for commas, stops and brackets that should be full-width; only in languages that are written so.
pub(super) fn half_width(passages: &[Passage], language: &str, findings: &mut Findings<'_>) {
    let wide = match language.split('-').next() {
        Some("zh" | "yue") => ('，', '。'),
        Some("ja") => ('、', '。'),
        _ => return,
    };
    for passage in passages {
        let mut signs = signs(passage, wide);
        signs.sort_unstable_by_key(|sign| sign.at.start);
        let Some(Sign { at, from, to }) = signs.first() else { continue };
        let more = match signs.len() - 1 {
            0 => String::new(),
            1 => String::from("; so it is with one more sign of this paragraph"),
            n => format!("; so it is with {n} more signs of this paragraph"),
        };
        let message = format!("`{from}` stands in Chinese characters, where `{to}` is written{more}");
        let mends = signs.iter().map(|sign| (passage.place(sign.at.clone()), sign.to.to_string())).collect();
        findings.push(codes::HALF_WIDTH, message, passage.place(at.clone()), "", mends);
    }
}

/// A sign of Latin type where another one belongs.
struct Sign {
    /// Where it stands in the passage, with the space that belongs to it.
    at: Range<usize>,
    from: char,
    to: char,
}

/// The signs of a passage that should be wide; `wide` are the comma and the full stop of the language.
fn signs(passage: &Passage, wide: (char, char)) -> Vec<Sign> {
    let chars: Vec<(usize, char)> = passage.text.char_indices().collect();
    let char_at = |n: usize| chars.get(n).map(|(_, c)| *c);
    let mut signs = Vec::new();
    let mut brackets: Vec<usize> = Vec::new();
    for (n, (at, c)) in chars.iter().enumerate() {
        let before = n.checked_sub(1).and_then(char_at);
        let to = match c {
            '(' => {
                brackets.push(n);
                continue;
            }
            ')' => {
                let Some(opening) = brackets.pop() else { continue };
                // Latin words in brackets may keep them.
                let around = opening.checked_sub(1).and_then(char_at).is_none_or(|c| !c.is_ascii_alphanumeric());
                let inside = [opening + 1, n - 1].into_iter().filter_map(char_at).any(is_wide);
                if let Some((opened, _)) = chars.get(opening).filter(|_| around && inside) {
                    signs.push(Sign { at: *opened..opened + 1, from: '(', to: '（' });
                    signs.push(Sign { at: *at..at + 1, from: ')', to: '）' });
                }
                continue;
            }
            ',' => wide.0,
            '.' => wide.1,
            ';' => '；',
            ':' => '：',
            '!' => '！',
            '?' => '？',
            _ => continue,
        };
        let after = char_at(n + 1);
        let fits = match after {
            None => true,
            Some(c) if c.is_whitespace() || is_wide(c) || is_opening(c) => true,
            // Three stops are an ellipsis, and before Latin letters or digits one may belong to a name or number.
            Some('.') => false,
            Some(_) => !matches!(c, '.' | ':'),
        };
        // What stands behind a sign that becomes wide does so too.
        let wide_before = before.is_some_and(is_wide) || signs.last().is_some_and(|sign: &Sign| sign.at.end == *at);
        // So does what divides a Latin word from a Chinese one; a stop or colon may be part of it.
        let divides = !matches!(c, '.' | ':')
            && before.is_some_and(char::is_alphanumeric)
            && after.is_some_and(|c| is_han(c) || is_kana(c));
        if fits && (wide_before || divides) {
            let spaced = after == Some(' ') && char_at(n + 2).is_some_and(is_wide);
            signs.push(Sign { at: *at..at + 1 + usize::from(spaced), from: *c, to });
        }
    }
    signs
}

fn is_wide(c: char) -> bool {
    is_han(c) || is_kana(c) || matches!(c, '」' | '』' | '）' | '》' | '〉' | '】' | '”')
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '’' | '「' | '『' | '（' | '“' | '‘')
}
