//! Pictures made of pixels: read within limits, turned upright, scaled, written as WebP.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageReader, Limits};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::{Facts, Fault, Frame, Kind, LONGEST_SIDE, MEGAPIXELS};

/// The quality of lossy variants: the point from which on looking closer finds nothing more in photographs.
const QUALITY: f32 = 78.0;

/// What a decoder may claim beyond the pixels themselves, in bytes.
const CLAIM: u64 = 768 << 20;

/// How many pixels an average is taken of.
const SAMPLES: usize = 40_000;

fn format(kind: Kind) -> Option<image::ImageFormat> {
    match kind {
        Kind::Jpeg => Some(image::ImageFormat::Jpeg),
        Kind::Png => Some(image::ImageFormat::Png),
        Kind::WebP => Some(image::ImageFormat::WebP),
        _ => None,
    }
}

/// A picture that is read within limits; nothing is claimed for its pixels yet.
fn open(bytes: &[u8], kind: Kind) -> Result<impl ImageDecoder + '_, Fault> {
    let format = format(kind).ok_or_else(|| Fault::unreadable("it is of no kind that can be read"))?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(CLAIM);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(Fault::unreadable)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Fault::unreadable("it has no pixels"));
    }
    check_size(Some((width, height)))?;
    Ok(decoder)
}

/// Whether a stated size is within the limits.
pub fn check_size(size: Option<(u32, u32)>) -> Result<(), Fault> {
    match size {
        Some((width, height))
            if width.max(height) > LONGEST_SIDE || u64::from(width) * u64::from(height) > MEGAPIXELS * 1_000_000 =>
        {
            Err(Fault::TooLarge(width, height))
        }
        _ => Ok(()),
    }
}

/// Looks at the head of a picture: its size as it is to be looked at. Fails where the picture cannot be read or is too
/// large. Kinds that are not read have no size here.
pub fn look(bytes: &[u8], kind: Kind) -> Result<(u32, u32), Fault> {
    let mut decoder = open(bytes, kind)?;
    let (width, height) = decoder.dimensions();
    let turned = decoder.orientation().is_ok_and(|orientation| {
        matches!(
            orientation,
            Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
        )
    });
    Ok(if turned { (height, width) } else { (width, height) })
}

/// How the pixels of a picture are to be turned, in the numbers of Exif (section 4.6.5).
pub(super) fn orientation(bytes: &[u8], kind: Kind) -> u8 {
    open(bytes, kind)
        .and_then(|mut decoder| decoder.orientation().map_err(Fault::unreadable))
        .map_or(1, Orientation::to_exif)
}

/// The pixels of a picture, upright.
pub struct Raster {
    size: (u32, u32),
    /// Three bytes a pixel, or four where one can see through.
    pixels: Vec<u8>,
    clear: bool,
    /// Whether the file lost nothing of its pixels, as drawings and screenshots are kept.
    exact: bool,
    profile: Option<ColorProfile>,
}

/// Reads all of a picture.
pub fn decode(bytes: &[u8], kind: Kind) -> Result<Raster, Fault> {
    let mut decoder = open(bytes, kind)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let profile = profile.and_then(|profile| ColorProfile::new_from_slice(&profile).ok());
    let mut whole = DynamicImage::from_decoder(decoder).map_err(Fault::unreadable)?;
    whole.apply_orientation(orientation);
    let size = (whole.width(), whole.height());
    let (pixels, clear) = if whole.color().has_alpha() {
        let pixels = whole.into_rgba8().into_raw();
        if pixels.as_chunks::<4>().0.iter().all(|[.., alpha]| *alpha == u8::MAX) {
            let opaque = pixels.as_chunks::<4>().0.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]);
            (opaque.collect(), false)
        } else {
            (pixels, true)
        }
    } else {
        (whole.into_rgb8().into_raw(), false)
    };
    let profile = profile.filter(|profile| profile.color_space == DataColorSpace::Rgb);
    Ok(Raster { size, pixels, clear, exact: kind == Kind::Png, profile })
}

