//! Whom a word means, where that is beyond doubt.
//!
//! Coreference answers for every pronoun, and one in five of its answers is wrong. What is
//! held against a writer needs better: a name, *I*, or a pronoun for which only one of the
//! names around it can stand.

use dramaturg_cast::lexicon::{Gender, Lexicon};
use dramaturg_cast::{EntityId, EntityKind, MentionKind};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{ParagraphId, Position, Span, TokenId};

use crate::tree::Tree;

/// A pronoun's name stands at most this many tokens in front of it.
const MAX_FAR: usize = 90;

/// Another name that suits the pronoun must be farther away than this.
const MAX_NEAR: usize = 35;

/// Between a name and *who* stands at most so much.
const MAX_BEFORE_WHO: usize = 3;

/// At most so many names are looked at.
const MAX_NAMES: usize = 12;

/// A speaker less likely than this is not known.
const MIN_SPEAKER: f32 = 0.85;

/// A tree, and the names of persons in it.
#[derive(Debug)]
pub(crate) struct Certain<'a> {
    pub(crate) tree: &'a Tree<'a>,
    /// Names of persons in order: the last token, whom it names.
    names: Vec<(TokenId, EntityId)>,
    /// Nouns for one person, in order: the token, the gender.
    nouns: Vec<(TokenId, Gender)>,
}

