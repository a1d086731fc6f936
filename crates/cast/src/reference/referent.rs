//! What a growing referent tells: who it may be, by all mentions so far.

use dramaturg_text::{Position, TokenId, WordId};
use rustc_hash::FxHashMap;

use super::phrase::{Number, Phrase, PronounClass};
use crate::lexicon::{Gender, NounKind};
use crate::{EntityId, MentionKind};

/// A referent keeps at most this many of its different heads, words and texts.
const MAX_KEPT: usize = 48;

/// Salience fades by this factor with each mention.
const FADE: f32 = 0.97;

/// Mentions after which a referent's salience counts as nothing.
const N_FADES: usize = 200;

/// A referent while mentions are added to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Growing {
    /// Its mentions, as rows of the phrases, in the order in which they were added.
    pub(crate) members: Vec<usize>,
    pub(crate) n_proper: u32,
    pub(crate) n_nominal: u32,
    pub(crate) n_pronoun: u32,
    pub(crate) n_types: [u32; 6],
    pub(crate) he: f32,
    pub(crate) she: f32,
    pub(crate) it: u32,
    pub(crate) n_i: u32,
    pub(crate) n_you: u32,
    pub(crate) n_we: u32,
    /// How often narration says *I* of it, and how often *he* or *she*.
    pub(crate) n_i_told: u32,
    pub(crate) n_third_told: u32,
    pub(crate) n_singular: u32,
    pub(crate) n_plural: u32,
    /// What kind of noun its last nominal for a person had.
    pub(crate) noun_kind: Option<NounKind>,
    /// Heads of nominals, each with the phrase that last had it.
    pub(crate) heads: Vec<(WordId, usize)>,
    pub(crate) modifiers: Vec<WordId>,
    pub(crate) name_words: Vec<WordId>,
    pub(crate) texts: Vec<u64>,
    /// Whom names among its mentions stand for, as earlier layers found.
    pub(crate) named: Vec<(EntityId, u32)>,
    /// The same for descriptions and pronouns.
    pub(crate) supposed: Vec<(EntityId, u32)>,
    /// How many mentions the two lists count.
    n_named: u32,
    n_supposed: u32,
    /// Salience when the last mention was added, and when that was.
    salience: f32,
    touched: usize,
}

impl Growing {
    pub(crate) fn last(&self) -> usize {
        self.members[self.members.len() - 1]
    }

    /// How salient it is at the `step`-th mention of the book.
    pub(crate) fn salience(&self, fades: &Fades, step: usize) -> f32 {
        self.salience * fades.after(step - self.touched)
    }

    /// Adds a mention, which is the `step`-th that is added anywhere.
    pub(crate) fn add(&mut self, i: usize, row: &Phrase, fades: &Fades, step: usize) {
        self.salience =
            if self.members.is_empty() { 1.0 } else { self.salience(fades, step) + 1.0 };
        self.touched = step;
        self.members.push(i);
        match row.kind {
            MentionKind::Proper => self.n_proper += 1,
            MentionKind::Nominal => self.n_nominal += 1,
            MentionKind::Pronoun => self.n_pronoun += 1,
        }
        self.n_types[row.r#type as usize] += 1;
        let weight = if row.kind == MentionKind::Pronoun { 2.0 } else { 1.0 };
        match row.gender {
            Gender::Male => self.he += weight,
            Gender::Female => self.she += weight,
            Gender::Unknown => {}
        }
        match row.class {
            PronounClass::It => self.it += 1,
            PronounClass::I => self.n_i += 1,
            PronounClass::You => self.n_you += 1,
            PronounClass::We => self.n_we += 1,
            _ => {}
        }
        if row.quotation.is_none() {
            match row.class {
                PronounClass::I => self.n_i_told += 1,
                PronounClass::He | PronounClass::She => self.n_third_told += 1,
                _ => {}
            }
        }
        match row.number {
            Number::Singular => self.n_singular += 1,
            Number::Plural => self.n_plural += 1,
            Number::Unknown => {}
        }
        if row.kind == MentionKind::Nominal {
            if let Some(head) = self.heads.iter_mut().find(|h| h.0 == row.head_word) {
                head.1 = i;
            } else if self.heads.len() < MAX_KEPT {
                self.heads.push((row.head_word, i));
            }
            self.noun_kind = row.noun_kind.or(self.noun_kind);
            for &word in &row.modifiers {
                keep(&mut self.modifiers, word);
            }
        }
        for &word in &row.name_words {
            keep(&mut self.name_words, word);
        }
        if row.kind != MentionKind::Pronoun {
            keep(&mut self.texts, row.text_hash);
        }
        if let Some(entity) = row.entity {
            if row.is_entity_named {
                self.n_named += count(&mut self.named, entity);
            } else {
                self.suppose(entity);
            }
        }
    }

    /// Counts a mention that is no name of an entity, but probably of it.
    fn suppose(&mut self, entity: EntityId) {
        self.n_supposed += count(&mut self.supposed, entity);
    }

    /// How many mentions ago its last one was, before the `step`-th of the book.
    pub(crate) fn since(&self, step: usize) -> usize {
        step - 1 - self.touched
    }

    /// The gender that its mentions show, if one side has twice the other.
    pub(crate) fn gender(&self) -> Gender {
        if self.he > 2.0 * self.she {
            Gender::Male
        } else if self.she > 2.0 * self.he {
            Gender::Female
        } else {
            Gender::Unknown
        }
    }

    /// How surely it is an entity: by names, from 0 to 1; -1 if its names are of others.
    pub(crate) fn is_named(&self, entity: EntityId) -> f32 {
        if self.named.is_empty() {
            return 0.0;
        }
        match self.named.iter().find(|e| e.0 == entity) {
            Some(own) => own.1 as f32 / self.n_named as f32,
            None => -1.0,
        }
    }

    /// The share of its mentions that earlier layers gave to an entity.
    pub(crate) fn is_supposed(&self, entity: EntityId) -> f32 {
        let all = self.n_named + self.n_supposed;
        if all == 0 {
            return 0.0;
        }
        let own = |list: &[(EntityId, u32)]| {
            list.iter().find(|e| e.0 == entity).map_or(0, |e| e.1)
        };
        (own(&self.named) + own(&self.supposed)) as f32 / all as f32
    }
}

/// Counts one more mention of an entity, if the list has it or still has room; says how
/// many were counted.
fn count(list: &mut Vec<(EntityId, u32)>, entity: EntityId) -> u32 {
    if let Some(slot) = list.iter_mut().find(|e| e.0 == entity) {
        slot.1 += 1;
    } else if list.len() < MAX_KEPT {
        list.push((entity, 1));
    } else {
        return 0;
    }
    1
}

fn keep<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if list.len() < MAX_KEPT && !list.contains(&item) {
        list.push(item);
    }
}

