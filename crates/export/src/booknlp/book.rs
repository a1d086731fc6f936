//! `.book`: what is said of everybody, in JSON.

use dramaturg::cast::{MentionKind, MentionType, Pronouns};
use dramaturg::story::FacetKind;
use dramaturg::text::Position;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Key, Mentioned, View, prop};

/// The kinds of pronouns that are told apart.
const PRONOUNS: &[(&str, &[&str])] = &[
    ("he/him/his", &["he", "him", "his"]),
    ("she/her", &["she", "her"]),
    ("they/them/their", &["they", "them", "their"]),
    ("xe/xem/xyr/xir", &["xe", "xem", "xyr", "xir"]),
    ("ze/zem/zir/hir", &["ze", "zem", "zir", "hir"]),
];

#[derive(Serialize)]
struct Book<'a> {
    characters: Vec<CharacterRow<'a>>,
}

#[derive(Serialize)]
pub(super) struct CharacterRow<'a> {
    agent: Vec<WordRow>,
    patient: Vec<WordRow>,
    r#mod: Vec<WordRow>,
    poss: Vec<WordRow>,
    pub(super) id: usize,
    g: Option<PronounRow>,
    pub(super) count: usize,
    pub(super) mentions: NameRows<'a>,
}

/// A word and the token that it is.
#[derive(Serialize)]
struct WordRow {
    w: String,
    i: usize,
}

/// How the text refers to them, by kind of pronoun; shares of `total` pronouns.
#[derive(Serialize)]
struct PronounRow {
    inference: serde_json::Map<String, serde_json::Value>,
    argmax: &'static str,
    max: f64,
    total: usize,
}

#[derive(Default, Serialize)]
pub(super) struct NameRows<'a> {
    pub(super) proper: Vec<NameRow<'a>>,
    pub(super) common: Vec<NameRow<'a>>,
    pronoun: Vec<NameRow<'a>>,
}

/// A name and how often it is used.
#[derive(Serialize)]
pub(super) struct NameRow<'a> {
    pub(super) c: usize,
    pub(super) n: &'a str,
}

/// The file.
pub(super) fn json(view: &View<'_>) -> String {
    let book = Book { characters: characters(view) };
    serde_json::to_string(&book).expect("the characters are JSON")
}

/// Everybody who is mentioned at least twice, most often first.
pub(super) fn characters<'a>(view: &'a View<'_>) -> Vec<CharacterRow<'a>> {
    let mut order: Vec<usize> = Vec::new();
    let mut mentions: FxHashMap<usize, Vec<&Mentioned>> = FxHashMap::default();
    for row in view.mentions.iter().filter(|row| row.r#type == MentionType::Person) {
        let own = mentions.entry(row.coref).or_default();
        if own.is_empty() {
            order.push(row.coref);
        }
        own.push(row);
    }
    let mut rows: Vec<CharacterRow<'a>> = order
        .into_iter()
        .filter_map(|coref| mentions.get(&coref).map(|own| (coref, own)))
        .filter(|(_, own)| own.len() > 1)
        .map(|(id, own)| CharacterRow {
            agent: Vec::new(),
            patient: Vec::new(),
            r#mod: Vec::new(),
            poss: Vec::new(),
            id,
            g: pronouns(view, id, own),
            count: own.len(),
            mentions: names(own),
        })
        .collect();
    // A stable sort: of two with as many mentions the earlier one comes first.
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    let row_of: FxHashMap<usize, usize> =
        rows.iter().enumerate().map(|(i, row)| (row.id, i)).collect();
    let references = &view.reading.cast.references;
    for facet in &view.reading.story.portraits.rows {
        let mention = facet
            .mention
            .filter(|&id| references.mentions.rows[id].r#type == MentionType::Person);
        let coref = match mention {
            Some(id) => view.coref_of.get(id.index()).copied().flatten(),
            // A name that only rules found.
            None if facet.mention.is_none() => {
                facet.who.and_then(|who| view.number_of.get(&Key::Entity(who)).copied())
            }
            None => None,
        };
        let row = coref.and_then(|coref| row_of.get(&coref));
        let Some(row) = row.map(|&i| &mut rows[i]) else { continue };
        let list = match facet.kind {
            FacetKind::Agent => &mut row.agent,
            FacetKind::Patient => &mut row.patient,
            FacetKind::Possession => &mut row.poss,
            FacetKind::Predicate => &mut row.r#mod,
            // Only what somebody is said to be counts there.
            FacetKind::Attribute => continue,
        };
        let i = facet.word.index();
        list.push(WordRow { w: view.form(i).into_owned(), i });
    }
    rows
}

/// The names of one character by kind, most used first.
fn names<'a>(own: &[&'a Mentioned]) -> NameRows<'a> {
    let mut rows = NameRows::default();
    let mut at: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for mention in own {
        let list = match mention.kind {
            MentionKind::Proper => &mut rows.proper,
            MentionKind::Nominal => &mut rows.common,
            MentionKind::Pronoun => &mut rows.pronoun,
        };
        let n_rows = list.len();
        let row = *at.entry((prop(mention.kind), &mention.text)).or_insert(n_rows);
        if row == n_rows {
            list.push(NameRow { c: 0, n: &mention.text });
        }
        list[row].c += 1;
    }
    for list in [&mut rows.proper, &mut rows.common, &mut rows.pronoun] {
        list.sort_by_key(|row| std::cmp::Reverse(row.c));
    }
    rows
}

/// By which pronouns the text refers to somebody; by their title or name where it uses none.
fn pronouns(view: &View<'_>, coref: usize, own: &[&Mentioned]) -> Option<PronounRow> {
    let mut counts = vec![0_usize; PRONOUNS.len()];
    for mention in own.iter().filter(|row| row.kind == MentionKind::Pronoun) {
        let form = mention.text.to_lowercase();
        let kind = PRONOUNS.iter().position(|(_, forms)| forms.contains(&&*form));
        if let Some(kind) = kind {
            counts[kind] += 1;
        }
    }
    let total: usize = counts.iter().sum();
    if total == 0 {
        let entity = view.entity_of.get(coref).copied().flatten()?;
        let kind = match view.reading.character(entity).entity().pronouns {
            Pronouns::He => 0,
            Pronouns::She => 1,
            Pronouns::They => 2,
            Pronouns::Unknown | Pronouns::It | Pronouns::Other(_) => return None,
        };
        counts[kind] = 1;
    }
    let n = total.max(1);
    #[expect(clippy::cast_precision_loss, reason = "no text has so many pronouns")]
    let share = |count: usize| (count as f64 / n as f64 * 1e3).round() / 1e3;
    let most = counts.iter().copied().max().unwrap_or(0);
    let best = counts.iter().position(|&count| count == most).unwrap_or(0);
    let rows = PRONOUNS.iter().zip(&counts);
    Some(PronounRow {
        inference: rows
            .map(|((label, _), &count)| ((*label).to_owned(), share(count).into()))
            .collect(),
        argmax: PRONOUNS[best].0,
        max: share(most),
        total,
    })
}
