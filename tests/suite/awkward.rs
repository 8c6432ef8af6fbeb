//! Texts of every awkward shape are read with a small stack: nothing that nests in them makes the program nest as deep.

#[path = "../../benches/shapes/mod.rs"]
mod shapes;

use rayon::prelude::*;

/// Some 50,000 levels of the shapes that nest; a stack that held a frame for each would be many times as large as this one.
const BYTES: usize = 100_000;
const STACK: usize = 1 << 20;

#[test]
fn awkward_texts_are_read_with_a_small_stack() {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build().unwrap();
    let took = pool.install(|| {
        let sections = shapes::SECTIONS.par_iter().map(|(name, shape)| (*name, shapes::reading::section(shape(BYTES))));
        let foreign = shapes::FOREIGN.par_iter().map(|(name, shape)| {
            let format = name.split(':').next().unwrap();
            (*name, shapes::reading::foreign(format, &shape(BYTES)))
        });
        sections.chain(foreign).collect::<Vec<_>>()
    });
    // How long each takes is measured by `cargo bench --bench linear`; here it is only told which is the slowest.
    let (name, slowest) = took.iter().max_by_key(|(_, took)| took.all).unwrap();
    println!("{} shapes; the slowest is {name}, {:?}, of which parsing {:?}", took.len(), slowest.all, slowest.parsing);
}
