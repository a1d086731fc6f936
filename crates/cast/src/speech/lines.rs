//! What the words of lines tell, beside the names in them: of whom they speak, how they
//! answer, which words and which names their speakers use elsewhere.
//!
//! A line is what one quotation says. Rare words that two lines share speak for one speaker
//! or one topic; how somebody calls a person is a habit.

use dramaturg_text::{
    Book, Paragraph, ParagraphKind, Position, Span, TokenId, TokenKind, WordId,
};
use rustc_hash::FxHashMap;

use super::cue::Subject;
use super::turn::{Context, Turn, subject_entity};
use crate::{EntityId, MentionKind};

/// From this probability by the rules on a speaker counts as known here.
const MIN_SURE: f32 = 0.75;

/// A word is rare if a book has it at most once in so many words, but so often at least
/// and at most: bounds that keep the cost linear.
const RARE: usize = 4000;
const RARE_BOUNDS: (usize, usize) = (4, 40);

/// Shared words count within so many turns.
const REACH: usize = 40;

/// At most so many words of a line are looked at, rare ones and names.
const MAX_WORDS: usize = 400;
const MAX_RARE: usize = 64;
const MAX_NAMES: usize = 16;

/// How a line begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Opening {
    /// In any other way.
    Other,
    /// *Yes*, *no*, *of course*: it answers.
    Answer,
    /// *What*, *who*, *why*: it asks.
    Question,
    /// *Well*, *oh*, *and*, *but*: it goes on.
    Particle,
    /// *I*.
    Own,
    /// *You*.
    Yours,
}

/// What one line's words say.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) opening: Opening,
    /// Whether it breaks off.
    pub(super) is_cut: bool,
    pub(super) exclaims: bool,
    pub(super) n_words: usize,
    pub(super) n_he: usize,
    pub(super) n_she: usize,
    pub(super) n_you: usize,
    pub(super) n_we: usize,
    /// Its rare words, sorted.
    rare: Vec<WordId>,
    /// Its words of four letters and more, sorted.
    content: Vec<WordId>,
    /// Who is called or named in it, and by which word.
    names: Vec<(EntityId, WordId)>,
}

impl Line {
    /// Whether somebody is called or named in it.
    pub(super) fn has_names(&self) -> bool {
        !self.names.is_empty()
    }
}

/// All lines, and what they have in common.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) rows: Vec<Line>,
    /// Who surely speaks each turn, by its cue or by the rules.
    sure: Vec<Option<EntityId>>,
    /// The turns that have a rare word.
    by_word: FxHashMap<WordId, Vec<usize>>,
    /// The turns that use a name of somebody.
    by_name: FxHashMap<(EntityId, WordId), Vec<usize>>,
}

impl Lines {
    pub(super) fn new(
        context: Context<'_>,
        turns: &[Turn],
        candidates: &[Vec<EntityId>],
        posteriors: &[Vec<f32>],
    ) -> Lines {
        let book = context.book;
        let mut counts = vec![0_u32; book.words.len()];
        let mut n_words = 0;
        // A table of contents makes no word more common.
        let is_story = |paragraph: &&Paragraph| paragraph.kind != ParagraphKind::Apart;
        for paragraph in book.paragraphs.rows().iter().filter(is_story) {
            for token in book.tokens.slice(paragraph.tokens) {
                counts[token.word.index()] += 1;
                n_words += usize::from(token.kind == TokenKind::Word);
            }
        }
        let rare_up_to = (n_words / RARE).clamp(RARE_BOUNDS.0, RARE_BOUNDS.1);
        let is_rare: Vec<bool> = book
            .words
            .iter()
            .map(|(id, form)| {
                counts[id.index()] as usize <= rare_up_to
                    && form.len() >= 4
                    && form.chars().all(|c| c.is_alphabetic() || c == '-')
            })
            .collect();
        let rows: Vec<Line> =
            turns.iter().map(|turn| line(context, turn, &is_rare)).collect();
        let sure = turns
            .iter()
            .zip(candidates.iter().zip(posteriors))
            .map(|(turn, (list, row))| sure(context, turn, list, row))
            .collect();
        let mut by_word: FxHashMap<WordId, Vec<usize>> = FxHashMap::default();
        let mut by_name: FxHashMap<(EntityId, WordId), Vec<usize>> = FxHashMap::default();
        for (t, row) in rows.iter().enumerate() {
            row.rare.iter().for_each(|&w| by_word.entry(w).or_default().push(t));
            row.names.iter().for_each(|&n| by_name.entry(n).or_default().push(t));
        }
        Lines { rows, sure, by_word, by_name }
    }

