//! Thoughts that only their cue gives away: `Four days, he thought. Four days of this.`
//!
//! A cue counts if marks set it off: `she thought,` `thought Mara.` What stands in front of it
//! in its clause is thought, and what follows it up to the end of the clause, too: `But, she
//! wondered, did they see it?` What narration leads to it is left out.

use dramaturg_text::{Book, ParagraphId, Position, Shape, Span, TokenId, TokenKind};

use super::boundary::{CueVerbs, cue_len};
use super::thought::{Taken, stretch};
use super::{Stretch, trim};
use crate::lexicon::{Lexicon, VerbForm};

/// Behind its verb a cue has at most so many words more: *he thought at the sea*.
const MAX_MORE: usize = 4;

/// A sentence behind a thought goes on with it if it has no more tokens than this.
const MAX_SHORT: usize = 7;

/// In which tense a story is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tense {
    Past,
    Present,
}

/// The tense of most verbs that have one in their form.
pub(crate) fn tense(book: &Book) -> Tense {
    let (mut n_past, mut n_present) = (0_usize, 0_usize);
    for id in book.tokens.ids() {
        match book.lower(id) {
            "was" | "were" | "had" | "said" | "did" | "went" | "came" | "thought" => {
                n_past += 1;
            }
            "is" | "are" | "has" | "says" | "does" | "goes" | "comes" | "thinks" => {
                n_present += 1;
            }
            _ => {}
        }
    }
    if n_past >= n_present { Tense::Past } else { Tense::Present }
}

/// A cue of thought that marks set off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    /// The first token behind it: a mark, or what the thinker does meanwhile.
    end: TokenId,
    /// The thinker, if a pronoun.
    pronoun: Option<&'a str>,
    is_wonder: bool,
}

/// The cue at the start of some tokens, if it is set off: *he thought.*, not *he thought it
/// over*; in a tale of the past *I think* is the narrator's.
pub(super) fn tag(book: &Book, rest: Span<TokenId>, tense: Tense) -> Option<Tag<'_>> {
    let n = cue_len(book, rest, CueVerbs::Thought)?;
    let at = |i: usize| TokenId::from_index(rest.start().index() + i);
    let form = |i: usize| if at(i) < rest.end() { book.lower(at(i)) } else { "" };
    let verb_at = |i: usize| {
        let verb = Lexicon::shared().speech_verb(form(i));
        verb.filter(|verb| verb.is_thought && verb.form.is_finite())
    };
    let is_inverted = verb_at(0).is_some();
    let verb = if is_inverted { verb_at(0)? } else { verb_at(n - 1)? };
    let mut i = n;
    if is_inverted {
        // “thought the old man”, “thought Mrs. Paske”; but “considered the matter”.
        let is_described = book.tokens[at(1)].shape == Shape::Lower
            && matches!(
                form(1),
                "the" | "my" | "his" | "her" | "their" | "our" | "a" | "an"
            );
        let is_sure = matches!(verb.lemma, "think" | "wonder" | "muse" | "reflect");
        // “neither did he, think it wise”; “Kate, for one, thought her a charming girl”.
        let is_object = form(1) == "it" || verb.form == VerbForm::Base && form(1) != "i";
        if is_object || is_described && !is_sure {
            return None;
        }
        for _ in 0..MAX_MORE {
            let goes_on = at(i) < rest.end()
                && (book.tokens[at(i)].shape != Shape::Lower
                    && book.tokens[at(i)].kind == TokenKind::Word
                    || is_described
                        && Lexicon::shared().person_noun(form(i - 1)).is_none()
                        && book.tokens[at(i)].kind == TokenKind::Word
                    || form(i) == "."
                        && Lexicon::shared()
                            .title(form(i - 1))
                            .is_some_and(|title| !title.can_stand_alone));
            if !goes_on {
                break;
            }
            i += 1;
        }
        let noun = form(i - 1);
        if is_described && Lexicon::shared().person_noun(noun).is_none() {
            return None;
        }
    } else {
        let is_passive = n >= 2
            && matches!(
                form(n - 2),
                "was" | "were" | "is" | "are" | "be" | "been" | "being"
            );
        let is_aside =
            form(0) == "i" && verb.form == VerbForm::Base && tense == Tense::Past;
        if is_passive || is_aside {
            return None;
        }
    }
    let pronoun = form(if is_inverted { 1 } else { 0 });
    let is_pronoun = matches!(pronoun, "he" | "she" | "they" | "i" | "we" | "it");
    let found = |end: usize| {
        let pronoun = is_pronoun.then_some(pronoun);
        Some(Tag { end: at(end), pronoun, is_wonder: verb.lemma == "wonder" })
    };
    for _ in 0..=MAX_MORE {
        let word = form(i);
        if word.is_empty() || is_stop(word) || matches!(word, ")" | "(") {
            return found(i);
        }
        // “he thought as he went”, “she thought, watching him”.
        if matches!(word, "as" | "while" | "with") || is_doing(word) {
            return found(i);
        }
        match word {
            "to" if form(i + 1).ends_with("self") || form(i + 1).ends_with("selves") => {
                i += 2
            }
            "at" => {
                let mark = (i + 1..=i + MAX_MORE).find(|&i| is_stop(form(i)))?;
                return found(mark);
            }
            "again" | "then" | "suddenly" | "aloud" | "too" => i += 1,
            _ if word.ends_with("ly") => i += 1,
            _ => return None,
        }
    }
    None
}

