//! A reading made by a few simple rules, so that what comes after the stages can be
//! tested without them.
//!
//! Each `“…”` of a paragraph is a quotation; `‘…’` inside one is nested; after a comma the
//! next one goes on with it. `said Mara`, `Mara said` and the like name the speaker, other
//! lines go to whoever spoke last but one, first lines to nobody. A line in `*asterisks*`
//! is a thought. Everybody is everywhere.

#![allow(dead_code, reason = "each test uses a part of it")]

use dramaturg::cast::lexicon::Gender;
use dramaturg::cast::reference::Layers;
use dramaturg::cast::{
    Alias, AliasKind, Attribution, AttributionKind, Candidate, Cast, Convention,
    ConversationId, Coreference, Cue, Delivery, Entities, Entity, EntityId, EntityKind,
    Mention, MentionId, MentionKind, MentionType, Mentions, Mode, NameUse, Persons,
    Pronouns, Quotation, QuotationId, Quotations, ReferenceStage, Speech, User,
};
use dramaturg::parse::Parse;
use dramaturg::story::{
    Descriptions, Events, Fluents, KnowledgeStage, Place, PlaceId, Portraits, Presence,
    Scene, Scenes, Story, TieStage,
};
use dramaturg::text::{
    Book, Claim, Draft, Evidence, ParagraphKind, Position, Shape, Source, Span, Stage,
    Table, TokenId, TokenKind,
};
use dramaturg::{Reading, json};

const VERBS: &[&str] = &["said", "asked", "whispered", "cried", "answered"];

/// A book of plain text.
pub(crate) fn book(text: &str) -> Book {
    let source = Source {
        name: "test.txt".into(),
        format: "plain",
        encoding: "UTF-8".into(),
        is_verbatim: true,
        sha256: json::sha256(text),
        ..Source::default()
    };
    Book::new(Draft { text: text.into(), source, ..Draft::default() })
}

/// Reads a text by the rules above.
pub(crate) fn read(text: &str) -> Reading {
    read_book(book(text))
}

/// Reads a book by the rules above.
pub(crate) fn read_book(book: Book) -> Reading {
    let quotations = quotations(&book);
    let (entities, mentions) = entities(&book);
    let speech = speech(&book, &quotations, &entities);
    let ids: Vec<EntityId> = entities.rows.ids().collect();
    let persons = Persons {
        uses: ids.iter().map(|_| vec![NameUse { users: vec![User::Narrator] }]).collect(),
        of_mention: entities.of_mention.clone(),
    };
    let hearers = speech.rows.rows().iter().map(|a| {
        let speaker = a.speaker.as_ref().map(|s| s.value);
        ids.iter().copied().filter(|&id| Some(id) != speaker).collect()
    });
    let mut scenes = Scenes { hearers: hearers.collect(), ..Scenes::default() };
    if !book.paragraphs.is_empty() {
        let rows = book.paragraphs.rows();
        let span = rows[0].span.hull(rows[rows.len() - 1].span);
        let name = "the room".to_owned();
        let first = rows[0].span;
        let place: PlaceId = scenes.places.push(Place { name, first });
        let presence = ids.iter().map(|&character| Presence {
            character,
            span,
            enter: None,
            leave: None,
            place: None,
            confidence: 0.5,
        });
        scenes.rows.push(Scene {
            span,
            paragraphs: Span::of(0, rows.len()),
            place: Some(Claim {
                value: place,
                confidence: 0.7,
                evidence: Evidence::none(),
            }),
            time: None,
            focalizer: None,
            presence: presence.collect(),
        });
    }
    let n_mentions = mentions.rows.len();
    let coreference = Coreference {
        of_mention: Table::filled(None, n_mentions),
        clusters: Table::new(),
    };
    let references = ReferenceStage::default().run(Layers {
        book: &book,
        quotations: &quotations,
        named: &mentions,
        coreference: &coreference,
        entities: &entities,
        speech: &speech,
        persons: &persons,
        mentions: &mentions,
    });
    let parsed = Mentions::default();
    let cast = Cast {
        quotations,
        mentions,
        parsed,
        coreference,
        entities,
        speech,
        persons,
        references,
    };
    let (events, parse) = (Events::default(), Parse::default());
    let fluents = Fluents::default();
    let knowledge = KnowledgeStage.run(dramaturg::story::knowledge::Layers {
        book: &book,
        parse: &parse,
        cast: &cast,
        events: &events,
        fluents: &fluents,
        scenes: &scenes,
    });
    let ties = TieStage.run((&book, &parse, &cast));
    let (portraits, descriptions) = (Portraits::default(), Descriptions::default());
    let story =
        Story { events, fluents, scenes, knowledge, ties, portraits, descriptions };
    Reading { book, parse, cast, story }
}

