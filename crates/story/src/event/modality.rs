//! Whether what a word tells of really happens, as the clause around it says.

use dramaturg_parse::{ParsedWordId, Relation};

use crate::tree::Tree;

/// A chain of clauses is followed at most this far.
const MAX_CHAIN: usize = 6;

/// Whether something happens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Modality {
    /// It does, or did.
    Asserted,
    /// It does not: *did not open*.
    Denied,
    /// Somebody asks for it, or whether it does: *open it*.
    Asked,
    /// Somebody wants or means it to: *tried to open*.
    Wanted,
    /// It can or could: *might open*.
    Possible,
    /// It will: *will open*.
    Future,
    /// It is only supposed: *if she opened*.
    Supposed,
}

impl Modality {
    /// Its name in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            Modality::Asserted => "asserted",
            Modality::Denied => "denied",
            Modality::Asked => "asked",
            Modality::Wanted => "wanted",
            Modality::Possible => "possible",
            Modality::Future => "future",
            Modality::Supposed => "supposed",
        }
    }
}

/// What the clause of a verb, and those that it hangs on, say of it.
pub(crate) fn modality(tree: &Tree<'_>, verb: ParsedWordId) -> Modality {
    let mut word = verb;
    for _ in 0..MAX_CHAIN {
        if let Some(modality) = of_clause(tree, word) {
            return modality;
        }
        let Some(head) = tree.head(word) else { break };
        // Speech is so whatever its cue.
        if tree.quotation(head) != tree.quotation(word) {
            break;
        }
        let has_subject = tree.kid(word, Relation::Nsubj).is_some();
        match tree.relation(word) {
            Relation::Xcomp => {
                let lemma = tree.lemma(head);
                if has_to(tree, word) && !KEEP.contains(&lemma) {
                    return Modality::Wanted;
                }
            }
            Relation::Ccomp if WISH.contains(&tree.lemma(head)) => {
                return Modality::Wanted;
            }
            Relation::Conj if !has_subject => {}
            _ => break,
        }
        word = head;
    }
    if tree.is_asked(verb) { Modality::Asked } else { Modality::Asserted }
}

/// What a clause says by its own words; none if it asserts.
fn of_clause(tree: &Tree<'_>, verb: ParsedWordId) -> Option<Modality> {
    if is_denied(tree, verb) {
        return Some(Modality::Denied);
    }
    let features = tree.parse.features(verb);
    let has_subject = tree.kid(verb, Relation::Nsubj).is_some();
    if features.contains("Mood=Imp") && !has_subject {
        return Some(Modality::Asked);
    }
    for &kid in tree.kids(verb) {
        match tree.relation(kid) {
            Relation::Aux => match tree.lemma(kid) {
                "will" | "shall" | "'ll" | "’ll" | "wo" => {
                    return Some(Modality::Future);
                }
                "would" | "could" | "might" | "may" | "should" | "can" | "must"
                | "ought" | "ca" | "need" | "dare" => return Some(Modality::Possible),
                // “He’d cut his hand”: a participle follows *had*.
                "'d" | "’d" if !features.contains("VerbForm=Part") => {
                    return Some(Modality::Possible);
                }
                _ => {}
            },
            Relation::Mark => match tree.lower(kid) {
                "if" | "unless" | "whether" | "lest" => return Some(Modality::Supposed),
                "as" if has_if(tree, verb, kid) => return Some(Modality::Supposed),
                "to" => {
                    let is_free = !matches!(tree.relation(verb), Relation::Xcomp);
                    let is_kept = tree
                        .head(verb)
                        .is_some_and(|head| KEEP.contains(&tree.lemma(head)));
                    if is_free && !is_kept {
                        return Some(Modality::Wanted);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    None
}

fn is_denied(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    let none = ["nobody", "nothing", "none", "neither"];
    let is_none = |id: ParsedWordId| {
        let has_no = tree.kids(id).iter().any(|&kid| tree.lower(kid) == "no");
        none.contains(&tree.lower(id)) || has_no
    };
    tree.is_negated(verb)
        || tree.kids(verb).iter().any(|&kid| match tree.relation(kid) {
            Relation::Advmod => HARDLY.contains(&tree.lower(kid)),
            Relation::Nsubj | Relation::Obj => is_none(kid),
            Relation::Mark | Relation::Case => tree.lower(kid) == "without",
            _ => false,
        })
}

fn has_to(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    let mut marks = tree.kids(verb).iter();
    marks.any(|&kid| tree.relation(kid) == Relation::Mark && tree.lower(kid) == "to")
}

/// “as if he knew”, “as though she slept”.
fn has_if(tree: &Tree<'_>, verb: ParsedWordId, mark: ParsedWordId) -> bool {
    let around = tree.kids(verb).iter().chain(tree.kids(mark));
    around.copied().any(|kid| matches!(tree.lower(kid), "if" | "though"))
}

const HARDLY: &[&str] = &["hardly", "barely", "scarcely", "almost", "nearly", "rarely"];

/// What these govern with *to* happens as they do.
const KEEP: &[&str] = &[
    "begin", "start", "continue", "come", "go", "happen", "manage", "proceed", "cease",
    "get", "seem", "appear", "turn", "rise", "stoop", "bend", "see", "hear", "live",
    "make", "cause", "help", "force", "lead",
];

/// What these govern is wished, feared or doubted.
const WISH: &[&str] = &[
    "want", "wish", "hope", "fear", "dream", "imagine", "doubt", "wonder", "suppose",
    "intend", "expect", "suspect", "pretend", "deny", "suggest", "propose", "demand",
    "insist", "forbid", "prevent",
];
