//! The floor: what a site takes of which nothing is made. All sources are read and parsed, and as many files of the same sizes are
//! written, on all cores.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use plenary::markdown;
use pulldown_cmark::Parser;
use rayon::prelude::*;
use walkdir::WalkDir;

/// All files below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let all = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    all.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// How long it takes to read and parse `sources`, and to write files as those of `made` to `copy`.
pub(crate) fn floor(sources: &Path, made: &Path, copy: &Path) -> io::Result<Duration> {
    let files = files(made);
    let sizes = files
        .iter()
        .map(|file| Ok((copied(file, made, copy)?, usize::try_from(fs::metadata(file)?.len()).unwrap_or(0))));
    let sizes: Vec<(PathBuf, usize)> = sizes.collect::<io::Result<_>>()?;
    let bytes = vec![b'x'; sizes.iter().map(|(_, size)| *size).max().unwrap_or(0)];
    let begun = Instant::now();
    let sources = self::files(sources);
    let parsed = sources.par_iter().map(|source| {
        let text = fs::read_to_string(source)?;
        Ok(Parser::new_ext(&text, markdown::options(false)).count())
    });
    let events: usize = parsed.collect::<io::Result<Vec<_>>>()?.into_iter().sum();
    assert!(events > 0, "there are sources");
    let folders: BTreeSet<&Path> = sizes.iter().filter_map(|(file, _)| file.parent()).collect();
    folders.into_par_iter().try_for_each(fs::create_dir_all)?;
    sizes.par_iter().try_for_each(|(file, size)| fs::write(file, bytes.get(..*size).unwrap_or_default()))?;
    Ok(begun.elapsed())
}

fn copied(file: &Path, from: &Path, to: &Path) -> io::Result<PathBuf> {
    Ok(to.join(file.strip_prefix(from).map_err(io::Error::other)?))
}
