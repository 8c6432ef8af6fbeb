//! The record as a whole: its language, who is said to take part and says nothing, and questions that nobody answers.

use std::collections::BTreeSet;

use crate::config::Role;
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::model::{Event, Section, Site, Who};

pub(super) fn of(event: &Event, site: &Site) -> Diagnostics {
    let mut found = Diagnostics::default();
    unlisted(event, site, &mut found);
    silent(event, site, &mut found);
    for section in &event.sections {
        unanswered(section, &mut found);
    }
    found
}

/// A language that the site does not count among its own, where it says which those are.
fn unlisted(event: &Event, site: &Site, found: &mut Diagnostics) {
    let (own, listed) = (&site.config.language, &site.config.languages);
    if listed.is_empty() || event.language == *own || listed.contains(&event.language) {
        return;
    }
    let message = format!("`{}` is not among the `languages` of the site", event.language);
    let text = event.file.text();
    let key = "\nlanguage:";
    let diagnostic = match text.find(key) {
        Some(at) => Diagnostic::new(codes::UNLISTED_LANGUAGE, message)
            .at(Place::new(&event.file, at + 1..at + key.len() - 1), ""),
        None => Diagnostic::new(codes::UNLISTED_LANGUAGE, message).about(event.file.path.as_str()),
    };
    found.push(diagnostic.help("spell it as there, or add it to `languages` in `content/site.yaml`"));
}

/// Whoever the event lists and no turn names. Interpreters are heard through others.
fn silent(event: &Event, site: &Site, found: &mut Diagnostics) {
    let heard: BTreeSet<_> = event
        .sections
        .iter()
        .flat_map(Section::turns)
        .flat_map(|turn| &turn.who)
        .filter_map(|who| if let Who::Known(speaker) = who { Some(*speaker) } else { None })
        .collect();
    // Of a record that is not there yet nobody is missed.
    if heard.is_empty() {
        return;
    }
    let declared = event.participants.iter().filter(|one| one.declared && !heard.contains(&one.speaker));
    for one in declared.filter(|one| !matches!(one.role, Some(Role::Interpreter | Role::Audience))) {
        let id = site.speaker(one.speaker).map_or("", |speaker| &speaker.id);
        let message = format!("`{}` takes part but never speaks", one.name);
        let at = event.file.text().find(id).filter(|_| !id.is_empty()).or_else(|| event.file.text().find(&one.name));
        let diagnostic = Diagnostic::new(codes::SILENT_SPEAKER, message);
        let diagnostic = match at {
            Some(at) => diagnostic.at(Place::new(&event.file, at..at), ""),
            None => diagnostic.about(event.file.path.as_str()),
        };
        found.push(diagnostic.help("look whether a label has another name, or take the person off the list"));
    }
}

/// Questions of the audience behind which nobody of those who take part speaks.
fn unanswered(section: &Section, found: &mut Diagnostics) {
    let turns: Vec<_> = section.turns().collect();
    let answered: BTreeSet<usize> = turns.iter().filter_map(|turn| turn.answers).collect();
    for (_, turn) in turns.iter().enumerate().filter(|(at, turn)| turn.question && !answered.contains(at)) {
        let diagnostic = Diagnostic::new(codes::UNANSWERED, "this question has no answer");
        found.push(
            diagnostic
                .at(Place::new(&section.file, turn.span.clone()), "")
                .help("look whether the label of the answer is missing, or stands in the next section"),
        );
    }
}
