"""Rows and labels for the ranker of speakers.

`encode` calls the engine's example `encode_speech`, which writes for every book the turns,
their candidates and one row of features a candidate. Labels come from gold quotations
(PDNC, the annotated stories) or, where cues were masked, from the masked cues.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared"
ENGINE = pathlib.Path(os.environ.get("ENCODE_SPEECH", ROOT / "target/release/examples/encode_speech"))
sys.path[:0] = [str(SHARED / "eval"), str(HERE.parent)]
from unseen import STORIES as UNSEEN_STORIES  # noqa: E402 (the folder above is on the path now)

# Novels by one author stay together; each list is one fold.
FOLDS = [
    ["Emma", "NorthangerAbbey", "Persuasion", "PrideAndPrejudice", "SenseAndSensibility"],
    ["ARoomWithAView", "HowardsEnd", "TheGambler", "TheSignOfTheFour"],
    ["AHandfulOfDust", "AnneOfGreenGables", "DaisyMiller", "TheManWhoWasThursday", "TheAwakening"],
    ["NightAndDay", "TheSunAlsoRises", "AlicesAdventuresInWonderland", "TheSportOfTheGods"],
    ["TheAgeOfInnocence", "TheInvisibleMan", "TheMysteriousAffairAtStyles",
     "ThePictureOfDorianGray"],
]
NEVER_TRAINED = {"AHandfulOfDust"}
# What no shipped model sees.
UNSEEN_NOVELS = {"DaisyMiller", "TheAgeOfInnocence", "TheInvisibleMan", "TheSunAlsoRises"}
STORIES = ROOT / "stories" / "corpus"


def stories(unseen=False):
    """The texts of the annotated stories that are trained on, or of the others."""
    return sorted(p for p in STORIES.glob("*.txt")
                  if (p.stem.split("_")[0] in UNSEEN_STORIES) == unseen)


Book = collections.namedtuple("Book", "name side x groups target")


def encode(out, books, mask=None, cast=None):
    """Runs the engine over books (paths) and writes their rows to the folder out; `cast` has
    what the doorkeeper says of short texts."""
    command = [ENGINE, out]
    command += ["--cast", cast] if cast is not None else []
    command += ["--mask", str(mask)] if mask is not None else []
    subprocess.run([str(x) for x in [*command, *books]], check=True)


def rows(folder, name, side):
    """The rows of a book as an array [n_candidates, n_features]."""
    return np.fromfile(folder / (name + ".f32"), dtype="<f4").reshape(-1, side["n_features"])


def features(book):
    """The names of the first stage's features."""
    return book.side["features"]


def load(folder, name, label):
    """One book; `label` gives the candidates of each turn that are right."""
    side = json.loads((folder / (name + ".json")).read_text())
    groups = np.array([len(t["candidates"]) for t in side["turns"]])
    target = np.zeros(groups.sum(), dtype=np.float64)
    at = 0
    for turn, right in zip(side["turns"], label(side)):
        hits = [k for k, c in enumerate(turn["candidates"]) if c in right]
        for k in hits:
            target[at + k] = 1.0 / len(hits)
        at += len(turn["candidates"])
    return Book(name, side, rows(folder, name, side), groups, target)


def sample(book, share, seed):
    """A share of a book's conversations, each whole."""
    turns = book.side["turns"]
    starts = [t for t, turn in enumerate(turns) if not turn["follows"]] + [len(turns)]
    rng = np.random.default_rng([seed, *book.name.encode()])
    kept = [t for a, b in zip(starts, starts[1:]) if rng.random() < share for t in range(a, b)]
    at = np.concatenate([[0], np.cumsum(book.groups)])
    own = np.concatenate([np.arange(at[t], at[t + 1]) for t in kept] or [np.zeros(0, int)])
    side = dict(book.side, turns=[turns[t] for t in kept])
    return Book(book.name, side, book.x[own], book.groups[kept], book.target[own])


def judged(book, n):
    """A book with the n candidates of each turn that the rules find likeliest, as the engine
    judges no others in a long text."""
    rule_p = book.x[:, book.side["features"].index("rule_p")]
    turns, own, at = [], [], 0
    for turn, size in zip(book.side["turns"], book.groups):
        best = np.sort(np.argsort(-rule_p[at:at + size], kind="stable")[:n])
        turns.append(dict(turn, candidates=[turn["candidates"][k] for k in best]))
        own.append(at + best)
        at += size
    groups = np.array([len(o) for o in own])
    own = np.concatenate(own)
    target = book.target[own]
    sums = np.bincount(np.repeat(np.arange(len(groups)), groups), target, len(groups))
    target = target / np.repeat(np.where(sums > 0, sums, 1.0), groups)
    return Book(book.name, dict(book.side, turns=turns), book.x[own], groups, target)


