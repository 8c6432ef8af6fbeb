//! The site in a browser while it is written: the program itself, asked over the network as a browser asks.
#![allow(clippy::disallowed_types, reason = "the tests are the browser")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::site::Site;

/// How long anything may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server of a site, which ends with the test.
pub struct Server {
    child: Child,
    pub address: String,
    base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub fn of(site: &Site, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plenary"))
            .current_dir(site.root())
            .arg("serve")
            .args(if more.contains(&"--port") { &[][..] } else { &["--port", "0"] })
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        let url = loop {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "the server has ended");
            if let Some(url) = line.trim().strip_prefix("the site is at http://") {
                break url.to_owned();
            }
        };
        // What it says later is read, so that it never waits for a reader.
        std::thread::spawn(move || said.read_to_end(&mut Vec::new()));
        let (address, base) = url.split_once('/').unwrap();
        Self { child, address: address.to_owned(), base: format!("/{base}") }
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    pub fn connect(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// Head and body of an answer.
    pub fn ask(&self, method: &str, path: &str, headers: &str) -> (String, Vec<u8>) {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
        let mut answer = Vec::new();
        self.connect(&request).read_to_end(&mut answer).unwrap();
        let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        (String::from_utf8(answer[..at].to_vec()).unwrap(), answer[at + 4..].to_vec())
    }

    pub fn get(&self, path: &str) -> (String, String) {
        let (head, body) = self.ask("GET", &format!("{}{path}", self.base), "");
        (head, String::from_utf8(body).unwrap())
    }

    pub fn status(&self, request: &str) -> String {
        let mut answer = String::new();
        self.connect(request).read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().to_owned()
    }

    pub fn listen(&self) -> Events {
        let stream = self.connect(&format!("GET {}.plenary/live HTTP/1.1\r\nHost: localhost\r\n\r\n", self.base));
        let mut lines = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(lines.read_line(&mut head).unwrap() > 0);
        }
        assert!(head.contains("text/event-stream"), "{head}");
        Events(lines)
    }
}

pub struct Events(BufReader<TcpStream>);

impl Events {
    /// The next event and its data.
    pub fn next(&mut self) -> (String, String) {
        let (mut name, mut data) = (String::new(), Vec::new());
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).expect("an event in time") > 0, "the stream has ended");
            match line.trim_end_matches('\n') {
                "" if !name.is_empty() => return (name, data.join("\n")),
                line => {
                    if let Some(event) = line.strip_prefix("event: ") {
                        event.clone_into(&mut name);
                    } else if let Some(more) = line.strip_prefix("data: ") {
                        data.push(more.to_owned());
                    }
                }
            }
        }
    }

    /// Waits for an event of a name; others may come before.
    pub fn until(&mut self, wanted: &str) -> String {
        loop {
            let (name, data) = self.next();
            if name == wanted {
                return data;
            }
        }
    }

    /// Waits until a page says something.
    pub fn until_said(&mut self, server: &Server, path: &str, wanted: &str) {
        while !server.get(path).1.contains(wanted) {
            self.until("changed");
        }
    }
}

pub fn header<'h>(head: &'h str, name: &str) -> &'h str {
    let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name} in {head}"))
}

#[test]
fn a_change_is_told_and_seen_on_every_page_that_shows_it() {
    let site = Site::small("# Morning\n\n**Ann Lee**: Hello.\n");
    let server = Server::of(&site, &[]);
    let (head, page) = server.get("01/");
    assert!(head.starts_with("HTTP/1.1 200 ") && header(&head, "Content-Type").starts_with("text/html"), "{head}");
    assert!(page.contains("Hello.") && page.contains(".plenary/live.js"), "{page}");
    let mut events = server.listen();
    site.put("content/01.md", "# Evening\n\n**Ann Lee**: Good night.\n");
    events.until("changed");
    events.until_said(&server, "01/", "Good night.");
    assert!(server.get("").1.contains("Evening"), "the page of the event names its section anew");
    // Editors save beside the file and move it there.
    site.put("content/.01.md.new", "# Evening\n\n**Ann Lee**: Sleep well.\n");
    fs::rename(site.root().join("content/.01.md.new"), site.root().join("content/01.md")).unwrap();
    events.until_said(&server, "01/", "Sleep well.");
    // What is looked at while it is written has not been published.
    assert!(!site.root().join("content/links.lock").exists() && !site.root().join("public").exists());
}

