//! The section on what the text says of each character.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use dramaturg::cast::EntityId;
use dramaturg::view::{Character, Trait};

use super::layout::{clean, fit, thousands, width, wrap};
use super::{BOLD, DIM, Page, styled};

/// So many characters are shown.
const MAX_SHOWN: usize = 5;
/// So many words of each list.
const MAX_WORDS: usize = 10;
/// Of whom fewer words are told than this, nothing is shown.
const MIN_TRAITS: usize = 4;

/// How the lists are called here, in their order.
const HEADS: [&str; 4] = ["does", "undergoes", "has", "is"];

impl Page<'_> {
    /// What those who are spoken of most do, undergo, have and are; first the words that
    /// tell them from the others.
    pub(super) fn portraits(&mut self) {
        let reading = self.reading;
        let portraits = reading.portraits();
        let is_cast = |id: &EntityId| self.tally.is_cast[*id];
        // How often each word of each list is said of anybody.
        let mut totals: BTreeMap<(usize, &str, bool), usize> = BTreeMap::new();
        for id in portraits.ids().filter(is_cast) {
            for (list, (_, rows)) in portraits[id].lists().into_iter().enumerate() {
                for row in rows {
                    *totals.entry((list, row.word, row.is_negated)).or_default() +=
                        row.spans.len();
                }
            }
        }
        let n_traits = |id: EntityId| -> usize {
            portraits[id].lists().iter().map(|(_, rows)| rows.len()).sum()
        };
        let mut shown: Vec<Character<'_>> = portraits
            .ids()
            .filter(is_cast)
            .map(|id| reading.character(id))
            .filter(|c| c.is_on_stage() && n_traits(c.id) >= MIN_TRAITS)
            .collect();
        shown.sort_by_key(|c| Reverse(c.mentions().len()));
        shown.truncate(MAX_SHOWN);
        if shown.is_empty() {
            return;
        }
        self.head("In the words of the text", "what sets each apart comes first");
        let names: Vec<String> = shown.iter().map(|c| clean(c.name())).collect();
        let longest = names.iter().map(|name| width(name)).max().unwrap_or(0);
        let name_columns = longest.clamp(4, self.columns / 4);
        let head_columns = HEADS.iter().map(|head| head.len()).max().unwrap_or(0);
        let left = 2 + name_columns + 2 + head_columns + 2;
        for (character, name) in shown.iter().zip(&names) {
            let mut name = &**name;
            let lists = portraits[character.id].lists();
            for (list, ((_, rows), head)) in lists.into_iter().zip(HEADS).enumerate() {
                let mut rows: Vec<&Trait<'_>> = rows.iter().collect();
                // What is mostly said of this one, and often.
                rows.sort_by_key(|row| {
                    let n = row.spans.len();
                    let all = totals.get(&(list, row.word, row.is_negated));
                    Reverse(1_000 * n * n / all.copied().unwrap_or(n).max(1))
                });
                let words =
                    rows.into_iter().take(MAX_WORDS).map(word).collect::<Vec<_>>();
                let lines = wrap(&words.join(", "), self.columns - left, 2);
                for (i, line) in lines.iter().enumerate().filter(|(_, l)| !l.is_empty()) {
                    let head = if i == 0 { head } else { "" };
                    self.line(&format!(
                        "  {}  {}  {line}",
                        styled(BOLD, &fit(name, name_columns)),
                        styled(DIM, &fit(head, head_columns)),
                    ));
                    name = "";
                }
            }
        }
    }
}

/// A word with how often it is said, if more than once.
fn word(row: &Trait<'_>) -> String {
    let not = if row.is_negated { "not " } else { "" };
    let word = clean(row.word);
    match row.spans.len() {
        1 => format!("{not}{word}"),
        n => format!("{not}{word} {}", thousands(n)),
    }
}
