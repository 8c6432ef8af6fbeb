//! JSON Feed, version 1.1 (jsonfeed.org).

use jiff::Timestamp;
use serde::Serialize;

use super::html::html;
use crate::view::{Author, Feed, FeedEntry};

#[derive(Serialize)]
struct File<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    language: &'a str,
    authors: Vec<Person<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    language: &'a str,
    content_html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Person<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
}

#[derive(Serialize)]
struct Person<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// The file.
pub(super) fn file(feed: &Feed, url: &str) -> String {
    let file = File {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.home,
        feed_url: url,
        description: feed.description.as_deref(),
        language: &feed.language,
        authors: vec![person(&feed.author)],
        items: feed.entries.iter().map(item).collect(),
    };
    serde_json::to_string(&file).unwrap_or_default()
}

fn item(entry: &FeedEntry) -> Item<'_> {
    Item {
        id: &entry.id,
        url: &entry.url,
        title: &entry.title,
        language: &entry.language,
        content_html: html(&entry.content),
        summary: entry.summary.as_deref(),
        date_published: entry.published.as_ref().map(Timestamp::to_string),
        date_modified: entry.updated.as_ref().map(Timestamp::to_string),
        authors: entry.authors.iter().map(person).collect(),
        tags: &entry.tags,
    }
}

fn person(author: &Author) -> Person<'_> {
    Person { name: &author.name, url: author.url.as_deref() }
}
