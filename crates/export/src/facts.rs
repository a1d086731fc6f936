//! What a reader who has come to some place of the book may know of the cast.
//!
//! A claim is known from the last of its evidence on, a name from its first use on. Nobody
//! is in the list before the text has shown them, and nothing is taken from behind the place:
//! the list for a place is the same if the rest of the book is missing.

use std::collections::BTreeMap;

use crate::cast_sheet::excerpt;
use crate::document::{Alias, Bytes, Character, Document, Mention, Quotation};

/// How many characters of a quotation or a first appearance are shown.
const EXCERPT: usize = 160;
/// At most this many facts of one sort about one person, the latest.
const MAX_FACTS: usize = 12;

/// A place of the book behind which nothing is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Boundary {
    /// The byte.
    pub(crate) at: usize,
    /// Where that is, in words: `chapter 3, The Harbour`.
    pub(crate) name: String,
}

/// The ends of all chapters; of all scenes in a book without chapters.
pub(crate) fn boundaries(document: &Document) -> Vec<Boundary> {
    let chapters = document.chapters.iter().enumerate().map(|(i, chapter)| Boundary {
        at: chapter.span[1],
        name: match chapter.title.as_deref().map(str::trim) {
            Some(title) if !title.is_empty() => {
                format!("chapter {}, {}", i + 1, excerpt(title, 60))
            }
            _ => format!("chapter {}", i + 1),
        },
    });
    let mut boundaries: Vec<Boundary> = chapters.collect();
    if boundaries.len() < 2 {
        let scenes = document.scenes.iter().enumerate();
        let scenes = scenes.map(|(i, scene)| Boundary {
            at: scene.span[1],
            name: format!("scene {}", i + 1),
        });
        let scenes: Vec<Boundary> = scenes.collect();
        if scenes.len() > boundaries.len() {
            boundaries = scenes;
        }
    }
    if boundaries.is_empty() {
        boundaries.push(Boundary { at: document.text.len(), name: "the end".to_owned() });
    }
    boundaries
}

/// What may be known of one of the cast.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// The id of the character.
    pub(crate) id: String,
    /// The fullest name so far.
    pub(crate) name: String,
    /// The other names so far.
    pub(crate) aliases: Vec<String>,
    /// As `she/her`, once the text has used one of them.
    pub(crate) pronouns: Option<String>,
    /// Person, group, animal and so on.
    pub(crate) kind: String,
    /// How many quotations are known to be hers so far.
    pub(crate) n_lines: usize,
    /// The words of the first appearance.
    pub(crate) first: String,
    /// The chapter of it, from 1.
    pub(crate) first_chapter: Option<usize>,
    /// The last words so far.
    pub(crate) last_line: Option<String>,
    /// Sentences: relations, states, things held, things known.
    pub(crate) facts: Vec<String>,
}

impl Entry {
    /// All of it in a few lines of plain text, the name left out.
    pub(crate) fn description(&self) -> String {
        let mut lines = Vec::new();
        let mut about: Vec<String> = Vec::new();
        if self.kind != "person" && !self.kind.is_empty() {
            about.push(self.kind.replace('-', " "));
        }
        about.extend(self.pronouns.clone());
        match self.n_lines {
            0 => {}
            1 => about.push("speaks once".to_owned()),
            n => about.push(format!("speaks {n} times")),
        }
        if !about.is_empty() {
            lines.push(about.join(", "));
        }
        if !self.aliases.is_empty() {
            lines.push(format!("Also: {}", self.aliases.join(", ")));
        }
        lines.extend(self.facts.iter().cloned());
        let chapter =
            self.first_chapter.map_or(String::new(), |n| format!(" (chapter {n})"));
        lines.push(format!("First{chapter}: {}", self.first));
        if let Some(line) = &self.last_line {
            lines.push(format!("Last said: {line}"));
        }
        lines.join("\n")
    }
}

/// Finds what is known at a place; made once a book.
pub(crate) struct Facts<'a> {
    document: &'a Document,
    mentions: BTreeMap<&'a str, Vec<&'a Mention>>,
    said: BTreeMap<&'a str, Vec<(&'a Quotation, usize)>>,
}

