//! Who is one person under a description and a name: `Dubs, the policeman`, or a name that
//! speakers call and a description that answers.
//!
//! Where the text sets the two beside each other, it says so itself; else one who answers to
//! a name again and again bears it, unless the two talk with or of each other.

use dramaturg_text::{Book, Position, Span, TokenId};

use super::Layers;
use crate::lexicon::{Gender, Lexicon, NounKind};
use crate::speech::is_called;
use crate::{
    AttributionKind, Entities, Entity, EntityId, EntityKind, MentionId, MentionKind,
    Mentions, Mode, QuotationId, Quotations, Speech,
};

/// A description and a name: a mention of each.
pub type Identity = (MentionId, MentionId);

/// What answers must weigh, all together, to show who bears a name; one with a cue weighs
/// 1.2. Chosen with the others here on 42 stories.
const MIN_ANSWERS: f32 = 0.6;

/// The share of all answers to a name that must be of one who bears it.
const MIN_SHARE: f32 = 0.4;

/// The best must have this many times the weight of the second.
const DOMINANCE: f32 = 1.5;

/// Who speaks so often under the own name needs no description.
const MAX_OWN_CUES: usize = 2;

/// In a text with more entities nobody is looked for: each description is held against each
/// name.
const MAX_ENTITIES: usize = 2000;

/// What the text shows of each entity, gathered once.
struct Shown {
    /// The turns that the text surely gives it.
    said: Vec<Vec<usize>>,
    /// The turns in which it is called.
    called: Vec<Vec<usize>>,
    /// The turns in which it is named without being called.
    named: Vec<Vec<usize>>,
    /// The outer quotations in order.
    turns: Vec<QuotationId>,
}

