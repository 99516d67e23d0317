"""Learns heads on tables of features."""

import numpy as np
import tensorflow as tf

import net

STEPS, BATCH, HIDDEN, RATE, DECAY, DROP = 5000, 512, (96, 32), 3e-3, 0.01, 0.1
SEEDS = (5, 6, 7)


def standard(x):
    center, scale = x.mean(axis=0), x.std(axis=0)
    return center, np.maximum(scale, 1e-3)


def fit(table, weight, seeds=SEEDS, steps=STEPS, hidden=HIDDEN, soft=None):
    """A Net whose heads differ in their draw. Weight is a row's chance to be drawn; soft are a teacher's probabilities."""
    center, scale = standard(table.x)
    x = np.clip((table.x - center) / scale, -6, 6).astype(np.float32)
    target = (table.y * 0.96 + 0.02 if soft is None else soft).astype(np.float32)
    return net.Net(center, scale, [one(x, target, weight, seed, steps, hidden) for seed in seeds])


def one(x, target, weight, seed, steps, hidden):
    """Small enough for plain arrays: two layers of relu with dropout, AdamW, the mean of the last half's weights."""
    rng = np.random.default_rng(seed)
    sizes = (x.shape[1], *hidden, 1)
    w = [rng.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32) for a, b in zip(sizes, sizes[1:])]
    b = [np.zeros(n, np.float32) for n in sizes[1:]]
    values = [*w, *b]
    slow, quick, mean = ([np.zeros_like(v) for v in values] for _ in range(3))
    total = np.cumsum(weight / weight.sum())
    for n in range(steps):
        at = np.minimum(np.searchsorted(total, rng.random(BATCH)), len(x) - 1)
        inputs, keeps = [], []
        h = x[at]
        for k in range(len(w)):
            keep = (rng.random(h.shape, np.float32) >= DROP) / np.float32(1 - DROP)
            h = h * keep
            inputs.append(h)
            keeps.append(keep)
            h = h @ w[k] + b[k]
            if k < len(w) - 1:
                h = np.maximum(h, 0)
        e = ((1 / (1 + np.exp(-h[:, 0])) - target[at]) / BATCH).astype(np.float32)[:, None]
        gradients = [None] * len(values)
        for k in range(len(w) - 1, -1, -1):
            gradients[k], gradients[len(w) + k] = inputs[k].T @ e, e.sum(axis=0)
            e = (e @ w[k].T) * keeps[k] * (inputs[k] > 0) if k else None
        rate = RATE * 0.5 * (1 + np.cos(np.pi * n / steps))
        for v, g, m, q, a in zip(values, gradients, slow, quick, mean):
            m += 0.1 * (g - m)
            q += 0.002 * (g * g - q)
            v -= rate * (m / (1 - 0.9 ** (n + 1)) / (np.sqrt(q / (1 - 0.998 ** (n + 1))) + 1e-8) + (DECAY * v if v.ndim == 2 else 0))
            if n >= steps // 2:
                a += (v - a) / (n - steps // 2 + 1)
    return list(zip(mean[: len(w)], mean[len(w) :]))


def answers(model, x):
    """Probabilities by table."""
    return 1 / (1 + np.exp(-model.table(tf.constant(x, tf.float32)).numpy()[:, 0].astype(np.float64)))