fn is_stop(form: &str) -> bool {
    form.starts_with(['.', ',', '!', '?', ';', ':', '…', '—', '–']) || form == "--"
}

fn is_doing(form: &str) -> bool {
    form.len() > 5
        && form.ends_with("ing")
        && !matches!(
            form,
            "nothing"
                | "something"
                | "anything"
                | "everything"
                | "during"
                | "morning"
                | "evening"
        )
}

/// Adds the thoughts of a paragraph that have no marks.
pub(super) fn add(
    book: &Book,
    id: ParagraphId,
    tense: Tense,
    stretches: &mut Vec<Stretch>,
) {
    let paragraph = &book.paragraphs[id];
    let whole = book.tokens_in(paragraph.span);
    let mut found: Vec<Stretch> = Vec::new();
    let taken = Taken::new(stretches);
    let sentences = book.sentences.slice(paragraph.sentences);
    for (i, &sentence) in sentences.iter().enumerate() {
        let cue = sentence.iter().skip(1).find_map(|mark| {
            let next = TokenId::from_index(mark.index() + 1);
            let is_mark = matches!(book.lower(mark), "," | "?" | "!");
            if !is_mark || next >= sentence.end() {
                return None;
            }
            tag(book, Span::new(next, whole.end()), tense).map(|tag| (mark, tag))
        });
        let Some((mark, tag)) = cue else { continue };
        let Some((left, right)) = halves(book, sentence, mark, tag) else { continue };
        let is_whole = right.is_none_or(|right| right.end() == sentence.end());
        let bytes = |span: Span<TokenId>| trim(&book.text, book.bytes(span));
        let is_taken = |span: Span<dramaturg_text::Byte>, found: &[Stretch]| {
            // Those found so far are in order; `taken` knows the others.
            span.is_empty()
                || found.last().is_some_and(|last| last.outer.end() > span.start())
                || taken.overlap(span)
        };
        let mut right = right.map(bytes);
        if let Some(left) = left {
            let left = bytes(left);
            if is_taken(left, &found) {
                continue;
            }
            found.push(stretch(left, left));
        }
        // The thought goes on in the next sentence if that is no narration.
        let next = sentences.get(i + 1).filter(|_| is_whole);
        if let Some(next) = next.filter(|next| goes_on(book, **next, tag)) {
            let next = bytes(*next);
            if !is_taken(next, &found) {
                right = Some(right.map_or(next, |right| right.hull(next)));
            }
        }
        if let Some(right) = right.filter(|&right| !is_taken(right, &found)) {
            found.push(stretch(right, right));
        }
    }
    stretches.extend(found);
}

type Halves = (Option<Span<TokenId>>, Option<Span<TokenId>>);

