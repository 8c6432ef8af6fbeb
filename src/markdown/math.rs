//! Formulas as `MathML`.
//!
//! TeX in, a `<math>` element or one sentence of what is wrong out. Must never trust what the renderer makes of the TeX: its
//! output is read again and written anew, element by element, so that what leaves here nests and holds nothing but `MathML`
//! Core. (The renderer escapes text but not the names of functions, and leaves out a space that XML wants.)
//!
//! Matrices, alignments and struck-out terms come with the class names `menv-…`, `cell-…` and `mop-negated`, for which a
//! theme has a few rules. The TeX itself is kept in `alttext`.

use std::convert::Infallible;
use std::error::Error;
use std::fmt::Write;

use html5gum::{StartTag, Token, Tokenizer};
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::event::{Content, Dimension, DimensionUnit, Event};
use pulldown_latex::{Parser, ParserError, Storage, push_mathml};

use crate::text::escape_into;

/// The longest formula in bytes; the parser goes over the inside of braces once for each pair around it.
const LONGEST: usize = 10_000;
/// The deepest nesting of the result; browsers stop at some hundreds.
const DEEPEST: usize = 200;

/// The elements of `MathML` Core that the renderer writes, parted by spaces.
const ELEMENTS: &str =
    "mfrac mi mn mo mover mroot mrow mspace msqrt msub msubsup msup mtable mtd mtext mtr munder munderover";

/// The attributes that it gives them.
const ATTRIBUTES: &str = "\
    depth displaystyle height largeop linethickness mathvariant maxsize minsize movablelimits scriptlevel \
    stretchy symmetric width";

/// Commands that define others: a formula is written out, and expansions have no bound.
const MACROS: &[&str] = &["def", "let", "futurelet", "newcommand", "renewcommand", "providecommand"];

/// The `<math>` element for `tex`; `display` says that it stands on a line of its own.
pub fn mathml(tex: &str, display: bool) -> Result<String, String> {
    // The parser knows white space beyond ASCII but steps over it as if it were one byte long.
    let tex: String = tex.trim().chars().map(|c| if c.is_whitespace() && c != '\n' { ' ' } else { c }).collect();
    check(&tex)?;
    let storage = Storage::new();
    let events = Parser::new(&tex, &storage).map(|event| event.map(mended)).collect::<Result<Vec<_>, _>>();
    let events = events.map_err(|error| sentence(&tex, &error))?;
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let mut written = String::new();
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    push_mathml(&mut written, events.into_iter().map(Ok::<_, Infallible>), config)
        .map_err(|error| error.to_string())?;
    let mut math = format!("<math display=\"{display_mode}\" alttext=\"");
    escape_into(&mut math, &tex);
    math.push_str("\">");
    rewrite(&written, &mut math)?;
    math.push_str("</math>");
    Ok(math)
}

/// Refuses what the parser would stumble over or never be done with.
fn check(tex: &str) -> Result<(), String> {
    if tex.is_empty() {
        return Err("the formula is empty".to_owned());
    }
    if tex.len() > LONGEST {
        return Err(format!("the formula is longer than {LONGEST} bytes"));
    }
    for command in commands(tex) {
        if MACROS.contains(&command) {
            return Err(format!("formulas cannot define commands, and this one has `\\{command}`"));
        }
        if command == "char" {
            return Err("write the character itself instead of `\\char`".to_owned());
        }
    }
    let is_color = |after: &str| after.bytes().take(6).filter(u8::is_ascii_hexdigit).count() == 6;
    if tex.split('#').skip(1).zip(tex.split('#')).any(|(after, before)| !before.ends_with('\\') && !is_color(after)) {
        return Err("`#` is only for colours, as in `#1a2b3c`; write `\\#` for the sign".to_owned());
    }
    for environment in ["{alignat}", "{alignat*}", "{alignedat}"] {
        let begins = tex.match_indices(environment).filter_map(|(at, _)| {
            let (before, after) = tex.split_at_checked(at)?;
            before.trim_end().ends_with("\\begin").then(|| after.trim_start_matches(environment).trim_start())
        });
        let is_count = |after: &str| {
            let count = after.strip_prefix('{').and_then(|count| count.split_once('}')).map_or("", |(count, _)| count);
            matches!(count.len(), 1 | 2) && count.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !begins.into_iter().all(is_count) {
            return Err(format!("`\\begin{environment}` needs a number of columns in braces after it"));
        }
    }
    Ok(())
}

/// The names of the commands in `tex`, without the backslash.
fn commands(tex: &str) -> impl Iterator<Item = &str> {
    let mut rest = tex;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once('\\')?;
        let letters = after.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let (name, _) = after.split_at_checked(after.len() - letters.len())?;
        // A command that is one sign may be a backslash, which then begins nothing.
        rest = if name.is_empty() { after.strip_prefix('\\').unwrap_or(after) } else { letters };
        Some(name)
    })
}

