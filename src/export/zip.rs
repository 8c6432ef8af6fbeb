//! A ZIP archive (APPNOTE 6.3.10), as books need it: a few files in memory, the same bytes each time.
//!
//! It is a hundred lines because that is all that is needed: no encryption, no archives beyond 4 GiB, no reading. The time of every
//! file is the first that the format knows, so that a book changes with its text only.

/// The first day that the format knows: 1 January 1980.
const DAY: u16 = 0x21;
/// Version 2.0: deflated files.
const VERSION: u16 = 20;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;

/// An archive as it grows.
#[derive(Default)]
pub struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Zip {
    /// Adds a file as it is.
    pub fn store(&mut self, name: &str, content: &[u8]) {
        self.add(name, content, content, 0);
    }

    /// Adds a file, made smaller if it gets smaller.
    pub fn deflate(&mut self, name: &str, content: &[u8]) {
        let smaller = miniz_oxide::deflate::compress_to_vec(content, 6);
        if smaller.len() < content.len() {
            self.add(name, content, &smaller, 8);
        } else {
            self.store(name, content);
        }
    }

    fn add(&mut self, name: &str, content: &[u8], packed: &[u8], method: u16) {
        let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        // What the local header and the central directory both say of a file (sections 4.3.7 and 4.3.12).
        let mut facts = Vec::with_capacity(26);
        for number in [VERSION, FLAGS, method, 0, DAY] {
            facts.extend(number.to_le_bytes());
        }
        facts.extend(crc32fast::hash(content).to_le_bytes());
        facts.extend(size(packed.len()));
        facts.extend(size(content.len()));
        // Names are ours, and short.
        facts.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        facts.extend([0; 2]);
        let offset = size(self.bytes.len());
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&facts);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(packed);
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&facts);
        // No comment, the first disk, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(offset);
        self.directory.extend(name.as_bytes());
        self.count = self.count.saturating_add(1);
    }

    /// The archive.
    pub fn finish(self) -> Vec<u8> {
        let Self { mut bytes, directory, count } = self;
        let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        let offset = size(bytes.len());
        bytes.extend(&directory);
        bytes.extend(b"PK\x05\x06");
        bytes.extend([0; 4]);
        bytes.extend(count.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(size(directory.len()));
        bytes.extend(offset);
        bytes.extend([0; 2]);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_by_hand() {
        let mut zip = Zip::default();
        zip.store("a", b"x");
        let bytes = zip.finish();
        // One local header of 30 bytes, a name, a byte; one entry of 46 bytes and a name; the end of 22 bytes.
        assert_eq!(bytes.len(), 30 + 1 + 1 + 46 + 1 + 22);
        assert_eq!(bytes.get(..10), Some(&b"PK\x03\x04\x14\0\0\x08\0\0"[..]));
        // The CRC-32 of `x`.
        assert_eq!(bytes.get(14..18), Some(&0x8cdc_1683_u32.to_le_bytes()[..]));
        assert_eq!(bytes.get(32..36), Some(&b"PK\x01\x02"[..]));
        assert_eq!(bytes.get(79..83), Some(&b"PK\x05\x06"[..]));
    }
}
