//! What leaves the site as HTML that needs nothing around it: no style, no script, no relative address.

use std::fmt::Write;

use crate::text;
use crate::view::Block;

/// Blocks as HTML.
pub(super) fn html(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        let _ = match block {
            Block::Speaker(name, None) => writeln!(out, "<p><strong>{}</strong></p>", text::escape(name)),
            Block::Speaker(name, Some(role)) => {
                writeln!(out, "<p><strong>{}</strong> ({})</p>", text::escape(name), text::escape(role))
            }
            Block::Heading(title) => writeln!(out, "<h3>{}</h3>", title.as_str()),
            Block::Text(html) => writeln!(out, "{}", html.as_str().trim_end()),
            Block::Words(words) => writeln!(out, "<p>{}</p>", text::escape(words)),
            Block::Scene(html) => writeln!(out, "<div><em>{}</em></div>", html.as_str().trim_end()),
            Block::Note(kind, html) => {
                writeln!(
                    out,
                    "<blockquote><p><strong>{}</strong></p>\n{}</blockquote>",
                    text::escape(kind),
                    html.as_str().trim_end()
                )
            }
            Block::Footnotes(notes) => {
                out.push_str("<ol>\n");
                for (number, html) in notes {
                    let _ = writeln!(out, "<li value=\"{}\">{}</li>", text::escape(number), html.as_str().trim_end());
                }
                writeln!(out, "</ol>")
            }
            Block::Links(links) if links.is_empty() => Ok(()),
            Block::Links(links) => {
                out.push_str("<ul>\n");
                for (label, url) in links {
                    let _ = writeln!(out, "<li><a href=\"{}\">{}</a></li>", text::escape(url), text::escape(label));
                }
                writeln!(out, "</ul>")
            }
        };
    }
    out
}
