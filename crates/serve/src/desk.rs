//! The books that are open: their texts, how far they are read, and what is known there.
//!
//! The wall stands here. What is known at a place is what the engine reads in the text in
//! front of it: no row, no count, no id and no order can tell of what comes later, since
//! nothing later was there when it was made. The reading is made anew when the place moves;
//! one at a time, the newest place first, so that a reader who turns pages fast does not
//! wait for those in between.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use dramaturg::corrections::{Change, Changed};
use dramaturg::json::{sha256, sha256_of};
use dramaturg::text::{Book, Limits, read};
use dramaturg::{
    Corrected, Corrections, CorrectionsFile, ENGINE_VERSION, Engine, Reading,
};

use crate::ServeError;
use crate::pages::{Pages, cut};
use crate::places::{Place, Places, replace};
use crate::shelf::Shelf;
use crate::shown::{Shown, write};

/// A text this short is read faster than its reading is written down.
const MIN_KEPT_BYTES: usize = 60_000;
/// How many readings are kept in the folder.
const MAX_KEPT: usize = 40;
/// How many books are kept in memory.
const MAX_OPEN: usize = 3;
/// How many corrections of a book can be taken back, one by one.
const MAX_STEPS: usize = 1000;

/// The books that are open, and what it takes to open them.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) shelf: Shelf,
    pub(crate) limits: Limits,
    places: Places,
    /// Where readings are kept.
    readings: PathBuf,
    /// The Story JSON to show instead of a reading of our own.
    story: Option<String>,
    engine: OnceLock<Engine>,
    /// The reading without corrections of the book that is being corrected, up to a place:
    /// the next correction needs it again.
    plain: Mutex<Option<Arc<Reading>>>,
    /// The newest last.
    open: Mutex<Vec<(String, Arc<Open>)>>,
}

/// A book that is open.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) id: String,
    pub(crate) book: Book,
    pub(crate) pages: Pages,
    file: CorrectionsFile,
    /// What its reader put right. Those of lines and names behind the place find nothing in
    /// the text in front of it, and tell nothing.
    corrections: Mutex<Arc<Corrections>>,
    /// What takes the corrections of this session back, one by one; none where it was.
    steps: Mutex<Vec<Option<Change>>>,
    stamp: Mutex<Stamp>,
    place: Mutex<Place>,
    shown: Mutex<Option<Arc<Shown>>>,
    /// Held while a reading is made.
    making: Mutex<()>,
}

/// What tells that a book, or the file of its corrections, has changed.
type Stamp = [Option<(u64, Option<SystemTime>)>; 2];

impl Desk {
    /// A desk for a shelf, with a folder for what is remembered.
    pub(crate) fn new(
        shelf: Shelf,
        limits: Limits,
        state: &Path,
        story: Option<String>,
    ) -> Desk {
        Desk {
            shelf,
            limits,
            places: Places::new(state.join("places")),
            readings: state.join("readings"),
            story,
            engine: OnceLock::new(),
            plain: Mutex::new(None),
            open: Mutex::new(Vec::new()),
        }
    }

    /// How far a book is read that need not be open.
    pub(crate) fn place_of(&self, id: &str) -> Option<Place> {
        self.places.load(id)
    }

    /// The book with an id, opened anew if its file has changed.
    pub(crate) fn open(&self, id: &str, is_fresh: bool) -> Result<Arc<Open>, ServeError> {
        let mut all = lock(&self.open);
        let known = all.iter().position(|(known, _)| known == id);
        if let (Some(known), false) = (known, is_fresh) {
            return Ok(all[known].1.clone());
        }
        let path = self.shelf.books().remove(id).ok_or(ServeError::NoBook)?;
        let stamp = stamp(&path)?;
        if let Some(known) = known {
            let old = *lock(&all[known].1.stamp);
            if old[0] == stamp[0] {
                let row = all.remove(known);
                if old != stamp {
                    row.1.renew(stamp)?;
                }
                all.push(row);
                return Ok(all[all.len() - 1].1.clone());
            }
            all.remove(known);
        }
        let open = Arc::new(self.load(id, &path, stamp)?);
        all.push((id.to_owned(), open.clone()));
        let n_over = all.len().saturating_sub(MAX_OPEN);
        all.drain(..n_over);
        Ok(open)
    }

