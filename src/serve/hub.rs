//! Browsers that listen (WHATWG HTML, "Server-sent events"): each is told of every change.

use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::sync::Mutex;

use super::held;

/// How many listen at most: each holds a file of this program, of which systems give some thousand.
const LISTENERS: usize = 512;

#[derive(Default)]
struct State {
    listeners: Vec<TcpStream>,
    /// What is wrong with the site as it is now.
    broken: Option<String>,
}

/// All that listen.
#[derive(Default)]
pub(super) struct Hub(Mutex<State>);

impl Hub {
    /// One more listens. It is told at once if the site is broken. Where there is no room it asks again by itself.
    pub(super) fn join(&self, mut listener: TcpStream) {
        let mut state = held(&self.0);
        // Pages are left without a word, and as long as nothing changes nothing is sent that would not arrive.
        state.listeners.retain(is_there);
        // All are told by one: nobody is waited for who does not read.
        if state.listeners.len() >= LISTENERS || listener.set_nonblocking(true).is_err() {
            return;
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\nretry: 500\n\n";
        let first = state.broken.as_deref().map(|text| event("broken", text)).unwrap_or_default();
        if send(&mut listener, head) && send(&mut listener, &first) {
            state.listeners.push(listener);
        }
    }

    /// The site has changed, and is right.
    pub(super) fn changed(&self) {
        let mut state = held(&self.0);
        state.broken = None;
        state.tell(&event("changed", ""));
    }

    /// The site is broken, for this reason.
    pub(super) fn broken(&self, why: &str) {
        let mut state = held(&self.0);
        state.broken = Some(why.to_owned());
        state.tell(&event("broken", why));
    }
}

impl State {
    /// Who has gone away is forgotten.
    fn tell(&mut self, event: &str) {
        self.listeners.retain_mut(|listener| send(listener, event));
    }
}

fn send(listener: &mut TcpStream, text: &str) -> bool {
    listener.write_all(text.as_bytes()).is_ok()
}

fn is_there(listener: &TcpStream) -> bool {
    match listener.peek(&mut [0]) {
        Ok(read) => read > 0,
        Err(error) => error.kind() == ErrorKind::WouldBlock,
    }
}

/// An event as it is written: every line of its data behind `data:`.
fn event(name: &str, data: &str) -> String {
    let mut out = format!("event: {name}\n");
    for line in data.split('\n') {
        out.push_str("data: ");
        out.push_str(line.trim_end_matches('\r'));
        out.push('\n');
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::event;

    #[test]
    fn events_keep_their_lines() {
        assert_eq!(event("broken", "a\n\nb"), "event: broken\ndata: a\ndata: \ndata: b\n\n");
        assert_eq!(event("changed", ""), "event: changed\ndata: \n\n");
    }
}
