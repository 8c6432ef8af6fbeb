//! What a picture tells about the camera, the place and the person is cut out; its pixels are not touched.
//!
//! The walk knows the containers only as far as it must: the segments of JPEG (ITU-T T.81, annex B), the chunks of PNG
//! (W3C PNG, section 11) and of WebP (RFC 9649, section 2), the blocks of GIF.

use std::borrow::Cow;

use super::raster::orientation;
use super::{Fault, Kind};

/// The picture without its metadata; borrowed where it has none. How it is to be turned stays, and so does its colour
/// profile. Kinds of which nothing is known stay as they are, unless they may tell a place.
pub fn clean(bytes: &[u8], kind: Kind) -> Result<Cow<'_, [u8]>, Fault> {
    let out = match kind {
        Kind::Jpeg => jpeg(bytes),
        Kind::Png => png(bytes),
        Kind::WebP => webp(bytes),
        Kind::Gif => gif(bytes),
        Kind::Avif if memchr::memmem::find(bytes, b"Exif").is_some() => {
            return Err(Fault::Unknown("AVIF with Exif data"));
        }
        Kind::Foreign(name) => return Err(Fault::Unknown(name)),
        Kind::Avif | Kind::Svg | Kind::Other => return Ok(Cow::Borrowed(bytes)),
    }
    .ok_or_else(|| Fault::unreadable("it ends too early, or is put together wrongly"))?;
    Ok(if out == bytes { Cow::Borrowed(bytes) } else { Cow::Owned(out) })
}

/// Bytes that are taken from the front.
struct Bytes<'b> {
    rest: &'b [u8],
}

impl<'b> Bytes<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn u16_be(&mut self) -> Option<usize> {
        self.take(2)?.try_into().ok().map(|bytes| usize::from(u16::from_be_bytes(bytes)))
    }

    fn u32(&mut self, read: fn([u8; 4]) -> u32) -> Option<usize> {
        self.take(4)?.try_into().ok().and_then(|bytes| usize::try_from(read(bytes)).ok())
    }
}

/// Exif data that say nothing but how the picture is to be turned.
fn turning(orientation: u8) -> [u8; 26] {
    let mut exif = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    if let Some(value) = exif.get_mut(19) {
        *value = orientation;
    }
    exif
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let turned = orientation(bytes, Kind::Jpeg);
    let mut from = Bytes { rest: bytes };
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(from.take(2)?);
    let mut told = turned == 1;
    loop {
        // Any number of 0xff may fill the space before a marker.
        if from.byte()? != 0xff {
            return None;
        }
        let mut marker = from.byte()?;
        while marker == 0xff {
            marker = from.byte()?;
        }
        if marker == 0xd9 {
            // What some cameras append behind the end is no part of the picture.
            out.extend([0xff, 0xd9]);
            return Some(out);
        }
        if matches!(marker, 0x01 | 0xd0..=0xd7) {
            continue;
        }
        let length = from.u16_be()?;
        let content = from.take(length.checked_sub(2)?)?;
        let kept = match marker {
            0xe0 => content.starts_with(b"JFIF\0"),
            0xe2 => content.starts_with(b"ICC_PROFILE\0"),
            0xee => content.starts_with(b"Adobe"),
            0xe1 | 0xe3..=0xed | 0xef | 0xfe => false,
            _ => true,
        };
        if !told && marker != 0xe0 {
            let exif = turning(turned);
            out.extend([0xff, 0xe1, 0, 34]);
            out.extend(b"Exif\0\0");
            out.extend(exif);
            told = true;
        }
        if kept {
            out.extend([0xff, marker]);
            out.extend(u16::try_from(length).ok()?.to_be_bytes());
            out.extend(content);
        }
        if marker == 0xda {
            scan(&mut from, &mut out)?;
        }
    }
}

