#!/usr/bin/env python3
"""The judge of addressees: to whom a line is said.

usage: train.py ROWS [--ship] [--old] [--grid]
    ROWS     an empty or a filled folder for what the engine writes
    --ship   writes models/address
    --old    takes ROWS as they are
    --grid   prints the figures at other bounds, too

Learns from the novels of PDNC and the annotated stories that other models learn from, too,
with the speakers that the engine finds: for novels by its ranker and by rules alone, since the
ranker knows these novels better than new ones. Prints precision, recall and F1 of pairs of a
line and an addressee where the speaker is right, on the novels and stories that no model sees.
The engine must be built first: cargo build --release -p dramaturg --example encode_addressees
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
SHARED = ROOT.parent / "shared"
ENGINE = pathlib.Path(os.environ.get(
    "ENCODE_ADDRESSEES", ROOT / "target/release/examples/encode_addressees"))
sys.path[:0] = [str(SHARED / "eval"), str(HERE.parent), str(HERE.parent / "speech")]

import score_quotes as sq           # noqa: E402
import score_story                  # noqa: E402
import data                         # noqa: E402
from forest import forest_bytes     # noqa: E402

SEED, ROUNDS, STORY_WEIGHT = 1, 200, 3.0
PARAMETERS = dict(
    objective="binary", learning_rate=0.06, num_leaves=15, min_data_in_leaf=40,
    feature_fraction=0.6, bagging_fraction=0.7, bagging_freq=1, lambda_l2=4, verbose=-1,
    seed=SEED, deterministic=True, num_threads=1, force_row_wise=True)
MIN_PROBABILITY, MIN_BEST = 0.5, 0.25     # as in crates/cast/src/speech/address.rs

# The rows of a book; `gold` has the number of addressees of each line whose speaker is right.
Lines = collections.namedtuple("Lines", "name x y keys judged gold")


def encode(folder, books, *options):
    subprocess.run([str(x) for x in [ENGINE, folder, *options, *books]], check=True)


def rows(folder, name, whom, gold_of):
    """The rows of a book whose line has a gold addressee. `whom` maps a character of ours to
    one of the gold; `gold_of` a line's first byte to (speaker is right, addressees)."""
    pred = json.loads((folder / (name + ".json")).read_text())
    first = {c["first"][0]: c["id"] for c in pred["characters"] if c.get("first")}
    x, y, keys, judged = [], [], [], []
    for line in (folder / (name + ".rows")).read_text().splitlines():
        at, who, *values = line.split()
        if int(at) not in gold_of:
            continue
        is_right, gold = gold_of[int(at)]
        x.append(values)
        y.append(whom(first.get(int(who)), int(at)) in gold)
        keys.append(int(at))
        judged.append(is_right)
    n_gold = {at: len(gold) for at, (is_right, gold) in gold_of.items() if is_right}
    return Lines(name, np.array(x, np.float32), np.array(y, float), np.array(keys),
                 np.array(judged, bool), n_gold)


def novel(folder, name):
    text, chars, gold = sq.load_gold(SHARED / "data/pdnc" / name)
    pred = json.loads((folder / (name + ".json")).read_text())
    cast = [{**c, "aliases": [a["text"] for a in c["aliases"]]} for c in pred["characters"]]
    mapping = sq.map_characters(cast, chars, collections.Counter(q["speaker"] for q in gold))
    quotes = [q for q in pred["quotations"] if q["mode"] == "speech" and not q["nested_in"]]
    parts = [{"parts": [sq.trim(text, *s) for s in q["spans"]]} for q in quotes]
    hits, _ = sq.match(gold, parts)
    best = {}
    for g, found in zip(gold, hits):
        for j, n in found.items():
            if n > best.get(j, (0, None))[0]:
                best[j] = n, g
    as_gold = lambda who: mapping[who][0] if who in mapping else None
    gold_of = {}
    for j, (_, g) in best.items():
        to = {a["id"] for a in g["addressees"]}
        speaker = quotes[j]["speaker"]
        if to:
            gold_of[quotes[j]["spans"][0][0]] = (
                speaker is not None and as_gold(speaker["id"]) == g["speaker"], to)
    return rows(folder, name, lambda who, at: as_gold(who), gold_of)


def story(folder, path):
    gold = json.loads(path.with_suffix(".gold.json").read_text())
    pred = json.loads((folder / (path.stem + ".json")).read_text())
    side = score_story.Side(gold, pred, path.read_bytes())
    gold_of = {}
    for q in pred["quotations"]:
        if q["mode"] != "speech" or q["nested_in"]:
            continue
        start, end = q["spans"][0]
        share = collections.Counter()
        for i, u in enumerate(side.utterances):
            for s in u["spans"]:
                share[i] += max(0, min(end, s[1]) - max(start, s[0]))
        i, n = max(share.items(), key=lambda pair: pair[1], default=(0, 0))
        if not n or side.utterances[i].get("ambiguous") or not side.utterances[i]["addressees"]:
            continue
        u = side.utterances[i]
        speaker = q["speaker"]
        as_gold = lambda who: side.as_gold(who, {u["speaker"]}, start)
        is_right = speaker is not None and as_gold(speaker["id"]) == u["speaker"]
        gold_of[start] = is_right, set(u["addressees"])
    return rows(folder, path.stem,
                lambda who, at: side.as_gold(who, gold_of[at][1], at) if who else None, gold_of)


