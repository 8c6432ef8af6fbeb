//! Bytes as text, whatever encoding they are in.
//!
//! In: the bytes of a file. Out: its text, and a note where it was converted. It must never know what the text says; only
//! an encoding that XML or HTML declares is believed.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text, and how it came to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// What was done, where something was.
    pub note: Option<String>,
}

/// The text of a file.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        if encoding != UTF_8 {
            return converted(encoding, rest);
        }
    }
    if let Some(encoding) = utf_16(bytes) {
        return converted(encoding, bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: text.into(), note: None },
        Err(error) => {
            let is_cut = error.error_len().is_none();
            let is_mostly_whole = || error.valid_up_to() > 200 && breaks(bytes) * 200 < bytes.len();
            if is_cut || is_mostly_whole() {
                let note = "the text is UTF-8, and some bytes of it are damaged: � stands in their place, look for it";
                return Decoded {
                    text: String::from_utf8_lossy(bytes).into_owned().into(),
                    note: Some(note.to_owned()),
                };
            }
            converted(declared(bytes).unwrap_or_else(|| guessed(bytes)), bytes)
        }
    }
}

fn converted<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let mut note = format!("the file is {}: it was converted to UTF-8", name(encoding));
    if damaged {
        note.push_str("; some bytes are no characters in it, � stands in their place");
    }
    Decoded { text: text.into_owned().into(), note: Some(note) }
}

/// The name that people know: the standard calls the superset GBK.
fn name(encoding: &'static Encoding) -> &'static str {
    if encoding.name() == "GBK" { "GB 18030" } else { encoding.name() }
}

/// UTF-16 without a byte order mark: every other byte of text in Latin letters is zero.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(2000)).unwrap_or_default();
    let (pairs, _) = sample.as_chunks::<2>();
    if pairs.len() < 4 {
        return None;
    }
    let high = pairs.iter().filter(|[first, second]| *first == 0 && *second != 0).count();
    let low = pairs.iter().filter(|[first, second]| *second == 0 && *first != 0).count();
    // A few line ends and spaces are enough: in no other encoding of text is a byte zero.
    if low * 20 > pairs.len() && high == 0 {
        Some(UTF_16LE)
    } else if high * 20 > pairs.len() && low == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// How often a byte sequence is no UTF-8.
fn breaks(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count()
}

/// The encoding that XML or HTML declares for itself.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(1024)).unwrap_or_default());
    let after = start.split_once("encoding=").or_else(|| start.split_once("charset="))?.1;
    let label: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
        .collect();
    // A declaration that says UTF-8 is wrong here.
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != UTF_8)
}

/// The most likely encoding, by how often its characters occur side by side.
fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "主持人：各位来宾，下午好。今天我们讨论河边的灯。\n林远：谢谢主持人，我先说三点意见。\n";
    const TRADITIONAL: &str = "主持人：各位來賓，下午好。今天我們討論河邊的燈。\n林遠：謝謝主持人，我先說三點意見。\n";
    const JAPANESE: &str =
        "司会：みなさん、こんにちは。今日は川のほとりの灯りについて話し合います。\n林：ありがとうございます。\n";

    #[test]
    fn encodings() {
        for (label, text) in [
            ("gb18030", TEXT),
            ("big5", TRADITIONAL),
            ("shift_jis", JAPANESE),
            ("euc-kr", "사회자: 안녕하세요. 오늘은 강가의 등불에 대해 이야기하겠습니다.\n"),
        ] {
            let (bytes, encoding, _) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            let decoded = decode(&bytes);
            assert_eq!(decoded.text, text, "{label}");
            assert_eq!(
                decoded.note,
                Some(format!(
                    "the file is {}: it was converted to UTF-8",
                    if label == "gb18030" { "GB 18030" } else { encoding.name() }
                ))
            );
        }
    }

    #[test]
    fn utf_16_with_and_without_its_mark() {
        let text = "WEBVTT\n\n00:01.000 --> 00:02.000\nAnn Lee: 好。\n";
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            let bytes: Vec<u8> = units.flat_map(unit).collect();
            let decoded = decode(&bytes);
            assert_eq!(decoded.text, text);
            assert!(decoded.note.is_some_and(|note| note.contains("UTF-16")));
        }
    }

    #[test]
    fn utf_8_stays_as_it_is() {
        for text in ["", TEXT, "\u{feff}a"] {
            assert_eq!(decode(text.as_bytes()), Decoded { text: text.into(), note: None });
        }
    }

    #[test]
    fn a_cut_character_is_no_other_encoding() {
        let bytes = &TEXT.as_bytes()[..TEXT.len() - 3];
        let decoded = decode(bytes);
        assert!(decoded.text.ends_with("意见\u{fffd}"), "{}", decoded.text);
        assert!(decoded.note.is_some_and(|note| note.contains("damaged")));
    }

    #[test]
    fn a_declared_encoding_is_believed() {
        let text = "<?xml version=\"1.0\" encoding=\"Big5\"?><a>燈</a>";
        let (bytes, ..) = encoding_rs::BIG5.encode(text);
        assert_eq!(decode(&bytes).text, text);
    }

    #[test]
    fn any_bytes_are_some_text() {
        for bytes in [&[0xff_u8; 10][..], &[0xff, 0xfe], &[0xfe, 0xff, 0], &[0, 0, 0, 0], &[0x80; 5000]] {
            assert!(decode(bytes).text.chars().count() <= bytes.len());
        }
    }
}
