//! Fonts: which characters they draw, and how wide.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use resvg::usvg::fontdb::{Database, ID, Source};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider, charmap::Charmap};
use unicode_normalization::UnicodeNormalization;

use super::clean::is_silent;

type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// Fonts in the order in which they are asked for a character.
#[derive(Clone, Default)]
pub struct Faces {
    database: Database,
    faces: Vec<Face>,
}

#[derive(Clone)]
struct Face {
    id: ID,
    bytes: Bytes,
    index: u32,
}

impl Faces {
    /// No fonts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a font behind those that are there: WOFF2, TrueType or OpenType, of a collection the face of that position.
    /// What cannot be read is left out.
    pub fn add(&mut self, bytes: impl Into<Cow<'static, [u8]>>, index: u32) {
        let mut bytes: Cow<'static, [u8]> = bytes.into();
        if bytes.starts_with(b"wOF2") {
            let Ok(decoded) = wuff::decompress_woff2(&bytes) else { return };
            bytes = decoded.into();
        }
        if FontRef::from_index(&bytes, index).is_err() {
            return;
        }
        let bytes: Bytes = Arc::new(bytes);
        let ids = self.database.load_font_source(Source::Binary(Arc::clone(&bytes)));
        let id = ids.iter().find(|id| self.database.face(**id).is_some_and(|face| face.index == index));
        if let Some(id) = id {
            self.faces.push(Face { id: *id, bytes, index });
        }
    }

    /// What the fonts know of characters.
    pub fn measure(&self) -> Measure<'_> {
        let fonts = self.faces.iter().filter_map(|face| {
            let font = FontRef::from_index((*face.bytes).as_ref(), face.index).ok()?;
            Some((face.id, font.charmap(), font.glyph_metrics(Size::new(1.0), LocationRef::default())))
        });
        Measure { fonts: fonts.collect() }
    }

    pub(super) fn database(&self) -> Database {
        self.database.clone()
    }
}

/// What fonts know of characters.
pub struct Measure<'f> {
    fonts: Vec<(ID, Charmap<'f>, GlyphMetrics<'f>)>,
}

impl Measure<'_> {
    /// The font that draws a character.
    pub(super) fn font(&self, c: char, but: &[ID]) -> Option<ID> {
        let mut fonts = self.fonts.iter().filter(|(id, ..)| !but.contains(id));
        fonts.find(|(_, map, _)| map.map(c).is_some()).map(|(id, ..)| *id)
    }

    /// The font with which a text begins: the first, unless it lacks a letter with a mark. Such a letter would be taken apart
    /// before another font is asked for it, and the mark would not stand where it belongs.
    pub(super) fn leading(&self, text: &str) -> Option<ID> {
        let (first, map, _) = self.fonts.first()?;
        let apart = |c: &char| !c.is_ascii() && map.map(*c).is_none() && std::iter::once(*c).nfd().nth(1).is_some();
        text.chars().filter(apart).find_map(|c| self.font(c, &[])).or(Some(*first))
    }

    /// How wide a text is, where letters are as high as one. Joined scripts come out somewhat narrower when drawn.
    pub fn width(&self, text: &str) -> f32 {
        text.chars().filter(|c| !is_silent(*c) || *c == ' ').map(|c| self.advance(c)).sum()
    }

    fn advance(&self, c: char) -> f32 {
        let mut fonts = self.fonts.iter().filter_map(|(_, map, metrics)| Some((map.map(c)?, metrics)));
        fonts.next().and_then(|(glyph, metrics)| metrics.advance_width(glyph)).unwrap_or(0.0)
    }

    /// The characters of a text that no font draws.
    pub fn missing(&self, text: &str) -> BTreeSet<char> {
        text.chars().filter(|c| !is_silent(*c) && self.font(*c, &[]).is_none()).collect()
    }
}
