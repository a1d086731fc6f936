"""Rows and labels for the ranker of referents, from LitBank.

`encode` calls the engine's example `encode_references`, which writes for every book the
choices that the ranker has, with one row of features a candidate and the right one marked.
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
LITBANK = SHARED / "data" / "litbank"
ENGINE = pathlib.Path(os.environ.get(
    "ENCODE_REFERENCES", ROOT / "target/release/examples/encode_references"))
sys.path.insert(0, str(SHARED / "eval"))

N_FOLDS = 5
Book = collections.namedtuple("Book", "name x groups target")


def books(split):
    """The gold documents of train or dev, by name."""
    return {p.stem: json.loads(p.read_text())
            for p in sorted((LITBANK / split).glob("*.json"))}


def folds(names):
    """Every fifth document of the sorted names."""
    names = sorted(names)
    return [names[k::N_FOLDS] for k in range(N_FOLDS)]


def write_mentions(folder, docs, predicted=None):
    """A line a mention: gold ones, or predicted ones with the gold cluster of the same span."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, doc in docs.items():
        gold = {(m["start_byte"], m["end_byte"]): m for m in doc["mentions"]}
        if predicted is None:
            rows = [(a, b, m["kind"], m["type"], m["cluster"]) for (a, b), m in gold.items()]
        else:
            rows = [(a, b, kind, type_, gold[a, b]["cluster"] if (a, b) in gold else "-")
                    for a, b, kind, type_ in predicted(name)]
        lines = ["\t".join(map(str, r)) for r in sorted(rows)]
        (folder / (name + ".tsv")).write_text("".join(line + "\n" for line in lines))


def found_by_engine(folder):
    """Gives the mentions of a document in a folder of Story JSON written with --mentions;
    what has no entity there is a part of a name and no mention."""
    def rows(name):
        doc = json.loads((folder / (name + ".json")).read_text())
        return {(*m["span"], m["kind"], m["type"]) for m in doc["mentions"] if m["entity"]}
    return rows


def encode(out, mentions, paths, forest=None, decide=False, bias=0.0):
    """Runs the engine over books (paths) and writes to the folder out."""
    command = [ENGINE, out, mentions]
    command += ["--forest", forest, bias] if forest else []
    command += ["--decide"] if decide else []
    subprocess.run([str(x) for x in [*command, *paths]], check=True)


def load(folder, name):
    side = json.loads((folder / (name + ".json")).read_text())
    x = np.fromfile(folder / (name + ".f32"), dtype="<f4").reshape(-1, len(side["features"]))
    return Book(name, x, np.array(side["sizes"], dtype=int), np.array(side["targets"]))


def feature_names(folder, name):
    return json.loads((folder / (name + ".json")).read_text())["features"]


def paths(split, names):
    return [LITBANK / split / (n + ".txt") for n in names]


def score(folder, docs):
    """The figures of score_litbank.py for a folder of decided referents."""
    import score_litbank as sl
    preds = {}
    for name, doc in docs.items():
        pred = json.loads((folder / (name + ".json")).read_text())
        preds[name] = sl.check_pred(pred, doc["text"].encode(), name)
    return sl.score(docs, preds)
