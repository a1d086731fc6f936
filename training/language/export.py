"""Writes a checkpoint as models/language: integer weights, labels, words, parity cases.

    python3 training/language/export.py MODEL.pt VECTORS.npz OUT

`Reference` reads the files back and runs them in numpy with integer sums, as the Rust side
does; the parity cases come from it, so they hold for the files themselves.
"""
import argparse
import hashlib
import json
import pathlib
import struct
import sys
import tomllib

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import data  # noqa: E402
import score  # noqa: E402
from model import BAND, DISTANCE_BUCKETS, LENGTH_BUCKETS, Model, distance_bucket, length_bucket  # noqa: E402
from text import HASHED, features, ngram_rows, norm  # noqa: E402

FORMAT = 1
HERE = pathlib.Path(__file__).resolve().parent
DTYPES = {"int8": "I8", "float32": "F32"}


def write_safetensors(path, tensors, metadata):
    header, at = {"__metadata__": metadata}, 0
    for name, t in tensors.items():
        n = t.nbytes
        header[name] = {"dtype": DTYPES[t.dtype.name], "shape": list(t.shape),
                        "data_offsets": [at, at + n]}
        at += n
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for t in tensors.values():
            f.write(np.ascontiguousarray(t).tobytes())


def read_safetensors(path):
    raw = path.read_bytes()
    n = struct.unpack_from("<Q", raw)[0]
    header = json.loads(raw[8:8 + n])
    header.pop("__metadata__")
    kinds = {v: k for k, v in DTYPES.items()}
    return {k: np.frombuffer(raw, kinds[v["dtype"]], offset=8 + n + v["data_offsets"][0],
                             count=int(np.prod(v["shape"]))).reshape(v["shape"])
            for k, v in header.items()}


def int8_rows(w, top=127):
    s = np.maximum(np.abs(w).max(1), 1e-8).astype(np.float32) / np.float32(top)
    return np.rint(w / s[:, None]).astype(np.int8), s


def f32(t):
    return t.detach().float().numpy().astype(np.float32)


def tensors(model, vectors, order):
    """The tensors of the file; `order` sorts the words."""
    out = {"words.weight": vectors["rows"][order], "words.scale": vectors["row_scales"][order],
           "ngrams.weight": vectors["grams"], "ngrams.scale": vectors["gram_scales"]}
    for name, _, _ in HASHED:
        q, s = int8_rows(f32(model.tables[name].weight))
        out[f"tables.{name}.weight"], out[f"tables.{name}.scale"] = q, s
    out["input.weight"], out["input.bias"] = f32(model.input.weight), f32(model.input.bias)
    scales = f32(model.clip) / np.float32(127)
    for name, layer, s_in in zip([f"layers.{i}" for i in range(len(model.layers))] + ["heads"],
                                 [*model.layers, model.heads], scales):
        q, s = int8_rows(f32(layer.weight), 63)
        out[f"{name}.weight"], out[f"{name}.scale"] = q, s * s_in
        out[f"{name}.bias"] = f32(layer.bias)
        out[f"{name}.inverse_scale"] = np.array([np.float32(1) / s_in], np.float32)
    for name, layer in (("event", model.event), ("arc_bias", model.arc_bias),
                        ("relation", model.relation), ("kind", model.span_kind),
                        ("type", model.span_type)):
        out[f"{name}.weight"], out[f"{name}.bias"] = f32(layer.weight), f32(layer.bias)
    out["arc"], out["span_bias"] = f32(model.arc), f32(model.span_bias).reshape(1)
    return out


