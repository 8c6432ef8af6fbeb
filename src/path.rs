//! Paths that cannot leave their place.
//!
//! In: text from file names, front matter and the command line. Out: newtypes for the three kinds of path that the
//! program knows (in the site's folder, in the output folder, in a URL), none of which can hold `..`, a back slash,
//! a control character or an absolute path. This room knows nothing of files, of sites or of HTML.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// Why a text is not a path that may be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// The path begins at the root of a file system, or names a drive or a scheme.
    #[error("it is absolute")]
    Absolute,
    /// A part of the path is `..` or `.`.
    #[error("it has a part that is `.` or `..`")]
    Parent,
    /// Two slashes in a row, or nothing at all.
    #[error("it has an empty part")]
    Empty,
    /// A back slash or a control character.
    #[error("it has a back slash or a control character")]
    Character,
}

/// Checks the parts of a slash-separated relative path.
fn checked(text: &str) -> Result<(), PathError> {
    if text.starts_with('/') || has_drive_or_scheme(text) {
        return Err(PathError::Absolute);
    }
    if text.chars().any(|c| c == '\\' || c.is_control()) {
        return Err(PathError::Character);
    }
    for part in text.split('/') {
        match part {
            "" => return Err(PathError::Empty),
            "." | ".." => return Err(PathError::Parent),
            _ => {}
        }
    }
    Ok(())
}

