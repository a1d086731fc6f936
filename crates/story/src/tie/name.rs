//! What names tell of relatives: surnames, titles, and words that are names alone.

use dramaturg_cast::{Alias, AliasKind, EntityId};
use rustc_hash::FxHashMap;

use super::kin::{ALSO_CLERGY, LEADERS, PARENT, SPOUSE, class, is_short, weight};
use super::relation::{Noun, nouns};
use crate::tree::Tree;

/// Of the names of somebody so many are looked at, the most used first.
const MAX_ALIASES: usize = 16;

fn aliases<'a>(tree: &Tree<'a>, who: EntityId) -> impl Iterator<Item = &'a Alias> {
    tree.cast.entities.rows[who].aliases.iter().take(MAX_ALIASES)
}

/// Whether names say that it cannot be: parents, brothers and spouses share a surname, but
/// for married women; and who has the same as a couple are no parent and child.
pub(super) fn clashes(
    tree: &Tree<'_>,
    noun: Noun,
    who: EntityId,
    owner: EntityId,
) -> bool {
    let (one, other) = (surnames(tree, who), surnames(tree, owner));
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let is_same = one.iter().any(|name| other.contains(name));
    let is_wife = |who: EntityId| has_title(tree, who, "mrs");
    let is_couple = is_same
        && (is_wife(who) && has_title(tree, owner, "mr")
            || is_wife(owner) && has_title(tree, who, "mr"));
    match class(noun.kind) {
        (SPOUSE, _) => !is_same,
        (PARENT, is_turned) => {
            let child = if is_turned { who } else { owner };
            let parent = if is_turned { owner } else { who };
            // “Miss Dashwood” is nobody’s mother.
            let is_miss = has_title(tree, parent, "miss") && !is_wife(parent);
            is_couple || is_miss || !is_same && !is_wife(child)
        }
        // In a short text nobody has a surname without need: a sister may have another one.
        ("sibling", _) => !is_short(tree) && !is_same && !is_wife(who) && !is_wife(owner),
        _ => false,
    }
}

/// Whether monks or nuns are about, whom everybody calls father, mother, brother or sister.
pub(super) fn has_clergy(tree: &Tree<'_>) -> bool {
    let mut rows = tree.cast.entities.rows.iter();
    rows.any(|(who, row)| {
        row.is_character
            && aliases(tree, who).any(|alias| {
                let first = alias.text.split(' ').next().unwrap_or_default();
                let first = first.to_ascii_lowercase();
                matches!(
                    first.as_str(),
                    "abbot" | "abbess" | "prior" | "prioress" | "friar" | "dom"
                ) || matches!(first.as_str(), "brother" | "father")
                    && is_clergy(tree, who, &first)
            })
    })
}

/// Whether a word for a relative is somebody’s title: Sister Devane.
pub(super) fn is_clergy(tree: &Tree<'_>, who: EntityId, kind: &str) -> bool {
    ALSO_CLERGY.contains(&kind)
        && aliases(tree, who).any(|alias| {
            let (first, rest) = alias.text.split_once(' ').unwrap_or_default();
            first.eq_ignore_ascii_case(kind) && !rest.is_empty()
        })
}

pub(super) fn has_title(tree: &Tree<'_>, who: EntityId, title: &str) -> bool {
    aliases(tree, who).any(|alias| {
        let first = alias.text.split([' ', '.']).next().unwrap_or_default();
        first.eq_ignore_ascii_case(title)
    })
}

/// How much names alone say that somebody is the relative of somebody.
pub(super) fn likeness(
    tree: &Tree<'_>,
    noun: Noun,
    who: EntityId,
    owner: EntityId,
) -> f32 {
    let mut sum = 0.0;
    let (class, _) = class(noun.kind);
    let is_family =
        matches!(class, "parent" | "sibling" | "spouse" | "grandparent" | "elder");
    if is_family {
        let own = surnames(tree, owner);
        if surnames(tree, who).iter().any(|name| own.contains(name)) {
            sum += weight::SURNAME;
            let title = match noun.kind {
                "mother" | "wife" | "grandmother" => "mrs",
                "father" | "husband" | "grandfather" => "mr",
                _ => "miss",
            };
            let wed = if class == SPOUSE { weight::COUPLE } else { weight::TITLE };
            sum += if has_title(tree, who, title) { wed } else { 0.0 };
        }
    }
    let is_called = aliases(tree, who).any(|alias| {
        let mut words = alias.text.split_whitespace();
        words.any(|word| {
            let lower = word.to_ascii_lowercase();
            nouns().get(lower.as_str()).is_some_and(|other| other.kind == noun.kind)
        })
    });
    if is_called && (!ALSO_CLERGY.contains(&noun.kind) || is_only_kin(tree, who)) {
        sum + weight::ROLE
    } else {
        sum
    }
}

/// Who is called by a word for a relation, by the kind of it: *the solicitor*.
pub(super) fn roles(tree: &Tree<'_>) -> FxHashMap<&'static str, Vec<EntityId>> {
    let mut roles: FxHashMap<&'static str, Vec<EntityId>> = FxHashMap::default();
    for (who, row) in tree.cast.entities.rows.iter().filter(|(_, row)| row.is_character) {
        for alias in aliases(tree, who) {
            let Some(("the" | "The", role)) = alias.text.split_once(' ') else {
                continue;
            };
            let Some(noun) = nouns().get(role.to_lowercase().as_str()) else { continue };
            let list = roles.entry(noun.kind).or_default();
            if row.can_speak && !list.contains(&who) {
                list.push(who);
            }
        }
    }
    roles
}

/// Whether somebody has words for relatives or leaders as only names: “Mama”.
pub(super) fn is_only_kin(tree: &Tree<'_>, who: EntityId) -> bool {
    let row = &tree.cast.entities.rows[who];
    let mut aliases = row.aliases.iter();
    !row.is_narrator
        && row.is_named
        && aliases.all(|alias| {
            alias.kind == AliasKind::Kinship && !alias.text.contains(' ')
                || LEADERS.contains(&alias.text.to_lowercase().as_str())
        })
}

/// The last names of somebody, in lower case.
pub(super) fn surnames(tree: &Tree<'_>, who: EntityId) -> Vec<String> {
    let mut names = Vec::new();
    for alias in aliases(tree, who) {
        let mut words = alias.text.split_whitespace();
        let last = words.next_back().unwrap_or_default();
        let has_more = words.next().is_some();
        let is_last = match alias.kind {
            AliasKind::Surname => true,
            AliasKind::Name | AliasKind::Title => has_more,
            _ => false,
        };
        if is_last {
            let last = last.to_lowercase();
            if !names.contains(&last) {
                names.push(last);
            }
        }
    }
    names
}

/// Who bears each surname.
pub(super) fn bearers(tree: &Tree<'_>) -> FxHashMap<String, Vec<EntityId>> {
    let mut bearers: FxHashMap<String, Vec<EntityId>> = FxHashMap::default();
    for (id, row) in tree.cast.entities.rows.iter() {
        if row.is_character && tree.is_somebody(id) {
            for name in surnames(tree, id) {
                bearers.entry(name).or_default().push(id);
            }
        }
    }
    bearers
}
