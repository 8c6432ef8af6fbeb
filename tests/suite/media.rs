//! Recordings: captions against files written by hand, and what pages offer.

use crate::site::{self, Site};

const SITE: &str = "title: A site\nbase_url: https://x.example/\nlanguage: en\n";

/// A site with the built-in theme.
fn built_in(files: &[(&str, &str)]) -> Site {
    let site = Site::new();
    site.put("content/site.yaml", SITE);
    for (path, content) in files {
        site.put(path, content);
    }
    let outcome = site.build();
    assert!(outcome.diagnostics.is_empty(), "{:?}", site::lines(&outcome));
    site
}

fn event(media: &str) -> String {
    format!(
        "---\ntitle: A & B\nmedia: {media}\nspeakers:\n  - {{id: ann-lee, name: Ann Lee}}\n  - {{id: bo-chen, name: 陈博}}\n---\n"
    )
}

#[test]
fn captions_are_those_of_the_turns() {
    // 15 narrow letters take a second. The offset is added everywhere; what has no time shares a span by its length.
    let one = "---\nend: \"0:31\"\n---\n\
        Before the first label.\n\n\
        **Ann Lee:** Nobody knows when.\n\n\
        [00:10] **Ann Lee:** Ten letters & <more>.[^1] (laughter)\n\n\
        陈博：好，好。\n\n\
        [00:13] **Ann Lee:** First.\n\n\
        [00:14.5] The rest --> here.\n\n\
        > [!NOTE]\n> Not said.\n\n\
        (applause)\n\n\
        [00:30] 陈博、Ann Lee: 一二三四五六七八九十一二三四五六七八九十，一二三四五六七八九十一二三四五。\n\n\
        [^1]: Not said either.\n";
    let two = "**Ann Lee:** A section without times.\n";
    let site = built_in(&[
        ("content/event.md", &event("{audio: talk.mp3, offset: -2.5}")),
        ("content/talk.mp3", "x"),
        ("content/01.md", one),
        ("content/02.md", two),
    ]);
    let vtt = std::fs::read_to_string(site.output().join("transcript.vtt")).unwrap();
    // The first span lasts three seconds: 32 narrow letters and 4 wide ones, which weigh 8 and 21. A pause follows what is
    // said half as slowly again.
    let cues: Vec<Vec<&str>> = vtt.split("\n\n").map(|cue| cue.trim_end().lines().collect()).collect();
    assert_eq!(cues[0], ["WEBVTT"]);
    assert!(cues[1][0].starts_with("NOTE "), "{vtt}");
    assert_eq!(
        cues[2..].to_vec(),
        [
            vec!["00:00:07.500 --> 00:00:09.759", "<v Ann Lee>Ten letters &amp; &lt;more&gt;. (laughter)"],
            vec!["00:00:09.759 --> 00:00:10.500", "<v 陈博>好，好。"],
            vec!["00:00:10.500 --> 00:00:11.100", "<v Ann Lee>First."],
            vec!["00:00:12.000 --> 00:00:13.800", "<v Ann Lee>The rest --&gt; here."],
            vec!["00:00:13.800 --> 00:00:14.800", "(applause)"],
            vec!["00:00:27.500 --> 00:00:28.068", "<v 陈博, Ann Lee>一二三四五六七八九十一二三四五六七八九十，"],
            vec!["00:00:28.068 --> 00:00:28.500", "<v 陈博, Ann Lee>一二三四五六七八九十一二三四五。"],
        ],
        "{vtt}"
    );
}

