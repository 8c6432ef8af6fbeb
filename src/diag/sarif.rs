//! Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::lines::Lines;
use super::print::{position, severity_name};
use super::{Diagnostic, Diagnostics};

/// One run with all findings, and the rules that they break.
pub(super) fn log(diagnostics: &Diagnostics) -> String {
    let rules: BTreeMap<&str, Value> = diagnostics
        .iter()
        .map(|one| {
            let name = one.code.name();
            (name, json!({ "id": name, "fullDescription": { "text": one.code.explanation() } }))
        })
        .collect();
    let mut lines = Lines::default();
    let results: Vec<Value> = diagnostics.iter().map(|one| result(one, &mut lines)).collect();
    let driver = json!({
        "name": "plenary",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules.into_values().collect::<Vec<_>>(),
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    });
    format!("{log:#}\n")
}

fn result(one: &Diagnostic, lines: &mut Lines) -> Value {
    let help = one.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
    let mut result = json!({
        "ruleId": one.code.name(),
        "level": severity_name(one.severity()),
        "message": { "text": format!("{}{help}", one.message) },
    });
    let (path, at) = position(one, lines);
    if let (Some(path), Some(result)) = (path, result.as_object_mut()) {
        let mut place = json!({ "artifactLocation": { "uri": crate::path::encode(path) } });
        if let (Some((line, column)), Some(place)) = (at, place.as_object_mut()) {
            place.insert("region".into(), json!({ "startLine": line, "startColumn": column }));
        }
        result.insert("locations".into(), json!([{ "physicalLocation": place }]));
    }
    result
}
