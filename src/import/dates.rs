//! The day that an introduction states.
//!
//! In: text. Out: whole dates, and dates that lack their year. It must never complete a date by guessing.

use jiff::civil::Date;

use super::words::MONTHS;

/// A date as a text states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// With its year: `2024-05-16`.
    Whole(String),
    /// Without a year, as written: `5月16日`.
    WithoutYear(String),
}

/// The dates of a text, in order.
pub fn stated(text: &str) -> Vec<Stated> {
    let mut found = Vec::new();
    let mut free_from = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let starts_word = !(before.is_ascii_alphanumeric() && c.is_ascii_alphanumeric());
        before = c;
        if at < free_from || !starts_word || !c.is_ascii_alphanumeric() {
            continue;
        }
        let here = text.get(at..).unwrap_or_default();
        if let Some((date, length)) = chinese(here).or_else(|| iso(here)).or_else(|| english(here)) {
            free_from = at + length;
            found.push(date);
        }
    }
    found
}

/// `2024年5月16日`, `5月16日`.
fn chinese(text: &str) -> Option<(Stated, usize)> {
    let (first, rest) = number(text, 4)?;
    let (year, month, rest) = match rest.trim_start().strip_prefix('年') {
        Some(rest) => {
            let (month, rest) = number(rest.trim_start(), 2)?;
            (Some(first), month, rest)
        }
        None => (None, first, rest),
    };
    let (day, rest) = number(rest.trim_start().strip_prefix('月')?.trim_start(), 2)?;
    let rest = rest.trim_start().strip_prefix(['日', '号', '號'])?;
    date(text, rest, year, month, day)
}

/// `2024-05-16`, `2024/5/16`, `2024.5.16`.
fn iso(text: &str) -> Option<(Stated, usize)> {
    let (year, rest) = number(text, 4)?;
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, rest) = number(rest.strip_prefix(mark)?, 2)?;
    let (day, rest) = number(rest.strip_prefix(mark)?, 2)?;
    if rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    date(text, rest, Some(year), month, day).filter(|_| year >= 1000)
}

/// `May 16, 2024`, `16 May 2024`, and both without a year.
fn english(text: &str) -> Option<(Stated, usize)> {
    let (month, day, rest) = month_first(text).or_else(|| day_first(text))?;
    let with_year = || {
        let rest = rest.strip_prefix(',').unwrap_or(rest).strip_prefix(' ')?;
        let (year, rest) = number(rest, 4)?;
        (year >= 1000).then_some((year, rest))
    };
    match with_year() {
        Some((year, rest)) => date(text, rest, Some(year), month, day),
        None => date(text, rest, None, month, day),
    }
}

/// `May 16th`: month, day, and what follows.
fn month_first(text: &str) -> Option<(i16, i16, &str)> {
    let (month, rest) = month(text)?;
    let (day, rest) = number(rest.strip_prefix(' ')?, 2)?;
    Some((month, day, ordinal(rest)))
}

/// `16 May`, `16th of May`: month, day, and what follows.
fn day_first(text: &str) -> Option<(i16, i16, &str)> {
    let (day, rest) = number(text, 2)?;
    let rest = ordinal(rest).strip_prefix(' ')?;
    let (month, rest) = month(rest.strip_prefix("of ").unwrap_or(rest))?;
    Some((month, day, rest))
}

/// The date, and how much of `text` it takes: all that is not in `rest`.
fn date(text: &str, rest: &str, year: Option<i16>, month: i16, day: i16) -> Option<(Stated, usize)> {
    let length = text.len().checked_sub(rest.len())?;
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    // A year with a 29th of February stands in for one that is not known.
    let whole = Date::new(year.unwrap_or(2024), month, day).ok()?;
    Some(match year {
        Some(_) => (Stated::Whole(whole.to_string()), length),
        None => (Stated::WithoutYear(text.get(..length)?.to_owned()), length),
    })
}

/// A number of one up to `most` digits, and what follows.
fn number(text: &str, most: usize) -> Option<(i16, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    (end <= most).then(|| digits.parse().ok()).flatten().map(|value| (value, rest))
}

/// A month by its English name, whole or cut to three letters, and what follows.
fn month(text: &str) -> Option<(i16, &str)> {
    const LONG: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let word = word.to_ascii_lowercase();
    let place = MONTHS.iter().zip(LONG).position(|(short, long)| word == *short || word == long)?;
    Some((i16::try_from(place + 1).ok()?, rest.strip_prefix('.').unwrap_or(rest)))
}

fn ordinal(text: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_prefix(end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let whole = |date: &str| vec![Stated::Whole(date.to_owned())];
        for text in [
            "于2024年5月16日,",
            "2024 年 5 月 16 日",
            "on May 16, 2024.",
            "16 May 2024",
            "the 16th of May 2024",
            "2024-05-16",
            "(2024/5/16)",
        ] {
            assert_eq!(stated(text), whole("2024-05-16"), "{text}");
        }
        for (text, written) in
            [("5月16日,在近期", "5月16日"), ("On May 16th, we met", "May 16th"), ("on 16 May we met", "16 May")]
        {
            assert_eq!(stated(text), [Stated::WithoutYear(written.to_owned())], "{text}");
        }
        for text in [
            "",
            "2024年",
            "13月40日",
            "2023-02-29",
            "3.5版本",
            "May we ask",
            "22年的7-8月份",
            "1920年,人们",
            "12345678-01-01",
        ] {
            assert_eq!(stated(text), [], "{text}");
        }
    }
}
