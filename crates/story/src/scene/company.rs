//! Who is there from where to where: signs and moves to stays.

use dramaturg_cast::{EntityId, Mode, Quotation, QuotationId};
use dramaturg_text::{Book, Byte, Span, Table};
use rustc_hash::FxHashMap;

use super::encode::Line;
use super::sign::{Sign, SignKind};
use super::{Presence, Scene};

/// Somebody whose first sign stands among this many first speeches of a scene was there from
/// its beginning, if nothing tells of an entrance.
const N_EARLY: usize = 8;

/// Somebody who has no sign in this many speeches before the end of a scene is gone.
const N_SILENT: usize = 25;

/// Somebody of a scene while its signs are read.
#[derive(Clone, Debug, Default)]
struct Stay {
    /// Closed stays: from, to, entrance, exit.
    rows: Vec<Presence>,
    /// The one that is open.
    open: Option<Presence>,
    /// The last sign.
    last: Byte,
    /// Where the last exit is.
    left: Option<Byte>,
    n_signs: usize,
}

/// Fills the presence of a scene, by character, then by place.
pub(super) fn presence(
    book: &Book,
    scene: &Scene,
    signs: &[Sign],
    lines: &[Line],
) -> Vec<Presence> {
    let mut stays: FxHashMap<EntityId, Stay> = FxHashMap::default();
    let span = scene.span;
    let first_speech = lines.partition_point(|l| l.at < span.start());
    let rank = |at: Byte| lines.partition_point(|l| l.at < at) - first_speech;
    for sign in signs {
        let stay = stays.entry(sign.who).or_default();
        let words = Span::new(sign.at, sign.end.max(sign.at));
        let is_there = stay.open.is_some();
        match sign.kind {
            SignKind::Named => continue,
            SignKind::Enters | SignKind::Passes if !is_there => {
                let is_first = stay.rows.is_empty() && sign.at == span.start();
                // “She went out, came back and sat down”: the words of the exit may reach
                // over those of the entrance, but nobody is there twice.
                let gone = stay.rows.last().map_or(sign.at, |row| row.span.end());
                let from = sign.at.max(gone).min(span.end());
                stay.open = Some(Presence {
                    character: sign.who,
                    span: Span::new(from, span.end()),
                    enter: (!is_first).then_some(words),
                    leave: None,
                    confidence: 0.8,
                    place: None,
                });
            }
            SignKind::Leaves | SignKind::Passes => {
                if let Some(mut open) = stay.open.take() {
                    let end = words.end().min(span.end());
                    if open.span.start() < end {
                        open.span = Span::new(open.span.start(), end);
                        open.leave = Some(words);
                        stay.rows.push(open);
                    }
                    stay.left = Some(sentence_end(book, words.end()));
                } else if sign.kind == SignKind::Leaves
                    && stay.rows.is_empty()
                    && rank(sign.at) <= N_EARLY
                    && span.start() < words.end()
                {
                    stay.left = Some(sentence_end(book, words.end()));
                }
            }
            _ if is_there => {}
            _ => {
                // “She went out and slammed the door”: that is no return.
                if stay.left.is_some_and(|left| sign.at < left) {
                    continue;
                }
                let is_back = !stay.rows.is_empty();
                let from = if is_back {
                    sentence_start(book, sign.at).max(stay.left.unwrap_or(span.start()))
                } else if rank(sign.at) <= N_EARLY {
                    span.start()
                } else {
                    paragraph_start(book, sign.at).max(span.start())
                };
                let from = from.max(span.start()).min(sign.at);
                stay.open = Some(Presence {
                    character: sign.who,
                    span: Span::new(from, span.end()),
                    enter: is_back.then_some(words),
                    leave: None,
                    confidence: 0.7,
                    place: None,
                });
            }
        }
        stay.last = sign.at;
        stay.n_signs += 1;
    }
    let n_speeches = rank(span.end());
    let mut all = Vec::new();
    let mut stays: Vec<(EntityId, Stay)> = stays.into_iter().collect();
    stays.sort_unstable_by_key(|s| s.0);
    for (_, mut stay) in stays {
        if let Some(mut open) = stay.open.take() {
            let last = rank(stay.last);
            if n_speeches - last > N_SILENT {
                let end = lines[first_speech + last + N_SILENT - 1].at;
                open.span = Span::new(open.span.start(), end.max(open.span.start()));
            }
            if open.span.start() < open.span.end() {
                stay.rows.push(open);
            }
        }
        all.extend(stay.rows);
    }
    all
}

fn paragraph_start(book: &Book, at: Byte) -> Byte {
    let rows = book.paragraphs.rows();
    let i = rows.partition_point(|p| p.span.start() <= at);
    if i == 0 { at } else { rows[i - 1].span.start() }
}

fn sentence_start(book: &Book, at: Byte) -> Byte {
    let rows = book.sentences.rows();
    let i = rows.partition_point(|s| book.bytes(*s).start() <= at);
    if i == 0 { at } else { book.bytes(rows[i - 1]).start() }
}

/// The end of the sentence that holds a byte, or of the words that end there.
fn sentence_end(book: &Book, at: Byte) -> Byte {
    let rows = book.sentences.rows();
    let i = rows.partition_point(|s| book.bytes(*s).end() < at);
    rows.get(i).map_or(at, |s| book.bytes(*s).end())
}

/// The speeches in order.
pub(super) fn lines(quotations: &Table<QuotationId, Quotation>) -> Vec<Line> {
    let rows = quotations.iter();
    let spoken = rows.filter(|(_, q)| q.mode == Mode::Speech && q.nested_in.is_none());
    let mut all: Vec<Line> =
        spoken.map(|(id, q)| Line { id, at: q.hull().start() }).collect();
    all.sort_by_key(|line| line.at);
    all
}
