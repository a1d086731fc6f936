//! What all rules look at: who certainly does what, and what lies between two words.

use dramaturg_cast::{AttributionKind, EntityId, Mode};
use dramaturg_parse::{ParsedSentenceId, ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, ParagraphKind, Position, Span, TokenId};
use rustc_hash::FxHashMap;

use crate::certain::{Certain, is_before, is_so};
use crate::describe::sentence_of;
use crate::tree::Tree;
use crate::{Finding, FindingKind, Story};

/// Something that somebody certainly does, in narration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Act<'a> {
    /// The verb.
    pub(super) word: ParsedWordId,
    /// Who.
    pub(super) who: EntityId,
    pub(super) lemma: &'a str,
    /// Whether a name says who, and no pronoun.
    pub(super) is_named: bool,
    /// Whether it introduces speech.
    pub(super) is_speech: bool,
}

/// The book on the desk of whoever checks it.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) certain: &'a Certain<'a>,
    pub(super) story: &'a Story,
    /// What people certainly do, in order.
    pub(super) acts: Vec<Act<'a>>,
    /// The rows of each person's acts.
    by_person: FxHashMap<EntityId, Vec<usize>>,
    /// Whose part a token is, as the layer of states has it.
    pub(super) stated: FxHashMap<TokenId, EntityId>,
    /// Where a heading, a break or a gap stands.
    breaks: Vec<Byte>,
    /// Words that say that weeks or years go by.
    lapses: Vec<ParsedWordId>,
    /// Words that say that something heals.
    healed: Vec<ParsedWordId>,
}

/// Of a sentence at most so many words on each side of a word are looked at.
const MAX_SENTENCE: usize = 120;

/// Words this near a word for a time belong to it.
const MAX_BESIDE: usize = 3;

/// Words for getting well.
const HEALED: &[&str] = &["heal", "mend", "knit", "recover", "unstrap", "cure"];

