#!/usr/bin/env python3
"""The doorkeeper: who belongs to the cast of a short text.

usage: train.py ROWS [--ship] [--old] [--show] [--out FOLDER]
    ROWS     an empty or a filled folder for what the engine writes
    --ship   writes models/cast
    --old    takes ROWS as they are
    --out    writes what it says of each story, by forests that did not see it, for
             training/speech/train.py --cast FOLDER
    --show   prints what the forest looks at most

Learns from the annotated stories: an entity of ours is whoever of the gold has most of its
mentions; of all entities of one character the one that speaks and is mentioned most is
somebody of their own, the others are other words for them, and who is nobody of the gold does
not belong to the cast. Prints how many of either kind fall under some bounds: cross-validated
by story over those that it learns from, and over the others. The engine must be built first:
cargo build --release -p dramaturg --example encode_cast
"""
import collections
import hashlib
import json
import os
import pathlib
import subprocess
import sys

import lightgbm as lgb
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ENGINE = pathlib.Path(os.environ.get("ENCODE_CAST", ROOT / "target/release/examples/encode_cast"))
sys.path[:0] = [str(HERE.parent)]

import unseen                       # noqa: E402
from forest import forest_bytes     # noqa: E402

STORIES = ROOT / "stories" / "corpus"
# Held out of the shipped forest.
UNSEEN = {"u05", "u06", "u15", "u16", "u25", "u26", *("w%d" % n for n in range(31, 39))}
SEED, ROUNDS, FOLDS = 1, 200, 6
NEW_WEIGHT = 3.0
MAY_SPEAK, MAY_BEGIN, IS_OWN = 0.2, 0.75, 0.3
PARAMETERS = dict(
    objective="binary", learning_rate=0.05, num_leaves=15, min_data_in_leaf=20,
    feature_fraction=0.5, bagging_fraction=0.7, bagging_freq=1, lambda_l2=4, verbose=-1,
    seed=SEED, deterministic=True, num_threads=1, force_row_wise=True)

NAMES = (ROOT / "crates/cast/src/person/doorkeeper/pair.rs").read_text()
NAMES = NAMES.split("&[", 1)[1].split("];")[0].split('"')[1::2]
Story = collections.namedtuple("Story", "name x y who speaks")


def load(folder, path):
    gold = json.loads(path.with_suffix(".gold.json").read_text())
    marks = [(s, e, c["id"]) for c in gold["characters"] for a in c["aliases"]
             for s, e in a["spans"]]
    votes = collections.defaultdict(collections.Counter)
    for line in (folder / (path.stem + ".people")).read_text().splitlines():
        who, start, end = map(int, line.split())
        # The shortest mark that holds its last word; marks nest.
        inside = [(e - s, c) for s, e, c in marks if s < end <= e or start <= s < e <= end]
        votes[who][min(inside)[1] if inside else None] += 1
    of = {}
    for who, count in votes.items():
        best, n = count.most_common(1)[0]
        of[who] = best if 2 * n > sum(count.values()) else None
    rows = [line.split() for line in (folder / (path.stem + ".rows")).read_text().splitlines()]
    who = [int(row[0]) for row in rows]
    x = np.array([row[1:] for row in rows], np.float32)
    speaks, n, tells = (x[:, NAMES.index(f)] for f in ("speaks", "n_mentions", "is_narrator"))
    first = {}
    for i in np.argsort(-(speaks + 0.5 * n), kind="stable"):
        first.setdefault(of.get(who[i]), i)
    y = [bool(tells[i]) or of.get(e) is not None and first[of[e]] == i
         for i, e in enumerate(who)]
    return Story(path.stem, x, np.array(y, float), who, speaks)


def fit(stories):
    """The other models have seen some of the stories, whose rows are too good to be true;
    those that they have not seen count more."""
    x = np.concatenate([s.x for s in stories])
    y = np.concatenate([s.y for s in stories])
    weight = [NEW_WEIGHT if s.name.split("_")[0] in unseen.STORIES else 1.0 for s in stories]
    weight = np.repeat(weight, [len(s.x) for s in stories])
    made = lgb.Dataset(x, y, weight=weight, params=PARAMETERS)
    return lgb.train(PARAMETERS, made, num_boost_round=ROUNDS)


