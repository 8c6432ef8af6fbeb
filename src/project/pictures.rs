//! Pictures between the reader, the room that makes them and the cache.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::artifact::{Artifact, Content};
use crate::cache::Cache;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::graph::Graph;
use crate::path::UrlPath;
use crate::picture::{self, Facts, Fault, Frame, Gallery, Kind, Shown, Variant};
use crate::source::{self, Asset};

type Failure = Box<Diagnostic>;

/// Looks at all pictures that pages show. `make` tells whether variants will be wanted, so that a picture that has to
/// be read is read once for all of them.
pub(super) fn gallery(graph: &Graph<'_>, cache: &Cache, make: bool) -> (Gallery, Diagnostics) {
    let mut frames: BTreeMap<&UrlPath, Vec<Frame>> = BTreeMap::new();
    for (url, frame) in &graph.pictures {
        frames.entry(url).or_default().push(*frame);
    }
    let frames: Vec<(&UrlPath, Vec<Frame>)> = frames.into_iter().collect();
    let looked: Vec<_> = frames
        .par_iter()
        .filter_map(|(url, frames)| Some((*url, look(graph.assets.get(*url)?, frames, cache, make))))
        .collect();
    let mut gallery = Gallery::new();
    let mut diagnostics = Diagnostics::default();
    for (url, result) in looked {
        match result {
            Ok(all) => gallery.extend(all.into_iter().map(|(frame, shown)| ((url.clone(), frame), shown))),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    (gallery, diagnostics)
}

fn look(asset: &Asset, frames: &[Frame], cache: &Cache, make: bool) -> Result<Vec<(Frame, Shown)>, Failure> {
    let bytes = source::picture(asset)?;
    let kind = picture::kind(&bytes, asset.path.extension());
    let told = |fault: Fault| told(asset, &fault);
    let as_it_is =
        |size| frames.iter().map(|frame| (*frame, Shown { size, color: None, variants: Vec::new() })).collect();
    match kind {
        Kind::Jpeg | Kind::Png | Kind::WebP if !picture::is_animated(&bytes, kind) => {}
        Kind::Png | Kind::WebP | Kind::Gif => {
            picture::check_size(asset.size).map_err(told)?;
            return Ok(as_it_is(asset.size));
        }
        Kind::Svg => {
            picture::purify(&bytes).map_err(told)?;
            return Ok(as_it_is(asset.size));
        }
        Kind::Avif => return Ok(as_it_is(asset.size)),
        Kind::Jpeg | Kind::Foreign(_) | Kind::Other => {
            return Err(told(match kind {
                Kind::Foreign(name) => Fault::Unknown(name),
                _ => Fault::Unreadable("it is of no kind that is known".into()),
            }));
        }
    }
    // The head is looked at each time: it tells what is too large before anything is claimed for it.
    picture::look(&bytes, kind).map_err(told)?;
    let key = picture::facts_key(&bytes);
    let kept = cache.get(&key).and_then(|line| Facts::from_line(std::str::from_utf8(&line).ok()?));
    let stem = stem(asset);
    let facts = if let Some(facts) = kept {
        facts
    } else {
        let raster = picture::decode(&bytes, kind).map_err(told)?;
        let facts = raster.facts();
        for frame in frames.iter().filter(|_| make) {
            let shown = picture::shown(&bytes, &stem, &facts, *frame);
            let files = raster.variants(*frame).map_err(told)?;
            for (variant, file) in shown.variants.iter().zip(&files) {
                cache.put(&variant.key, file);
            }
        }
        // Last, so that whoever finds them finds the variants as well.
        cache.put(&key, facts.to_line().as_bytes());
        facts
    };
    Ok(frames.iter().map(|frame| (*frame, picture::shown(&bytes, &stem, &facts, *frame))).collect())
}

/// What the names of a picture's variants begin with: its own, as far as it can stand in an address and in `srcset`.
fn stem(asset: &Asset) -> String {
    let plain: String =
        asset.path.stem().chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }).take(40).collect();
    let plain = plain.trim_matches('-');
    if plain.is_empty() { "picture".to_owned() } else { plain.to_lowercase() }
}

fn told(asset: &Asset, fault: &Fault) -> Failure {
    let (code, help) = match fault {
        Fault::TooLarge(..) => (codes::PICTURE_TOO_LARGE, "scale it down: pages show at most 1,600 pixels of width"),
        Fault::Unreadable(_) => (codes::BAD_PICTURE, "open it in a program for pictures and save it anew"),
        Fault::Unknown(_) => (codes::BAD_PICTURE, "save it as JPEG, PNG or WebP"),
    };
    Box::new(Diagnostic::new(code, fault.to_string()).about(asset.path.as_str()).help(help))
}

