//! What one mention tells by itself: its pronoun, determiner, number, gender and place in
//! its sentence.

use dramaturg_text::{
    Book, Position, SentenceId, Shape, Span, TokenId, TokenKind, WordId,
};

use super::Layers;
use crate::lexicon::{Gender, Lexicon, NounKind, TitleClass};
use crate::{EntityId, MentionId, MentionKind, MentionType, QuotationId};

/// Which person a pronoun is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum PronounClass {
    /// No pronoun.
    None,
    I,
    You,
    He,
    She,
    It,
    We,
    They,
    /// `one`, `who`, `this`, `xe`.
    Other,
}

/// Singular or plural.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Number {
    Unknown,
    Singular,
    Plural,
}

/// The word that opens a mention.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Determiner {
    None,
    The,
    A,
    This,
    /// `his`, `my`.
    Possessive,
    /// `Mara’s`.
    Genitive,
    /// `some`, `every`, `two`.
    Quantity,
    /// `another`, `other`.
    Other,
}

/// Where a mention stands in its clause, as far as its neighbours tell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Role {
    Other,
    Subject,
    Object,
    /// Behind a preposition.
    Oblique,
    /// `her` of `her hat`.
    Possessive,
    /// Behind a form of *be*.
    Predicate,
    /// Behind a comma that another mention touches.
    Apposition,
    Reflexive,
}

/// One mention and what it tells.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(crate) span: Span<TokenId>,
    pub(crate) head: TokenId,
    pub(crate) kind: MentionKind,
    pub(crate) r#type: MentionType,
    /// The outermost quotation around it.
    pub(crate) quotation: Option<QuotationId>,
    pub(crate) sentence: SentenceId,
    pub(crate) class: PronounClass,
    pub(crate) number: Number,
    pub(crate) gender: Gender,
    pub(crate) determiner: Determiner,
    pub(crate) role: Role,
    /// The words from determiner to head, both left out.
    pub(crate) modifiers: Vec<WordId>,
    pub(crate) head_word: WordId,
    /// All words but determiner, clitics and particles; of names alone.
    pub(crate) name_words: Vec<WordId>,
    /// Whether words follow the head.
    pub(crate) has_tail: bool,
    /// The words without determiner, as one number; equal for equal words.
    pub(crate) text_hash: u64,
    pub(crate) noun_kind: Option<NounKind>,
    /// The mention that says whose it is: `his` of `his hat`.
    pub(crate) possessor: Option<usize>,
    /// The smallest mention around it.
    pub(crate) container: Option<usize>,
    /// Whom earlier layers found, and whether by a name.
    pub(crate) entity: Option<EntityId>,
    pub(crate) is_entity_named: bool,
    /// A small number for the word before it.
    pub(crate) before: u8,
    /// The same for the word behind it.
    pub(crate) after: u8,
    /// The mention right before the comma or form of *be* that leads to it.
    pub(crate) equated: Option<usize>,
    /// Whether nothing stands between it and what it is equated with.
    pub(crate) is_adjacent: bool,
    pub(crate) paragraph: u32,
    /// Whether it is the first mention of its sentence outside of another one.
    pub(crate) is_first: bool,
}

/// All mentions, in the order of their rows.
pub(crate) fn phrases(layers: Layers<'_>) -> Vec<Phrase> {
    let Layers { book, mentions, .. } = layers;
    let outer = outermost(layers);
    let entities = entities(layers);
    let mut rows: Vec<Phrase> = Vec::with_capacity(mentions.rows.len());
    for (id, mention) in mentions.rows.iter() {
        let sentence =
            book.sentences.rows().partition_point(|s| s.end() <= mention.span.start());
        let entity = entities[id.index()];
        let mut row = phrase(
            layers,
            id,
            SentenceId::from_index(sentence),
            outer[mention.span.start().index()],
            entity,
        );
        row.paragraph = paragraph_of(book, sentence);
        rows.push(row);
    }
    nest(&mut rows);
    equate(book, &mut rows);
    let mut last = None;
    for row in &mut rows {
        if row.container.is_none() && last != Some((row.sentence, row.quotation)) {
            last = Some((row.sentence, row.quotation));
            row.is_first = true;
        }
    }
    rows
}

