//! Vector pictures without what acts: what is not known to be harmless does not go out.
//!
//! A page shows a vector picture as an image, in which nothing acts; but its file has an address of its own, and opened
//! there a script in it would run with the rights of the site. So elements and attributes are let through by a list
//! (SVG 2, chapters 5 to 16), references only into the picture itself, and styles only when they fetch nothing.

use std::collections::BTreeSet;

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

use super::Fault;
use crate::text;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Elements that draw, describe or move, and nothing more.
const ELEMENTS: &[&str] = &[
    "a",
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
];

/// Elements that are known to act, for the message.
const ACTIVE: &[&str] =
    &["script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "listener"];

/// A vector picture that may be published.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Purified {
    /// Its new text; nothing where nothing had to go.
    pub text: Option<String>,
    /// What was taken out that would act or fetch, in words.
    pub removed: BTreeSet<String>,
}

/// Takes out of a vector picture what acts, what fetches, and what other programs have noted in it.
pub fn purify(bytes: &[u8]) -> Result<Purified, Fault> {
    let source = std::str::from_utf8(bytes).map_err(|_| Fault::unreadable("it is not UTF-8"))?;
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut out = Writer::default();
    let mut reader = NsReader::from_str(source);
    let mut root = false;
    loop {
        let event = reader.read_event().map_err(Fault::unreadable)?;
        match event {
            Event::Eof if out.open.is_empty() && root => break,
            Event::Eof => return Err(Fault::unreadable("it ends before its last element is closed")),
            Event::Start(start) => {
                root = out.start(&reader, &start, false, root)?;
            }
            Event::Empty(start) => {
                root = out.start(&reader, &start, true, root)?;
                out.end();
            }
            Event::End(_) => out.end(),
            Event::Text(text) => out.text(&text.xml_content(XmlVersion::Implicit1_0), false),
            Event::CData(text) => out.text(&text.xml_content(XmlVersion::Implicit1_0), true),
            Event::GeneralRef(name) => match name.resolve_char_ref().map_err(Fault::unreadable)? {
                Some(c) => out.text(&text::escape(c.encode_utf8(&mut [0; 4])), false),
                None if matches!(
                    &*name.xml_content(XmlVersion::Implicit1_0),
                    "lt" | "gt" | "amp" | "quot" | "apos"
                ) =>
                {
                    out.text(&format!("&{};", name.xml_content(XmlVersion::Implicit1_0)), false);
                }
                None => return Err(entities()),
            },
            Event::Decl(_) => {}
            Event::DocType(text) if text.xml_content(XmlVersion::Implicit1_0).contains("<!ENTITY") => {
                return Err(entities());
            }
            Event::Comment(_) | Event::PI(_) | Event::DocType(_) => out.changed = true,
        }
    }
    Ok(Purified { text: out.changed.then_some(out.text), removed: out.removed })
}

fn entities() -> Fault {
    Fault::unreadable("it uses entities of its own; save it as plain SVG")
}

/// An element that is open.
enum Open {
    /// It is written.
    Written(String),
    /// It is a style, whose text is looked at when it is complete.
    Style(String),
    /// It is left out, with all that is in it.
    Left,
}

#[derive(Default)]
struct Writer {
    text: String,
    open: Vec<Open>,
    /// The start tag and text of a style that is open.
    style: String,
    changed: bool,
    removed: BTreeSet<String>,
}

impl Writer {
    fn inside_left(&self) -> bool {
        matches!(self.open.last(), Some(Open::Left))
    }

    fn leave_out(&mut self, what: Option<String>) {
        self.changed = true;
        self.removed.extend(what);
    }

    /// Opens an element; `root` tells whether it is inside the outermost one. Answers that there is one now.
    fn start(
        &mut self,
        reader: &NsReader<&[u8]>,
        start: &BytesStart<'_>,
        empty: bool,
        root: bool,
    ) -> Result<bool, Fault> {
        let (space, local) = reader.resolver().resolve_element(start.name());
        let local = local.as_ref();
        let is_svg = space == ResolveResult::Bound(Namespace(SVG));
        if !root && (!is_svg || local != "svg") {
            return Err(Fault::unreadable("its outermost element is not `svg` of SVG"));
        }
        if root && self.open.is_empty() {
            return Err(Fault::unreadable("it has two outermost elements"));
        }
        if self.inside_left() || !is_svg || !ELEMENTS.contains(&local) {
            let acts = !self.inside_left() && ACTIVE.contains(&local);
            self.leave_out(acts.then(|| format!("`<{local}>`")));
            self.open.push(Open::Left);
            return Ok(true);
        }
        let attributes = self.attributes(reader, start, local)?;
        let Some(attributes) = attributes else {
            self.leave_out(Some(format!("`<{local}>` of a link")));
            self.open.push(Open::Left);
            return Ok(true);
        };
        let name = start.name();
        let tag = format!("<{}{attributes}", name.as_ref());
        if local == "style" {
            self.style.clear();
            self.open.push(Open::Style(format!("{tag}>")));
            return Ok(true);
        }
        self.text.push_str(&tag);
        self.text.push_str(if empty { "/>" } else { ">" });
        self.open.push(if empty { Open::Written(String::new()) } else { Open::Written(name.as_ref().to_owned()) });
        Ok(true)
    }

