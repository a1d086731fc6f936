//! What only whole phrases say of bodies: blows, bandages, cries, colours, what runs down a
//! face.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};

use super::super::Status;
use super::super::grammar::Part;
use super::super::lexicon::{Entry, has};
use super::{Bearer, Reader, Sign, is_face, is_limb};

const STRUCK: Entry = Entry::of("", "struck", "wound");
const BITTEN: Entry = Entry::of("", "cut", "wound");
const BRUISED: Entry = Entry::of("", "bruised", "wound");
const MESS: Entry = Entry::of("", "a mess", "wound");
const HURT: Entry = Entry::of("", "hurt", "hurt");
const STRAINED: Entry = Entry::of("", "torn", "fracture");
const PAINFUL: Entry = Entry::of("b", "in pain", "pain");
const BAD: Entry = Entry::of("", "bad", "pain");
const WEAK: Entry = Entry::of("b", "giving way", "weak");
pub(super) const NUMB: Entry = Entry::of("", "numb", "numb");
const CRYING: Entry = Entry::of("b", "crying", "cry");
const BLUSHING: Entry = Entry::of("b", "blushing", "red");
const PALE: Entry = Entry::of("b", "pale", "pale");
const DIZZY: Entry = Entry::of("b", "dizzy", "dizzy");
const WRAPPED: Entry = Entry::of("t", "wrapped", "treated");
const COOLED: Entry = Entry::of("tb", "cooled", "treated");
const WASHED: Entry = Entry::of("tb", "washed", "treated");
const HEALING: Entry = Entry::of("h", "healed", "healing");
const CUT_OPEN: Entry = Entry::of("", "cut open", "wound");
const SKINNED: Entry = Entry::of("", "skinned", "wound");
const SPRAINED: Entry = Entry::of("", "sprained, turned", "fracture");
const GONE: Entry = Entry::of("", "gone", "pain");

