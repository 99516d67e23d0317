"""Where the series is cut. Fixed: the held-out span is scored once the choices below it are made."""

import numpy as np

BLOCKS = [  # each left out in turn to choose by; kinds of events differ from block to block
    ("2016-08-01", "2016-08-28"),
    ("2016-08-28", "2016-09-10"),
    ("2016-09-10", "2016-09-20T12:00"),
    ("2016-09-20T12:00", "2016-10-01"),
]
HELD_OUT = ("2016-10-01", "2016-12-01")


def within(times: np.ndarray, span: tuple[str, str], margin_hours: int = 0) -> np.ndarray:
    margin = np.timedelta64(margin_hours, "h")
    return (times >= np.datetime64(span[0]) - margin) & (times < np.datetime64(span[1]) + margin)
