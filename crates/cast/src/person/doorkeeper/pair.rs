//! What a forest sees of somebody: how they are told of, how they speak, and how they stand
//! to everybody else.

use dramaturg_text::{Position, TokenId};
use rustc_hash::FxHashMap;

use super::super::Layers;
use super::sheet::{Grammar, Sheet, Sheets};
use crate::lexicon::{Gender, Lexicon, NounKind};
use crate::speech::relation;
use crate::{Entity, EntityKind, MentionKind};

/// The names of the numbers of a row, in order. Those of `max_` and `mean_` are of how
/// somebody stands to each other one.
pub const CAST_FEATURES: &[&str] = &[
    "is_character",
    "can_speak",
    "is_named",
    "is_only_called",
    "is_narrator",
    "kind",
    "has_gender",
    "n_mentions",
    "n_told",
    "n_called",
    "n_named",
    "n_said",
    "n_likeliest",
    "speaks",
    "share_of_speech",
    "share_of_mentions",
    "n_words",
    "n_aliases",
    "is_kin",
    "noun",
    "determiner",
    "is_common",
    "is_given_name",
    "begins_in_line",
    "first",
    "reach",
    "n_paragraphs",
    "n_subject",
    "n_acts",
    "n_object",
    "n_owner",
    "n_predicate",
    "n_apposed",
    "n_person",
    "n_other",
    "n_pronouns",
    "rivals",
    "n_people",
    "n_turns",
    "max_words_in_common",
    "max_roles_in_common",
    "max_is_formal",
    "max_letters_alike",
    "max_is_inside",
    "max_is_initial",
    "max_kin_fit",
    "max_noun_near",
    "max_apposed",
    "max_adjacent",
    "max_in_turn",
    "max_answers_soft",
    "max_speaks_beside",
    "max_is_beside",
    "max_answers_calls",
    "max_share_answers_calls",
    "max_calls_answered",
    "max_sentence_before",
    "max_last_before",
    "max_both_may_speak",
    "sum_same_sentence",
    "sum_calls",
    "sum_is_called",
    "sum_names",
    "sum_is_named",
    "sum_same_line",
    "sum_answers_soft",
    "sum_in_turn",
];

/// The numbers of a pair, and how those of all pairs of somebody are joined.
const N_MAX: usize = 20;
const N_SUM: usize = 8;

/// So many tokens lie at most between somebody and who was mentioned last before them.
const FAR: usize = 60;