class Reference:
    """Runs an exported folder: the meaning of the files."""

    def __init__(self, folder):
        self.t = read_safetensors(folder / "weights.safetensors")
        self.toml = tomllib.loads((folder / "model.toml").read_text(encoding="utf-8"))
        self.words = {w: i for i, w in enumerate(
            (folder / "words.txt").read_text(encoding="utf-8").split("\n")[:-1])}
        self.exceptions = {tuple(x.split("\t")[:2]): x.split("\t")[2] for x in
                           (folder / "exceptions.tsv").read_text(encoding="utf-8").splitlines()}
        self.dilations = self.toml["dilations"]
        self.margin = 1.0

    def input(self, form):
        n, t = norm(form), self.t
        k = self.words.get(n)
        if k is not None:
            parts = [t["words.weight"][k] * t["words.scale"][k]]
        else:
            rows = ngram_rows(n, len(t["ngrams.weight"]))
            parts = [(t["ngrams.weight"][rows] * t["ngrams.scale"][rows, None]).mean(0)]
        for (name, _, _), row in zip(HASHED, features(form)):
            parts.append(t[f"tables.{name}.weight"][row] * t[f"tables.{name}.scale"][row])
        return t["input.weight"] @ np.concatenate(parts).astype(np.float32) + t["input.bias"]

    def quantized(self, x, name):
        """Layer norm, then integers of the activation."""
        mean = x.mean(1, keepdims=True)
        h = (x - mean) / np.sqrt(((x - mean) ** 2).mean(1, keepdims=True) + np.float32(1e-5))
        v = h * self.t[f"{name}.inverse_scale"][0]
        self.margin = min(self.margin, float(np.abs(v - np.floor(v) - 0.5).min()))
        return np.clip(np.rint(v), -128, 127).astype(np.int32)

    def encode(self, forms):
        """[n, width] after the last layer, and the heads' outputs by name."""
        t = self.t
        self.steps = []
        x = np.stack([self.input(f) for f in forms]).astype(np.float32)
        for i, d in enumerate(self.dilations):
            h = self.quantized(x, f"layers.{i}")
            z = np.zeros((d, h.shape[1]), np.int32)
            window = np.concatenate(
                (np.concatenate((z, h))[:len(h)], h, np.concatenate((h, z))[d:]), 1)
            sums = window @ t[f"layers.{i}.weight"].astype(np.int32).T
            self.steps.append({"input": (h + 128).tolist(), "sums": sums.tolist()})
            x = x + np.maximum(sums.astype(np.float32) * t[f"layers.{i}.scale"]
                               + t[f"layers.{i}.bias"], 0)
        h = self.quantized(x, "heads")
        y = (h @ t["heads.weight"].astype(np.int32).T).astype(np.float32) * t["heads.scale"] \
            + t["heads.bias"]
        out, at = {}, 0
        for s in self.toml["slices"]:
            v = y[:, at:at + s["size"]]
            out[s["name"]] = np.maximum(v, 0) if s["relu"] else v
            at += s["size"]
        return x, out

    def arcs(self, out, a, b):
        """[n, n + 1] for the sentence [a, b): the last column is the root."""
        t, n = self.t, b - a
        head = out["arc_head"][a:b]
        s = out["arc_dependent"][a:b] @ t["arc"] @ head.T \
            + head @ t["arc_bias.weight"][0] + t["arc_bias.bias"][0]
        for i in range(n):
            for j in range(n):
                s[i, j] = -1e4 if i == j else s[i, j] + out["arc_distance"][a + i, distance_bucket(j - i)]
        return np.concatenate((s, out["arc_root"][a:b]), 1)

    def relations(self, out, dependent, head):
        h = out["relation_dependent"][dependent] + (out["relation_head"][head] if head >= 0 else 0)
        return self.t["relation.weight"] @ np.maximum(h, 0) + self.t["relation.bias"]

    def spans(self, out):
        """(start, end, kind, type) kept, and every span scored: (start, end, score)."""
        t, n, scored = self.t, len(out["span_start"]), []
        limit, least = self.toml["span_threshold"], self.toml["span_certainty"]
        softmax = lambda x: np.exp(x - x.max()) / np.exp(x - x.max()).sum()
        for i in range(n):
            for j in range(i + 1, min(n, i + BAND) + 1):
                s = out["span_start"][i] @ out["span_end"][j - 1] / 8 + t["span_bias"][0] \
                    + out["span_length"][i, length_bucket(j - i)]
                if s > limit:
                    scored.append((i, j, float(s)))
        ranked = []
        for i, j, _ in scored:
            h = np.maximum(out["label_start"][i] + out["label_end"][j - 1]
                           + out["label_inside"][i:j].mean(0), 0)
            kinds = softmax(t["kind.weight"] @ h + t["kind.bias"])
            types = softmax(t["type.weight"] @ h + t["type.bias"])
            kind = 1 + kinds[1:].argmax()
            sure = float((1 - kinds[0]) * np.sqrt(types.max()))
            if sure > least:
                ranked.append((-sure, i, j, data.KINDS[kind], data.TYPES[types.argmax()]))
        taken = []
        for _, x, y, kind, type_ in sorted(ranked):
            if not any(u < x < v < y or x < u < y < v for u, v, _, _ in taken):
                taken.append((x, y, kind, type_))
        return sorted(taken), scored

    def read(self, forms):
        """One stretch, decoded."""
        x, out = self.encode(forms)
        labels = self.toml
        ends = [i + 1 for i in range(len(forms))
                if out["sentence"][i, 0] > 0 or i + 1 == len(forms)]
        tags, at = [], 0
        upos = [labels["upos"][k] for k in out["upos"].argmax(1)]
        scripts = out["lemma"].argmax(1)
        lemmas = [self.exceptions.get((f.lower(), u))
                  or data.apply_script(f, labels["lemmas"][k])
                  for f, u, k in zip(forms, upos, scripts)]
        for end in ends:
            heads = score.tree(self.arcs(out, at, end).astype(float))
            for i, h in enumerate(heads):
                h = at + int(h) if h >= 0 else -1
                tags.append((h, labels["rels"][self.relations(out, at + i, h).argmax()]))
            at = end
        kept, scored = self.spans(out)
        event = np.asarray(out["event"] @ self.t["event.weight"][0] + self.t["event.bias"][0])
        pace = tuple(self.toml[k] for k in ("event_usual", "event_weight_around", "event_reach"))
        told = score.paced(event, [u == "VERB" for u in upos], pace=pace)
        return x, out, {"upos": upos, "feats": [labels["feats"][k] for k in out["feats"].argmax(1)],
                        "lemmas": lemmas, "heads": [h for h, _ in tags],
                        "relations": [r for _, r in tags], "sentence_ends": ends,
                        "spans": [list(s) for s in kept],
                        "events": [i for i, e in enumerate(told)
                                   if 1 / (1 + np.exp(-e)) > self.toml["event_threshold"]]}, event, scored


