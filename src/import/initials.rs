//! Who initials are, where a text says so: `Ann Lee - Harbour Board (AL)`, `Ann Lee (AL), Bo Chen (BC)`, `AL = Ann Lee`, or a row of a table.
//!
//! In: the lines of a text, and the short heads that stand as labels in it. Out: people with their initials as another spelling.
//! Initials that are said to be two people are nobody's. It must never take a line away.

use std::collections::{BTreeMap, BTreeSet};

use super::chars::count_up_to;
use super::role::Role;
use super::transcript::Person;

/// The people whom the text gives these initials.
pub fn people(lines: &[&str], initials: &BTreeSet<&str>) -> Vec<Person> {
    let mut found: BTreeMap<&str, Option<Person>> = BTreeMap::new();
    for line in lines {
        for (short, name, organization) in stated(line, initials) {
            let role = Role { organization, position: None };
            let person = Person { name: name.to_owned(), aliases: vec![short.to_owned()], role, ..Person::default() };
            let one = found.entry(short).or_insert_with(|| Some(person));
            *one = one.take().filter(|known| known.name == name);
        }
    }
    found.into_values().flatten().collect()
}

/// Initials, the name and the organisation that a line states.
fn stated<'a>(line: &'a str, initials: &BTreeSet<&str>) -> Vec<(&'a str, &'a str, Option<String>)> {
    let words = line.trim().trim_start_matches(['-', '*', '+', '•']).trim();
    if let Some((short, name)) = words.split_once('=').map(|(short, name)| (short.trim(), name.trim())) {
        return if initials.contains(short) && is_name(name) { vec![(short, name, None)] } else { Vec::new() };
    }
    if words.starts_with('|') {
        let cells: Vec<&str> = words.trim_matches('|').split('|').map(str::trim).collect();
        let short = cells.iter().find(|cell| initials.contains(**cell));
        let name = cells.iter().find(|cell| !initials.contains(**cell) && is_name(cell));
        return short.zip(name).map(|(short, name)| (*short, *name, None)).into_iter().collect();
    }
    let mut found = Vec::new();
    let mut rest = words;
    while let Some((before, behind)) = rest.split_once('(') {
        let Some((short, after)) = behind.split_once(')') else { break };
        if initials.contains(short.trim()) {
            let dash = before.split_once(" - ").or_else(|| before.split_once(" – "));
            let (name, organization) = match dash {
                Some((name, organization)) => (name, Some(organization.trim().to_owned())),
                None => (before.rsplit([',', ';', ':']).next().unwrap_or(before), None),
            };
            let name = name.trim_start_matches([',', ';', ' ']).trim();
            if is_name(name) {
                found.push((short.trim(), name, organization));
            }
        }
        rest = after;
    }
    found
}

/// Two words or more, with capitals.
fn is_name(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    count_up_to(text, 41) <= 40
        && (2..=5).contains(&text.split_whitespace().count())
        && words.next().is_some_and(capital)
        && words.last().is_some_and(capital)
        && !text.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '(' | '[' | '*' | '|' | '/'))
}

#[cfg(test)]
mod tests {
    use super::super::{Imported, Options, import};

    #[test]
    fn rosters_of_all_kinds() {
        for roster in [
            "- Ann Lee - Harbour Board, Lamps (AL), Chair\n- Bo Chen - Ferry (BC)",
            "Attendees: Ann Lee (AL), Bo Chen (BC)",
            "AL = Ann Lee\nBC = Bo Chen",
            "| Name | Initials | From |\n| --- | --- | --- |\n| Ann Lee | AL | Board |\n| Bo Chen | BC | Ferry |",
        ] {
            let text = format!("# Minutes\n\n{roster}\n\n## Lamps\n\nAL: One.\n\nBC: Two.\n\nAL: Three.\n");
            let Imported { files, report } = import(text.as_bytes(), &Options::default()).unwrap();
            let speakers: Vec<(&str, usize)> =
                report.speakers.iter().map(|one| (one.name.as_str(), one.turns)).collect();
            assert_eq!(speakers.len(), 2, "{roster}: {speakers:?}");
            assert!(speakers.iter().all(|(name, _)| ["Ann Lee", "Bo Chen"].contains(name)), "{roster}: {speakers:?}");
            assert!(files[0].1.contains("AL"), "{}", files[0].1);
        }
    }

    #[test]
    fn initials_of_two_are_nobodys() {
        let text =
            "# Minutes\n\nAL = Ann Lee\nAL = Al Long\n\n## Lamps\n\nAL: One.\n\nBC: Two.\n\nAL: Three.\n\nBC: Four.\n";
        let report = import(text.as_bytes(), &Options::default()).unwrap().report;
        assert!(report.speakers.iter().any(|one| one.name == "AL"), "{:?}", report.speakers);
    }
}
