//! Where and when it happens, and who is there.

use dramaturg_cast::{Cast, EntityId, EntityKind, Mode, QuotationId};
use dramaturg_text::{
    Book, Byte, Claim, Evidence, ParagraphId, ParagraphKind, Position, Span, Stage,
    Table, TokenId, position,
};
use rustc_hash::FxHashSet;

position! {
    /// A row of [`Scenes`].
    SceneId
}
position! {
    /// A row of [`Scenes::places`].
    PlaceId
}

/// A place as the text names it.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Where the text first names it.
    pub first: Span<Byte>,
}

/// Somebody's stay in a scene.
#[derive(Clone, Debug)]
pub struct Presence {
    /// Who.
    pub character: EntityId,
    /// From where to where, inside the scene; never empty.
    pub span: Span<Byte>,
    /// The words that show the entrance, if any.
    pub enter: Option<Span<Byte>>,
    /// The words that show the exit, if any.
    pub leave: Option<Span<Byte>>,
    /// A probability, from 0 to 1.
    pub confidence: f32,
}

/// A stretch with one place, one time, one company.
#[derive(Clone, Debug)]
pub struct Scene {
    /// From its first paragraph to its last.
    pub span: Span<Byte>,
    /// Its paragraphs.
    pub paragraphs: Span<ParagraphId>,
    /// Where it happens, if the text says so.
    pub place: Option<Claim<PlaceId>>,
    /// The words that say when.
    pub time: Option<Span<TokenId>>,
    /// Through whose eyes.
    pub focalizer: Option<Claim<EntityId>>,
    /// Who is there, by character, then by place.
    pub presence: Vec<Presence>,
}

/// All scenes in order, without overlap.
#[derive(Clone, Debug, Default)]
pub struct Scenes {
    /// The rows.
    pub rows: Table<SceneId, Scene>,
    /// The places.
    pub places: Table<PlaceId, Place>,
    /// Everyone within earshot of each quotation but its speaker.
    pub hearers: Table<QuotationId, Vec<EntityId>>,
}

/// More characters than this in one scene are a crowd, of which not everybody hears all.
const CROWD: usize = 128;

/// In a crowd a quotation has no more hearers than this; those with the nearest signs go
/// first.
const MAX_HEARERS: usize = 64;

/// At most this many signs around a quotation are searched for the nearest hearers.
const MAX_SIGNS: usize = 4096;

/// Divides the book into scenes and fills them.
///
/// A scene runs from one heading or break to the next. Who acts or speaks in it is there
/// from the first to the last sign of them, or throughout if they are there early and late.
#[derive(Clone, Copy, Debug, Default)]
pub struct SceneStage;

impl Stage for SceneStage {
    type Input<'a> = (&'a Book, &'a Cast);
    type Layer = Scenes;
    const NAME: &'static str = "scenes";

    fn run(&self, (book, cast): (&Book, &Cast)) -> Scenes {
        let mut rows: Table<SceneId, Scene> = divide(book).into_iter().collect();
        let signs = signs(book, cast);
        let mut at = 0;
        for scene in rows.rows_mut() {
            while at < signs.len() && signs[at].at < scene.span.start() {
                at += 1;
            }
            let end = signs.partition_point(|s| s.at < scene.span.end());
            scene.presence = presence(scene.span, &signs[at..end.max(at)]);
            scene.focalizer = focalizer(cast, &signs[at..end.max(at)]);
            at = end.max(at);
        }
        let hearers = hearers(cast, &rows, &signs);
        Scenes { rows, places: Table::new(), hearers }
    }
}

/// Scenes by headings and breaks alone.
fn divide(book: &Book) -> Vec<Scene> {
    let mut scenes: Vec<Scene> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut close = |open: &mut Option<(usize, usize)>| {
        if let Some((first, last)) = open.take() {
            let paragraphs = Span::<ParagraphId>::of(first, last + 1);
            let slice = book.paragraphs.slice(paragraphs);
            scenes.push(Scene {
                span: slice[0].span.hull(slice[slice.len() - 1].span),
                paragraphs,
                place: None,
                time: None,
                focalizer: None,
                presence: Vec::new(),
            });
        }
    };
    for (id, paragraph) in book.paragraphs.iter() {
        if paragraph.kind != ParagraphKind::Prose {
            close(&mut open);
            continue;
        }
        if paragraph.gap_before {
            close(&mut open);
        }
        open = Some((open.map_or(id.index(), |(first, _)| first), id.index()));
    }
    close(&mut open);
    scenes
}

/// A sign that somebody is there: an act or a speech.
#[derive(Clone, Copy, Debug)]
struct Sign {
    at: Byte,
    who: EntityId,
    /// Whether it is an act or a speech and not a mere mention.
    acts: bool,
}