/// What all pairs look at.
pub(super) struct Pairs<'a> {
    layers: Layers<'a>,
    sheets: &'a Sheets,
    /// How much each answers the calls of each: `answers[b][a]`, and all answers to `b`.
    answers: Vec<(Vec<f32>, f32)>,
    /// How often somebody stands in the list right behind somebody else.
    adjacent: Vec<Vec<u16>>,
    same_sentence: Vec<Vec<u16>>,
    apposed: Vec<Vec<u16>>,
    /// How often the last person mentioned, pronouns too, before a mention of `a` is `b`.
    last: Vec<Vec<u16>>,
    /// How often the sentence before one that mentions `a` mentions `b`, and its own does not.
    sentence_before: Vec<Vec<u16>>,
    /// In how many sentences that mention `b` the noun of `a` stands otherwise.
    noun_near: Vec<Vec<u16>>,
    /// The turns of each paragraph.
    turns_of: FxHashMap<usize, Vec<usize>>,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(layers: Layers<'a>, sheets: &'a Sheets) -> Pairs<'a> {
        let n = sheets.rows.len();
        let mut order: Vec<(usize, usize)> = Vec::new();
        for (i, sheet) in sheets.rows.iter().enumerate() {
            order.extend(sheet.mentions.iter().map(|m| (m.index(), i)));
        }
        order.sort_unstable();
        let square = || vec![vec![0_u16; n]; n];
        let (mut adjacent, mut same_sentence, mut apposed) =
            (square(), square(), square());
        for pair in order.windows(2) {
            let (a, b) = (pair[0].1, pair[1].1);
            if a != b {
                bump(&mut adjacent, a, b);
                let row = |i: usize| {
                    layers.mentions.rows[crate::MentionId::from_index(pair[i].0)]
                };
                if is_apposed(layers, row(0), row(1)) {
                    bump(&mut apposed, a, b);
                }
            }
        }
        for sentence in &sheets.sentences {
            let mut who = sentence.clone();
            who.sort_unstable();
            who.dedup();
            for (i, &a) in who.iter().enumerate().take(12) {
                who[i + 1..]
                    .iter()
                    .take(12)
                    .for_each(|&b| bump(&mut same_sentence, a, b));
            }
        }
        let (mut last, mut sentence_before, mut noun_near) =
            (square(), square(), square());
        last_before(layers, sheets, &mut last);
        for (k, who) in sheets.sentences.iter().enumerate().skip(1) {
            for &a in who.iter().take(12) {
                for &b in sheets.sentences[k - 1].iter().take(12) {
                    if a != b && !who.contains(&b) {
                        sentence_before[a][b] = sentence_before[a][b].saturating_add(1);
                    }
                }
            }
        }
        for (a, sheet) in sheets.rows.iter().enumerate() {
            if sheet.roles.is_empty() {
                continue;
            }
            for (k, who) in sheets.sentences.iter().enumerate() {
                if who.is_empty() || who.contains(&a) {
                    continue;
                }
                let span = layers.book.sentences.rows()[k];
                let has = span.iter().take(200).any(|t| {
                    let form = layers.book.lower(t);
                    sheet.roles.iter().any(|role| role == form)
                });
                if has {
                    for &b in who {
                        noun_near[a][b] = noun_near[a][b].saturating_add(1);
                    }
                }
            }
        }
        let mut turns_of: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (t, &at) in sheets.at.iter().enumerate() {
            turns_of.entry(at).or_default().push(t);
        }
        let answers = (0..n).map(|b| answers(layers, sheets, b)).collect();
        Pairs {
            layers,
            sheets,
            answers,
            adjacent,
            same_sentence,
            apposed,
            last,
            sentence_before,
            noun_near,
            turns_of,
        }
    }

    /// Whether two turns stand side by side in one conversation.
    fn are_neighbours(&self, a: usize, b: usize) -> bool {
        are_neighbours(self.layers, self.sheets, a, b)
    }

    /// The numbers of `i` as held against `j`: those of which the greatest counts, and those of
    /// which the sum does.
    fn pair(&self, i: usize, j: usize) -> ([f32; N_MAX], [f32; N_SUM]) {
        let Sheets { rows, .. } = self.sheets;
        let (a, b) = (&rows[i], &rows[j]);
        let entities = &self.layers.entities.rows;
        let fits = gender_fit(entities[a.who].gender, entities[b.who].gender) >= 0.0;
        let likeness = Likeness::of(&a.words, &b.words);
        let soft =
            |s: &Sheet, list: &[usize]| list.iter().map(|&t| s.speaks[t]).sum::<f32>();
        let (own_ab, all_ab) = (self.answers[j].0[i], self.answers[j].1);
        let own_ba = self.answers[i].0[j];
        let share = if all_ab > 0.0 { own_ab / all_ab } else { 0.0 };
        let same_line = a
            .called
            .iter()
            .chain(&a.named)
            .filter(|t| b.called.contains(t) || b.named.contains(t))
            .count();
        let both: f32 = a.speaks.iter().zip(&b.speaks).map(|(p, q)| p.min(*q)).sum();
        let (in_turn, answers_soft) = (self.in_turn(a, b), self.answers_soft(a, b));
        let (low, high) = (i.min(j), i.max(j));
        let greatest = [
            count(in_common(&a.words, &b.words)),
            count(in_common(&a.roles, &b.roles)),
            flag(likeness.is_formal),
            count(likeness.n_alike),
            flag(likeness.is_inside),
            flag(likeness.is_initial),
            kin_fit(a, b),
            f32::from(self.noun_near[i][j]),
            f32::from(self.apposed[low][high]),
            f32::from(self.adjacent[low][high]),
            in_turn,
            answers_soft,
            self.speaks_beside(b, a),
            self.speaks_beside(a, b),
            own_ab,
            share,
            own_ba,
            f32::from(self.sentence_before[i][j]),
            f32::from(self.last[i][j]),
            both,
        ];
        let sums = [
            f32::from(self.same_sentence[low][high]),
            soft(a, &b.called),
            soft(b, &a.called),
            soft(a, &b.named),
            soft(b, &a.named),
            count(same_line),
            answers_soft,
            in_turn,
        ];
        // Who cannot be the same by gender is no likeness.
        (if fits { greatest } else { [0.0; N_MAX] }, sums)
    }

    /// The row of somebody.
    pub(super) fn row(&self, i: usize) -> Vec<f32> {
        let Sheets { rows, turns, .. } = self.sheets;
        let mentions = self.layers.mentions;
        let lexicon = Lexicon::shared();
        let a = &rows[i];
        let x = &self.layers.entities.rows[a.who];
        let speaks: f32 = a.speaks.iter().sum();
        let all: f32 = rows.iter().flat_map(|s| &s.speaks).sum();
        let n_mentions: usize = rows.iter().map(|s| s.mentions.len()).sum();
        let is_likeliest = |t: &usize| {
            let candidates = &self.layers.speech.rows[turns[*t]].candidates;
            candidates.first().is_some_and(|c| c.entity == a.who)
        };
        // Places are counted in turns: a paragraph in front of a text moves nobody.
        let place = |p: usize| {
            let before = self.sheets.at.partition_point(|&at| at < p);
            count(before) / count(turns.len().max(1))
        };
        let first = a.paragraphs.first().copied();
        let last = a.paragraphs.last().copied();
        let mut places = a.paragraphs.clone();
        places.dedup();
        let begins_in_line =
            a.mentions.first().is_some_and(|&m| mentions.rows[m].quotation.is_some());
        let Grammar { n_subject, n_acts, n_object, n_owner, .. } = a.grammar;
        let Grammar { n_predicate, n_apposed, n_person, n_other, .. } = a.grammar;
        let mut row = vec![
            flag(x.is_character),
            flag(x.can_speak),
            flag(x.is_named),
            flag(x.is_only_called),
            flag(x.is_narrator),
            match x.kind {
                EntityKind::Person => 0.0,
                EntityKind::Animal => 1.0,
                EntityKind::Group => 2.0,
                EntityKind::Thing => 3.0,
                EntityKind::Place => 4.0,
            },
            flag(x.gender != Gender::Unknown),
            count(a.mentions.len()),
            count(a.n_told),
            count(a.called.len()),
            count(a.named.len()),
            count(a.said.len()),
            count((0..turns.len()).filter(is_likeliest).count()),
            speaks,
            speaks / all.max(1.0),
            count(a.mentions.len()) / count(n_mentions.max(1)),
            count(a.words.len()),
            count(x.aliases.len()),
            flag(a.is_kin),
            noun(a.noun),
            f32::from(a.determiner),
            flag(a.words.iter().any(|word| lexicon.is_common(word))),
            flag(a.words.iter().any(|word| lexicon.given_name(word).is_some())),
            flag(begins_in_line),
            first.map_or(1.0, place),
            first.zip(last).map_or(0.0, |(p, q)| place(q) - place(p)),
            count(places.len()),
            count(n_subject),
            count(n_acts),
            count(n_object),
            count(n_owner),
            count(n_predicate),
            count(n_apposed),
            count(n_person),
            count(n_other),
            count(x.mentions.len() - a.mentions.len()),
            count(self.rivals(i)),
            count(rows.len()),
            count(turns.len() / 10),
        ];
        let (mut greatest, mut sums) = ([0.0_f32; N_MAX], [0.0_f32; N_SUM]);
        for j in (0..rows.len()).filter(|j| *j != i) {
            let (own, others) = self.pair(i, j);
            greatest.iter_mut().zip(own).for_each(|(best, v)| *best = best.max(v));
            sums.iter_mut().zip(others).for_each(|(sum, v)| *sum += v);
        }
        row.extend(greatest);
        row.extend(sums);
        row
    }

    /// How much `a` speaks where `b` would be next: two turns from where `b` speaks, with
    /// somebody else between.
    fn in_turn(&self, a: &Sheet, b: &Sheet) -> f32 {
        let mut sum = 0.0;
        for t in 0..a.speaks.len() {
            for other in [t.checked_sub(2), Some(t + 2)].into_iter().flatten() {
                let between = t.midpoint(other);
                if a.speaks[t] > 0.0
                    && other < b.speaks.len()
                    && self.are_neighbours(t, between)
                    && self.are_neighbours(between, other)
                {
                    sum += a.speaks[t] * b.speaks[other];
                }
            }
        }
        sum
    }

    /// How much one speaks right before or behind the other.
    fn answers_soft(&self, a: &Sheet, b: &Sheet) -> f32 {
        let mut sum = 0.0;
        for t in 1..a.speaks.len() {
            if self.are_neighbours(t - 1, t) {
                sum += a.speaks[t] * b.speaks[t - 1] + a.speaks[t - 1] * b.speaks[t];
            }
        }
        sum
    }

    /// How much `b` speaks in the paragraphs that mention `a`.
    fn speaks_beside(&self, b: &Sheet, a: &Sheet) -> f32 {
        let mentions = a.mentions.iter().zip(&a.paragraphs);
        let told = mentions
            .filter(|(id, _)| self.layers.mentions.rows[**id].quotation.is_none());
        told.filter_map(|(_, at)| self.turns_of.get(at))
            .flatten()
            .map(|&t| b.speaks[t])
            .sum()
    }

    /// How many others somebody may be by gender who are named.
    fn rivals(&self, of: usize) -> usize {
        let entities = &self.layers.entities.rows;
        let own: &Entity = &entities[self.sheets.rows[of].who];
        let rows = self.sheets.rows.iter().enumerate();
        rows.filter(|(k, s)| {
            let other = &entities[s.who];
            *k != of && other.is_named && gender_fit(own.gender, other.gender) >= 0.0
        })
        .count()
    }
}

