//! What the lines and the narration nearby tell of a turn and its candidates: the second half
//! of a row.
//!
//! The first half, in `encode`, is about cues, calls and distances. Here are the words of the
//! lines, who seems to talk at all, and who acts in the paragraphs around.

use dramaturg_text::{Book, ParagraphId, ParagraphKind, Position, Span, TokenId};

use super::cue::Subject;
use super::encode::{NEVER, Places, count, flag, form_gender, gender_fit, is_asked};
use super::lines::{Line, Lines, Opening};
use super::turn::{Context, Turn, sentence_subject};
use crate::lexicon::Gender;
use crate::{EntityId, MentionId, MentionKind};

/// The names of the features of a turn, in order.
pub(super) const TURN_FEATURES: &[&str] = &[
    "opening",
    "opening_1_ahead",
    "is_cut",
    "was_cut",
    "exclaims",
    "n_words_1_back",
    "n_words_1_ahead",
    "says_he",
    "says_she",
    "n_you",
    "says_we",
    "is_asked_ahead",
    "echo_1_back",
    "echo_2_back",
    "echo_1_ahead",
    "echo_2_ahead",
    "tail_is_silent",
    "next_is_silent",
];

/// The names of the features of a candidate, in order.
pub(super) const CANDIDATE_FEATURES: &[&str] = &[
    "n_spoken_of",
    "n_spoken_of_1_back",
    "n_spoken_of_1_ahead",
    "uses_names",
    "shares_words",
    "shares_words_margin",
    "n_subject_here",
    "is_first_subject_here",
    "n_subject_1_back",
    "n_subject_1_ahead",
    "next_fit",
    "cue_fit_1_back",
    "cue_fit_2_back",
    "cue_fit_1_ahead",
    "cue_fit_2_ahead",
    "beat_fit_1_back",
    "beat_fit_2_back",
    "beat_fit_1_ahead",
    "beat_fit_2_ahead",
    "p_last_3",
    "p_last_8",
    "p_next_3",
    "p_next_8",
    "rule_p_3_back",
    "rule_p_4_back",
    "rule_p_3_ahead",
    "p_book",
    "paragraphs_since_first",
    "rank_of_cue_gender",
    "n_of_cue_gender",
];

/// What the features of all turns are made from.
pub(super) struct Nearby<'a> {
    context: Context<'a>,
    turns: &'a [Turn],
    candidates: &'a [Vec<EntityId>],
    posteriors: &'a [Vec<f32>],
    lines: Lines,
    places: &'a Places,
    /// The subject of the first sentence of the paragraph behind each turn.
    next: Vec<Option<MentionId>>,
    /// How much of the book's talk each entity has by the rules.
    share: Vec<f32>,
}

