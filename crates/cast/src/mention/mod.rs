//! What refers to somebody or something.

use dramaturg_text::{Book, Span, Stage, Table, TokenId, position};

use crate::{QuotationId, Quotations};

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
#[derive(Clone, Debug)]
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

/// Finds mentions.
#[derive(Clone, Copy, Debug, Default)]
pub struct MentionStage;

impl Stage for MentionStage {
    type Input<'a> = (&'a Book, &'a Quotations);
    type Layer = Mentions;
    const NAME: &'static str = "mentions";

    fn run(&self, _input: (&Book, &Quotations)) -> Mentions {
        Mentions::default()
    }
}
