//! A quotation and what stands around it.

use dramaturg_text::{
    Book, ParagraphId, ParagraphKind, Position, Span, TokenId, TokenKind,
};

use super::cue::{self, FoundCue, Subject};
use crate::lexicon::{Gender, Lexicon};
use crate::{
    Entities, EntityId, MentionId, MentionKind, Mentions, Mode, QuotationId, Quotations,
};

/// More paragraphs than this between two quotations end a conversation.
pub(crate) const MAX_CONVERSATION_GAP: usize = 6;

/// The layers that attribution reads.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) book: &'a Book,
    pub(crate) quotations: &'a Quotations,
    pub(crate) mentions: &'a Mentions,
    pub(crate) entities: &'a Entities,
    /// The one who tells a first-person book.
    pub(crate) narrator: Option<EntityId>,
    /// Whether names that are only called may be speakers of their own.
    pub(crate) admits_called: bool,
    /// The subjects of cues that training hides or reads as pronouns; empty otherwise.
    pub(crate) masked: &'a [bool],
}

impl<'a> Context<'a> {
    /// All that is read, with nothing hidden.
    pub(crate) fn whole(
        book: &'a Book,
        quotations: &'a Quotations,
        mentions: &'a Mentions,
        entities: &'a Entities,
    ) -> Context<'a> {
        let narrator = entities.rows.iter().find(|(_, e)| e.is_narrator);
        Context {
            book,
            quotations,
            mentions,
            entities,
            narrator: narrator.map(|(id, _)| id),
            admits_called: true,
            masked: &[],
        }
    }

    /// Whether a mention is hidden in training.
    pub(crate) fn is_masked(&self, id: MentionId) -> bool {
        self.masked.get(id.index()).copied().unwrap_or(false)
    }

    /// How a mention refers; a masked name is read as a pronoun.
    pub(crate) fn kind(&self, id: MentionId) -> MentionKind {
        if self.is_masked(id) {
            MentionKind::Pronoun
        } else {
            self.mentions.rows[id].kind
        }
    }
}

/// One quotation in the order of talk, with what the text says beside it.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    pub(crate) quotation: QuotationId,
    pub(crate) first_paragraph: ParagraphId,
    pub(crate) last_paragraph: ParagraphId,
    pub(crate) cue: Option<FoundCue>,
    /// The subject of the last sentence of narration before it, in its own paragraph.
    pub(crate) beat_before: Option<MentionId>,
    /// The subject of the first sentence of narration after one of its parts.
    pub(crate) beat_after: Option<MentionId>,
    /// The subject of the last sentence of the paragraph of narration right before it.
    pub(crate) lead: Option<MentionId>,
    /// Whether that paragraph ends with a colon.
    pub(crate) lead_is_open: bool,
    /// Whether somebody speaks in its last sentence: `Mrs. Venn began again.`
    pub(crate) lead_says: bool,
    /// The subject of the last sentence of the paragraph before, behind its last quotation.
    pub(crate) tail: Option<MentionId>,
    /// The gender of whoever it is said to, by *sir*, *ma’am* and the like.
    pub(crate) addressed: Gender,
    /// Who is called by name inside it.
    pub(crate) called: Vec<EntityId>,
    /// Who else is named inside it.
    pub(crate) named: Vec<EntityId>,
    /// Paragraphs since the quotation before: 0 in the same paragraph, 1 in the next one.
    pub(crate) gap: usize,
    /// Whether a heading or break stands between it and the quotation before.
    pub(crate) is_new_scene: bool,
    /// Whether narration stands before it in its own paragraph.
    pub(crate) has_text_before: bool,
}

/// All quotations that somebody utters or thinks, outer ones alone, in order.
pub(crate) fn turns(context: Context<'_>) -> Vec<Turn> {
    let Context { book, quotations, .. } = context;
    let mut rows: Vec<Turn> = Vec::new();
    for (id, quotation) in quotations.rows.iter() {
        if quotation.nested_in.is_some() {
            continue;
        }
        let first_paragraph = quotation.paragraph;
        let last = quotation.outer[quotation.outer.len() - 1];
        let last_paragraph = book.paragraph_at(last.start()).unwrap_or(first_paragraph);
        let (gap, is_new_scene) = match rows.last() {
            None => (usize::MAX, true),
            Some(before) => gap(book, before.last_paragraph, first_paragraph),
        };
        let mut turn = Turn {
            quotation: id,
            first_paragraph,
            last_paragraph,
            cue: None,
            beat_before: None,
            beat_after: None,
            lead: None,
            lead_is_open: false,
            lead_says: false,
            tail: None,
            addressed: Gender::Unknown,
            called: Vec::new(),
            named: Vec::new(),
            gap,
            is_new_scene,
            has_text_before: false,
        };
        look_around(context, &mut turn);
        look_inside(context, &mut turn);
        rows.push(turn);
    }
    rows
}

