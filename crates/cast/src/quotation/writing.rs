//! Letters, messages and inscriptions: what is shown as written, apart from speech.

use dramaturg_text::{
    Book, Byte, ParagraphId, ParagraphKind, Position, Shape, Span, TokenId, TokenKind,
};

use super::thought::Taken;
use super::{Mark, Mode, Stretch};

/// A letter has at most this many paragraphs.
const MAX_LETTER_PARAGRAPHS: usize = 40;

/// The longest stretch of narration between two parts of one piece of writing, in bytes.
const MAX_GAP_BYTES: usize = 60;

/// The longest line of verse, in bytes; novels are wrapped at 65 and more.
const MAX_VERSE_BYTES: usize = 54;

/// How many words may stand between a verb of writing and the colon behind its clause.
const MAX_LEAD_WORDS: usize = 6;

/// Marks the stretches of a paragraph that the words beside them show as written: `The sign
/// read “…”`, `“…” was painted on the door`, `“…” she wrote`.
pub(crate) fn shown(book: &Book, paragraph: Span<Byte>, stretches: &mut [Stretch]) {
    let whole = book.tokens_in(paragraph);
    let form = |at: Option<usize>| {
        let id = TokenId::from_index(at?);
        (id >= whole.start() && id < whole.end()).then(|| book.lower(id))
    };
    let mut written_to: Option<Byte> = None;
    let mut said_to: Option<usize> = None;
    for s in stretches.iter_mut().filter(|s| s.nested_in.is_none()) {
        let start = book.token_at(s.outer.start()).index();
        let end = book.token_at(s.outer.end()).index();
        let mut left = start.checked_sub(1);
        if matches!(form(left), Some(":" | "," | "." | ";")) {
            left = left.and_then(|at| at.checked_sub(1));
        }
        let is_behind = match form(left) {
            // “Twenty minutes,” she reads. “Who is it?”: that is read aloud.
            Some("read" | "reads") => {
                left.is_some_and(|at| said_to.is_none_or(|to| at > to + 3))
                    && form(left.and_then(|at| at.checked_sub(1))).is_some_and(|before| {
                        !matches!(before, "you" | "i" | "to" | "we")
                    })
            }
            Some(verb) => is_inscription_verb(verb),
            None => false,
        };
        let lead = Span::new(whole.start(), TokenId::from_index(start));
        let is_behind = is_behind || is_announced_text(book, lead);
        let (one, two) = (form(Some(end)), form(Some(end + 1)));
        let three = form(Some(end + 2));
        let is_ahead = one == Some("wrote")
            || two == Some("wrote")
            || matches!(one, Some("was" | "were" | "is"))
                && two.is_some_and(is_inscription_verb)
            || three == Some("wrote") && one == Some("the")
            // “Mademoiselle,” the document ran, “certain circumstances …”
            || one == Some("it") && two == Some("ran")
            || two.is_some_and(is_document) && matches!(three, Some("ran" | "read"));
        // “…early enough.” Hetty laughed. “Says who?”: that is another sentence.
        let goes_on = written_to.is_some_and(|to| {
            let gap = &book.text[to.index()..s.outer.start().index().max(to.index())];
            let is_anew = gap.trim_start().starts_with(char::is_uppercase)
                && book.text[..to.index()]
                    .trim_end_matches(['"', '”', '’', '\'', '»'])
                    .ends_with(['.', '!', '?']);
            s.outer.start() >= to && gap.len() <= MAX_GAP_BYTES && !is_anew
        });
        let is_whole = start == whole.start().index() && end == whole.end().index();
        let is_set = is_whole
            && (is_verse(s.inner.slice(&book.text))
                || is_in_capitals(book, book.tokens_in(s.inner)));
        if is_behind || is_ahead || goes_on || is_set {
            s.mode = Mode::Writing;
            written_to = Some(s.outer.end());
        }
        said_to = Some(end);
    }
}

fn is_inscription_verb(form: &str) -> bool {
    matches!(
        form,
        "inscribed"
            | "printed"
            | "painted"
            | "written"
            | "scrawled"
            | "engraved"
            | "stamped"
            | "labelled"
            | "labeled"
            | "carved"
            | "stencilled"
            | "stenciled"
    )
}

