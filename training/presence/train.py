"""The judges of scenes: who is there, comes and goes, and who hears a speech.

usage: train.py ROWS [--ship] [--old]
    ROWS     an empty or a filled folder for what the engine writes
    --ship   writes models/presence and models/earshot
    --old    takes ROWS as they are

Learns from annotated stories with what the engine itself finds of cast and speakers, and
from the same stories with the gold's. Prints presence F1, moves F1, hearers F1 and exact by
cross-validation over stories: no story is judged by a forest that saw it, and the rows of
earshot see presence as judged by such forests. The engine must be built first:
cargo build --release -p dramaturg --example encode_earshot
"""
import bisect
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
    "ENCODE_EARSHOT", ROOT / "target/release/examples/encode_earshot"))
sys.path[:0] = [str(SHARED / "eval"), str(HERE.parent)]

import score_story                           # noqa: E402
from forest import forest_bytes              # noqa: E402
from unseen import STORIES as UNSEEN         # noqa: E402
from gold_to_story import spans_of, stays    # noqa: E402

SEED, N_FOLDS = 1, 8
COMMON = dict(
    objective="binary", learning_rate=0.05, feature_fraction=0.5, bagging_fraction=0.7,
    bagging_freq=1, lambda_l2=5, verbose=-1, seed=SEED, deterministic=True, num_threads=1,
    force_row_wise=True)
FORESTS = {                                                # rounds, leaves, rows a leaf
    "here": (120, 15, 30), "enters": (150, 4, 10), "leaves": (150, 4, 10), "hearers": (150, 15, 30)}
JUDGES = ("here", "enters", "leaves")
HERE_WEIGHT, MAX_ODDS = 0.25, 9.0                                    # as in scene/decode.rs
MIN_MOVE, MOVE_WEIGHT, SPEECH_WEIGHT, ACT_WEIGHT = -1.8, 6.0, 4.0, 2.0
STEP_WEIGHT, APART = 0.5, 3
KEPT = ("told_of_before", "told_of_behind", "n_told_of_within_8", "n_told_of", "any_enters",
        "any_leaves")
MIN_ODDS, NEAR = -0.1, 2                                             # scene/earshot.rs, decode.rs


def stories():
    folders = (SHARED / "stories", ROOT / "stories/corpus")
    by_name = {p.stem: p for folder in folders for p in folder.glob("*.txt")}
    return [by_name[name] for name in sorted(by_name) if not name.startswith(UNSEEN)]


