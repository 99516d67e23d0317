"""Faults of a sensor put into a believable course, after the kinds of Leigh et al. 2019."""

import numpy as np


def inject(values: np.ndarray, rng: np.random.Generator, every: int = 90):
    """A copy with faults, and where they are. Magnitudes follow what the course does near by."""
    values, label = values.astype(np.float64).copy(), np.zeros(len(values), bool)
    at = 60 + int(rng.exponential(every))
    while at < len(values) - 450:
        near = values[at - 48 : at + 1]
        usual = np.nanmean(np.abs(np.diff(near)))
        level = np.nanmedian(np.abs(near))
        if not np.isfinite(usual) or not np.isfinite(level):
            at += 50
            continue
        length = fault(values, label, at, max(usual, 0.0005 * level + 1e-4), level, rng)
        at += length + 50 + int(rng.exponential(every))
    return values, label


def fault(values, label, at, usual, level, rng) -> int:
    kind = rng.choice(["spike", "cluster", "noise", "flat", "shift", "zero"], p=[0.42, 0.1, 0.24, 0.1, 0.06, 0.08])
    sign = rng.choice([-1, 1])
    if kind == "spike":
        length = int(rng.integers(1, 3))
        large = max(usual * rng.uniform(8, 60), level * rng.choice([0.0, rng.uniform(0.1, 3)]))
        values[at : at + length] += sign * large * (1 if sign > 0 else min(1.0, level / large))
    elif kind == "cluster":
        length = int(rng.integers(4, 14))
        hit = rng.random(length) < 0.6
        values[at : at + length][hit] += sign * usual * rng.uniform(8, 40, hit.sum())
    elif kind == "noise":
        length = int(rng.integers(20, 400))
        strength = max(usual * rng.uniform(3, 25), level * rng.uniform(0.02, 0.3))
        noise = rng.normal(0, 1, length) if rng.random() < 0.6 else np.abs(rng.normal(0, 1, length))
        values[at : at + length] += noise * strength * rng.uniform(0.5, 1)
    elif kind == "flat":
        length = int(rng.integers(16, 60))
        moves = np.nanmean(np.abs(np.diff(values[at : at + length])) > 0)
        if not moves > 0.7:
            return 1  # a course that rests anyway tells nothing
        values[at : at + length] = values[at]
        label[at + 6 : at + length] = True  # six equal readings are needed to say so
        return length
    elif kind == "shift":
        length = int(rng.integers(8, 30))
        values[at : at + length] += sign * max(usual * rng.uniform(15, 80), level * rng.uniform(0.1, 0.5))
    else:
        length = int(rng.integers(1, 20))
        values[at : at + length] = rng.choice([0.0, 0.0, -level * 0.2, level * 0.01])
    label[at : at + length] = True
    return length
