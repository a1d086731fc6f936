//! Who has which thing, and where it lies: what verbs of giving, taking, putting, holding and
//! losing say, and what a thing's own phrase says.

use dramaturg_cast::EntityId;
use dramaturg_cast::lexicon::{NounClass, NounClasses, Supersense};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span, TokenId};
use rustc_hash::FxHashSet;

use super::Status;
use super::grammar::Grammar;
use super::lexicon::{Handling, handling, has};
use super::thing::Things;

mod idiom;
mod place;

use idiom::is_idiom;
use place::{is_time, is_worn};

/// All that is said or may be said of who has a thing, in the order of the text.
pub(crate) fn links(grammar: &Grammar<'_>, things: &Things) -> Vec<Link> {
    let mut links = Vec::new();
    let reader = Reader { grammar, things };
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
    let told: FxHashSet<ParsedWordId> = links.iter().map(|link| link.object).collect();
    for id in grammar.parse.words.ids().filter(|id| !told.contains(id)) {
        links.extend(reader.loose(id));
    }
    links.retain(|link| !is_idiom(grammar, link));
    for link in &mut links {
        link.is_rule &=
            things.rows[link.thing].is_sure() && !things.vague.contains(&link.object);
    }
    links.sort_by_key(|link: &Link| (link.evidence.start(), link.word));
    // What else a pronoun may mean stands beside what it most likely means.
    let mut all: Vec<Link> = Vec::new();
    for (passage, link) in links.into_iter().enumerate() {
        let others = things.others.get(&link.object).into_iter().flatten();
        let others = others.enumerate().map(|(i, &thing)| Link {
            thing,
            passage,
            rank: i + 1,
            is_rule: false,
            ..link.clone()
        });
        let others: Vec<Link> = others.collect();
        all.push(Link { passage, ..link });
        all.extend(others);
    }
    all
}

/// One passage that says who has a thing or where it is.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// Links of one passage differ in what a pronoun means; at most one is so.
    pub(crate) passage: usize,
    /// How many likelier meanings the pronoun has.
    pub(crate) rank: usize,
    pub(crate) thing: usize,
    /// The word that says so, and the one for the thing.
    pub(crate) word: ParsedWordId,
    pub(crate) object: ParsedWordId,
    pub(crate) action: &'static str,
    pub(crate) holder: Option<EntityId>,
    pub(crate) from: Option<EntityId>,
    pub(crate) place: Option<Span<TokenId>>,
    pub(crate) evidence: Span<TokenId>,
    /// Whether it changes nothing: somebody holds, carries or wears it, or it lies there.
    pub(crate) is_still: bool,
    /// Whether the rules are sure; else only a judge can tell.
    pub(crate) is_rule: bool,
    /// Whether no verb and no phrase says so; somebody's thing is only spoken of.
    pub(crate) is_loose: bool,
    /// What the verb does, its particle, and whom its clause names.
    pub(crate) way: Option<Handling>,
    pub(crate) particle: &'static str,
    pub(crate) doer: Option<EntityId>,
    pub(crate) recipient: Option<EntityId>,
    /// Where it is put: the word, and whose hand or pocket that is.
    pub(crate) goal: Option<ParsedWordId>,
    pub(crate) goal_owner: Option<EntityId>,
    pub(crate) is_in_hand: bool,
}

