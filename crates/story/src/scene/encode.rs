//! What tells whether somebody hears a quotation, as numbers.

use dramaturg_cast::{Cast, EntityId, EntityKind, QuotationId};
use dramaturg_text::{Book, Byte, ParagraphId, Position};
use rustc_hash::FxHashMap;

use super::earshot::CROWD;
use super::sign::{Sign, SignKind};
use super::{Presence, Scene};

/// The names of the features, in the order of a row.
pub const FEATURES: &[&str] = &[
    "in_stay",
    "in_moved_stay",
    "shown_before",
    "shown_behind",
    "nearest_shown",
    "paragraphs_before",
    "paragraphs_behind",
    "spoke_before",
    "speaks_behind",
    "called_before",
    "called_behind",
    "named_before",
    "named_behind",
    "n_within_3",
    "n_within_8",
    "n_within_20",
    "n_spoken_within_8",
    "share_within_8",
    "n_before",
    "n_behind",
    "is_addressee",
    "is_sure_addressee",
    "n_turns_here",
    "is_narrator",
    "is_focalizer",
    "is_animal",
    "is_named",
    "n_mentions",
    "share_quoted",
    "move_before",
    "move_before_at",
    "move_behind",
    "move_behind_at",
    "n_company",
    "is_whisper",
    "is_aside",
    "is_shout",
    "with_speaker",
    "gap_before",
    "gap_behind",
    "n_others_between",
    "share_of_scene",
    "recency",
    "n_speeches_left",
    "n_speeches_gone",
    "is_speaker_known",
    "speaker_before",
    "is_here_only_named",
    "answers_to",
    "n_exchanges",
    "n_shared",
    "share_shared",
    "n_shared_with_others",
    "n_exchanges_with_others",
    "n_people_of_scene",
    "n_speeches_of_scene",
    "share_moving",
];

/// Signs of somebody are looked back and ahead at no more than this far.
const MAX_SIGNS: usize = 64;

/// In a scene with more stays than this nobody counts who is there.
const MAX_STAYS: usize = 512;

/// Of so many people in one paragraph each is with each.
const MAX_SHARED: usize = 12;

/// A distance or count that is larger counts as this.
const CAP: usize = 60;

/// A row: whether somebody hears a quotation.
#[derive(Clone, Debug)]
pub struct EarshotRow {
    /// The quotation.
    pub quotation: QuotationId,
    /// Who may hear it.
    pub who: EntityId,
    /// Values in the order of [`FEATURES`]; empty where nobody asks.
    pub values: Vec<f32>,
}

/// A sign with its place in the scene.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// How many speeches of the scene begin before it.
    rank: usize,
    paragraph: usize,
    kind: SignKind,
}

/// A speech of a scene.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) id: QuotationId,
    pub(super) at: Byte,
}

/// What a scene's rows are made of.
pub(super) struct Stretch<'s> {
    pub(super) book: &'s Book,
    pub(super) cast: &'s Cast,
    pub(super) scene: &'s Scene,
    pub(super) signs: &'s [Sign],
    pub(super) lines: &'s [Line],
    /// The share of each entity's mentions that stand in quotations.
    pub(super) share_quoted: &'s [f32],
}

/// The share of each entity's mentions that stand in quotations.
pub(super) fn share_quoted(cast: &Cast) -> Vec<f32> {
    let rows = cast.entities.rows.rows().iter();
    rows.map(|entity| {
        let quoted = entity.mentions.iter();
        let quoted = quoted.filter(|&&m| cast.mentions.rows[m].quotation.is_some());
        quoted.count() as f32 / entity.mentions.len().max(1) as f32
    })
    .collect()
}

