//! Speakers as templates see them: as they were at an event, or as they are today.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::config::{Language, Role};
use crate::model::{Event, EventIx, Participant, Speaker, SpeakerIx, Turn, Who};
use crate::path::UrlPath;
use crate::text;

use super::Viewer;
use super::tongue::Tongue;
use super::types::{Shared, SpeakerView};

/// How many hues tell speakers apart.
const HUES: u32 = 12;

/// The hue of a speaker where no event decides: from the id, so that it is the same everywhere.
fn hue(id: &str) -> u32 {
    u32::from(blake3::hash(id.as_bytes()).as_bytes().first().copied().unwrap_or_default()) % HUES
}

/// The hues of an event: everybody their own one where it is free, else the next free one, so that up to twelve
/// speakers of an event are told apart.
pub(super) fn hues(event: &Event, speakers: &[Speaker]) -> BTreeMap<SpeakerIx, u32> {
    let mut taken: BTreeMap<SpeakerIx, u32> = BTreeMap::new();
    for participant in &event.participants {
        let Some(speaker) = usize::try_from(participant.speaker.0).ok().and_then(|at| speakers.get(at)) else {
            continue;
        };
        let own = hue(&speaker.id);
        let free = (0..HUES).map(|step| (own + step * 5) % HUES).find(|hue| !taken.values().any(|other| other == hue));
        taken.insert(participant.speaker, free.unwrap_or(own));
    }
    taken
}

/// The speakers of an event on a page.
pub(super) struct Faces<'a> {
    pub(super) viewer: &'a Viewer<'a>,
    pub(super) tongue: &'a Tongue<'a>,
    pub(super) page: &'a UrlPath,
    pub(super) ix: EventIx,
    pub(super) event: &'a Event,
    /// Those who take part, as turns show them; made when the first turn is shown.
    pub(super) voices: OnceCell<BTreeMap<SpeakerIx, Shared>>,
}

impl Faces<'_> {
    /// A speaker as they were at the event; `turn` tells how the audience was printed there.
    pub(super) fn face(&self, who: &Who, turn: Option<&Turn>) -> SpeakerView {
        match who {
            Who::Known(ix) => match self.event.participant(*ix) {
                Some(participant) => self.participant(participant),
                None => self.viewer.today(*ix, self.tongue, self.page),
            },
            Who::Named(name) => anonymous("", name),
            Who::Audience => {
                let printed = turn.map(|turn| turn.printed.as_str()).filter(|printed| printed.chars().count() > 1);
                let name = printed.map_or_else(|| self.tongue.word("audience"), str::to_owned);
                anonymous("audience", &name)
            }
        }
    }

    /// The id of a speaker, as in `data-speaker`.
    pub(super) fn id(&self, who: &Who) -> &str {
        match who {
            Who::Known(ix) => self.viewer.graph.site.speaker(*ix).map_or("", |speaker| &speaker.id),
            Who::Named(_) => "",
            Who::Audience => "audience",
        }
    }

    /// A speaker beside a turn.
    pub(super) fn voice(&self, who: &Who, turn: &Turn) -> Shared {
        let voices = self.voices.get_or_init(|| {
            let participants = self.event.participants.iter();
            participants.map(|p| (p.speaker, Shared::new(&self.participant(p)))).collect()
        });
        let known = if let Who::Known(ix) = who { voices.get(ix) } else { None };
        known.cloned().unwrap_or_else(|| Shared::new(&self.face(who, Some(turn))))
    }

    /// A participant as they were at the event. What the event does not say is taken from the profile.
    pub(super) fn participant(&self, participant: &Participant) -> SpeakerView {
        let mut view = self.viewer.today(participant.speaker, self.tongue, self.page);
        view.initials = initials(&participant.name);
        view.name.clone_from(&participant.name);
        view.role = participant.role.map(|role| self.tongue.word(role_key(role)));
        if participant.organization.is_some() || participant.position.is_some() {
            view.organization.clone_from(&participant.organization);
            view.position.clone_from(&participant.position);
            view.affiliation =
                affiliation(&self.event.language, view.position.as_deref(), view.organization.as_deref());
        }
        if let Some(hue) = self.viewer.hues(self.ix).and_then(|hues| hues.get(&participant.speaker)) {
            view.hue = *hue;
        }
        view
    }

    /// Several who are shown as one.
    pub(super) fn together(name: &str) -> SpeakerView {
        anonymous("", name)
    }

    /// Who speaks in a part of the event, in order of appearance on the page, the audience left out.
    pub(super) fn of_turns<'t>(&self, turns: impl Iterator<Item = &'t Turn>) -> Vec<SpeakerView> {
        let mut seen: Vec<SpeakerIx> = Vec::new();
        for turn in turns {
            for who in &turn.who {
                if let Who::Known(ix) = who
                    && !seen.contains(ix)
                {
                    seen.push(*ix);
                }
            }
        }
        self.event.participants.iter().filter(|p| seen.contains(&p.speaker)).map(|p| self.participant(p)).collect()
    }
}

