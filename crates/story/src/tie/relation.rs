//! Relations that the text states: *his sister Ilse*, *Tom was her uncle*, “Mum!”.
//!
//! Each statement is a vote of some weight: a name beside the noun settles it, words that only
//! coreference leads to a name do not. A pair keeps the kinds that have enough votes, and of
//! two that exclude each other the one that is stated more.

use std::sync::OnceLock;

use dramaturg_cast::lexicon::Gender;
use dramaturg_cast::{AliasKind, EntityId, QuotationId};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Span};
use rustc_hash::FxHashMap;

use super::Kinship;
use super::kin::{self, Hint};
use super::name::{self, is_only_kin};
use crate::Modality;
use crate::certain::Certain;
use crate::event::modality;
use crate::tree::Tree;

const RELATIONS: &str = include_str!("relations.txt");

/// A relation with fewer votes than this is not stated.
const MIN_VOTES: u32 = 4;

/// The votes of a statement with a name, and of one that hints agree on.
const NAMED: u32 = 6;
pub(super) const ELECTED: u32 = 4;

/// In a long text, those of a statement whose *his* or *her* may be somebody else’s.
const UNSURE: u32 = 3;

/// In a long text, what is less sure is not stated: of eighty relations that a reader judged,
/// two of three of the surer half were right, and two of five of the others.
const MIN_CONFIDENCE: f32 = 0.75;

/// At most this many statements are kept as evidence of one relation.
const MAX_EVIDENCE: usize = 3;

/// In a short text, who has no other name than “Mum” is called so this often, or is left out.
const MIN_CALLS: usize = 3;

/// Heads are followed at most this far to the verb of a clause.
const MAX_UP: usize = 4;

/// Words that mean people at large as often as one: only beside a name or a copula.
const LOOSE: &[&str] = &[
    "acquaintance",
    "agent",
    "assistant",
    "client",
    "companion",
    "guest",
    "master",
    "mate",
    "mistress",
    "partner",
    "patient",
    "patron",
];

/// What a word says of a relation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noun {
    pub(super) kind: &'static str,
    pub(super) gender: Gender,
    pub(super) is_even: bool,
}

pub(super) fn nouns() -> &'static FxHashMap<&'static str, Noun> {
    static NOUNS: OnceLock<FxHashMap<&'static str, Noun>> = OnceLock::new();
    NOUNS.get_or_init(|| {
        let lines = RELATIONS.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| {
                let mut columns = line.split('\t');
                let (word, kind) = (columns.next()?, columns.next()?);
                let gender = match columns.next()? {
                    "male" => Gender::Male,
                    "female" => Gender::Female,
                    _ => Gender::Unknown,
                };
                let is_even = columns.next()? == "even";
                Some((word, Noun { kind, gender, is_even }))
            })
            .collect()
    })
}

/// One statement: `a` is the `kind` of `b`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement {
    pub(super) a: EntityId,
    pub(super) b: EntityId,
    pub(super) noun: Noun,
    pub(super) words: Span<Byte>,
    pub(super) confidence: f32,
    pub(super) votes: u32,
}

pub(super) fn relations(tree: &Tree<'_>) -> Vec<Kinship> {
    let mut statements = Vec::new();
    let mut hints = Vec::new();
    let cues = cues(tree);
    let has_clergy = name::has_clergy(tree);
    let certain = Certain::new(tree);
    for &sentence in tree.parse.sentences.rows() {
        for word in sentence.iter() {
            read(
                &certain,
                (&cues, has_clergy),
                sentence,
                word,
                &mut statements,
                &mut hints,
            );
        }
    }
    let elected = kin::elect(tree, &hints, &statements);
    statements.extend(elected);
    keep_own(tree, &mut statements);
    settle(&statements, kin::is_short(tree))
}

