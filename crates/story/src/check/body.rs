//! The arm that is in a sling takes hold of something; the broken leg walks; who is blind
//! sees; the left hand becomes the right one.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::Position;

use super::desk::{Act, Desk};
use super::limb::{Damage, Harm, Region, Side, damages, region, side};
use crate::certain::is_so;
use crate::{Finding, FindingKind};

/// Of one person at most so many hurts are kept in mind.
const MAX_HURTS: usize = 8;

/// What is hurt heals, at the latest, in so many words of text.
const MAX_WORDS: usize = 15_000;

/// A broken leg that walks is looked for this many words ahead.
const MAX_WALK: usize = 4_000;

pub(super) fn findings(desk: &Desk<'_>) -> Vec<Finding> {
    let all = damages(desk);
    let mut found = sides(desk, &all);
    let mut hurts: Vec<Damage<'_>> = Vec::new();
    let mut next = 0;
    for act in &desk.acts {
        while next < all.len() && all[next].word < act.word {
            let damage = all[next];
            next += 1;
            if damage.harm == Harm::Slight {
                continue;
            }
            let is_same =
                |old: &Damage<'_>| old.who == damage.who && old.region == damage.region;
            // What was told first is shown, but a side is worth more.
            if hurts
                .iter()
                .any(|old| is_same(old) && (old.side.is_some() || damage.side.is_none()))
            {
                continue;
            }
            hurts.retain(|old| !is_same(old));
            let n_own = hurts.iter().filter(|old| old.who == damage.who).count();
            if n_own < MAX_HURTS {
                hurts.push(damage);
            }
        }
        let i = hurts.iter().position(|damage| {
            damage.who == act.who
                && uses(desk, damage, act)
                && is_still(desk, damage, act)
        });
        if let Some(i) = i {
            let damage = hurts.remove(i);
            found.push(used(desk, &damage, act));
        }
    }
    found
}

/// Whether nothing says that a hurt has healed since.
fn is_still(desk: &Desk<'_>, damage: &Damage<'_>, act: &Act<'_>) -> bool {
    // Whoever tells of it in the same breath knows of it.
    const AWARE: &[&str] = &[
        "sling",
        "plaster",
        "cast",
        "splint",
        "bandage",
        "wince",
        "pain",
        "painful",
        "hurt",
        "broken",
        "bad",
        "good",
        "gingerly",
        "crutch",
        "crutches",
        "stick",
        "cane",
        "limp",
        "hobble",
        "hop",
        "lean",
        "wheelchair",
        "despite",
        "dream",
        "stump",
        "hook",
        "wooden",
        "prosthetic",
        "prosthesis",
        "false",
        "ache",
        "injured",
        "numb",
    ];
    if desk.tree.head(act.word) == Some(damage.word)
        || desk.sentence(act.word) == desk.sentence(damage.word)
    {
        return false;
    }
    let n_words = act.word.index() - damage.word.index();
    if damage.harm != Harm::Lost {
        let reach = if damage.region == Region::Leg { MAX_WALK } else { MAX_WORDS };
        if n_words > reach
            || desk.has_lapse(damage.word, act.word)
            || desk.has_healed(damage.word, act.word)
        {
            return false;
        }
    }
    !desk.sentence_has(act.word, AWARE)
}

/// Whether an act uses what is hurt.
fn uses(desk: &Desk<'_>, damage: &Damage<'_>, act: &Act<'_>) -> bool {
    match damage.region {
        Region::Arm => uses_arm(desk, damage, act),
        Region::Leg => walks(desk, act),
        Region::Eyes => sees(desk, act),
    }
}

fn uses_arm(desk: &Desk<'_>, damage: &Damage<'_>, act: &Act<'_>) -> bool {
    const MOVE: &[&str] = &[
        "raise", "lift", "wave", "swing", "stretch", "reach", "fling", "throw", "extend",
        "shoot", "thrust", "use", "clench", "slap", "clap", "rub", "cross", "fold",
        "spread",
    ];
    let tree = desk.tree;
    tree.kids(act.word).iter().any(|&kid| {
        if region(tree.lemma(kid)) != Some(Region::Arm) || tree.tag(kid) != Tag::Noun {
            return false;
        }
        let is_means = tree.relation(kid) == Relation::Obl
            && matches!(tree.case(kid), "with" | "in" | "between");
        let is_moved = tree.relation(kid) == Relation::Obj && MOVE.contains(&act.lemma);
        if !is_means && !is_moved {
            return false;
        }
        let owner = tree.possessive(kid).map(|whose| desk.certain.who(whose));
        if owner.is_some_and(|owner| owner.is_some_and(|owner| owner != act.who)) {
            return false;
        }
        let is_both = tree.kids(kid).iter().any(|&kid| tree.lower(kid) == "both");
        let is_plural = tree.parse.features(kid).contains("Number=Plur");
        let is_crossed = is_moved
            && is_plural
            && owner.is_some()
            && matches!(act.lemma, "clap" | "cross" | "fold" | "rub" | "spread");
        let is_same = side(desk, kid).is_some_and(|side| damage.side == Some(side));
        is_both || is_crossed || is_same
    })
}

