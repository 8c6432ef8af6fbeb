//! `plenary search`.

use std::fmt::Write;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::args::Search;
use super::{exit, now, out, program, report, say};
use crate::diag::Format;
use crate::path::BaseUrl;
use crate::project::{Request, Site};
use crate::render::{Hit, Wish};
use crate::view::Profile;

/// Letters that are shown before and behind what was found.
const BEFORE: usize = 40;
const BEHIND: usize = 120;

/// How many speakers are shown before all that was said; the page shows as many.
const PEOPLE: usize = 5;

/// Answers a query as the site's own search does.
pub(super) fn run(arguments: &Search) -> ExitCode {
    let request = Request {
        // Nothing of what is found depends on where the site is published.
        local: BaseUrl::new("http://localhost/").ok(),
        drafts: arguments.drafts,
        ..Request::new(arguments.root.clone(), now(), program())
    };
    let mut site = match Site::read(&request, &()) {
        Ok(site) => site,
        Err(found) => {
            let found = found.sorted();
            report(&found, Format::Human);
            return exit(&found);
        }
    };
    #[allow(clippy::redundant_closure_for_method_calls, reason = "the method's own lifetimes are not general enough")]
    let finder = site.lend(|opened| opened.finder());
    let Search { words, event, speaker, role, tag, year, kind, newest, .. } = arguments.clone();
    let words = words.join(" ");
    let people = finder.people(&words);
    let hits = finder.answer(&Wish { words, event, speaker, role, tag, year, kind, newest });
    if arguments.json {
        let all: Value = people.into_iter().map(profile).chain(hits.iter().map(value)).collect();
        return out(&format!("{all:#}\n"));
    }
    let mut text = String::new();
    for Profile { id, url, names, about, turns, .. } in people.into_iter().take(PEOPLE) {
        let name = names.first().map(String::as_str).unwrap_or_default();
        let turns = if *turns == 1 { "1 turn".to_owned() } else { format!("{turns} turns: `--speaker {id}`") };
        let facts: Vec<&str> = [name, about, &turns].into_iter().filter(|fact| !fact.is_empty()).collect();
        let _ = writeln!(text, "{url}\n  {}\n", facts.join(" · "));
    }
    for hit in hits.iter().take(arguments.limit) {
        let speakers = hit.voices().map(|voice| voice.name.as_str()).collect::<Vec<_>>().join(", ");
        let section = hit.section().map(|(_, title, _)| title.as_str()).unwrap_or_default();
        let facts = [speakers.as_str(), &hit.event.title, section, &hit.event.when];
        let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        let _ = writeln!(text, "{}\n  {}\n  {}\n", hit.url(), facts.join(" · "), passage(hit));
    }
    let shown = hits.len().min(arguments.limit);
    let code = out(&text);
    say(&match hits.len() {
        1 => "1 result\n".to_owned(),
        n if n > shown => format!("{n} results, of which the first {shown} are shown; `--limit` shows more\n"),
        n => format!("{n} results\n"),
    });
    code
}

/// The words around what was found.
fn passage(hit: &Hit<'_>) -> String {
    let (paragraph, at) = hit.paragraph;
    let from = at.saturating_sub(BEFORE);
    let words: String = paragraph.chars().skip(from).take(BEFORE + BEHIND).collect();
    let behind = paragraph.chars().nth(from + BEFORE + BEHIND).is_some();
    format!("{}{words}{}", if from > 0 { "… " } else { "" }, if behind { " …" } else { "" })
}

fn profile(person: &Profile) -> Value {
    let Profile { id, url, names, about, turns, .. } = person;
    json!({"url": url, "kind": "speaker", "id": id, "names": names, "about": about, "turns": turns})
}

fn value(hit: &Hit<'_>) -> Value {
    json!({
        "url": hit.url(),
        "event": hit.event.title,
        "section": hit.section().map(|(_, title, _)| title),
        "date": hit.event.date,
        "kind": hit.entry.kind.name(),
        "speakers": hit.voices().map(|voice| &voice.name).collect::<Vec<_>>(),
        "text": hit.entry.text,
    })
}
