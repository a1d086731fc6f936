//! Parts of speech of the Penn Treebank, made from those of Universal Dependencies.

use dramaturg::parse::{Parse, ParsedWordId, Relation, Tag};

/// The tag of the Penn Treebank for a word of the form `form`.
///
/// On the gold tags and features of the English Web Treebank (dev) it is the treebank's own
/// tag in 97.0 of 100 words.
pub(super) fn penn(parse: &Parse, id: ParsedWordId, form: &str) -> &'static str {
    let word = &parse.words[id];
    let features = parse.features(id);
    let has = |feature: &str| features.split('|').any(|own| own == feature);
    let is_plural = has("Number=Plur");
    let is_asking = has("PronType=Int") || has("PronType=Rel");
    let is = |forms: &[&str]| forms.iter().any(|other| form.eq_ignore_ascii_case(other));
    match word.tag {
        Tag::Noun if is_plural => "NNS",
        Tag::Noun => "NN",
        Tag::Propn if is_plural => "NNPS",
        Tag::Propn => "NNP",
        Tag::Aux if MODALS.contains(&parse.lemma(id)) => "MD",
        Tag::Verb | Tag::Aux => {
            let is_participle = has("VerbForm=Part");
            if has("VerbForm=Ger") || is_participle && has("Tense=Pres") {
                "VBG"
            } else if is_participle {
                "VBN"
            } else if has("Tense=Past") {
                "VBD"
            } else if !has("Tense=Pres") || has("VerbForm=Inf") || has("Mood=Imp") {
                "VB"
            } else if has("Person=3") && has("Number=Sing") {
                "VBZ"
            } else {
                "VBP"
            }
        }
        Tag::Adv if is_asking => "WRB",
        Tag::Adv if has("Degree=Cmp") => "RBR",
        Tag::Adv if has("Degree=Sup") => "RBS",
        Tag::Adv => "RB",
        Tag::Adj if has("Degree=Cmp") => "JJR",
        Tag::Adj if has("Degree=Sup") => "JJS",
        Tag::Adj => "JJ",
        Tag::Pron if word.relation == Relation::Expl && is(&["there"]) => "EX",
        Tag::Pron if is_asking && has("Poss=Yes") => "WP$",
        Tag::Pron if is_asking && is(&["which", "that"]) => "WDT",
        Tag::Pron if is_asking => "WP",
        Tag::Pron if has("Poss=Yes") => "PRP$",
        Tag::Pron if has("PronType=Dem") => "DT",
        Tag::Pron
            if has("PronType=Ind") || has("PronType=Neg") || has("PronType=Tot") =>
        {
            "NN"
        }
        Tag::Pron => "PRP",
        Tag::Det if is_asking => "WDT",
        Tag::Det if parse.relation(id) == "det:predet" => "PDT",
        Tag::Det => "DT",
        Tag::Part if is(&["'s", "’s", "'", "’"]) => "POS",
        Tag::Part if is(&["to"]) => "TO",
        Tag::Part => "RB",
        Tag::Adp if parse.relation(id) == "compound:prt" => "RP",
        Tag::Adp | Tag::Sconj => "IN",
        Tag::Cconj => "CC",
        Tag::Num => "CD",
        Tag::Intj => "UH",
        Tag::Sym if is(&["$", "£", "€"]) => "$",
        Tag::Sym => "SYM",
        Tag::Punct => punctuation(form),
        Tag::X => "FW",
    }
}

fn punctuation(form: &str) -> &'static str {
    match form {
        "“" | "‘" | "``" => "``",
        "”" | "’" | "''" | "\"" | "'" => "''",
        "(" | "[" | "{" => "-LRB-",
        ")" | "]" | "}" => "-RRB-",
        "," => ",",
        "-" => "HYPH",
        _ if form.starts_with([':', ';', '-', '–', '—', '…']) => ":",
        _ if form.starts_with("...") => ":",
        _ => ".",
    }
}

const MODALS: &[&str] = &[
    "can", "could", "may", "might", "must", "shall", "should", "will", "would", "ought",
];

#[cfg(test)]
mod tests {
    use super::*;
    use dramaturg::parse::{Labels, Word};
    use dramaturg::text::{Position, Span};

    #[test]
    fn tags_and_features_make_tags_of_the_penn_treebank() {
        let rows = [
            ("hands", Tag::Noun, "Number=Plur", "NNS"),
            ("went", Tag::Verb, "Mood=Ind|Tense=Past|VerbForm=Fin", "VBD"),
            ("gone", Tag::Verb, "Tense=Past|VerbForm=Part", "VBN"),
            ("going", Tag::Verb, "Tense=Pres|VerbForm=Part", "VBG"),
            ("goes", Tag::Verb, "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin", "VBZ"),
            ("go", Tag::Verb, "Mood=Imp|VerbForm=Fin", "VB"),
            ("must", Tag::Aux, "VerbForm=Fin", "MD"),
            ("her", Tag::Pron, "Poss=Yes|PronType=Prs", "PRP$"),
            ("whose", Tag::Pron, "Poss=Yes|PronType=Int", "WP$"),
            ("taller", Tag::Adj, "Degree=Cmp", "JJR"),
            ("“", Tag::Punct, "_", "``"),
            ("—", Tag::Punct, "_", ":"),
        ];
        for (form, tag, features, expected) in rows {
            let features = features.into();
            let parse = Parse {
                words: [Word {
                    span: Span::of(0, form.len()),
                    tag,
                    relation: Relation::Root,
                    is_joined: false,
                    is_repaired: false,
                    subtype: 0,
                    features: 0,
                    lemma: Position::from_index(0),
                    head: None,
                }]
                .into_iter()
                .collect(),
                lemmas: [form.into()].into_iter().collect(),
                labels: Labels { features: vec![features], ..Labels::default() },
                ..Parse::default()
            };
            assert_eq!(penn(&parse, Position::from_index(0), form), expected, "{form}");
        }
    }
}
