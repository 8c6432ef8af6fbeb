//! The table of rooms in `ARCHITECTURE.md` is held against the code: who uses whom, and who touches the world.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::site::manifest;

type Rooms = Vec<(String, BTreeSet<String>)>;

/// The rows of the table with the columns `room`, `holds`, `may use`, in order.
fn table() -> Option<Rooms> {
    let text = fs::read_to_string(manifest().join("ARCHITECTURE.md")).ok()?;
    let names = |cell: &str| {
        cell.split('`').skip(1).step_by(2).map(|name| name.trim_end_matches("::").to_owned()).collect::<Vec<_>>()
    };
    let mut lines = text.lines().skip_while(|line| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        cells != ["room", "holds", "may use"]
    });
    lines.next()?;
    let rooms = lines
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .flat_map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').collect();
            let uses: BTreeSet<String> = names(cells[2]).into_iter().collect();
            names(cells[0]).into_iter().map(move |room| (room, uses.clone())).collect::<Vec<_>>()
        })
        .collect();
    Some(rooms)
}

/// Every source file below `src/`, without its tests and comments.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![manifest().join("src")];
    while let Some(inside) = open.pop() {
        for entry in fs::read_dir(inside).unwrap().flatten() {
            let path = entry.path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "tests" {
                    open.push(path);
                }
            } else if name.ends_with(".rs") && !name.starts_with("tests") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(manifest().join("src")).unwrap().to_owned(), code(&text)));
            }
        }
    }
    found.sort();
    found
}

/// Code without comments and without what is compiled for tests only.
fn code(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("#[cfg(test)]") {
            // The item below: up to the closing brace at the same indentation, or one line.
            let indent = line.len() - trimmed.len();
            for line in lines.by_ref() {
                let end = line.len() - line.trim_start().len() == indent;
                let item = line.trim_start();
                if end && (item.starts_with('}') || item.ends_with(';') || item.ends_with('}')) {
                    break;
                }
            }
        } else if !trimmed.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The room in which a file lies.
fn room(path: &Path) -> String {
    path.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// How many `super` lead from a file to the root of the crate.
fn depth(path: &Path) -> usize {
    let file = path.file_stem().unwrap();
    path.components().count() - usize::from(file == "mod")
}

/// The first names behind every `crate::`, groups included.
fn used(path: &Path, code: &str) -> BTreeSet<String> {
    let root = "super::".repeat(depth(path));
    let mut all = BTreeSet::new();
    for start in ["crate::", &root] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$')
                || (start != "crate::" && before == Some(':'))
            {
                continue;
            }
            let rest = &code[at + start.len()..];
            match rest.strip_prefix('{') {
                Some(group) => all.extend(heads(group)),
                None => all.extend(head(rest)),
            }
        }
    }
    all.remove("super");
    all
}

