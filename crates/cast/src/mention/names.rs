//! Proper mentions: titles, names, and names with titles.

use dramaturg_text::{Book, Position, Shape, Span, Token, TokenId, TokenKind};

use super::usage::is_initial;
use super::{Mention, MentionKind, MentionType, Usage};
use crate::QuotationId;
use crate::coreference::is_particle;
use crate::lexicon::{Lexicon, TitleClass};

/// A name has at most this many tokens.
const MAX_NAME_TOKENS: usize = 9;

/// Adds the proper mentions of a sentence.
pub(crate) fn find(
    book: &Book,
    usage: &Usage,
    places: &[Option<QuotationId>],
    sentence: Span<TokenId>,
    rows: &mut Vec<Mention>,
) {
    let mut at = sentence.start().index();
    let end = sentence.end().index();
    while at < end {
        let id = TokenId::from_index(at);
        let token = book.tokens[id];
        if token.kind != TokenKind::Word || token.shape == Shape::Lower {
            at += 1;
            continue;
        }
        let limit = end.min(at + MAX_NAME_TOKENS);
        let len = name_len(book, usage, sentence.start(), at, limit);
        if len == 0 {
            at += 1;
            continue;
        }
        let span = Span::of(at, at + len);
        rows.push(Mention {
            span,
            head: TokenId::from_index(at + len - 1),
            kind: MentionKind::Proper,
            r#type: MentionType::Person,
            quotation: places[at],
        });
        at += len;
    }
}

/// How many tokens the name that begins at `at` has; 0 if none does.
fn name_len(book: &Book, usage: &Usage, start: TokenId, at: usize, end: usize) -> usize {
    let lexicon = Lexicon::shared();
    let token = |i: usize| book.tokens[TokenId::from_index(i)];
    let lower = |i: usize| book.lower(TokenId::from_index(i));
    let mut i = at;
    let mut n_titles = 0;
    // Titles: “Mr.”, “Lady”, “Captain”, “Uncle”, also two of them.
    while i < end && n_titles < 3 && token(i).shape != Shape::Lower {
        let Some(title) = lexicon.title(lower(i)) else { break };
        let is_bare_name =
            title.class != TitleClass::Honorific && usage.is_name(token(i).word);
        if is_bare_name {
            break;
        }
        n_titles += 1;
        i += 1;
        if i < end && lower(i) == "." && touches(token(i - 1), token(i)) {
            i += 1;
        }
    }
    let after_titles = i;
    let mut n_names = 0;
    let mut last = i;
    while i < end {
        let here = token(i);
        let inside = i > at && (n_names > 0 || n_titles > 0);
        let is_apart =
            i > at && here.span.start().index() - token(i - 1).span.end().index() > 3;
        if is_apart {
            break;
        }
        // “De Griers” at the start of a name.
        let opens_with_particle = i == after_titles
            && here.shape == Shape::Capital
            && is_particle(lower(i))
            && !matches!(lower(i), "of" | "al")
            && token_is_name_start(book, usage, i + 1, end)
            && book.tokens[TokenId::from_index(i + 1)].span.start().index()
                == here.span.end().index() + 1;
        if opens_with_particle {
            i += 1;
            continue;
        }
        if here.kind == TokenKind::Word && here.shape != Shape::Lower {
            if is_name_word(book, usage, start, i, inside) {
                n_names += 1;
                i += 1;
                last = i;
                // “J. Venn”: an initial keeps its stop.
                if i < end && lower(i) == "." && is_initial_letter(book, i - 1) {
                    i += 1;
                    if token_is_name_start(book, usage, i, end) {
                        continue;
                    }
                    last = i - 1;
                    break;
                }
                continue;
            }
            break;
        }
        // “Ludwig von Berg”, “Duke of Avon”, “D'Arcy” is one word already.
        let is_particle = is_particle(lower(i)) && lower(i) != "of";
        let is_of = lower(i) == "of" && n_titles > 0 && n_names == 0;
        if inside
            && (is_particle || is_of)
            && token_is_name_start(book, usage, i + 1, end)
        {
            i += 1;
            continue;
        }
        let two_particles = inside
            && is_particle
            && i + 2 < end
            && matches!(lower(i + 1), "la" | "le" | "der" | "den")
            && token_is_name_start(book, usage, i + 2, end);
        if two_particles {
            i += 2;
            continue;
        }
        break;
    }
    if n_names > 0 {
        return last - at;
    }
    if n_titles == 0 {
        return 0;
    }
    // A title alone: “Captain!”, “the General”; at the start of a sentence only as a call.
    let stands_alone = (at..after_titles)
        .filter_map(|i| lexicon.title(lower(i)))
        .all(|t| t.can_stand_alone);
    let n_tokens =
        if lower(after_titles - 1) == "." { after_titles - 1 } else { after_titles };
    let id = TokenId::from_index(at);
    let is_first = is_initial(book, start, id);
    let next = (n_tokens < end).then(|| lower(n_tokens));
    let is_call = next.is_none_or(|n| {
        matches!(n, "," | "!" | "?" | "." | "…" | "..." | "—" | "”" | "\"" | "’" | "'")
    });
    let is_subject = next.is_some_and(|n| {
        lexicon.is_person_verb(n)
            || lexicon.speech_verb(n).is_some()
            || matches!(
                n,
                "was" | "is" | "had" | "has" | "'s" | "could" | "would" | "did"
            )
    });
    if stands_alone
        && token(at).shape == Shape::Capital
        && (!is_first || is_call || is_subject)
    {
        n_tokens - at
    } else {
        0
    }
}

