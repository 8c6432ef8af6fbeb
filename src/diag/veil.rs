//! Where secrets stand that should not be there: in lines of a configuration, and in addresses that other programs repeat.
//!
//! Text in, the places of secrets out, or the same line with asterisks. Must never know which key or which program it is.

use std::ops::Range;

/// What the name of a key or of a parameter holds, if its value is a secret.
const SECRETS: [&str; 9] =
    ["secret", "passw", "token", "credential", "private", "api_key", "apikey", "access_key", "signature"];

/// A line of a configuration with asterisks for the values of secrets. Every byte keeps its place, so that what points into the line still does.
pub(super) fn veiled(line: &str) -> String {
    let ends = |value: &str| value.find(['\'', '"', ',', '}', '&']).unwrap_or(value.trim_end().len());
    let ranges: Vec<_> = in_addresses(line).into_iter().chain(values(line, ':', ends)).collect();
    let hidden = |at: usize| ranges.iter().any(|range| range.contains(&at));
    line.char_indices().flat_map(|(at, c)| if hidden(at) { vec!['*'; c.len_utf8()] } else { vec![c] }).collect()
}

/// Where secrets stand in the addresses of a text, in order: before a host, and as parameters.
pub fn in_addresses(text: &str) -> Vec<Range<usize>> {
    let ends = |value: &str| value.find(|c: char| c.is_whitespace() || "&#'\",}".contains(c)).unwrap_or(value.len());
    let mut all = values(text, '=', ends);
    for (at, mark) in text.match_indices("://") {
        let start = at + mark.len();
        let rest = text.get(start..).unwrap_or_default();
        let host = rest.split(|c: char| c.is_whitespace() || "/?#'\"".contains(c)).next().unwrap_or_default();
        all.extend(host.rfind('@').map(|length| start..start + length));
    }
    all.sort_by_key(|range| range.start);
    all
}

/// Whether the name of a key or of a parameter says that its value is a secret.
pub fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    SECRETS.iter().any(|secret| name.contains(secret))
}

/// The secret values behind a name and a sign; `ends` tells where a value ends.
fn values(text: &str, sign: char, ends: impl Fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for (at, _) in text.match_indices(sign) {
        let (before, behind) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let before = before.trim_end().trim_end_matches(['\'', '"']);
        let name = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').next().unwrap_or_default();
        if names_secret(name) {
            let value = behind.trim_start_matches([' ', '\t', '\'', '"']);
            let start = text.len() - value.len();
            all.push(start..start + ends(value));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_veiled_and_nothing_moves() {
        for (line, shown) in [
            ("  repository: 'https://me:word@h.example/x.git'", "  repository: 'https://*******@h.example/x.git'"),
            (
                "a: {kind: s3, secret_access_key: hunter2, region: x}",
                "a: {kind: s3, secret_access_key: *******, region: x}",
            ),
            ("Secret-Key: \"a b\"", "Secret-Key: \"***\""),
            ("\"password\" : 密码 ", "\"password\" : ****** "),
            ("url: https://h.example/x?private_token=abc&x=1", "url: https://h.example/x?private_token=***&x=1"),
            ("题，token: x", "题，token: *"),
            ("title: The secret of the lamp", "title: The secret of the lamp"),
            ("url: https://h.example/a@b", "url: https://h.example/a@b"),
            ("token:", "token:"),
        ] {
            assert_eq!(veiled(line), shown);
            assert_eq!(veiled(line).len(), line.len());
        }
    }
}
