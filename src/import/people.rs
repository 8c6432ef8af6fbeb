//! Who a label means to the site.
//!
//! In: the labels of a transcript, the people whom the site knows, and what the editor says of single labels. Out: the people of the
//! transcript, with the ids of the site. A label means somebody only where a name or alias is the same; names that are merely
//! alike are told, and the editor decides. It must never merge two people.

use std::collections::{BTreeMap, BTreeSet};

use super::label;
use super::report::{Near, Report};
use super::transcript::{Person, Transcript, Voice};
use super::{Known, Options};
use crate::text::{is_id, name_key, one_letter_away, speaker_id};

/// No more labels than these are compared with each other.
const MOST: usize = 400;

/// The people of a transcript: those whom it lists, and those whom the site or the editor knows.
pub fn of(transcript: &Transcript<'_>, options: &Options, report: &mut Report) -> Vec<Person> {
    let mut people = transcript.people.clone();
    let site = Site::of(&options.people);
    let map: BTreeMap<String, &str> =
        options.speakers.iter().map(|(label, who)| (name_key(label), who.as_str())).collect();
    let mut labels: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for (label, at) in labels_of(transcript) {
        labels.entry(name_key(&label)).or_insert((label, at));
    }
    for key in map.keys().filter(|key| !labels.contains_key(*key)) {
        report.ask(None, format!("the map of speakers names `{key}`, whom no label of the text names"));
    }
    let mut strangers = Vec::new();
    for (key, (label, at)) in &labels {
        if let Some(who) = map.get(key) {
            add(&mut people, site.person(who).unwrap_or_else(|| named(who, label)), label);
            continue;
        }
        // The transcript's own list says who initials are.
        let whole = people.iter().position(|one| spellings(one).any(|spelling| name_key(spelling) == *key));
        let spelling = whole.and_then(|place| people.get(place)).map_or(label.clone(), |one| one.name.clone());
        match (site.named(&spelling).as_slice(), whole) {
            ([known], Some(place)) => {
                if let Some(person) = people.get_mut(place) {
                    person.id = Some(known.id.clone());
                }
            }
            ([known], None) => add(&mut people, person_of(known), label),
            ([], _) => strangers.push((label.as_str(), *at)),
            (several, _) => {
                let ids: Vec<String> = several.iter().map(|known| format!("`{}`", known.id)).collect();
                let what =
                    format!("`{label}` is the name of {}: say who it is with `--speakers`", ids.join(" and of "));
                report.ask(Some(*at), what);
            }
        }
    }
    for (label, at) in &strangers {
        if let Some((name, id)) = site.near(label) {
            let what = format!(
                "`{label}` is nearly `{name}`, who is `{id}` on this site: if they are one, say so with `--speakers`, or add an alias"
            );
            report.ask(Some(*at), what);
            report.near.push(Near { label: (*label).to_owned(), name: name.to_owned(), id: id.to_owned() });
        }
    }
    near_each_other(&strangers, report);
    people
}

/// Every name that stands in a label, with its line.
fn labels_of(transcript: &Transcript<'_>) -> Vec<(String, usize)> {
    let mut all = Vec::new();
    for paragraph in transcript.sections.iter().flat_map(|section| &section.paragraphs) {
        match &paragraph.voice {
            Voice::Name(name) => all.push((name.to_string(), paragraph.at)),
            Voice::Head { label, .. } if label.role.is_some() => all.push((label.name.to_owned(), paragraph.at)),
            Voice::Head { head, .. } => {
                let names = label::several(head).unwrap_or_default();
                all.extend(names.into_iter().map(|name| (name.to_owned(), paragraph.at)));
            }
            Voice::Same | Voice::Audience(_) => {}
        }
    }
    all
}

fn spellings(person: &Person) -> impl Iterator<Item = &str> {
    std::iter::once(person.name.as_str()).chain(person.aliases.iter().map(String::as_str))
}

/// Somebody whom only the editor knows: an id, whose name the label is, or a name.
fn named(who: &str, label: &str) -> Person {
    if is_id(who) && who.contains('-') {
        return Person { id: Some(who.to_owned()), name: label.to_owned(), ..Person::default() };
    }
    Person { name: who.to_owned(), ..Person::default() }
}

fn person_of(known: &Known) -> Person {
    let name = known.names.first().cloned().unwrap_or_else(|| known.id.clone());
    // What the site knows by itself need not stand in the event as well.
    Person { id: Some(known.id.clone()), name, ..Person::default() }
}

