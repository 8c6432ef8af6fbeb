//! Blocks to fragments.

mod targets;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};

use super::fragment::{Draft, next};
use super::inline::{self, Inline, Inlines, Marks, Run};
use super::lexicon::Remark;
use super::sanitize::Sanitizer;
use super::{Fill, Fragment, Lexicon, Quotation, References, Spanned, level_number, math, safe_url};
use crate::diag::{Diagnostic, Diagnostics, File, Place, codes};
use crate::text::{self, Count};

/// What the writer is told about a source.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// The file, for messages.
    pub file: &'a Arc<File>,
    /// Where the body begins in the file.
    pub base: usize,
    /// Words for scenes and gaps.
    pub lexicon: &'a Lexicon,
    /// Whether raw HTML counts.
    pub html: bool,
}

/// Writes blocks of one source into one fragment after the other.
#[derive(Debug)]
pub struct Writer<'a> {
    settings: Settings<'a>,
    source: &'a str,
    /// What the fragments refer to.
    pub references: References,
    /// What was found.
    pub diagnostics: Diagnostics,
    /// The notes that are referred to, by label.
    notes: BTreeMap<String, u32>,
    out: Draft,
    /// How much was said.
    pub count: Count,
    /// How many paragraphs the turn has had.
    paragraphs: u32,
    /// Whether quotations are looked for: they are words of a speaker, so notes have none.
    pub quoting: bool,
    last: Option<char>,
    state: State,
}

/// What is open while a block is written.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that may be open")]
struct State {
    /// For every open link whether it was written.
    links: Vec<bool>,
    /// The alternative text of an open picture, and what to do with it.
    picture: Option<OpenPicture>,
    /// Whether the text of the open link gives way to the title of what it leads to.
    skip: bool,
    /// Whether a title is being written.
    title: bool,
    /// The notes that titles refer to.
    title_notes: Vec<u32>,
    /// Whether what was written refers to a note.
    refers: bool,
    /// Whether a comment is open.
    comment: bool,
    quotation: Option<(usize, usize)>,
    code: Option<(String, String)>,
    alignments: Vec<Alignment>,
    cell: usize,
    head: bool,
    /// What raw tags are open, where raw HTML counts.
    sanitizer: Sanitizer,
    depth: usize,
}

#[derive(Debug)]
struct OpenPicture {
    target: String,
    title: String,
    alternative: String,
    span: Range<usize>,
    figure: bool,
}

impl<'a> Writer<'a> {
    /// A writer for a source whose body is `source`.
    pub fn new(settings: Settings<'a>, source: &'a str) -> Self {
        Self {
            settings,
            source,
            references: References::default(),
            diagnostics: Diagnostics::default(),
            notes: BTreeMap::new(),
            out: Draft::default(),
            count: Count::default(),
            paragraphs: 0,
            quoting: true,
            last: None,
            state: State::default(),
        }
    }

