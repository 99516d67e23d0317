"""Stations, spans and made variants of them. Held-out spans and stations are scored once, after all choices."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

import windows

HERE = Path(__file__).resolve().parent
FLOOD = Path(os.environ.get("FLOOD_SERIES", HERE.parents[3] / "../shared/data/series/flood"))
BROMPTON = FLOOD / "brompton_15min/brompton_15min_2008_201211.csv.gz"
CALDER = FLOOD / "uk_calder_15min_2025/calder_15min.csv"
USGS = FLOOD / "usgs_hourly_2014_2018/usgs_hourly.csv"
YANGTZE = FLOOD / "yangtze_hourly_202006/yangtze_hourly_202006.csv"

# file, series (a part of its name), training until, calibration until; what comes later is held out. None: held out whole.
SPANS = {
    "brompton": (BROMPTON, "discharge", "2010-10-01", "2011-10-01"),
    "calder": (CALDER, "level", "2025-08-27", "2025-08-31"),
    "usgs-01037000": (USGS, "USGS-01037000/gage", "2014-09-01", "2014-10-01"),
    "usgs-03567500": (USGS, "USGS-03567500/discharge", "2015-09-01", "2016-01-01"),
    "yangtze": (YANGTZE, "level", None, None),
}


def load(card: dict, names) -> list[tuple[str, windows.Grid, str | None, str | None]]:
    found = []
    for name in names:
        file, part, until, calibrate = SPANS[name]
        found += [(name, grid, until, calibrate) for grid in windows.read(card, file) if part in grid.name]
    return found


def spans(times: np.ndarray, until, calibrate):
    """Masks of training, calibration and held-out cells."""
    if until is None:
        return np.zeros(len(times), bool), np.zeros(len(times), bool), np.ones(len(times), bool)
    until, calibrate = np.datetime64(until), np.datetime64(calibrate)
    return times < until, (times >= until) & (times < calibrate), times >= calibrate


def variants(levels: np.ndarray, rng: np.random.Generator, steps=(1,), slow=()):
    """A river's course as another gauge would have it: by another rating, from a faster river, from a brook with a sensor's noise,
    from a great slow river told in centimetres. With a weight where least squares is to leave it out."""
    for step in steps:
        for offset in range(min(step, 2)):
            course = levels[offset::step]
            base, top = np.nanmin(course), np.nanmax(course)
            if step > 1:
                yield course, None
            made = ((course - base) / (top - base) + 0.02) ** 0.6 * rng.uniform(1, 4)
            yield np.round(made / 0.001) * 0.001, None
            brook = made / 4 * rng.uniform(0.1, 0.6) + rng.normal(0, 0.0007, len(made))
            yield np.round(brook / 0.001) * 0.001, 0.1
    known = levels[~np.isnan(levels)]
    for stretch in slow:
        part = known[: 40000 // stretch]
        made = np.interp(np.arange(len(part) * stretch) / stretch, np.arange(len(part)), part)
        made = ((made - made.min()) / (made.max() - made.min()) + 0.02) ** 0.6 * rng.uniform(3, 8) + rng.normal(0, 0.003, len(made))
        yield np.round(made / 0.01) * 0.01, 0.4
