//! The index of the search as files.

use crate::assets::{Fingerprinted, fingerprinted};
use crate::view::{Piece, Viewer};

/// The pieces of the index, those with the newest events first.
///
/// Each is a script that hands over one JSON value, since a page that was opened from disk may load scripts but no data.
pub fn index(viewer: &Viewer<'_>) -> Vec<Fingerprinted> {
    viewer.index().iter().map(|piece| fingerprinted("search-index", "js", script(piece))).collect()
}

fn script(piece: &Piece) -> String {
    let json = serde_json::to_string(piece).unwrap_or_default();
    // One event to a line, for those who look into it.
    format!("plenaryIndex({})\n", json.replace("},{\"url\":", "},\n{\"url\":"))
}
