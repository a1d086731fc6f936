//! What each word says of a body: whose, which part, what is the matter, who did it.
//!
//! `noun` has what nouns say, `figure` what only whole phrases say: blows, bandages, colours,
//! cries; `able` what somebody cannot do.

use dramaturg_cast::EntityId;
use dramaturg_parse::{LemmaId, ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Position, Span, Table, TokenId};

use super::Status;
use super::grammar::{Grammar, Part};
use super::lexicon::{BodyWords, Entry, WordClass, body_words, has};
use crate::{EventId, Events};

mod able;
mod figure;
mod noun;

/// One passage that says something of a body.
#[derive(Clone, Debug)]
pub(crate) struct Sign {
    /// Whose body it is, if the tree says so.
    pub(crate) who: Option<EntityId>,
    pub(crate) part: Option<String>,
    /// The word that says so, and the word for whose body or part it is.
    pub(crate) word: ParsedWordId,
    pub(crate) bearer: ParsedWordId,
    pub(crate) entry: Entry,
    pub(crate) status: Status,
    pub(crate) at: Byte,
    pub(crate) evidence: Span<TokenId>,
    pub(crate) by: Option<EntityId>,
    pub(crate) cause: Option<EventId>,
}

impl Sign {
    /// Whether it only says that a state is over.
    pub(crate) fn is_end(&self) -> bool {
        self.entry.has('e')
    }
}

/// What the lists say of each lemma of a book.
pub(crate) fn known(grammar: &Grammar<'_>) -> Table<LemmaId, Known> {
    let words = body_words();
    let rows = grammar.parse.lemmas.rows().iter();
    let known = rows.map(|lemma| Known {
        adjective: words.find(lemma, WordClass::Adjective),
        verb: words.find(lemma, WordClass::Verb).or_else(|| words.find_form(lemma)),
        noun: words.find(lemma, WordClass::Noun),
        is_phrasal: words.is_phrasal(lemma),
    });
    known.collect()
}

/// All that the rules find said of bodies, in the order of the text.
pub(crate) fn signs(
    grammar: &Grammar<'_>,
    known: &Table<LemmaId, Known>,
    events: &Events,
) -> Vec<Sign> {
    let words = body_words();
    let mut reader = Reader { grammar, words, events, signs: Vec::new() };
    for (id, word) in grammar.parse.words.iter() {
        let known = &known[word.lemma];
        reader.figure(id);
        match word.tag {
            Tag::Adj | Tag::Adv => {
                if let Some(entry) = known.adjective {
                    reader.adjective(id, entry);
                } else if let Some(entry) = known.verb {
                    reader.participle(id, entry);
                }
            }
            Tag::Verb => {
                if let Some(entry) = reader.with_particle(id, known) {
                    reader.verb(id, entry);
                } else if let Some(entry) =
                    known.adjective.or_else(|| reader.as_adjective(id))
                {
                    // “I weary you”
                    if grammar.kid(id, Relation::Obj).is_none() {
                        reader.adjective(id, entry);
                    }
                }
            }
            Tag::Noun => {
                let is_ing = known.verb.is_some()
                    && word.relation != Relation::Compound
                    && grammar.parse.features(id).contains("VerbForm=Part");
                if let Some(entry) = known.verb.filter(|_| is_ing) {
                    // “He came in, coughing.”
                    reader.verb(id, entry);
                } else if let Some(entry) = known.noun {
                    reader.noun(id, entry);
                } else if let Some(entry) =
                    known.adjective.filter(|_| word.relation != Relation::Obj)
                {
                    // “fast asleep”, “the drunk”: taggers differ.
                    if word.relation == Relation::Xcomp {
                        reader.adjective(id, entry);
                    }
                }
            }
            Tag::Intj => reader.cry_of_pain(id),
            _ => {}
        }
    }
    let mut signs = reader.signs;
    signs.sort_by_key(|sign| sign.at);
    signs
}

/// What the lists say of a lemma.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub(crate) adjective: Option<Entry>,
    pub(crate) verb: Option<Entry>,
    pub(crate) noun: Option<Entry>,
    is_phrasal: bool,
}

/// Whom or what a passage is about.
struct Bearer {
    who: EntityId,
    part: Option<String>,
    word: ParsedWordId,
}

#[derive(Debug)]
struct Reader<'a> {
    grammar: &'a Grammar<'a>,
    words: &'static BodyWords,
    events: &'a Events,
    signs: Vec<Sign>,
}

