//! What the ranker sees of each referent that a mention may join: layers to rows of numbers.
//!
//! One row a candidate, and one more for a new referent. Numbers are counts, flags,
//! distances and shares; [`FEATURES`] names them in order.

use dramaturg_text::{Book, ParagraphKind, Position, SentenceId, TokenId};

use super::Layers;
use super::phrase::{Determiner, Number, Phrase, PronounClass, Role};
use super::referent::{Board, Growing, distance};
use crate::lexicon::Gender;
use crate::{EntityId, MentionKind, MentionType, QuotationId};

/// The names of the features, in order.
pub const FEATURES: &[&str] = &[
    // of the mention
    "kind",
    "type",
    "class",
    "number",
    "gender",
    "determiner",
    "role",
    "n_tokens",
    "n_modifiers",
    "has_tail",
    "before",
    "after",
    "is_first",
    "is_quoted",
    "noun_kind",
    "has_possessor",
    "has_container",
    "equation",
    "is_capital",
    "n_with_head",
    "n_with_name",
    "entity_known",
    "n_candidates",
    "n_compatible",
    "is_heading",
    "has_text",
    // of the candidate
    "is_new",
    "tokens",
    "sentences",
    "mentions",
    "rank",
    "compatible_rank",
    "salience",
    "salience_rank",
    "n_members",
    "n_proper",
    "n_nominal",
    "n_pronoun",
    "type_share",
    "gender_fit",
    "gender_votes",
    "number_fit",
    "n_it",
    "n_i",
    "last_kind",
    "last_class",
    "last_role",
    "last_determiner",
    "last_is_quoted",
    "place_fit",
    "same_text",
    "same_head",
    "tokens_since_head",
    "n_other_modifiers",
    "n_same_modifiers",
    "head_is_name",
    "name_is_head",
    "names_shared",
    "names_new",
    "names_rest",
    "same_last_name",
    "named_fit",
    "supposed_fit",
    "has_names",
    "possessor_fit",
    "equated_fit",
    "is_cue",
    "is_speaker",
    "is_speaker_supposed",
    "speaker_confidence",
    "is_addressee",
    "is_previous_speaker",
    "says_i_here",
    "says_you_here",
    "is_third_here",
    "says_i_before",
    "says_you_before",
    "is_topic",
    "was_topic",
    "is_last_of_class",
    "n_same_class",
    "tokens_since_first",
    "first_kind",
    "first_determiner",
    "is_in_sentence",
    "last_is_first",
    "last_has_tail",
    "is_last_subject",
    "role_fit",
    "n_in_sentence",
    "n_in_paragraph",
    "noun_kind_fit",
    "is_last_quoted_i",
    "speaker_fit",
    "addressee_fit",
    "previous_speaker_fit",
    "entity_fit",
    "n_i_told",
    "n_third_told",
];

/// How many features a row has.
pub(super) const N_FEATURES: usize = FEATURES.len();

/// How many of them tell of the mention; they come first.
const N_OF_MENTION: usize = 26;

/// A pronoun looks at most so many mentions back.
const MAX_BACK: usize = 160;

/// At most so many recent referents are candidates, by kind of mention.
const MAX_RECENT: [usize; 3] = [5, 8, 9];

/// From this confidence on a speaker tells whom the subject of the cue means. Any limit from
/// 0.5 to 0.95 gives the same on LitBank, train and dev, to two tenths of a point.
const MIN_SURE: f32 = 0.7;

/// What a quotation tells of those around it.
#[derive(Clone, Copy, Debug, Default)]
struct Talk {
    speaker: Option<EntityId>,
    confidence: f32,
    addressee: Option<EntityId>,
    /// The quotation before it in the same conversation.
    before: Option<QuotationId>,
    /// The phrase that its cue has as subject.
    cue: Option<usize>,
}

/// How a candidate stands among the others.
#[derive(Clone, Copy, Debug)]
struct Standing {
    salience: f32,
    /// By place, by place among the compatible ones, by salience.
    ranks: [usize; 3],
}

/// The referents that a phrase's surroundings speak of.
#[derive(Clone, Copy, Debug)]
struct Around {
    /// Of the first mentions of its sentence and of the one before.
    topics: [Option<usize>; 2],
    last_of_class: Option<usize>,
    last_subject: Option<usize>,
    last_i: Option<usize>,
}

