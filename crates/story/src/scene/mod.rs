//! Where and when it happens, who is there, and who hears it.
//!
//! Reads `Book`, `Parse` and the layers of `cast`; makes [`Scenes`]. Headings and breaks
//! divide the book; in each scene acts and speeches show who is there, verbs of motion who
//! comes and goes. Rules over the tree with word lists say what is likely; forests judge who
//! is there, comes, goes and hears, and a chain makes one consistent state of it.
//!
//! Read in this order: this file, `motion` (who comes and goes, by a verb), `sign` (what
//! each word shows of somebody), `hint` (what hints at comings and goings), `company`
//! (from where to where somebody is there, by rules), `feature`, `near` and `observe` (what
//! the forests see of it), `decode` (their judgement made one state), `encode` and `earshot`
//! (who hears a quotation), `time` (when).

mod company;
mod decode;
mod earshot;
mod encode;
mod feature;
mod hint;
mod motion;
mod near;
mod observe;
mod sign;
mod time;

use dramaturg_cast::{Cast, EntityId, QuotationId};
use dramaturg_parse::Parse;
use dramaturg_text::{
    Book, Byte, Claim, Evidence, ParagraphId, ParagraphKind, Position, Span, Stage,
    Table, TokenId, position,
};

use crate::fluent::grammar::Grammar;
use decode::Outlooks;
use hint::Hint;
use motion::Moves;
use sign::{Sign, SignKind};

pub use decode::{OUTLOOK_FEATURES, Watcher};
pub use earshot::Listener;
pub use encode::{EarshotRow, FEATURES};
use encode::{Line, Stretch};
pub use feature::PRESENCE_FEATURES;
pub use observe::PresenceRow;
use rustc_hash::FxHashMap;

/// A text of so many words is a novel: where its scenes have no breaks, only what is told
/// close by tells who comes, goes and hears.
pub(crate) const NOVEL: usize = 15_000;

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
    /// Where, if it is not the place of the scene.
    pub place: Option<PlaceId>,
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

/// Divides the book into scenes and fills them.
///
/// A scene runs from one heading or break to the next. Who acts or speaks in it is there,
/// between entrances and exits that the text tells.
#[derive(Clone, Copy, Debug, Default)]
pub struct SceneStage<'m> {
    /// The learned judge of who hears, of those that the watcher finds there; without one of
    /// the two everybody there does.
    pub listener: Option<&'m Listener>,
    /// The learned judge of who is there; without it rules decide alone.
    pub watcher: Option<&'m Watcher>,
}

