//! What is hurt so that it cannot be used: an arm in a sling, a broken leg, blind eyes.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::Position;

use super::desk::Desk;
use crate::certain::is_so;

/// What cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Region {
    /// From the shoulder to the fingers.
    Arm,
    /// From the hip to the toes.
    Leg,
    /// Both eyes.
    Eyes,
}

/// Left or right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    pub(super) fn label(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Right => "right",
        }
    }
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Harm {
    /// Bandaged or cut: it can be used.
    Slight,
    /// It cannot be used until it heals.
    Useless,
    /// It never can.
    Lost,
}

/// A part of somebody's body that is hurt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Damage<'a> {
    pub(super) who: EntityId,
    pub(super) region: Region,
    pub(super) side: Option<Side>,
    pub(super) harm: Harm,
    /// What the text calls it.
    pub(super) part: &'a str,
    /// What is the matter, in a word of the text.
    pub(super) state: &'a str,
    /// The noun for it, and the word that says what is the matter.
    pub(super) noun: ParsedWordId,
    pub(super) word: ParsedWordId,
}

/// The region that a noun is for, if hurting it makes the whole useless.
pub(super) fn region(lemma: &str) -> Option<Region> {
    Some(match lemma {
        "arm" | "forearm" | "hand" | "wrist" | "elbow" | "shoulder" => Region::Arm,
        "leg" | "foot" | "ankle" | "knee" | "shin" | "thigh" | "hip" => Region::Leg,
        _ => return None,
    })
}

const HOLDERS: &[&str] = &["sling", "cast", "plaster", "splint", "brace", "traction"];
const BANDAGES: &[&str] = &["bandage", "dressing", "gauze"];

/// The words between a part and *in a sling* are at most this many.
const MAX_AHEAD: usize = 5;

/// Whom a sided part that the text has just named belongs to is looked for this far back.
const MAX_BACK: usize = 150;

/// What a word says of a part.
fn harm(lemma: &str, form: &str) -> Option<Harm> {
    Some(match (lemma, form) {
        ("break" | "fracture" | "shatter" | "smash" | "crush" | "dislocate", _)
        | (
            _,
            "broken" | "fractured" | "shattered" | "dislocated" | "useless" | "paralysed"
            | "paralyzed" | "lifeless" | "splinted" | "crushed",
        ) => Harm::Useless,
        ("amputate" | "sever", _) | (_, "amputated" | "severed" | "missing") => {
            Harm::Lost
        }
        ("bandage", _) | (_, "bandaged" | "wounded" | "injured" | "sprained") => {
            Harm::Slight
        }
        ("sprain" | "injure" | "wound", _) => Harm::Slight,
        _ => return None,
    })
}

/// All parts that the text says are hurt, in order.
pub(super) fn damages<'a>(desk: &Desk<'a>) -> Vec<Damage<'a>> {
    let tree = desk.tree;
    let mut found = Vec::new();
    for (noun, word) in tree.parse.words.iter() {
        if word.tag == Tag::Noun
            && let Some(region) = region(tree.lemma(noun))
        {
            found.extend(damage(desk, noun, region));
        }
        if tree.lower(noun) == "blind" && matches!(word.tag, Tag::Adj | Tag::Noun) {
            found.extend(blindness(desk, noun));
        }
    }
    found
}

/// The side that a noun's own phrase names.
pub(super) fn side(desk: &Desk<'_>, noun: ParsedWordId) -> Option<Side> {
    let tree = desk.tree;
    let before = noun.index().checked_sub(1).map(ParsedWordId::from_index);
    let beside = tree.kids(noun).iter().copied().filter(|&kid| kid < noun).chain(before);
    let mut sides = beside.filter_map(|id| match tree.lower(id) {
        "left" => Some(Side::Left),
        "right" => Some(Side::Right),
        _ => None,
    });
    sides.next()
}

fn damage<'a>(desk: &Desk<'a>, noun: ParsedWordId, region: Region) -> Option<Damage<'a>> {
    let tree = desk.tree;
    let (harm, word) = matter(desk, noun)?;
    if !is_so(tree, word) {
        return None;
    }
    let stated = || desk.stated.get(&tree.token(noun)).copied();
    let who = owner(desk, noun, word);
    let who = who.or_else(|| stated().filter(|_| tree.possessive(noun).is_none()))?;
    // “His arms were broken” is of both.
    let is_plural = tree.parse.features(noun).contains("Number=Plur");
    let side =
        side(desk, noun).or_else(|| side_before(desk, noun, who)).filter(|_| !is_plural);
    Some(Damage {
        who,
        region,
        side,
        harm,
        part: tree.lemma(noun),
        state: tree.lower(word),
        noun,
        word,
    })
}

/// “the hand”, “his hand”: that of which the side was just told.
fn side_before(desk: &Desk<'_>, noun: ParsedWordId, who: EntityId) -> Option<Side> {
    let tree = desk.tree;
    let mut back = (0..noun.index()).rev().take(MAX_BACK).map(ParsedWordId::from_index);
    let before = back.find(|&id| {
        tree.lemma(id) == tree.lemma(noun)
            && tree.tag(id) == Tag::Noun
            && side(desk, id).is_some()
    })?;
    // Another's hand, perhaps.
    let is_own = desk.certain.owner(before).is_none_or(|owner| owner == who);
    side(desk, before).filter(|_| is_own)
}