impl Stretch<'_> {
    /// The rows of all speeches of the scene; those of whoever is not asked for in the
    /// paragraph in which the words begin have no values.
    pub(super) fn rows(
        &self,
        is_asked_for: impl Fn(EntityId, ParagraphId) -> bool,
    ) -> Vec<EarshotRow> {
        let mut by_who: FxHashMap<EntityId, Vec<Place>> = FxHashMap::default();
        let rank = |at: Byte| self.lines.partition_point(|l| l.at < at);
        let paragraphs = self.book.paragraphs.rows();
        let paragraph = |at: Byte| paragraphs.partition_point(|p| p.span.end() <= at);
        for sign in self.signs {
            by_who.entry(sign.who).or_default().push(Place {
                rank: rank(sign.at),
                paragraph: paragraph(sign.at),
                kind: sign.kind,
            });
        }
        let mut people: Vec<(EntityId, Vec<Place>)> = by_who.into_iter().collect();
        people.retain(|(_, places)| places.iter().any(|p| p.kind != SignKind::Named));
        people.sort_unstable_by_key(|p| p.0);
        if people.len() > CROWD {
            return Vec::new();
        }
        let n_shown: Vec<usize> = people
            .iter()
            .map(|(_, p)| p.iter().filter(|p| p.kind != SignKind::Named).count())
            .collect();
        let n_shown_all: usize = n_shown.iter().sum();
        let bonds = self.bonds(&people);
        let mut rows = Vec::new();
        for (r, line) in self.lines.iter().enumerate() {
            let speech = &self.cast.speech.rows[line.id];
            let speaker = speech.speaker.as_ref().map(|c| c.value);
            let here = paragraph(line.at);
            let words = self.cast.quotations.rows[line.id].parts[0];
            let begins = ParagraphId::from_index(paragraph(words.start()));
            let speaker_places =
                speaker.and_then(|s| people.iter().find(|p| p.0 == s)).map(|p| &p.1);
            let stays = self.scene.presence.iter().take(MAX_STAYS);
            let company = stays.filter(|p| p.span.contains(line.at));
            let n_company = company.count();
            let mut last_shown: Vec<usize> = Vec::with_capacity(people.len());
            for (_, places) in &people {
                let split = places.partition_point(|p| p.rank < r);
                let near = places[..split].iter().rev().take(MAX_SIGNS);
                let shown = { near }.find(|p| p.kind != SignKind::Named);
                last_shown.push(shown.map_or(CAP, |p| r - p.rank));
            }
            for (i, (who, places)) in people.iter().enumerate() {
                if Some(*who) == speaker {
                    continue;
                }
                if !is_asked_for(*who, begins) {
                    let values = Vec::new();
                    rows.push(EarshotRow { quotation: line.id, who: *who, values });
                    continue;
                }
                let values = self.values(&Around {
                    r,
                    here,
                    who: *who,
                    places,
                    speaker,
                    speaker_places: speaker_places.map_or(&[], |p| p),
                    line: *line,
                    n_company,
                    recency: last_shown.iter().filter(|&&d| d < last_shown[i]).count(),
                    last_shown: &last_shown,
                    n_shown: n_shown[i],
                    n_shown_all,
                    bonds: &bonds,
                });
                rows.push(EarshotRow { quotation: line.id, who: *who, values });
            }
        }
        rows
    }

    fn values(&self, a: &Around<'_>) -> Vec<f32> {
        let shown = |p: &&Place| p.kind != SignKind::Named;
        let spoken = |p: &&Place| p.kind == SignKind::Speaks;
        let called = |p: &&Place| p.kind == SignKind::Undergoes;
        let named = |p: &&Place| p.kind == SignKind::Named;
        let moves = |p: &&Place| {
            matches!(p.kind, SignKind::Enters | SignKind::Leaves | SignKind::Passes)
        };
        // Signs of the speech itself, as being called in it, count as behind it.
        let split = a
            .places
            .partition_point(|p| p.rank <= a.r && p.paragraph < a.here || p.rank < a.r);
        let (before, behind) = a.places.split_at(split);
        let before = &before[before.len().saturating_sub(MAX_SIGNS)..];
        let behind = &behind[..behind.len().min(MAX_SIGNS)];
        let back = |place: Option<&Place>| {
            place.map_or(CAP, |p| (a.r + 1).saturating_sub(p.rank).min(CAP)) as f32
        };
        let ahead = |place: Option<&Place>| {
            place.map_or(CAP, |p| p.rank.saturating_sub(a.r).min(CAP)) as f32
        };
        let shown_before = before.iter().rev().find(shown);
        let shown_behind = behind.iter().find(shown);
        let within = |n: usize, kind: &dyn Fn(&&Place) -> bool| {
            let from = a.places.partition_point(|p| p.rank + n < a.r);
            let near = a.places[from..].iter().take_while(|p| p.rank <= a.r + n);
            near.take(MAX_SIGNS).filter(|p| kind(p)).count() as f32
        };
        let all_within_8 = self.signs_within(a.r, 8).max(1) as f32;
        let entity = &self.cast.entities.rows[a.who];
        let speech = &self.cast.speech.rows[a.line.id];
        let addressee = speech.addressees.iter().find(|c| c.value == a.who);
        let stay = self.stay(a.who, a.line.at);
        let move_before = before.iter().rev().find(moves);
        let move_behind = behind.iter().find(moves);
        let way = |place: Option<&Place>| {
            place.map_or(0.0, |p| match p.kind {
                SignKind::Enters => 1.0,
                SignKind::Passes => 2.0,
                _ => 3.0,
            })
        };
        let verb = speech.delivery.as_ref().and_then(|d| d.verb.as_deref()).unwrap_or("");
        let manner =
            speech.delivery.as_ref().and_then(|d| d.manner.as_deref()).unwrap_or("");
        let is_whisper = matches!(verb, "whisper" | "breathe" | "murmur" | "hiss")
            || manner.contains("whisper")
            || manner.contains("ear");
        let is_aside = matches!(verb, "mutter" | "mumble") || manner.contains("breath");
        let is_shout = matches!(
            verb,
            "shout" | "yell" | "bellow" | "call" | "roar" | "scream" | "bawl" | "holler"
        );
        let conversation = speech.conversation;
        let n_turns_here = self.lines
            [a.r.saturating_sub(12)..(a.r + 12).min(self.lines.len())]
            .iter()
            .filter(|l| {
                let row = &self.cast.speech.rows[l.id];
                row.conversation == conversation
                    && row.speaker.as_ref().is_some_and(|c| c.value == a.who)
            })
            .count();
        let from = a.speaker_places.partition_point(|p| p.rank + 15 < a.r);
        let with_speaker = a.speaker_places[from..]
            .iter()
            .take_while(|p| p.rank <= a.r + 15)
            .take(MAX_SIGNS)
            .filter(shown)
            .filter(|p| {
                let near = a.places.partition_point(|q| q.paragraph < p.paragraph);
                a.places[near..]
                    .iter()
                    .take_while(|q| q.paragraph == p.paragraph)
                    .any(|q| q.kind != SignKind::Named)
            })
            .count();
        let gap = |place: Option<&Place>| {
            place.map_or(CAP, |p| p.paragraph.abs_diff(a.here).min(CAP)) as f32
        };
        let distance = back(shown_before);
        let neighbor = |r: Option<usize>| {
            r.and_then(|r| self.lines.get(r)).is_some_and(|l| {
                self.cast.speech.rows[l.id].speaker.as_ref().map(|c| c.value)
                    == Some(a.who)
            })
        };
        let until = a.speaker_places.partition_point(|p| p.rank < a.r);
        let speaker_before =
            a.speaker_places[..until].iter().rev().take(MAX_SIGNS).find(shown);
        let bond = |table: &FxHashMap<(EntityId, EntityId), u16>,
                    with: Option<EntityId>| {
            with.map_or(0.0, |with| Bonds::get(table, a.who, with))
        };
        let n_shared = bond(&a.bonds.shared, a.speaker);
        // Those who speak near by.
        let others: Vec<EntityId> = self.lines
            [a.r.saturating_sub(3)..(a.r + 4).min(self.lines.len())]
            .iter()
            .filter_map(|l| self.cast.speech.rows[l.id].speaker.as_ref())
            .map(|c| c.value)
            .filter(|&other| other != a.who && Some(other) != a.speaker)
            .collect();
        let answered = self.lines[a.r..(a.r + 3).min(self.lines.len())].iter().any(|l| {
            let row = &self.cast.speech.rows[l.id];
            row.speaker.as_ref().is_some_and(|c| c.value == a.who)
                && row.addressees.iter().any(|c| Some(c.value) == a.speaker)
        });
        vec![
            f32::from(stay.is_some()),
            f32::from(stay.is_some_and(|s| s.enter.is_some())),
            distance,
            ahead(shown_behind),
            distance.min(ahead(shown_behind)),
            gap(shown_before),
            gap(shown_behind),
            back(before.iter().rev().find(spoken)),
            ahead(behind.iter().find(spoken)),
            back(before.iter().rev().find(called)),
            ahead(behind.iter().find(called)),
            back(before.iter().rev().find(named)),
            ahead(behind.iter().find(named)),
            within(3, &shown),
            within(8, &shown),
            within(20, &shown),
            within(8, &spoken),
            within(8, &shown) / all_within_8,
            before.iter().filter(shown).count().min(CAP) as f32,
            behind.iter().filter(shown).count().min(CAP) as f32,
            f32::from(addressee.is_some()),
            addressee.map_or(0.0, |c| c.confidence),
            n_turns_here as f32,
            f32::from(entity.is_narrator),
            f32::from(self.scene.focalizer.as_ref().is_some_and(|c| c.value == a.who)),
            f32::from(entity.kind == EntityKind::Animal),
            f32::from(entity.is_named),
            entity.mentions.len().min(200) as f32,
            self.share_quoted[a.who.index()],
            way(move_before),
            back(move_before),
            way(move_behind),
            ahead(move_behind),
            a.n_company.min(CAP) as f32,
            f32::from(is_whisper),
            f32::from(is_aside),
            f32::from(is_shout),
            with_speaker as f32,
            gap(before.last()),
            gap(behind.first()),
            a.last_shown.iter().filter(|&&d| (d as f32) < distance).count() as f32,
            a.n_shown as f32 / a.n_shown_all.max(1) as f32,
            a.recency as f32,
            (self.lines.len() - a.r).min(CAP) as f32,
            a.r.min(CAP) as f32,
            f32::from(a.speaker.is_some()),
            speaker_before.map_or(CAP, |p| (a.r - p.rank).min(CAP)) as f32,
            f32::from(neighbor(a.r.checked_sub(1))),
            f32::from(answered) + 2.0 * f32::from(neighbor(Some(a.r + 1))),
            bond(&a.bonds.exchanges, a.speaker).min(CAP as f32),
            n_shared.min(CAP as f32),
            n_shared / a.n_shown.max(1) as f32,
            others.iter().map(|&o| bond(&a.bonds.shared, Some(o))).fold(0.0, f32::max),
            others.iter().map(|&o| bond(&a.bonds.exchanges, Some(o))).fold(0.0, f32::max),
            a.bonds.n_people.min(CAP) as f32,
            self.lines.len().min(200) as f32,
            a.bonds.share_moving,
        ]
    }

    /// Who of the scene has to do with whom.
    fn bonds(&self, people: &[(EntityId, Vec<Place>)]) -> Bonds {
        let mut bonds = Bonds { n_people: people.len(), ..Bonds::default() };
        let speaker = |line: &Line| {
            self.cast.speech.rows[line.id].speaker.as_ref().map(|claim| claim.value)
        };
        for pair in self.lines.windows(2) {
            if let (Some(a), Some(b)) = (speaker(&pair[0]), speaker(&pair[1])) {
                Bonds::add(&mut bonds.exchanges, a, b);
            }
        }
        let mut shown: Vec<(usize, EntityId)> = Vec::new();
        for (who, places) in people {
            let own = places.iter().filter(|place| place.kind != SignKind::Named);
            shown.extend(own.map(|place| (place.paragraph, *who)));
        }
        shown.sort_unstable();
        shown.dedup();
        for here in shown.chunk_by(|a, b| a.0 == b.0) {
            let here = &here[..here.len().min(MAX_SHARED)];
            for (i, a) in here.iter().enumerate() {
                here[..i].iter().for_each(|b| Bonds::add(&mut bonds.shared, a.1, b.1));
            }
        }
        let moving = self.signs.iter().filter(|sign| {
            matches!(sign.kind, SignKind::Enters | SignKind::Leaves | SignKind::Passes)
        });
        let n_paragraphs = self.scene.paragraphs.len().max(1);
        bonds.share_moving = moving.count() as f32 / n_paragraphs as f32;
        bonds
    }

    fn signs_within(&self, r: usize, n: usize) -> usize {
        let first = self.lines[r.saturating_sub(n)].at;
        let last = self.lines[(r + n).min(self.lines.len() - 1)].at;
        let from = self.signs.partition_point(|s| s.at < first);
        let to = self.signs.partition_point(|s| s.at <= last);
        to - from
    }

    fn stay(&self, who: EntityId, at: Byte) -> Option<&Presence> {
        let rows = &self.scene.presence;
        let i = rows.partition_point(|p| (p.character, p.span.start()) <= (who, at));
        let last = rows[..i].last()?;
        (last.character == who && last.span.contains(at)).then_some(last)
    }
}

