//! Cues: the verb of speech beside a quotation, and its subject.
//!
//! The search stays inside the clause that touches the quotation: behind a part (`said
//! Mara`, `she whispered`), before it (`Mara turned and said,`), or at the end of the
//! paragraph before (`Then Tom spoke:`).

use dramaturg_text::{Book, Position, Span, TokenId, TokenKind};

use super::turn::Context;
use crate::lexicon::{Lexicon, SpeechVerb, VerbForm, is_half_of_cue};
use crate::{MentionId, MentionKind};

/// Who the cue says is speaking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Subject {
    /// A name, a description or a pronoun of the third person.
    Mention(MentionId),
    /// *I*.
    Narrator,
}

/// A cue, as the parser found it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FoundCue {
    pub(crate) verb: TokenId,
    pub(crate) span: Span<TokenId>,
    pub(crate) subject: Subject,
    /// The clause around it, where the manner of speaking stands.
    pub(crate) clause: Span<TokenId>,
    /// The mention that is spoken to: `said Mara to Tom`.
    pub(crate) addressee: Option<MentionId>,
}

/// The cue in narration that follows a part; `rest` runs to the next part or the end of the
/// paragraph.
pub(crate) fn after(
    context: Context<'_>,
    rest: Span<TokenId>,
    ends_open: bool,
) -> Option<FoundCue> {
    let book = context.book;
    let clause = clause(book, rest);
    let mut at = clause.start().index();
    let end = clause.end().index();
    // “Well,” said Mara; “Well”—said Mara.
    while at < end && book.tokens[TokenId::from_index(at)].kind == TokenKind::Punctuation
    {
        if matches!(book.lower(TokenId::from_index(at)), ":" | ";" | "(") {
            return None;
        }
        at += 1;
    }
    if at >= end {
        return None;
    }
    let start = TokenId::from_index(at);
    if at < end && matches!(book.lower(start), "and" | "but" | "then") {
        at += 1;
    }
    let clause = Span::of(at, end);
    verb_first(context, clause, ends_open)
        .or_else(|| subject_first(context, clause, ends_open))
        .or_else(|| owner_first(context, clause))
        .or_else(|| heard(context, clause))
}

/// `was Mara’s quick reply`, `came his answer`: the owner of what was said.
fn owner_first(context: Context<'_>, clause: Span<TokenId>) -> Option<FoundCue> {
    let book = context.book;
    let verb_at = clause.start();
    if !matches!(book.lower(verb_at), "was" | "were" | "came") || clause.len() < 3 {
        return None;
    }
    let after = TokenId::from_index(verb_at.index() + 1);
    let title = TokenId::from_index(verb_at.index() + 2);
    let id = [after, title].into_iter().find_map(|at| {
        // “was the answer of” is nobody’s yet.
        let is_start = at == after || book.lower(after) == "the";
        context.mentions.starting_in(Span::one(at)).iter().find(|&id| {
            let mention = context.mentions.rows[id];
            let owns = matches!(next_form(book, mention.span.end()), "'s" | "s" | "'")
                || mention.kind == MentionKind::Pronoun
                    && matches!(
                        book.lower(mention.head),
                        "his" | "her" | "their" | "xyr"
                    );
            is_start && owns && mention.quotation.is_none()
        })
    })?;
    let subject = Subject::Mention(id);
    let span = Span::new(verb_at, context.mentions.rows[id].span.end());
    Some(FoundCue { verb: verb_at, span, subject, clause, addressee: None })
}

/// `he heard Mara say`: who is heard.
fn heard(context: Context<'_>, clause: Span<TokenId>) -> Option<FoundCue> {
    let book = context.book;
    let at = clause.iter().take(4).find(|&id| book.lower(id) == "heard")?;
    let after = after_token(at);
    let subject = subject_at(context, after)?;
    let verb_at = subject_end(context, subject, after);
    let is_verb = verb_at < clause.end()
        && cue_verb(book, verb_at).is_some_and(|v| v.is_strong)
        && subject != Subject::Narrator;
    let span = Span::new(after, after_token(verb_at));
    is_verb.then_some(FoundCue { verb: verb_at, span, subject, clause, addressee: None })
}