    /// Writes the events of one block, leaving out what lies before the byte `from` of the body.
    pub fn block(&mut self, events: &[Spanned<'_>], from: usize) {
        let inlines = || Inlines::new(events, from, self.source);
        let marks = if self.quoting && inline::may_quote(events, self.source) {
            inline::quotations(inlines(), self.source)
        } else {
            Marks::default()
        };
        for at in &marks.lonely {
            let place = self.place(*at..*at + 2);
            self.diagnostics.push(
                Diagnostic::new(codes::OPEN_QUOTATION, "this quotation is not closed")
                    .at(place, "opened here")
                    .help("close it with `==` in the same paragraph, or write `\\==`"),
            );
        }
        let only_picture = inline::is_only_picture(inlines());
        let mut inlines = inlines();
        while let Some(piece) = inlines.next() {
            match piece {
                Inline::Run(run) => self.run(&run, &marks),
                Inline::Event(Event::SoftBreak, _) => {
                    let following = inline::first_character(inlines.rest());
                    if !self.last.zip(following).is_some_and(|(a, b)| text::joins(a, b)) {
                        self.out.push("\n");
                        self.last = Some('\n');
                    }
                }
                Inline::Event(event, span) => self.event(event, span, only_picture),
            }
        }
        self.last = None;
    }

    /// Writes the content of a heading and hands it out. Titles stand inside links on other pages, so they hold no
    /// link of their own, and no mark of a note.
    pub fn title(&mut self, events: &[Spanned<'_>], from: usize) -> Fragment {
        let quoting = std::mem::replace(&mut self.quoting, false);
        self.state.title = true;
        self.inline(events, from);
        self.state.title = false;
        self.quoting = quoting;
        self.take_count();
        self.take()
    }

    /// Writes a paragraph with the marks of the notes that titles have referred to since the last call.
    pub fn marks_of_titles(&mut self) {
        let notes = std::mem::take(&mut self.state.title_notes);
        if !notes.is_empty() {
            self.out.push("<p>");
            for note in notes {
                self.out.hole(Fill::Note(note));
            }
            self.state.refers = true;
            self.out.push("</p>\n");
        }
    }

    /// Writes only the inline content of a block.
    fn inline(&mut self, events: &[Spanned<'_>], from: usize) {
        let inside = events.get(1..events.len().saturating_sub(1)).unwrap_or_default();
        self.block(inside, from);
    }

    /// Hands out what was written and begins the next fragment.
    pub fn take(&mut self) -> Fragment {
        self.state.refers = false;
        self.out.take()
    }

    /// Whether nothing was written since the last [`take`](Self::take).
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// Whether what was written since then refers to a footnote.
    pub fn refers(&self) -> bool {
        self.state.refers
    }

    /// Hands out how much was said since the last call, and begins to count paragraphs anew.
    pub fn take_count(&mut self) -> Count {
        self.paragraphs = 0;
        std::mem::take(&mut self.count)
    }

    /// Writes a remark that has a paragraph of its own.
    pub fn remark_alone(&mut self, text: &str) {
        self.out.push_text(text);
    }

    /// Begins a paragraph that carries a time into the recording.
    pub fn timed_paragraph(&mut self, events: &[Spanned<'_>], from: usize, seconds: f64) {
        self.out.push("<p");
        // A written time has at most three digits of hours, so its milliseconds are far below the largest number.
        let written = Duration::try_from_secs_f64(seconds).unwrap_or_default().as_millis();
        self.out.hole(Fill::Time(u32::try_from(written).unwrap_or(u32::MAX)));
        self.paragraph_id();
        self.out.push(">");
        self.inline(events, from);
        self.out.push("</p>\n");
    }

    fn place(&self, span: Range<usize>) -> Place {
        let base = self.settings.base;
        Place::new(self.settings.file, base + span.start..base + span.end)
    }

    fn paragraph_id(&mut self) {
        self.paragraphs += 1;
        if self.paragraphs > 1 {
            self.out.hole(Fill::Paragraph(self.paragraphs));
        }
    }

    fn run(&mut self, run: &Run<'_>, marks: &Marks) {
        if let Some(picture) = &mut self.state.picture {
            picture.alternative.push_str(&run.text);
            return;
        }
        if self.state.skip || self.state.sanitizer.is_skipping() {
            return;
        }
        let text = run.text.as_ref();
        self.count += Count::of(text);
        let in_link = self.state.title || self.state.links.last() == Some(&true);
        let mut done = 0;
        let mut at = 0;
        while let Some(step) = text.get(at..).and_then(|rest| rest.find(['=', '(', '（', '[', '【', 'h'])) {
            at += step;
            let rest = text.get(at..).unwrap_or_default();
            let mut length = rest.chars().next().map_or(1, char::len_utf8);
            if rest.starts_with("==") {
                let here = run.source_at(at);
                if let Some(opens) = marks.pairs.get(&here) {
                    self.text(text.get(done..at).unwrap_or_default());
                    self.quotation(*opens, here);
                    length = 2;
                    done = at + length;
                }
            } else if let Some((remark, bytes)) = self.settings.lexicon.remark(rest) {
                self.text(text.get(done..at).unwrap_or_default());
                self.remark(remark, rest.get(..bytes).unwrap_or_default());
                length = bytes;
                done = at + length;
            } else if let Some(url) = inline::bare_url(text, at).filter(|url| !in_link && safe_url(url)) {
                self.text(text.get(done..at).unwrap_or_default());
                self.out.push("<a href=\"");
                self.out.push_text(url);
                self.out.push("\" rel=\"noopener\">");
                self.text(url);
                self.out.push("</a>");
                length = url.len();
                done = at + length;
            }
            at += length;
        }
        self.text(text.get(done..).unwrap_or_default());
    }

    fn text(&mut self, text: &str) {
        self.out.push_text(text);
        if let Some(last) = text.chars().next_back() {
            self.last = Some(last);
        }
    }

    fn remark(&mut self, remark: Remark, text: &str) {
        self.out.push(match remark {
            Remark::Scene => "<span data-scene>",
            Remark::Gap => "<span data-gap>",
        });
        self.text(text);
        self.out.push("</span>");
    }

    fn quotation(&mut self, opens: bool, at: usize) {
        if opens {
            self.out.push("<mark");
            self.out.hole(Fill::Quotation(next(&self.references.quotations)));
            self.out.push(">");
            self.state.quotation = Some((self.out.len(), at));
        } else if let Some((start, from)) = self.state.quotation.take() {
            let text = self.out.plain_from(start);
            self.out.push("</mark>");
            let base = self.settings.base;
            self.references.quotations.push(Quotation { text, span: base + from..base + at + 2 });
        }
    }

    fn event(&mut self, event: &Event<'_>, span: Range<usize>, only_picture: bool) {
        if let Some(picture) = &mut self.state.picture
            && !matches!(event, Event::End(TagEnd::Image))
        {
            if let Event::Code(text) | Event::Text(text) = event {
                picture.alternative.push_str(text);
            }
            return;
        }
        if self.state.skip && !matches!(event, Event::End(TagEnd::Link)) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, span, only_picture),
            Event::End(end) => self.end(*end, only_picture),
            Event::Text(text) => {
                if let Some((_, code)) = &mut self.state.code {
                    code.push_str(text);
                } else {
                    self.text(text);
                }
            }
            Event::Code(code) => {
                self.count += Count::of(code);
                self.out.push("<code>");
                self.text(code);
                self.out.push("</code>");
            }
            Event::InlineMath(tex) => self.mathematics(tex, false, span),
            Event::DisplayMath(tex) => self.mathematics(tex, true, span),
            Event::Html(html) | Event::InlineHtml(html) => self.raw(html),
            Event::FootnoteReference(label) => self.note(label),
            Event::SoftBreak => self.out.push("\n"),
            Event::HardBreak => {
                self.out.push("<br>\n");
                self.last = Some('\n');
            }
            Event::Rule => self.out.push("<hr>\n"),
            Event::TaskListMarker(done) => self.out.push(if *done { "☑ " } else { "☐ " }),
        }
    }

    fn mathematics(&mut self, tex: &str, display: bool, span: Range<usize>) {
        match math::mathml(tex, display) {
            Ok(mathml) => self.out.push(&mathml),
            Err(reason) => {
                let place = self.place(span);
                self.diagnostics.push(
                    Diagnostic::new(codes::BAD_MATHEMATICS, format!("this formula cannot be read: {reason}"))
                        .at(place, "")
                        .help("mend the LaTeX, or write `\\$` where the dollar sign is money"),
                );
            }
        }
    }

    fn note(&mut self, label: &str) {
        let number = self.notes.get(label).copied().unwrap_or_else(|| {
            let number = next(&self.references.notes);
            self.references.notes.push(label.to_owned());
            self.notes.insert(label.to_owned(), number);
            number
        });
        if self.state.title {
            self.state.title_notes.push(number);
        } else {
            self.out.hole(Fill::Note(number));
            self.state.refers = true;
        }
    }

    /// Raw HTML: shown as text, or sanitised where the site allows it. A comment is not for readers in either case.
    fn raw(&mut self, html: &str) {
        if self.settings.html {
            self.state.sanitizer.push(html, self.out.html_mut());
            return;
        }
        // A block comes line by line, so a comment may go on in the next piece.
        let mut rest = html;
        while !rest.is_empty() {
            let (mark, length) = if self.state.comment { ("-->", 3) } else { ("<!--", 0) };
            let at = rest.find(mark);
            let (piece, behind) = rest.split_at_checked(at.unwrap_or(rest.len())).unwrap_or((rest, ""));
            if !self.state.comment {
                self.count += Count::of(piece);
                self.text(piece);
            }
            self.state.comment ^= at.is_some();
            rest = behind.get(length..).unwrap_or_default();
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Range<usize>, only_picture: bool) {
        self.state.depth += 1;
        if self.settings.html {
            self.state.sanitizer.open_block();
        }
        match tag {
            Tag::Paragraph if only_picture => self.out.push("<figure>"),
            Tag::Paragraph => {
                self.out.push("<p");
                if self.state.depth == 1 {
                    self.paragraph_id();
                }
                self.out.push(">");
            }
            Tag::HtmlBlock if !self.settings.html => self.out.push("<p>"),
            // Headings inside other blocks would break the outline of the page.
            Tag::Heading { level, .. } => {
                self.out.push(&format!("<p class=\"heading-{}\"><strong>", level_number(*level)));
            }
            Tag::BlockQuote(_) => self.out.push("<blockquote>\n"),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.state.code = Some((language, String::new()));
            }
            Tag::List(Some(1)) => self.out.push("<ol>\n"),
            Tag::List(Some(first)) => self.out.push(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.out.push("<ul>\n"),
            Tag::Item => self.out.push("<li>"),
            Tag::Table(alignments) => {
                self.state.alignments.clone_from(alignments);
                self.out.push("<div class=\"scroll\" tabindex=\"0\"><table>\n");
            }
            Tag::TableHead => {
                self.state.head = true;
                self.state.cell = 0;
                self.out.push("<thead><tr>");
            }
            Tag::TableRow => {
                self.state.cell = 0;
                self.out.push("<tr>");
            }
            Tag::TableCell => {
                let align = match self.state.alignments.get(self.state.cell) {
                    Some(Alignment::Center) => " class=\"align-center\"",
                    Some(Alignment::Right) => " class=\"align-end\"",
                    _ => "",
                };
                self.out.push(if self.state.head { "<th scope=\"col\"" } else { "<td" });
                self.out.push(align);
                self.out.push(">");
            }
            Tag::Emphasis => self.out.push("<em>"),
            Tag::Strong => self.out.push("<strong>"),
            Tag::Strikethrough => self.out.push("<s>"),
            Tag::Link { link_type, dest_url, title, .. } => self.link(*link_type, dest_url, title, span),
            Tag::Image { dest_url, title, .. } => {
                self.state.picture = Some(OpenPicture {
                    target: dest_url.to_string(),
                    title: title.to_string(),
                    alternative: String::new(),
                    span,
                    figure: only_picture,
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd, only_picture: bool) {
        self.state.depth = self.state.depth.saturating_sub(1);
        self.state.comment = false;
        // Raw tags never reach over the end of an element of ours.
        if self.settings.html {
            self.state.sanitizer.close_open(self.out.html_mut());
        }
        match end {
            TagEnd::Paragraph if only_picture => self.out.push("</figure>\n"),
            TagEnd::Paragraph => self.out.push("</p>\n"),
            TagEnd::HtmlBlock if !self.settings.html => self.out.push("</p>\n"),
            TagEnd::Heading(_) => self.out.push("</strong></p>\n"),
            TagEnd::BlockQuote(_) => self.out.push("</blockquote>\n"),
            TagEnd::CodeBlock => self.code(),
            TagEnd::List(true) => self.out.push("</ol>\n"),
            TagEnd::List(false) => self.out.push("</ul>\n"),
            TagEnd::Item => self.out.push("</li>\n"),
            TagEnd::Table => self.out.push("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.state.head = false;
                self.out.push("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.push("</tr>\n"),
            TagEnd::TableCell => {
                self.out.push(if self.state.head { "</th>" } else { "</td>" });
                self.state.cell += 1;
                // Cells of a row are words apart.
                self.last = None;
            }
            TagEnd::Emphasis => self.out.push("</em>"),
            TagEnd::Strong => self.out.push("</strong>"),
            TagEnd::Strikethrough => self.out.push("</s>"),
            TagEnd::Link => {
                self.state.skip = false;
                if self.state.links.pop() == Some(true) {
                    self.out.push("</a>");
                }
            }
            TagEnd::Image => self.picture(),
            _ => {}
        }
    }

    fn code(&mut self) {
        let Some((language, code)) = self.state.code.take() else { return };
        self.count += Count::of(&code);
        self.out.push("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.out.push(" class=\"language-");
            self.out.push_text(&language);
            self.out.push("\"");
        }
        self.out.push(">");
        self.out.push_code(&code, language);
        self.out.push("</code></pre>\n");
    }
}
