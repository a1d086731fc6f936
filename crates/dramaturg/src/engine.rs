//! The engine: every stage, in order.

use std::path::Path;

use dramaturg_cast::person::{Bounds, CastRow, is_judged, study_cast};
use dramaturg_cast::reference::{Layers, Linker};
use dramaturg_cast::speech::{Addresser, Ranker};
use dramaturg_cast::{
    Cast, Coreference, CoreferenceStage, Doorkeeper, Entities, Entity, EntityStage,
    MentionStage, Mentions, ParsedMentionStage, PersonStage, Persons, Quotations,
    ReferenceStage, Speech, SpeechStage, everybody, find_identities, find_joins,
    find_narrator,
};
use dramaturg_models::{
    CastModel, CastSettings, CoreferenceModel, FolderError, Models, PresenceModel,
    SpeechModel,
};
use dramaturg_nn::ModelError;
use dramaturg_parse::{LanguageFiles, LanguageModel, Parse, ParseStage};
use dramaturg_story::knowledge::Layers as Shown;
use dramaturg_story::scene::{Listener, Watcher};
use dramaturg_story::{
    DescriptionStage, EventStage, FactJudge, FluentStage, KnowledgeStage, PortraitStage,
    SceneStage, Story, TieStage,
};
use dramaturg_text::{Book, Stage, TokenKind};
use thiserror::Error;

use crate::{Given, Reading};

/// The version of the engine; readings of two versions may differ.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Why a folder of models makes no engine.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The folder holds no models.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The ranker of speakers is no model for this engine.
    #[error("models/speech {0}")]
    Speech(ModelError),
    /// The judge of the cast is no model for this engine.
    #[error("models/cast {0}")]
    Cast(ModelError),
    /// The judge of addressees is no model for this engine.
    #[error("models/address {0}")]
    Address(ModelError),
    /// The ranker of referents is no model for this engine.
    #[error("models/coreference {0}")]
    Coreference(ModelError),
    /// The judge of who hears is no model for this engine.
    #[error("models/earshot {0}")]
    Earshot(ModelError),
    /// The judge of facts is no model for this engine.
    #[error("models/facts {0}")]
    Facts(ModelError),
    /// The judges of who is there are no models for this engine.
    #[error("models/presence {0}")]
    Presence(ModelError),
    /// The model of language is none for this engine.
    #[error("models/language {0}")]
    Language(ModelError),
}

/// Threads that share the stages that are worth it; a reading is the same for any number.
const N_THREADS: usize = 2;

/// Reads books. Holds its models, borrows nothing, and may be shared between threads.
#[derive(Clone, Debug)]
pub struct Engine {
    /// Who speaks; without it the rules decide.
    ranker: Option<Ranker>,
    /// To whom lines are said; without it rules decide.
    addresser: Option<Addresser>,
    /// Who belongs to the cast of a short text; without it rules decide.
    doorkeeper: Option<Doorkeeper>,
    /// What mentions refer to; without it they keep what earlier layers know.
    linker: Option<Linker>,
    /// How sentences are built; without it nothing is parsed.
    language: Option<LanguageModel>,
    /// Who hears a speech; without it everybody there does.
    listener: Option<Listener>,
    /// Which states of bodies and moves of things are so; without it the rules decide.
    judge: Option<FactJudge>,
    /// Who is there, comes and goes; without it rules decide.
    watcher: Option<Watcher>,
    n_threads: usize,
}

impl Engine {
    /// The engine with the models that ship inside it.
    ///
    /// # Panics
    ///
    /// If the program was built with damaged models; a test holds that off.
    pub fn embedded() -> Engine {
        Engine::from_models(&Models::embedded()).expect("the embedded models were tested")
    }

    /// The engine with the models of a folder, for trying others.
    ///
    /// # Errors
    ///
    /// If a model is missing, damaged or made for another engine.
    pub fn from_folder(models: &Path) -> Result<Engine, EngineError> {
        Engine::from_models(&Models::from_folder(models)?)
    }

    /// The engine without learned models: the rules decide everything.
    pub fn rules_only() -> Engine {
        Engine {
            ranker: None,
            addresser: None,
            doorkeeper: None,
            language: None,
            linker: None,
            listener: None,
            judge: None,
            watcher: None,
            n_threads: N_THREADS,
        }
    }

