//! `site.yaml`, and the words of the interface.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::comments::Comments;
use super::deploy::Deploy;
use super::headers::{HeaderName, HeaderPath, HeaderText, PolicySource};
use super::theme::ThemeOptions;
use super::value::{Address, Language, Zone, flag_or};

/// The whole of `site.yaml`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteConfig {
    /// The site's name.
    pub title: String,
    /// A sentence about it.
    #[serde(default)]
    pub description: Option<String>,
    /// Where it is published, with the path: `https://host.example/a/b/`.
    #[serde(default)]
    pub base_url: Option<String>,
    /// The language of the site and, unless they say otherwise, of its events.
    #[serde(default)]
    pub language: Language,
    /// The languages in which it has events, beside its own; an event in another is told by `plenary check`.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// The time zone of events that state none.
    #[serde(default)]
    pub timezone: Option<Zone>,
    /// Who publishes it.
    #[serde(default)]
    pub publisher: Option<Publisher>,
    /// The folder below `themes/`; the theme that the program brings is `default`.
    #[serde(default)]
    pub theme: Option<String>,
    /// What the theme lets one choose.
    #[serde(default)]
    pub theme_options: ThemeOptions,
    /// Which turns get a page of their own.
    #[serde(default)]
    pub turn_pages: TurnPages,
    /// Which pages get a share card.
    #[serde(default)]
    pub cards: CardChoice,
    /// Whether there is a search, or its options.
    #[serde(default)]
    pub search: Search,
    /// Formats that are offered for every event, unless it names its own. Where nothing is stated: `txt`, `md`, `vtt`, `srt`, `json`.
    #[serde(default)]
    pub exports: Option<BTreeSet<Export>>,
    /// How books are made.
    #[serde(default)]
    pub epub: Book,
    /// What is written for language models at the root of the site.
    #[serde(default)]
    pub llms: Llms,
    /// Whether there are feeds.
    #[serde(default)]
    pub feeds: Option<bool>,
    /// The services in the share sheet, in order; where nothing is stated, by the site's language.
    #[serde(default)]
    pub share: Option<Vec<Service>>,
    /// Where readers comment.
    #[serde(default)]
    pub comments: Option<Comments>,
    /// For which host redirects and headers are written.
    #[serde(default)]
    pub hosting: Hosting,
    /// Where `plenary deploy` puts the site, by name.
    #[serde(default)]
    pub deploy: BTreeMap<String, Deploy>,
    /// Former addresses and what they lead to now.
    #[serde(default)]
    pub redirects: BTreeMap<String, String>,
    /// Further HTTP headers by path (`/*`, `/talk/*`, `/feed.xml`), for hosts that let one set them. One of the program's own is
    /// replaced, or left out where the text is empty.
    #[serde(default)]
    pub headers: BTreeMap<HeaderPath, BTreeMap<HeaderName, HeaderText>>,
    /// What pages may load from elsewhere beyond what they need: sources by directive of the Content-Security-Policy, such as
    /// `script-src: [https://count.example.org]`.
    #[serde(default)]
    pub policy: BTreeMap<HeaderName, Vec<PolicySource>>,
    /// How Markdown is read.
    #[serde(default)]
    pub markdown: MarkdownOptions,
    /// Codes of warnings that are not shown.
    #[serde(default)]
    pub silence: Vec<String>,
}

/// Who publishes the site.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// The name.
    pub name: String,
    /// The address.
    #[serde(default)]
    pub url: Option<Address>,
    /// A picture, by its path below `static/`, for search engines.
    #[serde(default)]
    pub logo: Option<String>,
}

