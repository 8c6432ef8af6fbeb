//! Share cards from the sources to the output: which there are, what they weigh, what they look like, and what is told of
//! characters that no font has.

use std::fs;

use image::RgbImage;
use image::imageops::{FilterType, resize};
use plenary::diag::codes;

use crate::site::{self, EVENT, Site, manifest};

const QUOTED: &str = "# The tides\n\n**Ann Lee:** {#aaaa} Look, ==it comes back==.\n\n**Bo Chen:** {#bbbb} Yes.\n";

/// A site with a section of this title.
fn titled(title: &str) -> Site {
    let title = serde_json::to_string(title).unwrap();
    Site::small(format!("---\ntitle: {title}\n---\n\n**Ann Lee:** Hello.\n"))
}

fn pictures(site: &Site) -> Vec<String> {
    let names = site::snapshot(&site.output()).into_keys();
    names.filter(|path| path.ends_with("card.png") || path.ends_with("picture.png")).collect()
}

fn read(site: &Site, path: &str) -> (Vec<u8>, RgbImage) {
    let bytes = fs::read(site.output().join(path)).unwrap();
    let read = image::load_from_memory(&bytes).unwrap().into_rgb8();
    (bytes, read)
}

/// The share of pixels in a space that are not of the ground.
fn inked(picture: &RgbImage, (left, top, right, bottom): (u32, u32, u32, u32)) -> f64 {
    let ground = picture.get_pixel(10, 300);
    let inside = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
    let inked = inside.filter(|(x, y)| picture.get_pixel(*x, *y) != ground).count();
    f64::from(u32::try_from(inked).unwrap()) / f64::from((right - left) * (bottom - top))
}

#[test]
fn events_sections_speakers_and_quotations_have_cards() {
    let site = Site::small(QUOTED);
    assert_eq!(site::lines(&site.build()), [""; 0]);
    let all = [
        "01/aaaa-1/card.png",
        "01/aaaa-1/picture.png",
        "01/card.png",
        "card.png",
        "speakers/ann-lee/card.png",
        "speakers/bo-chen/card.png",
    ];
    assert_eq!(pictures(&site), all);
    for path in all {
        let (bytes, picture) = read(&site, path);
        let expected = if path.ends_with("picture.png") { (1080, 1440) } else { (1200, 630) };
        assert_eq!(picture.dimensions(), expected, "{path}");
        assert!(bytes.len() <= 60 << 10, "{path}: {}", bytes.len());
        assert!(inked(&picture, (200, 60, 1000, 600)) > 0.01, "{path} says nothing");
    }
}

#[test]
fn a_site_chooses_which_cards_it_wants() {
    for (choice, expected) in [
        ("none", &[][..]),
        (
            "all",
            &[
                "01/aaaa-1/card.png",
                "01/aaaa-1/picture.png",
                "01/aaaa/card.png",
                "01/bbbb/card.png",
                "01/card.png",
                "card.png",
                "speakers/ann-lee/card.png",
                "speakers/bo-chen/card.png",
            ],
        ),
    ] {
        let site = Site::small(QUOTED);
        site.put("content/site.yaml", format!("{}cards: {choice}\n", site::SITE));
        assert_eq!(site::lines(&site.build()), [""; 0]);
        assert_eq!(pictures(&site), expected, "{choice}");
    }
}

#[test]
fn pages_name_their_cards() {
    let site = Site::small(QUOTED);
    site.put("content/site.yaml", site::SITE.replace("theme: plain\n", "") + "turn_pages: all\n");
    assert_eq!(site::lines(&site.build()), [""; 0]);
    let head = |path: &str| {
        format!(
            "<meta property=\"og:image\" content=\"https://x.example/{path}\">\n<meta property=\"og:image:width\" content=\"1200\">\n<meta property=\"og:image:height\" content=\"630\">"
        )
    };
    let body = |src: &str| {
        format!(
            "<div itemscope hidden><img src=\"{src}\" alt=\"\" width=\"1200\" height=\"630\" itemprop=\"image\" loading=\"lazy\"></div>"
        )
    };
    for (page, absolute, relative) in [
        ("index.html", "card.png", "card.png"),
        ("01/index.html", "01/card.png", "card.png"),
        // A turn shows what its section shows.
        ("01/bbbb/index.html", "01/card.png", "../card.png"),
        ("01/aaaa-1/index.html", "01/aaaa-1/card.png", "card.png"),
        ("all/index.html", "card.png", "../card.png"),
    ] {
        let html = site.page(page);
        assert!(html.contains(&head(absolute)) && html.contains("content=\"summary_large_image\""), "{page}: {html}");
        let (before, _) = html.split_once(&body(relative)).unwrap_or_else(|| panic!("{page}: {html}"));
        assert!(before.ends_with("<body>\n"), "{page}: it is the first thing");
    }
    assert!(site.page("01/aaaa-1/index.html").contains("href=\"picture.png\" download"));
    let lists = site.page("speakers/index.html");
    assert!(lists.contains("content=\"summary\"") && !lists.contains("og:image"), "{lists}");
}

