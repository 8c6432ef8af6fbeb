//! The sections as players of podcasts read chapters: JSON chapters (podcastindex.org, `jsonChapters.md`), version 1.2.0.

use serde::Serialize;

use crate::view::record::Record;

#[derive(Serialize)]
struct File<'a> {
    version: &'static str,
    title: &'a str,
    chapters: Vec<Chapter<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Chapter<'a> {
    start_time: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<f64>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// The file. Sections of which nobody knows when they begin are no chapters.
pub fn file(record: &Record<'_>) -> String {
    let mut chapters: Vec<Chapter<'_>> = record
        .sections
        .iter()
        .filter_map(|section| {
            let start_time = section.start?;
            Some(Chapter {
                start_time,
                end_time: section.end.filter(|end| *end > start_time),
                title: &section.title_text,
                // An address must be one that leads somewhere from a player.
                url: Some(section.url.as_str()).filter(|url| url.contains("://")),
            })
        })
        .collect();
    // A recording that was cut may have its sections out of order; chapters must be in it.
    chapters.sort_by(|a, b| a.start_time.total_cmp(&b.start_time));
    super::json(&File { version: "1.2.0", title: record.title, chapters })
}