/// Counts who was mentioned last, in narration, before each mention of somebody.
fn last_before(layers: Layers<'_>, sheets: &Sheets, last: &mut [Vec<u16>]) {
    let mut place = vec![None; layers.entities.rows.len()];
    for (i, sheet) in sheets.rows.iter().enumerate() {
        place[sheet.who.index()] = Some(i);
    }
    let mut before: Option<(usize, usize)> = None;
    for (id, mention) in layers.mentions.rows.iter() {
        let own = layers.entities.of_mention[id].and_then(|e| place[e.index()]);
        let Some(own) = own.filter(|_| mention.quotation.is_none()) else { continue };
        let at = mention.span.start().index();
        if let Some((other, end)) = before
            && other != own
            && mention.kind != MentionKind::Pronoun
            && at.saturating_sub(end) <= FAR
        {
            last[own][other] = last[own][other].saturating_add(1);
        }
        before = Some((own, mention.span.end().index()));
    }
}

fn bump(square: &mut [Vec<u16>], a: usize, b: usize) {
    let cell = &mut square[a.min(b)][a.max(b)];
    *cell = cell.saturating_add(1);
}

/// A name set beside a description: `Dubs, the policeman`, `the policeman, Dubs,`.
fn is_apposed(layers: Layers<'_>, a: crate::Mention, b: crate::Mention) -> bool {
    let is_two = (a.kind == MentionKind::Nominal) != (b.kind == MentionKind::Nominal);
    let (from, to) = (a.span.end().index(), b.span.start().index());
    let is_comma = |i: usize| layers.book.lower(TokenId::from_index(i)) == ",";
    let closes = |t: TokenId| {
        t.index() >= layers.book.tokens.len()
            || matches!(
                layers.book.lower(t),
                "." | "," | ";" | ":" | "!" | "?" | ")" | "—" | "of" | "who" | "from"
            )
    };
    let is_one =
        |i: usize| !matches!(layers.book.lower(TokenId::from_index(i)), "and" | "or");
    is_two
        && a.quotation == b.quotation
        && (to == from || to == from + 1 && is_comma(from) && closes(b.span.end()))
        && (b.span.end().index() + 1 >= layers.book.tokens.len()
            || is_one(b.span.end().index() + 1))
}

