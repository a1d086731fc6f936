//! Who speaks each quotation, and to whom.
//!
//! Reads `Book`, `Quotations`, `Mentions` and `Entities`; makes [`Speech`]. Cues are parsed
//! inside their clause; candidates get a score from what the text around them says; a
//! forward–backward pass over the turns of talk weighs the scores against turn-taking.
//! After the sieves of Muzny et al. (EACL 2017), with soft scores in place of sieves.
//!
//! Read in this order: `cue` (the referring expression), `turn` (a quotation and what stands
//! around it), `candidate` (who may be meant), `score` and `decode` (the rules), `encode`,
//! `lines`, `nearby` and `kinship` (what the ranker sees), `chain` and `network` (the learned
//! ranker), `address` and `addressee` (to whom), `author`, `delivery`, `why`.

mod address;
mod addressee;
mod author;
mod candidate;
mod chain;
mod cue;
mod decode;
mod delivery;
mod encode;
mod kinship;
mod lines;
mod nearby;
mod network;
mod score;
mod study;
mod turn;
mod why;

use std::cmp::Reverse;

use dramaturg_text::{
    Book, Claim, Evidence, Position, Span, Stage, Table, TokenId, position,
};

use crate::lexicon::Gender;
use crate::{Entities, EntityId, GivenSpeaker, Mentions, Mode, QuotationId, Quotations};

pub use addressee::{ADDRESSEE_FEATURES, AddresseeRow, Addresser, study_addressees};
pub use chain::{N_SITUATIONS, N_STEPS};
pub use encode::{Mask, Rows, features};
pub(crate) use kinship::relation;
pub use network::Ranker;
pub use study::{Study, StudyTurn, study};
pub(crate) use turn::is_called;
pub use why::{CandidateReasons, Explanation, Reason, ReasonKind, explain};

position! {
    /// A stretch of quotations that answer each other.
    ConversationId
}

/// How the text tells the speaker.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AttributionKind {
    /// The cue names the speaker: *said Mara*.
    Explicit,
    /// The cue has a pronoun or a description: *she said*, *said the porter*.
    Anaphoric,
    /// There is no cue.
    Implicit,
}

impl AttributionKind {
    /// The word in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            AttributionKind::Explicit => "explicit",
            AttributionKind::Anaphoric => "anaphoric",
            AttributionKind::Implicit => "implicit",
        }
    }
}

/// The words that introduce a quotation.
#[derive(Clone, Copy, Debug)]
pub struct Cue {
    /// The verb: *said*.
    pub verb: TokenId,
    /// The referring expression: *said Mara*.
    pub span: Span<TokenId>,
}

/// How a quotation is uttered.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The lemma of the cue's verb, if it says more than *say*.
    pub verb: Option<String>,
    /// The words that tell the manner: *through her teeth*.
    pub manner: Option<String>,
    /// Where that stands.
    pub span: Span<TokenId>,
}

/// Somebody who may be the speaker, and how likely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Who.
    pub entity: EntityId,
    /// From 0 to 1; all candidates of a quotation add up to at most 1.
    pub probability: f32,
}

/// A quotation's speaker, addressees and cue.
#[derive(Clone, Debug)]
pub struct Attribution {
    /// Who utters it; none where nothing speaks for anybody.
    pub speaker: Option<Claim<EntityId>>,
    /// The likeliest speakers, best first; the chosen one among them.
    pub candidates: Vec<Candidate>,
    /// How the text tells.
    pub kind: AttributionKind,
    /// The words that introduce it.
    pub cue: Option<Cue>,
    /// How it is uttered, where the text says so.
    pub delivery: Option<Delivery>,
    /// To whom it is said.
    pub addressees: Vec<Claim<EntityId>>,
    /// The conversation that it belongs to.
    pub conversation: ConversationId,
    /// Its place in that conversation, from 0.
    pub turn: u32,
}

/// An attribution a quotation.
#[derive(Clone, Debug, Default)]
pub struct Speech {
    /// The rows.
    pub rows: Table<QuotationId, Attribution>,
    /// How many conversations there are.
    pub n_conversations: usize,
}

/// Attributes quotations.
#[derive(Clone, Copy, Debug)]
pub struct SpeechStage<'m> {
    /// Whether names that speakers call but narration never uses may be speakers of their
    /// own; off while it is still open whom they mean.
    pub admits_called: bool,
    /// The learned ranker; without it the rules decide alone.
    pub ranker: Option<&'m Ranker>,
    /// The learned judge of addressees; without it calls and turns decide.
    pub addresser: Option<&'m Addresser>,
    /// Speakers that are known.
    pub given: &'m [GivenSpeaker],
}

impl Default for SpeechStage<'_> {
    fn default() -> Self {
        SpeechStage { admits_called: true, ranker: None, addresser: None, given: &[] }
    }
}

/// The candidates that are kept in the layer for each quotation.
const MAX_KEPT_CANDIDATES: usize = 5;

