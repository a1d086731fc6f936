//! The reader's server: a book as a page, and nothing beyond the place it is read to.
//!
//! It listens on 127.0.0.1 alone and answers the page that `web/` builds, which shows what
//! it is sent and derives nothing. Read in this order: `gate` (who is let in), `shelf` (what
//! may be opened), `pages` (a text in pieces, a book up to a place), `places` (how far each
//! book is read), `desk` (what is known there), `shown`, `search`, `correct` (what the page may put right), `assets`, `api`.

mod api;
mod assets;
mod correct;
mod desk;
mod gate;
mod pages;
mod places;
mod search;
mod shelf;
mod shown;

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use dramaturg::text::{IngestError, Limits};
use thiserror::Error;

use api::{App, router};
use desk::Desk;
use gate::Gate;
use shelf::Shelf;

/// Threads that answer requests; what takes long has others.
const N_THREADS: usize = 1;
/// Threads that read and search books, at most.
const N_WORKERS: usize = 8;

/// Why a page is not served, or a request not answered.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// A file, a folder or a port is no good.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers for the session: {0}")]
    Random(#[from] getrandom::Error),
    /// A file is no book.
    #[error("it {0}")]
    Ingest(#[from] IngestError),
    /// The corrections beside a book cannot be read.
    #[error(transparent)]
    Corrections(#[from] dramaturg::corrections::StoreError),
    /// The Story JSON is none.
    #[error("the Story JSON is damaged: {0}")]
    Story(#[from] serde_json::Error),
    /// A request is none that the page sends.
    #[error("the request is none that the page sends: {0}")]
    Request(serde_json::Error),
    /// A correction is none that fits what is shown.
    #[error("{0}")]
    Refused(String),
    /// Somebody else's reading is shown.
    #[error("this shows a Story JSON; open the book without --story to correct it")]
    Foreign,
    /// A book is not on the shelf.
    #[error("there is no such book on the shelf; open the shelf again")]
    NoBook,
    /// The name of a file to be added is no good.
    #[error(
        "the file has no name for a book; give it one that ends in .txt, .md, .html, .epub, \
         .docx, .odt or .rtf"
    )]
    BadName,
}

/// What is served, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The book, or the folder with books.
    pub path: PathBuf,
    /// The folder for what is remembered: places, readings, books that were added.
    pub state: PathBuf,
    /// The port on 127.0.0.1; 0 for any that is free.
    pub port: u16,
    /// What a book may cost.
    pub limits: Limits,
    /// The Story JSON of the book, to be shown whole instead of a reading of our own.
    pub story: Option<String>,
}

/// A server that is bound to its port.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    app: Arc<App>,
}

impl Server {
    /// Binds to a port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If the path is not there, the port taken, or the system without random numbers.
    pub fn bind(options: Options) -> Result<Server, ServeError> {
        let Options { path, state, port, limits, story } = options;
        let shelf = Shelf::new(&path, state.join("books"))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let gate = Gate::new(listener.local_addr()?.port())?;
        let desk = Desk::new(shelf, limits, &state, story);
        Ok(Server { listener, app: Arc::new(App { gate, desk }) })
    }

    /// The address that opens the page; good once.
    pub fn url(&self) -> String {
        self.app.gate.url()
    }

    /// Answers requests for as long as the program runs.
    ///
    /// # Errors
    ///
    /// If the port is lost.
    pub fn run(self) -> Result<(), ServeError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(N_THREADS)
            .max_blocking_threads(N_WORKERS)
            .enable_io()
            .build()?;
        let Server { listener, app } = self;
        runtime.block_on(async {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router(app)).await
        })?;
        Ok(())
    }
}
