//! Stretches between quotation marks, inside one paragraph.
//!
//! Marks are read from left to right with a stack. A mark that cannot be paired is
//! repaired inside the paragraph: a speech that nobody closed ends before the cue that
//! follows it, or with the paragraph; one that nobody opened begins with the paragraph or
//! after the last cue.

use dramaturg_text::{Book, Note, ParagraphId, ParagraphKind, Position, Span};

use super::{Convention, Mark, Mode, Stretch, before, boundary, trim};
use crate::lexicon::Lexicon;

/// A quotation mark with what its neighbours allow.
#[derive(Clone, Copy, Debug)]
struct Sign {
    at: usize,
    len: usize,
    mark: Mark,
    can_open: bool,
    can_close: bool,
    /// For a single mark that can close: it stands after punctuation, so is no apostrophe.
    is_strong: bool,
}

/// What stands behind a mark in its paragraph; indices of signs, past the end for none.
#[derive(Clone, Copy, Debug)]
struct Ahead {
    /// The next single mark that can close.
    closing: usize,
    /// The next single mark that can close and is no apostrophe.
    strong: usize,
    /// Whether the next single mark that is no apostrophe closes.
    is_inside: bool,
    /// The next mark of each other pair: double, guillemet, single guillemet.
    other: [usize; 3],
}

/// A mark that is open while the paragraph is read.
#[derive(Clone, Copy, Debug)]
struct Open {
    mark: Mark,
    outer: usize,
    inner: usize,
    row: usize,
}

/// The longest speech in bytes that a missing closing mark does not turn into the first
/// paragraph of a longer one.
const SHORT_SPEECH_BYTES: usize = 150;

/// The stretches between marks of a paragraph, outer ones before those inside them.
pub(crate) fn stretches(
    book: &Book,
    id: ParagraphId,
    convention: Convention,
    notes: &mut Vec<Note>,
) -> Vec<Stretch> {
    let paragraph = book.paragraphs[id];
    let (start, end) = (paragraph.span.start().index(), paragraph.span.end().index());
    let signs = signs(&book.text, start, end, convention);
    let ahead = ahead(&signs);
    let mut reader = Reader {
        book,
        start,
        end,
        convention,
        signs: &signs,
        ahead: &ahead,
        rows: Vec::new(),
        stack: Vec::new(),
        last: None,
        searched: start,
    };
    for (&sign, &ahead) in signs.iter().zip(&ahead) {
        reader.take(sign, ahead, notes);
    }
    let goes_on = next_opens_alike(book, id, reader.stack.first().map(|o| o.mark));
    reader.finish(goes_on, notes);
    reader.rows
}

struct Reader<'a> {
    book: &'a Book,
    start: usize,
    end: usize,
    convention: Convention,
    signs: &'a [Sign],
    ahead: &'a [Ahead],
    rows: Vec<Stretch>,
    stack: Vec<Open>,
    /// Where the last of the rows ends.
    last: Option<usize>,
    /// No sentence ends between `last` and this.
    searched: usize,
}

