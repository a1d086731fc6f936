//! Which mentions belong together.
//!
//! Reads `Book`, `Quotations` and `Mentions`; makes [`Coreference`]. Rules alone, by whole
//! names rather than by single mentions: each different name is one row, rows are joined by
//! what names have in common and kept apart by titles and genders that clash. Pronouns of
//! narration go to the latest name that suits them.
//!
//! Read in this order: `name` (names and what the text says of them), `cluster` (names to
//! clusters), `nominal` (descriptions), `pronoun`.

mod cluster;
mod name;
mod nominal;
mod pronoun;

use dramaturg_text::{Book, Position, Stage, Table, position};

use crate::lexicon::Gender;
use crate::{GivenCharacter, GivenId, MentionId, Mentions, Quotations};

pub(crate) use name::{canonical_title, fold, is_particle, votes_gender, written};

position! {
    /// A set of mentions that corefer.
    ClusterId
}

/// How often the text uses which pronouns of somebody; titles and names count, too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GenderVotes {
    /// For he.
    pub he: f32,
    /// For she.
    pub she: f32,
    /// For they, of one person.
    pub they: f32,
    /// For it.
    pub it: f32,
    /// For other pronouns, by their nominative, the most used one.
    pub other: Option<(String, f32)>,
}

/// What a cluster's mentions tell of it together.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    /// Its gender, by votes.
    pub votes: GenderVotes,
    /// How much speaks for a person: verbs, titles, calls.
    pub person: f32,
    /// How much speaks for a place or a thing.
    pub place: f32,
    /// How often it does something in narration.
    pub n_acts: u32,
    /// How often a cue has it as subject.
    pub n_cues: u32,
    /// How often it is called by name in speech.
    pub n_calls: u32,
    /// Whether one of its names is a full one, or has a title.
    pub has_full_name: bool,
    /// How often narration names it.
    pub n_told: u32,
    /// Whether it stands for the narrator of a first-person book.
    pub is_narrator: bool,
    /// Whether it has no name, only a description.
    pub is_unnamed: bool,
    /// Whether a noun for one human being describes it: `the driver`.
    pub is_described_person: bool,
    /// Whether its first description is as of somebody new: `a girl in a lanyard`.
    pub is_introduced: bool,
    /// Whether it is described by somebody else: `her husband`.
    pub is_relative: bool,
    /// Whether the name is a plural: `the Bennets`.
    pub is_group: bool,
    /// Whether the name is a title alone: `Captain`, `Mother`.
    pub is_title: bool,
    /// Whether it is an animal or the like.
    pub is_creature: bool,
    /// The given character that it is.
    pub given: Option<GivenId>,
}

impl Cluster {
    /// Takes over what is known of somebody who is the same.
    fn absorb(&mut self, other: &Cluster) {
        cluster::add_votes(&mut self.votes, &other.votes);
        self.person += other.person;
        self.place += other.place;
        self.n_acts += other.n_acts;
        self.n_cues += other.n_cues;
        self.n_calls += other.n_calls;
        self.n_told += other.n_told;
        self.has_full_name |= other.has_full_name;
        self.is_narrator |= other.is_narrator;
        self.is_unnamed &= other.is_unnamed;
        self.is_described_person |= other.is_described_person;
        self.is_introduced |= other.is_introduced;
        self.is_relative &= other.is_relative;
        self.is_group &= other.is_group;
        self.is_title &= other.is_title || other.is_unnamed;
        self.is_creature &= other.is_creature;
        self.given = self.given.or(other.given);
    }

    /// Takes over what is given of a character.
    fn give(&mut self, id: GivenId, character: &GivenCharacter) {
        const SURE: f32 = 1000.0;
        self.given = Some(id);
        self.person += SURE;
        self.has_full_name = true;
        (self.is_group, self.is_title) = (false, false);
        match character.gender {
            Gender::Male => {
                self.votes = GenderVotes { he: SURE, ..GenderVotes::default() }
            }
            Gender::Female => {
                self.votes = GenderVotes { she: SURE, ..GenderVotes::default() };
            }
            Gender::Unknown => {}
        }
    }
}

/// The cluster of each mention; none where it could not be told.
#[derive(Clone, Debug, Default)]
pub struct Coreference {
    /// A row a mention.
    pub of_mention: Table<MentionId, Option<ClusterId>>,
    /// A row a cluster.
    pub clusters: Table<ClusterId, Cluster>,
}

/// Two names that stand for one person, as the speakers' turns show.
pub(crate) type Join = (String, String);

/// Clusters mentions.
#[derive(Clone, Debug, Default)]
pub struct CoreferenceStage<'g> {
    /// Names that are one person although nothing in them says so, as an earlier pass found;
    /// `I` stands for the narrator.
    pub joins: Vec<(String, String)>,
    /// Mentions of people who are one although nothing in the words says so, two by two.
    pub same: Vec<(MentionId, MentionId)>,
    /// Characters that are known: their names are one cluster, and no two of them are.
    pub given: &'g [GivenCharacter],
}

impl Stage for CoreferenceStage<'_> {
    type Input<'a> = (&'a Book, &'a Quotations, &'a Mentions);
    type Layer = Coreference;
    const NAME: &'static str = "coreference";

    fn run(
        &self,
        (book, quotations, mentions): (&Book, &Quotations, &Mentions),
    ) -> Coreference {
        // In a novel pronouns are many, and to weigh each helped nobody.
        let is_short = quotations.is_short();
        let mut names = name::collect(book, mentions, is_short);
        name::mark_given(&mut names, self.given);
        let mut coreference = Coreference {
            of_mention: Table::filled(None, mentions.rows.len()),
            clusters: Table::new(),
        };
        cluster::cluster(&mut names, &self.joins, self.given, &mut coreference);
        nominal::cluster(book, mentions, is_short, &mut coreference);
        join(&self.same, &mut coreference);
        let known = pronoun::Known { joins: &self.joins, given: self.given, is_short };
        pronoun::resolve(book, quotations, mentions, known, &mut coreference);
        coreference
    }
}

/// Joins the clusters of mentions of one person; the one that stands first in the table stays,
/// so a name before a description. Two characters that are given never join.
fn join(same: &[(MentionId, MentionId)], coreference: &mut Coreference) {
    let mut moved: Vec<ClusterId> =
        coreference.clusters.iter().map(|(id, _)| id).collect();
    for &(a, b) in same {
        let of = |id: MentionId| coreference.of_mention[id].map(|c| moved[c.index()]);
        let (Some(a), Some(b)) = (of(a), of(b)) else { continue };
        let (to, from) = (a.min(b), a.max(b));
        let clusters = &mut coreference.clusters;
        if to == from || clusters[to].given.is_some() && clusters[from].given.is_some() {
            continue;
        }
        let other = std::mem::take(&mut clusters[from]);
        clusters[to].absorb(&other);
        moved.iter_mut().filter(|c| **c == from).for_each(|c| *c = to);
    }
    if !same.is_empty() {
        for cluster in coreference.of_mention.rows_mut().iter_mut().flatten() {
            *cluster = moved[cluster.index()];
        }
    }
}
