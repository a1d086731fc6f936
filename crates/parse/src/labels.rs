//! The labels of Universal Dependencies: parts of speech and relations.

/// Makes an enum with a label for each variant.
macro_rules! labelled {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $label:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// As treebanks write it.
            pub fn label(self) -> &'static str {
                match self {
                    $($name::$variant => $label,)*
                }
            }

            /// What a label stands for, if it is one.
            pub fn from_label(label: &str) -> Option<$name> {
                match label {
                    $($label => Some($name::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

labelled! {
    /// A part of speech.
    Tag {
        /// Adjective.
        Adj = "ADJ",
        /// Preposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary verb, and every *be* that joins a subject to what it is.
        Aux = "AUX",
        /// Conjunction of equals.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Number.
        Num = "NUM",
        /// *Not*, *to* before a verb, the possessive *'s*.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Name.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Conjunction that subordinates.
        Sconj = "SCONJ",
        /// A sign.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Anything else.
        X = "X",
    }
}

labelled! {
    /// How a word depends on its head, without subtype.
    Relation {
        /// Clause that modifies a noun.
        Acl = "acl",
        /// Clause that modifies a verb.
        Advcl = "advcl",
        /// Adverb that modifies.
        Advmod = "advmod",
        /// Adjective that modifies.
        Amod = "amod",
        /// Another name for the same.
        Appos = "appos",
        /// Auxiliary.
        Aux = "aux",
        /// Preposition or possessive mark.
        Case = "case",
        /// Word that joins equals.
        Cc = "cc",
        /// Clause as an object.
        Ccomp = "ccomp",
        /// Part of a compound.
        Compound = "compound",
        /// Second and later of equals.
        Conj = "conj",
        /// The *be* that joins.
        Cop = "cop",
        /// Clause as a subject.
        Csubj = "csubj",
        /// Unknown.
        Dep = "dep",
        /// Determiner.
        Det = "det",
        /// Interjection and the like.
        Discourse = "discourse",
        /// Moved in front or behind.
        Dislocated = "dislocated",
        /// *There* that only fills the subject's place.
        Expl = "expl",
        /// Part of a fixed phrase.
        Fixed = "fixed",
        /// Part of a phrase without a head.
        Flat = "flat",
        /// Belongs to what is written apart.
        Goeswith = "goeswith",
        /// Indirect object.
        Iobj = "iobj",
        /// Item of a list.
        List = "list",
        /// Word that subordinates.
        Mark = "mark",
        /// Noun that modifies a noun.
        Nmod = "nmod",
        /// Subject.
        Nsubj = "nsubj",
        /// Number that modifies.
        Nummod = "nummod",
        /// Object.
        Obj = "obj",
        /// Noun that modifies a verb.
        Obl = "obl",
        /// Left over where a head is missing.
        Orphan = "orphan",
        /// Loosely joined.
        Parataxis = "parataxis",
        /// Punctuation.
        Punct = "punct",
        /// Put right at once.
        Reparandum = "reparandum",
        /// No head: the root of its sentence.
        Root = "root",
        /// Somebody who is called.
        Vocative = "vocative",
        /// Clause without a subject of its own.
        Xcomp = "xcomp",
    }
}

impl Relation {
    /// What a label stands for, its subtype left out: `nsubj:pass` is a subject.
    pub fn from_full(label: &str) -> Option<Relation> {
        Relation::from_label(label.split(':').next().unwrap_or(label))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_go_there_and_back() {
        assert_eq!((Tag::ALL.len(), Relation::ALL.len()), (17, 36));
        assert!(Tag::ALL.iter().all(|&tag| Tag::from_label(tag.label()) == Some(tag)));
        for &relation in Relation::ALL {
            assert_eq!(Relation::from_label(relation.label()), Some(relation));
        }
        assert_eq!(Relation::from_full("nsubj:pass"), Some(Relation::Nsubj));
        assert_eq!(Relation::from_full("nope"), None);
    }
}