/// Drops statements about “her husband” and “Mama” where they are not one person: those
/// without another name that belong to several, but for who has said so more than once.
fn keep_own(tree: &Tree<'_>, statements: &mut Vec<Statement>) {
    let rows = &tree.cast.entities.rows;
    let is_nameless = |who: EntityId| {
        let mut aliases = rows[who].aliases.iter();
        !rows[who].is_narrator
            && (!rows[who].is_named
                || aliases.all(|alias| alias.kind == AliasKind::Kinship))
    };
    let mut owners: FxHashMap<EntityId, Vec<(EntityId, u32)>> = FxHashMap::default();
    for statement in statements.iter().filter(|statement| is_nameless(statement.a)) {
        let list = owners.entry(statement.a).or_default();
        match list.iter_mut().find(|(owner, _)| *owner == statement.b) {
            Some((_, n)) => *n += 1,
            None => list.push((statement.b, 1)),
        }
    }
    // Whom several people call “Auntie” is so by courtesy.
    let is_by_call = |statement: &Statement| {
        let is_word = !statement.words.slice(&tree.book.text).contains(' ');
        is_word && family(statement.noun.kind) == Some("elder")
    };
    let mut callers: FxHashMap<EntityId, Vec<EntityId>> = FxHashMap::default();
    if kin::is_short(tree) {
        for statement in statements.iter().filter(|statement| is_by_call(statement)) {
            let list = callers.entry(statement.a).or_default();
            if !list.contains(&statement.b) {
                list.push(statement.b);
            }
        }
    }
    statements.retain(|statement| {
        let n_callers = callers.get(&statement.a).map_or(0, Vec::len);
        let is_courtesy = n_callers > 1 && is_by_call(statement);
        let is_own = owners.get(&statement.a).is_none_or(|list| match list.as_slice() {
            [_] => true,
            list => {
                let is_called = rows[statement.a].is_named;
                is_called && list.iter().any(|&(who, n)| who == statement.b && n > 1)
            }
        });
        // “His friend” is somebody else each time, “the girl” may be one.
        let is_theirs = rows[statement.b].aliases.first().is_some_and(|alias| {
            alias.kind == AliasKind::Descriptor && starts_with_owner(&alias.text)
        });
        // Who is called “Mum” once or twice, by somebody else each time.
        let is_called_seldom = kin::is_short(tree)
            && !rows[statement.b].is_narrator
            && is_only_kin(tree, statement.a)
            && rows[statement.a]
                .aliases
                .iter()
                .map(|alias| alias.mentions.len())
                .sum::<usize>()
                < MIN_CALLS
            && !statement.words.slice(&tree.book.text).contains(' ');
        // “Her husband is the husband of Anna” and “Mother is the mother of Dorian” tell
        // nothing.
        let is_bare = !kin::is_short(tree)
            && !rows[statement.a].is_narrator
            && (is_only_kin(tree, statement.a)
                || rows[statement.a].aliases.iter().all(|alias| {
                    alias.kind == AliasKind::Descriptor && starts_with_owner(&alias.text)
                }));
        is_own && !is_theirs && !is_bare && !is_called_seldom && !is_courtesy
    });
}

/// “his friend”, “Tom’s wife”.
fn starts_with_owner(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_owner = matches!(
        first.to_ascii_lowercase().as_str(),
        "his" | "her" | "my" | "your" | "their" | "our" | "its"
    );
    is_owner || first.ends_with("'s") || first.ends_with("’s")
}

