//! From one heading to the next.

use dramaturg_text::{self as text, ChapterId};

use super::Scene;
use crate::Reading;

/// From one heading to the next.
#[derive(Clone, Copy, Debug)]
pub struct Chapter<'a> {
    /// Which chapter it is.
    pub id: ChapterId,
    pub(crate) reading: &'a Reading,
}

impl<'a> Chapter<'a> {
    /// The row of the chapter.
    pub fn row(self) -> &'a text::Chapter {
        &self.reading.book.chapters[self.id]
    }

    /// The words of its heading, if it has one.
    pub fn title(self) -> Option<&'a str> {
        self.row().title.as_deref()
    }

    /// The scenes that begin in it, in order.
    pub fn scenes(self) -> impl Iterator<Item = Scene<'a>> {
        let span = self.row().span;
        let scenes = &self.reading.story.scenes.rows;
        let first = scenes.rows().partition_point(|s| s.span.start() < span.start());
        let end = scenes.rows().partition_point(|s| s.span.start() < span.end());
        let reading = self.reading;
        text::Span::of(first, end).iter().map(move |id| Scene { id, reading })
    }
}
