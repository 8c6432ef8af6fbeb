//! Share cards between views, the fonts, the theme's drawings and the cache.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::open::Material;
use crate::artifact::{Artifact, Content};
use crate::assets;
use crate::card::{self, Faces, Shape};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::path::UrlPath;
use crate::picture::{self, Frame};
use crate::render::cards::{Cards, drawable};
use crate::source;
use crate::view::{Card, PageRef, Viewer};

/// The side of a portrait on a card.
const PORTRAIT: u32 = 320;
/// How many characters a message names.
const NAMED: usize = 16;

type Put<'p> = &'p (dyn Fn(&Artifact) -> Result<(), Box<Diagnostic>> + Sync);
type Portraits = BTreeMap<(UrlPath, Frame), String>;

/// Makes all cards and hands each to `put`.
pub(super) fn make(
    viewer: &Viewer<'_>,
    cards: &Cards,
    wanted: &[(UrlPath, PageRef, bool)],
    material: &Material<'_>,
    put: Put<'_>,
) -> Diagnostics {
    if wanted.is_empty() {
        return Diagnostics::default();
    }
    let all: Vec<Card> = wanted.par_iter().map(|(url, page, tall)| viewer.card(url.clone(), *page, *tall)).collect();
    let portraits = portraits(&all, material);
    let fonts = site_fonts(material);
    let ground = ground(&fonts);
    let mut diagnostics = Diagnostics::default();
    // What is kept goes out at once; what is not waits for the fonts.
    let open: Vec<_> = all
        .into_par_iter()
        .filter_map(|card| {
            let card = with_portrait(card, &portraits);
            let key = key(&card, cards, &ground);
            match material.cache.get(&key) {
                Some(bytes) => put_bytes(&card.url, bytes, put).err().map(Err),
                None => Some(Ok((card, key))),
            }
        })
        .collect();
    let mut to_draw = Vec::new();
    for one in open {
        match one {
            Ok(card) => to_draw.push(card),
            Err(failure) => diagnostics.push(*failure),
        }
    }
    if to_draw.is_empty() {
        return diagnostics;
    }
    let faces = faces(fonts, to_draw.iter().map(|(card, _)| card));
    cards.set_faces(faces.clone());
    let drawn: Vec<_> = to_draw
        .par_iter()
        .map(|(card, key)| {
            let (view, missing) = drawable(&card.view, &faces);
            let made = cards.draw(shape(card), &view).and_then(|bytes| {
                // A card that lacks something is drawn anew each time, so that a font helps as soon as it is there.
                if missing.is_empty() {
                    material.cache.put(key, &bytes);
                }
                put_bytes(&card.url, bytes, put).map_err(|failure| Diagnostics::from(*failure))
            });
            (made.err(), missing, &card.url)
        })
        .collect();
    let mut lacking = Vec::new();
    for (failed, missing, url) in drawn {
        // A broken template breaks all cards alike; once is enough.
        if let Some(failed) = failed.filter(|_| !diagnostics.has_errors()) {
            diagnostics.append(failed);
        }
        lacking.push((missing, url));
    }
    if let Some(lacking) = told(lacking) {
        diagnostics.push(lacking);
    }
    diagnostics
}

/// Which characters of the cards no font has, without drawing any.
pub(super) fn check(
    viewer: &Viewer<'_>,
    wanted: &[(UrlPath, PageRef, bool)],
    material: &Material<'_>,
) -> Option<Diagnostic> {
    // A tall picture says what its card says, and a code that needs no font.
    let all: Vec<Card> = wanted.par_iter().map(|(url, page, _)| viewer.card(url.clone(), *page, false)).collect();
    let faces = faces(site_fonts(material), all.iter());
    told(all.iter().map(|card| (drawable(&card.view, &faces).1, &card.url)))
}

fn shape(card: &Card) -> Shape {
    if card.tall { Shape::Tall } else { Shape::Wide }
}

fn put_bytes(url: &UrlPath, bytes: Vec<u8>, put: Put<'_>) -> Result<(), Box<Diagnostic>> {
    put(&Artifact { path: url.out_path(), content: Content::Bytes(bytes) })
}