/// Somebody around a speech.
struct Around<'s> {
    r: usize,
    here: usize,
    who: EntityId,
    places: &'s [Place],
    speaker: Option<EntityId>,
    speaker_places: &'s [Place],
    line: Line,
    n_company: usize,
    recency: usize,
    last_shown: &'s [usize],
    n_shown: usize,
    n_shown_all: usize,
    bonds: &'s Bonds,
}

/// How often two people of a scene speak by turns or are shown in one paragraph.
#[derive(Debug, Default)]
struct Bonds {
    exchanges: FxHashMap<(EntityId, EntityId), u16>,
    shared: FxHashMap<(EntityId, EntityId), u16>,
    n_people: usize,
    /// The share of paragraphs in which somebody comes or goes.
    share_moving: f32,
}

impl Bonds {
    fn get(
        table: &FxHashMap<(EntityId, EntityId), u16>,
        a: EntityId,
        b: EntityId,
    ) -> f32 {
        table.get(&(a.min(b), a.max(b))).map_or(0.0, |&n| f32::from(n))
    }

    fn add(table: &mut FxHashMap<(EntityId, EntityId), u16>, a: EntityId, b: EntityId) {
        if a != b {
            let n = table.entry((a.min(b), a.max(b))).or_default();
            *n = n.saturating_add(1);
        }
    }
}
