//! Where the numbered sections begin.
//!
//! In: all lines, and which of them could be labels. Out: the lines that number the sections, of one style and in rising
//! order. It must never take a number for a section's because of that line alone.

use super::chars::{count_up_to, ends_sentence, has_cjk};

/// A line that opens a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark<'a> {
    /// Index of the line, from zero.
    pub at: usize,
    /// The section's number.
    pub number: u32,
    /// The words of the line that are its number.
    pub written: &'a str,
    /// The title, where it stands in the same line.
    pub title: Option<&'a str>,
}

/// How a line numbers a section, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Style {
    /// `01`, `1.`, with nothing else in the line.
    Alone,
    /// `第1节`, `第三部分 标题`, `Part 1: Title`.
    Word,
    /// `一、标题`
    Han,
    /// `1. Title`
    Inline,
}

/// The marks of the sections: the longest chain of one style, or none.
pub fn find<'a>(lines: &[&'a str], labelled: &[bool]) -> Vec<Mark<'a>> {
    let mut best: Vec<Mark<'a>> = Vec::new();
    let found: Vec<(Style, Mark<'a>)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| number_line(line).map(|(style, mark)| (style, Mark { at, ..mark })))
        .collect();
    for style in [Style::Alone, Style::Word, Style::Han, Style::Inline] {
        let chain = chain(style, found.iter().filter(|(its, _)| *its == style).map(|(_, mark)| *mark));
        if chain.len() > best.len() && is_credible(style, &chain, lines, labelled) {
            best = chain;
        }
    }
    best
}

/// The numbers that rise: one by one, or over a gap of two lost ones where the line holds nothing but the number.
fn chain<'a>(style: Style, marks: impl Iterator<Item = Mark<'a>>) -> Vec<Mark<'a>> {
    let gap = if style == Style::Alone { 3 } else { 1 };
    let mut chain: Vec<Mark<'a>> = Vec::new();
    for mark in marks {
        let fits = match chain.last() {
            None => mark.number == 1 || (style == Style::Alone && mark.number > 0 && is_padded(mark.written)),
            Some(last) => mark.number > last.number && mark.number - last.number <= gap,
        };
        if fits {
            chain.push(mark);
        }
    }
    chain
}

fn is_padded(written: &str) -> bool {
    written.starts_with('0')
}

