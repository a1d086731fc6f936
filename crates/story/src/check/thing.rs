//! A thing that was given away, left or destroyed is in somebody's hand.
//!
//! A thing is told by its noun: *the knife*, *his knife*. Where the text knows two knives in
//! between (*a knife*, *the other knife*, *knives*), nothing is found.

use dramaturg_cast::EntityId;
use dramaturg_cast::lexicon::{NounClass, NounClasses, Supersense};
use dramaturg_parse::{LemmaId, ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span};
use rustc_hash::FxHashMap;

use super::desk::Desk;
use crate::certain::{is_before, is_so};
use crate::{Finding, FindingKind};

/// What became of a thing counts for so many words.
const MAX_WORDS: usize = 2_500;

/// The thing that *it* means stands at most so many words in front.
const MAX_BACK: usize = 45;

/// What became of a thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// Somebody has it now, given by somebody.
    Given { to: EntityId, by: EntityId },
    /// It lies elsewhere.
    Left { place: LemmaId },
    /// It is no more.
    Destroyed,
}

/// Something that a passage does with a thing.
#[derive(Clone, Copy, Debug)]
struct Handling {
    verb: ParsedWordId,
    noun: ParsedWordId,
    /// Whether the passage has the noun itself and not *it*.
    is_noun: bool,
    who: Option<EntityId>,
}

pub(super) fn findings(desk: &Desk<'_>) -> Vec<Finding> {
    let tree = desk.tree;
    let mut handlings = handlings(desk);
    handlings.sort_by_key(|handling| (handling.verb, handling.noun));
    let mut found = Vec::new();
    // By noun: what became of it, and where that is told.
    let mut fates: FxHashMap<LemmaId, (Fate, Handling)> = FxHashMap::default();
    let doubles = doubles(desk);
    for handling in handlings {
        let lemma = tree.parse.words[handling.noun].lemma;
        if let Some(&(fate, first)) = fates.get(&lemma) {
            let is_near = handling.verb.index() - first.verb.index() <= MAX_WORDS;
            let is_one = !has_double(&doubles, lemma, first.noun, handling.noun)
                && is_alike(desk, first.noun, handling.noun);
            if is_near
                && is_one
                && let Some(message) = clash(desk, fate, &first, &handling)
                && let Some(who) = handling.who
            {
                found.push(desk.finding(
                    FindingKind::Thing,
                    who,
                    first.verb,
                    handling.verb,
                    message,
                ));
            }
            // Whatever is done with it, it is where it was no more; what is destroyed stays so.
            if fate != Fate::Destroyed || !is_one {
                fates.remove(&lemma);
            }
        }
        if let Some(fate) = fate(desk, &handling) {
            fates.insert(lemma, (fate, handling));
        }
    }
    found
}

/// Where the text knows another thing of the same noun.
fn doubles(desk: &Desk<'_>) -> FxHashMap<LemmaId, Vec<ParsedWordId>> {
    const OTHER: &[&str] = &[
        "a", "an", "another", "other", "second", "new", "spare", "some", "each", "every",
        "one", "next", "more",
    ];
    let tree = desk.tree;
    let mut found: FxHashMap<LemmaId, Vec<ParsedWordId>> = FxHashMap::default();
    for (id, word) in tree.parse.words.iter().filter(|(_, word)| word.tag == Tag::Noun) {
        let is_plural = tree.parse.features(id).contains("Number=Plur");
        let is_other = tree.kids(id).iter().any(|&kid| OTHER.contains(&tree.lower(kid)));
        if is_plural || is_other {
            found.entry(word.lemma).or_default().push(id);
        }
    }
    found
}

fn has_double(
    doubles: &FxHashMap<LemmaId, Vec<ParsedWordId>>,
    lemma: LemmaId,
    from: ParsedWordId,
    to: ParsedWordId,
) -> bool {
    let Some(places) = doubles.get(&lemma) else { return false };
    let i = places.partition_point(|&place| place <= from);
    places.get(i).is_some_and(|&place| place <= to)
}

