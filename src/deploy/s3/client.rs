//! The few requests that are wanted of storage, signed, with another try where that may help.
//!
//! An address that is signed is as good as a key while it holds, so no address is ever told; neither is an answer of the server
//! that repeats what was signed.

use std::fs::File;
use std::thread::sleep;
use std::time::Duration;

use rusty_s3::actions::ListObjectsV2;
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use ureq::http::{HeaderMap, StatusCode};
use ureq::{Agent, Error};

use super::super::{Failure, failure};
use super::keys::Lookup;
use crate::config::StoragePlace;
use crate::diag::{Code, codes};

/// How long a signature holds: one request, begun with a wrong clock and ended over a slow line.
const HOLDS: Duration = Duration::from_hours(1);
/// How often a request is tried, and how long the first pause is; each is twice as long as the one before.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(400);
/// The longest list or answer that is read.
const LIMIT: u64 = 256 << 20;

/// What is sent.
#[derive(Clone, Copy)]
pub(super) enum Body<'a> {
    /// These bytes.
    Bytes(&'a [u8]),
    /// A file from its beginning.
    File(&'a File),
}

/// What is there.
pub(super) struct Object {
    pub(super) key: String,
    pub(super) length: Option<u64>,
    /// The MD5 of its bytes, where its tag is that.
    pub(super) md5: Option<String>,
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// A bucket, and the key to it.
pub(super) struct Client {
    agent: Agent,
    bucket: Bucket,
    keys: Credentials,
    place: String,
}

impl Client {
    pub(super) fn new(place: &StoragePlace, lookup: &Lookup) -> Result<Self, Failure> {
        let shown = format!("s3://{}/", place.bucket);
        let stated = || lookup.variable("AWS_ENDPOINT_URL_S3").or_else(|| lookup.variable("AWS_ENDPOINT_URL"));
        let endpoint = place.endpoint.clone().or_else(|| stated().map(str::to_owned));
        // Other services take any region, and mostly want this one.
        let usual = || endpoint.as_ref().map(|_| "us-east-1".to_owned());
        let region = place.region.clone().or_else(|| lookup.region()).or_else(usual).ok_or_else(|| {
            let help = "add `region: …` to the target, or set AWS_REGION";
            failure(codes::USAGE, &shown, "nothing says in which region the bucket is", help)
        })?;
        let endpoint = endpoint.unwrap_or_else(|| {
            let end = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
            format!("https://s3.{region}.{end}")
        });
        let is_amazon = host(&endpoint).ends_with("amazonaws.com") || host(&endpoint).ends_with("amazonaws.com.cn");
        let keys = lookup.credentials(&shown, is_amazon)?;
        let in_path = place.path_style.unwrap_or_else(|| in_path(&endpoint, &place.bucket));
        let style = if in_path { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let wrong = |reason: String| {
            let help =
                "see `bucket` and `endpoint` of the target; an endpoint is the service's address without the bucket";
            failure(codes::USAGE, &shown, format!("this is no address of storage: {reason}"), help)
        };
        let address = endpoint.parse().map_err(|error| wrong(format!("{error}")))?;
        let bucket =
            Bucket::new(address, style, place.bucket.clone(), region).map_err(|error| wrong(error.to_string()))?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A storage in another region would be a wrong region, and is told as that.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(20)))
            .timeout_recv_response(Some(Duration::from_mins(2)))
            .timeout_per_read(Some(Duration::from_mins(1)))
            .timeout_per_write(Some(Duration::from_mins(1)))
            .max_idle_connections_per_host(8)
            .user_agent(concat!("plenary/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self { agent: config.into(), bucket, keys, place: shown })
    }

    /// Where it is, without what is signed.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// All objects whose keys begin so.
    pub(super) fn list(&self, prefix: &str) -> Result<Vec<Object>, Failure> {
        let mut objects = Vec::new();
        let mut from: Option<String> = None;
        loop {
            let mut action = self.bucket.list_objects_v2(Some(&self.keys));
            if !prefix.is_empty() {
                action.with_prefix(prefix);
            }
            if let Some(from) = from.take() {
                action.with_continuation_token(from);
            }
            let url = action.sign(HOLDS);
            let answer = self.ask("the bucket cannot be looked at", || self.agent.get(url.as_str()).call())?;
            let answer = self.well(answer, "the bucket cannot be looked at")?;
            let text = in_the_usual_words(&String::from_utf8_lossy(&answer.body));
            let page = ListObjectsV2::parse_response(&text).map_err(|_| {
                let message = "what answers there is no storage with the interface of S3";
                failure(codes::TARGET_REFUSED, &self.place, message, "see `endpoint` of the target")
            })?;
            objects.extend(page.contents.into_iter().map(|found| Object {
                key: found.key,
                length: found.size,
                md5: found.etag.as_deref().and_then(digest),
            }));
            match page.next_continuation_token {
                Some(next) => from = Some(next),
                None => return Ok(objects),
            }
        }
    }

    /// The content of an object, if it is there.
    pub(super) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        let url = self.bucket.get_object(Some(&self.keys), key).sign(HOLDS);
        let answer = self.ask("the list of files cannot be read", || self.agent.get(url.as_str()).call())?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(self.well(answer, "the list of files cannot be read")?.body))
    }

    /// The tag of an object, if it is there.
    pub(super) fn tag(&self, key: &str) -> Result<Option<String>, Failure> {
        let url = self.bucket.head_object(Some(&self.keys), key).sign(HOLDS);
        let answer = self.ask("the list of files cannot be read", || self.agent.head(url.as_str()).call())?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(tag(&self.well(answer, "the list of files cannot be read")?.headers))
    }

    /// Puts an object there; answers the tag that it got.
    pub(super) fn put(&self, key: &str, kind: &str, cache: &str, body: Body<'_>) -> Result<Option<String>, Failure> {
        let what = format!("`{key}` could not be sent");
        let url = self.bucket.put_object(Some(&self.keys), key).sign(HOLDS);
        let answer = self.ask(&what, || {
            let request = self.agent.put(url.as_str()).header("content-type", kind).header("cache-control", cache);
            match body {
                Body::Bytes(bytes) => request.send(bytes),
                Body::File(mut file) => {
                    std::io::Seek::rewind(&mut file)?;
                    request.send(file)
                }
            }
        })?;
        Ok(tag(&self.well(answer, &what)?.headers))
    }

    /// Removes an object.
    pub(super) fn delete(&self, key: &str) -> Result<(), Failure> {
        let what = format!("`{key}` could not be removed");
        let url = self.bucket.delete_object(Some(&self.keys), key).sign(HOLDS);
        let answer = self.ask(&what, || self.agent.delete(url.as_str()).call())?;
        if answer.status == StatusCode::NOT_FOUND { Ok(()) } else { self.well(answer, &what).map(drop) }
    }

    /// Asks until there is an answer that another try would not change.
    fn ask(
        &self,
        what: &str,
        request: impl Fn() -> Result<ureq::http::Response<ureq::Body>, Error>,
    ) -> Result<Answer, Failure> {
        let mut pause = PAUSE;
        for last in (0..TRIES).map(|n| n + 1 == TRIES) {
            let answer = request().and_then(|response| {
                let (parts, mut body) = response.into_parts();
                let body = body.with_config().limit(LIMIT).read_to_vec()?;
                Ok(Answer { status: parts.status, headers: parts.headers, body })
            });
            match answer {
                Ok(answer) if last || !passes(answer.status) => return Ok(answer),
                Err(error) if last || !may_help(&error) => return Err(self.unanswered(what, &error)),
                _ => {}
            }
            sleep(pause);
            pause *= 2;
        }
        Err(self.unanswered(what, &Error::ConnectionFailed))
    }

    fn unanswered(&self, what: &str, error: &Error) -> Failure {
        let host = self.bucket.base_url().host_str().unwrap_or_default();
        let reason = match error {
            Error::HostNotFound => format!("there is no host `{host}`"),
            Error::Timeout(_) => format!("`{host}` has not answered in time"),
            Error::Io(error) => format!("the connection to `{host}` broke: {error}"),
            Error::ConnectionFailed => format!("no connection to `{host}`"),
            Error::Tls(_) | Error::Rustls(_) => format!("`{host}` has no certificate that can be trusted"),
            _ => format!("`{host}` gave an answer that is none of HTTP"),
        };
        let help = "see whether the network is there and `endpoint` is right, and run it again: what has arrived is not sent again";
        failure(codes::DEPLOY_BROKEN, &self.place, format!("{what}: {reason}"), help)
    }

    /// The answer, where it says that all went well.
    fn well(&self, answer: Answer, what: &str) -> Result<Answer, Failure> {
        if answer.status.is_success() {
            return Ok(answer);
        }
        let text = String::from_utf8_lossy(&answer.body);
        let (name, message) = (element(&text, "Code"), element(&text, "Message"));
        let (code, help) = remedy(name, answer.status);
        let said = match (name, message) {
            ("", _) => answer.status.to_string(),
            (name, "") => name.to_owned(),
            (name, message) => format!("{name}: {}", self.discreet(message)),
        };
        Err(failure(code, &self.place, format!("{what}: {said}"), help))
    }

    /// What a server says, without what is secret.
    fn discreet(&self, message: &str) -> String {
        let secrets = [Some(self.keys.secret()), self.keys.token(), Some(self.keys.key())];
        let message = secrets.into_iter().flatten().fold(message.to_owned(), |text, secret| text.replace(secret, "…"));
        message.lines().next().unwrap_or_default().chars().take(300).collect()
    }
}

/// Whether services at this address want the bucket in the path. The large ones want it in the host; where a name cannot stand in
/// one, or a machine of one's own answers, it goes into the path.
fn in_path(endpoint: &str, bucket: &str) -> bool {
    let in_host = ["amazonaws.com", "amazonaws.com.cn", "aliyuncs.com", "myqcloud.com"];
    !in_host.iter().any(|end| host(endpoint).ends_with(end)) || bucket.contains('.')
}

fn host(endpoint: &str) -> &str {
    endpoint.split("://").nth(1).unwrap_or_default().split(['/', ':']).next().unwrap_or_default()
}

/// A listing whose root says that its elements are those of S3. Services write the address of their own there, or nothing.
fn in_the_usual_words(text: &str) -> String {
    const ROOT: &str = "<ListBucketResult";
    match text.split_once(ROOT).and_then(|(head, rest)| Some((head, rest.split_once('>')?.1))) {
        Some((head, rest)) => format!("{head}{ROOT} xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{rest}"),
        None => text.to_owned(),
    }
}

/// A tag that is the MD5 of the bytes: objects in parts and some that are encrypted have others.
fn digest(tag: &str) -> Option<String> {
    let tag = tag.trim_matches('"');
    (tag.len() == 32 && tag.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| tag.to_ascii_lowercase())
}

fn tag(headers: &HeaderMap) -> Option<String> {
    headers.get("etag").and_then(|tag| tag.to_str().ok()).map(|tag| tag.trim_matches('"').to_owned())
}

/// What stands in the first element of a name.
pub(super) fn element<'t>(text: &'t str, name: &str) -> &'t str {
    let behind = text.split_once(&format!("<{name}>")).map(|(_, behind)| behind).unwrap_or_default();
    behind.split_once("</").map(|(inside, _)| inside).unwrap_or_default()
}