/// What is thought in front of a cue, and behind it in the same sentence; none if the sentence
/// is narration.
fn halves(
    book: &Book,
    sentence: Span<TokenId>,
    mark: TokenId,
    tag: Tag<'_>,
) -> Option<Halves> {
    let form = |id: TokenId| book.lower(id);
    let at = TokenId::from_index;
    // “He took her hand; she might, she thought, have offered it.”
    let mut start = sentence.start();
    for id in Span::new(sentence.start(), mark).iter() {
        let is_dash = form(id).starts_with(['—', '–']) || form(id).starts_with("--");
        let is_after_stop = id > sentence.start()
            && form(at(id.index() - 1)).starts_with(['.', '!', '?']);
        let next = form(at(id.index() + 1));
        if form(id) == ";" && !is_doing(next) || is_dash && is_after_stop {
            start = at(id.index() + 1);
        }
    }
    let last = at(mark.index() - 1);
    // When he thought of it, he thought bitterly, “She minds that!”
    let next = at(tag.end.index() + 1);
    let is_quote = next < sentence.end()
        && matches!(form(tag.end), "," | ":")
        && form(next).starts_with(['"', '“', '‘', '«']);
    if is_quote || start > last || matches!(form(last), "who" | "which" | "whom") {
        return None;
    }
    let right = behind(book, sentence, tag);
    let is_joint =
        |form: &str| matches!(form, "and" | "but" | "or" | "for" | "yet" | "so");
    if is_joint(form(last)) {
        // “…, and, she thought, it was late.”
        // “But, she wondered, did they?” begins with it.
        let is_first = start == last && start == sentence.start();
        let left = is_first.then(|| Span::new(start, mark));
        return right.map(|right| (left, Some(right)));
    }
    let left = Span::new(start, mark);
    let opens = left.iter().find(|&id| !is_joint(form(id)))?;
    let second = form(at(opens.index() + 1));
    let is_deed =
        Some(form(opens)) == tag.pronoun && is_past(second) && !is_helper(second);
    let is_frame = matches!(
        form(opens),
        "when" | "while" | "after" | "as" | "before" | "since" | "with"
    );
    let goes_on = right.is_some_and(|right| resume(book, right, tag, is_frame).is_some());
    if is_deed || is_frame && !goes_on {
        return None;
    }
    // “… she wondered, for the first time, where he was taking her.”
    let reports = |right: Span<TokenId>| {
        right.iter().skip(1).any(|id| {
            form(at(id.index() - 1)) == ","
                && matches!(
                    form(id),
                    "where" | "what" | "how" | "whether" | "why" | "who"
                )
        })
    };
    if tag.is_wonder && right.is_some_and(reports) {
        return None;
    }
    let comma = if form(mark) == "," { mark } else { at(mark.index() + 1) };
    let left = Span::new(start, comma);
    let has_verb = left.iter().any(|id| is_helper(form(id)) || is_past(form(id)));
    let is_stub = !has_verb || is_helper(form(last)) || is_frame;
    let right = right.and_then(|right| resume(book, right, tag, is_stub));
    Some((Some(left), right))
}

/// What follows a cue behind a comma, up to the end of its clause.
fn behind(book: &Book, sentence: Span<TokenId>, tag: Tag<'_>) -> Option<Span<TokenId>> {
    let at = tag.end;
    let is_comma = at < sentence.end()
        && (book.lower(at) == ","
            || book.lower(at).starts_with(['—', '–'])
            || book.lower(at).starts_with("--"));
    let starts = if is_comma { TokenId::from_index(at.index() + 1) } else { at };
    if starts >= sentence.end() || is_stop(book.lower(starts)) {
        return None;
    }
    let clause = Span::new(starts, sentence.end());
    // “…, and he counted the hours”: the narrator goes on.
    let ends = |id: TokenId| {
        let form = |i: usize| {
            let id = TokenId::from_index(id.index() + i);
            if id < sentence.end() { book.lower(id) } else { "" }
        };
        matches!(form(0), ";" | ":")
            || form(0) == ","
                && matches!(form(1), "and" | "but")
                && Some(form(2)) == tag.pronoun
                && is_past(form(3))
    };
    let stop = clause.iter().find(|&id| ends(id));
    // “if he had not stopped.--The intention, however, …”
    let dash = clause.iter().skip(1).find(|&id| {
        let is_dash =
            book.lower(id).starts_with(['—', '–']) || book.lower(id).starts_with("--");
        is_dash
            && book
                .lower(TokenId::from_index(id.index() - 1))
                .starts_with(['.', '!', '?'])
    });
    let stop = stop.into_iter().chain(dash).min();
    let end = stop.unwrap_or(sentence.end());
    (starts < end).then(|| Span::new(starts, end))
}

