//! What the tree tells about a word: whom it means, whose it is, who does it.

use dramaturg_cast::lexicon::Supersense;
use dramaturg_cast::{Cast, EntityId, EntityKind, MentionId, MentionKind, QuotationId};
use dramaturg_parse::{Parse, ParsedWordId, Relation, Tag};
use dramaturg_text::{Book, Byte, Position, Span, TokenId};

/// A question mark is looked for at most this many words ahead.
const MAX_AHEAD: usize = 40;

/// A chain of joined verbs is followed at most this far.
const MAX_CHAIN: usize = 6;

/// A parse with ways down the tree, and the referents of words.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) book: &'a Book,
    pub(crate) parse: &'a Parse,
    pub(crate) cast: &'a Cast,
    /// Where each word's dependents begin in `kids`.
    starts: Vec<usize>,
    kids: Vec<ParsedWordId>,
    /// The token in which each word begins.
    tokens: Vec<TokenId>,
    /// The mention that each token is the head of: of all kinds, and of persons by rules.
    all: Vec<Option<MentionId>>,
    named: Vec<Option<MentionId>>,
    /// The innermost quotation of each token.
    quotations: Vec<Option<QuotationId>>,
    narrator: Option<EntityId>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(book: &'a Book, parse: &'a Parse, cast: &'a Cast) -> Tree<'a> {
        let n_words = parse.words.len();
        let mut starts = vec![0; n_words + 2];
        for head in parse.words.rows().iter().filter_map(|word| word.head) {
            starts[head.index() + 2] += 1;
        }
        for i in 2..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut kids = vec![ParsedWordId::default(); starts[n_words + 1]];
        for (id, word) in parse.words.iter() {
            if let Some(head) = word.head {
                let slot = &mut starts[head.index() + 1];
                kids[*slot] = id;
                *slot += 1;
            }
        }
        let n_tokens = book.tokens.len();
        let mut cursor = 0;
        let tokens = parse.words.rows().iter().map(|word| {
            let rows = book.tokens.rows();
            while cursor + 1 < n_tokens && rows[cursor].span.end() <= word.span.start() {
                cursor += 1;
            }
            TokenId::from_index(cursor)
        });
        let tokens = tokens.collect();
        let mut named = vec![None; n_tokens];
        let rows = || cast.mentions.rows.iter();
        for (id, mention) in rows().filter(|(_, m)| m.kind == MentionKind::Proper) {
            mention.span.iter().for_each(|token| named[token.index()] = Some(id));
        }
        for (id, mention) in rows() {
            named[mention.head.index()] = Some(id);
        }
        let mut all = vec![None; n_tokens];
        for (id, mention) in cast.references.mentions.rows.iter().rev() {
            all[mention.head.index()] = Some(id);
        }
        let mut quotations = vec![None; n_tokens];
        for (id, quotation) in cast.quotations.rows.iter() {
            for &part in &quotation.outer {
                for token in book.tokens_in(part).iter() {
                    quotations[token.index()] = Some(id);
                }
            }
        }
        let narrator = cast.entities.rows.iter().find(|(_, entity)| entity.is_narrator);
        let narrator = narrator.map(|(id, _)| id);
        Tree { book, parse, cast, starts, kids, tokens, all, named, quotations, narrator }
    }

    /// The words that depend on a word, in order.
    pub(crate) fn kids(&self, id: ParsedWordId) -> &[ParsedWordId] {
        &self.kids[self.starts[id.index()]..self.starts[id.index() + 1]]
    }

    /// The first dependent with a relation.
    pub(crate) fn kid(
        &self,
        id: ParsedWordId,
        relation: Relation,
    ) -> Option<ParsedWordId> {
        self.kids(id).iter().copied().find(|&kid| self.relation(kid) == relation)
    }

    pub(crate) fn relation(&self, id: ParsedWordId) -> Relation {
        self.parse.words[id].relation
    }

    pub(crate) fn tag(&self, id: ParsedWordId) -> Tag {
        self.parse.words[id].tag
    }

    pub(crate) fn head(&self, id: ParsedWordId) -> Option<ParsedWordId> {
        self.parse.words[id].head
    }

    pub(crate) fn lemma(&self, id: ParsedWordId) -> &'a str {
        self.parse.lemma(id)
    }

    pub(crate) fn token(&self, id: ParsedWordId) -> TokenId {
        self.tokens[id.index()]
    }

    /// The written form of a word's token in lower case, apostrophes straight.
    pub(crate) fn lower(&self, id: ParsedWordId) -> &'a str {
        self.book.lower(self.token(id))
    }

    /// The word itself as it is written.
    pub(crate) fn written(&self, id: ParsedWordId) -> &'a str {
        self.book.slice(self.parse.words[id].span)
    }

    pub(crate) fn span(&self, id: ParsedWordId) -> Span<Byte> {
        self.parse.words[id].span
    }

    /// The quotation that holds a word.
    pub(crate) fn quotation(&self, id: ParsedWordId) -> Option<QuotationId> {
        self.quotations.get(self.token(id).index()).copied().flatten()
    }

    /// Whether a question mark ends the clause of a word.
    pub(crate) fn is_asked(&self, word: ParsedWordId) -> bool {
        let quotation = self.quotation(word);
        let rest = word.index() + 1..self.parse.words.len();
        for next in rest.take(MAX_AHEAD).map(ParsedWordId::from_index) {
            if self.quotation(next) != quotation {
                return false;
            }
            if self.tag(next) == Tag::Punct {
                let mark = self.written(next);
                if mark.contains('?') {
                    return true;
                }
                if mark.contains(['.', '!', ';', '…']) {
                    return false;
                }
            }
        }
        false
    }

    /// The quotation that holds a token.
    pub(crate) fn quotation_at(&self, token: TokenId) -> Option<QuotationId> {
        self.quotations.get(token.index()).copied().flatten()
    }

    /// Who speaks the quotation around a word.
    pub(crate) fn speaker(&self, quotation: QuotationId) -> Option<EntityId> {
        self.cast.speech.rows[quotation].speaker.as_ref().map(|claim| claim.value)
    }

    /// The one to whom a quotation is said, if it is one alone.
    pub(crate) fn addressee(&self, quotation: QuotationId) -> Option<EntityId> {
        match self.cast.speech.rows[quotation].addressees.as_slice() {
            [one] => Some(one.value),
            _ => None,
        }
    }

    /// The one who tells the story in the first person.
    pub(crate) fn narrator(&self) -> Option<EntityId> {
        self.narrator
    }

    /// The preposition of a phrase.
    pub(crate) fn case(&self, id: ParsedWordId) -> &'a str {
        let case = self.kids(id).iter().copied().find(|&kid| {
            self.relation(kid) == Relation::Case && self.tag(kid) != Tag::Part
        });
        case.map_or("", |case| self.lemma(case))
    }

    /// The mention of any kind that a token is the head of; of several, the longest.
    pub(crate) fn mention_at(&self, token: TokenId) -> Option<MentionId> {
        self.all.get(token.index()).copied().flatten()
    }

    /// Whom a word means: a person or an animal.
    pub(crate) fn who(&self, id: ParsedWordId) -> Option<EntityId> {
        self.entity(id).filter(|&entity| self.is_somebody(entity))
    }

    /// Whom or what a word means.
    pub(crate) fn entity(&self, id: ParsedWordId) -> Option<EntityId> {
        let token = self.token(id).index();
        let cast = self.cast;
        if let Some(quotation) = self.quotation(id) {
            match self.lower(id) {
                "i" | "me" | "my" | "mine" | "myself" | "i'm" | "i'll" | "i'd"
                | "i've" => return self.speaker(quotation),
                "you" | "your" | "yours" | "yourself" => {
                    return self.addressee(quotation);
                }
                _ => {}
            }
        }
        let referent = self.all.get(token).copied().flatten().and_then(|mention| {
            let referent = cast.references.of_mention.get(mention).copied().flatten()?;
            cast.references.referents[referent].entity
        });
        let settled = || {
            let mention = self.named.get(token).copied().flatten()?;
            let settled = cast.persons.of_mention.get(mention).copied().flatten();
            settled.or_else(|| cast.entities.of_mention.get(mention).copied().flatten())
        };
        let told = || {
            let is_first = matches!(self.lower(id), "i" | "me" | "my" | "myself");
            self.narrator.filter(|_| is_first && self.quotation(id).is_none())
        };
        referent.or_else(settled).or_else(told)
    }

    /// Whether a word is the last one of a name of somebody.
    pub(crate) fn is_name(&self, id: ParsedWordId) -> bool {
        let named = self.named.get(self.token(id).index()).copied().flatten();
        named.is_some_and(|id| self.cast.mentions.rows[id].kind == MentionKind::Proper)
            && self.who(id).is_some()
    }

    pub(crate) fn is_somebody(&self, entity: EntityId) -> bool {
        let entity = &self.cast.entities.rows[entity];
        entity.is_own && matches!(entity.kind, EntityKind::Person | EntityKind::Animal)
    }

    /// Everybody whom a word and those joined to it mean: *Mara and Tom*.
    pub(crate) fn whos(&self, id: ParsedWordId, into: &mut Vec<EntityId>) {
        let joined = self.kids(id).iter().copied();
        let joined = joined.filter(|&kid| self.relation(kid) == Relation::Conj);
        for word in std::iter::once(id).chain(joined) {
            if let Some(who) = self.who(word)
                && !into.contains(&who)
            {
                into.push(who);
            }
        }
    }

    /// The subject of a verb, along joined verbs; a verb outside of a quotation that the tree
    /// joins to one inside has the subject of its cue.
    pub(crate) fn subject(&self, id: ParsedWordId) -> Option<ParsedWordId> {
        let own = self.quotation(id);
        let mut word = id;
        for _ in 0..MAX_CHAIN {
            let quotation = self.quotation(word);
            let is_foreign = quotation.is_some() && quotation != own;
            if let Some(subject) = self.kid(word, Relation::Nsubj).filter(|_| !is_foreign)
            {
                return Some(self.antecedent(subject, word));
            }
            let head = self.head(word)?;
            match self.relation(word) {
                Relation::Xcomp => {
                    if let Some(object) = self.kid(head, Relation::Obj) {
                        return Some(object);
                    }
                }
                Relation::Acl => return Some(head),
                Relation::Conj | Relation::Advcl | Relation::Parataxis => {}
                Relation::Ccomp if is_foreign => {}
                _ => return None,
            }
            word = head;
        }
        None
    }

    /// For *who* in “the man who fell”, the man.
    pub(crate) fn antecedent(
        &self,
        subject: ParsedWordId,
        verb: ParsedWordId,
    ) -> ParsedWordId {
        let is_relative = self.relation(verb) == Relation::Acl
            && ["who", "which", "that"].contains(&self.lemma(subject));
        self.head(verb).filter(|_| is_relative).unwrap_or(subject)
    }

    /// Whom a verb's subject means.
    pub(crate) fn subject_who(&self, id: ParsedWordId) -> Option<EntityId> {
        self.subject(id).and_then(|subject| self.who(subject))
    }

    /// Whether a verb is in the passive.
    pub(crate) fn is_passive(&self, verb: ParsedWordId) -> bool {
        let is_mark = |&kid: &ParsedWordId| {
            matches!(self.parse.relation(kid), "nsubj:pass" | "aux:pass")
        };
        self.kids(verb).iter().any(is_mark)
    }

    /// Whether a word is denied by one of its own dependents.
    pub(crate) fn is_negated(&self, id: ParsedWordId) -> bool {
        self.kids(id).iter().any(|&kid| {
            matches!(self.lemma(kid), "not" | "n't" | "n’t" | "never" | "no" | "neither")
                && matches!(
                    self.relation(kid),
                    Relation::Advmod | Relation::Det | Relation::Aux | Relation::Cc
                )
        })
    }

    /// Whether a verb tells of what happens time and again, or anywhere: *whenever he came*.
    pub(crate) fn is_general(&self, verb: ParsedWordId) -> bool {
        self.kids(verb).iter().any(|&kid| {
            let is_every = |word: ParsedWordId| {
                matches!(self.lower(word), "every" | "each" | "most" | "some")
            };
            match self.relation(kid) {
                Relation::Advmod | Relation::Mark => GENERAL.contains(&self.lower(kid)),
                Relation::Obl => {
                    let sense = Supersense::of_noun(self.lemma(kid));
                    sense == Some(Supersense::NounTime)
                        && self.kids(kid).iter().any(|&det| is_every(det))
                }
                _ => false,
            }
        })
    }

    /// Whom *his* or *her* means by the phrase it stands in: “the Viscountess, and her
    /// daughter”, “Blanche, with her mother”.
    pub(crate) fn owner_beside(&self, pronoun: ParsedWordId) -> Option<ParsedWordId> {
        let is_one = matches!(self.lower(pronoun), "his" | "her" | "their");
        let noun = self.head(pronoun).filter(|_| is_one)?;
        // “Her sister Ilse”, “his servant, Lal”: the word for the person may hang on the name.
        let mut noun = noun;
        if matches!(self.relation(noun), Relation::Compound | Relation::Flat) {
            noun = self.head(noun)?;
        }
        let head = self.head(noun)?;
        let is_person = |word: ParsedWordId| {
            matches!(self.tag(word), Tag::Noun | Tag::Propn) && self.who(word).is_some()
        };
        match self.relation(noun) {
            Relation::Conj => {
                let before = self.kids(head).iter().copied();
                let joined = before.filter(|&kid| {
                    self.relation(kid) == Relation::Conj && kid < noun && kid > head
                });
                joined.chain([head]).filter(|&word| is_person(word)).max()
            }
            Relation::Nmod if self.case(noun) == "with" => {
                Some(head).filter(|&head| is_person(head))
            }
            _ => None,
        }
    }

    /// The word in the genitive that says whose a noun is: *her* of *her hand*.
    pub(crate) fn possessive(&self, noun: ParsedWordId) -> Option<ParsedWordId> {
        let kids = self.kids(noun).iter().copied();
        kids.into_iter().find(|&kid| self.parse.relation(kid) == "nmod:poss")
    }

    /// The first and the last word under a word, itself included.
    pub(crate) fn extent(
        &self,
        sentence: Span<ParsedWordId>,
        id: ParsedWordId,
    ) -> (ParsedWordId, ParsedWordId) {
        let (mut first, mut last) = (id, id);
        let mut open = vec![id];
        let mut n_steps = 0;
        while let Some(word) = open.pop() {
            first = first.min(word);
            last = last.max(word);
            n_steps += 1;
            if n_steps > sentence.len() {
                break;
            }
            open.extend_from_slice(self.kids(word));
        }
        (first, last)
    }

    /// The bytes of all words under a word, quotations beside it left out where they begin
    /// or end it.
    pub(crate) fn clause(
        &self,
        sentence: Span<ParsedWordId>,
        id: ParsedWordId,
    ) -> Span<Byte> {
        let own = self.quotation(id);
        let (first, last) = self.extent(sentence, id);
        let inside = |word: usize| {
            let word = ParsedWordId::from_index(word);
            self.quotation(word) == own
        };
        // From the word itself outwards as long as the words are of the same speech.
        let mut start = id.index();
        while start > first.index() && inside(start - 1) {
            start -= 1;
        }
        let mut end = id.index();
        while end < last.index() && inside(end + 1) {
            end += 1;
        }
        let is_mark =
            |word: usize| self.tag(ParsedWordId::from_index(word)) == Tag::Punct;
        while start < id.index() && is_mark(start) {
            start += 1;
        }
        while end > id.index() && is_mark(end) {
            end -= 1;
        }
        let word = |i: usize| self.span(ParsedWordId::from_index(i));
        word(start).hull(word(end))
    }
}

/// With these a verb tells of what happens time and again, or anywhere.
const GENERAL: &[&str] = &[
    "wherever",
    "whenever",
    "always",
    "often",
    "sometimes",
    "usually",
    "generally",
    "frequently",
    "seldom",
    "rarely",
];
