//! Chapters of a recording.
//!
//! In: a file that lists them: JSON of Podcasting 2.0, `WebVTT`, lines of a time and a title, or the tags of an MP3 or MP4. Out: their
//! times and titles. `place` makes sections of a transcript by them. It must never read a transcript.

mod place;

use std::io::{Read, Seek};

use serde_json::Value;

use super::captions;

pub use place::apply;

/// A chapter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chapter {
    /// Where it begins in the recording, in seconds.
    pub start: f64,
    /// Where it ends, where that is said.
    pub end: Option<f64>,
    /// Its title.
    pub title: String,
    /// Where it leads.
    pub url: Option<String>,
}

/// No more chapters are read.
const MOST: usize = 10_000;

/// The chapters that a file of text lists; nothing where it is no list of chapters.
pub fn of_text(text: &str) -> Option<Vec<Chapter>> {
    let text = text.trim_start_matches('\u{feff}');
    let chapters = of_json(text).or_else(|| of_vtt(text)).or_else(|| of_lines(text))?;
    in_order(chapters)
}

/// The chapters in the tags of a recording; nothing where it is no MP3 or MP4, or has none.
pub fn of_recording<R: Read + Seek>(recording: &mut R) -> Option<Vec<Chapter>> {
    let mut start = [0_u8; 12];
    recording.read_exact(&mut start).ok()?;
    recording.rewind().ok()?;
    let chapters = if start.starts_with(b"ID3") {
        of_mp3(recording)?
    } else if start.get(4..8) == Some(b"ftyp") {
        of_mp4(recording)?
    } else {
        return None;
    };
    in_order(chapters)
}

/// Chapters sorted by time, those without a title or with an impossible time taken out.
fn in_order(mut chapters: Vec<Chapter>) -> Option<Vec<Chapter>> {
    chapters.retain(|chapter| chapter.start.is_finite() && chapter.start >= 0.0 && !chapter.title.trim().is_empty());
    chapters.truncate(MOST);
    chapters.sort_by(|a, b| a.start.total_cmp(&b.start));
    (!chapters.is_empty()).then_some(chapters)
}

/// Podcasting 2.0: `{"chapters": [{"startTime": 0, "title": …}]}`, and lists whose times are texts.
fn of_json(text: &str) -> Option<Vec<Chapter>> {
    if !text.trim_start().starts_with('{') || !text.contains("\"chapters\"") {
        return None;
    }
    let value: Value = serde_json::from_str(text).ok()?;
    let list = value.get("chapters")?.as_array()?;
    let time = |value: &Value| value.as_f64().or_else(|| value.as_str().and_then(captions::time));
    let chapter = |one: &Value| {
        // What the table of contents does not list only changes the picture.
        if one.get("toc").and_then(Value::as_bool) == Some(false) {
            return None;
        }
        Some(Chapter {
            start: one.get("startTime").or_else(|| one.get("start")).and_then(time)?,
            end: one.get("endTime").or_else(|| one.get("end")).and_then(time),
            title: one.get("title")?.as_str()?.trim().to_owned(),
            url: one.get("url").or_else(|| one.get("href")).and_then(Value::as_str).map(str::to_owned),
        })
    };
    Some(list.iter().filter_map(chapter).collect())
}

/// Cues so long that nobody would speak as little in them.
fn of_vtt(text: &str) -> Option<Vec<Chapter>> {
    if !text.starts_with("WEBVTT") {
        return None;
    }
    let cues = captions::spans(text)?;
    let length: f64 = cues.iter().map(|(start, end, _)| (end - start).max(0.0)).sum();
    let letters: usize = cues.iter().map(|(_, _, words)| words.chars().count()).sum();
    let letters = f64::from(u32::try_from(letters).ok()?);
    let titles = cues.iter().all(|(_, _, words)| !words.contains('\n') && words.chars().count() <= 200);
    let chapter = |(start, end, title)| Chapter { start, end: Some(end), title, url: None };
    (titles && letters < length * 3.0).then(|| cues.into_iter().map(chapter).collect())
}

