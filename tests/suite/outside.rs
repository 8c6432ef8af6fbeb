//! Links out of the site, asked at a real server on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use plenary::cache::Cache;
use plenary::diag::Diagnostics;
use plenary::outside::{Addresses, Looked, Manners, look};
use plenary::project;

use crate::site::{self, Site, plenary};

/// Method and path, when, and who asked.
type Asked = (String, Instant, String);

/// A server that answers by the path; the port, and what it was asked: method and path, in order, with the time.
fn server() -> (u16, Arc<Mutex<Vec<Asked>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::<Asked>::new()));
    let log = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let log = Arc::clone(&log);
            thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut first, mut agent) = (String::new(), String::new());
                reader.read_line(&mut first).unwrap();
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).unwrap() == 0 || line.trim().is_empty() {
                        break;
                    }
                    if line.to_ascii_lowercase().starts_with("user-agent:") {
                        line.trim().clone_into(&mut agent);
                    }
                }
                let request = first.trim().trim_end_matches(" HTTP/1.1").to_owned();
                let before = {
                    let mut log = log.lock().unwrap();
                    let before = log.iter().filter(|(one, ..)| *one == request).count();
                    log.push((request.clone(), Instant::now(), agent));
                    before
                };
                let (method, path) = request.split_once(' ').unwrap();
                let answer = match path {
                    "/get" if method == "HEAD" => "405 Method Not Allowed",
                    "/gone" => "410 Gone",
                    "/moved" => "301 Moved Permanently\r\nlocation: /new",
                    "/elsewhere" => "302 Found\r\nlocation: there",
                    "/circle" => "301 Moved Permanently\r\nlocation: /circle",
                    "/closed" => "403 Forbidden",
                    "/busy" if before == 0 => "429 Too Many Requests\r\nretry-after: 1",
                    "/there" | "/new" | "/get" | "/busy" => "200 OK",
                    "/full" => "503 Service Unavailable\r\nretry-after: 3600",
                    "/silent" => return thread::sleep(Duration::from_secs(4)),
                    _ => "404 Not Found",
                };
                let mut stream = stream;
                let _ = write!(stream, "HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            });
        }
    });
    (port, asked)
}

const PATHS: [&str; 11] =
    ["there", "get", "gone", "moved", "elsewhere", "circle", "closed", "busy", "full", "silent", "lost"];

fn addresses(site: &Site) -> Addresses {
    project::addresses(&site.root()).0
}

fn told(found: Diagnostics) -> Vec<String> {
    found.sorted().iter().map(site::line).collect()
}

