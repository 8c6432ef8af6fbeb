//! What stands in templates themselves and the policy of the pages must know, or does not let work.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, Diagnostics, File, Place, codes};

/// The scripts in a template, with their places. Data in a `script` element is none.
pub(super) fn scripts(template: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    template.match_indices("<script").filter_map(|(at, tag)| {
        let rest = template.get(at + tag.len()..)?;
        let (attributes, inside) = rest.split_once('>')?;
        let is_own = attributes.is_empty() || attributes.starts_with(char::is_whitespace);
        if !is_own || attributes.contains("src=") || attributes.contains("json") {
            return None;
        }
        let text = inside.split_once("</script").map_or(inside, |(text, _)| text);
        let from = at + tag.len() + attributes.len() + 1;
        Some((from..from + text.len(), text))
    })
}

/// What the policy keeps from working.
pub(super) fn faults(file: &Arc<File>) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut tell = |span: Range<usize>, message: &str, help: &str| {
        found.push(Diagnostic::new(codes::AGAINST_POLICY, message).at(Place::new(file, span), "").help(help));
    };
    let template = file.text();
    for (span, text) in scripts(&template) {
        if ["{{", "{%"].iter().any(|tag| text.contains(tag)) {
            let help = "write what the template knows into `data-` attributes, and read them by `document.currentScript.dataset`";
            tell(span, "this script is another one on every page, and the policy can name only what is the same", help);
        }
    }
    let help = "put the rules into a file of `style/` and give the element a class";
    for (at, what) in template.match_indices("<style") {
        tell(at..at + what.len(), "the policy lets no style work that stands in a page", help);
    }
    for (at, what) in template.match_indices(" style=") {
        tell(at + 1..at + what.len() - 1, "the policy lets no style work that stands in an attribute", help);
    }
    for (at, _) in template.match_indices(" on") {
        let rest = template.get(at + 3..).unwrap_or_default();
        let letters = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_lowercase()).len();
        let inside_a_tag = template.get(..at).is_some_and(|before| before.rfind('<') > before.rfind('>'));
        if letters > 2 && inside_a_tag && rest.get(letters..).is_some_and(|rest| rest.starts_with("=\"")) {
            let help = "put it into a file of `script/`: `element.addEventListener(…)`";
            tell(at + 1..at + 3 + letters, "the policy lets no script run that stands in an attribute", help);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_a_template() {
        let found = |template| scripts(template).map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(
            found("<script>a()</script><script src=x></script><script type=\"application/ld+json\">{}</script>"),
            ["a()"]
        );
        assert_eq!(found("<script type=\"module\">b</script ><scripts>c</scripts><script>d"), ["b", "d"]);
    }
}
