//! A section: an article in the record of an event. It is what people open on a telephone, so it says what search engines
//! ask for and refers to the page of the event for all else.

use crate::model::{Event, EventIx, Item, Note, Part, Section, Turn};

use super::super::{PageRef, Viewer, excerpt};
use super::thing::Thing;
use super::{in_one_line, license};

/// How many characters of a claim are repeated.
const CLAIM: usize = 280;

impl Viewer<'_> {
    pub(super) fn section_thing(&self, ix: EventIx, position: usize) -> Option<Thing> {
        let event = self.graph.site.event(ix)?;
        let section = event.sections.get(position)?;
        let here = self.absolute(&self.graph.section_url(ix, section.number))?;
        let (published, modified) = self.dates(ix, Some(position));
        let speakers = event
            .participants
            .iter()
            .filter(|one| section.turns().any(|turn| turn.who.contains(&crate::model::Who::Known(one.speaker))));
        let quotations = section
            .turns()
            .flat_map(|turn| turn.quotations.clone().filter_map(|n| self.quotation_thing(ix, event, section, turn, n)));
        let asked = self.graph.questions_of(ix).iter().filter(|question| question.section == position);
        let questions = asked.filter_map(|question| self.question_thing(ix, event, position, question.turn));
        let event_page = self.absolute(&self.graph.event_url(ix))?;
        Some(
            Thing::new("Article")
                .with("@id", here.as_str())
                .with("headline", section.title_or(self.tongue(PageRef::Event(ix))))
                .maybe("description", section.front.summary.as_deref())
                .with("inLanguage", event.language.as_str())
                .with("position", section.number)
                .maybe("datePublished", published)
                .maybe("dateModified", modified)
                .all("author", speakers.filter_map(|one| self.person(one.speaker, Some(event))))
                .maybe("publisher", self.publisher())
                .maybe("license", license(event))
                .all("keywords", section.front.tags.iter().map(String::as_str))
                .with(
                    "isPartOf",
                    Thing::new("CreativeWork")
                        .with("@id", format!("{event_page}#record"))
                        .with("name", event.title.as_str())
                        .with("url", event_page.as_str()),
                )
                .with("about", Thing::reference(&format!("{event_page}#event")))
                .maybe(
                    "associatedMedia",
                    self.clip(ix, event, position)
                        .map(|clip| clip.with("isPartOf", Thing::reference(&format!("{event_page}#recording")))),
                )
                .all("correction", self.correction_things(ix, event, position))
                .all("hasPart", quotations.chain(questions).chain(self.claims(event, section, &here))),
        )
    }

    fn correction_things(&self, ix: EventIx, event: &Event, position: usize) -> Vec<Thing> {
        let entries = self.graph.corrections.get(&ix).map_or(&[][..], |found| &found.entries).iter();
        let here = entries.filter(|one| one.section == Some(position));
        let page = self.absolute(&self.graph.corrections_url(ix)).unwrap_or_default();
        here.filter_map(|one| {
            let entry = event.front.corrections.get(one.entry)?;
            Some(
                Thing::new("CorrectionComment")
                    .with("url", format!("{page}#{}", one.id))
                    .with("text", entry.text.as_str())
                    .maybe("datePublished", entry.date.map(|date| date.machine(&event.zone))),
            )
        })
        .collect()
    }

    fn quotation_thing(&self, ix: EventIx, event: &Event, section: &Section, turn: &Turn, n: usize) -> Option<Thing> {
        let quotation = section.body.references.quotations.get(n)?;
        let id = turn.quotation_id(n);
        let url = if self.graph.quotation_pages(turn).contains(&n) {
            self.absolute(&self.graph.passage_url(ix, section.number, &id))?
        } else {
            format!("{}#{id}", self.absolute(&self.graph.section_url(ix, section.number))?)
        };
        Some(
            Thing::new("Quotation")
                .with("url", url)
                .with("text", in_one_line(&quotation.text))
                .all("creator", self.persons(turn, event)),
        )
    }

    /// The page of a turn or a quotation. The words of a turn are not said a second time.
    pub(super) fn passage_thing(&self, page: PageRef, here: &str) -> Option<Thing> {
        let (PageRef::Turn(ix, position, n) | PageRef::Quotation(ix, position, n)) = page else { return None };
        let event = self.graph.site.event(ix)?;
        let section = event.sections.get(position)?;
        let turn = match page {
            PageRef::Turn(..) => section.turns().nth(n)?,
            _ => section.turns().find(|turn| turn.quotations.contains(&n))?,
        };
        let text = match page {
            PageRef::Quotation(..) => Some(in_one_line(&section.body.references.quotations.get(n)?.text)),
            _ => None,
        };
        Some(
            Thing::new("Quotation")
                .with("@id", here)
                .maybe("text", text)
                .with("inLanguage", event.language.as_str())
                .maybe("datePublished", self.dates(ix, None).0)
                .all("creator", self.persons(turn, event))
                .with(
                    "isPartOf",
                    Thing::new("Article").maybe("@id", self.absolute(&self.graph.section_url(ix, section.number))),
                ),
        )
    }

    /// The fact checks that come to a verdict: they open with it in bold. What was checked is the turn in which, or
    /// behind which, they stand.
    fn claims(&self, event: &Event, section: &Section, here: &str) -> Vec<Thing> {
        let mut claims = Vec::new();
        let mut before: Option<&Turn> = None;
        for item in &section.body.items {
            match item {
                Item::Turn(turn) => {
                    let notes = turn
                        .parts
                        .iter()
                        .filter_map(|part| if let Part::Note(note) = part { Some(note) } else { None });
                    claims.extend(notes.filter_map(|note| self.claim(event, turn, note, here)));
                    before = Some(turn);
                }
                Item::Part(Part::Note(note)) => {
                    claims.extend(before.and_then(|turn| self.claim(event, turn, note, here)));
                }
                Item::Topic(_) | Item::Part(_) => {}
            }
        }
        claims
    }

    fn claim(&self, event: &Event, turn: &Turn, note: &Note, here: &str) -> Option<Thing> {
        let html = note.text.fill(|_, _| {});
        let verdict = html.as_str().strip_prefix("<p><strong>").filter(|_| note.kind == "fact-check")?;
        let verdict = crate::text::plain(verdict.split("</strong>").next()?);
        let claim = Thing::new("Claim").all("author", self.persons(turn, event));
        Some(
            Thing::new("ClaimReview")
                .with("url", format!("{here}#{}", turn.id))
                .with("claimReviewed", excerpt(&turn.plain(), CLAIM))
                .with(
                    "reviewRating",
                    Thing::new("Rating").with("alternateName", verdict.trim_end_matches(['.', ':', '。', '：'])),
                )
                .maybe("author", self.publisher())
                .with("itemReviewed", claim.with("appearance", Thing::reference(here))),
        )
    }
}
