"""Believed courses by site, the marked creek, and tables of features with what they are."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import tensorflow as tf

import net
import synthetic
import windows

HERE = Path(__file__).resolve().parent
SERIES = Path(os.environ.get("SERIES", HERE.parents[3] / "../shared/data/series"))
SANDY = SERIES / "water_quality/qld_oddwater/sandy_anom.csv"
UNTIL = "2017-05-15"  # of the marked creek: earlier is for learning and choosing, later is held out
CHANNELS = ("level_m", "cond_uS_cm", "turbidity_NTU")


@dataclass
class Table:
    """Windows in order, one row each: features, fault or not, its kind (0 none or not told), whose course."""

    x: np.ndarray
    y: np.ndarray
    kind: np.ndarray
    course: np.ndarray
    own: np.ndarray  # the newest readings, for detectors that need no features [n, 30]


def courses() -> dict[str, list[np.ndarray]]:
    """Courses that are believed, by site: floods, tides of a treatment works, a greenhouse, soil."""
    sites = {}
    usgs = pd.read_csv(SERIES / "flood/usgs_hourly_2014_2018/usgs_hourly.csv")
    for site, part in usgs.groupby("site"):
        sites[site] = [part[c].to_numpy()[:9000] for c in ("discharge_ft3_s", "gage_height_ft") if part[c].notna().any()]
    brompton = pd.read_csv(SERIES / "flood/brompton_15min/brompton_15min_2008_201211.csv.gz")["discharge_m3_s_est29km2"].to_numpy()
    sites["brompton"] = [brompton[::4][:9000], brompton[2::6][9000:15000]]
    calder = pd.read_csv(SERIES / "flood/uk_calder_15min_2025/calder_15min.csv")
    sites["calder"] = [calder[c].to_numpy() for c in calder if c.startswith("level")]
    works = pd.read_csv(SERIES / "water_quality/gecco2018/geccoIC2018Train.csv.gz")
    quiet = works["EVENT"].rolling(61, center=True, min_periods=1).max().to_numpy() == 0
    sites["waterworks"] = [np.where(quiet, works[c], np.nan)[::every] for c in ("Tp_C", "Cl_mg_L", "pH", "Redox_mV", "Leit_uS_cm", "Trueb_NTU") for every in (60, 20)]
    house = pd.read_csv(SERIES / "farm/wur_mini_greenhouse/dataset-2-4-train-dnn.csv")
    sites["greenhouse"] = [house[c].to_numpy()[::3][:4000] for c in ("temp_in_C", "rh_in_pct", "co2_out_ppm")]
    soil = pd.read_csv(SERIES / "farm/ismn_cosmos_hourly/ARM-1.csv")
    sites["soil"] = [soil["soil_moisture_m3_m3"].to_numpy()[(soil["ismn_flag"] == "G").to_numpy()]]
    return {name: [c[~np.isnan(c)] for c in some] for name, some in sites.items()}


def sandy(card) -> list:
    return sorted(windows.read(card, SANDY), key=lambda g: CHANNELS.index(g.name))


def grid_of(card, values, kinds=None, minutes=60):
    """Readings every so many minutes on the card's grid, with the kind of fault in each cell."""
    grid = windows.to_grid(card, "", (np.arange(len(values)) * minutes + 60) * 60_000, values[:, None])
    grid.kind = np.zeros(len(grid.truth), np.int8)
    if kinds is not None:
        cells = -(-((np.arange(len(values)) * minutes + 60) * 60) // 3600) - grid.first
        np.maximum.at(grid.kind, cells, kinds)
        grid.truth = grid.kind > 0
    return grid


def table_of(card, grid, course, ends=None) -> tuple[Table, np.ndarray]:
    """Features at the cells that get an answer, and those cells."""
    ends = np.arange(len(grid.truth)) if ends is None else ends
    ends = ends[windows.answered(card, grid)[ends]]
    value = grid.own[:, 0]
    there = np.flatnonzero(~np.isnan(value))
    last = np.searchsorted(there, ends, side="right")[:, None] - 1 - np.arange(net.KEPT)
    at = there[np.maximum(last, 0)]
    v = ((last >= 0) & (at > ends[:, None] - net.LENGTH)).astype(np.float32)
    r = np.clip(value[at] / net.UNIT, -8, 8).astype(np.float32) * v
    t = (ends[:, None] - at).astype(np.float32) * v
    x = np.concatenate([FEATURES(*(tf.constant(p[n : n + 4096]) for p in (r, v, t))).numpy() for n in range(0, len(ends), 4096)] or [np.zeros((0, 1))])
    kind = getattr(grid, "kind", np.zeros(len(grid.truth), np.int8))[ends]
    return Table(x, grid.truth[ends], kind, np.full(len(ends), course), np.where(v[:, :30] > 0, r[:, :30] * net.UNIT, np.nan)), ends


FEATURES = tf.function(net.features, reduce_retracing=True)


def join(tables) -> Table:
    return Table(*(np.concatenate([getattr(t, f) for t in tables]) for f in ("x", "y", "kind", "course", "own")))


def made(card, some, rng, copies, every, events=True) -> Table:
    """Courses of one site with faults made into them."""
    tables = []
    for _ in range(copies):
        for values in some:
            values, kinds = synthetic.inject(values, rng, every, events)
            grid = grid_of(card, values, kinds, int(rng.choice([60, 60, 90])))
            tables.append(table_of(card, grid, len(tables))[0])
    return join(tables)


def believed(card, some) -> Table:
    return join([table_of(card, grid_of(card, values), n)[0] for n, values in enumerate(some)])


def early(card, grids) -> Table:
    """The marked creek until UNTIL, as it is."""
    tables = []
    for n, grid in enumerate(grids):
        ends = np.flatnonzero((grid.times(3600) < np.datetime64(UNTIL)) & grid.scored)
        tables.append(table_of(card, grid, n, ends)[0])
    return join(tables)


def clean(grids) -> list[np.ndarray]:
    """The marked creek's readings until UNTIL that nobody doubts."""
    out = []
    for grid in grids:
        upto = int(np.searchsorted(grid.times(3600), np.datetime64(UNTIL)))
        values = np.where(grid.truth, np.nan, grid.own[:, 0])[:upto]
        out.append(values[~np.isnan(values)])
    return out