impl<'a> Nearby<'a> {
    pub(super) fn new(
        context: Context<'a>,
        turns: &'a [Turn],
        candidates: &'a [Vec<EntityId>],
        posteriors: &'a [Vec<f32>],
        places: &'a Places,
    ) -> Nearby<'a> {
        let n = context.entities.rows.len();
        let mut share = vec![0.0; n];
        for (list, row) in candidates.iter().zip(posteriors) {
            list.iter().zip(row).for_each(|(e, p)| share[e.index()] += p);
        }
        let all: f32 = share.iter().sum::<f32>().max(1.0);
        share.iter_mut().for_each(|p| *p /= all);
        Nearby {
            context,
            turns,
            candidates,
            posteriors,
            lines: Lines::new(context, turns, candidates, posteriors),
            places,
            next: turns.iter().map(|turn| next_subject(context, turn)).collect(),
            share,
        }
    }

    /// What the candidates of a turn share.
    pub(super) fn around(&self, t: usize) -> Around {
        let sharers = self.lines.sharers(t);
        let namers = self.lines.namers(t);
        let top = sharers.iter().map(|s| s.1).fold(0.0, f32::max);
        let told = self.candidates[t].iter().map(|&e| self.since_subject(t, e)).collect();
        Around { sharers, namers, top, told }
    }

    fn back(&self, t: usize, steps: usize) -> Option<usize> {
        t.checked_sub(steps).filter(|&b| self.talks_on(b, t))
    }

    fn ahead(&self, t: usize, steps: usize) -> Option<usize> {
        Some(t + steps).filter(|&a| a < self.turns.len() && self.talks_on(t, a))
    }

    fn talks_on(&self, a: usize, b: usize) -> bool {
        (a + 1..=b).all(|i| !self.turns[i].is_new_scene && self.turns[i].gap <= 4)
    }

    fn line(&self, t: Option<usize>) -> Option<&Line> {
        t.map(|t| &self.lines.rows[t])
    }

    /// The features of a turn.
    pub(super) fn turn(&self, t: usize) -> [f32; TURN_FEATURES.len()] {
        let line = &self.lines.rows[t];
        let (back, ahead) = (self.back(t, 1), self.ahead(t, 1));
        let echo = |other| self.lines.echo(t, other);
        let book = self.context.book;
        let silent = |id: Option<MentionId>| {
            flag(
                id.is_some_and(|id| is_silent(book, self.context.mentions.rows[id].span)),
            )
        };
        [
            opening(line.opening),
            self.line(ahead).map_or(-1.0, |l| opening(l.opening)),
            flag(line.is_cut),
            flag(self.line(back).is_some_and(|l| l.is_cut)),
            flag(line.exclaims),
            self.line(back).map_or(0.0, |l| count(l.n_words, 100)),
            self.line(ahead).map_or(0.0, |l| count(l.n_words, 100)),
            count(line.n_he, 9),
            count(line.n_she, 9),
            count(line.n_you, 9),
            count(line.n_we, 9),
            flag(ahead.is_some() && is_asked(self.context, self.turns, t + 1)),
            echo(back),
            echo(self.back(t, 2)),
            echo(ahead),
            echo(self.ahead(t, 2)),
            silent(self.turns[t].tail),
            silent(self.next[t]),
        ]
    }

    /// The features of a candidate of a turn.
    pub(super) fn candidate(
        &self,
        t: usize,
        k: usize,
        around: &Around,
    ) -> [f32; CANDIDATE_FEATURES.len()] {
        let entity = self.candidates[t][k];
        let turn = &self.turns[t];
        let gender = self.context.entities.rows[entity].gender;
        let of = |list: &[(EntityId, f32)]| {
            list.iter().find(|(e, _)| *e == entity).map_or(0.0, |(_, n)| *n)
        };
        let spoken_of = |t: Option<usize>| {
            self.line(t).map_or(0.0, |l| {
                let (he, she) = (count(l.n_he, 9), count(l.n_she, 9));
                match gender {
                    Gender::Male => he,
                    Gender::Female => she,
                    Gender::Unknown => 0.0,
                }
            })
        };
        let shared = of(&around.sharers);
        let here = self.paragraphs(turn.first_paragraph, turn.last_paragraph);
        let back = turn.first_paragraph.index().checked_sub(1);
        let back = back.map(|p| self.paragraphs(at(p), at(p)));
        let next = turn.last_paragraph.index() + 1;
        let next = (next < self.context.book.paragraphs.len())
            .then(|| self.paragraphs(at(next), at(next)));
        let n_subject = |span: Option<Span<TokenId>>| {
            span.map_or(0.0, |s| count(self.n_subject(entity, s), 9))
        };
        let p = |i: usize| {
            let place = self.candidates[i].binary_search(&entity);
            place.map_or(0.0, |k| self.posteriors[i][k])
        };
        let back_p =
            |n: usize| -> f32 { (1..=n).map_while(|s| self.back(t, s)).map(p).sum() };
        let next_p =
            |n: usize| -> f32 { (1..=n).map_while(|s| self.ahead(t, s)).map(p).sum() };
        let at_p = |i: Option<usize>| i.map_or(0.0, p);
        let cue = |i: Option<usize>| i.map_or(0.0, |i| self.cue_fit(i, entity));
        let beat = |i: Option<usize>| i.map_or(0.0, |i| self.beat_fit(i, entity));
        let (rank, n) = self.rank_of_cue_gender(t, k, &around.told);
        [
            spoken_of(Some(t)),
            spoken_of(self.back(t, 1)),
            spoken_of(self.ahead(t, 1)),
            if self.lines.rows[t].has_names() && !around.namers.is_empty() {
                of(&around.namers)
            } else {
                -1.0
            },
            shared,
            shared - around.top,
            n_subject(Some(here)),
            flag(self.is_first_subject(here, entity)),
            n_subject(back),
            n_subject(next),
            self.fit(self.next[t], entity),
            cue(self.back(t, 1)),
            cue(self.back(t, 2)),
            cue(self.ahead(t, 1)),
            cue(self.ahead(t, 2)),
            beat(self.back(t, 1)),
            beat(self.back(t, 2)),
            beat(self.ahead(t, 1)),
            beat(self.ahead(t, 2)),
            back_p(3),
            back_p(8),
            next_p(3),
            next_p(8),
            at_p(self.back(t, 3)),
            at_p(self.back(t, 4)),
            at_p(self.ahead(t, 3)),
            self.share[entity.index()],
            self.since_first(turn, entity),
            rank,
            n,
        ]
    }

    fn paragraphs(&self, first: ParagraphId, last: ParagraphId) -> Span<TokenId> {
        let rows = &self.context.book.paragraphs;
        let (start, end) = (rows[first].tokens.start(), rows[last].tokens.end());
        Span::new(start, end.max(start))
    }

    /// Paragraphs since narration first spoke of somebody; below 0 if it has not yet.
    fn since_first(&self, turn: &Turn, entity: EntityId) -> f32 {
        let Some(first) = self.places.told[entity.index()].first() else { return -99.0 };
        let (first, here) = (first.1 as usize, turn.first_paragraph.index());
        if first <= here { count(here - first, 99) } else { -count(first - here, 98) }
    }

    /// Where a token stands, marks of emphasis not counted.
    fn plain(&self, id: TokenId) -> u32 {
        self.places.plain[id.index()]
    }

    /// How many sentences in a stretch have somebody as their subject.
    fn n_subject(&self, entity: EntityId, span: Span<TokenId>) -> usize {
        let list = &self.places.subjects[entity.index()];
        let start = list.partition_point(|&s| s < self.plain(span.start()));
        let end = list.partition_point(|&s| s < self.plain(span.end()));
        end.max(start) - start
    }

    /// Whether somebody is the subject of the first sentence of a stretch.
    fn is_first_subject(&self, span: Span<TokenId>, entity: EntityId) -> bool {
        let sentences = self.context.book.sentences.rows();
        let i = sentences.partition_point(|s| s.end() <= span.start());
        let first = sentences.get(i).filter(|s| s.start() < span.end());
        first.is_some_and(|&s| self.n_subject(entity, s) > 0)
    }

    /// 2 the mention is the candidate by name, 1 by pronoun or description, 0 nothing there,
    /// -1 somebody else, -2 somebody of another gender.
    fn fit(&self, subject: Option<MentionId>, entity: EntityId) -> f32 {
        let Some(id) = subject.filter(|&id| !self.context.is_masked(id)) else {
            return 0.0;
        };
        let kind = self.context.kind(id);
        if self.context.entities.of_mention[id] == Some(entity) {
            return if kind == MentionKind::Proper { 2.0 } else { 1.0 };
        }
        let gender = self.context.entities.rows[entity].gender;
        let is_other = kind == MentionKind::Pronoun
            && gender_fit(form_gender(self.context, id), gender) < 0.0;
        if is_other { -2.0 } else { -1.0 }
    }

    fn cue_fit(&self, t: usize, entity: EntityId) -> f32 {
        match self.turns[t].cue.map(|c| c.subject) {
            Some(Subject::Mention(id)) => self.fit(Some(id), entity),
            Some(Subject::Narrator) if self.context.narrator == Some(entity) => 2.0,
            Some(Subject::Narrator) => -1.0,
            None => 0.0,
        }
    }

    fn beat_fit(&self, t: usize, entity: EntityId) -> f32 {
        let turn = &self.turns[t];
        if turn.cue.is_some() {
            return 0.0;
        }
        self.fit(turn.beat_before.or(turn.beat_after), entity)
    }

    fn start(&self, t: usize) -> TokenId {
        let quotation = &self.context.quotations.rows[self.turns[t].quotation];
        self.context.book.token_at(quotation.outer[0].start())
    }

    /// How many tokens ago a sentence had somebody as its subject.
    fn since_subject(&self, t: usize, entity: EntityId) -> f32 {
        let list = &self.places.subjects[entity.index()];
        let at = self.plain(self.start(t));
        let i = list.partition_point(|&s| s < at);
        i.checked_sub(1).map_or(NEVER, |i| count((at - list[i]) as usize, 3000))
    }

    /// How many candidates who may be meant by the pronoun of the cue acted later than this
    /// one, and how many there are.
    fn rank_of_cue_gender(&self, t: usize, k: usize, told: &[f32]) -> (f32, f32) {
        let Some(Subject::Mention(id)) = self.turns[t].cue.map(|c| c.subject) else {
            return (-1.0, 0.0);
        };
        let wanted = form_gender(self.context, id);
        let list = &self.candidates[t];
        let suits = |k: usize| {
            let row = &self.context.entities.rows[list[k]];
            gender_fit(wanted, row.gender) >= 0.0 && !row.is_narrator
        };
        if !suits(k) {
            return (-2.0, 0.0);
        }
        let others: Vec<usize> = (0..list.len()).filter(|&o| suits(o)).collect();
        let n_later = others.iter().filter(|&&o| told[o] < told[k]).count();
        (count(n_later, 12), count(others.len(), 12))
    }
}

