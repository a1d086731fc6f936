//! Why somebody is taken for the speaker of a quotation, and why others are not.
//!
//! The probabilities are those of `Speech`. The reasons are what the rules see, with the
//! rules' weights: the learned ranker sees the same words and more, and may weigh them
//! otherwise.

use dramaturg_text::{Book, Position, Span, TokenId};

use super::decode::{Shares, shares};
use super::score::{Focus, masses, pronoun_fit, score};
use super::turn::{Context, Turn, is_called, is_thought, turns};
use super::{Evidence, MAX_KEPT_CANDIDATES, Speech};
use crate::{
    Entities, EntityId, MentionId, MentionKind, Mentions, QuotationId, Quotations,
};

/// What speaks for or against a candidate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReasonKind {
    /// Somebody said so.
    Given,
    /// The cue names the speaker, or says *I*.
    CueName,
    /// The pronoun of the cue, by its gender.
    CuePronoun,
    /// Whom the pronoun of the cue most likely stands for.
    CueMeans,
    /// The description of the cue: *said the porter*.
    CueDescription,
    /// The cue says that it is said to them.
    CueAddressee,
    /// Who does something right before it.
    ActionBefore,
    /// Who does something right behind it.
    ActionAfter,
    /// Whom the paragraph before is about.
    Lead,
    /// Called by name in it.
    Called,
    /// Named in it.
    Named,
    /// Called by name in the quotation before.
    CalledBefore,
    /// Called by name in the quotation behind.
    CalledAfter,
    /// Who spoke before, by the turns of talk.
    TurnBefore,
    /// Who speaks next, by the turns of talk.
    TurnAfter,
    /// How much the narration around is about them, beside the other candidates.
    Around,
    /// Hardly anything around is about them.
    OffStage,
    /// Nobody with a name.
    Unnamed,
    /// The one who tells the story.
    Narrator,
    /// The one through whose eyes it is told.
    Focalizer,
}

impl ReasonKind {
    /// The word in JSON.
    pub fn label(self) -> &'static str {
        match self {
            ReasonKind::Given => "given",
            ReasonKind::CueName => "cue_name",
            ReasonKind::CuePronoun => "cue_pronoun",
            ReasonKind::CueMeans => "cue_means",
            ReasonKind::CueDescription => "cue_description",
            ReasonKind::CueAddressee => "cue_addressee",
            ReasonKind::ActionBefore => "action_before",
            ReasonKind::ActionAfter => "action_after",
            ReasonKind::Lead => "lead",
            ReasonKind::Called => "called",
            ReasonKind::Named => "named",
            ReasonKind::CalledBefore => "called_before",
            ReasonKind::CalledAfter => "called_after",
            ReasonKind::TurnBefore => "turn_before",
            ReasonKind::TurnAfter => "turn_after",
            ReasonKind::Around => "around",
            ReasonKind::OffStage => "off_stage",
            ReasonKind::Unnamed => "unnamed",
            ReasonKind::Narrator => "narrator",
            ReasonKind::Focalizer => "focalizer",
        }
    }
}

/// One reason.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Reason {
    /// What it is.
    pub kind: ReasonKind,
    /// How strongly it counts, in log odds: above 0 for, below 0 against.
    pub weight: f32,
    /// The words that say so, if particular words do.
    pub words: Option<Span<TokenId>>,
}

/// A candidate and all that speaks for and against them.
#[derive(Clone, PartialEq, Debug)]
pub struct CandidateReasons {
    /// Who.
    pub entity: EntityId,
    /// From 0 to 1, as `Speech` has it.
    pub probability: f32,
    /// The reasons, the strongest first.
    pub reasons: Vec<Reason>,
}

/// Why a quotation has its speaker.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Explanation {
    /// The candidates, best first; none for a quotation inside another.
    pub candidates: Vec<CandidateReasons>,
    /// The quotation before in the same conversation.
    pub before: Option<QuotationId>,
    /// The quotation behind in the same conversation.
    pub after: Option<QuotationId>,
}

/// A reason that counts less than this is none.
const MIN_WEIGHT: f32 = 0.05;

/// The weight of what is given, above all others.
const GIVEN_WEIGHT: f32 = 20.0;

