//! The bill of materials: of what the program is made (`CycloneDX` 1.6, cyclonedx.org/docs/1.6/json).

use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Failure;
use super::parts::Part;

/// What is compiled in and no crate: data of others, with where it comes from.
const DATA: [(&str, &str, &str, &str); 2] = [
    (
        "Noto Sans SC Bold",
        "OFL-1.1",
        "themes/default/fonts/noto-sans-sc-bold.woff2, a part of the font",
        "https://github.com/notofonts/noto-cjk",
    ),
    (
        "Open Chinese Convert, table of characters",
        "Apache-2.0",
        "src/search/han.txt, made from TSCharacters.txt",
        "https://github.com/BYVoid/OpenCC",
    ),
];

/// The bill, with the time in seconds since 1970 where it is given.
pub(crate) fn write(parts: &[Part], epoch: Option<&str>) -> Result<String, Failure> {
    let (program, crates) = parts.split_first().ok_or("there is no program")?;
    let mut components: Vec<Value> = crates.iter().map(|part| component(part, "library")).collect();
    components.extend(DATA.iter().map(|(name, licence, description, origin)| {
        json!({
            "type": "data",
            "bom-ref": name,
            "name": name,
            "description": description,
            "scope": "required",
            "licenses": [{"license": {"id": licence}}],
            "externalReferences": [{"type": "vcs", "url": origin}],
        })
    }));
    let needs = |part: &Part| part.needs.iter().filter_map(|at| parts.get(*at)).map(address).collect::<Vec<_>>();
    let mut dependencies: Vec<Value> =
        parts.iter().map(|part| json!({"ref": address(part), "dependsOn": needs(part)})).collect();
    dependencies.extend(DATA.iter().map(|(name, ..)| json!({"ref": name, "dependsOn": []})));
    if let Some(all) =
        dependencies.first_mut().and_then(|first| first.get_mut("dependsOn")).and_then(Value::as_array_mut)
    {
        all.extend(DATA.iter().map(|(name, ..)| json!(name)));
    }
    let mut metadata = json!({"component": component(program, "application")});
    if let (Some(epoch), Some(metadata)) = (epoch, metadata.as_object_mut()) {
        let time = Timestamp::from_second(epoch.parse()?)?;
        metadata.insert("timestamp".to_owned(), json!(time.to_string()));
    }
    let mut bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": metadata,
        "components": components,
        "dependencies": dependencies,
    });
    let number = number(&serde_json::to_vec(&bill)?);
    if let Some(bill) = bill.as_object_mut() {
        bill.insert("serialNumber".to_owned(), json!(number));
    }
    Ok(serde_json::to_string_pretty(&bill)? + "\n")
}

fn component(part: &Part, kind: &str) -> Value {
    let mut component = json!({
        "type": kind,
        "bom-ref": address(part),
        "name": part.name,
        "version": part.version,
        "description": part.description,
        "scope": if part.is_linked { "required" } else { "excluded" },
        "licenses": [{"expression": part.licence}],
        "purl": address(part),
    });
    if let Some(component) = component.as_object_mut() {
        component.retain(|_, value| !value.is_null());
        if let Some(checksum) = &part.checksum {
            component.insert("hashes".to_owned(), json!([{"alg": "SHA-256", "content": checksum}]));
        }
        if let Some(repository) = &part.repository {
            component.insert("externalReferences".to_owned(), json!([{"type": "vcs", "url": repository}]));
        }
    }
    component
}

/// The address of a package (github.com/package-url/purl-spec, type `cargo`). What a version of a build adds is escaped.
fn address(part: &Part) -> String {
    format!("pkg:cargo/{}@{}", part.name, part.version.replace('+', "%2B"))
}

/// A number for what the bill says: a UUID of one's own making (RFC 9562, version 8).
fn number(bytes: &[u8]) -> String {
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes));
    let digit: String = hash.chars().take(30).collect();
    let (head, tail) = digit.split_at_checked(12).unwrap_or_default();
    let (first, second) = head.split_at_checked(8).unwrap_or_default();
    let (third, rest) = tail.split_at_checked(3).unwrap_or_default();
    let (fourth, last) = rest.split_at_checked(3).unwrap_or_default();
    format!("urn:uuid:{first}-{second}-8{third}-8{fourth}-{}", last.chars().take(12).collect::<String>())
}
