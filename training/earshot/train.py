"""The judge of earshot: who, of those in a scene, hears a speech.

usage: train.py ROWS [--ship]     ROWS: an empty or a filled folder for what the engine writes

Learns from annotated stories with what the engine itself finds of cast and speakers, and
from the same stories with the gold's. Prints hearers F1 and exact by cross-validation over
stories (no story is judged by a forest that saw it); with --ship it writes models/earshot.
The engine must be built first: cargo build --release -p dramaturg --example encode_earshot
"""
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
    "ENCODE_EARSHOT", ROOT / "target/release/examples/encode_earshot"))
MODEL = ROOT / "models" / "earshot"
sys.path[:0] = [str(SHARED / "eval"), str(HERE.parent)]

import score_story                           # noqa: E402
from forest import forest_bytes              # noqa: E402

SEED, ROUNDS, N_FOLDS, MIN_P = 1, 150, 6, 0.45
UNSEEN = ("u05", "u06", "u15", "u16", "u25", "u26")        # measured on, never trained on
PARAMETERS = dict(
    objective="binary", num_leaves=15, learning_rate=0.05, min_data_in_leaf=30,
    feature_fraction=0.5, bagging_fraction=0.7, bagging_freq=1, lambda_l2=5, verbose=-1,
    seed=SEED, deterministic=True, num_threads=1, force_row_wise=True)


def stories():
    folders = (SHARED / "stories", ROOT / "stories/corpus")
    by_name = {p.stem: p for folder in folders for p in folder.glob("*.txt")}
    return [by_name[name] for name in sorted(by_name) if not name.startswith(UNSEEN)]


class Story:
    """The rows of a story, its gold, and who of the one is who of the other."""

    def __init__(self, path, folder):
        gold = json.loads(path.with_suffix(".gold.json").read_text())
        pred = json.loads((folder / (path.stem + ".json")).read_text())
        self.side = side = score_story.Side(gold, pred, path.read_bytes())
        first = {c["first"][0]: c["id"] for c in pred["characters"] if c.get("first")}
        place = {q["spans"][0][0]: i for i, q in enumerate(side.speech)}
        said = {i: u for u, hit in zip(side.utterances, side.hits) for i in hit}
        self.x, self.y, self.w, self.keys = [], [], [], []
        for line in (folder / (path.stem + ".rows")).read_text().splitlines():
            at, who, *values = line.split()
            if int(who) not in first:
                continue
            u = said.get(place.get(int(at)))
            label = weight = 0
            if u:
                required = set(u["hearers"])
                as_gold = side.as_gold(first[int(who)], required, int(at))
                label = as_gold in required
                weight = as_gold not in (self.optional(u) - required) | {u["speaker"]}
            self.x.append([float(v) for v in values])
            self.y.append(label)
            self.w.append(weight)
            self.keys.append((int(at), first[int(who)]))
        self.x, self.y = np.array(self.x), np.array(self.y, float)
        self.w = np.array(self.w, float) * 200 / max(1, sum(self.w))    # stories weigh the same

    def optional(self, u):
        return self.side.shy | score_story.alternatives(u) | set(u.get("possible_hearers") or ())

    def score(self, p):
        heard, rows, exact = {}, [], 0
        for (at, who), chance in zip(self.keys, p):
            if chance > MIN_P:
                heard.setdefault(at, set()).add(who)
        for u, hit in zip(self.side.utterances, self.side.hits):
            required = set(u["hearers"])
            some = set().union(*u.get("segment_hearers") or ()) - required
            people = {h for i in hit for h in heard.get(self.side.speech[i]["spans"][0][0], ())}
            got = self.side.all_as_gold(people, required, u["spans"][0][0])
            optional = self.optional(u) | some
            rows.append((required, optional, got))
            exact += bool(hit) and required - optional == got - optional
        return score_story.pairs_f1(rows), exact / len(rows)


def fit(some):
    x, y, w = (np.concatenate([getattr(s, k) for s in some]) for k in "xyw")
    return lgb.train(PARAMETERS, lgb.Dataset(x[w > 0], y[w > 0], weight=w[w > 0]), ROUNDS)


def ship(model, width):
    MODEL.mkdir(exist_ok=True)
    raw = forest_bytes(model, width)
    (MODEL / "hearers.forest").write_bytes(raw)
    (MODEL / "model.toml").write_text(
        "# Written by training/earshot/train.py.\nname = \"earshot\"\nversion = 1\nseed = %d\n"
        "rounds = %d\nn_features = %d\nsha256 = \"%s\"\n"
        % (SEED, ROUNDS, width, hashlib.sha256(raw).hexdigest()))
    rng = np.random.default_rng(SEED)
    x = rng.choice([0.0, 1.0, 2.0, 0.25, 0.5, 7.0, 40.0, 60.0], size=(20, width)).astype(np.float32)
    lines = [json.dumps({"row": [float(v) for v in row], "score": float(y)})
             for row, y in zip(x, model.predict(x, raw_score=True))]
    (MODEL / "parity.jsonl").write_text("\n".join(lines) + "\n")


def main():
    rows = pathlib.Path(sys.argv[1])
    paths, sets = stories(), {}
    for name, flags in (("found", []), ("given", ["--given"])):
        subprocess.run([str(ENGINE), *flags, str(rows / name), *map(str, paths)], check=True)
        sets[name] = [Story(p, rows / name) for p in paths]
    models = [fit([s for group in sets.values() for i, s in enumerate(group) if i % N_FOLDS != k])
              for k in range(N_FOLDS)]
    for name, group in sets.items():
        figures = [s.score(models[i % N_FOLDS].predict(s.x)) for i, s in enumerate(group)]
        print("%s: hearers F1 %.1f, exact %.1f (%d stories, each unseen)"
              % (name, *(100 * np.mean(figures, axis=0)), len(group)))
    if "--ship" in sys.argv:
        every = [s for group in sets.values() for s in group]
        ship(fit(every), every[0].x.shape[1])


if __name__ == "__main__":
    main()
