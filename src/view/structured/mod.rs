//! What a page says to machines about what is on it: JSON-LD in the words of schema.org.
//!
//! It says what the sources say and no more: what would be a guess is left out. Addresses are absolute, so a site
//! without an address says nothing.

mod event;
mod section;
mod speaker;
mod thing;

use serde_json::Value;

use crate::config::{Publisher, Status, Text, When};
use crate::graph::Graph;
use crate::markdown::Html;
use crate::model::{Event, EventIx, SpeakerIx, Turn, Who};
use crate::path::UrlPath;

use super::feeds::instant;
use super::{PageRef, Viewer};
use thing::Thing;

impl Viewer<'_> {
    /// The data of a page, as the content of a `script` element.
    pub(super) fn structured(&self, page: PageRef, url: &UrlPath) -> Option<Html> {
        let here = self.absolute(url)?;
        let main = match page {
            PageRef::Home => Some(self.site_thing(&here)),
            PageRef::Event(ix) => self.event_thing(ix),
            PageRef::Section(ix, position) => self.section_thing(ix, position),
            PageRef::Turn(..) | PageRef::Quotation(..) => self.passage_thing(page, &here),
            PageRef::Speaker(ix) => self.speaker_thing(ix),
            PageRef::Glossary => Some(self.glossary_thing(&here)),
            PageRef::Questions => Some(self.questions_thing(&here)),
            _ => None,
        }?;
        let things: Vec<Value> = [Some(main), self.trail(page)].into_iter().flatten().map(Value::from).collect();
        let whole = Thing(serde_json::Map::new()).with("@context", "https://schema.org").with("@graph", things);
        Some(Html::data(&whole.into()))
    }

    /// The way from the home page to a page, without the page itself: what every page says of where it is.
    fn trail(&self, page: PageRef) -> Option<Thing> {
        let site = self.graph.site;
        let mut steps: Vec<(String, UrlPath)> = Vec::new();
        match page {
            PageRef::Event(ix) | PageRef::Section(ix, _) | PageRef::Turn(ix, ..) | PageRef::Quotation(ix, ..) => {
                let mut at = Some(ix);
                // A folder has no more parents than its path has parts.
                while let Some((ix, event)) = at.and_then(|ix| Some((ix, site.event(ix)?))) {
                    steps.insert(0, (event.title.clone(), self.graph.event_url(ix)));
                    at = event.parent;
                }
                let (PageRef::Section(_, position)
                | PageRef::Turn(_, position, _)
                | PageRef::Quotation(_, position, _)) = page
                else {
                    return self.breadcrumbs(steps);
                };
                let section = site.event(ix)?.sections.get(position)?;
                steps.push((section.title_or(self.tongue(page)), self.graph.section_url(ix, section.number)));
            }
            PageRef::Speaker(ix) => {
                steps.push((self.site_tongue.word("speakers"), Graph::speakers_url()));
                steps.push((site.speaker(ix)?.name_in(&site.config.language).to_owned(), self.graph.speaker_url(ix)));
            }
            _ => return None,
        }
        self.breadcrumbs(steps)
    }

    fn breadcrumbs(&self, steps: Vec<(String, UrlPath)>) -> Option<Thing> {
        let home = (self.graph.site.config.title.clone(), UrlPath::home());
        // An event at the root is the home page.
        let lead = steps.first().is_some_and(|(_, url)| *url != UrlPath::home()).then_some(home);
        let steps: Vec<_> = lead.into_iter().chain(steps).collect();
        if steps.len() < 2 {
            return None;
        }
        let items = steps.into_iter().zip(1..).filter_map(|((name, url), n)| {
            Some(Thing::new("ListItem").with("position", n).with("name", name).with("item", self.absolute(&url)?))
        });
        Some(Thing::new("BreadcrumbList").all("itemListElement", items))
    }

    fn site_thing(&self, here: &str) -> Thing {
        let config = &self.graph.site.config;
        Thing::new("WebSite")
            .with("@id", here)
            .with("url", here)
            .with("name", config.title.as_str())
            .maybe("description", config.description.as_deref())
            .with("inLanguage", config.language.as_str())
            .maybe("publisher", self.publisher())
    }

    fn publisher(&self) -> Option<Thing> {
        let Publisher { name, url, .. } = self.graph.site.config.publisher.as_ref()?;
        Some(
            Thing::new("Organization")
                .with("name", name.as_str())
                .maybe("url", url.as_deref())
                .maybe("logo", self.graph.logo().and_then(|logo| self.absolute(&logo.url))),
        )
    }

    /// A speaker, as they were named at an event.
    fn person(&self, ix: SpeakerIx, event: Option<&Event>) -> Option<Thing> {
        let speaker = self.graph.site.speaker(ix)?;
        let name = event.and_then(|event| event.participant(ix)).map(|participant| participant.name.as_str());
        let name = name.unwrap_or_else(|| speaker.name_in(&self.site_tongue.language));
        Some(Thing::new("Person").with("name", name).maybe("url", self.absolute(&self.graph.speaker_url(ix))))
    }

    /// Those who speak in a turn and are known.
    fn persons<'a>(&'a self, turn: &'a Turn, event: &'a Event) -> impl Iterator<Item = Thing> + 'a {
        turn.who.iter().filter_map(|who| match who {
            Who::Known(ix) => self.person(*ix, Some(event)),
            Who::Named(name) => Some(Thing::new("Person").with("name", name.as_str())),
            Who::Audience => None,
        })
    }

    /// The name of an event among things.
    fn event_id(&self, ix: EventIx) -> Option<String> {
        Some(format!("{}#event", self.absolute(&self.graph.event_url(ix))?))
    }

    /// An event in a few words; only its name where so little is known that it is none for search engines.
    fn event_in_short(&self, ix: EventIx) -> Option<Thing> {
        let event = self.graph.site.event(ix)?;
        let id = self.event_id(ix)?;
        let places = self.places(event);
        let Some(date) = event.front.date.filter(|_| !places.is_empty()) else { return Some(Thing::reference(&id)) };
        Some(
            Thing::new("Event")
                .with("@id", id)
                .with("name", event.title.as_str())
                .with("url", self.absolute(&self.graph.event_url(ix))?)
                .with("startDate", date.machine(&event.zone))
                .maybe("endDate", event.front.end.map(|end| end.machine(&event.zone)))
                .maybe("eventStatus", (event.front.status == Some(Status::Scheduled)).then_some(SCHEDULED))
                .all("location", places),
        )
    }

    /// A picture of the site, absolute.
    fn image(&self, picture: Option<super::types::PictureView>) -> Option<String> {
        // From the home page, what is relative begins where the address of the site ends.
        Some(format!("{}{}", self.base.as_ref()?.as_str(), picture?.src))
    }

    /// When the record of an event, or of one of its sections, came and when it was corrected last, for machines.
    pub(super) fn dates(&self, ix: EventIx, section: Option<usize>) -> (Option<String>, Option<String>) {
        let Some(event) = self.graph.site.event(ix) else { return (None, None) };
        let at = |when: When| instant(when, event);
        let published = [event.front.date, event.front.publish_at].into_iter().flatten().max_by_key(|when| at(*when));
        let entries = self.graph.corrections.get(&ix).map_or(&[][..], |found| &found.entries).iter();
        let here = entries.filter(|one| section.is_none() || one.section == section);
        let corrected =
            here.filter_map(|one| event.front.corrections.get(one.entry)?.date).max_by_key(|when| at(*when));
        let later = corrected.filter(|corrected| published.is_none_or(|published| at(*corrected) > at(published)));
        let machine = |when: When| when.machine(&event.zone);
        (published.map(machine), later.map(machine))
    }

    fn glossary_thing(&self, here: &str) -> Thing {
        let terms = self.graph.site.glossary.iter().map(|term| {
            let text = term.text.items.iter().find_map(|item| match item {
                crate::model::Item::Part(crate::model::Part::Text(text)) => Some(text.plain().trim().to_owned()),
                _ => None,
            });
            Thing::new("DefinedTerm")
                .with("@id", format!("{here}#{}", term.anchor))
                .with("name", term.term.as_str())
                .all("alternateName", term.aliases.iter().map(String::as_str))
                .maybe("description", text.filter(|text| !text.is_empty()))
                .with("inLanguage", term.language.as_str())
        });
        Thing::new("DefinedTermSet")
            .with("@id", here)
            .with("name", format!("{} · {}", self.site_tongue.word("glossary"), self.graph.site.config.title))
            .all("hasDefinedTerm", terms)
    }

    fn questions_thing(&self, here: &str) -> Thing {
        let asked = self.graph.newest_first.iter().flat_map(|ix| self.questions_at(*ix));
        Thing::new("ItemList").with("@id", here).all("itemListElement", asked)
    }

    /// The questions of the audience at an event, with the turns that answer them.
    fn questions_at(&self, ix: EventIx) -> Vec<Thing> {
        let Some(event) = self.graph.site.event(ix) else { return Vec::new() };
        let all = self.graph.questions_of(ix).iter();
        all.filter_map(|question| self.question_thing(ix, event, question.section, question.turn)).collect()
    }

    fn question_thing(&self, ix: EventIx, event: &Event, position: usize, at: usize) -> Option<Thing> {
        let section = event.sections.get(position)?;
        let page = self.absolute(&self.graph.section_url(ix, section.number))?;
        let asked = section.turns().nth(at)?;
        let answers = section.turns().filter(|turn| turn.answers == Some(at)).map(|turn| {
            let url = format!("{page}#{}", turn.id);
            Thing::new("Answer").with("url", url).all("author", self.persons(turn, event))
        });
        Some(
            Thing::new("Question")
                .with("name", in_one_line(&asked.plain()))
                .with("url", format!("{page}#{}", asked.id))
                .all("author", self.persons(asked, event))
                .all("suggestedAnswer", answers),
        )
    }
}

const SCHEDULED: &str = "https://schema.org/EventScheduled";

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The licence of an event: where it stands or, where no address is known, nothing.
fn license(event: &Event) -> Option<&str> {
    let Text(license) = event.front.license.as_ref()?;
    license.url.as_deref()
}