/// What the candidates of one turn share.
pub(super) struct Around {
    sharers: Vec<(EntityId, f32)>,
    namers: Vec<(EntityId, f32)>,
    top: f32,
    told: Vec<f32>,
}

fn at(i: usize) -> ParagraphId {
    ParagraphId::from_index(i)
}

fn opening(opening: Opening) -> f32 {
    match opening {
        Opening::Other => 0.0,
        Opening::Answer => 1.0,
        Opening::Question => 2.0,
        Opening::Particle => 3.0,
        Opening::Own => 4.0,
        Opening::Yours => 5.0,
    }
}

/// The subject of the first sentence of the paragraph behind a turn, if narration opens it.
fn next_subject(context: Context<'_>, turn: &Turn) -> Option<MentionId> {
    let book = context.book;
    let paragraph = book.paragraphs.rows().get(turn.last_paragraph.index() + 1)?;
    if paragraph.kind != ParagraphKind::Prose || paragraph.tokens.is_empty() {
        return None;
    }
    let rows = book.sentences.slice(paragraph.sentences);
    let subject = rows.first().and_then(|&s| sentence_subject(context, s))?;
    let at = context.mentions.rows[subject].span.start().index();
    (at <= paragraph.tokens.start().index() + 6).then_some(subject)
}