impl Reader<'_> {
    fn take(&mut self, sign: Sign, ahead: Ahead, notes: &mut Vec<Note>) {
        let depth = self.stack.iter().rposition(|o| o.mark == sign.mark);
        let is_single = sign.mark == Mark::Single;
        match depth {
            Some(depth)
                if sign.can_close && !(is_single && is_apostrophe(sign, ahead)) =>
            {
                self.stack.truncate(depth + 1);
                self.close(sign.at, sign.at + sign.len);
            }
            Some(depth) if sign.can_open && !sign.can_close => {
                if is_single && (depth > 0 || self.stack.len() > depth + 1) {
                    return;
                }
                if depth + 1 < self.stack.len() {
                    return;
                }
                if self.is_inner(sign, ahead) {
                    return self.open(sign);
                }
                self.stack.truncate(depth + 1);
                let open = self.stack[depth];
                let at = boundary::cue_boundary(self.book, Span::of(open.inner, sign.at))
                    .map_or(sign.at, Position::index);
                self.note(notes, open.outer, "quote-never-closed");
                self.close(at, at);
                self.open(sign);
            }
            Some(_) => {}
            None if sign.can_open && self.may_open(sign, ahead) => self.open(sign),
            None if sign.can_close && !sign.can_open && self.stack.is_empty() => {
                self.recover_opening(sign, notes);
            }
            None => {}
        }
    }

    fn may_open(&self, sign: Sign, ahead: Ahead) -> bool {
        if sign.mark != Mark::Single
            || self.is_primary(sign.mark) && self.stack.is_empty()
        {
            return true;
        }
        // Inside or beside other marks a single one may be an apostrophe: “the ’bus”.
        let outer = self.stack.last().and_then(|o| place(o.mark));
        let end = outer.map_or(self.signs.len(), |o| ahead.other[o]);
        ahead.strong < end
            || ahead.closing < end && self.signs[ahead.closing].at - sign.at < 60
    }

    /// Whether a mark that opens inside its own kind opens a title or a word: “I read the
    /// “Spectator,” and snuff the candles.” Two marks close behind it before one opens.
    fn is_inner(&self, sign: Sign, ahead: Ahead) -> bool {
        let closes = |at: usize| self.signs.get(at).is_some_and(|s| !s.can_open);
        let left = self.book.text[self.start..sign.at].trim_end();
        let next = ahead.other[0];
        sign.mark == Mark::Double
            && left.ends_with(char::is_alphanumeric)
            && closes(next)
            && closes(self.ahead[next].other[0])
    }

    fn is_primary(&self, mark: Mark) -> bool {
        matches!(
            (self.convention, mark),
            (Convention::Double, Mark::Double)
                | (Convention::Single, Mark::Single)
                | (Convention::Guillemets, Mark::Guillemet)
        )
    }

    fn open(&mut self, sign: Sign) {
        let nested_in = self.stack.last().map(|o| o.row);
        self.stack.push(Open {
            mark: sign.mark,
            outer: sign.at,
            inner: sign.at + sign.len,
            row: self.rows.len(),
        });
        self.last = self.last.max(Some(sign.at + sign.len));
        self.rows.push(Stretch {
            inner: Span::of(sign.at, sign.at + sign.len),
            outer: Span::of(sign.at, sign.at + sign.len),
            mark: sign.mark,
            mode: Mode::Speech,
            nested_in,
            is_open_ended: false,
        });
    }

    /// Closes the top of the stack.
    fn close(&mut self, inner_end: usize, outer_end: usize) {
        let Some(open) = self.stack.pop() else { return };
        let row = &mut self.rows[open.row];
        row.inner =
            trim(&self.book.text, Span::of(open.inner, inner_end.max(open.inner)));
        row.outer = Span::of(open.outer, outer_end.max(row.inner.end().index()));
        let end = row.outer.end();
        self.last = self.last.max(Some(end.index()));
        // A repair may end it before what was found inside it: “Yes, said Mara, ‘or no.’
        for i in open.row + 1..self.rows.len() {
            let Stretch { outer, inner, mut nested_in, .. } = self.rows[i];
            while let Some(parent) = nested_in
                && parent >= open.row
                && self.rows[parent].outer.end() <= outer.start()
            {
                nested_in = self.rows[parent].nested_in;
            }
            let row = &mut self.rows[i];
            row.nested_in = nested_in;
            if outer.start() < end && outer.end() > end {
                row.outer = Span::new(outer.start(), end);
                let inner = Span::new(inner.start().min(end), inner.end().min(end));
                row.inner = trim(&self.book.text, inner);
            }
        }
    }

    /// A closing mark that nothing opened: the speech began with the paragraph, or with the
    /// sentence after the last one that was closed.
    fn recover_opening(&mut self, sign: Sign, notes: &mut Vec<Note>) {
        let is_thought = sign.mark == Mark::Single && !self.is_primary(Mark::Single);
        if sign.mark == Mark::Single && !sign.is_strong {
            return;
        }
        let text = &self.book.text;
        let last = self.last;
        let from = match last {
            None => self.start,
            Some(last) => {
                let from = last.max(self.searched);
                let gap = &text[from..sign.at];
                let stop = gap.find(['.', '!', '?']);
                self.searched = stop.map_or(sign.at, |stop| from + stop);
                match stop {
                    Some(stop) if !gap[stop + 1..].trim().is_empty() => from + stop + 1,
                    _ => return,
                }
            }
        };
        if is_thought {
            // `You heard all of it.' But she took the lamp`: a stop before the mark, and
            // narration that begins anew behind it.
            let behind = text[sign.at + sign.len..self.end].trim();
            let after_stop = text[from..sign.at].ends_with(['.', '!', '?', '…']);
            let begins_anew =
                after_stop && last.is_none() && behind.starts_with(char::is_uppercase);
            let has_words = text[from..sign.at].trim().len() > 1;
            if !(behind.is_empty() || begins_anew) || !has_words {
                return;
            }
        }
        let inner = trim(text, Span::of(from, sign.at));
        if inner.is_empty() {
            return;
        }
        self.note(notes, inner.start().index(), "quote-never-opened");
        self.last = self.last.max(Some(sign.at + sign.len));
        self.rows.push(Stretch {
            inner,
            outer: Span::of(inner.start().index(), sign.at + sign.len),
            mark: sign.mark,
            mode: if is_thought { Mode::Thought } else { Mode::Speech },
            nested_in: None,
            is_open_ended: false,
        });
    }

    fn note(&self, notes: &mut Vec<Note>, at: usize, code: &'static str) {
        let message = if code == "quote-never-opened" {
            "closing quotation mark without an opening one"
        } else {
            "opening quotation mark without a closing one"
        };
        let len = self.book.text[at..].chars().next().map_or(0, char::len_utf8);
        notes.push(Note {
            span: Span::of(at, at + len),
            code,
            message: message.to_owned(),
        });
    }

    /// Ends what is still open at the end of the paragraph.
    fn finish(&mut self, goes_on: bool, notes: &mut Vec<Note>) {
        while self.stack.len() > 1 {
            let open = self.stack[self.stack.len() - 1];
            self.close(open.inner, open.inner);
        }
        let Some(&open) = self.stack.first() else {
            return self.drop_empty();
        };
        if open.mark == Mark::Single && !self.is_primary(Mark::Single) {
            self.close(open.inner, open.inner);
        } else if goes_on && self.end - open.inner >= SHORT_SPEECH_BYTES {
            self.rows[open.row].is_open_ended = true;
            self.close(self.end, self.end);
        } else {
            let at = boundary::cue_boundary(self.book, Span::of(open.inner, self.end))
                .map_or(self.end, Position::index);
            self.note(notes, open.outer, "quote-never-closed");
            self.close(at, at);
        }
        self.drop_empty();
    }

    /// Drops stretches without words, and lifts what lay inside them.
    fn drop_empty(&mut self) {
        let text = &self.book.text;
        let keep: Vec<bool> = self
            .rows
            .iter()
            .map(|r| {
                r.inner.slice(text).contains(|c: char| {
                    c.is_alphanumeric()
                        || c == '…'
                        || c == '.'
                        || c == '?'
                        || c == '!'
                        || c == '—'
                        || c == '-'
                })
            })
            .collect();
        retain(&mut self.rows, &keep);
    }
}

