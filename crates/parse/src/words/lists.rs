//! What single words need: prefixes, abbreviations, contractions, elisions, marks.

/// First parts that keep their hyphen, as the treebanks have it: `non-human`, `to-day`.
pub(super) const PREFIXES: &[&str] = &[
    "a", "anti", "arch", "co", "counter", "cross", "e", "ex", "inter", "intra", "mega",
    "meta", "micro", "mid", "mini", "mis", "multi", "neo", "non", "over", "pan", "post",
    "pre", "pro", "proto", "pseudo", "psycho", "quasi", "re", "semi", "socio", "sub",
    "super", "to", "trans", "ultra", "un", "under", "vice",
];

/// Words that keep their hyphen though no prefix says so.
pub(super) const HYPHENATED: &[&str] = &[
    "good-by",
    "good-bye",
    "good-night",
    "good-day",
    "uh-huh",
    "uh-oh",
    "mm-hmm",
    "mm-hm",
    "un-huh",
    "hm-m",
    "t-shirt",
    "x-ray",
    "o-oh",
];

/// Words that take the full stop behind them along. Those of the second list only before
/// a number.
pub(super) const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "mx", "dr", "st", "prof", "capt", "col", "gen", "lt", "sgt",
    "rev", "hon", "messrs", "mme", "mlle", "esq", "jr", "sr", "vs", "viz", "etc", "cf",
    "inc", "corp", "ltd", "co", "bros", "gov", "sen", "rep", "reps", "maj", "cmdr",
    "adm", "ft", "mt", "ave", "blvd", "sept", "oct", "nov", "dec", "jan", "feb", "aug",
    "al", "ph", "fr", "supt", "insp", "cpl", "pvt", "bart", "div", "dept", "approx",
    "attn",
];
/// Abbreviations that leave their stop to a sentence that ends with them.
pub(super) const CLOSING_ABBREVIATIONS: &[&str] =
    &["etc", "inc", "corp", "ltd", "co", "bros", "ave", "blvd"];
/// Days that are shortened before a number: `Wed. 6/14`.
pub(super) const DAYS: &[&str] =
    &["mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"];
pub(super) const NUMBER_ABBREVIATIONS: &[&str] =
    &["no", "nos", "vol", "p", "pp", "ch", "chap", "fig", "art", "sec", "c", "ca"];

/// Written words that are several words of syntax: where each part begins.
pub(super) const CONTRACTIONS: &[(&str, &[usize])] = &[
    ("cannot", &[3]),
    ("gonna", &[3]),
    ("gotta", &[3]),
    ("wanna", &[3]),
    ("gimme", &[3]),
    ("lemme", &[3]),
    ("dunno", &[2, 3]),
    ("outta", &[3]),
    ("oughta", &[5]),
    ("whaddya", &[3, 5]),
    ("dont", &[2]),
    ("doesnt", &[4]),
    ("didnt", &[3]),
    ("isnt", &[2]),
    ("wasnt", &[3]),
    ("couldnt", &[5]),
    ("wouldnt", &[5]),
    ("shouldnt", &[6]),
    ("havent", &[4]),
    ("hasnt", &[3]),
    ("hadnt", &[3]),
    ("arent", &[3]),
    ("werent", &[4]),
    ("aint", &[2]),
    ("cant", &[2]),
    ("wont", &[2]),
    ("im", &[1]),
    ("ive", &[1]),
    ("youre", &[3]),
    ("youve", &[3]),
    ("youll", &[3]),
    ("theyre", &[4]),
    ("theyve", &[4]),
    ("thats", &[4]),
    ("whats", &[4]),
    ("theres", &[5]),
    ("hes", &[2]),
    ("shes", &[3]),
];

/// Words before which `its` is `it’s` without its apostrophe.
pub(super) const AFTER_IT_IS: &[&str] = &[
    "a",
    "an",
    "the",
    "not",
    "been",
    "so",
    "just",
    "too",
    "also",
    "always",
    "really",
    "no",
    "like",
    "going",
    "about",
    "because",
    "only",
    "never",
    "still",
    "probably",
    "pretty",
    "quite",
    "kind",
    "simply",
    "definitely",
    "very",
    "in",
    "for",
    "from",
    "between",
    "at",
    "on",
    "to",
    "with",
    "nothing",
    "anyone",
    "getting",
    "me",
    "you",
    "that",
    "this",
    "what",
    "when",
    "where",
    "how",
    "if",
    "ok",
    "okay",
];

/// Units that stand right behind a number, and are words of their own.
pub(super) const UNITS: &[&str] = &[
    "mm", "cm", "km", "kg", "mg", "ml", "gb", "mb", "kb", "hz", "mph", "hr", "hrs",
    "min", "mins", "lb", "lbs", "ft", "k", "m", "bn", "am", "pm", "yr", "yrs", "oz",
];

/// Millions and billions, behind an amount of money or a decimal number.
pub(super) const MONEY_UNITS: &[&str] = &["b", "mm", "mil"];

/// Endings of the names of files and of places on the net.
pub(super) const FILE_ENDINGS: &[&str] = &[
    "doc", "docx", "xls", "pdf", "ppt", "txt", "htm", "html", "zip", "exe", "jpg", "gif",
    "png", "mp3",
];

/// What places on the net end in.
pub(super) const PLACE_ENDINGS: &[&str] = &["com", "org", "net"];

/// Words that begin with an apostrophe for letters that nobody speaks.
pub(super) const ELISIONS: &[&str] = &[
    "em", "im", "er", "ere", "ave", "ad", "as", "eard", "ead", "ome", "ouse", "ow",
    "ope", "cause", "cos", "cuz", "coz", "til", "till", "bout", "round", "neath",
    "tween", "twixt", "gainst", "fore", "nough", "nother", "un", "uns", "alf", "ell",
    "ello", "and", "scuse", "spect", "spose", "way", "ow", "e",
];

/// Words before a lost apostrophe, whose `t` stands alone: `don t`.
pub(super) const NEGATED: &[&str] = &[
    "don", "didn", "doesn", "isn", "wasn", "couldn", "wouldn", "shouldn", "haven",
    "hasn", "hadn", "aren", "weren", "ain", "mustn", "needn", "mightn", "oughtn",
    "daren", "shan", "can", "won",
];

/// Marks of joy and sorrow that are one word behind a word, too.
pub(super) const NOSES: &[&str] = &[":-)", ":-(", ";-)", ":'("];
/// Marks of joy and sorrow that are one word where they stand alone.
pub(super) const EMOTICONS: &[&str] = &[
    ":)", ":(", ";)", ":-)", ":-(", ";-)", ":D", ":P", "=)", "=(", ":/", "(:", ":O",
    ";P", "^_^", "-_-", "<3",
];