class Story:
    """The rows of a story, its gold, and who of the one is who of the other."""

    def __init__(self, path, folder):
        gold = json.loads(path.with_suffix(".gold.json").read_text())
        pred = json.loads((folder / (path.stem + ".json")).read_text())
        self.side = score_story.Side(gold, pred, path.read_bytes())
        self.first = {c["first"][0]: c["id"] for c in pred["characters"] if c.get("first")}
        self.scenes = [scene["span"][0] for scene in pred["scenes"]]
        self.read_presence(folder / (path.stem + ".stage"))
        self.read_earshot(folder / (path.stem + ".rows"))

    # -- presence

    def read_presence(self, file):
        self.keys, x = [], []
        names, *lines = file.read_text().splitlines()
        self.names = {name: i for i, name in enumerate(names.split())}
        for line in lines:
            start, end, who, *values = line.split()
            if int(who) in self.first:
                self.keys.append((self.first[int(who)], int(start), int(end)))
                x.append(values)
        self.x = np.array(x, np.float32)
        starts = sorted({(start, end) for _, start, end in self.keys})
        self.number = {start: i for i, (start, _) in enumerate(starts)}
        self.ends = dict(starts)
        self.starts = [start for start, _ in starts]
        self.row = {(who, self.number[start]): i for i, (who, start, _) in enumerate(self.keys)}
        self.label_presence()

    def label_presence(self):
        side, gold = self.side, self.side.gold
        text, log, moves = side.text, stays(gold["presence"]), self.moves()
        spoken = {}
        for u in side.utterances:
            spoken.setdefault(text.paragraph(u["spans"][0][0]), u)
        self.y, self.w = np.zeros((len(self.keys), 3)), np.ones((len(self.keys), 3))
        for i, (who, start, end) in enumerate(self.keys):
            paragraph = text.paragraph(start)
            u = spoken.get(paragraph)
            at = u["spans"][0][0] if u else end - 1
            there = {c for c, since, until, *_ in log
                     if since <= at and (until is None or at < until)}
            as_gold = side.as_gold(who, there, at)
            optional = side.shy | (self.optional(u) - there if u else set())
            self.y[i, 0], self.w[i, 0] = as_gold in there, (as_gold not in optional) * (1 + bool(u))
            for j, kind in ((1, "enter"), (2, "leave")):
                weight = moves.get((as_gold, kind, paragraph))
                if weight is not None:
                    self.y[i, j], self.w[i, j] = weight > 0, weight
        self.w[:, 0] *= 400 / max(1, len(self.keys))       # stories weigh the same

    def moves(self):
        """(character, kind, paragraph) -> 1 where the gold has a move, less where it is
        optional, 0 in the paragraphs beside it."""
        text, gold, found = self.side.text, self.side.gold, {}
        n = len(text.raw)
        edges = {text.paragraph(x) for s in gold["scenes"] for x in s["span"] if 0 < x < n}
        for p in gold["presence"]:
            where = {text.paragraph(at) for at in (p["at"], *(s[0] for s in spans_of(p["evidence"])))}
            kinds = {"enter": ["enter"], "exit": ["leave"], "move_to": ["enter", "leave"]}
            kinds = kinds.get(p["action"], [])
            sure = 0 if len(kinds) > 1 else 0.3 if text.paragraph(p["at"]) in edges else 1
            for kind in kinds:
                for paragraph in where:
                    for step in (-1, 0, 1):
                        key = p["character"], kind, paragraph + step
                        found[key] = max(found.get(key, 0), 0 if step else sure)
        return found

    def optional(self, u):
        return (self.side.shy | score_story.alternatives(u)
                | set(u.get("possible_hearers") or ()))

    def runs(self):
        """Rows of one character in paragraphs that follow each other in one scene."""
        runs = []
        order = sorted(range(len(self.keys)), key=lambda i: self.keys[i])
        place = lambda i: (self.keys[i][0], bisect.bisect_right(self.scenes, self.keys[i][1]))
        for i in order:
            last = runs[-1][-1] if runs else None
            if last is not None and place(last) == place(i) and (
                    self.number[self.keys[i][1]] == self.number[self.keys[last][1]] + 1):
                runs[-1].append(i)
            else:
                runs.append([i])
        return runs

    def decode(self, odds):
        """The best path of everybody, as scene/decode.rs finds it; fills `there`."""
        odds = np.clip(odds, -MAX_ODDS, MAX_ODDS)
        self.odds, self.there, presence = odds, np.zeros(len(self.keys), bool), []
        self.left, self.soon = odds[:, 2].copy(), odds[:, 1].copy()
        self.told = np.stack([odds[:, 0], self.told_odds(1), self.told_odds(2)], axis=1)
        for run in self.runs():
            self.look_around(run)
            n = len(run)
            enters, leaves = peaks(self.told[run, 1]), peaks(self.told[run, 2])
            gain = HERE_WEIGHT * odds[run, 0]
            gain += SPEECH_WEIGHT * (self.x[run, self.names["speaks"]] > 0)
            gain += ACT_WEIGHT * (self.x[run, self.names["acts"]] > 0)
            for k in enters:
                gain[k] += MOVE_WEIGHT
                gain[max(k - 1, 0)] -= MOVE_WEIGHT * (k > 0)
            for k in leaves:
                gain[k] += MOVE_WEIGHT
                gain[min(k + 1, n - 1)] -= MOVE_WEIGHT * (k + 1 < n)
            away, there, back = 0.0, gain[0], []
            for k in range(1, n):
                a, b = run[k - 1], run[k]
                enter, leave = (STEP_WEIGHT * min(0, max(odds[a, j], odds[b, j])) for j in (1, 2))
                enter, leave = 0 if k in enters else enter, 0 if k - 1 in leaves else leave
                back.append((there + leave > away, there >= away + enter))
                away, there = max(away, there + leave), max(there, away + enter) + gain[k]
            state = bool(there > away)
            self.there[run[-1]] = state
            for i, ways in zip(run[-2::-1], back[::-1]):
                state = bool(ways[int(state)])
                self.there[i] = state
            presence += self.stays(run, enters, leaves)
        return presence

    def told_odds(self, j):
        """The odds of a move where something hints at it, else the least."""
        column = lambda name: self.x[:, self.names[name]]
        own, somebody, near, edge = (
            ("comes", "somebody_comes", "any_enters", "paragraph") if j == 1 else
            ("goes", "somebody_goes", "any_leaves", "n_paragraphs_left"))
        hinted = (column(somebody) > 0) | (column(near) <= 1)
        return np.where((column(own) > 0) | (column(edge) > 0) & hinted, self.odds[:, j], -MAX_ODDS)

    def look_around(self, run):
        """What may have happened since and until a character is shown."""
        before, behind = (self.x[:, self.names[name]] for name in ("shown_before", "shown_behind"))
        for last, i in zip(run, run[1:]):
            since = self.odds[last, 2] if before[i] <= 1 else self.left[last]
            self.left[i] = max(self.left[i], since)
        for i, following in zip(run[-2::-1], run[::-1]):
            until = self.odds[following, 1] if behind[i] <= 1 else self.soon[following]
            self.soon[i] = max(self.soon[i], until)

    def stays(self, run, enters, leaves):
        found = []
        for k, i in enumerate(run):
            if not self.there[i] or k and self.there[run[k - 1]]:
                continue
            end = next((m for m in range(k, len(run)) if not self.there[run[m]]), len(run))
            row = {"character": self.keys[i][0], "from": self.keys[i][1],
                   "to": self.keys[run[end - 1]][2]}
            for kind, j, at, sure in (("enter", 1, k, k in enters and i),
                                      ("leave", 2, end, end - 1 in leaves and run[end - 1])):
                beside = run[at - 1:at + 1] if 0 < at < len(run) else []
                best = max(beside, key=lambda i: self.told[i, j], default=None)
                if best is not None and self.told[best, j] < MIN_MOVE:
                    best = None
                best = best if sure is False else sure
                if best is not None:
                    row[kind] = [self.keys[best][1], self.keys[best][2]]
            found.append(row)
        return found

    # -- earshot

    def read_earshot(self, file):
        side = self.side
        place = {q["spans"][0][0]: i for i, q in enumerate(side.speech)}
        said = {i: u for u, hit in zip(side.utterances, side.hits) for i in hit}
        self.lines, x, y, w = [], [], [], []
        for line in file.read_text().splitlines():
            at, who, *values = line.split()
            if int(who) not in self.first:
                continue
            at, who = int(at), self.first[int(who)]
            u = said.get(place.get(at))
            label = weight = 0
            if u:
                required = set(u["hearers"])
                as_gold = side.as_gold(who, required, at)
                label = as_gold in required
                weight = as_gold not in (self.optional(u) - required) | {u["speaker"]}
            speaker = side.speech[place[at]]["speaker"] if at in place else None
            self.lines.append((at, who, speaker and speaker["id"]))
            x.append(values), y.append(label), w.append(weight)
        self.heard_x, self.heard_y = np.array(x, np.float32), np.array(y, float)
        self.heard_w = np.array(w, float) * 200 / max(1, sum(w))

    def add_outlooks(self):
        """What presence adds to a row of earshot, as `add_outlooks` of scene/decode.rs."""
        n_here = collections.Counter()
        for i in np.flatnonzero(self.there):
            n_here[self.number[self.keys[i][1]]] += 1
        more = []
        for at, who, speaker in self.lines:
            p = bisect.bisect_right(self.starts, at) - 1
            odds = lambda who, step, j: (
                self.odds[self.row[who, p + step], j] if (who, p + step) in self.row else -MAX_ODDS)
            most = lambda who, steps, j: max(odds(who, step, j) for step in steps)
            soon, lately = range(NEAR + 1), range(-NEAR, 1)
            here = self.row.get((who, p))
            more.append([
                odds(who, 0, 0), here is not None and self.there[here], n_here[p],
                most(who, soon, 1), most(who, lately, 1), most(who, lately, 2), most(who, soon, 2),
                odds(speaker, 0, 0), most(speaker, lately, 1), most(speaker, soon, 2),
                min(odds(who, step, 0) for step in (-NEAR, 0, NEAR)),
                *([-MAX_ODDS] * 2 + [-1] * len(KEPT) if here is None else [
                    self.left[here], self.soon[here],
                    *(self.x[here, self.names[name]] for name in KEPT)])])
        self.full_x = np.hstack([self.heard_x, np.array(more, np.float32).reshape(len(self.lines), -1)])

    def score(self, presence, odds):
        side, heard = self.side, collections.defaultdict(set)
        for (at, who, _), chance in zip(self.lines, odds):
            row = self.row.get((who, bisect.bisect_right(self.starts, at) - 1))
            if chance > MIN_ODDS and row is not None and self.there[row]:
                heard[at].add(who)
        for q in side.speech:
            q["hearers"] = sorted(heard[q["spans"][0][0]])
        side.pred["scenes"] = [{"presence": presence}]
        found = {**score_story.stage(side), **score_story.audience(side)}
        return [found[k] for k in ("presence_f1", "moves_f1", "hearers_f1", "hearers_exact")]