fn has_drive_or_scheme(text: &str) -> bool {
    let head = text.split('/').next().unwrap_or_default();
    head.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

macro_rules! path_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The path as it is written, with forward slashes.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The last part of the path.
            pub fn name(&self) -> &str {
                self.0.rsplit('/').next().unwrap_or_default()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

path_type! {
    /// A file or folder of the site, relative to its root: `content/panel/01.md`.
    ContentPath
}
path_type! {
    /// A file of the output, relative to the output folder: `panel/01/index.html`.
    OutPath
}
path_type! {
    /// A place of the published site, relative to its base: empty for the home page, `panel/01/` for a page,
    /// `sitemap.xml` for a file. It is not yet percent-encoded.
    UrlPath
}

impl ContentPath {
    /// A path of the site.
    pub fn new(text: &str) -> Result<Self, PathError> {
        checked(text)?;
        Ok(Self(text.into()))
    }

    /// The folder that holds it; empty for what stands at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The name without its last extension.
    pub fn stem(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem)
    }

    /// The last extension, or nothing.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The path below `folder`, where it is below it.
    pub fn below(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

impl OutPath {
    /// A file of the output.
    pub fn new(text: &str) -> Result<Self, PathError> {
        checked(text)?;
        Ok(Self(text.into()))
    }
}

impl UrlPath {
    /// The home page.
    pub fn home() -> Self {
        Self("".into())
    }

    /// A place of the published site. A trailing slash makes it a page, its lack a file.
    pub fn new(text: &str) -> Result<Self, PathError> {
        if !text.is_empty() {
            checked(text.strip_suffix('/').unwrap_or(text))?;
        }
        Ok(Self(text.into()))
    }

    /// The page named `part` below this page. `part` has been checked by whoever made it a path or an id.
    #[must_use]
    pub fn page(&self, part: &str) -> Self {
        Self([self.as_str(), part, "/"].concat().into())
    }

    /// The file named `part` below this page.
    #[must_use]
    pub fn file(&self, part: &str) -> Self {
        Self([self.as_str(), part].concat().into())
    }

    /// The output file that answers at this place.
    pub fn out_path(&self) -> OutPath {
        if self.0.is_empty() || self.0.ends_with('/') {
            OutPath(format!("{}index.html", self.0).into())
        } else {
            OutPath(Arc::clone(&self.0))
        }
    }

    /// The percent-encoded relative reference that leads from the page `from` to this place.
    pub fn relative_to(&self, from: &UrlPath) -> String {
        let here = from.0.rfind('/').map_or("", |at| from.0.get(..=at).unwrap_or_default());
        let there = self.0.as_ref();
        let mut shared = 0;
        for (at, (a, b)) in here.bytes().zip(there.bytes()).enumerate() {
            if a != b {
                break;
            }
            if a == b'/' {
                shared = at + 1;
            }
        }
        let ups = here.get(shared..).unwrap_or_default().matches('/').count();
        let down = there.get(shared..).unwrap_or_default();
        let mut out = "../".repeat(ups);
        encode_into(&mut out, down);
        if out.is_empty() || (ups == 0 && down.is_empty()) {
            out.clear();
            out.push_str("./");
        }
        out
    }
}

/// Percent-encodes what may not stand in the path of a URL (RFC 3986, section 3.3), slashes kept. A colon is encoded
/// too, since a first part with a colon would be read as a scheme.
fn encode_into(out: &mut String, path: &str) {
    let stays = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/@!$+,;=".contains(&byte);
    let mut rest = path;
    while let Some((plain, from)) = rest.bytes().position(|byte| !stays(byte)).and_then(|at| rest.split_at_checked(at))
    {
        out.push_str(plain);
        let mut chars = from.chars();
        let first = chars.next().unwrap_or_default();
        for byte in first.encode_utf8(&mut [0; 4]).bytes() {
            let hex = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0').to_ascii_uppercase();
            out.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// A path as it stands in a URL.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    encode_into(&mut out, path);
    out
}

/// Undoes percent-encoding; nothing where the result is not UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Where the site is published: a scheme, a host and a path that ends with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// An `http` or `https` address, with or without a path. A query or a fragment is refused.
    pub fn new(text: &str) -> Result<Self, String> {
        let lower = text.to_ascii_lowercase();
        let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else {
            return Err("an address begins with `https://` or `http://`".into());
        };
        let host = rest.split('/').next().unwrap_or_default();
        if host.is_empty() || host.chars().any(|c| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '@')) {
            return Err("an address has a host, such as `https://example.org/`".into());
        }
        if text.contains(['?', '#'])
            || text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\'))
        {
            return Err("an address of a site has no query, fragment or white space".into());
        }
        let mut url = text.to_owned();
        if !url.ends_with('/') {
            url.push('/');
        }
        Ok(Self(url))
    }

    /// The absolute URL of a place.
    pub fn absolute(&self, url: &UrlPath) -> String {
        let mut out = self.0.clone();
        encode_into(&mut out, &url.0);
        out
    }

    /// The path of the base, with a slash at both ends: `/` or `/a/b/`.
    pub fn path(&self) -> &str {
        let after_scheme = self.0.find("://").map_or(0, |at| at + 3);
        let slash =
            self.0.get(after_scheme..).and_then(|rest| rest.find('/')).map_or(self.0.len(), |at| after_scheme + at);
        self.0.get(slash..).unwrap_or("/")
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_are_refused() {
        for (text, error) in [
            ("/etc/passwd", PathError::Absolute),
            ("C:/x", PathError::Absolute),
            ("javascript:x", PathError::Absolute),
            ("a/../b", PathError::Parent),
            ("..", PathError::Parent),
            ("a/./b", PathError::Parent),
            ("a//b", PathError::Empty),
            ("", PathError::Empty),
            ("a\\b", PathError::Character),
            ("a\0b", PathError::Character),
        ] {
            assert_eq!(ContentPath::new(text), Err(error.clone()), "{text:?}");
            assert_eq!(OutPath::new(text), Err(error), "{text:?}");
        }
        assert!(ContentPath::new("content/第3节：问答.md").is_ok());
    }

    #[test]
    fn relative_links() {
        for (from, to, href) in [
            ("", "", "./"),
            ("", "a/01/", "a/01/"),
            ("a/01/", "a/02/", "../02/"),
            ("a/01/", "", "../../"),
            ("a/01/", "a/01/", "./"),
            ("a/01/", "a/", "../"),
            ("a/", "speakers/you-yang/", "../speakers/you-yang/"),
            ("ab/", "a/", "../a/"),
            ("a/", "a/圆桌.png", "%E5%9C%86%E6%A1%8C.png"),
            ("404.html", "a/", "a/"),
            ("", "a:b/", "a%3Ab/"),
        ] {
            let (from, to) = (UrlPath::new(from).unwrap_or(UrlPath::home()), UrlPath::home().file(to));
            assert_eq!(to.relative_to(&from), href, "{from} -> {to}");
        }
    }

    #[test]
    fn bases() {
        let base = BaseUrl::new("https://host.example/a/b").unwrap();
        assert_eq!(base.path(), "/a/b/");
        assert_eq!(base.absolute(&UrlPath::home().page("01")), "https://host.example/a/b/01/");
        assert_eq!(BaseUrl::new("https://host.example").unwrap().path(), "/");
        for bad in ["host.example", "ftp://x/", "https://", "https://x/?q", "https://x y/"] {
            assert!(BaseUrl::new(bad).is_err(), "{bad}");
        }
    }
}
