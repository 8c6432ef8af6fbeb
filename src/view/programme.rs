//! The programme of a conference as tables: a day each, tracks as columns, times as rows.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::config::When;
use crate::graph::{Programme, Session};
use crate::model::{Event, EventIx, SpeakerIx};
use crate::path::UrlPath;

use super::corrections::states;
use super::tongue::{Tongue, offset};
use super::types::{
    Content, DateView, FilterView, Link, ProgrammeCell, ProgrammeColumn, ProgrammeDay, ProgrammePage, ProgrammeRow,
    ProgrammeView, SessionView, TranslationView,
};
use super::{Facts, Made, Viewer};

/// A session without an end that nothing else ends is taken to last so long, where it must be known.
const USUAL_MINUTES: i64 = 60;

/// A pause is one from so many minutes on.
const PAUSE_MINUTES: i64 = 15;

/// Which part of a programme.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// A track, by its position.
    Track(usize),
    /// The sessions of a speaker.
    Speaker(SpeakerIx),
}

/// A session with its place in time.
struct Timed<'a> {
    session: &'a Session,
    event: &'a Event,
    begin: ZonedDateTime,
    /// The stated end, if it lies behind the beginning.
    end: Option<ZonedDateTime>,
    /// The end that counts.
    until: Timestamp,
    /// The track, or the room where there are no tracks.
    column: Option<&'a str>,
}

impl Timed<'_> {
    fn overlaps(&self, other: &Self) -> bool {
        self.begin.timestamp() < other.until && other.begin.timestamp() < self.until
    }
}

/// A session's place in the table of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    row: usize,
    rows: usize,
    column: usize,
    columns: usize,
}

impl Viewer<'_> {
    /// The programme of an event that holds others, or a part of it.
    pub(super) fn programme(
        &self,
        ix: EventIx,
        part: Part,
        tongue: &Tongue<'_>,
        page: &UrlPath,
    ) -> Option<ProgrammeView> {
        let site = self.graph.site;
        let conference = site.event(ix)?;
        let programme = self.graph.programmes.get(&ix)?;
        let wanted: Vec<usize> = match part {
            Part::Whole => (0..programme.sessions.len()).collect(),
            Part::Track(at) => programme.tracks.get(at)?.sessions.clone(),
            Part::Speaker(speaker) => {
                programme.speakers.iter().find(|(other, _)| *other == speaker).map(|(_, sessions)| sessions.clone())?
            }
        };
        let sheet = Sheet { viewer: self, ix, programme, zone: &conference.zone, tongue, page };
        let mut undated = Vec::new();
        let mut days: Vec<(Date, Vec<(&Session, &Event)>)> = Vec::new();
        let sessions = wanted.iter().filter_map(|at| programme.sessions.get(*at));
        for (session, event) in sessions.filter_map(|session| Some((session, site.event(session.event)?))) {
            // A day without a time is a day wherever one is.
            let zone = if event.front.date.is_some_and(When::has_time) { sheet.zone } else { &event.zone };
            let Some(begin) = event.front.date.and_then(|when| when.zoned(&event.zone)) else {
                undated.push(sheet.session(session, event, None));
                continue;
            };
            let date = begin.timestamp().to_zoned_datetime(zone.clone()).date();
            match days.iter_mut().find(|(day, _)| *day == date) {
                Some((_, sessions)) => sessions.push((session, event)),
                None => days.push((date, vec![(session, event)])),
            }
        }
        days.sort_by_key(|(date, _)| *date);
        let days: Vec<ProgrammeDay> = days.into_iter().filter_map(|(date, on_it)| sheet.day(date, &on_it)).collect();
        let filter =
            |label: String, url: &UrlPath| FilterView { label, href: url.relative_to(page), current: url == page };
        Some(ProgrammeView {
            href: format!("{}#programme", self.graph.event_url(ix).relative_to(page)),
            language: conference.language.to_string(),
            zone: sheet.zone_in_words(&wanted),
            days,
            undated,
            tracks: (programme.tracks.iter().enumerate())
                .map(|(at, track)| filter(track.name.clone(), &self.graph.track_url(ix, at)))
                .collect(),
            speakers: (programme.speakers.iter())
                .map(|(speaker, _)| {
                    filter(self.today(*speaker, tongue, page).name, &self.graph.sessions_url(ix, *speaker))
                })
                .collect(),
            whole: matches!(part, Part::Whole),
        })
    }

    /// The page of a part of a programme.
    pub(super) fn programme_page(&self, ix: EventIx, part: Part, tongue: &Tongue<'_>, page: &UrlPath) -> Made {
        let found = self.graph.site.event(ix).zip(self.programme(ix, part, tongue, page));
        let Some((event, programme)) = found else { return self.not_found_page(tongue, page) };
        let (title, profile) = match part {
            Part::Whole => (tongue.word("programme"), None),
            Part::Track(_) => {
                let current = programme.tracks.iter().find(|track| track.current);
                (current.map_or_else(String::new, |track| track.label.clone()), None)
            }
            Part::Speaker(speaker) => {
                let speaker = self.today(speaker, tongue, page);
                (speaker.name, speaker.href)
            }
        };
        let facts = Facts {
            title: format!("{title} · {}", event.title),
            description: tongue.fill("programme_of", &[("title", &event.title), ("part", &title)]),
            ..Facts::default()
        };
        let event = Link { label: event.title.clone(), href: self.graph.event_url(ix).relative_to(page) };
        (Content::Programme(Box::new(ProgrammePage { event, title, profile, programme })), facts)
    }
}

