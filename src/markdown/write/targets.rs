//! What leads out of a fragment: links and pictures. Here it is decided which addresses a page may name; those inside
//! the site become holes.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::Writer;
use crate::diag::{Diagnostic, codes};
use crate::markdown::fragment::next;
use crate::markdown::{Fill, Link, LinkKind, Picture, safe_url};
use crate::text;

impl Writer<'_> {
    pub(super) fn link(&mut self, kind: LinkType, target: &str, title: &str, span: Range<usize>) {
        // A link in a link is no HTML.
        if self.state.title || self.state.links.contains(&true) {
            self.state.links.push(false);
            return;
        }
        let in_file = self.settings.base + span.start..self.settings.base + span.end;
        let inside = |kind| Link { target: target.to_owned(), kind, span: in_file.clone() };
        let hole = Fill::Link(next(&self.references.links));
        match kind {
            LinkType::WikiLink { has_pothole } => {
                let number = next(&self.references.links);
                self.references.links.push(inside(LinkKind::Wiki));
                self.out.push("<a");
                self.out.hole(hole);
                self.out.push(">");
                self.state.links.push(true);
                if !has_pothole {
                    // The target itself follows as text; it gives way to the title of what it names.
                    self.out.hole(Fill::LinkText(number));
                    self.state.skip = true;
                }
                return;
            }
            LinkType::Email => {
                self.out.push("<a href=\"mailto:");
                self.out.push_text(target);
                self.out.push("\">");
                self.state.links.push(true);
                return;
            }
            _ => {}
        }
        if !safe_url(target) {
            let place = self.place(span);
            self.diagnostics.push(
                Diagnostic::new(codes::UNSAFE_LINK, "this link is not shown, since its address is not one that a page may lead to")
                    .at(place, "")
                    .help("links lead to pages (`https:`), to mail (`mailto:`), to telephones (`tel:`) or to files of the site"),
            );
            self.state.links.push(false);
            return;
        }
        self.out.push("<a");
        if target.contains(':') && !target.starts_with(['.', '/', '#']) && has_scheme(target)
            || target.starts_with("//")
        {
            self.out.push(" href=\"");
            self.out.push_text(target);
            self.out.push("\" rel=\"noopener\"");
        } else {
            self.references.links.push(inside(LinkKind::Relative));
            self.out.hole(hole);
        }
        if !title.is_empty() {
            self.out.push(" title=\"");
            self.out.push_text(title);
            self.out.push("\"");
        }
        self.out.push(">");
        self.state.links.push(true);
    }

    pub(super) fn picture(&mut self) {
        let Some(picture) = self.state.picture.take() else { return };
        if picture.alternative.trim().is_empty() {
            let place = self.place(picture.span.clone());
            self.diagnostics.push(
                Diagnostic::new(codes::NO_ALTERNATIVE, "this picture has no text alternative")
                    .at(place, "")
                    .help("write what it shows between the brackets: `![what it shows](…)`"),
            );
        }
        if !safe_url(&picture.target) {
            let place = self.place(picture.span);
            self.diagnostics.push(
                Diagnostic::new(
                    codes::UNSAFE_LINK,
                    "this picture is not shown, since its address is not a file of the site or a page",
                )
                .at(place, "")
                .help("put the picture beside the source"),
            );
            self.text(&picture.alternative);
            return;
        }
        self.out.push("<img");
        if has_scheme(&picture.target) || picture.target.starts_with("//") {
            self.out.push(" src=\"");
            self.out.push_text(&picture.target);
            self.out.push("\" referrerpolicy=\"no-referrer\"");
        } else {
            self.out.hole(Fill::Picture(next(&self.references.pictures)));
            let base = self.settings.base;
            self.references
                .pictures
                .push(Picture { target: picture.target, span: base + picture.span.start..base + picture.span.end });
        }
        self.out.push(" alt=\"");
        self.out.push_text(&picture.alternative);
        self.out.push("\" loading=\"lazy\" decoding=\"async\">");
        if picture.title.is_empty() {
            return;
        }
        if picture.figure {
            self.out.push("<figcaption>");
            self.text(&picture.title);
            self.out.push("</figcaption>");
        } else {
            // A caption belongs to a picture that stands alone; beside text the title is shown on pointing.
            let html = self.out.html_mut();
            html.pop();
            html.push_str(" title=\"");
            text::escape_into(html, &picture.title);
            html.push_str("\">");
        }
    }
}

/// Whether an address begins with a scheme (RFC 3986, section 3.1).
fn has_scheme(target: &str) -> bool {
    target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}
