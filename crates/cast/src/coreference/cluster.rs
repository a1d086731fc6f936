//! Names joined to clusters.
//!
//! Joins go from sure to unsure; a name that suits several clusters is settled mention by
//! mention, by who was named last. Married couples and namesakes stay apart: titles that
//! clash never join.

use dramaturg_text::Position;
use rustc_hash::{FxHashMap, FxHashSet};

use super::name::{Name, canonical_title, votes_gender};
use super::{Cluster, ClusterId, Coreference, GenderVotes};
use crate::lexicon::{Gender, Lexicon, TitleClass};
use crate::{GivenCharacter, GivenId, MentionId};

/// A candidate must have this many times the mentions of the next one to take a name that
/// suits both.
const DOMINANCE: usize = 4;

/// At most this many names with the same three first letters are looked at.
const MAX_ALIKE: usize = 40;

/// Names that are one person, while they are being collected.
#[derive(Clone, Debug)]
struct Group {
    names: Vec<usize>,
    /// One name of each kind that `titles_clash` tells apart: a few, however many names.
    kinds: Vec<(Kind, usize)>,
    n_mentions: usize,
    gender: Gender,
    is_alive: bool,
    /// The given character that it is; two of them never join.
    given: Option<GivenId>,
}

/// Names by their words; only asked, never gone through, but for the sorted lists.
#[derive(Debug, Default)]
struct Index<'a> {
    /// By first word.
    by_first: FxHashMap<&'a str, Vec<usize>>,
    /// By last word, of names with more than one.
    by_last: FxHashMap<&'a str, Vec<usize>>,
    /// By the formal names of which the first word may be short.
    by_formal: FxHashMap<&'a str, Vec<usize>>,
    /// All first words, sorted.
    firsts: Vec<&'a str>,
    /// All first words with their letters in reverse, sorted.
    reversed: Vec<(String, &'a str)>,
}

impl<'a> Index<'a> {
    fn new(names: &'a [Name]) -> Index<'a> {
        let lexicon = Lexicon::shared();
        let mut index = Index::default();
        for (i, name) in names.iter().enumerate() {
            let Some(first) = name.core.first() else { continue };
            index.by_first.entry(first).or_default().push(i);
            for &formal in lexicon.formal_names(first) {
                index.by_formal.entry(formal).or_default().push(i);
            }
            if let Some(last) = name.core.last()
                && is_full(name)
            {
                index.by_last.entry(last).or_default().push(i);
            }
            index.firsts.push(first);
        }
        index.firsts.sort_unstable();
        index.firsts.dedup();
        let reverse = |word: &str| word.chars().rev().collect::<String>();
        index.reversed = index.firsts.iter().map(|&w| (reverse(w), w)).collect();
        index.reversed.sort_unstable();
        index
    }

    fn first(&self, word: &str) -> &[usize] {
        self.by_first.get(word).map_or(&[], Vec::as_slice)
    }

    fn last(&self, word: &str) -> &[usize] {
        self.by_last.get(word).map_or(&[], Vec::as_slice)
    }

    /// The names whose first word may be a form of a word: each is a formal name of the
    /// other, or one begins or ends with the other.
    fn forms(&self, word: &str) -> Vec<usize> {
        let lexicon = Lexicon::shared();
        let mut found = Vec::new();
        for &formal in lexicon.formal_names(word) {
            found.extend_from_slice(self.first(formal));
        }
        found.extend(self.by_formal.get(word).into_iter().flatten());
        let from = self.firsts.partition_point(|&first| first < word);
        for first in self.firsts[from..].iter().take_while(|f| f.starts_with(word)) {
            found.extend_from_slice(self.first(first));
        }
        let end: String = word.chars().rev().collect();
        let from = self.reversed.partition_point(|(first, _)| *first < end);
        for (_, first) in
            self.reversed[from..].iter().take_while(|(f, _)| f.starts_with(&end))
        {
            found.extend_from_slice(self.first(first));
        }
        for (at, _) in word.char_indices().skip(1) {
            found.extend_from_slice(self.first(&word[..at]));
        }
        if let Some((at, _)) = word.char_indices().nth(3) {
            let from = self.firsts.partition_point(|&first| first < &word[..at]);
            let alike = self.firsts[from..].iter().take(MAX_ALIKE);
            for first in alike.take_while(|f| f.starts_with(&word[..at])) {
                found.extend_from_slice(self.first(first));
            }
        }
        found
    }
}

struct Joiner<'a> {
    names: &'a [Name],
    index: Index<'a>,
    groups: Vec<Group>,
    /// The group of each name.
    of: Vec<usize>,
    /// Names that suit several groups, settled later.
    open: Vec<(usize, Vec<usize>)>,
}

