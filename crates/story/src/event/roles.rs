//! Who does it, to whom, and where: read off the tree around the trigger.

use dramaturg_cast::lexicon::{NounClass, NounClasses};
use dramaturg_cast::{EntityId, EntityKind, QuotationId};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, TokenId};

use crate::tree::Tree;

/// A subject is looked for at most this many clauses up: *rose and went and sang*.
const MAX_CHAIN: usize = 6;

/// A name is looked for at most this many words before its verb: *Mara had slowly risen*.
const MAX_BEFORE: usize = 4;

/// Who and what takes part in an event.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Who does it, in the order of the text.
    pub(super) agents: Vec<EntityId>,
    /// Whom it is done to, in the order of the text.
    pub(super) patients: Vec<EntityId>,
    /// The nouns for the things that it is done to.
    pub(super) things: Vec<ParsedWordId>,
    /// The noun for where it happens.
    pub(super) place: Option<ParsedWordId>,
}

/// What is needed to tell who takes part.
#[derive(Debug)]
pub(super) struct Roles<'a> {
    tree: &'a Tree<'a>,
    /// The verbs that introduce quotations, in order.
    cues: Vec<(TokenId, QuotationId)>,
}

impl<'a> Roles<'a> {
    pub(super) fn new(tree: &'a Tree<'a>) -> Roles<'a> {
        let rows = tree.cast.speech.rows.iter();
        let cues = rows.filter_map(|(id, row)| row.cue.map(|cue| (cue.verb, id)));
        let mut cues: Vec<_> = cues.collect();
        cues.sort_unstable();
        Roles { tree, cues }
    }

    pub(super) fn of(&self, trigger: ParsedWordId) -> Parts {
        let mut parts = Parts::default();
        if matches!(self.tree.tag(trigger), Tag::Noun | Tag::Propn) {
            self.of_noun(trigger, &mut parts);
        } else {
            self.of_verb(trigger, &mut parts);
        }
        let agents = &parts.agents;
        parts.patients.retain(|who| !agents.contains(who));
        parts
    }

    /// “her scream”, “the death of Mara”, “Tom gave a shout”.
    fn of_noun(&self, noun: ParsedWordId, parts: &mut Parts) {
        let tree = self.tree;
        for &kid in tree.kids(noun) {
            let case = tree.case(kid);
            match (tree.relation(kid), case) {
                (Relation::Nmod, _) if tree.parse.relation(kid) == "nmod:poss" => {
                    tree.whos(kid, &mut parts.agents);
                }
                (Relation::Nmod, "of" | "from" | "by") => {
                    tree.whos(kid, &mut parts.agents);
                }
                (Relation::Nmod, "at" | "to" | "against" | "with" | "on") => {
                    tree.whos(kid, &mut parts.patients);
                }
                _ => {}
            }
        }
        let Some(head) = tree.head(noun) else { return };
        if tree.relation(noun) == Relation::Obj && LIGHT.contains(&tree.lemma(head)) {
            if parts.agents.is_empty() {
                self.add_subject(head, &mut parts.agents);
            }
            self.add_objects(head, noun, parts);
        }
    }

    fn of_verb(&self, verb: ParsedWordId, parts: &mut Parts) {
        let tree = self.tree;
        let is_passive = self.is_passive(verb);
        for &kid in tree.kids(verb) {
            let is_subject = tree.relation(kid) == Relation::Nsubj;
            let is_by = tree.relation(kid) == Relation::Obl && tree.case(kid) == "by";
            if is_subject && is_passive {
                self.add_patient(tree.antecedent(kid, verb), parts);
            } else if is_passive && is_by {
                tree.whos(kid, &mut parts.agents);
            }
        }
        if is_passive {
            self.add_passive_subject(verb, parts);
            self.add_shared_agent(verb, parts);
        } else {
            self.add_subject(verb, &mut parts.agents);
        }
        self.add_objects(verb, verb, parts);
        self.add_addressees(verb, parts);
        parts.place = self.place(verb);
    }

    /// Whether a verb is in the passive, or a participle without its auxiliary.
    fn is_passive(&self, verb: ParsedWordId) -> bool {
        let tree = self.tree;
        if tree.is_passive(verb) {
            return true;
        }
        let is_past_participle = tree.parse.features(verb).contains("VerbForm=Part")
            && tree.parse.features(verb).contains("Tense=Past");
        let has_helper = tree.kid(verb, Relation::Aux).is_some();
        is_past_participle
            && !has_helper
            && match tree.relation(verb) {
                // “the man shot by Mara”, “Seized by two men, he cried out”.
                Relation::Acl | Relation::Advcl => {
                    tree.kid(verb, Relation::Nsubj).is_none()
                }
                // “was seized and bound”.
                Relation::Conj => {
                    tree.head(verb).is_some_and(|head| self.is_passive(head))
                }
                _ => false,
            }
    }

    /// Whoever a passive without a subject of its own is about.
    fn add_passive_subject(&self, verb: ParsedWordId, parts: &mut Parts) {
        if self.tree.kid(verb, Relation::Nsubj).is_none()
            && let Some(subject) = self.tree.subject(verb)
        {
            self.add_patient(subject, parts);
        }
    }

    /// “was seized by Tom and dragged out”: by Tom.
    fn add_shared_agent(&self, verb: ParsedWordId, parts: &mut Parts) {
        let tree = self.tree;
        let head = tree.head(verb).filter(|_| tree.relation(verb) == Relation::Conj);
        let Some(head) = head.filter(|_| parts.agents.is_empty()) else { return };
        let kids = tree.kids(head).iter().copied();
        for kid in kids.filter(|&kid| tree.relation(kid) == Relation::Obl) {
            if tree.case(kid) == "by" && self.is_passive(head) {
                tree.whos(kid, &mut parts.agents);
            }
        }
    }

    /// Who does it: the subject, or that of the clause that this one shares it with.
    fn add_subject(&self, verb: ParsedWordId, agents: &mut Vec<EntityId>) {
        let tree = self.tree;
        // Who speaks is known better than what the cue's tree tells.
        if let Some(quotation) = self.cued(verb)
            && let Some(speaker) = tree.speaker(quotation)
        {
            agents.push(speaker);
            return;
        }
        if tree.kid(verb, Relation::Nsubj).is_none()
            && let Some(name) = self.name_before(verb)
        {
            return tree.whos(name, agents);
        }
        let mut word = verb;
        for _ in 0..MAX_CHAIN {
            if let Some(subject) = tree.kid(word, Relation::Nsubj) {
                return self.add_agent(tree.antecedent(subject, word), agents);
            }
            let Some(head) = tree.head(word) else { return };
            match tree.relation(word) {
                Relation::Xcomp | Relation::Ccomp => {
                    // “asked him to go”, “saw him go”: he goes.
                    let object = tree.kid(head, Relation::Obj);
                    let object = object.or_else(|| tree.kid(head, Relation::Iobj));
                    if let Some(object) =
                        object.filter(|_| !PROMISE.contains(&tree.lemma(head)))
                    {
                        return self.add_agent(object, agents);
                    }
                }
                Relation::Acl => return self.add_agent(head, agents),
                Relation::Conj | Relation::Advcl | Relation::Parataxis => {}
                _ => return,
            }
            word = head;
        }
    }

    /// Adds whom a word means and those joined to it; of a body's part, whose it is.
    fn add_agent(&self, word: ParsedWordId, agents: &mut Vec<EntityId>) {
        let tree = self.tree;
        tree.whos(word, agents);
        if agents.is_empty() && self.is_part(word) {
            // “Her hand crept out”: she.
            if let Some(owner) = tree.possessive(word) {
                tree.whos(owner, agents);
            }
        }
    }

    /// Adds whom a word means as done to; of a part or of what is worn, whose it is.
    fn add_patient(&self, word: ParsedWordId, parts: &mut Parts) {
        let tree = self.tree;
        let n_before = parts.patients.len();
        tree.whos(word, &mut parts.patients);
        if parts.patients.len() > n_before {
            return;
        }
        if self.is_part(word)
            && let Some(owner) = tree.possessive(word)
        {
            tree.whos(owner, &mut parts.patients);
        }
        if tree.tag(word) == Tag::Noun {
            parts.things.push(word);
        }
    }

    /// Objects, and those whom a phrase names as reached: *to Tom*, *into her palm*.
    fn add_objects(&self, verb: ParsedWordId, but: ParsedWordId, parts: &mut Parts) {
        let tree = self.tree;
        for &kid in tree.kids(verb).iter().filter(|&&kid| kid != but) {
            match tree.relation(kid) {
                Relation::Obj | Relation::Iobj => self.add_patient(kid, parts),
                Relation::Obl if REACH.contains(&tree.case(kid)) => {
                    tree.whos(kid, &mut parts.patients);
                    // Without an agent it may be the agent's own hand.
                    let owner = tree.possessive(kid).filter(|_| self.is_part(kid));
                    if let Some(owner) = owner.filter(|_| !parts.agents.is_empty()) {
                        tree.whos(owner, &mut parts.patients);
                    }
                }
                _ => {}
            }
        }
        // “the man she struck”: the man is struck.
        let is_relative = tree.relation(verb) == Relation::Acl
            && tree.kid(verb, Relation::Nsubj).is_some()
            && tree.kid(verb, Relation::Obj).is_none();
        if is_relative && let Some(head) = tree.head(verb) {
            self.add_patient(head, parts);
        }
    }

    /// The quotation that a verb introduces.
    fn cued(&self, verb: ParsedWordId) -> Option<QuotationId> {
        let token = self.tree.token(verb);
        let row = self.cues.binary_search_by_key(&token, |cue| cue.0).ok()?;
        Some(self.cues[row].1)
    }

    /// Whom a cue's words are said to.
    fn add_addressees(&self, verb: ParsedWordId, parts: &mut Parts) {
        let Some(quotation) = self.cued(verb) else { return };
        for claim in &self.tree.cast.speech.rows[quotation].addressees {
            if !parts.patients.contains(&claim.value) {
                parts.patients.push(claim.value);
            }
        }
    }

    /// The name right before a finite verb without a subject: however the rest of the
    /// sentence was read, “Mara crossed the room” has one.
    fn name_before(&self, verb: ParsedWordId) -> Option<ParsedWordId> {
        let tree = self.tree;
        let is_finite =
            |id: ParsedWordId| tree.parse.features(id).contains("VerbForm=Fin");
        let helpers = tree.kids(verb).iter().copied();
        let mut helpers = helpers.filter(|&kid| tree.relation(kid) == Relation::Aux);
        if !is_finite(verb) && !helpers.any(is_finite) {
            return None;
        }
        let before = (0..verb.index()).rev().take(MAX_BEFORE);
        for word in before.map(ParsedWordId::from_index) {
            match tree.tag(word) {
                Tag::Adv | Tag::Aux if !tree.is_name(word) => {}
                _ => {
                    let is_beside = tree.quotation(word) == tree.quotation(verb);
                    return Some(word).filter(|_| is_beside && tree.is_name(word));
                }
            }
        }
        None
    }

    /// Whether a noun is a part of a body or worn.
    fn is_part(&self, word: ParsedWordId) -> bool {
        self.tree.tag(word) == Tag::Noun
            && NounClasses::of(self.tree.lemma(word))
                .has_any(&[NounClass::BodyPart, NounClass::Clothing])
    }

    /// Where it happens, by the first phrase that names a place.
    fn place(&self, verb: ParsedWordId) -> Option<ParsedWordId> {
        let tree = self.tree;
        let kids = tree.kids(verb).iter().copied();
        let mut phrases = kids.filter(|&kid| {
            tree.relation(kid) == Relation::Obl && WHERE.contains(&tree.case(kid))
        });
        phrases.find(|&kid| self.is_place(kid))
    }

    fn is_place(&self, word: ParsedWordId) -> bool {
        let tree = self.tree;
        if let Some(entity) = tree.entity(word) {
            return tree.cast.entities.rows[entity].kind == EntityKind::Place;
        }
        const PLACES: &[NounClass] =
            &[NounClass::Place, NounClass::Room, NounClass::Building, NounClass::Vehicle];
        tree.tag(word) == Tag::Noun && NounClasses::of(tree.lemma(word)).has_any(PLACES)
    }
}

/// Verbs that say little beside their object: *gave a shout*.
const LIGHT: &[&str] = &[
    "give", "make", "take", "have", "let", "utter", "heave", "cast", "throw", "raise",
    "do",
];

/// Who promises to go, goes.
const PROMISE: &[&str] = &["promise", "tell", "vow"];

/// Prepositions before whom, or whose part, something reaches.
const REACH: &[&str] = &[
    "to", "at", "on", "upon", "onto", "against", "toward", "towards", "from", "for",
    "over", "round", "around", "after", "into", "in", "across", "beside", "behind",
];

/// Prepositions before a place.
const WHERE: &[&str] = &[
    "in", "into", "inside", "at", "on", "onto", "to", "from", "through", "across",
    "near", "outside", "under", "along", "down", "up", "toward", "towards", "within",
    "behind", "beside", "by", "over", "past", "around", "round", "off", "between",
    "beyond",
];
