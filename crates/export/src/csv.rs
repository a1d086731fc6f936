//! Tables as CSV: UTF-8, a header, a comma between two cells, quotes where needed.
//!
//! What is not known is an empty cell, yes and no are `true` and `false`.

use crate::ExportError;
use crate::format::{Export, ExportFile};
use crate::table::{Cell, Column, Table};

/// A file a table, `quotations.csv` and so on.
///
/// # Errors
///
/// Never for tables of the right width; the result is that of a writer of CSV.
pub fn write(tables: &[Table]) -> Result<Export, ExportError> {
    let mut files = Vec::new();
    for table in tables {
        let mut bytes = header(table.columns)?;
        bytes.extend(rows(&table.rows)?);
        files.push(ExportFile::new(format!("{}.csv", table.name), bytes));
    }
    Ok(Export { files, certificate: None })
}

/// The first line of a table.
///
/// # Errors
///
/// Never; the result is that of a writer of CSV.
pub fn header(columns: &[Column]) -> Result<Vec<u8>, ExportError> {
    records([columns.iter().map(|column| column.name.to_owned())])
}

/// The lines of some rows, without a header.
///
/// # Errors
///
/// If the rows differ in width.
pub fn rows(rows: &[Vec<Cell>]) -> Result<Vec<u8>, ExportError> {
    records(rows.iter().map(|row| row.iter().map(written)))
}

fn records(
    rows: impl IntoIterator<Item = impl Iterator<Item = String>>,
) -> Result<Vec<u8>, ExportError> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(std::io::Error::other)?;
    }
    writer.into_inner().map_err(|error| ExportError::Write(error.into_error()))
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.to_string(),
        Cell::Int(n) => n.to_string(),
        Cell::Real(n) => n.to_string(),
        Cell::Bool(is) => is.to_string(),
    }
}
