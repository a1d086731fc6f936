//! What a model says of itself: `model.toml`.

use std::ops::Range;

use dramaturg_nn::ModelError;
use serde::Deserialize;

use super::pace::Pace;
use crate::{PhraseClass, PhraseKind, Relation, Tag};

/// The version of the model's files that this code reads.
pub(crate) const FORMAT_VERSION: u32 = 1;

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
    /// What a span may be; the first, and no other, is that it is no mention.
    pub(crate) kinds: Vec<Option<PhraseKind>>,
    pub(crate) types: Vec<PhraseClass>,
    slices: Vec<Slice>,
    /// A span is looked at where its log odds are above this.
    pub(crate) span_threshold: f32,
    /// A span is a mention where it is surer than this.
    pub(crate) span_certainty: f32,
    /// A word is the trigger of an event where its probability is above this.
    pub(crate) event_threshold: f32,
    /// How the events of a passage depend on each other.
    pub(crate) pace: Pace,
    /// The SHA-256 of the weights, the words and the exceptions, in hexadecimal.
    pub(crate) sha256: [String; 3],
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

/// `model.toml`, as it is written.
#[derive(Deserialize)]
struct File {
    format_version: u32,
    width: usize,
    dilations: Vec<usize>,
    sha256: String,
    sha256_words: String,
    sha256_exceptions: String,
    upos: Vec<String>,
    feats: Vec<String>,
    rels: Vec<String>,
    lemmas: Vec<String>,
    kinds: Vec<String>,
    types: Vec<String>,
    span_threshold: f32,
    span_certainty: f32,
    event_threshold: f32,
    event_usual: f32,
    event_weight_around: f32,
    event_reach: f32,
    slices: Vec<Slice>,
}

/// What one head takes from the common product.
#[derive(Clone, Debug, Deserialize)]
struct Slice {
    name: String,
    size: usize,
    /// Whether its negative values count as zero.
    relu: bool,
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
        if file.format_version != FORMAT_VERSION {
            let (found, reads) = (file.format_version, FORMAT_VERSION);
            return Err(ModelError::OtherVersion { found, reads });
        }
        let unknown = |what: &str| wrong(format!("model.toml: {what:?} is no label"));
        let tags = file
            .upos
            .iter()
            .map(|label| Tag::from_label(label).ok_or_else(|| unknown(label)));
        let relations = file.rels.iter().map(|label| {
            let base = Relation::from_full(label).ok_or_else(|| unknown(label))?;
            Ok((base, label.as_str().into()))
        });
        let lemmas = file
            .lemmas
            .iter()
            .map(|script| Script::new(script).ok_or_else(|| unknown(script)));
        let kinds = file.kinds.iter().map(|label| match label.as_str() {
            "NONE" => Ok(None),
            "PROP" => Ok(Some(PhraseKind::Proper)),
            "NOM" => Ok(Some(PhraseKind::Nominal)),
            "PRON" => Ok(Some(PhraseKind::Pronoun)),
            "PART" => Ok(Some(PhraseKind::Part)),
            other => Err(unknown(other)),
        });
        let types = file.types.iter().map(|label| match label.as_str() {
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
                return Err(wrong("exceptions.tsv: a line has not three parts".into()));
            };
            let tag = Tag::from_label(tag).ok_or_else(|| unknown(tag))?;
            Ok((form.to_owned(), tag, lemma.into()))
        });
        let mut exceptions = rows.collect::<Result<Vec<_>, _>>()?;
        exceptions.sort();
        let settings = Settings {
            width: file.width,
            dilations: file.dilations,
            tags: tags.collect::<Result<_, _>>()?,
            features: file.feats.iter().map(|label| label.as_str().into()).collect(),
            relations: relations.collect::<Result<_, _>>()?,
            lemmas: lemmas.collect::<Result<_, _>>()?,
            exceptions,
            kinds: kinds.collect::<Result<_, _>>()?,
            types: types.collect::<Result<_, _>>()?,
            slices: file.slices,
            span_threshold: file.span_threshold,
            span_certainty: file.span_certainty,
            event_threshold: file.event_threshold,
            pace: Pace {
                usual: file.event_usual,
                weight: file.event_weight_around,
                reach: file.event_reach,
            },
            sha256: [file.sha256, file.sha256_words, file.sha256_exceptions],
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
            is(self.slice(name)?.len() == n_labels, &format!("{name} has another size"))?;
        }
        is((1..=256).contains(&self.relations.len()), "rels has too few or many")?;
        let has_root = self.relations.iter().any(|(r, _)| *r == Relation::Root);
        is(has_root, "rels has no root")?;
        let is_first_none = self.kinds.iter().position(Option::is_none) == Some(0)
            && self.kinds[1..].iter().all(Option::is_some);
        is(is_first_none, "kinds do not begin with NONE")?;
        is(!self.types.is_empty(), "types is empty")?;
        is(self.width > 0 && self.width.is_multiple_of(4), "width is no multiple of 4")?;
        is(!self.dilations.is_empty(), "there is no layer")?;
        let Pace { usual, weight, reach } = self.pace;
        is(usual.is_finite() && weight.is_finite(), "the pace of events is no number")?;
        is(reach > 1.0 && reach.is_finite(), "event_reach is not above 1")?;
        is(self.dilations.iter().all(|d| (1..=64).contains(d)), "a dilation is odd")?;
        let sizes =
            [("sentence", 1), ("arc_root", 1), ("arc_distance", 18), ("span_length", 12)];
        for (name, size) in sizes {
            is(self.slice(name)?.len() == size, &format!("{name} has another size"))?;
        }
        let pairs = [
            ("arc_dependent", "arc_head"),
            ("relation_dependent", "relation_head"),
            ("span_start", "span_end"),
            ("label_start", "label_end"),
            ("label_start", "label_inside"),
        ];
        for (a, b) in pairs {
            is(
                self.slice(a)?.len() == self.slice(b)?.len(),
                &format!("{a} is not as wide as {b}"),
            )?;
        }
        Ok(())
    }

    /// Where a head's part of the common product's outputs stands; never empty.
    ///
    /// # Errors
    ///
    /// If there is no such head.
    pub(crate) fn slice(&self, name: &str) -> Result<Range<usize>, ModelError> {
        let mut start = 0;
        for slice in &self.slices {
            let end = start + slice.size;
            if slice.name == name && slice.size > 0 {
                return Ok(start..end);
            }
            start = end;
        }
        Err(self.wrong(&format!("there is no head {name}")))
    }

    /// How many outputs the common product has.
    pub(crate) fn n_outputs(&self) -> usize {
        self.slices.iter().map(|slice| slice.size).sum()
    }

    /// The outputs whose negative values count as zero.
    pub(crate) fn rectified(&self) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = 0;
        for slice in &self.slices {
            let end = start + slice.size;
            if slice.relu {
                parts.push(start..end);
            }
            start = end;
        }
        parts
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_make_dictionary_forms() {
        let lemma = |script: &str, form: &str| Script::new(script).unwrap().apply(form);
        assert_eq!(lemma("l:3:y", "Ladies"), "lady");
        assert_eq!(lemma("k:0:", "Mara"), "Mara");
        assert_eq!(
            (lemma("l:3:", "n’t"), lemma("l:9:x", "ab")),
            ("n’t".into(), "ab".into())
        );
        assert!(Script::new("x:1:").is_none() && Script::new("l:1").is_none());
    }
}
