//! Code with its parts marked by class.
//!
//! Source code and the name of its language in, HTML for the inside of a `<code>` out. Must never change the text itself, and
//! must never name a colour: that is the theme's.
//!
//! The classes: `hl-c` comment, `hl-s` string, `hl-k` keyword, `hl-f` function, `hl-t` type, `hl-n` number or constant,
//! `hl-v` parameter or special variable, `hl-o` operator, `hl-a` tag, attribute or key, `hl-i` inserted, `hl-d` deleted,
//! `hl-h` heading. Punctuation and ordinary names have none.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use syntect::parsing::{BasicScopeStackOp, ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::text::escape_into;

/// Longer code than this many bytes is shown without marks: nobody reads it on a phone, and it would hold up the build.
const LONGEST: usize = 200_000;
/// Longer lines than this many bytes are data and not code; they are passed over, for the patterns are slow on them.
const LONGEST_LINE: usize = 2_000;

/// How many pieces of code are remembered.
const REMEMBERED: usize = 2_000;

/// What was marked before, by the hash of language and code: marking costs some hundred times what looking up does, the same
/// example is often shown more than once, and the patterns of a language take a tenth of a second when they are first asked for.
static DONE: LazyLock<Mutex<HashMap<Key, Done>>> = LazyLock::new(Mutex::default);

type Key = [u8; 32];

#[derive(Clone)]
struct Done {
    html: Option<String>,
    /// Whether this process has asked for it.
    wanted: bool,
    /// Whether it was marked here, and not by another process.
    new: bool,
}

/// Code that is marked, for the next process.
pub type Marked = Vec<(Key, Option<String>)>;

/// Takes in what another process has marked.
pub fn recall(marked: Marked) {
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    for (key, html) in marked {
        done.entry(key).or_insert(Done { html, wanted: false, new: false });
    }
}

/// What was asked for here, if some of it had to be marked; in a fixed order.
pub fn marked() -> Option<Marked> {
    let done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = || done.iter().filter(|(_, one)| one.wanted);
    wanted().any(|(_, one)| one.new).then(|| {
        let mut all: Marked = wanted().map(|(key, one)| (*key, one.html.clone())).collect();
        all.sort_unstable();
        all
    })
}

/// Around 200 languages, among them TOML, TypeScript and Dockerfiles; read when the first code block comes along.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The class for scopes that begin with a name: of those that fit, the last counts. No class is a class too: it ends
/// what the scope stands in, as an expression does in a string.
static CLASSES: LazyLock<Vec<(Scope, Class)>> = LazyLock::new(|| {
    let scope = |(name, class): &(&str, Class)| Scope::new(name).ok().map(|scope| (scope, *class));
    CLASS_OF_SCOPES.iter().filter_map(scope).collect()
});

type Class = Option<&'static str>;

const CLASS_OF_SCOPES: &[(&str, Class)] = &[
    ("source", None),
    ("text", None),
    ("meta.interpolation", None),
    ("meta.template.expression", None),
    ("punctuation.section", None),
    ("punctuation.section.interpolation", Some("k")),
    ("comment", Some("c")),
    ("string", Some("s")),
    ("string.unquoted", None),
    ("constant", Some("n")),
    ("keyword", Some("k")),
    ("keyword.operator", Some("o")),
    ("keyword.operator.word", Some("k")),
    ("keyword.operator.logical.python", Some("k")),
    ("storage", Some("k")),
    ("entity.name", Some("t")),
    ("entity.name.function", Some("f")),
    ("entity.name.tag", Some("a")),
    ("entity.name.section", Some("h")),
    ("entity.name.label", Some("v")),
    ("entity.name.constant", Some("n")),
    ("entity.other.attribute-name", Some("a")),
    ("entity.other.inherited-class", Some("t")),
    ("support.function", Some("f")),
    ("support.macro", Some("f")),
    ("support.type", Some("t")),
    ("support.class", Some("t")),
    ("support.constant", Some("n")),
    ("support.type.property-name", Some("a")),
    ("variable.function", Some("f")),
    ("variable.parameter", Some("v")),
    ("variable.language", Some("v")),
    ("variable.other.readwrite.shell", Some("v")),
    ("markup.inserted", Some("i")),
    ("markup.deleted", Some("d")),
    ("markup.heading", Some("h")),
    ("markup.raw", Some("s")),
    ("meta.diff.header", Some("h")),
    ("meta.diff.range", Some("h")),
];

/// `code` with its parts in `<span class="hl-…">`, every other character escaped; `None` where the language is plain text
/// or not known, or the code too long.
pub fn highlight(code: &str, language: &str) -> Option<String> {
    if code.len() > LONGEST {
        return None;
    }
    let key =
        *blake3::Hasher::new().update(language.as_bytes()).update(b"\0").update(code.as_bytes()).finalize().as_bytes();
    let known = DONE.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key).map(|one| {
        one.wanted = true;
        one.html.clone()
    });
    known.unwrap_or_else(|| {
        let html = mark(code, language);
        let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
        if done.len() < REMEMBERED {
            done.insert(key, Done { html: html.clone(), wanted: true, new: true });
        }
        html
    })
}

fn mark(code: &str, language: &str) -> Option<String> {
    let mut state = ParseState::new(syntax(language)?);
    let mut marks = Marks::default();
    let mut scopes = ScopeStack::new();
    for line in code.split_inclusive('\n') {
        let mut rest = line;
        if line.len() <= LONGEST_LINE {
            let mut passed = 0;
            for (at, change) in state.parse_line(line, &SYNTAXES).ok()? {
                let (piece, after) = rest.split_at_checked(at.checked_sub(passed)?)?;
                marks.text(piece);
                (rest, passed) = (after, at);
                scopes.apply_with_hook(&change, |change, _| marks.scope(&change)).ok()?;
            }
        }
        marks.text(rest);
    }
    Some(marks.finish())
}

