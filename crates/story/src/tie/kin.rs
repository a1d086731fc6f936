//! Who “her mother” is.
//!
//! Words for relatives and colleagues seldom stand beside a name. So each of them votes for
//! those whom it may mean: who is called so, who speaks with it as subject of the cue, whom
//! coreference finds, who has the same surname, who is near. All votes for a pair are counted
//! together, those from the other side, too, and the best candidate is taken if enough
//! votes are for it.

use dramaturg_cast::lexicon::Gender;
use dramaturg_cast::{Alias, AliasKind, EntityId, MentionKind, QuotationId};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Position, Span, TokenId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::name::{
    bearers, clashes, has_title, is_clergy, is_only_kin, likeness, roles, surnames,
};
use super::relation::{Cues, ELECTED, Noun, Statement, is_known, is_of};
use crate::tree::Tree;

/// What one expression says for a candidate; set by hand on our own stories.
pub(super) mod weight {
    /// A name beside the noun, or a copula.
    pub(in crate::tie) const STATED: f32 = 6.0;
    /// Somebody goes by the word: “Mum”.
    pub(in crate::tie) const CALLED: f32 = 4.0;
    /// Whoever is addressed with the word, times how sure that is.
    pub(in crate::tie) const ADDRESSED: f32 = 2.4;
    /// Whoever is said to speak by a cue with the word as subject.
    pub(in crate::tie) const SPEAKS: f32 = 3.0;
    /// Whom coreference finds, with a name and without.
    pub(in crate::tie) const REFERENT: f32 = 1.5;
    pub(in crate::tie) const NAMELESS: f32 = 1.0;
    /// A name in the same sentence or beside it.
    pub(in crate::tie) const NEAR: f32 = 0.8;
    /// Names alike: the surname, a title that fits, an alias that holds the noun.
    pub(in crate::tie) const SURNAME: f32 = 1.5;
    pub(in crate::tie) const TITLE: f32 = 1.0;
    pub(in crate::tie) const COUPLE: f32 = 4.0;
    pub(in crate::tie) const ROLE: f32 = 2.0;
    /// The wife of the father is the mother.
    pub(in crate::tie) const WED: f32 = 1.5;
    /// Votes for whom nobody knows to be a man or a woman count less.
    pub(in crate::tie) const UNSURE: f32 = 0.6;
    /// Whose: what coreference says, who is spoken to, who spoke before.
    pub(in crate::tie) const OWNER: f32 = 0.75;
    pub(in crate::tie) const OWNER_ADDRESSED: f32 = 0.6;
    pub(in crate::tie) const OWNER_CALLED: f32 = 0.8;
}

/// What a candidate needs.
#[derive(Clone, Copy)]
struct Least {
    /// So many votes,
    votes: f32,
    /// so many times those of the next one,
    lead: f32,
    /// and this part of all votes of the kind.
    share: f32,
}

const LEAST: Least = Least { votes: 3.0, lead: 1.5, share: 0.5 };

/// The same in a short text, where nobody is called anything often; chosen on our stories.
const LEAST_IN_SHORT: Least = Least { votes: 1.5, lead: 1.3, share: 0.4 };

/// From so many votes on somebody is likely.
const MIN_VOTES: f32 = 3.0;

/// In a long text so many votes for a couple come from other words than its names.
const MIN_OF_SPOUSE: f32 = 0.5;

/// What a pronoun says: “She’s my sister.”
pub(super) const SAID_OF: f32 = 2.5;

/// Votes from which a pair is as good as stated.
const SURE_VOTES: f32 = 8.0;

/// Less than this is no reason to believe in the others.
const MIN_REST: f32 = 0.2;

/// In a short text somebody calls “Mum” who is as likely as this.
const MIN_CALLER: f32 = 0.5;

/// Names are looked for in so many sentences before and behind a word.
const NEAR_SENTENCES: usize = 1;

/// So many mentions of each are looked at, for so many people.
const MAX_MENTIONS: usize = 64;
const MAX_NEAR: usize = 12;

/// Words of a part of a quotation in which somebody is called.
const MAX_WORDS: usize = 200;

