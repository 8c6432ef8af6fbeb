//! Pixels as PNG (W3C Portable Network Graphics, third edition) with a palette: a card has few colours, and what a
//! portrait has beyond them is told by near ones.

use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};

/// How many colours a palette has, and how hard it is tried to make the file small; the next where it would be too large. Of pixels
/// without any order no effort makes less than their colours need: the last is for a portrait that is nothing but grain.
const TRIES: [(usize, Compression); 6] = [
    (256, Compression::Balanced),
    (256, Compression::High),
    (64, Compression::High),
    (16, Compression::High),
    (8, Compression::High),
    (4, Compression::High),
];
/// How many of sixteen colours of a palette are the most frequent ones, kept exactly; the others stand for groups of near ones.
const EXACT: usize = 3;
/// Above how many colours those that differ by little are taken for one first.
const MANY: usize = 3000;

/// How large a file may be. Apps of chats leave out what is larger than some hundred kilobytes, and readers wait for each.
const BUDGET: usize = 60 << 10;

type Colour = [u8; 3];

/// Pixels without transparency, row by row.
pub(super) fn encode(pixels: &[[u8; 4]], width: u32, height: u32) -> Result<Vec<u8>, String> {
    let colours = counted(pixels);
    let mut smallest = Vec::new();
    for (most, compression) in TRIES {
        let (palette, indices) = indexed(pixels, &colours, most);
        smallest = compressed(&palette, &indices, (width, height), compression)?;
        if smallest.len() <= BUDGET {
            break;
        }
    }
    Ok(smallest)
}

fn compressed(
    palette: &[Colour],
    indices: &[u8],
    (width, height): (u32, u32),
    compression: Compression,
) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(BUDGET);
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(compression);
    encoder.set_filter(Filter::NoFilter);
    let told = |error: png::EncodingError| error.to_string();
    let mut writer = encoder.write_header().map_err(told)?;
    writer.write_image_data(indices).map_err(told)?;
    writer.finish().map_err(told)?;
    Ok(out)
}

fn colour(pixel: [u8; 4]) -> Colour {
    let [red, green, blue, _] = pixel;
    [red, green, blue]
}

/// The colours of the pixels and how many have each, most frequent first.
fn counted(pixels: &[[u8; 4]]) -> Vec<(Colour, u32)> {
    let mut counts: HashMap<Colour, u32> = HashMap::new();
    for run in pixels.chunk_by(|a, b| a == b) {
        if let Some(first) = run.first() {
            *counts.entry(colour(*first)).or_default() += u32::try_from(run.len()).unwrap_or(u32::MAX);
        }
    }
    let mut colours: Vec<(Colour, u32)> = counts.into_iter().collect();
    // The order of the map must not show.
    colours.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    colours
}

/// At most so many colours, and which of them each pixel has.
fn indexed(pixels: &[[u8; 4]], colours: &[(Colour, u32)], most: usize) -> (Vec<Colour>, Vec<u8>) {
    let (palette, places) = palette(colours, most);
    let mut indices = Vec::with_capacity(pixels.len());
    for run in pixels.chunk_by(|a, b| a == b) {
        let index = run.first().and_then(|first| places.get(&colour(*first))).copied().unwrap_or_default();
        indices.resize(indices.len() + run.len(), index);
    }
    (palette, indices)
}

/// A palette for colours with their counts, and the place of each colour in it.
fn palette(colours: &[(Colour, u32)], most: usize) -> (Vec<Colour>, HashMap<Colour, u8>) {
    let exact = if colours.len() <= most { colours.len() } else { (most * EXACT / 16).max(1) };
    let (kept, rest) = colours.split_at_checked(exact).unwrap_or((colours, &[]));
    let mut palette: Vec<Colour> = kept.iter().map(|(colour, _)| *colour).collect();
    let mut places: HashMap<Colour, u8> = HashMap::with_capacity(colours.len());
    for (colour, place) in palette.iter().zip(0..=u8::MAX) {
        places.insert(*colour, place);
    }
    for group in groups(rest, most - palette.len()) {
        let Ok(place) = u8::try_from(palette.len()) else { break };
        palette.push(mean(&group));
        places.extend(group.iter().map(|one| (one.colour, place)));
    }
    (palette, places)
}

/// A colour, how it counts, and what it is taken for when colours are compared.
#[derive(Debug, Clone, Copy)]
struct Spot {
    colour: Colour,
    count: u32,
    key: Colour,
}

