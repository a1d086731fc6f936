//! Who may be meant where the tree does not say it: the persons around a word, and how each
//! of them stands to it.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Table};

use super::grammar::Grammar;
use crate::certain::Certain;

/// At most this many persons are tried for one passage.
const MAX_PEOPLE: usize = 12;

/// A person this many words before a passage is the last that is looked at.
const MAX_BACK: usize = 200;

/// This many of the persons mentioned last are tried.
const MAX_RECENT: usize = 5;

/// Heads are followed at most this far to the verb of a clause.
const MAX_UP: usize = 3;

/// So many sentences before are searched for one whose main clause has a subject.
const MAX_SENTENCES: usize = 4;

/// Of the last words for people this many are counted.
const MAX_WORDS: usize = 24;

/// How a person stands to a passage; several may be true at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Role {
    /// A rule says that it is about them.
    Rule,
    /// The genitive beside the noun: *her hand*.
    Possessor,
    /// The subject of the clause.
    Subject,
    /// The object of its verb.
    Object,
    /// To or from whom, with whom.
    Oblique,
    /// *By* whom, in the passive.
    Agent,
    /// What an adjective hangs on, or *with* does.
    Head,
    /// Who says it.
    Speaker,
    /// To whom it is said.
    Addressee,
    /// The last person mentioned before.
    Last,
    /// The last but one.
    LastButOne,
    /// The subject of the sentence before.
    LastSubject,
    /// The next person mentioned in the sentence.
    Next,
    /// One of the last few persons mentioned, in speech or outside.
    Recent,
    /// Who tells the story.
    Narrator,
    /// The subject of the main clause of the sentence before.
    MainSubject,
    /// Of everybody around, the one whom the most words near before mean.
    Foremost,
    /// The word for who it is means nobody else: by a name, or of all near only one fits.
    Certain,
}

impl Role {
    /// All of them, in the order of the features.
    pub(crate) const ALL: [Role; 18] = [
        Role::Rule,
        Role::Possessor,
        Role::Subject,
        Role::Object,
        Role::Oblique,
        Role::Agent,
        Role::Head,
        Role::Speaker,
        Role::Addressee,
        Role::Last,
        Role::LastButOne,
        Role::LastSubject,
        Role::Next,
        Role::Recent,
        Role::Narrator,
        Role::MainSubject,
        Role::Foremost,
        Role::Certain,
    ];
}

/// A person and how they stand to a passage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) who: EntityId,
    roles: u32,
    /// How many words lie between.
    pub(crate) distance: usize,
}

impl Candidate {
    pub(crate) fn is(&self, role: Role) -> bool {
        self.roles & (1 << role as u32) != 0
    }
}

/// Some persons, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    pub(crate) rows: Vec<Candidate>,
}

impl Candidates {
    pub(crate) fn add(&mut self, who: Option<EntityId>, role: Role) {
        let Some(who) = who else { return };
        let bit = 1 << role as u32;
        if let Some(row) = self.rows.iter_mut().find(|row| row.who == who) {
            row.roles |= bit;
        } else if self.rows.len() < MAX_PEOPLE {
            self.rows.push(Candidate { who, roles: bit, distance: MAX_BACK });
        }
    }
}

/// All words of a book that mean somebody, in order.
#[derive(Debug)]
pub(crate) struct People<'g> {
    certain: Certain<'g>,
    words: Vec<(ParsedWordId, EntityId)>,
    /// How many words mean each entity.
    pub(crate) n_words: Table<EntityId, u32>,
}

