//! The icons with which the site stands on a home screen: the first character of its title, or a mark where the font lacks
//! it.
//!
//! The character is drawn as an outline of the font that the theme brings, so that it looks the same on every machine
//! and no icon depends on a font of the reader's.

#![allow(clippy::many_single_char_names, reason = "coordinates are called as in every book on outlines")]

use std::fmt::Write;

/// An icon: its name below `icons/`, its side in pixels (nothing for one that scales), whether its edge may be cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon {
    /// The name of the file.
    pub name: &'static str,
    /// The side in pixels.
    pub side: Option<u32>,
    /// Whether the system may cut it to a shape of its own (W3C Web Application Manifest, section 1.9.2).
    pub maskable: bool,
}

/// The icons that scale and those that every system understands.
const VECTOR: Icon = Icon { name: "icon.svg", side: None, maskable: false };

#[cfg(feature = "cards")]
const PIXELS: [Icon; 4] = [
    Icon { name: "180.png", side: Some(180), maskable: false },
    Icon { name: "192.png", side: Some(192), maskable: false },
    Icon { name: "512.png", side: Some(512), maskable: false },
    Icon { name: "maskable.png", side: Some(512), maskable: true },
];
#[cfg(not(feature = "cards"))]
const PIXELS: [Icon; 0] = [];

/// Raised whenever the same title shall become another icon.
const VERSION: u32 = 1;

/// The side of the space in which icons are drawn.
#[cfg(feature = "cards")]
const SPACE: f32 = 512.0;

/// All icons, in a fixed order.
pub fn all() -> impl Iterator<Item = Icon> {
    [VECTOR].into_iter().chain(PIXELS)
}

/// What the icons of a title are called where finished work is kept.
pub fn key(title: &str, icon: Icon) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&VERSION.to_le_bytes()).update(initial(title).as_bytes());
    format!("icon-{}-{}", hasher.finalize().to_hex().get(..16).unwrap_or_default(), icon.name)
}

/// The first character of a title that is a letter or a digit, as a reader sees it.
fn initial(title: &str) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    let first = title.graphemes(true).find(|grapheme| grapheme.chars().next().is_some_and(char::is_alphanumeric));
    first.map(str::to_uppercase).unwrap_or_default()
}

/// A colour of the icons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ink {
    Ground,
    Letter,
    Lamp,
}

impl Ink {
    fn rgb(self) -> [u8; 3] {
        match self {
            Self::Ground => [0x14, 0x4a, 0x5c],
            Self::Letter => [0xff, 0xff, 0xff],
            Self::Lamp => [0xff, 0xc0, 0x4d],
        }
    }
}

/// A step of an outline, in the space of the icons, y downwards: handles of the curve first, then where it leads.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(not(feature = "cards"), expect(dead_code, reason = "only outlines of fonts have such curves"))]
enum Step {
    Move(f32, f32),
    Line(f32, f32),
    Quad(f32, f32, f32, f32),
    Cubic(f32, f32, f32, f32, f32, f32),
    Close,
}

/// What is drawn on the ground, each outline in its colour.
type Drawing = Vec<(Ink, Vec<Step>)>;

/// The drawing of a title: its first character above a lamp's light, or three lines of speech.
fn drawing(title: &str) -> Drawing {
    let mut drawing = Drawing::new();
    if let Some(letter) = glyph(&initial(title)) {
        drawing.push((Ink::Letter, letter));
        drawing.push((Ink::Lamp, bar(176.0, 408.0, 160.0, 24.0)));
    } else {
        for (y, width, ink) in [(144.0, 192.0, Ink::Letter), (256.0, 128.0, Ink::Lamp), (368.0, 160.0, Ink::Letter)] {
            drawing.push((ink, bar(112.0, y - 32.0, 64.0, 64.0)));
            drawing.push((Ink::Letter, bar(208.0, y - 28.0, width, 56.0)));
        }
    }
    drawing
}

