//! Descriptions: `the porter` is one person as long as nothing says otherwise.

use dramaturg_text::{Book, Position, Span, TokenId};
use rustc_hash::FxHashMap;

use super::name::{canonical_title, fold};
use super::{Cluster, ClusterId, Coreference};
use crate::lexicon::{Gender, Lexicon, NounKind, PersonNoun, TitleClass};
use crate::{MentionKind, Mentions};

/// Clusters the nominal mentions of narration by their noun.
///
/// A noun that is the title of one named person (`the captain` beside `Captain Venn`) goes
/// to that person. In a short text the end of a noun tells a gender, too.
pub(crate) fn cluster(
    book: &Book,
    mentions: &Mentions,
    is_short: bool,
    coreference: &mut Coreference,
) {
    let lexicon = Lexicon::shared();
    let titled = titled(book, mentions, coreference);
    let mut by_noun: FxHashMap<String, ClusterId> = FxHashMap::default();
    // The last label of each noun.
    let mut labels: FxHashMap<&str, String> = FxHashMap::default();
    for (id, mention) in mentions.rows.iter() {
        if mention.kind != MentionKind::Nominal || mention.quotation.is_some() {
            continue;
        }
        let noun = book.lower(mention.head);
        let determiner = book.lower(mention.span.start());
        // “Said the ship”: what speaks and is no noun for persons.
        let thing = PersonNoun { gender: Gender::Unknown, kind: NounKind::Role };
        let known = lexicon.person_noun(noun);
        let mut entry = known.unwrap_or(thing);
        if is_short && entry.gender == Gender::Unknown {
            entry.gender = gender_of_form(noun);
        }
        if matches!(determiner, "the" | "this" | "that")
            && let Some(Some(cluster)) = titled.get(canonical_title(noun))
        {
            coreference.of_mention[id] = Some(*cluster);
            continue;
        }
        let mut key = noun.to_owned();
        if entry.kind == NounKind::Kin
            && matches!(determiner, "his" | "her" | "my" | "their")
        {
            key = format!("{determiner} {noun}");
        } else if entry.kind == NounKind::Generic {
            // The old man and the young man are two.
            for token in mention.span.iter() {
                let form = book.lower(token);
                if matches!(
                    form,
                    "old"
                        | "young"
                        | "little"
                        | "elderly"
                        | "tall"
                        | "fat"
                        | "elder"
                        | "younger"
                ) {
                    key = format!("{form} {noun}");
                }
            }
        }
        let words = |from: TokenId| {
            let all = Span::new(from, mention.span.end()).iter();
            all.map(|token| book.lower(token)).collect::<Vec<_>>().join(" ")
        };
        if mention.span.end().index() > mention.head.index() + 1 {
            // “The man in the camel coat”: “the man” is he until another is so described.
            key = words(mention.head);
            labels.insert(noun, key.clone());
        } else if let Some(label) = labels.get(noun)
            && mention.span.len() == 2
            && determiner == "the"
        {
            key.clone_from(label);
        }
        let cluster = *by_noun.entry(key).or_insert_with(|| {
            coreference.clusters.push(Cluster {
                is_unnamed: true,
                // “her husband” is mostly somebody with a name; “her voice” is hers.
                is_relative: matches!(
                    determiner,
                    "his" | "her" | "my" | "their" | "your" | "our" | "its" | "'s" | "s"
                ),
                is_creature: entry.kind == NounKind::Creature,
                is_introduced: matches!(determiner, "a" | "an" | "another"),
                is_described_person: known.is_some()
                    && !matches!(entry.kind, NounKind::Creature | NounKind::Group),
                ..Cluster::default()
            })
        });
        coreference.of_mention[id] = Some(cluster);
        let row = &mut coreference.clusters[cluster];
        match entry.gender {
            Gender::Male => row.votes.he += 3.0,
            Gender::Female => row.votes.she += 3.0,
            Gender::Unknown => {}
        }
        row.n_told += 1;
        let next = mention.span.end();
        let previous = mention.span.start().index().checked_sub(1);
        let is_verb =
            |form: &str| lexicon.speech_verb(form).is_some_and(|v| v.form.is_finite());
        let acts_after = next.index() < book.tokens.len()
            && (is_verb(book.lower(next)) || lexicon.is_person_verb(book.lower(next)));
        let acts_before =
            previous.is_some_and(|p| is_verb(book.lower(TokenId::from_index(p))));
        let cues_after = next.index() < book.tokens.len() && is_verb(book.lower(next));
        row.n_cues += u32::from(cues_after || acts_before);
        if acts_after || acts_before {
            row.n_acts += 1;
            row.person += 1.0;
        }
    }
}

/// The gender that a noun for a trade shows by its end: *conductress*, *bargeman*.
fn gender_of_form(noun: &str) -> Gender {
    const OF_WOMEN: &[&str] =
        &["woman", "girl", "lady", "maid", "wife", "ress", "dess", "tess", "oness"];
    const OF_MEN: &[&str] = &["man", "boy"];
    const OF_NEITHER: &[&str] = &[
        "address", "buttress", "cypress", "fortress", "german", "human", "mattress",
        "norman", "ottoman", "roman", "shaman", "talisman", "tomboy",
    ];
    let has_end = |ends: &[&str]| {
        ends.iter().any(|e| noun.len() > e.len() + 2 && noun.ends_with(e))
    };
    if OF_NEITHER.contains(&noun) {
        Gender::Unknown
    } else if has_end(OF_WOMEN) {
        Gender::Female
    } else if has_end(OF_MEN) {
        Gender::Male
    } else {
        Gender::Unknown
    }
}

/// The one cluster that bears each title, `None` where there are several.
fn titled(
    book: &Book,
    mentions: &Mentions,
    coreference: &Coreference,
) -> FxHashMap<String, Option<ClusterId>> {
    let lexicon = Lexicon::shared();
    let mut bearers: FxHashMap<String, Option<ClusterId>> = FxHashMap::default();
    for (id, mention) in mentions.rows.iter() {
        let (MentionKind::Proper, Some(cluster)) =
            (mention.kind, coreference.of_mention[id])
        else {
            continue;
        };
        let form = fold(book.lower(mention.span.start()));
        let is_rank = lexicon.title(&form).is_some_and(|t| {
            matches!(t.class, TitleClass::Rank | TitleClass::Noble) && t.can_stand_alone
                || form == "dr"
                || t.class == TitleClass::Kinship
                    && coreference.clusters[cluster].is_title
        });
        if is_rank {
            let entry =
                bearers.entry(canonical_title(&form).to_owned()).or_insert(Some(cluster));
            if *entry != Some(cluster) {
                *entry = None;
            }
        }
    }
    bearers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_noun_tells_a_gender() {
        for noun in ["conductress", "stewardess", "barmaid", "charwoman", "baroness"] {
            assert_eq!(gender_of_form(noun), Gender::Female, "{noun}");
        }
        for noun in ["bargeman", "houseboy", "postman"] {
            assert_eq!(gender_of_form(noun), Gender::Male, "{noun}");
        }
        for noun in ["witness", "mattress", "german", "human", "judge", "man"] {
            assert_eq!(gender_of_form(noun), Gender::Unknown, "{noun}");
        }
    }
}
