//! Marked words that nobody says: titles, scare quotes, inscriptions.
//!
//! A stretch goes only if everything speaks against it: it stands inside a sentence of
//! narration, no cue, comma or colon introduces it, and it does not end like a sentence.
//! Short true speech (`“No,” said Mara.`, `He said “no” and left.`) stays.

use dramaturg_text::{Book, Byte, Position, Shape, Span, TokenId, TokenKind};

use super::marks::retain;
use super::{Convention, Mark, Mode, Stretch};
use crate::lexicon::Lexicon;

/// More words than this are taken for speech wherever they stand.
const MAX_SCARE_WORDS: usize = 8;

/// What a title or an inscription stands behind: *a copy of “Lines Addressed to a Lady”*.
const NAMED: &[&str] = &[
    "title",
    "titled",
    "entitled",
    "copy",
    "motto",
    "inscription",
    "heading",
    "headline",
    "adage",
    "proverb",
    "maxim",
    "poem",
    "ballad",
    "text",
];

/// What a speech that is only imagined stands behind: *as much as to say*, *he was going to
/// answer*, *a look that seemed to say*.
const IMAGINED: &[&str] = &[
    "going", "about", "ready", "tempted", "inclined", "longed", "longing", "wanted",
    "wished", "seem", "seems", "seemed", "seeming", "impulse", "well",
];

/// Words that a title may have in small letters.
const SMALL_IN_TITLES: &[&str] = &[
    "of", "the", "and", "a", "an", "on", "in", "to", "at", "for", "from", "by", "with",
    "or", "de", "la", "le", "du", "'s", "’s",
];

/// Drops what nobody says from the stretches of a paragraph.
pub(crate) fn drop_other_uses(
    book: &Book,
    convention: Convention,
    paragraph: Span<Byte>,
    stretches: &mut Vec<Stretch>,
) {
    // A sentence of speech that begins small has begun before: “Well,” he said, “come in.”
    let mut is_first = true;
    let keep: Vec<bool> = stretches
        .iter()
        .map(|s| {
            if s.nested_in.is_some() {
                return true;
            }
            let is_kept = is_speech(book, convention, paragraph, s, is_first);
            is_first &= !is_kept;
            is_kept
        })
        .collect();
    retain(stretches, &keep);
}

