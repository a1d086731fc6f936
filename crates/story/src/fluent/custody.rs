//! Who has which thing, and where it lies: what verbs of giving, taking, putting, holding and
//! losing say, and what a thing's own phrase says.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span, Table, TokenId};

use super::grammar::Grammar;
use super::lexicon::{Handling, handling, has};
use super::thing::Things;
use super::{Custody, CustodyId, Status, Thing, ThingId};

/// The things that matter, and their chains of custody.
pub(crate) fn chains(
    grammar: &Grammar<'_>,
) -> (Table<ThingId, Thing>, Table<CustodyId, Custody>) {
    let things = Things::new(grammar);
    let mut links = Vec::new();
    let reader = Reader { grammar, things: &things };
    for (id, word) in grammar.parse.words.iter() {
        match word.tag {
            Tag::Verb => {
                if let Some(way) = handling(grammar.lemma(id)) {
                    reader.verb(id, way, &mut links);
                }
                reader.falls(id, &mut links);
            }
            Tag::Noun if things.of_word[id.index()].is_some() => {
                reader.noun(id, &mut links);
            }
            _ => {}
        }
        reader.lies(id, &mut links);
    }
    links.sort_by_key(|link: &Link| (link.evidence.start(), link.word));
    keep(grammar, things, links)
}

/// One passage that says who has a thing or where it is.
#[derive(Clone, Debug)]
struct Link {
    thing: usize,
    word: ParsedWordId,
    action: &'static str,
    holder: Option<EntityId>,
    from: Option<EntityId>,
    place: Option<Span<TokenId>>,
    evidence: Span<TokenId>,
    /// Whether it changes nothing: somebody holds, carries or wears it, or it lies there.
    is_still: bool,
}

/// Keeps the things that matter, and of each chain the links that change something.
fn keep(
    grammar: &Grammar<'_>,
    things: Things,
    links: Vec<Link>,
) -> (Table<ThingId, Thing>, Table<CustodyId, Custody>) {
    let n_things = things.rows.len();
    let mut n_moves = vec![0_u32; n_things];
    for link in &links {
        n_moves[link.thing] += if link.is_still { 1 } else { 2 };
    }
    let matters = |i: usize| {
        let row = &things.rows[i];
        n_moves[i] >= 2 || n_moves[i] == 1 && row.n_mentions >= 2
    };
    let mut kept: Vec<usize> = (0..n_things).filter(|&i| matters(i)).collect();
    kept.sort_by_key(|&i| things.rows[i].first.start());
    let mut ids = vec![None; n_things];
    for (new, &old) in kept.iter().enumerate() {
        ids[old] = Some(ThingId::from_index(new));
    }
    let mut holders: Vec<Option<EntityId>> = vec![None; n_things];
    let mut last: Vec<Option<(Option<EntityId>, bool)>> = vec![None; n_things];
    let mut rows = Vec::new();
    for link in links {
        let Some(thing) = ids[link.thing] else { continue };
        let before = &mut holders[link.thing];
        // Somebody who has it anyway holds it: nothing new.
        let is_known = link.holder.is_some() && *before == link.holder;
        if link.is_still && is_known && last[link.thing].is_some() {
            continue;
        }
        let from = link.from.or(*before).filter(|from| Some(*from) != link.holder);
        *before = link.holder;
        last[link.thing] = Some((link.holder, link.is_still));
        rows.push(Custody {
            thing,
            holder: link.holder,
            place: link.place,
            action: link.action,
            from_holder: from,
            at: grammar.book.bytes(link.evidence).start(),
            evidence: link.evidence,
            confidence: if link.is_still { 0.65 } else { 0.75 },
        });
    }
    let mut table: Vec<Option<super::thing::Growing>> =
        things.rows.into_iter().map(Some).collect();
    let kept = kept.into_iter().filter_map(|i| table[i].take());
    (kept.map(super::thing::Growing::finish).collect(), rows.into_iter().collect())
}

/// Where something is put.
struct Goal {
    /// Who has it then, if it is put on or into somebody.
    holder: Option<EntityId>,
    /// Whether it is put into a hand, so that it is given.
    is_hand: bool,
    place: Span<TokenId>,
    word: ParsedWordId,
}

#[derive(Debug)]
struct Reader<'a> {
    grammar: &'a Grammar<'a>,
    things: &'a Things,
}

