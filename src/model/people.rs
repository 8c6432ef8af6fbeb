//! Who the speakers are: profiles, what events declare, and whom only labels name.
//!
//! Nobody is merged by likeness. Two spellings are one person where a profile or an event says so, and only there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::roster::Names;
use super::{Body, Participant, Speaker, SpeakerIx};
use crate::config::{EventFront, Language, SpeakerEntry, SpeakerFront, Text};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::source::Document;
use crate::text::{self, Copies};

/// The speakers of the site while sources are read.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) speakers: Vec<Speaker>,
    by_id: BTreeMap<String, SpeakerIx>,
    /// The ids that were made from names.
    copies: Copies,
    /// The names of profiles.
    pub(super) names: Names,
    /// Which speaker a name that only labels use was given, by its key.
    pub(super) named: BTreeMap<String, SpeakerIx>,
}

/// A profile as it was read.
pub(super) struct Profile {
    pub(super) document: Document,
    pub(super) front: SpeakerFront,
    pub(super) name: String,
    pub(super) biography: Body,
}

impl People {
    fn add(&mut self, id: String, name: String) -> SpeakerIx {
        let ix = SpeakerIx(u32::try_from(self.speakers.len()).unwrap_or(u32::MAX));
        self.by_id.insert(id.clone(), ix);
        self.speakers.push(Speaker {
            id,
            name,
            front: SpeakerFront::default(),
            biography: Body::default(),
            file: None,
        });
        ix
    }

    fn get_mut(&mut self, ix: SpeakerIx) -> Option<&mut Speaker> {
        self.speakers.get_mut(usize::try_from(ix.0).ok()?)
    }

    fn get(&self, ix: SpeakerIx) -> Option<&Speaker> {
        self.speakers.get(usize::try_from(ix.0).ok()?)
    }

    /// Takes in a profile. Its id is the name of its file.
    pub(super) fn profile(&mut self, profile: Profile, diagnostics: &mut Diagnostics) {
        let id = profile.document.file.path.stem().to_owned();
        if text::speaker_id(&id) != id {
            diagnostics.push(
                Diagnostic::new(codes::BAD_NAME, format!("`{id}` cannot be the id of a speaker"))
                    .at(profile.document.place(0..0), "")
                    .help(format!(
                        "rename the file to `{}.md`: ids are lower-case ASCII letters, digits and hyphens",
                        text::speaker_id(&id)
                    )),
            );
        }
        let ix = self.add(id.clone(), profile.name.clone());
        self.names.add(&id, ix);
        self.names.add(&profile.name, ix);
        for name in profile.front.names.values() {
            self.names.add(name, ix);
        }
        for alias in &profile.front.aliases {
            if let Some(other) = self.names.owners(&text::name_key(alias)).iter().find(|other| **other != ix) {
                let owner = self.get(*other).map_or_else(String::new, |speaker| speaker.id.clone());
                diagnostics.push(ambiguous(find(&profile.document, alias, 0), alias, &owner));
            }
            self.names.add(alias, ix);
        }
        // The aliases of profiles that were read earlier may meet the names of this one.
        for name in [&profile.name].into_iter().chain(profile.front.names.values()) {
            let owners = self.names.owners(&text::name_key(name));
            let clash = owners.iter().filter(|other| **other != ix).find_map(|other| {
                let speaker = self.get(*other)?;
                let alias = speaker.front.aliases.iter().any(|alias| text::name_key(alias) == text::name_key(name));
                alias.then(|| speaker.id.clone())
            });
            if let Some(owner) = clash {
                diagnostics.push(ambiguous(find(&profile.document, name, 0), name, &owner));
            }
        }
        for merged in &profile.front.aliases_of {
            self.names.add(merged, ix);
        }
        if let Some(speaker) = self.get_mut(ix) {
            speaker.front = profile.front;
            speaker.biography = profile.biography;
            speaker.file = Some(Arc::clone(&profile.document.file));
        }
    }

