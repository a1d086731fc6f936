"""Training data: UD English (EWT, GUM) and LitBank as stretches of tokens with labels."""
import collections
import json
import lzma
import pathlib
import random
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
import irregular  # noqa: E402

SHARED = ROOT.parent / "shared"
MAX_TOKENS = 192
TYPES = ("PER", "FAC", "GPE", "LOC", "VEH", "ORG")
# `PART` is in LitBank's entity layer alone: mostly a title inside a name.
KINDS = ("NONE", "PROP", "NOM", "PRON", "PART")


class Sentence:
    """Words of one sentence; `heads` counts from 0, -1 is the root."""
    __slots__ = ("forms", "upos", "feats", "lemmas", "heads", "rels", "new_paragraph")

    def __init__(self):
        self.forms, self.upos, self.feats, self.lemmas = [], [], [], []
        self.heads, self.rels, self.new_paragraph = [], [], False

    def copy(self):
        out = Sentence()
        for k in ("forms", "upos", "feats", "lemmas", "heads", "rels"):
            setattr(out, k, list(getattr(self, k)))
        out.new_paragraph = self.new_paragraph
        return out


def read_ud(path):
    """The documents of a CoNLL-U file: lists of sentences."""
    documents, sentence = [], None
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("#"):
                if sentence is None:
                    sentence = Sentence()
                if line.startswith("# newdoc"):
                    documents.append([])
                    sentence.new_paragraph = True
                elif line.startswith("# newpar"):
                    sentence.new_paragraph = True
            elif line:
                c = line.split("\t")
                if not c[0].isdigit():
                    continue
                if sentence is None:
                    sentence = Sentence()
                sentence.forms.append(c[1].replace(" ", ""))
                sentence.upos.append(c[3])
                sentence.feats.append("|".join(sorted(c[5].split("|"))))
                sentence.lemmas.append(c[2])
                sentence.heads.append(int(c[6]) - 1)
                sentence.rels.append(c[7])
            elif sentence is not None:
                if not documents:
                    documents.append([])
                if sentence.forms:
                    documents[-1].append(sentence)
                sentence = None
    return documents


def paragraphs(document):
    """Runs of sentences without a paragraph break."""
    out = []
    for s in document:
        if s.new_paragraph or not out:
            out.append([])
        out[-1].append(s)
    return out


def stretches(units):
    """Packs units (sentences as lists of anything with a length) into runs of MAX_TOKENS."""
    out, n = [], 0
    for u in units:
        k = len(u)
        if not out or n + k > MAX_TOKENS:
            out.append([])
            n = 0
        out[-1].append(u)
        n += k
    return out


def split_hyphens(words):
    """Each word's parts, split at hyphens between letters or digits as UD splits them."""
    for w in words:
        if not w.strip("_"):            # a mark of emphasis is no word
            yield []
            continue
        parts = re.split(r"(?<=[^\W_])(-)(?=[^\W_])", w) if "-" in w else [w]
        yield parts if len(parts) > 1 and not KEPT.fullmatch(w) else [w]


KEPT = re.compile(r"(?:to-(?:day|night|morrow)|good-(?:bye|by|night)|e-mail"
                  r"|(?:[a-z]|non|re|anti|pre|co|mid|ex|semi|un|sub|self|vice)-.*)", re.I)


def read_litbank(folder, hyphens=True):
    """Documents of LitBank: paragraphs with sentences, spans (start, end, kind, type), events.

    With `hyphens`, words are split at hyphens as UD splits them; spans follow.
    """
    out = []
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        d = json.loads(path.read_text(encoding="utf-8"))
        raw = d["text"].encode()
        first, forms, offsets = [], [], []
        for parts, (a, b) in zip(split_hyphens(d["words"]), d["tokens"]):
            first.append(len(forms))
            if not hyphens and parts:
                parts = ["".join(parts)]
            for p in parts:
                forms.append(p)
                offsets.append((a, a + len(p.encode())))
                a += len(p.encode())
        first.append(len(forms))
        spans = {}
        for m in d["mentions"]:
            spans[first[m["start"]], first[m["end"]]] = (m["kind"], m["type"])
        for e in d["entities"]:
            spans.setdefault((first[e["start"]], first[e["end"]]), ("PART", e["type"]))
        events = [0] * len(forms)
        for e in d["events"]:
            events[first[e["end"]] - 1] = 1
            # A split event word keeps its label on the last part that has letters.
        breaks = set()
        for i in range(1, len(forms)):
            if b"\n\n" in re.sub(rb"[ \t\r]", b"", raw[offsets[i - 1][1]:offsets[i][0]]):
                breaks.add(i)
        sentences = [(first[a], first[b]) for a, b in d["sentences"]]
        out.append({"id": d["id"], "forms": forms, "offsets": offsets, "spans": spans,
                    "events": events, "sentences": sentences, "breaks": breaks})
    return out


