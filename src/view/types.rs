//! What templates see: plain structures, one for each kind of page.
//!
//! Every address in them is finished and relative to the page that is drawn; every text is in the page's language.
//! A field that may be missing is always there and then `null`.

use serde::{Serialize, Serializer};

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
    /// The absolute address, if the site has one.
    pub canonical: Option<String>,
    /// What leads from here to the root of the site: empty or `../` several times, then always usable as a prefix.
    pub root: String,
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
    /// The address, absolute.
    pub canonical: Option<String>,
    /// Whether it is this page.
    pub current: bool,
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
    /// The address.
    pub src: String,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
}

/// A speaker, as they were at an event.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakerView {
    /// The id.
    pub id: String,
    /// The name in the page's language, as printed.
    pub name: String,
    /// The profile; nothing for the audience.
    pub href: Option<String>,
    /// What they are at the event, in words.
    pub role: Option<String>,
    /// For whom they spoke.
    pub organization: Option<String>,
    /// What they were.
    pub position: Option<String>,
    /// Position and organisation in the order of the language.
    pub affiliation: Option<String>,
    /// Which of the twelve hues is theirs, 0 to 11.
    pub hue: u32,
    /// One or two letters to stand for the name.
    pub initials: String,
    /// The portrait.
    pub photo: Option<PictureView>,
}

/// An event in a list, and the facts about it on its own page.
#[derive(Debug, Clone, Serialize)]
pub struct EventView {
    /// The title.
    pub title: String,
    /// The second line.
    pub subtitle: Option<String>,
    /// The page.
    pub href: String,
    /// The language of its record.
    pub language: String,
    /// When it begins.
    pub date: Option<DateView>,
    /// When it ends.
    pub end: Option<DateView>,
    /// The name of the place.
    pub venue: Option<String>,
    /// The address of the place.
    pub address: Option<String>,
    /// The page of the place.
    pub venue_url: Option<String>,
    /// Where one can take part online; empty where it is only known that one can.
    pub online: Option<String>,
    /// Who holds it.
    pub organizers: Vec<WebLinkView>,
    /// The series.
    pub series: Option<String>,
    /// A few sentences.
    pub summary: Option<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// The cover.
    pub cover: Option<PictureView>,
    /// The state of the record in words.
    pub status: Option<String>,
    /// How close the record is, in words.
    pub verbatim: Option<String>,
    /// The track of a conference.
    pub track: Option<String>,
    /// The room.
    pub room: Option<String>,
    /// How many sections, in words; nothing where there are none.
    pub sections: Option<String>,
    /// How long it reads, in words.
    pub reading_time: Option<String>,
    /// Who takes part.
    pub speakers: Vec<SpeakerView>,
}

/// A name that may have an address.
#[derive(Debug, Clone, Serialize)]
pub struct WebLinkView {
    /// The name.
    pub label: String,
    /// The address.
    pub url: Option<String>,
}

/// A section in a list.
#[derive(Debug, Clone, Serialize)]
pub struct SectionLine {
    /// The number as it stands in the address: `01`.
    pub label: String,
    /// The title.
    pub title: Html,
    /// The title without mark-up.
    pub title_text: String,
    /// The page.
    pub href: String,
    /// A sentence.
    pub summary: Option<String>,
    /// How long it reads, in words.
    pub reading_time: String,
    /// Who speaks in it.
    pub speakers: Vec<SpeakerView>,
}

/// A section with what was said.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// The number as it stands in the address: `01`.
    pub label: String,
    /// The title.
    pub title: Html,
    /// The title without mark-up.
    pub title_text: String,
    /// The page.
    pub href: String,
    /// "3 of 8", in words.
    pub position: String,
    /// A sentence.
    pub summary: Option<String>,
    /// What to take away.
    pub key_points: Vec<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// The cover.
    pub cover: Option<PictureView>,
    /// How long it reads, in words.
    pub reading_time: String,
    /// Who speaks in it.
    pub speakers: Vec<SpeakerView>,
    /// What was said.
    pub items: Vec<ItemView>,
}

/// What a section, an introduction or a page consists of.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ItemView {
    /// Somebody speaks.
    Turn(Box<TurnView>),
    /// A heading.
    Topic(TopicView),
    /// The editor's words.
    Text(TextView),
    /// What happens.
    Scene(TextView),
    /// A gap in the record.
    Gap(TextView),
    /// A boxed note.
    Note(NoteView),
    /// A recording on another host.
    Media(MediaView),
}

