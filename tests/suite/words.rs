//! Whether words are lost between a source and the model.
//!
//! What is compared: the letters of a source as pulldown-cmark itself reads them (text, code, raw HTML; no alternatives
//! of pictures, no targets of links, no footnotes that nothing refers to) against those of the model (titles, topics,
//! turns, notes, footnotes). What the model may lack is told exactly: the label of a turn with its role, the pin, the
//! kind of a boxed note. Digits may besides be missing where a turn has a time. Nothing may be there that the source
//! does not have, and the order of the body must be that of the source.

use std::collections::BTreeMap;

use plenary::markdown::{Fill, Fragment, options};
use plenary::model::{Body, Item, Part, Section};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

type Bag = BTreeMap<char, i64>;

fn bag(text: &str) -> Bag {
    let mut bag = Bag::new();
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        *bag.entry(c).or_default() += 1;
    }
    bag
}

/// The text of a source outside footnotes, and that of each footnote.
fn source(text: &str) -> (String, BTreeMap<String, String>) {
    let mut main = String::new();
    let mut notes: BTreeMap<String, String> = BTreeMap::new();
    let mut open: Vec<String> = Vec::new();
    let mut pictures = 0_u32;
    let mut html = String::new();
    for event in Parser::new_ext(text, options(false)) {
        let raw = match &event {
            Event::Html(text) | Event::InlineHtml(text) if pictures == 0 => {
                html.push_str(text);
                true
            }
            _ => false,
        };
        if raw {
            continue;
        }
        // Raw HTML is shown as text, but for comments, which are for editors.
        let shown = without_comments(&std::mem::take(&mut html));
        match open.last().and_then(|label| notes.get_mut(label)) {
            Some(note) => note.push_str(&shown),
            None => main.push_str(&shown),
        }
        match event {
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            // Of two definitions of one label the first counts.
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let label = if notes.contains_key(&*label) { "\0again".to_owned() } else { label.to_string() };
                notes.entry(label.clone()).or_default();
                open.push(label);
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                open.pop();
            }
            Event::Text(text) | Event::Code(text) if pictures == 0 => {
                match open.last().and_then(|label| notes.get_mut(label)) {
                    Some(note) => note.push_str(&text),
                    None => main.push_str(&text),
                }
            }
            _ => {}
        }
    }
    main.push_str(&without_comments(&html));
    (main, notes)
}

fn without_comments(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, inside)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = inside.split_once("-->").map_or("", |(_, after)| after);
    }
    out + rest
}

fn text(out: &mut String, fragment: &Fragment, body: &Body) {
    out.push_str(&fragment.plain());
    for hole in fragment.holes() {
        if let Fill::LinkText(n) = hole {
            out.push_str(&body.references.links[usize::try_from(n).unwrap()].target);
        }
    }
}

fn part(out: &mut String, allowed: &mut String, part: &Part, body: &Body) {
    match part {
        Part::Text(fragment) | Part::Scene(fragment) | Part::Gap(fragment) => text(out, fragment, body),
        Part::Note(note) => {
            allowed.push_str(&note.kind.to_uppercase());
            text(out, &note.text, body);
        }
        Part::Media(_, words) => out.push_str(words),
    }
}

/// What is wrong with the words of a section whose source is `body_text`, or nothing.
pub fn lost(body_text: &str, section: &Section) -> Option<String> {
    let (main, notes) = source(body_text);
    let body = &section.body;
    let mut model = String::new();
    let mut allowed = String::new();
    let mut times = 0;
    text(&mut model, &section.title, body);
    for item in &body.items {
        match item {
            Item::Topic(topic) => text(&mut model, &topic.title, body),
            Item::Part(one) => part(&mut model, &mut allowed, one, body),
            Item::Turn(turn) => {
                allowed.push_str(section.file.text().get(turn.span.clone()).unwrap());
                allowed.push_str(turn.role.as_deref().unwrap_or_default());
                allowed.push_str(turn.pin.as_deref().unwrap_or_default());
                times += i64::from(turn.time.is_some());
                for one in &turn.parts {
                    part(&mut model, &mut allowed, one, body);
                }
            }
        }
    }
    let mut whole_source = main.clone();
    let mut whole_model = model.clone();
    for (label, note) in &notes {
        if let Some(fragment) = body.notes.get(label) {
            whole_source.push_str(note);
            text(&mut whole_model, fragment, body);
        }
    }
    compare(&whole_source, &whole_model, &allowed, times).or_else(|| order(&main, &model, body))
}

fn compare(source: &str, model: &str, allowed: &str, times: i64) -> Option<String> {
    let (mut rest, model, allowed) = (bag(source), bag(model), bag(allowed));
    for (c, n) in &model {
        *rest.entry(*c).or_default() -= n;
    }
    // Times inside a turn are written anew (`[0:7:2]` becomes `7:02`), so digits may move a little there as well.
    let digits: i64 = rest.iter().filter(|(c, _)| c.is_ascii_digit()).map(|(_, n)| n.abs()).sum();
    let labels: i64 = allowed.iter().filter(|(c, _)| c.is_ascii_digit()).map(|(_, n)| n).sum();
    if digits > 9 * times + labels + 9 * timed(source) {
        return Some(format!("{digits} digits differ, with {times} times: {:?}", digits_of(&rest)));
    }
    let wrong: Vec<String> = rest
        .iter()
        .filter(|(c, n)| !c.is_ascii_digit() && (**n < 0 || **n > allowed.get(c).copied().unwrap_or(0)))
        .map(|(c, n)| format!("{c}{n:+}"))
        .collect();
    (!wrong.is_empty()).then(|| format!("letters lost (+) or invented (-): {}", wrong.join(" ")))
}

fn digits_of(bag: &Bag) -> Bag {
    bag.iter().filter(|(c, n)| c.is_ascii_digit() && **n != 0).map(|(c, n)| (*c, *n)).collect()
}

/// How many colons stand between digits.
fn timed(source: &str) -> i64 {
    let text: Vec<char> = source.chars().collect();
    let times = text.windows(3).filter(|w| w[0].is_ascii_digit() && w[1] == ':' && w[2].is_ascii_digit()).count();
    i64::try_from(times).unwrap()
}

/// Letters of the model's body must come in the order of the source.
fn order(source: &str, model: &str, body: &Body) -> Option<String> {
    // The text of a link without one of its own is in a hole, whose place in the plain text is not known.
    if body.references.links.iter().any(|link| link.kind == plenary::markdown::LinkKind::Wiki) {
        return None;
    }
    let letters = |c: &char| c.is_alphabetic();
    let mut rest = source.chars().filter(letters);
    let mut done = String::new();
    for c in model.chars().filter(letters) {
        done.push(c);
        if !rest.any(|other| other == c) {
            let tail: String = done.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
            return Some(format!("not in the order of the source: …{tail}"));
        }
    }
    None
}