#[test]
fn a_card_of_the_site_comes_first() {
    let site = Site::small(QUOTED);
    let own = fs::read(manifest().join("content/speakers/lu-sangeng.jpg")).unwrap();
    let own = image::load_from_memory(&own).unwrap();
    let mut png = std::io::Cursor::new(Vec::new());
    own.thumbnail(80, 80).write_to(&mut png, image::ImageFormat::Png).unwrap();
    site.put("content/card.png", png.into_inner());
    assert_eq!(site::lines(&site.build()), [""; 0]);
    assert!(read(&site, "card.png").1.width() <= 80);
    assert_eq!(read(&site, "01/card.png").1.width(), 1200);
}

#[test]
fn a_second_build_draws_none_and_one_word_draws_its_own() {
    let site = Site::small(QUOTED);
    site.build();
    let kept = site.root().join(".plenary/cache/1");
    // What is kept is taken, whatever it is.
    let mut cards = 0;
    let mut changed = Vec::new();
    for entry in
        fs::read_dir(&kept).unwrap().flatten().filter(|entry| entry.path().to_string_lossy().ends_with(".card.png"))
    {
        cards += 1;
        let other = b"another picture";
        changed = [&blake3::hash(other).as_bytes()[..], other].concat();
        fs::write(entry.path(), &changed).unwrap();
    }
    assert_eq!((cards, changed.is_empty()), (6, false));
    assert_eq!(site::lines(&site.build()), [""; 0]);
    assert_eq!(fs::read(site.output().join("01/card.png")).unwrap(), b"another picture");
    site.put("content/01.md", QUOTED.replace("The tides", "The lamps"));
    site.build();
    assert_eq!(read(&site, "01/card.png").1.width(), 1200);
    assert_eq!(fs::read(site.output().join("01/aaaa-1/card.png")).unwrap(), b"another picture");
}

#[test]
fn a_character_without_a_glyph_is_told_and_is_no_box() {
    // Neither code point has a meaning, so no font of any machine draws them.
    let site = titled("Nobody draws \u{378} and \u{e000}");
    let outcome = site.build();
    let found = site::lines(&outcome);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("card-glyphs") && found[0].contains("U+0378") && found[0].contains("U+E000"),
        "{found:?}"
    );
    assert!(outcome.diagnostics.iter().all(|one| one.code == codes::CARD_GLYPHS && one.help.is_some()));
    // The event speaks instead of the title.
    let (_, without) = read(&site, "01/card.png");
    let plain = titled("A panel");
    plain.put("content/event.md", EVENT.replacen("A panel", "Another", 1));
    plain.build();
    let (_, same) = read(&plain, "01/card.png");
    let middle = |picture: &RgbImage| {
        let lines = image::imageops::crop_imm(picture, 0, 140, 1200, 340).to_image();
        lines.into_raw()
    };
    assert!(middle(&without) == middle(&same));
}

/// What is found but for what an editor may have overlooked in the words.
fn about_cards(outcome: &plenary::project::Outcome) -> Vec<String> {
    site::lines(outcome).into_iter().filter(|line| !line.contains("silent-speaker")).collect()
}

