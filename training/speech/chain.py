"""Turn-taking as a linear chain over the turns of each conversation, and its gradient.

The same sums as `crates/cast/src/speech/chain.rs`: a state is the speaker before and the
speaker now; a step is one of STEPS, and its weight depends on the turn's situation, which
the engine writes beside its rows. Lafferty et al. (ICML 2001); trees along the gradient of
a chain after Dietterich et al. (ICML 2004). Compiled by numba (BSD).
"""
import numba
import numpy as np

STEPS = ("same", "back", "other", "first")
N_SITUATIONS = 21
FLOOR = 1e-12


@numba.njit(cache=True)
def _sums(starts, entities, offsets, sizes, situations, scores, weights, allowed, clamped,
          marginals, steps, width):
    """-> log partition; fills the marginals of every candidate and adds the expected number
    of each step in each situation. With `clamped` only allowed candidates count."""
    log_z = 0.0
    for c in range(len(starts) - 1):
        a = starts[c]
        n = starts[c + 1] - a
        emission = np.zeros((n, width))
        for t in range(n):
            o, m = offsets[a + t], sizes[a + t]
            top = scores[o:o + m].max()
            log_z += top
            for k in range(m):
                if not clamped or allowed[o + k]:
                    emission[t, k] = np.exp(scores[o + k] - top) + FLOOR
        own = np.full((n, width), -1)       # place of the candidate one turn before
        last = np.full((n, width), -1)      # and two turns before
        for t in range(1, n):
            o = offsets[a + t]
            for k in range(sizes[a + t]):
                for j in range(sizes[a + t - 1]):
                    if entities[offsets[a + t - 1] + j] == entities[o + k]:
                        own[t, k] = j
                if t > 1:
                    for i in range(sizes[a + t - 2]):
                        if entities[offsets[a + t - 2] + i] == entities[o + k]:
                            last[t, k] = i
        forward = np.zeros((n, width, width))
        total = emission[0].sum()
        forward[0, 0] = emission[0] / total
        log_z += np.log(total)
        for t in range(1, n):
            w = np.exp(weights[situations[a + t]])
            n_j, n_k = sizes[a + t - 1], sizes[a + t]
            n_i = 1 if t == 1 else sizes[a + t - 2]
            total = 0.0
            for j in range(n_j):
                everybody = forward[t - 1, :n_i, j].sum()
                doubled = 0.0
                if t > 1 and own[t - 1, j] >= 0:
                    doubled = forward[t - 1, own[t - 1, j], j]
                for k in range(n_k):
                    if own[t, k] == j:
                        v = w[0] * everybody
                    elif t == 1:
                        v = w[3] * everybody
                    else:
                        back = 0.0
                        if last[t, k] >= 0:
                            back = forward[t - 1, last[t, k], j]
                        v = w[2] * (everybody - doubled - back) + w[3] * doubled + w[1] * back
                    v = max(v, 0.0) * emission[t, k]
                    forward[t, j, k] = v
                    total += v
            forward[t] /= total
            log_z += np.log(total)
        backward = np.ones((width, width))
        for t in range(n - 1, -1, -1):
            o, n_k = offsets[a + t], sizes[a + t]
            n_j = 1 if t == 0 else sizes[a + t - 1]
            z = 0.0
            for k in range(n_k):
                v = 0.0
                for j in range(n_j):
                    v += forward[t, j, k] * backward[j, k]
                marginals[o + k] = v
                z += v
            marginals[o:o + n_k] /= z
            if t == 0:
                break
            s = situations[a + t]
            w = np.exp(weights[s])
            n_i = 1 if t == 1 else sizes[a + t - 2]
            new = np.zeros((width, width))
            expected = np.zeros(4)
            for j in range(n_j):
                stays = leaves = 0.0
                for k in range(n_k):
                    v = emission[t, k] * backward[j, k]
                    if own[t, k] == j:
                        stays += v
                    else:
                        leaves += v
                for i in range(n_i):
                    p = forward[t - 1, i, j]
                    if t == 1 or own[t - 1, j] == i:
                        new[i, j] = w[0] * stays + w[3] * leaves
                        expected[3] += p * w[3] * leaves
                    else:
                        back = 0.0
                        for k in range(n_k):
                            if last[t, k] == i and own[t, k] != j:
                                back = emission[t, k] * backward[j, k]
                        new[i, j] = w[0] * stays + w[2] * (leaves - back) + w[1] * back
                        expected[1] += p * w[1] * back
                        expected[2] += p * w[2] * (leaves - back)
                    expected[0] += p * w[0] * stays
            steps[s] += expected / expected.sum()
            backward = new / new.sum()
    return log_z


class Chains:
    """All conversations of some books, flat; `size` rows in all."""

    def __init__(self, books):
        starts, entities, sizes, situations, allowed = [], [], [], [], []
        self.n_labelled = 0
        for i, book in enumerate(books):
            at = 0
            for turn, n in zip(book.side["turns"], book.groups):
                if n == 0:
                    continue
                if not turn["follows"]:
                    starts.append(len(sizes))
                right = book.target[at:at + n] > 0
                self.n_labelled += right.any()
                allowed.extend(right if right.any() else np.ones(n, bool))
                entities.extend(i * 10_000_000 + e for e in turn["candidates"])
                situations.append(turn["situation"])
                sizes.append(n)
                at += n
        self.starts = np.array([*starts, len(sizes)])
        self.entities, self.sizes = np.array(entities), np.array(sizes)
        self.offsets = np.concatenate([[0], np.cumsum(self.sizes)[:-1]])
        self.situations, self.allowed = np.array(situations), np.array(allowed)
        self.size = len(entities)

    def run(self, scores, weights, clamped=False):
        """-> (marginals [size], expected steps [situations, 4], log partition)"""
        marginals = np.zeros(self.size)
        steps = np.zeros((N_SITUATIONS, 4))
        z = _sums(self.starts, self.entities, self.offsets, self.sizes, self.situations,
                  np.asarray(scores, float), weights, self.allowed, clamped, marginals, steps,
                  int(self.sizes.max()))
        return marginals, steps, z
