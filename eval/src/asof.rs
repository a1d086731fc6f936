//! How much the view "as of here" tells of what comes later.
//!
//! A view of a whole book as of a place uses only what is known there. If nothing leaks, it is
//! the reading of the book that ends at that place: so each text is read twice, as it is and
//! cut after a chapter, and what both tell is held against each other, layer by layer. A fact
//! that the view has and the cut reading has not leaks; the other way round, it is missed.
//! People are the same if their first mention is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use dramaturg::Engine;
use dramaturg::text::{Book, Limits, ParagraphKind, read, read_text};
use dramaturg_export::Options;
use dramaturg_export::document::{Bytes, Document};

use crate::Report;
use crate::table::{Table, thousands};

/// What one layer tells, each fact as words that mean the same in both readings.
type Facts = BTreeMap<&'static str, BTreeSet<String>>;

/// The layers in the order of the table.
const LAYERS: &[&str] = &[
    "quotations",
    "who speaks",
    "names",
    "presence",
    "earshot",
    "bodies",
    "things",
    "knowledge",
    "left out",
    "relations",
    "promises",
    "rules",
    "attitudes",
];

/// What one layer tells in the view and in the cut reading.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    n_view: usize,
    n_cut: usize,
    n_both: usize,
}

impl Count {
    /// The facts of the view that the cut reading has not, in per cent.
    fn leak(self) -> f64 {
        share(self.n_view - self.n_both, self.n_view)
    }

