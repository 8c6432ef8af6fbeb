//! Storage: s3rver, a server of S3's own protocol, behind a gate that can close and that looks at signatures.
//!
//! The server is a package of npm; `.ci/run` installs it below `target/`. Without it these tests say that they were left out.

#![allow(clippy::disallowed_types, reason = "the tests stand between the program and the network")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{all, command, ends, files, first, missing, same, second, signature};
use crate::site::{self, Site, manifest};

/// How long anything may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_mins(1);

const SECRET: &str = "wJalr+NEVER/shown0123456789abcdefghijklmnop";
const TOKEN: &str = "FwoGZXIvYXdzEH-never-shown-either==";

/// A server of storage with a bucket `talks`, and the gate before it; both end with the test.
struct Storage {
    child: Child,
    data: tempfile::TempDir,
    gate: Arc<Gate>,
}

/// What stands before the server: it counts the files that are sent, and stops after some.
struct Gate {
    port: u16,
    server: u16,
    puts: AtomicUsize,
    /// After how many it stops.
    limit: AtomicUsize,
    /// Whether it breaks connections then, or lets them wait.
    breaks: AtomicBool,
    /// How many wait.
    waiting: AtomicUsize,
}

impl Drop for Storage {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Storage {
    /// The server, where it is installed; says aloud where it is not.
    fn start() -> Option<Self> {
        let program = std::env::var_os("PLENARY_S3RVER")
            .map_or_else(|| manifest().join("target/s3rver/node_modules/s3rver/bin/s3rver.js"), PathBuf::from);
        if !program.exists() || Command::new("node").arg("--version").output().is_err() {
            crate::site::skipped(&format!(
                "{} or node is not installed, so nothing was sent to storage",
                program.display()
            ));
            return None;
        }
        let data = tempfile::tempdir().unwrap();
        let server = free_port();
        let child = Command::new("node")
            .arg(program)
            .args(["--silent", "--address", "127.0.0.1", "--port", &server.to_string(), "--configure-bucket", "talks"])
            .arg("--directory")
            .arg(data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let gate = Arc::new(Gate {
            port: listener.local_addr().unwrap().port(),
            server,
            puts: AtomicUsize::new(0),
            limit: AtomicUsize::new(usize::MAX),
            breaks: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
        });
        let storage = Self { child, data, gate: Arc::clone(&gate) };
        until("the server listens", || TcpStream::connect(("127.0.0.1", server)).is_ok());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let gate = Arc::clone(&gate);
                thread::spawn(move || gate.pass(&client));
            }
        });
        Some(storage)
    }

    fn targets(&self, more: &str) -> String {
        format!("  store: {{kind: s3, bucket: talks, endpoint: 'http://127.0.0.1:{}'{more}}}\n", self.gate.port)
    }

    /// Every object below a prefix, with its bytes.
    fn objects(&self, prefix: &str) -> BTreeMap<String, Vec<u8>> {
        let found = site::snapshot(&self.data.path().join("talks").join(prefix));
        let objects =
            found.into_iter().filter_map(|(path, bytes)| Some((path.strip_suffix("._S3rver_object")?.into(), bytes)));
        objects.filter(|(path, _): &(String, _)| path != ".plenary-deployment").collect()
    }

    /// What is told of an object besides its bytes.
    fn headers(&self, path: &str) -> serde_json::Value {
        let path = self.data.path().join("talks").join(format!("{path}._S3rver_metadata.json"));
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    /// The gate stops after so many files more.
    fn stop_after(&self, puts: usize, breaks: bool) {
        self.gate.breaks.store(breaks, Ordering::Relaxed);
        self.gate.limit.store(self.puts() + puts, Ordering::Relaxed);
    }

    fn open(&self) {
        self.gate.breaks.store(false, Ordering::Relaxed);
        self.gate.limit.store(usize::MAX, Ordering::Relaxed);
    }

    fn puts(&self) -> usize {
        self.gate.puts.load(Ordering::Relaxed)
    }
}

