//! An answer with its probability and its proof.

use crate::{Span, TokenId};

/// An answer, a probability that it is right (0 to 1), and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim<T> {
    /// The answer.
    pub value: T,
    /// The probability that the answer is right, from 0 to 1.
    pub confidence: f32,
    /// What speaks for it.
    pub evidence: Evidence,
}

/// The words that prove a claim, or a person who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Tokens of the text, in order.
    Words(Box<[Span<TokenId>]>),
    /// A gold annotation or a user's correction.
    Given,
}

impl Evidence {
    /// No words: the claim follows from the turn of the talk alone.
    pub fn none() -> Self {
        Evidence::Words(Box::new([]))
    }

    /// One stretch of words.
    pub fn one(span: Span<TokenId>) -> Self {
        Evidence::Words(Box::new([span]))
    }

    /// Its stretches of words; none if it was given.
    pub fn words(&self) -> &[Span<TokenId>] {
        match self {
            Evidence::Words(spans) => spans,
            Evidence::Given => &[],
        }
    }
}
