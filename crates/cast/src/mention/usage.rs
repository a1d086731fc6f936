//! How a book writes each of its words: small, capital, as a name.

use dramaturg_text::{
    Book, ParagraphKind, Position, Shape, Span, TokenId, TokenKind, WordId,
};

use crate::QuotationId;
use crate::lexicon::Lexicon;

/// How often a word is written in which way.
#[derive(Clone, Copy, Default, Debug)]
struct Counts {
    small: u32,
    /// Capital where a sentence does not ask for it.
    capital_inside: u32,
    /// Capital at the start of a sentence of narration.
    capital_first_told: u32,
    /// Capital at the start of a sentence of speech.
    capital_first_said: u32,
    /// Followed by what persons do or by a last name, or called by a title.
    acts: u32,
    /// Beside a quotation with a verb of speech: `“Yes,” said Wen`, `“Yes,” Bee said`.
    cues: u32,
}

/// Which words of a book are names, by how the book writes them.
#[derive(Debug)]
pub(crate) struct Usage {
    is_name: Vec<bool>,
}

impl Usage {
    pub(crate) fn new(book: &Book, places: &[Option<QuotationId>]) -> Usage {
        let mut counts = vec![Counts::default(); book.words.len()];
        for paragraph in book.paragraphs.rows() {
            if paragraph.kind != ParagraphKind::Prose {
                continue;
            }
            let is_careless = is_careless(book, paragraph.tokens);
            for sentence in book.sentences.slice(paragraph.sentences) {
                for id in sentence.iter() {
                    let token = book.tokens[id];
                    if token.kind != TokenKind::Word {
                        continue;
                    }
                    let acts = token.shape == Shape::Capital && acts(book, *sentence, id);
                    let row = &mut counts[token.word.index()];
                    row.acts += u32::from(acts);
                    let is_cue =
                        token.shape == Shape::Capital && speaks(book, places, id);
                    row.cues += u32::from(is_cue);
                    match token.shape {
                        Shape::Lower => row.small += u32::from(!is_careless),
                        Shape::Capital if !is_initial(book, sentence.start(), id) => {
                            row.capital_inside += 1;
                        }
                        Shape::Capital if places[id.index()].is_some() => {
                            row.capital_first_said += 1;
                        }
                        Shape::Capital => row.capital_first_told += 1,
                        Shape::Upper => {}
                    }
                }
            }
        }
        let is_name = book
            .words
            .iter()
            .map(|(id, form)| is_name(form, counts[id.index()]))
            .collect();
        Usage { is_name }
    }

    /// Whether a word, written with a capital, is a name or part of one.
    pub(crate) fn is_name(&self, word: WordId) -> bool {
        self.is_name[word.index()]
    }
}

/// Whether a short paragraph begins small, as chat messages do: *dex: on my way*. What it
/// writes small may be a name all the same.
fn is_careless(book: &Book, paragraph: Span<TokenId>) -> bool {
    const MAX_MESSAGE_TOKENS: usize = 40;
    let mut words =
        paragraph.iter().filter(|&id| book.tokens[id].kind == TokenKind::Word);
    paragraph.len() <= MAX_MESSAGE_TOKENS
        && words.next().is_some_and(|id| book.tokens[id].shape == Shape::Lower)
}

/// Whether a token stands where any word has a capital: after an opening mark, a colon or
/// a dash, or first in its sentence. Marks of emphasis say nothing.
pub(crate) fn is_initial(book: &Book, sentence_start: TokenId, id: TokenId) -> bool {
    let mut at = id.index();
    while at > sentence_start.index() {
        at -= 1;
        let token = book.tokens[TokenId::from_index(at)];
        let form = book.words.form(token.word);
        if token.kind != TokenKind::Punctuation {
            return false;
        }
        if matches!(
            form,
            "\"" | "“"
                | "‘"
                | "'"
                | "«"
                | "‹"
                | ":"
                | "("
                | "["
                | "—"
                | "–"
                | "―"
                | "--"
                | "…"
                | "..."
                | "."
                | "!"
                | "?"
        ) {
            return true;
        }
        if matches!(form, "," | ";") {
            return false;
        }
    }
    true
}

/// Whether the words around a capital word are those around a person’s name.
fn acts(book: &Book, sentence: Span<TokenId>, id: TokenId) -> bool {
    let lexicon = Lexicon::shared();
    let next = TokenId::from_index(id.index() + 1);
    if next >= sentence.end() {
        return false;
    }
    let form = book.lower(next);
    let previous = id.index().checked_sub(1).map(TokenId::from_index);
    let before =
        previous.filter(|&p| p >= sentence.start()).map_or("", |p| book.lower(p));
    let is_time = matches!(
        before,
        "in" | "of"
            | "on"
            | "last"
            | "next"
            | "every"
            | "since"
            | "this"
            | "till"
            | "until"
            | "by"
    );
    let does = lexicon.is_person_verb(form)
        || lexicon.speech_verb(form).is_some_and(|v| v.form.is_finite() && v.is_strong);
    let has_surname = book.tokens[next].shape == Shape::Capital
        && book.tokens[next].kind == TokenKind::Word
        && !lexicon.is_common(form)
        && !lexicon.is_calendar(form);
    let is_said =
        lexicon.speech_verb(before).is_some_and(|v| v.is_strong && v.form.is_finite());
    !is_time && (does || has_surname || is_said)
}

