//! Who spoke, and what they are.
//!
//! In: the names that stand as labels, and the paragraphs of the introduction. Out: speakers in the order of mention, with
//! organisation and position as the introduction states them. It must never add somebody who has no turn.

use std::collections::BTreeMap;

use super::chars::{count_up_to, has_cjk};
use super::mentions::Names;
use super::role::{self, Role};
use super::words::{INVITING, LIST_JOINERS};

/// A speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// The name as labels write it.
    pub name: String,
    /// What the introduction, or else a label, says of them.
    pub role: Role,
    /// Index of the introduction's paragraph that mentions them.
    pub mentioned_in: Option<usize>,
}

/// No more of an introduction than this is searched for names, in characters.
const LONGEST: usize = 20_000;

/// The speakers: those whom the introduction mentions, in its order, then the others in the order of their first turns.
/// `heads` are names and the roles stated in labels, by turn; two spellings with one `key` are one name.
pub fn speakers(paragraphs: &[&str], heads: &[(&str, Option<&str>)], key: impl Fn(&str) -> String) -> Vec<Speaker> {
    let names: Names<'_> = heads.iter().map(|(name, _)| *name).collect();
    let mut roster = Roster::default();
    let mut searched = 0;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let start: String = paragraph.chars().take(LONGEST - searched).collect();
        searched += count_up_to(&start, LONGEST);
        for (name, role) in in_paragraph(&start, &names) {
            roster.add(key(name), name, role, Some(at));
        }
    }
    for (name, stated) in heads {
        let role = stated.map(role::split).filter(|role| role.position.is_some()).unwrap_or_default();
        roster.add(key(name), name, role, None);
    }
    roster.speakers
}

#[derive(Default)]
struct Roster {
    speakers: Vec<Speaker>,
    places: BTreeMap<String, usize>,
}

impl Roster {
    /// Adds a speaker, or the role of one who has none yet.
    fn add(&mut self, key: String, name: &str, role: Role, mentioned_in: Option<usize>) {
        let place = *self.places.entry(key).or_insert(self.speakers.len());
        match self.speakers.get_mut(place) {
            Some(speaker) if speaker.role.is_empty() => speaker.role = role,
            Some(_) => {}
            None => self.speakers.push(Speaker { name: name.to_owned(), role, mentioned_in }),
        }
    }
}

fn in_paragraph<'a>(text: &str, names: &Names<'a>) -> Vec<(&'a str, Role)> {
    let mentions = names.mentions(text);
    let mut before_from = 0;
    let mut found = Vec::new();
    for (place, mention) in mentions.iter().enumerate() {
        let after_to = mentions.get(place + 1).map_or(text.len(), |next| next.range.start);
        let before = text.get(before_from..mention.range.start).unwrap_or_default();
        let after = text.get(mention.range.end..after_to).unwrap_or_default();
        let role = role_before(before, place > 0).or_else(|| role_after(after, after_to < text.len()));
        found.push((mention.name, role.unwrap_or_default()));
        before_from = mention.range.end;
    }
    found
}

/// The role that directly precedes a name. `listed`: another name stands before it.
fn role_before(before: &str, listed: bool) -> Option<Role> {
    let mut chunk = before;
    let mut is_listed = listed;
    if listed {
        while let Some(rest) = LIST_JOINERS.iter().find_map(|joiner| chunk.strip_prefix(joiner)) {
            chunk = rest;
        }
    }
    if let Some(at) = chunk.rfind(ends_clause) {
        is_listed = chunk.get(at..)?.starts_with('、');
        chunk = chunk.get(at..)?.trim_start_matches(ends_clause);
    }
    if let Some((at, word)) =
        INVITING.iter().filter_map(|word| chunk.rfind(word).map(|at| (at + word.len(), word))).max()
    {
        is_listed |= !word.is_empty();
        chunk = chunk.get(at..)?;
    }
    let chunk = chunk.trim();
    let joined = LIST_JOINERS.iter().any(|joiner| !joiner.trim().is_empty() && chunk.ends_with(joiner.trim_end()));
    if chunk.is_empty() || joined {
        return None;
    }
    let role = role::before_name(chunk);
    let is_believable = role.position.is_some() || (is_listed && has_cjk(chunk) && count_up_to(chunk, 21) <= 20);
    (is_believable && !role.is_empty()).then_some(role)
}

fn ends_clause(c: char) -> bool {
    matches!(
        c,
        '。' | '！'
            | '？'
            | '；'
            | ';'
            | '：'
            | ':'
            | '，'
            | ','
            | '、'
            | '（'
            | '）'
            | '('
            | ')'
            | '“'
            | '”'
            | '!'
            | '?'
    )
}

