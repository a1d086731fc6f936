//! Where and when it happens, and who is there.

use dramaturg_cast::{Cast, EntityId, QuotationId};
use dramaturg_text::{
    Book, Byte, Claim, ParagraphId, Span, Stage, Table, TokenId, position,
};

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

/// Divides the book into scenes and fills them.
#[derive(Clone, Copy, Debug, Default)]
pub struct SceneStage;

impl Stage for SceneStage {
    type Input<'a> = (&'a Book, &'a Cast);
    type Layer = Scenes;
    const NAME: &'static str = "scenes";

    fn run(&self, _input: (&Book, &Cast)) -> Scenes {
        Scenes::default()
    }
}