def peaks(odds):
    """Where a run has likely moves: the likeliest first, none close to another."""
    found = []
    for k in np.argsort(-odds, kind="stable"):
        if odds[k] < MIN_MOVE:
            break
        if all(abs(k - other) > APART for other in found):
            found.append(int(k))
    return found


def fit(name, x, y, w):
    rounds, leaves, n_rows = FORESTS[name]
    x, y, w = (np.concatenate(v) for v in (x, y, w))
    parameters = dict(COMMON, num_leaves=leaves, min_data_in_leaf=n_rows)
    return lgb.train(parameters, lgb.Dataset(x[w > 0], y[w > 0], weight=w[w > 0]), rounds)


def fit_presence(some):
    return [fit(name, [s.x for s in some], [s.y[:, j] for s in some], [s.w[:, j] for s in some])
            for j, name in enumerate(JUDGES)]


def fit_earshot(some):
    return fit("hearers", [s.full_x for s in some], [s.heard_y for s in some],
               [s.heard_w for s in some])


def odds_of(models, x):
    return np.stack([model.predict(x, raw_score=True) for model in models], axis=1)


def cases(models, width):
    """Rows and scores for the tests of the engine."""
    rng = np.random.default_rng(SEED)
    values = [0.0, 1.0, 2.0, 0.25, 0.5, 7.0, 40.0, 60.0]
    x = rng.choice(values, size=(20, width)).astype(np.float32)
    scores = {name: model.predict(x, raw_score=True) for name, model in models.items()}
    return "".join(json.dumps({"row": [float(v) for v in row],
                               **{name: float(y[i]) for name, y in scores.items()}}) + "\n"
                   for i, row in enumerate(x))


