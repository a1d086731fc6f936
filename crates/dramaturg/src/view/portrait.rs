//! What the text says of somebody, word by word.

use dramaturg_cast::EntityId;
use dramaturg_parse::{LemmaId, ParsedWordId};
use dramaturg_story::{Facet, FacetKind};
use dramaturg_text::{Byte, Position, Span, Table};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Reading;

/// What the text says of somebody: each list has the most frequent words first.
#[derive(Clone, Debug, Default)]
pub struct Portrait<'a> {
    /// What they do.
    pub agent: Vec<Trait<'a>>,
    /// What is done to them.
    pub patient: Vec<Trait<'a>>,
    /// What is theirs, kin included.
    pub possessions: Vec<Trait<'a>>,
    /// What they are.
    pub modifiers: Vec<Trait<'a>>,
}

/// A word that is said of somebody, and where.
#[derive(Clone, Debug)]
pub struct Trait<'a> {
    /// Its dictionary form.
    pub word: &'a str,
    /// Whether it is denied, as in *she was not tired*.
    pub is_negated: bool,
    /// Where it stands, in order; never empty.
    pub spans: Vec<Span<Byte>>,
}

impl<'a> Portrait<'a> {
    /// The lists with their names in the Story JSON.
    pub fn lists(&self) -> [(&'static str, &[Trait<'a>]); 4] {
        [
            ("agent", &self.agent),
            ("patient", &self.patient),
            ("possessions", &self.possessions),
            ("modifiers", &self.modifiers),
        ]
    }

    fn list(&mut self, kind: FacetKind) -> &mut Vec<Trait<'a>> {
        match kind {
            FacetKind::Agent => &mut self.agent,
            FacetKind::Patient => &mut self.patient,
            FacetKind::Possession => &mut self.possessions,
            FacetKind::Predicate | FacetKind::Attribute => &mut self.modifiers,
        }
    }
}

impl Reading {
    /// The portraits of all entities, made in one pass.
    pub fn portraits(&self) -> Table<EntityId, Portrait<'_>> {
        let n_entities = self.cast.entities.rows.len();
        let mut portraits: Table<EntityId, Portrait<'_>> =
            (0..n_entities).map(|_| Portrait::default()).collect();
        // The row of each word in its list.
        let mut rows: FxHashMap<(EntityId, &str, LemmaId, bool), usize> =
            FxHashMap::default();
        // Two mentions of one person may point at one word: “her own self”.
        let mut seen: FxHashSet<(EntityId, &str, ParsedWordId)> = FxHashSet::default();
        for &Facet { who, kind, word, is_negated, .. } in &self.story.portraits.rows {
            let Some(who) = who.filter(|who| who.index() < n_entities) else { continue };
            if !seen.insert((who, kind.label(), word)) {
                continue;
            }
            let list = portraits[who].list(kind);
            let lemma = self.parse.words[word].lemma;
            let row = *rows
                .entry((who, kind.label(), lemma, is_negated))
                .or_insert_with(|| list.len());
            if row == list.len() {
                let word = self.parse.lemma(word);
                list.push(Trait { word, is_negated, spans: Vec::new() });
            }
            list[row].spans.push(self.parse.words[word].span);
        }
        for portrait in portraits.rows_mut() {
            for kind in FacetKind::ALL {
                let list = portrait.list(*kind);
                list.iter_mut().for_each(|row| row.spans.sort_unstable());
                list.sort_by_key(|row| {
                    (std::cmp::Reverse(row.spans.len()), row.spans[0])
                });
            }
        }
        portraits
    }
}
