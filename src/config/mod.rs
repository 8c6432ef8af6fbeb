//! What editors write in YAML: `site.yaml`, the glossary and the front matter of every kind of source.
//!
//! In: YAML text with its place in a file. Out: typed values, or a diagnostic with line, column and the nearest known
//! key. Every type has a JSON Schema. This room knows nothing of Markdown, of pages or of the file system.

mod comments;
mod deploy;
mod front;
mod headers;
mod site;
mod theme;
mod value;
mod yaml;

pub use comments::{CommentChoice, CommentProvider, Comments};
pub use deploy::{Deploy, FolderPlace, GitPlace, History, RsyncPlace, StoragePlace};
pub use front::{
    Correction, EventFront, GlossaryEntry, Media, Named, Online, PageFront, Role, SectionFront, SpeakerEntry,
    SpeakerFront, Status, Verbatim, WebLink,
};
pub use headers::{HeaderName, HeaderPath, HeaderText, PolicySource};
pub use site::{
    Book, CardChoice, Export, Hosting, Llms, MarkdownOptions, Phrase, Publisher, Search, SiteConfig, TurnPages, Words,
    WordsFile,
};
pub use theme::{Accent, Colour, Cover, Density, Faces, Families, FontFile, Home, ThemeOptions};
pub use value::{Address, Alias, Language, Text, When, Zone};
pub use yaml::{place, read};

use std::collections::BTreeMap;

/// `glossary.yaml`: terms and what they mean.
pub type Glossary = BTreeMap<String, GlossaryEntry>;

/// The kinds of file that have a schema, by the name that `plenary schema` takes.
pub const KINDS: &[&str] = &["site", "glossary", "event", "section", "speaker", "page", "words"];

/// The JSON Schema (2020-12) of a kind of file; nothing where the kind is unknown.
pub fn schema(kind: &str) -> Option<schemars::Schema> {
    Some(match kind {
        "site" => schemars::schema_for!(SiteConfig),
        "glossary" => schemars::schema_for!(Glossary),
        "event" => schemars::schema_for!(EventFront),
        "section" => schemars::schema_for!(SectionFront),
        "speaker" => schemars::schema_for!(SpeakerFront),
        "page" => schemars::schema_for!(PageFront),
        "words" => schemars::schema_for!(WordsFile),
        _ => return None,
    })
}
