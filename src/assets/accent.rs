//! From one colour of a site to the colours of the theme that follow from it, readable on every paper.
//!
//! In: a colour, and the papers of the theme. Out: colours of the same hue, lighter or darker until the contrast is
//! enough. Lightness is moved in `OKLCh`, where equal steps look equal and the hue stays what it was.
//!
//! Sources: Björn Ottosson, "A perceptual color space for image processing" (2020) for Oklab; CSS Color 4, section
//! 13.2.4, for giving up chroma where a lightness has no such colour in sRGB; WCAG 2.2, "relative luminance" and
//! "contrast ratio", success criteria 1.4.3, 1.4.6 and 1.4.11.

use crate::config::Colour;

/// Contrast of text that is read at length: WCAG 2.2, 1.4.6 (AAA).
pub(super) const TEXT: f64 = 7.0;
/// Contrast of what is not text: WCAG 2.2, 1.4.11 (AA).
pub(super) const SIGN: f64 = 3.0;

/// A colour by lightness (0 to 1), chroma, and hue in radians.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Oklch {
    lightness: f64,
    chroma: f64,
    hue: f64,
}

/// A component of sRGB made linear, and back (IEC 61966-2-1).
fn linear(component: u8) -> f64 {
    let c = f64::from(component) / 255.0;
    if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

fn encoded(c: f64) -> f64 {
    if c <= 0.003_130_8 { c * 12.92 } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 }
}

