//! What is shipped: the archive of a release, the list of its parts, and whose they are.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::site::{manifest, snapshot, succeed};

/// For whom the tests are built.
fn host() -> String {
    let said = succeed(Command::new("rustc").args(["--version", "--verbose"])).stdout;
    let said = String::from_utf8(said).unwrap();
    said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

/// The program that makes what is in an archive; `cargo test` builds it with the others.
fn release() -> std::path::PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_plenary")).with_file_name("examples").join("release");
    assert!(program.exists(), "{} is missing: cargo test --no-run", program.display());
    program
}

fn bill(folder: &Path) -> Value {
    succeed(Command::new(release()).arg(folder).arg(host()).env("SOURCE_DATE_EPOCH", "1790000000"));
    serde_json::from_slice(&fs::read(folder.join("plenary.cdx.json")).unwrap()).unwrap()
}

#[test]
fn the_bill_of_materials_is_that_of_the_lock_file() {
    let place = tempfile::tempdir().unwrap();
    let bill = bill(place.path());
    let listed = bill["components"].as_array().unwrap();
    let listed: BTreeSet<String> = listed
        .iter()
        .filter_map(|part| Some(format!("{} v{}", part["name"].as_str()?, part["version"].as_str()?)))
        .collect();
    // What Cargo itself says of it.
    let tree = succeed(
        Command::new(env!("CARGO"))
            .args(["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--format", "{p}", "--target"])
            .arg(host())
            .current_dir(manifest()),
    );
    let tree = String::from_utf8(tree.stdout).unwrap();
    let tree: BTreeSet<String> = tree
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some(format!("{} {}", words.next()?, words.next()?))
        })
        .filter(|part| !part.starts_with("plenary "))
        .collect();
    assert!(tree.len() > 200, "{tree:?}");
    assert_eq!(tree.difference(&listed).collect::<Vec<_>>(), [""; 0]);
    assert_eq!(listed.difference(&tree).collect::<Vec<_>>(), [""; 0]);
    for part in bill["components"].as_array().unwrap().iter().filter(|part| part["type"] == "library") {
        assert_eq!(part["hashes"][0]["content"].as_str().map(str::len), Some(64), "{part}");
    }
    assert_eq!(bill["metadata"]["timestamp"], "2026-09-21T14:13:20Z");
    // Every licence stands there in its words.
    let notices = fs::read_to_string(place.path().join("THIRD-PARTY")).unwrap();
    for part in bill["components"].as_array().unwrap() {
        let (name, version) = (part["name"].as_str().unwrap(), part["version"].as_str().unwrap_or_default());
        let linked = part["scope"] == "required" && part["type"] == "library";
        assert_eq!(notices.contains(&format!("\n- {name} {version} (")), linked, "{name} {version}");
    }
    for words in ["SIL OPEN FONT LICENSE Version 1.1", "Copyright (c) 2010, Google Inc.", "\n- Open Chinese Convert"] {
        assert!(notices.contains(words), "{words}");
    }
}

#[test]
fn the_bill_of_materials_is_valid() {
    let folder = manifest().join("target/cyclonedx/cyclonedx/schema/_res");
    let schema = |name: &str| -> Option<Value> {
        serde_json::from_slice(&fs::read(folder.join(format!("{name}.SNAPSHOT.schema.json"))).ok()?).ok()
    };
    let (Some(whole), Some(licences), Some(signature)) = (schema("bom-1.6"), schema("spdx"), schema("jsf-0.82")) else {
        crate::site::skipped(&format!("the schema of CycloneDX is not installed ({})", folder.display()));
        return;
    };
    let address = |name| format!("http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json");
    let registry = jsonschema::Registry::new()
        .add(address("spdx"), licences)
        .and_then(|registry| registry.add(address("jsf-0.82"), signature))
        .and_then(jsonschema::RegistryBuilder::prepare)
        .unwrap();
    let validator = jsonschema::options().with_registry(&registry).build(&whole).unwrap();
    let place = tempfile::tempdir().unwrap();
    let mut bill = bill(place.path());
    let wrong: Vec<_> =
        validator.iter_errors(&bill).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(wrong, [""; 0]);
    // It would tell.
    bill["components"][0]["licenses"] = serde_json::json!([{"license": {"id": "Not-A-Licence"}}]);
    assert!(!validator.is_valid(&bill));
}