fn is_document(form: &str) -> bool {
    matches!(
        form,
        "letter"
            | "note"
            | "document"
            | "message"
            | "telegram"
            | "card"
            | "notice"
            | "text"
    )
}

/// Whether a lead shows the words behind it as written: *a note, which ran, …*, *it ran as
/// follows: …*, *with the motto:—…*, *I must request you to write to this effect: …*
fn is_announced_text(book: &Book, lead: Span<TokenId>) -> bool {
    let mut words = lead.iter().rev().map(|id| book.lower(id)).peekable();
    let is_dash = |word: &&str| word.starts_with(['-', '—', '–']);
    while words.next_if(is_dash).is_some() {}
    let is_colon = words.next_if_eq(&":").is_some();
    let is_comma = !is_colon && words.next_if_eq(&",").is_some();
    if !is_colon && !is_comma {
        return false;
    }
    let is_followed = words.next_if_eq(&"thus").is_some()
        || words.next_if_eq(&"follows").is_some() && words.next() == Some("as");
    let Some(last) = words.next() else { return false };
    if matches!(last, "ran" | "runs") {
        // As he ran, “Stop!”: nobody is written there.
        let subject = words.next();
        return is_followed
            || subject.is_some_and(|word| word == "which" || is_document(word));
    }
    let is_kind = matches!(
        last,
        "motto"
            | "inscription"
            | "postscript"
            | "label"
            | "placard"
            | "epitaph"
            | "telegram"
    );
    let is_write = |word: &str| matches!(word, "write" | "writes" | "wrote" | "written");
    is_colon && (is_kind || words.take(MAX_LEAD_WORDS).any(is_write))
}

/// Whether a paragraph is verse: short lines, two at least, each begun with a capital or,
/// where somebody is named below it, a dash.
fn is_verse(words: &str) -> bool {
    let mut n_lines = 0;
    words.lines().map(str::trim).filter(|line| !line.is_empty()).all(|line| {
        n_lines += 1;
        let first = line.trim_start_matches(['"', '“', '‘', '\'', '_', '(']);
        line.len() <= MAX_VERSE_BYTES
            && (first.starts_with(char::is_uppercase) || first.starts_with(['-', '—']))
    }) && n_lines >= 2
}

/// Whether three words or more are all in capitals, and nobody shouts them.
fn is_in_capitals(book: &Book, tokens: Span<TokenId>) -> bool {
    let mut n_words = 0;
    tokens.iter().all(|id| {
        let is_word = book.tokens[id].kind == TokenKind::Word;
        n_words += usize::from(is_word);
        !matches!(book.lower(id), "!" | "?")
            && (!is_word || book.written(id).chars().all(|c| !c.is_lowercase()))
    }) && n_words >= 3
}

/// Adds what stands in capitals as writing: `a parcel marked FRAGILE`, `the card read:
/// NO NAKED FLAME.`
///
/// Capitals alone are stress; behind a verb or noun of writing, behind a colon, or filling
/// their paragraph they are shown as written.
pub(crate) fn add_capitals(
    book: &Book,
    tokens: Span<TokenId>,
    stretches: &mut Vec<Stretch>,
) {
    let is_word = |id: TokenId| book.tokens[id].kind == TokenKind::Word;
    let is_capitals = |id: TokenId| {
        is_word(id)
            && (book.tokens[id].shape == Shape::Upper
                || book.written(id).chars().all(|c| c.is_uppercase() || c == '.'))
    };
    let mut at = tokens.start();
    let mut found = Vec::new();
    let taken = Taken::new(stretches);
    while at < tokens.end() {
        if !is_capitals(at) {
            at = TokenId::from_index(at.index() + 1);
            continue;
        }
        let first = at;
        let mut last = at;
        let mut n_words = 0;
        let mut n_letters = 0;
        for id in Span::new(first, tokens.end()).iter() {
            if is_capitals(id) {
                last = id;
                n_words += 1;
                n_letters += book.written(id).len();
            } else if is_word(id) || matches!(book.lower(id), "“" | "”" | "\"" | "‘")
            {
                break;
            }
        }
        at = TokenId::from_index(last.index() + 1);
        // The stop that closes it belongs to it if a new sentence or nothing follows.
        let behind = (at < tokens.end()).then(|| book.lower(at));
        if matches!(behind, Some("." | "!" | "?")) {
            last = at;
        }
        let before = (first > tokens.start())
            .then(|| book.lower(TokenId::from_index(first.index() - 1)));
        let fills = before.is_none() && last.index() + 1 == tokens.end().index();
        let is_shown = match before {
            Some(":") => n_words >= 2,
            Some("marked" | "reading" | "read" | "reads" | "labelled" | "labeled") => {
                true
            }
            Some("says" | "said" | "saying") => n_words >= 2,
            Some(verb) if is_inscription_verb(verb) => true,
            // `G LISGAR: ONE CANDLE` is a message, see `messages`.
            _ => {
                let words = book.slice(book.bytes(tokens));
                fills && n_words >= 3 && words.find(": ").is_none_or(|at| at >= 24)
            }
        };
        let span =
            Span::new(book.tokens[first].span.start(), book.tokens[last].span.end());
        if is_shown && n_letters >= 4 && !taken.overlap(span) {
            found.push(written(span));
        }
    }
    if !found.is_empty() {
        stretches.extend(found);
        super::thought::sort(stretches);
    }
}