/// The powers of [`FADE`], multiplied out so that every machine has the same.
#[derive(Clone, Debug)]
pub(crate) struct Fades(Vec<f32>);

impl Fades {
    pub(crate) fn new() -> Fades {
        let mut powers = Vec::with_capacity(N_FADES);
        let mut power = 1.0_f32;
        for _ in 0..N_FADES {
            powers.push(power);
            power *= FADE;
        }
        Fades(powers)
    }

    fn after(&self, n_mentions: usize) -> f32 {
        self.0.get(n_mentions).copied().unwrap_or(0.0)
    }
}

/// A referent is found again by the last this many that share a word with a mention.
const MAX_BY_WORD: usize = 6;

/// All referents so far, and where to find them.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) rows: Vec<Growing>,
    /// The referent of each phrase that was added.
    pub(crate) of_phrase: Vec<Option<usize>>,
    /// Phrases in the order in which they were added.
    pub(crate) order: Vec<usize>,
    pub(crate) fades: Fades,
    by_head: FxHashMap<WordId, Vec<usize>>,
    by_name: FxHashMap<WordId, Vec<usize>>,
    by_entity: FxHashMap<EntityId, usize>,
    by_supposed: FxHashMap<EntityId, usize>,
}

impl Board {
    pub(crate) fn new(n_phrases: usize) -> Board {
        Board {
            rows: Vec::new(),
            of_phrase: vec![None; n_phrases],
            order: Vec::with_capacity(n_phrases),
            fades: Fades::new(),
            by_head: FxHashMap::default(),
            by_name: FxHashMap::default(),
            by_entity: FxHashMap::default(),
            by_supposed: FxHashMap::default(),
        }
    }

    /// Adds a phrase to a referent; `None` begins one. Returns the referent.
    pub(crate) fn add(&mut self, i: usize, row: &Phrase, to: Option<usize>) -> usize {
        let to = to.unwrap_or_else(|| {
            self.rows.push(Growing::default());
            self.rows.len() - 1
        });
        let step = self.order.len();
        self.rows[to].add(i, row, &self.fades, step);
        self.of_phrase[i] = Some(to);
        self.order.push(i);
        match row.kind {
            MentionKind::Nominal => note(&mut self.by_head, row.head_word, to),
            MentionKind::Proper => {
                for &word in &row.name_words {
                    note(&mut self.by_name, word, to);
                }
            }
            MentionKind::Pronoun => {}
        }
        if let Some(entity) = row.entity {
            if row.is_entity_named {
                self.by_entity.entry(entity).or_insert(to);
            } else {
                self.by_supposed.insert(entity, to);
            }
        }
        to
    }

    /// Notes that a mention of a referent is of an entity, as who speaks beside it tells.
    pub(crate) fn suppose(&mut self, referent: usize, entity: EntityId) {
        self.rows[referent].suppose(entity);
        self.by_supposed.insert(entity, referent);
    }

    pub(crate) fn step(&self) -> usize {
        self.order.len()
    }

    /// The referents whose nominals had a head last.
    pub(crate) fn with_head(&self, head: WordId) -> &[usize] {
        self.by_head.get(&head).map_or(&[], Vec::as_slice)
    }

    /// The referents whose names had a word last.
    pub(crate) fn with_name(&self, word: WordId) -> &[usize] {
        self.by_name.get(&word).map_or(&[], Vec::as_slice)
    }

    /// The referent whose names stand for an entity.
    pub(crate) fn with_entity(&self, entity: EntityId) -> Option<usize> {
        self.by_entity.get(&entity).copied()
    }

    /// The same; for an entity without a name, the referent that last had a mention of it.
    pub(crate) fn is_probably(&self, entity: EntityId) -> Option<usize> {
        self.with_entity(entity).or_else(|| self.by_supposed.get(&entity).copied())
    }
}

fn note(index: &mut FxHashMap<WordId, Vec<usize>>, word: WordId, to: usize) {
    let list = index.entry(word).or_default();
    list.retain(|&r| r != to);
    if list.len() == MAX_BY_WORD {
        list.remove(0);
    }
    list.push(to);
}

/// How many tokens lie between two phrases; below 0 if the first stands behind.
pub(crate) fn distance(from: TokenId, to: TokenId) -> f32 {
    to.index() as f32 - from.index() as f32
}