    /// The engine with the embedded models but without the ranker of referents and the
    /// judges of scenes, which are trained on what the others make.
    ///
    /// # Panics
    ///
    /// If the program was built with damaged models; a test holds that off.
    pub fn without_linker() -> Engine {
        Engine::but_linker(&Models::embedded()).expect("the embedded models were tested")
    }

    /// The engine with the embedded models but without the judge of the cast and those that are
    /// trained on what it makes.
    ///
    /// # Panics
    ///
    /// If the program was built with damaged models; a test holds that off.
    pub fn without_doorkeeper() -> Engine {
        Engine::but_doorkeeper(&Models::embedded())
            .expect("the embedded models were tested")
    }

    /// The engine with the embedded models but without the judge of addressees and those that
    /// are trained on what it makes.
    ///
    /// # Panics
    ///
    /// If the program was built with damaged models; a test holds that off.
    pub fn without_addresser() -> Engine {
        Engine::but_addresser(&Models::embedded())
            .expect("the embedded models were tested")
    }

    /// The engine with the embedded models but without those that judge scenes and facts,
    /// which are trained on what the others make.
    ///
    /// # Panics
    ///
    /// If the program was built with damaged models; a test holds that off.
    pub fn without_judges() -> Engine {
        Engine::but_judges(&Models::embedded()).expect("the embedded models were tested")
    }

    /// The same engine with another number of threads, at least one.
    #[must_use]
    pub fn with_threads(self, n_threads: usize) -> Engine {
        Engine { n_threads, ..self }
    }

    fn from_models(models: &Models) -> Result<Engine, EngineError> {
        let listener = Listener::new(&models.earshot.forest);
        let listener = Some(listener.map_err(EngineError::Earshot)?);
        let PresenceModel { here, enters, leaves, .. } = &models.presence;
        let watcher = Watcher::new(here, enters, leaves);
        let watcher = Some(watcher.map_err(EngineError::Presence)?);
        let judge = FactJudge::new(&models.facts.states, &models.facts.custody);
        let judge = Some(judge.map_err(EngineError::Facts)?);
        Ok(Engine { listener, watcher, judge, ..Engine::but_judges(models)? })
    }

    fn but_judges(models: &Models) -> Result<Engine, EngineError> {
        let CoreferenceModel { referents, settings } = &models.coreference;
        let linker = Linker::new(referents, settings.new_bias);
        let linker = Some(linker.map_err(EngineError::Coreference)?);
        Ok(Engine { linker, ..Engine::but_linker(models)? })
    }

    fn but_linker(models: &Models) -> Result<Engine, EngineError> {
        let CastModel { forest, settings } = &models.cast;
        let CastSettings { may_speak, may_begin, is_own, .. } = *settings;
        let doorkeeper = Doorkeeper::new(forest, Bounds { may_speak, may_begin, is_own });
        let doorkeeper = Some(doorkeeper.map_err(EngineError::Cast)?);
        Ok(Engine { doorkeeper, ..Engine::but_doorkeeper(models)? })
    }

    fn but_doorkeeper(models: &Models) -> Result<Engine, EngineError> {
        let addresser = Addresser::new(&models.address.forest);
        let addresser = Some(addresser.map_err(EngineError::Address)?);
        Ok(Engine { addresser, ..Engine::but_addresser(models)? })
    }

    fn but_addresser(models: &Models) -> Result<Engine, EngineError> {
        let SpeechModel { forest, settings } = &models.speech;
        let ranker = Ranker::new(forest, &settings.steps);
        let ranker = Some(ranker.map_err(EngineError::Speech)?);
        let dramaturg_models::LanguageModel {
            weights,
            settings,
            words,
            exceptions,
            is_embedded,
        } = models.language.clone();
        let files = LanguageFiles { weights, settings, words, exceptions };
        let language = LanguageModel::new(files, is_embedded);
        let language = Some(language.map_err(EngineError::Language)?);
        Ok(Engine { ranker, language, ..Engine::rules_only() })
    }

    /// Tells how the sentences of a book are built; nothing without a model of language.
    pub fn parse(&self, book: &Book) -> Parse {
        let n_threads = self.n_threads;
        let run = |model| ParseStage { model, n_threads }.run(book);
        self.language.as_ref().filter(|_| is_language(book)).map(run).unwrap_or_default()
    }

