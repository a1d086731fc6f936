//! What narration tells, and what people tell of: deeds and those who do them, reports,
//! discoveries.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Position, Span};
use rustc_hash::FxHashSet;

use super::telling::{scene_at, topics};
use super::{About, How, Knower, Known, Layers, Placed, add, gist};
use crate::event::modality;
use crate::tree::Tree;
use crate::{EventClass, EventId, Modality};

/// What is done all the time and tells nothing.
const SLIGHT: &[&str] = &[
    "say", "ask", "look", "smile", "nod", "laugh", "sigh", "reply", "answer", "glance",
    "stare", "turn", "pause", "wait", "cry", "exclaim", "speak", "talk", "begin",
    "start", "stop", "continue", "go", "come", "seem", "think", "feel", "know", "want",
    "try", "shrug", "frown", "grin", "blink", "breathe", "murmur", "whisper", "call",
    "add",
];

/// Verbs of telling, whose object is told.
const TELL: &[&str] = &[
    "tell", "inform", "assure", "warn", "remind", "notify", "advise", "persuade",
    "convince", "show", "ask", "promise", "beg", "order", "teach",
];

/// Verbs of telling with *to*.
const REPORT: &[&str] = &[
    "explain", "confess", "admit", "reveal", "confide", "mention", "report", "announce",
    "declare", "describe", "say", "suggest", "disclose", "relate", "whisper", "deny",
];

const INFER: &[&str] = &[
    "realise",
    "realize",
    "understand",
    "guess",
    "gather",
    "conclude",
    "deduce",
    "infer",
    "suspect",
    "surmise",
    "perceive",
];

const NOTICE: &[&str] = &[
    "see",
    "notice",
    "find",
    "discover",
    "observe",
    "spot",
    "catch",
    "watch",
    "recognise",
    "recognize",
    "feel",
    "smell",
    "examine",
    "inspect",
];

const HEAR: &[&str] = &["hear", "overhear"];

/// Verbs of what somebody has in mind.
const KNOW: &[&str] = &["know", "remember", "recall", "recollect", "believe", "fear"];

/// Looking at something shows it.
const LOOK: &[&str] = &["look", "stare", "gaze", "glance", "peer", "gape", "squint"];
const LOOK_CASES: &[&str] = &["at", "into", "in", "through", "over", "down"];

const READ: &[&str] = &["read"];

/// What others can see somebody do.
const OUTWARD: &[EventClass] = &[
    EventClass::Motion,
    EventClass::Communication,
    EventClass::Contact,
    EventClass::Perception,
    EventClass::Transfer,
    EventClass::Change,
    EventClass::Body,
    EventClass::Consumption,
    EventClass::Creation,
    EventClass::Conflict,
];

/// “I see” tells of no discovery.
const MIN_SAID_WORDS: usize = 3;

/// A row for each stretch of narration that tells something, and for each stretch of what
/// is said or written that tells of a deed or a discovery.
pub(super) fn rows(layers: &Layers<'_>, tree: &Tree<'_>) -> Vec<Placed> {
    let mut rows = Vec::new();
    let cues = cues(layers);
    let events = layers.events.rows.rows();
    let mut next = 0;
    for &sentence in layers.parse.sentences.rows() {
        while next < events.len() && events[next].word < sentence.start() {
            next += 1;
        }
        let mut start = sentence.start().index();
        let end = sentence.end().index();
        while start < end {
            let of = |i: usize| tree.quotation(ParsedWordId::from_index(i));
            let quotation = of(start);
            let mut stop = start + 1;
            while stop < end && of(stop) == quotation {
                stop += 1;
            }
            let run = Span::of(start, stop);
            let first = next + events[next..].partition_point(|e| e.word < run.start());
            let last = next + events[next..].partition_point(|e| e.word < run.end());
            let found = row(layers, tree, run, Span::of(first, last), &cues);
            rows.extend(found);
            start = stop;
        }
    }
    rows
}

/// The verbs that introduce quotations, by their first byte.
fn cues(layers: &Layers<'_>) -> FxHashSet<Byte> {
    let rows = layers.cast.speech.rows.rows().iter();
    let cues = rows.filter_map(|row| row.cue);
    cues.map(|cue| layers.book.tokens[cue.verb].span.start()).collect()
}

