"""The judge of facts: whose body a passage is about, and who has a thing after it.

usage: train.py ROWS [--ship] [--gold FOLDER]   ROWS: a folder for what the engine writes

Learns from annotated stories what the scorer counts as right among all that the engine
proposes. Prints states F1 and custody F1 by cross-validation over stories (no story is judged
by a forest that saw it), beside the most that the proposals could reach and what the rules
alone do; with --ship it writes models/facts. The engine must be built first:
cargo build --release -p dramaturg --example encode_facts
"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import zlib

import lightgbm as lgb
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared"
ENGINE = pathlib.Path(os.environ.get(
    "ENCODE_FACTS", ROOT / "target/release/examples/encode_facts"))
MODEL = ROOT / "models" / "facts"
sys.path[:0] = [os.environ.get("SHARED_EVAL", str(SHARED / "eval")), str(HERE.parent)]

import score_story as scorer                 # noqa: E402
from forest import forest_bytes              # noqa: E402
from unseen import STORIES as UNSEEN         # noqa: E402
from gold_to_story import spans_of           # noqa: E402

SEED, N_FOLDS, N_SEEDS = 1, 10, 2          # a forest is the mean of trainings with so many seeds
ROUNDS = {"states": 300, "custody": 300}
RULE = {"states": 0, "custody": 1}         # where a row says whether a rule is sure of this person
UNSURE = {"states": 1.0, "custody": 0.5}   # as in judge.rs: what no rule is sure of must be likelier
JUDGED_WEIGHT = 2.0                        # of a passage in a novel, by the side of one in a story
PARAMETERS = dict(
    objective="binary", extra_trees=True, num_leaves=8, learning_rate=0.03, min_data_in_leaf=12,
    feature_fraction=0.2, bagging_fraction=0.7, bagging_freq=1, lambda_l2=5, verbose=-1,
    seed=SEED, deterministic=True, num_threads=1, force_row_wise=True)


def stories():
    folders = (SHARED / "stories", ROOT / "stories/corpus")
    by_name = {p.stem: p for folder in folders for p in folder.glob("*.txt")}
    return [by_name[name] for name in sorted(by_name) if not name.startswith(UNSEEN)]


def judgements(kind):
    """What a reader said of proposals: {novel: [(evidence, what, who, checksum, verdict)]}."""
    found = {}
    for line in (HERE / "judged.tsv").read_text().splitlines():
        if not line.startswith("#"):
            of, novel, start, end, what, who, name, verdict = line.split("\t")
            if of == kind:
                found.setdefault(novel, []).append(
                    ((int(start), int(end)), what, None if who == "-" else int(who), name, verdict))
    return found


class Judged:
    """The rows of one novel of which a reader has said whether they are so."""

    def __init__(self, kind, novel, verdicts, folder):
        self.kind, self.name = kind, novel
        by_passage = {}
        for line in (folder / ("%s.%s" % (novel, kind))).read_text().splitlines():
            row = json.loads(line)
            by_passage.setdefault(row["passage"], []).append(row)
        at = {}
        for passage, rows in by_passage.items():
            for row in rows:
                at.setdefault((row["what"], row["evidence"][1]), passage)
                at.setdefault((row["what"], row["evidence"][0]), passage)
        self.groups, x, y, w = [], [], [], []
        for (start, end), what, who, name, verdict in verdicts:
            passage = at.get((what, end), at.get((what, start)))
            if passage is None:
                continue                    # no longer proposed
            rows = by_passage[passage]
            same = [r["who"] == who and (name == "-" or any(
                "%08x" % zlib.crc32(n.lower().encode()) == name for n in r["names"])) for r in rows]
            if verdict != "wrong" and not any(same):
                continue
            self.groups.append((len(y), len(y) + len(rows)))
            for row, is_same in zip(rows, same):
                x.append(row["values"])
                y.append(float(verdict == "right" and is_same))
                w.append(0.0 if verdict == "other" and not is_same else JUDGED_WEIGHT)
        self.x, self.y, self.w = np.array(x, float), np.array(y), np.array(w)

    def precision(self, odds, bar):
        """How many passages are let through, and how many of these with the right person."""
        n = right = 0
        for start, end in self.groups:
            best = start + int(np.argmax(odds[start:end]))
            if odds[best] >= bar and self.w[best] > 0:
                n, right = n + 1, right + int(self.y[best])
        return n, right


class Layer:
    """The rows of one layer of one story, and what of them is right."""

    def __init__(self, kind, path, folder):
        gold = json.loads(path.with_suffix(".gold.json").read_text())
        pred = json.loads((folder / (path.stem + ".json")).read_text())
        self.kind, self.name = kind, path.stem
        self.side = scorer.Side(gold, pred, path.read_bytes())
        first = {c["first"][0]: c["id"] for c in pred["characters"] if c.get("first")}
        self.rows = []
        for line in (folder / ("%s.%s" % (path.stem, kind))).read_text().splitlines():
            row = json.loads(line)
            if row["who"] is not None and row["who"] not in first:
                continue
            row["id"] = first.get(row["who"])
            if row["id"] in self.side.groups:
                continue
            self.rows.append(row)
        if kind == "states":
            self.golds = gold["states"]
            self.required = [g["status"].split()[0] not in scorer.NOT_SO
                             and g["character"] not in self.side.shy for g in self.golds]
        else:
            self.golds = [(o, h) for o in gold["objects"] for h in o["history"]]
            self.required = [h["action"] in scorer.CUSTODY for _, h in self.golds]
        self.fit = [[self.fits(r, g) for g in self.golds] for r in self.rows]
        self.x = np.array([r["values"] for r in self.rows], float)
        need = np.array(self.required, bool)
        fit = np.array(self.fit).reshape(len(self.rows), len(self.golds)) > 0
        self.y = fit[:, need].any(axis=1).astype(float)
        aside = ~(self.y > 0) & fit.any(axis=1)
        self.w = np.where(aside, 0.0, 1.0)

    def fits(self, p, g):
        side = self.side
        if self.kind == "custody":
            o, h = g
            if not side.text.near([p["evidence"]], spans_of(h["evidence"])):
                return 0
            if not scorer.same_object({"name": p["names"][0], "aliases": p["names"][1:]}, o):
                return 0
            if side.as_gold(p["id"], {h["to"]}) != h["to"]:
                return 0
            return 1 + (p["what"] == h["action"])
        status = g["status"].split()[0]
        if side.as_gold(p["id"], {g["character"]}) != g["character"]:
            return 0
        if (status in scorer.NOT_SO or p["status"] in scorer.NOT_SO) and status != p["status"]:
            return 0
        if not side.text.near([p["evidence"]], spans_of(g["evidence"])):
            return 0
        part = p["names"][0] if p["names"] else None
        ours, theirs = scorer.body_parts(g["body_part"]), scorer.body_parts(part)
        if ours and theirs and not ours & theirs:
            return 0
        said, parts = scorer.state_classes(p["what"]), scorer.stems(g["body_part"])
        if not said & (scorer.state_classes(g["state"]) | scorer.state_classes(scorer.words_of(g)) - parts):
            return 0
        return 1 + bool(ours & theirs or not (ours or theirs)) + bool(said & scorer.stems(g["state"]))

    def chosen(self, odds, bar):
        """Like the engine: the likeliest row of each passage above the bar, joined as it joins them."""
        best = {}
        for i, (r, o) in enumerate(zip(self.rows, odds)):
            if o >= bar and (r["passage"] not in best or odds[best[r["passage"]]] < o):
                best[r["passage"]] = i
        keep, open_states, holder = [], {}, {}
        for i in sorted(best.values(), key=lambda i: self.rows[i]["evidence"]):
            r = self.rows[i]
            if self.kind == "states":
                part = (r["names"] or [""])[0].split(" ")[-1]
                same = open_states.setdefault((r["id"], r["group"], r["status"]), [])
                old = next((s for s in same if not part or not s["part"] or part == s["part"]), None)
                if old:
                    old["rows"].append(i)
                    continue
                same.append({"part": part, "rows": [i]})
                keep.append(same[-1]["rows"])
            else:
                if r["status"] == "still" and r["id"] is not None and holder.get(r["thing"]) == r["id"]:
                    continue
                holder[r["thing"]] = r["id"]
                keep.append([i])
        return keep

    def score(self, odds, bar):
        """F1 as the scorer has it: one to one, optional entries left out."""
        if not any(self.required) and not self.rows:
            return None
        fits = []
        for p in self.chosen(odds, bar):
            fits.append([j for j in range(len(self.golds)) if any(self.fit[i][j] for i in p)])
        need = {j for j, r in enumerate(self.required) if r}
        hits = pair([[j for j in row if j in need] for row in fits])
        spare = [[j for j in row if j not in need] if i not in hits.values() else [] for i, row in enumerate(fits)]
        n = len(fits) - len(pair(spare))
        return 2 * len(hits) / (n + len(need)) if n + len(need) else None

    def reach(self):
        """Recall if every right row were taken and no other."""
        need = [j for j, r in enumerate(self.required) if r]
        return np.mean([any(f[j] for f in self.fit) for j in need]) if need else None


def pair(rows):
    """The largest set of pairs: {gold: row}."""
    taken = {}

    def place(i, seen):
        for j in rows[i]:
            if j not in seen:
                seen.add(j)
                if j not in taken or place(taken[j], seen):
                    taken[j] = i
                    return True
        return False

    for i in range(len(rows)):
        place(i, set())
    return taken


class Mean:
    """The mean of the same training with several seeds: one seed is worth a point or two by chance."""

    def __init__(self, models):
        self.models = models

    def predict(self, x, **how):
        return np.mean([model.predict(x, **how) for model in self.models], axis=0)


def fit(kind, some):
    x, y, w = (np.concatenate([getattr(s, k) for s in some]) for k in "xyw")
    seeds = [dict(PARAMETERS, seed=SEED + i) for i in range(N_SEEDS)]
    return Mean([lgb.train(p, lgb.Dataset(x[w > 0], y[w > 0], weight=w[w > 0]), ROUNDS[kind]) for p in seeds])


def odds_of(kind, model, x):
    """Log odds of rows as the engine weighs them."""
    return model.predict(x, raw_score=True) - UNSURE[kind] * (x[:, RULE[kind]] == 0)


def cross(kind, layers, more=()):
    """Log odds of every row by forests that did not see its story; they all see `more`."""
    odds = [np.zeros(len(s.x)) for s in layers]
    for k in range(N_FOLDS):
        some = [s for i, s in enumerate(layers) if i % N_FOLDS != k]
        model = fit(kind, some + list(more))
        for i, s in enumerate(layers):
            if i % N_FOLDS == k and len(s.x):
                odds[i] = odds_of(kind, model, s.x)
    return odds


def encode(folder, paths, novels):
    """Has the engine write the rows of stories and novels."""
    texts = folder / "novels"
    texts.mkdir(parents=True, exist_ok=True)
    for novel in novels:
        shutil.copyfile(SHARED / "data/pdnc" / novel / "text.txt", texts / (novel + ".txt"))
    more = [texts / (novel + ".txt") for novel in novels]
    subprocess.run([str(ENGINE), str(folder), *map(str, [*paths, *more])], check=True)


def mean(values):
    return 100 * np.mean([v for v in values if v is not None])


def ship(models):
    MODEL.mkdir(exist_ok=True)
    digests, lines = {}, []
    rng = np.random.default_rng(SEED)
    for kind, (model, width) in models.items():
        raw = forest_bytes(model.models, width)
        (MODEL / (kind + ".forest")).write_bytes(raw)
        digests[kind] = hashlib.sha256(raw).hexdigest()
        values = [0.0, 1.0, 2.0, 0.25, 0.5, 7.0, 40.0, 60.0]
        x = rng.choice(values, size=(20, width)).astype(np.float32)
        lines += [json.dumps({"forest": kind, "row": [float(v) for v in row], "score": float(y)})
                  for row, y in zip(x, model.predict(x, raw_score=True))]
    (MODEL / "model.toml").write_text(
        "# Written by training/facts/train.py.\nname = \"facts\"\nversion = 1\nseed = %d\n" % SEED
        + "".join("sha256_%s = \"%s\"\n" % item for item in digests.items()))
    (MODEL / "parity.jsonl").write_text("\n".join(lines) + "\n")


def main():
    folder = pathlib.Path(sys.argv[1])
    paths = stories()
    said = {kind: judgements(kind) for kind in RULE}
    if "--keep" not in sys.argv:
        encode(folder, paths, sorted(set().union(*said.values())))
    models = {}
    for kind in RULE:
        layers = [Layer(kind, p, folder) for p in paths]
        novels = [Judged(kind, novel, verdicts, folder) for novel, verdicts in sorted(said[kind].items())]
        novels = [novel for novel in novels if novel.groups]
        odds = cross(kind, layers, novels)
        bars = np.arange(-3.5, 0.01, 0.25)
        curve = [mean(s.score(o, bar) for s, o in zip(layers, odds)) for bar in bars]
        at = int(np.argmax(curve))
        rules = [s.score(np.where(s.x[:, RULE[kind]] > 0, 1.0, -9.0), 0) if len(s.rows)
                 else s.score([], 0) for s in layers]
        print("%s: F1 %.1f at odds %.1f (%s); rules alone %.1f; reach %.1f; %d rows, %d right (%d stories, each unseen)"
              % (kind, curve[at], bars[at],
                 " ".join("%.1f:%.1f" % (b, c) for b, c in list(zip(bars, curve))[::2]),
                 mean(rules), mean(s.reach() for s in layers), sum(len(s.rows) for s in layers),
                 sum(s.y.sum() for s in layers), len(layers)))
        unseen = []
        for novel in novels:
            model = fit(kind, layers + [other for other in novels if other is not novel])
            unseen.append(odds_of(kind, model, novel.x))
        for bar in bars[::2]:
            n, right = np.sum([s.precision(o, bar) for s, o in zip(novels, unseen)], axis=0)
            print("  novels, each unseen, odds %.1f: %d of %d let through are right (%.0f %%)"
                  % (bar, right, n, 100 * right / max(n, 1)))
        if "--ship" in sys.argv:
            models[kind] = fit(kind, layers + novels), layers[0].x.shape[1]
    if models:
        ship(models)


if __name__ == "__main__":
    main()
