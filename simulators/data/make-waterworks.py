"""Makes waterworks-quality-SYNTHETIC.csv: python3 make-waterworks.py > waterworks-quality-SYNTHETIC.csv

Nine one-minute series of a waterworks' outlet, invented: no row of any real waterworks is in them. Levels and noise are of the order of the
water-anomaly card's centres and scales, so that its model is at home; each value is rounded as the instrument would. Two and a half hours
before `BEGIN` and ten after; from 14 minutes before it to 16 after it the disinfectant dosing fails and other water comes in.
"""

import math
import random
from datetime import datetime, timedelta, timezone

BEGIN = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
BEFORE, AFTER = 150, 600
EVENT = range(-14, 16)
# name, level, slow swing, noise, digits, change in the event
SERIES = [
    ("temperature_c", 8.2, 0.15, 0.03, 1, 0.0),
    ("chlorine_dioxide_mg_l", 0.166, 0.004, 0.002, 2, -0.06),
    ("ph", 8.36, 0.03, 0.005, 2, -0.3),
    ("redox_mv", 752, 1.5, 0.6, 0, -24),
    ("conductivity_us_cm", 209, 1.0, 0.5, 0, 12),
    ("turbidity_ntu", 0.021, 0.001, 0.002, 3, 0.03),
    ("chlorine_dioxide_2_mg_l", 0.109, 0.002, 0.001, 3, -0.03),
    ("flow_m3_h", 1550, 60, 20, 0, 0.0),
    ("flow_2_m3_h", 910, 40, 5, 0, 0.0),
]


def main():
    rng = random.Random(20260101)
    print("# SYNTHETIC, see README.md; made by make-waterworks.py")
    print("time," + ",".join(name for name, *_ in SERIES))
    for minute in range(-BEFORE, AFTER):
        cells = [(BEGIN + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")]
        for at, (_, level, swing, noise, digits, change) in enumerate(SERIES):
            value = level + swing * math.sin(minute / 97 + at) + rng.gauss(0, noise)
            if minute in EVENT:
                value += change * min(1, (minute - EVENT.start + 1) / 3)
            cells.append(f"{value:.{digits}f}")
        print(",".join(cells))


if __name__ == "__main__":
    main()
