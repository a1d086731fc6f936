//! `.book.html`: the cast, the major entities, and the text with all of it marked.

use std::borrow::Cow;
use std::fmt::Write as _;

use dramaturg::cast::{MentionKind, MentionType};
use quick_xml::escape::escape;
use rustc_hash::FxHashMap;

use super::{View, book, cat};

/// So many entities of each kind are listed.
const MAX_ENTITIES: usize = 10;

/// The order in which kinds are listed.
const TYPES: [MentionType; 6] = [
    MentionType::Facility,
    MentionType::GeoPolitical,
    MentionType::Location,
    MentionType::Person,
    MentionType::Organization,
    MentionType::Vehicle,
];

/// The page.
pub(super) fn page(view: &View<'_>) -> String {
    let mut page = Page { view, out: String::with_capacity(1 << 16) };
    page.put("<html><head><meta charset=\"UTF-8\"></head><h2>Named characters</h2>\n");
    page.characters();
    page.put("<p>\n<h2>Major entities (proper, common)</h2>");
    page.entities();
    page.put("<h2>Text</h2>\n");
    page.text();
    page.put("</html>");
    page.out
}

struct Page<'a> {
    view: &'a View<'a>,
    out: String,
}

impl Page<'_> {
    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn characters(&mut self) {
        for row in book::characters(self.view) {
            let is_narrator = row.id == 0;
            if row.mentions.proper.is_empty() && !is_narrator {
                continue;
            }
            let list = |rows: &[book::NameRow<'_>]| {
                let names = rows.iter().map(|row| format!("{} ({})", row.n, row.c));
                names.collect::<Vec<_>>()
            };
            let mut proper = list(&row.mentions.proper);
            if is_narrator {
                proper.push("[NARRATOR]".to_owned());
            }
            let (proper, common) =
                (proper.join("/"), list(&row.mentions.common).join("/"));
            let (proper, common) = (escape(&*proper), escape(&*common));
            let count = row.count;
            self.line(format_args!("{count} {proper} {common} <br />\n"));
        }
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        self.out.write_fmt(line).expect("a string takes any text");
    }

    /// The ten most frequent names and descriptions of each kind.
    fn entities(&mut self) {
        for r#type in TYPES {
            self.line(format_args!("<h3>{}</h3>", cat(r#type)));
            for kind in [MentionKind::Proper, MentionKind::Nominal] {
                let mut rows: Vec<(usize, Vec<(&str, usize)>)> = Vec::new();
                let mut row_of: FxHashMap<usize, usize> = FxHashMap::default();
                let mut at: FxHashMap<(usize, &str), usize> = FxHashMap::default();
                let mentions = self.view.mentions.iter();
                for row in mentions.filter(|m| m.kind == kind && m.r#type == r#type) {
                    let n_rows = rows.len();
                    let place = *row_of.entry(row.coref).or_insert(n_rows);
                    if place == n_rows {
                        rows.push((0, Vec::new()));
                    }
                    let (n, names) = &mut rows[place];
                    *n += 1;
                    let n_names = names.len();
                    let name = *at.entry((row.coref, &row.text)).or_insert(n_names);
                    if name == n_names {
                        names.push((&row.text, 0));
                    }
                    names[name].1 += 1;
                }
                rows.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
                for (n, mut names) in rows.into_iter().take(MAX_ENTITIES) {
                    names.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
                    let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
                    let names = names.join("/");
                    self.line(format_args!("{n} {} <br />", escape(&*names)));
                }
                self.put("<p>");
            }
        }
    }

    /// The usual name of each number, in small letters.
    fn names(&self) -> Vec<Cow<'static, str>> {
        let mut weights: FxHashMap<(usize, String), usize> = FxHashMap::default();
        let mut names: Vec<(usize, String)> =
            vec![(0, String::new()); self.view.entity_of.len()];
        for row in &self.view.mentions {
            let name = row.text.to_lowercase();
            let weight = weights.entry((row.coref, name.clone())).or_default();
            *weight += match row.kind {
                MentionKind::Proper => 10_000,
                MentionKind::Nominal => 1_000,
                MentionKind::Pronoun => 1,
            };
            // The first of equals stays.
            if *weight > names[row.coref].0 {
                names[row.coref] = (*weight, name);
            }
        }
        let names = names.into_iter().enumerate().map(|(coref, (weight, name))| {
            let name =
                if weight == 0 { self.view.name(coref).to_lowercase() } else { name };
            Cow::Owned(escape(&*name).into_owned())
        });
        names.collect()
    }

    fn text(&mut self) {
        let view = self.view;
        let names = self.names();
        let n_words = view.parse.words.len();
        // What begins and ends at each word: mentions by row, then quotations.
        let mut opens = view.mentions.iter().peekable();
        let mut closes: Vec<usize> = (0..view.mentions.len()).collect();
        // Of two that end together the inner one ends first.
        closes.sort_by_key(|&i| {
            let row = &view.mentions[i];
            (row.end, std::cmp::Reverse(row.start), std::cmp::Reverse(i))
        });
        let mut closes = closes.into_iter().map(|i| &view.mentions[i]).peekable();
        let mut quote_opens = view.quotes.iter().peekable();
        let mut quote_closes: Vec<_> = view.quotes.iter().collect();
        quote_closes.sort_by_key(|quote| quote.end);
        let mut quote_closes = quote_closes.into_iter().peekable();
        let mut last = None;
        let paragraphs = view.paragraphs();
        for (word, &paragraph) in paragraphs.iter().enumerate().take(n_words) {
            if last != Some(paragraph) {
                self.put("<p />");
            }
            last = Some(paragraph);
            while opens.next_if(|row| row.start == word).is_some() {
                self.put("<font color=\"#D0D0D0\">[</font>");
            }
            while quote_opens.next_if(|quote| quote.start == word).is_some() {
                self.put("<font color=\"#666699\">");
            }
            let form = view.form(word);
            self.put(&escape(&*form));
            while let Some(row) = closes.next_if(|row| row.end == word) {
                let (coref, name) = (row.coref, &names[row.coref]);
                self.line(format_args!(
                    "<font color=\"#D0D0D0\">]</font><font color=\"#FF00FF\"><sub>{coref}-{name}</sub></font>"
                ));
            }
            while let Some(quote) = quote_closes.next_if(|quote| quote.end == word) {
                match quote.speaker {
                    None => self.put("</font><sub>[None-None]</sub>"),
                    Some(who) => self
                        .line(format_args!("</font><sub>[{who}-{}]</sub>", names[who])),
                }
            }
            self.put(" ");
        }
    }
}