impl<'a> Certain<'a> {
    pub(crate) fn new(tree: &'a Tree<'a>) -> Certain<'a> {
        let cast = tree.cast;
        let named = cast.mentions.rows.iter();
        let named = named.filter(|(_, mention)| mention.kind == MentionKind::Proper);
        let mut names: Vec<(TokenId, EntityId)> = named
            .filter_map(|(id, mention)| {
                let entity = cast.entities.of_mention[id]?;
                tree.is_somebody(entity).then_some((mention.head, entity))
            })
            .collect();
        names.sort_unstable();
        let lexicon = Lexicon::shared();
        let words = tree.parse.words.iter();
        let nouns =
            words.filter(|(_, word)| word.tag == Tag::Noun).filter_map(|(id, _)| {
                let noun = lexicon.person_noun(tree.lower(id))?;
                let is_one = !tree.parse.features(id).contains("Number=Plur");
                // “The doctor laughed. His …”; “a friend” in passing is not who *he* is.
                let is_told = noun.gender != Gender::Unknown
                    || tree.relation(id) == Relation::Nsubj;
                (is_one && is_told).then_some((tree.token(id), noun.gender))
            });
        let nouns = nouns.collect();
        Certain { tree, names, nouns }
    }

    /// Whom a word means, if there is no doubt.
    pub(crate) fn who(&self, word: ParsedWordId) -> Option<EntityId> {
        let tree = self.tree;
        if tree.is_name(word) {
            let who = tree.who(word)?;
            // “the Tullochs” are several.
            let is_one = tree.cast.entities.rows[who].kind != EntityKind::Group;
            return Some(who).filter(|_| is_one);
        }
        match tree.lower(word) {
            "i" | "me" | "my" | "mine" | "myself" | "i'm" | "i've" | "i'd" | "i'll" => {
                let Some(quotation) = tree.quotation(word) else {
                    return tree.narrator();
                };
                let speaker = tree.cast.speech.rows[quotation].speaker.as_ref()?;
                (speaker.confidence >= MIN_SPEAKER).then_some(speaker.value)
            }
            form => {
                let Some(gender) = pronoun(form) else { return self.description(word) };
                let who = tree.who(word)?;
                self.is_only(word, gender, who).then_some(who)
            }
        }
    }

    /// Whom a description means that the cast has as one of their names: *the doctor*.
    fn description(&self, noun: ParsedWordId) -> Option<EntityId> {
        let tree = self.tree;
        let has_the = tree
            .kids(noun)
            .iter()
            .any(|&kid| tree.relation(kid) == Relation::Det && tree.lower(kid) == "the");
        if tree.tag(noun) != Tag::Noun || !has_the {
            return None;
        }
        let who = tree.who(noun)?;
        let form = tree.lower(noun);
        let is_alias = tree.cast.entities.rows[who].aliases.iter().any(|alias| {
            let (the, name) = alias.text.split_once(' ').unwrap_or(("", ""));
            the.eq_ignore_ascii_case("the") && name.eq_ignore_ascii_case(form)
        });
        is_alias.then_some(who)
    }

    /// Whether of all names near a pronoun only one can be meant.
    fn is_only(&self, word: ParsedWordId, gender: Gender, who: EntityId) -> bool {
        let tree = self.tree;
        if !self.suits(who, gender) {
            return false;
        }
        let token = tree.token(word);
        let quotation = tree.quotation(word);
        let paragraph = self.paragraph(token);
        let end = self.names.partition_point(|name| name.0 < token);
        let (mut is_found, mut is_subject) = (false, false);
        for &(at, name) in self.names[..end].iter().rev().take(MAX_NAMES) {
            let distance = token.index() - at.index();
            if distance > MAX_FAR {
                break;
            }
            let beside = tree.quotation_at(at);
            if quotation.is_some() && beside != quotation {
                break;
            }
            // Who is only spoken of is not who acts.
            if quotation != beside || !self.suits(name, gender) {
                continue;
            }
            if name == who {
                if !is_found && self.has_other(at, token, gender, who) {
                    return false;
                }
                is_found = true;
                is_subject |= self.paragraph(at) == paragraph && self.is_subject(at);
            } else if is_subject && self.paragraph(at) != paragraph {
                // “Moira saw it late. She leaned on the tiller”: whom the paragraph before
                // tells of does not matter.
                break;
            } else if !is_found || distance <= MAX_NEAR {
                return false;
            } else {
                break;
            }
        }
        is_found
    }

    /// Whether between a name and a pronoun a noun for somebody else suits the pronoun, too:
    /// “Anne sat down. A lady came in, with stars in her hair.”
    fn has_other(
        &self,
        name: TokenId,
        pronoun: TokenId,
        gender: Gender,
        who: EntityId,
    ) -> bool {
        let tree = self.tree;
        let start = self.nouns.partition_point(|noun| noun.0 <= name);
        let between = self.nouns[start..].iter().take_while(|noun| noun.0 < pronoun);
        between.filter(|noun| noun.1 == Gender::Unknown || noun.1 == gender).any(|noun| {
            let words = tree.parse.words_in(tree.book.tokens[noun.0].span);
            words.iter().any(|word| {
                // “Mara was a tall woman” is of Mara.
                let is_predicate = tree.kid(word, Relation::Cop).is_some();
                !is_predicate
                    && tree.quotation(word).is_none()
                    && tree.who(word) != Some(who)
            })
        })
    }

    fn paragraph(&self, token: TokenId) -> Option<ParagraphId> {
        let book = self.tree.book;
        book.paragraph_at(book.tokens[token].span.start())
    }

    /// Whether a name is the subject of its clause.
    fn is_subject(&self, name: TokenId) -> bool {
        let tree = self.tree;
        let words = tree.parse.words_in(tree.book.tokens[name].span);
        words.iter().any(|word| {
            let relation = tree.relation(word);
            // “Ewan Farquhar lay”: the first part is the subject.
            let head = tree.head(word).filter(|_| relation == Relation::Flat);
            relation == Relation::Nsubj
                || head.is_some_and(|head| tree.relation(head) == Relation::Nsubj)
        })
    }

    /// Whether somebody may be called by a pronoun of a gender.
    fn suits(&self, who: EntityId, gender: Gender) -> bool {
        let own = self.tree.cast.entities.rows[who].gender;
        own == Gender::Unknown || own == gender
    }

    /// Whom the subject of a verb means, if there is no doubt.
    pub(crate) fn subject(&self, verb: ParsedWordId) -> Option<EntityId> {
        self.subject_word(verb).and_then(|subject| self.who(subject))
    }

    /// The subject of a verb; for *who* the name in front of it: “Leo, who had been asleep”.
    pub(crate) fn subject_word(&self, verb: ParsedWordId) -> Option<ParsedWordId> {
        let tree = self.tree;
        let subject = tree.subject(verb)?;
        if tree.lower(subject) != "who" {
            return Some(subject);
        }
        let back = (0..subject.index()).rev().take(MAX_BEFORE_WHO);
        let mut back = back.map(ParsedWordId::from_index);
        back.find(|&word| tree.tag(word) != Tag::Punct).or(Some(subject))
    }

    /// Whose a noun is: by its own phrase, *her arm*, *Mara's arm*.
    pub(crate) fn owner(&self, noun: ParsedWordId) -> Option<EntityId> {
        let tree = self.tree;
        if let Some(possessive) = tree.possessive(noun) {
            return self.who(possessive);
        }
        let kids = tree.kids(noun).iter().copied();
        let mut of = kids.filter(|&kid| {
            tree.relation(kid) == Relation::Nmod && tree.case(kid) == "of"
        });
        of.next().and_then(|kid| self.who(kid))
    }

    /// Who is described by a noun: “Mara was a tall *woman*”, “a tall *woman*, Mara”.
    pub(crate) fn described(&self, noun: ParsedWordId) -> Option<EntityId> {
        let tree = self.tree;
        if let Some(who) = self.who(noun) {
            return Some(who);
        }
        if tree.kid(noun, Relation::Cop).is_some() {
            return self.subject(noun);
        }
        if tree.relation(noun) == Relation::Appos {
            return tree.head(noun).and_then(|head| self.who(head));
        }
        None
    }

    /// Whom the names in a stretch mean.
    pub(crate) fn names_in(
        &self,
        span: Span<TokenId>,
    ) -> impl Iterator<Item = EntityId> + '_ {
        let start = self.names.partition_point(|name| name.0 < span.start());
        let rest = self.names[start..].iter();
        rest.take_while(move |name| name.0 < span.end()).map(|name| name.1)
    }

    /// The names of persons, each with its last token, in order.
    pub(crate) fn names(&self) -> &[(TokenId, EntityId)] {
        &self.names
    }
}

