"""Events put into a normal series: steps, bumps, waves, ramps, noise and failures, on one to three channels."""

import numpy as np

QUALITY = (1, 2, 3, 4, 5, 6)  # chlorine, pH, redox, conductivity, turbidity, second chlorine
OPERATION = (0, 7, 8)  # temperature and flows: their changes alone are no events
# What counts as a small change of each channel, in the card's scaled units
UNIT = np.array([0.3, 1.0, 0.45, 0.6, 0.6, 0.5, 0.7, 0.6, 0.5])


def inject(x: np.ndarray, label: np.ndarray, rng: np.random.Generator, every: int = 150):
    """A copy of scaled values and masks with events in it, and its label."""
    channels = len(UNIT)
    x, label = x.copy(), label.astype(np.float32).copy()
    values = x[:, :channels]
    drift(values, rng)
    at = int(rng.exponential(every))
    while at < len(x) - 300:
        length = int(np.clip(rng.lognormal(np.log(24), 0.6), 8, 200))
        if rng.random() < 0.72:
            event(values, label, at, length, rng)
        else:
            no_event(values, at, length, rng)
        at += length + 20 + int(rng.exponential(every))
    gaps(x, channels, rng)
    np.clip(values, -8, 8, out=values)
    return x, label


def drift(values, rng):
    """Slow wandering and a lasting offset, so that only changes tell."""
    n, channels = values.shape
    knots = max(4, n // 2000)
    for c in range(channels):
        walk = np.interp(np.linspace(0, knots - 1, n), np.arange(knots), rng.normal(0, 0.6, knots).cumsum() * 0.3)
        values[:, c] += rng.normal(0, 1.5) + walk - walk.mean()
        values[:, c] *= np.exp(rng.normal(0, 0.1))


def shape(length, rng):
    """A course between -1 and 1 and from where to where it counts as an event."""
    t = np.linspace(0, 1, length)
    kind = rng.choice(6, p=[0.48, 0.14, 0.16, 0.08, 0.07, 0.07])
    if kind == 0:
        return np.ones(length)
    if kind == 1:
        return np.sin(np.pi * t)
    if kind == 2:
        return np.sin(2 * np.pi * t * rng.uniform(0.5, 2)) * rng.choice([-1, 1])
    if kind == 3:
        return np.minimum(1, t * rng.uniform(2, 6))
    if kind == 4:
        return np.exp(-t * rng.uniform(1, 3))
    return rng.normal(0, 0.7, length)


def event(values, label, at, length, rng):
    picked = rng.choice(QUALITY, size=rng.choice([1, 2, 3], p=[0.35, 0.4, 0.25]), replace=False)
    if rng.random() < 0.08:  # a failure: values fall or leap far away
        for c in rng.choice(QUALITY, size=rng.integers(2, 6), replace=False):
            values[at : at + length, c] = rng.choice([-8, -8, 8, rng.uniform(-8, 8)]) + rng.normal(0, 0.3)
    else:
        course = shape(length, rng)
        strength = rng.uniform(2.5, 8) * (1.3 if len(picked) == 1 else 1)
        for c in picked:
            mine = course if rng.random() < 0.75 else shape(length, rng)
            values[at : at + length, c] += rng.choice([-1, 1]) * mine * strength * rng.uniform(0.6, 1.3) * UNIT[c]
    label[at : at + length] = 1


def no_event(values, at, length, rng):
    if rng.random() < 0.75:  # operation changes
        for c in rng.choice(OPERATION, size=rng.integers(1, 3), replace=False):
            values[at : at + length, c] += rng.normal(0, 4) if rng.random() < 0.8 else rng.choice([-8, 8])
    else:  # a lone spike of one or two rows
        values[at : at + rng.integers(1, 3), rng.choice(QUALITY)] += rng.choice([-1, 1]) * rng.uniform(1, 6)


def gaps(x, channels, rng):
    for _ in range(len(x) // 4000):
        at, length = int(rng.integers(len(x) - 60)), int(rng.integers(1, 30))
        lost = rng.random(channels) < (0.15 if rng.random() < 0.5 else 1.0)
        for c in np.flatnonzero(lost):
            held = min(length, 5)
            x[at : at + held, c] = x[at - 1, c] if at else 0
            x[at + held : at + length, c] = 0
            x[at : at + length, channels + c] = 0
