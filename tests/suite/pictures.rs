//! Pictures from the site's folder to the output: what is published, what is kept, what is refused.

use std::fs;

use plenary::diag::codes;
use plenary::project::Outcome;

use crate::site::{self, Site, manifest};

/// A portrait of the sample, which names the camera and the place where it was taken.
fn portrait() -> Vec<u8> {
    fs::read(manifest().join("content/speakers/lu-sangeng.jpg")).unwrap()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// A site that shows one picture in three ways.
fn gallery() -> Site {
    let site = Site::small("**Ann Lee:** Look.\n\n![A keeper](photo.jpg)\n");
    let cover = site::EVENT.replacen("title:", "cover: photo.jpg\ntitle:", 1);
    site.put("content/event.md", cover);
    site.put("content/speakers/ann-lee.md", "---\nname: Ann Lee\nphoto: ../photo.jpg\n---\n");
    site.put("content/photo.jpg", portrait());
    site
}

fn assert_well(outcome: &Outcome) {
    assert!(!outcome.diagnostics.has_errors(), "{:?}", site::lines(outcome));
}

/// The names of the variants in the output, with their hashes left out.
fn variants(site: &Site) -> Vec<String> {
    let files = site::snapshot(&site.output());
    let names = files.keys().filter_map(|path| path.strip_prefix("assets/photo."));
    let mut names: Vec<_> = names.map(|name| name.split_once('.').unwrap().1.to_owned()).collect();
    names.sort();
    names
}

#[test]
fn pictures_go_out_in_sizes_and_tell_no_place() {
    let site = gallery();
    assert!(holds(&portrait(), "Third Watch"));
    assert_well(&site.build());
    // The photo is 900 pixels wide in the file, and 720 upright.
    assert_eq!(variants(&site), ["192.webp", "320.webp", "480.webp", "720.webp", "96.webp"]);
    for (path, bytes) in site::snapshot(&site.output()) {
        assert!(!holds(&bytes, "Third Watch"), "{path}");
        assert!(!holds(&bytes, "GPS") || path.ends_with("html"), "{path}");
    }
    let page = site.page("01/index.html");
    assert!(page.contains("480w, ") && page.contains(" width=\"720\" height=\"900\""), "{page}");
}

#[test]
fn what_is_kept_is_taken_and_what_is_damaged_is_made_again() {
    let site = gallery();
    assert_well(&site.build());
    let first = site::snapshot(&site.output());
    let kept = site.root().join(".plenary/cache/1");
    assert!(fs::read_dir(&kept).unwrap().count() >= 6);
    let again = |what: &str| {
        fs::remove_dir_all(site.output()).unwrap();
        assert_well(&site.build());
        assert!(site::snapshot(&site.output()) == first, "{what}");
    };
    again("from the cache");
    for entry in fs::read_dir(&kept).unwrap().flatten() {
        let mut bytes = fs::read(entry.path()).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(entry.path(), bytes).unwrap();
    }
    again("from a damaged cache");
    fs::remove_dir_all(site.root().join(".plenary")).unwrap();
    fs::write(site.root().join(".plenary"), "in the way").unwrap();
    again("without a cache");
}

#[test]
fn a_check_makes_no_variant_and_finds_what_is_damaged() {
    let site = gallery();
    assert_well(&site.build_into(None));
    let kept = fs::read_dir(site.root().join(".plenary/cache/1")).unwrap().flatten();
    // Other tests of this process may have marked code, which is kept as well.
    let kept = kept.filter(|entry| entry.path().extension().is_none_or(|extension| extension != "code"));
    assert_eq!(kept.count(), 1, "only what is known of the picture is kept");
    let mut short = portrait();
    short.truncate(30_000);
    site.put("content/photo.jpg", short);
    let outcome = site.build_into(None);
    assert!(outcome.diagnostics.iter().any(|d| d.code == codes::BAD_PICTURE), "{:?}", site::lines(&outcome));
}

#[test]
fn a_bomb_is_refused_with_its_limit() {
    let site = gallery();
    // A PNG whose head states 100,000 by 100,000 pixels, with the check sum that belongs to it.
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\x01\x86\xa0\0\x01\x86\xa0\x08\x02\0\0\0".to_vec();
    bomb.extend(0x2730_9c9f_u32.to_be_bytes());
    bomb.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    site.put("content/photo.jpg", &bomb);
    let outcome = site.build();
    let found: Vec<_> = outcome.diagnostics.iter().collect();
    assert_eq!(found[0].code, codes::PICTURE_TOO_LARGE, "{:?}", site::lines(&outcome));
    assert!(
        found[0].message.contains("100000 × 100000") && found[0].message.contains("80 million"),
        "{}",
        found[0].message
    );
    assert_eq!(found[0].path.as_deref(), Some("content/photo.jpg"));
    assert!(!site.output().exists());
}

#[test]
fn vector_pictures_of_the_content_do_not_act_and_those_of_the_site_are_its_own() {
    let active = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>a()</script></svg>";
    let site = Site::small("**Ann Lee:** ![A chart](chart.svg)\n");
    site.put("content/chart.svg", active);
    site.put("static/program.svg", active);
    let outcome = site.build();
    assert_eq!(site::lines(&outcome).len(), 1, "{:?}", site::lines(&outcome));
    assert!(!site.page("chart.svg").contains("script"));
    assert_eq!(site.page("program.svg"), active);
}
