//! Weight files: named tensors in the safetensors format.
//!
//! The bytes stay where they are; a tensor is found by name and looked at in place, or copied
//! into a layer.

use std::borrow::Cow;
use std::ops::Range;

use safetensors::{Dtype, SafeTensors};
use sha2::{Digest, Sha256};

use crate::{Int8Matrix, Linear, ModelError};

/// The key of the file's metadata that holds its format version.
const VERSION_KEY: &str = "format_version";

/// The tensors of a weight file.
#[derive(Clone, Debug)]
pub struct Tensors {
    bytes: Cow<'static, [u8]>,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    range: Range<usize>,
}

/// Rows of small integers, looked at in place, each with a scale of its own.
#[derive(Clone, Debug)]
pub struct ByteTable {
    range: Range<usize>,
    width: usize,
    scales: Vec<f32>,
}

impl ByteTable {
    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.scales.len()
    }

    /// How many values a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The bytes of a row, to be read as signed, and what each is multiplied by.
    ///
    /// # Panics
    ///
    /// If there is no such row, or `tensors` is another file than the table's.
    pub fn row<'t>(&self, tensors: &'t Tensors, row: usize) -> (&'t [u8], f32) {
        let start = self.range.start + row * self.width;
        (&tensors.bytes[start..start + self.width], self.scales[row])
    }
}

impl Tensors {
    /// The tensors of a file's bytes, which must be of the given format version.
    ///
    /// # Errors
    ///
    /// If the bytes are no safetensors file of that version.
    pub fn new(bytes: Cow<'static, [u8]>, version: u32) -> Result<Tensors, ModelError> {
        let no_tensors =
            |reason: &dyn ToString| ModelError::NotTensors { reason: reason.to_string() };
        let (header_len, metadata) =
            SafeTensors::read_metadata(&bytes).map_err(|e| no_tensors(&e))?;
        let found = metadata.metadata().as_ref().and_then(|m| m.get(VERSION_KEY));
        let found = found.and_then(|v| v.parse().ok()).unwrap_or_default();
        if found != version {
            return Err(ModelError::OtherVersion { found, reads: version });
        }
        // Eight bytes tell the header's length.
        let base = header_len + 8;
        let mut rows = Vec::new();
        for name in metadata.offset_keys() {
            let Some(info) = metadata.info(&name) else { continue };
            let (start, end) = info.data_offsets;
            let range = base + start..base + end;
            if range.end > bytes.len() {
                return Err(no_tensors(&"it ends early"));
            }
            let (dtype, shape) = (info.dtype, info.shape.clone());
            rows.push(Row { name, dtype, shape, range });
        }
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Tensors { bytes, rows })
    }

    /// Checks the file against the digest that its settings name.
    ///
    /// # Errors
    ///
    /// If it is another file.
    pub fn verify(bytes: &[u8], named: &str) -> Result<(), ModelError> {
        let found: String =
            Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        if found == named {
            return Ok(());
        }
        Err(ModelError::OtherHash { found, named: named.to_owned() })
    }

    fn find(&self, name: &str) -> Result<&Row, ModelError> {
        match self.rows.binary_search_by(|row| row.name.as_str().cmp(name)) {
            Ok(i) => Ok(&self.rows[i]),
            Err(_) => Err(tensor(name, "is not there")),
        }
    }

    /// Whether there is a tensor of that name.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_ok()
    }

    /// The shape of a tensor.
    ///
    /// # Errors
    ///
    /// If it is missing.
    pub fn shape(&self, name: &str) -> Result<&[usize], ModelError> {
        self.find(name).map(|row| &*row.shape)
    }

    fn bytes_of(
        &self,
        name: &str,
        shape: &[usize],
        dtype: Dtype,
    ) -> Result<&[u8], ModelError> {
        let row = self.find(name)?;
        if row.shape != shape || row.dtype != dtype {
            let (found, is) = (&row.shape, row.dtype);
            let reason =
                format!("is {is:?} {found:?} where the engine needs {dtype:?} {shape:?}");
            return Err(tensor(name, &reason));
        }
        Ok(&self.bytes[row.range.clone()])
    }

    /// A copy of a tensor of `f32`.
    ///
    /// # Errors
    ///
    /// If it is missing, of another type or shape, or holds what is no number.
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let bytes = self.bytes_of(name, shape, Dtype::F32)?;
        let values = bytes.chunks_exact(4);
        let values: Vec<f32> = values
            .map(|b| f32::from_le_bytes(b.try_into().expect("chunks have four bytes")))
            .collect();
        if values.iter().all(|v| v.is_finite()) {
            return Ok(values);
        }
        Err(tensor(name, "holds what is no number"))
    }

    /// A layer of `f32` from `NAME.weight` `[n_outputs, n_inputs]` and `NAME.bias`.
    ///
    /// # Errors
    ///
    /// If one of the two is missing or of another form.
    pub fn linear(
        &self,
        name: &str,
        n_inputs: usize,
        n_outputs: usize,
    ) -> Result<Linear, ModelError> {
        self.joined(n_inputs, &[(name, n_outputs)])
    }

    /// One layer of `f32` from several with the same inputs: their outputs one behind the
    /// other, each told by its name and its number of outputs.
    ///
    /// # Errors
    ///
    /// If a part of one is missing or of another form.
    pub fn joined(
        &self,
        n_inputs: usize,
        layers: &[(&str, usize)],
    ) -> Result<Linear, ModelError> {
        let (mut weights, mut biases) = (Vec::new(), Vec::new());
        for &(name, n_outputs) in layers {
            let shape = [n_outputs, n_inputs];
            weights.extend(self.floats(&format!("{name}.weight"), &shape)?);
            biases.extend(self.floats(&format!("{name}.bias"), &[n_outputs])?);
        }
        let names: Vec<&str> = layers.iter().map(|(name, _)| *name).collect();
        Linear::new(&weights, &biases)
            .ok_or_else(|| tensor(&names.join(", "), "has no outputs"))
    }

    /// A packed matrix from a tensor of `i8`.
    ///
    /// # Errors
    ///
    /// If it is missing, of another form, or a weight is out of range.
    pub fn int8_matrix(
        &self,
        name: &str,
        n_outputs: usize,
        n_inputs: usize,
    ) -> Result<Int8Matrix, ModelError> {
        let bytes = self.bytes_of(name, &[n_outputs, n_inputs], Dtype::I8)?;
        let weights: Vec<i8> = bytes.iter().map(|b| b.cast_signed()).collect();
        Int8Matrix::new(n_outputs, n_inputs, &weights)
            .ok_or_else(|| tensor(name, "has weights outside of -64 to 63"))
    }

    /// A table of rows of `i8`, looked at in place, with the scales of its rows.
    ///
    /// # Errors
    ///
    /// If one of the two is missing or of another form.
    pub fn byte_table(&self, name: &str, scales: &str) -> Result<ByteTable, ModelError> {
        let &[n_rows, width] = self.shape(name)? else {
            return Err(tensor(name, "is no matrix"));
        };
        self.bytes_of(name, &[n_rows, width], Dtype::I8)?;
        let range = self.find(name)?.range.clone();
        let scales = self.floats(scales, &[n_rows])?;
        Ok(ByteTable { range, width, scales })
    }
}

