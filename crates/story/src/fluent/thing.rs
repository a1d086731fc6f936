//! Which words mean which thing.
//!
//! Nouns for what hands can hold; the same noun means the same thing while its adjectives
//! and owners agree and the text is not too long between; *it* is the thing last spoken of.

use dramaturg_cast::lexicon::Supersense;
use dramaturg_cast::{EntityId, MentionKind};
use dramaturg_parse::{LemmaId, ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span, TokenId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Thing;
use super::grammar::Grammar;
use super::lexicon::{handling, has, is_thing, may_be_thing};

/// Of things with one noun only the last this many are looked at.
const MAX_SAME_NOUN: usize = 8;

/// *The key* is the last key if that was spoken of within this many words.
const MAX_FAR: usize = 3_000;

/// *It* is a thing spoken of within this many words.
const MAX_NEAR: usize = 45;

/// Of the last words for things so many are looked at for *it*.
const MAX_RECENT: usize = 8;

/// A pronoun may mean one of this many things.
const MAX_OTHERS: usize = 4;

/// It may also mean one of this many things that somebody did something to of late.
const MAX_HANDLED: usize = 2;

/// What somebody did something to within this many words is late.
const LATE: usize = 400;

/// A thing keeps at most this many names.
const MAX_NAMES: usize = 8;

/// A thing while mentions are added to it.
#[derive(Clone, Debug)]
pub(crate) struct Growing {
    pub(crate) first: Span<TokenId>,
    /// Its noun, and the place of what that is about among the supersenses.
    pub(crate) noun: String,
    pub(crate) sense: usize,
    /// Its names as written, with how many words tell it from others.
    names: Vec<(String, usize)>,
    modifiers: Vec<LemmaId>,
    owners: Vec<(EntityId, u32)>,
    pub(crate) is_plural: bool,
    is_other: bool,
    last: usize,
    pub(crate) n_mentions: u32,
    /// Whether a list has its noun, or somebody is handed it.
    is_sure: bool,
}

impl Growing {
    /// Whether it is surely a thing, and nobody's idea.
    pub(crate) fn is_sure(&self) -> bool {
        self.is_sure
    }

    /// All its names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| &**name)
    }

    /// The thing as others see it.
    pub(crate) fn finish(self) -> Thing {
        let best = self.names.iter().enumerate();
        let best = best.max_by_key(|(i, (_, n))| (*n, std::cmp::Reverse(*i)));
        let best = best.map_or(0, |(i, _)| i);
        let mut names = self.names.into_iter().map(|(name, _)| name);
        let all: Vec<String> = names.by_ref().collect();
        let name = all.get(best).cloned().unwrap_or_default();
        let aliases = all.into_iter().filter(|other| *other != name).collect();
        let owner = self.owners.iter().max_by_key(|(id, n)| (*n, std::cmp::Reverse(*id)));
        Thing { name, aliases, owner: owner.map(|owner| owner.0), first: self.first }
    }
}

/// The things of a book, and which words mean them.
#[derive(Debug)]
pub(crate) struct Things {
    pub(crate) rows: Vec<Growing>,
    /// The thing of each word.
    pub(crate) of_word: Vec<Option<usize>>,
    /// The other things that a pronoun may mean, the last one first.
    pub(crate) others: FxHashMap<ParsedWordId, Vec<usize>>,
    /// Pronouns of which no rule knows what they mean.
    pub(crate) vague: FxHashSet<ParsedWordId>,
}

