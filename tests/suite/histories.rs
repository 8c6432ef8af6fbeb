//! Links through histories of edits. A seeded generator writes an event of more than 500 turns, edits it in every way in which editors do, and
//! after every few edits all links that were ever published are followed: each must answer, none may land on another speaker's words, and those
//! whose words survive must land on them.
//!
//! `PLENARY_HISTORIES` sets how many histories there are for each language (two by default), for long runs by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use plenary::graph::{Graph, Onward};
use plenary::model::{Conditions, EventIx};
use plenary::path::UrlPath;
use plenary::{assets, graph, ledger, model, source};

use crate::site::Site;

/// How many times an event is edited and looked at.
const ROUNDS: usize = 12;
/// How many edits there are each time.
const EDITS: usize = 14;

/// Marsaglia's xorshift, so that every run sees the same histories.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.roll(n) == 0
    }
}

/// Words with a history of their own: the key stays when they are mended.
#[derive(Clone)]
struct Sentence {
    key: usize,
    words: Vec<usize>,
}

#[derive(Clone)]
struct Turn {
    speaker: usize,
    sentences: Vec<Sentence>,
}

struct Event {
    dice: Dice,
    han: bool,
    path: String,
    names: Vec<String>,
    sections: BTreeMap<u32, Vec<Turn>>,
    keys: usize,
}

const HAN: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处";
const SYLLABLES: &str = "ba be bi bo da de di do fa fe ga go ka ke ki ko la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se si so ta te ti to va ve vi wo ya zu";

impl Event {
    fn new(seed: u64, han: bool) -> Self {
        let names = if han {
            ["陈默", "林晚", "周远山", "何大方", "吴小满", "郑一鸣"]
        } else {
            ["Ann Lee", "Bo Chen", "Carla Diaz", "Dov Stern", "Emeka Obi", "Farid Aziz"]
        };
        let mut event = Self {
            dice: Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            han,
            path: "panel".to_owned(),
            names: names.map(str::to_owned).to_vec(),
            sections: BTreeMap::new(),
            keys: 0,
        };
        for number in 1..=8 {
            let turns = (0..66).map(|_| event.turn()).collect();
            event.sections.insert(number, turns);
        }
        event
    }

    fn sentence(&mut self, length: usize) -> Sentence {
        self.keys += 1;
        // Frequent words are frequent: the product of two throws leans to the beginning.
        let words = (0..length).map(|_| self.dice.roll(60) * self.dice.roll(60) / 6).collect();
        Sentence { key: self.keys, words }
    }

    fn turn(&mut self) -> Turn {
        let speaker = self.dice.roll(self.names.len());
        // One turn in eight says next to nothing, as people do.
        let sentences = if self.dice.one_in(8) {
            self.keys += 1;
            vec![Sentence { key: self.keys, words: vec![self.dice.roll(4)] }]
        } else {
            (0..=self.dice.roll(6))
                .map(|_| {
                    let length = 5 + self.dice.roll(18);
                    self.sentence(length)
                })
                .collect()
        };
        Turn { speaker, sentences }
    }

    fn word(&self, word: usize) -> String {
        if self.han {
            let all: Vec<char> = HAN.chars().collect();
            all[word % all.len()].to_string()
        } else {
            let all: Vec<&str> = SYLLABLES.split(' ').collect();
            format!("{}{}", all[word % all.len()], all[word / all.len() * 7 % all.len()])
        }
    }

    fn place(&mut self) -> Option<(u32, usize)> {
        let numbers: Vec<u32> =
            self.sections.iter().filter(|(_, turns)| turns.len() > 1).map(|(number, _)| *number).collect();
        let number = *numbers.get(self.dice.roll(numbers.len()))?;
        Some((number, self.dice.roll(self.sections[&number].len())))
    }

