//! When two names are the same name, nearly the same, or the one that was meant.
//!
//! Names and words in, keys or answers out. Must never know whose names they are.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::script::is_cjk;

/// The key under which names are compared: two names are one when their keys are equal.
///
/// Compatibility forms are folded (Unicode NFKC), case is lowered, zero-width characters and variation selectors are gone,
/// white space is one space and none at the ends, the dots between parts of a foreign name are `·`, and ’ is '.
pub fn name_key(name: &str) -> String {
    if name.is_ascii() {
        return collapse(&name.to_ascii_lowercase());
    }
    // Lower case may decompose (İ) or compose anew (J̌), so that the form is taken twice.
    let lowered = name.chars().filter(|c| !is_invisible(*c)).nfkc().flat_map(char::to_lowercase).nfkc();
    collapse(&lowered.filter(|c| !is_invisible(*c)).map(unified).collect::<String>())
}

/// Whether two names differ by one slip of the pen: one letter added, left out or exchanged, or two neighbours swapped.
///
/// Compared by [`name_key`]; equal names differ by none. Names too short for a slip to be likelier than another name
/// (under two characters with East Asian ones, under four otherwise) never do.
pub fn one_letter_away(a: &str, b: &str) -> bool {
    let (a, b) = (name_key(a), name_key(b));
    let long_enough = |key: &str| key.chars().count() >= if key.chars().any(is_cjk) { 2 } else { 4 };
    a.len().abs_diff(b.len()) <= char::MAX.len_utf8() && long_enough(&a) && long_enough(&b) && differ_by_one(&a, &b)
}

/// Whether one edit makes one word the other: what is left of both between equal beginnings and equal ends shows it.
fn differ_by_one(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (mut a, mut b) = (a.as_slice(), b.as_slice());
    while let ([one, behind_a @ ..], [other, behind_b @ ..]) = (a, b)
        && one == other
    {
        (a, b) = (behind_a, behind_b);
    }
    while let ([before_a @ .., one], [before_b @ .., other]) = (a, b)
        && one == other
    {
        (a, b) = (before_a, before_b);
    }
    match (a, b) {
        ([_], [] | [_]) | ([], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// The one of the `known` words that whoever wrote `word` most likely meant, if any is near: at most a third of its
/// letters off, and always one may be. Case counts for nothing; of equals the first is taken.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let letters = word.chars().count();
    known
        .filter_map(|candidate| {
            let distance = strsim::osa_distance(&word, &candidate.to_lowercase());
            let most = (letters.max(candidate.chars().count()) / 3).max(1);
            // Of a single letter nothing is left when it is another.
            (distance == 0 || distance <= most && letters > 1).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Characters that leave no trace on the page and yet make two names unequal.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{E0100}'..='\u{E01EF}')
}

/// One dot for all interpuncts and one apostrophe for all apostrophes.
fn unified(c: char) -> char {
    match c {
        '・' | '‧' | '•' | '∙' | '⋅' | '･' => '·',
        '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' => '\'',
        other => other,
    }
}

/// `text` with every run of white space one space, and none at its ends.
fn collapse(text: &str) -> String {
    let mut words = text.split_whitespace().map(Cow::Borrowed);
    let mut joined = words.next().unwrap_or_default().into_owned();
    for word in words {
        joined.push(' ');
        joined.push_str(&word);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_of_names() {
        for (name, key) in [
            ("尤洋", "尤洋"),
            ("  尤 \u{3000} 洋\n", "尤 洋"),
            ("Ann  LEE", "ann lee"),
            ("Ｈｅｒ", "her"),
            ("ｱﾝﾅ", "アンナ"),
            ("José", "josé"),
            ("Jose\u{301}", "josé"),
            ("O’Brien", "o'brien"),
            ("卡尔・马克思", "卡尔·马克思"),
            ("卡尔•马克思", "卡尔·马克思"),
            ("卡尔‧马克思", "卡尔·马克思"),
            ("卡尔·马克思", "卡尔·马克思"),
            ("ｶﾙﾛｽ･ｺﾞｰﾝ", "カルロス·ゴーン"),
            ("尤\u{200B}洋\u{FE00}", "尤洋"),
            ("葛\u{E0100}城", "葛城"),
            ("STRASSE", "strasse"),
            ("İlker", "i\u{307}lker"),
            ("", ""),
            (" \u{200B} ", ""),
        ] {
            assert_eq!(name_key(name), key, "{name}");
        }
    }

    #[test]
    fn slips_of_the_pen() {
        for (a, b, one) in [
            ("尤洋", "尤样", true),
            ("尤洋", "优洋", true),
            ("尤洋", "尤洋洋", true),
            ("尤洋洋", "尤洋", true),
            ("洋尤", "尤洋", true),
            ("尤洋", "尤洋", false),
            ("尤洋", " 尤洋 ", false),
            ("尤洋", "李明", false),
            ("尤", "尤洋", false),
            ("Anna", "Hanna", true),
            ("Anna", "Anan", true),
            ("ANNA", "anne", true),
            ("Anna", "anna", false),
            ("Ann", "Anne", false),
            ("Johnson", "Jonsson", false),
            ("Johnson", "Jonson", true),
            ("Smith", "Smyhte", false),
            ("", "", false),
        ] {
            assert_eq!(one_letter_away(a, b), one, "{a} {b}");
            assert_eq!(one_letter_away(b, a), one, "{b} {a}");
        }
    }

    #[test]
    fn did_you_mean() {
        let known = ["title", "subtitle", "date", "speakers", "description", "q"];
        for (word, meant) in [
            ("titel", Some("title")),
            ("Title", Some("title")),
            ("tilte", Some("title")),
            ("speker", Some("speakers")),
            ("speaker", Some("speakers")),
            ("dat", Some("date")),
            ("decsription", Some("description")),
            ("venue", None),
            ("organizers", None),
            ("x", None),
            ("q", Some("q")),
            ("标题", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known.into_iter()), meant, "{word}");
        }
        assert_eq!(nearest("abcd", ["abce", "abcf"].into_iter()), Some("abce"));
        assert_eq!(nearest("abcd", [].into_iter()), None);
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(name in ".*") {
            let key = name_key(&name);
            prop_assert_eq!(name_key(&key), key);
        }

        #[test]
        fn one_edit_is_a_distance_of_one(a in "[abc]{0,6}", b in "[abc]{0,6}") {
            prop_assert_eq!(differ_by_one(&a, &b), strsim::osa_distance(&a, &b) == 1);
        }

        #[test]
        fn one_letter_works_both_ways(a in "\\PC{0,6}", b in "\\PC{0,6}") {
            prop_assert_eq!(one_letter_away(&a, &b), one_letter_away(&b, &a));
        }
    }
}
