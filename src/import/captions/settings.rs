//! Where a cue is shown.
//!
//! In: the settings behind the times of a cue, and the attributes of a region. Out: what they say (WebVTT, sections 6.2 and
//! 6.3, and the older way to write regions into the head of a file). Captions become words to read, so that nothing here
//! reaches a page; it is read because a parser that skipped it could not be held against the tests of the standard.

/// Whether lines run across or down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Vertical {
    /// Across.
    #[default]
    No,
    /// Down, the first line at the right.
    Right,
    /// Down, the first line at the left.
    Left,
}

/// Where something stands between two edges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    /// At the beginning.
    Start,
    /// In the middle.
    #[default]
    Center,
    /// At the end.
    End,
    /// At the left.
    Left,
    /// At the right.
    Right,
}

/// The settings of a cue.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Whether lines run down.
    pub vertical: Vertical,
    /// The line, by its number or in per cent; nothing where the player chooses.
    pub line: Option<f64>,
    /// The line is a number of lines.
    pub snap: bool,
    /// Which edge of the cue the line means.
    pub line_align: Align,
    /// The position in the line, in per cent.
    pub position: Option<f64>,
    /// Which edge of the cue the position means; by the alignment of the text where it is not said.
    pub position_align: Option<Align>,
    /// The width in per cent.
    pub size: f64,
    /// The alignment of the text.
    pub align: Align,
    /// The region's name.
    pub region: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            vertical: Vertical::No,
            line: None,
            snap: true,
            line_align: Align::Start,
            position: None,
            position_align: None,
            size: 100.0,
            align: Align::Center,
            region: String::new(),
        }
    }
}

impl Settings {
    /// Reads the settings of a cue; what is none is passed over.
    pub fn read(text: &str) -> Self {
        let mut settings = Self::default();
        for (name, value) in text.split_ascii_whitespace().filter_map(|one| one.split_once(':')) {
            settings.set(name, value);
        }
        // A region has its own place (section 6.3, last step).
        if settings.line.is_some() || settings.size < 100.0 || settings.vertical != Vertical::No {
            settings.region.clear();
        }
        settings
    }

    fn set(&mut self, name: &str, value: &str) {
        let (number, side) = value.split_once(',').unwrap_or((value, ""));
        match name {
            "region" => value.clone_into(&mut self.region),
            "vertical" => match value {
                "rl" => self.vertical = Vertical::Right,
                "lr" => self.vertical = Vertical::Left,
                _ => {}
            },
            "line" => {
                let Some((line, snap)) =
                    percent(number).map(|line| (line, false)).or_else(|| Some((whole(number)?, true)))
                else {
                    return;
                };
                (self.line, self.snap) = (Some(line), snap);
                match side {
                    "start" => self.line_align = Align::Start,
                    "center" | "middle" => self.line_align = Align::Center,
                    "end" => self.line_align = Align::End,
                    // The standard drops the line together with an alignment that it does not know; the tests keep it.
                    _ => {}
                }
            }
            "position" => {
                let Some(position) = percent(number) else { return };
                self.position = Some(position);
                self.position_align = match side {
                    "line-left" | "start" => Some(Align::Start),
                    "center" | "middle" => Some(Align::Center),
                    "line-right" | "end" => Some(Align::End),
                    _ => self.position_align,
                };
            }
            "size" => self.size = percent(value).unwrap_or(self.size),
            "align" => match value {
                "start" => self.align = Align::Start,
                "center" | "middle" => self.align = Align::Center,
                "end" => self.align = Align::End,
                "left" => self.align = Align::Left,
                "right" => self.align = Align::Right,
                _ => {}
            },
            _ => {}
        }
    }
}

/// A region.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Its name.
    pub id: String,
    /// The width in per cent.
    pub width: f64,
    /// The height in lines.
    pub lines: u32,
    /// The point of the region, across and down, in per cent.
    pub anchor: (f64, f64),
    /// The point of the picture on which it lies.
    pub viewport: (f64, f64),
    /// Older lines move up.
    pub scrolls: bool,
}

impl Region {
    /// The line describes a region in the head of a file, as an older draft had it.
    pub fn is_header(line: &str) -> bool {
        line.starts_with("Region:")
    }

    /// A region in the head of a file: `Region: id=a width=50%`.
    pub fn of_header(line: &str) -> Option<Self> {
        Self::read(line.strip_prefix("Region:")?, '=')
    }

    /// A region in a block of its own: `id:a width:50%`.
    pub fn of_block(text: &str) -> Option<Self> {
        Self::read(text, ':')
    }

    fn read(text: &str, mark: char) -> Option<Self> {
        let mut region = Self {
            id: String::new(),
            width: 100.0,
            lines: 3,
            anchor: (0.0, 100.0),
            viewport: (0.0, 100.0),
            scrolls: false,
        };
        for (name, value) in text.split_ascii_whitespace().filter_map(|one| one.split_once(mark)) {
            let point = || value.split_once(',').and_then(|(x, y)| Some((percent(x)?, percent(y)?)));
            match name {
                "id" => value.clone_into(&mut region.id),
                "width" => region.width = percent(value).unwrap_or(region.width),
                "lines" => region.lines = value.parse().unwrap_or(region.lines),
                "regionanchor" => region.anchor = point().unwrap_or(region.anchor),
                "viewportanchor" => region.viewport = point().unwrap_or(region.viewport),
                "scroll" => region.scrolls |= value == "up",
                _ => {}
            }
        }
        (!region.id.is_empty()).then_some(region)
    }
}

/// `42.5%`, from 0 to 100.
fn percent(text: &str) -> Option<f64> {
    let number = text.strip_suffix('%')?;
    let plain = number.starts_with(|c: char| c.is_ascii_digit())
        && number.ends_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value: f64 = plain.then(|| number.parse().ok()).flatten()?;
    (value <= 100.0).then_some(value)
}

/// `-3`: a number of lines.
fn whole(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