impl Reader<'_> {
    /// What a word and those around it say together.
    pub(super) fn figure(&mut self, id: ParsedWordId) {
        match self.grammar.tag(id) {
            Tag::Verb => self.figure_of_verb(id),
            Tag::Noun => self.figure_of_noun(id),
            Tag::Adj => self.figure_of_size(id),
            _ => {}
        }
    }

    fn figure_of_verb(&mut self, id: ParsedWordId) {
        let grammar = self.grammar;
        let lemma = grammar.lemma(id);
        let subject = grammar.kid(id, Relation::Nsubj);
        let object = grammar.kid(id, Relation::Obj);
        if has(
            &["breathe", "get", "catch", "feel", "move", "bend", "lift", "walk", "stand"],
            lemma,
        ) {
            self.unable(id);
        }
        if has(EXTRACT, lemma) {
            let passive = subject.filter(|_| grammar.is_passive(id));
            if let Some(thing) = object.or(passive) {
                self.taken_out(id, thing);
            }
        }
        if let Some(object) = object {
            let beside = || self.beside(id, object);
            if has(BLOWS, lemma) && grammar.tag(object) != Tag::Noun
                || has(BLOWS, lemma) && grammar.who(object).is_some()
            {
                // “It caught him across the ribs.”
                if let Some((word, part, case)) = beside()
                    && has(&["across", "in", "on", "over", "round", "between"], case)
                    && !(case == "in" && has(&["arm", "arms"], &part.name))
                {
                    let who = grammar.who(object);
                    return self.tell(STRUCK, id, word, Some(part), who);
                }
            }
            let thing = grammar.lower(object);
            if thing == "something" && has(TEAR, lemma) {
                // “I’ve torn something in my shoulder.”
                if let Some((word, part, "in" | "to")) = beside() {
                    let who = grammar.subject_who(id);
                    return self.tell(STRAINED, id, word, Some(part), who);
                }
            }
            if matches!(thing, "colour" | "color") && lemma == "change" {
                let Some(subject) = subject else { return };
                return self.tell(PALE, id, subject, None, grammar.who(subject));
            }
            if thing == "skin"
                && let Some((word, part)) =
                    grammar.part_beside(id).or_else(|| grammar.part_beside(object))
                && matches!(grammar.case(word), "off" | "from" | "of")
            {
                let who = part.owner;
                return self.tell(SKINNED, id, word, Some(part), who);
            }
            if let Some(part) = grammar.part(object) {
                return self.done_to_part(id, object, part, subject);
            }
            if has(WIND, lemma)
                && let Some((word, part, "round" | "around" | "over" | "on")) = beside()
                && is_limb(&part)
                && !has(
                    &["ring", "arm", "hand", "rein", "bracelet"],
                    grammar.lemma(object),
                )
            {
                return self.tell(WRAPPED, id, word, Some(part), None);
            }
            if has(WIPE, lemma) && matches!(thing, "eyes" | "tears") {
                let who = grammar.possessor(object).or(grammar.subject_who(id));
                return self.tell(CRYING, id, object, None, who);
            }
            return;
        }
        let Some(subject) = subject else { return };
        if let Some(part) = grammar.part(subject) {
            let has_way = |ways: &[&str]| {
                grammar.kids(id).iter().any(|&kid| has(ways, grammar.lower(kid)))
            };
            if has(&["ankle", "wrist", "knee"], noun_of(&part))
                && has(&["go", "turn", "roll", "twist"], lemma)
                && has_way(&["over", "under", "sideways"])
            {
                return self.tell(SPRAINED, id, subject, Some(part), None);
            }
            if noun_of(&part) == "head" && has(&["spin", "swim", "reel"], lemma) {
                let who = part.owner;
                return self.tell(DIZZY, id, subject, None, who);
            }
            if grammar.lower(id) == "gone" && grammar.quotation(id).is_some() {
                let who = part.owner;
                return self.tell(GONE, id, subject, Some(part), who);
            }
            let is_leg = has(&["knees", "knee", "legs", "leg", "ankle"], noun_of(&part));
            let n_words = grammar.kids(id).len();
            if is_leg && matches!(lemma, "go" | "give" | "buckle" | "fold") && n_words < 7
            {
                let has_goal = grammar.kids(id).iter().any(|&kid| {
                    grammar.relation(kid) == Relation::Obl
                        && has(&["to", "into", "on", "over"], grammar.case(kid))
                });
                if !has_goal {
                    self.tell(WEAK, id, subject, Some(part), None);
                }
            } else if lemma == "go" || lemma == "fall" {
                let mut kids = grammar.kids(id).iter().copied();
                let word = kids.find(|&kid| {
                    matches!(grammar.lower(kid), "dead" | "numb" | "asleep")
                });
                if let Some(word) = word {
                    self.tell(NUMB, word, subject, Some(part), None);
                }
            }
            return;
        }
        let is_room = has(
            &["room", "world", "floor", "walls", "ceiling", "street", "ground"],
            grammar.lower(subject),
        );
        let is_round = lemma == "go"
            && grammar
                .kids(id)
                .iter()
                .any(|&kid| matches!(grammar.lower(kid), "round" | "around"));
        if is_room
            && (has(&["spin", "tilt", "swim", "sway", "reel", "swing"], lemma)
                || is_round)
        {
            self.tell(DIZZY, id, subject, None, None);
        }
    }

    /// What is done to a part: bandaged, held in pain, put under water, wiped.
    fn done_to_part(
        &mut self,
        id: ParsedWordId,
        object: ParsedWordId,
        part: Part,
        subject: Option<ParsedWordId>,
    ) {
        let grammar = self.grammar;
        let lemma = grammar.lemma(id);
        let who = part.owner;
        let doer = subject.and_then(|subject| grammar.who(subject));
        let is_open = grammar.kids(id).iter().any(|&kid| grammar.lower(kid) == "open");
        if is_open
            && has(&["lay", "cut", "split", "slice", "rip", "tear", "slash"], lemma)
        {
            return self.tell(CUT_OPEN, id, object, Some(part), who.or(doer));
        }
        let mut phrases = grammar.kids(id).iter().copied().filter(|&kid| {
            matches!(grammar.relation(kid), Relation::Obl | Relation::Xcomp)
        });
        let is_in = |word: ParsedWordId, cases: &[&str], nouns: &[&str]| {
            has(cases, grammar.case(word)) && has(nouns, grammar.lemma(word))
        };
        if let Some(word) = phrases.clone().find(|&word| is_in(word, &["under"], WATER)) {
            return self.tell(COOLED, word, object, Some(part), who);
        }
        let in_cloth = phrases.find(|&word| is_in(word, &["in", "with"], CLOTHS));
        if let Some(word) = in_cloth
            && has(WIND, lemma)
        {
            return self.tell(WRAPPED, word, object, Some(part), who);
        }
        let noun = noun_of(&part);
        if has(WIPE, lemma) && matches!(noun, "eyes" | "eye") {
            return self.tell(CRYING, id, object, None, who.or(doer));
        }
        let is_third = grammar
            .possessive(object)
            .is_none_or(|word| matches!(grammar.lower(word), "his" | "her"));
        let is_own = who.is_none() || who == doer || is_third;
        let is_held = has(&["clutch", "nurse", "rub", "massage", "cradle"], lemma)
            || lemma == "hold" && grammar.lower(id) == "holding" && noun != "neck";
        if is_held
            && is_own
            && has(SORE, noun)
            && grammar.kid(id, Relation::Xcomp).is_none()
        {
            return self.tell(PAINFUL, id, object, Some(part), who.or(doer));
        }
        if matches!(lemma, "wash" | "clean" | "disinfect" | "swab" | "salve")
            && is_limb(&part)
        {
            self.tell(WASHED, id, object, Some(part), who);
        }
    }

    fn figure_of_noun(&mut self, id: ParsedWordId) {
        let grammar = self.grammar;
        let lemma = grammar.lemma(id);
        let is_quoted = grammar.quotation(id).is_some();
        if let Some(part) = grammar.part(id)
            && grammar.relation(id) == Relation::Root
            && is_quoted
            && grammar.is_owned(id)
        {
            let subject = grammar.kid(id, Relation::Nsubj);
            if let Some(subject) = subject {
                // “It’s my back.”
                let is_it = matches!(grammar.lower(subject), "it" | "'t" | "’t");
                if is_it && grammar.kid(id, Relation::Cop).is_some() {
                    let who = part.owner;
                    self.tell(BAD, id, id, Some(part), who);
                }
            } else if self.is_exclaimed(id) {
                // “My hand!”
                let who = part.owner;
                self.tell(HURT, id, id, Some(part), who);
            }
            return;
        }
        if lemma == "pack" {
            let is_ice = grammar
                .kids(id)
                .iter()
                .any(|&kid| has(&["ice", "cold"], grammar.lemma(kid)));
            if let Some((word, part)) = grammar.part_beside(id).filter(|_| is_ice) {
                let who = part.owner;
                self.tell(COOLED, id, word, Some(part), who);
            }
        } else if matches!(lemma, "bite" | "chunk" | "slice" | "nick" | "gash") {
            let Some(head) = grammar.head(id) else { return };
            let is_taken = grammar.relation(id) == Relation::Obj
                && has(&["take", "cut", "have"], grammar.lemma(head));
            let mut of = grammar.kids(head).iter().chain(grammar.kids(id)).copied();
            let out = of.find(|&kid| has(&["out", "of"], grammar.case(kid)));
            let Some(word) = out.filter(|_| is_taken) else { return };
            let part = grammar.part(word);
            let who = match &part {
                Some(part) => part.owner,
                None => grammar.who(word),
            };
            if part.is_some() || who.is_some() {
                self.tell(BITTEN, id, word, part, who);
            }
        } else if matches!(lemma, "mend") && grammar.case(id) == "on" {
            let subject = grammar.subject(id);
            let Some(subject) = subject else { return };
            let part = grammar.part(subject);
            let who = part.as_ref().map_or(grammar.who(subject), |part| part.owner);
            self.tell(HEALING, id, subject, part, who);
        } else if matches!(lemma, "mess" | "ruin" | "pulp" | "sight" | "wreck") {
            // “His lip was a mess.”
            let Some(subject) = grammar.subject(id) else { return };
            let Some(part) = grammar.part(subject) else { return };
            if grammar.kid(id, Relation::Cop).is_some() {
                let who = part.owner;
                self.tell(MESS, id, subject, Some(part), who);
            }
        } else if matches!(lemma, "colour" | "color") {
            // “His side was the colour of a plum.”
            let Some(subject) = grammar.subject(id) else { return };
            let Some(part) = grammar.part(subject) else { return };
            if !is_face(&part) && grammar.kid(id, Relation::Cop).is_some() {
                let who = part.owner;
                self.tell(BRUISED, id, subject, Some(part), who);
            }
        } else if lemma == "blood" && grammar.relation(id) == Relation::Nsubj {
            // “The blood rushed to her face.”
            let Some(verb) = grammar.head(id) else { return };
            let rises =
                ["rush", "mount", "rise", "come", "flood", "flow", "surge", "fly"];
            if !has(&rises, grammar.lemma(verb)) {
                return;
            }
            if let Some((word, part)) = grammar.part_beside(verb)
                && is_face(&part)
                && has(&["to", "into", "up", "in"], grammar.case(word))
            {
                let who = part.owner;
                self.tell(BLUSHING, verb, word, Some(part), who);
            }
        }
    }

    /// A part among the phrases that hang on a verb or its object, and its preposition.
    fn beside(
        &self,
        verb: ParsedWordId,
        object: ParsedWordId,
    ) -> Option<(ParsedWordId, Part, &'static str)> {
        const CASES: &[&str] = &[
            "across", "in", "on", "over", "round", "around", "between", "to", "through",
        ];
        let grammar = self.grammar;
        let kids = grammar.kids(verb).iter().chain(grammar.kids(object)).copied();
        let mut phrases = kids.filter(|&kid| {
            matches!(grammar.relation(kid), Relation::Obl | Relation::Nmod)
                && grammar.parse.relation(kid) != "nmod:poss"
        });
        phrases.find_map(|kid| {
            let case = grammar.case(kid);
            let case = CASES.iter().copied().find(|&known| known == case)?;
            Some((kid, grammar.part(kid)?, case))
        })
    }

    /// Whether an exclamation mark follows a word.
    fn is_exclaimed(&self, id: ParsedWordId) -> bool {
        let kids = self.grammar.kids(id).iter().copied();
        kids.filter(|&kid| kid > id).any(|kid| self.grammar.written(kid).contains('!'))
    }

    /// Says it of whoever it may be.
    pub(super) fn tell(
        &mut self,
        entry: Entry,
        word: ParsedWordId,
        bearer: ParsedWordId,
        part: Option<Part>,
        who: Option<EntityId>,
    ) {
        let Some(status) = self.grammar.status(word) else { return };
        let status = if status == Status::Holds { entry.status() } else { status };
        self.tell_as(status, entry, word, bearer, part, who);
    }

    /// Says it with what is known of whether it is so.
    pub(super) fn tell_as(
        &mut self,
        status: Status,
        entry: Entry,
        word: ParsedWordId,
        bearer: ParsedWordId,
        part: Option<Part>,
        who: Option<EntityId>,
    ) {
        self.signs.push(Sign {
            who,
            part: part.map(|part| part.name),
            word,
            bearer,
            entry,
            status,
            at: self.grammar.start(word).min(self.grammar.start(bearer)),
            evidence: self.grammar.hull(&[word, bearer]),
            by: None,
            cause: self.event_of(word),
        });
    }

    /// “had gone the colour of putty”, “her face was the colour of paste”: pale, unless what
    /// the colour is taken from is red.
    pub(super) fn colour(&mut self, id: ParsedWordId, entry: Entry, status: Status) {
        const RED: &[&str] = &[
            "beetroot", "beet", "brick", "tomato", "lobster", "blood", "plum", "wine",
            "rose", "mahogany", "fire", "poppy", "grape", "cherry", "liver",
        ];
        let grammar = self.grammar;
        let kids = grammar.kids(id).iter().copied();
        let mut of = kids.filter(|&kid| {
            grammar.relation(kid) == Relation::Nmod && grammar.case(kid) == "of"
        });
        let like = of.next();
        let verb = grammar.head(id).map_or("", |head| grammar.lemma(head));
        // “Mr. Orme had changed colour”, “gone a funny colour”
        let is_change = has(&["change", "lose", "go", "turn"], verb)
            && matches!(grammar.relation(id), Relation::Obj | Relation::Xcomp);
        match like {
            Some(like) if has(RED, grammar.lemma(like)) => return,
            None if !is_change => return,
            _ => {}
        }
        let verb = grammar.head(id).filter(|&head| {
            has(&["go", "turn", "become", "change", "lose"], grammar.lemma(head))
                && matches!(
                    grammar.relation(id),
                    Relation::Obj | Relation::Xcomp | Relation::Obl
                )
        });
        let is_said = grammar.kid(id, Relation::Cop).is_some();
        let subject = match verb {
            Some(verb) => grammar.subject(verb),
            None => grammar.subject(id).filter(|_| is_said),
        };
        let Some(subject) = subject else { return };
        let bearer = match grammar.part(subject) {
            Some(part) if is_face(&part) => self.of_part(subject, part, None),
            Some(_) => None,
            None => self.of_person(subject),
        };
        self.push_some(entry, status, bearer, id);
    }

    /// What is in a sling: the head of the phrase, its object, its subject.
    pub(super) fn wrapped(&self, id: ParsedWordId) -> Option<Bearer> {
        let grammar = self.grammar;
        let head = grammar.head(id).unwrap_or(id);
        let words = [
            Some(head),
            grammar.kid(head, Relation::Obj),
            grammar.subject(if grammar.head(id).is_none() { id } else { head }),
        ];
        let otherwise = grammar.owner(head).or_else(|| grammar.subject_who(head));
        words.into_iter().flatten().find_map(|word| {
            let part = grammar.part(word)?;
            self.of_part(word, part, otherwise)
        })
    }

    /// “Blood ran down his face”, “there were tears in her eyes”, “blood on her lip”.
    pub(super) fn fluid(&mut self, id: ParsedWordId, entry: Entry, status: Status) {
        const FROM: &[&str] = &["from", "down", "over", "through", "in", "on", "into"];
        let grammar = self.grammar;
        let own = grammar.part_beside(id);
        let of_verb = || {
            let is_flow = matches!(grammar.relation(id), Relation::Nsubj | Relation::Obj);
            let head = grammar.head(id)?;
            // “Her eyes filled with tears.”
            if grammar.relation(id) == Relation::Obl && grammar.case(id) == "with" {
                let subject = grammar.subject(head)?;
                return grammar.part(subject).map(|part| (subject, part));
            }
            let head = Some(head).filter(|_| is_flow)?;
            let found = grammar.part_beside(head)?;
            let is_there =
                grammar.lemma(head) != "be" || entry.has('x') || entry.has('S');
            Some(found).filter(|_| is_there || grammar.case(id).is_empty())
        };
        let Some((word, part)) = own.or_else(of_verb) else {
            // “There was sweat upon her.”
            if entry.has('S') {
                let near =
                    grammar.head(id).into_iter().flat_map(|head| grammar.kids(head));
                let mut near = near.chain(grammar.kids(id)).copied().filter(|&kid| {
                    matches!(grammar.relation(kid), Relation::Obl | Relation::Nmod)
                        && has(&["on", "upon", "over"], grammar.case(kid))
                });
                let bearer = near.find_map(|kid| self.of_person(kid));
                self.push_some(entry, status, bearer, id);
            }
            return;
        };
        let case = grammar.case(word);
        let noun = part.name.rsplit(' ').next().unwrap_or("");
        let fits = if entry.has('x') || grammar.case(id) == "with" {
            matches!(noun, "eyes" | "eye" | "cheeks" | "cheek" | "face")
        } else {
            // Blood on hands is often somebody else's.
            has(FROM, case)
                && !(entry.has('B') && case == "on" && noun.starts_with("hand"))
                && !(entry.has('B') && noun.starts_with("vein"))
        };
        let is_blush =
            entry.has('B') && is_face(&part) && has(&["in", "to", "into"], case);
        let who = part.owner.filter(|_| fits && !is_blush);
        let bearer = who.map(|who| Bearer { who, part: Some(part.name), word });
        self.push_some(entry, status, bearer, id);
    }
}

