//! The messages that were written beside a call.
//!
//! In: the text of a saved chat: `00:02:17⇥Name:⇥words`, or `09:23:24 From Name to Everyone: words`. Out: a transcript in which each
//! message is a turn. It must never take a time of the clock for one of the recording.

use super::captions;
use super::report::{Kind, Report};
use super::transcript::{About, Paragraph, Section, Transcript, Voice};

/// The first line of a message.
struct Message<'a> {
    /// The time as written.
    time: &'a str,
    name: &'a str,
    /// To whom it went, where that is said.
    to: Option<&'a str>,
    words: &'a str,
}

/// Words with which a program tells that somebody pressed a sign.
const REACTED: &[&str] = &["Reacted to ", "Removed a "];

/// How much of a text is a chat.
pub fn recognise(text: &str) -> Result<u8, String> {
    let (mut messages, mut words) = (0_usize, 0_usize);
    for line in captions::lines(text).filter(|line| !line.trim().is_empty()) {
        if message(line).is_some() { messages += 1 } else { words += 1 }
    }
    match messages {
        0 => Err("no line is a time, a name and a message".to_owned()),
        // Messages of several lines are common, longer ones than that are not.
        _ if messages * 4 >= words => Ok(92),
        _ => Ok(20),
    }
}

/// Imports a chat.
pub fn read(text: &str, about: About, report: &mut Report) -> Transcript<'static> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let by_clock = captions::lines(text).filter_map(message).any(|message| message.to.is_some());
    let mut paragraphs: Vec<Paragraph<'static>> = Vec::new();
    // The signs that people pressed may have lines of their own.
    let mut passing = false;
    for (at, line) in captions::lines(text).enumerate() {
        let Some(Message { time, name, to, words }) = message(line) else {
            if line.trim().is_empty() {
            } else if passing {
                leave_out(report, at, line, "tells of a sign that somebody pressed");
            } else {
                let kind = if paragraphs.is_empty() { Kind::SectionIntroduction } else { Kind::Continuation };
                report.set(at, kind, Some(1));
                paragraphs.push(Paragraph::words(at, line.trim().to_owned()));
            }
            continue;
        };
        passing = REACTED.iter().any(|start| words.starts_with(start)) && words.contains(['"', '“', '‘']);
        if passing {
            leave_out(report, at, line, "tells of a sign that somebody pressed");
            continue;
        }
        if let Some(to) = to {
            report.leave_out(at, &format!("{time} From to {to}"), "the time of the clock, and to whom it went");
        }
        if let Some(line) = report.set(at, Kind::Turn, Some(1)) {
            line.by = Some(name.to_owned());
        }
        let seconds = captions::time(time).filter(|_| !by_clock);
        let words = words.trim().to_owned();
        paragraphs.push(Paragraph::words(at, words).by(Voice::Name(name.to_owned().into())).since(seconds));
    }
    if by_clock {
        let what = "the times of this chat are those of the clock, not of a recording: they were left out";
        report.ask(None, what.to_owned());
    }
    let section = Section { number: 1, paragraphs, ..Section::default() };
    Transcript { about, sections: vec![section], ..Transcript::default() }
}

fn leave_out(report: &mut Report, at: usize, line: &str, why: &str) {
    report.set(at, Kind::LeftOut, None);
    report.leave_out(at, line, why);
}

fn message(line: &str) -> Option<Message<'_>> {
    let line = line.trim_start_matches('\u{feff}');
    let (time, rest) = line.split_once(['\t', ' '])?;
    if time.len() != 8 || captions::time(time).is_none() {
        return None;
    }
    let rest = rest.trim_start();
    if let Some(rest) = rest.strip_prefix("From").filter(|rest| rest.starts_with([' ', '\t'])) {
        let (head, words) =
            rest.split_once(" : ").or_else(|| rest.split_once(": ")).or_else(|| rest.split_once(":\t"))?;
        let (name, to) = head.split_once(" to ").map_or((head, ""), |(name, to)| (name, to));
        let name = name.trim();
        return (!name.is_empty()).then_some(Message { time, name, to: Some(to.trim()), words });
    }
    let (name, words) = rest.split_once(":\t")?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.chars().count() <= 80;
    is_name.then_some(Message { time, name, to: None, words })
}

#[cfg(test)]
mod tests {
    use super::super::{Imported, Options, import};

    fn imported(text: &str) -> (String, usize) {
        let Imported { files, report } = import(text.as_bytes(), &Options::default()).unwrap();
        (files[1].1.clone(), report.left_out.len())
    }

    #[test]
    fn messages_with_tabs() {
        let text = "00:02:17\tAnn | Lamp:\thello!\r\n00:02:20\tBo:\tReplying to \"hello!\"\r\n\r\nhi: there\r\n00:02:30\tBo:\tReacted to \"hello!\" with 👍\r\n";
        let expected = "**Ann | Lamp** (2:17): hello!\n\n**Bo** (2:20): Replying to \"hello!\"\n\nhi: there\n";
        assert_eq!(imported(text), (expected.to_owned(), 1));
    }

    #[test]
    fn messages_by_the_clock() {
        let text = "09:23:24 From  Ann Lee  to  Everyone: One: two\n09:23:30 From Bo : Three\n";
        assert_eq!(imported(text), ("**Ann Lee:** One: two\n\n**Bo:** Three\n".to_owned(), 2));
    }
}