/// `said Mara`: a verb, perhaps an adverb, then the subject.
fn verb_first(
    context: Context<'_>,
    clause: Span<TokenId>,
    ends_open: bool,
) -> Option<FoundCue> {
    let book = context.book;
    let mut tokens = clause.iter();
    let verb_at = tokens.next()?;
    let verb = cue_verb(book, verb_at)?;
    if !verb.form.is_finite() {
        return None;
    }
    for at in tokens.take(3) {
        if let Some(subject) = subject_at(context, at) {
            let end = subject_end(context, subject, at);
            let is_close = !verb.is_strong && !ends_open;
            if is_close && matches!(subject, Subject::Narrator) {
                return None;
            }
            return Some(found(
                context,
                verb_at,
                Span::new(verb_at, end),
                subject,
                clause,
                verb,
            ));
        }
        let form = book.lower(at);
        if !form.ends_with("ly") && !matches!(form, "out" | "back" | "in" | "up") {
            return None;
        }
    }
    None
}

/// `she whispered`, `Mara, who had been listening, said`: the subject, then the verb.
fn subject_first(
    context: Context<'_>,
    clause: Span<TokenId>,
    ends_open: bool,
) -> Option<FoundCue> {
    let book = context.book;
    let start = clause.start();
    let subject = subject_at(context, start)?;
    let mut at = subject_end(context, subject, start).index();
    let limit = clause.end().index().min(at + 5);
    let mut n_commas = 0;
    while at < limit {
        let id = TokenId::from_index(at);
        let form = book.lower(id);
        if let Some(verb) = cue_verb(book, id) {
            // “Tom was saying”.
            let is_going_on = verb.form == VerbForm::Ing
                && matches!(form_at(book, id.index() - 1), "was" | "were" | "is" | "are");
            let is_right_form = verb.form.is_finite() || is_going_on;
            if is_right_form && (verb.is_strong || ends_open) {
                return Some(found(
                    context,
                    id,
                    Span::of(start.index(), at + 1),
                    subject,
                    clause,
                    verb,
                ));
            }
            return None;
        }
        n_commas += usize::from(form == ",");
        let is_filler = form.ends_with("ly")
            || n_commas == 0
                && matches!(
                    form,
                    "had"
                        | "was"
                        | "were"
                        | "is"
                        | "are"
                        | "only"
                        | "just"
                        | "then"
                        | "at"
                        | "once"
                        | "also"
                        | "all"
                        | "both"
                        | "again"
                        | "still"
                        | "now"
                        | "always"
                        | "never"
                        | "could"
                        | "would"
                        | "will"
                        | "can"
                        | "to"
                        | "last"
                        | "does"
                        | "did"
                        | "have"
                        | "has"
                        | "himself"
                        | "herself"
                        | "heard"
                );
        if !is_filler {
            return None;
        }
        at += 1;
    }
    None
}

/// The cue in narration that runs up to a part: the last clause with a verb of speech.
///
/// `before` ends where the part begins.
pub(crate) fn before(context: Context<'_>, before: Span<TokenId>) -> Option<FoundCue> {
    let book = context.book;
    let last = before.iter().next_back()?;
    let introduces = matches!(book.lower(last), "," | ":" | "—" | "–" | "--" | "-");
    // A lost comma or dash: “she timidly said “Consider …””.
    let is_bare = book.tokens[last].kind == TokenKind::Word;
    if !introduces && !is_bare {
        return None;
    }
    // The sentence that the part belongs to.
    let start = before
        .iter()
        .rev()
        .skip(1)
        .find(|&id| {
            matches!(book.lower(id), "." | "!" | "?" | "…" | "”" | "\"" | "»")
                && !is_abbreviated(book, id)
        })
        .map_or(before.start().index(), |id| id.index() + 1);
    let sentence = Span::of(start, before.end().index());
    let is_colon = book.lower(last) == ":";
    let reach = if is_colon {
        25
    } else if is_bare {
        8
    } else {
        12
    };
    let (verb_at, verb) = sentence.iter().rev().take(reach).find_map(|id| {
        cue_verb(book, id)
            .filter(|v| {
                (v.is_strong || is_colon)
                    && (v.form.is_finite() || id.index() > start + 1)
            })
            .map(|v| (id, v))
    })?;
    let subject_mention = subject_before(context, sentence, verb_at)?;
    Some(found(
        context,
        verb_at,
        Span::new(subject_span(context, subject_mention).start(), after_token(verb_at)),
        subject_mention,
        sentence,
        verb,
    ))
}