/// Events that the renderer would write wrongly, as ones that it writes well.
fn mended(event: Event<'_>) -> Event<'_> {
    match event {
        // What the parser makes of `~` would be shown as the six characters that it is.
        Event::Content(Content::Text("&nbsp;")) => {
            Event::Space { width: Some(Dimension::new(0.25, DimensionUnit::Em)), height: None, depth: None }
        }
        Event::Content(Content::Function(name)) if name.contains(['<', '>', '&']) => {
            Event::Content(Content::Text(name))
        }
        other => other,
    }
}

/// One sentence about the first thing that is wrong.
fn sentence(tex: &str, error: &ParserError) -> String {
    const UNKNOWN: &str = "unknown primitive command found";
    let reason = |error: &ParserError| error.source().map(ToString::to_string).unwrap_or_default();
    let said = reason(error);
    if said == UNKNOWN {
        let storage = Storage::new();
        let unknown = |name: &&str| {
            let command = format!("\\{name}");
            Parser::new(&command, &storage).any(|event| event.is_err_and(|error| reason(&error) == UNKNOWN))
        };
        return match commands(tex).filter(|name| !name.is_empty()).find(unknown) {
            Some(name) => format!("the command `\\{name}` is not known"),
            None => "there is a command in it that is not known".to_owned(),
        };
    }
    said.replace("unkown", "unknown").replace("{{", "{").replace("}}", "}")
}

/// Writes the inside of the renderer's `<math>` anew.
fn rewrite(written: &str, out: &mut String) -> Result<(), String> {
    let unwritable = || "the formula cannot be written as MathML".to_owned();
    let mut open: Vec<String> = Vec::new();
    for token in Tokenizer::new(written) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if name == "math" && open.is_empty() {
                    open.push(name);
                    continue;
                }
                if open.is_empty() || open.len() > DEEPEST || !is_listed(ELEMENTS, &name) {
                    return Err(unwritable());
                }
                start(&name, &tag, out);
                if tag.self_closing {
                    out.push_str("/>");
                } else {
                    out.push('>');
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = open.pop().filter(|name| name.as_bytes() == &**tag.name).ok_or_else(unwritable)?;
                if !open.is_empty() {
                    out.extend(["</", &name, ">"]);
                }
            }
            Token::String(text) => escape_into(out, &String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) => return Err(unwritable()),
            // Missing spaces between attributes, and a `<` that stands for itself.
            Token::Error(_) => {}
        }
    }
    if open.is_empty() { Ok(()) } else { Err(unwritable()) }
}

fn is_listed(list: &str, name: &str) -> bool {
    list.split(' ').any(|listed| listed == name)
}

/// Writes a start tag up to its end.
fn start(name: &str, tag: &StartTag<()>, out: &mut String) {
    out.push('<');
    out.push_str(name);
    let mut classes = String::new();
    for (key, value) in &tag.attributes {
        let (key, value) = (String::from_utf8_lossy(key), String::from_utf8_lossy(value));
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " .:;()%+-_".contains(c);
        if !value.chars().all(is_plain) {
            continue;
        }
        match &*key {
            "class" => classes.push_str(&value),
            "style" => classes.push_str(restyled(&value, out)),
            _ if is_listed(ATTRIBUTES, &key) => out.extend([" ", &key, "=\"", &value, "\""]),
            _ => {}
        }
    }
    if !classes.is_empty() {
        out.extend([" class=\"", classes.trim_end(), "\""]);
    }
}

