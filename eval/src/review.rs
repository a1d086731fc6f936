//! What an answer is worth: how many lines of a novel are right after so many answers, in the
//! order of the review, and in others.
//!
//! Somebody who knows the gold answers the first doubtful lines of the list; the book is read
//! anew with the answers, so that a line that was set teaches its neighbours, and the list is
//! made anew. A line is right if it has the speaker of the gold line that shares most of its
//! bytes; somebody of the engine's cast is whoever of the gold shares most names with them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use dramaturg::cast::{AliasKind, EntityId, QuotationId};
use dramaturg::corrections::{Line, review};
use dramaturg::text::{Byte, Limits, Position as _, Span, read};
use dramaturg::{Corrections, Engine, Reading};

use crate::Report;
use crate::given::{Cast, Character, Quote};
use crate::table::Table;

/// The book is read anew after so many answers in all; the last is the end.
const STEPS: [usize; 9] = [0, 5, 10, 15, 20, 25, 50, 75, 100];
/// What the table shows.
const SHOWN: [usize; 5] = [0, 10, 25, 50, 100];

/// In which order the lines are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// As the review has them.
    Review,
    /// The doubtful lines as they come by lot.
    Lot,
    /// The doubtful lines as they stand in the book.
    Text,
}

const ORDERS: [(Order, &str); 3] =
    [(Order::Review, "review"), (Order::Lot, "by lot"), (Order::Text, "as they stand")];

/// The annotation of a novel.
struct Gold {
    cast: Cast,
    quotes: Vec<Quote>,
}

/// The texts of a folder: `NAME/text.txt`, or `NAME.txt`; all, or those of some names.
pub(crate) fn texts(folder: &Path, only: Option<&str>) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("{}: cannot be read; see --folder", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter_map(|path| match path.join("text.txt") {
            text if text.is_file() => Some(text),
            _ => path.extension().is_some_and(|e| e == "txt").then_some(path),
        })
        .filter(|path| only.is_none_or(|only| only.split(',').any(|n| n == name(path))))
        .collect();
    paths.sort();
    Ok(paths)
}