/// Marks letters and adds those without quotation marks.
pub(crate) fn mark(book: &Book, all: &mut Vec<(ParagraphId, Vec<Stretch>)>) {
    let n = book.paragraphs.len();
    let mut added: Vec<(ParagraphId, Vec<Stretch>)> = Vec::new();
    let mut i = 0;
    while i < n {
        let id = ParagraphId::from_index(i);
        match letter_end(book, id) {
            Some(end) => {
                letter(book, all, &mut added, i, end);
                i = end;
            }
            None => i += 1,
        }
    }
    messages(book, all, &mut added);
    all.extend(added);
    all.sort_by_key(|(id, _)| *id);
}

/// Marks the paragraphs from a salutation up to a signature.
fn letter(
    book: &Book,
    all: &mut [(ParagraphId, Vec<Stretch>)],
    added: &mut Vec<(ParagraphId, Vec<Stretch>)>,
    from: usize,
    to: usize,
) {
    let rows = |i: usize| all.binary_search_by_key(&i, |(id, _)| id.index());
    let marked: Vec<usize> = (from..to).filter_map(|i| rows(i).ok()).collect();
    let is_quoted = rows(from).is_ok();
    let n_talk = marked.iter().filter(|&&r| !fills(book, &all[r])).count();
    if n_talk > 1 {
        // Somebody speaks in it: the letter is how the story is told.
        return;
    }
    if is_quoted {
        for r in marked {
            for s in all[r].1.iter_mut().filter(|s| s.nested_in.is_none()) {
                s.mode = Mode::Writing;
            }
        }
        return;
    }
    if !marked.is_empty() {
        return;
    }
    let prose = (from..to).map(ParagraphId::from_index);
    let prose = prose.filter(|&id| book.paragraphs[id].kind == ParagraphKind::Prose);
    let first = added.len();
    added.extend(prose.map(|id| {
        // One letter is one piece of writing: each paragraph runs on in the next.
        let row = Stretch { is_open_ended: true, ..written(book.paragraphs[id].span) };
        (id, vec![row])
    }));
    if let Some((_, rows)) = added[first..].last_mut() {
        rows[0].is_open_ended = false;
    }
}

fn written(span: Span<Byte>) -> Stretch {
    Stretch {
        inner: span,
        outer: span,
        mark: Mark::Bare,
        mode: Mode::Writing,
        nested_in: None,
        is_open_ended: false,
    }
}

/// Whether the first stretch is all there is in the paragraph.
fn fills(book: &Book, (id, stretches): &(ParagraphId, Vec<Stretch>)) -> bool {
    let paragraph = book.paragraphs[*id].span;
    stretches.first().is_some_and(|s| s.outer.len() + 4 >= paragraph.len())
}

