//! Captions against the expected results of others, and against what is stated by hand.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a test may read what it is tested against")]

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::settings::{Align, Vertical};
use super::vtt::{Cue, strict};
use crate::import::{Format, Imported, Options, Refused, import};

/// Files below the folder of real transcripts, sorted; that it is missing is said.
pub(in crate::import) fn real(below: &str, ending: &str) -> Vec<PathBuf> {
    // `PLENARY_REAL` says where they are, should they not lie beside the package.
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real");
    let folder = std::env::var_os("PLENARY_REAL").map_or_else(beside, PathBuf::from).join(below);
    let mut found = Vec::new();
    let mut open = vec![folder.clone()];
    while let Some(inside) = open.pop() {
        for path in std::fs::read_dir(inside).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    if found.is_empty() {
        crate::import::tests::skipped(&format!("there is nothing in {}", folder.display()));
    }
    found
}

fn side(align: Align) -> &'static str {
    match align {
        Align::Start => "start",
        Align::Center => "middle",
        Align::End => "end",
        Align::Left => "left",
        Align::Right => "right",
    }
}

fn is(value: &Value, number: Option<f64>) -> bool {
    match number {
        Some(number) => value.as_f64().is_some_and(|value| (value - number).abs() < 1e-6),
        None => value == "auto",
    }
}

fn differs(cue: &Cue, expected: &Value) -> Option<&'static str> {
    let set = &cue.settings;
    let vertical = match set.vertical {
        Vertical::No => "",
        Vertical::Right => "rl",
        Vertical::Left => "lr",
    };
    let position_align = set.position_align.unwrap_or(match set.align {
        Align::Left => Align::Start,
        Align::Right => Align::End,
        other => other,
    });
    let region = expected["region"].as_object().is_some();
    [
        ("id", expected["id"] == cue.id),
        ("text", expected["text"] == cue.text),
        ("startTime", is(&expected["startTime"], Some(cue.start))),
        ("endTime", is(&expected["endTime"], Some(cue.end))),
        ("vertical", expected["vertical"] == vertical),
        ("line", is(&expected["line"], set.line)),
        ("lineAlign", expected["lineAlign"] == side(set.line_align)),
        ("snapToLines", expected["snapToLines"] == set.snap),
        ("position", is(&expected["position"], set.position)),
        ("positionAlign", expected["positionAlign"] == side(position_align)),
        ("size", is(&expected["size"], Some(set.size))),
        ("align", expected["align"] == side(set.align)),
        ("region", region != set.region.is_empty()),
    ]
    .into_iter()
    .find_map(|(name, same)| (!same).then_some(name))
}

#[test]
fn the_expected_results_of_the_standards_tests() {
    let mut compared = 0;
    let mut wrong = Vec::new();
    for path in real("webvtt-tests-mozilla", ".vtt") {
        let Ok(json) = std::fs::read_to_string(path.with_extension("json")) else { continue };
        let expected: Value = serde_json::from_str(&json).unwrap();
        let vtt = strict(&String::from_utf8_lossy(&std::fs::read(&path).unwrap())).unwrap_or_default();
        let cues = expected["cues"].as_array().unwrap();
        if cues.len() != vtt.cues.len() {
            wrong.push(format!("{}: {} cues, {} expected", path.display(), vtt.cues.len(), cues.len()));
        }
        for (cue, expected) in vtt.cues.iter().zip(cues) {
            wrong.extend(differs(cue, expected).map(|what| format!("{}: {what} of {cue:?}", path.display())));
        }
        let regions = expected["regions"].as_array().unwrap();
        if regions.len() != vtt.regions.len() {
            wrong.push(format!("{}: {} regions, {} expected", path.display(), vtt.regions.len(), regions.len()));
        }
        for (region, expected) in vtt.regions.iter().zip(regions) {
            let number = |key: &str, is: f64| (expected[key].as_f64().unwrap() - is).abs() < 1e-6;
            let same = number("width", region.width)
                && number("lines", f64::from(region.lines))
                && number("regionAnchorX", region.anchor.0)
                && number("regionAnchorY", region.anchor.1)
                && number("viewportAnchorX", region.viewport.0)
                && number("viewportAnchorY", region.viewport.1)
                && expected["scroll"] == if region.scrolls { "up" } else { "" };
            wrong.extend((!same).then(|| format!("{}: {region:?}", path.display())));
        }
        compared += 1;
    }
    println!("{compared} files of WebVTT compared with their expected results");
    assert!(wrong.is_empty(), "{} of {compared}\n{}", wrong.len(), wrong.join("\n"));
}

fn imported(text: &str) -> Imported {
    import(text.as_bytes(), &Options { name: Some("lamps".to_owned()), ..Options::default() }).unwrap()
}

#[test]
fn voices_become_turns_and_sentences_stay_whole() {
    let text = "WEBVTT\nLanguage: en\n\nNOTE by nobody\n\n1\n00:01.000 --> 00:03.500\n<v Ann Lee>The lamps along\n\n2\n00:03.500 --> 00:05.000\n<v Ann Lee>the river are lit.\n\n3\n00:08.000 --> 00:09.000\n<v Ann Lee>Every night.\n\n4\n00:09.000 --> 00:10.000\n<v Bo Chen>Why?\n";
    let Imported { files, report } = imported(text);
    let expected =
        "**Ann Lee** (0:01): The lamps along the river are lit.\n\n[0:08] Every night.\n\n**Bo Chen** (0:09): Why?\n";
    assert_eq!(files[1], ("01.md".to_owned(), expected.to_owned()));
    let left_out: Vec<_> = report.left_out.iter().map(|one| (one.line, one.text.as_str())).collect();
    assert_eq!(left_out, [(2, "Language: en"), (4, "NOTE by nobody")]);
    assert_eq!((report.summary.turns, report.title.as_str(), report.language.as_str()), (2, "lamps", "en"));
}