fn tensor(name: &str, reason: &str) -> ModelError {
    ModelError::Tensor { name: name.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use safetensors::tensor::TensorView;

    use super::*;

    fn file(version: &str) -> Vec<u8> {
        let weight: Vec<u8> =
            [1.0_f32, 2.0].iter().flat_map(|x| x.to_le_bytes()).collect();
        let bias = 0.5_f32.to_le_bytes();
        let table: [u8; 4] = [1, 255, 3, 4];
        let view = |dtype, shape: &[usize], data| {
            TensorView::new(dtype, shape.to_vec(), data).unwrap()
        };
        let tensors = [
            ("head.weight", view(Dtype::F32, &[1, 2], &weight[..])),
            ("head.bias", view(Dtype::F32, &[1], &bias[..])),
            ("table", view(Dtype::I8, &[2, 2], &table[..])),
            ("table.scale", view(Dtype::F32, &[2], &weight[..])),
        ];
        let metadata = HashMap::from([(VERSION_KEY.to_owned(), version.to_owned())]);
        safetensors::serialize(tensors, Some(metadata)).unwrap()
    }

    #[test]
    fn tensors_are_found_by_name() {
        let tensors = Tensors::new(file("3").into(), 3).unwrap();
        let layer = tensors.linear("head", 2, 1).unwrap();
        let mut output = [0.0];
        layer.apply(&[10.0, 1.0], &mut output);
        assert_eq!(output, [12.5]);
        let table = tensors.byte_table("table", "table.scale").unwrap();
        assert_eq!(table.row(&tensors, 0), (&[1, 255][..], 1.0));
        assert!(tensors.has("head.bias") && !tensors.has("head"));
        let error = tensors.linear("head", 3, 1).unwrap_err().to_string();
        assert!(error.contains("head.weight") && error.contains("[1, 2]"), "{error}");
    }

    #[test]
    fn other_files_are_no_model() {
        assert!(matches!(
            Tensors::new(file("4").into(), 3),
            Err(ModelError::OtherVersion { found: 4, reads: 3 })
        ));
        let whole = file("3");
        for n in [0, 7, 40, whole.len() - 1] {
            assert!(Tensors::new(whole[..n].to_vec().into(), 3).is_err(), "{n} bytes");
        }
        assert!(matches!(
            Tensors::verify(&whole, "00"),
            Err(ModelError::OtherHash { .. })
        ));
    }
}
