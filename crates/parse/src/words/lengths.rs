//! How far a word, a number, a mark or an address reaches, and where a word has its seams.

use super::lists::{FILE_ENDINGS, PLACE_ENDINGS};
use crate::Tag;

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '`' | '\u{2018}')
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Whether a character shows nothing, as the tokens of a book have it.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\0' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

pub(super) fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}')
}

/// Whether a form is one of some words in small ASCII letters.
pub(super) fn is_in(form: &str, words: &[&str]) -> bool {
    words.iter().any(|word| form.eq_ignore_ascii_case(word))
}

pub(super) fn ends_with(word: &str, end: &str) -> bool {
    let at = word.len().checked_sub(end.len());
    at.and_then(|at| word.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// Whether a prefix and what follows its hyphen are one word: `to-day`, but `a` only as in
/// `a-coming`.
pub(super) fn is_prefixed(prefix: &str, second: &str) -> bool {
    if is_in(prefix, &["to"]) {
        return is_in(second, &["day", "morrow", "night"]);
    }
    if is_in(prefix, &["a"]) {
        return ends_with(second, "ing") || ends_with(second, "in");
    }
    // “over-the-top” and “under-secretary”, “cross-legged”: words of their own.
    let is_word = is_in(prefix, &["over", "under", "cross", "post", "sub", "super"]);
    let is_own =
        is_word && is_in(second, &["the", "and", "a", "bearing", "legged", "office"]);
    !is_own && !second.is_empty()
}

/// Whether the first part of a word is the start of the second, said twice: `w-what`.
pub(super) fn is_stammer(word: &str) -> bool {
    let Some((first, second)) = word.split_once(is_hyphen) else { return false };
    let n = first.chars().count();
    let mut a = first.chars().flat_map(char::to_lowercase);
    let mut b = second.chars().flat_map(char::to_lowercase);
    n <= 2 && second.chars().count() > n && a.by_ref().all(|c| b.next() == Some(c))
}

/// The bytes of the word at the start of `rest`, which begins with a letter.
pub(super) fn word_len(rest: &str) -> usize {
    let mut len = 0;
    let mut chars = rest.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let is_joint = (is_apostrophe(c) && c != '\u{2018}'
            || is_hyphen(c)
            || matches!(c, '&' | '/' | '_'))
            && chars.peek().is_some_and(|&next| is_letter(next))
            // “A&P” and “Lisa_resume” are words, “and/or” is split later.
            && (c != '&' || last.is_uppercase());
        if !is_letter(c) && !is_joint {
            break;
        }
        last = c;
        len += c.len_utf8();
    }
    len
}

/// The bytes of the number at the start of `rest`, with its unit: `1,500`, `9:30`, `1990s`.
pub(super) fn number_len(rest: &str) -> usize {
    let mut len = 0;
    let mut is_plain = true;
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let is_joint = (matches!(c, ',' | '.' | ':' | '/' | '\'' | '\u{2019}')
            || is_plain && c == '-')
            && chars.peek().is_some_and(|&next| {
                next.is_numeric() || is_apostrophe(c) && next == 's'
            });
        if !is_letter(c) && !is_joint {
            break;
        }
        is_plain &= c.is_numeric() || is_joint;
        len += c.len_utf8();
    }
    len
}

/// The bytes of the mark at the start of `rest`: a run of one mark as `--` or `...`, a mix of
/// `!` and `?`, else one character.
pub(super) fn mark_len(rest: &str, first: char) -> usize {
    let run = |is: fn(char, char) -> bool| {
        rest.chars().take_while(|&c| is(c, first)).map(char::len_utf8).sum()
    };
    match first {
        // “.?” is one slip of a pen.
        '.' | ',' | ':' if rest[1..].starts_with(['!', '?']) => {
            let behind = &rest[1..];
            1 + behind.find(|c| !matches!(c, '!' | '?')).unwrap_or(behind.len())
        }
        '!' | '?' => run(|c, _| matches!(c, '!' | '?')),
        '.' | '-' | '*' | '=' | '~' | '_' | '#' | '$' | '<' | '>' | '+' | '\u{2014}'
        | '\u{2013}' | '\u{2015}' | '\u{2026}' => run(|c, first| c == first),
        _ => first.len_utf8(),
    }
}

/// The bytes of the name of a file or a place on the net, of which `len` bytes are a word:
/// `letter.doc`, `alt.books`. A stop without a blank behind it is no end of a sentence.
pub(super) fn file_len(rest: &str, len: usize) -> Option<usize> {
    let mut to = len;
    while let Some(part) = rest[to..].strip_prefix('.') {
        let n = part.find(|c: char| !is_letter(c)).unwrap_or(part.len());
        let is_part = n > 1 && part.starts_with(|c: char| c.is_lowercase());
        let is_end = is_in(&part[..n], FILE_ENDINGS) || is_in(&part[..n], PLACE_ENDINGS);
        if !is_end && (!is_part || len <= 1) {
            break;
        }
        to += 1 + n;
    }
    (to > len).then_some(to)
}

