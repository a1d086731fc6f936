"""Trains what ships and writes models/speech: a forest, model.toml, parity cases."""
import hashlib
import json
import pathlib
import sys

import numpy as np

import corpus
import data
import train as t

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from forest import forest_bytes  # noqa: E402 (the folder above is on the path now)

MODEL = data.ROOT / "models" / "speech"
# Masked works cost points beside PDNC (see the experiments); the variant without it needs them.
N_WORKS = 60
# Stories are few, short and modern; novels are many and old.
STORY_WEIGHT = 5.0
# Of the novels' conversations; a third of them costs the unseen novels more than a point.
NOVEL_SHARE = 1.0
# So many candidates the engine judges in a long text.
N_JUDGED = 6
SEED = 20261122
# The mean of so many trainings, each with a seed of its own: one alone moves the unseen novels
# by 0.3 points and the unseen stories by 0.5.
N_BAGS = 2


def sources(work, clean, n_works=N_WORKS):
    """-> [(name, paths, mask seed, label function, weight)]"""
    out = [("stories", data.stories(), None, data.story_label, STORY_WEIGHT)]
    if n_works:
        folder = work / "corpus"
        works = sorted(folder.glob("*.txt")) or corpus.works(folder, n_works)
        out.append(("works", works[:n_works], SEED, data.masked_label, 0.5))
    if not clean:
        names = sorted({n for f in data.FOLDS for n in f} - data.UNSEEN_NOVELS
                       - data.NEVER_TRAINED)
        paths = [data.SHARED / "data/pdnc" / n / "text.txt" for n in names]
        out.insert(0, ("pdnc", paths, None, data.pdnc_label, 1.0))
    return out


def name_of(path):
    return path.parent.name if path.stem == "text" else path.stem


def load(work, rows, cast=None):
    """All books of all sources, with their weights."""
    books, weights, paths = [], {}, {}
    for kind, files, seed, label, weight in rows:
        data.encode(work / kind, files, mask=seed, cast=cast if kind == "stories" else None)
        for f in files:
            name = name_of(f)
            books.append(data.load(work / kind, name, lambda side, n=name: label(side, n)))
            weights[name], paths[name] = weight, (kind, f, seed)
    return books, weights, paths


def ship(work, rounds, clean, n_works=N_WORKS, share=None, cast=None):
    rows = sources(work, clean, n_works)
    books, weights, paths = load(work, rows, cast)
    share = NOVEL_SHARE if share is None else share
    books = [data.judged(data.sample(b, share, SEED), N_JUDGED) if paths[b.name][0] == "pdnc"
             else b for b in books]
    print("%d books" % len(books), flush=True)
    bags = []
    for bag in range(N_BAGS):
        t.PARAMETERS["seed"] = t.FIRST_SEED + bag
        bags.append(t.fit(books, rounds, weights, print))
    model = t.Mean(bags)
    MODEL.mkdir(parents=True, exist_ok=True)
    n = books[0].side["n_features"]
    raw = forest_bytes([bag.forest for bag in bags], n)
    (MODEL / "ranker.forest").write_bytes(raw)
    rng = np.random.default_rng(SEED)
    # Rows that look like real ones: small counts, shares, and some far distances.
    x = rng.choice([0.0, 1.0, 2.0, 0.25, 0.5, -1.0, 7.0, 40.0, 9999.0], size=(30, n))
    x = (x + rng.choice([0.0, 0.125], size=(30, n))).astype(np.float32)
    lines = [json.dumps({"row": [float(v) for v in row], "score": float(y)})
             for row, y in zip(x, model.scores(x))]
    (MODEL / "parity.jsonl").write_text("\n".join(lines) + "\n")
    steps = ",\n".join("  [%s]" % ", ".join("%.4f" % w for w in row) for row in model.weights)
    (MODEL / "model.toml").write_text(
        "# Written by training/speech/export.py.\nname = \"speech\"\nversion = 2\n"
        "clean = %s\nseed = %d\nrounds = %d\nbags = %d\nn_features = %d\nsha256 = \"%s\"\n"
        "# A row a situation: the same speaker, the one before, another, another after one "
        "who spoke twice.\nsteps = [\n%s,\n]\n"
        % ("true" if clean else "false", SEED, rounds, N_BAGS, n, hashlib.sha256(raw).hexdigest(),
           steps))
    print("models/speech written: %d kB" % (len(raw) // 1000))
