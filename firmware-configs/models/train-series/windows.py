"""Grids, windows, alarm states and scores of the series packages, as the agent's `feature` and `model` rooms have them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

GROUPS = ("site", "station", "group", "series")


def seconds(iso: str) -> int:
    """Seconds of an ISO-8601 duration of days, hours, minutes and seconds."""
    match = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", iso)
    days, hours, minutes, secs = (int(group or 0) for group in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + secs


@dataclass
class Grid:
    """One series on the card's grid. A row is a cell; `first` is the number of the first one."""

    name: str
    first: int
    own: np.ndarray  # [cells, channels], NaN without a reading
    filled: np.ndarray  # [cells, channels], gaps up to `hold` filled, NaN beyond
    scored: np.ndarray  # [cells], True where the file has a row
    truth: np.ndarray  # [cells]

    def times(self, period: int) -> np.ndarray:
        return ((self.first + np.arange(len(self.truth))) * period).astype("datetime64[s]")


def read(card: dict, path) -> list[Grid]:
    """Every series of a CSV file that the card names."""
    frame = pd.read_csv(path, dtype=str)
    time = next(name for name in frame if name.lower().startswith("time"))
    stamps = pd.to_datetime(frame[time], utc=True).to_numpy(dtype="datetime64[ns]").astype(np.int64) // 1_000_000
    by = next((name for name in GROUPS if name in frame), None)
    groups = [("", np.arange(len(frame)))]
    if by:
        groups = [(key, np.flatnonzero(frame[by].to_numpy() == key)) for key in sorted(set(frame[by]))]
    grids = []
    for group, rows in groups:
        data = frame.iloc[rows]
        for name, columns, truth in series(card, list(frame)):
            values = data[columns].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=np.float64)
            said = pd.to_numeric(data[truth], errors="coerce").fillna(0).to_numpy() != 0 if truth in data else None
            if not np.isnan(values).all():
                grids.append(to_grid(card, "/".join(filter(None, [group, name])), stamps[rows], values, said))
    return grids


def series(card: dict, header: list[str]):
    """Name, columns and truth column of each series that a file with this header holds."""
    output = card["output"]
    if "series" in output:
        for entry in output["series"]:
            for column in header:
                if re.fullmatch(entry["column"], column):
                    yield column, [column], entry.get("truth")
        return
    columns = [next(n for n in [c["id"], *c["columns"]] if n in header) for c in card["input"]["channels"]]
    yield "", columns, next((n for n in output.get("truth", []) if n in header), None)


