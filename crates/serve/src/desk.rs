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

use dramaturg::json::{sha256, sha256_of};
use dramaturg::text::{Book, Limits, read};
use dramaturg::{Corrections, CorrectionsFile, ENGINE_VERSION, Engine, JsonOptions};

use crate::ServeError;
use crate::pages::{Pages, cut};
use crate::places::{Place, Places, replace};
use crate::shelf::Shelf;
use crate::shown::Shown;

/// A text this short is read faster than its reading is written down.
const MIN_KEPT_BYTES: usize = 60_000;
/// How many readings are kept in the folder.
const MAX_KEPT: usize = 40;
/// How many books are kept in memory.
const MAX_OPEN: usize = 3;

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
    /// The newest last.
    open: Mutex<Vec<(String, Arc<Open>)>>,
}

/// A book that is open.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) id: String,
    pub(crate) book: Book,
    pub(crate) pages: Pages,
    /// What its reader put right. Those of lines and names behind the place find nothing in
    /// the text in front of it, and tell nothing.
    corrections: Corrections,
    stamp: Stamp,
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
            if all[known].1.stamp == stamp {
                let row = all.remove(known);
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
        let corrections = CorrectionsFile::beside(path).load()?;
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
            corrections,
            stamp,
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

    /// What is known at the place of a book; perhaps a little less if it moves meanwhile,
    /// never more.
    pub(crate) fn shown(&self, open: &Open) -> Result<Arc<Shown>, ServeError> {
        loop {
            if let Some(shown) = open.shown_at(|at, place| at == place) {
                return Ok(shown);
            }
            let making = lock(&open.making);
            let at = open.place();
            if open.shown_at(|at, place| at == place).is_none() {
                let shown = Arc::new(self.make(open, at)?);
                *lock(&open.shown) = Some(shown);
            }
            drop(making);
            if let Some(shown) = open.shown_at(|at, place| at <= place) {
                return Ok(shown);
            }
        }
    }

    /// Reads the text in front of a place, or finds that reading in the folder.
    fn make(&self, open: &Open, at: usize) -> Result<Shown, ServeError> {
        if let Some(story) = &self.story {
            return Ok(Shown::parse(story, at)?);
        }
        let is_whole = at >= open.pages.end();
        let book = if is_whole { open.book.clone() } else { cut(&open.book, at) };
        // The first of a session and the whole are those that are asked for again.
        let is_kept = book.text.len() >= MIN_KEPT_BYTES
            && (is_whole || lock(&open.shown).is_none());
        let path = self.readings.join(format!("{}.json", key(&book, &open.corrections)));
        if is_kept
            && let Ok(json) = fs::read_to_string(&path)
            && let Ok(shown) = Shown::parse(&json, at)
        {
            return Ok(shown);
        }
        let engine = self.engine.get_or_init(Engine::embedded);
        let reading = engine.read_corrected(book, &open.corrections).reading;
        let options = JsonOptions { mentions: true, ..JsonOptions::default() };
        let json = reading.to_json(&options);
        drop(reading);
        if is_kept {
            // Without it the book is read again next time, which is no worse than that.
            let _ = replace(&path, json.as_bytes());
            prune(&self.readings);
        }
        Ok(Shown::parse(&json, at)?)
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

    /// The reading that is there, if its place fits the one that may be shown.
    fn shown_at(&self, fits: impl FnOnce(usize, usize) -> bool) -> Option<Arc<Shown>> {
        let shown = lock(&self.shown);
        shown.as_ref().filter(|shown| fits(shown.at, self.place())).cloned()
    }
}

/// The title that a book states, or else its file's name.
pub(crate) fn title(book: &Book) -> String {
    let name = &book.source.name;
    let stem = name.rsplit_once('.').map_or(&**name, |(stem, _)| stem);
    book.source.title.clone().unwrap_or_else(|| stem.replace('_', " "))
}

/// The name of a reading: its text, the program that made it, and what was put right.
fn key(book: &Book, corrections: &Corrections) -> String {
    let program = std::env::current_exe().and_then(fs::metadata);
    let program = program.map(|metadata| (metadata.len(), metadata.modified().ok()));
    let format = book.source.format;
    let text = sha256(&book.text);
    let key = format!("{ENGINE_VERSION} {program:?} {format} {text} {corrections:?}");
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

fn stamp(path: &Path) -> io::Result<Stamp> {
    let of = |metadata: fs::Metadata| (metadata.len(), metadata.modified().ok());
    let corrections = fs::metadata(CorrectionsFile::beside(path).path()).ok();
    Ok([Some(of(fs::metadata(path)?)), corrections.map(of)])
}

/// What a lock guards; a thread that panicked has left it whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
