//! Times of captions.
//!
//! In: a time as some format writes it. Out: seconds. It must never know what stands at that time.

/// A timestamp as the WebVTT standard reads one (section 6.1, "collect a WebVTT timestamp"), and what follows it. Where the
/// tests of the standard are wider than its text, with `120:00.000` for so many hours, it is as wide as they are.
pub fn strict(text: &str) -> Option<(f64, &str)> {
    let (first, rest) = digits(text)?;
    let (second, rest) = digits(rest.strip_prefix(':')?)?;
    let (first, second) = (number(first, 1..=9)?, number(second, 2..=2)?);
    let (hours, minutes, seconds, rest) = match rest.strip_prefix(':') {
        Some(rest) => {
            let (third, rest) = digits(rest)?;
            (first, second, number(third, 2..=2)?, rest)
        }
        None if first > 59.0 => (first, second, 0.0, rest),
        None => (0.0, first, second, rest),
    };
    let (fraction, rest) = digits(rest.strip_prefix('.')?)?;
    let fraction = number(fraction, 3..=3)?;
    (minutes <= 59.0 && seconds <= 59.0)
        .then_some((hours.mul_add(3600.0, minutes.mul_add(60.0, seconds)) + fraction / 1000.0, rest))
}

/// A timestamp as people and programs write one: hours or none, a comma or a point, fractions of any length or none.
pub fn lenient(text: &str) -> Option<(f64, &str)> {
    let (first, mut rest) = digits(text)?;
    let mut whole = number(first, 1..=9)?;
    let mut parts = 1;
    while let Some((next, after)) = rest.strip_prefix(':').and_then(digits) {
        if parts == 3 {
            break;
        }
        whole = whole.mul_add(60.0, number(next, 2..=2).filter(|value| *value < 60.0)?);
        rest = after;
        parts += 1;
    }
    if parts == 1 {
        return None;
    }
    if let Some((fraction, after)) = rest.strip_prefix(['.', ',']).and_then(digits) {
        let fraction: f64 = format!("0.{}", fraction.get(..fraction.len().min(9))?).parse().ok()?;
        return Some((whole + fraction, after));
    }
    Some((whole, rest))
}

/// A time that has the text for itself, white space aside.
pub fn alone(text: &str) -> Option<f64> {
    let (seconds, rest) = lenient(text.trim())?;
    rest.is_empty().then_some(seconds)
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).filter(|(digits, _)| !digits.is_empty())
}

fn number(digits: &str, length: std::ops::RangeInclusive<usize>) -> Option<f64> {
    length.contains(&digits.len()).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, by_standard, by_people) in [
            ("00:01.500", Some(1.5), Some(1.5)),
            ("01:00:01.500", Some(3601.5), Some(3601.5)),
            ("120:00:00.000", Some(432_000.0), Some(432_000.0)),
            ("61:00:01.000", Some(219_601.0), Some(219_601.0)),
            ("00:01,500", None, Some(1.5)),
            ("00:01:39", None, Some(99.0)),
            ("1:39", None, Some(99.0)),
            ("75:10.2", None, Some(4510.2)),
            ("00:61.000", None, None),
            ("00:00:60.000", None, None),
            ("5", None, None),
            ("", None, None),
        ] {
            assert_eq!(strict(text).map(|(time, _)| time), by_standard, "{text}");
            assert_eq!(lenient(text).map(|(time, _)| time), by_people, "{text}");
        }
        assert_eq!(strict("00:01.000line:4"), Some((1.0, "line:4")));
        assert_eq!(alone(" 0:07 "), Some(7.0));
        assert_eq!(alone("0:07 x"), None);
    }
}