/// Whether two turns stand side by side in two paragraphs of one conversation.
fn are_neighbours(layers: Layers<'_>, sheets: &Sheets, a: usize, b: usize) -> bool {
    if a.max(b) >= sheets.turns.len() {
        return false;
    }
    let distance = sheets.at[a].abs_diff(sheets.at[b]);
    let conversation = |t: usize| layers.speech.rows[sheets.turns[t]].conversation;
    (1..=2).contains(&distance) && conversation(a) == conversation(b)
}

/// How much speaks for each as the one who answers the calls of `name`, and for all together.
fn answers(layers: Layers<'_>, sheets: &Sheets, name: usize) -> (Vec<f32>, f32) {
    let rows = &sheets.rows;
    let mut own = vec![0.0; rows.len()];
    for &call in &rows[name].called {
        let caller = layers.speech.rows[sheets.turns[call]].speaker.as_ref();
        let caller = caller.map(|c| c.value);
        for (near, share) in [(call.checked_sub(1), 0.6), (Some(call + 1), 1.0)] {
            let Some(near) = near.filter(|&n| are_neighbours(layers, sheets, n, call))
            else {
                continue;
            };
            for (weight, sheet) in own.iter_mut().zip(rows) {
                if Some(sheet.who) != caller && sheet.who != rows[name].who {
                    *weight += share * sheet.speaks[near];
                }
            }
        }
    }
    let all = own.iter().sum();
    (own, all)
}

