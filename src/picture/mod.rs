//! Pictures: bytes in, bytes out.
//!
//! In: the bytes of a picture file, and as what it is shown. Out: the same picture without what it tells about the
//! camera and the place, in the sizes that pages offer, with an average colour; a vector picture without what acts. A
//! picture that cannot be read, or is too large to be read safely, is a [`Fault`]. It never touches a file, and knows
//! neither pages nor the site's folder.

mod clean;
mod raster;
mod svg;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use clean::{clean, is_animated};
pub use raster::{Raster, check_size, decode, look};
pub use svg::{Purified, purify};

use crate::path::UrlPath;

/// Raised whenever the same bytes shall become other variants, so that none of an earlier version is taken.
pub const VERSION: u32 = 1;

/// The most pixels that a picture may have, in millions. A photograph of today's best telephones has 50.
pub const MEGAPIXELS: u64 = 80;

/// The longest side that a picture may have, in pixels.
pub const LONGEST_SIDE: u32 = 30_000;

/// The widths in which a picture is offered, as far as it is wide enough.
const WIDTHS: [u32; 4] = [480, 800, 1200, 1600];

/// The sides of the squares in which a portrait is offered.
const SIDES: [u32; 3] = [96, 192, 320];

/// The longest side that WebP can hold (RFC 9649, section 2.6).
const WEBP_LIMIT: u32 = 16_383;

/// Why a picture cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is damaged, or is not what its beginning says.
    #[error("this picture cannot be read: {0}")]
    Unreadable(String),
    /// It has more pixels than are read.
    #[error(
        "this picture states a size of {0} × {1} pixels; {MEGAPIXELS} million in all and {LONGEST_SIDE} on a side are the limit"
    )]
    TooLarge(u32, u32),
    /// It is of a kind whose metadata cannot be removed.
    #[error("this picture is {0}, a kind from which what it tells about the camera and the place cannot be removed")]
    Unknown(&'static str),
}

impl Fault {
    #[allow(clippy::needless_pass_by_value, reason = "so that it can stand behind `map_err`")]
    fn unreadable(reason: impl ToString) -> Self {
        Self::Unreadable(reason.to_string())
    }
}

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// GIF.
    Gif,
    /// AVIF, which is published as it is.
    Avif,
    /// A vector picture, going by its name.
    Svg,
    /// A picture of a kind that we cannot read: its name.
    Foreign(&'static str),
    /// Anything else.
    Other,
}

/// The kind of a file. `extension` counts where bytes do not tell.
pub fn kind(bytes: &[u8], extension: &str) -> Kind {
    let brand = bytes.get(4..12).unwrap_or_default();
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Kind::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Kind::Png,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Kind::WebP,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Kind::Gif,
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Kind::Foreign("TIFF"),
        [b'B', b'M', ..] if extension.eq_ignore_ascii_case("bmp") => Kind::Foreign("BMP"),
        [0xff, 0x0a, ..] | [0, 0, 0, 0x0c, b'J', b'X', b'L', b' ', ..] => Kind::Foreign("JPEG XL"),
        _ if matches!(brand, b"ftypavif" | b"ftypavis") => Kind::Avif,
        _ if brand.starts_with(b"ftyp")
            && matches!(brand.get(4..), Some(b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1")) =>
        {
            Kind::Foreign("HEIF")
        }
        _ if extension.eq_ignore_ascii_case("svg") => Kind::Svg,
        _ => Kind::Other,
    }
}

/// How much of a picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frame {
    /// All of it.
    Whole,
    /// A square: where its middle is, and how much of the shorter side it takes, each in hundredths.
    Square {
        /// From the left.
        x: u8,
        /// From the top.
        y: u8,
        /// The side of the square.
        side: u8,
    },
}

impl Frame {
    /// The square about a face that nobody has pointed at: in most portraits it is in the upper third.
    pub const PORTRAIT: Self = Self::Square { x: 50, y: 33, side: 100 };

    /// The part of a picture of that size, in pixels: left, top, width, height.
    pub fn part(self, (width, height): (u32, u32)) -> (u32, u32, u32, u32) {
        let Self::Square { x, y, side } = self else { return (0, 0, width, height) };
        let hundredths =
            |of: u32, n: u8| u32::try_from(u64::from(of) * u64::from(n.min(100)) / 100).unwrap_or(u32::MAX);
        let side = hundredths(width.min(height), side).max(1);
        let from = |of: u32, at: u8| hundredths(of, at).saturating_sub(side / 2).min(of.saturating_sub(side));
        (from(width, x), from(height, y), side, side)
    }
}

