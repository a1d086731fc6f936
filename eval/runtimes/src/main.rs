//! Our kernels beside a general runtime (rten), on the network of the language model.
//!
//! ```sh
//! python3 eval/runtimes/network.py TEXT graphs                  # writes what this reads
//! cargo run --release --manifest-path eval/runtimes/Cargo.toml -- models/language graphs
//! ```
//!
//! Both run the same layers over the same rows in stretches of the same length, on one
//! thread. Printed are seconds of processor time for 100,000 words, and how far the outputs
//! of the runtime lie from ours.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use dramaturg_nn::{
    Buffer, Finish, Int8Matrix, Kernel, Step, Tensors, Windows, ZERO_POINT, float,
};
use rten::{Model, ModelOptions, RunOptions, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use serde::Deserialize;

/// Words of a stretch; the engine reads 64 to 192 at once.
const STRETCHES: [usize; 3] = [64, 192, 2048];
/// How often everything is run.
const N_RUNS: u32 = 5;
const EPSILON: f32 = 1e-5;

#[derive(Deserialize)]
struct Settings {
    width: usize,
    dilations: Vec<usize>,
    slices: Vec<Slice>,
}

#[derive(Deserialize)]
struct Slice {
    size: usize,
}

/// A product with what turns its sums into values.
struct Product {
    matrix: Int8Matrix,
    inverse_scale: f32,
    scales: Vec<f32>,
    biases: Vec<f32>,
}

/// The network, as `crates/parse/src/syntax/network.rs` runs it.
struct Network {
    width: usize,
    dilations: Vec<usize>,
    layers: Vec<Product>,
    heads: Product,
}

impl Network {
    fn new(folder: &Path) -> Result<Network> {
        let settings = fs::read_to_string(folder.join("model.toml"))?;
        let Settings { width, dilations, slices } = toml::from_str(&settings)?;
        let tensors =
            Tensors::new(fs::read(folder.join("weights.safetensors"))?.into(), 1)?;
        let product = |name: &str, n_outputs, n_inputs| {
            let floats = |part: &str, n| tensors.floats(&format!("{name}.{part}"), &[n]);
            anyhow::Ok(Product {
                matrix: tensors.int8_matrix(
                    &format!("{name}.weight"),
                    n_outputs,
                    n_inputs,
                )?,
                inverse_scale: floats("inverse_scale", 1)?[0],
                scales: floats("scale", n_outputs)?,
                biases: floats("bias", n_outputs)?,
            })
        };
        let layers = (0..dilations.len())
            .map(|i| product(&format!("layers.{i}"), width, 3 * width))
            .collect::<Result<_>>()?;
        let n_outputs = slices.iter().map(|slice| slice.size).sum();
        Ok(Network {
            width,
            dilations,
            layers,
            heads: product("heads", n_outputs, width)?,
        })
    }

    /// The outputs of all heads for one stretch, before they are rectified.
    fn run(&self, rows: &[f32], room: &mut Room) {
        room.values.clear();
        room.values.extend_from_slice(rows);
        for (layer, &dilation) in self.layers.iter().zip(&self.dilations) {
            self.round(layer, dilation, room);
            let edge = dilation * self.width;
            let taps = [0, edge, 2 * edge];
            let Room { values, activations, starts, sums, .. } = room;
            layer.apply(activations, &taps, starts, Step::AddPositive, sums, values);
        }
        self.round(&self.heads, 0, room);
        let n_outputs = self.heads.scales.len();
        let floors = vec![f32::NEG_INFINITY; n_outputs];
        room.outputs.clear();
        room.outputs.lengthen(rows.len() / self.width * n_outputs);
        let step = Step::Replace { floors: &floors };
        let Room { activations, starts, sums, outputs, .. } = room;
        self.heads.apply(activations, &[0], starts, step, sums, outputs);
    }

    fn round(&self, product: &Product, dilation: usize, room: &mut Room) {
        let (width, edge) = (self.width, dilation * self.width);
        let n = room.values.len();
        room.activations.clear();
        room.activations.lengthen(n + 2 * edge);
        room.activations.fill(ZERO_POINT);
        let inner = &mut room.activations[edge..edge + n];
        float::standardize(&room.values, width, EPSILON, product.inverse_scale, inner);
        room.starts.clear();
        room.starts.extend((0..n / width).map(|word| word * width));
    }
}

impl Product {
    fn apply(
        &self,
        activations: &[u8],
        taps: &[usize],
        starts: &[usize],
        step: Step<'_>,
        sums: &mut Buffer<i32>,
        values: &mut [f32],
    ) {
        let width = self.matrix.n_inputs() / taps.len();
        let windows = Windows { activations, taps, width, starts };
        let finish = Finish { scales: &self.scales, biases: &self.biases, step };
        let stride = self.scales.len();
        self.matrix.apply(Kernel::best(), windows, finish, sums, stride, values);
    }
}

#[derive(Default)]
struct Room {
    values: Buffer<f32>,
    activations: Buffer<u8>,
    starts: Vec<usize>,
    sums: Buffer<i32>,
    outputs: Buffer<f32>,
}

/// Processor time of this process in seconds.
fn cpu() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").context("needs Linux")?;
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or("").split(' ').collect();
    let ticks = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
    Ok(ticks / 100.0)
}