/// A programme on a page.
struct Sheet<'a> {
    viewer: &'a Viewer<'a>,
    ix: EventIx,
    programme: &'a Programme,
    zone: &'a TimeZone,
    tongue: &'a Tongue<'a>,
    page: &'a UrlPath,
}

impl<'a> Sheet<'a> {
    /// `Asia/Shanghai (UTC+8)`; nothing where no session has a time. Where clocks change meanwhile, both offsets.
    fn zone_in_words(&self, wanted: &[usize]) -> Option<String> {
        let mut offsets: Vec<String> = Vec::new();
        for session in wanted.iter().filter_map(|at| self.programme.sessions.get(*at)) {
            let event = self.viewer.graph.site.event(session.event)?;
            let when = event.front.date.filter(|when| when.has_time());
            let Some(begin) = when.and_then(|when| when.zoned(&event.zone)) else { continue };
            let offset = offset(&begin.timestamp().to_zoned_datetime(self.zone.clone()));
            if !offsets.contains(&offset) {
                offsets.push(offset);
            }
        }
        if offsets.is_empty() {
            return None;
        }
        let offsets = offsets.join(" / ");
        let zone = match self.zone.iana_name().filter(|name| *name != offsets) {
            Some(name) => format!("{name} ({offsets})"),
            None => offsets,
        };
        Some(self.tongue.fill("programme_zone", &[("zone", &zone)]))
    }

    fn day(&self, date: Date, sessions: &[(&'a Session, &'a Event)]) -> Option<ProgrammeDay> {
        let start = date.to_zoned_datetime(self.zone.clone()).ok()?;
        let mut timed: Vec<Timed<'_>> = Vec::new();
        let mut untimed = Vec::new();
        for (session, event) in sessions {
            match self.timed(session, event) {
                Some(one) => timed.push(one),
                None => untimed.push(self.session(session, event, None)),
            }
        }
        timed.sort_by_key(|one| one.begin.timestamp());
        let begins: Vec<(Timestamp, Option<&str>)> =
            timed.iter().map(|one| (one.begin.timestamp(), one.column)).collect();
        for one in &mut timed {
            one.until = counted_end(one, &begins);
        }
        let (columns, places) = self.places(&timed);
        let width = columns.iter().map(|column| column.columns).sum();
        Some(ProgrammeDay {
            id: format!("day-{date}"),
            date: DateView { machine: date.to_string(), text: self.tongue.weekday(&start) },
            columns,
            width,
            rows: self.rows(&timed, &places, width),
            untimed,
        })
    }

