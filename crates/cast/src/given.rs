//! Rows that somebody gives: a gold annotation, a user's corrections.
//!
//! A stage keeps the given rows of its layer and decides the others with them in sight.

use dramaturg_text::{Byte, Span, Table, TokenKind, Words, position, tokenize};

use crate::Mode;
use crate::lexicon::Gender;
use crate::mention::{MentionKind, MentionType, PRONOUNS};

position! {
    /// A row of a list of [`GivenCharacter`].
    GivenId
}

/// A quotation that is known to be one, or words that are known to be none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenQuotation {
    /// Its parts in any order, with or without their marks.
    pub parts: Vec<Span<Byte>>,
    /// What it is; none if no quotation stands here, whatever the marks.
    pub mode: Option<Mode>,
    /// Whether it lies inside another quotation, which stays.
    pub is_inside: bool,
}

/// Somebody who is known to be in the book, and under which names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenCharacter {
    /// The name for reports; an alias, too.
    pub name: String,
    /// The other names. One that begins with a determiner is found however it is written,
    /// another one where its capitals are capitals.
    pub aliases: Vec<String>,
    /// The gender; where it is unknown, the text decides.
    pub gender: Gender,
    /// Whether it is the *I* of the narration.
    pub is_narrator: bool,
}

/// A speaker that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenSpeaker {
    /// A stretch of the quotation; the one that shares most bytes with it is meant.
    pub span: Span<Byte>,
    /// Whether a quotation inside another one is meant, which is just there.
    pub is_inside: bool,
    /// Who speaks it; none where nobody can tell. A character whom the text never mentions
    /// cannot be kept.
    pub speaker: Option<GivenId>,
}

/// A mention that is known to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenMention {
    /// Its words.
    pub span: Span<Byte>,
    /// How it refers.
    pub kind: MentionKind,
    /// What it refers to.
    pub r#type: MentionType,
}

/// One word of a given name.
#[derive(Clone, Debug)]
pub(crate) struct NameWord {
    /// In lower case, apostrophes straight.
    pub(crate) form: String,
    /// Whether it must have a capital.
    pub(crate) is_capital: bool,
    /// Whether punctuation may stand before it, as the stop in `Mr. Venn`.
    pub(crate) is_behind_mark: bool,
}

impl GivenCharacter {
    /// The words of each name; pronouns are left out, and names without a word.
    pub(crate) fn names(&self) -> impl Iterator<Item = Vec<NameWord>> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(|name| words(name))
            .filter(|words| words.iter().any(|w| !PRONOUNS.contains(&&*w.form)))
    }
}

fn words(name: &str) -> Vec<NameWord> {
    let mut forms = Words::default();
    let mut tokens = Table::new();
    tokenize(name, Span::of(0, name.len()), &mut forms, &mut tokens);
    let mut words: Vec<NameWord> = Vec::new();
    let mut is_behind_mark = false;
    for token in tokens.rows() {
        if token.kind != TokenKind::Word {
            is_behind_mark = true;
            continue;
        }
        let first = token.span.slice(name).chars().next();
        words.push(NameWord {
            form: forms.form(token.word).to_owned(),
            is_capital: first.is_some_and(char::is_uppercase),
            is_behind_mark: std::mem::take(&mut is_behind_mark) && !words.is_empty(),
        });
    }
    // “The Porter” of a list of characters is “the porter” of the text.
    let is_described = words.len() > 1
        && matches!(
            &*words[0].form,
            "the" | "a" | "an" | "his" | "her" | "my" | "our" | "their" | "your"
        );
    if is_described {
        for word in &mut words {
            word.is_capital = false;
        }
    }
    words
}
