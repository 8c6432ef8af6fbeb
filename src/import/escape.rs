//! Words as Markdown that reads back as the very same words.
//!
//! In: one line of words. Out: the line with back slashes where, and only where, Markdown would take a character for
//! something else. Scenes and gaps in brackets stay as they are: they mean in the source format what they say.
//! It must never know what the words are.

/// Words inside a paragraph, not at its beginning.
pub fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_inline(&mut out, text, false);
    out
}

/// Words that make a paragraph of their own.
pub fn paragraph(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let begins_block = match text.chars().next() {
        Some('#' | '>') => Some(0),
        Some('-' | '+') => {
            text.get(1..).filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '-'])).map(|_| 0)
        }
        Some(c) if c.is_ascii_digit() => number_of_list(text),
        _ => None,
    };
    let (head, rest) = text.split_at_checked(begins_block.unwrap_or(0)).unwrap_or(("", text));
    out.push_str(head);
    if begins_block.is_some() {
        out.push('\\');
    }
    push_inline(&mut out, rest, false);
    out
}

/// Words of a heading, in which braces would be attributes and number signs at the end would be dropped.
pub fn heading(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_inline(&mut out, text, true);
    out
}

/// The length of the digits, where a text begins as an item of a list does: `1. `, `1) `.
fn number_of_list(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let rest = text.get(end..)?.strip_prefix(['.', ')'])?;
    (end <= 9 && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(end)
}

fn push_inline(out: &mut String, text: &str, in_heading: bool) {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let next = rest.chars().next().unwrap_or(' ');
        let special = match c {
            '\\' | '*' | '`' | '~' | '<' => true,
            '_' => !(before.is_ascii_alphanumeric() && next.is_ascii_alphanumeric()),
            '[' => !is_plain_bracket(before, rest),
            '&' => is_entity(rest),
            '=' => before == '=' || next == '=',
            // `{#id}` behind a label pins its link.
            '{' => in_heading || next == '#',
            '#' | '}' => in_heading,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
}

/// `[laughter]`, `[12:34]`: words in brackets that are no link, footnote or glossary term.
fn is_plain_bracket(before: char, rest: &str) -> bool {
    let Some(end) = rest.find(['[', ']']) else { return false };
    let inner = rest.get(..end).unwrap_or_default();
    let after = rest.get(end..).unwrap_or_default();
    let followed = after.chars().nth(1).is_some_and(|c| matches!(c, '(' | '[' | ':' | ']'));
    !inner.trim().is_empty()
        && end <= 100
        && !inner.starts_with(['^', '!'])
        && after.starts_with(']')
        && !followed
        && !matches!(before, '[' | '!' | ']')
}

/// What follows an ampersand makes it a character reference: `lt;`, `#39;`.
fn is_entity(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    end.is_some_and(|end| end > 0 && name.get(end..).is_some_and(|rest| rest.starts_with(';')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser};

    use super::*;

    /// The words of a Markdown text, in the extensions that the source format has.
    fn words(markdown: &str) -> String {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_WIKILINKS;
        let texts = Parser::new_ext(markdown, options).filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            Event::Start(_) | Event::End(_) => None,
            other => Some(format!("{other:?}")),
        });
        texts.collect()
    }

    fn check(text: &str) {
        assert_eq!(words(&paragraph(text)), text, "paragraph: {:?}", paragraph(text));
        assert_eq!(words(&format!("x\n\n{}\n\ny", paragraph(text))), format!("x{text}y"));
        assert_eq!(words(&format!("# {}\n\nx", heading(text))), format!("{text}x"), "heading: {:?}", heading(text));
        assert_eq!(words(&format!("姓名：{}", inline(text))), format!("姓名：{text}"));
    }

    #[test]
    fn words_come_back() {
        for text in [
            "*a* **b** _c_ __d__ snake_case _",
            "[a](b) [a][b] [a]: b [^1] [[term|shown]] ![a](b) [laughter] [ ] [x]",
            "`code` ``` ~~~ ~~x~~ ~y~",
            "# a #",
            "## b ##",
            "#",
            "1. a",
            "1) a",
            "12345",
            "- a",
            "-",
            "---",
            "- - -",
            "***",
            "+ a",
            "> a",
            "==a== a = b",
            "===",
            "&lt; &#39; & AT&T &x",
            "<b> <https://a.example> a < b",
            "a | b",
            "| a | b |",
            "|---|",
            "a {#id .c}",
            "{a}",
            "\\",
            "a\\",
            "\\*",
            "a  b",
            "（笑）",
            "(laughter)",
            "[?]",
            "[a]: https://x.example",
            "[^1]: note",
            "$x^2$",
            "x &copy",
            "<!-- x -->",
            "<x",
            "[!NOTE]",
            "> [!NOTE]",
            "![",
            "[a [b] c](d)",
            "[[a]]",
            "1.首先",
            "2024. 5",
            "a\tb",
        ] {
            check(text);
        }
    }

    #[test]
    fn what_needs_no_escape_has_none() {
        for text in [
            "（笑）",
            "[laughter] Yes.",
            "[12:34] so",
            "snake_case",
            "AT&T",
            "a | b",
            "1.首先",
            "3 = 2 + 1",
            "-5 degrees",
            "C#",
            "{x}",
            "a > b",
        ] {
            assert_eq!(paragraph(text), text);
        }
    }

    fn trimmed(text: &str) -> String {
        text.chars().filter(|c| !c.is_control() && *c != '\u{feff}').collect::<String>().trim().to_owned()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_line_comes_back(text in "\\PC{1,40}") {
            let text = trimmed(&text);
            prop_assume!(!text.is_empty());
            check(&text);
        }

        #[test]
        fn any_line_of_marks_comes_back(text in "[-+*_`~#<>&;=|{}()\\[\\]^!\\\\:.0-9a-c尤：。 /\"'$@]{1,24}") {
            let text = trimmed(&text);
            prop_assume!(!text.is_empty());
            check(&text);
        }
    }
}
