"""Simple detectors beside the net: the tests of QARTOD, a robust z, and learners on the net's own features."""

import numpy as np


def robust_z(table):
    near = table.own[:, 1:25]
    center = np.nanmedian(near, axis=1)
    away = np.nanmedian(np.abs(near - center[:, None]), axis=1)
    return 1 - np.exp(-np.abs(table.own[:, 0] - center) / (1.4826 * away + 1e-3 * np.abs(center) + 1e-9) / 20)


def qartod(table):
    """Rate of change beside the standard deviation of the last 25 readings, spike by the mean of its neighbours (known one reading later), flat line of
    six: the greater of the three as a score."""
    r = table.own
    spread = np.nanstd(r[:, 1:26], axis=1) + 1e-3 * np.nanmean(np.abs(r[:, 1:26]), axis=1) + 1e-9
    rate = np.abs(r[:, 0] - r[:, 1]) / spread
    spike = np.abs(r[:, 1] - (r[:, 0] + r[:, 2]) / 2) / spread
    moved = np.nanmean(np.abs(np.diff(r[:, 6:], axis=1)) > 0, axis=1) > 0.7
    flat = np.all(r[:, 1:6] == r[:, :1], axis=1) & moved
    return np.where(flat, 1.0, 1 - np.exp(-np.maximum(rate, spike) / 10))


def logistic(x, y, weight):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=300)).fit(x, y, logisticregression__sample_weight=weight)
    return lambda t: model.predict_proba(t.x)[:, 1]


def boosted(x, y, weight):
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(max_iter=250, learning_rate=0.06, min_samples_leaf=60, l2_regularization=1.0, early_stopping=False, random_state=0)
    model.fit(x, y, sample_weight=weight)
    return lambda t: model.predict_proba(t.x)[:, 1]