    /// One edit of the kind that a number stands for.
    fn edit(&mut self, kind: usize) {
        let Some((number, at)) = self.place() else { return };
        let new = self.dice.roll(400);
        match kind {
            // A word is mended.
            0..=29 => {
                let n = self.dice.roll(64);
                let turn = &mut self.sections.get_mut(&number).unwrap()[at];
                let count = turn.sentences.len();
                let words = &mut turn.sentences[n % count].words;
                let count = words.len();
                if count > 3 {
                    words[n % count] = new;
                }
            }
            // A sentence is put otherwise, added or taken out.
            30..=44 => {
                let length = 5 + self.dice.roll(18);
                let sentence = self.sentence(length);
                let how = self.dice.roll(3);
                let turn = &mut self.sections.get_mut(&number).unwrap()[at];
                let n = new % turn.sentences.len();
                match how {
                    0 => turn.sentences[n] = sentence,
                    1 => turn.sentences.insert(n, sentence),
                    _ if turn.sentences.len() > 1 => drop(turn.sentences.remove(n)),
                    _ => {}
                }
            }
            // A turn is split, by what another one throws in or by nothing.
            45..=54 => {
                let between = self.turn();
                let thrown_in = self.dice.one_in(2);
                let turns = self.sections.get_mut(&number).unwrap();
                if turns[at].sentences.len() > 1 {
                    let n = 1 + new % (turns[at].sentences.len() - 1);
                    let rest = turns[at].sentences.split_off(n);
                    let speaker = turns[at].speaker;
                    turns.insert(at + 1, Turn { speaker, sentences: rest });
                    if thrown_in && between.speaker != speaker {
                        turns.insert(at + 1, between);
                    }
                }
            }
            // Two turns of one speaker become one; what stood between goes.
            55..=64 => {
                let turns = self.sections.get_mut(&number).unwrap();
                if let Some(next) =
                    (at + 1..turns.len().min(at + 4)).find(|next| turns[*next].speaker == turns[at].speaker)
                {
                    let rest = turns[next].sentences.clone();
                    turns[at].sentences.extend(rest);
                    turns.drain(at + 1..=next);
                }
            }
            // A turn goes to another place of its section.
            65..=74 => {
                let turns = self.sections.get_mut(&number).unwrap();
                let turn = turns.remove(at);
                turns.insert(new % (turns.len() + 1), turn);
            }
            // Some turns go to another section.
            75..=82 => {
                let count = 1 + self.dice.roll(4);
                let Some((other, to)) = self.place() else { return };
                let turns = self.sections.get_mut(&number).unwrap();
                let moved: Vec<Turn> = turns.drain(at..(at + count).min(turns.len())).collect();
                let turns = self.sections.get_mut(&other).unwrap();
                let to = to.min(turns.len());
                turns.splice(to..to, moved);
            }
            // A turn is new, or one goes.
            83..=88 => {
                let turn = self.turn();
                self.sections.get_mut(&number).unwrap().insert(at, turn);
            }
            89..=93 => drop(self.sections.get_mut(&number).unwrap().remove(at)),
            // A section comes in between, and those behind it count on.
            94..=95 => {
                let turns: Vec<Turn> = (0..5).map(|_| self.turn()).collect();
                let old = std::mem::take(&mut self.sections);
                self.sections =
                    old.into_iter().map(|(n, turns)| (if n >= number { n + 1 } else { n }, turns)).collect();
                self.sections.insert(number, turns);
            }
            // A section goes to the end, or goes.
            96 => {
                let turns = self.sections.remove(&number).unwrap();
                let last = self.sections.keys().max().copied().unwrap_or_default();
                self.sections.insert(last.max(number) + 1, turns);
            }
            97 if self.sections.len() > 6 => drop(self.sections.remove(&number)),
            // A speaker gets another name, everywhere.
            98 => {
                let speaker = new % self.names.len();
                let name = if self.han {
                    format!("{}{}", self.names[speaker], self.word(new))
                } else {
                    format!("{} {}son", self.names[speaker], self.word(new))
                };
                self.names[speaker] = name;
            }
            // The event gets another folder.
            99 => self.path = format!("panel-{new}"),
            _ => {}
        }
    }

    fn write(&self, site: &Site, before: &str) {
        let content = site.root().join("content");
        if before != self.path {
            fs::rename(content.join(before), content.join(&self.path)).unwrap();
        }
        for entry in fs::read_dir(content.join(&self.path)).into_iter().flatten().flatten() {
            if entry.file_name() != "links.lock" {
                fs::remove_file(entry.path()).unwrap();
            }
        }
        let language = if self.han { "zh-Hans" } else { "en" };
        site.put(&format!("content/{}/event.md", self.path), format!("---\ntitle: Panel\nlanguage: {language}\n---\n"));
        for (number, turns) in &self.sections {
            let mut text = format!("# Section {number}\n\n");
            for turn in turns {
                let sentences: Vec<String> = turn
                    .sentences
                    .iter()
                    .map(|sentence| {
                        let words: Vec<String> = sentence.words.iter().map(|word| self.word(*word)).collect();
                        if self.han { format!("{}。", words.concat()) } else { format!("{}.", words.join(" ")) }
                    })
                    .collect();
                let _ = write!(
                    text,
                    "**{}:** {}\n\n",
                    self.names[turn.speaker],
                    sentences.join(if self.han { "" } else { " " })
                );
            }
            site.put(&format!("content/{}/{number:02}.md", self.path), text);
        }
    }
}