    fn load(&self, id: &str, path: &Path, stamp: Stamp) -> Result<Open, ServeError> {
        let mut bytes = Vec::new();
        let cap = (self.limits.max_bytes as u64).saturating_add(1);
        fs::File::open(path)?.take(cap).read_to_end(&mut bytes)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let file = CorrectionsFile::beside(path);
        let corrections = Mutex::new(Arc::new(file.load()?));
        let book = read(&name, &bytes, &self.limits)?;
        let pages = Pages::new(&book);
        let mut place = match self.places.load(id) {
            Some(mut place) => {
                place.find_again(&book.text, &pages);
                place
            }
            None => {
                let mut place = Place::default();
                place.go(&book.text, pages.first_place());
                place
            }
        };
        place.is_all |= self.story.is_some();
        place.title = title(&book);
        place.length = pages.end();
        if self.story.is_none() {
            self.places.save(id, &place)?;
        }
        Ok(Open {
            id: id.to_owned(),
            book,
            pages,
            file,
            corrections,
            steps: Mutex::new(Vec::new()),
            stamp: Mutex::new(stamp),
            place: Mutex::new(place),
            shown: Mutex::new(None),
            making: Mutex::new(()),
        })
    }

    /// Moves the place of a book and remembers it.
    pub(crate) fn go(
        &self,
        open: &Open,
        change: impl FnOnce(&mut Place),
    ) -> Result<(), ServeError> {
        let mut place = lock(&open.place);
        let old = place.clone();
        change(&mut place);
        if *place != old && self.story.is_none() {
            self.places.save(&open.id, &place)?;
        }
        Ok(())
    }

    /// Changes the corrections of a book; the number by which that is taken back.
    pub(crate) fn correct(
        &self,
        open: &Open,
        change: &Change,
    ) -> Result<usize, ServeError> {
        if self.story.is_some() {
            return Err(ServeError::Foreign);
        }
        let mut steps = lock(&open.steps);
        let Changed { corrections, replaced } = open.file.change(change)?;
        let add = change.remove.iter().cloned().chain(replaced).collect();
        let back = Change { remove: change.add.clone(), add, seen: None };
        open.keep(corrections);
        steps.push(Some(back));
        let step = steps.len() - 1;
        // The oldest is forgotten, but its number is never another's.
        if let Some(oldest) = step.checked_sub(MAX_STEPS) {
            steps[oldest] = None;
        }
        Ok(step)
    }

    /// Takes a correction of this session back.
    pub(crate) fn take_back(&self, open: &Open, step: usize) -> Result<(), ServeError> {
        let mut steps = lock(&open.steps);
        let Some(Some(back)) = steps.get(step) else {
            let what = "this cannot be taken back any more; see the list of corrections";
            return Err(ServeError::Refused(what.to_owned()));
        };
        open.keep(open.file.change(back)?.corrections);
        steps[step] = None;
        Ok(())
    }

    /// What is known at the place of a book; perhaps a little less if it moves meanwhile,
    /// never more.
    pub(crate) fn shown(&self, open: &Open) -> Result<Arc<Shown>, ServeError> {
        loop {
            if let Some(shown) = open.newest() {
                return Ok(shown);
            }
            let making = lock(&open.making);
            let at = open.place();
            if open.newest().is_none() {
                let shown = Arc::new(self.make(open, at)?);
                *lock(&open.shown) = Some(shown);
            }
            drop(making);
            if let Some(shown) = open.made() {
                return Ok(shown);
            }
        }
    }

    /// The reading that is there, if it may be shown, though the corrections have changed
    /// since; else the newest.
    pub(crate) fn last_shown(&self, open: &Open) -> Result<Arc<Shown>, ServeError> {
        let last = open.made().filter(|shown| shown.at == open.place());
        last.map_or_else(|| self.shown(open), Ok)
    }

    /// Reads the text in front of a place, or finds that reading in the folder.
    fn make(&self, open: &Open, at: usize) -> Result<Shown, ServeError> {
        let corrections = open.corrections();
        let version = reading_version(&corrections);
        if let Some(story) = &self.story {
            return Ok(Shown::parse(story, at, &version)?);
        }
        let is_whole = at >= open.pages.end();
        let book = if is_whole { open.book.clone() } else { cut(&open.book, at) };
        // The first of a session and the whole are those that are asked for again.
        let is_kept = book.text.len() >= MIN_KEPT_BYTES
            && (is_whole || lock(&open.shown).is_none());
        let path = self.readings.join(format!("{}.json", key(&book, &version)));
        if is_kept
            && let Ok(json) = fs::read_to_string(&path)
            && let Ok(shown) = Shown::parse_kept(&json, at, &version)
        {
            return Ok(shown);
        }
        let json = write(&self.read(book, &corrections))?;
        if is_kept {
            // Without it the book is read again next time, which is no worse than that.
            let _ = replace(&path, json.as_bytes());
            prune(&self.readings);
        }
        Ok(Shown::parse_kept(&json, at, &version)?)
    }

