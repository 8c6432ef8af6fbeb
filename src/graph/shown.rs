//! The pictures that pages show: those in bodies, covers, portraits.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Graph;
use super::links::path;
use crate::config;
use crate::diag::{Diagnostic, Diagnostics, File, Place, codes};
use crate::model::Speaker;
use crate::path::UrlPath;
use crate::picture::Frame;
use crate::source::Asset;

/// The folder of the profiles.
const SPEAKERS: &str = "speakers";

/// All pictures with how much of them is shown, and those that front matter names but that are not there.
pub(super) fn pictures(graph: &Graph<'_>) -> (BTreeSet<(UrlPath, Frame)>, Diagnostics) {
    let bodies = graph.resolved.values().flat_map(|resolved| resolved.pictures.iter().flatten());
    let mut all: BTreeSet<_> = bodies.map(|url| (url.clone(), Frame::Whole)).collect();
    let mut diagnostics = Diagnostics::default();
    let mut add = |folder: &str, name: &str, frame: Frame, key: &str, file: Option<&Arc<File>>| {
        if let Some(asset) = graph.picture(folder, name) {
            all.insert((asset.url.clone(), frame));
        } else if let Some(file) = file {
            diagnostics.push(missing(file, key, name));
        }
    };
    for event in &graph.site.events {
        if let Some(cover) = &event.front.cover {
            add(&event.path, &cover.value, Frame::Whole, "cover", Some(&event.file));
        }
        for section in &event.sections {
            if let Some(cover) = &section.front.cover {
                add(&event.path, &cover.value, Frame::Whole, "cover", Some(&section.file));
            }
        }
    }
    for speaker in &graph.site.speakers {
        if let Some(photo) = &speaker.front.photo {
            add(SPEAKERS, &photo.value, portrait_frame(speaker), "photo", speaker.file.as_ref());
        }
    }
    // It is for machines alone, who take it as it is.
    let logo = graph.site.config.publisher.as_ref().and_then(|publisher| publisher.logo.as_ref());
    if let (Some(logo), None, Some(file)) = (logo, graph.logo(), &graph.site_file) {
        diagnostics.push(
            Diagnostic::new(codes::BROKEN_LINK, format!("there is no picture `{logo}`"))
                .at(config::place(file, "publisher", "logo"), "")
                .help("put it into `static/` and name it by its path there"),
        );
    }
    (all, diagnostics)
}

fn missing(file: &Arc<File>, key: &str, name: &str) -> Diagnostic {
    let line = format!("{key}:");
    let at = file.text().find(&line).unwrap_or_default();
    Diagnostic::new(codes::BROKEN_LINK, format!("there is no picture `{name}`"))
        .at(Place::new(file, at..at + key.len()), "")
        .help("put the file beside the source, or correct the path")
}

fn portrait_frame(speaker: &Speaker) -> Frame {
    speaker.front.photo_focus.map_or(Frame::PORTRAIT, |focus| Frame::Square {
        x: focus.x,
        y: focus.y,
        side: focus.side,
    })
}

impl Graph<'_> {
    /// The file of a picture that front matter names, relative to a folder below `content/`.
    pub fn picture(&self, folder: &str, name: &str) -> Option<&Asset> {
        self.assets.get(&UrlPath::new(&path(folder, name)?).ok()?)
    }

    /// The publisher's logo, by its path below `static/`.
    pub fn logo(&self) -> Option<&Asset> {
        let logo = self.site.config.publisher.as_ref()?.logo.as_ref()?;
        let asset = self.assets.get(&UrlPath::new(logo.strip_prefix("static/").unwrap_or(logo)).ok()?)?;
        let is_vector = asset.from.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg"));
        (is_vector || asset.size.is_some()).then_some(asset)
    }

    /// The file of a speaker's portrait, and how much of it is shown.
    pub fn portrait(&self, speaker: &Speaker) -> Option<(&Asset, Frame)> {
        let photo = speaker.front.photo.as_ref()?;
        Some((self.picture(SPEAKERS, &photo.value)?, portrait_frame(speaker)))
    }
}