/// A picture with how much of it is shown, and its variants.
pub(super) type Set<'g> = (&'g UrlPath, Frame, &'g [Variant]);

/// The sets of variants of a gallery, each once, also where two files are the same.
pub(super) fn sets(gallery: &Gallery) -> Vec<Set<'_>> {
    let all = gallery.iter().filter_map(|((url, frame), shown)| {
        Some((&shown.variants.first()?.url, (url, *frame, shown.variants.as_slice())))
    });
    all.collect::<BTreeMap<_, _>>().into_values().collect()
}

/// The variants of a set as they are published: from the cache, else made again, all of them at once.
pub(super) fn variants(
    graph: &Graph<'_>,
    cache: &Cache,
    (url, frame, variants): Set<'_>,
) -> Result<Vec<Artifact>, Failure> {
    let kept: Option<Vec<Vec<u8>>> = variants.iter().map(|variant| cache.get(&variant.key)).collect();
    let made = match (kept, graph.assets.get(url)) {
        (Some(kept), _) => kept,
        (None, None) => return Ok(Vec::new()),
        (None, Some(asset)) => {
            let bytes = source::picture(asset)?;
            let raster = picture::decode(&bytes, picture::kind(&bytes, asset.path.extension()));
            let made = raster.and_then(|raster| raster.variants(frame)).map_err(|fault| told(asset, &fault))?;
            for (variant, made) in variants.iter().zip(&made) {
                cache.put(&variant.key, made);
            }
            made
        }
    };
    let artifacts = variants
        .iter()
        .zip(made)
        .map(|(variant, made)| Artifact { path: variant.url.out_path(), content: Content::Bytes(made) });
    Ok(artifacts.collect())
}

/// A picture in the size in which a book holds it, with its media type; nothing where no reader of books shows its kind.
pub(super) fn in_a_book(
    graph: &Graph<'_>,
    cache: &Cache,
    gallery: &Gallery,
    url: &UrlPath,
    frame: Frame,
) -> Option<(Vec<u8>, &'static str)> {
    let all = gallery.get(&(url.clone(), frame)).map_or(&[][..], |shown| shown.variants.as_slice());
    let least = if frame == Frame::Whole { 800 } else { 192 };
    let wanted = all.iter().position(|variant| variant.size.0 >= least).or(all.len().checked_sub(1));
    let content = match wanted {
        Some(at) => variants(graph, cache, (url, frame, all)).ok()?.into_iter().nth(at)?.content,
        None => copied(graph.assets.get(url)?).ok()?.0,
    };
    let bytes = match content {
        Content::Bytes(bytes) => bytes,
        Content::Copy(_) => source::picture(graph.assets.get(url)?).ok()?,
    };
    let kind = match picture::kind(&bytes, url.as_str().rsplit('.').next().unwrap_or_default()) {
        Kind::Jpeg => "image/jpeg",
        Kind::Png => "image/png",
        Kind::WebP => "image/webp",
        Kind::Gif => "image/gif",
        Kind::Svg => "image/svg+xml",
        Kind::Avif | Kind::Foreign(_) | Kind::Other => return None,
    };
    Some((bytes, kind))
}

/// A file of the site as it is published: pictures without what they tell about camera and place, vector pictures
/// without what acts. With what is to be said about it.
pub(super) fn copied(asset: &Asset) -> Result<(Content, Option<Diagnostic>), Failure> {
    let extension = asset.path.extension().to_ascii_lowercase();
    let as_it_is = || Content::Copy(asset.from.clone());
    match extension.as_str() {
        "jpg" | "jpeg" | "jpe" | "jfif" | "png" | "apng" | "webp" | "gif" => {}
        // What stands in `static/` and in themes is the site's own program.
        "svg" if asset.path.below("content").is_some() => {}
        _ => return Ok((as_it_is(), None)),
    }
    let bytes = source::picture(asset)?;
    let kind = picture::kind(&bytes, &extension);
    if kind == Kind::Svg {
        let purified = picture::purify(&bytes).map_err(|fault| told(asset, &fault))?;
        let warning = (!purified.removed.is_empty()).then(|| {
            let removed: Vec<_> = purified.removed.into_iter().collect();
            Diagnostic::new(
                codes::ACTIVE_PICTURE,
                format!("this vector picture is published without {}", removed.join(", ")),
            )
            .about(asset.path.as_str())
            .help("save it as plain SVG")
        });
        let content = purified.text.map_or_else(as_it_is, |text| Content::Bytes(text.into_bytes()));
        return Ok((content, warning));
    }
    let content = match picture::clean(&bytes, kind).map_err(|fault| told(asset, &fault))? {
        Cow::Borrowed(_) => as_it_is(),
        Cow::Owned(cleaned) => Content::Bytes(cleaned),
    };
    Ok((content, None))
}
