//! A page whose transcript is told by its words: as Markdown that the reader of dialects understands, or as plain lines.
//!
//! In: the blocks of a page. Out: a text, and for each of its lines the line of the page. It must never decide who speaks.

use super::super::derived::Derived;
use super::super::escape;
use super::super::report::Report;
use super::blocks::{BREAK, Block, Kind, Look, Page, Part, Run};

/// The blocks that are the page's text; what stands around them is told to the report.
pub fn text_of(page: Page, report: &mut Report) -> Vec<Block> {
    let words = |inside: bool| -> usize {
        let blocks = page.blocks.iter().filter(|block| block.around.is_none() && block.inside == inside);
        blocks.map(|block| block.plain().len()).sum()
    };
    let has_main = words(true) > words(false);
    let (text, around): (Vec<Block>, Vec<Block>) =
        page.blocks.into_iter().partition(|block| block.around.is_none() && (block.inside || !has_main));
    for block in around {
        let why = block.around.map_or_else(
            || "stands around the article of the page".to_owned(),
            |name| format!("stands in a `{name}` of the page"),
        );
        report.leave_out(block.at, &block.plain(), &why);
    }
    text
}

/// The page is ordered by headings or has bold labels; else its words alone tell what they are.
pub fn has_markup(blocks: &[Block]) -> bool {
    let heads = blocks.iter().filter(|block| matches!(block.kind, Kind::Heading(_))).count();
    let labels = blocks.iter().filter(|block| {
        let mut bold = block.runs.iter().skip_while(|run| run.text.trim().is_empty());
        let first = bold.next().filter(|run| run.look.bold);
        let colon = |text: &str| text.trim_end().ends_with([':', '：']);
        first.is_some_and(|run| colon(&run.text)) || {
            first.is_some() && bold.next().is_some_and(|run| run.text.trim_start().starts_with([':', '：']))
        }
    });
    heads > 1 || labels.count() > 0
}

/// The blocks as Markdown.
pub fn markdown(blocks: &[Block]) -> Derived {
    let mut out = Derived::default();
    let mut before = None;
    for block in blocks {
        let is_list = matches!(block.kind, Kind::Item(_)) && matches!(before, Some(Kind::Item(_)));
        let is_table = matches!((block.kind, before), (Kind::Row(..), Some(Kind::Row(..))));
        if !is_list && !is_table {
            out.line(block.at, "");
        }
        let (first, next) = match block.kind {
            Kind::Paragraph | Kind::Row(..) => (String::new(), String::new()),
            Kind::Heading(level) => ("#".repeat(level) + " ", String::new()),
            Kind::Item(depth) => ("  ".repeat(depth) + "- ", "  ".repeat(depth + 1)),
            Kind::Note(number) => (format!("[^{number}]: "), "    ".to_owned()),
            Kind::Quote => ("> ".to_owned(), "> ".to_owned()),
            Kind::Code => {
                code(block, &mut out);
                before = Some(block.kind);
                continue;
            }
        };
        for (n, line) in lines(&block.runs, matches!(block.kind, Kind::Heading(_))).iter().enumerate() {
            out.line(block.at, &format!("{}{line}", if n == 0 { &first } else { &next }));
        }
        before = Some(block.kind);
    }
    out
}

/// The blocks as lines of plain words.
pub fn plain(blocks: &[Block], report: &mut Report) -> Derived {
    let mut out = Derived::default();
    for block in blocks {
        for run in &block.runs {
            if let Some(link) = &run.look.link {
                report.leave_out(block.at, link, "where the words of this line led");
            }
        }
        let all: String = block.runs.iter().map(|run| run.text.as_str()).collect();
        for line in all.split(BREAK).map(one_line).filter(|line| !line.is_empty()) {
            out.line(block.at, &line);
        }
        out.line(block.at, "");
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Code as it is, in a fence that nothing in it closes.
fn code(block: &Block, out: &mut Derived) {
    let all: String = block.runs.iter().map(|run| run.text.as_str()).collect();
    let mut fence = "```".to_owned();
    while all.contains(&fence) {
        fence.push('`');
    }
    out.line(block.at, &fence);
    for line in all.replace(BREAK, "\n").trim_end().lines() {
        out.line(block.at, line);
    }
    out.line(block.at, &fence);
}

/// The lines of a block as Markdown: one, and one more for each break.
fn lines(runs: &[Run], in_heading: bool) -> Vec<String> {
    let mut all: Vec<String> = vec![String::new()];
    for run in runs {
        for (n, piece) in run.text.split(BREAK).enumerate() {
            if n > 0 && !in_heading {
                all.push(String::new());
            }
            if let Some(line) = all.last_mut() {
                push(line, piece, &run.look, in_heading);
            }
        }
    }
    let lines = all.iter().map(|line| one_line(line));
    lines.filter(|line| !line.is_empty()).collect()
}

/// Adds words in their look; spaces stay outside the stars.
fn push(line: &mut String, text: &str, look: &Look, in_heading: bool) {
    let words = text.trim();
    if words.is_empty() {
        line.push_str(text);
        return;
    }
    let (before, after) = text.split_once(words).unwrap_or_default();
    if look.part == Part::Note {
        line.push_str(text);
        return;
    }
    // The words of a heading are plain to the reader of dialects.
    if in_heading {
        line.push_str(text);
        return;
    }
    let escaped = if line.trim().is_empty() { escape::paragraph(words) } else { escape::inline(words) };
    let stars = match (look.bold, look.italic) {
        (true, true) => "***",
        (true, false) => "**",
        (false, true) => "*",
        (false, false) => "",
    };
    // Stars at stars would mean something else.
    let stars = if line.ends_with('*') && before.is_empty() { "" } else { stars };
    let target = look.link.as_deref().filter(|link| !link.contains([' ', '<', '>', '\n', '(', ')']));
    match target {
        Some(target) => line.extend([before, stars, "[", &escaped, "](", target, ")", stars, after]),
        None => line.extend([before, stars, &escaped, stars, after]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;

    #[test]
    fn pages_as_markdown() {
        let page = "<h2>A <i>lamp</i></h2><p><b>Ann Lee:</b> one * two<br>three <a href=\"https://a.example/\">four</a></p><ul><li>x</li><li>y</li></ul><pre>z\n w</pre>";
        let derived = markdown(&blocks::read(page).blocks);
        assert_eq!(
            derived.text,
            "\n## A lamp\n\n**Ann Lee:** one \\* two\nthree [four](https://a.example/)\n\n- x\n- y\n\n```\nz\n w\n```\n"
        );
        assert_eq!(derived.lines.len(), derived.text.lines().count());
    }
}