impl Reader<'_> {
    fn thing(&self, word: ParsedWordId) -> Option<usize> {
        self.things.of_word[word.index()]
    }

    /// The things that a verb does something to: objects, joined ones too, passive subjects,
    /// and what a relative clause is about.
    fn objects(&self, verb: ParsedWordId) -> Vec<ParsedWordId> {
        let grammar = self.grammar;
        let is_passive = grammar.is_passive(verb);
        let is_object = |&&kid: &&ParsedWordId| match grammar.relation(kid) {
            Relation::Obj => true,
            Relation::Nsubj => is_passive,
            _ => false,
        };
        let mut words: Vec<ParsedWordId> =
            grammar.kids(verb).iter().filter(is_object).copied().collect();
        let relative =
            grammar.head(verb).filter(|_| grammar.relation(verb) == Relation::Acl);
        let is_relative = |word: &ParsedWordId| {
            matches!(grammar.lemma(*word), "that" | "which" | "who")
        };
        if let Some(head) = relative
            && (words.is_empty() || words.iter().any(is_relative))
            && (grammar.parse.relation(verb) == "acl:relcl"
                || grammar.parse.features(verb).contains("Tense=Past"))
        {
            words.push(head);
        }
        let joined: Vec<ParsedWordId> = words
            .iter()
            .flat_map(|&word| grammar.kids(word))
            .filter(|&&kid| grammar.relation(kid) == Relation::Conj)
            .copied()
            .collect();
        words.extend(joined);
        words.retain(|&word| self.thing(word).is_some());
        words
    }

    fn verb(&self, verb: ParsedWordId, way: Handling, links: &mut Vec<Link>) {
        let grammar = self.grammar;
        let objects = self.objects(verb);
        if objects.is_empty() {
            return;
        }
        let is_so = matches!(grammar.status(verb), Some(Status::Holds | Status::Past));
        if !is_so {
            return;
        }
        let is_passive = grammar.is_passive(verb);
        let doer = if is_passive {
            grammar.agent(verb)
        } else {
            let subject = grammar.subject(verb);
            subject.filter(|s| !objects.contains(s)).and_then(|s| grammar.who(s))
        };
        let is_doer_known = doer.is_some();
        let particle = self.particle(verb);
        for object in objects {
            let Some(thing) = self.thing(object) else { continue };
            let mut words = vec![verb, object];
            let mut link = Link {
                thing,
                word: verb,
                action: way.action(),
                holder: None,
                from: None,
                place: None,
                evidence: Span::one(grammar.token(verb)),
                is_still: false,
            };
            let goal = self.goal(verb, object, doer);
            let to = self.recipient(verb, object);
            match way {
                Handling::Give(_) | Handling::Move(_) | Handling::Take(_)
                    if to.is_some() && !matches!(particle, "out" | "off") =>
                {
                    let Some((word, who)) = to else { continue };
                    if Some(who) == doer {
                        continue;
                    }
                    words.push(word);
                    link.action = if matches!(way, Handling::Give(_)) {
                        way.action()
                    } else {
                        "give"
                    };
                    (link.holder, link.from) = (Some(who), doer);
                }
                Handling::Give("bring") if is_doer_known => link.holder = doer,
                Handling::Give(_) => continue,
                Handling::Take(action) => {
                    if !is_doer_known && !is_passive {
                        continue;
                    }
                    link.holder = doer;
                    let source = self.source(verb);
                    let is_out = particle == "out" || source.is_some();
                    link.action = match action {
                        "draw" | "pull" if is_out => "take_out",
                        "pull" | "take" | "get" if particle == "off" => "take_off",
                        "take" | "get" if particle == "out" => "take_out",
                        "pick" if particle == "up" => "pick_up",
                        "draw" | "pull" | "pick" => continue,
                        "get" => "take",
                        action => action,
                    };
                    // “found it hard”, “got it open”
                    if matches!(action, "find" | "get")
                        && grammar.kid(verb, Relation::Xcomp).is_some()
                    {
                        continue;
                    }
                    if let Some((word, from)) = source {
                        words.push(word);
                        link.from = from;
                    }
                }
                Handling::Put(_) | Handling::Move(_) if particle == "off" => continue,
                Handling::Put(_) | Handling::Move(_) => {
                    let is_on = particle == "on";
                    match goal {
                        Some(goal) => {
                            words.push(goal.word);
                            let is_given = goal.holder.is_some() && goal.holder != doer;
                            if is_given && goal.is_hand {
                                link.action = "give";
                            }
                            (link.holder, link.from) = (goal.holder, doer);
                            link.place = Some(goal.place);
                        }
                        None if is_on && matches!(way, Handling::Put("put" | "pull")) => {
                            if !is_doer_known {
                                continue;
                            }
                            (link.action, link.holder) = ("put_on", doer);
                        }
                        None if matches!(
                            way,
                            Handling::Put("hide" | "drop" | "lose")
                        ) || matches!(
                            particle,
                            "down" | "away" | "aside" | "back"
                        ) =>
                        {
                            link.from = doer;
                            if link.action == "put" && particle == "down" {
                                link.action = "put_down";
                            }
                            if particle == "away" {
                                (link.action, link.holder) = ("put_away", doer);
                                link.from = None;
                            }
                            if particle == "back" {
                                link.action = "return";
                            }
                        }
                        None => continue,
                    }
                    if link.holder.is_none() && link.from.is_none() && !is_passive {
                        continue;
                    }
                }
                Handling::Hold(action) => {
                    if !is_doer_known {
                        continue;
                    }
                    link.is_still = true;
                    link.holder = doer;
                    if action == "have" {
                        let Some((word, _)) =
                            self.hand(verb).or_else(|| self.hand(object))
                        else {
                            continue;
                        };
                        words.push(word);
                        link.action = "hold";
                    }
                }
            }
            link.evidence = grammar.hull(&words);
            links.push(link);
        }
    }

    /// The particle of a verb.
    fn particle(&self, verb: ParsedWordId) -> &'static str {
        const PARTICLES: &[&str] =
            &["out", "off", "up", "on", "down", "away", "back", "aside"];
        let grammar = self.grammar;
        for &kid in grammar.kids(verb) {
            let is_particle = grammar.parse.relation(kid) == "compound:prt"
                || grammar.relation(kid) == Relation::Advmod;
            let form = grammar.lower(kid);
            let found = PARTICLES.iter().find(|&&particle| particle == form);
            if let Some(found) = found.filter(|_| is_particle) {
                return found;
            }
        }
        ""
    }

    /// To whom: “gave him the key”, “handed the key to her”, “was given the key”.
    fn recipient(
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
    fn source(&self, verb: ParsedWordId) -> Option<(ParsedWordId, Option<EntityId>)> {
        let grammar = self.grammar;
        let kids = grammar.kids(verb).iter().copied();
        let mut found = kids.filter(|&kid| {
            grammar.relation(kid) == Relation::Obl
                && matches!(grammar.case(kid), "from" | "off" | "out" | "of")
        });
        found.next().map(|kid| (kid, grammar.who(kid).or_else(|| grammar.possessor(kid))))
    }

    /// Where to: “in her pocket”, “under the mat”, “round his neck”.
    fn goal(
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
    fn phrase(&self, noun: ParsedWordId) -> Span<TokenId> {
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
    fn hand(&self, word: ParsedWordId) -> Option<(ParsedWordId, Option<EntityId>)> {
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

    /// “with the key in her hand”: she holds it, whatever the sentence is about.
    fn noun(&self, noun: ParsedWordId, links: &mut Vec<Link>) {
        let grammar = self.grammar;
        let is_with = grammar.case(noun) == "with"
            && matches!(grammar.relation(noun), Relation::Obl | Relation::Nmod);
        let Some(head) = grammar.head(noun) else { return };
        // “came back with the lamp”
        if is_with
            && grammar.relation(noun) == Relation::Obl
            && has(COME, grammar.lemma(head))
            && grammar.status(head) == Some(Status::Holds)
            && let Some(thing) = self.thing(noun)
            && let Some(holder) = grammar.subject_who(head)
        {
            return links.push(Link {
                thing,
                word: noun,
                action: "bring",
                holder: Some(holder),
                from: None,
                place: None,
                evidence: grammar.hull(&[noun, head]),
                is_still: true,
            });
        }
        let hand = self.hand(noun).or_else(|| self.hand(head).filter(|_| is_with));
        let Some((word, owner)) = hand else { return };
        let is_object = grammar.relation(noun) == Relation::Obj;
        if is_object && handling(grammar.lemma(head)).is_some() {
            return;
        }
        let bearer = || {
            let bearer = match grammar.relation(noun) {
                Relation::Nmod => Some(head),
                _ => grammar.subject(head),
            };
            bearer.filter(|_| is_with && !grammar.is_owned(word))
        };
        let holder = owner.or_else(|| bearer().and_then(|bearer| grammar.who(bearer)));
        let Some(thing) = self.thing(noun) else { return };
        if holder.is_none() || grammar.status(head).is_none_or(|s| s != Status::Holds) {
            return;
        }
        links.push(Link {
            thing,
            word: noun,
            action: "hold",
            holder,
            from: None,
            place: Some(self.phrase(word)),
            evidence: grammar.hull(&[noun, word]),
            is_still: true,
        });
    }

    /// “The key was in the drawer”, “round her neck”, “gone”.
    fn lies(&self, id: ParsedWordId, links: &mut Vec<Link>) {
        let grammar = self.grammar;
        let Some(subject) = grammar.kid(id, Relation::Nsubj) else { return };
        let Some(thing) = self.thing(subject) else { return };
        if grammar.status(id) != Some(Status::Holds) {
            return;
        }
        let lemma = grammar.lemma(id);
        let is_gone = matches!(lemma, "gone" | "missing" | "go" | "vanish" | "disappear")
            && (matches!(&*grammar.lower(id), "gone" | "missing")
                || matches!(lemma, "vanish" | "disappear"));
        let mut link = Link {
            thing,
            word: id,
            action: "at",
            holder: None,
            from: None,
            place: None,
            evidence: grammar.hull(&[subject, id]),
            is_still: true,
        };
        if is_gone && self.phraseless(id) {
            (link.action, link.is_still) = ("lose", false);
            return links.push(link);
        }
        const LIE: &[&str] =
            &["lie", "hang", "rest", "stand", "sit", "stick", "protrude"];
        let is_place = grammar.tag(id) == Tag::Noun && !grammar.case(id).is_empty();
        let is_lying = grammar.tag(id) == Tag::Verb && has(LIE, lemma);
        let word = if is_place {
            Some(id)
        } else if is_lying {
            self.goal(id, subject, None).map(|goal| goal.word)
        } else {
            None
        };
        let Some(word) = word.filter(|&word| !is_time(grammar.lemma(word))) else {
            return;
        };
        if !matches!(
            grammar.case(word),
            "in" | "on"
                | "under"
                | "behind"
                | "beside"
                | "inside"
                | "round"
                | "around"
                | "between"
                | "beneath"
                | "at"
                | "upon"
                | "over"
                | "against"
                | "from"
        ) {
            return;
        }
        link.place = Some(self.phrase(word));
        let is_body = grammar.part(word).is_some() || is_worn(grammar.lemma(word));
        if is_body {
            link.holder = grammar.possessor(word);
            if link.holder.is_none() {
                return;
            }
            link.action = "hold";
        }
        link.evidence = grammar.hull(&[subject, id, word]);
        links.push(link);
    }

    fn phraseless(&self, id: ParsedWordId) -> bool {
        let grammar = self.grammar;
        !grammar
            .kids(id)
            .iter()
            .any(|&kid| matches!(grammar.relation(kid), Relation::Obl | Relation::Xcomp))
    }

    /// “The lantern dropped out of his mouth”, “the envelope hit the floor”.
    fn falls(&self, verb: ParsedWordId, links: &mut Vec<Link>) {
        let grammar = self.grammar;
        let lemma = grammar.lemma(verb);
        let is_fall =
            matches!(lemma, "fall" | "drop" | "roll" | "slip" | "slide" | "hit");
        let Some(subject) = grammar.kid(verb, Relation::Nsubj).filter(|_| is_fall) else {
            return;
        };
        let Some(thing) = self.thing(subject) else { return };
        let object = grammar.kid(verb, Relation::Obj);
        let hits_floor = object.is_some_and(|object| {
            matches!(grammar.lemma(object), "floor" | "ground" | "deck" | "table")
        });
        let is_flying = if lemma == "hit" { hits_floor } else { object.is_none() };
        if !is_flying
            || grammar.is_passive(verb)
            || grammar.status(verb) != Some(Status::Holds)
        {
            return;
        }
        let goal = self.goal(verb, subject, None);
        let mut words = vec![subject, verb];
        words.extend(goal.as_ref().map(|goal| goal.word).or(object));
        links.push(Link {
            thing,
            word: verb,
            action: "fall",
            holder: goal.as_ref().and_then(|goal| goal.holder),
            from: self.source(verb).and_then(|(_, from)| from),
            place: goal.map(|goal| goal.place),
            evidence: grammar.hull(&words),
            is_still: false,
        });
    }
}

/// Verbs for coming; who comes with a thing has it.
const COME: &[&str] = &[
    "come", "return", "arrive", "appear", "emerge", "enter", "reappear", "hurry",
    "crash", "back", "run", "walk",
];

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
fn is_worn(lemma: &str) -> bool {
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
fn is_time(lemma: &str) -> bool {
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
