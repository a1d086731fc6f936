//! Who and what the mentions refer to.

use dramaturg_text::{Book, Byte, Span, Stage, Table, TokenId, position};

use crate::{Coreference, MentionId, Mentions, Quotations};

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
    /// Whether it tells the story.
    pub is_narrator: bool,
    /// Whether it acts or speaks in the story, not merely is spoken of.
    pub is_character: bool,
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
}

/// All entities in order of first mention.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// The rows.
    pub rows: Table<EntityId, Entity>,
    /// The entity of each mention.
    pub of_mention: Table<MentionId, Option<EntityId>>,
}

/// Names the clusters.
#[derive(Clone, Copy, Debug, Default)]
pub struct EntityStage;

impl Stage for EntityStage {
    type Input<'a> = (&'a Book, &'a Quotations, &'a Mentions, &'a Coreference);
    type Layer = Entities;
    const NAME: &'static str = "entities";

    fn run(&self, _input: (&Book, &Quotations, &Mentions, &Coreference)) -> Entities {
        Entities::default()
    }
}
