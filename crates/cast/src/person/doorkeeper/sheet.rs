//! What a short text shows of everybody who may be somebody of their own.

use dramaturg_parse::{Parse, ParsedWordId, PhraseClass, PhraseKind, Relation};
use dramaturg_text::{Book, Position, Span, TokenId, TokenKind};
use rustc_hash::FxHashMap;

use super::super::Layers;
use crate::coreference::{canonical_title, fold};
use crate::lexicon::{Lexicon, NounKind, TitleClass};
use crate::speech::is_called;
use crate::{
    AttributionKind, Entity, EntityId, EntityKind, MentionId, MentionKind, Mentions,
    Mode, QuotationId,
};

/// At most so many are weighed, those who are mentioned most.
const MAX_PEOPLE: usize = 80;

/// A cue that gives a line to somebody with this confidence is beyond doubt.
const SURE: f32 = 0.8;

/// Somebody as the text shows them, by places: paragraphs, and turns as numbers.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Who.
    pub(super) who: EntityId,
    /// Descriptions and names in order.
    pub(super) mentions: Vec<MentionId>,
    /// The paragraph of each of `mentions`.
    pub(super) paragraphs: Vec<usize>,
    /// How many of them stand in narration.
    pub(super) n_told: usize,
    /// Turns that a cue surely gives them.
    pub(super) said: Vec<usize>,
    /// The probability that they speak, by turn.
    pub(super) speaks: Vec<f32>,
    /// Turns that call them.
    pub(super) called: Vec<usize>,
    /// Turns that name them and do not call them.
    pub(super) named: Vec<usize>,
    /// The words of their names, titles in one form, and the nouns that describe them.
    pub(super) words: Vec<String>,
    /// Those of the words that are titles or nouns.
    pub(super) roles: Vec<String>,
    /// What the noun of their first description tells.
    pub(super) noun: Option<NounKind>,
    /// Whether their first name is a word for a relative.
    pub(super) is_kin: bool,
    /// How they stand in the sentences of narration.
    pub(super) grammar: Grammar,
    /// How the first mention begins: 0 a name, 1 *a*, 2 *the*, 3 *my*, 4 another possessive.
    pub(super) determiner: u8,
}

/// How often somebody stands where in the sentences of narration, by name or description.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Grammar {
    /// As subject of a verb.
    pub(super) n_subject: usize,
    /// Of a verb whose subject is nearly always a person.
    pub(super) n_acts: usize,
    /// As object.
    pub(super) n_object: usize,
    /// As owner.
    pub(super) n_owner: usize,
    /// As what somebody is: *Mara was the mate*.
    pub(super) n_predicate: usize,
    /// Beside what they also are: *Mara, the mate*.
    pub(super) n_apposed: usize,
    /// How many mentions the model of language takes for a person, narration or not.
    pub(super) n_person: usize,
    /// How many of them for something else.
    pub(super) n_other: usize,
}

/// Everybody, and the turns of the text.
pub(super) struct Sheets {
    pub(super) rows: Vec<Sheet>,
    /// Outer quotations that are spoken, in order.
    pub(super) turns: Vec<QuotationId>,
    /// The paragraph of each turn.
    pub(super) at: Vec<usize>,
    /// Who is mentioned by name or description in each sentence, as places in `rows`.
    pub(super) sentences: Vec<Vec<usize>>,
}

