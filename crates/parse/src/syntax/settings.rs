//! What a model says of itself: `model.toml`.

use dramaturg_nn::ModelError;
use serde::Deserialize;

use crate::{PhraseClass, PhraseKind, Relation, Tag};

/// The version of `model.toml` that this code reads.
const VERSION: u32 = 1;
/// The format of the weight file that this code reads.
pub(crate) const FORMAT: &str = "dramaturg-language 1";

/// Sizes and labels of a model, checked.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) width: usize,
    pub(crate) dilations: Vec<usize>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) features: Vec<Box<str>>,
    pub(crate) relations: Vec<(Relation, Box<str>)>,
    pub(crate) lemmas: Vec<Script>,
    pub(crate) exceptions: Vec<(String, Tag, Box<str>)>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) types: Vec<PhraseClass>,
    slices: Vec<(String, usize)>,
    /// A span is looked at where its log odds are above this.
    pub(crate) span_threshold: f32,
    /// Taken off the score of a span's being no mention.
    pub(crate) none_bias: f32,
    /// A word is the trigger of an event where its log odds are above this.
    pub(crate) event_threshold: f32,
    pub(crate) sha256: Digests,
}

/// How a span refers, or that it does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// It is no mention.
    No,
    /// It is a part of one, as the title in a name.
    Part,
    /// It is a mention of this kind.
    Phrase(PhraseKind),
}

/// How a dictionary form is made from a written one: the last `strip` characters go,
/// `suffix` comes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Script {
    is_lower: bool,
    strip: usize,
    suffix: Box<str>,
}

impl Script {
    fn new(text: &str) -> Option<Script> {
        let mut parts = text.splitn(3, ':');
        let is_lower = match parts.next()? {
            "l" => true,
            "k" => false,
            _ => return None,
        };
        let strip = parts.next()?.parse().ok()?;
        Some(Script { is_lower, strip, suffix: parts.next()?.into() })
    }

    /// The dictionary form; the written one where it is too short.
    pub(crate) fn apply(&self, form: &str) -> String {
        let mut lemma = if self.is_lower { form.to_lowercase() } else { form.to_owned() };
        let n_chars = lemma.chars().count();
        if self.strip <= n_chars && n_chars + self.suffix.len() > self.strip {
            let kept = lemma.char_indices().nth(n_chars - self.strip);
            lemma.truncate(kept.map_or(lemma.len(), |(at, _)| at));
            lemma.push_str(&self.suffix);
        }
        lemma
    }
}

/// The SHA-256 of the other files, in hexadecimal.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Digests {
    pub(crate) weights: String,
    pub(crate) words: String,
    pub(crate) exceptions: String,
}

/// `model.toml`, as it is written.
#[derive(Deserialize)]
struct File {
    format: u32,
    sha256: Digests,
    encoder: EncoderFile,
    heads: Vec<Head>,
    spans: SpansFile,
    events: EventsFile,
    labels: LabelsFile,
}

#[derive(Deserialize)]
struct EncoderFile {
    width: usize,
    dilations: Vec<usize>,
}

#[derive(Deserialize)]
struct Head {
    name: String,
    size: usize,
}

#[derive(Deserialize)]
struct SpansFile {
    threshold: f32,
    none_bias: f32,
}

#[derive(Deserialize)]
struct EventsFile {
    threshold: f32,
}

#[derive(Deserialize)]
struct LabelsFile {
    upos: Vec<String>,
    feats: Vec<String>,
    relation: Vec<String>,
    lemma: Vec<String>,
    kind: Vec<String>,
    r#type: Vec<String>,
}