/// A link that was published, and what it meant when it last stood.
struct Link {
    path: String,
    section: u32,
    id: String,
    speaker: usize,
    keys: BTreeSet<usize>,
}

#[derive(Default)]
struct Score {
    edits: usize,
    links: usize,
    followed: usize,
    surviving: usize,
    landed: usize,
    wrong: Vec<String>,
}

/// Where a former page leads, and places on it that lead elsewhere.
type Redirects<'g> = BTreeMap<&'g UrlPath, (&'g Onward, &'g Vec<(String, Onward)>)>;

/// Where a place of the site leads: the section and the turn that is there, if one is.
fn follow(
    graph: &Graph<'_>,
    redirects: &Redirects<'_>,
    url: &UrlPath,
    fragment: Option<&str>,
) -> Result<Option<(u32, String)>, String> {
    let mut url = url.clone();
    let mut fragment = fragment.map(str::to_owned);
    let ix = EventIx(0);
    let event = graph.site.event(ix).unwrap();
    for _ in 0..3 {
        if url == graph.event_url(ix) || url == UrlPath::home() {
            return Ok(None);
        }
        if url == graph.all_url(ix) {
            let Some(id) = fragment else { return Ok(None) };
            for section in &event.sections {
                if section.turns().any(|turn| turn.id == id) {
                    return Ok(Some((section.number, id)));
                }
                let Some(marks) = graph.marks_on(&url, ix, section.number) else { continue };
                if let Some((turn, _)) = marks.within.iter().find(|(_, ids)| ids.contains(&id)) {
                    return Ok(Some((section.number, turn.clone())));
                }
                if marks.gone.values().flatten().any(|gone| *gone == id) {
                    return Ok(None);
                }
            }
            return Err(format!("{url} has no place {id}"));
        }
        for section in &event.sections {
            let page = graph.section_url(ix, section.number);
            if page == url {
                let Some(id) = fragment else { return Ok(None) };
                if section.turns().any(|turn| turn.id == id) {
                    return Ok(Some((section.number, id)));
                }
                let marks = graph.marks_on(&url, ix, section.number).ok_or(format!("{url} has no place {id}"))?;
                if let Some((turn, _)) = marks.within.iter().find(|(_, ids)| ids.contains(&id)) {
                    return Ok(Some((section.number, turn.clone())));
                }
                if let Some((_, to, place)) = marks.moved.iter().find(|(moved, ..)| *moved == id) {
                    let number = event
                        .sections
                        .iter()
                        .find(|section| graph.section_url(ix, section.number) == *to)
                        .map(|section| section.number);
                    return Ok(Some((number.ok_or("moved to no section")?, place.clone())));
                }
                if marks.gone.values().flatten().any(|gone| *gone == id) {
                    return Ok(None);
                }
                return Err(format!("{url} has no place {id}"));
            }
            let last = url.as_str().trim_end_matches('/').rsplit('/').next();
            if let Some(turn) = section.turns().find(|turn| last == Some(&turn.id) && page.page(&turn.id) == url) {
                return Ok(Some((section.number, turn.id.clone())));
            }
        }
        let (to, places) = redirects.get(&url).ok_or(format!("nothing answers at {url}"))?;
        let place =
            fragment.as_ref().and_then(|id| places.iter().find(|(place, _)| place == id)).map(|(_, place)| place);
        match place.unwrap_or(to) {
            Onward::Page(page, own) => {
                url = page.clone();
                // As the page's script does: the place is carried along unless the page knows better.
                fragment = own.clone().or(fragment.filter(|_| place.is_none()));
            }
            Onward::Outside(_) => return Err("outside".to_owned()),
        }
    }
    Err(format!("{url} leads on and on"))
}

