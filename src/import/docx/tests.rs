//! Documents, part by part, with what must come of them stated by hand.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::{Imported, Options, Refused, import};
use super::Changes;

const STYLES: &str = r#"<w:styles><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>"#;

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(xml.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn document(body: &str) -> Vec<u8> {
    let document = format!(r#"<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    let footnotes = r#"<w:footnotes><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>--</w:t></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>Built in 1890.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let comments = r#"<w:comments><w:comment w:id="0" w:author="Ed"><w:p><w:r><w:t>Really?</w:t></w:r></w:p></w:comment></w:comments>"#;
    let header = "<w:hdr><w:p><w:r><w:t>Confidential</w:t></w:r></w:p></w:hdr>";
    package(&[
        ("word/document.xml", &document),
        ("word/styles.xml", STYLES),
        ("word/footnotes.xml", footnotes),
        ("word/comments.xml", comments),
        ("word/header1.xml", header),
    ])
}

fn imported(bytes: &[u8], changes: Option<Changes>) -> Imported {
    import(bytes, &Options { changes, ..Options::default() }).unwrap()
}

const TALK: &str = r#"<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>Lamps</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Why</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Ann Lee:</w:t></w:r><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t xml:space="preserve"> The lamp</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:ins w:id="9"><w:r><w:t xml:space="preserve"> still</w:t></w:r></w:ins><w:del w:id="8"><w:r><w:delText xml:space="preserve"> always</w:delText></w:r></w:del><w:r><w:t xml:space="preserve"> burns &amp; shines.</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr><w:r><w:t>an item</w:t></w:r></w:p>"#;

#[test]
fn headings_labels_and_notes() {
    let Imported { files, report } = imported(&document(TALK), None);
    assert_eq!(report.title, "Lamps");
    assert_eq!(
        files[1].1,
        "# Why\n\n**Ann Lee:** The lamp[^1] still burns & shines.[^2]\n\n[^1]: Built in 1890.\n\n[^2]: Ed: Really?\n\n- an item\n"
    );
    let left: Vec<(usize, &str)> = report.left_out.iter().map(|one| (one.line, one.text.as_str())).collect();
    assert_eq!(left, [(1, "Confidential"), (3, " always")]);
    assert!(report.todo.iter().any(|todo| todo.text.starts_with("2 tracked changes were accepted")));
}

#[test]
fn tracked_changes_refused() {
    let Imported { files, report } = imported(&document(TALK), Some(Changes::Refused));
    assert!(files[1].1.contains("The lamp[^1] always burns & shines."), "{}", files[1].1);
    assert!(report.left_out.iter().any(|one| one.text == " still"));
    // The end of a paragraph that was struck: its words go on in the next.
    let body = r#"<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">Ann: One </w:t></w:r></w:p><w:p><w:r><w:t>two.</w:t></w:r></w:p><w:p><w:r><w:t>Ann: Three.</w:t></w:r></w:p>"#;
    assert!(imported(&document(body), None).files[1].1.contains("One two."));
    assert!(!imported(&document(body), Some(Changes::Refused)).files[1].1.contains("One two."));
}

#[test]
fn rows_of_a_table_are_turns() {
    let row = |cells: [&str; 2]| {
        let cell = |words: &str| format!("<w:tc><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>");
        format!("<w:tr>{}</w:tr>", cells.map(cell).concat())
    };
    let rows = |head: [&str; 2]| {
        [head, ["Ann Lee", "The lamp burns."], ["Bo Chen", "Why?"], ["Ann Lee", "It is lit."]].map(row).concat()
    };
    let table = |head| imported(&document(&format!("<w:tbl>{}</w:tbl>", rows(head))), None);
    let made = table(["Speaker", "Text"]);
    assert_eq!(made.files[1].1, "**Ann Lee:** The lamp burns.\n\n**Bo Chen:** Why?\n\n**Ann Lee:** It is lit.\n");
    assert!(table(["Lamp", "Colour"]).report.speakers.is_empty());
}

#[test]
fn what_is_refused() {
    let refused = |bytes: &[u8]| match import(bytes, &Options::default()) {
        Err(Refused::Not { format: "docx", why }) => why,
        other => panic!("{other:?}"),
    };
    let bomb = package(&[("word/document.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><w:document>&b;</w:document>")]);
    assert!(refused(&bomb).contains("document type"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("word/document.xml", options).unwrap();
    let zeros = vec![b' '; 1_000_000];
    for _ in 0..65 {
        zip.write_all(&zeros).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 200_000 && refused(&bomb).contains("grows beyond"));
    let whole = document(TALK);
    assert!(import(&whole[..whole.len() / 2], &Options::default()).is_err());
    assert!(refused(&package(&[("word/document.xml", "<w:document><w:p></w:q>")])).contains("XML"));
    assert!(refused(&package(&[("a.txt", "Ann: One")])).contains("no `word/document.xml`"));
}