/// Descriptions and the names of those whom they describe, each once.
pub fn find_identities(
    book: &Book,
    quotations: &Quotations,
    mentions: &Mentions,
    entities: &Entities,
    speech: &Speech,
) -> Vec<Identity> {
    if entities.rows.len() > MAX_ENTITIES {
        return Vec::new();
    }
    let layers = Layers { book, quotations, mentions, entities, speech };
    let shown = shown(layers);
    let mut found: Vec<(f32, EntityId, EntityId)> = Vec::new();
    for (x, described) in entities.rows.iter() {
        if described.is_named || described.given.is_some() {
            continue;
        }
        let Some(kind) = definite(layers, described) else { continue };
        let apposed = match kind {
            Some(NounKind::Role) => apposed(layers, described),
            _ => Vec::new(),
        };
        let mut weights: Vec<(f32, EntityId)> = Vec::new();
        for (y, named) in entities.rows.iter() {
            if x == y || !may_be_one(layers, &shown, x, y) {
                continue;
            }
            if apposed.contains(&y) {
                weights.push((APPOSED, y));
            } else if kind != Some(NounKind::Creature)
                && named.is_named
                && shown.said[y.index()].len() <= MAX_OWN_CUES
            {
                let (own, all) = answers(layers, &shown, y, x);
                if own >= MIN_ANSWERS && own >= MIN_SHARE * all {
                    weights.push((own, y));
                }
            }
        }
        weights.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let second = weights.get(1).map_or(0.0, |w| w.0);
        if let Some(&(weight, y)) = weights.first()
            && weight >= DOMINANCE * second
        {
            found.push((weight, x, y));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut taken = vec![false; entities.rows.len()];
    let mut identities = Vec::new();
    for (_, x, y) in found {
        let mention = |id: EntityId, kind: MentionKind| {
            let mut ids = entities.rows[id].mentions.iter().copied();
            ids.find(|&m| mentions.rows[m].kind == kind)
        };
        if let (false, Some(a), Some(b)) = (
            std::mem::replace(&mut taken[y.index()], true),
            mention(x, MentionKind::Nominal),
            mention(y, MentionKind::Proper),
        ) {
            identities.push((a, b));
        }
    }
    identities
}

/// What it weighs that the text sets a name beside a description.
const APPOSED: f32 = 100.0;

/// Whether a name can be that of a description at all.
fn may_be_one(layers: Layers<'_>, shown: &Shown, x: EntityId, y: EntityId) -> bool {
    let Layers { entities, speech, .. } = layers;
    let (a, b) = (&entities.rows[x], &entities.rows[y]);
    let clash = a.gender != Gender::Unknown
        && b.gender != Gender::Unknown
        && a.gender != b.gender;
    let is_somebody = b.is_named
        && !b.is_narrator
        && b.given.is_none()
        && !matches!(b.kind, EntityKind::Place | EntityKind::Group);
    if clash || !is_somebody {
        return false;
    }
    // Who talks to or of somebody is somebody else, and so is who answers them.
    let speaks_of = |who: EntityId, whom: EntityId| {
        shown.said[who.index()].iter().any(|t| {
            shown.called[whom.index()].contains(t)
                || shown.named[whom.index()].contains(t)
                || speech.rows[shown.turns[*t]].addressees.iter().any(|c| c.value == whom)
        })
    };
    let answers = || {
        shown.said[x.index()].iter().any(|&t| {
            let near = [t.checked_sub(1), Some(t + 1)];
            near.into_iter().flatten().any(|n| {
                shown.said[y.index()].contains(&n) && are_neighbours(layers, shown, n, t)
            })
        })
    };
    !speaks_of(x, y) && !speaks_of(y, x) && !answers()
}

/// The kind of noun of a description that begins with *the*, none inside if the noun tells
/// nothing; none at all for others.
fn definite(layers: Layers<'_>, entity: &Entity) -> Option<Option<NounKind>> {
    let rows = &layers.mentions.rows;
    let nominal = |&&id: &&MentionId| rows[id].kind == MentionKind::Nominal;
    let id = *entity.mentions.iter().find(nominal)?;
    let is_definite = |&id: &MentionId| {
        rows[id].kind == MentionKind::Nominal
            && layers.book.lower(rows[id].span.start()) == "the"
    };
    let noun = Lexicon::shared().person_noun(layers.book.lower(rows[id].head));
    entity.mentions.iter().any(is_definite).then(|| noun.map(|n| n.kind))
}

/// What the text shows of everybody.
fn shown(layers: Layers<'_>) -> Shown {
    let Layers { book, quotations, mentions, entities, speech } = layers;
    let n = entities.rows.len();
    let turns: Vec<QuotationId> = quotations
        .rows
        .iter()
        .filter(|(_, q)| q.nested_in.is_none() && q.mode == Mode::Speech)
        .map(|(id, _)| id)
        .collect();
    let mut place = vec![None; quotations.rows.len()];
    for (i, id) in turns.iter().enumerate() {
        place[id.index()] = Some(i);
    }
    let mut row = Shown {
        said: vec![Vec::new(); n],
        called: vec![Vec::new(); n],
        named: vec![Vec::new(); n],
        turns,
    };
    for (id, mention) in mentions.rows.iter() {
        let (Some(entity), Some(q), MentionKind::Proper) =
            (entities.of_mention[id], mention.quotation, mention.kind)
        else {
            continue;
        };
        let Some(turn) = place[q.index()] else { continue };
        let parts = &quotations.rows[q].parts;
        let part = parts
            .iter()
            .map(|p| book.tokens_in(*p))
            .find(|p| p.start() <= mention.span.start() && mention.span.end() <= p.end());
        let is_call = part.is_some_and(|p| is_called(book, p, mention.span));
        let list = if is_call { &mut row.called } else { &mut row.named };
        let list = &mut list[entity.index()];
        if list.last() != Some(&turn) {
            list.push(turn);
        }
    }
    for (i, &id) in row.turns.iter().enumerate() {
        let attribution = &speech.rows[id];
        let Some(speaker) = &attribution.speaker else { continue };
        let is_sure = attribution.kind != AttributionKind::Implicit
            && attribution.cue.is_some()
            && speaker.confidence >= 0.8;
        if is_sure {
            row.said[speaker.value.index()].push(i);
        }
    }
    row
}

/// Turns that stand side by side in two paragraphs of one conversation.
fn are_neighbours(layers: Layers<'_>, shown: &Shown, a: usize, b: usize) -> bool {
    let (Some(&a), Some(&b)) = (shown.turns.get(a), shown.turns.get(b)) else {
        return false;
    };
    let paragraph = |q: QuotationId| layers.quotations.rows[q].paragraph.index();
    let distance = paragraph(a).abs_diff(paragraph(b));
    (1..=2).contains(&distance)
        && layers.speech.rows[a].conversation == layers.speech.rows[b].conversation
}

/// How much speaks for `who` as the one who answers the calls of `name`, and for anybody.
fn answers(
    layers: Layers<'_>,
    shown: &Shown,
    name: EntityId,
    who: EntityId,
) -> (f32, f32) {
    let (mut own, mut all) = (0.0, 0.0);
    for &call in &shown.called[name.index()] {
        let caller = layers.speech.rows[shown.turns[call]].speaker.as_ref();
        let caller = caller.map(|c| c.value);
        for (near, share) in [(call.checked_sub(1), 0.6), (Some(call + 1), 1.0)] {
            let Some(near) = near.filter(|&n| are_neighbours(layers, shown, n, call))
            else {
                continue;
            };
            let row = &layers.speech.rows[shown.turns[near]];
            let sure = if row.kind == AttributionKind::Implicit { 0.7 } else { 1.2 };
            for candidate in &row.candidates {
                if Some(candidate.entity) == caller || candidate.entity == name {
                    continue;
                }
                let weight = share * sure * candidate.probability;
                all += weight;
                if candidate.entity == who {
                    own += weight;
                }
            }
        }
    }
    (own, all)
}

/// Whom narration sets beside a description: `Dubs, the policeman.`, `the boatswain, Tully,`,
/// `the policeman Dubs`.
fn apposed(layers: Layers<'_>, described: &Entity) -> Vec<EntityId> {
    let Layers { book, mentions, entities, .. } = layers;
    let names = |at: usize| {
        let at = at.min(book.tokens.len());
        let starting = Span::of(at, (at + 1).min(book.tokens.len()));
        let all = mentions.starting_in(starting).iter();
        all.filter(|&m| mentions.rows[m].kind == MentionKind::Proper)
    };
    // “Tom, the porter, and Mara” may be three: the second has to close.
    let closes = |at: TokenId| {
        at.index() >= book.tokens.len()
            || matches!(
                book.lower(at),
                "." | "," | ";" | ":" | "!" | "?" | ")" | "—" | "of" | "who" | "from"
            )
    };
    let follows_and = |at: TokenId| {
        at.index() + 1 < book.tokens.len()
            && matches!(
                book.lower(TokenId::from_index(at.index() + 1)),
                "and" | "or" | "the" | "a" | "an"
            )
    };
    let mut found: Vec<EntityId> = Vec::new();
    for &id in &described.mentions {
        let row = mentions.rows[id];
        if row.kind != MentionKind::Nominal
            || row.quotation.is_some()
            || book.lower(row.span.start()) != "the"
        {
            continue;
        }
        let end = row.span.end();
        let is_comma = end.index() < book.tokens.len() && book.lower(end) == ",";
        let leading = names(end.index() + usize::from(is_comma)).filter(|&m| {
            let name = mentions.rows[m].span.end();
            !is_comma || closes(name) && !follows_and(name)
        });
        // “Dubs, the policeman.”
        let start = row.span.start().index();
        let is_after = start >= 2
            && book.lower(TokenId::from_index(start - 1)) == ","
            && closes(end)
            && !follows_and(end);
        let before = if is_after { start.saturating_sub(5)..start - 1 } else { 0..0 };
        let trailing = before
            .flat_map(names)
            .filter(|&m| mentions.rows[m].span.end().index() == start - 1);
        found.extend(leading.chain(trailing).filter_map(|m| entities.of_mention[m]));
    }
    found.sort_unstable();
    found.dedup();
    found
}
