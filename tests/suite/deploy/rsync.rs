//! rsync, by its own daemon and over ssh, on wires that hold and on one that breaks.

#![allow(clippy::disallowed_types, reason = "the tests stand between the program and the network")]

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{all, built, command, ends, files, first, missing, same, second};
use crate::site::{Site, succeed};

/// A server on this machine with a place of its own, which ends with the test.
struct Server {
    child: Child,
    port: u16,
    place: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts a program that will listen on a port.
    fn listening(command: &mut Command, port: u16, place: tempfile::TempDir) -> Self {
        let child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { child, port, place };
        let begun = Instant::now();
        while std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            assert!(begun.elapsed() < Duration::from_secs(30), "{command:?} does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// rsync's daemon, where rsync is installed; says aloud where it is not.
    fn daemon() -> Option<Self> {
        if Command::new("rsync").arg("--version").output().is_err() {
            crate::site::skipped("rsync is not installed, so nothing was sent to its daemon");
            return None;
        }
        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("www")).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = place.path().join("rsyncd.conf");
        let www = place.path().join("www");
        let text = format!(
            "use chroot = no\nuid = 0\ngid = 0\npid file = {}\n[www]\npath = {}\nread only = no\n",
            place.path().join("pid").display(),
            www.display()
        );
        fs::write(&config, text).unwrap();
        let mut command = Command::new("rsync");
        command.args(["--daemon", "--no-detach", "--address=127.0.0.1", &format!("--port={port}")]);
        Some(Self::listening(command.arg("--config").arg(&config), port, place))
    }

    /// ssh's server with a key of its own, where it and rsync are installed; says aloud where they are not.
    fn shell() -> Option<Self> {
        let server = Path::new("/usr/sbin/sshd");
        if !server.exists() || Command::new("rsync").arg("--version").output().is_err() {
            crate::site::skipped("sshd or rsync is not installed, so nothing was sent over ssh");
            return None;
        }
        // Where the server leaves its rights behind; its package makes it when it is started as a service.
        let _ = fs::create_dir_all("/run/sshd");
        let place = tempfile::tempdir().unwrap();
        let file = |name: &str| place.path().join(name).display().to_string();
        for key in ["host", "mine"] {
            succeed(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", &file(key)]));
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n",
            file("host"),
            file("mine.pub")
        );
        fs::write(file("config"), config).unwrap();
        let config = file("config");
        Some(Self::listening(Command::new(server).args(["-D", "-e", "-f", &config]), port, place))
    }

    /// The call of ssh with which it is reached, as rsync reads it from `RSYNC_RSH`.
    fn call(&self, key: &str) -> String {
        format!(
            "ssh -F /dev/null -p {} -i {} -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR",
            self.port,
            self.place.path().join(key).display()
        )
    }
}

#[test]
fn rsync_sends_what_differs_in_our_order() {
    let Some(daemon) = Server::daemon() else { return };
    let targets = format!("  host: {{kind: rsync, to: 'rsync://127.0.0.1:{}/www/a'}}\n", daemon.port);
    let site = first(&targets);
    let www = daemon.place.path().join("www/a");
    ends(&mut command(&site, &[]), 0);
    same(&files(&www), &built(&site));
    assert!(ends(&mut command(&site, &[]), 0).contains("nothing has changed"));
    fs::write(www.join("note.txt"), "not ours").unwrap();
    // Somebody has changed a file there; its length is the same.
    fs::write(www.join("robots.txt"), fs::read_to_string(www.join("robots.txt")).unwrap().to_uppercase()).unwrap();
    let said = ends(&mut command(&site, &["--dry-run"]), 0);
    assert!(said.contains("changed robots.txt\n") && said.contains("1 file to be sent"), "{said}");
    second(&site, &targets);
    ends(&mut command(&site, &[]), 0);
    let mut there = files(&www);
    assert_eq!(there.remove("note.txt").unwrap(), b"not ours");
    same(&there, &built(&site));
    fs::remove_file(www.join(".plenary-deployment")).unwrap();
    let said = ends(&mut command(&site, &[]), 3);
    assert!(said.contains("[foreign-target]"), "{said}");
    let port = daemon.port;
    let wrong = |to: String, code, told: &str| {
        site.put("content/site.yaml", super::head("", &format!("  host: {{kind: rsync, to: '{to}'}}\n")));
        let said = ends(&mut command(&site, &[]), code);
        assert!(said.contains(told), "{said}");
    };
    wrong(format!("rsync://127.0.0.1:{port}/none"), 3, "[target-refused]");
    drop(daemon);
    wrong(format!("rsync://127.0.0.1:{port}/www"), 4, "[deploy-broken]");
}

/// A wire to a server that breaks once so many bytes have gone there.
fn breaking(server: u16, after: usize) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut left = after;
        // One rsync comes after the other.
        for client in listener.incoming().flatten() {
            let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { return };
            thread::scope(|scope| {
                scope.spawn(|| {
                    let _ = std::io::copy(&mut &server, &mut &client);
                    let _ = client.shutdown(Shutdown::Both);
                });
                let mut chunk = [0; 512];
                while let Ok(read @ 1..) = (&client).read(&mut chunk) {
                    left = left.saturating_sub(read);
                    if left == 0 || (&server).write_all(&chunk[..read]).is_err() {
                        break;
                    }
                }
                let _ = client.shutdown(Shutdown::Both);
                let _ = server.shutdown(Shutdown::Both);
            });
        }
    });
    port
}