/// Turns of talk around a word of address in which the one addressed speaks.
const MAX_TURNS: usize = 3;

/// At most so many bearers of a surname are candidates.
const MAX_BEARERS: usize = 8;

/// Words for leaders, used to their faces, and by those who tell: “It was the boss.”
pub(super) const LEADERS: &[&str] = &["boss", "skipper", "skip", "cap", "chief", "guv"];

/// One word for somebody's relative or colleague.
#[derive(Clone, Debug)]
pub(super) struct Hint {
    /// Whose it may be, and how likely: *her* is less sure than *Mara’s*.
    pub(super) owners: Vec<(EntityId, f32)>,
    pub(super) noun: Noun,
    /// The words; not empty.
    pub(super) words: Span<Byte>,
    /// Whom they may mean.
    pub(super) votes: Vec<(EntityId, f32)>,
}

pub(super) const PARENT: &str = "parent";
pub(super) const SPOUSE: &str = "spouse";

/// What a relation is whichever side it is stated from: `son` is `parent` turned round.
pub(super) fn class(kind: &'static str) -> (&'static str, bool) {
    match kind {
        "mother" | "father" => (PARENT, false),
        "son" | "daughter" | "child" => (PARENT, true),
        "brother" | "sister" | "twin" => ("sibling", false),
        "husband" | "wife" | "spouse" => (SPOUSE, false),
        "grandmother" | "grandfather" => ("grandparent", false),
        "grandson" | "granddaughter" | "grandchild" => ("grandparent", true),
        "aunt" | "uncle" => ("elder", false),
        "niece" | "nephew" => ("elder", true),
        "boss" | "captain" | "chief" | "employer" | "superior" | "master" => {
            ("superior", false)
        }
        "servant" | "employee" | "assistant" | "subordinate" | "apprentice" => {
            ("superior", true)
        }
        "landlady" => ("landlord", false),
        "tenant" | "lodger" => ("landlord", true),
        _ => (kind, false),
    }
}

/// A tie of the family as it looks from the other side.
pub(super) fn turned(tie: &str) -> &str {
    match tie {
        "parent" => "child",
        "child" => "parent",
        "elder" => "younger",
        "younger" => "elder",
        "grandparent" => "grandchild",
        "grandchild" => "grandparent",
        _ => tie,
    }
}

/// Whether a text is so short that a word for a relative seldom stands beside a name.
pub(super) fn is_short(tree: &Tree<'_>) -> bool {
    tree.cast.quotations.is_short()
}

/// Of which gender a pronoun is.
pub(super) fn gender_of(pronoun: &str) -> Gender {
    match pronoun {
        "his" => Gender::Male,
        "her" => Gender::Female,
        _ => Gender::Unknown,
    }
}

