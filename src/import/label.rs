//! What a label looks like.
//!
//! In: one line. Out: its head before the first colon, taken apart into a name and a role, and the words after the colon.
//! Whether the head names a speaker is for `names` to say, by all the lines together; this file must never guess it.

use super::chars::{has_cjk, is_cjk, is_colon};

/// Something before a colon that could be a speaker's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'a> {
    /// All that stands before the colon, as written.
    pub head: &'a str,
    /// The head without its role.
    pub name: &'a str,
    /// The role that the head states: `潞晨科技创始人` of `尤洋-潞晨科技创始人`, `CTO, Foo` of `Ann Lee (CTO, Foo)`.
    pub role: Option<&'a str>,
    /// The words after the colon; empty where they stand in the next line.
    pub rest: &'a str,
}

/// No head is longer, in characters.
const LONGEST_HEAD: usize = 80;
/// No name is longer, in characters.
pub const LONGEST_NAME: usize = 40;

/// The label with which a line begins, if there is anything like it.
pub fn read(line: &str) -> Option<Label<'_>> {
    let (head, colon, rest) = split_at_colon(line)?;
    if rest.starts_with("//") {
        return None; // an address
    }
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if colon == ':' && digit(head.chars().next_back()) && digit(rest.chars().next()) {
        return None; // a time or a score
    }
    let head = head.trim();
    let (name, role) = name_and_role(head);
    (is_possible(name) && role.is_none_or(|role| !role.is_empty())).then_some(Label {
        head,
        name,
        role,
        rest: rest.trim(),
    })
}

/// The several names of a label that names more than one speaker: `A、B`, `A & B`.
pub fn several(head: &str) -> Option<Vec<&str>> {
    for joiner in ["、", " & ", "＆", " and ", "&", "和", "与"] {
        if head.contains(joiner) {
            let names: Vec<&str> = head.split(joiner).map(str::trim).collect();
            return names.iter().all(|name| !name.is_empty()).then_some(names);
        }
    }
    None
}

/// The text before the first colon outside brackets, the colon, and the text after it.
fn split_at_colon(line: &str) -> Option<(&str, char, &str)> {
    let mut depth = 0_usize;
    for (at, c) in line.char_indices().take(LONGEST_HEAD) {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.checked_sub(1)?,
            _ if depth > 0 => {}
            _ if is_colon(c) => return Some((line.get(..at)?, c, line.get(at + c.len_utf8()..)?)),
            _ => {}
        }
    }
    None
}

fn name_and_role(head: &str) -> (&str, Option<&str>) {
    bracketed(head).or_else(|| dashed(head)).unwrap_or((head, None))
}

/// `Name (role)` and `姓名（职务，机构）`.
fn bracketed(head: &str) -> Option<(&str, Option<&str>)> {
    let inner = head.strip_suffix([')', '）'])?;
    let (name, role) = inner.split_once(['(', '（'])?;
    Some((name.trim_end(), Some(role.trim())))
}

/// `姓名-机构职务` after a name in Han or the like, and `Name - role` with spaces around the dash after any name.
fn dashed(head: &str) -> Option<(&str, Option<&str>)> {
    for dash in [" - ", " – ", " — "] {
        if let Some((name, role)) = head.split_once(dash) {
            return Some((name.trim_end(), Some(role.trim())));
        }
    }
    let (name, role) = head.split_once(['-', '－', '–', '—'])?;
    let role = role.trim_start_matches(['-', '—']).trim();
    let is_name = !name.is_empty() && name.trim().chars().all(|c| is_cjk(c) || is_middle_dot(c));
    is_name.then_some((name.trim(), Some(role)))
}

/// The dot between the parts of a foreign name.
pub fn is_middle_dot(c: char) -> bool {
    matches!(c, '·' | '・' | '‧' | '•')
}

/// Nothing speaks against a name: it is short, and has none of the marks that only sentences have.
fn is_possible(name: &str) -> bool {
    let refused = |c: char| {
        matches!(
            c,
            '，' | ','
                | '。'
                | '！'
                | '!'
                | '？'
                | '?'
                | '；'
                | ';'
                | '“'
                | '”'
                | '"'
                | '「'
                | '」'
                | '『'
                | '』'
                | '…'
        ) || matches!(
            c,
            '<' | '>'
                | '='
                | '#'
                | '*'
                | '['
                | ']'
                | '{'
                | '}'
                | '（'
                | '）'
                | '('
                | ')'
                | '《'
                | '》'
                | '`'
                | '\\'
                | '\t'
        )
    };
    let words = name.split_whitespace().count();
    !name.is_empty()
        && name.chars().take(LONGEST_NAME + 1).count() <= LONGEST_NAME
        && !name.chars().any(refused)
        && name.chars().any(char::is_alphabetic)
        && words <= if has_cjk(name) { 3 } else { 6 }
        && dots_are_of_abbreviations(name)
}

/// Each full stop is that of an abbreviation, as in `Dr. Kent C. Dodds`, and ends no sentence.
fn dots_are_of_abbreviations(name: &str) -> bool {
    name.split_whitespace().all(|word| match word.split_once('.') {
        None => true,
        Some((first, rest)) => {
            let is_short = first.chars().count() <= 4 && first.starts_with(char::is_uppercase);
            is_short && !rest.contains(|c: char| !c.is_alphabetic() && c != '.')
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks() {
        for (line, name, role, rest) in [
            ("尤洋:首先", "尤洋", None, "首先"),
            ("骆轶航： 大家", "骆轶航", None, "大家"),
            ("尤洋-潞晨科技创始人:个人感觉", "尤洋", Some("潞晨科技创始人"), "个人感觉"),
            ("栾小凡（Zilliz：技术）：好", "栾小凡", Some("Zilliz：技术"), "好"),
            ("Ann Lee (CTO, Foo): Yes: it is", "Ann Lee", Some("CTO, Foo"), "Yes: it is"),
            ("Jean-Paul O’Hara: So", "Jean-Paul O’Hara", None, "So"),
            ("Dr. Kent C. Dodds :", "Dr. Kent C. Dodds", None, ""),
            ("Pablo Deymo | Lambda: Yes", "Pablo Deymo | Lambda", None, "Yes"),
        ] {
            assert_eq!(
                read(line).map(|label| (label.name, label.role, label.rest)),
                Some((name, role, rest)),
                "{line}"
            );
        }
        for line in [
            "",
            ":",
            "https://example.org",
            "12:30",
            "他说,是的:好",
            "It ended. Then: so",
            "姓名（: x",
            "（笑）: x",
            "没有冒号",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn joint_labels() {
        assert_eq!(several("张三、李四"), Some(vec!["张三", "李四"]));
        assert_eq!(several("Ann & Bob"), Some(vec!["Ann", "Bob"]));
        assert_eq!(several("张三、"), None);
        assert_eq!(several("张三"), None);
    }
}
