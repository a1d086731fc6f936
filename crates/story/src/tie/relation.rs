//! Relations that the text states: *his sister Ilse*, *Tom was her uncle*, “Mum!”.
//!
//! Each statement is a vote; a pair keeps the kinds that have most, and of two that
//! exclude each other the one that is stated more.

use std::sync::OnceLock;

use dramaturg_cast::EntityId;
use dramaturg_cast::lexicon::Gender;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Span};
use rustc_hash::FxHashMap;

use super::Kinship;
use crate::tree::Tree;

const RELATIONS: &str = include_str!("relations.txt");

/// A statement less sure than this counts only if there is another one.
const MIN_ALONE: f32 = 0.6;

/// At most this many statements are kept as evidence of one relation.
const MAX_EVIDENCE: usize = 3;

/// Words for the family that stand alone as names: “Mum!”.
const CALLED: &[&str] = &[
    "mum",
    "mummy",
    "mom",
    "mommy",
    "mam",
    "mama",
    "mamma",
    "mother",
    "dad",
    "daddy",
    "papa",
    "father",
    "gran",
    "granny",
    "grandma",
    "grandmamma",
    "grandmother",
    "grandad",
    "granddad",
    "grandpa",
    "grandpapa",
    "grandfather",
    "auntie",
    "aunty",
    "aunt",
    "uncle",
    "boss",
    "skipper",
    "brother",
    "sister",
];

/// Those of them that priests and nuns bear, too.
const ALSO_CLERGY: &[&str] = &["father", "mother", "sister", "brother"];

/// What a word says of a relation.
#[derive(Clone, Copy, Debug)]
struct Noun {
    kind: &'static str,
    gender: Gender,
    is_even: bool,
}

