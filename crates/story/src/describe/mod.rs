//! What people look like: eyes, hair, age, height, the hand they use, scars.
//!
//! Reads `Book`, `Parse` and the layers of `cast`; makes [`Descriptions`]. Word lists over
//! the tree; who is described must be beyond doubt, so a pronoun counts only where no other
//! name near it can be meant.
//!
//! Read in this order: this file, `colour`, `age`.

mod age;
mod colour;

use dramaturg_cast::{Cast, EntityId};
use dramaturg_parse::{Parse, ParsedSentenceId, ParsedWordId, Relation, Tag};
use dramaturg_text::{Book, Byte, Position, Span, Stage, Table, TokenId, position};

use crate::certain::{Certain, is_so};
use crate::tree::Tree;

pub use colour::{Shade, shade};

position! {
    /// A row of [`Descriptions`].
    DescriptionId
}

/// What of somebody is described.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Trait {
    /// The colour of their eyes.
    Eyes,
    /// The colour of their hair.
    Hair,
    /// How old they are, in years.
    Age,
    /// Whether they are tall or short.
    Height,
    /// The hand that they use.
    Hand,
    /// A scar, and where it is.
    Scar,
}

impl Trait {
    /// All of them.
    pub const ALL: &[Trait] =
        &[Trait::Eyes, Trait::Hair, Trait::Age, Trait::Height, Trait::Hand, Trait::Scar];

    /// The word in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            Trait::Eyes => "eyes",
            Trait::Hair => "hair",
            Trait::Age => "age",
            Trait::Height => "height",
            Trait::Hand => "hand",
            Trait::Scar => "scar",
        }
    }
}

/// One passage that says what somebody looks like.
#[derive(Clone, PartialEq, Debug)]
pub struct Description {
    /// Who.
    pub character: EntityId,
    /// What of them.
    pub kind: Trait,
    /// How it is, in words of the text, in lower case: `pale green`; of an age the number.
    pub value: String,
    /// Whether the text says so only roughly: *about forty*, *perhaps sixty*.
    pub is_rough: bool,
    /// Who says so; the narration if none.
    pub by: Option<EntityId>,
    /// Where it begins.
    pub at: Byte,
    /// The words that say so.
    pub evidence: Span<TokenId>,
    /// A probability, from 0 to 1.
    pub confidence: f32,
}

/// All descriptions in order of the text.
#[derive(Clone, Debug, Default)]
pub struct Descriptions {
    /// The rows.
    pub rows: Table<DescriptionId, Description>,
}

/// Finds what people look like.
#[derive(Clone, Copy, Debug, Default)]
pub struct DescriptionStage;

/// How sure a description by the narration is.
const TOLD: f32 = 0.85;
/// How sure a description by somebody in the story is.
const SAID: f32 = 0.75;

impl Stage for DescriptionStage {
    type Input<'a> = (&'a Book, &'a Parse, &'a Cast);
    type Layer = Descriptions;
    const NAME: &'static str = "descriptions";

    fn run(&self, (book, parse, cast): Self::Input<'_>) -> Descriptions {
        let tree = Tree::new(book, parse, cast);
        let certain = Certain::new(&tree);
        let mut finder = Finder { tree: &tree, certain: &certain, rows: Vec::new() };
        for &sentence in parse.sentences.rows() {
            for word in sentence.iter() {
                finder.look(word, sentence);
            }
        }
        let mut rows = finder.rows;
        rows.sort_by_key(|row| (row.at, row.kind, row.character));
        rows.dedup_by_key(|row| (row.at, row.kind, row.character));
        Descriptions { rows: rows.into_iter().collect() }
    }
}

/// The words between *with* and what is described are at most this many.
const MAX_WITH: usize = 12;

#[derive(Debug)]
pub(crate) struct Finder<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) certain: &'a Certain<'a>,
    rows: Vec<Description>,
}