/// Keeps the rows whose flag is set; what lay inside a dropped row moves one level up.
pub(crate) fn retain(rows: &mut Vec<Stretch>, keep: &[bool]) {
    if keep.iter().all(|&k| k) {
        return;
    }
    let mut moved = Vec::with_capacity(rows.len());
    let mut n_kept = 0;
    for &k in keep {
        moved.push(n_kept);
        n_kept += usize::from(k);
    }
    let parents: Vec<Option<usize>> = rows.iter().map(|r| r.nested_in).collect();
    for row in rows.iter_mut() {
        while let Some(parent) = row.nested_in {
            if keep[parent] {
                break;
            }
            row.nested_in = parents[parent];
        }
        row.nested_in = row.nested_in.map(|p| moved[p]);
    }
    let mut flags = keep.iter();
    rows.retain(|_| flags.next().is_some_and(|&k| k));
}

/// Whether a single mark that could close is an apostrophe: `the boys’ books,’ he said`.
fn is_apostrophe(sign: Sign, ahead: Ahead) -> bool {
    !sign.is_strong && ahead.is_inside
}

/// What stands behind each sign, found from the last to the first.
fn ahead(signs: &[Sign]) -> Vec<Ahead> {
    let n = signs.len();
    let mut next = Ahead { closing: n, strong: n, is_inside: false, other: [n; 3] };
    let mut all = vec![next; n];
    for (i, sign) in signs.iter().enumerate().rev() {
        all[i] = next;
        if let Some(other) = place(sign.mark) {
            next.other[other] = i;
        } else if sign.mark == Mark::Single {
            if sign.can_close {
                next.closing = i;
            }
            if sign.can_close && sign.is_strong {
                next.strong = i;
            }
            if sign.is_strong || sign.can_open && !sign.can_close {
                next.is_inside = sign.is_strong && sign.can_close;
            }
        }
    }
    all
}