/// From where on a claim is known: the end of the last of its evidence.
pub(crate) fn known_from(own: Bytes, evidence: &[Bytes]) -> usize {
    evidence.iter().map(|span| span[1]).fold(own[1], usize::max)
}

impl<'a> Facts<'a> {
    pub(crate) fn new(document: &'a Document) -> Facts<'a> {
        let mut mentions: BTreeMap<&str, Vec<&Mention>> = BTreeMap::new();
        for mention in &document.mentions {
            if let Some(id) = &mention.entity {
                mentions.entry(id).or_default().push(mention);
            }
        }
        let mut said: BTreeMap<&str, Vec<(&Quotation, usize)>> = BTreeMap::new();
        for quotation in document.quotations.iter().filter(|q| q.mode == "speech") {
            if let Some(speaker) = &quotation.speaker {
                let cue = speaker.cue.map_or(0, |cue| cue[1]);
                let from = known_from(quotation.hull(), &speaker.evidence).max(cue);
                said.entry(&speaker.id).or_default().push((quotation, from));
            }
        }
        Facts { document, mentions, said }
    }

    /// Everybody whom the text has shown in front of `at`, in order of first appearance.
    pub(crate) fn as_of(&self, at: usize) -> Vec<Entry> {
        let characters = self.document.characters.iter();
        let mut entries: Vec<(usize, Entry)> =
            characters.filter_map(|character| self.entry(character, at)).collect();
        entries.sort_by_key(|(first, _)| *first);
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    /// The name of a character as it is known at a place, and the other names.
    fn names(
        &self,
        character: &'a Character,
        at: usize,
    ) -> Option<(&'a str, Vec<&'a Alias>)> {
        let is_known = |alias: &&Alias| {
            alias.first.is_some_and(|first| first[1] <= at) && alias.kind != "pronoun"
        };
        let known: Vec<&Alias> = character.aliases.iter().filter(is_known).collect();
        let full = known.iter().find(|alias| alias.text == character.name);
        let rank = |alias: &&&Alias| {
            let kinds = ["name", "title", "nickname", "surname", "kinship", "descriptor"];
            let kind = kinds.iter().position(|kind| *kind == alias.kind);
            (kind.unwrap_or(kinds.len()), alias.first)
        };
        let best = full.or_else(|| known.iter().min_by_key(rank))?;
        Some((
            &best.text,
            known.iter().filter(|a| a.text != best.text).copied().collect(),
        ))
    }

    fn entry(&self, character: &'a Character, at: usize) -> Option<(usize, Entry)> {
        let document = self.document;
        let (name, aliases) = self.names(character, at)?;
        let all = [name].into_iter().chain(aliases.iter().map(|alias| &*alias.text));
        let all: Vec<&str> = all.collect();
        let is_shown = |alias: &&Alias| all.contains(&&*alias.text);
        let first =
            character.aliases.iter().filter(is_shown).filter_map(|a| a.first).min()?;
        let said = self.said.get(&*character.id).map_or(&[][..], Vec::as_slice);
        let said: Vec<&Quotation> =
            said.iter().filter(|(_, from)| *from <= at).map(|(q, _)| *q).collect();
        let last_line = said.last().map(|quotation| {
            let words: Vec<&str> =
                quotation.spans.iter().map(|&span| document.slice(span)).collect();
            excerpt(&words.join(" … "), EXCERPT)
        });
        let entry = Entry {
            id: character.id.clone(),
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| alias.text.clone()).collect(),
            pronouns: self.pronouns(character, at),
            kind: character.kind.clone(),
            n_lines: said.len(),
            first: self.around(first, at),
            first_chapter: document.chapter_at(first[0]).map(|i| i + 1),
            last_line,
            facts: self.facts(character, at),
        };
        Some((first[0], entry))
    }

    /// The pronouns, once the text has used one of them of the character.
    fn pronouns(&self, character: &Character, at: usize) -> Option<String> {
        let label = character.pronouns.as_deref()?;
        let forms: Vec<&str> = match label {
            "he/him" => vec!["he", "him", "his", "himself"],
            "she/her" => vec!["she", "her", "hers", "herself"],
            "they/them" => {
                vec!["they", "them", "their", "theirs", "themself", "themselves"]
            }
            "it/its" => vec!["it", "its", "itself"],
            other => other.split('/').collect(),
        };
        let mentions = self.mentions.get(&*character.id).map_or(&[][..], Vec::as_slice);
        let shows = |mention: &&Mention| {
            let words = self.document.slice(mention.span).to_lowercase();
            mention.span[1] <= at && forms.contains(&&*words)
        };
        mentions.iter().any(shows).then(|| label.to_owned())
    }

    /// The line of text that a stretch stands in, up to `at`.
    fn around(&self, [start, end]: Bytes, at: usize) -> String {
        let text = &self.document.text;
        let line = text[..start].rfind("\n\n").map_or(0, |i| i + 2);
        // A sentence that ends in front of it, if the paragraph is long.
        let sentence = text[line..start].rfind(['.', '!', '?']).map(|i| line + i + 1);
        let from = sentence.filter(|_| start - line > EXCERPT / 2).unwrap_or(line);
        let to =
            text[end..].find("\n\n").map_or(text.len(), |i| end + i).min(at).max(end);
        excerpt(text[from..to].trim_start_matches(['”', '’', '"']), EXCERPT)
    }

    /// The name under which somebody or something is known at a place.
    pub(crate) fn known_name(&self, id: &str, at: usize) -> Option<&str> {
        if let Some(character) = self.document.characters.iter().find(|row| row.id == id)
        {
            return self.names(character, at).map(|(name, _)| name);
        }
        let object = self.document.objects.iter().find(|row| row.id == id);
        let place = self.document.places.iter().find(|row| row.id == id);
        let object = object.map(|row| (&row.name, row.first));
        let (name, first) = object.or_else(|| place.map(|row| (&row.name, row.first)))?;
        first.is_some_and(|first| first[1] <= at).then_some(name)
    }

    fn facts(&self, character: &Character, at: usize) -> Vec<String> {
        let document = self.document;
        let id = &*character.id;
        let mut relations = Vec::new();
        for row in &document.relations {
            if row.evidence.is_empty() || known_from([0, 0], &row.evidence) > at {
                continue;
            }
            let kind = row.kind.replace('_', " ");
            if row.a == id {
                relations.extend(
                    self.known_name(&row.b, at).map(|b| format!("{kind} of {b}")),
                );
            } else if row.b == id {
                relations
                    .extend(self.known_name(&row.a, at).map(|a| format!("{kind}: {a}")));
            }
        }
        let mut states = Vec::new();
        for row in document.states.iter().filter(|row| row.character == id) {
            if row.evidence.is_empty()
                || known_from([row.from, row.from], &row.evidence) > at
            {
                continue;
            }
            let part =
                row.body_part.as_deref().map_or(String::new(), |p| format!("{p}: "));
            let status = match &*row.status {
                "" | "holds" => String::new(),
                status => format!(" ({status})"),
            };
            states.push(format!("{part}{}{status}", row.state));
        }
        // Of each thing the last that is known.
        let mut held: BTreeMap<&str, bool> = BTreeMap::new();
        for row in &document.custody {
            if !row.evidence.is_empty()
                && known_from([row.at, row.at], &row.evidence) <= at
            {
                held.insert(&row.object, row.holder.as_deref() == Some(id));
            }
        }
        let has = held.into_iter().filter(|(_, has)| *has);
        let has = has.filter_map(|(object, _)| self.known_name(object, at));
        let has: Vec<String> = has.map(|name| format!("Has {name}")).collect();
        let mut knows = Vec::new();
        for row in &document.knowledge {
            for knower in row.knowers.iter().filter(|knower| knower.character == id) {
                let from = known_from([knower.from, knower.from], &knower.evidence);
                if let Some(gist) = row.gist.as_deref().filter(|_| from <= at) {
                    knows.push(format!("Knows ({}): {gist}", knower.how));
                }
            }
        }
        let mut facts = Vec::new();
        for mut some in [relations, states, has, knows] {
            some.dedup();
            facts.extend(some.split_off(some.len().saturating_sub(MAX_FACTS)));
        }
        facts
    }
}