    /// Reads a text with corrections.
    fn read(&self, book: Book, corrections: &Corrections) -> Corrected {
        let engine = self.engine.get_or_init(Engine::embedded);
        let mut plain = lock(&self.plain);
        if !corrections.changes_reading() {
            *plain = None;
            drop(plain);
            return engine.read_corrected(book, corrections);
        }
        let is_same = |reading: &&Arc<Reading>| {
            reading.book.text == book.text
                && reading.book.source.format == book.source.format
        };
        let reading = match plain.as_ref().filter(is_same) {
            Some(reading) => reading.clone(),
            None => {
                // Two are never kept at once.
                *plain = None;
                let reading = Arc::new(engine.read(book));
                *plain = Some(reading.clone());
                reading
            }
        };
        drop(plain);
        engine.correct(&reading, corrections)
    }
}

impl Open {
    /// The end of what may be shown.
    pub(crate) fn place(&self) -> usize {
        let place = lock(&self.place);
        if place.is_all { self.pages.end() } else { place.at }
    }

    /// How far it is read, whatever is shown.
    pub(crate) fn read_to(&self) -> (usize, bool) {
        let place = lock(&self.place);
        (place.at, place.is_all)
    }

    /// The text that may be shown.
    pub(crate) fn text(&self) -> &str {
        &self.book.text[..self.place()]
    }

    /// The corrections as they are now.
    pub(crate) fn corrections(&self) -> Arc<Corrections> {
        lock(&self.corrections).clone()
    }

    /// What the place is to be read with, as a version.
    pub(crate) fn version(&self) -> String {
        reading_version(&self.corrections())
    }

    /// Loads the corrections anew.
    fn renew(&self, stamp: Stamp) -> Result<(), ServeError> {
        *lock(&self.corrections) = Arc::new(self.file.load()?);
        *lock(&self.stamp) = stamp;
        Ok(())
    }

    /// Keeps corrections that were written.
    fn keep(&self, corrections: Corrections) {
        *lock(&self.corrections) = Arc::new(corrections);
        lock(&self.stamp)[1] = fs::metadata(self.file.path()).ok().as_ref().map(of);
    }

    /// The reading that is there, if it is of this place and of these corrections.
    fn newest(&self) -> Option<Arc<Shown>> {
        let shown = lock(&self.shown).clone()?;
        (shown.at == self.place() && shown.version == self.version()).then_some(shown)
    }

    /// The reading that is there, if it may be shown.
    fn made(&self) -> Option<Arc<Shown>> {
        lock(&self.shown).clone().filter(|shown| shown.at <= self.place())
    }
}

/// The version of those corrections that change a reading.
fn reading_version(corrections: &Corrections) -> String {
    Corrections { intended: Vec::new(), ..corrections.clone() }.version()
}

/// The title that a book states, or else its file's name.
pub(crate) fn title(book: &Book) -> String {
    let name = &book.source.name;
    let stem = name.rsplit_once('.').map_or(&**name, |(stem, _)| stem);
    book.source.title.clone().unwrap_or_else(|| stem.replace('_', " "))
}

/// The name of a reading: its text, the program that made it, and what was put right.
fn key(book: &Book, version: &str) -> String {
    let program = std::env::current_exe().and_then(fs::metadata);
    let program = program.map(|metadata| (metadata.len(), metadata.modified().ok()));
    let format = book.source.format;
    let text = sha256(&book.text);
    let key = format!("{ENGINE_VERSION} {program:?} {format} {text} {version}");
    sha256_of(key.as_bytes())
}

/// Deletes the oldest readings over the number that are kept.
fn prune(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let ages = entries.flatten().filter_map(|entry| {
        let age = entry.metadata().and_then(|metadata| metadata.modified()).ok()?;
        Some((age, entry.path()))
    });
    let mut ages: BTreeMap<(SystemTime, PathBuf), ()> =
        ages.map(|row| (row, ())).collect();
    while ages.len() > MAX_KEPT {
        if let Some(((_, path), ())) = ages.pop_first() {
            let _ = fs::remove_file(path);
        }
    }
}

fn of(metadata: &fs::Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

fn stamp(path: &Path) -> io::Result<Stamp> {
    let corrections = fs::metadata(CorrectionsFile::beside(path).path()).ok();
    Ok([Some(of(&fs::metadata(path)?)), corrections.as_ref().map(of)])
}

/// What a lock guards; a thread that panicked has left it whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