impl Gate {
    fn pass(&self, client: &TcpStream) {
        let Ok(server) = TcpStream::connect(("127.0.0.1", self.server)) else { return };
        thread::scope(|scope| {
            scope.spawn(|| {
                let _ = std::io::copy(&mut &server, &mut &*client);
                let _ = client.shutdown(Shutdown::Both);
            });
            let mut chunk = vec![0; 1 << 16];
            while let Ok(read @ 1..) = (&mut &*client).read(&mut chunk) {
                if let Some(refusal) = refusal(&chunk[..read]) {
                    let _ = (&mut &*client).write_all(refusal.as_bytes());
                    break;
                }
                if chunk.starts_with(b"PUT ") && !self.opens() {
                    let _ = client.shutdown(Shutdown::Both);
                    break;
                }
                if (&mut &server).write_all(&chunk[..read]).is_err() {
                    break;
                }
            }
            let _ = server.shutdown(Shutdown::Both);
        });
    }
}

/// What a server answers to a request with the known key that another secret has signed.
fn refusal(chunk: &[u8]) -> Option<String> {
    ["GET /", "PUT /", "HEAD /", "DELETE /", "POST /"].iter().find(|method| chunk.starts_with(method.as_bytes()))?;
    let text = String::from_utf8_lossy(chunk);
    let (head, _) = text.split_once("\r\n\r\n")?;
    if !head.contains("X-Amz-Credential=S3RVER%2F") {
        return None;
    }
    signature::holds(head, SECRET).err()?;
    let body = "<Error><Code>SignatureDoesNotMatch</Code><Message>not by this key</Message></Error>";
    Some(format!(
        "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ))
}

impl Gate {
    /// Waits until a file may go through; false where it never will.
    fn opens(&self) -> bool {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let full = || self.puts.load(Ordering::Relaxed) >= self.limit.load(Ordering::Relaxed);
        while full() && !self.breaks.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(5));
        }
        let opens = !full();
        if opens {
            self.puts.fetch_add(1, Ordering::Relaxed);
        }
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        opens
    }
}

fn until(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "{what}: not in time");
        thread::sleep(Duration::from_millis(10));
    }
}

/// `plenary deploy` with a key.
fn signed(site: &Site, more: &[&str]) -> Command {
    let mut command = command(site, more);
    // The only access key that the server knows.
    command.env("AWS_ACCESS_KEY_ID", "S3RVER").env("AWS_SECRET_ACCESS_KEY", SECRET).env("AWS_SESSION_TOKEN", TOKEN);
    command
}

fn built(site: &Site) -> BTreeMap<String, Vec<u8>> {
    files(&site.root().join("public"))
}

#[test]
fn storage_gets_what_differs_with_its_type_and_its_time() {
    let Some(storage) = Storage::start() else { return };
    let targets = storage.targets(", prefix: a/b");
    let site = first(&targets);
    let said = ends(&mut signed(&site, &["--dry-run"]), 0);
    assert!(said.contains("new index.html\n") && storage.puts() == 0, "{said}");
    let said = ends(&mut signed(&site, &[]), 0);
    assert!(said.contains("s3://talks/a/b/") && said.contains("https://x.example/"), "{said}");
    same(&storage.objects("a/b"), &built(&site));
    let before = storage.puts();
    assert!(ends(&mut signed(&site, &[]), 0).contains("nothing has changed"));
    assert_eq!(storage.puts(), before);
    let page = storage.headers("a/b/index.html");
    assert_eq!(page["content-type"], "text/html; charset=utf-8");
    assert_eq!(page["cache-control"], "no-cache");
    let style = built(&site).into_keys().find(|path| path.ends_with(".css")).unwrap();
    let style = storage.headers(&format!("a/b/{style}"));
    assert_eq!(style["cache-control"], "public, max-age=31536000, immutable");
    second(&site, &targets);
    ends(&mut signed(&site, &[]), 0);
    same(&storage.objects("a/b"), &built(&site));
    // Files of others beside it, and one of ours that somebody has changed and left as long as it was.
    let place = storage.data.path().join("talks/a/b");
    for end in ["object", "metadata.json", "object.md5"] {
        let _ =
            fs::copy(place.join(format!("index.html._S3rver_{end}")), place.join(format!("note.html._S3rver_{end}")));
    }
    second_again(&site, &targets);
    ends(&mut signed(&site, &[]), 0);
    assert!(storage.objects("a/b").contains_key("note.html"));
    // Another folder of the same bucket is another place; the whole bucket holds what is not ours.
    site.put("content/site.yaml", super::head("", &storage.targets(", prefix: c")));
    ends(&mut signed(&site, &[]), 0);
    site.put("content/site.yaml", super::head("", &storage.targets("")));
    assert!(ends(&mut signed(&site, &[]), 3).contains("[foreign-target]"));
}

