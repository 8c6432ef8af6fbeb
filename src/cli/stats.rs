//! `plenary stats`.

use std::fmt::Write;
use std::process::ExitCode;

use unicode_width::UnicodeWidthStr;

use super::args::{Stats, StatsFormat};
use super::{exit, now, out, report};
use crate::diag::Format;
use crate::project;
use crate::stats::{self, Row};
use crate::text;

/// Tells how much was said.
pub(super) fn run(arguments: &Stats) -> ExitCode {
    let Stats { root, event, format } = arguments;
    let (links, found) = project::links(root, now());
    let found = found.sorted();
    report(&found, Format::Human);
    if found.has_errors() {
        return exit(&found);
    }
    let mut rows = stats::rows(&links.site);
    if let Some(event) = event {
        let folder = event.trim_matches('/');
        let folder = folder.strip_prefix("content").map_or(folder, |rest| rest.trim_start_matches('/'));
        rows.retain(|row| row.event == if folder == "." { "" } else { folder });
    }
    out(&match format {
        StatsFormat::Table => table(&rows),
        StatsFormat::Csv => csv(&rows),
        // Rows are plain values, which can always be written.
        StatsFormat::Json => serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n",
    })
}

/// Sums under the first row of each that `same` says to be one, in the order in which they come.
fn sums(rows: &[Row], same: impl Fn(&Row, &Row) -> bool) -> Vec<Row> {
    let mut sums: Vec<Row> = Vec::new();
    for row in rows {
        match sums.iter_mut().find(|sum| same(sum, row)) {
            Some(sum) => sum.add(row),
            None => sums.push(row.clone()),
        }
    }
    sums
}

/// For people: for every event a line for each speaker and one for each section.
fn table(rows: &[Row]) -> String {
    let mut text = String::new();
    for event in rows.chunk_by(|one, other| one.event == other.event) {
        let path = event.first().map_or("", |row| row.event.as_str());
        let _ = writeln!(text, "{}", if path.is_empty() { "." } else { path });
        let speakers = sums(event, |sum, row| sum.speaker == row.speaker && sum.name == row.name);
        let sections = sums(event, |sum, row| sum.section == row.section);
        let named = speakers.iter().map(|row| (row.name.clone(), row));
        let numbered = sections.iter().map(|row| (format!("{:02}", row.section), row));
        let all = sums(event, |_, _| true);
        let total = all.iter().map(|row| (String::from("all"), row));
        let lines: Vec<(String, &Row)> = named.chain(numbered).chain(total).collect();
        let cells = |name: &str, row: &Row| {
            let time = row.seconds.map(text::format_time).unwrap_or_default();
            [name.to_owned(), row.turns.to_string(), row.words.to_string(), row.characters.to_string(), time]
        };
        let head = ["", "turns", "words", "characters", "time"].map(str::to_owned);
        let cells: Vec<[String; 5]> =
            [head].into_iter().chain(lines.iter().map(|(name, row)| cells(name, row))).collect();
        let widths: Vec<usize> = (0..5)
            .map(|at| cells.iter().filter_map(|line| line.get(at)).map(|cell| cell.width()).max().unwrap_or(0))
            .collect();
        for line in &cells {
            let mut written = String::from(" ");
            for (at, (cell, width)) in line.iter().zip(&widths).enumerate() {
                let gap = " ".repeat(width - cell.width());
                // Names to the left, figures to the right.
                let _ = if at == 0 { write!(written, " {cell}{gap}") } else { write!(written, "  {gap}{cell}") };
            }
            let _ = writeln!(text, "{}", written.trim_end());
        }
        text.push('\n');
    }
    text
}

/// Comma-separated values (RFC 4180), with a line of names.
fn csv(rows: &[Row]) -> String {
    let mut text = String::from("event,section,speaker,name,turns,words,characters,seconds\r\n");
    for Row { event, section, speaker, name, turns, words, characters, seconds } in rows {
        let seconds = seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
        let (event, speaker, name) = (field(event), field(speaker.as_deref().unwrap_or_default()), field(name));
        let _ = write!(text, "{event},{section},{speaker},{name},{turns},{words},{characters},{seconds}\r\n");
    }
    text
}

/// A field in quotation marks where it needs them. What a spreadsheet would take for a formula is quoted as text.
fn field(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
