//! Opaque ids for other tools, made from content and never from position.
//!
//! An id is a prefix and eight hexadecimal digits of a SHA-256: `q-7f3a12bc`. Rows are
//! named from the end of the book to its start, and each looks only at its own words and
//! at those after it. So a paragraph put in front of a book changes no id, and an edit
//! changes the ids of the paragraph itself and of the one before it. Where two rows would
//! share an id, the later one keeps it; the earlier one looks further ahead, and takes a
//! running number only if that does not help either.

use dramaturg_cast::{ConversationId, EntityId, QuotationId, ReferentId};
use dramaturg_story::{EventId, KnowledgeId, PlaceId, SceneId, ThingId};
use dramaturg_text::{Book, Byte, ChapterId, ParagraphId, Position, Span, Table};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use crate::Reading;
use crate::view::{Segment, SegmentKind, Tally};

type Hash = [u8; 32];

/// The ids of all rows of a reading.
#[derive(Clone, Debug)]
pub struct Ids {
    /// `q-`: from a quotation's paragraph, the next one, and its place in its own.
    pub quotations: Table<QuotationId, String>,
    /// `c-` for the cast, `e-` for places and things: from the name.
    pub entities: Table<EntityId, String>,
    /// `p-`: from the name.
    pub places: Table<PlaceId, String>,
    /// `s-`: from a scene's last paragraph.
    pub scenes: Table<SceneId, String>,
    /// `v-`: from the trigger's paragraph, the next one, and its place in its own.
    pub events: Table<EventId, String>,
    /// `u-`: the same for what is told of as not so, a row each.
    pub unreal: Table<EventId, String>,
    /// `n-`: from the paragraph of what is known, the next one, and its place in its own.
    pub knowledge: Table<KnowledgeId, String>,
    /// `o-`: from the name.
    pub things: Table<ThingId, String>,
    /// `ch-`: from the title, or from the last paragraph of a chapter without one.
    pub chapters: Table<ChapterId, String>,
    /// `k-`: from a conversation's last quotation.
    pub conversations: Table<ConversationId, String>,
    /// `e-`: from a referent's last mention; for referents that are no entity. Empty until
    /// [`Ids::with_referents`].
    pub referents: Table<ReferentId, String>,
    paragraphs: Paragraphs,
}

impl Ids {
    /// Names all rows of a reading. Linear in the text.
    pub fn new(reading: &Reading, tally: &Tally) -> Ids {
        let book = &reading.book;
        let paragraphs = Paragraphs::new(book);
        let quotations = &reading.cast.quotations.rows;
        let quotation_ids: Table<QuotationId, String> = assign(
            quotations.len(),
            |_| "q",
            |i, depth| {
                let quotation = &quotations.rows()[i];
                let at =
                    quotation.parts.first().map_or(Byte::default(), |part| part.start());
                paragraphs.place(book, at, b"quotation", depth)
            },
        );
        let entities = &reading.cast.entities.rows;
        let entity_ids = assign(
            entities.len(),
            |i| if tally.is_cast[EntityId::from_index(i)] { "c" } else { "e" },
            |i, depth| {
                let entity = &entities.rows()[i];
                let first = entity.first_bytes.start();
                paragraphs.named(book, &entity.name, Some(first), depth)
            },
        );
        let places = &reading.story.scenes.places;
        let place_ids = assign(
            places.len(),
            |_| "p",
            |i, depth| {
                let place = &places.rows()[i];
                paragraphs.named(book, &place.name, Some(place.first.start()), depth)
            },
        );
        let things = &reading.story.fluents.things;
        let thing_ids = assign(
            things.len(),
            |_| "o",
            |i, depth| {
                let thing = &things.rows()[i];
                let first = book.bytes(thing.first).start();
                paragraphs.named(book, &thing.name, Some(first), depth)
            },
        );
        let scenes = &reading.story.scenes.rows;
        let scene_ids = assign(
            scenes.len(),
            |_| "s",
            |i, depth| paragraphs.last_of(book, scenes.rows()[i].span, depth),
        );
        let events = &reading.story.events.rows;
        let event_ids = assign(
            events.len(),
            |_| "v",
            |i, depth| {
                let at = events.rows()[i].trigger.start();
                paragraphs.place(book, at, b"event", depth)
            },
        );
        let unreal = &reading.story.events.unreal;
        let unreal_ids = assign(
            unreal.len(),
            |_| "u",
            |i, depth| {
                paragraphs.place(book, unreal[i].trigger.start(), b"unreal", depth)
            },
        );
        let knowledge = &reading.story.knowledge.rows;
        let knowledge_ids = assign(
            knowledge.len(),
            |_| "n",
            |i, depth| {
                let at = knowledge.rows()[i].gist.start();
                paragraphs.place(book, at, b"knowledge", depth)
            },
        );
        let chapters = &book.chapters;
        let chapter_ids = assign(
            chapters.len(),
            |_| "ch",
            |i, depth| {
                let chapter = &chapters.rows()[i];
                match &chapter.title {
                    Some(title) if depth == 0 => hash(&[b"title", title.as_bytes()]),
                    _ => paragraphs.last_of(book, chapter.span, depth),
                }
            },
        );
        let mut last_quotation = vec![None; reading.cast.speech.n_conversations];
        for (id, attribution) in reading.cast.speech.rows.iter() {
            if let Some(last) = last_quotation.get_mut(attribution.conversation.index()) {
                *last = quotation_ids.get(id);
            }
        }
        let conversations = assign(
            last_quotation.len(),
            |_| "k",
            |i, _| hash(&[last_quotation[i].map_or(&[][..], |id| id.as_bytes())]),
        );
        Ids {
            quotations: quotation_ids,
            entities: entity_ids,
            places: place_ids,
            scenes: scene_ids,
            events: event_ids,
            unreal: unreal_ids,
            knowledge: knowledge_ids,
            things: thing_ids,
            chapters: chapter_ids,
            conversations,
            referents: Table::new(),
            paragraphs,
        }
    }

