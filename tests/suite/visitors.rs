//! Visitors of all kinds: many at once, slow ones, rude ones, and those who look for a way out of the site.
#![allow(clippy::disallowed_types, reason = "the tests are the visitors")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::serve::{Events, Server, header};
use crate::site::Site;

/// What lies outside of the site.
const SECRET: &str = "years of work";

/// A number that the system tells of the server's process, such as its threads, or its memory in kilobytes.
fn told(server: &Server, what: &str) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", server.process())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    line.unwrap().split_whitespace().next().unwrap().parse().unwrap()
}

/// How many files and connections it holds.
fn open(server: &Server) -> usize {
    fs::read_dir(format!("/proc/{}/fd", server.process())).unwrap().count()
}

/// How long a page takes, which is the right one.
fn reads(server: &Server, wanted: &str) -> Duration {
    let begun = Instant::now();
    let (head, page) = server.get("01/");
    assert!(head.starts_with("HTTP/1.1 200 ") && page.contains(wanted), "{head}");
    begun.elapsed()
}

#[test]
fn two_hundred_listen_and_a_reader_is_answered_among_rude_ones() {
    let site = Site::small("**Ann Lee**: Hello.\n");
    site.put("static/long.bin", vec![b'x'; 8 << 20]);
    let server = Server::of(&site, &[]);
    reads(&server, "Hello.");
    let (threads, files) = (told(&server, "Threads"), open(&server));
    let mut listeners: Vec<Events> = (0..200).map(|_| server.listen()).collect();
    let long = "GET /long.bin HTTP/1.1\r\nHost: localhost\r\n\r\n";
    // Some begin a request and leave it, some never read, some go in the middle of the answer.
    let mut rude: Vec<TcpStream> = Vec::new();
    rude.extend((0..20).map(|_| server.connect("GET /01/ HTTP/1.1\r\nHost: local")));
    rude.extend((0..5).map(|_| server.connect(long)));
    for _ in 0..20 {
        server.connect(long).read_exact(&mut [0; 1000]).unwrap();
    }
    reads(&server, "Hello.");
    // One letter a second. All of it would take a minute.
    let dripping: Vec<_> = (0..5)
        .map(|_| {
            let mut stream = server.connect("G");
            thread::spawn(move || {
                let begun = Instant::now();
                for letter in "ET /01/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: yes, and slower\r\n\r\n".bytes() {
                    thread::sleep(Duration::from_secs(1));
                    if stream.write_all(&[letter]).is_err() {
                        break;
                    }
                }
                begun.elapsed()
            })
        })
        .collect();
    // And more who say nothing than there is room for.
    let begun = Instant::now();
    rude.extend((0..300).map(|_| TcpStream::connect(&server.address).unwrap()));
    reads(&server, "Hello.");
    let waited = begun.elapsed();
    assert!(waited < Duration::from_secs(10), "a reader waited for {waited:?}");
    let begun = Instant::now();
    site.put("content/01.md", "**Ann Lee**: Good night.\n");
    for events in &mut listeners {
        events.until("changed");
    }
    let all = begun.elapsed();
    listeners.last_mut().unwrap().until_said(&server, "01/", "Good night.");
    for slow in dripping {
        assert!(slow.join().unwrap() < Duration::from_secs(20), "a request that never ends holds its place");
    }
    println!("all 200 were told within {all:?}, a reader behind 300 who say nothing was answered after {waited:?}");
    drop((listeners, rude));
    // Pages are opened and left, and nothing changes meanwhile.
    for _ in 0..1000 {
        server.listen();
    }
    reads(&server, "Good night.");
    let begun = Instant::now();
    while told(&server, "Threads") > threads + 2 || open(&server) > files + 20 {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{} threads, {} files",
            told(&server, "Threads"),
            open(&server)
        );
        thread::sleep(Duration::from_millis(50));
        server.listen();
    }
}