/// The part of what follows a cue that is thought: without what the thinker does meanwhile.
fn resume(
    book: &Book,
    right: Span<TokenId>,
    tag: Tag<'_>,
    is_stub: bool,
) -> Option<Span<TokenId>> {
    let form = |i: usize| {
        let id = TokenId::from_index(right.start().index() + i);
        if id < right.end() { book.lower(id) } else { "" }
    };
    let first = form(0);
    let is_aside = matches!(first, "with" | "without" | "as" | "while")
        || is_doing(first)
        || first.ends_with("ly");
    if is_aside {
        if !is_stub {
            return None;
        }
        let comma = right.iter().find(|&id| book.lower(id) == ",")?;
        let start = TokenId::from_index(comma.index() + 1);
        return (start < right.end()).then(|| Span::new(start, right.end()));
    }
    let second = form(1);
    let is_deed = matches!(first, "and" | "but" | "then")
        && (Some(second) == tag.pronoun
            || matches!(second, "he" | "she" | "it" | "they") && is_past(form(2))
            || Lexicon::shared().speech_verb(second).is_some_and(|verb| verb.is_strong)
            || second == "then"
            || first == "then"
            || is_past(second) && !is_helper(second));
    let is_turn = first == "but" && !is_stub;
    (!is_deed && !is_turn).then_some(right)
}

/// Whether a word helps a verb, or is a form of *be* or *have*.
fn is_helper(form: &str) -> bool {
    let form = form.strip_suffix("n't").unwrap_or(form);
    matches!(
        form,
        "am" | "is"
            | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "has"
            | "have"
            | "had"
            | "do"
            | "does"
            | "did"
            | "will"
            | "would"
            | "shall"
            | "should"
            | "can"
            | "ca"
            | "could"
            | "may"
            | "might"
            | "must"
            | "ought"
            | "need"
            | "wo"
            | "cannot"
    ) || ["'d", "'ll", "'ve", "'re", "'m"].iter().any(|end| form.ends_with(end))
        || matches!(
            form,
            "it's" | "that's" | "there's" | "he's" | "she's" | "what's" | "who's"
        )
}

/// Whether a word looks like a verb in the past.
fn is_past(form: &str) -> bool {
    form.len() > 3 && form.ends_with("ed")
        || matches!(
            form,
            "began"
                | "bent"
                | "bit"
                | "bore"
                | "bought"
                | "broke"
                | "brought"
                | "built"
                | "came"
                | "caught"
                | "drank"
                | "drew"
                | "drove"
                | "ate"
                | "fell"
                | "felt"
                | "fled"
                | "flew"
                | "forgot"
                | "fought"
                | "found"
                | "gave"
                | "got"
                | "grew"
                | "heard"
                | "held"
                | "hid"
                | "kept"
                | "knelt"
                | "knew"
                | "laid"
                | "led"
                | "leant"
                | "left"
                | "lent"
                | "let"
                | "lost"
                | "made"
                | "meant"
                | "met"
                | "paid"
                | "put"
                | "ran"
                | "rang"
                | "rode"
                | "rose"
                | "said"
                | "sang"
                | "sank"
                | "sat"
                | "saw"
                | "sent"
                | "set"
                | "shook"
                | "shot"
                | "shut"
                | "slept"
                | "smelt"
                | "spoke"
                | "sprang"
                | "stood"
                | "struck"
                | "swore"
                | "taught"
                | "thought"
                | "threw"
                | "told"
                | "took"
                | "tore"
                | "understood"
                | "wept"
                | "went"
                | "woke"
                | "won"
                | "wore"
                | "wrote"
        )
}

/// Whether a thought goes on in a sentence: it speaks of *I* or *you*, asks, or is short.
fn goes_on(book: &Book, sentence: Span<TokenId>, tag: Tag<'_>) -> bool {
    let first = sentence.start();
    let second = TokenId::from_index(first.index() + 1);
    // Where *I* think, “I got up” is narration.
    let is_deed = book.lower(first) == "i"
        && second < sentence.end()
        && is_past(book.lower(second));
    let begins_other =
        matches!(book.lower(first), "he" | "she" | "they" | "the" | "then")
            || is_deed
            || book.tokens[first].shape == Shape::Capital
                && Lexicon::shared().given_name(book.lower(first)).is_some();
    let is_first = matches!(tag.pronoun, Some("i" | "we"));
    let says = sentence.iter().any(|id| match book.lower(id) {
        "you" | "?" | "please" => true,
        "i" | "my" | "me" | "we" | "'m" => !is_first,
        _ => false,
    });
    !begins_other && (says || sentence.len() <= MAX_SHORT)
}