/// Adds somebody, or another spelling of somebody who is there.
fn add(people: &mut Vec<Person>, person: Person, label: &str) {
    let same = people.iter().position(|one| match (&one.id, &person.id) {
        (Some(a), Some(b)) => a == b,
        _ => name_key(&one.name) == name_key(&person.name),
    });
    let place = same.unwrap_or(people.len());
    if same.is_none() {
        people.push(person);
    }
    if let Some(person) = people.get_mut(place)
        && !spellings(person).any(|spelling| name_key(spelling) == name_key(label))
    {
        person.aliases.push(label.to_owned());
    }
}

/// Labels of one text that may be one person's.
fn near_each_other(labels: &[(&str, usize)], report: &mut Report) {
    let mut told = BTreeSet::new();
    // Each is compared with many, so what it is compared by is made once.
    let known = labels.iter().take(2 * MOST).map(|(label, at)| (*label, name_key(label), speaker_id(label), at));
    let known: Vec<_> = known.collect();
    for (n, (one, key, id, _)) in known.iter().enumerate().take(MOST) {
        for (other, other_key, other_id, at) in known.iter().skip(n + 1).take(MOST) {
            let alike = id == other_id || one_letter_away(key, other_key);
            if alike && told.insert((*one, *other)) {
                let what = format!(
                    "`{one}` and `{other}` are nearly one name: if they are one, say so with `--speakers`, or mend the label"
                );
                report.ask(Some(**at), what);
            }
        }
    }
}

/// The people of the site by their names.
struct Site<'a> {
    all: &'a [Known],
    by_name: BTreeMap<String, Vec<&'a Known>>,
}

impl<'a> Site<'a> {
    fn of(all: &'a [Known]) -> Self {
        let mut by_name: BTreeMap<String, Vec<&'a Known>> = BTreeMap::new();
        for known in all {
            let keys: BTreeSet<String> = known.names.iter().map(|name| name_key(name)).collect();
            for key in keys {
                by_name.entry(key).or_default().push(known);
            }
        }
        Self { all, by_name }
    }

    fn named(&self, name: &str) -> Vec<&'a Known> {
        self.by_name.get(&name_key(name)).cloned().unwrap_or_default()
    }

    /// Somebody by id, or by a name that only one has.
    fn person(&self, who: &str) -> Option<Person> {
        let by_id = self.all.iter().find(|known| known.id == who);
        let by_name = || match self.named(who).as_slice() {
            [known] => Some(*known),
            _ => None,
        };
        by_id.or_else(by_name).map(person_of)
    }

    /// Somebody whose name is nearly this one.
    fn near(&self, label: &str) -> Option<(&'a str, &'a str)> {
        let id = speaker_id(label);
        let names = self.all.iter().flat_map(|known| known.names.iter().map(move |name| (name, known)));
        let mut near = names.filter(|(name, known)| known.id == id || one_letter_away(name, label));
        near.next().map(|(name, known)| (name.as_str(), known.id.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Imported, Known, Options, import};

    fn known(id: &str, names: &[&str]) -> Known {
        Known { id: id.to_owned(), names: names.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn labels_and_people() {
        let text = "**Ann Lee:** One.\n\n**A. Lee:** Two.\n\n**Bob Rey:** Three.\n\n**SP1:** Four.\n\n**SP2:** Five.\n\n**Cy Dun:** Six.\n\n**Cy Dún:** Seven.\n";
        let people =
            vec![known("ann-lee", &["李安", "Ann Lee"]), known("bob-ray", &["Bob Ray"]), known("cyd", &["Cyd"])];
        let pairs = [("A. Lee", "李安"), ("SP1", "cyd"), ("SP2", "Dora Fox"), ("SP9", "x")];
        let speakers = pairs.into_iter().map(|(label, who)| (label.to_owned(), who.to_owned())).collect();
        let options = Options { people, speakers, ..Options::default() };
        let Imported { files, report } = import(text.as_bytes(), &options).unwrap();
        let speakers: Vec<(&str, &str)> =
            report.speakers.iter().map(|one| (one.id.as_str(), one.name.as_str())).collect();
        assert_eq!(
            speakers,
            [
                ("ann-lee", "李安"),
                // Nearly Bob Ray, and so another person until the editor says otherwise.
                ("bob-rey", "Bob Rey"),
                ("cyd", "Cyd"),
                ("dora-fox", "Dora Fox"),
                ("cy-dun", "Cy Dun"),
                ("cy-dun-2", "Cy Dún"),
            ]
        );
        assert!(files[0].1.contains("  aliases:\n    - SP2\n") || files[0].1.contains("SP2"), "{}", files[0].1);
        for (words, count) in [("`Bob Rey` is nearly `Bob Ray`", 1), ("nearly one name", 1), ("names `sp9`", 1)] {
            let told = report.todo.iter().filter(|todo| todo.text.contains(words)).count();
            assert_eq!(told, count, "{words}: {:?}", report.todo);
        }
    }
}