    /// Whose lines near a turn share its rare words, and how many words.
    pub(super) fn sharers(&self, t: usize) -> Vec<(EntityId, f32)> {
        let mut found: Vec<(EntityId, f32)> = Vec::new();
        for word in &self.rows[t].rare {
            let Some(list) = self.by_word.get(word) else { continue };
            let start = list.partition_point(|&o| o + REACH < t);
            let near = list[start..].iter().take_while(|&&o| o <= t + REACH);
            for who in near.filter(|&&o| o != t).filter_map(|&o| self.sure[o]) {
                match found.iter_mut().find(|(e, _)| *e == who) {
                    Some((_, n)) => *n += 1.0,
                    None => found.push((who, 1.0)),
                }
            }
        }
        found
    }

    /// Who uses the names of a turn elsewhere, as shares of all uses whose speaker is known;
    /// nobody where nobody does.
    pub(super) fn namers(&self, t: usize) -> Vec<(EntityId, f32)> {
        const MAX_USES: usize = 64;
        let mut found: Vec<(EntityId, f32)> = Vec::new();
        for name in &self.rows[t].names {
            let Some(list) = self.by_name.get(name) else { continue };
            let start = list.partition_point(|&o| o < t).saturating_sub(MAX_USES / 2);
            let others = || {
                let near = list[start..].iter().take(MAX_USES);
                near.filter(|&&o| o != t).filter_map(|&o| self.sure[o])
            };
            let n = others().count().max(1) as f32;
            for who in others() {
                match found.iter_mut().find(|(e, _)| *e == who) {
                    Some((_, share)) => *share += 1.0 / n,
                    None => found.push((who, 1.0 / n)),
                }
            }
        }
        found
    }

    /// The share of a line's longer words that another line has.
    pub(super) fn echo(&self, t: usize, other: Option<usize>) -> f32 {
        let Some(other) = other else { return 0.0 };
        let (own, theirs) = (&self.rows[t].content, &self.rows[other].content);
        if own.is_empty() {
            return 0.0;
        }
        let n = own.iter().filter(|w| theirs.binary_search(w).is_ok()).count();
        n as f32 / own.len() as f32
    }
}

/// Who speaks a turn: by a cue with a name, or where the rules are sure.
fn sure(
    context: Context<'_>,
    turn: &Turn,
    candidates: &[EntityId],
    posteriors: &[f32],
) -> Option<EntityId> {
    if let Some(Subject::Mention(id)) = turn.cue.map(|c| c.subject)
        && context.kind(id) == MentionKind::Proper
    {
        return subject_entity(context, Subject::Mention(id));
    }
    let best = candidates.iter().zip(posteriors).max_by(|a, b| a.1.total_cmp(b.1))?;
    (*best.1 >= MIN_SURE).then_some(*best.0)
}

