//! The transcript as players of podcasts read it: JSON of the podcast namespace (podcastindex.org, `transcripts.md`), version 1.0.0.

use std::borrow::Cow;

use serde::Serialize;

use crate::text;
use crate::view::Captions;

#[derive(Serialize)]
struct File<'a> {
    version: &'static str,
    segments: Vec<Segment<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Segment<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    start_time: f64,
    end_time: f64,
    body: Cow<'a, str>,
}

/// The file.
pub fn file(captions: &Captions) -> String {
    let segments = captions.cues.iter().map(|cue| Segment {
        speaker: cue.voice.as_deref(),
        start_time: milliseconds(cue.start),
        end_time: milliseconds(cue.end),
        body: text::held(&cue.text),
    });
    super::json(&File { version: "1.0.0", segments: segments.collect() })
}

/// Seconds to the millisecond: what is estimated is known no better.
fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Cue;

    #[test]
    fn a_file_by_hand() {
        let cue = |start, end, voice: Option<&str>, text: &str| Cue {
            start,
            end,
            voice: voice.map(str::to_owned),
            text: text.to_owned(),
        };
        let cues =
            vec![cue(0.25, 2.000_4, Some("林远"), "“Her” \u{1b}\t\\ </script>"), cue(2.0004, 3.0, None, "（笑）")];
        assert_eq!(
            file(&Captions { cues, estimated: false }),
            "{\"version\":\"1.0.0\",\"segments\":[{\"speaker\":\"林远\",\"startTime\":0.25,\"endTime\":2.0,\"body\":\"“Her” \\t\\\\ </script>\"},{\"startTime\":2.0,\"endTime\":3.0,\"body\":\"（笑）\"}]}\n"
        );
    }
}