/// Whether a sentence says of its subject that they say nothing: `Tom only nodded.`
fn is_silent(book: &Book, subject: Span<TokenId>) -> bool {
    const MAX_TOKENS: usize = 24;
    let sentences = book.sentences.rows();
    let i = sentences.partition_point(|s| s.end() <= subject.start());
    let Some(sentence) = sentences.get(i) else { return false };
    let mut is_denied = false;
    for id in sentence.iter().filter(|&id| id >= subject.end()).take(MAX_TOKENS) {
        match book.lower(id) {
            "nothing" | "silent" | "silence" | "nodded" | "nods" | "shrugged"
            | "shrugs" | "speechless" | "word" | "quiet" => return true,
            "not" | "n't" | "never" | "didn" | "doesn" | "without" | "no" => {
                is_denied = true;
            }
            "say" | "speak" | "answer" | "reply" | "answering" | "speaking"
            | "saying" | "answered" | "spoke" | "replied" | "said"
                if is_denied =>
            {
                return true;
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use dramaturg_text::Limits;

    use super::*;

    #[test]
    fn who_says_nothing_is_silent() {
        let is_silent = |text: &str| {
            let book = dramaturg_text::read("a.txt", text.as_bytes(), &Limits::default());
            super::is_silent(&book.expect("a text is a book"), Span::of(0, 1))
        };
        assert!(is_silent("Mara only nodded."));
        assert!(is_silent("Mara did not answer."));
        assert!(is_silent("Mara said nothing."));
        assert!(!is_silent("Mara answered at once."));
        assert!(!is_silent("Mara laughed. Tom only nodded."));
    }
}
