//! What the search answers, for those who ask without a browser. `script/more/search.js` of the theme answers the same.

use std::collections::BTreeSet;

use super::Finder;
use crate::search::{Query, fold};
use crate::text;
use crate::view::{Entry, EventIndex, Kind, Profile, Voice};

/// What is looked for, and where.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The words.
    pub words: String,
    /// The address of an event below the root; those inside it count as well.
    pub event: Option<String>,
    /// The id of a speaker.
    pub speaker: Option<String>,
    /// What a speaker was at the event, in the language of the site.
    pub role: Option<String>,
    /// A keyword.
    pub tag: Option<String>,
    /// A year.
    pub year: Option<String>,
    /// A kind: `speech`, `question`, `note`, `title`, `quotation`.
    pub kind: Option<String>,
    /// Whether what is newest comes first, instead of what fits best.
    pub newest: bool,
}

/// What was found.
#[derive(Debug)]
pub struct Hit<'a> {
    /// The event, or the piece of it that holds the passage.
    pub event: &'a EventIndex,
    /// The passage.
    pub entry: &'a Entry,
    /// How well it fits.
    pub score: f64,
    /// The paragraph with the first of the words, and the position of its letter in it.
    pub paragraph: (&'a str, usize),
}

impl<'a> Hit<'a> {
    /// The section, if it is in one: address below the event's, title, keywords.
    pub fn section(&self) -> Option<&'a (String, String, Vec<String>)> {
        self.event.sections.get(self.entry.section?)
    }

    /// Where it stands, below the root.
    pub fn url(&self) -> String {
        let event = self.event.url.trim_start_matches("./");
        let section = self.section().map_or("", |(url, ..)| url);
        let hash = if self.entry.id.is_empty() { "" } else { "#" };
        format!("{event}{section}{hash}{}", self.entry.id)
    }

    /// Who speaks.
    pub fn voices(&self) -> impl Iterator<Item = &'a Voice> {
        self.entry.voices.iter().filter_map(|at| self.event.voices.get(*at))
    }
}

impl Finder {
    /// Those who are called so, or whose name is read so; whose whole name it is first, then who has most turns.
    pub fn people(&self, words: &str) -> Vec<&Profile> {
        let query = self.query(words);
        if query.is_empty() {
            return Vec::new();
        }
        let folded = fold(words.trim(), self.unified);
        let read: String = folded.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '-')).collect();
        let called = |person: &&Profile| {
            let names = || person.names.iter().map(|name| fold(name, self.unified));
            let known = names().any(|name| query.stands_in(&name))
                || person.readings.iter().any(|reading| is_read(reading, &read));
            let whole = || names().any(|name| name == folded) || person.readings.contains(&read);
            known.then(|| (!whole(), usize::MAX - person.turns))
        };
        let mut people: Vec<_> = self.people.iter().filter_map(|person| Some((called(&person)?, person))).collect();
        people.sort_by_key(|(order, _)| *order);
        people.into_iter().map(|(_, person)| person).collect()
    }

    fn query(&self, words: &str) -> Query {
        Query::new(words, self.unified, |word| self.names_read(word))
    }

    /// All that answers, in order. Without words it is all that a speaker has said.
    pub fn answer(&self, wish: &Wish) -> Vec<Hit<'_>> {
        let query = self.query(&wish.words);
        if query.is_empty() && wish.speaker.is_none() {
            return Vec::new();
        }
        let wanted = self.register.as_ref().and_then(|register| query.pieces(register));
        let numbered =
            (0_u32..).zip(&self.pieces).filter(|(number, _)| wanted.as_ref().is_none_or(|all| all.contains(number)));
        let mut pieces: Vec<&EventIndex> = numbered.map(|(_, piece)| piece).collect();
        if self.register.is_some() {
            pieces.reverse();
        }
        let mut hits: Vec<Hit<'_>> = pieces.into_iter().flat_map(|event| self.hits(event, &query, wish)).collect();
        if !wish.newest {
            hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        }
        hits
    }

    fn hits<'a>(&self, event: &'a EventIndex, query: &Query, wish: &Wish) -> Vec<Hit<'a>> {
        let hit = |entry: &'a Entry| {
            let folded = fold(&entry.text, self.unified);
            let score = query.score(&folded)?;
            let quoted = entry.quotations.iter().any(|text| query.score(&fold(text, self.unified)).is_some());
            let score = match entry.kind {
                _ if query.is_empty() => 0.0,
                // A title that has all the words is what was meant; a summary only repeats what somebody said.
                Kind::Title => {
                    let title = folded.lines().next().unwrap_or_default();
                    if query.score(title).is_some() { score + 4.0 } else { score / 4.0 }
                }
                kind => score + if quoted { 2.0 } else { 0.0 } - if kind == Kind::Note { 0.5 } else { 0.0 },
            };
            let first = query.spans(&folded)?.first().map_or(0, |span| span.from);
            let before = folded.get(..first)?;
            let line = before.matches('\n').count();
            let letter =
                before.lines().last().filter(|_| !before.ends_with('\n')).map_or(0, |line| line.chars().count());
            let paragraph = (entry.text.lines().nth(line).unwrap_or(&entry.text), letter);
            let hit = Hit { event, entry, score, paragraph };
            wish.lets_through(&hit, quoted).then_some(hit)
        };
        event.entries.iter().filter_map(hit).collect()
    }

    /// The names that are read as a word is written.
    fn names_read(&self, word: &str) -> Vec<String> {
        let voices = self.pieces.iter().flat_map(|event| &event.voices);
        let read = voices.filter(|voice| voice.readings.iter().any(|reading| is_read(reading, word)));
        read.map(|voice| text::han(&voice.name).to_owned()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Whether somebody writes a name so who writes it as it is read.
fn is_read(reading: &str, written: &str) -> bool {
    reading == written || (written.len() > 3 && reading.starts_with(written))
}

impl Wish {
    fn lets_through(&self, hit: &Hit<'_>, quoted: bool) -> bool {
        let is = |wish: &Option<String>, has: &dyn Fn(&str) -> bool| wish.as_deref().is_none_or(has);
        let section_tags = hit.section().map(|(_, _, tags)| tags.as_slice()).unwrap_or_default();
        is(&self.event, &|path| hit.event.url.trim_start_matches("./").starts_with(path.trim_start_matches('/')))
            && is(&self.speaker, &|id| hit.voices().any(|voice| voice.id == id))
            && is(&self.role, &|role| hit.voices().any(|voice| voice.role == role))
            && is(&self.tag, &|tag| hit.event.tags.iter().chain(section_tags).any(|own| own == tag))
            && is(&self.year, &|year| hit.event.date.starts_with(year))
            && is(&self.kind, &|kind| if kind == "quotation" { quoted } else { hit.entry.kind.name() == kind })
    }
}