fn head(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// The first names of the entries of a group, up to the brace that closes it.
fn heads(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut level = 0;
    let mut entry = String::new();
    for c in group.chars() {
        match c {
            '{' => level += 1,
            '}' if level == 0 => break,
            '}' => level -= 1,
            ',' if level == 0 => names.extend(head(std::mem::take(&mut entry).trim())),
            c if level == 0 => entry.push(c),
            _ => {}
        }
    }
    names.extend(head(entry.trim()));
    names
}

/// Which room uses which, with one file that does.
fn uses() -> BTreeMap<String, BTreeMap<String, PathBuf>> {
    let mut all: BTreeMap<String, BTreeMap<String, PathBuf>> = BTreeMap::new();
    for (path, code) in sources() {
        let own = room(&path);
        if own == "lib" || own == "main" {
            continue;
        }
        let entry = all.entry(own.clone()).or_default();
        for other in used(&path, &code) {
            if other != own && other.chars().next().is_some_and(char::is_lowercase) {
                entry.entry(other).or_insert_with(|| path.clone());
            }
        }
    }
    all
}

#[test]
fn rooms_use_only_what_the_table_allows() {
    let rooms = table().expect("ARCHITECTURE.md has a table with the columns room, holds, may use");
    let order: Vec<&str> = rooms.iter().map(|(room, _)| room.as_str()).collect();
    let mut wrong = Vec::new();
    for (at, (room, allowed)) in rooms.iter().enumerate() {
        for other in allowed {
            match order.iter().position(|name| name == other) {
                Some(above) if above < at => {}
                Some(_) => wrong.push(format!("the table lets `{room}` use `{other}`, which does not stand above it")),
                None => wrong.push(format!("the table lets `{room}` use `{other}`, which is no room")),
            }
        }
    }
    let uses = uses();
    for (room, used) in &uses {
        let Some((_, allowed)) = rooms.iter().find(|(name, _)| name == room) else {
            wrong.push(format!("`{room}` is not in the table"));
            continue;
        };
        for (other, path) in used {
            if !allowed.contains(other) {
                wrong.push(format!("`{room}` uses `{other}` in {}", path.display()));
            }
        }
    }
    wrong.extend(
        order.iter().filter(|room| !uses.contains_key(**room)).map(|room| format!("there is no room `{room}`")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_is_no_circle_between_rooms() {
    let mut uses = uses();
    // Rooms that use nothing that is left are taken away; what remains is in a circle or leads to one.
    loop {
        let free: Vec<String> = uses.iter().filter(|(_, used)| used.is_empty()).map(|(room, _)| room.clone()).collect();
        if free.is_empty() {
            break;
        }
        for room in free {
            uses.remove(&room);
            for used in uses.values_mut() {
                used.remove(&room);
            }
        }
    }
    assert!(uses.is_empty(), "in a circle, or leading to one: {uses:#?}");
}

#[test]
fn only_the_edges_touch_the_world() {
    let world = [
        "std::fs",
        "std::env::",
        "std::time",
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "File::open",
        "File::create",
        "std::net",
        "std::process",
        "println!",
        "eprintln!",
        "print!(",
        "dbg!(",
    ];
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let room = room(&path);
        for (n, line) in code.lines().enumerate() {
            for word in world {
                let free = match word {
                    // The words of the world that the program itself may use.
                    "std::process" => matches!(room.as_str(), "deploy" | "cli" | "main"),
                    "println!" | "eprintln!" => matches!(room.as_str(), "cli" | "main"),
                    "dbg!(" => false,
                    // It waits between two questions to one host.
                    "std::time" if room == "outside" => true,
                    _ => matches!(room.as_str(), "source" | "emit" | "cache" | "serve" | "deploy" | "cli"),
                };
                let imported = word.strip_prefix("std::").is_some_and(|name| {
                    line.trim_start().starts_with("use std::{")
                        && line.split(['{', ',', '}', ' ']).any(|part| part.trim() == name.trim_end_matches("::"))
                });
                // A span of time is a value; a clock is the world.
                let clock = word != "std::time" || !line.trim_end().ends_with("std::time::Duration;");
                if (line.contains(word) || imported) && !free && clock {
                    wrong.push(format!("{}: line {} of its code: {}", path.display(), n + 1, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_unwrapped_or_left_to_do() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        for line in code.lines() {
            if [".unwrap()", "todo!(", "unimplemented!(", "unsafe {", "static mut "]
                .iter()
                .any(|word| line.contains(word))
            {
                wrong.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn code_for_tests_is_left_out() {
    let text = "use crate::a;\n// use crate::b;\n#[cfg(test)]\nmod tests {\n    use crate::c;\n}\nfn f() { crate::d::x(); }\n#[cfg(test)]\nmod more;\nuse crate::{e::{x, y}, f};\nuse super::super::g;\n";
    let used = used(Path::new("room/file.rs"), &code(text));
    assert_eq!(used.into_iter().collect::<Vec<_>>(), ["a", "d", "e", "f", "g"]);
}
