//! What a forest sees of those to whom a line may be said.
//!
//! Whoever is called in it, whom its cue names, and who speaks around it: with how they are
//! called, how far off they speak, and what narration beside the line says of them.

use dramaturg_nn::float::sigmoid;
use dramaturg_nn::{Forest, ModelError};
use dramaturg_text::{Book, ParagraphId, Position, Span, Table, TokenId, TokenKind};
use rustc_hash::FxHashMap;

use super::encode::{asks, flag, gender_fit};
use super::turn::{Context, Turn, is_called};
use super::{Attribution, AttributionKind, QuotationId, encode};
use crate::{EntityId, MentionKind, Mode};

/// The names of the numbers of a row, in order.
pub const ADDRESSEE_FEATURES: &[&str] = &[
    "is_cue_addressee",
    "n_calls",
    "call_opens",
    "call_closes",
    "call_is_first",
    "call_is_last",
    "n_named",
    "turns_back",
    "turns_ahead",
    "paragraphs_back",
    "paragraphs_ahead",
    "n_turns_near",
    "n_others_near",
    "rank_back",
    "gender_fit",
    "p_before",
    "p_behind",
    "p_speaker",
    "is_question",
    "is_next",
    "called_speaker",
    "calls_speaker",
    "is_narrator",
    "has_me",
    "is_named",
    "n_told_here",
    "n_object_here",
    "n_told_before",
    "gap_before",
    "gap_behind",
    "says_you",
    "share",
    "n_called",
    "has_cue_addressee",
    "kind",
    "is_only_called",
    "is_beat",
    "same_before",
    "length",
    "n_speakers",
    "is_met",
];

/// Turns before and behind a line whose speakers it may be said to.
const NEAR: usize = 6;

/// A conversation goes on over so many paragraphs without a line.
const MAX_GAP: usize = 6;

/// At most so many are weighed for a line.
const MAX_CANDIDATES: usize = 10;

/// At most so many names of a line, and mentions of a paragraph, are looked at.
const MAX_NAMES: usize = 64;
const MAX_MENTIONS: usize = 100;

/// Whoever may speak the line before or behind with at least this probability.
const MIN_SHARE: f32 = 0.25;

/// The length of a book counts in so many lines: stories tell one addressee, novels all.
const LENGTH_STEP: usize = 50;

/// Stands for turns and paragraphs that there are not.
const NEVER: f32 = 20.0;

/// Somebody to whom a line may be said.
#[derive(Clone, Debug)]
pub struct AddresseeRow {
    /// The line.
    pub quotation: QuotationId,
    /// Who.
    pub who: EntityId,
    /// Whether the cue has their name: *said Mara to Tom*.
    pub is_named_in_cue: bool,
    /// As many numbers as [`ADDRESSEE_FEATURES`].
    pub values: Vec<f32>,
}

/// Tells to whom lines are said.
#[derive(Clone, Debug)]
pub struct Addresser {
    forest: Forest,
}

impl Addresser {
    /// An addresser from the bytes of its forest.
    ///
    /// # Errors
    ///
    /// If the bytes are no forest, or it was trained on other features.
    pub fn new(forest: &[u8]) -> Result<Addresser, ModelError> {
        let forest = Forest::from_bytes(forest)?;
        let (found, made) = (forest.n_features(), ADDRESSEE_FEATURES.len());
        if found == made {
            Ok(Addresser { forest })
        } else {
            Err(ModelError::OtherFeatures { found, made })
        }
    }

    /// The probability of each row that the line is said to them.
    pub(super) fn judge(&self, rows: &[AddresseeRow]) -> Vec<f32> {
        let values: Vec<&[f32]> = rows.iter().map(|row| &*row.values).collect();
        let odds = self.forest.score_all(&values);
        odds.into_iter().map(sigmoid).collect()
    }
}

/// How somebody is called in a line.
#[derive(Clone, Copy, Default)]
struct Call {
    n: usize,
    opens: u8,
    closes: u8,
    is_first: bool,
    is_last: bool,
}

/// Whom a line has by name: how each is called, and how often those are named who are not.
#[derive(Default)]
struct Names {
    calls: Vec<(EntityId, Call)>,
    named: Vec<(EntityId, usize)>,
}

