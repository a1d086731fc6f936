//! `dramaturg perform`: a book spoken by a program of this machine.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;

use dramaturg_export::Options;
use dramaturg_perform::PerformError;
use dramaturg_perform::container::{Container, encode, join};
use dramaturg_perform::plan::plan;
use dramaturg_perform::speaker::Speaker;
use dramaturg_perform::stage::Stage;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::arguments::{Perform, Sound};
use crate::failure::{Failure, shown};
use crate::{correct, export};

/// Runs the command.
pub(crate) fn run(perform: &Perform, is_quiet: bool) -> Result<(), Failure> {
    let book = &perform.input.book;
    let failed = |error: PerformError| Failure::incomplete(book, &error.to_string());
    let speaker = match perform.engine.as_str() {
        "espeak-ng" => Speaker::espeak(),
        "piper" => Speaker::piper(),
        command => Speaker::template(command).map_err(failed)?,
    };
    let voices = match &perform.voices {
        None => None,
        Some(path) => Some(export::voice_map(path)?),
    };
    let folder = &perform.output;
    fs::create_dir_all(folder).map_err(|error| {
        Failure::io(folder.as_os_str(), &error, "choose another folder with -o")
    })?;
    let reading = correct::read(&perform.input, perform.force, is_quiet)?;
    let options = Options { threshold: perform.threshold, voices, ..Options::default() };
    let plan = plan(&reading, &options, &speaker.stock(), &speaker.name());
    if plan.takes.is_empty() {
        return Err(Failure::bad(book, "has no word to speak; give a book with words"));
    }
    let stage = Stage::new(folder).map_err(failed)?;
    let target = if is_quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let style = ProgressStyle::with_template("{bar:30} {percent} % spoken, {eta} to go")
        .expect("the template is sound");
    let bar = ProgressBar::with_draw_target(Some(1), target).with_style(style);
    let rendered = stage.render(&plan, &speaker, |n, all| {
        bar.set_length(all as u64);
        bar.set_position(n as u64);
    });
    bar.finish_and_clear();
    let rendered = rendered.map_err(failed)?;
    let marks = join(&plan, &stage, folder).map_err(failed)?;
    let container = match perform.sound {
        Sound::Wav => Container::Wav,
        Sound::M4b => Container::M4b,
        Sound::Opus => Container::Opus,
    };
    let source = &reading.book.source;
    let title = source.title.as_deref().unwrap_or(&source.name);
    let path = encode(folder, container, title, &marks).map_err(failed)?;
    if !is_quiet {
        let seconds = marks.last().map_or(0, |mark| mark.end / 1000);
        let _ = writeln!(
            anstream::stderr(),
            "spoke {} of {} takes, the others were there; {} chapters, {}:{:02}:{:02}; wrote {}",
            rendered.n_new,
            rendered.n_all,
            marks.len(),
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            shown(OsStr::new(&path))
        );
    }
    Ok(())
}
