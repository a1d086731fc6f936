//! Corrections to what the engine is given.

use dramaturg_cast::lexicon::Gender;
use dramaturg_cast::{
    AliasKind, EntityId, GivenCharacter, GivenId, GivenQuotation, GivenSpeaker, Mode,
};
use dramaturg_text::{Byte, Position, Span};
use rustc_hash::FxHashMap;

use super::anchor::{Anchors, find_words};
use super::{Corrections, Entry, Line};
use crate::{Given, Reading};

/// A correction that found its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The correction.
    pub entry: Entry,
    /// Where the line stands; none for what is about the cast.
    pub span: Option<Span<Byte>>,
}

/// A correction that fits nothing in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// The correction, in the words of the file.
    pub correction: String,
    /// Why, and what to do.
    pub reason: String,
}

/// Corrections, placed in a text.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// What the engine is given.
    pub given: Given,
    /// Those that found their place.
    pub placed: Vec<Placed>,
    /// Those that did not.
    pub unplaced: Vec<Unplaced>,
}

/// Somebody of the cast as corrections leave them: an entity, with names added or gone.
#[derive(Clone, Debug, Default)]
struct Person {
    name: String,
    names: Vec<String>,
    gender: Option<Gender>,
    is_narrator: bool,
    /// Whether a correction is about them, so that the engine is told of them.
    is_given: bool,
    /// The person that they were merged into.
    merged: Option<usize>,
}

/// The cast while corrections are applied.
struct People {
    rows: Vec<Person>,
    by_name: FxHashMap<String, Vec<usize>>,
}

fn key(name: &str) -> String {
    name.trim().to_lowercase().replace('’', "'")
}

impl People {
    fn new(reading: &Reading) -> People {
        let mut people = People { rows: Vec::new(), by_name: FxHashMap::default() };
        for (_, entity) in reading.cast.entities.rows.iter() {
            let aliases = entity.aliases.iter().filter(|a| a.kind != AliasKind::Pronoun);
            let row = Person {
                name: entity.name.clone(),
                names: aliases.map(|a| a.text.clone()).collect(),
                gender: Some(entity.gender),
                is_narrator: entity.is_narrator,
                ..Person::default()
            };
            people.add(row);
        }
        people
    }

    fn add(&mut self, row: Person) -> usize {
        let id = self.rows.len();
        for name in row.names.iter().chain([&row.name]) {
            let list = self.by_name.entry(key(name)).or_default();
            if list.last() != Some(&id) {
                list.push(id);
            }
        }
        self.rows.push(row);
        id
    }

    fn root(&self, mut id: usize) -> usize {
        while let Some(next) = self.rows[id].merged {
            id = next;
        }
        id
    }

    /// Whoever bears a name: by the name for reports first, then by any other, the one with
    /// the most names where several do.
    fn find(&self, name: &str) -> Option<usize> {
        let list = self.by_name.get(&key(name))?;
        let is_called = |&&id: &&usize| key(&self.rows[id].name) == key(name);
        let most = || {
            list.iter().max_by_key(|&&id| (self.rows[id].names.len(), usize::MAX - id))
        };
        let found = list.iter().find(is_called).or_else(most)?;
        Some(self.root(*found))
    }

    /// The same; a name that only the person who corrects knows begins somebody of their own.
    fn find_or_add(&mut self, name: &str) -> usize {
        let found = self.find(name).unwrap_or_else(|| {
            let name = name.trim().to_owned();
            self.add(Person {
                name: name.clone(),
                names: vec![name],
                ..Person::default()
            })
        });
        self.rows[found].is_given = true;
        found
    }

    fn merge(&mut self, to: usize, from: usize) {
        let (to, from) = (self.root(to), self.root(from));
        if to == from {
            self.rows[to].is_given = true;
            return;
        }
        // It keeps its names, by which it is still found.
        let Person { name, names, gender, is_narrator, .. } = self.rows[from].clone();
        self.rows[from].merged = Some(to);
        let target = &mut self.rows[to];
        target.names.push(name);
        target.names.extend(names);
        target.is_narrator |= is_narrator;
        target.is_given = true;
        if target.gender.is_none_or(|g| g == Gender::Unknown) {
            target.gender = gender;
        }
    }

