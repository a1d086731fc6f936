//! How a learned model is run. Knows no fiction.
//!
//! Two kinds of model: [`Forest`], gradient-boosted trees; and networks, made of [`Tensors`]
//! from a file, products of small integers ([`Int8Matrix`]) and layers in [`float`].
//!
//! Read in this order: `error`, `forest`, `buffer`, `int8`, `lanes`, `float`, `tensors`.

mod buffer;
mod error;
pub mod float;
mod forest;
mod int8;
mod lanes;
mod tensors;

pub use buffer::{Buffer, Number};
pub use error::ModelError;
pub use float::{Linear, Panels};
pub use forest::{Forest, Scratch};
pub use int8::{
    Finish, Int8Matrix, Kernel, MAX_WEIGHT, MIN_WEIGHT, Step, Windows, ZERO_POINT,
};
pub use tensors::{ByteTable, Tensors};
