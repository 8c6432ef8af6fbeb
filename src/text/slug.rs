//! A speaker's id out of a name, for those who have not written one themselves.
//!
//! A name in any script in, lower-case ASCII letters, digits and single hyphens out. The same name gives the same id on
//! any machine, and a published id is a link: a change here changes links. Must never know which ids are taken.
//!
//! Chinese characters are read as Pinyin without tones, ü as `yu` as the standard for names has it (GB/T 28039-2011,
//! and so in passports). Other scripts are transliterated letter by letter by `deunicode`.

use std::borrow::Cow;

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;

use super::id::digest;
use super::script::is_han;

/// The longest id in bytes.
const LONGEST: usize = 64;
/// Signs of the hash that stands for a name of which nothing can be read.
const DIGEST: usize = 6;

/// Surnames of two characters that are read otherwise than their characters alone.
const DOUBLE_SURNAMES: &[(&str, [&str; 2])] = &[
    ("尉迟", ["yu", "chi"]),
    ("尉遲", ["yu", "chi"]),
    ("万俟", ["mo", "qi"]),
    ("萬俟", ["mo", "qi"]),
    ("澹台", ["tan", "tai"]),
    ("澹臺", ["tan", "tai"]),
    ("单于", ["chan", "yu"]),
    ("單于", ["chan", "yu"]),
    ("长孙", ["zhang", "sun"]),
    ("長孫", ["zhang", "sun"]),
];

/// Characters that are read otherwise as a surname. Those of which two readings are alive as surnames (乐, 覃, 郗, 隗, 谌)
/// are left to the common reading.
const SURNAMES: &[(char, &str)] = &[
    ('单', "shan"),
    ('單', "shan"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('区', "ou"),
    ('區', "ou"),
    ('查', "zha"),
    ('任', "ren"),
    ('盖', "ge"),
    ('蓋', "ge"),
    ('朴', "piao"),
    ('缪', "miao"),
    ('繆', "miao"),
    ('种', "chong"),
    ('员', "yun"),
    ('員', "yun"),
    ('贠', "yun"),
    ('秘', "bi"),
    ('召', "shao"),
    ('薄', "bo"),
    ('繁', "po"),
    ('折', "she"),
    ('粘', "nian"),
    ('句', "gou"),
    ('乜', "nie"),
    ('洗', "xian"),
    ('都', "du"),
];

/// Characters whose first reading in the table of `pinyin` is not the one that names have.
const IN_NAMES: &[(char, &str)] =
    &[('翟', "zhai"), ('盛', "sheng"), ('晟', "sheng"), ('卜', "bu"), ('阚', "kan"), ('闞', "kan"), ('〇', "ling")];

/// Letters that `deunicode` gives no letter for.
const LETTERS: &[(char, &str)] = &[('ə', "e"), ('ә', "a")];

/// An id for the speaker of this name: `尤洋` is `you-yang`, `Łukasz O’Brien` is `lukasz-obrien`.
///
/// Never empty, at most 64 bytes, no hyphen at either end. A name without a letter or digit is `s-` and a hash of it.
pub fn speaker_id(name: &str) -> String {
    let mut id = String::new();
    for word in words(name) {
        let hyphen = usize::from(!id.is_empty());
        if id.len() + hyphen + word.len() <= LONGEST {
            if hyphen == 1 {
                id.push('-');
            }
            id.push_str(&word);
        } else if id.is_empty() {
            id.extend(word.chars().take(LONGEST));
        } else {
            break;
        }
    }
    if id.is_empty() { format!("s-{}", digest(name, DIGEST)) } else { id }
}

/// The Chinese part of a name: its first run of such characters.
pub fn han(name: &str) -> &str {
    let from = name.find(is_han).unwrap_or(name.len());
    let rest = name.get(from..).unwrap_or_default();
    rest.get(..rest.find(|c| !is_han(c)).unwrap_or(rest.len())).unwrap_or_default()
}

/// How the Chinese part of a name is read, for those who type it so: whole, and by the first letters; nothing where it has none of two
/// characters or more. `尤洋` is `youyang` and `yy`.
pub fn readings(name: &str) -> Vec<String> {
    let run: Vec<char> = han(name).chars().collect();
    if run.len() < 2 {
        return Vec::new();
    }
    let syllables = readings_of(&run, true);
    let initials = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
    vec![syllables.concat(), initials]
}

/// The parts of the id: one for each Chinese character, one for each run of other letters and digits.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.trim().nfkc().flat_map(char::to_lowercase).collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for run in letters.chunk_by(|a, b| is_han(*a) == is_han(*b)) {
        if run.first().copied().is_some_and(is_han) {
            words.extend(readings_of(run, words.is_empty()));
            continue;
        }
        for c in run {
            if c.is_alphanumeric() {
                word.extend(
                    transliterated(*c).chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()),
                );
            } else if !is_inside_words(*c) && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    words
}

/// The syllables of a run of Chinese characters; `opens` says that the name begins with it.
fn readings_of(run: &[char], opens: bool) -> Vec<String> {
    let mut syllables: Vec<String> = Vec::new();
    if opens {
        syllables.extend(surname(run).into_iter().flatten().map(str::to_owned));
    }
    for (at, c) in run.iter().enumerate().skip(syllables.len()) {
        let inside = at > 0 && at + 1 < run.len();
        let syllable = match *c {
            '々' => syllables.last().cloned().unwrap_or_default(),
            // 长 ends titles as zhang (市长) and stands inside names as chang (李长春).
            '长' | '長' if inside => "chang".to_owned(),
            c => reading(c),
        };
        if !syllable.is_empty() {
            syllables.push(syllable);
        }
    }
    syllables
}