/// `00:12:34.000 Title`, one a line.
fn of_lines(text: &str) -> Option<Vec<Chapter>> {
    let mut chapters = Vec::new();
    for line in captions::lines(text).map(str::trim).filter(|line| !line.is_empty()) {
        let (time, title) = line.split_once([' ', '\t'])?;
        let title = title.trim_start_matches(['-', '–', '—', ' ', '\t']).to_owned();
        chapters.push(Chapter { start: captions::time(time)?, end: None, title, url: None });
    }
    Some(chapters)
}

/// The `CHAP` frames of `ID3v2` (its addendum on chapters, 1.0); their titles are `TIT2` frames inside.
fn of_mp3<R: Read + Seek>(recording: &mut R) -> Option<Vec<Chapter>> {
    let tag = match id3::Tag::read_from2(recording) {
        Ok(tag) => tag,
        // What could be read before the damage counts.
        Err(error) => error.partial_tag?,
    };
    let seconds = |milliseconds: u32| f64::from(milliseconds) / 1000.0;
    let chapter = |chapter: &id3::frame::Chapter| Chapter {
        start: seconds(chapter.start_time),
        end: (chapter.end_time > chapter.start_time).then(|| seconds(chapter.end_time)),
        title: title(chapter),
        url: None,
    };
    Some(tag.chapters().map(chapter).collect())
}

fn title(chapter: &id3::frame::Chapter) -> String {
    let mut titles = chapter.frames.iter().filter(|frame| frame.id() == "TIT2");
    titles.find_map(|frame| frame.content().text()).unwrap_or_default().trim_end_matches('\0').to_owned()
}

