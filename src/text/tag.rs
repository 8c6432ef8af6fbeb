//! Names of languages as machines write them.

/// A language tag (BCP 47) in its usual form; `zh_CN` is understood as `zh-CN`. Nothing where it is none.
pub fn language_tag(text: &str) -> Option<String> {
    let tag: icu_locale::LanguageIdentifier = text.replace('_', "-").parse().ok()?;
    (!tag.language.is_unknown()).then(|| tag.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        for (text, tag) in [
            ("en", Some("en")),
            ("zh_CN", Some("zh-CN")),
            ("ZH-hans-tw", Some("zh-Hans-TW")),
            ("e", None),
            ("en…", None),
            ("$en", None),
            ("und", None),
            ("", None),
        ] {
            assert_eq!(language_tag(text).as_deref(), tag, "{text}");
        }
    }
}
