//! A stretch with one place, one time, one company.

use dramaturg_story::{self as story, SceneId};

use super::Character;
use crate::Reading;

/// A stretch with one place, one time, one company.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Which scene it is.
    pub id: SceneId,
    pub(crate) reading: &'a Reading,
}

impl<'a> Scene<'a> {
    /// The row of the scene.
    pub fn row(self) -> &'a story::Scene {
        &self.reading.story.scenes.rows[self.id]
    }

    /// The name of the place, where the text tells.
    pub fn place(self) -> Option<&'a str> {
        let place = self.row().place.as_ref()?;
        self.reading.story.scenes.places.get(place.value).map(|place| &*place.name)
    }

    /// The words that say when.
    pub fn time(self) -> Option<&'a str> {
        let book = &self.reading.book;
        self.row()
            .time
            .filter(|time| !time.is_empty())
            .map(|time| book.slice(book.bytes(time)))
    }

    /// Who is there at any time, each once, in order of first appearance.
    pub fn company(self) -> Vec<Character<'a>> {
        let mut stays: Vec<_> =
            self.row().presence.iter().map(|p| (p.span.start(), p.character)).collect();
        stays.sort_unstable();
        let mut company: Vec<Character<'a>> = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        for (_, id) in stays {
            if seen.insert(id) {
                company.push(self.reading.character(id));
            }
        }
        company
    }
}
