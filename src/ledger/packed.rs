//! A text in little room: the ledgers of a site that has none yet, as much as a fifth of its texts, wait until its pages are made.
//!
//! In: a text. Out: the same. It must never know whose it is, nor go into a file: how it is compressed may be another way tomorrow.

use miniz_oxide::{deflate, inflate};

/// A text, compressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed(Box<[u8]>);

impl Packed {
    /// Compresses a text, in a moment rather than well.
    pub(super) fn of(text: &str) -> Self {
        Self(deflate::compress_to_vec(text.as_bytes(), 1).as_slice().into())
    }

    /// The text.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "nobody else makes one")]
    pub fn text(&self) -> String {
        let bytes = inflate::decompress_to_vec(&self.0).ok();
        bytes.and_then(|bytes| String::from_utf8(bytes).ok()).expect("what was compressed can be had again")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_out_as_it_went_in() {
        for text in ["", "plenary links 2\n", &"潮 h7k7 speaker-0003\n".repeat(5000)] {
            assert_eq!(Packed::of(text).text(), text);
        }
    }
}