/// A heading inside a section.
#[derive(Debug, Clone, Serialize)]
pub struct TopicView {
    /// The level of the heading element: 2 to 4.
    pub level: u8,
    /// Its id on the page.
    pub id: String,
    /// Its text.
    pub title: Html,
}

/// A piece of text, with the footnotes that are referred to in it.
#[derive(Debug, Clone, Serialize)]
pub struct TextView {
    /// The text.
    pub html: Html,
    /// Its footnotes.
    pub notes: Vec<FootnoteView>,
}

/// A value that a page shows in many places, made for the templates once.
#[derive(Debug, Clone)]
pub struct Shared(tera::Value);

impl Shared {
    /// The value as templates see it.
    pub fn new(value: &impl Serialize) -> Self {
        Self(tera::Value::from_serializable(value))
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A turn.
#[derive(Debug, Clone, Serialize)]
pub struct TurnView {
    /// The id.
    pub id: String,
    /// The id on this page; nothing where the turn is only shown here and stands elsewhere.
    pub anchor: Option<String>,
    /// Where it stands.
    pub href: String,
    /// Who speaks; each is a [`SpeakerView`].
    pub speakers: Vec<Shared>,
    /// The speakers' ids, separated by spaces.
    pub speaker_ids: String,
    /// Position and organisation as said at that moment.
    pub role: Option<String>,
    /// The time into the recording.
    pub time: Option<TimeView>,
    /// Whether the same speaker goes on after an interruption.
    pub continued: bool,
    /// Whether it is a question from the audience.
    pub question: bool,
    /// The id of the question that it answers.
    pub answers: Option<String>,
    /// The speech and what interrupts it, in the forms of [`ItemView`] but for turns and topics.
    pub parts: Vec<ItemView>,
    /// The footnotes that are referred to in it.
    pub notes: Vec<FootnoteView>,
}

/// A time into the recording.
#[derive(Debug, Clone, Serialize)]
pub struct TimeView {
    /// Seconds.
    pub seconds: f64,
    /// For people: `12:34`.
    pub text: String,
}

/// A boxed note.
#[derive(Debug, Clone, Serialize)]
pub struct NoteView {
    /// Its kind, as in `data-note`.
    pub note: &'static str,
    /// The kind in words.
    pub title: String,
    /// Its text.
    pub html: Html,
    /// The footnotes that are referred to in it; empty inside a turn, whose footnotes stand behind it.
    pub notes: Vec<FootnoteView>,
}

/// A footnote.
#[derive(Debug, Clone, Serialize)]
pub struct FootnoteView {
    /// Its number in the section.
    pub number: String,
    /// Its id on the page.
    pub id: String,
    /// Its text.
    pub html: Html,
}

/// A recording on another host, of which nothing is loaded before it is asked for.
#[derive(Debug, Clone, Serialize)]
pub struct MediaView {
    /// The host's name; empty for a file.
    pub host: String,
    /// The page of the recording.
    pub url: String,
    /// The address for the frame.
    pub frame: String,
    /// `audio` or `video`, for a file that the browser plays.
    pub file: Option<String>,
    /// What the reader is told.
    pub label: String,
}

/// A passage worth sharing.
#[derive(Debug, Clone, Serialize)]
pub struct HighlightView {
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub href: String,
    /// The language of the words.
    pub language: String,
    /// Who said it.
    pub speakers: Vec<SpeakerView>,
}

/// A question with those who answered it.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionView {
    /// The question.
    pub text: String,
    /// Where it stands.
    pub href: String,
    /// The section in which it was asked.
    pub section: Link,
    /// Who answered, linked to the answer.
    pub answers: Vec<Link>,
}

/// A correction of the record.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectionView {
    /// When it was made.
    pub date: Option<DateView>,
    /// What was wrong and what is right.
    pub text: String,
    /// The section.
    pub section: Option<Link>,
}

/// The home page of a site of many events.
#[derive(Debug, Clone, Serialize)]
pub struct HomePage {
    /// The events that stand alone or hold others, newest first.
    pub events: Vec<EventView>,
    /// How many speakers there are, in words.
    pub speakers: String,
    /// The list of speakers.
    pub speakers_href: String,
}

