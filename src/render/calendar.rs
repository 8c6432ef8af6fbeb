//! Calendars as files: iCalendar (RFC 5545).

use jiff::Timestamp;

use crate::view::{Appointment, Calendar, Moment};

/// As many octets as a line has at most, without its end (section 3.1).
const LINE: usize = 75;

/// The file.
pub(super) fn file(calendar: &Calendar) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//Plenary//Plenary//EN");
    line(&mut out, &format!("NAME:{}", text(&calendar.name)));
    for one in &calendar.appointments {
        appointment(&mut out, one);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn appointment(out: &mut String, one: &Appointment) {
    // A tag of a language has nothing but letters, digits and hyphens.
    let language = &one.language;
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}", text(&one.url)));
    line(out, &format!("DTSTAMP:{}", instant(one.stamp)));
    line(out, &moment("DTSTART", one.start));
    if let Some(end) = one.end {
        line(out, &moment("DTEND", end));
    }
    line(out, &format!("SUMMARY;LANGUAGE={language}:{}", text(&one.title)));
    if let Some(summary) = &one.summary {
        line(out, &format!("DESCRIPTION;LANGUAGE={language}:{}", text(summary)));
    }
    if let Some(place) = &one.place {
        line(out, &format!("LOCATION;LANGUAGE={language}:{}", text(place)));
    }
    if !one.tags.is_empty() {
        let tags: Vec<String> = one.tags.iter().map(|tag| text(tag)).collect();
        line(out, &format!("CATEGORIES;LANGUAGE={language}:{}", tags.join(",")));
    }
    line(out, &format!("URL:{}", one.url));
    line(out, "END:VEVENT");
}

fn moment(name: &str, moment: Moment) -> String {
    match moment {
        Moment::Day(day) => format!("{name};VALUE=DATE:{}", day.strftime("%Y%m%d")),
        Moment::Instant(at) => format!("{name}:{}", instant(at)),
    }
}

/// A time in UTC (section 3.3.5, form 2).
fn instant(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text value (section 3.3.11), without the control characters that it cannot hold.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line, folded at 75 octets, never inside a character.
fn line(out: &mut String, content: &str) {
    let mut room = LINE;
    for c in content.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            // The space counts.
            room = LINE - 1;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let mut out = String::new();
        line(&mut out, &format!("SUMMARY:{}", "潮".repeat(60)));
        assert!(out.ends_with("\r\n"));
        let lines: Vec<&str> = out.trim_end().split("\r\n").collect();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.len() <= LINE), "{lines:?}");
        assert!(lines[1..].iter().all(|line| line.starts_with(' ')));
        assert_eq!(out.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "潮".repeat(60)));
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(text("a, b; c\\d\r\ne\nf\u{7}"), "a\\, b\\; c\\\\d\\ne\\nf");
    }
}