fn second_again(site: &Site, targets: &str) {
    site.put("content/site.yaml", super::head("theme_options: {accent: '#225577'}\n", targets));
}

#[test]
fn a_deployment_that_is_killed_leaves_a_whole_site_and_the_next_one_ends_it() {
    let Some(storage) = Storage::start() else { return };
    let site = first(&storage.targets(""));
    ends(&mut signed(&site, &[]), 0);
    second(&site, &storage.targets(""));
    let whole = storage.puts();
    for puts in [0, 1, 5, 12] {
        storage.stop_after(puts, false);
        let mut child = signed(&site, &[]).stderr(Stdio::null()).spawn().unwrap();
        let stop = storage.gate.limit.load(Ordering::Relaxed);
        until("the gate is reached", || storage.puts() >= stop);
        // What is on its way arrives, what is behind the gate does not.
        thread::sleep(Duration::from_millis(300));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(missing(&storage.objects("")), [""; 0], "after {puts}");
        // Connections that wait at the gate belong to a program that is gone, and go with it.
        storage.gate.breaks.store(true, Ordering::Relaxed);
        until("nobody waits at the gate", || storage.gate.waiting.load(Ordering::Relaxed) == 0);
        storage.open();
    }
    let before = storage.puts();
    let said = ends(&mut signed(&site, &[]), 0);
    same(&storage.objects(""), &built(&site));
    assert!(before > whole && !said.contains(" 0 unchanged"), "{said}");
    assert!(ends(&mut signed(&site, &[]), 0).contains("nothing has changed"));
}

#[test]
fn a_network_that_breaks_is_told_and_what_has_arrived_is_not_sent_again() {
    let Some(storage) = Storage::start() else { return };
    let site = first(&storage.targets(""));
    storage.stop_after(20, true);
    let said = ends(&mut signed(&site, &[]), 4);
    assert!(said.contains("[deploy-broken]") && said.contains("is not sent again"), "{said}");
    assert_eq!(missing(&storage.objects("")), [""; 0]);
    let arrived = storage.objects("").len();
    assert!(arrived > 0);
    storage.open();
    let before = storage.puts();
    let said = ends(&mut signed(&site, &[]), 0);
    let all = storage.objects("");
    same(&all, &built(&site));
    // The rest, and the list at the beginning and at the end.
    assert_eq!(storage.puts() - before, all.len() - arrived + 2, "{said}");
}

#[test]
fn of_two_at_once_the_later_one_wins() {
    let Some(storage) = Storage::start() else { return };
    let (one, other) = (first(&storage.targets("")), first(&storage.targets("")));
    storage.stop_after(10, false);
    let early = signed(&one, &[]).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let stop = storage.gate.limit.load(Ordering::Relaxed);
    until("the gate is reached", || storage.puts() >= stop);
    // The later one begins while the earlier one waits, and goes past the gate.
    second(&other, &storage.targets("").replace(&storage.gate.port.to_string(), &storage.gate.server.to_string()));
    ends(&mut signed(&other, &[]), 0);
    storage.open();
    let early = early.wait_with_output().unwrap();
    let said = all(&early);
    assert_eq!(early.status.code(), Some(4), "{said}");
    assert!(said.contains("[target-busy]"), "{said}");
    assert_eq!(missing(&storage.objects("")), [""; 0]);
    ends(&mut signed(&other, &[]), 0);
    same(&storage.objects(""), &built(&other));
}

