//! What tells whether somebody has a thing after a passage, as numbers.

use dramaturg_cast::lexicon::{NounClass, NounClasses, Supersense};
use dramaturg_cast::{EntityId, EntityKind};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::Position;

use super::Status;
use super::custody::Link;
use super::encode::{count, flag};
use super::grammar::Grammar;
use super::lexicon::{Handling, is_listed};
use super::people::{Candidate, Candidates, People, Role};
use super::thing::Things;

/// The names of the features of a link of a chain of custody, in the order of a row; after
/// them come those of `Role`.
pub const CUSTODY_FEATURES: &[&str] = &[
    "is_rule",
    "is_rule_and_holder",
    "is_rules_holder",
    "is_nobody",
    "is_doer",
    "is_recipient",
    "is_goal_owner",
    "is_from",
    "had_it",
    "doer_had_it",
    "recipient_had_it",
    "rank",
    "is_sure",
    "noun_sense",
    "distance",
    "share_of_mentions",
    "is_narrator",
    "is_named",
    "is_animal",
    "n_candidates",
    "is_give",
    "is_take",
    "is_put",
    "is_move",
    "is_hold",
    "is_verb",
    "is_lying",
    "is_still",
    "action",
    "particle",
    "has_doer",
    "has_recipient",
    "has_goal",
    "has_goal_owner",
    "is_in_hand",
    "has_place",
    "is_pronoun",
    "is_listed",
    "is_document",
    "is_container",
    "is_clothing",
    "is_weapon",
    "is_tool",
    "is_food",
    "is_money",
    "is_furniture",
    "is_plural",
    "is_definite",
    "is_indefinite",
    "is_owned",
    "n_mentions",
    "n_links",
    "n_links_before",
    "since_last",
    "is_object",
    "is_subject",
    "is_so",
    "is_past_perfect",
    "has_modal",
    "is_command",
    "is_quoted",
    "is_past",
    "is_present",
    "is_passive",
    "is_relative",
    "is_root",
    "supersense",
    "is_loose",
    "is_vague",
    "share_of_things",
    "n_quoted",
    "n_holders",
    "n_given",
    "spread",
    "roles",
];

/// A link and one way to fill in who has the thing then.
#[derive(Clone, Debug)]
pub(crate) struct Stake {
    /// Which link it is.
    pub(crate) link: usize,
    /// Who has the thing; nobody where it lies somewhere.
    pub(crate) holder: Option<EntityId>,
    /// Values in the order of [`CUSTODY_FEATURES`] and of [`Role::ALL`].
    pub(crate) values: Vec<f32>,
}

/// All ways to fill in who has a thing after each link.
pub(crate) fn stakes(
    grammar: &Grammar<'_>,
    things: &Things,
    links: &[Link],
) -> Vec<Stake> {
    let people = People::new(grammar);
    let n_max = people.n_words.rows().iter().max().copied().unwrap_or(1).max(1);
    let mut n_links = vec![0_usize; things.rows.len()];
    for link in links.iter().filter(|link| link.rank == 0) {
        n_links[link.thing] += 1;
    }
    let weights = weights(grammar, things, links);
    let mut history: Vec<History> = vec![History::default(); things.rows.len()];
    let mut stakes = Vec::new();
    for (i, link) in links.iter().enumerate() {
        let given: Vec<EntityId> = link.holder.into_iter().collect();
        let nouns: Vec<ParsedWordId> = link.goal.into_iter().collect();
        let Candidates { rows } = people.around(grammar, link.word, &nouns, &given);
        let before = &mut history[link.thing];
        let mut of_link = of_link(grammar, things, link, n_links[link.thing], before);
        of_link.extend(weights[link.thing].values());
        let n = rows.len();
        // Of what is only spoken of, those near it in the tree are enough.
        let rows = rows.into_iter().filter(|row| {
            !link.is_loose
                || [Role::Rule, Role::Possessor, Role::Subject, Role::Speaker, Role::Head]
                    .iter()
                    .any(|&role| row.is(role))
        });
        let nobody = (!link.is_loose).then_some(None);
        for candidate in rows.map(Some).chain(nobody) {
            let who = candidate.map(|candidate| candidate.who);
            let is_some = |other: Option<EntityId>| flag(who.is_some() && who == other);
            let entity = who.map(|who| &grammar.cast.entities.rows[who]);
            let is =
                |is: fn(&dramaturg_cast::Entity) -> bool| flag(entity.is_some_and(is));
            let n_words = who.map_or(0, |who| people.n_words[who]);
            let mut values = vec![
                flag(link.is_rule),
                flag(link.is_rule && who == link.holder),
                flag(who == link.holder),
                flag(who.is_none()),
                is_some(link.doer),
                is_some(link.recipient),
                is_some(link.goal_owner),
                is_some(link.from),
                is_some(before.holder),
                flag(link.doer.is_some() && link.doer == before.holder),
                flag(link.recipient.is_some() && link.recipient == before.holder),
                count(link.rank),
                flag(things.rows[link.thing].is_sure()),
                count(things.rows[link.thing].sense),
                count(candidate.map_or(60, |candidate| candidate.distance)),
                n_words as f32 / n_max as f32,
                is(|entity| entity.is_narrator),
                is(|entity| entity.is_named),
                is(|entity| entity.kind == EntityKind::Animal),
                count(n),
            ];
            values.extend_from_slice(&of_link);
            let roles = Role::ALL.iter().map(|&role| {
                flag(candidate.is_some_and(|candidate: Candidate| candidate.is(role)))
            });
            values.push(roles.clone().sum());
            values.extend(roles);
            stakes.push(Stake { link: i, holder: who, values });
        }
        if link.rank == 0 {
            before.n_links += 1;
            before.last = link.object.index();
        }
        if link.is_rule {
            before.holder = link.holder;
        }
    }
    stakes
}