#[test]
fn what_is_no_request_is_refused() {
    let site = Site::small("**Ann Lee**: Hello.\n");
    let server = Server::of(&site, &[]);
    let many = "X: x\r\n".repeat(1000);
    let whole = |line: &str, headers: &str| format!("{line}\r\nHost: localhost\r\n{headers}\r\n");
    for (request, statuses) in [
        (whole("GET /01/ HTTP/1.1", &format!("X: {}\r\n", "x".repeat(1 << 16))), &["431"][..]),
        (whole("GET /01/ HTTP/1.1", &many), &["400"]),
        (whole(&format!("GET /{} HTTP/1.1", "x".repeat(1 << 16)), ""), &["431"]),
        (whole("GET  HTTP/1.1", ""), &["400"]),
        (whole("GET /01/ HTTP/9.9", ""), &["400"]),
        (whole("GET /01/", ""), &["400"]),
        (whole("GET /01/ HTTP/1.1", "no colon\r\n"), &["400"]),
        (whole("GET /01/ HTTP/1.1", "X: a\0b\r\n"), &["400"]),
        (whole("GET /\0 HTTP/1.1", ""), &["400"]),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), &["400"]),
        ("\u{16}\u{3}\u{1}\0\0\r\n\r\n".to_owned(), &["400"]),
        ("\r\n\r\n".to_owned(), &["400"]),
    ] {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // Who says too much may find that nobody listens any more, and then not see the answer.
        let written = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        let begin: String = request.chars().take(40).collect();
        match answer.split(' ').nth(1) {
            Some(status) => assert!(statuses.contains(&status), "{begin:?}: {answer}"),
            None => assert!(written.is_err() || read.is_err(), "{begin:?}: no answer"),
        }
    }
    reads(&server, "Hello.");
}

/// Ways to write that one goes up, as filters have overlooked them.
const UP: [&str; 14] = [
    "..",
    "%2e%2e",
    ".%2E",
    "%252e%252e",
    "%25252e%25252e",
    "%c0%ae%c0%ae",
    "%e0%80%ae%e0%80%ae",
    "%f0%80%80%ae%f0%80%80%ae",
    "%uff0e%uff0e",
    "%ef%bc%8e%ef%bc%8e",
    "..%00",
    "..;",
    "....",
    "\u{ff0e}\u{ff0e}",
];
const STEP: [&str; 12] =
    ["/", "%2f", "%252F", "\\", "%5c", "%255c", "%c0%af", "%e0%80%af", "%c1%9c", "//", "%u2215", "%ef%bc%8f"];

#[cfg(unix)]
#[test]
fn no_way_leads_out_of_the_site() {
    let site = Site::small("**Ann Lee**: Hello.\n");
    let outside = site.root().parent().unwrap().join("secret.txt");
    fs::write(&outside, SECRET).unwrap();
    site.put("secret.txt", SECRET);
    site.put("static/note.txt", "a note");
    site.put("content/_notes.md", SECRET);
    site.put(".plenary/cache/secret.txt", SECRET);
    let server = Server::of(&site, &[]);
    let mut events = server.listen();
    let mut paths: Vec<String> = Vec::new();
    for up in UP {
        for step in STEP {
            for depth in 1..=4 {
                for start in ["/", "/01/", "/assets/"] {
                    paths.push(format!("{start}{}secret.txt", format!("{up}{step}").repeat(depth)));
                }
            }
        }
    }
    let whole = outside.display().to_string();
    let encoded = whole.replace('/', "%2f");
    let sources =
        ["content/site.yaml", "content/01.md", "content/_notes.md", ".plenary/cache/secret.txt", "secret.txt"];
    paths.extend(sources.map(|path| format!("/{path}")));
    paths.extend([
        whole.clone(),
        format!("/{whole}"),
        format!("/{encoded}"),
        format!("/%2f{encoded}"),
        format!("file://{whole}"),
        format!("/file:{whole}"),
        format!("http://localhost/..{whole}"),
        format!("/01/index.html/../../..{whole}"),
        format!("/?/../..{whole}"),
        format!("/secret.txt?.html#{whole}"),
    ]);
    let odd = [
        "//localhost/c$/secret.txt",
        "\\\\localhost\\c$\\secret.txt",
        "/\\\\localhost\\c$\\secret.txt",
        "/%5c%5clocalhost%5cc$%5csecret.txt",
        "/%5c%5c%3f%5cC:%5csecret.txt",
        "/\\\\.\\C:\\secret.txt",
        "/C:/secret.txt",
        "/c%3a%5csecret.txt",
        "/secret.txt::$DATA",
        "/secret.txt%00",
        "/secret.txt%00.html",
        "/%00",
        "/01/%00/../secret.txt",
        "/01/index.html%00.txt",
        "/\u{7f}",
        "/%0d%0aX-Injected:%20yes",
        "/01%0d%0aX-Injected:%20yes",
        "/~root/",
        "/proc/self/environ",
        "/CON",
        "/.plenary",
        "//01",
        "///01",
        "/\\01",
        "/%2f01",
        "/%5c01",
        "*",
        "..",
        "secret.txt",
    ];
    paths.extend(odd.map(str::to_owned));
    let looks = |path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let mut answer = Vec::new();
        server.connect(&request).read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer);
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(["302", "400", "404"].contains(&status), "{path}: {answer}");
        assert!(!answer.contains(SECRET) && !answer.contains("theme: plain"), "{path}: {answer}");
        assert!(!answer.to_ascii_lowercase().contains("\nx-injected"), "{path}: {answer}");
        if status == "302" {
            let to = header(&answer, "Location");
            let away = ["//", "/\\", "/%5c", "/%2f"].iter().any(|start| to.starts_with(start));
            assert!(to.starts_with('/') && !away && !to.contains(".."), "{path} leads to {to}");
        }
    };
    // The home page itself is no way out.
    paths.retain(|path| !path.starts_with("/?"));
    for path in &paths {
        looks(path);
    }
    println!("{} ways, none leads out", paths.len());
    // Links in the folder of the site lead out of it, to a file and to a folder; each alone.
    for (link, to, asked) in [
        ("static/out.txt", outside.as_path(), "/out.txt"),
        ("content/out.txt", outside.as_path(), "/out.txt"),
        ("static/away", outside.parent().unwrap(), "/away/secret.txt"),
        ("content/02.md", outside.as_path(), "/02/"),
    ] {
        std::os::unix::fs::symlink(to, site.root().join(link)).unwrap();
        let told = events.until("broken");
        assert!(told.contains(link), "{told}");
        looks(asked);
        fs::remove_file(site.root().join(link)).unwrap();
        events.until("changed");
        // A server that begins with such a link shows nothing at all.
        looks(asked);
    }
    reads(&server, "Hello.");
}

