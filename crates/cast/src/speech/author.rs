//! Who wrote a message, a letter, a sign: the handle before it, or the name below it.
//!
//! Whoever talks nearby says nothing of who wrote a note, so what has neither, and no cue,
//! has no author.

use dramaturg_text::{Claim, Evidence, Position, Span, Table, TokenId, TokenKind};
use rustc_hash::FxHashMap;

use super::turn::{Context, Turn};
use super::{Attribution, Candidate, QuotationId};
use crate::{AliasKind, EntityId, Mode};

/// A handle is at most so long, in bytes.
const MAX_HANDLE: usize = 24;

/// A handle and a name must share so many letters: *zephyrzone* of Zephrine.
const MIN_SHARED: usize = 4;

/// How likely an author is by an equal name, by a likeness, by being the only one left.
const BY_NAME: f32 = 0.95;
const BY_LIKENESS: f32 = 0.7;
const BY_REST: f32 = 0.6;

/// Tells the authors of what is written; given ones stay.
pub(crate) fn fill(
    context: Context<'_>,
    turns: &[Turn],
    rows: &mut Table<QuotationId, Attribution>,
) {
    let mut open: Vec<(QuotationId, String, Span<TokenId>)> = Vec::new();
    let mut known: Vec<EntityId> = Vec::new();
    let is_written =
        |turn: &Turn| context.quotations.rows[turn.quotation].mode == Mode::Writing;
    if !turns.iter().any(is_written) {
        return;
    }
    let names = Names::new(context);
    for turn in turns.iter().filter(|turn| is_written(turn)) {
        let id = turn.quotation;
        let row = &mut rows[id];
        if row.speaker.as_ref().is_some_and(|c| matches!(c.evidence, Evidence::Given)) {
            continue;
        }
        let found = match handle(context, id) {
            Some((words, text)) => {
                let found = names.of_handle(&text);
                known.extend(found.map(|(who, _)| who));
                if found.is_none() {
                    open.push((id, text, words));
                }
                found.map(|(who, p)| (who, p, words))
            }
            None => match signer(context, &names, id) {
                Some(found) => Some(found),
                // “SAY NOTHING,” she wrote; but who reads it has not written it.
                None if is_told(context, row) => continue,
                None => None,
            },
        };
        sign(row, found);
    }
    // The one handle that fits nobody is the narrator’s, who is called by no name.
    let first = open.first().map(|(_, text, _)| text.clone());
    if let (Some(first), Some(narrator)) = (first, context.narrator)
        && open.iter().all(|(_, text, _)| *text == first)
        && !known.contains(&narrator)
    {
        for (id, _, words) in open {
            sign(&mut rows[id], Some((narrator, BY_REST, words)));
        }
    }
}

/// Whether a cue of writing tells the author, or much else does.
fn is_told(context: Context<'_>, row: &Attribution) -> bool {
    const SURE: f32 = 0.8;
    let sure = row.speaker.as_ref().map_or(0.0, |claim| claim.confidence);
    match row.cue {
        Some(cue) => !matches!(
            context.book.lower(cue.verb),
            "read" | "reads" | "reading" | "recited" | "recites"
        ),
        None => sure >= SURE,
    }
}

fn sign(row: &mut Attribution, author: Option<(EntityId, f32, Span<TokenId>)>) {
    row.speaker = author.map(|(value, confidence, words)| Claim {
        value,
        confidence,
        evidence: Evidence::one(words),
    });
    let candidate =
        author.map(|(entity, probability, _)| Candidate { entity, probability });
    row.candidates = candidate.into_iter().collect();
}

/// What stands before a message with a colon in its paragraph.
fn handle(context: Context<'_>, id: QuotationId) -> Option<(Span<TokenId>, String)> {
    let Context { book, quotations, .. } = context;
    let quotation = &quotations.rows[id];
    let start = book.paragraphs[quotation.paragraph].tokens.start();
    let end = book.token_at(quotation.outer[0].start());
    let words = (start < end).then(|| Span::new(start, end))?;
    let text = book.slice(book.bytes(words)).trim_end();
    let text = text.strip_suffix(':').filter(|text| text.len() <= MAX_HANDLE)?;
    let is_one = text.split_whitespace().count() <= 2 && !text.is_empty();
    is_one.then(|| (words, text.to_lowercase()))
}

/// Letters of a name or handle alone, in small ones.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// Whom a key means: one, or several and so nobody.
#[derive(Clone, Copy)]
enum Bearer {
    One(EntityId),
    Several,
}