/// How two lists of words look alike.
#[derive(Default)]
struct Likeness {
    is_formal: bool,
    n_alike: usize,
    is_inside: bool,
    is_initial: bool,
}

impl Likeness {
    fn of(a: &[String], b: &[String]) -> Likeness {
        let lexicon = Lexicon::shared();
        let mut found = Likeness::default();
        for x in a {
            for y in b {
                if x == y {
                    continue;
                }
                let has =
                    |short: &str, long: &str| lexicon.formal_names(short).contains(&long);
                found.is_formal |= has(x, y) || has(y, x);
                let n = x.chars().zip(y.chars()).take_while(|(p, q)| p == q).count();
                found.n_alike = found.n_alike.max(n);
                let (n_x, n_y) = (x.chars().count(), y.chars().count());
                found.is_inside |= n_x >= 3 && y.contains(x.as_str())
                    || n_y >= 3 && x.contains(y.as_str());
                found.is_initial |= n.min(1) == 1 && (n_x == 1 || n_y == 1);
            }
        }
        found
    }
}

fn in_common(a: &[String], b: &[String]) -> usize {
    a.iter().filter(|word| b.contains(word)).count()
}

/// 1 if both go by words for one relation, -1 if by words for two.
fn kin_fit(a: &Sheet, b: &Sheet) -> f32 {
    let of = |s: &Sheet| {
        let mut list: Vec<usize> = s.words.iter().filter_map(|w| relation(w)).collect();
        list.dedup();
        list
    };
    let (own, others) = (of(a), of(b));
    if own.is_empty() || others.is_empty() {
        0.0
    } else if own.iter().any(|r| others.contains(r)) {
        1.0
    } else {
        -1.0
    }
}

fn gender_fit(a: Gender, b: Gender) -> f32 {
    match (a, b) {
        (Gender::Unknown, _) | (_, Gender::Unknown) => 0.0,
        (a, b) if a == b => 1.0,
        _ => -1.0,
    }
}

fn noun(kind: Option<NounKind>) -> f32 {
    match kind {
        None => 0.0,
        Some(NounKind::Kin) => 1.0,
        Some(NounKind::Role) => 2.0,
        Some(NounKind::Generic) => 3.0,
        Some(NounKind::Creature) => 4.0,
        Some(NounKind::Group) => 5.0,
    }
}

fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

fn count(n: usize) -> f32 {
    f32::from(u16::try_from(n.min(999)).unwrap_or(999))
}
