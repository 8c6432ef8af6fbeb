//! The arguments of the program.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diag::Format;

/// Turns annotated transcripts of events into a microsite that people read on a phone and share by section.
#[derive(Debug, Parser)]
#[command(name = "plenary", version, about, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the site into a folder of static files.
    Build {
        #[command(flatten)]
        site: Site,
        /// Where the pages go [default: `public` in the site's folder]
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
        /// Fail where the sources have links that the ledgers do not know yet
        #[arg(long)]
        locked: bool,
        /// Print every event as `transcript.pdf`, with an installed Chromium
        #[arg(long)]
        pdf: bool,
        /// Say nothing but what was found
        #[arg(long, short)]
        quiet: bool,
        /// Write a picture of what ran when, on which thread: `.plenary/timings.html`
        #[arg(long)]
        timings: bool,
    },
    /// Check everything that a build checks, and write nothing.
    Check {
        #[command(flatten)]
        site: Site,
        /// Ask other hosts whether the addresses in the sources still answer
        #[cfg(feature = "external")]
        #[arg(long)]
        external: bool,
    },
    /// Build the site and bring what has changed to where readers find it.
    Deploy(Deploy),
    /// Mend in the sources what `check` finds and what is beyond doubt.
    Fix(Fix),
    /// Show the site in a browser while it is written: every change is seen at once.
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// List what a build would change about links that were published.
    Links {
        /// The folder of the site
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    /// Find passages by their words, as the site's own search does.
    Search(Box<Search>),
    /// Tell how much was said: turns, words, characters and time by speaker and section.
    Stats(Stats),
    /// Write the ids of all turns into the sources, behind their labels.
    Pin {
        /// The folder of the site
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
    /// Turn foreign transcripts into sources: each file becomes an event.
    Import(Import),
    /// Write the beginnings of a site, an event, a section or a profile.
    #[command(subcommand)]
    New(New),
    /// Copy files of the built-in theme, or print what a theme can rely on.
    #[command(subcommand)]
    Theme(Theme),
    /// Print the JSON Schema of a kind of file: site, glossary, event, section, speaker, page or words.
    Schema {
        /// The kind of file
        kind: String,
    },
    /// Explain a code of an error or a warning, or list them all.
    Explain {
        /// The code, as it stands in brackets
        code: Option<String>,
    },
    /// Print a script that completes commands in a shell.
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// How a site is brought to its readers.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[command(
    after_help = "Targets stand in site.yaml under `deploy`, by name: a folder, a branch of a git repository, storage with the interface \
of S3, or a folder of another machine by rsync. Files come before the pages that refer to them and leave last, so readers see a \
whole site at every moment; after a break, run it again. Keys to storage come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the \
profile AWS_PROFILE, or the cluster, container or machine that lends one; git and ssh sign in as they do elsewhere.\n\n\
Exit codes: 0 the site is there; 1 the sources have errors; 2 called wrongly; 3 the target said no; 4 it broke off or another \
deployment is running: run it again."
)]
pub(super) struct Deploy {
    /// The target in site.yaml; may be left out where there is only one
    pub(super) target: Option<String>,
    #[command(flatten)]
    pub(super) site: Site,
    /// Where the pages are built [default: `public` in the site's folder; below `.plenary/` for a target with its own `url` and for `--dry-run`]
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Print what would be sent and removed, and change nothing, neither there nor in the sources
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Take over a place that holds files of others; those that the site does not have stay
    #[arg(long)]
    pub(super) adopt: bool,
    /// Fail where the sources have links that the ledgers do not know yet
    #[arg(long)]
    pub(super) locked: bool,
    /// Say nothing but what was found
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// How much was said.
#[derive(Debug, Args)]
pub(super) struct Stats {
    /// The folder of the site
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// Only this event: its folder below content/, `.` for an event at the root
    pub(super) event: Option<String>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: StatsFormat,
}

/// What is looked for.
#[derive(Debug, Clone, Args)]
pub(super) struct Search {
    /// The words, or a name; a phrase in quotation marks
    #[arg(required_unless_present = "speaker", value_name = "WORD")]
    pub(super) words: Vec<String>,
    /// The folder of the site
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// Only in this event and those inside it, by its address such as 2026/tides/
    #[arg(long, value_name = "PATH")]
    pub(super) event: Option<String>,
    /// Only what this speaker says; without words, all of it
    #[arg(long, value_name = "ID")]
    pub(super) speaker: Option<String>,
    /// Only what speakers in this role say, as the site's language has it
    #[arg(long)]
    pub(super) role: Option<String>,
    /// Only under this keyword
    #[arg(long)]
    pub(super) tag: Option<String>,
    /// Only of this year
    #[arg(long)]
    pub(super) year: Option<String>,
    /// Only this kind of passage
    #[arg(long, value_parser = ["speech", "question", "quotation", "note", "title"])]
    pub(super) kind: Option<String>,
    /// The newest first, not the best match
    #[arg(long)]
    pub(super) newest: bool,
    /// How many results are shown
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(super) limit: usize,
    /// Look through drafts and what is under an embargo as well
    #[arg(long)]
    pub(super) drafts: bool,
    /// Print all results as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// How figures are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum StatsFormat {
    /// For people, with sums.
    #[default]
    Table,
    /// A row for every speaker in every section.
    Csv,
    /// The same as JSON.
    Json,
}

/// How sources are mended.
#[derive(Debug, Args)]
pub(super) struct Fix {
    /// The folder of the site
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// Write it, instead of showing what would be written
    #[arg(long)]
    pub(super) write: bool,
}

/// How a site is shown while it is written.
#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The folder of the site
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// The address to listen at; `0.0.0.0` lets telephones in the same network read along
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub(super) host: std::net::IpAddr,
    /// The port to listen at; the next free one where it is taken
    #[arg(long, default_value_t = 8080)]
    pub(super) port: u16,
    /// Open the site in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Look through the folder every so many seconds, for network drives that tell of no changes [1 where no number is given]
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "1")]
    pub(super) poll: Option<f64>,
}