/// What the renderer says by `style`, as attributes and a class: a policy of the page keeps styles in attributes from working.
/// Colours are attributes of `MathML` Core (section 2.1.3). The height of single rows has no other form and is left out.
fn restyled(style: &str, out: &mut String) -> &'static str {
    let mut class = "";
    for (property, value) in style.split(';').filter_map(|one| one.split_once(':')) {
        let attribute = match property.trim() {
            "color" => "mathcolor",
            "background-color" => "mathbackground",
            "border" => {
                class = "menv-boxed ";
                continue;
            }
            // Browsers take a space of less than nothing for none; most of these are `\!`.
            "margin-left" => {
                class = "menv-back ";
                continue;
            }
            _ => continue,
        };
        let numbers = value.trim().trim_start_matches("rgb(").trim_end_matches(')');
        let numbers: Vec<u8> = numbers.split(' ').filter_map(|number| number.parse().ok()).collect();
        if let [red, green, blue] = numbers[..] {
            let _ = write!(out, " {attribute}=\"#{red:02x}{green:02x}{blue:02x}\"");
        }
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inside(tex: &str) -> String {
        let math = mathml(tex, true).unwrap();
        let (_, inside) = math.split_once("\">").unwrap();
        inside.trim_end_matches("</math>").to_owned()
    }

    #[test]
    fn inline_and_display() {
        assert_eq!(
            mathml(" x^2\n", false).unwrap(),
            "<math display=\"inline\" alttext=\"x^2\"><msup><mi>x</mi><mn>2</mn></msup></math>"
        );
        assert_eq!(
            mathml("\"<", true).unwrap(),
            "<math display=\"block\" alttext=\"&quot;&lt;\"><mi>&quot;</mi><mo>&lt;</mo></math>"
        );
    }

    #[test]
    fn formulas() {
        for (tex, expected) in [
            ("a<b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
            (r"\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"),
            (r"\text{中文 & <b>}", "<mtext>中文 &amp; &lt;b&gt;</mtext>"),
            (r"\operatorname{<img src=x onerror=y>}", "<mtext>&lt;img src=x onerror=y&gt;</mtext>"),
            ("a~b", "<mi>a</mi><mspace width=\"0.25em\"/><mi>b</mi>"),
            ("a\u{3000}b", "<mi>a</mi><mi>b</mi>"),
            (r"\big(", "<mo maxsize=\"1.2em\" minsize=\"1.2em\" stretchy=\"true\" symmetric=\"true\">(</mo>"),
            (r"\color{#ff0000}x", "<mi mathcolor=\"#ff0000\">x</mi>"),
            (r"\colorbox{#00ff00}{x}", "<mrow mathbackground=\"#00ff00\"><mtext>x</mtext></mrow>"),
            (r"a\!b", "<mi>a</mi><mspace width=\"-0.16666667em\" class=\"menv-back\"/><mi>b</mi>"),
            (r"\not<", "<mo>&lt;\u{338}</mo>"),
            (r"\#", "<mi>#</mi>"),
            ("{&}", ""),
        ] {
            if expected.is_empty() {
                assert!(mathml(tex, true).is_err());
            } else {
                assert_eq!(inside(tex), expected, "{tex}");
            }
        }
        assert!(inside(r"\begin{pmatrix}a&b\\c&d\end{pmatrix}").contains("<mtable class=\"menv-arraylike\">"));
        assert!(inside(r"\begin{alignat}{2}a&b\end{alignat}").contains("<mtd>"));
    }

    #[test]
    fn mistakes() {
        for (tex, sentence) in [
            ("", "the formula is empty"),
            (r"\frac{1", "unbalanced group found, expected it to be closed with `}`"),
            (r"\alpha\href{javascript:alert(1)}{x}", r"the command `\href` is not known"),
            (r"\html{<script>}", r"the command `\html` is not known"),
            ("x^", "expected a token"),
            (r"\def\a{\a\a}\a", r"formulas cannot define commands, and this one has `\def`"),
            (r"\char中", r"write the character itself instead of `\char`"),
            (r"\color{#中中}x", r"`#` is only for colours, as in `#1a2b3c`; write `\#` for the sign"),
            (r"\color{nocolour}x", "unknown color. colors must either be predefined or in the form `#RRGGBB`"),
            (r"\begin{alignat}{中}a\end{alignat}", r"`\begin{alignat}` needs a number of columns in braces after it"),
            (r"\begin {alignat*} {40000}a", r"`\begin{alignat*}` needs a number of columns in braces after it"),
        ] {
            assert_eq!(mathml(tex, false), Err(sentence.to_owned()), "{tex}");
        }
        assert!(mathml(&"x".repeat(LONGEST + 1), false).is_err());
        assert!(mathml(&format!("{}x{}", "{".repeat(4000), "}".repeat(4000)), false).is_err());
    }

    #[test]
    fn names_of_commands() {
        let names: Vec<&str> = commands(r"\\def \a\b{c}\, \\\d").collect();
        assert_eq!(names, ["", "a", "b", "", "", "d"]);
    }

    /// Pieces of formulas, the parser's weak points among them.
    const PIECES: &str = r#"(\\frac|\\sqrt|\{|\}|\^|_|&|\\\\|\\begin\{array\}\{(c\|c|\|\|c\|\|c|c\|\|\|c|:c:|\|)\}|\\end\{array\}|\\begin\{(align|cases|matrix|alignat|alignat\*|alignedat|equation|split|gather|multline|subarray)\}|\{2\}|\{99\}|\\end\{(align|cases|matrix|alignat)\}|\\left\(|\\right\)|\\middle\||\\text\{|\\operatorname\{|a|1|9{30}| |\\|%|\n|~|<|>|中|é|\u{A0}|\u{3000}|\\not|\\big|\\hline|\\hdashline|\\def\\x|\\x|#|#ff00é|\$|\\color\{|red|\\hspace\{1em\}|\\kern|1e?m|-|'|\\char|`|"|\\mathbb|\\sum|\\limits|\\substack\{|\\genfrac|\\overset|\\\\\[1em\]|\[|\]|\\let|\\lim|\\binom|\\displaystyle|\\mathbf|𝔸|\\tag|\\prime|\\underbrace|\\stackrel|\\boxed|\\phantom){0,14}"#;

    proptest! {
        #[test]
        fn nothing_panics_and_everything_nests(tex in PIECES, display: bool) {
            if let Ok(math) = mathml(&tex, display) {
                let mut again = String::new();
                prop_assert_eq!(rewrite(&math, &mut again), Ok(()));
                let ending = again + "</math>";
                prop_assert!(math.ends_with(&ending));
                prop_assert_eq!(Tokenizer::new(&math).flatten().find(|token| matches!(token, Token::Error(_))), None);
            }
        }

        #[test]
        fn any_text_is_taken(tex in "\\PC{0,40}") {
            let _ = mathml(&tex, false);
        }
    }
}