/// The chapter track of an MP4, or else its list of chapters.
fn of_mp4<R: Read + Seek>(recording: &mut R) -> Option<Vec<Chapter>> {
    let tag = mp4ameta::Tag::read_from(recording).ok()?;
    let track = tag.chapter_track();
    let chapters = if track.is_empty() { tag.chapter_list() } else { track };
    let chapter = |chapter: &mp4ameta::Chapter| Chapter {
        start: chapter.start.as_secs_f64(),
        end: None,
        title: chapter.title.clone(),
        url: None,
    };
    Some(chapters.iter().map(chapter).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::{Imported, Options, import};
    use super::*;

    fn titles(chapters: Option<Vec<Chapter>>) -> Vec<(f64, String)> {
        chapters.unwrap_or_default().into_iter().map(|chapter| (chapter.start, chapter.title)).collect()
    }

    #[test]
    fn lists_of_chapters() {
        let expected = [(0.0, "One".to_owned()), (75.5, "Two".to_owned())];
        for text in [
            r#"{"version":"1.2.0","chapters":[{"startTime":0,"title":"One"},{"startTime":30,"title":"Picture","toc":false},{"startTime":75.5,"title":"Two"}]}"#,
            "WEBVTT\n\n1\n00:00.000 --> 01:15.500\nOne\n\n01:15.500 --> 05:00.000\nTwo\n",
            "00:00:00.000 One\n00:01:15.5 - Two\n",
        ] {
            assert_eq!(titles(of_text(text)), expected, "{text}");
        }
        for text in [
            "WEBVTT\n\n00:00.000 --> 00:02.000\nThe lamp is lit, and everybody sees it.\n",
            "{\"segments\":[]}",
            "Ann: One\n",
            "",
        ] {
            assert_eq!(of_text(text), None, "{text}");
        }
    }

    /// An ID3v2.3 tag with two chapters, byte by byte as the standard has it.
    fn mp3() -> Vec<u8> {
        let text = |title: &str| {
            [b"TIT2".as_slice(), &[0, 0, 0, u8::try_from(title.len()).unwrap() + 1, 0, 0, 0], title.as_bytes()].concat()
        };
        let chapter = |id: &str, start: u32, end: u32, title: &str| {
            let mut body = [id.as_bytes(), &[0], &start.to_be_bytes(), &end.to_be_bytes(), &[0xff; 8]].concat();
            body.extend(text(title));
            [b"CHAP".as_slice(), &u32::try_from(body.len()).unwrap().to_be_bytes(), &[0, 0], &body].concat()
        };
        let frames = [chapter("a", 0, 75_500, "One"), chapter("b", 75_500, 300_000, "Two")].concat();
        let size = u8::try_from(frames.len()).unwrap();
        [b"ID3".as_slice(), &[3, 0, 0, 0, 0, 0, size & 0x7f], &frames].concat()
    }

    #[test]
    fn chapters_in_tags() {
        let expected = [(0.0, "One".to_owned()), (75.5, "Two".to_owned())];
        assert_eq!(titles(of_recording(&mut Cursor::new(mp3()))), expected);
        assert_eq!(of_recording(&mut Cursor::new(b"no recording at all")), None);
        // An `ftyp` and a `moov` with a Nero list of chapters: version 1, times in units of 100 nanoseconds.
        let atom = |name: &[u8; 4], body: &[u8]| {
            [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], name, body].concat()
        };
        let entry = |start: u64, title: &str| {
            [&start.to_be_bytes()[..], &[u8::try_from(title.len()).unwrap()], title.as_bytes()].concat()
        };
        let list = [&[1, 0, 0, 0, 0, 0, 0, 0, 2][..], &entry(0, "One"), &entry(755_000_000, "Two")].concat();
        let mvhd =
            atom(b"mvhd", &[&[0; 12][..], &1000_u32.to_be_bytes(), &300_000_u32.to_be_bytes(), &[0; 80]].concat());
        let moov = atom(b"moov", &[mvhd, atom(b"udta", &atom(b"chpl", &list))].concat());
        let mp4 = [atom(b"ftyp", b"M4A \0\0\0\0"), moov].concat();
        assert_eq!(titles(of_recording(&mut Cursor::new(mp4))), expected);
    }

    #[test]
    fn chapters_become_sections() {
        let text = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann>One.\n\n01:10.000 --> 01:20.000\n<v Bo>Two.\n\n01:30.000 --> 01:31.000\n<v Bo>Three.\n\n01:40.000 --> 01:41.000\n<v Ann>Four.\n\n03:00.000 --> 03:01.000\n<v Ann>Five.\n\n04:10.000 --> 04:11.000\n<v Ann>Six.\n";
        let chapter = |start, title: &str| Chapter { start, title: title.to_owned(), ..Chapter::default() };
        let chapters = vec![chapter(0.0, "A"), chapter(75.0, "B"), chapter(170.0, "C"), chapter(400.0, "D")];
        let options = Options { chapters, ..Options::default() };
        let Imported { files, report } = import(text.as_bytes(), &options).unwrap();
        let bodies: Vec<&str> = files.iter().skip(1).map(|(_, text)| text.as_str()).collect();
        assert_eq!(
            bodies,
            [
                // Bo's turn goes on in the second chapter and stays where it began.
                "---\nstart: 0:00\nend: \"1:15\"\n---\n\n# A\n\n**Ann** (0:01): One.\n\n**Bo** (1:10): Two.\n\n[1:30] Three.\n",
                // Ann's turn outlasts the third chapter, which would have no words at all.
                "---\nstart: \"1:15\"\nend: \"2:50\"\n---\n\n# B\n\n**Ann** (1:40): Four.\n",
                "---\nstart: \"2:50\"\nend: \"6:40\"\n---\n\n# C\n\n**Ann** (3:00): Five.\n\n[4:10] Six.\n",
            ]
        );
        assert!(report.todo.iter().any(|todo| todo.text.contains("`D`")), "{:?}", report.todo);
        assert_eq!(report.lines[15].section, Some(3));
    }
}
