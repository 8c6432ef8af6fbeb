//! Captions as files: `WebVTT` (W3C, Candidate Recommendation of 2019), which browsers show, and `SubRip`, which all other players show
//! and nobody has specified.

use std::fmt::Write;
use std::time::Duration;

use crate::text;
use crate::view::Captions;

/// The file. Its cues carry the voice, so that a player can tell who speaks.
pub fn webvtt(captions: &Captions) -> String {
    let mut out = String::from("WEBVTT\n");
    if captions.estimated {
        out.push_str("\nNOTE The times of turns are those of the transcript; those between them are estimated.\n");
    }
    for cue in &captions.cues {
        let _ = write!(out, "\n{} --> {}\n", timestamp(cue.start), timestamp(cue.end));
        if let Some(voice) = &cue.voice {
            out.push_str("<v ");
            escape_into(&mut out, voice);
            out.push('>');
        }
        escape_into(&mut out, &cue.text);
        out.push('\n');
    }
    out
}

/// The same as `SubRip`. It has no place for a voice, so a name stands in front of the words where somebody begins to speak.
pub fn subrip(captions: &Captions, colon: &str) -> String {
    let mut out = String::new();
    let mut voice = None;
    for (number, cue) in (1_usize..).zip(&captions.cues) {
        if number > 1 {
            out.push('\n');
        }
        let times = format!("{number}\n{} --> {}\n", timestamp(cue.start), timestamp(cue.end)).replace('.', ",");
        out.push_str(&times);
        if let Some(name) = cue.voice.as_ref().filter(|name| voice != Some(*name)) {
            harmless_into(&mut out, name);
            out.push_str(colon);
        }
        harmless_into(&mut out, &cue.text);
        out.push('\n');
        voice = cue.voice.as_ref();
    }
    out
}

/// One line that no player takes for an arrow, a tag or a command. There is no way to escape them, so a character that nobody sees
/// (U+2060) parts what would be one.
fn harmless_into(out: &mut String, text: &str) {
    let mut chars = text::held(text)
        .chars()
        .map(|c| if c == '\n' || c == '\r' { ' ' } else { c })
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        let next = chars.peek().copied().unwrap_or(' ');
        let parts = match c {
            '<' => next == '/' || next == '!' || next.is_alphanumeric(),
            '{' => next == '\\',
            '-' => next == '>' && out.ends_with("--"),
            _ => false,
        };
        if parts {
            out.push('\u{2060}');
        }
    }
}

/// `00:12:34.000` (section 4.1). Hours may have more than two digits.
pub(super) fn timestamp(seconds: f64) -> String {
    let milliseconds = Duration::try_from_secs_f64(seconds).unwrap_or_default().as_micros().saturating_add(500) / 1000;
    let (whole, fraction) = (milliseconds / 1000, milliseconds % 1000);
    format!("{:02}:{:02}:{:02}.{fraction:03}", whole / 3600, whole / 60 % 60, whole % 60)
}

/// Text of a cue or a voice: one line, in which `&`, `<` and `>` are no mark-up (section 4.2.2). The arrow that parts
/// times cannot occur in it then.
fn escape_into(out: &mut String, text: &str) {
    for c in text::held(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Cue;

    #[test]
    fn a_file_by_hand() {
        let cue = |start, end, voice: Option<&str>, text: &str| Cue {
            start,
            end,
            voice: voice.map(str::to_owned),
            text: text.to_owned(),
        };
        let captions = Captions {
            cues: vec![
                cue(0.0, 2.0005, Some("Ann & Bo > Lee"), "a --> b\nc <i>"),
                cue(3599.9996, 360_000.25, None, "（笑）"),
            ],
            estimated: true,
        };
        assert_eq!(
            webvtt(&captions),
            "WEBVTT\n\n\
             NOTE The times of turns are those of the transcript; those between them are estimated.\n\n\
             00:00:00.000 --> 00:00:02.001\n<v Ann &amp; Bo &gt; Lee>a --&gt; b c &lt;i&gt;\n\n\
             01:00:00.000 --> 100:00:00.250\n（笑）\n"
        );
        assert_eq!(webvtt(&Captions { cues: Vec::new(), estimated: false }), "WEBVTT\n");
        assert_eq!(
            subrip(&captions, ": "),
            "1\n00:00:00,000 --> 00:00:02,001\nAnn & Bo > Lee: a --\u{2060}> b c <\u{2060}i>\n\n\
             2\n01:00:00,000 --> 100:00:00,250\n（笑）\n"
        );
    }
}
