//! One question to one host, and the redirects behind it.
//!
//! In: an address. Out: what became of it. `HEAD` is asked first, which costs the host least, and `GET` where that was not understood.
//! It must never wait longer than it was told.

use std::thread;
use std::time::Duration;

use ureq::http::{Method, Request, StatusCode, Uri, header};
use ureq::{Agent, Error};

use super::{Answer, Manners};

/// How many redirects are followed.
const REDIRECTS: usize = 8;
/// The longest time that a host may ask to be left alone for, before it is given up.
const LONGEST_REST: Duration = Duration::from_secs(30);
/// How often a host is asked again that wants to be left alone.
const AGAIN: usize = 2;

pub(super) struct Client {
    agent: Agent,
    manners: Manners,
}

impl Client {
    pub(super) fn new(manners: Manners) -> Self {
        let config = Agent::config_builder()
            .user_agent(concat!("Plenary/", env!("CARGO_PKG_VERSION"), " (checks links)"))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(manners.patience))
            .max_idle_connections_per_host(1)
            .build();
        Self { agent: config.new_agent(), manners }
    }

    pub(super) fn ask(&self, url: &str) -> Answer {
        // What stands behind the number sign is for the browser.
        let mut here = url.split('#').next().unwrap_or(url).to_owned();
        let mut for_good = true;
        for turns in 0..=REDIRECTS {
            let (status, to) = match self.once(&here) {
                Ok(heard) => heard,
                Err(answer) => return answer,
            };
            let leads = to.and_then(|to| joined(&here, &to));
            match (status.as_u16(), leads) {
                (301 | 302 | 303 | 307 | 308, Some(to)) => {
                    for_good &= matches!(status.as_u16(), 301 | 308);
                    here = to;
                    thread::sleep(self.manners.pause);
                }
                (200..=299 | 304, _) if turns > 0 && for_good => return Answer::Moved(here),
                (200..=299 | 304, _) => return Answer::There,
                (404 | 410, _) => return Answer::Gone(format!("the host answers {status}")),
                (429 | 503, _) => return Answer::Unsure(format!("the host asks to be left alone ({status})")),
                _ => return Answer::Unsure(format!("the host answers {status}")),
            }
        }
        Answer::Gone(format!("it leads on more than {REDIRECTS} times"))
    }

    /// The status, and where it leads on to.
    fn once(&self, url: &str) -> Result<(StatusCode, Option<String>), Answer> {
        let mut method = Method::HEAD;
        let mut rests = 0;
        loop {
            let request = Request::builder().method(method.clone()).uri(url).header(header::ACCEPT, "*/*").body(());
            let request = request.map_err(|error| Answer::Gone(format!("it is no address: {error}")))?;
            let response = self.agent.run(request).map_err(|error| failed(&error))?;
            let status = response.status();
            let value = |name| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
            if matches!(status.as_u16(), 429 | 503) {
                let rest =
                    value(header::RETRY_AFTER).and_then(|value| value.trim().parse().ok()).map(Duration::from_secs);
                if let Some(rest) = rest.filter(|rest| *rest <= LONGEST_REST && rests < AGAIN) {
                    rests += 1;
                    thread::sleep(rest.max(self.manners.pause));
                    continue;
                }
            } else if method == Method::HEAD && status.as_u16() >= 400 {
                // Not everybody knows `HEAD`, and some answer anything to it.
                method = Method::GET;
                thread::sleep(self.manners.pause);
                continue;
            }
            return Ok((status, value(header::LOCATION)));
        }
    }
}

/// What it means that there is no answer.
fn failed(error: &Error) -> Answer {
    match error {
        Error::HostNotFound => Answer::Gone("there is no such host".to_owned()),
        Error::BadUri(_) | Error::Http(_) => Answer::Gone(format!("it is no address: {error}")),
        Error::Timeout(_) => Answer::Unsure("the host did not answer in time".to_owned()),
        Error::ConnectionFailed => Answer::Unsure("the host takes no connection".to_owned()),
        other => Answer::Unsure(other.to_string()),
    }
}

/// Where a redirect leads that may be relative (RFC 9110, section 10.2.2); nothing where that is no page of the web.
fn joined(from: &str, to: &str) -> Option<String> {
    let uri: Uri = from.parse().ok()?;
    let (scheme, host) = (uri.scheme_str()?, uri.authority()?.as_str());
    let to = to.split('#').next().unwrap_or(to);
    if to.starts_with("http://") || to.starts_with("https://") {
        return Some(to.to_owned());
    }
    if let Some(rest) = to.strip_prefix("//") {
        return Some(format!("{scheme}://{rest}"));
    }
    if to.starts_with('/') {
        return Some(format!("{scheme}://{host}{to}"));
    }
    if to.split(['/', '?']).next().is_some_and(|first| first.contains(':')) {
        return None;
    }
    let folder = uri.path().rsplit_once('/').map_or("", |(folder, _)| folder);
    if to.starts_with('?') {
        return Some(format!("{scheme}://{host}{}{to}", uri.path()));
    }
    Some(format!("{scheme}://{host}{folder}/{to}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_may_be_relative() {
        for (to, expected) in [
            ("https://b.example/x#y", Some("https://b.example/x")),
            ("//b.example/x", Some("http://b.example/x")),
            ("/x", Some("http://a.example:81/x")),
            ("x?y", Some("http://a.example:81/c/x?y")),
            ("?y", Some("http://a.example:81/c/d?y")),
            ("mailto:a@b.example", None),
        ] {
            assert_eq!(joined("http://a.example:81/c/d?e", to).as_deref(), expected, "{to}");
        }
    }
}
