//! Tables as Parquet files, with the types of their columns.
//!
//! Text is UTF-8, whole numbers have 64 bits, numbers too. What is not known is null.

use std::io::Write;
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::{ArrowError, DataType, Field, Schema};

use crate::ExportError;
use crate::format::{Export, ExportFile};
use crate::table::{Cell, Column, Kind, Table};

/// A file a table, `quotations.parquet` and so on.
///
/// # Errors
///
/// If a row has a cell of another kind than its column.
pub fn write(tables: &[Table]) -> Result<Export, ExportError> {
    let mut files = Vec::new();
    for table in tables {
        let mut writer = Writer::new(Vec::new(), table.columns)?;
        writer.add(&Rows::new(table.columns, &table.rows)?)?;
        files.push(ExportFile::new(format!("{}.parquet", table.name), writer.finish()?));
    }
    Ok(Export { files, certificate: None })
}

/// Rows as columns: a fifth of the memory.
#[derive(Clone, Debug)]
pub struct Rows(RecordBatch);

impl Rows {
    /// The rows of a table.
    ///
    /// # Errors
    ///
    /// Never for rows of the right width; the result is that of a maker of batches.
    pub fn new(columns: &[Column], rows: &[Vec<Cell>]) -> Result<Rows, ExportError> {
        let arrays = columns.iter().enumerate();
        let arrays = arrays.map(|(i, column)| array(rows, i, *column)).collect();
        RecordBatch::try_new(schema(columns), arrays).map(Rows).map_err(refused)
    }
}

/// Writes one table, some rows at a time.
#[derive(Debug)]
pub struct Writer<W: Write + Send> {
    writer: ArrowWriter<W>,
}

fn schema(columns: &[Column]) -> Arc<Schema> {
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

fn failed(error: ParquetError) -> ExportError {
    ExportError::Write(std::io::Error::other(error))
}

fn refused(error: ArrowError) -> ExportError {
    ExportError::Write(std::io::Error::other(error))
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    pub fn new(out: W, columns: &[Column]) -> Result<Writer<W>, ExportError> {
        let properties =
            WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = ArrowWriter::try_new(out, schema(columns), Some(properties));
        Ok(Writer { writer: writer.map_err(failed)? })
    }

    /// Adds rows.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    pub fn add(&mut self, rows: &Rows) -> Result<(), ExportError> {
        if rows.0.num_rows() == 0 {
            return Ok(());
        }
        self.writer.write(&rows.0).map_err(failed)
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    pub fn finish(self) -> Result<W, ExportError> {
        self.writer.into_inner().map_err(failed)
    }
}

/// One column of some rows; a cell of another kind is null.
fn array(rows: &[Vec<Cell>], i: usize, column: Column) -> ArrayRef {
    let cells = rows.iter().map(|row| row.get(i).unwrap_or(&Cell::Null));
    match column.kind {
        Kind::Text => Arc::new(StringArray::from_iter(cells.map(|cell| match cell {
            Cell::Text(text) => Some(text.as_str()),
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