#[cfg(unix)]
#[test]
fn an_archive_is_whole_and_the_same_wherever_it_is_made() {
    let place = tempfile::tempdir().unwrap();
    // As a release has it: without what debuggers read.
    let program = place.path().join("plenary");
    succeed(Command::new("strip").arg("-o").arg(&program).arg(env!("CARGO_BIN_EXE_plenary")));
    let made = |name: &str, zone: &str, umask: &str| {
        let output = place.path().join(name);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("umask {umask}; exec \"$@\""), "sh"]).arg(manifest().join(".ci/release"));
        command.args(["--target", &host(), "--program"]).arg(&program).arg("--output").arg(&output);
        succeed(command.env("TZ", zone).env("SOURCE_DATE_EPOCH", "1790000000"));
        output
    };
    let one = made("one", "Asia/Shanghai", "022");
    let two = made("a second place", "America/St_Johns", "077");
    let files = snapshot(&one);
    assert_eq!(files.len(), 3);
    assert!(files == snapshot(&two), "the archive depends on who makes it");
    let version = env!("CARGO_PKG_VERSION");
    let name = format!("plenary-{version}-{}", host());
    succeed(Command::new("sha256sum").args(["--check", "--quiet", &format!("{name}.sha256")]).current_dir(&one));
    succeed(Command::new("tar").args(["-xzf", &format!("{name}.tar.gz")]).current_dir(&one));
    let unpacked = one.join(&name);
    for file in ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY"]
    {
        assert!(fs::metadata(unpacked.join(file)).unwrap().len() > 100, "{file}");
    }
    assert_eq!(fs::read(unpacked.join("plenary.cdx.json")).unwrap(), files[&format!("{name}.cdx.json")]);
    // The program from the archive: it runs, and has a page of the manual for every command.
    let run = |words: &[&str]| {
        let output = succeed(Command::new(unpacked.join("plenary")).args(words).current_dir(place.path()));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run(&["--version"]), format!("plenary {version}\n"));
    run(&["new", "site", "site", "--title", "A", "--language", "en"]);
    run(&["build", "--quiet", "--root", "site", "--output", "public"]);
    assert!(place.path().join("public/index.html").is_file());
    let help = run(&["--help"]);
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: Vec<&str> = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands {
        let page = fs::read_to_string(unpacked.join(format!("man/plenary-{command}.1"))).unwrap();
        assert!(page.contains(&format!("\n.TH plenary-{command} 1 ")) && page.contains(".SH SYNOPSIS"), "{page}");
    }
    succeed(Command::new("bash").arg("-n").arg(unpacked.join("completions/plenary.bash")));
    assert_eq!(fs::read_to_string(unpacked.join("completions/plenary.bash")).unwrap(), run(&["completions", "bash"]));
}

/// The files that belong to the package, as far as they are text.
fn texts() -> impl Iterator<Item = (String, String)> {
    let folders = ["src", "tests", "benches", "examples", "themes", "static", "content", ".ci"].into_iter();
    let below = folders.flat_map(|folder| walkdir::WalkDir::new(manifest().join(folder)).into_iter());
    let here = walkdir::WalkDir::new(manifest()).max_depth(1).into_iter();
    let files = below.chain(here).map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files.filter_map(|entry| {
        let path = entry.path().strip_prefix(manifest()).unwrap().to_str().unwrap().to_owned();
        if path.contains("node_modules") {
            return None;
        }
        Some((path, fs::read_to_string(entry.path()).ok()?))
    })
}

#[test]
fn nothing_of_ours_is_unsafe() {
    let package = fs::read_to_string(manifest().join("Cargo.toml")).unwrap();
    // For the library, the program, what builds it, its tests, examples and measurements alike.
    assert!(package.contains("[lints.rust]\nunsafe_code = \"forbid\"\n"));
    let word = ["un", "safe"].concat();
    let starts = ["{", "fn", "impl", "extern", "trait", "("].map(|next| format!("{word} {next}"));
    let starts = starts.iter().chain([&format!("{word}{{")]).cloned().collect::<Vec<_>>();
    let mut files = 0;
    for (path, text) in texts().filter(|(path, _)| path.ends_with(".rs")) {
        files += 1;
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            // A test looks for the word itself.
            let found = starts.iter().any(|start| code.contains(start) && !code.contains(&format!("\"{start}")));
            assert!(!found, "{path}:{}: {line}", number + 1);
            assert!(!code.contains(&format!("({word}_code")), "{path}:{}: {line}", number + 1);
        }
    }
    assert!(files > 300, "{files}");
}

#[test]
fn what_is_of_others_is_named_with_its_licence() {
    let licence = fs::read_to_string(manifest().join("LICENSE")).unwrap();
    let named: Vec<(&str, &str)> =
        licence.lines().filter_map(|line| line.strip_prefix("- `")?.split_once("`: ")).collect();
    assert_eq!(named.len(), 2, "{named:?}");
    for (path, by) in &named {
        assert!(manifest().join(path).exists(), "{path}");
        assert!(["OFL-1.1", "Apache-2.0"].iter().any(|id| by.contains(id)), "{by}");
    }
    let is_named = |path: &str| named.iter().any(|(named, _)| path.starts_with(named));
    // Every font is one of these.
    for folder in ["content", "static", "themes", "src", "tests/fixtures"] {
        for entry in walkdir::WalkDir::new(manifest().join(folder)).into_iter().map(Result::unwrap) {
            let path = entry.path().strip_prefix(manifest()).unwrap().to_str().unwrap();
            let is_font = [".woff2", ".woff", ".ttf", ".otf"].iter().any(|end| path.ends_with(end));
            assert!(!is_font || is_named(path), "{path}");
        }
    }
    // And so is what says of itself that it is somebody's.
    for (path, text) in
        texts().filter(|(path, _)| ["themes/", "static/", "src/"].iter().any(|start| path.starts_with(start)))
    {
        let text = text.to_lowercase();
        let marks = ["@license", "spdx-license-identifier", "copyright (c)", "(c) 20", "\u{a9} 20"];
        let mark = marks.iter().find(|mark| text.contains(**mark));
        assert!(mark.is_none() || is_named(&path), "{path}: {mark:?}");
    }
}