/// Colours in so many groups of near ones: the widest group is parted at its middle until there are enough (Heckbert, Color
/// image quantization for frame buffer display, 1982).
fn groups(colours: &[(Colour, u32)], wanted: usize) -> Vec<Vec<Spot>> {
    let coarse = colours.len() > MANY;
    let spot = |(colour, count): &(Colour, u32)| {
        let key = if coarse { colour.map(|part| part & 0xfc) } else { *colour };
        Spot { colour: *colour, count: *count, key }
    };
    let all: Vec<Spot> = colours.iter().map(spot).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let mut groups = vec![(extent(&all), all)];
    while groups.len() < wanted {
        let widest = groups.iter().enumerate().max_by_key(|(_, ((_, extent, weight), _))| u64::from(*extent) * weight);
        let Some((at, _)) = widest else { break };
        let ((axis, length, _), mut group) = groups.swap_remove(at);
        if length == 0 || group.len() < 2 {
            groups.push(((axis, 0, 0), group));
            break;
        }
        let part = |spot: &Spot| spot.key.get(axis).copied().unwrap_or_default();
        group.sort_unstable_by_key(|spot| (part(spot), spot.key, spot.colour));
        let half: u64 = group.iter().map(|spot| u64::from(spot.count)).sum::<u64>() / 2;
        let mut sum = 0;
        let middle = group.iter().position(|spot| {
            sum += u64::from(spot.count);
            sum > half
        });
        let other = group.split_off(middle.unwrap_or(1).clamp(1, group.len() - 1));
        groups.push((extent(&group), group));
        groups.push((extent(&other), other));
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Along which axis a group is widest, how wide, and how much it counts.
fn extent(group: &[Spot]) -> (usize, u8, u64) {
    let range = |axis: usize| {
        let parts = group.iter().filter_map(|spot| spot.key.get(axis).copied());
        let (low, high) = parts.fold((u8::MAX, 0), |(low, high), part| (low.min(part), high.max(part)));
        high.saturating_sub(low)
    };
    let (axis, length) = (0..3).map(|axis| (axis, range(axis))).max_by_key(|(_, length)| *length).unwrap_or((0, 0));
    let count: u64 = group.iter().map(|spot| u64::from(spot.count)).sum();
    (axis, length, count.isqrt().max(1))
}

fn mean(group: &[Spot]) -> Colour {
    let mut sums = [0_u64; 3];
    let mut count = 0;
    for spot in group {
        for (sum, part) in sums.iter_mut().zip(spot.colour) {
            *sum += u64::from(part) * u64::from(spot.count);
        }
        count += u64::from(spot.count);
    }
    sums.map(|sum| u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_are_exact_and_many_are_near() {
        let few: Vec<[u8; 4]> = (0..=255_u8).map(|n| [n, 0, n, 255]).collect();
        let (palette, indices) = indexed(&few, &counted(&few), 256);
        assert_eq!(palette.len(), 256);
        assert!(few.iter().zip(&indices).all(|(pixel, at)| palette[usize::from(*at)] == colour(*pixel)));
        let many: Vec<[u8; 4]> =
            (0..40_000_u32).map(|n| [(n % 200).try_into().unwrap(), (n / 200).try_into().unwrap(), 90, 255]).collect();
        let (palette, indices) = indexed(&many, &counted(&many), 256);
        assert_eq!(palette.len(), 256);
        for (pixel, at) in many.iter().zip(&indices) {
            let near = palette[usize::from(*at)];
            assert!(near.iter().zip(pixel).all(|(a, b)| a.abs_diff(*b) < 24), "{pixel:?} {near:?}");
        }
    }

    #[test]
    fn a_picture_of_noise_is_light_and_still_itself() {
        // A portrait in which no two neighbours are alike, on a ground of one colour.
        let (width, height, side) = (1080, 1440, 320);
        let mut noise = 1_u32;
        let mut grain = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from(noise >> 24).unwrap()
        };
        let pixels: Vec<[u8; 4]> = (0..width * height)
            .map(|at| {
                if at % width < side && at / width < side {
                    [grain(), grain(), grain(), 255]
                } else {
                    [20, 74, 92, 255]
                }
            })
            .collect();
        let bytes = encode(&pixels, width, height).unwrap();
        assert!(bytes.len() <= 60 << 10, "{}", bytes.len());
        let read = image::load_from_memory(&bytes).unwrap().into_rgb8();
        assert_eq!(read.get_pixel(1000, 1000).0, [20, 74, 92], "the ground is exact");
        let far = |(a, b): (&image::Rgb<u8>, &[u8; 4])| -> u64 {
            a.0.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b))).sum()
        };
        let apart: u64 = read.pixels().zip(&pixels).map(far).sum();
        assert!(apart / u64::from(side * side * 3) < 64, "{apart}");
    }

    #[test]
    fn a_picture_comes_back() {
        let pixels: Vec<[u8; 4]> = (0..12_u8).map(|n| [n, 200, 7, 255]).collect();
        let read = image::load_from_memory(&encode(&pixels, 4, 3).unwrap()).unwrap().into_rgb8();
        assert_eq!((read.width(), read.height()), (4, 3));
        assert!(read.pixels().zip(&pixels).all(|(a, b)| a.0 == colour(*b)));
    }
}