/// Where a letter that begins with this paragraph ends: behind its signature.
fn letter_end(book: &Book, id: ParagraphId) -> Option<usize> {
    let first = book.paragraphs[id];
    if first.kind != ParagraphKind::Prose || first.span.len() > 2000 {
        return None;
    }
    let words = plain(book.slice(first.span));
    let is_salutation = ["dear ", "my dear ", "dearest ", "my dearest ", "my own dear"]
        .iter()
        .any(|s| words.starts_with(s))
        && first_line_is_short(book.slice(first.span));
    if !is_salutation && !is_announced(book, id) {
        return None;
    }
    let end = (id.index() + MAX_LETTER_PARAGRAPHS).min(book.paragraphs.len());
    for i in id.index()..end {
        let paragraph = book.paragraphs[ParagraphId::from_index(i)];
        if paragraph.kind == ParagraphKind::Heading {
            return None;
        }
        let words = plain(book.slice(paragraph.span));
        let is_close = [
            "yours",
            "your ",
            "ever yours",
            "affectionately",
            "sincerely",
            "faithfully",
            "love",
            "with love",
            "believe me",
            "i remain",
            "i am, ",
            "regards",
            "kind regards",
        ]
        .iter()
        .any(|s| words.starts_with(s))
            && (words.len() < 80 && i > id.index());
        if is_close {
            // The name below it belongs to the letter.
            let next = book.paragraphs.get(ParagraphId::from_index(i + 1));
            let is_name = next.is_some_and(|p| p.span.len() < 40 && p.tokens.len() < 7);
            return Some(if is_name { i + 2 } else { i + 1 });
        }
    }
    None
}

/// Whether the paragraph before announces a letter: `he came back with a letter:—`
fn is_announced(book: &Book, id: ParagraphId) -> bool {
    let Some(before) = id.index().checked_sub(1).map(ParagraphId::from_index) else {
        return false;
    };
    let tokens = book.paragraphs[before].tokens;
    let mut words = tokens.iter().rev().take(8).map(|t| book.lower(t));
    let ends = words.by_ref().take_while(|w| matches!(*w, ":" | "-" | "--" | "—" | "–"));
    let has_colon = ends.filter(|&w| w == ":").count() == 1;
    let mut tail = tokens.iter().rev().take(8).map(|t| book.lower(t));
    has_colon && tail.any(|w| matches!(w, "letter" | "note" | "billet" | "missive"))
}

fn plain(words: &str) -> String {
    words
        .chars()
        .skip_while(|c| !c.is_alphanumeric())
        .take(100)
        .flat_map(char::to_lowercase)
        .collect()
}

fn first_line_is_short(words: &str) -> bool {
    let line =
        words.lines().next().unwrap_or_default().trim_end_matches(['"', '”', '’', '_']);
    line.len() < 60 && line.ends_with([',', ':', '-', '—', '.', '!'])
}

/// Chat lines: `zephyr: on my way`, `Milo: are you out yet`. At least three paragraphs of
/// a book must look so. A handle with a capital counts if its message begins small, or
/// beside another message.
fn messages(
    book: &Book,
    all: &[(ParagraphId, Vec<Stretch>)],
    added: &mut Vec<(ParagraphId, Vec<Stretch>)>,
) {
    let mut found: Vec<(ParagraphId, Span<Byte>)> = Vec::new();
    let mut n_sure = 0;
    for (id, paragraph) in book.paragraphs.iter() {
        if paragraph.kind != ParagraphKind::Prose {
            continue;
        }
        let words = book.slice(paragraph.span);
        let Some(colon) = words.find(": ").filter(|&at| at > 1 && at < 24) else {
            continue;
        };
        let (handle, message) = (&words[..colon], words[colon + 2..].trim_start());
        let is_plain =
            |word: &str| word.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
        let is_one = is_plain(handle);
        let is_small = handle.starts_with(|c: char| c.is_lowercase() || c.is_numeric());
        let is_beside =
            found.last().is_some_and(|(last, _)| last.index() + 1 == id.index());
        let is_sure = is_one && (is_small || message.starts_with(char::is_lowercase));
        let is_handle = is_sure
            || is_beside
                && handle.split(' ').count() <= 2
                && handle.split(' ').all(is_plain);
        let n_words = book.tokens.slice(paragraph.tokens).iter();
        let is_short = n_words.filter(|t| t.kind == TokenKind::Word).count() < 80;
        // Rows are in order; capitals in a message may have been taken for a sign.
        let is_free = all.binary_search_by_key(&id, |(other, _)| *other).is_err();
        if is_handle && is_short && is_free {
            n_sure += usize::from(is_sure);
            let start = paragraph.span.start().index() + colon + 2;
            found.push((id, Span::of(start, paragraph.span.end().index())));
        }
    }
    if n_sure >= 3 {
        added.extend(found.into_iter().map(|(id, span)| (id, vec![written(span)])));
    }
}