fn row(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    run: Span<ParsedWordId>,
    events: Span<EventId>,
    cues: &FxHashSet<Byte>,
) -> Option<Placed> {
    let words = strip(tree, run)?;
    let span = layers.parse.bytes(words);
    let is_told = tree.quotation(run.start()).is_none();
    // What is asked tells nothing for sure.
    let is_asked = run.iter().any(|word| tree.written(word).ends_with('?'));
    if !is_told && (is_asked || words.len() < MIN_SAID_WORDS) {
        return None;
    }
    let knower = |character, how, by, confidence| Knower {
        character,
        how,
        by,
        from: span.end(),
        evidence: vec![span],
        confidence,
    };
    let mut knowers: Vec<Knower> = Vec::new();
    let mut is_outward = false;
    for word in run.iter().filter(|&word| tree.tag(word) == Tag::Verb) {
        if cues.contains(&tree.span(word).start()) {
            continue;
        }
        if is_so(tree, word) {
            for (character, how, by) in learns(tree, word) {
                is_outward |= matches!(how, How::Said | How::Told | How::Read);
                add(&mut knowers, knower(character, how, by, 0.7));
            }
        }
    }
    let mut about = About::Words;
    // What somebody says of a deed is told, not seen.
    for id in events.iter().filter(|_| is_told) {
        let event = &layers.events.rows[id];
        let is_slight = SLIGHT.contains(&tree.lemma(event.word))
            || cues.contains(&event.trigger.start());
        if is_slight {
            continue;
        }
        is_outward |= OUTWARD.contains(&event.class)
            && event.agents.iter().any(|&who| tree.is_somebody(who));
        // Who feels or thinks something sees nothing: “her spirits were rising”.
        if matches!(event.class, EventClass::Cognition | EventClass::Emotion) {
            continue;
        }
        // In a novel nobody learns what they do themselves.
        let is_own = |who| layers.is_novel() && event.agents.contains(&who);
        let people = event.agents.iter().chain(&event.patients).copied();
        for who in people.filter(|&who| tree.is_somebody(who) && !is_own(who)) {
            add(&mut knowers, knower(who, How::Witnessed, None, event.confidence));
            if about == About::Words {
                about = About::Event(id);
            }
        }
    }
    // What somebody visibly does, they see through whose eyes it is told.
    let is_own = |who: EntityId| {
        layers.is_novel()
            && events.iter().any(|id| layers.events.rows[id].agents.contains(&who))
    };
    if is_outward
        && let Some(scene) = scene_at(layers, span.start())
        && let Some(eyes) = &scene.focalizer
        && scene.span.contains(span.start())
        && !is_own(eyes.value)
    {
        let confidence = 0.8 * eyes.confidence;
        add(&mut knowers, knower(eyes.value, How::Witnessed, None, confidence));
    }
    if knowers.is_empty() {
        return None;
    }
    let topics = topics(layers, &[span]);
    let gist = gist(layers.book, span);
    let known = Known {
        about,
        gist,
        topics,
        knowers,
        excluded: Vec::new(),
        things: Vec::new(),
        states: Vec::new(),
    };
    Some((span.start(), known))
}

/// A run without the marks at its ends.
fn strip(tree: &Tree<'_>, run: Span<ParsedWordId>) -> Option<Span<ParsedWordId>> {
    let is_word = |&word: &ParsedWordId| tree.tag(word) != Tag::Punct;
    let first = run.iter().find(is_word)?;
    let last = run.iter().rev().find(is_word)?;
    Some(Span::of(first.index(), last.index() + 1))
}

/// Whether a verb of learning says that it happens; who could see it sees it.
fn is_so(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    match modality(tree, verb) {
        Modality::Asserted => true,
        Modality::Possible => {
            let is_sense = NOTICE.contains(&tree.lemma(verb));
            (is_sense || HEAR.contains(&tree.lemma(verb)))
                && tree.kids(verb).iter().any(|&kid| {
                    tree.relation(kid) == Relation::Aux
                        && matches!(tree.lemma(kid), "can" | "could")
                })
        }
        _ => false,
    }
}

