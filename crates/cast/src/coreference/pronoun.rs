//! Pronouns of narration: to the latest person that suits them; and who *I* is.

use dramaturg_text::{Book, ParagraphKind, Position, TokenKind};

use super::name::{fold, nominative, votes_gender};
use super::{Cluster, ClusterId, Coreference};
use crate::lexicon::Gender;
use crate::{GivenCharacter, GivenId, MentionId, MentionKind, Mentions, Quotations};

/// A pronoun looks back at most this many mentions.
const MAX_LOOKBACK: usize = 60;

/// The share of narration's words that are *I*, *me* or *my* above which a narrator tells.
const MIN_NARRATOR_SHARE: f32 = 0.008;

/// So often speakers have to call whoever tells the story before that alone says who it is;
/// for fewer calls see `person::find_narrator`.
const MIN_CALLS: u32 = 8;

/// What is known of the narrator beforehand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    /// Names that are one person, `I` for the narrator.
    pub(crate) joins: &'a [super::Join],
    /// Characters, one of them perhaps the narrator.
    pub(crate) given: &'a [GivenCharacter],
    /// Whether the text is short.
    pub(crate) is_short: bool,
}

/// Gives the pronouns of narration their clusters.
pub(crate) fn resolve(
    book: &Book,
    quotations: &Quotations,
    mentions: &Mentions,
    known: Known<'_>,
    coreference: &mut Coreference,
) {
    narrator(book, quotations, mentions, known, coreference);
    let mut genders: Vec<Gender> =
        coreference.clusters.rows().iter().map(|c| votes_gender(&c.votes, 1.0)).collect();
    let n_rounds = if known.is_short { MAX_ROUNDS } else { 1 };
    for round in 0..n_rounds {
        let mut meant = vec![(0.0_f32, 0.0_f32); genders.len()];
        for (id, mention) in mentions.rows.iter() {
            if mention.kind != MentionKind::Pronoun || mention.quotation.is_some() {
                continue;
            }
            let Some(form) = nominative(book.lower(mention.head)) else { continue };
            let pick = antecedent(book, mentions, coreference, &genders, id, form);
            coreference.of_mention[id] = pick;
            if let Some(cluster) = pick {
                let (he, she) = &mut meant[cluster.index()];
                match form {
                    "he" => *he += 1.0,
                    "she" => *she += 1.0,
                    _ => {}
                }
            }
        }
        if round + 1 == n_rounds || !learn(&meant, &mut genders, coreference) {
            return;
        }
    }
}

/// In a short text pronouns are read so often: each time more people have a gender.
const MAX_ROUNDS: usize = 3;

/// So many pronouns that nobody else around suits tell the gender of whom they mean, if they
/// are so many times those of the other.
const MIN_MEANT: f32 = 3.0;
const MIN_MARGIN: f32 = 2.5;

/// Gives those whose gender is open that of the pronouns that went to them, since nobody
/// else suited; whether anybody was given one.
fn learn(
    meant: &[(f32, f32)],
    genders: &mut [Gender],
    coreference: &mut Coreference,
) -> bool {
    let mut has_learned = false;
    let rows = meant.iter().zip(genders.iter_mut()).enumerate();
    for (i, (&(he, she), gender)) in rows.filter(|(_, (_, g))| **g == Gender::Unknown) {
        let votes = &mut coreference.clusters[ClusterId::from_index(i)].votes;
        let (he, she) = (he + votes.he, she + votes.she);
        let found = if he >= MIN_MEANT && he >= MIN_MARGIN * she {
            Gender::Male
        } else if she >= MIN_MEANT && she >= MIN_MARGIN * he {
            Gender::Female
        } else {
            continue;
        };
        (votes.he, votes.she) = (he, she);
        *gender = found;
        has_learned = true;
    }
    has_learned
}

/// The latest cluster that a pronoun suits: those that begin their sentence before others
/// of the same sentence, near ones before far ones.
fn antecedent(
    book: &Book,
    mentions: &Mentions,
    coreference: &Coreference,
    genders: &[Gender],
    id: MentionId,
    form: &str,
) -> Option<ClusterId> {
    let here = mentions.rows[id].span.start();
    let mut best: Option<(f32, ClusterId)> = None;
    for back in 1..=MAX_LOOKBACK.min(id.index()) {
        let other = MentionId::from_index(id.index() - back);
        let row = mentions.rows[other];
        let Some(cluster) = coreference.of_mention[other] else { continue };
        if row.quotation.is_some() || row.span.end() > here {
            continue;
        }
        let c = &coreference.clusters[cluster];
        let suits = match form {
            "he" => {
                genders[cluster.index()] != Gender::Female
                    && c.votes.it <= c.votes.he + 2.0
            }
            "she" => {
                genders[cluster.index()] != Gender::Male
                    && c.votes.it <= c.votes.she + 2.0
            }
            "they" => {
                c.votes.they > 2.0 * (c.votes.he + c.votes.she) && c.votes.they >= 2.0
            }
            "it" => false,
            other => c.votes.other.as_ref().is_some_and(|(own, _)| own == other),
        };
        if !suits || c.place > c.person && !c.is_unnamed || c.is_narrator {
            continue;
        }
        let known = match form {
            "he" => genders[cluster.index()] == Gender::Male,
            "she" => genders[cluster.index()] == Gender::Female,
            _ => true,
        };
        let distance = (here.index() - row.span.start().index()) as f32;
        let mut score = -distance / 25.0;
        score += if known { 1.0 } else { 0.0 };
        score += if is_subject(book, row.span.start()) { 1.2 } else { 0.0 };
        score -= if c.is_unnamed { 0.3 } else { 0.0 };
        if best.is_none_or(|(top, _)| score > top) {
            best = Some((score, cluster));
        }
    }
    best.map(|(_, cluster)| cluster)
}

