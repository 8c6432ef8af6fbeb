//! An event in formats for other programs.
//!
//! In: the record of an event, and its captions. Out: the text of a file. From the record to a format goes through one visitor
//! ([`visit`]), which walks from the event over sections, turns, scenes and notes down to words, so that a format says only how each of
//! them is written. Two formats do not need it: captions are made of cues, and Markdown, our own format, is quoted from the sources,
//! since nothing else is exact.
//! This room must never know of pages, files and templates.

pub mod akn;
pub mod captions;
pub mod chapters;
pub mod epub;
pub mod json;
pub mod llms;
pub mod markdown;
pub mod plain;
pub mod podcast;
pub mod visit;
mod zip;

/// A value as the content of a file of JSON.
fn json(value: &impl serde::Serialize) -> String {
    // Our values have string keys and finite numbers only, so nothing can fail.
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}
