//! The engine as a Python module: `dramaturg._dramaturg`, which the package `dramaturg`
//! makes pleasant.
//!
//! Everything that takes time releases the interpreter's lock. Tables go over as Arrow
//! streams, so that no cell becomes a Python object on the way.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::thread;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use dramaturg::text::Limits;
use dramaturg::{ENGINE_VERSION, Engine, JsonOptions};
use dramaturg_export::document::Document;
use dramaturg_export::table::{TABLES, tables};
use dramaturg_export::voice_map::VoiceMap;
use dramaturg_export::{FORMATS, Format, Options, arrow};
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};

mod errors {
    use super::{PyException, create_exception};

    create_exception!(
        dramaturg,
        DramaturgError,
        PyException,
        "Whatever goes wrong here."
    );
    create_exception!(
        dramaturg,
        IngestError,
        DramaturgError,
        "A file that is no book, or is over a limit: which, where, and what to do."
    );
    create_exception!(
        dramaturg,
        ExportError,
        DramaturgError,
        "An export that cannot be made."
    );
}
use errors::{DramaturgError, ExportError, IngestError};

/// The engine with one thread a book, and with two.
static ENGINES: [OnceLock<Engine>; 2] = [OnceLock::new(), OnceLock::new()];

fn engine(n_threads: usize) -> &'static Engine {
    let i = usize::from(n_threads > 1);
    ENGINES[i].get_or_init(|| Engine::embedded().with_threads(i + 1))
}

/// What is known of one book.
#[pyclass(frozen, module = "dramaturg._dramaturg")]
#[derive(Debug)]
struct Reading {
    reading: dramaturg::Reading,
}

/// The rows of one table; a stream of Arrow record batches.
#[pyclass(frozen, module = "dramaturg._dramaturg")]
#[derive(Debug)]
struct Table {
    name: &'static str,
    batch: RecordBatch,
}

fn limits(force: bool, max_bytes: Option<usize>) -> Limits {
    let usual = Limits { force, ..Limits::default() };
    Limits { max_bytes: max_bytes.unwrap_or(usual.max_bytes), ..usual }
}

/// Reads the bytes of a file; `name` tells its format where they do not.
#[pyfunction]
#[pyo3(signature = (name, data, *, force=false, max_bytes=None, threads=2))]
fn read_bytes(
    py: Python<'_>,
    name: &str,
    data: &[u8],
    force: bool,
    max_bytes: Option<usize>,
    threads: usize,
) -> PyResult<Reading> {
    let limits = limits(force, max_bytes);
    py.detach(|| read_any(name, data, &limits, threads))
        .map_err(|message| IngestError::new_err(format!("{name}: {message}")))
}

fn read_any(
    name: &str,
    data: &[u8],
    limits: &Limits,
    threads: usize,
) -> Result<Reading, String> {
    if data.len() > limits.max_bytes {
        let limit = limits.max_bytes;
        return Err(format!(
            "is longer than {limit} bytes, the limit; split the book or raise max_bytes"
        ));
    }
    // The first time, the models are laid out while the book is opened.
    let (engine, book) = thread::scope(|scope| {
        let engine = scope.spawn(|| engine(threads));
        let book = dramaturg::text::read(name, data, limits);
        (engine.join().expect("the embedded models were tested"), book)
    });
    let book = book.map_err(|error| error.to_string())?;
    Ok(Reading { reading: engine.read(book) })
}

/// Reads a file.
#[pyfunction]
#[pyo3(signature = (path, *, force=false, max_bytes=None, threads=2))]
#[expect(clippy::needless_pass_by_value, reason = "Python's paths come as values")]
fn read_path(
    py: Python<'_>,
    path: PathBuf,
    force: bool,
    max_bytes: Option<usize>,
    threads: usize,
) -> PyResult<Reading> {
    let limits = limits(force, max_bytes);
    let shown = path.display();
    let bytes = py.detach(|| -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let cap = (limits.max_bytes as u64).saturating_add(1);
        File::open(&path)?.take(cap).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    let bytes = bytes.map_err(|error| match error.raw_os_error() {
        // Python makes of the number what it is: FileNotFoundError, PermissionError.
        Some(number) => {
            let message = error.to_string();
            let message = message.split(" (os error").next().unwrap_or_default();
            PyOSError::new_err((
                number,
                message.to_owned(),
                path.clone().into_os_string(),
            ))
        }
        None => PyOSError::new_err(format!("{shown}: {error}")),
    })?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    py.detach(|| read_any(&name, &bytes, &limits, threads))
        .map_err(|message| IngestError::new_err(format!("{shown}: {message}")))
}

/// The names of all export formats, each with a few words on it.
#[pyfunction]
fn formats() -> Vec<(&'static str, &'static str)> {
    FORMATS.iter().map(|format| (format.name, format.about)).collect()
}

/// The names of all tables.
#[pyfunction]
fn table_names() -> Vec<&'static str> {
    TABLES.iter().map(|(name, _)| *name).collect()
}

