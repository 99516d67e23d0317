"""Cards of the two packages as they stand before figures are known."""

import net

QUARTER = {"name": "river-forecast-15min", "period": "PT15M", "length": 144, "per-hour": 4, "hold": "PT2H"}
HOURLY = {"name": "river-forecast", "period": "PT1H", "length": 48, "per-hour": 1, "hold": "PT3H"}
HORIZONS = ["PT1H", "PT3H", "PT6H", "PT12H"]


def card(kind: dict) -> dict:
    zh, en = ("（15 分钟数据）", ", from 15-minute readings") if kind is QUARTER else ("（逐时数据）", ", from hourly readings")
    return {
        "schema-version": 1,
        "name": kind["name"],
        "version": "1.0.0",
        "title": {"zh": "河流水位预报" + zh, "en": "River level ahead" + en},
        "task": "series-forecast",
        "licence": "Apache-2.0 (code and weights); training series under the terms stated under data",
        "model": {},
        "input": {
            "kind": "window",
            "period": kind["period"],
            "length": kind["length"],
            "relative-to": "last",
            "channels": [
                {"id": "level", "property": "water-level", "unit": "m", "valid": [-1000, 1000000], "center": 0, "scale": net.UNIT}
            ],
            "hold": kind["hold"],
            "min-coverage": 0.8,
            "mask": False,
        },
        "output": {
            "horizons": HORIZONS,
            "quantiles": [0.05, 0.5, 0.95],
            "series": [{"column": "(level|gage_height|discharge)(_.*)?"}],
        },
    }
