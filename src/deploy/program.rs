//! Programs of this machine that know a way: git and rsync.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use super::{Failure, failure};
use crate::diag::{self, codes};

/// What a program has answered.
#[derive(Debug)]
pub(super) struct Answer {
    /// Its exit code; none where a signal ended it.
    pub(super) code: Option<i32>,
    /// What it wrote to standard output.
    pub(super) out: Vec<u8>,
    /// What it wrote to standard error, without passwords.
    pub(super) said: String,
}

impl Answer {
    /// Whether all went well.
    pub(super) fn is_well(&self) -> bool {
        self.code == Some(0)
    }

    /// Standard output as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).trim().to_owned()
    }

    /// What it said, in one line that is not too long.
    pub(super) fn complaint(&self) -> String {
        let lines: Vec<&str> = self.said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let all = lines.join("; ");
        match all.char_indices().nth(600) {
            Some((at, _)) => format!("{}…", all.get(..at).unwrap_or_default()),
            None => all,
        }
    }
}

/// A program of this machine, speaking English so that it can be understood.
pub(super) fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env("LC_ALL", "C").env("LANGUAGE", "C");
    command
}

/// Runs a program with what it reads from standard input.
pub(super) fn run(command: &mut Command, input: &[u8], place: &str) -> Result<Answer, Failure> {
    let name = Path::new(command.get_program()).display().to_string();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| absent(&name, place, &error))?;
    let stdin = child.stdin.take();
    let output = thread::scope(|scope| {
        // A program that ends before it has read all says why itself.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    });
    let output = output.map_err(|error| absent(&name, place, &error))?;
    let said = without_passwords(&String::from_utf8_lossy(&output.stderr));
    Ok(Answer { code: output.status.code(), out: output.stdout, said })
}

/// Why a program could not be run.
pub(super) fn absent(name: &str, place: &str, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        let help = format!("install `{name}`, or choose another kind of target");
        return failure(codes::MISSING_PROGRAM, place, format!("the program `{name}` is not installed"), &help);
    }
    let help = "see whether it runs by itself";
    failure(codes::MISSING_PROGRAM, place, format!("the program `{name}` cannot be run: {error}"), help)
}

/// A text without the secrets in its addresses.
pub(super) fn without_passwords(text: &str) -> String {
    let (mut out, mut done) = (String::new(), 0);
    for secret in diag::in_addresses(text) {
        if let Some(before) = text.get(done..secret.start) {
            out.push_str(before);
            out.push('…');
            done = secret.end;
        }
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_addresses_are_left_out() {
        for (text, shown) in [
            ("fatal: 'https://me:word@h.example/x.git/': no", "fatal: 'https://…@h.example/x.git/': no"),
            ("https://token@h.example and http://b/@c", "https://…@h.example and http://b/@c"),
            ("git@h.example:x", "git@h.example:x"),
            (
                "fatal: 'https://h.example/x?private_token=abc&y=1' no",
                "fatal: 'https://h.example/x?private_token=…&y=1' no",
            ),
            ("https://token=a@h/ fails: invalid credentials: none", "https://…@h/ fails: invalid credentials: none"),
        ] {
            assert_eq!(without_passwords(text), shown);
        }
    }
}
