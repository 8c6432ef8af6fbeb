//! Tables of a page whose rows are turns.
//!
//! In: the blocks of a page. Out: the same, with a paragraph for each row of a table whose first row says which column holds the speakers and
//! which the words. Other tables stay as they are.

use super::super::captions;
use super::super::columns::{SPEAKER, TEXT, TIME};
use super::super::report::Report;
use super::blocks::{Block, Kind, Look, Run};

/// The blocks, and whether any of them is a turn now.
pub fn turns(blocks: Vec<Block>, report: &mut Report) -> (Vec<Block>, bool) {
    let mut out = Vec::new();
    let mut table = Vec::new();
    let mut any = false;
    for block in blocks {
        if matches!(block.kind, Kind::Row(..)) {
            table.push(block);
        } else {
            any |= end(&mut table, &mut out, report);
            out.push(block);
        }
    }
    any |= end(&mut table, &mut out, report);
    (out, any)
}

fn place(block: &Block) -> (usize, usize) {
    if let Kind::Row(row, column) = block.kind { (row, column) } else { (0, 0) }
}

/// Takes in a table that has ended; whether its rows are turns.
fn end(table: &mut Vec<Block>, out: &mut Vec<Block>, report: &mut Report) -> bool {
    let cells = std::mem::take(table);
    let first = cells.first().map_or(0, |cell| place(cell).0);
    let column = |words: &[&str]| {
        let heads = cells.iter().filter(|cell| place(cell).0 == first);
        heads.filter(|cell| words.contains(&cell.plain().to_lowercase().as_str())).map(|cell| place(cell).1).next()
    };
    let (Some(who), Some(what)) = (column(&SPEAKER), column(&TEXT)) else {
        out.extend(cells);
        return false;
    };
    let when = column(&TIME);
    let mut label: Option<(usize, Vec<Run>)> = None;
    let mut time = None;
    let mut row = first;
    for cell in cells {
        let (here, column) = place(&cell);
        if here == first {
            report.leave_out(cell.at, &cell.plain(), "it names a column");
            continue;
        }
        if here != row {
            (row, time) = (here, None);
            flush(label.take(), out);
        }
        let words = cell.plain();
        if column == who {
            let bold = Look { bold: true, ..Look::default() };
            label = Some((cell.at, vec![Run { text: words, look: bold }]));
        } else if Some(column) == when && captions::time(&words).is_some() {
            time = Some(words);
        } else if column == what {
            let (at, mut runs) = label.take().unwrap_or((cell.at, Vec::new()));
            if !runs.is_empty() {
                let stands = time.take().map(|time| format!(" ({time})")).unwrap_or_default();
                runs.push(Run { text: format!("{stands}: "), look: Look::default() });
            }
            runs.extend(cell.runs);
            out.push(Block { at, kind: Kind::Paragraph, runs, ..cell });
        } else {
            report.leave_out(cell.at, &words, "a column that a turn has no place for");
        }
    }
    flush(label, out);
    true
}

/// A name without words is a turn all the same.
fn flush(label: Option<(usize, Vec<Run>)>, out: &mut Vec<Block>) {
    if let Some((at, mut runs)) = label {
        runs.push(Run { text: ":".to_owned(), look: Look::default() });
        out.push(Block { at, runs, ..Block::default() });
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Options, import};

    #[test]
    fn rows_are_turns() {
        let page = "<!doctype html><html><body><h1>Meeting</h1><table><tr><th>No</th><th>Time</th><th>Speaker</th><th>Text</th></tr>\
                    <tr><td>1</td><td>0:00</td><td>Ana</td><td>Hola <b>a</b> todos.</td></tr><tr><td>2</td><td></td><td>Luis</td>\
                    <td><p>Gracias.</p><p>Sí.</p></td></tr><tr><td>3<td>0:30<td>Ana<td>Empecemos.</table></body></html>";
        let made = import(page.as_bytes(), &Options::default()).unwrap();
        let text: String = made.files.iter().skip(1).map(|(_, text)| text.as_str()).collect();
        for turn in ["**Ana** (0:00): Hola **a** todos.", "**Luis:** Gracias.\n\nSí.", "**Ana** (0:30): Empecemos."] {
            assert!(text.contains(turn), "{turn}\n{text}");
        }
        let left_out: Vec<&str> = made.report.left_out.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(left_out, ["No", "Time", "Speaker", "Text", "1", "2", "3"]);
        let other = page.replace("Speaker", "Lamp");
        let made = import(other.as_bytes(), &Options::default()).unwrap();
        assert!(made.report.speakers.is_empty(), "{:?}", made.report.speakers);
    }
}