def litbank_stretches(document):
    """(start, end) of stretches: whole sentences inside one paragraph, at most MAX_TOKENS."""
    out = []
    for a, b in document["sentences"]:
        while b - a > MAX_TOKENS:
            out.append((a, a + MAX_TOKENS))
            a += MAX_TOKENS
        if out and out[-1][1] == a and a not in document["breaks"] \
                and b - out[-1][0] <= MAX_TOKENS:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def common_prefix(a, b):
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n


def lemma_script(form, lemma):
    """The edit that makes the lemma: `case:strip:suffix`; case is `l` (lower) or `k` (keep)."""
    lower, keep = common_prefix(form.lower(), lemma), common_prefix(form, lemma)
    case, n = ("l", lower) if lower >= keep else ("k", keep)
    return f"{case}:{len(form) - n}:{lemma[n:]}"


def apply_script(form, script):
    """The lemma that a script makes of a form."""
    case, strip, suffix = script.split(":", 2)
    base = form.lower() if case == "l" else form
    strip = int(strip)
    return (base[:len(base) - strip] if strip else base) + suffix


class Labels:
    """The label lists, made from UD train."""

    def __init__(self, documents):
        count = {k: collections.Counter() for k in ("upos", "feats", "lemma", "rel")}
        table = collections.defaultdict(collections.Counter)
        for d in documents:
            for s in d:
                count["upos"].update(s.upos)
                count["feats"].update(s.feats)
                count["rel"].update(s.rels)
                for f, l, u in zip(s.forms, s.lemmas, s.upos):
                    count["lemma"][lemma_script(f, l)] += 1
                    table[f.lower(), u][l] += 1
        self.upos = sorted(count["upos"])
        self.feats = [k for k, n in count["feats"].most_common() if n >= 3]
        self.rels = sorted(k for k, n in count["rel"].items() if n >= 2)
        self.lemmas = [k for k, n in count["lemma"].most_common() if n >= 5]
        # The commonest scripts are the rules of English; what they do not spell goes into a
        # table, where train is of one mind about it.
        rules = set(self.lemmas[:12])
        self.exceptions = irregular.table()
        for (form, upos), lemmas in sorted(table.items()):
            lemma, n = lemmas.most_common(1)[0]
            if lemma_script(form, lemma) not in rules and n == sum(lemmas.values()) \
                    and (n > 1 or len(form) > 4) and form.isalpha() and lemma.islower():
                self.exceptions[form, upos] = lemma


# Augmentation: what fiction does to words and web text does not.
def curly(forms, rng):
    out, is_open = [], False
    for f in forms:
        if f == '"':
            is_open = not is_open
            f = "“" if is_open else "”"
        elif f in ("'", "`", "``", "''"):
            f = {"``": "“", "''": "”", "`": "‘"}.get(f, "’")
        else:
            f = f.replace("'", "’")
        out.append(f)
    return out


