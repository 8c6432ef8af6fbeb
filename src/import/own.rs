//! Our own format: the sources of an event in one file, as `exports: [md]` offers them.
//!
//! In: its text. Out: the sources, to the letter, but for comments, which no export holds. It must never look into the words.

use serde_json::{Map, Value};

use super::captions::lines;
use super::report::{Kind, Report, SectionReport, Summary, file_of};
use super::{Imported, Options};

/// Whether a text is such a file: the first key of its front matter says so.
pub fn recognise(text: &str) -> Result<u8, String> {
    let mut lines = lines(text);
    let begins = lines.next().is_some_and(|line| line.trim_end() == "---");
    match lines.next().and_then(|line| line.strip_prefix("plenary:")) {
        Some(version) if begins && version.trim() == "1" => Ok(100),
        Some(version) if begins => {
            Err(format!("its form is {}, and this program knows the first only", version.trim()))
        }
        _ => Err("its front matter does not begin with `plenary: 1`".to_owned()),
    }
}

/// A source, as far as it has been read.
struct File {
    name: String,
    /// The number, of a section's file.
    number: Option<u32>,
    text: String,
}

/// Takes the sources apart.
pub fn read(text: &str, options: &Options) -> Result<Imported, String> {
    recognise(text)?;
    // Only so a lone carriage return stays what it is.
    let all: Vec<&str> = text.strip_suffix('\n').unwrap_or(text).split('\n').collect();
    let end = all.iter().skip(1).position(|line| line.trim_end() == "---").map(|at| at + 1);
    let end = end.ok_or("its front matter is not closed")?;
    let yaml = all.get(1..end).unwrap_or_default().join("\n");
    let mut front: Map<String, Value> =
        serde_yaml::from_str(&yaml).map_err(|error| format!("its front matter cannot be read: {error}"))?;
    front.shift_remove("plenary");
    let Value::Object(mut stated) = front.shift_remove("sections").unwrap_or_else(|| Map::new().into()) else {
        return Err("`sections` in its front matter is no mapping".to_owned());
    };
    let mut report = Report::of_lines(all.len());
    for at in 0..=end {
        report.set(at, Kind::Introduction, None);
    }
    let mut files = vec![File { name: "event.md".to_owned(), number: None, text: String::new() }];
    for (at, line) in all.iter().enumerate().skip(end + 1) {
        if let Some((name, number)) = begins(line) {
            report.set(at, Kind::SectionNumber, number);
            files.push(File { name, number, text: String::new() });
        } else if let Some(file) = files.last_mut() {
            let heading = file.number.is_some() && file.text.trim().is_empty() && line.starts_with("## ");
            let kind = match (line.trim().is_empty(), heading, file.name == "event.md") {
                (true, ..) => Kind::Blank,
                (_, true, _) => Kind::SectionTitle,
                (.., true) => Kind::Introduction,
                _ => Kind::Continuation,
            };
            report.set(at, kind, file.number);
            file.text.push_str(line);
            file.text.push('\n');
        }
    }
    let title = |front: &Map<String, Value>| front.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    report.folder.clone_from(&options.folder);
    report.title = title(&front);
    front.get("language").and_then(Value::as_str).unwrap_or_default().clone_into(&mut report.language);
    let mut written = Vec::new();
    for file in files {
        let (own, body) = match file.number {
            None if file.name == "event.md" => (std::mem::take(&mut front), file.text.as_str().to_owned()),
            None => (Map::new(), file.text),
            Some(number) => {
                let own = match stated.shift_remove(file.name.trim_end_matches(".md")) {
                    Some(Value::Object(own)) => own,
                    _ => Map::new(),
                };
                let (heading, body) = headed(&file.text);
                let titled = !title(&own).trim().is_empty();
                report.sections.push(SectionReport {
                    number,
                    title: if titled { title(&own) } else { heading.to_owned() },
                    file: file_of(number),
                    ..SectionReport::default()
                });
                // A title in front matter is the title; a heading is one only where there is none.
                let body = if titled || heading.is_empty() {
                    body.to_owned()
                } else {
                    format!("# {heading}\n\n{}", body.trim_start_matches('\n'))
                };
                (own, body)
            }
        };
        written.push((file.name, source(&own, &body)));
    }
    report.summary = Summary {
        lines: report.lines.len(),
        files: written.len(),
        sections: report.sections.len(),
        ..Summary::default()
    };
    Ok(Imported { files: written, report })
}

/// The file that begins behind a line.
fn begins(line: &str) -> Option<(String, Option<u32>)> {
    let name = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    if name == "transcript.md" {
        return Some((name.to_owned(), None));
    }
    let number: u32 = name.strip_suffix(".md")?.parse().ok()?;
    (name == file_of(number)).then(|| (name.to_owned(), Some(number)))
}

/// The title in the heading of a section, and what follows.
fn headed(text: &str) -> (&str, &str) {
    let start = text.trim_start_matches('\n');
    let (line, rest) = start.split_once('\n').unwrap_or((start, ""));
    let Some(heading) = line.strip_prefix("## ") else { return ("", text) };
    let title = heading.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix('.').unwrap_or(heading);
    (title.trim(), rest)
}

fn source(front: &Map<String, Value>, body: &str) -> String {
    let body = body.trim_matches('\n');
    // What was read as YAML can be written as YAML.
    let yaml = if front.is_empty() { String::new() } else { serde_yaml::to_string(front).unwrap_or_default() };
    let head = if yaml.is_empty() { String::new() } else { format!("---\n{}\n---\n\n", yaml.trim_end()) };
    format!("{head}{body}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_come_apart_as_they_were_put_together() {
        let text = "---\nplenary: 1\ntitle: Lamps\nsections:\n  '02':\n    title: Two\n---\n\nIntro.\n\n<!-- 01.md -->\n\n## 01. *One*\n\n**Ann:** a\n\n<!-- 02.md -->\n\n## 02. Two\n\n# Two, once more\n\n**Bo:** b\n";
        let files = read(text, &Options::default()).unwrap().files;
        assert_eq!(
            files,
            [
                ("event.md".to_owned(), "---\ntitle: Lamps\n---\n\nIntro.\n".to_owned()),
                ("01.md".to_owned(), "# *One*\n\n**Ann:** a\n".to_owned()),
                ("02.md".to_owned(), "---\ntitle: Two\n---\n\n# Two, once more\n\n**Bo:** b\n".to_owned()),
            ]
        );
    }

    #[test]
    fn names_of_files_are_ours() {
        for (line, expected) in [
            ("<!-- 01.md -->", Some("01.md")),
            ("<!-- 1234.md -->", Some("1234.md")),
            ("<!-- transcript.md -->", Some("transcript.md")),
            ("<!-- 1.md -->", None),
            ("<!-- +1.md -->", None),
            ("<!-- ../01.md -->", None),
            ("<!-- event.md -->", None),
            (" <!-- 01.md -->", None),
        ] {
            assert_eq!(begins(line).map(|(name, _)| name).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn another_form_is_refused() {
        assert!(recognise("---\nplenary: 2\n---\n").is_err());
        assert!(recognise("---\ntitle: x\nplenary: 1\n---\n").is_err());
        assert!(read("---\nplenary: 1\ntitle: x\n", &Options::default()).is_err());
        assert!(read("---\nplenary: 1\nsections: 3\n---\n", &Options::default()).is_err());
    }
}
