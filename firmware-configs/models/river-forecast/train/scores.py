"""Forecast scores, as `model eval` has them, and lead times to a threshold."""

import numpy as np

HOURS = (1, 3, 6, 12)


def series_scores(level, last, before, forecast, ends, per_hour):
    """Per horizon: sums over the cells whose truth came. `forecast` [cells, horizons, 3]."""
    out = []
    for h, hours in enumerate(HOURS):
        at = ends + hours * per_hour
        here = at < len(level)
        truth = np.where(here, level[np.minimum(at, len(level) - 1)], np.nan)
        ok = ~np.isnan(truth)
        y, f = truth[ok], forecast[ok, h]
        stay = last[ok]
        go = stay + hours * (stay - before[ok])
        pin = [np.maximum(q * (y - f[:, i]), (q - 1) * (y - f[:, i])) for i, q in enumerate((0.05, 0.5, 0.95))]
        pin_stay = [np.maximum(q * (y - stay), (q - 1) * (y - stay)) for q in (0.05, 0.5, 0.95)]
        out.append(
            {
                "n": int(ok.sum()),
                "mse": np.mean((y - f[:, 1]) ** 2), "mse-stay": np.mean((y - stay) ** 2), "mse-go": np.mean((y - go) ** 2),
                "mae": np.mean(np.abs(y - f[:, 1])), "mae-stay": np.mean(np.abs(y - stay)), "mae-go": np.mean(np.abs(y - go)),
                "in": int(((y >= f[:, 0]) & (y <= f[:, 2])).sum()),
                "pinball": np.mean(pin), "pinball-stay": np.mean(pin_stay),
            }
        )
    return out


def summary(all_series):
    """Pooled over series, each in units of its own persistence error."""
    result = {}
    for h, hours in enumerate(HOURS):
        rows = [s[h] for s in all_series if s[h]["n"] and s[h]["mse-stay"] > 0]
        own = sum(r["mse"] / r["mse-stay"] for r in rows)
        go = sum(r["mse-go"] / r["mse-stay"] for r in rows)
        mae = sum(r["mae"] / r["mae-stay"] for r in rows)
        mae_go = sum(r["mae-go"] / r["mae-stay"] for r in rows)
        result[f"PT{hours}H"] = {
            "n": sum(r["n"] for r in rows),
            "skill-over-persistence": 1 - own / len(rows),
            "skill-over-linear": 1 - own / go,
            "mae-skill-over-persistence": 1 - mae / len(rows),
            "mae-skill-over-linear": 1 - mae / mae_go,
            "pinball-skill-over-persistence": 1 - sum(r["pinball"] / r["pinball-stay"] for r in rows) / len(rows),
            "coverage": sum(r["in"] for r in rows) / sum(r["n"] for r in rows),
        }
    return result


def lead_times(level, ends, ahead, threshold, per_hour):
    """Hours from the begin of the unbroken warning to each rise over the threshold; warnings that no rise followed within 12 h.

    `ahead` [cells, horizons]: a warning stands while a horizon says that the threshold is reached.
    """
    warn = np.zeros(len(level), bool)
    warn[ends] = (ahead >= threshold).any(axis=1)
    above = np.nan_to_num(level, nan=-np.inf) >= threshold
    asked = np.zeros(len(level), bool)
    asked[ends] = True
    crossings = [
        k for k in range(12 * per_hour, len(level)) if above[k] and not above[k - 12 * per_hour : k].any() and asked[k - 12 * per_hour : k].all()
    ]
    leads = []
    for k in crossings:
        back = 0
        while back < 12 * per_hour and warn[k - 1 - back]:
            back += 1
        leads.append(back / per_hour)
    begins = [k for k in np.flatnonzero(warn & ~above) if not warn[k - 1] and not above[k - 1]]
    false = sum(not above[k : k + 12 * per_hour + 1].any() for k in begins)
    return leads, false