#[test]
fn what_is_wrong_about_storage_is_told_and_no_secret_is_shown_or_kept() {
    let Some(storage) = Storage::start() else { return };
    let targets = storage.targets("");
    let site = first(&targets);
    let mut told = ends(&mut command(&site, &[]), 3);
    assert!(told.contains("[missing-secret]") && told.contains("AWS_PROFILE"), "{told}");
    let mut wrong = |targets: &str, key: Option<&str>, code, expected: &str| {
        site.put("content/site.yaml", super::head("", targets));
        let mut command = signed(&site, &[]);
        if let Some(key) = key {
            command.env("AWS_ACCESS_KEY_ID", key);
        }
        let said = ends(&mut command, code);
        assert!(said.contains(expected), "{said}");
        told.push_str(&said);
    };
    wrong(&targets.replace("talks", "walks"), None, 3, "NoSuchBucket");
    wrong(&targets, Some("AKIAUNKNOWN"), 3, "InvalidAccessKeyId");
    let mut forged = signed(&site, &[]);
    site.put("content/site.yaml", super::head("", &targets));
    let said = ends(forged.env("AWS_SECRET_ACCESS_KEY", "another"), 3);
    assert!(said.contains("SignatureDoesNotMatch") && storage.puts() == 0, "{said}");
    let nobody = format!("127.0.0.1:{}", free_port());
    wrong(&targets.replace(&format!("127.0.0.1:{}", storage.gate.port), &nobody), None, 4, "[deploy-broken]");
    wrong(&targets.replace("http://127", "ftp://127"), None, 1, "cannot be the `endpoint`");
    storage.stop_after(5, true);
    wrong(&targets, None, 4, "[deploy-broken]");
    storage.open();
    wrong(&targets, None, 0, "sent");
    // The same from a profile; by a program that it names; from the host of a container; and by Amazon's program, for whoever signs in there.
    site.put(
        "home/.aws/credentials",
        format!("[town]\naws_access_key_id = S3RVER\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n"),
    );
    site.put(
        "home/.aws/config",
        "[profile asked]\ncredential_process = cat ~/key.json\n[profile signed]\nsso_session = x\n",
    );
    let json = format!(
        "{{\"Version\": 1, \"AccessKeyId\": \"S3RVER\", \"SecretAccessKey\": \"{SECRET}\", \"SessionToken\": \"{TOKEN}\"}}"
    );
    site.put("home/key.json", &json);
    let home = site.root().join("home");
    let host = lender(json);
    second(&site, &targets);
    let mut by = |name: &str, value: &str, path: &str, code| {
        site.put("static/new.txt", format!("{name} {value}"));
        let said = ends(command(&site, &[]).env(name, value).env("HOME", &home).env("PATH", path), code);
        assert!(code != 0 || said.contains("sent"), "{value}: {said}");
        told.push_str(&said);
        said
    };
    let path = std::env::var("PATH").unwrap();
    by("AWS_PROFILE", "town", &path, 0);
    by("AWS_PROFILE", "asked", &path, 0);
    by("AWS_CONTAINER_CREDENTIALS_FULL_URI", &host, &path, 0);
    let said = by("AWS_PROFILE", "signed", "/nowhere", 3);
    assert!(said.contains("signs in by `sso_session`") && said.contains("is not installed"), "{said}");
    let words = "configure export-credentials --format process --profile signed";
    program(&home.join("aws"), &format!("#!/bin/sh\n[ \"$*\" = '{words}' ] && cat ~/key.json\n"));
    by("AWS_PROFILE", "signed", &format!("{}:{path}", home.display()), 0);
    fs::remove_dir_all(home).unwrap();
    for secret in [SECRET, TOKEN, "X-Amz-Signature", "X-Amz-Credential"] {
        assert!(!told.contains(secret), "{told}");
        for folder in [site.root(), storage.data.path().join("talks")] {
            for (path, bytes) in site::snapshot(&folder) {
                assert!(
                    !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()),
                    "{path} holds {secret}"
                );
            }
        }
    }
}

/// The host of a container, which lends everybody this key; answers its address.
fn lender(json: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/key", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let length = json.len();
            write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{json}").unwrap();
        }
    });
    address
}

fn program(path: &std::path::Path, text: &str) {
    fs::write(path, text).unwrap();
    let mut rights = fs::metadata(path).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o755);
    fs::set_permissions(path, rights).unwrap();
}
