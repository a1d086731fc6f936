//! The different names of a book, and what the text says of each.

use dramaturg_text::{Book, Position, Shape, Span, TokenId, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::GenderVotes;
use crate::lexicon::{Gender, Lexicon, TitleClass, is_half_of_cue};
use crate::{GivenCharacter, GivenId, MentionId, MentionKind, Mentions};

/// One different name: its words and all mentions that have just these words.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// Titles in lower case, in order.
    pub(crate) titles: Vec<String>,
    /// The words of the name without titles, in lower case, accents folded.
    pub(crate) core: Vec<String>,
    pub(crate) mentions: Vec<MentionId>,
    pub(crate) votes: GenderVotes,
    pub(crate) person: f32,
    pub(crate) place: f32,
    pub(crate) n_acts: u32,
    pub(crate) n_cues: u32,
    pub(crate) n_calls: u32,
    pub(crate) n_told: u32,
    pub(crate) is_plural: bool,
    /// The given characters that have just this name.
    pub(crate) given: Vec<GivenId>,
}

impl Name {
    /// The gender of its titles alone.
    pub(crate) fn title_gender(&self) -> Gender {
        let lexicon = Lexicon::shared();
        self.titles
            .iter()
            .filter_map(|t| lexicon.title(t))
            .map(|t| t.gender)
            .find(|&g| g != Gender::Unknown)
            .unwrap_or(Gender::Unknown)
    }

    /// Its gender by title, then by what the text calls it, then by the name itself.
    pub(crate) fn gender(&self) -> Gender {
        let title = self.title_gender();
        if title != Gender::Unknown {
            return title;
        }
        let by_pronouns = votes_gender(&self.votes, 2.0);
        if by_pronouns != Gender::Unknown {
            return by_pronouns;
        }
        let first = self.core.first().map_or("", String::as_str);
        let is_given = self.core.len() > 1 || self.titles.is_empty();
        let given = if is_given { Lexicon::shared().given_name(first) } else { None };
        given.unwrap_or(Gender::Unknown)
    }
}

/// The gender that votes show, if the larger side has at least `least` and twice the other.
pub(crate) fn votes_gender(votes: &GenderVotes, least: f32) -> Gender {
    let (he, she) = (votes.he, votes.she);
    if he >= least && he > 2.0 * she {
        Gender::Male
    } else if she >= least && she > 2.0 * he {
        Gender::Female
    } else {
        Gender::Unknown
    }
}

/// A word in lower case without accents, as names are compared.
pub(crate) fn fold(word: &str) -> String {
    word.chars()
        .map(|c| match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'ç' => 'c',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ñ' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ý' | 'ÿ' => 'y',
            other => other,
        })
        .collect()
}

/// All different names, in order of first mention, with what the text says of them.
pub(crate) fn collect(book: &Book, mentions: &Mentions, is_short: bool) -> Vec<Name> {
    let mut rows: Vec<Name> = Vec::new();
    let mut index: FxHashMap<(Vec<String>, Vec<String>), usize> = FxHashMap::default();
    for (id, mention) in mentions.rows.iter() {
        if mention.kind != MentionKind::Proper {
            continue;
        }
        let (titles, core) = words(book, mention.span);
        let row = *index.entry((titles.clone(), core.clone())).or_insert_with(|| {
            rows.push(Name {
                titles,
                core,
                mentions: Vec::new(),
                votes: GenderVotes::default(),
                person: 0.0,
                place: 0.0,
                n_acts: 0,
                n_cues: 0,
                n_calls: 0,
                n_told: 0,
                is_plural: false,
                given: Vec::new(),
            });
            rows.len() - 1
        });
        rows[row].mentions.push(id);
        observe(book, mentions, id, is_short, &mut rows[row]);
    }
    // “Mr. Beck” makes a surname of a word for a stream.
    let surnames: FxHashSet<String> = rows
        .iter()
        .filter(|n| !n.titles.is_empty())
        .filter_map(|n| n.core.last().cloned())
        .collect();
    for name in &mut rows {
        observe_form(name, &surnames);
    }
    rows
}

/// The titles and the other words of a name, in lower case, stops left out.
fn words(book: &Book, span: Span<TokenId>) -> (Vec<String>, Vec<String>) {
    let words = span.iter().filter(|&id| book.tokens[id].kind == TokenKind::Word);
    split(words.map(|id| book.lower(id)))
}