/// Whether a mention begins a sentence or clause, where subjects stand.
fn is_subject(book: &Book, start: dramaturg_text::TokenId) -> bool {
    let Some(before) = start.index().checked_sub(1) else { return true };
    let before = dramaturg_text::TokenId::from_index(before);
    let form = book.lower(before);
    book.tokens[before].kind == TokenKind::Punctuation && !matches!(form, "-" | "(")
        || matches!(
            form,
            "and" | "but" | "then" | "when" | "while" | "as" | "that" | "said"
        )
}

/// Finds out whether somebody tells the story in the first person, and who.
fn narrator(
    book: &Book,
    quotations: &Quotations,
    mentions: &Mentions,
    known: Known<'_>,
    coreference: &mut Coreference,
) {
    let mut is_told = vec![true; book.tokens.len()];
    for quotation in quotations.rows.rows() {
        for part in &quotation.outer {
            for token in book.tokens_in(*part).iter() {
                is_told[token.index()] = false;
            }
        }
    }
    let n_words = book
        .paragraphs
        .rows()
        .iter()
        .filter(|p| p.kind == ParagraphKind::Prose)
        .flat_map(|p| p.tokens.iter())
        .filter(|&t| is_told[t.index()] && book.tokens[t].kind == TokenKind::Word)
        .count();
    let own: Vec<MentionId> = mentions
        .rows
        .iter()
        .filter(|(_, m)| {
            m.kind == MentionKind::Pronoun
                && m.quotation.is_none()
                && matches!(book.lower(m.head), "i" | "me" | "my" | "myself" | "mine")
        })
        .map(|(id, _)| id)
        .collect();
    let n_own = own.len();
    let given = known.given.iter().position(|c| c.is_narrator).map(GivenId::from_index);
    let is_rare = n_own < 4 || (n_own as f32) < MIN_NARRATOR_SHARE * n_words as f32;
    if is_rare && given.is_none() {
        return;
    }
    let given = given.map(|id| {
        let cluster = coreference.clusters.iter().find(|(_, c)| c.given == Some(id));
        let cluster = cluster.map(|(cluster, _)| cluster);
        cluster.unwrap_or_else(|| {
            let mut cluster = Cluster::default();
            cluster.give(id, &known.given[id.index()]);
            coreference.clusters.push(cluster)
        })
    });
    let joined = known
        .joins
        .iter()
        .find(|(_, narrator)| narrator == "I")
        .and_then(|(name, _)| cluster_of(book, mentions, name, coreference));
    let cluster = given
        .or(joined)
        .or_else(|| named_narrator(coreference))
        .unwrap_or_else(|| coreference.clusters.push(Cluster::default()));
    let row = &mut coreference.clusters[cluster];
    row.is_narrator = true;
    row.person += 5.0;
    row.n_acts += u32::try_from(n_own).unwrap_or(u32::MAX);
    for id in own {
        coreference.of_mention[id] = Some(cluster);
    }
}

/// The cluster of a name, given as its words in lower case.
fn cluster_of(
    book: &Book,
    mentions: &Mentions,
    name: &str,
    coreference: &Coreference,
) -> Option<ClusterId> {
    let key = |span: dramaturg_text::Span<dramaturg_text::TokenId>| {
        span.iter()
            .filter(|&t| book.tokens[t].kind == TokenKind::Word)
            .map(|t| fold(book.lower(t)))
            .collect::<Vec<_>>()
            .join(" ")
    };
    mentions
        .rows
        .iter()
        .find(|(_, m)| m.kind == MentionKind::Proper && key(m.span) == name)
        .and_then(|(id, _)| coreference.of_mention[id])
}

/// The person whom speakers call by name again and again but whom narration never names: the
/// one who tells.
fn named_narrator(coreference: &Coreference) -> Option<ClusterId> {
    coreference
        .clusters
        .iter()
        .filter(|(_, c)| {
            !c.is_unnamed
                && !c.is_title
                && c.n_calls >= MIN_CALLS
                && c.n_told * 4 <= c.n_calls
                && c.person > c.place
        })
        .max_by_key(|(id, c)| (c.n_calls, std::cmp::Reverse(*id)))
        .map(|(id, _)| id)
}
