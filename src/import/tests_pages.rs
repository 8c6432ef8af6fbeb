//! Pages of the web, with what must come of them stated by hand.

use super::*;

fn imported(text: &str) -> Imported {
    import(text.as_bytes(), &Options::default()).unwrap()
}

#[test]
fn podcasting_pages() {
    let text = "<cite>Ann:</cite>\n<time>0:00</time>\n<p>One &amp; two.</p>\n<cite>Bo:</cite>\n<time>1:02</time>\n<p>Three.</p>\n<cite>Bo:</cite>\n<time>1:30</time>\n<p>Four.</p>\n";
    let Imported { files, report } = imported(text);
    assert_eq!(files[1].1, "**Ann** (0:00): One & two.\n\n**Bo** (1:02): Three.\n\n[1:30] Four.\n");
    assert_eq!(report.lines[2].by.as_deref(), Some("Ann"));
}

#[test]
fn pages_with_timed_words() {
    let text = "<!DOCTYPE html><html lang=\"en\"><body><form>search</form>\n<article><section><h5 data-m=\"0\">Lamps</h5>\n<p><span data-m=\"4470\" data-d=\"0\" class=\"speaker\">Doc: </span><span data-m=\"4470\" data-d=\"270\">We </span><span\n data-m=\"4740\">have.</span></p><p><span data-m=\"9000\">More.</span></p></section></article></body></html>";
    let Imported { files, report } = imported(text);
    assert_eq!(files[1].1, "---\nstart: 0:00\n---\n\n# Lamps\n\n**Doc** (0:04.47): We have.\n\n[0:09] More.\n");
    assert_eq!((report.language.as_str(), report.left_out.len()), ("en", 1));
}

#[test]
fn pages_with_headings_or_bold_labels() {
    let text = "<!DOCTYPE html>\n<html><head><title>Lamps | A site</title><script>var a;</script></head><body><nav>Home</nav>\n<main><h1>Lamps</h1>\n<h2>Why</h2>\n<p><strong>Ann Lee:</strong> One<br>\n<strong>Bo Ray:</strong> Two, <em>three</em>.</p>\n<h2>How</h2><p>Four * five &lt;b&gt;</p></main><footer>Legal</footer></body></html>";
    let Imported { files, report } = imported(text);
    let bodies: Vec<&str> = files.iter().skip(1).map(|(_, text)| text.as_str()).collect();
    assert_eq!(bodies, ["# Why\n\n**Ann Lee:** One\n\n**Bo Ray:** Two, *three*.\n", "# How\n\nFour \\* five \\<b>\n"]);
    assert_eq!(report.title, "Lamps");
    let left: Vec<(usize, &str)> = report.left_out.iter().map(|one| (one.line, one.text.as_str())).collect();
    assert_eq!(left, [(1, "Lamps | A site"), (2, "Home"), (7, "Legal")]);
    assert_eq!(report.lines[4].by.as_deref(), Some("Ann Lee"));
}

#[test]
fn pages_of_plain_paragraphs_are_articles() {
    let text = "<html><body><p>我们请到了林远、沈念安。</p>\n<p>01</p>\n<p>灯</p>\n<p>林远:一。</p>\n<p>沈念安:<a href=\"https://a.example/\">二</a>。</p>\n</body></html>";
    let Imported { files, report } = imported(text);
    assert_eq!(files[1].1, "# 灯\n\n**林远：**一。\n\n**沈念安：**二。\n");
    assert_eq!(report.left_out.last().map(|one| (one.line, one.text.as_str())), Some((5, "https://a.example/")));
}
