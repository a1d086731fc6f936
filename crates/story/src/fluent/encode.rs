//! What tells whether a passage says something of somebody's body, as numbers.

use dramaturg_cast::EntityId;
use dramaturg_cast::lexicon::{NounClass, NounClasses, Supersense};
use dramaturg_parse::{LemmaId, ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span, Table};

use super::Status;
use super::body::{Known, Sign, fits_part, is_limb};
use super::grammar::{Grammar, Part};
use super::lexicon::{Entry, WordClass, body_words};
use super::people::{Candidates, People, Role};
use super::unreal::{is_unreal, told};
use crate::Events;

/// The names of the features of a state, in the order of a row; after them come those of
/// `Role`.
pub const STATE_FEATURES: &[&str] = &[
    "is_rule",
    "is_rule_of_another",
    "n_candidates",
    "distance",
    "share_of_mentions",
    "is_narrator",
    "is_named",
    "is_animal",
    "is_pronoun_nearest",
    "group",
    "is_wound",
    "is_treated",
    "is_pain",
    "is_dead",
    "is_asleep",
    "is_unconscious",
    "is_cry",
    "is_ill",
    "is_colour",
    "is_tired",
    "is_wet",
    "is_weak",
    "is_brief",
    "is_ended",
    "is_adjective",
    "is_verb",
    "is_noun",
    "is_root",
    "is_amod",
    "is_subject",
    "is_object",
    "is_oblique",
    "is_xcomp",
    "is_clause",
    "is_quoted",
    "is_fragment",
    "is_past",
    "is_present",
    "has_have",
    "is_so",
    "is_denied",
    "is_forecast",
    "is_other_status",
    "has_part",
    "is_part_owned",
    "part_distance",
    "is_part_plural",
    "is_face",
    "is_limb",
    "n_sentence_words",
    "n_near",
    "n_near_same",
    "n_before_same",
    "has_copula",
    "is_like",
    "is_of_person",
    "is_had",
    "is_general",
    "bearer_class",
    "phrase_sense",
    "is_doers_own",
    "n_said_before",
    "roles",
];

/// Passages within this many words count as near.
const NEAR: usize = 150;

/// A part within this many words of a word for a state may be the part it is about.
const NEAR_PART: usize = 4;

/// A larger count counts as this.
const CAP: usize = 60;

/// A passage, one person whom it may be about, and what tells whether it is.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    /// Which passage it is.
    pub(crate) passage: usize,
    /// What it says if it is so.
    pub(crate) sign: Sign,
    /// Values in the order of [`STATE_FEATURES`] and of [`Role::ALL`].
    pub(crate) values: Vec<f32>,
}

/// All that may be said of bodies: what the rules find, and whatever else is a word for a
/// state, each with the persons around it.
pub(crate) fn proposals(
    grammar: &Grammar<'_>,
    known: &Table<LemmaId, Known>,
    signs: &[Sign],
    events: &Events,
) -> Vec<Proposal> {
    let people = People::new(grammar);
    let mut passages: Vec<Vec<Sign>> = Vec::new();
    let mut rest = signs.to_vec();
    rest.sort_by_key(|sign| sign.word);
    for of_word in rest.chunk_by(|a, b| a.word == b.word) {
        passages.push(of_word.to_vec());
    }
    let is_taken = |word: ParsedWordId| {
        passages.binary_search_by_key(&word, |passage| passage[0].word).is_ok()
    };
    let more: Vec<Sign> = grammar
        .parse
        .words
        .ids()
        .filter(|&word| !is_taken(word))
        .filter_map(|word| loose(grammar, known, word, events))
        .collect();
    passages.extend(more.into_iter().map(|sign| vec![sign]));
    passages.retain(|passage| !is_unreal(grammar, &passage[0]));
    for sign in passages.iter_mut().flatten() {
        sign.status = told(grammar, sign);
    }
    passages.sort_by_key(|passage| passage[0].word);
    let n_max = people.n_words.rows().iter().max().copied().unwrap_or(1).max(1);
    let mut proposals = Vec::new();
    let mut sentence = 0;
    for (i, passage) in passages.iter().enumerate() {
        let sentences = grammar.parse.sentences.rows();
        let word = passage[0].word;
        while sentence + 1 < sentences.len() && sentences[sentence].end() <= word {
            sentence += 1;
        }
        let around = Around {
            grammar,
            sentence: sentences.get(sentence).copied().unwrap_or(Span::one(word)),
            passages: &passages,
            i,
            n_max,
            people: &people,
        };
        around.rows(&mut proposals);
    }
    proposals
}