/// Explains the speaker of a quotation; `speech` is made of the other layers.
pub fn explain(
    book: &Book,
    quotations: &Quotations,
    mentions: &Mentions,
    entities: &Entities,
    speech: &Speech,
    id: QuotationId,
) -> Explanation {
    let context = Context::whole(book, quotations, mentions, entities);
    let turns = turns(context);
    let Some(t) = turns.iter().position(|turn| turn.quotation == id) else {
        return Explanation::default();
    };
    let Some(row) = speech.rows.get(id) else { return Explanation::default() };
    let talk = Talk { context, turns: &turns, speech };
    let mut sorted: Vec<EntityId> = row.candidates.iter().map(|c| c.entity).collect();
    sorted.sort_unstable();
    let masses = masses(context, &turns[t], &sorted);
    let focus = Focus::new(context);
    let is_given = row.speaker.as_ref().is_some_and(|s| s.evidence == Evidence::Given);
    let mut candidates: Vec<CandidateReasons> = Vec::with_capacity(MAX_KEPT_CANDIDATES);
    for candidate in &row.candidates {
        let entity = candidate.entity;
        let mass = sorted.binary_search(&entity).map_or(0.0, |place| masses[place]);
        let mut reasons: Vec<Reason> = Vec::new();
        let mut add = |kind: ReasonKind, weight: f32| {
            reasons.push(Reason { kind, weight, words: talk.words(t, kind, entity) });
        };
        score(context, &focus, &turns, t, entity, mass, &mut |clue| {
            if let (ReasonKind::CuePronoun, Some(cue)) = (clue.kind, turns[t].cue) {
                let fit = pronoun_fit(context, cue.subject, entity);
                add(ReasonKind::CuePronoun, fit);
                add(ReasonKind::CueMeans, clue.weight - fit);
            } else {
                add(clue.kind, clue.weight);
            }
        });
        add(ReasonKind::TurnBefore, talk.before(t, entity, sorted.len()));
        add(ReasonKind::TurnAfter, talk.after(t, entity, sorted.len()));
        if is_given && row.speaker.as_ref().is_some_and(|s| s.value == entity) {
            add(ReasonKind::Given, GIVEN_WEIGHT);
        }
        let probability = candidate.probability;
        candidates.push(CandidateReasons { entity, probability, reasons });
    }
    center(&mut candidates);
    for candidate in &mut candidates {
        candidate.reasons.retain(|reason| reason.weight.abs() >= MIN_WEIGHT);
        let by_weight = |a: &Reason, b: &Reason| {
            b.weight.abs().total_cmp(&a.weight.abs()).then(a.kind.cmp(&b.kind))
        };
        candidate.reasons.sort_by(by_weight);
    }
    let before = talk.is_linked(t).then(|| turns[t - 1].quotation);
    let after = talk.is_linked(t + 1).then(|| turns[t + 1].quotation);
    Explanation { candidates, before, after }
}

/// How much is around counts only beside the other candidates: the mean is taken off.
fn center(candidates: &mut [CandidateReasons]) {
    let around = |reason: &&mut Reason| reason.kind == ReasonKind::Around;
    let mut sum = 0.0;
    for reason in candidates.iter_mut().flat_map(|c| &mut c.reasons).filter(around) {
        sum += reason.weight;
    }
    let mean = sum / candidates.len().max(1) as f32;
    for reason in candidates.iter_mut().flat_map(|c| &mut c.reasons).filter(around) {
        reason.weight -= mean;
    }
}

/// The turns around a quotation and who speaks them.
struct Talk<'a> {
    context: Context<'a>,
    turns: &'a [Turn],
    speech: &'a Speech,
}

