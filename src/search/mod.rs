//! The search, apart from any site: how a text and a query are made comparable, what the register of words holds, and
//! which texts answer a query.
//!
//! In: texts in plain characters and queries as they are typed. Out: folded texts, the words by which a text is found, those words
//! in order with the pieces that hold them, and where a query stands in a text. Here and in `script/more/words.js` of the
//! theme the same is said twice, once for the machine that makes the index and once for the browser that reads it; tests hold
//! the one against the other. Nothing in here may know of events, pages or files.

mod fold;
mod query;
mod register;
mod stem;
mod terms;
mod variants;

pub use fold::{fold, is_glued, is_letter};
pub use query::{Query, Span};
pub use register::{Found, Part, Register, Row, TITLE, numbers};
pub use terms::terms;
pub use variants::variants;
