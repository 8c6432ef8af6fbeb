//! What the web page around an article left in its copied text.
//!
//! In: a line, and whether it stands after the last label. Out: whether it is such a remnant. It must never take away words
//! of a speech: in the middle of the text only a line made of nothing but such words counts.

use super::words::NAVIGATION;

/// The line is a remnant of a web page.
pub fn is_remnant(line: &str, after_all_speech: bool) -> bool {
    is_nothing_else(line) || (after_all_speech && begins_with_word(line))
}

/// Nothing but words of navigation: `分享 | 收藏 | 评论区`.
fn is_nothing_else(line: &str) -> bool {
    if line.len() > 200 {
        return false;
    }
    let mut rest = line.trim_matches(is_separator);
    let mut words = 0;
    while !rest.is_empty() {
        let Some(after) = longest_word(rest) else { return false };
        rest = after.trim_start_matches(|c: char| is_separator(c) || c.is_ascii_digit());
        words += 1;
    }
    // One such word alone is often a word of speech; these are sure without company.
    words >= 2 || (words == 1 && SURE.iter().any(|sure| line.trim_matches(is_separator).eq_ignore_ascii_case(sure)))
}

const SURE: &[&str] = &[
    "评论区",
    "評論區",
    "comment area",
    "上一章",
    "下一章",
    "上一篇",
    "下一篇",
    "Prev Chapter",
    "Next Chapter",
    "阅读原文",
    "返回顶部",
    "back to top",
    "Leave a comment",
    "扫码关注",
    "share this article",
];

/// `Prev Chapter:…`, `上一篇：…`: such a word, and then a mark that separates.
fn begins_with_word(line: &str) -> bool {
    longest_word(line).is_some_and(|rest| rest.starts_with([':', '：', '|', '｜', '>', '»', '→', '←']))
}

/// What follows the longest word of navigation with which a text begins.
fn longest_word(text: &str) -> Option<&str> {
    let fitting = NAVIGATION.iter().filter_map(|word| {
        let (head, rest) = text.split_at_checked(word.len())?;
        let whole = !word.is_ascii() || !rest.starts_with(|c: char| c.is_alphanumeric());
        (head.eq_ignore_ascii_case(word) && whole).then_some(rest)
    });
    fitting.min_by_key(|rest| rest.len())
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '|' | '｜'
                | '/'
                | '·'
                | '•'
                | '>'
                | '<'
                | '»'
                | '«'
                | '→'
                | '←'
                | '('
                | ')'
                | '（'
                | '）'
                | '、'
                | ':'
                | '：'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remnants() {
        for line in ["评论区", "分享 | 收藏 | 点赞(12)", "Prev Chapter  Next Chapter", "Share: Facebook / Twitter"]
        {
            assert!(is_remnant(line, false), "{line}");
        }
        for line in ["Prev Chapter:#未来#:一切 Next Chapter:什么", "上一篇：别的文章"] {
            assert!(is_remnant(line, true) && !is_remnant(line, false), "{line}");
        }
        for line in
            ["评论区里有人问", "分享", "Next, we talk about chips", "上一章我们讲到", "", "Sharepoint: x", "Like"]
        {
            assert!(!is_remnant(line, true), "{line}");
        }
    }
}