/// Whether a server may answer otherwise in a moment.
fn passes(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::REQUEST_TIMEOUT || status.is_server_error()
}

/// Whether a connection may come about in a moment.
fn may_help(error: &Error) -> bool {
    matches!(
        error,
        Error::Io(_) | Error::Timeout(_) | Error::ConnectionFailed | Error::HostNotFound | Error::Protocol(_)
    )
}

/// What an answer means (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), and what to do.
fn remedy(name: &str, status: StatusCode) -> (Code, &'static str) {
    let (code, help) = match name {
        "NoSuchBucket" => {
            (codes::TARGET_REFUSED, "make the bucket, or see `bucket`, `region` and `endpoint` of the target")
        }
        "InvalidAccessKeyId" | "ExpiredToken" | "InvalidToken" | "TokenRefreshRequired" => (
            codes::TARGET_REFUSED,
            "the access key is not known there, or has run out; see AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN or AWS_PROFILE",
        ),
        "SignatureDoesNotMatch" => {
            (codes::TARGET_REFUSED, "the secret does not belong to the access key, or `region` is not the bucket's")
        }
        "AccessDenied" | "AllAccessDisabled" => (
            codes::TARGET_REFUSED,
            "the key may not do this: it wants to list the bucket, and to read, write and delete objects below the prefix",
        ),
        "PermanentRedirect"
        | "AuthorizationHeaderMalformed"
        | "IllegalLocationConstraintException"
        | "TemporaryRedirect" => {
            (codes::TARGET_REFUSED, "the bucket is in another region; see `region` and `endpoint` of the target")
        }
        "RequestTimeTooSkewed" => (codes::TARGET_REFUSED, "set the clock of this machine"),
        _ if passes(status) => {
            (codes::DEPLOY_BROKEN, "the storage has trouble; run it again later, what has arrived is not sent again")
        }
        _ if status.is_redirection() => {
            (codes::TARGET_REFUSED, "the bucket is elsewhere; see `region` and `endpoint` of the target")
        }
        _ => (
            codes::TARGET_REFUSED,
            "see `bucket`, `region`, `endpoint` and `path_style` of the target, and what the key may do",
        ),
    };
    (code, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_services_want_the_bucket_in_the_host() {
        for (endpoint, bucket, path) in [
            ("https://s3.eu-central-1.amazonaws.com", "talks", false),
            ("https://s3.eu-central-1.amazonaws.com", "talks.example", true),
            ("https://s3.oss-cn-hangzhou.aliyuncs.com", "talks", false),
            ("https://cos.ap-guangzhou.myqcloud.com", "talks-125", false),
            ("https://0123.r2.cloudflarestorage.com", "talks", true),
            ("http://127.0.0.1:9000", "talks", true),
        ] {
            assert_eq!(in_path(endpoint, bucket), path, "{endpoint}");
        }
    }

    #[test]
    fn listings_of_every_service_are_read() {
        for root in [
            "",
            " xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\"",
            " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"",
        ] {
            let text = format!(
                "<?xml version=\"1.0\"?>\n<ListBucketResult{root}><Name>talks</Name><IsTruncated>false</IsTruncated><Contents><Key>a%20b</Key><Size>3</Size><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag></Contents><EncodingType>url</EncodingType></ListBucketResult>"
            );
            let page = ListObjectsV2::parse_response(&in_the_usual_words(&text)).unwrap();
            assert_eq!(
                page.contents.first().map(|found| (found.key.as_str(), found.size)),
                Some(("a b", Some(3))),
                "{root}"
            );
        }
    }

    #[test]
    fn answers_are_read() {
        let text = "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><Message>It is not there</Message></Error>";
        assert_eq!(
            (element(text, "Code"), element(text, "Message"), element(text, "Key")),
            ("NoSuchBucket", "It is not there", "")
        );
        assert_eq!(digest("\"D41D8CD98F00B204E9800998ECF8427E\"").unwrap(), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(digest("\"d41d8cd98f00b204e9800998ecf8427e-2\""), None);
    }
}
