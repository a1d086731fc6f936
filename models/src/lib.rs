//! The models that ship with dramaturg: a folder a model, embedded in the program.
//!
//! Each folder holds the weights, `model.toml` with what the engine needs to know of them,
//! and `card.md` with data, recipe and figures.

use std::borrow::Cow;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why a folder holds no models.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FolderError {
    /// A file is missing or cannot be read.
    #[error(
        "{file}: cannot be read ({source}); make the model anew with its training script"
    )]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A `model.toml` does not say what it must.
    #[error("{file}: {message}; make the model anew with its training script")]
    Settings {
        /// The file.
        file: String,
        /// What is wrong.
        message: String,
    },
}

/// What `speech/model.toml` says.
#[derive(Clone, Debug, Deserialize)]
pub struct SpeechSettings {
    /// The logarithmic weights of the steps from turn to turn, a row a situation.
    pub steps: Vec<[f32; 4]>,
    /// Whether it was trained without PDNC.
    pub clean: bool,
    /// SHA-256 of `ranker.forest`, in hexadecimal.
    pub sha256: String,
}

/// The ranker of speakers: a forest, and how turns follow each other.
#[derive(Clone, Debug)]
pub struct SpeechModel {
    /// Scores the candidates of each quotation.
    pub forest: Cow<'static, [u8]>,
    /// What its `model.toml` says.
    pub settings: SpeechSettings,
}

/// What `coreference/model.toml` says.
#[derive(Clone, Debug, Deserialize)]
pub struct CoreferenceSettings {
    /// Added to the sum of a new referent before the best is taken.
    pub new_bias: f32,
    /// SHA-256 of `referents.forest`, in hexadecimal.
    pub sha256_referents: String,
}

/// The ranker of referents: a forest.
#[derive(Clone, Debug)]
pub struct CoreferenceModel {
    /// Ranks the referents that a mention may join.
    pub referents: Cow<'static, [u8]>,
    /// What its `model.toml` says.
    pub settings: CoreferenceSettings,
}

/// What `earshot/model.toml` says.
#[derive(Clone, Debug, Deserialize)]
pub struct EarshotSettings {
    /// SHA-256 of `hearers.forest`, in hexadecimal.
    pub sha256: String,
}

/// The judge of who hears a speech: a forest.
#[derive(Clone, Debug)]
pub struct EarshotModel {
    /// Scores whoever is in the scene of a speech.
    pub forest: Cow<'static, [u8]>,
    /// What its `model.toml` says.
    pub settings: EarshotSettings,
}

/// What `address/model.toml` says.
#[derive(Clone, Debug, Deserialize)]
pub struct AddressSettings {
    /// SHA-256 of `addressees.forest`, in hexadecimal.
    pub sha256: String,
}

/// The judge of to whom a line is said: a forest.
#[derive(Clone, Debug)]
pub struct AddressModel {
    /// Scores whoever a line may be said to.
    pub forest: Cow<'static, [u8]>,
    /// What its `model.toml` says.
    pub settings: AddressSettings,
}

/// What `cast/model.toml` says.
#[derive(Clone, Debug, Deserialize)]
pub struct CastSettings {
    /// Whoever is at least so likely somebody of their own may go on speaking.
    pub may_speak: f32,
    /// Whom the rules do not let speak may do so from this probability on.
    pub may_begin: f32,
    /// Whoever is at least so likely somebody of their own belongs to the cast.
    pub is_own: f32,
    /// SHA-256 of `doorkeeper.forest`, in hexadecimal.
    pub sha256: String,
}

/// The judge of who belongs to the cast of a short text: a forest.
#[derive(Clone, Debug)]
pub struct CastModel {
    /// Scores whoever may be somebody.
    pub forest: Cow<'static, [u8]>,
    /// What its `model.toml` says.
    pub settings: CastSettings,
}

/// What `facts/model.toml` says.
#[derive(Clone, Debug, Deserialize)]
pub struct FactSettings {
    /// SHA-256 of `states.forest`, in hexadecimal.
    pub sha256_states: String,
    /// SHA-256 of `custody.forest`, in hexadecimal.
    pub sha256_custody: String,
}

/// The judge of facts: two forests.
#[derive(Clone, Debug)]
pub struct FactModel {
    /// Scores whose body a passage may be about.
    pub states: Cow<'static, [u8]>,
    /// Scores who may have a thing after a passage.
    pub custody: Cow<'static, [u8]>,
    /// What its `model.toml` says.
    pub settings: FactSettings,
}