def load(work, is_old):
    names = sorted({n for f in data.FOLDS for n in f})
    paths = [SHARED / "data/pdnc" / n / "text.txt" for n in names]
    stories, unseen = data.stories(), data.stories(True)
    if not is_old:
        encode(work / "ranked", [*paths, *stories, *unseen])
        encode(work / "rules", [*paths, *stories], "--rules")
    taught = [n for n in names if n not in data.UNSEEN_NOVELS | data.NEVER_TRAINED]
    train = [(novel(work / kind, n), 0.5) for kind in ("ranked", "rules") for n in taught]
    train += [(story(work / kind, p), STORY_WEIGHT / 2)
              for kind in ("ranked", "rules") for p in stories]
    return (train, [novel(work / "ranked", n) for n in sorted(data.UNSEEN_NOVELS)],
            [story(work / "ranked", p) for p in unseen])


def fit(train):
    train = [(b, w) for b, w in train if len(b.x)]
    x = np.concatenate([b.x for b, _ in train])
    y = np.concatenate([b.y for b, _ in train])
    # A line whose speaker is wrong teaches little.
    w = np.concatenate([np.where(b.judged, weight, 0.2 * weight) for b, weight in train])
    made = lgb.Dataset(x, y, weight=w, params=PARAMETERS)
    return lgb.train(PARAMETERS, made, num_boost_round=ROUNDS)


def figures(books, p_of, least=MIN_PROBABILITY, best=MIN_BEST):
    """Precision, recall, F1 of pairs, and lines with exactly the gold's, speaker right."""
    tp = n_pred = n_gold = exact = n_lines = 0
    for b in books:
        p = p_of(b)
        for at, n in b.gold.items():
            own = np.flatnonzero(b.keys == at)
            n_gold += n
            n_lines += 1
            if not len(own):
                continue
            order = own[np.argsort(-p[own], kind="stable")]
            kept = [i for k, i in enumerate(order) if p[i] >= least or k == 0 and p[i] >= best]
            n_pred += len(kept)
            hits = sum(b.y[i] for i in kept)
            tp += hits
            exact += hits == n and len(kept) == n
    precision, recall = tp / max(1, n_pred), tp / max(1, n_gold)
    return tuple(100 * f for f in (precision, recall, 2 * precision * recall / (precision + recall),
                                   exact / max(1, n_lines)))


def by_rules(b):
    """What the rules say: the cue, the calls, else the nearest other speaker."""
    p = np.zeros(len(b.x))
    for at in np.unique(b.keys):
        own = np.flatnonzero(b.keys == at)
        named = [i for i in own if b.x[i, 0] or b.x[i, 1]]
        if named:
            p[named] = 1.0
        elif len(own):
            near = min(own, key=lambda i: (min(b.x[i, 7], b.x[i, 8]), b.x[i, 7]))
            p[near] = min(b.x[near, 7], b.x[near, 8]) <= 4
    return p


def main():
    work = pathlib.Path(sys.argv[1])
    train, novels, stories = load(work, "--old" in sys.argv)
    forest = fit(train)
    judge = lambda b: forest.predict(b.x) if len(b.x) else np.zeros(0)
    for label, p_of in (("rules", by_rules), ("forest", judge)):
        for kind, books in (("unseen novels", novels), ("unseen stories", stories)):
            print("%-7s %-15s precision %.1f recall %.1f F1 %.1f exact %.1f" % (
                label, kind, *figures(books, p_of)), flush=True)
    if "--grid" in sys.argv:
        for least in (0.3, 0.4, 0.5, 0.6):
            for best in (0.1, 0.25, 0.4):
                print(least, best, *("%.1f" % f for k in (novels, stories)
                                     for f in figures(k, judge, least, best)))
    if "--ship" in sys.argv:
        ship(forest, train[0][0].x.shape[1])


def ship(forest, n):
    folder = ROOT / "models/address"
    folder.mkdir(exist_ok=True)
    raw = forest_bytes(forest, n)
    (folder / "addressees.forest").write_bytes(raw)
    rng = np.random.default_rng(SEED)
    x = rng.choice([0.0, 1.0, 2.0, 0.25, 0.5, -1.0, 7.0, 20.0], size=(30, n)).astype(np.float32)
    lines = [json.dumps({"row": [float(v) for v in row], "score": float(s)})
             for row, s in zip(x, forest.predict(x, raw_score=True))]
    (folder / "parity.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "model.toml").write_text(
        "# Written by training/address/train.py.\nseed = %d\nn_features = %d\nsha256 = \"%s\"\n" % (
            SEED, n, hashlib.sha256(raw).hexdigest()))
    print("models/address written: %d kB" % (len(raw) // 1000))


if __name__ == "__main__":
    main()
