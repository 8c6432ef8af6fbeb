//! An address as a QR code (ISO/IEC 18004): squares as the data of one path, for templates to draw.

use std::fmt::Write;

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

use super::types::CodeView;

/// How many light squares a code must have around it (ISO/IEC 18004, section 6.3.8).
const QUIET: i32 = 4;

/// The pattern laid over the squares. Readers take any; to find the evenest of the eight would take twenty times as long,
/// and this one is it most often for addresses.
const MASK: u8 = 2;

/// The code of an address; nothing for one that is too long for any code.
pub(super) fn code(address: String) -> Option<CodeView> {
    let bytes = [QrSegment::make_bytes(address.as_bytes())];
    let (least, most) = (Version::MIN, Version::MAX);
    let mask = Some(Mask::new(MASK));
    let code = QrCode::encode_segments_advanced(&bytes, QrCodeEcc::Medium, least, most, mask, true).ok()?;
    let size = code.size();
    let mut path = String::with_capacity(2048);
    for y in 0..size {
        // Where the line before ended; the first of a row is placed from the corner.
        let mut end = None;
        let mut x = 0;
        while x < size {
            let begin = x;
            let dark = code.get_module(x, y);
            while x < size && code.get_module(x, y) == dark {
                x += 1;
            }
            if dark {
                let _ = match end {
                    None => write!(path, "M{} {}h{}", begin + QUIET, y + QUIET, x - begin),
                    Some(end) => write!(path, "m{} 0h{}", begin - end, x - begin),
                };
                end = Some(x);
            }
        }
    }
    Some(CodeView { address, size: size + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finders_stand_in_three_corners() {
        let code = code("https://echo.example/a/01/k3f9/".into()).unwrap();
        assert_eq!(code.size, 29 + 8, "31 bytes at level M want version 3");
        for (row, begins, ends) in [(4, "h7", "h7"), (5, "h1m5 0h1", "h1m5 0h1"), (32, "h7", "")] {
            let line = code.path.split('M').find(|line| line.starts_with(&format!("4 {row}h"))).unwrap();
            let line = line.split_once('h').map(|(_, rest)| format!("h{rest}")).unwrap();
            assert!(line.starts_with(begins) && line.ends_with(ends), "{row}: {line}");
        }
        assert!(super::code("x".repeat(3000)).is_none());
    }
}