/// All that one word states.
fn read(
    certain: &Certain<'_>,
    (cues, has_clergy): (&Cues, bool),
    sentence: Span<ParsedWordId>,
    word: ParsedWordId,
    into: &mut Vec<Statement>,
    hints: &mut Vec<Hint>,
) {
    let tree = certain.tree;
    if matches!(tree.lemma(word), "marry" | "wed") && tree.tag(word) == Tag::Verb {
        let wedding = wedding(tree, sentence, word);
        into.extend(wedding.or_else(|| couple(certain, sentence, word)));
        return;
    }
    if matches!(tree.lower(word), "married" | "wed" | "engaged") {
        into.extend(couple(certain, sentence, word));
        return;
    }
    if !matches!(tree.tag(word), Tag::Noun | Tag::Propn) {
        return;
    }
    let Some(&noun) = nouns().get(tree.lower(word)) else {
        let one = nouns().get(tree.lemma(word)).filter(|noun| noun.is_even);
        if let Some(&noun) = one.filter(|_| tree.lower(word) != tree.lemma(word)) {
            if let Some((a, b)) = both(tree, sentence, word) {
                let words = tree.span(word);
                let confidence = 0.75;
                into.push(Statement { a, b, noun, words, confidence, votes: NAMED });
            } else if matches!(noun.kind, "brother" | "sister" | "twin") {
                kin::several(tree, sentence, word, noun, hints);
            }
        }
        return;
    };
    let is_question = is_asked(tree, sentence, word);
    let mut push =
        |a: EntityId, b: EntityId, words: Span<Byte>, confidence: f32, votes: u32| {
            let fits =
                is_of(tree, a, noun.gender) && is_known(tree, a) && is_known(tree, b);
            if a != b && fits {
                into.push(Statement { a, b, noun, words, confidence, votes });
            }
        };
    // A word that belongs to a name: “his sister Ilse” may hang on *Ilse*.
    let name = tree.head(word).filter(|&head| {
        matches!(
            tree.relation(word),
            Relation::Compound | Relation::Flat | Relation::Nmod
        ) && tree.tag(head) == Tag::Propn
            && tree.case(word).is_empty()
    });
    let (owner_word, owner, sure) = match owner(tree, word, name) {
        Some(found) => found,
        None => {
            // “Can I call you Aunt Marilla?” asks.
            let called = kin::called(tree, word, noun, has_clergy);
            if let Some(hint) =
                called.filter(|_| !is_named_and_asked(tree, word, is_question))
            {
                hints.push(hint);
            } else if let Some(owner) = led(tree, word) {
                let votes = kin::told(tree, cues, sentence, word, noun, owner);
                let owners = vec![(owner, 1.0)];
                hints.push(Hint { owners, noun, words: tree.span(word), votes });
            }
            return;
        }
    };
    let is_short = kin::is_short(tree);
    let speaker = speaker_share(tree, owner_word);
    if speaker < if is_short { MIN_SPEAKER_IN_SHORT } else { MIN_SPEAKER } {
        return;
    }
    // The deceased are family, the former are not.
    let is_former = tree.kids(word).iter().any(|&kid| {
        matches!(
            tree.lower(kid),
            "former" | "future" | "prospective" | "late" | "no" | "any"
        ) && tree.lower(kid) != "late"
    });
    if is_former || tree.is_negated(word) {
        return;
    }
    let named = if is_owner_sure(certain, owner_word, owner) { NAMED } else { UNSURE };
    let hull = |other: ParsedWordId| {
        let words = tree.span(word).hull(tree.span(owner_word));
        words.hull(tree.span(other))
    };
    // “His sister, Ilse”, “his sister Ilse”, “Ilse, his sister”.
    let kids = tree.kids(word).iter().copied();
    // “Written to her father by Captain Harville” names no father.
    let mut beside: Vec<ParsedWordId> = kids
        .filter(|&kid| {
            let is_joined =
                matches!(tree.relation(kid), Relation::Appos | Relation::Flat)
                    || tree.relation(kid) == Relation::Compound
                        && tree.tag(kid) == Tag::Propn;
            is_joined && tree.case(kid).is_empty()
        })
        .collect();
    beside.extend(name);
    if tree.relation(word) == Relation::Appos {
        beside.extend(tree.head(word));
    }
    for other in beside.into_iter().filter(|_| !is_question) {
        if let Some(a) = tree.who(other)
            && a != owner
            && (tree.is_name(other) || tree.narrator() == Some(a))
        {
            return push(a, owner, hull(other), sure, named);
        }
    }
    // “Tom was her uncle.”
    let has_be = tree.kid(word, Relation::Cop).is_some() && tree.case(word).is_empty();
    let words = hull(word);
    if has_be {
        let subject = tree.kid(word, Relation::Nsubj);
        if let Some(subject) = subject
            && let Some(a) = tree.who(subject)
            && !is_doubted(tree, sentence, word)
        {
            let lower = tree.lower(subject);
            if tree.is_name(subject) || matches!(lower, "i" | "you") {
                push(a, owner, hull(subject), sure, named);
            } else {
                // “She’s my sister” is as sure as *she* is.
                let votes = vec![(a, kin::SAID_OF)];
                let (owners, words) = (vec![(owner, 1.0)], hull(subject));
                hints.push(Hint { owners, noun, words, votes });
            }
        }
        return;
    }
    if LOOSE.contains(&tree.lower(word)) {
        return;
    }
    let votes = if is_question {
        // “Edie Lanyard’s granddaughter?” is a question to her.
        let is_bare =
            tree.relation(word) == Relation::Root && tree.tag(owner_word) == Tag::Propn;
        let quotation = tree.quotation(word).filter(|_| is_bare);
        quotation.map_or(Vec::new(), |quotation| kin::addressed(tree, quotation, owner))
    } else {
        kin::told(tree, cues, sentence, word, noun, owner)
    };
    let mut owners = kin::owners(tree, cues, word, owner_word, owner);
    if is_short {
        owners.iter_mut().for_each(|owner| owner.1 *= speaker);
    }
    hints.push(Hint { owners, noun, words, votes });
}