/// What a word for a state says where no rule knows whose it is.
fn loose(
    grammar: &Grammar<'_>,
    known: &Table<LemmaId, Known>,
    word: ParsedWordId,
    events: &Events,
) -> Option<Sign> {
    let of_lemma = &known[grammar.parse.words[word].lemma];
    let (entry, class) = match grammar.tag(word) {
        Tag::Adj | Tag::Adv => of_lemma
            .adjective
            .map(|entry| (entry, WordClass::Adjective))
            .or(of_lemma.verb.map(|entry| (entry, WordClass::Verb)))?,
        Tag::Verb => {
            let form = || body_words().find(grammar.lower(word), WordClass::Adjective);
            match of_lemma.verb {
                Some(entry) => (entry, WordClass::Verb),
                None => (of_lemma.adjective.or_else(form)?, WordClass::Adjective),
            }
        }
        Tag::Noun => match (of_lemma.noun, of_lemma.verb) {
            (Some(entry), _) => (entry, WordClass::Noun),
            // “Bastian sneezes into it”: taggers differ.
            (None, Some(entry)) if entry.has('g') || entry.has('s') => {
                (entry, WordClass::Verb)
            }
            _ => return None,
        },
        Tag::Propn => return None,
        _ => return None,
    };
    // These need more than a word: they end a state, or fit some parts alone.
    let is_amod = grammar.relation(word) == Relation::Amod;
    if "eVHLyjk".chars().any(|flag| entry.has(flag))
        || entry.has('K') && is_amod
        || is_apart(grammar, word, entry)
        || class == WordClass::Adjective && is_of_no_body(grammar, word)
        || grammar.tag(word) == Tag::Verb && is_done_to_no_body(grammar, word)
        // “with a shiver”, taken for a verb.
        || class == WordClass::Verb
            && grammar.tag(word) == Tag::Noun
            && grammar.kid(word, Relation::Det).is_some()
    {
        return None;
    }
    let part = part_near(grammar, word);
    // A scarf around a neck is clothing.
    if entry.has('r')
        && !part.as_ref().is_some_and(|(id, part)| {
            is_limb(part) && !matches!(grammar.case(*id), "in" | "from" | "of" | "with")
        })
    {
        return None;
    }
    // “bit his lip” is no wound.
    if class == WordClass::Verb
        && let Some((id, part)) = &part
        && grammar.head(*id) == Some(word)
        && matches!(grammar.relation(*id), Relation::Obj | Relation::Nsubj)
        && !fits_part(grammar, entry, part, word)
    {
        return None;
    }
    let is_turning = entry.has('F') && is_turned(grammar, word);
    let is_own = entry.has('d') && grammar.case(word) == "out"
        || entry.has('C') && is_of_face(grammar, word)
        || entry.has('B') && is_on_clothes(grammar, word)
        || entry.has('S');
    if part.is_none() && needs_part(entry, class) && !is_turning && !is_own {
        return None;
    }
    let status = grammar.status(word)?;
    let status = match status {
        Status::Holds if entry.has('N') => Status::Negated,
        Status::Holds => entry.status(),
        other => other,
    };
    let bearer = part.as_ref().map_or(word, |part| part.0);
    Some(Sign {
        who: None,
        part: part.map(|part| part.1.name),
        word,
        bearer,
        entry,
        status,
        at: grammar.start(word).min(grammar.start(bearer)),
        evidence: grammar.hull(&[word, bearer]),
        by: None,
        cause: events.of_word(word),
    })
}