/// What `presence/model.toml` says.
#[derive(Clone, Debug, Deserialize)]
pub struct PresenceSettings {
    /// SHA-256 of `here.forest`, in hexadecimal.
    pub sha256_here: String,
    /// SHA-256 of `enters.forest`, in hexadecimal.
    pub sha256_enters: String,
    /// SHA-256 of `leaves.forest`, in hexadecimal.
    pub sha256_leaves: String,
}

/// The judges of who is there, comes and goes: three forests.
#[derive(Clone, Debug)]
pub struct PresenceModel {
    /// Scores whether somebody is there in a paragraph.
    pub here: Cow<'static, [u8]>,
    /// Scores whether they come in.
    pub enters: Cow<'static, [u8]>,
    /// Scores whether they go off.
    pub leaves: Cow<'static, [u8]>,
    /// What its `model.toml` says.
    pub settings: PresenceSettings,
}

/// The model of language: a network and what it knows of words.
#[derive(Clone, Debug)]
pub struct LanguageModel {
    /// The network.
    pub weights: Cow<'static, [u8]>,
    /// `model.toml` as it is written.
    pub settings: Cow<'static, str>,
    /// The words that have a vector, one a line.
    pub words: Cow<'static, str>,
    /// Dictionary forms that no rule makes: form, part of speech, dictionary form.
    pub exceptions: Cow<'static, str>,
    /// Whether the files are those inside the program, which a test holds together.
    pub is_embedded: bool,
}

/// All models of the engine.
#[derive(Clone, Debug)]
pub struct Models {
    /// How sentences are built, who is mentioned, what happens.
    pub language: LanguageModel,
    /// Who speaks.
    pub speech: SpeechModel,
    /// Who belongs to the cast of a short text.
    pub cast: CastModel,
    /// To whom.
    pub address: AddressModel,
    /// What mentions refer to.
    pub coreference: CoreferenceModel,
    /// Who hears a speech.
    pub earshot: EarshotModel,
    /// Which states of bodies and moves of things are so.
    pub facts: FactModel,
    /// Who is there, comes and goes.
    pub presence: PresenceModel,
}

impl Models {
    /// The models inside the program.
    ///
    /// # Panics
    ///
    /// If the program was built with a damaged `model.toml`; a test holds that off.
    pub fn embedded() -> Models {
        let settings = parsed("speech/model.toml", include_str!("../speech/model.toml"))
            .expect("the embedded settings were tested");
        Models {
            language: LanguageModel {
                weights: Cow::Borrowed(include_bytes!("../language/weights.safetensors")),
                settings: Cow::Borrowed(include_str!("../language/model.toml")),
                words: Cow::Borrowed(include_str!("../language/words.txt")),
                exceptions: Cow::Borrowed(include_str!("../language/exceptions.tsv")),
                is_embedded: true,
            },
            speech: SpeechModel {
                forest: Cow::Borrowed(include_bytes!("../speech/ranker.forest")),
                settings,
            },
            cast: CastModel {
                forest: Cow::Borrowed(include_bytes!("../cast/doorkeeper.forest")),
                settings: parsed("cast/model.toml", include_str!("../cast/model.toml"))
                    .expect("the embedded settings were tested"),
            },
            address: AddressModel {
                forest: Cow::Borrowed(include_bytes!("../address/addressees.forest")),
                settings: parsed(
                    "address/model.toml",
                    include_str!("../address/model.toml"),
                )
                .expect("the embedded settings were tested"),
            },
            coreference: CoreferenceModel {
                referents: Cow::Borrowed(include_bytes!(
                    "../coreference/referents.forest"
                )),
                settings: parsed(
                    "coreference/model.toml",
                    include_str!("../coreference/model.toml"),
                )
                .expect("the embedded settings were tested"),
            },
            earshot: EarshotModel {
                forest: Cow::Borrowed(include_bytes!("../earshot/hearers.forest")),
                settings: parsed(
                    "earshot/model.toml",
                    include_str!("../earshot/model.toml"),
                )
                .expect("the embedded settings were tested"),
            },
            facts: FactModel {
                states: Cow::Borrowed(include_bytes!("../facts/states.forest")),
                custody: Cow::Borrowed(include_bytes!("../facts/custody.forest")),
                settings: parsed("facts/model.toml", include_str!("../facts/model.toml"))
                    .expect("the embedded settings were tested"),
            },
            presence: PresenceModel {
                here: Cow::Borrowed(include_bytes!("../presence/here.forest")),
                enters: Cow::Borrowed(include_bytes!("../presence/enters.forest")),
                leaves: Cow::Borrowed(include_bytes!("../presence/leaves.forest")),
                settings: parsed(
                    "presence/model.toml",
                    include_str!("../presence/model.toml"),
                )
                .expect("the embedded settings were tested"),
            },
        }
    }

