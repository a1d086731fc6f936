//! Signs that somebody is there: acts, speeches, being looked at or touched; and mentions.

use dramaturg_cast::lexicon::Lexicon;
use dramaturg_cast::{EntityId, EntityKind, Mode};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Evidence, Position};

use super::motion::{Motion, Moves};
use crate::fluent::Status;
use crate::fluent::grammar::Grammar;

/// A chain of words up the tree is followed at most this far.
const MAX_CHAIN: usize = 4;

/// What a place in the text shows of somebody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum SignKind {
    /// Goes off; the stay ends behind the clause.
    Leaves,
    /// Comes in, if not there already.
    Enters,
    /// Goes from one place to another: in, if not there already, else off.
    Passes,
    /// Comes or goes by a verb that says neither; only shows that somebody is there.
    Acts,
    /// Speaks.
    Speaks,
    /// Is spoken to by name, looked at, touched.
    Undergoes,
    /// Is only named.
    Named,
}

/// A sign of somebody.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sign {
    /// The start of the clause or the speech that shows it.
    pub(super) at: Byte,
    /// The end of the words that show it.
    pub(super) end: Byte,
    pub(super) who: EntityId,
    pub(super) kind: SignKind,
}

/// All signs in the order of the text, by the moves that it tells.
pub(super) fn signs(grammar: &Grammar<'_>, moves: &[Moves]) -> Vec<Sign> {
    let reader = Reader::new(grammar);
    let mut signs = reader.spoken();
    if grammar.parse.words.is_empty() {
        signs.extend(reader.unparsed());
    } else {
        for moves in moves {
            reader.add_moves(moves, &mut signs);
        }
        for (id, _) in grammar.parse.words.iter() {
            if grammar.quotation(id).is_none() {
                reader.look_at(id, &mut signs);
            }
        }
    }
    signs.sort_by_key(|s| (s.at, s.who, s.kind));
    signs.dedup_by_key(|s| (s.at, s.who, s.kind));
    signs
}

/// Reads signs off a parse.
#[derive(Debug)]
struct Reader<'g, 'a> {
    grammar: &'g Grammar<'a>,
    /// Who can be on a stage.
    is_eligible: Vec<bool>,
}

impl<'g, 'a> Reader<'g, 'a> {
    fn new(grammar: &'g Grammar<'a>) -> Reader<'g, 'a> {
        let cast = grammar.cast;
        let mut speaks = vec![false; cast.entities.rows.len()];
        for speaker in cast.speech.rows.rows().iter().filter_map(|r| r.speaker.as_ref()) {
            speaks[speaker.value.index()] = true;
        }
        let is_eligible = cast.entities.rows.iter().map(|(id, entity)| {
            let can_be = matches!(entity.kind, EntityKind::Person | EntityKind::Animal);
            can_be && (entity.is_named || entity.is_narrator) || speaks[id.index()]
        });
        Reader { grammar, is_eligible: is_eligible.collect() }
    }

    fn who(&self, id: ParsedWordId) -> Option<EntityId> {
        self.grammar.who(id).filter(|who| self.is_eligible[who.index()])
    }

    /// Who speaks, and who is called.
    fn spoken(&self) -> Vec<Sign> {
        let cast = self.grammar.cast;
        let mut signs = Vec::new();
        for (id, quotation) in cast.quotations.rows.iter() {
            if quotation.mode != Mode::Speech || quotation.nested_in.is_some() {
                continue;
            }
            let hull = quotation.hull();
            let (at, end) = (hull.start(), hull.end());
            let row = &cast.speech.rows[id];
            if let Some(speaker) = &row.speaker {
                signs.push(Sign { at, end, who: speaker.value, kind: SignKind::Speaks });
            }
            for addressee in &row.addressees {
                let who = addressee.value;
                // Whoever only seems to be meant, from who talks before or behind, may not
                // have come yet.
                let is_named = addressee.evidence != Evidence::none();
                if is_named && self.is_eligible[who.index()] {
                    signs.push(Sign { at, end, who, kind: SignKind::Undergoes });
                }
            }
        }
        signs
    }