fn touches(a: Token, b: Token) -> bool {
    a.span.end() == b.span.start()
}

fn is_initial_letter(book: &Book, i: usize) -> bool {
    let token = book.tokens[TokenId::from_index(i)];
    token.span.len() <= 2 && token.shape == Shape::Capital
}

fn token_is_name_start(book: &Book, usage: &Usage, i: usize, end: usize) -> bool {
    i < end && {
        let token = book.tokens[TokenId::from_index(i)];
        token.kind == TokenKind::Word
            && token.shape != Shape::Lower
            && (usage.is_name(token.word) || is_initial_letter(book, i))
    }
}

/// Whether a capital word at `i` is part of a name; `inside` means that a name or title
/// stands before it.
fn is_name_word(
    book: &Book,
    usage: &Usage,
    start: TokenId,
    i: usize,
    inside: bool,
) -> bool {
    let id = TokenId::from_index(i);
    let token = book.tokens[id];
    let lower = book.lower(id);
    let lexicon = Lexicon::shared();
    if token.shape == Shape::Upper && token.span.len() < 3 {
        return inside && lower != "i";
    }
    if usage.is_name(token.word) {
        return true;
    }
    if lower == "i" || super::PRONOUNS.contains(&lower) {
        return false;
    }
    if lexicon.is_calendar(lower) {
        // “the April Fool”, but “on the Sunday Tom came”.
        let form = |i: usize| book.lower(TokenId::from_index(i));
        let is_month = !lower.ends_with("day");
        let follows_article = i > start.index()
            && matches!(form(i - 1), "the" | "a" | "an")
            && (i < start.index() + 2
                || !matches!(form(i - 2), "in" | "on" | "of" | "by" | "since" | "till"));
        let next = TokenId::from_index(i + 1);
        return is_month
            && follows_article
            && next.index() < book.tokens.len()
            && book.tokens[next].shape == Shape::Capital
            && usage.is_name(book.tokens[next].word);
    }
    if inside && is_initial_letter(book, i) {
        return true;
    }
    // “Mr. Rush”, “Augusta Holiday”: a common word behind a title or a name is a name too.
    let previous_is_word = i > start.index()
        && book.tokens[TokenId::from_index(i - 1)].kind == TokenKind::Word
        || i > start.index() && book.lower(TokenId::from_index(i - 1)) == ".";
    // “Dilip Rao”, “Tom King”: a title behind a name, and nobody’s behind it, is a surname.
    let is_title = lexicon.title(lower).is_some_and(|title| {
        let next = TokenId::from_index(i + 1);
        let is_taken = next.index() < book.tokens.len()
            && book.tokens[next].shape != Shape::Lower
            && book.tokens[next].kind == TokenKind::Word;
        let before = i.checked_sub(1).map(|b| book.tokens[TokenId::from_index(b)].word);
        let can = matches!(title.class, TitleClass::Noble | TitleClass::Rank);
        !can || is_taken || !before.is_some_and(|word| usage.is_name(word))
    });
    inside
        && previous_is_word
        && token.shape == Shape::Capital
        && !is_title
        && !lexicon.is_nationality(lower)
        && !matches!(
            lower,
            "the" | "and" | "but" | "yes" | "no" | "what" | "if" | "is" | "it"
        )
}
