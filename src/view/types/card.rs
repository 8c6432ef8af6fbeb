//! Share cards: what their drawings say, and how pages refer to them.

use serde::Serialize;

use super::CodeView;

/// The card of a page, as the page refers to it.
#[derive(Debug, Clone, Serialize)]
pub struct CardLinkView {
    /// The address.
    pub src: String,
    /// The absolute address, if the site has one.
    pub url: Option<String>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// `cards/card.svg` and `cards/tall.svg`: what a card says, `card`.
#[derive(Debug, Clone, Serialize)]
pub struct CardView {
    /// The kind of page: `event`, `section`, `speaker`, `quotation` or `turn`.
    pub kind: &'static str,
    /// The language of the words.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The title, the name of the speaker, or the words that are quoted. Never empty.
    pub title: String,
    /// Who speaks: the names, or the name.
    pub name: Option<String>,
    /// What the speaker is or was.
    pub role: Option<String>,
    /// The event.
    pub event: Option<String>,
    /// The day.
    pub date: Option<String>,
    /// The name of the site.
    pub site: Option<String>,
    /// The number of the section.
    pub label: Option<String>,
    /// The hue of the speaker, as a colour that is dark enough for white letters: `#00588c`.
    pub hue: &'static str,
    /// The initials of the speaker, for a card without a portrait.
    pub initials: Option<String>,
    /// The portrait, square, as an address that holds the picture itself.
    pub portrait: Option<String>,
    /// The page's address as a QR code; only for `tall.svg`, and nothing where the site has no address.
    pub code: Option<CodeView>,
}
