//! `event.json`, as Plenary writes it for other programs.
//!
//! In: the JSON. Out: a transcript: sections, turns with their speakers and times, topics, scenes and notes. Words come from `text`, where a line
//! is a paragraph, so emphasis and links stay behind. It must never guess: what the file does not state is not there.

use serde_json::Value;

use super::report::{Kind, Report};
use super::role::Role;
use super::transcript::{About, Form, Paragraph, Person, Section, Transcript, Voice};

/// Whether a value is such a file.
pub fn is_record(value: &Value) -> bool {
    word(value, "format") == "plenary-event"
}

/// Takes it apart.
pub fn read(value: &Value, about: About, report: &mut Report) -> Transcript<'static> {
    let given = |key: &str| Some(word(value, key).to_owned()).filter(|word| !word.is_empty());
    let mut out = Transcript {
        title: given("title").map(Into::into),
        about: About {
            date: given("date").and_then(|date| Some(date.get(..10)?.to_owned())),
            language: about.language.clone().or_else(|| given("language")),
            source_url: given("source_url").or_else(|| given("url").filter(|url| url.starts_with("http"))),
            tags: strings(value, "tags"),
            media: value.get("recording").map(|one| word(one, "url").to_owned()),
            ..about
        },
        questions: strings(value, "questions").into_iter().map(Into::into).collect(),
        people: list(value, "people").iter().map(person).collect(),
        ..Transcript::default()
    };
    let mut walk = Walk { report, number: None, out: Vec::new() };
    walk.items(list(value, "introduction"));
    walk.notes(value);
    out.introduction = std::mem::take(&mut walk.out);
    for (at, section) in (1_u32..).zip(list(value, "sections")) {
        let number = section.get("number").and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
        walk.number = number.or(Some(at));
        walk.items(list(section, "items"));
        walk.notes(section);
        out.sections.push(Section {
            number: number.unwrap_or(at),
            title: Some(word(section, "title").to_owned().into())
                .filter(|title: &std::borrow::Cow<'_, str>| !title.is_empty()),
            start: time(section, "start"),
            end: time(section, "end"),
            paragraphs: std::mem::take(&mut walk.out),
        });
    }
    out
}

struct Walk<'r> {
    report: &'r mut Report,
    number: Option<u32>,
    out: Vec<Paragraph<'static>>,
}

impl Walk<'_> {
    fn items(&mut self, items: &[Value]) {
        for item in items {
            if word(item, "type") == "turn" {
                self.turn(item);
            } else {
                self.part(item, Voice::Same, None);
            }
        }
    }

    fn turn(&mut self, turn: &Value) {
        let names: Vec<&str> = list(turn, "speakers").iter().map(|one| word(one, "name")).collect();
        let name = names.join(" & ");
        let is_question = turn.get("question").and_then(Value::as_bool).unwrap_or_default();
        // The audience has no id.
        let audience = is_question && list(turn, "speakers").iter().all(|one| one.get("id").is_none());
        if let Some(line) = self.report.set(0, Kind::Turn, self.number) {
            line.by = Some(name.clone());
        }
        let voice = if audience { Voice::Audience(name.into()) } else { Voice::Name(name.into()) };
        let parts = list(turn, "parts");
        let begins = time(turn, "time");
        let (first, rest) = match parts.split_first() {
            Some((first, rest)) if word(first, "type") == "words" => (Some(first), rest),
            _ => (None, parts),
        };
        match first {
            Some(first) => self.part(first, voice, begins),
            None => self.out.push(Paragraph::words(0, "").by(voice).since(begins)),
        }
        for part in rest {
            self.part(part, Voice::Same, time(part, "time"));
        }
    }

    fn part(&mut self, part: &Value, mut voice: Voice<'static>, mut since: Option<f64>) {
        let form = match word(part, "type") {
            "topic" => Form::Topic,
            "scene" | "gap" => Form::Scene,
            "note" => Form::Note(kind(word(part, "kind"))),
            "media" => {
                let url = word(part, "url").to_owned();
                return self.out.push(Paragraph::words(0, url).of(Form::Markdown));
            }
            _ => Form::Words,
        };
        for line in word(part, "text").lines().filter(|line| !line.trim().is_empty()) {
            let voice = std::mem::replace(&mut voice, Voice::Same);
            self.out.push(Paragraph::words(0, line.trim().to_owned()).of(form).by(voice).since(since.take()));
        }
        if voice != Voice::Same {
            self.out.push(Paragraph::words(0, "").by(voice).since(since));
        }
    }

    fn notes(&mut self, of: &Value) {
        for note in list(of, "notes") {
            self.out.push(Paragraph::words(0, word(note, "text").to_owned()).of(Form::Note("NOTE")));
        }
    }
}

fn person(person: &Value) -> Person {
    let given = |key: &str| Some(word(person, key).to_owned()).filter(|word| !word.is_empty());
    let role = Role { position: given("position"), organization: given("organization") };
    Person { id: given("id"), name: word(person, "name").to_owned(), role, ..Person::default() }
}

fn kind(kind: &str) -> &'static str {
    const KINDS: [&str; 9] =
        ["NOTE", "CONTEXT", "CORRECTION", "FACT-CHECK", "TRANSLATION", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
    KINDS.into_iter().find(|one| one.eq_ignore_ascii_case(kind)).unwrap_or("NOTE")
}

fn word<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn strings(value: &Value, key: &str) -> Vec<String> {
    list(value, key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn time(value: &Value, key: &str) -> Option<f64> {
    value.get(key).and_then(Value::as_f64).filter(|time| time.is_finite() && *time >= 0.0)
}