    /// Takes in the speakers whom an event declares.
    pub(super) fn declared(
        &mut self,
        event: &Document,
        front: &EventFront,
        language: &Language,
        diagnostics: &mut Diagnostics,
    ) -> (Vec<Participant>, Names) {
        let mut participants: Vec<Participant> = Vec::new();
        let mut names = Names::default();
        let mut weaker: Vec<(SpeakerIx, String)> = Vec::new();
        for Text(entry) in &front.speakers {
            let Some(ix) = self.entry(event, entry, diagnostics) else { continue };
            if let Some(twice) = participants.iter().find(|p| p.speaker == ix) {
                let word = entry.id.as_deref().or(entry.name.as_deref()).unwrap_or_default();
                diagnostics.push(
                    Diagnostic::new(codes::DUPLICATE_SPEAKER, format!("`{word}` is listed twice at this event"))
                        .at(find(event, word, 1), format!("`{}` a second time", twice.name))
                        .help("keep one entry; other spellings belong into its `aliases`"),
                );
                continue;
            }
            self.check_name(event, ix, entry, diagnostics);
            let Some(speaker) = self.get(ix) else { continue };
            let name = entry.name.clone().unwrap_or_else(|| speaker.name_in(language).to_owned());
            weaker.push((ix, speaker.id.clone()));
            let mut own: Vec<&str> = vec![&name];
            match speaker.file {
                Some(_) => own.push(&speaker.name),
                // What somebody without a profile was called at another event.
                None => weaker.push((ix, speaker.name.clone())),
            }
            own.extend(speaker.front.names.values().map(String::as_str));
            own.extend(speaker.front.aliases.iter().map(String::as_str));
            for alias in &entry.aliases {
                if let Some(other) = names.owners(&text::name_key(alias)).iter().find(|other| **other != ix) {
                    let owner = self.get(*other).map_or("", |speaker| &speaker.id);
                    diagnostics.push(ambiguous(find(event, alias, 1), alias, owner));
                }
            }
            own.extend(entry.aliases.iter().map(String::as_str));
            for name in own {
                names.add(name, ix);
            }
            participants.push(Participant {
                speaker: ix,
                name,
                role: entry.role,
                organization: entry.organization.clone(),
                position: entry.position.clone(),
                declared: true,
            });
        }
        // An id, and a name from elsewhere, count where nobody at this event is called so.
        for (ix, name) in weaker {
            if names.owners(&text::name_key(&name)).is_empty() {
                names.add(&name, ix);
            }
        }
        (participants, names)
    }

    fn entry(&mut self, event: &Document, entry: &SpeakerEntry, diagnostics: &mut Diagnostics) -> Option<SpeakerIx> {
        match (&entry.id, &entry.name) {
            (Some(id), name) => {
                if let Some(ix) = self.by_id.get(id) {
                    return Some(*ix);
                }
                if let Some(name) = name {
                    if text::speaker_id(id) != *id {
                        diagnostics.push(
                            Diagnostic::new(codes::BAD_NAME, format!("`{id}` cannot be the id of a speaker"))
                                .at(find(event, id, 0), "")
                                .help(format!(
                                    "write `{}`: ids are lower-case ASCII letters, digits and hyphens",
                                    text::speaker_id(id)
                                )),
                        );
                        return None;
                    }
                    return Some(self.add(id.clone(), name.clone()));
                }
                // A bare entry may also be a name that a profile has.
                if let [one] = self.names.owners(&text::name_key(id)) {
                    return Some(*one);
                }
                let known: Vec<_> = self.speakers.iter().map(|speaker| speaker.id.clone()).collect();
                let near = text::nearest(id, known.iter().map(String::as_str))
                    .map(|near| format!("did you mean `{near}`? Otherwise "))
                    .unwrap_or_default();
                diagnostics.push(
                    Diagnostic::new(codes::UNKNOWN_SPEAKER, format!("there is no speaker `{id}`"))
                        .at(find(event, id, 0), "")
                        .help(format!("{near}write `{{id: {id}, name: …}}`, or add `content/speakers/{id}.md`")),
                );
                None
            }
            (None, Some(name)) => match self.names.owners(&text::name_key(name)) {
                [one] => Some(*one),
                [] => Some(self.named(name, diagnostics, || find(event, name, 0))),
                _ => {
                    diagnostics.push(ambiguous(find(event, name, 0), name, "several profiles"));
                    None
                }
            },
            (None, None) => {
                diagnostics.push(
                    Diagnostic::new(codes::MISSING_KEY, "a speaker has neither `id` nor `name`")
                        .at(find(event, "speakers", 0), "in this list")
                        .help("write an id, or a mapping with `id` and `name`"),
                );
                None
            }
        }
    }

