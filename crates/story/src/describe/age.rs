//! How old somebody is said to be.

use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span};

use super::{Finder, Trait, is_person};
use crate::certain::is_so;

const UNITS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] =
    &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The number that a written word is: *44*, *forty*, *forty-four*; at most 120.
pub(crate) fn number(word: &str) -> Option<u32> {
    let of = |list: &[&str], word: &str| -> Option<u32> {
        let i = list.iter().position(|&entry| entry == word)?;
        u32::try_from(i).ok()
    };
    let simple = |word: &str| {
        of(UNITS, word).map(|n| n + 1).or_else(|| of(TENS, word).map(|n| 10 * (n + 2)))
    };
    if let Ok(n) = word.parse::<u32>() {
        return (1..=120).contains(&n).then_some(n);
    }
    let Some((tens, unit)) = word.split_once('-') else { return simple(word) };
    let unit = of(UNITS, unit).filter(|n| *n < 9)? + 1;
    Some(10 * (of(TENS, tens)? + 2) + unit)
}

/// Whether a written word may tell an age.
pub(super) fn may_be(form: &str) -> bool {
    form.strip_suffix("-year-old").is_some_and(|n| number(n).is_some())
        || number(form).is_some()
}

const ROUGHLY: &[&str] = &[
    "about", "around", "perhaps", "nearly", "almost", "maybe", "barely", "roughly",
    "over", "under", "past", "say", "probably", "scarcely", "hardly", "or",
];

/// What may follow an age that stands alone.
const AFTER: &[&str] = &[
    "and",
    "but",
    "now",
    "then",
    "that",
    "years",
    "or",
    "with",
    "years-old",
    "today",
    "when",
    "at",
    "last",
    "next",
    "by",
];

impl Finder<'_> {
    /// “She was forty-four”, “a man of sixty”, “the nine-year-old boy”.
    pub(super) fn age(&mut self, word: ParsedWordId, sentence: Span<ParsedWordId>) {
        let tree = self.tree;
        let form = tree.lower(word);
        // A written word is looked at once, where its first part stands.
        let token = tree.token(word);
        let is_first = word == sentence.start()
            || tree.token(ParsedWordId::from_index(word.index() - 1)) != token;
        if !is_first {
            return;
        }
        if let Some(n) = form.strip_suffix("-year-old") {
            return self.year_old(word, n, sentence);
        }
        let Some(years) = number(form) else { return };
        let mut last = word;
        for i in word.index() + 1..sentence.end().index() {
            let next = ParsedWordId::from_index(i);
            if tree.token(next) != token {
                break;
            }
            last = next;
        }
        let at = |i: usize| -> Option<ParsedWordId> {
            let inside = sentence.start().index() <= i && i < sentence.end().index();
            inside.then(|| ParsedWordId::from_index(i))
        };
        let mut back = word.index();
        let mut is_rough = false;
        let before = loop {
            let Some(before) = back.checked_sub(1).and_then(at) else { return };
            let form = tree.lower(before);
            is_rough |= ROUGHLY.contains(&form);
            let is_passed = ROUGHLY.contains(&form) || matches!(form, "only" | "just");
            if !is_passed {
                break before;
            }
            back -= 1;
        };
        let after = at(last.index() + 1);
        is_rough |= after.is_some_and(|after| tree.lower(after) == "or");
        let ends = after.is_none_or(|after| {
            let is_year = AFTER.contains(&tree.lower(after));
            tree.tag(after) == Tag::Punct
                && !matches!(tree.written(after), ":" | "-" | "%")
                || is_year
        });
        if !ends {
            return;
        }
        let (holder, is_told) = match tree.lower(before) {
            "was" | "is" | "am" | "'m" | "'s" | "i'm" | "he's" | "she's" | "be" => {
                // The tree hangs a number in many ways; its subject stands before *was*.
                let subject = tree
                    .head(before)
                    .and_then(|head| tree.kid(head, Relation::Nsubj))
                    .or_else(|| tree.kid(before, Relation::Nsubj));
                let Some(subject) = subject.filter(|&s| s < word) else { return };
                let head = tree.head(before).unwrap_or(before);
                (self.certain.who(subject), is_so(tree, head) && is_main(self, head))
            }
            "of" => {
                let noun = back.checked_sub(2).and_then(at);
                let Some(noun) = noun.filter(|&noun| is_person(tree, noun)) else {
                    return;
                };
                let who = self.certain.described(noun);
                // “In the play she was a girl of nineteen.”
                let is_within = tree
                    .kids(noun)
                    .iter()
                    .any(|&kid| tree.relation(kid) == Relation::Obl && kid < noun);
                (who, is_so(tree, noun) && is_main(self, noun) && !is_within)
            }
            _ => return,
        };
        if let Some(who) = holder.filter(|_| is_told) {
            let evidence = self.tokens(before, last);
            self.push(who, Trait::Age, years.to_string(), is_rough, evidence);
        }
    }

    fn year_old(&mut self, word: ParsedWordId, n: &str, sentence: Span<ParsedWordId>) {
        let tree = self.tree;
        let Some(years) = number(n) else { return };
        let own = tree.token(word);
        let words = (word.index()..sentence.end().index()).map(ParsedWordId::from_index);
        let last = words.take_while(|&id| tree.token(id) == own).last().unwrap_or(word);
        let who = match tree.relation(last) {
            Relation::Amod => {
                tree.head(last).and_then(|noun| self.certain.described(noun))
            }
            _ => self.certain.described(last),
        };
        if let Some(who) = who.filter(|_| is_so(tree, last)) {
            let evidence = self.tokens(word, last);
            self.push(who, Trait::Age, years.to_string(), false, evidence);
        }
    }
}

/// Whether a clause is no other's: “when she was ten” tells of another time.
fn is_main(finder: &Finder<'_>, head: ParsedWordId) -> bool {
    let tree = finder.tree;
    let is_dependent = matches!(
        tree.relation(head),
        Relation::Advcl | Relation::Acl | Relation::Ccomp | Relation::Csubj
    );
    let has_mark = tree.kids(head).iter().any(|&kid| {
        matches!(
            tree.lower(kid),
            "when" | "since" | "until" | "till" | "before" | "after"
        ) || matches!(tree.relation(kid), Relation::Mark)
    });
    !is_dependent && !has_mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read() {
        for (word, n) in
            [("44", Some(44)), ("forty-four", Some(44)), ("nineteen", Some(19))]
        {
            assert_eq!(number(word), n, "{word}");
        }
        for word in ["forty-ten", "forty-", "hundred", "0", "1844", ""] {
            assert_eq!(number(word), None, "{word}");
        }
    }
}
