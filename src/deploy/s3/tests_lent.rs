//! Each of those who lend keys, as a server on this machine, by the variables with which their addresses are given.
#![allow(clippy::disallowed_types, reason = "the tests are who is asked")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use super::super::keys::tests::{lookup, parts};
use super::*;

/// The answer of the metadata service, from Amazon's guide ("Retrieve security credentials from instance metadata").
const JSON: &str = "{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"2026-04-26T16:39:16Z\",\n  \"Type\" : \"AWS-HMAC\",\n  \"AccessKeyId\" : \"ASIA1\",\n  \"SecretAccessKey\" : \"s/1+=\",\n  \"Token\" : \"t1==\",\n  \"Expiration\" : \"2026-05-17T15:09:54Z\"\n}";
/// The answer of the token service, from its reference (`AssumeRoleWithWebIdentity`), without what is not read.
const XML: &str = "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <AssumeRoleWithWebIdentityResult>\n    <Credentials>\n      <SessionToken>t2==</SessionToken>\n      <SecretAccessKey>s/2+=</SecretAccessKey>\n      <Expiration>2026-10-24T23:00:23Z</Expiration>\n      <AccessKeyId>ASIA2</AccessKeyId>\n    </Credentials>\n  </AssumeRoleWithWebIdentityResult>\n</AssumeRoleWithWebIdentityResponse>";

const LENT: (&str, &str, Option<&str>) = ("ASIA1", "s/1+=", Some("t1=="));

/// Answers each request by its first line; answers its address, and what was asked with headers in small letters.
fn server(answer: fn(&str) -> (u16, &'static str)) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(&stream);
            let (mut first, mut rest) = (String::new(), String::new());
            lines.read_line(&mut first).unwrap();
            while !rest.ends_with("\r\n\r\n") && lines.read_line(&mut rest).unwrap() > 2 {}
            let rest = rest.to_ascii_lowercase();
            let length = rest.split_once("content-length: ").map_or("0", |(_, rest)| rest.lines().next().unwrap());
            let mut body = vec![0; length.parse().unwrap()];
            lines.read_exact(&mut body).unwrap();
            let (status, text) = answer(first.trim());
            kept.lock().unwrap().push(format!("{first}{rest}{}", String::from_utf8(body).unwrap()));
            let head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", text.len());
            (&stream).write_all(format!("{head}{text}").as_bytes()).unwrap();
        }
    });
    (address, asked)
}