/// Whether an adjective is of something that is nobody and no part of anybody, or says what
/// somebody thinks of it: *a pale ribbon*, *the blind was drawn*, *unconscious of it*.
fn is_of_no_body(grammar: &Grammar<'_>, word: ParsedWordId) -> bool {
    let is_body =
        |id: ParsedWordId| grammar.part(id).is_some() || grammar.who(id).is_some();
    match grammar.relation(word) {
        Relation::Amod => {
            // A colour of eyes is how they are.
            let head = grammar.head(word);
            head.is_some_and(|head| {
                !is_body(head)
                    || matches!(grammar.lower(head), "eye" | "eyes")
                        && matches!(
                            grammar.lemma(word),
                            "blue" | "green" | "grey" | "gray"
                        )
            })
        }
        Relation::Nsubj | Relation::Obj => true,
        _ => grammar.kids(word).iter().any(|&kid| {
            matches!(grammar.relation(kid), Relation::Obl | Relation::Nmod)
                && grammar.case(kid) == "of"
                && grammar.part(kid).is_none()
        }),
    }
}

/// Whether a verb does something to what is nobody and no part of anybody: *shot rabbits*,
/// *had drunk a quart*, *I weary you*.
fn is_done_to_no_body(grammar: &Grammar<'_>, verb: ParsedWordId) -> bool {
    let has_had = grammar.kids(verb).iter().any(|&kid| {
        grammar.relation(kid) == Relation::Aux && grammar.lemma(kid) == "have"
    });
    let object = grammar.kid(verb, Relation::Obj);
    grammar.lower(verb) == "drunk" && has_had
        || object.is_some_and(|object| {
            grammar.part(object).is_none() && grammar.who(object).is_none()
        })
}

/// Whether blood is on what somebody wears.
fn is_on_clothes(grammar: &Grammar<'_>, noun: ParsedWordId) -> bool {
    let is_clothes = |&kid: &ParsedWordId| {
        matches!(grammar.relation(kid), Relation::Obl | Relation::Nmod)
            && NounClasses::of(grammar.lemma(kid)).has(NounClass::Clothing)
    };
    let head = grammar.head(noun).into_iter().flat_map(|head| grammar.kids(head));
    grammar.kids(noun).iter().chain(head).any(is_clothes)
}

/// Whether a colour is said of all of somebody: *went grey*, *he was green*, *green in the
/// face*, *red to the ears*.
fn is_turned(grammar: &Grammar<'_>, word: ParsedWordId) -> bool {
    let is_verb = grammar.head(word).is_some_and(|head| {
        matches!(grammar.lemma(head), "go" | "turn" | "grow" | "get" | "look" | "become")
    });
    let is_said = grammar.relation(word) != Relation::Amod
        && (grammar.kid(word, Relation::Cop).is_some()
            || grammar.relation(word) == Relation::Xcomp)
        && grammar.subject_who(word).is_some();
    is_verb || is_said
}

/// Whether a colour is somebody's: *the colour of wax*, *changed colour*, *gone a funny
/// colour*.
fn is_of_face(grammar: &Grammar<'_>, word: ParsedWordId) -> bool {
    let is_of = grammar.kids(word).iter().any(|&kid| grammar.case(kid) == "of");
    let is_verb = grammar.head(word).is_some_and(|head| {
        matches!(grammar.lemma(head), "go" | "turn" | "change" | "lose")
            && grammar.subject_who(head).is_some()
    });
    is_of || is_verb
}

/// Whether a word is a part of a longer one, a manner of speaking, or a gesture: *dressing
/// table*, *“…” he cried*, *recovered himself*, *shook hands*.
fn is_apart(grammar: &Grammar<'_>, word: ParsedWordId, entry: Entry) -> bool {
    let features = grammar.parse.features(word);
    let is_lasting = features.contains("VerbForm=Ger")
        || features.contains("Tense=Pres|VerbForm=Part")
        || grammar.lower(word).ends_with("ing");
    let object = grammar.kid(word, Relation::Obj);
    let is_compound = matches!(
        grammar.relation(word),
        Relation::Compound | Relation::Flat | Relation::Fixed
    );
    let at = grammar.span(word);
    let is_hyphen = |byte: Option<&u8>| byte == Some(&b'-');
    let text = grammar.book.text.as_bytes();
    is_compound
        || is_hyphen(text.get(at.end().index()))
        || at.start().index().checked_sub(1).is_some_and(|i| is_hyphen(text.get(i)))
        || entry.has('G') && !is_lasting
        || entry.group == "shaking" && object.is_some()
        || entry.has('h') && grammar.tag(word) != Tag::Verb
        || object.is_some_and(|object| grammar.lower(object).ends_with("self"))
        || grammar.quotation(word).is_none()
            && grammar.kids(word).iter().any(|&kid| grammar.quotation(kid).is_some())
}

