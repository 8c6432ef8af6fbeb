//! Whole little sites: `tests/sites/NAME/content` and, written by hand, what the plain theme makes of section 01.

use std::fs;

use crate::site::{Site, manifest};

/// Mark-up without the white space that means nothing between elements.
fn tight(html: &str) -> String {
    let words: Vec<&str> = html.split_whitespace().collect();
    words.join(" ").replace("> ", ">").replace(" <", "<").replace(" >", ">")
}

#[test]
fn sections_are_what_their_sources_say() {
    let mut seen = 0;
    for entry in fs::read_dir(manifest().join("tests/sites")).unwrap().flatten() {
        let site = Site::new();
        for file in fs::read_dir(entry.path().join("content")).unwrap().flatten() {
            site.put(&format!("content/{}", file.file_name().to_string_lossy()), fs::read(file.path()).unwrap());
        }
        let outcome = site.build();
        assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics.iter().collect::<Vec<_>>());
        let page = fs::read_to_string(site.output().join("01/index.html")).unwrap();
        let main = page.split_once("<main>").and_then(|(_, rest)| rest.split_once("</main>")).unwrap().0;
        let expected = fs::read_to_string(entry.path().join("expected.html")).unwrap();
        assert_eq!(
            tight(main).replace("><", ">\n<"),
            tight(&expected).replace("><", ">\n<"),
            "{}",
            entry.path().display()
        );
        seen += 1;
    }
    assert!(seen > 0, "there are sites to build");
}
