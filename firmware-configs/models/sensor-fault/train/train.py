"""Chooses, trains, scores and writes the package.  `python train.py [--choose]`"""

import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "train-series")]

import numpy as np
import pandas as pd
import tensorflow as tf

import base_card
import choose
import heads
import net
import package
import sets
import synthetic
import windows
import words

SEED = 5
NAMES = {"level_m": "level", "cond_uS_cm": "conductivity", "turbidity_NTU": "turbidity"}


def held_out(card, grids, answer):
    """Scores by channel and pooled on the creek from UNTIL on. answer(grid, ends) gives the cells answered and probabilities."""
    result, total, told = {}, [], []
    for grid in grids:
        here = (grid.times(3600) >= np.datetime64(sets.UNTIL)) & grid.scored
        p, asked = np.zeros(len(here)), np.zeros(len(here), bool)
        ends, some = answer(grid, np.flatnonzero(here))
        p[ends], asked[ends] = some, True
        on = windows.states(card["output"], p[here], asked[here])
        total.append(windows.counts(grid.truth[here], on))
        name = NAMES[grid.name]
        result[name] = windows.anomaly_scores(total[-1], 5400)
        result[name]["auc"] = windows.auc(p[asked], grid.truth[asked])
        told += [{"channel": name, "rows": int(b - a), "found": bool(on[a:b].any()), "highest-probability": windows.plain(p[here][a:b].max())} for a, b in windows.runs(grid.truth[here])]
    result["all"] = windows.anomaly_scores(windows.add(total), 5400)
    months = windows.add(total)["cells"] * 1.5 / 720
    result["all"]["false-alarms-a-channel-month"] = result["all"]["false-alarms"] / months
    return result, told


def by_table(card, answer):
    def of(grid, ends):
        table, ends = sets.table_of(card, grid, 0, ends)
        return ends, answer(table)

    return of


def by_lite(card, interpreter):
    def of(grid, ends):
        ends = ends[windows.answered(card, grid)[ends]]
        rows = np.concatenate([np.zeros((net.LENGTH, 2), np.float32), windows.rows(card, grid)])
        z = np.array([float(interpreter.real(rows[e + 1 : e + 1 + net.LENGTH])[0]) for e in ends])
        return ends, 1 / (1 + np.exp(-z))

    return of


def short(s):
    keys = ("row-precision", "row-recall", "row-f1", "events", "found", "alarms", "false-alarms", "event-f1", "false-alarms-a-month", "false-alarms-a-channel-month")
    return windows.plain({k: s[k] for k in keys if k in s})


def main(only_choose):
    card = base_card.card()
    grids = sets.sandy(card)
    early = sets.early(card, grids)
    learn, check, calm = choose.pools(card, grids, np.random.default_rng(SEED))
    chosen, left_out = {}, {}
    for name, fit in choose.DETECTORS.items():
        answered = choose.answers_left_out(learn, check, calm, early, fit)
        chosen[name], s = choose.report(name, answered)
        left_out[name] = {what: short(of) for what, of in s.items()} | {"made-found-by-kind": windows.plain(choose.by_kind(chosen[name], answered), 2)}
    if only_choose:
        return
    table, weight = choose.training(learn, early)
    compare = {}
    for name, fit in choose.DETECTORS.items():
        if name != "net":
            s, _ = held_out({"output": card["output"] | chosen[name], "input": card["input"]}, grids, by_table(card, fit(table, weight)))
            compare[name] = {"state": windows.plain(chosen[name]), "sites-left-out": left_out[name], "held-out": short(s["all"]), "turbidity-auc": windows.plain(s["turbidity"]["auc"])}
    card["output"] |= windows.plain(chosen["net"])
    model = heads.fit(table, weight)
    content = package.convert(model, (net.LENGTH, 2), None)
    interpreter = package.Interpreter(content)
    scores, told = held_out(card, grids, by_lite(card, interpreter))
    card["metrics"] = {
        "sites-left-out": {"split": words.CHOSEN, **left_out["net"]},
        "held-out": {"split": words.HELD_OUT, "float": windows.plain(scores), "marked-faults": told, "baselines": compare},
    }
    print(windows.plain(card["metrics"]["held-out"]), flush=True)
    words.finish(card)
    cases = self_tests(card)
    card["latency-ms"] = {"machine": words.MACHINE, "p50": windows.plain(interpreter.p50_ms(cases[0]))}
    package.write(HERE.parent, content, card, cases)


def self_tests(card):
    """Drawn courses, so that no reading of unclear licence is shipped."""
    course = 50 + np.cumsum(np.sin(np.arange(2000) / 9)) + np.sin(np.arange(2000) * 1.7)
    values, _ = synthetic.inject(course, np.random.default_rng(1))
    cases = []
    for minutes in (60, 90):
        rows = windows.rows(card, sets.grid_of(card, values, None, minutes))
        cases += [rows[at : at + net.LENGTH] for at in (100, 700, 1300)]
    spike = np.stack([np.full(net.LENGTH, 5 / net.UNIT), np.ones(net.LENGTH)], axis=1).astype(np.float32)
    spike[:, 0] += np.sin(np.arange(net.LENGTH) / 5, dtype=np.float32) / net.UNIT
    spike[-1, 0] = 0
    return [*cases, spike, np.zeros((net.LENGTH, 2))]


if __name__ == "__main__":
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    main("--choose" in sys.argv)