def augment(sentence, rng):
    """A changed copy of a sentence, or the sentence itself."""
    r = rng.random()
    if r < 0.55:
        return sentence
    s = sentence.copy()
    if r < 0.75:
        s.forms = curly(s.forms, rng)
    if rng.random() < 0.3:
        dash = rng.choice(("—", "--", "–", "—"))
        s.forms = [dash if f in ("-", "--", "—", "–") and u == "PUNCT" else f
                   for f, u in zip(s.forms, s.upos)]
    if rng.random() < 0.08 and len(s.forms) > 2:
        s.forms = [f.lower() for f in s.forms]
    elif rng.random() < 0.06 and s.forms[0][:1].isupper():
        s.forms[0] = s.forms[0].lower() if s.upos[0] != "PROPN" else s.forms[0]
    elif rng.random() < 0.03:
        s.forms = [f.upper() for f in s.forms]
    if rng.random() < 0.1:
        s.forms = [{"'s": "s", "’s": "s", "n't": "nt", "n’t": "nt", "'m": "m", "'ll": "ll",
                    "'ve": "ve", "'re": "re"}.get(f, f) for f in s.forms]
    if rng.random() < 0.15 and 2 < len(s.forms) < 60 and '"' not in s.forms \
            and "“" not in s.forms and "”" not in s.forms:
        wrap(s, *rng.choice((('"', '"'), ("“", "”"), ("“", "”"), ("‘", "’"), ("'", "'"))))
    return s


def wrap(s, left, right):
    """Puts quotation marks around a sentence, attached to its root."""
    root = s.heads.index(-1)
    s.heads = [h + 1 if h >= 0 else -1 for h in s.heads]
    for mark, at in ((left, 0), (right, len(s.forms) + 1)):
        s.forms.insert(at, mark)
        s.upos.insert(at, "PUNCT")
        s.feats.insert(at, "_")
        s.lemmas.insert(at, {"“": '"', "”": '"', "‘": "'", "’": "'"}.get(mark, mark))
        s.heads.insert(at, root + 1)
        s.rels.insert(at, "punct")


class Stretch:
    """One training example: forms and what is known of them; absent layers are None."""
    __slots__ = ("forms", "sentences", "ends", "spans", "events", "is_untold")

    def __init__(self, forms, sentences=None, ends=None, spans=None, events=None):
        self.forms, self.sentences, self.ends = forms, sentences, ends
        self.spans, self.events = spans, events
        self.is_untold = sentences is None and spans is None

    def __len__(self):
        return len(self.forms)


class _Sized(list):
    def __len__(self):
        return len(self[0].forms)


def ud_examples(documents, rng, train=True):
    """An epoch's stretches: mostly whole paragraphs, some single sentences."""
    out = []
    for d in documents:
        for p in paragraphs(d):
            p = [augment(s, rng) for s in p] if train else p
            if train and rng.random() < 0.2:
                groups = [[s] for s in p]
            else:
                groups = [[u[0] for u in g] for g in stretches([_Sized([s]) for s in p])]
            for g in groups:
                forms = [f for s in g for f in s.forms]
                if len(forms) > 400:
                    continue
                ends, at = [0] * len(forms), 0
                for s in g:
                    at += len(s.forms)
                    ends[at - 1] = 1
                out.append(Stretch(forms, g, ends))
    return out


def litbank_examples(documents, rng, train=True):
    out = []
    for d in documents:
        for a, b in litbank_stretches(d):
            forms = d["forms"][a:b]
            if train and rng.random() < 0.2:
                forms = curly(forms, rng)
            spans = [(i - a, j - a, *v) for (i, j), v in d["spans"].items() if a <= i and j <= b]
            out.append(Stretch(forms, None, None, spans, d["events"][a:b]))
    return out


def untold_examples(path):
    """Stretches of text without annotation: the words of a CoNLL-U file alone."""
    out, paragraph, sentence = [], [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newpar"):
                out += stretches(paragraph)
                paragraph = []
            elif line[:1].isdigit():
                c = line.split("\t", 2)
                if c[0].isdigit():
                    sentence.append(c[1].replace(" ", ""))
            elif not line.strip() and sentence:
                paragraph.append(sentence)
                sentence = []
    out += stretches(paragraph)
    flat = [[f for s in group for f in s] for group in out]
    return [Stretch(forms) for forms in flat if 3 <= len(forms) <= 2 * MAX_TOKENS]


def batches(examples, size, rng):
    """Batches of about `size` tokens, in random order."""
    order = list(examples)
    rng.shuffle(order)
    out, n = [[]], 0
    for e in order:
        if n and n + len(e) > size:
            out.append([])
            n = 0
        out[-1].append(e)
        n += len(e)
    return [b for b in out if b]
