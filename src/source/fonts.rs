//! Fonts of this machine, for characters that neither the site's nor the program's own fonts draw.

use std::collections::BTreeSet;
use std::fs;

use resvg::usvg::fontdb::{Database, FaceInfo, Source, Style};
use skrifa::{FontRef, MetadataProvider};

/// The fonts that draw wanted characters, as few as suffice, with the position of the face in its file. Which are taken
/// depends on what is installed alone: sans-serif and bold ones first, then by name.
pub fn fonts_with(wanted: &BTreeSet<char>) -> Vec<(Vec<u8>, u32)> {
    let mut database = Database::new();
    database.load_system_fonts();
    let mut faces: Vec<&FaceInfo> = database.faces().filter(|face| !name(face).contains("Emoji")).collect();
    faces.sort_by_cached_key(|face| {
        let name = name(face);
        let plain = face.style == Style::Normal && !name.contains("Serif") && !face.monospaced;
        (!plain, !name.starts_with("Noto Sans"), face.weight.0 < 600, name.to_owned(), path(face), face.index)
    });
    let mut open = wanted.clone();
    let mut found = Vec::new();
    for face in faces {
        if open.is_empty() {
            break;
        }
        let drawn = database.with_face_data(face.id, |bytes, index| {
            let font = FontRef::from_index(bytes, index).ok()?;
            let map = font.charmap();
            Some(open.iter().copied().filter(|c| map.map(*c).is_some()).collect::<Vec<char>>())
        });
        let drawn = drawn.flatten().unwrap_or_default();
        if drawn.is_empty() {
            continue;
        }
        if let Ok(bytes) = fs::read(path(face)) {
            found.push((bytes, face.index));
            open.retain(|c| !drawn.contains(c));
        }
    }
    found
}

fn name(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _)| name)
}

fn path(face: &FaceInfo) -> std::path::PathBuf {
    match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => path.clone(),
        Source::Binary(_) => std::path::PathBuf::new(),
    }
}
