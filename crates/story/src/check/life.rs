//! The dead and the sleeping neither speak nor act.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span};
use rustc_hash::FxHashSet;

use super::desk::{Act, Desk};
use crate::certain::{is_before, is_so};
use crate::tree::Tree;
use crate::{Finding, FindingKind};

/// Who does more than this after a death is not dead: it was a rumour, or the story looks
/// back.
const MAX_ACTS: usize = 3;

/// The same, counting what is told of *him* or *her*.
const MAX_DEEDS: usize = 8;

/// Who sleeps is looked at for this many words.
const MAX_SLEEP: usize = 900;

pub(super) fn findings(desk: &Desk<'_>) -> Vec<Finding> {
    let mut found = dead(desk);
    found.extend(asleep(desk));
    found
}

/// Words for what the dead may still do, and for the dead in thoughts.
const LIES: &[&str] = &[
    "lie", "remain", "hang", "float", "wear", "rest", "belong", "look", "seem", "be",
    "have", "die", "leave", "mean", "own", "live", "stay", "appear", "haunt", "use",
    "want", "love", "like", "know", "keep", "write", "think", "feel", "fall", "drop",
    "collapse",
];
const MEMORY: &[&str] = &[
    "remember",
    "memory",
    "dream",
    "ghost",
    "portrait",
    "photograph",
    "letter",
    "recall",
    "tape",
    "recording",
    "spirit",
    "imagine",
    "heaven",
    "once",
    "ago",
    "used",
    "always",
    "picture",
    "voice",
    "vision",
    "would",
    "often",
    "video",
    "story",
];

fn dead(desk: &Desk<'_>) -> Vec<Finding> {
    let tree = desk.tree;
    let mut deaths: Vec<(EntityId, ParsedWordId)> = Vec::new();
    let mut known = FxHashSet::default();
    for (word, _) in tree.parse.words.iter() {
        if let Some(who) = death(desk, word).filter(|who| known.insert(*who)) {
            deaths.push((who, word));
        }
    }
    let denied = denied(desk);
    let mut found = Vec::new();
    for (who, word) in deaths {
        // A story that goes on with them knows that they live.
        if desk.acts_of(who, word).nth(MAX_DEEDS).is_some() {
            continue;
        }
        let is_act = |act: &Act<'_>| {
            act.is_named
                && !LIES.contains(&act.lemma)
                && desk.sentence(act.word) != desk.sentence(word)
        };
        let after = desk.acts_of(who, word).filter(|act| is_act(act));
        let after: Vec<&Act<'_>> = after.take(MAX_ACTS + 1).collect();
        let Some(first) = after.first().filter(|_| after.len() <= MAX_ACTS) else {
            continue;
        };
        let is_remembered = desk.any_of(desk.sentences_around(first.word), MEMORY);
        // “who is now dead”, of a time behind the story.
        let is_later = tree.quotation(word).is_none()
            && is_present(tree, word)
            && !is_present(tree, first.word);
        if is_later
            || is_remembered
            || denied.contains(&who)
            || looks_back(desk, first.word)
        {
            continue;
        }
        let name = desk.name(who);
        let does = if first.is_speech { "speaks" } else { "acts" };
        let message = format!("{name} is dead, and {does}");
        found.push(desk.finding(FindingKind::Dead, who, word, first.word, message));
    }
    found
}

/// Whether a clause is in the present, by its verb or what helps it.
fn is_present(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    let helpers = tree.kids(word).iter().copied();
    let helpers = helpers
        .filter(|&kid| matches!(tree.relation(kid), Relation::Aux | Relation::Cop));
    std::iter::once(word)
        .chain(helpers)
        .any(|id| tree.parse.features(id).contains("Tense=Pres|VerbForm=Fin"))
}

/// Whether the stretch around an act is told as what was before.
fn looks_back(desk: &Desk<'_>, word: ParsedWordId) -> bool {
    let tree = desk.tree;
    let verbs = desk.around(word, 60).filter(|&id| tree.quotation(id).is_none());
    verbs
        .filter(|&id| tree.tag(id) == Tag::Verb)
        .any(|id| is_before(tree, id) && id < word)
        && desk.any_of(desk.sentences_around(word), &["had", "earlier", "before"])
}