#[test]
fn what_no_font_has_is_told_without_a_build_too() {
    for site in [titled("Nobody draws \u{378}"), Site::small("**Ann Lee:** {#aaaa} ==Nobody draws \u{378}==\n")] {
        let checked = about_cards(&site.build_into(None));
        assert!(checked.len() == 1 && checked[0].contains("card-glyphs"), "{checked:?}");
        assert_eq!(checked, about_cards(&site.build()));
    }
    let plain = Site::small(QUOTED);
    assert_eq!(about_cards(&plain.build_into(None)), [""; 0]);
    let without = titled("Nobody draws \u{378}");
    without.put("content/site.yaml", format!("{}cards: none\n", site::SITE));
    assert_eq!(about_cards(&without.build_into(None)), [""; 0]);
}

#[test]
fn pictures_of_quotations_hold_their_addresses() {
    let own = fs::read(manifest().join("content/speakers/lu-sangeng.jpg")).unwrap();
    for (choice, path, expected) in [
        ("default", "01/aaaa-1/Card.png", Some("01/aaaa-1/card.png")),
        ("default", "01/aaaa-1/PICTURE.png", Some("01/aaaa-1/picture.png")),
        ("default", "01/bbbb/Card.png", None),
        ("all", "01/bbbb/Card.png", Some("01/bbbb/card.png")),
        ("none", "01/aaaa-1/Card.png", None),
        // The site's own picture under the very address stands for the drawn one.
        ("default", "01/aaaa-1/picture.png", None),
    ] {
        let site = Site::small(QUOTED);
        site.put("content/site.yaml", format!("{}cards: {choice}\n", site::SITE));
        site.put(&format!("static/{path}"), &own);
        let found = site::lines(&site.build());
        match expected {
            Some(url) => assert!(
                found.len() == 1
                    && found[0].starts_with("error[url-collision] content/01.md:")
                    && found[0].contains(&format!("both claim the address `{url}`")),
                "{path}: {found:?}"
            ),
            None => assert_eq!(found, [""; 0], "{choice} {path}"),
        }
    }
}

#[test]
fn nobody_is_said_to_have_said_what_is_not_on_the_card() {
    let site = Site::small("**Ann Lee:** {#aaaa} ==\u{1f389}\u{1f44d}\u{1f3fd}==\n");
    assert_eq!(site::lines(&site.build()), [""; 0]);
    let (_, card) = read(&site, "01/aaaa-1/card.png");
    assert_eq!(card.get_pixel(10, 300).0, [0x14, 0x4a, 0x5c], "the ground of events");
}

#[test]
fn titles_of_every_kind_fit() {
    for title in
        ["", "\u{1f389}", &"很长".repeat(1000), &"word ".repeat(400), &"x".repeat(2000), "短", "\u{0}\u{7}\u{feff}"]
    {
        let site = titled(title);
        let short: String = title.chars().take(8).collect();
        let outcome = site.build();
        assert!(
            outcome.diagnostics.iter().all(|one| one.code != codes::CARD_GLYPHS),
            "{short}: {:?}",
            site::lines(&outcome)
        );
        let (bytes, picture) = read(&site, "01/card.png");
        assert!(bytes.len() <= 60 << 10, "{short}: {}", bytes.len());
        assert!(inked(&picture, (200, 120, 1000, 480)) > 0.005, "{short} says nothing");
        for edge in [(0, 0, 40, 630), (1160, 0, 1200, 630), (0, 0, 1200, 24), (0, 615, 1200, 630)] {
            assert!(inked(&picture, edge) == 0.0, "{short} reaches the edge");
        }
    }
}

#[test]
fn a_theme_redraws_cards_and_is_told_what_is_wrong() {
    let site = Site::small(QUOTED);
    let red = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"315\"><rect width=\"600\" height=\"315\" fill=\"#aa2211\"/>{% set block = card.title | fit(width=400, height=200, largest=60, smallest=20) %}{% for line in block.lines %}<text x=\"20\" y=\"{{ line.y }}\" font-size=\"{{ block.size }}\">{{ line.text }} &amp; more</text>{% endfor %}</svg>";
    site.put("themes/plain/cards/card.svg", red);
    assert_eq!(site::lines(&site.build()), [""; 0]);
    let (_, card) = read(&site, "01/card.png");
    assert_eq!((card.dimensions(), card.get_pixel(600, 500).0), ((1200, 630), [0xaa, 0x22, 0x11]));
    for (template, expected) in [
        (red.replace("card.title", "card.titel"), "what is not there"),
        (red.replace("fit(width=400, ", "fit("), "width"),
        (red.replace("{% endfor %}", ""), "Unexpected end of input"),
        (red.replace("</text>", "</txt>"), "is no drawing"),
        (red.replace("| fit", "| fits"), "fits"),
    ] {
        site.put("themes/plain/cards/card.svg", &template);
        let found = site::lines(&site.build());
        assert!(
            found.len() == 1
                && found[0].starts_with("error[template-error] themes/plain/cards/card.svg")
                && found[0].contains(expected),
            "{expected}: {found:?}"
        );
    }
    site.put("themes/plain/cards/card.svg", red);
    site.put("themes/plain/cards/crad.svg", red);
    assert!(site::lines(&site.build())[0].contains("unused-theme-file"));
}

