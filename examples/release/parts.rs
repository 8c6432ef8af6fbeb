//! The crates of which the program is made: what it links and what builds it, not what tests it.
//!
//! Which they are `cargo tree` tells; `cargo metadata`, which knows more of each, lets what tests ask for turn on more than there is. What was downloaded
//! stands in `Cargo.lock`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use serde::Deserialize;

use super::Failure;

/// Where the package lies.
pub(crate) const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// A crate.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) description: Option<String>,
    /// In the form of SPDX.
    pub(crate) licence: String,
    pub(crate) authors: Vec<String>,
    pub(crate) repository: Option<String>,
    /// Where its sources lie.
    pub(crate) folder: PathBuf,
    /// The SHA-256 of what was downloaded.
    pub(crate) checksum: Option<String>,
    /// Whether it is in the program, and not only what builds it.
    pub(crate) is_linked: bool,
    /// What it needs, by the places of the list.
    pub(crate) needs: BTreeSet<usize>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    description: Option<String>,
    license: Option<String>,
    authors: Vec<String>,
    repository: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
    root: String,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Need>,
}

#[derive(Deserialize)]
struct Need {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// `build` or `dev`, or nothing for what is linked.
    kind: Option<String>,
}

/// The crates in the order of their names; the first is the program itself.
pub(crate) fn read(target: &str) -> Result<Vec<Part>, Failure> {
    let metadata = cargo(&["metadata", "--format-version", "1", "--filter-platform", target])?;
    let Metadata { packages, resolve } = serde_json::from_slice(&metadata)?;
    let tree = cargo(&["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}", "--target", target])?;
    let tree = String::from_utf8_lossy(&tree);
    // A name, a version behind `v`, and where it lies.
    let built: BTreeSet<(&str, &str)> =
        tree.lines().filter_map(|line| line.split_once(" v")).map(|(name, rest)| (name, first_word(rest))).collect();
    let packages: Vec<Package> =
        packages.into_iter().filter(|package| built.contains(&(&*package.name, &*package.version))).collect();
    let checksums = checksums(&fs::read_to_string(format!("{HERE}/Cargo.lock"))?);
    let nodes: BTreeMap<&str, &Node> = resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let macros: BTreeSet<&str> =
        packages.iter().filter(|package| package.is_macro()).map(|package| &*package.id).collect();
    // From the program over all that is not for tests, and whether it comes into the program on the way: macros and what builds do not.
    let mut found: BTreeMap<&str, bool> = BTreeMap::new();
    let mut open = vec![(resolve.root.as_str(), true)];
    while let Some((id, linked)) = open.pop() {
        let linked = linked && !macros.contains(id);
        match found.get(id) {
            Some(known) if *known || !linked => continue,
            _ => found.insert(id, linked),
        };
        for need in nodes.get(id).iter().flat_map(|node| &node.deps) {
            let kinds = || need.dep_kinds.iter().filter_map(|kind| kind.kind.as_deref());
            let links = need.dep_kinds.len() > kinds().count();
            if links || kinds().any(|kind| kind == "build") {
                open.push((&need.pkg, linked && links));
            }
        }
    }
    let mut packages: Vec<Package> = packages.into_iter().filter(|package| found.contains_key(&*package.id)).collect();
    packages.sort_by_key(|package| (package.id != resolve.root, package.name.clone(), package.version.clone()));
    let places: BTreeMap<String, usize> =
        packages.iter().enumerate().map(|(at, package)| (package.id.clone(), at)).collect();
    packages
        .into_iter()
        .map(|package| {
            let licence = package.license.as_deref().ok_or_else(|| format!("{} names no licence", package.name))?;
            let needs = nodes.get(&*package.id).into_iter().flat_map(|node| &node.deps);
            let needs = needs.filter(|need| need.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev")));
            Ok(Part {
                is_linked: found.get(&*package.id) == Some(&true),
                needs: needs.filter_map(|need| places.get(&need.pkg).copied()).collect(),
                checksum: checksums.get(&(package.name.clone(), package.version.clone())).cloned(),
                // An older form, in which a stroke stands for a choice.
                licence: licence.split('/').map(str::trim).collect::<Vec<_>>().join(" OR "),
                folder: package.manifest_path.parent().map(PathBuf::from).unwrap_or_default(),
                name: package.name,
                version: package.version,
                description: package.description,
                authors: package.authors,
                repository: package.repository,
            })
        })
        .collect()
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// What Cargo answers.
fn cargo(words: &[&str]) -> Result<Vec<u8>, Failure> {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program).args(words).arg("--locked").current_dir(HERE).output()?;
    if output.status.success() { Ok(output.stdout) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}

impl Package {
    fn is_macro(&self) -> bool {
        self.targets.iter().any(|target| target.kind.iter().any(|kind| kind == "proc-macro"))
    }
}

/// The checksums of a lock file by names and versions. Its values are quoted, one a line.
fn checksums(text: &str) -> BTreeMap<(String, String), String> {
    let value = |part: &str, key: &str| {
        let line = part.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        line.map(|line| line.trim_matches('"').to_owned())
    };
    let parts = text.split("[[package]]").skip(1);
    parts.filter_map(|part| Some(((value(part, "name")?, value(part, "version")?), value(part, "checksum")?))).collect()
}
