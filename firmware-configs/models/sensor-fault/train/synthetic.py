"""Faults of a sensor put into a believable course, after the kinds of Leigh et al. 2019, and real events that must not be called one."""

import numpy as np

KINDS = ["spike", "cluster", "noise", "flat", "shift", "zero"]
SHARES = [0.40, 0.10, 0.22, 0.12, 0.06, 0.10]


def inject(values: np.ndarray, rng: np.random.Generator, every: int = 90, events: bool = True):
    """A copy with faults; where they are, and of which kind (1 + its number in KINDS). Magnitudes follow what the course does near by."""
    values, label = values.astype(np.float64).copy(), np.zeros(len(values), np.int8)
    if events:
        scale = np.nanmedian(np.abs(values)) + 1e-9
        steps = np.abs(np.diff(values))
        step = np.nanmean(steps[np.isfinite(steps)])
        if rng.random() < 0.3:  # a sensor that has always been noisy is no broken one
            values += rng.normal(0, 1, len(values)) * np.where(rng.random() < 0.5, np.abs(values) * rng.uniform(0.002, 0.04), step * rng.uniform(0.5, 4))
        if rng.random() < 0.3:  # few digits
            quantum = max(step * rng.uniform(0.3, 3), 1e-4 * scale)
            values = np.round(values / quantum) * quantum
    at = 60 + int(rng.exponential(every))
    while at < len(values) - 450:
        near = values[at - 48 : at + 1]
        usual = np.nanmean(np.abs(np.diff(near)))
        level = np.nanmedian(np.abs(near))
        if not np.isfinite(usual) or not np.isfinite(level):
            at += 50
            continue
        usual = max(usual, 0.0005 * level + 1e-5)
        if events and rng.random() < 0.3:
            length = event(values, at, usual, level, rng)
        else:
            kind = int(rng.choice(len(KINDS), p=SHARES))
            length = fault(values, label, at, usual, level, kind, rng)
        at += length + 50 + int(rng.exponential(every))
    return values, label


def event(values, at, usual, level, rng) -> int:
    """Steep, then slow: a flood, a first flush, water thinned by rain."""
    rise, length = int(rng.integers(1, 7)), int(rng.integers(30, 200))
    height = max(usual * rng.uniform(6, 60), level * rng.choice([0.0, rng.uniform(0.1, 2)]))
    if rng.random() < 0.3:
        height = -min(height, 0.85 * level)
    up = np.linspace(0, 1, rise + 1)[1:] ** rng.uniform(0.6, 2)
    down = np.exp(-np.arange(1, length - rise + 1) / rng.uniform(3, 50))
    shape = np.concatenate([up, down])
    values[at : at + length] += height * shape * (1 + rng.normal(0, rng.uniform(0, 0.06), length))
    return length


def fault(values, label, at, usual, level, kind, rng) -> int:
    name, sign, first = KINDS[kind], rng.choice([-1, 1]), 0
    if name == "spike":
        length = int(rng.choice([1, 1, 1, 2]))
        large = max(usual * rng.uniform(6, 60), level * rng.choice([0.0, rng.uniform(0.1, 3)]))
        values[at : at + length] += sign * large * (1 if sign > 0 else min(1.0, level / large))
    elif name == "cluster":
        length = int(rng.integers(4, 14))
        hit = rng.random(length) < 0.6
        hit[0] = True
        values[at : at + length][hit] += sign * usual * rng.uniform(8, 40, hit.sum())
    elif name == "noise":
        length = int(20 * np.exp(rng.uniform(0, 3.09)))
        strength = max(usual * rng.uniform(3, 25), level * rng.uniform(0.02, 0.3))
        noise = rng.normal(0, 1, length)
        if rng.random() < 0.4:
            noise = np.abs(noise) * sign
        if rng.random() < 0.3:  # follows the reading, as a fouled lens does
            strength *= np.abs(values[at : at + length]) / max(level, 1e-9)
        values[at : at + length] += noise * strength * rng.uniform(0.5, 1)
    elif name == "flat":
        length = int(rng.integers(16, 90))
        moves = np.nanmean(np.abs(np.diff(values[at : at + length])) > 0)
        if not moves > 0.7:
            return 1  # a course that rests anyway tells nothing
        values[at : at + length] = values[at]
        first = 6  # equal readings are needed to say so
    elif name == "shift":
        length = int(rng.integers(8, 30))
        values[at : at + length] += sign * max(usual * rng.uniform(15, 80), level * rng.uniform(0.1, 0.5))
    else:
        length = int(rng.integers(1, 20))
        values[at : at + length] = rng.choice([0.0, 0.0, -level * 0.2, level * 0.01]) + (rng.normal(0, 0.002, length) * level if rng.random() < 0.5 else 0.0)
    label[at + first : at + length] = kind + 1
    return length
