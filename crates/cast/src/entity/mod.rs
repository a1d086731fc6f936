//! Who and what the mentions refer to.
//!
//! Reads `Book`, `Quotations`, `Mentions` and `Coreference`; makes [`Entities`]: a row a
//! cluster, with its names, kind and pronouns.

use dramaturg_text::{
    Book, Byte, Position, Span, Stage, Table, TokenId, TokenKind, position,
};

use crate::coreference::{Cluster, fold, written};
use crate::lexicon::{Gender, Lexicon, TitleClass};
use crate::{
    Coreference, GivenCharacter, GivenId, MentionId, MentionKind, Mentions, Quotations,
};

position! {
    /// A row of [`Entities`].
    EntityId
}

/// What an entity is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EntityKind {
    /// A person.
    Person,
    /// Several persons under one name: `the Bennets`.
    Group,
    /// An animal that acts.
    Animal,
    /// A place.
    Place,
    /// Anything else.
    Thing,
}

/// The pronouns that the text uses of an entity.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Pronouns {
    /// The text does not say.
    Unknown,
    /// he, him, his.
    He,
    /// she, her, hers.
    She,
    /// they, them, their, of one person.
    They,
    /// it, its.
    It,
    /// Others, as `xe/xem`.
    Other(String),
}

impl Pronouns {
    /// As readers write it: `she/her`; none if unknown.
    pub fn label(&self) -> Option<&str> {
        match self {
            Pronouns::Unknown => None,
            Pronouns::He => Some("he/him"),
            Pronouns::She => Some("she/her"),
            Pronouns::They => Some("they/them"),
            Pronouns::It => Some("it/its"),
            Pronouns::Other(label) => Some(label),
        }
    }
}

/// What kind of name an alias is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AliasKind {
    /// First name, or first and last.
    Name,
    /// Last name alone.
    Surname,
    /// A short or pet form.
    Nickname,
    /// A title, alone or with a name.
    Title,
    /// `Mother`, `Uncle Tom`.
    Kinship,
    /// `the porter`.
    Descriptor,
    /// `I`, of a narrator.
    Pronoun,
}

impl AliasKind {
    /// The word in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            AliasKind::Name => "name",
            AliasKind::Surname => "surname",
            AliasKind::Nickname => "nickname",
            AliasKind::Title => "title",
            AliasKind::Kinship => "kinship",
            AliasKind::Descriptor => "descriptor",
            AliasKind::Pronoun => "pronoun",
        }
    }
}

/// A name under which an entity goes.
#[derive(Clone, Debug)]
pub struct Alias {
    /// As most often written.
    pub text: String,
    /// What kind of name it is.
    pub kind: AliasKind,
    /// Its mentions in order; never empty.
    pub mentions: Vec<MentionId>,
}

/// Somebody or something that mentions refer to.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The fullest of its usual names.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// The pronouns that the text uses of it.
    pub pronouns: Pronouns,
    /// Its gender as far as pronouns, titles and names tell.
    pub gender: Gender,
    /// Whether it tells the story.
    pub is_narrator: bool,
    /// Whether the text shows somebody behind the name: acts, calls, a full name.
    pub is_character: bool,
    /// Whether it has a name; `the porter` has none.
    pub is_named: bool,
    /// Whether it can be a speaker: a person; a description only if a cue has it as subject.
    pub can_speak: bool,
    /// Whether it speaks no line after all, though turns are weighed as if it could.
    pub is_silent: bool,
    /// Whether it is somebody of their own; off where it is likely another word for somebody
    /// else, or somebody who is only spoken of.
    pub is_own: bool,
    /// Whether speakers call it by this name while narration never uses the name.
    pub is_only_called: bool,
    /// Its names, most used first.
    pub aliases: Vec<Alias>,
    /// All its mentions in order, pronouns included.
    pub mentions: Vec<MentionId>,
    /// The words that first name it.
    pub first: Span<TokenId>,
    /// The bytes of `first`.
    pub first_bytes: Span<Byte>,
    /// A probability that there is such an entity, from 0 to 1.
    pub confidence: f32,
    /// The given character that it is.
    pub given: Option<GivenId>,
}

/// All entities in order of first mention.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// The rows.
    pub rows: Table<EntityId, Entity>,
    /// The entity of each mention.
    pub of_mention: Table<MentionId, Option<EntityId>>,
}

