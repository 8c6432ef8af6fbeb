//! One language of the interface: its words, plural forms, numbers and dates.
//!
//! Plural categories, digits and date patterns are those of Unicode's CLDR, through ICU. A phrase that a language
//! lacks is taken from a relative, then from English.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{T, YMD, YMDE, YMDT};
use icu_datetime::input::{Date, DateTime, Time};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

use crate::config::{Language, Phrase, When, Words};

type Gregorian<F> = FixedCalendarDateTimeFormatter<icu_calendar::Gregorian, F>;

/// A language of the interface.
pub struct Tongue<'w> {
    /// The language.
    pub language: Language,
    files: Vec<&'w BTreeMap<String, Phrase>>,
    /// How many of the files are in the language itself or in a relative.
    own: usize,
    plurals: Option<PluralRules>,
    numbers: Option<DecimalFormatter>,
    day: Option<Gregorian<YMD>>,
    time: Option<Gregorian<YMDT>>,
    weekday: Option<Gregorian<YMDE>>,
    hour: Option<Gregorian<T>>,
}

impl<'w> Tongue<'w> {
    /// The language with the words that there are for it.
    pub fn new(language: &Language, words: &'w Words) -> Self {
        let locale: Locale = language.as_str().parse().unwrap_or(Locale::UNKNOWN);
        let chain: Vec<String> = chain(language, words).into_iter().filter(|tag| words.contains_key(tag)).collect();
        let own = chain.iter().take_while(|tag| tag.split('-').next() == Some(language.primary())).count();
        let files = chain.iter().filter_map(|tag| words.get(tag)).map(|file| &file.phrases).collect();
        Self {
            language: language.clone(),
            files,
            own,
            plurals: PluralRules::try_new_cardinal((&locale).into()).ok(),
            numbers: DecimalFormatter::try_new((&locale).into(), DecimalFormatterOptions::default()).ok(),
            day: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long()).ok(),
            time: FixedCalendarDateTimeFormatter::try_new(
                (&locale).into(),
                YMDT::long().with_time_precision(icu_datetime::options::TimePrecision::Minute),
            )
            .ok(),
            weekday: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMDE::long()).ok(),
            hour: FixedCalendarDateTimeFormatter::try_new((&locale).into(), T::hm()).ok(),
        }
    }

    /// The direction of the script, as HTML names it.
    pub fn direction(&self) -> &'static str {
        if self.language.is_right_to_left() { "rtl" } else { "ltr" }
    }

    fn phrase(&self, key: &str) -> Option<&'w Phrase> {
        self.files.iter().find_map(|file| file.get(key))
    }

    /// The keys of phrases that there are in English only, so that pages in this language show them in English.
    pub fn missing(&self) -> Vec<&'w str> {
        let (own, others) = self.files.split_at(self.own.min(self.files.len()));
        let keys: BTreeSet<&str> = others.iter().flat_map(|file| file.keys()).map(String::as_str).collect();
        keys.into_iter().filter(|key| !own.iter().any(|file| file.contains_key(*key))).collect()
    }

    /// The phrase of a key. A key without a phrase shows as itself, so that nothing vanishes.
    pub fn word(&self, key: &str) -> String {
        match self.phrase(key) {
            Some(Phrase::Same(text)) => text.clone(),
            Some(Phrase::Plural(forms)) => forms.get("other").cloned().unwrap_or_default(),
            None => key.to_owned(),
        }
    }

    /// The phrase of a key with its gaps `{name}` filled.
    pub fn fill(&self, key: &str, gaps: &[(&str, &str)]) -> String {
        fill(&self.word(key), gaps)
    }

    /// A name for a gap of a phrase. Where the directions of scripts may meet, it is isolated (Unicode Standard Annex 9, section 2.7),
    /// so that no number or mark beside it changes sides.
    pub fn isolated(&self, name: &str) -> String {
        let right_to_left =
            |c: char| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
        if self.language.is_right_to_left() || name.chars().any(right_to_left) {
            format!("\u{2068}{name}\u{2069}")
        } else {
            name.to_owned()
        }
    }

    /// The phrase of a key for a number, in the plural form that the language wants; `{n}` is the number.
    pub fn count(&self, key: &str, n: usize) -> String {
        let number = self.number(n);
        let form = match self.phrase(key) {
            Some(Phrase::Same(text)) => text.as_str(),
            Some(Phrase::Plural(forms)) => {
                let category = self.plurals.as_ref().map_or("other", |rules| category_name(rules.category_for(n)));
                forms.get(category).or_else(|| forms.get("other")).map_or("{n}", String::as_str)
            }
            None => "{n}",
        };
        fill(form, &[("n", &number)])
    }

    /// The phrase of a key in every plural form that the language has, by category.
    pub fn forms(&self, key: &str) -> BTreeMap<&'w str, &'w str> {
        match self.phrase(key) {
            Some(Phrase::Same(text)) => BTreeMap::from([("other", text.as_str())]),
            Some(Phrase::Plural(forms)) => forms.iter().map(|(form, text)| (form.as_str(), text.as_str())).collect(),
            None => BTreeMap::new(),
        }
    }

    /// A number with the digits and separators of the language.
    pub fn number(&self, n: usize) -> String {
        match (&self.numbers, u64::try_from(n)) {
            (Some(format), Ok(n)) => format.format(&Decimal::from(n)).to_string(),
            _ => n.to_string(),
        }
    }

    /// A share in whole per cent, written as the language does: with its digits, its sign and its space before it. Of something
    /// (`any`) that rounds to nothing it says that it is less than one.
    pub fn share(&self, percent: u32, any: bool) -> String {
        let shown = |n: u32| {
            let number = self.number(usize::try_from(n).unwrap_or_default());
            let text = self.fill("percent", &[("n", &number)]);
            // Digits of the Arabic script have a sign of their own.
            let arabic = |c: char| matches!(c, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}');
            if number.chars().any(arabic) { text.replace('%', "\u{66A}") } else { text }
        };
        if percent == 0 && any { self.fill("percent_under", &[("n", &shown(1))]) } else { shown(percent) }
    }

    /// All phrases that have one form, for templates.
    pub fn phrases(&self) -> BTreeMap<&'w str, &'w str> {
        let mut all = BTreeMap::new();
        for file in self.files.iter().rev() {
            all.extend(file.iter().map(|(key, phrase)| match phrase {
                Phrase::Same(text) => (key.as_str(), text.as_str()),
                Phrase::Plural(forms) => (key.as_str(), forms.get("other").map_or("", String::as_str)),
            }));
        }
        all
    }

    /// The words that the script says: the phrases whose keys begin with `script_`, without that.
    pub fn spoken(&self) -> BTreeMap<&'w str, &'w str> {
        let all = self.phrases().into_iter();
        all.filter_map(|(key, phrase)| Some((key.strip_prefix("script_")?, phrase))).collect()
    }

    /// A date in words; with its time of day and offset if it has one.
    pub fn date(&self, when: When, zone: &TimeZone) -> String {
        let Some(zoned) = when.zoned(zone) else { return String::new() };
        if when.has_time() { self.moment(&zoned) } else { self.day(&zoned) }
    }

    /// A date in words, without its time of day.
    pub fn day_of(&self, when: When, zone: &TimeZone) -> String {
        when.zoned(zone).map_or_else(String::new, |zoned| self.day(&zoned))
    }

    fn day(&self, zoned: &ZonedDateTime) -> String {
        let date = gregorian(zoned);
        match (&self.day, date) {
            (Some(format), Some(date)) => format.format(&date).to_string(),
            _ => zoned.date().to_string(),
        }
    }

    /// A day with its day of the week.
    pub fn weekday(&self, zoned: &ZonedDateTime) -> String {
        match (&self.weekday, gregorian(zoned)) {
            (Some(format), Some(date)) => format.format(&date).to_string(),
            _ => zoned.date().to_string(),
        }
    }

    /// A time of day.
    pub fn hour(&self, zoned: &ZonedDateTime) -> String {
        let part = |n: i8| u8::try_from(n).unwrap_or_default();
        match (&self.hour, Time::try_new(part(zoned.hour()), part(zoned.minute()), 0, 0)) {
            (Some(format), Ok(time)) => format.format(&time).to_string(),
            _ => zoned.strftime("%H:%M").to_string(),
        }
    }

    fn moment(&self, zoned: &ZonedDateTime) -> String {
        let part = |n: i8| u8::try_from(n).unwrap_or_default();
        let time = Time::try_new(part(zoned.hour()), part(zoned.minute()), 0, 0).ok();
        let text = match (&self.time, gregorian(zoned), time) {
            (Some(format), Some(date), Some(time)) => format.format(&DateTime { date, time }).to_string(),
            _ => zoned.strftime("%Y-%m-%d %H:%M").to_string(),
        };
        format!("{text} ({})", offset(zoned))
    }
}