/// How far two pictures are apart: the mean over all parts of all pixels, and the largest mean of a square of 10 pixels.
fn apart(one: &RgbImage, other: &RgbImage) -> (f64, f64) {
    let differences: Vec<f64> =
        one.as_raw().iter().zip(other.as_raw()).map(|(a, b)| f64::from(a.abs_diff(*b))).collect();
    let count = f64::from(u32::try_from(differences.len()).unwrap());
    let mean = differences.iter().sum::<f64>() / count;
    let (width, height) = one.dimensions();
    let mut most: f64 = 0.0;
    for (left, top) in (0..height / 10).flat_map(|y| (0..width / 10).map(move |x| (x * 10, y * 10))) {
        let at = |x: u32, y: u32| usize::try_from((y * width + x) * 3).unwrap();
        let square = (0..10).flat_map(|y| (0..30).map(move |x| (x, y)));
        let sum: f64 = square.map(|(x, y)| differences[at(left, top + y) + x]).sum();
        most = most.max(sum / 300.0);
    }
    (mean, most)
}

/// Cards are drawn with the font that the program brings, so they are nearly the same everywhere. `BLESS=1` writes the
/// references anew.
#[test]
fn cards_look_as_they_did() {
    let site = Site::new();
    let event = "---\ntitle: 潮灯该听谁的\ndate: 2026-03-14\nspeakers:\n  - {id: lu, name: 陆三更, organization: 回声镇灯房, position: 守灯人}\n  - {id: bo-chen, name: Bo Chen}\n---\n";
    site.put("content/event.md", event);
    site.put("content/01.md", "# Four seconds later\n\n**陆三更：** {#aaaa} ==听潮听的不是声音，是声音什么时候变了主意。==\n\n**Bo Chen:** {#bbbb} ==People’s mistakes lean towards “safe”, and which way a machine’s lean it doesn’t know.==\n");
    site.put("content/02.md", "# 人工智能时代，我们怎样保存一座小镇的记忆？\n\n**Bo Chen:** Yes.\n");
    let portrait = fs::read(manifest().join("content/speakers/lu-sangeng.jpg")).unwrap();
    site.put("content/speakers/lu.md", "---\nname: 陆三更\nphoto: lu.jpg\n---\n");
    site.put("content/speakers/lu.jpg", portrait);
    let outcome = site.build();
    assert!(!outcome.diagnostics.has_errors(), "{:?}", site::lines(&outcome));
    for (path, name) in [
        ("card.png", "event"),
        ("01/card.png", "section"),
        ("02/card.png", "section-han"),
        ("01/aaaa-1/card.png", "quotation-han"),
        ("01/bbbb-1/card.png", "quotation"),
        ("speakers/lu/card.png", "speaker"),
        ("speakers/bo-chen/card.png", "speaker-without-portrait"),
        ("01/aaaa-1/picture.png", "tall"),
    ] {
        let (bytes, whole) = read(&site, path);
        assert!(bytes.len() <= 60 << 10, "{path}: {}", bytes.len());
        let (width, height) = whole.dimensions();
        let small = resize(&whole, 300, 300 * height / width, FilterType::Triangle);
        let reference = manifest().join(format!("tests/cards/{name}.png"));
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(reference.parent().unwrap()).unwrap();
            small.save(&reference).unwrap();
        }
        let expected = image::open(&reference).unwrap().into_rgb8();
        assert_eq!(small.dimensions(), expected.dimensions(), "{name}");
        let (mean, most) = apart(&small, &expected);
        assert!(mean < 1.5 && most < 24.0, "{name} differs by {mean:.2}, in a place by {most:.2}");
    }
}