/// The place of a mark in `Ahead::other`.
fn place(mark: Mark) -> Option<usize> {
    match mark {
        Mark::Double => Some(0),
        Mark::Guillemet => Some(1),
        Mark::SingleGuillemet => Some(2),
        Mark::Single | Mark::Bare => None,
    }
}

/// Whether the next story paragraph opens with the same mark.
fn next_opens_alike(book: &Book, id: ParagraphId, mark: Option<Mark>) -> bool {
    let Some(mark) = mark else { return false };
    let next = (id.index() + 1..book.paragraphs.len())
        .map(|i| book.paragraphs[ParagraphId::from_index(i)])
        .find(|p| p.kind == ParagraphKind::Prose);
    next.and_then(|p| book.slice(p.span).chars().next()).is_some_and(|c| match mark {
        Mark::Double => matches!(c, '"' | '“' | '”'),
        Mark::Single => matches!(c, '\'' | '‘'),
        Mark::Guillemet => matches!(c, '«' | '»'),
        Mark::SingleGuillemet | Mark::Bare => false,
    })
}

/// All marks of a stretch of text with what their neighbours allow.
fn signs(text: &str, start: usize, end: usize, convention: Convention) -> Vec<Sign> {
    let slice = &text[start..end];
    let lexicon = Lexicon::shared();
    let mut signs: Vec<Sign> = Vec::new();
    // Whether the last single mark that is no apostrophe opens.
    let mut is_inside = false;
    let indent = slice.len() - slice.trim_start().len();
    let has_low = slice.contains('„');
    let is_reversed =
        convention == Convention::Guillemets && slice.trim_start().starts_with('»');
    for (i, c) in slice.char_indices() {
        let mark = match c {
            '"' | '“' | '”' | '„' | '‟' => Mark::Double,
            '\'' | '‘' | '’' | '‚' | '‛' | '`' => Mark::Single,
            '«' | '»' => Mark::Guillemet,
            '‹' | '›' => Mark::SingleGuillemet,
            _ => continue,
        };
        let at = start + i;
        let len = c.len_utf8();
        let left = before(text, start, at);
        let right = text[at + len..end].chars().next();
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_dash = |c: Option<char>| matches!(c, Some('—' | '–' | '-' | '―'));
        let opens_after = is_space(left)
            || is_dash(left)
            || matches!(
                left,
                Some('(' | '[' | '“' | '‘' | '"' | '\'' | '«' | '‹' | '_' | '*' | '…')
            );
        let (can_open, can_close, is_strong) = match c {
            '“' if has_low => (false, true, true),
            '“' | '„' | '‟' => (true, false, false),
            '”' => (false, true, true),
            '"' => {
                let can_open = !is_space(right) && (opens_after || !is_word(left));
                let can_close = !is_space(left);
                if is_space(left) && is_space(right) {
                    (true, true, true)
                } else if can_open && can_close {
                    // —"Yes or no—" or .."Yes: words on the right and none on the left open.
                    (is_word(right), true, true)
                } else {
                    (can_open, can_close, true)
                }
            }
            '«' => (!is_reversed, is_reversed, true),
            '»' => (is_reversed, !is_reversed, true),
            '‹' => (true, false, true),
            '›' => (false, true, true),
            '‘' | '‚' | '‛' | '`' => (!is_space(right), false, false),
            _ => {
                let between = is_word(left) && is_word(right);
                let strong = left.is_some_and(|l| {
                    matches!(
                        l,
                        '.' | ','
                            | '!'
                            | '?'
                            | '…'
                            | '—'
                            | '–'
                            | '-'
                            | ';'
                            | ':'
                            | ')'
                            | '”'
                            | '"'
                            | '_'
                            | '*'
                    )
                });
                let can_open =
                    c == '\'' && opens_after && !is_space(right) && right != Some('\'');
                // “The children ’: a mark between blanks is no apostrophe, and opens nothing.
                let is_alone = is_space(left) && is_space(right) && at > start;
                let can_close =
                    !between && (!is_space(left) || is_alone) && !is_word(right);
                let strong = strong || is_alone;
                (can_open && !(can_close && strong), can_close, strong)
            }
        };
        if mark == Mark::Single && can_open {
            let rest = &text[at + len..end];
            let word_end =
                rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            let word = rest[..word_end].to_lowercase();
            let is_elision = lexicon.is_elision(&word)
                || word.starts_with(|c: char| c.is_ascii_digit());
            let opens_paragraph = i <= indent;
            // In old books clitics stand apart: I 'll, it 's.
            if c == '\'' && is_clitic(&rest[..word_end]) && follows_word(&text[start..at])
            {
                continue;
            }
            if is_elision
                && !opens_paragraph
                && (is_inside || convention != Convention::Single)
            {
                continue;
            }
        }
        if can_open || can_close {
            if mark == Mark::Single && (can_open || is_strong) {
                is_inside = can_open;
            }
            signs.push(Sign { at, len, mark, can_open, can_close, is_strong });
        }
    }
    signs
}