/// What the rules make of a book: the base of what the ranker sees.
struct Groundwork {
    turns: Vec<turn::Turn>,
    candidates: Vec<Vec<EntityId>>,
    masses: Vec<Vec<f32>>,
    scores: Vec<Vec<f32>>,
    posteriors: Vec<Vec<f32>>,
    /// The place of each turn's given speaker among its candidates.
    given: Vec<Option<usize>>,
}

impl Groundwork {
    fn new(context: turn::Context<'_>, turns: Vec<turn::Turn>) -> Groundwork {
        Groundwork::with_given(context, turns, &[])
    }

    /// `speakers` are those that are known, by quotation; empty if none is.
    fn with_given(
        context: turn::Context<'_>,
        turns: Vec<turn::Turn>,
        speakers: &[Option<EntityId>],
    ) -> Groundwork {
        let mut candidates = candidate::candidates(context, &turns);
        let mut given = vec![None; turns.len()];
        for (t, turn) in turns.iter().enumerate() {
            let Some(&Some(speaker)) = speakers.get(turn.quotation.index()) else {
                continue;
            };
            let list = &mut candidates[t];
            given[t] = Some(list.binary_search(&speaker).unwrap_or_else(|place| {
                list.insert(place, speaker);
                place
            }));
        }
        let masses: Vec<Vec<f32>> = turns
            .iter()
            .zip(&candidates)
            .map(|(turn, list)| score::masses(context, turn, list))
            .collect();
        let scores = score::scores(context, &turns, &candidates, &masses);
        let mut emissions: Vec<Vec<f32>> =
            scores.iter().map(|s| decode::softmax(s)).collect();
        keep_given(&given, &mut emissions);
        let posteriors = decode::decode(context, &turns, &candidates, &emissions);
        Groundwork { turns, candidates, masses, scores, posteriors, given }
    }

    /// The rows of those candidates that a flag each says.
    fn encode(&self, context: turn::Context<'_>, is_judged: &[Vec<bool>]) -> Rows {
        let Groundwork { turns, candidates, masses, scores, posteriors, .. } = self;
        let rules = encode::RuleOutput { scores, posteriors };
        encode::encode(context, turns, candidates, masses, &rules, is_judged)
    }
}

/// Makes given speakers certain.
fn keep_given(given: &[Option<usize>], probabilities: &mut [Vec<f32>]) {
    for (place, row) in given.iter().zip(probabilities) {
        if let Some(place) = *place {
            row.fill(0.0);
            row[place] = 1.0;
        }
    }
}

/// The given speaker of each quotation, and the quotations of which nobody can tell; empty
/// if none is given.
fn given_speakers(
    given: &[GivenSpeaker],
    quotations: &Quotations,
    entities: &Entities,
) -> (Vec<Option<EntityId>>, Vec<QuotationId>) {
    let mut unknown = Vec::new();
    if given.is_empty() {
        return (Vec::new(), unknown);
    }
    let mut speakers = vec![None; quotations.rows.len()];
    for &GivenSpeaker { span, is_inside, speaker } in given {
        let n_shared = |quotation: &crate::Quotation| -> usize {
            let parts = quotation.outer.iter().filter(|part| part.overlaps(span));
            parts
                .map(|part| {
                    let start = part.start().max(span.start());
                    Span::new(start, part.end().min(span.end())).len()
                })
                .sum()
        };
        let inside = quotations.rows.iter().find(|(_, q)| {
            q.nested_in.is_some() && [q.hull(), q.words_hull()].contains(&span)
        });
        let outer = quotations.rows.iter().filter(|(_, q)| q.nested_in.is_none());
        let outer = outer.map(|(id, q)| (n_shared(q), Reverse(id))).max();
        let outer = outer.filter(|(n, _)| *n > 0).map(|(_, Reverse(id))| id);
        let meant = if is_inside { inside.map(|(id, _)| id) } else { outer };
        if let Some(id) = meant {
            speakers[id.index()] = speaker.and_then(|id| entities.of_given(id));
            unknown.retain(|&other| other != id);
            if speaker.is_none() {
                unknown.push(id);
            }
        }
    }
    (speakers, unknown)
}

