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
        writer.add(&table.rows)?;
        files.push(ExportFile::new(format!("{}.parquet", table.name), writer.finish()?));
    }
    Ok(Export { files, certificate: None })
}

/// Writes one table, some rows at a time.
#[derive(Debug)]
pub struct Writer<W: Write + Send> {
    columns: &'static [Column],
    schema: Arc<Schema>,
    writer: ArrowWriter<W>,
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
    pub fn new(out: W, columns: &'static [Column]) -> Result<Writer<W>, ExportError> {
        let fields: Vec<Field> = columns
            .iter()
            .map(|column| {
                let kind = match column.kind {
                    Kind::Text => DataType::Utf8,
                    Kind::Int => DataType::Int64,
                    Kind::Real => DataType::Float64,
                    Kind::Bool => DataType::Boolean,
                };
                Field::new(column.name, kind, true)
            })
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let properties =
            WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties))
            .map_err(failed)?;
        Ok(Writer { columns, schema, writer })
    }

    /// Adds rows.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    pub fn add(&mut self, rows: &[Vec<Cell>]) -> Result<(), ExportError> {
        if rows.is_empty() {
            return Ok(());
        }
        let arrays =
            self.columns.iter().enumerate().map(|(i, column)| array(rows, i, *column));
        let batch = RecordBatch::try_new(self.schema.clone(), arrays.collect())
            .map_err(refused)?;
        self.writer.write(&batch).map_err(failed)
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
