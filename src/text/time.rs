//! Times into a recording, as people write them.
//!
//! A written time in, seconds out, and back. Must never know of brackets, media or turns.

use std::time::Duration;

/// The seconds of `12:34`, `1:02:03`, `01:01:14.03` or `75:10`.
///
/// Minutes may exceed 59 only where no hours are written; what follows a colon has two digits; seconds stay under 60 and
/// may have a fraction. Anything else, spaces included, is no time.
pub fn parse_time(text: &str) -> Option<f64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, number(fraction, 1, 9).map(|_| fraction)?),
        None => (text, "0"),
    };
    let parts: Vec<&str> = whole.split(':').collect();
    let (hours, minutes, seconds) = match *parts.as_slice() {
        [minutes, seconds] => (0, number(minutes, 1, 4)?, number(seconds, 2, 2)?),
        [hours, minutes, seconds] => {
            let minutes = number(minutes, 2, 2).filter(|minutes| *minutes < 60)?;
            (number(hours, 1, 3)?, minutes, number(seconds, 2, 2)?)
        }
        _ => return None,
    };
    let fraction: f64 = format!("0.{fraction}").parse().ok()?;
    (seconds < 60).then(|| f64::from(hours * 3600 + minutes * 60 + seconds) + fraction)
}

/// `seconds` as a reader takes it in: `0:07`, `12:34`, `1:02:03`. Fractions are cut off; what is no time is `0:00`.
pub fn format_time(seconds: f64) -> String {
    let seconds = Duration::try_from_secs_f64(seconds).unwrap_or_default().as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// The number that `text` is, if it is ASCII digits and as many as allowed.
fn number(text: &str, fewest: usize, most: usize) -> Option<u32> {
    let fits = (fewest..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reading() {
        for (text, seconds) in [
            ("12:34", Some(754.0)),
            ("1:02:03", Some(3723.0)),
            ("01:01:14.03", Some(3674.03)),
            ("75:10", Some(4510.0)),
            ("0:00", Some(0.0)),
            ("00:00:00.000", Some(0.0)),
            ("00:07.5", Some(7.5)),
            ("100:00:00", Some(360_000.0)),
            ("12:60", None),
            ("1:60:00", None),
            ("1:2:03", None),
            ("12:3", None),
            ("12", None),
            (":34", None),
            ("12:", None),
            ("12:34.", None),
            ("12:34:", None),
            ("1:02:03:04", None),
            ("-1:30", None),
            ("+1:30", None),
            (" 12:34", None),
            ("１２:３４", None),
            ("12:34.5.6", None),
            ("99999:00", None),
            ("", None),
        ] {
            assert_eq!(parse_time(text), seconds, "{text}");
        }
    }

    #[test]
    fn writing() {
        for (seconds, text) in [
            (0.0, "0:00"),
            (7.9, "0:07"),
            (754.0, "12:34"),
            (3599.99, "59:59"),
            (3723.0, "1:02:03"),
            (360_000.0, "100:00:00"),
            (-5.0, "0:00"),
            (f64::NAN, "0:00"),
            (f64::INFINITY, "0:00"),
        ] {
            assert_eq!(format_time(seconds), text, "{seconds}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back(seconds in 0_u32..3_000_000) {
            let seconds = f64::from(seconds);
            prop_assert_eq!(parse_time(&format_time(seconds)), Some(seconds));
        }
    }
}
