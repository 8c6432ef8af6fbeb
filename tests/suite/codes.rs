//! What the share sheet stands on: its services, and the codes that stand as files beside pages.

use std::fs;

use crate::site::{self, EVENT, Site};

const QUOTED: &str = "# The tides\n\n**Ann Lee:** {#aaaa} Look, ==it comes back==.\n\n**Bo Chen:** {#bbbb} Yes.\n";

/// What a theme is told of the services.
const TOLD: &str = "{% if page.services %}{{ page.services }}{% endif %}\n";

/// The squares of a code in a file, without the quiet zone; dark ones are `true`.
fn squares(svg: &str) -> Vec<Vec<bool>> {
    let between = |begin: &str, end: &str| svg.split_once(begin).unwrap().1.split_once(end).unwrap().0;
    let whole: usize = between("viewBox=\"0 -.5 ", " ").parse().unwrap();
    let mut all = vec![vec![false; whole]; whole];
    let (mut x, mut y) = (0, 0);
    let path = between("stroke=\"#000\" d=\"", "\"").replace('M', ",M").replace('m', ",m");
    for stroke in path.split(',').skip(1) {
        // `M4 5h7` from the corner, `m2 0h1` from where the stroke before ended.
        let (at, length) = stroke[1..].split_once('h').unwrap();
        let (right, down) = at.split_once(' ').unwrap();
        let [right, down, length]: [usize; 3] = [right, down, length].map(|number| number.parse().unwrap());
        (x, y) = if stroke.starts_with('M') { (right, down) } else { (x + right, y + down) };
        all[y][x..x + length].fill(true);
        x += length;
    }
    let light = |row: &Vec<bool>| row.iter().all(|dark| !dark);
    assert!(all[..4].iter().chain(&all[whole - 4..]).all(light), "the quiet zone is light");
    all[4..whole - 4].iter().map(|row| row[4..whole - 4].to_vec()).collect()
}

/// What a code of version 1 to 4 says (ISO/IEC 18004, section 12). Nothing is corrected: the code is as it was drawn.
fn read(svg: &str) -> String {
    let all = squares(svg);
    let size = all.len();
    let version = (size - 17) / 4;
    let format = (0..6).map(|y| (8, y)).chain([(8, 7), (8, 8), (7, 8)]).chain((9..15).map(|at| (14 - at, 8)));
    let bits = format.enumerate().fold(0_usize, |sum, (at, (x, y))| sum | usize::from(all[y][x]) << at) ^ 0x5412;
    let (level, mask) = (bits >> 13, bits >> 10 & 7);
    assert_eq!(mask, 2, "the pattern that we lay over all codes");
    // How many blocks and how many bytes of data, by level: M, L, H, Q.
    let (blocks, bytes) = [
        [(1, 16), (1, 19), (1, 9), (1, 13)],
        [(1, 28), (1, 34), (1, 16), (1, 22)],
        [(1, 44), (1, 55), (2, 26), (2, 34)],
        [(2, 64), (1, 80), (4, 36), (2, 48)],
    ][version - 1][level];
    let aligned = size - 9..size - 4;
    let fixed = |x: usize, y: usize| {
        (x < 9 && (y < 9 || y >= size - 8))
            || (x >= size - 8 && y < 9)
            || x == 6
            || y == 6
            || (version > 1 && aligned.contains(&x) && aligned.contains(&y))
    };
    let mut stream = Vec::new();
    let columns = (0..size).rev().filter(|x| *x != 6).collect::<Vec<_>>();
    for (turn, pair) in columns.chunks(2).enumerate() {
        for step in 0..size {
            let y = if turn % 2 == 0 { size - 1 - step } else { step };
            stream.extend(pair.iter().filter(|x| !fixed(**x, y)).map(|x| all[y][*x] != (x % 3 == 0)));
        }
    }
    let words: Vec<u8> =
        stream.chunks_exact(8).map(|bits| bits.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit))).collect();
    let data: Vec<u8> = (0..blocks)
        .flat_map(|block| words[..bytes].iter().skip(block).step_by(blocks).copied().collect::<Vec<_>>())
        .collect();
    // Four bits for the kind, eight for the length, then bytes: all of them lie across two.
    let nibbles: Vec<u8> = data.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
    assert_eq!(nibbles[0], 4, "bytes");
    let joined: Vec<u8> = nibbles[1..].chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    String::from_utf8(joined[1..=usize::from(joined[0])].to_vec()).unwrap()
}

