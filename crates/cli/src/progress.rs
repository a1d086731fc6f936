//! A spinner on a terminal, for books that take long.

use std::ffi::OsStr;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::shown;

/// What is done sooner needs no spinner.
const PATIENCE: Duration = Duration::from_millis(500);
/// Between two turns of the spinner.
const TICK: Duration = Duration::from_millis(100);

/// Turns on standard error, if that is a terminal, until it is dropped.
#[derive(Debug)]
pub(crate) struct Spinner {
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Spinner {
    /// Starts to wait; shows nothing before half a second.
    pub(crate) fn start(name: &OsStr, is_quiet: bool) -> Spinner {
        use std::io::IsTerminal;
        if is_quiet || !std::io::stderr().is_terminal() {
            return Spinner { done: None, thread: None };
        }
        let message = format!("reading {}", shown(name));
        let (done, wait) = channel();
        let thread = std::thread::spawn(move || turn(&wait, message));
        Spinner { done: Some(done), thread: Some(thread) }
    }
}

fn turn(wait: &Receiver<()>, message: String) {
    if wait.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})")
        .expect("the template is sound");
    let spinner = ProgressBar::new_spinner().with_style(style).with_message(message);
    spinner.enable_steady_tick(TICK);
    // The sender is dropped when the book has been read.
    let _ = wait.recv();
    spinner.finish_and_clear();
}

impl Drop for Spinner {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
