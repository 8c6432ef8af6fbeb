//! Where `plenary deploy` puts the site: a type for each kind of place, so that a key of one is none of another.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::value::is_address;
use super::yaml::place;
use crate::diag::{self, Code, Diagnostic, Diagnostics, File, codes};

/// A place to deploy to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Deploy {
    /// A folder of this machine.
    Folder(FolderPlace),
    /// A branch of a git repository, such as `gh-pages`.
    Git(GitPlace),
    /// Storage with the interface of S3.
    S3(StoragePlace),
    /// A folder of another machine, by rsync.
    Rsync(RsyncPlace),
}

/// A folder of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FolderPlace {
    /// The folder; a relative path begins at the site's folder.
    pub path: String,
    /// Where readers find it, if not at the site's `base_url`.
    #[serde(default)]
    pub url: Option<String>,
}

/// A branch of a git repository.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GitPlace {
    /// The branch.
    #[serde(default = "usual_branch")]
    pub branch: String,
    /// The repository: an address, a path, or the name of a remote. Without it, the remote `origin` of the site's own repository.
    #[serde(default)]
    pub repository: Option<String>,
    /// What becomes of earlier deployments.
    #[serde(default)]
    pub history: History,
    /// The site's own domain, written to `CNAME`.
    #[serde(default)]
    pub cname: Option<String>,
    /// The message of the commit.
    #[serde(default = "usual_message")]
    pub message: String,
    /// Where readers find it, if not at the site's `base_url`.
    #[serde(default)]
    pub url: Option<String>,
}

/// What becomes of earlier deployments to a branch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum History {
    /// Each stays as a commit.
    #[default]
    Keep,
    /// The branch has one commit, the newest.
    Squash,
}

/// Storage with the interface of S3.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoragePlace {
    /// The bucket.
    pub bucket: String,
    /// The region; without it, what the environment or the profile says.
    #[serde(default)]
    pub region: Option<String>,
    /// The address of the service, `https://…`, where it is not Amazon's.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// The folder in the bucket.
    #[serde(default)]
    pub prefix: Option<String>,
    /// Whether the bucket stands in the path of an address and not in its host; where nothing is stated, what the service wants.
    #[serde(default)]
    pub path_style: Option<bool>,
    /// Where readers find it, if not at the site's `base_url`.
    #[serde(default)]
    pub url: Option<String>,
}

/// A folder of another machine, by rsync.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RsyncPlace {
    /// The folder as rsync writes it: `user@host:/srv/www/talks` or `rsync://host/module/talks`.
    pub to: String,
    /// The port of ssh, if it is not what ssh takes itself.
    #[serde(default)]
    pub port: Option<u16>,
    /// Where readers find it, if not at the site's `base_url`.
    #[serde(default)]
    pub url: Option<String>,
}

fn usual_branch() -> String {
    "gh-pages".into()
}

fn usual_message() -> String {
    "The site as it stands".into()
}

impl Deploy {
    /// Where readers find it, if not at the site's `base_url`.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Folder(place) => place.url.as_deref(),
            Self::Git(place) => place.url.as_deref(),
            Self::S3(place) => place.url.as_deref(),
            Self::Rsync(place) => place.url.as_deref(),
        }
    }

    /// The values that are texts, by their keys.
    fn texts(&self) -> Vec<(&'static str, Option<&str>)> {
        let mut texts = vec![("url", self.url())];
        match self {
            Self::Folder(place) => texts.push(("path", Some(&place.path))),
            Self::Git(place) => texts.extend([
                ("branch", Some(place.branch.as_str())),
                ("repository", place.repository.as_deref()),
                ("cname", place.cname.as_deref()),
                ("message", Some(place.message.as_str())),
            ]),
            Self::S3(place) => texts.extend([
                ("bucket", Some(place.bucket.as_str())),
                ("region", place.region.as_deref()),
                ("endpoint", place.endpoint.as_deref()),
                ("prefix", place.prefix.as_deref()),
            ]),
            Self::Rsync(place) => texts.push(("to", Some(&place.to))),
        }
        texts
    }

    /// What is wrong about the target of this name.
    pub fn faults(&self, name: &str, file: &Arc<File>) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        let mut tell = |code: Code, message: String, help: &str| {
            diagnostics.push(Diagnostic::new(code, message).at(place(file, "deploy", name), "").help(help));
        };
        for (key, value) in self.texts() {
            let Some(value) = value else { continue };
            if value.trim().is_empty() || value.starts_with('-') || value.chars().any(char::is_control) {
                tell(
                    codes::WRONG_TYPE,
                    format!("`{value}` cannot be the `{key}` of `{name}`"),
                    "write a value, or leave the key out",
                );
            } else if has_secret(value) {
                // The value is not repeated: what is printed here may be kept by others.
                tell(
                    codes::SECRET_IN_SOURCE,
                    format!("the `{key}` of `{name}` holds a password"),
                    "leave it out and change it; git and ssh have their own ways to keep it, storage reads AWS_SECRET_ACCESS_KEY",
                );
            } else if matches!(key, "endpoint" | "url") && !is_address(value) {
                tell(
                    codes::WRONG_TYPE,
                    format!("`{value}` cannot be the `{key}` of `{name}`"),
                    "write an address that begins with `https://`",
                );
            } else if key == "prefix" && crate::path::OutPath::new(value.trim_end_matches('/')).is_err() {
                tell(
                    codes::WRONG_TYPE,
                    format!("`{value}` cannot be the `{key}` of `{name}`"),
                    "write the path of a folder, such as `talks/2026`",
                );
            }
        }
        diagnostics
    }
}

/// Whether an address has a password before its host, or a parameter that is one.
fn has_secret(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else { return false };
    let mut parameters = value.split(['?', '&', '#']).skip(1).filter_map(|one| one.split_once('='));
    if parameters.any(|(name, _)| diag::names_secret(name)) {
        return true;
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Behind `https://`, even a name alone is mostly a token.
    host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':') || value.starts_with("http"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_addresses_are_found() {
        for (value, secret) in [
            ("https://me:word@host.example/x.git", true),
            ("https://ghp_token@host.example/x.git", true),
            ("https://host.example/a@b:c", false),
            ("git@host.example:town/talks.git", false),
            ("ssh://git@host.example:22/town/talks.git", false),
            ("ssh://git:word@host.example/town/talks.git", true),
            ("rsync://me@host.example/module", false),
            ("https://host.example/x.git?private_token=abc", true),
            ("https://host.example/x.git?a=b&X-Amz-Signature=abc", true),
            ("https://host.example/x.git?page=2", false),
        ] {
            assert_eq!(has_secret(value), secret, "{value}");
        }
    }
}
