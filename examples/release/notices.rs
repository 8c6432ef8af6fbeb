//! The licences of what the program is made of, each text once, with the parts that it is for.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use super::Failure;
use super::parts::{HERE, Part};

/// How deep below a crate's folder licences lie: of code in other languages that it brings along.
const DEEP: usize = 3;
/// How names of such files begin.
const NAMES: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];

/// All texts; an error where a part has none.
pub(crate) fn write(parts: &[Part]) -> Result<String, Failure> {
    let own = |name: &str| fs::read_to_string(format!("{HERE}/{name}"));
    let (mit, apache) = (own("LICENSE-MIT")?, own("LICENSE-APACHE")?);
    let linked: Vec<&Part> = parts.iter().skip(1).filter(|part| part.is_linked).collect();
    let found: Vec<Vec<String>> = linked.iter().map(|part| texts(&part.folder)).collect::<Result<_, _>>()?;
    // Texts in the order in which they are first met.
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |text: &str, part: String| {
        // Line ends and indents are no difference.
        let same: Vec<&str> = text.split_whitespace().collect();
        let at = *places.entry(same.join(" ")).or_insert_with(|| {
            all.push((text.replace('\r', "").trim_matches('\n').to_owned(), Vec::new()));
            all.len() - 1
        });
        if let Some((_, named)) = all.get_mut(at) {
            named.push(part);
        }
    };
    for (part, own) in linked.iter().zip(&found) {
        let name = format!("{} {} ({})", part.name, part.version, part.licence);
        let by = if part.authors.is_empty() { String::new() } else { format!(", by {}", part.authors.join(", ")) };
        // Parts of one repository share their licence, also where not all carry it.
        let sibling = || {
            let mut siblings = linked.iter().zip(&found).filter(|(other, texts)| {
                other.repository.is_some() && other.repository == part.repository && !texts.is_empty()
            });
            siblings.next().map(|(_, texts)| texts.clone())
        };
        let usual = || match part.licence.split(" OR ").map(|one| one.trim_matches(['(', ')'])).collect::<Vec<_>>() {
            choice if choice.contains(&"MIT") => Some(vec![without_holder(&mit)]),
            choice if choice.contains(&"Apache-2.0") => Some(vec![apache.clone()]),
            _ => None,
        };
        if own.is_empty() {
            let texts = sibling().or_else(usual).ok_or_else(|| format!("{name} brings no text of its licence"))?;
            for text in texts {
                add(&text, format!("{name}{by}, which brings no text of its own"));
            }
        }
        for text in own {
            add(text, name.clone());
        }
    }
    add(&own("themes/default/fonts/OFL.txt")?, "Noto Sans SC (OFL-1.1)".to_owned());
    add(&apache, "Open Chinese Convert, table of characters (Apache-2.0)".to_owned());
    for grammar in two_face::acknowledgement::listing().for_syntaxes() {
        add(&grammar.text, format!("grammar of two-face: {}", grammar.rel_path.display()));
    }
    let mut out = String::from("What of others is in this program, and under which licences.\n");
    for (text, parts) in &all {
        write!(out, "\n{}\n\n", "=".repeat(80))?;
        for part in parts {
            writeln!(out, "- {part}")?;
        }
        write!(out, "\n{text}\n")?;
    }
    Ok(out)
}

/// The texts in the folder of a crate, in the order of their names.
fn texts(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut texts = Vec::new();
    for entry in WalkDir::new(folder).max_depth(DEEP).sort_by_file_name() {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let is_code = [".RS", ".PY", ".TOML", ".H", ".C"].iter().any(|end| name.ends_with(end));
        if entry.file_type().is_file() && !is_code && NAMES.iter().any(|start| name.starts_with(start)) {
            texts.push(String::from_utf8_lossy(&fs::read(entry.path())?).into_owned());
        }
    }
    Ok(texts)
}

/// The usual text of the MIT licence, for others than us.
fn without_holder(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("Copyright")).collect::<Vec<_>>().join("\n")
}