    /// Takes names away from whoever has them; they are a person of their own.
    fn split(&mut self, names: &[String]) -> bool {
        let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
        if names.is_empty() || names.iter().any(|name| self.find(name).is_none()) {
            return false;
        }
        let lists = keys.iter().filter_map(|key| self.by_name.get(key)).flatten();
        let mut owners: Vec<usize> = lists.map(|&id| self.root(id)).collect();
        owners.sort_unstable();
        owners.dedup();
        for owner in owners {
            let row = &mut self.rows[owner];
            row.names.retain(|name| !keys.contains(&key(name)));
            // Who has no other name is nobody any more.
            row.is_given = !row.names.is_empty();
            if let Some(other) =
                row.names.first().filter(|_| keys.contains(&key(&row.name)))
            {
                row.name = other.clone();
            }
        }
        for name in &keys {
            self.by_name.remove(name);
        }
        let own = names.to_vec();
        let row = Person {
            name: own[0].clone(),
            names: own,
            is_given: true,
            ..Person::default()
        };
        self.add(row);
        true
    }
}

impl Corrections {
    /// Places corrections in a text, with the help of a reading without them.
    pub fn resolve(&self, reading: &Reading) -> Resolved {
        let mut resolved = Resolved::default();
        let mut people = People::new(reading);
        let mut done = |entry: Entry, span: Option<Span<Byte>>, problem: Option<&str>| {
            if let Some(reason) = problem {
                let correction = described(&entry);
                let reason = reason.to_owned();
                resolved.unplaced.push(Unplaced { correction, reason });
            } else {
                resolved.placed.push(Placed { entry, span });
            }
        };
        let gone =
            "nobody in the text has one of these names; change or remove the entry";
        let unless = |is_placed: bool| (!is_placed).then_some(gone);
        for split in &self.split {
            let is_placed = people.split(&split.names);
            done(Entry::Split(split.names.clone()), None, unless(is_placed));
        }
        // The other entries may use a new name as well as those of the text.
        for rename in &self.rename {
            if let Some(id) = people.find(&rename.name)
                && people.find(&rename.to).is_none()
            {
                people.by_name.entry(key(&rename.to)).or_default().push(id);
            }
        }
        for merge in &self.merge {
            let found: Vec<usize> =
                merge.names.iter().filter_map(|n| people.find(n)).collect();
            let is_placed = found.len() >= 2 && found.len() == merge.names.len();
            if let [first, rest @ ..] = &found[..] {
                rest.iter().for_each(|&other| people.merge(*first, other));
            }
            done(Entry::Merge(merge.names.clone()), None, unless(is_placed));
        }
        for apart in &self.apart {
            let found: Vec<usize> =
                apart.names.iter().filter_map(|n| people.find(n)).collect();
            let is_placed = found.len() >= 2 && found.len() == apart.names.len();
            for (i, name) in apart.names.iter().enumerate().filter(|_| is_placed) {
                // Whom the engine has joined to an earlier one is taken out again.
                if found[..i].contains(&found[i]) {
                    people.split(std::slice::from_ref(name));
                } else {
                    people.rows[found[i]].is_given = true;
                }
            }
            done(Entry::Apart(apart.names.clone()), None, unless(is_placed));
        }
        for rename in &self.rename {
            let found = people.find(&rename.name);
            if let Some(id) = found {
                let row = &mut people.rows[id];
                let was = std::mem::replace(&mut row.name, rename.to.clone());
                row.names.push(was);
                row.is_given = true;
                people.by_name.entry(key(&rename.to)).or_default().push(id);
            }
            let entry = Entry::Rename(rename.name.clone(), rename.to.clone());
            done(entry, None, unless(found.is_some()));
        }
        if let Some(narrator) = &self.narrator {
            // The teller of a story may never be named in it.
            let id = people.find_or_add(narrator);
            people.rows.iter_mut().for_each(|row| row.is_narrator = false);
            people.rows[id].is_narrator = true;
            done(Entry::Narrator(narrator.clone()), None, None);
        }
        let mut lines =
            Lines { reading, anchors: Anchors::new(reading), rows: Vec::new() };
        for line in &self.line {
            let (span, problem) = match lines.place(line, &mut people) {
                Ok(span) => (Some(span), None),
                Err(problem) => (None, Some(problem)),
            };
            done(Entry::Line(line.clone()), span, problem);
        }
        for intended in &self.intended {
            done(Entry::Intended(intended.clone()), None, None);
        }
        resolved.given = given(&people, lines);
        resolved
    }
}