fn files(site: &Site) -> Vec<String> {
    site::snapshot(&site.output()).into_keys().filter(|path| path.ends_with("qr.svg")).collect()
}

#[test]
fn a_code_beside_a_page_holds_its_address() {
    let site = Site::small(QUOTED);
    site.put("content/site.yaml", format!("{}turn_pages: all\n", site::SITE));
    assert_eq!(site::lines(&site.build()), [""; 0]);
    // Turns have none.
    let all = ["01/aaaa-1/qr.svg", "01/qr.svg", "qr.svg", "speakers/ann-lee/qr.svg", "speakers/bo-chen/qr.svg"];
    assert_eq!(files(&site), all);
    for path in all {
        let svg = site.page(path);
        let address = format!("https://x.example/{}", path.strip_suffix("qr.svg").unwrap());
        assert_eq!(read(&svg), address);
        assert!(svg.contains(&format!("<title>{address}</title>")), "{svg}");
    }
}

#[test]
fn no_address_has_no_code_and_a_code_of_the_site_comes_first() {
    let site = Site::small(QUOTED);
    site.put("content/site.yaml", site::SITE.replace("base_url: https://x.example/\n", ""));
    site.build();
    assert_eq!(files(&site), [""; 0]);
    let site = Site::small(QUOTED);
    let own = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>";
    site.put("static/qr.svg", own);
    assert_eq!(site::lines(&site.build()), [""; 0]);
    assert_eq!(site.page("qr.svg"), own);
    assert_eq!(read(&site.page("01/qr.svg")), "https://x.example/01/");
}

#[test]
fn services_are_those_that_are_stated_or_that_the_language_suggests() {
    let english = "whatsapp x linkedin mastodon mail";
    for (language, share, expected) in [
        ("en", "", english),
        ("ar", "", english),
        ("zh-Hans", "", "wechat weibo mail"),
        ("zh-Hant", "", "wechat weibo mail"),
        ("ja", "", "line x mail"),
        ("ko", "", "x mail"),
        ("ja", "share: [telegram, reddit]\n", "telegram reddit"),
        ("en", "share: []\n", ""),
    ] {
        let site = Site::small(QUOTED);
        site.put("content/site.yaml", site::SITE.replace("language: en", &format!("language: {language}")) + share);
        site.put("themes/plain/templates/speakers.html", TOLD);
        assert_eq!(site::lines(&site.build()), [""; 0], "{language} {share}");
        assert_eq!(site.page("speakers/index.html").trim(), expected, "{language} {share}");
    }
    // Others can open nothing that has no address.
    let site = Site::small(QUOTED);
    site.put("content/site.yaml", site::SITE.replace("base_url: https://x.example/\n", ""));
    site.put("themes/plain/templates/speakers.html", TOLD);
    site.build();
    assert_eq!(site.page("speakers/index.html").trim(), "");
}

#[test]
fn a_service_that_is_not_known_is_told_where_it_stands() {
    let site = Site::new();
    site.put("content/site.yaml", format!("{}share: [mail, myspace]\n", site::SITE));
    site.put("content/event.md", EVENT);
    let lines = site::lines(&site.build());
    assert!(lines.iter().any(|line| line.contains("content/site.yaml:5:15") && line.contains("myspace")), "{lines:?}");
    assert!(fs::read_dir(site.output()).is_err(), "nothing is built");
}