/// The paragraph of a sentence.
fn paragraph_of(book: &Book, sentence: usize) -> u32 {
    let rows = book.paragraphs.rows();
    let at = rows.partition_point(|p| p.sentences.end().index() <= sentence);
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The outermost quotation of each token.
fn outermost(layers: Layers<'_>) -> Vec<Option<QuotationId>> {
    let mut places = vec![None; layers.book.tokens.len()];
    for (id, quotation) in layers.quotations.rows.iter() {
        if quotation.nested_in.is_some() {
            continue;
        }
        for part in &quotation.outer {
            for token in layers.book.tokens_in(*part).iter() {
                places[token.index()] = Some(id);
            }
        }
    }
    places
}

/// Whom the earlier layers found behind each mention, and whether a name says so: the one
/// of the rule-found mention with the same head.
fn entities(layers: Layers<'_>) -> Vec<Option<(EntityId, bool)>> {
    let mut of_head: Vec<Option<(EntityId, bool)>> = vec![None; layers.book.tokens.len()];
    for (id, named) in layers.named.rows.iter() {
        let Some(entity) = layers.persons.of_mention[id] else { continue };
        let is_named = named.kind == MentionKind::Proper;
        let slot = &mut of_head[named.head.index()];
        if slot.is_none_or(|(_, was_named)| is_named && !was_named) {
            *slot = Some((entity, is_named));
        }
    }
    layers.mentions.rows.rows().iter().map(|m| of_head[m.head.index()]).collect()
}

fn phrase(
    layers: Layers<'_>,
    id: MentionId,
    sentence: SentenceId,
    quotation: Option<QuotationId>,
    entity: Option<(EntityId, bool)>,
) -> Phrase {
    let book = layers.book;
    let mention = layers.mentions.rows[id];
    let span = mention.span;
    let class = match mention.kind {
        MentionKind::Pronoun => class(book.lower(span.start())),
        _ => PronounClass::None,
    };
    let first = book.lower(span.start());
    let genitive = span
        .iter()
        .take_while(|&t| t < mention.head)
        .find(|&t| is_genitive(book, t))
        .filter(|_| mention.kind == MentionKind::Nominal);
    let determiner = match determiner(first) {
        _ if mention.kind == MentionKind::Pronoun => Determiner::None,
        _ if genitive.is_some() => Determiner::Genitive,
        found => found,
    };
    let from = match genitive {
        Some(at) => at.index() + 1,
        None if determiner == Determiner::None => span.start().index(),
        None => span.start().index() + 1,
    };
    let words = |from: usize, to: usize| {
        (from..to)
            .map(TokenId::from_index)
            .filter(|&t| book.tokens[t].kind == TokenKind::Word)
            .map(|t| book.tokens[t].word)
    };
    let head = mention.head.index();
    let modifiers: Vec<WordId> = words(from.min(head), head).collect();
    let mut text_hash = 0xcbf2_9ce4_8422_2325_u64;
    for word in words(from.min(head), span.end().index()) {
        text_hash = (text_hash ^ word.index() as u64).wrapping_mul(0x0100_0000_01b3);
    }
    let name_words = if mention.kind == MentionKind::Proper {
        words(span.start().index(), span.end().index())
            .filter(|&w| !is_name_filler(book.words.form(w)))
            .collect()
    } else {
        Vec::new()
    };
    let lexicon = Lexicon::shared();
    let noun = lexicon.person_noun(book.lower(mention.head));
    let before = match span.start().index().checked_sub(1) {
        Some(i) if Some(sentence) == book_sentence(book, i, sentence) => {
            neighbour(book, TokenId::from_index(i))
        }
        _ => 0,
    };
    let after = if span.end().index() < book.tokens.len() {
        neighbour(book, span.end())
    } else {
        0
    };
    let mut row = Phrase {
        span,
        head: mention.head,
        kind: mention.kind,
        r#type: mention.r#type,
        quotation,
        sentence,
        class,
        number: Number::Unknown,
        gender: Gender::Unknown,
        determiner,
        role: Role::Other,
        modifiers,
        head_word: book.tokens[mention.head].word,
        name_words,
        has_tail: span.end().index() > head + 1,
        text_hash,
        noun_kind: noun.map(|n| n.kind).filter(|_| mention.kind == MentionKind::Nominal),
        possessor: None,
        container: None,
        entity: entity.map(|e| e.0),
        is_entity_named: entity.is_some_and(|e| e.1),
        before,
        after,
        equated: None,
        is_adjacent: false,
        paragraph: u32::MAX,
        is_first: false,
    };
    row.number = number(book, &row);
    row.gender = gender(layers, &row);
    row.role = role(book, &row);
    row
}

/// The sentence, if the token before lies in it.
fn book_sentence(book: &Book, token: usize, sentence: SentenceId) -> Option<SentenceId> {
    let span = book.sentences.rows().get(sentence.index())?;
    span.contains(TokenId::from_index(token)).then_some(sentence)
}

/// The class of a pronoun.
pub(crate) fn class(form: &str) -> PronounClass {
    match form {
        "i" | "me" | "my" | "mine" | "myself" => PronounClass::I,
        "you" | "your" | "yours" | "yourself" | "yourselves" | "thou" | "thee"
        | "thy" | "thine" | "thyself" | "ye" => PronounClass::You,
        "he" | "him" | "his" | "himself" => PronounClass::He,
        "she" | "her" | "hers" | "herself" => PronounClass::She,
        "it" | "its" | "itself" => PronounClass::It,
        "we" | "us" | "our" | "ours" | "ourselves" => PronounClass::We,
        "they" | "them" | "their" | "theirs" | "themselves" | "'em" | "em" => {
            PronounClass::They
        }
        _ => PronounClass::Other,
    }
}

fn determiner(form: &str) -> Determiner {
    match form {
        "the" => Determiner::The,
        "a" | "an" => Determiner::A,
        "this" | "that" | "these" | "those" => Determiner::This,
        "my" | "your" | "his" | "her" | "its" | "our" | "their" | "thy" | "whose" => {
            Determiner::Possessive
        }
        "some" | "any" | "every" | "each" | "no" | "all" | "both" | "many" | "few"
        | "several" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight"
        | "nine" | "ten" | "one" | "most" | "half" | "such" | "either" | "neither"
        | "more" | "much" => Determiner::Quantity,
        "another" | "other" | "what" | "which" => Determiner::Other,
        _ => Determiner::None,
    }
}

fn is_genitive(book: &Book, id: TokenId) -> bool {
    matches!(book.lower(id), "'s" | "s'")
        || book.lower(id) == "'"
            && id.index() > 0
            && book.lower(TokenId::from_index(id.index() - 1)).ends_with('s')
}

/// Words of names that tell nothing of the bearer.
fn is_name_filler(form: &str) -> bool {
    matches!(
        form,
        "the"
            | "of"
            | "de"
            | "von"
            | "van"
            | "la"
            | "le"
            | "du"
            | "der"
            | "and"
            | "in"
            | "'s"
            | "mr"
            | "mrs"
            | "miss"
            | "ms"
            | "sir"
            | "lady"
            | "lord"
            | "dr"
            | "st"
            | "madame"
            | "monsieur"
            | "m"
    )
}

/// The last word of what a mention is about: before `of`, `who`, a comma and the like; the
/// last word of a name.
pub(crate) fn head_of(book: &Book, span: Span<TokenId>, kind: MentionKind) -> TokenId {
    let mut head = span.start();
    for id in span.iter() {
        let token = book.tokens[id];
        let form = book.lower(id);
        let is_stop = id > span.start()
            && (token.kind == TokenKind::Punctuation && !matches!(form, "." | "'" | "-")
                || kind != MentionKind::Proper && is_tail_opener(form)
                || kind == MentionKind::Proper
                    && token.shape == Shape::Lower
                    && matches!(form, "in" | "at" | "on" | "from" | "who" | "to"));
        // “the tall, dark man”: a comma before the noun ends nothing.
        let is_list = form == ","
            && kind == MentionKind::Nominal
            && span.iter().any(|t| t > id && !is_tail_opener(book.lower(t)))
            && Lexicon::shared().person_noun(book.lower(head)).is_none()
            && id.index() - span.start().index() <= 2;
        if is_stop && !is_list {
            break;
        }
        if matches!(token.kind, TokenKind::Word | TokenKind::Number)
            && !matches!(form, "'s" | "s'")
        {
            head = id;
        }
    }
    head
}

fn is_tail_opener(form: &str) -> bool {
    is_preposition(form)
        || matches!(
            form,
            "who" | "whom" | "whose" | "which" | "that" | "where" | "when" | "and" | "or"
        )
}

pub(crate) fn is_preposition(form: &str) -> bool {
    matches!(
        form,
        "of" | "in"
            | "on"
            | "at"
            | "to"
            | "with"
            | "for"
            | "from"
            | "by"
            | "into"
            | "upon"
            | "over"
            | "under"
            | "about"
            | "between"
            | "among"
            | "through"
            | "without"
            | "within"
            | "against"
            | "behind"
            | "before"
            | "after"
            | "beside"
            | "beyond"
            | "near"
            | "towards"
            | "toward"
            | "around"
            | "along"
            | "across"
            | "above"
            | "below"
            | "beneath"
            | "outside"
            | "inside"
            | "round"
            | "out"
            | "off"
            | "down"
            | "up"
            | "amongst"
            | "amid"
            | "during"
            | "past"
            | "as"
            | "like"
            | "than"
    )
}

fn is_be(form: &str) -> bool {
    matches!(
        form,
        "is" | "was" | "are" | "were" | "am" | "be" | "been" | "being" | "'m" | "'re"
    )
}

fn is_auxiliary(form: &str) -> bool {
    is_be(form)
        || matches!(
            form,
            "had"
                | "has"
                | "have"
                | "having"
                | "did"
                | "does"
                | "do"
                | "would"
                | "could"
                | "should"
                | "might"
                | "may"
                | "must"
                | "can"
                | "will"
                | "shall"
                | "'d"
                | "'ll"
                | "'ve"
                | "never"
                | "not"
                | "also"
                | "always"
                | "now"
                | "then"
        )
}

fn is_verb(form: &str) -> bool {
    let lexicon = Lexicon::shared();
    lexicon.is_person_verb(form)
        || lexicon.speech_verb(form).is_some()
        || form.len() > 4 && form.ends_with("ed")
        || matches!(
            form,
            "went"
                | "came"
                | "took"
                | "gave"
                | "made"
                | "got"
                | "saw"
                | "left"
                | "found"
                | "put"
                | "ran"
                | "fell"
                | "began"
                | "stood"
                | "sat"
                | "lay"
                | "held"
                | "kept"
                | "brought"
                | "met"
                | "led"
                | "drew"
                | "rose"
                | "grew"
                | "let"
                | "see"
                | "take"
                | "give"
                | "make"
                | "find"
                | "meet"
                | "keep"
                | "leave"
                | "bring"
                | "lost"
                | "sent"
                | "caught"
                | "married"
        )
}

/// A small number for a word beside a mention: 0 nothing, then kinds of words.
fn neighbour(book: &Book, id: TokenId) -> u8 {
    let form = book.lower(id);
    match form {
        "of" => 1,
        "in" | "into" | "at" | "on" | "upon" => 2,
        "to" | "towards" | "toward" => 3,
        "with" => 4,
        "from" => 5,
        "by" => 6,
        "for" => 7,
        "as" => 8,
        "like" | "than" => 9,
        "and" | "or" | "nor" => 10,
        "," => 11,
        "." | ";" | ":" | "!" | "?" => 12,
        "'s" | "'" => 13,
        "who" | "whom" | "which" | "that" | "whose" => 14,
        _ if is_be(form) => 15,
        _ if is_auxiliary(form) => 16,
        _ if is_preposition(form) => 17,
        _ if Lexicon::shared().speech_verb(form).is_some_and(|v| v.is_strong) => 18,
        _ if is_verb(form) => 19,
        _ if book.tokens[id].kind == TokenKind::Punctuation => 20,
        _ => 21,
    }
}

/// Whether the word behind the mention shows that it is a subject.
fn role(book: &Book, row: &Phrase) -> Role {
    let form = book.lower(row.span.start());
    if row.kind == MentionKind::Pronoun {
        match form {
            "he" | "she" | "i" | "we" | "they" | "thou" => return Role::Subject,
            "my" | "your" | "his" | "its" | "our" | "their" | "thy" => {
                return Role::Possessive;
            }
            "him" | "me" | "us" | "them" | "thee"
                if row.before < 10 && row.before > 0 =>
            {
                return Role::Oblique;
            }
            "him" | "me" | "us" | "them" | "thee" => return Role::Object,
            // “her hat” or “saw her”.
            "her" if matches!(row.after, 19 | 21) => {
                return Role::Possessive;
            }
            _ if form.ends_with("self") || form.ends_with("selves") => {
                return Role::Reflexive;
            }
            _ => {}
        }
    }
    if row.after == 13 {
        return Role::Possessive;
    }
    match row.before {
        15 => Role::Predicate,
        1..=9 | 17 => Role::Oblique,
        _ if matches!(row.after, 15 | 16 | 18 | 19) => Role::Subject,
        18 | 19 => Role::Object,
        _ => Role::Other,
    }
}

fn number(book: &Book, row: &Phrase) -> Number {
    let lexicon = Lexicon::shared();
    if row.kind == MentionKind::Pronoun {
        return match row.class {
            PronounClass::We | PronounClass::They => Number::Plural,
            PronounClass::You | PronounClass::Other => Number::Unknown,
            _ => Number::Singular,
        };
    }
    let first = book.lower(row.span.start());
    let head = book.lower(row.head);
    let joins = row.span.iter().any(|t| matches!(book.lower(t), "and" | "&"));
    if joins && row.kind == MentionKind::Proper {
        return Number::Plural;
    }
    match first {
        "these" | "those" | "two" | "three" | "four" | "five" | "six" | "seven"
        | "eight" | "ten" | "many" | "several" | "both" | "all" | "few" => {
            return Number::Plural;
        }
        "a" | "an" | "this" | "every" | "each" | "another" | "one" => {
            return Number::Singular;
        }
        _ => {}
    }
    if row.kind == MentionKind::Proper {
        let is_family = row.determiner == Determiner::The && head.ends_with('s');
        return if is_family { Number::Plural } else { Number::Singular };
    }
    if matches!(
        head,
        "men"
            | "women"
            | "people"
            | "children"
            | "folk"
            | "folks"
            | "gentlemen"
            | "ladies"
            | "brethren"
            | "others"
            | "ones"
            | "gentry"
            | "police"
    ) {
        return Number::Plural;
    }
    let stem = head.strip_suffix('s').filter(|s| !s.ends_with('s') && s.len() > 2);
    match stem {
        Some(stem) if lexicon.is_common(stem) || lexicon.person_noun(stem).is_some() => {
            Number::Plural
        }
        Some(stem) if stem.ends_with("ie") => Number::Plural,
        _ if row.noun_kind == Some(NounKind::Group) => Number::Plural,
        _ => Number::Singular,
    }
}

fn gender(layers: Layers<'_>, row: &Phrase) -> Gender {
    let lexicon = Lexicon::shared();
    let book = layers.book;
    match row.class {
        PronounClass::He => return Gender::Male,
        PronounClass::She => return Gender::Female,
        PronounClass::None => {}
        _ => return Gender::Unknown,
    }
    if row.r#type != MentionType::Person {
        return Gender::Unknown;
    }
    if row.kind == MentionKind::Nominal {
        let noun = lexicon.person_noun(book.lower(row.head));
        return noun.map_or(Gender::Unknown, |n| n.gender);
    }
    if let Some(entity) = row.entity
        && row.is_entity_named
    {
        let known = layers.entities.rows[entity].gender;
        if known != Gender::Unknown {
            return known;
        }
    }
    let mut is_behind_title = false;
    for id in row.span.iter() {
        let form = book.lower(id);
        if let Some(title) = lexicon.title(form) {
            if title.gender != Gender::Unknown {
                return title.gender;
            }
            is_behind_title |= title.class != TitleClass::Kinship;
        } else if let Some(gender) = lexicon.given_name(form)
            && !is_behind_title
        {
            return gender;
        }
    }
    Gender::Unknown
}