fn line(context: Context<'_>, turn: &Turn, is_rare: &[bool]) -> Line {
    let Context { book, quotations, mentions, entities, .. } = context;
    let quotation = &quotations.rows[turn.quotation];
    let mut row = Line {
        opening: Opening::Other,
        is_cut: false,
        exclaims: false,
        n_words: 0,
        n_he: 0,
        n_she: 0,
        n_you: 0,
        n_we: 0,
        rare: Vec::new(),
        content: Vec::new(),
        names: Vec::new(),
    };
    let last = quotation.parts[quotation.parts.len() - 1].slice(&book.text).trim_end();
    let last = last.trim_end_matches(['_', '*']);
    row.is_cut = last.ends_with(['—', '–', '-', '…']) || last.ends_with("...");
    row.exclaims = last.ends_with('!');
    for part in &quotation.parts {
        let tokens = book.tokens_in(*part);
        for id in tokens.iter().take(MAX_WORDS) {
            if book.tokens[id].kind != TokenKind::Word {
                continue;
            }
            if row.n_words == 0 {
                row.opening = opening(book, tokens, id);
            }
            row.n_words += 1;
            let word = book.tokens[id].word;
            match book.lower(id) {
                "he" | "him" | "his" => row.n_he += 1,
                "she" | "her" | "hers" => row.n_she += 1,
                "you" | "your" | "yours" | "yourself" => row.n_you += 1,
                "we" | "us" | "our" => row.n_we += 1,
                form if form.len() >= 4 => row.content.push(word),
                _ => {}
            }
            if is_rare[word.index()] {
                row.rare.push(word);
            }
        }
        for id in mentions.starting_in(tokens).iter() {
            let mention = mentions.rows[id];
            if mention.kind == MentionKind::Proper
                && mention.quotation == Some(turn.quotation)
                && let Some(entity) = entities.of_mention[id]
            {
                row.names.push((entity, book.tokens[mention.head].word));
            }
        }
    }
    for list in [&mut row.rare, &mut row.content] {
        list.sort_unstable();
        list.dedup();
    }
    row.rare.truncate(MAX_RARE);
    row.names.sort_unstable();
    row.names.dedup();
    row.names.truncate(MAX_NAMES);
    row
}

fn opening(book: &Book, part: Span<TokenId>, first: TokenId) -> Opening {
    let second = TokenId::from_index(first.index() + 1);
    let second = if second < part.end() { book.lower(second) } else { "" };
    match (book.lower(first), second) {
        (
            "yes" | "no" | "yeah" | "yep" | "nope" | "aye" | "certainly" | "exactly"
            | "never" | "nothing" | "none" | "sure" | "perhaps" | "maybe" | "because"
            | "indeed" | "nobody" | "nowhere" | "probably" | "quite" | "absolutely"
            | "not" | "right" | "true",
            _,
        )
        | ("of", "course") => Opening::Answer,
        (
            "what" | "who" | "why" | "where" | "when" | "how" | "which" | "whose" | "is"
            | "are" | "was" | "were" | "do" | "does" | "did" | "can" | "could" | "will"
            | "would" | "have" | "has" | "shall",
            _,
        ) => Opening::Question,
        (
            "well" | "oh" | "and" | "but" | "so" | "then" | "now" | "ah" | "look"
            | "listen" | "or" | "still" | "anyway",
            _,
        ) => Opening::Particle,
        ("i", _) => Opening::Own,
        ("you", _) => Opening::Yours,
        _ => Opening::Other,
    }
}

#[cfg(test)]
mod tests {
    use dramaturg_text::Limits;

    use super::*;

    fn opening_of(line: &str) -> Opening {
        let book = dramaturg_text::read("line.txt", line.as_bytes(), &Limits::default());
        let book = book.expect("a line is a book");
        opening(&book, Span::of(0, book.tokens.len()), TokenId::from_index(0))
    }

    #[test]
    fn a_line_answers_asks_or_goes_on() {
        assert_eq!(opening_of("Of course not."), Opening::Answer);
        assert_eq!(opening_of("Yes, sir."), Opening::Answer);
        assert_eq!(opening_of("Who is that?"), Opening::Question);
        assert_eq!(opening_of("But I saw her."), Opening::Particle);
        assert_eq!(opening_of("You saw her."), Opening::Yours);
        assert_eq!(opening_of("Mara saw her."), Opening::Other);
    }
}