/// Whether two phrases may mean one thing: their adjectives do not differ.
fn is_alike(desk: &Desk<'_>, one: ParsedWordId, other: ParsedWordId) -> bool {
    let tree = desk.tree;
    let marks = |noun: ParsedWordId| -> Vec<&str> {
        let kids = tree.kids(noun).iter().copied();
        let kids = kids.filter(|&kid| {
            matches!(tree.relation(kid), Relation::Amod | Relation::Compound)
                && !matches!(
                    tree.lower(kid),
                    "little" | "old" | "big" | "small" | "empty"
                )
        });
        kids.map(|kid| tree.lower(kid)).collect()
    };
    let (a, b) = (marks(one), marks(other));
    a.is_empty() || b.is_empty() || a.iter().any(|mark| b.contains(mark))
}

/// Verbs that handle a thing.
const HANDLE: &[&str] = &[
    "take", "hold", "draw", "pull", "use", "wave", "raise", "lift", "pick", "slip",
    "tuck", "fold", "put", "give", "hand", "carry", "swing", "point", "open", "unfold",
    "read", "toss", "throw", "rub", "shake", "wear", "light", "lay", "set", "drop",
    "place", "pass", "lend", "leave", "lose", "break", "smash", "shatter", "burn",
    "tear", "fling", "hurl", "produce", "fish", "grip", "clutch", "turn", "show",
    "catch", "snatch", "grab", "bring", "fetch", "return", "pocket", "forget", "find",
    "sell", "hide", "bury", "hang", "press", "destroy", "swallow", "unlock", "lock",
    "sharpen", "wipe", "polish", "fire", "aim", "keep", "get", "steal", "drink", "eat",
    "crush", "sink", "melt", "explode", "fall", "examine", "tap", "fan", "tie", "untie",
    "unroll", "roll", "offer", "accept", "receive", "borrow", "collect", "retrieve",
    "recover", "lift", "jam", "stick", "drown",
];

/// All that is done with things, in any order.
fn handlings(desk: &Desk<'_>) -> Vec<Handling> {
    let tree = desk.tree;
    let mut found = Vec::new();
    for (verb, word) in tree.parse.words.iter() {
        let is_verb = word.tag == Tag::Verb && HANDLE.contains(&tree.lemma(verb));
        if !is_verb || !is_so(tree, verb) {
            continue;
        }
        let is_passive = tree.is_passive(verb);
        let who = if is_passive { None } else { desk.certain.subject(verb) };
        let subject =
            || tree.subject(verb).filter(|_| is_passive || breaks(tree.lemma(verb)));
        let object = tree.kid(verb, Relation::Obj).or_else(subject);
        if let Some((noun, is_noun)) = object.and_then(|object| thing(desk, object)) {
            found.push(Handling { verb, noun, is_noun, who });
        }
    }
    found
}

/// Verbs of which the subject is what they happen to.
fn breaks(lemma: &str) -> bool {
    matches!(
        lemma,
        "break" | "shatter" | "smash" | "burn" | "fall" | "sink" | "melt" | "explode"
    )
}

/// The noun for the thing that a word means, and whether it is the word itself.
fn thing(desk: &Desk<'_>, word: ParsedWordId) -> Option<(ParsedWordId, bool)> {
    let tree = desk.tree;
    if tree.tag(word) == Tag::Noun {
        return is_held(desk, word).then_some((word, true));
    }
    if tree.lower(word) != "it" {
        return None;
    }
    let quotation = tree.quotation(word);
    let mut subject = None;
    let back = (0..word.index()).rev().take(MAX_BACK).map(ParsedWordId::from_index);
    for id in back {
        // What is said means what was said, and narration means what was told.
        let is_beside = tree.quotation(id).is_some() == quotation.is_some();
        if !is_beside || tree.tag(id) != Tag::Noun || !is_held(desk, id) {
            continue;
        }
        let is_core = match tree.relation(id) {
            Relation::Obj | Relation::Nsubj => true,
            Relation::Obl => matches!(tree.case(id), "with"),
            _ => false,
        };
        if is_core {
            subject = Some(id);
            break;
        }
    }
    subject.map(|noun| (noun, false))
}

