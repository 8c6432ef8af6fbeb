//! Bodies as templates see them: holes filled for the page on which they are shown.

use crate::graph::{BodyRef, Destination, Marks, Resolved};
use crate::markdown::{Fill, Fragment, Html};
use crate::model::{Body, Event, EventIx, Item, Note, Part, Section, Turn, Who};
use crate::path::{BaseUrl, UrlPath};
use crate::picture::Frame;
use crate::source::Asset;
use crate::text;

use super::Viewer;
use super::people::Faces;
use super::tongue::Tongue;
use super::types::{FootnoteView, FormerView, ItemView, MediaView, NoteView, TextView, TopicView, TurnView};

/// How wide a picture in the text is shown: a browser that knows takes its real width, others that of the column.
const COLUMN: &str = "auto, (min-width: 46rem) 42rem, 92vw";

/// A body on a page.
pub(super) struct Spot<'a> {
    pub(super) viewer: &'a Viewer<'a>,
    /// The language of the interface on the page.
    pub(super) tongue: &'a Tongue<'a>,
    /// The page that is drawn.
    pub(super) page: &'a UrlPath,
    /// The page on which the body stands by right.
    pub(super) home: UrlPath,
    pub(super) body: &'a Body,
    pub(super) resolved: Option<&'a Resolved>,
    /// The event whose text it is.
    pub(super) event: Option<EventIx>,
    /// What the page keeps of links that stand elsewhere now.
    pub(super) marks: Option<&'a Marks>,
    /// What tells ids of this body from those of others on the page.
    pub(super) prefix: String,
    /// Whether ids of turns, paragraphs and quotations are set here.
    pub(super) anchors: bool,
    /// The level of the headings for topics.
    pub(super) level: u8,
    /// Whether what is made leaves the site: its addresses are absolute, and nothing in it needs the page around it.
    pub(super) leaves: bool,
}

impl<'a> Spot<'a> {
    pub(super) fn new(
        viewer: &'a Viewer<'a>,
        tongue: &'a Tongue<'a>,
        page: &'a UrlPath,
        home: UrlPath,
        body: &'a Body,
        at: BodyRef,
    ) -> Self {
        let marks = match at {
            BodyRef::Section(event, position) => {
                let section = viewer.graph.site.event(event).and_then(|event| event.sections.get(position));
                section.and_then(|section| viewer.graph.marks_on(page, event, section.number))
            }
            _ => None,
        };
        Self {
            viewer,
            tongue,
            page,
            body,
            resolved: viewer.graph.resolved.get(&at),
            home,
            event: match at {
                BodyRef::Introduction(event) | BodyRef::Section(event, _) => Some(event),
                BodyRef::Biography(_) | BodyRef::Page(_) | BodyRef::Term(_) => None,
            },
            marks,
            prefix: String::new(),
            anchors: true,
            level: 2,
            leaves: false,
        }
    }

    pub(super) fn html(&self, fragment: &Fragment, turn: Option<&Turn>) -> Html {
        fragment.fill(|fill, out| self.fill(fill, turn, out))
    }

    /// Writes what belongs into a hole.
    pub(super) fn fill(&self, fill: Fill, turn: Option<&Turn>, out: &mut String) {
        let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        match fill {
            Fill::Link(n) => match self.resolved.and_then(|resolved| resolved.links.get(at(n))) {
                Some(Destination::Inside { url, fragment, term, .. }) => {
                    attribute(out, "href", &self.href(url, fragment.as_deref()));
                    if *term && !self.leaves {
                        out.push_str(" data-term");
                    }
                }
                Some(Destination::Here(fragment)) => attribute(out, "href", &self.href(&self.home, Some(fragment))),
                Some(Destination::Nowhere) | None => {}
            },
            Fill::LinkText(n) => {
                let title = match self.resolved.and_then(|resolved| resolved.links.get(at(n))) {
                    Some(Destination::Inside { title, .. }) if !title.is_empty() => title.as_str(),
                    _ => self.body.references.links.get(at(n)).map_or("", |link| link.target.as_str()),
                };
                text::escape_into(out, title);
            }
            Fill::Picture(n) => {
                if let Some(asset) = self.asset(n) {
                    self.picture(asset, out);
                }
            }
            Fill::Paragraph(n) => {
                if let Some(turn) = turn.filter(|_| self.anchors) {
                    attribute(out, "id", &format!("{}.{n}", turn.id));
                }
            }
            Fill::Time(milliseconds) if !self.leaves => {
                if let Some(time) = self.moment(f64::from(milliseconds) / 1000.0) {
                    attribute(out, "data-time", &time.seconds.to_string());
                }
            }
            Fill::Time(_) => {}
            Fill::Note(n) if self.leaves => {
                out.push_str("<sup>");
                out.push_str(&(at(n) + 1).to_string());
                out.push_str("</sup>");
            }
            Fill::Note(n) => {
                let number = at(n) + 1;
                out.push_str("<sup data-note-mark><a");
                attribute(out, "href", &format!("#{}", self.note_id(number)));
                out.push_str(" role=\"doc-noteref\">");
                out.push_str(&number.to_string());
                out.push_str("</a></sup>");
            }
            Fill::Quotation(n) => {
                let Some(turn) = turn.filter(|_| !self.leaves) else { return };
                let id = turn.quotation_id(at(n));
                attribute(out, "data-quotation", &id);
                if self.anchors {
                    attribute(out, "id", &id);
                }
            }
        }
    }

