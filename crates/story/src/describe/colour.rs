//! Colours of eyes and hair.

use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span};

use super::{Finder, Trait};
use crate::certain::is_so;

/// What a colour of eyes or hair is close to; two shades that are not alike cannot be the
/// same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shade {
    /// Blue and its neighbours.
    Blue,
    /// Grey, silver, white.
    Grey,
    /// Green.
    Green,
    /// Hazel and amber, which are called brown or green.
    Hazel,
    /// Brown, chestnut.
    Brown,
    /// Black, dark.
    Dark,
    /// Blond, fair, yellow, golden.
    Fair,
    /// Red, ginger.
    Red,
    /// Auburn and copper, which are called red or brown.
    Auburn,
    /// Without hair.
    Bald,
}

impl Shade {
    /// Whether two words may be for one colour, as people see it.
    pub fn is_like(self, other: Shade) -> bool {
        use Shade::{Auburn, Bald, Blue, Brown, Dark, Fair, Green, Grey, Hazel, Red};
        let (a, b) = (self.min(other), self.max(other));
        a == b
            || matches!(
                (a, b),
                (Blue, Grey | Green)
                    | (Blue | Grey, Dark)
                    | (Grey, Green | Hazel | Brown | Fair | Red | Auburn)
                    | (Green, Hazel)
                    | (Hazel, Brown | Dark)
                    | (Brown, Dark | Auburn)
                    | (Brown, Red)
                    | (Dark, Auburn)
                    | (Fair, Red | Auburn)
                    | (Red, Auburn)
                    | (_, Bald)
            )
    }
}

/// What a word for a colour of eyes or hair is close to.
pub fn shade(kind: Trait, word: &str) -> Option<Shade> {
    let is_hair = kind == Trait::Hair;
    Some(match word {
        "blue" | "azure" | "sapphire" | "violet" if !is_hair => Shade::Blue,
        "grey" | "gray" => Shade::Grey,
        "green" | "emerald" if !is_hair => Shade::Green,
        "hazel" | "amber" if !is_hair => Shade::Hazel,
        "brown" | "chestnut" | "chocolate" => Shade::Brown,
        "black" | "dark" => Shade::Dark,
        "white" | "silver" | "silvery" | "snowy" if is_hair => Shade::Grey,
        "blond" | "blonde" | "fair" | "yellow" | "golden" | "flaxen" | "straw"
        | "platinum"
            if is_hair =>
        {
            Shade::Fair
        }
        "red" | "ginger" | "carroty" | "flaming" if is_hair => Shade::Red,
        "auburn" | "copper" | "coppery" | "sandy" | "strawberry" if is_hair => {
            Shade::Auburn
        }
        "raven" | "jet" | "brunette" if is_hair => Shade::Dark,
        "bald" if is_hair => Shade::Bald,
        _ => return None,
    })
}

/// Words that go with a colour.
const DEGREES: &[&str] =
    &["pale", "light", "dark", "deep", "bright", "very", "soft", "dull", "steely"];

impl Finder<'_> {
    /// *pale green eyes*, *his eyes were blue*, *hair the colour of straw*.
    pub(super) fn colour(
        &mut self,
        noun: ParsedWordId,
        sentence: Span<ParsedWordId>,
        kind: Trait,
    ) {
        let tree = self.tree;
        // “a black eye” is a bruise, “curled” is no hair.
        let is_bruise = kind == Trait::Eyes && tree.lower(noun) != "eyes";
        if tree.tag(noun) != Tag::Noun || is_bruise {
            return;
        }
        let kids = tree.kids(noun).iter().copied();
        let mut words: Vec<ParsedWordId> = kids
            .filter(|&kid| {
                matches!(tree.relation(kid), Relation::Amod | Relation::Compound)
            })
            .filter(|&kid| shade(kind, tree.lower(kid)).is_some())
            .collect();
        let is_predicate = words.is_empty();
        if is_predicate && tree.relation(noun) == Relation::Nsubj {
            let head = tree.head(noun).filter(|&head| {
                tree.kid(head, Relation::Cop).is_some()
                    && shade(kind, tree.lower(head)).is_some()
                    // “His hair was white with dust”, “dark as”.
                    && !tree.kids(head).iter().any(|&kid| {
                        matches!(tree.relation(kid), Relation::Obl | Relation::Advcl)
                    })
            });
            words.extend(head.filter(|&head| is_so(tree, head)));
        }
        // “dark blue”, “blue-grey”: the last one counts.
        let Some(&word) = words.last() else { return };
        if !is_so(tree, noun) {
            return;
        }
        let Some(who) = self.bearer(noun, sentence) else { return };
        let mut first = word;
        while first.index() > sentence.start().index() {
            let before = ParsedWordId::from_index(first.index() - 1);
            if !DEGREES.contains(&tree.lower(before)) && !words.contains(&before) {
                break;
            }
            first = before;
        }
        let own = self.tokens(first, word);
        let value = tree.book.slice(tree.book.bytes(own)).to_lowercase();
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let evidence = self.tokens(first, word).hull(self.tokens(noun, noun));
        self.push(who, kind, value, false, evidence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_are_alike_both_ways() {
        let eyes =
            |a, b| shade(Trait::Eyes, a).unwrap().is_like(shade(Trait::Eyes, b).unwrap());
        for (a, b, is_like) in [
            ("blue", "grey", true),
            ("green", "brown", false),
            ("blue", "brown", false),
            ("hazel", "brown", true),
        ] {
            assert_eq!(eyes(a, b), is_like, "{a} {b}");
            assert_eq!(eyes(b, a), is_like, "{b} {a}");
        }
        let hair = |word| shade(Trait::Hair, word).unwrap();
        assert!(!hair("black").is_like(hair("blond")));
        assert!(!hair("red").is_like(hair("black")));
        assert_eq!(shade(Trait::Eyes, "red"), None);
    }
}