# Our own sentences.
CASES = [
    "“ I never sleep , ” said Mara , “ and you know why . ”",
    "Old Captain Verrin 's brother went down to the harbour at Quill Bay .",
    "“ Do n’t ! ” The dog barked ; nobody answered her .",
    "They 'd gone — all of them — before the bell of St. Orm 's rang twice …",
    "The woman who kept the little shop behind the church gave him 3 pears and a look .",
    "Zyxqua smiled .",
    "“ Halt !",
]


def toml_list(values):
    return "[" + ", ".join(json.dumps(v, ensure_ascii=False) for v in values) + "]"


def write(checkpoint, vectors_path, folder, version, none_bias=0.0, event_threshold=0.5):
    c = torch.load(checkpoint, weights_only=False)
    model = Model(c["sizes"])
    model.load_state_dict(c["model"])
    with torch.no_grad():
        model.span_kind.bias[0] -= none_bias
    vectors, labels = np.load(vectors_path), c["labels"]
    folder.mkdir(parents=True, exist_ok=True)
    words = [str(w) for w in vectors["words"]]
    order = sorted(range(len(words)), key=lambda i: words[i].encode())
    write_safetensors(folder / "weights.safetensors", tensors(model, vectors, order),
                      {"format_version": str(FORMAT)})
    (folder / "words.txt").write_text("".join(f"{words[i]}\n" for i in order), encoding="utf-8")
    (folder / "exceptions.tsv").write_text(
        "".join(f"{f}\t{u}\t{l}\n" for (f, u), l in sorted(
            labels["exceptions"].items(), key=lambda x: [y.encode() for y in x[0]])),
        encoding="utf-8")
    digest = lambda name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
    s = c["sizes"]
    lines = ["# Written by training/language/export.py. What it is: card.md.",
             'name = "language"', f"version = {version}", f"format_version = {FORMAT}",
             'licence = "CC-BY-SA-4.0"',
             'data = ["UD English EWT train (CC BY-SA 4.0)", "UD English GUM train, free genres (CC BY 4.0)", '
             '"LitBank train (CC BY 4.0)", "public domain fiction (word vectors)"]',
             f"seed = {c['arguments']['seed']}", f"steps = {c['step']}",
             f'sha256 = "{digest("weights.safetensors")}"',
             f'sha256_words = "{digest("words.txt")}"',
             f'sha256_exceptions = "{digest("exceptions.tsv")}"',
             f"width = {s['width']}", f"dilations = {s['dilations']}",
             f"vector_width = {s['vector_width']}", f"n_words = {len(words)}",
             f"n_ngrams = {len(vectors['grams'])}", f"max_tokens = {data.MAX_TOKENS}",
             f"max_span_tokens = {BAND}", f"span_threshold = {score.SPAN_THRESHOLD}",
             f"span_certainty = {score.SPAN_CERTAINTY}",
             f"event_threshold = {float(event_threshold)}",
             f"event_usual = {score.PACE[0]}", f"event_weight_around = {score.PACE[1]}",
             f"event_reach = {score.PACE[2]}",
             f"upos = {toml_list(labels['upos'])}", f"feats = {toml_list(labels['feats'])}",
             f"rels = {toml_list(labels['rels'])}", f"lemmas = {toml_list(labels['lemmas'])}",
             f"kinds = {toml_list(data.KINDS)}", f"types = {toml_list(data.TYPES)}", ""]
    for i, (name, rows, dim) in enumerate(HASHED):
        lines += ["[[tables]]", f'name = "{name}"', f"number = {i}", f"rows = {rows}",
                  f"width = {dim}", ""]
    for name, n, relu in model.slices:
        lines += ["[[slices]]", f'name = "{name}"', f"size = {n}",
                  f"relu = {'true' if relu else 'false'}", ""]
    (folder / "model.toml").write_text("\n".join(lines), encoding="utf-8")
    write_cases(folder)
    return sum(p.stat().st_size for p in folder.iterdir())