/// The role that follows a name: in brackets, or after a comma, a dash or `is`. `before_name`: another name follows.
fn role_after(after: &str, before_name: bool) -> Option<Role> {
    let after = after.trim_start();
    if let Some(inner) = after.strip_prefix(['(', '（']) {
        let (inner, _) = inner.split_once([')', '）'])?;
        let role = role::split(inner);
        let is_name = has_cjk(inner) || inner.starts_with(char::is_uppercase);
        return (count_up_to(inner, 121) <= 120 && (role.position.is_some() || is_name)).then_some(role);
    }
    let is = ["is the ", "is a ", "is an ", "is "].iter().find_map(|word| after.strip_prefix(word));
    let chunk = is.or_else(|| after.strip_prefix([',', '，', '–', '—', '-']))?.trim_start();
    let end = ["。", "；", ";", ". ", "、", "！"].iter().filter_map(|mark| chunk.find(mark)).min();
    let clause = end.and_then(|end| chunk.get(..end)).unwrap_or(chunk).trim_end().trim_end_matches('.');
    let parted = without_joiner(clause);
    if before_name && end.is_none() && parted.len() == clause.len() {
        return None; // the words run on to the next name, and are its own
    }
    let parted = if has_cjk(parted) { parted.split(['，', ',']).next()? } else { parted };
    let mut role = role::split(parted);
    role.organization =
        role.organization.and_then(|name| name.split([',', '(']).next().map(|name| name.trim().to_owned()));
    role.position.is_some().then_some(role)
}

/// A clause without the comma and the `and` that lead to the next name.
fn without_joiner(clause: &str) -> &str {
    let mut clause = clause.trim_end();
    while let Some(rest) =
        [",", "，", " and", " with", " &", "和", "与", "以及"].iter().find_map(|joiner| clause.strip_suffix(joiner))
    {
        clause = rest.trim_end();
    }
    clause
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, names: &[&str]) -> String {
        let heads: Vec<_> = names.iter().map(|name| (*name, None)).collect();
        let each = |speaker: Speaker| {
            let part = |part: Option<String>| part.unwrap_or_else(|| "?".to_owned());
            format!("{} {}/{}", speaker.name, part(speaker.role.organization), part(speaker.role.position))
        };
        speakers(&[text], &heads, str::to_owned).into_iter().map(each).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn roles_before_chinese_names() {
        let text = "3月2日,在A和B的话题之下,我们邀请到了海灯社创始人林远、Kite技术合伙人周小帆、7号院/灯塔创始人&CEO何一航作为嘉宾。";
        let expected = "林远 海灯社/创始人; 周小帆 Kite/技术合伙人; 何一航 7号院/灯塔/创始人&CEO";
        assert_eq!(found(text, &["何一航", "林远", "周小帆"]), expected);
        assert_eq!(
            found("嘉宾有来自远山大学的林远和灯塔主编周小帆。", &["周小帆", "林远"]),
            "林远 远山大学/?; 周小帆 灯塔/主编"
        );
    }

    #[test]
    fn roles_after_names() {
        let text = "A talk with Ann Lee, CTO of Foo, and Bob Ray (editor, Bar). Cy Dunn is the founder of Baz.";
        assert_eq!(
            found(text, &["Bob Ray", "Cy Dunn", "Ann Lee"]),
            "Ann Lee Foo/CTO; Bob Ray Bar/editor; Cy Dunn Baz/founder"
        );
        assert_eq!(
            found("嘉宾：林远（海灯社创始人）、周小帆（Kite，主编）", &["林远", "周小帆"]),
            "林远 海灯社/创始人; 周小帆 Kite/主编"
        );
        assert_eq!(
            found("林远，海灯社创始人；周小帆，灯塔主编。", &["林远", "周小帆"]),
            "林远 海灯社/创始人; 周小帆 灯塔/主编"
        );
    }

    #[test]
    fn roles_before_english_names() {
        assert_eq!(
            found("Host Ann Lee spoke to Foo Labs CTO Bob Ray and Cy Dunn", &["Ann Lee", "Bob Ray", "Cy Dunn"]),
            "Ann Lee ?/Host; Bob Ray Foo Labs/CTO; Cy Dunn ?/?"
        );
    }

    #[test]
    fn no_role_at_all() {
        assert_eq!(found("林远和周小帆谈到了灯。", &["林远", "周小帆", "何一航"]), "林远 ?/?; 周小帆 ?/?; 何一航 ?/?");
    }

    #[test]
    fn roles_of_labels() {
        let speakers = speakers(&[], &[("林远", Some("海灯社创始人")), ("DD", Some("jokingly"))], str::to_owned);
        assert_eq!(speakers.first().and_then(|speaker| speaker.role.position.as_deref()), Some("创始人"));
        assert!(speakers.last().is_some_and(|speaker| speaker.role.is_empty()));
    }
}
