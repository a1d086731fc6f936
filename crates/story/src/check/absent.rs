//! Who has left a scene speaks in it only after coming back.

use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span};

use super::desk::{Act, Desk};
use crate::certain::is_so;
use crate::{Finding, FindingKind};

/// Whoever left is looked for this many words ahead.
const MAX_AWAY: usize = 1_500;

/// The scene goes on without them for at least so many words.
const MIN_AWAY: usize = 40;

/// In that time the others do or say at least so much.
const MIN_OTHERS: usize = 2;

/// Verbs of leaving that need no particle.
const LEAVE: &[&str] = &["leave", "depart", "vanish", "disappear"];
/// Verbs that leave with one.
const GO: &[&str] = &[
    "go", "walk", "run", "drive", "ride", "march", "stride", "hurry", "storm", "slip",
    "set", "wander", "stalk", "sweep", "stump", "trot", "rush", "stamp", "dash",
    "shuffle", "sail", "fly", "stomp", "head", "limp", "stagger", "move",
];
const AWAY: &[&str] = &["out", "away", "off", "home"];

/// Signs that somebody may be there again, or is heard from afar.
const AGAIN: &[&str] = &[
    "return",
    "reappear",
    "rejoin",
    "back",
    "again",
    "phone",
    "telephone",
    "radio",
    "ring",
    "call",
    "screen",
    "speaker",
    "intercom",
    "headset",
    "earpiece",
    "distance",
    "upstairs",
    "downstairs",
    "outside",
    "window",
    "shout",
    "yell",
    "holler",
    "voice",
    "letter",
    "message",
    "remember",
    "imagine",
    "dream",
];
/// Verbs by which somebody comes.
const COME: &[&str] = &[
    "come", "enter", "arrive", "appear", "join", "emerge", "burst", "step", "find",
    "meet", "reach", "follow", "catch", "bring", "lead", "approach", "walk", "run", "go",
    "hurry", "see", "hear", "stand", "wait", "turn", "look", "rush", "slip", "open",
    "knock", "let", "drive", "stride", "sit", "pass", "carry", "stop",
];

pub(super) fn findings(desk: &Desk<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (i, exit) in desk.acts.iter().enumerate() {
        if leaves(desk, exit)
            && let Some(act) = speaks_again(desk, i)
        {
            let name = desk.name(exit.who);
            let does = if act.is_speech { "speaks" } else { "acts" };
            let message = format!("{name} has left, and {does}");
            found.push(desk.finding(
                FindingKind::Absent,
                exit.who,
                exit.word,
                act.word,
                message,
            ));
        }
    }
    found
}

fn leaves(desk: &Desk<'_>, act: &Act<'_>) -> bool {
    let tree = desk.tree;
    let word = act.word;
    if act.is_speech || tree.cast.entities.rows[act.who].is_narrator {
        return false;
    }
    // “were walking home together”
    if tree.parse.features(word).contains("VerbForm=Part")
        || tree.parse.features(word).contains("VerbForm=Ger")
    {
        return false;
    }
    let has_particle = tree.kids(word).iter().any(|&kid| {
        matches!(tree.relation(kid), Relation::Advmod | Relation::Compound)
            && AWAY.contains(&tree.lower(kid))
    });
    let object = tree.kid(word, Relation::Obj);
    if act.lemma == "leave" {
        // “left the room”; “left it on the table” is of a thing.
        const ROOMS: &[&str] =
            &["room", "house", "kitchen", "office", "bar", "shop", "flat"];
        return object.is_none_or(|object| ROOMS.contains(&tree.lemma(object)))
            && tree.kid(word, Relation::Xcomp).is_none();
    }
    (LEAVE.contains(&act.lemma) || GO.contains(&act.lemma) && has_particle)
        && object.is_none()
        && is_so(tree, word)
}

/// The act by which somebody who left is there again without having come back.
fn speaks_again<'a>(desk: &'a Desk<'_>, i: usize) -> Option<&'a Act<'a>> {
    let exit = &desk.acts[i];
    let mut n_others = 0;
    for act in &desk.acts[i + 1..] {
        let n_words = act.word.index() - exit.word.index();
        if n_words > MAX_AWAY || desk.has_break(exit.word, act.word) {
            return None;
        }
        if act.who != exit.who {
            n_others += usize::from(act.is_named);
            // Where the others go, they may meet.
            let moves =
                COME.contains(&act.lemma) && !act.is_speech && is_going(desk, act.word);
            if moves {
                return None;
            }
            continue;
        }
        // Told on: the story goes with whoever left, or they have not gone yet.
        if n_words < MIN_AWAY || n_others < MIN_OTHERS || !act.is_named {
            return None;
        }
        let is_plain = act.is_speech && !has_signs(desk, exit, act);
        return is_plain.then_some(act);
    }
    None
}

/// Whether a verb of motion has somewhere to go: *went to the station*, *came out*.
fn is_going(desk: &Desk<'_>, verb: ParsedWordId) -> bool {
    let tree = desk.tree;
    tree.kids(verb).iter().any(|&kid| {
        tree.relation(kid) == Relation::Obl
            && matches!(
                tree.case(kid),
                "to" | "into"
                    | "through"
                    | "across"
                    | "along"
                    | "down"
                    | "up"
                    | "out"
                    | "from"
                    | "toward"
                    | "towards"
                    | "after"
                    | "outside"
            )
            || matches!(tree.lower(kid), "out" | "outside" | "after" | "home" | "on")
    })
}

/// Whether something between the exit and the act may have brought somebody back.
fn has_signs(desk: &Desk<'_>, exit: &Act<'_>, act: &Act<'_>) -> bool {
    let tree = desk.tree;
    let end = desk.words_beside(act.word).end();
    let start = desk.words_beside(exit.word).end();
    if end <= start {
        return true;
    }
    let between = Span::new(start, end);
    let near = desk.sentences_around(act.word);
    if desk.any_of(near, AGAIN) {
        return true;
    }
    between.iter().any(|id| {
        if tree.quotation(id).is_some() || tree.tag(id) != Tag::Verb {
            return false;
        }
        if !COME.contains(&tree.lemma(id)) && tree.lemma(id) != "return" {
            return false;
        }
        // By somebody else it is no sign; by nobody that is known it may be one.
        let Some(subject) = tree.subject(id) else { return false };
        match tree.who(subject) {
            Some(who) if who == exit.who => true,
            Some(_) => desk.certain.who(subject).is_none(),
            None => {
                tree.tag(subject) == Tag::Pron
                    || crate::describe::is_person(tree, subject)
            }
        }
    })
}