    /// Without a parse every mention outside of quotations is an act, but an owner.
    fn unparsed(&self) -> Vec<Sign> {
        let (book, cast) = (self.grammar.book, self.grammar.cast);
        let mut signs = Vec::new();
        for (id, mention) in cast.mentions.rows.iter() {
            let (None, Some(who)) = (mention.quotation, cast.entities.of_mention[id])
            else {
                continue;
            };
            if !self.is_eligible[who.index()] {
                continue;
            }
            let next = mention.span.end();
            let is_last = next.index() >= book.tokens.len();
            let form = if is_last { "" } else { book.lower(next) };
            let is_owner = matches!(form, "'s" | "s");
            let kind = if is_owner { SignKind::Named } else { SignKind::Acts };
            let span = book.bytes(mention.span);
            signs.push(Sign { at: span.start(), end: span.end(), who, kind });
        }
        signs
    }

    /// Adds what a verb of motion shows.
    fn add_moves(&self, moves: &Moves, signs: &mut Vec<Sign>) {
        let (at, end) = self.clause(moves.word);
        for &(word, way) in &moves.all {
            let kind = match way {
                Motion::In => SignKind::Enters,
                Motion::Out => SignKind::Leaves,
                Motion::Through => SignKind::Passes,
            };
            for who in self.all_of(word) {
                signs.push(Sign { at, end, who, kind });
            }
        }
    }

    /// Adds what a word of narration shows.
    fn look_at(&self, id: ParsedWordId, signs: &mut Vec<Sign>) {
        let grammar = self.grammar;
        let is_verb = matches!(grammar.tag(id), Tag::Verb);
        if is_verb && grammar.kid(id, Relation::Nsubj).is_none() {
            self.add_shared(id, signs);
        }
        if matches!(grammar.tag(id), Tag::Noun | Tag::Propn | Tag::Pron)
            && let Some(who) = self.who(id)
        {
            let span = grammar.parse.words[id].span;
            let kind = self.kind(id);
            signs.push(Sign { at: span.start(), end: span.end(), who, kind });
        }
    }

    /// “She rose and went”: whoever rises goes, too.
    fn add_shared(&self, verb: ParsedWordId, signs: &mut Vec<Sign>) {
        let grammar = self.grammar;
        if !matches!(grammar.relation(verb), Relation::Conj | Relation::Advcl)
            || !is_now(grammar, verb)
        {
            return;
        }
        let Some(subject) = grammar.subject(verb) else { return };
        for who in self.all_of(subject) {
            let span = grammar.parse.words[verb].span;
            let (at, end) = (span.start(), span.end());
            signs.push(Sign { at, end, who, kind: SignKind::Acts });
        }
    }

    /// Whom a word and those joined to it mean: *Mara and Tom*.
    fn all_of(&self, word: ParsedWordId) -> Vec<EntityId> {
        let kids = self.grammar.kids(word).iter().copied();
        let joined = kids.filter(|&kid| self.grammar.relation(kid) == Relation::Conj);
        std::iter::once(word).chain(joined).filter_map(|id| self.who(id)).collect()
    }

    /// From the first to the last word of a verb's clause, as far as it is one stretch of
    /// narration.
    fn clause(&self, verb: ParsedWordId) -> (Byte, Byte) {
        let grammar = self.grammar;
        let mut first = verb;
        let mut last = verb;
        for &kid in grammar.kids(verb) {
            let is_own = !matches!(
                grammar.relation(kid),
                Relation::Conj | Relation::Punct | Relation::Parataxis | Relation::Cc
            );
            if is_own && grammar.quotation(kid).is_none() {
                first = first.min(kid);
                last = last.max(kid);
            }
        }
        let words = &grammar.parse.words;
        (words[first].span.start(), words[last].span.end())
    }

    /// What a mention's place in the tree shows.
    fn kind(&self, id: ParsedWordId) -> SignKind {
        let grammar = self.grammar;
        let mut word = id;
        for _ in 0..MAX_CHAIN {
            let Some(head) = grammar.head(word) else { return SignKind::Named };
            match grammar.relation(word) {
                Relation::Conj => word = head,
                Relation::Nmod if grammar.parse.relation(word) == "nmod:poss" => {
                    // “Tom’s hand shook”: so does Tom.
                    let form = grammar.lower(head);
                    if !Lexicon::shared().is_body_part(form) {
                        return SignKind::Named;
                    }
                    word = head;
                }
                Relation::Nsubj => {
                    let is_act = matches!(grammar.tag(head), Tag::Verb | Tag::Adj);
                    let is_passive = grammar.parse.relation(word) == "nsubj:pass";
                    if !is_act || !is_now(grammar, head) || is_away(grammar, head) {
                        return SignKind::Named;
                    }
                    let is_undergone = is_passive;
                    return if is_undergone {
                        SignKind::Undergoes
                    } else {
                        SignKind::Acts
                    };
                }
                Relation::Obj | Relation::Iobj => {
                    let is_near = grammar.tag(head) == Tag::Verb
                        && !ABSENT_OBJECT.contains(&grammar.lemma(head))
                        && is_now(grammar, head);
                    return if is_near { SignKind::Undergoes } else { SignKind::Named };
                }
                Relation::Obl => {
                    let is_near = NEAR.contains(&grammar.case(word))
                        && grammar.tag(head) == Tag::Verb
                        && !ABSENT_OBJECT.contains(&grammar.lemma(head))
                        && is_now(grammar, head);
                    return if is_near { SignKind::Undergoes } else { SignKind::Named };
                }
                _ => return SignKind::Named,
            }
        }
        SignKind::Named
    }
}