impl Raster {
    /// What is known of the picture.
    pub fn facts(&self) -> Facts {
        let color = (!self.clear).then(|| {
            let (pixels, _) = self.pixels.as_chunks::<3>();
            let step = (pixels.len() / SAMPLES).max(1);
            let mut sums = [0_u64; 3];
            let mut count = 0;
            for pixel in pixels.iter().step_by(step) {
                for (sum, part) in sums.iter_mut().zip(pixel) {
                    *sum += u64::from(*part);
                }
                count += 1;
            }
            let mut color = sums.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX));
            in_srgb(self.profile.as_ref(), &mut color, false);
            color
        });
        Facts { size: self.size, color }
    }

    /// The variants of a frame as WebP files, in the order of [`Facts::sizes`].
    pub fn variants(&self, frame: Frame) -> Result<Vec<Vec<u8>>, Fault> {
        let mut sizes = self.facts().sizes(frame);
        let (left, top, width, height) = frame.part(self.size);
        let Some(largest) = sizes.pop() else { return Ok(Vec::new()) };
        let whole = self.scaled(&self.pixels, self.size, Some((left, top, width, height)), largest)?;
        let smaller: Result<Vec<_>, Fault> = sizes
            .into_iter()
            .map(|size| self.scaled(&whole, largest, None, size).and_then(|pixels| self.encoded(pixels, size)))
            .collect();
        let mut all = smaller?;
        all.push(self.encoded(whole, largest)?);
        Ok(all)
    }

    /// The square of a frame as PNG, at most so many pixels wide; what one can see through is laid on white.
    pub fn square(&self, frame: Frame, side: u32) -> Result<Vec<u8>, Fault> {
        let (left, top, width, height) = frame.part(self.size);
        let to = (width.min(side), height.min(side));
        let mut pixels = self.scaled(&self.pixels, self.size, Some((left, top, width, height)), to)?;
        in_srgb(self.profile.as_ref(), &mut pixels, self.clear);
        if self.clear {
            let over = |part: u8, alpha: u8| {
                let sum = u16::from(part) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
                u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
            };
            let (chunks, _) = pixels.as_chunks::<4>();
            pixels = chunks
                .iter()
                .flat_map(|[red, green, blue, alpha]| [red, green, blue].map(|part| over(*part, *alpha)))
                .collect();
        }
        let mut out = Vec::new();
        PngEncoder::new(&mut out)
            .write_image(&pixels, to.0, to.1, ExtendedColorType::Rgb8)
            .map_err(Fault::unreadable)?;
        Ok(out)
    }

    fn scaled(
        &self,
        pixels: &[u8],
        (width, height): (u32, u32),
        part: Option<(u32, u32, u32, u32)>,
        to: (u32, u32),
    ) -> Result<Vec<u8>, Fault> {
        let kind = if self.clear { PixelType::U8x4 } else { PixelType::U8x3 };
        let from = ImageRef::new(width, height, pixels, kind).map_err(Fault::unreadable)?;
        let mut out = Image::new(to.0, to.1, kind);
        let mut options = ResizeOptions::new();
        if let Some((left, top, width, height)) = part {
            options = options.crop(f64::from(left), f64::from(top), f64::from(width), f64::from(height));
        }
        Resizer::new().resize(&from, &mut out, &options).map_err(Fault::unreadable)?;
        Ok(out.into_vec())
    }

    fn encoded(&self, mut pixels: Vec<u8>, (width, height): (u32, u32)) -> Result<Vec<u8>, Fault> {
        in_srgb(self.profile.as_ref(), &mut pixels, self.clear);
        let encoder = if self.clear {
            webp::Encoder::from_rgba(&pixels, width, height)
        } else {
            webp::Encoder::from_rgb(&pixels, width, height)
        };
        let failed = |error| Fault::Unreadable(format!("the encoder refused it: {error:?}"));
        let lossy = encoder.encode_simple(false, QUALITY).map_err(failed)?;
        if self.exact {
            // What was drawn keeps its edges where that costs little.
            let exact = encoder.encode_simple(true, QUALITY).map_err(failed)?;
            if exact.len() <= lossy.len() + lossy.len() / 4 {
                return Ok(exact.to_vec());
            }
        }
        Ok(lossy.to_vec())
    }
}

/// Turns pixels of a colour profile into those of the web. A profile that cannot be followed is passed over.
fn in_srgb(profile: Option<&ColorProfile>, pixels: &mut [u8], clear: bool) {
    let Some(profile) = profile else { return };
    let layout = if clear { Layout::Rgba } else { Layout::Rgb };
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()) else {
        return;
    };
    let mut out = vec![0; pixels.len()];
    if transform.transform(pixels, &mut out).is_ok() {
        pixels.copy_from_slice(&out);
    }
}
