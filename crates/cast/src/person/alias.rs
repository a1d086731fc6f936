//! Whom a name means that speakers call and narration never uses: who answers to it.
//!
//! `“Chief, you said five.” “I said ten in my head,” said Tully.` The one who speaks right
//! after a call, or right before it, is the one who is called, if that comes out the same
//! again and again.

use dramaturg_text::{Book, Evidence, Position, TokenKind};

use super::Layers;
use super::teller::Search;
use crate::coreference::fold;
use crate::lexicon::Gender;
use crate::{
    AttributionKind, Entities, Entity, EntityId, MentionId, MentionKind, Mentions, Mode,
    QuotationId, Quotations, Speech,
};

/// The least weight of evidence for a join; an answer with a sure speaker weighs 1.
const MIN_WEIGHT: f32 = 1.1;

/// The best must have this many times the weight of the second.
const DOMINANCE: f32 = 2.0;

/// Pairs of names that are one person: the called one, and a name of the one who answers;
/// `I` stands for a narrator without a name.
pub fn find_joins(
    book: &Book,
    quotations: &Quotations,
    mentions: &Mentions,
    entities: &Entities,
    speech: &Speech,
) -> Vec<(String, String)> {
    let layers = Layers { book, quotations, mentions, entities, speech };
    let outer: Vec<QuotationId> = quotations
        .rows
        .iter()
        .filter(|(_, q)| q.nested_in.is_none() && q.mode == Mode::Speech)
        .map(|(id, _)| id)
        .collect();
    let mut place = vec![usize::MAX; quotations.rows.len()];
    for (i, id) in outer.iter().enumerate() {
        place[id.index()] = i;
    }
    let mut joins: Vec<(String, String)> = Vec::new();
    let mut narrator: Option<String> = None;
    let mut search: Option<Search<'_>> = None;
    for (id, entity) in entities.rows.iter() {
        if !entity.is_only_called {
            continue;
        }
        let mut ranked = weigh(layers, &outer, &place, entity);
        for (other, weight) in &mut ranked {
            *weight *= likeness(layers, entity, &entities.rows[*other]);
        }
        ranked.retain(|(other, _)| suits(entity, &entities.rows[*other]) && *other != id);
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let second = ranked.get(1).map_or(0.0, |r| r.1);
        let Some(&(best, weight)) = ranked.first() else { continue };
        if weight < MIN_WEIGHT || weight < DOMINANCE * second {
            continue;
        }
        let Some(own) = name_key(book, mentions, entity) else { continue };
        match name_key(book, mentions, &entities.rows[best]) {
            Some(other) => joins.push((own, other)),
            None if entities.rows[best].is_narrator => match &narrator {
                Some(first) => joins.push((own, first.clone())),
                None if !search
                    .get_or_insert_with(|| Search::new(layers, best))
                    .suits(entity) => {}
                None => {
                    joins.push((own.clone(), "I".to_owned()));
                    narrator = Some(own);
                }
            },
            None => {}
        }
    }
    joins
}

