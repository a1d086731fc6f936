"""How the language model sees a word: normal form, shape, hashed features, character n-grams.

`crates/parse` does the same in Rust; `/docs/training-a-model.md` names the contract.
"""
import functools
import re

CURLY = {"’": "'", "‘": "'", "‛": "'", "′": "'", "`": "'", "“": '"', "”": '"', "„": '"',
         "‟": '"', "″": '"', "«": '"', "»": '"', "…": "..."}
CURLY.update({c: "-" for c in "‐‑‒–—―−"})
CURLY_TABLE = str.maketrans(CURLY)
DIGIT = re.compile(r"[0-9]")

# The hashed tables: name, rows, width. The position is the number that the hash starts from.
HASHED = (("norm", 16384, 64), ("prefix1", 512, 16), ("prefix3", 4096, 32),
          ("suffix2", 2048, 32), ("suffix3", 4096, 32), ("suffix4", 8192, 32),
          ("shape", 512, 32))


LONGEST = 64       # characters of a form that are looked at


@functools.lru_cache(None)
def norm(form):
    """Lower case; straight marks; digits as 0; every run of dashes or hyphens of all kinds: `-`."""
    out = DIGIT.sub("0", form[:LONGEST].translate(CURLY_TABLE).lower())
    if out and not out.strip("-"):
        return "-"
    return out


def shape(form):
    """Xx0 and the sign itself, each run cut to four: `Mara’s` is `Xxxx'x`."""
    out, run = [], 0
    for c in form[:LONGEST].translate(CURLY_TABLE):
        if c.isupper():
            s = "X"
        elif c.isalpha():
            s = "x"
        elif c.isdigit():
            s = "0"
        else:
            s = c
        run = run + 1 if out and out[-1] == s else 1
        if run <= 4:
            out.append(s)
    return "".join(out)


def fnv64(number, text):
    """FNV-1a 64 over the byte `number` and the UTF-8 bytes of `text`."""
    h = 0xCBF29CE484222325
    for b in (number, *text.encode()):
        h = ((h ^ b) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def fnv32(text):
    """fastText's hash: FNV-1a 32, each UTF-8 byte sign-extended to 32 bits."""
    h = 2166136261
    for b in text.encode():
        h = ((h ^ (b | 0xFFFFFF00 if b >= 128 else b)) * 16777619) & 0xFFFFFFFF
    return h


def feature_texts(form):
    """The texts behind the hashed features, in the order of `HASHED`."""
    n = norm(form)
    return (n, n[:1], n[:3], n[-2:], n[-3:], n[-4:], shape(form))


@functools.lru_cache(None)
def features(form):
    """The row of each hashed table."""
    return tuple(fnv64(i, t) % rows
                 for i, ((_, rows, _), t) in enumerate(zip(HASHED, feature_texts(form))))


def ngram_rows(word, n_buckets, low=3, high=5):
    """The n-gram rows of a normal form: 3 to 5 characters of `<word>`, as fastText takes them."""
    text = "<" + word + ">"
    rows = []
    for i in range(len(text)):
        for n in range(low, high + 1):
            if i + n <= len(text):
                rows.append(fnv32(text[i:i + n]) % n_buckets)
    return rows
