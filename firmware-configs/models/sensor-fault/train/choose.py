"""Every site left out in turn: made faults there and false alarms on its untouched course; the marked creek's first two months as one site more."""

import itertools

import numpy as np

import heads
import rules
import sets
import synthetic
import windows

GROUPS = [["brompton", "soil"], ["USGS-01037000", "greenhouse"], ["USGS-03567500", "calder"], ["waterworks"], ["sandy"]]
STATES = [
    {"raise-above": high, "clear-below": low, "persist": {"of": of, "at-least": least}}
    for high, low, (of, least) in itertools.product((0.5, 0.6, 0.7, 0.8, 0.9, 0.95), (0.1, 0.2, 0.35, 0.5), ((1, 1), (2, 2), (3, 2)))
    if low <= high
]


def weights(parts):
    """Each table counts as told; within one, faults three times."""
    return np.concatenate([share / len(t.y) * np.where(t.y, 3.0, 1.0) for t, share in parts])


def training(pool, early, skip=()):
    """Tables and weights of all sites but those skipped; `early` stands for the creek's marks."""
    parts = [(t, share) for site, (t, share) in pool.items() if site not in skip]
    if "sandy" not in skip:
        parts.append((early, 1.5))
    return sets.join([t for t, _ in parts]), weights(parts)


def pools(card, grids, rng):
    """Tables to learn from, to choose on, and untouched, by site."""
    sites = sets.courses() | {"sandy": sets.clean(grids)}
    learn, check, calm = {}, {}, {}
    for site, some in sites.items():
        size = sum(map(len, some))
        learn[site] = (sets.made(card, some, rng, max(1, min(6, 30000 // size)), 90), 1.0 if site != "sandy" else 3.0)
        if site != "sandy":
            check[site] = sets.made(card, some, rng, 1, 250)
            calm[site] = sets.believed(card, some)
        print(site, size, "cells", len(learn[site][0].y), "windows", int(learn[site][0].y.sum()), "of faults", flush=True)
    return learn, check, calm


def state_counts(state, table, p):
    total = []
    for course in np.unique(table.course):
        at = table.course == course
        total.append(windows.counts(table.y[at], windows.states(state, p[at], np.ones(at.sum(), bool))))
    return windows.add(total)


def scores(state, answered):
    """Made faults, untouched courses and the creek, for answers {(what, site): (table, p)}."""
    result = {}
    for what in ("made", "calm", "creek"):
        some = [state_counts(state, t, p) for (kind, _), (t, p) in answered.items() if kind == what]
        if some:
            c = windows.add(some)
            s = windows.anomaly_scores(c, 3600)
            s["false-alarms-a-month"] = c["false-alarms"] / c["cells"] * 720
            result[what] = s
    return result


def worth(s):
    """What is aimed at: events and rows on made faults, rows of the creek, few alarms where nothing is wrong."""
    return s["made"]["event-f1"] + s["made"]["row-f1"] + 0.5 * s["creek"]["row-f1"] - 0.15 * s["calm"]["false-alarms-a-month"]


def best(answered, states=STATES):
    found = [(worth(s), state, s) for state in states for s in [scores(state, answered)]]
    return max(found, key=lambda f: f[0])


def by_kind(state, answered):
    """Share of made faults of each kind that were found."""
    found, all_of = np.zeros(len(synthetic.KINDS)), np.zeros(len(synthetic.KINDS))
    for (what, _), (t, p) in answered.items():
        if what != "made":
            continue
        for course in np.unique(t.course):
            at = t.course == course
            on = windows.states(state, p[at], np.ones(at.sum(), bool))
            for a, b in windows.runs(t.y[at]):
                k = t.kind[at][a:b].max() - 1
                all_of[k] += 1
                found[k] += on[a:b].any()
    return {k: float(f / max(1, n)) for k, f, n in zip(synthetic.KINDS, found, all_of)}


def answers_left_out(learn, check, calm, early, fit):
    """fit(table, weight) gives a function from tables to probabilities."""
    answered = {}
    for group in GROUPS:
        table, weight = training(learn, early, group)
        answer = fit(table, weight)
        for site in group:
            if site == "sandy":
                answered[("creek", site)] = (early, answer(early))
            else:
                answered[("made", site)] = (check[site], answer(check[site]))
                answered[("calm", site)] = (calm[site], answer(calm[site]))
    return answered


def net_fit(**how):
    def fit(table, weight):
        model = heads.fit(table, weight, **how)
        return lambda t: heads.answers(model, t.x)

    return fit


def some(table, weight, n=60000):
    """A draw by weight, for learners that take no chances."""
    at = np.random.default_rng(0).choice(len(table.y), min(n, len(table.y)), p=weight / weight.sum())
    return table.x[at], table.y[at], np.ones(len(at))


DETECTORS = {
    "net": net_fit(),
    "gradient-boosting": lambda t, w: rules.boosted(*some(t, w)),
    "logistic-regression": lambda t, w: rules.logistic(*some(t, w, 30000)),
    "qartod-rate-spike-flat": lambda t, w: rules.qartod,
    "robust-z": lambda t, w: rules.robust_z,
}


def report(name, answered):
    value, state, s = best(answered)
    print(name, "worth", round(value, 3), state, flush=True)
    for what, of in s.items():
        print("   ", what, windows.plain(of, 3), flush=True)
    print("    found", windows.plain(by_kind(state, answered), 2), flush=True)
    for (what, site), (t, p) in answered.items():
        print("      ", what, site, "auc", windows.plain(windows.auc(p, t.y), 3), windows.plain({k: v for k, v in windows.anomaly_scores(state_counts(state, t, p), 3600).items() if k in ("row-f1", "event-f1", "false-alarms", "alarms")}, 3), flush=True)
    return state, s
