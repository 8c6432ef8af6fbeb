//! A newer import into an event that was edited.
//!
//! In: the files as the last import wrote them, as they are now, and as the new import would write them. Out: files that have what the
//! editor changed and what is new, and the places where both changed the same: there the editor's words stay, and the others are
//! shown. The unit is a block between blank lines; inside a block that both changed, words. It must never drop a block unseen.
//!
//! The sections are merged as one text, so that a turn that the editor moved to another section, or a section that was parted, is
//! no conflict. The ids of turns need no care: the ledger knows turns by their words, and an id that is pinned is the editor's.

mod blocks;
mod pairs;
mod three;

use std::fmt::Write;

use blocks::{Block, parted};
use three::{Behind, Piece};

/// A place where the editor and the new import changed the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The file in which the editor's version stands.
    pub file: String,
    /// What the last import wrote.
    pub base: String,
    /// What stands in the file.
    pub ours: String,
    /// What the new import would write.
    pub theirs: String,
}

impl Conflict {
    fn of(file: &str, base: &[Block], ours: &[Block], theirs: &[Block]) -> Self {
        let text = |blocks: &[Block]| text_of(blocks).trim_end().to_owned();
        Self { file: file.to_owned(), base: text(base), ours: text(ours), theirs: text(theirs) }
    }
}

/// What came of a merge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// All files of the event: name and text.
    pub files: Vec<(String, String)>,
    /// Where both changed the same.
    pub conflicts: Vec<Conflict>,
    /// Blocks that both changed in different places: the file, and the block as it is now.
    pub joined: Vec<(String, String)>,
    /// Blocks of the new import that came in.
    pub new: usize,
}

/// Name and text of each file.
pub type Files = [(String, String)];

