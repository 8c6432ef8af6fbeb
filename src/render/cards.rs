//! Share cards: the theme's drawings, filled with what a card says.
//!
//! The templates are SVG. Text goes through the filter `fit`, which breaks it into lines and finds their size; all that a
//! template prints is escaped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::fault;
use crate::assets::Theme;
use crate::card::{self, Block, Faces, Shape, Space};
use crate::diag::{Diagnostic, Diagnostics, File, Place, Text, codes};
use crate::text;
use crate::view::types::CardView;

/// From line to line, in parts of the size, where a template says nothing.
const LEADING: f32 = 1.28;

/// Templates of cards that have been read.
pub struct Cards {
    tera: Tera,
    templates: BTreeMap<String, Arc<File>>,
    faces: Arc<OnceLock<Faces>>,
}

/// What `fit` gives: lines for a space.
#[derive(Serialize)]
struct FitView {
    /// The size of the letters.
    size: f32,
    /// How high all lines are together.
    height: f32,
    /// How wide the widest line is.
    width: f32,
    /// The lines.
    lines: Vec<LineView>,
}

#[derive(Serialize)]
struct LineView {
    /// The text.
    text: String,
    /// Where the letters stand, from the top of the first line.
    y: f32,
}

impl From<Block> for FitView {
    fn from(block: Block) -> Self {
        let lines = block.lines.into_iter().map(|line| LineView { text: line.text, y: line.y });
        Self { size: block.size, height: block.height, width: block.width, lines: lines.collect() }
    }
}

impl Cards {
    /// Reads the templates. One that cannot be read is told with its place.
    pub fn new(theme: &Theme) -> Result<Self, Diagnostics> {
        let faces: Arc<OnceLock<Faces>> = Arc::default();
        let mut tera = Tera::new();
        tera.autoescape_on([".svg"]);
        tera.set_escape_fn(|value, out| out.write_all(text::xml(value).as_bytes()));
        let shared = Arc::clone(&faces);
        let fit = move |text: Value, kwargs: Kwargs, _: &State| fit(&text, &kwargs, &shared);
        tera.register_filter("fit", fit);
        let texts = theme.cards.iter().map(|(name, file)| (name.as_str(), file.text()));
        tera.add_raw_templates(texts.collect::<Vec<_>>()).map_err(|error| fault::told(&error, &theme.cards, ""))?;
        Ok(Self { tera, templates: theme.cards.clone(), faces })
    }

    /// What makes the cards of a shape look as they do: its template.
    pub fn template(&self, shape: Shape) -> Text {
        self.templates.get(shape.template()).map(|file| file.text()).unwrap_or_default()
    }

    /// Sets the fonts; once, before a card is drawn.
    pub fn set_faces(&self, faces: Faces) {
        // Whoever sets them twice keeps the first.
        let _ = self.faces.set(faces);
    }

    /// Draws a card as PNG.
    pub fn draw(&self, shape: Shape, view: &CardView) -> Result<Vec<u8>, Diagnostics> {
        let about = format!("for the card of {}", view.title);
        let name = shape.template();
        let mut context = Context::new();
        context.insert("card", view);
        let svg = self.tera.render(name, &context).map_err(|error| fault::told(&error, &self.templates, &about))?;
        let none = Faces::new();
        card::draw(&svg, shape, self.faces.get().unwrap_or(&none)).map_err(|reason| {
            let message = format!("what this template makes is no drawing: {reason}");
            let diagnostic = Diagnostic::new(codes::TEMPLATE, message)
                .help("it must be SVG (`plenary theme copy cards/card.svg` copies the built-in one)");
            Diagnostics::from(match self.templates.get(name) {
                Some(file) => diagnostic.at(Place::new(file, 0..0), about),
                None => diagnostic,
            })
        })
    }
}

/// The filter `fit`: `{{ text | fit(width=600, wide=1040, height=300, largest=80, smallest=36) }}`.
fn fit(text: &Value, kwargs: &Kwargs, faces: &OnceLock<Faces>) -> TeraResult<Value> {
    if text.is_undefined() {
        return Err(tera::Error::message(
            "`fit` is given what is not there; a card has `title`, `name`, `role`, `event`, `date`, `site`, `label` and more",
        ));
    }
    let number = |name: &str| kwargs.must_get::<f32>(name);
    let space = Space {
        width: number("width")?,
        wide: kwargs.get::<f32>("wide")?,
        height: number("height")?,
        largest: number("largest")?,
        smallest: number("smallest")?,
        leading: kwargs.get::<f32>("leading")?.unwrap_or(LEADING),
    };
    let none = Faces::new();
    let measure = faces.get().unwrap_or(&none).measure();
    let block = card::fit(text.as_str().unwrap_or_default(), &space, &|text| measure.width(text));
    Ok(Value::from_serializable(&FitView::from(block)))
}

/// A card's texts as they can be drawn, and the characters that no font has: a text with one of them is left out.
pub fn drawable(view: &CardView, faces: &Faces) -> (CardView, BTreeSet<char>) {
    let measure = faces.measure();
    let wide = measure.width("“") > 0.8;
    let mut missing = BTreeSet::new();
    let mut checked = |text: &str| {
        let text = card::clean(text);
        let text = if wide { card::narrowed(&text) } else { text };
        let lacking = measure.missing(&text);
        let drawn = lacking.is_empty() && !text.is_empty();
        missing.extend(lacking);
        drawn.then_some(text)
    };
    let title = checked(&view.title);
    let mut one = |text: &Option<String>| text.as_deref().and_then(&mut checked);
    let mut out = CardView {
        title: String::new(),
        name: one(&view.name),
        role: one(&view.role),
        event: one(&view.event),
        date: one(&view.date),
        site: one(&view.site),
        label: one(&view.label),
        initials: one(&view.initials),
        ..view.clone()
    };
    if title.is_none() {
        // A card without words would say nothing; then the next larger thing speaks, and nobody is said to have said it.
        out.kind = "event";
        out.name = out.name.filter(|_| view.kind == "section");
        (out.role, out.initials, out.portrait) = (None, None, None);
    }
    out.title = title.or_else(|| out.event.take()).or_else(|| out.site.take()).unwrap_or_default();
    (out, missing)
}