type Pair = (&'static str, EntityId, EntityId);

fn pair(noun: Noun, a: EntityId, b: EntityId) -> Pair {
    let (class, is_turned) = class(noun.kind);
    let is_even = noun.is_even || matches!(class, "sibling" | "spouse");
    if is_turned || is_even && b < a { (class, b, a) } else { (class, a, b) }
}

/// Counts the votes of all hints and of what is stated outright; what they agree on.
pub(super) fn elect(
    tree: &Tree<'_>,
    hints: &[Hint],
    stated: &[Statement],
) -> Vec<Statement> {
    let mut votes: FxHashMap<Pair, f32> = FxHashMap::default();
    for statement in stated {
        let key = pair(statement.noun, statement.a, statement.b);
        *votes.entry(key).or_default() += weight::STATED;
    }
    for hint in hints {
        for &(owner, share) in &hint.owners {
            for &(who, n) in &hint.votes {
                *votes.entry(pair(hint.noun, who, owner)).or_default() += share * n;
            }
        }
    }
    let mut all: FxHashMap<(EntityId, &str), f32> = FxHashMap::default();
    let mut seen: FxHashSet<(EntityId, &str, EntityId)> = FxHashSet::default();
    for hint in hints {
        let noun = hint.noun;
        for &(owner, _) in &hint.owners {
            for &(who, _) in &hint.votes {
                if seen.insert((owner, noun.kind, who)) {
                    *all.entry((owner, noun.kind)).or_default() +=
                        votes[&pair(noun, who, owner)];
                }
            }
        }
    }
    let bearers = bearers(tree);
    let least = if is_short(tree) { LEAST_IN_SHORT } else { LEAST };
    let named = stated.iter();
    let named = named.map(|statement| pair(statement.noun, statement.a, statement.b));
    let named = named.collect();
    let roles = if is_short(tree) { roles(tree) } else { FxHashMap::default() };
    let poll = Poll { tree, votes, all, named, bearers, roles, least };
    let mut elected: Vec<(f32, Statement)> =
        hints.iter().filter_map(|hint| poll.winner(hint)).collect();
    elected.sort_by(|a, b| b.0.total_cmp(&a.0));
    // Of two mothers, two captains, the one with more votes; and one spouse to each.
    let mut taken: FxHashMap<(EntityId, &str), EntityId> = FxHashMap::default();
    for statement in
        stated.iter().filter(|statement| class(statement.noun.kind).0 == SPOUSE)
    {
        taken.entry((statement.a, SPOUSE)).or_insert(statement.b);
        taken.entry((statement.b, SPOUSE)).or_insert(statement.a);
    }
    elected.retain(|(_, statement)| {
        let Statement { a, b, noun, .. } = *statement;
        if class(noun.kind).0 == SPOUSE {
            let first = *taken.entry((a, SPOUSE)).or_insert(b);
            let second = *taken.entry((b, SPOUSE)).or_insert(a);
            return first == b && second == a;
        }
        *taken.entry((b, noun.kind)).or_insert(a) == a
    });
    elected.into_iter().map(|(_, statement)| statement).collect()
}

/// All votes.
struct Poll<'a> {
    tree: &'a Tree<'a>,
    votes: FxHashMap<Pair, f32>,
    /// The votes for all candidates of a kind of somebody.
    all: FxHashMap<(EntityId, &'a str), f32>,
    /// What is stated beside a name.
    named: FxHashSet<Pair>,
    /// Who bears each surname.
    bearers: FxHashMap<String, Vec<EntityId>>,
    /// In a short text, whom everybody calls by a word for a relation: *the solicitor*.
    roles: FxHashMap<&'static str, Vec<EntityId>>,
    least: Least,
}

impl Poll<'_> {
    /// Whom a hint means, and whose it is: the pair that most is said for everywhere.
    fn winner(&self, hint: &Hint) -> Option<(f32, Statement)> {
        let tree = self.tree;
        let noun = hint.noun;
        let mut ranked: Vec<(f32, EntityId, EntityId)> = Vec::new();
        let most = hint.owners.iter().map(|owner| owner.1).fold(0.0, f32::max);
        // In a short text, what an unsure speaker says counts less.
        let most = if is_short(tree) { most.max(weight::OWNER) } else { most };
        for &(owner, share) in &hint.owners {
            let mut candidates: Vec<EntityId> =
                hint.votes.iter().map(|vote| vote.0).collect();
            for surname in surnames(tree, owner) {
                if let Some(list) = self.bearers.get(&surname) {
                    candidates.extend(list.iter().take(MAX_BEARERS));
                }
            }
            // “His solicitor” is the solicitor, if there is one.
            if let Some([one]) = self.roles.get(noun.kind).map(Vec::as_slice) {
                candidates.push(*one);
            }
            candidates.sort_unstable();
            candidates.dedup();
            for who in candidates {
                if may_be(tree, noun, who, owner) {
                    let n = self.count(noun, who, owner);
                    ranked.push((n * share / most.max(f32::MIN_POSITIVE), who, owner));
                }
            }
        }
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        // “Mama” is somebody with a name, if anybody with a name may be meant.
        let is_full = |row: &&(f32, EntityId, EntityId)| !is_only_kin(tree, row.1);
        let best = ranked.iter().filter(is_full).find(|row| row.0 >= self.least.votes);
        let &best = best.or_else(|| ranked.first())?;
        let second = ranked.iter().filter(is_full).find(|row| row.1 != best.1);
        let is_close = second.is_some_and(|second| best.0 < self.least.lead * second.0);
        let own =
            self.votes.get(&pair(noun, best.1, best.2)).copied().unwrap_or_default();
        let all = self.all.get(&(best.2, noun.kind)).copied().unwrap_or_default();
        let likeness = (best.0 - own).max(0.0);
        if best.0 < self.least.votes
            || self.is_of_names(noun, best.1, best.2, own)
            || is_close
            || best.0 < self.least.share * (all + likeness)
        {
            return None;
        }
        let sure = (best.0 - MIN_VOTES) / (SURE_VOTES - MIN_VOTES);
        let confidence = (0.5 + 0.4 * sure).clamp(0.3, 0.9);
        let (_, a, b) = best;
        let words = hint.words;
        Some((best.0, Statement { a, b, noun, words, confidence, votes: ELECTED }))
    }

    /// Whether in a long text little but names speaks for a pair: “his wife” need not be the
    /// Mrs. Beebe who has his surname, and who has another one is no sister.
    fn is_of_names(&self, noun: Noun, who: EntityId, owner: EntityId, own: f32) -> bool {
        let tree = self.tree;
        if is_short(tree) || self.named.contains(&pair(noun, who, owner)) {
            return false;
        }
        match class(noun.kind) {
            (SPOUSE, _) => own < MIN_OF_SPOUSE,
            (PARENT, _) | ("sibling", _) => {
                let (one, other) = (surnames(tree, who), surnames(tree, owner));
                let is_same = one.iter().any(|name| other.contains(name));
                !one.is_empty() && !other.is_empty() && !is_same
            }
            _ => false,
        }
    }

    /// The votes for a pair.
    fn count(&self, noun: Noun, who: EntityId, owner: EntityId) -> f32 {
        let tree = self.tree;
        let votes = self.votes.get(&pair(noun, who, owner)).copied().unwrap_or_default();
        // The mother is the wife of the father.
        let is_wed = noun.kind == "mother"
            && has_title(tree, who, "mrs")
            && surnames(tree, who).iter().any(|surname| {
                self.bearers.get(surname).is_some_and(|list| {
                    list.iter().take(MAX_BEARERS).any(|&father| {
                        let key = (PARENT, father, owner);
                        has_title(tree, father, "mr")
                            && self.votes.get(&key).is_some_and(|&n| n >= MIN_VOTES)
                    })
                })
            });
        let wed = if is_wed { weight::WED } else { 0.0 };
        let own = tree.cast.entities.rows[who].gender;
        let is_unsure = own == Gender::Unknown && noun.gender != Gender::Unknown;
        let factor = if is_unsure { weight::UNSURE } else { 1.0 };
        factor * votes + wed + likeness(tree, noun, who, owner)
    }
}

