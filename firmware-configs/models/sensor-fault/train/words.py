"""What the card says in words, and simple detectors beside the net."""

import numpy as np

import windows

MACHINE = "x86-64, 2 shared cores, 1 thread, Python TensorFlow Lite with XNNPACK"
DATA = [
    {
        "name": "qld_oddwater: Sandy Creek sonde, Queensland, with technical anomalies marked",
        "licence": "GPL-3 package oddwater; rows are not shipped",
        "used": "until 2017-05-14 training, later held out",
        "credit": "Leigh et al. 2019, Science of the Total Environment 664, 885; Queensland Department of Environment and Science",
    },
    {
        "name": "usgs_hourly_2014_2018, brompton_15min, uk_calder_15min_2025",
        "licence": "public domain (USGS); Environment Agency data; rows are not shipped",
        "used": "believed courses, floods among them, with made faults; training only",
    },
]
LIMITS = [
    {
        "zh": "效果弱：留出期逐行 F1 仅 0.24，四个孤立故障均未达阈值；只宜用来降低事件可信度，不得用来压制报警。量程与尖峰检验仍是第一道关。",
        "en": "Weak: row F1 0.24 on the held-out span, none of its four lone faults reaches the threshold; lower an event's confidence with it, never silence one. Range and spike tests stay the first line.",
    },
    {
        "zh": "只看一个通道、只看过去：单个读数的突跳与真实事件的第一个读数有时无法区分，须等下一个读数。",
        "en": "Sees one channel and only the past: a lone leap and the first reading of a real event can look alike until the next one comes.",
    },
    {
        "zh": "缓慢漂移、固定偏差看不出来；超量程和缺测由质量检验负责。",
        "en": "Drift and a constant offset are not seen; out-of-range and missing values are the quality tests' work.",
    },
    {
        "zh": "标注数据只有一条河一年的资料，其中长故障仅两段，其余故障均为人工合成。",
        "en": "Marked data are one creek and one year with two long faults; all other faults it learnt were made.",
    },
]


def finish(card):
    card["data"] = DATA
    card["limits"] = LIMITS
    card["note"] = {
        "zh": "输入输出为 float32：窗口在图内按自身变幅归一，任何单位都可用；8 位边界会丢失小变化，因此没有整型版本可比。",
        "en": "float32 at the edges: the graph scales a window by its own range so that any unit serves; 8 bits at the edge would lose small changes, so there is no int8 variant to compare.",
    }


def features(x):
    v = x[:, :, 0] - x[:, -1:, 0]
    level = np.abs(x[:, :, 0]).mean(axis=1, keepdims=True) + 3e-6
    span = np.ptp(v, axis=1, keepdims=True) + 3e-6
    size = np.abs(np.diff(v, axis=1))
    parts = [v / span, np.minimum(size.mean(axis=1, keepdims=True) / level, 1), np.minimum(np.abs(x[:, -1:, 0]) / level, 6)]
    for n in (6, 12, 24, 47):
        part = size[:, -n:]
        parts += [part.mean(axis=1, keepdims=True) / span, part.max(axis=1, keepdims=True) / span, part.std(axis=1, keepdims=True) / span]
    return np.concatenate(parts, axis=1)


def robust_z(x):
    v = x[:, :, 0] - x[:, -1:, 0]
    median = np.median(v, axis=1, keepdims=True)
    return np.abs(median[:, 0]) / (1.4826 * np.median(np.abs(v - median), axis=1) + 1e-6)


def baselines(card, sandy, judge, rule, training):
    """Thresholds chosen on the training span, scored later."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

    x, y, w = training(card, sandy, np.random.default_rng(5))
    some = np.random.default_rng(0).choice(len(x), 60000, p=w / w.sum())
    table = features(x[some])
    logistic = LogisticRegression(max_iter=300).fit(table, y[some])
    boosted = HistGradientBoostingClassifier(max_iter=200, random_state=0).fit(table, y[some])
    answers = {
        "robust-z": lambda x: 1 - np.exp(-robust_z(x) / 10),
        "rule-leap-or-turning-back": rule,
        "logistic-regression": lambda x: logistic.predict_proba(features(x))[:, 1],
        "gradient-boosting": lambda x: boosted.predict_proba(features(x))[:, 1],
    }
    mine = card["output"]["raise-above"], card["output"]["clear-below"]
    result = {}
    for name, answer in answers.items():
        best = None
        for high in (0.2, 0.35, 0.5, 0.7, 0.8, 0.9, 0.95):
            card["output"]["raise-above"], card["output"]["clear-below"] = high, high * 0.4
            score = judge(card, sandy, answer, True)["all"]["row-f1"]
            if best is None or score > best[0]:
                best = (score, high)
        card["output"]["raise-above"], card["output"]["clear-below"] = best[1], best[1] * 0.4
        scores = judge(card, sandy, answer, False)
        result[name] = windows.plain({"raise-above": best[1], **{k: scores["all"][k] for k in ("row-precision", "row-recall", "row-f1", "event-f1", "false-alarms", "false-alarms-per-week")}, "turbidity-auc": scores["turbidity"]["auc"]})
    card["output"]["raise-above"], card["output"]["clear-below"] = mine
    return result