fn after_token(id: TokenId) -> TokenId {
    TokenId::from_index(id.index() + 1)
}

fn subject_span(context: Context<'_>, subject: Subject) -> Span<TokenId> {
    match subject {
        Subject::Mention(id) => context.mentions.rows[id].span,
        Subject::Narrator => Span::of(0, 0),
    }
}

/// The subject of a verb in running narration: the mention that begins the clause nearest
/// before the verb.
fn subject_before(
    context: Context<'_>,
    sentence: Span<TokenId>,
    verb: TokenId,
) -> Option<Subject> {
    let span = context.mentions.starting_in(Span::new(sentence.start(), verb));
    let mut best: Option<(usize, Subject)> = None;
    for id in span.iter() {
        let mention = context.mentions.rows[id];
        if mention.quotation.is_some() || mention.span.end() > verb {
            continue;
        }
        let previous_form = form_before(context, sentence, id);
        if is_owner(context, id) || is_oblique(context, id) || is_governed(previous_form)
        {
            continue;
        }
        let subject = as_subject(context, id)?;
        let gap = verb.index() - mention.span.end().index();
        let is_near = gap <= 2;
        let is_clause_start = previous_form.is_empty()
            || matches!(
                previous_form,
                "," | ";"
                    | "and"
                    | "but"
                    | "then"
                    | "when"
                    | "as"
                    | "while"
                    | "—"
                    | "–"
                    | "”"
                    | "\""
            );
        let rank = if is_near {
            3
        } else if is_clause_start {
            2
        } else {
            1
        };
        if best.is_none_or(|(top, _)| rank > top || rank == top && rank > 1) {
            best = Some((rank, subject));
        }
    }
    best.map(|(_, subject)| subject)
}

/// The word before a mention, inside its sentence; empty at the start.
pub(super) fn form_before(
    context: Context<'_>,
    sentence: Span<TokenId>,
    id: MentionId,
) -> &str {
    let start = context.mentions.rows[id].span.start();
    let previous = start.index().checked_sub(1).map(TokenId::from_index);
    previous.filter(|&p| p >= sentence.start()).map_or("", |p| context.book.lower(p))
}

/// `Mara’s`, `her`: whose something is, and no subject.
pub(super) fn is_owner(context: Context<'_>, id: MentionId) -> bool {
    let mention = context.mentions.rows[id];
    matches!(next_form(context.book, mention.span.end()), "'s" | "s")
        || mention.kind == MentionKind::Pronoun
            && matches!(
                context.book.lower(mention.head),
                "his" | "her" | "my" | "their" | "your" | "our" | "its" | "xyr"
            )
}

/// `him`, `herself`: a pronoun that is no subject.
pub(super) fn is_oblique(context: Context<'_>, id: MentionId) -> bool {
    let mention = context.mentions.rows[id];
    mention.kind == MentionKind::Pronoun
        && matches!(
            context.book.lower(mention.head),
            "him" | "me" | "them" | "us" | "it" | "you" | "himself" | "herself"
        )
}

/// Whether a word before a mention governs it, so that it is no subject.
pub(super) fn is_governed(previous_form: &str) -> bool {
    matches!(
        previous_form,
        "to" | "at"
            | "of"
            | "with"
            | "by"
            | "for"
            | "from"
            | "upon"
            | "on"
            | "in"
            | "over"
            | "behind"
            | "beside"
            | "into"
            | "towards"
            | "toward"
            | "after"
            | "about"
    )
}

fn form_at(book: &Book, i: usize) -> &str {
    book.lower(TokenId::from_index(i))
}

fn next_form(book: &Book, at: TokenId) -> &str {
    if at.index() < book.tokens.len() { book.lower(at) } else { "" }
}

fn found(
    context: Context<'_>,
    verb_at: TokenId,
    span: Span<TokenId>,
    subject: Subject,
    clause: Span<TokenId>,
    _verb: SpeechVerb,
) -> FoundCue {
    FoundCue {
        verb: verb_at,
        span,
        subject,
        clause,
        addressee: addressee(context, clause, subject),
    }
}