fn walks(desk: &Desk<'_>, act: &Act<'_>) -> bool {
    const WALK: &[&str] = &[
        "walk", "run", "jump", "leap", "climb", "stride", "dance", "jog", "sprint",
        "pace", "skip",
    ];
    let tree = desk.tree;
    // “ran his hand over it” moves something else.
    WALK.contains(&act.lemma) && tree.kid(act.word, Relation::Obj).is_none()
}

fn sees(desk: &Desk<'_>, act: &Act<'_>) -> bool {
    const SEE: &[&str] =
        &["see", "notice", "watch", "spot", "glimpse", "read", "observe", "squint"];
    let tree = desk.tree;
    let object = tree.kid(act.word, Relation::Obj);
    let is_seen = object.is_some_and(|object| {
        matches!(tree.tag(object), Tag::Noun | Tag::Propn | Tag::Pron)
            && !matches!(tree.lower(object), "nothing" | "it" | "that" | "this" | "what")
    });
    let has_fingers =
        desk.sentence_has(act.word, &["finger", "fingertip", "braille", "mind"]);
    SEE.contains(&act.lemma) && is_seen && !has_fingers
}

fn used(desk: &Desk<'_>, damage: &Damage<'_>, act: &Act<'_>) -> Finding {
    let name = desk.name(damage.who);
    let part = match damage.side {
        Some(side) => format!("{} {}", side.label(), damage.part),
        None => damage.part.to_owned(),
    };
    let message = match damage.region {
        Region::Eyes => format!("{name} is blind, and sees"),
        Region::Leg => format!("{name} walks with a {part} that is {}", state(damage)),
        Region::Arm => format!("{name} uses the {part} that is {}", state(damage)),
    };
    desk.finding(FindingKind::Body, damage.who, damage.word, act.word, message)
}

/// What is the matter, as a predicate.
fn state(damage: &Damage<'_>) -> String {
    match (damage.harm, damage.state) {
        (_, state @ ("sling" | "cast" | "splint" | "brace")) => format!("in a {state}"),
        (_, state @ ("plaster" | "traction" | "splints")) => format!("in {state}"),
        (Harm::Lost, _) => "lost".to_owned(),
        (_, "broke" | "break" | "breaking") => "broken".to_owned(),
        (_, state) => state.to_owned(),
    }
}

/// A hurt that is on the other side than it was.
fn sides(desk: &Desk<'_>, all: &[Damage<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut known: Vec<(EntityId, Region, Side, ParsedWordId, bool)> = Vec::new();
    for damage in all.iter().filter(|damage| damage.region != Region::Eyes) {
        let Some(side) = damage.side else { continue };
        // The side must be told by the phrase itself, or both come from one.
        let is_own = super::limb::side(desk, damage.noun).is_some();
        let same =
            known.iter().position(|row| row.0 == damage.who && row.1 == damage.region);
        let Some(i) = same else {
            known.push((damage.who, damage.region, side, damage.word, false));
            continue;
        };
        let (_, _, was, word, is_found) = known[i];
        if was == side || is_found || !is_own {
            continue;
        }
        let is_other = desk
            .sentence_has(damage.word, &["other", "too", "also", "both", "now"])
            || desk.has_lapse(word, damage.word)
            || new_hurt(desk, damage);
        if !is_other {
            let name = desk.name(damage.who);
            let message = format!(
                "{name}’s {} {} is hurt, and it was the {} one",
                side.label(),
                damage.part,
                was.label()
            );
            found.push(desk.finding(
                FindingKind::Side,
                damage.who,
                word,
                damage.word,
                message,
            ));
            known[i].4 = true;
        }
    }
    found
}

/// Whether the passage tells how it comes to be hurt, and not that it is.
fn new_hurt(desk: &Desk<'_>, damage: &Damage<'_>) -> bool {
    let tree = desk.tree;
    tree.relation(damage.noun) == Relation::Obj
        && tree.head(damage.noun) == Some(damage.word)
        && is_so(tree, damage.word)
        && tree.tag(damage.word) == Tag::Verb
}
