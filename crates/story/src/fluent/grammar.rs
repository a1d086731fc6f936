//! What the tree tells about bodies: which word is a part of one, whose it is, and whether a
//! clause is so.

use std::ops::Deref;

use dramaturg_cast::lexicon::Supersense;
use dramaturg_cast::{Cast, EntityId, Mention};
use dramaturg_parse::{LemmaId, Parse, ParsedWordId, Relation, Tag};
use dramaturg_text::{Book, Byte, Position, Span, Table, TokenId};
use rustc_hash::FxHashMap;

use super::Status;
use super::lexicon::{has, is_part};
use crate::tree::Tree;

/// A chain of joined verbs is followed at most this far.
const MAX_CHAIN: usize = 6;

/// A part of somebody's body.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Whose it is, if its own phrase says so.
    pub(crate) owner: Option<EntityId>,
    /// What it is called, with its side: `left hand`.
    pub(crate) name: String,
}

/// The tree, and what its words say of bodies.
#[derive(Debug)]
pub(crate) struct Grammar<'a> {
    tree: Tree<'a>,
    /// Dictionary forms of verbs that the parse cuts too short: *wip* of *wiped*.
    mended: Table<LemmaId, Option<Box<str>>>,
    /// For each word its row of `forms`, or that it is written in lower case.
    lower: Vec<u32>,
    /// Words in lower case that are not written so.
    forms: Vec<Box<str>>,
}

/// Stands for a word that is written in lower case.
const AS_WRITTEN: u32 = u32::MAX;

impl<'a> Deref for Grammar<'a> {
    type Target = Tree<'a>;

    fn deref(&self) -> &Tree<'a> {
        &self.tree
    }
}

impl<'a> Grammar<'a> {
    pub(crate) fn new(book: &'a Book, parse: &'a Parse, cast: &'a Cast) -> Grammar<'a> {
        let mended = parse.lemmas.rows().iter().map(|lemma| mended(lemma)).collect();
        let mut forms: Vec<Box<str>> = Vec::new();
        let mut rows: FxHashMap<&str, u32> = FxHashMap::default();
        let lower = parse.words.rows().iter().map(|word| {
            let written = book.slice(word.span);
            if written.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
                return AS_WRITTEN;
            }
            *rows.entry(written).or_insert_with(|| {
                forms.push(written.to_lowercase().into());
                u32::try_from(forms.len() - 1).unwrap_or(AS_WRITTEN)
            })
        });
        let lower = lower.collect();
        Grammar { tree: Tree::new(book, parse, cast), mended, lower, forms }
    }

    /// The dictionary form of a word.
    pub(crate) fn lemma(&self, id: ParsedWordId) -> &str {
        self.dictionary_form(self.parse.words[id].lemma)
    }

    /// The words of a dictionary form.
    pub(crate) fn dictionary_form(&self, lemma: LemmaId) -> &str {
        self.mended[lemma].as_deref().unwrap_or(&self.parse.lemmas[lemma])
    }

    /// A word in lower case.
    pub(crate) fn lower(&self, id: ParsedWordId) -> &str {
        match self.lower[id.index()] {
            AS_WRITTEN => self.written(id),
            row => &self.forms[row as usize],
        }
    }

    pub(crate) fn start(&self, id: ParsedWordId) -> Byte {
        self.span(id).start()
    }

    /// The tokens from the first to the last of some words.
    pub(crate) fn hull(&self, words: &[ParsedWordId]) -> Span<TokenId> {
        let tokens = words.iter().map(|&id| Span::one(self.token(id)));
        tokens.reduce(Span::hull).expect("evidence has a word")
    }