fn is_clitic(word: &str) -> bool {
    matches!(word, "s" | "ll" | "d" | "m" | "re" | "ve" | "t" | "ud")
}

/// Whether a stretch ends with a word and one blank.
fn follows_word(left: &str) -> bool {
    let mut chars = left.chars().rev();
    chars.next() == Some(' ') && chars.next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Convention, Mark, ahead, signs};

    proptest! {
        /// The tables say what a search through all later signs finds.
        #[test]
        fn tables_say_what_a_search_finds(text in "[a .,\"'“”‘’«»‹›]{0,60}") {
            let signs = signs(&text, 0, text.len(), Convention::Double);
            let ahead = ahead(&signs);
            for (i, next) in ahead.iter().enumerate() {
                let find = |f: &dyn Fn(&super::Sign) -> bool| {
                    let later = signs[i + 1..].iter().position(f);
                    later.map_or(signs.len(), |n| i + 1 + n)
                };
                let is_single = |s: &super::Sign| s.mark == Mark::Single;
                prop_assert_eq!(next.closing, find(&|s| is_single(s) && s.can_close));
                prop_assert_eq!(
                    next.strong,
                    find(&|s| is_single(s) && s.can_close && s.is_strong)
                );
                prop_assert_eq!(next.other[0], find(&|s| s.mark == Mark::Double));
                let plain = |s: &super::Sign| {
                    is_single(s) && (s.is_strong || s.can_open && !s.can_close)
                };
                let is_inside = signs
                    .get(find(&plain))
                    .is_some_and(|s| s.is_strong && s.can_close);
                prop_assert_eq!(next.is_inside, is_inside);
            }
        }
    }
}
