//! Whether a clause is about particular people and things, and so states no rule.
//!
//! *They put it here* points at what was told before; *a man who is master of himself can end
//! a sorrow* means nobody. Pronouns count unless what they mean stands in the clause itself.

use dramaturg_cast::lexicon::{Lexicon, NounClass, NounClasses, Supersense};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span};

use crate::tree::Tree;

/// The clause of a word without the clauses beside it: what is joined to it and has a subject
/// of its own is left out, so are marks at the ends.
pub(super) fn core(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    root: ParsedWordId,
) -> Span<ParsedWordId> {
    let own = tree.quotation(root);
    let is_beside = |kid: ParsedWordId| {
        let has_subject = || {
            tree.kids(kid).iter().any(|&kid| {
                matches!(tree.relation(kid), Relation::Nsubj | Relation::Csubj)
            })
        };
        match tree.relation(kid) {
            Relation::Parataxis | Relation::Discourse | Relation::Vocative => true,
            Relation::Conj => has_subject(),
            Relation::Cc => kid < root,
            Relation::Mark => matches!(tree.lower(kid), "that" | "for"),
            _ => false,
        }
    };
    let mut inside = vec![false; sentence.len()];
    let mut open = vec![root];
    let mut n_steps = 0;
    while let Some(word) = open.pop() {
        n_steps += 1;
        if n_steps > sentence.len() {
            break;
        }
        if sentence.contains(word) {
            inside[word.index() - sentence.start().index()] = true;
        }
        let kids = tree.kids(word).iter().copied();
        open.extend(kids.filter(|&kid| word != root || !is_beside(kid)));
    }
    let first = sentence.start().index();
    let belongs = |word: usize| {
        let id = ParsedWordId::from_index(word);
        tree.quotation(id) == own && (inside[word - first] || tree.tag(id) == Tag::Punct)
    };
    let (mut start, mut end) = (root.index(), root.index());
    while start > first && belongs(start - 1) {
        start -= 1;
    }
    while end + 1 < sentence.end().index() && belongs(end + 1) {
        end += 1;
    }
    let is_mark = |word: usize| tree.tag(ParsedWordId::from_index(word)) == Tag::Punct;
    while start < root.index() && is_mark(start) {
        start += 1;
    }
    while end > root.index() && is_mark(end) {
        end -= 1;
    }
    Span::of(start, end + 1)
}

/// Whether a clause points at somebody or something outside of it.
pub(super) fn is_particular(
    tree: &Tree<'_>,
    core: Span<ParsedWordId>,
    root: ParsedWordId,
) -> bool {
    let mut names_one = false;
    let mut names_many = false;
    let mut names_thing = false;
    for word in core.iter() {
        let form = tree.lower(word);
        let is_pointing = match form {
            "i" | "me" | "my" | "mine" | "myself" | "i'm" | "i've" | "i'll" | "i'd"
            | "us" | "our" | "ours" => true,
            "he" | "she" | "him" | "her" | "his" | "hers" | "himself" | "herself"
            | "he's" | "she's" => !names_one,
            "they" | "them" | "their" | "theirs" | "themselves" | "they're" | "'em" => {
                !names_many && !names_one
            }
            "it" | "its" | "itself" | "it's" => {
                !names_thing
                    && !names_many
                    && tree.relation(word) != Relation::Expl
                    && tree.head(word).is_none_or(|head| {
                        tree.kid(head, Relation::Csubj).is_none()
                            && tree.kid(head, Relation::Ccomp).is_none()
                    })
            }
            "this" | "these" | "those" | "that" => is_shown(tree, word),
            "there" => tree.relation(word) != Relation::Expl,
            "here" => !is_here_for_all(tree, root),
            "now" | "today" | "tonight" | "tomorrow" | "yesterday" | "just"
            | "already" | "yet" => true,
            "you" | "your" => is_addressed(tree, word, root),
            _ => false,
        };
        if pointing_name(tree, word) || is_pointing {
            return true;
        }
        let is_plural = tree.parse.features(word).contains("Number=Plur");
        match tree.tag(word) {
            // What a pronoun means stands in front of the verb.
            Tag::Noun if word < root => {
                let is_person = Lexicon::shared().person_noun(form).is_some()
                    || NounClasses::of(tree.lemma(word))
                        .has_any(&[NounClass::Person, NounClass::Kin]);
                names_many |= is_plural;
                names_one |= !is_plural && is_person;
                names_thing |= !is_plural && !is_person && form != "body";
            }
            Tag::Pron => {
                let is_anybody = matches!(
                    form,
                    "nobody"
                        | "everybody"
                        | "everyone"
                        | "anybody"
                        | "anyone"
                        | "one"
                        | "somebody"
                        | "someone"
                        | "whoever"
                        | "none"
                        | "who"
                        | "each"
                );
                names_one |= is_anybody;
                names_thing |= matches!(
                    form,
                    "what" | "whatever" | "everything" | "nothing" | "anything"
                );
            }
            _ => {}
        }
    }
    false
}

