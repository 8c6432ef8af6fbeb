//! `theme_options` of `site.yaml`: what the built-in theme lets one choose without a file of one's own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::value::Language;
use super::yaml::coded;
use crate::diag::codes;

/// What the theme lets one choose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ThemeOptions {
    /// A colour of the site's own, for links and marks. Its lightness is moved until the contrast is enough.
    #[serde(deserialize_with = "stated")]
    pub accent: Option<Accent>,
    /// The faces of the text, before those of the theme.
    pub faces: Faces,
    /// Where the cover of an event stands.
    pub cover: Cover,
    /// How much air there is.
    pub density: Density,
    /// How the home page shows events.
    pub home: Home,
    /// Whether style and script carry `integrity` attributes. Browsers then refuse them on pages opened from disk.
    pub integrity: bool,
}

/// A value that is there if its key is: a key without a value is no way to leave it out.
fn stated<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Where the cover of an event stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Cover {
    /// Over the whole column, below the title.
    #[default]
    Wide,
    /// Beside the facts, where there is room.
    Beside,
    /// Nowhere.
    None,
}

/// How much air there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// For reading.
    #[default]
    Calm,
    /// More on a screen, for records that are looked things up in.
    Compact,
}

/// How the home page shows events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Home {
    /// One below the other.
    #[default]
    List,
    /// Side by side, where there is room.
    Cards,
}

/// A colour of the site's own: one for all schemes, or one for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accent {
    /// On light paper.
    pub light: Option<Colour>,
    /// On dark paper.
    pub dark: Option<Colour>,
    /// On sepia paper.
    pub sepia: Option<Colour>,
}

/// A colour of the sRGB space: `#a32a22`, `#a22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Reads a colour in hexadecimal notation (CSS Color 4, section 5.2), without transparency.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        let digits: Vec<u8> =
            digits.chars().map(|c| c.to_digit(16)).map(|d| u8::try_from(d?).ok()).collect::<Option<_>>()?;
        match *digits.as_slice() {
            [r, g, b] => Some(Self([r, g, b].map(|one| one * 17))),
            [_, _, _, _, _, _] => {
                let mut pairs = digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |sum, digit| sum * 16 + digit));
                Some(Self([pairs.next()?, pairs.next()?, pairs.next()?]))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        colour(&String::deserialize(deserializer)?)
    }
}

fn colour<E: de::Error>(text: &str) -> Result<Colour, E> {
    Colour::read(text).ok_or_else(|| {
        let message = format!("`{text}` is no colour: write it in quotation marks as \"#a32a22\"");
        E::custom(coded(codes::WRONG_TYPE, &message))
    })
}

impl<'de> Deserialize<'de> for Accent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// The schemes, each with its colour.
        #[derive(Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        struct Schemes {
            light: Option<Colour>,
            dark: Option<Colour>,
            sepia: Option<Colour>,
        }

        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Accent;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a colour, or a mapping of `light`, `dark` and `sepia` to colours")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Accent, E> {
                let one = Some(colour(text)?);
                Ok(Accent { light: one, dark: one, sepia: one })
            }

            // `accent: #a32a22` without quotation marks is a comment to YAML.
            fn visit_unit<E: de::Error>(self) -> Result<Accent, E> {
                let message = "the colour is missing: YAML takes what follows `#` for a comment; write it in quotation marks as \"#a32a22\"";
                Err(E::custom(coded(codes::WRONG_TYPE, message)))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Accent, M::Error> {
                let Schemes { light, dark, sepia } = Schemes::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Accent { light, dark, sepia })
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Accent {
    fn schema_name() -> Cow<'static, str> {
        "Accent".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let colour = generator.subschema_for::<Colour>();
        json_schema!({"anyOf": [colour, {
            "type": "object", "additionalProperties": false,
            "properties": {"light": colour, "dark": colour, "sepia": colour},
        }]})
    }
}

impl JsonSchema for Colour {
    fn schema_name() -> Cow<'static, str> {
        "Colour".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "pattern": "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$",
            "description": "A colour in hexadecimal notation, such as #a32a22",
        })
    }
}

/// The faces of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Faces {
    /// Of the record: what was said.
    pub record: Families,
    /// Of the finding aids: names, times, links, notes.
    pub aids: Families,
    /// Fonts that the site brings.
    pub files: Vec<FontFile>,
}

/// Names of font families, for all languages or for each of some.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Families {
    /// For languages that are not named.
    pub all: Vec<String>,
    /// By language.
    pub by_language: BTreeMap<Language, Vec<String>>,
}

