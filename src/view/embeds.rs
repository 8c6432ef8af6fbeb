//! What others embed of a page: the passage as a quotation, and whose it is.

use crate::graph::Graph;
use crate::model::{Turn, Who};
use crate::path::UrlPath;

use super::{PageRef, Viewer, excerpt};

/// How many characters of a passage others embed.
const PASSAGE: usize = 560;

/// A passage as others embed it. All addresses in it are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// The page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The passage.
    pub text: String,
    /// Its language.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// Who says it.
    pub speaker: Option<String>,
    /// The profile of the speaker, where there is one.
    pub profile: Option<String>,
    /// Where it was said, as one names a source.
    pub cite: String,
    /// The name of the site.
    pub site: String,
    /// Its home page.
    pub home: String,
}

impl Viewer<'_> {
    /// Whether others may embed a page.
    fn is_embedded(page: PageRef) -> bool {
        matches!(page, PageRef::Section(..) | PageRef::Turn(..) | PageRef::Quotation(..))
    }

    /// The pages that others may embed; none where the site has no address.
    pub fn embedded_pages(&self) -> Vec<PageRef> {
        self.embedded_among(self.pages())
    }

    /// The same among some pages.
    pub fn embedded_among(&self, pages: Vec<PageRef>) -> Vec<PageRef> {
        if self.base.is_none() {
            return Vec::new();
        }
        pages.into_iter().filter(|page| Self::is_embedded(*page)).collect()
    }

    /// Where what others embed of a page stands.
    pub fn embed_url(&self, page: PageRef) -> UrlPath {
        Graph::embed_url(&self.url(page))
    }

    /// The same as a page names it: absolute, since programs read it that know nothing else of the page.
    pub(super) fn embed_href(&self, page: PageRef, url: &UrlPath) -> Option<String> {
        if Self::is_embedded(page) { self.absolute(&Graph::embed_url(url)) } else { None }
    }

    /// What others embed of a page.
    pub fn embedded(&self, page: PageRef) -> Option<Embedded> {
        let (PageRef::Section(ix, position) | PageRef::Turn(ix, position, _) | PageRef::Quotation(ix, position, _)) =
            page
        else {
            return None;
        };
        let event = self.graph.site.event(ix)?;
        let section = event.sections.get(position)?;
        let tongue = self.tongue(page);
        let (turn, text) = match page {
            PageRef::Turn(_, _, at) => {
                let turn = section.turns().nth(at)?;
                (Some(turn), turn.plain())
            }
            PageRef::Quotation(_, _, n) => (
                section.turns().find(|turn| turn.quotations.contains(&n)),
                section.body.references.quotations.get(n)?.text.clone(),
            ),
            // A section that says what it is about is not quoted as if somebody had said that.
            _ => {
                if let Some(summary) = &section.front.summary {
                    (None, summary.clone())
                } else {
                    let first = section.turns().find(|turn| !turn.plain().trim().is_empty());
                    (first, first.map(Turn::plain).unwrap_or_default())
                }
            }
        };
        let mut known = turn.into_iter().flat_map(|turn| &turn.who).filter_map(|who| match who {
            Who::Known(speaker) => Some(*speaker),
            _ => None,
        });
        let profile = known.next().filter(|_| known.next().is_none());
        Some(Embedded {
            url: self.absolute(&self.url(page))?,
            title: format!("{} · {}", section.title_or(tongue), event.title),
            text: excerpt(&text, PASSAGE),
            language: event.language.to_string(),
            direction: tongue.direction(),
            speaker: turn.map(|turn| self.printed(event, turn, tongue)).filter(|name| !name.is_empty()),
            profile: profile.and_then(|speaker| self.absolute(&self.graph.speaker_url(speaker))),
            cite: self.cite(ix, tongue)?,
            site: self.graph.site.config.title.clone(),
            home: self.absolute(&UrlPath::home())?,
        })
    }
}