/// How many paragraphs lie between, and whether one of them is a heading or a break.
fn gap(book: &Book, from: ParagraphId, to: ParagraphId) -> (usize, bool) {
    let distance = to.index().saturating_sub(from.index());
    let between = Span::of(from.index() + 1, to.index().max(from.index() + 1));
    let is_broken =
        book.paragraphs.slice(between).iter().any(|p| p.kind != ParagraphKind::Prose)
            || distance > 0 && book.paragraphs[to].gap_before;
    (distance, is_broken)
}

/// Finds the cue and the actions beside a quotation.
fn look_around(context: Context<'_>, turn: &mut Turn) {
    let Context { book, quotations, .. } = context;
    let quotation = &quotations.rows[turn.quotation];
    let other = |at: TokenId| {
        // Narration ends where another quotation begins.
        let end = book.paragraphs[turn.last_paragraph].tokens.end();
        let next = quotations
            .rows
            .rows()
            .get(turn.quotation.index() + 1..)
            .unwrap_or_default()
            .iter()
            .find(|q| q.nested_in.is_none())
            .map_or(end, |q| book.token_at(q.outer[0].start()));
        if next > at { next.min(end) } else { end }
    };
    let start = book.token_at(quotation.outer[0].start());
    let paragraph = book.paragraphs[turn.first_paragraph];
    let floor = narration_start(context, turn.quotation, paragraph.tokens.start());
    let before = Span::new(floor.min(start), start);
    // “Tom was silent, and said, “Sunday?” She laughed.”: what leads up goes first, unless
    // the words break off for a cue.
    let first = quotation.parts[0].slice(&book.text).trim_end();
    if !before.is_empty() && !first.ends_with([',', '—', '–', '-']) {
        turn.cue = cue::before(context, before);
    }
    let n_parts = quotation.outer.len();
    for (i, outer) in quotation.outer.iter().enumerate() {
        let from = book.token_at(outer.end());
        let paragraph = book.paragraph_at(outer.start()).unwrap_or(turn.first_paragraph);
        let paragraph_end = book.paragraphs[paragraph].tokens.end();
        let to = if i + 1 < n_parts {
            book.token_at(quotation.outer[i + 1].start())
        } else {
            other(from)
        };
        let to = to.min(paragraph_end);
        if from >= to {
            continue;
        }
        let rest = Span::new(from, to);
        let inner = quotation.parts[i].slice(&book.text);
        let ends_open = inner.trim_end().ends_with([',', '—', '–', '-', '!', '?', '…'])
            || matches!(book.lower(from), "," | "—" | "–" | "--");
        if turn.cue.is_none() {
            turn.cue = cue::after(context, rest, ends_open);
        }
        if turn.beat_after.is_none() {
            turn.beat_after = sentence_subject(context, first_sentence(book, rest));
        }
        if turn.cue.is_none() && i + 1 < n_parts {
            turn.cue = cue::before(context, rest);
        }
    }
    turn.has_text_before = !before.is_empty();
    if !before.is_empty() {
        if turn.cue.is_none() {
            turn.cue = cue::before(context, before);
        }
        let mut last = sentences_of(book, before).rev().take(3);
        turn.beat_before = last.find_map(|s| sentence_subject(context, s));
    } else {
        lead(context, turn);
    }
}

/// Where narration before a quotation begins: behind the last quotation of its paragraph.
fn narration_start(context: Context<'_>, id: QuotationId, start: TokenId) -> TokenId {
    let Context { book, quotations, .. } = context;
    let mut floor = start;
    for i in (0..id.index()).rev().take(8) {
        let before = &quotations.rows[QuotationId::from_index(i)];
        if before.nested_in.is_some() {
            continue;
        }
        let last = before.outer[before.outer.len() - 1];
        let end = book.token_at(last.end());
        if end > floor {
            floor = end;
        }
        break;
    }
    floor
}