/// Whether nothing speaks against it.
fn may_be(tree: &Tree<'_>, noun: Noun, who: EntityId, owner: EntityId) -> bool {
    // “My sister” is no nurse.
    let is_leader = LEADERS.contains(&noun.kind) || noun.kind == "captain";
    who != owner
        && !is_only_kin(tree, owner)
        && is_of(tree, who, noun.gender)
        && is_known(tree, who)
        && !is_clergy(tree, who, noun.kind)
        && !clashes(tree, noun, who, owner)
        && !(is_leader && is_only_kin(tree, who))
}

/// Whose “her mother” may be: besides whom coreference finds, whoever is spoken to or called
/// in what she says.
pub(super) fn owners(
    tree: &Tree<'_>,
    cues: &Cues,
    word: ParsedWordId,
    pronoun: ParsedWordId,
    owner: EntityId,
) -> Vec<(EntityId, f32)> {
    let gender = match tree.lower(pronoun) {
        "his" => Gender::Male,
        "her" => Gender::Female,
        _ => return vec![(owner, 1.0)],
    };
    let is_unsure = tree.cast.entities.rows[owner].gender == Gender::Unknown;
    let factor = if is_unsure { weight::UNSURE } else { 1.0 };
    let mut owners = vec![(owner, weight::OWNER * factor)];
    if !is_of(tree, owner, gender) {
        owners.clear();
    }
    let Some(quotation) = introduced(tree, cues, word) else { return owners };
    let mut push = |who: EntityId, share: f32| {
        let may_own = is_of(tree, who, gender) && is_known(tree, who);
        if may_own && owners.iter().all(|other| other.0 != who) {
            owners.push((who, share));
        }
    };
    for &part in &tree.cast.quotations.rows[quotation].parts {
        for word in tree.parse.words_in(part).iter().take(MAX_WORDS) {
            if tree.relation(word) == Relation::Vocative
                && let Some(who) = tree.who(word)
            {
                push(who, weight::OWNER_CALLED);
            }
        }
    }
    for claim in &tree.cast.speech.rows[quotation].addressees {
        push(claim.value, weight::OWNER_ADDRESSED * claim.confidence);
    }
    owners
}

