//! What the text says of each character: done, undergone, owned, and what they are.
//!
//! Reads `Book`, `Parse` and the layers of `cast`; makes [`Portraits`]. Words are read off
//! the tree around each mention, as in the character view of `BookNLP` (Bamman, Underwood
//! and Smith, ACL 2014), over universal dependencies. The grammar alone decides: what is
//! asked, wished or supposed counts as what is told.

use dramaturg_cast::{Cast, EntityId, EntityKind, MentionId, MentionType};
use dramaturg_parse::{Parse, ParsedWordId, Relation, Tag};
use dramaturg_text::{Book, Position, Stage};

use crate::tree::Tree;

/// The head of a mention is looked for among so many of its words.
const MAX_MENTION_WORDS: usize = 64;

/// A chain of joined names is followed at most this far: *Mara, Tom and Ines*.
const MAX_CHAIN: usize = 6;

/// How a word of a portrait belongs to whom it is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FacetKind {
    /// A verb: they do it.
    Agent,
    /// A verb: it is done to them.
    Patient,
    /// A noun in front of which they stand in the genitive: *her coat*, *her sister*.
    Possession,
    /// What they are said to be, after *be*: *she was tired*.
    Predicate,
    /// An adjective beside the mention or after *seem*, *look*, *grow*: *poor Mara*.
    Attribute,
}

impl FacetKind {
    /// All of them.
    pub const ALL: &[FacetKind] = &[
        FacetKind::Agent,
        FacetKind::Patient,
        FacetKind::Possession,
        FacetKind::Predicate,
        FacetKind::Attribute,
    ];

    /// Its name in the Story JSON; predicates and attributes are modifiers there.
    pub fn label(self) -> &'static str {
        match self {
            FacetKind::Agent => "agent",
            FacetKind::Patient => "patient",
            FacetKind::Possession => "possession",
            FacetKind::Predicate | FacetKind::Attribute => "modifier",
        }
    }
}

/// A word that says something of somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facet {
    /// The word that means them.
    pub of: ParsedWordId,
    /// The mention that it is the head of, a row of
    /// [`dramaturg_cast::References::mentions`]; none for names that only rules found.
    pub mention: Option<MentionId>,
    /// Who they are, if an entity.
    pub who: Option<EntityId>,
    /// How the word belongs to them.
    pub kind: FacetKind,
    /// The word that says it, of the same sentence.
    pub word: ParsedWordId,
    /// Whether it is denied: *she was not tired*.
    pub is_negated: bool,
}

/// What the text says of everybody.
#[derive(Clone, Debug, Default)]
pub struct Portraits {
    /// In the order of the words that mean them.
    pub rows: Vec<Facet>,
}

/// Collects what the text says of everybody.
#[derive(Clone, Copy, Debug, Default)]
pub struct PortraitStage;

impl Stage for PortraitStage {
    type Input<'a> = (&'a Book, &'a Parse, &'a Cast);
    type Layer = Portraits;
    const NAME: &'static str = "portraits";

    fn run(&self, (book, parse, cast): Self::Input<'_>) -> Portraits {
        let tree = Tree::new(book, parse, cast);
        let mentions = heads(&tree);
        let mut rows = Vec::new();
        for (of, word) in parse.words.iter() {
            let mention = mentions[of.index()];
            if mention.is_none() && !is_nominal(word.tag) {
                continue;
            }
            let row = mention.map(|id| &cast.references.mentions.rows[id]);
            let is_person = row.is_some_and(|row| row.r#type == MentionType::Person);
            let meant = |id: MentionId| {
                let referent = cast.references.of_mention.get(id).copied().flatten()?;
                cast.references.referents[referent].entity
            };
            let who = tree.entity(of).or_else(|| mention.and_then(meant));
            let is_place =
                |id: EntityId| cast.entities.rows[id].kind == EntityKind::Place;
            if is_person || who.is_some_and(|id| !is_place(id)) {
                Painter { tree: &tree, of, mention, who, rows: &mut rows }.paint();
            }
        }
        Portraits { rows }
    }
}