impl Entities {
    /// The entity of a given character, if the text mentions it.
    pub fn of_given(&self, id: GivenId) -> Option<EntityId> {
        self.rows.iter().find(|(_, e)| e.given == Some(id)).map(|(entity, _)| entity)
    }
}

/// `Her husband` speaks for himself, and not for somebody with a name, from so many cues on.
const MIN_RELATIVE_CUES: u32 = 4;

/// Whoever is described so often in a short text may speak.
const MIN_TOLD: u32 = 4;

/// Names the clusters.
#[derive(Clone, Copy, Debug, Default)]
pub struct EntityStage<'g> {
    /// Characters that are known; they go by the names for reports that they have there.
    pub given: &'g [GivenCharacter],
    /// Whether nobody else speaks.
    pub has_all: bool,
}

impl Stage for EntityStage<'_> {
    type Input<'a> = (&'a Book, &'a Quotations, &'a Mentions, &'a Coreference);
    type Layer = Entities;
    const NAME: &'static str = "entities";

    fn run(
        &self,
        (book, quotations, mentions, coreference): (
            &Book,
            &Quotations,
            &Mentions,
            &Coreference,
        ),
    ) -> Entities {
        let is_short = quotations.is_short();
        let mut lists: Vec<Vec<MentionId>> = vec![Vec::new(); coreference.clusters.len()];
        for (id, cluster) in coreference.of_mention.iter() {
            if let Some(cluster) = cluster {
                lists[cluster.index()].push(id);
            }
        }
        let mut found: Vec<(Entity, usize)> = Vec::new();
        for (id, cluster) in coreference.clusters.iter() {
            let ids = std::mem::take(&mut lists[id.index()]);
            if let Some(mut entity) = entity(book, mentions, cluster, ids, is_short) {
                if let Some(id) = cluster.given {
                    entity.name.clone_from(&self.given[id.index()].name);
                    entity.confidence = 1.0;
                }
                entity.can_speak &= !self.has_all || cluster.given.is_some();
                found.push((entity, id.index()));
            }
        }
        found.sort_by_key(|(e, cluster)| (e.first.start(), *cluster));
        let mut of_cluster = vec![None; coreference.clusters.len()];
        let mut rows = Table::new();
        for (entity, cluster) in found {
            of_cluster[cluster] = Some(rows.push(entity));
        }
        let of_mention = coreference
            .of_mention
            .rows()
            .iter()
            .map(|c| c.and_then(|c| of_cluster[c.index()]))
            .collect();
        Entities { rows, of_mention }
    }
}

fn entity(
    book: &Book,
    mentions: &Mentions,
    cluster: &Cluster,
    ids: Vec<MentionId>,
    is_short: bool,
) -> Option<Entity> {
    let aliases = aliases(book, mentions, cluster, &ids);
    let first =
        aliases.iter().filter(|a| a.kind != AliasKind::Pronoun).flat_map(|a| &a.mentions);
    let first = first.min().or(ids.first()).map(|&id| mentions.rows[id].span)?;
    let kind = kind(cluster);
    let name = display_name(&aliases, cluster);
    let is_person = matches!(kind, EntityKind::Person | EntityKind::Animal);
    // “Mum never wound it”: a person, though nothing here shows one who speaks or acts.
    let is_kin =
        cluster.is_title && aliases.iter().all(|alias| alias.kind == AliasKind::Kinship);
    let kind = if is_kin { EntityKind::Person } else { kind };
    let is_shown = if cluster.is_title {
        cluster.n_acts > 0 || cluster.n_calls > 1
    } else {
        cluster.n_acts > 0
            || cluster.n_calls > 0
            || cluster.has_full_name
            || cluster.person >= 3.0
    };
    Some(Entity {
        name,
        kind,
        pronouns: pronouns(cluster),
        gender: crate::coreference::votes_gender(&cluster.votes, 1.0),
        is_narrator: cluster.is_narrator,
        is_character: is_person && !cluster.is_unnamed && is_shown,
        is_named: !cluster.is_unnamed,
        can_speak: if cluster.is_unnamed {
            let min = if cluster.is_relative { MIN_RELATIVE_CUES } else { 1 };
            cluster.n_cues >= min || is_short && is_somebody(cluster)
        } else {
            is_person || cluster.is_narrator
        },
        is_silent: false,
        is_own: true,
        is_only_called: is_only_called(cluster, &aliases),
        aliases,
        mentions: ids,
        first,
        first_bytes: book.bytes(first),
        confidence: confidence(cluster),
        given: cluster.given,
    })
}

