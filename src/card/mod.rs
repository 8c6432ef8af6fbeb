//! Pictures of text: share cards.
//!
//! In: fonts as bytes, text, a drawing as SVG. Out: text without what no font draws, broken into lines that fit a space,
//! and pictures as PNG. It knows neither pages nor templates, and touches no file.

mod clean;
mod draw;
mod faces;
mod lines;
mod png;

pub use clean::{clean, narrowed};
pub use draw::draw;
pub use faces::{Faces, Measure};
pub use lines::{Block, Line, Space, fit};

/// Raised whenever the same words shall become another picture.
pub const VERSION: u32 = 2;

/// The form of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// What chat apps show beside a link.
    Wide,
    /// A picture to be saved, for feeds that take no links.
    Tall,
}

impl Shape {
    /// Width and height in pixels.
    pub fn size(self) -> (u16, u16) {
        match self {
            Self::Wide => (1200, 630),
            Self::Tall => (1080, 1440),
        }
    }

    /// The name of its template, below `cards/`.
    pub fn template(self) -> &'static str {
        match self {
            Self::Wide => "card.svg",
            Self::Tall => "tall.svg",
        }
    }
}