/// What all lines look at.
pub(super) struct Talk<'a> {
    context: Context<'a>,
    turns: &'a [Turn],
    rows: &'a Table<QuotationId, Attribution>,
    n_lines: FxHashMap<EntityId, usize>,
    n_all: usize,
}

impl<'a> Talk<'a> {
    pub(super) fn new(
        context: Context<'a>,
        turns: &'a [Turn],
        rows: &'a Table<QuotationId, Attribution>,
    ) -> Talk<'a> {
        let mut n_lines: FxHashMap<EntityId, usize> = FxHashMap::default();
        for turn in turns {
            if let Some(speaker) = rows[turn.quotation].speaker.as_ref() {
                *n_lines.entry(speaker.value).or_default() += 1;
            }
        }
        Talk { context, turns, rows, n_lines, n_all: turns.len().max(1) }
    }

    fn speaker(&self, t: usize) -> Option<EntityId> {
        self.rows[self.turns[t].quotation].speaker.as_ref().map(|claim| claim.value)
    }

    fn probability(&self, t: usize, who: EntityId) -> f32 {
        let mut candidates = self.rows[self.turns[t].quotation].candidates.iter();
        candidates.find(|c| c.entity == who).map_or(0.0, |c| c.probability)
    }

    /// The turns around one that are of its talk, the nearest first.
    fn around(&self, t: usize) -> (Vec<usize>, Vec<usize>) {
        let is_on =
            |t: usize| !self.turns[t].is_new_scene && self.turns[t].gap <= MAX_GAP;
        let mut back = Vec::new();
        let mut at = t;
        while at > 0 && is_on(at) && back.len() < NEAR {
            at -= 1;
            back.push(at);
        }
        let mut ahead = Vec::new();
        let mut at = t + 1;
        while at < self.turns.len() && is_on(at) && ahead.len() < NEAR {
            ahead.push(at);
            at += 1;
        }
        (back, ahead)
    }

    fn names(&self, turn: &Turn) -> Names {
        let Context { book, quotations, mentions, entities, .. } = self.context;
        let quotation = &quotations.rows[turn.quotation];
        let Names { mut calls, mut named } = Names::default();
        let mut n_looked_at = 0;
        for (i, part) in quotation.parts.iter().enumerate() {
            let tokens = book.tokens_in(*part);
            for id in mentions.starting_in(tokens).iter() {
                let mention = mentions.rows[id];
                if mention.kind != MentionKind::Proper
                    || mention.quotation != Some(turn.quotation)
                {
                    continue;
                }
                n_looked_at += 1;
                if n_looked_at > MAX_NAMES {
                    return Names { calls, named };
                }
                let Some(who) = entities.of_mention[id] else { continue };
                if !is_called(book, tokens, mention.span) {
                    match named.iter_mut().find(|n| n.0 == who) {
                        Some(n) => n.1 += 1,
                        None => named.push((who, 1)),
                    }
                    continue;
                }
                let at = match calls.iter().position(|c| c.0 == who) {
                    Some(at) => at,
                    None => {
                        calls.push((who, Call::default()));
                        calls.len() - 1
                    }
                };
                let call = &mut calls[at].1;
                call.n += 1;
                if call.n == 1 {
                    let is_last_part = i + 1 == quotation.parts.len();
                    call.opens = opening(book, tokens, mention.span);
                    call.closes = closing(book, tokens, mention.span);
                    call.is_first = i == 0 && mention.span.start() == tokens.start();
                    call.is_last = is_last_part
                        && mention.span.end().index() + 1 >= tokens.end().index();
                }
            }
        }
        Names { calls, named }
    }

    /// The rows of a turn; none if it is not spoken.
    pub(super) fn rows_of(&self, t: usize, into: &mut Vec<AddresseeRow>) {
        let Context { book, quotations, mentions, entities, narrator, .. } = self.context;
        let turn = &self.turns[t];
        let quotation = &quotations.rows[turn.quotation];
        if quotation.mode != Mode::Speech {
            return;
        }
        let own = self.speaker(t);
        let row = &self.rows[turn.quotation];
        let (back, ahead) = self.around(t);
        let Names { calls, named } = self.names(turn);
        let in_cue = turn.cue.and_then(|cue| cue.addressee);
        let cue_addressee = in_cue.and_then(|mention| entities.of_mention[mention]);
        let has_name =
            in_cue.is_some_and(|id| mentions.rows[id].kind == MentionKind::Proper);
        let mut people: Vec<EntityId> = Vec::new();
        let mut push = |who: EntityId| {
            if Some(who) != own && people.len() < MAX_CANDIDATES && !people.contains(&who)
            {
                people.push(who);
            }
        };
        cue_addressee.into_iter().for_each(&mut push);
        calls.iter().for_each(|call| push(call.0));
        for i in 0..NEAR {
            for list in [&back, &ahead] {
                if let Some(who) = list.get(i).and_then(|&other| self.speaker(other)) {
                    push(who);
                }
            }
        }
        for &other in [back.first(), ahead.first()].into_iter().flatten() {
            let candidates = &self.rows[self.turns[other].quotation].candidates;
            let likely = candidates.iter().filter(|c| c.probability >= MIN_SHARE);
            likely.for_each(|c| push(c.entity));
        }
        narrator.into_iter().for_each(&mut push);

        // What narration in the paragraph and in the one before says.
        let here = mentions.starting_in(book.paragraphs[turn.first_paragraph].tokens);
        let before = turn.first_paragraph.index().checked_sub(1);
        let before = before.map(|i| {
            let paragraph = ParagraphId::from_index(i);
            mentions.starting_in(book.paragraphs[paragraph].tokens)
        });
        let told = |list: Span<crate::MentionId>, who: EntityId| {
            let (mut n, mut n_object) = (0, 0);
            for id in list.iter().take(MAX_MENTIONS) {
                let mention = mentions.rows[id];
                if mention.quotation.is_some() || entities.of_mention[id] != Some(who) {
                    continue;
                }
                n += 1;
                let previous = mention.span.start().index().checked_sub(1);
                let previous = previous.map(|p| book.lower(TokenId::from_index(p)));
                let is_object = previous.is_some_and(|form| {
                    matches!(
                        form,
                        "to" | "at"
                            | "on"
                            | "upon"
                            | "for"
                            | "with"
                            | "towards"
                            | "toward"
                    )
                });
                n_object += usize::from(is_object);
            }
            (n, n_object)
        };
        let has_me = here.iter().take(MAX_MENTIONS).any(|id| {
            let mention = mentions.rows[id];
            mention.quotation.is_none() && matches!(book.lower(mention.head), "me" | "us")
        });
        let says_you = quotation.parts.iter().any(|part| {
            let tokens = book.tokens_in(*part);
            let mut tokens = tokens.iter().take(MAX_MENTIONS);
            tokens.any(|t| matches!(book.lower(t), "you" | "your" | "yours" | "you're"))
        });
        let is_question = asks(self.context, turn);
        let distinct = |turns: &mut dyn Iterator<Item = &usize>| {
            let mut list: Vec<EntityId> = Vec::new();
            for who in turns.filter_map(|&other| self.speaker(other)) {
                if Some(who) != own && !list.contains(&who) {
                    list.push(who);
                }
            }
            list
        };
        let others = distinct(&mut back.iter().chain(&ahead));
        let recent = distinct(&mut back.iter());
        let distance = |other: usize| {
            let paragraph = |t: usize| self.turns[t].first_paragraph.index();
            count(paragraph(other).abs_diff(paragraph(t)))
        };
        let beats = [turn.beat_before, turn.beat_after];
        let end = quotation.hull().end();
        for who in people {
            let call = calls.iter().find(|c| c.0 == who).map(|c| c.1).unwrap_or_default();
            let n_named = named.iter().find(|n| n.0 == who).map_or(0, |n| n.1);
            let last = back.iter().position(|&other| self.speaker(other) == Some(who));
            let next = ahead.iter().position(|&other| self.speaker(other) == Some(who));
            let steps = |place: Option<usize>| place.map_or(NEVER, |i| count(i + 1));
            let far = |list: &[usize], place: Option<usize>| {
                place.map_or(NEVER, |i| distance(list[i]))
            };
            let near = back.iter().chain(&ahead);
            let n_near = near.filter(|&&o| self.speaker(o) == Some(who)).count();
            let calls_own = |list: &[usize], place: Option<usize>| {
                place.is_some_and(|i| {
                    own.is_some_and(|own| self.turns[list[i]].called.contains(&own))
                })
            };
            let p =
                |other: Option<&usize>| other.map_or(0.0, |&o| self.probability(o, who));
            let (n_here, n_object) = told(here, who);
            let n_before = before.map_or(0, |list| told(list, who).0);
            let is_beat =
                beats.iter().flatten().any(|&m| entities.of_mention[m] == Some(who));
            let n_lines = self.n_lines.get(&who).copied().unwrap_or(0);
            let values = vec![
                flag(cue_addressee == Some(who)),
                count(call.n),
                f32::from(call.opens),
                f32::from(call.closes),
                flag(call.is_first),
                flag(call.is_last),
                count(n_named),
                steps(last),
                steps(next),
                far(&back, last),
                far(&ahead, next),
                count(n_near),
                count(others.len()),
                recent.iter().position(|&other| other == who).map_or(NEVER, count),
                gender_fit(turn.addressed, entities.rows[who].gender),
                p(back.first()),
                p(ahead.first()),
                row.speaker.as_ref().map_or(0.0, |claim| claim.confidence),
                flag(is_question),
                flag(next == Some(0)),
                flag(calls_own(&back, last)),
                flag(calls_own(&ahead, next)),
                flag(narrator == Some(who)),
                flag(has_me),
                flag(entities.rows[who].is_named),
                count(n_here),
                count(n_object),
                count(n_before),
                count(turn.gap),
                self.turns.get(t + 1).map_or(NEVER, |next| count(next.gap)),
                flag(says_you),
                n_lines as f32 / self.n_all as f32,
                count(calls.len()),
                flag(cue_addressee.is_some()),
                match row.kind {
                    AttributionKind::Explicit => 0.0,
                    AttributionKind::Anaphoric => 1.0,
                    AttributionKind::Implicit => 2.0,
                },
                flag(entities.rows[who].is_only_called),
                flag(is_beat),
                flag(back.first().is_some_and(|&other| self.speaker(other) == own)),
                count(self.n_all / LENGTH_STEP),
                count(self.n_lines.len()),
                flag(entities.rows[who].first_bytes.start() < end),
            ];
            into.push(AddresseeRow {
                quotation: turn.quotation,
                who,
                is_named_in_cue: has_name && cue_addressee == Some(who),
                values,
            });
        }
    }
}

