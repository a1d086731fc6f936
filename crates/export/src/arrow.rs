//! Tables as Arrow record batches, with the types of their columns.
//!
//! Text is UTF-8, whole numbers have 64 bits, numbers too. What is not known is null.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::{ArrowError, DataType, Field, Schema};

use crate::ExportError;
use crate::table::{Cell, Column, Kind};

/// The types of columns.
pub fn schema(columns: &[Column]) -> Arc<Schema> {
    let fields = columns.iter().map(|column| {
        let kind = match column.kind {
            Kind::Text => DataType::Utf8,
            Kind::Int => DataType::Int64,
            Kind::Real => DataType::Float64,
            Kind::Bool => DataType::Boolean,
        };
        Field::new(column.name, kind, true)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The rows of a table as columns.
///
/// # Errors
///
/// Never for rows of the right width; the result is that of a maker of batches.
pub fn batch(columns: &[Column], rows: &[Vec<Cell>]) -> Result<RecordBatch, ExportError> {
    let arrays = columns.iter().enumerate();
    let arrays = arrays.map(|(i, column)| array(rows, i, *column)).collect();
    RecordBatch::try_new(schema(columns), arrays).map_err(refused)
}

fn refused(error: ArrowError) -> ExportError {
    ExportError::Write(std::io::Error::other(error))
}

/// One column of some rows; a cell of another kind is null.
fn array(rows: &[Vec<Cell>], i: usize, column: Column) -> ArrayRef {
    let cells = rows.iter().map(|row| row.get(i).unwrap_or(&Cell::Null));
    match column.kind {
        Kind::Text => Arc::new(StringArray::from_iter(cells.map(|cell| match cell {
            Cell::Text(text) => Some(text.as_ref()),
            _ => None,
        }))),
        Kind::Int => Arc::new(Int64Array::from_iter(cells.map(|cell| match cell {
            Cell::Int(n) => Some(*n),
            _ => None,
        }))),
        Kind::Real => Arc::new(Float64Array::from_iter(cells.map(|cell| match cell {
            Cell::Real(n) => Some(*n),
            _ => None,
        }))),
        Kind::Bool => Arc::new(BooleanArray::from_iter(cells.map(|cell| match cell {
            Cell::Bool(is) => Some(*is),
            _ => None,
        }))),
    }
}