impl Things {
    pub(crate) fn new(grammar: &Grammar<'_>) -> Things {
        let n_words = grammar.parse.words.len();
        let lemmas = grammar.parse.lemmas.rows().iter();
        let kinds = lemmas.map(|lemma| (is_thing(lemma), may_be_thing(lemma)));
        let kinds: Vec<(bool, bool)> = kinds.collect();
        let mut things = Things {
            rows: Vec::new(),
            of_word: vec![None; n_words],
            others: FxHashMap::default(),
            vague: FxHashSet::default(),
        };
        // What somebody did something to, in order.
        let mut handled: Vec<ParsedWordId> = Vec::new();
        let is_handling: Vec<bool> = grammar
            .parse
            .lemmas
            .rows()
            .iter()
            .map(|lemma| handling(lemma).is_some())
            .collect();
        let is_object = |id: ParsedWordId| {
            grammar.relation(id) == Relation::Obj
                && grammar.head(id).is_some_and(|head| {
                    is_handling[grammar.parse.words[head].lemma.index()]
                })
        };
        let mut by_noun: FxHashMap<LemmaId, Vec<usize>> = FxHashMap::default();
        let mut recent: Vec<ParsedWordId> = Vec::new();
        for (id, word) in grammar.parse.words.iter() {
            if word.tag == Tag::Noun {
                let is_asked = grammar.kids(id).iter().any(|&kid| {
                    grammar.relation(kid) == Relation::Det
                        && matches!(
                            grammar.lemma(kid),
                            "which" | "what" | "whatever" | "no"
                        )
                });
                if is_asked {
                    continue;
                }
                let is_whole = !matches!(
                    word.relation,
                    Relation::Compound | Relation::Fixed | Relation::Flat
                );
                let (is_thing, may_be) = kinds[word.lemma.index()];
                let is_sure = is_thing || is_handed(grammar, id);
                let is_loose = may_be
                    && matches!(
                        word.relation,
                        Relation::Obj | Relation::Nsubj | Relation::Obl | Relation::Conj
                    )
                    && grammar.who(id).is_none();
                if !is_whole || !is_sure && !is_loose {
                    continue;
                }
                let row =
                    things.link(grammar, id, by_noun.entry(word.lemma).or_default());
                things.of_word[id.index()] = Some(row);
                things.rows[row].is_sure |= is_sure;
                recent.push(id);
                if is_object(id) {
                    handled.push(id);
                }
            } else if matches!(word.tag, Tag::Pron | Tag::Num | Tag::Adj | Tag::Det)
                && matches!(
                    word.relation,
                    Relation::Obj | Relation::Nsubj | Relation::Obl
                )
            {
                let is_them = match grammar.lower(id) {
                    "it" => false,
                    "them" | "they" => true,
                    // “Give me that”, “took the other”: only a judge can tell.
                    "one" | "mine" | "this" | "that" | "these" | "those" | "both"
                    | "other" | "hers" | "yours" => {
                        let near = things.near(&recent, &handled, id, None);
                        things.guess(id, near);
                        continue;
                    }
                    _ => continue,
                };
                let near = things.near(&recent, &handled, id, Some(is_them));
                let Some(row) = things.antecedent(grammar, &recent, id, is_them) else {
                    if grammar.who(id).is_none() {
                        things.guess(id, near);
                    }
                    continue;
                };
                if grammar.who(id).is_none() {
                    let near = near.into_iter().filter(|&other| other != row);
                    things.others.insert(id, near.collect());
                    things.of_word[id.index()] = Some(row);
                    things.rows[row].n_mentions += 1;
                    things.rows[row].last = id.index();
                    recent.push(id);
                    if is_object(id) {
                        handled.push(id);
                    }
                }
            }
        }
        things
    }

    /// A pronoun of which only a judge can tell what it means.
    fn guess(&mut self, pronoun: ParsedWordId, mut near: Vec<usize>) {
        if !near.is_empty() {
            self.of_word[pronoun.index()] = Some(near.remove(0));
            self.others.insert(pronoun, near);
            self.vague.insert(pronoun);
        }
    }

