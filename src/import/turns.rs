//! The turns of a section.
//!
//! In: the lines of a section and what each line is on its own. Out: paragraphs, each with the voice that begins to speak in
//! it. It must never put words into another's mouth: what it joins or splits, it says in the report.

use std::ops::Range;

use super::chars::asks;
use super::label::Label;
use super::meaning::Meaning;
use super::report::{Kind, Report};
use super::transcript::{Paragraph, Voice};
use super::words::{AUDIENCE_OPENING, has};

/// The lines, and what each is.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a, 'b> {
    /// The words of the lines.
    pub lines: &'b [&'a str],
    /// What they are.
    pub meanings: &'b [Meaning<'a>],
    /// The mark for a question of the audience that has none of its own.
    pub audience_mark: &'b str,
}

impl<'a> Page<'a, '_> {
    /// What a line is; blank beyond the end.
    pub fn meaning(&self, at: usize) -> Meaning<'a> {
        self.meanings.get(at).copied().unwrap_or(Meaning::Blank)
    }

    /// The words of a line.
    pub fn words(&self, at: usize) -> &'a str {
        self.lines.get(at).copied().unwrap_or_default()
    }

    /// The next line that has words of the transcript.
    fn next(&self, lines: Range<usize>) -> Option<usize> {
        lines.into_iter().find(|at| !matches!(self.meaning(*at), Meaning::Blank | Meaning::Remnant))
    }
}

/// The state of a walk through a section.
struct Walk<'a, 'r> {
    paragraphs: Vec<Paragraph<'a>>,
    /// A label whose words stand in a later line, and its own line.
    waiting: Option<(usize, Voice<'a>)>,
    /// The mark that opened the audience's part.
    open: Option<String>,
    /// Somebody has begun to speak.
    spoken: bool,
    section: u32,
    report: &'r mut Report,
}

/// The paragraphs of a section. `audience` where its title already opened the audience's part.
pub fn read<'a>(
    page: Page<'a, '_>,
    lines: Range<usize>,
    section: u32,
    audience: bool,
    report: &mut Report,
) -> Vec<Paragraph<'a>> {
    let open = audience.then(|| page.audience_mark.to_owned());
    let mut walk = Walk { paragraphs: Vec::new(), waiting: None, open, spoken: false, section, report };
    for at in lines.clone() {
        let words = page.words(at);
        match page.meaning(at) {
            Meaning::Blank => {}
            Meaning::Remnant => {
                walk.report.leave_out(at, words, "left by the web page around the text");
                walk.report.set(at, Kind::LeftOut, None);
            }
            Meaning::Speaker { label, joint } => walk.speaker(at, label, joint),
            Meaning::LostColon { name, rest } => {
                walk.report.mend(at, words, "the label had lost its colon");
                let between = words.get(name.len()..words.len() - rest.len()).unwrap_or_default().trim();
                if !between.is_empty() {
                    walk.report.leave_out(at, between, "stood where the colon of a label stands");
                }
                walk.speaker(at, Label { head: name, name, role: None, rest }, false);
            }
            Meaning::Audience(label) => {
                let next = page.next(at + 1..lines.end);
                walk.audience(at, label, next.map(|next| page.meaning(next)), page);
            }
            Meaning::AudiencePart { rest } => walk.audience_part(at, words, rest, page),
            Meaning::Words => {
                let before_label = || {
                    page.next(at + 1..lines.end).is_some_and(|next| {
                        matches!(page.meaning(next), Meaning::Speaker { .. } | Meaning::LostColon { .. })
                    })
                };
                walk.words(at, words, before_label);
            }
        }
    }
    walk.end_waiting();
    walk.paragraphs
}

impl<'a> Walk<'a, '_> {
    fn push(&mut self, at: usize, voice: Voice<'a>, text: &'a str) {
        self.spoken |= voice != Voice::Same;
        self.paragraphs.push(Paragraph::words(at, text).by(voice));
    }

    /// A label that is still without words stands alone.
    fn end_waiting(&mut self) {
        if let Some((at, voice)) = self.waiting.take() {
            self.push(at, voice, "");
        }
    }

    fn speaker(&mut self, at: usize, label: Label<'a>, joint: bool) {
        self.end_waiting();
        if let Some(line) = self.report.set(at, Kind::Turn, Some(self.section)) {
            line.by = Some(if joint { label.head } else { label.name }.to_owned());
        }
        let voice = if joint || label.role.is_some() {
            Voice::Head { head: label.head, label }
        } else {
            Voice::Name(label.name.into())
        };
        if label.rest.is_empty() { self.waiting = Some((at, voice)) } else { self.push(at, voice, label.rest) }
    }

    fn audience(&mut self, at: usize, label: Label<'a>, next: Option<Meaning<'a>>, page: Page<'a, '_>) {
        self.end_waiting();
        // `问` and `观众A` mark their own question; only a word for all of them marks the later ones too.
        if has(AUDIENCE_OPENING, label.head) {
            self.open = Some(label.head.to_owned());
        }
        let voice = Voice::Audience(label.head.into());
        if !label.rest.is_empty() {
            self.report.set(at, Kind::AudienceQuestion, Some(self.section));
            self.push(at, voice, label.rest);
        } else if matches!(next, Some(Meaning::Words)) {
            self.report.set(at, Kind::AudienceMark, Some(self.section));
            self.report.mend(
                at,
                page.words(at),
                "the mark stood alone: it was joined with the question in the line after it",
            );
            self.waiting = Some((at, voice));
        } else {
            self.report.set(at, Kind::LeftOut, None);
            self.report.leave_out(
                at,
                page.words(at),
                "marks the audience's part; no question stands directly after it",
            );
        }
    }

    fn audience_part(&mut self, at: usize, words: &'a str, rest: &'a str, page: Page<'a, '_>) {
        self.end_waiting();
        let mark = page.audience_mark.to_owned();
        let written = words.get(..words.len() - rest.len()).unwrap_or(words);
        if rest.is_empty() {
            self.report.set(at, Kind::LeftOut, None);
        } else {
            self.report.set(at, Kind::AudienceQuestion, Some(self.section));
        }
        self.report.leave_out(at, written.trim(), "opens the audience's part; each question in it has a label instead");
        if !rest.is_empty() {
            self.push(at, Voice::Audience(mark.clone().into()), rest);
        }
        self.open = Some(mark);
    }

    fn words(&mut self, at: usize, words: &'a str, before_label: impl Fn() -> bool) {
        if let Some((_, voice)) = self.waiting.take() {
            let kind = if matches!(voice, Voice::Audience(_)) { Kind::AudienceQuestion } else { Kind::Continuation };
            self.report.set(at, kind, Some(self.section));
            return self.push(at, voice, words);
        }
        match &self.open {
            Some(mark) if asks(words) && before_label() => {
                let mark = mark.clone();
                self.report.set(at, Kind::AudienceQuestion, Some(self.section));
                let why = "it stands in the audience's part, before a turn, and ends in a question mark";
                self.report.ask(Some(at), format!("taken for a question of the audience, for {why}: `{words}`"));
                self.push(at, Voice::Audience(mark.into()), words);
            }
            _ => {
                let kind = if self.spoken { Kind::Continuation } else { Kind::SectionIntroduction };
                self.report.set(at, kind, Some(self.section));
                self.push(at, Voice::Same, words);
            }
        }
    }
}