def without(book, features):
    """A book without the features of these names."""
    names = book.side["features"]
    kept = [i for i, n in enumerate(names) if n not in features]
    side = dict(book.side, features=[names[i] for i in kept], n_features=len(kept))
    return Book(book.name, side, book.x[:, kept], book.groups, book.target)


def predicted(side, speakers):
    """Characters and quotations as score_quotes.py reads them."""
    characters = [{"id": int(i), "name": e["name"], "aliases": e["aliases"]}
                  for i, e in side["entities"].items()]
    quotes = [{"spans": t["spans"], "speaker": s}
              for t, s in zip(side["turns"], speakers) if t["mode"] == "Speech"]
    return {"characters": characters, "quotes": quotes}


def pdnc_label(side, name):
    """For each turn the entities that stand for its gold speaker."""
    import score_quotes as sq
    folder = SHARED / "data" / "pdnc" / name
    text, chars, gold = sq.load_gold(folder)
    outer = [i for i, t in enumerate(side["turns"]) if t["mode"] == "Speech"]
    pred = [{"parts": [sq.trim(text, *s) for s in side["turns"][i]["spans"]]} for i in outer]
    hits, _ = sq.match(gold, pred)
    share = collections.defaultdict(collections.Counter)
    for g, found in zip(gold, hits):
        for j, n in found.items():
            share[outer[j]][g["speaker"]] += n
    doc = predicted(side, [t["speaker"] for t in side["turns"]])
    mapping = sq.map_characters(doc["characters"], chars,
                                collections.Counter(q["speaker"] for q in gold))
    by_gold = collections.defaultdict(set)
    for entity, (g, _) in mapping.items():
        by_gold[g].add(entity)
    return [by_gold.get(share[i].most_common(1)[0][0], set()) if i in share else set()
            for i in range(len(side["turns"]))]


def story_label(side, name):
    """For each turn the entities that stand for its gold speaker or thinker."""
    import score_story as ss
    import score_quotes as sq
    gold = json.loads((STORIES / (name + ".gold.json")).read_text())
    raw = (STORIES / (name + ".txt")).read_bytes()
    strings = {c["id"]: ss.names_of([c["canonical"], *(a["text"] for a in c["aliases"])])
               for c in gold["characters"]}
    count = collections.Counter(s for names in strings.values() for s in names)
    by_gold = collections.defaultdict(set)
    for i, e in side["entities"].items():
        own = ss.names_of([e["name"], *e["aliases"]])
        votes = {g: sum(1 / count[s] for s in own & names) for g, names in strings.items()}
        if e["narrator"] and gold["document"]["person"].startswith("first"):
            votes[gold["document"]["pov"]] = 9
        best = max(votes, key=votes.get)
        if votes[best] > 0:
            by_gold[best].add(int(i))
    items = [(u["spans"], u["speaker"], u.get("ambiguous")) for u in gold["utterances"]]
    items += [([t["span"]], t["thinker"], False) for t in gold["thoughts"]]
    labels = []
    spans = [([sq.trim(raw, *s) for s in u], who, open_) for u, who, open_ in items]
    for turn in side["turns"]:
        parts = [sq.trim(raw, *s) for s in turn["spans"]]
        share = collections.Counter()
        for gold_parts, who, is_open in spans:
            over = sum(max(0, min(e, ge) - max(s, gs)) for s, e in parts for gs, ge in gold_parts)
            if over and not is_open:
                share[who] += over
        labels.append(by_gold.get(share.most_common(1)[0][0], set()) if share else set())
    return labels


def story_document(side, speakers):
    """Characters and quotations as score_story.py reads them."""
    characters = [{"id": i, "name": e["name"], "kind": e.get("kind"), "narrator": e["narrator"],
                   "aliases": [{"text": a} for a in e["aliases"]]}
                  for i, e in side["entities"].items()]
    of = lambda who: None if who is None else {"id": str(who)}
    quotations = [{"mode": t["mode"].lower(), "spans": t["spans"], "speaker": of(who)}
                  for t, who in zip(side["turns"], speakers)]
    return {"characters": characters, "quotations": quotations}


def story_score(name, side, speakers):
    """-> the figures of score_story.py for who speaks, and its judgement of each utterance."""
    import score_story as ss
    gold = json.loads((STORIES / (name + ".gold.json")).read_text())
    both = ss.Side(gold, story_document(side, speakers), (STORIES / (name + ".txt")).read_bytes())
    figures = ss.dialogue(both)
    return figures, [d for d in both.details if d["layer"] == "speaker"]


def masked_label(side, _name=None):
    """For each masked turn the entity that its cue names; nothing for the others."""
    return [{t["named"]} if t["mask"] and t["named"] is not None else set()
            for t in side["turns"]]