/// A line that was found.
struct Found {
    quotation: Option<GivenQuotation>,
    span: Span<Byte>,
    is_inside: bool,
    /// The person; none for nobody.
    speaker: Option<Option<usize>>,
}

struct Lines<'a> {
    reading: &'a Reading,
    anchors: Anchors<'a>,
    rows: Vec<Found>,
}

impl Lines<'_> {
    /// Places a line; tells why it cannot.
    fn place(
        &mut self,
        line: &Line,
        people: &mut People,
    ) -> Result<Span<Byte>, &'static str> {
        let mode = line.mode.as_deref().and_then(|mode| match mode {
            "speech" => Some(Some(Mode::Speech)),
            "thought" => Some(Some(Mode::Thought)),
            "writing" => Some(Some(Mode::Writing)),
            "none" => Some(None),
            _ => None,
        });
        let parts = match self.anchors.find(line) {
            Some(id) => self.reading.cast.quotations.rows[id].outer.to_vec(),
            // Only what is to become a quotation may stand outside of one.
            None => match mode
                .filter(|_| !line.inside)
                .and_then(|_| find_words(self.reading, line))
            {
                Some(span) => vec![span],
                None => {
                    return Err(
                        "the text has no such line, or has it twice; quote it anew",
                    );
                }
            },
        };
        let name = line.speaker.as_deref().unwrap_or_default().trim();
        if people.find(name).is_none() && !self.reading.book.text.contains(name) {
            return Err("the text has nobody of this name; use a name that stands in it");
        }
        let span = parts[0].hull(parts[parts.len() - 1]);
        let speaker = line.speaker.as_deref().map(|name| {
            if name.trim().is_empty() { None } else { Some(people.find_or_add(name)) }
        });
        let is_inside = line.inside;
        let quotation = mode.map(|mode| GivenQuotation { parts, mode, is_inside });
        self.rows.push(Found { quotation, span, is_inside, speaker });
        Ok(span)
    }
}

/// What the engine is told.
fn given(people: &People, lines: Lines<'_>) -> Given {
    let mut given = Given::default();
    let mut id_of: FxHashMap<usize, GivenId> = FxHashMap::default();
    for (id, row) in people.rows.iter().enumerate() {
        if row.merged.is_some() || !row.is_given {
            continue;
        }
        let mut aliases: Vec<String> = Vec::new();
        for name in &row.names {
            if *name != row.name && !aliases.contains(name) {
                aliases.push(name.clone());
            }
        }
        id_of.insert(id, GivenId::from_index(given.characters.len()));
        given.characters.push(GivenCharacter {
            name: row.name.clone(),
            aliases,
            gender: row.gender.unwrap_or(Gender::Unknown),
            is_narrator: row.is_narrator,
        });
    }
    for Found { quotation, span, is_inside, speaker } in lines.rows {
        given.quotations.extend(quotation);
        if let Some(who) = speaker {
            let speaker = who.and_then(|id| id_of.get(&people.root(id)).copied());
            given.speakers.push(GivenSpeaker { span, is_inside, speaker });
        }
    }
    given
}

/// A correction in a few words.
fn described(entry: &Entry) -> String {
    match entry {
        Entry::Merge(names) => format!("merge {}", listed(names)),
        Entry::Apart(names) => format!("apart {}", listed(names)),
        Entry::Split(names) => format!("split {}", listed(names)),
        Entry::Rename(name, _) => format!("rename {name:?}"),
        Entry::Narrator(name) => format!("narrator {name:?}"),
        Entry::Line(line) => format!("line {:?}", shortened(&line.words)),
        Entry::Intended(intended) => format!("intended {:?}", intended.finding),
    }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}

fn shortened(words: &str) -> String {
    const LONGEST: usize = 60;
    if words.chars().count() <= LONGEST {
        return words.to_owned();
    }
    words.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// Whoever a name means in a reading, as corrections look for them.
pub(super) fn who(reading: &Reading, name: &str) -> Option<EntityId> {
    let people = People::new(reading);
    people.find(name).map(EntityId::from_index)
}
