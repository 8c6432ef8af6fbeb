//! Keys that are lent for a while: by a program, by a cluster, by the host of a container, by the machine
//! (AWS SDKs and Tools Reference Guide, "Standardized credential providers").
//!
//! Who is asked is named by the environment or the profile, but for the machine, which has the same address everywhere. An answer holds a key,
//! so none is ever told.

use std::fs;
use std::io;
use std::net::IpAddr;
use std::process::{Command, Stdio};
use std::time::Duration;

use rusty_s3::Credentials;
use serde::Deserialize;
use ureq::http::{StatusCode, Uri};
use ureq::{Agent, Error};

use super::super::program::program;
use super::super::{Failure, failure};
use super::client::element;
use super::keys::{Lookup, made};
use crate::diag::codes;

/// The longest answer that is read.
const LIMIT: u64 = 64 << 10;
/// Where the host of a container answers.
const HOST: &str = "http://169.254.170.2";
/// Where hosts of containers answer, in Amazon's own words: anything else must be asked in secret.
const HOSTS: [&str; 3] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];
/// Where a machine answers that is rented.
const MACHINE: &str = "http://169.254.169.254";

/// A key as programs and hosts write it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Lent {
    access_key_id: String,
    secret_access_key: String,
    #[serde(alias = "Token")]
    session_token: Option<String>,
}

impl Lent {
    fn read(json: &[u8]) -> Option<Credentials> {
        let lent: Self = serde_json::from_slice(json).ok()?;
        Some(made(&lent.access_key_id, &lent.secret_access_key, lent.session_token.as_deref()))
    }
}

fn refused(place: &str, message: String, help: &str) -> Failure {
    failure(codes::MISSING_SECRET, place, message, help)
}

/// The key that the `credential_process` of a profile writes. The program talks to whoever sits there itself.
pub(super) fn by_program(command: &str, profile: &str, place: &str) -> Result<Credentials, Failure> {
    let mut shell = if cfg!(windows) { program("cmd.exe") } else { program("sh") };
    shell.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(command);
    let help = "see whether the command runs by itself and writes JSON with `AccessKeyId` and `SecretAccessKey`";
    asked(&mut shell)
        .map_err(|why| refused(place, format!("`credential_process` of the profile `{profile}` {why}"), help))
}

/// The key of a profile whose owner signs in: Amazon's own program knows all ways to do that.
pub(super) fn by_amazons_program(profile: &str, by: &str, place: &str) -> Result<Credentials, Failure> {
    let mut command = program("aws");
    command.args(["configure", "export-credentials", "--format", "process", "--profile", profile]);
    let help = "install the AWS CLI, version 2, and sign in with it (`aws sso login`), or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN";
    asked(&mut command).map_err(|why| {
        let message = format!("the profile `{profile}` signs in by `{by}`, for which `aws` is asked, and that {why}");
        refused(place, message, help)
    })
}

fn asked(command: &mut Command) -> Result<Credentials, String> {
    match command.stdin(Stdio::inherit()).stderr(Stdio::inherit()).output() {
        Ok(output) if output.status.success() => {
            Lent::read(&output.stdout).ok_or_else(|| "has written no key".to_owned())
        }
        Ok(output) => Err(format!("has failed ({})", output.status)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err("is not installed".to_owned()),
        Err(error) => Err(format!("cannot be run: {error}")),
    }
}

/// The key for a token that a cluster or a service of builds has laid into a file.
pub(super) fn by_cluster(lookup: &Lookup, place: &str) -> Result<Option<Credentials>, Failure> {
    let (Some(file), Some(role)) = (lookup.variable("AWS_WEB_IDENTITY_TOKEN_FILE"), lookup.variable("AWS_ROLE_ARN"))
    else {
        return Ok(None);
    };
    let help = "see AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, and whom the role trusts";
    let token = fs::read_to_string(file)
        .map_err(|error| refused(place, format!("the token in `{file}` cannot be read: {error}"), help))?;
    let endpoint = lookup.variable("AWS_ENDPOINT_URL_STS").or_else(|| lookup.variable("AWS_ENDPOINT_URL"));
    let endpoint = endpoint.map_or_else(|| usual_endpoint(lookup.region().as_deref()), str::to_owned);
    let form = [
        ("Action", "AssumeRoleWithWebIdentity"),
        ("Version", "2011-06-15"),
        ("RoleArn", role),
        ("RoleSessionName", lookup.variable("AWS_ROLE_SESSION_NAME").unwrap_or("plenary")),
        ("WebIdentityToken", token.trim()),
    ];
    let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).max_redirects_will_error(false);
    let agent: Agent = config.timeout_global(Some(Duration::from_secs(20))).build().into();
    let refused = |why: String| refused(place, format!("no key for the role `{role}`: {why}"), help);
    let (status, body) = read(agent.post(&endpoint).send_form(form)).map_err(&refused)?;
    let text = String::from_utf8_lossy(&body);
    let names = ["AccessKeyId", "SecretAccessKey", "SessionToken"].map(|name| element(&text, name));
    match (status.is_success(), names) {
        (true, [key, secret, token]) if !key.is_empty() && !secret.is_empty() => {
            Ok(Some(made(key, secret, Some(token).filter(|token| !token.is_empty()))))
        }
        // The code only: a message may repeat the token.
        _ => Err(refused(match element(&text, "Code") {
            "" => format!("the answer is {status}"),
            code => code.to_owned(),
        })),
    }
}

