//! Events in formats for other programs: what each is made of, and its file.

use std::cell::OnceCell;

use super::artifact;
use crate::artifact::{Artifact, Content};
use crate::export::{self, epub::Fetch};
use crate::view::{EventIx, Export, Viewer};

/// The files of an event. The record and the captions, of which most are made, are put together once.
pub(super) fn files(viewer: &Viewer<'_>, event: EventIx, formats: &[Export], pictures: &Fetch<'_>) -> Vec<Artifact> {
    let record = OnceCell::new();
    let record = || record.get_or_init(|| viewer.record(event)).as_ref();
    let captions = OnceCell::new();
    let captions = || captions.get_or_init(|| viewer.captions_of(event));
    let text = |format| {
        Some(match format {
            Export::Txt => export::plain::file(record()?),
            Export::Md => export::markdown::file(&viewer.sources(event)?),
            Export::Json => export::json::file(record()?),
            Export::Vtt => export::captions::webvtt(captions()),
            Export::Srt => export::captions::subrip(captions(), export::plain::colon(record()?)),
            Export::Podcast => export::podcast::file(captions()),
            Export::Chapters => export::chapters::file(record()?),
            Export::Akn => export::akn::file(record()?),
            // Printed once all pages are made.
            Export::Epub | Export::Pdf => return None,
        })
    };
    let made = formats.iter().filter_map(|format| {
        let url = viewer.export_url(event, *format);
        if *format == Export::Epub {
            let content = Content::Bytes(export::epub::file(record()?, viewer.book().vertical, pictures));
            return Some(Artifact { path: url.out_path(), content });
        }
        let mut text = text(*format)?;
        // Browsers and players guess how these two are encoded, and only this sign tells them.
        if matches!(format, Export::Txt | Export::Srt) {
            text.insert(0, '\u{feff}');
        }
        Some(artifact(&url, text))
    });
    made.collect()
}

/// A file for language models, by its name.
pub(super) fn llms(viewer: &Viewer<'_>, name: &str) -> String {
    let listing = viewer.listing();
    if name == "llms.txt" {
        return export::llms::list(&listing, &viewer.events_word());
    }
    let events = viewer.newest_first().iter();
    let text = |event: &EventIx| viewer.record(*event).map(|record| export::plain::file(&record));
    export::llms::whole(&listing, events.filter_map(text))
}
