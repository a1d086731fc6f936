//! What somebody cannot do, what is swollen as thick as something else, and what is taken out
//! of somebody.

use dramaturg_parse::{ParsedWordId, Relation};

use super::super::Status;
use super::super::lexicon::{Entry, has};
use super::figure::{NUMB, noun_of};
use super::{Reader, is_limb};

const BREATHLESS: Entry = Entry::of("b", "breathless", "breathless");
const UNMOVED: Entry = Entry::of("", "cannot move", "numb");
const LAME: Entry = Entry::of("", "cannot walk", "lame");
const SWOLLEN: Entry = Entry::of("", "swollen", "swollen");

impl Reader<'_> {
    /// “The ankle was as thick as the knee.”
    pub(super) fn figure_of_size(&mut self, id: ParsedWordId) {
        let grammar = self.grammar;
        let is_size = has(&["thick", "fat", "big", "huge"], grammar.lemma(id));
        if !is_size || !self.is_as_a(id) {
            return;
        }
        let Some(subject) = grammar.subject(id) else { return };
        let Some(part) = grammar.part(subject) else { return };
        if is_limb(&part) || has(&["lip", "lips", "nose", "cheek", "jaw"], noun_of(&part))
        {
            let who = part.owner;
            self.tell(SWOLLEN, id, subject, Some(part), who);
        }
    }

    /// “can’t breathe”, “couldn’t feel his fingers”, “cannot move my arm”.
    pub(super) fn unable(&mut self, id: ParsedWordId) {
        let grammar = self.grammar;
        let kids = || grammar.kids(id).iter().copied();
        let can = |kid: ParsedWordId| {
            grammar.relation(kid) == Relation::Aux
                && has(&["can", "could", "ca", "cannot"], grammar.lemma(kid))
        };
        let is_supposed = kids().any(|kid| {
            grammar.relation(kid) == Relation::Mark
                && has(&["if", "unless", "whether"], grammar.lemma(kid))
        });
        if !kids().any(can)
            || !grammar.is_negated(id)
            || is_supposed
            || grammar.is_asked(id)
        {
            return;
        }
        let Some(subject) = grammar.subject(id) else { return };
        let object = grammar.kid(id, Relation::Obj);
        let part = object.and_then(|object| grammar.part(object));
        let is_bare = object.is_none()
            && !kids().any(|kid| {
                matches!(
                    grammar.relation(kid),
                    Relation::Obl | Relation::Xcomp | Relation::Ccomp | Relation::Advcl
                )
            });
        let is_breath = object.is_some_and(|object| grammar.lemma(object) == "breath");
        let entry = match grammar.lemma(id) {
            "breathe" if is_bare => BREATHLESS,
            "get" | "catch" if is_breath => BREATHLESS,
            "feel" if part.is_some() => NUMB,
            "move" | "bend" | "lift" if part.is_some() => UNMOVED,
            "walk" | "stand" if is_bare => LAME,
            _ => return,
        };
        let who = part.as_ref().and_then(|part| part.owner).or(grammar.who(subject));
        self.tell_as(Status::Holds, entry, id, object.unwrap_or(subject), part, who);
    }

    /// “Mara cut the arrow out”, “the ball was cut out of his shoulder”.
    pub(super) fn taken_out(&mut self, id: ParsedWordId, thing: ParsedWordId) {
        let grammar = self.grammar;
        let entry = match grammar.lemma(thing) {
            "arrow" => Entry::of("t", "arrow taken out", "treated"),
            "ball" => Entry::of("t", "ball taken out", "treated"),
            "bullet" => Entry::of("t", "bullet taken out", "treated"),
            "splinter" => Entry::of("t", "splinter taken out", "treated"),
            "thorn" => Entry::of("t", "thorn taken out", "treated"),
            "sting" => Entry::of("t", "sting taken out", "treated"),
            "dart" => Entry::of("t", "dart taken out", "treated"),
            "shot" | "pellet" | "slug" => Entry::of("t", "shot taken out", "treated"),
            _ => return,
        };
        let is_out =
            grammar.kids(id).iter().any(|&kid| matches!(grammar.lower(kid), "out"))
                || grammar.kids(id).iter().any(|&kid| grammar.case(kid) == "out");
        if !is_out {
            return;
        }
        let (bearer, part) = match grammar.part_beside(id) {
            Some((word, part)) => (word, Some(part)),
            None => (thing, None),
        };
        let who = part.as_ref().and_then(|part| part.owner);
        self.tell(entry, id, bearer, part, who);
    }
}
