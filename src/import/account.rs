//! What the recognisers found, told to the report.
//!
//! In: the opening, the sections, the doubts. Out: entries of the report. It must never change what was found.

use super::lines::Line;
use super::meaning::Meaning;
use super::mentions;
use super::names::Names;
use super::opening::Opening;
use super::report::{Kind, Report, file_of};
use super::sections::Section;
use super::transcript::Paragraph;
use super::turns::Page;

/// Characters that were taken out because nobody can see them.
pub fn invisible(lines: &[Line<'_>], report: &mut Report) {
    for line in lines.iter().filter(|line| !line.removed.is_empty()) {
        let at = line.number - 1;
        let reason = if at == 0 && line.removed.starts_with('\u{feff}') {
            "byte order mark"
        } else {
            "characters that nobody can see"
        };
        report.leave_out(at, &line.removed, reason);
        if line.is_blank() {
            report.set(at, Kind::LeftOut, None);
        }
    }
}

/// Accounts for the lines of the opening.
pub fn opening(opening: &Opening<'_>, words: &[&str], report: &mut Report) {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    if let Some(at) = opening.title {
        report.set(at, Kind::EventTitle, None);
    }
    for at in &opening.body {
        report.set(*at, Kind::Introduction, None);
    }
    for question in &opening.questions {
        report.set(question.at, Kind::QuestionSetOut, None);
        if !question.mark.is_empty() {
            report.leave_out(question.at, question.mark, "mark of a list; the questions are a list in event.md");
        }
    }
    for at in &opening.remnants {
        report.set(*at, Kind::LeftOut, None);
        report.leave_out(*at, word(*at), "left by the web page around the text");
    }
}

/// Accounts for a section's number and title. False where it has neither words nor a title, and is none.
pub fn section(section: &Section<'_>, paragraphs: &[Paragraph<'_>], report: &mut Report) -> bool {
    let number = section.number;
    if paragraphs.is_empty() && section.title.is_none() {
        if let Some(mark) = section.mark {
            report.set(mark.at, Kind::LeftOut, None);
            report.leave_out(
                mark.at,
                mark.written,
                "number of a section in which no words of the transcript stand: it became no section",
            );
        }
        return false;
    }
    let first = section.mark.map(|mark| mark.at);
    if let Some(mark) = section.mark {
        report.set(mark.at, Kind::SectionNumber, Some(number));
        let digits = mark.written.trim_matches(|c: char| !c.is_ascii_digit());
        if digits.len() != mark.written.len() {
            report.leave_out(
                mark.at,
                mark.written,
                &format!("the number of the section is in the name of its file, {}", file_of(number)),
            );
        }
    }
    match section.title {
        Some((at, _)) if Some(at) != first => {
            report.set(at, Kind::SectionTitle, Some(number));
        }
        Some(_) => {}
        None => report.ask(first, format!("section {number} has no title: add a heading to {}", file_of(number))),
    }
    if paragraphs.is_empty() {
        report.ask(first, format!("section {number} has a title and nothing else"));
    }
    true
}

/// Numbers that are missing between two sections.
pub fn gaps<'a>(sections: impl Iterator<Item = &'a Section<'a>> + Clone, report: &mut Report) {
    for (before, after) in sections.clone().zip(sections.skip(1)) {
        if after.number > before.number + 1 {
            let text =
                format!("section {} follows section {}: a number in between is missing", after.number, before.number);
            report.ask(after.mark.map(|mark| mark.at), text);
        }
    }
}

/// What may be a label and was not taken for one.
pub fn doubts(page: Page<'_, '_>, names: &Names<'_>, opening_end: usize, report: &mut Report) {
    for (at, name) in names.doubtful() {
        report.ask(
            Some(*at),
            format!(
                "`{name}:` may be a speaker's label; there is too little evidence, so it stays words of the paragraph"
            ),
        );
    }
    let known: mentions::Names<'_> = names.all().collect();
    for at in opening_end..page.lines.len() {
        let after_label = match page.meaning(at) {
            Meaning::Speaker { label, .. } => label.rest,
            Meaning::Words => page.words(at),
            _ => continue,
        };
        for (colon, _) in after_label.match_indices([':', '：']).take(50) {
            let before = after_label.get(..colon).unwrap_or_default().trim_end();
            let Some(name) = known.at_end(before) else { continue };
            let before = before.strip_suffix(name).unwrap_or_default().trim_end();
            if before.is_empty() || before.ends_with(['。', '！', '？', '”', '.', '!', '?', '…']) {
                report.ask(
                    Some(at),
                    format!("`{name}:` stands inside the line: if a turn begins there, begin a new paragraph"),
                );
            }
        }
    }
}