/// The words of a name in lower case, titles apart.
fn split<'a>(words: impl Iterator<Item = &'a str> + Clone) -> (Vec<String>, Vec<String>) {
    let lexicon = Lexicon::shared();
    let mut titles = Vec::new();
    let mut core = Vec::new();
    let n_words = words.clone().count();
    for (i, form) in words.enumerate() {
        let is_title = core.is_empty()
            && lexicon.title(form).is_some_and(|t| {
                // “Duke”, “Earl” or “Major” may be a first name: a title needs a name behind
                // it or stands alone.
                i + 1 < n_words || t.can_stand_alone && n_words == i + 1
            });
        if is_title {
            titles.push(form.to_owned());
        } else if i + 1 < n_words && is_particle(form) {
            // “de Griers” is “Griers”.
        } else {
            core.push(fold(form));
        }
    }
    (titles, core)
}

/// The usual form of a title: *Skipper* is a captain, and a judge is *Justice Venn*.
pub(crate) fn canonical_title(form: &str) -> &str {
    match form {
        "dr" | "doc" => "doctor",
        "capt" | "skipper" | "skip" => "captain",
        "col" => "colonel",
        "gen" => "general",
        "prof" => "professor",
        "rev" => "reverend",
        "sgt" | "sarge" => "sergeant",
        "lt" => "lieutenant",
        "justice" => "judge",
        other => other,
    }
}

/// Whether a word only joins the words of a name: `de`, `von`.
pub(crate) fn is_particle(form: &str) -> bool {
    matches!(
        form,
        "de" | "von"
            | "van"
            | "la"
            | "le"
            | "du"
            | "del"
            | "della"
            | "di"
            | "da"
            | "der"
            | "den"
            | "ten"
            | "ap"
            | "bin"
            | "ibn"
            | "el"
            | "al"
            | "of"
    )
}

/// Notes which given characters have each name.
pub(crate) fn mark_given(names: &mut [Name], given: &[GivenCharacter]) {
    let mut keys: FxHashMap<(Vec<String>, Vec<String>), Vec<GivenId>> =
        FxHashMap::default();
    for (i, character) in given.iter().enumerate() {
        for words in character.names() {
            let key = split(words.iter().map(|word| &*word.form));
            let list = keys.entry(key).or_default();
            let id = GivenId::from_index(i);
            if !list.contains(&id) {
                list.push(id);
            }
        }
    }
    if keys.is_empty() {
        return;
    }
    for name in names {
        let key = (name.titles.clone(), name.core.clone());
        name.given = keys.get(&key).cloned().unwrap_or_default();
    }
}

/// What the words around one mention say of its name.
fn observe(
    book: &Book,
    mentions: &Mentions,
    id: MentionId,
    is_short: bool,
    name: &mut Name,
) {
    let lexicon = Lexicon::shared();
    let mention = mentions.rows[id];
    let n_tokens = book.tokens.len();
    let next = mention.span.end();
    let next_form = if next.index() < n_tokens { book.lower(next) } else { "" };
    let previous = mention.span.start().index().checked_sub(1).map(TokenId::from_index);
    let previous_form = previous.map_or("", |p| book.lower(p));
    let in_speech = mention.quotation.is_some();
    if !in_speech {
        name.n_told += 1;
    }
    let after = |i: usize| {
        let at = next.index() + i;
        if at < n_tokens { book.lower(TokenId::from_index(at)) } else { "" }
    };
    let acts = |form: &str| {
        lexicon.is_person_verb(form)
            || lexicon.speech_verb(form).is_some_and(|v| v.form.is_finite())
    };
    if acts(next_form) || next_form.ends_with("ly") && acts(after(1)) {
        name.person += if in_speech { 0.7 } else { 1.5 };
        if !in_speech {
            name.n_acts += 1;
        }
    } else if matches!(
        next_form,
        "had" | "was" | "is" | "has" | "would" | "could" | "did" | "must"
    ) && !in_speech
    {
        name.person += 0.4;
        name.n_acts += 1;
    } else if !in_speech
        && next_form.ends_with("ed")
        && !matches!(next_form, "red" | "bed")
    {
        name.person += 0.6;
        name.n_acts += 1;
    }
    // “said the Gryphon”.
    let verb_form = match previous {
        Some(p) if previous_form == "the" && p.index() > 0 => {
            book.lower(TokenId::from_index(p.index() - 1))
        }
        _ => previous_form,
    };
    if lexicon.speech_verb(verb_form).is_some_and(|v| v.form.is_finite() && v.is_strong)
        && !in_speech
    {
        name.person += 2.0;
        name.n_acts += 1;
        name.n_cues += 1;
    }
    let says = |form: &str| {
        lexicon.speech_verb(form).is_some_and(|v| v.form.is_finite() && v.is_strong)
    };
    // “Mara put in.”
    let puts_in = is_half_of_cue(next_form) && after(1) == "in";
    if !in_speech
        && (says(next_form)
            || next_form.ends_with("ly") && says(after(1))
            || puts_in && matches!(after(2), "." | "," | ":" | ";"))
    {
        name.n_cues += 1;
    }
    if matches!(next_form, "'s" | "s") {
        let owned = after(1);
        if lexicon.is_body_part(owned)
            || lexicon.person_noun(owned).is_some()
            || owned == "voice"
        {
            name.person += 1.0;
        }
    }
    let opens = matches!(
        previous_form,
        "," | "\""
            | "“"
            | "‘"
            | "'"
            | "—"
            | "–"
            | "--"
            | "…"
            | "..."
            | "."
            | "!"
            | "?"
            | "«"
            | ""
    );
    let closes = matches!(
        next_form,
        "," | "\""
            | "”"
            | "’"
            | "'"
            | "!"
            | "?"
            | "."
            | "—"
            | "–"
            | "--"
            | "…"
            | "..."
            | "»"
            | ""
    );
    if in_speech && opens && closes {
        name.person += 1.0;
        name.n_calls += 1;
    }
    match previous_form {
        "in" | "into" | "near" | "through" | "across" => name.place += 1.0,
        "at" | "from" | "towards" | "toward" | "leave" | "left" | "visit" => {
            name.place += 0.6
        }
        "to" | "for" => name.place += 0.25,
        "of" => name.place += 0.2,
        "the" if name.titles.is_empty() => name.place += 0.5,
        _ => {}
    }
    // The next pronoun of narration, if no other name stands between.
    if !in_speech
        && let Some((pronoun, weight)) = next_pronoun(book, mentions, id, is_short)
    {
        count_pronoun(pronoun, &mut name.votes, weight);
        name.person += 0.3;
    }
}

