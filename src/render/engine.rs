//! The template engine, and its errors in our words.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera, Value};

use super::{fault, host, install};
use crate::assets::{Fingerprinted, Theme};
use crate::diag::{Diagnostics, File, Text};
use crate::text;
use crate::view::{PageRef, View, Viewer};

/// Templates that have been read, and the words of every language.
pub struct Engine {
    tera: Tera,
    templates: BTreeMap<String, Arc<File>>,
    words: BTreeMap<String, Value>,
    /// What pages may load, where the host cannot say so.
    policy: Option<String>,
    /// What is the same for all pages, as a beginning of their digests.
    hasher: blake3::Hasher,
}

/// Says whether what templates see is the same as before.
pub type Digest = [u8; 16];

/// A page as its template sees it.
pub struct Sheet<'e> {
    engine: &'e Engine,
    page: PageRef,
    view: View,
    assets: AssetsView<'e>,
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
    /// The icon on the home screen of a telephone, if there is one.
    touch_icon: Option<String>,
    /// What makes the site installable.
    manifest: String,
    /// The files of the search's index that the page loads first, for the page that searches.
    index: Vec<String>,
    /// The fonts that the page loads early.
    fonts: Vec<FontView>,
}

#[derive(Serialize)]
struct FontView {
    /// The address.
    href: String,
    /// The media type.
    kind: &'static str,
}

#[derive(Serialize)]
struct AssetView {
    /// The address.
    href: String,
    /// The value of an `integrity` attribute; nothing unless the site asks for it.
    integrity: Option<String>,
}

impl Engine {
    /// Reads the templates of a theme. A template that cannot be read is told with its place.
    pub fn new(theme: &Theme, viewer: &Viewer<'_>) -> Result<Self, Diagnostics> {
        let mut tera = Tera::new();
        tera.set_escape_fn(|value, out| out.write_all(text::escape(value).as_bytes()));
        let texts: Vec<(&str, Text)> =
            theme.templates.iter().map(|(name, file)| (name.as_str(), file.text())).collect();
        tera.add_raw_templates(texts).map_err(|error| fault::told(&error, &theme.templates, ""))?;
        let mut hasher = blake3::Hasher::new();
        for (name, file) in &theme.templates {
            for part in [name.as_str(), &file.text()] {
                hasher.update(part.as_bytes()).update(&[0xff]);
            }
        }
        let words = viewer
            .tongues()
            .map(|tongue| {
                let phrases = tongue.phrases();
                for part in phrases.iter().flat_map(|(key, phrase)| [key.as_bytes(), phrase.as_bytes()]) {
                    hasher.update(part).update(&[0xff]);
                }
                (tongue.language.to_string(), Value::from_serializable(&phrases))
            })
            .collect();
        let policy = (!host::sends_headers(viewer.hosting())).then(|| host::policy(viewer, theme));
        hasher.update(policy.as_deref().unwrap_or_default().as_bytes());
        Ok(Self { tera, templates: theme.templates.clone(), words, policy, hasher })
    }

    /// What pages may load, for those whose host cannot say so.
    pub fn policy(&self) -> Option<&str> {
        self.policy.as_deref()
    }

    /// A page before it is rendered. The page that searches is told where the `index` is.
    pub fn sheet<'e>(
        &'e self,
        viewer: &Viewer<'_>,
        page: PageRef,
        theme: &'e Theme,
        index: &[Fingerprinted],
    ) -> Sheet<'e> {
        let view = viewer.view(page);
        let asset = |file: &Fingerprinted| AssetView {
            href: viewer.href(&file.url, page),
            integrity: view.theme.integrity.then(|| file.integrity.clone()),
        };
        let language = &viewer.tongue(page).language;
        let fonts = theme.fonts.iter().filter(|font| font.serves(language));
        let drawn = install::vector_icon().filter(|_| !theme.has_own_icon);
        let icon = viewer.favicon(page).unwrap_or_else(|| viewer.href(drawn.as_ref().unwrap_or(&theme.icon.url), page));
        let assets = AssetsView {
            style: asset(&theme.style),
            styles: theme.styles.iter().map(|(name, file)| (name.as_str(), asset(file))).collect(),
            script: theme.script.get(&view.page.language).map(asset),
            scripts: theme.scripts.iter().map(|(name, file)| (name.as_str(), asset(file))).collect(),
            favicon: icon,
            touch_icon: viewer.touch_icon(page, install::touch_icon()),
            manifest: viewer.href(&install::manifest_url(), page),
            index: index.iter().map(|piece| viewer.href(&piece.url, page)).collect(),
            fonts: fonts.map(|font| FontView { href: viewer.href(&font.url, page), kind: font.kind }).collect(),
        };
        Sheet { engine: self, page, view, assets }
    }
}

impl Sheet<'_> {
    /// The same for the same page, which need not be rendered again; nothing where that cannot be told.
    pub fn digest(&self) -> Option<Digest> {
        // The fields one by one: joined to one map as templates see them, their number could not be told beforehand.
        let View { page, site, theme, content } = &self.view;
        let seen = postcard::to_allocvec(&(page, site, theme, content, &self.assets)).ok()?;
        let hash = self.engine.hasher.clone().update(Viewer::template(self.page).as_bytes()).update(&seen).finalize();
        hash.as_bytes().first_chunk().copied()
    }

    /// The page.
    pub fn render(&self) -> Result<String, Diagnostics> {
        let Self { engine, page, view, assets } = self;
        let about = || format!("for {}", view.page.title);
        let told = |error: &tera::Error| fault::told(error, &engine.templates, &about());
        let mut context = Context::from_serialize(view).map_err(|error| told(&error))?;
        context.insert("assets", assets);
        context.insert("policy", &engine.policy);
        context.insert_value("words", engine.words.get(&view.page.language).cloned().unwrap_or_else(Value::none));
        engine.tera.render(&format!("{}.html", Viewer::template(*page)), &context).map_err(|error| told(&error))
    }
}
