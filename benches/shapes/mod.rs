//! Texts that have taken parsers more than their share of time: nested, repeated, left open, or each line another name.

pub(crate) mod reading;

use std::fmt::Write;

/// A kind of text: its name and how to make so many bytes of it.
pub(crate) type Shape = (&'static str, fn(usize) -> String);

fn repeated(part: &str, bytes: usize) -> String {
    part.repeat(bytes / part.len() + 1)
}

/// Parts that are told apart by a number.
fn numbered(bytes: usize, part: impl Fn(&mut String, usize)) -> String {
    let mut out = String::with_capacity(bytes + 100);
    let mut number = 0;
    while out.len() < bytes {
        part(&mut out, number);
        number += 1;
    }
    out
}

/// So many parts with `{n}` in them.
macro_rules! numbers {
    ($bytes:expr, $($text:tt)*) => {
        numbered($bytes, |out, n| {
            // A string takes all text.
            let _ = write!(out, $($text)*, n = n);
        })
    };
}

/// Sections of transcripts.
pub(crate) const SECTIONS: &[Shape] = &[
    ("quotes on one line", |n| "> ".repeat(n / 2) + "x\n"),
    ("quotes line by line", |n| numbered(n, |out, at| out.push_str(&(">".repeat(at % 200 + 1) + " x\n")))),
    ("nested lists", |n| numbered(n, |out, at| out.push_str(&("  ".repeat(at % 500) + "- x\n")))),
    ("brackets", |n| repeated("[", n)),
    ("brackets, closed", |n| "[".repeat(n / 2) + &"]".repeat(n / 2)),
    ("links, open", |n| repeated("[a](", n)),
    ("links, parentheses", |n| "[a](".to_owned() + &"(".repeat(n)),
    ("links, titles", |n| repeated("[a](b \"c", n)),
    ("pictures, open", |n| repeated("![a", n)),
    ("double brackets", |n| repeated("[[", n)),
    ("broken links, one paragraph", |n| numbers!(n, "[[n{n}]] ")),
    ("broken links, many", |n| numbers!(n, "x [[n{n}]]\n\n")),
    ("emphasis", |n| repeated("*a_ ", n)),
    ("strong", |n| repeated("**a", n)),
    ("stars", |n| repeated("*", n)),
    ("underscores", |n| repeated("_a", n)),
    ("tildes", |n| repeated("~~a", n)),
    ("runs of stars beside Han", |n| numbered(n, |out, at| out.push_str(&("*".repeat(at % 300 + 1) + "，")))),
    ("Han punctuation beside stars", |n| {
        numbered(n, |out, at| {
            let sign = u32::try_from(0x3001 + at % 0x8000).ok().and_then(char::from_u32).unwrap_or('。');
            out.extend(["a**".to_owned(), sign.to_string(), "b**c\n\n".to_owned()]);
        })
    }),
    ("ticks", |n| numbered(n, |out, at| out.push_str(&("`".repeat(at % 300 + 1) + " ")))),
    ("code spans", |n| repeated("`a` ", n)),
    ("back slashes", |n| repeated("\\*", n)),
    ("entities", |n| repeated("&#x41;", n)),
    ("entities and quotations", |n| repeated("&amp;==a", n)),
    ("ampersands", |n| repeated("&", n)),
    ("footnotes, referred to", |n| repeated("[^a]", n)),
    ("footnotes, defined", |n| numbers!(n, "[^{n}]: x\n\n")),
    ("footnotes, both", |n| numbers!(n, "a[^{n}]\n\n[^{n}]: x\n\n")),
    ("footnotes in quotes", |n| numbers!(n, "> [^{n}]: x\n\n")),
    ("equal turns", |n| repeated("**Ann Lee:** x\n\n", n)),
    ("plain labels", |n| repeated("Ann Lee: x\n\n", n)),
    ("labels of nobody", |n| repeated("Cy: x\n\n", n)),
    ("labels, each once", |n| numbers!(n, "**N{n}:** x\n\n")),
    ("labels nearly alike", |n| numbers!(n, "Ann Le{n}: x\n\n")),
    ("labels of many", |n| repeated("Ann Lee & Bo & Cy: x\n\n", n)),
    ("labels within a paragraph", |n| repeated("Ann Lee: x\n", n)),
    ("pins", |n| numbers!(n, "**Ann Lee:** {{#k{n:06}}} x\n\n")),
    ("times", |n| repeated("**Ann Lee:** [12:34] x\n\n[12:30] y\n\n", n)),
    ("scenes", |n| repeated("(laughter)\n\n", n)),
    ("parentheses", |n| repeated("（", n)),
    ("quotations", |n| repeated("==a== ", n)),
    ("quotations, open", |n| repeated("==a\n\n", n)),
    ("quotation marks", |n| repeated("“", n)),
    ("corner brackets", |n| repeated("「", n)),
    ("tables, long", |n| "|a|b|\n|-|-|\n".to_owned() + &repeated("|x|y|\n", n)),
    ("tables, wide", |n| {
        ["a|", "-|", "x|"].iter().fold(String::new(), |out, cell| out + "|" + &cell.repeat(n / 6) + "\n")
    }),
    ("headings, equal", |n| repeated("## x\n\n", n)),
    ("headings, underlined", |n| repeated("x\n", n) + "===\n"),
    ("tags, open", |n| repeated("<a ", n)),
    ("tags, nested", |n| "<b>".repeat(n / 7) + &"</b>".repeat(n / 7)),
    ("comments, open", |n| repeated("<!-- ", n)),
    ("comments that silence", |n| repeated("<!-- silence: lost-label -->\n\nAnn Lee\n\n", n)),
    ("CDATA", |n| repeated("<![CDATA[", n)),
    ("formulas", |n| repeated("$x^2$ ", n)),
    ("dollars", |n| repeated("$x", n)),
    ("braces in a formula", |n| "$".to_owned() + &"{".repeat(n / 2) + &"}".repeat(n / 2) + "$"),
    ("fences", |n| repeated("```\n", n)),
    ("code", |n| "```rust\n".to_owned() + &repeated("fn a() { b(\"c\"); }\n", n) + "```\n"),
    ("definitions of links", |n| numbers!(n, "[{n}]: /u\n")),
    ("links by definition", |n| "[a]: https://x.example/\n\n".to_owned() + &repeated("[a] ", n)),
    ("line breaks", |n| repeated("a  \n", n)),
    ("Han, line by line", |n| repeated("汉\n", n)),
    ("one line", |n| repeated("word ", n)),
    ("one word", |n| repeated("w", n)),
    ("combining marks", |n| "a".to_owned() + &repeated("\u{301}", n)),
    ("addresses", |n| repeated("<http://a.b> ", n)),
    ("bare addresses", |n| repeated("http://a.b/ ", n)),
    ("parentheses behind an address", |n| "https://a.b/".to_owned() + &repeated(")", n)),
    ("recordings", |n| repeated("https://youtu.be/abc\n\n", n)),
    ("notes in boxes", |n| repeated("> [!NOTE]\n> x\n\n", n)),
    ("tasks", |n| repeated("- [ ] x\n", n)),
];

/// Foreign transcripts, with the name of the format.
pub(crate) const FOREIGN: &[Shape] = &[
    ("webvtt", |n| "WEBVTT\n\n".to_owned() + &repeated("00:01.000 --> 00:03.000\n<v Ann>x\n\n", n)),
    ("webvtt: one cue", |n| "WEBVTT\n\n00:01.000 --> 00:03.000\n".to_owned() + &repeated("<i>x", n)),
    ("webvtt: each another", |n| "WEBVTT\n\n".to_owned() + &numbers!(n, "00:01.000 --> 00:03.000\n<v N{n}>x\n\n")),
    ("srt", |n| numbers!(n, "{n}\n00:00:01,000 --> 00:00:03,000\nANN: x\n\n")),
    ("json", |n| {
        let list = numbers!(n, "{{\"speaker\":\"N{n}\",\"startTime\":{n},\"endTime\":{n},\"body\":\"x\"}},");
        format!("{{\"version\":\"1.0.0\",\"segments\":[{}]}}", list.trim_end_matches(','))
    }),
    ("json: nested", |n| "[".repeat(n / 2) + &"]".repeat(n / 2)),
    ("akoma-ntoso", |n| {
        let inside = numbers!(n, "<speech by=\"#n{n}\"><from>N{n}</from><p>x</p></speech>");
        format!(
            "<akomaNtoso><debate><debateBody><debateSection>{inside}</debateSection></debateBody></debate></akomaNtoso>"
        )
    }),
    ("akoma-ntoso: nested", |n| {
        let (open, close) = ("<debateSection>".repeat(n / 31), "</debateSection>".repeat(n / 31));
        format!(
            "<akomaNtoso><debate><debateBody>{open}<speech by=\"#a\"><p>x</p></speech>{close}</debateBody></debate></akomaNtoso>"
        )
    }),
    ("html", |n| "<html><body>".to_owned() + &repeated("<p><b>Ann Lee:</b> x</p>", n)),
    ("html: nested", |n| "<html><body>".to_owned() + &"<div>".repeat(n / 5) + "<p>Ann: x</p>"),
    ("html: lists", |n| "<html><body>".to_owned() + &"<ul><li>".repeat(n / 8) + "x"),
    ("html: tables", |n| "<html><body>".to_owned() + &"<table><tr><td>".repeat(n / 15) + "x"),
    ("html: each another", |n| numbers!(n, "<p><b>N{n}:</b> x</p>")),
    ("html: tags, open", |n| "<html><body>".to_owned() + &repeated("<a ", n)),
    ("chat", |n| repeated("19:03:12 From Ann Lee to Everyone:\n\tx\n", n)),
    ("markdown", |n| repeated("**Ann Lee**: x\n\n", n)),
    ("markdown: each another", |n| numbers!(n, "**N{n}**: x\n\n")),
    ("markdown: quotes", |n| "> ".repeat(n / 2) + "x\n"),
    ("article", |n| repeated("ANN LEE: The lamp was lit.\n\nBO RAY: Why?\n\n", n)),
    ("article: each another", |n| numbers!(n, "N{n}: The lamp was lit.\n\n")),
    ("article: one line", |n| repeated("word ", n)),
    ("article: headings", |n| numbers!(n, "{n}. Lamps and what they are\n\nANN: x\n\n")),
    ("article: brackets", |n| repeated("(", n)),
    ("plenary", |n| "---\ntitle: T\n---\n\n".to_owned() + &numbers!(n, "## {n}. x\n\n**Ann Lee:** x\n\n")),
];
