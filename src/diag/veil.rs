//! Lines of a configuration without the secrets that should not stand in them.
//!
//! A line in, the same line with asterisks out. Every byte keeps its place, so that what points into the line still does.

use std::ops::Range;

/// What the name of a key or of a parameter holds, if its value is a secret.
const SECRETS: [&str; 9] =
    ["secret", "passw", "token", "credential", "private", "api_key", "apikey", "access_key", "signature"];

/// A line with asterisks for the values of secrets and for what stands before the `@` of addresses.
pub(super) fn veiled(line: &str) -> String {
    let mut ranges = values(line);
    ranges.extend(users(line));
    let hidden = |at: usize| ranges.iter().any(|range| range.contains(&at));
    line.char_indices().flat_map(|(at, c)| if hidden(at) { vec!['*'; c.len_utf8()] } else { vec![c] }).collect()
}

/// Whether the name of a key or of a parameter says that its value is a secret.
pub fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    SECRETS.iter().any(|secret| name.contains(secret))
}

/// The values behind `key:` and `parameter=`.
fn values(line: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for (at, _) in line.match_indices([':', '=']) {
        let (before, behind) = (line.get(..at).unwrap_or_default(), line.get(at + 1..).unwrap_or_default());
        let before = before.trim_end().trim_end_matches(['\'', '"']);
        let name = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').next().unwrap_or_default();
        if !names_secret(name) {
            continue;
        }
        let value = behind.trim_start_matches([' ', '\t', '\'', '"']);
        let start = line.len() - value.len();
        let length = value.find(['\'', '"', ',', '}', '&']).unwrap_or(value.trim_end().len());
        all.push(start..start + length);
    }
    all
}

/// What stands between `://` and the `@` before a host.
fn users(line: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for (at, mark) in line.match_indices("://") {
        let start = at + mark.len();
        let rest = line.get(start..).unwrap_or_default();
        let host = rest.split(|c: char| c.is_whitespace() || "/?#'\"".contains(c)).next().unwrap_or_default();
        all.extend(host.rfind('@').map(|length| start..start + length));
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
