//! Who speaks, where the words themselves say so.
//!
//! In: pieces without a voice that may begin with `Name: `. Out: the same with their voices. Which heads are names is
//! decided by all pieces together. It must never change a piece that has a voice.

use super::super::chars::ends_sentence;
use super::super::label::{self, Label};
use super::super::names;
use super::super::words::{NOT_NAMES, has};
use super::join::Piece;

/// Takes labels out of the words, where the file as a whole says that they are labels.
pub fn name_speakers(pieces: &mut [Piece]) {
    let Some(labels) = labels(pieces) else { return };
    for (piece, label) in pieces.iter_mut().zip(labels) {
        if let Some((name, rest)) = label {
            piece.voice = Some(name);
            piece.text = rest;
        }
    }
}

/// The label and the words of each piece that has one.
fn labels(pieces: &[Piece]) -> Option<Vec<Option<(String, String)>>> {
    let heads: Vec<Option<Label<'_>>> =
        pieces.iter().map(|piece| if piece.voice.is_none() { label::read(piece.text.trim()) } else { None }).collect();
    let spoken = pieces.iter().filter(|piece| piece.voice.is_none()).count();
    let labelled = heads.iter().flatten().count();
    if labelled == 0 {
        return None;
    }
    // Where nearly each caption has a label, programs wrote them, and each is a name whatever it looks like.
    let by_program = spoken >= 4 && labelled * 10 >= spoken * 7;
    let gathered = names::gather(heads.iter().enumerate().filter_map(|(at, label)| Some((at, (*label)?))));
    let names = gathered.decide("");
    // Where most labels are those of people who speak again, one that looks like theirs and follows a whole sentence is another's.
    let again = heads.iter().flatten().filter(|label| names.know(label)).count();
    let usual = again >= 3 && again * 3 >= labelled * 2;
    let each = |(at, label): (usize, &Option<Label<'_>>)| {
        let label = label.as_ref()?;
        let parted = at.checked_sub(1).and_then(|at| pieces.get(at)).is_some_and(|before| ends_sentence(&before.text));
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        let shouted = label.name.chars().any(char::is_alphabetic)
            && !label.name.chars().any(char::is_lowercase)
            && label.name.chars().any(char::is_uppercase);
        let first = heads.iter().flatten().next().is_some_and(|first| first == label);
        let known = by_program
            || names.know(label)
            || shouted
            || names::is_audience(label.name)
            || (usual
                && parted
                && label.role.is_none()
                && label.name.split(' ').all(capital)
                && !has(NOT_NAMES, label.name))
            || (first
                && label.role.is_none()
                && label.name.starts_with(char::is_uppercase)
                && !label.name.contains(' '));
        known.then(|| (label.head.to_owned(), label.rest.to_owned()))
    };
    Some(heads.iter().enumerate().map(each).collect())
}