impl Talk<'_> {
    /// Whether a turn goes on with the talk of the one before it.
    fn is_linked(&self, t: usize) -> bool {
        t > 0
            && self.turns.get(t).is_some_and(|turn| {
                !turn.is_new_scene && turn.gap <= super::turn::MAX_CONVERSATION_GAP
            })
    }

    fn probability(&self, t: usize, entity: EntityId) -> f32 {
        let row = &self.speech.rows[self.turns[t].quotation];
        let found = row.candidates.iter().find(|c| c.entity == entity);
        found.map_or(0.0, |c| c.probability)
    }

    fn shares(&self, t: usize) -> Shares {
        let is_thought = is_thought(self.context, &self.turns[t])
            || is_thought(self.context, &self.turns[t - 1]);
        shares(self.turns[t].gap, is_thought)
    }

    /// How much likelier than by chance a candidate is after those who spoke before.
    fn before(&self, t: usize, entity: EntityId, n_candidates: usize) -> f32 {
        if !self.is_linked(t) {
            return 0.0;
        }
        let shares = self.shares(t);
        let last = self.probability(t - 1, entity);
        let earlier =
            if self.is_linked(t - 1) { self.probability(t - 2, entity) } else { 0.0 };
        odds(shares, last, earlier.min(1.0 - last), n_candidates)
    }

    /// How much likelier than by chance a candidate is before those who speak next.
    fn after(&self, t: usize, entity: EntityId, n_candidates: usize) -> f32 {
        if !self.is_linked(t + 1) {
            return 0.0;
        }
        let shares = self.shares(t + 1);
        let next = self.probability(t + 1, entity);
        let later =
            if self.is_linked(t + 2) { self.probability(t + 2, entity) } else { 0.0 };
        odds(shares, next, later.min(1.0 - next), n_candidates)
    }

    /// The words that a reason rests on.
    fn words(
        &self,
        t: usize,
        kind: ReasonKind,
        entity: EntityId,
    ) -> Option<Span<TokenId>> {
        let turn = &self.turns[t];
        let span = |id: MentionId| self.context.mentions.rows[id].span;
        match kind {
            ReasonKind::CueName
            | ReasonKind::CuePronoun
            | ReasonKind::CueMeans
            | ReasonKind::CueDescription => turn.cue.map(|cue| cue.span),
            ReasonKind::CueAddressee => turn.cue.and_then(|cue| cue.addressee).map(span),
            ReasonKind::ActionBefore => turn.beat_before.map(|id| self.sentence(id)),
            ReasonKind::ActionAfter => turn.beat_after.map(|id| self.sentence(id)),
            ReasonKind::Lead => turn.lead.map(|id| self.sentence(id)),
            ReasonKind::Called => self.name_in(t, entity, true),
            ReasonKind::Named => self.name_in(t, entity, false),
            ReasonKind::CalledBefore => self.name_in(t.checked_sub(1)?, entity, true),
            ReasonKind::CalledAfter => self.name_in(t + 1, entity, true),
            ReasonKind::TurnBefore => self.is_linked(t).then(|| self.tokens(t - 1)),
            ReasonKind::TurnAfter => self.is_linked(t + 1).then(|| self.tokens(t + 1)),
            ReasonKind::Around => self.nearest(t, entity).map(span),
            ReasonKind::Given
            | ReasonKind::OffStage
            | ReasonKind::Unnamed
            | ReasonKind::Narrator
            | ReasonKind::Focalizer => None,
        }
    }

    /// The tokens of a turn, from its first mark to its last.
    fn tokens(&self, t: usize) -> Span<TokenId> {
        let quotation = &self.context.quotations.rows[self.turns[t].quotation];
        self.context.book.tokens_in(quotation.hull())
    }

    /// The sentence of a mention in narration, without quotations.
    fn sentence(&self, id: MentionId) -> Span<TokenId> {
        let Context { book, quotations, mentions, .. } = self.context;
        let mention = mentions.rows[id].span;
        let rows = book.sentences.rows();
        let place = rows.partition_point(|s| s.end() <= mention.start());
        let Some(&sentence) = rows.get(place) else { return mention };
        let (mut start, mut end) = (sentence.start(), sentence.end());
        let bytes = book.bytes(sentence);
        for outer in quotations.rows.rows().iter().flat_map(|q| &q.outer) {
            if !outer.overlaps(bytes) {
                continue;
            }
            let tokens = book.tokens_in(*outer);
            if tokens.end() <= mention.start() {
                start = start.max(tokens.end());
            } else if tokens.start() >= mention.end() {
                end = end.min(tokens.start());
            }
        }
        Span::new(start.min(mention.start()), end.max(mention.end()))
    }

    /// Where a turn calls or names somebody.
    fn name_in(
        &self,
        t: usize,
        entity: EntityId,
        is_call: bool,
    ) -> Option<Span<TokenId>> {
        let Context { book, quotations, mentions, entities, .. } = self.context;
        let id = self.turns.get(t)?.quotation;
        quotations.rows[id].parts.iter().find_map(|part| {
            let tokens = book.tokens_in(*part);
            let mut names = mentions.starting_in(tokens).iter().filter(|&m| {
                let mention = mentions.rows[m];
                mention.kind == MentionKind::Proper
                    && mention.quotation == Some(id)
                    && entities.of_mention[m] == Some(entity)
                    && is_called(book, tokens, mention.span) == is_call
            });
            names.next().map(|m| mentions.rows[m].span)
        })
    }

    /// The mention of narration that is nearest to a turn.
    fn nearest(&self, t: usize, entity: EntityId) -> Option<MentionId> {
        let here = self.tokens(t).start().index();
        let mentions = self.context.entities.rows[entity].mentions.iter().copied();
        let row = |id: MentionId| self.context.mentions.rows[id];
        // A pronoun says little to who looks for the reason.
        let is_far = |id: MentionId| row(id).span.start().index().abs_diff(here) > 400;
        mentions.filter(|&id| row(id).quotation.is_none()).min_by_key(|&id| {
            let is_pronoun = row(id).kind == MentionKind::Pronoun;
            let distance = row(id).span.start().index().abs_diff(here);
            (is_far(id), is_pronoun, distance, id)
        })
    }
}