    /// The models of a folder that is laid out like the one in the repository.
    ///
    /// # Errors
    ///
    /// If a file is missing or a `model.toml` does not say what it must.
    pub fn from_folder(folder: &Path) -> Result<Models, FolderError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|source| FolderError::Unreadable {
                file: path.to_string_lossy().into_owned(),
                source,
            })
        };
        let read_text = |name: &str| {
            let text = String::from_utf8(read(name)?);
            text.map(Cow::Owned).map_err(|_| FolderError::Settings {
                file: folder.join(name).to_string_lossy().into_owned(),
                message: "is no UTF-8".to_owned(),
            })
        };
        let text = read_text("speech/model.toml")?;
        let casting = read_text("cast/model.toml")?;
        let addressing = read_text("address/model.toml")?;
        let links = read_text("coreference/model.toml")?;
        let hearing = read_text("earshot/model.toml")?;
        let judging = read_text("facts/model.toml")?;
        let seeing = read_text("presence/model.toml")?;
        Ok(Models {
            language: LanguageModel {
                weights: Cow::Owned(read("language/weights.safetensors")?),
                settings: read_text("language/model.toml")?,
                words: read_text("language/words.txt")?,
                exceptions: read_text("language/exceptions.tsv")?,
                is_embedded: false,
            },
            speech: SpeechModel {
                forest: Cow::Owned(read("speech/ranker.forest")?),
                settings: parsed("speech/model.toml", &text)?,
            },
            cast: CastModel {
                forest: Cow::Owned(read("cast/doorkeeper.forest")?),
                settings: parsed("cast/model.toml", &casting)?,
            },
            address: AddressModel {
                forest: Cow::Owned(read("address/addressees.forest")?),
                settings: parsed("address/model.toml", &addressing)?,
            },
            coreference: CoreferenceModel {
                referents: Cow::Owned(read("coreference/referents.forest")?),
                settings: parsed("coreference/model.toml", &links)?,
            },
            earshot: EarshotModel {
                forest: Cow::Owned(read("earshot/hearers.forest")?),
                settings: parsed("earshot/model.toml", &hearing)?,
            },
            facts: FactModel {
                states: Cow::Owned(read("facts/states.forest")?),
                custody: Cow::Owned(read("facts/custody.forest")?),
                settings: parsed("facts/model.toml", &judging)?,
            },
            presence: PresenceModel {
                here: Cow::Owned(read("presence/here.forest")?),
                enters: Cow::Owned(read("presence/enters.forest")?),
                leaves: Cow::Owned(read("presence/leaves.forest")?),
                settings: parsed("presence/model.toml", &seeing)?,
            },
        })
    }
}

