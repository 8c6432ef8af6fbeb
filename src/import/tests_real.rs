//! Real transcripts of every format, which live beside the repository; where they are missing, that is said.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a test may read what it is tested against")]

use std::collections::BTreeMap;
use std::path::Path;

use super::captions::tests::real;
use super::*;

fn imported(path: &Path) -> Result<Imported, Refused> {
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    import(&std::fs::read(path).unwrap(), &Options { name, ..Options::default() })
}

/// Who speaks, turn by turn.
fn voices(path: &Path) -> Vec<String> {
    let report = imported(path).unwrap().report;
    report.lines.into_iter().filter_map(|line| line.by).collect()
}

#[test]
fn debates_and_their_markdown_have_the_same_speakers() {
    let (mut pairs, mut same) = (0, 0);
    for path in real("archive-tw-an-xml", ".an.xml") {
        let name = path.file_name().unwrap().to_string_lossy().replace(".an.xml", ".md");
        let other = path.parent().unwrap().join("../audreyt-transcript").join(&name);
        if !other.is_file() {
            super::tests::skipped(&format!("{} has no twin", path.display()));
            continue;
        }
        let (xml, markdown) = (voices(&path), voices(&other));
        pairs += 1;
        same += usize::from(xml == markdown);
        if xml != markdown {
            let at = xml.iter().zip(&markdown).position(|(a, b)| a != b);
            println!(
                "{name}: {} and {} turns, {at:?}: {:?} {:?}",
                xml.len(),
                markdown.len(),
                at.map(|at| &xml[at]),
                at.map(|at| &markdown[at])
            );
        }
    }
    println!("{same} of {pairs} pairs have the same speakers in the same order");
    assert!(same >= pairs.min(14));
}

/// Every real file is imported, or refused with reasons. Printed for each source: files imported and refused, turns with a
/// known speaker, and those turns together with the audience's questions and the paragraphs that nobody is named for.
#[test]
fn every_real_file_is_imported_or_refused() {
    let mut shares: BTreeMap<String, (usize, usize, usize, usize)> = BTreeMap::new();
    for path in real("", "") {
        let mut folders = path.components().skip_while(|part| part.as_os_str() != "real").skip(1);
        let folder = folders.next().unwrap().as_os_str().to_string_lossy().into_owned();
        let share = shares.entry(folder).or_default();
        match imported(&path) {
            Ok(Imported { report, .. }) => {
                let known = report.summary.turns;
                let words = |kind: Kind| report.lines.iter().filter(|line| line.kind == kind).count();
                share.0 += 1;
                share.2 += known;
                share.3 += known + report.summary.audience_questions + words(Kind::SectionIntroduction);
            }
            Err(refused) => {
                share.1 += 1;
                assert!(!refused.to_string().is_empty());
            }
        }
    }
    for (folder, (files, refused, known, all)) in shares {
        println!("| {folder} | {files} | {refused} | {known} | {all} |");
    }
}

