//! A drawing as SVG becomes a picture.

use std::sync::Arc;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{self, FontFamily, FontResolver, ImageHrefResolver, Options, Tree, fontdb};

use super::{Faces, Shape, png};

/// The picture of a drawing as PNG. Text is drawn with these fonts only, and no picture is taken from anywhere but the
/// drawing itself. Fails with the reason where the drawing is no SVG.
pub fn draw(svg: &str, shape: Shape, faces: &Faces) -> Result<Vec<u8>, String> {
    let measure = faces.measure();
    let leading = measure.leading(svg);
    let resolver = FontResolver {
        select_font: Box::new(|font, database| named(font, database).or(leading)),
        select_fallback: Box::new(|c, but, _| measure.font(c, but)),
    };
    let options = Options {
        font_resolver: resolver,
        fontdb: Arc::new(faces.database()),
        image_href_resolver: ImageHrefResolver {
            resolve_string: Box::new(|_, _| None),
            ..ImageHrefResolver::default()
        },
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let (width, height) = shape.size();
    let mut canvas = Pixmap::new(width.into(), height.into()).ok_or("there is no room for it")?;
    canvas.fill(Color::WHITE);
    let scale = Transform::from_scale(f32::from(width) / tree.size().width(), f32::from(height) / tree.size().height());
    resvg::render(&tree, scale, &mut canvas.as_mut());
    let (pixels, _) = canvas.data().as_chunks::<4>();
    png::encode(pixels, width.into(), height.into())
}

/// The font of a family that the drawing names, if it is there.
fn named(font: &usvg::Font, database: &fontdb::Database) -> Option<fontdb::ID> {
    let names = font.families().iter().filter_map(|family| match family {
        FontFamily::Named(name) => Some(fontdb::Family::Name(name)),
        _ => None,
    });
    let families: Vec<_> = names.collect();
    let weight = fontdb::Weight(font.weight());
    database.query(&fontdb::Query { families: &families, weight, ..fontdb::Query::default() })
}
