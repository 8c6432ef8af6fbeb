//! HTTP headers as a site states them. What could end a header's line, or a host's rule, is refused.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer};

use super::value::{from_string, string_schema};
use super::yaml::coded;
use crate::diag::codes;

/// Paths below the root of the site: one, or all that begin alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderPath(pub String);

from_string!(HeaderPath, codes::WRONG_TYPE, |text| {
    let path = text.strip_suffix('*').unwrap_or(text);
    let plain = |c: char| c.is_alphanumeric() || "/-_.~".contains(c);
    if path.starts_with('/') && path.chars().all(plain) {
        Ok(HeaderPath(text.to_owned()))
    } else {
        Err(format!("`{text}` is no path: write `/*` for all, `/talk/*` for all in a folder, or `/feed.xml`"))
    }
});
string_schema!(
    HeaderPath,
    "HeaderPath",
    "A path from the root of the site, such as /feed.xml; a star at the end stands for all that follows"
);

/// The name of a header or of a directive (RFC 9110, section 5.6.2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderName(pub String);

from_string!(HeaderName, codes::WRONG_TYPE, |text| {
    if !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
        Ok(HeaderName(text.to_owned()))
    } else {
        Err(format!("`{text}` is no name of a header: letters, digits and `-`"))
    }
});
string_schema!(HeaderName, "HeaderName", "The name of an HTTP header, or of a directive of a policy");

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderText(pub String);

from_string!(HeaderText, codes::WRONG_TYPE, |text| {
    // Hosts' rules quote with `"` or not at all, and some of them put in what stands behind `$` or between braces.
    if text.chars().all(|c| (' '..='~').contains(&c) && !"\\${}`".contains(c)) {
        Ok(HeaderText(text.to_owned()))
    } else {
        Err(format!("`{text}` cannot stand in a header: write printable ASCII in one line, without \\ $ {{ }} `"))
    }
});
string_schema!(HeaderText, "HeaderText", "Printable ASCII in one line");

/// A source that a policy allows (Content Security Policy 3, section 2.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySource(pub String);

from_string!(PolicySource, codes::WRONG_TYPE, |text| {
    if !text.is_empty() && text.chars().all(|c| ('!'..='~').contains(&c) && !";,\\\"${}`".contains(c)) {
        Ok(PolicySource(text.to_owned()))
    } else {
        Err(format!("`{text}` is no source: write one such as `https://count.example.org`, `*.example.org` or `data:`"))
    }
});
string_schema!(
    PolicySource,
    "PolicySource",
    "A source of a Content-Security-Policy, such as https://count.example.org"
);
