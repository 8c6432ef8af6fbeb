//! A role, taken apart.
//!
//! In: the words that say what somebody is: `潞晨科技创始人`, `CTO of Foo`, `editor, Bar`. Out: organisation and position.
//! It must never know who it is about.

use super::chars::has_cjk;
use super::words::{MODIFIERS, POSITION_JOINERS, POSITIONS};

/// What somebody is, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Role {
    /// The organisation.
    pub organization: Option<String>,
    /// The position in it.
    pub position: Option<String>,
}

impl Role {
    fn of(organization: &str, position: &str) -> Self {
        let given = |text: &str| {
            let text = text.trim().trim_end_matches(['的', ',', '，']).trim();
            let text = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text);
            (!text.is_empty()).then(|| text.to_owned())
        };
        Self { organization: given(organization), position: given(position) }
    }

    /// Neither part is known.
    pub fn is_empty(&self) -> bool {
        self.organization.is_none() && self.position.is_none()
    }
}

/// The parts of a role that stands for itself, such as one in brackets or in a label.
pub fn split(text: &str) -> Role {
    let text = text.trim();
    let beside = beside_mark(text);
    if let Some(role) = beside {
        return role;
    }
    let at = position_start(text);
    match (text.get(..at), text.get(at..)) {
        (Some(organization), Some(position)) => Role::of(organization, position),
        _ => Role::of(text, ""),
    }
}

/// `CTO of Foo`, `editor at Bar`, `editor, Bar`, `清华大学，教授`: a mark between position and organisation.
fn beside_mark(text: &str) -> Option<Role> {
    for mark in [" at ", " with ", " from ", " of ", " for ", ", ", "，", ",", " in "] {
        let Some((left, right)) = text.split_once(mark) else {
            continue;
        };
        // `head of repairs` at Foo: what comes before ` at ` may have a part of its own.
        let first = left.split_once(" of ").or_else(|| left.split_once(" for ")).map_or(left, |(first, _)| first);
        if is_position(first) {
            return Some(Role::of(right, left));
        }
        if is_position(right) && matches!(mark, ", " | "，" | ",") {
            return Some(Role::of(left, right));
        }
    }
    None
}

/// Nothing but a position.
pub fn is_position(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.get(..position_start(text)).is_some_and(|before| before.trim().is_empty())
}

/// Where the position begins with which a text ends; its length where it ends with none.
pub fn position_start(text: &str) -> usize {
    let mut start = text.len();
    let mut rest = text.trim_end();
    while let Some(before) = without_unit(rest) {
        start = before.len();
        let joined = POSITION_JOINERS.iter().find_map(|joiner| before.trim_end().strip_suffix(joiner.trim()));
        match joined {
            Some(next) => rest = next.trim_end(),
            None => break,
        }
    }
    let white = text.get(start..).map_or(0, |position| position.len() - position.trim_start().len());
    start + white
}

/// What stands before one position and its modifiers.
fn without_unit(text: &str) -> Option<&str> {
    let mut rest = without_word(text, POSITIONS)?;
    while let Some(before) = without_word(rest, MODIFIERS) {
        rest = before;
    }
    Some(rest)
}

/// What stands before the longest word of a table with which a text ends.
fn without_word<'a>(text: &'a str, table: &[&str]) -> Option<&'a str> {
    let text = text.trim_end();
    let fitting = table.iter().filter_map(|word| {
        let (before, tail) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
        let whole = !word.is_ascii() || !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        (tail.eq_ignore_ascii_case(word) && whole).then_some(before)
    });
    fitting.min_by_key(|before| before.len())
}

/// The role that directly precedes a name in running text: `潞晨科技创始人`尤洋, we spoke to `Foo CTO` Ann Lee.
pub fn before_name(text: &str) -> Role {
    let text = text.trim_end().trim_end_matches('的');
    let start = position_start(text);
    let (Some(before), Some(position)) = (text.get(..start), text.get(start..)) else {
        return Role::default();
    };
    if has_cjk(text) {
        return Role::of(before, position);
    }
    if position.is_empty() {
        return Role::default();
    }
    // In running text of a script with capitals, the organisation is the capitalised words before the position.
    let mut at = before.len();
    for word in before.split_whitespace().rev() {
        if !word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || word.ends_with([',', '.', ';', ':']) {
            break;
        }
        at = before.get(..at).and_then(|text| text.rfind(word)).unwrap_or(at);
    }
    Role::of(before.get(at..).unwrap_or_default(), position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        for (text, organization, position) in [
            ("潞晨科技创始人", "潞晨科技", "创始人"),
            ("Zilliz技术合伙人", "Zilliz", "技术合伙人"),
            ("51CTO内容中心主编", "51CTO", "内容中心主编"),
            ("硅星人/品玩创始人&CEO", "硅星人/品玩", "创始人&CEO"),
            ("硅星人/品玩内容中心负责人", "硅星人/品玩", "内容中心负责人"),
            ("清华大学计算机系副教授", "清华大学计算机系", "副教授"),
            ("某公司董事长兼总经理", "某公司", "董事长兼总经理"),
            ("51CTO", "51CTO", ""),
            ("记者", "", "记者"),
            ("清华大学，教授", "清华大学", "教授"),
            ("CTO of Foo", "Foo", "CTO"),
            ("editor, Bar", "Bar", "editor"),
            ("Bar, editor", "Bar", "editor"),
            ("Foo's Chief Technology Officer", "Foo", "Chief Technology Officer"),
            ("Professor of Law at Foo University", "Foo University", "Professor of Law"),
            ("founder and CEO of Foo", "Foo", "founder and CEO"),
            ("Foo Labs", "Foo Labs", ""),
        ] {
            let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            assert_eq!(split(text), Role { organization: given(organization), position: given(position) }, "{text}");
        }
    }

    #[test]
    fn roles_before_names() {
        let role = before_name("yesterday we spoke to Foo Labs CTO");
        assert_eq!(role, Role { organization: Some("Foo Labs".into()), position: Some("CTO".into()) });
        assert!(before_name("yesterday we spoke to").is_empty());
    }
}