    /// The mention of any kind that has a word as its head.
    pub(crate) fn mention(&self, id: ParsedWordId) -> Option<&'a Mention> {
        self.cast.references.mentions.rows.get(self.mention_at(self.token(id))?)
    }

    /// Who does it, of a passive: “by Mara”.
    pub(crate) fn agent(&self, verb: ParsedWordId) -> Option<EntityId> {
        let kids = self.kids(verb).iter().copied();
        let mut agents = kids
            .filter(|&kid| self.relation(kid) == Relation::Obl && self.case(kid) == "by");
        agents.next().and_then(|agent| self.who(agent))
    }

    /// The owner that a noun's own phrase names: *her hand*, *the hand of Mara*.
    pub(crate) fn possessor(&self, noun: ParsedWordId) -> Option<EntityId> {
        let mut noun = noun;
        for _ in 0..MAX_CHAIN {
            let kids = self.kids(noun).iter().copied();
            for kid in kids.filter(|&kid| self.relation(kid) == Relation::Nmod) {
                let is_poss = self.parse.relation(kid) == "nmod:poss";
                if is_poss || self.case(kid) == "of" {
                    let owner = self.who(kid);
                    if owner.is_some() || is_poss {
                        return owner;
                    }
                    // “the back of her head”: hers.
                    if is_part(self.lower(kid)) {
                        return self.possessor(kid);
                    }
                }
            }
            if self.relation(noun) != Relation::Conj {
                return None;
            }
            noun = self.head(noun)?;
        }
        None
    }

    /// Whether a noun's phrase names an owner, known or not.
    pub(crate) fn is_owned(&self, noun: ParsedWordId) -> bool {
        self.kids(noun).iter().any(|&kid| self.parse.relation(kid) == "nmod:poss")
    }

    /// The owner of what a noun means, by its phrase or by what the phrase is to its verb:
    /// “had a cough”, “a man with a cough”.
    pub(crate) fn owner(&self, noun: ParsedWordId) -> Option<EntityId> {
        if self.is_owned(noun) {
            return self.possessor(noun);
        }
        self.possessor(noun).or_else(|| self.bearer(noun).and_then(|id| self.who(id)))
    }

    /// Who has what a noun means: the subject of *have*, or what *with* hangs on.
    pub(crate) fn bearer(&self, noun: ParsedWordId) -> Option<ParsedWordId> {
        const HAVE: &[&str] = &[
            "have", "get", "suffer", "catch", "feel", "bear", "nurse", "develop", "run",
            "sport", "sustain", "receive",
        ];
        let head = self.head(noun)?;
        match self.relation(noun) {
            Relation::Obj if has(HAVE, self.lemma(head)) => self.subject(head),
            Relation::Obl if matches!(self.case(noun), "with" | "from" | "in") => {
                self.subject(head)
            }
            Relation::Nmod if self.case(noun) == "with" => Some(head),
            Relation::Root if matches!(self.case(noun), "in" | "under" | "out") => {
                self.subject(noun)
            }
            Relation::Conj => self.bearer_of_first(head),
            _ => None,
        }
    }

    fn bearer_of_first(&self, noun: ParsedWordId) -> Option<ParsedWordId> {
        if self.relation(noun) == Relation::Conj { None } else { self.bearer(noun) }
    }

    /// The part of a body that a noun means.
    pub(crate) fn part(&self, noun: ParsedWordId) -> Option<Part> {
        if matches!(self.tag(noun), Tag::Num | Tag::Det | Tag::Pron) {
            // “three of his fingers”
            let kids = self.kids(noun).iter().copied();
            let mut of = kids.filter(|&kid| {
                self.relation(kid) == Relation::Nmod
                    && self.case(kid) == "of"
                    && self.tag(kid) == Tag::Noun
            });
            return of.next().and_then(|kid| self.part(kid));
        }
        if self.tag(noun) != Tag::Noun {
            return None;
        }
        let form = self.lower(noun);
        if !is_part(form) {
            return None;
        }
        const SIDES: &[&str] = &[
            "left", "right", "upper", "lower", "front", "back", "hind", "little", "big",
            "middle", "ring", "index", "top", "bottom", "other", "bad", "good",
        ];
        let mut name = String::new();
        for &kid in self.kids(noun) {
            let is_mark =
                matches!(self.relation(kid), Relation::Amod | Relation::Compound);
            let side = self.lower(kid);
            if is_mark && has(SIDES, side) {
                name.push_str(side);
                name.push(' ');
            }
        }
        name.push_str(form);
        Some(Part { owner: self.possessor(noun), name })
    }

    /// The first part of a body among the phrases that hang on a word.
    pub(crate) fn part_beside(&self, word: ParsedWordId) -> Option<(ParsedWordId, Part)> {
        let kids = self.kids(word).iter().copied();
        let mut phrases = kids.filter(|&kid| {
            matches!(
                self.relation(kid),
                Relation::Obl | Relation::Nmod | Relation::Compound
            ) && self.parse.relation(kid) != "nmod:poss"
        });
        phrases.find_map(|kid| self.part(kid).map(|part| (kid, part)))
    }

    /// Whether the clause around a word is so; none if it asks, wishes or supposes.
    pub(crate) fn status(&self, id: ParsedWordId) -> Option<Status> {
        if self.is_asked(id) {
            return None;
        }
        let mut status = Status::Holds;
        let mut is_negated = false;
        let mut word = id;
        for step in 0..MAX_CHAIN {
            let is_own = step == 0;
            for &kid in self.kids(word) {
                let form = self.lower(kid);
                match self.relation(kid) {
                    Relation::Advmod | Relation::Det | Relation::Aux | Relation::Cc
                        if matches!(
                            form,
                            "not" | "n't" | "n’t" | "never" | "nt" | "t"
                        ) =>
                    {
                        is_negated = !is_negated;
                    }
                    Relation::Det if form == "no" && is_own => is_negated = !is_negated,
                    Relation::Case if form == "without" && is_own => {
                        is_negated = !is_negated;
                    }
                    Relation::Advmod if is_own && has(NEARLY, form) => return None,
                    Relation::Advmod if is_own && has(HARDLY, form) => {
                        is_negated = true;
                    }
                    Relation::Aux => match self.lemma(kid) {
                        "will" | "shall" | "'ll" | "’ll" | "wo" => {
                            status = Status::Forecast;
                        }
                        "would" | "could" | "might" | "may" | "should" | "can"
                        | "must" | "ought" | "'d" | "’d" | "ca" | "need" | "dare" => {
                            // “He’d cut his hand”: a participle follows *had*.
                            let has_have = self.kids(word).iter().any(|&other| {
                                other != kid && matches!(self.lower(other), "have" | "be")
                            });
                            let is_had = matches!(form, "'d" | "’d")
                                && self.parse.features(word).contains("VerbForm=Part")
                                && !has_have;
                            if !is_had {
                                return None;
                            }
                        }
                        _ => {}
                    },
                    Relation::Mark if has(SUPPOSE, form) => return None,
                    // “sent away before she had found the gloves”
                    Relation::Mark if form == "before" && self.has_had(word) => {
                        return None;
                    }
                    // “without finding it”
                    Relation::Mark if form == "without" && is_own => {
                        is_negated = !is_negated;
                    }
                    Relation::Mark | Relation::Advmod
                        if form == "as" && is_own && self.is_as_if(word) =>
                    {
                        return None;
                    }
                    Relation::Mark if form == "to" => {
                        let head = self.head(word)?;
                        let lemma = self.lemma(head);
                        let is_going = lemma == "go" && self.lower(head) == "going";
                        if is_going && self.relation(word) == Relation::Xcomp {
                            status = Status::Forecast;
                        } else if has(PRETEND, lemma) {
                            return Some(Status::Feigned);
                        } else if lemma == "use" && self.relation(word) == Relation::Xcomp
                        {
                            return Some(Status::Past);
                        } else if !has(BEGIN, lemma) {
                            return None;
                        }
                    }
                    _ => {}
                }
            }
            let Some(head) = self.head(word) else { break };
            let lemma = self.lemma(head);
            match self.relation(word) {
                Relation::Xcomp | Relation::Ccomp => {
                    if has(PRETEND, lemma) {
                        return Some(Status::Feigned);
                    }
                    if has(WISH, lemma) || has(THINK, lemma) && !self.is_own_view(head) {
                        return None;
                    }
                    if is_own && has(STOP, lemma) && status == Status::Holds {
                        return Some(Status::Healed).filter(|_| !is_negated);
                    }
                    // “I sprained it,” she did not say: speech is so whatever its cue.
                    if self.quotation(word) != self.quotation(head) {
                        break;
                    }
                }
                Relation::Conj
                    if self.kid(word, Relation::Nsubj).is_none()
                        && self.quotation(word) == self.quotation(head) => {}
                _ => break,
            }
            word = head;
        }
        let governor = self.head(id).filter(|_| self.relation(id) == Relation::Xcomp);
        if self.is_command(id) || governor.is_some_and(|verb| self.is_command(verb)) {
            return None;
        }
        match (is_negated, status) {
            (true, Status::Holds) if self.is_over(id) => Some(Status::Healed),
            (true, Status::Holds) => Some(Status::Negated),
            (true, _) => None,
            (false, status) => Some(status),
        }
    }

    /// Whether somebody says in speech what they think: “I think it’s broken.”
    fn is_own_view(&self, verb: ParsedWordId) -> bool {
        let subject = self.kid(verb, Relation::Nsubj);
        self.quotation(verb).is_some()
            && subject.is_some_and(|subject| self.lower(subject) == "i")
            && self.lower(verb) == self.lemma(verb)
    }

    /// “Take this”, “Tom, give it to me”: asked for, not done.
    pub(crate) fn is_command(&self, id: ParsedWordId) -> bool {
        let aux = self.kid(id, Relation::Aux);
        let is_do = aux.is_none_or(|aux| self.lower(aux) == "do");
        if self.tag(id) != Tag::Verb || !is_do {
            return false;
        }
        let features = self.parse.features(id);
        let subject = self.kid(id, Relation::Nsubj);
        if features.contains("Mood=Imp") && subject.is_none() {
            return true;
        }
        let is_base =
            self.lower(id) == self.lemma(id) && !features.contains("Tense=Past");
        if !is_base || features.contains("VerbForm=Ger") {
            return false;
        }
        match subject {
            // “Tom, give it to me”: the name is taken for a subject.
            Some(subject) => {
                self.quotation(id).is_some() && self.tag(subject) == Tag::Propn
            }
            None => {
                matches!(
                    self.relation(id),
                    Relation::Root | Relation::Parataxis | Relation::Ccomp
                ) || self.relation(id) == Relation::Conj
                    && self.head(id).is_some_and(|head| self.is_base_root(head))
            }
        }
    }

    fn is_base_root(&self, id: ParsedWordId) -> bool {
        self.kid(id, Relation::Nsubj).is_none()
            && self.lower(id) == self.lemma(id)
            && !self.parse.features(id).contains("Tense=Past")
    }

    /// The same for what a noun says: by its own words, then by its verb's.
    pub(crate) fn status_of_noun(&self, noun: ParsedWordId) -> Option<Status> {
        let own = self.status(noun)?;
        let mut word = noun;
        for _ in 0..MAX_CHAIN {
            let Some(head) = self.head(word) else { return Some(own) };
            word = head;
            if matches!(self.tag(word), Tag::Verb | Tag::Aux) {
                break;
            }
        }
        let of_verb = self.status(word)?;
        match (own, of_verb) {
            (Status::Holds, other) | (other, Status::Holds) => Some(other),
            (Status::Negated, Status::Negated) => Some(Status::Holds),
            _ => None,
        }
    }

    /// “as if asleep”, “as though he were dead”.
    fn is_as_if(&self, word: ParsedWordId) -> bool {
        self.kids(word).iter().any(|&kid| {
            let deeper = self.kids(kid).iter().copied();
            deeper
                .chain([kid])
                .any(|id| matches!(self.lower(id), "if" | "though" | "like"))
        })
    }

    /// “had found”.
    fn has_had(&self, verb: ParsedWordId) -> bool {
        self.kids(verb).iter().any(|&kid| {
            self.relation(kid) == Relation::Aux
                && matches!(self.lower(kid), "had" | "'d" | "’d")
        })
    }

    /// “not any more”, “no longer”.
    fn is_over(&self, word: ParsedWordId) -> bool {
        let kids = self.kids(word).iter();
        kids.copied().any(|kid| matches!(self.lower(kid), "more" | "longer" | "anymore"))
    }
}