impl Reader<'_> {
    /// The entry of a verb, with its particle if it has one: *pass out* is not *pass*.
    fn with_particle(&self, verb: ParsedWordId, known: &Known) -> Option<Entry> {
        const PARTICLES: &[&str] =
            &["out", "off", "up", "over", "to", "round", "around", "down", "away", "in"];
        let grammar = self.grammar;
        let kids = grammar.kids(verb).iter().copied();
        let mut particles = kids.filter(|&kid| {
            let is_particle = grammar.parse.relation(kid) == "compound:prt"
                || known.is_phrasal && grammar.relation(kid) == Relation::Advmod;
            is_particle && has(PARTICLES, grammar.lower(kid))
        });
        let Some(particle) = particles.next() else { return known.verb };
        let form = grammar.lower(particle);
        if known.is_phrasal {
            let phrase = format!("{} {form}", grammar.lemma(verb));
            if let Some(entry) = self.words.find(&phrase, WordClass::Verb) {
                // “She passed out into the evening.”
                let is_way = self.has_way(verb);
                return Some(entry).filter(|_| !is_way);
            }
        }
        // “cut off”, “broke down”, “burned up” are something else.
        let is_bent = |entry: &Entry| entry.has('j') || entry.has('p');
        if form == "up" && known.verb.is_some_and(|entry| is_bent(&entry)) {
            return known.verb;
        }
        let is_shout = form == "out";
        known.verb.filter(|entry| {
            entry.has('t') || entry.has('e') || entry.has('b') && !is_shout
        })
    }

    /// Whether a verb with a particle says where somebody goes.
    fn has_way(&self, verb: ParsedWordId) -> bool {
        let grammar = self.grammar;
        grammar.kids(verb).iter().any(|&kid| {
            grammar.relation(kid) == Relation::Obl
                && matches!(grammar.case(kid), "into" | "of" | "out" | "through" | "to")
        })
    }

    /// Whether somebody gets over what is no state of a body: *recovered from his surprise*,
    /// *recovered herself*.
    fn is_of_mind(&self, verb: ParsedWordId) -> bool {
        let grammar = self.grammar;
        grammar.kids(verb).iter().any(|&kid| match grammar.relation(kid) {
            Relation::Obj => true,
            Relation::Obl => {
                let is_state =
                    || self.words.find(grammar.lemma(kid), WordClass::Noun).is_some();
                grammar.case(kid) == "from" && !is_state()
            }
            _ => false,
        })
    }

    /// Whether feelings are hurt, and no body: *he was hurt*, *wounded in his pride*.
    fn is_felt(&self, id: ParsedWordId, entry: Entry, part: Option<&str>) -> bool {
        let grammar = self.grammar;
        let is_in_mind = grammar.kids(id).iter().any(|&kid| {
            grammar.relation(kid) == Relation::Obl
                && matches!(grammar.case(kid), "in" | "at" | "by")
                && grammar.part(kid).is_none()
        });
        entry.group == "hurt" && part.is_none() && (entry.state == "hurt" || is_in_mind)
    }

    /// A participle that the lists have as an adjective: *concussed*.
    fn as_adjective(&self, id: ParsedWordId) -> Option<Entry> {
        let is_past =
            self.grammar.parse.features(id).contains("Tense=Past|VerbForm=Part");
        // “had drunk” tells of a drink.
        let has_had = self.grammar.kids(id).iter().any(|&kid| {
            self.grammar.relation(kid) == Relation::Aux && self.grammar.lemma(kid) != "be"
        });
        let form = (is_past && !has_had).then(|| self.grammar.lower(id))?;
        self.words.find(form, WordClass::Adjective)
    }

    fn push(
        &mut self,
        entry: Entry,
        status: Status,
        bearer: Bearer,
        word: ParsedWordId,
        by: Option<EntityId>,
    ) {
        let status = match status {
            Status::Holds if entry.has('N') => Status::Negated,
            Status::Holds => entry.status(),
            Status::Negated if entry.has('N') => return,
            other => other,
        };
        let cause = self.event_of(word);
        self.signs.push(Sign {
            who: Some(bearer.who),
            part: bearer.part,
            word,
            bearer: bearer.word,
            entry,
            status,
            at: self.grammar.start(word).min(self.grammar.start(bearer.word)),
            evidence: self.grammar.hull(&[word, bearer.word]),
            by: by.filter(|&by| by != bearer.who),
            cause,
        });
    }

    /// The event that a word tells of.
    fn event_of(&self, word: ParsedWordId) -> Option<EventId> {
        self.events.of_word(word)
    }

    /// A part with an owner; where its own phrase names none, a given one.
    fn of_part(
        &self,
        word: ParsedWordId,
        part: Part,
        otherwise: Option<EntityId>,
    ) -> Option<Bearer> {
        let is_owned = self.grammar.is_owned(word);
        let who = part.owner.or(otherwise.filter(|_| !is_owned))?;
        Some(Bearer { who, part: Some(part.name), word })
    }

    fn of_person(&self, word: ParsedWordId) -> Option<Bearer> {
        let who = self.grammar.who(word)?;
        Some(Bearer { who, part: None, word })
    }

    fn adjective(&mut self, id: ParsedWordId, entry: Entry) {
        let grammar = self.grammar;
        let status = match grammar.status(id) {
            // “not well”
            Some(Status::Negated) if entry.has('V') => Status::Holds,
            Some(status) if !entry.has('V') => status,
            _ => return,
        };
        if grammar.relation(id) == Relation::Amod {
            let Some(noun) = grammar.head(id) else { return };
            if let Some(part) = grammar.part(noun) {
                let is_bad = entry.has('K') && part.name.ends_with("eye")
                    || entry.has('L') && is_joint(&part);
                if entry.has('P') || entry.has('F') && is_face(&part) || is_bad {
                    let bearer = self.of_part(noun, part, grammar.owner(noun));
                    self.push_some(entry, status, bearer, id);
                }
            } else if entry.has('A') {
                let bearer = self.of_person(noun);
                self.push_some(entry, status, bearer, id);
            }
            return;
        }
        // “had drunk” is no adjective, whatever the tagger says.
        let is_verb = grammar.kid(id, Relation::Aux).is_some_and(|aux| {
            grammar.lemma(aux) == "have" && grammar.kid(id, Relation::Cop).is_none()
        });
        if is_verb
            || matches!(grammar.relation(id), Relation::Advmod | Relation::Compound)
        {
            return;
        }
        let Some(subject) = grammar.subject(id) else { return };
        let status = self.past_of(id, status);
        if let Some(part) = grammar.part(subject) {
            let is_bad = entry.has('L') && is_joint(&part);
            if entry.has('P') || entry.has('F') && is_face(&part) || is_bad {
                let bearer = self.of_part(subject, part, None);
                self.push_some(entry, status, bearer, id);
            }
            return;
        }
        let head = grammar.head(id);
        let is_xcomp = grammar.relation(id) == Relation::Xcomp;
        let verb = head.filter(|_| is_xcomp).map_or("", |head| grammar.lemma(head));
        // “makes me sick”, “stopped dead” are ways of speaking.
        if matches!(verb, "make" | "stop") || entry.group == "dead" && verb == "feel" {
            return;
        }
        let fits = if entry.has('F') {
            matches!(verb, "go" | "turn" | "grow" | "get" | "become") || self.is_as_a(id)
        } else if entry.has('E') {
            (!is_xcomp || verb == "feel") && !self.is_as_a(id)
        } else if entry.has('e') {
            true
        } else {
            entry.has('W') || entry.has('V') || entry.has('H') && self.is_speech(id)
        };
        if !fits || self.has_measure(id) {
            return;
        }
        let Some(mut bearer) = self.of_person(subject) else { return };
        // “lame in the left leg”, “blind in one eye”.
        if let Some((word, part)) = grammar.part_beside(id)
            && entry.has('P')
            && matches!(grammar.case(word), "in" | "of" | "on")
        {
            bearer.part = Some(part.name);
        }
        if !self.is_felt(id, entry, bearer.part.as_deref()) {
            self.push(entry, status, bearer, id, None);
        }
    }

    /// “Ow!” says that the speaker is in pain.
    fn cry_of_pain(&mut self, id: ParsedWordId) {
        let next = ParsedWordId::from_index(id.index() + 1);
        let is_alone = self
            .grammar
            .parse
            .words
            .get(next)
            .is_none_or(|next| matches!(next.tag, Tag::Punct | Tag::Intj));
        let is_cry =
            is_alone && matches!(self.grammar.lower(id), "ow" | "ouch" | "oww" | "owww");
        let quotation = self.grammar.quotation(id).filter(|_| is_cry);
        let Some(entry) = self.words.find("ache", WordClass::Verb) else { return };
        let speaker = quotation.and_then(|quotation| self.grammar.speaker(quotation));
        let bearer = speaker.map(|who| Bearer { who, part: None, word: id });
        self.push_some(entry, Status::Holds, bearer, id);
    }

    /// “It hurts”, as somebody says of themselves.
    fn it_hurts(
        &mut self,
        id: ParsedWordId,
        subject: ParsedWordId,
        entry: Entry,
        status: Status,
    ) {
        let is_it = matches!(self.grammar.lower(subject), "it" | "this" | "that");
        let quotation = self.grammar.quotation(id).filter(|_| is_it);
        let Some(who) = quotation.and_then(|q| self.grammar.speaker(q)) else { return };
        let bearer = Bearer { who, part: None, word: subject };
        self.push(entry, status, bearer, id, None);
    }

    /// “as white as a sheet”.
    fn is_as_a(&self, id: ParsedWordId) -> bool {
        let grammar = self.grammar;
        let kids = grammar.kids(id).iter().copied();
        let mut nouns = kids.filter(|&kid| {
            matches!(grammar.relation(kid), Relation::Obl | Relation::Advcl)
                && grammar.tag(kid) == Tag::Noun
        });
        nouns.any(|kid| {
            let marks = grammar.kids(kid).iter();
            marks.copied().any(|mark| grammar.lemma(mark) == "as")
        })
    }

    /// “sick of it”, “dead to the world”, “tired of waiting”, “blind to it” are no states of
    /// bodies, nor are “as drunk as a lord” in a comparison of two.
    fn has_measure(&self, id: ParsedWordId) -> bool {
        let grammar = self.grammar;
        grammar.kids(id).iter().any(|&kid| {
            let relation = grammar.relation(kid);
            matches!(relation, Relation::Obl | Relation::Nmod)
                && matches!(grammar.case(kid), "of" | "to" | "at")
                && grammar.part(kid).is_none()
                || relation == Relation::Advcl
                    && grammar.kids(kid).iter().any(|&mark| {
                        grammar.relation(mark) == Relation::Mark
                            && matches!(grammar.lemma(mark), "of" | "than")
                    })
        })
    }

    fn is_speech(&self, id: ParsedWordId) -> bool {
        self.grammar.quotation(id).is_some()
    }

    /// “had been ill” is over where the story stands.
    fn past_of(&self, id: ParsedWordId, status: Status) -> Status {
        let grammar = self.grammar;
        let kids = || grammar.kids(id).iter().copied();
        let has_had = kids().any(|kid| {
            grammar.relation(kid) == Relation::Aux
                && matches!(grammar.lower(kid), "had" | "'d" | "’d")
        });
        let has_been = kids().any(|kid| grammar.lower(kid) == "been");
        match status {
            Status::Holds if has_had && has_been => Status::Past,
            other => other,
        }
    }

    fn push_some(
        &mut self,
        entry: Entry,
        status: Status,
        bearer: Option<Bearer>,
        word: ParsedWordId,
    ) {
        if let Some(bearer) = bearer {
            self.push(entry, status, bearer, word, None);
        }
    }

    /// A participle that stands for what has been done: *his bandaged hand*, *was broken*.
    fn participle(&mut self, id: ParsedWordId, entry: Entry) {
        let grammar = self.grammar;
        let Some(status) = grammar.status(id) else { return };
        let is_done = entry.has('p')
            || entry.has('q')
            || entry.has('c')
            || entry.has('j')
            || entry.has('z');
        let by = grammar.agent(id);
        if grammar.relation(id) == Relation::Amod {
            let Some(noun) = grammar.head(id) else { return };
            if let Some(part) = grammar.part(noun) {
                let fits = !entry.has('j') || fits_part(grammar, entry, &part, id);
                if is_done && fits && !entry.has('k') && !entry.has('R') {
                    let bearer = self.of_part(noun, part, grammar.owner(noun));
                    self.push_some(entry, status, bearer, id);
                }
            } else if entry.has('w') && entry.group != "dead" {
                let bearer = self.of_person(noun);
                self.push_some(entry, status, bearer, id);
            }
            return;
        }
        let Some(subject) = grammar.subject(id) else { return };
        if let Some(part) = grammar.part(subject) {
            if is_done && fits_part(grammar, entry, &part, id) {
                // “had his arm broken”: his, whoever did it.
                if let Some(bearer) = self.of_part(subject, part, None) {
                    self.push(entry, status, bearer, id, by);
                }
            }
        } else if entry.has('w') || entry.has('R') || entry.has('W') {
            let Some(mut bearer) = self.of_person(subject) else { return };
            if let Some((_, part)) = grammar.part_beside(id) {
                bearer.part = Some(part.name);
            }
            if !self.is_felt(id, entry, bearer.part.as_deref()) {
                self.push(entry, status, bearer, id, by);
            }
        }
    }

    fn verb(&mut self, id: ParsedWordId, entry: Entry) {
        let grammar = self.grammar;
        if grammar.relation(id) == Relation::Amod || grammar.is_passive(id) {
            if entry.has('e') || entry.has('s') && !entry.has('w') {
                return;
            }
            return self.participle(id, entry);
        }
        let features = grammar.parse.features(id);
        let is_participle = features.contains("VerbForm=Part");
        let has_aux = grammar.kid(id, Relation::Aux).is_some();
        let object = grammar.kid(id, Relation::Obj);
        // “He lay there, bandaged”, “had his arm broken”.
        if is_participle
            && !has_aux
            && object.is_none()
            && features.contains("Tense=Past")
        {
            let relation = grammar.relation(id);
            if matches!(relation, Relation::Acl | Relation::Xcomp | Relation::Advcl)
                && !entry.has('s')
            {
                return self.participle(id, entry);
            }
        }
        let Some(status) = grammar.status(id) else { return };
        let subject = grammar.subject(id);
        let doer = subject.and_then(|subject| grammar.who(subject));
        if let Some(object) = object {
            if let Some(part) = grammar.part(object) {
                let fits = "pcjkzZ".chars().any(|flag| entry.has(flag));
                if fits && fits_part(grammar, entry, &part, id) {
                    if let Some(bearer) = self.of_part(object, part, doer) {
                        self.push(entry, status, bearer, id, doer);
                    }
                } else if entry.has('q') && has(SWELL, grammar.lemma(id)) {
                    let bearer = self.of_part(object, part, doer);
                    self.push_some(entry, status, bearer, id);
                }
                return;
            }
            let is_self = grammar.lower(object).ends_with("self");
            // “You’re killing me”, “it kills me”.
            let is_killing = entry.group == "dead"
                && (features.contains("VerbForm=Ger") || features.contains("Tense=Pres"));
            // “It wounded her” is mostly no wound.
            let has_part = grammar.part_beside(id).is_some();
            let is_vague = entry.group == "hurt" && !has_part;
            let is_blow = entry.has('v') && has_part;
            if entry.has('w') && !is_killing && !is_vague
                || is_blow
                || is_self && entry.has('R')
            {
                let person = if is_self { subject } else { Some(object) };
                let Some(person) = person else { return };
                let Some(mut bearer) = self.of_person(person) else { return };
                if let Some((_, part)) = grammar.part_beside(id) {
                    bearer.part = Some(part.name);
                }
                bearer.word = object;
                self.push(entry, status, bearer, id, doer);
            }
            return;
        }
        let Some(subject) = subject else { return };
        if let Some(part) = grammar.part(subject) {
            if (entry.has('q') || entry.has('y')) && fits_part(grammar, entry, &part, id)
            {
                let bearer = self.of_part(subject, part, None);
                self.push_some(entry, status, bearer, id);
            }
            return;
        }
        if entry.has('q') && matches!(entry.group, "pain" | "hurt") {
            return self.it_hurts(id, subject, entry, status);
        }
        let is_going_on = features.contains("VerbForm=Ger")
            || features.contains("Tense=Pres") && is_participle;
        // “cried” and “sobbed” beside a quotation say how somebody speaks.
        let is_cue = grammar.parse.words.get(id).is_some_and(|_| self.is_cue(id));
        let lasts = entry.has('g') && !is_cue || entry.has('G') && is_going_on && !is_cue;
        if !(entry.has('s') || lasts) {
            return;
        }
        if grammar.lemma(id) == "recover" && self.is_of_mind(id) {
            return;
        }
        let entry = if entry.group == "dead" && is_going_on {
            DYING
        } else if entry.group == "dead"
            && features.contains("Tense=Pres")
            && grammar.quotation(id).is_some()
        {
            // “I die for them.”
            return;
        } else {
            entry
        };
        // “slept with him”
        let is_affair = entry.group == "asleep"
            && grammar.kids(id).iter().any(|&kid| {
                grammar.relation(kid) == Relation::Obl
                    && grammar.case(kid) == "with"
                    && grammar.who(kid).is_some()
            });
        if is_affair {
            return;
        }
        let Some(mut bearer) = self.of_person(subject) else { return };
        // “was bleeding from the nose”.
        if entry.has('q')
            && let Some((_, part)) = grammar.part_beside(id)
        {
            bearer.part = Some(part.name);
        }
        let status =
            if entry.group == "dead" { status } else { self.past_of(id, status) };
        self.push(entry, status, bearer, id, None);
    }

    /// Whether a verb introduces a quotation.
    fn is_cue(&self, verb: ParsedWordId) -> bool {
        let token = self.grammar.token(verb);
        let rows = self.grammar.cast.speech.rows.rows();
        // Quotations come in order, and so do their cues, but for a few.
        let at = rows.partition_point(|row| row.cue.is_none_or(|cue| cue.verb < token));
        let near = rows[at.saturating_sub(2)..(at + 3).min(rows.len())].iter();
        near.filter_map(|row| row.cue).any(|cue| cue.verb == token)
            || self.grammar.kids(verb).iter().any(|&kid| {
                self.grammar.quotation(kid) != self.grammar.quotation(verb)
                    && self.grammar.relation(kid) == Relation::Ccomp
            })
    }
}