/// How much speaks for each person as the one who is called.
fn weigh(
    layers: Layers<'_>,
    outer: &[QuotationId],
    place: &[usize],
    entity: &Entity,
) -> Vec<(EntityId, f32)> {
    let Layers { quotations, mentions, speech, .. } = layers;
    let mut weights: Vec<(EntityId, f32)> = Vec::new();
    let mut last = None;
    for &mention in &entity.mentions {
        let Some(at) = mentions.rows[mention].quotation else { continue };
        if last == Some(at) || place[at.index()] == usize::MAX {
            continue;
        }
        last = Some(at);
        let caller = speech.rows[at].speaker.as_ref().map(|c| c.value);
        let i = place[at.index()];
        let named = named_in(layers, at);
        // “Chief,” said Tully to Mags: the text says who is called.
        for addressee in &speech.rows[at].addressees {
            if addressee.evidence != Evidence::none() && !named.contains(&addressee.value)
            {
                add(&mut weights, addressee.value, addressee.confidence);
            }
        }
        for (near, share) in [(i.checked_sub(1), 0.6), (Some(i + 1), 1.0)] {
            let Some(&near) = near.and_then(|n| outer.get(n)) else { continue };
            let distance = quotations.rows[near]
                .paragraph
                .index()
                .abs_diff(quotations.rows[at].paragraph.index());
            let row = &speech.rows[near];
            if distance > 2
                || distance == 0
                || row.conversation != speech.rows[at].conversation
            {
                continue;
            }
            let sure = if row.kind == AttributionKind::Implicit { 0.8 } else { 1.2 };
            for candidate in &row.candidates {
                if Some(candidate.entity) == caller || named.contains(&candidate.entity) {
                    continue;
                }
                add(&mut weights, candidate.entity, share * sure * candidate.probability);
            }
        }
    }
    weights
}

fn add(weights: &mut Vec<(EntityId, f32)>, entity: EntityId, weight: f32) {
    match weights.iter_mut().find(|w| w.0 == entity) {
        Some(w) => w.1 += weight,
        None => weights.push((entity, weight)),
    }
}

/// How many times likelier a name stands for somebody because it looks like theirs: *Zol*
/// of *Isolde*, *Solo* of *Solveig*.
fn likeness(layers: Layers<'_>, name: &Entity, person: &Entity) -> f32 {
    let forms = |entity: &Entity| -> Vec<String> {
        let words = entity
            .mentions
            .iter()
            .filter(|&&id| layers.mentions.rows[id].kind == MentionKind::Proper)
            .take(50)
            .flat_map(|&id| layers.mentions.rows[id].span.iter())
            .filter(|&t| layers.book.tokens[t].kind == TokenKind::Word);
        let mut forms: Vec<String> =
            words.map(|t| fold(layers.book.lower(t))).filter(|w| w.len() > 2).collect();
        forms.sort_unstable();
        forms.dedup();
        forms
    };
    let of_person = forms(person);
    let mut best = 1.0_f32;
    for own in forms(name) {
        for other in &of_person {
            let n_alike =
                own.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            let is_inside = own.len() >= 3 && other.contains(own.as_str());
            best = best.max(match n_alike {
                _ if is_inside => 3.0,
                4.. => 3.0,
                3 => 2.4,
                2 => 1.5,
                _ => 1.0,
            });
        }
    }
    best
}

/// Who is named in a quotation: the one who is called there is not named twice.
fn named_in(layers: Layers<'_>, id: QuotationId) -> Vec<EntityId> {
    let tokens = layers.book.tokens_in(layers.quotations.rows[id].hull());
    layers
        .mentions
        .starting_in(tokens)
        .iter()
        .filter(|&m| {
            let row = layers.mentions.rows[m];
            row.quotation == Some(id) && row.kind == MentionKind::Proper
        })
        .filter_map(|m| layers.entities.of_mention[m])
        .collect()
}

fn suits(name: &Entity, person: &Entity) -> bool {
    let clash = name.gender != Gender::Unknown
        && person.gender != Gender::Unknown
        && name.gender != person.gender;
    !clash && (person.is_named || person.is_narrator) && !person.is_only_called
}

/// A name as coreference keys it: words in lower case, stops left out.
pub(super) fn name_key(
    book: &Book,
    mentions: &Mentions,
    entity: &Entity,
) -> Option<String> {
    let proper = |id: &MentionId| mentions.rows[*id].kind == MentionKind::Proper;
    let id = *entity.mentions.iter().find(|id| proper(id))?;
    let words = mentions.rows[id]
        .span
        .iter()
        .filter(|&t| book.tokens[t].kind == TokenKind::Word)
        .map(|t| fold(book.lower(t)));
    Some(words.collect::<Vec<_>>().join(" "))
}
