//! Short permanent ids, minted from what they name.
//!
//! A seed and the ids in use come in, an id goes out; the same seed gives the same id on any machine. Must never know
//! what the id is for or where it is kept.
//!
//! The alphabet is Crockford's base 32 in lower case: digits and letters without i, l, o and u, so that an id can be read
//! aloud and is never `null`, `true` or `false`. An id begins with a letter, so that YAML, HTML and CSS take it as a name.

/// The alphabet: ten digits, then the letters.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const DIGITS: usize = 10;
const SHORTEST: usize = 4;
const LONGEST: usize = 12;
/// How many ids of one length may be taken before the next is one longer.
const TRIES: usize = 32;

/// An id for `seed` that is not `taken`: four characters, and more only where 32 of a length were taken.
///
/// Should `taken` refuse even those of twelve characters, the last of them comes out all the same; with more than
/// 10^17 such ids that is a `taken` that says yes to everything.
pub fn mint(seed: &str, taken: &dyn Fn(&str) -> bool) -> String {
    mint_after(seed, 0, taken).0
}

/// The same for who knows that so many of the seed's ids are taken. Answers as well how many there are up to the one that comes out.
pub fn mint_after(seed: &str, tried: usize, taken: &dyn Fn(&str) -> bool) -> (String, usize) {
    let mut found = (String::new(), tried);
    let all = (SHORTEST..=LONGEST).flat_map(|length| (0..TRIES).map(move |round| (length, round)));
    for (at, (length, round)) in all.enumerate().skip(tried) {
        found = (candidate(seed, length, round), at + 1);
        if !taken(&found.0) {
            break;
        }
    }
    found
}

/// Whether `text` could have come from [`mint`]: 4 to 12 characters of the alphabet, the first of them a letter.
pub fn is_id(text: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&text.len())
        && text.bytes().all(|byte| ALPHABET.contains(&byte))
        && !text.starts_with(|first: char| first.is_ascii_digit())
}

/// The `round`th id of `length` for `seed`; the first is the plain hash of the seed.
fn candidate(seed: &str, length: usize, round: usize) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(seed.as_bytes());
    if (length, round) != (SHORTEST, 0) {
        // A byte that no text holds keeps the counter from reading as the end of another seed.
        hasher.update(&[0xFF]).update(format!("{length}.{round}").as_bytes());
    }
    let letters = ALPHABET.iter().skip(DIGITS).cycle();
    let hash = hasher.finalize();
    let mut bytes = hash.as_bytes().iter().map(|byte| usize::from(*byte));
    let first = letters.clone().nth(bytes.next().unwrap_or_default());
    let rest = bytes.filter_map(|byte| ALPHABET.get(byte % ALPHABET.len())).take(length - 1);
    first.into_iter().chain(rest).map(|byte| char::from(*byte)).collect()
}

/// Twenty bits as four signs of the alphabet.
pub fn base32(number: u32) -> [char; 4] {
    [15, 10, 5, 0].map(|shift: u32| {
        let sign = ALPHABET.get(usize::try_from((number >> shift) & 31).unwrap_or_default());
        char::from(sign.copied().unwrap_or_default())
    })
}

/// The number that [`base32`] wrote; nothing for anything else.
pub fn from_base32(signs: &str) -> Option<u32> {
    // The alphabet is in order, and a ledger holds hundreds of thousands of signs.
    let value = |byte: u8| ALPHABET.binary_search(&byte).ok().and_then(|at| u32::try_from(at).ok());
    (signs.len() == 4).then(|| signs.bytes().try_fold(0, |number, byte| Some((number << 5) | value(byte)?)))?
}

/// The first `length` characters of the hash of `text` in the alphabet, digits first or not.
pub(super) fn digest(text: &str, length: usize) -> String {
    let hash = blake3::hash(text.as_bytes());
    let signs = hash.as_bytes().iter().filter_map(|byte| ALPHABET.get(usize::from(*byte) % ALPHABET.len()));
    signs.take(length).map(|sign| char::from(*sign)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    #[test]
    fn what_is_an_id() {
        for (text, yes) in [
            ("k7qm", true),
            ("zzzz", true),
            ("k7qm0123abcd", true),
            ("k7qm0123abcde", false),
            ("k7q", false),
            ("7kqm", false),
            ("k7qi", false),
            ("k7ql", false),
            ("k7qo", false),
            ("k7qu", false),
            ("K7QM", false),
            ("k-qm", false),
            ("", false),
            ("中文", false),
        ] {
            assert_eq!(is_id(text), yes, "{text}");
        }
    }

    #[test]
    fn ids_stay_what_they_are() {
        // Links rest on these: a change here breaks every link ever published. The hash of nothing begins af 13 49 b9.
        let free = |_: &str| false;
        assert_eq!(mint("", &free), "zk9s");
        assert_eq!(mint("尤洋：我感觉", &free), "s5b8");
    }

    #[test]
    fn numbers_come_back() {
        for (number, signs) in [(0, "0000"), (31, "000z"), (32, "0010"), (0xF_FFFF, "zzzz"), (0x8_4210, "gggg")] {
            assert_eq!(String::from_iter(base32(number)), signs);
            assert_eq!(from_base32(signs), Some(number));
        }
        for signs in ["", "000", "00000", "000i", "00 0", "Ⅷ0"] {
            assert_eq!(from_base32(signs), None, "{signs}");
        }
    }

    #[test]
    fn clashes_make_longer_ids() {
        let tried = RefCell::new(Vec::new());
        let refuse = |id: &str| {
            tried.borrow_mut().push(id.to_owned());
            true
        };
        mint("seed", &refuse);
        let tried = tried.into_inner();
        assert_eq!(tried.len(), 9 * 32);
        assert!(tried.iter().all(|id| is_id(id)));
        assert!(tried.iter().take(32).all(|id| id.len() == 4));
        assert!(tried.iter().skip(32).take(32).all(|id| id.len() == 5));
        assert_eq!(tried.last().map(String::len), Some(12));
        // 288 hashes: the short ones may meet by chance, the long ones do not.
        assert_eq!(tried.iter().skip(64).collect::<BTreeSet<_>>().len(), 7 * 32);
    }

    proptest! {
        #[test]
        fn minted_ids_are_ids_and_free(seed in ".*", taken in proptest::collection::btree_set("[a-z0-9]{4}", 0..50)) {
            let id = mint(&seed, &|id| taken.contains(id));
            prop_assert!(is_id(&id));
            prop_assert!(!taken.contains(&id));
        }
    }
}