fn usual_endpoint(region: Option<&str>) -> String {
    match region {
        Some(region) if region.starts_with("cn-") => format!("https://sts.{region}.amazonaws.com.cn/"),
        Some(region) => format!("https://sts.{region}.amazonaws.com/"),
        None => "https://sts.amazonaws.com/".to_owned(),
    }
}

/// The key that the host of a container lends to what runs inside.
pub(super) fn by_container(lookup: &Lookup, place: &str) -> Result<Option<Credentials>, Failure> {
    let address = match lookup.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
        Some(path) => format!("{HOST}{path}"),
        None => match lookup.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            Some(address) => address.to_owned(),
            None => return Ok(None),
        },
    };
    let help = "see AWS_CONTAINER_CREDENTIALS_FULL_URI and AWS_CONTAINER_AUTHORIZATION_TOKEN, which the host of the container sets";
    let refused = |why: String| refused(place, format!("no key from the host of the container: {why}"), help);
    if !is_near(&address) {
        return Err(refused("its address leads elsewhere without encryption".to_owned()));
    }
    let token = match lookup.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
        Some(file) => {
            let token = fs::read_to_string(file);
            Some(token.map_err(|error| refused(format!("the token in `{file}` cannot be read: {error}")))?)
        }
        None => lookup.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN").map(str::to_owned),
    };
    let mut request = agent(Duration::from_secs(5)).get(&address);
    if let Some(token) = &token {
        request = request.header("Authorization", token.trim());
    }
    let (status, body) = read(request.call()).map_err(&refused)?;
    if !status.is_success() {
        return Err(refused(format!("the answer is {status}")));
    }
    Lent::read(&body).map(Some).ok_or_else(|| refused("the answer holds none".to_owned()))
}

/// Whether a token may be sent there: encrypted, to this machine, or to where hosts of containers answer.
fn is_near(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    uri.scheme_str() == Some("https") || is_here || HOSTS.contains(&host)
}

/// The key that a rented machine lends to what runs on it (EC2, Instance Metadata Service, version 2). A machine that is not rented has nobody
/// to answer.
pub(super) fn by_machine(lookup: &Lookup, place: &str) -> Result<Option<Credentials>, Failure> {
    if lookup.variable("AWS_EC2_METADATA_DISABLED").is_some_and(|said| said.eq_ignore_ascii_case("true")) {
        return Ok(None);
    }
    let machine = lookup.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").unwrap_or(MACHINE).trim_end_matches('/');
    let agent = agent(Duration::from_secs(1));
    let begun = agent.put(format!("{machine}/latest/api/token"));
    let begun = begun.header("X-aws-ec2-metadata-token-ttl-seconds", "300").send_empty();
    let Ok((StatusCode::OK, token)) = read(begun) else { return Ok(None) };
    let token = String::from_utf8_lossy(&token);
    let get = |path: &str| {
        let request = agent.get(format!("{machine}/latest/meta-data/iam/security-credentials/{path}"));
        read(request.header("X-aws-ec2-metadata-token", token.trim()).call())
    };
    let help =
        "see whether the machine has a role that may be used, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    let refused = |why: String| refused(place, format!("no key from this machine: {why}"), help);
    let (status, roles) = get("").map_err(&refused)?;
    let roles = String::from_utf8_lossy(&roles);
    let Some(role) = roles.lines().next().filter(|_| status == StatusCode::OK) else { return Ok(None) };
    let (_, body) = get(role.trim()).map_err(&refused)?;
    Lent::read(&body).map(Some).ok_or_else(|| refused(format!("its role `{}` gives none", role.trim())))
}

/// For those who are near: no proxy stands in between, and what they say never leads elsewhere.
fn agent(patience: Duration) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None);
    config.timeout_connect(Some(Duration::from_secs(1))).timeout_global(Some(patience)).build().into()
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, Error>) -> Result<(StatusCode, Vec<u8>), String> {
    let said = |error: Error| match error {
        Error::Timeout(_) => "there is no answer in time".to_owned(),
        Error::HostNotFound | Error::ConnectionFailed | Error::Io(_) => "nobody answers".to_owned(),
        _ => "the answer is none of HTTP".to_owned(),
    };
    let (parts, mut body) = answer.map_err(said)?.into_parts();
    let body = body.with_config().limit(LIMIT).read_to_vec().map_err(said)?;
    Ok((parts.status, body))
}

#[cfg(test)]
#[path = "tests_lent.rs"]
mod tests;
