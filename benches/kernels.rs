//! How long the kernels take. `cargo bench --bench kernels`, or one of them: `cargo bench --bench kernels -- card`.

#![allow(clippy::disallowed_methods, reason = "a benchmark writes what it measures")]

mod generated;
mod kernel;

use divan::Bencher;
use divan::counter::ItemsCount;
use kernel::KERNELS;

fn main() {
    divan::main();
}

#[divan::bench(args = KERNELS.iter().map(|kernel| kernel.name), sample_count = 30)]
fn kernels(bencher: Bencher<'_, '_>, name: &str) {
    let Some(kernel) = KERNELS.iter().find(|kernel| kernel.name == name) else { return };
    let mut bencher = Some(bencher.counter(ItemsCount::new(kernel.items)));
    (kernel.prepare)(&mut |work| {
        if let Some(bencher) = bencher.take() {
            bencher.bench_local(&mut *work);
        }
    });
}