/// The quotation of which a word is the subject of the cue.
fn introduced(tree: &Tree<'_>, cues: &Cues, word: ParsedWordId) -> Option<QuotationId> {
    let verb = tree.head(word).filter(|_| tree.relation(word) == Relation::Nsubj)?;
    cues.get(&tree.span(verb).start()).copied()
}

/// Whom “her mother” may mean as it stands here.
pub(super) fn told(
    tree: &Tree<'_>,
    cues: &Cues,
    sentence: Span<ParsedWordId>,
    word: ParsedWordId,
    noun: Noun,
    owner: EntityId,
) -> Vec<(EntityId, f32)> {
    let mut votes = Vec::new();
    let mut push = |who: EntityId, n: f32| {
        if n > 0.0 && may_be(tree, noun, who, owner) {
            votes.push((who, n));
        }
    };
    if let Some(quotation) = introduced(tree, cues, word) {
        let row = &tree.cast.speech.rows[quotation];
        let fits =
            || row.candidates.iter().filter(|c| may_be(tree, noun, c.entity, owner));
        let rest = fits().map(|c| c.probability).sum::<f32>().max(MIN_REST);
        for candidate in fits() {
            push(candidate.entity, weight::SPEAKS * candidate.probability / rest);
        }
    }
    if let Some(who) = tree.who(word) {
        let row = &tree.cast.entities.rows[who];
        let lower = tree.lower(word);
        let n = if row.is_named && goes_by(tree, who, lower) {
            weight::CALLED
        } else if row.is_named || row.is_narrator {
            weight::REFERENT
        } else {
            weight::NAMELESS
        };
        push(who, n);
    }
    if tree.quotation(word).is_none() {
        for who in near(tree, sentence) {
            push(who, weight::NEAR);
        }
    }
    votes
}

/// Everybody whom narration names in a sentence or beside it.
fn near(tree: &Tree<'_>, sentence: Span<ParsedWordId>) -> Vec<EntityId> {
    let sentences = tree.parse.sentences.rows();
    let here = sentences.partition_point(|s| s.end() <= sentence.start());
    let from = here.saturating_sub(NEAR_SENTENCES);
    let to = (here + NEAR_SENTENCES + 1).min(sentences.len());
    let mut people = Vec::new();
    for &sentence in &sentences[from..to] {
        let start = tree.token(sentence.start());
        let end = tree.token(ParsedWordId::from_index(sentence.end().index() - 1));
        let mentions = tree.cast.mentions.starting_in(Span::new(start, end));
        for id in mentions.iter().take(MAX_MENTIONS) {
            let mention = tree.cast.mentions.rows[id];
            // “You went in, Col?” Her husband looked at the drain.
            let is_heard = mention.quotation.is_none()
                || is_short(tree) && is_called(tree, mention.head);
            if mention.kind == MentionKind::Proper
                && is_heard
                && let Some(who) = tree.cast.entities.of_mention[id]
                && people.len() < MAX_NEAR
                && !people.contains(&who)
            {
                people.push(who);
            }
        }
    }
    people
}

/// Whether a name is called.
fn is_called(tree: &Tree<'_>, head: TokenId) -> bool {
    let words = tree.parse.words_in(tree.book.tokens[head].span);
    words.iter().any(|word| tree.relation(word) == Relation::Vocative)
}

