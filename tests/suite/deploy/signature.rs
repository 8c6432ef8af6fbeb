//! Signatures of requests to storage, as a server computes them (Signature Version 4 in the query, AWS's "Authenticating Requests:
//! Using Query Parameters"). The server of these tests knows keys and looks at no signature; this does.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// Whether the head of a request (`GET /path?query HTTP/1.1` and its fields) is signed by whoever has the secret.
pub(super) fn holds(head: &str, secret: &str) -> Result<(), String> {
    let (line, fields) = head.split_once("\r\n").ok_or("no fields")?;
    let [method, target, _] = line.split(' ').collect::<Vec<_>>()[..] else {
        return Err(format!("no request: {line}"));
    };
    let (path, query) = target.split_once('?').ok_or("no query")?;
    let mut query: BTreeMap<&str, &str> =
        query.split('&').map(|one| one.split_once('=').unwrap_or((one, ""))).collect();
    let stated = query.remove("X-Amz-Signature").ok_or("no signature")?;
    let told = |query: &BTreeMap<&str, &str>, key: &str| {
        query.get(key).map(|value| value.replace("%2F", "/").replace("%3B", ";")).ok_or(format!("no {key}"))
    };
    let (day, credential) = (told(&query, "X-Amz-Date")?, told(&query, "X-Amz-Credential")?);
    let (_, scope) = credential.split_once('/').ok_or("no scope")?;
    let signed = told(&query, "X-Amz-SignedHeaders")?;
    let fields: BTreeMap<String, &str> = fields
        .split("\r\n")
        .filter_map(|field| field.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
        .collect();
    let mut request = format!("{method}\n{path}\n");
    request += &query.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&");
    request += "\n";
    for name in signed.split(';') {
        let value = fields.get(name).ok_or(format!("{name} is signed and not there"))?;
        request.extend([name, ":", value, "\n"]);
    }
    request.extend(["\n", &signed, "\nUNSIGNED-PAYLOAD"]);
    let text = format!("AWS4-HMAC-SHA256\n{day}\n{scope}\n{}", hex(&Sha256::digest(&request)));
    let key = scope.split('/').fold(format!("AWS4{secret}").into_bytes(), |key, part| hmac(&key, part.as_bytes()));
    let computed = hex(&hmac(&key, text.as_bytes()));
    if computed == stated { Ok(()) } else { Err(format!("{line}: the signature of\n{request}\nis {computed}")) }
}

/// HMAC of SHA-256 (RFC 2104).
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    let short = if key.len() > 64 { Sha256::digest(key).to_vec() } else { key.to_vec() };
    block[..short.len()].copy_from_slice(&short);
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The example of AWS's description.
#[test]
fn the_example_of_the_description_is_signed_as_it_says() {
    let head = "GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
        &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
        &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\n\r\n";
    assert_eq!(holds(head, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), Ok(()));
    assert!(holds(head, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEy").is_err());
    assert!(holds(&head.replace("test.txt", "text.txt"), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY").is_err());
}