/// Whether it is a hurt, and no gesture or figure of speech, that a verb says of a part.
pub(crate) fn fits_part(
    grammar: &Grammar<'_>,
    entry: Entry,
    part: &Part,
    verb: ParsedWordId,
) -> bool {
    const JOINTS: &[&str] =
        &["ankle", "knee", "wrist", "ankles", "knees", "wrists", "shoulder", "back"];
    let noun = part.name.rsplit(' ').next().unwrap_or("");
    if entry.has('j') || entry.has('k') {
        let joints = if entry.has('k') { &JOINTS[..1] } else { JOINTS };
        return has(joints, noun);
    }
    if entry.has('Z') {
        return is_limb(part) || matches!(noun, "tooth" | "teeth" | "eye" | "ear");
    }
    if entry.has('y') {
        return matches!(noun, "eyes" | "eye");
    }
    if entry.has('c') && has(&["arms", "hands", "fingers", "legs"], noun) {
        return false;
    }
    if entry.has('c') && grammar.kid(verb, Relation::Obj).is_some() {
        let kids = grammar.kids(verb).iter().copied();
        let mut kids = kids.filter(|&kid| grammar.relation(kid) == Relation::Obl);
        let is_wound = kids.any(|kid| matches!(grammar.case(kid), "in" | "with"));
        return is_wound;
    }
    match grammar.lemma(verb) {
        "bite" => !matches!(noun, "lip" | "lips" | "tongue" | "nails" | "nail"),
        "crack" => !matches!(noun, "knuckles" | "fingers" | "face" | "lip" | "lips"),
        "dress" | "scratch" => !matches!(noun, "head" | "ear" | "chin" | "nose"),
        "break" => !matches!(noun, "face" | "lips" | "mouth"),
        "split" => !matches!(noun, "sides" | "face" | "side"),
        "cut" => !matches!(noun, "nails" | "throat" | "throats"),
        "bathe" => !matches!(noun, "face" | "neck" | "hands" | "arms"),
        "shake" | "tremble" | "quiver" => !matches!(noun, "head" | "heads" | "fist"),
        _ => true,
    }
}

