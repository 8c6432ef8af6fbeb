//! How far a build is and how long it took: a line that follows it, the summary, and a picture of what ran when.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use super::say;
use crate::project::{Observer, Phase};

/// What takes no longer than this needs no line that follows it.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is drawn anew on a terminal, and how often one is written elsewhere.
const ON_TERMINAL: Duration = Duration::from_millis(100);
const ELSEWHERE: Duration = Duration::from_secs(10);

/// A phase that has begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    phase: Phase,
    at: Instant,
    steps: usize,
}

/// A step that has ended: on which thread and when.
type Step = (ThreadId, Instant);

/// Looks on while a site is built.
pub(super) struct Meter {
    begun: Instant,
    phases: Mutex<Vec<Begun>>,
    done: AtomicUsize,
    /// Every step, where a picture of them is wanted.
    steps: Option<Mutex<Vec<Step>>>,
    finished: Mutex<bool>,
    bell: Condvar,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Observer for Meter {
    fn begins(&self, phase: Phase, steps: usize) {
        held(&self.phases).push(Begun { phase, at: Instant::now(), steps });
        self.done.store(0, Ordering::Relaxed);
    }

    fn advances(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
        if let Some(steps) = &self.steps {
            held(steps).push((thread::current().id(), Instant::now()));
        }
    }
}

impl Meter {
    pub(super) fn begin(with_steps: bool) -> Self {
        Self {
            begun: Instant::now(),
            phases: Mutex::default(),
            done: AtomicUsize::new(0),
            steps: with_steps.then(Mutex::default),
            finished: Mutex::new(false),
            bell: Condvar::new(),
        }
    }

    /// Runs something, and tells how far it is while it lasts.
    pub(super) fn follow<T>(&self, terminal: bool, work: impl FnOnce() -> T) -> T {
        thread::scope(|scope| {
            scope.spawn(|| self.tell(terminal));
            let made = work();
            *held(&self.finished) = true;
            self.bell.notify_all();
            made
        })
    }

    /// Tells how far it is, until it is finished.
    fn tell(&self, terminal: bool) {
        let mut pause = if terminal { PATIENCE } else { ELSEWHERE };
        let mut drawn = false;
        let mut finished = held(&self.finished);
        while !*finished {
            let (guard, timeout) = self.bell.wait_timeout(finished, pause).unwrap_or_else(PoisonError::into_inner);
            finished = guard;
            if timeout.timed_out() && !*finished {
                let line = self.line();
                say(&if terminal { format!("\r\x1b[K{line}") } else { format!("{line}\n") });
                drawn = terminal;
                pause = if terminal { ON_TERMINAL } else { ELSEWHERE };
            }
        }
        if drawn {
            say("\r\x1b[K");
        }
    }

    /// Phase, count and rate.
    fn line(&self) -> String {
        let Some(now) = held(&self.phases).last().copied() else { return String::new() };
        let (name, done) = (now.phase.name(), self.done.load(Ordering::Relaxed));
        let seconds = now.at.elapsed().as_secs_f64();
        if now.steps == 0 || done == 0 {
            return format!("{name}, {seconds:.0} s");
        }
        let count = f64::from(u32::try_from(done).unwrap_or(u32::MAX));
        format!("{name} {done} of {}, {:.0} a second", now.steps, count / seconds.max(0.001))
    }

    /// How long it has taken so far.
    pub(super) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// How long every phase took, the last one until now.
    pub(super) fn phases(&self) -> Vec<(Phase, Duration)> {
        let phases = held(&self.phases);
        let ends = phases.iter().skip(1).map(|next| next.at).chain([Instant::now()]);
        phases.iter().zip(ends).map(|(one, end)| (one.phase, end - one.at)).collect()
    }

    /// A picture of phases over threads, as a page that needs nothing else. A bar is as long as a step took; a gap is a thread that waits.
    pub(super) fn picture(&self) -> String {
        let total = self.elapsed().as_secs_f64().max(1e-6);
        let place = |at: Instant| (at - self.begun).as_secs_f64() / total * 1000.0;
        let phases = held(&self.phases).clone();
        let mut lanes: BTreeMap<String, Vec<Instant>> = BTreeMap::new();
        for (thread, at) in self.steps.iter().flat_map(|steps| held(steps).clone()) {
            lanes.entry(format!("{thread:?}")).or_default().push(at);
        }
        let height = 40 + 26 * lanes.len();
        let mut svg = String::new();
        let mut rows = String::new();
        for (at, (phase, took)) in self.phases().into_iter().enumerate() {
            let from = phases.get(at).map_or(0.0, |begun| place(begun.at));
            let width = took.as_secs_f64() / total * 1000.0;
            let shade = if at % 2 == 0 { "even" } else { "odd" };
            let _ = write!(svg, "<rect class=\"{shade}\" x=\"{from:.2}\" width=\"{width:.2}\" height=\"{height}\"/>");
            if width > 60.0 {
                let _ = write!(svg, "<text x=\"{:.2}\" y=\"20\">{}</text>", from + 4.0, phase.name());
            }
            let steps = phases.get(at).map_or(0, |begun| begun.steps);
            let _ = writeln!(
                rows,
                "<tr><th>{}</th><td>{:.3} s</td><td>{:.1} %</td><td>{}</td></tr>",
                phase.name(),
                took.as_secs_f64(),
                width / 10.0,
                if steps == 0 { String::new() } else { steps.to_string() }
            );
        }
        for (lane, steps) in lanes.values().enumerate() {
            let y = 36 + 26 * lane;
            let mut before: Option<Instant> = None;
            for step in steps {
                // A step begins where the one before it ended, or with its phase.
                let phase = phases.iter().rev().map(|begun| begun.at).find(|at| at <= step).unwrap_or(self.begun);
                let from = place(before.filter(|before| *before > phase).unwrap_or(phase));
                let width = (place(*step) - from).max(0.02);
                let _ =
                    write!(svg, "<rect class=\"step\" x=\"{from:.2}\" y=\"{y}\" width=\"{width:.2}\" height=\"20\"/>");
                before = Some(*step);
            }
        }
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Plenary: {total:.2} s</title>\n\
<style>:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }} body {{ max-width: 70rem; margin: 2rem auto; padding: 0 1rem }} svg {{ width: 100% }} svg text {{ font-size: 13px; fill: currentColor }} .even {{ fill: currentColor; opacity: .06 }} .odd {{ fill: currentColor; opacity: .12 }} .step {{ fill: #2a78d6; stroke: Canvas; stroke-width: .1 }} th {{ text-align: start; font-weight: 400 }} td {{ text-align: end; padding-inline-start: 1.5rem; font-variant-numeric: tabular-nums }}</style>\n\
<h1>{total:.2} s</h1>\n<svg viewBox=\"0 0 1000 {height}\" role=\"img\" aria-label=\"Phases from left to right, threads below each other\">{svg}</svg>\n\
<table><tr><th>Phase</th><td>Time</td><td>Share</td><td>Steps</td></tr>\n{rows}</table>\n</html>\n"
        )
    }
}