    /// Reads a book. Never fails: what is odd becomes a note.
    pub fn read(&self, book: Book) -> Reading {
        self.read_given(book, &Given::default())
    }

    /// Reads a book of which something is known: keeps the given rows, decides the rest.
    pub fn read_given(&self, book: Book, given: &Given) -> Reading {
        self.read_parsed(book, None, given)
    }

    /// The same, with the parse of the book if it was made before; nothing that is given
    /// changes it.
    pub(crate) fn read_parsed(
        &self,
        book: Book,
        parse: Option<Parse>,
        given: &Given,
    ) -> Reading {
        let (parse, mut spoken) = match parse {
            Some(parse) => (parse, self.speak(&book, given)),
            None => self.both(|| self.parse(&book), || self.speak(&book, given)),
        };
        if let Some(doorkeeper) = &self.doorkeeper
            && is_judged(&spoken.quotations)
            && !given.has_all_characters
        {
            self.admit(doorkeeper, &book, &parse, given, &mut spoken);
        }
        let Spoken { quotations, mentions, coreference, entities, speech, persons } =
            spoken;
        let parsed = ParsedMentionStage.run((&book, &quotations, &parse));
        let found = if parsed.rows.is_empty() { &mentions } else { &parsed };
        let all = given.mention_layer(&book, &quotations, &parse, found);
        let references = ReferenceStage { linker: self.linker.as_ref() }.run(Layers {
            book: &book,
            quotations: &quotations,
            named: &mentions,
            coreference: &coreference,
            entities: &entities,
            speech: &speech,
            persons: &persons,
            mentions: &all,
        });
        let cast = Cast {
            quotations,
            mentions,
            parsed,
            coreference,
            entities,
            speech,
            persons,
            references,
        };
        let (listener, watcher) = (self.listener.as_ref(), self.watcher.as_ref());
        let ((events, fluents), (scenes, portraits)) = self.both(
            || {
                let events = EventStage.run((&book, &parse, &cast));
                let fluents = FluentStage { judge: self.judge.as_ref() };
                let fluents = fluents.run((&book, &parse, &cast, &events));
                (events, fluents)
            },
            || {
                let scenes = SceneStage { listener, watcher }.run((&book, &parse, &cast));
                (scenes, PortraitStage.run((&book, &parse, &cast)))
            },
        );
        let ((ties, descriptions), knowledge) = self.both(
            || {
                let ties = TieStage.run((&book, &parse, &cast));
                (ties, DescriptionStage.run((&book, &parse, &cast)))
            },
            || {
                KnowledgeStage.run(Shown {
                    book: &book,
                    parse: &parse,
                    cast: &cast,
                    events: &events,
                    fluents: &fluents,
                    scenes: &scenes,
                })
            },
        );
        let story =
            Story { events, fluents, scenes, knowledge, ties, portraits, descriptions };
        Reading { book, parse, cast, story }
    }

    /// Does two things that do not look at each other; threads, if there are several, share
    /// the time.
    fn both<A: Send, B>(
        &self,
        one: impl FnOnce() -> A + Send,
        other: impl FnOnce() -> B,
    ) -> (A, B) {
        if self.n_threads < 2 {
            return (one(), other());
        }
        std::thread::scope(|scope| {
            let one = scope.spawn(one);
            let other = other();
            (one.join().expect("a thread that panics has found a bug"), other)
        })
    }

    /// Lets the doorkeeper decide who belongs to the cast, and asks anew who speaks.
    fn admit(
        &self,
        doorkeeper: &Doorkeeper,
        book: &Book,
        parse: &Parse,
        given: &Given,
        spoken: &mut Spoken,
    ) {
        let Spoken { quotations, mentions, entities, speech, persons, .. } = spoken;
        let all = everybody(mentions, entities);
        let ranker = self.ranker.as_ref();
        let addresser = self.addresser.as_ref();
        let given = &given.speakers;
        let stage = SpeechStage { admits_called: true, ranker, addresser, given };
        let heard = stage.run((book, quotations, mentions, &all));
        doorkeeper.judge((book, parse), (quotations, mentions), &heard, entities);
        *speech = stage.run((book, quotations, mentions, entities));
        *persons = PersonStage.run((book, quotations, mentions, entities, speech));
    }