#[test]
fn memory_stays_as_it_is_through_changes() {
    let long = std::env::var("PLENARY_SOAK").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
    let long = Duration::from_secs(long);
    let site = crate::determinism::fixture();
    let server = Server::of(&site, &[]);
    let mut events = server.listen();
    let mut others: Vec<Events> = (0..199).map(|_| server.listen()).collect();
    let page = site.root().join("content/e3/02.md");
    let text = fs::read_to_string(&page).unwrap();
    let head = fs::read_to_string(site.root().join("content/e3/event.md")).unwrap();
    let begun = Instant::now();
    let mut memory = Vec::new();
    while memory.len() < 60 || begun.elapsed() < long {
        let round = memory.len();
        // What an editor does: mostly words, sometimes a section more or less, a slip that is mended, another style.
        match round % 6 {
            0 => site.put("content/e3/04.md", "# More\n\n**Ann Lee:** And more.\n"),
            1 => fs::remove_file(site.root().join("content/e3/04.md")).unwrap(),
            2 => {
                site.put("content/e3/event.md", head.replacen("title:", "titel:", 1));
                events.until("broken");
                site.put("content/e3/event.md", &head);
            }
            3 => site.put("themes/plain/extra.css", format!("p {{ margin: {}px }}\n", round % 7)),
            _ => fs::write(&page, format!("{text}\n**Ann Lee:** In round {}.\n", round % 97)).unwrap(),
        }
        events.until("changed");
        for other in &mut others {
            other.until("changed");
        }
        // A file that is being written may be seen twice.
        let wanted = if round % 6 < 4 { String::new() } else { format!("In round {}.", round % 97) };
        events.until_said(&server, "e3/02/", &wanted);
        server.get("");
        memory.push(told(&server, "VmRSS"));
    }
    let most = |part: &[usize]| part.iter().copied().max().unwrap();
    let tenths: Vec<usize> = memory.chunks(memory.len().div_ceil(10)).map(most).collect();
    println!(
        "{} changes in {:?}; at most so many kB in each tenth of the time: {tenths:?}",
        memory.len(),
        begun.elapsed()
    );
    let (before, after) = (most(&tenths[3..6]), most(&tenths[6..]));
    assert!(after < before + before / 20 + 2048, "memory grows: {before} kB, then {after} kB");
}
