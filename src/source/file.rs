//! One file: its bytes as text, its front matter and its body.

use std::fs;
use std::sync::Arc;

use super::walk::Found;
use super::{Asset, Document};
use crate::diag::{Diagnostic, File, Place, codes};

/// The largest source that is read, in bytes.
const LIMIT: u64 = 32 << 20;

/// Reads a file.
pub(super) fn read(found: &Found) -> Result<File, Box<Diagnostic>> {
    Ok(File::new(found.path.clone(), text(found)?))
}

/// Reads a file as UTF-8, without its byte order mark.
pub(super) fn text(found: &Found) -> Result<String, Box<Diagnostic>> {
    let unreadable = |error: std::io::Error| {
        Box::new(
            Diagnostic::new(codes::UNREADABLE, format!("this file cannot be read: {error}"))
                .about(found.path.as_str())
                .help("look at its permissions"),
        )
    };
    let length = fs::metadata(&found.from).map_err(unreadable)?.len();
    if length > LIMIT {
        return Err(Box::new(
            Diagnostic::new(codes::TOO_LARGE, format!("this source has {} MiB; 32 MiB is the limit", length >> 20))
                .about(found.path.as_str())
                .help("split it, or move it out of `content/`"),
        ));
    }
    let bytes = fs::read(&found.from).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(found, &error))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn not_utf8(found: &Found, error: &std::string::FromUtf8Error) -> Box<Diagnostic> {
    let at = error.utf8_error().valid_up_to();
    let valid = error.as_bytes().get(..at).unwrap_or_default();
    let text = String::from_utf8_lossy(valid).into_owned();
    let file = Arc::new(File::new(found.path.clone(), text));
    let end = file.text().len();
    Box::new(
        Diagnostic::new(codes::NOT_UTF8, "this file is not valid UTF-8")
            .at(Place::new(&file, end..end), "behind this, a byte is none of UTF-8")
            .help("save it as UTF-8 in your editor"),
    )
}

/// The largest picture that is read, in bytes.
const PICTURE_LIMIT: u64 = 64 << 20;

/// Reads a picture whole.
pub fn picture(asset: &Asset) -> Result<Vec<u8>, Box<Diagnostic>> {
    let unreadable = |error: std::io::Error| {
        Box::new(
            Diagnostic::new(codes::UNREADABLE, format!("this file cannot be read: {error}"))
                .about(asset.path.as_str())
                .help("look at its permissions"),
        )
    };
    let length = fs::metadata(&asset.from).map_err(unreadable)?.len();
    if length > PICTURE_LIMIT {
        return Err(Box::new(
            Diagnostic::new(
                codes::PICTURE_TOO_LARGE,
                format!("the file of this picture has {} MiB; 64 MiB is the limit", length >> 20),
            )
            .about(asset.path.as_str())
            .help("scale it down: pages show at most 1,600 pixels of width"),
        ));
    }
    fs::read(&asset.from).map_err(unreadable)
}

/// Finds the front matter and the body of a source.
pub fn document(file: &Arc<File>) -> Result<Document, Box<Diagnostic>> {
    let text = file.text();
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "---" {
        return Ok(Document { file: Arc::clone(file), front: 0..0, body: 0..text.len() });
    }
    let start = first.len();
    let mut at = start;
    for line in lines {
        if line.trim_end() == "---" {
            return Ok(Document { file: Arc::clone(file), front: start..at, body: at + line.len()..text.len() });
        }
        at += line.len();
    }
    Err(Box::new(
        Diagnostic::new(codes::OPEN_FRONT_MATTER, "the front matter is not closed")
            .at(Place::new(file, 0..3), "opened here")
            .help("put a line of `---` behind the last key"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::ContentPath;

    fn split(text: &str) -> Result<(String, String), Box<Diagnostic>> {
        let file = Arc::new(File::new(ContentPath::new("a.md").unwrap(), text.into()));
        let part = |range: std::ops::Range<usize>| file.text().get(range).unwrap_or_default().to_owned();
        document(&file).map(|d| (part(d.front), part(d.body)))
    }

    #[test]
    fn front_matter_is_found_by_its_lines() {
        for (text, front, body) in [
            ("---\na: 1\n---\nbody", "a: 1\n", "body"),
            ("---\r\na: 1\r\n---\r\nbody", "a: 1\r\n", "body"),
            ("---\n---\n", "", ""),
            ("body\n---\n", "", "body\n---\n"),
            ("", "", ""),
            ("---\na: |\n  ---x\n--- \nb", "a: |\n  ---x\n", "b"),
        ] {
            assert_eq!(split(text).unwrap(), (front.to_owned(), body.to_owned()), "{text:?}");
        }
        assert_eq!(split("---\na: 1\n").unwrap_err().code, codes::OPEN_FRONT_MATTER);
    }
}