/// “The two sisters”, “the twins”: those who are named beside the words.
pub(super) fn several(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    word: ParsedWordId,
    noun: Noun,
    into: &mut Vec<Hint>,
) {
    let has_the = tree
        .kids(word)
        .iter()
        .any(|&kid| tree.relation(kid) == Relation::Det && tree.lower(kid) == "the");
    if !has_the || tree.quotation(word).is_some() {
        return;
    }
    let people: Vec<EntityId> = near(tree, sentence)
        .into_iter()
        .filter(|&who| is_of(tree, who, noun.gender) && tree.is_somebody(who))
        .collect();
    // Two or three may be the two; of more, nobody knows which.
    if !(2..=3).contains(&people.len()) {
        return;
    }
    for (i, &owner) in people.iter().enumerate() {
        for &other in &people[i + 1..] {
            let votes = vec![(other, 2.0 * weight::NEAR)];
            let owners = vec![(owner, 1.0)];
            into.push(Hint { owners, noun, words: tree.span(word), votes });
        }
    }
}

/// Words for the family that stand alone as names: “Mum!”.
const CALLED: &[&str] = &[
    "mum",
    "mummy",
    "mom",
    "mommy",
    "mam",
    "mama",
    "mamma",
    "mother",
    "dad",
    "daddy",
    "papa",
    "father",
    "gran",
    "granny",
    "grandma",
    "grandmamma",
    "grandmother",
    "grandad",
    "granddad",
    "grandpa",
    "grandpapa",
    "grandfather",
    "auntie",
    "aunty",
    "aunt",
    "uncle",
    "boss",
    "skipper",
    "skip",
    "cap",
    "chief",
    "guv",
    "brother",
    "sister",
    "nan",
    "nana",
    "pa",
    "ma",
];

/// Those of them that priests and nuns bear, too.
pub(super) const ALSO_CLERGY: &[&str] = &["father", "mother", "sister", "brother"];

/// “Mum!”, “Mum never wound it”: the mother of who says so.
pub(super) fn called(
    tree: &Tree<'_>,
    word: ParsedWordId,
    noun: Noun,
    has_clergy: bool,
) -> Option<Hint> {
    let lower = tree.lower(word);
    if !CALLED.contains(&lower) {
        return None;
    }
    let has_determiner = tree.kids(word).iter().any(|&kid| {
        matches!(tree.relation(kid), Relation::Det | Relation::Amod | Relation::Nmod)
    });
    let is_vocative =
        tree.relation(word) == Relation::Vocative || stands_alone(tree, word);
    if has_determiner {
        return None;
    }
    // “Sister Devane”, “Father Brown”: a title.
    let is_title = tree.kids(word).iter().chain(tree.head(word).iter()).any(|&other| {
        tree.tag(other) == Tag::Propn
            && other.cmp(&word).is_gt()
            && matches!(
                (tree.relation(word), tree.relation(other)),
                (Relation::Compound, _) | (_, Relation::Flat | Relation::Appos)
            )
    });
    let is_family_title = matches!(lower, "aunt" | "uncle" | "auntie" | "aunty");
    if is_title && !is_family_title {
        return None;
    }
    let quotation = tree.quotation(word);
    let owners: Vec<(EntityId, f32)> = match quotation {
        Some(quotation) => {
            let row = &tree.cast.speech.rows[quotation];
            let first = row.candidates.iter().map(|c| c.probability).fold(0.0, f32::max);
            if is_short(tree) && first < MIN_CALLER {
                return None;
            }
            let likely = row.candidates.iter().filter(|c| c.probability >= MIN_REST);
            likely.map(|c| (c.entity, c.probability)).collect()
        }
        None => vec![(tree.narrator()?, 1.0)],
    };
    let by = owners.first()?.0;
    let is_capital = tree.written(word).starts_with(char::is_uppercase);
    if ALSO_CLERGY.contains(&lower) && (!is_vocative && !is_capital || has_clergy) {
        return None;
    }
    let is_leader = LEADERS.contains(&lower);
    let is_sibling = matches!(lower, "brother" | "sister");
    // “Sister” with a capital is a nun or a nurse.
    if (is_leader || is_sibling) && !is_vocative || is_sibling && is_capital {
        return None;
    }
    if !is_vocative && !is_capital {
        return None;
    }
    let mut votes = Vec::new();
    // Who is only ever called so goes by another name elsewhere.
    let is_real = |who: EntityId| !(is_vocative && is_only_kin(tree, who));
    if let Some(who) = tree.who(word).filter(|&who| who != by && is_real(who)) {
        let n = if goes_by(tree, who, lower) { weight::CALLED } else { weight::REFERENT };
        votes.push((who, n));
    }
    if is_vocative && let Some(quotation) = quotation {
        let addressed = addressed(tree, quotation, by);
        let share: f32 =
            addressed.iter().filter(|vote| !is_real(vote.0)).map(|vote| vote.1).sum();
        votes.extend(addressed.into_iter().filter(|vote| is_real(vote.0)));
        // “Guv” is whoever else talks.
        for (who, part) in partners(tree, quotation, by) {
            votes.push((who, part * share));
        }
    }
    Some(Hint { owners, noun, words: tree.span(word), votes })
}

