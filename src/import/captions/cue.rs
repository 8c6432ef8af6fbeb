//! The text of a cue.
//!
//! In: the text with its tags. Out: words, by the voice that says them (WebVTT, section 6.4). Styles, classes and times
//! inside a cue are no words. It must never know of other cues.

use std::borrow::Cow;

/// What each voice says in a cue; nobody is named where there is no voice.
pub fn spoken(text: &str) -> Vec<(Option<String>, String)> {
    let mut out: Vec<(Option<String>, String)> = vec![(None, String::new())];
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        push(&mut out, before);
        let Some(end) = from.find('>').filter(|end| is_tag(from.get(1..*end).unwrap_or_default())) else {
            push(&mut out, "<");
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        let tag = from.get(1..end).unwrap_or_default();
        match tag {
            "/v" => out.push((None, String::new())),
            "rt" => push(&mut out, "("),
            "/rt" => push(&mut out, ")"),
            "br" | "br/" | "br /" => push(&mut out, "\n"),
            _ => {
                if is_voice(tag) {
                    out.push((voice(tag), String::new()));
                }
            }
        }
        rest = from.get(end + 1..).unwrap_or_default();
    }
    push(&mut out, rest);
    for (voice, words) in &mut out {
        *words = unescape(words).into_owned();
        if let Some(voice) = voice {
            *voice = unescape(voice).trim().to_owned();
        }
    }
    out.retain(|(_, words)| !words.trim().is_empty());
    out
}

/// The words of a cue, whoever says them.
pub fn plain(text: &str) -> String {
    spoken(text).into_iter().map(|(_, words)| words).collect()
}

fn push(out: &mut [(Option<String>, String)], words: &str) {
    if let Some((_, last)) = out.last_mut() {
        last.push_str(words);
    }
}

/// What stands between `<` and `>` is a tag and not somebody's arithmetic.
fn is_tag(inside: &str) -> bool {
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let word = name.split(['.', ' ', '\t', '\n']).next().unwrap_or_default().trim_end_matches('/');
    let known = ["c", "i", "b", "u", "s", "v", "ruby", "rt", "lang", "font", "br", "span"];
    inside.len() < 400
        && !inside.contains('<')
        && (inside.is_empty()
            || known.iter().any(|one| one.eq_ignore_ascii_case(word))
            || super::time(inside).is_some())
}

fn is_voice(tag: &str) -> bool {
    tag.strip_prefix('v').is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ' ', '\t', '\n']))
}

/// The name in a voice tag, classes aside: `v.first.loud Ann Lee`.
fn voice(tag: &str) -> Option<String> {
    let (_, name) = tag.split_once([' ', '\t', '\n'])?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// Character references as characters.
pub fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let end = from.bytes().take(12).position(|byte| byte == b';');
        if let Some((c, end)) = end.and_then(|end| Some((character(from.get(1..end)?)?, end))) {
            out.push(c);
            rest = from.get(end + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out.into()
}

fn character(name: &str) -> Option<char> {
    let number = name.strip_prefix('#');
    match (name, number) {
        ("amp", _) => Some('&'),
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        ("quot", _) => Some('"'),
        ("apos", _) => Some('\''),
        ("nbsp", _) => Some('\u{a0}'),
        ("lrm", _) => Some('\u{200e}'),
        ("rlm", _) => Some('\u{200f}'),
        (_, Some(number)) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_and_words() {
        let of = |text: &str| {
            let each = |(voice, words): (Option<String>, String)| format!("{}|{words}", voice.unwrap_or_default());
            spoken(text).into_iter().map(each).collect::<Vec<_>>()
        };
        assert_eq!(of("<v Sarah>Q&amp;A"), ["Sarah|Q&A"]);
        assert_eq!(of("<v.first.loud Ann Lee>Hi</v> there"), ["Ann Lee|Hi", "| there"]);
        assert_eq!(of("<v>Hi"), ["|Hi"]);
        assert_eq!(of("this<00:05:04.199><c> will</c><c.yellow> do"), ["|this will do"]);
        assert_eq!(of("a < b and c > d &lt;i&gt;"), ["|a < b and c > d <i>"]);
        assert_eq!(of("<font color=\"#0f0\"><b>[music]</b></font>"), ["|[music]"]);
        assert_eq!(of("<ruby>河<rt>かわ</rt></ruby>"), ["|河(かわ)"]);
        assert_eq!(of("&#22909;&#x597d; &x; &"), ["|好好 &x; &"]);
    }
}
