#![allow(clippy::string_slice, reason = "places of findings are at the ends of characters")]

use std::sync::Arc;

use super::*;
use crate::path::ContentPath;

/// What is found in a text without turns, as its code and what stands at the place, and the text as it is mended.
fn found(text: &str, language: &str) -> (Vec<(String, String)>, String) {
    let file = Arc::new(File::new(ContentPath::new("content/01.md").unwrap(), text.into()));
    let passages = passage::of(&file, &[], &[], false);
    let mut findings = Findings::of(&file);
    brackets::unclosed(&passages, language, &mut findings);
    punctuation::half_width(&passages, language, &mut findings);
    words::doubled(&passages, language, &mut findings);
    words::unsure(&passages, &mut findings);
    let all = findings.found.sorted();
    let told = all.iter().map(|one| {
        let (place, _) = one.place.as_ref().unwrap();
        (one.code.name().to_owned(), text[place.span.clone()].to_owned())
    });
    let told = told.collect();
    let mut mended = text.to_owned();
    let mut mends: Vec<&Mend> = all.iter().flat_map(|one| &one.mends).collect();
    mends.sort_by_key(|mend| std::cmp::Reverse(mend.place.span.start));
    for mend in mends {
        mended.replace_range(mend.place.span.clone(), &mend.text);
    }
    (told, mended)
}

#[test]
fn half_width_punctuation_is_found_and_mended() {
    for (language, text, mended) in [
        ("zh-Hans", "你好,世界.", "你好，世界。"),
        ("zh-Hans", "你好, 世界! 再见?", "你好，世界！再见？"),
        ("zh-Hant", "他說:好;我說(對)。", "他說：好；我說（對）。"),
        ("ja", "はい,そうです.", "はい、そうです。"),
        ("zh-Hant", "管得到?(如果可以),他說“好”,走了.", "管得到？（如果可以），他說“好”，走了。"),
        // Numbers, names, addresses, code and other languages keep theirs.
        (
            "zh-Hans",
            "用了 3.5 版,约 1,000 次,见 https://a.example/b,c",
            "用了 3.5 版，约 1,000 次，见 https://a.example/b,c",
        ),
        ("zh-Hans", "混合专家(MoE)和 Node.js 都在 `a,b` 里", "混合专家(MoE)和 Node.js 都在 `a,b` 里"),
        ("zh-Hans", "等等...", "等等..."),
        ("zh-Hans", "用sora,之前是v1.0.然后", "用sora，之前是v1.0.然后"),
        ("zh-Hans", "见第3章:标题", "见第3章：标题"),
        ("zh-Hans", "**重点**,后面", "**重点**，后面"),
        ("en", "你好,世界.", "你好,世界."),
    ] {
        assert_eq!(found(text, language).1, mended, "{text}");
    }
}

#[test]
fn brackets_that_do_not_close() {
    let told =
        |text: &str, language: &str| -> Vec<String> { found(text, language).0.into_iter().map(|(_, at)| at).collect() };
    for (language, text, at) in [
        ("zh-Hant", "他說「好。", vec!["「"]),
        ("zh-Hant", "他說「好『嗎」。", vec!["『"]),
        ("zh-Hant", "他說好」。", vec!["」"]),
        ("zh-Hant", "他說「好『嗎』」（對）。", vec![]),
        ("en", "He said “no” (twice.", vec!["("]),
        ("en", "a) one, 1) two", vec![]),
        ("de", "Er sagte „nein“.", vec![]),
        ("en", "`(` and **“bold”**", vec![]),
    ] {
        assert_eq!(told(text, language), at, "{text}");
    }
}

#[test]
fn small_words_that_stand_twice() {
    for (language, text, mended) in [
        ("en", "This is the the end of\nof it.", "This is the end of it."),
        ("en", "It had had that that very very long.", "It had had that that very very long."),
        ("en", "The. The", "The. The"),
        ("en", "What it is is that.", "What it is is that."),
        ("zh-Hans", "我的的书，目的的确，的的确确。", "我的书，目的的确，的的确确。"),
    ] {
        let (told, now) = found(text, language);
        assert_eq!(now.split_whitespace().collect::<Vec<_>>(), mended.split_whitespace().collect::<Vec<_>>(), "{text}");
        assert!(told.iter().all(|(code, _)| code == "doubled-word"), "{told:?}");
    }
    assert_eq!(found("A word [?] here.", "en").0, [("unsure-word".to_owned(), "[?]".to_owned())]);
}

#[test]
fn links_that_say_one_host_and_lead_to_another() {
    let told = |text: &str| {
        let file = Arc::new(File::new(ContentPath::new("content/01.md").unwrap(), text.into()));
        let mut findings = Findings::of(&file);
        links::misleading(&passage::of(&file, &[], &[], false), &mut findings);
        findings.found.iter().map(|one| one.message.clone()).collect::<Vec<_>>()
    };
    for (text, said, leads) in [
        // Cyrillic letters.
        ("[https://apple.com](https://аррӏе.com/)", "apple.com", "аррӏе.com"),
        ("[https://apple.com/shop](https://xn--80ak6aa92e.com/)", "apple.com", "xn--80ak6aa92e.com"),
        ("[https://town.example](https://town.example@other.example/)", "town.example", "other.example"),
        ("[https://town.example](HTTPS://other.example)", "town.example", "other.example"),
        ("[https://town.example](//other.example)", "town.example", "other.example"),
        ("[https://例.example](https://xn--80ak6aa92e.com/)", "例.example", "xn--80ak6aa92e.com"),
        ("[www.town.example](http://other.example:8080/www.town.example)", "town.example", "other.example"),
        ("[https://**town.example**/a][x]\n\n[x]: https://other.example", "town.example", "other.example"),
    ] {
        assert_eq!(told(text), [format!("this link says `{said}` and leads to `{leads}`")], "{text}");
    }
    for text in [
        "[https://town.example/a](https://www.town.example/a?b)",
        "[https://town.example](http://archive.TOWN.example/)",
        "[https://town.example，官网](https://town.example)",
        "[https://town.example。](https://town.example)",
        "[https://town.example)](https://town.example)",
        "[https://town.example,](https://town.example)",
        "[https://](https://other.example)",
        "[https://例.example/路](https://例.example/)",
        "[https://town.example …](https://town.example/long)",
        "[Node.js](https://nodejs.example)",
        "[https://town.example](02.md)",
        "[the town](https://other.example)",
        "<https://town.example>, https://town.example",
        "[`https://town.example`](https://other.example)",
    ] {
        assert_eq!(told(text), [""; 0], "{text}");
    }
}