/// The name of a book.
pub(crate) fn name(path: &Path) -> String {
    let is_inside = path.file_name().is_some_and(|name| name == "text.txt");
    let path = if is_inside { path.parent().unwrap_or(path) } else { path };
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn folded(name: &str) -> String {
    name.to_lowercase().replace('’', "'")
}

impl Gold {
    fn load(folder: &Path) -> Result<Gold> {
        let cast = serde_json::from_slice(&fs::read(folder.join("characters.json"))?)?;
        let lines = fs::read_to_string(folder.join("quotes.jsonl"))?;
        let quotes = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        Ok(Gold { cast, quotes })
    }

    fn character(&self, id: &str) -> Option<&Character> {
        self.cast.characters.iter().find(|c| c.id == id && c.special.is_none())
    }

    /// Whom of the gold each entity is.
    fn people(&self, reading: &Reading) -> BTreeMap<EntityId, &str> {
        let people = reading.cast.entities.rows.iter().filter_map(|(id, entity)| {
            let aliases = entity.aliases.iter().filter(|a| a.kind != AliasKind::Pronoun);
            let own: Vec<String> =
                aliases.map(|a| folded(&a.text)).chain([folded(&entity.name)]).collect();
            let shared = |c: &Character| {
                let names = c.aliases.iter().chain([&c.name]);
                let n = names.filter(|name| own.contains(&folded(name))).count();
                n + usize::from(c.narrator && entity.is_narrator)
            };
            let cast = self.cast.characters.iter().filter(|c| c.special.is_none());
            let best = cast.max_by_key(|c| shared(c)).filter(|c| shared(c) > 0)?;
            Some((id, &*best.id))
        });
        people.collect()
    }

    /// The gold line that shares most bytes with a stretch.
    fn quote(&self, span: Span<Byte>) -> Option<&Quote> {
        let shared = |quote: &Quote| -> usize {
            let parts = quote.spans.iter().map(|&[start, end]| {
                let start = start.max(span.start().index());
                end.min(span.end().index()).saturating_sub(start)
            });
            parts.sum()
        };
        // Lines are in order, so only those nearby can share anything; a book has few that
        // hold others.
        let last = self.quotes.partition_point(|q| q.spans[0][0] < span.end().index());
        let near = self.quotes[last.saturating_sub(12)..last].iter();
        near.max_by_key(|quote| shared(quote)).filter(|quote| shared(quote) > 0)
    }

    /// How many gold lines have their speaker.
    fn n_right(&self, reading: &Reading) -> usize {
        let people = self.people(reading);
        let mut is_right = vec![false; self.quotes.len()];
        for quotation in reading.quotations().filter(|q| q.row().nested_in.is_none()) {
            let Some(quote) = self.quote(quotation.row().hull()) else { continue };
            let i = self.quotes.iter().position(|q| std::ptr::eq(q, quote));
            let said = quotation.speaker().and_then(|who| people.get(&who.id).copied());
            if let Some(i) = i {
                is_right[i] |= said.is_some() && said == quote.speaker.as_deref();
            }
        }
        is_right.iter().filter(|&&is_right| is_right).count()
    }

    /// The gold lines that somebody speaks.
    fn n_lines(&self) -> usize {
        let is_spoken = |q: &&Quote| {
            q.speaker.as_deref().is_some_and(|id| self.character(id).is_some())
        };
        self.quotes.iter().filter(is_spoken).count()
    }
}

/// The right lines of a novel after each step.
fn answer(engine: &Engine, plain: &Reading, gold: &Gold, order: Order) -> Vec<usize> {
    let people = gold.people(plain);
    let mut corrections = Corrections::default();
    let mut asked: Vec<Span<Byte>> = Vec::new();
    let mut reading = plain.clone();
    let mut right = vec![gold.n_right(plain)];
    for step in STEPS.windows(2) {
        let mut list: Vec<QuotationId> =
            review(&reading).into_iter().map(|doubt| doubt.quotation).collect();
        match order {
            Order::Review => {}
            Order::Lot => list.sort_by_key(|&id| lot(id.index())),
            Order::Text => list.sort(),
        }
        let is_new = |&id: &QuotationId| !asked.contains(&hull(&reading, id));
        let list: Vec<QuotationId> =
            list.into_iter().filter(is_new).take(step[1] - step[0]).collect();
        for id in list {
            let span = hull(&reading, id);
            asked.push(span);
            // What the gold does not have tells nothing, and costs an answer all the same.
            let Some(quote) = gold.quote(span) else { continue };
            let who = quote.speaker.as_deref().and_then(|id| gold.character(id));
            let name = who.map(|who| called(plain, &people, who));
            if name.as_deref() == Some("") {
                continue;
            }
            let speaker = Some(name.unwrap_or_default());
            let parts = &reading.cast.quotations.rows[id].parts;
            corrections.line.push(Line { speaker, ..Line::at(&reading.book, parts) });
        }
        reading = engine.correct(plain, &corrections).reading;
        right.push(gold.n_right(&reading));
    }
    right
}

fn hull(reading: &Reading, id: QuotationId) -> Span<Byte> {
    reading.cast.quotations.rows[id].hull()
}

/// The name by which the engine knows somebody of the gold; empty for whom it cannot know.
fn called(plain: &Reading, people: &BTreeMap<EntityId, &str>, who: &Character) -> String {
    let own = people.iter().filter(|(_, gold)| **gold == who.id).map(|(id, _)| *id);
    let most = own.max_by_key(|&id| plain.character(id).mentions().len());
    if let Some(id) = most {
        return plain.character(id).name().to_owned();
    }
    let mut names = std::iter::once(&who.name).chain(&who.aliases);
    names.find(|name| plain.book.text.contains(&***name)).cloned().unwrap_or_default()
}

/// A number that has nothing to do with another.
fn lot(i: usize) -> u64 {
    let mut x = (i as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// What a novel gives: its lines, and the right ones after each step in each order.
type Row = (String, usize, Vec<Vec<usize>>);

/// The table of all novels of a folder.
pub(crate) fn review_of(
    folder: &Path,
    only: Option<&str>,
    n_jobs: usize,
) -> Result<Report> {
    let engine = Engine::embedded().with_threads(1);
    let paths = texts(folder, only)?;
    let rows: Mutex<Vec<Row>> = Mutex::default();
    let next = AtomicUsize::new(0);
    let work = || -> Result<()> {
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let gold = Gold::load(path.parent().unwrap_or(folder))
                .with_context(|| format!("{}: has no gold beside it", path.display()))?;
            let book = read("text.txt", &fs::read(path)?, &Limits::default())?;
            let plain = engine.read(book);
            let right = ORDERS.map(|(order, _)| answer(&engine, &plain, &gold, order));
            let row = (name(path), gold.n_lines(), right.to_vec());
            rows.lock().expect("no panics").push(row);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..n_jobs).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("no panics"))
    })?;
    let mut rows = rows.into_inner().expect("no panics");
    rows.sort();
    Ok(Report { text: shown(&rows), is_good: true })
}

fn shown(rows: &[Row]) -> String {
    let place = |n: usize| STEPS.iter().position(|&step| step == n).unwrap_or_default();
    let mut text = String::new();
    for (i, (_, order)) in ORDERS.iter().enumerate() {
        let mut table =
            Table::new(&["order", "novel", "lines", "0", "10", "25", "50", "100"]);
        let mut sums = [0; SHOWN.len()];
        for (name, n_lines, right) in rows {
            let cells = SHOWN.map(|n| right[i][place(n)]);
            for (sum, cell) in sums.iter_mut().zip(cells) {
                *sum += cell;
            }
            let [a, b, c, d, e] = cells.map(|n| n.to_string());
            table.push([
                (*order).to_owned(),
                name.clone(),
                n_lines.to_string(),
                a,
                b,
                c,
                d,
                e,
            ]);
        }
        let n: usize = rows.iter().map(|row| row.1).sum();
        let [a, b, c, d, e] = sums.map(|n| n.to_string());
        table.push([(*order).to_owned(), "all".to_owned(), n.to_string(), a, b, c, d, e]);
        text += &table.render();
        let gain = |k: usize| {
            (sums[k] as f64 - sums[0] as f64) / (SHOWN[k] * rows.len().max(1)) as f64
        };
        text += &format!(
            "right lines gained an answer: {:.2} in the first 10, {:.2} in 25, {:.2} in 50, \
             {:.2} in 100\n\n",
            gain(1),
            gain(2),
            gain(3),
            gain(4)
        );
    }
    text
}
