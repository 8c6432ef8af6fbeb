//! Feeds as files.

mod atom;
mod html;
mod json;

use crate::view::{Feed, FeedFormat};

/// The file of a feed that stands at an address.
pub(super) fn file(feed: &Feed, format: FeedFormat, url: &str) -> String {
    match format {
        FeedFormat::Atom => atom::file(feed, url),
        FeedFormat::Json => json::file(feed, url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::Html;
    use crate::view::{Author, Block, FeedEntry};

    fn feed() -> Feed {
        let author = |name: &str| Author { name: name.to_owned(), url: None };
        Feed {
            home: "https://x.example/".into(),
            title: "A & B".into(),
            description: None,
            language: "en".into(),
            author: author("A & B"),
            updated: None,
            entries: vec![FeedEntry {
                id: "https://x.example/01/".into(),
                url: "https://x.example/01/".into(),
                title: "01 \u{b}<One>".into(),
                language: "zh-Hans".into(),
                published: None,
                updated: None,
                authors: vec![author("Ann")],
                summary: None,
                tags: Vec::new(),
                content: vec![
                    Block::Speaker("Ann".into(), Some("host".into())),
                    Block::Text(Html::text("1 < 2")),
                    Block::Footnotes(vec![("3".into(), Html::text("x"))]),
                    Block::Links(vec![("<o>".into(), "https://x.example/?a&b".into())]),
                ],
            }],
        }
    }

    #[test]
    fn what_is_unknown_is_left_out_where_it_may_be() {
        let atom = file(&feed(), FeedFormat::Atom, "https://x.example/feed.xml");
        assert!(atom.contains("<title>A &amp; B</title>") && atom.contains("<title>01 &lt;One&gt;</title>"), "{atom}");
        // Atom must have a time; one that is not known is older than all others.
        assert!(atom.contains("<updated>1970-01-01T00:00:00Z</updated>") && !atom.contains("<published>"), "{atom}");
        let json: serde_json::Value =
            serde_json::from_str(&file(&feed(), FeedFormat::Json, "https://x.example/feed.json")).unwrap();
        let entry = &json["items"][0];
        assert!(entry.get("date_published").is_none() && entry.get("date_modified").is_none(), "{json}");
        assert_eq!(
            entry["content_html"],
            "<p><strong>Ann</strong> (host)</p>\n1 &lt; 2\n<ol>\n<li value=\"3\">x</li>\n</ol>\n<ul>\n<li><a href=\"https://x.example/?a&amp;b\">&lt;o&gt;</a></li>\n</ul>\n"
        );
    }
}