def to_grid(card: dict, name: str, millis: np.ndarray, values: np.ndarray, truths=None) -> Grid:
    period = seconds(card["input"]["period"])
    order = np.argsort(millis, kind="stable")
    cells = -(-millis[order] // (period * 1000))  # the cell that ends at or after the reading
    first, count = cells[0], int(cells[-1] - cells[0] + 1)
    at, values = cells - first, values[order]
    scored, truth = np.zeros(count, bool), np.zeros(count, bool)
    scored[at] = True
    if truths is not None:
        np.logical_or.at(truth, at, truths[order])
    own = np.full((count, values.shape[1]), np.nan)
    for c, channel in enumerate(card["input"]["channels"]):
        low, high = channel["valid"]
        good = (values[:, c] >= low) & (values[:, c] <= high)
        own[at[good], c] = values[good, c]
    hold = seconds(card["input"]["hold"]) // period
    filled = pd.DataFrame(own).ffill(limit=hold).to_numpy() if hold else own
    return Grid(name, int(first), own, filled, scored, truth)


def rows(card: dict, grid: Grid) -> np.ndarray:
    """Scaled cells for windows that are not relative, [cells, channels (twice with a mask)]."""
    channels = card["input"]["channels"]
    center = np.array([channel["center"] for channel in channels])
    scale = np.array([channel["scale"] for channel in channels])
    scaled = np.nan_to_num(np.clip((grid.filled - center) / scale, -8, 8), nan=0.0)
    parts = [scaled, ~np.isnan(grid.own)] if card["input"]["mask"] else [scaled]
    return np.concatenate(parts, axis=1).astype(np.float32)


def relative(card: dict, grid: Grid, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Windows of one channel relative to its newest own reading, and those readings."""
    channel, length = card["input"]["channels"][0], card["input"]["length"]
    at = ends[:, None] + np.arange(1 - length, 1)
    inside = at >= 0
    at = np.maximum(at, 0)
    own = np.where(inside, grid.own[at, 0], np.nan)
    filled = np.where(inside, grid.filled[at, 0], np.nan)
    newest = length - 1 - np.argmax(~np.isnan(own)[:, ::-1], axis=1)
    last = own[np.arange(len(ends)), newest]
    scaled = np.clip((filled - last[:, None] - channel["center"]) / channel["scale"], -8, 8)
    parts = [np.nan_to_num(scaled, nan=0.0)]
    if card["input"]["mask"]:
        parts.append(~np.isnan(own))
    return np.stack(parts, axis=2).astype(np.float32), last


def answered(card: dict, grid: Grid) -> np.ndarray:
    """True for the cells that a file has and whose window has readings enough."""
    length, channels = card["input"]["length"], grid.own.shape[1]
    covered = (~np.isnan(grid.filled)).sum(axis=1)
    total = np.cumsum(np.concatenate([np.zeros(length), covered]))
    enough = (total[length:] - total[:-length]) / (length * channels) >= card["input"]["min-coverage"]
    if card["input"].get("relative-to") == "last":
        some = np.cumsum(np.concatenate([np.zeros(length), ~np.isnan(grid.own[:, 0])]))
        enough &= some[length:] > some[:-length]
    return enough & grid.scored


def quantize(real: np.ndarray, scale: float, zero: int) -> np.ndarray:
    return np.clip(np.floor(real / scale + zero + 0.5), -128, 127).astype(np.int8)


def states(output: dict, p: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Whether it is on at each cell; cells without an answer leave it as it is."""
    of, least = output["persist"]["of"], output["persist"]["at-least"]
    high, low = (p >= output["raise-above"]).astype(int), (p < output["clear-below"]).astype(int)
    on, history, out = False, [], np.zeros(len(p), bool)
    for k in range(len(p)):
        if asked[k]:
            history = (history + [k])[-of:]
            if sum(high[j] for j in history) >= least:
                on = True
            elif sum(low[j] for j in history) >= least:
                on = False
        out[k] = on
    return out


def runs(flags: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edges[::2], edges[1::2]))


def counts(truth: np.ndarray, on: np.ndarray) -> dict:
    """Counts over scored cells, to be added over series."""
    events, alarms = runs(truth), runs(on)
    return {
        "hits": int((truth & on).sum()),
        "false": int((~truth & on).sum()),
        "misses": int((truth & ~on).sum()),
        "events": len(events),
        "found": sum(bool(on[a:b].any()) for a, b in events),
        "alarms": len(alarms),
        "false-alarms": sum(not truth[a:b].any() for a, b in alarms),
        "cells": len(truth),
    }


def add(all_counts: list[dict]) -> dict:
    return {key: sum(c[key] for c in all_counts) for key in all_counts[0]}


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def anomaly_scores(c: dict, period: int) -> dict:
    precision, recall = c["hits"] / max(1, c["hits"] + c["false"]), c["hits"] / max(1, c["hits"] + c["misses"])
    true_alarms, found = 1 - c["false-alarms"] / max(1, c["alarms"]), c["found"] / max(1, c["events"])
    days = c["cells"] * period / 86400
    return {
        "row-precision": precision,
        "row-recall": recall,
        "row-f1": f1(precision, recall),
        "events": c["events"],
        "found": c["found"],
        "alarms": c["alarms"],
        "false-alarms": c["false-alarms"],
        "false-alarms-per-week": c["false-alarms"] / days * 7,
        "event-f1": f1(true_alarms, found) if c["alarms"] else 0.0,
    }


def auc(p: np.ndarray, truth: np.ndarray) -> float:
    ranks = pd.Series(p).rank().to_numpy()
    positives = truth.sum()
    if positives in (0, len(truth)):
        return float("nan")
    return float((ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * (len(truth) - positives)))


def plain(value, digits=4):
    """Numbers as YAML likes them."""
    if isinstance(value, dict):
        return {key: plain(item, digits) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, digits) for item in value]
    if isinstance(value, (float, np.floating)):
        return round(float(value), digits)
    return int(value) if isinstance(value, np.integer) else value
