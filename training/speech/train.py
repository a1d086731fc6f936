"""Trains the ranker of speakers: trees whose sums a chain of turns weighs together.

usage: train.py cv    [--work DIR] [--rounds N]             cross-validation by novel, on PDNC
       train.py stories [--work DIR] [--rounds N]           by story: of stories and of a
                                                            share of the novels
       train.py ship  [--work DIR] [--rounds N] [--clean]   trains what ships: models/speech

Gradient-boosted trees by LightGBM (MIT) along the gradient of a conditional random field
over the turns of each conversation (see chain.py). Seeds are fixed; the engine's example
must be built first: cargo build --release -p dramaturg --example encode_speech
"""
import argparse
import collections
import json
import pathlib
import tempfile

import lightgbm as lgb
import numpy as np

import chain
import data

PARAMETERS = {"num_leaves": 31, "learning_rate": 0.065, "min_data_in_leaf": 60,
              "feature_fraction": 0.5, "bagging_fraction": 0.5, "bagging_freq": 1,
              "lambda_l2": 4.0, "verbosity": -1, "num_threads": 1, "seed": 7,
              "deterministic": True, "force_row_wise": True, "max_bin": 63}
ROUNDS, FIRST_SEED = 450, PARAMETERS["seed"]
# How far the weights of steps move a round, and how strongly they are held near 0.
STEP_RATE, STEP_PRIOR = 0.05, 2.0
# The power that makes probabilities of new novels honest, as network.rs takes it.
SHARPNESS = 0.875


class Model:
    """A forest and the weights of steps."""

    def __init__(self, forest, weights):
        self.forest, self.weights = forest, weights

    def marginals(self, book):
        """The probability of each candidate of each turn, in the order of the rows."""
        return chain.Chains([book]).run(self.forest.predict(book.x, raw_score=True),
                                        self.weights)[0]


class Mean:
    """Several models as one: the mean of their sums and of their weights."""

    def __init__(self, models):
        self.models = models
        self.weights = np.mean([m.weights for m in models], axis=0)

    def scores(self, x):
        return np.mean([m.forest.predict(x, raw_score=True) for m in self.models], axis=0)


def fit(books, rounds=ROUNDS, weight_of=None, say=lambda text: None):
    """A model of the labelled turns of books; `weight_of` gives a book another weight than 1."""
    by_weight = collections.defaultdict(list)
    for b in books:
        by_weight[(weight_of or {}).get(b.name, 1.0)].append(b)
    parts, ordered = [], []
    for weight, group in sorted(by_weight.items()):
        parts.append((weight, chain.Chains(group)))
        ordered += group
    x = np.concatenate([b.x for b in ordered])
    state = {"weights": np.zeros((chain.N_SITUATIONS, 4)), "round": 0}

    def objective(scores, _):
        gradient, hessian = np.empty(len(x)), np.empty(len(x))
        change = -STEP_PRIOR * state["weights"]
        scale = np.full_like(change, 5.0)
        at, loss, n = 0, 0.0, 0
        for weight, part in parts:
            own = slice(at, at + part.size)
            at += part.size
            p, free, z = part.run(scores[own], state["weights"])
            q, held, z_held = part.run(scores[own], state["weights"], True)
            gradient[own] = weight * (p - q)
            hessian[own] = weight * np.maximum(p * (1 - p), 1e-3)
            change += weight * (held - free)
            scale += weight * free
            loss += z - z_held
            n += part.n_labelled
        state["weights"] = state["weights"] + STEP_RATE * change / scale
        state["round"] += 1
        if state["round"] % 100 == 0:
            say("  round %d: loss a turn %.4f" % (state["round"], loss / n))
        return gradient, hessian

    made = lgb.Dataset(x, label=np.zeros(len(x)), params=PARAMETERS, free_raw_data=True)
    forest = lgb.train({**PARAMETERS, "objective": objective}, made, num_boost_round=rounds)
    return Model(forest, state["weights"])


def sharpened(book, p, power):
    """Probabilities of each turn to a power, adding up to 1 again."""
    index = np.repeat(np.arange(len(book.groups)), book.groups)
    p = p ** power
    return p / np.bincount(index, p, len(book.groups))[index]