/// A file of an export: its path, and what is in it.
type Written<'py> = (String, Bound<'py, PyBytes>);

#[pymethods]
impl Reading {
    /// The text that was read.
    #[getter]
    fn text(&self) -> &str {
        &self.reading.book.text
    }

    /// The Story JSON.
    #[pyo3(signature = (*, mentions=false, text=false, threshold=0.0))]
    fn json(&self, py: Python<'_>, mentions: bool, text: bool, threshold: f32) -> String {
        let options = JsonOptions { mentions, text, threshold };
        py.detach(|| self.reading.to_json(&options))
    }

    /// All tables, in the order of `table_names`.
    #[pyo3(signature = (*, threshold=0.0))]
    fn tables(&self, py: Python<'_>, threshold: f32) -> PyResult<Vec<Table>> {
        let options = Options { threshold, ..Options::default() };
        py.detach(|| {
            let document = Document::of(&self.reading, &options)?;
            let all = tables(&document).into_iter().map(|table| {
                let batch = arrow::batch(table.columns, &table.rows)?;
                Ok(Table { name: table.name, batch })
            });
            all.collect::<Result<_, dramaturg_export::ExportError>>()
        })
        .map_err(|error| ExportError::new_err(error.to_string()))
    }

    /// The files of an export, and whether they were found to hold the whole text; none for
    /// formats without the text. `voices` is a voice map, in TOML.
    #[pyo3(signature = (format, *, threshold=0.0, voices=None))]
    fn export<'py>(
        &self,
        py: Python<'py>,
        format: &str,
        threshold: f32,
        voices: Option<&str>,
    ) -> PyResult<(Vec<Written<'py>>, Option<bool>)> {
        let Some(found) = Format::find(format) else {
            let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
            return Err(PyValueError::new_err(format!(
                "there is no format {format:?}; choose one of {}",
                names.join(", ")
            )));
        };
        let voices = voices.map(VoiceMap::parse).transpose();
        let voices = voices.map_err(|e| ExportError::new_err(format!("voices: {e}")))?;
        let options = Options { threshold, voices, ..Options::default() };
        let export = py
            .detach(|| (found.write)(&self.reading, &options))
            .map_err(|error| ExportError::new_err(error.to_string()))?;
        let files = export.files.iter();
        let files = files.map(|file| (file.path.clone(), PyBytes::new(py, &file.bytes)));
        Ok((files.collect(), export.certificate.map(|certificate| certificate.complete)))
    }
}

#[pymethods]
impl Table {
    /// Its name.
    #[getter]
    fn name(&self) -> &'static str {
        self.name
    }

    /// The names of its columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        let schema = self.batch.schema();
        schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<Table {}: {} rows>", self.name, self.batch.num_rows())
    }

    /// The rows as an Arrow stream: what pyarrow, polars, pandas and others take.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A consumer may ask for other types; by the protocol it takes what it gets.
        drop(requested_schema);
        let batch = self.batch.clone();
        let schema = batch.schema();
        let batches = RecordBatchIterator::new([Ok(batch)], schema);
        let batches: Box<dyn RecordBatchReader + Send> = Box::new(batches);
        let stream = FFI_ArrowArrayStream::new(batches);
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }
}

#[pymodule]
fn _dramaturg(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add("__version__", ENGINE_VERSION)?;
    m.add("DramaturgError", m.py().get_type::<DramaturgError>())?;
    m.add("IngestError", m.py().get_type::<IngestError>())?;
    m.add("ExportError", m.py().get_type::<ExportError>())?;
    m.add_class::<Reading>()?;
    m.add_class::<Table>()?;
    m.add_function(wrap_pyfunction!(read_bytes, m)?)?;
    m.add_function(wrap_pyfunction!(read_path, m)?)?;
    m.add_function(wrap_pyfunction!(formats, m)?)?;
    m.add_function(wrap_pyfunction!(table_names, m)?)?;
    Ok(())
}
