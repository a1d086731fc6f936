//! The names of given characters, wherever they stand.

use dramaturg_text::{Book, Position, Shape, Span, TokenId, TokenKind};
use rustc_hash::FxHashMap;

use super::{Mention, MentionKind, MentionType};
use crate::given::NameWord;
use crate::{GivenCharacter, QuotationId};

/// The names of given characters by their first word, longest first.
#[derive(Debug)]
pub(crate) struct Index {
    names: FxHashMap<String, Vec<Vec<NameWord>>>,
}

impl Index {
    pub(crate) fn new(given: &[GivenCharacter]) -> Index {
        let mut names: FxHashMap<String, Vec<Vec<NameWord>>> = FxHashMap::default();
        let mut all: Vec<_> = given.iter().flat_map(GivenCharacter::names).collect();
        all.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for name in all {
            names.entry(name[0].form.clone()).or_default().push(name);
        }
        Index { names }
    }

    /// Adds the given names of a sentence to its mentions, which begin at row `first`. A
    /// longer name that was found stays: `Mrs. Venn` is not the given `Venn`.
    pub(crate) fn find(
        &self,
        book: &Book,
        places: &[Option<QuotationId>],
        sentence: Span<TokenId>,
        first: usize,
        rows: &mut Vec<Mention>,
    ) {
        if self.names.is_empty() {
            return;
        }
        let mut at = sentence.start();
        while at < sentence.end() {
            let Some(span) = self.name_at(book, Span::new(at, sentence.end())) else {
                at = TokenId::from_index(at.index() + 1);
                continue;
            };
            at = span.end();
            let is_longer = |m: &Mention| {
                m.kind == MentionKind::Proper
                    && m.span.overlaps(span)
                    && m.span.len() > span.len()
            };
            if rows[first..].iter().any(is_longer) {
                continue;
            }
            let mut i = first;
            while i < rows.len() {
                if rows[i].span.overlaps(span) {
                    rows.remove(i);
                } else {
                    i += 1;
                }
            }
            rows.push(Mention {
                span,
                head: TokenId::from_index(span.end().index() - 1),
                kind: MentionKind::Proper,
                r#type: MentionType::Person,
                quotation: places[span.start().index()],
            });
        }
    }

    /// The longest given name with which a stretch begins.
    fn name_at(&self, book: &Book, stretch: Span<TokenId>) -> Option<Span<TokenId>> {
        let list = self.names.get(book.lower(stretch.start()))?;
        list.iter().find_map(|name| {
            let mut at = stretch.start().index();
            for word in name {
                let mut id = TokenId::from_index(at);
                if word.is_behind_mark
                    && id < stretch.end()
                    && book.tokens[id].kind == TokenKind::Punctuation
                {
                    id = TokenId::from_index(at + 1);
                }
                let is_same = id < stretch.end()
                    && book.lower(id) == word.form
                    && !(word.is_capital && book.tokens[id].shape == Shape::Lower);
                if !is_same {
                    return None;
                }
                at = id.index() + 1;
            }
            Some(Span::new(stretch.start(), TokenId::from_index(at)))
        })
    }
}