    /// The attributes that may stay; nothing for an animation that would change where a link leads.
    fn attributes(
        &mut self,
        reader: &NsReader<&[u8]>,
        start: &BytesStart<'_>,
        element: &str,
    ) -> Result<Option<String>, Fault> {
        let mut out = String::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(Fault::unreadable)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| entities())?;
            let name = attribute.key.as_ref();
            if name == "xmlns" || name.starts_with("xmlns:") {
                if matches!(&*value, SVG | XLINK) {
                    push(&mut out, name, &value);
                } else {
                    self.changed = true;
                }
                continue;
            }
            let (space, local) = reader.resolver().resolve_attribute(attribute.key);
            let local = local.as_ref();
            let plain = space == ResolveResult::Unbound;
            let xlink = space == ResolveResult::Bound(Namespace(XLINK));
            let xml = space == ResolveResult::Bound(Namespace(XML));
            if !(plain || xlink || xml && matches!(local, "space" | "lang")) {
                self.leave_out((xml && local == "base").then(|| "`xml:base`".to_owned()));
                continue;
            }
            if local.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) {
                self.leave_out(Some(format!("`{local}`")));
                continue;
            }
            if local == "attributeName" {
                let target = value.trim().rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
                if target == "href" || target.starts_with("on") {
                    return Ok(None);
                }
            }
            if local == "href" && !stays(&value, element) {
                self.leave_out(Some(format!("a reference to `{}`", start_of(&value))));
                continue;
            }
            if local == "src" || !fetches_nothing(&value, local == "style") {
                self.leave_out(Some(format!("`{local}` that fetches something")));
                continue;
            }
            push(&mut out, name, &value);
        }
        Ok(Some(out))
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Open::Written(name)) if !name.is_empty() => {
                self.text.push_str("</");
                self.text.push_str(&name);
                self.text.push('>');
            }
            Some(Open::Style(tag)) => {
                if fetches_nothing(&self.style, true) {
                    self.text.push_str(&tag);
                    self.text.push_str(&text::escape(&self.style));
                    let name = tag.trim_start_matches('<').split([' ', '>']).next().unwrap_or("style");
                    self.text.push_str("</");
                    self.text.push_str(name);
                    self.text.push('>');
                } else {
                    self.leave_out(Some("`<style>` that fetches something".to_owned()));
                }
            }
            _ => {}
        }
    }

    /// Takes in text: escaped as it stood in the file, or as it is.
    fn text(&mut self, text: &str, as_it_is: bool) {
        match self.open.last() {
            Some(Open::Left) | None => {}
            Some(Open::Style(_)) if as_it_is => self.style.push_str(text),
            Some(Open::Style(_)) => self.style.push_str(&text::plain(text)),
            Some(Open::Written(_)) if as_it_is => self.text.push_str(&text::escape(text)),
            Some(Open::Written(_)) => self.text.push_str(text),
        }
    }
}

fn push(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    text::escape_into(out, value);
    out.push('"');
}

fn start_of(value: &str) -> String {
    let mut start: String = value.trim().chars().take(40).collect();
    if start.len() < value.trim().len() {
        start.push('…');
    }
    start
}

/// Whether a reference stays inside the picture, or is a link that a reader follows on purpose.
fn stays(value: &str, element: &str) -> bool {
    let value = value.trim();
    let harmless = ["https:", "http:", "mailto:"];
    value.starts_with('#')
        || is_raster_data(value)
        || element == "a"
            && harmless
                .iter()
                .any(|scheme| value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

fn is_raster_data(value: &str) -> bool {
    ["png", "jpeg", "jpg", "gif", "webp"].iter().any(|kind| {
        value
            .strip_prefix("data:image/")
            .and_then(|rest| rest.strip_prefix(kind))
            .is_some_and(|rest| rest.starts_with(';'))
    })
}

/// Whether a style or the value of an attribute fetches nothing. Styles that are written so that one cannot tell do not
/// pass.
fn fetches_nothing(value: &str, is_style: bool) -> bool {
    let lower = value.to_ascii_lowercase();
    if is_style
        && (lower.contains('\\')
            || ["@import", "image-set(", "expression(", "javascript:", "-moz-binding", "behavior:", "src("]
                .iter()
                .any(|word| lower.contains(word)))
    {
        return false;
    }
    lower.match_indices("url(").all(|(at, word)| {
        let inside = lower.get(at + word.len()..).unwrap_or_default().trim_start().trim_start_matches(['"', '\'']);
        let inside = inside.trim_start();
        inside.starts_with('#') || is_raster_data(inside) || inside.starts_with("data:font/")
    })
}

#[cfg(test)]
#[path = "tests_svg.rs"]
mod tests;