#[test]
fn what_is_broken_is_told_above_the_last_good_page() {
    let site = Site::small("**Ann Lee**: Hello.\n");
    let server = Server::of(&site, &[]);
    let mut events = server.listen();
    site.put("content/event.md", "---\ntitel: A panel\n---\n");
    let told = events.until("broken");
    assert!(told.contains("error[unknown-key]: unknown key `titel`"), "{told}");
    assert!(told.contains("--> content/event.md:2:1") && told.contains("did you mean `title`?"), "{told}");
    assert!(server.get("01/").1.contains("Hello."), "the last good page is still there");
    // Who comes later is told as well.
    assert_eq!(server.listen().next(), ("broken".to_owned(), told));
    site.put("content/event.md", crate::site::EVENT);
    events.until("changed");
    // A site that is broken from the beginning is shown as soon as it is right.
    let broken = Site::new();
    broken.put("content/event.md", "---\ntitel: A panel\n---\n");
    let server = Server::of(&broken, &[]);
    let mut events = server.listen();
    events.until("broken");
    assert_eq!(server.status("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), "500");
    broken.put("content/event.md", crate::site::EVENT);
    broken.put("content/01.md", "**Ann Lee**: At last.\n");
    events.until_said(&server, "01/", "At last.");
}

#[test]
fn links_that_lead_nowhere_are_told_once_all_pages_are_made() {
    let site = Site::small("**Ann Lee**: See [there](/nowhere/).\n");
    let server = Server::of(&site, &[]);
    let told = server.listen().until("broken");
    assert!(told.contains("/nowhere/"), "{told}");
}

#[test]
fn a_change_of_style_leaves_the_text_as_it_was() {
    let site = Site::small("**Ann Lee**: Hello.\n");
    site.put("content/site.yaml", "title: A site\nbase_url: https://x.example/\nlanguage: en\ntheme: mine\n");
    site.put("themes/mine/extra.css", "p { color: red }\n");
    let server = Server::of(&site, &[]);
    let before = server.get("01/").0;
    let mut events = server.listen();
    site.put("themes/mine/extra.css", "p { color: blue }\n");
    events.until("changed");
    let after = server.get("01/").0;
    assert_eq!(header(&before, "X-Plenary-Text"), header(&after, "X-Plenary-Text"));
    assert_ne!(header(&before, "X-Plenary-Whole"), header(&after, "X-Plenary-Whole"));
}

#[test]
fn only_a_browser_of_this_machine_that_reads_is_answered() {
    let site = Site::small("**Ann Lee**: Hello.\n");
    let server = Server::of(&site, &[]);
    let status =
        |line: &str, headers: &str| server.status(&format!("{line} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n"));
    assert_eq!(status("GET /%zz", "Host: localhost\r\n"), "400");
    assert_eq!(status("GET /", "Host: evil.example\r\n"), "403");
    assert_eq!(status("POST /", "Host: localhost\r\nContent-Length: 0\r\n"), "405");
    assert_eq!(status("GET /01", "Host: localhost\r\n"), "302");
}

#[test]
fn recordings_are_sought_in() {
    let site = Site::small("**Ann Lee**: Hello.\n");
    let sound: Vec<u8> = (0..=255).collect();
    site.put("static/talk.mp3", &sound);
    let server = Server::of(&site, &[]);
    let (head, body) = server.ask("GET", "/talk.mp3", "Range: bytes=10-19\r\n");
    assert!(head.starts_with("HTTP/1.1 206 "), "{head}");
    assert_eq!((header(&head, "Content-Range"), header(&head, "Content-Type")), ("bytes 10-19/256", "audio/mpeg"));
    assert_eq!(body, sound[10..20]);
    assert!(server.ask("GET", "/talk.mp3", "Range: bytes=256-\r\n").0.starts_with("HTTP/1.1 416 "));
    assert_eq!(server.ask("GET", "/talk.mp3", "").1, sound);
    assert_eq!(server.ask("HEAD", "/talk.mp3", "").1, b"");
}

#[test]
fn the_site_stands_at_its_path_and_beside_another_one() {
    let site = Site::small("**Ann Lee**: Hello.\n");
    site.put("content/site.yaml", "title: A site\nbase_url: https://x.example/a/b/\nlanguage: en\ntheme: plain\n");
    let server = Server::of(&site, &[]);
    assert_eq!(server.base, "/a/b/");
    assert!(server.get("01/").1.contains("Hello."));
    let (head, _) = server.ask("GET", "/", "");
    assert_eq!(header(&head, "Location"), "/a/b/");
    // A site that is published nowhere yet can be looked at.
    site.put("content/site.yaml", "title: A site\nlanguage: en\ntheme: plain\n");
    let port = server.address.rsplit(':').next().unwrap().to_owned();
    let other = Server::of(&site, &["--port", &port]);
    assert_ne!(other.address, server.address, "a port that is taken is passed over");
    assert!(other.get("01/").1.contains("Hello."));
}

#[test]
fn folders_vanish_and_come_back_and_browsers_go_away() {
    let site = Site::small("**Ann Lee**: Hello.\n");
    let server = Server::of(&site, &[]);
    let mut events = server.listen();
    // This one goes away in the middle.
    drop(server.listen());
    let (here, away) = (site.root().join("content"), site.root().join("away"));
    fs::rename(&here, &away).unwrap();
    events.until("broken");
    assert!(server.get("01/").1.contains("Hello."));
    fs::rename(&away, &here).unwrap();
    events.until("changed");
    site.put("content/01.md", "**Ann Lee**: Back again.\n");
    events.until_said(&server, "01/", "Back again.");
    // Another folder in its place at once, as a version control puts it there.
    fs::rename(&here, &away).unwrap();
    for (path, text) in
        [("site.yaml", crate::site::SITE), ("event.md", crate::site::EVENT), ("01.md", "**Ann Lee**: Another.\n")]
    {
        site.put(&format!("content/{path}"), text);
    }
    events.until_said(&server, "01/", "Another.");
    std::thread::sleep(Duration::from_millis(700));
    site.put("content/01.md", "**Ann Lee**: And watched.\n");
    events.until_said(&server, "01/", "And watched.");
    // A thousand files at once.
    for n in 2..=1001 {
        site.put(&format!("content/{n:04}.md"), format!("**Ann Lee**: Number {n}.\n"));
    }
    events.until_said(&server, "1001/", "Number 1001.");
}

#[test]
fn a_folder_that_tells_of_no_changes_is_looked_through() {
    let site = Site::small("**Ann Lee**: Hello.\n");
    let server = Server::of(&site, &["--poll", "0.2"]);
    let mut events = server.listen();
    std::thread::sleep(Duration::from_millis(1100));
    site.put("content/01.md", "**Ann Lee**: Seen by looking.\n");
    events.until_said(&server, "01/", "Seen by looking.");
}