fn quotations(book: &Book) -> Quotations {
    let mut rows: Table<QuotationId, Quotation> = Table::new();
    for (paragraph, row) in book.paragraphs.iter() {
        let words = book.slice(row.span);
        let base = row.span.start().index();
        let mut at = 0;
        let mut goes_on: Option<QuotationId> = None;
        if words.starts_with('*') && words.ends_with('*') && words.len() > 2 {
            if row.kind == ParagraphKind::Prose {
                rows.push(Quotation {
                    mode: Mode::Thought,
                    parts: vec![Span::of(base + 1, base + words.len() - 1)],
                    outer: vec![row.span],
                    nested_in: None,
                    paragraph,
                });
            }
            continue;
        }
        while let Some(open) = words[at..].find('“').map(|i| at + i) {
            let start = open + '“'.len_utf8();
            let Some(end) = words[start..].find('”').map(|i| start + i) else { break };
            at = end + '”'.len_utf8();
            if start == end {
                continue;
            }
            let part = Span::of(base + start, base + end);
            let outer = Span::of(base + open, base + at);
            let id = if let Some(id) = goes_on {
                let quotation = &mut rows[id];
                quotation.parts.push(part);
                quotation.outer.push(outer);
                id
            } else {
                rows.push(Quotation {
                    mode: Mode::Speech,
                    parts: vec![part],
                    outer: vec![outer],
                    nested_in: None,
                    paragraph,
                })
            };
            let inside = &words[start..end];
            goes_on = inside.ends_with(',').then_some(id);
            let nested = inside.find('‘').and_then(|open| {
                let from = open + '‘'.len_utf8();
                let to = from + inside[from..].find('’')?;
                (from < to).then_some((open, from, to, to + '’'.len_utf8()))
            });
            if let Some((open, from, to, close)) = nested {
                let base = base + start;
                goes_on = None;
                rows.push(Quotation {
                    mode: Mode::Speech,
                    parts: vec![Span::of(base + from, base + to)],
                    outer: vec![Span::of(base + open, base + close)],
                    nested_in: Some(id),
                    paragraph,
                });
            }
        }
    }
    Quotations { rows, convention: Convention::Double, notes: Vec::new() }
}

fn is_name(book: &Book, id: TokenId) -> bool {
    let token = book.tokens[id];
    token.kind == TokenKind::Word && token.shape == Shape::Capital
}

/// The verb and the name of a cue at a token, if there is one.
fn cue_at(book: &Book, at: usize) -> Option<(Cue, TokenId)> {
    let n_tokens = book.tokens.len();
    let (one, two) = (at, at + 1);
    if two >= n_tokens {
        return None;
    }
    let (one, two) = (TokenId::from_index(one), TokenId::from_index(two));
    let is_verb = |id| VERBS.contains(&book.lower(id));
    let span = Span::of(at, at + 2);
    if is_verb(one) && is_name(book, two) {
        Some((Cue { verb: one, span }, two))
    } else if is_name(book, one) && is_verb(two) {
        Some((Cue { verb: two, span }, one))
    } else {
        None
    }
}