impl Stage for SceneStage<'_> {
    type Input<'a> = (&'a Book, &'a Parse, &'a Cast);
    type Layer = Scenes;
    const NAME: &'static str = "scenes";

    fn run(&self, (book, parse, cast): Self::Input<'_>) -> Scenes {
        let grammar = Grammar::new(book, parse, cast);
        let mut rows: Table<SceneId, Scene> = divide(book).into_iter().collect();
        let moves = motion::motions(&grammar);
        let signs = sign::signs(&grammar, &moves);
        let lines = company::lines(&cast.quotations.rows);
        let mut at = 0;
        for scene in rows.rows_mut() {
            while at < signs.len() && signs[at].at < scene.span.start() {
                at += 1;
            }
            let end = signs.partition_point(|s| s.at < scene.span.end());
            scene.presence =
                company::presence(book, scene, &signs[at..end.max(at)], &lines);
            scene.focalizer = focalizer(cast, &signs[at..end.max(at)]);
            at = end.max(at);
        }
        let is_novel = parse.words.len() >= NOVEL;
        let mut outlooks = Outlooks::default();
        let mut watched: Vec<(SceneId, Vec<Presence>)> = Vec::new();
        if let Some(watcher) = self.watcher {
            let stretches = Stretches::new(&grammar, &rows, &signs, &moves);
            stretches.each(|id, stretch| {
                let found = stretch.rows();
                if !found.is_empty() {
                    watcher.watch(&found, &mut outlooks);
                    let stage = decode::Stage {
                        book,
                        signs: stretch.signs,
                        hints: stretch.hints,
                        is_strict: is_novel,
                    };
                    watched.push((id, stage.stays(&found, &outlooks)));
                }
            });
        }
        let mut listened = FxHashMap::default();
        if let Some(listener) = self.listener.filter(|_| self.watcher.is_some()) {
            // Nobody hears who is not there.
            let is_here = |scene: &Scene, who, paragraph| {
                outlooks
                    .get(&(who, paragraph))
                    .is_some_and(|o| o.is_here && scene.paragraphs.contains(paragraph))
            };
            each_scene(book, cast, &rows, &signs, is_here, |scene, mut found| {
                decode::add_outlooks(book, cast, scene, &outlooks, &mut found);
                if is_novel {
                    earshot::keep_near(&mut found);
                }
                listener.listen(&found, &mut listened);
            });
        }
        for scene in rows.rows_mut() {
            scene.time = time::time(&grammar, scene);
        }
        for (id, presence) in watched {
            rows[id].presence = presence;
        }
        let hearers = earshot::hearers(cast, &rows, &signs, &listened);
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

/// The rows of all speeches and whoever may hear them, for learning from.
pub fn study_earshot(book: &Book, parse: &Parse, cast: &Cast) -> Vec<EarshotRow> {
    let scenes = SceneStage::default().run((book, parse, cast));
    let grammar = Grammar::new(book, parse, cast);
    let signs = sign::signs(&grammar, &motion::motions(&grammar));
    let mut rows = Vec::new();
    let all = |_: &Scene, _, _| true;
    each_scene(book, cast, &scenes.rows, &signs, all, |_, found| rows.extend(found));
    rows
}

/// The rows of everybody and every paragraph near a sign of them, for learning from.
pub fn study_presence(book: &Book, parse: &Parse, cast: &Cast) -> Vec<PresenceRow> {
    let scenes = SceneStage::default().run((book, parse, cast));
    let grammar = Grammar::new(book, parse, cast);
    let moves = motion::motions(&grammar);
    let signs = sign::signs(&grammar, &moves);
    let mut rows = Vec::new();
    Stretches::new(&grammar, &scenes.rows, &signs, &moves)
        .each(|_, stretch| rows.extend(stretch.rows()));
    rows
}

/// What the rows of presence are made of, for all scenes.
struct Stretches<'s, 'a> {
    book: &'a Book,
    cast: &'a Cast,
    scenes: &'s Table<SceneId, Scene>,
    signs: &'s [Sign],
    hints: Vec<Hint>,
    lines: Vec<Line>,
    share_quoted: Vec<f32>,
}

impl<'s, 'a> Stretches<'s, 'a> {
    fn new(
        grammar: &Grammar<'a>,
        scenes: &'s Table<SceneId, Scene>,
        signs: &'s [Sign],
        moves: &[Moves],
    ) -> Stretches<'s, 'a> {
        let cast = grammar.cast;
        Stretches {
            book: grammar.book,
            cast,
            scenes,
            signs,
            hints: hint::hints(grammar, moves),
            lines: company::lines(&cast.quotations.rows),
            share_quoted: encode::share_quoted(cast),
        }
    }

    /// Hands on each scene’s.
    fn each(&self, mut take: impl FnMut(SceneId, observe::Stretch<'_>)) {
        let mut last_company: Vec<EntityId> = Vec::new();
        for (id, scene) in self.scenes.iter() {
            let (start, end) = (scene.span.start(), scene.span.end());
            let of = |at: Byte| self.signs.partition_point(|s| s.at < at);
            let signs = &self.signs[of(start)..of(end)];
            let of = |at: Byte| self.hints.partition_point(|s| s.at < at);
            let hints = &self.hints[of(start)..of(end)];
            let of = |at: Byte| self.lines.partition_point(|s| s.at < at);
            let lines = &self.lines[of(start)..of(end)];
            take(
                id,
                observe::Stretch {
                    book: self.book,
                    cast: self.cast,
                    scene,
                    signs,
                    hints,
                    lines,
                    share_quoted: &self.share_quoted,
                    last_company: &last_company,
                },
            );
            let shown = signs.iter().filter(|sign| sign.kind != SignKind::Named);
            last_company = shown.map(|sign| sign.who).collect();
            last_company.sort_unstable();
            last_company.dedup();
        }
    }
}

/// Hands on the rows of each scene; those of whoever is not asked for in the paragraph in
/// which a speech begins have no values.
fn each_scene(
    book: &Book,
    cast: &Cast,
    scenes: &Table<SceneId, Scene>,
    signs: &[Sign],
    is_asked_for: impl Fn(&Scene, EntityId, ParagraphId) -> bool,
    mut take: impl FnMut(&Scene, Vec<EarshotRow>),
) {
    let lines = company::lines(&cast.quotations.rows);
    let share_quoted = &encode::share_quoted(cast);
    for scene in scenes.rows() {
        let of = |at: Byte| signs.partition_point(|s| s.at < at);
        let signs = &signs[of(scene.span.start())..of(scene.span.end())];
        let of = |at: Byte| lines.partition_point(|s| s.at < at);
        let lines = &lines[of(scene.span.start())..of(scene.span.end())];
        if !lines.is_empty() {
            let stretch = Stretch { book, cast, scene, signs, lines, share_quoted };
            take(
                scene,
                stretch.rows(|who, paragraph| is_asked_for(scene, who, paragraph)),
            );
        }
    }
}
