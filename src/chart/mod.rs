//! Pictures as numbers: who spoke when and how much, who follows whom, what lies where along the years.
//!
//! In: amounts, in order. Out: whole numbers on a scale of [`SCALE`], so that the same amounts give the same picture on
//! every machine. It knows no page, no name, no colour and no language; who draws decides how it looks.

mod after;
mod course;
mod share;
mod strip;
mod years;

pub use after::{Dot, after, dots};
pub use course::{Course, Measure, Part, Passage};
pub use share::percents;
pub use strip::{Bar, FULL, Mark, Span, strip};
pub use years::{Block, Moment, between, columns};

/// How wide a picture is, in its own units.
pub const SCALE: u64 = 1000;

/// A part of a whole on the scale, to the nearest.
pub fn scaled(part: u64, whole: u64) -> u32 {
    if whole == 0 {
        return 0;
    }
    let exact = u128::from(part.min(whole)) * u128::from(SCALE) + u128::from(whole / 2);
    u32::try_from(exact / u128::from(whole)).unwrap_or_default()
}
