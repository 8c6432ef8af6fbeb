//! From a section's source to everything that is made of it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use plenary::artifact::Content;
use plenary::assets::{self, Theme};
use plenary::config::{Export, ThemeOptions};
use plenary::path::BaseUrl;
use plenary::render::{Engine, Job, Workshop};
use plenary::view::{EventIx, PageRef, Viewer};
use plenary::{graph, ledger, model};

use super::page_check::{self, Page};
use super::{CONDITIONS, EVENT, tree};

/// What is the same for all sites.
struct Shop {
    theme: Theme,
    engine: Engine,
    /// What a page of harmless words runs.
    scripts: Vec<String>,
}

/// Words of which pages of every kind are made.
const HARMLESS: &str = "[00:01] **Ann Lee:** ==A word.==\n\nBo Chen: Why?\n\n**Ann Lee:** So.[^1]\n\n[^1]: A note.\n";

/// A section to its page, that of its event, the feeds and the formats for programs: all are well-formed, and nothing runs in a page
/// that does not run in one of harmless words.
pub(super) fn page(bytes: &[u8]) {
    static SHOP: OnceLock<Shop> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let shop = SHOP.get_or_init(|| {
        let mut scripts = Vec::new();
        made(HARMLESS, None, &mut |_, page| scripts.extend(page.scripts));
        let (theme, engine) = site(HARMLESS, shop).unwrap();
        Shop { theme, engine, scripts }
    });
    made(text, Some(shop), &mut |job, page| {
        for script in page.scripts {
            assert!(shop.scripts.contains(&script), "{job:?} runs {script}");
        }
    });
}

fn shop(viewer: &Viewer<'_>) -> (Theme, Engine) {
    let spoken = viewer.tongues().map(|tongue| (tongue.language.to_string(), tongue.spoken())).collect();
    let theme = assets::theme(&BTreeMap::new(), &spoken, &ThemeOptions::default());
    let engine = Engine::new(&theme, viewer).unwrap_or_else(|found| panic!("{found:?}"));
    (theme, engine)
}

/// A site of one section as a viewer sees it; nothing where its sources have errors.
fn site<T>(text: &str, then: impl FnOnce(&Viewer<'_>) -> T) -> Option<T> {
    let tree = tree(EVENT, text)?;
    let (mut site, found) = model::build(&tree, CONDITIONS);
    if found.has_errors() {
        return None;
    }
    let (kept, found) = ledger::keep(&mut site, &tree.ledgers, ledger::Tell::Each);
    if found.has_errors() {
        return None;
    }
    let (graph, found) = graph::build(&site, &tree.assets, &kept, None);
    let base = BaseUrl::new("https://x.example/a/").unwrap();
    (!found.has_errors()).then(|| then(&Viewer::new(&graph, Some(base))))
}

/// Makes the files of a section and hands its pages on.
fn made(text: &str, known: Option<&Shop>, take: &mut dyn FnMut(&Job, Page)) {
    site(text, |viewer| {
        let own;
        let (theme, engine) = if let Some(shop) = known {
            (&shop.theme, &shop.engine)
        } else {
            own = shop(viewer);
            (&own.0, &own.1)
        };
        let workshop = Workshop::new(viewer, engine, theme);
        let event = EventIx(0);
        let formats = [
            Export::Txt,
            Export::Md,
            Export::Json,
            Export::Vtt,
            Export::Srt,
            Export::Podcast,
            Export::Chapters,
            Export::Akn,
        ];
        let mut jobs = vec![
            Job::Page(PageRef::Event(event)),
            Job::Page(PageRef::Section(event, 0)),
            Job::Exports(event, formats.into()),
        ];
        // One of each is enough.
        let kinds = [
            |page: &PageRef| matches!(page, PageRef::Turn(..)),
            |page: &PageRef| matches!(page, PageRef::Quotation(..)),
            |page: &PageRef| matches!(page, PageRef::Questions),
            |page: &PageRef| matches!(page, PageRef::Speaker(_)),
        ];
        let pages = viewer.pages();
        jobs.extend(kinds.iter().filter_map(|kind| pages.iter().find(|page| kind(page))).map(|page| Job::Page(*page)));
        jobs.extend(viewer.feeds().into_iter().take(1).map(Job::Feed));
        jobs.extend(viewer.embedded_pages().into_iter().take(1).map(Job::Embed));
        for job in jobs {
            let files = workshop.make(&job).unwrap_or_else(|found| panic!("{job:?}: {found:?}"));
            for file in files {
                let Content::Bytes(bytes) = file.content else { continue };
                let text = String::from_utf8(bytes).unwrap();
                match file.path.as_str().rsplit_once('.').map(|(_, ending)| ending) {
                    Some("html") => take(&job, page_check::html(file.path.as_str(), &text)),
                    Some("xml" | "atom" | "rss") => page_check::xml(file.path.as_str(), &text),
                    Some("json") => drop(serde_json::from_str::<serde_json::Value>(&text).unwrap()),
                    _ => {}
                }
            }
        }
    });
}