    /// Names the referents, too.
    #[must_use]
    pub fn with_referents(self, reading: &Reading) -> Ids {
        Ids { referents: referents(reading, &self.paragraphs), ..self }
    }

    /// The ids of segments, `n-` for narration and `g-` for the rest, by the rule of
    /// quotations: a stretch that is read in one breath keeps its id when others change.
    pub fn of_segments(&self, book: &Book, segments: &[Segment]) -> Vec<String> {
        let prefix = |i: usize| match segments[i].kind {
            SegmentKind::Narration | SegmentKind::Apart => "n",
            SegmentKind::Speech | SegmentKind::Thought | SegmentKind::Writing => "g",
        };
        let ids: Table<Byte, String> = assign(segments.len(), prefix, |i, depth| {
            let segment = &segments[i];
            let words = segment.span.slice(&book.text);
            let blank = words.len() - words.trim_start().len();
            let at = Byte::from_index(segment.span.start().index() + blank);
            self.paragraphs.place(book, at, segment.kind.label().as_bytes(), depth)
        });
        ids.rows().to_vec()
    }
}

/// The ids of referents; linear in the mentions.
fn referents(reading: &Reading, paragraphs: &Paragraphs) -> Table<ReferentId, String> {
    let references = &reading.cast.references;
    let rows = references.referents.rows();
    assign(
        rows.len(),
        |_| "e",
        |i, depth| {
            let last = rows[i].mentions.last();
            let mention = last.and_then(|&id| references.mentions.rows.get(id));
            let at =
                mention.map_or(Byte::default(), |m| reading.book.bytes(m.span).end());
            paragraphs.place(&reading.book, at, b"referent", depth)
        },
    )
}

/// The hash of each paragraph's words.
#[derive(Clone, Debug)]
struct Paragraphs {
    hashes: Table<ParagraphId, Hash>,
}

impl Paragraphs {
    fn new(book: &Book) -> Paragraphs {
        let hashes = book.paragraphs.rows().iter();
        Paragraphs {
            hashes: hashes.map(|p| hash(&[book.slice(p.span).as_bytes()])).collect(),
        }
    }

    /// The hash of a paragraph; zeros behind the last.
    fn get(&self, index: usize) -> Hash {
        self.hashes.rows().get(index).copied().unwrap_or_default()
    }

    /// A place in its paragraph: what it is, the paragraph, the next one, the offset.
    fn place(&self, book: &Book, at: Byte, kind: &[u8], depth: usize) -> Hash {
        let index = book.paragraph_at(at).map_or(self.hashes.len(), Position::index);
        let start = book.paragraphs.rows().get(index).map_or(at, |p| p.span.start());
        let offset = at.index().saturating_sub(start.index()).to_le_bytes();
        let further = if depth == 0 { Hash::default() } else { self.get(index + 2) };
        hash(&[kind, &self.get(index), &self.get(index + 1), &offset, &further])
    }

    /// A name; further, the paragraph of its first mention.
    fn named(&self, book: &Book, name: &str, first: Option<Byte>, depth: usize) -> Hash {
        let first = first.filter(|_| depth > 0).and_then(|at| book.paragraph_at(at));
        let further = first.map_or(Hash::default(), |id| self.get(id.index()));
        hash(&[b"name", name.as_bytes(), &further])
    }

    /// The last paragraph of a stretch; further, the one after it.
    fn last_of(&self, book: &Book, span: Span<Byte>, depth: usize) -> Hash {
        let after =
            book.paragraphs.rows().partition_point(|p| p.span.start() < span.end());
        let further = if depth == 0 { Hash::default() } else { self.get(after) };
        hash(&[b"last", &self.get(after.saturating_sub(1)), &further])
    }
}

/// The SHA-256 of some fields, each with its length in front.
fn hash(fields: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for field in fields {
        hasher.update(field.len().to_le_bytes());
        hasher.update(field);
    }
    hasher.finalize().into()
}

/// An id a row, all different. `key` gives a row's hash at depth 0, then at depth 1.
fn assign<'a, I: Position>(
    n_rows: usize,
    prefix: impl Fn(usize) -> &'a str,
    key: impl Fn(usize, usize) -> Hash,
) -> Table<I, String> {
    let mut taken = FxHashSet::default();
    let mut n_clashes: FxHashMap<u32, u32> = FxHashMap::default();
    let mut ids = Vec::with_capacity(n_rows);
    for i in (0..n_rows).rev() {
        let short = |depth| {
            let [a, b, c, d, ..] = key(i, depth);
            u32::from_be_bytes([a, b, c, d])
        };
        let first = short(0);
        let further = if taken.insert(first) { None } else { Some(short(1)) };
        let prefix = prefix(i);
        ids.push(match further {
            None => format!("{prefix}-{first:08x}"),
            Some(further) if taken.insert(further) => format!("{prefix}-{further:08x}"),
            Some(further) => {
                let n_clashes = n_clashes.entry(further).or_insert(1);
                *n_clashes += 1;
                format!("{prefix}-{further:08x}-{n_clashes}")
            }
        });
    }
    ids.reverse();
    ids.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_equal_rows_keeps_the_plain_id() {
        let ids: Table<Byte, String> = assign(
            4,
            |_| "q",
            |i, depth| match (i, depth) {
                (0, 1) => [9; 32],
                _ => [1; 32],
            },
        );
        assert_eq!(
            ids.rows(),
            ["q-09090909", "q-01010101-3", "q-01010101-2", "q-01010101"]
        );
    }
}