fn entities(book: &Book) -> (Entities, Mentions) {
    let mut names: Vec<&str> = Vec::new();
    for at in 0..book.tokens.len() {
        if let Some((_, name)) = cue_at(book, at) {
            let name = book.written(name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let mut mentions: Table<MentionId, Mention> = Table::new();
    let mut found: Vec<Vec<MentionId>> = vec![Vec::new(); names.len()];
    let mut of_mention = Table::new();
    for id in book.tokens.ids() {
        if let Some(i) = names.iter().position(|&name| name == book.written(id)) {
            found[i].push(mentions.push(Mention {
                span: Span::one(id),
                head: id,
                kind: MentionKind::Proper,
                r#type: MentionType::Person,
                quotation: None,
            }));
            of_mention.push(Some(EntityId::from_index(i)));
        }
    }
    let rows = names.iter().zip(found).map(|(&name, mentions_of)| {
        let first = mentions[mentions_of[0]].span;
        Entity {
            name: name.to_owned(),
            kind: EntityKind::Person,
            pronouns: Pronouns::Unknown,
            gender: Gender::Unknown,
            is_named: true,
            is_narrator: false,
            is_character: true,
            can_speak: true,
            is_silent: false,
            is_own: true,
            is_only_called: false,
            aliases: vec![Alias {
                text: name.to_owned(),
                kind: AliasKind::Name,
                mentions: mentions_of.clone(),
            }],
            mentions: mentions_of,
            first,
            first_bytes: book.bytes(first),
            confidence: 0.987_65,
            given: None,
        }
    });
    (Entities { rows: rows.collect(), of_mention }, Mentions { rows: mentions })
}

fn speech(book: &Book, quotations: &Quotations, entities: &Entities) -> Speech {
    let mut rows: Table<QuotationId, Attribution> = Table::new();
    let mut spoke: Vec<EntityId> = Vec::new();
    for (turn, quotation) in quotations.rows.rows().iter().enumerate() {
        let after = book.token_at(quotation.outer[0].end()).index();
        let before = book.token_at(quotation.outer[0].start()).index().checked_sub(3);
        let paragraph = book.paragraphs[quotation.paragraph].tokens;
        let cue = [Some(after), before]
            .into_iter()
            .flatten()
            .filter(|&at| paragraph.contains(TokenId::from_index(at)))
            .find_map(|at| cue_at(book, at));
        let named = cue.and_then(|(_, name)| {
            let mut all = entities.rows.iter();
            all.find(|(_, e)| e.name == book.written(name)).map(|(id, _)| id)
        });
        let turned = spoke.len().checked_sub(2).map(|i| spoke[i]);
        let claim = |value, confidence, evidence| Claim { value, confidence, evidence };
        let speaker = match (named, cue) {
            (Some(id), Some((cue, _))) => Some(claim(id, 0.975, Evidence::one(cue.span))),
            _ => turned.map(|id| claim(id, 0.6, Evidence::none())),
        };
        if let Some(speaker) = &speaker
            && spoke.last() != Some(&speaker.value)
        {
            spoke.push(speaker.value);
        }
        let cue = named.and(cue).map(|(cue, _)| cue);
        let delivery =
            cue.filter(|cue| book.lower(cue.verb) != "said").map(|cue| Delivery {
                verb: Some(book.lower(cue.verb).trim_end_matches("ed").to_owned()),
                manner: None,
                span: Span::one(cue.verb),
            });
        rows.push(Attribution {
            candidates: speaker
                .iter()
                .map(|c| Candidate { entity: c.value, probability: c.confidence })
                .collect(),
            kind: if cue.is_some() {
                AttributionKind::Explicit
            } else {
                AttributionKind::Implicit
            },
            cue,
            delivery,
            addressees: Vec::new(),
            conversation: ConversationId::default(),
            turn: u32::try_from(turn).expect("few quotations"),
            speaker,
        });
    }
    let n_conversations = usize::from(!rows.is_empty());
    Speech { rows, n_conversations }
}