/// The paragraph of narration right before, if it leads to the quotation.
fn lead(context: Context<'_>, turn: &mut Turn) {
    let Context { book, .. } = context;
    let Some(i) = turn.first_paragraph.index().checked_sub(1) else { return };
    let previous = book.paragraphs[ParagraphId::from_index(i)];
    if previous.kind != ParagraphKind::Prose || previous.tokens.is_empty() {
        return;
    }
    let floor = narration_start(context, turn.quotation, previous.tokens.start());
    if floor >= previous.tokens.end() {
        return;
    }
    let tail = Span::new(floor.max(previous.tokens.start()), previous.tokens.end());
    let last = TokenId::from_index(tail.end().index() - 1);
    turn.lead_is_open = matches!(book.lower(last), ":" | "," | "—" | "–" | "--");
    let is_whole = floor <= previous.tokens.start();
    if turn.lead_is_open && turn.cue.is_none() {
        turn.cue = cue::before(context, tail);
    }
    let mut last = sentences_of(book, tail).rev().take(2);
    let nearest = last.next();
    turn.tail = nearest.and_then(|s| sentence_subject(context, s));
    let says = |id: TokenId| {
        let verb = Lexicon::shared().speech_verb(book.lower(id));
        verb.is_some_and(|v| v.is_strong && v.form.is_finite())
    };
    turn.lead_says = nearest.is_some_and(|s| s.iter().any(says));
    if is_whole || turn.lead_is_open {
        let next = || last.next().and_then(|s| sentence_subject(context, s));
        turn.lead = turn.tail.or_else(next);
    }
}

/// The parts of sentences inside a stretch.
fn sentences_of(
    book: &Book,
    span: Span<TokenId>,
) -> impl DoubleEndedIterator<Item = Span<TokenId>> {
    let rows = book.sentences.rows();
    let first = rows.partition_point(|s| s.end() <= span.start());
    let end = rows.partition_point(|s| s.start() < span.end()).max(first);
    rows[first..end]
        .iter()
        .map(move |s| Span::new(s.start().max(span.start()), s.end().min(span.end())))
}

fn first_sentence(book: &Book, span: Span<TokenId>) -> Span<TokenId> {
    sentences_of(book, span).next().unwrap_or(span)
}

/// The mention that is the subject of a sentence of narration: the first one that nothing
/// governs.
pub(crate) fn sentence_subject(
    context: Context<'_>,
    sentence: Span<TokenId>,
) -> Option<MentionId> {
    let Context { book, mentions, .. } = context;
    let lexicon = Lexicon::shared();
    for id in mentions.starting_in(sentence).iter() {
        let mention = mentions.rows[id];
        if mention.quotation.is_some() {
            continue;
        }
        let next = mention.span.end();
        let next_form = if next < sentence.end() { book.lower(next) } else { "" };
        if cue::is_owner(context, id) {
            // “Her eyes filled”: what happens to a body happens to its owner.
            let owned = if matches!(next_form, "'s" | "s") {
                next.index() + 1
            } else {
                next.index()
            };
            let owns_body = owned < sentence.end().index() && {
                let form = book.lower(TokenId::from_index(owned));
                lexicon.is_body_part(form)
                    || matches!(form, "voice" | "tone" | "smile" | "laugh")
            };
            let is_early = mention.span.start().index() <= sentence.start().index() + 2;
            if owns_body && is_early {
                return Some(id);
            }
            continue;
        }
        let previous_form = cue::form_before(context, sentence, id);
        let is_compared = matches!(previous_form, "like" | "than");
        if cue::is_oblique(context, id) || cue::is_governed(previous_form) || is_compared
        {
            continue;
        }
        let is_far = mention.span.start().index() > sentence.start().index() + 14;
        if is_far {
            return None;
        }
        return Some(id);
    }
    None
}

/// Finds who is called and who is named inside a quotation.
fn look_inside(context: Context<'_>, turn: &mut Turn) {
    let Context { book, quotations, mentions, entities, .. } = context;
    let quotation = &quotations.rows[turn.quotation];
    for part in &quotation.parts {
        let tokens = book.tokens_in(*part);
        if turn.addressed == Gender::Unknown {
            turn.addressed = addressed(book, tokens);
        }
        for id in mentions.starting_in(tokens).iter() {
            let mention = mentions.rows[id];
            if mention.kind != MentionKind::Proper
                || mention.quotation != Some(turn.quotation)
            {
                continue;
            }
            let Some(entity) = entities.of_mention[id] else { continue };
            let list = if is_called(book, tokens, mention.span) {
                &mut turn.called
            } else {
                &mut turn.named
            };
            if !list.contains(&entity) {
                list.push(entity);
            }
        }
    }
    let Turn { called, named, .. } = turn;
    named.retain(|e| !called.contains(e));
}