def show(label, stories, probabilities):
    x, y = (np.concatenate([getattr(s, f) for s in stories]) for f in "xy")
    p, speaks = np.concatenate(probabilities), np.concatenate([s.speaks for s in stories])
    by_rule = (x[:, 0] > 0) | (x[:, 1] > 0) & (x[:, 2] == 0)
    print("%s: %d, %d of their own; lines of these %.0f, of others %.0f" % (
        label, len(y), y.sum(), speaks[y > 0].sum(), speaks[y == 0].sum()))
    line = "  %-10s in: own %d of others %d; lines kept out of own %.0f of others %.0f; F1 %.1f"
    for bound in ("rules", 0.2, 0.3, 0.35, 0.4, 0.5, 0.6):
        kept = by_rule if bound == "rules" else p >= bound
        own, others = (y[kept] > 0).sum(), (y[kept] == 0).sum()
        print(line % (bound, own, others, speaks[~kept & (y > 0)].sum(),
                      speaks[~kept & (y == 0)].sum(), 200 * own / (kept.sum() + y.sum())))


def main():
    global UNSEEN
    UNSEEN |= set(os.environ.get("ALSO_UNSEEN", "").split())
    work = pathlib.Path(sys.argv[1])
    paths = sorted(STORIES.glob("*.txt"))
    if "--old" not in sys.argv:
        subprocess.run([str(p) for p in [ENGINE, work, *paths]], check=True)
    is_unseen = lambda p: p.stem.split("_")[0] in UNSEEN
    stories = [load(work, p) for p in paths if not is_unseen(p)]
    others = [load(work, p) for p in paths if is_unseen(p)]
    probabilities = [None] * len(stories)
    for k in range(FOLDS):
        forest = fit([s for i, s in enumerate(stories) if i % FOLDS != k])
        for i in range(k, len(stories), FOLDS):
            probabilities[i] = forest.predict(stories[i].x)
    show("cross-validated", stories, probabilities)
    new = [i for i, s in enumerate(stories) if s.name[0] in "xy"]
    show("of these x and y", [stories[i] for i in new], [probabilities[i] for i in new])
    forest = fit(stories)
    if "--out" in sys.argv:
        out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
        out.mkdir(exist_ok=True)
        for s, p in [*zip(stories, probabilities), *((s, forest.predict(s.x)) for s in others)]:
            lines = ["%s %s %s" % (MAY_SPEAK, MAY_BEGIN, IS_OWN)]
            lines += ["%d %.4f" % pair for pair in zip(s.who, p)]
            (out / (s.name + ".cast")).write_text("\n".join(lines) + "\n")
    show("unseen", others, [forest.predict(s.x) for s in others])
    if "--show" in sys.argv:
        gain = forest.feature_importance("gain")
        for i in np.argsort(-gain)[:30]:
            print("%-24s %.0f" % (NAMES[i], gain[i]))
    if "--ship" in sys.argv:
        ship(forest, stories[0].x.shape[1])


def ship(forest, n):
    folder = pathlib.Path(os.environ.get("OUT_MODELS", ROOT / "models")) / "cast"
    folder.mkdir(exist_ok=True)
    raw = forest_bytes(forest, n)
    (folder / "doorkeeper.forest").write_bytes(raw)
    rng = np.random.default_rng(SEED)
    x = rng.choice([0.0, 1.0, 2.0, 0.25, 0.5, -1.0, 7.0, 20.0], size=(30, n)).astype(np.float32)
    lines = [json.dumps({"row": [float(v) for v in row], "score": float(s)})
             for row, s in zip(x, forest.predict(x, raw_score=True))]
    (folder / "parity.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "model.toml").write_text(
        "# Written by training/cast/train.py.\nseed = %d\nn_features = %d\n"
        "# Chosen on stories that the forest has seen, and the others agree.\n"
        "may_speak = %s\nmay_begin = %s\nis_own = %s\nsha256 = \"%s\"\n" % (
            SEED, n, MAY_SPEAK, MAY_BEGIN, IS_OWN, hashlib.sha256(raw).hexdigest()))
    print("models/cast written: %d kB" % (len(raw) // 1000))


if __name__ == "__main__":
    main()
