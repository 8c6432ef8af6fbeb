//! Lists the files of the built-in theme and the sources that describe what templates get, so that they are compiled into
//! the program, and unpacks its font.
#![allow(clippy::disallowed_methods, clippy::expect_used, reason = "a build that cannot find its own files must stop")]

use std::fmt::Write;
#[cfg(feature = "cards")]
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::{env, fs};

use walkdir::WalkDir;

fn main() {
    println!("cargo::rerun-if-changed=themes/default");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets the folder of the package");
    let theme = Path::new(&root).join("themes/default");
    let mut list = String::from("&[\n");
    for entry in WalkDir::new(&theme).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let text =
            matches!(entry.path().extension().and_then(|e| e.to_str()), Some("html" | "css" | "js" | "yaml" | "svg"));
        if entry.file_type().is_file() && text {
            let path = entry.path().strip_prefix(&theme).expect("the walk stays below its root");
            let name = path.to_str().expect("names in the theme are ASCII").replace('\\', "/");
            // The folder is filled in when the list is compiled, so that the list also holds after the checkout has moved.
            let text = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})", format!("/themes/default/{name}"));
            writeln!(list, "    ({name:?}, include_str!({text})),").expect("a string takes all text");
        }
    }
    list.push_str("]\n");
    let out = env::var("OUT_DIR").expect("cargo sets the output folder");
    fs::write(Path::new(&out).join("theme.rs"), list).expect("the output folder can be written");
    #[cfg(feature = "cards")]
    font(&theme.join("fonts/noto-sans-sc-bold.woff2"), &Path::new(&out).join("font.ttf"));
    // The contract with the authors of themes is read out of the sources of the views.
    println!("cargo::rerun-if-changed=src/view/types");
    let mut list = String::from("&[\n");
    let views = WalkDir::new(Path::new(&root).join("src/view/types")).sort_by_file_name().into_iter();
    let views = views.filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let names = views.map(|entry| format!("src/view/types/{}", entry.file_name().to_string_lossy()));
    for name in names.chain(["src/render/engine.rs".to_owned()]) {
        let text = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})", format!("/{name}"));
        writeln!(list, "    ({name:?}, include_str!({text})),").expect("a string takes all text");
    }
    list.push_str("]\n");
    fs::write(Path::new(&out).join("views.rs"), list).expect("the output folder can be written");
}

/// The font for icons and cards, as it is drawn with, and what its bytes are known by.
#[cfg(feature = "cards")]
fn font(from: &Path, to: &Path) {
    let packed = fs::read(from).expect("the font can be read");
    let mut hasher = DefaultHasher::new();
    hasher.write(&packed);
    println!("cargo::rustc-env=PLENARY_FONT={:016x}", hasher.finish());
    fs::write(to, wuff::decompress_woff2(&packed).expect("the font is WOFF2"))
        .expect("the output folder can be written");
}
