//! `plenary serve`: what is printed while a site is shown.

#![allow(clippy::disallowed_types, reason = "a socket tells the address of this machine; nothing is sent")]

use std::io::{self, IsTerminal};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use qrcodegen::{QrCode, QrCodeEcc};

use super::args::Serve;
use super::{now, report, say, stop};
use crate::diag::{Diagnostics, Format, Severity};
use crate::project::Request;
use crate::serve::{News, Options, serve};

/// The shortest time between two looks through the folder.
const SOONEST: f64 = 0.05;

pub(super) fn run(arguments: &Serve) -> ExitCode {
    let request = Request { drafts: true, ..Request::new(arguments.root.clone(), now(), String::new()) };
    let poll = arguments.poll.map(|seconds| Duration::try_from_secs_f64(seconds.max(SOONEST)).unwrap_or(Duration::MAX));
    let options = Options { request, host: arguments.host, port: arguments.port, poll };
    let tell = |news: News<'_>| match news {
        News::Listening { address, moved } => listening(arguments, address, moved),
        News::Shown { pages, took, found } => {
            report(found, Format::Human);
            say(&format!("{pages} pages, {}; {} ms\n", count(found), took.as_millis()));
        }
        News::Checked { found } => {
            if found.iter().next().is_some() {
                report(found, Format::Human);
                say(&format!("all pages are checked: {}\n", count(found)));
            }
        }
        News::Broken { found } => {
            report(found, Format::Human);
            say(&format!("{}; the site is shown as it was\n", count(found)));
        }
    };
    match serve(&options, &tell) {
        Ok(()) => ExitCode::SUCCESS,
        Err(diagnostic) => stop(*diagnostic),
    }
}

fn count(found: &Diagnostics) -> String {
    let (errors, warnings) = (found.count(Severity::Error), found.count(Severity::Warning));
    let number = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    if errors > 0 {
        format!("{}, {}", number(errors, "error"), number(warnings, "warning"))
    } else {
        number(warnings, "warning")
    }
}

fn listening(arguments: &Serve, address: &str, moved: bool) {
    if moved {
        say(&format!("port {} is taken\n", arguments.port));
    }
    say(&format!("the site is at {address}\n"));
    if !arguments.host.is_loopback()
        && let Some(address) = in_the_network(arguments.host, address)
    {
        say(&format!("in the network: {address}\n"));
        if io::stderr().is_terminal() {
            say(&qr(&address));
        }
    }
    if arguments.open {
        open(address);
    }
}

/// The address under which other machines find this one.
fn in_the_network(host: IpAddr, address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let (place, path) = rest.split_once('/')?;
    let port = place.parse::<SocketAddr>().ok()?.port();
    let own = if host.is_unspecified() { outward()? } else { host };
    Some(format!("http://{}/{path}", SocketAddr::new(own, port)))
}

/// The address of the interface that leads out. Nothing is sent: connecting a datagram socket only chooses a way.
fn outward() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    // An address for documentation (RFC 5737), behind every router.
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|address| !address.is_unspecified())
}

/// A QR code of half blocks, dark on light whatever the terminal's colours are.
fn qr(address: &str) -> String {
    let Ok(code) = QrCode::encode_text(address, QrCodeEcc::Low) else { return String::new() };
    let size = code.size();
    let mut out = String::new();
    for y in (-2..size + 2).step_by(2) {
        out.push_str("\x1b[30;47m");
        for x in -2..size + 2 {
            out.push(match (code.get_module(x, y), code.get_module(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        out.push_str("\x1b[0m\n");
    }
    out
}

/// Opens an address in the reader's browser. Where there is none, the address has been printed.
fn open(address: &str) {
    let (program, words): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/c", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let _ = Command::new(program).args(words).arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
