//! What a cue by a description says: *said my father* means whom others call *Dad*, and
//! *said my brother* means each time the same man.

use rustc_hash::FxHashMap;

use super::cue::Subject;
use super::encode::count;
use super::turn::{Context, Turn};
use crate::{AliasKind, EntityId, MentionId, MentionKind};

/// The names of the features made here, in order.
pub(super) const FEATURES: &[&str] = &["kin_fit", "p_in_same_words", "n_same_words"];

/// Words that mean the same relative, and so one person in one mouth.
const RELATIONS: &[&[&str]] = &[
    &["father", "dad", "daddy", "papa", "pa", "pop", "pops", "da"],
    &["mother", "mum", "mummy", "mom", "mommy", "mam", "mama", "mamma", "ma"],
    &["grandfather", "grandad", "granddad", "grandpa", "grandpapa", "gramps"],
    &["grandmother", "gran", "granny", "grandma", "grandmamma", "nan", "nana", "nanna"],
    &["brother", "bro"],
    &["sister", "sis"],
    &["uncle"],
    &["aunt", "auntie", "aunty"],
    &["son"],
    &["daughter"],
    &["husband"],
    &["wife"],
    &["cousin"],
    &["nephew"],
    &["niece"],
];

/// The relation that a word in small letters means, as a place among the relations.
pub(crate) fn relation(word: &str) -> Option<usize> {
    RELATIONS.iter().position(|words| words.contains(&word))
}

/// Those that stand in front of the name of a member of a family; *Father Brown* and *Sister
/// Agnes* are of none.
fn goes_before_names(word: &str) -> bool {
    matches!(word, "uncle" | "aunt" | "auntie" | "aunty" | "cousin")
        || word.starts_with("gran")
}

/// The description that a cue has as its subject.
fn described(context: Context<'_>, turn: &Turn) -> Option<MentionId> {
    match turn.cue?.subject {
        Subject::Mention(id) if context.kind(id) == MentionKind::Nominal => Some(id),
        _ => None,
    }
}

/// Whether a relative whom words describe may be an entity: 1 if it goes by a word for this
/// relation (*Dad* for *my father*), -1 if by one for another, 0 if its names do not tell.
pub(super) fn kin_fit(context: Context<'_>, words: MentionId, entity: EntityId) -> f32 {
    let head = context.book.lower(context.mentions.rows[words].head);
    let Some(wanted) = relation(head) else { return 0.0 };
    let mut fit = 0.0;
    for alias in &context.entities.rows[entity].aliases {
        if alias.kind != AliasKind::Kinship {
            continue;
        }
        let lower = alias.text.to_lowercase();
        let mut names = lower.split_whitespace();
        let Some(first) = names.next() else { continue };
        let is_alone = names.next().is_none();
        match relation(first).filter(|_| is_alone || goes_before_names(first)) {
            Some(own) if own == wanted => return 1.0,
            Some(_) => fit = -1.0,
            None => {}
        }
    }
    fit
}

/// Which cues of a text describe their speakers in the same words.
pub(super) struct Kinship {
    /// The description of each turn and those of its words, by turn.
    of_turn: Vec<Option<(MentionId, usize)>>,
    /// For each wording: its turns, and what the rules give each candidate in them together.
    wordings: Vec<Wording>,
}

#[derive(Default)]
struct Wording {
    n_turns: usize,
    mass: FxHashMap<EntityId, f32>,
}

impl Kinship {
    pub(super) fn new(
        context: Context<'_>,
        turns: &[Turn],
        candidates: &[Vec<EntityId>],
        posteriors: &[Vec<f32>],
    ) -> Kinship {
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let mut wordings: Vec<Wording> = Vec::new();
        let mut of_turn = Vec::with_capacity(turns.len());
        for (t, turn) in turns.iter().enumerate() {
            let Some(id) = described(context, turn) else {
                of_turn.push(None);
                continue;
            };
            let words: Vec<&str> = context.mentions.rows[id]
                .span
                .iter()
                .map(|token| context.book.lower(token))
                .collect();
            let place = *places.entry(words.join(" ")).or_insert(wordings.len());
            if place == wordings.len() {
                wordings.push(Wording::default());
            }
            let wording = &mut wordings[place];
            wording.n_turns += 1;
            for (&entity, &p) in candidates[t].iter().zip(&posteriors[t]) {
                *wording.mass.entry(entity).or_default() += p;
            }
            of_turn.push(Some((id, place)));
        }
        Kinship { of_turn, wordings }
    }

    /// The features of a candidate of a turn, whose probability by the rules is `p`.
    pub(super) fn row(
        &self,
        context: Context<'_>,
        t: usize,
        entity: EntityId,
        p: f32,
    ) -> [f32; FEATURES.len()] {
        let Some((id, place)) = self.of_turn[t] else { return [0.0; FEATURES.len()] };
        let wording = &self.wordings[place];
        let n_others = wording.n_turns - 1;
        let mass = wording.mass.get(&entity).copied().unwrap_or(0.0) - p;
        let share = if n_others > 0 {
            mass / count(n_others, usize::from(u16::MAX))
        } else {
            0.0
        };
        // Rounded, so that the order of a sum cannot show.
        let share = (share.clamp(0.0, 1.0) * 64.0).round() / 64.0;
        [kin_fit(context, id, entity), share, count(n_others, 9)]
    }
}
