//! The key to the storage: from the environment, from the files that the tools of Amazon share, or from whoever lends one.
//!
//! A key is never written and never printed; what holds one has no way to be shown.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rusty_s3::Credentials;

use super::super::{Failure, failure};
use super::lent;
use crate::diag::codes;

/// Where keys are looked for.
pub(super) struct Lookup {
    variables: BTreeMap<&'static str, String>,
    home: Option<PathBuf>,
}

/// What is read of the environment (docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html).
const VARIABLES: [&str; 20] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CONFIG_FILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
];

/// By what in a profile one signs in otherwise than with a key; Amazon's own program knows how.
const SIGNS_IN: [&str; 5] = ["sso_session", "sso_start_url", "login_session", "role_arn", "web_identity_token_file"];

impl Lookup {
    /// The environment of the process.
    pub(super) fn of_process() -> Self {
        let stated = VARIABLES.into_iter().filter_map(|name| Some((name, std::env::var(name).ok()?)));
        let variables = stated.filter(|(_, value)| !value.trim().is_empty()).collect();
        Self { variables, home: std::env::home_dir() }
    }

    /// A variable.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|value| value.trim())
    }

    fn profile(&self) -> &str {
        self.variable("AWS_PROFILE").unwrap_or("default")
    }

    /// The values of the profile in the file of keys and in that of settings; empty where there are none.
    fn sections(&self) -> [BTreeMap<String, String>; 2] {
        let profile = self.profile();
        let in_config = if profile == "default" { "default".to_owned() } else { format!("profile {profile}") };
        [
            self.section("AWS_SHARED_CREDENTIALS_FILE", "credentials", profile),
            self.section("AWS_CONFIG_FILE", "config", &in_config),
        ]
    }

    fn section(&self, variable: &str, file: &str, section: &str) -> BTreeMap<String, String> {
        let path = self.variable(variable).map(PathBuf::from);
        let path = path.or_else(|| Some(self.home.as_ref()?.join(".aws").join(file)));
        let text = path.and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default();
        values(&text, section)
    }

    /// The key, from the first that has one: the environment, the profile, the cluster, the container's host, the machine. Who is named and
    /// has none is told, and nobody else asked. The machine is asked only where `place` is Amazon's, or its address is given.
    pub(super) fn credentials(&self, place: &str, is_amazon: bool) -> Result<Credentials, Failure> {
        if let (Some(key), Some(secret)) = (self.variable("AWS_ACCESS_KEY_ID"), self.variable("AWS_SECRET_ACCESS_KEY"))
        {
            return Ok(made(key, secret, self.variable("AWS_SESSION_TOKEN")));
        }
        if let Some(key) = self.of_profile(place)? {
            return Ok(key);
        }
        for lender in [lent::by_cluster, lent::by_container] {
            if let Some(key) = lender(self, place)? {
                return Ok(key);
            }
        }
        let machine = if is_amazon || self.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").is_some() {
            lent::by_machine(self, place)?
        } else {
            None
        };
        machine.ok_or_else(|| {
            let help =
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE for a profile in ~/.aws/credentials";
            failure(codes::MISSING_SECRET, place, "there is no key to the storage", help)
        })
    }

    fn of_profile(&self, place: &str) -> Result<Option<Credentials>, Failure> {
        let sections = self.sections();
        let profile = self.profile();
        if sections.iter().all(BTreeMap::is_empty) && self.variable("AWS_PROFILE").is_some() {
            let message = format!("there is no profile `{profile}`");
            let help = "AWS_PROFILE names a section of ~/.aws/credentials, or `profile …` in ~/.aws/config";
            return Err(failure(codes::MISSING_SECRET, place, message, help));
        }
        if let Some(by) = SIGNS_IN.iter().find(|by| sections.iter().any(|values| values.contains_key(**by))) {
            return lent::by_amazons_program(profile, by, place).map(Some);
        }
        let stated = sections.iter().find_map(|values| {
            let value = |name: &str| values.get(name).map(String::as_str);
            Some(made(value("aws_access_key_id")?, value("aws_secret_access_key")?, value("aws_session_token")))
        });
        match (stated, sections.iter().find_map(|values| values.get("credential_process"))) {
            (None, Some(command)) => lent::by_program(command, profile, place).map(Some),
            (stated, _) => Ok(stated),
        }
    }

    /// The region, where it is said anywhere.
    pub(super) fn region(&self) -> Option<String> {
        let stated = self.variable("AWS_REGION").or_else(|| self.variable("AWS_DEFAULT_REGION"));
        stated.map(str::to_owned).or_else(|| {
            let [_, mut config] = self.sections();
            config.remove("region")
        })
    }
}