fn history(seed: u64, han: bool, score: &mut Score) {
    let site = Site::new();
    let mut event = Event::new(seed, han);
    let mut links: BTreeMap<(String, u32, String), Link> = BTreeMap::new();
    for round in 0..=ROUNDS {
        let before = event.path.clone();
        if round > 0 {
            for _ in 0..EDITS {
                let kind = event.dice.roll(98);
                event.edit(kind);
                score.edits += 1;
            }
            // Rare ones one at a time: a name or a folder that changes twice between two builds was never published.
            if round % 3 == 0 {
                let kind = 98 + round / 3 % 2;
                event.edit(kind);
                score.edits += 1;
            }
        }
        event.write(&site, &before);
        let (tree, _) = source::load(&site.root(), assets::builtin_words());
        let now = jiff::Timestamp::from_second(1_770_000_000).unwrap();
        let (mut read, _) = model::build(&tree, Conditions { now, drafts: false });
        let (kept, found) = ledger::keep(&mut read, &tree.ledgers, ledger::Tell::Count);
        assert!(!found.has_errors(), "{:?}", found.sorted());
        for (folder, ledger) in &kept.changed {
            site.put(&ledger::path(folder), ledger.text());
        }
        let (graph, found) = graph::build(&read, &tree.assets, &kept, None);
        assert!(!found.has_errors(), "{:?}", found.sorted());
        let redirects: Redirects<'_> = graph.redirects.iter().map(|one| (&one.from, (&one.to, &one.places))).collect();

        let written: Vec<&Turn> = event.sections.values().flatten().collect();
        let read_turns: Vec<_> = read.events[0]
            .sections
            .iter()
            .flat_map(|section| section.turns().map(move |turn| (section.number, turn)))
            .collect();
        assert_eq!(written.len(), read_turns.len(), "seed {seed}, round {round}");
        let by_id: BTreeMap<&str, &Turn> =
            read_turns.iter().zip(&written).map(|((_, turn), written)| (turn.id.as_str(), *written)).collect();
        assert_eq!(by_id.len(), written.len(), "an id stands twice");
        // Where every sentence is now, by speaker.
        let mut alive: BTreeSet<(usize, usize)> = BTreeSet::new();
        for turn in &written {
            alive.extend(turn.sentences.iter().map(|sentence| (turn.speaker, sentence.key)));
        }
        for link in links.values() {
            let base = UrlPath::home().page(&link.path).page(&format!("{:02}", link.section));
            let surviving: BTreeSet<usize> =
                link.keys.iter().filter(|key| alive.contains(&(link.speaker, **key))).copied().collect();
            let recognisable = surviving.len() * 2 >= link.keys.len() && !surviving.is_empty();
            let whole = UrlPath::home().page(&link.path).page("all");
            let id = Some(link.id.as_str());
            for (url, fragment) in [(base.page(&link.id), None), (base.clone(), id), (whole, id)] {
                score.followed += 1;
                let lands = match follow(&graph, &redirects, &url, fragment) {
                    Ok(lands) => lands,
                    Err(why) => panic!("seed {seed}, round {round}: {url} {fragment:?}: {why}"),
                };
                let turn = lands.as_ref().map(|(_, id)| by_id[id.as_str()]);
                if let Some(turn) = turn {
                    assert_eq!(
                        turn.speaker, link.speaker,
                        "seed {seed}, round {round}: {url} {fragment:?} lands on another speaker's words"
                    );
                }
                if recognisable {
                    score.surviving += 1;
                    let there = turn.map_or(0, |turn| {
                        turn.sentences.iter().filter(|sentence| surviving.contains(&sentence.key)).count()
                    });
                    if there * 3 >= surviving.len() {
                        score.landed += 1;
                    } else if score.wrong.len() < 40 {
                        score.wrong.push(format!("seed {seed}, round {round}: {url} {fragment:?}: {there} of {} sentences, {} before; lands {lands:?}", surviving.len(), link.keys.len()));
                    }
                }
            }
        }
        for ((number, turn), written) in read_turns.iter().zip(&written) {
            let keys: BTreeSet<usize> = written.sentences.iter().map(|sentence| sentence.key).collect();
            for link in links.values_mut().filter(|link| link.id == turn.id) {
                link.keys.clone_from(&keys);
            }
            let link = Link {
                path: event.path.clone(),
                section: *number,
                id: turn.id.clone(),
                speaker: written.speaker,
                keys,
            };
            links.insert((event.path.clone(), *number, turn.id.clone()), link);
        }
    }
    score.links += links.len();
}

#[test]
fn links_outlive_every_edit() {
    let histories = std::env::var("PLENARY_HISTORIES").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    for han in [false, true] {
        let mut score = Score::default();
        for seed in 1..=histories {
            history(seed, han, &mut score);
        }
        let Score { edits, links, followed, surviving, landed, wrong } = score;
        let language = if han { "Chinese" } else { "English" };
        println!(
            "{language}: {histories} histories, {edits} edits, {links} links, followed {followed} times; of {surviving} with words that survive {landed} land on them"
        );
        let enough = landed * 100 >= surviving * 99;
        assert!(enough, "{language}: only {landed} of {surviving} land on their words\n{}", wrong.join("\n"));
    }
}