/// Joins names to clusters and gives each proper mention its cluster.
pub(crate) fn cluster(
    names: &mut [Name],
    joins: &[super::Join],
    given: &[GivenCharacter],
    coreference: &mut Coreference,
) {
    let mut joiner = Joiner::new(names);
    joiner.join_given(given);
    joiner.join_full_names();
    joiner.join_single_names();
    joiner.join_nicknames();
    joiner.join_titles();
    joiner.join_known(joins);
    let Joiner { groups, open, .. } = joiner;
    let mut is_open = vec![false; names.len()];
    for (name, _) in &open {
        is_open[*name] = true;
    }
    let mut cluster_of_group: Vec<Option<ClusterId>> = vec![None; groups.len()];
    for (i, group) in groups.iter().enumerate() {
        let own: Vec<usize> =
            group.names.iter().copied().filter(|&n| !is_open[n]).collect();
        if !group.is_alive || own.is_empty() {
            continue;
        }
        let mut cluster = sum(names, &own);
        if let Some(id) = group.given {
            cluster.give(id, &given[id.index()]);
        }
        let id = coreference.clusters.push(cluster);
        cluster_of_group[i] = Some(id);
        for &name in &own {
            for &mention in &names[name].mentions {
                coreference.of_mention[mention] = Some(id);
            }
        }
    }
    for (name, candidates) in open {
        let clusters: Vec<ClusterId> =
            candidates.iter().filter_map(|&g| cluster_of_group[g]).collect();
        settle(&names[name].mentions, &clusters, coreference);
    }
}

/// Gives each mention of an open name to the candidate that was named last before it, or
/// else to the one that is named next.
fn settle(ids: &[MentionId], candidates: &[ClusterId], coreference: &mut Coreference) {
    let mut chosen = Vec::with_capacity(ids.len());
    for &id in ids {
        let of = |m: usize| {
            coreference.of_mention[MentionId::from_index(m)]
                .filter(|c| candidates.contains(c))
        };
        let n = coreference.of_mention.len();
        let last = (0..id.index()).rev().take(4000).find_map(of);
        let next = || (id.index() + 1..n).take(4000).find_map(of);
        chosen.push((id, last.or_else(next).or(candidates.first().copied())));
    }
    for (id, cluster) in chosen {
        coreference.of_mention[id] = cluster;
    }
}

fn sum(names: &[Name], ids: &[usize]) -> Cluster {
    let mut cluster = Cluster { is_title: true, ..Cluster::default() };
    for &i in ids {
        let name = &names[i];
        add_votes(&mut cluster.votes, &name.votes);
        cluster.person += name.person;
        cluster.place += name.place;
        cluster.n_acts += name.n_acts;
        cluster.n_cues += name.n_cues;
        cluster.n_calls += name.n_calls;
        cluster.n_told += name.n_told;
        cluster.is_group |= name.is_plural;
        cluster.is_title &= name.core.is_empty();
        cluster.has_full_name |=
            is_full(name) || !name.core.is_empty() && !name.titles.is_empty();
    }
    cluster
}

pub(super) fn add_votes(sum: &mut GenderVotes, votes: &GenderVotes) {
    sum.he += votes.he;
    sum.she += votes.she;
    sum.they += votes.they;
    sum.it += votes.it;
    if let Some((form, n)) = &votes.other {
        match &mut sum.other {
            Some((own, total)) if own == form => *total += n,
            Some((_, total)) if *total >= *n => {}
            slot => *slot = Some((form.clone(), *n)),
        }
    }
}