/// A key; for a while only where there is a token.
pub(super) fn made(key: &str, secret: &str, token: Option<&str>) -> Credentials {
    match token {
        Some(token) => Credentials::new_with_token(key, secret, token),
        None => Credentials::new(key, secret),
    }
}

/// The values of a section of such a file: `[section]`, then `key = value`; lines of `#` and `;` are comments. What is indented belongs to
/// the line above it, which is none that is wanted.
fn values(text: &str, section: &str) -> BTreeMap<String, String> {
    let mut inside = false;
    let mut values = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with([' ', '\t'])).map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            inside = name.split_whitespace().eq(section.split_whitespace());
        } else if inside
            && !line.starts_with(['#', ';'])
            && let Some((key, value)) = line.split_once('=')
        {
            values.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    values
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// What a lookup finds in these variables, and in these files of a home.
    pub(in super::super) fn lookup(
        variables: &[(&'static str, &str)],
        files: &[(&str, &str)],
    ) -> (Lookup, tempfile::TempDir) {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".aws")).unwrap();
        for (name, text) in files {
            fs::write(home.path().join(".aws").join(name), text).unwrap();
        }
        for (name, _) in variables {
            assert!(VARIABLES.contains(name), "{name} is not read");
        }
        let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        (Lookup { variables, home: Some(home.path().to_owned()) }, home)
    }

    /// A key as its parts.
    pub(in super::super) fn parts(key: &Credentials) -> (&str, &str, Option<&str>) {
        (key.key(), key.secret(), key.token())
    }

    #[test]
    fn the_environment_comes_before_the_profile() {
        let shared = "[default]\naws_access_key_id = AK1\naws_secret_access_key=s1\n# x\n[other]\naws_access_key_id=AK2\naws_secret_access_key = s/2==\naws_session_token=t2\n";
        let config = "[default]\nregion = r1\ns3 =\n  region = r4\n[profile  other]\nregion=r2\n";
        for (variables, key, region) in [
            (&[][..], ("AK1", "s1", None), "r1"),
            (&[("AWS_PROFILE", "other")], ("AK2", "s/2==", Some("t2")), "r2"),
            (
                &[("AWS_ACCESS_KEY_ID", "AK3"), ("AWS_SECRET_ACCESS_KEY", "s3"), ("AWS_REGION", "r3")],
                ("AK3", "s3", None),
                "r3",
            ),
            (&[("AWS_ACCESS_KEY_ID", "AK3")], ("AK1", "s1", None), "r1"),
        ] {
            let (lookup, _home) = lookup(variables, &[("credentials", shared), ("config", config)]);
            assert_eq!(parts(&lookup.credentials("", false).unwrap()), key);
            assert_eq!(lookup.region().as_deref(), Some(region));
        }
        let nothing = Lookup { variables: BTreeMap::new(), home: None };
        assert!(nothing.region().is_none());
        assert_eq!(nothing.credentials("s3://x/", false).err().unwrap().code, codes::MISSING_SECRET);
    }

    #[test]
    fn a_profile_that_is_named_and_is_not_there_is_told() {
        let (lookup, _home) = lookup(&[("AWS_PROFILE", "town")], &[("config", "[profile towns]\nregion = r\n")]);
        let told = lookup.credentials("s3://x/", true).err().unwrap();
        assert!(told.message.contains("no profile `town`"), "{}", told.message);
    }
}