fn anonymous(id: &str, name: &str) -> SpeakerView {
    SpeakerView {
        id: id.to_owned(),
        name: name.to_owned(),
        href: None,
        role: None,
        organization: None,
        position: None,
        affiliation: None,
        hue: 0,
        initials: "?".into(),
        photo: None,
    }
}

impl Viewer<'_> {
    /// A speaker as they are today.
    pub(super) fn today(&self, ix: SpeakerIx, tongue: &Tongue<'_>, page: &UrlPath) -> SpeakerView {
        let Some(speaker) = self.graph.site.speaker(ix) else { return anonymous("", "") };
        let name = speaker.name_in(&tongue.language);
        let front = &speaker.front;
        SpeakerView {
            id: speaker.id.clone(),
            name: name.to_owned(),
            href: Some(self.graph.speaker_url(ix).relative_to(page)),
            role: None,
            organization: front.organization.clone(),
            position: front.position.clone(),
            affiliation: affiliation(&tongue.language, front.position.as_deref(), front.organization.as_deref()),
            hue: hue(&speaker.id),
            initials: initials(name),
            photo: self.portrait(speaker, page),
        }
    }
}

/// The key of a role's word.
pub(super) fn role_key(role: Role) -> &'static str {
    match role {
        Role::Moderator => "role_moderator",
        Role::Panellist => "role_panellist",
        Role::Host => "role_host",
        Role::Guest => "role_guest",
        Role::Speaker => "role_speaker",
        Role::Witness => "role_witness",
        Role::Chair => "role_chair",
        Role::Interpreter => "role_interpreter",
        Role::Audience => "role_audience",
    }
}

/// Position and organisation as the language puts them: Chinese, Japanese and Korean name the organisation first.
pub(super) fn affiliation(language: &Language, position: Option<&str>, organization: Option<&str>) -> Option<String> {
    match (position, organization) {
        (Some(position), Some(organization)) => Some(match language.primary() {
            "zh" | "ja" | "ko" => format!("{organization} {position}"),
            "ar" | "fa" | "ur" => format!("{position}، {organization}"),
            _ => format!("{position}, {organization}"),
        }),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}

/// One character for a Han, kana or Hangul name, else the first letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let Some(first) = words.next() else { return name.chars().take(1).collect() };
    if text::is_cjk(first) {
        return first.to_string();
    }
    let mut out: String = first.to_uppercase().collect();
    if let Some(last) = words.next_back() {
        // Letters of cursive scripts would join into one shape.
        if matches!(first, '\u{600}'..='\u{8FF}') {
            out.push('\u{200C}');
        }
        out.extend(last.to_uppercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_suit_the_script() {
        for (name, expected) in [
            ("尤洋", "尤"),
            ("Ann Lee", "AL"),
            ("ann", "A"),
            ("Ann Mary van Lee", "AL"),
            ("김영희", "김"),
            ("تشين شيه بو", "ت\u{200C}ب"),
            ("0xB10C", "0"),
            ("?", "?"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn affiliations_follow_the_language() {
        let of = |tag: &str| affiliation(&Language::read(tag).unwrap(), Some("创始人"), Some("回声社")).unwrap();
        assert_eq!(of("zh-Hans"), "回声社 创始人");
        assert_eq!(of("en"), "创始人, 回声社");
    }
}
