//! How a book marks its dialogue.

use dramaturg_text::{Book, ParagraphKind, Position, Span, TokenId};

use super::boundary::{CueVerbs, cue_len};
use super::dash::is_dash;

/// How a book marks dialogue; the marks that open an outer quotation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Convention {
    /// `"…"` or `“…”`.
    Double,
    /// `'…'` or `‘…’`.
    Single,
    /// `«…»`.
    Guillemets,
    /// A dash at the start of a paragraph.
    Dash,
    /// No marks were found.
    None,
}

impl Convention {
    /// In words, for reports.
    pub fn label(self) -> &'static str {
        match self {
            Convention::Double => "double quotation marks",
            Convention::Single => "single quotation marks",
            Convention::Guillemets => "guillemets",
            Convention::Dash => "dashes",
            Convention::None => "no marks",
        }
    }
}

/// The marks that close most sentences of dialogue.
///
/// A closing mark right after `.`, `,`, `!`, `?` or a dash is no apostrophe, so these are
/// counted. Single marks inside double ones are not: a tale within the tale may have more
/// of them than its book has others. Double marks inside single ones lose by number.
pub fn detect_convention(book: &Book) -> Convention {
    let (mut double, mut single, mut guillemets, mut dash, mut n_prose) =
        (0, 0, 0, 0, 0_usize);
    for paragraph in book.paragraphs.rows() {
        if paragraph.kind != ParagraphKind::Prose {
            continue;
        }
        n_prose += 1;
        let words = book.slice(paragraph.span);
        if opens_with_dash(words).is_some() {
            dash += 1;
        }
        let mut previous = ' ';
        let mut is_inside = false;
        let mut chars = words.chars().peekable();
        while let Some(c) = chars.next() {
            let ends = chars.peek().is_none_or(|n| !n.is_alphanumeric());
            let after_stop =
                matches!(previous, '.' | ',' | '!' | '?' | '…' | '—' | '–' | '-');
            match c {
                '"' | '”' if after_stop && ends => {
                    double += 1;
                    is_inside = false;
                }
                '“' => is_inside = true,
                '"' if !ends && !previous.is_alphanumeric() => is_inside = true,
                '"' | '”' => is_inside = false,
                '\'' | '’' if after_stop && ends && !is_inside => single += 1,
                '»' | '«' => guillemets += 1,
                _ => {}
            }
            previous = c;
        }
    }
    let counts = [
        (double, Convention::Double),
        (single, Convention::Single),
        (guillemets / 2, Convention::Guillemets),
    ];
    let (n, best) = counts.into_iter().fold((0, Convention::None), |best, next| {
        if next.0 > best.0 { next } else { best }
    });
    if dash > 2 * n && dash >= 2 && dash * 12 >= n_prose {
        Convention::Dash
    } else {
        best
    }
}

/// How the speech of a paragraph that opens with a dash ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dashes {
    /// At its cue: `— No, said Mara.`
    Cue,
    /// At a second dash: `— No, — said Mara. — Not now.`
    Dash,
}

/// What dashes at the start of a paragraph mean in this book, whatever marks others have;
/// none if fewer than one paragraph in twelve has them.
pub(crate) fn dashes(book: &Book) -> Option<Dashes> {
    let (mut n_dashes, mut n_closed, mut n_prose) = (0_usize, 0_usize, 0_usize);
    let (mut n_marked_cues, mut n_bare_cues) = (0_usize, 0_usize);
    for paragraph in book.paragraphs.rows() {
        if paragraph.kind != ParagraphKind::Prose {
            continue;
        }
        n_prose += 1;
        let words = book.slice(paragraph.span);
        if let Some(start) = opens_with_dash(words) {
            n_dashes += 1;
            n_closed += usize::from(has_closing_dash(&words[start..]));
            match first_cue(book, paragraph.tokens) {
                Some(Dashes::Dash) => n_marked_cues += 1,
                Some(Dashes::Cue) => n_bare_cues += 1,
                None => {}
            }
        }
    }
    // A book of quick talk has few cues; what stands in front of them tells.
    let is_closed = if n_marked_cues + n_bare_cues > 0 {
        n_marked_cues >= n_bare_cues
    } else {
        n_closed * 5 >= n_dashes
    };
    let closing = if is_closed { Dashes::Dash } else { Dashes::Cue };
    (n_dashes >= 2 && n_dashes * 12 >= n_prose).then_some(closing)
}

/// How the speech in front of a paragraph's first cue ends.
fn first_cue(book: &Book, tokens: Span<TokenId>) -> Option<Dashes> {
    let stops = |id: TokenId| {
        matches!(
            book.lower(id).chars().next(),
            Some(',' | '.' | '!' | '?' | '…' | ';' | ')' | '_')
        )
    };
    tokens.iter().skip(2).find_map(|id| {
        let before = TokenId::from_index(id.index() - 1);
        let is_marked = is_dash(book, before);
        let is_end =
            is_marked && stops(TokenId::from_index(id.index() - 2)) || stops(before);
        (is_end && cue_len(book, Span::new(id, tokens.end()), CueVerbs::Speech).is_some())
            .then_some(if is_marked { Dashes::Dash } else { Dashes::Cue })
    })
}

/// Whether a blank and a dash stand behind a stop or a comma.
fn has_closing_dash(words: &str) -> bool {
    words.match_indices(['—', '–', '―']).any(|(at, _)| {
        let left = words[..at].trim_end();
        left.len() < at && left.ends_with([',', '.', '!', '?', '…', ';'])
    })
}

/// Where the words begin in a paragraph that opens with a dialogue dash; none otherwise.
pub(crate) fn opens_with_dash(words: &str) -> Option<usize> {
    let rest = ["—", "–", "―", "---", "--", "-"]
        .into_iter()
        .find_map(|mark| words.strip_prefix(mark))?;
    let spoken = rest.trim_start();
    let is_mark = !spoken.is_empty() && !rest.starts_with(['-', '—', '–']);
    let is_long = words.starts_with(['—', '–', '―']) || words.starts_with("--");
    (is_mark && (is_long || rest.len() > spoken.len()))
        .then(|| words.len() - spoken.len())
}