/// Whose death a word tells of.
fn death(desk: &Desk<'_>, word: ParsedWordId) -> Option<EntityId> {
    let tree = desk.tree;
    let form = tree.lower(word);
    let who = match form {
        "dead" => {
            let has_phrase = tree.kids(word).iter().any(|&kid| {
                matches!(tree.relation(kid), Relation::Obl | Relation::Advcl)
                    && !matches!(tree.case(kid), "for" | "since" | "")
            });
            let is_state = tree.kid(word, Relation::Cop).is_some()
                && tree.tag(word) == Tag::Adj
                && !has_phrase;
            tree.subject(word).filter(|_| is_state)
        }
        "died" => {
            let has_particle = tree.kids(word).iter().any(|&kid| {
                matches!(tree.lower(kid), "down" | "away" | "out" | "laughing")
            });
            let is_verb = tree.tag(word) == Tag::Verb && !has_particle;
            tree.kid(word, Relation::Nsubj).filter(|_| is_verb)
        }
        "killed" | "murdered" | "executed" | "hanged" | "slain" | "beheaded" => {
            if tree.is_passive(word) {
                tree.kid(word, Relation::Nsubj)
            } else {
                tree.kid(word, Relation::Obj)
            }
        }
        _ => return None,
    }?;
    if !is_so(tree, word) {
        return None;
    }
    let entity = desk.certain.who(who)?;
    // “I’m dead.”
    let is_self = tree.quotation(word).is_some_and(|q| tree.speaker(q) == Some(entity));
    let is_narrator = tree.cast.entities.rows[entity].is_narrator;
    (!is_self && !is_narrator).then_some(entity)
}

/// Who is said to be alive, or a ghost.
fn denied(desk: &Desk<'_>) -> FxHashSet<EntityId> {
    let tree = desk.tree;
    let mut alive = FxHashSet::default();
    for (word, _) in tree.parse.words.iter() {
        let form = tree.lower(word);
        if !matches!(form, "alive" | "dead" | "survived" | "ghost" | "resurrected") {
            continue;
        }
        if form == "dead" && !tree.is_negated(word) {
            continue;
        }
        alive.extend(tree.subject_who(word));
    }
    alive
}

/// Words of waking, whoever wakes.
const WAKE: &[&str] = &[
    "wake",
    "woke",
    "waken",
    "awake",
    "awaken",
    "rouse",
    "revive",
    "recover",
    "alarm",
    "blink",
    "yawn",
    "morning",
    "dawn",
    "noon",
    "sunrise",
    "daylight",
    "later",
    "dream",
    "conscious",
    "consciousness",
    "pretend",
    "feign",
    "alert",
    "groggily",
    "sleepily",
    "o'clock",
    "breakfast",
];
/// What wakes somebody, or what they do first, if it is told as done.
const TOUCH: &[&str] = &[
    "shake", "rise", "startle", "bolt", "jerk", "snap", "nudge", "shove", "prod", "slap",
    "pinch",
];
/// What sleepers do.
const SLEEPS: &[&str] = &[
    "sleep", "snore", "breathe", "lie", "dream", "moan", "groan", "mutter", "murmur",
    "sigh", "twitch", "turn", "roll", "mumble", "whimper", "stir", "shiver", "smile",
    "stay", "remain", "look", "seem", "wear", "have", "hang", "move", "fall", "snuffle",
    "curl", "slump", "doze", "drool", "drift", "appear", "slide", "shift", "grunt",
    "sag", "lay", "sprawl", "feel", "be", "rest", "loll", "nod", "swallow", "cough",
    "frown",
];