/// From linear sRGB to the responses of the cones, and from their cube roots to Oklab; and both ways back.
const CONES: Matrix = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const OKLAB: Matrix = [
    [0.210_454_255_3, 0.793_617_785, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766],
];
const FROM_OKLAB: Matrix = [
    [1.0, 0.396_337_777_4, 0.215_803_757_3],
    [1.0, -0.105_561_345_8, -0.063_854_172_8],
    [1.0, -0.089_484_177_5, -1.291_485_548],
];
const FROM_CONES: Matrix = [
    [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
    [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
    [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701],
];

type Matrix = [[f64; 3]; 3];

fn times(matrix: Matrix, [x, y, z]: [f64; 3]) -> [f64; 3] {
    matrix.map(|[one, two, three]| one * x + two * y + three * z)
}

fn oklch(colour: Colour) -> Oklch {
    let [lightness, a, b] = times(OKLAB, times(CONES, colour.0.map(linear)).map(f64::cbrt));
    Oklch { lightness, chroma: a.hypot(b), hue: b.atan2(a) }
}

/// Linear sRGB, perhaps outside of what can be shown.
fn rgb(colour: Oklch) -> [f64; 3] {
    let lab = [colour.lightness, colour.chroma * colour.hue.cos(), colour.chroma * colour.hue.sin()];
    times(FROM_CONES, times(FROM_OKLAB, lab).map(|cone| cone.powi(3)))
}

/// The colour as it can be shown: chroma is given up until it fits.
fn shown(colour: Oklch) -> Colour {
    const SLACK: f64 = 0.000_5;
    let fits = |chroma: f64| rgb(Oklch { chroma, ..colour }).iter().all(|c| (-SLACK..=1.0 + SLACK).contains(c));
    let (mut low, mut high) = (0.0, colour.chroma);
    if fits(high) {
        low = high;
    } else {
        for _ in 0..24 {
            let middle = f64::midpoint(low, high);
            if fits(middle) { low = middle } else { high = middle }
        }
    }
    Colour(rgb(Oklch { chroma: low, ..colour }).map(|c| byte(encoded(c.clamp(0.0, 1.0)))))
}

#[allow(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255, rounded")]
fn byte(c: f64) -> u8 {
    (c * 255.0).round().clamp(0.0, 255.0) as u8
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: Colour) -> f64 {
    let [r, g, b] = colour.0.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast of two colours (WCAG 2.2): 1 to 21.
pub(super) fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The least contrast of a colour against several others.
fn least(colour: Colour, others: &[Colour]) -> f64 {
    others.iter().map(|other| contrast(colour, *other)).fold(f64::INFINITY, f64::min)
}

/// The colour itself if it stands out enough from all papers; else one of its hue, moved away from the papers just as
/// far as it must be.
pub(super) fn readable(colour: Colour, papers: &[Colour], wanted: f64) -> Colour {
    if least(colour, papers) >= wanted {
        return colour;
    }
    let own = oklch(colour);
    let dark_paper = papers.iter().map(|paper| luminance(*paper)).fold(0.0, f64::max) < 0.18;
    let end = if dark_paper { 1.0 } else { 0.0 };
    let at = |lightness: f64| shown(Oklch { lightness, ..own });
    nearest(own.lightness, end, |lightness| least(at(lightness), papers) >= wanted).map_or_else(|| at(end), at)
}

/// A ground of the colour's hue on which text stands out enough: as near to `lightness` as can be, with little chroma.
pub(super) fn ground(colour: Colour, text: Colour, lightness: f64, chroma: f64) -> Colour {
    let own = oklch(colour);
    let at = |lightness: f64| shown(Oklch { lightness, chroma: own.chroma.min(chroma), hue: own.hue });
    let end = if luminance(text) > 0.18 { 0.0 } else { 1.0 };
    nearest(lightness, end, |lightness| contrast(at(lightness), text) >= TEXT).map_or_else(|| at(end), at)
}

/// The lightness nearest to `start` on the way to `end` that is good; everything beyond the first good one is.
fn nearest(start: f64, end: f64, good: impl Fn(f64) -> bool) -> Option<f64> {
    if good(start) {
        return Some(start);
    }
    if !good(end) {
        return None;
    }
    let (mut bad, mut best) = (start, end);
    for _ in 0..20 {
        let middle = f64::midpoint(bad, best);
        if good(middle) { best = middle } else { bad = middle }
    }
    Some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::read(text).unwrap()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        // Known ratios: black on white is 21; #767676 is the lightest grey with 4.5 on white, #595959 with 7.
        for (one, other, expected) in [
            ("#000000", "#ffffff", 21.0),
            ("#777777", "#ffffff", 4.48),
            ("#767676", "#ffffff", 4.54),
            ("#595959", "#ffffff", 7.0),
            ("#ff0000", "#ffffff", 4.0),
            ("#0000ff", "#ffffff", 8.59),
        ] {
            let ratio = contrast(colour(one), colour(other));
            assert!((ratio - expected).abs() < 0.01, "{one} on {other}: {ratio}");
        }
    }

    #[test]
    fn oklch_is_that_of_css() {
        // From the examples of CSS Color 4: red is oklch(0.628 0.2577 29.23), lime 0.8664 0.2948 142.5, blue 0.452 0.3132 264.05.
        for (text, lightness, chroma, hue) in [
            ("#ff0000", 0.628, 0.2577, 29.23),
            ("#00ff00", 0.8664, 0.2948, 142.5),
            ("#0000ff", 0.452, 0.3132, 264.05),
            ("#ffffff", 1.0, 0.0, f64::NAN),
        ] {
            let found = oklch(colour(text));
            assert!((found.lightness - lightness).abs() < 0.001, "{text}: {found:?}");
            assert!((found.chroma - chroma).abs() < 0.001, "{text}: {found:?}");
            let degrees = found.hue.to_degrees().rem_euclid(360.0);
            assert!(hue.is_nan() || (degrees - hue).abs() < 0.1, "{text}: {degrees}");
            assert_eq!(shown(found), colour(text));
        }
    }

    #[test]
    fn accents_become_readable_and_keep_their_hue() {
        let (light, dark) = (colour("#fdfcfa"), colour("#15171a"));
        for text in ["#ffff00", "#00ff00", "#ff0000", "#0000ff", "#808080", "#000000", "#ffffff", "#e63946", "#2a9d8f"]
        {
            for paper in [light, dark, colour("#f6eddb")] {
                for wanted in [SIGN, 4.5, TEXT] {
                    let found = readable(colour(text), &[paper], wanted);
                    assert!(contrast(found, paper) >= wanted, "{text} on {paper} became {found}");
                    let (before, after) = (oklch(colour(text)), oklch(found));
                    if before.chroma > 0.05 && after.chroma > 0.05 {
                        let turn = (before.hue - after.hue).to_degrees().rem_euclid(360.0);
                        assert!(turn.min(360.0 - turn) < 4.0, "{text} on {paper} became {found}: {turn}°");
                    }
                }
            }
        }
        // What is readable is not touched.
        assert_eq!(readable(colour("#0b5368"), &[light], TEXT), colour("#0b5368"));
        // No farther than it must be.
        assert!(contrast(readable(colour("#ff0000"), &[light], TEXT), light) < 7.2);
    }

    #[test]
    fn grounds_carry_text() {
        for text in ["#ffff00", "#e63946", "#2a9d8f", "#000000", "#0000ff"] {
            for (ink, lightness) in [("#1d1b18", 0.92), ("#e7e4dd", 0.4), ("#2c2318", 0.88)] {
                let found = ground(colour(text), colour(ink), lightness, 0.12);
                assert!(contrast(found, colour(ink)) >= TEXT, "{ink} on {found}");
            }
        }
    }
}
