//! The key to the storage: from the environment, or from the files that the tools of Amazon share.
//!
//! A key is never written and never printed; what holds one has no way to be shown.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rusty_s3::Credentials;

/// Where keys are looked for.
pub(super) struct Lookup {
    variables: BTreeMap<&'static str, String>,
    home: Option<PathBuf>,
}

const VARIABLES: [&str; 9] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CONFIG_FILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
];

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

    /// A section of one of the shared files; empty where there is none.
    fn section(&self, variable: &str, file: &str, section: &str) -> BTreeMap<String, String> {
        let path = self.variable(variable).map(PathBuf::from);
        let path = path.or_else(|| Some(self.home.as_ref()?.join(".aws").join(file)));
        let text = path.and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default();
        values(&text, section)
    }

    /// The key: the environment first, then the profile.
    pub(super) fn credentials(&self) -> Option<Credentials> {
        let made = |key: &str, secret: &str, token: Option<&str>| match token {
            Some(token) => Credentials::new_with_token(key, secret, token),
            None => Credentials::new(key, secret),
        };
        if let (Some(key), Some(secret)) = (self.variable("AWS_ACCESS_KEY_ID"), self.variable("AWS_SECRET_ACCESS_KEY"))
        {
            return Some(made(key, secret, self.variable("AWS_SESSION_TOKEN")));
        }
        let profile = self.profile();
        let in_config = if profile == "default" { "default".to_owned() } else { format!("profile {profile}") };
        let shared = self.section("AWS_SHARED_CREDENTIALS_FILE", "credentials", profile);
        let config = self.section("AWS_CONFIG_FILE", "config", &in_config);
        [shared, config].iter().find_map(|values| {
            let value = |name: &str| values.get(name).map(String::as_str);
            Some(made(value("aws_access_key_id")?, value("aws_secret_access_key")?, value("aws_session_token")))
        })
    }

    /// The region, where it is said anywhere.
    pub(super) fn region(&self) -> Option<String> {
        let stated = self.variable("AWS_REGION").or_else(|| self.variable("AWS_DEFAULT_REGION"));
        stated.map(str::to_owned).or_else(|| {
            let profile = self.profile();
            let section = if profile == "default" { "default".to_owned() } else { format!("profile {profile}") };
            self.section("AWS_CONFIG_FILE", "config", &section).remove("region")
        })
    }
}

/// The values of a section of such a file: `[section]`, then `key = value`; lines of `#` and `;` are comments.
fn values(text: &str, section: &str) -> BTreeMap<String, String> {
    let mut inside = false;
    let mut values = BTreeMap::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            inside = name.trim() == section;
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
mod tests {
    use super::*;

    #[test]
    fn the_environment_comes_before_the_profile() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".aws")).unwrap();
        let shared = "[default]\naws_access_key_id = AK1\naws_secret_access_key=s1\n# x\n[other]\naws_access_key_id=AK2\naws_secret_access_key = s/2==\naws_session_token=t2\n";
        fs::write(home.path().join(".aws/credentials"), shared).unwrap();
        fs::write(home.path().join(".aws/config"), "[default]\nregion = r1\n[profile other]\nregion=r2\n").unwrap();
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
            let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            let lookup = Lookup { variables, home: Some(home.path().to_owned()) };
            let found = lookup.credentials().unwrap();
            assert_eq!((found.key(), found.secret(), found.token()), key);
            assert_eq!(lookup.region().as_deref(), Some(region));
        }
        let nothing = Lookup { variables: BTreeMap::new(), home: None };
        assert!(nothing.credentials().is_none() && nothing.region().is_none());
    }
}
