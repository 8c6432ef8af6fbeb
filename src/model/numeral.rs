//! The numbers of sections in headings: `1. Title`, `01 Title`, `第三节：标题`, `三、标题`, `Part 2: Title`.

/// The number with which a heading begins, and where its title begins.
pub(super) fn numbered(heading: &str) -> Option<(u32, usize)> {
    let start = heading.len() - heading.trim_start().len();
    let rest = heading.get(start..)?;
    let lower = rest.to_lowercase();
    for word in ["part ", "section ", "chapter ", "session ", "§"] {
        if lower.starts_with(word) && rest.is_char_boundary(word.len()) {
            let (number, length) = digits(rest.get(word.len()..)?)?;
            return Some((number, start + word.len() + length + separator(rest.get(word.len() + length..)?, false)?));
        }
    }
    if let Some(inside) = rest.strip_prefix('第') {
        let (number, length) = digits(inside).or_else(|| han(inside))?;
        let behind = inside.get(length..)?.trim_start();
        let unit = behind.chars().next().filter(|c| "节節部章讲講场場回話부장절条條問问".contains(*c))?;
        let unit = if behind.starts_with("部分") { "部分".len() } else { unit.len_utf8() };
        let end = heading.len() - behind.len() + unit;
        return Some((number, end + separator(heading.get(end..)?, false)?));
    }
    if let Some((number, length)) = digits(rest) {
        return Some((number, start + length + separator(rest.get(length..)?, true)?));
    }
    let (number, length) = han(rest)?;
    let behind = rest.get(length..)?;
    // A Han numeral alone is a number only before a mark: `三、标题`, not `三个问题`.
    behind.starts_with(['、', '.', '．', '：', ':']).then_some(())?;
    Some((number, start + length + separator(behind, false)?))
}

/// What stands between a number and a title; nothing if the number goes on into a word, a decimal or a date.
fn separator(rest: &str, strict: bool) -> Option<usize> {
    let trimmed = rest.trim_start_matches([
        '.', '、', '．', ')', '）', ':', '：', '-', '–', '—', '|', ' ', '\t', '\u{3000}', '\u{a0}',
    ]);
    let length = rest.len() - trimmed.len();
    let next = trimmed.chars().next();
    if strict && next.is_some() {
        if length == 0 {
            return next.is_some_and(crate::text::is_cjk).then_some(0);
        }
        if rest.starts_with(['.', '-', ':', '/']) && length == 1 && next.is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
    }
    Some(length)
}

fn digits(text: &str) -> Option<(u32, usize)> {
    let length = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (1..=4).contains(&length).then(|| text.get(..length)?.parse().ok().map(|number| (number, length)))?
}

/// A Han numeral up to 99.
fn han(text: &str) -> Option<(u32, usize)> {
    let (mut tens, mut ones, mut length) = (None, None, 0);
    for c in text.chars() {
        match ("一二三四五六七八九".chars().position(|digit| digit == c), c) {
            (Some(at), _) if ones.is_none() => ones = u32::try_from(at + 1).ok(),
            (None, '十') if tens.is_none() => tens = Some(ones.take().unwrap_or(1)),
            _ => break,
        }
        length += c.len_utf8();
    }
    let number = tens.unwrap_or(0) * 10 + ones.unwrap_or(0);
    (number > 0).then_some((number, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_begin_with_numbers() {
        for (heading, expected) in [
            ("1. Title", Some((1, "Title"))),
            ("01 Title", Some((1, "Title"))),
            ("12：标题", Some((12, "标题"))),
            ("03标题", Some((3, "标题"))),
            ("4", Some((4, ""))),
            ("第三节：标题", Some((3, "标题"))),
            ("第12部分 标题", Some((12, "标题"))),
            ("十二、标题", Some((12, "标题"))),
            ("二十、标题", Some((20, "标题"))),
            ("Part 2: Title", Some((2, "Title"))),
            ("三个问题", None),
            ("4.10 Object", None),
            ("2026-03-14", None),
            ("3D printing", None),
            ("Title", None),
            ("10 years later", Some((10, "years later"))),
        ] {
            let found = numbered(heading).map(|(number, at)| (number, heading.get(at..).unwrap_or_default()));
            assert_eq!(found, expected, "{heading}");
        }
    }
}