/// The log of how much likelier than one of `n_candidates` somebody is who speaks the
/// turn beside with probability `near`, and the one further on with probability `far`.
fn odds(shares: Shares, near: f32, far: f32, n_candidates: usize) -> f32 {
    let n_others = n_candidates.saturating_sub(2).max(1) as f32;
    let others = (1.0 - near - far).max(0.0);
    let p = near * shares.same + far * shares.back + others * shares.new / n_others;
    (p.max(0.01) * n_candidates.max(2) as f32).ln()
}

#[cfg(test)]
mod tests {
    use dramaturg_text::{Book, Draft, Source, Stage};

    use super::*;
    use crate::{
        CoreferenceStage, EntityStage, MentionStage, QuotationStage, SpeechStage,
    };

    /// The reasons of a quotation: name, kind, sign, words.
    fn reasons(text: &str, at: usize) -> Vec<(String, ReasonKind, bool, String)> {
        let source = Source { name: "why.txt".into(), ..Source::default() };
        let book = Book::new(Draft { text: text.into(), source, ..Draft::default() });
        let quotations = QuotationStage::default().run(&book);
        let mentions = MentionStage::default().run((&book, &quotations));
        let coreference =
            CoreferenceStage::default().run((&book, &quotations, &mentions));
        let entities =
            EntityStage::default().run((&book, &quotations, &mentions, &coreference));
        let speech =
            SpeechStage::default().run((&book, &quotations, &mentions, &entities));
        let id = QuotationId::from_index(at);
        let why = explain(&book, &quotations, &mentions, &entities, &speech, id);
        let row = |c: &CandidateReasons| {
            let name = entities.rows[c.entity].name.clone();
            let words = |r: &Reason| {
                r.words.map_or(String::new(), |w| book.slice(book.bytes(w)).to_owned())
            };
            c.reasons
                .iter()
                .map(|r| (name.clone(), r.kind, r.weight > 0.0, words(r)))
                .collect::<Vec<_>>()
        };
        why.candidates.iter().flat_map(row).collect()
    }

    fn has(
        list: &[(String, ReasonKind, bool, String)],
        name: &str,
        kind: ReasonKind,
        is_for: bool,
        words: &str,
    ) {
        let row = (name.to_owned(), kind, is_for, words.to_owned());
        assert!(list.contains(&row), "{row:?} is not in {list:#?}");
    }

    #[test]
    fn a_cue_speaks_for_the_one_it_names() {
        let text = "Tom looked up. “Come here, Tom,” said Mara.\n\n“No,” said Tom.\n";
        let list = reasons(text, 0);
        has(&list, "Mara", ReasonKind::CueName, true, "said Mara");
        has(&list, "Tom", ReasonKind::CueName, false, "said Mara");
        has(&list, "Tom", ReasonKind::Called, false, "Tom");
    }

    #[test]
    fn an_action_and_a_call_speak_for_somebody() {
        let text = "Mara and Tom came in. Mara laughed and Tom frowned.\n\n\
                    “Tom, sit down.” Mara took a chair.\n\n“I will not.”\n";
        has(
            &reasons(text, 0),
            "Mara",
            ReasonKind::ActionAfter,
            true,
            "Mara took a chair.",
        );
        let list = reasons(text, 1);
        has(&list, "Tom", ReasonKind::CalledBefore, true, "Tom");
        has(&list, "Mara", ReasonKind::TurnBefore, false, "“Tom, sit down.”");
    }

    #[test]
    fn the_gender_of_a_pronoun_speaks_against_others() {
        let text = "Mr. Venn came in with Mrs. Lark. He sat down. She stood.\n\n\
                    “Well?” she said.\n";
        let list = reasons(text, 0);
        has(&list, "Mrs. Lark", ReasonKind::CuePronoun, true, "she said");
        has(&list, "Mr. Venn", ReasonKind::CuePronoun, false, "she said");
    }
}