impl Finder<'_> {
    fn look(&mut self, word: ParsedWordId, sentence: Span<ParsedWordId>) {
        let tree = self.tree;
        match tree.lemma(word) {
            "eye" => self.colour(word, sentence, Trait::Eyes),
            "hair" | "curl" | "lock" | "braid" | "ponytail" | "plait" => {
                self.colour(word, sentence, Trait::Hair);
            }
            "scar" => self.scar(word, sentence),
            "tall" | "short" => self.height(word),
            lemma => {
                let form = tree.lower(word);
                if let Some((colour, part)) = form.rsplit_once('-') {
                    self.compound(word, colour, part);
                } else if matches!(lemma, "bald" | "blonde" | "redhead" | "brunette") {
                    self.hair_by_noun(word);
                }
            }
        }
        if age::may_be(tree.lower(word)) {
            self.age(word, sentence);
        }
    }

    pub(crate) fn push(
        &mut self,
        character: EntityId,
        kind: Trait,
        value: String,
        is_rough: bool,
        evidence: Span<TokenId>,
    ) {
        let tree = self.tree;
        let quotation = tree.quotation_at(evidence.start());
        let by = quotation.and_then(|quotation| tree.speaker(quotation));
        let confidence = if quotation.is_some() { SAID } else { TOLD };
        self.rows.push(Description {
            character,
            kind,
            value,
            is_rough,
            by,
            at: tree.book.tokens[evidence.start()].span.start(),
            evidence,
            confidence,
        });
    }

    /// The tokens from one word to another, in either order.
    pub(crate) fn tokens(&self, one: ParsedWordId, other: ParsedWordId) -> Span<TokenId> {
        let (first, last) = (one.min(other), one.max(other));
        Span::of(self.tree.token(first).index(), self.tree.token(last).index() + 1)
    }

    /// Whose eyes or hair a noun means: *her eyes*, *had blue eyes*, *a man with blue eyes*.
    fn bearer(
        &self,
        noun: ParsedWordId,
        sentence: Span<ParsedWordId>,
    ) -> Option<EntityId> {
        let tree = self.tree;
        if tree.possessive(noun).is_some() {
            return self.certain.owner(noun);
        }
        if let Some(owner) = self.certain.owner(noun) {
            return Some(owner);
        }
        let head = tree.head(noun)?;
        if tree.relation(noun) == Relation::Obj && tree.lemma(head) == "have" {
            return is_so(tree, head).then(|| self.certain.subject(head)).flatten();
        }
        // “Lisle was twenty-five, with red hair cut close and pale green eyes”: the tree of
        // such lists is often wrong, so the words before it count.
        let mut back = (sentence.start().index()..noun.index()).rev().take(MAX_WITH);
        let with = back.find_map(|i| {
            let word = ParsedWordId::from_index(i);
            let ends = matches!(tree.tag(word), Tag::Verb | Tag::Aux | Tag::Pron)
                && !tree.parse.features(word).contains("VerbForm=Part");
            if tree.lower(word) == "with" {
                Some(Some(word))
            } else {
                ends.then_some(None)
            }
        });
        let with = with.flatten()?;
        self.with(with, sentence)
    }

    /// Who is described by what follows *with*.
    fn with(&self, with: ParsedWordId, sentence: Span<ParsedWordId>) -> Option<EntityId> {
        let tree = self.tree;
        let before = (with.index() > sentence.start().index())
            .then(|| ParsedWordId::from_index(with.index() - 1))?;
        // “a man with blue eyes”
        if tree.tag(before) == Tag::Noun
            && let Some(who) = self.certain.described(before)
        {
            return Some(who);
        }
        if tree.is_name(before) {
            return self.certain.who(before);
        }
        // “He was tall and thin, with blue eyes”
        let root = sentence.iter().find(|&word| tree.head(word).is_none())?;
        let is_told = tree.kid(root, Relation::Cop).is_some() && is_so(tree, root);
        is_told.then(|| self.certain.subject(root)).flatten()
    }

    fn scar(&mut self, noun: ParsedWordId, sentence: Span<ParsedWordId>) {
        let tree = self.tree;
        if !is_so(tree, noun) {
            return;
        }
        let Some(who) = self.bearer(noun, sentence) else { return };
        let (_, last) = tree.extent(sentence, noun);
        let mut end = noun;
        for i in noun.index() + 1..=last.index().min(noun.index() + MAX_WITH) {
            let word = ParsedWordId::from_index(i);
            if matches!(tree.tag(word), Tag::Punct | Tag::Verb | Tag::Cconj) {
                break;
            }
            end = word;
        }
        let evidence = self.tokens(noun, end);
        let words = tree.book.slice(tree.book.bytes(evidence)).to_lowercase();
        let value = words.split_whitespace().collect::<Vec<_>>().join(" ");
        self.push(who, Trait::Scar, value, false, evidence);
    }

    fn height(&mut self, word: ParsedWordId) {
        let tree = self.tree;
        if tree.tag(word) != Tag::Adj || !is_so(tree, word) {
            return;
        }
        let who = match (tree.relation(word), tree.head(word)) {
            (Relation::Amod, Some(noun)) if is_person(tree, noun) => {
                self.certain.described(noun)
            }
            _ if tree.kid(word, Relation::Cop).is_some() => {
                // “was short of money”
                let has_measure = tree.kids(word).iter().any(|&kid| {
                    matches!(tree.relation(kid), Relation::Obl | Relation::Advcl)
                });
                self.certain.subject(word).filter(|_| !has_measure)
            }
            _ => None,
        };
        if let Some(who) = who {
            let evidence = self.tokens(word, word);
            let value = tree.lemma(word).to_owned();
            self.push(who, Trait::Height, value, false, evidence);
        }
    }

    /// *red-haired*, *blue-eyed*, *left-handed*, written as one.
    fn compound(&mut self, word: ParsedWordId, first: &str, last: &str) {
        let tree = self.tree;
        let kind = match last {
            "eyed" if shade(Trait::Eyes, first).is_some() => Trait::Eyes,
            "haired" | "headed" if shade(Trait::Hair, first).is_some() => Trait::Hair,
            "handed" if matches!(first, "left" | "right") => Trait::Hand,
            _ => return,
        };
        // Of the words that one written word is, the last one hangs in the tree.
        if !tree.written(word).eq_ignore_ascii_case(last) || !is_so(tree, word) {
            return;
        }
        let who = match tree.relation(word) {
            Relation::Amod => tree.head(word).and_then(|n| self.certain.described(n)),
            _ if tree.kid(word, Relation::Cop).is_some() => self.certain.subject(word),
            _ => None,
        };
        if let Some(who) = who {
            let evidence = self.tokens(word, word);
            self.push(who, kind, first.to_owned(), false, evidence);
        }
    }

    /// “She was a blonde”, “He was bald”.
    fn hair_by_noun(&mut self, word: ParsedWordId) {
        let tree = self.tree;
        if tree.kid(word, Relation::Cop).is_some()
            && is_so(tree, word)
            && let Some(who) = self.certain.subject(word)
        {
            let value = match tree.lemma(word) {
                "redhead" => "red",
                other => other,
            };
            let evidence = self.tokens(word, word);
            self.push(who, Trait::Hair, value.to_owned(), false, evidence);
        }
    }
}

/// Whether a noun is for a person.
pub(crate) fn is_person(tree: &Tree<'_>, noun: ParsedWordId) -> bool {
    let lexicon = dramaturg_cast::lexicon::Lexicon::shared();
    tree.tag(noun) == Tag::Noun && lexicon.person_noun(tree.lower(noun)).is_some()
}

/// The sentence that holds a word.
pub(crate) fn sentence_of(parse: &Parse, word: ParsedWordId) -> Option<ParsedSentenceId> {
    let rows = parse.sentences.rows();
    let i = rows.partition_point(|sentence| sentence.end() <= word);
    (i < rows.len()).then(|| ParsedSentenceId::from_index(i))
}
