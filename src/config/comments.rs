//! Where readers comment: the service, what it wants to know, and what is wrong about that.
//!
//! The options of all services are keys of one mapping, so that a schema can tell them; which of them a service takes
//! and wants is held in one table.

use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::value::{flag_or, is_address, is_link};
use super::yaml::place;
use crate::diag::{Code, Diagnostic, Diagnostics, File, codes};

/// Where readers comment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comments {
    /// The service.
    pub provider: CommentProvider,
    /// giscus, utterances: the repository on GitHub, as `owner/name`.
    #[serde(default)]
    pub repo: Option<String>,
    /// giscus: the id of the repository, from giscus.app.
    #[serde(default)]
    pub repo_id: Option<String>,
    /// giscus: the name of the category.
    #[serde(default)]
    pub category: Option<String>,
    /// giscus: the id of the category, from giscus.app.
    #[serde(default)]
    pub category_id: Option<String>,
    /// giscus: whether readers may react to the whole.
    #[serde(default)]
    pub reactions: Option<bool>,
    /// giscus, utterances: the name of a theme; without it, what suits the page.
    #[serde(default)]
    pub theme: Option<String>,
    /// utterances: a label for the issues. A plain link: what is shown for it.
    #[serde(default)]
    pub label: Option<String>,
    /// Waline, Artalk, Remark42: the address of the server.
    #[serde(default)]
    pub server: Option<String>,
    /// Artalk, Remark42: the name of the site on the server.
    #[serde(default)]
    pub site: Option<String>,
    /// Waline: where `waline.js` and `waline.css` are, if not at unpkg.com.
    #[serde(default)]
    pub client: Option<String>,
    /// A plain link: a mail address (`mailto:…`), a post, a forum. `{url}` and `{title}` in it stand for those of the page.
    #[serde(default)]
    pub url: Option<String>,
}

/// A service for comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CommentProvider {
    /// <https://giscus.app>
    Giscus,
    /// <https://utteranc.es>
    Utterances,
    /// <https://waline.js.org>
    Waline,
    /// <https://artalk.js.org>
    Artalk,
    /// <https://remark42.com>
    Remark42,
    /// A plain link.
    Link,
}

impl CommentProvider {
    /// The name, as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Giscus => "giscus",
            Self::Utterances => "utterances",
            Self::Waline => "waline",
            Self::Artalk => "artalk",
            Self::Remark42 => "remark42",
            Self::Link => "link",
        }
    }

    /// The options that it must have, and those that it may have.
    fn options(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Giscus => (&["repo", "repo_id", "category_id"], &["category", "reactions", "theme"]),
            Self::Utterances => (&["repo"], &["label", "theme"]),
            Self::Waline => (&["server"], &["client"]),
            Self::Artalk => (&["server", "site"], &[]),
            Self::Remark42 => (&["server"], &["site"]),
            Self::Link => (&["url"], &["label"]),
        }
    }
}

impl Comments {
    /// The options that are texts, by their names.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("repo", &self.repo),
            ("repo_id", &self.repo_id),
            ("category", &self.category),
            ("category_id", &self.category_id),
            ("theme", &self.theme),
            ("label", &self.label),
            ("server", &self.server),
            ("site", &self.site),
            ("client", &self.client),
            ("url", &self.url),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// What is wrong about the options, with their places below the key `comments` in the file.
    pub fn faults(&self, file: &Arc<File>) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        let provider = self.provider.name();
        let (wanted, more) = self.provider.options();
        let known = || wanted.iter().chain(more).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let mut tell = |code: Code, message: String, key: &str, help: String| {
            diagnostics.push(Diagnostic::new(code, message).at(place(file, "comments", key), "").help(help));
        };
        let stated = self.texts().map(|(name, _)| name).chain(self.reactions.map(|_| "reactions"));
        for name in stated.filter(|name| !wanted.contains(name) && !more.contains(name)) {
            let help = format!("the options of {provider} are {}", known());
            tell(codes::UNKNOWN_KEY, format!("`{name}` is no option of {provider}"), name, help);
        }
        for name in wanted.iter().filter(|name| !self.texts().any(|(stated, _)| stated == **name)) {
            let help = format!("add `{name}: …`; the options of {provider} are {}", known());
            tell(codes::MISSING_KEY, format!("{provider} wants the option `{name}`"), "provider", help);
        }
        for (name, value) in self.texts() {
            let help = match name {
                "repo" if !is_repository(value) => "write the owner and the name, such as `town/talks`",
                "server" | "client" if !is_address(value) => "write an address that begins with `https://`",
                "url" if !is_link(value) => "write an address that begins with `https://` or `mailto:`",
                _ if value.trim().is_empty() => "write a value, or leave the option out",
                _ => continue,
            };
            tell(codes::WRONG_TYPE, format!("`{value}` cannot be the `{name}` of {provider}"), name, help.to_owned());
        }
        diagnostics
    }
}

fn is_repository(value: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    value.split_once('/').is_some_and(|(owner, name)| part(owner) && part(name))
}

/// What an event or a section says about comments: yes or no, or a service of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommentChoice {
    /// Yes or no.
    Is(bool),
    /// A service of its own.
    With(Box<Comments>),
}

impl CommentChoice {
    /// The service that it names itself.
    pub fn own(&self) -> Option<&Comments> {
        match self {
            Self::Is(_) => None,
            Self::With(comments) => Some(comments),
        }
    }
}

impl JsonSchema for CommentChoice {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CommentChoice".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = generator.subschema_for::<Comments>();
        json_schema!({"anyOf": [{"type": "boolean"}, map]})
    }
}

impl<'de> Deserialize<'de> for CommentChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        flag_or(deserializer, "`true`, `false` or a mapping", Self::Is, Self::With)
    }
}