/// Whether a description without a cue is of somebody who may speak: in a short text few have
/// cues. *The medic* is often somebody with a name; a girl who comes in as *a girl* is not, nor
/// is whoever is told of again and again.
fn is_somebody(cluster: &Cluster) -> bool {
    let is_told = cluster.n_acts > 0 || cluster.n_told > 1;
    cluster.is_described_person
        && (cluster.is_introduced && is_told || cluster.n_told >= MIN_TOLD)
}

/// Whether speakers call it by name, narration does not, and hardly anybody speaks of it.
fn is_only_called(cluster: &Cluster, aliases: &[Alias]) -> bool {
    let n_named: usize = aliases.iter().map(|a| a.mentions.len()).sum();
    let n_calls = cluster.n_calls as usize;
    !cluster.is_unnamed
        && !cluster.is_narrator
        && !cluster.has_full_name
        && cluster.n_acts == 0
        && n_calls > 0
        && 2 * n_calls >= n_named
        && cluster.n_told * 4 <= cluster.n_calls
}

fn kind(cluster: &Cluster) -> EntityKind {
    if cluster.is_group {
        EntityKind::Group
    } else if cluster.is_narrator {
        EntityKind::Person
    } else if cluster.is_unnamed {
        if cluster.is_creature { EntityKind::Animal } else { EntityKind::Person }
    } else if cluster.person > cluster.place && cluster.person >= 1.0
        || cluster.n_cues >= 2 && 8 * cluster.n_cues >= cluster.n_told
        || cluster.n_cues >= 1
            && cluster.has_full_name
            && 4 * cluster.n_cues >= cluster.n_told
    {
        EntityKind::Person
    } else if cluster.place > 0.5 {
        EntityKind::Place
    } else {
        EntityKind::Thing
    }
}

/// More evidence for a person than against one, squeezed into 0 to 1.
fn confidence(cluster: &Cluster) -> f32 {
    let (person, place) = (cluster.person.min(50.0) + 0.5, cluster.place.min(50.0) + 0.5);
    if cluster.is_unnamed { 0.6 } else { person / (person + place) }
}

fn pronouns(cluster: &Cluster) -> Pronouns {
    let v = &cluster.votes;
    if let Some((form, n)) = &v.other
        && *n >= 1.0
        && *n > v.he + v.she
    {
        let oblique = match form.as_str() {
            "xe" => "xem",
            "ze" => "zir",
            "fae" => "faer",
            "ey" => "em",
            other => other,
        };
        return Pronouns::Other(format!("{form}/{oblique}"));
    }
    if v.they >= 3.0 && v.they > 2.0 * (v.he + v.she) {
        return Pronouns::They;
    }
    match crate::coreference::votes_gender(v, 1.0) {
        Gender::Male => Pronouns::He,
        Gender::Female => Pronouns::She,
        Gender::Unknown if v.it > 3.0 && v.it > 2.0 * (v.he + v.she) => Pronouns::It,
        Gender::Unknown => Pronouns::Unknown,
    }
}

/// The different names of a cluster, most used first.
fn aliases(
    book: &Book,
    mentions: &Mentions,
    cluster: &Cluster,
    ids: &[MentionId],
) -> Vec<Alias> {
    let mut groups: Vec<(String, Vec<MentionId>)> = Vec::new();
    let mut own = Vec::new();
    for &id in ids {
        let mention = mentions.rows[id];
        let key = match mention.kind {
            MentionKind::Pronoun => {
                if cluster.is_narrator && book.lower(mention.head) == "i" {
                    own.push(id);
                }
                continue;
            }
            MentionKind::Nominal => descriptor(book, mention.span),
            MentionKind::Proper => key(book, mention.span),
        };
        match groups.iter_mut().find(|(k, _)| *k == key) {
            Some((_, list)) => list.push(id),
            None => groups.push((key, vec![id])),
        }
    }
    let mut aliases: Vec<Alias> = groups
        .into_iter()
        .map(|(_, list)| {
            let first = mentions.rows[list[0]];
            let text = match first.kind {
                MentionKind::Nominal => described(book, first.span),
                _ => written(book, mentions, &list),
            };
            Alias { kind: alias_kind(book, first.kind, first.span), text, mentions: list }
        })
        .collect();
    aliases.sort_by_key(|a| (std::cmp::Reverse(a.mentions.len()), a.mentions[0]));
    if !own.is_empty() {
        aliases.push(Alias {
            text: "I".to_owned(),
            kind: AliasKind::Pronoun,
            mentions: own,
        });
    }
    aliases
}

