//! To whom, from whom, where to: the phrases around a verb that moves a thing.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Span, TokenId};

use super::super::lexicon::has;
use super::Reader;

/// Where something is put.
pub(super) struct Goal {
    /// Who has it then, if it is put on or into somebody.
    pub(super) holder: Option<EntityId>,
    /// Whether it is put into a hand, so that it is given.
    pub(super) is_hand: bool,
    pub(super) place: Span<TokenId>,
    pub(super) word: ParsedWordId,
}

impl Reader<'_> {
    /// To whom: “gave him the key”, “handed the key to her”, “was given the key”.
    pub(super) fn recipient(
        &self,
        verb: ParsedWordId,
        object: ParsedWordId,
    ) -> Option<(ParsedWordId, EntityId)> {
        let grammar = self.grammar;
        let is_passive = grammar.is_passive(verb);
        let kids = grammar.kids(verb).iter().copied().filter(|&kid| kid != object);
        let mut found = kids.filter(|&kid| match grammar.relation(kid) {
            Relation::Iobj => true,
            Relation::Obl => matches!(grammar.case(kid), "to" | "into" | "in"),
            Relation::Nsubj => is_passive && grammar.relation(object) == Relation::Obj,
            _ => false,
        });
        found.find_map(|kid| {
            let case = grammar.case(kid);
            if matches!(case, "into" | "in") {
                // “put it in her hand”
                let part = grammar.part(kid).filter(|part| is_hand(&part.name))?;
                return Some((kid, part.owner?));
            }
            Some((kid, grammar.who(kid)?))
        })
    }

    /// From whom or from whose pocket.
    pub(super) fn source(
        &self,
        verb: ParsedWordId,
    ) -> Option<(ParsedWordId, Option<EntityId>)> {
        let grammar = self.grammar;
        let kids = grammar.kids(verb).iter().copied();
        let mut found = kids.filter(|&kid| {
            grammar.relation(kid) == Relation::Obl
                && matches!(grammar.case(kid), "from" | "off" | "out" | "of")
        });
        found.next().map(|kid| (kid, grammar.who(kid).or_else(|| grammar.possessor(kid))))
    }

    /// Where to: “in her pocket”, “under the mat”, “round his neck”.
    pub(super) fn goal(
        &self,
        verb: ParsedWordId,
        object: ParsedWordId,
        doer: Option<EntityId>,
    ) -> Option<Goal> {
        const CASES: &[&str] = &[
            "in",
            "into",
            "on",
            "onto",
            "upon",
            "under",
            "underneath",
            "beneath",
            "behind",
            "inside",
            "within",
            "round",
            "around",
            "over",
            "between",
            "among",
            "beside",
            "against",
            "at",
            "by",
            "near",
            "through",
            "across",
            "to",
        ];
        let grammar = self.grammar;
        let of_verb = grammar.kids(verb).iter().copied();
        let of_verb = of_verb.filter(|&kid| grammar.relation(kid) == Relation::Obl);
        let of_object = grammar.kids(object).iter().copied();
        let of_object = of_object.filter(|&kid| {
            grammar.relation(kid) == Relation::Nmod
                && grammar.parse.relation(kid) != "nmod:poss"
        });
        let mut places = of_verb.chain(of_object).filter(|&kid| {
            has(CASES, grammar.case(kid))
                && matches!(grammar.tag(kid), Tag::Noun | Tag::Propn | Tag::Pron)
                && !is_time(grammar.lemma(kid))
        });
        let word = places.next()?;
        let place = self.phrase(word);
        if let Some(part) = grammar.part(word) {
            let is_hand = is_hand(&part.name);
            let holder = part.owner.or(doer.filter(|_| !grammar.is_owned(word)));
            return Some(Goal { holder, is_hand, place, word });
        }
        let holder = if is_worn(grammar.lemma(word)) {
            grammar.possessor(word).or(doer.filter(|_| !grammar.is_owned(word)))
        } else {
            None
        };
        Some(Goal { holder, is_hand: false, place, word })
    }

    /// A phrase from its preposition to its noun.
    pub(super) fn phrase(&self, noun: ParsedWordId) -> Span<TokenId> {
        let grammar = self.grammar;
        let kids = grammar.kids(noun).iter().copied();
        let mut words: Vec<ParsedWordId> = kids
            .filter(|&kid| {
                kid < noun
                    && matches!(
                        grammar.relation(kid),
                        Relation::Case
                            | Relation::Det
                            | Relation::Amod
                            | Relation::Compound
                            | Relation::Nmod
                            | Relation::Nummod
                    )
            })
            .collect();
        words.push(noun);
        grammar.hull(&words)
    }

    /// A hand, a neck, a pocket among the phrases that hang on a word, and whose it is.
    pub(super) fn hand(
        &self,
        word: ParsedWordId,
    ) -> Option<(ParsedWordId, Option<EntityId>)> {
        const CASES: &[&str] = &[
            "in", "on", "under", "round", "around", "inside", "at", "between", "over",
            "to",
        ];
        let grammar = self.grammar;
        let kids = grammar.kids(word).iter().copied();
        let mut found = kids.filter(|&kid| {
            matches!(grammar.relation(kid), Relation::Obl | Relation::Nmod)
                && has(CASES, grammar.case(kid))
                && (grammar.part(kid).is_some() || is_worn(grammar.lemma(kid)))
        });
        found.next().map(|kid| (kid, grammar.possessor(kid)))
    }
}

/// Whether what is in it is in somebody's hands.
fn is_hand(part: &str) -> bool {
    let noun = part.rsplit(' ').next().unwrap_or("");
    matches!(
        noun,
        "hand"
            | "hands"
            | "palm"
            | "palms"
            | "fingers"
            | "fist"
            | "lap"
            | "arms"
            | "fists"
    )
}

/// Whether it is worn or carried, so that what is in it goes with its owner.
pub(super) fn is_worn(lemma: &str) -> bool {
    const WORN: &[&str] = &[
        "pocket",
        "purse",
        "bag",
        "handbag",
        "belt",
        "coat",
        "sleeve",
        "waistcoat",
        "jacket",
        "pouch",
        "wallet",
        "satchel",
        "rucksack",
        "backpack",
        "boot",
        "shoe",
        "sock",
        "shirt",
        "bodice",
        "apron",
        "cloak",
        "hat",
        "glove",
        "holster",
        "bosom",
        "waistband",
        "girdle",
        "basket",
        "knapsack",
        "dress",
        "stocking",
        "collar",
        "cuff",
        "mouth",
        "teeth",
        "knee",
    ];
    has(WORN, lemma)
}

/// Whether it is a time and no place.
pub(super) fn is_time(lemma: &str) -> bool {
    const TIMES: &[&str] = &[
        "day",
        "night",
        "morning",
        "evening",
        "afternoon",
        "minute",
        "moment",
        "hour",
        "week",
        "month",
        "year",
        "time",
        "second",
        "way",
        "silence",
        "turn",
        "end",
        "last",
        "once",
        "case",
        "order",
        "fact",
        "instant",
        "voice",
        "surprise",
        "return",
        "front",
        "purpose",
    ];
    has(TIMES, lemma)
}