const DYING: Entry = Entry::of("", "dying", "dying");

/// Verbs that have what swells as their object: “he broke into a sweat” has none.
const SWELL: &[&str] = &["swell", "blister"];

/// Whether a part shows how pale somebody is.
fn is_face(part: &Part) -> bool {
    let noun = part.name.rsplit(' ').next().unwrap_or("");
    matches!(noun, "face" | "lips" | "lip" | "cheeks" | "cheek" | "fingers")
}

/// Whether *bad* says that a part hurts.
fn is_joint(part: &Part) -> bool {
    const JOINTS: &[&str] = &[
        "knee", "knees", "leg", "legs", "back", "hip", "hips", "shoulder", "ankle",
        "foot", "feet", "arm", "stomach", "chest", "tooth", "teeth", "wrist", "lungs",
    ];
    has(JOINTS, part.name.rsplit(' ').next().unwrap_or(""))
}

/// Whether a cloth around it is no clothing.
pub(crate) fn is_limb(part: &Part) -> bool {
    const LIMBS: &[&str] = &[
        "hand", "hands", "thumb", "finger", "fingers", "arm", "wrist", "knee", "leg",
        "ankle", "foot", "elbow", "palm", "thigh", "calf", "forearm", "knuckles", "toe",
    ];
    has(LIMBS, part.name.rsplit(' ').next().unwrap_or(""))
}
