//! What Plenary knows of writing, apart from any document.
//!
//! In come strings and characters; out come facts about them (script, length, time), other strings made from them (slugs,
//! keys, escaped HTML) or yes and no. Everything here is pure, panics on nothing and must never know of files, Markdown,
//! speakers, events or sites.

mod copies;
mod count;
mod fold;
mod html;
mod id;
mod initial;
mod pieces;
mod script;
mod slug;
mod tag;
mod time;
mod xml;

pub use copies::Copies;
pub use count::Count;
pub use fold::{name_key, nearest, one_letter_away};
pub use html::{escape, escape_into, plain};
pub use id::{base32, from_base32, is_id, mint, mint_after};
pub use initial::Initial;
pub use pieces::{pieces, weight};
pub use script::{is_cjk, is_han, is_hangul, is_kana, joins};
pub use slug::{han, readings, speaker_id};
pub use tag::language_tag;
pub use time::{format_time, parse_time};
pub use xml::{held, xml};
