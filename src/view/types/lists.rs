//! The home page, the pages that list things, and plain pages.

use serde::Serialize;

use super::{DateView, EventView, ItemView, Link, QuestionView, SpeakerView};

/// A run of the entries of a list, under a heading of its own. Short lists are one run without a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupView {
    /// The heading: a letter, a year; empty for none.
    pub label: String,
    /// The id of the heading on the page.
    pub id: String,
    /// The position of the first entry.
    pub from: usize,
    /// The position behind the last entry.
    pub to: usize,
}

/// The home page of a site of many events.
#[derive(Debug, Clone, Serialize)]
pub struct HomePage {
    /// The events that stand alone or hold others: those still to come, the next one first, then the others, newest first.
    pub events: Vec<EventView>,
    /// The events by year, those still to come before all.
    pub groups: Vec<GroupView>,
    /// How many speakers there are, in words.
    pub speakers: String,
    /// Those who spoke most often.
    pub voices: Vec<SpeakerView>,
    /// The list of speakers.
    pub speakers_href: String,
    /// The list of keywords, if there are any.
    pub tags_href: Option<String>,
}

/// The list of keywords.
#[derive(Debug, Clone, Serialize)]
pub struct TagsPage {
    /// The keywords, in the order of their letters.
    pub tags: Vec<TagLine>,
    /// The keywords by their first letters.
    pub groups: Vec<GroupView>,
}

/// A keyword in a list.
#[derive(Debug, Clone, Serialize)]
pub struct TagLine {
    /// The keyword.
    pub name: String,
    /// Its language.
    pub language: String,
    /// Its page.
    pub href: String,
    /// How many events and sections are filed under it.
    pub count: String,
}

/// The page of a keyword.
#[derive(Debug, Clone, Serialize)]
pub struct TagPage {
    /// The keyword.
    pub tag: TagLine,
    /// What is filed under it, newest first.
    pub uses: Vec<TagUse>,
    /// The list of keywords.
    pub tags_href: String,
}

/// An event, or sections of it, filed under a keyword.
#[derive(Debug, Clone, Serialize)]
pub struct TagUse {
    /// The event.
    pub event: Link,
    /// The language of its record.
    pub language: String,
    /// When it begins.
    pub date: Option<DateView>,
    /// A few sentences, where the event itself is filed.
    pub summary: Option<String>,
    /// The sections that are filed.
    pub sections: Vec<TagSection>,
}

/// A section filed under a keyword.
#[derive(Debug, Clone, Serialize)]
pub struct TagSection {
    /// The number as it stands in the address: `01`.
    pub label: String,
    /// The title without mark-up.
    pub title: String,
    /// The page.
    pub href: String,
}

/// The search.
#[derive(Debug, Clone, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a field of the form that is there or not")]
pub struct SearchPage {
    /// Whether there are several events to choose from.
    pub events: bool,
    /// Whether there are several speakers to choose from.
    pub speakers: bool,
    /// Whether there are keywords to choose from.
    pub tags: bool,
    /// Whether there are roles to choose from.
    pub roles: bool,
    /// The phrase for a number of results in every plural form that the language has, as JSON by CLDR category.
    pub counts: String,
    /// The phrase for a number of turns in the same form.
    pub turns: String,
    /// The list of speakers.
    pub speakers_href: String,
    /// The host of the site, for a search engine that is to look only there.
    pub host: Option<String>,
}

/// The glossary.
#[derive(Debug, Clone, Serialize)]
pub struct GlossaryPage {
    /// The terms, in the order of their letters.
    pub terms: Vec<TermView>,
    /// The terms by their first letters.
    pub groups: Vec<GroupView>,
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
    /// The events by year.
    pub groups: Vec<GroupView>,
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
