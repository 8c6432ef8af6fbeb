//! Browsers that listen (WHATWG HTML, "Server-sent events"): each is told of every change.

use std::io::Write;
use std::sync::Mutex;

use super::held;

type Listener = Box<dyn Write + Send>;

#[derive(Default)]
struct State {
    listeners: Vec<Listener>,
    /// What is wrong with the site as it is now.
    broken: Option<String>,
}

/// All that listen.
#[derive(Default)]
pub(super) struct Hub(Mutex<State>);

impl Hub {
    /// One more listens. It is told at once if the site is broken.
    pub(super) fn join(&self, mut listener: Listener) {
        let mut state = held(&self.0);
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

fn send(listener: &mut Listener, text: &str) -> bool {
    listener.write_all(text.as_bytes()).and_then(|()| listener.flush()).is_ok()
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
