//! What every page has: its head, the site, links, dates, pictures.

use serde::Serialize;

use super::CardLinkView;
use crate::config::{Cover, Density, Home};
use crate::markdown::Html;

/// The head of every page: `page`.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    /// The kind of page, as in `data-page`.
    pub kind: &'static str,
    /// Its title, without that of the site.
    pub title: String,
    /// A sentence for previews.
    pub description: String,
    /// The language of the page.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The absolute address by which search engines know what is on the page, if the site has one.
    pub canonical: Option<String>,
    /// The absolute address of this very page, if the site has one.
    pub url: Option<String>,
    /// The event and its day, as one names a source; nothing on pages of no event.
    pub cite: Option<String>,
    /// Which turns have a page of their own, for the script: `all` or `quoted`; nothing where none has.
    pub turn_pages: Option<&'static str>,
    /// Whether quotations have a picture to be saved, for the script.
    pub pictures: bool,
    /// The services to which the share sheet leads, in order, separated by spaces, for the script; nothing where there are
    /// none or the page has no address that others could open.
    pub services: Option<String>,
    /// What leads from here to the root of the site: empty or `../` several times, then always usable as a prefix.
    pub root: String,
    /// The list of what is kept on a device together with this page; nothing outside of events.
    pub offline: Option<String>,
    /// Where an event's own words are looked for; nothing outside of events and where the site has no search.
    pub search_within: Option<String>,
    /// The picture that chat apps show of the page, if it has one.
    pub card: Option<CardLinkView>,
    /// When the record came, for machines; nothing outside of events.
    pub published: Option<String>,
    /// When it was corrected last, for machines.
    pub modified: Option<String>,
    /// What the page says to machines about what is on it (JSON-LD), the content of a `script` element.
    pub structured: Option<Html>,
    /// The feeds that tell of what is new here, as Atom and as JSON Feed.
    pub feeds: Vec<FeedView>,
    /// Where others get what they embed of the page (oEmbed), absolute; nothing on pages that are not embedded.
    pub embed: Option<String>,
    /// The same page in other languages, itself included.
    pub twins: Vec<Twin>,
    /// The page before this one.
    pub previous: Option<Link>,
    /// The page after this one.
    pub next: Option<Link>,
    /// Whether search engines are asked to pass it over.
    pub noindex: bool,
}

/// A page in another language.
#[derive(Debug, Clone, Serialize)]
pub struct Twin {
    /// The language tag.
    pub language: String,
    /// The language's own name.
    pub name: String,
    /// The address, relative.
    pub href: String,
    /// The address, absolute; nothing where the other language lacks this page and the link leads to its event.
    pub canonical: Option<String>,
    /// Whether it is this page.
    pub current: bool,
    /// Whether the others are translated from it: it is for readers of all further languages.
    pub original: bool,
    /// The ids of the twins of this page's turns, in order, separated by spaces; empty but on sections.
    pub turns: String,
}

/// A feed.
#[derive(Debug, Clone, Serialize)]
pub struct FeedView {
    /// Its title.
    pub title: String,
    /// Its media type.
    pub kind: &'static str,
    /// Where it stands.
    pub href: String,
}

/// A link with its text.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// The text.
    pub label: String,
    /// The address.
    pub href: String,
}

/// The site: `site`.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// Its name.
    pub title: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Its home page.
    pub home: String,
    /// Its language.
    pub language: String,
    /// Who publishes it.
    pub publisher: Option<PublisherView>,
    /// The menu.
    pub menu: Vec<MenuEntry>,
    /// The search, if the site has one.
    pub search: Option<String>,
    /// What was corrected anywhere, if anything was.
    pub corrections: Option<String>,
}

/// What the site chose by `theme_options`: `theme`.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ThemeView {
    /// Where the cover of an event stands: `wide`, `beside` or `none`. With `none` no event has a cover.
    pub cover: Cover,
    /// How much air there is: `calm` or `compact`.
    pub density: Density,
    /// How the home page shows events: `list` or `cards`.
    pub home: Home,
    /// Whether style and script carry `integrity` attributes; `assets` has their values only then.
    pub integrity: bool,
}

/// Who publishes the site.
#[derive(Debug, Clone, Serialize)]
pub struct PublisherView {
    /// The name.
    pub name: String,
    /// The address.
    pub url: Option<String>,
}

/// An entry of the menu.
#[derive(Debug, Clone, Serialize)]
pub struct MenuEntry {
    /// The text.
    pub label: String,
    /// The address.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// A date.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// For machines: the value of a `datetime` attribute.
    pub machine: String,
    /// For people.
    pub text: String,
}

/// A picture of the site.
#[derive(Debug, Clone, Serialize)]
pub struct PictureView {
    /// The address, of a size that suits most.
    pub src: String,
    /// The addresses of all sizes with their widths, as the attribute `srcset` wants them; nothing where there is one.
    pub srcset: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// The average colour (`#7a8b99`), to stand there until the picture is loaded.
    pub color: Option<String>,
}

/// A name that may have an address.
#[derive(Debug, Clone, Serialize)]
pub struct WebLinkView {
    /// The name.
    pub label: String,
    /// The address.
    pub url: Option<String>,
}
