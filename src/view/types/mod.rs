//! What templates see: plain structures, one for each kind of page.
//!
//! Every address in them is finished and relative to the page that is drawn; every text is in the page's language.
//! A field that may be missing is always there and then `null`.

mod card;
mod charts;
mod event;
mod head;
mod lists;
mod media;
mod passage;
mod people;
mod programme;
mod speech;

use serde::Serialize;

pub use card::*;
pub use charts::*;
pub use event::*;
pub use head::*;
pub use lists::*;
pub use media::*;
pub use passage::*;
pub use people::*;
pub use programme::*;
pub use speech::*;

/// What is on a page, by its kind.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// `home.html`
    Home(HomePage),
    /// `event.html`
    Event(Box<EventPage>),
    /// `section.html`
    Section(Box<SectionPage>),
    /// `turn.html`
    Turn(Box<TurnPage>),
    /// `quotation.html`
    Quotation(Box<QuotationPage>),
    /// `all.html`
    All(Box<AllPage>),
    /// `speakers.html`
    Speakers(SpeakersPage),
    /// `speaker.html`
    Speaker(Box<SpeakerPage>),
    /// `glossary.html`
    Glossary(GlossaryPage),
    /// `questions.html`
    Questions(QuestionsPage),
    /// `tags.html`
    Tags(TagsPage),
    /// `tag.html`
    Tag(TagPage),
    /// `search.html`
    Search(SearchPage),
    /// `programme.html`
    Programme(Box<ProgrammePage>),
    /// `corrections.html`
    Corrections(Box<CorrectionsPage>),
    /// `page.html`
    Plain(PlainPage),
    /// `404.html`
    NotFound(NotFoundPage),
}

/// A page with everything that its template sees.
#[derive(Debug, Clone, Serialize)]
pub struct View {
    /// `page`
    pub page: Head,
    /// `site`
    pub site: SiteView,
    /// `theme`
    pub theme: ThemeView,
    /// The rest, by the kind of page.
    #[serde(flatten)]
    pub content: Content,
}