    /// The facts of the cut reading that the view has not, in per cent.
    fn missed(self) -> f64 {
        share(self.n_cut - self.n_both, self.n_cut)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of facts are small")]
fn share(n: usize, of: usize) -> f64 {
    100.0 * n as f64 / of.max(1) as f64
}

/// Reads each text of a folder whole and cut, and counts what differs. Good is a leak of all
/// layers together of at most `most` per cent.
pub(crate) fn asof(folder: &Path, most: f64) -> Result<Report> {
    let engine = Engine::embedded();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut texts = Table::new(&["text", "cut at byte", "facts", "leak %", "missed %"]);
    for path in &paths(folder)? {
        let bytes = fs::read(path).with_context(|| path.display().to_string())?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let book = read(&name, &bytes, &Limits::default())?;
        let Some(at) = place(&book) else { continue };
        let start = read_text("start.txt", &book.text[..at])?;
        let whole = facts(&engine, book, at)?;
        let cut = facts(&engine, start, at)?;
        let mut sum = Count::default();
        for &layer in LAYERS {
            let (view, cut) = (&whole[layer], &cut[layer]);
            let n_both = view.intersection(cut).count();
            for count in [counts.entry(layer).or_default(), &mut sum] {
                count.n_view += view.len();
                count.n_cut += cut.len();
                count.n_both += n_both;
            }
        }
        texts.push([
            name.into_owned(),
            thousands(at as u64),
            thousands(sum.n_view as u64),
            format!("{:.1}", sum.leak()),
            format!("{:.1}", sum.missed()),
        ]);
    }
    let mut table =
        Table::new(&["layer", "as of here", "cut book", "both", "leak %", "missed %"]);
    let mut sum = Count::default();
    let row = |name: &str, count: Count| {
        [
            name.to_owned(),
            thousands(count.n_view as u64),
            thousands(count.n_cut as u64),
            thousands(count.n_both as u64),
            format!("{:.1}", count.leak()),
            format!("{:.1}", count.missed()),
        ]
    };
    for &layer in LAYERS {
        let count = counts.get(layer).copied().unwrap_or_default();
        sum.n_view += count.n_view;
        sum.n_cut += count.n_cut;
        sum.n_both += count.n_both;
        table.push(row(layer, count));
    }
    table.push(row("all", sum));
    ensure!(sum.n_view > 0, "{}: no text can be cut", folder.display());
    let text = format!("{}\n{}", texts.render(), table.render());
    Ok(Report { text, is_good: sum.leak() <= most })
}

/// The texts of a folder, by name.
fn paths(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("{}: no such folder", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "txt") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Where a book is cut: at the end of the chapter that ends nearest to its middle; in a book
/// of one chapter at such an end of a paragraph.
fn place(book: &Book) -> Option<usize> {
    use dramaturg::text::Position as _;
    let half = book.text.len() / 2;
    // A cut that leaves hardly anything out shows nothing.
    let most = book.text.len() - book.text.len() / 10;
    let chapters = book.chapters.rows().iter().map(|chapter| chapter.span.end().index());
    let chapters = chapters.filter(|&end| end < most);
    let near = |end: &usize| end.abs_diff(half);
    let prose = book.paragraphs.rows().iter().filter(|p| p.kind == ParagraphKind::Prose);
    let ends = prose.map(|paragraph| paragraph.span.end().index());
    let ends = ends.filter(|&end| end < most);
    chapters.min_by_key(near).or_else(|| ends.min_by_key(near))
}

/// All facts of a book that are known at a place.
fn facts(engine: &Engine, book: Book, at: usize) -> Result<Facts> {
    let reading = engine.read(book);
    let document = Document::of(&reading, &Options::default())?;
    let mut view = View { at, document: &document, facts: Facts::new() };
    for &layer in LAYERS {
        view.facts.insert(layer, BTreeSet::new());
    }
    view.lines();
    view.names();
    view.fluents();
    view.knowledge();
    view.ties();
    Ok(view.facts)
}

/// The facts of a document that are known at a place.
#[derive(Debug)]
struct View<'a> {
    at: usize,
    document: &'a Document,
    facts: Facts,
}

impl View<'_> {
    /// Adds a fact if all of its words are over.
    fn add(&mut self, layer: &'static str, words: &[Bytes], fact: String) {
        let is_known = words.iter().all(|span| span[1] <= self.at);
        if is_known && let Some(facts) = self.facts.get_mut(layer) {
            facts.insert(fact);
        }
    }

    /// Somebody, by the place of the first mention.
    fn who(&self, id: &str) -> String {
        let row = self.document.characters.iter().find(|row| row.id == id);
        match row.and_then(|row| row.first) {
            Some([start, _]) => start.to_string(),
            None => row.map_or_else(|| id.to_owned(), |row| row.name.clone()),
        }
    }

    fn lines(&mut self) {
        let document = self.document;
        for quotation in &document.quotations {
            let hull = quotation.hull();
            let start = hull[0];
            let lies = format!("{start}-{} {}", hull[1], quotation.mode);
            self.add("quotations", &[hull], lies);
            let by = quotation.speaker.as_ref().map(|speaker| self.who(&speaker.id));
            let by = by.unwrap_or_else(|| "unknown".to_owned());
            self.add("who speaks", &[hull], format!("{start} {by}"));
            for hearer in &quotation.hearers {
                let hearer = self.who(hearer);
                self.add("earshot", &[hull], format!("{start} {hearer}"));
            }
            let scene = document.scene_at(start).map(|i| &document.scenes[i]);
            let there = scene.into_iter().flat_map(|scene| &scene.presence);
            for row in there.filter(|row| row.from <= start && start < row.to) {
                let who = self.who(&row.character);
                self.add("presence", &[hull], format!("{start} {who}"));
            }
        }
    }

    fn names(&mut self) {
        for row in &self.document.characters {
            let who = self.who(&row.id);
            for alias in &row.aliases {
                let fact = format!("{who} {}", alias.text.to_lowercase());
                let words: Vec<Bytes> = alias.first.into_iter().collect();
                self.add("names", &words, fact);
            }
        }
    }

    fn fluents(&mut self) {
        for row in &self.document.states {
            let who = self.who(&row.character);
            let part = row.body_part.as_deref().unwrap_or("all");
            let fact = format!("{} {who} {part} {} {}", row.from, row.state, row.status);
            self.add("bodies", &first(&row.evidence), fact);
        }
        for row in &self.document.custody {
            let holder = row.holder.as_deref().map(|holder| self.who(holder));
            let fact = format!("{} {} {holder:?}", row.at, row.action);
            self.add("things", &row.evidence, fact);
        }
    }

    fn knowledge(&mut self) {
        for row in &self.document.knowledge {
            let mut start = 0;
            for knower in &row.knowers {
                let who = self.who(&knower.character);
                let by = knower.by.as_deref().map(|by| self.who(by));
                start = knower.evidence.first().map_or(0, |span| span[0]);
                let fact = format!("{start} {who} {} {by:?}", knower.how);
                self.add("knowledge", &knower.evidence, fact);
            }
            let words = row.knowers.first().map_or(&[][..], |knower| &knower.evidence);
            for who in &row.excluded {
                let who = self.who(who);
                self.add("left out", words, format!("{start} {who}"));
            }
        }
    }

    fn ties(&mut self) {
        for row in &self.document.relations {
            let (a, b) = (self.who(&row.a), self.who(&row.b));
            self.add("relations", &row.evidence, format!("{a} {} {b}", row.kind));
        }
        for row in &self.document.promises {
            let by = row.by.as_deref().map(|by| self.who(by));
            let to = row.to.as_deref().map(|to| self.who(to));
            let start = row.evidence.first().map_or(0, |span| span[0]);
            let fact = format!("{start} {} {by:?} {to:?}", row.kind);
            self.add("promises", &first(&row.evidence), fact);
        }
        for row in &self.document.rules {
            let start = row.evidence.first().map_or(0, |span| span[0]);
            self.add("rules", &row.evidence, start.to_string());
        }
        for row in &self.document.attitudes {
            let (holder, toward) = (self.who(&row.holder), self.who(&row.toward));
            let start = row.evidence.first().map_or(0, |span| span[0]);
            let fact = format!("{start} {holder} {} {toward}", row.kind);
            self.add("attitudes", &row.evidence, fact);
        }
    }
}

/// The words that first tell of something, without those that tell what became of it.
fn first(evidence: &[Bytes]) -> Vec<Bytes> {
    evidence.first().copied().into_iter().collect()
}