/// A format in which an event is offered beside its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Export {
    /// Plain text: `transcript.txt`.
    Txt,
    /// The sources in one file, from which `plenary import` makes them again: `transcript.md`.
    Md,
    /// Everything as data, for programs: `event.json`.
    Json,
    /// Captions as `WebVTT`, of events whose turns have times: `transcript.vtt`.
    Vtt,
    /// Captions as `SubRip`, of such events: `transcript.srt`.
    Srt,
    /// The transcript as players of podcasts read it, of such events: `transcript.json`.
    Podcast,
    /// The sections as players of podcasts read chapters, where it is known when they begin: `chapters.json`.
    Chapters,
    /// A debate in Akoma Ntoso, the XML of parliaments: `transcript.akn.xml`.
    Akn,
    /// An electronic book: `transcript.epub`.
    Epub,
    /// The whole transcript on paper, printed by an installed Chromium: `transcript.pdf`.
    Pdf,
}

impl Export {
    /// All of them, in the order in which pages offer them.
    pub const ALL: [Self; 10] = [
        Self::Pdf,
        Self::Txt,
        Self::Md,
        Self::Epub,
        Self::Vtt,
        Self::Srt,
        Self::Json,
        Self::Akn,
        Self::Podcast,
        Self::Chapters,
    ];

    /// Those that are made where nothing else is said.
    pub const USUAL: [Self; 5] = [Self::Txt, Self::Md, Self::Vtt, Self::Srt, Self::Json];

    /// The name of the file.
    pub fn file(self) -> &'static str {
        match self {
            Self::Txt => "transcript.txt",
            Self::Md => "transcript.md",
            Self::Json => "event.json",
            Self::Vtt => "transcript.vtt",
            Self::Srt => "transcript.srt",
            Self::Podcast => "transcript.json",
            Self::Chapters => "chapters.json",
            Self::Akn => "transcript.akn.xml",
            Self::Epub => "transcript.epub",
            Self::Pdf => "transcript.pdf",
        }
    }

    /// The media type (IANA; of the two files of podcasts as their specification says).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Txt => "text/plain",
            Self::Md => "text/markdown",
            Self::Json | Self::Podcast => "application/json",
            Self::Vtt => "text/vtt",
            Self::Srt => "application/x-subrip",
            Self::Chapters => "application/json+chapters",
            Self::Akn => "application/akn+xml",
            Self::Epub => "application/epub+zip",
            Self::Pdf => "application/pdf",
        }
    }

    /// What it is called; the same in every language.
    pub fn label(self) -> &'static str {
        match self {
            Self::Txt => "TXT",
            Self::Md => "Markdown",
            Self::Json => "JSON",
            Self::Vtt => "WebVTT",
            Self::Srt => "SRT",
            Self::Podcast => "Podcast JSON",
            Self::Chapters => "Podcast chapters",
            Self::Akn => "Akoma Ntoso",
            Self::Epub => "EPUB",
            Self::Pdf => "PDF",
        }
    }

    /// Whether it is of use only with times into the recording.
    pub fn needs_times(self) -> bool {
        matches!(self, Self::Vtt | Self::Srt | Self::Podcast)
    }
}

/// How books are made of events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Book {
    /// Whether lines run from top to bottom in Chinese and Japanese.
    pub vertical: bool,
}

/// What is written for language models at the root of the site (llmstxt.org).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Llms {
    /// `llms.txt`: what there is, with links.
    #[default]
    List,
    /// `llms-full.txt` as well: every word of the site.
    Full,
    /// Nothing.
    None,
}

/// Which turns get a page of their own, the widest choice first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TurnPages {
    /// Every turn.
    #[default]
    All,
    /// Turns that hold a quotation.
    Quoted,
    /// No turn.
    None,
}

impl TurnPages {
    /// Whether a turn has a page that holds quotations, or none; a quotation has one where its turn has.
    pub fn has(self, quoted: bool) -> bool {
        match self {
            Self::All => true,
            Self::Quoted => quoted,
            Self::None => false,
        }
    }
}

/// Which pages get a share card of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CardChoice {
    /// Events, sections, speakers and quotations.
    #[default]
    Default,
    /// Turns as well.
    All,
    /// None.
    None,
}

