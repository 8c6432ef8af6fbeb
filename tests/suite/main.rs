//! The tests that look at Plenary from outside: whole little sites, the program as a process, the shape of the house.

#![allow(
    clippy::as_conversions,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test that fails panics, and works on real files"
)]

mod architecture;
mod awkward;
#[cfg(feature = "cards")]
mod cards;
mod charts;
mod cli;
mod codes;
mod comments;
mod deploy;
mod determinism;
mod errors;
mod exports;
mod faults;
mod feeds;
mod files;
mod fresh;
mod fuzzed;
mod histories;
mod imports;
mod interface;
mod killed;
mod links;
mod media;
#[cfg(feature = "external")]
mod outside;
mod papers;
mod passages;
mod pictures;
mod policy;
mod programme;
mod proof;
mod properties;
mod real;
mod release;
mod revise;
mod round_trips;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod site;
mod sites;
mod structured;
mod themes;
#[cfg(feature = "serve")]
mod visitors;
mod warm;
mod words;