fn is_credible(style: Style, chain: &[Mark<'_>], lines: &[&str], labelled: &[bool]) -> bool {
    let next = |at: usize| lines.iter().zip(labelled).skip(at + 1).find(|(line, _)| !line.is_empty());
    let before_label = |mark: &Mark<'_>| next(mark.at).is_some_and(|(_, labelled)| *labelled);
    match style {
        Style::Alone => chain.len() >= 2 || chain.first().is_some_and(|mark| is_padded(mark.written)),
        Style::Word => !chain.is_empty(),
        Style::Han | Style::Inline => {
            chain.len() >= 2 && chain.iter().filter(|mark| before_label(mark)).count() * 2 >= chain.len()
        }
    }
}

fn number_line(line: &str) -> Option<(Style, Mark<'_>)> {
    if line.is_empty() || count_up_to(line, 121) > 120 {
        return None;
    }
    alone(line)
        .or_else(|| chinese_word(line))
        .or_else(|| english_word(line))
        .or_else(|| han(line))
        .or_else(|| inline(line))
}

fn mark<'a>(number: u32, written: &'a str, title: &'a str) -> Option<Mark<'a>> {
    let title = title.trim();
    if ends_sentence(title) {
        return None;
    }
    Some(Mark { at: 0, number, written, title: (!title.is_empty()).then_some(title) })
}

fn alone(line: &str) -> Option<(Style, Mark<'_>)> {
    let digits = line.trim_end_matches(['.', '、', '．', '/']).trim_end();
    Some((Style::Alone, mark(decimal(digits)?, line, "")?))
}

fn chinese_word(line: &str) -> Option<(Style, Mark<'_>)> {
    let (number, rest) =
        line.strip_prefix('第')?.split_once(['节', '節', '章', '部', '讲', '講', '场', '場', '幕', '篇'])?;
    let number = decimal(number.trim()).or_else(|| han_number(number.trim()))?;
    let rest = rest.strip_prefix('分').unwrap_or(rest);
    let title = rest.trim_start_matches([' ', '\u{3000}', '：', ':', '、', '.', '-', '—', '｜', '|']);
    // `第一部分我们讨论…` is a sentence: a title stands apart from its number.
    if title.len() == rest.len() && !title.is_empty() {
        return None;
    }
    let written = line.get(..line.len() - title.len())?.trim();
    Some((Style::Word, mark(number, written, title)?))
}

fn english_word(line: &str) -> Option<(Style, Mark<'_>)> {
    let (word, rest) = line.split_once([' ', '.'])?;
    if !["part", "chapter", "section", "session"].contains(&word.to_ascii_lowercase().as_str()) {
        return None;
    }
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (number, rest) = rest.split_at_checked(end)?;
    let number = decimal(number).or_else(|| number_word(number))?;
    let title = rest.trim_start_matches([' ', ':', '.', '-', '–', '—', '|']);
    if !title.is_empty() && rest.starts_with(' ') && !rest.trim_start().starts_with([':', '.', '-', '–', '—', '|'])
    {
        return None; // `Part 1 of the report says`
    }
    let written = line.get(..line.len() - title.len())?.trim();
    Some((Style::Word, mark(number, written, title)?))
}

fn han(line: &str) -> Option<(Style, Mark<'_>)> {
    let (number, title) = line.split_once('、').unwrap_or((line, ""));
    let written = line.get(..line.len() - title.len())?;
    Some((Style::Han, mark(han_number(number)?, written, title)?))
}

fn inline(line: &str) -> Option<(Style, Mark<'_>)> {
    let end = line.find(|c: char| !c.is_ascii_digit())?;
    let (digits, rest) = line.split_at_checked(end)?;
    let title = rest.strip_prefix(['.', '、', '．', ')', '）']);
    let title = match title {
        Some(title) if title.starts_with(' ') || title.starts_with(|c: char| has_cjk(c.encode_utf8(&mut [0; 4]))) => {
            title
        }
        None if is_padded(digits) && rest.starts_with([' ', '\u{3000}']) => rest,
        _ => return None,
    };
    let written = line.get(..line.len() - title.trim_start().len())?.trim();
    Some((Style::Inline, mark(decimal(digits)?, written, title)?))
}

/// Up to three digits.
fn decimal(text: &str) -> Option<u32> {
    (text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Chinese numbers up to ninety-nine.
fn han_number(text: &str) -> Option<u32> {
    let digit = |c: char| "零一二三四五六七八九".chars().zip(0..).find(|(each, _)| *each == c).map(|(_, value)| value);
    let mut chars = text.chars();
    let value = match (chars.next()?, chars.next(), chars.next()) {
        ('十', None, None) => 10,
        ('十', Some(ones), None) => 10 + digit(ones)?,
        (only, None, None) => digit(only)?,
        (tens, Some('十'), None) => digit(tens)? * 10,
        (tens, Some('十'), Some(ones)) => digit(tens)? * 10 + digit(ones)?,
        _ => return None,
    };
    chars.next().is_none().then_some(value)
}

/// English words and Roman numbers up to twelve.
fn number_word(text: &str) -> Option<u32> {
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let place = WORDS
        .iter()
        .position(|word| word.eq_ignore_ascii_case(text))
        .or_else(|| ROMAN.iter().position(|word| *word == text))?;
    u32::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lines: &[&str], labelled: &[usize]) -> Vec<(u32, Option<String>)> {
        let flags: Vec<bool> = (0..lines.len()).map(|at| labelled.contains(&at)).collect();
        find(lines, &flags).into_iter().map(|mark| (mark.number, mark.title.map(str::to_owned))).collect()
    }

    #[test]
    fn styles() {
        for lines in [
            ["01", "x", "02", "y"],
            ["1.", "x", "2.", "y"],
            ["第1节", "x", "第二节", "y"],
            ["Part 1", "x", "Part Two", "y"],
        ] {
            assert_eq!(found(&lines, &[]), [(1, None), (2, None)], "{lines:?}");
        }
        let titled = |title: &str| vec![(1, Some(title.to_owned())), (2, Some("B".to_owned()))];
        for lines in [
            ["第1章：A", "x", "第2章 B", "y"],
            ["Part I: A", "x", "Part 2 – B", "y"],
            ["1. A", "x", "2. B", "y"],
            ["一、A", "x", "二、B", "y"],
        ] {
            assert_eq!(found(&lines, &[1, 3]), titled("A"), "{lines:?}");
        }
    }

    #[test]
    fn numbers_that_are_no_sections() {
        assert_eq!(found(&["我", "1", "他"], &[]), []);
        assert_eq!(found(&["1. 首先", "x", "2. 其次", "y"], &[]), [], "a list within a speech");
        assert_eq!(found(&["第一部分我们讨论产品", "x"], &[]), []);
        assert_eq!(found(&["2024", "2025"], &[]), []);
        assert_eq!(found(&["Part 1 of the plan"], &[]), []);
    }

    #[test]
    fn a_lost_number_does_not_end_the_chain() {
        assert_eq!(found(&["01", "a", "03", "b", "42", "04"], &[]), [(1, None), (3, None), (4, None)]);
    }

    #[test]
    fn chinese_numbers() {
        for (text, value) in [
            ("一", Some(1)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("三十", Some(30)),
            ("二十一", Some(21)),
            ("百", None),
        ] {
            assert_eq!(han_number(text), value, "{text}");
        }
    }
}