/// Whether a capital word stands alone beside a quotation with a verb of speech, before it
/// or behind it.
fn speaks(book: &Book, places: &[Option<QuotationId>], id: TokenId) -> bool {
    let is_quoted = |i: Option<usize>| i.is_some_and(|i| places[i].is_some());
    let at = id.index();
    let says = |i: usize| {
        let verb = Lexicon::shared().speech_verb(book.lower(TokenId::from_index(i)));
        verb.is_some_and(|v| v.form.is_finite() && v.is_strong)
    };
    if places[at].is_some()
        || !is_quoted(at.checked_sub(1)) && !is_quoted(at.checked_sub(2))
    {
        return false;
    }
    let is_after_verb = !is_quoted(at.checked_sub(1)) && says(at - 1);
    is_after_verb
        || is_quoted(at.checked_sub(1)) && at + 1 < book.tokens.len() && says(at + 1)
}

/// Words that stand where names do beside a quotation and are none.
const NO_SPEAKERS: &[&str] = &[
    "nobody",
    "somebody",
    "someone",
    "everyone",
    "everybody",
    "anyone",
    "anybody",
    "one",
    "another",
    "both",
    "all",
    "none",
    "neither",
    "others",
    "other",
    "some",
    "then",
    "so",
    "thus",
    "again",
    "this",
    "that",
    "these",
    "those",
    "there",
    "here",
    "only",
    "what",
    "who",
    "people",
    "several",
    "many",
    "most",
    "each",
    "either",
    "and",
    "but",
    "or",
];

/// Words that look like names and are none.
const NO_NAMES: &[&str] = &[
    "i",
    "god",
    "lord",
    "heaven",
    "heavens",
    "christ",
    "jesus",
    "providence",
    "mr",
    "mrs",
    "ms",
    "english",
    "chapter",
    "book",
    "part",
    "volume",
    "bible",
    "ok",
    "tv",
    "st",
    "p",
    "m",
    "s",
    "t",
    "d",
    "ll",
    "re",
    "ve",
    "hm",
    "hmm",
    "mm",
    "mmm",
    "shh",
    "sh",
    "psst",
    "er",
    "um",
    "uh",
    "huh",
    "eh",
    "ha",
    "haha",
    "ho",
    "hah",
    "hullo",
    "hallo",
    "hello",
    "hey",
    "hi",
    "oi",
    "ow",
    "ouch",
    "aye",
    "nay",
    "ugh",
    "ooh",
    "oooh",
    "ah",
    "aah",
    "oh",
    "phew",
    "pah",
    "bah",
    "tut",
    "yeah",
    "yep",
    "nope",
    "nah",
    "dunno",
    "gonna",
    "gotta",
    "wanna",
    "ain",
    "devil",
    "amen",
    "n't",
    "'s",
    "'ll",
    "'re",
    "'ve",
    "'d",
    "'m",
];

/// A common word that acts so often is somebody, if it never stands small and so often has
/// a capital.
const MIN_ACTS: u32 = 2;
const MIN_CAPITAL: u32 = 4;

fn is_name(form: &str, counts: Counts) -> bool {
    let lexicon = Lexicon::shared();
    // May, April, Sunday: a person if the book lets them act.
    if lexicon.is_calendar(form) {
        return counts.acts >= 3 && 12 * counts.acts >= counts.capital_inside;
    }
    if NO_NAMES.contains(&form)
        || lexicon.is_nationality(form)
        || super::PRONOUNS.contains(&form)
    {
        return false;
    }
    let Counts { small, capital_inside, capital_first_told, capital_first_said, .. } =
        counts;
    let is_given = lexicon.given_name(form).is_some();
    let is_titular = lexicon.title(form).is_some();
    if is_titular {
        return false;
    }
    if counts.cues >= 2 && counts.cues > small && !NO_SPEAKERS.contains(&form) {
        return true;
    }
    // Wick, Teller: a word that this book never writes small, and that does what persons do.
    let n_capital = capital_inside + capital_first_told + capital_first_said;
    let is_somebody = small == 0
        && capital_inside >= 1
        && counts.acts >= MIN_ACTS
        && n_capital >= MIN_CAPITAL;
    if is_somebody && !NO_SPEAKERS.contains(&form) {
        return true;
    }
    if lexicon.is_common(form) {
        // Grace, Will, Rose: a name if the book writes it so inside sentences.
        let enough = if is_given { 1 } else { 2 };
        let n_first = capital_first_told + capital_first_said;
        let is_steady =
            capital_inside >= 3 || small == 0 && n_first <= 2 * capital_inside;
        return capital_inside >= enough
            && capital_inside > 2 * small
            && (is_given || is_steady);
    }
    if small > 0 {
        return capital_inside > 2 * small || is_given && capital_inside > small;
    }
    capital_inside > 0 || is_given || capital_first_told > 0 || capital_first_said > 2
}
