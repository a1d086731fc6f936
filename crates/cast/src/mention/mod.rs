//! What refers to somebody or something.
//!
//! Reads `Book` and `Quotations`; makes [`Mentions`]. Rules alone: names by how this book
//! writes its words, descriptions by a determiner and a noun for persons, pronouns by list.
//!
//! Read in this order: `usage` (how each word is written), `names`, `nominals`,
//! `given`; then `parsed`, which makes mentions of another kind from `Parse`.

mod given;
mod label;
mod names;
mod nominals;
mod parsed;
mod usage;

use dramaturg_text::{
    Book, ParagraphKind, Position, Span, Stage, Table, TokenId, TokenKind, position,
};

use crate::{GivenCharacter, QuotationId, Quotations};

pub use parsed::{ParsedMentionStage, mention_type};
pub(crate) use usage::Usage;

position! {
    /// A row of [`Mentions`].
    MentionId
}

/// How a mention refers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MentionKind {
    /// By a name: `Mara Venn`.
    Proper,
    /// By a description: `the porter`.
    Nominal,
    /// By a pronoun: `she`.
    Pronoun,
}

/// What a mention refers to; the six types of ACE.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MentionType {
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

/// A stretch that refers to somebody or something.
#[derive(Clone, Copy, Debug)]
pub struct Mention {
    /// Its tokens.
    pub span: Span<TokenId>,
    /// Its most telling token: the noun, the last word of a name.
    pub head: TokenId,
    /// How it refers.
    pub kind: MentionKind,
    /// What it refers to.
    pub r#type: MentionType,
    /// The innermost quotation that holds it.
    pub quotation: Option<QuotationId>,
}

/// All mentions in order of their first token, longer ones first.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// The rows.
    pub rows: Table<MentionId, Mention>,
}

impl Mentions {
    /// The mentions that begin in a span of tokens.
    pub fn starting_in(&self, span: Span<TokenId>) -> Span<MentionId> {
        let rows = self.rows.rows();
        let start = rows.partition_point(|m| m.span.start() < span.start());
        let end = rows.partition_point(|m| m.span.start() < span.end());
        Span::of(start, end.max(start))
    }
}

/// Pronouns of persons that are mentions.
pub(crate) const PRONOUNS: &[&str] = &[
    "he",
    "him",
    "his",
    "himself",
    "she",
    "her",
    "hers",
    "herself",
    "they",
    "them",
    "their",
    "theirs",
    "themselves",
    "themself",
    "i",
    "me",
    "my",
    "mine",
    "myself",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
    "we",
    "us",
    "our",
    "ours",
    "ourselves",
    "it",
    "its",
    "itself",
    "xe",
    "xem",
    "xyr",
    "xyrs",
    "ze",
    "zir",
    "zem",
    "hir",
    "fae",
    "faer",
    "ey",
    "em",
    "eir",
];

/// Finds mentions.
#[derive(Clone, Copy, Debug, Default)]
pub struct MentionStage<'g> {
    /// Characters that are known; their names are proper mentions however they look.
    pub given: &'g [GivenCharacter],
}

impl Stage for MentionStage<'_> {
    type Input<'a> = (&'a Book, &'a Quotations);
    type Layer = Mentions;
    const NAME: &'static str = "mentions";

    fn run(&self, (book, quotations): (&Book, &Quotations)) -> Mentions {
        let places = token_places(book, quotations);
        let usage = Usage::new(book, &places);
        let is_pronoun: Vec<bool> =
            book.words.iter().map(|(_, form)| PRONOUNS.contains(&form)).collect();
        let speaking = nominals::speaking(book, &places);
        let labels = label::labels(book);
        let given = given::Index::new(self.given);
        let mut rows = Vec::new();
        for paragraph in book.paragraphs.rows() {
            if paragraph.kind != ParagraphKind::Prose {
                continue;
            }
            for sentence in book.sentences.slice(paragraph.sentences) {
                let first = rows.len();
                names::find(book, &usage, &places, *sentence, &mut rows);
                nominals::find(
                    book, &usage, &speaking, &labels, &places, *sentence, &mut rows,
                );
                given.find(book, &places, *sentence, first, &mut rows);
                for id in sentence.iter() {
                    let token = book.tokens[id];
                    if token.kind == TokenKind::Word && is_pronoun[token.word.index()] {
                        rows.push(Mention {
                            span: Span::one(id),
                            head: id,
                            kind: MentionKind::Pronoun,
                            r#type: MentionType::Person,
                            quotation: places[id.index()],
                        });
                    }
                }
            }
        }
        rows.sort_by_key(|m| (m.span.start(), std::cmp::Reverse(m.span.end()), m.kind));
        Mentions { rows: rows.into_iter().collect() }
    }
}

/// The innermost quotation of each token.
pub(crate) fn token_places(
    book: &Book,
    quotations: &Quotations,
) -> Vec<Option<QuotationId>> {
    let mut places = vec![None; book.tokens.len()];
    for (id, quotation) in quotations.rows.iter() {
        for part in &quotation.outer {
            for token in book.tokens_in(*part).iter() {
                places[token.index()] = Some(id);
            }
        }
    }
    places
}