/// A service to which the share sheet leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// `WeChat`, which takes no links: its readers scan a code.
    Wechat,
    /// Weibo.
    Weibo,
    /// X.
    X,
    /// `LinkedIn`.
    Linkedin,
    /// Telegram.
    Telegram,
    /// `WhatsApp`.
    Whatsapp,
    /// LINE.
    Line,
    /// Reddit.
    Reddit,
    /// Mastodon.
    Mastodon,
    /// Electronic mail.
    Mail,
}

impl Service {
    /// As `site.yaml` spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wechat => "wechat",
            Self::Weibo => "weibo",
            Self::X => "x",
            Self::Linkedin => "linkedin",
            Self::Telegram => "telegram",
            Self::Whatsapp => "whatsapp",
            Self::Line => "line",
            Self::Reddit => "reddit",
            Self::Mastodon => "mastodon",
            Self::Mail => "mail",
        }
    }

    /// What readers of a language use most.
    fn used_in(language: &Language) -> &'static [Self] {
        match language.primary() {
            "zh" => &[Self::Wechat, Self::Weibo, Self::Mail],
            "ja" => &[Self::Line, Self::X, Self::Mail],
            "ko" => &[Self::X, Self::Mail],
            _ => &[Self::Whatsapp, Self::X, Self::Linkedin, Self::Mastodon, Self::Mail],
        }
    }
}

impl SiteConfig {
    /// The services in the share sheet.
    pub fn services(&self) -> &[Service] {
        self.share.as_deref().unwrap_or_else(|| Service::used_in(&self.language))
    }
}

/// Whether there is a search, or its options.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum Search {
    /// Yes or no.
    Is(bool),
    /// Its options.
    Options(SearchOptions),
}

impl<'de> Deserialize<'de> for Search {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        flag_or(deserializer, "`true`, `false` or a mapping", Self::Is, Self::Options)
    }
}

impl Default for Search {
    fn default() -> Self {
        Self::Is(true)
    }
}

/// How the search finds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchOptions {
    /// Whether Traditional and Simplified Chinese are found by either.
    #[serde(default)]
    pub variants: bool,
}

impl Search {
    /// Whether there is a search.
    pub fn is_on(&self) -> bool {
        *self != Self::Is(false)
    }

    /// Whether Traditional and Simplified Chinese are found by either.
    pub fn unifies_chinese(&self) -> bool {
        matches!(self, Self::Options(SearchOptions { variants: true }))
    }
}

/// For which host redirects and headers are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Hosting {
    /// Any static host.
    #[default]
    Generic,
    /// Netlify.
    Netlify,
    /// Cloudflare Pages.
    Cloudflare,
    /// Vercel.
    Vercel,
    /// GitHub Pages.
    Github,
    /// GitLab Pages.
    Gitlab,
    /// nginx.
    Nginx,
    /// Caddy.
    Caddy,
    /// Storage with the interface of S3.
    S3,
}

/// How Markdown is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MarkdownOptions {
    /// Whether raw HTML counts; it is sanitised all the same.
    pub html: bool,
}

/// The words of the interface in one language, as a file `words/<language>.yaml` holds them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WordsFile {
    /// The name of the language in itself.
    pub language_name: String,
    /// Phrases by key.
    pub phrases: BTreeMap<String, Phrase>,
    /// Labels that mean the audience, as they are typed in transcripts.
    pub audience: Vec<String>,
    /// Words in brackets that describe a scene.
    pub scenes: Vec<String>,
    /// Words in brackets that mark a gap in the record.
    pub gaps: Vec<String>,
}

/// A phrase, or one for each plural category (`one`, `few`, `other` …) of its number `{n}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Phrase {
    /// The same for every number.
    Same(String),
    /// By the plural category of CLDR.
    Plural(BTreeMap<String, String>),
}

/// The words of the interface, by language tag.
pub type Words = BTreeMap<String, WordsFile>;