/// *My* and *your* are as sure as who speaks: so sure in a long text, and in a short one.
const MIN_SPEAKER: f32 = 0.85;
const MIN_SPEAKER_IN_SHORT: f32 = 0.5;

/// How sure it is who says *my* or is meant by *your*, if a word is one of them inside a speech;
/// in a long text, who says it.
fn speaker_share(tree: &Tree<'_>, word: ParsedWordId) -> f32 {
    let is_first = matches!(tree.lower(word), "my" | "mine" | "our");
    let is_second = matches!(tree.lower(word), "your" | "yours");
    let quotation = tree.quotation(word).filter(|_| is_first || is_second);
    let Some(id) = quotation else { return 1.0 };
    let row = &tree.cast.speech.rows[id];
    let speaker = row.speaker.as_ref().map_or(0.0, |claim| claim.confidence);
    if is_first || !kin::is_short(tree) {
        return speaker;
    }
    row.addressees.first().map_or(0.0, |claim| claim.confidence)
}

/// Whether a title with a name stands in a question: “Can I call you Aunt Marilla?”
fn is_named_and_asked(tree: &Tree<'_>, word: ParsedWordId, is_question: bool) -> bool {
    let mut others = tree.kids(word).iter().copied().chain(tree.head(word));
    is_question
        && tree.relation(word) != Relation::Vocative
        && others.any(|other| tree.tag(other) == Tag::Propn)
}

/// Whether nobody else can be meant as the owner: by a name, in a short text, by the subject
/// of the clause, or since nobody else is near whom the pronoun fits.
fn is_owner_sure(certain: &Certain<'_>, word: ParsedWordId, owner: EntityId) -> bool {
    let tree = certain.tree;
    let is_third = matches!(tree.lower(word), "his" | "her" | "their");
    if kin::is_short(tree) || !is_third || tree.owner_beside(word).is_some() {
        return true;
    }
    let mut verb = word;
    for _ in 0..MAX_UP {
        let Some(head) = tree.head(verb) else { break };
        verb = head;
        if matches!(tree.tag(verb), Tag::Verb | Tag::Aux) {
            break;
        }
    }
    tree.subject_who(verb) == Some(owner) || certain.who(word) == Some(owner)
}

/// Whose boss “the boss” is: the narrator’s.
fn led(tree: &Tree<'_>, word: ParsedWordId) -> Option<EntityId> {
    let is_leader = kin::LEADERS.contains(&tree.lower(word))
        || matches!(tree.lower(word), "landlord" | "landlady");
    let mut kids = tree.kids(word).iter();
    let has_the =
        kids.any(|&kid| tree.relation(kid) == Relation::Det && tree.lower(kid) == "the");
    let is_told = tree.quotation(word).is_none();
    tree.narrator().filter(|_| is_leader && has_the && is_told)
}

/// The quotation of each cue, by the first byte of its verb.
pub(super) type Cues = FxHashMap<Byte, QuotationId>;

fn cues(tree: &Tree<'_>) -> Cues {
    let rows = tree.cast.speech.rows.iter();
    rows.filter_map(|(id, row)| Some((tree.book.tokens[row.cue?.verb].span.start(), id)))
        .collect()
}

/// Whether a clause only asks or supposes.
fn is_doubted(tree: &Tree<'_>, sentence: Span<ParsedWordId>, word: ParsedWordId) -> bool {
    let kids = tree.kids(word);
    let is_supposed = kids.iter().any(|&kid| {
        tree.relation(kid) == Relation::Mark
            && matches!(tree.lower(kid), "if" | "whether" | "though")
            || tree.relation(kid) == Relation::Aux
            || tree.is_negated(word)
    });
    is_supposed
        || is_asked(tree, sentence, word)
        || modality(tree, word) != Modality::Asserted
}