/// All signs in the order of the text.
fn signs(book: &Book, cast: &Cast) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut speaks = vec![false; cast.entities.rows.len()];
    for speaker in cast.speech.rows.rows().iter().filter_map(|r| r.speaker.as_ref()) {
        speaks[speaker.value.index()] = true;
    }
    for (id, mention) in cast.mentions.rows.iter() {
        let (None, Some(who)) = (mention.quotation, cast.entities.of_mention[id]) else {
            continue;
        };
        let entity = &cast.entities.rows[who];
        if !matches!(entity.kind, EntityKind::Person | EntityKind::Animal)
            || !entity.is_named && !entity.is_narrator && !speaks[who.index()]
        {
            continue;
        }
        let span = book.bytes(mention.span);
        let next = mention.span.end();
        let next_form =
            if next.index() < book.tokens.len() { book.lower(next) } else { "" };
        let is_owner = matches!(next_form, "'s" | "s");
        signs.push(Sign { at: span.start(), who, acts: !is_owner });
    }
    for (id, quotation) in cast.quotations.rows.iter() {
        if quotation.mode != Mode::Speech || quotation.nested_in.is_some() {
            continue;
        }
        let hull = quotation.hull();
        if let Some(speaker) = &cast.speech.rows[id].speaker {
            signs.push(Sign { at: hull.start(), who: speaker.value, acts: true });
        }
    }
    signs.sort_by_key(|s| (s.at, s.who));
    signs
}

/// Who is there, by character.
fn presence(span: Span<Byte>, signs: &[Sign]) -> Vec<Presence> {
    let mut present: Vec<EntityId> =
        signs.iter().filter(|sign| sign.acts).map(|sign| sign.who).collect();
    present.sort_unstable();
    present.dedup();
    let presence = present.into_iter().map(|character| Presence {
        character,
        span,
        enter: None,
        leave: None,
        confidence: 0.7,
    });
    presence.collect()
}

/// Whom most of the narration of a scene is about; the narrator of a first-person book.
fn focalizer(cast: &Cast, signs: &[Sign]) -> Option<Claim<EntityId>> {
    if let Some((id, _)) = cast.entities.rows.iter().find(|(_, e)| e.is_narrator) {
        return Some(Claim { value: id, confidence: 0.9, evidence: Evidence::none() });
    }
    let mut all: Vec<EntityId> = signs.iter().map(|sign| sign.who).collect();
    all.sort_unstable();
    let total = all.len();
    let (who, n) = all
        .chunk_by(|a, b| a == b)
        .map(|of_one| (of_one[0], of_one.len()))
        .max_by_key(|&(who, n)| (n, std::cmp::Reverse(who)))?;
    let confidence = n as f32 / total as f32;
    (n >= 3 && confidence >= 0.3).then(|| Claim {
        value: who,
        confidence,
        evidence: Evidence::none(),
    })
}

/// Everybody in the scene hears everything but the speaker; in a crowd, those who are
/// nearest.
fn hearers(
    cast: &Cast,
    scenes: &Table<SceneId, Scene>,
    signs: &[Sign],
) -> Table<QuotationId, Vec<EntityId>> {
    cast.quotations
        .rows
        .iter()
        .map(|(id, quotation)| {
            if quotation.mode != Mode::Speech {
                return Vec::new();
            }
            let at = quotation.outer[0].start();
            let i = scenes.rows().partition_point(|s| s.span.end() <= at);
            let Some(scene) = scenes.rows().get(i) else { return Vec::new() };
            let speaker = cast.speech.rows[id].speaker.as_ref().map(|c| c.value);
            if scene.presence.len() > CROWD {
                return nearest(scene, signs, at, speaker);
            }
            let present = scene.presence.iter().filter(|p| p.span.contains(at));
            present.map(|p| p.character).filter(|&who| Some(who) != speaker).collect()
        })
        .collect()
}

/// Those of a crowd whose signs are nearest to a place, by character.
fn nearest(
    scene: &Scene,
    signs: &[Sign],
    at: Byte,
    speaker: Option<EntityId>,
) -> Vec<EntityId> {
    let place = signs.partition_point(|s| s.at < at);
    let (before, behind) = signs.split_at(place);
    let mut before = before.iter().rev().take_while(|s| s.at >= scene.span.start());
    let mut behind = behind.iter().take_while(|s| s.at < scene.span.end());
    let (mut left, mut right) = (before.next(), behind.next());
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    for _ in 0..MAX_SIGNS {
        let to_left = left.map(|s| at.index() - s.at.index());
        let to_right = right.map(|s| s.at.index() - at.index());
        let is_left = match (to_left, to_right) {
            (Some(a), Some(b)) => a <= b,
            (a, _) => a.is_some(),
        };
        let next = if is_left {
            std::mem::replace(&mut left, before.next())
        } else {
            std::mem::replace(&mut right, behind.next())
        };
        let Some(sign) = next else { break };
        let is_present =
            scene.presence.binary_search_by_key(&sign.who, |p| p.character).is_ok();
        if Some(sign.who) != speaker && is_present && seen.insert(sign.who) {
            found.push(sign.who);
            if found.len() == MAX_HEARERS {
                break;
            }
        }
    }
    found.sort_unstable();
    found
}