/// A bar with round ends.
fn bar(x: f32, y: f32, width: f32, height: f32) -> Vec<Step> {
    let r = height / 2.0;
    // How far the handles of a quarter of a circle reach.
    let k = r * 0.552_285;
    let (left, right, top, bottom, middle) = (x + r, x + width - r, y, y + height, y + r);
    vec![
        Step::Move(left, top),
        Step::Line(right, top),
        Step::Cubic(right + k, top, right + r, middle - k, right + r, middle),
        Step::Cubic(right + r, middle + k, right + k, bottom, right, bottom),
        Step::Line(left, bottom),
        Step::Cubic(left - k, bottom, left - r, middle + k, left - r, middle),
        Step::Cubic(left - r, middle - k, left - k, top, left, top),
        Step::Close,
    ]
}

/// The icon as SVG: outlines only, no text.
fn vector(title: &str) -> String {
    let hex = |ink: Ink| {
        let [red, green, blue] = ink.rgb();
        format!("#{red:02x}{green:02x}{blue:02x}")
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 512 512\"><rect width=\"512\" height=\"512\" rx=\"112\" fill=\"{}\"/>",
        hex(Ink::Ground)
    );
    for (ink, steps) in drawing(title) {
        let _ = write!(out, "<path fill=\"{}\" d=\"", hex(ink));
        for step in steps {
            let _ = match step {
                Step::Move(x, y) => write!(out, "M{x:.1} {y:.1}"),
                Step::Line(x, y) => write!(out, "L{x:.1} {y:.1}"),
                Step::Quad(a, b, x, y) => write!(out, "Q{a:.1} {b:.1} {x:.1} {y:.1}"),
                Step::Cubic(a, b, c, d, x, y) => write!(out, "C{a:.1} {b:.1} {c:.1} {d:.1} {x:.1} {y:.1}"),
                Step::Close => write!(out, "Z"),
            };
        }
        out.push_str("\"/>");
    }
    out.push_str("</svg>\n");
    out
}

/// An icon of a title.
pub fn draw(title: &str, icon: Icon) -> Vec<u8> {
    match icon.side {
        None => vector(title).into_bytes(),
        Some(side) => pixels(title, side, icon.maskable),
    }
}

#[cfg(not(feature = "cards"))]
fn glyph(_: &str) -> Option<Vec<Step>> {
    None
}

#[cfg(not(feature = "cards"))]
fn pixels(_: &str, _: u32, _: bool) -> Vec<u8> {
    Vec::new()
}

#[cfg(feature = "cards")]
use with_font::{glyph, pixels};