/// Whether a question mark ends what is said around a word.
fn is_asked(tree: &Tree<'_>, sentence: Span<ParsedWordId>, word: ParsedWordId) -> bool {
    let quotation = tree.quotation(word);
    sentence
        .iter()
        .filter(|&other| other > word)
        .take_while(|&other| tree.quotation(other) == quotation)
        .any(|other| tree.written(other).contains('?'))
}

/// Whether somebody has a name, tells the story, or is heard: “the man” is anybody.
pub(super) fn is_known(tree: &Tree<'_>, who: EntityId) -> bool {
    let row = &tree.cast.entities.rows[who];
    row.is_named || row.is_narrator || row.can_speak
}

/// “We’re cousins.” “Ann and Mary were sisters.”
fn both(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    word: ParsedWordId,
) -> Option<(EntityId, EntityId)> {
    tree.kid(word, Relation::Cop)?;
    let is_plural = tree.parse.features(word).contains("Number=Plur");
    let is_even = nouns().get(tree.lemma(word)).is_some_and(|noun| noun.is_even);
    if !is_plural || !is_even || is_doubted(tree, sentence, word) {
        return None;
    }
    // “We’re cousins of the ferryman” is of somebody else.
    let is_owned = tree.possessive(word).is_some()
        || tree.kid(word, Relation::Nmod).is_some_and(|kid| tree.case(kid) == "of");
    let subject = tree.kid(word, Relation::Nsubj).filter(|_| !is_owned)?;
    let quotation = tree.quotation(word);
    if tree.lower(subject) == "we" {
        let quotation = quotation?;
        return Some((tree.speaker(quotation)?, tree.addressee(quotation)?));
    }
    let mut people = Vec::new();
    tree.whos(subject, &mut people);
    match people.as_slice() {
        &[a, b] => Some((a, b)),
        _ => None,
    }
}

/// Whose a noun is: the word, whom it means, how sure that is.
fn owner(
    tree: &Tree<'_>,
    noun: ParsedWordId,
    name: Option<ParsedWordId>,
) -> Option<(ParsedWordId, EntityId, f32)> {
    let poss = tree.possessive(noun);
    let poss = poss.or_else(|| name.and_then(|name| tree.possessive(name)));
    let of = || {
        let kids = tree.kids(noun).iter().copied();
        let mut kids = kids.filter(|&kid| {
            tree.relation(kid) == Relation::Nmod && tree.case(kid) == "of"
        });
        kids.next()
    };
    let word = poss.or_else(of)?;
    // “The Viscountess, and her daughter”: hers.
    let beside = tree.owner_beside(word).and_then(|beside| tree.who(beside));
    let fits = |&who: &EntityId| is_of(tree, who, kin::gender_of(tree.lower(word)));
    let who = beside.filter(fits).or_else(|| tree.who(word))?;
    let sure = match (tree.tag(word), tree.lower(word)) {
        (Tag::Propn, _) => 0.9,
        (_, "my" | "your" | "mine") => 0.85,
        (Tag::Pron | Tag::Det, _) => 0.75,
        _ => 0.7,
    };
    Some((word, who, sure))
}

/// “Tom married Ann”: they are husband and wife.
fn wedding(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    verb: ParsedWordId,
) -> Option<Statement> {
    let kids = tree.kids(verb).iter().copied();
    let is_so = kids.clone().all(|kid| match tree.relation(kid) {
        Relation::Aux => matches!(tree.lemma(kid), "have" | "be"),
        Relation::Mark => !matches!(tree.lower(kid), "if" | "to" | "whether"),
        _ => true,
    });
    let features = tree.parse.features(verb);
    let is_past = features.contains("Tense=Past") || features.contains("VerbForm=Part");
    let has_aux = kids.clone().any(|kid| {
        tree.relation(kid) == Relation::Aux
            && tree.parse.features(kid).contains("VerbForm=Fin")
    });
    let is_finite = features.contains("VerbForm=Fin") || has_aux;
    let is_told = is_finite && modality(tree, verb) == Modality::Asserted;
    if !is_so || !is_past || !is_told || is_asked(tree, sentence, verb) {
        return None;
    }
    let mut objects = kids.filter(|&kid| {
        tree.relation(kid) == Relation::Obj
            || tree.relation(kid) == Relation::Obl && tree.case(kid) == "to"
    });
    let object = objects.next()?;
    let (a, b) = (tree.subject_who(verb)?, tree.who(object)?);
    let noun = Noun { kind: "spouse", gender: Gender::Unknown, is_even: true };
    let words = tree.clause(sentence, verb);
    let is_named = |who: EntityId| {
        let row = &tree.cast.entities.rows[who];
        row.is_named || row.is_narrator
    };
    let is_fit = a != b && is_named(a) && is_named(b);
    is_fit.then_some(Statement { a, b, noun, words, confidence: 0.75, votes: NAMED })
}

