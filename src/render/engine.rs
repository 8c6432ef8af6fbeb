//! The template engine, and its errors in our words.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera, Value};

use crate::assets::{Fingerprinted, Theme};
use crate::diag::{Diagnostic, File, Place, codes};
use crate::view::{PageRef, Viewer};

/// Templates that have been read, and the words of every language.
pub struct Engine {
    tera: Tera,
    templates: BTreeMap<String, Arc<File>>,
    words: BTreeMap<String, Value>,
}

/// Styles and scripts, as templates see them: `assets`.
#[derive(Serialize)]
struct AssetsView<'a> {
    /// The style of all pages.
    style: AssetView,
    /// What the theme has in `style/more/`, by name.
    styles: BTreeMap<&'a str, AssetView>,
    /// The script of all pages.
    script: Option<AssetView>,
    /// What the theme has in `script/more/`, by name.
    scripts: BTreeMap<&'a str, AssetView>,
    /// The icon.
    favicon: String,
    /// The pieces of the search's index, for the page that searches.
    index: Vec<String>,
}

#[derive(Serialize)]
struct AssetView {
    href: String,
    integrity: String,
}

impl Engine {
    /// Reads the templates of a theme. A template that cannot be read is told with its place.
    pub fn new(theme: &Theme, viewer: &Viewer<'_>) -> Result<Self, Box<Diagnostic>> {
        let mut tera = Tera::new();
        let texts: Vec<(&str, &str)> =
            theme.templates.iter().map(|(name, file)| (name.as_str(), file.text.as_str())).collect();
        tera.add_raw_templates(texts).map_err(|error| failed(&error, &theme.templates, None))?;
        let words = viewer
            .tongues()
            .map(|tongue| (tongue.language.to_string(), Value::from_serializable(&tongue.phrases())))
            .collect();
        Ok(Self { tera, templates: theme.templates.clone(), words })
    }

    /// Renders a page. The page that searches is told where the `index` is.
    pub fn page(
        &self,
        viewer: &Viewer<'_>,
        page: PageRef,
        theme: &Theme,
        index: &[Fingerprinted],
    ) -> Result<String, Box<Diagnostic>> {
        let view = viewer.view(page);
        let asset =
            |file: &Fingerprinted| AssetView { href: viewer.href(&file.url, page), integrity: file.integrity.clone() };
        let icon = viewer.favicon(page).unwrap_or_else(|| viewer.href(&theme.icon.url, page));
        let assets = AssetsView {
            style: asset(&theme.style),
            styles: theme.styles.iter().map(|(name, file)| (name.as_str(), asset(file))).collect(),
            script: theme.script.get(&view.page.language).map(asset),
            scripts: theme.scripts.iter().map(|(name, file)| (name.as_str(), asset(file))).collect(),
            favicon: icon,
            index: match page {
                PageRef::Search => index.iter().map(|piece| viewer.href(&piece.url, page)).collect(),
                _ => Vec::new(),
            },
        };
        let about = || format!("for {}", view.page.title);
        let mut context =
            Context::from_serialize(&view).map_err(|error| failed(&error, &self.templates, Some(about())))?;
        context.insert("assets", &assets);
        context.insert_value("words", self.words.get(&view.page.language).cloned().unwrap_or_else(Value::none));
        let name = format!("{}.html", Viewer::template(page));
        self.tera.render(&name, &context).map_err(|error| failed(&error, &self.templates, Some(about())))
    }
}

/// A template's error as a diagnostic, drawn over the template.
fn failed(error: &tera::Error, templates: &BTreeMap<String, Arc<File>>, about: Option<String>) -> Box<Diagnostic> {
    let (message, place) = match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => {
            let file = templates.get(report.filename());
            let place = file.map(|file| {
                let range = report.span().range.clone();
                Place::new(file, range.start.min(file.text.len())..range.end.min(file.text.len()))
            });
            (report.message().to_owned(), place)
        }
        _ => (error.to_string(), None),
    };
    let mut diagnostic = Diagnostic::new(codes::TEMPLATE, message)
        .help("mend the template; the fields of every page are described in the theme's documentation");
    if let Some(place) = place {
        diagnostic = diagnostic.at(place, about.unwrap_or_default());
    }
    Box::new(diagnostic)
}