fn nouns() -> &'static FxHashMap<&'static str, Noun> {
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
struct Statement {
    a: EntityId,
    b: EntityId,
    noun: Noun,
    words: Span<Byte>,
    confidence: f32,
    /// Whether it needs a second one beside it: it rests on two guesses.
    is_weak: bool,
}

pub(super) fn relations(tree: &Tree<'_>) -> Vec<Kinship> {
    let mut statements = Vec::new();
    for &sentence in tree.parse.sentences.rows() {
        for word in sentence.iter() {
            read(tree, sentence, word, &mut statements);
        }
    }
    settle(&statements)
}

/// All that one word states.
fn read(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    word: ParsedWordId,
    into: &mut Vec<Statement>,
) {
    if matches!(tree.lemma(word), "marry" | "wed") && tree.tag(word) == Tag::Verb {
        into.extend(wedding(tree, sentence, word));
        return;
    }
    if !matches!(tree.tag(word), Tag::Noun | Tag::Propn) {
        return;
    }
    let Some(&noun) = nouns().get(tree.lower(word)) else { return };
    let mut push = |a: EntityId, b: EntityId, words: Span<Byte>, confidence: f32| {
        let fits = is_of(tree, a, noun.gender);
        if a != b && fits {
            let is_weak = confidence < MIN_ALONE;
            into.push(Statement { a, b, noun, words, confidence, is_weak });
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
            if let Some((a, b)) = called(tree, word) {
                push(a, b, tree.span(word), 0.85);
            }
            return;
        }
    };
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
    let hull = |other: ParsedWordId| {
        let words = tree.span(word).hull(tree.span(owner_word));
        words.hull(tree.span(other))
    };
    // “His sister, Ilse”, “his sister Ilse”, “Ilse, his sister”.
    let kids = tree.kids(word).iter().copied();
    let mut beside: Vec<ParsedWordId> = kids
        .filter(|&kid| {
            matches!(tree.relation(kid), Relation::Appos | Relation::Flat)
                || tree.relation(kid) == Relation::Compound && tree.tag(kid) == Tag::Propn
        })
        .collect();
    beside.extend(name);
    if tree.relation(word) == Relation::Appos {
        beside.extend(tree.head(word));
    }
    for other in beside {
        if let Some(a) = tree.who(other)
            && a != owner
        {
            return push(a, owner, hull(other), sure);
        }
    }
    // “Tom was her uncle.”
    let has_be = tree.kid(word, Relation::Cop).is_some();
    if has_be {
        let subject = tree.kid(word, Relation::Nsubj);
        if let Some(subject) = subject
            && let Some(a) = tree.who(subject)
            && !is_doubted(tree, sentence, word)
        {
            push(a, owner, hull(subject), sure);
        }
        return;
    }
    // “Her father called”: whoever the words mean.
    if let Some(a) = tree.who(word) {
        let row = &tree.cast.entities.rows[a];
        let lower = tree.lower(word);
        let is_own = row.aliases.iter().any(|alias| {
            let mut words = alias.text.split(|c: char| !c.is_alphanumeric() && c != '-');
            words.any(|word| word.eq_ignore_ascii_case(lower))
        });
        let sure = if is_own { 0.95 * sure } else { 0.5 * sure };
        push(a, owner, tree.span(owner_word).hull(tree.span(word)), sure);
    }
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
    let last = sentence.iter().next_back();
    is_supposed || last.is_some_and(|last| tree.written(last).contains('?'))
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
    let who = tree.who(word)?;
    let sure = match (tree.tag(word), tree.lower(word)) {
        (Tag::Propn, _) => 0.9,
        (_, "my" | "your" | "mine") => 0.85,
        (Tag::Pron | Tag::Det, _) => 0.75,
        _ => 0.7,
    };
    Some((word, who, sure))
}

/// “Mum!”, “Mum never wound it”: the mother of who says so.
fn called(tree: &Tree<'_>, word: ParsedWordId) -> Option<(EntityId, EntityId)> {
    let lower = tree.lower(word);
    if !CALLED.contains(&lower) {
        return None;
    }
    let has_determiner = tree.kids(word).iter().any(|&kid| {
        matches!(tree.relation(kid), Relation::Det | Relation::Amod | Relation::Nmod)
    });
    let is_vocative = tree.relation(word) == Relation::Vocative;
    if has_determiner {
        return None;
    }
    // “Sister Devane”, “Father Brown”: a title.
    let is_title = tree.kids(word).iter().chain(tree.head(word).iter()).any(|&other| {
        tree.tag(other) == Tag::Propn
            && other.cmp(&word).is_gt()
            && matches!(
                (tree.relation(word), tree.relation(other)),
                (Relation::Compound, _) | (_, Relation::Flat | Relation::Appos)
            )
    });
    let is_family_title = matches!(lower, "aunt" | "uncle" | "auntie" | "aunty");
    if is_title && !is_family_title {
        return None;
    }
    let (by, to) = match tree.quotation(word) {
        Some(quotation) => (tree.speaker(quotation)?, tree.addressee(quotation)),
        None => (tree.narrator()?, None),
    };
    let is_capital = tree.written(word).starts_with(char::is_uppercase);
    if ALSO_CLERGY.contains(&lower) && !is_vocative && !is_capital {
        return None;
    }
    if matches!(lower, "boss" | "skipper" | "brother" | "sister") {
        return is_vocative.then_some((to?, by));
    }
    if !is_vocative && !is_capital {
        return None;
    }
    let meant = tree.who(word).or(if is_vocative { to } else { None })?;
    (meant != by).then_some((meant, by))
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
    let is_past = tree.parse.features(verb).contains("Tense=Past")
        || tree.parse.features(verb).contains("VerbForm=Part");
    let last = sentence.iter().next_back();
    let is_asked = last.is_some_and(|last| tree.written(last).contains('?'));
    if !is_so || !is_past || is_asked || tree.is_negated(verb) {
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
    (a != b).then_some(Statement { a, b, noun, words, confidence: 0.75, is_weak: false })
}

/// Whether somebody may be of a gender.
fn is_of(tree: &Tree<'_>, entity: EntityId, gender: Gender) -> bool {
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
fn settle(statements: &[Statement]) -> Vec<Kinship> {
    let mut index: FxHashMap<(EntityId, EntityId, &str), usize> = FxHashMap::default();
    let mut rows: Vec<(Kinship, u32)> = Vec::new();
    for statement in statements {
        let Statement { a, b, noun, words, confidence, is_weak } = *statement;
        let weight = if is_weak { 1 } else { 2 };
        let (mut a, mut b) = (a, b);
        // What is the same from either side stands once; but *brother* tells who is it.
        if noun.is_even && noun.gender == Gender::Unknown && b < a {
            std::mem::swap(&mut a, &mut b);
        }
        if let Some(&at) = index.get(&(a, b, noun.kind)) {
            let (row, votes) = &mut rows[at];
            *votes += weight;
            row.confidence = row.confidence.max(confidence);
            if row.evidence.len() < MAX_EVIDENCE {
                row.evidence.push(words);
            }
            continue;
        }
        index.insert((a, b, noun.kind), rows.len());
        let kind = noun.kind;
        rows.push((Kinship { a, b, kind, evidence: vec![words], confidence }, weight));
    }
    let mut best: FxHashMap<(EntityId, EntityId), u32> = FxHashMap::default();
    for (row, votes) in &rows {
        if family(row.kind).is_some() {
            let pair = (row.a.min(row.b), row.a.max(row.b));
            let most = best.entry(pair).or_default();
            *most = (*most).max(*votes);
        }
    }
    let mut kept: Vec<(Kinship, u32)> = Vec::new();
    for (row, votes) in rows {
        let pair = (row.a.min(row.b), row.a.max(row.b));
        let is_outvoted = family(row.kind).is_some() && 2 * votes < best[&pair];
        if votes < 2 || is_outvoted {
            continue;
        }
        kept.push((row, votes));
    }
    kept.sort_by_key(|(row, _)| row.evidence[0].start());
    kept.into_iter().map(|(row, _)| row).collect()
}