/// Whether a noun is for a thing that hands can hold.
fn is_held(desk: &Desk<'_>, noun: ParsedWordId) -> bool {
    const NEVER: &[&str] = &[
        "door",
        "window",
        "gate",
        "light",
        "way",
        "page",
        "line",
        "place",
        "side",
        "road",
        "floor",
        "wall",
        "drink",
        "course",
        "time",
        "point",
        "picture",
        "shutter",
        "curtain",
        "match",
        "cigarette",
        "step",
        "bed",
        "chair",
        "table",
        "seat",
        "sail",
        "room",
        "hole",
        "lid",
        "drawer",
        "engine",
        "phone",
        "telephone",
        "track",
        "lamp",
        "fire",
        "tap",
    ];
    const CLASSES: &[NounClass] = &[
        NounClass::Container,
        NounClass::Clothing,
        NounClass::Weapon,
        NounClass::Tool,
        NounClass::Document,
        NounClass::MusicalInstrument,
        NounClass::Money,
    ];
    let tree = desk.tree;
    let lemma = tree.lemma(noun);
    let is_plural = tree.parse.features(noun).contains("Number=Plur");
    let is_made = matches!(
        Supersense::of_noun(lemma),
        Some(
            Supersense::NounArtifact
                | Supersense::NounCommunication
                | Supersense::NounPossession
        )
    );
    !is_plural
        && is_made
        && NounClasses::of(lemma).has_any(CLASSES)
        && !NounClasses::of(lemma).has(NounClass::Person)
        && !NEVER.contains(&lemma)
}

/// Whether a noun's phrase says which: *the knife*, *her knife*.
fn is_definite(desk: &Desk<'_>, noun: ParsedWordId) -> bool {
    let tree = desk.tree;
    tree.possessive(noun).is_some()
        || tree.kids(noun).iter().any(|&kid| {
            tree.relation(kid) == Relation::Det
                && matches!(tree.lower(kid), "the" | "that" | "this")
        })
}

/// What becomes of a thing by what is done with it.
fn fate(desk: &Desk<'_>, handling: &Handling) -> Option<Fate> {
    let tree = desk.tree;
    let verb = handling.verb;
    let lemma = tree.lemma(verb);
    match lemma {
        "give" | "hand" | "lend" | "sell" | "pass" => {
            let by = handling.who?;
            let receiver = tree.kid(verb, Relation::Iobj);
            let receiver = receiver.or_else(|| desk.oblique(verb, &["to"]))?;
            let to = desk.certain.who(receiver)?;
            let is_told = tree.quotation(verb).is_none() && to != by;
            is_told.then_some(Fate::Given { to, by })
        }
        "leave" | "forget" => {
            // “I left it on the kitchen table.”
            let is_said = tree.quotation(verb).is_some() || is_before(tree, verb);
            let place =
                desk.oblique(verb, &["on", "in", "at", "under", "behind", "by"])?;
            let is_past = tree.parse.features(verb).contains("Tense=Past");
            (is_said && is_past && tree.tag(place) == Tag::Noun)
                .then_some(Fate::Left { place: tree.parse.words[place].lemma })
        }
        "shatter" | "destroy" | "smash" => Some(Fate::Destroyed),
        "break" | "tear" | "burn" | "fall" | "melt" | "explode" => {
            // “broke into a hundred pieces”, “burned to ashes”, “fell into the sea”
            const ENDS: &[&str] = &[
                "piece",
                "bit",
                "half",
                "shard",
                "fragment",
                "splinter",
                "ash",
                "scrap",
                "shred",
                "two",
                "dust",
                "nothing",
                "cinder",
                "smithereen",
            ];
            let end = desk.oblique(verb, &["into", "in", "to"])?;
            ENDS.contains(&tree.lemma(end)).then_some(Fate::Destroyed)
        }
        "throw" | "toss" | "fling" | "hurl" | "drop" => {
            const DEEP: &[&str] = &[
                "fire", "sea", "river", "flame", "ocean", "furnace", "harbour", "harbor",
            ];
            let end = desk.oblique(verb, &["into", "in", "on", "onto"])?;
            (DEEP.contains(&tree.lemma(end)) && tree.quotation(verb).is_none())
                .then_some(Fate::Destroyed)
        }
        _ => None,
    }
}