/// The reading of the surname that the name `run` opens with, if it is one of the tables and the name is as long as names are.
fn surname(run: &[char]) -> Option<Vec<&'static str>> {
    let (first, rest) = run.split_first()?;
    let double = || {
        let pair: String = run.iter().take(2).collect();
        DOUBLE_SURNAMES.iter().find(|(surname, _)| *surname == pair)
    };
    match rest.len() {
        2 | 3 if let Some((_, reading)) = double() => Some(reading.to_vec()),
        1 | 2 => SURNAMES.iter().find(|(surname, _)| surname == first).map(|(_, reading)| vec![*reading]),
        _ => None,
    }
}

fn reading(c: char) -> String {
    let known = IN_NAMES.iter().find(|(han, _)| *han == c).map(|(_, reading)| *reading);
    match known.or_else(|| c.to_pinyin().map(pinyin::Pinyin::plain)) {
        Some(reading) => reading.replace('ü', "yu"),
        // The rarer planes are not in the table of `pinyin`, but some are in the other one.
        None => transliterated(c).chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase(),
    }
}

fn transliterated(c: char) -> Cow<'static, str> {
    if c.is_ascii() {
        return Cow::Owned(c.to_string());
    }
    let ours = LETTERS.iter().find(|(letter, _)| *letter == c).map(|(_, ascii)| *ascii);
    Cow::Borrowed(ours.or_else(|| deunicode::deunicode_char(c)).unwrap_or_default())
}

/// Marks, apostrophes and invisible characters, which leave nothing and part nothing.
fn is_inside_words(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
        || unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_of_names() {
        for (name, id) in [
            ("尤洋", "you-yang"),
            ("单田芳", "shan-tian-fang"),
            ("單田芳", "shan-tian-fang"),
            ("曾国藩", "zeng-guo-fan"),
            ("解缙", "xie-jin"),
            ("仇和", "qiu-he"),
            ("区志航", "ou-zhi-hang"),
            ("查良镛", "zha-liang-yong"),
            ("任正非", "ren-zheng-fei"),
            ("盖叫天", "ge-jiao-tian"),
            ("朴树", "piao-shu"),
            ("翟天临", "zhai-tian-lin"),
            ("缪荃孙", "miao-quan-sun"),
            ("尉迟恭", "yu-chi-gong"),
            ("万俟卨", "mo-qi-xie"),
            ("澹台灭明", "tan-tai-mie-ming"),
            ("长孙无忌", "zhang-sun-wu-ji"),
            ("李长春", "li-chang-chun"),
            ("市长", "shi-zhang"),
            ("吕布", "lyu-bu"),
            ("解放日报", "jie-fang-ri-bao"),
            ("李仇", "li-chou"),
            ("佐々木", "zuo-zuo-mu"),
            ("卡尔·马克思", "ka-er-ma-ke-si"),
            ("卡尔・马克思", "ka-er-ma-ke-si"),
            ("尤洋 Yang You", "you-yang-yang-you"),
            ("尤洋A组2", "you-yang-a-zu-2"),
            ("José Núñez", "jose-nunez"),
            ("Jose\u{301}", "jose"),
            ("Groß", "gross"),
            ("Søren Kierkegaard", "soren-kierkegaard"),
            ("Łukasz", "lukasz"),
            ("Əliyev", "eliyev"),
            ("Nguyễn Phú Trọng", "nguyen-phu-trong"),
            ("O’Brien", "obrien"),
            ("J. R. R. Tolkien", "j-r-r-tolkien"),
            ("Anne-Marie  --  Smith", "anne-marie-smith"),
            ("Михаил Горбачёв", "mikhail-gorbachiov"),
            ("さくら", "sakura"),
            ("김철수", "gimceolsu"),
            ("नरेन्द्र", "nrendr"),
            ("Ｈｅｒ", "her"),
            ("Ann 😀 Lee", "ann-lee"),
            ("-Ann-", "ann"),
        ] {
            assert_eq!(speaker_id(name), id, "{name}");
        }
    }

    #[test]
    fn names_of_which_nothing_can_be_read() {
        for name in ["😀", "", "???", "——"] {
            let id = speaker_id(name);
            assert!(id.starts_with("s-") && id.len() == 8, "{id}");
            assert_eq!(id, speaker_id(name));
        }
        assert_ne!(speaker_id("😀"), speaker_id("😁"));
    }

    #[test]
    fn long_names_end_with_a_word() {
        let id = speaker_id(&"alexander ".repeat(20));
        assert_eq!(id, ["alexander"; 6].join("-"));
        assert_eq!(speaker_id(&"a".repeat(100)), "a".repeat(64));
    }

    proptest! {
        #[test]
        fn any_name_has_an_id(name in "(\\PC|[-'·]|[一-龥]|.){0,40}") {
            let id = speaker_id(&name);
            prop_assert!((1..=64).contains(&id.len()));
            prop_assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", id);
            prop_assert!(!id.starts_with('-') && !id.ends_with('-') && !id.contains("--"), "{}", id);
        }
    }
}