/// A number, of which more than twenty is as much as twenty.
fn count(n: usize) -> f32 {
    encode::count(n, 20)
}

/// What stands before a call: 1 nothing, 2 a comma, 3 another mark, 4 *dear*, *my*, *old*,
/// 5 another word.
fn opening(book: &Book, part: Span<TokenId>, name: Span<TokenId>) -> u8 {
    let previous = name.start().index().checked_sub(1).map(TokenId::from_index);
    match previous.filter(|&p| p >= part.start()) {
        None => 1,
        Some(p) => match book.lower(p) {
            "," => 2,
            _ if book.tokens[p].kind == TokenKind::Punctuation => 3,
            "dear" | "my" | "old" | "poor" => 4,
            _ => 5,
        },
    }
}

/// What stands behind a call: 1 the end, 2 a comma, 3 a stop, 4 an exclamation mark, 5 a
/// question mark, 6 another mark.
fn closing(book: &Book, part: Span<TokenId>, name: Span<TokenId>) -> u8 {
    if name.end() >= part.end() {
        return 1;
    }
    match book.lower(name.end()).chars().next() {
        Some(',') => 2,
        Some('.') => 3,
        Some('!') => 4,
        Some('?') => 5,
        _ => 6,
    }
}

/// The rows of all lines of a book, in order.
pub fn study_addressees(
    book: &Book,
    quotations: &crate::Quotations,
    mentions: &crate::Mentions,
    entities: &crate::Entities,
    speech: &super::Speech,
) -> Vec<AddresseeRow> {
    let context = Context::whole(book, quotations, mentions, entities);
    let turns = super::turn::turns(context);
    let talk = Talk::new(context, &turns, &speech.rows);
    let mut rows = Vec::new();
    (0..turns.len()).for_each(|t| talk.rows_of(t, &mut rows));
    rows
}