#[cfg(feature = "cards")]
mod with_font {
    use skrifa::instance::{LocationRef, Size};
    use skrifa::outline::{DrawSettings, OutlinePen};
    use skrifa::{FontRef, MetadataProvider};
    use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Transform};

    use super::{Ink, SPACE, Step, drawing};
    use crate::assets;

    /// How much of the space a character takes, and where its middle is.
    const BOX: f32 = 272.0;
    const MIDDLE: (f32, f32) = (256.0, 236.0);

    #[derive(Default)]
    struct Pen(Vec<Step>);

    impl OutlinePen for Pen {
        fn move_to(&mut self, x: f32, y: f32) {
            self.0.push(Step::Move(x, -y));
        }

        fn line_to(&mut self, x: f32, y: f32) {
            self.0.push(Step::Line(x, -y));
        }

        fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
            self.0.push(Step::Quad(cx, -cy, x, -y));
        }

        fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
            self.0.push(Step::Cubic(ax, -ay, bx, -by, x, -y));
        }

        fn close(&mut self) {
            self.0.push(Step::Close);
        }
    }

    /// The outline of a character in the middle of the space; nothing where the font lacks it, or where it is more than
    /// one sign.
    pub(super) fn glyph(initial: &str) -> Option<Vec<Step>> {
        let mut signs = initial.chars();
        let (Some(sign), None) = (signs.next(), signs.next()) else { return None };
        let font = FontRef::new(assets::FONT).ok()?;
        let outline = font.outline_glyphs().get(font.charmap().map(sign)?)?;
        let mut pen = Pen::default();
        outline.draw(DrawSettings::unhinted(Size::new(SPACE), LocationRef::default()), &mut pen).ok()?;
        let bounds = path(&pen.0, &|x, y| (x, y))?.bounds();
        let scale = BOX / bounds.width().max(bounds.height());
        let (x, y) = (f32::midpoint(bounds.left(), bounds.right()), f32::midpoint(bounds.top(), bounds.bottom()));
        let place = |px: f32, py: f32| ((px - x) * scale + MIDDLE.0, (py - y) * scale + MIDDLE.1);
        Some(pen.0.into_iter().map(|step| moved(step, &place)).collect())
    }

    fn moved(step: Step, place: &impl Fn(f32, f32) -> (f32, f32)) -> Step {
        match step {
            Step::Move(x, y) => {
                let (x, y) = place(x, y);
                Step::Move(x, y)
            }
            Step::Line(x, y) => {
                let (x, y) = place(x, y);
                Step::Line(x, y)
            }
            Step::Quad(a, b, x, y) => {
                let ((a, b), (x, y)) = (place(a, b), place(x, y));
                Step::Quad(a, b, x, y)
            }
            Step::Cubic(a, b, c, d, x, y) => {
                let ((a, b), (c, d), (x, y)) = (place(a, b), place(c, d), place(x, y));
                Step::Cubic(a, b, c, d, x, y)
            }
            Step::Close => Step::Close,
        }
    }

    fn path(steps: &[Step], place: &impl Fn(f32, f32) -> (f32, f32)) -> Option<tiny_skia::Path> {
        let mut builder = PathBuilder::new();
        for step in steps {
            match moved(*step, place) {
                Step::Move(x, y) => builder.move_to(x, y),
                Step::Line(x, y) => builder.line_to(x, y),
                Step::Quad(a, b, x, y) => builder.quad_to(a, b, x, y),
                Step::Cubic(a, b, c, d, x, y) => builder.cubic_to(a, b, c, d, x, y),
                Step::Close => builder.close(),
            }
        }
        builder.finish()
    }

    /// The icon as PNG. It fills its square: systems cut it as they like. What may be cut off has more air about it.
    pub(super) fn pixels(title: &str, side: u32, maskable: bool) -> Vec<u8> {
        let scale = f32::from(u16::try_from(side).unwrap_or(u16::MAX)) / SPACE;
        let inner = if maskable { 0.8 } else { 1.0 };
        let place = |x: f32, y: f32| {
            let half = SPACE / 2.0;
            (((x - half) * inner + half) * scale, ((y - half) * inner + half) * scale)
        };
        let color = |ink: Ink| {
            let [red, green, blue] = ink.rgb();
            Color::from_rgba8(red, green, blue, u8::MAX)
        };
        let Some(mut canvas) = Pixmap::new(side, side) else { return Vec::new() };
        canvas.fill(color(Ink::Ground));
        for (ink, steps) in drawing(title) {
            let mut paint = Paint { anti_alias: true, ..Paint::default() };
            paint.set_color(color(ink));
            if let Some(path) = path(&steps, &place) {
                canvas.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
            }
        }
        canvas.encode_png().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_initial_is_the_first_letter() {
        for (title, expected) in
            [("回声镇议事录", "回"), ("“an echo”", "A"), ("2026 talks", "2"), ("👩‍🔬", ""), ("", ""), ("مجلس", "م")]
        {
            assert_eq!(initial(title), expected, "{title}");
        }
    }

    #[test]
    #[cfg(feature = "cards")]
    fn a_character_is_drawn_and_one_that_the_font_lacks_is_no_box() {
        for (title, has) in [
            ("回声镇", true),
            ("Echo", true),
            ("Ærø", true),
            ("喆", true),
            ("ひ", true),
            ("مجلس", false),
            ("ไทย", false),
            ("", false),
        ] {
            assert_eq!(glyph(&initial(title)).is_some(), has, "{title}");
            let svg = vector(title);
            assert!(
                !svg.contains("<text") && svg.len() < 6000 && svg.matches("<path").count() == if has { 2 } else { 6 },
                "{svg}"
            );
        }
        let png = draw("回声", PIXELS[3]);
        assert!(png.starts_with(b"\x89PNG") && png.len() > 1000);
        assert_eq!(png, draw("回音", PIXELS[3]));
    }
}