impl Sheets {
    /// Gathers them in order of first mention.
    pub(super) fn new(layers: Layers<'_>, parse: &Parse) -> Sheets {
        let Layers { book, quotations, mentions, entities, speech } = layers;
        let outer = quotations.rows.iter();
        let outer =
            outer.filter(|(_, q)| q.nested_in.is_none() && q.mode == Mode::Speech);
        let turns: Vec<QuotationId> = outer.map(|(id, _)| id).collect();
        let mut turn_of = vec![None; quotations.rows.len()];
        for (i, id) in turns.iter().enumerate() {
            turn_of[id.index()] = Some(i);
        }
        let mut people: Vec<EntityId> = entities
            .rows
            .iter()
            .filter(|(_, e)| may_be_somebody(mentions, e))
            .map(|(id, _)| id)
            .collect();
        if people.len() > MAX_PEOPLE {
            people.sort_by_key(|&id| {
                (std::cmp::Reverse(entities.rows[id].mentions.len()), id)
            });
            people.truncate(MAX_PEOPLE);
            people.sort_unstable();
        }
        let classes: FxHashMap<ParsedWordId, bool> = parse
            .phrases
            .iter()
            .filter(|phrase| phrase.kind != PhraseKind::Part)
            .map(|phrase| (phrase.head, phrase.class == PhraseClass::Person))
            .collect();
        let mut place = vec![None; entities.rows.len()];
        let mut rows: Vec<Sheet> = Vec::new();
        for who in people {
            if let Some(mut sheet) = sheet(layers, parse, &classes, who) {
                sheet.speaks = vec![0.0; turns.len()];
                place[who.index()] = Some(rows.len());
                rows.push(sheet);
            }
        }
        let starts: Vec<usize> =
            book.sentences.rows().iter().map(|s| s.start().index()).collect();
        let mut sentences: Vec<Vec<usize>> = vec![Vec::new(); book.sentences.len()];
        for (id, mention) in mentions.rows.iter() {
            let own = entities.of_mention[id].and_then(|e| place[e.index()]);
            let Some(own) = own.filter(|_| mention.kind != MentionKind::Pronoun) else {
                continue;
            };
            let at = mention.span.start().index();
            let sentence = starts.partition_point(|&s| s <= at).saturating_sub(1);
            sentences[sentence].push(own);
            let Some(q) = mention.quotation else { continue };
            let Some(turn) = turn_of[q.index()] else { continue };
            let part = quotations.rows[q].parts.iter().map(|p| book.tokens_in(*p));
            let part = part.into_iter().find(|p| {
                p.start() <= mention.span.start() && mention.span.end() <= p.end()
            });
            let is_call = part.is_some_and(|p| is_called(book, p, mention.span));
            let list = if is_call { &mut rows[own].called } else { &mut rows[own].named };
            if list.last() != Some(&turn) {
                list.push(turn);
            }
        }
        for (i, &id) in turns.iter().enumerate() {
            let row = &speech.rows[id];
            for candidate in &row.candidates {
                if let Some(own) = place[candidate.entity.index()] {
                    rows[own].speaks[i] = candidate.probability;
                }
            }
            let Some(speaker) = &row.speaker else { continue };
            let is_sure = row.kind != AttributionKind::Implicit
                && row.cue.is_some()
                && speaker.confidence >= SURE;
            if let Some(own) = place[speaker.value.index()].filter(|_| is_sure) {
                rows[own].said.push(i);
            }
        }
        let at = turns.iter().map(|&id| quotations.rows[id].paragraph.index()).collect();
        Sheets { rows, turns, at, sentences }
    }
}

/// Whether an entity may be somebody: what has a name or is described, but no place and no
/// several.
pub(super) fn may_be_somebody(mentions: &Mentions, entity: &Entity) -> bool {
    let is_named = || {
        let rows = &mentions.rows;
        entity.mentions.iter().any(|&id| rows[id].kind != MentionKind::Pronoun)
    };
    match entity.kind {
        EntityKind::Person | EntityKind::Animal => entity.is_narrator || is_named(),
        EntityKind::Thing => entity.is_named,
        EntityKind::Group | EntityKind::Place => entity.is_character,
    }
}