impl<'a> Joiner<'a> {
    fn new(names: &'a mut [Name]) -> Joiner<'a> {
        mark_plurals(names);
        let groups = (0..names.len())
            .map(|i| Group {
                names: vec![i],
                kinds: vec![(kind(&names[i]), i)],
                n_mentions: names[i].mentions.len(),
                gender: names[i].gender(),
                is_alive: true,
                given: None,
            })
            .collect();
        let of = (0..names.len()).collect();
        Joiner { names, index: Index::new(names), groups, of, open: Vec::new() }
    }

    /// Joins the group of name `a` into that of `b`.
    fn join(&mut self, a: usize, b: usize) {
        let (from, to) = (self.of[a], self.of[b]);
        let is_refused = from == to
            || self.groups[from].given.is_some() && self.groups[to].given.is_some()
            || self.names[a].given.len() > 1
            || self.names[b].given.len() > 1;
        if is_refused {
            return;
        }
        let given = self.groups[from].given;
        let moved = std::mem::take(&mut self.groups[from].names);
        let kinds = std::mem::take(&mut self.groups[from].kinds);
        self.groups[from].is_alive = false;
        for &name in &moved {
            self.of[name] = to;
        }
        let n = self.groups[from].n_mentions;
        let gender = self.groups[from].gender;
        let group = &mut self.groups[to];
        group.names.extend(moved);
        for kind in kinds {
            if group.kinds.iter().all(|own| own.0 != kind.0) {
                group.kinds.push(kind);
            }
        }
        group.n_mentions += n;
        group.given = group.given.or(given);
        if group.gender == Gender::Unknown {
            group.gender = gender;
        }
    }

    /// Gives each given character the names that are theirs alone; a name that several
    /// have is settled mention by mention.
    fn join_given(&mut self, given: &[GivenCharacter]) {
        let mut group_of: Vec<Option<usize>> = vec![None; given.len()];
        for i in 0..self.names.len() {
            let [id] = self.names[i].given[..] else { continue };
            if let Some(group) = group_of[id.index()] {
                let to = self.groups[group].names[0];
                self.join(i, to);
            } else {
                group_of[id.index()] = Some(i);
                let group = &mut self.groups[i];
                match given[id.index()].gender {
                    Gender::Unknown => {}
                    known => group.gender = known,
                }
            }
        }
        for (id, group) in group_of.iter().enumerate() {
            if let Some(group) = *group {
                self.groups[group].given = Some(GivenId::from_index(id));
            }
        }
        for i in 0..self.names.len() {
            let shared = &self.names[i].given;
            if shared.len() > 1 {
                let bearers = shared.iter().filter_map(|id| group_of[id.index()]);
                let bearers: Vec<usize> = bearers.collect();
                if bearers.is_empty() {
                    self.groups[i].given = shared.first().copied();
                } else {
                    self.open.push((i, bearers));
                }
            }
        }
    }

    /// Whether nothing keeps a name, and those that are already joined with it, out of a
    /// group: genders, and titles of marriage.
    fn suits(&self, name: usize, group: usize) -> bool {
        let g = &self.groups[group];
        let own = &self.groups[self.of[name]];
        let gender = match self.names[name].gender() {
            Gender::Unknown => own.gender,
            known => known,
        };
        let clash = gender != Gender::Unknown
            && g.gender != Gender::Unknown
            && gender != g.gender;
        !clash && self.titles_agree(name, group)
    }

    /// Whether no title of the one side clashes with a title of the other.
    fn titles_agree(&self, name: usize, group: usize) -> bool {
        let own = &self.groups[self.of[name]];
        let is_plural = |g: &Group| g.kinds.iter().any(|&(_, n)| self.names[n].is_plural);
        own.kinds.iter().all(|&(_, a)| {
            let a = &self.names[a];
            let mut others = self.groups[group].kinds.iter();
            others.all(|&(_, b)| !titles_clash(a, &self.names[b]))
        }) && !is_plural(own)
            && !is_plural(&self.groups[group])
    }

    /// Like `suits`, with the name's gender by titles and pronouns alone: a short form may
    /// look like a name of the other gender.
    fn suits_by_use(&self, name: usize, group: usize) -> bool {
        let (a, g) = (&self.names[name], &self.groups[group]);
        let mut used = a.votes.clone();
        if Lexicon::shared()
            .given_name(a.core.first().map_or("", String::as_str))
            .is_some()
        {
            used.he = (used.he - 2.0).max(0.0);
            used.she = (used.she - 2.0).max(0.0);
        }
        let own = match a.title_gender() {
            Gender::Unknown => votes_gender(&used, 1.0),
            known => known,
        };
        let clash =
            own != Gender::Unknown && g.gender != Gender::Unknown && own != g.gender;
        !clash
            && g.kinds.iter().all(|&(_, other)| !titles_clash(a, &self.names[other]))
            && !a.is_plural
    }

    /// `Elizabeth Bennet` and `Lizzy Bennet`; `Mara J. Venn` and `Mara Venn`.
    fn join_full_names(&mut self) {
        let lexicon = Lexicon::shared();
        // The earlier full names that may be the same, by last word and: first word, formal
        // names of it, initial.
        let mut by_first: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
        let mut by_formal: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
        let mut by_initial: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
        for a in (0..self.names.len()).filter(|&i| is_full(&self.names[i])) {
            let core = &self.names[a].core;
            let (first, last) = (core[0].as_str(), core[core.len() - 1].as_str());
            let initial = first.get(..1);
            let mut alike = Vec::new();
            alike.extend(by_first.get(&(last, first)).into_iter().flatten());
            for &formal in lexicon.formal_names(first) {
                alike.extend(by_first.get(&(last, formal)).into_iter().flatten());
            }
            alike.extend(by_formal.get(&(last, first)).into_iter().flatten());
            if first.len() == 1 {
                alike.extend(by_initial.get(&(last, first)).into_iter().flatten());
            }
            if let Some(initial) = initial {
                alike.extend(by_first.get(&(last, initial)).into_iter().flatten());
                by_initial.entry((last, initial)).or_default().push(a);
            }
            by_first.entry((last, first)).or_default().push(a);
            for &formal in lexicon.formal_names(first) {
                by_formal.entry((last, formal)).or_default().push(a);
            }
            alike.sort_unstable();
            alike.dedup();
            if let Some(b) = alike.into_iter().find(|&b| self.suits(a, self.of[b])) {
                self.join(a, b);
            }
        }
    }

    /// `Mara`, `Venn` and `Captain Venn` to `Mara Venn`.
    fn join_single_names(&mut self) {
        let mut single: Vec<usize> =
            (0..self.names.len()).filter(|&i| self.names[i].core.len() == 1).collect();
        single.retain(|&i| self.names[i].given.is_empty());
        // Titled ones first: “Mr. Venn” is settled before “Venn” looks for its bearer.
        // First names before last ones: whoever is “Tom” is less likely “Venn” as well.
        let is_surname = |i: usize| {
            let word = &self.names[i].core[0];
            self.index.last(word).iter().any(|&n| self.names[n].core[0] != *word)
        };
        single.sort_by_key(|&i| {
            (
                self.names[i].titles.is_empty(),
                is_surname(i),
                std::cmp::Reverse(self.names[i].mentions.len()),
                i,
            )
        });
        for &i in &single {
            let candidates = self.bearers(i);
            self.settle_name(i, candidates);
        }
    }

    /// The groups of some names, in order.
    fn groups_of(&self, names: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut groups: Vec<usize> = names.map(|n| self.of[n]).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The groups that a name of one word may belong to.
    fn bearers(&self, i: usize) -> Vec<usize> {
        let name = &self.names[i];
        let word = &name.core[0];
        let own = self.of[i];
        let mut first = Vec::new();
        let mut last = Vec::new();
        let mut alike = Vec::new();
        let named = self.index.first(word).iter().chain(self.index.last(word));
        for g in self.groups_of(named.copied()) {
            if g == own || !self.suits(i, g) {
                continue;
            }
            for &other in &self.groups[g].names {
                let other = &self.names[other];
                if is_place(other) {
                    continue;
                }
                if is_full(other) {
                    if other.core[0] == *word {
                        first.push(g);
                    }
                    if other.core.last() == Some(word) && !is_wife_by_husband(other) {
                        last.push(g);
                    }
                } else if other.core.len() == 1
                    && other.core[0] == *word
                    && (name.titles.is_empty()
                        || !other.titles.is_empty() && !is_kin(other))
                {
                    alike.push(g);
                }
            }
        }
        for list in [&mut first, &mut last, &mut alike] {
            list.sort_unstable();
            list.dedup();
        }
        let is_noble = name.titles.iter().any(|t| t == "lady" || t == "sir");
        let takes_surname =
            name.titles.iter().any(|t| takes_surname(t)) || is_noble && first.is_empty();
        if takes_surname {
            // “Miss Venn” is no “Mara Venn” where two sisters have the name.
            let is_miss = name.titles.iter().any(|t| t == "miss" || t == "mrs");
            let mut full = if is_miss && last.len() > 1 { Vec::new() } else { last };
            full.retain(|&g| !self.is_other_of_the_name(name, g));
            // “Miss Mara” is Mara Venn; “Mrs. Charles” is not Charles.
            let is_by_first = !name.titles.iter().any(|t| t == "mrs") && !is_noble;
            // “Colonel Venn”, named again and again, is no “Venn Abara”, named once.
            let n_full = |g: usize| -> usize {
                let full = self.groups[g].names.iter().map(|&n| &self.names[n]);
                full.filter(|n| is_full(n)).map(|n| n.mentions.len()).sum()
            };
            first.retain(|&g| is_miss || name.mentions.len() <= 3 * n_full(g) + 3);
            return if !full.is_empty() {
                full
            } else if is_by_first && alike.is_empty() {
                first
            } else {
                alike
            };
        }
        if is_kin(name) {
            return if first.is_empty() { alike } else { first };
        }
        // “Archer Madeira” is no reason to take “Archer” for a first name.
        let n_of = |list: &[usize]| -> usize {
            list.iter().map(|&g| self.groups[g].n_mentions).sum()
        };
        if !first.is_empty() && n_of(&first) >= n_of(&last) {
            return merge(first, alike);
        }
        let bare = merge(last, alike);
        // “Bennet” without a title is a man before a woman, unless she is so called.
        let gender = votes_gender(&name.votes, 2.0);
        let men: Vec<usize> = bare
            .iter()
            .copied()
            .filter(|&g| self.groups[g].gender != Gender::Female)
            .collect();
        if name.titles.is_empty() && gender != Gender::Female && !men.is_empty() {
            men
        } else {
            bare
        }
    }

    fn settle_name(&mut self, i: usize, mut candidates: Vec<usize>) {
        candidates.sort_by_key(|&g| (std::cmp::Reverse(self.groups[g].n_mentions), g));
        match candidates.as_slice() {
            [] => {}
            [one] => {
                let to = self.groups[*one].names[0];
                self.join(i, to);
            }
            [one, two, ..] => {
                let (a, b) = (self.groups[*one].n_mentions, self.groups[*two].n_mentions);
                let is_bare = self.names[i].titles.is_empty();
                if a >= DOMINANCE * b {
                    let to = self.groups[*one].names[0];
                    self.join(i, to);
                } else if let Some(known) = self.known_by_surname(i, &candidates) {
                    let to = self.groups[known].names[0];
                    self.join(i, to);
                } else if is_bare && self.names[i].mentions.len() <= 3 * (a + b) {
                    self.open.push((i, candidates));
                }
            }
        }
    }

    /// Whether a title with a surname means somebody else of the family: *Mr. Venn* is not
    /// *John Venn* where the text says *Mr. John Venn*, or *John* and no more.
    fn is_other_of_the_name(&self, name: &Name, group: usize) -> bool {
        if self.is_only_one_of_the_name(name, group) {
            return false;
        }
        let n_own = name.mentions.len();
        let own = |n: &Name| is_full(n) && n.titles == name.titles;
        let is_wife = name.titles.iter().any(|t| t == "mrs" || t == "lady");
        let is_girl = name.titles.iter().any(|t| t == "miss");
        let mut n_first = 0;
        let mut n_titled = 0;
        let mut n_full = 0;
        for other in self.groups[group].names.iter().map(|&n| &self.names[n]) {
            if is_full(other) {
                n_full += other.mentions.len();
                if own(other) {
                    n_titled += other.mentions.len();
                }
            }
        }
        let mut first: Vec<&String> = self.groups[group]
            .names
            .iter()
            .filter(|&&n| is_full(&self.names[n]))
            .map(|&n| &self.names[n].core[0])
            .collect();
        first.sort_unstable();
        first.dedup();
        // The names that are a first name alone, with a title or without.
        let alone = || {
            let named = first.iter().flat_map(|first| self.index.first(first));
            named.map(|&n| &self.names[n]).filter(|n| n.core.len() == 1)
        };
        for other in alone() {
            if other.titles.is_empty() {
                n_first += other.mentions.len();
            }
        }
        if is_girl {
            // “Miss Mara” is the younger sister of “Miss Venn”.
            let n_miss_first: usize = alone()
                .filter(|n| n.titles == name.titles)
                .map(|n| n.mentions.len())
                .sum();
            let has_sister =
                self.index.last(name.core.last().map_or("", String::as_str)).iter().any(
                    |&n| {
                        let g = self.of[n];
                        g != group
                            && self.groups[g].gender == Gender::Female
                            && self.names[n].titles.iter().all(|t| t == "miss")
                    },
                ) || self.has_plural(name);
            // The other sister has the first name; this one is always “Miss Venn”.
            let is_always_first = self.has_sisters(name) && 4 * n_first > n_own;
            return n_titled >= 1 && n_own > 10 * n_full
                || has_sister && (10 * n_miss_first >= n_own || is_always_first);
        }
        if is_wife {
            return n_first > n_own / 10 || n_titled >= 2;
        }
        // With a son or a brother of the name in the book, a first name in use is enough.
        let surname = name.core.last().map_or("", String::as_str);
        let has_others = self.index.last(surname).iter().any(|&n| {
            let g = self.of[n];
            g != group && self.groups[g].gender == Gender::Male
        });
        // In a short text a first name or two say little.
        let is_formal = n_titled >= 3 && (n_own > 4 * n_full || has_others);
        is_formal || n_first > n_own.max(2) || has_others && 4 * n_first > n_own
    }

    /// Whether a group is the only one with the surname, and a title with it is another way
    /// to speak of them rather than somebody who is told of as often.
    fn is_only_one_of_the_name(&self, name: &Name, group: usize) -> bool {
        const OFTEN: u32 = 8;
        let Some(surname) = name.core.last() else { return false };
        let alike = self.index.first(surname).iter().chain(self.index.last(surname));
        let is_only = alike.copied().all(|n| {
            let other = &self.names[n];
            self.of[n] == group
                || other.core == name.core && other.titles == name.titles
                || other.core == name.core && other.titles.is_empty()
        });
        let n_first: u32 = self.groups[group]
            .names
            .iter()
            .filter(|&&n| is_full(&self.names[n]))
            .flat_map(|&n| self.index.first(&self.names[n].core[0]))
            .map(|&n| &self.names[n])
            .filter(|n| n.core.len() == 1 && n.titles.is_empty())
            .map(|n| n.n_told)
            .sum();
        is_only && !self.has_plural(name) && (name.n_told < OFTEN || n_first < OFTEN)
    }

    /// Whether the book speaks of sisters with the name: `the Miss Venns`, `the Misses Venn`.
    fn has_sisters(&self, name: &Name) -> bool {
        let Some(last) = name.core.last() else { return false };
        self.names.iter().any(|n| {
            let has = |title: &str| n.titles.iter().any(|t| t == title);
            let word = n.core.last().map_or("", String::as_str);
            has("misses") && word == last
                || has("miss") && word.strip_suffix('s').is_some_and(|w| w == last)
        })
    }

    /// Whether the book speaks of several with the name: `the Miss Venns`.
    fn has_plural(&self, name: &Name) -> bool {
        let Some(last) = name.core.last() else { return false };
        self.names.iter().any(|n| {
            n.core.last().and_then(|w| w.strip_suffix('s')).is_some_and(|w| w == last)
        }) || self.names.iter().any(|n| {
            n.core.last() == Some(last) && n.titles.iter().any(|t| t == "misses")
        })
    }

    /// The one bearer of a surname who is not also known by the first name alone: where
    /// narration says *Dallan*, *Moyle* is his uncle.
    fn known_by_surname(&self, i: usize, candidates: &[usize]) -> Option<usize> {
        let word = self.names[i].core.first()?;
        let mut unknown = candidates.iter().copied().filter(|&g| {
            let group = &self.groups[g];
            let has_surname = group.names.iter().any(|&n| {
                is_full(&self.names[n]) && self.names[n].core.last() == Some(word)
            });
            let n_first: usize = group
                .names
                .iter()
                .map(|&n| &self.names[n])
                .filter(|n| n.core.len() == 1 && n.core[0] != *word)
                .map(|n| n.mentions.len())
                .sum();
            has_surname && n_first == 0
        });
        let only = unknown.next()?;
        unknown.next().is_none().then_some(only)
    }

    /// `Lizzy` to `Elizabeth`, `Cepta` to `Concepta`.
    fn join_nicknames(&mut self) {
        let lexicon = Lexicon::shared();
        let mut is_open = vec![false; self.names.len()];
        for (name, _) in &self.open {
            is_open[*name] = true;
        }
        let alone: Vec<usize> = (0..self.names.len())
            .filter(|&i| {
                let name = &self.names[i];
                name.core.len() == 1
                    && !is_open[i]
                    && name.given.is_empty()
                    && !name.titles.iter().any(|t| takes_surname(t))
                    && self.groups[self.of[i]]
                        .names
                        .iter()
                        .all(|&n| !is_full(&self.names[n]))
            })
            .collect();
        for &i in &alone {
            let word = self.names[i].core[0].clone();
            let formal = lexicon.formal_names(&word);
            let own = self.of[i];
            // “Mary” is no form of “Martha”: names in common use stand for themselves.
            let is_unusual = lexicon.given_name(&word).is_none()
                && self.names[i].titles.is_empty()
                && self.index.last(&word).is_empty();
            let mut by_list = Vec::new();
            let mut by_form = Vec::new();
            for g in self.groups_of(self.index.forms(&word).into_iter()) {
                let group = &self.groups[g];
                if g == own || !self.suits_by_use(i, g) {
                    continue;
                }
                for &other in &group.names {
                    let other = &self.names[other];
                    if is_place(other) {
                        continue;
                    }
                    let Some(first) = other.core.first() else { continue };
                    if other.core.len() == 1
                        && other.titles.iter().any(|t| takes_surname(t))
                    {
                        continue;
                    }
                    let is_formal = lexicon.formal_names(first).contains(&word.as_str())
                        && group.n_mentions >= self.groups[own].n_mentions;
                    if formal.contains(&first.as_str()) || is_formal {
                        by_list.push(g);
                    }
                    // A short form: “Pet” for Perpetua, “Otto” for Ottoline.
                    let is_short = word.len() >= 3
                        && first.len() >= word.len() + 2
                        && (first.starts_with(&word)
                            || word.len() >= 4 && first.ends_with(&word))
                        || word.len() >= first.len() + 2
                            && first.len() >= 3
                            && word.starts_with(first.as_str())
                            && !is_full(other);
                    if is_short || is_pet_form(&word, first) && is_unusual {
                        by_form.push(g);
                    }
                }
            }
            for list in [&mut by_list, &mut by_form] {
                list.sort_unstable();
                list.dedup();
            }
            // Two persons who are both named often in narration are not one.
            by_list.retain(|&g| !self.are_rivals(own, g));
            by_form.retain(|&g| !self.are_rivals(own, g));
            let pick = if by_list.is_empty() { by_form } else { by_list };
            if let [one] = pick.as_slice() {
                let to = self.groups[*one].names[0];
                self.join(i, to);
            }
        }
    }

    /// Whether narration names both so often under these names that they must be two.
    fn are_rivals(&self, a: usize, b: usize) -> bool {
        let told = |g: usize| -> u32 {
            self.groups[g].names.iter().map(|&n| self.names[n].n_told).sum()
        };
        let bare_other = self.groups[b].names.iter().any(|&n| {
            self.names[n].core.len() == 1
                && self.names[n].titles.is_empty()
                && self.names[n].n_told > 10
        });
        bare_other && told(a) > 10 && told(b) > 10
    }

    /// `the Captain` to `Captain Venn`, if there is one captain.
    fn join_titles(&mut self) {
        for i in 0..self.names.len() {
            let name = &self.names[i];
            if !name.core.is_empty() || name.titles.len() != 1 || !name.given.is_empty() {
                continue;
            }
            let title = &name.titles[0];
            let mut bearers: Vec<usize> = Vec::new();
            for (g, group) in self.groups.iter().enumerate() {
                let has = group.is_alive
                    && group.names.iter().any(|&n| {
                        let other = &self.names[n];
                        // “Skipper” and “Captain” are one person, if nobody else is.
                        let is_alone = other.core.is_empty() && n != i && n < i;
                        (!other.core.is_empty() || is_alone)
                            && other.titles.iter().any(|t| same_title(t, title))
                    });
                if has && g != self.of[i] {
                    bearers.push(g);
                }
            }
            let is_kin = Lexicon::shared()
                .title(title)
                .is_some_and(|t| t.class == TitleClass::Kinship);
            if !is_kin {
                self.settle_name(i, bearers);
            }
        }
    }

    /// Joins that an earlier pass over the speakers found.
    fn join_known(&mut self, joins: &[super::Join]) {
        for (a, b) in joins {
            let find = |text: &String| {
                self.names.iter().position(|n| {
                    n.titles
                        .iter()
                        .chain(&n.core)
                        .map(String::as_str)
                        .collect::<Vec<_>>()
                        .join(" ")
                        == *text
                })
            };
            if let (Some(a), Some(b)) = (find(a), find(b)) {
                self.open.retain(|(name, _)| *name != a);
                self.join(a, b);
            }
        }
    }
}

fn merge(mut a: Vec<usize>, b: Vec<usize>) -> Vec<usize> {
    a.extend(b);
    a.sort_unstable();
    a.dedup();
    a
}

/// Whether a word looks like a pet form of a name: `Petrol` of `Petronella`, `Dunny` of
/// `Dunstan`.
fn is_pet_form(word: &str, name: &str) -> bool {
    let n_word = word.chars().count();
    let n_alike = word.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
    let has_ending = word.ends_with(['y', 'o', 's', 'u', 'a']) || word.ends_with("ie");
    word != name
        && n_alike + 2 >= n_word
        && (n_alike >= 4 || n_alike == 3 && n_word <= 5 && has_ending)
        && name.chars().count() > n_word
}

/// `Uncle Venn`: the name of a relation.
fn is_kin(name: &Name) -> bool {
    name.titles.iter().any(|t| {
        Lexicon::shared().title(t).is_some_and(|t| t.class == TitleClass::Kinship)
    })
}

/// Whether more speaks for a place than for a person.
fn is_place(name: &Name) -> bool {
    name.titles.is_empty() && name.place > name.person
}

/// First and last name, at least.
fn is_full(name: &Name) -> bool {
    name.core.len() > 1
}

/// `Mrs. Charles Venn` bears her husband's first name.
fn is_wife_by_husband(name: &Name) -> bool {
    is_full(name)
        && name.title_gender() == Gender::Female
        && Lexicon::shared().given_name(&name.core[0]) == Some(Gender::Male)
}

/// Titles that stand before a surname: `Mr.`, `Dr.`, `Captain`.
fn takes_surname(title: &str) -> bool {
    !matches!(
        title,
        "sir"
            | "lady"
            | "dame"
            | "master"
            | "princess"
            | "prince"
            | "saint"
            | "st"
            | "brother"
            | "queen"
            | "king"
    ) && Lexicon::shared().title(title).is_some_and(|t| t.class != TitleClass::Kinship)
}

fn same_title(a: &str, b: &str) -> bool {
    canonical_title(a) == canonical_title(b)
}

/// All of a name that `titles_clash` looks at: the gender of its titles, which of the titles
/// that matter it has, whether it is a wife's by her husband, full, a plural.
type Kind = (Gender, [bool; 9]);

fn kind(name: &Name) -> Kind {
    let has = |title: &str| name.titles.iter().any(|own| own == title);
    let flags = [
        has("mr"),
        has("mrs"),
        has("miss"),
        has("sir"),
        has("lady"),
        has_rank(name),
        is_wife_by_husband(name),
        is_full(name),
        name.is_plural,
    ];
    (name.title_gender(), flags)
}

/// Whether a name has a rank that says nothing of gender: `Captain Venn`.
fn has_rank(name: &Name) -> bool {
    name.titles.iter().any(|t| {
        Lexicon::shared()
            .title(t)
            .is_some_and(|t| t.class == TitleClass::Rank && t.gender == Gender::Unknown)
    })
}

/// Whether two names cannot be one person: `Mr.` and `Mrs.`, `Miss` and `Mrs.`.
fn titles_clash(a: &Name, b: &Name) -> bool {
    let (x, y) = (a.title_gender(), b.title_gender());
    if x != Gender::Unknown && y != Gender::Unknown && x != y {
        return true;
    }
    let has = |n: &Name, t: &str| n.titles.iter().any(|own| own == t);
    let pair = |s: &str, t: &str| has(a, s) && has(b, t) || has(a, t) && has(b, s);
    // “Captain Venn” and “Mrs. Venn”: a rank is no wife’s title.
    if has_rank(a) && has(b, "mrs")
        || has_rank(b) && has(a, "mrs")
        || pair("sir", "mr")
        || pair("lady", "miss")
    {
        return true;
    }
    has(a, "miss") && has(b, "mrs")
        || has(a, "mrs") && has(b, "miss")
        || is_wife_by_husband(a) != is_wife_by_husband(b) && is_full(a) && is_full(b)
        || is_wife_by_husband(a) && x != y
        || is_wife_by_husband(b) && x != y
}

/// Marks names that are the plural of another: `the Bennets`.
fn mark_plurals(names: &mut [Name]) {
    let singles: FxHashSet<String> =
        names.iter().filter_map(|n| n.core.last().cloned()).collect();
    for name in names {
        if let Some(last) = name.core.last() {
            let stem = last.strip_suffix("es").filter(|s| singles.contains(*s));
            let stem =
                stem.or_else(|| last.strip_suffix('s').filter(|s| singles.contains(*s)));
            // “the Bennets”: nearly always with the article.
            let is_listed = 3.0 * name.place >= name.mentions.len() as f32;
            name.is_plural =
                stem.is_some() && name.place >= 0.5 && is_listed && name.given.is_empty();
        }
    }
}
