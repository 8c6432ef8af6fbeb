//! What stands before the first section or the first turn.
//!
//! In: the lines there. Out: which of them is the article's title, which introduce, which are the questions that the event
//! set out to answer, which a web page left behind. It must never know who is introduced.

use super::chars::{asks, count_up_to, ends_sentence, has_cjk, is_colon};
use super::navigation::is_remnant;

/// The opening, by indices of lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Opening<'a> {
    /// The line of the title.
    pub title: Option<usize>,
    /// The lines that introduce.
    pub body: Vec<usize>,
    /// The questions set out.
    pub questions: Vec<SetOut<'a>>,
    /// Remnants of a web page.
    pub remnants: Vec<usize>,
}

/// A question that the event set out to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetOut<'a> {
    /// Index of the line.
    pub at: usize,
    /// The mark of the list before it: `1.`, `•`; often none.
    pub mark: &'a str,
    /// The question.
    pub text: &'a str,
}

/// Reads the lines of an opening.
pub fn read<'a>(lines: &[&'a str]) -> Opening<'a> {
    let mut opening = Opening::default();
    let mut words: Vec<(usize, &'a str)> = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        if is_remnant(line, false) { opening.remnants.push(at) } else { words.push((at, *line)) }
    }
    if let [(at, first), second, ..] = words.as_slice()
        && is_title(first, second.1)
    {
        opening.title = Some(*at);
        words.remove(0);
    }
    let questions = questions(&words);
    for (place, (at, line)) in words.into_iter().enumerate() {
        if questions.contains(&place) {
            let (mark, text) = without_mark(line);
            opening.questions.push(SetOut { at, mark, text });
        } else {
            opening.body.push(at);
        }
    }
    opening
}

/// The first line is a heading over what follows: short, no sentence, and no question among questions.
pub fn is_title(first: &str, second: &str) -> bool {
    let longest = if has_cjk(first) { 60 } else { 120 };
    let is_long = |line: &str| count_up_to(line, longest + 1) > longest;
    let is_sentence = ends_sentence(first) || first.ends_with(is_colon) || (asks(first) && asks(second));
    let is_above_prose = ends_sentence(second) || second.ends_with(is_colon) || is_long(second);
    !is_long(first) && !is_sentence && is_above_prose
}

/// The places of the questions: all that follow a line which ends in a colon, or the two or more that end the opening.
fn questions(words: &[(usize, &str)]) -> Vec<usize> {
    let lead_in =
        words.iter().zip(words.iter().skip(1)).position(|(line, next)| line.1.ends_with(is_colon) && asks(next.1));
    if let Some(lead_in) = lead_in {
        let places = words.iter().enumerate().skip(lead_in + 1);
        return places.take_while(|(_, (_, line))| asks(line)).map(|(place, _)| place).collect();
    }
    let run = words.iter().rev().take_while(|(_, line)| asks(line)).count();
    if run >= 2 { (words.len() - run..words.len()).collect() } else { Vec::new() }
}

/// Takes the mark of a list from a line: `1. `, `（1）`, `• `, `- `.
fn without_mark(line: &str) -> (&str, &str) {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=2).contains(end));
    let numbered = || {
        let inner = line.strip_prefix(['(', '（']).unwrap_or(line);
        let rest = inner.get(digits(inner)?..)?;
        let rest = rest.strip_prefix(['.', '、', '．', ')', '）', ':', '：'])?;
        // `3.5版本` begins with no mark.
        (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)
    };
    let bulleted = || line.strip_prefix(['•', '·', '●', '-', '*', '–', '◆', '■', '▪']);
    let text = numbered().or_else(bulleted).unwrap_or(line).trim_start();
    let mark = line.get(..line.len() - text.len()).unwrap_or_default();
    if text.is_empty() { ("", line) } else { (mark.trim_end(), text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_opening() {
        let opening = read(&[
            "圆桌：海上的灯",
            "分享 | 收藏",
            "昨天我们请到了三位嘉宾。",
            "我们问:",
            "1. 灯为什么亮?",
            "灯为什么灭?",
            "请看全文。",
        ]);
        assert_eq!((opening.title, opening.remnants, opening.body), (Some(0), vec![1], vec![2, 3, 6]));
        assert_eq!(
            opening.questions,
            [SetOut { at: 4, mark: "1.", text: "灯为什么亮?" }, SetOut { at: 5, mark: "", text: "灯为什么灭?" }]
        );
    }

    #[test]
    fn no_title_and_no_lead_in() {
        let opening = read(&["昨天我们请到了三位嘉宾。", "灯为什么亮?", "灯为什么灭?"]);
        assert_eq!((opening.title, opening.body, opening.questions.len()), (None, vec![0], 2));
        assert_eq!(read(&["灯为什么亮?", "灯为什么灭?"]).title, None);
        assert_eq!(read(&[]), Opening::default());
    }

    #[test]
    fn marks() {
        for (line, mark, text) in [
            ("1. a?", "1.", "a?"),
            ("（2）a?", "（2）", "a?"),
            ("• a?", "•", "a?"),
            ("3.5版本?", "", "3.5版本?"),
            ("1.", "", "1."),
        ] {
            assert_eq!(without_mark(line), (mark, text), "{line}");
        }
    }
}