fn is_speech(
    book: &Book,
    convention: Convention,
    paragraph: Span<Byte>,
    s: &Stretch,
    is_first: bool,
) -> bool {
    if s.mark == Mark::Bare || s.mode == Mode::Writing || s.is_open_ended {
        return true;
    }
    let lexicon = Lexicon::shared();
    let tokens = book.tokens_in(s.inner);
    let n_words = tokens
        .iter()
        .filter(|&id| book.tokens[id].kind != TokenKind::Punctuation)
        .count();
    let whole = book.tokens_in(paragraph);
    let left = before_token(book, whole, s.outer.start());
    let right = after_token(book, whole, s.outer.end());
    let last = tokens.iter().next_back().map_or("", |id| book.lower(id));
    let ends_sentence = last.starts_with(['.', '!', '?', '…', '—', '–', '-']);
    let first_word = tokens.iter().find(|&id| book.tokens[id].kind == TokenKind::Word);
    let is_small = first_word.is_some_and(|id| book.tokens[id].shape == Shape::Lower);
    let is_other_mark = match convention {
        Convention::Double => s.mark == Mark::Single,
        Convention::Single => s.mark == Mark::Double,
        _ => false,
    };
    let left_form = left.map_or("", |id| book.lower(id));
    let opens = left.is_none()
        || left_form.starts_with([',', ':', '.', '!', '?', '…', '—', '–', '-', ';'])
        || matches!(left_form, "”" | "\"" | "’" | "'" | "»" | ")");
    let cued = [left, right].into_iter().flatten().any(|id| is_cue_verb(book, id))
        || right.is_some_and(|id| follows_cue(book, Span::new(id, whole.end())));
    if is_other_mark {
        // Marks that this book keeps for other uses: speech only with every sign of it.
        return (ends_sentence || last == ",")
            && opens
            && (cued || n_words > 2 && !is_small);
    }
    let is_named = |id: TokenId| NAMED.contains(&book.lower(id));
    let behind = left.and_then(|id| id.index().checked_sub(1)).map(TokenId::from_index);
    if is_imagined(book, whole, left) {
        return false;
    }
    let is_title = left.is_some_and(is_named)
        || matches!(left_form, "of" | ",") && behind.is_some_and(is_named);
    if is_title && !cued {
        return false;
    }
    let goes_on = right.is_some_and(|id| {
        book.tokens[id].shape == Shape::Lower && book.tokens[id].kind == TokenKind::Word
    });
    // thought poor Alice; quoted Warwick; Harriet said, “very true,” and she
    let is_verb = |id| Lexicon::shared().speech_verb(book.lower(id)).is_some();
    let is_told = right.is_some_and(is_verb)
        || matches!(left_form, "," | ":") && behind.is_some_and(is_verb);
    // requested God to “guide their feet along the paths”: words out of a sentence, and
    // nothing that they could go on from; or, as he expressed it, “tarried,” in the Hollow.
    let has_start = !is_first || left.is_none() || !begins_with_word(book, tokens);
    if is_small && !has_start && !cued && !is_told {
        let is_apposed = last == "," && goes_on && n_words <= MAX_SCARE_WORDS;
        if !opens || is_apposed {
            return false;
        }
    }
    if !opens && !cued && matches!(last, "." | ",") && is_titled(book, tokens) {
        return false;
    }
    if n_words > MAX_SCARE_WORDS {
        return !is_small || opens || ends_sentence || cued;
    }
    if cued {
        return true;
    }
    if opens {
        // “Ask Archer” when …: a colon or a stop before it, the sentence goes on behind it.
        // “Brackish” being the word, …: no mark ends it, and its sentence goes on.
        let has_end =
            ends_sentence || last.starts_with([',', ';', ':', '"', '\'', '’', '”']);
        let is_cued = right.is_some_and(|id| {
            matches!(book.lower(id), "he" | "she" | "i" | "they" | "we")
        });
        // “No” was the answer, “no” came back, “but” the General began.
        let is_answer = right.is_some_and(|id| {
            matches!(
                book.lower(id),
                "was" | "were" | "is" | "came" | "broke" | "rang" | "the" | "his" | "her"
            )
        });
        let begins = left_form == "." || left.is_none() && !is_told && !is_answer;
        if goes_on && !has_end && !is_cued && begins && n_words <= 2 {
            return false;
        }
        // He expressed the sentiment, “Go away:” even his hat said so.
        let is_said = behind.is_some_and(|id| is_cue_verb(book, id));
        if goes_on && last == ":" && !is_said {
            return false;
        }
        // “The rain,” I returned, “will keep them in;” and it did: that is no list.
        let is_listed = left_form.starts_with([',', ';', '—', '–', '-']) && !is_told;
        return !(is_listed && is_small && !ends_sentence && goes_on && last != ",");
    }
    if ends_sentence && last != "." {
        return !is_small || n_words > 2;
    }
    if last == "," || last == "." {
        // American marks swallow the comma of the sentence around them: the “Forties,” of.
        let ends_paragraph = right.is_none();
        return !is_small
            && n_words > 3
            && !ends_paragraph
            && !tokens.iter().all(|id| {
                book.tokens[id].shape != Shape::Lower || lexicon.is_common(book.lower(id))
            });
    }
    false
}

/// Whether a stretch begins with a word, and not with a dash or dots that say that it goes on.
fn begins_with_word(book: &Book, tokens: Span<TokenId>) -> bool {
    tokens.iter().next().is_some_and(|id| book.tokens[id].kind == TokenKind::Word)
}

/// Whether all words but the small ones are written with capitals, two of them at least:
/// *Isabella and the Pot of Basil*.
fn is_titled(book: &Book, tokens: Span<TokenId>) -> bool {
    let mut n_capitals = 0;
    for id in tokens.iter().filter(|&id| book.tokens[id].kind == TokenKind::Word) {
        if book.tokens[id].shape != Shape::Lower {
            n_capitals += 1;
        } else if !SMALL_IN_TITLES.contains(&book.lower(id)) {
            return false;
        }
    }
    n_capitals >= 2
}