/// Whether a word says nothing of a body without one of its parts.
fn needs_part(entry: Entry, class: WordClass) -> bool {
    let whole = match class {
        WordClass::Adjective => "WAE",
        WordClass::Verb => "wsgG",
        WordClass::Noun => "nmco",
    };
    !whole.chars().any(|flag| entry.has(flag))
}

/// A part of a body in the clause of a word: what it hangs on, what hangs on it, and what
/// hangs on the same word.
fn part_near(grammar: &Grammar<'_>, word: ParsedWordId) -> Option<(ParsedWordId, Part)> {
    let of = |id: ParsedWordId| grammar.part(id).map(|part| (id, part));
    let head = grammar.head(word);
    let own = grammar.part_beside(word);
    own.or_else(|| grammar.subject(word).and_then(of))
        .or_else(|| grammar.kid(word, Relation::Obj).and_then(of))
        .or_else(|| head.and_then(of))
        .or_else(|| head.and_then(|head| grammar.kid(head, Relation::Obj)).and_then(of))
        .or_else(|| head.and_then(|head| grammar.subject(head)).and_then(of))
        .or_else(|| head.and_then(|head| grammar.part_beside(head)))
        .or_else(|| {
            // Where the tree is wrong, what stands near is still of the same sentence.
            let near = (1..=NEAR_PART)
                .flat_map(|i| [word.index() + i, word.index().wrapping_sub(i)]);
            let mut near = near.filter(|&i| i < grammar.parse.words.len());
            near.find_map(|i| of(ParsedWordId::from_index(i)))
        })
        .filter(|(id, _)| *id != word)
}

/// Who did it: the subject of a verb that has an object, the *by* of a passive, who put the
/// bandage there.
fn doer(grammar: &Grammar<'_>, word: ParsedWordId, entry: Entry) -> Option<EntityId> {
    let of_verb = |verb: ParsedWordId| {
        if grammar.is_passive(verb) {
            return grammar.agent(verb);
        }
        grammar.kid(verb, Relation::Obj)?;
        grammar.subject_who(verb)
    };
    match grammar.tag(word) {
        Tag::Verb => of_verb(word),
        Tag::Noun if entry.has('t') && grammar.relation(word) == Relation::Obj => {
            let verb = grammar.head(word)?;
            of_verb(verb).filter(|_| !matches!(grammar.lemma(verb), "have" | "wear"))
        }
        _ => None,
    }
}

/// A passage among the others.
struct Around<'p> {
    grammar: &'p Grammar<'p>,
    sentence: Span<ParsedWordId>,
    passages: &'p [Vec<Sign>],
    i: usize,
    n_max: u32,
    people: &'p People<'p>,
}