fn key(variables: &[(&'static str, &str)], files: &[(&str, &str)]) -> Result<Credentials, String> {
    let (lookup, _home) = lookup(variables, files);
    lookup.credentials("s3://x/", false).map_err(|failure| format!("{}: {}", failure.code, failure.message))
}

fn told(variables: &[(&'static str, &str)], files: &[(&str, &str)], expected: &str) {
    let said = key(variables, files).err().unwrap();
    assert!(said.starts_with("missing-secret: ") && said.contains(expected), "{said}");
    for secret in ["ASIA", "s/1", "t1==", "years-of-work"] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[test]
fn a_machine_is_asked_for_a_token_and_its_role_first() {
    let (machine, asked) = server(|request| match request {
        "PUT /latest/api/token HTTP/1.1" => (200, "years-of-work"),
        "GET /latest/meta-data/iam/security-credentials/ HTTP/1.1" => (200, "town"),
        "GET /latest/meta-data/iam/security-credentials/town HTTP/1.1" => (200, JSON),
        _ => (404, ""),
    });
    let stated = ("AWS_EC2_METADATA_SERVICE_ENDPOINT", machine.as_str());
    assert_eq!(parts(&key(&[stated], &[]).unwrap()), LENT);
    let asked = asked.lock().unwrap().clone();
    assert!(asked[0].contains("\r\nx-aws-ec2-metadata-token-ttl-seconds: 300\r\n"), "{}", asked[0]);
    assert!(asked.len() == 3 && asked[1..].iter().all(|one| one.contains("x-aws-ec2-metadata-token: years-of-work")));
    told(&[stated, ("AWS_EC2_METADATA_DISABLED", "true")], &[], "no key to the storage");
    // A machine without a role, one that gives none, and one that is none.
    let (machine, _) = server(|request| if request.starts_with("PUT") { (200, "years-of-work") } else { (404, "") });
    told(&[("AWS_EC2_METADATA_SERVICE_ENDPOINT", &machine)], &[], "no key to the storage");
    let (machine, _) = server(|request| (200, if request.starts_with("PUT") { "years-of-work" } else { "town" }));
    told(&[("AWS_EC2_METADATA_SERVICE_ENDPOINT", &machine)], &[], "its role `town` gives none");
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    told(&[("AWS_EC2_METADATA_SERVICE_ENDPOINT", &format!("http://{gone}"))], &[], "no key to the storage");
}

#[test]
fn the_host_of_a_container_is_asked_with_its_token() {
    let (host, asked) = server(|request| match request {
        "GET /role HTTP/1.1" => (200, JSON),
        "GET /elsewhere HTTP/1.1" => (302, JSON),
        _ => (403, "years-of-work"),
    });
    let address = format!("{host}/role");
    let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    let variables = [(full, address.as_str()), ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "years-of-work")];
    assert_eq!(parts(&key(&variables, &[]).unwrap()), LENT);
    assert!(asked.lock().unwrap()[0].contains("\r\nauthorization: years-of-work\r\n"));
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("token");
    fs::write(&file, "other-work\n").unwrap();
    let file = file.display().to_string();
    let from_file = [variables[0], variables[1], ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", &file)];
    assert_eq!(parts(&key(&from_file, &[]).unwrap()), LENT);
    assert!(asked.lock().unwrap()[1].contains("authorization: other-work\r\n"));
    told(&[(full, &format!("{host}/other"))], &[], "the answer is 403");
    told(&[(full, &format!("{host}/elsewhere"))], &[], "the answer is 302");
    told(&[(full, "http://storage.example/role")], &[], "elsewhere without encryption");
    told(&[(full, &address), ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/nowhere")], &[], "`/nowhere` cannot be read");
}

#[test]
fn tokens_go_only_to_who_is_near_or_in_secret() {
    for (address, near) in [
        ("http://169.254.170.2/v2/x", true),
        ("http://169.254.170.23/v1/credentials", true),
        ("http://[fd00:ec2::23]/v1/credentials", true),
        ("http://[::1]:80/", true),
        ("http://127.9.9.9/", true),
        ("http://localhost:8080/x", true),
        ("https://keys.example/", true),
        ("http://169.254.170.24/", false),
        ("http://127.0.0.1.example/", false),
        ("http://localhost@keys.example/", false),
        ("/v2/x", false),
        ("", false),
    ] {
        assert_eq!(is_near(address), near, "{address}");
    }
}

#[test]
fn a_token_of_a_cluster_is_exchanged() {
    let (service, asked) = server(|_| (200, XML));
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("token");
    fs::write(&file, "years-of-work\n").unwrap();
    let file = file.display().to_string();
    let role = "arn:aws:iam::123456789012:role/town";
    let variables = |service| {
        [("AWS_ENDPOINT_URL_STS", service), ("AWS_WEB_IDENTITY_TOKEN_FILE", file.as_str()), ("AWS_ROLE_ARN", role)]
    };
    let found = key(&variables(&service), &[]).unwrap();
    assert_eq!(parts(&found), ("ASIA2", "s/2+=", Some("t2==")));
    let asked = asked.lock().unwrap()[0].clone();
    assert!(asked.starts_with("POST / HTTP/1.1\r\n"), "{asked}");
    let form = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Ftown&RoleSessionName=plenary&WebIdentityToken=years-of-work";
    assert!(asked.ends_with(&format!("\r\n\r\n{form}")), "{asked}");
    let (service, _) = server(|_| {
        (
            400,
            "<ErrorResponse><Error><Code>ExpiredTokenException</Code><Message>years-of-work</Message></Error></ErrorResponse>",
        )
    });
    told(&variables(&service), &[], "ExpiredTokenException");
    fs::remove_file(&file).unwrap();
    told(&variables(&service), &[], "cannot be read");
    assert_eq!(usual_endpoint(Some("eu-central-1")), "https://sts.eu-central-1.amazonaws.com/");
    assert_eq!(usual_endpoint(Some("cn-north-1")), "https://sts.cn-north-1.amazonaws.com.cn/");
}

#[cfg(unix)]
#[test]
fn a_program_that_a_profile_names_writes_a_key() {
    let config = |command: &str| format!("[default]\ncredential_process = {command}\nregion = r1\n");
    let run = |command: &str| key(&[], &[("config", &config(command))]);
    let written = "echo '{\"Version\": 1, \"AccessKeyId\": \"ASIA1\", \"SecretAccessKey\": \"s/1+=\", \"SessionToken\": \"t1==\"}'";
    assert_eq!(parts(&run(written).unwrap()), LENT);
    let for_ever = "echo '{\"Version\": 1, \"AccessKeyId\": \"ASIA1\", \"SecretAccessKey\": \"s/1+=\"}'";
    assert_eq!(parts(&run(for_ever).unwrap()), (LENT.0, LENT.1, None));
    told(&[], &[("config", &config("exit 3"))], "has failed (exit status: 3)");
    told(&[], &[("config", &config("echo years-of-work"))], "has written no key");
    // A key that stands there comes first.
    let shared = "[default]\naws_access_key_id = AK1\naws_secret_access_key = s1\n";
    let both = key(&[], &[("config", &config(written)), ("credentials", shared)]).unwrap();
    assert_eq!(parts(&both), ("AK1", "s1", None));
}
