//! The pages of keywords, and keywords as links.

use crate::graph::{Graph, Tag};
use crate::path::UrlPath;

use super::groups;
use super::tongue::Tongue;
use super::types::{Content, DateView, Link, TagLine, TagPage, TagSection, TagUse, TagsPage};
use super::{Facts, Made, Viewer};

impl Viewer<'_> {
    /// Keywords as they are stated, with their pages.
    pub(super) fn tag_links(&self, tags: &[String], page: &UrlPath) -> Vec<Link> {
        let links = tags
            .iter()
            .filter_map(|tag| Some(Link { label: tag.clone(), href: self.graph.tag_url(tag)?.relative_to(page) }));
        links.collect()
    }

    fn tag_line(tag: &Tag, tongue: &Tongue<'_>, page: &UrlPath) -> TagLine {
        TagLine {
            name: tag.name.clone(),
            language: tag.language.clone(),
            href: Graph::tags_url().page(&tag.slug).relative_to(page),
            count: tongue.number(tag.uses.len()),
        }
    }

    pub(super) fn tags_page(&self, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let mut tags: Vec<_> = self.graph.tags.values().map(|tag| (groups::order(&tag.name), tag)).collect();
        tags.sort_by(|a, b| a.0.cmp(&b.0));
        let initials: Vec<_> = tags.iter().map(|((initial, ..), _)| *initial).collect();
        let view = TagsPage {
            groups: groups::by_initial(&initials, tongue),
            tags: tags.into_iter().map(|(_, tag)| Self::tag_line(tag, tongue, page)).collect(),
        };
        let facts = Facts {
            title: tongue.word("keywords"),
            description: tongue.word("keywords_description"),
            ..Facts::default()
        };
        (Content::Tags(view), facts)
    }

    pub(super) fn tag_page(&self, position: usize, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let Some(tag) = self.graph.tags.values().nth(position) else { return self.not_found_page(tongue, page) };
        let uses = tag.uses.chunk_by(|a, b| a.0 == b.0).filter_map(|run| {
            let (ix, _) = *run.first()?;
            let event = self.graph.site.event(ix)?;
            let url = self.graph.event_url(ix);
            let sections = run.iter().filter_map(|(_, at)| {
                let section = event.sections.get((*at)?)?;
                Some(TagSection {
                    label: section.label(),
                    title: section.title_or(tongue),
                    href: self.graph.section_url(ix, section.number).relative_to(page),
                })
            });
            let itself = run.iter().any(|(_, section)| section.is_none());
            Some(TagUse {
                event: Link { label: event.title.clone(), href: url.relative_to(page) },
                language: event.language.to_string(),
                date: event
                    .front
                    .date
                    .map(|when| DateView { machine: when.machine(&event.zone), text: tongue.date(when, &event.zone) }),
                summary: event.front.summary.clone().filter(|_| itself),
                sections: sections.collect(),
            })
        });
        let view = TagPage {
            tag: Self::tag_line(tag, tongue, page),
            uses: uses.collect(),
            tags_href: Graph::tags_url().relative_to(page),
        };
        let facts = Facts {
            title: tag.name.clone(),
            description: tongue.fill("keyword_description", &[("name", &tag.name)]),
            ..Facts::default()
        };
        (Content::Tag(view), facts)
    }
}
