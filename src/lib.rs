//! Plenary turns annotated transcripts of events into a microsite that people read on a phone and share by section.
//!
//! The house, in the order in which data goes through it; nothing turns back:
//!
//! | room | what it does |
//! | --- | --- |
//! | [`source`] | reads the site's folder: the only reader |
//! | [`markdown`] | Markdown to blocks, and blocks to HTML with holes |
//! | [`model`] | sections, turns, speakers, questions |
//! | [`ledger`] | which links were ever published, and which turn each means today |
//! | [`graph`] | addresses, links, neighbours, former addresses |
//! | [`chart`] | pictures as numbers |
//! | [`view`] | what templates see |
//! | [`picture`] | pictures in the sizes that pages offer, without what they tell of the place |
//! | `card` | text in lines, and pictures of it |
//! | [`assets`], [`render`] | the theme, and pages made with it on all cores |
//! | [`check`] | whether finished pages hold together |
//! | [`emit`] | writes beside the output and moves in |
//!
//! `serve` shows the site while it is written, [`deploy`] brings it to its readers. [`path`], [`text`], [`diag`] and [`config`] serve all of them; [`cache`] keeps what is dear to make; [`import`] brings foreign transcripts in; `outside` asks other hosts; [`cli`] is
//! the edge. Which room may use which stands in `ARCHITECTURE.md`, and a test holds the code against it.

pub mod artifact;
pub mod assets;
pub mod cache;
#[cfg(feature = "cards")]
pub mod card;
pub mod chart;
pub mod check;
pub mod cli;
pub mod config;
pub mod contract;
pub mod deploy;
pub mod diag;
pub mod emit;
pub mod export;
pub mod graph;
pub mod import;
pub mod ledger;
pub mod markdown;
pub mod model;
#[cfg(feature = "external")]
pub mod outside;
pub mod path;
pub mod picture;
pub mod project;
pub mod proof;
pub mod render;
pub mod search;
#[cfg(feature = "serve")]
pub mod serve;
pub mod source;
pub mod stats;
pub mod text;
pub mod view;
