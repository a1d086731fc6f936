//! Relations that the text states: *his sister Ilse*, *Tom was her uncle*, “Mum!”.
//!
//! Each statement is a vote of some weight: a name beside the noun settles it, words that only
//! coreference leads to a name do not. A pair keeps the kinds that have enough votes, and of
//! two that exclude each other the one that is stated more.

use std::sync::OnceLock;

use dramaturg_cast::lexicon::Gender;
use dramaturg_cast::{Alias, AliasKind, EntityId};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Span};
use rustc_hash::FxHashMap;

use super::Kinship;
use crate::Modality;
use crate::event::modality;
use crate::tree::Tree;

const RELATIONS: &str = include_str!("relations.txt");

/// A relation with fewer votes than this is not stated.
const MIN_VOTES: u32 = 4;

/// The votes of a statement with a name, of one that needs another beside it, and of one in
/// which coreference alone says who it is.
const NAMED: u32 = 4;
const LIKELY: u32 = 2;
const WEAK: u32 = 1;

/// A speaker as likely as this says what a cue introduces.
const MIN_SURE: f32 = 0.7;

/// A speaker and an addressee as likely as this make a word of address a statement.
const MIN_CALLED: f32 = 0.6;

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
    "skip",
    "cap",
    "chief",
    "guv",
    "brother",
    "sister",
    "nan",
    "nana",
    "pa",
    "ma",
];

/// Those that say who leads.
const LEADERS: &[&str] = &["boss", "skipper", "skip", "cap", "chief", "guv"];

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
    votes: u32,
}

