//! The sorted walk through a folder of the site, which never leaves it.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::path::ContentPath;

/// A file that the walk came across.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it is.
    pub(super) from: PathBuf,
    /// Where it is, relative to the site's root.
    pub(super) path: ContentPath,
}

/// All files below some folders of the root, sorted. A folder that is not there holds nothing.
pub(super) fn walk(root: &Path, folders: &[&str], diagnostics: &mut Diagnostics) -> Vec<Found> {
    let inside = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut found = Vec::new();
    for folder in folders {
        let start = root.join(folder);
        if !start.exists() {
            continue;
        }
        let mut outside = Vec::new();
        let walk = WalkDir::new(&start).follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| {
            if entry.depth() > 0 && passed_over(&entry.file_name().to_string_lossy()) {
                return false;
            }
            let stays =
                !entry.path_is_symlink() || entry.path().canonicalize().is_ok_and(|path| path.starts_with(&inside));
            if !stays {
                outside.push(entry.path().to_owned());
            }
            stays
        });
        let entries: Vec<_> = walk.collect();
        for path in outside {
            diagnostics.push(link_outside(&name(root, &path), "leads out of the site's folder"));
        }
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_file() => found.extend(file(root, &entry, diagnostics)),
                Ok(_) => {}
                Err(error) => diagnostics.push(failed(root, &error)),
            }
        }
    }
    found
}

fn file(root: &Path, entry: &DirEntry, diagnostics: &mut Diagnostics) -> Option<Found> {
    let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let text = below.to_str().map(|text| text.replace(std::path::MAIN_SEPARATOR, "/"));
    let Some(path) = text.and_then(|text| ContentPath::new(&text).ok()) else {
        diagnostics.push(
            Diagnostic::new(codes::BAD_NAME, "the name of this file cannot become part of an address")
                .about(below.to_string_lossy())
                .help("rename it without back slashes, control characters or broken encoding"),
        );
        return None;
    };
    Some(Found { from: entry.path().to_owned(), path })
}

/// Hidden files, files put aside with `_`, the ledger of links, and what editors and systems leave behind.
pub(super) fn passed_over(name: &str) -> bool {
    name.starts_with(['.', '_', '#'])
        || name.ends_with('~')
        || matches!(name, "Thumbs.db" | "desktop.ini")
        || [".bak", ".swp", ".swo", ".orig", ".tmp"].iter().any(|end| name.ends_with(end))
}

fn name(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}

fn link_outside(path: &str, what: &str) -> Diagnostic {
    Diagnostic::new(codes::LINK_OUTSIDE, format!("this symbolic link {what}"))
        .about(path)
        .help("copy what it leads to into the folder, or remove the link")
}

fn failed(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().map_or_else(String::new, |path| name(root, path));
    if error.loop_ancestor().is_some() {
        return link_outside(&path, "leads in a circle");
    }
    let broken_link = error.path().is_some_and(|path| fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink()));
    if broken_link {
        return link_outside(&path, "leads nowhere");
    }
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Diagnostic::new(codes::UNREADABLE, format!("this cannot be read: {reason}"))
        .about(path)
        .help("look at its permissions")
}

/// Width and height of a picture in pixels, where its kind is known.
pub(super) fn picture_size(path: &Path) -> Option<(u32, u32)> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" => {
            let size = imagesize::size(path).ok()?;
            Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
        }
        "svg" => {
            let text = fs::read_to_string(path).ok()?;
            let tag = text.get(text.find("<svg")?..)?;
            svg_size(tag.get(..tag.find('>')?)?)
        }
        _ => None,
    }
}

/// The size that the start tag of an SVG states: by its width and height, else by its view box.
fn svg_size(tag: &str) -> Option<(u32, u32)> {
    let attribute = |name: &str| {
        let at = tag.find(&format!(" {name}=")).or_else(|| tag.find(&format!("\n{name}=")))?;
        let rest = tag.get(at + name.len() + 2..)?;
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()
    };
    let pixels = |text: &str| text.trim().trim_end_matches("px").split('.').next()?.parse::<u32>().ok();
    if let (Some(width), Some(height)) = (attribute("width").and_then(pixels), attribute("height").and_then(pixels)) {
        return Some((width, height));
    }
    let mut numbers = attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
    Some((pixels(numbers.next()?)?, pixels(numbers.next()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_behind_files_are_passed_over() {
        for name in [".git", "_draft.md", "01.md~", "#01.md#", "01.md.swp", "Thumbs.db", "x.orig"] {
            assert!(passed_over(name), "{name}");
        }
        for name in ["01.md", "a_b.md", "圆桌.md", "chart.svg"] {
            assert!(!passed_over(name), "{name}");
        }
    }

    #[test]
    fn vector_pictures_have_a_size() {
        assert_eq!(svg_size("<svg width=\"640\" height=\"360px\""), Some((640, 360)));
        assert_eq!(svg_size("<svg xmlns='x' viewBox='0 0 800.5 600'"), Some((800, 600)));
        assert_eq!(svg_size("<svg"), None);
    }
}