def write_cases(folder):
    """The parity cases of an exported folder."""
    reference = Reference(folder)
    with open(folder / "parity.jsonl", "w", encoding="utf-8") as f:
        for text in CASES:
            forms = text.split()
            reference.margin = 1.0
            x, out, decoded, event, scored = reference.read(forms)
            r = lambda v: [round(float(y), 6) for y in np.ravel(v)]
            case = {"tokens": forms, "margin": round(reference.margin, 7),
                    "input": {"0": r(reference.input(forms[0])), "1": r(reference.input(forms[1]))},
                    "encoder": {str(i): r(x[i]) for i in (0, len(forms) // 2, len(forms) - 1)},
                    "heads": {str(i): {k: r(v[i]) for k, v in out.items()}
                              for i in (0, len(forms) // 2)},
                    "arcs": [r(row) for row in reference.arcs(out, 0, len(forms))],
                    "event": r(event), "span_scores": [[i, j, round(v, 6)] for i, j, v in scored],
                    "decoded": decoded}
            if len(forms) <= 3:
                case["layers"] = reference.steps
            print(json.dumps(case, ensure_ascii=False), file=f)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("checkpoint")
    p.add_argument("vectors")
    p.add_argument("out", type=pathlib.Path)
    p.add_argument("--version", type=int, default=1)
    p.add_argument("--none-bias", type=float, default=0.0)
    p.add_argument("--event-threshold", type=float, default=0.5)
    a = p.parse_args()
    print(write(a.checkpoint, a.vectors, a.out, a.version, a.none_bias, a.event_threshold), "bytes")


if __name__ == "__main__":
    main()
