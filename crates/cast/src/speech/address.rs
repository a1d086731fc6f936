//! To whom a quotation is said: whom it calls, whom its cue names, or who spoke before.
//!
//! A forest weighs them; without one, calls and cues count first and turns otherwise.

use dramaturg_text::{Claim, Evidence, Span, Table, TokenId};

use super::addressee::{Addresser, Talk};
use super::turn::{Context, Turn, is_called};
use super::{Attribution, QuotationId, round};
use crate::{EntityId, MentionKind, Mode};

/// Whoever is at least this likely is spoken to, and so is the likeliest from the lower bound
/// on. Other bounds trade precision for recall and win no point of F1 (`train.py --grid`).
const MIN_PROBABILITY: f32 = 0.5;
const MIN_BEST: f32 = 0.25;

/// Whom a cue names, *said Mara to Tom*, is at least this likely: 88 of 100 such lines of novels
/// are annotated so, and a forest that has seen few of them says less where hardly anybody talks.
const NAMED: f32 = 0.88;

/// Fills the addressees of all turns; their speakers are settled.
pub(crate) fn fill(
    context: Context<'_>,
    turns: &[Turn],
    addresser: Option<&Addresser>,
    rows: &mut Table<QuotationId, Attribution>,
) {
    match addresser {
        Some(addresser) => judge(context, turns, addresser, rows),
        None => by_rules(context, turns, rows),
    }
}

/// Asks the forest.
fn judge(
    context: Context<'_>,
    turns: &[Turn],
    addresser: &Addresser,
    rows: &mut Table<QuotationId, Attribution>,
) {
    let talk = Talk::new(context, turns, rows);
    let mut all = Vec::new();
    (0..turns.len()).for_each(|t| talk.rows_of(t, &mut all));
    let chances = addresser.judge(&all);
    let mut pairs: Vec<(QuotationId, EntityId, f32)> = all
        .iter()
        .zip(chances)
        .map(|(row, p)| {
            let least = if row.is_named_in_cue { NAMED } else { 0.0 };
            (row.quotation, row.who, p.max(least))
        })
        .collect();
    for of_turn in pairs.chunk_by_mut(|a, b| a.0 == b.0) {
        of_turn.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.1.cmp(&b.1)));
        let is_kept = |i: usize, p: f32| p >= MIN_PROBABILITY || i == 0 && p >= MIN_BEST;
        let kept = of_turn.iter().enumerate().filter(|(i, row)| is_kept(*i, row.2));
        rows[of_turn[0].0].addressees = kept
            .map(|(_, &(_, value, p))| Claim {
                value,
                confidence: round(p),
                evidence: Evidence::none(),
            })
            .collect();
    }
    for turn in turns {
        for claim in &mut rows[turn.quotation].addressees {
            claim.evidence = named(context, turn, claim.value);
        }
    }
}

/// The words that say that a line is said to somebody: in its cue, or the name that it calls.
fn named(context: Context<'_>, turn: &Turn, who: EntityId) -> Evidence {
    let Context { mentions, entities, .. } = context;
    let in_cue = turn.cue.and_then(|cue| cue.addressee);
    let in_cue = in_cue.filter(|&id| entities.of_mention[id] == Some(who));
    let words = in_cue.map(|id| mentions.rows[id].span);
    let words = words.or_else(|| call(context, turn, who));
    words.map_or(Evidence::none(), Evidence::one)
}

/// Where a line calls somebody first.
fn call(context: Context<'_>, turn: &Turn, who: EntityId) -> Option<Span<TokenId>> {
    if !turn.called.contains(&who) {
        return None;
    }
    let Context { book, quotations, mentions, entities, .. } = context;
    let parts = quotations.rows[turn.quotation].parts.iter();
    let mut names = parts.flat_map(|part| {
        let tokens = book.tokens_in(*part);
        mentions.starting_in(tokens).iter().map(move |id| (tokens, id))
    });
    let found = names.find(|&(tokens, id)| {
        let mention = mentions.rows[id];
        mention.kind == MentionKind::Proper
            && entities.of_mention[id] == Some(who)
            && is_called(book, tokens, mention.span)
    });
    found.map(|(_, id)| mentions.rows[id].span)
}

/// Whom a line calls and whom its cue names; if there is nobody, who spoke before.
fn by_rules(
    context: Context<'_>,
    turns: &[Turn],
    rows: &mut Table<QuotationId, Attribution>,
) {
    let speakers: Vec<Option<EntityId>> = turns
        .iter()
        .map(|t| rows[t.quotation].speaker.as_ref().map(|c| c.value))
        .collect();
    for (t, turn) in turns.iter().enumerate() {
        if context.quotations.rows[turn.quotation].mode != Mode::Speech {
            continue;
        }
        let own = speakers[t];
        let mut found: Vec<(EntityId, f32, Evidence)> = Vec::new();
        if let Some(mention) = turn.cue.and_then(|c| c.addressee)
            && let Some(entity) = context.entities.of_mention[mention]
            && Some(entity) != own
        {
            let words = context.mentions.rows[mention].span;
            found.push((entity, 0.9, Evidence::one(words)));
        }
        for &called in &turn.called {
            // “Chief,” said Tully to Mags: one person.
            let is_same =
                context.entities.rows[called].is_only_called && !found.is_empty();
            if Some(called) != own && !is_same && found.iter().all(|f| f.0 != called) {
                found.push((called, 0.9, named(context, turn, called)));
            }
        }
        if found.is_empty()
            && let Some(entity) = by_turns(turns, &speakers, t)
        {
            found.push((entity, 0.6, Evidence::none()));
        }
        rows[turn.quotation].addressees = found
            .into_iter()
            .map(|(value, p, evidence)| Claim { value, confidence: round(p), evidence })
            .collect();
    }
}

/// The other speaker nearest to a turn: who spoke before it, else who answers.
fn by_turns(turns: &[Turn], speakers: &[Option<EntityId>], t: usize) -> Option<EntityId> {
    let own = speakers[t];
    let mut back = t;
    let mut before = None;
    while back > 0 && !turns[back].is_new_scene && turns[back].gap <= 4 && t - back < 4 {
        back -= 1;
        if speakers[back].is_some() && speakers[back] != own {
            before = Some((t - back, speakers[back]));
            break;
        }
    }
    let mut ahead = t + 1;
    let mut behind = None;
    while ahead < turns.len()
        && !turns[ahead].is_new_scene
        && turns[ahead].gap <= 4
        && ahead - t < 4
    {
        if speakers[ahead].is_some() && speakers[ahead] != own {
            behind = Some((ahead - t, speakers[ahead]));
            break;
        }
        ahead += 1;
    }
    match (before, behind) {
        (Some((a, speaker)), Some((b, _))) if a <= b => speaker,
        (_, Some((_, speaker))) | (Some((_, speaker)), None) => speaker,
        (None, None) => None,
    }
}