impl Around<'_> {
    fn rows(&self, into: &mut Vec<Proposal>) {
        let grammar = self.grammar;
        let passage = &self.passages[self.i];
        let first = &passage[0];
        let given: Vec<EntityId> = passage.iter().filter_map(|sign| sign.who).collect();
        let Candidates { rows } =
            self.people.around(grammar, first.word, &[first.bearer], &given);
        let of_passage = self.of_passage(first);
        let by = doer(grammar, first.word, first.entry);
        let n = rows.len();
        for candidate in rows {
            let sign = passage.iter().find(|sign| sign.who == Some(candidate.who));
            let is_rule = sign.is_some();
            let sign = sign.unwrap_or(first);
            let entity = &grammar.cast.entities.rows[candidate.who];
            let n_words = self.people.n_words[candidate.who];
            let is_animal = entity.kind == dramaturg_cast::EntityKind::Animal;
            let mut values = vec![
                flag(is_rule),
                flag(!is_rule && !given.is_empty()),
                count(n),
                count(candidate.distance),
                n_words as f32 / self.n_max as f32,
                flag(entity.is_narrator),
                flag(entity.is_named),
                flag(is_animal),
                flag(candidate.is(Role::Last) && candidate.distance <= 3),
            ];
            values.extend_from_slice(&of_passage);
            values.push(flag(by == Some(candidate.who)));
            values.push(count(self.n_said(candidate.who)));
            let roles = Role::ALL.iter().map(|&role| flag(candidate.is(role)));
            values.push(roles.clone().sum());
            values.extend(roles);
            let mut sign = sign.clone();
            sign.who = Some(candidate.who);
            sign.by = sign.by.or(by).filter(|&by| by != candidate.who);
            into.push(Proposal { passage: self.i, sign, values });
        }
    }

    /// The values that are the same whoever it is about.
    fn of_passage(&self, sign: &Sign) -> Vec<f32> {
        let grammar = self.grammar;
        let (word, entry) = (sign.word, sign.entry);
        let group = entry.group;
        let relation = grammar.relation(word);
        let tag = grammar.tag(word);
        let features = grammar.parse.features(word);
        let is = |groups: &[&str]| flag(groups.contains(&group));
        let has_verb = self
            .sentence
            .iter()
            .any(|id| matches!(grammar.tag(id), Tag::Verb | Tag::Aux));
        let status = grammar.status(word);
        let part = sign.part.as_deref().unwrap_or("");
        let noun = part.rsplit(' ').next().unwrap_or("");
        let distance = word.index().abs_diff(sign.bearer.index());
        let has_have = grammar
            .head(word)
            .is_some_and(|head| matches!(grammar.lemma(head), "have" | "get"));
        let (near, same, before) = self.others(sign);
        vec![
            group_rank(group),
            is(&["wound", "fracture", "hurt", "maimed", "scar"]),
            is(&["treated", "healing"]),
            is(&["pain", "numb", "stiff"]),
            is(&["dead", "dying"]),
            is(&["asleep"]),
            is(&["unconscious", "dizzy", "concussed", "drugged", "drunk"]),
            is(&["cry"]),
            is(&["ill", "illness", "sick", "fever", "cough", "cold in the head"]),
            is(&["pale", "red"]),
            is(&["tired", "breathless"]),
            is(&["wet", "sweating", "cold", "shaking"]),
            is(&["weak", "lame", "paralysed"]),
            flag(entry.has('b')),
            flag(sign.status == Status::Healed),
            flag(tag == Tag::Adj),
            flag(tag == Tag::Verb),
            flag(tag == Tag::Noun),
            flag(relation == Relation::Root),
            flag(relation == Relation::Amod),
            flag(relation == Relation::Nsubj),
            flag(relation == Relation::Obj),
            flag(matches!(relation, Relation::Obl | Relation::Nmod)),
            flag(relation == Relation::Xcomp),
            flag(matches!(
                relation,
                Relation::Advcl | Relation::Acl | Relation::Ccomp | Relation::Parataxis
            )),
            flag(grammar.quotation(word).is_some()),
            flag(!has_verb),
            flag(features.contains("Tense=Past")),
            flag(features.contains("Tense=Pres")),
            flag(has_have),
            flag(matches!(status, Some(Status::Holds | Status::Healed))),
            flag(sign.status == Status::Negated),
            flag(sign.status == Status::Forecast),
            flag(matches!(sign.status, Status::Past | Status::Feigned)),
            flag(sign.part.is_some()),
            flag(sign.part.is_some() && grammar.is_owned(sign.bearer)),
            count(distance),
            flag(noun.ends_with('s')),
            flag(matches!(noun, "face" | "eyes" | "eye" | "cheek" | "cheeks" | "lips")),
            flag(matches!(
                noun,
                "hand" | "arm" | "leg" | "foot" | "knee" | "ankle" | "finger" | "thumb"
            )),
            count(self.sentence.len()),
            count(near),
            count(same),
            count(before),
            flag(grammar.kid(word, Relation::Cop).is_some()),
            flag(grammar.kids(word).iter().any(|&kid| {
                matches!(grammar.lemma(kid), "as" | "like")
                    || matches!(grammar.case(kid), "as" | "like")
            })),
            flag(grammar.head(word).is_some_and(|head| grammar.who(head).is_some())),
            flag(grammar.kids(word).iter().any(|&kid| {
                grammar.relation(kid) == Relation::Aux && grammar.lower(kid) == "had"
            })),
            flag(grammar.is_general(word)),
            bearer_class(grammar, sign),
            phrase_sense(grammar, word),
        ]
    }

    /// How many other passages are near, how many of these tell of a state of the same
    /// kind, and how many of those come before.
    fn others(&self, sign: &Sign) -> (usize, usize, usize) {
        let at = sign.word.index();
        let is_near = |passage: &&Vec<Sign>| passage[0].word.index().abs_diff(at) <= NEAR;
        let back = self.passages[..self.i].iter().rev().take(CAP).take_while(is_near);
        let ahead = self.passages[self.i + 1..].iter().take(CAP).take_while(is_near);
        let (mut near, mut same, mut before) = (0, 0, 0);
        for (is_before, passage) in
            back.map(|passage| (true, passage)).chain(ahead.map(|p| (false, p)))
        {
            near += 1;
            if passage[0].entry.group == sign.entry.group {
                same += 1;
                before += usize::from(is_before);
            }
        }
        (near, same, before)
    }

    /// In how many passages shortly before the rules find something said of somebody.
    fn n_said(&self, who: EntityId) -> usize {
        let at = self.passages[self.i][0].word.index();
        let back = self.passages[..self.i].iter().rev().take(CAP);
        let near = back.take_while(|passage| at - passage[0].word.index() <= 2 * NEAR);
        near.filter(|passage| passage.iter().any(|sign| sign.who == Some(who))).count()
    }
}