fn gregorian(zoned: &ZonedDateTime) -> Option<Date<icu_calendar::Gregorian>> {
    let part = |n: i8| u8::try_from(n).unwrap_or_default();
    Date::try_new_gregorian(i32::from(zoned.year()), part(zoned.month()), part(zoned.day())).ok()
}

/// The offset of a zone at a moment, as people write it: `UTC+8`, `UTC-3:30`.
pub(super) fn offset(zoned: &ZonedDateTime) -> String {
    let seconds = zoned.offset().seconds();
    let mut out = String::from("UTC");
    if seconds != 0 {
        let minutes = seconds.abs() / 60;
        let _ = write!(out, "{}{}", if seconds < 0 { '-' } else { '+' }, minutes / 60);
        if minutes % 60 != 0 {
            let _ = write!(out, ":{:02}", minutes % 60);
        }
    }
    out
}

fn fill(pattern: &str, gaps: &[(&str, &str)]) -> String {
    let mut out = pattern.to_owned();
    for (name, value) in gaps {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    out
}

fn category_name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// The files of words that serve a language, best first: its own, the one of its script, relatives, English.
fn chain(language: &Language, words: &Words) -> Vec<String> {
    let mut tags = vec![language.as_str().to_owned()];
    if language.primary() == "zh" {
        let traditional = language.as_str().contains("Hant")
            || ["TW", "HK", "MO"].iter().any(|region| language.as_str().ends_with(region));
        tags.push(if traditional { "zh-Hant" } else { "zh-Hans" }.to_owned());
    }
    tags.push(language.primary().to_owned());
    tags.extend(words.keys().filter(|tag| tag.split('-').next() == Some(language.primary())).cloned());
    tags.push("en".to_owned());
    let mut seen = Vec::new();
    for tag in tags {
        if !seen.contains(&tag) {
            seen.push(tag);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::WordsFile;

    fn words() -> Words {
        let mut words = Words::new();
        let phrases = |pairs: &[(&str, Phrase)]| WordsFile {
            phrases: pairs.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
            ..WordsFile::default()
        };
        let plural = Phrase::Plural(
            [("one", "{n} turn"), ("other", "{n} turns")].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        );
        words.insert("en".into(), phrases(&[("turns", plural), ("home", Phrase::Same("Home".into()))]));
        words.insert("zh-Hans".into(), phrases(&[("turns", Phrase::Same("{n} 次发言".into()))]));
        words
    }

    #[test]
    fn plurals_and_numbers_follow_the_language() {
        let words = words();
        let of = |tag: &str, n| Tongue::new(&Language::read(tag).unwrap(), &words).count("turns", n);
        assert_eq!(of("en", 1), "1 turn");
        assert_eq!(of("en", 12_345), "12,345 turns");
        assert_eq!(of("zh-CN", 2), "2 次发言");
        assert_eq!(of("de", 2), "2 turns");
    }

    #[test]
    fn dates_follow_the_language() {
        let words = words();
        let taipei = TimeZone::get("Asia/Taipei").unwrap();
        let when = |text: &str| serde_json::from_value::<When>(serde_json::json!(text)).unwrap();
        let of = |tag: &str, text| Tongue::new(&Language::read(tag).unwrap(), &words).date(when(text), &taipei);
        assert_eq!(of("zh-Hans", "2026-03-14"), "2026年3月14日");
        assert_eq!(of("en", "2026-03-14"), "March 14, 2026");
        assert_eq!(of("de", "2026-03-14"), "14. März 2026");
        assert!(of("zh-Hans", "2026-03-14T19:00").ends_with("19:00 (UTC+8)"), "{}", of("zh-Hans", "2026-03-14T19:00"));
    }

    #[test]
    fn missing_words_fall_back() {
        let words = words();
        let zh = Tongue::new(&Language::read("zh-Hans").unwrap(), &words);
        assert_eq!(zh.word("home"), "Home");
        assert_eq!(zh.word("unheard-of"), "unheard-of");
        let missing = |tag: &str| Tongue::new(&Language::read(tag).unwrap(), &words).missing();
        assert_eq!(missing("zh-Hans"), ["home"]);
        assert_eq!(missing("zh-TW"), ["home"], "a relative is not English");
        assert_eq!(missing("en-GB"), [""; 0]);
        assert_eq!(missing("it"), ["home", "turns"]);
    }
}