/// The coded pixels up to the next marker that is not part of them.
fn scan(from: &mut Bytes<'_>, out: &mut Vec<u8>) -> Option<()> {
    let mut at = 0;
    loop {
        at += memchr::memchr(0xff, from.rest.get(at..)?)?;
        match from.rest.get(at + 1)? {
            0 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => break,
        }
    }
    out.extend(from.take(at)?);
    Some(())
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let turned = orientation(bytes, Kind::Png);
    let mut from = Bytes { rest: bytes };
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(from.take(8)?);
    loop {
        let whole = from.rest;
        let length = from.u32(u32::from_be_bytes)?;
        let name = from.take(4)?;
        from.take(length)?;
        from.take(4)?;
        let kept = match name {
            b"tRNS" | b"gAMA" | b"cHRM" | b"sRGB" | b"iCCP" | b"sBIT" | b"bKGD" | b"pHYs" | b"cICP" | b"mDCV"
            | b"cLLI" | b"hIST" | b"sPLT" | b"acTL" | b"fcTL" | b"fdAT" => true,
            // The names of chunks without which nothing is shown begin with a capital.
            name => name.first().is_some_and(u8::is_ascii_uppercase),
        };
        if kept {
            out.extend(whole.get(..length.checked_add(12)?)?);
        }
        if name == b"IHDR" && turned != 1 {
            let exif = turning(turned);
            let mut hasher = crc32fast::Hasher::new();
            hasher.update(b"eXIf");
            hasher.update(&exif);
            out.extend([0, 0, 0, 26]);
            out.extend(b"eXIf");
            out.extend(exif);
            out.extend(hasher.finalize().to_be_bytes());
        }
        if name == b"IEND" {
            return Some(out);
        }
    }
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    const EXIF: u8 = 0x08;
    const XMP: u8 = 0x04;
    let turned = orientation(bytes, Kind::WebP);
    let mut from = Bytes { rest: bytes };
    from.take(4)?;
    let length = from.u32(u32::from_le_bytes)?;
    let mut from = Bytes { rest: from.take(length)? };
    let mut out = b"RIFF\0\0\0\0".to_vec();
    out.extend(from.take(4)?);
    while !from.rest.is_empty() {
        let name = from.take(4)?;
        let length = from.u32(u32::from_le_bytes)?;
        let content = from.take(length)?;
        // A chunk of odd length is filled up, but for the last one of careless writers.
        if length % 2 == 1 && !from.rest.is_empty() {
            from.take(1)?;
        }
        let mut content = Cow::Borrowed(content);
        match name {
            b"VP8X" => {
                let flags = content.to_mut().first_mut()?;
                *flags &= !(EXIF | XMP);
                if turned != 1 {
                    *flags |= EXIF;
                }
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => {}
            _ => continue,
        }
        chunk(&mut out, name, &content)?;
    }
    if turned != 1 {
        chunk(&mut out, b"EXIF", &turning(turned))?;
    }
    let length = u32::try_from(out.len().checked_sub(8)?).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    Some(out)
}

fn chunk(out: &mut Vec<u8>, name: &[u8], content: &[u8]) -> Option<()> {
    out.extend(name);
    out.extend(u32::try_from(content.len()).ok()?.to_le_bytes());
    out.extend(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
    Some(())
}

fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut from = Bytes { rest: bytes };
    let mut out = Vec::with_capacity(bytes.len());
    let head = from.take(13)?;
    out.extend(head);
    out.extend(from.take(color_table(*head.get(10)?))?);
    loop {
        let whole = from.rest;
        let kept = match from.byte()? {
            0x3b => {
                out.push(0x3b);
                return Some(out);
            }
            0x2c => {
                let head = from.take(9)?;
                from.take(color_table(*head.get(8)?))?;
                from.byte()?;
                true
            }
            0x21 => match from.byte()? {
                0xf9 | 0x01 => true,
                // How often an animation is repeated is kept; other programs' notes are not.
                0xff => matches!(from.rest.get(..12), Some(b"\x0bNETSCAPE2.0" | b"\x0bANIMEXTS1.0")),
                _ => false,
            },
            _ => return None,
        };
        loop {
            let length = usize::from(from.byte()?);
            if length == 0 {
                break;
            }
            from.take(length)?;
        }
        if kept {
            out.extend(whole.get(..whole.len() - from.rest.len())?);
        }
    }
}

/// The length of the table of colours that a byte of flags announces.
fn color_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Whether a picture moves.
pub fn is_animated(bytes: &[u8], kind: Kind) -> bool {
    match kind {
        Kind::Gif => true,
        // The flags of an extended WebP file; bit 1 says that there are frames.
        Kind::WebP => bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & 2 != 0),
        // The chunk that announces frames stands before the first pixels.
        Kind::Png => {
            let head = memchr::memmem::find(bytes, b"IDAT").and_then(|end| bytes.get(..end)).unwrap_or_default();
            memchr::memmem::find(head, b"acTL").is_some()
        }
        _ => false,
    }
}
