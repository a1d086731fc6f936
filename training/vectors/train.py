"""Word vectors: skip-gram (fastText's, without subwords), then n-gram rows that spell them.

The frequent words have rows of their own. The rows of hashed character n-grams are fitted
afterwards, so that the mean over a word's n-grams comes near its row: they stand in for
words without a row. Everything is written as int8 with a scale a row.

    python3 training/vectors/data.py CORPUS LINES
    python3 training/vectors/train.py LINES OUT.npz [--every 2] [--words 40000]

Needs fasttext (or fasttext-wheel), numpy below 2, and scipy. `--every n` reads each
n-th paragraph. One thread, so that the same lines give the same vectors.
"""
import argparse
import pathlib
import struct
import sys
import tempfile

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "language"))
from text import ngram_rows  # noqa: E402

BUCKETS = 20000
WIDTH = 128


def read_input_matrix(path, n_words):
    """The input matrix at the head of fastText's file."""
    with open(path, "rb") as f:
        data = f.read()
    at = data.index(struct.pack("<qq", n_words, WIDTH))
    return np.frombuffer(data, "<f4", n_words * WIDTH, at + 16).reshape(-1, WIDTH)


def fit_ngrams(words, rows, ridge=0.3, rounds=40):
    """n-gram rows [BUCKETS, WIDTH] whose means come near the rows of the words.

    Least squares with a ridge, by conjugate gradients. Rare words weigh more than frequent
    ones, since the n-grams stand in for words rarer still.
    """
    from scipy.sparse import csr_matrix
    lists = [ngram_rows(w, BUCKETS) for w in words]
    weight = np.sqrt(np.linspace(0.3, 1.0, len(words)))
    a = csr_matrix((np.concatenate([np.full(len(l), w / len(l)) for l, w in zip(lists, weight)]),
                    (np.repeat(np.arange(len(words)), [len(l) for l in lists]),
                     np.concatenate(lists))), shape=(len(words), BUCKETS))
    target = rows * weight[:, None]
    x = np.zeros((BUCKETS, rows.shape[1]))
    left = a.T @ target
    direction, size = left.copy(), (left ** 2).sum(0)
    for _ in range(rounds):
        y = a.T @ (a @ direction) + ridge / 100 * direction
        step = size / (direction * y).sum(0)
        x += step * direction
        left -= step * y
        last, size = size, (left ** 2).sum(0)
        direction = left + size / last * direction
    print(f"n-grams explain {1 - ((a @ x - target) ** 2).sum() / (target ** 2).sum():.3f}")
    return x.astype(np.float32)


def quantize(rows):
    """Rows as int8 with one f32 scale each."""
    scale = np.maximum(np.abs(rows).max(1), 1e-8) / 127
    return np.rint(rows / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def main():
    import fasttext
    p = argparse.ArgumentParser()
    p.add_argument("lines")
    p.add_argument("out")
    p.add_argument("--every", type=int, default=2)
    p.add_argument("--words", type=int, default=40000)
    a = p.parse_args()
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as part:
        with open(a.lines, encoding="utf-8") as lines:
            part.writelines(line for i, line in enumerate(lines) if i % a.every == 0)
        part.flush()
        model = fasttext.train_unsupervised(
            part.name, model="skipgram", dim=WIDTH, ws=3, minn=0, maxn=0, bucket=0,
            minCount=5, epoch=1, lr=0.05, neg=5, t=3e-4, thread=1, verbose=2)
    words = model.get_words()
    with tempfile.NamedTemporaryFile(suffix=".bin") as f:
        model.save_model(f.name)
        matrix = read_input_matrix(f.name, len(words))
    keep = [i for i, w in enumerate(words) if w != "</s>"][:a.words]
    names = [words[i] for i in keep]
    # Each row to one length, mostly: rare words are short in skip-gram.
    full = matrix[keep]
    full = full - full.mean(0)
    length = np.linalg.norm(full, axis=1, keepdims=True)
    full = full / length ** 0.75
    full *= np.sqrt(WIDTH) / np.sqrt((full ** 2).sum(1).mean())
    rows, row_scales = quantize(full)
    gram_rows, gram_scales = quantize(fit_ngrams(names, full))
    np.savez(a.out, words=np.array(names), rows=rows, row_scales=row_scales, grams=gram_rows,
             gram_scales=gram_scales)
    print(len(names), "words; neighbours of 'carriage':")
    unit = full / np.linalg.norm(full, axis=1, keepdims=True)
    for word in ("carriage", "said", "quickly", "margaret"):
        if word in names:
            near = np.argsort(-unit @ unit[names.index(word)])[1:9]
            print(" ", word, *(names[i] for i in near))


if __name__ == "__main__":
    main()