/// Fills in which mention holds which, and whose each is.
fn nest(rows: &mut [Phrase]) {
    let mut open: Vec<usize> = Vec::new();
    for i in 0..rows.len() {
        let span = rows[i].span;
        while open.last().is_some_and(|&o| rows[o].span.end() <= span.start()) {
            open.pop();
        }
        let around = open.iter().rev().copied().find(|&o| rows[o].span.covers(span));
        rows[i].container = around;
        if let Some(o) = around
            && rows[o].span.start() == span.start()
            && rows[o].possessor.is_none()
            && matches!(rows[o].determiner, Determiner::Possessive | Determiner::Genitive)
        {
            rows[o].possessor = Some(i);
        }
        open.push(i);
    }
}

/// Fills in which mention is said to be which: `Tom, the porter`; `Tom was the porter`.
fn equate(book: &Book, rows: &mut [Phrase]) {
    for i in 0..rows.len() {
        if rows[i].kind == MentionKind::Pronoun || !matches!(rows[i].before, 11 | 15 | 16)
        {
            continue;
        }
        let start = rows[i].span.start().index();
        let mut at = start - 1;
        let is_copular = rows[i].before != 11;
        // “was not”, “had been”: at most three words.
        for _ in 0..3 {
            if is_copular
                && at > 0
                && is_auxiliary(book.lower(TokenId::from_index(at - 1)))
            {
                at -= 1;
            }
        }
        let end = TokenId::from_index(at);
        let found = (i.saturating_sub(6)..i)
            .rev()
            .find(|&j| rows[j].span.end() == end && !rows[j].span.overlaps(rows[i].span));
        // The largest mention that ends there.
        let found = found.map(|j| {
            let mut top = j;
            while let Some(o) = rows[top].container.filter(|&o| rows[o].span.end() == end)
            {
                top = o;
            }
            top
        });
        if let Some(j) = found
            && rows[j].sentence == rows[i].sentence
        {
            rows[i].equated = Some(j);
            if !is_copular {
                rows[i].role = Role::Apposition;
            }
        }
    }
}
