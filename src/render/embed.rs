//! What others embed, as files: oEmbed 1.0 (oembed.com), read from where the page says it is. A site of files answers no
//! questions, so the size that somebody asks for is not known.

use serde_json::json;

use crate::text;
use crate::view::Embedded;

/// How wide a quotation is, in pixels.
const WIDTH: usize = 600;
/// How much of that its words have.
const COLUMN: usize = 540;
/// How high a line is.
const LINE: usize = 27;
/// What stands below the words, and the space about them.
const REST: usize = 96;

/// The file.
pub(super) fn file(one: &Embedded) -> String {
    let mut embedded = json!({
        "version": "1.0",
        "type": "rich",
        "title": one.title,
        "provider_name": one.site,
        "provider_url": one.home,
        "width": WIDTH,
        "height": height(&one.text),
        "html": html(one),
    });
    if let Some(fields) = embedded.as_object_mut() {
        let author = [("author_name", &one.speaker), ("author_url", &one.profile)];
        for (name, value) in author.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))) {
            fields.insert(name.to_owned(), value.into());
        }
    }
    embedded.to_string()
}

/// A quotation that needs no style and no script.
fn html(one: &Embedded) -> String {
    let url = text::escape(&one.url);
    let speaker = one.speaker.as_ref().map(|name| format!("{} · ", text::escape(name))).unwrap_or_default();
    format!(
        "<blockquote cite=\"{url}\" lang=\"{}\" dir=\"{}\"><p>{}</p><footer>— {speaker}<cite><a href=\"{url}\">{}</a></cite></footer></blockquote>",
        text::escape(&one.language),
        one.direction,
        text::escape(&one.text),
        text::escape(&one.cite),
    )
}

/// How high the quotation is, from its words: a narrow letter weighs as much as it has pixels.
fn height(words: &str) -> usize {
    REST + LINE * (text::weight(words) / COLUMN + 1)
}
