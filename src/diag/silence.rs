//! A finding that is silenced where it stands: by `<!-- silence: code -->` in its paragraph, or by itself right above it.

use super::Place;

const MARK: &str = "<!-- silence:";

/// Whether a code is silenced at a place.
pub(super) fn stands_at(place: &Place, code: &str) -> bool {
    let text = place.file.text();
    let before = text.get(..place.span.start).unwrap_or_default();
    let rest = text.get(before.len()..).unwrap_or_default();
    // Most files silence nothing.
    if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
        return false;
    }
    let tail = rest.lines().take_while(|line| !line.trim().is_empty());
    let mut above = before.rsplit('\n').peekable();
    let mut paragraph: Vec<&str> = above.next().into_iter().collect();
    while let Some(line) = above.next_if(|line| !line.trim().is_empty()) {
        paragraph.push(line);
    }
    let alone = above.find(|line| !line.trim().is_empty()).filter(|line| line.trim().starts_with("<!--"));
    tail.chain(paragraph).chain(alone).any(|line| names(line, code))
}

/// Whether a line silences a code.
fn names(line: &str, code: &str) -> bool {
    line.split(MARK)
        .skip(1)
        .filter_map(|rest| rest.split("-->").next())
        .any(|codes| codes.split([',', ' ']).any(|one| one == code))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diag::File;
    use crate::path::ContentPath;

    #[test]
    fn a_comment_silences_its_paragraph_and_the_one_below_it() {
        let text = "A.\n\n<!-- silence: one, two -->\n\nB x\ny.\n\nC <!-- silence: three --> z.\n\nD\n";
        let file = Arc::new(File::new(ContentPath::new("content/01.md").unwrap(), text.into()));
        for (at, code, silenced) in [
            ("A.", "one", false),
            ("B x", "one", true),
            ("y.", "two", true),
            ("y.", "three", false),
            ("C <", "one", false),
            ("C <", "three", true),
            (" z.", "three", true),
            ("D", "three", false),
        ] {
            let start = text.find(at).unwrap();
            assert_eq!(stands_at(&Place::new(&file, start..start + 1), code), silenced, "{at} {code}");
        }
    }
}
