//! `plenary fix`.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use similar::TextDiff;

use super::{args::Fix, exit, now, out, program, report, say, stop};
use crate::diag::{Diagnostic, Format, codes};
use crate::emit;
use crate::project::{self, Mended, Request};

/// Shows what would be mended, and writes it where that was asked for.
pub(super) fn run(arguments: &Fix) -> ExitCode {
    let Fix { root, write } = arguments;
    let request = Request { drafts: true, ..Request::new(root.clone(), now(), program()) };
    let mended = match project::mends(&request) {
        Ok(mended) => mended,
        Err(found) => {
            report(&found, Format::Human);
            return exit(&found);
        }
    };
    let places: usize = mended.iter().map(|one| one.places).sum();
    if !write {
        let code = out(&diff(&mended));
        say(&match places {
            0 => String::from("there is nothing to mend\n"),
            n => format!("{n} places can be mended; nothing was written, `plenary fix --write` does it\n"),
        });
        return code;
    }
    if let Err(diagnostic) = put(root, &mended) {
        return stop(*diagnostic);
    }
    say(&format!("{places} places mended in {} files\n", mended.len()));
    ExitCode::SUCCESS
}

/// As `diff -u` and `git` write it.
fn diff(mended: &[Mended]) -> String {
    mended.iter().fold(String::new(), |mut all, Mended { file, text, .. }| {
        let path = file.path.as_str();
        let before = file.text();
        let diff = TextDiff::from_lines(&*before, text.as_str());
        // A string takes all text.
        let _ =
            write!(all, "{}", diff.unified_diff().context_radius(1).header(&format!("a/{path}"), &format!("b/{path}")));
        all
    })
}

/// Writes sources, unless somebody has changed one of them meanwhile.
fn put(root: &Path, mended: &[Mended]) -> Result<(), Box<Diagnostic>> {
    let whole: Vec<_> = mended.iter().map(|one| whole(root, one)).collect::<Result<_, _>>()?;
    emit::keep(whole)
}

/// Where a source lies and what it shall be. A byte order mark, which the reader takes away, stays.
fn whole(root: &Path, Mended { file, text, .. }: &Mended) -> Result<(PathBuf, String), Box<Diagnostic>> {
    let path = root.join(file.path.as_str());
    let present = fs::read_to_string(&path).unwrap_or_default();
    let Some(mark) = present.strip_suffix(&*file.text()).filter(|mark| mark.is_empty() || *mark == "\u{feff}") else {
        let diagnostic =
            Diagnostic::new(codes::NOT_WRITTEN, "this file has changed since it was read, so it is left as it is");
        return Err(Box::new(diagnostic.about(file.path.as_str()).help("call `plenary fix` again")));
    };
    Ok((path, format!("{mark}{text}")))
}