/// The gender of a pronoun of the third person; none if it is another word.
pub(crate) fn pronoun(form: &str) -> Option<Gender> {
    match form {
        "he" | "him" | "his" | "himself" | "he's" | "he'd" | "he'll" => {
            Some(Gender::Male)
        }
        "she" | "her" | "hers" | "herself" | "she's" | "she'd" | "she'll" => {
            Some(Gender::Female)
        }
        _ => None,
    }
}

/// Whether the clause around a word is told as so: not denied, asked, wished or supposed.
pub(crate) fn is_so(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    let mut at = word;
    for _ in 0..MAX_CLAUSES {
        if tree.is_negated(at) || !has_plain_helpers(tree, at) {
            return false;
        }
        let Some(head) = tree.head(at) else { break };
        if tree.quotation(head) != tree.quotation(at) {
            break;
        }
        match tree.relation(at) {
            Relation::Conj if tree.kid(at, Relation::Nsubj).is_none() => {}
            Relation::Xcomp | Relation::Ccomp | Relation::Acl => {
                if UNSURE.contains(&tree.lemma(head)) {
                    return false;
                }
            }
            _ => break,
        }
        at = head;
    }
    !tree.is_asked(word)
}

/// A chain of clauses is followed at most this far.
const MAX_CLAUSES: usize = 5;

/// Verbs that make what hangs on them unsure.
const UNSURE: &[&str] = &[
    "think", "believe", "suppose", "wish", "want", "hope", "fear", "dream", "imagine",
    "doubt", "wonder", "pretend", "seem", "appear", "say", "suspect", "try", "intend",
    "mean", "expect", "threaten", "claim", "feel", "remember", "recall", "refuse",
    "swear", "deny", "fancy", "guess", "look", "sound", "forget", "need",
];

fn has_plain_helpers(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    let features = tree.parse.features(word);
    tree.kids(word).iter().all(|&kid| match tree.relation(kid) {
        Relation::Aux => match tree.lemma(kid) {
            "be" | "have" | "do" | "get" | "'s" | "’s" => true,
            "'d" | "’d" => features.contains("VerbForm=Part"),
            _ => false,
        },
        Relation::Mark => {
            !matches!(tree.lower(kid), "if" | "unless" | "whether" | "lest" | "to")
        }
        Relation::Advmod => !NEARLY.contains(&tree.lower(kid)),
        _ => true,
    }) && !features.contains("Mood=Imp")
}

/// With these it is not quite so.
const NEARLY: &[&str] = &[
    "almost",
    "nearly",
    "hardly",
    "barely",
    "scarcely",
    "half",
    "perhaps",
    "maybe",
    "probably",
    "never",
    "practically",
    "virtually",
    "supposedly",
    "if",
    "once",
    "formerly",
    "always",
    "usually",
    "often",
    "sometimes",
];

/// Whether a verb tells of what was before: *had gone*.
pub(crate) fn is_before(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    tree.kids(verb).iter().any(|&kid| {
        tree.relation(kid) == Relation::Aux
            && matches!(tree.lower(kid), "had" | "'d" | "’d")
    })
}
