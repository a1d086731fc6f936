//! From when to when a state holds.
//!
//! A second mention goes on with the first; waking ends sleep; what passes by itself ends
//! with the scene, and sleep with the sleeper's next line.

use dramaturg_cast::{EntityId, Mode};
use dramaturg_text::{Byte, ParagraphKind, Table};

use super::body::Sign;
use super::grammar::Grammar;
use super::{State, StateId, Status};

/// A state keeps at most this many passages as its evidence.
const MAX_EVIDENCE: usize = 12;

/// At most this many states of somebody are open at a time; the oldest close first.
const MAX_OPEN: usize = 16;

/// Joins signs to states.
pub(crate) fn states(
    grammar: &Grammar<'_>,
    signs: Vec<(Sign, f32)>,
) -> Table<StateId, State> {
    let breaks = breaks(grammar);
    let lines = lines(grammar);
    let mut rows: Vec<State> = Vec::new();
    // What is open, by character.
    let mut open: Vec<Vec<usize>> = vec![Vec::new(); grammar.cast.entities.rows.len()];
    for (sign, chance) in signs {
        let Some(who) = sign.who else { continue };
        let own = &mut open[dramaturg_text::Position::index(who)];
        own.retain(|&row| rows[row].to.is_none_or(|to| to >= sign.at));
        if sign.entry.has('e') {
            if sign.status == Status::Holds {
                end(&mut rows, own, &sign);
            }
            continue;
        }
        if sign.entry.has('H') || sign.status == Status::Healed {
            let ended = end(&mut rows, own, &sign);
            let Some(ended) = ended else { continue };
            let part = sign.part.clone().or_else(|| rows[ended].part.clone());
            let sign = Sign { part, status: Status::Healed, ..sign };
            rows.push(row(who, &sign, chance, None));
            continue;
        }
        let same = own.iter().copied().find(|&row| is_same(&rows[row], &sign));
        if let Some(i) = same {
            let row = &mut rows[i];
            if row.part.is_none() {
                row.part.clone_from(&sign.part);
            }
            row.by = row.by.or(sign.by);
            if row.evidence.len() < MAX_EVIDENCE && !row.evidence.contains(&sign.evidence)
            {
                row.evidence.push(sign.evidence);
                row.confidence = (row.confidence + 0.1).min(0.95);
            }
            continue;
        }
        let to = match sign.status {
            Status::Holds | Status::Treated if sign.entry.has('b') => {
                brief_end(who, &sign, &breaks, &lines)
            }
            Status::Holds | Status::Treated => None,
            _ => Some(grammar.book.bytes(sign.evidence).end()),
        };
        if own.len() == MAX_OPEN {
            own.remove(0);
        }
        own.push(rows.len());
        rows.push(row(who, &sign, chance, to));
    }
    rows.sort_by_key(|row| (row.from, row.character));
    rows.into_iter().collect()
}

fn row(who: EntityId, sign: &Sign, confidence: f32, to: Option<Byte>) -> State {
    State {
        character: who,
        part: sign.part.clone(),
        state: sign.entry.state,
        group: sign.entry.group,
        status: sign.status,
        from: sign.at,
        to: to.map(|to| to.max(sign.at)),
        cause: sign.cause,
        by: sign.by,
        evidence: vec![sign.evidence],
        confidence,
    }
}

/// Whether a sign says again what a state says.
fn is_same(state: &State, sign: &Sign) -> bool {
    let parts = match (&state.part, &sign.part) {
        (Some(a), Some(b)) => a == b || a.rsplit(' ').next() == b.rsplit(' ').next(),
        _ => true,
    };
    parts && state.group == sign.entry.group && state.status == sign.status
}

/// Ends what a sign says to be over; the last such row.
fn end(rows: &mut [State], open: &mut Vec<usize>, sign: &Sign) -> Option<usize> {
    let is_all = matches!(sign.entry.group, "healing");
    let mut last = None;
    open.retain(|&i| {
        let row = &rows[i];
        let fits = is_all && row.status != Status::Negated && row.group != "dead"
            || row.group == sign.entry.group
            || sign.entry.group == "asleep" && row.group == "unconscious";
        if fits && matches!(row.status, Status::Holds | Status::Treated) {
            last = Some(i);
            rows[i].to = Some(sign.at.max(rows[i].from));
        }
        !fits
    });
    last
}

/// Where a state ends that passes by itself.
fn brief_end(
    who: EntityId,
    sign: &Sign,
    breaks: &[Byte],
    lines: &[(EntityId, Byte)],
) -> Option<Byte> {
    let at = breaks.partition_point(|&at| at <= sign.at);
    let scene = breaks.get(at).copied();
    if !matches!(sign.entry.group, "asleep" | "unconscious") {
        return scene;
    }
    let at = lines.partition_point(|&line| line <= (who, sign.at));
    let line = lines.get(at).filter(|line| line.0 == who).map(|line| line.1);
    line.into_iter().chain(scene).min()
}

/// Where scenes end, in order; the end of the text is the last.
fn breaks(grammar: &Grammar<'_>) -> Vec<Byte> {
    let paragraphs = grammar.book.paragraphs.rows();
    let mut breaks: Vec<Byte> = paragraphs
        .iter()
        .filter(|p| p.kind != ParagraphKind::Prose || p.gap_before)
        .map(|p| p.span.start())
        .collect();
    breaks.extend(paragraphs.last().map(|p| p.span.end()));
    breaks
}

/// Who says something where, by speaker, then by place.
fn lines(grammar: &Grammar<'_>) -> Vec<(EntityId, Byte)> {
    let cast = grammar.cast;
    let rows = cast.quotations.rows.iter().filter(|(_, q)| q.mode == Mode::Speech);
    let mut lines: Vec<(EntityId, Byte)> = rows
        .filter_map(|(id, quotation)| {
            let speaker = cast.speech.rows[id].speaker.as_ref()?.value;
            Some((speaker, quotation.outer.first()?.start()))
        })
        .collect();
    lines.sort_unstable();
    lines
}