fn asleep(desk: &Desk<'_>) -> Vec<Finding> {
    let tree = desk.tree;
    let mut found = Vec::new();
    for (word, _) in tree.parse.words.iter() {
        let Some(who) = sleeper(desk, word) else { continue };
        if tree.cast.entities.rows[who].is_narrator {
            continue;
        }
        for act in desk.acts_after(word) {
            let is_far = act.word.index() - word.index() > MAX_SLEEP;
            if is_far || desk.has_break(word, act.word) || desk.has_lapse(word, act.word)
            {
                break;
            }
            if act.who != who || desk.sentence(act.word) == desk.sentence(word) {
                continue;
            }
            if SLEEPS.contains(&act.lemma) && !act.is_speech {
                continue;
            }
            // What they do first tells: they woke up, or a writer forgot.
            let after = ParsedWordId::from_index(word.index() + 1);
            let between: Span<ParsedWordId> =
                Span::new(after, after.max(desk.words_beside(act.word).end()));
            if act.is_named && !wakes(desk, between, who) && !looks_back(desk, act.word) {
                let name = desk.name(who);
                let does = if act.is_speech { "speaks" } else { "acts" };
                let state = match tree.lower(word) {
                    "unconscious" => "unconscious",
                    "fainted" => "unconscious",
                    _ => "asleep",
                };
                let message = format!("{name} is {state}, and {does}");
                found.push(desk.finding(
                    FindingKind::Asleep,
                    who,
                    word,
                    act.word,
                    message,
                ));
            }
            break;
        }
    }
    found
}

/// Who sleeps or is unconscious, as a word says.
fn sleeper(desk: &Desk<'_>, word: ParsedWordId) -> Option<EntityId> {
    let tree = desk.tree;
    if tree.quotation(word).is_some() {
        return None;
    }
    let is_state = match tree.lower(word) {
        "asleep" | "unconscious" => {
            let is_fallen =
                matches!(tree.relation(word), Relation::Xcomp | Relation::Advmod)
                    && tree
                        .head(word)
                        .is_some_and(|head| matches!(tree.lemma(head), "fall" | "lie"));
            is_fallen || tree.kid(word, Relation::Cop).is_some()
        }
        "fainted" => tree.tag(word) == Tag::Verb && !is_before(tree, word),
        // “had not woken up since Saturday”
        "woken" => {
            let is_denied = tree.is_negated(word)
                && tree.kids(word).iter().any(|&kid| {
                    tree.relation(kid) == Relation::Obl && tree.case(kid) == "since"
                });
            return is_denied.then(|| desk.certain.subject(word)).flatten();
        }
        _ => return None,
    };
    let told = match tree.relation(word) {
        Relation::Xcomp | Relation::Advmod => tree.head(word)?,
        _ => word,
    };
    if !is_state || !is_so(tree, told) || !is_so(tree, word) {
        return None;
    }
    // “when Leo was asleep”, “after she slept”
    let is_clause = matches!(tree.relation(told), Relation::Advcl | Relation::Ccomp);
    (!is_clause).then(|| desk.certain.subject(word)).flatten()
}

/// Whether somebody wakes, or may wake, in a stretch.
fn wakes(desk: &Desk<'_>, between: Span<ParsedWordId>, who: EntityId) -> bool {
    let tree = desk.tree;
    between.iter().any(|id| {
        let lemma = tree.lemma(id);
        // A sleeper may be told to wake up.
        if WAKE.contains(&lemma) || WAKE.contains(&tree.lower(id)) {
            return true;
        }
        let is_told = tree.quotation(id).is_none() && tree.tag(id) == Tag::Verb;
        if TOUCH.contains(&lemma) && is_told && is_so(tree, id) {
            return true;
        }
        match lemma {
            "open" => tree
                .kid(id, Relation::Obj)
                .is_some_and(|object| matches!(tree.lemma(object), "eye" | "eyelid")),
            "sit" | "get" | "start" | "stand" | "jump" | "spring" | "leap" | "come" => {
                let is_up = tree
                    .kids(id)
                    .iter()
                    .any(|&kid| matches!(tree.lower(kid), "up" | "to" | "round"));
                is_up && tree.subject_who(id).is_none_or(|subject| subject == who)
            }
            "eye" => {
                tree.relation(id) == Relation::Nsubj
                    && tree.head(id).is_some_and(|head| tree.lemma(head) == "open")
            }
            _ => false,
        }
    })
}
