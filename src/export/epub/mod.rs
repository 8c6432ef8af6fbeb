//! A book in EPUB 3.3 (W3C): a page with what is known of the event, a file for each section, notes that open where they are marked.
//!
//! Nothing in it comes from the clock: it was last modified on the day of the event. In: the record, and a way to the files of pictures.

mod page;

use std::collections::BTreeMap;
use std::fmt::Write;

use super::zip::Zip;
use crate::path::UrlPath;
use crate::text::xml;
use crate::view::record::Record;
use page::{Page, What};

/// The file of a picture of the site: its bytes and its media type. Asked for a portrait, it is a square about the face.
pub type Fetch<'a> = dyn Fn(&UrlPath, bool) -> Option<(Vec<u8>, &'static str)> + Sync + 'a;

/// The style of all books: what readers have set comes before it.
const STYLE: &str = include_str!("style.css");

/// The file. `vertical` is whether lines run from top to bottom where the language is written so.
pub fn file(record: &Record<'_>, vertical: bool, fetch: &Fetch<'_>) -> Vec<u8> {
    let vertical = vertical && matches!(record.tongue.language.primary(), "zh" | "ja");
    let mut book = Book { record, fetch, vertical, pictures: BTreeMap::new(), pages: Vec::new() };
    book.add("title.xhtml", record.title.to_owned(), What::Front);
    if !record.introduction.entries.is_empty() {
        let title = record.title.to_owned();
        book.add("introduction.xhtml", title, What::Introduction);
    }
    for (at, section) in record.sections.iter().enumerate() {
        let name = format!("section-{:02}.xhtml", section.number.unwrap_or_default());
        book.add(&name, section.title_text.clone(), What::Section(at));
    }
    book.finish()
}

/// A picture in the book.
struct Picture {
    name: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

/// A finished page.
struct Finished {
    name: String,
    title: String,
    text: String,
    /// Whether it holds formulas, which the package must say.
    formulas: bool,
}

struct Book<'r> {
    record: &'r Record<'r>,
    fetch: &'r Fetch<'r>,
    vertical: bool,
    /// By path in the site and shape; nothing where there is no file that a book may hold.
    pictures: BTreeMap<(String, bool), Option<Picture>>,
    pages: Vec<Finished>,
}