#[test]
fn a_debate_of_our_own() {
    let text = "<?xml version=\"1.0\"?>\n<akomaNtoso><debate><meta><references>\n<TLCPerson id=\"lin\" showAs=\"Lin &amp; Yuan\"/></references></meta>\n<debateBody><debateSection><heading>2026-02-03 Lamps</heading>\n<narrative><p>(The lamps are lit)</p></narrative>\n<speech by=\"#lin\"><p>One <i>lamp</i>.</p><p>Two.</p></speech>\n<answer by=\"\"><from>Bo:</from><p>Three.</p></answer>\n</debateSection></debateBody></debate></akomaNtoso>\n";
    let Imported { files, report } = import(text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(files[1].1, "(The lamps are lit)\n\n**Lin & Yuan:** One lamp.\n\nTwo.\n\n**Bo:** Three.\n");
    assert_eq!(report.title, "2026-02-03 Lamps");
    assert!(files[0].1.contains("date: \"2026-02-03\""), "{}", files[0].1);
    let named = text
        .replace(" eId=", " id=")
        .replace("2026-02-03 Lamps", "Lamps")
        .replace("<meta>", "<meta><FRBRdate date=\"2026-02-04\"/>");
    let named = named
        .replace("</references>", "<TLCRole eId=\"chair\" showAs=\"Chair\"/></references>")
        .replace("by=\"#lin\"", "by=\"#lin\" as=\"#chair\"");
    let event = &import(named.as_bytes(), &Options::default()).unwrap().files[0].1;
    assert!(event.contains("date: \"2026-02-04\"") && event.contains("position: Chair"), "{event}");
    let bomb = text.replace("<akomaNtoso>", "<!DOCTYPE a [<!ENTITY b \"c\">]><akomaNtoso>");
    assert!(matches!(import(bomb.as_bytes(), &Options::default()), Err(Refused::Not { .. })));
}

#[test]
fn json_of_several_publishers() {
    for (text, expected) in [
        (
            r#"{"segments":[{"speaker":"Ann","startTime":0.5,"endTime":1,"body":"The lamp"},{"speaker":"Ann","startTime":1,"endTime":2,"body":"is lit."},{"speaker":"Bo","startTime":2,"endTime":3,"body":"Why?"}]}"#,
            "**Ann** (0:00.5): The lamp is lit.\n\n**Bo** (0:02): Why?\n",
        ),
        (
            r#"{"transcripts":[{"start":"00:00:16.459","start_ms":16459,"speaker":"1","voice":"Ann","text":"Hello."}]}"#,
            "**Ann** (0:16.459): Hello.\n",
        ),
        (
            r#"{"segments":[{"start":1,"end":2,"text":" A lamp.","speaker":"SPEAKER_00","words":[{"word":"A","score":0.9},{"word":"lamp.","score":0.1}]}],"language":"en"}"#,
            "**SPEAKER_00** (0:01): A lamp. [?]\n",
        ),
        (
            r#"{"result":{"language":"en"},"transcription":[{"timestamps":{"from":"00:00:01,500","to":"00:00:02,000"},"offsets":{"from":1500,"to":2000},"text":" A lamp."}]}"#,
            "[0:01.5] A lamp.\n",
        ),
    ] {
        let Imported { files, .. } = import(text.as_bytes(), &Options::default()).unwrap();
        assert_eq!(files[1].1, expected, "{text}");
    }
    let Err(Refused::Unknown { tried }) = import(b"{\"segments\": [{\"start\": 1", &Options::default()) else {
        panic!()
    };
    assert!(tried.iter().any(|(name, why)| *name == "article" && why.contains("ends too early")), "{tried:?}");
    let list = "9c3f0d  folder/file-one.bin\n".repeat(9);
    assert!(matches!(import(list.as_bytes(), &Options::default()), Err(Refused::Unknown { .. })));
}

#[test]
fn markdown_of_several_dialects() {
    for (text, expected) in [
        (
            "# 2026-02-03 灯\n\n### 林远：\n一。\n\n### 沈念安：\n\n二。\n\n> （笑）\n\n### 林远\n三。\n",
            "**林远：**一。\n\n**沈念安：**二。\n\n（笑）\n\n**林远：**三。\n",
        ),
        (
            "**Ann Lee:** One. \\[04:15\\]\n\n- a\n- b\n\n**Bo**: Two.\n",
            "**Ann Lee:** One. \\[04:15\\]\n\n- a\n- b\n\n**Bo:** Two.\n",
        ),
        (
            "**Ann** [17:50](https://v.example/?t=1070s):  One.\n\n**Bo** (19:00) - Two.\n",
            "**Ann** (17:50): One.\n\n**Bo** (19:00): Two.\n",
        ),
        (
            "## Intro\n\nAnn Lee: 00:00:24\n\nOne.\n\nBo Chen: 00:00:30\n\nTwo.\n",
            "# Intro\n\n**Ann Lee** (0:24): One.\n\n**Bo Chen** (0:30): Two.\n",
        ),
        (
            "## Intro\n\n* James: One.\n  * two\n     * three\n* Ann Lee: Four.\n* Note: five\n* James: Six.\n",
            "# Intro\n\n**James:** One.\n* two\n   * three\n\n**Ann Lee:** Four.\n* Note: five\n\n**James:** Six.\n",
        ),
    ] {
        let Imported { files, .. } = import(text.as_bytes(), &Options::default()).unwrap();
        assert_eq!(files[1].1, expected, "{text}");
    }
}

/// The letters of a text, each with how often it stands there.
fn letters(text: &str, counts: &mut BTreeMap<char, i64>, sign: i64) {
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        *counts.entry(c).or_default() += sign;
    }
}

#[test]
fn no_letter_of_markdown_goes_missing() {
    let mut files = 0;
    let mut missing = Vec::new();
    for path in real("", ".md") {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(Imported { files: written, report }) = import(&bytes, &Options::default()) else { continue };
        let mut counts = BTreeMap::new();
        for text in written.iter().map(|(_, text)| text).chain(report.left_out.iter().map(|one| &one.text)) {
            letters(text, &mut counts, 1);
        }
        letters(&String::from_utf8_lossy(&bytes), &mut counts, -1);
        let lost: Vec<_> = counts.into_iter().filter(|(_, count)| *count < 0).take(8).collect();
        files += 1;
        if !lost.is_empty() {
            missing.push(format!("{}: {lost:?}", path.display()));
        }
    }
    println!("{files} files of Markdown, every letter accounted for in {}", files - missing.len());
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