impl<'g> People<'g> {
    pub(crate) fn new(grammar: &'g Grammar<'_>) -> People<'g> {
        let mut words = Vec::new();
        let n = grammar.cast.entities.rows.len();
        let mut n_words: Table<EntityId, u32> = std::iter::repeat_n(0, n).collect();
        for (id, word) in grammar.parse.words.iter() {
            if matches!(word.tag, Tag::Noun | Tag::Propn | Tag::Pron | Tag::Det)
                && let Some(who) = grammar.who(id)
            {
                words.push((id, who));
                n_words[who] += 1;
            }
        }
        People { certain: Certain::new(grammar), words, n_words }
    }

    /// The persons around a word and those that its clause names; `nouns` are further
    /// words whose owners may be meant.
    pub(crate) fn around(
        &self,
        grammar: &Grammar<'_>,
        word: ParsedWordId,
        nouns: &[ParsedWordId],
        given: &[EntityId],
    ) -> Candidates {
        let mut found = Candidates::default();
        for &who in given {
            found.add(Some(who), Role::Rule);
        }
        for &noun in nouns.iter().chain([&word]) {
            found.add(grammar.possessor(noun), Role::Possessor);
            found.add(
                grammar.bearer(noun).and_then(|bearer| grammar.who(bearer)),
                Role::Head,
            );
        }
        if matches!(grammar.relation(word), Relation::Amod | Relation::Acl) {
            found.add(grammar.head(word).and_then(|head| grammar.who(head)), Role::Head);
        }
        let mut verb = word;
        for _ in 0..MAX_UP {
            if matches!(grammar.tag(verb), Tag::Verb | Tag::Aux) {
                break;
            }
            let Some(head) = grammar.head(verb) else { break };
            verb = head;
        }
        found.add(grammar.subject_who(word), Role::Subject);
        found.add(grammar.subject_who(verb), Role::Subject);
        for &kid in grammar.kids(verb) {
            let role = match grammar.relation(kid) {
                Relation::Obj => Role::Object,
                Relation::Obl if grammar.case(kid) == "by" => Role::Agent,
                Relation::Iobj | Relation::Obl => Role::Oblique,
                _ => continue,
            };
            found.add(grammar.who(kid), role);
            found.add(grammar.possessor(kid), Role::Possessor);
        }
        let quotation = grammar.quotation(word);
        if let Some(quotation) = quotation {
            found.add(grammar.speaker(quotation), Role::Speaker);
            found.add(grammar.addressee(quotation), Role::Addressee);
        }
        for &noun in nouns.iter().chain([&word]) {
            let owner = grammar.possessive(noun);
            let subject = || grammar.subject(noun).or_else(|| grammar.subject(word));
            let named = owner.or_else(subject);
            found.add(named.and_then(|named| self.certain.who(named)), Role::Certain);
        }
        self.near(grammar, word, &mut found);
        if quotation.is_none() {
            found.add(grammar.narrator(), Role::Narrator);
        }
        self.measure(word, &mut found);
        found
    }

    /// Those mentioned last and next.
    fn near(&self, grammar: &Grammar<'_>, word: ParsedWordId, found: &mut Candidates) {
        let is_quoted = grammar.quotation(word).is_some();
        let at = self.words.partition_point(|row| row.0 < word);
        let back = self.words[..at].iter().rev();
        let back = back.take_while(|row| word.index() - row.0.index() <= MAX_BACK);
        let mut back = back.filter(|row| grammar.quotation(row.0).is_some() == is_quoted);
        let last = back.clone().next();
        found.add(last.map(|row| row.1), Role::Last);
        let other = back.clone().find(|row| last.is_some_and(|last| last.1 != row.1));
        found.add(other.map(|row| row.1), Role::LastButOne);
        let subject = back.find(|row| {
            grammar.relation(row.0) == Relation::Nsubj
                && grammar.head(row.0).is_some_and(|head| head < word)
        });
        found.add(subject.map(|row| row.1), Role::LastSubject);
        let mut recent: Vec<EntityId> = Vec::new();
        let all = self.words[..at].iter().rev();
        for row in all.take_while(|row| word.index() - row.0.index() <= MAX_BACK) {
            if !recent.contains(&row.1) {
                recent.push(row.1);
                found.add(Some(row.1), Role::Recent);
                if recent.len() == MAX_RECENT {
                    break;
                }
            }
        }
        found.add(self.main_subject(grammar, word, is_quoted), Role::MainSubject);
        found.add(self.foremost(word), Role::Foremost);
        let next = self.words.get(at).filter(|row| row.0.index() - word.index() < 12);
        found.add(next.map(|row| row.1), Role::Next);
    }

    /// The subject of the main clause of the last sentence of narration, or of the quotation,
    /// that has one.
    fn main_subject(
        &self,
        grammar: &Grammar<'_>,
        word: ParsedWordId,
        is_quoted: bool,
    ) -> Option<EntityId> {
        let sentences = grammar.parse.sentences.rows();
        let here = sentences.partition_point(|sentence| sentence.end() <= word);
        let back = sentences[..here.min(sentences.len())].iter().rev();
        let back = back.take(MAX_SENTENCES);
        let mut subjects = back.filter_map(|sentence| {
            let mut words = sentence.iter();
            let root = words.find(|&id| grammar.relation(id) == Relation::Root)?;
            let subject = grammar.kid(root, Relation::Nsubj)?;
            let is_alike = grammar.quotation(subject).is_some() == is_quoted;
            grammar.who(subject).filter(|_| is_alike)
        });
        subjects.next()
    }

    /// Whom the most of the last words for people mean; of several the last one.
    fn foremost(&self, word: ParsedWordId) -> Option<EntityId> {
        let at = self.words.partition_point(|row| row.0 < word);
        let back = self.words[..at].iter().rev().take(MAX_WORDS);
        let back = back.take_while(|row| word.index() - row.0.index() <= MAX_BACK);
        let mut counts: Vec<(EntityId, usize)> = Vec::new();
        for row in back {
            match counts.iter_mut().find(|count| count.0 == row.1) {
                Some(count) => count.1 += 1,
                None => counts.push((row.1, 1)),
            }
        }
        let most = counts.iter().map(|count| count.1).max()?;
        counts.iter().find(|count| count.1 == most).map(|count| count.0)
    }

    /// How far each of them is, backwards or a little forwards.
    fn measure(&self, word: ParsedWordId, found: &mut Candidates) {
        let at = self.words.partition_point(|row| row.0 <= word);
        let back = self.words[..at].iter().rev();
        let back = back.take_while(|row| word.index() - row.0.index() <= MAX_BACK);
        let ahead = self.words[at..].iter();
        let ahead = ahead.take_while(|row| row.0.index() - word.index() <= 12);
        for &(other, who) in back.chain(ahead) {
            let distance = other.index().abs_diff(word.index());
            if let Some(row) = found.rows.iter_mut().find(|row| row.who == who) {
                row.distance = row.distance.min(distance);
            }
        }
    }
}