/// What the rules know of a thing up to a link.
#[derive(Clone, Default)]
struct History {
    n_links: usize,
    last: usize,
    holder: Option<EntityId>,
}

/// The values that are the same whoever has it.
fn of_link(
    grammar: &Grammar<'_>,
    things: &Things,
    link: &Link,
    n_links: usize,
    before: &History,
) -> Vec<f32> {
    let (word, object) = (link.word, link.object);
    let thing = &things.rows[link.thing];
    let is_way = |fits: fn(Handling) -> bool| flag(link.way.is_some_and(fits));
    let noun = thing.noun.as_str();
    let is_pronoun = things.others.contains_key(&object);
    let classes = NounClasses::of(noun);
    let has = |class: NounClass| flag(classes.has(class));
    let determiner = grammar.kid(object, Relation::Det);
    let determiner = determiner.map_or("", |id| grammar.lower(id));
    let features = grammar.parse.features(word);
    let has_modal = grammar.kids(word).iter().any(|&kid| {
        grammar.relation(kid) == Relation::Aux
            && !matches!(grammar.lemma(kid), "have" | "be" | "do")
    });
    let has_had = grammar.kids(word).iter().any(|&kid| {
        grammar.relation(kid) == Relation::Aux && grammar.lower(kid) == "had"
    });
    let relation = grammar.relation(object);
    let supersense = Supersense::of_verb(grammar.lemma(word));
    let sense = match supersense {
        Some(Supersense::VerbPossession) => 1,
        Some(Supersense::VerbContact) => 2,
        Some(Supersense::VerbMotion) => 3,
        Some(Supersense::VerbStative) => 4,
        Some(_) => 5,
        None => 0,
    };
    let status = grammar.status(word);
    vec![
        is_way(|way| matches!(way, Handling::Give(_))),
        is_way(|way| matches!(way, Handling::Take(_))),
        is_way(|way| matches!(way, Handling::Put(_))),
        is_way(|way| matches!(way, Handling::Move(_))),
        is_way(|way| matches!(way, Handling::Hold(_))),
        flag(grammar.tag(word) == Tag::Verb),
        flag(link.action == "at"),
        flag(link.is_still),
        count(rank(ACTIONS, link.action)),
        count(rank(PARTICLES, link.particle)),
        flag(link.doer.is_some()),
        flag(link.recipient.is_some()),
        flag(link.goal.is_some()),
        flag(link.goal_owner.is_some()),
        flag(link.is_in_hand),
        flag(link.place.is_some()),
        flag(is_pronoun),
        flag(is_listed(noun)),
        has(NounClass::Document),
        has(NounClass::Container),
        has(NounClass::Clothing),
        has(NounClass::Weapon),
        has(NounClass::Tool),
        flag(classes.has_any(&[NounClass::Food, NounClass::Drink])),
        has(NounClass::Money),
        flag(classes.has_any(&[NounClass::Furniture, NounClass::Room])),
        flag(thing.is_plural),
        flag(matches!(determiner, "the" | "this" | "that" | "those" | "these")),
        flag(matches!(determiner, "a" | "an" | "some" | "another")),
        flag(grammar.is_owned(object)),
        count(thing.n_mentions as usize),
        count(n_links),
        count(before.n_links),
        if before.n_links == 0 {
            -1.0
        } else {
            count(object.index().saturating_sub(before.last) / 10)
        },
        flag(relation == Relation::Obj),
        flag(relation == Relation::Nsubj),
        flag(matches!(status, Some(Status::Holds | Status::Past))),
        flag(has_had),
        flag(has_modal),
        flag(grammar.is_command(word)),
        flag(grammar.quotation(word).is_some()),
        flag(features.contains("Tense=Past")),
        flag(features.contains("Tense=Pres")),
        flag(grammar.is_passive(word)),
        flag(grammar.relation(word) == Relation::Acl),
        flag(grammar.relation(word) == Relation::Root),
        count(sense),
        flag(link.is_loose),
        flag(things.vague.contains(&object)),
    ]
}