#[test]
fn pages_offer_the_recording_and_its_times_lead_into_it() {
    let site = built_in(&[
        ("content/e/event.md", &event("{audio: talk one.mp3, offset: 2.5, captions: own.vtt}")),
        ("content/e/talk one.mp3", "x"),
        ("content/e/own.vtt", "WEBVTT\n"),
        ("content/e/01.md", "---\nstart: \"00:08\"\n---\n[00:10] **Ann Lee:** One.\n\n[12:00] Two.\n"),
        ("content/e/02.md", "**Ann Lee:** Who knows when.\n"),
    ]);
    let page = site.page("e/01/index.html");
    for part in [
        "href=\"../talk%20one.mp3#t=12.5\" data-moment=\"12.5\" aria-label=\"Play from 0:12\">0:12</a>",
        "href=\"../talk%20one.mp3#t=722.5\" data-moment=\"722.5\" aria-label=\"Play from 12:02\">12:02</a><div data-speech><p data-time=\"722.5\"",
        "href=\"../talk%20one.mp3#t=10.5\" data-moment=\"10.5\">Listen from here <span class=\"clock\">0:10</span></a>",
        "<track kind=\"captions\" src=\"../own.vtt\" srclang=\"en\" label=\"English\">",
        "data-time=\"12.5\"",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    // A section without times is in no known place of a recording that has some.
    let other = site.page("e/02/index.html");
    assert!(!other.contains("talk%20one.mp3") && !other.contains("assets/player."), "{other}");
    // The whole, and the event, offer the whole.
    assert!(site.page("e/all/index.html").contains("href=\"../talk%20one.mp3\" data-moment=\"\">Listen</a>"));
    assert!(site.page("e/index.html").contains("href=\"talk%20one.mp3\" data-moment=\"\">Listen</a>"));
    // On the page of the speaker the time is that of the link to the turn.
    let speaker = site.page("speakers/ann-lee/index.html");
    assert!(speaker.contains("0:12") && !speaker.contains("talk%20one.mp3"), "{speaker}");
    assert!(site.output().join("e/transcript.vtt").is_file());
}

#[test]
fn hosts_are_not_asked_before_the_reader_asks() {
    let site = built_in(&[
        ("content/a/event.md", &event("{video: \"https://www.youtube.com/watch?v=dQw4w9WgXcQ\"}")),
        ("content/a/01.md", "[00:10] **Ann Lee:** One.\n"),
        ("content/b/event.md", &event("{video: \"https://video.example/watch/7\"}")),
        ("content/b/01.md", "[00:10] **Ann Lee:** One.\n"),
        (
            "content/c/event.md",
            &event("{video: \"https://vimeo.com/12345\", audio: \"https://cdn.example/a.mp3?x=1\"}"),
        ),
        ("content/c/01.md", "[00:10] **Ann Lee:** One.\n"),
    ]);
    let host = site.page("a/01/index.html");
    assert!(host.contains("href=\"https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;t=10s\""), "{host}");
    assert!(
        host.contains("data-frame=\"https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&amp;start={t}\"")
    );
    assert!(!host.contains("<iframe") && !host.contains("src=\"https://"), "{host}");
    // A page of which nothing is known is a link, and its times are those of the links to the turns.
    let unknown = site.page("b/01/index.html");
    assert!(unknown.contains("href=\"https://video.example/watch/7\""), "{unknown}");
    assert!(unknown.contains("class=\"mark timed\"") && !unknown.contains("data-moment"), "{unknown}");
    // Sound that the page plays itself comes before the player of another host.
    let both = site.page("c/01/index.html");
    assert!(
        both.contains("href=\"https://cdn.example/a.mp3?x=1#t=10\"") && both.contains(">Watch on Vimeo</a>"),
        "{both}"
    );
}

#[test]
fn captions_that_a_site_brings_are_not_made() {
    let site = built_in(&[
        ("content/event.md", &event("{audio: talk.mp3}")),
        ("content/talk.mp3", "x"),
        ("content/transcript.vtt", "WEBVTT\n\nNOTE mine\n"),
        ("content/01.md", "[00:10] **Ann Lee:** One.\n"),
    ]);
    assert!(site.page("transcript.vtt").contains("mine"));
    assert!(site.page("01/index.html").contains("<track kind=\"captions\" src=\"../transcript.vtt\""));
}
