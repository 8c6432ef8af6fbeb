//! What became of links that are not as they were.

use std::collections::{BTreeMap, BTreeSet};

use super::format::{Ledger, State};
use crate::config::TurnPages;

/// The former links of an event.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Former {
    /// Where the event stood, without where it stands.
    pub paths: Vec<String>,
    /// Every section that was ever published.
    pub sections: BTreeSet<u32>,
    /// Which turns had pages of their own when that were most.
    pub pages: TurnPages,
    /// Links to turns and quotations that do not stand where they stood.
    pub lost: Vec<Lost>,
    /// Every link to the page of a turn or quotation that may have been published, and the sections in which it was.
    pub published: Vec<(String, BTreeSet<u32>)>,
}

/// A link that does not stand where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The id.
    pub id: String,
    /// The sections in which it was published.
    pub sections: BTreeSet<u32>,
    /// Where it leads.
    pub landing: Landing,
    /// Whether it is a link to a quotation.
    pub quotation: bool,
}

/// Where a former link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landing {
    /// To the turn or quotation of an id, in a section.
    At(u32, String),
    /// Its words are gone: to the place in a section behind the turn of an id, or at the beginning.
    Gone(u32, Option<String>),
}

impl Former {
    /// What a ledger tells.
    pub fn of(ledger: &Ledger) -> Self {
        let mut here: BTreeMap<String, u32> = BTreeMap::new();
        for (section, line) in ledger.lines().filter(|(_, line)| line.state == State::Here) {
            here.insert(line.id.clone(), section);
            for quoted in line.quotations.iter().filter(|quoted| quoted.state == State::Here) {
                here.insert(format!("{}-{}", line.id, quoted.number), section);
            }
        }
        let at = |id: &String| here.get(id).map(|section| Landing::At(*section, id.clone()));
        let mut former = Self {
            paths: ledger.paths.iter().skip(1).cloned().collect(),
            sections: ledger.sections.keys().copied().collect(),
            pages: ledger.pages,
            ..Self::default()
        };
        for (section, lines) in &ledger.sections {
            let mut before: Option<String> = None;
            for line in lines {
                let sections = line.published(*section);
                let landing = match &line.state {
                    State::Here => {
                        before = Some(line.id.clone());
                        Some(Landing::At(*section, line.id.clone()))
                    }
                    State::In(id) => at(id),
                    State::Gone => None,
                };
                let landing = landing.unwrap_or_else(|| Landing::Gone(*section, before.clone()));
                for quoted in &line.quotations {
                    let id = format!("{}-{}", line.id, quoted.number);
                    let own = match &quoted.state {
                        State::Here if line.state == State::Here => at(&id),
                        State::In(other) => at(other),
                        State::Here | State::Gone => None,
                    };
                    if ledger.pages.has(true) {
                        former.published.push((id.clone(), sections.clone()));
                    }
                    former.note(id, sections.clone(), own.unwrap_or_else(|| landing.clone()), true);
                }
                if ledger.pages.has(!line.quotations.is_empty()) {
                    former.published.push((line.id.clone(), sections.clone()));
                }
                former.note(line.id.clone(), sections, landing, false);
            }
        }
        former
    }

    fn note(&mut self, id: String, sections: BTreeSet<u32>, landing: Landing, quotation: bool) {
        let stands = matches!(&landing, Landing::At(section, own) if *own == id && sections.iter().eq([section]));
        if !stands {
            self.lost.push(Lost { id, sections, landing, quotation });
        }
    }
}