impl Link {
    /// A link of a chain of which little is known yet.
    fn new(thing: usize, word: ParsedWordId, object: ParsedWordId) -> Link {
        Link {
            passage: 0,
            rank: 0,
            thing,
            word,
            object,
            action: "hold",
            holder: None,
            from: None,
            place: None,
            evidence: Span::one(TokenId::default()),
            is_still: true,
            is_rule: true,
            is_loose: false,
            way: None,
            particle: "",
            doer: None,
            recipient: None,
            goal: None,
            goal_owner: None,
            is_in_hand: false,
        }
    }
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
        if !matches!(grammar.status(verb), Some(Status::Holds | Status::Past)) {
            return;
        }
        // “You give me cigarettes”, “as soon as you take it off”: wished or said of always.
        let is_yours = grammar.quotation(verb).is_some()
            && grammar.parse.features(verb).contains("Tense=Pres")
            && grammar.subject(verb).is_some_and(|id| grammar.lower(id) == "you");
        let is_passive = grammar.is_passive(verb);
        let doer = if is_passive {
            grammar.agent(verb)
        } else {
            let subject = grammar.subject(verb);
            subject.filter(|s| !objects.contains(s)).and_then(|s| grammar.who(s))
        };
        let particle = self.particle(verb);
        for object in objects {
            let Some(thing) = self.thing(object) else { continue };
            let mut link = Link {
                action: way.action(),
                way: Some(way),
                particle,
                doer,
                is_still: false,
                evidence: grammar.hull(&[verb, object]),
                ..Link::new(thing, verb, object)
            };
            let mut words = vec![verb, object];
            link.is_rule = self.settle(&mut link, way, &mut words) && !is_yours;
            if link.action.is_empty() {
                continue;
            }
            link.evidence = grammar.hull(&words);
            links.push(link);
        }
    }

    /// Fills in who has the thing after a verb, and where it is; whether that is sure. An
    /// empty action says that nothing is done to it.
    fn settle(
        &self,
        link: &mut Link,
        way: Handling,
        words: &mut Vec<ParsedWordId>,
    ) -> bool {
        let grammar = self.grammar;
        let (verb, object, doer, particle) =
            (link.word, link.object, link.doer, link.particle);
        let is_passive = grammar.is_passive(verb);
        let is_doer_known = doer.is_some();
        let goal = self.goal(verb, object, doer);
        let to = self.recipient(verb, object);
        link.recipient = to.map(|(_, who)| who);
        if let Some(goal) = &goal {
            link.goal = Some(goal.word);
            link.goal_owner = goal.holder;
            link.is_in_hand = goal.is_hand;
        }
        match way {
            Handling::Give(_)
            | Handling::Move(_)
            | Handling::Take(_)
            | Handling::Hold("carry")
                if to.is_some() && !matches!(particle, "out" | "off") =>
            {
                let Some((word, who)) = to else { return false };
                words.push(word);
                if !matches!(way, Handling::Give(_) | Handling::Hold(_)) {
                    link.action = "give";
                }
                (link.holder, link.from) = (Some(who), doer);
                Some(who) != doer
            }
            Handling::Give("bring") => {
                link.holder = doer;
                is_doer_known
            }
            Handling::Give(_) => {
                link.from = doer;
                false
            }
            Handling::Take(action) => {
                link.holder = doer;
                let source = self.source(verb);
                let is_out = particle == "out" || source.is_some();
                link.action = match action {
                    "draw" | "pull" if is_out => "take_out",
                    "pull" | "take" | "get" | "tear" if particle == "off" => "take_off",
                    "take" | "get" if particle == "out" => "take_out",
                    "fish" | "dig" | "whip" if is_out => "take_out",
                    "pick" | "lift" if particle == "up" => "pick_up",
                    "reach" if matches!(particle, "down" | "out") => "take",
                    "fish" | "dig" | "whip" | "reach" | "tear" | "draw" | "pull"
                    | "pick" => "",
                    "get" => "take",
                    "lift" => "pick_up",
                    action => action,
                };
                if let Some((word, from)) = source {
                    words.push(word);
                    link.from = from;
                }
                // “found it hard”, “got it open”
                let is_way = matches!(action, "find" | "get")
                    && grammar.kid(verb, Relation::Xcomp).is_some();
                (is_doer_known || is_passive) && !is_way
            }
            Handling::Put(_) | Handling::Move(_) if particle == "off" => {
                link.action = "";
                false
            }
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
                        (link.action, link.holder) = ("put_on", doer);
                        return is_doer_known;
                    }
                    None if matches!(way, Handling::Put("hide" | "drop" | "lose"))
                        || matches!(particle, "down" | "away" | "aside" | "back") =>
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
                    None => {
                        link.from = doer;
                        return false;
                    }
                }
                link.holder.is_some() || link.from.is_some() || is_passive
            }
            Handling::Hold(action) => {
                link.is_still = true;
                link.holder = doer;
                // “He held out the poker.”
                if action == "hold" && particle == "out" {
                    (link.action, link.is_still, link.from) = ("give", false, doer);
                    link.holder = None;
                    return false;
                }
                if action == "have" {
                    link.action = "hold";
                    let Some((word, _)) = self.hand(verb).or_else(|| self.hand(object))
                    else {
                        return false;
                    };
                    words.push(word);
                }
                is_doer_known
            }
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
                action: "bring",
                holder: Some(holder),
                doer: Some(holder),
                evidence: grammar.hull(&[noun, head]),
                ..Link::new(thing, noun, noun)
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
        if grammar.status(head) != Some(Status::Holds) {
            return;
        }
        links.push(Link {
            holder,
            place: Some(self.phrase(word)),
            goal: Some(word),
            goal_owner: owner,
            evidence: grammar.hull(&[noun, word]),
            is_rule: holder.is_some(),
            ..Link::new(thing, noun, noun)
        });
    }

    /// “in her gold wrapper”, “his phone rang”, “turned over the page”: who is near a thing
    /// may have it.
    fn loose(&self, id: ParsedWordId) -> Option<Link> {
        let grammar = self.grammar;
        let thing = self.thing(id)?;
        let owner = grammar.possessor(id);
        let verb = grammar.head(id).filter(|&head| grammar.tag(head) == Tag::Verb);
        let doer = verb.and_then(|verb| grammar.subject_who(verb));
        let is_object = grammar.relation(id) == Relation::Obj
            && doer.is_some()
            && verb.is_some_and(|verb| {
                matches!(
                    Supersense::of_verb(grammar.lemma(verb)),
                    Some(
                        Supersense::VerbContact
                            | Supersense::VerbPossession
                            | Supersense::VerbMotion
                            | Supersense::VerbChange
                    )
                ) && matches!(grammar.status(verb), Some(Status::Holds | Status::Past))
            });
        let case = grammar.case(id);
        let is_phrase = matches!(
            grammar.relation(id),
            Relation::Obl | Relation::Nmod | Relation::Root
        );
        let is_clothing =
            NounClasses::of(&self.things.rows[thing].noun).has(NounClass::Clothing);
        let is_worn =
            is_clothing && is_phrase && matches!(case, "in" | "behind" | "under");
        let is_with = is_phrase && case == "with" && grammar.tag(id) == Tag::Noun;
        if owner.is_none() && !is_object && !is_worn && !is_with {
            return None;
        }
        let words = [id, verb.unwrap_or(id)];
        Some(Link {
            action: if is_worn { "wear" } else { "hold" },
            holder: owner.or(doer),
            doer,
            goal_owner: owner,
            evidence: grammar.hull(&words),
            is_rule: false,
            is_loose: true,
            ..Link::new(thing, verb.unwrap_or(id), id)
        })
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
            && (matches!(grammar.lower(id), "gone" | "missing")
                || matches!(lemma, "vanish" | "disappear"));
        let mut link = Link {
            action: "at",
            evidence: grammar.hull(&[subject, id]),
            ..Link::new(thing, id, subject)
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
        link.goal = Some(word);
        let is_body = grammar.part(word).is_some() || is_worn(grammar.lemma(word));
        if is_body {
            link.holder = grammar.possessor(word);
            link.goal_owner = link.holder;
            link.is_rule = link.holder.is_some();
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
        // “It went into her pocket.”
        let is_gone = matches!(lemma, "go" | "disappear" | "vanish" | "slip" | "slide")
            && self.goal(verb, verb, None).is_some_and(|goal| {
                goal.holder.is_some() || is_worn(grammar.lemma(goal.word))
            });
        let subject = grammar.kid(verb, Relation::Nsubj);
        let Some(subject) = subject.filter(|_| is_fall || is_gone) else { return };
        let Some(thing) = self.thing(subject) else { return };
        let object = grammar.kid(verb, Relation::Obj);
        let hits_floor = object.is_some_and(|object| {
            matches!(grammar.lemma(object), "floor" | "ground" | "deck" | "table")
        });
        let is_flying = if lemma == "hit" { hits_floor } else { object.is_none() };
        let action = if is_gone { "put_in" } else { "fall" };
        if !is_flying
            || grammar.is_passive(verb)
            || grammar.status(verb) != Some(Status::Holds)
        {
            return;
        }
        let goal = self.goal(verb, subject, None);
        let mut words = vec![subject, verb];
        words.extend(goal.as_ref().map(|goal| goal.word).or(object));
        let holder = goal.as_ref().and_then(|goal| goal.holder);
        links.push(Link {
            action,
            holder,
            from: self.source(verb).and_then(|(_, from)| from),
            goal: goal.as_ref().map(|goal| goal.word),
            goal_owner: holder,
            place: goal.map(|goal| goal.place),
            evidence: grammar.hull(&words),
            is_still: false,
            ..Link::new(thing, verb, subject)
        });
    }
}

/// Verbs for coming; who comes with a thing has it.
const COME: &[&str] = &[
    "come", "return", "arrive", "appear", "emerge", "enter", "reappear", "hurry",
    "crash", "back", "run", "walk",
];