/// What is the matter with a part, and the word that says so.
fn matter(desk: &Desk<'_>, noun: ParsedWordId) -> Option<(Harm, ParsedWordId)> {
    let tree = desk.tree;
    // “his arm was in a sling”, “with his arm in plaster”
    let n_words = tree.parse.words.len();
    let ahead = noun.index() + 1..n_words.min(noun.index() + 1 + MAX_AHEAD);
    let mut is_in = false;
    for id in ahead.map(ParsedWordId::from_index) {
        let form = tree.lower(id);
        if HOLDERS.contains(&tree.lemma(id)) && is_in {
            return Some((Harm::Useless, id));
        }
        if BANDAGES.contains(&tree.lemma(id)) && is_in {
            return Some((Harm::Slight, id));
        }
        is_in |= form == "in";
        let passes = matches!(tree.tag(id), Tag::Det | Tag::Adj | Tag::Aux | Tag::Adp)
            || matches!(form, "his" | "her" | "my" | "its" | "up" | "still" | "now")
            || is_in && tree.tag(id) == Tag::Noun;
        if !passes || tree.quotation(id) != tree.quotation(noun) {
            break;
        }
    }
    // “his broken arm”
    let mut kids = tree.kids(noun).iter().copied();
    let adjective = kids.find_map(|kid| {
        let is_mark = matches!(tree.relation(kid), Relation::Amod | Relation::Acl);
        let harm = harm(tree.lemma(kid), tree.lower(kid)).filter(|_| is_mark)?;
        (kid < noun).then_some((harm, kid))
    });
    if adjective.is_some() {
        return adjective;
    }
    let head = tree.head(noun)?;
    let of_head = harm(tree.lemma(head), tree.lower(head));
    match tree.relation(noun) {
        Relation::Obj => {
            let of_object = match tree.lemma(head) {
                "lose" if matches!(tree.lemma(noun), "arm" | "leg" | "hand" | "foot") => {
                    Some(Harm::Lost)
                }
                _ => of_head,
            };
            of_object.map(|harm| (harm, head))
        }
        Relation::Nsubj => {
            let is_state =
                tree.kid(head, Relation::Cop).is_some() || tree.is_passive(head);
            let is_taken = tree.is_passive(head)
                && tree.lemma(head) == "take"
                && tree.kids(head).iter().any(|&kid| tree.lower(kid) == "off");
            if is_taken {
                return Some((Harm::Lost, head));
            }
            of_head.filter(|_| is_state).map(|harm| (harm, head))
        }
        _ => None,
    }
}

/// Whose part it is.
fn owner(desk: &Desk<'_>, noun: ParsedWordId, word: ParsedWordId) -> Option<EntityId> {
    let tree = desk.tree;
    if tree.possessive(noun).is_some() {
        return desk.certain.owner(noun);
    }
    desk.certain.owner(noun).or_else(|| {
        // “broke an arm”, “lost a leg”: the subject's own.
        let has_article = tree.kids(noun).iter().any(|&kid| {
            tree.relation(kid) == Relation::Det && matches!(tree.lower(kid), "a" | "an")
        });
        let is_object = tree.relation(noun) == Relation::Obj
            && tree.head(noun) == Some(word)
            && matches!(tree.lemma(word), "break" | "lose" | "fracture" | "dislocate");
        (has_article && is_object).then(|| desk.certain.subject(word)).flatten()
    })
}

/// Times after which blindness is over.
const MOMENTS: &[&str] =
    &["moment", "second", "minute", "instant", "while", "time", "hour"];

/// “He had been blind since he was nineteen.”
fn blindness<'a>(desk: &Desk<'a>, word: ParsedWordId) -> Option<Damage<'a>> {
    let tree = desk.tree;
    let head = tree.head(word);
    let is_become = tree.relation(word) == Relation::Xcomp
        && head.is_some_and(|head| matches!(tree.lemma(head), "go" | "become"));
    let is_state = tree.kid(word, Relation::Cop).is_some();
    // “blind to it”, “blind with rage”, “blind in one eye”, “blind drunk”
    let has_phrase = tree.kids(word).iter().any(|&kid| {
        matches!(tree.relation(kid), Relation::Obl | Relation::Advcl)
            && (!matches!(tree.case(kid), "since" | "from" | "for" | "")
                || MOMENTS.contains(&tree.lemma(kid)))
    });
    let is_told = tree.quotation(word).is_none();
    if !(is_become || is_state) || has_phrase || !is_told || !is_so(tree, word) {
        return None;
    }
    let who = desk.certain.subject(word)?;
    Some(Damage {
        who,
        region: Region::Eyes,
        side: None,
        harm: Harm::Lost,
        part: "eyes",
        state: "blind",
        noun: word,
        word,
    })
}