/// The mention of each word on which the others of the mention depend; of several, the
/// longest. Names that only rules found have none.
fn heads(tree: &Tree<'_>) -> Vec<Option<MentionId>> {
    let mut heads = vec![None; tree.parse.words.len()];
    for (id, mention) in tree.cast.references.mentions.rows.iter() {
        let words = tree.parse.words_in(tree.book.bytes(mention.span));
        let mut some = words.iter().take(MAX_MENTION_WORDS);
        let is_outside = |word: ParsedWordId| !words.contains(word);
        let head = some.find(|&word| tree.head(word).is_none_or(is_outside));
        if let Some(head) = head {
            heads[head.index()].get_or_insert(id);
        }
    }
    heads
}

/// Adds what is said around one mention.
struct Painter<'a> {
    tree: &'a Tree<'a>,
    of: ParsedWordId,
    mention: Option<MentionId>,
    who: Option<EntityId>,
    rows: &'a mut Vec<Facet>,
}

impl Painter<'_> {
    fn add(&mut self, kind: FacetKind, word: ParsedWordId, is_negated: bool) {
        let (of, mention, who) = (self.of, self.mention, self.who);
        self.rows.push(Facet { of, mention, who, kind, word, is_negated });
    }

    fn paint(&mut self) {
        self.beside(self.of);
        let first = self.first_joined(self.of);
        self.relatives(self.of);
        let tree = self.tree;
        let Some(head) = tree.head(first) else { return };
        let is_verb = tree.tag(head) == Tag::Verb;
        match tree.relation(first) {
            Relation::Nsubj => {
                self.subject_of(head, tree.parse.relation(first) == "nsubj:pass");
            }
            Relation::Obj if is_verb => self.undergoes(head),
            // “She told him that …” is done to him; of “gave him the key”, the key is given.
            Relation::Iobj if is_verb && tree.kid(head, Relation::Obj).is_none() => {
                self.undergoes(head);
            }
            Relation::Obl
                if is_verb && tree.case(first) == "by" && tree.is_passive(head) =>
            {
                self.add(FacetKind::Agent, head, tree.is_negated(head));
            }
            Relation::Nmod if tree.parse.relation(first) == "nmod:poss" => {
                self.owns(head);
            }
            _ => {}
        }
    }

    /// For *Tom* in “Mara and Tom ran”, *Mara*, on whom the verb looks.
    fn first_joined(&self, mention: ParsedWordId) -> ParsedWordId {
        let tree = self.tree;
        let mut word = mention;
        for _ in 0..MAX_CHAIN {
            let head = tree.head(word).filter(|_| tree.relation(word) == Relation::Conj);
            match head {
                Some(head) if is_nominal(tree.tag(head)) => word = head,
                _ => break,
            }
        }
        word
    }

    fn undergoes(&mut self, verb: ParsedWordId) {
        self.add(FacetKind::Patient, verb, self.tree.is_negated(verb));
    }

    /// They are the subject of a clause.
    fn subject_of(&mut self, head: ParsedWordId, is_passive: bool) {
        let is_negated = self.tree.is_negated(head);
        self.clause(head, is_passive, is_negated);
        // “She rose, was seized, and ran”: a joined clause without a subject of its own.
        for &kid in self.tree.kids(head) {
            let is_joined = self.tree.relation(kid) == Relation::Conj;
            if !is_joined || self.tree.kid(kid, Relation::Nsubj).is_some() {
                continue;
            }
            let tree = self.tree;
            // “was neither tired nor hungry”, “did not eat or drink”.
            let or = tree.kid(kid, Relation::Cc).map_or("", |word| tree.lemma(word));
            let is_negated = tree.is_negated(kid) || is_negated && OR.contains(&or);
            // “was seized and bound”, but “was seized and cried out”.
            let is_bare = tree.kid(kid, Relation::Aux).is_none()
                && tree.parse.features(kid).contains("VerbForm=Part");
            let is_passive = tree.is_passive(kid) || is_passive && is_bare;
            self.clause(kid, is_passive, is_negated);
        }
    }

    /// One clause of which they are the subject, by its head.
    fn clause(&mut self, head: ParsedWordId, is_passive: bool, is_negated: bool) {
        let tree = self.tree;
        match tree.tag(head) {
            Tag::Verb if is_passive => self.add(FacetKind::Patient, head, is_negated),
            Tag::Verb => {
                self.add(FacetKind::Agent, head, is_negated);
                if LINKING.contains(&tree.lemma(head)) {
                    for &kid in tree.kids(head) {
                        if tree.relation(kid) == Relation::Xcomp
                            && matches!(tree.tag(kid), Tag::Adj | Tag::Noun)
                        {
                            self.add(FacetKind::Attribute, kid, is_negated);
                        }
                    }
                }
            }
            Tag::Adj | Tag::Noun if self.is_said_to_be(head) => {
                self.add(FacetKind::Predicate, head, is_negated);
            }
            _ => {}
        }
    }

    /// Whether *be* joins a word to its subject, its own or that of the word it is joined to.
    fn is_said_to_be(&self, word: ParsedWordId) -> bool {
        let tree = self.tree;
        // “She was in her room” says where she is, and not that she is a room.
        let is_placed = tree.tag(word) == Tag::Noun && !tree.case(word).is_empty();
        let has_be = |word: ParsedWordId| tree.kid(word, Relation::Cop).is_some();
        let first = tree.head(word).filter(|_| tree.relation(word) == Relation::Conj);
        !is_placed && (has_be(word) || first.is_some_and(has_be))
    }

    /// “her house and car”.
    fn owns(&mut self, noun: ParsedWordId) {
        self.add(FacetKind::Possession, noun, false);
        for &kid in self.tree.kids(noun) {
            if self.tree.relation(kid) == Relation::Conj
                && is_nominal(self.tree.tag(kid))
                && self.tree.possessive(kid).is_none()
            {
                self.add(FacetKind::Possession, kid, false);
            }
        }
    }

    /// Adjectives beside the mention: *poor Mara*, *the tall man*.
    fn beside(&mut self, word: ParsedWordId) {
        for &kid in self.tree.kids(word) {
            if self.tree.relation(kid) == Relation::Amod
                && self.tree.tag(kid) == Tag::Adj
                && !POINTING.contains(&self.tree.lemma(kid))
            {
                self.add(FacetKind::Attribute, kid, self.tree.is_negated(kid));
            }
        }
    }

    /// “the man who fell”, “the man whom she struck”: clauses with a word in his place.
    fn relatives(&mut self, word: ParsedWordId) {
        let tree = self.tree;
        for &verb in tree.kids(word) {
            if tree.relation(verb) != Relation::Acl {
                continue;
            }
            let stands_for = |kid: ParsedWordId| {
                RELATIVE.contains(&tree.lemma(kid))
                    && tree.mention_at(tree.token(kid)).is_none()
            };
            let subject = tree.kid(verb, Relation::Nsubj);
            if let Some(subject) = subject.filter(|&kid| stands_for(kid)) {
                self.subject_of(verb, tree.parse.relation(subject) == "nsubj:pass");
            } else if tree.tag(verb) == Tag::Verb
                && tree.kid(verb, Relation::Obj).is_some_and(stands_for)
            {
                self.undergoes(verb);
            }
        }
    }
}

fn is_nominal(tag: Tag) -> bool {
    matches!(tag, Tag::Noun | Tag::Propn | Tag::Pron)
}

/// What joins two things that are both denied.
const OR: &[&str] = &["or", "nor"];

/// Verbs that say how somebody is, by the word behind them.
const LINKING: &[&str] = &[
    "seem", "look", "feel", "appear", "become", "grow", "get", "turn", "remain", "stay",
    "sound", "prove", "go", "fall", "keep", "stand", "sit", "lie",
];

/// Adjectives that point or count, and describe nobody.
const POINTING: &[&str] = &[
    "other", "same", "such", "own", "certain", "several", "many", "few", "more", "most",
    "next", "last", "first", "second", "third", "very", "only", "whole", "latter",
    "former", "another", "various",
];

/// Words in the place of whom a relative clause is about.
const RELATIVE: &[&str] = &["who", "whom", "which", "that"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_the_names_of_the_story_json() {
        let mut labels: Vec<&str> =
            FacetKind::ALL.iter().map(|kind| kind.label()).collect();
        labels.dedup();
        assert_eq!(labels, ["agent", "patient", "possession", "modifier"]);
    }
}
