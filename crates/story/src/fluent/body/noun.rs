//! What nouns say of bodies: a gash, a cold, a bandage, a faint.

use dramaturg_parse::{ParsedWordId, Relation};

use super::super::grammar::Grammar;
use super::super::lexicon::Entry;
use super::{Bearer, Reader, is_limb};

impl Reader<'_> {
    /// What a noun of the lists says where it stands.
    pub(super) fn noun(&mut self, id: ParsedWordId, entry: Entry) {
        let grammar = self.grammar;
        let Some(status) = grammar.status_of_noun(id) else { return };
        if entry.has('B') || entry.has('S') {
            return self.fluid(id, entry, status);
        }
        if entry.has('x') && !matches!(grammar.case(id), "in" | "into") {
            return self.fluid(id, entry, status);
        }
        if entry.has('r') {
            let beside = grammar.part_beside(id).or_else(|| {
                let is_object = grammar.relation(id) == Relation::Obj;
                grammar.part_beside(grammar.head(id).filter(|_| is_object)?)
            });
            let Some((word, part)) = beside else { return };
            let is_round = matches!(
                grammar.case(word),
                "round" | "around" | "over" | "on" | "about"
            );
            if is_round && is_limb(&part) {
                let bearer = self.of_part(word, part, grammar.owner(id));
                self.push_some(entry, status, bearer, id);
            }
            return;
        }
        if entry.has('C') {
            return self.colour(id, entry, status);
        }
        if entry.has('i') {
            let is_in = matches!(grammar.case(id), "in" | "to");
            let bearer = self.wrapped(id).filter(|_| is_in);
            return self.push_some(entry, status, bearer, id);
        }
        if entry.has('d') {
            let is_out =
                grammar.case(id) == "out" && grammar.kid(id, Relation::Det).is_none();
            let head = grammar.head(id).filter(|_| grammar.relation(id) == Relation::Obl);
            let bearer = grammar.subject(head.unwrap_or(id)).filter(|_| is_out);
            let bearer = bearer.and_then(|bearer| self.of_person(bearer));
            return self.push_some(entry, status, bearer, id);
        }
        let case = grammar.case(id);
        let is_in = entry.has('c') && matches!(case, "in" | "into")
            || entry.has('O') && case == "on";
        if is_in
            || !entry.has('n') && !entry.has('l') && (entry.has('c') || entry.has('O'))
        {
            // “rejoicing in the shock that we gave him”
            let is_in = is_in && grammar.kid(id, Relation::Acl).is_none();
            let bearer = match grammar.head(id) {
                Some(head) if is_in && grammar.relation(id) == Relation::Obl => {
                    grammar.subject(head)
                }
                _ if is_in && grammar.relation(id) == Relation::Root => {
                    grammar.subject(id)
                }
                _ => None,
            };
            let bearer = bearer.and_then(|bearer| self.of_person(bearer));
            return self.push_some(entry, status, bearer, id);
        }
        if !is_bodily(grammar, id) {
            return;
        }
        // “a gash on her cheek”, “a bandage round his head”.
        if entry.has('l') {
            let beside = grammar.part_beside(id).or_else(|| {
                let head = grammar.head(id)?;
                let is_clause = matches!(
                    grammar.relation(id),
                    Relation::Nsubj | Relation::Obj | Relation::Obl
                );
                grammar.part_beside(head).filter(|_| is_clause)
            });
            if let Some((word, part)) = beside {
                let owner = part.owner.or_else(|| grammar.owner(id));
                let bearer = owner.map(|who| Bearer { who, part: Some(part.name), word });
                return self.push_some(entry, status, bearer, id);
            }
            // “His arm was in a sling”, “had his arm in a sling”.
            if matches!(grammar.case(id), "in" | "into")
                && let Some(bearer) = self.wrapped(id)
            {
                return self.push(entry, status, bearer, id, None);
            }
        }
        let bearer = if entry.has('m') && grammar.is_owned(id) {
            grammar.possessor(id).map(|who| Bearer { who, part: None, word: id })
        } else if entry.has('n') || entry.has('l') || entry.has('o') {
            let with = grammar.bearer(id).filter(|_| !grammar.is_owned(id));
            with.and_then(|word| {
                let who = grammar.who(word)?;
                Some(Bearer { who, part: None, word })
            })
        } else {
            None
        };
        self.push_some(entry, status, bearer, id);
    }
}

/// A cut of meat, a pain of conscience, the wounds of a nation: what *of* adds is no body.
fn is_bodily(grammar: &Grammar<'_>, id: ParsedWordId) -> bool {
    !grammar.kids(id).iter().any(|&kid| {
        grammar.relation(kid) == Relation::Nmod
            && grammar.case(kid) == "of"
            && grammar.part(kid).is_none()
            && grammar.who(kid).is_none()
    })
}