/// “She was married to Tom for eleven years.” “We were married.” “Ann is engaged to Tom.” In a
/// long text only what names say.
fn couple(
    certain: &Certain<'_>,
    sentence: Span<ParsedWordId>,
    word: ParsedWordId,
) -> Option<Statement> {
    let tree = certain.tree;
    let kids = || tree.kids(word).iter().copied();
    let has_be = kids().any(|kid| {
        matches!(tree.relation(kid), Relation::Cop | Relation::Aux)
            && tree.lemma(kid) == "be"
    });
    let is_now =
        kids().any(|kid| matches!(tree.lower(kid), "are" | "'re" | "am" | "'m" | "is"));
    let is_so = kids().all(|kid| match tree.relation(kid) {
        Relation::Aux | Relation::Cop => matches!(tree.lemma(kid), "have" | "be"),
        Relation::Mark | Relation::Advmod => !matches!(
            tree.lower(kid),
            "if" | "to" | "whether" | "till" | "until" | "before" | "almost" | "nearly"
        ),
        _ => true,
    });
    let is_doubtful = tree.is_negated(word) || is_asked(tree, sentence, word);
    // “When we are married”; in a novel people are engaged for dances.
    let is_to_be = kids().any(|kid| {
        matches!(tree.relation(kid), Relation::Mark | Relation::Advmod)
            && tree.lower(kid) == "when"
    }) && is_now;
    let is_short = kin::is_short(tree);
    let is_engaged = tree.lower(word) == "engaged";
    if is_to_be || is_engaged && !is_short || !has_be || !is_so || is_doubtful {
        return None;
    }
    let subject = tree.kid(word, Relation::Nsubj)?;
    // In a long text *she* must be beyond doubt.
    let who = |word: ParsedWordId| {
        if is_short { tree.who(word) } else { certain.who(word) }
    };
    let of = kids().find(|&kid| {
        matches!(tree.relation(kid), Relation::Obl | Relation::Nmod)
            && tree.kids(kid).iter().any(|&inner| tree.lower(inner) == "to")
    });
    let (a, b) = match (of, tree.lower(subject)) {
        (Some(other), _) => (who(subject)?, who(other)?),
        (None, "we") if !is_engaged && is_short => {
            let quotation = tree.quotation(word)?;
            (tree.speaker(quotation)?, tree.addressee(quotation)?)
        }
        (None, _) => {
            let mut people = Vec::new();
            tree.whos(subject, &mut people);
            let &[a, b] = people.as_slice() else { return None };
            (a, b)
        }
    };
    let row = |who: EntityId| &tree.cast.entities.rows[who];
    let is_named = |who: EntityId| row(who).is_named || row(who).is_narrator;
    if a == b || !is_named(a) || !is_named(b) {
        return None;
    }
    let kind = if is_engaged { "betrothed" } else { "spouse" };
    let noun = Noun { kind, gender: Gender::Unknown, is_even: true };
    let words = tree.clause(sentence, word);
    Some(Statement { a, b, noun, words, confidence: 0.75, votes: NAMED })
}

/// Whether somebody may be of a gender.
pub(super) fn is_of(tree: &Tree<'_>, entity: EntityId, gender: Gender) -> bool {
    let own = tree.cast.entities.rows[entity].gender;
    own == Gender::Unknown || gender == Gender::Unknown || own == gender
}

