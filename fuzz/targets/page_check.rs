//! Whether what was made is well-formed, as parsers say that are not ours, and holds nothing that acts.

use std::collections::BTreeSet;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Error, StartTag, Token, Tokenizer};
use quick_xml::Reader;
use quick_xml::events::Event;

/// What a page would run.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) scripts: Vec<String>,
}

/// Elements without an end.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Attributes that hold an address.
const ADDRESSES: [&str; 6] = ["href", "src", "action", "formaction", "data", "poster"];

/// Reads a page of HTML: every element that is opened is closed in its turn, no id stands twice, no attribute holds script.
pub(super) fn html(path: &str, text: &str) -> Page {
    let mut page = Page::default();
    let mut open: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    // The text of the script that is open, and whether it is only data.
    let mut script: Option<(String, bool)> = None;
    // What stands in a script is no mark-up.
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(text, emitter) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let name = lossy(&tag.name);
                look(path, &name, &tag, &mut ids, &mut page);
                if name == "script" {
                    let kind = tag.attributes.get(&b"type"[..]).map(|kind| lossy(kind));
                    script = Some((String::new(), kind.as_deref() == Some("application/ld+json")));
                }
                if !tag.self_closing && !VOID.contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = lossy(&tag.name);
                let last = open.pop();
                assert_eq!(last.as_deref(), Some(name.as_str()), "{path}: </{name}> ends another element in {text}");
                match script.take() {
                    Some((data, true)) => drop(serde_json::from_str::<serde_json::Value>(&data).unwrap()),
                    Some((acts, false)) if !acts.is_empty() => page.scripts.push(acts),
                    _ => {}
                }
            }
            Token::String(words) => {
                if let Some((text, _)) = &mut script {
                    text.push_str(&lossy(&words));
                }
            }
            // A character that Unicode will never give a meaning harms nobody.
            Token::Error(error) if error.value == Error::NoncharacterInInputStream => {}
            Token::Error(error) => panic!("{path}: {error:?} in {text}"),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{path}: {open:?} are not closed in {text}");
    page
}

fn look(path: &str, name: &str, tag: &StartTag<()>, ids: &mut BTreeSet<String>, page: &mut Page) {
    assert!(!matches!(name, "object" | "embed" | "applet" | "base" | "foreignobject"), "{path}: <{name}>");
    for (key, value) in &tag.attributes {
        let (key, value) = (lossy(key), lossy(value));
        assert!(!key.starts_with("on") && key != "style" && key != "srcdoc", "{path}: {key}={value:?} in <{name}>");
        if key == "id" {
            assert!(ids.insert(value.clone()), "{path}: the id {value:?} stands twice");
        }
        if name == "script" && key == "src" {
            // The same from every depth.
            page.scripts.push(value.trim_start_matches("../").to_owned());
        }
        if ADDRESSES.contains(&key.as_str()) {
            // Browsers pass over white space and control characters in front of an address and line breaks in it.
            let read: String = value.chars().filter(|c| *c > ' ').collect::<String>().to_ascii_lowercase();
            let acts = ["javascript:", "vbscript:"].iter().any(|scheme| read.starts_with(scheme))
                || (read.starts_with("data:") && !(read.starts_with("data:image/") && name != "a"));
            assert!(!acts, "{path}: {key}={value:?} in <{name}>");
        }
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Reads a file of XML from end to end.
pub(super) fn xml(path: &str, text: &str) {
    let mut reader = Reader::from_str(text);
    let settings = reader.config_mut();
    settings.check_end_names = true;
    settings.allow_unmatched_ends = false;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                depth += 1;
                tag.attributes().for_each(|attribute| drop(attribute.unwrap_or_else(|why| panic!("{path}: {why}"))));
            }
            Ok(Event::End(_)) => depth -= 1,
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(why) => panic!("{path}: {why} in {text}"),
        }
    }
    assert_eq!(depth, 0, "{path}: something is not closed");
    // Of XML 1.0 (2.2); the reader does not look.
    let foreign = |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!text.contains(foreign), "{path}: a character that XML does not have");
}
