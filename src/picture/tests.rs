use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use proptest::prelude::*;

use super::*;

/// A picture whose left half is red and whose right half is blue.
fn halves(width: u32, height: u32) -> Vec<u8> {
    let pixel = |n: u32| if n % width < width / 2 { [200, 0, 0] } else { [0, 0, 200] };
    (0..width * height).flat_map(pixel).collect()
}

fn written(kind: Kind, width: u32, height: u32) -> Vec<u8> {
    let (pixels, rgb) = (halves(width, height), ExtendedColorType::Rgb8);
    let mut out = Vec::new();
    match kind {
        Kind::Jpeg => JpegEncoder::new_with_quality(&mut out, 90).encode(&pixels, width, height, rgb).unwrap(),
        Kind::Png => PngEncoder::new(&mut out).write_image(&pixels, width, height, rgb).unwrap(),
        Kind::WebP => WebPEncoder::new_lossless(&mut out).encode(&pixels, width, height, rgb).unwrap(),
        _ => panic!("{kind:?} is not written here"),
    }
    out
}

/// Exif data with an orientation and a place: `PLACE` stands for the coordinates.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif =
        b"MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\0\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0PLACE"
            .to_vec();
    exif[19] = orientation;
    exif
}

fn chunk_of_png(name: &[u8], content: &[u8]) -> Vec<u8> {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(name);
    hasher.update(content);
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], name, content, &hasher.finalize().to_be_bytes()].concat()
}

