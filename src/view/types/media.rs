//! The recording of an event, as a page offers it.

use serde::Serialize;

use super::{TimeView, WebLinkView};

/// The recording of an event. What plays in the page is loaded when the reader asks for it, and not before.
#[derive(Debug, Clone, Serialize)]
pub struct RecordingView {
    /// `audio` or `video`, a file that the browser plays; `frame`, the player of a host; `link`, a page elsewhere.
    pub kind: &'static str,
    /// The address of the file, or of the page.
    pub src: String,
    /// Where in the recording the page begins, where that is known.
    pub start: Option<TimeView>,
    /// Where in the recording the page ends, in seconds, where that is known.
    pub end: Option<f64>,
    /// The address for the frame of a host; `{t}` in it stands for the seconds at which it begins.
    pub frame: Option<String>,
    /// The name of the host; empty for a file of the site.
    pub host: String,
    /// What the reader is told before the player of a host is loaded.
    pub notice: Option<String>,
    /// A still picture.
    pub poster: Option<String>,
    /// Captions; nothing for the players of hosts.
    pub captions: Option<CaptionsView>,
    /// What is heard: the title of the section, or of the event.
    pub title: String,
    /// The event.
    pub album: String,
    /// Who speaks.
    pub artist: String,
    /// Where the same is to be watched or heard elsewhere.
    pub other: Option<WebLinkView>,
}

/// Captions of a recording.
#[derive(Debug, Clone, Serialize)]
pub struct CaptionsView {
    /// The address of the `WebVTT` file.
    pub src: String,
    /// Their language.
    pub language: String,
    /// The language's own name.
    pub label: String,
}