/// The next pronoun of the third person in narration within the sentence of a mention or
/// the one behind it, if no other name stands between, and what it counts.
///
/// In a short text, whoever opens a sentence is not *him* in it, and a new paragraph is often
/// about whoever else is there.
fn next_pronoun<'a>(
    book: &'a Book,
    mentions: &Mentions,
    id: MentionId,
    is_short: bool,
) -> Option<(&'a str, f32)> {
    const WINDOW_TOKENS: usize = 22;
    const OF_NEXT_PARAGRAPH: f32 = 0.3;
    let mention = mentions.rows[id];
    let start = mention.span.end().index();
    let sentence_end = end_around(book.sentences.rows(), mention.span.start(), |s| *s);
    let paragraph_end =
        end_around(book.paragraphs.rows(), mention.span.start(), |p| p.tokens);
    let is_first = opens_sentence(book, mention.span.start());
    // A pronoun that may be somebody else’s, until another one agrees with it.
    let mut first: Option<(&str, f32)> = None;
    for i in id.index() + 1..mentions.rows.len() {
        let other = mentions.rows[MentionId::from_index(i)];
        if other.span.start().index() > start + WINDOW_TOKENS {
            return first;
        }
        if other.quotation.is_some() {
            continue;
        }
        match other.kind {
            MentionKind::Proper => return first,
            MentionKind::Nominal => {
                if !matches!(book.lower(other.span.start()), "his" | "her" | "their") {
                    return first;
                }
            }
            MentionKind::Pronoun => {
                let form = book.lower(other.head);
                let here = other.span.start().index();
                let is_here = here < sentence_end;
                let is_else =
                    is_short && is_first && is_here && matches!(form, "him" | "them");
                let Some(case) = nominative(form).filter(|_| !is_else) else { continue };
                let is_next = here >= paragraph_end;
                let found = (form, if is_next { OF_NEXT_PARAGRAPH } else { 1.0 });
                match first {
                    None if !is_short => return Some((form, 1.0)),
                    None if is_here && matches!(form, "his" | "her") => {
                        first = Some(found);
                    }
                    None => return Some(found),
                    // “Tom pushed back her cuff, and he”: this is no time to say.
                    Some((own, _)) if matches!(case, "he" | "she") => {
                        return first.filter(|_| nominative(own) == Some(case));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    first
}

/// Where the row of ordered stretches that holds a token ends.
fn end_around<T>(rows: &[T], at: TokenId, span: impl Fn(&T) -> Span<TokenId>) -> usize {
    let i = rows.partition_point(|row| span(row).end() <= at);
    rows.get(i).map_or(usize::MAX, |row| span(row).end().index())
}

/// Whether nothing but the end of a sentence or of a quotation stands before a token.
fn opens_sentence(book: &Book, at: TokenId) -> bool {
    let Some(before) = at.index().checked_sub(1).map(TokenId::from_index) else {
        return true;
    };
    book.tokens[before].kind == TokenKind::Punctuation && book.lower(before) != "-"
        || book
            .sentences
            .rows()
            .binary_search_by_key(&at, |sentence| sentence.start())
            .is_ok()
}

/// The nominative of a pronoun of the third person; none for others.
pub(crate) fn nominative(form: &str) -> Option<&'static str> {
    Some(match form {
        "he" | "him" | "his" | "himself" => "he",
        "she" | "her" | "hers" | "herself" => "she",
        "they" | "them" | "their" | "theirs" | "themself" => "they",
        "it" | "its" | "itself" => "it",
        "xe" | "xem" | "xyr" | "xyrs" => "xe",
        "ze" | "zir" | "zem" | "hir" => "ze",
        "fae" | "faer" => "fae",
        "ey" | "eir" => "ey",
        _ => return None,
    })
}

/// Counts one use of a pronoun.
pub(crate) fn count_pronoun(form: &str, votes: &mut GenderVotes, weight: f32) {
    match nominative(form) {
        Some("he") => votes.he += weight,
        Some("she") => votes.she += weight,
        Some("they") => votes.they += weight,
        Some("it") => votes.it += weight,
        Some(other) => match &mut votes.other {
            Some((form, n)) if form == other => *n += weight,
            Some((_, n)) if *n > weight => *n -= weight,
            slot => *slot = Some((other.to_owned(), weight)),
        },
        None => {}
    }
}

/// What the form of a name says by itself; `surnames` are the words that the book uses
/// behind a title.
fn observe_form(name: &mut Name, surnames: &FxHashSet<String>) {
    let lexicon = Lexicon::shared();
    let has_name_title = name.titles.iter().any(|t| lexicon.title(t).is_some());
    if has_name_title {
        name.person += 4.0;
    }
    match name.title_gender() {
        Gender::Male => name.votes.he += 50.0,
        Gender::Female => name.votes.she += 50.0,
        Gender::Unknown => {}
    }
    let Some(first) = name.core.first() else { return };
    let last = name.core.last().unwrap_or(first);
    if lexicon.person_noun(last).is_some() && lexicon.given_name(last).is_none() {
        name.person += 2.0;
    }
    let is_kin = name
        .titles
        .iter()
        .any(|t| lexicon.title(t).is_some_and(|t| t.class == TitleClass::Kinship));
    let is_given = name.core.len() > 1 || name.titles.is_empty() || is_kin;
    if let Some(gender) = lexicon.given_name(first).filter(|_| is_given) {
        let is_place = lexicon.is_place(first) && name.core.len() == 1;
        name.person += if is_place { 0.5 } else { 1.5 };
        match gender {
            Gender::Male => name.votes.he += 2.0,
            Gender::Female => name.votes.she += 2.0,
            Gender::Unknown => {}
        }
    }
    if lexicon.is_place_word(last) && !has_name_title && !surnames.contains(last) {
        name.place += 4.0;
    }
    let whole = name.core.join(" ");
    if (lexicon.is_place(&whole) || lexicon.is_place(first) && name.core.len() == 1)
        && !has_name_title
    {
        name.place += if lexicon.given_name(first).is_some() { 1.0 } else { 4.0 };
    }
}

/// A name as it is usually written: the commonest form of its mentions, capitals tamed.
pub(crate) fn written(book: &Book, mentions: &Mentions, ids: &[MentionId]) -> String {
    let mut forms: Vec<(String, usize)> = Vec::new();
    for &id in ids.iter().take(50) {
        let span = mentions.rows[id].span;
        let mut text = String::new();
        for token in span.iter() {
            let row = book.tokens[token];
            let here = book.written(token);
            let joins = row.kind == TokenKind::Punctuation;
            if !text.is_empty() && !joins {
                text.push(' ');
            }
            if row.shape == Shape::Upper && here.chars().count() > 2 {
                let mut chars = here.chars();
                text.extend(chars.next());
                text.extend(chars.flat_map(char::to_lowercase));
            } else {
                text.push_str(here);
            }
        }
        match forms.iter_mut().find(|(form, _)| *form == text) {
            Some((_, n)) => *n += 1,
            None => forms.push((text, 1)),
        }
    }
    forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    forms.into_iter().next().map(|(form, _)| form).unwrap_or_default()
}