impl Bearer {
    /// Both together.
    fn and(self, other: Bearer) -> Bearer {
        match (self, other) {
            (Bearer::One(a), Bearer::One(b)) if a == b => self,
            _ => Bearer::Several,
        }
    }
}

type Index = FxHashMap<String, Bearer>;

/// The names of everybody who can write, by the keys that handles and signatures have.
#[derive(Default)]
struct Names {
    /// The letters of whole names, descriptions included.
    whole: Index,
    /// Words of names, descriptions included, in small letters.
    words: Index,
    /// The letters of words of names.
    letters: Index,
    /// The first letters of words of names.
    starts: Index,
    /// The first letter of words of names.
    initials: Index,
}

impl Names {
    fn new(context: Context<'_>) -> Names {
        let mut names = Names::default();
        for (who, entity) in context.entities.rows.iter() {
            if !(entity.is_named || entity.is_narrator) || !entity.can_speak {
                continue;
            }
            for alias in entity.aliases.iter().filter(|a| a.kind != AliasKind::Pronoun) {
                add(&mut names.whole, letters(&alias.text), who);
                for word in alias.text.split(' ') {
                    add(&mut names.words, word.to_lowercase(), who);
                    if alias.kind == AliasKind::Descriptor {
                        continue;
                    }
                    let word = letters(word);
                    let start: String = word.chars().take(MIN_SHARED).collect();
                    if start.chars().count() == MIN_SHARED {
                        add(&mut names.starts, start, who);
                    }
                    if let Some(initial) = word.chars().next() {
                        add(&mut names.initials, initial.into(), who);
                    }
                    add(&mut names.letters, word, who);
                }
            }
        }
        names
    }

    /// Whose handle it is: the only one with that name, else the only one with a name like
    /// it.
    fn of_handle(&self, handle: &str) -> Option<(EntityId, f32)> {
        let own = letters(handle);
        let by_name = only([self.whole.get(&own), self.words.get(handle)]);
        let chars: Vec<char> = own.chars().collect();
        let by_likeness = || {
            only(
                chars
                    .windows(MIN_SHARED)
                    .map(|part| self.starts.get(&part.iter().collect::<String>())),
            )
        };
        by_name
            .map(|who| (who, BY_NAME))
            .or_else(|| by_likeness().map(|who| (who, BY_LIKENESS)))
    }

    /// Whose signature it is: a name, or its first letter.
    fn of_signature(&self, name: &str) -> Option<(EntityId, f32)> {
        if name.chars().count() == 1 {
            only([self.initials.get(name)]).map(|who| (who, BY_LIKENESS))
        } else {
            only([self.letters.get(name)]).map(|who| (who, BY_NAME))
        }
    }
}

fn add(index: &mut Index, key: String, who: EntityId) {
    let one = Bearer::One(who);
    index.entry(key).and_modify(|bearer| *bearer = bearer.and(one)).or_insert(one);
}

/// The only one whom all keys that mean anybody mean.
fn only<'a>(bearers: impl IntoIterator<Item = Option<&'a Bearer>>) -> Option<EntityId> {
    match bearers.into_iter().flatten().copied().reduce(Bearer::and) {
        Some(Bearer::One(who)) => Some(who),
        _ => None,
    }
}

/// Who has signed: the last words are a name or its first letter, behind a stop or in
/// capitals.
fn signer(
    context: Context<'_>,
    names: &Names,
    id: QuotationId,
) -> Option<(EntityId, f32, Span<TokenId>)> {
    let Context { book, quotations, .. } = context;
    let last = *quotations.rows[id].parts.last()?;
    let tokens = book.tokens_in(last);
    let mut words =
        tokens.iter().rev().filter(|&t| book.tokens[t].kind == TokenKind::Word);
    let word = words.next()?;
    let before = words.next()?;
    let written = book.written(word);
    if !written.starts_with(char::is_uppercase) {
        return None;
    }
    let previous = TokenId::from_index(word.index() - 1);
    let is_apart = matches!(
        book.lower(previous),
        "." | "!" | "?" | "," | "—" | "–" | "-" | "…" | ";"
    ) || book.lower(before) == "stop";
    let is_line = book.text[book.tokens[previous].span.end().index()
        ..book.tokens[word].span.start().index()]
        .contains('\n');
    if !is_apart && !is_line {
        return None;
    }
    let (who, sure) = names.of_signature(&letters(written))?;
    Some((who, sure, Span::one(word)))
}