/// What a kind excludes: one is not both mother and sister of the same person.
fn family(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "mother" | "father" | "stepmother" | "stepfather" => "parent",
        "son" | "daughter" | "child" | "stepson" | "stepdaughter" => "child",
        "brother" | "sister" | "twin" | "half-brother" | "half-sister"
        | "stepbrother" | "stepsister" => "sibling",
        "husband" | "wife" | "spouse" | "widow" | "widower" | "bride" | "bridegroom" => {
            "spouse"
        }
        "uncle" | "aunt" | "great-aunt" | "great-uncle" => "elder",
        "nephew" | "niece" => "younger",
        "cousin" => "cousin",
        "grandfather" | "grandmother" => "grandparent",
        "grandson" | "granddaughter" | "grandchild" => "grandchild",
        _ => return None,
    })
}

/// Counts the votes of all statements.
fn settle(statements: &[Statement], is_short: bool) -> Vec<Kinship> {
    let mut index: FxHashMap<(EntityId, EntityId, &str), usize> = FxHashMap::default();
    // The relations, their votes, and the most that one statement has.
    let mut rows: Vec<(Kinship, u32, u32)> = Vec::new();
    for statement in statements {
        let Statement { a, b, noun, words, confidence, votes } = *statement;
        let (mut a, mut b) = (a, b);
        // What is the same from either side stands once; but *brother* tells who is it.
        if noun.is_even && noun.gender == Gender::Unknown && b < a {
            std::mem::swap(&mut a, &mut b);
        }
        if let Some(&at) = index.get(&(a, b, noun.kind)) {
            let (row, sum, most) = &mut rows[at];
            *sum += votes;
            // The words that say it best stand first.
            if votes > *most {
                row.evidence.insert(0, words);
                row.evidence.truncate(MAX_EVIDENCE);
            } else if row.evidence.len() < MAX_EVIDENCE {
                row.evidence.push(words);
            }
            row.confidence = row.confidence.max(confidence);
            *most = (*most).max(votes);
            continue;
        }
        index.insert((a, b, noun.kind), rows.len());
        let kind = noun.kind;
        let row = Kinship { a, b, kind, evidence: vec![words], confidence };
        rows.push((row, votes, votes));
    }
    // The most votes for a pair, of which family tie, and whether others have as many.
    let mut best: FxHashMap<(EntityId, EntityId), (u32, &str, bool)> =
        FxHashMap::default();
    for (row, votes, _) in &rows {
        if let Some(tie) = family(row.kind) {
            let pair = (row.a.min(row.b), row.a.max(row.b));
            // As the first of the two is to the second.
            let tie = if row.a == pair.0 { tie } else { kin::turned(tie) };
            let most = best.entry(pair).or_insert((*votes, tie, false));
            if *votes > most.0 {
                *most = (*votes, tie, false);
            } else if *votes == most.0 && tie != most.1 {
                most.2 = true;
            }
        }
    }
    let mut kept: Vec<Kinship> = Vec::new();
    for (mut row, votes, _) in rows {
        let pair = (row.a.min(row.b), row.a.max(row.b));
        let is_outvoted = family(row.kind).is_some_and(|tie| {
            let tie = if row.a == pair.0 { tie } else { kin::turned(tie) };
            let (most, best_tie, is_tied) = best[&pair];
            is_tied || 2 * votes < most || tie != best_tie
        });
        let is_doubtful = !is_short && row.confidence < MIN_CONFIDENCE;
        if is_outvoted || votes < MIN_VOTES || is_doubtful {
            continue;
        }
        row.evidence.sort_by_key(|span| span.start());
        row.evidence.dedup();
        kept.push(row);
    }
    let mut kept = said_once(kept);
    kept.sort_by_key(|row| row.evidence[0].start());
    kept
}

/// A family tie of two stands once, whichever of them it is said of: who is a grandmother has a
/// granddaughter.
fn said_once(rows: Vec<Kinship>) -> Vec<Kinship> {
    let mut kept: Vec<Kinship> = Vec::new();
    let mut index: FxHashMap<(EntityId, EntityId), usize> = FxHashMap::default();
    for row in rows {
        let pair = (row.a.min(row.b), row.a.max(row.b));
        // Of two sides that are called alike each keeps its word: *brother*, *sister*.
        let is_turned = family(row.kind).is_some_and(|tie| kin::turned(tie) != tie);
        if is_turned && let Some(&at) = index.get(&pair) {
            let other: &mut Kinship = &mut kept[at];
            if row.confidence > other.confidence {
                *other = row;
            }
            continue;
        }
        if is_turned {
            index.insert(pair, kept.len());
        }
        kept.push(row);
    }
    kept
}