/// `said Mara to Tom`, `she asked him`: whom the clause says it is said to.
fn addressee(
    context: Context<'_>,
    clause: Span<TokenId>,
    subject: Subject,
) -> Option<MentionId> {
    let book = context.book;
    context.mentions.starting_in(clause).iter().find(|&id| {
        let mention = context.mentions.rows[id];
        let Some(previous) = mention.span.start().index().checked_sub(1) else {
            return false;
        };
        let previous = TokenId::from_index(previous);
        let after_verb =
            Lexicon::shared().speech_verb(book.lower(previous)).is_some_and(|v| {
                matches!(
                    v.lemma,
                    "tell"
                        | "ask"
                        | "answer"
                        | "assure"
                        | "remind"
                        | "warn"
                        | "beg"
                        | "inform"
                )
            });
        let is_object = mention.kind != MentionKind::Pronoun
            || matches!(book.lower(mention.head), "him" | "her" | "me" | "them");
        Subject::Mention(id) != subject
            && (book.lower(previous) == "to" || after_verb && is_object)
            && !matches!(book.lower(mention.head), "himself" | "herself" | "myself")
            && mention.quotation.is_none()
    })
}

fn cue_verb(book: &Book, id: TokenId) -> Option<SpeechVerb> {
    let form = book.lower(id);
    // “put in Mara”, “she chimed in”: the verb speaks with its particle alone.
    if is_half_of_cue(form) && next_form(book, after_token(id)) == "in" {
        return Lexicon::shared().speech_verb("interposed");
    }
    Lexicon::shared().speech_verb(form)
}

/// The mention at a token, if it can be the subject of a cue.
fn subject_at(context: Context<'_>, at: TokenId) -> Option<Subject> {
    let span = context.mentions.starting_in(Span::one(at));
    span.iter()
        .filter(|&id| context.mentions.rows[id].quotation.is_none())
        .find_map(|id| as_subject(context, id))
}

fn as_subject(context: Context<'_>, id: MentionId) -> Option<Subject> {
    let mention = context.mentions.rows[id];
    let form = context.book.lower(mention.head);
    match mention.kind {
        MentionKind::Pronoun => match form {
            "i" => Some(Subject::Narrator),
            "he" | "she" | "they" | "xe" | "ze" | "ey" | "fae" | "it" => {
                Some(Subject::Mention(id))
            }
            _ => None,
        },
        _ => Some(Subject::Mention(id)),
    }
}

fn subject_end(context: Context<'_>, subject: Subject, at: TokenId) -> TokenId {
    match subject {
        Subject::Narrator => after_token(at),
        Subject::Mention(id) => {
            let end = context.mentions.rows[id].span.end();
            // “said Ben’s voice”.
            let owned = TokenId::from_index(end.index() + 1);
            if matches!(next_form(context.book, end), "'s" | "s")
                && next_form(context.book, owned) == "voice"
            {
                TokenId::from_index(end.index() + 2)
            } else {
                end
            }
        }
    }
}

/// The clause at the start of a stretch: up to a stop, a semicolon or a far comma.
fn clause(book: &Book, rest: Span<TokenId>) -> Span<TokenId> {
    let mut n_words = 0;
    for id in rest.iter() {
        let form = book.lower(id);
        let is_stop = matches!(form, "." | "!" | "?" | ";" | "…");
        if is_stop && n_words > 0 && !is_abbreviated(book, id) || n_words > 40 {
            return Span::new(rest.start(), id);
        }
        n_words += usize::from(book.tokens[id].kind == TokenKind::Word);
    }
    rest
}

/// Whether a stop belongs to `Mr.` and the like.
fn is_abbreviated(book: &Book, stop: TokenId) -> bool {
    let Some(before) = stop.index().checked_sub(1) else { return false };
    let before = TokenId::from_index(before);
    book.lower(stop) == "."
        && (matches!(
            book.lower(before),
            "mr" | "mrs" | "ms" | "mx" | "dr" | "st" | "prof" | "capt" | "col" | "rev"
        ) || book.tokens[before].span.len() == 1)
}