/// Reads the settings of a model.
fn parsed<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, FolderError> {
    toml::from_str(text).map_err(|e| FolderError::Settings {
        file: file.to_owned(),
        message: e.message().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use dramaturg_nn::Forest;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn weights_are_those_that_the_settings_name() {
        let model = Models::embedded().speech;
        let digest = |bytes: &[u8]| {
            Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>()
        };
        assert_eq!(digest(&model.forest), model.settings.sha256);
    }

    #[test]
    fn language_is_what_its_settings_name() {
        let model = Models::embedded().language;
        let settings: toml::Table = model.settings.parse().unwrap();
        let digest = |bytes: &[u8]| {
            Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>()
        };
        let named = |name: &str| settings[name].as_str().unwrap().to_owned();
        assert_eq!(digest(&model.weights), named("sha256"));
        assert_eq!(digest(model.words.as_bytes()), named("sha256_words"));
        assert_eq!(digest(model.exceptions.as_bytes()), named("sha256_exceptions"));
    }

    #[test]
    fn forests_score_as_in_training() {
        let model = Models::embedded().speech;
        let forest = Forest::from_bytes(&model.forest).unwrap();
        let mut n_cases = 0;
        for line in include_str!("../speech/parity.jsonl").lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let row: Vec<f32> = serde_json::from_value(case["row"].clone()).unwrap();
            let truth = case["score"].as_f64().unwrap();
            let score = f64::from(forest.score(&row));
            assert!(
                (score - truth).abs() < 1e-4 * (1.0 + truth.abs()),
                "{score} {truth}"
            );
            n_cases += 1;
        }
        assert!(n_cases >= 20);
    }

    #[test]
    fn referents_are_ranked_as_in_training() {
        let model = Models::embedded().coreference;
        let digest = Sha256::digest(&model.referents);
        let digest: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(digest, model.settings.sha256_referents);
        let forest = Forest::from_bytes(&model.referents).unwrap();
        let mut n_cases = 0;
        for line in include_str!("../coreference/parity.jsonl").lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let row: Vec<f32> = serde_json::from_value(case["row"].clone()).unwrap();
            let truth = case["score"].as_f64().unwrap();
            let score = f64::from(forest.score(&row));
            assert!(
                (score - truth).abs() < 1e-4 * (1.0 + truth.abs()),
                "{score} {truth}"
            );
            n_cases += 1;
        }
        assert!(n_cases >= 20);
    }

    /// Holds a forest to the digest of its settings and to the sums of training.
    fn check_forest(bytes: &[u8], sha256: &str, cases: &str) {
        let digest = Sha256::digest(bytes);
        let digest: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(digest, sha256);
        let forest = Forest::from_bytes(bytes).unwrap();
        let mut n_cases = 0;
        for line in cases.lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let row: Vec<f32> = serde_json::from_value(case["row"].clone()).unwrap();
            let truth = case["score"].as_f64().unwrap();
            let score = f64::from(forest.score(&row));
            assert!((score - truth).abs() < 1e-4 * (1.0 + truth.abs()));
            n_cases += 1;
        }
        assert!(n_cases >= 20);
    }

    #[test]
    fn hearers_are_judged_as_in_training() {
        let model = Models::embedded().earshot;
        let cases = include_str!("../earshot/parity.jsonl");
        check_forest(&model.forest, &model.settings.sha256, cases);
    }

    #[test]
    fn the_cast_is_judged_as_in_training() {
        let model = Models::embedded().cast;
        let cases = include_str!("../cast/parity.jsonl");
        check_forest(&model.forest, &model.settings.sha256, cases);
    }

    #[test]
    fn addressees_are_judged_as_in_training() {
        let model = Models::embedded().address;
        let cases = include_str!("../address/parity.jsonl");
        check_forest(&model.forest, &model.settings.sha256, cases);
    }

    #[test]
    fn facts_are_judged_as_in_training() {
        let model = Models::embedded().facts;
        let digest = |bytes: &[u8]| {
            Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>()
        };
        assert_eq!(digest(&model.states), model.settings.sha256_states);
        assert_eq!(digest(&model.custody), model.settings.sha256_custody);
        let states = Forest::from_bytes(&model.states).unwrap();
        let custody = Forest::from_bytes(&model.custody).unwrap();
        let mut n_cases = 0;
        for line in include_str!("../facts/parity.jsonl").lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let row: Vec<f32> = serde_json::from_value(case["row"].clone()).unwrap();
            let truth = case["score"].as_f64().unwrap();
            let is_state = case["forest"] == "states";
            let forest = if is_state { &states } else { &custody };
            let score = f64::from(forest.score(&row));
            assert!((score - truth).abs() < 1e-4 * (1.0 + truth.abs()));
            n_cases += 1;
        }
        assert!(n_cases >= 40);
    }

    #[test]
    fn presence_is_judged_as_in_training() {
        let model = Models::embedded().presence;
        let forests = [
            ("here", &model.here, &model.settings.sha256_here),
            ("enters", &model.enters, &model.settings.sha256_enters),
            ("leaves", &model.leaves, &model.settings.sha256_leaves),
        ];
        let mut n_cases = 0;
        for (name, bytes, named) in forests {
            let digest = Sha256::digest(bytes);
            let digest: String = digest.iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(&digest, named);
            let forest = Forest::from_bytes(bytes).unwrap();
            for line in include_str!("../presence/parity.jsonl").lines() {
                let case: serde_json::Value = serde_json::from_str(line).unwrap();
                let row: Vec<f32> = serde_json::from_value(case["row"].clone()).unwrap();
                let truth = case[name].as_f64().unwrap();
                let score = f64::from(forest.score(&row));
                assert!((score - truth).abs() < 1e-4 * (1.0 + truth.abs()));
                n_cases += 1;
            }
        }
        assert!(n_cases >= 60);
    }

    #[test]
    fn a_folder_without_models_is_named() {
        let error = Models::from_folder(Path::new("no-such-folder")).unwrap_err();
        assert!(error.to_string().contains("no-such-folder"), "{error}");
    }
}