    /// The last things spoken of before a pronoun, the last one first, and those that
    /// somebody did something to of late.
    fn near(
        &self,
        recent: &[ParsedWordId],
        handled: &[ParsedWordId],
        pronoun: ParsedWordId,
        is_plural: Option<bool>,
    ) -> Vec<usize> {
        let near = recent.iter().rev().take(2 * MAX_RECENT).copied();
        let near = near.take_while(|id| pronoun.index() - id.index() <= 2 * MAX_NEAR);
        let mut rows: Vec<usize> = Vec::new();
        for row in near.filter_map(|id| self.of_word[id.index()]) {
            let fits = is_plural.is_none_or(|is| self.rows[row].is_plural == is);
            if fits && !rows.contains(&row) && rows.len() < MAX_OTHERS {
                rows.push(row);
            }
        }
        let late = handled.iter().rev().take(2 * MAX_RECENT).copied();
        let late = late.take_while(|id| pronoun.index() - id.index() <= LATE);
        let most = rows.len() + MAX_HANDLED;
        for row in late.filter_map(|id| self.of_word[id.index()]) {
            let fits = is_plural.is_none_or(|is| self.rows[row].is_plural == is);
            if fits && !rows.contains(&row) && rows.len() < most {
                rows.push(row);
            }
        }
        rows
    }

    /// The thing that *it* or *them* means: the last one that did or suffered something,
    /// else the last one.
    fn antecedent(
        &self,
        grammar: &Grammar<'_>,
        recent: &[ParsedWordId],
        pronoun: ParsedWordId,
        is_plural: bool,
    ) -> Option<usize> {
        let near = recent.iter().rev().take(MAX_RECENT).copied();
        let near = near.take_while(|id| pronoun.index() - id.index() <= MAX_NEAR);
        let row = |id: ParsedWordId| self.of_word[id.index()];
        let fits = |&id: &ParsedWordId| {
            row(id).is_some_and(|row| {
                self.rows[row].is_plural == is_plural && self.rows[row].is_sure
            })
        };
        let mut fitting = near.filter(fits);
        let first = fitting.next()?;
        let is_core = |id: ParsedWordId| {
            matches!(
                grammar.relation(id),
                Relation::Obj | Relation::Nsubj | Relation::Root | Relation::Conj
            )
        };
        let core = std::iter::once(first).chain(fitting).find(|&id| is_core(id));
        row(core.unwrap_or(first))
    }

    /// The thing that a noun means: one that came before, or a new one.
    fn link(
        &mut self,
        grammar: &Grammar<'_>,
        noun: ParsedWordId,
        same: &mut Vec<usize>,
    ) -> usize {
        let phrase = NounPhrase::new(grammar, noun);
        let rows = &self.rows;
        let found = if phrase.is_new {
            None
        } else {
            // “The other key” is the one that was called so, or a new one; “the key” is
            // another one than that if it can be.
            let fitting = || {
                let before = same.iter().rev().copied().take(MAX_SAME_NOUN);
                before.filter(|&i| phrase.fits(&rows[i], noun))
            };
            let alike = fitting().find(|&i| rows[i].is_other == phrase.is_other);
            alike.or_else(|| fitting().next().filter(|_| !phrase.is_other))
        };
        let i = found.unwrap_or_else(|| {
            self.rows.push(Growing {
                first: phrase.span,
                noun: grammar.lemma(noun).to_owned(),
                sense: Supersense::of_noun(grammar.lemma(noun))
                    .map_or(0, |sense| 1 + sense as usize),
                names: Vec::new(),
                modifiers: Vec::new(),
                owners: Vec::new(),
                is_plural: phrase.is_plural,
                is_other: phrase.is_other,
                last: noun.index(),
                n_mentions: 0,
                is_sure: false,
            });
            self.rows.len() - 1
        });
        same.retain(|&row| row != i);
        same.push(i);
        let row = &mut self.rows[i];
        row.n_mentions += 1;
        row.last = noun.index();
        if row.names.len() < MAX_NAMES && row.names.iter().all(|n| n.0 != phrase.name) {
            row.names.push((phrase.name, phrase.modifiers.len()));
        }
        for modifier in phrase.modifiers {
            if row.modifiers.len() < MAX_NAMES && !row.modifiers.contains(&modifier) {
                row.modifiers.push(modifier);
            }
        }
        if let Some(owner) = phrase.owner {
            if let Some(slot) = row.owners.iter_mut().find(|(id, _)| *id == owner) {
                slot.1 += 1;
            } else if row.owners.len() < MAX_NAMES {
                row.owners.push((owner, 1));
            }
        }
        i
    }
}

