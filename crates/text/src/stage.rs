//! The contract of a pipeline step.

/// One step of the pipeline: borrows earlier layers, makes one new layer.
///
/// A stage is pure: the same input gives the same layer, on every machine and with any
/// number of threads.
pub trait Stage {
    /// The layers that it reads, such as `(&'a Book, &'a Quotations)`.
    type Input<'a>: Copy;
    /// The layer that it makes.
    type Layer;
    /// Its name in timings, notes and score tables.
    const NAME: &'static str;
    /// Makes the layer.
    fn run(&self, input: Self::Input<'_>) -> Self::Layer;
}