/// The last word of a part's name.
pub(super) fn noun_of(part: &Part) -> &str {
    part.name.rsplit(' ').next().unwrap_or("")
}

/// Verbs that with somebody and a part tell of a blow.
const BLOWS: &[&str] =
    &["get", "catch", "take", "strike", "hit", "clip", "clout", "nick"];
/// Verbs that with *something* tell of a strain.
const TEAR: &[&str] = &["tear", "pull", "do", "break", "rip", "snap", "strain", "twist"];
/// Verbs for what is done with a bandage.
const WIND: &[&str] = &[
    "wind", "wrap", "bind", "tie", "tape", "strap", "roll", "swathe", "do", "swaddle",
    "knot", "bandage", "press",
];
/// What a bandage can be made of.
const CLOTHS: &[&str] = &[
    "napkin",
    "towel",
    "handkerchief",
    "bandage",
    "cloth",
    "scarf",
    "gauze",
    "rag",
    "film",
    "plaster",
    "splint",
    "sling",
    "lint",
    "linen",
    "dressing",
    "strip",
];
/// Verbs for taking out what is stuck in somebody.
const EXTRACT: &[&str] = &[
    "cut", "draw", "pull", "take", "get", "dig", "pick", "pluck", "ease", "remove",
    "extract",
];
/// What cools a burn.
const WATER: &[&str] = &["tap", "water", "pump", "faucet", "stream"];
/// Verbs for drying eyes.
const WIPE: &[&str] = &["wipe", "dry", "mop", "dab", "blot"];
/// Parts that are held because they hurt.
const SORE: &[&str] = &[
    "head", "side", "stomach", "jaw", "elbow", "wrist", "ankle", "knee", "ribs", "nose",
    "shin", "shoulder", "belly", "skull", "temple", "thigh", "throat", "cheek", "neck",
];
