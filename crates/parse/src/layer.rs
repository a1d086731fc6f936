//! The layer: a `Word` for every word, and the sentences that they make.

use dramaturg_text::{Book, Byte, Span, Table, TokenId, position};

use crate::{Relation, Tag};

position! {
    /// A row of [`Parse::words`].
    ParsedWordId
}
position! {
    /// A row of [`Parse::sentences`].
    ParsedSentenceId
}
position! {
    /// A row of [`Parse::lemmas`].
    LemmaId
}

/// A word as syntax counts it: `do`, `n’t`, `Mr.`, `,`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Word {
    /// Where it stands.
    pub span: Span<Byte>,
    /// Its part of speech.
    pub tag: Tag,
    /// How it depends on its head; [`Relation::Root`] where it has none.
    pub relation: Relation,
    /// Whether it is a part of the same written word as the one before it, as `n’t`.
    pub is_joined: bool,
    /// Whether a blank stands where it once had an apostrophe, as in `don t`.
    pub is_repaired: bool,
    /// The relation with its subtype, a row of [`Labels::relations`].
    pub subtype: u8,
    /// Its features, a row of [`Labels::features`].
    pub features: u16,
    /// Its dictionary form.
    pub lemma: LemmaId,
    /// The word that it depends on, in the same sentence; none for the root.
    pub head: Option<ParsedWordId>,
}

/// The names of what a model can say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Labels {
    /// Relations with their subtypes, as `nsubj:pass`.
    pub relations: Vec<Box<str>>,
    /// Features in one string, as `Number=Sing|Person=3`; `_` for none.
    pub features: Vec<Box<str>>,
}

/// A stretch of words that refers to somebody or something, as the model sees it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Phrase {
    /// Its words.
    pub words: Span<ParsedWordId>,
    /// Its most telling word.
    pub head: ParsedWordId,
    /// How it refers.
    pub kind: PhraseKind,
    /// What it refers to.
    pub class: PhraseClass,
    /// The probability that it is such a phrase, from 0 to 1.
    pub confidence: f32,
}

/// A word that tells of something that happens, as the model sees it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Trigger {
    /// The word.
    pub word: ParsedWordId,
    /// The probability that it tells of something that happens, from 0 to 1.
    pub confidence: f32,
}

/// How a phrase refers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PhraseKind {
    /// By a name.
    Proper,
    /// By a description.
    Nominal,
    /// By a pronoun.
    Pronoun,
    /// Not by itself: a part of a name that says what somebody is, as *Miss* in *Miss Venn*.
    Part,
}

/// What a phrase refers to; the six types of ACE.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PhraseClass {
    /// Somebody.
    Person,
    /// A building or a part of one.
    Facility,
    /// A place without a government.
    Location,
    /// A country, a town.
    GeoPolitical,
    /// An organization.
    Organization,
    /// A vehicle.
    Vehicle,
}

/// How the sentences of a book are built.
#[derive(Clone, Debug, Default)]
pub struct Parse {
    /// The words of all paragraphs, in order.
    pub words: Table<ParsedWordId, Word>,
    /// The sentences; they tile the words, and none crosses a paragraph.
    pub sentences: Table<ParsedSentenceId, Span<ParsedWordId>>,
    /// Stretches that refer to somebody or something, in order of their first word, longer
    /// ones first.
    pub phrases: Vec<Phrase>,
    /// Words that tell of what happens, in order.
    pub triggers: Vec<Trigger>,
    /// The different dictionary forms.
    pub lemmas: Table<LemmaId, Box<str>>,
    /// The names of features and relations.
    pub labels: Labels,
}

impl Parse {
    /// The words that lie wholly or partly in a stretch.
    pub fn words_in(&self, span: Span<Byte>) -> Span<ParsedWordId> {
        let rows = self.words.rows();
        let start = rows.partition_point(|word| word.span.end() <= span.start());
        let end = rows.partition_point(|word| word.span.start() < span.end());
        Span::of(start, end.max(start))
    }

    /// The bytes from the start of a span of words to its end.
    ///
    /// # Panics
    ///
    /// If the span is empty.
    pub fn bytes(&self, words: Span<ParsedWordId>) -> Span<Byte> {
        let rows = self.words.slice(words);
        let (first, last) = (rows.first(), rows.last());
        let (first, last) = first.zip(last).expect("a phrase has a word");
        first.span.hull(last.span)
    }

    /// The tokens of a book that a span of words lies in.
    ///
    /// # Panics
    ///
    /// If the span is empty.
    pub fn tokens(&self, book: &Book, words: Span<ParsedWordId>) -> Span<TokenId> {
        book.tokens_in(self.bytes(words))
    }

    /// The dictionary form of a word.
    #[inline]
    pub fn lemma(&self, id: ParsedWordId) -> &str {
        &self.lemmas[self.words[id].lemma]
    }

    /// The features of a word in one string, as `Number=Sing|Person=3`; `_` for none.
    #[inline]
    pub fn features(&self, id: ParsedWordId) -> &str {
        let row = usize::from(self.words[id].features);
        self.labels.features.get(row).map_or("_", |features| features)
    }

    /// The relation of a word to its head with its subtype, as `nsubj:pass`.
    #[inline]
    pub fn relation(&self, id: ParsedWordId) -> &str {
        let word = &self.words[id];
        let row = usize::from(word.subtype);
        let full = self.labels.relations.get(row).map(|full| &**full);
        full.filter(|_| word.relation != Relation::Root).unwrap_or(word.relation.label())
    }

    /// The words that depend on a word, in order; all stand in its sentence, which is given.
    pub fn dependents(
        &self,
        sentence: Span<ParsedWordId>,
        head: ParsedWordId,
    ) -> impl Iterator<Item = ParsedWordId> {
        sentence.iter().filter(move |&id| self.words[id].head == Some(head))
    }
}