/// “Nobody quarrels in here” is a rule of the place, in a short text.
fn is_here_for_all(tree: &Tree<'_>, root: ParsedWordId) -> bool {
    tree.cast.quotations.is_short()
        && tree.tag(root) == Tag::Verb
        && tree.parse.features(root).contains("Tense=Pres")
        && tree.parse.features(root).contains("VerbForm=Fin")
        && tree.kid(root, Relation::Nsubj).is_some_and(|subject| {
            matches!(
                tree.lower(subject),
                "nobody" | "no-one" | "everybody" | "everyone" | "anyone" | "anybody"
            ) || tree.kids(subject).iter().any(|&kid| tree.lower(kid) == "no")
        })
}

/// The name of somebody who is not called.
fn pointing_name(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    // “Nobody smoked in Lady Thrale’s conservatory” names a place.
    let is_of_place = tree.parse.relation(word) == "nmod:poss"
        && tree.head(word).is_some_and(|head| tree.relation(head) == Relation::Obl);
    tree.tag(word) == Tag::Propn
        && !is_of_place
        && tree.relation(word) != Relation::Vocative
        && tree.is_name(word)
}

/// *This door*, *like that*; but not *those who wait* and *the man that waits*.
fn is_shown(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    let has_relative = |word: ParsedWordId| tree.kid(word, Relation::Acl).is_some();
    match tree.relation(word) {
        // “In this house nobody speaks.”
        Relation::Det => tree.head(word).is_none_or(|noun| {
            let is_scope = tree.relation(noun) == Relation::Obl
                && matches!(
                    Supersense::of_noun(tree.lemma(noun)),
                    Some(Supersense::NounLocation | Supersense::NounGroup)
                );
            let is_house = tree.relation(noun) == Relation::Obl
                && NounClasses::of(tree.lemma(noun))
                    .has_any(&[NounClass::Building, NounClass::Place]);
            !has_relative(noun) && !is_scope && !is_house
        }),
        Relation::Mark => false,
        _ => {
            let is_relative =
                tree.head(word).is_some_and(|head| tree.relation(head) == Relation::Acl);
            tree.tag(word) != Tag::Sconj && !is_relative && !has_relative(word)
        }
    }
}

/// Whether *you* are the ones it is said to: “you men”, “nobody has seen you together”.
fn is_addressed(tree: &Tree<'_>, word: ParsedWordId, root: ParsedWordId) -> bool {
    let Some(head) = tree.head(word) else { return true };
    let is_subject = tree.relation(word) == Relation::Nsubj;
    if tree.lower(word) == "your" {
        return false;
    }
    // “You young ladies.”
    let next = ParsedWordId::from_index(word.index() + 1);
    if next.index() < tree.parse.words.len()
        && matches!(tree.tag(next), Tag::Noun | Tag::Adj)
    {
        return true;
    }
    // “Whoever you ask”, “when you knock”: you are anybody.
    !is_subject && head == root
        || matches!(tree.relation(word), Relation::Det | Relation::Appos)
}