/// Merges: `base` was written by the last import, `ours` is there now, `theirs` comes in.
pub fn merge(base: &Files, ours: &Files, theirs: &Files) -> Merged {
    let mut merged = Merged::default();
    let is_event = |name: &str| name == "event.md";
    let front = |files: &Files| -> Vec<Block> {
        let event = files.iter().filter(|(name, _)| is_event(name));
        event.flat_map(|(_, text)| blocks::of_event(text)).collect()
    };
    let body = |files: &Files| -> Vec<Block> {
        let sections = files.iter().filter(|(name, _)| !is_event(name));
        sections.flat_map(|(name, text)| parted(name, text)).collect()
    };
    let event = together("event.md", &front(base), &front(ours), &front(theirs), &mut merged);
    let sections = together("", &body(base), &body(ours), &body(theirs), &mut merged);
    merged.files.push(("event.md".to_owned(), text_of(&event)));
    let mut files: Vec<(String, Vec<Block>)> = Vec::new();
    for block in sections {
        if let Some(name) = &block.opens {
            files.push((free(name, &files), Vec::new()));
        } else if let Some((_, blocks)) = files.last_mut() {
            blocks.push(block);
        } else {
            // The editor's first file has gone: its words begin the first there is.
            files.push(("01.md".to_owned(), vec![block]));
        }
    }
    merged.files.extend(files.into_iter().map(|(name, blocks)| (name, text_of(&blocks))));
    for (_, text) in &mut merged.files {
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    merged.files.retain(|(name, text)| is_event(name) || !text.trim().is_empty());
    merged
}

/// A name that no other file has; a new section whose number is taken comes last.
fn free(name: &str, files: &[(String, Vec<Block>)]) -> String {
    let number = |name: &str| -> Option<u32> {
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let same = |other: &str| other == name || number(name).is_some_and(|number_of| number(other) == Some(number_of));
    if !files.iter().any(|(other, _)| same(other)) {
        return name.to_owned();
    }
    let last = files.iter().filter_map(|(name, _)| number(name)).max().unwrap_or(0);
    format!("{:02}.md", last.saturating_add(1))
}

/// The text of blocks. What ended a file has no blank line behind it, and needs one where something follows.
fn text_of(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (n, block) in blocks.iter().enumerate() {
        out.push_str(&block.text);
        let is_last = n + 1 == blocks.len();
        let is_parted = block.tight || block.gap.matches('\n').count() > 1;
        out.push_str(if is_last || is_parted { &block.gap } else { "\n\n" });
    }
    out
}

/// One sequence of blocks of three.
fn together(file: &str, base: &[Block], ours: &[Block], theirs: &[Block], merged: &mut Merged) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let slice = |of: &[Block], range: &std::ops::Range<usize>| of.get(range.clone()).unwrap_or_default().to_vec();
    let mut file = file.to_owned();
    for piece in three::merge(base, ours, theirs, Behind::Belongs) {
        if let Some(name) = out.iter().rev().find_map(|block| block.opens.as_ref()) {
            file.clone_from(name);
        }
        match piece {
            Piece::Ours(range) => out.append(&mut slice(ours, &range)),
            Piece::Theirs(range) => {
                merged.new += range.len();
                out.append(&mut slice(theirs, &range));
            }
            Piece::Conflict { base: was, ours: mine, theirs: other } => {
                let [was, mine, other] = [slice(base, &was), slice(ours, &mine), slice(theirs, &other)];
                if let Some(mut blocks) = pairs::merge(&file, &was, &mine, &other, merged) {
                    out.append(&mut blocks);
                    continue;
                }
                if let Some(added) = mine.strip_prefix(was.as_slice()) {
                    merged.new += other.len();
                    out.extend(other);
                    out.extend_from_slice(added);
                    continue;
                }
                merged.conflicts.push(Conflict::of(&file, &was, &mine, &other));
                out.extend(mine);
            }
        }
    }
    out
}

/// What an editor reads of the conflicts.
pub fn told(conflicts: &[Conflict]) -> String {
    let mut out = "# Where you and the new import changed the same\n\n\
        Your words stand in the files. Below are those of the new import: take over what you want, then remove this file.\n\
        Nothing is imported into this event before.\n"
        .to_owned();
    for conflict in conflicts {
        let Conflict { file, base, ours, theirs } = conflict;
        for (what, text) in [("The last import wrote", base), ("You have", ours), ("The new import has", theirs)] {
            let text = if text.is_empty() { "nothing" } else { text };
            let quoted: Vec<String> = text.lines().map(|line| format!("> {line}")).collect();
            // Writing to a string cannot fail.
            let _ = write!(out, "\n{what} ({file}):\n\n{}\n", quoted.join("\n"));
        }
        out.push_str("\n---\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(event: &str, sections: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut files = vec![("event.md".to_owned(), event.to_owned())];
        files.extend(sections.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        files
    }

    const EVENT: &str = "---\ntitle: Lamps\nspeakers:\n  - id: ann\n    name: Ann\n---\n\nIntro.\n";

    #[test]
    fn what_the_editor_changed_stays_and_new_text_comes_in() {
        let base = files(
            EVENT,
            &[("01.md", "# One\n\n**Ann:** The lamp is lit.\n\n**Bo:** Why?\n"), ("02.md", "# Two\n\n**Ann:** So.\n")],
        );
        let ours = files(
            &EVENT.replace("Lamps", "The lamps").replace("name: Ann", "name: Ann\n    position: keeper"),
            &[
                ("01-one.md", "# One\n\n**Ann:** {#k3f9} The ==lamp== is lit.\n\n> [!NOTE]\n> Mine.\n"),
                ("02.md", "**Bo:** Why?\n\n\n# Two\n\n**Ann:** So.\n"),
            ],
        );
        let theirs = files(
            &EVENT.replace("    name: Ann\n", "    name: Ann\n  - id: cy\n    name: Cy\n"),
            &[
                ("01.md", "# One\n\n**Ann:** The lamp is lit now.\n\n**Bo:** Why?\n"),
                ("02.md", "# Two\n\n**Ann:** So.\n\n**Cy:** New.\n"),
                ("03.md", "# Three\n\n**Cy:** Too.\n"),
            ],
        );
        let merged = merge(&base, &ours, &theirs);
        let expected = files(
            "---\ntitle: The lamps\nspeakers:\n  - id: ann\n    name: Ann\n    position: keeper\n  - id: cy\n    name: Cy\n---\n\nIntro.\n",
            &[
                ("01-one.md", "# One\n\n**Ann:** {#k3f9} The ==lamp== is lit now.\n\n> [!NOTE]\n> Mine.\n"),
                ("02.md", "**Bo:** Why?\n\n\n# Two\n\n**Ann:** So.\n\n**Cy:** New.\n"),
                ("03.md", "# Three\n\n**Cy:** Too.\n"),
            ],
        );
        assert_eq!(merged.files, expected);
        assert_eq!((merged.conflicts.len(), merged.joined.len()), (0, 1));
    }

    #[test]
    fn conflicts_keep_the_editors_words() {
        let base = files(EVENT, &[("01.md", "**Ann:** One lamp.\n\n**Bo:** Two.\n")]);
        let ours = files(EVENT, &[("01.md", "**Ann:** Our lamp.\n\n**Bo:** Two.\n")]);
        let theirs = files(EVENT, &[("01.md", "**Ann:** No lamp.\n\n**Bo:** Two.\n\n**Bo:** Three.\n")]);
        let merged = merge(&base, &ours, &theirs);
        assert_eq!(merged.files[1].1, "**Ann:** Our lamp.\n\n**Bo:** Two.\n\n**Bo:** Three.\n");
        let conflict = Conflict {
            file: "01.md".to_owned(),
            base: "**Ann:** One lamp.".to_owned(),
            ours: "**Ann:** Our lamp.".to_owned(),
            theirs: "**Ann:** No lamp.".to_owned(),
        };
        assert_eq!(merged.conflicts, [conflict]);
        assert!(told(&merged.conflicts).contains("The new import has (01.md):\n\n> **Ann:** No lamp.\n"));
    }

    #[test]
    fn without_a_change_nothing_changes() {
        let base = files(EVENT, &[("01.md", "# One\n\n**Ann:** A\n\n\n\n- b\n- c\n"), ("02.md", "x\n")]);
        assert_eq!(merge(&base, &base, &base).files, base);
        let one_file = files(EVENT, &[("transcript.md", "## 01 One\n\n**Ann:** A\n\n## 02\n\nx\n")]);
        assert_eq!(merge(&base, &one_file, &base).files[1].0, "transcript.md");
    }
}