/// Who learns something by what a verb says: who, how, from whom.
fn learns(tree: &Tree<'_>, verb: ParsedWordId) -> Vec<(EntityId, How, Option<EntityId>)> {
    let lemma = tree.lemma(verb);
    let kids = || tree.kids(verb).iter().copied();
    let mut found = Vec::new();
    let has_clause = kids().any(|kid| {
        matches!(tree.relation(kid), Relation::Ccomp | Relation::Xcomp)
            || tree.relation(kid) == Relation::Parataxis && tree.tag(kid) == Tag::Verb
    });
    let has_object = tree.kid(verb, Relation::Obj).is_some();
    let is_about = kids().any(|kid| {
        matches!(tree.relation(kid), Relation::Obl | Relation::Nmod)
            && matches!(tree.case(kid), "about" | "of")
    });
    let is_passive = tree.is_passive(verb);
    if tree.is_negated(verb) {
        return found;
    }
    let subject = tree.subject_who(verb);
    if TELL.contains(&lemma) || REPORT.contains(&lemma) && has_clause {
        let is_tell = TELL.contains(&lemma);
        let mut hearers = Vec::new();
        let teller = if is_passive {
            // “I was told so by Mara.”
            if let Some(heard) = tree.kid(verb, Relation::Nsubj).filter(|_| is_tell) {
                tree.whos(heard, &mut hearers);
            }
            let mut by = kids().filter(|&kid| {
                tree.relation(kid) == Relation::Obl && tree.case(kid) == "by"
            });
            by.find_map(|kid| tree.who(kid))
        } else {
            let told = kids().filter(|&kid| match tree.relation(kid) {
                Relation::Iobj | Relation::Obj => is_tell,
                Relation::Obl => tree.case(kid) == "to",
                _ => false,
            });
            told.for_each(|kid| tree.whos(kid, &mut hearers));
            subject
        };
        let is_full = has_clause || has_object || is_about || is_passive;
        if !is_full || teller.is_none() && !is_passive || hearers.is_empty() && is_tell {
            return found;
        }
        found.extend(teller.map(|teller| (teller, How::Said, None)));
        let hearers = hearers.into_iter().filter(|&hearer| Some(hearer) != teller);
        found.extend(hearers.map(|hearer| (hearer, How::Told, teller)));
        return found;
    }
    let Some(subject) = subject.filter(|_| !is_passive) else { return found };
    let is_at = LOOK.contains(&lemma)
        && kids().any(|kid| {
            tree.relation(kid) == Relation::Obl && LOOK_CASES.contains(&tree.case(kid))
        });
    let has_content = has_clause || has_object || is_about;
    let (how, by) = match lemma {
        // “She read that he was gone”; “he read a book” does not say what.
        _ if READ.contains(&lemma)
            && kids().any(|kid| tree.relation(kid) == Relation::Ccomp && kid > verb) =>
        {
            (How::Read, author(tree, verb))
        }
        _ if HEAR.contains(&lemma) && has_content => {
            (How::Overheard, heard_from(tree, verb))
        }
        // “I guess you’re right” is no guess.
        _ if INFER.contains(&lemma)
            && has_clause
            && !is_softener(tree, verb)
            && !is_saying(tree, verb) =>
        {
            (How::Inferred, None)
        }
        _ if KNOW.contains(&lemma) && has_known(tree, verb) => (How::Thought, None),
        _ if NOTICE.contains(&lemma) && has_content || is_at => (How::Witnessed, None),
        _ => return found,
    };
    // “She saw that Tom was gone”; *could see* sees, too.
    found.push((subject, how, by.filter(|&by| by != subject)));
    found
}

/// “I guess”, in the present.
fn is_softener(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    tree.lemma(verb) == "guess"
        && tree.lower(verb) == "guess"
        && tree.kid(verb, Relation::Nsubj).is_some_and(|who| tree.lower(who) == "i")
}

/// “… and so it ended,” she concluded: what hangs on the verb is said.
fn is_saying(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    let is_said = |&kid: &ParsedWordId| tree.quotation(kid) != tree.quotation(verb);
    tree.kids(verb).iter().any(|kid| {
        matches!(tree.relation(*kid), Relation::Ccomp | Relation::Parataxis)
            && is_said(kid)
    })
}

/// Whether a verb of knowing has a whole clause behind it that says what; “you know” has none.
fn has_known(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    let is_you =
        tree.kid(verb, Relation::Nsubj).is_some_and(|who| tree.lower(who) == "you");
    let is_asked =
        tree.kid(verb, Relation::Advmod).is_some_and(|how| tree.lower(how) == "how");
    let clause = tree.kid(verb, Relation::Ccomp);
    let is_full = clause.is_some_and(|clause| {
        let subject = tree.kid(clause, Relation::Nsubj);
        let is_question = tree.kids(clause).iter().any(|&kid| {
            matches!(
                tree.lower(kid),
                "what"
                    | "who"
                    | "how"
                    | "where"
                    | "why"
                    | "whether"
                    | "if"
                    | "when"
                    | "which"
            )
        });
        clause > verb && subject.is_some() && !is_question
    });
    is_full && !is_you && !is_asked
}

/// Whose writing is read: “Tom’s letter”, “the letter from Tom”.
fn author(tree: &Tree<'_>, verb: ParsedWordId) -> Option<EntityId> {
    let object = tree.kid(verb, Relation::Obj)?;
    let from = tree.kids(object).iter().copied().find(|&kid| {
        tree.relation(kid) == Relation::Nmod && matches!(tree.case(kid), "from" | "by")
    });
    from.or_else(|| tree.possessive(object)).and_then(|word| tree.who(word))
}

/// From whom something is heard: “heard her tell Tom”, “heard it from Tom”.
fn heard_from(tree: &Tree<'_>, verb: ParsedWordId) -> Option<EntityId> {
    let kids = || tree.kids(verb).iter().copied();
    let from = kids()
        .find(|&kid| tree.relation(kid) == Relation::Obl && tree.case(kid) == "from");
    if let Some(from) = from {
        return tree.who(from);
    }
    let said = kids().find(|&kid| {
        matches!(
            tree.relation(kid),
            Relation::Ccomp | Relation::Xcomp | Relation::Advcl | Relation::Acl
        ) && is_speaking(tree.lemma(kid))
    });
    if let Some(said) = said {
        return tree.subject_who(said);
    }
    let object = tree.kid(verb, Relation::Obj)?;
    tree.who(object)
}

fn is_speaking(lemma: &str) -> bool {
    TELL.contains(&lemma)
        || REPORT.contains(&lemma)
        || matches!(lemma, "talk" | "speak" | "shout" | "call" | "ask" | "lie" | "swear")
}