/// A font that the site brings in `static/`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FontFile {
    /// The name by which `record` and `aids` call it.
    #[serde(deserialize_with = "one_family")]
    pub family: String,
    /// The file below `static/`: WOFF2, WOFF, TrueType or OpenType.
    pub file: String,
    /// Its weight, or the range of a variable font: `400`, `200 900`.
    #[serde(default, deserialize_with = "weight")]
    pub weight: Option<String>,
    /// Whether it is italic.
    #[serde(default)]
    pub italic: bool,
    /// The characters for which it is loaded (CSS Fonts 4, `unicode-range`): `U+0-24F, U+2000-206F`.
    #[serde(default, deserialize_with = "range")]
    pub range: Option<String>,
    /// The languages whose pages load it early; all, if none is named.
    #[serde(default)]
    pub languages: Vec<Language>,
}

/// Checks that a name cannot end the string in which the style puts it.
fn family<E: de::Error>(name: &str) -> Result<String, E> {
    let name = name.trim();
    if name.is_empty() || name.contains(|c: char| c.is_control() || "\"'\\;{}<>".contains(c)) {
        return Err(E::custom(coded(codes::WRONG_TYPE, &format!("`{name}` is no name of a font family"))));
    }
    Ok(name.to_owned())
}

fn one_family<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    family(&String::deserialize(deserializer)?)
}

/// A text of certain characters only, since it goes into the style as it is.
fn plain<'de, D: Deserializer<'de>>(deserializer: D, allowed: &str, form: &str) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let fits = !text.trim().is_empty() && text.chars().all(|c| allowed.contains(c));
    let error = || de::Error::custom(coded(codes::WRONG_TYPE, &format!("`{text}` is not of the form {form}")));
    fits.then(|| Some(text.trim().to_owned())).ok_or_else(error)
}

fn weight<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    plain(deserializer, "0123456789 ", "`400` or `200 900`")
}

fn range<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    plain(deserializer, "0123456789abcdefABCDEFUu+-?, ", "`U+0-24F, U+2000-206F`")
}

/// One name or a list of names.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FamiliesVisitor).and_then(|families| {
            if families.by_language.is_empty() {
                Ok(Self(families.all))
            } else {
                Err(de::Error::custom(coded(
                    codes::WRONG_TYPE,
                    "a name of a font family or a list of names is wanted here",
                )))
            }
        })
    }
}

struct FamiliesVisitor;

impl<'de> Visitor<'de> for FamiliesVisitor {
    type Value = Families;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name of a font family, a list of names, or a mapping of languages to such")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Families, E> {
        Ok(Families { all: vec![family(text)?], ..Families::default() })
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut sequence: S) -> Result<Families, S::Error> {
        let mut families = Families::default();
        while let Some(name) = sequence.next_element::<String>()? {
            families.all.push(family(&name)?);
        }
        Ok(families)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Families, M::Error> {
        let mut families = Families::default();
        while let Some((language, names)) = map.next_entry::<Language, Names>()? {
            families.by_language.insert(language, names.0);
        }
        Ok(families)
    }
}

impl<'de> Deserialize<'de> for Families {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FamiliesVisitor)
    }
}

impl JsonSchema for Families {
    fn schema_name() -> Cow<'static, str> {
        "Families".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names = serde_json::json!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]});
        json_schema!({"anyOf": [names, {"type": "object", "additionalProperties": names}]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_both_lengths() {
        assert_eq!(Colour::read("#a22"), Some(Colour([0xaa, 0x22, 0x22])));
        assert_eq!(Colour::read("#A32a22"), Some(Colour([0xa3, 0x2a, 0x22])));
        assert_eq!(Colour::read("#A32a22").unwrap().to_string(), "#a32a22");
        for bad in ["a22", "#a2", "#a32a2211", "#ggg", "red", "#", "#é"] {
            assert_eq!(Colour::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn options_have_several_forms() {
        let read = |value: serde_json::Value| serde_json::from_value::<ThemeOptions>(value);
        let options = read(serde_json::json!({
            "accent": "#a22", "faces": {"record": ["A B", "serif"], "aids": {"zh": "C", "en": ["D", "E"]}}, "cover": "none",
        }))
        .unwrap();
        assert_eq!(options.accent.unwrap().dark, Colour::read("#a22"));
        assert_eq!(options.faces.record.all, ["A B", "serif"]);
        assert_eq!(options.faces.aids.by_language[&Language::read("zh").unwrap()], ["C"]);
        assert_eq!(options.cover, Cover::None);
        let by_scheme = read(serde_json::json!({"accent": {"dark": "#fff"}})).unwrap().accent.unwrap();
        assert_eq!((by_scheme.light, by_scheme.dark), (None, Colour::read("#fff")));
        for bad in [
            serde_json::json!({"accent": "red"}),
            serde_json::json!({"accent": null}),
            serde_json::json!({"accent": {"night": "#fff"}}),
            serde_json::json!({"faces": {"record": ["a\"; } body { display: none"]}}),
            serde_json::json!({"faces": {"record": {"zh": {"en": "x"}}}}),
            serde_json::json!({"density": "airy"}),
            serde_json::json!({"fonts": []}),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }
}
