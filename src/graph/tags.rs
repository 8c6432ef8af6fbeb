//! Keywords: what is filed under each, and where its page stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{EventIx, Site};
use crate::text;

/// A keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The keyword as it was first written.
    pub name: String,
    /// Its name in the address.
    pub slug: String,
    /// The tag of the language in which it was first written.
    pub language: String,
    /// What is filed under it, newest first: an event, or a section by its position in the event.
    pub uses: Vec<(EventIx, Option<usize>)>,
}

/// The keywords of a site, in the order of their keys. Spellings that differ only in case and width are one keyword.
pub(super) fn tags(site: &Site, newest_first: &[EventIx]) -> BTreeMap<String, Tag> {
    let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
    for ix in newest_first {
        let Some(event) = site.event(*ix) else { continue };
        let own = event.front.tags.iter().map(|tag| (tag, None));
        let sections = event.sections.iter().enumerate();
        let theirs = sections.flat_map(|(at, section)| section.front.tags.iter().map(move |tag| (tag, Some(at))));
        for (name, section) in own.chain(theirs) {
            let key = text::name_key(name);
            if key.is_empty() {
                continue;
            }
            let tag = tags.entry(key).or_insert_with(|| Tag {
                name: name.trim().to_owned(),
                slug: String::new(),
                language: event.language.to_string(),
                uses: Vec::new(),
            });
            if tag.uses.last() != Some(&(*ix, section)) {
                tag.uses.push((*ix, section));
            }
        }
    }
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (key, tag) in &mut tags {
        // Of several that read alike, all but the first carry a mark made from their own letters.
        let plain = text::speaker_id(&tag.name);
        let slug = if taken.contains(&plain) { format!("{plain}-{}", text::mint(key, &|_| false)) } else { plain };
        taken.insert(slug.clone());
        tag.slug = slug;
    }
    tags
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::{EventFront, Language};
    use crate::diag::File;
    use crate::model::{Body, Event};
    use crate::path::ContentPath;

    fn event(path: &str, tags: &[&str]) -> Event {
        let front = serde_json::json!({ "title": path, "tags": tags });
        Event {
            path: path.to_owned(),
            front: serde_json::from_value::<EventFront>(front).unwrap(),
            title: path.to_owned(),
            language: Language::default(),
            zone: jiff::tz::TimeZone::UTC,
            participants: Vec::new(),
            places: Vec::new(),
            introduction: Body::default(),
            sections: Vec::new(),
            parent: None,
            children: Vec::new(),
            withheld: None,
            file: Arc::new(File::new(ContentPath::new("content/event.md").unwrap(), String::new())),
            named: Vec::new(),
        }
    }

    #[test]
    fn spellings_are_joined_and_addresses_kept_apart() {
        let mut site = Site::default();
        site.events.extend([event("a", &["公式", "Tide Lamps", "  "]), event("b", &["公事", "ｔｉｄｅ lamps"])]);
        let tags = tags(&site, &[EventIx(1), EventIx(0)]);
        let found: Vec<_> = tags.values().map(|tag| (tag.name.as_str(), tag.slug.as_str(), tag.uses.len())).collect();
        let [lamps, first, second] = found[..] else { panic!("{found:?}") };
        assert_eq!(lamps, ("ｔｉｄｅ lamps", "tide-lamps", 2));
        assert_eq!(first, ("公事", "gong-shi", 1));
        assert_eq!((second.0, second.2), ("公式", 1));
        assert!(second.1.starts_with("gong-shi-") && second.1.len() == 13, "{}", second.1);
    }
}