/// What every command wants to know that reads a site.
#[derive(Debug, Args)]
pub(super) struct Site {
    /// The folder of the site
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// Where the site is published, instead of what site.yaml says
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// Build drafts and what is under an embargo as well
    #[arg(long)]
    pub(super) drafts: bool,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// The files, told by their content; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// What the files are, where their content does not say it
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(crate::import::FORMATS.iter().map(|(_, name)| *name)))]
    pub(super) from: Option<String>,
    /// The folder of the event, which must not hold sources yet [default: the file's name below content/]
    #[arg(long, value_name = "DIR")]
    pub(super) event: Option<PathBuf>,
    /// The language of the text, such as zh or en
    #[arg(long, value_name = "TAG")]
    pub(super) language: Option<String>,
    /// A file of lines `label: person`, where the person is an id or a name
    #[arg(long, value_name = "FILE")]
    pub(super) speakers: Option<PathBuf>,
    /// What becomes of the changes that a document tracked
    #[arg(long, value_enum)]
    pub(super) changes: Option<TrackedChanges>,
    /// Import once more into an event that was edited: what you changed stays, new text comes in
    #[arg(long, requires = "event")]
    pub(super) update: bool,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) report: ReportFormat,
}

/// What becomes of the changes that a document tracked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TrackedChanges {
    /// What was added is in, what was struck is out.
    Accepted,
    /// As it was before.
    Refused,
}

/// How the report of an import is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people.
    #[default]
    Human,
    /// As JSON.
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Theme {
    /// Print what a theme can rely on: templates and what they get, components, styles, scripts, options, words.
    Contract,
    /// Print the names of the files of the built-in theme.
    List,
    /// Copy a file of the built-in theme into the site's own, to be changed there.
    Copy {
        /// The file, such as templates/section.html; templates and components also by their bare name
        name: String,
        /// The folder of the site
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum New {
    /// A site with an empty event in it.
    Site {
        /// The folder
        folder: PathBuf,
        /// The title
        #[arg(long)]
        title: Option<String>,
        /// The language
        #[arg(long, value_name = "TAG", default_value = "en")]
        language: String,
    },
    /// An event.
    Event {
        /// Its folder below content/
        path: String,
        /// The title
        #[arg(long)]
        title: Option<String>,
        /// The folder of the site
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
    /// The next section of an event.
    Section {
        /// The event's folder below content/; `.` for an event at the root
        event: String,
        /// The title
        #[arg(long)]
        title: Option<String>,
        /// The folder of the site
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
    /// The profile of a speaker.
    Speaker {
        /// The name; the id is made from it
        name: String,
        /// The id
        #[arg(long)]
        id: Option<String>,
        /// The folder of the site
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
    /// What a host needs to build and publish the site after every change
    Hosting {
        /// The host
        name: Host,
        /// The folder of the site
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
}

/// A host that publishes what a repository's machine has built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Host {
    /// GitHub Pages
    Github,
    /// GitLab Pages
    Gitlab,
    /// Netlify
    Netlify,
    /// Cloudflare Pages
    Cloudflare,
    /// Vercel
    Vercel,
}