#[test]
fn rsync_that_breaks_off_leaves_a_whole_site_and_the_next_one_ends_it() {
    let Some(daemon) = Server::daemon() else { return };
    let www = daemon.place.path().join("www/a");
    let target = |port: u16| format!("  host: {{kind: rsync, to: 'rsync://127.0.0.1:{port}/www/a'}}\n");
    let whole = target(daemon.port);
    let mut broke = 0;
    for after in [3_000, 10_000, 30_000, 100_000] {
        let site = first(&whole);
        ends(&mut command(&site, &[]), 0);
        second(&site, &target(breaking(daemon.port, after)));
        let output = command(&site, &[]).output().unwrap();
        let said = all(&output);
        if output.status.code() != Some(0) {
            broke += 1;
            assert_eq!(output.status.code(), Some(4), "after {after} bytes: {said}");
            assert!(said.contains("[deploy-broken]"), "after {after} bytes: {said}");
        }
        let there = files(&www);
        assert_eq!(missing(&there), [""; 0], "after {after} bytes");
        second_again(&site, &whole);
        ends(&mut command(&site, &[]), 0);
        same(&files(&www), &built(&site));
        fs::remove_dir_all(&www).unwrap();
    }
    assert!(broke > 1, "{broke} broke off");
}

/// The later site once more, for another way there.
fn second_again(site: &Site, targets: &str) {
    site.put("content/site.yaml", super::head("theme_options: {accent: '#8a3b12'}\n", targets));
}

#[test]
fn rsync_goes_over_ssh() {
    let Some(shell) = Server::shell() else { return };
    let www = shell.place.path().join("www");
    let targets = format!("  host: {{kind: rsync, to: '127.0.0.1:{}'}}\n", www.display());
    let site = first(&targets);
    let deploy = |key: &str, code| ends(command(&site, &[]).env("RSYNC_RSH", shell.call(key)), code);
    let said = deploy("host", 3);
    assert!(said.contains("[target-refused]") && said.contains("Permission denied"), "{said}");
    deploy("mine", 0);
    same(&files(&www), &built(&site));
    second(&site, &targets);
    deploy("mine", 0);
    same(&files(&www), &built(&site));
    assert!(deploy("mine", 0).contains("nothing has changed"));
    // With the port in the target, ssh is called as it is found; here one is found that knows key and host.
    let bin = shell.place.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let call = shell.call("mine").replacen("ssh", "/usr/bin/ssh", 1).replace(&format!("-p {} ", shell.port), "");
    fs::write(bin.join("ssh"), format!("#!/bin/sh\nexec {call} \"$@\"\n")).unwrap();
    fs::set_permissions(bin.join("ssh"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let port = |port: u16| targets.replace("'}", &format!("', port: {port}}}"));
    site.put("content/site.yaml", super::head("theme_options: {accent: '#225577'}\n", &port(shell.port)));
    ends(command(&site, &[]).env("PATH", &path), 0);
    same(&files(&www), &built(&site));
    site.put("content/site.yaml", super::head("", &port(1)));
    let said = ends(command(&site, &[]).env("PATH", &path), 4);
    assert!(said.contains("[deploy-broken]"), "{said}");
}
