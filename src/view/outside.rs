//! Speech that leaves the site: in feeds and in what others embed. Blocks in order, whose addresses are absolute and that
//! need nothing around them.

use crate::markdown::Html;
use crate::model::{Event, Item, Part, Turn, Who};

use super::speech::Spot;
use super::tongue::Tongue;
use super::types::FootnoteView;
use super::{BodyRef, EventIx, Viewer};

/// A block of what leaves the site.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Somebody begins to speak: the name as printed, and what they were at that moment.
    Speaker(String, Option<String>),
    /// A heading.
    Heading(Html),
    /// Text.
    Text(Html),
    /// A paragraph without mark-up.
    Words(String),
    /// What happens, or is missing.
    Scene(Html),
    /// A boxed note: its kind in words, and its text.
    Note(String, Html),
    /// Footnotes: their numbers and texts.
    Footnotes(Vec<(String, Html)>),
    /// Links: their texts and addresses.
    Links(Vec<(String, String)>),
}

impl Spot<'_> {
    /// Items of the body as blocks. `name` tells who speaks in a turn.
    pub(super) fn blocks<'i>(
        &self,
        items: impl Iterator<Item = &'i Item>,
        name: impl Fn(&Turn) -> String,
    ) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut notes = Vec::new();
        let mut shown = Vec::new();
        for item in items {
            match item {
                Item::Turn(turn) => {
                    blocks.push(Block::Speaker(name(turn), turn.role.clone()));
                    for part in &turn.parts {
                        blocks.push(self.block(part, &mut notes, &mut shown));
                    }
                }
                Item::Topic(topic) => blocks.push(Block::Heading(self.html(&topic.title, None))),
                Item::Part(part) => blocks.push(self.block(part, &mut notes, &mut shown)),
            }
        }
        if !notes.is_empty() {
            blocks.push(Block::Footnotes(notes.into_iter().map(|note| (note.number, note.html)).collect()));
        }
        blocks
    }

    fn block(&self, part: &Part, notes: &mut Vec<FootnoteView>, shown: &mut Vec<u32>) -> Block {
        match part {
            Part::Text(text) => {
                notes.extend(self.notes(text, shown));
                Block::Text(self.html(text, None))
            }
            Part::Scene(text) | Part::Gap(text) => Block::Scene(self.html(text, None)),
            Part::Note(note) => {
                notes.extend(self.notes(&note.text, shown));
                let view = self.note(note, Vec::new());
                Block::Note(view.title, view.html)
            }
            Part::Media(embed, url) => {
                Block::Links(vec![(self.tongue.fill("watch_on", &[("host", embed.host)]), url.clone())])
            }
        }
    }
}

impl Viewer<'_> {
    /// A section, or a turn of it, as blocks.
    pub(super) fn leaving(&self, ix: EventIx, event: &Event, position: usize, only: Option<usize>) -> Vec<Block> {
        let Some(section) = event.sections.get(position) else { return Vec::new() };
        let tongue = self.tongue(super::PageRef::Event(ix));
        let home = self.graph.section_url(ix, section.number);
        let mut spot = self.spot(tongue, &home, ix, position, section);
        spot.anchors = false;
        spot.leaves = true;
        let name = |turn: &Turn| self.printed(event, turn, tongue);
        let Some(only) = only else { return spot.blocks(section.body.items.iter(), name) };
        let turns = section.body.items.iter().filter(|item| matches!(item, Item::Turn(_)));
        spot.blocks(turns.skip(only).take(1), name)
    }

    /// The introduction of an event as blocks.
    pub(super) fn leaving_introduction(&self, ix: EventIx, event: &Event) -> Vec<Block> {
        let tongue = self.tongue(super::PageRef::Event(ix));
        let home = self.graph.event_url(ix);
        let mut spot = Spot::new(self, tongue, &home, home.clone(), &event.introduction, BodyRef::Introduction(ix));
        spot.anchors = false;
        spot.leaves = true;
        spot.blocks(event.introduction.items.iter(), |_| String::new())
    }

    /// The names of those who speak in a turn, as printed at the event.
    pub(super) fn printed(&self, event: &Event, turn: &Turn, tongue: &Tongue<'_>) -> String {
        let name = |who| self.printed_name(event, who, turn, tongue);
        turn.who.iter().map(name).collect::<Vec<_>>().join(&tongue.word("comma"))
    }

    /// The name of one of them.
    pub(super) fn printed_name(&self, event: &Event, who: &Who, turn: &Turn, tongue: &Tongue<'_>) -> String {
        match who {
            Who::Known(ix) => match (event.participant(*ix), self.graph.site.speaker(*ix)) {
                (Some(participant), _) => participant.name.clone(),
                (None, Some(speaker)) => speaker.name_in(&tongue.language).to_owned(),
                (None, None) => turn.printed.clone(),
            },
            Who::Named(name) => name.clone(),
            Who::Audience if turn.printed.chars().count() > 1 => turn.printed.clone(),
            Who::Audience => tongue.word("audience"),
        }
    }
}
