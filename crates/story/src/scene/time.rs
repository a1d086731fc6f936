//! When a scene happens, as narration says it: *that night*, *at half past six*, *on Tuesday*.
//!
//! The first expression of a time near the start of a scene that says when something happens
//! then. What somebody plans or remembers, and what is usual, is no time of the scene.

use dramaturg_parse::{Relation, Tag};
use dramaturg_text::{Position, Span, TokenId, TokenKind};

use super::Scene;
use crate::fluent::Status;
use crate::fluent::grammar::Grammar;

/// The time is looked for in so many paragraphs, and in so many tokens of each.
const N_PARAGRAPHS: usize = 4;
const MAX_TOKENS: usize = 400;

/// Verbs are looked for so many heads up.
const MAX_STEPS: usize = 4;

/// The first words near the start of a scene that tell when it happens.
pub(super) fn time(grammar: &Grammar<'_>, scene: &Scene) -> Option<Span<TokenId>> {
    let paragraphs = scene.paragraphs.iter().take(N_PARAGRAPHS);
    paragraphs.into_iter().find_map(|id| {
        let tokens = grammar.book.paragraphs[id].tokens;
        tokens.iter().take(MAX_TOKENS).find_map(|at| {
            let is_told = grammar.quotation_at(at).is_none();
            let found =
                is_told.then(|| expression(grammar, at, tokens.end())).flatten()?;
            let whole = Span::new(at, found);
            let is_told = whole.iter().all(|t| grammar.quotation_at(t).is_none());
            (is_told && stands_free(grammar, whole, tokens) && is_so(grammar, whole))
                .then_some(said(grammar, whole))
        })
    })
}

/// The time in *it was Tuesday*.
fn said(grammar: &Grammar<'_>, whole: Span<TokenId>) -> Span<TokenId> {
    let has_verb = grammar.book.lower(whole.start()) == "it";
    let skipped = if has_verb { 2 } else { 0 };
    Span::new(TokenId::from_index(whole.start().index() + skipped), whole.end())
}

/// The end of an expression of time that begins with a token; none if none does.
fn expression(grammar: &Grammar<'_>, at: TokenId, end: TokenId) -> Option<TokenId> {
    const DAY_TIMES: &[&str] = &[
        "morning",
        "afternoon",
        "evening",
        "night",
        "dawn",
        "dusk",
        "noon",
        "midnight",
        "midday",
        "sunrise",
        "sunset",
        "daybreak",
        "twilight",
        "nightfall",
        "teatime",
        "lunchtime",
    ];
    const DAYS: &[&str] =
        &["morning", "afternoon", "evening", "night", "day", "week", "weekend"];
    const HOURS: &[&str] = &[
        "dawn",
        "dusk",
        "noon",
        "midnight",
        "midday",
        "sunrise",
        "sunset",
        "daybreak",
        "twilight",
        "nightfall",
        "teatime",
        "lunchtime",
        "bedtime",
    ];
    let book = grammar.book;
    let word = |n: usize| -> &str {
        let i = at.index() + n;
        if i < end.index() { book.lower(TokenId::from_index(i)) } else { "" }
    };
    let behind = |n: usize| Some(TokenId::from_index(at.index() + n));
    let is_weekday = |form: &str| {
        matches!(
            form,
            "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
        )
    };
    // “At six”, “at half past six”, “at six in the morning”: how many tokens.
    let clock = |n: usize| -> usize {
        let is_one = matches!(word(n), "half-past" | "quarter-past" | "quarter-to");
        let half = is_one
            || matches!(word(n), "half" | "quarter")
                && matches!(word(n + 1), "past" | "to");
        let from = n + if is_one { 1 } else { 2 * usize::from(half) };
        if !is_hour(word(from)) {
            return 0;
        }
        let mut length = from + 1 - n;
        if matches!(word(n + length), "o'clock" | "am" | "pm" | "a.m" | "p.m" | "sharp") {
            length += 1;
        } else if word(n + length) == "in" && word(n + length + 1) == "the" {
            let is_part =
                matches!(word(n + length + 2), "morning" | "afternoon" | "evening");
            length += if is_part { 3 } else { 0 };
        } else {
            let next = TokenId::from_index((at.index() + n + length).min(end.index()));
            let closes = next >= end || book.tokens[next].kind == TokenKind::Punctuation;
            // “At ten paces” is no hour.
            if !half && !closes {
                return 0;
            }
        }
        length
    };
    match word(0) {
        "that" | "this" if DAY_TIMES.contains(&word(1)) => behind(2),
        "the"
            if matches!(word(1), "next" | "following" | "same" | "first" | "second") =>
        {
            (DAYS.contains(&word(2)) || is_weekday(word(2))).then(|| {
                // “The next day at noon” begins with the day.
                TokenId::from_index(at.index() + 3)
            })
        }
        "next" if matches!(word(1), "morning" | "day" | "evening" | "night") => behind(2),
        "one"
            if matches!(
                word(1),
                "morning" | "afternoon" | "evening" | "night" | "day"
            ) =>
        {
            behind(2)
        }
        "at" | "by" | "before" | "after" | "about" | "around" | "towards" | "toward" => {
            if HOURS.contains(&word(1)) || word(0) == "at" && word(1) == "night" {
                return behind(2);
            }
            let length = if matches!(word(0), "before" | "after") { 0 } else { clock(1) };
            (length > 0).then(|| TokenId::from_index(at.index() + 1 + length))
        }
        "on" if is_weekday(word(1)) => {
            let has_part =
                matches!(word(2), "morning" | "afternoon" | "evening" | "night");
            behind(if has_part { 3 } else { 2 })
        }
        "in" if word(1) == "the" => {
            let is_season = matches!(word(2), "spring" | "summer" | "autumn" | "winter");
            let is_part = matches!(word(2), "morning" | "afternoon" | "evening");
            (is_season || is_part).then(|| TokenId::from_index(at.index() + 3))
        }
        // “It was Tuesday”, “it was nearly four”, “it was a cold morning”.
        "it" if matches!(word(1), "was" | "is" | "'s") => {
            let skipped = usize::from(matches!(
                word(2),
                "nearly"
                    | "almost"
                    | "already"
                    | "now"
                    | "only"
                    | "just"
                    | "about"
                    | "still"
            ));
            let n = 2 + skipped;
            if is_weekday(word(n)) || HOURS.contains(&word(n)) {
                return behind(n + 1);
            }
            if matches!(word(n), "a" | "an" | "the") {
                let last = (n + 1..n + 4).find(|&k| DAY_TIMES.contains(&word(k)))?;
                return behind(last + 1);
            }
            let length = clock(n);
            (length > 0).then(|| TokenId::from_index(at.index() + n + length))
        }
        form if is_weekday(form) => {
            matches!(word(1), "morning" | "afternoon" | "evening" | "night")
                .then(|| TokenId::from_index(at.index() + 2))
        }
        _ => None,
    }
}