/// The page of an event.
#[derive(Debug, Clone, Serialize)]
pub struct EventPage {
    /// The facts.
    pub event: EventView,
    /// The event that holds it.
    pub parent: Option<Link>,
    /// The editor's introduction.
    pub introduction: Vec<ItemView>,
    /// The questions that it set out to answer.
    pub questions: Vec<String>,
    /// The sections.
    pub sections: Vec<SectionLine>,
    /// The events that it holds, in order of time.
    pub sessions: Vec<EventView>,
    /// The quotations.
    pub highlights: Vec<HighlightView>,
    /// The questions of the audience.
    pub audience: Vec<QuestionView>,
    /// What was corrected.
    pub corrections: Vec<CorrectionView>,
    /// The whole transcript on one page.
    pub all: Option<String>,
    /// The event before, in time.
    pub earlier: Option<Link>,
    /// The event after.
    pub later: Option<Link>,
    /// The licence.
    pub license: Option<WebLinkView>,
    /// Where the record was taken from.
    pub source_url: Option<String>,
}

/// The page of a section.
#[derive(Debug, Clone, Serialize)]
pub struct SectionPage {
    /// The event.
    pub event: Link,
    /// The section.
    pub section: SectionView,
    /// The one before.
    pub previous: Option<SectionLine>,
    /// The one after.
    pub next: Option<SectionLine>,
    /// The whole transcript on one page.
    pub all: String,
}

/// The page with the whole transcript.
#[derive(Debug, Clone, Serialize)]
pub struct AllPage {
    /// The facts.
    pub event: EventView,
    /// The editor's introduction.
    pub introduction: Vec<ItemView>,
    /// The questions that it set out to answer.
    pub questions: Vec<String>,
    /// The sections.
    pub sections: Vec<SectionView>,
}

/// A speaker in a list.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakerLine {
    /// Who, as they are today.
    pub speaker: SpeakerView,
    /// At how many events they spoke, in words.
    pub events: String,
    /// How many turns they have, in words.
    pub turns: String,
}

/// The list of speakers.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakersPage {
    /// The speakers, in the order of their names.
    pub speakers: Vec<SpeakerLine>,
}

/// The page of a speaker.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakerPage {
    /// Who, as they are today.
    pub speaker: SpeakerView,
    /// The name in other languages.
    pub names: Vec<NameView>,
    /// Pronouns.
    pub pronouns: Option<String>,
    /// Addresses.
    pub links: Vec<WebLinkView>,
    /// The biography.
    pub biography: Vec<ItemView>,
    /// How many turns they have, in words.
    pub turns: String,
    /// At how many events, in words.
    pub events: String,
    /// The quotations.
    pub highlights: Vec<HighlightView>,
    /// What they said, by event.
    pub appearances: Vec<AppearanceView>,
    /// With whom they spoke.
    pub with: Vec<SpeakerView>,
}

/// A name in a language.
#[derive(Debug, Clone, Serialize)]
pub struct NameView {
    /// The language tag.
    pub language: String,
    /// The name.
    pub name: String,
}

/// What a speaker said at an event.
#[derive(Debug, Clone, Serialize)]
pub struct AppearanceView {
    /// The event.
    pub event: EventView,
    /// The speaker as they were then.
    pub speaker: SpeakerView,
    /// What they said, by section.
    pub sections: Vec<AppearanceSection>,
}

/// What a speaker said in a section.
#[derive(Debug, Clone, Serialize)]
pub struct AppearanceSection {
    /// The number.
    pub label: String,
    /// The title.
    pub title: Html,
    /// The page.
    pub href: String,
    /// The turns.
    pub turns: Vec<TurnView>,
}

/// The glossary.
#[derive(Debug, Clone, Serialize)]
pub struct GlossaryPage {
    /// The terms.
    pub terms: Vec<TermView>,
}

/// A term of the glossary.
#[derive(Debug, Clone, Serialize)]
pub struct TermView {
    /// The term.
    pub term: String,
    /// Its id on the page.
    pub id: String,
    /// Its language.
    pub language: String,
    /// What it means.
    pub text: Vec<ItemView>,
}

/// The list of questions.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionsPage {
    /// The events that have questions, newest first.
    pub events: Vec<EventQuestions>,
}

/// The questions of an event.
#[derive(Debug, Clone, Serialize)]
pub struct EventQuestions {
    /// The event.
    pub event: Link,
    /// Its language.
    pub language: String,
    /// The questions that it set out to answer.
    pub questions: Vec<String>,
    /// The questions of the audience.
    pub audience: Vec<QuestionView>,
}

/// A plain page.
#[derive(Debug, Clone, Serialize)]
pub struct PlainPage {
    /// Its text.
    pub text: Vec<ItemView>,
}

/// The page for addresses that lead nowhere.
#[derive(Debug, Clone, Serialize)]
pub struct NotFoundPage {
    /// The newest events.
    pub events: Vec<Link>,
}

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
    /// The rest, by the kind of page.
    #[serde(flatten)]
    pub content: Content,
}