/// What a noun's own phrase tells of its thing.
#[derive(Debug)]
struct NounPhrase {
    span: Span<TokenId>,
    name: String,
    modifiers: Vec<LemmaId>,
    owner: Option<EntityId>,
    is_new: bool,
    is_other: bool,
    is_plural: bool,
}

impl NounPhrase {
    fn new(grammar: &Grammar<'_>, noun: ParsedWordId) -> NounPhrase {
        let mut modifiers = Vec::new();
        let (mut is_new, mut is_other) = (false, false);
        let mut words = vec![noun];
        for &kid in grammar.kids(noun).iter().filter(|&&kid| kid < noun) {
            let form = grammar.lower(kid);
            match grammar.relation(kid) {
                Relation::Det => {
                    is_new |= matches!(form, "a" | "an" | "another" | "some" | "any");
                    words.push(kid);
                }
                Relation::Amod | Relation::Compound => {
                    if form == "other" {
                        is_other = true;
                        words.push(kid);
                        continue;
                    }
                    modifiers.push(grammar.parse.words[kid].lemma);
                    words.push(kid);
                }
                Relation::Nummod => {
                    is_new = true;
                    words.push(kid);
                }
                Relation::Nmod if grammar.parse.relation(kid) == "nmod:poss" => {
                    words.push(kid);
                }
                _ => {}
            }
        }
        let span = grammar.hull(&words);
        let written = grammar.book.slice(grammar.book.bytes(span));
        let mut name: Vec<&str> = written.split_whitespace().collect();
        if name.len() > 1 && matches!(&*name[0].to_lowercase(), "a" | "an" | "the") {
            name[0] = "the";
        }
        let is_plural = grammar.parse.features(noun).contains("Number=Plur");
        NounPhrase {
            span,
            name: name.join(" "),
            modifiers,
            owner: grammar.possessor(noun),
            is_new,
            is_other,
            is_plural,
        }
    }

    /// Whether the phrase can mean a thing that came before.
    fn fits(&self, row: &Growing, noun: ParsedWordId) -> bool {
        let agrees = self.modifiers.iter().any(|m| row.modifiers.contains(m));
        let clashes = !self.modifiers.is_empty() && !row.modifiers.is_empty() && !agrees;
        let is_own = self
            .owner
            .is_some_and(|owner| row.owners.iter().any(|(other, _)| *other == owner));
        let is_theirs = self.owner.is_some() && !row.owners.is_empty() && !is_own;
        let is_near = noun.index() - row.last <= MAX_FAR;
        self.is_plural == row.is_plural
            && !clashes
            && !is_theirs
            && (is_near || agrees && is_own)
    }
}

/// Whether a noun that no list has is what somebody hands over or pockets, and nobody.
fn is_handed(grammar: &Grammar<'_>, noun: ParsedWordId) -> bool {
    const VERBS: &[&str] =
        &["hand", "pocket", "pick", "stuff", "tuck", "fetch", "steal", "hide"];
    const NEVER: &[&str] =
        &["way", "phone", "speed", "child", "baby", "boy", "girl", "fight"];
    let Some(verb) = grammar.head(noun) else { return false };
    let lemma = grammar.lemma(verb);
    let is_up = lemma != "pick"
        || grammar.kids(verb).iter().any(|&kid| {
            grammar.parse.relation(kid) == "compound:prt" && grammar.lower(kid) == "up"
        });
    grammar.relation(noun) == Relation::Obj
        && has(VERBS, lemma)
        && is_up
        && !has(NEVER, grammar.lemma(noun))
        && grammar.part(noun).is_none()
        && grammar.who(noun).is_none()
        && !is_person(grammar, noun)
}

/// Whether a mention of a person or a place has a noun as its head.
fn is_person(grammar: &Grammar<'_>, noun: ParsedWordId) -> bool {
    grammar.mention(noun).is_some_and(|mention| mention.kind != MentionKind::Pronoun)
}
