//! Products of small integers, kernel by kernel, in operations a second: a layer of a
//! convolution with three taps, at the widths that encoders have.

#![allow(missing_docs, reason = "criterion's macros write functions without docs")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use dramaturg_nn::{Int8Matrix, Kernel, Linear, Windows};

/// Words of a stretch.
const N_ROWS: usize = 96;

fn kernels(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("int8");
    for width in [96, 192, 256] {
        let n_inputs = 3 * width;
        let weights: Vec<i8> = (0..width * n_inputs)
            .map(|i| i8::try_from(i % 127).map_or(0, |w| w - 63))
            .collect();
        let matrix = Int8Matrix::new(width, n_inputs, &weights).expect("sound weights");
        let activations: Vec<u8> = (0..=255).cycle().take((N_ROWS + 2) * width).collect();
        let taps = [0, width, 2 * width];
        let starts: Vec<usize> = (0..N_ROWS).map(|row| row * width).collect();
        let windows =
            Windows { activations: &activations, taps: &taps, width, starts: &starts };
        let mut sums = vec![0; N_ROWS * matrix.n_padded()];
        // A multiplication and an addition each.
        group.throughput(Throughput::Elements(2 * (N_ROWS * width * n_inputs) as u64));
        for kernel in Kernel::ALL.into_iter().filter(|kernel| kernel.is_available()) {
            let id = BenchmarkId::new(format!("{kernel:?}"), width);
            group.bench_function(id, |bencher| {
                bencher.iter(|| matrix.multiply(kernel, black_box(windows), &mut sums));
            });
        }
    }
    group.finish();
}

fn floats(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("f32");
    for width in [96, 256] {
        let weights: Vec<f32> = (0..width * width).map(|i| (i % 17) as f32).collect();
        let layer = Linear::new(&weights, &vec![0.5; width]).expect("sound weights");
        let inputs = vec![0.25; N_ROWS * width];
        let mut outputs = vec![0.0; N_ROWS * width];
        group.throughput(Throughput::Elements(2 * (N_ROWS * width * width) as u64));
        group.bench_function(BenchmarkId::new("linear", width), |bencher| {
            bencher.iter(|| layer.apply(black_box(&inputs), &mut outputs));
        });
    }
    group.finish();
}

criterion_group!(benches, kernels, floats);
criterion_main!(benches);