/// The verb that a form is of which the parse has cut too much or too little off; none if
/// the form is a word.
fn mended(lemma: &str) -> Option<Box<str>> {
    let is_verb = |word: &str| Supersense::of_verb(word).is_some();
    let is_word = is_verb(lemma)
        || Supersense::of_noun(lemma).is_some()
        || !lemma.bytes().all(|byte| byte.is_ascii_lowercase())
        || lemma.len() < 3;
    if is_word {
        return None;
    }
    let cut = lemma.strip_suffix("ed").or_else(|| lemma.strip_suffix("ing"));
    let base = cut.unwrap_or(lemma);
    if base.len() < 2 {
        return None;
    }
    let longer = format!("{base}e");
    let short = &base[..base.len() - 1];
    let is_double =
        base.len() > 3 && base.ends_with(&base[base.len() - 2..base.len() - 1]);
    let found = if cut.is_some() && is_verb(base) {
        base
    } else if is_verb(&longer) {
        &longer
    } else if is_double && is_verb(short) {
        short
    } else {
        return None;
    };
    Some(found.into())
}

/// With these it is not quite so.
const NEARLY: &[&str] =
    &["nearly", "almost", "near", "half", "practically", "perhaps", "maybe"];
/// With these it is hardly so.
const HARDLY: &[&str] = &["hardly", "barely", "scarcely"];
/// What these begin is only supposed.
const SUPPOSE: &[&str] = &["if", "unless", "whether", "lest", "like"];
/// Verbs for what is pretended.
const PRETEND: &[&str] = &["pretend", "feign", "sham", "fake", "simulate"];
/// Verbs that leave what they govern as it is.
const BEGIN: &[&str] =
    &["begin", "start", "seem", "appear", "happen", "come", "continue"];
/// Verbs that end what they govern.
const STOP: &[&str] = &["stop", "cease", "quit"];
/// Verbs for what somebody takes for so.
const THINK: &[&str] = &["think", "believe", "assume", "fancy"];
/// Verbs for what is wished, feared or doubted.
const WISH: &[&str] = &[
    "want", "wish", "hope", "fear", "dream", "imagine", "doubt", "wonder", "suppose",
    "try", "mean", "intend", "threaten", "refuse", "expect", "suspect", "like", "love",
    "hate", "avoid", "risk", "prevent", "deny", "forget", "afraid",
];