/// Whether a word is an hour of the clock: *six*, *10*, *4.30*.
fn is_hour(form: &str) -> bool {
    const WORDS: &[&str] = &[
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let is_digits = || {
        let mut parts = form.split(['.', ':']);
        let number = |part: Option<&str>, most: u32| {
            part.and_then(|p| p.parse::<u32>().ok()).is_some_and(|n| n <= most)
        };
        let hour = parts.next();
        let minutes = parts.next();
        number(hour, 24)
            && (minutes.is_none() || number(minutes, 59))
            && parts.next().is_none()
    };
    WORDS.contains(&form) || is_digits()
}

/// Whether neither the word before nor the one behind makes something else of it: *since that
/// evening*, *this one day*, *on Tuesday afternoons*.
fn stands_free(
    grammar: &Grammar<'_>,
    time: Span<TokenId>,
    paragraph: Span<TokenId>,
) -> bool {
    let book = grammar.book;
    let before = time.start().index().checked_sub(1).map(TokenId::from_index);
    let before = before.filter(|&t| t >= paragraph.start()).map_or("", |t| book.lower(t));
    let behind = if time.end() < paragraph.end() { book.lower(time.end()) } else { "" };
    let is_bound = matches!(
        before,
        "since"
            | "until"
            | "till"
            | "than"
            | "of"
            | "for"
            | "this"
            | "that"
            | "every"
            | "each"
            | "from"
            | "like"
    );
    let is_many = matches!(
        behind,
        "mornings" | "afternoons" | "evenings" | "nights" | "days" | "of"
    );
    !is_bound && !is_many
}

/// Whether what happens at a time is told as so; the verb may stand some words up the tree.
fn is_so(grammar: &Grammar<'_>, time: Span<TokenId>) -> bool {
    let words = grammar.parse.words_in(grammar.book.bytes(time));
    let is_inside = |word| words.iter().any(|own| own == word);
    let top =
        words.iter().find(|&word| grammar.head(word).is_none_or(|head| !is_inside(head)));
    let Some(top) = top else { return false };
    // “It was Tuesday” has its verb inside.
    let has_verb = words.iter().any(|word| matches!(grammar.lemma(word), "be" | "'s"));
    if has_verb {
        return grammar.status(top) == Some(Status::Holds);
    }
    let mut word = top;
    for _ in 0..MAX_STEPS {
        let Some(head) = grammar.head(word) else {
            // “Tuesday morning.” stands alone.
            return word == top;
        };
        if matches!(grammar.tag(head), Tag::Verb | Tag::Aux) {
            let is_usual = grammar.kids(head).iter().any(|&kid| {
                matches!(
                    grammar.lower(kid),
                    "would"
                        | "always"
                        | "usually"
                        | "sometimes"
                        | "often"
                        | "had"
                        | "’d"
                        | "'d"
                ) || grammar
                    .kids(kid)
                    .iter()
                    .any(|&word| matches!(grammar.lower(word), "every" | "each"))
            });
            let is_own = !matches!(
                grammar.relation(head),
                Relation::Xcomp | Relation::Ccomp | Relation::Acl | Relation::Advcl
            );
            return is_own && !is_usual && grammar.status(head) == Some(Status::Holds);
        }
        word = head;
    }
    false
}
