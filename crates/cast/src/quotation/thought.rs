//! Thoughts: set off by italics, underscores, asterisks or single quotes, closed by a stray
//! apostrophe, or told by their cue alone.

use dramaturg_text::{
    Book, Byte, Emphasis, ParagraphId, Position, Shape, Span, TokenId, TokenKind,
};

use super::boundary::{CueVerbs, cue_len};
use super::{Convention, Mark, Mode, Stretch, trim};
use crate::lexicon::Lexicon;

/// Adds the thoughts of a paragraph to its stretches, and marks those that are among them.
pub(crate) fn add(
    book: &Book,
    id: ParagraphId,
    convention: Convention,
    stretches: &mut Vec<Stretch>,
) {
    let paragraph = book.paragraphs[id].span;
    let whole = book.tokens_in(paragraph);
    let is_comma_at = |at: TokenId| at < whole.end() && book.lower(at) == ",";
    let cue_after = |end: Byte| {
        // ‘That can’t be right’, thought Bea: the comma may stand behind the mark.
        let at = book.token_at(end);
        let is_comma = is_comma_at(at);
        let at = if is_comma { TokenId::from_index(at.index() + 1) } else { at };
        let rest = Span::new(at.min(whole.end()), whole.end());
        cue_len(book, rest, CueVerbs::Thought).is_some_and(|n| {
            !rest.iter().nth(n).is_some_and(|id| is_object(book.lower(id)))
        })
    };
    let mut is_thinking = false;
    let outer = |s: &&mut Stretch| s.nested_in.is_none() && s.mode == Mode::Speech;
    for s in stretches.iter_mut().filter(outer) {
        let is_secondary = s.mark == Mark::Single
            && matches!(convention, Convention::Double | Convention::Guillemets);
        // In the marks of speech a thought with a cue is set as speech is, “So that is it,”
        // thought Bea, and taken for it; but not where its comma stands behind the mark.
        let is_set_off =
            convention != Convention::Single || is_comma_at(book.token_at(s.outer.end()));
        let has_cue = is_set_off && cue_after(s.outer.end());
        if s.mark == Mark::Single && (is_secondary || has_cue || is_thinking) {
            let spoken = book.token_at(s.outer.end());
            let is_said = spoken < whole.end()
                && cue_len(book, Span::new(spoken, whole.end()), CueVerbs::Speech)
                    .is_some();
            if !is_said {
                s.mode = Mode::Thought;
                is_thinking = has_cue || is_thinking;
            }
        }
    }
    let taken = Taken::new(stretches);
    let first = book.emphases.partition_point(|e| e.outer.end() <= paragraph.start());
    for emphasis in &book.emphases[first..] {
        if emphasis.outer.start() >= paragraph.end() {
            break;
        }
        // Emphases do not overlap each other.
        if !taken.overlap(emphasis.outer)
            && is_thought(book, paragraph, whole, emphasis, &cue_after)
        {
            stretches.push(stretch(emphasis.span, emphasis.outer));
        }
    }
    add_cued(book, paragraph, whole, stretches);
    sort(stretches);
}

/// Puts stretches in order, outer ones before those inside them.
pub(crate) fn sort(stretches: &mut [Stretch]) {
    stretches.sort_by_key(|s| (s.outer.start(), std::cmp::Reverse(s.outer.end())));
    renumber(stretches);
}

/// After a sort, finds the enclosing stretch of each nested one again.
fn renumber(stretches: &mut [Stretch]) {
    // Those that may still enclose one: each ends before the one below it, or with it.
    let mut open: Vec<usize> = Vec::new();
    for i in 0..stretches.len() {
        let end = stretches[i].outer.end();
        while open.last().is_some_and(|&j| stretches[j].outer.end() < end) {
            open.pop();
        }
        if stretches[i].nested_in.is_some() {
            stretches[i].nested_in = open.last().copied();
        }
        open.push(i);
    }
}

fn stretch(inner: Span<Byte>, outer: Span<Byte>) -> Stretch {
    Stretch {
        inner,
        outer,
        mark: Mark::Bare,
        mode: Mode::Thought,
        nested_in: None,
        is_open_ended: false,
    }
}

/// Whether set-off words read like a thought and not like a stressed word or a title.
fn is_thought(
    book: &Book,
    paragraph: Span<Byte>,
    whole: Span<TokenId>,
    emphasis: &Emphasis,
    cue_after: &dyn Fn(Byte) -> bool,
) -> bool {
    let tokens = book.tokens_in(emphasis.span);
    let n_words = tokens
        .iter()
        .filter(|&id| book.tokens[id].kind != TokenKind::Punctuation)
        .count();
    if n_words == 0 {
        return false;
    }
    let last = tokens.iter().next_back().map_or("", |id| book.lower(id));
    let ends_sentence = last.starts_with(['.', '!', '?', '…', '—']);
    if cue_after(emphasis.outer.end()) {
        return true;
    }
    let left =
        book.text[paragraph.start().index()..emphasis.outer.start().index()].trim_end();
    let opens =
        left.is_empty() || left.ends_with(['.', '!', '?', ':', '…', '”', '"', '’', ',']);
    let thought_before =
        previous_words(book, whole, emphasis.outer.start(), 4).any(|id| {
            Lexicon::shared().speech_verb(book.lower(id)).is_some_and(|v| v.is_thought)
        });
    let right =
        book.text[emphasis.outer.end().index()..paragraph.end().index()].trim_start();
    let closes = right.is_empty() || ends_sentence || right.starts_with(['.', '!', '?']);
    let fills_paragraph = left.is_empty() && right.is_empty();
    // I had just time to think *that’s funny*, and then
    let is_thought_of = n_words >= 2
        && previous_words(book, whole, emphasis.outer.start(), 1).any(|id| {
            matches!(book.lower(id), "think" | "thinks" | "thought" | "thinking")
        });
    (thought_before && opens)
        || is_thought_of
        || opens && closes && ends_sentence && (n_words >= 2 || fills_paragraph)
        || fills_paragraph && n_words >= 3
}

