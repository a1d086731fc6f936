//! Tables as Parquet files, with the types of their columns; what is not known is null.

use std::io::Write;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use arrow_array::RecordBatch;

use crate::ExportError;
use crate::arrow::{batch, schema};
use crate::format::{Export, ExportFile};
use crate::table::{Cell, Column, Table};

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
        batch(columns, rows).map(Rows)
    }
}

/// Writes one table, some rows at a time.
#[derive(Debug)]
pub struct Writer<W: Write + Send> {
    writer: ArrowWriter<W>,
}

fn failed(error: ParquetError) -> ExportError {
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