impl<'a> Desk<'a> {
    pub(super) fn new(
        tree: &'a Tree<'a>,
        certain: &'a Certain<'a>,
        story: &'a Story,
    ) -> Desk<'a> {
        let mut desk = Desk {
            tree,
            certain,
            story,
            acts: Vec::new(),
            by_person: FxHashMap::default(),
            stated: FxHashMap::default(),
            breaks: breaks(tree),
            lapses: Vec::new(),
            healed: Vec::new(),
        };
        desk.acts = desk.find_acts();
        for (i, act) in desk.acts.iter().enumerate() {
            desk.by_person.entry(act.who).or_default().push(i);
        }
        for state in story.fluents.states.rows().iter().filter(|s| s.part.is_some()) {
            for token in state.evidence.iter().flat_map(|span| span.iter()) {
                desk.stated.insert(token, state.character);
            }
        }
        desk.lapses = desk.find_lapses();
        let words = tree.parse.words.iter().map(|(id, _)| id);
        desk.healed = words.filter(|&id| HEALED.contains(&tree.lemma(id))).collect();
        desk
    }

    fn find_acts(&self) -> Vec<Act<'a>> {
        let tree = self.tree;
        let mut acts: Vec<Act<'a>> = Vec::new();
        for event in self.story.events.rows.rows() {
            let word = event.word;
            let is_told = tree.tag(word) == Tag::Verb
                && tree.quotation(word).is_none()
                && !tree.is_passive(word)
                && !is_before(tree, word)
                && is_so(tree, word);
            let subject = self.certain.subject_word(word).filter(|_| is_told);
            let Some(subject) = subject else { continue };
            // “Her hand crept out” is told of a hand.
            let Some(who) = self.certain.who(subject) else { continue };
            acts.push(Act {
                word,
                who,
                lemma: tree.lemma(word),
                is_named: tree.is_name(subject),
                is_speech: false,
            });
        }
        for (id, row) in tree.cast.speech.rows.iter() {
            let quotation = &tree.cast.quotations.rows[id];
            let is_plain = row.kind == AttributionKind::Explicit
                && quotation.mode == Mode::Speech
                && quotation.nested_in.is_none();
            let Some((cue, speaker)) =
                row.cue.as_ref().zip(row.speaker.as_ref()).filter(|_| is_plain)
            else {
                continue;
            };
            let verb = tree.book.tokens[cue.verb].span;
            let words = tree.parse.words_in(verb);
            if words.is_empty() {
                continue;
            }
            let word = words.start();
            // The cue itself has the name: “said Mara”.
            let is_named =
                self.certain.names_in(cue.span).any(|who| who == speaker.value);
            let is_said =
                is_named && tree.quotation(word).is_none() && !is_before(tree, word);
            if is_said && tree.is_somebody(speaker.value) {
                acts.push(Act {
                    word,
                    who: speaker.value,
                    lemma: tree.lemma(word),
                    is_named: true,
                    is_speech: true,
                });
            }
        }
        acts.sort_by_key(|act| (act.word, !act.is_speech));
        acts.dedup_by_key(|act| act.word);
        acts
    }

    /// Words by which much time goes by: *weeks later*, *the next year*, *by summer*.
    fn find_lapses(&self) -> Vec<ParsedWordId> {
        const TIMES: &[&str] = &[
            "week",
            "fortnight",
            "month",
            "year",
            "spring",
            "summer",
            "autumn",
            "winter",
        ];
        const AFTER: &[&str] = &["later", "afterwards", "passed", "pass", "went", "go"];
        const BEFORE: &[&str] = &["next", "following", "after", "by", "in"];
        let tree = self.tree;
        let words = tree.parse.words.iter();
        let words = words.filter(|(id, word)| {
            let is_time = word.tag == Tag::Noun
                && TIMES.contains(&tree.lemma(*id))
                && tree.quotation(*id).is_none();
            let beside = |near: ParsedWordId| {
                let form = tree.lower(near);
                if near > *id {
                    near.index() == id.index() + 1 && AFTER.contains(&form)
                } else {
                    BEFORE.contains(&form)
                }
            };
            is_time && self.around(*id, MAX_BESIDE).any(beside)
        });
        words.map(|(id, _)| id).collect()
    }

    /// The words around a word, as far as a number of words.
    pub(super) fn around(
        &self,
        word: ParsedWordId,
        reach: usize,
    ) -> impl Iterator<Item = ParsedWordId> + use<> {
        let first = word.index().saturating_sub(reach);
        let end = (word.index() + reach + 1).min(self.tree.parse.words.len());
        (first..end).map(ParsedWordId::from_index)
    }

    /// Whether the text says, between two words, that weeks or more go by.
    pub(super) fn has_lapse(&self, from: ParsedWordId, to: ParsedWordId) -> bool {
        let i = self.lapses.partition_point(|&lapse| lapse <= from);
        self.lapses.get(i).is_some_and(|&lapse| lapse <= to)
    }

    /// Whether the text says, between two words, that something heals.
    pub(super) fn has_healed(&self, from: ParsedWordId, to: ParsedWordId) -> bool {
        let i = self.healed.partition_point(|&word| word <= from);
        self.healed.get(i).is_some_and(|&word| word <= to)
    }

    /// Whether a heading, a break or a gap stands between two words.
    pub(super) fn has_break(&self, from: ParsedWordId, to: ParsedWordId) -> bool {
        let (from, to) = (self.tree.span(from).start(), self.tree.span(to).start());
        let i = self.breaks.partition_point(|&at| at <= from);
        self.breaks.get(i).is_some_and(|&at| at <= to)
    }

    /// The chapter of a word; a book without chapters has one.
    pub(super) fn chapter(&self, word: ParsedWordId) -> Option<usize> {
        let chapter = self.tree.book.chapter_at(self.tree.span(word).start());
        chapter.map(Position::index)
    }

    pub(super) fn sentence(&self, word: ParsedWordId) -> Option<ParsedSentenceId> {
        sentence_of(self.tree.parse, word)
    }

    /// The words of the sentence around a word; of an endless one those near the word.
    pub(super) fn words_beside(&self, word: ParsedWordId) -> Span<ParsedWordId> {
        let Some(id) = self.sentence(word) else { return Span::one(word) };
        let sentence = self.tree.parse.sentences[id];
        let start = word.index().saturating_sub(MAX_SENTENCE);
        Span::of(
            sentence.start().index().max(start),
            sentence.end().index().min(word.index() + MAX_SENTENCE),
        )
    }

    /// The words of the sentence around a word, and of those on both sides of it.
    pub(super) fn sentences_around(&self, word: ParsedWordId) -> Span<ParsedWordId> {
        let own = self.words_beside(word);
        let before = own.start().index().checked_sub(1).map(ParsedWordId::from_index);
        let after = own.end().index();
        let after = (after < self.tree.parse.words.len())
            .then(|| ParsedWordId::from_index(after));
        let sides = [before, after].into_iter().flatten();
        sides.map(|word| self.words_beside(word)).fold(own, Span::hull)
    }

    /// Whether the sentence of a word has one of some words.
    pub(super) fn sentence_has(&self, word: ParsedWordId, list: &[&str]) -> bool {
        self.any_of(self.words_beside(word), list)
    }

    /// Whether one of some words stands in a stretch.
    pub(super) fn any_of(&self, words: Span<ParsedWordId>, list: &[&str]) -> bool {
        let tree = self.tree;
        words
            .iter()
            .any(|id| list.contains(&tree.lemma(id)) || list.contains(&tree.lower(id)))
    }

    /// The passage to show for a word: its clause.
    pub(super) fn passage(&self, word: ParsedWordId) -> Span<Byte> {
        self.tree.clause(self.words_beside(word), word)
    }

    /// What somebody certainly does behind a word, in order.
    pub(super) fn acts_of(
        &self,
        who: EntityId,
        word: ParsedWordId,
    ) -> impl Iterator<Item = &Act<'a>> {
        let own = self.by_person.get(&who).map_or(&[][..], Vec::as_slice);
        let i = own.partition_point(|&i| self.acts[i].word <= word);
        own[i..].iter().map(|&i| &self.acts[i])
    }

    /// The acts behind a word, in order.
    pub(super) fn acts_after(&self, word: ParsedWordId) -> &[Act<'a>] {
        &self.acts[self.acts.partition_point(|act| act.word <= word)..]
    }

    /// What somebody is called in a message.
    pub(super) fn name(&self, who: EntityId) -> &str {
        &self.tree.cast.entities.rows[who].name
    }

    /// The first dependent of a verb that is a phrase with one of some prepositions.
    pub(super) fn oblique(
        &self,
        verb: ParsedWordId,
        cases: &[&str],
    ) -> Option<ParsedWordId> {
        let tree = self.tree;
        let mut kids = tree.kids(verb).iter().copied();
        kids.find(|&kid| {
            tree.relation(kid) == Relation::Obl && cases.contains(&tree.case(kid))
        })
    }

    /// A finding about somebody, with the passages around two words.
    pub(super) fn finding(
        &self,
        kind: FindingKind,
        who: EntityId,
        first: ParsedWordId,
        second: ParsedWordId,
        message: String,
    ) -> Finding {
        Finding {
            kind,
            character: Some(who),
            message,
            first: self.passage(first),
            second: self.passage(second),
            confidence: 0.7,
        }
    }
}

/// Where headings, breaks and gaps stand.
fn breaks(tree: &Tree<'_>) -> Vec<Byte> {
    let paragraphs = tree.book.paragraphs.rows().iter();
    let ends = paragraphs.filter(|p| p.kind != ParagraphKind::Prose || p.gap_before);
    ends.map(|paragraph| paragraph.span.start()).collect()
}