impl Stage for SpeechStage<'_> {
    type Input<'a> = (&'a Book, &'a Quotations, &'a Mentions, &'a Entities);
    type Layer = Speech;
    const NAME: &'static str = "speech";

    fn run(
        &self,
        (book, quotations, mentions, entities): (
            &Book,
            &Quotations,
            &Mentions,
            &Entities,
        ),
    ) -> Speech {
        let context = turn::Context {
            admits_called: self.admits_called,
            ..turn::Context::whole(book, quotations, mentions, entities)
        };
        let (speakers, unknown) = given_speakers(self.given, quotations, entities);
        let work = Groundwork::with_given(context, turn::turns(context), &speakers);
        let ranked = self.ranker.map(|ranker| ranker.rank(context, &work));
        let posteriors = ranked.as_ref().unwrap_or(&work.posteriors);
        let mut rows: Table<QuotationId, Attribution> =
            Table::filled(empty(), quotations.rows.len());
        let n_conversations = conversations(context, &work.turns, &mut rows);
        for (t, turn) in work.turns.iter().enumerate() {
            let row = &mut rows[turn.quotation];
            row.kind = turn.kind(context);
            row.cue = turn.cue.map(|c| Cue { verb: c.verb, span: c.span });
            row.delivery = turn.cue.and_then(|c| delivery::delivery(book, &c));
            let mut ranked: Vec<Candidate> = work.candidates[t]
                .iter()
                .zip(&posteriors[t])
                .map(|(&entity, &p)| Candidate { entity, probability: round(p) })
                .collect();
            // The ranker has learned from few thoughts: who thinks is whom the pronoun suits.
            let is_open = work.given[t].is_none();
            let is_thought = turn::is_thought(context, turn);
            let clashes = |c: &Candidate| {
                is_open
                    && (entities.rows[c.entity].is_silent
                        || is_thought && turn.clashes(context, c.entity))
            };
            if !ranked.iter().all(clashes) {
                for candidate in ranked.iter_mut().filter(|c| clashes(c)) {
                    candidate.probability = 0.0;
                }
            }
            ranked.sort_by(|a, b| {
                b.probability.total_cmp(&a.probability).then(a.entity.cmp(&b.entity))
            });
            ranked.truncate(MAX_KEPT_CANDIDATES);
            row.speaker = ranked.first().map(|best| Claim {
                value: best.entity,
                confidence: best.probability,
                evidence: match work.given[t] {
                    Some(_) => Evidence::Given,
                    None => turn.evidence(context, best.entity),
                },
            });
            row.candidates = ranked;
        }
        for id in unknown {
            rows[id].speaker = None;
        }
        // Nobody guesses who said what somebody says that they said.
        for (id, _) in quotations.rows.iter().filter(|(_, q)| q.nested_in.is_some()) {
            let given = speakers.get(id.index()).copied().flatten();
            rows[id].speaker = given.map(|value| Claim {
                value,
                confidence: 1.0,
                evidence: Evidence::Given,
            });
        }
        address::fill(context, &work.turns, self.addresser, &mut rows);
        author::fill(context, &work.turns, &mut rows);
        Speech { rows, n_conversations }
    }
}

/// Four decimals, as published confidences have.
fn round(p: f32) -> f32 {
    (p.clamp(0.0, 1.0) * 10_000.0).round() / 10_000.0
}

fn empty() -> Attribution {
    Attribution {
        speaker: None,
        candidates: Vec::new(),
        kind: AttributionKind::Implicit,
        cue: None,
        delivery: None,
        addressees: Vec::new(),
        conversation: ConversationId::default(),
        turn: 0,
    }
}

/// Numbers conversations: a new one begins after a break or after much narration.
fn conversations(
    context: turn::Context<'_>,
    turns: &[turn::Turn],
    rows: &mut Table<QuotationId, Attribution>,
) -> usize {
    let mut n = 0;
    let mut place = 0;
    for (t, turn) in turns.iter().enumerate() {
        if context.quotations.rows[turn.quotation].mode == Mode::Writing {
            continue;
        }
        if t == 0 || turn.is_new_scene || turn.gap > turn::MAX_CONVERSATION_GAP {
            n += 1;
            place = 0;
        }
        rows[turn.quotation].conversation = ConversationId::from_index(n.max(1) - 1);
        rows[turn.quotation].turn = place;
        place += 1;
    }
    n
}

impl turn::Turn {
    fn kind(&self, context: turn::Context<'_>) -> AttributionKind {
        match self.cue.map(|c| c.subject) {
            Some(cue::Subject::Mention(id))
                if context.mentions.rows[id].kind == crate::MentionKind::Proper =>
            {
                AttributionKind::Explicit
            }
            Some(_) => AttributionKind::Anaphoric,
            None => AttributionKind::Implicit,
        }
    }

    /// Whether the cue has a pronoun of the other gender: *she thought* is no man.
    fn clashes(&self, context: turn::Context<'_>, who: EntityId) -> bool {
        let pronoun =
            self.cue.and_then(|cue| candidate::pronoun_of(context, cue.subject));
        let gender = match pronoun {
            Some("he") => Gender::Male,
            Some("she") => Gender::Female,
            _ => return false,
        };
        let own = context.entities.rows[who].gender;
        own != Gender::Unknown && own != gender
    }

    /// The words that speak for a speaker: the cue, or the action beside the quotation.
    fn evidence(&self, context: turn::Context<'_>, entity: EntityId) -> Evidence {
        if let Some(cue) = self.cue {
            return Evidence::one(cue.span);
        }
        let beat = [self.beat_before, self.beat_after]
            .into_iter()
            .flatten()
            .find(|&m| context.entities.of_mention[m] == Some(entity));
        beat.map_or(Evidence::none(), |m| Evidence::one(context.mentions.rows[m].span))
    }
}