/// What is wrong with handling a thing after what became of it, if anything is.
fn clash(
    desk: &Desk<'_>,
    fate: Fate,
    first: &Handling,
    second: &Handling,
) -> Option<String> {
    const HELD: &[&str] = &[
        "take", "draw", "pull", "use", "wave", "raise", "lift", "swing", "point", "fold",
        "unfold", "slip", "tuck", "rub", "shake", "hold", "produce", "fish", "pocket",
        "hand", "give", "tap", "fan", "fire", "aim", "open", "drop",
    ];
    const OUT: &[&str] = &["take", "draw", "pull", "fish", "produce", "slip"];
    let tree = desk.tree;
    let who = second.who?;
    let lemma = tree.lemma(second.verb);
    let is_told = second.is_noun
        && tree.quotation(second.verb).is_none()
        && !is_before(tree, second.verb)
        && is_definite(desk, second.noun)
        && desk.sentence(first.verb) != desk.sentence(second.verb)
        && !desk.has_lapse(first.verb, second.verb);
    if !is_told {
        return None;
    }
    let name = desk.name(who);
    let noun = tree.lemma(second.noun);
    // “took the box out of her bag”: she had it.
    let from = desk.oblique(second.verb, &["of", "from", "out"]).filter(|&place| {
        OUT.contains(&lemma)
            && tree.possessive(place).is_some_and(|whose| {
                // “Judith took it out of her bag”: hers, if nobody else is meant for sure.
                let is_pronoun = crate::certain::pronoun(tree.lower(whose)).is_some();
                match desk.certain.who(whose) {
                    Some(owner) => owner == who,
                    None => is_pronoun || tree.who(whose) == Some(who),
                }
            })
    });
    let between = Span::new(first.verb, second.verb);
    match fate {
        Fate::Given { to, by } => {
            let is_kept = who == by && HELD.contains(&lemma) && lemma != "take";
            let is_free =
                from.is_some() || is_kept && !desk.has_break(first.verb, second.verb);
            (who != to && is_free && !moves(desk, between)).then(|| {
                format!("{name} has the {noun} that was given to {}", desk.name(to))
            })
        }
        Fate::Left { place } => {
            let is_there = between.iter().any(|id| {
                tree.parse.words[id].lemma == place
                    && Some(id)
                        != desk.oblique(
                            first.verb,
                            &["on", "in", "at", "under", "behind", "by"],
                        )
            });
            (HELD.contains(&lemma) && !is_there && !moves(desk, between)).then(|| {
                let place = &tree.parse.lemmas[place];
                format!("{name} has the {noun} that was left at the {place}")
            })
        }
        Fate::Destroyed => HELD
            .contains(&lemma)
            .then(|| format!("{name} has the {noun} that was destroyed")),
    }
}

/// Whether somebody fetches something, or goes back for it.
fn moves(desk: &Desk<'_>, between: Span<ParsedWordId>) -> bool {
    const FETCH: &[&str] = &["fetch", "return", "retrieve", "borrow", "steal", "recover"];
    let tree = desk.tree;
    let rest = between.iter().skip(1);
    rest.filter(|&id| tree.tag(id) == Tag::Verb).any(|id| {
        FETCH.contains(&tree.lemma(id))
            || matches!(tree.lemma(id), "go" | "run" | "come" | "give" | "hand" | "bring")
                && tree.kids(id).iter().any(|&kid| tree.lower(kid) == "back")
    })
}