def ship(folder, models, width, key):
    folder = ROOT / "models" / folder
    folder.mkdir(exist_ok=True)
    lines = ["# Written by training/presence/train.py.", "seed = %d" % SEED, "n_features = %d" % width]
    for name, model in models.items():
        raw = forest_bytes(model, width)
        (folder / (name + ".forest")).write_bytes(raw)
        lines.append('%s = "%s"' % (key(name), hashlib.sha256(raw).hexdigest()))
    (folder / "model.toml").write_text("\n".join(lines) + "\n")
    named = models if len(models) > 1 else {"score": model}
    (folder / "parity.jsonl").write_text(cases(named, width))


def main():
    rows = pathlib.Path(sys.argv[1])
    paths, sets = stories(), {}
    for name, flags in (("found", []), ("given", ["--given"])):
        if "--old" not in sys.argv:
            subprocess.run([str(ENGINE), *flags, str(rows / name), *map(str, paths)], check=True)
        sets[name] = [Story(p, rows / name) for p in paths]
    every = [s for group in sets.values() for s in group]
    folds = [(i % N_FOLDS, s) for group in sets.values() for i, s in enumerate(group)]
    presence = {}
    for k in range(N_FOLDS):
        models = fit_presence([s for fold, s in folds if fold != k])
        for fold, s in folds:
            if fold == k:
                presence[id(s)] = s.decode(odds_of(models, s.x))
                s.add_outlooks()
    models = [fit_earshot([s for fold, s in folds if fold != k]) for k in range(N_FOLDS)]
    for name, group in sets.items():
        figures = [s.score(presence[id(s)], models[i % N_FOLDS].predict(s.full_x, raw_score=True))
                   for i, s in enumerate(group)]
        means = [100 * np.mean([v for v in column if v is not None]) for column in zip(*figures)]
        print("%s: presence F1 %.1f, moves F1 %.1f, hearers F1 %.1f, exact %.1f (%d stories, "
              "each unseen)" % (name, *means, len(group)))
    if "--ship" in sys.argv:
        hearers = fit_earshot(every)             # sees presence as judged by others' forests
        ship("earshot", {"hearers": hearers}, every[0].full_x.shape[1], lambda name: "sha256")
        ship("presence", dict(zip(JUDGES, fit_presence(every))), every[0].x.shape[1],
             lambda name: "sha256_" + name)


if __name__ == "__main__":
    main()