impl Settings {
    /// Reads `model.toml` and the list of exceptional dictionary forms.
    ///
    /// # Errors
    ///
    /// If they do not say what they must.
    pub(crate) fn new(toml: &str, exceptions: &str) -> Result<Settings, ModelError> {
        let wrong = |message: String| ModelError::Settings { message };
        let file: File = toml::from_str(toml)
            .map_err(|e| wrong(format!("model.toml: {}", e.message())))?;
        if file.format != VERSION {
            let (found, reads) = (file.format, VERSION);
            return Err(ModelError::OtherVersion { found, reads });
        }
        let unknown = |what: &str| wrong(format!("model.toml: {what:?} is no label"));
        let labels = &file.labels;
        let tags = labels
            .upos
            .iter()
            .map(|label| Tag::from_label(label).ok_or_else(|| unknown(label)));
        let relations = labels.relation.iter().map(|label| {
            let base = Relation::from_full(label).ok_or_else(|| unknown(label))?;
            Ok((base, label.as_str().into()))
        });
        let lemmas = labels
            .lemma
            .iter()
            .map(|script| Script::new(script).ok_or_else(|| unknown(script)));
        let kinds = labels.kind.iter().map(|label| match label.as_str() {
            "NONE" => Ok(Kind::No),
            "PART" => Ok(Kind::Part),
            "PROP" => Ok(Kind::Phrase(PhraseKind::Proper)),
            "NOM" => Ok(Kind::Phrase(PhraseKind::Nominal)),
            "PRON" => Ok(Kind::Phrase(PhraseKind::Pronoun)),
            other => Err(unknown(other)),
        });
        let types = labels.r#type.iter().map(|label| match label.as_str() {
            "PER" => Ok(PhraseClass::Person),
            "FAC" => Ok(PhraseClass::Facility),
            "LOC" => Ok(PhraseClass::Location),
            "GPE" => Ok(PhraseClass::GeoPolitical),
            "ORG" => Ok(PhraseClass::Organization),
            "VEH" => Ok(PhraseClass::Vehicle),
            other => Err(unknown(other)),
        });
        let rows = exceptions.lines().map(|line| {
            let mut parts = line.split('\t');
            let row = (parts.next(), parts.next(), parts.next());
            let (Some(form), Some(tag), Some(lemma)) = row else {
                return Err(wrong("exceptions.txt: a line has not three parts".into()));
            };
            let tag = Tag::from_label(tag).ok_or_else(|| unknown(tag))?;
            Ok((form.to_owned(), tag, lemma.into()))
        });
        let mut exceptions = rows.collect::<Result<Vec<_>, _>>()?;
        exceptions.sort();
        let settings = Settings {
            width: file.encoder.width,
            dilations: file.encoder.dilations,
            tags: tags.collect::<Result<_, _>>()?,
            features: labels.feats.iter().map(|label| label.as_str().into()).collect(),
            relations: relations.collect::<Result<_, _>>()?,
            lemmas: lemmas.collect::<Result<_, _>>()?,
            exceptions,
            kinds: kinds.collect::<Result<_, _>>()?,
            types: types.collect::<Result<_, _>>()?,
            slices: file.heads.into_iter().map(|head| (head.name, head.size)).collect(),
            span_threshold: file.spans.threshold,
            none_bias: file.spans.none_bias,
            event_threshold: file.events.threshold,
            sha256: file.sha256,
        };
        settings.check()?;
        Ok(settings)
    }

    /// Holds the lists against what the code takes for granted.
    fn check(&self) -> Result<(), ModelError> {
        let is = |holds: bool, message: &str| {
            if holds { Ok(()) } else { Err(self.wrong(message)) }
        };
        let lists = [
            ("upos", self.tags.len(), 256),
            ("feats", self.features.len(), 1 << 16),
            ("lemma", self.lemmas.len(), 1 << 16),
        ];
        for (name, n_labels, limit) in lists {
            is((1..=limit).contains(&n_labels), &format!("{name} has too few or many"))?;
            is(self.slice(name)? == n_labels, &format!("{name} has another size"))?;
        }
        is((1..=256).contains(&self.relations.len()), "relation has too few or many")?;
        let has_root = self.relations.iter().any(|(r, _)| *r == Relation::Root);
        is(has_root, "relation has no root")?;
        is(self.kinds.first() == Some(&Kind::No), "kind does not begin with NONE")?;
        is(!self.types.is_empty(), "type is empty")?;
        is(self.width > 0 && self.width.is_multiple_of(4), "width is no multiple of 4")?;
        is(!self.dilations.is_empty(), "there is no layer")?;
        is(self.dilations.iter().all(|d| (1..=64).contains(d)), "a dilation is odd")?;
        let sizes = [
            ("sentence", 1),
            ("arc_root", 1),
            ("arc_distance", 18),
            ("span_length", 12),
        ];
        for (name, size) in sizes {
            is(self.slice(name)? == size, &format!("{name} has another size"))?;
        }
        let pairs = [
            ("arc_dependent", "arc_head"),
            ("relation_dependent", "relation_head"),
            ("span_start", "span_end"),
            ("label_start", "label_end"),
            ("label_start", "label_inside"),
        ];
        for (a, b) in pairs {
            is(self.slice(a)? == self.slice(b)?, &format!("{a} is not as wide as {b}"))?;
        }
        let names = self.slices.iter().map(|(name, _)| name.as_str());
        is(names.eq(SLICES), "slices are not those that the engine knows")
    }

    /// How wide a head is.
    ///
    /// # Errors
    ///
    /// If there is no such head.
    pub(crate) fn slice(&self, name: &str) -> Result<usize, ModelError> {
        let slice = self.slices.iter().find(|(other, _)| other == name);
        slice.map(|&(_, size)| size).ok_or_else(|| self.wrong(&format!("no head {name}")))
    }

    pub(crate) fn wrong(&self, message: &str) -> ModelError {
        ModelError::Settings { message: format!("model.toml: {message}") }
    }

    /// The dictionary form of a word.
    pub(crate) fn lemma(&self, form: &str, tag: Tag, script: usize) -> String {
        let lower = form.to_lowercase();
        let key = (lower.as_str(), tag);
        let rows = &self.exceptions;
        match rows.binary_search_by(|(form, tag, _)| (form.as_str(), *tag).cmp(&key)) {
            Ok(row) => rows[row].2.to_string(),
            Err(_) => self.lemmas[script].apply(form),
        }
    }
}

/// The heads in the order of the common product's outputs.
pub(crate) const SLICES: [&str; 17] = [
    "upos",
    "feats",
    "lemma",
    "sentence",
    "event",
    "arc_dependent",
    "arc_head",
    "arc_distance",
    "arc_root",
    "relation_dependent",
    "relation_head",
    "span_start",
    "span_end",
    "span_length",
    "label_start",
    "label_end",
    "label_inside",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_make_dictionary_forms() {
        let lemma = |script: &str, form: &str| Script::new(script).unwrap().apply(form);
        assert_eq!(lemma("l:3:y", "Ladies"), "lady");
        assert_eq!(lemma("k:0:", "Mara"), "Mara");
        assert_eq!((lemma("l:3:", "n’t"), lemma("l:9:x", "ab")), ("n’t".into(), "ab".into()));
        assert!(Script::new("x:1:").is_none() && Script::new("l:1").is_none());
    }
}