/// Prepositions of somebody who is there.
const NEAR: &[&str] = &[
    "to", "at", "toward", "towards", "beside", "behind", "past", "with", "from", "into",
    "over", "on", "by", "near", "against", "between", "around", "round", "opposite",
    "under", "above", "across", "off", "among",
];

/// Verbs whose object need not be there.
const ABSENT_OBJECT: &[&str] = &[
    "think",
    "remember",
    "know",
    "love",
    "hate",
    "miss",
    "want",
    "expect",
    "mention",
    "marry",
    "recall",
    "forget",
    "imagine",
    "dream",
    "need",
    "like",
    "mean",
    "believe",
    "trust",
    "fear",
    "blame",
    "resemble",
    "call",
    "name",
    "describe",
    "discuss",
    "write",
    "telephone",
    "phone",
    "text",
    "ring",
    "worry",
    "wish",
    "understand",
    "forgive",
    "suspect",
    "envy",
    "admire",
    "pity",
    "owe",
    "belong",
    "bury",
    "mourn",
    "await",
    "seek",
];

/// Whether a clause tells what happens now on the stage: not before, not perhaps, not in
/// somebody's report.
pub(super) fn is_now(grammar: &Grammar<'_>, verb: ParsedWordId) -> bool {
    if is_before(grammar, verb) {
        return false;
    }
    let is_so = matches!(
        grammar.status(verb),
        Some(Status::Holds | Status::Negated | Status::Feigned | Status::Healed)
    );
    if !is_so {
        // “She could see Tom” sees him.
        let can = grammar.kids(verb).iter().any(|&kid| {
            grammar.relation(kid) == Relation::Aux
                && matches!(grammar.lemma(kid), "can" | "could")
        });
        if !(can && PERCEIVE.contains(&grammar.lemma(verb))) {
            return false;
        }
    }
    let mut word = verb;
    for _ in 0..MAX_CHAIN {
        let Some(head) = grammar.head(word) else { return true };
        match grammar.relation(word) {
            Relation::Ccomp
                if grammar.quotation(head).is_none()
                    && !PERCEIVE.contains(&grammar.lemma(head)) =>
            {
                return false;
            }
            Relation::Acl if is_before(grammar, word) => return false,
            _ => {}
        }
        if is_before(grammar, head) && grammar.relation(word) != Relation::Parataxis {
            return false;
        }
        word = head;
    }
    true
}

/// Verbs of seeing and hearing: what they govern happens there.
const PERCEIVE: &[&str] =
    &["see", "hear", "watch", "notice", "feel", "find", "observe", "smell", "spot"];

/// Whether a verb tells of what was before: *had gone*.
pub(super) fn is_before(grammar: &Grammar<'_>, verb: ParsedWordId) -> bool {
    let mut word = verb;
    for _ in 0..MAX_CHAIN {
        for &kid in grammar.kids(word) {
            if grammar.relation(kid) == Relation::Aux {
                let is_had = matches!(grammar.lower(kid), "had" | "'d" | "’d")
                    && grammar.parse.features(word).contains("VerbForm=Part");
                if is_had {
                    return true;
                }
            }
        }
        if grammar.relation(word) != Relation::Conj
            || grammar.kid(word, Relation::Nsubj).is_some()
        {
            return false;
        }
        let Some(head) = grammar.head(word) else { return false };
        word = head;
    }
    false
}

/// “Tom was away”, “still at work”.
fn is_away(grammar: &Grammar<'_>, word: ParsedWordId) -> bool {
    const AWAY: &[&str] = &["away", "gone", "absent", "dead", "missing"];
    AWAY.contains(&grammar.lower(word))
}