/// What sort of word says whose body it is: none, a name, a pronoun, a noun.
fn bearer_class(grammar: &Grammar<'_>, sign: &Sign) -> f32 {
    let subject = || grammar.subject(sign.bearer).or_else(|| grammar.subject(sign.word));
    let word = grammar.possessive(sign.bearer).or_else(subject);
    let first = |word| matches!(grammar.lower(word), "i" | "my" | "me" | "you" | "your");
    word.map_or(0.0, |word| match grammar.tag(word) {
        Tag::Propn => 1.0,
        Tag::Pron | Tag::Det if first(word) => 2.0,
        Tag::Pron | Tag::Det => 3.0,
        _ => 4.0,
    })
}

/// What the first phrase that hangs on a word is about: nothing, a feeling or a thought,
/// something else.
fn phrase_sense(grammar: &Grammar<'_>, word: ParsedWordId) -> f32 {
    let mut kids = grammar.kids(word).iter().copied();
    let phrase =
        kids.find(|&kid| matches!(grammar.relation(kid), Relation::Obl | Relation::Nmod));
    phrase.map_or(0.0, |noun| match Supersense::of_noun(grammar.lemma(noun)) {
        Some(Supersense::NounFeeling | Supersense::NounMotive) => 1.0,
        Some(
            Supersense::NounCognition
            | Supersense::NounCommunication
            | Supersense::NounAttribute
            | Supersense::NounRelation,
        ) => 2.0,
        Some(Supersense::NounState | Supersense::NounEvent | Supersense::NounAct) => 3.0,
        Some(Supersense::NounTime) => 4.0,
        Some(Supersense::NounBody) => 5.0,
        Some(Supersense::NounArtifact | Supersense::NounObject) => 6.0,
        Some(_) => 7.0,
        None => 8.0,
    })
}

/// The place of a group of states in a fixed order, so that a tree can tell them apart.
fn group_rank(group: &str) -> f32 {
    const GROUPS: &[&str] = &[
        "wound",
        "fracture",
        "hurt",
        "pain",
        "swollen",
        "treated",
        "healing",
        "dead",
        "unconscious",
        "concussed",
        "asleep",
        "drunk",
        "sick",
        "ill",
        "illness",
        "fever",
        "cough",
        "cold in the head",
        "tired",
        "breathless",
        "cry",
        "pale",
        "red",
        "cold",
        "shaking",
        "sweating",
        "wet",
        "weak",
        "lame",
        "numb",
        "blind",
        "deaf",
    ];
    count(GROUPS.iter().position(|&known| known == group).unwrap_or(GROUPS.len()))
}

pub(crate) fn flag(is: bool) -> f32 {
    if is { 1.0 } else { 0.0 }
}

pub(crate) fn count(n: usize) -> f32 {
    n.min(CAP) as f32
}
