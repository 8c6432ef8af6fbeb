//! `plenary theme`: what the author of a theme needs, without the sources of the program.

use std::path::Path;
use std::process::ExitCode;

use super::args::Theme;
use super::{USAGE, fail, out, stop};
use crate::assets;
use crate::config::{self, SiteConfig};
use crate::contract;
use crate::diag::{Diagnostic, File, codes};
use crate::emit;
use crate::path::ContentPath;
use crate::text;

pub(super) fn run(theme: &Theme) -> ExitCode {
    match theme {
        Theme::Contract => out(&contract::page()),
        Theme::List => {
            let paths: Vec<&str> = assets::builtins().map(|(path, _)| path).collect();
            out(&format!("{}\n", paths.join("\n")))
        }
        Theme::Copy { name, root } => copy(name, root),
    }
}

/// Copies one built-in file into the site's own theme.
fn copy(name: &str, root: &Path) -> ExitCode {
    // A component or a template may be called by its bare name.
    let tried = [name.to_owned(), format!("templates/{name}.html"), format!("components/{name}.html")];
    let found = tried.iter().find_map(|path| Some((path, assets::builtin(path)?)));
    let Some((path, content)) = found else {
        let near = text::nearest(name, assets::builtins().map(|(path, _)| path));
        let help =
            near.map_or_else(|| "`plenary theme list` prints all".to_owned(), |near| format!("did you mean `{near}`?"));
        let message = format!("the built-in theme has no file `{name}`");
        return fail(Diagnostic::new(codes::USAGE, message).help(help), USAGE);
    };
    let theme = match own(root) {
        Ok(theme) => theme,
        Err(diagnostic) => return stop(*diagnostic),
    };
    let to = root.join(format!("themes/{theme}/{path}"));
    let shown = format!("{}\n", to.display());
    match emit::add(&[(to, content)]) {
        Ok(()) => out(&shown),
        Err(diagnostic) => stop(*diagnostic),
    }
}

/// The name of the site's own theme.
fn own(root: &Path) -> Result<String, Box<Diagnostic>> {
    let path = root.join("content/site.yaml");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let help = "give the folder of the site with `--root`";
        Box::new(
            Diagnostic::new(codes::NO_SITE, format!("there is no site here: {error}"))
                .about(path.display().to_string())
                .help(help),
        )
    })?;
    let length = text.len();
    let name = ContentPath::new("content/site.yaml")
        .map_err(|error| Box::new(Diagnostic::new(codes::USAGE, error.to_string())))?;
    let config: SiteConfig = config::read(&std::sync::Arc::new(File::new(name, text)), 0..length, "site")?;
    match config.theme {
        Some(theme) if ContentPath::new(&format!("themes/{theme}")).is_ok() => Ok(theme),
        _ => Err(Box::new(
            Diagnostic::new(codes::UNKNOWN_THEME, "the site has no theme of its own")
                .about("content/site.yaml")
                .help("add `theme: mine` to `content/site.yaml`; what is copied goes to `themes/mine/`"),
        )),
    }
}