    /// What training needs of a short text: the rows that a doorkeeper would see.
    pub fn study_cast(&self, reading: &Reading) -> Vec<CastRow> {
        let (book, Cast { quotations, mentions, entities, .. }) =
            (&reading.book, &reading.cast);
        let all = everybody(mentions, entities);
        let ranker = self.ranker.as_ref();
        let addresser = self.addresser.as_ref();
        let stage = SpeechStage { admits_called: true, ranker, addresser, given: &[] };
        let heard = stage.run((book, quotations, mentions, &all));
        study_cast((book, &reading.parse), (quotations, mentions), entities, &heard)
    }

    /// Names, and who says what.
    fn speak(&self, book: &Book, given: &Given) -> Spoken {
        let Given { characters, speakers, .. } = given;
        let addresser = self.addresser.as_ref();
        let quotations = given.quotation_stage().run(book);
        let mentions = MentionStage { given: characters }.run((book, &quotations));
        let clusters = |joins, same| CoreferenceStage { joins, same, given: characters };
        let names = EntityStage { given: characters, has_all: given.has_all_characters };
        let mut coreference =
            clusters(Vec::new(), Vec::new()).run((book, &quotations, &mentions));
        let mut entities = names.run((book, &quotations, &mentions, &coreference));
        // Who answers to a name shows whom it means; then everything is read anew: once by
        // the rules, and in a short text, where each answer counts, by the ranker as well: it
        // found more in stories of sixty lines, and nothing more in novels.
        let mut joins = Vec::new();
        let is_short = quotations.is_short();
        let again = self.ranker.as_ref().filter(|_| is_short).map(Some);
        let rounds: Vec<Option<&Ranker>> = [None].into_iter().chain(again).collect();
        let mut round = 0;
        let mut has_teller = false;
        // What the ranker says of the entities as they are now, if it was asked.
        let mut heard: Option<Speech> = None;
        while let Some(&ranker) = rounds.get(round) {
            let is_open = |e: &Entity| {
                e.is_only_called || e.is_narrator && e.given.is_none() && !has_teller
            };
            if !entities.rows.rows().iter().any(is_open) {
                break;
            }
            let called =
                SpeechStage { admits_called: false, ranker, addresser, given: speakers }
                    .run((book, &quotations, &mentions, &entities));
            // What the teller is called comes first: it shows whom other names mean.
            let teller = if has_teller {
                None
            } else {
                find_narrator(book, &quotations, &mentions, &entities, &called)
            };
            let found = match teller {
                Some(name) => {
                    has_teller = true;
                    vec![(name, "I".to_owned())]
                }
                None => {
                    round += 1;
                    find_joins(book, &quotations, &mentions, &entities, &called)
                }
            };
            if !found.is_empty() {
                joins.extend(found);
                coreference = clusters(joins.clone(), Vec::new()).run((
                    book,
                    &quotations,
                    &mentions,
                ));
                entities = names.run((book, &quotations, &mentions, &coreference));
            } else if ranker.is_some() || self.ranker.is_none() {
                heard = Some(called);
            }
        }
        let ranker = self.ranker.as_ref();
        if is_short {
            let called = heard.unwrap_or_else(|| {
                SpeechStage { admits_called: false, ranker, addresser, given: speakers }
                    .run((book, &quotations, &mentions, &entities))
            });
            let same = find_identities(book, &quotations, &mentions, &entities, &called);
            if !same.is_empty() {
                coreference = clusters(joins, same).run((book, &quotations, &mentions));
                entities = names.run((book, &quotations, &mentions, &coreference));
            }
        }
        let speech =
            SpeechStage { admits_called: true, ranker, addresser, given: speakers }
                .run((book, &quotations, &mentions, &entities));
        let persons = PersonStage.run((book, &quotations, &mentions, &entities, &speech));
        Spoken { quotations, mentions, coreference, entities, speech, persons }
    }
}

/// Whether a text has words to parse. A million ampersands are no sentences, and cost as
/// much as a long novel.
fn is_language(book: &Book) -> bool {
    const LONG_TOKENS: usize = 10_000;
    let tokens = book.tokens.rows();
    let n_words = tokens.iter().filter(|token| token.kind == TokenKind::Word).count();
    tokens.len() < LONG_TOKENS || 3 * n_words >= tokens.len()
}

/// What is read of names and speech before the parse is looked at.
struct Spoken {
    quotations: Quotations,
    mentions: Mentions,
    coreference: Coreference,
    entities: Entities,
    speech: Speech,
    persons: Persons,
}