#[test]
fn every_answer_is_understood_and_remembered() {
    let (port, asked) = server();
    let links: Vec<String> = PATHS.iter().map(|path| format!("[{path}](http://127.0.0.1:{port}/{path}#a)")).collect();
    let site = Site::small(format!("**Ann Lee:** {}\n\nhttp://127.0.0.1:1/\n", links.join("\n")));
    let cache = Cache::of(&site.root());
    let manners = Manners { pause: Duration::from_millis(60), patience: Duration::from_millis(700) };
    let Looked { found, addresses: all, asked: now } = look(&addresses(&site), &cache, 1_000_000, manners);
    assert_eq!((all, now), (12, 12));
    let url = |path: &str| format!("`http://127.0.0.1:{port}/{path}#a`");
    let at = |path: &str| {
        let line = PATHS.iter().position(|one| *one == path).unwrap() + 1;
        let column = if line == 1 { 14 } else { 1 } + path.len() + 3;
        format!("content/01.md:{line}:{column}")
    };
    let expected = [
        format!("warning[dead-link] {} {} leads nowhere: the host answers 410 Gone", at("gone"), url("gone")),
        format!("warning[moved-link] {} {} has moved for good", at("moved"), url("moved")),
        format!("warning[dead-link] {} {} leads nowhere: it leads on more than 8 times", at("circle"), url("circle")),
        format!(
            "warning[unsure-link] {} {} could not be checked: the host answers 403 Forbidden",
            at("closed"),
            url("closed")
        ),
        format!(
            "warning[unsure-link] {} {} could not be checked: the host asks to be left alone (503 Service Unavailable)",
            at("full"),
            url("full")
        ),
        format!(
            "warning[unsure-link] {} {} could not be checked: the host did not answer in time",
            at("silent"),
            url("silent")
        ),
        format!("warning[dead-link] {} {} leads nowhere: the host answers 404 Not Found", at("lost"), url("lost")),
    ];
    let found = told(found);
    assert_eq!(found[..7], expected);
    assert!(
        found[7].starts_with("warning[unsure-link] content/01.md:13:1 `http://127.0.0.1:1/` could not be checked"),
        "{found:?}"
    );
    let log = asked.lock().unwrap().clone();
    let times = |request: &str| log.iter().filter(|(one, ..)| one == request).count();
    assert_eq!((times("HEAD /there"), times("GET /there"), times("HEAD /get"), times("GET /get")), (2, 0, 1, 1));
    assert_eq!((times("HEAD /busy"), times("HEAD /full")), (2, 1));
    assert!(log.iter().all(|(_, _, agent)| agent.contains("Plenary/")), "{log:?}");
    // Between two addresses of one host, and before a host that is busy is asked again.
    let first = |path: &str| log.iter().position(|(one, ..)| one == path).unwrap();
    let apart = |a: usize, b: usize| log[b].1.duration_since(log[a].1);
    assert!(apart(first("HEAD /busy"), first("HEAD /busy") + 1) >= Duration::from_millis(900));
    let firsts: Vec<usize> = PATHS.iter().map(|path| first(&format!("HEAD /{path}"))).collect();
    let mut sorted = firsts.clone();
    sorted.sort_unstable();
    assert!(sorted.windows(2).all(|pair| apart(pair[0], pair[1]) >= Duration::from_millis(50)), "{log:?}");
    drop(asked);

    // What answered is trusted for a week, what did not for an hour, and what was unsure is asked at once.
    let still = |now: i64| {
        look(&addresses(&site), &cache, now, Manners { patience: Duration::from_millis(200), ..manners }).asked
    };
    assert_eq!(still(1_000_001), 4);
    assert_eq!(still(1_000_000 + 3601), 4 + 4);
    assert_eq!(still(1_000_000 + 8 * 24 * 3600), 12);
}

#[test]
fn hosts_are_asked_at_the_same_time() {
    let servers: Vec<_> = (0..6).map(|_| server()).collect();
    let place = Site::small("x\n");
    let file = Arc::new(plenary::diag::File::new(plenary::path::ContentPath::new("content/a.md").unwrap(), "x".into()));
    let all: Addresses = servers
        .iter()
        .map(|(port, _)| (format!("http://127.0.0.1:{port}/silent"), vec![plenary::diag::Place::new(&file, 0..1)]))
        .collect::<BTreeMap<_, _>>();
    let begun = Instant::now();
    let manners = Manners { pause: Duration::ZERO, patience: Duration::from_millis(800) };
    assert_eq!(look(&all, &Cache::of(&place.root()), 0, manners).found.sorted().iter().count(), 6);
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[test]
fn the_program_asks_when_it_is_told_to() {
    let (port, asked) = server();
    let link = format!("http://127.0.0.1:{port}/gone");
    let site = Site::small(format!("**Ann Lee:** [a]({link})\n\n<!-- silence: dead-link -->\n\n[b]({link})\n"));
    let check = |more: &[&str]| {
        let mut command = plenary();
        let output =
            command.args(["check", "--format", "json", "--root"]).arg(site.root()).args(more).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().lines().filter(|line| line.contains("dead-link")).count()
    };
    assert_eq!(check(&[]), 0);
    assert!(asked.lock().unwrap().is_empty());
    assert_eq!(check(&["--external"]), 1);
    site.put("content/site.yaml", format!("{}silence: [dead-link]\n", crate::site::SITE));
    let before = asked.lock().unwrap().len();
    assert_eq!(check(&["--external"]), 0);
    assert_eq!(asked.lock().unwrap().len(), before, "remembered");
}