/// The syntax for the first word of a code block's info string.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let word = language.split([' ', '\t', ',', '{', '}']).find(|word| !word.is_empty())?.trim_start_matches('.');
    let word = word.to_ascii_lowercase();
    let token = match word.as_str() {
        "shell" | "console" | "shell-session" | "shellsession" | "sh-session" => "bash",
        "csharp" => "cs",
        "golang" => "go",
        "docker" => "dockerfile",
        "jsonc" | "json5" | "jsonl" | "ndjson" => "json",
        "jsx" => "tsx",
        "mjs" | "cjs" | "node" => "js",
        "python3" | "py3" => "py",
        "objc" => "m",
        "patch" => "diff",
        other => other,
    };
    let syntax = SYNTAXES.find_syntax_by_token(token)?;
    (syntax.name != "Plain Text").then_some(syntax)
}

/// The HTML as it grows.
#[derive(Default)]
struct Marks {
    html: String,
    /// The class of each open scope, or of the one it stands in if it has none of its own.
    classes: Vec<Class>,
    open: Class,
}

impl Marks {
    fn scope(&mut self, change: &BasicScopeStackOp) {
        match change {
            BasicScopeStackOp::Push(scope) => {
                let own = CLASSES.iter().rev().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
                let around = self.classes.last().copied().flatten();
                self.classes.push(own.unwrap_or(around));
            }
            BasicScopeStackOp::Pop => {
                self.classes.pop();
            }
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let class = self.classes.last().copied().flatten();
        if class != self.open {
            self.close();
            if let Some(class) = class {
                self.html.push_str("<span class=\"hl-");
                self.html.push_str(class);
                self.html.push_str("\">");
            }
            self.open = class;
        }
        escape_into(&mut self.html, text);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::plain;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn classes_of_code() {
        for (language, code, html) in [
            (
                "rust",
                "fn f(x: u8) { g(\"<\"); } // c",
                "<span class=\"hl-k\">fn</span> <span class=\"hl-f\">f</span>(<span class=\"hl-v\">x</span>: <span class=\"hl-k\">u8</span>) \
                 { <span class=\"hl-f\">g</span>(<span class=\"hl-s\">&quot;&lt;&quot;</span>); } <span class=\"hl-c\">// c</span>",
            ),
            (
                "python",
                "def f(a):\n    return None",
                "<span class=\"hl-k\">def</span> <span class=\"hl-f\">f</span>(<span class=\"hl-v\">a</span>):\n    \
                 <span class=\"hl-k\">return</span> <span class=\"hl-n\">None</span>",
            ),
            (
                "js",
                "`a ${b}`",
                "<span class=\"hl-s\">`a </span><span class=\"hl-k\">${</span>b<span class=\"hl-k\">}</span><span class=\"hl-s\">`</span>",
            ),
            ("toml", "题 = 1", "题 = 1"),
            ("toml", "a = 1", "<span class=\"hl-a\">a</span> = <span class=\"hl-n\">1</span>"),
            ("yaml", "title: 圆桌", "<span class=\"hl-a\">title</span>: 圆桌"),
            ("diff", "-x\n+y", "<span class=\"hl-d\">-x\n</span><span class=\"hl-i\">+y</span>"),
            ("html", "<a>b</a>", "&lt;<span class=\"hl-a\">a</span>&gt;b&lt;/<span class=\"hl-a\">a</span>&gt;"),
            ("rust", "", ""),
        ] {
            assert_eq!(highlight(code, language).as_deref(), Some(html), "{language}");
        }
    }

    #[test]
    fn names_of_languages() {
        for (language, known) in [
            ("rust", true),
            ("Rust", true),
            ("rs", true),
            ("rust,ignore", true),
            ("{.rust .numbers}", true),
            ("python title=\"a.py\"", true),
            ("TypeScript", true),
            ("jsx", true),
            ("c++", true),
            ("csharp", true),
            ("golang", true),
            ("shell", true),
            ("console", true),
            ("dockerfile", true),
            ("jsonc", true),
            ("kotlin", true),
            ("swift", true),
            ("", false),
            ("text", false),
            ("txt", false),
            ("plain", false),
            ("mermaid", false),
            ("中文", false),
        ] {
            assert_eq!(highlight("a", language).is_some(), known, "{language}");
        }
    }

    #[test]
    fn bounds() {
        assert_eq!(highlight(&"a\n".repeat(100_001), "rust"), None);
        let data = format!("let a = \"{}\";\nlet b = 1;\n", "x".repeat(LONGEST_LINE));
        let html = highlight(&data, "rust").unwrap();
        assert_eq!(plain(&html), data);
        assert!(html.contains("<span class=\"hl-k\">let</span> b"), "{html}");
    }

    #[test]
    fn every_scope_is_one_and_classes_are_few() {
        assert_eq!(CLASSES.len(), CLASS_OF_SCOPES.len());
        let classes: BTreeSet<_> = CLASS_OF_SCOPES.iter().filter_map(|(_, class)| *class).collect();
        assert_eq!(classes.into_iter().collect::<String>(), "acdfhiknostv");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_text_is_the_code(
            code in "(\\PC|[\"'`{}()<>&#/*\\\\$\n]|fn |def |class |<a |\r\n){0,60}",
            language in "(rust|py|js|html|md|yaml|bash|css)",
        ) {
            prop_assert_eq!(highlight(&code, &language).map(|html| plain(&html)), Some(code));
        }
    }
}
