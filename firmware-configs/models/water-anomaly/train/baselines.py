"""Simple detectors on the same rows, cut and scored the same way: writes baselines.json."""

import json

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression

import split
import synthetic
import train
import windows

QUALITY = list(synthetic.QUALITY)


def features(x):
    """The newest values, their changes, the last ten minutes against the hour before, roughness."""
    values = pd.DataFrame(x[:, :9])
    base = values.shift(10).rolling(60, min_periods=1).mean()
    parts = [values, values.diff(), values.diff(5), values.diff(20), values.rolling(10, min_periods=1).mean() - base]
    parts += [values.diff().abs().rolling(30, min_periods=1).mean(), (values - base).abs().rolling(30, min_periods=1).max()]
    return np.nan_to_num(np.concatenate([part.to_numpy() for part in parts], axis=1)).astype(np.float32)


def robust_z(x):
    values = pd.DataFrame(x[:, QUALITY])
    away = (values - values.rolling(1440, min_periods=60).median()).abs()
    spread = away.rolling(1440, min_periods=60).median().clip(lower=0.1)
    return 1 - np.exp(-np.nan_to_num((away / spread).max(axis=1).to_numpy()) / 20)


def main():
    card, grid, x, asked, times = train.load()
    training = asked & (times < np.datetime64(split.HELD_OUT[0]))
    rich, plain = features(x), x[:, :9]
    rng = np.random.default_rng(3)
    made = [synthetic.inject(x, grid.truth, rng) for _ in range(2)]
    made = [(features(mx), label > 0) for mx, label in made]

    def logistic():
        return LogisticRegression(max_iter=300, class_weight="balanced")

    def forest():
        return RandomForestClassifier(100, min_samples_leaf=3, n_jobs=1, random_state=0)

    def boosting():
        return HistGradientBoostingClassifier(max_iter=150, random_state=0)

    candidates = {
        "robust-z": None,
        "logistic-regression": (logistic, rich, []),
        "random-forest-on-single-rows": (forest, plain, []),
        "random-forest": (forest, rich, []),
        "gradient-boosting": (boosting, rich, []),
        "gradient-boosting-with-made-events": (boosting, rich, made),
    }
    result = {}
    for name, how in candidates.items():
        p = np.zeros(len(x))
        spans = [*split.BLOCKS, split.HELD_OUT]
        for span in spans:
            here = split.within(times, span) & asked
            if how is None:
                p[here] = robust_z(x)[here]
                continue
            make, table, more = how
            fit_on = np.flatnonzero(training & ~split.within(times, span, 3))
            sets = [(table, grid.truth)] + more
            model = make().fit(np.concatenate([t[fit_on] for t, _ in sets]), np.concatenate([y[fit_on] for _, y in sets]))
            p[here] = model.predict_proba(table[here])[:, 1]
        best = None
        for high in (0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
            card["output"]["raise-above"], card["output"]["clear-below"] = high, high * 0.6
            scores = windows.anomaly_scores(windows.add([train.judge(card, grid, p, asked, b)[1] for b in split.BLOCKS]), 60)
            if best is None or scores["row-f1"] > best[0]:
                best = (scores["row-f1"], high)
        card["output"]["raise-above"], card["output"]["clear-below"] = best[1], best[1] * 0.6
        blocks = windows.anomaly_scores(windows.add([train.judge(card, grid, p, asked, b)[1] for b in split.BLOCKS]), 60)
        later, _ = train.judge(card, grid, p, asked, split.HELD_OUT)
        keep = ("row-precision", "row-recall", "row-f1", "event-f1", "false-alarms-per-week")
        result[name] = {
            "raise-above": best[1],
            "left-out-blocks": windows.plain({k: blocks[k] for k in keep}),
            **windows.plain({k: later[k] for k in (*keep, "auc")}),
        }
        print(name, result[name], flush=True)
        (train.HERE / "baselines.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