    /// The file of a picture.
    pub(super) fn asset(&self, number: u32) -> Option<&'a Asset> {
        let pictures = &self.resolved?.pictures;
        self.viewer.graph.assets.get(pictures.get(usize::try_from(number).ok()?)?.as_ref()?)
    }

    /// The words of a fragment, without mark-up and the marks of notes.
    pub(super) fn words(&self, fragment: &Fragment) -> String {
        let html = fragment.fill(|fill, out| {
            if matches!(fill, Fill::LinkText(_)) {
                self.fill(fill, None, out);
            }
        });
        text::plain(html.as_str())
    }

    /// The attributes of a picture in the text.
    fn picture(&self, asset: &Asset, out: &mut String) {
        if let Some(base) = self.away() {
            // From the home page, what is relative begins where the address of the site ends.
            let picture = self.viewer.picture(asset, Frame::Whole, &UrlPath::home());
            attribute(out, "src", &format!("{}{}", base.as_str(), picture.src));
            return;
        }
        let picture = self.viewer.picture(asset, Frame::Whole, self.page);
        attribute(out, "src", &picture.src);
        if let Some(srcset) = &picture.srcset {
            attribute(out, "srcset", srcset);
            attribute(out, "sizes", COLUMN);
        }
        for (name, number) in [("width", picture.width), ("height", picture.height)] {
            if let Some(number) = number {
                attribute(out, name, &number.to_string());
            }
        }
        if let Some(color) = &picture.color {
            attribute(out, "data-color", color);
        }
    }

    /// A time into the recording; a link where the turns stand by right, not where they are only quoted.
    fn moment(&self, written: f64) -> Option<super::types::TimeView> {
        self.viewer.moment(self.event, written, self.tongue, self.page, self.anchors)
    }

    /// The title of a section.
    pub(super) fn title(&self, title: &Fragment) -> Html {
        self.html(title, None)
    }

    /// The address of the site, for what leaves it.
    fn away(&self) -> Option<&BaseUrl> {
        self.viewer.base.as_ref().filter(|_| self.leaves)
    }

    fn href(&self, url: &UrlPath, fragment: Option<&str>) -> String {
        let mut href = match self.away() {
            Some(base) => base.absolute(url),
            None if url == self.page && fragment.is_some() => String::new(),
            None => url.relative_to(self.page),
        };
        if let Some(fragment) = fragment {
            href.push('#');
            href.push_str(fragment);
        }
        href
    }

    fn note_id(&self, number: usize) -> String {
        format!("{}n{number}", self.prefix)
    }

    /// The footnotes that a fragment refers to, each only once on the page.
    pub(super) fn notes(&self, fragment: &Fragment, shown: &mut Vec<u32>) -> Vec<FootnoteView> {
        let mut queue: Vec<u32> = Vec::new();
        let marks = |fragment: &Fragment, queue: &mut Vec<u32>| {
            for fill in fragment.holes() {
                if let Fill::Note(n) = fill {
                    queue.push(n);
                }
            }
        };
        marks(fragment, &mut queue);
        let mut notes = Vec::new();
        let mut at = 0;
        while let Some(n) = queue.get(at).copied() {
            at += 1;
            if shown.contains(&n) {
                continue;
            }
            shown.push(n);
            let number = usize::try_from(n).unwrap_or(usize::MAX).saturating_add(1);
            let label = self.body.references.notes.get(number - 1);
            let Some(fragment) = label.and_then(|label| self.body.notes.get(label)) else { continue };
            marks(fragment, &mut queue);
            notes.push(FootnoteView {
                number: number.to_string(),
                id: self.note_id(number),
                html: self.html(fragment, None),
            });
        }
        notes
    }

    /// All items of the body.
    pub(super) fn items(&self, faces: Option<&Faces<'_>>) -> Vec<ItemView> {
        let mut shown = Vec::new();
        let mut items = Vec::with_capacity(self.body.items.len());
        let turns: Vec<&Turn> = turns(self.body).collect();
        let mut before: Option<&Turn> = None;
        let mut heard: Vec<&[Who]> = Vec::new();
        let mut level = self.level - 1;
        let top = self
            .body
            .items
            .iter()
            .filter_map(|item| if let Item::Topic(topic) = item { Some(topic.level) } else { None })
            .min()
            .unwrap_or(2);
        self.gone(None, &mut items);
        for item in &self.body.items {
            match item {
                Item::Turn(turn) => {
                    if let Some(faces) = faces {
                        let mut view = self.turn(turn, &turns, before, faces, &mut shown);
                        view.first = !heard.contains(&turn.who.as_slice());
                        if view.first {
                            heard.push(&turn.who);
                        }
                        items.push(ItemView::Turn(Box::new(view)));
                        self.gone(Some(&turn.id), &mut items);
                    }
                    before = Some(turn);
                }
                Item::Topic(topic) => {
                    // The outline of the page has no gaps, whatever levels the source uses.
                    level = (self.level + topic.level - top).min(level + 1).clamp(self.level, 4);
                    items.push(ItemView::Topic(TopicView {
                        level,
                        id: format!("{}{}", self.prefix, topic.anchor),
                        title: self.html(&topic.title, None),
                    }));
                    before = None;
                }
                Item::Part(part) => {
                    items.push(self.part(part, None, &mut shown));
                    before = None;
                }
            }
        }
        for (id, url, place) in self.marks.iter().flat_map(|marks| &marks.moved) {
            items.push(ItemView::Former(FormerView { id: id.clone(), href: Some(self.href(url, Some(place))) }));
        }
        items
    }

    /// The places of links whose words are gone, behind a turn or at the beginning.
    fn gone(&self, after: Option<&String>, items: &mut Vec<ItemView>) {
        let gone = self.marks.and_then(|marks| marks.gone.get(&after.cloned()));
        items.extend(gone.into_iter().flatten().map(|id| ItemView::Former(FormerView { id: id.clone(), href: None })));
    }

    fn part(&self, part: &Part, turn: Option<&Turn>, shown: &mut Vec<u32>) -> ItemView {
        let text = |fragment: &Fragment, shown: &mut Vec<u32>| TextView {
            html: self.html(fragment, turn),
            time: fragment.time().and_then(|time| self.moment(time)),
            notes: self.notes(fragment, shown),
        };
        match part {
            Part::Text(fragment) => ItemView::Text(text(fragment, shown)),
            Part::Scene(fragment) => ItemView::Scene(text(fragment, shown)),
            Part::Gap(fragment) => ItemView::Gap(text(fragment, shown)),
            Part::Note(note) => ItemView::Note(self.note(note, self.notes(&note.text, shown))),
            Part::Media(embed, url) => ItemView::Media(MediaView {
                host: embed.host.to_owned(),
                url: url.clone(),
                frame: embed.frame.clone(),
                file: embed.file.map(str::to_owned),
                label: self.tongue.fill("play_on", &[("host", embed.host)]),
            }),
        }
    }

    pub(super) fn note(&self, note: &Note, notes: Vec<FootnoteView>) -> NoteView {
        NoteView {
            note: note.kind,
            title: self.tongue.word(&format!("note_{}", note.kind.replace('-', "_"))),
            html: self.html(&note.text, None),
            notes,
        }
    }

    /// One turn. `turns` are those of the section, `before` is the one that stands right before it.
    pub(super) fn turn(
        &self,
        turn: &Turn,
        turns: &[&Turn],
        before: Option<&Turn>,
        faces: &Faces<'_>,
        shown: &mut Vec<u32>,
    ) -> TurnView {
        let speakers = turn.who.iter().map(|who| faces.voice(who, turn)).collect();
        let ids: Vec<&str> = turn.who.iter().map(|who| faces.id(who)).collect();
        TurnView {
            anchor: self.anchors.then(|| turn.id.clone()),
            formerly: self.marks.and_then(|marks| marks.within.get(&turn.id)).cloned().unwrap_or_default(),
            version: turn.version().to_owned(),
            href: self.href(&self.home, Some(&turn.id)),
            speaker_ids: ids.join(" "),
            role: turn.role.clone(),
            time: turn.time.and_then(|time| self.moment(time)),
            first: false,
            continued: before
                .is_some_and(|before| before.who == turn.who && !turn.question && turn.who != [Who::Audience]),
            question: turn.question,
            answers: turn.answers.and_then(|at| turns.get(at)).map(|question| question.id.clone()),
            parts: turn.parts.iter().map(|part| self.part(part, Some(turn), shown)).collect(),
            corrected: self.viewer.turn_marks(faces.ix, faces.event, turn, self.tongue, self.page),
            speakers,
            id: turn.id.clone(),
        }
    }
}

/// Writes an attribute.
pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    text::escape_into(out, value);
    out.push('"');
}

/// The turns of a body, in order.
pub(super) fn turns(body: &Body) -> impl Iterator<Item = &Turn> {
    body.items.iter().filter_map(|item| match item {
        Item::Turn(turn) => Some(turn),
        Item::Topic(_) | Item::Part(_) => None,
    })
}

impl Viewer<'_> {
    /// A section on a page.
    pub(super) fn spot<'a>(
        &'a self,
        tongue: &'a Tongue<'a>,
        page: &'a UrlPath,
        event: EventIx,
        position: usize,
        section: &'a Section,
    ) -> Spot<'a> {
        let home = self.graph.section_url(event, section.number);
        Spot::new(self, tongue, page, home, &section.body, BodyRef::Section(event, position))
    }

    /// The introduction of an event on a page.
    pub(super) fn introduction(
        &self,
        tongue: &Tongue<'_>,
        page: &UrlPath,
        ix: EventIx,
        event: &Event,
    ) -> Vec<ItemView> {
        let spot =
            Spot::new(self, tongue, page, self.graph.event_url(ix), &event.introduction, BodyRef::Introduction(ix));
        spot.items(None)
    }
}