/// What is known of a picture that has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Width and height in pixels, as the picture is to be looked at.
    pub size: (u32, u32),
    /// The average colour; nothing where one can see through the picture.
    pub color: Option<[u8; 3]>,
}

impl Facts {
    /// One line of text.
    pub fn to_line(&self) -> String {
        let (width, height) = self.size;
        let color = self.color.map_or_else(|| "-".to_owned(), hex);
        format!("{width} {height} {color}")
    }

    /// Reads the line.
    pub fn from_line(line: &str) -> Option<Self> {
        let mut parts = line.split(' ');
        let size = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let color = match parts.next()? {
            "-" => None,
            text => {
                let number = u32::from_str_radix(text.strip_prefix('#')?, 16).ok()?;
                let [_, red, green, blue] = number.to_be_bytes();
                Some([red, green, blue])
            }
        };
        Some(Self { size, color })
    }

    /// The sizes in which the picture is offered, narrow to wide. Empty where it does not fit into a WebP file.
    pub fn sizes(&self, frame: Frame) -> Vec<(u32, u32)> {
        let (_, _, width, height) = frame.part(self.size);
        let steps: &[u32] = if frame == Frame::Whole { &WIDTHS } else { &SIDES };
        let largest = steps.last().copied().unwrap_or(width).min(width);
        // A size that is nearly the largest saves nobody anything.
        let below = steps.iter().copied().filter(|step| u64::from(*step) * 20 <= u64::from(largest) * 17);
        let all = below.chain([largest]).map(|step| {
            let scaled = (u64::from(height) * u64::from(step) + u64::from(width) / 2) / u64::from(width.max(1));
            (step.max(1), u32::try_from(scaled).unwrap_or(u32::MAX).max(1))
        });
        all.filter(|(_, height)| *height <= WEBP_LIMIT).collect()
    }
}

/// A colour as CSS writes it.
pub fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A picture as pages show it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Width and height in pixels, as far as known.
    pub size: Option<(u32, u32)>,
    /// The average colour.
    pub color: Option<[u8; 3]>,
    /// The sizes in which it is offered, narrow to wide. Where there are none, the picture itself is shown.
    pub variants: Vec<Variant>,
}

/// One size of a picture.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Where it is published.
    pub url: UrlPath,
    /// What it is called where finished work is kept.
    pub key: String,
}

/// The pictures that pages show, by where the original is published and how much of it is shown.
pub type Gallery = BTreeMap<(UrlPath, Frame), Shown>;

/// What is kept of a picture with these bytes under which name: the facts.
pub fn facts_key(bytes: &[u8]) -> String {
    format!("{}.facts", name(bytes, &[]))
}

/// What the square of a picture with these bytes is called where finished work is kept.
pub fn square_key(bytes: &[u8], frame: Frame, side: u32) -> String {
    let (x, y, part) = match frame {
        Frame::Whole => (0, 0, 0),
        Frame::Square { x, y, side } => (x, y, side),
    };
    format!("{}.square.{side}.png", name(bytes, &[x, y, part]))
}

/// A picture as pages show it, with the names of its variants. `stem` is what its name begins with.
pub fn shown(bytes: &[u8], stem: &str, facts: &Facts, frame: Frame) -> Shown {
    let about = match frame {
        Frame::Whole => Vec::new(),
        Frame::Square { x, y, side } => vec![x, y, side],
    };
    let name = name(bytes, &about);
    let short = name.get(..10).unwrap_or_default();
    let (_, _, width, height) = frame.part(facts.size);
    let variants = facts.sizes(frame).into_iter().map(|size| Variant {
        size,
        url: UrlPath::home().page("assets").file(&format!("{stem}.{short}.{}.webp", size.0)),
        key: format!("{name}.{}.webp", size.0),
    });
    Shown { size: Some((width, height)), color: facts.color, variants: variants.collect() }
}

fn name(bytes: &[u8], about: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&VERSION.to_le_bytes()).update(about).update(&[0]).update(bytes);
    hasher.finalize().to_hex().chars().take(32).collect()
}