fn sheet(
    layers: Layers<'_>,
    parse: &Parse,
    classes: &FxHashMap<ParsedWordId, bool>,
    who: EntityId,
) -> Option<Sheet> {
    let Layers { book, mentions, entities, .. } = layers;
    let lexicon = Lexicon::shared();
    let entity = &entities.rows[who];
    let is_named = |&id: &MentionId| mentions.rows[id].kind != MentionKind::Pronoun;
    let own: Vec<MentionId> = entity.mentions.iter().copied().filter(is_named).collect();
    if entity.mentions.is_empty() {
        return None;
    }
    let paragraph = |id: &MentionId| {
        let at = book.tokens[mentions.rows[*id].span.start()].span.start();
        book.paragraph_at(at).map_or(0, Position::index)
    };
    let (mut words, mut roles) = (Vec::new(), Vec::new());
    let (mut noun, mut determiner, mut is_kin) = (None, 0, false);
    for (i, &id) in own.iter().take(200).enumerate() {
        let row = mentions.rows[id];
        if row.kind == MentionKind::Nominal {
            let head = book.lower(row.head);
            if noun.is_none() {
                noun = lexicon.person_noun(head).map(|n| n.kind);
            }
            if i == 0 {
                determiner = determiner_of(book, row.span.start());
            }
            let role = canonical_title(head).to_owned();
            words.push(role.clone());
            roles.push(role);
            continue;
        }
        for token in row.span.iter() {
            if book.tokens[token].kind != TokenKind::Word {
                continue;
            }
            let form = fold(book.lower(token)).clone();
            let title = lexicon.title(&form);
            let is_role = title.is_some_and(|t| t.class != TitleClass::Honorific)
                || lexicon.person_noun(&form).is_some();
            is_kin |= i == 0 && title.is_some_and(|t| t.class == TitleClass::Kinship);
            let form = canonical_title(&form).to_owned();
            if is_role {
                roles.push(form.clone());
            }
            if title.is_none_or(|t| t.class != TitleClass::Honorific) {
                words.push(form);
            }
        }
    }
    for list in [&mut words, &mut roles] {
        list.sort_unstable();
        list.dedup();
    }
    let n_told = own.iter().filter(|id| mentions.rows[**id].quotation.is_none()).count();
    Some(Sheet {
        who,
        paragraphs: own.iter().map(paragraph).collect(),
        n_told,
        said: Vec::new(),
        speaks: Vec::new(),
        called: Vec::new(),
        named: Vec::new(),
        words,
        roles,
        noun,
        is_kin,
        grammar: grammar(layers, parse, classes, &own),
        mentions: own,
        determiner,
    })
}

fn determiner_of(book: &Book, token: TokenId) -> u8 {
    match book.lower(token) {
        "a" | "an" | "another" | "one" => 1,
        "my" | "our" => 3,
        "his" | "her" | "their" | "your" | "its" => 4,
        _ => 2,
    }
}

fn grammar(
    layers: Layers<'_>,
    parse: &Parse,
    classes: &FxHashMap<ParsedWordId, bool>,
    own: &[MentionId],
) -> Grammar {
    let Layers { book, mentions, .. } = layers;
    let mut found = Grammar::default();
    for &id in own.iter().take(200) {
        let row = mentions.rows[id];
        let words = parse.words_in(book.bytes(row.span));
        match words.iter().find_map(|word| classes.get(&word)) {
            Some(true) => found.n_person += 1,
            Some(false) => found.n_other += 1,
            None => {}
        }
        if row.quotation.is_some() {
            continue;
        }
        // The word that hangs on one outside of the mention.
        let top = words.iter().find(|&word| {
            parse.words[word].head.is_none_or(|head| !words.iter().any(|w| w == head))
        });
        let Some(top) = top else { continue };
        let word = &parse.words[top];
        // A copula stands right before what somebody is.
        let has_copula = || {
            let near = Span::of(top.index().saturating_sub(6), top.index());
            near.iter().any(|d| {
                parse.words[d].relation == Relation::Cop
                    && parse.words[d].head == Some(top)
            })
        };
        match word.relation {
            Relation::Nsubj => {
                found.n_subject += 1;
                let verb = word.head.map(|head| book.slice(parse.words[head].span));
                let verb = verb.map(str::to_lowercase);
                found.n_acts += usize::from(
                    verb.is_some_and(|v| Lexicon::shared().is_person_verb(&v)),
                );
            }
            Relation::Obj | Relation::Iobj | Relation::Obl => found.n_object += 1,
            Relation::Nmod if parse.relation(top) == "nmod:poss" => found.n_owner += 1,
            Relation::Appos => found.n_apposed += 1,
            _ if has_copula() => found.n_predicate += 1,
            _ => {}
        }
    }
    found
}
