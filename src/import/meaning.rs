//! What each line is on its own.
//!
//! In: the lines, the labels among them, and the names of the speakers. Out: a meaning for each line. What a line is in its
//! place (a title, a question without a mark) is for `sections` and `turns` to say; this file must never know of sections.

use super::chars::{self, asks, count_up_to, ends_sentence};
use super::label::Label;
use super::names::{self, Names};
use super::words::{BY_ROLE, FIRST_WORDS, has};
use super::{mentions, navigation};

/// What a line is on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// Without words.
    Blank,
    /// Left by a web page.
    Remnant,
    /// A speaker's label; `joint` where it names several.
    Speaker { label: Label<'a>, joint: bool },
    /// A speaker's name without its colon, and the words after it.
    LostColon { name: &'a str, rest: &'a str },
    /// A label of the audience.
    Audience(Label<'a>),
    /// Words that open the audience's part, and what follows their colon.
    AudiencePart { rest: &'a str },
    /// Anything else.
    Words,
}

/// What each line is on its own.
pub fn meanings<'a>(words: &[&'a str], labels: &[Option<Label<'a>>], names: &Names<'a>) -> Vec<Meaning<'a>> {
    let known: mentions::Names<'_> = names.all().collect();
    let last_label = labels.iter().rposition(|label| label.is_some_and(|label| names.know(&label))).unwrap_or(0);
    let each = words.iter().zip(labels).enumerate();
    let mut meanings: Vec<Meaning<'a>> =
        each.map(|(at, (line, label))| meaning(line, *label, names, &known, at > last_label)).collect();
    // `观众提问` without a colon is a mark where a question follows, and otherwise words like others.
    for (at, line) in words.iter().enumerate() {
        let follows = || words.iter().skip(at + 1).find(|line| !line.is_empty()).is_some_and(|next| asks(next));
        let alone = Label { head: line, name: line, role: None, rest: "" };
        if let Some(meaning @ Meaning::Words) = meanings.get_mut(at)
            && count_up_to(line, 3) > 2
            && names::is_audience(line)
            && follows()
        {
            *meaning = Meaning::Audience(alone);
        }
    }
    meanings
}

fn meaning<'a>(
    line: &'a str,
    label: Option<Label<'a>>,
    names: &Names<'a>,
    known: &mentions::Names<'a>,
    after_all: bool,
) -> Meaning<'a> {
    if line.is_empty() {
        return Meaning::Blank;
    }
    if let Some(label) = label {
        if names.know(&label) && !is_credit(&label, known) {
            return Meaning::Speaker { label, joint: names.joint(&label).is_some() };
        }
        if label.role.is_none() && names::is_audience(label.name) {
            return Meaning::Audience(label);
        }
        if names::is_audience_part(label.head) {
            return Meaning::AudiencePart { rest: label.rest };
        }
    }
    if names::is_audience_part(line) {
        return Meaning::AudiencePart { rest: "" };
    }
    if navigation::is_remnant(line, after_all) {
        return Meaning::Remnant;
    }
    lost_colon(line, known).map_or(Meaning::Words, |(name, rest)| Meaning::LostColon { name, rest })
}

/// `主持人：林远` names who has a part, and says nothing: after a role, a known name that ends no sentence.
fn is_credit(label: &Label<'_>, known: &mentions::Names<'_>) -> bool {
    has(BY_ROLE, label.name)
        && !ends_sentence(label.rest)
        && !asks(label.rest)
        && known.mentions(label.rest).first().is_some_and(|mention| mention.range.start < 60)
}

/// A known name at the beginning of a line, and words after it as after a label. A name in Han runs on into its sentence,
/// so that a space after it is one that stood behind the colon; in other scripts the next word has to say `I`.
fn lost_colon<'a>(line: &'a str, known: &mentions::Names<'a>) -> Option<(&'a str, &'a str)> {
    let name = known.at_start(line)?;
    let (name, rest) = line.split_at_checked(name.len())?;
    if let Some(rest) = rest.strip_prefix([';', '；']) {
        return (!rest.is_empty() && known.at_start(rest.trim_start()).is_none()).then_some((name, rest.trim_start()));
    }
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let rest = rest.trim_start();
    let first = rest.split([' ', ',', '.', '!', '?', '…']).next().unwrap_or_default();
    let speaks = if chars::has_cjk(name) { known.at_start(rest).is_none() } else { FIRST_WORDS.contains(&first) };
    (speaks && !rest.is_empty()).then_some((name, rest))
}

/// The label for a question of the audience that has none of its own.
pub fn audience_mark(language: &str, words: &[&str]) -> &'static str {
    let is_chinese = language.to_ascii_lowercase().starts_with("zh");
    let traditional = || words.iter().take(500).any(|line| line.contains(['觀', '眾', '這', '們', '說']));
    match is_chinese {
        true if traditional() => "觀眾提問",
        true => "观众提问",
        false => "Audience question",
    }
}
