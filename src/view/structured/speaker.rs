//! A speaker: who they are today, and in which role they spoke where.

use crate::model::SpeakerIx;
use crate::path::UrlPath;

use super::super::PageRef;
use super::super::Viewer;
use super::super::people::{affiliation, role_key};
use super::thing::Thing;

/// In how many events, the newest, a profile names the role of its speaker.
const EVENTS: usize = 20;

impl Viewer<'_> {
    pub(super) fn speaker_thing(&self, ix: SpeakerIx) -> Option<Thing> {
        let site = self.graph.site;
        let speaker = site.speaker(ix)?;
        let front = &speaker.front;
        let here = self.absolute(&self.graph.speaker_url(ix))?;
        let name = speaker.name_in(&self.site_tongue.language);
        let others = front.names.values().chain(&front.aliases).map(String::as_str).filter(|other| *other != name);
        let links = front.links.iter().filter_map(|link| link.url.as_deref());
        // An address of mail or of a telephone is no page about the person.
        let same = front.same_as.iter().map(|url| &**url).chain(links).filter(|url| url.starts_with("http"));
        let newest = self.graph.newest_first.iter().filter(|ix| self.graph.stands_for_twins(**ix));
        let events = newest.filter_map(|event_ix| {
            let event = site.event(*event_ix)?;
            let participant = event.participant(ix)?;
            let (position, organization) = (participant.position.as_deref(), participant.organization.as_deref());
            let tongue = self.tongue(PageRef::Event(*event_ix));
            Some(
                Thing::new("PerformanceRole")
                    .maybe("roleName", participant.role.map(|role| tongue.word(role_key(role))))
                    .maybe("description", affiliation(&event.language, position, organization))
                    .maybe("startDate", event.front.date.map(|date| date.machine(&event.zone)))
                    .with("performerIn", self.event_in_short(*event_ix)?),
            )
        });
        let person = Thing::new("Person")
            .with("@id", format!("{here}#person"))
            .with("url", here.as_str())
            .with("name", name)
            .all("alternateName", others)
            .maybe("jobTitle", front.position.as_deref())
            .maybe("worksFor", front.organization.as_deref().map(|name| Thing::new("Organization").with("name", name)))
            .maybe("image", self.image(self.portrait(speaker, &UrlPath::home())))
            .all("sameAs", same)
            .all("performerIn", events.take(EVENTS));
        Some(
            Thing::new("ProfilePage")
                .with("@id", here.as_str())
                .with("inLanguage", self.site_tongue.language.as_str())
                .with("mainEntity", person),
        )
    }
}
