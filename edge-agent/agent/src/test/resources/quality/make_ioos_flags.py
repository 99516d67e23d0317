"""Writes ioos_flags.csv: made-up series, and the flags that ioos_qc gives them.

pip install ioos_qc==3.0.0 && python make_ioos_flags.py > ioos_flags.csv
"""

import numpy as np
from ioos_qc import qartod

rng = np.random.default_rng(20261124)
start = np.datetime64("2026-03-20T00:00:00")


def minutes():
    """Ten hours of a river, a sample a minute, with what may befall a gauge."""
    n = 600
    x = 5 + np.cumsum(rng.normal(0, 0.02, n))
    x[50], x[120], x[121] = 9.0, -3.0, 8.0  # spikes, two in a row
    x[200:260] = x[200]  # stuck
    x[300:340] = np.nan  # silent
    x[400:500] = x[400] + rng.normal(0, 0.001, 100)  # damped
    x[[150, 152, 230, 450]] = np.nan
    x[520] = x[519] + 2  # a step that stays
    x[521:] += 2
    return start + np.arange(n) * np.timedelta64(60, "s"), np.round(x, 3)


def year():
    n = 4 * 365
    x = 15 + 12 * np.sin(np.arange(n) / n * 2 * np.pi) + rng.normal(0, 3, n)
    x[rng.integers(0, n, 20)] = np.nan
    return start + np.arange(n) * np.timedelta64(6 * 3600, "s"), np.round(x, 2)


seasons = [
    {"tspan": (1, 3), "period": "month", "vspan": (0, 20)},
    {"tspan": (6, 9), "period": "month", "vspan": (10, 26)},
]
columns = {
    "gross-range": lambda t, x: qartod.gross_range_test(x, fail_span=(0, 8.5), suspect_span=(4.5, 7)),
    "spike-average": lambda t, x: qartod.spike_test(x, 0.05, 0.5, "average"),
    "spike-differential": lambda t, x: qartod.spike_test(x, 0.02, 0.5, "differential"),
    "rate-of-change": lambda t, x: qartod.rate_of_change_test(x, t, 0.0005),
    "flat-line": lambda t, x: qartod.flat_line_test(x, t, 600, 1800, 0.01),
    "attenuated-range": lambda t, x: qartod.attenuated_signal_test(
        x, t, 0.1, 0.02, test_period=1801, check_type="range"
    ),
    "attenuated-deviation": lambda t, x: qartod.attenuated_signal_test(
        x, t, 0.02, 0.005, test_period=1801, check_type="std"
    ),
    "climatology": lambda t, x: qartod.climatology_test(seasons, x, t, np.full(x.size, np.nan)),
}

print("# ioos_qc 3.0.0, made by make_ioos_flags.py")
print("series,time,value," + ",".join(columns))
for name, (t, x) in (("minutes", minutes()), ("year", year())):
    flags = [np.ma.filled(f(t, x), 0).astype(int) for f in columns.values()]
    for i in range(x.size):
        value = "" if np.isnan(x[i]) else repr(float(x[i]))
        print(",".join([name, f"{t[i]}Z", value] + [str(f[i]) for f in flags]))
