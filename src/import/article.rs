//! The text of an article that was copied from a web page.
//!
//! In: its text. Out: the files of an event and the report. This is the one place that knows the order in which the
//! recognisers work; none of them knows another's neighbours. It must never read or write a file.

use super::chars;
use super::label::{self, Label};
use super::meaning::{self, Meaning};
use super::names::{self, Heads};
use super::opening::Opening;
use super::report::Report;
use super::sections::Section;
use super::transcript::{Paragraph, Transcript};
use super::turns::{self, Page};
use super::words::{NOT_NAMES, has};
use super::{Imported, Options, account, event, lines, opening, outline, sections, transcript};

/// Imports the text of an article: an introduction, numbered sections with titles, and turns behind labels.
pub fn article(text: &str, options: &Options) -> Imported {
    let lines = lines::read(text);
    let words: Vec<&str> = lines.iter().map(|line| line.text.as_ref()).collect();
    let mut report = Report::of_lines(lines.len());
    report.folder.clone_from(&options.folder);
    report.summary.lines = lines.len();
    account::invisible(&lines, &mut report);
    if words.iter().all(|line| line.is_empty()) {
        report.ask(None, "there are no words in the text: nothing was written".to_owned());
        return Imported { files: Vec::new(), report };
    }
    report.language = options.language.clone().unwrap_or_else(|| guessed_language(&words, &mut report));

    let labels: Vec<Option<Label<'_>>> = words.iter().map(|line| label::read(line)).collect();
    let could_be: Vec<bool> =
        labels.iter().map(|label| label.is_some_and(|label| !has(NOT_NAMES, label.name))).collect();
    let marks = outline::find(&words, &could_be);
    let heads = names::gather(labels.iter().enumerate().filter_map(|(at, label)| label.map(|label| (at, label))));
    let prose = opening_prose(&words, &labels, &heads, marks.first().map(|mark| mark.at));
    let names = heads.decide(&prose);
    let meanings = meaning::meanings(&words, &labels, &names);
    let audience_mark = meaning::audience_mark(&report.language, &words);
    let page = Page { lines: &words, meanings: &meanings, audience_mark };

    let opening_end = opening_end(&meanings, marks.first().map(|mark| mark.at), &words);
    let opening = opening::read(words.get(..opening_end).unwrap_or_default());
    account::opening(&opening, &words, &mut report);
    let mut sections = Vec::new();
    for section in sections::find(page, &marks, opening_end) {
        let paragraphs = turns::read(page, section.lines.clone(), section.number, section.audience, &mut report);
        if account::section(&section, &paragraphs, &mut report) {
            sections.push((section, paragraphs));
        }
    }
    account::gaps(sections.iter().map(|(section, _)| section), &mut report);
    account::doubts(page, &names, opening_end, &mut report);
    let files = event::files(&transcript(&words, &opening, sections), options, &mut report);
    report.in_order();
    Imported { files, report }
}

/// What was found, as a transcript.
fn transcript<'a>(
    words: &[&'a str],
    opening: &Opening<'a>,
    sections: Vec<(Section<'a>, Vec<Paragraph<'a>>)>,
) -> Transcript<'a> {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    Transcript {
        title: opening.title.map(|at| word(at).into()),
        introduction: opening.body.iter().map(|at| Paragraph::words(*at, word(*at))).collect(),
        questions: opening.questions.iter().map(|question| question.text.into()).collect(),
        sections: sections
            .into_iter()
            .map(|(section, paragraphs)| transcript::Section {
                number: section.number,
                title: section.title.map(|(_, title)| title.into()),
                paragraphs,
                ..transcript::Section::default()
            })
            .collect(),
        ..Transcript::default()
    }
}

fn guessed_language(words: &[&str], report: &mut Report) -> String {
    let start: String = words.iter().flat_map(|line| line.chars()).take(50_000).collect();
    let language = chars::language(&start);
    report.ask(None, format!("the language was guessed from the script: `language: {language}` in event.md"));
    language.to_owned()
}

/// No more of an opening than this is searched for names, in characters.
const LONGEST_OPENING: usize = 20_000;

/// The words before the first section or the first sure label, without heads of labels: what may mention the speakers.
fn opening_prose(words: &[&str], labels: &[Option<Label<'_>>], heads: &Heads<'_>, first_mark: Option<usize>) -> String {
    let is_sure = |label: &Label<'_>| names::is_audience(label.name) || heads.is_sure(label.name);
    let lines = words.iter().zip(labels).take(first_mark.unwrap_or(words.len()));
    let lines = lines.take_while(|(_, label)| first_mark.is_some() || !label.is_some_and(|label| is_sure(&label)));
    let prose = lines.flat_map(|(line, label)| label.map_or(*line, |label| label.rest).chars().chain(['\n']));
    prose.take(LONGEST_OPENING).collect()
}

/// Where the opening ends: at the first section, at the first turn, or after a title where there is neither.
fn opening_end(meanings: &[Meaning<'_>], first_mark: Option<usize>, words: &[&str]) -> usize {
    let is_turn = |meaning: &Meaning<'_>| matches!(meaning, Meaning::Speaker { .. } | Meaning::Audience(_));
    let first_turn = meanings.iter().position(is_turn);
    match (first_mark, first_turn) {
        (Some(mark), Some(turn)) if turn < mark => {
            // One or two labels before the first section are credits; more are a conversation.
            let turns = meanings.iter().take(mark).filter(|meaning| is_turn(meaning)).count();
            if turns > 2 { turn } else { mark }
        }
        (Some(mark), _) => mark,
        (None, Some(turn)) => turn,
        (None, None) => {
            let mut with_words = words.iter().enumerate().filter(|(_, line)| !line.is_empty());
            match (with_words.next(), with_words.next()) {
                (Some((_, first)), Some((at, second))) if opening::is_title(first, second) => at,
                _ => 0,
            }
        }
    }
}