    fn timed(&self, session: &'a Session, event: &'a Event) -> Option<Timed<'a>> {
        let here = |when: Option<When>| {
            let zoned = when.filter(|when| when.has_time())?.zoned(&event.zone)?;
            Some(zoned.timestamp().to_zoned_datetime(self.zone.clone()))
        };
        let begin = here(event.front.date)?;
        let end = here(event.front.end).filter(|end| *end > begin);
        let column = if self.programme.tracks.is_empty() {
            event.front.room.as_deref()
        } else {
            self.viewer.graph.track(session.event)
        };
        Some(Timed { session, event, until: begin.timestamp(), begin, end, column })
    }

    /// The columns of a day, and where each of its sessions stands. Sessions of one track that overlap stand beside each
    /// other; one that has nothing beside it takes the whole width, if it belongs to no track or nothing of its track has.
    fn places(&self, timed: &[Timed<'_>]) -> (Vec<ProgrammeColumn>, Vec<Place>) {
        let mut begins: Vec<Timestamp> = timed.iter().map(|one| one.begin.timestamp()).collect();
        begins.dedup();
        let row = |at: Timestamp| begins.partition_point(|begin| *begin < at);
        let spans = |one: &Timed<'_>| {
            let first = row(one.begin.timestamp());
            (first, (row(one.until) - first).max(1))
        };
        let alone: Vec<bool> = (timed.iter().enumerate())
            .map(|(at, one)| !timed.iter().enumerate().any(|(other, two)| other != at && one.overlaps(two)))
            .collect();
        // A track that never has another beside it on the day needs no column.
        let across = |at: usize, one: &Timed<'_>| {
            let its = timed.iter().zip(&alone).filter(|(other, _)| other.column == one.column);
            let is = |at: usize| alone.get(at).copied().unwrap_or_default();
            is(at) && (one.column.is_none() || its.into_iter().all(|(_, alone)| *alone))
        };
        // The order of the tracks is that of the programme, that of rooms the one in which they occur.
        let mut keys: Vec<Option<&str>> = self.programme.tracks.iter().map(|track| Some(track.name.as_str())).collect();
        keys.extend(timed.iter().map(|one| one.column));
        let mut columns: Vec<ProgrammeColumn> = Vec::new();
        let mut places = vec![Place { row: 0, rows: 1, column: 0, columns: 1 }; timed.len()];
        let mut before = 0;
        let mut done: Vec<Option<&str>> = Vec::new();
        for key in keys.iter().filter(|key| key.is_some()).chain([&None]) {
            if done.contains(key) {
                continue;
            }
            done.push(*key);
            let mut lanes: Vec<usize> = Vec::new();
            for ((at, one), place) in timed.iter().enumerate().zip(&mut places) {
                if one.column != *key || across(at, one) {
                    continue;
                }
                let (row, rows) = spans(one);
                let free = lanes.iter().position(|end| *end <= row).unwrap_or(lanes.len());
                match lanes.get_mut(free) {
                    Some(end) => *end = row + rows,
                    None => lanes.push(row + rows),
                }
                *place = Place { row, rows, column: before + free, columns: 1 };
            }
            if !lanes.is_empty() {
                before += lanes.len();
                columns.push(self.column(*key, lanes.len()));
            }
        }
        if columns.is_empty() && !timed.is_empty() {
            columns.push(self.column(None, 1));
        }
        let width = before.max(1);
        for ((at, one), place) in timed.iter().enumerate().zip(&mut places) {
            if across(at, one) {
                let (row, rows) = spans(one);
                *place = Place { row, rows, column: 0, columns: width };
            }
        }
        (columns, places)
    }

    fn column(&self, key: Option<&str>, columns: usize) -> ProgrammeColumn {
        let track = self.programme.tracks.iter().position(|track| Some(track.name.as_str()) == key);
        ProgrammeColumn {
            label: key.map(str::to_owned),
            href: track.map(|at| self.viewer.graph.track_url(self.ix, at).relative_to(self.page)),
            columns,
        }
    }

    fn rows(&self, timed: &[Timed<'_>], places: &[Place], width: usize) -> Vec<ProgrammeRow> {
        let mut rows: Vec<ProgrammeRow> = Vec::new();
        // How far down each column is taken.
        let mut taken = vec![0_usize; width];
        let mut over: Option<Timestamp> = None;
        let mut next = timed.iter().zip(places).peekable();
        while let Some((first, place)) = next.peek().copied() {
            let here = place.row;
            let begin = &first.begin;
            let mut starting: Vec<(&Timed<'_>, Place)> = Vec::new();
            while let Some((one, place)) = next.next_if(|(_, place)| place.row == here) {
                starting.push((one, *place));
            }
            let pause = over.and_then(|over| self.pause(over, begin.timestamp()));
            over = starting.iter().map(|(one, _)| one.until).chain(over).max();
            let mut cells: Vec<ProgrammeCell> = Vec::new();
            let mut column = 0;
            while column < width {
                let session = starting.iter().find(|(_, place)| place.column == column);
                let (cell, columns) = match session {
                    Some((one, place)) => {
                        let view = self.session(one.session, one.event, Some(one));
                        (
                            Some(ProgrammeCell { session: Some(view), rows: place.rows, columns: place.columns }),
                            place.columns,
                        )
                    }
                    None if taken.get(column).is_some_and(|until| *until > here) => (None, 1),
                    None => (Some(ProgrammeCell { session: None, rows: 1, columns: 1 }), 1),
                };
                let until = cell.as_ref().map_or(0, |cell| here + cell.rows);
                for end in taken.iter_mut().skip(column).take(columns) {
                    *end = until.max(*end);
                }
                cells.extend(cell);
                column += columns;
            }
            rows.push(ProgrammeRow { time: self.time(begin), pause, cells });
        }
        rows
    }

    /// A pause in words.
    fn pause(&self, over: Timestamp, begin: Timestamp) -> Option<String> {
        let minutes = (begin.as_second() - over.as_second()) / 60;
        let word = self.tongue.word("programme_pause");
        match usize::try_from(minutes) {
            Ok(long) if (PAUSE_MINUTES..180).contains(&minutes) => {
                Some(format!("{word} · {}", self.tongue.count("minutes_count", long)))
            }
            Ok(_) if minutes >= PAUSE_MINUTES => Some(word),
            _ => None,
        }
    }

    fn time(&self, zoned: &ZonedDateTime) -> DateView {
        DateView { machine: machine(zoned), text: self.tongue.hour(zoned) }
    }

    fn session(&self, session: &Session, event: &Event, timed: Option<&Timed<'_>>) -> SessionView {
        let graph = self.viewer.graph;
        let words = &graph.site.words;
        let track = graph.track(session.event);
        let at = self.programme.tracks.iter().position(|other| Some(other.name.as_str()) == track);
        let mut states = states(event, self.tongue);
        states.retain(|state| state.state != "final");
        SessionView {
            title: event.title.clone(),
            href: graph.event_url(session.event).relative_to(self.page),
            language: event.language.to_string(),
            begin: timed.map(|timed| self.time(&timed.begin)),
            end: timed.and_then(|timed| {
                let end = timed.end.as_ref()?;
                Some(until_in_words(end, !same_night(&timed.begin, end), self.tongue))
            }),
            until: timed.map_or_else(String::new, |timed| machine(&timed.until.to_zoned_datetime(self.zone.clone()))),
            track: at.zip(track).map(|(at, track)| Link {
                label: track.to_owned(),
                href: graph.track_url(self.ix, at).relative_to(self.page),
            }),
            room: event.front.room.clone(),
            speakers: event.participants.iter().map(|participant| participant.name.clone()).collect(),
            states,
            translations: (session.translations.iter())
                .filter_map(|ix| {
                    let language = graph.site.event(*ix)?.language.to_string();
                    let name = words.get(&language).map(|words| words.language_name.clone());
                    Some(TranslationView {
                        name: name.filter(|name| !name.is_empty()).unwrap_or_else(|| language.clone()),
                        href: graph.event_url(*ix).relative_to(self.page),
                        language,
                    })
                })
                .collect(),
        }
    }
}

/// The end of an event in words, where it has one on the day on which it begins.
pub(super) fn until(event: &Event, tongue: &Tongue<'_>) -> Option<DateView> {
    let zoned = |when: Option<When>| when.filter(|when| when.has_time())?.zoned(&event.zone);
    let (begin, end) = zoned(event.front.date).zip(zoned(event.front.end))?;
    (begin < end && same_night(&begin, &end)).then(|| until_in_words(&end, false, tongue))
}

fn machine(zoned: &ZonedDateTime) -> String {
    zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Whether an end falls on the day of the beginning. What ends at midnight does not end on another day.
fn same_night(begin: &ZonedDateTime, end: &ZonedDateTime) -> bool {
    end.checked_sub(jiff::Span::new().seconds(1)).is_ok_and(|last| last.date() == begin.date())
}

fn until_in_words(end: &ZonedDateTime, next_day: bool, tongue: &Tongue<'_>) -> DateView {
    let key = if next_day { "until_next_day" } else { "until" };
    DateView { machine: machine(end), text: tongue.fill(key, &[("time", &tongue.hour(end))]) }
}

/// The end of a session that counts: the stated one, else the next beginning in its column, else after the usual time.
fn counted_end(one: &Timed<'_>, begins: &[(Timestamp, Option<&str>)]) -> Timestamp {
    if let Some(end) = &one.end {
        return end.timestamp();
    }
    let begin = one.begin.timestamp();
    let next = begins.iter().find(|(other, column)| *other > begin && *column == one.column).map(|(other, _)| *other);
    let usual = begin.checked_add(jiff::Span::new().minutes(USUAL_MINUTES)).unwrap_or(begin);
    next.map_or(usual, |next| next.min(usual))
}
