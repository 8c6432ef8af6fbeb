//! Sources as rows of blocks.
//!
//! In: the text of a file. Out: its blocks, each with the blank lines behind it, so that what nobody changed stays as it was typed.
//! It must never know what a block means.

use crate::text;

/// A block.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The words, without blank lines around them.
    pub text: String,
    /// The line ends behind them.
    pub gap: String,
    /// It is no words, but the beginning of the file of this name.
    pub opens: Option<String>,
    /// It is a line of a front matter, which has no blank line behind it.
    pub tight: bool,
}

/// Blocks are compared by their words; a file may be called as it likes.
type Key<'b> = (bool, &'b str);

impl Block {
    fn key(&self) -> Key<'_> {
        (self.opens.is_some(), self.text.as_str())
    }
}

impl PartialEq for Block {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Block {}

impl std::hash::Hash for Block {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for Block {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Block {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// The blocks of a section's file, and its beginning as one of them.
pub fn parted(name: &str, text: &str) -> Vec<Block> {
    let opens = Block { opens: Some(name.to_owned()), ..Block::default() };
    let mut out = vec![opens];
    out.extend(blocks(text));
    out
}

/// The blocks of `event.md`: each key and each item of a list of its front matter, then those of its body.
pub fn of_event(text: &str) -> Vec<Block> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let front = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).map(|at| at + 4 + 5);
    let Some((front, body)) = front.and_then(|end| text.split_at_checked(end)) else { return blocks(text) };
    let mut out: Vec<Block> = Vec::new();
    for line in front.split_inclusive('\n') {
        let continues = line.starts_with([' ', '\t']) && !line.trim_start().starts_with("- ");
        match out.last_mut() {
            Some(last) if continues => {
                last.text.push('\n');
                last.text.push_str(line.trim_end_matches('\n'));
            }
            _ => out.push(Block {
                text: line.trim_end_matches('\n').to_owned(),
                gap: "\n".to_owned(),
                opens: None,
                tight: true,
            }),
        }
    }
    let start = body.len() - body.trim_start_matches('\n').len();
    let (gap, body) = body.split_at_checked(start).unwrap_or(("", body));
    if let Some(last) = out.last_mut() {
        last.gap.push_str(gap);
    }
    out.extend(blocks(body));
    out
}

/// The blocks of a text, parted by blank lines.
fn blocks(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        match out.last_mut() {
            Some(last) if words.is_empty() => {
                last.gap.push_str(line);
                open = false;
            }
            Some(last) if open => {
                last.text.push_str(&last.gap);
                last.text.push_str(words);
                line.get(words.len()..).unwrap_or_default().clone_into(&mut last.gap);
            }
            _ if words.is_empty() => {}
            _ => {
                let gap = line.get(words.len()..).unwrap_or_default().to_owned();
                out.push(Block { text: words.to_owned(), gap, opens: None, tight: false });
                open = true;
            }
        }
    }
    out
}

/// The words, spaces and marks of a text; where a script has no spaces, each character.
pub fn words(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    let kind = |c: char| match c {
        _ if text::is_cjk(c) => 0,
        _ if c.is_alphanumeric() || matches!(c, '\'' | '’') => 1,
        _ if c.is_whitespace() => 2,
        _ => 3,
    };
    for (at, c) in text.char_indices() {
        let goes_on = before.is_some_and(|before| kind(before) == kind(c) && matches!(kind(c), 1 | 2));
        if !goes_on && at > start {
            out.extend(text.get(start..at));
            start = at;
        }
        before = Some(c);
    }
    out.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_as_they_were() {
        for text in ["a\nb\n\n\nc\n", "a", "a\r\n\r\nb\r\n", "---\nx: 1\n---\n\n# T\n"] {
            let all: String = blocks(text).iter().flat_map(|block| [&*block.text, &*block.gap]).collect();
            assert_eq!(all, text);
        }
        let event = "---\ntitle: a\nspeakers:\n  - id: b\n    name: c\n  - d\n---\n\nIntro.\n";
        let parts = of_event(event);
        let texts: Vec<&str> = parts.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["---", "title: a", "speakers:", "  - id: b\n    name: c", "  - d", "---", "Intro."]);
        let all: String = parts.iter().flat_map(|block| [&*block.text, &*block.gap]).collect();
        assert_eq!(all, event);
    }

    #[test]
    fn words_of_any_script() {
        assert_eq!(words("The lamp's 灯亮, so"), ["The", " ", "lamp's", " ", "灯", "亮", ",", " ", "so"]);
    }
}