impl Book<'_> {
    fn add(&mut self, name: &str, title: String, what: What) {
        let (fetch, pictures) = (self.fetch, &mut self.pictures);
        let mut place = |url: &str, square: bool| -> Option<String> {
            let number = pictures.len() + 1;
            let entry = pictures.entry((url.to_owned(), square)).or_insert_with(|| {
                let (bytes, kind) = fetch(&UrlPath::new(url).ok()?, square)?;
                Some(Picture { name: format!("picture-{number}.{}", extension(kind)?), kind, bytes })
            });
            entry.as_ref().map(|picture| picture.name.clone())
        };
        let mut page = Page::new(self.record, &mut place);
        page.write(what);
        let (body, formulas) = page.finish();
        let text = self.page(&title, &body);
        self.pages.push(Finished { name: name.to_owned(), title, text, formulas });
    }

    /// A page as XHTML.
    fn page(&self, title: &str, body: &str) -> String {
        let tongue = self.record.tongue;
        let language = tongue.language.as_str();
        let class = if self.vertical { " class=\"vertical\"" } else { "" };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" xml:lang=\"{language}\" dir=\"{}\"{class}>\n<head>\n<title>{}</title>\n<link rel=\"stylesheet\" href=\"style.css\"/>\n</head>\n<body>\n{body}</body>\n</html>\n",
            tongue.direction(),
            xml(title),
        )
    }

    fn contents(&self) -> String {
        let word = self.record.tongue.word("contents");
        let mut body = format!("<nav epub:type=\"toc\" role=\"doc-toc\">\n<h1>{}</h1>\n<ol>\n", xml(&word));
        for page in self.pages.iter().filter(|page| page.name != "introduction.xhtml") {
            let _ = writeln!(body, "<li><a href=\"{}\">{}</a></li>", page.name, xml(&page.title));
        }
        body.push_str("</ol>\n</nav>\n");
        self.page(&word, &body)
    }

    fn package(&self) -> String {
        let record = self.record;
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n",
        );
        let mut tell = |name: &str, value: &str| {
            if !value.trim().is_empty() {
                let _ = writeln!(out, "<dc:{name}>{}</dc:{name}>", xml(value));
            }
        };
        tell("title", record.title);
        tell("language", record.tongue.language.as_str());
        for person in &record.people {
            tell("creator", &person.name);
        }
        tell("publisher", record.publisher.map_or(record.site, |(name, _)| name));
        tell("description", record.summary.unwrap_or_default());
        tell("rights", record.license.map_or("", |(name, _)| name));
        for tag in record.tags {
            tell("subject", tag);
        }
        let day = record.date.as_deref().and_then(|date| date.get(..10));
        tell("date", day.unwrap_or_default());
        let scheme = if record.url.contains("://") { "" } else { "urn:plenary:" };
        let _ = writeln!(out, "<dc:identifier id=\"id\">{scheme}{}</dc:identifier>", xml(&record.url));
        let _ = writeln!(out, "<meta property=\"dcterms:modified\">{}T00:00:00Z</meta>", day.unwrap_or("1970-01-01"));
        out.push_str("<meta property=\"schema:accessMode\">textual</meta>\n");
        if self.pictures.values().any(Option::is_some) {
            out.push_str("<meta property=\"schema:accessMode\">visual</meta>\n");
        }
        out.push_str(
            "<meta property=\"schema:accessModeSufficient\">textual</meta>\n<meta property=\"schema:accessibilityFeature\">tableOfContents</meta>\n<meta property=\"schema:accessibilityHazard\">none</meta>\n</metadata>\n<manifest>\n<item id=\"contents\" href=\"contents.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n<item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n",
        );
        for (at, page) in self.pages.iter().enumerate() {
            let properties = if page.formulas { " properties=\"mathml\"" } else { "" };
            let name = &page.name;
            let _ = writeln!(
                out,
                "<item id=\"page-{at}\" href=\"{name}\" media-type=\"application/xhtml+xml\"{properties}/>"
            );
        }
        for (at, picture) in self.pictures.values().flatten().enumerate() {
            let _ =
                writeln!(out, "<item id=\"picture-{at}\" href=\"{}\" media-type=\"{}\"/>", picture.name, picture.kind);
        }
        let leftwards = self.vertical || record.tongue.direction() == "rtl";
        let direction = if leftwards { "rtl" } else { "ltr" };
        let _ = writeln!(out, "</manifest>\n<spine page-progression-direction=\"{direction}\">");
        for at in 0..self.pages.len() {
            let _ = writeln!(out, "<itemref idref=\"page-{at}\"/>");
            if at == 0 {
                out.push_str("<itemref idref=\"contents\"/>\n");
            }
        }
        out.push_str("</spine>\n</package>\n");
        out
    }

    fn finish(self) -> Vec<u8> {
        let mut zip = Zip::default();
        // First and as it is, so that the kind of the file can be told from its beginning (OCF, section 4.2).
        zip.store("mimetype", b"application/epub+zip");
        zip.deflate(
            "META-INF/container.xml",
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n<rootfiles>\n<rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/>\n</rootfiles>\n</container>\n",
        );
        zip.deflate("EPUB/package.opf", self.package().as_bytes());
        zip.deflate("EPUB/contents.xhtml", self.contents().as_bytes());
        zip.deflate("EPUB/style.css", STYLE.as_bytes());
        for page in &self.pages {
            zip.deflate(&format!("EPUB/{}", page.name), page.text.as_bytes());
        }
        // Pictures are packed already.
        for picture in self.pictures.values().flatten() {
            zip.store(&format!("EPUB/{}", picture.name), &picture.bytes);
        }
        zip.finish()
    }
}

/// The kinds of picture that every reader of books shows (EPUB 3.3, section 3.2).
fn extension(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/svg+xml" => "svg",
        _ => return None,
    })
}
