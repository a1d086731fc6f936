//! Who does it, and to whom: read off the tree of the trigger's sentence.

use dramaturg_cast::{Cast, EntityId, MentionId, MentionKind};
use dramaturg_parse::{Parse, ParsedWordId, Relation, Tag};
use dramaturg_text::{Book, Position, Span, TokenId};

/// A subject is looked for at most this many verbs up a chain: *rose and went and sang*.
const MAX_CHAIN: usize = 4;

/// What is needed to tell whom a word means.
#[derive(Debug)]
pub(crate) struct Roles<'a> {
    book: &'a Book,
    parse: &'a Parse,
    cast: &'a Cast,
    /// The mention of each token: one whose head it is, else a name that holds it.
    mentions: Vec<Option<MentionId>>,
}

impl<'a> Roles<'a> {
    pub(crate) fn new(book: &'a Book, parse: &'a Parse, cast: &'a Cast) -> Roles<'a> {
        let mut mentions = vec![None; book.tokens.len()];
        let rows = || cast.mentions.rows.iter();
        for (id, mention) in rows().filter(|(_, m)| m.kind == MentionKind::Proper) {
            mention.span.iter().for_each(|token| mentions[token.index()] = Some(id));
        }
        for (id, mention) in rows() {
            mentions[mention.head.index()] = Some(id);
        }
        Roles { book, parse, cast, mentions }
    }

    /// The agents and the patients of a trigger, each in order, without repeats.
    pub(crate) fn of(
        &self,
        sentence: Span<ParsedWordId>,
        trigger: ParsedWordId,
    ) -> (Vec<EntityId>, Vec<EntityId>) {
        let (mut agents, mut patients) = (Vec::new(), Vec::new());
        for id in self.parse.dependents(sentence, trigger) {
            let relation = self.parse.relation(id);
            match (self.parse.words[id].relation, relation) {
                (_, "nsubj:pass") | (Relation::Obj | Relation::Iobj, _) => {
                    self.add(sentence, id, &mut patients);
                }
                (_, "obl:agent") | (Relation::Nsubj, _) => {
                    self.add(sentence, id, &mut agents);
                }
                _ => {}
            }
        }
        let is_passive = self.is_passive(sentence, trigger);
        if agents.is_empty() && !is_passive {
            self.add_shared_subject(sentence, trigger, &mut agents);
        }
        (agents, patients)
    }

    fn is_passive(&self, sentence: Span<ParsedWordId>, verb: ParsedWordId) -> bool {
        let mut dependents = self.parse.dependents(sentence, verb);
        dependents.any(|id| matches!(self.parse.relation(id), "nsubj:pass" | "aux:pass"))
    }

    /// “She rose and went”: who rises goes, too. “Asked to go”, “saw him go”: the object.
    fn add_shared_subject(
        &self,
        sentence: Span<ParsedWordId>,
        trigger: ParsedWordId,
        agents: &mut Vec<EntityId>,
    ) {
        let words = &self.parse.words;
        let mut verb = trigger;
        for _ in 0..MAX_CHAIN {
            let relation = words[verb].relation;
            let is_shared =
                matches!(relation, Relation::Conj | Relation::Xcomp | Relation::Advcl);
            let Some(head) = words[verb].head.filter(|_| is_shared) else { return };
            if words[verb].tag != Tag::Verb {
                return;
            }
            let is_object = |id: &ParsedWordId| {
                relation == Relation::Xcomp && words[*id].relation == Relation::Obj
            };
            let is_subject = |id: &ParsedWordId| words[*id].relation == Relation::Nsubj;
            let dependents: Vec<_> = self.parse.dependents(sentence, head).collect();
            let found = dependents.iter().find(|id| is_object(id));
            let found = found.or_else(|| dependents.iter().find(|id| is_subject(id)));
            if let Some(&id) = found {
                return self.add(sentence, id, agents);
            }
            verb = head;
        }
    }

    /// Adds whom a word means, and whoever is joined to it: *Mara and Tom*.
    fn add(
        &self,
        sentence: Span<ParsedWordId>,
        word: ParsedWordId,
        entities: &mut Vec<EntityId>,
    ) {
        let joined = self.parse.dependents(sentence, word);
        let joined = joined.filter(|&id| self.parse.words[id].relation == Relation::Conj);
        for id in std::iter::once(word).chain(joined) {
            if let Some(entity) = self.entity(id)
                && !entities.contains(&entity)
            {
                entities.push(entity);
            }
        }
    }

    fn entity(&self, word: ParsedWordId) -> Option<EntityId> {
        let tokens = self.book.tokens_in(self.parse.words[word].span);
        let token = tokens.iter().next()?;
        let mention = *self.mentions.get(TokenId::index(token))?;
        let mention = mention?;
        let settled = self.cast.persons.of_mention.get(mention).copied().flatten();
        settled.or_else(|| self.cast.entities.of_mention.get(mention).copied().flatten())
    }
}
