//! HTTP/1.1 as far as a browser needs it to read a site (RFC 9112): requests without a body, answers with a known length.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How long the head of a request may be.
const HEAD: usize = 16 * 1024;
/// What ends it.
const END: &[u8] = b"\r\n\r\n";
/// How many headers it may have.
const HEADERS: usize = 64;
/// How long a connection waits for the next request.
const IDLE: Duration = Duration::from_mins(1);
/// How long it waits where many do: browsers open connections that they may need, and others say nothing on purpose.
const CROWDED: Duration = Duration::from_secs(1);
/// How long a request may take from its first byte to the end of its head.
const WHOLE: Duration = Duration::from_secs(10);
/// How long an answer waits for a browser that does not read it.
const STUCK: Duration = Duration::from_secs(10);

/// What a browser asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) method: String,
    /// The path, as it was sent, with what follows it.
    pub(super) target: String,
    pub(super) host: Option<String>,
    pub(super) range: Option<String>,
    /// Whether the connection ends with the answer.
    close: bool,
}

/// A connection to a browser.
pub(super) struct Connection {
    stream: BufReader<TcpStream>,
    buffer: Vec<u8>,
}

/// An answer without its body.
pub(super) struct Head<'h> {
    pub(super) status: u16,
    pub(super) headers: &'h [(&'h str, &'h str)],
    /// How long the body is.
    pub(super) length: u64,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        // Nobody waits for a browser that has stopped reading.
        stream.set_write_timeout(Some(STUCK))?;
        Ok(Self { stream: BufReader::new(stream), buffer: Vec::new() })
    }

    /// The next request, or the status by which it is refused; nothing where the browser has gone, or says nothing.
    pub(super) fn next(&mut self, is_crowded: &dyn Fn() -> bool) -> Option<Result<Asked, u16>> {
        self.wait(is_crowded)?;
        self.buffer.clear();
        let until = Instant::now() + WHOLE;
        loop {
            let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
            self.stream.get_ref().set_read_timeout(Some(left)).ok()?;
            let chunk = self.stream.fill_buf().ok().filter(|chunk| !chunk.is_empty())?;
            let (before, read) = (self.buffer.len(), chunk.len());
            self.buffer.extend(chunk);
            // The end may have come in pieces.
            let from = before.saturating_sub(END.len() - 1);
            let end = self.buffer.get(from..).and_then(|new| memchr::memmem::find(new, END));
            if let Some(end) = end.map(|at| from + at + END.len()) {
                self.stream.consume(end - before);
                self.buffer.truncate(end);
                return Some(parse(&self.buffer).ok_or(400));
            }
            self.stream.consume(read);
            if self.buffer.len() > HEAD {
                return Some(Err(431));
            }
        }
    }

    /// Waits for the first byte of a request.
    fn wait(&mut self, is_crowded: &dyn Fn() -> bool) -> Option<()> {
        let begun = Instant::now();
        self.stream.get_ref().set_read_timeout(Some(CROWDED)).ok()?;
        loop {
            match self.stream.fill_buf() {
                Ok(bytes) => return (!bytes.is_empty()).then_some(()),
                // Systems call it by either name.
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => return None,
            }
            if begun.elapsed() >= if is_crowded() { CROWDED } else { IDLE } {
                return None;
            }
        }
    }

    /// Says no to what is no request, and no more.
    pub(super) fn refuse(&mut self, status: u16) {
        let head = format!("HTTP/1.1 {status} {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", reason(status));
        // Who asks like that may be gone.
        let _ = self.stream.get_mut().write_all(head.as_bytes());
    }

    /// Answers a request. Tells whether the connection goes on.
    pub(super) fn answer(&mut self, asked: &Asked, head: &Head<'_>, body: impl Read) -> io::Result<bool> {
        let mut text = format!("HTTP/1.1 {} {}\r\n", head.status, reason(head.status));
        for (name, value) in head.headers {
            // A line break would begin another header.
            if !value.contains(['\r', '\n']) {
                let _ = write!(text, "{name}: {value}\r\n");
            }
        }
        let _ = write!(text, "Content-Length: {}\r\n", head.length);
        text.push_str(if asked.close { "Connection: close\r\n\r\n" } else { "\r\n" });
        let stream = self.stream.get_mut();
        stream.write_all(text.as_bytes())?;
        if asked.method != "HEAD" {
            io::copy(&mut body.take(head.length), stream)?;
        }
        stream.flush()?;
        Ok(!asked.close)
    }

    /// The connection itself, for an answer that never ends.
    pub(super) fn into_stream(self) -> TcpStream {
        self.stream.into_inner()
    }
}

fn parse(bytes: &[u8]) -> Option<Asked> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    if !request.parse(bytes).ok()?.is_complete() {
        return None;
    }
    let value = |name: &str| {
        let header = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(header.value).into_owned())
    };
    let has_body =
        value("content-length").is_some_and(|length| length.trim() != "0") || value("transfer-encoding").is_some();
    let asks_to_close = value("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    Some(Asked {
        method: request.method?.to_owned(),
        target: request.path?.to_owned(),
        host: value("host"),
        range: value("range"),
        // What follows the head of a request with a body is not the next request.
        close: asks_to_close || has_body || request.version != Some(1),
    })
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        302 => "Found",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        416 => "Range Not Satisfiable",
        431 => "Request Header Fields Too Large",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn requests_are_read() {
        let asked = parse(b"GET /a?b HTTP/1.1\r\nhost: localhost:1\r\nRANGE: bytes=0-\r\n\r\n").unwrap();
        assert_eq!((asked.method.as_str(), asked.target.as_str()), ("GET", "/a?b"));
        assert_eq!((asked.host.as_deref(), asked.range.as_deref()), (Some("localhost:1"), Some("bytes=0-")));
        assert!(!asked.close);
        for closing in ["Connection: close", "Content-Length: 3", "Transfer-Encoding: chunked"] {
            assert!(parse(format!("GET / HTTP/1.1\r\n{closing}\r\n\r\n").as_bytes()).unwrap().close, "{closing}");
        }
        assert!(parse(b"GET / HTTP/1.0\r\n\r\n").unwrap().close);
        assert_eq!(parse(b"hello\r\n\r\n"), None);
    }
}
