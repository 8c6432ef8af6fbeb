//! The home page, the pages that list things, and plain pages.

use serde::Serialize;

use super::{EventView, ItemView, Link, QuestionView};

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