def speakers(book, p):
    at, out = 0, []
    for turn in book.side["turns"]:
        n = len(turn["candidates"])
        out.append(turn["candidates"][int(np.argmax(p[at:at + n]))] if n else None)
        at += n
    return out


def score(books, probs):
    """-> the figures of score_quotes.py over books."""
    import score_quotes as sq
    counts = {}
    with tempfile.TemporaryDirectory() as folder:
        for b in books:
            path = pathlib.Path(folder) / (b.name + ".json")
            path.write_text(json.dumps(data.predicted(b.side, speakers(b, probs[b.name]))))
            counts[b.name] = sq.score_novel(data.SHARED / "data" / "pdnc" / b.name, path)[0]
    pooled = collections.Counter()
    for c in counts.values():
        pooled.update(c)
    rows = {n: sq.figures(c) for n, c in counts.items()}
    return rows, sq.macro(list(rows.values())), sq.figures(pooled)


def show(label, books, probs, each=False):
    rows, macro, micro = score(books, probs)
    if each:
        for n, r in rows.items():
            print("   %-30s %.1f" % (n, 100 * r["acc"]))
    f = lambda d, k: 100 * d[k]
    print("%-24s macro %.1f micro %.1f 1:1 %.1f expl %.1f anaph %.1f impl %.1f B3 %.1f" % (
        label, f(macro, "acc"), f(micro, "acc"), f(macro, "acc_1to1"), f(micro, "acc_explicit"),
        f(micro, "acc_anaphoric"), f(micro, "acc_implicit"), f(macro, "b3_f1")), flush=True)


def right(book, p):
    """-> (confidence, whether right) of each labelled turn."""
    at, out = 0, []
    for n in book.groups:
        if n and book.target[at:at + n].sum() > 0:
            k = int(np.argmax(p[at:at + n]))
            out.append((p[at + k], book.target[at + k] > 0))
        at += n
    return out


def calibration(books, probs):
    """-> (share right of the surest 80 %, expected calibration error over 15 bins of equal
    mass), both of labelled turns."""
    pairs = sorted((pair for b in books for pair in right(b, probs[b.name])),
                   key=lambda pair: -pair[0])
    sure = pairs[:int(0.8 * len(pairs))]
    bins = np.array_split(np.array(pairs, dtype=float), 15)
    error = sum(abs(b[:, 0].mean() - b[:, 1].mean()) * len(b) for b in bins) / len(pairs)
    return np.mean([r for _, r in sure]), error


def load_pdnc(work):
    out = work / "pdnc"
    names = [n for f in data.FOLDS for n in f]
    data.encode(out, [data.SHARED / "data/pdnc" / n / "text.txt" for n in names])
    return [[data.load(out, n, lambda side, n=n: data.pdnc_label(side, n)) for n in fold]
            for fold in data.FOLDS]


def cross_validate(work, rounds, with_extra=False):
    folds = load_pdnc(work)
    books = [b for f in folds for b in f]
    show("rules", books, {b.name: rule_p(b) for b in books})
    extra, weight_of = [], {}
    if with_extra:
        import export
        extra, weight_of, _ = export.load(work, export.sources(work, True))
    probs = {}
    for k, fold in enumerate(folds):
        rest = [b for j, f in enumerate(folds) if j != k for b in f
                if b.name not in data.NEVER_TRAINED]
        model = fit(rest + extra, rounds, weight_of)
        for b in fold:
            probs[b.name] = sharpened(b, model.marginals(b), SHARPNESS)
        show("fold %d" % k, fold, probs)
    np.save(work / "probs.npy", probs, allow_pickle=True)
    show("cross-validated", books, probs, each=True)
    sure, error = calibration(books, probs)
    print("labelled turns: surest 80 %%: %.1f right; calibration error %.1f" % (
        100 * sure, 100 * error))


N_STORY_FOLDS = 5


def load_stories(work, cast):
    """The stories in folds: every fifth one together."""
    data.encode(work / "stories", data.stories(), cast=cast)
    names = [p.stem for p in data.stories()]
    books = [data.load(work / "stories", n, lambda side, n=n: data.story_label(side, n))
             for n in names]
    return [books[k::N_STORY_FOLDS] for k in range(N_STORY_FOLDS)]