/// The gender that a form of address shows: `Yes, sir`, `my dear girl`.
fn addressed(book: &Book, part: Span<TokenId>) -> Gender {
    let mut before = "";
    for id in part.iter() {
        let form = book.lower(id);
        let is_mine = matches!(before, "my" | "old" | "dear" | "young" | "little");
        match form {
            "sir" | "monsieur" | "signor" | "guv" => return Gender::Male,
            "ma'am" | "madam" | "madame" | "mademoiselle" | "milady" | "missus" => {
                return Gender::Female;
            }
            "man" | "boy" | "fellow" | "lad" | "chap" | "son" if is_mine => {
                return Gender::Male;
            }
            "girl" | "lady" | "woman" | "lass" | "daughter" if is_mine => {
                return Gender::Female;
            }
            "miss" if matches!(before, "," | "yes" | "no") => return Gender::Female,
            _ => {}
        }
        before = form;
    }
    Gender::Unknown
}

/// Whether a name stands alone between pauses, as a call does: `Come here, Tom.`
pub(crate) fn is_called(book: &Book, part: Span<TokenId>, name: Span<TokenId>) -> bool {
    let previous = name.start().index().checked_sub(1).map(TokenId::from_index);
    let previous = previous.filter(|&p| p >= part.start());
    let next = (name.end() < part.end()).then_some(name.end());
    let opens = match previous {
        None => true,
        Some(p) => {
            book.tokens[p].kind == TokenKind::Punctuation
                || matches!(
                    book.lower(p),
                    "dear"
                        | "my"
                        | "oh"
                        | "o"
                        | "ah"
                        | "well"
                        | "yes"
                        | "no"
                        | "now"
                        | "so"
                        | "hullo"
                        | "hello"
                        | "hey"
                        | "good-bye"
                        | "goodbye"
                        | "poor"
                        | "come"
                        | "thanks"
                        | "please"
                        | "you"
                        | "sorry"
                        | "why"
                        | "but"
                        | "and"
                        | "hush"
                )
        }
    };
    let closes = next.is_none_or(|n| {
        matches!(
            book.lower(n).chars().next(),
            Some(
                ',' | '.'
                    | '!'
                    | '?'
                    | '…'
                    | '—'
                    | '–'
                    | '-'
                    | ';'
                    | ':'
                    | '”'
                    | '"'
                    | '\''
                    | '’'
                    | '_'
                    | '*'
            )
        )
    });
    if !opens || !closes {
        return false;
    }
    // “Tom, Mara and I”: a list calls nobody; “and Tom,” neither.
    let follows = next.map(|n| n.index() + 1).filter(|&i| i < part.end().index());
    let is_list = follows.is_some_and(|i| {
        let id = TokenId::from_index(i);
        book.lower(TokenId::from_index(i - 1)) == ","
            && book.lower(id) == "and"
            && previous.is_some()
    });
    let is_whole = previous.is_none()
        && next.is_none_or(
            |n| matches!(book.lower(n), "." | "," if n.index() + 1 >= part.end().index()),
        );
    // A name that is all there is with a stop answers a question as often as it calls.
    !(is_list || is_whole && next.is_some_and(|n| book.lower(n) == "."))
}

/// The entity that a mention stands for in narration, the narrator for *I*.
pub(crate) fn entity_of(context: Context<'_>, id: MentionId) -> Option<EntityId> {
    if context.is_masked(id) { None } else { context.entities.of_mention[id] }
}

/// The entity of a cue's subject, if it is known by name or by the run of pronouns.
pub(crate) fn subject_entity(context: Context<'_>, subject: Subject) -> Option<EntityId> {
    match subject {
        Subject::Mention(id) => entity_of(context, id),
        Subject::Narrator => context.narrator,
    }
}

/// Whether a quotation is thought and not said.
pub(crate) fn is_thought(context: Context<'_>, turn: &Turn) -> bool {
    context.quotations.rows[turn.quotation].mode == Mode::Thought
}