fn previous_words(
    book: &Book,
    whole: Span<TokenId>,
    at: Byte,
    n: usize,
) -> impl Iterator<Item = TokenId> {
    let end = book.token_at(at).max(whole.start());
    Span::new(whole.start(), end).iter().rev().take(n)
}

/// Thoughts that only their cue gives away: `Four days, he thought. Four days of this.`
fn add_cued(
    book: &Book,
    paragraph: Span<Byte>,
    whole: Span<TokenId>,
    stretches: &mut Vec<Stretch>,
) {
    let row = |id: TokenId| book.tokens[id];
    let mut found: Vec<Stretch> = Vec::new();
    let taken = Taken::new(stretches);
    let sentences =
        &book.paragraphs[book.paragraph_at(paragraph.start()).unwrap_or_default()];
    for (i, sentence) in book.sentences.slice(sentences.sentences).iter().enumerate() {
        let Some(comma) = sentence.iter().find(|&id| {
            let next = TokenId::from_index(id.index() + 1);
            matches!(book.lower(id), "," | "?" | "!")
                && next < sentence.end()
                && is_thought_cue(book, Span::new(next, whole.end()))
        }) else {
            continue;
        };
        if comma == sentence.start() {
            continue;
        }
        let inner =
            Span::new(row(sentence.start()).span.start(), row(comma).span.start());
        let inner = if book.lower(comma) == "," {
            inner
        } else {
            Span::new(inner.start(), row(comma).span.end())
        };
        let inner = trim(&book.text, inner);
        let is_taken = |span: Span<Byte>, found: &[Stretch]| {
            // Those found so far are in order; `taken` knows the others.
            found.last().is_some_and(|last| last.outer.end() > span.start())
                || taken.overlap(span)
        };
        if inner.is_empty() || is_taken(inner, &found) {
            continue;
        }
        found.push(stretch(inner, inner));
        // The thought goes on in the next sentence if that is no narration.
        let next = book.sentences.slice(sentences.sentences).get(i + 1);
        if let Some(next) = next.filter(|next| goes_on(book, **next)) {
            let span = book.bytes(*next);
            if !is_taken(span, &found) {
                found.push(stretch(span, span));
            }
        }
    }
    stretches.extend(found);
}

/// What stretches cover, to be asked in logarithmic time.
pub(super) struct Taken {
    /// Outer stretches in order, without overlap.
    spans: Vec<Span<Byte>>,
}

impl Taken {
    /// What `stretches` cover.
    pub(super) fn new(stretches: &[Stretch]) -> Taken {
        let mut spans: Vec<Span<Byte>> = stretches.iter().map(|s| s.outer).collect();
        spans.sort_by_key(|span| (span.start(), span.end()));
        let mut merged: Vec<Span<Byte>> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start() < last.end() => *last = last.hull(span),
                _ => merged.push(span),
            }
        }
        Taken { spans: merged }
    }

    /// Whether a span shares a byte with them.
    pub(super) fn overlap(&self, span: Span<Byte>) -> bool {
        let first = self.spans.partition_point(|own| own.end() <= span.start());
        self.spans.get(first).is_some_and(|own| own.overlaps(span))
    }
}

/// `he thought.` with nothing behind it that would make it a report (`he thought that`).
fn is_thought_cue(book: &Book, rest: Span<TokenId>) -> bool {
    let Some(n) = cue_len(book, rest, CueVerbs::Thought) else { return false };
    let mut behind = rest.iter().skip(n);
    let mut form = behind.next().map_or(".", |id| book.lower(id));
    // “thought Mrs Paske.”: the name goes on.
    for _ in 0..3 {
        if matches!(form, "." | "," | "!" | "?" | ";" | ":") {
            return true;
        }
        if is_object(form) {
            return false;
        }
        let Some(id) = behind.next() else { return true };
        form = book.lower(id);
    }
    false
}

/// Words behind a verb of thought that make it a report: `He thought it over.`
fn is_object(form: &str) -> bool {
    matches!(
        form,
        "it" | "that" | "this" | "them" | "him" | "of" | "about" | "how" | "what" | "so"
    )
}

fn goes_on(book: &Book, sentence: Span<TokenId>) -> bool {
    let first = sentence.start();
    let begins_other =
        matches!(book.lower(first), "he" | "she" | "they" | "the" | "then")
            || book.tokens[first].shape == Shape::Capital
                && Lexicon::shared().given_name(book.lower(first)).is_some();
    let says = sentence.iter().any(|id| {
        matches!(book.lower(id), "i" | "you" | "my" | "me" | "we" | "?" | "please" | "'m")
    });
    !begins_other && (says || sentence.len() <= 7)
}