/// What a card is called where finished work is kept: by all that it is made from.
fn key(card: &Card, cards: &Cards, ground: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(ground).update(cards.template(shape(card)).as_bytes()).update(&[0]);
    hasher.update(serde_json::to_string(&card.view).unwrap_or_default().as_bytes());
    format!("{}.card.png", hasher.finalize().to_hex().get(..32).unwrap_or_default())
}

/// What all cards have in common: how they are drawn, and with which fonts.
fn ground(fonts: &[Vec<u8>]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&card::VERSION.to_le_bytes()).update(assets::FONT_HASH.as_bytes());
    for font in fonts {
        hasher.update(blake3::hash(font).as_bytes());
    }
    hasher.finalize().as_bytes().to_vec()
}

/// The fonts that the site names, as far as they are there; slanted ones are for emphasis, which a card has not.
fn site_fonts(material: &Material<'_>) -> Vec<Vec<u8>> {
    let named = &material.graph.site.config.theme_options.faces.files;
    let upright = named.iter().filter(|font| !font.italic);
    upright.filter_map(|font| source::picture(material.tree.assets.get(&assets::font_url(font)?)?).ok()).collect()
}

/// The site's fonts, the one that the program brings, and those of the machine that draw what both lack.
fn faces<'c>(fonts: Vec<Vec<u8>>, cards: impl Iterator<Item = &'c Card>) -> Faces {
    let mut faces = Faces::new();
    for font in fonts {
        faces.add(font, 0);
    }
    faces.add(assets::FONT, 0);
    let missing: BTreeSet<char> = cards.flat_map(|card| drawable(&card.view, &faces).1).collect();
    if !missing.is_empty() {
        for (bytes, index) in source::fonts_with(&missing) {
            faces.add(bytes, index);
        }
    }
    faces
}

/// The portraits that cards show, as addresses that hold the picture.
fn portraits(cards: &[Card], material: &Material<'_>) -> Portraits {
    let shown: BTreeSet<_> = cards.iter().filter_map(|card| card.portrait.clone()).collect();
    let made = shown.into_par_iter().filter_map(|(url, frame)| {
        let asset = material.tree.assets.get(&url)?;
        let bytes = source::picture(asset).ok()?;
        let key = picture::square_key(&bytes, frame, PORTRAIT);
        let png = material.cache.get(&key).or_else(|| {
            let kind = picture::kind(&bytes, asset.path.extension());
            let png = picture::decode(&bytes, kind).ok()?.square(frame, PORTRAIT).ok()?;
            material.cache.put(&key, &png);
            Some(png)
        })?;
        let address = format!("data:image/png;base64,{}", data_encoding::BASE64.encode(&png));
        Some(((url, frame), address))
    });
    made.collect()
}

fn with_portrait(mut card: Card, portraits: &Portraits) -> Card {
    card.view.portrait = card.portrait.as_ref().and_then(|key| portraits.get(key)).cloned();
    card
}

/// What is told of characters that no font has: for every card those that it lacks, and its address.
fn told<'u>(cards: impl IntoIterator<Item = (BTreeSet<char>, &'u UrlPath)>) -> Option<Diagnostic> {
    let mut missing: BTreeMap<char, &UrlPath> = BTreeMap::new();
    let cards = cards.into_iter().filter(|(lacks, _)| !lacks.is_empty());
    let mut count = 0;
    for (lacks, url) in cards {
        count += 1;
        for c in lacks {
            missing.entry(c).or_insert(url);
        }
    }
    let (_, url) = missing.first_key_value()?;
    let named: Vec<String> = missing.keys().take(NAMED).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
    let more = missing.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let on = if count == 1 { "a share card".to_owned() } else { format!("{count} share cards") };
    let message = format!("{on} cannot be drawn whole, since no font has {}{rest}", named.join(", "));
    let help = "put a font that has them into `static/` and name it under `theme_options.faces.files`, or install one; lines with these characters are left out";
    Some(Diagnostic::new(codes::CARD_GLYPHS, message).about(url.as_str()).help(help))
}
