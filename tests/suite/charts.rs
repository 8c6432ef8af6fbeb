//! The pictures of an event as numbers, from sources to what a template sees. Expected are figures made by hand.

use crate::site::Site;

/// What the test's template says of every row: name, shares, bar, turns, amount, marks.
const TEMPLATE: &str = "{% if charts.shares %}{{ charts.shares.finding }}|{{ charts.shares.measure }}|{{ charts.shares.apart }}
{% for row in charts.shares.rows %}{{ row.speaker.name }}|{{ row.share }}|{{ row.rest }}|{{ row.bar.x }}+{{ row.bar.width }}|{{ row.turns }}|{{ row.amount }}|{% for mark in row.marks %}{% for bar in mark.bars %}{{ bar.x }}+{{ bar.width }} {% endfor %}{% endfor %}
{% endfor %}{% endif %}
after {% if charts.after %}{{ charts.after.finding }}{% endif %}
{% if charts.after %}{% for row in charts.after.rows %}{{ row.speaker.name }}:{% for cell in row.cells %} {{ cell.count }}{% endfor %}
{% endfor %}{% endif %}answers {% if charts.answers %}{% for row in charts.answers.rows %}{{ row.speaker.name }} {{ row.count }}:{% for dot in row.dots %} {{ dot.x }}{% endfor %}; {% endfor %}{% endif %}";

fn event(language: &str) -> String {
    format!(
        "---\ntitle: A panel\nlanguage: {language}\nspeakers:\n  - {{id: ann, name: Ann, role: moderator}}\n  - {{id: bo, name: Bo}}\n  \
         - {{id: cy, name: Cy}}\n  - {{id: dee, name: Dee}}\n---\n"
    )
}

/// The lines that the template says, without the marks that only part directions.
fn said(event: &str, sections: &[&str]) -> Vec<String> {
    let site = Site::new();
    site.put("themes/plain/templates/event.html", TEMPLATE);
    site.put("content/event.md", event);
    for (section, number) in sections.iter().zip(1..) {
        site.put(&format!("content/{number:02}.md"), section);
    }
    let outcome = site.build();
    assert!(!outcome.diagnostics.has_errors(), "{:?}", outcome.diagnostics.iter().collect::<Vec<_>>());
    let page = site.page("index.html");
    let plain: String = page.chars().filter(|c| !matches!(c, '\u{2068}' | '\u{2069}' | '\u{200E}')).collect();
    plain.lines().map(|line| line.trim().to_owned()).collect()
}

const TIMED: &str = "---\nend: \"01:00\"\n---\n\n**Ann** (0:00): Shall we?\n\n**Bo** (0:10): We shall.\n\n[0:40] Ann & Cy: Together, then.\n";

#[test]
fn time_counts_where_it_is_known() {
    // Ann has 10 and 20 seconds, Bo 30, Cy 20: of 80 that is 37.5, 37.5 and 25; the one per cent left over goes to the first listed.
    // Those who speak at once both speak. Without Ann it is 60 to 40. Dee is silent, which is worth seeing.
    let lines = said(&event("en"), &[TIMED]);
    assert_eq!(
        lines[..5],
        [
            "Ann spoke most: 38%.|Measured by time.|Without Ann",
            "Bo|37%|60%|0+375|1|0:30|167+500",
            "Cy|25%|40%|0+250|1|0:20|667+333",
            "Dee|0%|0%|0+0|0|0:00|",
            "Ann|38%||0+375|2|0:30|0+167 667+333",
        ]
    );
}

#[test]
fn from_right_to_left_everything_is_mirrored() {
    let lines = said(&event("ar"), &[TIMED]);
    assert_eq!(lines[1], "Bo|37%|60%|625+375|1|0:30|333+500");
    assert_eq!(lines[4], "Ann|38%||625+375|2|0:30|833+167 0+333");
}

#[test]
fn a_share_is_written_as_the_language_does() {
    for (language, share) in
        [("de", "37\u{A0}%"), ("es", "37\u{A0}%"), ("fr", "37\u{202F}%"), ("ja", "37%"), ("zh-Hant", "37%")]
    {
        assert!(said(&event(language), &[TIMED])[1].starts_with(&format!("Bo|{share}|")), "{language}");
    }
}

#[test]
fn without_times_what_is_said_counts() {
    let section = "**Ann:** One two.\n\n**Bo:** One two three four five six.\n\n**Cy:** One two.\n";
    let lines = said(&event("en"), &[section]);
    assert_eq!(lines[0], "Bo spoke most: 60%.|Measured by words.|Without Ann");
    assert_eq!(lines[1], "Bo|60%|75%|0+600|1|6|200+600");
    // In Chinese it is characters that count.
    let lines = said(&event("zh-Hans"), &["**Ann:** 一二三。\n\n**Bo:** 一二三四五六七。\n"]);
    assert_eq!(lines[0], "Bo说得最多，占 70%。|按发言字数计算。|");
    assert_eq!(lines[1], "Bo|70%||0+700|1|7|300+700");
}

#[test]
fn who_follows_whom_and_who_answers() {
    let round = "**Ann:** So?\n\n**Bo:** Yes.\n\n**Ann:** And?\n\n**Cy:** No.\n\n";
    let asked = "Q: Why?\n\n**Bo:** Because.\n\nQ: When?\n\n**Cy:** Now.\n\n**Bo:** Later.\n\nQ: Who?\n\n**Bo:** I.\n";
    let lines = said(&event("en"), &[&round.repeat(3), asked]);
    let from = lines.iter().position(|line| line.starts_with("after")).unwrap();
    // In the first section Bo and Cy follow Ann three times each, and Ann follows Bo three times, Cy twice.
    assert_eq!(
        lines[from..],
        [
            "after Most often Ann speaks after Bo: 3 times.",
            "Ann: 0 3 2 0",
            "Bo: 3 0 1 2",
            "Cy: 3 0 0 1",
            "Audience: 0 2 0 0",
            "answers Bo 3 of 3: 16.7 50.0 83.3; Cy 1 of 3: 50.0;",
        ]
    );
    // Two alone follow one another, which goes without saying.
    let lines = said(&event("en"), &["**Ann:** So?\n\n**Bo:** Yes.\n\n".repeat(9).as_str()]);
    assert!(lines.contains(&"after".to_owned()));
}