def show_stories(label, books, probs, out=None):
    """Prints the means of score_story.py; `out` is a file for its judgement of each line."""
    rows, details = [], []
    for b in books:
        figures, own = data.story_score(b.name, b.side, speakers(b, probs[b.name]))
        rows.append(figures)
        details += [json.dumps({"story": b.name, **d}) for d in own]
    f = lambda key: 100 * np.mean([r[key] for r in rows if r[key] is not None])
    n = [json.loads(d)["right"] for d in details]
    pairs = [pair for b in books for pair in right(b, probs[b.name])]
    print("%-24s speaker %.1f explicit %.1f anaphoric %.1f implicit %.1f; of all lines %.1f; "
          "of labelled turns %.1f" % (label, f("speaker"), f("speaker_explicit"),
                                      f("speaker_anaphoric"), f("speaker_implicit"),
                                      100 * np.mean(n), 100 * np.mean([r for _, r in pairs])),
          flush=True)
    if out:
        out.write_text("\n".join(details) + "\n")


def cross_validate_stories(work, rounds, share, without, cast):
    """By story: the others and a share of the novels' conversations teach it."""
    import export
    folds = load_stories(work, cast)
    novels = []
    if share:
        books, _, _ = export.load(work, [r for r in export.sources(work, False, 0) if r[0] == "pdnc"])
        novels = [data.sample(b, share, export.SEED) for b in books]
    folds = [[data.without(b, without) for b in f] for f in folds]
    novels = [data.without(b, without) for b in novels]
    books = [b for f in folds for b in f]
    weight_of = {b.name: export.STORY_WEIGHT for b in books}
    show_stories("rules", books, {b.name: rule_p(b) for b in books})
    probs = {}
    for k, fold in enumerate(folds):
        rest = [b for j, f in enumerate(folds) if j != k for b in f]
        model = fit(rest + novels, rounds, weight_of)
        for b in fold:
            probs[b.name] = sharpened(b, model.marginals(b), SHARPNESS)
    np.save(work / "stories.npy", probs, allow_pickle=True)
    show_stories("cross-validated", books, probs, work / "stories.jsonl")
    sure, error = calibration(books, probs)
    print("labelled turns: surest 80 %%: %.1f right; calibration error %.1f" % (
        100 * sure, 100 * error))


def rule_p(book):
    return book.x[:, book.side["features"].index("rule_p")].astype(float)


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("what", choices=["cv", "stories", "ship"])
    ap.add_argument("--work", type=pathlib.Path, default=data.ROOT / "target" / "speech")
    ap.add_argument("--rounds", type=int, default=ROUNDS)
    ap.add_argument("--cast", type=pathlib.Path,
                    help="what training/cast/train.py --out wrote of the stories")
    ap.add_argument("--extra", action="store_true", help="add the masked works and the stories")
    ap.add_argument("--rate", type=float, default=PARAMETERS["learning_rate"])
    ap.add_argument("--works", type=int,
                    help="so many works with masked cues; 60 with --clean, else none")
    ap.add_argument("--share", type=float,
                    help="of the novels' conversations; 0.15 for stories, else as shipped")
    ap.add_argument("--without", default="", help="features left out, for comparing")
    ap.add_argument("--clean", action="store_true", help="without PDNC")
    a = ap.parse_args()
    PARAMETERS["learning_rate"] = a.rate
    if a.share is None:
        a.share = 0.15 if a.what == "stories" else None
    a.work.mkdir(parents=True, exist_ok=True)
    if a.what == "ship":
        import export
        n_works = a.works if a.works is not None else export.N_WORKS if a.clean else 0
        export.ship(a.work, a.rounds, a.clean, n_works, a.share, a.cast)
    elif a.what == "stories":
        cross_validate_stories(a.work, a.rounds, a.share, set(a.without.split(",")), a.cast)
    else:
        cross_validate(a.work, a.rounds, a.extra)


if __name__ == "__main__":
    main()
