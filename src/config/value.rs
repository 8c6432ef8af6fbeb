//! Single values of front matter that have a form of their own: times, zones, languages, former addresses, and the
//! texts that may also be given as a mapping.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::yaml::coded;
use crate::diag::codes;
use crate::path::UrlPath;
use crate::text;

/// A schema for a value that is written as one string of a certain form.
macro_rules! string_schema {
    ($type:ty, $name:literal, $description:literal) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "description": $description})
            }
        }
    };
}

/// Reads a string (or a bare number, since `2026` is one) and makes a value of it.
macro_rules! from_string {
    ($type:ty, $code:expr, $read:expr) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let read: fn(&str) -> Result<Self, String> = $read;
                read(text.trim()).map_err(|message| de::Error::custom(coded($code, &message)))
            }
        }
    };
}

pub(super) use {from_string, string_schema};

/// When something takes place: a day, a time of day in the event's zone, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day: `2026-03-14`.
    Day(Date),
    /// A wall-clock time in the event's zone: `2026-03-14T19:00`.
    Local(DateTime),
    /// A time with its own offset: `2026-03-14T19:00+08:00`.
    Instant(Timestamp),
}

from_string!(When, codes::WRONG_TYPE, When::read);
string_schema!(
    When,
    "When",
    "A day (2026-03-14), a time in the event's zone (2026-03-14T19:00) or a time with an offset (2026-03-14T19:00+08:00)"
);

impl When {
    fn read(text: &str) -> Result<Self, String> {
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(Self::Instant(instant));
        }
        if text.len() <= 10 {
            if let Ok(day) = text.parse::<Date>() {
                return Ok(Self::Day(day));
            }
        } else if let Ok(time) = text.parse::<DateTime>() {
            return Ok(Self::Local(time));
        }
        Err(format!("`{text}` is no date: write 2026-03-14, 2026-03-14T19:00 or 2026-03-14T19:00+08:00"))
    }

    /// The moment it begins, in a zone.
    pub fn zoned(self, zone: &TimeZone) -> Option<ZonedDateTime> {
        match self {
            Self::Day(day) => day.to_zoned_datetime(zone.clone()).ok(),
            Self::Local(time) => time.to_zoned_datetime(zone.clone()).ok(),
            Self::Instant(instant) => Some(instant.to_zoned_datetime(zone.clone())),
        }
    }

    /// Whether a time of day is known.
    pub fn has_time(self) -> bool {
        !matches!(self, Self::Day(_))
    }

    /// The value of a `datetime` attribute (HTML, section 4.5.14): a date, or a date and time with the zone's offset.
    pub fn machine(self, zone: &TimeZone) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Local(_) | Self::Instant(_) => {
                self.zoned(zone).map_or_else(String::new, |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
            }
        }
    }
}

/// A time zone of the IANA database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(pub TimeZone);

from_string!(Zone, codes::BAD_TIMEZONE, |text| TimeZone::get(text)
    .map(Zone)
    .map_err(|_| format!("`{text}` is no time zone: write a name of the IANA database such as Asia/Taipei")));
string_schema!(Zone, "Zone", "A name of the IANA time zone database, such as Asia/Taipei");

/// A language tag (BCP 47) in its canonical spelling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Language(String);

from_string!(Language, codes::UNKNOWN_LANGUAGE, Language::read);
string_schema!(Language, "Language", "A BCP 47 language tag, such as zh-Hans, en or pt-BR");

impl Default for Language {
    fn default() -> Self {
        Self("en".into())
    }
}

impl Language {
    /// Reads a tag; `zh_CN` is understood as `zh-CN`.
    pub fn read(text: &str) -> Result<Self, String> {
        let error = || format!("`{text}` is no language tag: write one such as zh-Hans, en or pt-BR");
        text::language_tag(text).map(Self).ok_or_else(error)
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag: `zh` of `zh-Hans`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether the script runs from right to left.
    pub fn is_right_to_left(&self) -> bool {
        self.0.parse().is_ok_and(|id: icu_locale::LanguageIdentifier| {
            icu_locale::LocaleDirectionality::new_common().is_right_to_left(&id)
        })
    }
}

// A tag is found by its text: both are in the same order.
impl Borrow<str> for Language {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A former address of a page, relative to the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias(pub UrlPath);

from_string!(Alias, codes::BAD_ALIAS, |text| {
    let inside = text.strip_prefix('/').unwrap_or(text);
    let page = if inside.is_empty() || inside.ends_with('/') || inside.to_ascii_lowercase().ends_with(".html") {
        inside.to_owned()
    } else {
        format!("{inside}/")
    };
    UrlPath::new(&page).map(Alias).map_err(|error| {
        format!("`{text}` cannot be an alias: {error}; write the former address inside the site, such as old-panel/03/")
    })
});
string_schema!(Alias, "Alias", "A former address of the page, relative to the site, such as old-panel/03/");

/// An address to which a page may lead: of the web, of mail or of a telephone. What could run in a browser never becomes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

from_string!(Address, codes::WRONG_TYPE, |text| {
    if is_link(text) {
        Ok(Address(text.to_owned()))
    } else {
        Err(format!("`{text}` is no address: write one that begins with `https://`, `mailto:` or `tel:`"))
    }
});
string_schema!(Address, "Address", "An address that begins with https://, http://, mailto: or tel:");

impl Deref for Address {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Where the face is in a portrait, each in hundredths: from the left, from the top, and how much of the shorter side the
/// square about it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    /// From the left.
    pub x: u8,
    /// From the top.
    pub y: u8,
    /// The side of the square.
    pub side: u8,
}

from_string!(Focus, codes::WRONG_TYPE, Focus::read);
string_schema!(
    Focus,
    "Focus",
    "Where the face is: from the left and from the top, such as 40% 30%; a third number says how much of the shorter side the square about it takes, such as 40% 30% 60%"
);

impl Focus {
    fn read(text: &str) -> Result<Self, String> {
        let number = |part: &str| part.strip_suffix('%').and_then(|n| n.parse().ok()).filter(|n| *n <= 100);
        let numbers: Option<Vec<u8>> = text.split_whitespace().map(number).collect();
        match numbers.as_deref() {
            Some([x, y]) => Ok(Self { x: *x, y: *y, side: 100 }),
            Some([x, y, side]) if *side >= 5 => Ok(Self { x: *x, y: *y, side: *side }),
            _ => Err(format!(
                "`{text}` is no place in a picture: write how far the face is from the left and from the top, such as `40% 30%`, and with a third number of 5% or more how much of the shorter side to show"
            )),
        }
    }
}

/// A value that is written as one text or as a mapping.
pub(super) fn text_or_map<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + From<String>,
{
    struct Either<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de> + From<String>> Visitor<'de> for Either<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text or a mapping")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            Ok(T::from(text.to_owned()))
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
            Ok(T::from(number.to_string()))
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
            Ok(T::from(number.to_string()))
        }

        fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
            T::deserialize(de::value::MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_any(Either(PhantomData))
}

/// Reads what is yes or no, or says more. `wanted` tells which, in messages.
pub(super) fn flag_or<'de, D, T, More>(
    deserializer: D,
    wanted: &'static str,
    is: fn(bool) -> T,
    more: fn(More) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    More: Deserialize<'de>,
{
    struct Either<T, More> {
        wanted: &'static str,
        is: fn(bool) -> T,
        more: fn(More) -> T,
    }

    impl<'de, T, More: Deserialize<'de>> Visitor<'de> for Either<T, More> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.wanted)
        }

        fn visit_bool<E: de::Error>(self, is: bool) -> Result<T, E> {
            Ok((self.is)(is))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            More::deserialize(de::value::StrDeserializer::new(text)).map(self.more)
        }

        fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
            More::deserialize(de::value::MapAccessDeserializer::new(map)).map(self.more)
        }
    }

    deserializer.deserialize_any(Either { wanted, is, more })
}

/// Wraps a type so that it may also be written as one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<T>(pub T);

impl<'de, T: Deserialize<'de> + From<String>> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_map(deserializer).map(Self)
    }
}

impl<T: JsonSchema> JsonSchema for Text<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("TextOr{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = generator.subschema_for::<T>();
        json_schema!({"anyOf": [{"type": ["string", "number"]}, map]})
    }
}

/// Whether a value is an address of the web.
pub(super) fn is_address(value: &str) -> bool {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !value.contains(|c: char| c.is_whitespace() || c.is_control()))
}

/// Whether a value is an address of the web, of mail or of a telephone.
pub(super) fn is_link(value: &str) -> bool {
    let mail = value.strip_prefix("mailto:").is_some_and(|rest| rest.contains('@'));
    let telephone = value.strip_prefix("tel:").is_some_and(|rest| rest.contains(|c: char| c.is_ascii_digit()));
    (mail || telephone || is_address(value)) && !value.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_their_forms() {
        let taipei = TimeZone::get("Asia/Taipei").unwrap();
        for (text, machine, has_time) in [
            ("2026-03-14", "2026-03-14", false),
            ("2026-03-14T19:00", "2026-03-14T19:00:00+08:00", true),
            ("2026-03-14 19:30", "2026-03-14T19:30:00+08:00", true),
            ("2026-03-14T11:00:00Z", "2026-03-14T19:00:00+08:00", true),
            ("2026-03-14T12:00+01:00", "2026-03-14T19:00:00+08:00", true),
        ] {
            let when = When::read(text).unwrap();
            assert_eq!(when.machine(&taipei), machine, "{text}");
            assert_eq!(when.has_time(), has_time, "{text}");
        }
        for bad in ["2026-02-30", "tomorrow", "14.3.2026", ""] {
            assert!(When::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_focus_is_two_or_three_hundredths() {
        for (text, expected) in [
            ("40% 30%", Some((40, 30, 100))),
            (" 0%  100% 5% ", Some((0, 100, 5))),
            ("40 30", None),
            ("40%", None),
            ("101% 3%", None),
            ("-1% 3%", None),
            ("40% 30% 0%", None),
            ("left top", None),
        ] {
            assert_eq!(Focus::read(text.trim()).ok().map(|f| (f.x, f.y, f.side)), expected, "{text}");
        }
    }

    #[test]
    fn an_address_is_one_to_which_a_page_may_lead() {
        let read = |text: &str| serde_json::from_value::<Address>(text.into()).ok();
        for text in [
            "https://x.example/",
            "http://x.example",
            "mailto:desk@x.example",
            "tel:+886-2-1234",
            "https://例.example/",
        ] {
            assert_eq!(read(text).as_deref(), Some(text));
        }
        for text in [
            "javascript:alert(1)",
            "java\tscript:x",
            "data:text/html,x",
            "//x.example/",
            "x.example",
            "../x/",
            "https://",
            "",
            "https://x.example/a b",
            "https://x.example/\u{7}",
            "mailto:desk",
            "tel:",
            "HTTPS://x.example",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn languages_are_canonical() {
        for (text, tag) in [("zh-hans", "zh-Hans"), ("EN", "en"), ("zh_CN", "zh-CN"), ("pt-br", "pt-BR")] {
            assert_eq!(Language::read(text).unwrap().as_str(), tag);
        }
        assert!(Language::read("chinese language").is_err());
        assert!(Language::read("ar").unwrap().is_right_to_left());
        assert!(!Language::read("zh-Hant").unwrap().is_right_to_left());
    }
}