fn key(book: &Book, span: Span<TokenId>) -> String {
    let words = span
        .iter()
        .filter(|&id| book.tokens[id].kind == TokenKind::Word)
        .map(|id| fold(book.lower(id)));
    words.collect::<Vec<_>>().join(" ")
}

/// A description with a definite article: a porter is `the porter` from then on.
fn descriptor(book: &Book, span: Span<TokenId>) -> String {
    let mut words: Vec<&str> = span.iter().map(|id| book.lower(id)).collect();
    if matches!(
        words.first(),
        Some(&("a" | "an" | "this" | "that" | "some" | "another" | "one"))
    ) {
        words[0] = "the";
    }
    words.join(" ").replace(" ,", ",").replace(" '", "'")
}

/// The same as readers write it: `the German waiter`, with the capitals of the text.
fn described(book: &Book, span: Span<TokenId>) -> String {
    let key = descriptor(book, span);
    let written: Vec<&str> = span.iter().map(|id| book.written(id)).collect();
    let written = written.join(" ").replace(" ,", ",").replace(" '", "'");
    match (key.split_once(' '), written.split_once(' ')) {
        (Some((first, _)), Some((_, rest))) if !rest.is_empty() => {
            format!("{first} {rest}")
        }
        _ => key,
    }
}

fn alias_kind(book: &Book, kind: MentionKind, span: Span<TokenId>) -> AliasKind {
    if kind == MentionKind::Nominal {
        return AliasKind::Descriptor;
    }
    let lexicon = Lexicon::shared();
    let first = book.lower(span.start());
    if let Some(title) =
        lexicon.title(first).filter(|t| span.len() > 1 || t.can_stand_alone)
    {
        return match title.class {
            TitleClass::Kinship => AliasKind::Kinship,
            _ => AliasKind::Title,
        };
    }
    if span.len() > 1 || lexicon.given_name(first).is_some() {
        if !lexicon.formal_names(first).is_empty() && span.len() == 1 {
            return AliasKind::Nickname;
        }
        return AliasKind::Name;
    }
    AliasKind::Name
}

/// The name for reports: first and last name if there is one, else the most used name.
fn display_name(aliases: &[Alias], cluster: &Cluster) -> String {
    let is_full = |a: &&Alias| {
        a.kind == AliasKind::Name
            && a.text.split(' ').filter(|w| w.len() > 2).count() >= 2
    };
    // A full name that is hardly used is no help: `Mrs. Miller` stays `Mrs. Miller`.
    let top = aliases.first().map_or(0, |a| a.mentions.len());
    let full = aliases
        .iter()
        .filter(is_full)
        .filter(|a| 25 * a.mentions.len() >= top)
        .max_by_key(|a| a.mentions.len());
    let named = aliases
        .iter()
        .find(|a| !matches!(a.kind, AliasKind::Pronoun | AliasKind::Descriptor));
    // `Captain Finch` says more than `Captain`.
    let with_surname = named.filter(|a| !a.text.contains(' ')).and_then(|short| {
        let is_title = short.kind == AliasKind::Title;
        let is_longer = |a: &&Alias| {
            a.kind == AliasKind::Title
                && a.text.strip_prefix(short.text.as_str()).is_some_and(|rest| {
                    rest.starts_with(' ') && rest[1..].starts_with(char::is_uppercase)
                })
        };
        aliases.iter().find(is_longer).filter(|_| is_title)
    });
    let named = with_surname.or(named);
    let described = aliases.iter().find(|a| a.kind == AliasKind::Descriptor);
    match full.or(named).or(described) {
        Some(alias) => alias.text.clone(),
        None if cluster.is_narrator => "the narrator".to_owned(),
        None => "somebody".to_owned(),
    }
}