/// How much a thing matters to its story.
#[derive(Clone, Default)]
struct Weight {
    n_words: usize,
    n_quoted: usize,
    n_given: usize,
    holders: Vec<EntityId>,
    first: usize,
    last: usize,
    /// The number of words for the thing near by that has most.
    n_most: usize,
}

impl Weight {
    fn values(&self) -> [f32; 5] {
        let spread = (self.last - self.first) / 50;
        [
            self.n_words as f32 / self.n_most.max(1) as f32,
            count(self.n_quoted),
            count(self.holders.len()),
            count(self.n_given),
            count(spread),
        ]
    }
}

/// Things within a block of this many words are compared with each other.
const BLOCK: usize = 1_500;

/// At most this many holders of a thing are told apart.
const MAX_HOLDERS: usize = 8;

/// How much each thing matters.
fn weights(grammar: &Grammar<'_>, things: &Things, links: &[Link]) -> Vec<Weight> {
    let mut weights = vec![Weight::default(); things.rows.len()];
    let words = || {
        let rows = things.of_word.iter().enumerate();
        rows.filter_map(|(i, &row)| row.map(|row| (i, row)))
    };
    for (i, row) in words() {
        let weight = &mut weights[row];
        if weight.n_words == 0 {
            weight.first = i;
        }
        weight.last = i;
        weight.n_words += 1;
        let is_quoted = grammar.quotation(ParsedWordId::from_index(i)).is_some();
        weight.n_quoted += usize::from(is_quoted);
    }
    // Blocks are counted from the end, so that a paragraph in front moves none.
    let n_words = things.of_word.len();
    let block = |i: usize| (n_words - 1 - i) / BLOCK;
    let mut most = vec![0; n_words / BLOCK + 1];
    for (i, row) in words() {
        let slot = &mut most[block(i)];
        *slot = weights[row].n_words.max(*slot);
    }
    for (i, row) in words() {
        let weight = &mut weights[row];
        weight.n_most = weight.n_most.max(most[block(i)]);
    }
    for link in links.iter().filter(|link| link.rank == 0 && link.is_rule) {
        let weight = &mut weights[link.thing];
        weight.n_given += usize::from(link.recipient.is_some());
        if let Some(holder) = link.holder
            && weight.holders.len() < MAX_HOLDERS
            && !weight.holders.contains(&holder)
        {
            weight.holders.push(holder);
        }
    }
    weights
}

/// What is done to a thing, so that a tree can tell them apart; close ones side by side.
const ACTIONS: &[&str] = &[
    "give", "return", "bring", "send", "lend", "sell", "take", "steal", "find", "fetch",
    "buy", "borrow", "pick_up", "take_out", "take_off", "throw", "put", "put_on",
    "put_in", "put_down", "put_away", "hang", "hide", "leave", "drop", "fall", "lose",
    "hold", "carry", "wear", "keep", "at",
];

const PARTICLES: &[&str] =
    &["", "out", "off", "up", "on", "down", "away", "back", "aside"];

fn rank(list: &[&str], word: &str) -> usize {
    list.iter().position(|&known| known == word).unwrap_or(list.len())
}
