//! What templates get, read out of the very sources that say it: the structs of `view::types` with their doc comments.
//!
//! In: Rust as `rustfmt` leaves it. Out: types with their fields. It reads no more of the language than these files use;
//! a test holds that nothing of theirs is passed over.

use std::collections::BTreeMap;

/// A struct or an enum.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) name: String,
    /// What its doc comment says.
    pub(super) meaning: String,
    /// Whether the fields are alternatives.
    pub(super) choice: bool,
    pub(super) fields: Vec<Field>,
}

/// A field of a struct, or a variant of an enum.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    /// The type as it is written; empty for a variant without a value.
    pub(super) kind: String,
    pub(super) meaning: String,
}

/// All types of the sources, by name.
pub(super) fn types<'s>(sources: impl Iterator<Item = &'s str>) -> BTreeMap<String, Type> {
    let mut found = BTreeMap::new();
    for source in sources {
        let mut lines = source.lines();
        let mut meaning: Vec<&str> = Vec::new();
        while let Some(line) = lines.next() {
            // What stands behind is for tests.
            if line.starts_with("#[cfg(test)]") {
                break;
            }
            let bare = line.strip_prefix("pub ").unwrap_or(line);
            if let Some(text) = line.strip_prefix("///") {
                meaning.push(text.trim());
            } else if let Some((choice, rest)) = head(bare) {
                let name = rest.split(['<', ' ', '{', '(', ';']).next().unwrap_or_default().to_owned();
                let fields = if line.ends_with('{') { fields(&mut lines) } else { Vec::new() };
                let meaning = std::mem::take(&mut meaning).join(" ");
                found.insert(name.clone(), Type { name, meaning, choice, fields });
            } else if !line.starts_with("#[") {
                meaning.clear();
            }
        }
    }
    found
}

fn head(line: &str) -> Option<(bool, &str)> {
    line.strip_prefix("struct ").map(|rest| (false, rest)).or_else(|| Some((true, line.strip_prefix("enum ")?)))
}

fn fields<'s>(lines: &mut impl Iterator<Item = &'s str>) -> Vec<Field> {
    let mut found = Vec::new();
    let mut meaning: Vec<&str> = Vec::new();
    let mut skipped = false;
    for line in lines.take_while(|line| *line != "}") {
        let line = line.trim();
        if let Some(text) = line.strip_prefix("///") {
            meaning.push(text.trim());
        } else if line.starts_with("#[") {
            skipped |= line.contains("skip") && !line.contains("skip_serializing_if");
        } else if line.is_empty() || line.starts_with("//") {
        } else {
            let bare = line.trim_end_matches(',');
            let bare = bare.strip_prefix("pub ").or_else(|| bare.strip_prefix("pub(super) ")).unwrap_or(bare);
            let (name, kind) = match (bare.split_once(": "), bare.split_once('(')) {
                (Some((name, kind)), _) => (name, kind),
                (None, Some((name, kind))) => (name, kind.trim_end_matches(')')),
                (None, None) => (bare, ""),
            };
            let meaning = std::mem::take(&mut meaning).join(" ");
            if !std::mem::take(&mut skipped) {
                found.push(Field { name: name.to_owned(), kind: kind.to_owned(), meaning });
            }
        }
    }
    found
}

/// A type in words, and the name of the type of ours that it holds.
pub(super) fn words(kind: &str) -> (String, Option<String>) {
    let inside = |outer: &str| kind.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>');
    if let Some(one) = inside("Option") {
        let (words, held) = words(one);
        return (format!("{words}, or nothing"), held);
    }
    if let Some(one) = inside("Vec") {
        let (words, held) = self::words(one);
        return (format!("list: {words}"), held);
    }
    if let Some(one) = inside("Box").or_else(|| inside("Arc")) {
        return words(one);
    }
    if let Some(pair) = inside("BTreeMap") {
        let (words, held) = words(pair.split_once(", ").map_or(pair, |(_, value)| value));
        return (format!("by name: {words}"), held);
    }
    let last = kind.rsplit("::").next().unwrap_or(kind);
    let last = last.split('<').next().unwrap_or(last);
    match last {
        "String" | "str" | "Cow" => ("text".into(), None),
        _ if kind.starts_with('&') => ("text".into(), None),
        "Html" => ("HTML".into(), None),
        "bool" => ("yes or no".into(), None),
        "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64" | "f32" | "f64" => ("number".into(), None),
        "" => (String::new(), None),
        other => (other.to_owned(), Some(other.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_are_read_with_their_comments() {
        let source = "use x;\n\n/// A thing\n/// of ours.\n#[derive(Debug)]\npub struct Thing<'a> {\n    /// Its name.\n    pub name: Option<Vec<String>>,\n    #[serde(skip)]\n    /// Not seen.\n    pub secret: u8,\n    other: Box<Other>,\n}\n\n/// Or that.\nenum Other {\n    /// One.\n    One(Box<Thing>),\n    Two,\n}\n";
        let found = types([source].into_iter());
        assert_eq!(found.keys().collect::<Vec<_>>(), ["Other", "Thing"]);
        let thing = &found["Thing"];
        assert_eq!((thing.meaning.as_str(), thing.choice, thing.fields.len()), ("A thing of ours.", false, 2));
        assert_eq!(thing.fields[0].meaning, "Its name.");
        assert_eq!(words(&thing.fields[0].kind).0, "list: text, or nothing");
        assert_eq!(words(&thing.fields[1].kind), ("Other".into(), Some("Other".into())));
        assert_eq!(found["Other"].fields[0].kind, "Box<Thing>");
        assert_eq!(found["Other"].fields[1].kind, "");
    }
}
