//! Pictures as templates see them.

use crate::model::Speaker;
use crate::path::UrlPath;
use crate::picture::{Frame, hex};
use crate::source::Asset;

use super::Viewer;
use super::types::PictureView;

/// The width at which a picture is usually shown, and a portrait: the address in `src` is that of the first variant from
/// here on.
const USUAL: u32 = 800;
const USUAL_PORTRAIT: u32 = 192;

impl Viewer<'_> {
    /// A cover, named relative to the folder of its source.
    pub(super) fn cover(&self, folder: &str, name: &str, page: &UrlPath) -> Option<PictureView> {
        self.graph.picture(folder, name).map(|asset| self.picture(asset, Frame::Whole, page))
    }

    /// The portrait of a speaker.
    pub(super) fn portrait(&self, speaker: &Speaker, page: &UrlPath) -> Option<PictureView> {
        self.graph.portrait(speaker).map(|(asset, frame)| self.picture(asset, frame, page))
    }

    /// A picture on a page.
    pub(super) fn picture(&self, asset: &Asset, frame: Frame, page: &UrlPath) -> PictureView {
        let Some(shown) = self.gallery.get(&(asset.url.clone(), frame)) else {
            return PictureView {
                src: asset.url.relative_to(page),
                srcset: None,
                width: asset.size.map(|(width, _)| width),
                height: asset.size.map(|(_, height)| height),
                color: None,
            };
        };
        let width = if frame == Frame::Whole { USUAL } else { USUAL_PORTRAIT };
        let usual = shown.variants.iter().find(|variant| variant.size.0 >= width).or(shown.variants.last());
        let src = usual.map_or(&asset.url, |variant| &variant.url);
        let size = usual.map(|variant| variant.size).or(shown.size).or(asset.size);
        let entries =
            shown.variants.iter().map(|variant| format!("{} {}w", variant.url.relative_to(page), variant.size.0));
        PictureView {
            src: src.relative_to(page),
            srcset: (shown.variants.len() > 1).then(|| entries.collect::<Vec<_>>().join(", ")),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            color: shown.color.map(hex),
        }
    }
}