/// The picture with metadata of every sort that its kind knows.
fn talkative(kind: Kind, plain: &[u8], orientation: u8) -> Vec<u8> {
    let exif = exif(orientation);
    match kind {
        Kind::Jpeg => {
            let segment = |marker: u8, content: &[u8]| {
                let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
                [&[0xff, marker][..], &length, content].concat()
            };
            let mut out = plain[..2].to_vec();
            out.extend(segment(0xe1, &[b"Exif\0\0", &exif[..]].concat()));
            out.extend(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<PLACE/>"));
            out.extend(segment(0xed, b"Photoshop 3.0\0PLACE"));
            out.extend(segment(0xfe, b"PLACE"));
            out.extend(&plain[2..]);
            // A film of the moment, behind the end.
            out.extend(b"....ftypmp42PLACE");
            out
        }
        Kind::Png => {
            let mut out = plain[..33].to_vec();
            out.extend(chunk_of_png(b"eXIf", &exif));
            out.extend(chunk_of_png(b"tEXt", b"Comment\0PLACE"));
            out.extend(&plain[33..]);
            out.extend(b"PLACE");
            out
        }
        Kind::WebP => {
            let mut out = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x0c\0\0\0".to_vec();
            let (width, height) = look(plain, kind).unwrap();
            out.extend(&(width - 1).to_le_bytes()[..3]);
            out.extend(&(height - 1).to_le_bytes()[..3]);
            out.extend(&plain[12..]);
            for (name, content) in [(b"EXIF", &exif[..]), (b"XMP ", &b"<PLACE/>"[..])] {
                out.extend(name);
                out.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
                out.extend(content);
                out.resize(out.len().next_multiple_of(2), 0);
            }
            let length = u32::try_from(out.len() - 8).unwrap().to_le_bytes();
            out[4..8].copy_from_slice(&length);
            out
        }
        _ => panic!("{kind:?} is not written here"),
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

const WRITTEN: [Kind; 3] = [Kind::Jpeg, Kind::Png, Kind::WebP];

#[test]
fn kinds_are_told_by_the_first_bytes() {
    for kind_of in WRITTEN {
        assert_eq!(kind(&written(kind_of, 4, 4), "txt"), kind_of);
    }
    for (bytes, extension, expected) in [
        (&b"GIF89a"[..], "gif", Kind::Gif),
        (b"\0\0\0\x1cftypavif", "jpg", Kind::Avif),
        (b"\0\0\0\x1cftypheic", "jpg", Kind::Foreign("HEIF")),
        (b"II*\0", "jpg", Kind::Foreign("TIFF")),
        (b"<svg/>", "SVG", Kind::Svg),
        (b"BM", "md", Kind::Other),
        (b"", "png", Kind::Other),
    ] {
        assert_eq!(kind(bytes, extension), expected, "{expected:?}");
    }
}

#[test]
fn what_tells_the_place_is_cut_out_and_the_pixels_stay() {
    for kind_of in WRITTEN {
        let plain = written(kind_of, 8, 4);
        assert!(matches!(clean(&plain, kind_of), Ok(std::borrow::Cow::Borrowed(_))), "{kind_of:?} has nothing to tell");
        for orientation in [1, 6] {
            let source = talkative(kind_of, &plain, orientation);
            assert!(holds(&source, "PLACE"));
            let cleaned = clean(&source, kind_of).unwrap();
            assert!(!holds(&cleaned, "PLACE"), "{kind_of:?}");
            assert_eq!(look(&cleaned, kind_of), look(&source, kind_of), "{kind_of:?} is turned as before");
            assert_eq!(decode(&cleaned, kind_of).unwrap().facts(), decode(&source, kind_of).unwrap().facts());
            assert!(
                matches!(clean(&cleaned, kind_of), Ok(std::borrow::Cow::Borrowed(_))),
                "what is clean needs no change: {kind_of:?}"
            );
        }
    }
}

#[test]
fn comments_and_notes_of_programs_go_out_of_gifs() {
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    let pixels = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    let again = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
    let source =
        [&head[..], again, b"\x21\xfe\x05PLACE\0", b"\x21\xff\x0bXMP DataXMP\x05PLACE\0", pixels, b";PLACE"].concat();
    let cleaned = clean(&source, Kind::Gif).unwrap().into_owned();
    assert_eq!(cleaned, [&head[..], again, pixels, b";"].concat());
    assert!(is_animated(&cleaned, Kind::Gif));
}

#[test]
fn kinds_that_keep_their_secrets_are_refused() {
    assert_eq!(clean(b"\0\0\0\x1cftypheic", Kind::Foreign("HEIF")), Err(Fault::Unknown("HEIF")));
    assert!(clean(b"\0\0\0\x1cftypavif....Exif", Kind::Avif).is_err());
    assert!(clean(b"\0\0\0\x1cftypavif....", Kind::Avif).is_ok());
}

#[test]
fn pictures_are_turned_upright() {
    for kind_of in WRITTEN {
        let turned = talkative(kind_of, &written(kind_of, 64, 32), 6);
        let facts = decode(&turned, kind_of).unwrap().facts();
        assert_eq!(facts.size, (32, 64), "{kind_of:?}");
        assert_eq!(look(&turned, kind_of), Ok((32, 64)));
        // Turned by 90 degrees clockwise, left is up: the upper half is red.
        let square = Frame::Square { x: 50, y: 0, side: 100 };
        let made = decode(&turned, kind_of).unwrap().variants(square).unwrap();
        let color = decode(&made[0], Kind::WebP).unwrap().facts().color.unwrap();
        assert!(color[0] > 150 && color[2] < 50, "{kind_of:?}: {color:?}");
    }
}

#[test]
fn bombs_are_told_by_their_head() {
    let mut png = written(Kind::Png, 4, 4);
    let head = [&100_000_u32.to_be_bytes()[..], &100_000_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    png.splice(8..33, chunk_of_png(b"IHDR", &head));
    let mut jpeg = written(Kind::Jpeg, 4, 4);
    let at = memchr::memmem::find(&jpeg, &[0xff, 0xc0]).unwrap() + 5;
    jpeg[at..at + 4].copy_from_slice(&[0xff; 4]);
    let mut webp = talkative(Kind::WebP, &written(Kind::WebP, 4, 4), 1);
    webp[24..30].copy_from_slice(&[0xfe, 0x3f, 0, 0xfe, 0x3f, 0]);
    for (bytes, kind_of, size) in [
        (png, Kind::Png, (100_000, 100_000)),
        (jpeg, Kind::Jpeg, (65_535, 65_535)),
        (webp, Kind::WebP, (16_383, 16_383)),
    ] {
        let expected = Fault::TooLarge(size.0, size.1);
        assert!(expected.to_string().contains("80 million"));
        assert_eq!(look(&bytes, kind_of), Err(expected.clone()), "{kind_of:?}");
        assert_eq!(decode(&bytes, kind_of).err(), Some(expected), "{kind_of:?}");
    }
    assert_eq!(check_size(Some((30_001, 1))), Err(Fault::TooLarge(30_001, 1)));
    assert_eq!(check_size(Some((8_000, 10_000))), Ok(()));
}

#[test]
fn sizes_go_up_to_that_of_the_picture() {
    for (size, frame, widths) in [
        ((4000, 3000), Frame::Whole, &[480, 800, 1200, 1600][..]),
        ((1000, 600), Frame::Whole, &[480, 800, 1000]),
        ((850, 600), Frame::Whole, &[480, 850]),
        ((480, 600), Frame::Whole, &[480]),
        ((64, 64), Frame::Whole, &[64]),
        ((4000, 3000), Frame::PORTRAIT, &[96, 192, 320]),
        ((200, 900), Frame::PORTRAIT, &[96, 200]),
        ((1600, 30_000), Frame::Whole, &[480, 800]),
    ] {
        let facts = Facts { size, color: None };
        assert_eq!(facts.sizes(frame).iter().map(|(width, _)| *width).collect::<Vec<_>>(), widths, "{size:?}");
    }
    assert_eq!(Facts { size: (4000, 3000), color: None }.sizes(Frame::Whole)[0], (480, 360));
}

#[test]
fn squares_lie_about_the_face_and_inside_the_picture() {
    for (size, frame, part) in [
        ((400, 600), Frame::PORTRAIT, (0, 0, 400, 400)),
        ((400, 1000), Frame::PORTRAIT, (0, 130, 400, 400)),
        ((600, 400), Frame::Square { x: 100, y: 0, side: 100 }, (200, 0, 400, 400)),
        ((600, 400), Frame::Square { x: 50, y: 50, side: 50 }, (200, 100, 200, 200)),
        ((1, 1), Frame::Square { x: 0, y: 0, side: 5 }, (0, 0, 1, 1)),
        ((3, 2), Frame::Whole, (0, 0, 3, 2)),
    ] {
        assert_eq!(frame.part(size), part, "{size:?} {frame:?}");
    }
}

#[test]
fn facts_are_written_and_read() {
    for (line, color) in [("1600 900 #2b2f3b", Some([0x2b, 0x2f, 0x3b])), ("1 2 -", None)] {
        let facts = Facts::from_line(line).unwrap();
        assert_eq!((facts.color, facts.to_line().as_str()), (color, line));
    }
    for line in ["", "1 2", "1 x -", "1 2 #1234567890", "1 2 red"] {
        assert_eq!(Facts::from_line(line), None, "{line}");
    }
}

#[test]
fn one_sees_through_only_where_the_picture_is_clear() {
    let mut out = Vec::new();
    PngEncoder::new(&mut out).write_image(&[255; 16], 2, 2, ExtendedColorType::Rgba8).unwrap();
    assert_eq!(decode(&out, Kind::Png).unwrap().facts().color, Some([255; 3]));
    let mut clear = Vec::new();
    PngEncoder::new(&mut clear).write_image(&[128; 16], 2, 2, ExtendedColorType::Rgba8).unwrap();
    let raster = decode(&clear, Kind::Png).unwrap();
    assert_eq!(raster.facts().color, None);
    assert_eq!(kind(&raster.variants(Frame::Whole).unwrap()[0], ""), Kind::WebP);
}

/// Pictures of every kind, to be damaged.
fn all() -> Vec<(Kind, Vec<u8>)> {
    let mut all: Vec<(Kind, Vec<u8>)> =
        WRITTEN.iter().map(|kind| (*kind, talkative(*kind, &written(*kind, 24, 16), 6))).collect();
    all.push((
        Kind::Gif,
        b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;".to_vec(),
    ));
    all.push((
        Kind::Svg,
        br##"<svg xmlns="http://www.w3.org/2000/svg"><style>a{fill:url(#b)}</style><a href="#x">&lt;&#65;</a><!-- c --></svg>"##.to_vec(),
    ));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damaged_pictures_are_told_and_never_panic(
        at in 0_usize..5,
        damages in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let (stated, mut bytes) = all().swap_remove(at);
        for (index, byte) in damages {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = clean(&bytes, stated);
        let _ = purify(&bytes);
        let _ = is_animated(&bytes, stated);
        let _ = look(&bytes, kind(&bytes, ""));
        if let Ok(raster) = decode(&bytes, kind(&bytes, ""))
            && raster.facts().size.0.max(raster.facts().size.1) < 2000
        {
            let _ = raster.variants(Frame::PORTRAIT);
        }
    }
}