/// Runs something many times and prints what 100,000 words cost.
fn time(
    name: &str,
    stretch: usize,
    n_words: usize,
    mut run: impl FnMut() -> Result<()>,
) -> Result<()> {
    run()?;
    let (begun, before, mut best) = (Instant::now(), cpu()?, f64::INFINITY);
    for _ in 0..N_RUNS {
        let start = Instant::now();
        run()?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    let unit = 1e5 / n_words as f64;
    let (cpu, wall) = (cpu()? - before, begun.elapsed().as_secs_f64());
    let runs = f64::from(N_RUNS);
    println!(
        "{name}\t{stretch} words at once\t{:.3} cpu-s\t{:.3} s wall, best {:.3}",
        cpu / runs * unit,
        wall / runs * unit,
        best * unit,
    );
    Ok(())
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    ensure!(arguments.len() == 3, "usage: dramaturg-runtimes MODEL GRAPHS");
    let (folder, graphs) = (Path::new(&arguments[1]), Path::new(&arguments[2]));
    let network = Network::new(folder)?;
    let width = network.width;
    let rows: Vec<f32> = fs::read(graphs.join("inputs.f32"))?
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    let n_words = rows.len() / width;
    println!("{n_words} words, our kernel: {:?}", Kernel::best());
    let pool = Arc::new(ThreadPool::with_num_threads(1));
    let models = ["float", "int8"]
        .map(|name| {
            let mut options = ModelOptions::with_all_ops();
            options.prepack_weights(true);
            options
                .load_file(graphs.join(format!("{name}.onnx")))
                .map(|model| (name, model))
        })
        .into_iter()
        .collect::<Result<Vec<(&str, Model)>, _>>()?;
    for stretch in STRETCHES {
        let mut room = Room::default();
        time("ours, int8", stretch, n_words, || {
            rows.chunks(stretch * width).for_each(|rows| network.run(rows, &mut room));
            Ok(())
        })?;
        for (name, model) in &models {
            let input = model.input_ids()[0];
            let output = model.output_ids()[0];
            let run = |rows: &[f32]| -> Result<Vec<f32>> {
                let tensor =
                    NdTensor::from_data([1, rows.len() / width, width], rows.to_vec());
                let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
                let [made] = model.run_n(
                    [(input, tensor.view().into())].into(),
                    [output],
                    Some(options),
                )?;
                Ok(made.into_shape_vec::<f32, 3>()?.1)
            };
            time(&format!("rten, {name}"), stretch, n_words, || {
                rows.chunks(stretch * width).try_for_each(|rows| run(rows).map(drop))
            })?;
            let first = &rows[..(stretch * width).min(rows.len())];
            network.run(first, &mut room);
            let theirs = run(first)?;
            ensure!(theirs.len() == room.outputs.len(), "another form");
            let far = theirs.iter().zip(&*room.outputs).map(|(a, b)| (a - b).abs());
            println!(
                "\toutputs of {name} differ by at most {:.4}",
                far.fold(0.0, f32::max)
            );
        }
    }
    Ok(())
}