/// The bytes of a file's ending at the start of `rest`, with its stop: `.doc`.
pub(super) fn file_end(rest: &str) -> Option<usize> {
    let part = rest.strip_prefix('.')?;
    let n = part.find(|c: char| !is_letter(c)).unwrap_or(part.len());
    let is_end = is_in(&part[..n], FILE_ENDINGS) || is_in(&part[..n], PLACE_ENDINGS);
    is_end.then_some(1 + n)
}

/// Whether hyphens hold a number together: `713-664-7478` and `3-5213`, but neither `9-10`
/// nor `1969-1970` nor `5:00-8:30`.
pub(super) fn is_whole_number(form: &str) -> bool {
    if !form.contains('-') {
        return true;
    }
    let lens: Vec<usize> = form.split('-').map(str::len).take(5).collect();
    match lens[..] {
        [_, _] if form.contains([':', '.']) => false,
        [1, 4] => true,
        [a, b] => a >= 3 && b >= 3 && a != b,
        [1, _, _, 4] => true,
        _ => lens.iter().all(|&n| n > 1),
    }
}

/// Whether a written word is what a stammer leaves: `th` of `th- think`.
pub(super) fn is_fragment(word: &str) -> bool {
    let is_vowel = |c: char| "aeiouAEIOU".contains(c);
    let is_capital = |c: char| c.is_ascii_uppercase();
    let n = word.chars().count();
    let is_letters = word.chars().all(|c| c.is_ascii_alphabetic());
    is_letters
        && (n <= 4 && !word.contains(is_vowel) && (n == 1 || !word.ends_with(is_capital))
            || n == 1 && word.starts_with(char::is_lowercase)
            || word == "re")
}

/// Whether a run is a line drawn of several signs: `--==--`.
pub(super) fn is_ruler(run: &str) -> bool {
    let signs = "-=_*~+<>|^";
    run.len() >= 4
        && run.chars().all(|c| signs.contains(c))
        && !run.chars().all(|c| run.starts_with(c))
}

/// The bytes of an address on the web or of a mailbox at the start of a run.
pub(super) fn address_len(run: &str) -> Option<usize> {
    let is_scheme = |name: &str| name.chars().all(|c| c.is_ascii_alphabetic());
    let is_web = run.split_once("://").is_some_and(|(name, _)| is_scheme(name))
        || run.starts_with("www.");
    // “Figaro"<figaro@place.com” begins with a name.
    let is_name = |c: char| is_letter(c) || matches!(c, '.' | '_' | '%' | '+' | '-');
    let is_mail = || {
        run.split_once('@').is_some_and(|(name, place)| {
            name.starts_with(is_letter)
                && name.chars().all(is_name)
                && place.starts_with(is_letter)
        })
    };
    if !is_web && !is_mail() || !run.starts_with(is_letter) {
        return None;
    }
    let marks =
        ['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '\u{201d}', '\u{2019}'];
    Some(run.trim_end_matches(marks).len())
}

/// Where the second word begins in `d’you`, `y’all`, `c’mon`.
pub(super) fn leading_contraction(form: &str) -> Option<usize> {
    let mark = form.char_indices().find(|&(_, c)| is_apostrophe(c))?;
    let (head, tail) = (&form[..mark.0], &form[mark.0 + mark.1.len_utf8()..]);
    let behind = mark.0 + mark.1.len_utf8();
    if is_in(head, &["d", "y"]) && is_in(tail, &["you", "ye", "all", "ya"]) {
        return Some(behind);
    }
    (is_in(head, &["c"]) && is_in(tail, &["mon"])).then_some(behind + 1)
}

/// Where the clitic at the end of a word begins; the word's length if it has none.
pub(super) fn clitic_start(word: &str) -> usize {
    let Some((at, mark)) = word.char_indices().rev().find(|&(_, c)| is_apostrophe(c))
    else {
        return word.len();
    };
    let tail = &word[at + mark.len_utf8()..];
    if at == 0 {
        return word.len();
    }
    if is_in(tail, &["t"]) && word[..at].ends_with(['n', 'N']) {
        return if at > 1 { at - 1 } else { word.len() };
    }
    if is_in(tail, &["s", "ll", "re", "ve", "d", "m", "se"]) { at } else { word.len() }
}

/// The part of speech that a form's shape tells, whatever stands around it: stops and commas
/// are marks, addresses are names, and the name of a file is a noun, as in the treebanks.
pub(crate) fn shape_tag(form: &str) -> Option<Tag> {
    if form.chars().all(|c| matches!(c, '.' | ',' | ';' | ':' | '?' | '!' | '\u{2026}')) {
        return Some(Tag::Punct);
    }
    let is_whole = |len: Option<usize>| len == Some(form.len());
    let (_, end) = form.rsplit_once(['.', '@'])?;
    if (form.contains("://") || form.contains("www.") || form.contains('@'))
        && is_whole(address_len(form))
    {
        return Some(Tag::Propn);
    }
    let is_file = is_in(end, FILE_ENDINGS) && form.starts_with(char::is_alphabetic);
    (is_file && is_whole(file_len(form, word_len(form)))).then_some(Tag::Noun)
}