    /// Warns where an event gives an id that has no profile to somebody whose name is another than at an earlier event:
    /// without a profile that says so, nothing tells whether they are one person.
    fn check_name(&self, event: &Document, ix: SpeakerIx, entry: &SpeakerEntry, diagnostics: &mut Diagnostics) {
        let (Some(speaker), Some(name), Some(id)) = (self.get(ix), &entry.name, &entry.id) else { return };
        let known = [&speaker.name]
            .into_iter()
            .chain(&entry.aliases)
            .any(|known| text::name_key(known) == text::name_key(name));
        let spelt = entry.aliases.iter().any(|alias| text::name_key(alias) == text::name_key(&speaker.name));
        // In another language the name is another; that alone says nothing.
        let script = |name: &str| name.chars().next().is_some_and(text::is_cjk);
        if speaker.file.is_none() && !known && !spelt && script(name) == script(&speaker.name) {
            diagnostics.push(
                Diagnostic::new(
                    codes::SAME_ID,
                    format!("`{id}` is `{}` at another event and `{name}` here", speaker.name),
                )
                .at(find(event, name, 0), "the same person?")
                .help(format!(
                    "if so, add `content/speakers/{id}.md` with both names; if not, give one of them another id"
                )),
            );
        }
    }

    /// The speaker of a name that no profile and no id is given for: an id is made from the name. Equal names are one
    /// speaker; different names that would get the same id are two.
    pub(super) fn named(
        &mut self,
        name: &str,
        diagnostics: &mut Diagnostics,
        place: impl FnOnce() -> Place,
    ) -> SpeakerIx {
        let key = text::name_key(name);
        if let Some(ix) = self.named.get(&key) {
            return *ix;
        }
        let wanted = text::speaker_id(name);
        let id = self.copies.next(&wanted, |id| self.by_id.contains_key(id));
        if id != wanted {
            let other = self
                .by_id
                .get(&wanted)
                .and_then(|ix| self.get(*ix))
                .map_or_else(String::new, |speaker| speaker.name.clone());
            diagnostics.push(
                Diagnostic::new(codes::SAME_ID, format!("`{name}` and `{other}` would both have the id `{wanted}`"))
                    .at(place(), format!("became `{id}`"))
                    .help("declare both in the event's `speakers` with an `id` each; if they are one person, add this spelling to `aliases`"),
            );
        }
        let ix = self.add(id, name.to_owned());
        self.named.insert(key, ix);
        ix
    }
}

fn ambiguous(place: Place, name: &str, owner: &str) -> Diagnostic {
    Diagnostic::new(codes::AMBIGUOUS_NAME, format!("`{name}` also belongs to `{owner}`"))
        .at(place, "")
        .help("an alias belongs to one speaker; remove it from one of them")
}

/// The place in an event's front matter where a word stands for the nth time, counted from zero; the last one where
/// it stands less often.
fn find(event: &Document, word: &str, nth: usize) -> Place {
    let text = event.file.text();
    let front = text.get(event.front.clone()).unwrap_or_default();
    let part_of_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
    let alone = |at: &usize| {
        let (before, rest) = front.split_at_checked(*at).unwrap_or_default();
        let behind = rest.get(word.len()..).unwrap_or_default();
        let latin = word.is_ascii();
        !latin || (!part_of_word(before.chars().next_back()) && !part_of_word(behind.chars().next()))
    };
    let found: Vec<usize> = front.match_indices(word).map(|(at, _)| at).filter(alone).collect();
    let at = event.front.start + found.get(nth).or(found.last()).copied().unwrap_or_default();
    event.place(at..(at + word.len()).min(text.len()))
}
