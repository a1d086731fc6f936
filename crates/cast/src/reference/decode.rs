//! Mentions to referents, from left to right.

use dramaturg_nn::Scratch;
use dramaturg_text::{Position, Table};

use super::encode::{Choice, Encoder, N_FEATURES};
use super::network::Linker;
use super::phrase::{Phrase, PronounClass, phrases};
use super::referent::Board;
use super::{Layers, References, Referent, ReferentId};
use crate::{EntityId, EntityKind, MentionId, MentionKind, MentionType};

/// The referents that the ranker finds.
pub(super) fn decode(layers: Layers<'_>, linker: &Linker) -> References {
    let phrases = phrases(layers);
    let encoder = Encoder::new(layers, &phrases);
    let speakers = encoder.cue_speakers();
    let teller =
        layers.entities.rows.iter().find(|(_, e)| e.is_narrator).map(|(id, _)| id);
    let mut board = Board::new(phrases.len());
    let mut desk = Desk::default();
    for i in order(layers, &phrases) {
        let pick = named(layers, &board, &phrases[i]);
        // “said she”: whoever speaks. The ranker of speakers sees the whole conversation.
        let speaker = speakers[i].filter(|_| phrases[i].kind != MentionKind::Proper);
        // Outside of speech, *I* is who tells.
        let is_told = phrases[i].quotation.is_none();
        let is_teller = phrases[i].class == PronounClass::I && is_told;
        let speaker = teller.filter(|_| is_teller).or(speaker);
        let pick = pick.or_else(|| speaker.and_then(|who| board.is_probably(who)));
        let pick = pick.or_else(|| desk.best(&encoder, &board, linker, i));
        let referent = board.add(i, &phrases[i], pick);
        if let Some(who) = speaker {
            board.suppose(referent, who);
        }
    }
    finish(layers, &board)
}

/// The referent of a person's name: names keep the clusters of earlier layers.
fn named(layers: Layers<'_>, board: &Board, row: &Phrase) -> Option<usize> {
    let entity = row.entity.filter(|_| row.is_entity_named)?;
    let is_person = layers.entities.rows[entity].kind == EntityKind::Person;
    let is_same = row.kind == MentionKind::Proper && row.r#type == MentionType::Person;
    board.with_entity(entity).filter(|_| is_person && is_same)
}

/// What a choice needs; its buffers serve for the next.
#[derive(Clone, Debug, Default)]
struct Desk {
    choice: Choice,
    scratch: Scratch,
    scores: Vec<f32>,
}

impl Desk {
    /// The referent that a phrase joins; none if it begins one.
    fn best(
        &mut self,
        encoder: &Encoder<'_>,
        board: &Board,
        linker: &Linker,
        i: usize,
    ) -> Option<usize> {
        let Desk { choice, scratch, scores } = self;
        encoder.find(board, i, choice);
        if choice.candidates.is_empty() {
            return None;
        }
        encoder.encode(board, i, choice);
        linker.forest.score_with(scratch, choice.rows.chunks_exact(N_FEATURES), scores);
        // The last row is that of a new referent.
        let mut pick = None;
        let mut top = scores[choice.candidates.len()] + linker.new_bias;
        for (&candidate, &score) in choice.candidates.iter().zip(&*scores) {
            if score > top {
                top = score;
                pick = Some(candidate);
            }
        }
        pick
    }
}

/// The order in which phrases are read: by their heads, but the subject of a cue before its
/// quotation, so that *I* finds who speaks.
pub(super) fn order(layers: Layers<'_>, phrases: &[Phrase]) -> Vec<usize> {
    let book = layers.book;
    let mut place: Vec<(usize, usize, usize)> = phrases
        .iter()
        .enumerate()
        .map(|(i, p)| (2 * p.head.index() + 1, usize::MAX - p.span.len(), i))
        .collect();
    for (id, attribution) in layers.speech.rows.iter() {
        let Some(cue) = attribution.cue else { continue };
        let start = book.token_at(layers.quotations.rows[id].outer[0].start());
        let from = phrases.partition_point(|p| p.span.start() < cue.span.start());
        for (i, phrase) in phrases.iter().enumerate().skip(from) {
            if phrase.span.start() >= cue.span.end() {
                break;
            }
            if phrase.quotation.is_none() && start.index() < phrase.head.index() {
                place[i].0 = 2 * start.index();
            }
        }
    }
    place.sort_unstable();
    place.into_iter().map(|p| p.2).collect()
}

fn finish(layers: Layers<'_>, board: &Board) -> References {
    let mut entity_of: Vec<Option<EntityId>> = vec![None; board.rows.len()];
    // An entity is the referent that most of its names are in.
    let mut claims: Vec<(u32, usize, EntityId)> = Vec::new();
    for (r, row) in board.rows.iter().enumerate() {
        claims.extend(row.named.iter().map(|&(e, n)| (n * 4, r, e)));
        claims.extend(row.supposed.iter().map(|&(e, n)| (n, r, e)));
    }
    claims.sort_by_key(|&(n, r, e)| (std::cmp::Reverse(n), r, e));
    let mut is_taken = vec![false; layers.entities.rows.len()];
    for (_, r, e) in claims {
        if entity_of[r].is_none() && !is_taken[e.index()] {
            entity_of[r] = Some(e);
            is_taken[e.index()] = true;
        }
    }
    collect(layers, &board.of_phrase, &entity_of)
}

/// Numbers referents in order of their first mention.
fn collect(
    layers: Layers<'_>,
    of_row: &[Option<usize>],
    entity_of: &[Option<EntityId>],
) -> References {
    let mut ids: Vec<Option<ReferentId>> = vec![None; entity_of.len()];
    let mut referents: Table<ReferentId, Referent> = Table::new();
    let mut of_mention = Table::filled(None, of_row.len());
    for (i, row) in of_row.iter().enumerate() {
        let Some(row) = *row else { continue };
        let id = *ids[row].get_or_insert_with(|| {
            referents.push(Referent { entity: entity_of[row], mentions: Vec::new() })
        });
        let mention = MentionId::from_index(i);
        referents[id].mentions.push(mention);
        of_mention[mention] = Some(id);
    }
    References { mentions: layers.mentions.clone(), of_mention, referents }
}

/// What earlier layers know: a referent an entity, and a cluster where there is no entity.
pub(super) fn keep(layers: Layers<'_>) -> References {
    let n_entities = layers.entities.rows.len();
    let n_clusters = layers.coreference.clusters.len();
    let mut of_head: Vec<Option<usize>> = vec![None; layers.book.tokens.len()];
    for (id, mention) in layers.named.rows.iter() {
        let cluster = layers.coreference.of_mention[id].map(|c| n_entities + c.index());
        let row = layers.persons.of_mention[id].map(Position::index).or(cluster);
        let slot = &mut of_head[mention.head.index()];
        if slot.is_none() || mention.kind == MentionKind::Proper {
            *slot = row.or(*slot);
        }
    }
    let rows = layers.mentions.rows.rows();
    let of_row: Vec<Option<usize>> =
        rows.iter().map(|m| of_head[m.head.index()]).collect();
    let entity_of: Vec<Option<EntityId>> = layers
        .entities
        .rows
        .ids()
        .map(Some)
        .chain(std::iter::repeat_n(None, n_clusters))
        .collect();
    collect(layers, &of_row, &entity_of)
}
