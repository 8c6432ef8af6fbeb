//! How long it takes from saving a section to the page that shows it, with `plenary serve`, as a browser sees it: it listens, is told of the
//! change, and asks for the page.
#![allow(clippy::disallowed_types, reason = "the benchmark is the browser, on loopback")]

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long any answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server of a site, which ends with this value.
struct Server {
    child: Child,
    /// Host and port.
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(root: &Path) -> io::Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        command.args(["serve", "--port", "0", "--root"]).arg(root).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let said = child.stderr.take().ok_or_else(|| io::Error::other("the server is silent"))?;
        let mut server = Self { child, address: String::new() };
        let mut said = BufReader::new(said);
        let mut line = String::new();
        while said.read_line(&mut line)? > 0 {
            if let Some((_, url)) = line.split_once("http://") {
                url.trim_end().trim_end_matches('/').clone_into(&mut server.address);
                std::thread::spawn(move || io::copy(&mut said, &mut io::sink()));
                return Ok(server);
            }
            line.clear();
        }
        Err(io::Error::other("the server has ended"))
    }

    fn ask(&self, path: &str) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        Ok(stream)
    }

    fn page(&self, path: &str) -> io::Result<String> {
        let mut page = String::new();
        self.ask(path)?.read_to_string(&mut page)?;
        Ok(page)
    }
}

/// The times from saving to seeing, of as many changes as are wanted. Every page is right: a change that cannot be seen is an error.
pub(super) fn times(root: &Path, changes: usize) -> io::Result<Vec<Duration>> {
    let server = Server::start(root)?;
    let (file, page) = (root.join("content/event-0001/03.md"), "/event-0001/03/");
    server.page(page)?;
    let mut events = BufReader::new(server.ask("/.plenary/live")?);
    let before = fs::read_to_string(&file)?;
    let mut times = Vec::new();
    for change in 0..changes {
        let words = format!("the change of number {change}");
        let text = format!("{}, and {words}.\n", before.trim_end());
        // As an editor does who thinks: the server is at rest.
        std::thread::sleep(Duration::from_millis(200));
        let begun = Instant::now();
        fs::write(&file, text)?;
        let mut line = String::new();
        while line.trim_end() != "event: changed" {
            line.clear();
            if events.read_line(&mut line)? == 0 {
                return Err(io::Error::other("the server has ended"));
            }
        }
        if !server.page(page)?.contains(&words) {
            return Err(io::Error::other(format!("{page} does not show {words:?}")));
        }
        times.push(begun.elapsed());
    }
    fs::write(&file, before)?;
    Ok(times)
}