#[test]
fn labels_in_the_words_become_voices() {
    let text = "1\n00:00:01,000 --> 00:00:02,000\n林远：灯要稳，\n\n2\n00:00:02,000 --> 00:00:03,000\n也要亮。\n\n3\n00:00:03,000 --> 00:00:04,250\n林远：就这样。\n\n4\n00:00:05,000 --> 00:00:06,000\n（笑）\n\n5\n00:00:07,5 --> 00:00:08,000\n沈念安：好。\n";
    let Imported { files, .. } = imported(text);
    assert_eq!(files[1].1, "**林远** (0:01)：灯要稳，也要亮。就这样。\n\n（笑）\n\n**沈念安** (0:07.5)：好。\n");
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_dropped() {
    let text = "WEBVTT\n\n00:05.000 --> 00:01.000\nAnn: Backwards.\n\nno time at all\n\n00:07,500 --> 00:08,000\nAnn: Commas.\n\n00:09.000 --> 00:1";
    let Imported { files, report } = imported(text);
    assert_eq!(files[1].1, "**Ann** (0:05): Backwards.\n\n[0:07.5] Commas.\n");
    assert!(report.todo.iter().any(|todo| todo.line == Some(3) && todo.text.contains("ends before it begins")));
    let left_out: Vec<_> = report.left_out.iter().map(|one| (one.line, one.text.as_str())).collect();
    assert_eq!(left_out, [(6, "no time at all"), (11, "00:09.000 --> 00:1")]);
}

#[test]
fn unknown_bytes_are_refused_with_reasons() {
    let Err(Refused::Unknown { tried }) = import(&[1, 2, 3, 4, 5, 6, 7], &Options::default()) else { panic!() };
    assert_eq!(tried.len(), crate::import::FORMATS.len());
    assert!(tried.iter().all(|(_, why)| !why.is_empty()), "{tried:?}");
    let options = Options { format: Some(Format::WebVtt), ..Options::default() };
    assert!(matches!(import(b"Ann: Yes.", &options), Err(Refused::Not { format: "webvtt", .. })));
}

#[test]
fn zoom_captions_and_their_corrected_twins_have_the_same_speakers() {
    for path in real("ethereum-pm", "transcript.vtt") {
        let speakers = |path: &Path| {
            let report = import(&std::fs::read(path).unwrap(), &Options::default()).unwrap().report;
            let turns: Vec<String> = report.lines.into_iter().filter_map(|line| line.by).collect();
            assert!(!turns.is_empty() && report.left_out.is_empty(), "{}: {:?}", path.display(), report.left_out);
            turns
        };
        assert_eq!(speakers(&path), speakers(&path.with_file_name("transcript_corrected.vtt")), "{}", path.display());
    }
}

/// The words of a file of captions, told in another way: all lines but numbers, times and heads.
fn said(text: &str) -> usize {
    let is_words = |line: &&str| !line.contains("-->") && line.trim().parse::<u64>().is_err() && *line != "WEBVTT";
    text.lines().filter(is_words).flat_map(str::chars).filter(|c| c.is_alphanumeric()).count()
}

#[test]
fn every_word_of_zoom_captions_is_there() {
    for path in real("ethereum-pm", ".vtt") {
        let text = std::fs::read_to_string(&path).unwrap();
        let Imported { files, .. } = imported(&text);
        // The names of speakers who go on are written once only.
        let written = said(&files[1].1);
        let names: usize = text.lines().filter_map(|line| line.split_once(": ")).map(|(name, _)| said(name)).sum();
        assert!(written >= said(&text) - names, "{}", path.display());
    }
}

#[test]
fn every_file_of_captions_is_imported_or_refused_with_reasons() {
    let mut turns = 0;
    let mut files = 0;
    for ending in [".vtt", ".srt", ".sbv", ".ssa", ".ttml", ".stl"] {
        for path in real("", ending) {
            match import(&std::fs::read(&path).unwrap(), &Options::default()) {
                Ok(imported) => {
                    files += 1;
                    turns += imported.report.summary.turns;
                }
                Err(refused) => assert!(!refused.to_string().is_empty()),
            }
        }
    }
    println!("{files} files of captions imported, {turns} turns");
}

#[test]
fn twenty_megabytes_take_little_time() {
    let mut text = "WEBVTT\n\n".to_owned();
    let mut n = 0;
    while text.len() < 20_000_000 {
        let time = format!("{:02}:{:02}:{:02}", n / 3600, n / 60 % 60, n % 60);
        let name = format!("Speaker {}: ", n / 5 % 7);
        text.extend([&time, ".000 --> ", &time, ".900\n", &name, "And so the lamps are lit, one after the other.\n\n"]);
        n += 1;
    }
    let begin = std::time::Instant::now();
    let Imported { report, .. } = imported(&text);
    println!("20 MB of captions took {:?}", begin.elapsed());
    assert!(report.summary.turns > 10_000);
    assert!(begin.elapsed().as_secs() < if cfg!(debug_assertions) { 30 } else { 2 });
}

#[test]
fn captions_with_commas_between_their_times() {
    let text = "0:00:01.000,0:00:03.500\nThe lamp,\nand more.\n\n0:00:03.500,0:00:05.000\nWhy?\n";
    let Imported { files, .. } = import(text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(files[1].1, "[0:01] The lamp, and more. Why?\n");
}
