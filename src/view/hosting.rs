//! What a host is told, and what pages load from elsewhere.

use std::collections::BTreeSet;

use super::comments::origins;
use super::{Hosting, Viewer};
use crate::markdown::PLAYERS;

impl Viewer<'_> {
    /// For which host redirects and headers are written.
    pub fn hosting(&self) -> Hosting {
        self.graph.site.config.hosting
    }

    /// Headers that the site states: path, name, text.
    pub fn stated_headers(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let all = self.graph.site.config.headers.iter();
        all.flat_map(|(path, headers)| {
            headers.iter().map(|(name, text)| (path.0.as_str(), name.0.as_str(), text.0.as_str()))
        })
    }

    /// What pages may load beyond what they need: directive of the policy, source.
    pub fn stated_sources(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.graph.site.config.policy.iter();
        all.flat_map(|(directive, sources)| sources.iter().map(|source| (directive.0.as_str(), source.0.as_str())))
    }

    /// Where the services for comments are of which pages may load something: scheme, host and port, as a policy names them.
    pub fn comment_origins(&self) -> BTreeSet<String> {
        let site = self.graph.site;
        let events = site.events.iter().flat_map(|event| {
            let sections = event.sections.iter().map(|section| &section.front.comments);
            [&event.front.comments].into_iter().chain(sections).filter_map(|choice| choice.as_ref()?.own())
        });
        site.config.comments.iter().chain(events).flat_map(origins).collect()
    }

    /// Where the frames of players come from.
    pub fn players() -> [&'static str; 3] {
        PLAYERS
    }
}