/// What is looked at again and again of a phrase, side by side in memory.
#[derive(Clone, Copy, Debug)]
struct Glance {
    head: TokenId,
    sentence: SentenceId,
    paragraph: u32,
    quotation: Option<QuotationId>,
    kind: MentionKind,
    class: PronounClass,
    role: Role,
    determiner: Determiner,
    is_first: bool,
    has_tail: bool,
}

/// What a referent's latest mentions show.
#[derive(Clone, Copy, Debug, Default)]
struct Latest {
    n_of_class: u32,
    n_in_sentence: u32,
    n_in_paragraph: u32,
    /// Whether the same quotation has it as *I*, as *you*, as somebody else.
    is_here: [bool; 3],
    /// Whether the quotation before has it as *I*, as *you*.
    is_before: [bool; 2],
}

/// Whom the surroundings of a phrase probably mean: the referents of the speaker, of the
/// addressee, of who spoke before, of whom earlier layers take the phrase for.
type Probable = [Option<usize>; 4];

/// Makes rows of one book.
pub(super) struct Encoder<'a> {
    book: &'a Book,
    phrases: &'a [Phrase],
    glances: Vec<Glance>,
    talks: Vec<Talk>,
    is_heading: Vec<bool>,
}

/// The choices of one phrase; its buffers serve for the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    /// The referents that it may join, each once.
    pub(super) candidates: Vec<usize>,
    /// A row of features for each candidate, and one for a new referent.
    pub(super) rows: Vec<f32>,
    /// The last choice for which each referent was looked at, from 1.
    looked: Vec<u32>,
    n_choices: u32,
    is_compatible: Vec<bool>,
    saliences: Vec<f32>,
    places: Vec<usize>,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(layers: Layers<'a>, phrases: &'a [Phrase]) -> Encoder<'a> {
        let mut is_heading = vec![false; phrases.len()];
        for (i, phrase) in phrases.iter().enumerate() {
            let at = layers.book.tokens[phrase.span.start()].span.start();
            let paragraph = layers.book.paragraph_at(at);
            is_heading[i] = paragraph
                .is_some_and(|p| layers.book.paragraphs[p].kind != ParagraphKind::Prose);
        }
        let glances = phrases
            .iter()
            .map(|phrase| Glance {
                head: phrase.head,
                sentence: phrase.sentence,
                paragraph: phrase.paragraph,
                quotation: phrase.quotation,
                kind: phrase.kind,
                class: phrase.class,
                role: phrase.role,
                determiner: phrase.determiner,
                is_first: phrase.is_first,
                has_tail: phrase.has_tail,
            })
            .collect();
        let talks = talks(layers, phrases);
        Encoder { book: layers.book, phrases, glances, talks, is_heading }
    }

    /// For each phrase that is the subject of a cue, who speaks.
    pub(super) fn cue_speakers(&self) -> Vec<Option<EntityId>> {
        let mut speakers = vec![None; self.phrases.len()];
        for talk in &self.talks {
            if let Some(cue) = talk.cue {
                speakers[cue] = talk.speaker.filter(|_| talk.confidence >= MIN_SURE);
            }
        }
        speakers
    }

    /// Finds the referents that a phrase may join.
    pub(super) fn find(&self, board: &Board, i: usize, choice: &mut Choice) {
        let row = &self.phrases[i];
        let Choice { candidates: found, looked, n_choices, .. } = choice;
        found.clear();
        *n_choices += 1;
        looked.resize(board.rows.len(), 0);
        let mut push = |found: &mut Vec<usize>, r: usize| {
            if looked[r] != *n_choices {
                looked[r] = *n_choices;
                if self.may_join(board, row, r) {
                    found.push(r);
                }
            }
        };
        let kind = match row.kind {
            MentionKind::Proper => 0,
            MentionKind::Nominal => 1,
            MentionKind::Pronoun => 2,
        };
        for &other in board.order.iter().rev().take(MAX_BACK) {
            if found.len() >= MAX_RECENT[kind] {
                break;
            }
            if let Some(r) = board.of_phrase[other] {
                push(found, r);
            }
        }
        let talk = row.quotation.map(|q| self.talks[q.index()]).unwrap_or_default();
        if row.kind == MentionKind::Pronoun {
            let entities = [talk.speaker, talk.addressee];
            for entity in entities.into_iter().flatten() {
                if let Some(r) = board.is_probably(entity) {
                    push(found, r);
                }
            }
            if let Some(r) = talk.cue.and_then(|c| board.of_phrase[c]) {
                push(found, r);
            }
        } else {
            for &r in board.with_head(row.head_word).iter().rev() {
                push(found, r);
            }
            for &r in board.with_name(row.head_word).iter().rev() {
                push(found, r);
            }
            for &word in &row.name_words {
                for &r in board.with_name(word).iter().rev() {
                    push(found, r);
                }
            }
        }
        if let Some(r) = row.entity.and_then(|e| board.is_probably(e)) {
            push(found, r);
        }
        if let Some(r) = row.equated.and_then(|e| board.of_phrase[e]) {
            push(found, r);
        }
    }

    /// Whether nothing forbids it: no mention refers to what a mention inside of it or
    /// around it refers to, no name to whom another name means, and no *he* is a *she*.
    fn may_join(&self, board: &Board, row: &Phrase, r: usize) -> bool {
        let growing = &board.rows[r];
        let mut latest = growing.members.iter().rev().take(3);
        if latest.any(|&m| self.phrases[m].span.overlaps(row.span)) {
            return false;
        }
        if row.kind == MentionKind::Proper && row.is_entity_named {
            // Names that earlier layers hold apart stay apart.
            let is_other = row.entity.is_some_and(|e| growing.is_named(e) < 0.0);
            return !(is_other && row.r#type == MentionType::Person);
        }
        if row.kind != MentionKind::Pronoun {
            return true;
        }
        // The one who tells is *I*, and nobody else is.
        let is_third = matches!(row.class, PronounClass::He | PronounClass::She);
        let tells = row.class == PronounClass::I && growing.n_third_told > 0
            || is_third && growing.n_i_told > 0;
        if tells && row.quotation.is_none() {
            return false;
        }
        let clash = gender_fit(row, growing) < 0.0 && growing.he + growing.she >= 2.0;
        let n_members = growing.members.len();
        let n_persons = growing.n_types[MentionType::Person as usize] as usize;
        let is_person = row.r#type == MentionType::Person;
        let is_other = if is_person { n_persons == 0 } else { n_persons == n_members };
        !clash && !is_other
    }

    /// Makes the rows of a choice whose candidates were found.
    pub(super) fn encode(&self, board: &Board, i: usize, choice: &mut Choice) {
        let row = &self.phrases[i];
        let Choice { candidates, rows, is_compatible, saliences, places, .. } = choice;
        is_compatible.clear();
        is_compatible.extend(candidates.iter().map(|&r| {
            let growing = &board.rows[r];
            gender_fit(row, growing) >= 0.0
                && number_fit(row, growing) > 0.3
                && growing.n_types[row.r#type as usize] > 0
        }));
        let head = self.mention(board, i, candidates.len(), is_compatible);
        let step = board.step();
        saliences.clear();
        saliences.extend(
            candidates.iter().map(|&r| board.rows[r].salience(&board.fades, step)),
        );
        places.clear();
        places.extend(
            candidates.iter().map(|&r| self.glances[board.rows[r].last()].head.index()),
        );
        let around = Around {
            topics: self.topics(board, i),
            last_of_class: self.last_of_class(board, i),
            last_subject: self.last_subject(board, i),
            last_i: self.last_i(board, i),
        };
        let talk = row.quotation.map(|q| self.talks[q.index()]).unwrap_or_default();
        let previous = talk
            .before
            .and_then(|q| self.talks[q.index()].speaker)
            .filter(|_| row.quotation.is_some());
        let probable = [talk.speaker, talk.addressee, previous, row.entity]
            .map(|entity| entity.and_then(|e| board.is_probably(e)));
        rows.clear();
        for (k, &r) in candidates.iter().enumerate() {
            rows.extend_from_slice(&head);
            let rank = places.iter().filter(|&&p| p > places[k]).count();
            let compatible_rank = places
                .iter()
                .zip(is_compatible.iter())
                .filter(|&(&p, &c)| c && p > places[k])
                .count();
            let salience_rank = saliences.iter().filter(|&&s| s > saliences[k]).count();
            let ranks = [rank, compatible_rank, salience_rank];
            let standing = Standing { salience: saliences[k], ranks };
            let talks = (talk, previous, probable);
            self.candidate(board, [i, r], standing, around, talks, rows);
        }
        rows.extend_from_slice(&head);
        rows.push(1.0);
        rows.resize((candidates.len() + 1) * N_FEATURES, -1.0);
    }

    fn mention(
        &self,
        board: &Board,
        i: usize,
        n_candidates: usize,
        is_compatible: &[bool],
    ) -> [f32; N_OF_MENTION] {
        let row = &self.phrases[i];
        let with_name = |w: &dramaturg_text::WordId| !board.with_name(*w).is_empty();
        let is_capital =
            self.book.tokens[row.span.start()].shape != dramaturg_text::Shape::Lower;
        let is_known = row.kind != MentionKind::Pronoun
            && board.rows_with_text(row.head_word, row.text_hash, &row.name_words);
        [
            f32::from(row.kind as u8),
            f32::from(row.r#type as u8),
            f32::from(row.class as u8),
            f32::from(row.number as u8),
            f32::from(row.gender as u8),
            f32::from(row.determiner as u8),
            f32::from(row.role as u8),
            row.span.len() as f32,
            row.modifiers.len() as f32,
            flag(row.has_tail),
            f32::from(row.before),
            f32::from(row.after),
            flag(row.is_first),
            flag(row.quotation.is_some()),
            row.noun_kind.map_or(-1.0, |k| f32::from(k as u8)),
            flag(row.possessor.is_some()),
            flag(row.container.is_some()),
            equation(row, row.equated.is_some()),
            flag(is_capital),
            board.with_head(row.head_word).len() as f32,
            row.name_words.iter().filter(|w| with_name(w)).count() as f32,
            match (row.entity, row.is_entity_named) {
                (None, _) => 0.0,
                (_, false) => 1.0,
                (_, true) => 2.0,
            },
            n_candidates as f32,
            is_compatible.iter().filter(|&&c| c).count() as f32,
            flag(self.is_heading[i]),
            flag(is_known),
        ]
    }

    fn candidate(
        &self,
        board: &Board,
        [i, r]: [usize; 2],
        standing: Standing,
        around: Around,
        (talk, previous, probable): (Talk, Option<EntityId>, Probable),
        values: &mut Vec<f32>,
    ) {
        let Standing { salience, ranks: [rank, compatible_rank, salience_rank] } =
            standing;
        let row = &self.phrases[i];
        let growing = &board.rows[r];
        let phrases = self.phrases;
        let last = self.glances[growing.last()];
        let first = self.glances[growing.members[0]];
        let same_head = growing.heads.iter().find(|h| h.0 == row.head_word);
        let n_shared =
            row.modifiers.iter().filter(|w| growing.modifiers.contains(w)).count();
        let names_shared =
            row.name_words.iter().filter(|w| growing.name_words.contains(w)).count();
        let is_name = row.kind == MentionKind::Proper;
        let named = |e: Option<EntityId>| e.map_or(0.0, |e| growing.is_named(e));
        let possessor = |p: usize| phrases[p].possessor.and_then(|o| board.of_phrase[o]);
        let possessor_fit = match (same_head, possessor(i)) {
            (Some(&(_, m)), Some(own)) => match possessor(m) {
                Some(other) => flag(own == other) * 2.0 - 1.0,
                None => 0.0,
            },
            _ => 0.0,
        };
        let equated = row.equated.and_then(|e| board.of_phrase[e]) == Some(r);
        // 1 for who an entity probably is, -1 for others, 0 if nobody is yet.
        let [speaker_fit, addressee_fit, previous_fit, entity_fit] = probable
            .map(|own: Option<usize>| own.map_or(0.0, |own| flag(own == r) * 2.0 - 1.0));
        let latest = self.latest(growing, i, talk.before);
        let since = growing.since(board.step()).min(MAX_BACK);
        values.extend_from_slice(&[
            0.0,
            distance(last.head, row.head),
            row.sentence.index() as f32 - last.sentence.index() as f32,
            since as f32,
            rank as f32,
            compatible_rank as f32,
            salience,
            salience_rank as f32,
            growing.members.len() as f32,
            growing.n_proper as f32,
            growing.n_nominal as f32,
            growing.n_pronoun as f32,
            growing.n_types[row.r#type as usize] as f32 / growing.members.len() as f32,
            gender_fit(row, growing),
            growing.he + growing.she,
            number_fit(row, growing),
            growing.it as f32,
            growing.n_i as f32,
            f32::from(last.kind as u8),
            f32::from(last.class as u8),
            f32::from(last.role as u8),
            f32::from(last.determiner as u8),
            flag(last.quotation.is_some()),
            match (row.quotation, last.quotation) {
                (None, None) => 0.0,
                (Some(a), Some(b)) if a == b => 1.0,
                (Some(_), None) => 2.0,
                (None, Some(_)) => 3.0,
                _ => 4.0,
            },
            flag(
                row.kind != MentionKind::Pronoun
                    && growing.texts.contains(&row.text_hash),
            ),
            flag(row.kind == MentionKind::Nominal && same_head.is_some()),
            same_head.map_or(-1.0, |h| distance(phrases[h.1].head, row.head)),
            (row.modifiers.len() - n_shared) as f32,
            n_shared as f32,
            flag(
                row.kind == MentionKind::Nominal
                    && growing.name_words.contains(&row.head_word),
            ),
            flag(is_name && growing.heads.iter().any(|h| row.name_words.contains(&h.0))),
            names_shared as f32,
            (row.name_words.len() - names_shared) as f32,
            growing.name_words.len() as f32 - names_shared as f32,
            flag(
                is_name
                    && last_name(row).is_some_and(|w| growing.name_words.contains(&w)),
            ),
            row.entity
                .filter(|_| row.is_entity_named)
                .map_or(0.0, |e| growing.is_named(e)),
            row.entity.map_or(-1.0, |e| growing.is_supposed(e)),
            flag(!growing.named.is_empty()),
            possessor_fit,
            equation(row, equated),
            match talk.cue.map(|c| board.of_phrase[c]) {
                Some(Some(own)) => flag(own == r) * 2.0 - 1.0,
                _ => 0.0,
            },
            named(talk.speaker),
            talk.speaker.map_or(-1.0, |e| growing.is_supposed(e)),
            talk.confidence,
            talk.addressee.map_or(-1.0, |e| growing.is_supposed(e)),
            previous.map_or(-1.0, |e| growing.is_supposed(e)),
            flag(latest.is_here[0]),
            flag(latest.is_here[1]),
            flag(latest.is_here[2]),
            flag(latest.is_before[0]),
            flag(latest.is_before[1]),
            flag(around.topics[0] == Some(r)),
            flag(around.topics[1] == Some(r)),
            flag(around.last_of_class == Some(r)),
            match row.class {
                PronounClass::None => -1.0,
                _ => latest.n_of_class as f32,
            },
            distance(first.head, row.head),
            f32::from(first.kind as u8),
            f32::from(first.determiner as u8),
            flag(last.sentence == row.sentence),
            flag(last.is_first),
            flag(last.has_tail),
            flag(around.last_subject == Some(r)),
            flag(last.role == row.role),
            latest.n_in_sentence as f32,
            latest.n_in_paragraph as f32,
            match (row.noun_kind, growing.noun_kind) {
                (Some(a), Some(b)) => flag(a == b) * 2.0 - 1.0,
                _ => 0.0,
            },
            flag(row.quotation.is_some() && around.last_i == Some(r)),
            speaker_fit,
            addressee_fit,
            previous_fit,
            entity_fit,
            growing.n_i_told as f32,
            growing.n_third_told as f32,
        ]);
    }

    /// What the latest mentions of a referent show beside a phrase: twelve, and twenty for
    /// the class.
    fn latest(&self, growing: &Growing, i: usize, before: Option<QuotationId>) -> Latest {
        let row = &self.glances[i];
        let mut latest = Latest::default();
        for (back, &m) in growing.members.iter().rev().take(20).enumerate() {
            let member = &self.glances[m];
            latest.n_of_class += u32::from(member.class == row.class);
            if back >= 12 {
                continue;
            }
            latest.n_in_sentence += u32::from(member.sentence == row.sentence);
            latest.n_in_paragraph += u32::from(member.paragraph == row.paragraph);
            if member.quotation.is_some() {
                let slot = match member.class {
                    PronounClass::I => 0,
                    PronounClass::You => 1,
                    PronounClass::We => continue,
                    _ => 2,
                };
                latest.is_here[slot] |= member.quotation == row.quotation;
                if slot < 2 {
                    latest.is_before[slot] |= member.quotation == before;
                }
            }
        }
        latest
    }

    /// The referent of the last subject in the same place.
    fn last_subject(&self, board: &Board, i: usize) -> Option<usize> {
        let row = &self.glances[i];
        let is_meant = |m: usize| {
            let other = &self.glances[m];
            other.role == Role::Subject
                && other.quotation.is_some() == row.quotation.is_some()
                && other.head < row.head
        };
        let mut latest = board.order.iter().rev().take(30);
        latest.find(|&&m| is_meant(m)).and_then(|&m| board.of_phrase[m])
    }

    /// The referent of the last *I* in a quotation.
    fn last_i(&self, board: &Board, i: usize) -> Option<usize> {
        let quotation = self.glances[i].quotation;
        let is_meant = |m: usize| {
            let other = &self.glances[m];
            other.class == PronounClass::I
                && other.quotation.is_some()
                && other.quotation != quotation
        };
        let mut latest = board.order.iter().rev().take(60);
        latest.find(|&&m| is_meant(m)).and_then(|&m| board.of_phrase[m])
    }

    /// The referents of the first mentions of this sentence and of the one before.
    fn topics(&self, board: &Board, i: usize) -> [Option<usize>; 2] {
        let row = &self.glances[i];
        let mut topics = [None; 2];
        for (m, other) in self.glances[..i].iter().enumerate().rev().take(40) {
            let back =
                row.sentence.index() - other.sentence.index().min(row.sentence.index());
            if back > 1 {
                break;
            }
            let is_beside = other.quotation.is_none() || other.quotation == row.quotation;
            if other.is_first && is_beside {
                topics[back] = board.of_phrase[m];
            }
        }
        topics
    }

    /// The referent of the last pronoun of the same class in the same place.
    fn last_of_class(&self, board: &Board, i: usize) -> Option<usize> {
        let row = &self.glances[i];
        if row.kind != MentionKind::Pronoun {
            return None;
        }
        board
            .order
            .iter()
            .rev()
            .take(60)
            .find(|&&m| {
                let other = &self.glances[m];
                other.class == row.class
                    && other.quotation.is_some() == row.quotation.is_some()
            })
            .and_then(|&m| board.of_phrase[m])
    }
}

impl Board {
    /// Whether some referent with the same head or name words has had just these words.
    fn rows_with_text(
        &self,
        head: dramaturg_text::WordId,
        text: u64,
        names: &[dramaturg_text::WordId],
    ) -> bool {
        let by_name = names.iter().flat_map(|&w| self.with_name(w));
        self.with_head(head)
            .iter()
            .chain(by_name)
            .any(|&r| self.rows[r].texts.contains(&text))
    }
}

/// How a phrase is said to be the one before it: 0 not at all, 1 behind a comma, 2 behind
/// *be*, 3 with nothing between.
fn equation(row: &Phrase, is_so: bool) -> f32 {
    match (is_so, row.role) {
        (false, _) => 0.0,
        (true, _) if row.is_adjacent => 3.0,
        (true, Role::Apposition) => 1.0,
        _ => 2.0,
    }
}

fn last_name(row: &Phrase) -> Option<dramaturg_text::WordId> {
    row.name_words.last().copied()
}

fn flag(is_so: bool) -> f32 {
    f32::from(u8::from(is_so))
}

/// 1 if the genders agree, -1 if they clash, 0 if one is unknown.
fn gender_fit(row: &Phrase, growing: &Growing) -> f32 {
    match (row.gender, growing.gender()) {
        (Gender::Unknown, _) | (_, Gender::Unknown) => 0.0,
        (a, b) if a == b => 1.0,
        _ => -1.0,
    }
}

/// The share of a referent's mentions that have the number of a phrase.
fn number_fit(row: &Phrase, growing: &Growing) -> f32 {
    let all = growing.n_singular + growing.n_plural;
    let own = match row.number {
        Number::Singular => growing.n_singular,
        Number::Plural => growing.n_plural,
        Number::Unknown => return 0.5,
    };
    if all == 0 { 0.5 } else { own as f32 / all as f32 }
}

/// What each quotation tells of those around it.
fn talks(layers: Layers<'_>, phrases: &[Phrase]) -> Vec<Talk> {
    let mut rows = Vec::with_capacity(layers.speech.rows.len());
    let mut last: Option<(crate::ConversationId, QuotationId)> = None;
    for (id, attribution) in layers.speech.rows.iter() {
        let mut talk = Talk::default();
        if let Some(speaker) = &attribution.speaker {
            talk.speaker = Some(speaker.value);
            talk.confidence = speaker.confidence;
        }
        talk.addressee = attribution.addressees.first().map(|a| a.value);
        if layers.quotations.rows[id].nested_in.is_none() {
            talk.before = last.filter(|l| l.0 == attribution.conversation).map(|l| l.1);
            last = Some((attribution.conversation, id));
        }
        if let Some(cue) = attribution.cue {
            let from = phrases.partition_point(|p| p.span.start() < cue.span.start());
            let until = phrases.partition_point(|p| p.span.start() < cue.span.end());
            talk.cue = (from..until).find(|&i| {
                phrases[i].quotation.is_none() && phrases[i].role != Role::Possessive
            });
        }
        rows.push(talk);
    }
    rows
}
