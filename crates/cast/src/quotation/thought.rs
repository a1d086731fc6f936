//! Thoughts: set off by italics, underscores, asterisks or single quotes, closed by a stray
//! apostrophe, or told by their cue alone.

use dramaturg_text::{
    Book, Byte, Emphasis, ParagraphId, Position, Shape, Span, TokenId, TokenKind,
};

use super::boundary::{CueVerbs, cue_len};
use super::cued::{self, Tense};
use super::{Convention, Mark, Mode, Stretch};
use crate::lexicon::Lexicon;

/// What fills a paragraph in italics is written, not thought, if it has more words than this
/// and addresses nobody.
const MAX_IMPERSONAL_WORDS: usize = 25;

/// Adds the thoughts of a paragraph to its stretches, and marks those that are among them.
/// If somebody is still speaking as the paragraph begins, single marks quote.
pub(crate) fn add(
    book: &Book,
    id: ParagraphId,
    convention: Convention,
    tense: Tense,
    is_speaking: bool,
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
        // Between marks “I think” is a cue in any tale.
        cued::tag(book, rest, Tense::Present).is_some()
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
        let is_set = is_secondary && !is_speaking || has_cue || is_thinking;
        if s.mark == Mark::Single && is_set {
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
    cued::add(book, id, tense, stretches);
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

pub(super) fn stretch(inner: Span<Byte>, outer: Span<Byte>) -> Stretch {
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
        || !is_written(book, tokens, n_words, fills_paragraph)
            && (opens && closes && ends_sentence && (n_words >= 2 || fills_paragraph)
                || fills_paragraph && n_words >= 3)
}

/// Whether set-off words look like a title, a number, or a passage of a book.
fn is_written(
    book: &Book,
    tokens: Span<TokenId>,
    n_words: usize,
    fills_paragraph: bool,
) -> bool {
    let is_mark = |&id: &TokenId| book.tokens[id].kind != TokenKind::Punctuation;
    let words = || tokens.iter().filter(is_mark);
    let has_number =
        words().any(|id| book.lower(id).starts_with(|c: char| c.is_ascii_digit()));
    // “Sister. Not Ivvy.” has a mark inside, *La France Sportive.* has none.
    let is_name = n_words >= 3
        && tokens.len() <= n_words + 1
        && words().all(|id| book.tokens[id].shape == Shape::Capital);
    let is_personal = words().any(|id| {
        matches!(
            book.lower(id),
            "i" | "me"
                | "my"
                | "you"
                | "your"
                | "we"
                | "us"
                | "our"
                | "i'm"
                | "i'll"
                | "i've"
                | "i'd"
                | "you're"
                | "you'll"
                | "don't"
                | "let's"
        )
    });
    let is_asked = tokens.iter().any(|id| book.lower(id).starts_with('?'));
    let is_passage =
        fills_paragraph && n_words > MAX_IMPERSONAL_WORDS && !is_personal && !is_asked;
    has_number && n_words <= 2 || is_name || is_passage
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
