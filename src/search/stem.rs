//! The other forms of a Latin word, by a short list of endings.
//!
//! A stemmer of a language needs to know the language, which a query does not tell, and would have to be the same here and in
//! the browser to the last exception. So only the query is taken down to what its forms share, and a text has the word if one of
//! its words is that with one of the endings. What begins with the query is found anyway.

/// Endings that are taken off, the longest first.
const OFF: &[&str] = &["ings", "ing", "ies", "ied", "es", "ed", "ly", "s", "e", "y"];

/// Endings that a form may have.
pub(super) const FORMS: &[&str] = &["", "s", "es", "e", "ed", "ing", "ings", "y", "ies", "ied", "ly"];

/// The shortest rest; one more where only a vowel is taken off, or `tide` would be `tidy`.
const SHORTEST: usize = 3;

/// What the forms of a word share; nothing where it is the word itself, or where too little of it would be left.
pub(super) fn base(word: &str) -> Option<&str> {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase())
        || word.ends_with("ss")
        || word.ends_with("us")
        || word.ends_with("is")
    {
        return None;
    }
    let has_vowel = |rest: &str| rest.bytes().any(|byte| b"aeiouy".contains(&byte));
    let rest = OFF.iter().find_map(|ending| {
        let shortest = if matches!(*ending, "e" | "y") { SHORTEST + 1 } else { SHORTEST };
        word.strip_suffix(ending).filter(|rest| rest.len() >= shortest && has_vowel(rest))
    })?;
    // What was doubled before an ending.
    let single = rest.get(..rest.len() - 1).filter(|single| {
        let last = rest.bytes().last();
        single.len() >= SHORTEST
            && single.bytes().last() == last
            && !last.is_some_and(|byte| b"lszaeiou".contains(&byte))
    });
    Some(single.unwrap_or(rest))
}

/// Whether a word is a form of what has this base.
pub(super) fn is_form(word: &str, base: &str) -> bool {
    let Some(ending) = word.strip_prefix(base) else { return false };
    let doubled = ending.strip_prefix(|first| base.ends_with(first)).filter(|rest| rest.starts_with(['e', 'i']));
    [Some(ending), doubled].into_iter().flatten().any(|ending| FORMS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_words() {
        for (query, word, is) in [
            ("elections", "election", true),
            ("listening", "listen", true),
            ("listening", "listened", true),
            ("stopped", "stop", true),
            ("stopping", "stops", true),
            ("making", "make", true),
            ("parties", "party", true),
            ("party", "parties", true),
            ("boxes", "box", true),
            ("machines", "machine", true),
            ("casas", "casa", true),
            ("falling", "fall", true),
            ("listening", "listener", false),
            ("elections", "elector", false),
        ] {
            let base = base(query).unwrap_or_else(|| panic!("{query} has a base"));
            assert_eq!(is_form(word, base), is, "{query} ({base}): {word}");
        }
        for word in ["the", "tide", "glass", "bus", "this", "lamp", "sing", "red", "尤洋", "été"] {
            assert_eq!(base(word), None, "{word}");
        }
    }
}