/// Whether marks stand on both sides of a word that is said: “Two weeks, Skip.”
fn stands_alone(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    let at = word.index();
    let quotation = tree.quotation(word);
    let is_mark = |i: Option<usize>| {
        let other = i.filter(|&i| i < tree.parse.words.len());
        other.map(ParsedWordId::from_index).is_none_or(|other| {
            tree.quotation(other) != quotation || tree.tag(other) == Tag::Punct
        })
    };
    quotation.is_some() && is_mark(at.checked_sub(1)) && is_mark(Some(at + 1))
}

/// Who speaks before and behind somebody in the same talk.
fn partners(
    tree: &Tree<'_>,
    quotation: QuotationId,
    by: EntityId,
) -> Vec<(EntityId, f32)> {
    let rows = tree.cast.speech.rows.rows();
    let conversation = rows[quotation.index()].conversation;
    let speaker = |i: usize| {
        let row = rows.get(i).filter(|row| row.conversation == conversation)?;
        let who = row.speaker.as_ref()?.value;
        (who != by && !is_only_kin(tree, who)).then_some(who)
    };
    let first = quotation.index().saturating_sub(MAX_TURNS);
    let before = (first..quotation.index()).rev().find_map(speaker);
    let behind =
        (quotation.index() + 1..=quotation.index() + MAX_TURNS).find_map(speaker);
    match (before, behind) {
        (Some(one), Some(other)) if one == other => vec![(one, 1.0)],
        (Some(one), Some(other)) => vec![(one, 0.5), (other, 0.4)],
        (Some(one), None) | (None, Some(one)) => vec![(one, 0.7)],
        (None, None) => Vec::new(),
    }
}

/// Those to whom a quotation is said, who is then called so.
pub(super) fn addressed(
    tree: &Tree<'_>,
    quotation: QuotationId,
    by: EntityId,
) -> Vec<(EntityId, f32)> {
    let row = &tree.cast.speech.rows[quotation];
    let n = row.addressees.len().max(1) as f32;
    let sure = row.speaker.as_ref().map_or(0.0, |claim| claim.confidence);
    let others = row.addressees.iter().filter(|claim| claim.value != by);
    others
        .map(|claim| (claim.value, weight::ADDRESSED * claim.confidence.min(sure) / n))
        .collect()
}

/// Whether a word is a name of somebody by itself.
pub(super) fn goes_by(tree: &Tree<'_>, who: EntityId, lower: &str) -> bool {
    // “Sister” of a nurse is her title, and no relation.
    let is_title =
        |alias: &Alias| ALSO_CLERGY.contains(&lower) && alias.kind != AliasKind::Kinship;
    let mut aliases = tree.cast.entities.rows[who].aliases.iter();
    aliases.any(|alias| alias.text.eq_ignore_ascii_case(lower) && !is_title(alias))
}