pub(super) fn relations(tree: &Tree<'_>) -> Vec<Kinship> {
    let mut statements = Vec::new();
    let cues = cues(tree);
    for &sentence in tree.parse.sentences.rows() {
        for word in sentence.iter() {
            read(tree, &cues, sentence, word, &mut statements);
        }
    }
    keep_own(tree, &mut statements);
    settle(&statements)
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
    statements.retain(|statement| {
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
        is_own && !is_theirs
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
    tree: &Tree<'_>,
    cues: &Cues,
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
    if is_asked(tree, sentence, word) && tree.relation(word) != Relation::Vocative {
        return;
    }
    let mut push =
        |a: EntityId, b: EntityId, words: Span<Byte>, sure: f32, votes: u32| {
            let fits =
                is_of(tree, a, noun.gender) && is_known(tree, a) && is_known(tree, b);
            if a != b && fits {
                let confidence = if votes == WEAK { 0.5 * sure } else { sure };
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
            if let Some((a, b, votes)) = called(tree, word) {
                push(a, b, tree.span(word), 0.8, votes);
            } else if let Some((a, b)) = both(tree, sentence, word) {
                push(a, b, tree.span(word), 0.75, NAMED);
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
            && (tree.is_name(other) || tree.narrator() == Some(a))
        {
            return push(a, owner, hull(other), sure, NAMED);
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
            let lower = tree.lower(subject);
            let is_plain = tree.is_name(subject) || matches!(lower, "i" | "you");
            let sure = if is_plain { sure } else { 0.8 * sure };
            push(a, owner, hull(subject), sure, NAMED);
        }
        return;
    }
    if LOOSE.contains(&tree.lower(word)) {
        return;
    }
    // “…” cried her mother: whoever says it.
    if let Some(verb) = tree.head(word).filter(|_| tree.relation(word) == Relation::Nsubj)
        && let Some(a) = said_by(tree, cues, verb)
        && a != owner
        && tree.who(word).is_none_or(|who| who == owner || who == a)
    {
        push(a, owner, hull(word), 0.9 * sure, LIKELY);
        return;
    }
    // “Her father called”: whoever the words mean.
    if let Some(a) = tree.who(word) {
        let is_named = tree.cast.entities.rows[a].is_named;
        let votes = match (is_named, goes_by(tree, a, tree.lower(word))) {
            (true, true) => NAMED,
            (true, false) => WEAK,
            (false, _) if tree.tag(owner_word) == Tag::Propn => NAMED,
            (false, _) => LIKELY,
        };
        push(a, owner, tree.span(owner_word).hull(tree.span(word)), sure, votes);
    }
}

/// Who says what a cue introduces.
fn said_by(tree: &Tree<'_>, cues: &Cues, verb: ParsedWordId) -> Option<EntityId> {
    cues.get(&tree.span(verb).start()).copied()
}

/// The speaker of each cue, by the first byte of its verb.
type Cues = FxHashMap<Byte, EntityId>;

fn cues(tree: &Tree<'_>) -> Cues {
    let rows = tree.cast.speech.rows.rows().iter();
    rows.filter_map(|row| {
        let speaker =
            row.speaker.as_ref().filter(|claim| claim.confidence >= MIN_SURE)?;
        Some((tree.book.tokens[row.cue?.verb].span.start(), speaker.value))
    })
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
fn is_known(tree: &Tree<'_>, who: EntityId) -> bool {
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
    let subject = tree.kid(word, Relation::Nsubj)?;
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
fn called(tree: &Tree<'_>, word: ParsedWordId) -> Option<(EntityId, EntityId, u32)> {
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
    let is_leader = LEADERS.contains(&lower);
    let is_sibling = matches!(lower, "brother" | "sister");
    // “Sister” with a capital is a nun or a nurse.
    if (is_leader || is_sibling) && !is_vocative || is_sibling && is_capital {
        return None;
    }
    if !is_vocative && !is_capital {
        return None;
    }
    // Who goes by that very name is meant; else whoever is spoken to, which is a guess.
    let meant = tree.who(word).filter(|&who| who != by);
    let named = meant.filter(|&who| goes_by(tree, who, lower));
    let to = to.filter(|&to| is_vocative && to != by);
    match (named, meant, to) {
        (Some(who), _, _) => Some((who, by, NAMED)),
        (None, Some(who), Some(to)) if who == to => Some((who, by, NAMED)),
        (None, _, Some(to)) => {
            // Whose gender is known and fits, “Mama” will not be said to by mistake.
            let gender = nouns().get(lower).map_or(Gender::Unknown, |noun| noun.gender);
            let own = tree.cast.entities.rows[to].gender;
            let is_fit = own == gender || gender == Gender::Unknown;
            let votes = if is_fit && is_sure(tree, word) { NAMED } else { LIKELY };
            Some((to, by, votes))
        }
        (None, Some(who), None) => Some((who, by, LIKELY)),
        (None, None, None) => None,
    }
}

/// Whether it is likely who says a word, and to whom.
fn is_sure(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    let Some(quotation) = tree.quotation(word) else { return false };
    let attribution = &tree.cast.speech.rows[quotation];
    let speaker = attribution.speaker.as_ref().map_or(0.0, |claim| claim.confidence);
    let mut addressees = attribution.addressees.iter();
    speaker >= MIN_CALLED && addressees.all(|claim| claim.confidence >= MIN_CALLED)
}

/// Whether a word is a name of somebody by itself.
fn goes_by(tree: &Tree<'_>, who: EntityId, lower: &str) -> bool {
    // “Sister” of a nurse is her title, and no relation.
    let is_title =
        |alias: &Alias| ALSO_CLERGY.contains(&lower) && alias.kind != AliasKind::Kinship;
    let mut aliases = tree.cast.entities.rows[who].aliases.iter();
    aliases.any(|alias| alias.text.eq_ignore_ascii_case(lower) && !is_title(alias))
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
    let mut best: FxHashMap<(EntityId, EntityId), u32> = FxHashMap::default();
    for (row, votes, _) in &rows {
        if family(row.kind).is_some() {
            let pair = (row.a.min(row.b), row.a.max(row.b));
            let most = best.entry(pair).or_default();
            *most = (*most).max(*votes);
        }
    }
    let mut kept: Vec<Kinship> = Vec::new();
    for (mut row, votes, most) in rows {
        let pair = (row.a.min(row.b), row.a.max(row.b));
        let is_outvoted = family(row.kind).is_some() && 2 * votes < best[&pair];
        if is_outvoted || votes < MIN_VOTES || most == WEAK {
            continue;
        }
        row.evidence.sort_by_key(|span| span.start());
        row.evidence.dedup();
        kept.push(row);
    }
    kept.sort_by_key(|row| row.evidence[0].start());
    kept
}