/// Whether what leads to a speech says that nobody makes it: an infinitive that only might
/// be, a speech that would have been made or was not, then at most a comma or a colon.
fn is_imagined(book: &Book, whole: Span<TokenId>, left: Option<TokenId>) -> bool {
    let Some(left) = left else { return false };
    let words = Span::new(whole.start(), left);
    let mut words = words.iter().rev().map(|id| book.lower(id)).peekable();
    let mut verb = book.lower(left);
    if matches!(verb, "," | ":") {
        let Some(before) = words.next() else { return false };
        verb = before;
    }
    if verb == "out" {
        let Some(before) = words.next() else { return false };
        verb = before;
    }
    let is_adverb = |word: &&str| {
        word.ends_with("ly") && word.len() > 4
            || matches!(*word, "only" | "even" | "just" | "once" | "almost" | "always")
    };
    match verb {
        "say" | "ask" | "answer" | "exclaim" | "cry" | "call" | "reply" | "add"
        | "shout" => match words.next() {
            Some("to") => match words.next() {
                Some("as") => words.next() == Some("much"),
                Some("if" | "though") => words.next() == Some("as"),
                word => word.is_some_and(|word| IMAGINED.contains(&word)),
            },
            Some("should") => words.next() == Some("who"),
            // as soon as you can say “Gee!”
            Some("can" | "could" | "might" | "may") => {
                matches!(words.next(), Some("you" | "one"))
            }
            _ => false,
        },
        "saying" | "answering" | "asking" | "exclaiming" | "crying" | "adding"
        | "replying" => match words.next() {
            Some("without") => true,
            Some("of") => words.next() == Some("instead"),
            Some("like") => {
                words.next().is_some_and(|word| matches!(word, "feel" | "feels" | "felt"))
            }
            _ => false,
        },
        "said" | "asked" | "answered" | "exclaimed" | "cried" | "called" | "replied"
        | "added" | "quoted" | "remarked" => {
            // She nearly said; but what is almost cried is heard.
            let is_near = |word: &&str| matches!(*word, "nearly" | "almost");
            if verb == "said" && words.peek().is_some_and(is_near) {
                return true;
            }
            while words.next_if(is_adverb).is_some() {}
            // Helen would have exclaimed; as if he had said
            if words.next_if_eq(&"have").is_some() {
                while words.next_if(is_adverb).is_some() {}
                return words.next().is_some_and(|word| {
                    matches!(word, "would" | "might" | "could" | "should" | "must")
                });
            }
            if words.next_if_eq(&"had").is_some() {
                while words.next_if(is_adverb).is_some() {}
            }
            let is_subject = |word: &str| {
                matches!(word, "he" | "she" | "they" | "i" | "you" | "it" | "we" | "one")
            };
            words.next().is_some_and(is_subject)
                && matches!(words.next(), Some("if" | "though"))
                && words.next() == Some("as")
        }
        _ => false,
    }
}

fn before_token(book: &Book, whole: Span<TokenId>, at: Byte) -> Option<TokenId> {
    let id = book.token_at(at);
    (id > whole.start()).then(|| TokenId::from_index(id.index() - 1))
}

fn after_token(book: &Book, whole: Span<TokenId>, at: Byte) -> Option<TokenId> {
    let id = book.token_at(at);
    (id < whole.end()).then_some(id)
}

fn is_cue_verb(book: &Book, id: TokenId) -> bool {
    Lexicon::shared().speech_verb(book.lower(id)).is_some_and(|v| v.is_strong)
}

/// Whether what follows reads like a cue: a name or pronoun, then a verb of speech.
fn follows_cue(book: &Book, rest: Span<TokenId>) -> bool {
    use super::boundary::{CueVerbs, cue_len};
    cue_len(book, rest, CueVerbs::Speech).is_some()
        || cue_len(book, rest, CueVerbs::Thought).is_some()
}
